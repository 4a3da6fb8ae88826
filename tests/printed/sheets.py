"""Reports as workbooks, written with openpyxl, and their tables as separated text."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from openpyxl import Workbook  # type: ignore[import-untyped, unused-ignore]
from openpyxl.styles import Alignment, Border, Font, Side  # type: ignore[import-untyped, unused-ignore]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped, unused-ignore]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped, unused-ignore]

from tests.demo_portal import tables
from tests.printed.grids import Table, placed
from tests.printed.reports import Report

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_EDGE = Border(*(Side(style="thin") for _ in range(4)))


@dataclass(frozen=True, slots=True)
class Look:
    """The dress of a workbook.

    `spread`: one (all on one sheet), each (a table a sheet) or two (a sheet of prose, a sheet of tables).
    `annex`: only the tables, under a title of their own. `text`: numbers are stored as text. `formulas`: totals of the
    application table are formulas. `hidden`: a hidden empty sheet stands before the others.
    """

    spread: str = "one"
    annex: bool = False
    text: bool = False
    formulas: bool = False
    hidden: bool = False
    format: str = "General"


def annex_title(report: Report) -> str:
    """The title of a statistics table that stands alone."""
    return f"{report.organ}{report.year}年度政府信息公开情况统计表"


def formula_codes(report: Report) -> set[str]:
    """The codes of the cells that `Look.formulas` writes as formulas."""
    rows = {code.split(".")[1] for code in report.cells if code.startswith("requests.")}
    columns = [column for column, _ in tables.APPLICANTS]
    totals = {f"requests.{row}.total" for row in rows}
    return totals | {f"requests.outcomes_total.{column}" for column in columns}


def _formula(code: str, row: int, column: int, first: int) -> str:
    """The formula of a total in `row`, `column`; the outcomes begin in row `first`."""
    if code.startswith("requests.outcomes_total."):
        letter = get_column_letter(column)
        return f"=SUM({letter}{first}:{letter}{row - 1})"
    return f"=SUM({get_column_letter(column - 6)}{row}:{get_column_letter(column - 1)}{row})"


def _table(sheet: Worksheet, grid: Table, top: int, look: Look, formulas: set[str]) -> int:
    """Writes a table from row `top` on; returns the first row below it."""
    if grid.before:
        sheet.cell(top, 1, grid.before)
        top += 1
    first = top + next((row for row, _, cell in placed(grid) if cell.code.startswith("requests.granted.")), 0)
    for number, column, cell in placed(grid):
        target = sheet.cell(top + number, column + 1)
        if cell.code in formulas:
            target.value = _formula(cell.code, top + number, column + 1, first)
        elif cell.role == "number" and not look.text and _NUMBER.fullmatch(cell.text):
            target.value = float(cell.text) if "." in cell.text else int(cell.text)
            target.number_format = look.format if "." not in cell.text else "General"
        elif cell.text:
            target.value = cell.text
        align = "left" if cell.role == "label" else "center"
        target.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        for row in range(cell.rowspan):
            for place in range(cell.colspan):
                sheet.cell(top + number + row, column + 1 + place).border = _EDGE
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(
                start_row=top + number,
                start_column=column + 1,
                end_row=top + number + cell.rowspan - 1,
                end_column=column + cell.colspan,
            )
    below = top + len(grid.rows)
    if grid.after:
        sheet.cell(below, 1, grid.after)
        below += 1
    return below


def _sheet(book: Workbook, name: str, tables_on_it: list[Table]) -> Worksheet:
    sheet = book.create_sheet(name)
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for place in range(max((len(grid.widths) for grid in tables_on_it), default=1)):
        grids = [grid for grid in tables_on_it if place < len(grid.widths)]
        widest = max(grid.widths[place] * 90 / sum(grid.widths) for grid in grids) if grids else 90
        sheet.column_dimensions[get_column_letter(place + 1)].width = max(widest, 9)
    return sheet


def _title(sheet: Worksheet, text: str, width: int) -> int:
    sheet.cell(1, 1, text).font = Font(size=16, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    if width > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    return 2


def workbook(report: Report, look: Look) -> bytes:
    """The report, or its tables alone, as an XLSX file."""
    book = Workbook()
    book.remove(book.active)
    if look.hidden:
        book.create_sheet("Sheet1").sheet_state = "hidden"
    formulas = formula_codes(report) if look.formulas else set()
    if look.spread == "each":
        for grid in report.tables:
            heading = next(part.heading for part in report.parts if grid in part.tables)
            sheet = _sheet(book, f"表{len(book.sheetnames) + 1 - look.hidden}", [grid])
            row = _title(sheet, report.title, len(grid.widths))
            sheet.cell(row, 1, heading)
            _table(sheet, grid, row + 1, look, formulas)
    elif look.annex:
        sheet = _sheet(book, "统计表", report.tables)
        row = _title(sheet, annex_title(report), max(len(grid.widths) for grid in report.tables))
        for grid in report.tables:
            row = _table(sheet, grid, row, look, formulas)
    else:
        prose = _sheet(book, "正文", report.tables if look.spread == "one" else [])
        row = _title(prose, report.title, 10 if look.spread == "one" and report.tables else 1)
        sheet, below = (prose, row) if look.spread == "one" else (_sheet(book, "附表", report.tables), 1)
        for part in report.parts:
            row = below if look.spread == "one" else row
            for text in (part.heading, *part.paragraphs):
                if text:
                    prose.cell(row, 1, text)
                    row += 1
            below = row if look.spread == "one" else below
            for grid in part.tables:
                if look.spread == "two":
                    sheet.cell(below, 1, part.heading)
                    below += 1
                below = _table(sheet, grid, below, look, formulas)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def separated(report: Report, title: str, delimiter: str) -> str:
    """The tables of a report as separated text under title rows; merged cells stand at their first place."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([title])
    for grid in report.tables:
        if grid.before:
            writer.writerow([grid.before])
        rows = [[""] * len(grid.widths) for _ in grid.rows]
        for number, column, cell in placed(grid):
            rows[number][column] = cell.text
        writer.writerows(rows)
        if grid.after:
            writer.writerow([grid.after])
    return target.getvalue()
