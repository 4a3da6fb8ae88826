"""Longxun's portals of Anhui: shells of organs, whose lists are fragments that the page's script asks for.

Facts: FIXTURES.md F7, PORTALS.md §4.6. The portal is that of 金安区. Every organ has its own column
`/public/column/{organ}?type=3&action=list`; with `action=detail` the newest report stands in the column's page itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZipFile

from tests.replicas import Answer, Asked, Replica, html, missing, pages_of
from tests.replicas.gkmlpt import Article, County, dummies, menu, newest_first

_COUNTY = County("341502", "金安区")
_SITE = "6790011"
_OFFICE, _TREASURY, _AUDIT, _TOWN = "6601001", "6601015", "6601016", "6601102"
_ORGANS = {
    _OFFICE: "",
    _TREASURY: "财政局",
    _AUDIT: "审计局",
    _TOWN: "毛坦厂镇人民政府",
}
_SHOWN_SIZE = 6
_CUT = 24
_TYPES = {
    "1": "政府信息公开制度",
    "2": "政府信息公开指南",
    "3": "政府信息公开年报",
    "4": "法定主动公开内容",
    "5": "依申请公开",
    "6": "行政规范性文件",
}
SINGLE = f"/public/column/{_TOWN}?type=3&action=detail&nav=3"
"""The town's column, which is its newest report itself."""
_DOCX = "/group6/M00/01/2A/rBUnH2Aex1.docx"
NOTHING = '<p class="nothing">暂无相关信息</p>'


def _report(organ: str, number: int, day: str, year: int, title: str = "", also: tuple[str, ...] = ()) -> Article:
    return _COUNTY.report(f"/public/{organ}/{number}.html", day, _ORGANS[organ], year, title, also)


def _other(organ: str, number: int, day: str, title: str) -> Article:
    return Article(f"/public/{organ}/{number}.html", day, title)


_LISTS: Mapping[str, tuple[Article, ...]] = {
    _OFFICE: (
        # The government's newest report is also linked by the portal's own number.
        _report(_OFFICE, 1260855690, "2025-01-24", 2024, also=("/public/content/25910571",)),
        _report(_OFFICE, 1258301244, "2024-01-29", 2023),
        _report(_OFFICE, 1255210377, "2023-01-31", 2022, "金安区人民政府2022年度政府信息公开工作年度报告"),
        _report(_OFFICE, 1251944102, "2022-01-28", 2021),
        _report(_OFFICE, 1246001835, "2021-01-29", 2020),
        _report(_OFFICE, 1239917750, "2020-01-23", 2019),
        # Moved from the portal before: published again three years after its year.
        _report(_OFFICE, 1246002001, "2020-12-08", 2017, "2017年金安区人民政府政府信息公开年度报告"),
        _other(_OFFICE, 1260861101, "2025-02-10", "《金安区人民政府2024年政府信息公开工作年度报告》解读"),
        _other(_OFFICE, 1260861102, "2025-02-10", "一图读懂：金安区人民政府2024年政府信息公开工作年度报告"),
        _other(_OFFICE, 1260850003, "2025-01-10", "金安区人民政府网站2024年政府网站工作年度报表"),
        _other(_OFFICE, 1260100004, "2024-12-16", "关于开展2024年政府信息公开工作年度报告编制工作的通知"),
        _other(_OFFICE, 1258800005, "2024-03-20", "金安区2023年法治政府建设年度报告"),
        _other(_OFFICE, 1258200006, "2024-01-11", "金安区人民政府网站2023年政府网站工作年度报表"),
        _other(_OFFICE, 1255700007, "2023-03-22", "金安区2022年法治政府建设年度报告"),
        _other(_OFFICE, 1255100008, "2023-01-12", "金安区人民政府网站2022年政府网站工作年度报表"),
    ),
    _TREASURY: (
        _report(_TREASURY, 1260700110, "2025-01-15", 2024),
        _report(_TREASURY, 1258100111, "2024-01-17", 2023),
        _other(_TREASURY, 1258900112, "2024-03-04", "金安区财政局2023年法治政府建设年度报告"),
    ),
    _AUDIT: (_report(_AUDIT, 1258100210, "2024-01-16", 2023),),
    _TOWN: (
        _report(_TOWN, 1260700310, "2025-01-13", 2024, also=(SINGLE,)),
        _report(_TOWN, 1258100311, "2024-01-12", 2023),
    ),
}
_ARTICLES = tuple(article for articles in _LISTS.values() for article in articles)


def _address(slug: str) -> str:
    return f"/{slug}/index.html"


_DEAD_ENDS = dummies(_address)


