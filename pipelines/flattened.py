"""Tables in plain text, as text extractors leave them, as rows of cells whose order survived but not their columns.

Three shapes, all seen in saved reports (FINDINGS.md §5):

* `bars by line`: one cell a line, each ending in a bar; a row is padded at its end with empty slots, `|||`;
* `bars in rows`: one row a line, `| a | b | c |`, with or without the bars at the ends; where blanks stand for merged
  cells such a table is still a grid; the bars may stand on lines of their own, the cells on those between them, or be
  tabs;
* `tabs`: one cell a line, indented by a tab; rows parted by a blank line, which a label may hold too.

Where a row begins is told by its labels, never by counting; whether a row is whole is told by its number of slots.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pipelines.forms.labels import is_header, is_title, known_label, match_row
from pipelines.records import PLACEHOLDER, Cell, Table

_RULE = re.compile(r"[|\s]*:?-{3,}:?[-:|\s]*")
_CAPTION = 80
_LINES_OF_CELL = 8
_ROWS_BY_TABS = 3
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.．]")


def cut_tables(text: str, first: int) -> tuple[str, tuple[Table, ...]]:
    """The text with each table replaced by its placeholder line, and the tables, numbered from `first`."""
    lines = _with_rows(text.split("\n"))
    kept: list[str] = []
    tables: list[Table] = []
    for shape, block in _blocks(lines):
        rows = _SHAPES[shape](block) if shape else []
        if not rows:
            kept.extend(block)
            continue
        position = first + len(tables)
        caption = next((line.strip() for line in reversed(kept) if line.strip()), "")[:_CAPTION]
        tables.append(Table(position, caption, _cells(rows), _grid_width(rows) if shape == "rows" else None))
        kept.append(PLACEHOLDER.format(position))
    return "\n".join(kept), tuple(tables)


def _with_rows(lines: Sequence[str]) -> list[str]:
    """The lines, cells that stand between bars on lines of their own put in rows: such a row begins and ends with a
    bar, and what is between two bars is a cell, blank or not."""
    found: list[str] = []
    at = 0
    by_tabs = sum(_is_tabbed(line) for line in lines) >= _ROWS_BY_TABS
    while at < len(lines):
        if by_tabs and _is_tabbed(lines[at]):
            found.append(f"| {' | '.join(cell.strip() for cell in lines[at].split(chr(9)))} |")
            at += 1
            continue
        row, after = _row_of_bars(lines, at)
        if row:
            found.append(f"| {' | '.join(row)} |")
            at = after
        else:
            found.append(lines[at])
            at += 1
    return found


def _is_tabbed(line: str) -> bool:
    """Whether a line is a row whose cells are parted by tabs: a label of a form, and what follows it."""
    cells = line.rstrip("\n").split("\t")
    return len(cells) > 1 and bool(cells[0].strip()) and any(known_label(cell) for cell in cells)


def _row_of_bars(lines: Sequence[str], start: int) -> tuple[list[str], int]:
    """The cells of a row that begins with a bar alone on its line, and where it ends; no cells where none begins."""
    cells: list[str] = []
    at = start
    while at < len(lines) and lines[at].strip() == "|":
        end = next((i for i in range(at + 1, min(at + _LINES_OF_CELL, len(lines))) if "|" in lines[i]), None)
        if end is None or end == at + 1 or lines[end].strip() != "|" or _ends_table(lines[at + 1 : end]):
            break
        cells.append(" ".join(line.strip() for line in lines[at + 1 : end]).strip())
        at = end
    return (cells, at + 1) if cells else ([], start)


def _ends_table(between: Sequence[str]) -> bool:
    """Whether what stands between two bars is no cell, but the text between two tables."""
    told = [line.strip() for line in between if line.strip()]
    return bool(told) and (not between[0].strip() or (bool(_CHAPTER.match(told[0])) and match_row(told[0]) is None))


def _grid_width(rows: Sequence[Sequence[str]]) -> int | None:
    """The width of rows that kept their columns: most are as long, and blanks stand where merged labels reach from
    above or the left. Rows padded at their ends never begin with a blank; they keep only their order. A row of
    another length is in such a grid too: that it lacks a cell is then seen."""
    (width, count), *_ = Counter(len(row) for row in rows).most_common()
    kept = any(not row[0] and any(known_label(cell) for cell in row) for row in rows)
    return width if count * 2 > len(rows) and kept else None


def _cells(rows: Iterable[Sequence[str]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(Cell(text, number, place) for place, text in enumerate(row)) for number, row in enumerate(rows))


def _shape(line: str) -> str:
    """The table shape that a line belongs to by itself, or "" for prose."""
    stripped = line.strip()
    if stripped.count("|") >= 2 and stripped.strip("|- :") and "|" in stripped.rstrip("|").rstrip():
        return "rows"
    if "|" in stripped and _RULE.fullmatch(stripped):
        return "rows"
    if stripped.endswith("|"):
        return "bars"
    return "tabs" if line.startswith("\t") else ""


def _blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines of one shape. Blank lines, and in tabs the lines a label continues on, do not end a run."""
    shapes = [_shape(line) for line in lines]
    for number, line in enumerate(lines):
        if shapes[number]:
            continue
        before = next((shape for shape in reversed(shapes[:number]) if shape != " "), "")
        after = next((shapes[later] for later in range(number + 1, min(number + 3, len(lines))) if shapes[later]), "")
        if before == after and before and (not line.strip() or before == "tabs"):
            shapes[number] = before
    number = 0
    for shape, run in groupby(shapes):
        length = len(list(run))
        yield shape, lines[number : number + length]
        number += length


