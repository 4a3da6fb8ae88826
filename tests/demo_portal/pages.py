"""The chrome of the demo portal: a modest government site as the TRS content system writes it, static files only.

Every function returns the text of one page. The shapes are those of `reference/FIXTURES.md`, family F1: list rows
with a box of related links inside, the pager in a comment-wrapped script, article pages of style A (title, line of
date and source, editor body) and style B (table of particulars above the body).
"""

from __future__ import annotations

import html
from dataclasses import dataclass

BASE = "/zwgk/zfxxgk/zfxxgknb/"
DISCLAIMER = "本站为软件演示用站点，机构名称仅用于演示，文字与数字均为虚构。"
_SIBLINGS = (
    ("/zwgk/zfxxgk/zfxxgkzn/", "政府信息公开指南"),
    ("/zwgk/zfxxgk/zfxxgkzd/", "政府信息公开制度"),
    ("/zwgk/zfxxgk/fdzdgknr/", "法定主动公开内容"),
    (BASE, "政府信息公开年报"),
    ("/zwgk/zfxxgk/ysqgk/", "依申请公开"),
)
CSS = """\
body{margin:0;background:#f4f6f9;color:#333;font:15px/1.7 "Microsoft YaHei",SimSun,sans-serif}
a{color:#23527c;text-decoration:none}
.header{background:#1c4f93;color:#fff;padding:26px 0}
.w,.header p,.nav ul,.crumb,.footer p{width:1080px;margin:0 auto}
.header p{font-size:28px;letter-spacing:3px}
.nav{background:#163f77}
.nav ul{list-style:none;padding:0}
.nav li{display:inline-block;padding:8px 28px 8px 0}
.nav a{color:#fff}
.crumb{padding:12px 0;color:#666}
.w{display:flex;gap:24px;align-items:flex-start}
.side{width:220px;background:#fff;border-top:3px solid #1c4f93}
.side h3{margin:0;padding:8px 14px;font-size:16px}
.side ul{list-style:none;margin:0;padding:0 14px 12px}
.main{flex:1;background:#fff;padding:16px 28px 40px;min-height:420px}
.u-list{list-style:none;padding:0}
.u-list>li{border-bottom:1px dashed #ccd;padding:9px 0;position:relative}
.u-list>li>span{position:absolute;right:0;top:9px;color:#888}
.popbox{display:inline-block;margin-left:8px;font-size:12px}
.popbox li a{margin-left:8px}
.popbox h3,.popbox ul,.popbox li{display:inline;margin:0;padding:0;font-size:12px;font-weight:normal;color:#a33}
.page{text-align:center;padding-top:18px}
.page a,.page b{padding:3px 10px;border:1px solid #ccd;margin:0 3px}
.article_title,.xxgk_title{text-align:center;font-size:24px;margin:18px 0}
.shezhi{text-align:center;color:#888;border-bottom:1px solid #dde;padding-bottom:8px}
.shezhi div{display:inline-block;margin:0 16px}
.article_con p,.html-content-fun p{text-indent:2em;margin:8px 0}
table p{text-indent:0!important;margin:2px 0!important}
.main table{border-collapse:collapse;margin:10px 0;font-size:13px;line-height:1.4}
.main td{border:1px solid #999;padding:4px}
.bd1{width:100%;background:#f7f9fc}
.footer{background:#163f77;color:#cfd9e8;text-align:center;padding:18px 0;margin-top:24px;font-size:13px}
.footer a{color:#cfd9e8}
"""
PAGER_JS = """\
function createPageHTML(total, current, name, ext) {
  function file(i) { return i === 0 ? name + "." + ext : name + "_" + i + "." + ext; }
  if (current > 0) { document.write('<a href="' + file(current - 1) + '">\\u4e0a\\u4e00\\u9875</a>'); }
  for (var i = 0; i < total; i++) {
    document.write(i === current ? "<b>" + (i + 1) + "</b>" : '<a href="' + file(i) + '">' + (i + 1) + "</a>");
  }
  if (current < total - 1) { document.write('<a href="' + file(current + 1) + '">\\u4e0b\\u4e00\\u9875</a>'); }
}
function uaredirect(target) {}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says of the site."""

    name: str
    short: str
    code: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list. `date` None: a sub-column. `box`: (address, text) of the related links inside the row."""

    href: str
    text: str
    title: str
    date: str | None
    box: tuple[tuple[str, str], ...] = ()
    image: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article page. `published` is `YYYY-MM-DD` with or without a time; `body` is the HTML inside the editor."""

    title: str
    published: str
    source: str
    column: str
    body: str
    charset: str = "utf-8"
    metas: bool = True
    number: str = ""


