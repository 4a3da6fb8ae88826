"""Guangdong's portals: the gkmlpt directory with its JSON list, and its sister NFCMS with static lists.

Facts: FIXTURES.md F6, PORTALS.md §4.5. Three portals: `gkmlpt`, whose tree of categories holds the annual reports;
`gkmlpt_tab`, whose tree does not, so that only the page of the tab names the category; and `nfcms`, with folders of
organs and years. `Article`, `County` and `menu` are what the replicas of families F6 to F9 share.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from tests.pdf_by_hand import paragraphs, pdf
from tests.replicas import Answer, Asked, Held, Replica, data, html, missing, pages_of
from tests.replicas.reports import body_of, title_of

CHINA = timezone(timedelta(hours=8))
# A report as a file, which leaves it to its page or to the list to say whose it is.
PDF = Answer(
    pdf(
        [
            paragraphs(
                [
                    "一、总体情况",
                    "本年度报告依照政府信息公开条例编制，由办公室负责解释。",
                    "二、主动公开政府信息情况",
                    "全年通过网站公开信息86条。",
                    "三、收到和处理政府信息公开申请情况",
                    "全年收到申请4件，都已办结。",
                ]
            )
        ]
    ),
    media_type="application/pdf",
)

_MENU = (
    ("走进本地", "zjbd"),
    ("历史沿革", "lsyg"),
    ("自然地理", "zrdl"),
    ("新闻动态", "xwdt"),
    ("政务要闻", "zwyw"),
    ("通知公告", "tzgg"),
    ("部门动态", "bmdt"),
    ("乡镇动态", "xzdt"),
    ("领导之窗", "ldzc"),
    ("机构职能", "jgzn"),
    ("政策文件", "zcwj"),
    ("政策解读", "zcjd"),
    ("规划计划", "ghjh"),
    ("财政资金", "czzj"),
    ("统计数据", "tjsj"),
    ("办事服务", "bsfw"),
    ("互动交流", "hdjl"),
    ("领导信箱", "ldxx"),
    ("意见征集", "yjzj"),
    ("在线访谈", "zxft"),
    ("专题专栏", "ztzl"),
    ("网站地图", "wzdt"),
    ("联系我们", "lxwm"),
)


@dataclass(frozen=True, slots=True)
class Article:
    """What a portal lists: an address, a day of publication, a title; a report has its organ and year besides.

    `organ` is the organ's name without the region, "" for the government itself, None for what is no report;
    `also` are further addresses at which the same text is served; `text` is the link's own text where it is cut.
    """

    path: str
    day: str
    title: str
    organ: str | None = None
    year: int = 0
    also: tuple[str, ...] = ()
    text: str = ""

    @property
    def published(self) -> datetime:
        """The minute of publication, in Chinese time."""
        return datetime.fromisoformat(f"{self.day}T09:51:12").replace(tzinfo=CHINA)


@dataclass(frozen=True, slots=True)
class County:
    """The county or district of a portal: its GB/T 2260 code and its name."""

    code: str
    region: str

    def organ(self, name: str) -> str:
        """The full name of an organ."""
        return self.region + (name or "人民政府")

    def report(
        self,
        path: str,
        day: str,
        organ: str,
        year: int,
        title: str = "",
        also: tuple[str, ...] = (),
        text: str = "",
    ) -> Article:
        """A report; without a `title` it has the commonest one."""
        return Article(path, day, title or title_of(self.organ(organ), year), organ, year, also, text)

    def body(self, article: Article) -> str:
        """The body of an article's page: the report, or a sentence that is none."""
        if article.organ is None:
            return f"<p>{article.title}的全文由编制单位保存，来访者可到查阅点阅看。</p>"
        return body_of(self.organ(article.organ), article.year)

    def held(self, articles: Iterable[Article]) -> tuple[Held, ...]:
        """The reports among the articles, with all their addresses."""
        return tuple(
            Held(f"{self.code}{article.organ and '-' + article.organ}-{article.year}", (article.path, *article.also))
            for article in articles
            if article.organ is not None
        )


def newest_first(*groups: Iterable[Article]) -> list[Article]:
    """Articles in the order of a portal's list."""
    return sorted((article for group in groups for article in group), key=lambda article: article.day, reverse=True)


