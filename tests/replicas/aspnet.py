"""WebForms portals: a list whose further pages are asked by posting the page's own hidden fields back.

Facts: FIXTURES.md F11, PORTALS.md §4.15. `aspnet` is the portal of 茶陵县 with AspNetPager; `aspnet_more` that of
襄城县 in GBK, with the pager of an older system and a token besides. Both refuse a post whose `__VIEWSTATE` they did
not issue, and forget who comes without the cookie of the session.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from tests.replicas import Answer, Asked, Replica, html, missing, pages_of
from tests.replicas.gkmlpt import Article, County, dummies, menu, newest_first

_COOKIE = "ASP.NET_SessionId=q3v0lw45mzrkzq55ylnyd3jm"
# A key of this replica alone: no other server's state has its signature.
_KEY = b"machineKey"


def _address(slug: str) -> str:
    return f"/{slug}.aspx"


_DEAD_ENDS = dummies(_address)
_SIBLINGS = (
    ("政府信息公开指南", "/xxgk/guide.aspx"),
    ("政府信息公开制度", "/xxgk/list.aspx?cid=12"),
    ("法定主动公开内容", "/xxgk/list.aspx?cid=13"),
    ("政府信息公开年报", "/xxgk/list.aspx?cid=15"),
    ("依申请公开", "/xxgk/apply.aspx"),
)
COLUMN = "/xxgk/list.aspx?cid=15"


@dataclass(frozen=True, slots=True)
class _Site:
    """A portal: the control that turns its pages, whether it wants a token, its charset, and what it lists."""

    county: County
    pager: str
    token: bool
    charset: str
    size: int
    articles: tuple[Article, ...]

    def pages(self) -> list[list[Article]]:
        return pages_of(newest_first(self.articles), self.size)


def _signed(site: _Site, purpose: str, page: int) -> str:
    """A field that the server issues with a page of its list and knows again."""
    state = f"{site.county.code};{purpose};{page}".encode()
    return base64.b64encode(hmac.new(_KEY, state, hashlib.sha256).digest() + state).decode()


def _hidden(site: _Site, page: int) -> dict[str, str]:
    fields = {
        "__VIEWSTATE": _signed(site, "viewstate", page),
        "__VIEWSTATEGENERATOR": "90059987",
        "__EVENTVALIDATION": _signed(site, "eventvalidation", page),
    }
    return {**fields, "__CSRFTOKEN": _signed(site, "csrf", page)} if site.token else fields


def _page(site: _Site, title: str, content: str) -> Answer:
    name = site.county.organ("")
    text = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={site.charset}">'
        f"<title>{title}</title></head><body>"
        f'<div id="menu"><ul><li><a href="/">首页</a></li><li><a href="/xxgk/index.aspx">政务公开</a></li>'
        f"{menu(_address)}</ul></div>{content}<div>主办：{name}办公室</div></body></html>"
    )
    return html(text, site.charset, tell=site.charset == "utf-8")


def _pager(site: _Site, page: int, count: int) -> str:
    def link(label: str, target: int) -> str:
        return f"<a href=\"javascript:__doPostBack('{site.pager}','{target}')\">{label}</a>"

    numbers = " ".join(
        f'<span style="color:red">{number}</span>' if number == page else link(str(number), number)
        for number in range(1, count + 1)
    )
    first = link("首页", 1) + link("上一页", page - 1) if page > 1 else "<a disabled>首页</a><a disabled>上一页</a>"
    last = (
        link("下一页", page + 1) + link("尾页", count) if page < count else "<a disabled>下一页</a><a disabled>尾页</a>"
    )
    return f'<div id="{site.pager.split("$")[0]}">共{len(site.articles)}条 {first} {numbers} {last}</div>'


def _list(site: _Site, page: int) -> Answer:
    """A page of the list with the state that belongs to it; beyond the end it is the last page again."""
    pages = site.pages()
    page = min(max(page, 1), len(pages))
    fields = "".join(
        f'<input type="hidden" name="{name}" id="{name}" value="{value}" />'
        for name, value in {"__EVENTTARGET": "", "__EVENTARGUMENT": "", **_hidden(site, page)}.items()
    )
    rows = "".join(
        f'<tr><td><a href="Show.aspx?id={article.path.rsplit("=", 1)[1]}" title="{article.title}">'
        f"{article.text or article.title}</a></td><td>{article.day}</td></tr>"
        for article in pages[page - 1]
    )
    return _page(
        site,
        f"政府信息公开年报-{site.county.organ('')}",
        f'<form name="Form1" method="post" action="list.aspx?cid=15" id="Form1">{fields}'
        "<script>\nvar theForm = document.forms['Form1'];\nfunction __doPostBack(eventTarget, eventArgument) {\n"
        "  theForm.__EVENTTARGET.value = eventTarget;\n  theForm.__EVENTARGUMENT.value = eventArgument;\n"
        "  theForm.submit();\n}\n</script>"
        '<input type="text" name="txtKey" value="" /><input type="submit" name="btnSearch" value="搜索" />'
        f'<table id="DataGrid1">{rows}</table>{_pager(site, page, len(pages))}</form>',
    )


def _posted(site: _Site, asked: Asked) -> Answer:
    """The page that a post turns to.

    A search with the form's own button finds nothing; without the session's cookie the visitor begins anew; fields
    that were not issued together are the error page of WebForms.
    """
    form = asked.form
    if _COOKIE not in asked.headers.get("cookie", ""):
        return Answer(b"", 302, headers={"Location": COLUMN, "Set-Cookie": f"{_COOKIE}; path=/; HttpOnly"})
    issued = [page for page in range(1, len(site.pages()) + 1) if _hidden(site, page).items() <= form.items()]
    if not issued:
        return html(
            "<html><head><title>Validation of viewstate MAC failed.</title></head><body>Server Error</body></html>",
            status=500,
        )
    if "btnSearch" in form:
        return _page(site, "搜索结果", "<p>没有找到相关信息</p>")
    argument = form.get("__EVENTARGUMENT", "")
    turned = form.get("__EVENTTARGET") == site.pager and argument.isdecimal()
    return _list(site, int(argument) if turned else issued[0])


def _detail(site: _Site, article: Article) -> Answer:
    publisher = site.county.organ(article.organ or "")
    return _page(
        site,
        f"{article.title}-{site.county.organ('')}",
        f'<table width="960"><tr><td class="title"><span id="lblTitle">{article.title}</span></td></tr>'
        f'<tr><td>来源：<span id="lblSource">{publisher}</span> 发布日期：<span id="lblDate">{article.day}</span> '
        f'点击数：<span id="lblHits">88</span></td></tr><tr><td><div id="lblContent">{site.county.body(article)}</div>'
        "</td></tr></table>",
    )


def _portal(site: _Site, asked: Asked) -> Answer:
    """How a portal answers."""
    name, path = site.county.organ(""), asked.path
    if path == "/":
        return _page(site, name, '<div><a href="xxgk/index.aspx">政府信息公开</a></div>')
    if path == "/xxgk/index.aspx":
        links = "".join(f'<li><a href="{address}">{label}</a></li>' for label, address in _SIBLINGS)
        return _page(site, f"政府信息公开-{name}", f"<ul>{links}</ul>")
    if asked.target == COLUMN:
        if asked.method == "POST":
            return _posted(site, asked)
        shown = _list(site, 1)
        if _COOKIE in asked.headers.get("cookie", ""):
            return shown
        return Answer(shown.body, 200, shown.media_type, {"Set-Cookie": f"{_COOKIE}; path=/; HttpOnly"})
    for article in site.articles:
        if asked.target in (article.path, *article.also):
            return _detail(site, article)
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


def _path(number: int) -> str:
    return f"/xxgk/Show.aspx?id={number}"


def _report(
    county: County, number: int, day: str, organ: str, year: int, title: str = "", cut: bool = False
) -> Article:
    text = f"{county.organ(organ)}{year}年政府信息公..." if cut else ""
    return county.report(_path(number), day, organ, year, title, (), text)


def _others(*rows: tuple[int, str, str]) -> tuple[Article, ...]:
    return tuple(Article(_path(number), day, title) for number, day, title in rows)


_CHALING_COUNTY = County("430224", "茶陵县")
_CHALING = _Site(
    _CHALING_COUNTY,
    "AspNetPager1",
    token=False,
    charset="utf-8",
    size=5,
    articles=(
        _report(_CHALING_COUNTY, 30412, "2025-01-22", "", 2024),
        _report(_CHALING_COUNTY, 28120, "2024-01-30", "", 2023, "2023年度茶陵县人民政府政府信息公开工作年度报告"),
        _report(_CHALING_COUNTY, 26033, "2023-01-31", "", 2022),
        _report(_CHALING_COUNTY, 21407, "2021-01-27", "", 2020),
        _report(_CHALING_COUNTY, 15390, "2019-01-25", "", 2018),
        _report(_CHALING_COUNTY, 30377, "2025-01-17", "人民政府办公室", 2024),
        _report(_CHALING_COUNTY, 30351, "2025-01-15", "民政局", 2024, cut=True),
        _report(_CHALING_COUNTY, 28077, "2024-01-18", "民政局", 2023, cut=True),
        _report(_CHALING_COUNTY, 30340, "2025-01-14", "高陇镇人民政府", 2024),
        *_others(
            (30610, "2025-02-17", "图解茶陵县人民政府2024年政府信息公开工作年度报告"),
            (30609, "2025-02-17", "《茶陵县人民政府2024年政府信息公开工作年度报告》解读"),
            (30290, "2025-01-06", "茶陵县人民政府网站2024年政府网站工作年度报表"),
            (29944, "2024-12-11", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
            (28511, "2024-03-26", "茶陵县2023年法治政府建设年度报告"),
            (28003, "2024-01-05", "茶陵县人民政府网站2023年政府网站工作年度报表"),
            (14800, "2018-11-20", "茶陵县政府信息公开指南"),
        ),
    ),
)
_XIANGCHENG_COUNTY = County("411025", "襄城县")
_XIANGCHENG = _Site(
    _XIANGCHENG_COUNTY,
    "MoreInfoList1$Pager",
    token=True,
    charset="gbk",
    size=3,
    articles=(
        _report(_XIANGCHENG_COUNTY, 9107, "2025-01-23", "", 2024),
        _report(_XIANGCHENG_COUNTY, 8544, "2024-01-29", "", 2023),
        _report(_XIANGCHENG_COUNTY, 7020, "2022-01-28", "", 2021),
        _report(_XIANGCHENG_COUNTY, 9088, "2025-01-16", "统计局", 2024),
        _report(_XIANGCHENG_COUNTY, 8511, "2024-01-17", "统计局", 2023),
        _report(_XIANGCHENG_COUNTY, 9070, "2025-01-13", "颍阳镇人民政府", 2024),
        *_others(
            (9180, "2025-02-12", "图解襄城县人民政府2024年政府信息公开工作年度报告"),
            (9043, "2025-01-07", "襄城县人民政府网站2024年政府网站工作年度报表"),
            (8620, "2024-03-20", "襄城县2023年法治政府建设年度报告"),
        ),
    ),
)


def _replica(family: str, site: _Site) -> Replica:
    return Replica(
        family,
        site.county.organ(""),
        site.county.code,
        (COLUMN,),
        site.county.held(site.articles),
        lambda base, asked: _portal(site, asked),
        look_alikes=tuple(article.path for article in site.articles if article.organ is None),
    )


REPLICAS = (_replica("aspnet", _CHALING), _replica("aspnet_more", _XIANGCHENG))
