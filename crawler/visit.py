"""One portal in one run, as it is crawled: what is under way, what each listing gave, whether it was enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.follow import Sorted
from crawler.listings.links import Page
from crawler.portal import Listing, Portal
from pipelines.records import FailureKind

_STALE_PAGES = 2


@dataclass(slots=True)
class Walk:
    """One listing being walked: its pages and sub-columns, and the report links found. `stopped` says why it was
    not read to its end; a walk for some years or a sample is not `whole` anyway."""

    listing: Listing
    whole: bool = True
    pages: int = 0
    stale: int = 0
    reports: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)
    total: int | None = None
    stopped: str | None = None

    def take(self, url: str, page: Page) -> None:
        """Note a page that came; one that brought no link that an earlier page had not is stale."""
        fresh = [link.url for link in page.links if link.url not in self.links]
        self.pages += 1
        self.columns.add(url)
        self.links.update(dict.fromkeys(fresh))
        self.rows.update(link.url for link in page.links if link.listed_on)
        self.total = page.total if page.total is not None and self.pages == 1 else self.total
        self.stale = 0 if fresh else self.stale + 1

    @property
    def repeats(self) -> bool:
        """Whether pages have come that brought nothing new: out-of-range numbers often give the last page again."""
        return self.stale >= _STALE_PAGES

    def new_reports(self, sorted_links: Sorted, sample: int | None) -> Iterator[str]:
        """The report links not yet taken, up to the sample."""
        self.skipped.update(sorted_links.skipped)
        for link in sorted_links.reports:
            if link.url not in self.reports and (sample is None or len(self.reports) < sample):
                self.reports[link.url] = None
                yield link.url

    def report(self, read: set[str]) -> Mapping[str, Any]:
        """What the listing gave, for `runs.listings`; `read` are the addresses whose report is in the database."""
        return {
            "url": self.listing.url,
            "pages": self.pages,
            "links": len(self.links),
            "reports": len(self.reports),
            "read": len(read & self.reports.keys()),
            "skipped": dict(sorted(self.skipped.items())),
            "complete": self.whole and self.stopped is None,
            **({"stopped": self.stopped} if self.stopped else {}),
            **({"total": self.total} if self.total is not None else {}),
        }


@dataclass(slots=True)
class Visit:
    """One portal in one run. `under_way` counts its requests and items; at 0 the visit is over."""

    portal: Portal
    run_id: str
    walks: list[Walk]
    whole: bool
    asked: set[str] = field(default_factory=set)
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
                yield (
                    walk.listing.url,
                    FailureKind.EMPTY_LISTING,
                    f"{walk.pages} 页、{len(walk.links)} 个链接，没有年报",
                )
            elif not found:
                yield walk.listing.url, FailureKind.EMPTY_LISTING, f"{len(walk.reports)} 份年报，一份也没有读成"
            seen = max(len(walk.rows), len(walk.reports) + walk.skipped.total() - walk.skipped["other"])
            if walk.whole and walk.stopped is None and walk.total is not None and seen < walk.total:
                detail = f"栏目自称 {walk.total} 条，只见到 {seen} 条"
                yield walk.listing.url, FailureKind.LISTING_SHORT, detail

    def shortfall(self, read: set[str]) -> str | None:
        """Why the portal stayed under its floor, if it did; a visit of some years or a sample has no floor."""
        found = len(read & set().union(*(walk.reports for walk in self.walks)))
        if self.whole and found < self.portal.expected:
            return f"门户 {self.portal.id}：读成 {found} 份，少于应有的 {self.portal.expected} 份"
        return None
