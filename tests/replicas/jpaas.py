"""Hanweb's jpaas portals: shells whose lists come from an interface, wrapped in JSON.

Facts: FIXTURES.md F5, PORTALS.md §4.3 (d). The portal is that of 泰兴市. Each column is a shell with three units, of
which one is a list; a column has sub-columns by year, and one aggregated page shows five items of another column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5
from urllib.parse import quote

from tests.replicas import Answer, Asked, Replica, data, html, missing, pages_of
from tests.replicas.gkmlpt import PDF, Article, County, dummies, menu, newest_first

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
DOWNLOAD = "/api-gateway/jpaas-web-server/front/document/download"
LIST_TAG = "当前栏目list"
_TAGS = ("导航", LIST_TAG, "页脚")
_WEB, _TEMPLATE = "8a2f6c41d07b4e1f9c35b2a7", "b7e1c05d93fa4c2a8f64d018"
_NEEDED = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_ROWS = 5
_COUNTY = County("321283", "泰兴市")
_NAME = _COUNTY.organ("")
_ROOT = "/xxgk/zfxxgknb"


def _address(slug: str) -> str:
    return f"/{slug}/index.html"


_DEAD_ENDS = dummies(_address)
_SIBLINGS = (
    ("政府信息公开指南", "/xxgk/zfxxgkzn/index.html"),
    ("政府信息公开制度", "/xxgk/zfxxgkzd/index.html"),
    ("法定主动公开内容", "/xxgk/fdzdgknr/index.html"),
    ("政府信息公开年报", f"{_ROOT}/index.html"),
    ("依申请公开", "/xxgk/ysqgk/index.html"),
)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its label, its articles, its sub-columns (labels and addresses)."""

    label: str
    articles: tuple[Article, ...]
    below: tuple[tuple[str, str], ...] = ()


def _art(folder: str, day: str, title: str) -> str:
    """The address of an article: only its year tells when it was published."""
    return f"{folder}/art/{day[:4]}/art_{md5(title.encode()).hexdigest()}.html"


def _report(folder: str, day: str, organ: str, year: int, title: str = "") -> Article:
    name = f"{organ}{year}{title}"
    return _COUNTY.report(_art(_ROOT + folder, day, name), day, organ, year, title)


def _twofold(folder: str, day: str, organ: str, year: int) -> Article:
    """A report that the main column publishes a second time, under its own address."""
    name = f"{organ}{year}"
    return _COUNTY.report(_art(_ROOT + folder, day, name), day, organ, year, also=(_art(_ROOT, day, name),))


def _other(folder: str, day: str, title: str) -> Article:
    return Article(_art(_ROOT + folder, day, title), day, title)


_TREASURY_2023 = _twofold("/2023n", "2024-01-18", "财政局", 2023)
_PDF = _other("", "2026-01-19", "泰兴市人民政府2025年政府信息公开工作年度报告")
PDF_ONLY = _PDF.path
"""The page of the report of 2025: its body is empty, a script would show the PDF."""
PDF_ADDRESS = f"{DOWNLOAD}?fileUrl=%2Fcms_files%2Ffilemanager%2F2025nb.pdf&fileName={quote('年报.pdf')}"
_ATTACHED = _report("", "2025-01-22", "", 2024)
_COLUMNS: Mapping[str, _Column] = {
    _ROOT: _Column(
        "政府信息公开年报",
        (
            _PDF,
            _ATTACHED,
            _report("", "2024-01-26", "", 2023),
            _report("", "2023-01-30", "", 2022, "2022年度泰兴市人民政府政府信息公开工作年度报告"),
            _report("", "2022-01-27", "", 2021),
            _report("", "2021-03-15", "", 2017, "泰兴市人民政府2017年政府信息公开年度报告"),
            _report("", "2025-01-17", "人民政府办公室", 2024),
            # The treasury's report, as the main column publishes it.
            Article(_TREASURY_2023.also[0], "2024-01-18", _TREASURY_2023.title),
            _other("", "2025-02-17", "一图读懂泰兴市人民政府2024年政府信息公开工作年度报告"),
            _other("", "2025-01-09", "泰兴市人民政府网站2024年政府网站工作年度报表"),
            _other("", "2024-12-16", "关于编制2024年政府信息公开工作年度报告的通知"),
            _other("", "2024-03-25", "泰兴市2023年法治政府建设年度报告"),
            _other("", "2024-01-10", "泰兴市人民政府网站2023年政府网站工作年度报表"),
        ),
        (
            ("2024年", "2024n/index.html"),
            ("2023年", f"{_ROOT}/2023n/index.html"),
            ("乡镇街道年报", "./xzjd/index.html"),
        ),
    ),
    # The folder is named by the year of publication.
    f"{_ROOT}/2024n": _Column(
        "2024年",
        (
            _report("/2024n", "2024-01-19", "教育局", 2023),
            _other("/2024n", "2024-03-06", "泰兴市教育局2023年法治政府建设年度报告"),
        ),
    ),
    f"{_ROOT}/2023n": _Column("2023年", (_TREASURY_2023, _report("/2023n", "2023-01-19", "财政局", 2022))),
    f"{_ROOT}/xzjd": _Column(
        "乡镇街道年报",
        (
            _report("/xzjd", "2025-01-15", "黄桥镇人民政府", 2024),
            _report("/xzjd", "2024-01-15", "黄桥镇人民政府", 2023),
            _report("/xzjd", "2025-01-14", "济川街道办事处", 2024),
            _report("/xzjd", "2024-01-12", "济川街道办事处", 2023),
            _report("/xzjd", "2022-01-14", "济川街道办事处", 2021),
            _other("/xzjd", "2025-02-19", "图解：泰兴市黄桥镇人民政府2024年政府信息公开工作年度报告"),
        ),
    ),
}
_ARTICLES = tuple(article for column in _COLUMNS.values() for article in column.articles)
# Rows of the main column that are no look-alikes, though no report of its own lies there.
_COPIES = (PDF_ONLY, *_TREASURY_2023.also)


