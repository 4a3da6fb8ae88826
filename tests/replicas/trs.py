"""TRS portals: static lists of four shapes, a search that answers by POST, and lists in JSON.

Facts: FIXTURES.md F1, PORTALS.md §4.1. `trs` (老河口市) has year folders and boxes inside its rows; `trs_stale`
(米易县, GBK) left an old `index_1` behind, so that page 2 is `index_2`; `trs_gip` (舒兰市) is an open directory;
`trs_script` (黄陂区) writes its rows by script; `was5` (应城市) has a search form in place of a list; `irs` (凤冈县)
asks an interface with the facts of a script. `Site`, `alike` and `relative` serve the UCAP replicas too.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from tests.replicas import Answer, Asked, Replica, data, html, missing, pages_of
from tests.replicas.gkmlpt import PDF, Article, County, dummies, menu, newest_first

_OFD = Answer(b"PK\x03\x04OFD.xml", media_type="application/octet-stream")
_SIBLINGS = (
    ("政府信息公开指南", "zfxxgkzn"),
    ("政府信息公开制度", "zfxxgkzd"),
    ("法定主动公开内容", "fdzdgknr"),
    ("政府信息公开年报", ""),
    ("依申请公开", "ysqgk"),
)


def _address(slug: str) -> str:
    return f"/{slug}/index.html"


_DEAD_ENDS = dummies(_address)


def relative(path: str, folder: str) -> str:
    """A path as a page in `folder` links it: `./…` or `../…`."""
    way = posixpath.relpath(path, folder)
    return way if way.startswith("..") else f"./{way}"


def alike(county: County, year: int) -> tuple[tuple[str, str], ...]:
    """Days and titles of what stands among the reports of a year and is none."""
    region = county.region
    return (
        (f"{year}-03-05", f"{region}政府信息公开指南（{year}年版）"),
        (f"{year}-12-18", f"关于做好{year}年政府信息公开工作年度报告编制工作的通知"),
        (f"{year + 1}-01-08", f"{region}人民政府网站{year}年政府网站工作年度报表"),
        (f"{year + 1}-02-18", f"《{region}人民政府{year}年政府信息公开工作年度报告》解读"),
        (f"{year + 1}-02-19", f"图解：{region}人民政府{year}年政府信息公开工作年度报告"),
        (f"{year + 1}-03-26", f"{region}{year}年法治政府建设年度报告"),
    )


@dataclass(frozen=True, slots=True)
class Site:
    """What surrounds a portal's column.

    `way` are the pages, with their labels, from the home page to the one that links `column`; the home page itself
    links it where `way` is empty. With `absolute` these links name the server. `further` are other links beside it.
    """

    county: County
    way: tuple[tuple[str, str], ...]
    column: str
    absolute: bool = False
    further: tuple[tuple[str, str], ...] = ()
    charset: str = "utf-8"

    @property
    def name(self) -> str:
        """The portal's name, which is the government's."""
        return self.county.organ("")

    def page(self, title: str, content: str, head: str = "") -> Answer:
        """A page of the portal; the header is silent about any charset but UTF-8, and the page says gb2312 for GBK."""
        told = self.charset if self.charset == "utf-8" else "gb2312"
        text = (
            f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={told}">'
            f'<title>{title}</title><meta name="SiteName" content="{self.name}">'
            '<meta name="SiteDomain" content="www.example.gov.cn">'
            f'<meta name="SiteIDCode" content="{self.county.code}0001">{head}</head><body>'
            f'<div class="nav"><ul><li><a href="/">首页</a></li>{menu(_address)}</ul></div>{content}'
            '<div class="footer"><a href="/wzdt/index.html">网站地图</a> <a href="/lxwm/index.html">联系我们</a></div>'
            "</body></html>"
        )
        return html(text, self.charset, tell=self.charset == "utf-8")

    def entrance(self, base: str, path: str) -> Answer | None:
        """The home page, the pages of the way and the small pages of the menu; None for any other path."""
        root = base if self.absolute else ""
        stops = ((self.name, "/"), *self.way)
        for number, (label, stop) in enumerate(stops):
            if path not in (stop, stop.removesuffix("index.html")):
                continue
            if number + 1 < len(stops):
                following, target = stops[number + 1]
                links = f'<li><a href="{root}{target}">{following}</a></li>'
            else:
                links = "".join(
                    f'<li><a href="{root}{_address(slug) if slug else self.column}">{sibling}</a></li>'
                    for sibling, slug in _SIBLINGS
                )
                links += "".join(f'<li><a href="{target}">{other}</a></li>' for other, target in self.further)
            title = self.name if stop == "/" else f"{label}_{self.name}"
            return self.page(title, f'<div class="xxgk"><h2>{label}</h2><ul>{links}</ul></div>')
        return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else None

    def article_head(self, article: Article) -> str:
        """The meta tags of an article's page."""
        return (
            f'<meta name="ArticleTitle" content="{article.title}">'
            f'<meta name="PubDate" content="{article.published:%Y-%m-%d %H:%M:%S}">'
            f'<meta name="ContentSource" content="{self.county.organ(article.organ or "")}">'
        )


