"""Pages joined by a link to the next one: 下一页, 下页, or a sign for it."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.listings.links import Page, absolute, base_url, parse, read_links

_NEXT = re.compile(
    r"^[\[(（【]?\s*(?:下\s*一?\s*[页頁]|后一页|[>›»＞]{1,2}|next(?: page)?)\s*[>›»＞]*\s*[\])）】]?$", re.IGNORECASE
)
_TOTAL = re.compile(r"共\s*(?:有)?\s*(\d+)\s*(?:条|篇|项)(?:记录|信息)?")
_OFF = re.compile(r"\b(?:disabled?|nolink|none)\b", re.IGNORECASE)


def read(text: str, url: str, rows: str | None) -> Page:
    """The links of the page, the address its next link leads to, and the number of items that the pager states."""
    tree = parse(text)
    links, unreadable = read_links(tree, url, rows)
    next_url = next((address for anchor in tree.iter("a") if (address := _next_of(anchor, tree, url))), None)
    total = _TOTAL.search("".join(tree.itertext()))
    return Page(
        tuple(link for link in links if link.url != next_url),
        next_url,
        int(total.group(1)) if total else None,
        unreadable,
    )


def _next_of(anchor: HtmlElement, tree: HtmlElement, url: str) -> str | None:
    """Where a link leads, if it is the way to the next page and not switched off."""
    words = {" ".join("".join(anchor.itertext()).split()), (anchor.get("title") or "").strip()}
    href = (anchor.get("href") or "").strip()
    if not any(_NEXT.match(word) for word in words if word) or not href or href.startswith(("#", "javascript:")):
        return None
    if _OFF.search(anchor.get("class") or "") or anchor.get("disabled") is not None:
        return None
    try:
        address = absolute(base_url(tree, url), href)
    except ValueError:
        return None
    return None if address == url else address
