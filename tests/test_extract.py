"""A page's text cut into titles, prose, tables and what they are tied to."""

import json

import pytest
from lxml import html

from pipelines.extract import extract
from pipelines.page_facts import info_block

FORM = (
    "<table><tr><td colspan=2>第二十条第（五）项</td></tr>"
    "<tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>12</td></tr></table>"
)
PROSE = "本年度我镇认真落实各项要求，主动公开信息四十二条，全部在门户网站公开，群众可以随时查阅。"


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def test_a_form_leaves_its_place_in_the_prose() -> None:
    document = extract(page(f"<div><p>{PROSE}</p><p>二、情况如下</p>{FORM}<p>{PROSE}完。</p></div>"), is_html=True)
    assert document.text.splitlines() == [PROSE, "二、情况如下", "〔表1〕", f"{PROSE}完。"]
    (table,) = document.tables
    assert (table.position, table.caption) == (1, "二、情况如下")
    assert [cell.text for cell in table.rows[2]] == ["行政许可", "12"]


def test_text_beside_what_is_taken_out_stays() -> None:
    body = (
        f"<div><p>{PROSE}<!-- 注 --><b>又三条</b><script>x()</script>再两条</p>{FORM}表格之后的一段话，没有标签。</div>"
    )
    text = extract(page(body), is_html=True).text
    assert f"{PROSE}又三条再两条" in text
    assert "表格之后的一段话" in text


def test_a_frame_that_prints_labels_is_still_a_frame() -> None:
    frame = f"<table><tr><td>行政许可</td><td>行政处罚</td><td><p>{PROSE * 5}</p>{FORM}</td></tr></table>"
    assert [len(table.rows) for table in extract(page(frame), is_html=True).tables] == [3]


@pytest.mark.parametrize("paragraphs", [1, 9])
def test_a_sentence_stays_in_one_line(paragraphs: int) -> None:
    """However short the page is, and however a word processor cut the paragraph."""
    body = f"<p>{PROSE}本年收到<span>1</span><span>2</span>件申请，<b>均已</b>办结。</p>" * paragraphs
    lines = extract(page(f"<div class='TRS_Editor'>{body}</div>"), is_html=True).text.splitlines()
    assert lines == [f"{PROSE}本年收到12件申请，均已办结。"] * paragraphs


def test_a_table_that_lays_out_the_page_is_dissolved() -> None:
    document = extract(
        page(f"<table><tr><td>导航</td><td><p>{PROSE}</p>{FORM}<p>{PROSE}</p>{FORM}</td></tr></table>"), is_html=True
    )
    assert [table.position for table in document.tables] == [1, 2]
    assert [len(table.rows) for table in document.tables] == [3, 3]
    lines = document.text.splitlines()
    assert lines.index("〔表1〕") < lines.index("〔表2〕")
    assert PROSE in lines


def test_a_table_of_prose_is_prose() -> None:
    document = extract(page(f"<table><tr><td>{PROSE * 6}</td></tr></table>"), is_html=True)
    assert document.tables == ()
    assert PROSE in document.text


def test_no_table_is_lost_with_the_frame_of_the_page() -> None:
    document = extract(page(f"<div id='zoom'><p>{PROSE}</p></div><div class='footer'>{FORM}</div>"), is_html=True)
    assert len(document.tables) == 1
    assert document.text.splitlines()[-1] == "〔表1〕"


def test_what_is_not_shown_is_not_read() -> None:
    document = extract(
        page(
            f"<p>{PROSE}</p><script>document.write('九十九条')</script><!-- 八十八条 --><noscript>七十七条</noscript>"
        ),
        is_html=True,
    )
    assert not any(word in document.text for word in ("九十九", "八十八", "七十七"))


def test_titles_fall_in_trust() -> None:
    head = "<title>甲县2020年年报-门户网站</title><meta name='ArticleTitle' content='甲县 2020年年报'>"
    document = extract(page(f"<h1>甲县2020年<br>年报</h1><h1>{'长' * 130}</h1><p>{PROSE}</p>", head), is_html=True)
    assert document.title == "甲县 2020年年报"
    assert document.titles == ("甲县 2020年年报", "甲县2020年 年报", "甲县2020年年报-门户网站")
    assert document.metas["articletitle"] == "甲县 2020年年报"


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ("<!-- saved from url=(0042)http://www.a.gov.cn/x.html -->", "http://www.a.gov.cn/x.html"),
        ("<link rel='canonical' href='https://www.a.gov.cn/y.html'>", "https://www.a.gov.cn/y.html"),
        ("<meta property='og:url' content='https://www.a.gov.cn/z.html'>", "https://www.a.gov.cn/z.html"),
        ("<link rel='canonical' href='/y.html'>", None),
        ("", None),
    ],
)
def test_where_a_saved_page_came_from(head: str, address: str | None) -> None:
    assert extract(page(f"<p>{PROSE}</p>", head), is_html=True).saved_from == address


