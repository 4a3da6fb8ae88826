"""UCAP portals: static lists counted from 1, and shells whose list is JSON, by GET or by POST.

Facts: FIXTURES.md F2, PORTALS.md §4.2. `ucap` (余干县) has two static lists of two templates below an empty shell;
`ucap_json` (庆安县) asks for its rows by the channel of a meta tag; `ucap_post` (文昌市) by that of a script.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5

from tests.replicas import Answer, Asked, Replica, data, html, missing, pages_of
from tests.replicas.gkmlpt import PDF, Article, County, newest_first
from tests.replicas.trs import Site, alike


def _hex(key: str) -> str:
    return md5(key.encode()).hexdigest()


def _address(folder: str, day: str, key: str) -> str:
    """The address of an article: only the month tells when it was published."""
    return f"{folder}/{day[:4]}{day[5:7]}/{_hex(folder + key)}.shtml"


def _others(county: County, folder: str, year: int) -> tuple[Article, ...]:
    return tuple(Article(_address(folder, day, title), day, title) for day, title in alike(county, year))


def _reports(county: County, folder: str, *rows: tuple[str, str, int, str]) -> tuple[Article, ...]:
    """Reports from rows of day, organ, year and title, "" for the commonest."""
    return tuple(
        county.report(_address(folder, day, f"{organ}{year}"), day, organ, year, title)
        for day, organ, year, title in rows
    )


def _none(*groups: tuple[Article, ...]) -> tuple[str, ...]:
    """The addresses of the articles that are no reports."""
    return tuple(article.path for group in groups for article in group if article.organ is None)


def _cut(title: str) -> str:
    return title if len(title) <= 20 else f"{title[:19]}…"


def _metas(folder: str, label: str = "政府信息公开年报") -> str:
    """The meta tags of a column: its channel, and when the page was made."""
    return (
        f'<meta name="ColumnName" content="{label}"><meta name="ColumnType" content="政府信息公开">'
        f'<meta name="channelid" content="{_hex(folder)}">'
        '<meta name="others" content="页面生成时间 2026-02-01 01:48:08" />'
    )


def _detail(site: Site, article: Article, body: str, folder: str, files: str = "") -> Answer:
    """An article's page: table of facts, then the elements that no other system has."""
    publisher = site.county.organ(article.organ or "")
    facts = (
        ("索 引 号", f"K{site.county.code}/{article.day[:4]}-00221", "主题分类", "政务公开"),
        ("发布机构", publisher, "发布日期", article.day),
        ("名 称", article.title, "文 号", "〔〕号"),
        ("来 源", publisher, "主 题 词", ""),
    )
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in facts)
    return site.page(
        f"{article.title}_{site.name}",
        f'<div class="xxgk-info"><table>{table}</table></div><h1><UCAPTITLE>{article.title}</UCAPTITLE></h1>'
        f'<div class="info">发布时间：<PUBLISHTIME>{article.day}</PUBLISHTIME> 来源：{publisher}</div>'
        f'<div id="zoomcon" class="article-content"><UCAPCONTENT>{body}</UCAPCONTENT></div>{files}'
        '<div class="related"><h3>相关链接</h3><ul><li><a href="/zcjd/index.html">政策解读</a></li></ul></div>',
        site.article_head(article)
        + _metas(folder)
        + '<meta name="template,templategroup,version" content="559,default,1.6" />',
    )


# ucap: two static lists.