def _attribute(text: str) -> str:
    return html.escape(text, quote=True)


def _head(site: Site, title: str, column: str, charset: str, article: Article | None = None) -> str:
    lines = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">',
        f"<title>{html.escape(title)}_{site.short}</title>",
    ]
    if article is None or article.metas:
        lines += [
            f'<meta name="SiteName" content="{_attribute(site.name)}">',
            '<meta name="SiteDomain" content="www.yuanjiang.example">',
            f'<meta name="SiteIDCode" content="{site.code}">',
            f'<meta name="ColumnName"content="{_attribute(column)}">',
            f'<meta name="ColumnDescription"content="{_attribute(column)}栏目">',
            f'<meta name="ColumnKeywords"content="{_attribute(column)}">',
            '<meta name="ColumnType"content="政务公开">',
        ]
    if article is not None and article.metas:
        time = article.published if ":" in article.published else article.published + " 09:00"
        lines += [
            f'<meta name="ArticleTitle" content="{_attribute(article.title)}">',
            f'<meta name="PubDate" content="{time}">',
            f'<meta name="ContentSource" content="{_attribute(article.source)}">',
        ]
    lines += [
        '<link rel="stylesheet" href="/images/style.css">',
        '<script src="/images/page.js"></script>',
        "</head>",
        "<body>",
        f'<div class="header"><p>{site.short}</p></div>',
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>'
        '<li><a href="/zwgk/zfxxgk/">政府信息公开</a></li></ul></div>',
    ]
    return "\n".join(lines)


def _crumb(column: str) -> str:
    return (
        '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; '
        f'<a href="/zwgk/zfxxgk/">政府信息公开</a> &gt; <a href="{BASE}">政府信息公开年报</a>'
        + ("" if column == "政府信息公开年报" else f" &gt; {column}")
        + "</div>"
    )


def _siblings() -> str:
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in _SIBLINGS)
    return f'<div class="side"><h3>政府信息公开</h3><ul>{items}</ul></div>'


def _foot() -> str:
    return (
        '<div class="footer"><p>主办：沅江市人民政府办公室　网站标识码：4309810001　'
        '<a href="/admin/login.html">网站管理</a></p>'
        f"<p>{DISCLAIMER}</p></div>\n</body>\n</html>\n"
    )


def list_page(site: Site, column: str, rows: list[Row], total: int, current: int) -> str:
    """Page `current` (from 0) of `total` of a column."""
    return "\n".join(
        [
            _head(site, column, column, "utf-8"),
            '<script>uaredirect(window.location.href+"wap_index.html");</script>',
            _crumb(column),
            '<div class="w">',
            _siblings(),
            '<div class="main list">',
            '<ul class="u-list">',
            *[_list_row(row) for row in rows],
            "</ul>",
            '<div class="page"><ul><script><!--',
            f'createPageHTML({total}, {current}, "index", "html");',
            "//--></script></ul></div>",
            "</div>",
            "</div>",
            _foot(),
        ]
    )


