"""Portals of no known system, one for each way of listing that a reader must find for itself.

Facts: FIXTURES.md F11, PORTALS.md §1.2, §4.13 and §5.

- `iframe_table`: 高唐县, tables in GBK, the list in a frame, `?page=N`; details have no meta tags.
- `path_pages`: 延川县, pages `1.html`, `2.html` … with numbers for links and no link to the next one.
- `json_spa`: 当阳市, an empty page whose script names a static JSON file.
- `single_column`: 宜良县, the column is the report itself, and its years are a query.
- `subject_folders`: 鹰潭市, folders of subjects, in them folders of years, in them the reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.replicas import Answer, Asked, Held, Replica, data, html, missing, pages_of
from tests.replicas.gkmlpt import PDF, Article, County, dummies, menu, newest_first
from tests.replicas.reports import body_of, title_of

_SIBLINGS = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
GONE = "<html><head><title>提示</title></head><body><p>您访问的页面不存在</p><a href='/'>返回首页</a></body></html>"


def _siblings(address: str, folder: str) -> str:
    """The entries of the left menu: `address` is the column's, the others are dead ends of a folder."""
    return "".join(
        f'<li><a href="{address if label.endswith("年报") else f"{folder}/{number}.html"}">{label}</a></li>'
        for number, label in enumerate(_SIBLINGS)
    )


def _not_reports(articles: Iterable[Article], *files: str) -> tuple[str, ...]:
    """The addresses of what is listed and no report; `files` are reports that cannot be read yet."""
    return tuple(article.path for article in articles if article.organ is None and article.path not in files)


# iframe_table -------------------------------------------------------------------------------------------------------


def _asp(slug: str) -> str:
    return f"/{slug}.asp"


