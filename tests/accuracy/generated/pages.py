"""Pages of government portals around a report: old and new systems, with menus, clocks and lists full of decoys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.accuracy.generated import report as reports
from tests.accuracy.generated import tables_html
from tests.accuracy.generated.draw import Draw
from tests.accuracy.generated.report import Report

CHARSETS = {"utf-8": 7.0, "gb18030": 1.2, "gbk": 1.2, "gb2312": 1.0}
_OTHERS = ("教育局", "财政局", "民政局", "审计局", "人力资源和社会保障局", "交通运输局")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page knows besides the report.

    `source`: who is printed as its source; `author`: who its head names; `crumb`: the path above it.
    """

    title: str
    site: str
    source: str
    author: str
    crumb: str
    date: str
    shown_date: str
    article: str
    charset: str
    url: str
    menu: str


def _menu(draw: Draw, report: Report) -> str:
    """Links of a portal: years, other organs, news; all of them about something else."""
    site = report.organ.site
    years = [f"{report.year + shift}年政府信息公开工作年度报告" for shift in (-2, -1, 1)]
    items = [f'<li><a href="../{2008 + n}/">{text}</a></li>' for n, text in enumerate(years)]
    items += [f'<li><a href="/bm/{n}/">{name}</a></li>' for n, name in enumerate(draw.sample(_OTHERS, 3))]
    items += [
        f"<li><a href='/zwgk/zn/'>{site}政府信息公开指南</a></li>",
        "<li><a href='/zwgk/ysq/'>依申请公开</a></li>",
    ]
    return f"<ul>{''.join(items)}</ul>"


def _shown(draw: Draw, day: str) -> str:
    """A date as pages show it."""
    year, month, date = day.split("-")
    clock = draw.one(("", "", f" {draw.randrange(8, 18):02}:{draw.randrange(60):02}"))
    way = draw.choice(("iso", "iso", "chinese", "slashes", "dots"))
    if way == "iso":
        return day + clock
    if way == "chinese":
        return f"{year}年{int(month)}月{int(date)}日"
    return f"{year}/{month}/{date}" if way == "slashes" else f"{year}.{month}.{date}"


def _article(draw: Draw, report: Report, shape: str, skin: str) -> str:
    """The report itself, without its title."""
    word = skin == "word"
    tag = "<p class=MsoNormal>" if word else draw.one(("<p>", '<p style="text-indent:2em">', "<div>"))
    closing = "</div>" if tag == "<div>" else "</p>"
    headed = draw.one(("", "strong", "b", "h3"))
    blocks = []
    if report.cover:
        inner = escape(report.title).replace("\n", "<br/>")
        blocks = [
            f'<p align="center">{report.cover.partition(chr(10))[2]}</p>',
            f'<p align="center"><b>{inner}</b></p>',
        ]
    broken = draw.hard("line breaks inside words", 0.08)

    def line(text: str, mark: str = "") -> str:
        inner = escape(text, quote=False)
        if broken:
            inner = "\n".join(inner[place : place + 33] for place in range(0, len(inner), 33))
        if word and len(inner) > 8 and "&" not in inner:
            cut = draw.randrange(1, len(inner))
            inner = f"<span style='font-family:仿宋'>{inner[:cut]}</span><span>{inner[cut:]}<o:p></o:p></span>"
        if mark == "h3":
            return f"<h3>{inner}</h3>"
        return f"{tag}<{mark}>{inner}</{mark}>{closing}" if mark else f"{tag}{inner}{closing}"

    for part in report.parts:
        if part.heading:
            blocks.append(line(part.heading, headed))
        blocks += [line(text) for text in part.paragraphs]
        blocks += [tables_html.element(draw, grid, shape, skin) for grid in part.tables]
    signed = reports.signature(report)
    if signed:
        blocks += [f'<p style="text-align:right">{escape(text)}</p>' for text in signed]
    return draw.one(("\n", "")).join(blocks)


def _titled(report: Report, tag: str) -> str:
    """The title above the text, or that of the covering letter; empty where the page prints none."""
    text = escape(report.cover.partition("\n")[0] or report.title).replace("\n", "<br/>")
    return f"<{tag}>{text}</{tag}>" if text else ""


def _head(frame: Frame, *, metas: bool, more: str = "") -> str:
    lines = [f'<meta http-equiv="Content-Type" content="text/html; charset={frame.charset}" />']
    lines.append(f"<title>{escape(frame.title)}</title>")
    if metas or frame.author != frame.source:
        lines += [
            f'<meta name="SiteName" content="{frame.site}" />',
            f'<meta name="ContentSource" content="{frame.author}" />',
            '<meta name="ColumnName" content="政府信息公开年报" />',
        ]
        if frame.date:
            lines.append(f'<meta name="PubDate" content="{frame.date} 10:20" />')
    return f"<head>{more}{''.join(lines)}</head>"


