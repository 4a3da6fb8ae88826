"""Sheets of cells, whatever file they are of, as paragraphs and tables: what is shown of them, and nothing else.

Rows and columns that are hidden, or have no height or width, are not read; what text they hold is counted in a finding.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.formats.markup import Box, Taken, body, paragraphs, table, text_of_runs
from pipelines.formats.number_formats import cell_shows, struck_out
from pipelines.forms.labels import is_title, known_label
from pipelines.limits import Limits, NotRead, too_much
from pipelines.records import Finding

_WORDS = re.compile("[\u4e00-\u9fff]")
_LONG = 60  # text of this length in a row of its own is a note or a paragraph
# What is printed where a formula has no value: nobody can read a figure in it.
NOT_CALCULATED = "（公式未计算）"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of any spreadsheet program
_TRIES = 50  # covered cells that may be looked up, as often as cells are allowed
Place = tuple[int, int]
Range = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell with text: its place from 0, and the columns and rows that it is merged over."""

    row: int
    column: int
    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a cell's text: whether it is raised or lowered, and struck out (None: as its cell is)."""

    text: str
    raised: bool = False
    struck: bool | None = None


def shown_text(value: float | bool | Sequence[Run], code: str, *, struck: bool, since_1904: bool = False) -> str:
    """The text that a cell shows of its value in its number format. A run that is struck out is left out, one that is
    raised is no digit of the number beside it; where all is struck out, that is told."""
    if isinstance(value, bool | float):
        text = whole = cell_shows(value, code, since_1904=since_1904)
        text = "" if struck else text
    else:
        kept = [run for run in value if not (struck if run.struck is None else run.struck)]
        text = cell_shows(text_of_runs((run.text, run.raised) for run in kept), code)
        whole = "".join(run.text for run in value).strip()
    return struck_out(whole) if whole and not text else text.strip()


class Stretches:
    """Rows or columns, as stretches of them: those that are hidden, however many a file says there are."""

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        """`pairs`: the first and the last of each stretch, in any order."""
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in sorted(pairs):
            if self._lasts and first <= self._lasts[-1] + 1:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, number: int) -> bool:
        return self.next_outside(number) != number

    def next_outside(self, number: int) -> int:
        """The first from `number` on that is in no stretch."""
        place = bisect_right(self._firsts, number) - 1
        return self._lasts[place] + 1 if place >= 0 and number <= self._lasts[place] else number


NONE = Stretches()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its file has it: its cells that have text, and the merged ones that have none, in reading order.

    `ends`: of each row, the column after its last cell, where rows are no longer than that (separated text).
    """

    name: str
    cells: Sequence[SheetCell]
    hidden_rows: Stretches = NONE
    hidden_columns: Stretches = NONE
    ends: Mapping[int, int] | None = None


def cell_name(row: int, column: int) -> str:
    """A cell's name as spreadsheets print it: `C7` for row 6, column 2, both from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def sheet_hidden(name: str) -> Finding:
    """The finding of a sheet that is not shown."""
    return Finding("sheet_hidden", f"隐藏的工作表没有读：{name}")


def too_many_cells(limits: Limits) -> NotRead:
    """The failure of a sheet with more cells than may be read."""
    return too_much("工作表的单元格", limits.cells, "READ_CELLS")


def merged_cells(texts: Mapping[Place, str], ranges: Iterable[Range], limits: Limits) -> list[SheetCell]:
    """The cells of a sheet in reading order, those merged that are within its text too; what a merged cell covers is
    not shown. Raises `NotRead` where there is more to look up than a real sheet has."""
    rows = sorted({row for row, _ in texts})
    right = max((column for _, column in texts), default=-1)
    in_row: dict[int, list[int]] = {}
    for row, column in sorted(texts):
        in_row.setdefault(row, []).append(column)
    spans: dict[Place, tuple[int, int]] = {}
    covered: set[Place] = set()
    tries = 0
    for top, left, bottom, last in ranges:
        if rows and top <= rows[-1] and left <= right:
            spans[top, left] = (last - left + 1, bottom - top + 1)
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            columns = in_row[row]
            within = columns[bisect_left(columns, left) : bisect_right(columns, last)]
            covered.update((row, column) for column in within if (row, column) != (top, left))
            tries += 1 + len(within)
            if tries > _TRIES * limits.cells:
                raise too_many_cells(limits)
    return [
        SheetCell(row, column, texts.get((row, column), ""), *spans.get((row, column), (1, 1)))
        for row, column in sorted((texts.keys() | spans.keys()) - covered)
    ]