def menu(address: Callable[[str], str]) -> str:
    """The entries of a portal's menu that do not lead to reports; `address` makes a slug an href."""
    return "".join(f'<li><a href="{address(slug)}">{label}</a></li>' for label, slug in _MENU)


def dummies(address: Callable[[str], str]) -> dict[str, str]:
    """The small pages behind every second entry of the menu, by path; the others are dead links."""
    return {
        address(slug): f"<html><head><title>{label}</title></head><body><h2>{label}</h2><p>暂无内容</p></body></html>"
        for label, slug in _MENU[::2]
    }


def _post(post: int, folder: str = "/gkmlpt/content") -> str:
    return f"{folder}/{post // 1_000_000}/{post // 1000}/post_{post}.html"


def _slug(slug: str) -> str:
    return f"/{slug}/index.html"


_DEAD_ENDS = dummies(_slug)
_TABS = (
    ("政府信息公开指南", "/gkmlpt/guide"),
    ("政府信息公开制度", "/gkmlpt/policy"),
    ("法定主动公开内容", "/gkmlpt/index"),
    ("政府信息公开年报", "/gkmlpt/annualreport"),
    ("依申请公开", "/gkmlpt/apply"),
)


@dataclass(frozen=True, slots=True)
class _Site:
    """A gkmlpt portal or sub-portal: `articles` by category; category 0 is all of them."""

    county: County
    sid: str
    tree: tuple[tuple[int, str], ...]
    annual: int
    articles: Mapping[int, tuple[Article, ...]]
    prefix: str = ""

    def config(self, tab: str) -> str:
        """The script that configures the client; only the annual reports' own tab always has their category."""
        nodes = self.tree if tab != "annualreport" else ((self.annual, "政府信息公开年报"),)
        tree = [
            {"id": key, "name": name, "post_count": len(self.articles.get(key, ())), "children": [], "jump_url": ""}
            for key, name in nodes
        ]
        return (
            f"<script>window._CONFIG = {{ APP_URL: '{self.prefix}', SID: '{self.sid}', "
            f"TREE: {json.dumps(tree, ensure_ascii=False)}, SERVICE_AREA_ID: 6, PAGE: '{tab}' }}</script>"
            '<script src="/gkmlpt/js/chunk-common.js"></script>'
        )

    def shell(self, tab: str) -> str:
        """The page of a tab, which the client's script would fill."""
        tabs = "".join(f'<li><a href="{self.prefix}{address}">{label}</a></li>' for label, address in _TABS)
        name = self.county.organ("")
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}信息公开目录</title>'
            f'<meta name="SiteName" content="{name}">{self.config(tab)}</head>'
            f'<body><div class="header"><ul class="tabs">{tabs}</ul></div><div id="app"></div></body></html>'
        )

    def api(self, base: str, category: int, page: int) -> Answer:
        """A page of a category: 100 articles, page 0 is page 1, nothing beyond the end (PORTALS.md §4.5)."""
        found = (
            newest_first(*self.articles.values()) if category == 0 else newest_first(self.articles.get(category, ()))
        )
        pages = pages_of(found, 100)
        shown = pages[max(page, 1) - 1] if max(page, 1) <= len(pages) else []
        name = dict(((self.annual, "政府信息公开年报"), *self.tree)).get(category, "")
        return data(
            {
                "articles": [self.entry(base, article) for article in shown],
                "total": len(found),
                "classify": {"id": category, "name": name, "post_count": len(found)},
            }
        )

    def entry(self, base: str, article: Article) -> dict[str, object]:
        """An article as the API tells it."""
        post = int(article.path.rsplit("_", 1)[1].split(".")[0])
        moment = int(article.published.timestamp())
        return {
            "id": post,
            "title": article.title,
            "url": base + article.path,
            "post_url": "",
            "publisher": self.county.organ(article.organ or ""),
            "identifier": f"006939748/{article.day[:4]}-{post % 100_000:05}",
            "document_number": "",
            "created_at": article.published.strftime("%Y-%m-%d %H:%M:%S"),
            "create_time": moment,
            "date": moment - moment % 86400,
            "display_publish_time": moment,
            "classify_main_name": "政府信息公开年报",
            "abstract": "",
            "attachment": ([{"name": "年报.pdf", "url": base + PDF_FILE}] if article.path == PDF_ONLY else []),
            "is_expired": 0,
            "is_abolished": 0,
        }

    def detail(self, article: Article) -> str:
        """An article's page; the text is in it twice: in the element, and escaped in the script."""
        body = "" if article.path == PDF_ONLY else self.county.body(article)
        file = f'<p><a href="{PDF_FILE}">年报.pdf</a></p>' if article.path == PDF_ONLY else ""
        escaped = json.dumps(body, ensure_ascii=False).replace("<", "\\u003C").replace(">", "\\u003E")
        others = "".join(
            f'<li><a href="{other.path}">{other.title}</a></li>' for other in self.articles[self.annual][-2:]
        )
        publisher = self.county.organ(article.organ or "")
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{article.title}</title>'
            f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 09:51">'
            f'<meta name="ContentSource" content="{publisher}">'
            f"<script>window._CONFIG = {{ SID: '{self.sid}', "
            f'DETAIL: {{"title":"{article.title}","content":{escaped}}} }}</script></head><body>'
            '<div class="nav"><a href="/">首页</a> &gt; <a href="/gkmlpt/index">信息公开目录</a></div>'
            '<div class="classify"><table><tbody>'
            f'<tr><td class="label">索引号:</td><td>006939748/{article.day[:4]}-00085</td>'
            '<td class="label">分类:</td><td>政府信息公开年报</td></tr>'
            f'<tr><td class="label">发布机构:</td><td>{publisher}</td>'
            f'<td class="label">成文日期:</td><td>{article.day}</td></tr>'
            f'<tr><td class="label">名称:</td><td colspan="3">{article.title}</td></tr>'
            f'<tr><td class="label">文号:</td><td></td><td class="label">发布日期:</td><td>{article.day}</td></tr>'
            '<tr><td class="label">主题词:</td><td colspan="3"></td></tr></tbody></table></div>'
            f'<h1 class="title document-number">{article.title}</h1>'
            f'<div class="article-content">{body}{file}</div>'
            f'<div class="related"><h3>相关信息</h3><ul>{others}</ul></div>'
            '<div class="footer">主办单位维护本站内容</div></body></html>'
        )

    def answer(self, base: str, asked: Asked) -> Answer:
        """What lies under the portal's own prefix."""
        path = asked.path.removeprefix(self.prefix)
        if path in {address for _, address in _TABS}:
            return html(self.shell(path.rsplit("/", 1)[1]))
        if path.startswith("/gkmlpt/api/all/"):
            if asked.query.get("sid") != self.sid:
                return data({"articles": [], "total": 0})
            return self.api(base, int(path.rsplit("/", 1)[1]), int(asked.query.get("page", "1")))
        for group in self.articles.values():
            for article in group:
                if asked.path in (article.path, *article.also):
                    return html(self.detail(article))
        return missing()


