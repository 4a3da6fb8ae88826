"""The committed figures of the benchmark: they hold their floors, and are of the code as it is."""

import json

import pytest

from tests.bench import RESULTS, code_digest, documents

COMMITTED = json.loads(RESULTS.read_text("utf-8"))


@pytest.mark.parametrize("name", list(documents()))
def test_the_ratio_holds_its_floor(name: str) -> None:
    result = COMMITTED["documents"][name]
    assert result["ratio"] >= result["floor"] > 0


def test_the_documents_are_those_that_were_measured() -> None:
    measured = {name: result["kilobytes"] for name, result in COMMITTED["documents"].items()}
    assert measured == {name: round(len(data) / 1000) for name, (data, _) in documents().items()}


def test_the_figures_are_not_older_than_the_code() -> None:
    assert COMMITTED["code"] == code_digest(), "run: make bench ARGS=--save"
