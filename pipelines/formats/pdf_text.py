"""The prose of a PDF: its lines without headers, footers and page numbers, put together to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.formats.pdf_lines import Line, body_margins

_MARGIN = 0.13  # of a page's height: where headers and footers stand
_SAME_HEIGHT = 6.0  # points
_PAGE_NUMBER = re.compile(
    r"[-—–－―_·.~\[(（〔]*第?\d{1,3}页?[-—–－―_·.~\])）〕]*(?:[/／,，共]*第?共?\d{1,3}页?)?|Page\d+(?:of\d+)?", re.I
)
# What browsers print around a page: its address, the time of printing.
_PRINTED = re.compile(r"(?:file|https?)://\S+|^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\d{1,2}:\d\d")
# The number of a chapter. 第二十条第（一）项 may be broken before its number too.
_CHAPTER = re.compile(
    "[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])|[(（][一二三四五六七八九十]{1,3}[)）](?![项款条、])"
)
_INDENTED = 1.2  # sizes: a line that begins further in begins a paragraph
_SHORT = 2.2  # sizes: a line that ends further from the right edge ends one
_SET_OFF = 0.25  # of the width: a line that begins further in is a title, or a signature on the right
_GAP = 1.9  # line heights: a wider gap parts paragraphs
_OTHER_SIZE = 0.15


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line with the page it is on, and that page's height."""

    line: Line
    page: int
    height: float

    @property
    def squeezed(self) -> str:
        return "".join(self.line.text.split())

    @property
    def in_margin(self) -> bool:
        """Whether it stands where headers and footers do."""
        return self.line.middle < _MARGIN * self.height or self.line.middle > (1 - _MARGIN) * self.height


def without_furniture(lines: Sequence[PageLine], pages: int) -> list[PageLine]:
    """The lines of a document without what its pages repeat: running titles, page numbers, a browser's marks."""
    repeated = Counter(
        (_without_digits(line), round(line.line.middle / _SAME_HEIGHT))
        for line in lines
        if line.in_margin and len(line.squeezed) > 1
    )
    outermost = _outermost(lines)

    def is_furniture(line: PageLine) -> bool:
        if not line.in_margin:
            return False
        if line in outermost and _PAGE_NUMBER.fullmatch(line.squeezed):
            return True
        if _PRINTED.search(line.squeezed):
            return True
        at = round(line.line.middle / _SAME_HEIGHT)
        times = sum(repeated[_without_digits(line), near] for near in (at - 1, at, at + 1))
        return times > 1 and times * 2 >= pages

    return [line for line in lines if not is_furniture(line)]


def _outermost(lines: Sequence[PageLine]) -> set[PageLine]:
    """The first and the last two lines of each page: a page number stands above or below all the text."""
    by_page: dict[int, list[PageLine]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    found: set[PageLine] = set()
    for own in by_page.values():
        own.sort(key=lambda line: line.line.middle)
        found.update(own[:2], own[-2:])
    return found


def _without_digits(line: PageLine) -> str:
    return re.sub(r"\d+", "0", line.squeezed)


def paragraphs_of(lines: Sequence[PageLine]) -> Iterator[str]:
    """The paragraphs of lines that follow each other, across pages too.

    A paragraph begins with the number of a chapter, with an indented line, after a line that ends early or is set off,
    after a gap, in another size.
    """
    left, right = body_margins([line.line for line in lines])
    heights = sorted(b.line.middle - a.line.middle for a, b in pairwise(lines) if a.page == b.page)
    pitch = heights[len(heights) // 2] if heights else 0.0
    sizes = sorted(line.line.size for line in lines)
    body = sizes[len(sizes) // 2] if sizes else 0.0
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and _begins(before, line, left, right, pitch) and not _is_title(before, line, body):
            yield text
            text = ""
        text = _glued(text, line.line.text)
    if text:
        yield text


def _begins(before: PageLine, line: PageLine, left: float, right: float, pitch: float) -> bool:
    size = line.line.size
    if abs(before.line.size - size) > _OTHER_SIZE * size or _CHAPTER.match(line.squeezed):
        return True
    if before.page == line.page and line.line.middle - before.line.middle > _GAP * pitch > 0:
        return True
    if before.line.x1 < right - _SHORT * size or before.line.x0 > left + _SET_OFF * (right - left):
        return True
    return line.line.x0 > left + _INDENTED * size


def _is_title(before: PageLine, line: PageLine, body: float) -> bool:
    """Whether two lines are one title: larger than the text, as large as each other, and centred."""
    size = line.line.size
    large = size > (1 + _OTHER_SIZE) * body and abs(before.line.size - size) < _OTHER_SIZE * size
    middles = [(one.line.x0 + one.line.x1) / 2 for one in (before, line)]
    return large and before.page == line.page and abs(middles[0] - middles[1]) < size


def _glued(text: str, line: str) -> str:
    if text and text[-1].isascii() and text[-1].isalnum() and line[:1].isascii() and line[:1].isalpha():
        return f"{text} {line}"
    return text + line