_LONGMEN = County("441324", "龙门县")
PDF_ONLY = _post(3180417)
"""The page of 龙门县's report of 2025, whose body is empty: the report is a PDF."""
PDF_FILE = "/attachment/0/531/531412/3180417.pdf"
_LONGMEN_REPORTS = (
    _LONGMEN.report(_post(2155421), "2025-01-21", "", 2024),
    _LONGMEN.report(_post(1920118), "2024-01-25", "", 2023, "龙门县人民政府2023年度政府信息公开工作年度报告"),
    _LONGMEN.report(_post(1704402), "2023-01-30", "", 2022),
    _LONGMEN.report(_post(1511930), "2022-01-28", "", 2021),
    _LONGMEN.report(_post(1298014), "2021-02-01", "", 2020),
    # Republished when the portal moved: the day says nothing about the year.
    _LONGMEN.report(_post(1100236), "2021-03-18", "", 2018, "2018年龙门县人民政府政府信息公开年报"),
    _LONGMEN.report(_post(2155509), "2025-01-20", "人民政府办公室", 2024),
    _LONGMEN.report(_post(2155733), "2025-01-17", "龙田镇人民政府", 2024),
    _LONGMEN.report(_post(1921007), "2024-01-22", "龙田镇人民政府", 2023),
    _LONGMEN.report(
        _post(2155618),
        "2025-01-16",
        "财政局",
        2024,
        # The sub-portal's own copy.
        also=(_post(2155618, "/lmczj/gkmlpt/content"),),
    ),
    _LONGMEN.report(_post(1920544, "/lmczj/gkmlpt/content"), "2024-01-19", "财政局", 2023),
)
_LONGMEN_OTHERS = tuple(
    Article(_post(number), day, title)
    for number, day, title in (
        (2155890, "2025-01-24", "一图读懂龙门县2024年政府信息公开工作年度报告"),
        (2155891, "2025-01-24", "《龙门县人民政府2024年政府信息公开工作年度报告》解读"),
        (2154102, "2025-01-09", "龙门县人民政府门户网站2024年政府网站工作年度报表"),
        (2150001, "2024-12-12", "关于做好2024年政府信息公开工作年度报告编制和发布工作的通知"),
        (1922345, "2024-02-26", "龙门县2023年法治政府建设年度报告"),
        (1919004, "2024-01-08", "龙门县人民政府门户网站2023年政府网站工作年度报表"),
        (1705551, "2023-03-02", "龙门县2022年法治政府建设年度报告"),
        (1703008, "2023-01-10", "龙门县人民政府门户网站2022年政府网站工作年度报表"),
        (1510007, "2022-01-11", "龙门县人民政府门户网站2021年政府网站工作年度报表"),
        (1297333, "2021-01-12", "龙门县人民政府门户网站2020年政府网站工作年度报表"),
        (1090001, "2020-06-15", "龙门县政府信息公开指南"),
    )
)
_LONGMEN_POLICIES = tuple(
    Article(_post(2160000 + number), f"2025-03-{number:02}", f"龙门县关于第{number}批实事项目的通知")
    for number in range(1, 7)
)
_LONGMEN_PDF = Article(PDF_ONLY, "2026-01-20", title_of("龙门县人民政府", 2025))
# The report that the sub-portal also keeps stands in the list twice, as after an exchange between portals.
_LONGMEN_COPY = Article(_LONGMEN_REPORTS[9].also[0], "2025-01-16", _LONGMEN_REPORTS[9].title, "财政局", 2024)
_LONGMEN_SITE = _Site(
    _LONGMEN,
    "752006",
    ((1001, "政策"), (1002, "机构职能"), (1003, "规划计划"), (2629, "政府信息公开年报")),
    2629,
    {1001: _LONGMEN_POLICIES, 2629: (_LONGMEN_PDF, *_LONGMEN_REPORTS, _LONGMEN_COPY, *_LONGMEN_OTHERS)},
)
_LONGMEN_TREASURY = _Site(
    _LONGMEN,
    "752106",
    ((1801, "预算决算"), (1833, "政府信息公开年报")),
    1833,
    {1833: (_LONGMEN_COPY, _LONGMEN_REPORTS[10])},
    "/lmczj",
)


