"""Word files of 1997 to 2003 (`.doc`; Kingsoft's `.wps` is said to be the same inside): text, tables, merged cells.

By [MS-DOC]: the text lies in pieces (§2.8.35); the properties of paragraphs and runs in pages of 512 bytes (§2.9.174,
§2.9.32); a table is paragraphs that are marked as its cells, and the paragraph that ends a row has the edges of the
row's cells and which of them are merged (§2.9.322). So a cell's column is told by its edges, not by its number.
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import olefile
from lxml.html import HtmlElement

from pipelines.formats.markup import Box, Taken, body, paragraphs, picture, table, text_of_runs
from pipelines.formats.numbering import Counters, Level, after_number
from pipelines.limits import Limits, NotRead, too_much
from pipelines.records import FailureKind

# The file information block (§2.5): version, encryption, which table stream; lengths; pairs of offset and length.
_MAGIC, _WORD_97 = 0xA5EC, 0x00C1
_ENCRYPTED, _SECOND_TABLE, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_LENGTHS = 0x4C  # of the main text, footnotes, headers, macros, comments, endnotes, text boxes: in characters
_MAIN_TEXT, _TEXT_BOXES = 0, 6
_PAIRS = 0x9A
_STYLES, _RUNS, _PARAGRAPHS, _PIECES, _ANCHORS, _DRAWINGS, _LISTS, _OVERRIDES = 1, 12, 13, 33, 40, 50, 73, 74
_PAGE = 512

# Modifiers (§2.6), and the length of an operand by the top bits of its modifier (§2.2.5.1).
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_LEVEL, _LIST = 0x260A, 0x460B
_EDGES, _LAID_ASIDE = 0xD608, frozenset({0x6645, 0x6646})
_DELETED, _HIDDEN, _STRUCK, _STRUCK_TWICE, _RAISED, _SHIFTED = 0x0800, 0x083C, 0x0837, 0x2A53, 0x2A48, 0x4845
_SWITCHES = (_HIDDEN, _STRUCK, _STRUCK_TWICE)  # which a style and its use switch over (§2.9.327)
_STYLE, _RUN_STYLE, _PICTURE_AT = 0x4600, 0x4A30, 0x6A03
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
# How a row's definition says that a cell is merged (§2.9.317).
_WITH_LEFT, _WITH_ABOVE = 1, 1

_CELL_END, _ENDS = "\x07", "\r\x07\x0c"
_FIELD, _FIELD_RESULT, _FIELD_END = "\x13\x14\x15"
_INLINE, _ANCHOR = _PICTURES = "\x01\x08"
_NO_SIZE = (0.0, 0.0)  # of what is drawn and no picture
_OF_PARAGRAPHS, _OF_CHARACTERS = 1, 2  # kinds of styles
_LONGEST_CHAIN = 20  # styles based on styles
_TWIPS = 1440 / 2.54  # in a centimetre
_SHAPE, _PICTURE_FRAME = b"\x0a\xf0\x08\0\0\0", 75  # a shape's record after its kind, and the kind that is a picture
_SHOWN_AS = {"\x0b": "\n", "\x0e": "\n", "\t": " ", "\x1e": "-", **dict.fromkeys("\x02\x03\x04\x05\x1f", "")}
# Number formats of lists ([MS-OSHARED] §2.2.1.3) by the names that `numbering` knows.
_FORMATS = {
    3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth",
    18: "decimalEnclosedCircle", 23: "bullet", 33: "taiwaneseCounting", 35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand",
    255: "none",
}  # fmt: skip
_SAME_EDGE = 60  # twips; edges closer than this are one: the rows of a table are rarely drawn to a point

Lists = Mapping[int, tuple[str, Mapping[int, Level]]]
Size = tuple[float, float]


class NotWord97(Exception):
    """A Word file of an earlier version, whose text is laid out otherwise."""


def read_doc(data: bytes, limits: Limits) -> Taken:
    """The document as plain markup. Raises `NotRead`, and `NotWord97` for what an older Word wrote."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            file = _File.open(ole)
        reader = _Reader(file.lists(), limits)
        parts = [part for text in (_MAIN_TEXT, _TEXT_BOXES) for part in reader.blocks(list(file.paragraphs(text)), 0)]
        return Taken(body(parts))
    except (
        struct.error,
        IndexError,
        KeyError,
        ValueError,
        OSError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        # What olefile and the offsets of a damaged file raise.
        raise NotRead(FailureKind.DAMAGED, f"Word 文件打不开：{error}") from error


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph: its text without its end, the character that ends it, its modifiers, and the sizes of its
    pictures in centimetres."""

    text: str
    end: str
    modifiers: Mapping[int, bytes]
    pictures: Sequence[Size] = ()

    def has(self, flag: int) -> bool:
        return self.modifiers.get(flag, b"\0")[:1] not in (b"", b"\0")

    @property
    def depth(self) -> int:
        """In how many tables the paragraph lies."""
        told = self.modifiers.get(_DEPTH)
        return int.from_bytes(told, "little", signed=True) if told else int(self.has(_IN_TABLE))

    def ends_row(self, depth: int) -> bool:
        """Whether it ends a row of a table that lies in `depth` - 1 others."""
        if depth == 1:
            return self.end == _CELL_END and self.has(_ROW_END)
        return self.depth == depth and self.has(_INNER_ROW_END)

    def ends_cell(self, depth: int) -> bool:
        """Whether it ends a cell of such a table."""
        return self.end == _CELL_END if depth == 1 else self.depth == depth and self.has(_INNER_CELL)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the text: characters from and to, where its bytes begin, how many bytes a character has."""

    start: int
    end: int
    offset: int
    size: int


@dataclass(slots=True)
class _File:
    """The streams of a file, and the pieces of its text in them."""

    text: bytes
    tables: bytes
    data: bytes
    pieces: list[_Piece] = field(default_factory=list)

    @classmethod
    def open(cls, ole: olefile.OleFileIO) -> _File:
        text = ole.openstream("WordDocument").read()
        magic, version, flags = (struct.unpack_from("<H", text, place)[0] for place in (0, 2, 0x0A))
        if magic != _MAGIC or version < _WORD_97:
            raise NotWord97
        if flags & (_ENCRYPTED | _OBFUSCATED):
            raise NotRead(FailureKind.ENCRYPTED, "Word 文件有打开密码")
        tables = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        file = cls(text, tables, ole.openstream("Data").read() if ole.exists("Data") else b"")
        file.pieces = list(file._pieces())
        return file

    def part(self, number: int) -> bytes:
        """A part of the table stream, by its number in the file information block."""
        offset, length = struct.unpack_from("<II", self.text, _PAIRS + 8 * number)
        if offset + length > len(self.tables):
            raise ValueError("文件残缺")
        return self.tables[offset : offset + length]

    def _pieces(self) -> Iterator[_Piece]:
        clx = self.part(_PIECES)
        place = 0
        while clx[place] == 1:  # modifiers of pieces, which only a fast save leaves
            place += 3 + struct.unpack_from("<H", clx, place + 1)[0]
        length = struct.unpack_from("<I", clx, place + 1)[0]
        plc = clx[place + 5 : place + 5 + length]
        count = (len(plc) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", plc)
        for number in range(count):
            told = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
            single, offset = told & 0x40000000, told & 0x3FFFFFFF
            yield _Piece(ends[number], ends[number + 1], offset // 2 if single else offset, 1 if single else 2)

    def paragraphs(self, part: int) -> Iterator[_Paragraph]:
        """The paragraphs of the main text or of the text boxes. Text that is hidden or was deleted, and the codes of
        fields, are left out."""
        lengths = struct.unpack_from("<7i", self.text, _LENGTHS)
        first = sum(lengths[:part])
        runs, ends = _Modifiers(self, _RUNS), _Modifiers(self, _PARAGRAPHS)
        styles, shapes = self.styles(), self.shapes() if part == _MAIN_TEXT else {}
        shown: list[_Character] = []
        fields: list[bool] = []  # of each open field, whether its result has begun
        for number, (character, offset) in enumerate(self._characters(first, first + lengths[part])):
            if character in _ENDS:
                yield self._paragraph(shown, character, ends.at(offset), styles)
                shown = []
            elif character == _FIELD:
                fields.append(False)
            elif character == _FIELD_RESULT and fields:
                fields[-1] = True
            elif character == _FIELD_END and fields:
                fields.pop()
            elif all(fields):
                size = shapes.get(number, _NO_SIZE) if character == _ANCHOR else _NO_SIZE
                shown.append(_Character(character, runs.at(offset), size))
        if shown:
            yield self._paragraph(shown, "\r", _NO_MODIFIERS, styles)

    def _paragraph(
        self, characters: Sequence[_Character], end: str, modifiers: Mapping[int, bytes], styles: Sequence[_Style]
    ) -> _Paragraph:
        texts: list[tuple[str, bool]] = []
        pictures: list[Size] = []
        own: Mapping[int, bytes] | None = None
        look = _Look()
        for character in characters:
            if character.modifiers is not own:
                own = character.modifiers
                look = _look(own, modifiers, styles)
            if look.hidden or (look.struck and character.text not in _PICTURES):
                continue
            texts.append((_SHOWN_AS.get(character.text, character.text), look.raised))
            if character.text in _PICTURES:
                pictures.append(self._size(own) if character.text == _INLINE else character.size)
        text = text_of_runs(texts)
        # UTF-16 units as text: the two halves of a rare character are one.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return _Paragraph(text, end, modifiers, pictures)

    def _size(self, modifiers: Mapping[int, bytes]) -> Size:
        """The width and height of a picture among the text (§2.9.190, §2.9.192)."""
        told = modifiers.get(_PICTURE_AT, b"")
        offset = int.from_bytes(told, "little")
        if len(told) != 4 or offset + 36 > len(self.data):
            return _NO_SIZE
        wide, high, across, down = struct.unpack_from("<4H", self.data, offset + 28)
        return wide * across / 1000 / _TWIPS, high * down / 1000 / _TWIPS

    def shapes(self) -> Mapping[int, Size]:
        """The pictures that float over the main text: the characters that they are anchored at, and their sizes
        (§2.8.37, §2.9.253)."""
        try:
            anchors, drawings = self.part(_ANCHORS), self.part(_DRAWINGS)
            kinds: dict[int, int] = {}
            place = drawings.find(_SHAPE, 2)
            while place >= 0:
                kinds[struct.unpack_from("<I", drawings, place + 6)[0]] = (
                    struct.unpack_from("<H", drawings, place - 2)[0] >> 4
                )
                place = drawings.find(_SHAPE, place + 1)
            count = max(len(anchors) - 4, 0) // 30
            shapes = {}
            for number in range(count):
                shape, left, top, right, bottom = struct.unpack_from("<I4i", anchors, 4 * (count + 1) + 26 * number)
                if kinds.get(shape) == _PICTURE_FRAME:
                    at = struct.unpack_from("<I", anchors, 4 * number)[0]
                    shapes[at] = (right - left) / _TWIPS, (bottom - top) / _TWIPS
            return shapes
        except (struct.error, ValueError):
            return {}  # without them it is not known how large what floats is, and nothing else

    def styles(self) -> Sequence[_Style]:
        """The styles, by the numbers under which paragraphs and runs name them (§2.9.271)."""
        try:
            return list(self._styles())
        except (struct.error, IndexError, ValueError):
            return ()  # without them it is not known what they hide or raise, and nothing else

    def _styles(self) -> Iterator[_Style]:
        sheet = self.part(_STYLES)
        if not sheet:
            return
        head, count, fixed = struct.unpack_from("<3H", sheet)
        place = 2 + head
        for _ in range(count):
            size = struct.unpack_from("<H", sheet, place)[0]
            yield _style(sheet[place + 2 : place + 2 + size], fixed)
            place += 2 + size + size % 2

    def _characters(self, first: int, end: int) -> Iterator[tuple[str, int]]:
        """The characters of a range, each with the offset of its bytes."""
        for piece in self.pieces:
            start, stop = max(piece.start, first), min(piece.end, end)
            if start >= stop:
                continue
            begin = piece.offset + (start - piece.start) * piece.size
            raw = self.text[begin : begin + (stop - start) * piece.size]
            if len(raw) < (stop - start) * piece.size:
                raise ValueError("文件残缺")
            for place in range(0, len(raw), piece.size):
                if piece.size == 1:
                    yield raw[place : place + 1].decode("cp1252", "replace"), begin + place
                else:
                    yield chr(raw[place] | raw[place + 1] << 8), begin + place

    def lists(self) -> Lists:
        """The levels of the lists, by the number under which paragraphs name them (§2.9.130, §2.9.133, §2.9.150)."""
        try:
            return dict(self._lists())
        except (struct.error, IndexError, ValueError):
            return {}  # without them the numbers before paragraphs are missing, and nothing else

    def _lists(self) -> Iterator[tuple[int, tuple[str, Mapping[int, Level]]]]:
        offset, length = struct.unpack_from("<II", self.text, _PAIRS + 8 * _LISTS)
        if not length:
            return
        count = struct.unpack_from("<H", self.tables, offset)[0]
        place = offset + 2 + 28 * count  # the levels follow the lists
        levels: dict[int, dict[int, Level]] = {}
        for number in range(count):
            head = offset + 2 + 28 * number
            own = levels.setdefault(struct.unpack_from("<i", self.tables, head)[0], {})
            for level in range(1 if self.tables[head + 26] & 1 else 9):
                start, counted = struct.unpack_from("<iB", self.tables, place)
                place += 28 + self.tables[place + 24] + self.tables[place + 25]
                size = 2 * struct.unpack_from("<H", self.tables, place)[0]
                text = self.tables[place + 2 : place + 2 + size].decode("utf-16-le", "replace")
                place += 2 + size
                shown = "".join(f"%{ord(c) + 1}" if ord(c) < 9 else c for c in text)
                own[level] = Level(_FORMATS.get(counted, "decimal"), shown, start)
        overrides = self.part(_OVERRIDES)
        for number in range(struct.unpack_from("<I", overrides)[0] if overrides else 0):
            of = struct.unpack_from("<i", overrides, 4 + 16 * number)[0]
            if of in levels:
                yield number + 1, (f"list {of}", levels[of])


@dataclass(frozen=True, slots=True)
class _Character:
    """A character, the modifiers of its run, and, of a floating picture's anchor, the picture's size."""

    text: str
    modifiers: Mapping[int, bytes]
    size: Size


@dataclass(frozen=True, slots=True)
class _Look:
    """Whether a run is hidden or was deleted, is struck out, is raised or lowered."""

    hidden: bool = False
    struck: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """A style: of what, on which one it is based, and its modifiers of runs."""

    kind: int = 0
    base: int = 0
    modifiers: Mapping[int, bytes] = field(default_factory=dict)


def _style(definition: bytes, fixed: int) -> _Style:
    """A style of its definition (§2.9.259), whose first part has a fixed length: then its name, then, each with its
    length, the modifiers of paragraphs, if it is of such, and those of runs."""
    if not definition:
        return _Style()
    told = struct.unpack_from("<H", definition, 2)[0]
    kind, base = told & 15, told >> 4
    place = fixed + 2 * struct.unpack_from("<H", definition, fixed)[0] + 4
    if kind not in (_OF_PARAGRAPHS, _OF_CHARACTERS):
        return _Style()
    if kind == _OF_PARAGRAPHS:
        size = struct.unpack_from("<H", definition, place)[0]
        place += 2 + size + size % 2
    size = struct.unpack_from("<H", definition, place)[0]
    return _Style(kind, base, dict(_parse(definition[place + 2 : place + 2 + size], b"")))


def _look(run: Mapping[int, bytes], paragraph: Mapping[int, bytes], styles: Sequence[_Style]) -> _Look:
    """How a run shows, by its own modifiers and the styles of it and of its paragraph."""
    around = _of_style(paragraph.get(_STYLE, b"\0\0"), _OF_PARAGRAPHS, styles)
    within = _of_style(run[_RUN_STYLE], _OF_CHARACTERS, styles) if _RUN_STYLE in run else {}
    told = {**around, **within, **run}
    on = {
        name: _switched(run.get(name), _switched(around.get(name), False) != _switched(within.get(name), False))
        for name in _SWITCHES
    }
    return _Look(
        hidden=on[_HIDDEN] or run.get(_DELETED) == b"\x01",
        struck=on[_STRUCK] or on[_STRUCK_TWICE],
        raised=any(told.get(_RAISED, b"")) or any(told.get(_SHIFTED, b"")),
    )


def _of_style(number: bytes, kind: int, styles: Sequence[_Style]) -> dict[int, bytes]:
    """The modifiers of a style and of those that it is based on."""
    chain: list[_Style] = []
    at = int.from_bytes(number, "little")
    while at < len(styles) and styles[at].kind == kind and len(chain) < _LONGEST_CHAIN:
        chain.append(styles[at])
        at = styles[at].base
    told: dict[int, bytes] = {}
    for style in reversed(chain):
        on = {
            name: bytes([_switched(style.modifiers[name], _switched(told.get(name), False))])
            for name in _SWITCHES
            if name in style.modifiers
        }
        told |= {**style.modifiers, **on}
    return told


def _switched(operand: bytes | None, below: bool) -> bool:
    """What an operand makes of what the style says: off, on, the same or the opposite."""
    return {b"\0": False, b"\x01": True, b"\x81": not below}.get(operand or b"", below)


_NO_MODIFIERS: Mapping[int, bytes] = {}


class _Modifiers:
    """The modifiers of runs or of paragraphs: the offset of a character finds them (§2.8.5, §2.8.6)."""

    def __init__(self, file: _File, part: int) -> None:
        self._data = file.data
        self._parsed: dict[bytes, dict[int, bytes]] = {}
        found = [run for page in _pages(file, part) for run in _runs_of(page, part)]
        found.sort()
        self._starts = [start for start, _, _ in found]
        self._runs = [(end, modifiers) for _, end, modifiers in found]

    def at(self, offset: int) -> Mapping[int, bytes]:
        """Modifier → operand, of the run or paragraph that has the character there."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or offset >= self._runs[number][0]:
            return _NO_MODIFIERS
        modifiers = self._runs[number][1]
        if modifiers not in self._parsed:
            self._parsed[modifiers] = dict(_parse(modifiers, self._data))
        return self._parsed[modifiers]


def _pages(file: _File, part: int) -> Iterator[bytes]:
    plc = file.part(part)
    count = (len(plc) - 4) // 8
    for number in range(count):
        page = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        yield file.text[page * _PAGE : (page + 1) * _PAGE]


def _runs_of(page: bytes, part: int) -> Iterator[tuple[int, int, bytes]]:
    """Offsets from and to, and modifiers, of the runs or paragraphs in a page."""
    count = page[_PAGE - 1]
    offsets = struct.unpack_from(f"<{count + 1}I", page)
    size = 13 if part == _PARAGRAPHS else 1
    for run in range(count):
        place = 2 * page[4 * (count + 1) + size * run]
        if not place:
            modifiers = b""
        elif part == _RUNS:
            modifiers = page[place + 1 : place + 1 + page[place]]
        else:  # before a paragraph's modifiers stands the number of its style
            start, length = (place + 1, 2 * page[place] - 1) if page[place] else (place + 2, 2 * page[place + 1])
            modifiers = struct.pack("<H", _STYLE) + page[start : start + length]
        yield offsets[run], offsets[run + 1], modifiers


def _parse(modifiers: bytes, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each modifier with its operand."""
    place = 0
    while place + 2 < len(modifiers):
        name = struct.unpack_from("<H", modifiers, place)[0]
        place += 2
        if name == _EDGES:
            size = struct.unpack_from("<H", modifiers, place)[0] + 1
        else:
            size = _OPERANDS.get(name >> 13) or modifiers[place] + 1
        operand = modifiers[place : place + size]
        place += size
        if name in _LAID_ASIDE:  # too long for a page: the operand is their place in the data stream
            offset = struct.unpack("<I", operand)[0]
            length = struct.unpack_from("<H", data, offset)[0]
            yield from _parse(data[offset + 2 : offset + 2 + length], b"")
        else:
            yield name, operand


# --- paragraphs as tables ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a row: its paragraphs, its edges in twips (or, where the row does not tell them, its number), and
    whether it belongs to the cell above."""

    content: Sequence[_Paragraph]
    left: int
    right: int
    goes_on: bool = False


@dataclass(slots=True)
class _Reader:
    """What is carried while paragraphs are put together, from first to last."""

    lists: Lists
    limits: Limits
    counters: Counters = field(default_factory=Counters)
    cells: int = 0

    def blocks(self, run: Sequence[_Paragraph], depth: int) -> list[HtmlElement]:
        """The parts of a run of paragraphs that lies in `depth` tables; what lies deeper is a table in it."""
        parts: list[HtmlElement] = []
        for is_deeper, group in groupby(run, lambda paragraph: paragraph.depth > depth):
            if is_deeper:
                parts.append(self.table(list(group), depth + 1))
            else:
                parts += [part for paragraph in group for part in self.paragraph(paragraph)]
        return parts

    def paragraph(self, paragraph: _Paragraph) -> list[HtmlElement]:
        """A paragraph with the number before it, and marks for its pictures."""
        text = paragraph.text.translate(dict.fromkeys(map(ord, _PICTURES)))
        pictures = [picture(shown=size) for size in paragraph.pictures]
        number = int.from_bytes(paragraph.modifiers.get(_LIST, b"\0\0"), "little", signed=True)
        if text.strip() and number in self.lists:
            counted, levels = self.lists[number]
            before = self.counters.next(counted, paragraph.modifiers.get(_LEVEL, b"\0")[0], levels)
            text = after_number(before, text)
        return [*paragraphs(text), *pictures]

    def table(self, run: Sequence[_Paragraph], depth: int) -> HtmlElement:
        """The table that a run of paragraphs is, which lies in `depth` - 1 others."""
        rows: list[list[_Cell]] = []
        cells: list[list[_Paragraph]] = [[]]
        for paragraph in run:
            if paragraph.ends_row(depth):
                rows.append(_row(cells[:-1], paragraph.modifiers.get(_EDGES)))
                cells = [[]]
                continue
            cells[-1].append(paragraph)
            if paragraph.ends_cell(depth):
                cells.append([])
        if any(cells):  # a row without an end
            rows.append(_row([cell for cell in cells if cell], None))
        edges = _edges(rows)
        placed = [
            [_Placed(cell, *(_nearest(edges, at) for at in (cell.left, cell.right))) for cell in row] for row in rows
        ]
        return table(list(self._boxes(placed, number, depth)) for number in range(len(rows)))

    def _boxes(self, rows: Sequence[Sequence[_Placed]], number: int, depth: int) -> Iterator[Box]:
        column = 0
        for placed in rows[number]:
            if placed.left > column:
                yield Box((), placed.left - column)  # a row that begins further to the right
            column = max(column, placed.right)
            if placed.cell.goes_on and number and any(map(placed.is_below, rows[number - 1])):
                continue
            rowspan = 1
            while number + rowspan < len(rows) and any(
                below.cell.goes_on and below.is_below(placed) for below in rows[number + rowspan]
            ):
                rowspan += 1
            self.cells += 1
            if self.cells > self.limits.cells:
                raise too_much("表格的单元格", self.limits.cells, "READ_CELLS")
            yield Box(self.blocks(placed.cell.content, depth), max(placed.right - placed.left, 1), rowspan)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell and the grid columns that it begins and ends at."""

    cell: _Cell
    left: int
    right: int

    def is_below(self, other: _Placed) -> bool:
        return (self.left, self.right) == (other.left, other.right)


def _row(contents: Sequence[Sequence[_Paragraph]], definition: bytes | None) -> list[_Cell]:
    """The cells of a row. Its definition (§2.9.322) has a length, the number of cells, their edges, then twenty
    bytes a cell, of which the first tell how it is merged."""
    if definition is None or len(definition) < 3:
        return [_Cell(content, number, number + 1) for number, content in enumerate(contents)]
    count = min(definition[2], len(contents))
    edges = struct.unpack_from(f"<{definition[2] + 1}h", definition, 3)
    flags = 3 + 2 * (definition[2] + 1)
    cells: list[_Cell] = []
    for number in range(count):
        told = definition[flags + 20 * number : flags + 20 * number + 2]
        merged = int.from_bytes(told, "little")
        if merged & 3 == _WITH_LEFT and cells:
            last = cells.pop()
            cells.append(_Cell(last.content, last.left, edges[number + 1], last.goes_on))
        else:
            cells.append(_Cell(contents[number], edges[number], edges[number + 1], merged >> 5 & 3 == _WITH_ABOVE))
    return cells


def _edges(rows: Sequence[Sequence[_Cell]]) -> list[int]:
    """The edges of a table's columns, left to right."""
    edges: list[int] = []
    told = {edge for row in rows for cell in row for edge in (cell.left, cell.right)}
    closest = _SAME_EDGE if max(told, default=0) > _SAME_EDGE else 0  # numbers of cells are no twips
    for edge in sorted(told):
        if not edges or edge - edges[-1] > closest:
            edges.append(edge)
    return edges


def _nearest(edges: Sequence[int], at: int) -> int:
    return min(range(len(edges)), key=lambda number: abs(edges[number] - at))
