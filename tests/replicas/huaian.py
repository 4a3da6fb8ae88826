"""The platform of 淮安: static lists with the page after the name, and a publication platform that answers JSON.

Facts: FIXTURES.md F9, PORTALS.md §4.10. `huaian` is the portal of 洪泽区, `huaian_json` that of 盱眙县.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from tests.replicas import Answer, Asked, Replica, data, html, missing, pages_of
from tests.replicas.gkmlpt import CHINA, PDF, Article, County, dummies, menu, newest_first
from tests.replicas.reports import title_of


def art(column: str, day: str, tail: str) -> str:
    """The path of an article: the folder is its month's first second / 100, the name its millisecond and a tail."""
    moment = datetime.fromisoformat(f"{day}T09:51:12").replace(tzinfo=CHINA)
    month = moment.replace(day=1, hour=0, minute=0, second=0)
    return f"/col/{column}/art/{int(month.timestamp()) // 100}/{int(moment.timestamp())}095{tail}.html"


def _address(slug: str) -> str:
    return f"/xxgk/{slug}/list.html"


_DEAD_ENDS = dummies(_address)


def _page(name: str, title: str, content: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="{name}"><meta name="SiteDomain" content="127.0.0.1">{head}'
        '<script src="/static/js/nsetpage.js"></script></head><body>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/index.html">政务公开</a></li>'
        f'{menu(_address)}</ul></div>{content}<div class="foot">主办单位维护 <a href="/wzdt.html">网站地图</a></div>'
        "</body></html>"
    )


def _detail(county: County, article: Article, body_id: str, related: str) -> Answer:
    """An article's page; the info table has the row of 文号 twice, as on the real platform."""
    name, publisher = county.organ(""), county.organ(article.organ or "")
    again = f"<tr><td>文　　号</td><td></td><td>公开日期</td><td>{article.day}</td>"
    return html(
        _page(
            name,
            f"{article.title}-{name}",
            '<table class="xxgk"><tbody><tr><td>主题分类</td><td>政务公开</td><td>体裁分类</td><td>其他</td></tr>'
            f"<tr><td>索 引 号</td><td>014324880/{article.day[:4]}-00021</td>"
            f"<td>发布机构</td><td>{publisher}</td></tr>{again}</tr>{again}<td>失效日期</td><td></td></tr>"
            f'<tr><td>名　　称</td><td colspan="3">{article.title}</td></tr>'
            '<tr><td>关 键 词</td><td colspan="3"></td></tr><tr><td>内容概述</td><td colspan="3"></td></tr>'
            '<tr><td>时效说明</td><td colspan="3">有效</td></tr></tbody></table>'
            f'<h1 class="nr-bt">{article.title}</h1><div class="nr-sj">发布日期：{article.day} 来源：{publisher}</div>'
            f'<div id="{body_id}" class="nr-zw">{county.body(article)}</div>'
            f'<div class="xglj"><a href="{related}">年报解读</a></div>',
            f'<meta name="ArticleTitle" content="{article.title}">'
            f'<meta name="PubDate" content="{article.day} 09:51:12">'
            f'<meta name="ContentSource" content="{publisher}">',
        )
    )


_HONGZE = County("320813", "洪泽区")
_MAIN = "18073_668815"
_TOWNS = "18074_668816"
PDF_ROWS = ("/module/pdf/202001/hzqmzj2019nb.pdf",)
"""Rows that are files: 洪泽区民政局's report of 2019 is a PDF."""
_PAGE_SIZE = 7


def _hongze(day: str, tail: str, organ: str, year: int, title: str = "", also: tuple[str, ...] = ()) -> Article:
    return _HONGZE.report(art(_MAIN, day, tail), day, organ, year, title, also)


