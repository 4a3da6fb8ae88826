"""The links of a listing page, each with its whole title and the date printed beside it. Shared by all ways of paging.

Nothing is judged here: what a link is, `pipelines.titles` says from its title; which are followed, the spider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml import etree, html
from lxml.html import HtmlElement
from w3lib.url import safe_url_string

from pipelines.dates import read_date

_ROWS = frozenset({"li", "tr", "dd", "dt", "p", "article"})
_DATE = re.compile(r"(?<![\d-])20\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)")
CUT = re.compile(r"(?:\.{2,}|…+)\s*$")
# Rows that open their page by script: window.open('…'), location.href='…'.
_SCRIPTED = re.compile(r"""(?:open\s*\(|location(?:\.href)?\s*=)\s*['"]([^'"]+)['"]""")
_LONGEST_ROW = 400


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a listing. `url` is absolute, without fragment; `title` whole where the page has it whole
    (`@title`); `listed_on` the ISO date in its row, or None."""

    url: str
    title: str
    listed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing: its links in order, the address of the page after it, and what the column states of
    its whole: how many items (`total`). `unreadable` are rows whose link could not be made out; `understood` is False
    for a page that shows a pager of a kind that this way of paging does not know."""

    links: tuple[Link, ...]
    next_url: str | None = None
    total: int | None = None
    unreadable: tuple[str, ...] = ()
    understood: bool = True


def parse(text: str) -> HtmlElement:
    """The tree of a page's text."""
    try:
        return html.document_fromstring(text.replace("\0", ""))
    except etree.ParserError:  # nothing but blanks or comments
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


def read_links(tree: HtmlElement, url: str, rows: str | None) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The links of a page, or of its rows when a CSS selector is given, and the titles of rows without an address.

    A link inside another link's row (the 相关解读 popbox that TRS lists nest) is a link of its own, with no date.
    """
    base = base_url(tree, url)
    scopes = tree.cssselect(rows) if rows else [tree]
    links: dict[str, Link] = {}
    unreadable = []
    for anchor in (anchor for scope in scopes for anchor in scope.iter("a")):
        title = _title(anchor)
        href = re.sub(r"[\r\n\t]+", "", anchor.get("href") or "").strip()
        if not title:
            continue
        if not href or href.startswith(("#", "javascript:")):
            scripted = _SCRIPTED.search(f"{anchor.get('onclick') or ''} {href}")
            href = scripted.group(1) if scripted else href
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            unreadable.append(title)
            continue
        try:
            address = absolute(base, href)
        except ValueError:
            unreadable.append(title)
            continue
        kept = links.get(address)
        if address.startswith(("http://", "https://")) and (kept is None or len(title) > len(kept.title)):
            links[address] = Link(address, title, (kept.listed_on if kept else None) or _listed_on(anchor))
    return tuple(links.values()), tuple(unreadable)


def _title(anchor: HtmlElement) -> str:
    """The link's text, or its `title` attribute where that is longer or the text is cut; of a picture its `alt`."""
    shown = " ".join("".join(anchor.itertext()).split())
    if not shown:
        shown = " ".join(image.get("alt") or "" for image in anchor.iter("img")).strip()
    told = " ".join((anchor.get("title") or "").split())
    return str(told if len(told) > len(shown) or (told and CUT.search(shown)) else shown)


def _listed_on(anchor: HtmlElement) -> str | None:
    """The last date printed in the row, outside other links: earlier ones may be index numbers."""
    for element in anchor.iterancestors():
        if element.tag in _ROWS or element.tag == "div":
            text = " ".join(_outside_links(element))
            if len(text) > _LONGEST_ROW:
                return None
            if dates := _DATE.findall(text):
                return read_date(dates[-1])
            if element.tag in _ROWS:
                return None
    return None


def _outside_links(element: HtmlElement) -> Iterator[str]:
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("a", "ul", "ol", "script", "style"):
            yield child.text or ""
            yield from _outside_links(child)
        yield child.tail or ""
