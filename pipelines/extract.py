"""From decoded text to a `Document`: title candidates, meta tags, prose with placeholders, tables with origins.

One parse. What the page states beside its body is read by `page_facts`. Tables of data are cut out of the tree, each
leaving the line `〔表n〕`, and expanded by `grid`; layout tables are dissolved; of the rest the body is chosen by vote
(PORTALS.md §6), and only where no part of the page has a report's headings trafilatura finds the prose. Tables never
pass through a text extractor where there is a DOM. Plain text, as extractors leave it, has its tables cut out by
`flattened`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import trafilatura
from lxml import etree, html
from lxml.html import HtmlElement
from trafilatura.settings import use_config

from pipelines.boxes import class_rules, is_figure, make_tables, set_styles, unite_rows
from pipelines.decode import without_controls
from pipelines.flattened import cut_tables
from pipelines.forms.labels import is_form_label, known_label
from pipelines.grid import cell_text, read_grid
from pipelines.page_facts import (
    breadcrumb_of,
    info_block,
    metas_of,
    published_line,
    saved_from,
    scripted_body,
    stated_lines,
    titles_of,
)
from pipelines.records import PLACEHOLDER, Document, Table
from pipelines.unshown import leave_out_hidden, pictures_of_tables

_DROPPED = ("script", "style", "noscript", "template", "object", "embed", "iframe", "input", "select", "button")
_TYPED = ("text", "number", "tel")  # fields that show what they hold


def _named(*ids: str) -> str:
    return "//*[" + " or ".join(f"@id='{name}'" for name in ids) + "]"


def _classed(*classes: str) -> str:
    spaced = "concat(' ', normalize-space(@class), ' ')"
    return "//*[" + " or ".join(f"contains({spaced}, ' {name} ')" for name in classes) + "]"


# Where families of systems put the body, the surest first (PORTALS.md §4, §6).
_BODY_PATHS = (
    "//*[@id='UCAP-CONTENT'] | //ucapcontent",
    _classed("TRS_Editor", "trs_editor_view", "TRS_UEDITOR", "Custom_UnionStyle"),
    "//*[starts-with(@id, 'vsb_content')]",
    _classed("v_news_content"),
    _named("zoom", "Zoom", "zoomcon", "ivs_content", "artical", "con_con"),
    _classed("j-fontContent", "article-content", "bt_content", "main-txt", "artile_zw", "wzzw-article", "nr-zw"),
    _classed("article_con", "art_con", "zsy_comain", "news_cont_d_wrap", "easysite-news-peruse", "mian-cont"),
    _classed("content"),
)
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]\s*[、.．]|第[一二三四五六七八九十]部分)\s*[^。；、]{0,14}?"
    r"(总体情况|概述|基本情况|主动公开|依申请公开|收到和处理|行政复议|收费|问题|其他需要报告|需要说明)"
)
_ENOUGH_HEADINGS = 2
_OF_A_REPORT = re.compile(r"公开|报告|统计")
# Parts of the page that stand inside a body's container and are not the body (PORTALS.md §6, 5).
_NOT_BODY = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|footer?|sidebar|share|bdshare\w*|bshare\w*|print|related|tool(?:bar)?"
    r"|xg(?:wz|xx|lj|yd|wd|jd)?|fontsize|qrcode|ewm)(?![a-z])",
    re.IGNORECASE,
)
_LONGEST_ASIDE = 600
_LIST_OF_LINKS = 3
_BUTTON = (
    r"打印(?:本页|此页|页面|文章)?|关闭(?:窗口|本页|此页|页面)?|(?:放大|缩小|默认)?字[体号]|[大中小]|分享[到至]?|微信|微博"
    r"|收藏(?:本页|此页)?|返回(?:顶部|上一?页|列表)?|下载\s*(?:word|pdf)|扫一扫[^。]{0,20}|责任编辑\S{0,8}"
)
_BUTTONS = re.compile(
    rf"(?:[【\[(（|]?\s*(?:{_BUTTON})\s*[】\])）|:：]*\s*)+|[上下]一[篇页条]\s*[:：].*|附件\s*【.*】.*已下载.*",
    re.IGNORECASE,
)
_RELATED = re.compile(r"[【\[]?相关(?:文档|文章|链接|信息|阅读|解读|新闻|内容|推荐|稿件|附件)[】\]]?\s*[:：]?")
# UCAP's mark between the pages of one article.
_PAGE_BREAK = "#PAGE_BREAK#"

# Below its own minimum trafilatura falls back to a reading that breaks lines at every <span> and <b>.
_TRAFILATURA = use_config()
_TRAFILATURA.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
_LONG_CELL = 200
_HEAD_OF_TEXT = 2000
# Labels of the block that portals print above an article; such a block is no table of the report.
_INFO_BLOCK = re.compile(
    r"索引号|信息分类|主题分类|发布机构|发文机关|发文字号|文号|发布日期|公开日期|成文日期|生成日期|信息名称|主题词|有效性"
)


# A table of contents: its title, its lines, and those that are known as such by their leaders.
_CONTENTS = re.compile(r"目\s*[录次]")
_LEADERS = re.compile(r".{1,60}?(?:[.·…．。•]\s*){4,}\s*[-—(（]?\s*\d{1,3}\s*[-—)）]?")
_ENTRY = re.compile(r".{2,60}?\s*[.·…．。•\s]*[-—(（]?\s*\d{1,3}\s*[-—)）]?")
_ENOUGH_ENTRIES = 3


def extract(text: str, *, is_html: bool) -> Document:
    """The document of a decoded text.

    Raises nothing for damaged markup: what a browser would show is what is read.
    """
    return _extract_html(text) if is_html else _extract_plain(text)


def extract_markup(tree: HtmlElement) -> Document:
    """The document of a file of another kind than HTML, which was taken apart into paragraphs and tables: all of it
    is the body."""
    tables = _cut_tables(tree)
    prose = _without_contents(_lines(cell_text(tree)))
    return Document(
        title=None,
        titles=(),
        metas={},
        breadcrumb="",
        published_line=published_line(prose[:_HEAD_OF_TEXT]),
        text=prose,
        tables=tables,
        saved_from=None,
    )


def _extract_plain(text: str) -> Document:
    prose, tables = cut_tables(_without_contents(text.replace("\r\n", "\n").replace("\r", "\n")), first=1)
    return Document(
        title=None,
        titles=(),
        metas={},
        breadcrumb="",
        published_line=published_line(text[:_HEAD_OF_TEXT]),
        text=prose,
        tables=tables,
        saved_from=None,
    )


def _without_contents(text: str) -> str:
    """The text without its table of contents: the headings are in it once, where they stand."""
    lines = text.split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        entry = _ENTRY if _CONTENTS.fullmatch(lines[at].strip()) else _LEADERS
        end = at + (entry is _ENTRY)
        while end < len(lines) and (not lines[end].strip() or entry.fullmatch(lines[end].strip())):
            end += 1
        if sum(bool(line.strip()) for line in lines[at:end]) >= _ENOUGH_ENTRIES:
            at = end
        else:
            kept.append(lines[at])
            at += 1
    return "\n".join(kept)


def _extract_html(text: str) -> Document:
    tree = _parse(text)
    metas = dict(metas_of(tree))
    address = saved_from(tree, metas)
    scripted = scripted_body(tree)
    rules = class_rules(tree)
    _clear(tree)
    if scripted:
        _put_in(tree, scripted)
    set_styles(tree, rules)
    block = info_block(tree)
    titles = tuple(dict.fromkeys(titles_of(tree, metas, block)))
    stated = stated_lines(tree, block)
    unshown = [*leave_out_hidden(tree), *make_tables(tree)]
    unite_rows(tree)
    tables = _cut_tables(tree)
    unshown += pictures_of_tables(tree)
    breadcrumb = breadcrumb_of(tree)
    prose, flattened = cut_tables(_prose(tree), first=len(tables) + 1)
    missing = [
        PLACEHOLDER.format(table.position) for table in tables if PLACEHOLDER.format(table.position) not in prose
    ]
    return Document(
        title=titles[0] if titles else None,
        titles=titles,
        metas=metas,
        breadcrumb=breadcrumb,
        published_line=stated,
        text="\n".join([prose, *missing]),
        tables=(*tables, *flattened),
        saved_from=address,
        findings=tuple(unshown),
    )


def _put_in(tree: HtmlElement, scripted: str) -> None:
    """Put an article that a script holds where the script would, unless the page shows it itself."""
    article = html.fragment_fromstring(scripted.replace("\0", ""), create_parent="div")
    _clear(article)
    if len(_headings(article)) > len(_headings(tree)):
        article.set("class", "article-content")
        tree.append(article)


def _clear(tree: HtmlElement) -> None:
    """Take out what is no text of a page; a field to fill in stays where it stands in a cell of a form."""
    for element in list(tree.iter(*_DROPPED, etree.Comment, etree.ProcessingInstruction)):
        if not _is_field_of_form(element):
            _remove(element)


def _is_field_of_form(element: HtmlElement) -> bool:
    field = element.tag == "select" or (element.tag == "input" and (element.get("type") or "text").lower() in _TYPED)
    cell = next(element.iterancestors("td", "th"), None) if field else None
    if cell is None or cell.find(".//table") is not None:
        return False
    cells = next(cell.iterancestors("table"), cell).iter("td", "th")
    return sum(is_form_label(cell_text(other)) for other in cells) > 1


def _parse(text: str) -> HtmlElement:
    # The XML declaration names a charset that no longer holds for decoded text, and lxml refuses it.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))
    except etree.ParserError:  # nothing but blanks or comments
        return html.document_fromstring("<html></html>")


def _cut_tables(tree: HtmlElement) -> tuple[Table, ...]:
    """Take the tables of data out of the tree, innermost first; dissolve the tables that are only layout."""
    found: list[tuple[HtmlElement, HtmlElement]] = []
    for table in reversed(list(tree.iter("table"))):
        if _is_data(table):
            for title in _titles_in(table):
                table.addprevious(title)
            mark = html.Element("p")
            mark.text = PLACEHOLDER.format("")  # so that a frame around it is known for one; the number comes below
            mark.tail, table.tail = table.tail, None
            table.getparent().replace(table, mark)
            found.append((mark, table))
        elif _is_info_block(table):
            _remove(table)
        else:
            for part in table.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th"):
                part.tag = "div"
    tables = []
    for position, (mark, table) in enumerate(reversed(found), start=1):
        mark.text = PLACEHOLDER.format(position)
        tables.append(read_grid(table, position, _caption(mark)))
    return tuple(tables)


def _titles_in(table: HtmlElement) -> Iterator[HtmlElement]:
    """What the first rows of a table say alone, in one cell over all its columns: titles, which stand in the text
    too."""
    for row in table.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        text = " ".join(cell_text(cells[0]).split()) if len(cells) == 1 else ""
        if not text or len(text) > _LONG_CELL or known_label(text):
            return
        title = html.Element("p")
        title.text = without_controls(text)  # a reference such as &#1; makes one
        yield title


def _is_data(table: HtmlElement) -> bool:
    """A table of a statutory form, or a plain grid of short cells; not a frame that lays out a page."""
    cells = [cell_text(cell) for cell in table.iter("td", "th")]
    if any("〔表" in text for text in cells) or any(len(text) > _LONG_CELL for text in cells):
        return sum(1 for text in cells if is_form_label(text)) >= 2 and not any("〔表" in text for text in cells)
    if sum(1 for text in cells if is_form_label(text)) >= 2:
        return True
    if _is_info_block(table):
        return False
    rows = [row for row in table.iter("tr") if len(list(row.iterchildren("td", "th"))) > 1]
    if len(rows) == 1 and cells and known_label(cells[0]) and all(map(is_figure, cells[1:])):
        return True
    return len(rows) > 1 and sum(1 for text in cells if len(text) <= 30) * 4 >= len(cells) * 3


def _is_info_block(table: HtmlElement) -> bool:
    labels = [cell for cell in table.iter("td", "th", "b", "strong") if len(cell_text(cell)) <= 40]
    return sum(1 for cell in labels if _INFO_BLOCK.search("".join(cell_text(cell).split()))) >= 3


def _caption(mark: HtmlElement) -> str:
    """The last short line of text before a table."""
    for element in mark.itersiblings(preceding=True):
        text = cell_text(element) if isinstance(element.tag, str) else ""
        if text:
            return text.splitlines()[-1][:80]
    return ""


def _prose(tree: HtmlElement) -> str:
    """The prose of the page, one paragraph a line, placeholders on lines of their own."""
    body = _voted(tree) or _densest(tree)
    if not body:
        wanted = _headings(tree)
        prose = _found(tree)
        told = {match.group(1) for match in _HEADING.finditer(prose)}
        if len(wanted) < _ENOUGH_HEADINGS or wanted <= told:
            return prose
        # A page that is nothing but its body, of which trafilatura leaves out the headings.
        body = list(tree.iter("body"))[:1]
    if len(body) == 1:
        body = [_with_opening(body[0])]
    for container in body:
        _strip(container)
    return _without_buttons("\n".join(cell_text(container) for container in body))


def _voted(tree: HtmlElement) -> list[HtmlElement]:
    """The containers that have the report's headings, by the places where systems put a body; a container with part
    of the headings yields to one with more. None where a quarter of the page's headings is outside."""
    on_page = len(_headings(tree))
    if on_page < _ENOUGH_HEADINGS:
        return []
    best: list[HtmlElement] = []
    most = 0
    for path in _BODY_PATHS:
        containers = [element for element in _outermost(tree.xpath(path)) if not _is_beside_body(element)]
        headings = len(set().union(*map(_headings, containers)))
        if headings > most:
            best, most = containers, headings
        if most == on_page:
            break
    return best if most >= _ENOUGH_HEADINGS and most * 4 >= on_page * 3 else []