_YUGAN = County("361127", "余干县")
_OFFICES, _TOWNS = "/yugan/c128570", "/yugan/c128571"
_SHELL = "/yugan/gknb/xxgk_lists.shtml"
_SITE = Site(
    _YUGAN,
    (("政府信息公开", "/yugan/zfxxgk/index.html"),),
    _SHELL,
    further=(("县级政府信息公开年报", f"{_OFFICES}/list.shtml"), ("乡镇政府信息公开年报", f"{_TOWNS}/list.shtml")),
)
# The treasury's report of 2023 lies in the treasury's own folder as well; the list links both.
_TREASURY_COPY = _address("/yugan/czj", "2024-01-16", "财政局2023")
_YUGAN_PDF = Article(
    _address(_OFFICES, "2026-01-21", "2025"), "2026-01-21", "余干县人民政府2025年政府信息公开工作年度报告"
)
PDF_ONLY = _YUGAN_PDF.path
"""The page of 余干县's report of 2025: no text but the name of its PDF, which cannot be read yet."""
_FILES = f"{posixpath.dirname(PDF_ONLY)}/1653980/files"
PDF_FILE = f"{_FILES}/【2025】年报.pdf"
BROKEN = _address(_OFFICES, "2023-01-31", "2022")
"""A report whose text is parted by the mark of a page break."""
ROW_FILE = f"{_TOWNS}/1653722/files/{_hex('石口镇')}.pdf"
"""A file that a row of the towns' list links beside the page of the same report."""
PDF_ROW = f"{_TOWNS}/1653723/files/{_hex('瑞洪镇')}.pdf"
"""A row that is 瑞洪镇's report of 2024 as a PDF alone, which cannot be read yet."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A static list: page n, from 1, is `list.shtml` or `list_n.shtml`."""

    folder: str
    size: int
    articles: tuple[Article, ...]

    def pages(self) -> list[list[Article]]:
        """The articles of each page."""
        return pages_of(newest_first(self.articles), self.size)

    def number(self, path: str) -> int | None:
        """The page at a path; None for what is no page of this list."""
        found = re.fullmatch(rf"{re.escape(self.folder)}/list(?:_(\d+))?\.shtml", path)
        return int(found[1] or 1) if found else None

    def pager(self, number: int) -> str:
        """The call that draws the pager: a box, the pages, the page from 1, the file, the records."""
        return (
            '<div id="page_div"></div><script src="/yugan/js/page.js"></script><script>'
            f"createPageHTML('page_div',{len(self.pages())}, {number},'list','shtml',{len(self.articles)});</script>"
        )


_YUGAN_COLUMNS = (
    _Column(
        _OFFICES,
        6,
        (
            _YUGAN_PDF,
            *_reports(
                _YUGAN,
                _OFFICES,
                ("2025-01-23", "", 2024, ""),
                ("2025-01-20", "人民政府办公室", 2024, ""),
                ("2025-01-16", "财政局", 2024, ""),
                ("2024-01-25", "", 2023, "余干县人民政府2023年度政府信息公开工作年度报告"),
                ("2023-01-31", "", 2022, ""),
                ("2022-06-14", "", 2017, "余干县人民政府2017年政府信息公开工作年度报告"),
            ),
            _YUGAN.report(
                _address(_OFFICES, "2024-01-17", "财政局2023"), "2024-01-17", "财政局", 2023, also=(_TREASURY_COPY,)
            ),
            *_others(_YUGAN, _OFFICES, 2024),
        ),
    ),
    _Column(
        _TOWNS,
        3,
        (
            Article(PDF_ROW, "2025-01-15", "余干县瑞洪镇人民政府2024年政府信息公开工作年度报告"),
            *_reports(
                _YUGAN,
                _TOWNS,
                ("2025-01-14", "石口镇人民政府", 2024, ""),
                ("2025-01-13", "黄金埠镇人民政府", 2024, ""),
                ("2024-01-12", "石口镇人民政府", 2023, ""),
            ),
            Article(
                _address(_TOWNS, "2025-03-18", "石口镇法治"), "2025-03-18", "余干县石口镇2024年法治政府建设年度报告"
            ),
        ),
    ),
)
_YUGAN_ARTICLES = {
    path: (article, column.folder)
    for column in _YUGAN_COLUMNS
    for article in column.articles
    for path in (article.path, *article.also)
}


def _office_row(article: Article, path: str) -> str:
    return (
        f'<li><a href="{path}" title="{article.title}" target="_blank">{_cut(article.title)}</a>'
        f'<span class="time">{article.day}</span></li>'
    )


def _town_row(article: Article) -> str:
    """A row with a cell for files; hrefs begin and end with line breaks."""
    file = ""
    if article.path == PDF_ROW or (article.organ, article.year) == ("石口镇人民政府", 2024):
        target = PDF_ROW if article.path == PDF_ROW else ROW_FILE
        file = f'<a href="\n{target}\n" download="{article.title}.pdf">PDF下载</a>'
    named = f'<span class="til">{article.title}</span><span class="sub-til"></span>'
    link = named if article.path == PDF_ROW else f'<a href="\n{article.path}\n" target="_blank">{named}</a>'
    return f'<tr><td class="info">{link}</td><td>{article.day}</td><td class="file">{file}</td></tr>'