def test_saved_from_stands_before_the_document() -> None:
    text = "<!-- saved from url=(0042)http://www.a.gov.cn/x.html -->" + page(f"<p>{PROSE}</p>")
    assert extract(text, is_html=True).saved_from == "http://www.a.gov.cn/x.html"


def test_breadcrumb_and_date_line() -> None:
    document = extract(
        page(f"<div>当前位置：首页 &gt; 政务公开 &gt; 年报</div><p>发布日期：2021-01-20</p><p>{PROSE}</p>"),
        is_html=True,
    )
    assert document.breadcrumb == "当前位置：首页 > 政务公开 > 年报"
    assert document.published_line.startswith("发布日期：2021-01-20")


def test_plain_text_has_its_tables_cut_out() -> None:
    document = extract(f"标题\r\n{PROSE}\r\n| 信息内容 | 本年处理决定数量 |\r\n| 行政许可 | 4 |\r\n完", is_html=False)
    assert document.text == f"标题\n{PROSE}\n〔表1〕\n完"
    assert len(document.tables) == 1
    assert document.title is None


@pytest.mark.parametrize(
    "text", ["", " \n", "<!-- x -->", "<", "<html>", "<?xml version='1.0' encoding='gbk'?><html><p>字</p></html>", "\0"]
)
def test_damaged_markup_is_no_error(text: str) -> None:
    assert extract(text, is_html=True).tables == ()


def test_a_form_around_the_page_is_no_reason_to_lose_it() -> None:
    inner = "<h1>标题</h1><p>本机关全年收到申请三件，均已答复，没有复议。</p><input value='1'>"
    page = f"<body><form action='x'>{inner}</form></body>"
    document = extract(page, is_html=True)
    assert "均已答复" in document.text
    assert document.title == "标题"


def test_a_title_in_the_margin_is_not_the_pages() -> None:
    margin = '<ul><li><p class="title">财政局2022年报告</p></li></ul><a class="title">民政局2021年报告</a>'
    page = f"<head><title>教育局2023年报告</title></head><body>{margin}<p>正文。</p></body>"
    assert extract(page, is_html=True).titles == ("教育局2023年报告",)


@pytest.mark.parametrize(
    ("block", "facts"),
    [
        ("<table><tr><td>索&nbsp;引&nbsp;号：</td><td>A/1</td></tr></table>", {"索引号": "A/1"}),
        ("<p>名<span>　</span>称：甲</p>", {"名称": "甲"}),
        ("<li><b>发布机构</b><span>某局</span></li>", {"发布机构": "某局"}),
        ("<div>• 发 布 日 期：<span>2025</span>-01-02</div>", {"发布日期": "2025 -01-02"}),
        ("<p><span>文　号:</span><i></i></p><p><span>来 源:</span><i>某局</i></p>", {"来源": "某局"}),
        ("<p>索引号：A1　　发布机构：某局　　文号：无</p>", {"索引号": "A1", "发布机构": "某局", "文号": "无"}),
        ("<p>【索引号】A1【发布机构】某局</p>", {"索引号": "A1", "发布机构": "某局"}),
        (
            "<table><tr><td>文 号</td><td></td><td>公开日期</td><td>2025-01-02</td></tr>"
            "<tr><td>文 号</td><td>甲〔2025〕1号</td><td>公开日期</td><td>2025-01-03</td></tr></table>",
            {"文号": "甲〔2025〕1号", "公开日期": "2025-01-02"},
        ),
        ("<p>本机关的名称没有变化。来源不明的信息不公开。</p>", {}),
    ],
)
def test_the_block_above_an_article(block: str, facts: dict[str, str]) -> None:
    assert info_block(html.document_fromstring(f"<body>{block}</body>")) == facts


