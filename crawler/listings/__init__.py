"""The ways a column is paged: pure functions from the bytes of one page to its links and the page after it.

One module a way, never one a site. A way is named in a portal file's `paging`; to add one, write a function with
the signature of `Pager` and enter it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crawler.listings import next_link, single, static
from crawler.listings.links import Page
from pipelines.decode import decode

Pager = Callable[[str, str, str | None], Page]
"""`(text, url, rows) → Page`: a page's decoded text, its address, and the CSS selector of its rows if one is given."""

LISTINGS: Mapping[str, Pager] = {
    "single": single.read,
    "static": static.read,
    "next": next_link.read,
}


def read_page(paging: str, body: bytes, url: str, rows: str | None = None) -> Page:
    """The links of one page of a column that is paged in the way `paging`, and the page after it.

    `body` is the page as it came, without content-encoding. Raises `KeyError` for a way that is none.
    """
    return LISTINGS[paging](decode(body).text, url, rows)