def _home(name: str, address: Callable[[str], str], links: Iterable[tuple[str, str]]) -> str:
    own = "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in links)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="SiteName" content="{name}"><meta name="SiteDomain" content="127.0.0.1"></head><body>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li>{own}{menu(address)}</ul></div>'
        '<div class="news"><a href="/zwyw/content/post_1.html" title="本地召开工作会议">本地召开工作会议</a></div>'
        '<div class="footer">网站标识码由上级核发</div></body></html>'
    )


def _longmen(base: str, asked: Asked) -> Answer:
    # A real portal resets the connection of a client that does not say who it is.
    if not asked.headers.get("user-agent"):
        return Answer(b"", 403)
    if asked.path == "/":
        return html(_home("龙门县人民政府", _slug, (("政务公开", "/zwgk/index.html"),)))
    if asked.path == "/zwgk/index.html":
        tabs = [(label, f"{base}{href}" if "annual" in href else href) for label, href in _TABS]
        links = [(label, f"{href}#2629" if "annual" in href else href) for label, href in tabs]
        return html(_home("政务公开 - 龙门县人民政府", _slug, (*links, ("县财政局信息公开", "/lmczj/gkmlpt/index"))))
    if asked.path == PDF_FILE:
        return PDF
    if asked.path in _DEAD_ENDS:
        return html(_DEAD_ENDS[asked.path])
    if asked.path.startswith("/lmczj/"):
        return _LONGMEN_TREASURY.answer(base, asked)
    return _LONGMEN_SITE.answer(base, asked)


