"""The files in an archive, one after another: nothing is written to a disk, and no more is unpacked than allowed.

An archive in an archive is unpacked in its place. A member that cannot be had says why; the others come all the same.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipelines.decode import decode
from pipelines.limits import Limits, NotRead, too_much
from pipelines.media_types import ARCHIVES, GZIP, ZIP, ZIP_RAISES, is_of_a_part, media_type
from pipelines.programs import archive_to_tar
from pipelines.records import FailureKind

# What systems put into archives beside the files that somebody packed.
_BESIDE = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Packed:
    """One file in an archive. `path` finds it again in the same bytes: its number from 0, in each archive around it
    (`2`, `0/3`); `name` is for people. Without `data`, `failure` and `detail` say why it could not be had."""

    path: str
    name: str
    data: bytes | None
    failure: FailureKind | None = None
    detail: str = ""


class _Budget:
    """What is left of the limits while one document is unpacked, archives in archives included."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._files = 0
        self._size = 0

    def take_file(self) -> None:
        self._files += 1
        if self._files > self._limits.files:
            raise too_much("压缩包里的文件数", self._limits.files, "READ_FILES")

    def take(self, size: int) -> None:
        self._size += size
        if self._size > self._limits.size:
            raise too_much("解压后的字节数", self._limits.size, "READ_SIZE")

    def refusal(self, size: int) -> str:
        """Why there is no room for a member of that size; "" where there is, which is then taken."""
        if self._size + size > self._limits.size:
            return too_much("解压后的字节数", self._limits.size, "READ_SIZE").detail
        self._size += size
        return ""

    def depth(self, depth: int) -> None:
        if depth > self._limits.depth:
            raise too_much("压缩包的层数", self._limits.depth, "READ_DEPTH")


def unpack(data: bytes, limits: Limits) -> Iterator[Packed]:
    """The files of an archive, in its order. Raises `NotRead` when it is no archive, damaged as a whole, over a limit,
    or needs a program that is not here."""
    yield from _unpack(data, "", "", 1, _Budget(limits), limits)


def unpacked_at(data: bytes, path: str, limits: Limits) -> bytes:
    """The file of an archive that has that path. Raises `NotRead` where it is not to be had."""
    for packed in unpack(data, limits):
        if packed.path == path and packed.data is not None:
            return packed.data
    raise NotRead(FailureKind.DAMAGED, f"压缩包里没有第 {path} 个文件")


def _unpack(data: bytes, path: str, name: str, depth: int, budget: _Budget, limits: Limits) -> Iterator[Packed]:
    budget.depth(depth)
    number = -1
    for number, packed in enumerate(_members(data, budget, limits)):
        here = f"{path}{number}"
        inside = f"{name}{packed.name}"
        if packed.data is None or media_type(packed.data) not in ARCHIVES:
            yield Packed(here, inside, packed.data, packed.failure, packed.detail)
            continue
        try:
            yield from _unpack(packed.data, f"{here}/", f"{inside}/", depth + 1, budget, limits)
        except NotRead as error:
            if error.failure is FailureKind.LIMIT_EXCEEDED:
                raise
            yield Packed(here, inside, None, error.failure, error.detail)
    if number < 0:
        raise NotRead(FailureKind.DAMAGED, "压缩包里没有文件：是空的，或者残缺")


def _members(data: bytes, budget: _Budget, limits: Limits) -> Iterator[Packed]:
    match media_type(data):
        case kind if kind == ZIP:
            return _of_zip(data, budget)
        case kind if kind == GZIP:
            return _of_gzip(data, budget)
        case _:
            return _of_tar(archive_to_tar(data, limits), budget)


def _of_zip(data: bytes, budget: _Budget) -> Iterator[Packed]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_RAISES as error:
        raise NotRead(FailureKind.DAMAGED, f"压缩包打不开：{error}") from error
    with archive:
        if is_of_a_part(archive):
            raise NotRead(FailureKind.DAMAGED, "压缩包残缺：目录不是它自己的")
        for info in archive.infolist():
            name = _zip_name(info)
            if info.is_dir() or _is_beside(name):
                continue
            budget.take_file()
            if refused := _refused(name):
                yield refused
                continue
            yield _zip_member(archive, info, name, budget)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: _Budget) -> Packed:
    if refusal := budget.refusal(info.file_size):
        return Packed("", name, None, FailureKind.LIMIT_EXCEEDED, f"{name}：{refusal}")
    if info.flag_bits & 1:
        return Packed("", name, None, FailureKind.ENCRYPTED, f"{name}：有密码")
    try:
        return Packed("", name, archive.read(info))
    except NotImplementedError as error:
        return Packed("", name, None, FailureKind.UNSUPPORTED_TYPE, f"{name}：{error}")
    except ZIP_RAISES as error:
        return Packed("", name, None, FailureKind.DAMAGED, f"{name}：{error}")


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name. Without the flag for UTF-8, zipfile took it for code page 437; in China it is GBK, or UTF-8
    all the same."""
    if info.flag_bits & 0x800:
        return info.filename
    return decode(info.orig_filename.encode("cp437", "replace")).text.replace("\\", "/")


def _of_gzip(data: bytes, budget: _Budget) -> Iterator[Packed]:
    budget.take_file()
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    rest = data
    try:
        while rest and not unpacker.eof:
            parts.append(unpacker.decompress(rest, _CHUNK))
            budget.take(len(parts[-1]))
            rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise NotRead(FailureKind.DAMAGED, f"gzip 解不开：{error}") from error
    if not unpacker.eof:
        raise NotRead(FailureKind.DAMAGED, "gzip 文件残缺")
    yield Packed("", "", b"".join(parts))


def _of_tar(stream: io.BufferedIOBase, budget: _Budget) -> Iterator[Packed]:
    """What a program unpacked, as it comes."""
    try:
        with stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                if not info.isfile() or _is_beside(info.name):
                    continue
                budget.take_file()
                if refused := _refused(info.name):
                    yield refused
                    continue
                budget.take(info.size)
                member = archive.extractfile(info)
                assert member is not None
                yield Packed("", info.name, member.read())
    except (tarfile.TarError, EOFError) as error:
        raise NotRead(FailureKind.DAMAGED, f"压缩包解不开：{error}") from error


def _is_beside(name: str) -> bool:
    return any(part in _BESIDE for part in PurePosixPath(name).parts)


def _refused(name: str) -> Packed | None:
    """A member that would leave the folder it is unpacked to: nothing is unpacked to a folder here, but no honest
    archive has one."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":"):
        return Packed("", name, None, FailureKind.UNSUPPORTED_TYPE, f"压缩包里的路径不当：{name}")
    return None
