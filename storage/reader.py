"""Readers in processes of their own: a job goes in, a reading comes back.

A document that makes the reader fail costs itself, not the run: what the chain raises is told as `reader_crashed`,
what takes too much memory or time as `limit_exceeded`, and a reader process that dies is replaced. Programs that a
reader starts are of its process group, and are ended with it.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import tempfile
import threading
import traceback
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import connection
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.chain import read_document
from pipelines.limits import MEGABYTE, UNLESS_SET, Limits, NotRead
from pipelines.media_types import UNKNOWN
from pipelines.records import Attached, DocumentKind, FailureKind, Finding, Reading
from storage.archive import ArchiveDamaged, read_payload
from storage.jobs import Job


def read_kept(folder: Path, job: Job, limits: Limits = UNLESS_SET) -> Reading:
    """The reading of an archived document; a failure of the chain itself is a reading too."""
    try:
        data = read_payload(folder, job.ref)
        attachments = (Attached(url, _payload_or_nothing(folder, ref)) for url, ref in job.attachments)
        return read_document(data, job.context, attachments, limits)
    except ArchiveDamaged as damage:
        return unread(FailureKind.DAMAGED, str(damage))
    except NotRead as error:
        return unread(error.failure, error.detail)
    except MemoryError:
        detail = f"读这份文件要的内存超过上限 {limits.memory // MEGABYTE} MB（READ_MEMORY）"
        return unread(FailureKind.LIMIT_EXCEEDED, detail)
    except Exception as error:  # the boundary: whatever a document does to the chain is that document's failure
        where = traceback.extract_tb(error.__traceback__)[-1]
        return crashed(f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})")


def _payload_or_nothing(folder: Path, ref: str) -> bytes:
    """An attachment's bytes; none where the archive lost them, which costs the page no more than the attachment."""
    try:
        return read_payload(folder, ref)
    except (ArchiveDamaged, FileNotFoundError, NotRead):
        return b""


def crashed(detail: str) -> Reading:
    """The reading of a document that the reader did not survive."""
    return unread(FailureKind.READER_CRASHED, detail)


def unread(failure: FailureKind, detail: str) -> Reading:
    """The reading of a document of which the chain itself could say nothing."""
    return Reading(None, DocumentKind.OTHER, UNKNOWN, None, failure, detail)


class Readers:
    """A pool of reader processes over one archive folder, each document within `limits`."""

    def __init__(self, folder: Path, processes: int = 1, limits: Limits = UNLESS_SET) -> None:
        self._folder = folder
        self._processes = processes
        self.limits = limits
        # What programs unpack lies here, so that it goes with the run however a reader ends.
        self._scratch = TemporaryDirectory(prefix="nianbao-")
        self._pool = self._new_pool()

    def submit(self, job: Job) -> Future[Reading]:
        """Have a document read. The future gives a `Reading`, or raises `BrokenProcessPool`."""
        try:
            return self._pool.submit(read_kept, self._folder, job, self.limits)
        except BrokenProcessPool:
            self._pool = self._new_pool()
            return self._pool.submit(read_kept, self._folder, job, self.limits)

    def read_alone(self, job: Job) -> Reading:
        """Read one document while no other is under way, after a reader died: what kills its reader again is
        `reader_crashed`, what does not end is `limit_exceeded`. Where the document comes with attachments it is read
        once more without them: what they do must not cost the page its reading."""
        try:
            return self.submit(job).result(self.limits.seconds)
        except BrokenProcessPool as error:
            failed = crashed(f"读取进程中止（可能是内存不足或文件有害）：{error}")
        except TimeoutError:
            return self.give_up(job)
        return self._without_attachments(job, failed)

    def give_up(self, job: Job) -> Reading:
        """End what reads a document that did not end in its time; its reading says so."""
        self.kill()
        setting = "READ_SECONDS，调高后运行 scrapy replay"
        failed = unread(FailureKind.LIMIT_EXCEEDED, f"{self.limits.seconds:g} 秒没有读完（{setting}）")
        return self._without_attachments(job, failed)

    def _without_attachments(self, job: Job, failed: Reading) -> Reading:
        if not job.attachments:
            return failed
        reading = self.read_alone(replace(job, attachments=()))
        if reading.report is None:
            return failed
        finding = Finding("attachment_unread", f"{len(job.attachments)} 个附件都没有读：{failed.detail}")
        return replace(reading, report=replace(reading.report, findings=(*reading.report.findings, finding)))

    def kill(self) -> None:
        """End the reader processes at once, with whatever they read and started."""
        for process in list((self._pool._processes or {}).values()):
            try:
                os.killpg(process.pid or 0, signal.SIGKILL)
            except ProcessLookupError:  # it ended, or had not begun
                process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._new_pool()

    def close(self) -> None:
        """Let the processes go."""
        self._pool.shutdown(cancel_futures=True)
        self._scratch.cleanup()

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._processes,
            mp_context=multiprocessing.get_context("forkserver"),
            initializer=_begin,
            initargs=(self.limits.memory, self._scratch.name),
        )


def _begin(memory: int, scratch: str) -> None:
    """Have this reader process lead a group of its own, take no more memory than it may, and end when the run that
    started it is killed: it would wait for work for ever, and keep the run's output open. What its libraries complain
    of is not for the terminal: a reading says what was wrong."""
    os.setpgid(0, 0)
    tempfile.tempdir = scratch
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
