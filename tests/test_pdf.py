"""PDF: what is wrong with a file is named, and what is drawn on a page is read as it is seen."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import pytest

from pipelines.formats import ocr, pdf_columns, take_apart
from pipelines.forms import normalise
from pipelines.limits import Limits, NotRead
from pipelines.media_types import PDF
from pipelines.records import Document, FailureKind
from tests.pdf_by_hand import HEIGHT, PICTURE, field, grid, paragraphs, pdf, text
from tests.printed.make import DOCUMENTS

LINES = ("沅江市教育局2021年政府信息公开工作年度报告", "一、总体情况", "全年公开信息86条。")


def read(data: bytes, limits: Limits | None = None) -> Document:
    return take_apart(data, PDF, None, limits or Limits()).document


def failed(data: bytes, limits: Limits | None = None) -> tuple[FailureKind, str]:
    with pytest.raises(NotRead) as caught:
        read(data, limits)
    return caught.value.failure, caught.value.detail


def rows(document: Document) -> list[list[str]]:
    (table,) = document.tables
    return [[cell.text for cell in row] for row in table.rows]


def findings(document: Document) -> dict[str, str]:
    return {finding.kind: finding.detail for finding in document.findings}


# --- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [True, False])
def test_text_in_its_lines(packed: bool) -> None:
    assert read(pdf([paragraphs(LINES)], packed=packed)).text.split("\n") == list(LINES)


def test_too_many_pages() -> None:
    failure, detail = failed(pdf([["", ""]] * 4), Limits(pages=3))
    assert failure is FailureKind.LIMIT_EXCEEDED
    assert "READ_PAGES" in detail


def test_a_stream_that_is_a_bomb() -> None:
    failure, detail = failed(pdf([[*paragraphs(LINES), " " * 300_000]]), Limits(size=100_000))
    assert failure is FailureKind.LIMIT_EXCEEDED
    assert "READ_SIZE" in detail


def test_too_many_rules() -> None:
    cells = grid(range(50, 500, 5), range(50, 800, 5))
    assert "READ_CELLS" in failed(pdf([cells]), Limits(cells=100))[1]


@pytest.mark.parametrize(
    "data",
    [
        pdf([paragraphs(LINES)])[:-200],
        b"%PDF-1.4\n" + bytes(200) + b"\n%%EOF\n",
        pdf([]),
        b"%PDF-1.7\n%%EOF\n",
    ],
    ids=["cut", "nothing in it", "no page", "empty"],
)
def test_a_damaged_file(data: bytes) -> None:
    assert failed(data)[0] is FailureKind.DAMAGED


def test_a_broken_table_of_places_is_told() -> None:
    """Readers find the objects all the same, perhaps not all."""
    data = pdf([paragraphs(LINES)])
    document = read(data.replace(b"startxref\n", b"startxref\n9"))
    assert document.text.split("\n") == list(LINES)
    assert "交叉引用表" in findings(document)["file_damaged"]


def test_a_stream_that_is_not_whole_is_told() -> None:
    content = "\n".join(paragraphs(LINES)).encode()
    stream = zlib.compress(content)
    data = pdf([paragraphs(LINES)]).replace(stream, stream[:-4] + bytes(4))
    assert "数据流" in findings(read(data))["file_damaged"]


@pytest.mark.parametrize(
    ("name", "failure"), [("qpdf_user_password.pdf", FailureKind.ENCRYPTED), ("qpdf_owner_password.pdf", None)]
)
def test_only_a_password_to_open_it_is_a_lock(name: str, failure: FailureKind | None) -> None:
    data = (DOCUMENTS / name).read_bytes()
    if failure:
        assert failed(data)[0] is failure
    else:
        assert read(data).tables


# --- characters ------------------------------------------------------------------------------------------------------


def test_a_font_without_characters_is_unreadable_above_a_share() -> None:
    """Private use says no more than the number of a glyph."""
    failure, detail = failed(pdf([paragraphs([*LINES, "\ue000\ue001\ue002\ue003"])]))
    assert failure is FailureKind.UNREADABLE
    assert re.search(r"\d+(\.\d+)?%", detail)


def test_below_it_is_told_and_no_number_is_made_of_it() -> None:
    filler = ["政务公开信息网站平台建设情况说明" * 2] * 4
    operators = [*paragraphs([*filler, *LINES]), *grid([50, 200, 300], [100, 120, 140])]
    operators += [
        text(60, 125, "规章"),
        text(210, 125, "1\ue0002"),
        text(60, 105, "行政规范性文件"),
        text(210, 105, "7"),
    ]
    document = read(pdf([paragraphs(filler), operators]))
    assert "glyphs_unmapped" in findings(document)
    assert rows(document) == [["规章", "1\ufffd2"], ["行政规范性文件", "7"]]


def test_radicals_are_the_characters_that_they_look_like() -> None:
    assert read(pdf([paragraphs(["⾏政复议⽂件⻅附表"])])).text == "行政复议文件见附表"


def test_bold_by_drawing_twice_is_drawn_once() -> None:
    operators = [text(72 + offset, 700, "一、总体情况2021") for offset in (0.0, 0.4)]
    assert read(pdf([operators])).text == "一、总体情况2021"


def test_what_lies_aslant_is_no_text() -> None:
    shown = "仅供内部使用".encode("utf-16-be").hex()
    watermark = f"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 150 300 Tm <{shown}> Tj ET"
    assert read(pdf([[watermark, *paragraphs(LINES)]])).text.split("\n") == list(LINES)


# --- lines and pages -------------------------------------------------------------------------------------------------


def numbered(pages: Sequence[Sequence[str]], style: str) -> bytes:
    """Pages with a running title and a number below."""
    return pdf(
        [
            *paragraphs(lines),
            text(200, HEIGHT - 40, "沅江市教育局文件", 9),
            text(280, 40, style.format(number, len(pages)), 9),
        ]
        for number, lines in enumerate(pages, start=1)
    )


@pytest.mark.parametrize("style", ["- {0} -", "{0}", "第{0}页 共{1}页", "{0}/{1}", "—{0}—"])
def test_running_titles_and_page_numbers_are_no_text(style: str) -> None:
    full = "类是全年通过门户网站和政务新媒体公开各类政府信息其中工作动态"
    pages = [(f"第{number}{full}", f"第{number}部分说到这里。") for number in "一二三"]
    assert read(numbered(pages, style)).text.split("\n") == ["".join(lines) for lines in pages]


def test_a_sentence_goes_on_over_a_page() -> None:
    long = "全年通过门户网站和政务新媒体公开各类政府信息其中工作动态"
    pages = [[long, long], ["八十六条。", "二、主动公开政府信息情况"]]
    assert read(pdf(paragraphs(lines) for lines in pages)).text.split("\n") == [
        f"{long}{long}八十六条。",
        "二、主动公开政府信息情况",
    ]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_number_that_its_border_broke_is_one() -> None:
    operators = grid([50, 200, 232], [100, 130, 160])
    operators += [text(60, 140, "规章"), text(204, 146, "1234", 12), text(204, 133, "56", 12)]
    operators += [text(60, 110, "行政规范性文件"), text(204, 116, "12", 12), text(204, 103, "34", 12)]
    assert rows(read(pdf([operators]))) == [["规章", "123456"], ["行政规范性文件", "12\n34"]]


def test_a_point_that_is_drawn_apart_stays_in_its_number() -> None:
    operators = grid([50, 250, 400], [100, 130, 160])
    operators += [text(60, 140, "行政事业性收费"), text(260, 140, "12"), text(272.5, 140, "."), text(276, 140, "3456")]
    operators += [text(60, 110, "规章"), text(260, 110, "1")]
    assert rows(read(pdf([operators]))) == [["行政事业性收费", "12.3456"], ["规章", "1"]]


def test_a_table_goes_on_over_a_page() -> None:
    xs = [50, 250, 400]
    first = [*paragraphs(LINES[:1]), *grid(xs, [80, 110, 140])]
    first += [text(60, 120, "规章"), text(260, 120, "1"), text(60, 90, "行政规范性文件"), text(260, 90, "2")]
    second = [*grid(xs, [700, 730, 760]), text(60, 740, "行政许可"), text(260, 740, "3")]
    second += [text(60, 710, "行政处罚"), text(260, 710, "4")]
    document = read(pdf([first, second]))
    assert rows(document) == [["规章", "1"], ["行政规范性文件", "2"], ["行政许可", "3"], ["行政处罚", "4"]]
    assert [row[1].origin for row in document.tables[0].rows] == ["p1", "p1", "p2", "p2"]


def test_cells_merged_both_ways() -> None:
    """Three columns of two rows: one cell over two rows, one over two columns."""
    operators = ["50 160 m 350 160 l S", "150 130 m 350 130 l S", "50 100 m 350 100 l S"]
    operators += ["50 100 m 50 160 l S", "150 100 m 150 160 l S", "250 100 m 250 130 l S", "350 100 m 350 160 l S"]
    operators += [
        text(60, 125, "行政许可"),
        text(160, 140, "本年处理决定数量"),
        text(160, 110, "7"),
        text(260, 110, "8"),
    ]
    (table,) = read(pdf([operators])).tables
    spans = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for row in table.rows for cell in row}
    assert spans == {
        "行政许可": (0, 0, 2, 1),
        "本年处理决定数量": (0, 1, 1, 2),
        "7": (1, 1, 1, 1),
        "8": (1, 2, 1, 1),
    }


def test_a_cell_that_is_no_rectangle_is_told() -> None:
    operators = ["50 160 m 250 160 l S", "150 130 m 250 130 l S", "50 100 m 250 100 l S"]
    operators += ["50 100 m 50 160 l S", "150 130 m 150 160 l S", "250 100 m 250 160 l S"]
    operators += [text(60, 140, "规章"), text(160, 140, "1"), text(160, 110, "2")]
    assert "cells_uneven" in findings(read(pdf([operators])))


def test_a_small_picture_is_no_scan() -> None:
    stamp = PICTURE.replace("595 0 0 842", "120 0 0 120")
    document = read(pdf([[*paragraphs(LINES), stamp]]))
    assert document.text.split("\n") == list(LINES)
    assert not document.seen


# --- what is seen ----------------------------------------------------------------------------------------------------


def cell(*operators: str, right: float = 300) -> list[str]:
    """A ruled table with operators in its one cell for a figure, from 200 to `right` and from 100 to 130."""
    ruled = grid([50, 200, right], [100, 130, 160])
    return [*ruled, text(60, 140, "规章"), text(205, 140, "1"), text(60, 110, "行政规范性文件"), *operators]


def figure(*operators: str, right: float = 300, notes: Sequence[str] = ()) -> tuple[str, str]:
    """What is read in that cell, and what is told not to be read."""
    document = read(pdf([cell(*operators, right=right)], notes=notes))
    return rows(document)[1][1], findings(document).get("part_not_read", "")


@pytest.mark.parametrize(
    "operators",
    [
        [text(216, 110, "9", mode=3), text(210, 110, "5")],
        [text(213, 110, "98", mode=3), text(210, 110, "5")],
        ["1 1 1 rg", text(216, 110, "9"), "0 g", text(210, 110, "5")],
        ["0 0 0 0 k", text(216, 110, "9"), "0 g", text(210, 110, "5")],
        ["0 0 1 rg 215 105 20 20 re f", text(216, 110, "9"), "0 g", text(205, 110, "5")],
        [text(210, 110, "12"), "1 1 1 rg 205 105 60 20 re f 0 g", text(210, 110, "5")],
        [text(210, 110, "12"), "q 60 0 0 20 205 105 cm /Im1 Do Q", text(210, 110, "5")],
    ],
    ids=["no ink", "no ink below", "white", "no colour", "blue on blue", "painted over", "pasted over"],
)
def test_what_is_not_seen_is_not_read(operators: list[str]) -> None:
    shown, told = figure(*operators)
    assert shown == "5"
    assert "看不见" in told


@pytest.mark.parametrize(
    "operators",
    [
        ["0 0 1 rg 205 105 60 20 re f 1 g", text(210, 110, "12"), "0 g"],
        ["1 1 1 rg 205 105 60 20 re f 0 g", text(210, 110, "12")],
        [text(210, 110, "12"), "q /Clear gs 1 1 0 rg 205 105 60 20 re f Q"],
        [text(210, 110, "12"), "q /Multiply gs 1 1 0 rg 205 105 60 20 re f Q"],
        [text(210, 110, "12"), "q 300 300 9 9 re W n 1 g 0 0 595 842 re f Q"],
        [text(210, 110, "12"), "205 114 30 1 re f"],
        ["q 0 0 595 842 re W n /Sh sh 1 g", text(210, 110, "12"), "Q"],
    ],
    ids=["white on blue", "on white", "transparent", "highlighted", "cut off", "struck", "white on shades"],
)
def test_what_is_seen_is_read(operators: list[str]) -> None:
    assert figure(*operators) == ("12", "")


def test_a_shadow_is_no_second_number() -> None:
    assert figure("0.7 g", text(212, 108, "12"), "0 g", text(210, 110, "12")) == ("12", "")


def test_digits_over_each_other_are_not_told() -> None:
    shown, told = figure(text(210, 110, "12"), text(211, 110, "98"))
    assert not any(digit in shown for digit in "1298")
    assert "叠印" in told


def test_a_digit_in_a_circle_and_on_a_line_is_one() -> None:
    assert "5" in figure(text(205, 110, "____"), text(210, 110, "5"))[0]


def test_the_mark_of_a_note_is_no_digit() -> None:
    assert figure(text(210, 110, "12"), text(222, 115, "1", 7))[0] == "12 1"
    assert figure(text(210, 110, "12"), text(222, 107, "1", 7))[0] == "12 1"
    assert figure(text(210, 110, "1"), text(216, 110, "2", 11))[0] == "12"


def test_numbers_above_each_other_are_two() -> None:
    """They stand at the right border, and the next digit would have had room on the left."""
    assert figure(text(278, 118, "120", 10), text(283, 105, "35", 10))[0] == "120\n35"


@pytest.mark.parametrize(
    ("operators", "notes"),
    [
        (["q 40 0 0 20 210 105 cm /Im1 Do Q"], []),
        (["0 g 210 108 m 212 108 l 212 120 l 210 120 l h f"], []),
        (["0 g 210 108 m 216 108 216 120 210 120 c 204 120 204 108 210 108 c h f"], []),
        ([], [field(205, 103, 290, 125, "12")]),
        ([], [field(205, 103, 290, 125, "12", "FreeText")]),
    ],
    ids=["picture", "stroke", "curve", "field", "note"],
)
def test_a_cell_with_something_else_than_text_is_no_blank(operators: list[str], notes: list[str]) -> None:
    assert figure(*operators, notes=notes)[0] == "［图］"


@pytest.mark.parametrize(
    ("operators", "notes"),
    [
        ([], []),
        ([], [field(205, 103, 290, 125, "")]),
        ([], [field(205, 103, 290, 125, "12", flags=2)]),
        (["1 g 210 108 m 216 108 216 120 210 120 c 204 120 204 108 210 108 c h f"], []),
    ],
    ids=["nothing", "empty field", "hidden field", "white"],
)
def test_a_blank_is_one(operators: list[str], notes: list[str]) -> None:
    assert figure(*operators, notes=notes) == ("", "")


def test_a_note_over_a_figure_is_told_and_the_figure_is_not_read() -> None:
    shown, told = figure(text(210, 110, "12"), notes=[field(205, 103, 290, 125, "350", "FreeText")])
    assert shown != "12"
    assert "批注" in told


def test_a_large_picture_beside_text_is_told() -> None:
    document = read(pdf([[*paragraphs(LINES), "q 595 0 0 460 0 40 cm /Im1 Do Q"]]))
    assert "图片" in findings(document)["part_not_read"]
    assert document.text.split("\n") == list(LINES)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_shown_on_its_side_is_read_as_it_was_written(rotate: int) -> None:
    upright, turned = read(pdf([paragraphs(LINES)])), read(pdf([paragraphs(LINES)], rotate=rotate))
    assert turned.text == upright.text
    assert not turned.findings


def test_turned_figures_are_told() -> None:
    turned = f"BT /F1 12 Tf 0 1 -1 0 150 110 Tm <{'规章5'.encode('utf-16-be').hex()}> Tj ET"
    assert "转了方向" in findings(read(pdf([[*paragraphs(LINES), turned]])))["part_not_read"]


def test_a_layer_below_a_scan_is_recognised_text_whatever_is_stamped_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stamp is drawn in more pieces than the text, and in fewer characters."""
    monkeypatch.setattr(ocr, "is_here", lambda: False)
    stamp = [text(300 + 12 * number, 30, character, 9) for number, character in enumerate("扫描全能王")]
    document = read(pdf([[PICTURE, *paragraphs(LINES, mode=3), *stamp]]))
    assert document.text.startswith(LINES[0])
    assert "read_by_ocr" in findings(document)


