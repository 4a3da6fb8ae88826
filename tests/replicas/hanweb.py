"""Hanweb's portals: lists in XML that a page embeds, the directory of the xxgk module, and its annual-report module.

Facts: FIXTURES.md F3 and F4, PORTALS.md §4.3 (a) to (c). `hanweb_jpage_a` to `_d` differ in what their endpoint heeds:
record numbers (A), a page number from 0 (B), opaque ids and a page number from 1 (C), record numbers but no more than
300 at once (D). `hanweb_xxgk` lists by POST of a type that its tree names; `hanweb_annual` has one page a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from urllib.parse import quote, urlencode

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
    return f"{abs(int.from_bytes(article.path.encode()[-12:])):032x}.pdf"


def _download(article: Article) -> str:
    return f"/module/download/downfile.jsp?classid=0&filename={_file(article)}"


def _page(name: str, title: str, content: str, charset: str = "utf-8", head: str = "", links: str = "") -> Answer:
    text = (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>'
        f'<meta name="SiteName" content="{name}"><meta name="SiteDomain" content="127.0.0.1">'
        f'<meta name="SiteIDCode" content="3304240001">{head}'
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
            return _page(name, name, news, self.charset, links=_links(base, self.home))
        if path in self.hubs:
            title, entries = self.hubs[path]
            return _page(
                name, f"{title}-{name}", f'<ul class="gk_nav">{_links(base, entries)}</ul>', self.charset, links=""
            )
        if path == _col(self.column.number):
            return self.listed(base)
        if path == PROXY:
            return self.proxied(base, {**asked.query, **asked.form})
        for article in self.column.articles:
            if path in (article.path, *article.also):
                return self.detail(article)
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
            name,
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
        name,
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
"""The address to which the row of 海盐县's report of 2025 leads: a PDF, which cannot be read yet."""
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
        (96903, "2024-12-20", "关于编制2024年政府信息公开工作年度报告的通知"),
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
"""The page of 龙游县's report of 2025, which holds but a link to a PDF that cannot be read yet."""
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
_LONGYOU_COLUMN = _Column(
    _LONGYOU_ID,
    "417230",
    4,
    (
        _LONGYOU_PDF,
        _longyou(94890, "2025-01-22", "", 2024),
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
    if article is _LONGYOU_COLUMN.articles[1]:
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
        _tongxiang(970_003, "2025-01-16", "财政局", 2024),
        _tongxiang(170_004, "2017-01-03", "财政局", 2016, "桐乡市财政局2016年政府信息公开年度报告"),
        *_TONGXIANG_OTHERS,
    ),
)


def _tongxiang_record(base: str, article: Article) -> str:
    host = base.removeprefix("http:")
    treasury = _TONGXIANG_COLUMN.articles[8]
    path = article.path
    ways = (path, base + path, host + path, f"\n{path}\n")
    href = ways[int(path[-6])] if path[-6] in "0123" else path
    twin = ""
    if article is treasury:
        # The organ's own host serves the same page.
        other = base.replace("127.0.0.1", "localhost")
        twin = f'<li><a href="{other}{path}" title="{article.title}">{article.title}</a><span>{article.day}</span></li>'
    return (
        f'<li><a href="{href}" title="{article.title}" target="_blank">{article.title}</a>'
        f"<span>{article.day.replace('-', '- ')}</span></li>{twin}"
    )
