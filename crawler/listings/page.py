"""The values that reading a listing works with: a request for one of its pages, and what was on the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.listings.query import Filled


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for one page of a column.

    `column` is the address of the column's own page, which links are relative to and which is sent as the referrer;
    `number` counts the pages of the column from 1, `seen` the rows on those before. `filled` are the facts by which
    pages are asked, once they are known; `first` says that a file is asked only for facts that are still wanting.
    `instead` is what to ask where this page is not there or brings nothing new.
    """

    url: str
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    column: str = ""
    number: int = 1
    seen: int = 0
    filled: Filled | None = None
    first: bool = False
    instead: Ask | None = None

    @property
    def key(self) -> str:
        """What tells two requests apart: many columns page by the body of a form at one address, or need one file."""
        if self.first:
            return f"{self.url} for {self.column}"
        return self.url if self.method == "GET" else f"{self.method} {self.url} {self.body}"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a listing. `url` is absolute, without fragment; `title` whole where the page has it whole
    (`@title`); `listed_on` the ISO date in its row, or None. `in_frame` says that it stands in the page's menu,
    head or foot."""

    url: str
    title: str
    listed_on: str | None = None
    in_frame: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing.

    `links` are in the order of the page; `asks` the requests that go on with the column: its next page, its frames,
    the address of its rows. `guesses` are tried only where the column gives nothing else, and `others`, all pages that
    the pager names, only where the column says that it has more than came. `total` is the number of items that the
    column states. `unreadable` are the texts of rows whose link could not be made out; `understood` is False for a
    page that shows a pager of a kind that this way of paging does not know. `paging` names the way that was taken.
    """

    links: tuple[Link, ...]
    asks: tuple[Ask, ...] = ()
    guesses: tuple[Ask, ...] = ()
    others: tuple[Ask, ...] = ()
    total: int | None = None
    unreadable: tuple[str, ...] = field(default=())
    understood: bool = True
    paging: str = ""