def _rows_by_line(block: list[str]) -> list[list[str]]:
    """`| a | b |` a line; the rules under headers are no rows."""
    rows = []
    for line in block:
        stripped = line.strip()
        if stripped and not _RULE.fullmatch(stripped):
            inner = stripped.removeprefix("|")
            cells = inner.removesuffix("|").split("|")
            rows.append([cell.strip() for cell in cells])
    return rows if any(known_label(cell) for row in rows for cell in row) else []


def _rows_of_bars(block: list[str]) -> list[list[str]]:
    """One cell a line: the slots of all lines in one stream, a row beginning where labels begin after slots."""
    lines = [line.strip().removesuffix("|") for line in block if line.strip()]
    return _segments([piece.strip() for line in lines for piece in line.split("|")])


def _rows_of_tabs(block: list[str]) -> list[list[str]]:
    """One cell a tabbed line, an untabbed line continuing it; a blank line before a tab ends the row."""
    rows: list[list[str]] = [[]]
    ended = False
    for line in block:
        if line.startswith("\t"):
            if ended and rows[-1]:
                rows.append([])
            rows[-1].append(line.strip())
            ended = False
        elif line.strip() and rows[-1]:
            rows[-1][-1] += "\n" + line.strip()
            ended = False
        else:
            ended = True
    rows = [row for row in rows if row]
    return rows if any(known_label(cell) for row in rows for cell in row) else []


def _segments(slots: list[str]) -> list[list[str]]:
    """The slots cut into rows. Labels that follow each other open one row, with these exceptions:

    a title opens a row of its own; a row label after column headers opens the first row under them; and a number
    after column headers opens a row that has no label (the review and litigation table prints one such row).
    """
    rows: list[list[str]] = []
    in_labels = in_headers = False
    for slot in slots:
        label = known_label(slot)
        header = label and is_header(slot)
        begins = label and (not in_labels or bool(is_title(slot)) or (in_headers and not header))
        if not rows or begins or (in_headers and slot and not label):
            rows.append([])
            in_headers = header
        rows[-1].append(slot)
        in_headers = in_headers and (header or not slot)
        in_labels = label
    return rows if any(known_label(slot) for slot in slots) else []


_SHAPES = {"rows": _rows_by_line, "bars": _rows_of_bars, "tabs": _rows_of_tabs}
