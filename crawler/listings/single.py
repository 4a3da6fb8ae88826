"""A column on one page: all its rows are in the page, whatever pager it shows."""

from __future__ import annotations

from crawler.listings.links import Page, parse, read_links


def read(text: str, url: str, rows: str | None) -> Page:
    """The links of the page; there is no page after it."""
    links, unreadable = read_links(parse(text), url, rows)
    return Page(links, unreadable=unreadable)
