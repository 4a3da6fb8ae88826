"""Reports as text: flattened by an extractor, or torn by a reader of PDF pages."""

from __future__ import annotations

from collections.abc import Iterator

from tests.accuracy.generated import report as reports
from tests.accuracy.generated import tables_html
from tests.accuracy.generated.draw import Draw
from tests.accuracy.generated.report import Report
from tests.accuracy.generated.tables_html import slots
from tests.printed.grids import Cell, Table

FLAT = {
    "bars around": 2.0,
    "bars between": 1.5,
    "bars after, a cell a line": 2.0,
    "bars with line breaks": 0.8,
    "markdown": 0.8,
    "tabs": 1.5,
    "a cell a line": 1.2,
}
_WIDTH = 38


def _grid_width(grid: Table) -> int:
    return max(len(row) for row in slots(grid, repeat=False))


def _padded(grid: Table) -> Iterator[list[str]]:
    """Rows whose cells are written once, merged or not, filled up with empty slots at their end."""
    width = _grid_width(grid)
    for row in grid.rows:
        texts = [cell.text.replace("\n", "").strip("　") for cell in row]
        yield texts + [""] * (width - len(texts))


def _flat(grid: Table, style: str) -> list[str]:
    """The lines of one table in a style of bars, tabs or lines."""
    if style == "bars around":
        return ["| " + " | ".join(row) + " |" for row in slots(grid, repeat=False)]
    if style == "bars between":
        return [" | ".join(row).strip() for row in slots(grid, repeat=True)]
    if style == "markdown":
        rows = ["| " + " | ".join(row) + " |" for row in slots(grid, repeat=True)]
        return [rows[0], "|" + " --- |" * _grid_width(grid), *rows[1:]]
    if style == "tabs":
        return ["\t".join(cell.text.replace("\n", "") for cell in row) for row in grid.rows]
    if style == "a cell a line":
        return [cell.text.replace("\n", "").strip("　 ") for row in grid.rows for cell in row if cell.text.strip("　 ")]
    lines: list[str] = []
    for row in _padded(grid):
        if style == "bars with line breaks":
            lines += [f"| \n{text}  " for text in row] + ["|"]
            continue
        filled = list(row)
        while filled and not filled[-1]:
            filled.pop()
        lines += [f"{text} |" for text in filled]
        if len(filled) < len(row):
            lines.append("|" * (len(row) - len(filled)))
    return lines


def _head(report: Report) -> list[str]:
    lines = report.title.split("\n") if report.title else []
    return [*lines, f"发布日期：{report.published}"] if report.published else lines


def _signed(report: Report) -> list[str]:
    return list(reports.signature(report) or ())


def flattened(draw: Draw, report: Report) -> str:
    """The report as an extractor of text leaves it."""
    weights = dict(FLAT)
    if not tables_html.without_blanks(report.tables):
        weights["a cell a line"] = 0
    style = draw.weighted(weights)
    apart = draw.one(("\n", "\n\n"))
    if report.tables:
        draw.meet(f"text: {style}")
    lines = _head(report)
    for part in report.parts:
        lines += [line for line in (part.heading, *part.paragraphs) if line]
        for grid in part.tables:
            body = [grid.before] if grid.before else []
            body += _flat(grid, style)
            body += [grid.after] if grid.after else []
            lines.append("\n".join(body))
    return apart.join([*lines, *_signed(report)]) + "\n"


def _wrapped(text: str) -> list[str]:
    """A paragraph cut into the lines of a page, its first line indented."""
    indented = "　　" + text
    return [indented[place : place + _WIDTH] for place in range(0, len(indented), _WIDTH)]


def _around(draw: Draw, label: str, numbers: str) -> list[str]:
    """A row of a narrow table: its numbers stand between the two halves of its label, or after it."""
    label = label.replace("\n", "")
    if len(label) < 9 or draw.chance(0.45):
        return [f"{label} {numbers}"]
    draw.meet("torn labels")
    cut = draw.randrange(3, len(label) - 2)
    if label[cut - 1].isdigit() or label[cut].isdigit():
        return [f"{label} {numbers}"]
    return draw.choice(
        ([label[:cut], numbers, label[cut:]], [f"{label[:cut]} {numbers}", label[cut:]], [label, numbers])
    )


def _torn_row(draw: Draw, row: tuple[Cell, ...]) -> list[str]:
    numbers = " ".join(cell.text.strip("　 ") for cell in row if cell.code)
    labels = [cell for cell in row if not cell.code and cell.text.strip("　")]
    if not numbers:
        return [" ".join(cell.text.replace("\n", "") for cell in labels)]
    lines: list[str] = []
    for cell in labels[:-1]:
        upright = cell.role == "group" and draw.chance(0.3)
        lines += list(cell.text) if upright else [cell.text.replace("\n", "")]
        if upright:
            draw.meet("label one character a line")
    if not labels:
        return [numbers]
    return lines + _around(draw, labels[-1].text.strip("　"), numbers)


def torn(draw: Draw, report: Report) -> str:
    """The report as a reader of PDF pages leaves it: wrapped lines, page numbers inside tables, labels in pieces.

    All number cells must show something, for blanks leave no trace.
    """
    lines = _head(report)
    for part in report.parts:
        lines += [part.heading] if part.heading else []
        lines += [line for text in part.paragraphs for line in _wrapped(text)]
        for grid in part.tables:
            lines += [grid.before] if grid.before else []
            for row in grid.rows:
                lines += _torn_row(draw, row)
            lines += [grid.after] if grid.after else []
    lines += _signed(report)
    style = draw.one(("- {} -", "— {} —", "{}", "-{}-"))
    draw.meet("page numbers")
    page = draw.randrange(26, 40)
    made: list[str] = []
    for number, line in enumerate(lines):
        if number and number % page == 0 and not (style == "{}" and report.tables):
            made += [style.format(number // page), ""]
        made.append(line)
    return "\n".join(made) + "\n"


def deduplicated(draw: Draw, report: Report) -> str:
    """The report after an extractor dropped every text that it had met before: numbers cannot be placed any more."""
    draw.meet("de-duplicated cells")
    met: set[str] = set()
    lines = _head(report)
    for part in report.parts:
        lines += [line for line in (part.heading, *part.paragraphs) if line]
        for grid in part.tables:
            for row in grid.rows:
                for cell in row:
                    text = cell.text.replace("\n", "").strip("　 ")
                    if text and text not in met:
                        met.add(text)
                        lines.append(text)
    return "\n".join([*lines, *_signed(report)]) + "\n"
