"""Readers in processes of their own: an archive reference goes in, a reading comes back.

A document that makes the reader fail costs itself, not the run: what the chain raises is told as `reader_crashed`,
and a reader process that dies is replaced.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import traceback
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from pathlib import Path

from pipelines.chain import read_document
from pipelines.records import Context, DocumentKind, FailureKind, Reading
from storage.archive import ArchiveDamaged, read_payload


def read_kept(folder: Path, ref: str, context: Context) -> Reading:
    """The reading of one archived document; a failure of the chain itself is a reading too."""
    try:
        return read_document(read_payload(folder, ref), context)
    except ArchiveDamaged as damage:
        return unread(FailureKind.DAMAGED, str(damage))
    except Exception as error:  # the boundary: whatever a document does to the chain is that document's failure
        where = traceback.extract_tb(error.__traceback__)[-1]
        return crashed(f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})")


def crashed(detail: str) -> Reading:
    """The reading of a document that the reader did not survive."""
    return unread(FailureKind.READER_CRASHED, detail)


def unread(failure: FailureKind, detail: str) -> Reading:
    """The reading of a document of which the chain itself could say nothing."""
    return Reading(None, DocumentKind.OTHER, "application/octet-stream", None, failure, detail)


class Readers:
    """A pool of reader processes over one archive folder. A document has `limit` seconds to be read in."""

    def __init__(self, folder: Path, processes: int = 1, limit: float = 120.0) -> None:
        self._folder = folder
        self._processes = processes
        self.limit = limit
        self._pool = self._new_pool()

    def submit(self, ref: str, context: Context) -> Future[Reading]:
        """Have one archived document read. The future gives a `Reading`, or raises `BrokenProcessPool`."""
        try:
            return self._pool.submit(read_kept, self._folder, ref, context)
        except BrokenProcessPool:
            self._pool = self._new_pool()
            return self._pool.submit(read_kept, self._folder, ref, context)

    def read_alone(self, ref: str, context: Context) -> Reading:
        """Read one document while no other is under way, after a reader died or hung: what kills its reader again is
        `reader_crashed`, what does not end is `limit_exceeded`."""
        try:
            return self.submit(ref, context).result(self.limit)
        except BrokenProcessPool as error:
            return crashed(str(error))
        except TimeoutError:
            self.kill()
            return unread(FailureKind.LIMIT_EXCEEDED, f"{self.limit:g} 秒没有读完")

    def kill(self) -> None:
        """End the reader processes at once, with whatever they read."""
        for process in list((self._pool._processes or {}).values()):
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._new_pool()

    def close(self) -> None:
        """Let the processes go."""
        self._pool.shutdown(cancel_futures=True)

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._processes, mp_context=multiprocessing.get_context("forkserver"), initializer=_end_with_parent
        )


def _end_with_parent() -> None:
    """Have this reader process end when the run that started it is killed: it would wait for work for ever, and keep
    the run's output open."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
