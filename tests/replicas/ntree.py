"""The n-tree system's portals: folders of numbers, and pages that are fragments numbered backwards.

Facts: FIXTURES.md F10, PORTALS.md §4.12. The portal of 应县: page 2 of a column with four pages is the fragment
`index_2603340_3.html`, the last one `index_2603340_1.html`; the column's script sets `maxPageNum` to 0 first. A second
column, of the towns, has one page and no fragment.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.replicas import Answer, Asked, Replica, html, missing, pages_of
from tests.replicas.gkmlpt import Article, County, dummies, menu, newest_first

_COUNTY = County("140622", "应县")
_NAME = _COUNTY.organ("")
_ZWGK = "/n2588035"
_SPECIAL = f"{_ZWGK}/n2588320"
_PORTRAIT = Answer(b"\x89PNG\r\n\x1a\n", media_type="image/png")


def _address(slug: str) -> str:
    return f"/{slug}/index.html"


_DEAD_ENDS = dummies(_address)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its folder, the component that lists it, the number of rows a page, and what it lists."""

    label: str
    folder: str
    component: int
    size: int
    articles: tuple[Article, ...]

    def pages(self) -> list[list[Article]]:
        return pages_of(newest_first(self.articles), self.size)


def _page(title: str, content: str, head: str = "") -> Answer:
    return html(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="{_NAME}"><meta name="SiteDomain" content="">{head}</head><body>'
        f'<div class="top"><ul><li><a href="/">首页</a></li><li><a href="{_ZWGK}/index.html">政务公开</a></li>'
        f"{menu(_address)}</ul></div>{content}"
        f'<div class="bottom"><a href="{_address("wzdt")}">网站地图</a></div></body></html>'
    )


def _climb(folder: str) -> str:
    """The way from a file of a folder up to the root."""
    return "../" * folder.count("/")


def _rows(column: _Column, articles: list[Article]) -> str:
    """The rows of a page: a separator without a link after every fifth."""
    rows = []
    for number, article in enumerate(articles, 1):
        rows.append(
            f'<li><a href="{_climb(column.folder)}{article.path[1:]}" target="_blank" title="{article.title}">'
            f"{article.text or article.title}</a><span>[{article.day}]</span></li>"
        )
        if number % 5 == 0:
            rows.append('<li style="height:1px; background:#ddd; overflow:hidden"></li>')
    return "\n".join(rows)


def _list(column: _Column) -> Answer:
    """The page of a column with its first rows, beside a component of news that has no pages."""
    pages = column.pages()
    stem = f"{_climb(column.folder)}{column.folder[1:]}/index_{column.component}"
    script, hidden = "", ""
    if len(pages) > 1:
        script = (
            "<script>\n"
            f'var maxPageNum=0;\nvar purl="{stem}";\nvar pageName="index_{column.component}";\n'
            f"function initPager(){{\n  maxPageNum = {len(pages)};\n  showPage{column.component}(1, maxPageNum);\n}}\n"
            f'function goPub(num){{ $.get(purl + "_" + (maxPageNum - num + 1) + ".html", fill); }}\n'
            "</script>"
        )
        links = "".join(f"<a href='{stem}_{number}.html'>{number}</a>" for number in range(len(pages) - 1, 0, -1))
        hidden = f"<div style='display:none'>{links}</div>"
    return _page(
        f"{column.label}-{_NAME}",
        '<div class="hot"><span id="comp_2603999"><li><a href="../../../n2588030/c24100001/content.html">会议召开</a>'
        f'<span>[2025-03-03]</span></li></span></div><div class="zsy_conlist"><ul><span id="comp_{column.component}">'
        f"{_rows(column, pages[0])}</span></ul>{script}{hidden}"
        '<table><tr><td><a href="javascript:goPub(1)">首页</a> <a href="javascript:goPub(2)">下一页</a></td></tr>'
        "</table></div>",
        f'<meta name="ColumnName" content="{column.label}"><meta name="catalogs" content="{column.component}">',
    )


def _fragment(column: _Column, number: int) -> Answer:
    """The rows of a page alone, `number` counted from the oldest page, which is 1."""
    pages = column.pages()
    return html(
        "<!--start component 内容全集(新闻列表内容b)-->\n"
        f"{_rows(column, pages[len(pages) - number])}\n<!--end component 内容全集(新闻列表内容b)-->"
    )


def _detail(article: Article) -> Answer:
    publisher = _COUNTY.organ(article.organ or "")
    number = article.path.split("/")[-2][1:]
    return _page(
        f"{article.title}-{_NAME}",
        f'<div class="zsy_content"><div class="zsy_cotitle">{article.title}'
        f"<p>文章来源：{publisher}　　发布时间：{article.day}</p></div>"
        f'<div class="zsy_comain"><p><img src="part/32377146.png"></p>{_COUNTY.body(article)}</div></div>'
        '<div class="zsy_share">扫一扫在手机打开当前页 【打印】 【关闭】</div>',
        f'<meta name="contentid" content="{number}"><meta name="publishdate" content="{article.day}">'
        '<meta name="catalogs" content="2603340"><meta name="filetype" content="0">'
        '<meta name="publishedtype" content="1"><meta name="pagetype" content="2">',
    )


