"""The "openness" system of Anhui: a list for every organ and year, and a catalogue with the page number in the path.

Facts: FIXTURES.md F7, PORTALS.md §4.7. The portal is that of 义安区.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.replicas import Answer, Asked, Replica, html, missing, pages_of
from tests.replicas.gkmlpt import Article, County, dummies, menu, newest_first

_COUNTY = County("340706", "义安区")
_ORGANS: Mapping[int, str] = {6: "", 9: "人民政府办公室", 12: "财政局", 31: "钟鸣镇人民政府"}
_CATALOGUE = "/XxgkContent/showList/996/0"
_PAGE_SIZE = 8


def _report(organ: int, number: int, day: str, year: int, title: str = "") -> Article:
    # One text, two controllers.
    also = (f"/XxgkAnnualReport/show/{number}.html",)
    return _COUNTY.report(f"/OpennessAnnualReport/show/{number}.html", day, _ORGANS[organ], year, title, also)


def _other(number: int, day: str, title: str) -> Article:
    return Article(f"/OpennessAnnualReport/show/{number}.html", day, title)


# By organ and year of its list: the year of publication with the government, the reported year with most others.
_LISTS: Mapping[tuple[int, int], tuple[Article, ...]] = {
    (6, 2025): (
        _report(6, 3965, "2025-01-22", 2024),
        _other(3980, "2025-02-11", "《义安区人民政府2024年政府信息公开工作年度报告》解读"),
        _other(3951, "2025-01-09", "义安区人民政府网站2024年政府网站工作年度报表"),
    ),
    (6, 2024): (
        _report(6, 3701, "2024-01-26", 2023),
        _other(3722, "2024-03-15", "义安区2023年法治政府建设年度报告"),
        _other(3690, "2024-01-10", "义安区人民政府网站2023年政府网站工作年度报表"),
    ),
    (6, 2023): (_report(6, 3410, "2023-01-30", 2022, "义安区人民政府2022年度政府信息公开工作年度报告"),),
    (6, 2022): (
        _report(6, 3120, "2022-01-27", 2021),
        _other(3121, "2022-01-28", "图解：义安区人民政府2021年政府信息公开工作年度报告"),
    ),
    (6, 2021): (_report(6, 2844, "2021-01-25", 2020),),
    (9, 2023): (_report(9, 3694, "2024-01-17", 2023),),
    (12, 2024): (_report(12, 3958, "2025-01-15", 2024),),
    (12, 2023): (
        _report(12, 3693, "2024-01-16", 2023),
        _other(3725, "2024-03-06", "义安区财政局2023年法治政府建设年度报告"),
    ),
    (12, 2018): (_report(12, 2103, "2019-02-26", 2018, "2018年度义安区财政局政府信息公开年报"),),
    (31, 2023): (_report(31, 3691, "2024-01-11", 2023),),
    (31, 2022): (_report(31, 3402, "2023-01-12", 2022, "2022年度义安区钟鸣镇人民政府政府信息公开工作年度报告"),),
}
_ARTICLES = tuple(article for articles in _LISTS.values() for article in articles)
# The catalogue is not kept with care: it lacks what is older than 2021 and holds what no organ's list has.
_CATALOGUE_ONLY = (
    _other(3600, "2023-12-18", "关于编制2023年政府信息公开工作年度报告的通知"),
    _other(3301, "2022-12-15", "关于编制2022年政府信息公开工作年度报告的通知"),
    _other(2790, "2021-01-04", "义安区政府信息公开指南"),
    _report(9, 3399, "2023-01-11", 2022),
)
_CATALOGUED = newest_first((article for article in _ARTICLES if article.day > "2021-02-01"), _CATALOGUE_ONLY)
_ALL = (*_ARTICLES, *_CATALOGUE_ONLY)


def _address(slug: str) -> str:
    return f"/Content/showList/{slug}/page_1.html"


_DEAD_ENDS = dummies(_address)


def _page(title: str, content: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="义安区人民政府"><meta name="SiteDomain" content="127.0.0.1">'
        f"{head}</head><body>"
        '<ul class="nav"><li><a href="/">网站首页</a></li><li><a href="/Openness/index.html">政府信息公开</a></li>'
        f"{menu(_address)}</ul>{content}"
        '<div class="footer"><a href="/sitemap.html">网站地图</a> 主办单位维护</div></body></html>'
    )


def _organ_page(organ: int, label: str, content: str) -> Answer:
    """A page of an organ's publication pages, with the five siblings beside it."""
    name = _COUNTY.organ(_ORGANS[organ])
    siblings = "".join(
        f'<li><a href="/{controller}/?branch_id={organ}">{text}</a></li>'
        for text, controller in (
            ("政府信息公开指南", "OpennessGuide"),
            ("政府信息公开制度", "OpennessRules"),
            ("法定主动公开内容", "OpennessContent"),
            ("政府信息公开年报", "OpennessAnnualReport"),
            ("依申请公开", "OpennessRequest"),
        )
    )
    return html(
        _page(
            f"{label} - {name}",
            f'<div class="position"><a href="/">网站首页</a> &gt; <a href="/Openness/index.html">政府信息公开</a> &gt; '
            f'{name} &gt; {label}</div><ul class="is-menu">{siblings}</ul><div class="is-main">{content}</div>',
            f'<meta name="ColumnName" content="{label}"><meta name="ColumnType" content="政府信息公开">',
        )
    )


