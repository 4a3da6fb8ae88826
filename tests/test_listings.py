"""Listing pages in, links and the next page out: one small page a way, in the shapes that portals print."""

import pytest

from crawler.follow import is_private, sort_links
from crawler.listings import Paging, read_page
from crawler.listings.page import Ask, Link, Page
from crawler.portal import Listing, Portal, Years
from pipelines.register import load_register

COLUMN = "http://www.example.gov.cn/zwgk/zfxxgknb/"
REPORT = "沅江市教育局2024年政府信息公开工作年度报告"


def trs(script: str, rows: str = "") -> str:
    return f"<ul>{rows}</ul><div class='page'><script>\n<!--\n{script}\n//--></script></div>"


def read(way: str, text: str, url: str = COLUMN, rows: str | None = None) -> Page:
    """A column's own page, as it is read at the first sight."""
    return read_page(Paging(way, rows=rows), Ask(url), text.encode(), url)


def asked(page: Page) -> list[str]:
    """The addresses that a page goes on with."""
    return [ask.url for ask in page.asks]


@pytest.mark.parametrize(
    ("url", "script", "expected", "instead"),
    [
        (COLUMN, 'createPageHTML(3, 0, "index", "html");', "index_1.html", "index_2.html"),
        (COLUMN + "index.html", 'createPageHTML(3, 0, "index", "html");', "index_1.html", "index_2.html"),
        (COLUMN, 'createPage(2,0,"index","shtml")', "index_1.shtml", "index_2.shtml"),
        (COLUMN + "index_3081.html", 'createPageHTML(2, 0, "index_3081", "html")', "index_3081_1.html", None),
        (COLUMN, "createPageHTML(5)", "index_1.html", "index_2.html"),
        (COLUMN, "var countPage = 2;", "index_1.html", "index_2.html"),
        (COLUMN, "createPageHTML('page_div',5, 1,'list','shtml',89);", "list_2.shtml", "list_1.shtml"),
        (COLUMN + "list.html", "nsetpage(1,57,20,'list')", "list_2.html", None),
        (COLUMN, 'createPageHTML(1, 0, "index", "html");', None, None),
        (COLUMN, '// createPageHTML(3, 0, "index", "html");', None, None),
        (COLUMN, "", None, None),
    ],
)
def test_numbered_pages(url: str, script: str, expected: str | None, instead: str | None) -> None:
    page = read("auto", trs(script), url)
    assert asked(page) == ([COLUMN + expected] if expected else [])
    if instead:
        assert page.asks[0].instead is not None
        assert page.asks[0].instead.url == COLUMN + instead


def test_numbered_pages_go_on_by_the_number_of_the_first_page() -> None:
    """A later page needs no script of its own, and the numbering that turned out to be right is kept."""
    ask = read("static", trs('createPageHTML(4, 0, "index", "html");')).asks[0]
    rows = "<ul><li><a href='a.html'>x</a></li></ul>"
    second = read_page(Paging("static"), ask, rows.encode(), ask.url)
    assert asked(second) == [COLUMN + "index_2.html"]
    assert ask.instead is not None
    shifted = read_page(Paging("static"), ask.instead, rows.encode(), ask.instead.url)
    assert asked(shifted) == [COLUMN + "index_3.html"]
    last = read_page(Paging("static"), shifted.asks[0], rows.encode(), shifted.asks[0].url)
    assert asked(last) == [COLUMN + "index_4.html"]
    assert asked(read_page(Paging("static"), last.asks[0], rows.encode(), last.asks[0].url)) == []


def test_rows_with_whole_titles_dates_and_nested_boxes() -> None:
    rows = f"""
      <li><a href="./202501/t20250116_1902.html" title="{REPORT}">沅江市教育局2024年政府…</a>
          <div class="popbox"><ul><li><a href="../../jd/1.html">相关解读</a></li></ul></div><span>2025/01/16</span></li>
      <li style="height:1px"></li>
      <li><a href="\n./202401/t2.html\n">第二行</a><span>2026-02-00018 [2024-01-29]</span></li>
      <li><a href="javascript:void(0)">打不开的一行</a></li>"""
    page = read("single", trs("", rows))
    assert page.links == (
        Link(COLUMN + "202501/t20250116_1902.html", REPORT, "2025-01-16"),
        Link("http://www.example.gov.cn/jd/1.html", "相关解读", None),
        Link(COLUMN + "202401/t2.html", "第二行", "2024-01-29"),
    )
    assert page.unreadable == ("打不开的一行",)
    assert page.asks == ()


