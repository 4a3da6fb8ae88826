"""The archive: what is written can be read by this project, by warcio, and after a kill."""

import gzip
import multiprocessing
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from pipelines.records import Context, DocumentKind, FailureKind
from storage.archive import (
    ArchiveDamaged,
    ArchiveWriter,
    archive_files,
    read_events,
    read_payload,
    recover,
    wire_digest,
)
from storage.events import Event, Failed, Fetched, RunFinished, RunStarted, Unchanged
from storage.jobs import Job
from storage.reader import read_kept

AT = "2026-01-20T08:00:00Z"
URL = "http://www.example.gov.cn/zfxxgknb/"
PAGE = "<p>政府信息公开</p>".encode("gb18030")


def open_archive(folder: Path, name: str = "20260120T080000Z-1") -> ArchiveWriter:
    return ArchiveWriter(folder, name, known=lambda digest: None)


def events() -> list[Event]:
    return [
        RunStarted("r", "crawl portal", AT, {"id": "demo", "name": "演示", "file": None}),
        Fetched("r", URL, URL, 200, AT, None, DocumentKind.LISTING, "ab", 3, "f:0:1", "sha1:X", Context(url=URL)),
        Unchanged("r", URL, URL, AT, "ab"),
        Failed("r", URL, FailureKind.TIMEOUT, "180 s", AT),
        RunFinished("r", AT, "finished", 2, ({"url": URL, "links": 3},)),
    ]


def test_response_comes_back_decoded(tmp_path: Path) -> None:
    writer = open_archive(tmp_path)
    kept = writer.write_response(
        URL, AT, 200, "OK", [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")], gzip.compress(PAGE)
    )
    assert read_payload(tmp_path, kept.ref) == PAGE
    writer.close()
    assert read_payload(tmp_path, kept.ref) == PAGE


def test_another_tool_reads_it(tmp_path: Path) -> None:
    writer = open_archive(tmp_path)
    writer.write_response(URL, AT, 200, "OK", [("Content-Type", "text/html")], PAGE)
    writer.write_response(URL + "copy.html", AT, 200, "OK", [("Content-Type", "text/html")], PAGE)
    writer.write_file("file:reports/a.txt", AT, b"other")
    writer.close()
    (path,) = archive_files(tmp_path)
    with path.open("rb") as file:
        records = [(r.rec_type, r.rec_headers["WARC-Target-URI"]) for r in ArchiveIterator(file, check_digests=True)]
    assert records == [
        ("warcinfo", None),
        ("response", URL),
        ("revisit", URL + "copy.html"),
        ("resource", "file:reports/a.txt"),
    ]

    class Quiet:
        verbose = False
        inputs = (str(path),)

    checker = Checker(Quiet())
    checker.process_all()
    assert checker.exit_value == 0


def test_events_come_back(tmp_path: Path) -> None:
    writer = open_archive(tmp_path)
    ends = [writer.write_event(event, URL) for event in events()]
    writer.close()
    (path,) = archive_files(tmp_path)
    assert [event for event, _ in read_events(path)] == events()
    assert [end for _, end in read_events(path)] == ends
    assert list(read_events(path, start=ends[1])) == list(zip(events()[2:], ends[2:], strict=True))


def test_payload_of_an_earlier_run_is_a_revisit(tmp_path: Path) -> None:
    first = open_archive(tmp_path)
    kept = first.write_response(URL, AT, 200, "OK", [], PAGE)
    first.close()
    second = ArchiveWriter(tmp_path, "20260121T080000Z-1", known={wire_digest(PAGE): kept}.get)
    assert second.write_response(URL, "2026-01-21T08:00:00Z", 200, "OK", [], PAGE).ref == kept.ref
    second.close()
    with archive_files(tmp_path)[1].open("rb") as file:
        assert [record.rec_type for record in ArchiveIterator(file)] == ["warcinfo", "revisit"]


def _write_and_die(folder: Path) -> None:
    writer = open_archive(folder)
    for event in events():
        writer.write_event(event, URL)
    writer._file.write(gzip.compress(b"WARC/1.1\r\nhalf a record" * 50)[:40])
    writer._file.flush()
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)


def test_kill_in_mid_write_is_cut_cleanly(tmp_path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=_write_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert archive_files(tmp_path) == []
    assert recover(tmp_path) == ["20260120T080000Z-1.warc.gz"]
    (path,) = archive_files(tmp_path)
    assert [event for event, _ in read_events(path)] == events()
    assert len(list(ArchiveIterator(BytesIO(path.read_bytes())))) == 6


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    writer = open_archive(tmp_path)
    process = multiprocessing.get_context("fork").Process(target=recover, args=(tmp_path,))
    process.start()
    process.join()
    assert archive_files(tmp_path) == []
    writer.close()
    assert len(archive_files(tmp_path)) == 1


def test_unknown_reference_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_payload(tmp_path, "missing.warc.gz:0:10")


def spoil(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0xFF
    path.write_bytes(data)


def test_a_damaged_payload_is_told_and_never_half_read(tmp_path: Path) -> None:
    writer = open_archive(tmp_path)
    kept = writer.write_response(URL, AT, 200, "OK", [("Content-Type", "text/html")], PAGE * 90)
    writer.close()
    (path,) = archive_files(tmp_path)
    _, offset, length = kept.ref.split(":")
    for damaged in (int(offset), int(offset) + int(length) // 2, int(offset) + int(length) - 6):
        spoil(path, damaged)
        with pytest.raises(ArchiveDamaged, match=f"{path.name} 自 {offset} 处损坏"):
            read_payload(tmp_path, kept.ref)
        reading = read_kept(tmp_path, Job(kept.ref, Context()))
        assert (reading.report, reading.failure) == (None, FailureKind.DAMAGED)
        assert path.name in reading.detail
        spoil(path, damaged)
    assert read_payload(tmp_path, kept.ref) == PAGE * 90
    path.write_bytes(path.read_bytes()[: int(offset) + int(length) - 4])
    with pytest.raises(ArchiveDamaged, match="cut"):
        read_payload(tmp_path, kept.ref)
    with pytest.raises(ArchiveDamaged, match="没有记录"):
        read_payload(tmp_path, f"{path.name}:{path.stat().st_size}:9")


@pytest.mark.parametrize("number", range(5))
def test_events_before_and_after_a_damaged_one(tmp_path: Path, number: int) -> None:
    writer = open_archive(tmp_path)
    begin = writer._file.tell()
    ends = [writer.write_event(event, URL) for event in events()]
    writer.close()
    (path,) = archive_files(tmp_path)
    starts = [begin, *ends]
    spoil(path, starts[number] + 40)
    read: list[Event] = []
    with pytest.raises(ArchiveDamaged) as caught:  # noqa: PT012  # what came before it counts
        for event, _ in read_events(path):
            read.append(event)
    assert read == events()[:number]
    assert caught.value.offset == starts[number]
    resume = caught.value.resume
    assert resume == (starts[number + 1] if number < 4 else None)
    if resume is not None:
        assert [event for event, _ in read_events(path, resume)] == events()[number + 1 :]


def test_a_record_that_is_no_event_of_ours_is_damage(tmp_path: Path) -> None:
    writer = open_archive(tmp_path)
    writer.write_event(events()[0], URL)
    writer._file.write(gzip.compress(b"not a record"))
    end = writer._file.tell()
    writer.write_event(events()[1], URL)
    writer.close()
    with pytest.raises(ArchiveDamaged, match="no WARC record") as caught:
        list(read_events(archive_files(tmp_path)[0]))
    assert caught.value.resume == end
