"""The files that a report's page links."""

from __future__ import annotations

import pytest

from crawler.attachments import find_attachments

URL = "http://www.a.gov.cn/zwgk/2021/page.html"
FOLDER = "http://www.a.gov.cn/zwgk/2021/"


def found(body: str, head: str = "") -> list[str]:
    return find_attachments(f"<html><head>{head}</head><body>{body}</body></html>", URL)


@pytest.mark.parametrize(
    ("body", "addresses"),
    [
        ("<a href='./P0202.pdf'>附件</a>", [FOLDER + "P0202.pdf"]),
        ("<a href='/attach/a.DOCX?x=1'>附件</a>", ["http://www.a.gov.cn/attach/a.DOCX?x=1"]),
        ("<a href='https://files.b.gov.cn/t.xls#top'>附件</a>", ["https://files.b.gov.cn/t.xls"]),
        ("<a href='//b.gov.cn/t.wps'>附件</a>", ["http://b.gov.cn/t.wps"]),
        (
            "<a href='b.pdf'>乙</a><a href='a.pdf'>甲</a><a href='./b.pdf'>又乙</a>",
            [FOLDER + "b.pdf", FOLDER + "a.pdf"],
        ),
        ("<a href=' t\n.pdf '>附件</a>", [FOLDER + "t.pdf"]),
        ("<a href='index.html'>上页</a><a href=''>空</a><a>无</a><a href='javascript:x(\"a.pdf\")'>脚本</a>", []),
        ("<a href='ftp://a.gov.cn/t.pdf'>附件</a><a href='file:///c:/t.doc'>附件</a>", []),
        ("", []),
    ],
)
def test_addresses(body: str, addresses: list[str]) -> None:
    assert found(body) == addresses


@pytest.mark.parametrize(
    "frame",
    [
        "<nav>{}</nav>",
        "<footer><p>{}</p></footer>",
        "<div class='main-nav'>{}</div>",
        "<div id='footer'>{}</div>",
        "<ul class='list related'><li>{}</li></ul>",
    ],
)
def test_files_of_the_page_s_frame_are_left_out(frame: str) -> None:
    link = "<a href='guide.pdf'>指南</a>"
    assert found(frame.format(link)) == []
    assert found(frame.format("") + link) == [FOLDER + "guide.pdf"]


def test_the_body_is_no_frame() -> None:
    assert found("<div class='main content'><a href='t.pdf'>附件</a></div>") == [FOLDER + "t.pdf"]


def test_relative_to_the_base() -> None:
    assert found("<a href='t.pdf'>附件</a>", "<base href='http://b.gov.cn/x/'>") == ["http://b.gov.cn/x/t.pdf"]


def test_twenty_at_most() -> None:
    assert len(found("".join(f"<a href='{number}.pdf'>附件</a>" for number in range(30)))) == 20


def test_an_address_that_is_none_costs_no_other() -> None:
    assert found("<a href='http://[a.pdf'>坏</a><a href='t.pdf'>附件</a>") == [FOLDER + "t.pdf"]
