"""One portal in one run, as it is crawled: what is under way, what each listing gave, whether it was enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.follow import Sorted, page_key
from crawler.listings.page import Ask, Link, Page
from crawler.portal import Listing, Portal
from pipelines.records import FailureKind


@dataclass(slots=True)
class Column:
    """One column of a listing, or a column below it, page by page. `depth` is how many levels may still follow;
    `organ` whose reports its name says that it has."""

    url: str
    depth: int
    organ: str | None = None
    pages: int = 0
    links: dict[str, None] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)
    total: int | None = None
    others: dict[str, Ask] = field(default_factory=dict)
    gave: bool = False

    def take(self, page: Page) -> bool:
        """Note a page that came. Returns whether it brought a link that no earlier page had."""
        fresh = [link.url for link in page.links if link.url not in self.links]
        self.pages += 1
        self.links.update(dict.fromkeys(fresh))
        self.total = self.total if page.total is None else page.total
        self.others.update((ask.key, ask) for ask in page.others)
        return bool(fresh)

    @property
    def missing(self) -> int:
        """How many rows fewer were seen than the column says that it has."""
        return max(0, (self.total or 0) - len(self.rows))


@dataclass(slots=True)
class Walk:
    """One listing being walked: its columns, and the report links found. `stopped` says why it was not read to its
    end; a walk for some years or a sample is not `whole` anyway. `paging` is the way that its pages were found to
    be paged."""

    listing: Listing
    whole: bool = True
    reports: dict[str, None] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)
    paging: str = ""
    stopped: str | None = None

    def column(self, url: str, depth: int, organ: str | None) -> Column | None:
        """A column to walk, unless it is being walked already."""
        key = page_key(url)
        if key in self.columns:
            return None
        self.columns[key] = Column(url, depth, organ)
        return self.columns[key]

    @property
    def pages(self) -> int:
        return sum(column.pages for column in self.columns.values())

    @property
    def links(self) -> int:
        return len({url for column in self.columns.values() for url in column.links})

    def new_reports(self, found: Sorted, sample: int | None) -> Iterator[Link]:
        """The report links not yet taken, up to the sample. Addresses of one page are one."""
        self.skipped.update(found.skipped)
        taken = {page_key(url) for url in self.reports}
        for link in found.reports:
            key = page_key(link.url)
            if key not in taken and (sample is None or len(self.reports) < sample):
                taken.add(key)
                self.reports[link.url] = None
                yield link
            elif key in taken and link.url not in self.reports:
                self.skipped["same_page"] += 1

    def report(self, read: set[str]) -> Mapping[str, Any]:
        """What the listing gave, for `runs.listings`; `read` are the addresses whose report is in the database."""
        totals = [column.total for column in self.columns.values() if column.total is not None]
        return {
            "url": self.listing.url,
            "paging": self.paging or self.listing.paging,
            "columns": len(self.columns),
            "pages": self.pages,
            "links": self.links,
            "reports": len(self.reports),
            "read": len(read & self.reports.keys()),
            "skipped": dict(sorted(self.skipped.items())),
            "complete": self.whole and self.stopped is None,
            **({"stopped": self.stopped} if self.stopped else {}),
            **({"total": sum(totals)} if totals else {}),
        }


@dataclass(slots=True)
class Visit:
    """One portal in one run. `under_way` counts its requests and items; at 0 the visit is over. `requests` counts
    those made."""

    portal: Portal
    run_id: str
    walks: list[Walk]
    whole: bool
    asked: set[str] = field(default_factory=set)
    requests: int = 0
    under_way: int = 0
    over: bool = False

    @property
    def pages(self) -> int:
        return sum(walk.pages for walk in self.walks)

    def verdict(self, read: set[str]) -> Iterator[tuple[str, FailureKind, str]]:
        """What the visit did not find though it should: (url, kind, detail)."""
        for walk in self.walks:
            found = len(read & walk.reports.keys())
            if not walk.reports:
                detail = f"{walk.pages} 页、{walk.links} 个链接，没有年报"
                yield walk.listing.url, FailureKind.EMPTY_LISTING, detail
            elif not found:
                yield walk.listing.url, FailureKind.EMPTY_LISTING, f"{len(walk.reports)} 份年报，一份也没有读成"
            for column in walk.columns.values():
                if walk.whole and walk.stopped is None and column.missing:
                    detail = f"栏目自称 {column.total} 条，只见到 {len(column.rows)} 条"
                    yield column.url, FailureKind.LISTING_SHORT, detail

    def shortfall(self, read: set[str]) -> str | None:
        """Why the portal stayed under its floor, if it did; a visit of some years or a sample has no floor."""
        found = len(read & set().union(*(walk.reports for walk in self.walks)))
        if self.whole and found < self.portal.expected:
            return f"门户 {self.portal.id}：读成 {found} 份，少于应有的 {self.portal.expected} 份"
        return None
