"""A document and what comes with it: the files in an archive, the files that a page links. Each is taken apart alone.

What one of them does to its reader is its own failure; the others are read all the same.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from pipelines.formats import take_apart, take_apart_pictures
from pipelines.limits import Limits, NotRead, too_much
from pipelines.media_types import ARCHIVES, PICTURES, UNKNOWN, media_type
from pipelines.records import Attached, Document, FailureKind
from pipelines.unpack import unpack


@dataclass(frozen=True, slots=True)
class Part:
    """One file taken apart. `url` and `path` are those of `records.Member`; the document itself has neither. A file
    that could not be had out of its archive has no `sha256`.

    `document` is None for an archive, for what could not be read (then `failure` and `detail` say why), and for the
    pictures after the first of those that show one document together; `pages` are the hashes of the pictures that its
    pages are in.
    """

    url: str
    path: str
    name: str
    sha256: str
    size: int
    media_type: str
    charset: str | None = None
    document: Document | None = None
    failure: FailureKind | None = None
    detail: str = ""
    pages: tuple[str, ...] = ()

    @property
    def is_archive(self) -> bool:
        return self.media_type in ARCHIVES

    def hash_at(self, locator: str | None) -> str:
        """The hash of the file that a figure stands in, by its locator (`t1r2c3 p4`): of pictures that show one
        document together, the fourth."""
        page = (locator or "").rpartition(" p")[2]
        return self.pages[int(page) - 1] if self.pages and page.isdecimal() else self.sha256


def take_parts(
    data: bytes, charset: str | None, attachments: Iterable[Attached], limits: Limits
) -> tuple[Part, list[Part]]:
    """The document, and the files in it and attached to it, in their order; files of the same bytes once. Pictures
    among them are the pages of one document."""
    taker = _Taker(limits)
    document, found = taker.with_members(_part("", "", "", data, charset, limits), data)
    for attached in attachments:
        name = PurePosixPath(unquote(urlsplit(attached.url).path)).name
        part, members = taker.with_members(taker.beside(attached.url, "", name, attached.data), attached.data)
        found += [part, *members]
    once = {part.sha256 or part.name: part for part in reversed(found) if part.sha256 != document.sha256}
    return document, taker.with_pictures([part for part in found if once.get(part.sha256 or part.name) is part])


class _Taker:
    """Takes files apart, and keeps the pictures among them for the end."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pictures: dict[str, bytes] = {}

    def with_members(self, archive: Part, data: bytes) -> tuple[Part, list[Part]]:
        """A file, and those in it where it is an archive. What is wrong with the archive as a whole is its failure;
        the files that could be had before count."""
        members: list[Part] = []
        if not archive.is_archive:
            return archive, members
        try:
            for packed in unpack(data, self._limits):
                name = packed.name or archive.name
                if packed.data is None:
                    nothing = Part(archive.url, packed.path, name, "", 0, UNKNOWN)
                    members.append(replace(nothing, failure=packed.failure, detail=packed.detail))
                else:
                    members.append(self.beside(archive.url, packed.path, name, packed.data))
        except NotRead as error:
            archive = replace(archive, failure=error.failure, detail=error.detail)
        return archive, members

    def beside(self, url: str, path: str, name: str, data: bytes) -> Part:
        """A file that came with the document, which must not cost the document its reading."""
        kind = media_type(data)
        plain = Part(url, path, name, hashlib.sha256(data).hexdigest(), len(data), kind)
        if kind in PICTURES:
            self._pictures[plain.sha256] = data
            return plain
        try:
            return _part(url, path, name, data, None, self._limits)
        except Exception as error:  # a boundary as in storage.reader: what a file does to the chain is its own failure
            failure, detail = _why(error)
            return replace(plain, failure=failure, detail=detail)

    def with_pictures(self, parts: list[Part]) -> list[Part]:
        """The parts, the first picture with what all of them show."""
        pictures = [part for part in parts if part.sha256 in self._pictures]
        if not pictures:
            return parts
        try:
            files = [self._pictures[part.sha256] for part in pictures]
            document, within = take_apart_pictures(files, self._limits)
        except Exception as error:  # a boundary, as above
            failure, detail = _why(error)
            return [replace(part, failure=failure, detail=detail) if part in pictures else part for part in parts]
        pages = tuple(pictures[number].sha256 for number in within)
        first = replace(pictures[0], document=document, pages=pages)
        return [first if part is pictures[0] else part for part in parts]


def _within_cells(document: Document, limits: Limits) -> None:
    """Raises `NotRead` where the tables have more places than they may: spans make many of few cells."""
    places = sum(cell.rowspan * cell.colspan for table in document.tables for row in table.rows for cell in row)
    if places > limits.cells:
        raise too_much("表格的格数", limits.cells, "READ_CELLS")


def _why(error: Exception) -> tuple[FailureKind, str]:
    """The failure that an exception is."""
    if isinstance(error, NotRead):
        return error.failure, error.detail
    if isinstance(error, MemoryError):
        return FailureKind.LIMIT_EXCEEDED, "读它要的内存超过上限（READ_MEMORY）"
    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePosixPath(where.filename).name}:{where.lineno}"
    return FailureKind.READER_CRASHED, f"{type(error).__name__}: {error} ({place})"


def _part(url: str, path: str, name: str, data: bytes, charset: str | None, limits: Limits) -> Part:
    kind = media_type(data)
    sha256 = hashlib.sha256(data).hexdigest()
    if kind in ARCHIVES:
        return Part(url, path, name, sha256, len(data), kind)
    try:
        file = take_apart(data, kind, charset, limits)
        _within_cells(file.document, limits)
    except NotRead as error:
        return Part(url, path, name, sha256, len(data), kind, failure=error.failure, detail=error.detail)
    return Part(url, path, name, sha256, len(data), file.media_type, file.charset, file.document)