_HONGZE_LISTS = {
    _MAIN: (
        _hongze("2025-02-25", "A5KfNzEq", "", 2024),
        _hongze("2024-02-20", "n1SbkJvb", "", 2023, "洪泽区人民政府2023年度政府信息公开工作年度报告"),
        _hongze("2023-02-21", "29ffO7DU", "", 2022),
        _hongze("2022-02-22", "Rk3pWm0x", "", 2021),
        # The department's own column has the same text.
        _hongze("2025-01-22", "cT7hYe2L", "财政局", 2024, also=(art("4039_446643", "2025-01-22", "cT7hYe2L"),)),
        _hongze("2024-01-19", "Zb8vQs4d", "财政局", 2023),
        _hongze("2025-01-21", "Lp5jUx9g", "人民政府办公室", 2024),
        # A name of the years before: the second of publication instead of a number.
        _HONGZE.report(
            "/col/18073_668815/art/201904/20190412091534_JCcoAOKV.html",
            "2019-04-12",
            "审计局",
            2018,
            "2018年度洪泽区审计局政府信息公开年报",
        ),
        Article(PDF_ROWS[0], "2020-01-17", title_of("洪泽区民政局", 2019)),
        *(
            Article(art(_MAIN, day, tail), day, title)
            for day, tail, title in (
                ("2025-03-04", "Ga1xMn5t", "《洪泽区人民政府2024年政府信息公开工作年度报告》解读"),
                ("2025-03-05", "Gb1xMn5t", "一张图看懂洪泽区人民政府2024年政府信息公开工作年度报告"),
                ("2025-01-09", "Gc1xMn5t", "洪泽区人民政府网站2024年政府网站工作年度报表"),
                ("2024-12-18", "Gd1xMn5t", "关于编制2024年度政府信息公开工作年度报告的通知"),
                ("2024-03-28", "Ge1xMn5t", "洪泽区2023年法治政府建设年度报告"),
                ("2024-01-10", "Gf1xMn5t", "洪泽区人民政府网站2023年政府网站工作年度报表"),
                ("2023-01-10", "Gg1xMn5t", "洪泽区人民政府网站2022年政府网站工作年度报表"),
                ("2022-03-30", "Gh1xMn5t", "洪泽区2021年法治政府建设年度报告"),
                ("2021-05-12", "Gi1xMn5t", "洪泽区政府信息公开指南"),
            )
        ),
    ),
    _TOWNS: tuple(
        _HONGZE.report(art(_TOWNS, day, tail), day, f"{town}人民政府", year)
        for day, tail, town, year in (
            ("2025-01-14", "Ta4cVb7n", "蒋坝镇", 2024),
            ("2024-01-16", "Tb4cVb7n", "蒋坝镇", 2023),
            ("2025-01-15", "Tc4cVb7n", "老子山镇", 2024),
        )
    ),
}
_COPY = _HONGZE_LISTS[_MAIN][4]
# The list links the report once more, where the department's own column has it.
_HONGZE_ROWS = {**_HONGZE_LISTS, _MAIN: (*_HONGZE_LISTS[_MAIN], Article(_COPY.also[0], _COPY.day, _COPY.title))}
_HONGZE_ARTICLES = tuple(article for articles in _HONGZE_LISTS.values() for article in articles)
_NO_PAGE = html("<html><head><title>提示</title></head><body><p>您访问的页面不存在或已被删除</p></body></html>")


def _hongze_list(column: str, number: int) -> Answer:
    """A page of a column: `index.html`, `index_2.html` …; beyond the end a page that says so with status 200."""
    articles = newest_first(_HONGZE_ROWS[column])
    pages = pages_of(articles, _PAGE_SIZE)
    if number > len(pages):
        return _NO_PAGE
    shown = pages[number - 1]
    if column == _TOWNS:
        rows = "".join(
            f'<div class="lbwz"><a href="{article.path}" target="_blank">{article.title}</a>'
            f'<span class="lb-time">{article.day}</span></div>'
            for article in shown
        )
        listed = f'<div class="nylb">{rows}</div>'
    else:
        rows = "".join(
            f'<li><div class="lb-time">{article.day}</div><a href="{article.path}" title="{article.title}">'
            f"{article.title[:18]}…</a></li>"
            for article in shown
        )
        listed = f'<div class="lb-lb"><ul>{rows}<li class="fgx"></li></ul></div>'
    return html(
        _page(
            "洪泽区人民政府",
            "政府信息公开年报-洪泽区人民政府",
            f'<div class="wz">当前位置：首页 &gt; 政府信息公开年报</div>{listed}<div id="nsetpage"></div>'
            f"<script>nsetpage({number},{len(articles)},{_PAGE_SIZE},'index')</script>",
            '<meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="政府信息公开">',
        )
    )


def _siblings(annual: tuple[tuple[str, str], ...]) -> str:
    links = (
        ("政府信息公开指南", "/zfxxgk/zn/list.html"),
        ("政府信息公开制度", "/zfxxgk/zd/list.html"),
        ("法定主动公开内容", "/zfxxgk/fdzdgk/list.html"),
        *annual,
        ("依申请公开", "/zfxxgk/ysqgk/list.html"),
    )
    return "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in links)