# --- tables without rules --------------------------------------------------------------------------------------------

HEADERS = ("本年制发件数", "本年废止件数", "现行有效件数")


def bare(places: Sequence[float], *figures: Sequence[tuple[float, str]]) -> list[list[str]]:
    """What is read of a table without rules: labels of columns at these places, figures in two rows at theirs."""
    operators = [
        text(60, 760, "信息内容", 10),
        *(text(x, 760, name, 10) for x, name in zip(places, HEADERS, strict=True)),
    ]
    for number, (label, own) in enumerate(zip(("规章", "行政规范性文件"), figures, strict=True)):
        operators += [
            text(60, 740 - 20 * number, label, 10),
            *(text(x, 740 - 20 * number, value, 10) for x, value in own),
        ]
    return rows(read(pdf([operators])))


@pytest.mark.parametrize("places", [(180, 270, 400), (180, 260, 450), (180, 330, 420)])
@pytest.mark.parametrize("blank", [0, 1, 2, (0, 2)])
def test_a_column_of_blanks_is_one(places: Sequence[float], blank: int | tuple[int, ...]) -> None:
    shown = [["1", "2", "3"], ["4", "5", "6"]]
    for row in shown:
        for number in (blank,) if isinstance(blank, int) else blank:
            row[number] = ""
    placed = [[(x + 20, value) for x, value in zip(places, row, strict=True) if value] for row in shown]
    assert bare(places, *placed) == [["", *HEADERS], ["规章", *shown[0]], ["行政规范性文件", *shown[1]]]


