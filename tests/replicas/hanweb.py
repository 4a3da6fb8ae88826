"""Hanweb's portals: lists in XML that a page embeds, the directory of the xxgk module, and its annual-report module.

Facts: FIXTURES.md F3 and F4, PORTALS.md §4.3 (a) to (c). `hanweb_jpage_a` to `_d` differ in what their endpoint heeds:
record numbers (A), a page number from 0 (B), opaque ids and a page number from 1 (C), record numbers but no more than
300 at once (D). `hanweb_xxgk` lists by POST of a type that its tree names; `hanweb_annual` has one page a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import md5
from threading import Lock
from urllib.parse import quote

from tests.replicas import Answer, Asked, Held, Replica, html, missing, pages_of
from tests.replicas.gkmlpt import PDF, Article, County, dummies, menu, newest_first
from tests.replicas.reports import body_of, title_of

PROXY = "/module/web/jpage/dataproxy.jsp"
SEARCH = "/module/xxgk/search.jsp"
TREE = "/module/xxgk/tree.jsp"
ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp"
NO_RECORDS = b"<datastore>\r\n<recordset>\r\n</recordset>\r\n</datastore>\r\n"
"""The 54 bytes that an endpoint answers where it has nothing, or will not tell."""
_GROUP_PAGES = 3
_SOFT_404 = html("<html><head><title>提示</title></head><body><p>您访问的页面不存在或已删除</p></body></html>")


def _address(slug: str) -> str:
    return f"/col/col{int.from_bytes(slug.encode()) % 90_000 + 10_000}/index.html"


_DEAD_ENDS = dummies(_address)


def _art(column: int, number: int, day: str) -> str:
    year, month, date = (int(part) for part in day.split("-"))
    return f"/art/{year}/{month}/{date}/art_{column}_{number}.html"


def _col(column: int) -> str:
    return f"/col/col{column}/index.html"


def _file(article: Article) -> str:
    """The name under which an article's PDF is stored."""
    return f"{md5(article.path.encode()).hexdigest()}.pdf"


def _download(article: Article) -> str:
    return f"/module/download/downfile.jsp?classid=0&filename={_file(article)}"


def _page(county: County, title: str, content: str, charset: str = "utf-8", head: str = "", links: str = "") -> Answer:
    name = county.organ("")
    text = (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>'
        f'<meta name="SiteName" content="{name}"><meta name="SiteDomain" content="127.0.0.1">'
        f'<meta name="SiteIDCode" content="{county.code}0001">{head}'
        '<script src="/script/jquery-1.12.4.min.js"></script></head><body>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li>{links}{menu(_address)}</ul></div>'
        f'{content}<div class="foot">主办单位维护 <a href="/module/map/sitemap.jsp">网站导航</a></div></body></html>'
    )
    # A page in GBK tells so in itself alone.
    return html(text, charset, tell=charset == "utf-8")