FIRST_HALF = f"<p>{PROSE}</p><p>一、总体情况</p><p>甲段。</p><p>二、主动公开政府信息情况</p><p>乙段。</p>"
SECOND_HALF = "<p>三、收到和处理政府信息公开申请情况</p><p>丙段。</p><p>四、存在的主要问题</p><p>丁段。</p>"
HALVES = FIRST_HALF + SECOND_HALF
WHOLE = [
    *(PROSE, "一、总体情况", "甲段。", "二、主动公开政府信息情况", "乙段。"),
    *("三、收到和处理政府信息公开申请情况", "丙段。", "四、存在的主要问题", "丁段。"),
]
CONTENTS = "".join(f"<li><a href='#{line}'>{line}</a></li>" for line in WHOLE if "、" in line[:2])


@pytest.mark.parametrize(
    "body",
    [
        f"<div id='zoom'>{HALVES}</div>",
        f"<div class=TRS_Editor>{FIRST_HALF}</div><div class=TRS_Editor>{SECOND_HALF}</div>",
        f"<div id='zoom'><div class='TRS_Editor'>{FIRST_HALF}</div>{SECOND_HALF}</div>",
        f"<div><div id='zoom'>{FIRST_HALF}</div><div>{SECOND_HALF}</div></div>",
        f"<p>六、其他需要报告的</p><div class='article_con'><p>栏目</p><div class='TRS_Editor'>{HALVES}</div></div>",
        f"<div class='TRS_Editor'><div class='TRS_Editor'>{HALVES}</div></div>",
        f"<div><div>{PROSE}</div><div>{HALVES.replace(f'<p>{PROSE}</p>', '')}</div></div>",
        f"<ul>{CONTENTS}</ul><div class='unknown'>{HALVES}</div>",
        f"<div id='zoom'>{HALVES}<div class='share'>分享到你的手机</div><p>【打印】【关闭】</p></div>",
        f"<div id='zoom'>{HALVES}<p>相关文档</p><p>另一篇的题目</p></div>",
        f"<div id='zoom'>{HALVES}<ul><li><a>另一篇</a></li><li><a>又一篇</a></li><li><a>再一篇</a></li></ul></div>",
        f"<div id='zoom'>{HALVES.replace('<p>三', '#PAGE_BREAK#<p>三')}</div>",
        f"<div class='content'>{'左栏' * 9}</div><div class='nr'>{HALVES}</div>",
    ],
)
def test_the_body_is_where_the_headings_are(body: str) -> None:
    menu = f"<div class='left'><p>依申请公开</p><p>{'站点介绍，' * 40}</p></div>"
    assert extract(page(menu + body), is_html=True).text.splitlines() == WHOLE


def test_a_page_that_marks_no_title_may_print_one() -> None:
    body = "<p>见教育局2022年政府信息公开工作年度报告。</p><p><b>教育局2023年政府信息公开工作年度报告</b></p>"
    titles = extract(page(body, "<title>教育局</title>"), is_html=True).titles
    assert titles == ("教育局", "教育局2023年政府信息公开工作年度报告")


def test_the_block_tells_a_title_and_a_date() -> None:
    document = extract(page("<p>名 称：教育局政府信息公开年度报告</p><p>【发布日期】：2025-01-02</p>"), is_html=True)
    assert document.titles == ("教育局政府信息公开年度报告",)
    assert document.published_line == "发布日期：2025-01-02"


def test_a_title_ends_where_source_and_date_begin() -> None:
    body = "<div class='zsy_cotitle'>教育局2023年报告<p>文章来源：教育局　发布时间：2024-01-02</p></div>"
    assert extract(page(body), is_html=True).titles == ("教育局2023年报告",)


@pytest.mark.parametrize(
    ("script", "read"),
    [
        ('window._CONFIG = {DETAIL: {"content": "\\u003Cp\\u003E一、概述。二、主动公开。完\\u003C\\/p\\u003E"}}', True),
        ('window._CONFIG = {"DETAIL": {"content": "一、概述。二、主动公开。完"}}', True),
        ('window._CONFIG = {DETAIL: {"content": "\\x一、概述。二、主动公开。完"}}', False),
        ('window.other = {"content": "一、概述。二、主动公开。完"}', False),
    ],
)
def test_a_body_that_a_script_holds(script: str, read: bool) -> None:
    text = extract(page(f"<div id='app'></div><script>{script}</script>"), is_html=True).text
    assert (text == "一、概述。二、主动公开。完") is read


