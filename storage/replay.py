"""From the archive to the database without a network: every event again, in the order it was written.

A run begins with it too, for what a killed process had archived but not landed.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeGuard

from pipelines.records import DocumentKind, Reading
from storage.archive import ArchiveDamaged, archive_files, read_events
from storage.events import Event, Fetched
from storage.jobs import Job
from storage.reader import Readers
from storage.store import Due, Store

_AHEAD = 32
_logger = logging.getLogger(__name__)


def replay(folder: Path, store: Store, readers: Readers, landed: Mapping[str, int]) -> Iterator[Event]:
    """Land all events of the archive after the offsets in `landed` (file name → offset); yields each when landed.

    Documents are read ahead by the reader processes, and land in order; a page with attachments when they have come.
    A damaged file is told in the log and as a finding, and what is whole in it lands.
    """
    waiting: deque[tuple[Event, Future[Reading] | None, str, int]] = deque()
    bundles = _Bundles(store, readers)

    def land_first() -> Event:
        event, future, file, end = waiting.popleft()
        bundles.make_way(event)
        store.land(event, result_of(future, job_of(event), readers), file, end)
        bundles.take(store.due_after(event))
        return event

    for path in archive_files(folder):
        start = landed.get(path.name, 0)
        if start >= path.stat().st_size:
            continue
        for event, end in _whole_events(path, start, store):
            job = job_of(event)
            waiting.append((event, readers.submit(job) if job else None, path.name, end))
            if len(waiting) > _AHEAD:
                yield land_first()
    while waiting:
        yield land_first()
    bundles.land_all()
    bundles.take(store.due())  # of runs that were killed
    bundles.land_all()


class _Bundles:
    """Pages that are being read with their attachments. A page's reading is landed before anything else happens at its
    address or at theirs, and otherwise when it suits."""

    def __init__(self, store: Store, readers: Readers) -> None:
        self._store = store
        self._readers = readers
        self._under_way: dict[str, tuple[Due, Future[Reading]]] = {}

    def take(self, dues: Iterable[Due]) -> None:
        """Have pages read."""
        for due in dues:
            self._land(due.event.url)
            self._under_way[due.event.url] = due, self._readers.submit(due.job)
            if len(self._under_way) > _AHEAD:
                self._land(next(iter(self._under_way)))

    def make_way(self, event: Event) -> None:
        """Land what an event is about to change."""
        url = getattr(event, "url", None)
        touched = [page for page, (due, _) in self._under_way.items() if url == page or url in dict(due.parts)]
        for page in touched:
            self._land(page)
        self.take(self._store.due_before(event))
        if url is not None:
            self._land(url)

    def land_all(self) -> None:
        """Land all that are under way."""
        for page in list(self._under_way):
            self._land(page)

    def _land(self, page: str) -> None:
        if page in self._under_way:
            due, future = self._under_way.pop(page)
            reading = result_of(future, due.job, self._readers)
            assert reading is not None
            self._store.land_due(due, reading)


def _whole_events(path: Path, start: int, store: Store) -> Iterator[tuple[Event, int]]:
    """The events of a file from an offset on, over what is damaged."""
    resume: int | None = start
    while resume is not None:
        try:
            yield from read_events(path, resume)
            resume = None
        except ArchiveDamaged as damage:
            _logger.error("%s", damage)
            store.note_damage(damage)
            resume = damage.resume


def is_read(event: Event) -> TypeGuard[Fetched]:
    """Whether an event brings a document that is read as it comes: not a listing, not an attachment, and not a page
    that is to be read with its attachments."""
    return isinstance(event, Fetched) and event.kind is DocumentKind.REPORT and not event.attachments


def job_of(event: Event) -> Job | None:
    """The job for the reader that an event brings."""
    return Job(event.archive_ref, event.context) if is_read(event) else None


def result_of(
    future: Future[Reading] | None, job: Job | None, readers: Readers, limit: float | None = None
) -> Reading | None:
    """The reading of a job. A reader process that died, or was ended because it hung, took others' documents with it:
    each is tried once more, alone, and only the one that does it again fails for it. `limit` is how many seconds are
    still to be waited, by default those that a document has: documents are read in their order, so that the one that
    is waited for was under way all the time."""
    if future is None or job is None:
        return None
    try:
        return future.result(readers.limits.seconds if limit is None else limit)
    except TimeoutError:
        return readers.give_up(job)
    except (BrokenProcessPool, CancelledError):
        pass  # another document's reader died or was ended, and took this one with it
    return readers.read_alone(job)