def _hongze_portal(base: str, asked: Asked) -> Answer:
    path, name = asked.path, "洪泽区人民政府"
    if path == "/":
        return html(_page(name, name, '<div class="xw"><a href="/col/1_100001/art/1.html">工作会议召开</a></div>'))
    if path == "/zwgk/index.html":
        return html(_page(name, f"政务公开-{name}", '<a href="/zfxxgk/index.html">政府信息公开专栏</a>'))
    if path == "/zfxxgk/index.html":
        annual = (
            ("政府信息公开年报", f"{base}/col/{_MAIN}/index.html"),
            ("镇街政府信息公开年报", f"/col/{_TOWNS}/index.html"),
        )
        return html(_page(name, f"政府信息公开-{name}", f'<ul class="zl">{_siblings(annual)}</ul>'))
    if path in PDF_ROWS:
        return PDF
    for article in _HONGZE_ARTICLES:
        if path in (article.path, *article.also):
            related = _HONGZE_LISTS[_MAIN][9].path
            return _detail(_HONGZE, article, "zoom" if article.day > "2024" else "artical", related)
    for column in _HONGZE_LISTS:
        stem = path.removeprefix(f"/col/{column}/").removesuffix(".html")
        if stem == "index" or path == f"/col/{column}/":
            return _hongze_list(column, 1)
        if stem.startswith("index_") and stem.removeprefix("index_").isdecimal():
            return _hongze_list(column, int(stem.removeprefix("index_")))
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


_XUYI = County("320830", "盱眙县")
_TOPIC = "240"
_SHOWN_SIZE = 8
_OFFICE_ID, _TREASURY_ID = "2c949392749975740174ce97c1fc4448", "5e38cfb84ce71f08014cee827fd70ab7"
_XUYI_ORGANS = {_OFFICE_ID: "人民政府办公室", _TREASURY_ID: "财政局"}


def _xuyi(day: str, tail: str, organ: str, year: int, title: str = "") -> Article:
    return _XUYI.report(art("4122_231438", day, tail), day, organ, year, title)


