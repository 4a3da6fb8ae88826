"""Boxes and torn-up tables become tables of the DOM; what is no form stays what it is."""

import pytest

from pipelines.extract import extract
from pipelines.records import Document

TITLE = "第二十条第（一）项"
HEAD = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
RULES = ("规章", "0", "1", "2")
DOCUMENTS = ("行政规范性文件", "3", "", "5")
GRID = [[TITLE], list(HEAD), list(RULES), list(DOCUMENTS)]


def page(body: str, head: str = "") -> Document:
    return extract(f"<html><head>{head}</head><body><p>情况如下。</p>{body}<p>以上。</p></body></html>", is_html=True)


def texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table.rows] for table in document.tables]


def boxes(outer: str, row: str, cell: str) -> str:
    def element(tag: str, inner: str) -> str:
        return f"<{tag}>{inner}</{tag.split()[0]}>"

    rows = (element(row, "".join(element(cell, text) for text in texts)) for texts in GRID)
    return element(outer, "\n".join(rows))


@pytest.mark.parametrize(
    ("outer", "row", "cell"),
    [
        ("div", "div", "div"),
        ('div class="tb"', 'div class="tr"', 'span class="td"'),
        ("ul", "li", "span"),
        ("section", "dl", "dd"),
    ],
)
def test_rows_of_boxes(outer: str, row: str, cell: str) -> None:
    document = page(boxes(outer, row, cell))
    assert texts(document) == [GRID]
    assert document.text.splitlines() == ["情况如下。", "〔表1〕", "以上。"]


def test_rows_that_stand_amid_the_prose() -> None:
    rows = boxes("div", "div", "div").removeprefix("<div>").removesuffix("</div>")
    document = page(f"<div><div>本年情况见下表。</div>{rows}<div>表中数字均为年末数。</div></div>")
    assert texts(document) == [GRID]


def test_boxes_in_a_layout_table() -> None:
    prose = "<p>本年制发文件均已公开，目录见门户网站。</p>" * 20
    assert texts(page(f"<table><tr><td>导航</td><td>{prose}{boxes('div', 'div', 'div')}</td></tr></table>")) == [GRID]


@pytest.mark.parametrize(
    "body",
    [
        "<div><div><b>规章</b>：<b>2</b>件</div><div><b>行政规范性文件</b>：<b>3</b>件</div></div>",
        "<ul><li><a>行政许可</a><i>更多</i></li><li><a>行政处罚</a><i>更多</i></li><li><a>政策</a><i>热线</i></li></ul>",
        "<p><span>行政</span><span>许可</span></p><p><span>12</span><span>3</span></p>",
    ],
)
def test_what_is_no_form_stays_text(body: str) -> None:
    assert page(body).tables == ()


GRID_OF_BOXES = (
    "<div>自然人</div><div style='grid-column:span 2'>法人或其他组织</div><div style='grid-row: span 2'>总计</div>"
    "<div>　</div><div>商业企业</div><div>科研机构</div><div>1</div><div>2</div><div>3</div><div>6</div>"
)


@pytest.mark.parametrize(
    ("attribute", "head"),
    [
        ('style="display:grid;grid-template-columns:repeat(4, 1fr)"', ""),
        ('style="display:grid;grid-template-columns:1fr minmax(0,1fr) 20% auto"', ""),
        ('class="g"', "<style>.f,.g{display:grid;grid-template-columns:repeat(2,1fr) 1fr 1fr}</style>"),
    ],
)
def test_a_grid_of_boxes(attribute: str, head: str) -> None:
    (table,) = page(f"<div {attribute}>{GRID_OF_BOXES}</div>", head).tables
    assert table.width == 4
    assert [[(cell.text, cell.column, cell.colspan, cell.rowspan) for cell in row] for row in table.rows] == [
        [("自然人", 0, 1, 1), ("法人或其他组织", 1, 2, 1), ("总计", 3, 1, 2)],
        [("", 0, 1, 1), ("商业企业", 1, 1, 1), ("科研机构", 2, 1, 1)],
        [("1", 0, 1, 1), ("2", 1, 1, 1), ("3", 2, 1, 1), ("6", 3, 1, 1)],
    ]


MOVED = [("part_not_read", "有 1 处格子由样式改了次序，没有读")]


@pytest.mark.parametrize(
    "place", ["grid-column: 1 / 2", "grid-row-start:2", "grid-area:a", "order:-1", "grid-column:span 2 / 4"]
)
def test_boxes_with_places_of_their_own_are_not_read(place: str) -> None:
    body = GRID_OF_BOXES.replace("<div>6", f"<div style='{place}'>6")
    document = page(f'<div style="display:grid;grid-template-columns:repeat(4,1fr)">{body}</div>')
    assert (document.tables, document.text.splitlines()) == ((), ["情况如下。", "以上。"])
    assert [(told.kind, told.detail) for told in document.findings] == MOVED


@pytest.mark.parametrize(
    ("row", "cell", "head"),
    [
        ("", "order:3", ""),
        ("flex-direction:row-reverse", "", ""),
        ("", "", "<style>.c:hover{order:0} .c{order:2}</style>"),
    ],
)
def test_a_row_whose_boxes_are_moved_is_not_read(row: str, cell: str, head: str) -> None:
    first, *others = (f"<b>{text}</b>" for text in RULES)
    moved = f"<div style='{row}'>{first}<b class=c style='{cell}'>0</b>{''.join(others[1:])}</div>"
    body = boxes("div", "div", "b").replace(f"<div>{first}{''.join(others)}</div>", moved)
    document = page(body, head)
    assert texts(document) == [[[TITLE], list(HEAD), list(DOCUMENTS)]]
    assert [(told.kind, told.detail) for told in document.findings] == MOVED


@pytest.mark.parametrize("reach", ["grid-column-end:span 2", "grid-column:span 2/auto", "grid-column-start: span 2"])
def test_a_box_reaches_as_far_as_it_says(reach: str) -> None:
    body = GRID_OF_BOXES.replace("grid-column:span 2", reach)
    (table,) = page(f'<div style="display:grid;grid-template-columns:repeat(4,1fr)">{body}</div>').tables
    assert [(cell.text, cell.colspan) for cell in table.rows[0]] == [("自然人", 1), ("法人或其他组织", 2), ("总计", 1)]


def one_row_tables(between: str) -> str:
    rows = ("".join(f"<td>{text}</td>" for text in row) for row in GRID)
    return between.join(f"<table><tr>{row}</tr></table>" for row in rows)


@pytest.mark.parametrize("between", ["", "\n", "<p>&nbsp;</p>", "</div><div>"])
def test_tables_of_one_row_each_are_one_table(between: str) -> None:
    document = page(f"<div>{one_row_tables(between)}</div>")
    assert texts(document) == [GRID]


def test_words_part_tables_of_one_row() -> None:
    assert GRID not in texts(page(one_row_tables("<p>续表</p>")))


def test_a_row_that_stands_alone_is_kept() -> None:
    assert texts(page("<table><tr><td>规章</td><td>0</td><td>1</td><td>2</td></tr></table>")) == [[list(RULES)]]