def _plain(draw: Draw, report: Report, frame: Frame) -> str:
    """A present-day article: path, title, line of particulars, body, foot."""
    facts = [f"发布日期：{frame.shown_date}"] if frame.date else []
    facts += [f"来源：{frame.source}", f"浏览次数：{draw.randrange(20, 3000)}", "字体：[大 中 小]"]
    clock = "<div class='time'>今天是2026年11月20日 星期五</div>" if draw.chance(0.4) else ""
    return (
        f"<!DOCTYPE html><html>{_head(frame, metas=draw.chance(0.6))}<body>"
        f'<div class="header"><h2>{frame.site}</h2>{clock}</div><div class="nav"><a href="/">首页</a> '
        f'<a href="/zwgk/">政务公开</a></div><div class="crumb">当前位置：{frame.crumb}</div>'
        f'<div class="side">{frame.menu}</div><div class="main">{_titled(report, "h1")}'
        f'<div class="info">{"　".join(facts)}</div><div class="TRS_Editor">{frame.article}</div>'
        f'<div class="tools"><a>打印</a><a>关闭</a> 扫一扫在手机打开当前页</div></div>'
        f'<div class="footer">主办：{frame.site}　网站标识码：{draw.randrange(10**9, 10**10)}</div></body></html>'
    )


def _particulars(draw: Draw, report: Report, frame: Frame) -> str:
    """A table of index number, publisher, date and name above the body."""
    rows = [("索引号：", f"{draw.randrange(10**8, 10**9)}/{report.year + 1}-000{draw.randrange(10, 99)}")]
    rows += [("发布机构：", frame.source), ("名称：", escape(frame.title)), ("文号：", "")]
    if frame.date:
        rows.insert(2, ("发布日期：", frame.shown_date))
    cells = [f"<td><b>{label}</b></td><td>{text}</td>" for label, text in rows]
    lines = "".join(f"<tr>{''.join(cells[place : place + 2])}</tr>" for place in range(0, len(cells), 2))
    return (
        f"<!DOCTYPE html><html>{_head(frame, metas=draw.chance(0.4))}<body><div class='top'>{frame.site}</div>"
        f"<div class='position'>您所在的位置：{frame.crumb}</div><table class='bd1' width='100%'>{lines}</table>"
        f"<div class='xxgk_box'>{_titled(report, 'div')}<div class='view'>{frame.article}</div></div>"
        f"<div class='related'><h3>相关信息</h3>{frame.menu}</div>"
        f"<div class='bottom'>版权所有：{frame.site}</div></body></html>"
    )


def _old(draw: Draw, report: Report, frame: Frame) -> str:
    """A page of around 2010, laid out with tables inside tables."""
    date = f"日期：[{frame.shown_date}]" if frame.date else ""
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">'
        f"<HTML>{_head(frame, metas=False)}<BODY bgcolor=#ffffff><table width=960 align=center><tr><td colspan=2>"
        f"<font size=5>{frame.site}</font></td></tr><tr><td width=180 valign=top>{frame.menu}</td><td valign=top>"
        f"<table width='100%'><tr><td>{frame.crumb}</td></tr><tr><td align=center><b>"
        f"{_titled(report, 'font')}</b></td></tr><tr><td align=center>{date} 来源：{frame.source} "
        f"点击：{draw.randrange(20, 900)}次</td></tr><tr><td>{frame.article}</td></tr></table></td></tr>"
        f"<tr><td colspan=2 align=center>{frame.site} 版权所有</td></tr></table></BODY></HTML>"
    )


def _module(draw: Draw, report: Report, frame: Frame) -> str:
    """The information module of a portal: scripts, comments around the body, a tree of columns."""
    date = f"<span>发布时间：{frame.shown_date}</span>" if frame.date else ""
    return (
        f"<html>{_head(frame, metas=draw.chance(0.7))}<body><script>var title='政府信息公开年报';</script>"
        f"<div id='logo'>{frame.site}</div><div class='tree'>{frame.menu}</div><div id='bread'>{frame.crumb}</div>"
        f"<div id='article'>{_titled(report, 'h2')}<p class='ly'>{date}<span>信息来源：{frame.source}</span></p>"
        f"<!--<$[信息内容]>begin--><div id='zoom'>{frame.article}</div><!--<$[信息内容]>end--></div>"
        f"<div class='prev'>上一篇：{report.year - 1}年度工作要点</div><div class='foot'>承办：{frame.site}办公室</div>"
        "</body></html>"
    )


