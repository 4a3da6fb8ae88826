"""The raw archive: WARC files, one a run and process, gzip a record, readable by every web-archive tool.

A response is written with its bytes and headers before anything reads it; a payload that is already kept becomes a
revisit record. Events (`storage.events`) stand between them as metadata records: the archive alone rebuilds the
database. A file is named `….warc.gz.open` while it is written; one that a killed process left is cut after its last
whole record by the next run.
"""

from __future__ import annotations

import fcntl
import hashlib
import zlib
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.events import Event, dump_event, load_event

_SUFFIX = ".warc.gz"
_OPEN = ".open"
_EVENT_TYPE = "application/vnd.nianbao.event+json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a payload is kept, and the address and time under which it was first written."""

    ref: str
    url: str
    at: str


def wire_digest(payload: bytes) -> str:
    """The digest of a payload as sent, as WARC-Payload-Digest writes it."""
    return "sha1:" + b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


class ArchiveWriter:
    """One WARC file being written by this process.

    `known` finds a payload kept by an earlier run, by its wire digest; a payload of this run is remembered here.
    Raises `OSError` when the folder cannot be written: a run must not go on without its archive.
    """

    def __init__(self, folder: Path, name: str, known: Callable[[str], Kept | None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name + _SUFFIX
        self._final = folder / self.name
        self._path = folder / (self.name + _OPEN)
        self._file: BinaryIO = self._path.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        self._known = known
        self._kept: dict[str, Kept] = {}
        self._write(self._writer.create_warcinfo_record(self.name, {"format": "WARC File Format 1.1"}))

    def write_response(
        self, url: str, at: str, status: int, reason: str, headers: Sequence[tuple[str, str]], payload: bytes
    ) -> Kept:
        """Keep one response as it came (`payload` still content-encoded) and say where its payload is kept.

        The transfer encoding was taken off by the HTTP client, so its header is left out and the length set.
        """
        lines = [
            (name, value) for name, value in headers if name.lower() not in ("transfer-encoding", "content-length")
        ]
        lines.append(("Content-Length", str(len(payload))))
        return self._write_payload(url, at, payload, StatusAndHeaders(f"{status} {reason}".strip(), lines, "HTTP/1.1"))

    def write_file(self, url: str, at: str, payload: bytes) -> Kept:
        """Keep one local file under its `file:` address, as a resource record."""
        return self._write_payload(url, at, payload, None)

    def write_event(self, event: Event, url: str) -> int:
        """Keep one event; returns the offset after it, the position up to which the archive has landed."""
        record = self._writer.create_warc_record(
            quote(url, safe="%/:=&?~#+!$,;'@()*[]"),
            "metadata",
            payload=BytesIO(dump_event(event)),
            warc_content_type=_EVENT_TYPE,
        )
        self._write(record)
        return self._file.tell()

    def close(self) -> None:
        """Finish the file and give it its final name."""
        if not self._file.closed:
            self._file.close()
            self._path.rename(self._final)

    def _write_payload(self, url: str, at: str, payload: bytes, http: StatusAndHeaders | None) -> Kept:
        digest = wire_digest(payload)
        url = _warc_uri(url)
        kept = self._kept.get(digest) or self._known(digest)
        if kept is not None and not self._has(kept.ref):
            kept = None  # the database remembers an archive that is not here any more
        if kept is not None and http is not None:
            self._write(
                self._writer.create_revisit_record(
                    url, digest, kept.url, kept.at, http_headers=http, warc_headers_dict={"WARC-Date": at}
                )
            )
        elif kept is None:
            record = self._writer.create_warc_record(
                url,
                "response" if http else "resource",
                payload=BytesIO(payload),
                length=len(payload),
                http_headers=http,
                warc_content_type="" if http else "application/octet-stream",
                warc_headers_dict={"WARC-Date": at, "WARC-Payload-Digest": digest},
            )
            start = self._file.tell()
            self._write(record)
            kept = Kept(f"{self.name}:{start}:{self._file.tell() - start}", url, at)
        assert kept is not None
        self._kept[digest] = kept
        return kept

    def _has(self, ref: str) -> bool:
        name = ref.split(":")[0]
        return name == self.name or (self._final.parent / name).exists()

    def _write(self, record: ArcWarcRecord) -> None:
        self._writer.write_record(record)
        self._file.flush()


def read_payload(folder: Path, ref: str) -> bytes:
    """The payload at an archive reference, after content-encoding.

    Raises `FileNotFoundError` when the archive does not have the file, `ValueError` when there is no record at it.
    """
    name, offset, length = ref.rsplit(":", 2)
    path = folder / name
    with (path if path.exists() else path.with_name(name + _OPEN)).open("rb") as file:
        file.seek(int(offset))
        for record in ArchiveIterator(BytesIO(file.read(int(length)))):
            return bytes(record.content_stream().read())
    raise ValueError(f"no record at {ref} in {folder}")


def archive_files(folder: Path) -> list[Path]:
    """The finished files of an archive in the order they were begun, which their names keep."""
    return sorted(folder.glob("*" + _SUFFIX))


def read_events(path: Path, start: int = 0) -> Iterator[tuple[Event, int]]:
    """The events of a file from an offset on, each with the offset after it."""
    with path.open("rb") as file:
        file.seek(start)
        iterator = ArchiveIterator(file)
        for record in iterator:
            if record.rec_type == "metadata" and record.content_type == _EVENT_TYPE:
                data = record.content_stream().read()
                end = iterator.get_record_offset() + iterator.get_record_length()
                yield load_event(data), end


def recover(folder: Path) -> list[str]:
    """Finish the files that killed processes left: cut each after its last whole record and give it its name.

    A file that a living process writes is locked and left alone. Returns the names of the files finished.
    """
    finished = []
    for path in sorted(folder.glob("*" + _SUFFIX + _OPEN)):
        with path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            file.truncate(_whole(file))
        final = path.with_name(path.name.removesuffix(_OPEN))
        path.rename(final)
        finished.append(final.name)
    return finished


def _warc_uri(url: str) -> str:
    """An address as WARC takes it: a saved file's name may have blanks, an address none."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def being_written(folder: Path) -> bool:
    """Whether a living process writes to the archive; asked after `recover`, which finishes what dead ones left."""
    return any(folder.glob("*" + _SUFFIX + _OPEN))


def _whole(file: BinaryIO) -> int:
    """The offset after the last whole gzip member, which is the last whole record."""
    end = position = 0
    member = zlib.decompressobj(wbits=31)
    while data := file.read(_CHUNK):
        while data:
            try:
                member.decompress(data)
            except zlib.error:
                return end
            position += len(data) - len(member.unused_data)
            data = member.unused_data
            if member.eof:
                end = position
                member = zlib.decompressobj(wbits=31)
    return end