_TAISHAN = County("440781", "台山市")
_TAISHAN_REPORTS = (
    _TAISHAN.report(_post(3250011), "2025-01-23", "", 2024),
    _TAISHAN.report(_post(3010012), "2024-01-24", "", 2023),
    _TAISHAN.report(_post(2790013), "2023-01-29", "", 2022),
    _TAISHAN.report(_post(2510014), "2022-01-25", "", 2021),
    _TAISHAN.report(_post(2230015), "2021-01-28", "", 2020),
    _TAISHAN.report(_post(1980016), "2020-01-21", "", 2019),
    _TAISHAN.report(_post(1730017), "2019-01-31", "", 2018),
    _TAISHAN.report(_post(1520018), "2018-01-30", "", 2017, "台山市人民政府2017年政府信息公开工作报告"),
    _TAISHAN.report(_post(3250021), "2025-01-15", "人民政府办公室", 2024),
    _TAISHAN.report(_post(3010022), "2024-01-12", "财政局", 2023),
    _TAISHAN.report(_post(2230023), "2021-01-19", "端芬镇人民政府", 2020, "2020年度台山市端芬镇政府信息公开年报"),
    _TAISHAN.report(_post(1980024), "2020-01-14", "端芬镇人民政府", 2019),
)
_SITES_OF_ORGANS = (
    "教育局",
    "民政局",
    "司法局",
    "财政局",
    "审计局",
    "统计局",
    "水利局",
    "林业局",
    "卫生健康局",
    "商务局",
)
# Ten organs report on their sites every year: with these the category has more than one page of 100.
_TAISHAN_OTHERS = (
    *(
        Article(
            _post(1_400_000 + (year - 2016) * 200_000 + number),
            f"{year + 1}-01-{number + 4:02}",
            f"台山市{organ}{year}年政府网站工作年度报表",
        )
        for year in range(2016, 2026)
        for number, organ in enumerate(_SITES_OF_ORGANS)
    ),
    Article(_post(3251101), "2025-02-14", "《台山市人民政府2024年政府信息公开工作年度报告》图解"),
    Article(_post(3011102), "2024-03-11", "台山市2023年法治政府建设年度报告"),
    Article(_post(3240003), "2024-12-20", "关于编制2024年度政府信息公开工作年度报告的通知"),
)
_TAISHAN_SITE = _Site(
    _TAISHAN,
    "750003",
    ((2001, "政策文件"), (2002, "人事信息")),
    3117,
    {3117: (*_TAISHAN_REPORTS, *_TAISHAN_OTHERS), 2001: ()},
)


def _taishan(base: str, asked: Asked) -> Answer:
    if asked.path == "/":
        return html(_home("台山市人民政府", _slug, (("政府信息公开", "/gkmlpt/index"),)))
    if asked.path in _DEAD_ENDS:
        return html(_DEAD_ENDS[asked.path])
    return _TAISHAN_SITE.answer(base, asked)


_FOGANG = County("441821", "佛冈县")
_FOLDER = "/zfxxgknb"


def _fogang(folder: str, post: int, day: str, organ: str, year: int, title: str = "") -> Article:
    # Every page has a twin for telephones.
    stem = f"{_FOLDER}/{folder}/content"
    return _FOGANG.report(f"{stem}/post_{post}.html", day, organ, year, title, (f"{stem}/mpost_{post}.html",))


def _no_report(folder: str, post: int, day: str, title: str) -> Article:
    return Article(f"{_FOLDER}/{folder}/content/post_{post}.html", day, title)


