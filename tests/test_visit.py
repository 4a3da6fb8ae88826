"""A portal as it is crawled: what its listings gave, and whether that was enough."""

from __future__ import annotations

import pytest

from crawler.follow import Sorted, page_key
from crawler.listings.page import Link, Page
from crawler.portal import Listing, Portal
from crawler.visit import Column, Visit, Walk
from pipelines.records import FailureKind

LIST = "http://a.gov.cn/nb/"


def page(*names: str, total: int | None = None) -> Page:
    return Page(tuple(Link(LIST + name, name) for name in names), total=total)


def walk(*reports: str, total: int | None = None, url: str = LIST) -> Walk:
    """A listing of one page whose links are the reports."""
    each = Walk(Listing(url))
    column = each.column(url, 1, None)
    assert column is not None
    column.take(page(*reports, total=total))
    column.rows.update(page_key(LIST + name) for name in reports)
    list(each.new_reports(Sorted(reports=[Link(LIST + name, name) for name in reports]), None))
    return each


def visit(*walks: Walk, expected: int = 0, whole: bool = True) -> Visit:
    portal = Portal("a", "甲", "430981", "http://a.gov.cn/", tuple(each.listing for each in walks), expected, "a.toml")
    return Visit(portal, "r", list(walks), whole)


def read(*names: str) -> set[str]:
    return {LIST + name for name in names}


def test_a_page_is_fresh_while_it_brings_links() -> None:
    column = Column(LIST, 1)
    assert column.take(page("1", "2", total=3))
    assert column.take(page("2", "3"))
    assert not column.take(page("3"))
    assert not column.take(page())
    assert column.take(page("4"))
    assert (column.pages, column.total, list(column.links)) == (5, 3, [LIST + name for name in "1234"])


def test_a_column_is_walked_once_whatever_its_spelling() -> None:
    listing = Walk(Listing(LIST))
    assert listing.column(LIST, 1, None) is not None
    assert listing.column("https://www.a.gov.cn/nb/index.html", 1, None) is None
    assert listing.column(LIST + "2018n/", 0, None) is not None


@pytest.mark.parametrize(("sample", "taken"), [(None, ["1", "2", "3"]), (2, ["1", "2"]), (5, ["1", "2", "3"])])
def test_each_report_is_taken_once_up_to_the_sample(sample: int | None, taken: list[str]) -> None:
    listing = Walk(Listing(LIST))
    links = [Link(LIST + name, name) for name in ("1", "2", "1", "3")]
    found = Sorted(reports=links)
    found.skipped["other"] = 2
    assert [link.title for link in listing.new_reports(found, sample)] == taken
    assert list(listing.new_reports(found, sample)) == []
    assert listing.skipped["other"] == 4


def test_what_a_listing_gave() -> None:
    listing = walk("1", "2", total=2)
    listing.skipped["other"] = 1
    assert listing.report(read("1", "x")) == {
        "url": LIST,
        "paging": "auto",
        "columns": 1,
        "pages": 1,
        "links": 2,
        "reports": 2,
        "read": 1,
        "skipped": {"other": 1},
        "complete": True,
        "total": 2,
    }
    listing.stopped = "timeout：x"
    assert listing.report(set())["complete"] is False
    assert listing.report(set())["stopped"] == "timeout：x"


@pytest.mark.parametrize(
    ("listing", "were_read", "kinds"),
    [
        (walk("1", "2"), read("1"), []),
        (walk(), set(), [FailureKind.EMPTY_LISTING]),
        (walk("1", "2"), read("3"), [FailureKind.EMPTY_LISTING]),
        (walk("1", "2", total=3), read("1"), [FailureKind.LISTING_SHORT]),
        (walk("1", "2", total=2), read("1"), []),
        (walk(total=4), set(), [FailureKind.EMPTY_LISTING, FailureKind.LISTING_SHORT]),
    ],
)
def test_verdict(listing: Walk, were_read: set[str], kinds: list[FailureKind]) -> None:
    verdict = list(visit(listing).verdict(were_read))
    assert [kind for _, kind, _ in verdict] == kinds
    assert {url for url, _, _ in verdict} <= {LIST}


def test_a_listing_that_was_not_read_to_its_end_is_not_short() -> None:
    listing = walk("1", total=9)
    listing.stopped = "timeout"
    assert list(visit(listing).verdict(read("1"))) == []


def test_each_listing_is_judged_by_itself() -> None:
    other = walk(url="http://a.gov.cn/bm/")
    assert [url for url, _, _ in visit(walk("1"), other).verdict(read("1"))] == ["http://a.gov.cn/bm/"]


@pytest.mark.parametrize(
    ("expected", "whole", "short"), [(2, True, False), (3, True, True), (3, False, False), (0, True, False)]
)
def test_floor(expected: int, whole: bool, short: bool) -> None:
    """Reports of two listings count once each; what another portal gave does not count."""
    both = visit(walk("1", "2"), walk("2", "3"), expected=expected, whole=whole)
    shortfall = both.shortfall(read("1", "2", "elsewhere"))
    assert (shortfall is not None) is short
    if shortfall:
        assert "读成 2 份" in shortfall


def test_pages_add_up() -> None:
    assert visit(walk("1"), walk("2")).pages == 2
