"""Rows of the tables that places made for themselves (`forms/local.toml`): a label, its unit and number, two columns.

Such a table is known by its two column headers alone, which no form of the state has; its labels are looked for in its
own rows only, for other forms print many of them too. Which figure a slot is, `read_tables` decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.forms import LOCAL_FORM, FormTable, Item, normalise
from pipelines.forms.labels import closest
from pipelines.records import Cell, Table
from pipelines.rows import UNITS, StrayRow, row_text

_YEAR = re.compile(r"20\d\d(?=年)")
_FIGURE = re.compile(r"\d")
_ANY_YEAR = "XXXX"


@dataclass(frozen=True, slots=True)
class LocalColumn:
    """A column of a table: its header's cell, the item that it names, the year that it prints."""

    cell: Cell
    item: Item
    year: int | None


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A row of a table: the item that its label names, how close the label is to it, the printed unit, and under each
    column its cell."""

    item: Item
    closeness: float
    unit: str | None
    cells: tuple[tuple[LocalColumn, Cell], ...]


@dataclass(frozen=True, slots=True)
class LocalTable:
    """A table of a place: which it is, its columns, its rows in order, and the number of its grid's columns."""

    form: FormTable
    columns: tuple[LocalColumn, ...]
    rows: tuple[LocalRow | StrayRow, ...]
    width: int | None


def local_table(table: Table, before: LocalTable | None = None) -> LocalTable | None:
    """A table read as that of a place; None where it is none. `before` is the one before it, of which it is the rest
    where it has no headers and as many columns."""
    for number, row in enumerate(table.rows):
        if found := _columns(row):
            form, columns = found
            rest = [row for row in table.rows[number + 1 :] if not _columns(row)]
            return LocalTable(form, columns, tuple(_rows(form, columns, len(row), rest)), table.width)
    if before and before.width == table.width and all(_item(before.form, row[0].text) for row in table.rows if row):
        rows = _rows(before.form, before.columns, before.width or 0, table.rows)
        return LocalTable(before.form, before.columns, tuple(rows), table.width)
    return None


def _columns(row: Sequence[Cell]) -> tuple[FormTable, tuple[LocalColumn, ...]] | None:
    """The columns that a row heads, all of one table and at the row's end."""
    for form in LOCAL_FORM.tables:
        heads = row[-len(form.columns) :]
        names = [normalise(_YEAR.sub(_ANY_YEAR, cell.text)) for cell in heads]
        if len(row) > len(heads) and names == [normalise(column.label) for column in form.columns]:
            years = [_YEAR.search(cell.text) for cell in heads]
            return form, tuple(
                LocalColumn(cell, item, int(year.group()) if year else None)
                for cell, item, year in zip(heads, form.columns, years, strict=True)
            )
    return None


def _rows(
    form: FormTable, columns: Sequence[LocalColumn], length: int, rows: Sequence[Sequence[Cell]]
) -> Iterator[LocalRow | StrayRow]:
    """The rows under the columns: those that have a cell for each header, and are of the table."""
    for row in rows:
        number, found = row[0].row + 1, _item(form, row[0].text)
        if found is None:
            if any(_FIGURE.search(cell.text) for cell in row[1:]):
                yield StrayRow("row_without_label", number, row_text(row))
        elif len(row) != length or any(cell.rowspan > 1 or cell.colspan > 1 for cell in row[-len(columns) :]):
            yield StrayRow("row_does_not_fit", number, row_text(row))
        else:
            unit = next((cell.text.strip() for cell in row[1 : -len(columns)] if cell.text.strip() in UNITS), None)
            yield LocalRow(*found, unit, tuple(zip(columns, row[-len(columns) :], strict=True)))


def _item(form: FormTable, text: str) -> tuple[Item, float] | None:
    """The row that a label names, and how close it is: by all that it says, numbers and notes too, where these alone
    tell it from another (2.邮寄费, 复制费（光盘）)."""
    index = _index(form.code)
    for name in (_whole(text), normalise(text)):
        if name in index:
            return index[name], 1.0
    near = closest(normalise(text), list(index))
    return (index[near[0]], near[1]) if near else None


@cache
def _index(code: str) -> dict[str, Item]:
    named: dict[str, set[Item]] = {}
    for row in LOCAL_FORM.table(code).rows:
        for label in (row.label, *row.aliases):
            for name in (_whole(label), normalise(label)):
                named.setdefault(name, set()).add(row)
    return {name: items.pop() for name, items in named.items() if len(items) == 1}


def _whole(text: str) -> str:
    """A label without blanks and marks, but with its number and its note."""
    return re.sub(r"[^\w]|其中", "", unicodedata.normalize("NFKC", text))