def test_what_the_page_shows_itself_is_not_read_from_a_script_again() -> None:
    held = json.dumps({"content": HALVES}).replace("<", "\\u003C")
    body = f"<div class='article-content'>{HALVES}</div><script>window._CONFIG = {{DETAIL: {held}}}</script>"
    assert extract(page(body), is_html=True).text.splitlines() == WHOLE


def lines(*shown: str) -> str:
    return "\n".join(shown)


@pytest.mark.parametrize(
    ("contents", "kept"),
    [
        (("目录", "一、总体情况 1", "二、主动公开政府信息情况 3", "三、其他需要报告的事项 12"), ()),
        (("目  录", "", "一、总体情况……………………1", "二、主动公开政府信息情况………3"), ()),
        (("一、总体情况............1", "二、主动公开政府信息情况 . . . . . . 3", "三、问题·······- 12 -"), ()),
        (("一、总体情况......1",), ("一、总体情况......1",)),
        (("信息公开目录", "规章 1", "文件 2", "公报 3"), ("信息公开目录", "规章 1", "文件 2", "公报 3")),
    ],
)
def test_a_table_of_contents_is_no_text(contents: tuple[str, ...], kept: tuple[str, ...]) -> None:
    body = ("一、总体情况", "全年公开信息12条。", "二、主动公开政府信息情况", "见下表，共3")
    document = extract(lines("某某县2021年政府信息公开工作年度报告", *contents, *body), is_html=False)
    assert document.text.split("\n") == ["某某县2021年政府信息公开工作年度报告", *kept, *body]


def test_a_table_flattened_to_bars_is_cut_out_of_the_prose() -> None:
    bars = "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |<br>| 规章 | 0 | 1 | 2 |"
    document = extract(page(f"<div><p>{PROSE}</p>{FORM}<p>{bars}</p><p>{PROSE}完。</p></div>"), is_html=True)
    assert document.text.splitlines() == [PROSE, "〔表1〕", "〔表2〕", f"{PROSE}完。"]
    assert [cell.text for cell in document.tables[1].rows[1]] == ["规章", "0", "1", "2"]


@pytest.mark.parametrize(
    "heading", ["三、收到和处理政府信息公开申请情况", "3. <span>收到和处理</span>申请情况", "附：统计表"]
)
def test_pictures_in_the_place_of_a_table_are_told(heading: str) -> None:
    told = extract(
        page(f"<p>{PROSE}</p><p>{heading}</p><p><img src='3.jpg'></p><p>四、问题</p>"), is_html=True
    ).findings
    assert [finding.kind for finding in told] == ["pictures_unread"]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>三、收到和处理申请情况</p><p>{PROSE}</p>{FORM}<p><img src='3.jpg'></p>",
        "<p>三、收到和处理申请情况</p><p><img src='doc.gif' width='16' height='16'></p>",
        "<p>三、收到和处理申请情况</p><p><img src='doc.gif' style='width:16px'></p>",
        f"<p>三、收到和处理申请情况</p><p>{PROSE}<img src='3.jpg'></p>",
        "<p>五、存在的问题</p><p><img src='3.jpg'></p>",
    ],
)
def test_other_pictures_are_not(body: str) -> None:
    assert extract(page(body), is_html=True).findings == ()


def test_hidden_figures_are_told() -> None:
    hidden = FORM.replace("<td>12</td>", "<td>12</td><td style='display:none'>13</td>")
    (told,) = extract(page(hidden), is_html=True).findings
    assert (told.kind, told.detail) == ("cells_hidden", "表格有 1 个隐藏的格子里有数字，没有读")
    assert extract(page(hidden.replace("13", "")), is_html=True).findings == ()


SHEET = """<style>/* .h{} */ @import url(a.css); .h, #last {display:none} td.c {visibility:hidden}
.up{vertical-align:super} .old {text-decoration: line-through} .h.open{display:block}
@media print {.p{display:none}} @media screen{.q{display:none}}
@font-face {font-family: a} .x .p {display: none}</style><style media=print>.p{display:none}</style>"""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<span class=h>9</span>5", "5"),
        ("<span class='a h'>9</span>5", "5"),
        ("<span id=last>9</span>5", "5"),
        ("<span class=q>9</span>5", "5"),
        ("<span class=p>9</span>5", "95"),
        ("<span class=c>9</span>5", "95"),
        ("<span class='open h'>9</span>5", "95"),
        ("<span class=h style='display:inline'>9</span>5", "95"),
        ("12<span class=up>1</span>", "12 1"),
        ("<span class=old>12</span>15", "15"),
        ("<input value=12>", "［图］"),
        ("<input type=hidden value=12>5", "5"),
        ("<select><option>1</option></select>", "［图］"),
    ],
)
def test_a_cell_as_the_pages_own_sheet_shows_it(cell: str, text: str) -> None:
    (table,) = extract(page(FORM.replace("12", cell), SHEET), is_html=True).tables
    assert table.rows[-1][-1].text == text


