"""The links of a listing page, each with its whole title and the date printed beside it. Shared by all ways of paging.

Rows stand in the page, in XML records inside it (Hanweb, TrueCMS), or in the strings of its scripts. Nothing is
judged here: what a link is, `pipelines.titles` says from its title; which are followed, the spider.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin

import chompjs
from lxml import etree, html
from lxml.html import HtmlElement
from w3lib.url import safe_url_string

from crawler.listings.page import Link
from pipelines.dates import read_date

_ROWS = frozenset({"li", "tr", "dd", "dt", "p", "article"})
_DATE = re.compile(r"(?<![\d-])20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)")
CUT = re.compile(r"(?:\.{2,}|…+)\s*$")
# Rows that open their page by script: window.open('…'), location.href='…', toUrl("…").
_SCRIPTED = re.compile(
    r"""(?<!\w)(?:open|location(?:\.href)?|(?:go|to|show|view|jump|href|turn|link)\w{0,40})\s{0,9}[=(]\s{0,9}
        ['"]([^'"]{0,300}[/.?][^'"]{0,300})['"]""",
    re.IGNORECASE | re.VERBOSE,
)
_YEAR = re.compile(r"20\d\d")
_BEFORE_YEAR = re.compile(r"""["']([^"'\s]*[?&]\w*(?:year|time|nf|nd|date)\w*=)["']\s*\+""", re.IGNORECASE)
# A function of the page that opens an address put together from its arguments: opendoc('202401', '5120').
_CALL = re.compile(
    r"""^\s*(?:return\s+|javascript:)*(\w+)\s*\(\s*((?:['"][^'"]*['"]|\d+)(?:\s*,\s*(?:['"][^'"]*['"]|\d+))*)\s*\)"""
)
_SUM = r"""(?:['"][^'"\n]*['"]|\w+)(?:\s*\+\s*(?:['"][^'"\n]*['"]|\w+))+"""
_MORE = re.compile(r"\s*[\[(（]?(?:查看)?更多\s*[>》»+]*[\])）]?|more\s*[>»+]*", re.IGNORECASE)
_LONGEST_HEADING = 24
_MOST_ARRAYS = 20
_LONGEST_ARRAY = 1_000_000
_LONGEST_ROW = 400
_LONGEST_TITLE = 160
# What stands in a pager, and is no row.
PAGER = re.compile(
    r"[\[(（【<«‹]*\s*(?:\d{1,4}|第\s*\d+\s*页|(?:上|下|前|后)\s*[一1]?\s*[页頁]|(?:首|尾|末|最前|最后|第一|最末)\s*[页頁]?"
    r"|[<>«»‹›＜＞|]+|\.{2,}|…+|prev(?:ious)?|next|first|last|go|跳转|确定|转到?)\s*[\])）】>»›]*",
    re.IGNORECASE,
)
_RECORD = (re.compile(r"<record>\s{0,9}(?:<!\[CDATA\[)?", re.IGNORECASE), "</record>")
_SCRIPT = (re.compile(r"<script\b[^<>]{0,2000}>", re.IGNORECASE), "</script>")
_ANCHOR = (re.compile(r"<a\b[^<>]{0,60}\bhref", re.IGNORECASE), "</a>")
_JOINED = re.compile(r"""["']\s*\+|\+\s*["']|\$\{""")
_PAIR = re.compile(
    r"""\b(?:url|href|link)\s*=\s*(["'])(?P<url>[^"'\n]+)\1\s*[;,].{0,200}?\b(?:title|name)\s*=\s*(["'])(?P<title>[^\n]*?)\3
        (?:\s*[;,].{0,120}?\b(?:time|date|pubdate)\s*=\s*(["'])(?P<date>[^"'\n]+)\5)?""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_FRAME = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|foot|head(?:er)?|crumb|location|position|weizhi|dqwz|friend)", re.IGNORECASE
)
_FRAME_TAGS = frozenset({"nav", "header", "footer", "aside"})
# The names under which services put a row's title, address and date.
_TITLE_KEYS = (
    "title",
    "realtitle",
    "titlehtml",
    "name",
    "subject",
    "doctitle",
    "docsubtitle",
    "infotitle",
    "bt",
    "text",
)
_URL_KEYS = (
    "url", "link", "href", "infourl", "linkurl", "docpuburl", "puburl", "path", "weburl", "redirecturl", "posturl", "u",
    "visiturl", "urlcomp", "htmlurl", "docurl", "src",
)  # fmt: skip
_DATE_KEYS = (
    "date", "pubdate", "publishdate", "publishedtimestr", "publishedtimeformat", "publishtime", "releasetime",
    "infodate", "createdat", "savetime", "createtime", "time", "pubtime", "docreltime", "d", "docpubdate",
)  # fmt: skip


def parse(text: str) -> HtmlElement:
    """The tree of a page's text."""
    try:
        return html.document_fromstring(text.replace("\0", ""))
    except (etree.ParserError, ValueError):  # nothing but blanks or comments; a declared encoding in a str
        cleaned = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
        try:
            return html.document_fromstring(cleaned)
        except etree.ParserError:
            return html.document_fromstring("<html></html>")


def base_url(tree: HtmlElement, url: str) -> str:
    """What relative links of a page are relative to."""
    for base in tree.iter("base"):
        if href := (base.get("href") or "").strip():
            try:
                return str(urljoin(url, href))
            except ValueError:
                return url  # as a browser does with a base that is no address
    return url


def absolute(base: str, href: str) -> str:
    """A link's whole address, without fragment, in the spelling in which it will be asked for.

    Raises `ValueError` for what is no address.
    """
    return str(safe_url_string(urldefrag(urljoin(base, href)).url))


def read_links(
    text: str, tree: HtmlElement, url: str, rows: str | None = None
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The links of a page, or of its rows when a CSS selector is given, and the texts of rows without an address.

    A link inside another link's row (the 相关解读 popbox that TRS lists nest) is a link of its own, with no date. The
    links of a pager are none. Without `rows` also those that stand in records and scripts.
    """
    found = _Found(base_url(tree, url), text)
    for scope in tree.cssselect(rows) if rows else [tree]:
        _take_anchors(found, scope)
        _take_opened_rows(found, scope)
    if not rows:
        for piece in _hidden_rows(text):
            _take_anchors(found, parse(f"<div>{piece}</div>"))
        for title, address, date in _scripted_rows(text):
            found.take(title, address, date)
    return tuple(found.links.values()), tuple(dict.fromkeys(found.unreadable))


def links_of_rows(rows: Iterable[tuple[str, str, str]], url: str) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The links of rows that were told as title, address and date, relative to the column at `url`."""
    found = _Found(url)
    for title, address, date in rows:
        found.take(plain(title), address, date)
    return tuple(found.links.values()), tuple(found.unreadable)


def rows_of(items: Iterable[Any]) -> list[tuple[str, str, str]]:
    """Title, address and date of the objects that have a title and an address, by the names that services use."""
    rows = []
    for item in items:
        if not isinstance(item, dict):
            continue
        named = {re.sub(r"[^a-z]", "", str(key).lower()): value for key, value in item.items()}
        title = _value_of(named, _TITLE_KEYS) or _longest_chinese(item)
        address = _value_of(named, _URL_KEYS)
        if title:
            rows.append((title, address, _value_of(named, _DATE_KEYS)))
    return rows if any(address for _, address, _ in rows) else []


def plain(title: str) -> str:
    """A title without markup, its blanks made one."""
    text = re.sub(r"<[^>]+>", "", title)
    return " ".join(unescape(text).split())


class _Found:
    """What a page's links come to: one link an address, with the longest title and the first date."""

    def __init__(self, base: str, text: str = "") -> None:
        self.base = base
        self.text = text
        self.links: dict[str, Link] = {}
        self.unreadable: list[str] = []

    def prefix_of_year(self) -> str:
        """The beginning of the address to which a list of years leads, where a script joins the two."""
        match = _BEFORE_YEAR.search(self.text)
        return match[1] if match else ""

    def opened_by(self, script: str) -> str:
        """The address that a call of one of the page's own functions opens: the sum of texts and arguments in its
        body, where there is one that looks like an address."""
        call = _CALL.search(script)
        if call is None:
            return ""
        function = re.search(
            rf"function\s+{call[1]}\s*\(([\w\s,]*)\)\s*\{{(.{{0,600}}?)\}}", self.text, re.DOTALL | re.IGNORECASE
        )
        if function is None:
            return ""
        names = [name.strip() for name in function[1].split(",")]
        given = [value.strip().strip("'\"") for value in call[2].split(",")]
        values = dict(zip(names, given, strict=False))
        for total in re.findall(_SUM, function[2]):
            parts = [part.strip() for part in re.findall(r"""['"][^'"]*['"]|\w+""", total)]
            joined = "".join(part[1:-1] if part[0] in "'\"" else values.get(part, "\0") for part in parts)
            if "\0" not in joined and re.search(r"[/.?]", joined):
                return joined
        return ""

    def take(self, title: str, href: str, date: str | None = None, in_frame: bool = False) -> bool:
        """Whether the row is settled: taken as a link, or none at all."""
        href = re.sub(r"[\r\n\t]+", "", href).strip()
        if not title or (PAGER.fullmatch(title) and not _YEAR.fullmatch(title)):
            return True
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            self.unreadable.append(title)
            return False
        try:
            address = absolute(self.base, href)
        except ValueError:
            self.unreadable.append(title)
            return False
        kept = self.links.get(address)
        if address.startswith(("http://", "https://")) and (kept is None or len(title) > len(kept.title)):
            dated = _DATE.search(date or "")
            listed_on = (kept.listed_on if kept else None) or (read_date(dated[0]) if dated else None)
            self.links[address] = Link(address, title, listed_on, in_frame and (kept is None or kept.in_frame))
        return True


def _take_anchors(found: _Found, scope: HtmlElement) -> None:
    known: dict[HtmlElement, bool] = {}
    for anchor in scope.iter("a"):
        href = re.sub(r"[\r\n\t]+", "", anchor.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:")):
            script = f"{anchor.get('onclick') or ''} {href}"
            scripted = _SCRIPTED.search(script)
            href = (scripted[1] if scripted else "") or found.opened_by(script) or href
        found.take(_title(anchor), href, _listed_on(anchor), _in_frame(anchor, known))


def _take_opened_rows(found: _Found, scope: HtmlElement) -> None:
    """Rows without a link that a script opens, and options that lead somewhere; rows that say something and lead
    nowhere are kept as unreadable."""
    for element in scope.iter(*_ROWS, "div", "span", "td", "option"):
        script = element.get("onclick") or ""
        scripted = _SCRIPTED.search(script)
        opened = (scripted[1] if scripted else "") or found.opened_by(script)
        if element.tag == "option":
            value = (element.get("value") or "").strip()
            if _YEAR.fullmatch(value) and (prefix := found.prefix_of_year()):
                value = prefix + value
            if re.search(r"[/?]|\.\w{3,5}$", value) and not value.startswith(("http", "//")):
                found.take(" ".join("".join(element.itertext()).split()), value, None)
            continue
        if not opened and element.tag not in ("li", "tr"):
            continue
        if next(element.iter("a"), None) is not None:
            continue
        text = " ".join("".join(element.itertext()).split())
        if not text:
            continue
        date = _DATE.findall(text)
        title = _DATE.sub("", text).strip(" []()【】")
        if opened:
            cells = [_cell_text(cell) for cell in element.iter("td")]
            title = max(cells, key=len) if cells else title
            found.take(title, opened, date[-1] if date else None)
        elif not any(child.get("onclick") for child in element.iter()):
            found.unreadable.append(title[:_LONGEST_TITLE])


def _cell_text(cell: HtmlElement) -> str:
    """A cell's text, or its `title` where that is longer: the text may be cut."""
    return max(" ".join("".join(cell.itertext()).split()), cell.get("title") or "", key=len)


def _between(text: str, marks: tuple[re.Pattern[str], str], whole: bool = False) -> Iterator[str]:
    """What stands between an opening and the next end, with both if it is wanted whole; nothing after the last end,
    which is looked for once."""
    opening, end = marks
    lower, place = text.lower(), 0
    while match := opening.search(text, place):
        stop = lower.find(end, match.end())
        if stop < 0:
            return
        place = stop + len(end)
        yield text[match.start() : place] if whole else text[match.end() : stop]


def records_of(text: str) -> list[str]:
    """The pieces of HTML in a page's XML records (Hanweb, TrueCMS)."""
    return [record.strip().removesuffix("]]>") for record in _between(text, _RECORD)]


def scripts_of(text: str) -> list[str]:
    """The text of a page's scripts."""
    return list(_between(text, _SCRIPT))


def _hidden_rows(text: str) -> Iterator[str]:
    """The markup that stands in records of XML, and in the strings of scripts."""
    yield from records_of(text)
    for script in scripts_of(text):
        if "<record>" not in script.lower():
            for anchor in _between(script, _ANCHOR, whole=True):
                if _JOINED.search(anchor.split(">")[0]):
                    continue  # an address that the script has yet to put together
                yield anchor.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")


def _scripted_rows(text: str) -> Iterator[tuple[str, str, str]]:
    """Rows that scripts have as variables (`url = "…"; title = "…"`) or as arrays of objects."""
    for script in scripts_of(text):
        for pair in _PAIR.finditer(script):
            yield pair["title"], pair["url"], pair["date"] or ""
        for start in list(re.finditer(r"[=(:]\s{0,9}(?=\[\s{0,9}\{)", script))[:_MOST_ARRAYS]:
            try:
                value: Any = chompjs.parse_js_object(script[start.end() : start.end() + _LONGEST_ARRAY])
            except ValueError:
                continue
            yield from rows_of(value if isinstance(value, list) else [])


def _value_of(named: dict[str, Any], keys: Iterable[str]) -> str:
    for key in keys:
        value = named.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _longest_chinese(item: dict[str, Any]) -> str:
    """Where no name tells the title: the longest text of a row in Chinese that is no article."""
    texts = [value for value in item.values() if isinstance(value, str) and re.search(r"[一-鿿]{4}", value)]
    return max((text for text in texts if len(text) <= _LONGEST_TITLE), key=len, default="")


def _title(anchor: HtmlElement) -> str:
    """The link's text, or its `title` attribute where that is longer or the text is cut; of a picture its `alt`."""
    shown = " ".join("".join(anchor.itertext()).split())
    if not shown:
        shown = " ".join(image.get("alt") or "" for image in anchor.iter("img")).strip()
    if _MORE.fullmatch(shown):
        shown = _heading_of(anchor) or shown
    told = " ".join((anchor.get("title") or "").split())
    return str(told if len(told) > len(shown) or (told and CUT.search(shown)) else shown)


def _heading_of(anchor: HtmlElement) -> str:
    """What a link called 更多 is more of: the few words that stand with it in its block."""
    for parent in list(anchor.iterancestors())[:3]:
        words = " ".join("".join(parent.itertext()).split())
        words = _MORE.sub("", words).strip(" >|+")
        if words:
            return words if len(words) <= _LONGEST_HEADING else ""
    return ""


def _in_frame(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether an element stands in the page's menu, head or foot; `known` are the elements asked about before."""
    path, found = [], False
    here: HtmlElement | None = element.getparent()
    while here is not None and here.tag not in ("body", "html"):
        if here in known:
            found = known[here]
            break
        path.append(here)
        here = here.getparent()
    for parent in reversed(path):
        named = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        found = found or parent.tag in _FRAME_TAGS or _FRAME.search(named) is not None
        known[parent] = found
    return found


def _listed_on(anchor: HtmlElement) -> str | None:
    """The last date printed in the row, outside other links: earlier ones may be index numbers."""
    for element in anchor.iterancestors():
        if element.tag in _ROWS or element.tag == "div":
            text = _short_text(element)
            if text is None:
                return None
            if dates := _DATE.findall(text):
                return str(dates[-1])
            if element.tag in _ROWS:
                return None
    return None


def _short_text(element: HtmlElement) -> str | None:
    """A row's text outside its links; None for what is too long to be a row, which is not read to its end."""
    pieces: list[str] = []
    size = -1
    for piece in _outside_links(element):
        pieces.append(piece)
        size += len(piece) + 1
        if size > _LONGEST_ROW:
            return None
    return " ".join(pieces)


def _outside_links(element: HtmlElement) -> Iterator[str]:
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("a", "ul", "ol", "script", "style"):
            yield child.text or ""
            yield from _outside_links(child)
        yield child.tail or ""


def objects_in(value: Any) -> list[Any]:
    """The longest list of objects with a title and an address, anywhere in a JSON value."""
    best: list[Any] = []
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += one.values()
        elif isinstance(one, list):
            stack += one
            if len(rows_of(one)) > len(rows_of(best)):
                best = one
        elif isinstance(one, str) and one[:1] in "[{" and len(one) > 20:
            try:
                stack.append(json.loads(one))
            except ValueError:
                continue
    return best
