"""A table of the DOM as cells with their places."""

import pytest
from lxml import html

from pipelines.grid import AGAIN, ORIGIN, SEEN, cell_text, read_grid
from pipelines.records import Table


def grid(rows: str) -> Table:
    return read_grid(html.fromstring(f"<table>{rows}</table>"), 1, "")


def places(table: Table) -> dict[str, tuple[int, int, int, int]]:
    return {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for row in table.rows for cell in row}


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("  自然人\n ", "自然人"),
        ("本年新<br>制作数量", "本年新\n制作数量"),
        ("本年新<br/><br/>制作数量", "本年新\n制作数量"),
        ("<p>商业</p><p>企业</p>", "商业\n企业"),
        ("<span>（一）</span><span>予以\n公开</span>", "（一）予以 公开"),
        ("<p><span><o:p>&nbsp;</o:p></span></p>", "\xa0"),
        ("12<script>var x = 3;</script><style>p {}</style>", "12"),
        ("12<!-- 13 -->4", "124"),
        ("", ""),
        ("12<sup>1</sup>", "12 1"),
        ("12<span style='vertical-align: super'>1</span>", "12 1"),
        ("<s>12</s>15", "15"),
        ("<span style='text-decoration:line-through'>12</span>15", "15"),
        ("<span style='text-decoration:underline'>12</span>5", "125"),
        ("<span hidden>9</span>5", "5"),
        ("<span style='VISIBILITY: hidden'>9</span>5", "5"),
        ("<span style='mso-hide:all'>9</span>5", "5"),
        ("<span style='font-size:0'>9</span>5", "5"),
        ("<span style='font-size:0.9em'>9</span>5", "95"),
        ("<span style='font-size:0'>9<b style='font-size:12px'>5</b></span>", "95"),
        ("<span style='display:none;display:inline'>9</span>5", "95"),
        ("<span style='display:none!important;display:inline'>9</span>5", "5"),
        ("<span hidden style='display:inline'>9</span>5", "95"),
        ("<span style='opacity: 0'>9</span>5", "5"),
        ("<span style='opacity:.5'>9</span>5", "95"),
        ("<span style='position:absolute;left:-9999px'>9</span>5", "5"),
        ("<span style='margin-left:100pt;text-indent:-100pt'>9</span>5", "95"),
        ("<span style='color:#FFF'>9</span>5", "［图］5"),
        ("<font color='white'>9</font>5", "［图］5"),
        ("<span style='color:#fff;background:red'>9</span>5", "95"),
        ("<span style='color:#fff'>件</span>", "件"),
        ("<ruby>12<rp>(</rp><rt>1</rt><rp>)</rp></ruby>3", "12 1 3"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "［图］"),
        ("<input value=12>", "［图］"),
        ("<select><option>1</option><option selected>2</option></select>", "［图］"),
    ],
)
def test_cell_text(inside: str, text: str) -> None:
    assert cell_text(html.fromstring(f"<table><tr><td>{inside}</td></tr></table>").find(".//td")) == text


BLOCKS = "p div li tr section article center blockquote pre dd dt ul ol table td th h1 h2 h3 h4 h5 h6"


@pytest.mark.parametrize("tag", BLOCKS.split())
def test_blocks_stand_on_lines_of_their_own(tag: str) -> None:
    cell = html.Element("td")
    cell.text = "1"
    block = html.Element(tag)
    block.text, block.tail = " 2 ", "3"
    cell.append(block)
    assert cell_text(cell) == "1\n2\n3"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("color:red; display : none", "5"),
        ("visibility:collapse", "5"),
        ("opacity:0.9", "95"),
        ("opacity:0%", "5"),
        ("font-size:10px", "95"),
        ("top:-9999px", "5"),
        ("text-indent:-9999px", "5"),
        ("left:-9999px99", "95"),
        ("left:0;margin-left:-9999px", "95"),
        ("text-decoration-line:line-through", "5"),
        ("vertical-align:sub", " 95"),
        ("vertical-align:middle", "95"),
        ("mso-text-raise:2pt", " 95"),
        ("color:rgb(255, 255,255)", "［图］5"),
        ("color:whitesmoke", "95"),
        ("color:#fff;background-color:#000", "95"),
    ],
)
def test_styles(style: str, text: str) -> None:
    cell = html.fromstring(f"<table><tr><td>1<span style='{style}'>9</span>5</td></tr></table>").find(".//td")
    assert cell_text(cell) == f"1{text}"


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("<table><tr><td><font color=WHITE>9</font>", "［图］"),
        ("<table><tr><td><font color=white>9件</font>", "9件"),
        ("<table><tr><td><font color=white>约9</font>", "约9"),
        ("<div class=dark><table><tr><td><font color=white>9</font>", "［图］"),
        ("<table class=dark><tr><td><font color=white>9</font>", "9"),
        ("<table><tr style='background:red'><td><font color=white>9</font>", "9"),
        ("<table><tr><td bgcolor=red><font color=white>9</font>", "9"),
        ("<table><tr><td background=red.png><font color=white>9</font>", "9"),
        ("<table><tr><td width=9><font color=white>9</font>", "［图］"),
        ("<div><td><font color=white>9</font></td></div>", "9"),
    ],
)
def test_a_white_figure_shows_on_what_may_be_dark(table: str, text: str) -> None:
    (font,) = html.fromstring(table).iter("font")
    assert cell_text(font.getparent()) == text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("1<strike>2</strike>3", "13"),
        ("1<sub>2</sub>", "1 2"),
        (" 1 <br> <b>2 </b> <br>", "1\n2"),
        ("<input value=1>", "［图］"),
    ],
)
def test_further_elements(inside: str, text: str) -> None:
    assert cell_text(html.fromstring(f"<table><tr><td>{inside}</td></tr></table>").find(".//td")) == text


