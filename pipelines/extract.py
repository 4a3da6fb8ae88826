"""From decoded text to a `Document`: title candidates, meta tags, prose with placeholders, tables with origins.

One parse. Tables of data are cut out of the tree, each leaving the line `〔表n〕`, and expanded by `grid`; layout
tables are dissolved; the rest of the tree goes to trafilatura for the prose. Tables never pass through a text
extractor where there is a DOM. Plain text, as extractors leave it, has its tables cut out by `flattened`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import trafilatura
from lxml import etree, html
from lxml.html import HtmlElement
from trafilatura.settings import use_config

from pipelines.flattened import cut_tables
from pipelines.forms.labels import is_form_label
from pipelines.grid import cell_text, read_grid
from pipelines.records import Document, Table

PLACEHOLDER = "〔表{}〕"

_DROPPED = ("script", "style", "noscript", "template", "object", "embed", "iframe", "input", "select", "button")
_TITLE_METAS = ("articletitle", "og:title")
_TITLE_PATHS = (
    "//ucaptitle",
    "//*[@id='title' or @id='ivs_title']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' article_title ')]",
    "//h1",
    "//*[contains(@class, 'title')][self::div or self::p or self::td]",
    "//h2",
    "//title",
    "//h3",
)
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)\s*(\S+)")
_NUMERAL = "[\\d一二三四五六七八九十]{1,3}"
_DATE = rf"(?:20\d\d|二[〇○零O0][〇○零一二三四五六七八九O0]{{2}})\s*[-/.年]\s*{_NUMERAL}\s*[-/.月]\s*{_NUMERAL}\s*日?"
_DATE_LABEL = re.compile(
    r"(?:发\s*布|公\s*开|发\s*文|成\s*文|生\s*成|公\s*布)\s*(?:日\s*期|时\s*间)\s*[:：】\]]?\s*" + _DATE
)
# A date that no label names still tells, where it stands by itself in brackets or beside 来源 or 浏览次数.
_DATE_LINE = re.compile(
    rf"[\[【(（]\s*{_DATE}(?:\s*\d\d?:\d\d(?::\d\d)?)?\s*[\]】)）]"
    rf"|(?<!填报)(?:日\s*期|时\s*间)\s*[:：]\s*{_DATE}|{_DATE}(?=[^\n]{{0,20}}(?:来\s*源|浏\s*览|点\s*击|阅\s*读|字\s*号))"
    rf"|(?:来\s*源|浏\s*览|点\s*击|作\s*者)[^\n]{{0,30}}?{_DATE}"
)
_BREADCRUMB = re.compile(r"当前位置|您的位置|所在位置|您现在的位置|首页\s*[>›»＞]")
_BODY_PATHS = (
    "//*[@id='UCAP-CONTENT' or @id='zoom' or @id='Zoom' or @id='zoomcon' or @id='ivs_content' or @id='artical']",
    "//ucapcontent",
    "//*[contains(@class, 'TRS_Editor') or contains(@class, 'TRS_UEDITOR') or contains(@class, 'v_news_content')]",
    "//*[contains(@class, 'article-content') or contains(@class, 'article_con') or contains(@class, 'bt_content')]",
    "//body",
)
# Below its own minimum trafilatura falls back to a reading that breaks lines at every <span> and <b>.
_TRAFILATURA = use_config()
_TRAFILATURA.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
# What stands in links, lists and margins is the title of something else.
_BESIDE = frozenset({"a", "li", "aside", "nav", "footer"})
_LONGEST_TITLE = 120
_LONG_CELL = 200
_HEAD_OF_TEXT = 2000
# Labels of the block that portals print above an article; such a block is no table of the report.
_INFO_BLOCK = re.compile(
    r"索引号|信息分类|主题分类|发布机构|发文机关|发文字号|文号|发布日期|公开日期|成文日期|生成日期|信息名称|主题词|有效性"
)


def extract(text: str, *, is_html: bool) -> Document:
    """The document of a decoded text.

    Raises nothing for damaged markup: what a browser would show is what is read.
    """
    return _extract_html(text) if is_html else _extract_plain(text)


def _extract_plain(text: str) -> Document:
    prose, tables = cut_tables(text.replace("\r\n", "\n").replace("\r", "\n"), first=1)
    return Document(
        title=None,
        titles=(),
        metas={},
        breadcrumb="",
        published_line=_published_line(text[:_HEAD_OF_TEXT]),
        text=prose,
        tables=tables,
        saved_from=None,
    )


def _extract_html(text: str) -> Document:
    tree = _parse(text)
    metas = dict(_metas(tree))
    saved_from = _saved_from(tree, metas)
    for element in list(tree.iter(*_DROPPED, etree.Comment, etree.ProcessingInstruction)):
        _remove(element)
    titles = tuple(dict.fromkeys(_titles(tree, metas)))
    shown = "".join(tree.itertext())
    tables = _cut_tables(tree)
    prose = _prose(tree)
    missing = [
        PLACEHOLDER.format(table.position) for table in tables if PLACEHOLDER.format(table.position) not in prose
    ]
    return Document(
        title=titles[0] if titles else None,
        titles=titles,
        metas=metas,
        breadcrumb=_breadcrumb(tree),
        published_line=_published_line(shown),
        text="\n".join([prose, *missing]),
        tables=tables,
        saved_from=saved_from,
    )


def _parse(text: str) -> HtmlElement:
    # The XML declaration names a charset that no longer holds for decoded text, and lxml refuses it.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
    try:
        return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))
    except etree.ParserError:  # nothing but blanks or comments
        return html.document_fromstring("<html></html>")


def _metas(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property")
        content = (meta.get("content") or "").strip()
        if name and content:
            yield name.strip().lower(), content


def _saved_from(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    """The address a saved page came from: the browser's comment, the canonical link, or a meta tag."""
    root = tree.getroottree()
    for comment in root.xpath("//comment()"):
        if match := _SAVED_FROM.search(comment.text or ""):
            return str(match.group(1))
    candidates = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    candidates += [metas.get("og:url"), metas.get("url")]
    return next((address for address in candidates if address and address.startswith(("http://", "https://"))), None)