_XUYI_LISTS = {
    _OFFICE_ID: (
        _xuyi("2025-01-24", "Xa7mKt3s", "", 2024),
        _xuyi("2024-01-30", "Xb7mKt3s", "", 2023),
        _xuyi("2023-01-31", "Xc7mKt3s", "", 2022, "盱眙县2022年政府信息公开工作年度报告"),
        _xuyi("2022-01-29", "Xd7mKt3s", "", 2021),
        _xuyi("2021-01-30", "Xe7mKt3s", "", 2020),
        _xuyi("2025-01-17", "Xf7mKt3s", "人民政府办公室", 2024),
        _xuyi("2024-01-18", "Xg7mKt3s", "管仲镇人民政府", 2023, "2023年度盱眙县管仲镇人民政府政府信息公开工作年度报告"),
        *(
            Article(art("4122_231438", day, tail), day, title)
            for day, tail, title in (
                ("2025-02-19", "Ya7mKt3s", "《盱眙县人民政府2024年政府信息公开工作年度报告》解读"),
                ("2025-02-20", "Yb7mKt3s", "图解盱眙县人民政府2024年政府信息公开工作年度报告"),
                ("2025-01-10", "Yc7mKt3s", "盱眙县人民政府网站2024年政府网站工作年度报表"),
                ("2024-12-19", "Yd7mKt3s", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
                ("2024-03-29", "Ye7mKt3s", "盱眙县2023年法治政府建设年度报告"),
                ("2024-01-11", "Yf7mKt3s", "盱眙县人民政府网站2023年政府网站工作年度报表"),
                ("2023-03-30", "Yg7mKt3s", "盱眙县2022年法治政府建设年度报告"),
                ("2023-01-12", "Yh7mKt3s", "盱眙县人民政府网站2022年政府网站工作年度报表"),
                ("2022-01-12", "Yi7mKt3s", "盱眙县人民政府网站2021年政府网站工作年度报表"),
                ("2021-04-20", "Yj7mKt3s", "盱眙县政府信息公开指南"),
            )
        ),
    ),
    _TREASURY_ID: (
        _xuyi("2025-01-15", "Xh7mKt3s", "财政局", 2024),
        _xuyi("2024-01-16", "Xi7mKt3s", "财政局", 2023),
    ),
}
_XUYI_ARTICLES = tuple(article for articles in _XUYI_LISTS.values() for article in articles)


def _shell_address(organ: str) -> str:
    return (
        f"/cmsweb/zwgk/sj/indexdept.html?r=0000000064a8f16d0164ad1d9d730006&orgId={organ}"
        f"&orgName={quote(_XUYI.organ(_XUYI_ORGANS[organ]))}&topic={_TOPIC}"
    )


def _shell(topic: str) -> Answer:
    """The platform's page: the organ and the topic are read from the address by its script."""
    organs = "".join(
        f'<li><a href="{_shell_address(organ).replace("&", "&amp;")}">{_XUYI.organ(name)}</a></li>'
        for organ, name in _XUYI_ORGANS.items()
    )
    annual = (("政府信息公开年报", _shell_address(_OFFICE_ID).replace("&", "&amp;")),)
    title = "政府信息公开年报" if topic == _TOPIC else "政府信息公开"
    script = """<script>
function param(name) {
    var found = window.location.search.substr(1).match(new RegExp('(^|&)' + name + '=([^&]*)(&|$)'));
    return found ? decodeURIComponent(found[2]) : '';
}
var topic = param('topic'), deptid = param('orgId'), pagesize = PAGESIZE;
function load(page) {
    $.ajax({
        url: '/articleCommonController/lists.do',
        type: 'POST',
        dataType: 'json',
        data: {
            page: page, pagesize: pagesize, topic: topic, title: '', docNo: '', orgname: '', summary: '', key: '',
            deptid: deptid
        },
        success: function (result) {
            $.each(result.value.list, function (i, item) {
                var address = item.link ? item.link : item.domain + item.path;
                $('.lb_zw ul').append('<li><a href="' + address + '" title="' + item.title + '">' + item.title
                    + '</a><span class="time">' + item.releaseTime.substr(0, 10) + '</span></li>');
            });
            setpage(page, result.value.total, pagesize);
        }
    });
}
$(function () { load(1); });
</script>""".replace("PAGESIZE", str(_SHOWN_SIZE))
    return html(
        _page(
            "盱眙县人民政府",
            f"{title}-盱眙县人民政府",
            f'<ul class="zl">{_siblings(annual)}</ul>'
            f'<div class="organs"><h3>公开单位</h3><ul>{organs}</ul></div>'
            f'<h2>{title}</h2><div class="lb_zw"><ul></ul></div><div id="page"></div>{script}',
        )
    )


def _lists(base: str, fields: dict[str, str]) -> Answer:
    """The list as JSON; nothing for another topic or organ, and nothing beyond the end."""
    found = newest_first(_XUYI_LISTS.get(fields.get("deptid", ""), ())) if fields.get("topic") == _TOPIC else []
    pages = pages_of(found, int(fields.get("pagesize", "20")))
    number = int(fields.get("page", "1"))
    shown = pages[number - 1] if number <= len(pages) else []
    return data(
        {
            "value": {
                "total": len(found),
                "list": [
                    {
                        "title": article.title,
                        # Articles written elsewhere have a link of their own, the others a host and a path.
                        "link": base + article.path if article.organ == "财政局" else "",
                        "path": "" if article.organ == "财政局" else article.path,
                        "domain": base,
                        "releaseTime": article.published.strftime("%Y-%m-%d %H:%M:%S"),
                    }
                    for article in shown
                ],
            }
        }
    )


def _xuyi_portal(base: str, asked: Asked) -> Answer:
    path, name = asked.path, "盱眙县人民政府"
    if path == "/":
        return html(_page(name, name, '<div class="xw"><a href="/col/1_100001/art/1.html">工作会议召开</a></div>'))
    if path == "/zwgk/index.html":
        return html(_page(name, f"政务公开-{name}", '<a href="/cmsweb/zwgk/sj/index.html?type=2">政府信息公开</a>'))
    if path in ("/cmsweb/zwgk/sj/index.html", "/cmsweb/zwgk/sj/indexdept.html"):
        return _shell(asked.query.get("topic", ""))
    if path == "/articleCommonController/lists.do":
        # The platform reads forms alone.
        return _lists(base, asked.form) if asked.method == "POST" else missing()
    for article in _XUYI_ARTICLES:
        if path == article.path:
            return _detail(_XUYI, article, "zoom", _XUYI_LISTS[_OFFICE_ID][7].path)
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


REPLICAS = (
    Replica(
        "huaian",
        "洪泽区人民政府",
        "320813",
        tuple(f"/col/{column}/index.html" for column in _HONGZE_LISTS),
        _HONGZE.held(_HONGZE_ARTICLES),
        _hongze_portal,
        look_alikes=tuple(
            article.path for article in _HONGZE_ARTICLES if article.organ is None and article.path not in PDF_ROWS
        ),
        file_only=("320813-民政局-2019",),
    ),
    Replica(
        "huaian_json",
        "盱眙县人民政府",
        "320830",
        tuple(_shell_address(organ) for organ in _XUYI_ORGANS),
        _XUYI.held(_XUYI_ARTICLES),
        _xuyi_portal,
        look_alikes=tuple(article.path for article in _XUYI_ARTICLES if article.organ is None),
    ),
)