def _saved(draw: Draw, report: Report, frame: Frame) -> str:
    """A page saved by a browser: it tells the address that it was saved from."""
    comment = f"<!-- saved from url=({len(frame.url):04}){frame.url} -->"
    return "<!DOCTYPE html>\n" + comment + _plain(draw, report, frame).removeprefix("<!DOCTYPE html>")


def _mobile(draw: Draw, report: Report, frame: Frame) -> str:
    """A page for telephones: little more than the article."""
    date = f"<span class='t'>{frame.shown_date}</span>" if frame.date else ""
    more = '<meta name="viewport" content="width=device-width" />' + f'<link rel="canonical" href="{frame.url}" />'
    return (
        f"<!DOCTYPE html><html>{_head(frame, metas=True, more=more)}<body><header>{frame.site}</header>"
        f"<nav>{frame.crumb}</nav><article>{_titled(report, 'h1')}<p>{date} <span>{frame.source}</span></p>"
        f"{frame.article}</article><footer>{frame.site}</footer></body></html>"
    )


_FAMILIES: dict[str, tuple[Callable[[Draw, Report, Frame], str], float]] = {
    "plain": (_plain, 5),
    "particulars": (_particulars, 3),
    "old": (_old, 3),
    "module": (_module, 3),
    "saved": (_saved, 1),
    "mobile": (_mobile, 1),
}


def _crumb(report: Report, *, organ: bool) -> str:
    middle = f" &gt; {report.organ.full}" if organ else ""
    return f'<a href="/">首页</a> &gt; <a href="/zwgk/">政府信息公开</a>{middle} &gt; 政府信息公开年报'


def shape_of(draw: Draw, report: Report) -> str:
    """A shape that the tables of the report can be shown in."""
    if not report.tables:
        return "spans"
    if draw.chance(0.035):
        return "pictures"
    weights = dict(tables_html.SHAPES)
    if not tables_html.without_blanks(report.tables):
        weights["one cell a paragraph"] = 0
    return draw.weighted(weights)


def _told_by(draw: Draw, report: Report) -> tuple[str, str, bool]:
    """The printed source, the author in the head, and whether the path names the organ.

    Where the title does not name it, at least one of them does, or the signature.
    """
    full = report.organ.full
    if report.named:
        if draw.chance(0.6):
            return full, full, draw.chance(0.5)
        draw.meet("publisher is another organ")
        other = draw.one(("政务服务管理局", "市政府办", "本站原创", ""))
        return other, other, draw.chance(0.5)
    ways = ["source", "path", "head", "all"] + (["signature"] if report.signed else [])
    way = draw.one(ways)
    draw.meet(f"organ told by the {way}" if way != "all" else "organ told around")
    source = full if way in ("source", "all") else "本站"
    return source, full if way in ("head", "all") else source, way in ("path", "all")


def page(draw: Draw, report: Report, shape: str) -> tuple[str, bytes]:
    """The address and the bytes of a page with the report."""
    skin = draw.weighted(tables_html.SKINS)
    for name, probability in ((shape, shape != "spans"), (f"skin: {skin}", skin in ("word", "quotes"))):
        if probability and report.tables:
            draw.meet(name)
    family = draw.weighted({name: weight for name, (_, weight) in _FAMILIES.items()})
    draw.meet(f"page: {family}")
    charset = draw.weighted(CHARSETS)
    if charset != "utf-8":
        draw.meet("GB18030")
    host = report.organ.place.host
    path = f"t{(report.published or f'{report.year + 1}-02-03').replace('-', '')}_{draw.randrange(10**5, 10**6)}.html"
    url = f"http://www.{host}.gov.cn/zwgk/zfxxgknb/{path}"
    source, author, in_crumb = _told_by(draw, report)
    title = report.cover.partition("\n")[0] or report.page_title
    if draw.chance(0.5):
        title = f"{title}{draw.one((' - ', '_', '-'))}{draw.one(('政府信息公开年报 - ', ''))}{report.organ.site}"
    frame = Frame(
        title,
        report.organ.site,
        source,
        author,
        _crumb(report, organ=in_crumb),
        report.published or "",
        _shown(draw, report.published) if report.published else "",
        _article(draw, report, shape, skin),
        charset,
        url,
        _menu(draw, report),
    )
    text = _FAMILIES[family][0](draw, report, frame)
    if draw.hard("layout table around", 0.1):
        text = text.replace(frame.article, f"<table><tr><td>{frame.article}</td></tr></table>")
    return url, text.encode("gb18030" if charset != "utf-8" else charset)
