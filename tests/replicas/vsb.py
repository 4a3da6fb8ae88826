"""Visual SiteBuilder's portals: static lists numbered backwards, and downloads that want a Referer.

Facts: FIXTURES.md F8, PORTALS.md §4.4. `vsb` is the portal of 甘谷县 with a column of today's template and an older
one in GBK; `vsb_shift` is that of 武山县, where a page was added while the portal was being read: its first page
still counts as before, so that the next link leads past a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.replicas import Answer, Asked, Replica, html, missing, pages_of
from tests.replicas.gkmlpt import PDF, Article, County, dummies, menu, newest_first

_MARK = "<!--Announced by Visual SiteBuilder 9-->"


def _address(slug: str) -> str:
    return f"/{slug}.htm"


_DEAD_ENDS = dummies(_address)
_SIBLINGS = (
    ("政府信息公开指南", "zfxxgkzn"),
    ("政府信息公开制度", "zfxxgkzd"),
    ("法定主动公开内容", "fdzdgknr"),
    ("政府信息公开年报", "zfxxgknb"),
    ("乡镇政府信息公开年报", "xznb"),
    ("依申请公开", "ysqgk"),
)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its slug under /zwgk, the id of its tree node, the number of rows a page, and what it lists.

    `front` is the number of pages that the static first page believes in; `old` is the template of tables in GBK.
    """

    slug: str
    tree: int
    size: int
    articles: tuple[Article, ...]
    front: int
    old: bool = False

    def pages(self) -> list[list[Article]]:
        """The pages as they are now."""
        return pages_of(newest_first(self.articles), self.size)

    def late(self) -> int:
        """How many articles came after the static first page was made."""
        return max(0, len(self.articles) - self.front * self.size)


def _page(name: str, title: str, content: str, head: str = "", charset: str = "utf-8") -> Answer:
    text = (
        f'<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f'<title>{title}</title><meta name="SiteName" content="{name}">{head}{_MARK}'
        '<script src="/system/resource/js/counter.js"></script>'
        '<script>_jsq_(1001,"/index.jsp",-1,1744984858)</script></head><body>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk.htm">政务公开</a></li>{menu(_address)}'
        f'</ul></div>{content}<div class="foot"><a href="/wzdt.htm">网站地图</a></div></body></html>'
    )
    # Pages of the old template do not tell their charset in the header.
    return html(text, charset, tell=charset == "utf-8")


def _rows(column: _Column, articles: list[Article], climb: str) -> str:
    if column.old:
        # The old template has no @title: the page alone has the whole title.
        return "".join(
            f'<tr id="line_u4_{number}" height="20"><td width="20"><span class="leaderfont1"></span></td>'
            f'<td><a class="c1" href="{climb}{article.path.lstrip("/")}" target="_blank">{article.text}</a></td>'
            f'<td><span class="timestyle1">{article.day.replace("-", "/")}</span></td></tr>'
            '<tr><td colspan="3" class="dotline"></td></tr>'
            for number, article in enumerate(articles)
        )
    return "".join(
        f'<li id="line_u13_{number}"><span>{article.day}</span>'
        f'<a href="{climb}{article.path.lstrip("/")}" target="_blank" title="{article.title}">'
        f"{article.title if len(article.title) < 24 else article.title[:22] + '...'}</a></li>"
        for number, article in enumerate(articles)
    )


