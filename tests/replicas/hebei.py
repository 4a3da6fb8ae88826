"""Hebei's portals: columns and pages named by UUID, and lists whose pages are fragments of a template's block.

Facts: PORTALS.md §4.11. The portal of 隆尧县: its column leads to folders of years, each an empty list that the page's
script fills from `/columns/{uuid}/templates/{uuid}/blocks/{uuid}?page=N&fix=0`. The years of the folders are those of
publication. Beyond the end one folder answers an empty fragment, the older one its last page again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from tests.replicas import Answer, Asked, Replica, html, missing, pages_of
from tests.replicas.gkmlpt import PDF, Article, County, dummies, menu, newest_first

_COUNTY = County("130525", "隆尧县")
_NAME = _COUNTY.organ("")
_SIZE = 4


def _uuid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{_NAME} {name}"))


def _column(name: str) -> str:
    return f"/columns/{_uuid(name)}/index.html"


_DEAD_ENDS = dummies(_column)
_SIBLINGS = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")


@dataclass(frozen=True, slots=True)
class _Year:
    """A folder of a year: its label, what it lists, and whether it repeats its last page beyond the end."""

    label: str
    repeats: bool
    articles: tuple[Article, ...]

    @property
    def block(self) -> str:
        """The path at which the folder's list is asked."""
        return f"/columns/{_uuid(self.label)}/templates/{_uuid('信息列表模板')}/blocks/{_uuid('列表')}"


def _page(title: str, content: str, head: str = "") -> Answer:
    return html(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="{_NAME}"><meta name="SiteIDCode" content="{_COUNTY.code}0012">{head}</head>'
        f'<body><div class="nav"><ul><li><a href="/">首页</a></li><li><a href="{_column("政务公开")}">政务公开</a></li>'
        f"{menu(_column)}</ul></div>{content}"
        f'<div class="footer"><a href="{_column("关于我们")}">关于我们</a></div></body></html>'
    )


def _year_page(year: _Year) -> Answer:
    """The page of a year: the list's frame, and the script that asks for its pages."""
    return _page(
        f"{year.label}-政府信息公开年报-{_NAME}",
        f'<div class="crumb"><a href="/">首页</a> &gt; <a href="{_column("政府信息公开年报")}">政府信息公开年报</a>'
        f' &gt; {year.label}</div><div class="xxgk_gfxwjk"><ul class="xxgk_gfxwjk-list" id="list"></ul>'
        '<div id="pagination"></div></div><script src="/static/jquery.min.js"></script><script>\n'
        "function load(page) {\n"
        f'  $.get("{year.block}?page=" + page + "&fix=0", function (html) {{ $("#list").html(html); }});\n'
        "}\nload(1);\n</script>",
        '<meta name="ColumnName" content="政府信息公开年报">',
    )


def _fragment(year: _Year, number: int) -> Answer:
    """The rows of a page of a year's list, and nothing else."""
    pages = pages_of(newest_first(year.articles), _SIZE)
    if number > len(pages) and not year.repeats:
        return html("\n")
    rows = "".join(
        '<li class="xxgk_gfxwjk-list-li"><span class="xh">'
        f'{article.day[:4]}-{row:05}</span><a target="_blank" href="{article.path}" title="{article.title}">'
        f'{article.text or article.title}</a><span class="date">{article.day}</span></li>\n'
        for row, article in enumerate(pages[min(number, len(pages)) - 1], 1)
    )
    return html(rows)


def _detail(article: Article) -> Answer:
    publisher = _COUNTY.organ(article.organ or "")
    body = _COUNTY.body(article)
    if article.path == PDF_ONLY:
        body = f'<p style="text-align:center"><a href="{PDF_FILE}">{article.title}.pdf</a></p>'
    return _page(
        f"{article.title}-{_NAME}",
        f'<div class="wjct"><p><b>索引号：</b>000{_COUNTY.code}/{article.day[:4]}-00117</p>'
        f"<p><b>发布机构：</b>{publisher}</p><p><b>发布日期：</b>{article.day}</p>"
        f"<p><b>名　　称：</b>{article.title}</p></div>"
        f'<h2 class="bt">{article.title}</h2><div id="zoom">{body}</div><div class="bdsharebuttonbox">分享到：</div>',
        f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 10:22:31">'
        f'<meta name="ContentSource" content="{publisher}">',
    )


def _path(label: str, day: str, name: str) -> str:
    year, month, date = day.split("-")
    return f"/columns/{_uuid(label)}/{year}{month}/{date}/{_uuid(f'{label} {name}')}.html"


