"""Spreadsheets: each visible sheet as paragraphs and tables, numbers as their cells show them, merged cells merged.

XLSX and XLS are read in modules of their own; here are OpenDocument, the XML of Excel 2003, and rows of plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import olefile
from lxml import etree

from pipelines.formats import number_formats
from pipelines.formats.markup import Taken
from pipelines.formats.odf import MOST_REPEATS, Styles, content_of, rows_of, styles_of, text_of
from pipelines.formats.sheets import (
    NOT_CALCULATED,
    Run,
    Sheet,
    SheetCell,
    Stretches,
    cell_name,
    sheet_hidden,
    shown_text,
    taken,
    too_many_cells,
)
from pipelines.formats.xls import read_xls
from pipelines.formats.xlsx import read_xlsx
from pipelines.formats.xml import PARSER, Element, attribute_of, child_of, name_of, number_of
from pipelines.limits import UNLESS_SET, Limits, NotRead
from pipelines.media_types import ZIP_RAISES
from pipelines.records import FailureKind, Finding

__all__ = ["NOT_CALCULATED", "cell_name", "read_excel_xml", "read_ods", "read_rows", "read_workbook"]
_DASHES = re.compile("[-–—－]+")
_NO_SIZE = re.compile(r"0(?:\.0*)?[a-z]*")
# The number formats that the XML of Excel 2003 names instead of telling their codes.
_NAMED = {
    "General Number": number_formats.GENERAL, "Fixed": "0.00", "Standard": "#,##0.00", "Currency": "#,##0.00",
    "Percent": "0.00%", "Scientific": "0.00E+00", "Yes/No": '"Yes";"Yes";"No"', "True/False": '"True";"True";"False"',
    "On/Off": '"On";"On";"Off"',
}  # fmt: skip


def read_workbook(data: bytes, limits: Limits) -> Taken:
    """An XLS or XLSX file as plain markup. Raises `NotRead`."""
    if data.startswith(olefile.MAGIC):
        sheets, findings = read_xls(data, limits)
    else:
        sheets, findings = read_xlsx(data, limits)
    return taken(sheets, limits, findings)


def read_rows(rows: Sequence[Sequence[str]], limits: Limits = UNLESS_SET) -> Taken:
    """Rows of texts, of a CSV file, as plain markup: each with its own number of cells."""
    if sum(map(len, rows)) > limits.cells:
        raise too_many_cells(limits)
    cells = [SheetCell(r, c, text.strip()) for r, row in enumerate(rows) for c, text in enumerate(row) if text.strip()]
    return taken([Sheet("", cells, ends=dict(enumerate(map(len, rows))))], limits)


# --- OpenDocument -----------------------------------------------------------------------------------------------------


def read_ods(data: bytes, limits: Limits) -> Taken:
    """An ODS file as plain markup. Raises `NotRead`."""
    content = content_of(data)
    try:
        styles = styles_of(data)
    except (*ZIP_RAISES, etree.XMLSyntaxError) as error:
        raise NotRead(FailureKind.DAMAGED, f"OpenDocument 文件打不开：{error}") from error
    hidden = _hidden_styles(content.getroottree().iter("{*}style"))
    sheets, findings = [], []
    for element in content:
        if name_of(element) != "table":
            continue
        name = attribute_of(element, "name") or ""
        if attribute_of(element, "style-name") in hidden:
            findings.append(sheet_hidden(name))
        else:
            cells = list(_ods_cells(element, styles, limits))
            rows = Stretches(_ods_hidden(rows_of(element), "number-rows-repeated", hidden))
            columns = Stretches(_ods_hidden(_columns_of(element), "number-columns-repeated", hidden))
            sheets.append(Sheet(name, cells, rows, columns))
    return taken(sheets, limits, findings)


def _hidden_styles(styles: Iterator[Element]) -> set[str | None]:
    """The styles whose sheets are not displayed, and those whose rows have no height or columns no width."""
    return {
        attribute_of(style, "name")
        for style in styles
        for look in style
        if attribute_of(look, "display") == "false"
        or any(_NO_SIZE.fullmatch(attribute_of(look, size) or "-") for size in ("row-height", "column-width"))
    }


def _ods_hidden(parts: Iterator[Element], repeated: str, hidden: set[str | None]) -> Iterator[tuple[int, int]]:
    """The rows, or the columns, that are not shown: the first and the last of each stretch."""
    first = 0
    for part in parts:
        after = first + number_of(part, repeated, 1)
        if attribute_of(part, "visibility") in ("collapse", "filter") or attribute_of(part, "style-name") in hidden:
            yield first, after - 1
        first = after


def _columns_of(element: Element) -> Iterator[Element]:
    """What a sheet tells of its columns, those in groups too."""
    for child in element:
        if name_of(child) == "table-column":
            yield child
        elif name_of(child) in ("table-columns", "table-column-group", "table-header-columns"):
            yield from _columns_of(child)


def _ods_cells(element: Element, styles: Styles, limits: Limits) -> Iterator[SheetCell]:
    count = r = 0
    for row in rows_of(element):
        repeats = number_of(row, "number-rows-repeated", 1)
        cells = list(_ods_row(row, styles))
        for again in range(min(repeats, MOST_REPEATS) if cells else 0):
            for column, beside, cell in cells:
                count += beside
                if count > limits.cells:
                    raise too_many_cells(limits)
                for c in range(column, column + beside):
                    yield SheetCell(r + again, c, cell.text, cell.colspan, cell.rowspan)
        r += repeats


def _ods_row(row: Element, styles: Styles) -> Iterator[tuple[int, int, SheetCell]]:
    """The cells of a row that have text or are merged over others, each with its column and how often it repeats."""
    column = 0
    for element in row:
        repeats = number_of(element, "number-columns-repeated", 1)
        if name_of(element) == "table-cell":
            spans = number_of(element, "number-columns-spanned", 1), number_of(element, "number-rows-spanned", 1)
            cell = SheetCell(0, column, _ods_text(element, styles), *spans)
            if cell.text or spans != (1, 1):
                yield column, min(repeats, MOST_REPEATS), cell
        column += repeats


def _ods_text(cell: Element, styles: Styles) -> str:
    """What a cell shows: its text, which is its value in its format. A zero that its format hides or prints as a dash
    is a zero; any other value that does not show is told as such."""
    paragraphs = [part for part in cell if name_of(part) == "p"]
    shown = "\n".join(text_of(part, styles) for part in paragraphs).strip()
    value = attribute_of(cell, "value") or ""
    try:
        is_zero = float(value) == 0
    except ValueError:
        is_zero = False
    if is_zero and (not shown or _DASHES.fullmatch(shown)):
        return "0"
    if shown and styles.within({}, "table-cell", cell).get("struck"):
        return number_formats.struck_out(shown)
    if shown or value:
        return shown or number_formats.not_shown(value)
    calculated = attribute_of(cell, "value-type") or paragraphs  # a text that is empty
    return NOT_CALCULATED if attribute_of(cell, "formula") and not calculated else ""


# --- the XML of Excel 2003 --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Style:
    """How cells of a style are shown."""

    code: str = number_formats.GENERAL
    struck: bool = False


def read_excel_xml(data: bytes, limits: Limits) -> Taken:
    """The XML that Excel 2003 saved, and many web systems still export under `.xls`. Raises `NotRead`."""
    try:
        root = etree.fromstring(data, PARSER)
    except etree.XMLSyntaxError as error:
        raise NotRead(FailureKind.DAMAGED, f"表格文件打不开：{error}") from error
    styles = _excel_xml_styles(root)
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for sheet in root.iter("{*}Worksheet"):
        name = attribute_of(sheet, "Name") or ""
        visible = child_of(sheet, "WorksheetOptions", "Visible")
        if visible is not None and (visible.text or "").strip() in ("SheetHidden", "SheetVeryHidden"):
            findings.append(sheet_hidden(name))
        else:
            sheets.append(_excel_xml_sheet(name, sheet, styles, limits))
    return taken(sheets, limits, findings)


def _excel_xml_styles(root: Element) -> Mapping[str, _Style]:
    """The styles by their ids; what one does not tell is as in its parent, else as in the default."""
    found: dict[str, _Style] = {}
    for style in root.iter("{*}Style"):  # parents stand before their children
        like = found.get(attribute_of(style, "Parent") or "Default", _Style())
        code = attribute_of(child_of(style, "NumberFormat"), "Format")
        struck = attribute_of(child_of(style, "Font"), "StrikeThrough")
        found[attribute_of(style, "ID") or ""] = _Style(
            like.code if code is None else _NAMED.get(code, code), like.struck if struck is None else struck == "1"
        )
    return found


def _excel_xml_sheet(name: str, sheet: Element, styles: Mapping[str, _Style], limits: Limits) -> Sheet:
    cells: list[SheetCell] = []
    hidden: dict[str, list[tuple[int, int]]] = {"Row": [], "Column": []}
    column_styles: list[tuple[int, int, str]] = []
    count, after = 0, {"Row": 0, "Column": 0}
    for part in sheet.iter("{*}Column", "{*}Row"):
        kind = name_of(part)
        first = number_of(part, "Index", after[kind] + 1) - 1
        last = first + number_of(part, "Span", 0)
        after[kind] = last + 1
        size = attribute_of(part, "Height" if kind == "Row" else "Width")
        if attribute_of(part, "Hidden") == "1" or _NO_SIZE.fullmatch(size or "-"):
            hidden[kind].append((first, last))
        style = attribute_of(part, "StyleID")
        if kind == "Column":
            column_styles += [(first, last, style)] if style else []
            continue
        c = -1
        for cell in part.iterchildren("{*}Cell"):
            c = number_of(cell, "Index", c + 2) - 1
            across, down = (number_of(cell, told, 0) for told in ("MergeAcross", "MergeDown"))
            count += 1
            if count > limits.cells:
                raise too_many_cells(limits)
            under = next((told for left, right, told in column_styles if left <= c <= right), "")
            look = styles.get(attribute_of(cell, "StyleID") or style or under or "Default", _Style())
            cells.append(SheetCell(first, c, _excel_xml_text(cell, look), across + 1, down + 1))
            c += across
    return Sheet(name, cells, Stretches(hidden["Row"]), Stretches(hidden["Column"]))


def _excel_xml_text(cell: Element, style: _Style) -> str:
    """What a cell shows of its data."""
    data = child_of(cell, "Data")
    if data is None:
        return NOT_CALCULATED if attribute_of(cell, "Formula") else ""
    runs = list(_excel_xml_runs(data, Run("")))
    told = "".join(run.text for run in runs).strip()
    value: float | bool | list[Run] = runs
    match attribute_of(data, "Type"):
        case "Number":
            with suppress(ValueError):
                value = float(told)
        case "Boolean":
            value = told == "1"
        case "DateTime" | "Error":
            return told
    return shown_text(value, style.code, struck=style.struck)


def _excel_xml_runs(element: Element, look: Run) -> Iterator[Run]:
    """The text of a cell's data in its runs, each with the look of the element that it is in."""
    yield replace(look, text=element.text or "")
    for child in element:
        name = name_of(child).lower()
        if name in ("s", "del", "strike"):
            yield from _excel_xml_runs(child, replace(look, struck=True))
        elif name:
            yield from _excel_xml_runs(child, replace(look, raised=look.raised or name in ("sup", "sub")))
        yield replace(look, text=child.tail or "")