def _page_id(folder: str) -> str:
    return md5(folder.encode()).hexdigest()[:24]


def _script(folder: str, tag: str) -> str:
    """A unit: a script whose attributes tell what it would ask for."""
    values = {
        "parseType": "bulidstatic",
        "webId": _WEB,
        "tplSetId": _TEMPLATE,
        "pageType": "column",
        "tagId": tag,
        "editType": "null",
        "pageId": _page_id(folder),
    }
    query = "{" + ",".join(f"'{name}':'{value}'" for name, value in values.items()) + "}"
    return (
        '<script src="/cms_files/default/script/AuthorizedRead/unitbuild.js?v=3.1.3-GXB" '
        f'url="{UNIT}" queryData="{query}"></script>'
    )


def _page(title: str, content: str, head: str = "") -> Answer:
    return html(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="{_NAME}"><meta name="SiteDomain" content="127.0.0.1">'
        f'<meta name="SiteIDCode" content="3212830001">{head}</head><body>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/xxgk/index.html">政务公开</a></li>'
        f"{menu(_address)}</ul></div>{content}"
        '<div class="footer"><a href="/wzdt/index.html">网站地图</a></div></body></html>'
    )


def _static_rows(folder: str) -> str:
    """The five newest items of a column, as an aggregated page shows them."""
    return "".join(
        f'<li><a href="{article.path}" title="{article.title}">{article.title}</a><span>{article.day}</span></li>'
        for article in newest_first(_COLUMNS[folder].articles)[:5]
    )


def _shell(folder: str) -> Answer:
    """The page of a column. The main one also shows the newest items of the towns, with a link to the rest."""
    column = _COLUMNS[folder]
    below = "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in column.below)
    extract = ""
    if column.below:
        extract = (
            f'<div class="xxgk-zcnr"><h3>乡镇街道年报</h3><ul>{_static_rows(_ROOT + "/xzjd")}</ul>'
            '<a class="xxgk_more" href="xzjd/index.html">更多</a></div>'
        )
    return _page(
        f"{column.label}_{_NAME}",
        f'{_script(folder, "导航")}<ul class="nf">{below}</ul><h2>{column.label}</h2>'
        f'<div class="xxgk_list">{_script(folder, LIST_TAG)}</div>{extract}{_script(folder, "页脚")}',
        f'<meta name="ColumnName" content="{column.label}"><meta name="ColumnType" content="政府信息公开">',
    )


def _refused(message: str) -> Answer:
    return data({"success": False, "message": message})


