"""The same reports printed to every kind of file by real programs (`tests.printed`): every cell, every time.

Scans are read in `test_ocr`; without the optional extra they have their failure.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from typing import Any

import pytest

from pipelines.chain import read_document
from pipelines.records import FailureKind, Reading, Report, Source
from tests.printed import answers
from tests.printed.make import DOCUMENTS

ENTRIES = answers.read()
READ = [entry for entry in ENTRIES if entry["kind"] != "scan" and "failure" not in entry]


def needs(program: str, package: str) -> pytest.MarkDecorator:
    """Skips a test where a program of the system is not here, but in CI."""
    missing = shutil.which(program) is None and "CI" not in os.environ
    return pytest.mark.skipif(missing, reason=f"needs {program} (apt install {package})")


needs_office = needs("soffice", "libreoffice-writer-nogui")


@cache
def reading(name: str) -> Reading:
    return read_document((DOCUMENTS / name).read_bytes())


def report(entry: dict[str, Any]) -> Report:
    return next(report for report in reading(entry["file"]).reports if report.id == entry["id"])


def cases(entries: list[dict[str, Any]]) -> list[Any]:
    return [
        pytest.param(entry, id=f"{entry['file']}-{entry['id']}", marks=[needs_office] if entry["kind"] == "rtf" else [])
        for entry in entries
    ]


@pytest.mark.parametrize("entry", cases(READ))
def test_every_cell(entry: dict[str, Any]) -> None:
    """Whose report, of which form, each cell of its tables, and which sums fail as printed."""
    read = report(entry)
    assert read.form == entry["form"]
    got = {figure.code: figure for figure in read.figures if figure.source is Source.TABLE}
    wrong = {
        code: (value, got[code].value if code in got else None)
        for code, value in entry["cells"].items()
        if value != (got[code].value if code in got else None)
    }
    assert not wrong
    assert {code for code, figure in got.items() if figure.value is not None} <= set(entry["cells"])
    failing = {check.rule for check in read.checks if check.holds is False and check.source is Source.TABLE}
    assert failing == set(entry["failing"])


@pytest.mark.parametrize("entry", cases(READ))
def test_title_date_and_prose(entry: dict[str, Any]) -> None:
    """The title as printed, the day that is printed, and no figure of the prose wrong."""
    read = report(entry)
    printed = "".join(entry["title"].split())
    assert "".join(read.title.split()) in (printed, printed.replace("关于报送", ""))
    if day := entry["published_on"] or entry["signed_on"]:
        assert read.published_on == day
    if entry["has_prose"]:
        prose = {figure.code: figure.value for figure in read.figures if figure.source is Source.PROSE}
        derived = {f.code for f in read.figures if f.method.startswith("derived")} - set(entry["prose"])
        assert {code: value for code, value in prose.items() if code not in derived} == entry["prose"]


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if "failure" in entry], ids=lambda entry: entry["file"])
def test_what_cannot_be_read_is_named(entry: dict[str, Any]) -> None:
    assert reading(entry["file"]).failure == FailureKind(entry["failure"])
    assert not reading(entry["file"]).reports


def test_a_page_break_s_locator_names_the_page() -> None:
    (read,) = reading("chromium_head_once.pdf").reports
    pages = {figure.locator.split(" ")[1] for figure in read.figures if figure.locator}
    assert pages >= {"p1", "p2"}


def test_a_sheet_s_locator_names_the_cell() -> None:
    (read,) = reading("sheets_annex.xlsx").reports
    figure = next(figure for figure in read.figures if figure.code == "statistics.proactive_total.value")
    assert (figure.locator or "").endswith("统计表!C5")
