"""RAR archives of version 5 in which files are stored as they are, written by hand: no free program makes any.

What a RAR holds that is packed by its own method can't be tried with these.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

_MAGIC = b"Rar!\x1a\x07\x01\x00"
_MAIN, _FILE, _END = 1, 2, 5
_HAS_DATA, _HAS_CHECKSUM = 2, 4
_ARCHIVED = 0x20


def rar(members: Mapping[str, bytes]) -> bytes:
    """An archive of named files."""
    archive = _MAGIC + _block(_number(_MAIN) + _number(0) + _number(0))
    for name, data in members.items():
        shown = name.encode()
        head = _number(_FILE) + _number(_HAS_DATA) + _number(len(data)) + _number(_HAS_CHECKSUM) + _number(len(data))
        head += _number(_ARCHIVED) + struct.pack("<I", zlib.crc32(data)) + _number(0) + _number(0)
        archive += _block(head + _number(len(shown)) + shown) + data
    return archive + _block(_number(_END) + _number(0) + _number(0))


def _number(value: int) -> bytes:
    """A number in sevens of bits, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _block(body: bytes) -> bytes:
    head = _number(len(body)) + body
    return struct.pack("<I", zlib.crc32(head)) + head