def _links(base: str, entries: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<li><a href="{href.replace("{base}", base)}">{label}</a></li>' for label, href in entries)


def _siblings(annual: str) -> tuple[tuple[str, str], ...]:
    """The entries of a disclosure column; `annual` is the address of the annual reports."""
    return (
        ("政府信息公开指南", _col(1229500001)),
        ("政府信息公开制度", _col(1229500002)),
        ("法定主动公开内容", _col(1229500003)),
        ("政府信息公开年报", annual),
        ("依申请公开", _col(1229500005)),
    )


# --- the lists of JPage -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its id, the id of its unit, the number of rows a page, what it lists, how many it says it lists.

    A group, which is what a request brings, is three pages (PORTALS.md §4.3).
    """

    number: int
    unit: str
    size: int
    articles: tuple[Article, ...]
    claimed: int = 0

    @property
    def rows(self) -> list[Article]:
        """What it lists, newest first; a report at two addresses stands in two rows."""
        twins = (replace(article, path=path, also=()) for article in self.articles for path in article.also)
        return newest_first(self.articles, twins)

    @property
    def group(self) -> int:
        return self.size * _GROUP_PAGES

    @property
    def total(self) -> int:
        return self.claimed or len(self.rows)


# Rows from the first up to but without the last; None where an endpoint brings nothing.
_Range = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Portal:
    """A portal with one JPage column.

    `record` draws a row from the server's base and the article; `select` tells which rows a request to the endpoint
    brings, from the first up to but without the last, None for none; `following` is the address in `nextgroup`,
    `parameters` what the script of the page sends besides; `files` are the articles that are but a PDF.
    """

    county: County
    column: _Column
    home: tuple[tuple[str, str], ...]
    hubs: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]
    record: Callable[[str, Article], str]
    select: Callable[[_Column, Mapping[str, str]], _Range]
    following: str
    parameters: str
    files: tuple[Article, ...] = ()
    charset: str = "utf-8"
    nothing: Answer = field(default_factory=missing)

    def respond(self, base: str, asked: Asked) -> Answer:
        """How the portal answers. Raises `ValueError` for record and page numbers that are none."""
        name, path = self.county.organ(""), asked.path
        if path == "/":
            news = '<div class="news"><a href="/art/2025/3/3/art_10001_1.html">工作会议召开</a></div>'
            return _page(self.county, name, news, self.charset, links=_links(base, self.home))
        if path in self.hubs:
            title, entries = self.hubs[path]
            return _page(
                self.county, f"{title}-{name}", f'<ul class="gk_nav">{_links(base, entries)}</ul>', self.charset
            )
        if path == _col(self.column.number):
            return self.listed(base)
        if path == PROXY:
            return self.proxied(base, {**asked.query, **asked.form})
        for article in self.column.articles:
            if path in (article.path, *article.also):
                return self.detail(article)
        for article in self.files:
            if path == "/module/download/downfile.jsp" and asked.query.get("filename") == _file(article):
                return Answer(b"", 302, headers={"Location": f"/attach/0/{_file(article)}"})
            if path == f"/attach/0/{_file(article)}":
                return PDF
        return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else self.nothing

    def records(self, base: str, rows: Iterable[Article]) -> str:
        """Rows as the records of a datastore."""
        drawn = "".join(f"<record><![CDATA[{self.record(base, article)}]]></record>\n" for article in rows)
        return f"<recordset>\n{drawn}</recordset>"

    def listed(self, base: str) -> Answer:
        """The column's page: its rows stand in a script of type text/xml alone."""
        column, name = self.column, self.county.organ("")
        return _page(
            self.county,
            f"政府信息公开年报-{name}",
            f'<div class="position"><a href="/">首页</a> &gt; 政府信息公开年报</div><div id="{column.unit}">'
            f'<script type="text/xml"><datastore>\n<nextgroup><![CDATA[<a href="{self.following}"></a>]]></nextgroup>'
            f"\n{self.records(base, column.rows[: column.group])}\n</datastore></script></div>"
            f"<script>jQuery(function(){{ jQuery('#{column.unit}').jpage({{ themeName:'default', openCookies: true, "
            f"showMode:'full', totalRecord:{column.total}, proxyUrl:'{PROXY}', perPage:{column.size}, "
            f"barPosition:'bottom'{self.parameters} }}); }});</script>",
            self.charset,
            '<meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="政府信息公开">',
        )

    def proxied(self, base: str, fields: Mapping[str, str]) -> Answer:
        """The endpoint's answer to the fields of query and form together."""
        chosen = self.select(self.column, fields)
        rows = [] if chosen is None else self.column.rows[slice(*chosen)]
        # Its text is in the charset of the portal; only a portal in GBK calls it a page.
        media_type = "text/xml; charset=utf-8" if self.charset == "utf-8" else f"text/html; charset={self.charset}"
        if not rows:
            return Answer(NO_RECORDS, media_type=media_type)
        pages = -(-self.column.total // self.column.size)
        text = (
            f"<datastore>\n<totalrecord>{self.column.total}</totalrecord>\n<totalpage>{pages}</totalpage>\n"
            f"{self.records(base, rows)}\n</datastore>"
        )
        return Answer(text.encode(self.charset), media_type=media_type)

    def detail(self, article: Article) -> Answer:
        """An article's page; that of a PDF has no text."""
        file = f'<p><a href="{_download(article).replace("&", "&amp;")}">{article.title}.pdf</a></p>'
        body = file if article in self.files else self.county.body(article)
        return _detail(self.county, article, f'<div id="zoom">{body}</div>', self.charset, self.column.articles[-1])


def _detail(county: County, article: Article, body: str, charset: str, other: Article) -> Answer:
    """A page of Hanweb's: breadcrumb, info table, title, date line with blanks, the body, a related link."""
    name, publisher = county.organ(""), county.organ(article.organ or "")
    spaced = article.day.replace("-", "- ")
    return _page(
        county,
        f"{name} 政府信息公开年报 {article.title}",
        '<div class="position"><a href="/">首页</a> &gt; 信息公开年报 &gt; 市级部门单位 &gt; '
        f"{article.day[:4]}</div>"
        '<table class="xxgk_table"><tbody>'
        f"<tr><td>索 引 号：</td><td>{county.code}/{article.day[:4]}-00018</td>"
        "<td>主题分类：</td><td>政府信息公开年报</td></tr>"
        f"<tr><td>发布机构：</td><td>{publisher}</td><td>成文日期：</td><td>{article.day}</td></tr>"
        f"<tr><td>文件名称：</td><td>{article.title}</td><td>文号：</td><td></td></tr></tbody></table>"
        f'<h1 class="title">{article.title}</h1>'
        f'<div class="info">发布日期: {spaced} 10: 13 浏览次数:<script src="/script/0/count.js"></script></div>'
        f"<!--<$[信息内容]>begin-->{body}<!--<$[信息内容]>end-->"
        f'<div class="xgxx"><h3>相关信息</h3><a href="{other.path}" title="{other.title}">{other.title}</a></div>',
        charset,
        '<meta name="ColumnName" content="政府信息公开年报">'
        f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 10:13">'
        f'<meta name="ContentSource" content="{publisher}">',
    )


def _by_numbers(column: _Column, fields: Mapping[str, str]) -> _Range:
    """Mode A: record numbers from 1, the last one included; without them the first page."""
    if (fields.get("columnid"), fields.get("unitid")) != (str(column.number), column.unit):
        return None
    first = int(fields.get("startrecord", "1"))
    last = int(fields.get("endrecord", first + int(fields.get("perpage", column.size)) - 1))
    return first - 1, last


def _by_page(column: _Column, fields: Mapping[str, str]) -> _Range:
    """Mode B: the page counts groups from 0; a number beyond the end brings the last group again."""
    if (fields.get("columnid"), fields.get("unitid")) != (str(column.number), column.unit):
        return None
    page = min(int(fields.get("page", "0")), (column.total - 1) // column.group)
    return page * column.group, (page + 1) * column.group


_BLOB = "q0Vx7+Kd2/LtYcJwM5sR9A=="
_UNIT_BLOB = "Zb3+uE81/oNfGhTqXkWv6Q=="


def _by_blobs(column: _Column, fields: Mapping[str, str]) -> _Range:
    """Mode C: nothing but the opaque ids is valid; the page counts groups from 1."""
    if (fields.get("columnid"), fields.get("unitid")) != (_BLOB, _UNIT_BLOB):
        return None
    page = int(fields.get("page", "1"))
    return (page - 1) * column.group, page * column.group


_MOST = 300


def _by_numbers_truncated(column: _Column, fields: Mapping[str, str]) -> _Range:
    """Mode D: as mode A, but who asks for more than 300 records gets 300."""
    chosen = _by_numbers(column, fields)
    return None if chosen is None else (chosen[0], min(chosen[1], chosen[0] + _MOST))


def _following(webid: int, column: str, unit: str, page: int, name: str) -> str:
    # The doubled appid stands so in real pages.
    return (
        f"{PROXY}?page={page}&appid=1&appid=1&webid={webid}&path=/&columnid={quote(column, safe='')}"
        f"&unitid={quote(unit, safe='')}&webname={quote(name)}&permissiontype=0"
    )


def _ajax(webid: int, column: str, unit: str, name: str) -> str:
    return (
        f", ajaxParam:{{col:1,appid:1,webid:{webid},path:'/',columnid:{column},sourceContentType:1,"
        f"unitid:'{unit}',webname:'{name}',permissiontype:0}}"
    )


def _cut(article: Article, length: int) -> str:
    return article.title if len(article.title) <= length else article.title[:length] + "…"


# A: 海盐县. Rows cut the title, break the date over lines, and one row is the file itself.
_HAIYAN = County("330424", "海盐县")
_HAIYAN_ID = 1229849768


def _haiyan(
    number: int, day: str, organ: str, year: int, title: str = "", also: tuple[str, ...] = (), moved: str = ""
) -> Article:
    return _HAIYAN.report(_art(_HAIYAN_ID, number, moved or day), day, organ, year, title, also)


def _haiyan_other(number: int, day: str, title: str) -> Article:
    return Article(_art(_HAIYAN_ID, number, day), day, title)


_HAIYAN_PDF = _haiyan_other(5598102, "2026-01-23", title_of("海盐县人民政府", 2025))
PDF_ROW = _download(_HAIYAN_PDF)
"""The address to which the row of 海盐县's report of 2025 leads: a PDF."""
_HAIYAN_OTHERS = (
    _haiyan_other(5480011, "2025-02-14", "图解：海盐县人民政府2024年政府信息公开工作年度报告"),
    _haiyan_other(5480012, "2025-02-14", "《海盐县人民政府2024年政府信息公开工作年度报告》政策解读"),
    _haiyan_other(5470033, "2025-01-08", "海盐县人民政府网站2024年政府网站工作年度报表"),
    _haiyan_other(5461204, "2024-12-17", "关于做好2024年政府信息公开工作年度报告编制发布工作的通知"),
    _haiyan_other(5230105, "2024-03-22", "海盐县2023年法治政府建设年度报告"),
    _haiyan_other(5201006, "2024-01-10", "海盐县人民政府网站2023年政府网站工作年度报表"),
    _haiyan_other(4930107, "2023-03-24", "海盐县2022年法治政府建设年度报告"),
    _haiyan_other(4901008, "2023-01-11", "海盐县人民政府网站2022年政府网站工作年度报表"),
    _haiyan_other(4601009, "2022-01-12", "海盐县人民政府网站2021年政府网站工作年度报表"),
    _haiyan_other(4301010, "2021-01-13", "海盐县人民政府网站2020年政府网站工作年度报表"),
    _haiyan_other(3900011, "2019-06-04", "海盐县政府信息公开指南"),
)
_HAIYAN_COLUMN = _Column(
    _HAIYAN_ID,
    "7183",
    5,
    (
        _HAIYAN_PDF,
        _haiyan(5473273, "2025-01-24", "", 2024),
        _haiyan(5211080, "2024-01-30", "", 2023),
        _haiyan(4911170, "2023-02-01", "", 2022, "海盐县人民政府2022年度政府信息公开工作年度报告"),
        _haiyan(4611260, "2022-01-27", "", 2021),
        _haiyan(4016502, "2020-01-19", "", 2019),
        # Moved to the new portal: the day in the address is that of the move, the one in the row that of the year.
        _haiyan(4390016, "2017-03-20", "", 2016, "2016年海盐县人民政府政府信息公开年度报告", moved="2021-09-02"),
        _haiyan(5471900, "2025-01-17", "人民政府办公室", 2024),
        # The treasury's own column has the same text.
        _haiyan(5471822, "2025-01-16", "财政局", 2024, also=(_art(1229849790, 5471822, "2025-01-16"),)),
        _haiyan(5209911, "2024-01-18", "财政局", 2023),
        _haiyan(5471701, "2025-01-15", "武原街道办事处", 2024),
        _haiyan(5209801, "2024-01-15", "沈荡镇人民政府", 2023, "2023年度海盐县沈荡镇人民政府政府信息公开工作年度报告"),
        *_HAIYAN_OTHERS,
    ),
)


def _haiyan_record(base: str, article: Article) -> str:
    href = PDF_ROW if article is _HAIYAN_PDF else article.path
    separator = '<li class="line"></li>' if article.path in (_HAIYAN_OTHERS[0].path, _HAIYAN_OTHERS[6].path) else ""
    return (
        f'<li><a href="{href}" title="{article.title}" target="_blank">{_cut(article, 24)}</a>'
        f"<span>{article.day[:5]}\n{article.day[5:]}</span></li>{separator}"
    )


# B: 永嘉县. In GBK; rows of a table, cut titles that are nowhere whole, an index number that looks like a date.
_YONGJIA = County("330324", "永嘉县")
_YONGJIA_ID = 1229779591


def _yongjia(number: int, day: str, organ: str, year: int, title: str = "") -> Article:
    return _YONGJIA.report(_art(_YONGJIA_ID, number, day), day, organ, year, title)


_YONGJIA_OTHERS = tuple(
    Article(_art(_YONGJIA_ID, number, day), day, title)
    for number, day, title in (
        (97801, "2025-02-18", "图解：永嘉县人民政府2024年政府信息公开工作年度报告"),
        (97102, "2025-01-07", "永嘉县政府网站工作年度报表（2024年度）"),
        (96903, "2024-12-20", "关于编制2024年政府信息公开年报的通知"),
        (88704, "2024-03-28", "永嘉县2023年法治政府建设年度报告"),
        (86405, "2024-01-09", "永嘉县政府网站工作年度报表（2023年度）"),
        (78206, "2023-03-30", "永嘉县2022年法治政府建设年度报告"),
        (76007, "2023-01-10", "永嘉县政府网站工作年度报表（2022年度）"),
        (68808, "2022-03-25", "永嘉县2021年法治政府建设年度报告"),
        (66109, "2022-01-11", "永嘉县政府网站工作年度报表（2021年度）"),
        (56010, "2021-01-12", "永嘉县政府网站工作年度报表（2020年度）"),
        (45011, "2020-01-13", "永嘉县政府网站工作年度报表（2019年度）"),
        (35012, "2019-05-14", "永嘉县政府信息公开指南"),
    )
)
_YONGJIA_COLUMN = _Column(
    _YONGJIA_ID,
    "6150",
    3,
    (
        _yongjia(97440, "2025-01-16", "", 2024),
        _yongjia(86714, "2024-01-16", "", 2023),
        _yongjia(76420, "2023-01-29", "", 2022),
        _yongjia(66530, "2022-01-26", "", 2021),
        _yongjia(56330, "2021-01-27", "", 2020, "2020年度永嘉县人民政府政府信息公开工作年度报告"),
        _yongjia(45330, "2020-01-20", "", 2019),
        _yongjia(36100, "2019-12-30", "", 2018, "永嘉县人民政府2018年政府信息公开年度报告"),
        _yongjia(97330, "2025-01-14", "财政局", 2024),
        _yongjia(97320, "2025-01-13", "教育局", 2024),
        _yongjia(86620, "2024-01-12", "教育局", 2023),
        _yongjia(97210, "2025-01-10", "岩头镇人民政府", 2024),
        _yongjia(86510, "2024-01-11", "岩头镇人民政府", 2023),
        *_YONGJIA_OTHERS,
    ),
)


def _yongjia_record(base: str, article: Article) -> str:
    return (
        f'<tr><td class="xh">{int(article.day[:4]) + 1}-02-00018</td>'
        f'<td><a href="{article.path}" target="_blank">{_cut(article, 22)}</a></td>'
        f'<td align="center">\n{article.day}\n</td></tr>'
    )


# C: 龙游县. Opaque ids, links relative to the column, a total that is not kept, 200 for what is not there.
_LONGYOU = County("330825", "龙游县")
_LONGYOU_ID = 1229114055


def _longyou(number: int, day: str, organ: str, year: int, title: str = "") -> Article:
    return _LONGYOU.report(_art(_LONGYOU_ID, number, day), day, organ, year, title)


_LONGYOU_PDF = Article(_art(_LONGYOU_ID, 99870, "2026-01-21"), "2026-01-21", title_of("龙游县人民政府", 2025))
PDF_ONLY = _LONGYOU_PDF.path
"""The page of 龙游县's report of 2025, which holds but a link to a PDF."""
_LONGYOU_OTHERS = tuple(
    Article(_art(_LONGYOU_ID, number, day), day, title)
    for number, day, title in (
        (95201, "2025-02-11", "图解龙游县人民政府2024年政府信息公开工作年度报告"),
        (94102, "2025-01-07", "龙游县人民政府网站2024年政府网站工作年度报表"),
        (93903, "2024-12-18", "关于开展2024年政府信息公开工作年度报告编制工作的通知"),
        (90704, "2024-03-26", "龙游县2023年法治政府建设年度报告"),
        (89605, "2024-01-08", "龙游县人民政府网站2023年政府网站工作年度报表"),
        (82206, "2023-03-27", "龙游县2022年法治政府建设年度报告"),
        (80007, "2023-01-09", "龙游县人民政府网站2022年政府网站工作年度报表"),
        (72108, "2022-01-10", "龙游县人民政府网站2021年政府网站工作年度报表"),
        (64009, "2021-01-11", "龙游县人民政府网站2020年政府网站工作年度报表"),
        (50010, "2019-04-24", "龙游县政府信息公开指南"),
    )
)
_LONGYOU_GUIDE = Article(
    _art(1229114060, 95202, "2025-02-12"), "2025-02-12", "《龙游县人民政府2024年政府信息公开工作年度报告》解读"
)
_LONGYOU_NEWEST = _longyou(94890, "2025-01-22", "", 2024)
_LONGYOU_COLUMN = _Column(
    _LONGYOU_ID,
    "417230",
    4,
    (
        _LONGYOU_PDF,
        _LONGYOU_NEWEST,
        _longyou(89890, "2024-01-30", "", 2023),
        _longyou(80890, "2023-01-31", "", 2022),
        _longyou(72890, "2022-01-28", "", 2021),
        _longyou(64890, "2021-01-29", "", 2020),
        _longyou(51020, "2019-05-30", "", 2017, "龙游县人民政府2017年政府信息公开工作报告"),
        _longyou(94620, "2025-01-15", "农业农村局", 2024),
        _longyou(89620, "2024-01-17", "农业农村局", 2023),
        _longyou(94510, "2025-01-13", "溪口镇人民政府", 2024),
        *_LONGYOU_OTHERS,
    ),
    # More than there is: groups that the total promises come empty.
    41,
)


def _longyou_record(base: str, article: Article) -> str:
    # The row of the newest text report has a box of related items, with a list of its own.
    box = ""
    if article is _LONGYOU_NEWEST:
        box = (
            '<div class="popbox"><h3>相关解读</h3><ul><li>'
            f'<a href="../..{_LONGYOU_GUIDE.path}" title="{_LONGYOU_GUIDE.title}">{_LONGYOU_GUIDE.title}</a>'
            "</li></ul></div>"
        )
    return (
        f'<li><a href="../..{article.path}" title="{article.title}" target="_blank">{_cut(article, 20)}</a>{box}'
        f'<span class="date">{article.day}</span></li>'
    )


# D: 桐乡市. Hundreds of rows; links are written in four ways, one with another name of the host.
_TONGXIANG = County("330483", "桐乡市")
_TONGXIANG_ID = 1229400123
_SITES_OF_ORGANS = tuple(
    f"{name}{kind}"
    for name in ("教育", "民政", "司法", "财政", "审计", "统计", "水利", "商务", "医保")
    for kind in ("局", "局执法队", "局服务中心", "局信息中心")
)


def _tongxiang(number: int, day: str, organ: str, year: int, title: str = "") -> Article:
    return _TONGXIANG.report(_art(_TONGXIANG_ID, number, day), day, organ, year, title)


# With the forms of 36 sites in nine years the oldest reports stand beyond the 300th row.
_TONGXIANG_OTHERS = (
    *(
        Article(
            _art(_TONGXIANG_ID, 100_000 * (year - 2015) + number, f"{year + 1}-01-{number % 6 + 4:02}"),
            f"{year + 1}-01-{number % 6 + 4:02}",
            f"桐乡市{organ}{year}年政府网站工作年度报表",
        )
        for year in range(2016, 2025)
        for number, organ in enumerate(_SITES_OF_ORGANS, 1)
    ),
    Article(_art(_TONGXIANG_ID, 990_001, "2025-02-13"), "2025-02-13", "桐乡市2024年政府信息公开工作年度报告图解"),
    Article(_art(_TONGXIANG_ID, 890_002, "2024-03-21"), "2024-03-21", "桐乡市2023年法治政府建设年度报告"),
    Article(_art(_TONGXIANG_ID, 980_003, "2024-12-19"), "2024-12-19", "关于编制2024年政府信息公开工作年度报告的通知"),
)
_TONGXIANG_TREASURY = _tongxiang(970_003, "2025-01-16", "财政局", 2024)
_TONGXIANG_COLUMN = _Column(
    _TONGXIANG_ID,
    "9033",
    15,
    (
        _tongxiang(970_001, "2025-01-23", "", 2024),
        _tongxiang(870_001, "2024-01-25", "", 2023),
        _tongxiang(770_001, "2023-01-30", "", 2022),
        _tongxiang(670_001, "2022-01-25", "", 2021),
        _tongxiang(570_001, "2021-01-26", "", 2020, "2020年桐乡市人民政府政府信息公开工作年度报告"),
        _tongxiang(370_001, "2019-01-28", "", 2018),
        _tongxiang(170_001, "2017-01-03", "", 2016, "桐乡市人民政府2016年政府信息公开工作报告"),
        _tongxiang(970_002, "2025-01-17", "人民政府办公室", 2024),
        _TONGXIANG_TREASURY,
        _tongxiang(170_004, "2017-01-03", "财政局", 2016, "桐乡市财政局2016年政府信息公开年度报告"),
        *_TONGXIANG_OTHERS,
    ),
)


def _tongxiang_record(base: str, article: Article) -> str:
    host = base.removeprefix("http:")
    path = article.path
    ways = (path, base + path, host + path, f"\n{path}\n")
    # By the last digit of its number, so that a row keeps its way of writing.
    href = ways[int(path.removesuffix(".html")[-1]) % len(ways)]
    twin = ""
    if article is _TONGXIANG_TREASURY:
        # The organ's own host serves the same page.
        other = base.replace("127.0.0.1", "localhost")
        twin = f'<li><a href="{other}{path}" title="{article.title}">{article.title}</a><span>{article.day}</span></li>'
    return (
        f'<li><a href="{href}" title="{article.title}" target="_blank">{article.title}</a>'
        f"<span>{article.day.replace('-', '- ')}</span></li>{twin}"
    )


_HUB = _col(1229499000)
_INNER_HUB = _col(1229499100)
_A = _Portal(
    _HAIYAN,
    _HAIYAN_COLUMN,
    (("政务公开", _HUB),),
    {_HUB: ("政务公开", _siblings(f"{_col(_HAIYAN_ID)}?uid=7183&amp;pageNum=1"))},
    _haiyan_record,
    _by_numbers,
    _following(3086, str(_HAIYAN_ID), "7183", 1, "海盐县政府门户网站"),
    _ajax(3086, str(_HAIYAN_ID), "7183", "海盐县政府门户网站"),
    files=(_HAIYAN_PDF,),
)
_B = _Portal(
    _YONGJIA,
    _YONGJIA_COLUMN,
    (("政务公开", _HUB), ("政府信息公开年报", _col(_YONGJIA_ID))),
    {_HUB: ("政务公开", _siblings(_col(_YONGJIA_ID)))},
    _yongjia_record,
    _by_page,
    # The address is escaped, though CDATA needs no escaping.
    _following(2470, str(_YONGJIA_ID), "6150", 1, "永嘉县人民政府").replace("&", "&amp;"),
    "",
    charset="gbk",
)
_C = _Portal(
    _LONGYOU,
    _LONGYOU_COLUMN,
    (("政府信息公开", f"{{base}}{_HUB}"),),
    {_HUB: ("政府信息公开", _siblings(f"{{base}}{_col(_LONGYOU_ID)}"))},
    _longyou_record,
    _by_blobs,
    _following(3312, _BLOB, _UNIT_BLOB, 2, "龙游县政府"),
    # What the script names is not what the endpoint takes.
    _ajax(3312, str(_LONGYOU_ID), "417230", "龙游县政府"),
    files=(_LONGYOU_PDF,),
    nothing=_SOFT_404,
)
_D = _Portal(
    _TONGXIANG,
    _TONGXIANG_COLUMN,
    (("政务公开", _HUB),),
    {
        _HUB: ("政务公开", (("政府信息公开专栏", _INNER_HUB), ("重大决策", _col(1229499200)))),
        _INNER_HUB: ("政府信息公开专栏", _siblings(_col(_TONGXIANG_ID))),
    },
    _tongxiang_record,
    _by_numbers_truncated,
    _following(2807, str(_TONGXIANG_ID), "9033", 1, "桐乡市人民政府"),
    _ajax(2807, str(_TONGXIANG_ID), "9033", "桐乡市人民政府"),
)


# --- the directory of the xxgk module ---------------------------------------------------------------------------------

_SHEYANG = County("320924", "射阳县")
_OFFICE, _TREASURY = "11320924014333012B", "11320924014334410C"
_ANNUAL_TYPE = "B001G009"
_NODES = (("B001A001", "机构职能"), ("B001C003", "政策文件"), (_ANNUAL_TYPE, "政府信息公开年报"))
_SHOWN = 4
# The office's column alone is named by its type; in the treasury's it is the tree that tells the type.
_SHEYANG_ANNUAL = f"{_col(803)}?vc_xxgkarea={_OFFICE}&amp;number={_ANNUAL_TYPE}"
_SHELLS = {_col(803): _OFFICE, _col(823): _TREASURY}


def _sheyang(number: int, day: str, organ: str, year: int, title: str = "", column: int = 803) -> Article:
    return _SHEYANG.report(_art(column, number, day), day, organ, year, title)


def _sheyang_others(column: int, *others: tuple[int, str, str]) -> tuple[Article, ...]:
    return tuple(Article(_art(column, number, day), day, title) for number, day, title in others)


_LISTS: Mapping[tuple[str, str], tuple[Article, ...]] = {
    (_OFFICE, _ANNUAL_TYPE): (
        _sheyang(4162637, "2025-01-24", "", 2024),
        _sheyang(3862410, "2024-01-29", "", 2023),
        _sheyang(3562111, "2023-01-30", "", 2022, "射阳县人民政府2022年度政府信息公开工作年度报告"),
        _sheyang(3261901, "2022-01-27", "", 2021),
        _sheyang(2961633, "2021-01-28", "", 2020),
        # Published with the report of the year after.
        _sheyang(2661501, "2020-03-02", "", 2018, "2018年射阳县人民政府政府信息公开年度报告"),
        _sheyang(4161808, "2025-01-16", "人民政府办公室", 2024),
        _sheyang(4161707, "2025-01-15", "合德镇人民政府", 2024),
        *_sheyang_others(
            803,
            (4163001, "2025-02-12", "图解：射阳县人民政府2024年政府信息公开工作年度报告"),
            (4161002, "2025-01-08", "射阳县人民政府网站2024年政府网站工作年度报表"),
            (4155003, "2024-12-18", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
            (3866004, "2024-03-20", "射阳县2023年法治政府建设年度报告"),
        ),
        # The module answers with what lies in other columns too.
        *_sheyang_others(798, (4162900, "2025-02-05", "射阳县2025年重大项目清单")),
    ),
    (_OFFICE, "B001C003"): _sheyang_others(
        803, (4160001, "2025-01-02", "射阳县关于实施民生实事的意见"), (4150001, "2024-11-12", "射阳县防汛工作方案")
    ),
    (_TREASURY, _ANNUAL_TYPE): (
        _sheyang(4161620, "2025-01-14", "财政局", 2024, column=823),
        _sheyang(3861620, "2024-01-17", "财政局", 2023, column=823),
        *_sheyang_others(823, (3865006, "2024-03-05", "射阳县财政局2023年法治政府建设年度报告")),
    ),
    (_TREASURY, "B001C003"): _sheyang_others(823, (4160902, "2025-01-06", "射阳县财政局预算绩效管理办法")),
}
_SHEYANG_ARTICLES = tuple(article for articles in _LISTS.values() for article in articles)


def _tree(lines: Iterable[tuple[str, str]], title: str) -> Answer:
    """A dTree whose nodes call `funclick` with a code and a label."""
    nodes = "".join(
        f'd.add({key},0,\'<a href=\\"javascript:void(0)\\" '
        f"onclick=\\\"funclick(\\'{code}\\',\\'{label}\\')\\\">{label}</a>');\n"
        for key, (code, label) in enumerate(lines, 1)
    )
    return html(
        '<html><head><meta charset="utf-8"><script src="/module/xxgk/dtree.js"></script></head><body>'
        f"<script>d = new dTree('d');\nd.add(0,-1,'{title}');\n{nodes}document.write(d);</script></body></html>"
    )


def _shell(path: str, number: str) -> Answer:
    """The page of an organ's directory: a tree in a frame, and a script that would load the list of a type."""
    area = _SHELLS[path]
    name, organ = _SHEYANG.organ(""), "县政府办公室" if area == _OFFICE else "县财政局"
    return _page(
        _SHEYANG,
        f"{organ}政府信息公开-{name}",
        f'<ul class="gk_nav">{_links("", _siblings(_SHEYANG_ANNUAL))}</ul>'
        f'<iframe src="{TREE}?standardXxgk=1&amp;divid=div4&amp;area={area}"></iframe><div id="div4"></div>'
        "<script>function funclick(a, title){ "
        f"loadDynamic('{SEARCH}?standardXxgk=1&infotypeId='+a+'&vc_title=&vc_number=&area={area}',"
        f"'div4','','','','1') }}\nfunclick('{number}','');</script>",
        head='<meta name="ColumnName" content="政府信息公开">',
    )


def _searched(asked: Asked) -> Answer:
    """The list's fragment: by POST, from the page itself, query and body both read; the last page beyond the end."""
    headers = asked.headers
    if asked.method != "POST" or "referer" not in headers or headers.get("x-requested-with") != "XMLHttpRequest":
        return html("<html><body>403 Forbidden</body></html>", status=403)
    fields = {**asked.query, **{name: value for name, value in asked.form.items() if value}}
    area, kind = fields.get("area", ""), fields.get("infotypeId", "")
    rows = newest_first(*(articles for key, articles in _LISTS.items() if key[0] == area and kind in ("", key[1])))
    pages = pages_of(rows, _SHOWN)
    number = min(int(fields.get("currpage", "1")), len(pages))
    drawn = "".join(
        f'<tr class="tr_main_value_{("odd", "even")[place % 2]}"><td>{area[:9]}/{article.day[:4]}-00{place}18</td>'
        f'<td><a class="bt_link" href="{article.path}" title="{article.title}" target="_blank">'
        f"{_cut(article, 22)}</a></td><td>{article.day}</td></tr>"
        for place, article in enumerate(pages[number - 1])
    )
    return html(
        f"<table><tr><th>索引号</th><th>标题</th><th>发布日期</th></tr>{drawn}</table><div>共{len(rows)}条 "
        f'共{len(pages)}页 当前第{number}页 <a onclick="toPage({number + 1})">下一页</a> 到第'
        f'<input name="currpage" value="{number}">页</div>'
    )


def _xxgk(base: str, asked: Asked) -> Answer:
    """How the directory's portal answers. Raises `ValueError` for page numbers that are none."""
    name, path = _SHEYANG.organ(""), asked.path
    if path == "/":
        return _page(_SHEYANG, name, "<p>要闻</p>", links=_links(base, (("政府信息公开", _HUB),)))
    if path == _HUB:
        entries = (
            *_siblings(_SHEYANG_ANNUAL),
            ("县财政局信息公开", f"{_col(823)}?vc_xxgkarea={_TREASURY}&amp;number="),
        )
        return _page(_SHEYANG, f"政府信息公开-{name}", f'<ul class="gk_nav">{_links(base, entries)}</ul>')
    if path in _SHELLS:
        return _shell(path, asked.query.get("number", ""))
    if path == TREE:
        return _tree(_NODES, "政府信息公开目录")
    if path == SEARCH:
        return _searched(asked)
    for article in _SHEYANG_ARTICLES:
        if path == article.path:
            # The body's element is spelled so by the portals of Jiangsu.
            body = f'<div class="artile_zw">{_SHEYANG.body(article)}</div>'
            return _detail(_SHEYANG, article, body, "utf-8", _LISTS[_OFFICE, _ANNUAL_TYPE][-2])
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


# --- the annual-report module -----------------------------------------------------------------------------------------

_JIAXIANG = County("370829", "嘉祥县")
_ANNUAL_COLUMN = _col(24001)


@dataclass(frozen=True, slots=True)
class _Organ:
    """An organ of the module: its area code, its name, the years in which it has a report, how it links the others."""

    area: str
    name: str
    years: tuple[int, ...]
    linked: bool = False


_ORGANS = (
    _Organ("11370829004339010X", "", (2024, 2023, 2022, 2021, 2020, 2019, 2016)),
    _Organ("113708290043391022", "财政局", (2024, 2023, 2021), linked=True),
    _Organ("11370829004339257P", "纸坊镇人民政府", (2024, 2020)),
)
_MENU_YEARS = tuple(range(2024, 2015, -1))
# What the town put under 2020 is its report of 2019, put there in 2020.
_MISPLACED = ("纸坊镇人民政府", 2020)
_JIAXIANG_OTHERS = tuple(
    Article(_art(24001, number, day), day, title)
    for number, day, title in (
        (70011, "2025-02-10", "图解：嘉祥县人民政府2024年政府信息公开工作年度报告"),
        (70012, "2025-01-09", "嘉祥县人民政府网站2024年政府网站工作年度报表"),
        (70013, "2024-03-19", "嘉祥县2023年法治政府建设年度报告"),
    )
)


def _module(area: str, year: int) -> str:
    return f"{ANNUAL}?area={area}&fbtime={year}"


def _reported(organ: _Organ, year: int) -> int:
    return 2019 if (organ.name, year) == _MISPLACED else year


def _module_page(asked: Asked) -> Answer:
    """The page of one organ and one year; its title and body are empty where there is no report."""
    organs = [organ for organ in _ORGANS if organ.area == asked.query.get("area")]
    year = asked.query.get("fbtime", "")
    title, day, body, years = "", "", "", ""
    if organs:
        organ, name = organs[0], _JIAXIANG.organ(organs[0].name)
        if organ.linked:
            years = "".join(
                f'<li><a href="xxgkAnnualReport.jsp?area={organ.area}&amp;fbtime={one}">{one}年</a></li>'
                for one in _MENU_YEARS
            )
        else:
            options = "".join(f'<option value="{one}">{one}</option>' for one in _MENU_YEARS)
            years = f'<select name="fbtime" onchange="changeYear(this.value)">{options}</select>'
        if year.isdecimal() and int(year) in organ.years:
            reported = _reported(organ, int(year))
            title, day, body = title_of(name, reported), f"{reported + 1}-01-16", body_of(name, reported)
    return html(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title or "政府信息公开年报"}</title></head><body>'
        f'<div class="years">{years}</div><div class="bt_title">{title}</div>'
        f'<div class="sj">发布时间：{day}</div><div class="bt_content" id="zoom">{body}</div>'
        "<script>function changeYear(y){ location.href='xxgkAnnualReport.jsp?area="
        f"{asked.query.get('area', '')}&fbtime='+y }}</script></body></html>"
    )


def _annual(base: str, asked: Asked) -> Answer:
    name, path = _JIAXIANG.organ(""), asked.path
    if path == "/":
        return _page(_JIAXIANG, name, "<p>要闻</p>", links=_links(base, (("政务公开", _HUB),)))
    if path == _HUB:
        return _page(
            _JIAXIANG, f"政务公开-{name}", f'<ul class="gk_nav">{_links(base, _siblings(_ANNUAL_COLUMN))}</ul>'
        )
    if path == _ANNUAL_COLUMN:
        newest = _module(_ORGANS[0].area, _ORGANS[0].years[0]).replace("&", "&amp;")
        others = "".join(f'<li><a href="{other.path}">{other.title}</a></li>' for other in _JIAXIANG_OTHERS)
        return _page(
            _JIAXIANG,
            f"政府信息公开年报-{name}",
            f'<iframe id="dw" src="{TREE}?standardXxgk=1&amp;divid=div4&amp;area="></iframe>'
            f'<iframe id="nb" src="{newest}"></iframe>'
            f'<ul class="xg">{others}</ul>'
            "<script>function funclick(area, name){ document.getElementById('nb').src="
            f"'{ANNUAL}?area='+area+'&fbtime={_MENU_YEARS[0]}' }}</script>",
            head='<meta name="ColumnName" content="政府信息公开年报">',
        )
    if path == TREE:
        return _tree(((organ.area, _JIAXIANG.organ(organ.name)) for organ in _ORGANS), "公开单位")
    if path == ANNUAL:
        return _module_page(asked)
    for article in _JIAXIANG_OTHERS:
        if path == article.path:
            body = f'<div id="zoom">{_JIAXIANG.body(article)}</div>'
            return _detail(_JIAXIANG, article, body, "utf-8", _JIAXIANG_OTHERS[0])
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


def _jpage(mode: str, portal: _Portal, others: tuple[Article, ...]) -> Replica:
    return Replica(
        f"hanweb_jpage_{mode}",
        portal.county.organ(""),
        portal.county.code,
        (_col(portal.column.number),),
        portal.county.held(portal.column.articles),
        portal.respond,
        look_alikes=tuple(article.path for article in others),
        file_only=tuple(f"{portal.county.code}-{article.published.year - 1}" for article in portal.files),
    )


REPLICAS = (
    _jpage("a", _A, _HAIYAN_OTHERS),
    _jpage("b", _B, _YONGJIA_OTHERS),
    _jpage("c", _C, (*_LONGYOU_OTHERS, _LONGYOU_GUIDE)),
    _jpage("d", _D, _TONGXIANG_OTHERS),
    Replica(
        "hanweb_xxgk",
        "射阳县人民政府",
        "320924",
        (
            f"{_col(803)}?vc_xxgkarea={_OFFICE}&number={_ANNUAL_TYPE}",
            f"{_col(823)}?vc_xxgkarea={_TREASURY}&number=",
        ),
        _SHEYANG.held(_SHEYANG_ARTICLES),
        _xxgk,
        look_alikes=tuple(article.path for article in _SHEYANG_ARTICLES if article.organ is None),
    ),
    Replica(
        "hanweb_annual",
        "嘉祥县人民政府",
        "370829",
        (_ANNUAL_COLUMN, *(_module(organ.area, _MENU_YEARS[0]) for organ in _ORGANS)),
        tuple(
            Held(
                f"{_JIAXIANG.code}{organ.name and '-' + organ.name}-{_reported(organ, year)}",
                (_module(organ.area, year),),
            )
            for organ in _ORGANS
            for year in organ.years
        ),
        _annual,
        look_alikes=tuple(article.path for article in _JIAXIANG_OTHERS),
    ),
)

_CHALLENGE = Answer(
    b"<script>document.cookie=('_')+('_')+('jsl_clearance_s=1732438000.1|-1|x');"
    b"location.href=location.pathname+location.search</script>",
    521,
    headers={"Set-Cookie": "__jsluid_s=4d1f0c2b9a7e4f51; max-age=31536000; path=/; HttpOnly"},
)


@dataclass(frozen=True, slots=True)
class _Door:
    """A protection page that a server shows once, to the first request that is not for robots.txt (FIXTURES.md F3)."""

    portal: _Portal
    met: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def respond(self, base: str, asked: Asked) -> Answer:
        with self.lock:
            first = asked.path != "/robots.txt" and base not in self.met
            if first:
                self.met.add(base)
        return _CHALLENGE if first else self.portal.respond(base, asked)


GUARDED = (
    Replica(
        "hanweb_jpage_521",
        "永嘉县人民政府",
        "330324",
        REPLICAS[1].columns,
        REPLICAS[1].reports,
        _Door(_B).respond,
        look_alikes=REPLICAS[1].look_alikes,
    ),
)
"""A portal that shows a protection page first and then answers: to ask again later is all that is to be tried."""