def _unit(asked: Asked) -> Answer:
    """The interface: the page of a list is told by `paramJson` alone; beyond the end the list is empty.

    Raises `ValueError` for a `paramJson` that is none.
    """
    query = asked.query
    folder = next((folder for folder in _COLUMNS if _page_id(folder) == query.get("pageId")), None)
    # A tag whose characters were not sent in UTF-8 is not found.
    if folder is None or any(name not in query for name in _NEEDED) or query["tagId"] not in _TAGS:
        return _refused("未找到对应的页面单元")
    if (query["webId"], query["tplSetId"]) != (_WEB, _TEMPLATE):
        return _refused("站点不存在")
    wanted = json.loads(query.get("paramJson", "{}"))
    markup = {
        "导航": '<div class="dh"><ul>'
        + "".join(f"<li><a href='{href}'>{label}</a></li>" for label, href in _SIBLINGS)
        + "</ul></div>",
        "页脚": "<div class='yj'><a href='/lxwm/index.html'>联系我们</a></div>",
        LIST_TAG: _list(folder, int(wanted.get("pageNo", 1)), int(wanted.get("pageSize", _ROWS))),
    }[query["tagId"]]
    return data({"success": True, "code": "200", "message": "成功", "data": {"html": markup}})


def _list(folder: str, number: int, size: int) -> str:
    articles = newest_first(_COLUMNS[folder].articles)
    pages = pages_of(articles, size)
    rows = "".join(
        f"<li class='clearfix'><a href='{article.path}' title='{article.title}' target='_blank'>"
        f"{article.title if len(article.title) < 26 else article.title[:24] + '...'}</a>"
        f"<span class='bt-right'>{article.day}</span></li>"
        for article in (pages[number - 1] if number <= len(pages) else [])
    )
    return (
        f"<div class='page-content'><ul>{rows}</ul></div>"
        f"<div class='pagination' rows='{size}' count='{len(articles)}'></div>"
        "<script>$('.pagination').each(function(){ oLayPageRender($(this)); });</script>"
    )


def _detail(article: Article) -> Answer:
    publisher, file = _COUNTY.organ(article.organ or ""), ""
    if article is _PDF:
        body = f'<div id="pdfshow" data-value="{PDF_ADDRESS.replace("&", "&amp;")}"></div>'
    else:
        body = _COUNTY.body(_TREASURY_2023 if article.path in _TREASURY_2023.also else article)
    if article is _ATTACHED:
        address = f"{DOWNLOAD}?fileUrl=%2Fcms_files%2Ffilemanager%2F2024nb.pdf&amp;fileName={quote(article.title)}.pdf"
        file = f'<p>附件：<a href="{address}">{article.title}.pdf</a></p>'
    return _page(
        f"{article.title}_{_NAME}",
        '<div class="position"><a href="/">首页</a> &gt; <a href="/xxgk/index.html">政务公开</a> &gt; '
        "政府信息公开年报</div>"
        '<table class="xxgk-info"><tbody>'
        f"<tr><td>索引号</td><td>014328/{article.day[:4]}-00207</td><td>分类</td><td>信息公开年报</td></tr>"
        f"<tr><td>发布机构</td><td>{publisher}</td><td>发文日期</td><td>{article.day}</td></tr>"
        "<tr><td>文号</td><td></td><td>时效</td><td>有效</td></tr></tbody></table>"
        f'<h1 class="title">{article.title}</h1><div class="wzly">发布日期：{article.day} 来源：{publisher}</div>'
        f'<div class="wzzw-article">{body}{file}</div>'
        f'<div class="xgyd"><a href="{_COLUMNS[_ROOT].articles[8].path}">图解</a></div>',
        f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 15:20">'
        f'<meta name="ContentSource" content="{publisher}">',
    )


def _respond(base: str, asked: Asked) -> Answer:
    path = asked.path
    if path == "/":
        return _page(_NAME, f'<div class="ztzl"><a href="{base}{_ROOT}/index.html">政府信息公开年报</a></div>')
    if path == "/xxgk/index.html":
        links = "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in _SIBLINGS)
        return _page(f"政务公开_{_NAME}", f'<ul class="zfxxgk">{links}</ul>')
    if path == UNIT:
        return _unit(asked)
    if path == DOWNLOAD:
        return PDF
    folder = path.removesuffix("index.html").rstrip("/")
    if folder in _COLUMNS:
        return _shell(folder)
    for article in _ARTICLES:
        if path == article.path:
            return _detail(article)
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


REPLICAS = (
    Replica(
        "jpaas",
        _NAME,
        _COUNTY.code,
        (f"{_ROOT}/index.html",),
        _COUNTY.held(_ARTICLES),
        _respond,
        look_alikes=tuple(
            article.path for article in _ARTICLES if article.organ is None and article.path not in _COPIES
        ),
        file_only=("321283-2025",),
    ),
)
