"""From the archive to the database without a network: every event again, in the order it was written.

A run begins with it too, for what a killed process had archived but not landed.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeGuard

from pipelines.records import DocumentKind, Reading
from storage.archive import ArchiveDamaged, archive_files, read_events
from storage.events import Event, Fetched
from storage.reader import Readers
from storage.store import Store

_AHEAD = 32
_logger = logging.getLogger(__name__)


def replay(folder: Path, store: Store, readers: Readers, landed: Mapping[str, int]) -> Iterator[Event]:
    """Land all events of the archive after the offsets in `landed` (file name → offset); yields each when landed.

    Documents are read ahead by the reader processes, and land in order. A damaged file is told in the log and as a
    finding, and what is whole in it lands.
    """
    waiting: deque[tuple[Event, Future[Reading] | None, str, int]] = deque()

    def land_first() -> Event:
        event, future, file, end = waiting.popleft()
        store.land(event, result_of(future, event, readers), file, end)
        return event

    for path in archive_files(folder):
        start = landed.get(path.name, 0)
        if start >= path.stat().st_size:
            continue
        for event, end in _whole_events(path, start, store):
            future = readers.submit(event.archive_ref, event.context) if is_read(event) else None
            waiting.append((event, future, path.name, end))
            if len(waiting) > _AHEAD:
                yield land_first()
    while waiting:
        yield land_first()


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
    """Whether an event brings a document that the chain reads: not a listing, not an attachment of a page."""
    return isinstance(event, Fetched) and event.kind is DocumentKind.REPORT


def result_of(
    future: Future[Reading] | None, event: Event, readers: Readers, limit: float | None = None
) -> Reading | None:
    """The reading of an event's document. A reader process that died or hung took others' documents with it: each is
    tried once more, alone, and only the one that does it again fails for it. `limit` is how many seconds are
    still to be waited, by default those that a document has."""
    if future is None or not isinstance(event, Fetched):
        return None
    try:
        return future.result(readers.limit if limit is None else limit)
    except TimeoutError:
        readers.kill()
    except (BrokenProcessPool, CancelledError):
        pass  # another document's reader died or was ended, and took this one with it
    return readers.read_alone(event.archive_ref, event.context)