_GAOTANG = County("371526", "高唐县")
_ASP_DEAD_ENDS = dummies(_asp)
_FRAME = "/zfxxgk/list_frame.asp"
_WPS = Answer(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", media_type="application/octet-stream")
DOC_ONLY = "/zfxxgk/upload/2022/nb2021.doc"
"""高唐县's report of 2021 of its 水利局: the row links the file, which cannot be read yet."""


def _gaotang(number: int, day: str, organ: str, year: int, title: str = "") -> Article:
    """A report, whose title stands cut in the list and whole on its page only."""
    text = f"{_GAOTANG.organ(organ)}{year}年政府信息公开…"
    return _GAOTANG.report(f"/zfxxgk/show.asp?id={number}", day, organ, year, title, (), text)


_GAOTANG_ARTICLES = (
    _gaotang(5120, "2025-01-21", "", 2024),
    _gaotang(4733, "2024-01-26", "", 2023),
    _gaotang(3360, "2021-01-26", "", 2020, "高唐县人民政府2020年度政府信息公开工作年度报告"),
    _gaotang(2011, "2018-03-28", "", 2017),
    _gaotang(5111, "2025-01-15", "财政局", 2024),
    _gaotang(4702, "2024-01-17", "财政局", 2023),
    _gaotang(5099, "2025-01-13", "清平镇人民政府", 2024),
    Article(DOC_ONLY, "2022-01-19", "高唐县水利局2021年政府信息公开工作年度报告"),
    Article("/zfxxgk/show.asp?id=5190", "2025-02-13", "图解高唐县人民政府2024年政府信息公开工作年度报告"),
    Article("/zfxxgk/show.asp?id=5066", "2025-01-06", "高唐县人民政府网站2024年政府网站工作年度报表"),
    Article("/zfxxgk/show.asp?id=4790", "2024-03-27", "高唐县2023年法治政府建设年度报告"),
    Article("/zfxxgk/show.asp?id=4650", "2023-12-14", "关于编制2023年政府信息公开工作年度报告的通知"),
    Article("/zfxxgk/show.asp?id=2900", "2020-05-11", "高唐县政府信息公开指南"),
)


def _asp_page(content: str) -> Answer:
    """A page in GBK; every title is the portal's, and no header tells the charset."""
    name = _GAOTANG.organ("")
    return html(
        '<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312">'
        f'<TITLE>{name}</TITLE></HEAD><BODY><table width="1000" align="center"><tr><td><a href="/">首页</a>'
        f'<a href="/zfxxgk/index.asp">政府信息公开</a><ul>{menu(_asp)}</ul></td></tr><tr><td>{content}</td></tr>'
        f"<tr><td>版权所有：{name}</td></tr></table></BODY></HTML>",
        "gbk",
        tell=False,
    )


def _asp_frame(number: int) -> Answer:
    """A page of the list in the frame; what lies beyond the end is page 1 again."""
    pages = pages_of(newest_first(_GAOTANG_ARTICLES), 5)
    number = number if 1 <= number <= len(pages) else 1
    rows = "".join(
        # The addresses of the rows are written over two lines.
        f'<tr><td height="26">·<a href="\n{article.path}\n" target="_blank">{article.text or article.title}</a></td>'
        f'<td width="100">【{article.day}】</td></tr><tr><td colspan="2" bgcolor="#cccccc" height="1"></td></tr>'
        for article in pages[number - 1]
    )

    def step(label: str, page: int) -> str:
        return f'<a href="?page={page}">{label}</a>' if page != number and 1 <= page <= len(pages) else label

    return html(
        f"<html><body><table>{rows}</table><p>{step('首页', 1)} {step('上一页', number - 1)} "
        f"{step('下一页', number + 1)} {step('尾页', len(pages))} 第{number}/{len(pages)}页</p></body></html>",
        "gbk",
        tell=False,
    )


def _asp_detail(article: Article) -> Answer:
    return _asp_page(
        f'<table width="900"><tr><td class="bt">{article.title}</td></tr>'
        f'<tr><td align="center">【{article.day}】【字体：大 中 小】'
        '【<a href="javascript:window.close()">关闭</a>】</td></tr>'
        f'<tr><td style="line-height:28px">{_GAOTANG.body(article)}</td></tr><tr><td>附件：'
        '<a href="upload/2025/table.wps">统计表.wps</a> <a href="upload/2025/table.doc">统计表.doc</a></td></tr>'
        "</table>"
    )


def _iframe_table(base: str, asked: Asked) -> Answer:
    path = asked.path
    if path == "/":
        return _asp_page('<marquee><a href="zfxxgk/index.asp">政府信息公开专栏</a></marquee>')
    if path == "/zfxxgk/index.asp":
        return _asp_page(f"<ul>{_siblings('zfxxgknb.asp', '/zfxxgk')}</ul>")
    if path == "/zfxxgk/zfxxgknb.asp":
        return _asp_page(
            "<table><tr><td>您的位置：<a href='/'>首页</a> &gt; 政府信息公开年报</td></tr><tr><td>"
            f'<iframe src="{_FRAME}" width="700" height="600" scrolling="no"></iframe></td></tr></table>'
        )
    if path == _FRAME:
        number = asked.query.get("page", "1")
        return _asp_frame(int(number) if number.isdecimal() else 1)
    if path.startswith("/zfxxgk/upload/"):
        return _WPS
    if path == "/zfxxgk/show.asp":
        found = [article for article in _GAOTANG_ARTICLES if article.path == asked.target]
        return _asp_detail(found[0]) if found else html(GONE, "gbk", tell=False)
    return html(_ASP_DEAD_ENDS[path]) if path in _ASP_DEAD_ENDS else missing()


# path_pages ---------------------------------------------------------------------------------------------------------


def _slug(slug: str) -> str:
    return f"/{slug}/index.html"


_DEAD_ENDS = dummies(_slug)
_YANCHUAN = County("610622", "延川县")
_NUMBERED = "/zwgk/zfxxgk/zfxxgknb"


def _snow(number: int, day: str, organ: str, year: int, title: str = "") -> Article:
    return _YANCHUAN.report(f"{_NUMBERED}/{number}.html", day, organ, year, title)


_YANCHUAN_ARTICLES = (
    _snow(1882261706398441473, "2025-01-23", "", 2024),
    _snow(1752145310084734977, "2024-01-30", "", 2023, "2023年度延川县人民政府政府信息公开工作年度报告"),
    _snow(1619882264401190913, "2023-01-30", "", 2022),
    _snow(1487633098114519041, "2022-01-30", "", 2021),
    # A report of 2016 came on line with the move to the new portal.
    _snow(1300118842266071042, "2020-08-31", "", 2016),
    _snow(1880110245937225730, "2025-01-17", "人民政府办公室", 2024),
    _snow(1879363101852622850, "2025-01-15", "农业农村局", 2024),
    _snow(1747511984402325505, "2024-01-17", "农业农村局", 2023),
    _snow(1878990144027340801, "2025-01-14", "文安驿镇人民政府", 2024),
    *(
        Article(f"{_NUMBERED}/{number}.html", day, title)
        for number, day, title in (
            (1891003377215766529, "2025-02-16", "《延川县人民政府2024年政府信息公开工作年度报告》解读"),
            (1891003377215766530, "2025-02-16", "图解延川县人民政府2024年政府信息公开工作年度报告"),
            (1876488110263611394, "2025-01-07", "延川县人民政府网站2024年政府网站工作年度报表"),
            (1868106633048408066, "2024-12-15", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
            (1772901150337966081, "2024-03-27", "延川县2023年法治政府建设年度报告"),
            (1744200871096221697, "2024-01-08", "延川县人民政府网站2023年政府网站工作年度报表"),
        )
    ),
)


def _plain_page(county: County, title: str, content: str, head: str = "") -> Answer:
    name = county.organ("")
    return html(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="{name}">{head}</head><body>'
        f'<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/index.html">政务公开</a></li>'
        f'{menu(_slug)}</ul></div>{content}<div class="footer">主办单位：{name}办公室</div></body></html>'
    )


def _plain_detail(county: County, article: Article, body: str = "") -> Answer:
    """An article's page with the standard meta tags; without a `body` it has the article's own."""
    publisher = county.organ(article.organ or "")
    return _plain_page(
        county,
        f"{article.title}-{county.organ('')}",
        f'<div class="detail"><h1>{article.title}</h1><div class="info">发布时间：{article.day} 来源：{publisher}</div>'
        f'<div class="content">{body or county.body(article)}</div></div>',
        f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 08:30">'
        f'<meta name="ContentSource" content="{publisher}">',
    )


def _numbered(base: str, number: int) -> Answer:
    """A page of the list: numbers link the others, and nothing links the next one."""
    pages = pages_of(newest_first(_YANCHUAN_ARTICLES), 5)
    if not 1 <= number <= len(pages):
        return html(GONE)
    host = base.removeprefix("http:")
    explained = next(article.path for article in _YANCHUAN_ARTICLES if article.title.endswith("解读"))
    rows = "".join(
        # Addresses name the host without the scheme.
        f'<li><a href="{host}{article.path}" title="{article.title}">{article.title[:20]}…</a>'
        f'<div class="popbox"><h3>相关解读</h3><ul><li><a href="{host}{explained}">图文解读</a></li></ul></div>'
        f"<span>{article.day}</span></li>"
        for article in pages[number - 1]
    )
    numbers = "".join(
        f"<em>{page}</em>" if page == number else f'<a href="{page}.html">{page}</a>'
        for page in range(1, len(pages) + 1)
    )
    return _plain_page(
        _YANCHUAN,
        f"政府信息公开年报-{_YANCHUAN.organ('')}",
        f'<ul class="gl">{rows}</ul><div class="pages">{numbers} 共{len(pages)}页</div>',
        '<meta name="ColumnName" content="政府信息公开年报">',
    )


def _path_pages(base: str, asked: Asked) -> Answer:
    path, name = asked.path, _YANCHUAN.organ("")
    column = f"{_NUMBERED}/1.html"
    if path == "/":
        return _plain_page(_YANCHUAN, name, f'<div class="kuai"><a href=".{column}">政府信息公开年报</a></div>')
    if path == "/zwgk/index.html":
        return _plain_page(_YANCHUAN, f"政务公开-{name}", f"<ul>{_siblings(column, '/zwgk/zfxxgk')}</ul>")
    for article in _YANCHUAN_ARTICLES:
        if path == article.path:
            return _plain_detail(_YANCHUAN, article)
    stem = path.removeprefix(f"{_NUMBERED}/").removesuffix(".html")
    if stem.isdecimal():
        return _numbered(base, int(stem))
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


# json_spa -----------------------------------------------------------------------------------------------------------

_DANGYANG = County("420582", "当阳市")
_ITEM = "/cn/view/pages/ItemList.html?itemPId=860&itemId=861"
_STATIC = "/cn/static/data/DocInfo/SelectDocByItemIdAndChild/data_itemId=861,pageIndex="
_PAGE_SIZE = 18


def _doc(number: int, day: str, organ: str, year: int, title: str = "") -> Article:
    return _DANGYANG.report(_doc_path(number, day), day, organ, year, title)


def _doc_path(number: int, day: str) -> str:
    return f"/cn/html/{day[:4]}/{number}.html"


_DANGYANG_ARTICLES = (
    _doc(1198401, "2025-01-24", "", 2024),
    _doc(1148277, "2024-01-29", "", 2023),
    _doc(1090330, "2023-01-30", "", 2022),
    _doc(1033194, "2022-01-27", "", 2021, "2021年度当阳市人民政府政府信息公开工作年度报告"),
    _doc(903011, "2019-03-20", "", 2018),
    _doc(1198102, "2025-01-20", "人民政府办公室", 2024),
    _doc(1197640, "2025-01-16", "发展和改革局", 2024),
    _doc(1147903, "2024-01-18", "发展和改革局", 2023),
    _doc(1197515, "2025-01-14", "两河镇人民政府", 2024),
    _doc(1147100, "2024-01-12", "两河镇人民政府", 2023),
    *(
        Article(_doc_path(number, day), day, title)
        for number, day, title in (
            (1199930, "2025-02-18", "图解当阳市人民政府2024年政府信息公开工作年度报告"),
            (1199929, "2025-02-18", "《当阳市人民政府2024年政府信息公开工作年度报告》解读"),
            (1196808, "2025-01-07", "当阳市人民政府网站2024年政府网站工作年度报表"),
            (1190114, "2024-12-10", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
            (1159203, "2024-03-28", "当阳市2023年法治政府建设年度报告"),
            (1151118, "2024-02-21", "图解当阳市人民政府2023年政府信息公开工作年度报告"),
            (1146655, "2024-01-08", "当阳市人民政府网站2023年政府网站工作年度报表"),
            (1100471, "2023-03-30", "当阳市2022年法治政府建设年度报告"),
            (1088306, "2023-01-09", "当阳市人民政府网站2022年政府网站工作年度报表"),
            (941200, "2020-05-18", "当阳市政府信息公开指南"),
        )
    ),
)


def _json_spa(base: str, asked: Asked) -> Answer:
    """A portal of scripts; a page beyond the end is a file that does not exist."""
    path, name = asked.path, _DANGYANG.organ("")
    pages = pages_of(newest_first(_DANGYANG_ARTICLES), _PAGE_SIZE)
    if path == "/":
        return _plain_page(_DANGYANG, name, '<div class="banner"><a href="/zwgk/index.html">政府信息公开</a></div>')
    if path == "/zwgk/index.html":
        address = _ITEM.replace("&", "&amp;")
        return _plain_page(_DANGYANG, f"政务公开-{name}", f"<ul>{_siblings(address, '/cn/view')}</ul>")
    if asked.target == _ITEM:
        return _plain_page(
            _DANGYANG,
            f"政府信息公开年报-{name}",
            '<div id="app" ng-app="app"><div class="list" ng-repeat="x in datas"></div></div>'
            '<script src="/cn/static/js/angular.min.js"></script><script>\n'
            f'var first = "{_STATIC}1,pageSize={_PAGE_SIZE}.json";\n'
            "$http.get(first).then(function (res) { $scope.datas = res.data.data.lists; });\n</script>",
        )
    stem = path.removeprefix(_STATIC).removesuffix(f",pageSize={_PAGE_SIZE}.json")
    if stem.isdecimal():
        return _json_page(pages, int(stem)) if 1 <= int(stem) <= len(pages) else missing()
    for article in _DANGYANG_ARTICLES:
        if path == article.path:
            return _plain_detail(_DANGYANG, article)
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


def _json_page(pages: Sequence[Sequence[Article]], number: int) -> Answer:
    """A page of the list; `docUrl` is the address of a document's page."""
    rows = [
        {
            "docId": int(article.path.rsplit("/", 1)[1].removesuffix(".html")),
            "docSubtitle": article.title,
            "publishDate": f"{article.day} 09:00:00",
            "itemName": "政府信息公开年报",
            "docUrl": article.path,
            "generaltype": "0",
        }
        for article in pages[number - 1]
    ]
    return data({"rptCode": 200, "msg": "成功", "data": {"total": sum(map(len, pages)), "lists": rows}})


# single_column ------------------------------------------------------------------------------------------------------

_YILIANG = County("530125", "宜良县")


@dataclass(frozen=True, slots=True)
class _Single:
    """A column that is a report: its folder, its organ, the years it can show, and those it offers besides.

    `newest` is the year without a query; `select` says whether the years are options of a select or links.
    """

    folder: str
    organ: str
    years: tuple[int, ...]
    empty: tuple[int, ...]
    select: bool

    @property
    def newest(self) -> int:
        return max(self.years)

    def held(self) -> tuple[Held, ...]:
        """The reports; the newest is at two addresses."""
        mark = self.organ and f"-{self.organ}"
        return tuple(
            Held(
                f"{_YILIANG.code}{mark}-{year}",
                (f"{self.folder}?year={year}", *((self.folder,) if year == self.newest else ())),
            )
            for year in self.years
        )


_SINGLES = (
    _Single("/zfxxgk/nb/", "", (2024, 2023, 2022, 2021, 2018), (2020, 2019), False),
    _Single("/zfxxgk/czj/nb/", "财政局", (2024, 2023, 2022), (2021,), True),
)
_EXPLAINED = ("/zfxxgk/jd/2024.html", "《宜良县人民政府2024年政府信息公开工作年度报告》解读")
_TABLE = ("/zfxxgk/nbb/2024.html", "宜良县人民政府网站2024年政府网站工作年度报表")


def _single_page(column: _Single, year: int) -> Answer:
    """The report of a year; a year that the column offers and does not have, and any other, is an empty page."""
    organ = _YILIANG.organ(column.organ)
    offered = sorted((*column.years, *column.empty), reverse=True)
    if column.select:
        options = "".join(
            f'<option value="?year={known}"{" selected" * (known == year)}>{known}年</option>' for known in offered
        )
        chooser = f'<select onchange="location.href=this.value">{options}</select>'
    else:
        chooser = "".join(f'<a href="?year={known}">{known}年</a>' for known in offered)
    title, body = (title_of(organ, year), body_of(organ, year)) if year in column.years else ("", "")
    day = f"{year + 1}-01-25" if body else ""
    head = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day}">' if body else ""
    return _plain_page(
        _YILIANG,
        f"政府信息公开年报-{_YILIANG.organ('')}",
        f'<div class="years">{chooser}</div><div class="right"><ul>'
        f'<li><a href="{_EXPLAINED[0]}">{_EXPLAINED[1]}</a></li>'
        f'<li><a href="{_TABLE[0]}">{_TABLE[1]}</a></li></ul></div>'
        f'<div class="nb"><h2>{title}</h2><div class="time">{day and f"发布日期：{day}"}</div>'
        f'<div class="nb_con">{body}</div></div>',
        head,
    )


def _single_column(base: str, asked: Asked) -> Answer:
    path, name = asked.path, _YILIANG.organ("")
    if path == "/":
        return _plain_page(_YILIANG, name, '<div class="gk"><a href="./zfxxgk/index.html">政府信息公开</a></div>')
    if path == "/zwgk/index.html":
        return _plain_page(_YILIANG, f"政务公开-{name}", '<a href="../zfxxgk/index.html">政府信息公开</a>')
    if path == "/zfxxgk/index.html":
        links = _siblings(_SINGLES[0].folder, "/zfxxgk")
        parts = "".join(f'<li><a href="czj/nb/">{_YILIANG.organ(column.organ)}年报</a></li>' for column in _SINGLES[1:])
        return _plain_page(_YILIANG, f"政府信息公开-{name}", f"<ul>{links}{parts}</ul>")
    for column in _SINGLES:
        if path == column.folder:
            wanted = asked.query.get("year", str(column.newest))
            return _single_page(column, int(wanted) if wanted.isdecimal() else column.newest)
    for address, title in (_EXPLAINED, _TABLE):
        if path == address:
            return _plain_detail(_YILIANG, Article(address, "2025-02-14", title))
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


# subject_folders ----------------------------------------------------------------------------------------------------

_YINGTAN = County("360600", "鹰潭市")
_GUIXI = County("360681", "贵溪市")
_YUJIANG = County("360603", "余江区")
_TREE = "/xxgk/zfxxgknb"
PDF_ROW = f"{_TREE}/xq/2025n/yjq2024.pdf"
"""余江区's report of 2024: the row links the PDF, which cannot be read yet."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of a year in one of a subject: its slug, its label, and what it lists."""

    subject: str
    slug: str
    label: str
    rows: tuple[tuple[County, Article], ...]

    @property
    def path(self) -> str:
        return f"{_TREE}/{self.subject}/{self.slug}/"


_SUBJECTS = (("szf", "市政府"), ("bm", "部门"), ("xq", "县区"), ("xz", "乡镇"))


def _row(
    county: County, folder: str, number: int, day: str, organ: str, year: int, twin: str = ""
) -> tuple[County, Article]:
    """A report in a folder; `twin` is a second folder that has a copy of its page."""
    also = (f"{_TREE}/{twin}/{number}.html",) if twin else ()
    return county, county.report(f"{_TREE}/{folder}/{number}.html", day, organ, year, also=also)


def _no_row(folder: str, name: str, day: str, title: str) -> tuple[County, Article]:
    return _YINGTAN, Article(f"{_TREE}/{folder}/{name}", day, title)


_OFFICE = _row(_YINGTAN, "szf/2025n", 40218, "2025-01-22", "人民政府办公室", 2024, twin="bm/2025n")
_FOLDERS = (
    _Folder(
        "szf",
        "2025n",
        "2025年",
        (
            # The folders' years are those of publication.
            _row(_YINGTAN, "szf/2025n", 40311, "2025-02-28", "", 2024),
            _OFFICE,
            _no_row("szf/2025n", "40590.html", "2025-03-19", "图解鹰潭市人民政府2024年政府信息公开工作年度报告"),
            _no_row("szf/2025n", "40102.html", "2025-01-06", "鹰潭市人民政府网站2024年政府网站工作年度报表"),
        ),
    ),
    _Folder(
        "szf",
        "2024n",
        "2024年",
        (
            _row(_YINGTAN, "szf/2024n", 33051, "2024-02-29", "", 2023),
            # An older report was put into the folder of the year in which the portal moved.
            _row(_YINGTAN, "szf/2024n", 33902, "2024-06-18", "", 2017),
            _no_row("szf/2024n", "33600.html", "2024-03-29", "鹰潭市2023年法治政府建设年度报告"),
        ),
    ),
    _Folder(
        "bm",
        "2025n",
        "2025年",
        (
            (_OFFICE[0], Article(_OFFICE[1].also[0], _OFFICE[1].day, _OFFICE[1].title)),
            _row(_YINGTAN, "bm/2025n", 40177, "2025-01-17", "水利局", 2024),
            _no_row("bm/2025n", "39870.html", "2024-12-13", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
        ),
    ),
    _Folder("bm", "2024n", "2024年", (_row(_YINGTAN, "bm/2024n", 32780, "2024-01-19", "水利局", 2023),)),
    _Folder(
        "xq",
        "2025n",
        "2025年",
        (
            _row(_GUIXI, "xq/2025n", 40251, "2025-01-24", "", 2024),
            (_YUJIANG, Article(PDF_ROW, "2025-01-23", "余江区人民政府2024年政府信息公开工作年度报告")),
        ),
    ),
    _Folder(
        "xq",
        "2024n",
        "2024年",
        (
            _row(_GUIXI, "xq/2024n", 32904, "2024-01-29", "", 2023),
            _row(_YUJIANG, "xq/2024n", 32888, "2024-01-26", "", 2023),
        ),
    ),
    _Folder(
        "xz",
        "2022_nd",
        "2022年度",
        (
            _row(_GUIXI, "xz/2022_nd", 24410, "2023-01-13", "雷溪镇人民政府", 2022),
            # The folder of 2022 was used again two years later.
            _row(_GUIXI, "xz/2022_nd", 40140, "2025-01-14", "雷溪镇人民政府", 2024),
        ),
    ),
)
_YINGTAN_ROWS = tuple(row for folder in _FOLDERS for row in folder.rows)
# Reports come last: the row of a copy, which knows no organ, must not stand for the report at its address.
_YINGTAN_PAGES = {
    path: row
    for row in sorted(_YINGTAN_ROWS, key=lambda row: row[1].organ is not None)
    for path in (row[1].path, *row[1].also)
}


def _folder_page(title: str, links: str) -> Answer:
    return _plain_page(
        _YINGTAN,
        f"{title}-{_YINGTAN.organ('')}",
        f'<div class="position">当前位置：首页 &gt; 政府信息公开年报 &gt; {title}</div><ul class="list">{links}</ul>',
        f'<meta name="ColumnName" content="{title}">',
    )


def _subject_folders(base: str, asked: Asked) -> Answer:
    path, name = asked.path, _YINGTAN.organ("")
    if path == "/":
        # The home page names the portal's own host.
        return _plain_page(_YINGTAN, name, f'<div class="zf"><a href="{base}/xxgk/index.html">政府信息公开</a></div>')
    if path == "/zwgk/index.html":
        return _plain_page(_YINGTAN, f"政务公开-{name}", '<a href="../xxgk/index.html">政府信息公开</a>')
    if path == "/xxgk/index.html":
        return _folder_page("政府信息公开", _siblings("./zfxxgknb/", "/xxgk"))
    if path == f"{_TREE}/":
        links = "".join(f'<li><a href="./{slug}/">{label}</a></li>' for slug, label in _SUBJECTS)
        return _folder_page("政府信息公开年报", links)
    for slug, label in _SUBJECTS:
        if path == f"{_TREE}/{slug}/":
            links = "".join(
                f'<li><a href="../../zfxxgknb/{slug}/{folder.slug}/">{folder.label}</a></li>'
                for folder in _FOLDERS
                if folder.subject == slug
            )
            return _folder_page(label, links)
    for folder in _FOLDERS:
        if path == folder.path:
            links = "".join(
                f'<li><a href="./{article.path.rsplit("/", 1)[1]}" title="{article.title}">{article.title}</a>'
                f"<span>{article.day}</span></li>"
                for _, article in folder.rows
            )
            return _folder_page(folder.label, links)
    if path == PDF_ROW:
        return PDF
    if path in _YINGTAN_PAGES:
        return _plain_detail(*_YINGTAN_PAGES[path])
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


def _yingtan_look_alikes() -> tuple[str, ...]:
    twins = {twin for _, article in _YINGTAN_ROWS for twin in article.also}
    return _not_reports((article for _, article in _YINGTAN_ROWS), PDF_ROW, *twins)


REPLICAS = (
    Replica(
        "iframe_table",
        _GAOTANG.organ(""),
        _GAOTANG.code,
        ("/zfxxgk/zfxxgknb.asp",),
        _GAOTANG.held(_GAOTANG_ARTICLES),
        _iframe_table,
        look_alikes=_not_reports(_GAOTANG_ARTICLES, DOC_ONLY),
    ),
    Replica(
        "path_pages",
        _YANCHUAN.organ(""),
        _YANCHUAN.code,
        (f"{_NUMBERED}/1.html",),
        _YANCHUAN.held(_YANCHUAN_ARTICLES),
        _path_pages,
        look_alikes=_not_reports(_YANCHUAN_ARTICLES),
    ),
    Replica(
        "json_spa",
        _DANGYANG.organ(""),
        _DANGYANG.code,
        (_ITEM,),
        _DANGYANG.held(_DANGYANG_ARTICLES),
        _json_spa,
        look_alikes=_not_reports(_DANGYANG_ARTICLES),
    ),
    Replica(
        "single_column",
        _YILIANG.organ(""),
        _YILIANG.code,
        tuple(column.folder for column in _SINGLES),
        tuple(held for column in _SINGLES for held in column.held()),
        _single_column,
        look_alikes=(_EXPLAINED[0], _TABLE[0]),
    ),
    Replica(
        "subject_folders",
        _YINGTAN.organ(""),
        _YINGTAN.code,
        (f"{_TREE}/",),
        tuple(held for county, article in _YINGTAN_ROWS for held in county.held((article,))),
        _subject_folders,
        look_alikes=_yingtan_look_alikes(),
        file_only=("360603-2024",),
    ),
)