# Folders of departments are named by the year of publication, those of towns by the year reported.
_FOGANG_LISTS: dict[str, tuple[Article, ...]] = {
    "xzf": (
        _fogang("xzf", 1940011, "2025-01-22", "", 2024),
        _fogang("xzf", 1790012, "2024-01-26", "", 2023),
        _fogang("xzf", 1650013, "2023-01-31", "", 2022),
        _fogang("xzf", 1480014, "2022-01-27", "", 2021),
        _fogang("xzf", 1310015, "2020-02-13", "", 2019, "2019年度佛冈县人民政府政府信息公开工作年度报告"),
        _no_report("xzf", 1941101, "2025-01-23", "图解：佛冈县人民政府2024年政府信息公开工作年度报告"),
        _no_report("xzf", 1940002, "2025-01-07", "佛冈县人民政府网站2024年政府网站工作年度报表"),
    ),
    "bm/2024n": (
        _fogang("bm/2024n", 1781001, "2024-01-19", "财政局", 2023),
        _fogang("bm/2024n", 1781002, "2024-01-18", "民政局", 2023),
        _fogang("bm/2024n", 1781003, "2024-01-17", "审计局", 2023),
        _fogang("bm/2024n", 1781004, "2024-01-16", "统计局", 2023),
        _fogang("bm/2024n", 1781005, "2024-01-15", "人民政府办公室", 2023),
        _no_report("bm/2024n", 1781106, "2024-01-11", "佛冈县财政局2023年政府网站工作年度报表"),
        _no_report("bm/2024n", 1781107, "2024-01-10", "佛冈县财政局2023年法治政府建设年度报告"),
        _no_report("bm/2024n", 1781108, "2024-01-09", "佛冈县审计局2023年法治政府建设年度报告"),
        _no_report("bm/2024n", 1781109, "2024-01-08", "关于编制2023年政府信息公开工作年度报告的通知"),
    ),
    "bm/2023n": (_fogang("bm/2023n", 1641001, "2023-01-18", "财政局", 2022),),
    "xz/2023n": (
        _fogang("xz/2023n", 1781201, "2024-01-12", "汤塘镇人民政府", 2023),
        _no_report("xz/2023n", 1781202, "2024-01-12", "《佛冈县汤塘镇人民政府2023年政府信息公开工作年度报告》解读"),
    ),
}
_FOGANG_FOLDERS = {
    "": (("县政府", "./xzf/"), ("县直部门", "./bm/"), ("乡镇", "./xz/")),
    "bm": (("2024年", "./2024n/"), ("2023年", "./2023n/")),
    "xz": (("2023年", "./2023n/"),),
}
_FOGANG_ARTICLES = tuple(article for articles in _FOGANG_LISTS.values() for article in articles)


def _nfcms_page(title: str, content: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="SiteName" content="佛冈县人民政府"><meta name="SiteIDCode" content="4418210001">'
        f'<meta name="NFCMS_SITE_ID" content="763004">{head}</head><body>'
        '<div class="header"><a href="/">首页</a><a href="/zwgk/index.html">政务公开</a></div>'
        f'{content}<div class="foot"><a href="/wzdt/index.html">网站地图</a></div></body></html>'
    )


def _nfcms_row(base: str, number: int, article: Article) -> str:
    # Three ways of writing one address are mixed, as in lists that several editors keep.
    written = (base + article.path, base.removeprefix("http:") + article.path, article.path)[number % 3]
    text = article.title if len(article.title) < 22 else article.title[:20] + "…"
    return (
        f'<li><a href="{written}" title="{article.title}" target="_blank">{text}</a>'
        f'<span class="time">{article.day}</span></li>'
    )


def _nfcms_list(base: str, folder: str, page: int) -> Answer:
    """A page of a folder: `index.html`, `index_2.html` …; 404 beyond the end."""
    pages = pages_of(newest_first(_FOGANG_LISTS[folder]), 4)
    if page > len(pages):
        return missing()
    names = ["index.html", *(f"index_{number}.html" for number in range(2, len(pages) + 1))]
    following = f'<a class="next" href="{names[page]}">下一页</a>' if page < len(pages) else ""
    rows = "".join(_nfcms_row(base, number, article) for number, article in enumerate(pages[page - 1]))
    if folder == "bm/2024n" and page == 1:
        twin = _FOGANG_LISTS[folder][0]
        rows += (
            f'<li class="line"></li><li><a href="{twin.also[0]}" title="{twin.title}">{twin.title}（手机版）</a>'
            f'<span class="time">{twin.day}</span></li>'
        )
    return html(
        _nfcms_page(
            "政府信息公开年报 - 佛冈县人民政府",
            f'<div class="list_right"><ul class="news_list">{rows}</ul><div class="page">'
            f'<a class="first" href="{names[0]}">首页</a>{following}<a class="last" href="{names[-1]}">末页</a>'
            f"<span>第{page}/{len(pages)}页</span></div></div>",
            '<meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="政府信息公开">',
        )
    )