@dataclass(frozen=True, slots=True)
class _Column:
    """A static list: `{stem}.{ext}` is its first page, `{stem}_{second}.{ext}` its second."""

    folder: str
    articles: tuple[Article, ...]
    size: int = 5
    stem: str = "index"
    ext: str = "html"
    second: int = 1

    def pages(self) -> list[list[Article]]:
        """The articles of each page."""
        return pages_of(newest_first(self.articles), self.size)

    def suffix(self, path: str) -> int | None:
        """The number in a list's address, 0 in that of the first page; None for what is no page of this list."""
        if path == f"{self.folder}/" and self.stem == "index":
            return 0
        found = re.fullmatch(rf"{re.escape(f'{self.folder}/{self.stem}')}(?:_(\d+))?\.{self.ext}", path)
        return int(found[1] or 0) if found else None

    def pager(self, page: int) -> str:
        """The call that draws the pager of page `page`, from 0."""
        return (
            '<div class="page"><ul><script language="JavaScript"><!--\n'
            f'createPageHTML({len(self.pages())}, {page}, "{self.stem}", "{self.ext}");\n//--></script></ul></div>'
        )

    def head(self, label: str = "政府信息公开年报") -> str:
        """The meta tags of a column, without a space between name and content."""
        return (
            f'<meta name="ColumnName"content="{label}"><meta name="ColumnDescription"content="{label}">'
            f'<meta name="ColumnKeywords"content="{label}"><meta name="ColumnType"content="政府信息公开">'
            '<script>uaredirect(window.location.href+"wap_index.html");</script>'
        )


def _t(folder: str, day: str, key: str, ext: str = "html") -> str:
    """The address of an article that was made on a day; `key` distinguishes it."""
    return f"{folder}/{day[:4]}{day[5:7]}/t{day.replace('-', '')}_{crc32(key.encode()) % 10_000_000}.{ext}"


def _others(county: County, folder: str, year: int, ext: str = "html") -> tuple[Article, ...]:
    return tuple(Article(_t(folder, day, title, ext), day, title) for day, title in alike(county, year))


def _reports(county: County, folder: str, *rows: tuple[str, str, int, str], ext: str = "html") -> tuple[Article, ...]:
    """Reports from rows of day, organ, year and title, "" for the commonest."""
    return tuple(
        county.report(_t(folder, day, f"{organ}{year}", ext), day, organ, year, title)
        for day, organ, year, title in rows
    )


def _none(*groups: tuple[Article, ...]) -> tuple[str, ...]:
    """The addresses of the articles that are no reports."""
    return tuple(article.path for group in groups for article in group if article.organ is None)


def _by_path(*groups: tuple[Article, ...]) -> dict[str, Article]:
    return {path: article for group in groups for article in group for path in (article.path, *article.also)}


def _cut(title: str, length: int) -> str:
    return title if len(title) <= length else f"{title[: length - 1]}…"


# trs: year folders, boxes in rows, `_wap` twins.

_LAOHEKOU = County("420682", "老河口市")
_ROOT = "/zwgk/zfxxgk/zfxxgknb"
_SITE = Site(
    _LAOHEKOU,
    (("政务公开", "/zwgk/index.html"), ("政府信息公开", "/zwgk/zfxxgk/index.html")),
    f"{_ROOT}/",
)
PDF_ROW = f"{_ROOT}/2024n/202601/P020260122385501277346.pdf"
"""A row of 老河口市's list that is the report of 2025 itself, as a PDF."""
ATTACHED = _t(f"{_ROOT}/2024n", "2025-01-23", "2024")
"""A report's page that also offers the report as two files."""
_FILES = tuple(f"{posixpath.dirname(ATTACHED)}/P020250123386110275519.{kind}" for kind in ("pdf", "ofd"))