def _yugan_list(column: _Column, number: int) -> Answer:
    shown = column.pages()[number - 1]
    if column.folder == _TOWNS:
        rows = "".join(map(_town_row, shown))
        listed = f'<table><tbody id="zc-list-content">{rows}</tbody></table>'
    else:
        rows = "".join(_office_row(article, path) for article in shown for path in (article.path, *article.also))
        listed = f'<ul class="pageList newsList">{rows}</ul>'
    # Another template of the first page: no page of its own.
    gallery = '<div class="tab"><a href="list2.shtml">图文列表</a></div>' if column.folder == _OFFICES else ""
    return _SITE.page(f"政府信息公开年报_{_SITE.name}", gallery + listed + column.pager(number), _metas(column.folder))


def _yugan_shell() -> Answer:
    """The parent of the two lists: it has none of its own."""
    links = "".join(f'<li><a href="{path}">{label}</a></li>' for label, path in _SITE.further)
    return _SITE.page(
        f"政府信息公开年报_{_SITE.name}",
        f'<div class="left"><ul>{links}</ul></div><ul class="pageList newsList"></ul>',
        _metas("/yugan/gknb"),
    )


def _yugan_detail(path: str) -> Answer:
    article, folder = _YUGAN_ARTICLES[path]
    body, files = _YUGAN.body(article), ""
    if path == PDF_ONLY:
        body = "<p></p>"
        name = posixpath.basename(PDF_FILE)
        files = f'<div class="fj">附件：<a href="1653980/files/{name}" download="{name}">{name}</a></div>'
    elif path == BROKEN:
        heading = "<p>五、存在的主要问题及改进情况</p>"
        body = body.replace(heading, f"<p>#PAGE_BREAK#</p>{heading}")
    return _detail(_SITE, article, body, folder, files)


