"""TrueCMS portals: the first rows in a hidden element, the others as XML in JSON in a call of a function.

Facts: FIXTURES.md F10, PORTALS.md §4.9. The portal is that of 连云区, whose root is a page that sends its visitors on.
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

from tests.replicas import Answer, Asked, Replica, html, missing
from tests.replicas.gkmlpt import PDF, Article, County, dummies, menu, newest_first

MESSAGES = "/truecms/messageController/getMessage.do"
COLUMN = "/lyq/zfxxgknb/zfxxgknb.html"
COLUMN_ID = "5f0c2b7e-91d3-4a68-b2cf-7e40d6a1983b"
_SIZE = 4
_GROUP = 3 * _SIZE
_COUNTY = County("320703", "连云区")
_NAME = _COUNTY.organ("")
_PDF_FILE = "/lyq/upload/2026/zhsl.pdf"


def _address(slug: str) -> str:
    return f"/lyq/{slug}/{slug}.html"


_DEAD_ENDS = dummies(_address)
_SIBLINGS = (
    ("政府信息公开指南", "../zfxxgkzn/zfxxgkzn.html?id=1"),
    ("政府信息公开制度", "../zfxxgkzd/zfxxgkzd.html?id=2"),
    ("政府信息公开年报", "../zfxxgknb/zfxxgknb.html?id=3"),
    ("法定主动公开内容", "../fdzdgknr/fdzdgknr.html?id=4"),
    ("依申请公开", "../ysqgk/ysqgk.html?id=5"),
)


def _content(day: str, title: str) -> str:
    return f"/lyq/zfxxgknb/content/{uuid5(NAMESPACE_URL, day + title)}.html"


def _report(day: str, organ: str, year: int, title: str = "") -> Article:
    return _COUNTY.report(_content(day, organ + str(year)), day, organ, year, title)


def _other(day: str, title: str) -> Article:
    return Article(_content(day, title), day, title)


PDF_ROW = _other("2026-01-20", "连云区财政局2025年政府信息公开工作年度报告")
"""A report whose row leads to its file: a PDF."""
_OTHERS = (
    _other("2025-02-20", "图解连云区人民政府2024年政府信息公开工作年度报告"),
    _other("2025-01-09", "连云区人民政府网站2024年政府网站工作年度报表"),
    _other("2024-12-23", "关于做好2024年政府信息公开工作年度报告编制工作的通知"),
    _other("2024-03-29", "连云区2023年法治政府建设年度报告"),
    _other("2024-01-11", "连云区人民政府网站2023年政府网站工作年度报表"),
    _other("2023-03-28", "连云区2022年法治政府建设年度报告"),
    _other("2023-01-12", "连云区人民政府网站2022年政府网站工作年度报表"),
    _other("2022-01-13", "连云区人民政府网站2021年政府网站工作年度报表"),
    _other("2021-01-14", "连云区人民政府网站2020年政府网站工作年度报表"),
    _other("2020-01-15", "连云区人民政府网站2019年政府网站工作年度报表"),
    _other("2018-08-08", "连云区政府信息公开指南"),
)
_BOX = _other("2025-02-21", "《连云区人民政府2024年政府信息公开工作年度报告》政策解读")
_NEWEST = _report("2025-01-24", "", 2024)
_REPORTS = (
    _NEWEST,
    _report("2024-01-30", "", 2023),
    _report("2023-01-31", "", 2022),
    _report("2022-01-29", "", 2021, "连云区2021年度政府信息公开工作年度报告"),
    _report("2021-01-29", "", 2020),
    _report("2020-01-22", "", 2019),
    # Published again years after.
    _report("2022-06-17", "", 2017, "2017年连云区人民政府政府信息公开年报"),
    _report("2025-01-20", "人民政府办公室", 2024),
    _report("2024-01-18", "财政局", 2023),
    _report("2025-01-16", "教育局", 2024),
    _report("2025-01-13", "墟沟街道办事处", 2024),
    _report("2024-01-15", "墟沟街道办事处", 2023),
    _report("2018-01-22", "教育局", 2017, "连云区教育局2017年度政府信息公开工作报告"),
)
_ROWS = newest_first(_REPORTS, _OTHERS, (PDF_ROW,))


def _row(article: Article) -> str:
    """A row: its address is relative to the column, wherever it is sent."""
    href = f"./content/{article.path.rsplit('/', 1)[1]}" if article is not PDF_ROW else _PDF_FILE
    box = ""
    if article is _NEWEST:
        box = (
            '<div class="popbox" style="display:none"><h3>相关解读</h3><ul><li>'
            f'<a href="{_BOX.path}" title="{_BOX.title}">{_BOX.title}</a></li></ul></div>'
        )
    text = article.title if len(article.title) <= 20 else article.title[:20] + "..."
    return (
        f'<li><a href="{href}" title="{article.title}" target="_blank">'
        f'<span class="list-text" title="{article.title}">{text}</span></a>{box}'
        f'<span class="list-date">{article.day}</span></li>'
    )


def _page(title: str, content: str, head: str = "") -> Answer:
    return html(
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="SiteName" content="{_NAME}"><meta name="SiteDomain" content="127.0.0.1">'
        f'<meta name="SiteIDCode" content="3207030001">{head}</head><body>'
        f'<div class="nav"><ul><li><a href="/lyq/index.html">首页</a></li>'
        f'<li><a href="/lyq/xxgk/xxgk.html">政府信息公开</a></li>{menu(_address)}</ul></div>{content}'
        '<div class="footer"><a href="/lyq/wzdt/wzdt.html">网站地图</a></div></body></html>'
    )


def _column() -> Answer:
    """The column's page: the rows of three pages, hidden, from which a script would draw the list."""
    rows = "".join(_row(article) for article in _ROWS[:_GROUP])
    return _page(
        f"政府信息公开年报-{_NAME}",
        '<div class="list"><ul class="list-ul" id="showData"></ul><div id="pagination"></div></div>'
        f'<div id="initData" style="display:none"><ul class="list-ul">{rows}</ul>'
        f"<xml><datastore><totalrecord>{len(_ROWS)}</totalrecord></datastore></xml></div>"
        '<script src="/truecms/resources/js/jquery.truepage.js"></script>'
        f"<script>$('#pagination').truepage({{ perPage:{_SIZE}, totalRecord:{len(_ROWS)}, groupSize:3, "
        f"proxyUrl:'{MESSAGES}', columnId:'{COLUMN_ID}', contentTemplate:'lyqlist', dataType:'jsonp' }});</script>",
        '<meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="政府信息公开">',
    )


