"""Scans and pictures: named unreadable without the optional extra; with it, no number that nothing confirms."""

from __future__ import annotations

import io
import os
from functools import cache
from typing import Any

import docx
import pytest
from PIL import Image

from pipelines.chain import read_document
from pipelines.formats import ocr
from pipelines.formats.ocr import Scan
from pipelines.formats.pdf_pages import Glyph, Page
from pipelines.records import FailureKind, Reading, Report, Source, State
from tests.files_by_hand import BODY, page
from tests.pdf_by_hand import PICTURE, paragraphs, pdf
from tests.printed import answers
from tests.printed.make import DOCUMENTS
from tests.test_bundle import SEE_ANNEX, TITLE, read

SCANS = [entry for entry in answers.read() if entry["kind"] == "scan"]
REPORT = (TITLE, *BODY)
needs_ocr = pytest.mark.skipif(
    not ocr.is_here() and "CI" not in os.environ, reason="needs the extra that reads pictures (make ocr)"
)


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_here", lambda: False)


def picture_in_word(picture: bytes, *lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.add_picture(io.BytesIO(picture))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def of_kinds(report: Report | None) -> dict[str, str]:
    assert report is not None
    return {finding.kind: finding.detail for finding in report.findings}


# --- without the extra -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("name", sorted({entry["file"] for entry in SCANS}))
def test_a_scan_is_named_unreadable_with_what_to_do(name: str) -> None:
    reading = read_document((DOCUMENTS / name).read_bytes())
    assert reading.failure is FailureKind.UNREADABLE
    assert "make ocr" in reading.detail
    assert not reading.reports


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("lines", [(), (TITLE,)], ids=["nothing else", "title"])
def test_pictures_in_a_word_file_are_a_scan(lines: tuple[str, ...]) -> None:
    reading = read_document(picture_in_word((DOCUMENTS / "scan_page.png").read_bytes(), *lines))
    assert reading.failure is FailureKind.UNREADABLE
    assert "make ocr" in reading.detail


@pytest.mark.usefixtures("without_ocr")
def test_a_page_whose_annex_is_a_scan_says_so() -> None:
    reading = read(page(TITLE, SEE_ANNEX), pdf([[PICTURE]]))
    assert reading.failure is FailureKind.UNREADABLE
    assert "make ocr" in reading.detail


@pytest.mark.usefixtures("without_ocr")
def test_a_scanned_page_among_others_is_told() -> None:
    report = read_document(pdf([paragraphs(REPORT), [PICTURE]])).report
    assert of_kinds(report)["pages_unread"].startswith("第 2 页")


@pytest.mark.usefixtures("without_ocr")
def test_a_picture_behind_the_text_is_a_background() -> None:
    report = read_document(pdf([[PICTURE, *paragraphs(REPORT)]])).report
    assert "read_by_ocr" not in of_kinds(report)
    assert report is not None
    assert {figure.value for figure in report.figures} == {86, 12}


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("operators", [[*paragraphs(REPORT), PICTURE], [PICTURE, *paragraphs(REPORT, mode=3)]])
def test_text_that_is_not_seen_is_a_guess_of_another_program(operators: list[str]) -> None:
    """What a scanner's own recognition laid under the picture: no number without a sum that confirms it."""
    report = read_document(pdf([operators])).report
    assert of_kinds(report)["read_by_ocr"].startswith("第 1 页")
    assert report is not None
    assert {(figure.state, figure.value, figure.method) for figure in report.figures} == {
        (State.ILLEGIBLE, None, "ocr")
    }
    assert {figure.raw for figure in report.figures} == {"86条", "12件", "都已办结"}


# --- with the extra --------------------------------------------------------------------------------------------------


@cache
def reading_of(name: str) -> Reading:
    return read_document((DOCUMENTS / name).read_bytes())


@needs_ocr
@pytest.mark.parametrize("entry", SCANS, ids=lambda entry: entry["file"])
def test_a_scan(entry: dict[str, Any]) -> None:
    """Nothing that is given as a number is wrong, nothing stands where nothing is printed, little is not given."""
    (report,) = reading_of(entry["file"]).reports
    assert (report.id, report.form) == (entry["id"], entry["form"])
    got = {figure.code: figure for figure in report.figures if figure.source is Source.TABLE}
    given = {code: figure.value for code, figure in got.items() if figure.value is not None}
    assert {code: value for code, value in given.items() if entry["cells"].get(code) != value} == {}
    printed = [code for code, value in entry["cells"].items() if value is not None]
    assert len(given) >= 0.97 * len(printed)
    assert not [code for code in printed if code in got and got[code].state in (State.BLANK, State.SLASH)]
    assert all(figure.method.startswith("ocr") for figure in got.values())
    assert "read_by_ocr" in of_kinds(report)


@cache
def upper_half() -> bytes:
    """The upper half of a scanned page with a table."""
    with Image.open(DOCUMENTS / "scan_page.png") as picture:
        buffer = io.BytesIO()
        picture.crop((0, 0, picture.width, picture.height // 2)).save(buffer, "PNG")
    return buffer.getvalue()


@needs_ocr
def test_pictures_on_a_page_are_its_text_and_each_figure_knows_its_picture() -> None:
    entry = next(entry for entry in SCANS if entry["file"] == "scan_page.png")
    reading = read(page(entry["title"], ()), upper_half())
    assert reading.report is not None
    assert reading.report.id == entry["id"]
    figures = [figure for figure in reading.report.figures if figure.value is not None]
    assert {figure.code: figure.value for figure in figures}.items() <= entry["cells"].items()
    assert len(figures) >= 12
    (member,) = reading.members
    assert {figure.sha256 for figure in figures} == {member.sha256}


@needs_ocr
def test_pictures_in_a_word_file_are_read() -> None:
    entry = next(entry for entry in SCANS if entry["file"] == "scan_page.png")
    reading = read_document(picture_in_word(upper_half()))
    assert reading.report is not None
    assert reading.report.id == entry["id"]
    assert len([figure for figure in reading.report.figures if figure.value is not None]) >= 12


# --- what is done with what the engine says --------------------------------------------------------------------------

UPRIGHT = [(0, 0), (10, 0), (10, 30), (0, 30)]
LEVEL = [(0, 0), (30, 0), (30, 10), (0, 10)]


@pytest.mark.parametrize(
    ("box", "text", "mended"),
    [
        (UPRIGHT, "一", "1"),
        (LEVEL, "一", "一"),
        (LEVEL, "二二一年政府信息公开", "二〇二一年政府信息公开"),
        (LEVEL, "二一九年", "二〇一九年"),
        (LEVEL, "二〇一九年", "二〇一九年"),
        (LEVEL, "十二一二年", "十二一二年"),
    ],
)
def test_known_slips_of_the_engine(box: list[tuple[int, int]], text: str, mended: str) -> None:
    assert ocr._mended(box, text) == mended


def test_a_layer_is_straightened_with_its_picture() -> None:
    """A quarter turn moves what was at the right to the bottom."""
    quarter = ((0, -1, 200), (1, 0, 0))
    scan = Scan(Page(1, 100, 100, (), (), True), 2.0, None, None, quarter)
    scan = scan.over((Glyph("8", 80, 90, 10, 20, 10), Glyph("6", 10, 20, 10, 20, 10)))
    assert scan.text_of_layer(70, 70, 100, 100) == "8"
    assert scan.text_of_layer(70, 0, 100, 30) == "6"
    assert scan.text_of_layer(0, 0, 30, 100) == ""
