"""A table that goes on over a page break as one table, and the row that the break cut as one row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from pipelines.formats.pdf_grids import Cell, Grid
from pipelines.forms.labels import known_label

_SAME_EDGE = 8.0  # points between the edges of one column on two pages
_ASIDE = 16.0  # points that a table may stand further to the side on the next page, or be wider


def join(upper: Grid, lower: Grid) -> Grid | None:
    """The table of two that end a page and begin the next; None where they are two: other columns, another page."""
    shift = upper.edges[0] - lower.edges[0]
    wider = (upper.edges[-1] - upper.edges[0]) - (lower.edges[-1] - lower.edges[0])
    if lower.page != upper.last_page + 1 or abs(shift) > _ASIDE or abs(wider) > _ASIDE:
        return None
    edges = list(upper.edges)
    edges += [edge + shift for edge in lower.edges if all(abs(edge + shift - own) > _SAME_EDGE for own in upper.edges)]
    edges.sort()
    height = upper.height
    above = _placed(upper.cells, upper.edges, edges, 0.0, 0)
    below = _placed(lower.cells, lower.edges, edges, shift, height)
    return replace(
        upper,
        cells=_mended(above, below, height),
        edges=tuple(edges),
        last_page=lower.last_page,
        uneven=upper.uneven + lower.uneven,
    )


def _placed(cells: Iterable[Cell], own: Sequence[float], edges: Sequence[float], shift: float, down: int) -> list[Cell]:
    """Cells in the columns of other edges, and rows further down."""
    at = [edges.index(min(edges, key=partial(_distance, edge + shift))) for edge in own]
    return [
        replace(
            cell,
            row=cell.row + down,
            column=at[cell.column],
            colspan=max(at[cell.column + cell.colspan] - at[cell.column], 1),
        )
        for cell in cells
    ]


def _distance(one: float, other: float) -> float:
    return abs(one - other)


def _mended(above: Sequence[Cell], below: Sequence[Cell], height: int) -> tuple[Cell, ...]:
    """The rows of both; the two halves of a row that the break cut as one."""
    last = {cell.column: cell for cell in above if cell.row == height - 1 and cell.rowspan == 1}
    first = {cell.column: cell for cell in below if cell.row == height and cell.rowspan == 1}
    if not _is_cut([(last[column].text, first[column].text) for column in last.keys() & first.keys()]):
        return (*above, *below)
    whole = [
        replace(
            cell,
            text=cell.text + first[cell.column].text,
            is_pictured=cell.is_pictured or first[cell.column].is_pictured,
        )
        if cell in last.values() and cell.column in first
        else cell
        for cell in above
    ]
    rest = [
        replace(cell, rowspan=cell.rowspan - 1) if cell.row == height else replace(cell, row=cell.row - 1)
        for cell in below
        if cell.row > height or cell.rowspan > 1
    ]
    return (*whole, *rest)


def _is_cut(halves: Sequence[tuple[str, str]]) -> bool:
    """Whether two rows are halves of one: a label runs over both, and no other column has text in both."""
    labels = [(upper, lower) for upper, lower in halves if upper and lower]
    return bool(labels) and all(known_label(upper + lower) and not known_label(lower) for upper, lower in labels)