def _messages(asked: Asked) -> Answer:
    """Rows by number, from 1, the last one included, in a call of the function asked for; 404 without a Referer.

    Raises `ValueError` for record numbers that are none.
    """
    if not asked.headers.get("referer") or asked.query.get("columnId") != COLUMN_ID:
        return missing()
    first, last = int(asked.query.get("startrecord", "1")), int(asked.query.get("endrecord", str(_GROUP)))
    records = "".join(f"<record><![CDATA[{_row(article)}]]></record>" for article in _ROWS[first - 1 : last])
    result = (
        f"<datastore><totalrecord>{len(_ROWS)}</totalrecord><totalpage>{-(-len(_ROWS) // _SIZE)}</totalpage>"
        f"<recordset>{records}</recordset></datastore>"
    )
    call = f"{asked.query.get('callback', 'callback')}({json.dumps({'result': result}, ensure_ascii=False)})"
    return Answer(call.encode(), media_type="application/javascript; charset=utf-8")


def _detail(article: Article) -> Answer:
    publisher = _COUNTY.organ(article.organ or "")
    return _page(
        f"{article.title}-{_NAME}",
        '<table class="xxgk_xx"><tbody>'
        f"<tr><td>索 引 号</td><td>014290/{article.day[:4]}-00033</td><td>分 类</td><td>政府信息公开年报</td></tr>"
        f"<tr><td>发布机构</td><td>{publisher}</td><td>发文日期</td><td>{article.day}</td></tr>"
        f"<tr><td>标 题</td><td colspan='3'>{article.title}</td></tr>"
        "<tr><td>文 号</td><td></td><td>主 题 词</td><td></td></tr>"
        "<tr><td>内容概述</td><td colspan='3'></td></tr>"
        "<tr><td>时 效</td><td colspan='3'>有效</td></tr></tbody></table>"
        f'<div class="title">{article.title}</div><div class="sj">{article.day}</div>'
        f'<div class="content" id="zoom">{_COUNTY.body(article)}</div>'
        f'<div class="xg"><a href="{_BOX.path}">{_BOX.title}</a></div>',
        f'<meta name="ArticleTitle" content="{article.title}"><meta name="PubDate" content="{article.day} 09:30">'
        f'<meta name="ContentSource" content="{publisher}">',
    )


def _respond(base: str, asked: Asked) -> Answer:
    path = asked.path
    if path == "/":
        # Less than 200 bytes, and nothing to see: the portal begins a folder below.
        return html("<html><head><script>location.href='/lyq/index.html'</script></head><body></body></html>")
    if path == "/lyq/index.html":
        return _page(_NAME, '<div class="xw"><a href="/lyq/zwyw/content/1.html">工作会议召开</a></div>')
    if path == "/lyq/xxgk/xxgk.html":
        links = "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in _SIBLINGS)
        return _page(f"政府信息公开-{_NAME}", f'<ul class="zfxxgk">{links}</ul>')
    if path == COLUMN:
        return _column()
    if path == MESSAGES:
        return _messages(asked)
    if path == _PDF_FILE:
        return PDF
    for article in (*_ROWS, _BOX):
        if path == article.path:
            return _detail(article)
    return html(_DEAD_ENDS[path]) if path in _DEAD_ENDS else missing()


REPLICAS = (
    Replica(
        "truecms",
        _NAME,
        _COUNTY.code,
        (f"{COLUMN}?id=3",),
        _COUNTY.held(_REPORTS),
        _respond,
        look_alikes=tuple(article.path for article in (*_OTHERS, _BOX)),
        file_only=("320703-财政局-2025",),
    ),
)
