"""Which links of a listing page are followed, and why the others are not: pure, over values.

What is not followed is counted by reason, never silently dropped.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from crawler.listings.links import CUT, Link
from crawler.portal import Listing, Portal, Years
from pipelines.register import Register
from pipelines.titles import TitleKind, judge_link, read_title

_LONGEST_COLUMN_NAME = 20
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|rtf)$", re.IGNORECASE)


@dataclass(slots=True)
class Sorted:
    """The links of one page, sorted: reports and sub-columns to follow, `off_site` and `private` to be named as
    failures, and how many were passed over for each reason."""

    reports: list[Link] = field(default_factory=list)
    sub_columns: list[Link] = field(default_factory=list)
    off_site: list[Link] = field(default_factory=list)
    private: list[Link] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def sort_links(
    links: Iterable[Link], page_url: str, portal: Portal, listing: Listing, years: Years, register: Register
) -> Sorted:
    """Sort the links of a page by their titles and addresses.

    A link without a year in its title is followed: the year is for the page to say; so is one whose title is cut
    short where it may still become a report's. Pages are held to the portal's
    hosts; files may lie on other hosts, as attachments often do.
    """
    result = Sorted()
    for link in links:
        reading = read_title(link.title, register)
        kind = judge_link(link.title, link.url, register).kind
        wanted = reading.year is None or (reading.year in years and reading.year in listing.years)
        if not wanted and kind in (TitleKind.REPORT, TitleKind.SUB_COLUMN):
            result.skipped["other_year"] += 1
            continue
        cut = kind is TitleKind.UNKNOWN and CUT.search(link.title) and "信息公开" in link.title
        if kind is TitleKind.REPORT or cut:
            if is_private(link.url) and _host(link.url) not in portal.allowed_hosts:
                result.private.append(link)
            elif is_allowed(link.url, portal) or is_file(link.url):
                result.reports.append(link)
            else:
                result.off_site.append(link)
        elif kind is TitleKind.LOOK_ALIKE:
            result.skipped[str(reading.reason or "look_alike")] += 1
        elif _is_column(link, kind, page_url) and is_allowed(link.url, portal):
            result.sub_columns.append(link)
        else:
            result.skipped["other"] += 1
    return result


def is_allowed(url: str, portal: Portal) -> bool:
    """Whether a page of this address may be asked of the portal."""
    return _host(url) in portal.allowed_hosts


def is_file(url: str) -> bool:
    """Whether an address is a document file's, by its ending."""
    return _FILE.search(urlsplit(url).path) is not None


def is_private(url: str) -> bool:
    """Whether an address names a host inside somebody's network: an intranet address that slipped into a page."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".localhost", ".internal"))


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _is_column(link: Link, kind: TitleKind, page_url: str) -> bool:
    """Whether a link leads to a column below the page's own: by its title (2018年), or by being an undated folder
    with a short name (市政府办公室) under the folder of the page."""
    folder = urljoin(page_url, ".")
    if not link.url.startswith(folder) or link.url.rstrip("/") == folder.rstrip("/"):
        return False
    below = link.url.removeprefix(folder).split("?")[0]
    is_folder = below.endswith("/") or re.fullmatch(r".+/(?:index|list)\.\w+", below) is not None
    if kind is TitleKind.SUB_COLUMN:
        return "/" in below
    return is_folder and link.listed_on is None and len(link.title) <= _LONGEST_COLUMN_NAME
