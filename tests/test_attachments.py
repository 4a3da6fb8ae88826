"""The files that a report's page links."""

from __future__ import annotations

import html
import json
from urllib.parse import quote, urljoin

import pytest

from crawler.attachments import find_attachments, find_pictures, is_captcha_page, not_a_file
from pipelines.records import FailureKind

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


PDF = "/attach/0/a.pdf"
VSB = "/virtual_attach_file.vsb?afc=u1&nid=5685&e=.pdf"
VSB_SCRIPT = '<script>showVsbpdfIframe("{}","100%","600","0","border",[]);</script>'
VSB_DOWNLOAD = "/system/_content/download.jsp?owner=1&wbfileid=9"
HANWEB = "/module/download/downfile.jsp?classid=0&filename=7f0a.pdf"
JPAAS = "/api-gateway/jpaas-web-server/front/document/download?fileUrl=abc%3D&fileName=nianbao.pdf"
HELD = json.dumps({"content": '<a href="/attachment/2.pdf">年报</a>', "attachment": [{"url": "/attachment/1.xls"}]})
HELD_SCRIPT = f"<script>window._CONFIG = {{DETAIL: {HELD}}}</script>"


def link(address: str, words: str) -> str:
    return f"<a href='{html.escape(address)}'>{words}</a>"


@pytest.mark.parametrize(
    ("body", "addresses"),
    [
        # download servlets: named by a parameter, by the words of the link, or not at all
        (link(HANWEB, "年报"), [HANWEB]),
        (f"附件【{link(VSB_DOWNLOAD, '年报.xlsx')}】已下载", [VSB_DOWNLOAD]),
        (link(VSB_DOWNLOAD, "更多"), []),
        (link("/download/index.html", "年报.pdf"), []),
        (link("/zwgk/list?name=年报.pdf", "说明"), []),
        (link("/getfile?id=3", "【下载PDF】"), ["/getfile?id=3"]),
        ("<a href='/getfile?id=4' download='年报.ofd'>年报</a>", ["/getfile?id=4"]),
        (link(JPAAS, "年报"), [JPAAS]),
        (link("files/【9号】.docx", "年报"), ["files/%E3%80%909%E5%8F%B7%E3%80%91.docx"]),
        # viewers and frames
        (f"<div id='pdfshow' data-value='{html.escape(JPAAS)}'></div>", [JPAAS]),
        ("<select><option data-value='download'>下载</option></select>", []),
        (f"<div class='wp_pdf_player' pdfsrc='{PDF}'></div>", [PDF]),
        (f"<iframe src='{PDF}'></iframe>", [PDF]),
        ("<embed src='b.pdf#page=1' type='application/pdf'>", ["b.pdf"]),
        ("<object data='c.pdf'><param name='src' value='d.pdf'></object>", ["c.pdf", "d.pdf"]),
        (f"<iframe src='/pdfjs/web/viewer.html?file={quote(PDF, safe='')}'></iframe>", [PDF]),
        ("<iframe src='/pdfjs/web/viewer.html?file=../../a.pdf'></iframe>", ["/a.pdf"]),
        (f"<iframe src='/system/resource/pdfjs/viewer.html?file={quote(VSB, safe='')}'></iframe>", [VSB]),
        ("<iframe src='/pdfjs/web/viewer.html?file=http://[a.pdf'></iframe>", []),
        ("<iframe src='/video/player.html?file=a.mp4'></iframe><iframe src='list.asp'></iframe>", []),
        # scripts
        (VSB_SCRIPT.format(VSB), [VSB]),
        (VSB_SCRIPT.format("/virtual_attach_file.vsb?afc=u1"), ["/virtual_attach_file.vsb?afc=u1"]),
        ("<script>var pdfUrl = 'c.pdf'; PDFObject.embed('b.pdf', '#box')</script>", ["c.pdf", "b.pdf"]),
        ("<script>location.href='/m/index.html'; var logo = {src: 'a.png'}</script>", []),
        ("<a href='javascript:void(0)' onclick=\"window.open('a.doc')\">年报</a>", ["a.doc"]),
        ("<a href=\"javascript:window.open('b.doc')\">年报</a>", ["b.doc"]),
        (HELD_SCRIPT.replace("/", "\\/"), ["/attachment/1.xls", "/attachment/2.pdf"]),
        (f"<div class='xgwz'>{VSB_SCRIPT.format(VSB)}<iframe src='{PDF}'></iframe></div>", []),
    ],
)
def test_wherever_they_hide(body: str, addresses: list[str]) -> None:
    assert found(body) == [urljoin(URL, address) for address in addresses]


WORD = "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><a name='t'>年报</a></body></html>"
EXPORT = f"<html><body><p>{'本机关全年办结的申请都有登记。' * 40}</p></body></html>"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.4 <html>", None),
        (b"PK\x03\x04", None),
        (WORD.encode(), None),
        (EXPORT.encode(), None),
        (EXPORT.replace("<p>", "<a href='/'>首页</a><p>").encode(), FailureKind.SOFT_404),
        ("<html><body>您访问的页面不存在</body></html>".encode("gb18030"), FailureKind.SOFT_404),
        (b"<html><form><input name='codeValue'><img src='/vc.jsp'></form></html>", FailureKind.BLOCKED),
        ("<html><body>请输入验证码后下载</body></html>".encode("gb18030"), FailureKind.BLOCKED),
    ],
)
def test_a_page_instead_of_a_file(body: bytes, kind: FailureKind | None) -> None:
    assert not_a_file(body) is kind
    assert is_captcha_page(body) is (kind is FailureKind.BLOCKED)


# --- reports that are pictures ----------------------------------------------------------------------------------------

PICTURES = "<div class='TRS_Editor'><img src='./W0202401.jpg'><img src='b/2.PNG?x=1' width='800px'></div>"


def pictures(body: str) -> list[str]:
    return find_pictures(f"<html><body>{body}</body></html>", URL)


def test_pictures_of_a_page_without_text() -> None:
    assert pictures(PICTURES) == [FOLDER + "W0202401.jpg", FOLDER + "b/2.PNG?x=1"]


@pytest.mark.parametrize(
    "beside",
    [
        "<nav><img src='menu.png'></nav>",
        "<div class='footer'><img src='police.png'></div>",
        "<img src='logo.png'><img src='/images/weixin.png'><img src='qr_2.png'>",
        "<img src='small.jpg' width='60'><img src='small2.jpg' height='20px'>",
        "<img src='data:image/png;base64,AAAA'><img><img src='http://[x.png'>",
        "<img src='/counter.do?x=1.gif#'>",
    ],
)
def test_pictures_that_are_no_page(beside: str) -> None:
    assert pictures(beside + PICTURES) == [FOLDER + "W0202401.jpg", FOLDER + "b/2.PNG?x=1"]


def test_pictures_in_a_text_are_none_of_its_pages() -> None:
    assert pictures("<p>" + "政府信息公开年度报告的正文。" * 30 + "</p>" + PICTURES) == []
    assert pictures("<ul>" + "<li><a href='x'>政府信息公开年度报告栏目</a></li>" * 60 + "</ul>" + PICTURES) != []
