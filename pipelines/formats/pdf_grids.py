"""Ruled tables: the lines that are drawn on a page as grids of cells, merged cells merged.

The lines of a table cut its area into small boxes; boxes with no line between them are one cell. So nothing hangs on
how the lines were drawn (as lines, as thin rectangles, as the sides of cells, double, with corners that do not meet),
and a table that is open at its sides is one too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.formats.pdf_lines import cell_text
from pipelines.formats.pdf_pages import Glyph, Page, Rule

_NEAR = 4.0  # points: lines closer than this are one line, ends closer than this meet
_WALL = 0.5  # the part of a box's side that must be drawn for it to be closed there


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: its text as printed, its place and spans, the page it is on and its box there (left, top,
    right, bottom). `again` is what a second reading of a picture gives; None where nothing was read twice.
    `is_pictured`: something is seen in it that is no text."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int
    page: int
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    again: str | None = None
    is_pictured: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its cells in reading order, the positions of its columns' edges, its top and bottom.

    It begins on `page` and ends on `last_page`. `uneven` counts the cells that are no rectangles, whose lines nobody
    can follow.
    """

    page: int
    last_page: int
    cells: tuple[Cell, ...]
    edges: tuple[float, ...]
    top: float
    bottom: float
    uneven: int = 0

    @property
    def height(self) -> int:
        return max(cell.row + cell.rowspan for cell in self.cells)

    def holds(self, glyph: Glyph) -> bool:
        """Whether a glyph stands in the table."""
        middle = (glyph.x0 + glyph.x1) / 2
        return self.edges[0] <= middle <= self.edges[-1] and self.top <= glyph.middle <= self.bottom


def grids_of(page: Page) -> list[Grid]:
    """The ruled tables of a page with at least two cells and any text, from top to bottom."""
    upright = _merged(rule for rule in page.rules if rule.upright)
    level = _merged(rule for rule in page.rules if not rule.upright)
    grids = []
    for verticals, horizontals in _connected(upright, level):
        if verticals and len(horizontals) > 1 and (grid := _grid(page, verticals, horizontals)):
            grids.append(grid)
    # A frame around a table is none; nor is a table that is drawn in a cell of another part of that one.
    grids.sort(key=lambda grid: (grid.bottom - grid.top) * (grid.edges[-1] - grid.edges[0]))
    kept: list[Grid] = []
    for grid in grids:
        if not any(_inside(smaller, grid) for smaller in kept):
            kept.append(grid)
    return sorted(kept, key=lambda grid: (grid.top, grid.edges[0]))


def _inside(smaller: Grid, larger: Grid) -> bool:
    within = larger.top - _NEAR <= smaller.top and smaller.bottom <= larger.bottom + _NEAR
    return within and larger.edges[0] - _NEAR <= smaller.edges[0] and smaller.edges[-1] <= larger.edges[-1] + _NEAR


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules of one direction without doubles: those at one position that touch are one."""
    merged: list[Rule] = []
    for group in _clustered(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in group) / len(group)
        own: list[Rule] = []
        for rule in sorted(group, key=lambda rule: rule.start):
            if own and rule.start <= own[-1].end + _NEAR:
                own[-1] = replace(own[-1], end=max(own[-1].end, rule.end))
            else:
                own.append(replace(rule, at=at))
        merged += [rule for rule in own if rule.end - rule.start > _NEAR]
    return merged


def _clustered(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        if groups and rule.at - groups[-1][0].at < _NEAR:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups


def _connected(upright: Sequence[Rule], level: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The lines in groups that touch each other: each is a table, or lines that belong to none."""
    owner = list(range(len(upright) + len(level)))

    def find(number: int) -> int:
        while owner[number] != number:
            owner[number] = owner[owner[number]]
            number = owner[number]
        return number

    for i, vertical in enumerate(upright):
        for j, horizontal in enumerate(level):
            across = horizontal.start - _NEAR <= vertical.at <= horizontal.end + _NEAR
            if across and vertical.start - _NEAR <= horizontal.at <= vertical.end + _NEAR:
                owner[find(i)] = find(len(upright) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number in range(len(owner)):
        verticals, horizontals = groups.setdefault(find(number), ([], []))
        if number < len(upright):
            verticals.append(upright[number])
        else:
            horizontals.append(level[number - len(upright)])
    return list(groups.values())


def _grid(page: Page, verticals: Sequence[Rule], horizontals: Sequence[Rule]) -> Grid | None:
    xs = _positions([*(v.at for v in verticals), *(end for h in horizontals for end in (h.start, h.end))])
    ys = _positions([*(h.at for h in horizontals), *(end for v in verticals for end in (v.start, v.end))])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows < 2:
        return None
    owner = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def find(box: tuple[int, int]) -> tuple[int, int]:
        while owner[box] != box:
            box = owner[box]
        return box

    def join(box: tuple[int, int], other: tuple[int, int]) -> None:
        first, second = sorted((find(box), find(other)))
        owner[second] = first

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and not _is_wall(verticals, xs[c + 1], ys[r], ys[r + 1]):
                join((r, c), (r, c + 1))
            if r + 1 < rows and not _is_wall(horizontals, ys[r + 1], xs[c], xs[c + 1]):
                join((r, c), (r + 1, c))
    regions: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for box in owner:
        regions.setdefault(find(box), []).append(box)
    held: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in page.glyphs:
        r, c = bisect_right(ys, glyph.middle) - 1, bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1
        if 0 <= r < rows and 0 <= c < columns:
            held.setdefault(find((r, c)), []).append(glyph)
    if len(regions) < 2 or not held:
        return None
    cells, uneven = [], 0
    for region, boxes in sorted(regions.items()):
        bottom, right = max(r for r, _ in boxes) + 1, max(c for _, c in boxes) + 1
        top, left = region[0], min(c for _, c in boxes)
        uneven += len(boxes) != (bottom - top) * (right - left)
        text = cell_text(held.get(region, ()), xs[left], xs[right])
        place = xs[left], ys[top], xs[right], ys[bottom]
        cells.append(Cell(text, top, left, bottom - top, right - left, page.number, place))
    return Grid(page.number, page.number, tuple(cells), tuple(xs), ys[0], ys[-1], uneven)


def _positions(values: Iterable[float]) -> list[float]:
    """Positions of lines, those that are near each other as one."""
    positions: list[list[float]] = []
    for value in sorted(values):
        if positions and value - positions[-1][0] < _NEAR:
            positions[-1].append(value)
        else:
            positions.append([value])
    return [sum(group) / len(group) for group in positions]


def _is_wall(rules: Iterable[Rule], at: float, start: float, end: float) -> bool:
    """Whether the side of a box is drawn, at least for the better part."""
    drawn = sum(max(min(rule.end, end) - max(rule.start, start), 0.0) for rule in rules if abs(rule.at - at) < _NEAR)
    return drawn > _WALL * (end - start)
