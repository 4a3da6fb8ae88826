"""XLS: the cells of each visible sheet as they are shown, from the records of BIFF 5 to 8 in a compound file."""

from __future__ import annotations

import codecs
import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

import olefile

from pipelines.formats import number_formats
from pipelines.formats.sheets import (
    Place,
    Range,
    Run,
    Sheet,
    Stretches,
    merged_cells,
    sheet_hidden,
    shown_text,
    too_many_cells,
)
from pipelines.limits import Limits, NotRead
from pipelines.records import FailureKind, Finding

_BIFF8 = 0x0600
_UNICODE = 1200
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"
}  # fmt: skip
_RAISED = (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError, RecursionError, struct.error)


class Kind(IntEnum):
    """The kinds of records that are read."""

    FORMULA = 0x0006
    EOF = 0x000A
    DATE_1904 = 0x0022
    FILEPASS = 0x002F
    FONT = 0x0031
    CONTINUE = 0x003C
    CODEPAGE = 0x0042
    COLINFO = 0x007D
    BOUNDSHEET = 0x0085
    MULRK = 0x00BD
    RSTRING = 0x00D6
    XF = 0x00E0
    MERGED = 0x00E5
    SST = 0x00FC
    LABELSST = 0x00FD
    NUMBER = 0x0203
    LABEL = 0x0204
    BOOLERR = 0x0205
    STRING = 0x0207
    ROW = 0x0208
    RK = 0x027E
    FORMAT = 0x041E
    BOF = 0x0809


_CELLS = frozenset(
    {Kind.FORMULA, Kind.MULRK, Kind.RSTRING, Kind.LABELSST, Kind.NUMBER, Kind.LABEL, Kind.BOOLERR, Kind.RK}
)
Record = tuple[int, list[bytes]]  # its kind, and its content with that of the records that continue it


@dataclass(frozen=True, slots=True)
class _Font:
    struck: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """A string in UTF-16, and the runs in it: where each begins, counted in 16 bits, and its font."""

    content: bytes
    runs: tuple[tuple[int, int], ...] = ()


Value = float | bool | _Text


