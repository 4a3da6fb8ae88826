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

from pipelines.limits import UNLESS_SET
from pipelines.unpack import unpacked_at
from storage.events import Event, dump_event, load_event

_SUFFIX = ".warc.gz"
_OPEN = ".open"
_EVENT_TYPE = "application/vnd.nianbao.event+json"
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b\x08"  # how a gzip member begins
_RECORD = b"WARC/1."  # how the record in it begins


class ArchiveDamaged(ValueError):
    """A file of the archive is not whole. `resume` is the offset of the next whole record, None where there is none."""

    def __init__(self, file: str, offset: int, detail: str, resume: int | None = None) -> None:
        super().__init__(f"存档文件 {file} 自 {offset} 处损坏：{detail}")
        self.file = file
        self.offset = offset
        self.resume = resume


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


def member_ref(ref: str, path: str) -> str:
    """The reference of a file in an archived ZIP or the like: that of the ZIP, and the file's place in it."""
    return f"{ref}#{path}" if path else ref


def read_payload(folder: Path, ref: str) -> bytes:
    """The payload at an archive reference, after content-encoding; of a `member_ref`, the file in it.

    Raises `FileNotFoundError` when the archive does not have the file, `ArchiveDamaged` when there is no whole record,
    `NotRead` when a member cannot be had.
    """
    ref, _, within = ref.partition("#")
    if within:
        return unpacked_at(read_payload(folder, ref), within, UNLESS_SET)
    name, offset, length = ref.rsplit(":", 2)
    path = folder / name
    with (path if path.exists() else path.with_name(name + _OPEN)).open("rb") as file:
        file.seek(int(offset))
        kept = BytesIO(file.read(int(length)))
    try:
        for member, _ in _members(kept):
            for record in ArchiveIterator(BytesIO(member)):
                return bytes(record.content_stream().read())
    except (zlib.error, EOFError) as error:
        raise ArchiveDamaged(name, int(offset), str(error)) from error
    raise ArchiveDamaged(name, int(offset), "这里没有记录")


def archive_files(folder: Path) -> list[Path]:
    """The finished files of an archive in the order they were begun, which their names keep."""
    return sorted(folder.glob("*" + _SUFFIX))


def read_events(path: Path, start: int = 0) -> Iterator[tuple[Event, int]]:
    """The events of a file from an offset on, each with the offset after it.

    Raises `ArchiveDamaged` where the file is not whole; reading goes on from its `resume`.
    """
    with path.open("rb") as file:
        file.seek(start)
        end = start
        try:
            for member, after in _members(file):
                event = _event(member)
                end = after
                if event is not None:
                    yield event, end
        except (zlib.error, EOFError, KeyError, TypeError, ValueError) as error:
            detail = f"{type(error).__name__}: {error}"
            raise ArchiveDamaged(path.name, end, detail, _next_record(file, end + 1)) from error


def _event(member: bytes) -> Event | None:
    """The event that a record is, or None for any other record. Raises `ValueError` for what is no record."""
    if not member.startswith(_RECORD):
        raise ValueError("no WARC record")
    if _EVENT_TYPE.encode() not in member[: member.find(b"\r\n\r\n")]:
        return None
    for record in ArchiveIterator(BytesIO(member)):
        return load_event(record.content_stream().read())
    raise ValueError("no WARC record")


def _next_record(file: BinaryIO, start: int) -> int | None:
    """Where the next whole record begins, looking from an offset on."""
    file.seek(start)
    data = file.read()
    found = data.find(_GZIP)
    while found >= 0:
        try:
            member, _ = next(_members(BytesIO(data[found:])))
        except (zlib.error, EOFError):
            member = b""
        if member.startswith(_RECORD):
            return start + found
        found = data.find(_GZIP, found + 1)
    return None


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
    end = 0
    try:
        for _, after in _members(file):
            end = after
    except (zlib.error, EOFError):
        pass  # what follows is what the killed process was writing
    return end


def _members(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """The gzip members from where the file stands, unpacked and their checksums held, each with the offset after it.

    Raises `zlib.error` at a member that is damaged, `EOFError` at one that is cut.
    """
    position = file.tell()
    member = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    begun = False
    while data := file.read(_CHUNK):
        while data:
            parts.append(member.decompress(data))
            begun = True
            position += len(data) - len(member.unused_data)
            data = member.unused_data
            if member.eof:
                yield b"".join(parts), position
                member = zlib.decompressobj(wbits=31)
                parts, begun = [], False
    if begun:
        raise EOFError("the last record is cut")