def taken(sheets: Iterable[Sheet], limits: Limits, findings: Iterable[Finding] = ()) -> Taken:
    """The sheets of a file as plain markup, with what they do not show among the findings. Raises `NotRead` where a
    sheet reaches over more cells than may be read."""
    parts: list[HtmlElement] = []
    told = list(findings)
    for sheet in sheets:
        _within(sheet, limits)
        shown, hidden = _shown(sheet)
        if hidden:
            told.append(Finding("cells_hidden", f"工作表 {sheet.name} 有 {hidden} 个隐藏的行或列没有读"))
        parts += _parts(shown, limits)
    return Taken(body(parts), told)


def _within(sheet: Sheet, limits: Limits) -> None:
    """Raises `NotRead` where a sheet's text reaches over more rows times columns than the limit, or is given as
    repeated to no end: whoever makes a table of it would fill the memory."""
    rows = max((cell.row + 1 for cell in sheet.cells if cell.text), default=0)
    columns = max((cell.column + 1 for cell in sheet.cells if cell.text), default=0)
    cells = sum(sheet.ends.values()) if sheet.ends is not None else rows * columns
    if cells > limits.cells:
        raise too_many_cells(limits)


def _shown(sheet: Sheet) -> tuple[Sheet, int]:
    """The sheet without its hidden cells, and how many hidden rows and columns have text. A merged cell is shown where
    it reaches beyond what is hidden."""
    cells = []
    hidden: set[tuple[str, int]] = set()
    for cell in sheet.cells:
        row, column = sheet.hidden_rows.next_outside(cell.row), sheet.hidden_columns.next_outside(cell.column)
        bottom, right = cell.row + min(cell.rowspan, _MOST_ROWS), cell.column + min(cell.colspan, _MOST_COLUMNS)
        if row < bottom and column < right:
            cells.append(SheetCell(row, column, cell.text, right - column, bottom - row))
        elif cell.text:
            hidden.add(("column", cell.column) if row < bottom else ("row", cell.row))
    return Sheet(sheet.name, cells, sheet.hidden_rows, sheet.hidden_columns, sheet.ends), len(hidden)


# --- paragraphs and tables --------------------------------------------------------------------------------------------


def _parts(sheet: Sheet, limits: Limits) -> Iterator[HtmlElement]:
    """A sheet in its parts: rows with one text, before, between and after, are its titles, notes and paragraphs."""
    rows: dict[int, list[SheetCell]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, []).append(cell)
    waiting: list[list[SheetCell]] = []
    for number in sorted(rows):
        row = rows[number]
        if _is_text(row):
            yield from _table_of(waiting, sheet, limits)
            waiting = []
            yield from (part for cell in row for part in paragraphs(cell.text))
        else:
            waiting.append(row)
    yield from _table_of(waiting, sheet, limits)


def _is_text(row: Sequence[SheetCell]) -> bool:
    """Whether a row of a sheet is a line of text: one text and nothing else, which is no label of a form."""
    filled = [cell.text for cell in row if cell.text]
    if len(filled) != 1 or not _WORDS.search(filled[0]):
        return False
    return len(filled[0]) > _LONG or bool(is_title(filled[0])) or not known_label(filled[0])


def _table_of(rows: Sequence[Sequence[SheetCell]], sheet: Sheet, limits: Limits) -> Iterator[HtmlElement]:
    """A table of the rows of a sheet, each with all its columns that are shown: a cell without text is a blank. Only
    the rows of separated text have no more cells than their own: what stands beyond the header must be seen to."""
    filled = [cell for row in rows for cell in row if cell.text]
    if not filled:
        return
    left = min(cell.column for row in rows for cell in row)
    right = max(cell.column + cell.colspan for row in rows for cell in row)
    if len(rows) * (right - left) > limits.cells:  # a cell that is merged over the whole sheet
        right = max(cell.column for cell in filled) + 1
    columns = [column for column in range(left, right) if column not in sheet.hidden_columns]
    numbers = [row[0].row for row in rows]
    reached: dict[int, int] = {}  # column → the row before which a cell above ends
    lines = []
    for row in rows:
        number = row[0].row
        at = {cell.column: cell for cell in row}
        end = min(right, sheet.ends[number]) if sheet.ends is not None else right
        boxes = []
        beyond = left  # the column after the last cell
        for column in columns[: bisect_left(columns, end)]:
            cell = at.get(column)
            if column < beyond or (cell is None and reached.get(column, 0) > number):
                continue
            cell = cell or SheetCell(number, column, "")
            beyond = min(column + cell.colspan, right)
            across = bisect_left(columns, beyond) - bisect_left(columns, column)
            down = bisect_left(numbers, number + cell.rowspan) - bisect_left(numbers, number)
            origin = f"{sheet.name}!{cell_name(number, column)}"
            boxes.append(Box(paragraphs(cell.text), across, max(down, 1), origin))
            for covered in range(column, beyond):
                reached[covered] = number + cell.rowspan
        lines.append(boxes)
    yield table(lines)