def _pager(column: _Column, number: int, count: int, total: int, stem: str) -> str:
    """The pager of page `number` of `count`: page p is the file `count - p + 1`, page 1 the column itself."""

    def file(page: int) -> str:
        if page == 1:
            return f"{column.slug}.htm" if stem else f"../{column.slug}.htm"
        return f"{stem}{count - page + 1}.htm"

    def step(kind: str, label: str, page: int, live: bool) -> str:
        if not live:
            return f'<span class="p_{kind}_d p_fun_d">{label}</span>'
        return f'<span class="p_{kind} p_fun"><a href="{file(page)}">{label}</a></span>'

    numbers = "".join(
        f'<span class="p_no_d">{page}</span>'
        if page == number
        else f'<span class="p_no"><a href="{file(page)}">{page}</a></span>'
        for page in range(1, count + 1)
    )
    return (
        f'<div class="pb_sys_common pb_sys_normal"><span class="p_t">共{total}条</span> '
        f'<span class="p_pages">{step("first", "首页", 1, number > 1)}{step("prev", "上页", number - 1, number > 1)}'
        f"{numbers}{step('next', '下页', number + 1, number < count)}{step('last', '尾页', count, number < count)}"
        f'</span> <span class="p_t">{number}/{count}</span></div>'
    )


def _list(name: str, column: _Column, number: int, static: bool) -> Answer:
    """Page `number` of a column, from 1; `static` pages have their own folder, dynamic ones link by query.

    The static first page is as old as its count: what came since is not on it.
    """
    pages = column.pages()
    shown = pages[number - 1]
    if static and number == 1:
        shown = newest_first(column.articles)[column.late() :][: column.size]
        pager = _pager(column, 1, column.front, len(column.articles) - column.late(), f"{column.slug}/")
    elif static:
        pager = _pager(column, number, len(pages), len(column.articles), "")
    else:
        query = f"?urltype=tree.TreeTempUrl&amp;wbtreeid={column.tree}&amp;a{column.tree}p="
        following = f'<a href="/list.jsp{query}{number + 1}">下页</a>' if number < len(pages) else ""
        pager = f'<div class="pages">共{len(column.articles)}条 {number}/{len(pages)} {following}</div>'
    climb = "/" if not static else ("../" if number == 1 else "../../")
    rows = _rows(column, shown, climb)
    listed = f'<table class="winstyle4"><tbody>{rows}</tbody></table>' if column.old else f"<ul>{rows}</ul>"
    return _page(
        name,
        f"政府信息公开年报-{name}",
        f'<div class="list">{listed}</div>{pager}',
        '<meta name="ColumnName" content="政府信息公开年报">',
        "gbk" if column.old else "utf-8",
    )


def _viewer(path: str) -> str:
    """The address of the PDF that a page of /info/{tree}/{news}.htm shows in a frame."""
    tree, news = path.removesuffix(".htm").split("/")[-2:]
    return f"/virtual_attach_file.vsb?afc=b6UmUvLm&oid=1985101194&tid={tree}&nid={news}&e=.pdf"


_DOWNLOAD = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1985101194&wbfileid=14600917"
_CAPTCHA = html(
    "<html><head><title>下载验证</title></head><body><form>请输入验证码"
    '<input name="codeValue"><img src="/system/resource/js/filedownload/createimage.jsp"></form></body></html>'
)


def _detail(county: County, article: Article, attached: bool, empty: bool, charset: str) -> Answer:
    name, publisher = county.organ(""), county.organ(article.organ or "")
    body = county.body(article)
    if empty:
        viewer = _viewer(article.path)
        body = f'<p><script>showVsbpdfIframe("{viewer}","100%","600","0","border",[]);</script></p>'
    files = ""
    if attached:
        files = (
            f'<ul style="list-style-type:none;"><li>附件【<a href="{_DOWNLOAD.replace("&", "&amp;")}" target="_blank">'
            f'{article.title}.pdf</a>】已下载<span id="nattach14600917"></span>次</li></ul>'
        )
    return _page(
        name,
        f"{article.title}-{name}",
        '<div class="xxgk"><ul>'
        f"<li>索引号: zfb/{article.day[:4]}-00021</li><li>主题分类: 政务公开</li><li>发布机构: {publisher}</li>"
        f"<li>组配分类: 政府信息公开年报</li><li>发文字号: </li><li>成文日期: {article.day}</li>"
        f"<li>标题: {article.title}</li></ul></div>"
        f'<form name="_newscontent_fromname"><h1>{article.title}</h1>'
        f'<div class="time">发布时间：{article.day} 11:24 来源：{publisher} 点击：[<span></span>]</div>'
        f'<div id="vsb_content_2"><div class="v_news_content">{body}</div></div>{files}'
        '<p>【<a href="javascript:window.close();">关闭</a>】 上一条：<a href="/tzgg.htm">无</a></p></form>',
        f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 11:24">'
        f'<meta name="ContentSource" content="{publisher}">',
        charset,
    )


