"""Epoint's portals: an empty directory page, whose list is asked as JSON with the portal's own GUID.

Facts: FIXTURES.md F10, PORTALS.md §4.8. `epoint` is the portal of 新沂市, asked with plain JSON; `epoint_params` is
that of 大石桥市, whose older service wants the same values as a string in `params` and says so in the page's script. To
a wrong `siteGuid` both answer that there is nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.replicas import Answer, Asked, Replica, data, html, missing
from tests.replicas.gkmlpt import PDF, Article, County, dummies, menu, newest_first

_ANNUAL = "003006"
_SIBLINGS = (
    ("政府信息公开指南", "003001"),
    ("政府信息公开制度", "003002"),
    ("法定主动公开内容", "003003"),
    ("政府信息公开年报", _ANNUAL),
    ("依申请公开", "003009"),
)


def _address(slug: str) -> str:
    return f"/{slug}/about.html"


_DEAD_ENDS = dummies(_address)
PDF_FILE = "/EWB-FRONT/fileupload/20260121/nianbao.pdf"


def _guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


@dataclass(frozen=True, slots=True)
class _Site:
    """A portal: its project's prefix, the way its service is asked, its articles, and those that are only a file.

    A report at two addresses is listed at both;
    `home_links` says whether the home page leads to the column itself.
    """

    county: County
    prefix: str
    wrapped: bool
    home_links: bool
    articles: tuple[Article, ...]
    pdf_only: tuple[str, ...] = ()

    @property
    def guid(self) -> str:
        return _guid(f"site {self.county.code}")

    def found(self, wanted: Mapping[str, Any]) -> list[Article]:
        """What the service finds: nothing for another portal's GUID or another category."""
        if (wanted.get("siteGuid"), wanted.get("categorynum")) != (self.guid, _ANNUAL):
            return []
        listed = (replace(article, path=path) for article in self.articles for path in (article.path, *article.also))
        return newest_first(listed)


def _column(category: str) -> str:
    return f"/dynamic/zwgk/govInfoPub.html?categorynum={category}"


def _page(site: _Site, title: str, content: str, head: str = "") -> Answer:
    name = site.county.organ("")
    return html(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="{name}">{head}<script src="/js/webBuilderCommon.js"></script></head><body>'
        f'<div class="ewb-nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/about.html">政务公开</a></li>'
        f'{menu(_address)}</ul></div>{content}<div class="ewb-footer">网站标识码 {site.county.code}0001</div>'
        "</body></html>"
    )


def _list_script(site: _Site) -> str:
    """The script that fills the directory page: what the service is asked, and how."""
    values = '{ deptcode: "", categorynum: categorynum, pageIndex: index, pageSize: 20, siteGuid: siteInfo.siteGuid }'
    sent = f"{{ token: '', params: JSON.stringify({values}) }}" if site.wrapped else values
    return (
        'var categorynum = Util.getUrlParams("categorynum");\n'
        "function getList(index) {\n"
        "  $.ajax({\n"
        '    url: siteInfo.projectName + "/rest/lightfrontaction/getgovinfolist",\n'
        '    type: "post", contentType: "application/json;charset=utf-8", dataType: "json",\n'
        f"    data: JSON.stringify({sent}),\n"
        "    success: function (msg) { render(msg.custom.data, msg.custom.total); }\n"
        "  });\n"
        "}\n"
        "getList(0);\n"
    )


def _answer_list(site: _Site, asked: Asked) -> Answer:
    """A page of the list; beyond the end there is none, but the total stays. Raises `ValueError` for what is no JSON.

    Values that the service does not find where it wants them are those of nobody, like a wrong `siteGuid`.
    """
    wanted = json.loads(asked.json.get("params", "{}")) if site.wrapped else asked.json
    found = site.found(wanted)
    size = int(wanted.get("pageSize", 10))
    start = int(wanted.get("pageIndex", 0)) * size
    shown = found[start : start + size]
    return data(
        {
            "custom": {
                "code": 1,
                "data": [
                    {
                        "title": article.text or article.title,
                        "realtitle": article.title,
                        "infourl": article.path,
                        "visiturl": "",
                        "linkurl": "",
                        "infodate": article.day,
                    }
                    for article in shown
                ],
                "total": len(found),
            }
        }
    )


