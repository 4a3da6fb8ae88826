"""The statutory tables as grids of cells, each number cell with its code: what every printer prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.demo_portal import tables
from tests.demo_portal.facts_read import Filled

Labels = dict[str, str]
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
OUTCOMES = "三、本年度办理结果"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed. `role`: title, head, label, group, unit or number; only numbers have a `code`."""

    text: str
    role: str
    colspan: int = 1
    rowspan: int = 1
    code: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One printed table. `widths` are the relative widths of its columns, `head` the number of its header rows."""

    name: str
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head: int = 0
    before: str = ""
    after: str = ""


def placed(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """(row, column, cell) of every cell, the spans of the cells above and to the left taken into account."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            yield number, column, cell
            taken |= {(number + r, column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
            column += cell.colspan


def codes(table: Table) -> list[str]:
    """The codes of the number cells of a table."""
    return [cell.code for row in table.rows for cell in row if cell.code]


def disclosure(form: str, filled: Filled, labels: Labels, *, separate: bool = False) -> list[Table]:
    """The tables of part two: one grid of four columns, or one table an article."""
    found: list[Table] = []
    for name, title, columns, rows in tables.DISCLOSURE[form]:
        spans = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}[len(columns)]
        grid: list[tuple[Cell, ...]] = [(Cell(labels.get(f"{name}.title", title), "title", 4),)]
        heads = [
            Cell(labels.get(f"{name}.{column}", label), "head", span)
            for (column, label), span in zip(columns, spans, strict=True)
        ]
        grid.append((Cell("信息内容", "head"), *heads))
        for row, label in rows:
            numbers = [
                Cell(text, "number", span, code=f"{name}.{row}.{column}")
                for text, span, (column, _) in zip(filled.printed[name][row], spans, columns, strict=True)
            ]
            grid.append((Cell(labels.get(row, label), "label"), *numbers))
        found.append(Table(name, (28, 24, 24, 24), tuple(grid)))
    if separate:
        return found
    return [Table("disclosure", (28, 24, 24, 24), tuple(row for table in found for row in table.rows))]


def requests(form: str, filled: Filled, labels: Labels, *, cut: str = "", split: bool = False) -> list[Table]:
    """The application table of part three, ten columns wide.

    Before the group `cut` the label 三、本年度办理结果 is printed again, and with `split` a second table begins.
    """
    printed = filled.printed["requests"]

    def numbers(row: str) -> list[Cell]:
        pairs = zip(printed[row], tables.APPLICANTS, strict=True)
        return [Cell(text, "number", code=f"requests.{row}.{column}") for text, (column, _) in pairs]

    heads = [Cell(labels.get(code, label), "head") for code, label in tables.APPLICANTS]
    blocks: list[list[tuple[Cell, ...]]] = [
        [
            (Cell(CORNER, "head", 3, 3), Cell("申请人情况", "head", 7)),
            (replace(heads[0], rowspan=2), Cell("法人或其他组织", "head", 5), replace(heads[-1], rowspan=2)),
            tuple(heads[1:-1]),
            *((Cell(labels.get(code, label), "label", 3), *numbers(code)) for code, label in tables.RECEIVED),
        ]
    ]
    outcomes: list[list[tuple[Cell, ...]]] = [[]]
    for group, rows in tables.OUTCOMES[form]:
        if group and group == cut:
            outcomes.append([])
        for place, (code, label) in enumerate(rows):
            lead = [Cell(labels.get(code, label), "label", 1 if group else 2)]
            if group and place == 0:
                lead.insert(0, Cell(labels.get(group, group), "group", rowspan=len(rows)))
            outcomes[-1].append((*lead, *numbers(code)))
    for place, block in enumerate(outcomes):
        block[0] = (Cell(labels.get("outcomes", OUTCOMES), "group", rowspan=len(block)), *block[0])
        if split and place:
            blocks.append([])
        blocks[-1] += block
    code, label = tables.CARRIED_OUT
    blocks[-1].append((Cell(labels.get(code, label), "label", 3), *numbers(code)))
    widths = (8, 11, 25, 8, 8, 8, 8, 8, 8, 8)
    return [Table("requests", widths, tuple(block), 0 if place else 3) for place, block in enumerate(blocks)]


def review_litigation(filled: Filled) -> Table:
    """The table of part four: fifteen columns under a header of three levels, one row of numbers."""
    results = [Cell(label, "head") for _, label in tables.RESULTS]
    numbers = [
        Cell(text, "number", code=f"review_litigation.{row}.{column}")
        for row in tables.PROCEEDINGS
        for text, (column, _) in zip(filled.printed["review_litigation"][row], tables.RESULTS, strict=True)
    ]
    rows = (
        (Cell("行政复议", "head", 5, 2), Cell("行政诉讼", "head", 10)),
        (Cell("未经复议直接起诉", "head", 5), Cell("复议后起诉", "head", 5)),
        tuple(results * 3),
        tuple(numbers),
    )
    return Table("review_litigation", (1,) * 15, rows, 3)


def statistics(filled: Filled, before: str, after: str) -> Table:
    """The statistics table of 2014: label, unit, number. Groups have —— for a unit and an empty number cell."""
    rows = [(Cell("统计指标", "head"), Cell("单位", "head"), Cell("统计数", "head"))]
    for depth, code, label, unit in tables.STATISTICS:
        text = filled.printed["statistics"][code][0] if code else ""
        number = Cell(text, "number", code=f"statistics.{code}.value") if code else Cell("", "number")
        rows.append((Cell("　" * depth + label, "label"), Cell(unit, "unit"), number))
    return Table("statistics", (72, 12, 16), tuple(rows), 1, before, after)