def _portal(county: County, columns: tuple[_Column, ...], asked: Asked) -> Answer:
    """How a portal answers. Raises `ValueError` for pages whose number is none."""
    name, path = county.organ(""), asked.path
    if path == "/":
        return _page(name, name, '<div class="xw"><a href="info/1001/1.htm">工作会议召开</a></div>')
    if path == "/zwgk.htm":
        slugs = {column.slug for column in columns}
        links = "".join(
            f'<a href="zwgk/{slug}.htm">{label}</a>' for label, slug in _SIBLINGS if slug != "xznb" or "xznb" in slugs
        )
        dynamic = f"/list.jsp?urltype=tree.TreeTempUrl&amp;wbtreeid={columns[0].tree}"
        years = f'<a href="{dynamic}">历年年报</a>' if "xznb" in slugs else ""
        return _page(name, f"政务公开-{name}", f'<div class="zfxxgk">{links}{years}</div>')
    if path in ("/virtual_attach_file.vsb", "/system/_content/download.jsp"):
        return PDF if asked.headers.get("referer") else _CAPTCHA
    for column in columns:
        count = len(column.pages())
        if path == f"/zwgk/{column.slug}.htm":
            return _list(name, column, 1, static=True)
        stem = path.removeprefix(f"/zwgk/{column.slug}/").removesuffix(".htm")
        if stem.isdecimal() and 1 <= int(stem) < count:
            return _list(name, column, count - int(stem) + 1, static=True)
        if path == "/list.jsp" and asked.query.get("wbtreeid") == str(column.tree):
            number = int(asked.query.get(f"a{column.tree}p", "1"))
            return _list(name, column, min(number, count), static=False)
        for article in column.articles:
            if path in (article.path, *article.also):
                attached, empty = article.path == ATTACHED, article.path == PDF_ONLY
                return _detail(county, article, attached, empty, "gbk" if column.old else "utf-8")
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


_GANGU = County("620523", "甘谷县")
PDF_ONLY = "/info/2381/646001.htm"
"""The page of 甘谷县's report of 2025: its PDF is named by a script alone, and PDF cannot be read yet."""
ATTACHED = "/info/2381/644672.htm"
"""A report's page that also offers the report as a file."""


def _gangu(news: int, day: str, organ: str, year: int, title: str = "") -> Article:
    return _GANGU.report(f"/info/2381/{news}.htm", day, organ, year, title)


def _town(news: int, day: str, town: str, year: int) -> Article:
    organ = f"{town}人民政府"
    return _GANGU.report(f"/info/7902/{news}.htm", day, organ, year, text=f"甘谷县{organ}{year}年政府信息公开工…")