def _detail(site: _Site, article: Article) -> Answer:
    publisher = site.county.organ(article.organ or "")
    body, files = site.county.body(article), ""
    if article.path in site.pdf_only:
        body, files = "<p></p>", f'<p>附件：<a href="{PDF_FILE}">{article.title}.pdf</a></p>'
    return _page(
        site,
        f"{article.title}_{site.county.organ('')}",
        f'<div class="mian-cont"><h2 class="title">{article.title}</h2>'
        f'<p class="info">发布日期：{article.day} 来源：{publisher} 浏览次数：<span id="infohits"></span></p>'
        f'<table class="xxgk"><tr><td>索引号</td><td>014321{article.day[:4]}/2025-00031</td><td>分类</td>'
        f"<td>政府信息公开年报</td></tr><tr><td>发布机构</td><td>{publisher}</td><td>文号</td><td></td></tr></table>"
        f'<div id="ivs_content">{body}</div>{files}</div><div class="ewb-print">打印 关闭</div>'
        f'<ul class="related">{"".join(_related(site))}</ul>',
        f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 09:12">'
        f'<meta name="ContentSource" content="{publisher}">',
    )


def _related(site: _Site) -> list[str]:
    """Links beside an article that lead to no report."""
    return [
        f'<li><a href="{article.path}">{article.title}</a></li>'
        for article in site.articles
        if article.organ is None and "解读" in article.title
    ]


def _portal(site: _Site, asked: Asked) -> Answer:
    """How a portal answers."""
    name, path = site.county.organ(""), asked.path
    if path == f"{site.prefix}/rest/lightfrontaction/getgovinfolist":
        return _answer_list(site, asked) if asked.method == "POST" else missing()
    if path == "/":
        direct = f'<a href="{_column(_ANNUAL)}">政府信息公开年报</a>' if site.home_links else ""
        return _page(site, name, f'<div class="ewb-main"><a href="/zwgk/zfxxgk.html">政府信息公开</a>{direct}</div>')
    if path == "/zwgk/about.html":
        return _page(site, f"政务公开-{name}", '<a href="./zfxxgk.html">政府信息公开专栏</a>')
    if path == "/zwgk/zfxxgk.html":
        links = "".join(f'<li><a href="{_column(number)}">{label}</a></li>' for label, number in _SIBLINGS)
        return _page(site, f"政府信息公开-{name}", f'<ul class="ewb-left">{links}</ul>')
    if path == "/dynamic/zwgk/govInfoPub.html":
        script = '<script src="/js/lib/jquery.min.js"></script><script src="/dynamic/zwgk/js/govInfoPub.js"></script>'
        return _page(
            site,
            f"政府信息公开-{name}",
            f'<div class="ewb-list"><h3 id="catename"></h3><ul id="infolist"></ul><div id="pager"></div></div>{script}',
        )
    if path == "/js/webBuilderCommon.js":
        told = f'var siteInfo={{"siteGuid":"{site.guid}","projectName":"{site.prefix}"}};'
        return Answer(told.encode(), media_type="application/javascript")
    if path == "/dynamic/zwgk/js/govInfoPub.js":
        return Answer(_list_script(site).encode(), media_type="application/javascript")
    if path == PDF_FILE:
        return PDF
    for article in site.articles:
        if path in (article.path, *article.also):
            return _detail(site, article)
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


def _path(day: str, name: str, column: str = "003006001") -> str:
    return f"/govxxgk/{column}/{day}/{_guid(name)}.html"


_XINYI = County("320381", "新沂市")
_DASHIQIAO = County("210882", "大石桥市")
PDF_ONLY = _path("2026-01-21", "新沂 2025")
"""The page of 新沂市's report of 2025: its text is empty, and the report is a PDF."""