def _nfcms_detail(article: Article, path: str) -> Answer:
    post = path.rsplit("_", 1)[1].removesuffix(".html")
    turn = "" if "mpost_" in path else f'<script>if(isMobile()){{location.href="mpost_{post}.html"}}</script>'
    return html(
        _nfcms_page(
            f"{article.title} - 佛冈县人民政府",
            f'<div class="news_cont"><h3 class="news_cont_d_title">{article.title}</h3>'
            f'<div class="news_cont_d_info">来源：{_FOGANG.organ(article.organ or "")} '
            f"发布时间：{article.day} 09:51:12 【字体：大 中 小】</div>"
            f'<div class="news_cont_d_wrap">{_FOGANG.body(article)}</div><div class="share">分享 打印 关闭</div></div>'
            f'<div class="xgxx"><h4>相关链接</h4><a href="{_FOGANG_LISTS["xzf"][5].path}">年报图解</a></div>',
            f'<meta name="NFCMS_POST_ID" content="{post}"><meta name="ArticleTitle" content="{article.title}">'
            f'<meta name="PubDate" content="{article.day} 09:51">'
            f'<meta name="ContentSource" content="佛冈县人民政府">{turn}',
        )
    )


def _nfcms(base: str, asked: Asked) -> Answer:
    path = asked.path
    if path == "/":
        return html(
            _home(
                "佛冈县人民政府",
                _slug,
                (("政务公开", "/zwgk/index.html"), ("政府信息公开年报", f"{_FOLDER}/index.html")),
            )
        )
    if path == "/zwgk/index.html":
        links = "".join(
            f'<a href="{href}">{label}</a>'
            for label, href in (
                ("政府信息公开指南", "/zfxxgkzn/index.html"),
                ("政府信息公开制度", "/zfxxgkzd/index.html"),
                ("法定主动公开内容", "/gkmlpt/index"),
                ("政府信息公开年报", f"{_FOLDER}/index.html"),
                ("依申请公开", "/ysqgk/index.html"),
            )
        )
        return html(_nfcms_page("政务公开 - 佛冈县人民政府", f'<div class="zfxxgk">{links}</div>'))
    if path in _DEAD_ENDS:
        return html(_DEAD_ENDS[path])
    for article in _FOGANG_ARTICLES:
        if path in (article.path, *article.also):
            return _nfcms_detail(article, path)
    folder, _, name = path.removeprefix(_FOLDER).strip("/").rpartition("/")
    if path.endswith("/"):
        folder, name = path.removeprefix(_FOLDER).strip("/"), "index.html"
    number = name.removeprefix("index").removesuffix(".html").removeprefix("_") or "1"
    if not path.startswith(_FOLDER) or not name.startswith("index") or not number.isdecimal():
        return missing()
    if folder in _FOGANG_LISTS:
        return _nfcms_list(base, folder, int(number))
    if folder in _FOGANG_FOLDERS and number == "1":
        links = "".join(f'<li><a href="{href}index.html">{label}</a></li>' for label, href in _FOGANG_FOLDERS[folder])
        return html(
            _nfcms_page(
                "政府信息公开年报 - 佛冈县人民政府",
                f'<div class="list_right"><h2>政府信息公开年报</h2><ul class="folders">{links}</ul></div>',
                '<meta name="ColumnName" content="政府信息公开年报">',
            )
        )
    return missing()


REPLICAS = (
    Replica(
        "gkmlpt",
        "龙门县人民政府",
        "441324",
        ("/gkmlpt/annualreport",),
        _LONGMEN.held(_LONGMEN_REPORTS),
        _longmen,
        look_alikes=tuple(article.path for article in _LONGMEN_OTHERS),
        file_only=("441324-2025",),
    ),
    Replica(
        "gkmlpt_tab",
        "台山市人民政府",
        "440781",
        ("/gkmlpt/annualreport",),
        _TAISHAN.held(_TAISHAN_REPORTS),
        _taishan,
        look_alikes=tuple(article.path for article in _TAISHAN_OTHERS),
    ),
    Replica(
        "nfcms",
        "佛冈县人民政府",
        "441821",
        (f"{_FOLDER}/index.html",),
        _FOGANG.held(_FOGANG_ARTICLES),
        _nfcms,
        look_alikes=tuple(article.path for article in _FOGANG_ARTICLES if article.organ is None),
    ),
)