def _docx(text: str) -> bytes:
    """The smallest Word file that has a text."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with BytesIO() as file:
        with ZipFile(file, "w") as archive:
            archive.writestr(
                "word/document.xml",
                f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>',
            )
        return file.getvalue()


def _page(title: str, content: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="SiteName" content="金安区人民政府"><meta name="SiteDomain" content="127.0.0.1">'
        f'<meta name="SiteIDCode" content="3415020001"><meta name="SiteId" content="{_SITE}">{head}'
        '<script src="/assets/js/jquery-1.12.4.min.js"></script></head><body>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li>'
        f'<li><a href="/public/column/{_OFFICE}?type=4&amp;action=list">政府信息公开</a></li>'
        f"{menu(_address)}</ul></div>{content}"
        '<div class="footer">版权由主办单位所有 <a href="/wzdt/index.html">网站地图</a></div></body></html>'
    )


def _list_script(organ: str, kind: str) -> str:
    """The script of a shell: its values, and the request that fills the list."""
    pages = len(pages_of(_LISTS[organ], _SHOWN_SIZE)) if kind == "3" else 1
    return f"""<script type="text/javascript">
var organId = '{organ}', siteId = '{_SITE}', type = '{kind}';
var options = {{ pageSize:{_SHOWN_SIZE}, pageCount:{pages} }};
function getPublicInfoList(pageIndex) {{
    $.ajax({{
        url: '/site/label/8888?IsAjax=1&dataType=html&_=' + Math.random(),
        type: 'GET',
        data: {{
            labelName: 'publicInfoList',
            siteId: '{_SITE}',
            pageSize: {_SHOWN_SIZE},
            pageIndex: pageIndex,
            action: 'list',
            isDate: true,
            dateFormat: 'yyyy-MM-dd',
            length: {_CUT},
            organId: '{organ}',
            type: {kind},
            catId: '',
            cId: '',
            result: '暂无相关信息',
            file: '/xxgk/publicInfoList_newest2020'
        }},
        success: function (html) {{ $('#xxgk_list').html(html); }}
    }});
}}
$(function () {{ getPublicInfoList(1); }});
</script>"""


def _column(organ: str, kind: str, action: str) -> Answer:
    """An organ's page of one of the six kinds: a shell, or with `action=detail` the newest of the kind."""
    name = _COUNTY.organ(_ORGANS[organ])
    tabs = "".join(
        f'<li><a href="/public/column/{organ}?type={key}&amp;action={"detail" if key == "2" else "list"}">'
        f"{label}</a></li>"
        for key, label in _TYPES.items()
    )
    organs = "".join(
        f'<li><a href="{SINGLE.replace("&", "&amp;")}">{_ORGANS[key]}</a></li>'
        if (key, kind) == (_TOWN, "3")
        else f'<li><a href="/public/column/{key}?type={kind}&amp;action=list">{_COUNTY.organ(_ORGANS[key])}</a></li>'
        for key in _ORGANS
    )
    newest = newest_first(article for article in _LISTS[organ] if article.organ is not None)[0]
    if action == "detail" and kind == "3":
        content, script = _text(newest), ""
        more = f'<a class="more" href="/public/column/{organ}?type=3&amp;action=list">历年年报</a>'
    elif action == "detail":
        content, script, more = f'<div class="j-fontContent"><p>{name}的{_TYPES[kind]}。</p></div>', "", ""
    else:
        content, script, more = '<div id="xxgk_list" class="xxgk_navli"></div>', _list_script(organ, kind), ""
    return html(
        _page(
            f"{_TYPES[kind]} - {name}",
            f'<ul class="xxgk_tabs">{tabs}</ul><div class="xxgk_organs"><h3>单位</h3><ul>{organs}</ul></div>'
            f"<h2>{name} &gt; {_TYPES[kind]}</h2>{content}{more}{script}",
            f'<meta name="ColumnName" content="{_TYPES[kind]}"><meta name="ColumnType" content="政府信息公开">',
        )
    )


def _fragment(asked: Asked) -> Answer:
    """The list's fragment, by GET or POST; beyond the end the last page comes again."""
    fields = {**asked.query, **asked.form}
    organ = fields.get("organId", "")
    known = fields.get("labelName") == "publicInfoList" and fields.get("siteId") == _SITE and organ in _LISTS
    if not known or fields.get("type") != "3":
        return html(NOTHING)
    pages = pages_of(newest_first(_LISTS[organ]), int(fields.get("pageSize", "15")))
    number = int(fields.get("pageIndex", "1"))
    shown = pages[min(number, len(pages)) - 1]
    cut = int(fields.get("length", "80"))
    rows = "".join(
        f'<li><a href="\n{article.path}\n" title="{article.title}" target="_blank">'
        f"{article.title if len(article.title) <= cut else article.title[:cut] + '…'}</a>"
        f'<span class="date">{article.day}</span></li>'
        for article in shown
    )
    return html(
        f'<ul class="clearfix xxgk_nav_list">{rows}<li class="bor-dash"></li></ul><div id="page_public_info"></div>'
        f"<script>$(function(){{ Ls.pagination({{ pageIndex:{number}, pageCount:{len(pages)} }}); }});</script>"
    )