def _xinyi(day: str, organ: str, year: int, title: str = "", twice: bool = False) -> Article:
    path, twin = (_path(day, f"新沂 {organ} {year} {folder}", folder) for folder in ("003006001", "003006002"))
    article = _XINYI.report(path, day, organ, year, title, (twin,) if twice else ())
    # The list cuts the titles of departments and towns; `realtitle` is whole.
    return replace(article, text=f"{article.title[:18]}...") if organ else article


def _other(place: str, day: str, title: str) -> Article:
    return Article(_path(day, f"{place} {title}"), day, title)


_XINYI_SITE = _Site(
    _XINYI,
    "/EWB-FRONT",
    wrapped=False,
    home_links=False,
    articles=(
        Article(PDF_ONLY, "2026-01-21", "新沂市人民政府2025年政府信息公开工作年度报告"),
        _xinyi("2025-01-20", "", 2024),
        _xinyi("2024-01-29", "", 2023),
        _xinyi("2023-02-02", "", 2022, "2022年度新沂市人民政府政府信息公开工作年度报告"),
        _xinyi("2022-01-27", "", 2021),
        _xinyi("2018-03-30", "", 2017),
        _xinyi("2025-01-15", "人民政府办公室", 2024),
        _xinyi("2025-01-13", "财政局", 2024, twice=True),
        _xinyi("2024-01-18", "财政局", 2023),
        _xinyi("2025-01-10", "草桥镇人民政府", 2024),
        _xinyi("2024-01-11", "草桥镇人民政府", 2023),
        *(
            _other("新沂", day, title)
            for day, title in (
                ("2025-02-18", "《新沂市人民政府2024年政府信息公开工作年度报告》解读"),
                ("2025-02-18", "图解新沂市人民政府2024年政府信息公开工作年度报告"),
                ("2025-01-08", "新沂市人民政府网站2024年政府网站工作年度报表"),
                ("2024-12-16", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
                ("2024-03-29", "新沂市2023年法治政府建设年度报告"),
                ("2024-02-22", "图解新沂市人民政府2023年政府信息公开工作年度报告"),
                ("2024-01-09", "新沂市人民政府网站2023年政府网站工作年度报表"),
                ("2023-03-30", "新沂市2022年法治政府建设年度报告"),
                ("2023-01-10", "新沂市人民政府网站2022年政府网站工作年度报表"),
                ("2021-12-15", "关于编制2021年政府信息公开工作年度报告的通知"),
                ("2020-05-06", "新沂市政府信息公开指南"),
            )
        ),
    ),
    pdf_only=(PDF_ONLY,),
)


def _dashiqiao(day: str, organ: str, year: int, title: str = "") -> Article:
    return _DASHIQIAO.report(_path(day, f"大石桥 {organ} {year}"), day, organ, year, title)


_DASHIQIAO_SITE = _Site(
    _DASHIQIAO,
    "/EWB_YK_Mid",
    wrapped=True,
    home_links=True,
    articles=(
        _dashiqiao("2025-01-24", "", 2024),
        _dashiqiao("2024-01-30", "", 2023),
        _dashiqiao("2021-01-28", "", 2020),
        _dashiqiao("2025-01-17", "教育局", 2024, "大石桥市教育局2024年度政府信息公开工作年度报告"),
        _dashiqiao("2025-01-16", "审计局", 2024),
        _dashiqiao("2024-01-19", "审计局", 2023),
        _other("大石桥", "2025-02-14", "图解大石桥市人民政府2024年政府信息公开工作年度报告"),
        _other("大石桥", "2025-01-09", "大石桥市人民政府网站2024年政府网站工作年度报表"),
        _other("大石桥", "2024-03-28", "大石桥市2023年法治政府建设年度报告"),
    ),
)


def _replica(family: str, site: _Site) -> Replica:
    return Replica(
        family,
        site.county.organ(""),
        site.county.code,
        (_column(_ANNUAL),),
        site.county.held(site.articles),
        lambda base, asked: _portal(site, asked),
        look_alikes=tuple(
            article.path for article in site.articles if article.organ is None and article.path not in site.pdf_only
        ),
        file_only=(f"{site.county.code}-2025",) if site.pdf_only else (),
    )


REPLICAS = (_replica("epoint", _XINYI_SITE), _replica("epoint_params", _DASHIQIAO_SITE))
