"""Cells in which something is seen that is no text: a picture, a field that is filled in, digits drawn as paths."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.formats.pdf_drawn import Box
from pipelines.formats.pdf_grids import Cell, Grid
from pipelines.formats.pdf_pages import UNMAPPED, Mark

_INSET = 1.0  # points from a cell's border: what is drawn nearer is a part of the border
_MOST = 0.5  # of a mark within a cell
_MUCH = 0.3  # of a cell below a mark
_WORDS = re.compile("(?![一〇无])[\u4e00-\u9fff]")


def marked(grid: Grid, marks: Mapping[int, Sequence[Mark]]) -> Grid:
    """A grid whose cells know what is seen in them beside their text. A cell without text is no blank then; a figure
    that a note lies on is not what is seen, and is illegible."""
    if not any(marks.values()):
        return grid
    return replace(grid, cells=tuple(_marked(cell, marks.get(cell.page, ())) for cell in grid.cells))


def _marked(cell: Cell, marks: Sequence[Mark]) -> Cell:
    if not any(cell.box) or _WORDS.search(cell.text):
        return cell
    own = [mark for mark in marks if _is_in(mark, cell.box)]
    if not cell.text.strip():
        return replace(cell, is_pictured=bool(own))
    is_noted = any(mark.kind == "note" for mark in own)
    return replace(cell, text=f"{cell.text}\n{UNMAPPED}") if is_noted else cell


def _is_in(mark: Mark, cell: Box) -> bool:
    """Whether a mark stands in a cell: what is drawn stands free in it, a picture or a note lies mostly in it or over
    much of it."""
    if mark.kind == "drawn":
        return all(start - border >= _INSET for start, border in zip(mark.box[:2], cell[:2], strict=True)) and all(
            border - end >= _INSET for end, border in zip(mark.box[2:], cell[2:], strict=True)
        )
    wide = min(mark.box[2], cell[2]) - max(mark.box[0], cell[0])
    high = min(mark.box[3], cell[3]) - max(mark.box[1], cell[1])
    common = max(wide, 0.0) * max(high, 0.0)
    return common > 0 and (common >= _MOST * _size(mark.box) or common >= _MUCH * _size(cell))


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