def _with_twins(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    """Reports with the page that telephones are sent to by script."""
    return tuple(
        _LAOHEKOU.report(
            article.path,
            article.day,
            article.organ or "",
            article.year,
            article.title,
            (article.path.replace(".html", "_wap.html"),),
        )
        for article in articles
    )


def _flat(number: str, day: str, organ: str, year: int) -> Article:
    """A report without a folder of its month."""
    return _LAOHEKOU.report(f"{_ROOT}/2022n/t{number}.html", day, organ, year)


_YEARS: Mapping[str, tuple[Article, ...]] = {
    "2024n": (
        Article(PDF_ROW, "2026-01-22", "老河口市人民政府2025年政府信息公开工作年度报告"),
        *_with_twins(
            _reports(
                _LAOHEKOU,
                f"{_ROOT}/2024n",
                ("2025-01-23", "", 2024, ""),
                ("2025-01-20", "人民政府办公室", 2024, ""),
                ("2025-01-17", "财政局", 2024, ""),
                ("2025-01-16", "教育局", 2024, "2024年度老河口市教育局政府信息公开工作年度报告"),
                ("2025-01-14", "仙人渡镇人民政府", 2024, ""),
            )
        ),
        *_others(_LAOHEKOU, f"{_ROOT}/2024n", 2024),
    ),
    "2023n": (
        *_with_twins(
            _reports(
                _LAOHEKOU,
                f"{_ROOT}/2023n",
                ("2024-01-25", "", 2023, ""),
                ("2024-01-18", "财政局", 2023, ""),
                ("2024-01-30", "教育局", 2022, ""),
                ("2024-01-15", "仙人渡镇人民政府", 2023, ""),
            )
        ),
        *_others(_LAOHEKOU, f"{_ROOT}/2023n", 2023),
    ),
    # The last folder holds all years before; its pages moved here without the folders of their months.
    "2022n": (
        _flat("5830310", "2023-01-19", "", 2022),
        _flat("5830417", "2020-01-21", "", 2019),
        _flat("19700101_3441457", "2022-05-12", "财政局", 2016),
        *_others(_LAOHEKOU, f"{_ROOT}/2022n", 2022),
    ),
}
_READINGS = {
    article.path: Article(
        _t("/zwgk/zfxxgk/jd", f"{article.day[:4]}-02-21", article.title),
        f"{article.day[:4]}-02-21",
        f"解读{article.title}",
    )
    for articles in _YEARS.values()
    for article in articles
    if article.organ == ""
}
_LAOHEKOU_PAGES = _by_path(*_YEARS.values(), tuple(_READINGS.values()))
_LAOHEKOU_COLUMNS = tuple(_Column(f"{_ROOT}/{folder}", articles) for folder, articles in _YEARS.items())


def _row(article: Article, folder: str) -> str:
    box = ""
    if article.path in _READINGS:
        reading = _READINGS[article.path]
        box = (
            '<div class="popbox"><h3>相关解读</h3><ul><li>'
            f'<a href="{relative(reading.path, folder)}" target="_blank">{reading.title}</a></li></ul></div>'
        )
    return (
        f'<li><a href="{relative(article.path, folder)}" target="_blank" title="{article.title}">'
        f'{_cut(article.title, 24)}</a><script>jdFlag("{len(box)}");</script>{box}'
        f"<span>{article.day.replace('-', '/')}</span></li>"
    )


def _laohekou_list(column: _Column, page: int) -> Answer:
    """A page of a list; the column's own list is that of its newest folder, below links to the folders."""
    years = ""
    if column.folder == _ROOT:
        links = "".join(
            f'<li><a href="./{folder}/" title="{folder[:4]}年">{folder[:4]}年</a></li>' for folder in _YEARS
        )
        years = f'<div class="list"><ul class="u-list">{links}</ul></div>'
    rows = "".join(
        _row(article, column.folder) + ('<li class="line"></li>' if number == 3 else "")
        for number, article in enumerate(column.pages()[page], 1)
    )
    return _SITE.page(
        f"政府信息公开年报_{_SITE.name}",
        f'{years}<div class="list"><ul class="u-list">{rows}</ul></div>{column.pager(page)}',
        column.head(),
    )


def _editor(body: str) -> str:
    """A body as TRS writes it: the attribute without quotes, the text between comments for printing."""
    return f"<!--startprint--><div class=TRS_Editor>{body}</div><!--endprint-->"


def _detail_a(site: Site, article: Article, attachment: str = "", related: str = "", head: str = "") -> Answer:
    """An article's page in the commonest template; `related` stands beside the text."""
    return site.page(
        f"{article.title}_{site.name}",
        f'<div class="article_l"><h2 class="article_title">{article.title}</h2>'
        f'<div class="shezhi"><div class="time">发布时间：{article.day.replace("-", "/")}</div>'
        f'<div class="ly">来源：<span>{site.county.organ(article.organ or "")}</span></div></div>'
        f'<div class="article_con"><div>{_editor(site.county.body(article))}</div></div>{attachment}</div>'
        f'<div class="article_r"><div class="xgwz"><h3>相关文章</h3><ul>{related}</ul></div></div>',
        site.article_head(article) + head,
    )


def _laohekou_detail(article: Article) -> Answer:
    attachment = ""
    if article.path == ATTACHED:
        pdf, ofd = (relative(file, posixpath.dirname(ATTACHED)) for file in _FILES)
        attachment = (
            '<div class="attachment"><div class="attachment_l">附件：</div><div class="attachment_r"><p>'
            f'<a href="{pdf}">年度报告.pdf</a><BR><a href="{ofd}">年度报告.ofd</a></p></div></div>'
        )
    related = "".join(f'<li><a href="{one.path}">{one.title}</a></li>' for one in _READINGS.values())
    head = f'<script>uaredirect("{posixpath.basename(article.path).replace(".html", "_wap.html")}");</script>'
    return _detail_a(_SITE, article, attachment, related, head if article.also else "")


def _laohekou(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _SITE.entrance(base, path):
        return entrance
    if path in (PDF_ROW, _FILES[0]):
        return PDF
    if path == _FILES[1]:
        return _OFD
    for column in (_Column(_ROOT, _YEARS["2024n"]), *_LAOHEKOU_COLUMNS):
        page = column.suffix(path)
        if page is not None:
            return _laohekou_list(column, page) if page < len(column.pages()) else missing()
    return _laohekou_detail(_LAOHEKOU_PAGES[path]) if path in _LAOHEKOU_PAGES else missing()


# trs_stale: GBK, titles cut without @title, an old index_1.

_MIYI = County("510421", "米易县")
_MIYI_FOLDER = "/zfxxgk/ndbg"
_MIYI_SITE = Site(_MIYI, (), f"{_MIYI_FOLDER}/", charset="gbk")


def _miyi(*rows: tuple[str, str, int, str]) -> tuple[Article, ...]:
    return _reports(_MIYI, _MIYI_FOLDER, *rows, ext="shtml")


# The treasury's report as its own column publishes it: the county's column links it there as well.
_TREASURY_COPY = _t("/bmxxgk/czj/ndbg", "2024-01-12", "财政局2023", "shtml")
_MIYI_COLUMN = _Column(
    _MIYI_FOLDER,
    (
        *_miyi(
            ("2025-01-24", "", 2024, ""),
            ("2025-01-21", "人民政府办公室", 2024, ""),
            ("2025-01-17", "财政局", 2024, ""),
            ("2025-01-13", "攀莲镇人民政府", 2024, ""),
            ("2024-01-26", "", 2023, ""),
            ("2023-01-29", "", 2022, "米易县人民政府政府信息公开工作2022年度报告"),
            ("2021-01-27", "", 2020, ""),
            ("2020-04-08", "", 2017, "米易县人民政府2017年度政府信息公开年度报告"),
        ),
        _MIYI.report(
            _t(_MIYI_FOLDER, "2024-01-17", "财政局2023", "shtml"), "2024-01-17", "财政局", 2023, also=(_TREASURY_COPY,)
        ),
        # No 《…》解读: cut short, nothing but its bracket would tell it from the report.
        *(
            article
            for year in (2024, 2023)
            for article in _others(_MIYI, _MIYI_FOLDER, year, "shtml")
            if not article.title.startswith("《")
        ),
    ),
    ext="shtml",
    second=2,
)
_MIYI_PAGES = _by_path(_MIYI_COLUMN.articles)


def _miyi_list(page: int, made: str) -> Answer:
    """A page of the list; `made` is when the file was written. A report at two addresses has two rows."""
    rows = "".join(
        f'<tr><td><a href="{relative(path, _MIYI_FOLDER)}" target="_blank">{_cut(article.title, 22)}</a></td>'
        f'<td class="date">[{article.day}]</td></tr><tr><td colspan="2" class="xuxian"></td></tr>'
        for article in _MIYI_COLUMN.pages()[page]
        for path in (article.path, *article.also)
    )
    return _MIYI_SITE.page(
        f"政府信息公开年报_{_MIYI_SITE.name}",
        f'<table class="list"><tbody>{rows}</tbody></table>{_MIYI_COLUMN.pager(page)}<!-- {made} -->',
        _MIYI_COLUMN.head(),
    )


def _miyi_respond(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _MIYI_SITE.entrance(base, path):
        return entrance
    suffix = _MIYI_COLUMN.suffix(path)
    if suffix is not None and suffix <= 1:
        return _miyi_list(0, "2025-04-02 08:30:11" if suffix == 0 else "2025-03-31 17:02:40")
    if suffix is not None and suffix <= len(_MIYI_COLUMN.pages()):
        return _miyi_list(suffix - 1, "2025-04-02 08:30:12")
    return _detail_a(_MIYI_SITE, _MIYI_PAGES[path]) if path in _MIYI_PAGES else missing()


# trs_gip: the information directory, with a table of facts on each page.

_SHULAN = County("220283", "舒兰市")
_GIP_FOLDER = "/slsxxgkw/szf/ndbg"
_GIP_COLUMN = _Column(
    _GIP_FOLDER,
    (
        Article(_t(_GIP_FOLDER, "2026-01-16", "2025"), "2026-01-16", "舒兰市人民政府2025年政府信息公开工作年度报告"),
        *_reports(
            _SHULAN,
            _GIP_FOLDER,
            ("2025-01-22", "", 2024, ""),
            ("2025-01-21", "人民政府办公室", 2024, ""),
            ("2025-01-17", "财政局", 2024, ""),
            ("2025-01-15", "上营镇人民政府", 2024, ""),
            ("2024-01-23", "", 2023, "2023年度舒兰市人民政府政府信息公开工作年度报告"),
            ("2024-01-19", "财政局", 2023, ""),
            ("2022-01-26", "", 2021, ""),
            ("2021-03-04", "上营镇人民政府", 2018, ""),
        ),
        *_others(_SHULAN, _GIP_FOLDER, 2024),
    ),
    stem="index_18061",
)
_GIP_SITE = Site(_SHULAN, (("政府信息公开", "/slsxxgkw/index.html"),), f"{_GIP_FOLDER}/index_18061.html", absolute=True)
_GIP_PAGES = _by_path(_GIP_COLUMN.articles)
GIP_PDF_ONLY = _GIP_COLUMN.articles[0].path
"""The page of 舒兰市's report of 2025: its body is empty, the report is the attached PDF, which cannot be read yet."""
_GIP_FILE = f"{posixpath.dirname(GIP_PDF_ONLY)}/W020260116551203347781.pdf"
NOT_HERE = "您访问的页面不存在"


def _gip_list(page: int) -> Answer:
    rows = "".join(
        f'<li><span class="d1"><a href="{article.path}" target="_blank" title="{article.title}">'
        f'{_cut(article.title, 20)}</a></span><span class="d2">{article.day}</span><span class="d5">有效</span></li>'
        for article in _GIP_COLUMN.pages()[page]
    )
    return _GIP_SITE.page(
        f"年度报告_{_GIP_SITE.name}", f'<ul id="result">{rows}</ul>{_GIP_COLUMN.pager(page)}', _GIP_COLUMN.head()
    )


def _detail_b(site: Site, article: Article, body: str, attachment: str = "") -> Answer:
    """An article's page in the template with a table of facts; the bar of buttons is in the body's own wrapper."""
    year, month, day = article.day.split("-")
    publisher = site.county.organ(article.organ or "")
    facts = (
        ("标　　题：", article.title),
        ("索 引 号：", f"{site.county.code}/{year}-00026"),
        ("发文机构：", publisher),
        ("成文日期：", f"{year}年{month}月{day}日"),
        ("发布日期：", f"{year}年{month}月{day}日"),
        ("发文字号：", ""),
        ("有 效 性：", "有效"),
    )
    table = "".join(f"<tr><td><b>{label}</b></td><td>{value}</td></tr>" for label, value in facts)
    return site.page(
        f"{article.title}_{site.name}",
        f'<table class="bd1 xxgk_detail_table1"><tbody>{table}</tbody></table><div class="xxgk_title">{article.title}'
        '</div><div id="Zoom"><meta name="ContentStart"/><div class="html-content-fun">'
        f'<div class="trs_editor_view TRS_UEDITOR trs_paper_default">{body}</div></div><meta name="ContentEnd"/>'
        '<p><a href="javascript:doZoom(18)">放大字体</a> <a href="javascript:window.print()">打印</a> '
        f'<a href="javascript:window.close()">关闭</a></p></div>{attachment}',
        site.article_head(article),
    )


def _gip(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _GIP_SITE.entrance(base, path):
        return entrance
    page = _GIP_COLUMN.suffix(path)
    if page is not None and page < len(_GIP_COLUMN.pages()):
        return _gip_list(page)
    if path == GIP_PDF_ONLY:
        file = f'<a href="{relative(_GIP_FILE, posixpath.dirname(path))}">年度报告.pdf</a>'
        attachment = f'<h3>相关附件</h3><ul class="home_news_list2"><li>{file}</li></ul>'
        return _detail_b(_GIP_SITE, _GIP_PAGES[path], "<p>&nbsp;</p>", attachment)
    if path == _GIP_FILE:
        return PDF
    if path in _GIP_PAGES:
        return _detail_b(_GIP_SITE, _GIP_PAGES[path], _SHULAN.body(_GIP_PAGES[path]))
    # This portal never says 404, but for its robots.txt.
    return missing() if path == "/robots.txt" else html(f"<html><body><p>{NOT_HERE}</p></body></html>")


# trs_script: rows written by script.

_HUANGPI = County("420116", "黄陂区")
_SCRIPT_FOLDER = "/zwgk/xxgk/zfxxgknb"
_SCRIPT_COPY = _t("/bmjd/jd/mlx/nb", "2025-01-13", "木兰乡", "shtml")
_SCRIPT_COLUMN = _Column(
    _SCRIPT_FOLDER,
    (
        *_reports(
            _HUANGPI,
            _SCRIPT_FOLDER,
            ("2026-01-29", "", 2025, ""),
            ("2025-01-24", "", 2024, ""),
            ("2025-01-20", "人民政府办公室", 2024, ""),
            ("2025-01-16", "财政局", 2024, ""),
            ("2024-01-26", "", 2023, ""),
            ("2024-01-17", "财政局", 2023, ""),
            ("2023-01-30", "", 2022, ""),
            # The portal's own report is titled without its organ.
            ("2022-01-28", "", 2018, "2018年政府信息公开工作年度报告"),
            ext="shtml",
        ),
        _HUANGPI.report(
            _t(_SCRIPT_FOLDER, "2025-01-14", "木兰乡", "shtml"),
            "2025-01-14",
            "木兰乡人民政府",
            2024,
            also=(_SCRIPT_COPY,),
        ),
        *_others(_HUANGPI, _SCRIPT_FOLDER, 2024, "shtml"),
    ),
    size=6,
    ext="shtml",
)
_SCRIPT_SITE = Site(_HUANGPI, (("政府信息公开", "/zwgk/xxgk/index.html"),), f"{_SCRIPT_FOLDER}/")
_SCRIPT_PAGES = _by_path(_SCRIPT_COLUMN.articles)


def _script_list(page: int) -> Answer:
    rows = "".join(
        f'<script>var url="{relative(path, _SCRIPT_FOLDER)}";var title="{article.title}";var time="{article.day}";'
        "if(title.length>28){title=title.substring(0,28)+'…';}"
        'document.writeln("<li><a href=\'"+url+"\' target=\'_blank\'>"+title+"</a><span>"+time+"</span></li>");'
        "</script>"
        for article in _SCRIPT_COLUMN.pages()[page]
        for path in (article.path, *article.also)
    )
    return _SCRIPT_SITE.page(
        f"政府信息公开年报_{_SCRIPT_SITE.name}",
        f'<div class="articleList"><ul>{rows}</ul></div>{_SCRIPT_COLUMN.pager(page)}',
        _SCRIPT_COLUMN.head(),
    )


def _detail_c(site: Site, article: Article, kind: str) -> Answer:
    """An article's page with its facts in a list; `kind` is the class of the body."""
    publisher = site.county.organ(article.organ or "")
    return site.page(
        f"{article.title}_{site.name}",
        f'<div class="article"><h1>{article.title}</h1><div class="sub"><ul>'
        f"<li>索引号：{site.county.code}/{article.day[:4]}-00007</li><li>发布机构：{publisher}</li>"
        f"<li>发布日期：{article.day}</li><li>有效性：有效</li></ul></div>"
        f'<div class="{kind}">{site.county.body(article)}</div></div>'
        '<div class="fx"><a href="javascript:window.print()">打印</a> '
        '<a href="javascript:window.close()">关闭</a></div>',
        site.article_head(article),
    )


def _script(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _SCRIPT_SITE.entrance(base, path):
        return entrance
    page = _SCRIPT_COLUMN.suffix(path)
    if page is not None:
        # A page that is not there is the first one again.
        return _script_list(page if page < len(_SCRIPT_COLUMN.pages()) else 0)
    if path in _SCRIPT_PAGES:
        return _detail_c(_SCRIPT_SITE, _SCRIPT_PAGES[path], "view TRS_UEDITOR trs_paper_default")
    return missing()


# was5: a search form in place of a list.

SEARCH = "/was5/web/search"
_YINGCHENG = County("420981", "应城市")
_WAS_SHELL = "/zwgk/zfxxgk/ndbg/index.html"
_WAS_SITE = Site(_YINGCHENG, (("政府信息公开", "/zwgk/zfxxgk/index.html"),), _WAS_SHELL)
_WAS_CHANNEL = "278090"
WAS_FIELDS: Mapping[str, str] = {
    "channelid": _WAS_CHANNEL,
    "sw": "",
    "page": "1",
    "perpage": "50",
    "selST": "All",
    **dict.fromkeys(("templet", "token", "zfl", "fl", "wh", "dw", "st", "et", "doS", "distinct"), ""),
}
"""The hidden fields of the form."""
_WAS_ARTICLES = (
    *_reports(
        _YINGCHENG,
        "/zwgk/zfxxgk/ndbg",
        ("2025-01-23", "", 2024, ""),
        ("2025-01-21", "人民政府办公室", 2024, ""),
        ("2025-01-17", "财政局", 2024, ""),
        ("2025-01-16", "水利和湖泊局", 2024, ""),
        ("2025-01-14", "田店镇人民政府", 2024, ""),
        ("2024-01-24", "", 2023, ""),
        ("2024-01-18", "财政局", 2023, "应城市财政局2023年度政府信息公开工作年度报告"),
        ("2023-01-30", "", 2022, ""),
        ("2021-02-01", "", 2020, ""),
        ("2019-03-22", "", 2018, "应城市人民政府2018年政府信息公开年度报告"),
    ),
    *_others(_YINGCHENG, "/zwgk/zfxxgk/ndbg", 2024),
    *_others(_YINGCHENG, "/zwgk/zfxxgk/ndbg", 2023),
)
_WAS_PAGES = _by_path(_WAS_ARTICLES)
_WAS_ROWS = 6


def _was_shell() -> Answer:
    fields = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in WAS_FIELDS.items())
    return _WAS_SITE.page(
        f"政府信息公开年报_{_WAS_SITE.name}",
        f'<form id="searchForm" name="searchForm" action="{SEARCH}" method="post">{fields}</form>'
        '<div id="searchResult"></div><script>function toPage(n){$("#searchForm input[name=page]").val(n);'
        '$.post($("#searchForm").attr("action"),$("#searchForm").serialize(),function(text){'
        'if(text.indexOf("tbRe")>0){$("#searchResult").html(text);}});}$(function(){toPage(1);});</script>',
        '<meta name="ColumnName"content="政府信息公开年报"><meta name="ColumnType"content="政府信息公开">',
    )


def _was_rows(base: str, form: Mapping[str, str]) -> Answer:
    """The rows of a page: six whatever `perpage` says, and those of the last page for any page after it."""
    pages = pages_of(newest_first(_WAS_ARTICLES), _WAS_ROWS)
    asked = form.get("page", "")
    number = int(asked) if asked.isdecimal() else 1
    shown = pages[min(max(number, 1), len(pages)) - 1] if form.get("channelid") == _WAS_CHANNEL else []
    rows = "".join(
        f'<tr><td class="t_l">{place}</td><td class="t_l tdMC"><a href="{base}{article.path}" name="TITLE" '
        f'target="_blank">{article.title}</a><div class="t_l_content"><ul>'
        '<li class="t_l_content_left"><b>办文单位：</b>'
        f"{_YINGCHENG.organ(article.organ or '')}</li></ul></div></td>"
        f'<td class="t_l">{article.day}</td></tr>'
        for place, article in enumerate(shown, 1)
    )
    return html(f'<table id="tbRe" class="t_list"><tbody>{rows}</tbody></table>')


def _was(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _WAS_SITE.entrance(base, path):
        return entrance
    if path == SEARCH:
        if asked.method == "POST":
            return _was_rows(base, asked.form)
        return Answer(b"", 302, headers={"Location": _WAS_SHELL})
    if path in (_WAS_SHELL, _WAS_SHELL.removesuffix("index.html")):
        return _was_shell()
    return _detail_c(_WAS_SITE, _WAS_PAGES[path], "Custom_UnionStyle") if path in _WAS_PAGES else missing()


# irs: an interface that the page's script asks.

LIST = "/irs/front/list"
_FENGGANG = County("520327", "凤冈县")
_IRS_SHELL = "/zwgk/xxgkml/gknb/index.html"
_IRS_SITE = Site(_FENGGANG, (("政务公开", "/zwgk/index.html"),), _IRS_SHELL)
_IRS_TITLE, _IRS_PUBLISHER, _IRS_COLUMN = "f_202158465512", "f_202155370411", "f_202161740288"
_IRS_ASKED: Mapping[str, object] = {
    "tenantId": 71,
    "tableName": "t_179d132472b",
    "channelId": "5931766f20b148bca6de5ac64b8a1f02",
    "pageSize": 7,
    "customFilter": {
        "operator": "or",
        "properties": [{"property": _IRS_COLUMN, "operator": "eq", "value": "政府信息公开年报"}],
    },
}
_IRS_ARTICLES = (
    *_reports(
        _FENGGANG,
        "/zwgk/xxgkml/gknb",
        ("2026-01-21", "", 2025, ""),
        ("2025-01-22", "", 2024, ""),
        ("2025-01-20", "人民政府办公室", 2024, ""),
        ("2025-01-16", "财政局", 2024, ""),
        ("2025-01-14", "永安镇人民政府", 2024, ""),
        ("2024-01-24", "", 2023, "2023年凤冈县人民政府政府信息公开工作年度报告"),
        ("2024-01-17", "财政局", 2023, ""),
        ("2022-01-26", "", 2021, ""),
        ("2020-08-19", "", 2016, ""),
    ),
    *_others(_FENGGANG, "/zwgk/xxgkml/gknb", 2024),
)
IRS_ELSEWHERE = tuple(
    Article(_t("/zwgk/xxgkml/zcwj", day, title), day, title)
    for day, title in (
        ("2025-03-12", "凤冈县2025年政务公开工作要点"),
        ("2024-11-05", "凤冈县公共资源交易目录"),
        ("2024-06-20", "凤冈县行政许可事项清单（2024年版）"),
    )
)
"""What the table holds besides: the answer to who asks without the filter."""
_IRS_PAGES = _by_path(_IRS_ARTICLES, IRS_ELSEWHERE)


def _literal(value: object) -> str:
    """A value as a script writes it: names without quotes, texts in single ones."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return re.sub(r'"(\w+)":', r"\1:", text).replace('"', "'")


def _irs_shell() -> Answer:
    script = (
        f"var params = {_literal(_IRS_ASKED)};\n"
        "function load(pageNo) {\n  $.ajax({\n"
        f"    url: '{LIST}', type: 'POST', contentType: 'application/json',\n"
        "    data: JSON.stringify($.extend({ pageNo: pageNo, isPage: true, searchFields: [],\n"
        "      sorts: [{ sortField: 'save_time', sortOrder: 'DESC' }] }, params)),\n"
        "    success: function (res) {\n      $.each(res.data.list, function (i, item) {\n"
        "        $('#list').append('<li><a target=\"_blank\" href=\"' + item.doc_pub_url + '\">' + "
        f"item.{_IRS_TITLE} + '</a><span>' + item.save_time.substr(0, 10) + '</span></li>');\n"
        "      });\n    }\n  });\n}\nload(1);"
    )
    return _IRS_SITE.page(
        f"政府信息公开年报_{_IRS_SITE.name}",
        f'<ul id="list"></ul><div id="pager"></div><script>\n{script}\n</script>',
        '<meta name="ColumnName"content="政府信息公开年报">',
    )


def _irs_list(base: str, asked: Asked) -> Answer:
    """A page of the table: of the column where the filter is sent, of all there is where it is not."""
    sent = asked.json
    if any(sent.get(key) != _IRS_ASKED[key] for key in ("tenantId", "tableName", "channelId")):
        return data({"success": False, "message": "参数错误", "data": None})
    filtered = sent.get("customFilter") == _IRS_ASKED["customFilter"]
    articles = newest_first(_IRS_ARTICLES, () if filtered else IRS_ELSEWHERE)
    pages = pages_of(articles, int(sent.get("pageSize", 15)))
    number = int(sent.get("pageNo", 1))
    rows = [
        {
            _IRS_PUBLISHER: _FENGGANG.organ(article.organ or ""),
            _IRS_TITLE: article.title,
            _IRS_COLUMN: "政府信息公开年报" if article in _IRS_ARTICLES else "政策文件",
            "doc_pub_url": base + article.path,
            "save_time": f"{article.published:%Y-%m-%d %H:%M:%S}",
        }
        for article in (pages[number - 1] if 1 <= number <= len(pages) else [])
    ]
    return data({"success": True, "data": {"list": rows, "pager": {"total": len(articles), "pageNo": number}}})


def _irs(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _IRS_SITE.entrance(base, path):
        return entrance
    if path == LIST:
        return _irs_list(base, asked) if asked.method == "POST" else missing()
    if path in (_IRS_SHELL, _IRS_SHELL.removesuffix("index.html")):
        return _irs_shell()
    if path in _IRS_PAGES:
        return _detail_b(_IRS_SITE, _IRS_PAGES[path], _FENGGANG.body(_IRS_PAGES[path]))
    return missing()


REPLICAS = (
    Replica(
        "trs",
        _SITE.name,
        _LAOHEKOU.code,
        (f"{_ROOT}/",),
        _LAOHEKOU.held(article for articles in _YEARS.values() for article in articles),
        _laohekou,
        look_alikes=tuple(path for path in _none(*_YEARS.values(), tuple(_READINGS.values())) if path != PDF_ROW),
        file_only=("420682-2025",),
    ),
    Replica(
        "trs_stale",
        _MIYI_SITE.name,
        _MIYI.code,
        (f"{_MIYI_FOLDER}/",),
        _MIYI.held(_MIYI_COLUMN.articles),
        _miyi_respond,
        look_alikes=_none(_MIYI_COLUMN.articles),
    ),
    Replica(
        "trs_gip",
        _GIP_SITE.name,
        _SHULAN.code,
        (f"{_GIP_FOLDER}/index_18061.html",),
        _SHULAN.held(_GIP_COLUMN.articles),
        _gip,
        look_alikes=_none(_GIP_COLUMN.articles[1:]),
        file_only=("220283-2025",),
    ),
    Replica(
        "trs_script",
        _SCRIPT_SITE.name,
        _HUANGPI.code,
        (f"{_SCRIPT_FOLDER}/",),
        _HUANGPI.held(_SCRIPT_COLUMN.articles),
        _script,
        look_alikes=_none(_SCRIPT_COLUMN.articles),
    ),
    Replica(
        "was5",
        _WAS_SITE.name,
        _YINGCHENG.code,
        (_WAS_SHELL,),
        _YINGCHENG.held(_WAS_ARTICLES),
        _was,
        look_alikes=_none(_WAS_ARTICLES),
    ),
    Replica(
        "irs",
        _IRS_SITE.name,
        _FENGGANG.code,
        (_IRS_SHELL,),
        _FENGGANG.held(_IRS_ARTICLES),
        _irs,
        look_alikes=_none(_IRS_ARTICLES, IRS_ELSEWHERE),
    ),
)
