"""What one crawling process holds open: the archive file, the reader processes, the database.

`land` is the one way of an event: archived at once, read in a reader process, landed in the order of archiving, so
that the database is at every moment what the archive says up to a point.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pipelines.limits import UNLESS_SET, Limits
from pipelines.records import DocumentKind, FailureKind, Reading
from storage.archive import ArchiveWriter, recover
from storage.events import Event, Failed, Fetched, RunFinished, Unchanged
from storage.jobs import Job, member_address
from storage.reader import Readers
from storage.registers import fill_registers
from storage.replay import job_of, replay, result_of
from storage.schema import connect
from storage.store import Due, Known, Landed, Store, told_of

Clock = Callable[[], datetime]
T = TypeVar("T")


def utc_now() -> datetime:
    """The time now, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC, as WARC writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Summary:
    """What a run found, for the terminal and the exit status. `trouble` says why the status is not 0."""

    landed: Counter[Landed] = field(default_factory=Counter)
    failures: Counter[FailureKind] = field(default_factory=Counter)
    failed: list[tuple[FailureKind, str, str]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    found: int = 0
    recovered: int = 0
    trouble: list[str] = field(default_factory=list)


class Session:
    """The open archive, readers and database of one crawling process, between `open` and `close`."""

    def __init__(
        self, archive: Path, database: Path, readers: int, limits: Limits = UNLESS_SET, clock: Clock = utc_now
    ) -> None:
        self.summary = Summary()
        self.clock = clock
        self.read: set[str] = set()  # addresses whose report is in the database
        self.broken: BaseException | None = None
        self.closing: Callable[[], None] = lambda: None  # called before the session closes
        self.breaking: Callable[[], None] = lambda: None  # called when nothing can land any more
        self._folder = archive
        self._database = database
        self._processes = readers
        self._limits = limits

    def open(self) -> None:
        """Open everything, and first bring in what a killed run had archived but not landed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._readers = Readers(self._folder, self._processes, self._limits)
        self._store = Store(connect(self._database), self._readers.read_alone)
        fill_registers(self._store.database)
        recover(self._folder)
        for _ in replay(self._folder, self._store, self._readers, self._store.landed()):
            self.summary.recovered += 1
        self.name = f"{self.clock().strftime('%Y%m%dT%H%M%SZ')}-{os.getpid()}"
        self.archive = ArchiveWriter(self._folder, self.name, self._store.kept)
        self._order = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def now(self) -> str:
        """The time now, as records write it."""
        return iso(self.clock())

    def known(self) -> dict[str, Known]:
        """Every address that ever gave a document, and what is known of it."""
        return self._store.known()

    def completed(self) -> dict[str, str]:
        """When the last complete run of each portal ended."""
        return self._store.completed()

    def note_known(self, url: str, kind: DocumentKind) -> None:
        """A document found again that need not be fetched."""
        self.summary.landed[Landed.KNOWN if kind is DocumentKind.REPORT else Landed.OTHER] += 1
        if kind is DocumentKind.REPORT:
            self.read.add(url)

    async def land(self, event: Event) -> None:
        """Archive an event, have its document read, and land it after all events archived before it.

        When the database cannot be written nothing lands any more: the archive keeps what comes, and the next run
        brings it in from where this one stopped. Raises what the database raised.
        """
        url = getattr(event, "url", None) or f"urn:nianbao:run:{event.run_id}"
        end = self.archive.write_event(event, url)
        job = job_of(event)
        future = self._readers.submit(job) if job else None
        async with self._order:  # asyncio's lock is fair: events pass in the order they were archived
            reading = await self._reading(future, job)
            for due in self._written(lambda: self._store.due_before(event)):
                await self._read_due(due)
            landed = self._written(lambda: self._store.land(event, reading, self.archive.name, end))
            dues = self._written(lambda: self._store.due_after(event))
        if isinstance(event, Fetched | Unchanged):
            self._note(event.url, landed, reading)
        if isinstance(event, Failed):
            self._note_failure(event.kind, event.url, event.detail)
        elif isinstance(event, RunFinished):
            self.summary.pages += event.pages
        for due in dues:
            await self._read_due(due)

    async def _read_due(self, due: Due) -> None:
        """Have a page read with its attachments, and land what was read."""
        reading = await self._reading(self._readers.submit(due.job), due.job)
        assert reading is not None
        self._note(due.event.url, self._written(lambda: self._store.land_due(due, reading)), reading)

    async def _reading(self, future: Future[Reading] | None, job: Job | None) -> Reading | None:
        if future is not None:
            waited = asyncio.wrap_future(future)
            waited.add_done_callback(lambda done: done.cancelled() or done.exception())  # `result_of` tells what it was
            await asyncio.wait([waited], timeout=self._readers.limits.seconds)
        return result_of(future, job, self._readers, limit=0)

    def _written(self, write: Callable[[], T]) -> T:
        """What a use of the database gives. When it cannot be written nothing lands any more."""
        if self.broken:
            raise RuntimeError("the database could not be written") from self.broken
        try:
            return write()
        except Exception as error:  # whatever it is, a gap must not be landed over
            self.broken = error
            self.summary.trouble.append(f"数据库写不进去：{error}")
            self.breaking()
            raise

    def _note(self, url: str, landed: tuple[Landed, ...], reading: Reading | None) -> None:
        """Count what a document at an address came to, and the files that came with it."""
        self.summary.landed.update(landed)
        if {Landed.NEW, Landed.CHANGED, Landed.KNOWN} & set(landed):
            self.read.add(url)
        if reading is None:
            return
        if reading.failure is not None:
            self._note_failure(reading.failure, url, reading.detail)
        for member in reading.members:
            if told_of(member) and member.failure is not None:
                self._note_failure(member.failure, member_address(url, member), member.detail)

    def land_soon(self, event: Event) -> None:
        """`land` for callers that cannot wait; `close` does."""
        task = asyncio.get_running_loop().create_task(self.land(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Wait for what is under way, finish the archive file, let the readers go."""
        self.closing()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self.archive.close()
        self._readers.close()
        self._store.database.execute("pragma optimize")
        self._store.database.close()

    def _note_failure(self, kind: FailureKind, url: str, detail: str) -> None:
        self.summary.failures[kind] += 1
        self.summary.failed.append((kind, url, detail))