def _densest(tree: HtmlElement) -> list[HtmlElement]:
    """The smallest element that has all the headings; none where that is the whole page."""
    wanted = _headings(tree)
    if len(wanted) < _ENOUGH_HEADINGS:
        return []
    element, inner = tree, _holder(tree, wanted)
    while inner is not None:
        element, inner = inner, _holder(inner, wanted)
    return [] if element.tag in ("html", "body") else [element]


def _holder(element: HtmlElement, wanted: set[str]) -> HtmlElement | None:
    """The child of an element that has all the wanted headings and is no table of contents, or None."""
    children = element.iterchildren(etree.Element)
    return next((child for child in children if wanted <= _headings(child) and not _is_of_links(child)), None)


def _with_opening(body: HtmlElement) -> HtmlElement:
    """A body, or what is around it where the report's opening (统计期限 …) stands right before it."""
    before = body.getprevious()
    if before is None or not isinstance(before.tag, str) or body.getparent().tag in ("html", "body"):
        return body
    told = "".join("".join(before.itertext()).split())
    own = "".join(body.itertext())
    begins = _HEADING.search(own)
    opened = begins is None or "。" in own[: begins.start()]
    return body if opened or "。" not in told or not _OF_A_REPORT.search(told) else body.getparent()


def _headings(element: HtmlElement) -> set[str]:
    """The words of a report's numbered headings in an element's text."""
    return {match.group(1) for match in _HEADING.finditer("".join(element.itertext()))}


