"""A document and what comes with it: the files in an archive, the files that a page links. Each is taken apart alone.

What one of them does to its reader is its own failure; the others are read all the same.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from pipelines.formats import take_apart
from pipelines.limits import Limits, NotRead
from pipelines.media_types import ARCHIVES, UNKNOWN, media_type
from pipelines.records import Attached, Document, FailureKind
from pipelines.unpack import unpack


@dataclass(frozen=True, slots=True)
class Part:
    """One file taken apart. `url` and `path` are those of `records.Member`; the document itself has neither. A file
    that could not be had out of its archive has no `sha256`.

    `document` is None for an archive, and for what could not be read: then `failure` and `detail` say why.
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

    @property
    def is_archive(self) -> bool:
        return self.media_type in ARCHIVES


def take_parts(
    data: bytes, charset: str | None, attachments: Iterable[Attached], limits: Limits
) -> tuple[Part, list[Part]]:
    """The document, and the files in it and attached to it, in their order; files of the same bytes once."""
    document, found = _with_members(_part("", "", "", data, charset, limits), data, limits)
    for attached in attachments:
        name = PurePosixPath(urlsplit(attached.url).path).name
        part, members = _with_members(_beside(attached.url, "", name, attached.data, limits), attached.data, limits)
        found += [part, *members]
    once = {part.sha256 or part.name: part for part in reversed(found) if part.sha256 != document.sha256}
    return document, [part for part in found if once.get(part.sha256 or part.name) is part]


def _with_members(archive: Part, data: bytes, limits: Limits) -> tuple[Part, list[Part]]:
    """A file, and those in it where it is an archive. What is wrong with the archive as a whole is its failure; the
    files that could be had before count."""
    members: list[Part] = []
    if not archive.is_archive:
        return archive, members
    try:
        for packed in unpack(data, limits):
            name = packed.name or archive.name
            if packed.data is None:
                members.append(
                    Part(archive.url, packed.path, name, "", 0, UNKNOWN, failure=packed.failure, detail=packed.detail)
                )
            else:
                members.append(_beside(archive.url, packed.path, name, packed.data, limits))
    except NotRead as error:
        archive = replace(archive, failure=error.failure, detail=error.detail)
    return archive, members


def _beside(url: str, path: str, name: str, data: bytes, limits: Limits) -> Part:
    """`_part` for a file that came with the document, which must not cost the document its reading."""
    try:
        return _part(url, path, name, data, None, limits)
    except MemoryError:
        failure, detail = FailureKind.LIMIT_EXCEEDED, "读它要的内存超过上限（READ_MEMORY）"
    except Exception as error:  # a boundary as in storage.reader: whatever a file does to the chain is its own failure
        where = traceback.extract_tb(error.__traceback__)[-1]
        failure = FailureKind.READER_CRASHED
        detail = f"{type(error).__name__}: {error} ({PurePosixPath(where.filename).name}:{where.lineno})"
    return Part(url, path, name, hashlib.sha256(data).hexdigest(), len(data), UNKNOWN, failure=failure, detail=detail)


def _part(url: str, path: str, name: str, data: bytes, charset: str | None, limits: Limits) -> Part:
    kind = media_type(data)
    sha256 = hashlib.sha256(data).hexdigest()
    if kind in ARCHIVES:
        return Part(url, path, name, sha256, len(data), kind)
    try:
        file = take_apart(data, kind, charset, limits)
    except NotRead as error:
        return Part(url, path, name, sha256, len(data), kind, None, None, error.failure, error.detail)
    return Part(url, path, name, sha256, len(data), file.media_type, file.charset, file.document)
