"""When a page that is known is looked at again: pure, the time is handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.records import DocumentKind
from storage.store import Known


@dataclass(frozen=True, slots=True)
class Schedule:
    """Reports of the last `recent` years are looked at again after `days` days, older ones after `old_days`; so are the
    columns of older years. What failed, or lacks an attachment, is always due."""

    now: datetime
    days: float
    old_days: float
    recent: int

    def is_old(self, year: int | None) -> bool:
        """Whether a reported year is past the last ones that are looked at often."""
        return year is not None and year < self.now.year - self.recent

    def is_due(self, known: Known, year: int | None = None) -> bool:
        """Whether a known page is to be asked again; `year` is that of a column, whose page has none."""
        days = self.old_days if self.is_old(known.year or year) else self.days
        seen = datetime.fromisoformat(known.fetched_at)
        return not known.settled or self.now - seen >= timedelta(days=days)


def is_read(known: Known) -> bool:
    """Whether a page was read, as a report or as none; a listing is only a way to others."""
    return known.kind is not DocumentKind.LISTING


def below(url: str, known: Mapping[str, Known]) -> Iterator[Known]:
    """What was last found on a page, and on the pages found there: the reports of a column that is not listed again."""
    children: dict[str, list[Known]] = {}
    for one in known.values():
        if one.referrer:
            children.setdefault(one.referrer, []).append(one)
    waiting, seen = [url], {url}
    while waiting:
        for one in children.get(waiting.pop(), ()):
            if one.url not in seen:
                seen.add(one.url)
                waiting.append(one.url)
                yield one
