"""A sample of `tests.fuzz`: damaged files of every kind, each read by a reader process as a run does."""

from __future__ import annotations

import pytest

from pipelines.records import FailureKind
from tests import fuzz
from tests.test_printed import needs_office

SAMPLE = range(8)
# Seeds that were bad once, with what they did: each is tried for ever.
FORMERLY = {
    ("docx", 5): "a packed file that says that a later version packed it",
    ("odt", 14): "a packed file in a way that is not known",
    ("xls", 5): "sectors in a circle: memory without end",
    ("csv", 20): "a zero byte in a number was passed over, and 143 was 13",
    ("html", 296): "control characters in a title",
    ("mhtml", 175): "control characters in a title",
}
KINDS = [pytest.param(kind, marks=needs_office if kind == "rtf" else ()) for kind in fuzz.FILES]


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_cost_themselves_and_say_so(kind: str) -> None:
    seeds = SAMPLE if kind != "rtf" else SAMPLE[:2]
    outcomes = {seed: (outcome, lines) for seed, _, outcome, lines in fuzz.try_out(kind, seeds)}
    assert set(outcomes) == set(seeds)
    assert {seed: lines for seed, (_, lines) in outcomes.items() if lines} == {}


@pytest.mark.parametrize(("kind", "seed"), FORMERLY, ids=lambda value: str(value))
def test_what_was_bad_once(kind: str, seed: int) -> None:
    ((_, _, outcome, lines),) = fuzz.try_out(kind, range(seed, seed + 1))
    assert (outcome != FailureKind.READER_CRASHED, lines) == (True, [])