def _titles(tree: HtmlElement, metas: dict[str, str]) -> Iterator[str]:
    for name in _TITLE_METAS:
        if metas.get(name):
            yield " ".join(metas[name].split())
    for path in _TITLE_PATHS:
        for element in tree.xpath(path):
            text = " ".join(cell_text(element).split())
            beside = any(parent.tag in _BESIDE for parent in (element, *element.iterancestors()))
            if text and len(text) <= _LONGEST_TITLE and not beside:
                yield text


def _cut_tables(tree: HtmlElement) -> tuple[Table, ...]:
    """Take the tables of data out of the tree, innermost first; dissolve the tables that are only layout."""
    found: list[tuple[HtmlElement, HtmlElement]] = []
    for table in reversed(list(tree.iter("table"))):
        if _is_data(table):
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
    """The prose of the page, one paragraph a line, placeholders on lines of their own.

    trafilatura finds the article. Where it keeps less than half of what the article's container shows (it may take
    one of several sibling containers, or drop short lines), the container's own text is taken instead.
    """
    extracted = trafilatura.extract(
        tree,
        fast=True,
        include_comments=False,
        include_tables=True,
        include_links=False,
        deduplicate=False,
        config=_TRAFILATURA,
    )
    prose = _lines(extracted or "")
    for path in _BODY_PATHS:
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
    return "\n".join(line for line in (line.strip() for line in text.splitlines()) if line)


def _breadcrumb(tree: HtmlElement) -> str:
    for element in tree.iter("div", "p", "span", "ul", "td"):
        text = "".join(element.itertext())
        if len(text) <= 300 and _BREADCRUMB.search(text):
            return " ".join(text.split())[:200]
    return ""


def _published_line(shown: str) -> str:
    """The dates that the page labels as its own, one a line; else the first that stands where a page prints its
    date. What they are worth, `recognise` says."""
    labelled = [" ".join(match.group().split()) for match in _DATE_LABEL.finditer(shown)]
    if labelled:
        return "\n".join(dict.fromkeys(labelled[:8]))
    alone = _DATE_LINE.search(shown)
    return " ".join(alone.group().split()) if alone else ""


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