def _list_row(row: Row) -> str:
    if row.date is None:
        return f'<li><a href="{row.href}" target="_blank">{row.text}</a></li>'
    shown = '<img src="/images/doc.png" alt="">' if row.image else html.escape(row.text)
    link = f'<a href="{row.href}" target="_blank" title="{_attribute(row.title)}">{shown}</a>'
    box = ""
    if row.box:
        items = "".join(f'<li><a href="{href}" target="_blank">{html.escape(text)}</a></li>' for href, text in row.box)
        box = f'<div class="popbox"><h3>相关解读</h3><ul>{items}</ul></div>'
    script = f"<script>jdFlag = {1 if row.box else 0};</script>"
    return f"<li>{link}{script}{box}<span>{row.date.replace('-', '/')}</span></li>"


def article_a(site: Site, article: Article, related: list[tuple[str, str]]) -> str:
    """Style A: title, a line with date and source, the editor's body, related links in a side box."""
    source = f'<div class="ly">来源：<span>{article.source}</span></div>'
    items = "".join(f'<li><a href="{href}">{html.escape(text)}</a></li>' for href, text in related)
    return "\n".join(
        [
            _head(site, article.title, article.column, article.charset, article),
            _crumb(article.column),
            '<div class="w">',
            '<div class="main article_l">',
            "<!--startprint-->",
            f'<h2 class="article_title">{html.escape(article.title)}</h2>',
            f'<div class="shezhi"><div class="time">发布时间：{article.published[:10].replace("-", "/")}</div>{source}'
            '<div>【字体：<a href="javascript:void(0)">大</a> <a href="javascript:void(0)">小</a>】</div></div>',
            '<div class="article_con">',
            f"<div class=TRS_Editor>{article.body}</div>",
            "</div>",
            "<!--endprint-->",
            '<p><a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></p>',
            "</div>",
            f'<div class="side xgwz"><h3>相关链接</h3><ul>{items}</ul></div>',
            "</div>",
            _foot(),
        ]
    )


def article_b(site: Site, article: Article, related: list[tuple[str, str]]) -> str:
    """Style B: a table of particulars, then the title and the body between its two metas."""
    year, month, day = article.published[:10].split("-")
    date = f"{year}年{month}月{day}日"
    cells = (
        ("标　　题", article.title, "索 引 号", article.number),
        ("发文机构", article.source, "成文日期", date),
        ("发布日期", date, "发文字号", ""),
        ("主题分类", "政府信息公开年报", "有 效 性", "有效"),
    )
    particulars = "\n".join(
        f"<tr><td><b>{a}：</b></td><td>{b or '&nbsp;'}</td><td><b>{c}：</b></td><td>{d or '&nbsp;'}</td></tr>"
        for a, b, c, d in cells
    )
    items = "".join(f'<li><a href="{href}">{html.escape(text)}</a></li>' for href, text in related)
    return "\n".join(
        [
            _head(site, article.title, article.column, article.charset, article),
            _crumb(article.column),
            '<div class="w">',
            '<div class="main">',
            f'<table class="bd1 xxgk_detail_table1">\n{particulars}\n</table>',
            f'<div class="xxgk_title">{html.escape(article.title)}</div>',
            '<div id="Zoom"><meta name="ContentStart"/>',
            '<div class="html-content-fun"><div class="trs_editor_view TRS_UEDITOR trs_paper_default">'
            f"{article.body}</div></div>",
            '<meta name="ContentEnd"/>',
            '<p><a href="javascript:void(0)">放大字体</a> <a href="javascript:window.print()">打印</a> '
            '<a href="javascript:window.close()">关闭</a></p></div>',
            "</div>",
            f'<div class="side"><h3>相关链接</h3><ul>{items}</ul></div>',
            "</div>",
            _foot(),
        ]
    )


def plain_page(site: Site, name: str, body: str) -> str:
    """A page of links or of a few words: the home page, the two overviews, the column's neighbours."""
    crumb = '<div class="crumb">当前位置：<a href="/">首页</a></div>'
    return "\n".join(
        [
            _head(site, name, name, "utf-8"),
            crumb,
            '<div class="w">',
            _siblings(),
            f'<div class="main"><h2>{name}</h2>\n{body}</div>',
            "</div>",
            _foot(),
        ]
    )
