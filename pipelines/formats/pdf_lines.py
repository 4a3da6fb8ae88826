"""Glyphs as lines of text: for prose, and for what stands in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.formats.pdf_pages import Glyph

_ROOM = 0.3  # of the size: a gap this wide is a blank
_WIDE = 1.0  # between Chinese characters only a gap of a whole character is one
_SAME_LINE = 0.5  # of the size: middles closer than this are of one line
_NUMBER = re.compile(r"[\d,.，．％%-]+")
_LONG_NUMBER = 3
_MARGIN = 1.4  # sizes between a number that was broken off and the border that broke it
_BESIDE = 5.7  # points that word processors leave at either side of a cell, at most
_SMALL, _RAISED = 0.85, 0.1  # of the larger size: a digit smaller than this that stands this much higher is a mark
_DESCENT = 0.3  # of a size is below its baseline, at most


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    glyphs: tuple[Glyph, ...]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return max(glyph.x1 for glyph in self.glyphs)

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        sizes = sorted(glyph.size for glyph in self.glyphs)
        return sizes[len(sizes) // 2]

    @property
    def text(self) -> str:
        """The line's text, with a blank where the print leaves one, and before and after a small digit that is raised
        or lowered: the mark of a note is no digit of the number beside it."""
        pieces = [self.glyphs[0].text]
        for before, glyph in zip(self.glyphs, self.glyphs[1:], strict=False):
            narrow = before.text.isascii() or glyph.text.isascii()
            room = (_ROOM if narrow else _WIDE) * max(glyph.size, before.size)
            is_apart = glyph.x0 - before.x1 > room or _is_mark(before, glyph) or _is_mark(glyph, before)
            pieces.append(f" {glyph.text}" if is_apart else glyph.text)
        return "".join(pieces)

    def segments(self, room: float) -> list[Line]:
        """The line cut where it leaves at least `room` sizes free."""
        parts: list[list[Glyph]] = [[self.glyphs[0]]]
        for before, glyph in zip(self.glyphs, self.glyphs[1:], strict=False):
            if glyph.x0 - before.x1 > room * max(glyph.size, before.size):
                parts.append([])
            parts[-1].append(glyph)
        return [Line(tuple(part)) for part in parts]


def _is_mark(glyph: Glyph, other: Glyph) -> bool:
    """Whether a digit is the mark of a note on a number beside it: smaller, and not on its baseline."""
    if not (glyph.text.isdigit() and other.text.isdigit()) or glyph.size > _SMALL * other.size:
        return False
    higher = other.bottom - glyph.bottom
    smaller = other.size - glyph.size
    return higher > _DESCENT * smaller + _RAISED * other.size or higher < -_RAISED * other.size


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Glyphs in lines, top to bottom, each from left to right, in whatever order they were drawn."""
    lines: list[list[Glyph]] = []
    middles: list[float] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.middle, glyph.x0)):
        # The lines just above may still take a glyph that stands a little lower than its neighbours.
        for number in range(len(lines) - 1, max(len(lines) - 4, -1), -1):
            if abs(glyph.middle - middles[number]) < _SAME_LINE * max(glyph.size, lines[number][0].size):
                lines[number].append(glyph)
                middles[number] += (glyph.middle - middles[number]) / len(lines[number])
                break
        else:
            lines.append([glyph])
            middles.append(glyph.middle)
    ordered = sorted(zip(middles, lines, strict=True), key=lambda entry: entry[0])
    return [Line(tuple(sorted(line, key=lambda glyph: glyph.x0))) for _, line in ordered]


def cell_text(glyphs: Iterable[Glyph], left: float, right: float) -> str:
    """The text of a cell between two borders, a line a line. A number that the borders broke in two is one: it left no
    room for its next digit, and nothing but digits is on both lines."""
    lines = lines_of(glyphs)
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        text += line.text if before is None or _is_broken(before, line, left, right) else f"\n{line.text}"
    return text


def _is_broken(before: Line, line: Line, left: float, right: float) -> bool:
    first, second = before.text, line.text
    reaches = right - before.x1 < _MARGIN * before.size
    room = right - left - 2 * _BESIDE - (before.x1 - before.x0)
    numbers = _NUMBER.fullmatch(first) and _NUMBER.fullmatch(second)
    fits = room >= line.glyphs[0].x1 - line.glyphs[0].x0
    return bool(numbers) and reaches and not fits and len(first) >= max(len(second), _LONG_NUMBER)


def body_margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Where the lines of a text begin and end: the left and right edge that most of its long lines have."""
    widest = max((line.x1 - line.x0 for line in lines), default=0.0)
    long = [line for line in lines if line.x1 - line.x0 > 0.7 * widest]
    if not long:
        return 0.0, 0.0
    lefts, rights = sorted(line.x0 for line in long), sorted(line.x1 for line in long)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]