def _is_beside_body(element: HtmlElement) -> bool:
    return element.tag in ("nav", "footer", "aside") or bool(
        _NOT_BODY.search(element.get("class") or "") or _NOT_BODY.search(element.get("id") or "")
    )


def _is_of_links(element: HtmlElement) -> bool:
    """Whether an element is a list of links and little else."""
    links = ["".join("".join(link.itertext()).split()) for link in element.iter("a")]
    text = "".join("".join(element.itertext()).split())
    return len(links) >= _LIST_OF_LINKS and sum(map(len, links)) * 3 >= len(text) * 2


def _strip(container: HtmlElement) -> None:
    """Take what is not the body out of its container: bars of buttons, related articles, lists of links."""
    for element in list(container.iterdescendants(etree.Element)):
        beside = _is_beside_body(element)
        if element.getparent() is None or not (beside or element.tag in ("ul", "ol")):
            continue
        text = "".join("".join(element.itertext()).split())
        aside = beside and len(text) <= _LONGEST_ASIDE and not _headings(element)
        if "〔表" not in text and (aside or _is_of_links(element)):
            _remove(element)


def _without_buttons(text: str) -> str:
    """The lines of a body without those of buttons, and without what is listed as related after its end."""
    lines = _lines(text.replace(_PAGE_BREAK, "\n")).splitlines()
    kept = [line for line in lines if not _BUTTONS.fullmatch(line)]
    for place, line in enumerate(kept):
        if _RELATED.fullmatch(line) and not any("〔表" in after or _HEADING.match(after) for after in kept[place:]):
            return "\n".join(kept[:place])
    return "\n".join(kept)


def _found(tree: HtmlElement) -> str:
    """The prose as trafilatura finds it. Where it keeps less than half of what the article's container shows (it may
    take one of several sibling containers, or drop short lines), the container's own text is taken instead."""
    extracted = trafilatura.extract(
        tree,
        fast=True,
        include_comments=False,
        include_tables=True,
        include_links=False,
        deduplicate=False,
        config=_TRAFILATURA,
    )
    prose = _lines((extracted or "").replace(_PAGE_BREAK, "\n"))
    for path in (*_BODY_PATHS, "//body"):
        containers = list(_outermost(tree.xpath(path)))
        shown = sum(len("".join("".join(container.itertext()).split())) for container in containers)
        if shown:
            kept = len("".join(prose.split()))
            enough = kept * 2 >= shown or (path == "//body" and prose)
            return prose if enough else _lines("\n".join(cell_text(container) for container in containers))
    return prose


def _outermost(elements: list[HtmlElement]) -> Iterator[HtmlElement]:
    chosen = set(elements)
    for element in elements:
        if not any(parent in chosen for parent in element.iterancestors()):
            yield element


def _lines(text: str) -> str:
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _remove(element: HtmlElement) -> None:
    """Take an element out of the tree and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)