def test_a_field_to_search_with_is_no_figure() -> None:
    form = "<table><tr><td>搜索</td><td><input name=q></td></tr></table>"
    assert "［图］" not in extract(page(form + FORM), is_html=True).text


OTHER = FORM.replace("12", "99")
HIDDEN = [("cells_hidden", "表格有 1 个隐藏的格子里有数字，没有读")]
REVEALED = [("cells_hidden", "页面把正文或表格藏了起来，别处没有，所以仍然读了")]
BODY = f"<p>{PROSE}</p><p>公开目录其余未变。</p>"


@pytest.mark.parametrize(
    "hidden",
    [
        f"<div style='display:none'>{OTHER}</div>",
        f"<section hidden>{OTHER}</section>",
        f"<div class=h><div>{OTHER}</div></div>",
        OTHER.replace("<table", "<table class=h"),
        OTHER.replace("<table>", "<table><tbody style='display:none'>").replace("</table>", "</tbody></table>"),
    ],
)
def test_a_hidden_table_is_read_only_where_there_is_no_other(hidden: str) -> None:
    document = extract(page(f"<p>{PROSE}</p>{FORM}{hidden}", SHEET), is_html=True)
    assert [table.rows[-1][-1].text for table in document.tables] == ["12"]
    assert [(told.kind, told.detail) for told in document.findings] == HIDDEN
    document = extract(page(f"<p>{PROSE}</p>{hidden}", SHEET), is_html=True)
    assert [table.rows[-1][-1].text for table in document.tables] == ["99"]
    assert [(told.kind, told.detail) for told in document.findings] == REVEALED


def test_hidden_rows_beside_others_are_told() -> None:
    rows = FORM.replace("</table>", "<tr class=h><td>行政处罚</td><td>7</td></tr></table>")
    document = extract(page(rows, SHEET), is_html=True)
    assert [row[-1].text for row in document.tables[0].rows][1:] == ["本年处理决定数量", "12"]
    assert [(told.kind, told.detail) for told in document.findings] == HIDDEN


@pytest.mark.parametrize(
    "body",
    [
        f"<p>首页</p><div id='content' style='display:none'>{BODY}{FORM}</div>",
        f"<p>首页</p><div style='opacity:0'><div hidden>{BODY}{FORM}</div></div>",
        f"<p>首页</p><div class=h>{BODY}</div>{FORM}",
        f"<p>首页</p><div>{BODY.replace('<p', '<p class=h')}</div>{FORM}",
        f"</body><body style='visibility:hidden'>{BODY}{FORM}",
    ],
)
def test_a_body_that_only_a_script_shows_is_read(body: str) -> None:
    document = extract(f"<html><head>{SHEET}</head>{body}</html>", is_html=True)
    assert PROSE in document.text
    assert "其余未变" in document.text
    assert [table.rows[-1][-1].text for table in document.tables] == ["12"]
    assert [(told.kind, told.detail) for told in document.findings] == REVEALED


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ("<p class=h>本年公开信息九十九条，即99条。</p>", True),
        ("<div class=h><b>规章</b><b>9</b><b>行政许可</b><b>行政处罚</b></div>", True),
        ("<div><b>规章</b><b class=h>9</b></div>", True),
        ("<p class=h>分享到微信公众号。</p>", False),
        ("<ul class=h><li>行政强制</li><li>行政事业性收费</li><li>2019年</li></ul>", False),
        ("<p>阅读<span class=h>99</span></p>", False),
    ],
)
def test_hidden_text_with_figures_is_told(hidden: str, told: bool) -> None:
    document = extract(
        page(f"{BODY}{FORM.replace('行政许可', '行政许可</td></tr><tr><td>行政处罚')}{hidden}", SHEET), is_html=True
    )
    assert "9" not in document.text
    assert [finding.kind for finding in document.findings] == ["part_not_read"] * told