@pytest.mark.parametrize("at", [250, 285, 300])
def test_a_figure_between_two_labels_is_not_read(at: float) -> None:
    """The row is one cell over all columns, with what is printed; the other row is read."""
    read_as = bare((180, 310, 420), [(at, "1"), (440, "5")], [(200, "2"), (330, "0"), (440, "6")])
    assert read_as[1:] == [["规章", "｜1｜5｜"], ["行政规范性文件", "2", "0", "6"]]


def test_two_figures_under_one_label_are_not_read() -> None:
    assert bare((180, 310, 420), [(185, "1"), (215, "2"), (440, "5")], [(200, "2"), (330, "0"), (440, "6")])[1] == [
        "规章",
        "｜1｜2｜5｜",
    ]


def test_two_labels_over_one_column_are_not_read() -> None:
    operators = [text(60, 780, "信息内容", 10), text(180, 780, HEADERS[0], 10), text(190, 765, HEADERS[1], 10)]
    operators += [text(320, 772, HEADERS[2], 10), text(60, 740, "行政规范性文件", 10)]
    operators += [text(210, 740, "1", 10), text(340, 740, "5", 10)]
    assert rows(read(pdf([operators])))[1] == ["行政规范性文件", "｜1｜5｜"]


def test_rows_that_are_full_tell_where_the_columns_are() -> None:
    """The figures stand at the right of their columns, beside the labels."""
    full = [(262, "1"), (392, "0"), (502, "5")]
    assert bare((190, 320, 430), full, [(262, "2"), (502, "6")])[1:] == [
        ["规章", "1", "0", "5"],
        ["行政规范性文件", "2", "", "6"],
    ]


def test_what_is_remembered_of_labels_is_bounded() -> None:
    for remembered in (pdf_columns._is_label, pdf_columns._labels_of):
        assert remembered.cache_info().maxsize is not None
    pdf_columns._is_label.cache_clear()
    normalise.cache_clear()
    read(pdf([[text(60, 700, "".join(chr(0x4E00 + number) for number in range(600)), 0.8)]]))
    assert pdf_columns._is_label.cache_info().misses < 100
    assert normalise.cache_info().misses < 100
    read(pdf([[text(60, 700, "信息公开" * 150, 0.8)]]))
    assert pdf_columns._is_label.cache_info().misses < 100 * 600