def _yugan(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _SITE.entrance(base, path):
        return entrance
    if path == _SHELL:
        return _yugan_shell()
    if path == f"{_OFFICES}/list2.shtml":
        return _yugan_list(_YUGAN_COLUMNS[0], 1)
    if path in (PDF_FILE, ROW_FILE, PDF_ROW):
        return PDF
    for column in _YUGAN_COLUMNS:
        number = column.number(path)
        if number is not None:
            return _yugan_list(column, number) if 1 <= number <= len(column.pages()) else missing()
    return _yugan_detail(path) if path in _YUGAN_ARTICLES else missing()


# ucap_json: rows by GET.

SEARCH = "/common/search/"
_QINGAN = County("231224", "庆安县")
_QINGAN_FOLDER = "/qax/c102337"
_QINGAN_SITE = Site(_QINGAN, (("政府信息公开", "/qax/zfxxgk/index.html"),), f"{_QINGAN_FOLDER}/list.shtml")
CHANNEL = _hex(_QINGAN_FOLDER)
"""The channel of 庆安县's column, as its meta tag tells it."""
_QINGAN_ARTICLES = (
    *_reports(
        _QINGAN,
        _QINGAN_FOLDER,
        ("2026-01-19", "", 2025, ""),
        ("2025-01-22", "", 2024, ""),
        ("2025-01-20", "人民政府办公室", 2024, ""),
        ("2025-01-16", "财政局", 2024, ""),
        ("2025-01-14", "民乐镇人民政府", 2024, ""),
        ("2024-01-24", "", 2023, "2023年度庆安县人民政府政府信息公开工作年度报告"),
        ("2024-01-18", "财政局", 2023, ""),
        ("2024-01-12", "民乐镇人民政府", 2023, ""),
        ("2022-01-27", "", 2021, ""),
        ("2020-12-30", "", 2018, ""),
    ),
    *_others(_QINGAN, _QINGAN_FOLDER, 2024),
    *_others(_QINGAN, _QINGAN_FOLDER, 2023),
)
_QINGAN_PAGES = {article.path: article for article in _QINGAN_ARTICLES}


def _qingan_shell() -> Answer:
    return _QINGAN_SITE.page(
        f"政府信息公开年报_{_QINGAN_SITE.name}",
        '<ul class="pageList newsList" id="list"></ul><div id="page_div"></div><script>\n'
        "var channelId = $(\"meta[name='channelid']\").attr('content');\n"
        "function load(page) {\n"
        f"  $.get('{SEARCH}' + channelId + '?page=' + page + '&_pageSize=15&_isAgg=true&_isJson=true"
        "&_template=index&_rangeTimeGte=&_channelName=', function (res) {\n"
        "    $.each(res.data.results, function (i, item) {\n"
        "      $('#list').append('<li><a href=\"' + item.url + '\" title=\"' + item.title + '\">' + item.title\n"
        "        + '</a><span class=\"time\">' + item.publishedTimeStr.substring(0, 10) + '</span></li>');\n"
        "    });\n  }, 'json');\n}\nload(1);\n</script>",
        _metas(_QINGAN_FOLDER),
    )


def _page_number(text: str) -> int:
    """The number of a page as asked for; what is no number asks for the first."""
    return int(text) if text.isdecimal() else 1


def _properties(county: County, article: Article) -> list[dict[str, list[dict[str, str]]]]:
    """What the interfaces tell of an article besides."""
    return [
        {
            "resultList": [
                {"key": "indexnumber", "value": f"K{county.code}/{article.day[:4]}-00221"},
                {"key": "source", "value": county.organ(article.organ or "")},
            ]
        }
    ]


def _search(base: str, channel: str, query: Mapping[str, str]) -> Answer:
    """A page of a channel; none of its rows where JSON was not asked for, and for an unknown channel."""
    if query.get("_isJson") != "true":
        return _qingan_shell()
    articles = newest_first(_QINGAN_ARTICLES) if channel == CHANNEL else []
    size, number = _page_number(query.get("_pageSize", "15")), _page_number(query.get("page", "1"))
    rows = [
        {
            "title": article.title,
            "subTitle": "",
            "url": base.removeprefix("http:") + article.path,
            "publishedTimeStr": f"{article.published:%Y-%m-%d %H:%M:%S}",
            "channelName": f"{article.day[:4]}年",
            "content": article.title,
            "contentHtml": f"<p>{article.title}</p>",
            "domainMetaList": _properties(_QINGAN, article),
        }
        for article in articles[(number - 1) * size : number * size]
    ]
    return data({"data": {"channelId": channel, "total": len(articles), "page": number, "rows": size, "results": rows}})


def _qingan(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _QINGAN_SITE.entrance(base, path):
        return entrance
    if path == f"{_QINGAN_FOLDER}/list.shtml":
        return _qingan_shell()
    if path.startswith(SEARCH) and asked.method == "GET":
        return _search(base, path.removeprefix(SEARCH), asked.query)
    if path in _QINGAN_PAGES:
        article = _QINGAN_PAGES[path]
        return _detail(_QINGAN_SITE, article, _QINGAN.body(article), _QINGAN_FOLDER)
    return missing()


# ucap_post: rows by POST.

FILES = "/getFileListByCodeId"
_WENCHANG = County("469005", "文昌市")
_WENCHANG_FOLDER = "/wcszf/n810214/c102384r"
_WENCHANG_SITE = Site(
    _WENCHANG,
    (("政务公开", "/wcszf/zwgk/index.html"), ("政府信息公开", "/wcszf/n810214/index.html")),
    f"{_WENCHANG_FOLDER}/index.html",
)
CODE = _hex(_WENCHANG_FOLDER)
"""The channel of 文昌市's column, as its script tells it."""


def _content(number: int, day: str, organ: str, year: int, title: str = "") -> Article:
    return _WENCHANG.report(f"{_WENCHANG_FOLDER}/c{number}/content.html", day, organ, year, title)


_DIRECT = (
    _content(5247234, "2025-03-28", "", 2024),
    _content(5247102, "2025-01-21", "人民政府办公室", 2024),
    _content(5221877, "2024-01-25", "", 2023),
    _content(5198410, "2023-01-30", "", 2022, "文昌市人民政府政府信息公开工作2022年度报告"),
    _content(5140033, "2021-02-02", "", 2020),
    _content(5077215, "2019-07-10", "", 2016),
    *(
        Article(f"{_WENCHANG_FOLDER}/c{5300000 + number}/content.html", day, title)
        for number, (day, title) in enumerate((*alike(_WENCHANG, 2024), *alike(_WENCHANG, 2023)))
    ),
)
_BELOW = (
    _content(5246981, "2025-01-17", "财政局", 2024),
    _content(5246702, "2025-01-15", "文城镇人民政府", 2024),
    _content(5221309, "2024-01-18", "财政局", 2023),
    _content(5221114, "2024-01-15", "文城镇人民政府", 2023),
)
"""The articles of the sub-channels, which only come where they are asked for."""
_WENCHANG_PAGES = {article.path: article for article in (*_DIRECT, *_BELOW)}
# The row's url of this report is a page that sends its visitors on; `redirectUrl` is where to.
_MOVED = _BELOW[0].path
REDIRECT = f"{_WENCHANG_FOLDER}/c5246980/content.html"
"""A page that is but a script's redirect to a report."""


def _wenchang_shell() -> Answer:
    return _WENCHANG_SITE.page(
        f"政府信息公开年报_{_WENCHANG_SITE.name}",
        f'<input type="hidden" id="channelId" value="{CODE}"><ul class="list" id="gknb"></ul><script>\n'
        f"var channelId = '{CODE}';\n"
        "function getList(page, size) {\n"
        f"  $.post('{FILES}', {{ channelId: channelId, page: page, size: size, relateSubChannels: true }},\n"
        "    function (res) {\n      $.each(res.results.data.results, function (i, item) {\n"
        "        var href = item.redirectUrl || item.url;\n"
        "        $('#gknb').append('<li><a href=\"' + href + '\">' + item.titleHtml + '</a><span>'\n"
        "          + item.publishedTimeStr.substring(0, 10) + '</span></li>');\n"
        "      });\n    }, 'json');\n}\ngetList(1, 10);\n</script>",
        '<meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="政府信息公开">'
        '<meta name="others" content="页面生成时间 2026-02-01 01:48:08" />',
    )


def _files(base: str, form: Mapping[str, str]) -> Answer:
    """A page of the channel, with its sub-channels where the form says so."""
    related = _BELOW if form.get("relateSubChannels") == "true" else ()
    articles = newest_first(_DIRECT, related) if form.get("channelId") == CODE else []
    size, number = _page_number(form.get("size", "20")), _page_number(form.get("page", "1"))
    rows = [
        {
            "titleHtml": f"<b>{article.title}</b>",
            "subTitleHtml": "",
            "url": base + (REDIRECT if article.path == _MOVED else article.path),
            "redirectUrl": base + article.path if article.path == _MOVED else "",
            "publishedTimeStr": f"{article.published:%Y-%m-%d %H:%M:%S}",
            "domainMetaList": _properties(_WENCHANG, article),
        }
        for article in articles[(number - 1) * size : number * size]
    ]
    return data({"results": {"data": {"total": len(articles), "results": rows}}})


def _wenchang(base: str, asked: Asked) -> Answer:
    path = asked.path
    if entrance := _WENCHANG_SITE.entrance(base, path):
        return entrance
    if path in (f"{_WENCHANG_FOLDER}/index.html", f"{_WENCHANG_FOLDER}/"):
        return _wenchang_shell()
    if path == FILES and asked.method == "POST":
        return _files(base, asked.form)
    if path == REDIRECT:
        return html(f"<html><head><script>location.href={json.dumps(_MOVED)}</script></head></html>")
    if path in _WENCHANG_PAGES:
        article = _WENCHANG_PAGES[path]
        return _detail(_WENCHANG_SITE, article, _WENCHANG.body(article), _WENCHANG_FOLDER)
    return missing()


REPLICAS = (
    Replica(
        "ucap",
        _SITE.name,
        _YUGAN.code,
        (f"{_OFFICES}/list.shtml", f"{_TOWNS}/list.shtml"),
        _YUGAN.held(article for column in _YUGAN_COLUMNS for article in column.articles),
        _yugan,
        look_alikes=tuple(
            path for path in _none(*(column.articles for column in _YUGAN_COLUMNS)) if path not in (PDF_ONLY, PDF_ROW)
        ),
        file_only=("361127-2025",),
    ),
    Replica(
        "ucap_json",
        _QINGAN_SITE.name,
        _QINGAN.code,
        (f"{_QINGAN_FOLDER}/list.shtml",),
        _QINGAN.held(_QINGAN_ARTICLES),
        _qingan,
        look_alikes=_none(_QINGAN_ARTICLES),
    ),
    Replica(
        "ucap_post",
        _WENCHANG_SITE.name,
        _WENCHANG.code,
        (f"{_WENCHANG_FOLDER}/index.html",),
        _WENCHANG.held((*_DIRECT, *_BELOW)),
        _wenchang,
        look_alikes=_none(_DIRECT, _BELOW),
    ),
)