def test_what_other_readers_leave_with_a_cell() -> None:
    table = grid(f"<tr><td {ORIGIN}='附表!C7' {SEEN}='' {AGAIN}='13'>12</td><td>1</td></tr>")
    assert [(cell.origin, cell.seen, cell.again) for cell in table.rows[0]] == [
        ("附表!C7", True, "13"),
        ("", False, None),
    ]
    assert (grid("<tr></tr>").width, grid("<tr></tr>").rows) == (0, ((),))


@pytest.mark.parametrize(
    "struck", ["<tr style='text-decoration:line-through'><td>", "<tr><td style='text-decoration:line-through'>"]
)
def test_a_cell_that_is_struck_out_is_blank(struck: str) -> None:
    assert [cell.text for cell in grid(f"{struck}5</td></tr>").rows[0]] == [""]


def test_cells_stand_where_a_browser_shows_them() -> None:
    table = grid(
        "<tr><td rowspan=2>a</td><td colspan=2>b</td><td>c</td></tr>"
        "<tr><td>d</td><th rowspan=2>e</th><td>f</td></tr>"
        "<tr><td>g</td><td>h</td><td>i</td></tr>"
    )
    assert places(table) == {
        "a": (0, 0, 2, 1),
        "b": (0, 1, 1, 2),
        "c": (0, 3, 1, 1),
        "d": (1, 1, 1, 1),
        "e": (1, 2, 2, 1),
        "f": (1, 3, 1, 1),
        "g": (2, 0, 1, 1),
        "h": (2, 1, 1, 1),
        "i": (2, 3, 1, 1),
    }
    assert table.width == 4


def test_cells_and_rows_that_do_not_show_are_not_there() -> None:
    table = grid(
        "<tr><td>a</td><td style='display:none'>9</td><td>b</td></tr>"
        "<tr hidden><td>8</td><td>7</td></tr>"
        "<tr><td>c</td><td>d</td></tr>"
    )
    assert places(table) == {"a": (0, 0, 1, 1), "b": (0, 1, 1, 1), "c": (1, 0, 1, 1), "d": (1, 1, 1, 1)}


def test_cells_and_rows_that_are_struck_out_say_nothing() -> None:
    struck = "style='text-decoration:line-through'"
    table = grid(f"<tr><td>a</td><td {struck}>9</td></tr><tr {struck}><td>8</td></tr><tr><td>b</td></tr>")
    assert [[cell.text for cell in row] for row in table.rows] == [["a", ""], [""], ["b"]]


def test_rowspan_ends_with_the_table() -> None:
    table = grid("<tr><td rowspan=99>a</td><td>b</td></tr><tr><td>c</td></tr>")
    assert places(table) == {"a": (0, 0, 2, 1), "b": (0, 1, 1, 1), "c": (1, 1, 1, 1)}


def test_rows_stay_ragged() -> None:
    table = grid("<tr><td>a</td><td>b</td><td>c</td></tr><tr><td>d</td></tr><tr></tr>")
    assert [len(row) for row in table.rows] == [3, 1, 0]
    assert table.width == 3


@pytest.mark.parametrize(
    ("printed", "span"),
    [("'3'", 3), ("' 3 '", 3), ("0", 1), ("-2", 1), ("100%", 1), ("''", 1), ("1000000", 100)],
)
def test_spans_as_printed(printed: str, span: int) -> None:
    table = grid(f"<tr><td colspan={printed}>a</td><td>b</td></tr>")
    assert places(table)["b"][1] == span


def test_head_and_foot_are_rows() -> None:
    table = grid(
        "<thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody><tfoot><tr><td>c</td></tr></tfoot>"
    )
    assert [row[0].text for row in table.rows] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("5<sup>1</sup>", "5 1"),
        ("<del>5</del>6", "6"),
        ('<span style="display: none">9</span>5', "5"),
        ("<section>1</section><section>2</section>", "1\n2"),
        ('<img src="5.png">', "［图］"),
        ('3<img src="dot.png">', "3"),
    ],
)
def test_what_a_reader_sees_in_a_cell(inner: str, text: str) -> None:
    table = html.fromstring(f"<table><tr><td>{inner}</td></tr></table>")
    assert read_grid(table, 1, "").rows[0][0].text == text