def _path(folder: str, number: int) -> str:
    return f"{folder}/c{number}/content.html"


_MAIN = f"{_SPECIAL}/n2588335"
_TOWNS = f"{_SPECIAL}/n2588336"


def _report(
    number: int, day: str, organ: str, year: int, title: str = "", text: str = "", town: bool = False
) -> Article:
    """A report of the main column, or one of the towns' that both columns hold, each in its own folder."""
    path = _path(_MAIN, number)
    return _COUNTY.report(path, day, organ, year, title, (_path(_TOWNS, number),) if town else (), text)


def _other(number: int, day: str, title: str) -> Article:
    return Article(_path(_MAIN, number), day, title)


_REPORTS = (
    _report(35128064, "2025-01-23", "", 2024),
    _report(30011872, "2024-01-30", "", 2023, text="应县人民政府2023年政府信息公开工…"),
    _report(26914405, "2023-01-31", "", 2022, "应县人民政府2022年度政府信息公开工作年度报告"),
    _report(17433110, "2021-01-29", "", 2020),
    _report(10480042, "2018-03-26", "", 2017, "2017年度应县人民政府政府信息公开工作年度报告"),
    _report(35120977, "2025-01-20", "人民政府办公室", 2024),
    _report(35119306, "2025-01-17", "教育局", 2024, text="应县教育局2024年政府信息公开…"),
    _report(29987441, "2024-01-22", "教育局", 2023),
    _report(35118220, "2025-01-15", "金城镇人民政府", 2024, town=True),
    _report(29986103, "2024-01-16", "南河种镇人民政府", 2023, town=True),
)
_OTHERS = (
    _other(35211406, "2025-02-19", "图解：应县人民政府2024年政府信息公开工作年度报告"),
    _other(35211390, "2025-02-18", "应县人民政府2024年政府信息公开工作年度报告解读"),
    _other(35101128, "2025-01-07", "应县人民政府网站2024年政府网站工作年度报表"),
    _other(34880015, "2024-12-13", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
    _other(30544187, "2024-03-25", "应县2023年法治政府建设年度报告"),
    _other(29950310, "2024-01-05", "应县人民政府网站2023年政府网站工作年度报表"),
    _other(27480266, "2023-03-22", "应县2022年法治政府建设年度报告"),
    _other(16000871, "2020-04-14", "应县政府信息公开指南"),
)
_COLUMNS = (
    _Column("政府信息公开年报", _MAIN, 2603340, 5, (*_REPORTS, *_OTHERS)),
    _Column(
        "乡镇政府信息公开年报",
        _TOWNS,
        2603341,
        20,
        tuple(Article(report.also[0], report.day, report.title) for report in _REPORTS if report.also),
    ),
)
_SIBLINGS = (
    ("政府信息公开指南", f"{_SPECIAL}/n2588331/index.html"),
    ("政府信息公开制度", f"{_SPECIAL}/n2588332/index.html"),
    ("法定主动公开内容", f"{_SPECIAL}/n2588333/index.html"),
    *((column.label, f"{column.folder}/index.html") for column in _COLUMNS),
    ("依申请公开", f"{_SPECIAL}/n2588337/index.html"),
)


def _respond(base: str, asked: Asked) -> Answer:
    path = asked.path.removesuffix("index.html")
    if path == "/":
        return _page(_NAME, f'<div class="xw"><a href="{_ZWGK}/">政务公开</a><a href="/n2588030/">今日应县</a></div>')
    if path == f"{_ZWGK}/":
        return _page(f"政务公开-{_NAME}", '<div class="left"><a href="./n2588320/index.html">政府信息公开</a></div>')
    if path == f"{_SPECIAL}/":
        links = "".join(f'<li><a href="../..{address}">{label}</a></li>' for label, address in _SIBLINGS)
        return _page(f"政府信息公开-{_NAME}", f'<ul class="left">{links}</ul>')
    for column in _COLUMNS:
        if path == f"{column.folder}/":
            return _list(column)
        stem = path.removeprefix(f"{column.folder}/index_{column.component}_").removesuffix(".html")
        if stem.isdecimal() and 1 <= int(stem) < len(column.pages()):
            return _fragment(column, int(stem))
    if path.endswith("/part/32377146.png"):
        return _PORTRAIT
    for article in (*_REPORTS, *_OTHERS):
        if path in (article.path, *article.also):
            return _detail(article)
    return html(_DEAD_ENDS[asked.path]) if asked.path in _DEAD_ENDS else missing()


REPLICAS = (
    Replica(
        "ntree",
        _NAME,
        _COUNTY.code,
        tuple(f"{column.folder}/index.html" for column in _COLUMNS),
        _COUNTY.held(_REPORTS),
        _respond,
        look_alikes=tuple(article.path for article in _OTHERS),
    ),
)