@dataclass(slots=True)
class _Book:
    """What the records before the sheets say of all of them."""

    version: int = _BIFF8
    charset: str = "gb18030"
    since_1904: bool = False
    fonts: list[_Font] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    looks: list[tuple[int, int]] = field(default_factory=list)  # of each style: its font and its number format
    strings: list[_Text] = field(default_factory=list)
    sheets: list[tuple[int, int, int, str]] = field(default_factory=list)  # where it begins, its state, kind and name

    def shown(self, value: Value, style: int) -> str:
        """The text that a value shows in a style."""
        font, code = self.looks[style] if style < len(self.looks) else (0, 0)
        told = self._runs_of(value) if isinstance(value, _Text) else value
        format_code = self.formats.get(code) or number_formats.built_in(code)
        return shown_text(told, format_code, struck=self._font(font).struck, since_1904=self.since_1904)

    def _runs_of(self, text: _Text) -> list[Run]:
        starts = [0, *(start for start, _ in text.runs), len(text.content) // 2]
        pieces = [_plain(text.content[2 * start : 2 * end]) for start, end in pairwise(starts)]
        fonts = [self._font(number) for _, number in text.runs]
        runs = [Run(piece, font.raised, font.struck) for piece, font in zip(pieces[1:], fonts, strict=True)]
        return [Run(pieces[0]), *runs]  # what is before the first run looks as the cell

    def _font(self, number: int) -> _Font:
        """A font by its number; there is none with the number 4."""
        place = number - (number > 4)
        return self.fonts[place] if place < len(self.fonts) else _Font()


def read_xls(data: bytes, limits: Limits) -> tuple[list[Sheet], list[Finding]]:
    """The visible sheets of an XLS file, and a finding for each that is hidden. Raises `NotRead`."""
    try:
        stream = _stream(data)
        book = _book(stream)
        sheets, findings = [], []
        for start, state, kind, name in book.sheets:
            if kind != 0:  # charts, macros
                continue
            if state:
                findings.append(sheet_hidden(name))
            else:
                sheets.append(_sheet(name, stream, start, book, limits))
        return sheets, findings
    except _RAISED as error:
        raise NotRead(FailureKind.DAMAGED, f"工作簿打不开：{error}") from error


def _stream(data: bytes) -> bytes:
    """The records of the workbook. Raises what olefile raises of a damaged file."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        _check_chains(ole)
        name = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
        if name is None:
            raise ValueError("里面没有工作簿")
        content: bytes = ole.openstream(name).read()
        return content


def _check_chains(ole: olefile.OleFileIO) -> None:
    """Raises `ValueError` where the sectors of a compound file follow each other in a circle."""
    ole.loadminifat()
    chains = [(ole.fat, ole.first_dir_sector), (ole.fat, ole.first_mini_fat_sector)]
    for entry in ole.direntries:
        if entry is not None:
            chains.append((ole.minifat if entry.is_minifat else ole.fat, entry.isectStart))
    if not all(_ends(*chain) for chain in chains):
        raise ValueError("扇区首尾相接")


def _ends(chain: Sequence[int], sector: int) -> bool:
    for _ in range(len(chain) + 1):
        if sector >= len(chain):
            return True
        sector = chain[sector]
    return False


def _records(stream: bytes, start: int) -> Iterator[Record]:
    """The records from a place of the stream to the end of the sheet that begins there; charts in it are left out."""
    waiting: Record | None = None
    depth = 0
    if not 0 <= start < len(stream):
        raise ValueError("工作表不在文件里")
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        content = stream[start + 4 : start + 4 + size]
        if len(content) < size:
            raise ValueError("记录残缺")
        start += 4 + size
        if kind == Kind.CONTINUE and waiting is not None:
            waiting[1].append(content)
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        depth += (kind == Kind.BOF) - (kind == Kind.EOF)
        if depth <= 0 and kind == Kind.EOF:
            return
        if depth <= 1:
            waiting = kind, [content]
    if waiting is not None:
        yield waiting


# --- what holds for the whole workbook --------------------------------------------------------------------------------


def _book(stream: bytes) -> _Book:
    book = _Book()
    for kind, chunks in _records(stream, 0):
        content = chunks[0]
        match kind:
            case Kind.BOF:
                book.version = struct.unpack_from("<H", content)[0]
            case Kind.FILEPASS if any(content[:2]):
                raise NotRead(FailureKind.ENCRYPTED, "工作簿有打开密码")
            case Kind.CODEPAGE:
                book.charset = _charset(struct.unpack_from("<H", content)[0])
            case Kind.DATE_1904:
                book.since_1904 = content[:1] == b"\1"
            case Kind.FONT:
                flags, _, _, raised = struct.unpack_from("<HHHH", content, 2)
                book.fonts.append(_Font(bool(flags & 8), raised in (1, 2)))
            case Kind.FORMAT:
                code = struct.unpack_from("<H", content)[0]
                book.formats[code] = _plain(_counted(_Chunks(chunks, 2), 2 if book.version >= _BIFF8 else 1, book))
            case Kind.XF:
                book.looks.append(struct.unpack_from("<HH", content))
            case Kind.BOUNDSHEET:
                start, state, sort = struct.unpack_from("<IBB", content)
                name = _plain(_counted(_Chunks(chunks, 6), 1, book)).replace("\0", "")
                book.sheets.append((start, state & 3, sort, name))
            case Kind.SST:
                book.strings = list(_shared_strings(_Chunks(chunks)))
    return book


def _charset(page: int) -> str:
    name = "utf-16-le" if page == _UNICODE else "gb18030" if page == 936 else f"cp{page}"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "gb18030"


class _Chunks:
    """The content of a record and of those that continue it, read from the front.

    Where text goes on in the next of them, a byte there tells anew whether its characters have one byte or two.
    """

    def __init__(self, chunks: Sequence[bytes], at: int = 0) -> None:
        self._chunks = chunks
        self._number = 0
        self._at = at

    def left(self) -> bool:
        """Whether there is anything left."""
        return any(self._chunks[self._number + 1 :]) or self._at < len(self._chunks[self._number])

    def take(self, size: int) -> bytes:
        """So many bytes, wherever they lie."""
        taken = b""
        while len(taken) < size:
            chunk = self._chunks[self._number]
            piece = chunk[self._at : self._at + size - len(taken)]
            taken += piece
            self._at += len(piece)
            if len(taken) < size:
                self._next()
        return taken

    def text(self, count: int, flags: int) -> bytes:
        """So many characters, in UTF-16."""
        pieces = []
        while count:
            wide = 2 if flags & 1 else 1
            chunk = self._chunks[self._number]
            piece = chunk[self._at : self._at + min(count, (len(chunk) - self._at) // wide) * wide]
            pieces.append(piece if wide == 2 else piece.decode("latin-1").encode("utf-16-le"))
            self._at += len(piece)
            count -= len(piece) // wide
            if count:
                self._next()
                flags = self.take(1)[0]
        return b"".join(pieces)

    def _next(self) -> None:
        self._number += 1
        self._at = 0
        if self._number >= len(self._chunks):
            raise ValueError("文字残缺")


def _shared_strings(chunks: _Chunks) -> Iterator[_Text]:
    (count,) = struct.unpack("<4xi", chunks.take(8))
    for _ in range(count):
        if not chunks.left():
            raise ValueError("文字残缺")
        length, flags = struct.unpack("<HB", chunks.take(3))
        runs = struct.unpack("<H", chunks.take(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", chunks.take(4))[0] if flags & 4 else 0
        text = chunks.text(length, flags)
        yield _Text(text, _runs(chunks.take(4 * runs)))
        chunks.take(more)


def _runs(content: bytes) -> tuple[tuple[int, int], ...]:
    return tuple(struct.iter_unpack("<HH", content))


def _counted(chunks: _Chunks, size: int, book: _Book) -> bytes:
    """A string that begins with the number of its characters, which has `size` bytes, in UTF-16."""
    length = int.from_bytes(chunks.take(size), "little")
    if book.version >= _BIFF8:
        return chunks.text(length, chunks.take(1)[0])
    return chunks.take(length).decode(book.charset, "replace").encode("utf-16-le")


def _plain(content: bytes) -> str:
    return content.decode("utf-16-le", "replace")


# --- sheets -----------------------------------------------------------------------------------------------------------


def _sheet(name: str, stream: bytes, start: int, book: _Book, limits: Limits) -> Sheet:
    texts: dict[Place, str] = {}
    merged: list[Range] = []
    rows: list[tuple[int, int]] = []
    columns: list[tuple[int, int]] = []
    for kind, chunks in _with_results(_records(stream, start)):
        content = chunks[0]
        for row, column, text in _cells(kind, chunks, book):
            if text:
                texts[row, column] = text
            if len(texts) > limits.cells:
                raise too_many_cells(limits)
        if kind == Kind.ROW:
            row, height, flags = struct.unpack_from("<H4xH4xH", content)
            if flags & 0x20 or height & 0x7FFF == 0:
                rows.append((row, row))
        elif kind == Kind.COLINFO:
            first, last, width, _, flags = struct.unpack_from("<HHHHH", content)
            if flags & 1 or not width:
                columns.append((first, last))
        elif kind == Kind.MERGED:
            (count,) = struct.unpack_from("<H", content)
            for number in range(count):
                top, bottom, left, right = struct.unpack_from("<HHHH", content, 2 + 8 * number)
                merged.append((top, left, bottom, right))
    return Sheet(name, merged_cells(texts, merged, limits), Stretches(rows), Stretches(columns))


def _with_results(records: Iterator[Record]) -> Iterator[Record]:
    """The records of a sheet, where a formula's result is a text, as if the text stood in its cell."""
    formula: bytes | None = None
    for kind, chunks in records:
        if kind == Kind.FORMULA:
            formula = chunks[0]
        elif kind == Kind.STRING and formula is not None:
            yield Kind.LABEL, [formula[:6] + chunks[0], *chunks[1:]]
            formula = None
        yield kind, chunks


def _cells(kind: int, chunks: Sequence[bytes], book: _Book) -> Iterator[tuple[int, int, str]]:
    """The cells of a record, each with the text that it shows."""
    content = chunks[0]
    if kind not in _CELLS:
        return
    row, column, style = struct.unpack_from("<HHH", content)
    value: Value | str
    match kind:
        case Kind.MULRK:
            for number in range((len(content) - 6) // 6):
                style, packed = struct.unpack_from("<HI", content, 4 + 6 * number)
                yield row, column + number, book.shown(_unpacked(packed), style)
            return
        case Kind.NUMBER:
            (value,) = struct.unpack_from("<d", content, 6)
        case Kind.RK:
            value = _unpacked(struct.unpack_from("<I", content, 6)[0])
        case Kind.BOOLERR:
            value = _truth_or_error(content[6], content[7])
        case Kind.LABELSST:
            value = book.strings[struct.unpack_from("<I", content, 6)[0]]
        case Kind.FORMULA:
            value = _result(content[6:14])
        case _:
            reader = _Chunks(chunks, 6)
            text = _counted(reader, 2, book)
            rich = kind == Kind.RSTRING and book.version >= _BIFF8
            value = _Text(text, _runs(reader.take(4 * int.from_bytes(reader.take(2), "little"))) if rich else ())
    yield row, column, value if isinstance(value, str) else book.shown(value, style)


def _unpacked(packed: int) -> float:
    """A number of four bytes: the upper part of a float, or 30 bits of an integer, either of them in hundredths."""
    if packed & 2:
        whole = struct.unpack("<i", struct.pack("<I", packed))[0] >> 2
        return float(whole / 100 if packed & 1 else whole)
    number: float = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return number / 100 if packed & 1 else number


def _truth_or_error(value: int, is_error: int) -> bool | str:
    """A truth, or the name of an error."""
    return _ERRORS.get(value, "#ERROR") if is_error else bool(value)


def _result(content: bytes) -> float | bool | str:
    """The stored result of a formula; a text stands in the next record, and is empty where there is none."""
    if content[6:] != b"\xff\xff":
        number: float = struct.unpack("<d", content)[0]
        return number
    return "" if content[0] in (0, 3) else _truth_or_error(content[2], content[0] == 2)
