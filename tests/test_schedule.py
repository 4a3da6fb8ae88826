"""When known pages are looked at again; the time is handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.schedule import Schedule, below
from pipelines.records import DocumentKind
from storage.store import Known

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SCHEDULE = Schedule(NOW, days=30, old_days=365, recent=3)


def known(url: str = "u", at: str = "2026-02-20T00:00:00Z", year: int | None = 2025, **more: object) -> Known:
    one = Known(url, DocumentKind.REPORT, "0", at, None, None, year, (), settled=True)
    return replace(one, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "due"),
    [
        (known(), False),
        (known(at="2026-01-30T00:00:00Z"), True),
        (known(at="2026-01-30T00:00:01Z"), False),
        (known(at="2025-06-01T00:00:00Z", year=2023), True),
        (known(at="2025-06-01T00:00:00Z", year=2022), False),
        (known(at="2025-02-01T00:00:00Z", year=2022), True),
        (known(at="2025-06-01T00:00:00Z", year=None), True),
        (known(settled=False), True),
    ],
)
def test_recent_years_are_looked_at_more_often(page: Known, due: bool) -> None:
    assert SCHEDULE.is_due(page) is due


def test_a_column_has_the_year_of_its_name() -> None:
    column = known(at="2025-06-01T00:00:00Z", year=None, kind=DocumentKind.LISTING)
    assert not SCHEDULE.is_due(column, 2018)
    assert SCHEDULE.is_due(column, 2025)


def test_what_lay_below_a_column() -> None:
    pages = {one.url: one for one in (known("a", referrer="c"), known("b", referrer="a"), known("x", referrer="y"))}
    assert [one.url for one in below("c", pages)] == ["a", "b"]