def test_rows_selector_holds_links_to_the_list() -> None:
    text = f'<div class="nav"><a href="/a">导航</a></div><ul class="list"><li><a href="b.html">{REPORT}</a></li></ul>'
    assert [link.url for link in read("single", text, rows="ul.list li").links] == [COLUMN + "b.html"]


def test_base_element_counts() -> None:
    text = '<head><base href="/other/"></head><a href="b.html">一份</a>'
    assert read("single", text).links[0].url == "http://www.example.gov.cn/other/b.html"


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ('<a href="?page=2">下一页</a>', COLUMN + "?page=2"),
        ('<a href="list_2.htm">下页</a>', COLUMN + "list_2.htm"),
        ('<a href="list_2.htm" title="下一页">&gt;</a>', COLUMN + "list_2.htm"),
        ('<a href="list_2.htm">Next ›</a>', COLUMN + "list_2.htm"),
        ('<a class="disabled" href="list_2.htm">下一页</a>', None),
        ('<a href="javascript:;">下一页</a>', None),
        ('<a href="#">下一页</a>', None),
        (f'<a href="{COLUMN}">下一页</a>', None),
        ('<a href="a.html">下一页的打算</a>', None),
    ],
)
def test_next_link(anchor: str, expected: str | None) -> None:
    page = read("next", f"<ul><li><a href='r.html'>{REPORT}</a></li></ul>共 31 条 {anchor}")
    assert asked(page) == ([expected] if expected else [])
    assert page.total == 31
    assert page.links[0].title == REPORT
    assert expected not in [link.url for link in page.links]


def portal() -> Portal:
    listing = Listing(COLUMN)
    return Portal("p", "沅江市人民政府", "430981", "http://www.example.gov.cn/", (listing,), 1, "p.toml")


def test_links_are_sorted_by_title_and_address() -> None:
    found = sort_links(
        (
            Link(COLUMN + "1.html", REPORT, "2025-01-16"),
            Link(COLUMN + "2.html", "图解：" + REPORT, "2025-01-16"),
            Link(COLUMN + "2018n/", "2018年"),
            Link(COLUMN + "szfbgs/", "市政府办公室"),
            Link("http://www.example.gov.cn/2018/", "2018年"),
            Link("http://www.elsewhere.com/3.html", REPORT),
            Link("http://files.elsewhere.com/4.pdf", REPORT),
            Link("http://10.1.2.3/5.html", REPORT),
            Link("http://example.gov.cn/6.html", REPORT),
            Link(COLUMN + "about.html", "关于我们"),
        ),
        COLUMN,
        portal(),
        portal().listings[0],
        Years.parse("2008-"),
        load_register(),
    )
    assert [link.url for link in found.reports] == [
        COLUMN + "1.html",
        "http://files.elsewhere.com/4.pdf",
        "http://example.gov.cn/6.html",
    ]
    assert [link.url for link in found.sub_columns] == [COLUMN + "2018n/", COLUMN + "szfbgs/"]
    assert [link.url for link in found.off_site] == ["http://www.elsewhere.com/3.html"]
    assert [link.url for link in found.private] == ["http://10.1.2.3/5.html"]
    assert dict(found.skipped) == {"explanation": 1, "other": 2}


def test_other_years_are_counted_not_followed() -> None:
    links = (Link(COLUMN + "1.html", REPORT), Link(COLUMN + "2018n/", "2018年"), Link(COLUMN + "2.html", "年度报告"))
    found = sort_links(links, COLUMN, portal(), portal().listings[0], Years.parse("2018"), load_register())
    assert [link.url for link in found.sub_columns] == [COLUMN + "2018n/", COLUMN + "2.html"]
    assert found.skipped["other_year"] == 1


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://192.168.1.5/a.html", True),
        ("http://127.0.0.1:8080/a.html", True),
        ("http://localhost/a.html", True),
        ("http://122.137.242.24:8080/pub/", False),
        ("http://www.gov.cn/", False),
    ],
)
def test_private_addresses(url: str, private: bool) -> None:
    assert is_private(url) is private


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_is_read_from_its_bytes(charset: str) -> None:
    page = read_page(
        Paging("single"), Ask(COLUMN), f"<ul><li><a href='a.html'>{REPORT}</a></li></ul>".encode(charset), COLUMN
    )
    assert page.links == (Link(COLUMN + "a.html", REPORT),)