def _rows(articles: list[Article], own: bool) -> str:
    # Reports have an address under each controller; the catalogue links the other one. Every fifth row is a rule.
    return "".join(
        f'<li><a href="{(article.path, *article.also)[0 if own else -1]}" title="{article.title}" '
        f'target="_blank">{article.title}</a><span class="date">{article.day}</span></li>'
        + ('<li class="line"></li>' if number % 5 == 4 else "")
        for number, article in enumerate(articles)
    )


def _year_list(organ: int, year: int) -> Answer:
    """An organ's list of a year, with links to its other years; a year without reports is an empty list."""
    years = "".join(
        f'<li><a href="/OpennessAnnualReport/year/{organ}/{other}.html">{other}年</a></li>'
        for key, other in sorted(_LISTS, reverse=True)
        if key == organ
    )
    rows = _rows(newest_first(_LISTS.get((organ, year), ())), own=True)
    return _organ_page(
        organ,
        "政府信息公开年报",
        f'<div class="years"><ul>{years}</ul></div><h3>{year}年</h3><ul class="is-list">{rows}</ul>'
        f'<a class="more" href="{_CATALOGUE}/page_1.html">全区政府信息公开年报</a>',
    )


def _catalogue(number: int) -> Answer:
    """A page of the catalogue of all organs; beyond the end the first page comes again."""
    pages = pages_of(_CATALOGUED, _PAGE_SIZE)
    number = number if number <= len(pages) else 1
    numbers = "".join(f'<a href="{_CATALOGUE}/page_{other}.html">{other}</a>' for other in range(1, len(pages) + 1))
    following = f'<a href="{_CATALOGUE}/page_{number + 1}.html">下一页</a>' if number < len(pages) else ""
    return html(
        _page(
            "全区政府信息公开年报 - 义安区人民政府",
            f'<ul class="is-list">{_rows(pages[number - 1], own=False)}</ul>'
            f'<div class="pagination"><a href="{_CATALOGUE}/page_1.html">首页</a>{numbers}{following}'
            f'<a href="{_CATALOGUE}/page_{len(pages)}.html">尾页</a></div>',
            '<meta name="ColumnName" content="政府信息公开年报">',
        )
    )


def _detail(article: Article) -> Answer:
    publisher = _COUNTY.organ(article.organ or "")
    return html(
        _page(
            f"{article.title} - 义安区人民政府",
            f'<div class="position"><a href="/">网站首页</a> &gt; 政府信息公开 &gt; {publisher} &gt; '
            f'政府信息公开年报</div><div class="is-contitle">{article.title}</div>'
            f'<div class="is-conbase">发布时间：{article.day} 08:18 来源：{publisher} 【字体：大 中 小】</div>'
            f'<div class="is-content" id="zoom">{_COUNTY.body(article)}</div>'
            f'<div class="related"><h4>相关阅读</h4><a href="{_LISTS[6, 2025][1].path}">年报解读</a></div>',
            f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 08:18">'
            f'<meta name="ContentSource" content="{publisher}">',
        )
    )


def _respond(base: str, asked: Asked) -> Answer:
    path = asked.path
    if path == "/":
        return html(_page("义安区人民政府", '<div class="news"><a href="/Content/show/1.html">工作会议召开</a></div>'))
    if path == "/Openness/index.html":
        organs = "".join(
            f'<li><a href="{base}/OpennessContent/?branch_id={organ}">{_COUNTY.organ(name)}</a></li>'
            for organ, name in _ORGANS.items()
        )
        years = '<a href="/OpennessAnnualReport/?branch_id=6">政府信息公开年报</a>'
        return html(_page("政府信息公开 - 义安区人民政府", f'<ul class="organs">{organs}</ul>{years}'))
    for article in _ALL:
        if path in (article.path, *article.also):
            return _detail(article)
    parts = path.strip("/").split("/")
    if parts[0].startswith("Openness") and asked.query.get("branch_id", "").isdecimal():
        organ = int(asked.query["branch_id"])
        if organ not in _ORGANS:
            return missing()
        if parts[0] == "OpennessAnnualReport":
            return _year_list(organ, max(year for key, year in _LISTS if key == organ))
        return _organ_page(organ, "政府信息公开", "<p>本栏目公开法定内容。</p>")
    stem = parts[-1].removesuffix(".html")
    if path.startswith("/OpennessAnnualReport/year/") and len(parts) == 4 and stem.isdecimal():
        known = parts[2].isdecimal() and int(parts[2]) in _ORGANS
        return _year_list(int(parts[2]), int(stem)) if known else missing()
    if path.startswith(f"{_CATALOGUE}/page_") and stem.removeprefix("page_").isdecimal():
        return _catalogue(int(stem.removeprefix("page_")))
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


REPLICAS = (
    Replica(
        "openness",
        "义安区人民政府",
        "340706",
        (
            *(f"/OpennessAnnualReport/?branch_id={organ}" for organ in _ORGANS),
            f"{_CATALOGUE}/page_1.html",
        ),
        _COUNTY.held(_ALL),
        _respond,
        look_alikes=tuple(article.path for article in _ALL if article.organ is None),
    ),
)
