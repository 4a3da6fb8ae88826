"""The ways a column is paged: pure functions from the text of one page to its links and the page after it.

One module a way, never one a site. A way is named in a portal file's `paging`; to add one, write a function with
the signature of `Pager` and enter it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crawler.listings import next_link, single, static
from crawler.listings.links import Page

Pager = Callable[[str, str, str | None], Page]
"""`(text, url, rows) → Page`: a page's decoded text, its address, and the CSS selector of its rows if one is given."""

LISTINGS: Mapping[str, Pager] = {
    "single": single.read,
    "static": static.read,
    "next": next_link.read,
}