def _text(article: Article) -> str:
    publisher = _COUNTY.organ(article.organ or "")
    attached = f'<p>附件：<a href="{_DOCX}">年报文字版.docx</a></p>' if article is _LISTS[_OFFICE][0] else ""
    return (
        '<table class="table_suoyin"><tbody>'
        f"<tr><th>索 引 号：</th><td>003230/{article.day[:4]}-00021</td>"
        "<th>信息分类：</th><td>政府信息公开年报</td></tr>"
        f"<tr><th>内容分类：</th><td>政务公开</td><th>发文日期：</th><td>{article.day}</td></tr>"
        f"<tr><th>发布机构：</th><td>{publisher}</td><th>生成日期：</th><td>{article.day}</td></tr>"
        f"<tr><th>来源单位：</th><td>{publisher}</td><th>生效时间：</th><td></td></tr>"
        "<tr><th>废止时</th><td></td><th>关 键 词：</th><td></td></tr>"
        f"<tr><th>名　　称：</th><td>{article.title}</td><th>文　　号：</th><td></td></tr></tbody></table>"
        f'<h1 class="wztit">{article.title}</h1>'
        f'<div class="wzfbxx">发布时间：{article.day} 09:51 浏览次数：<span></span></div>'
        f'<div class="j-fontContent wzcon">{_COUNTY.body(article)}{attached}</div>'
    )


def _detail(article: Article) -> Answer:
    return html(
        _page(
            f"{article.title}_金安区人民政府",
            f'<div class="position"><a href="/">首页</a> &gt; 政府信息公开年报</div>{_text(article)}'
            f'<div class="xgwz"><h3>相关文章</h3><a href="{_LISTS[_OFFICE][7].path}">年报解读</a></div>',
            f'<meta name="ColumnName" content="政府信息公开年报"><meta name="ArticleTitle" content="{article.title}">'
            f'<meta name="PubDate" content="{article.day} 09:51">'
            f'<meta name="ContentSource" content="{_COUNTY.organ(article.organ or "")}">',
        )
    )


def _respond(base: str, asked: Asked) -> Answer:
    path = asked.path
    if path == "/":
        newest = _LISTS[_OFFICE][0]
        return html(_page("金安区人民政府", f'<div class="news"><a href="{newest.also[0]}">{newest.title}</a></div>'))
    if path == "/site/label/8888":
        return _fragment(asked)
    if path.startswith("/public/column/"):
        organ, kind = path.rsplit("/", 1)[1], asked.query.get("type", "4")
        known = organ in _ORGANS and kind in _TYPES
        return _column(organ, kind, asked.query.get("action", "list")) if known else missing()
    if path == _DOCX:
        return Answer(_docx("年报文字版，内容与网页相同。"), media_type="application/octet-stream")
    if path in _DEAD_ENDS:
        return html(_DEAD_ENDS[path])
    for article in _ARTICLES:
        if path in (article.path, *article.also):
            return _detail(article)
    return missing()


REPLICAS = (
    Replica(
        "longxun",
        "金安区人民政府",
        "341502",
        (
            *(f"/public/column/{organ}?type=3&action=list" for organ in _ORGANS),
            SINGLE,
        ),
        _COUNTY.held(_ARTICLES),
        _respond,
        look_alikes=tuple(article.path for article in _ARTICLES if article.organ is None),
    ),
)

_CHALLENGE = Answer(
    b"<script>document.cookie=('_')+('_')+('jsl_clearance_s=1732438000.1|-1|x');"
    b"location.href=location.pathname+location.search</script>",
    521,
    headers={"Set-Cookie": "__jsluid_s=4d1f0c2b9a7e4f51; max-age=31536000; path=/; HttpOnly"},
)
_REFUSAL = html("<html><body><h1>403 Forbidden</h1><p>reason:GeoBL</p></body></html>", status=403)
GUARDED = (
    Replica("longxun_521", "金安区人民政府", "341502", (), (), lambda base, asked: _CHALLENGE),
    Replica("longxun_geobl", "金安区人民政府", "341502", (), (), lambda base, asked: _REFUSAL),
)
"""Portals that show a protection page whatever is asked: nothing can be read there, and nothing is to be tried."""
