"""Reader processes: what a document does to its reader costs that document, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.limits import Limits
from pipelines.records import Context, FailureKind
from storage.archive import ArchiveWriter
from storage.jobs import Job
from storage.reader import Readers
from storage.replay import result_of
from tests.crawling import DEMO

AT = "2026-01-20T08:00:00Z"
PAGE = DEMO / "site" / "zwgk" / "zfxxgk" / "zfxxgknb" / "202401" / "t20240129_1704.html"


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    pool = Readers(tmp_path)
    yield pool
    pool.close()


def keep(folder: Path, data: bytes) -> Job:
    writer = ArchiveWriter(folder, "20260120T080000Z-1", known=lambda digest: None)
    kept = writer.write_file("file:a", AT, data)
    writer.close()
    return Job(kept.ref, Context())


def test_a_document_is_read(tmp_path: Path, readers: Readers) -> None:
    job = keep(tmp_path, PAGE.read_bytes())
    reading = result_of(readers.submit(job), job, readers)
    assert reading is not None
    assert reading.report is not None
    assert reading.report.id == "430981-2023"


def test_a_document_that_is_not_there_is_its_own_failure(readers: Readers) -> None:
    job = Job("missing.warc.gz:0:9", Context())
    reading = result_of(readers.submit(job), job, readers)
    assert reading is not None
    assert reading.failure is FailureKind.READER_CRASHED
    assert "missing.warc.gz" in reading.detail


def test_a_document_that_takes_too_long_is_ended_and_the_next_is_read(tmp_path: Path, readers: Readers) -> None:
    job = keep(tmp_path, PAGE.read_bytes())
    readers.limits = Limits(seconds=0.0)  # nothing is read in no time
    reading = result_of(readers.submit(job), job, readers)
    assert reading is not None
    assert reading.failure is FailureKind.LIMIT_EXCEEDED
    readers.limits = Limits(seconds=60.0)
    again = result_of(readers.submit(job), job, readers)
    assert again is not None
    assert again.report is not None


def test_a_reader_that_dies_is_replaced(tmp_path: Path, readers: Readers) -> None:
    job = keep(tmp_path, PAGE.read_bytes())
    future = readers.submit(job)
    readers.kill()
    reading = result_of(future, job, readers)
    assert reading is not None
    assert reading.report is not None