_GANGU_MAIN = _Column(
    "zfxxgknb",
    2381,
    5,
    (
        Article(PDF_ONLY, "2026-01-22", "甘谷县人民政府2025年政府信息公开工作年度报告"),
        _gangu(644672, "2025-01-24", "", 2024),
        _gangu(631205, "2024-01-30", "", 2023),
        _gangu(618044, "2023-02-03", "", 2022, "甘谷县人民政府2022年度政府信息公开工作年度报告"),
        _gangu(604417, "2022-01-29", "", 2021),
        _gangu(590118, "2021-02-02", "", 2020),
        _gangu(571733, "2019-12-31", "", 2016, "2016年甘谷县人民政府政府信息公开工作年度报告"),
        _gangu(644120, "2025-01-17", "人民政府办公室", 2024),
        _gangu(643977, "2025-01-16", "财政局", 2024),
        _gangu(630841, "2024-01-23", "财政局", 2023),
        *(
            Article(f"/info/2381/{news}.htm", day, title)
            for news, day, title in (
                (645010, "2025-02-17", "《甘谷县人民政府2024年政府信息公开工作年度报告》政策解读"),
                (645011, "2025-02-17", "图解甘谷县人民政府2024年政府信息公开工作年度报告"),
                (643002, "2025-01-08", "甘谷县人民政府网站2024年政府网站工作年度报表"),
                (640555, "2024-12-19", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
                (633300, "2024-03-27", "甘谷县2023年法治政府建设年度报告"),
                (629900, "2024-01-09", "甘谷县人民政府网站2023年政府网站工作年度报表"),
                (620110, "2023-03-29", "甘谷县2022年法治政府建设年度报告"),
                (588001, "2021-01-05", "甘谷县政府信息公开指南"),
            )
        ),
    ),
    4,
)
_GANGU_TOWNS = _Column(
    "xznb",
    7902,
    2,
    (
        _town(747072, "2025-01-14", "六峰镇", 2024),
        _town(747073, "2025-01-13", "大像山镇", 2024),
        _town(733018, "2024-01-15", "六峰镇", 2023),
        Article(
            "/info/7902/747200.htm", "2025-02-20", "大像山镇2024年法治政府建设年度报告", text="大像山镇2024年法治政府…"
        ),
    ),
    2,
    old=True,
)
_WUSHAN = County("620524", "武山县")
_WUSHAN_MAIN = _Column(
    "zfxxgknb",
    17122,
    3,
    tuple(
        _WUSHAN.report(f"/info/17122/{news}.htm", day, organ, year)
        for news, day, organ, year in (
            (1839562, "2025-01-27", "", 2024),
            (1839011, "2025-01-22", "人民政府办公室", 2024),
            (1838740, "2025-01-20", "教育局", 2024),
            (1838533, "2025-01-17", "财政局", 2024),
            (1838207, "2025-01-15", "审计局", 2024),
            (1838001, "2025-01-14", "城关镇人民政府", 2024),
            (1801122, "2024-01-26", "", 2023),
            (1800710, "2024-01-18", "财政局", 2023),
            (1800433, "2024-01-12", "城关镇人民政府", 2023),
        )
    )
    + tuple(
        Article(f"/info/17122/{news}.htm", day, title)
        for news, day, title in (
            (1840300, "2025-02-12", "图解武山县人民政府2024年政府信息公开工作年度报告"),
            (1837200, "2025-01-07", "武山县人民政府网站2024年政府网站工作年度报表"),
            (1830010, "2024-12-17", "关于编制2024年政府信息公开工作年度报告的通知"),
            (1799100, "2024-01-08", "武山县人民政府网站2023年政府网站工作年度报表"),
        )
    ),
    # Five pages lie in the folder; the first page was made when there were four.
    4,
)


def _look_alikes(*columns: _Column) -> tuple[str, ...]:
    return tuple(
        article.path
        for column in columns
        for article in column.articles
        if article.organ is None and article.path != PDF_ONLY
    )


REPLICAS = (
    Replica(
        "vsb",
        "甘谷县人民政府",
        "620523",
        ("/zwgk/zfxxgknb.htm", "/zwgk/xznb.htm"),
        _GANGU.held((*_GANGU_MAIN.articles, *_GANGU_TOWNS.articles)),
        lambda base, asked: _portal(_GANGU, (_GANGU_MAIN, _GANGU_TOWNS), asked),
        look_alikes=_look_alikes(_GANGU_MAIN, _GANGU_TOWNS),
        file_only=("620523-2025",),
    ),
    Replica(
        "vsb_shift",
        "武山县人民政府",
        "620524",
        ("/zwgk/zfxxgknb.htm",),
        _WUSHAN.held(_WUSHAN_MAIN.articles),
        lambda base, asked: _portal(_WUSHAN, (_WUSHAN_MAIN,), asked),
        look_alikes=_look_alikes(_WUSHAN_MAIN),
    ),
)