def _report(day: str, organ: str, year: int, title: str = "", twice: str = "", cut: bool = False) -> Article:
    """A report in the folder of the year of its day; `twice` is a second folder in which it lies as well."""
    label, name = f"{day[:4]}年", f"{organ} {year}"
    also = (_path(twice, day, name),) if twice else ()
    text = f"{_COUNTY.organ(organ)}{year}年政府信息公…" if cut else ""
    return _COUNTY.report(_path(label, day, name), day, organ, year, title, also, text)


def _other(day: str, title: str) -> Article:
    return Article(_path(f"{day[:4]}年", day, title), day, title)


PDF_FILE = f"/columns/{_uuid('2025年')}/files/{_uuid('年报')}.pdf"
PDF_ONLY = _path("2025年", "2025-01-26", "人力资源和社会保障局 2024")
"""A page that holds nothing but a PDF."""

_ARTICLES = (
    Article(PDF_ONLY, "2025-01-26", "隆尧县人力资源和社会保障局2024年政府信息公开工作年度报告"),
    _report("2025-01-24", "", 2024),
    _report("2025-01-21", "人民政府办公室", 2024, cut=True),
    _report("2025-01-17", "财政局", 2024),
    _report("2025-01-14", "固城镇人民政府", 2024, cut=True),
    # A report of 2019 was put on line again when the portal moved.
    _report("2025-03-06", "", 2019, "2019年度隆尧县人民政府政府信息公开工作年度报告"),
    _other("2025-02-20", "图解隆尧县人民政府2024年政府信息公开工作年度报告"),
    _other("2025-01-08", "隆尧县人民政府网站2024年政府网站工作年度报表"),
    _other("2025-04-02", "隆尧县2024年法治政府建设年度报告"),
    _report("2024-01-30", "", 2023, twice="2023年"),
    _report("2024-01-19", "财政局", 2023),
    _report("2024-01-15", "固城镇人民政府", 2023, "隆尧县固城镇人民政府2023年度政府信息公开工作年度报告"),
    _other("2024-02-26", "《隆尧县人民政府2023年政府信息公开工作年度报告》解读"),
    _other("2024-12-12", "关于编制2024年政府信息公开工作年度报告的通知"),
    _report("2023-01-31", "", 2022),
    _other("2023-03-29", "隆尧县2022年法治政府建设年度报告"),
)


def _in(label: str) -> tuple[Article, ...]:
    """What the folder of a year lists, each at its address there."""
    return tuple(
        Article(path, article.day, article.title, text=article.text)
        for article in _ARTICLES
        for path in (article.path, *article.also)
        if path.startswith(f"/columns/{_uuid(label)}/")
    )


YEARS = (
    _Year("2025年", False, _in("2025年")),
    _Year("2024年", True, _in("2024年")),
    _Year("2023年", False, _in("2023年")),
)


def _respond(base: str, asked: Asked) -> Answer:
    path = asked.path
    if path == "/":
        # The menu of the home page names the portal's own host.
        way = f"{base}{_column('政府信息公开')}"
        return _page(_NAME, f'<div class="main"><a href="{way}">政府信息公开</a></div>')
    if path == _column("政务公开"):
        return _page(f"政务公开-{_NAME}", f'<a href="{_column("政府信息公开")}">政府信息公开专栏</a>')
    if path == _column("政府信息公开"):
        links = "".join(f'<li><a href="{_column(label)}">{label}</a></li>' for label in _SIBLINGS)
        return _page(f"政府信息公开-{_NAME}", f'<ul class="left">{links}</ul>')
    if path == _column("政府信息公开年报"):
        folders = "".join(f'<li><a href="../{_uuid(year.label)}/index.html">{year.label}</a></li>' for year in YEARS)
        return _page(
            f"政府信息公开年报-{_NAME}",
            f'<div class="nb"><ul class="nb_years">{folders}</ul></div>',
            '<meta name="ColumnName" content="政府信息公开年报">',
        )
    for year in YEARS:
        if path == _column(year.label):
            return _year_page(year)
        if path == year.block and asked.query.get("fix") == "0":
            return _fragment(year, int(asked.query.get("page", "1")))
    if path == PDF_FILE:
        return PDF
    for article in _ARTICLES:
        if path in (article.path, *article.also):
            return _detail(article)
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


REPLICAS = (
    Replica(
        "hebei",
        _NAME,
        _COUNTY.code,
        (_column("政府信息公开年报"),),
        _COUNTY.held(_ARTICLES),
        _respond,
        look_alikes=tuple(article.path for article in _ARTICLES if article.organ is None and article.path != PDF_ONLY),
        file_only=("130525-人力资源和社会保障局-2024",),
    ),
)
