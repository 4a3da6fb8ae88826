"""Spreadsheets: each visible sheet as paragraphs and tables, numbers as they stand in the cell, merged cells merged.

XLS and XLSX are read by calamine. What it leaves out without a word is told beside it for XLSX, where the XML says it:
a formula that was never calculated, an error in place of a value, rows and columns that are hidden.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import olefile
from lxml import etree
from lxml.html import HtmlElement
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from pipelines.formats.markup import Box, Taken, body, paragraphs, table
from pipelines.formats.odf import MOST_REPEATS, content_of, rows_of, text_of
from pipelines.formats.xml import PARSER, attribute_of, name_of, number_of
from pipelines.forms.labels import is_title, known_label
from pipelines.limits import Limits, NotRead, too_much
from pipelines.media_types import ZIP_RAISES
from pipelines.records import FailureKind, Finding

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_WORDS = re.compile("[\u4e00-\u9fff]")
_LONG = 60  # text of this length in a row of its own is a note or a paragraph
# What is printed where a formula has no value: nobody can read a figure in it.
NOT_CALCULATED = "（公式未计算）"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell with text: its place from 0, and the columns and rows that it is merged over."""

    row: int
    column: int
    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is shown: its cells that have text, and the merged ones that have none, in reading order."""

    name: str
    cells: tuple[SheetCell, ...]


def read_workbook(data: bytes, limits: Limits) -> Taken:
    """An XLS or XLSX file as plain markup. Raises `NotRead`."""
    marks, findings = _xlsx_marks(data, limits) if data.startswith(b"PK") else ({}, [])
    if data.startswith(olefile.MAGIC):
        _check_chains(data)
    sheets = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for meta in workbook.sheets_metadata:
                if meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                if meta.visible is not SheetVisibleEnum.Visible:
                    findings.append(_hidden(meta.name))
                    continue
                sheet = workbook.get_sheet_by_name(meta.name)
                if sheet.height * sheet.width > limits.cells:
                    raise too_much("工作表的单元格", limits.cells, "READ_CELLS")
                values = sheet.to_python(skip_empty_area=False)
                sheets.append(_sheet(meta.name, values, sheet.merged_cell_ranges or (), marks.get(meta.name, _Marks())))
    except PasswordError as error:
        raise NotRead(FailureKind.ENCRYPTED, "工作簿有打开密码") from error
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise NotRead(FailureKind.DAMAGED, f"工作簿打不开：{error}") from error
    except BaseException as error:
        # What calamine's Rust code asserts in vain; the exception has no module to import it from, and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise NotRead(FailureKind.DAMAGED, f"工作簿打不开：{error}") from None
    return _taken(sheets, findings)


def _check_chains(data: bytes) -> None:
    """Raises `NotRead` where the sectors of a compound file follow each other in a circle: calamine would go round
    until the memory is full."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            ole.loadminifat()
            chains = [(ole.fat, ole.first_dir_sector), (ole.fat, ole.first_mini_fat_sector)]
            for entry in ole.direntries:
                if entry is not None:
                    chains.append((ole.minifat if entry.is_minifat else ole.fat, entry.isectStart))
            if all(_ends(*chain) for chain in chains):
                return
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise NotRead(FailureKind.DAMAGED, f"工作簿打不开：{error}") from error
    raise NotRead(FailureKind.DAMAGED, "工作簿打不开：扇区首尾相接")


def _ends(chain: Sequence[int], sector: int) -> bool:
    for _ in range(len(chain) + 1):
        if sector >= len(chain):
            return True
        sector = chain[sector]
    return False


def read_ods(data: bytes, limits: Limits) -> Taken:
    """An ODS file as plain markup. Raises `NotRead`."""
    content = content_of(data)
    hidden = {
        attribute_of(style, "name")
        for style in content.getroottree().iter("{*}style")
        for properties in style.iter("{*}table-properties")
        if attribute_of(properties, "display") == "false"
    }
    sheets, findings = [], []
    for element in content:
        if name_of(element) != "table":
            continue
        name = attribute_of(element, "name") or ""
        if attribute_of(element, "style-name") in hidden:
            findings.append(_hidden(name))
        else:
            sheets.append(Sheet(name, tuple(_ods_cells(element, limits))))
    return _taken(sheets, findings)


def _hidden(name: str) -> Finding:
    return Finding("sheet_hidden", f"隐藏的工作表没有读：{name}")


def read_excel_xml(data: bytes, limits: Limits) -> Taken:
    """The XML that Excel 2003 saved, and many web systems still export under `.xls`. Raises `NotRead`."""
    try:
        root = etree.fromstring(data, PARSER)
    except etree.XMLSyntaxError as error:
        raise NotRead(FailureKind.DAMAGED, f"表格文件打不开：{error}") from error
    return _taken(
        Sheet(attribute_of(sheet, "Name") or "", tuple(_excel_xml_cells(sheet, limits)))
        for sheet in root.iter("{*}Worksheet")
    )


def read_rows(rows: Iterable[Sequence[str]], name: str = "") -> Taken:
    """Rows of texts, of a CSV file, as plain markup."""
    cells = tuple(
        SheetCell(r, c, text.strip()) for r, row in enumerate(rows) for c, text in enumerate(row) if text.strip()
    )
    return _taken([Sheet(name, cells)])


def cell_name(row: int, column: int) -> str:
    """A cell's name as spreadsheets print it: `C7` for row 6, column 2, both from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


# --- values -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Marks:
    """What the XML of a sheet says of its cells: those without a value that can be had, and what is hidden."""

    unreadable: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def _sheet(
    name: str,
    values: Sequence[Sequence[object]],
    merged: Iterable[tuple[tuple[int, int], tuple[int, int]]],
    marks: _Marks,
) -> Sheet:
    spans = {first: (last[1] - first[1] + 1, last[0] - first[0] + 1) for first, last in merged}
    covered = {
        (r, c)
        for (top, left), (wide, high) in spans.items()
        for r in range(top, min(top + high, len(values)))
        for c in range(left, min(left + wide, len(values[0])))
        if (r, c) != (top, left)
    }
    cells = []
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            text = marks.unreadable.get((r, c)) or _text(value)
            if (r, c) in covered or r in marks.rows or c in marks.columns or not (text or (r, c) in spans):
                continue
            cells.append(SheetCell(r, c, text, *spans.get((r, c), (1, 1))))
    return Sheet(name, tuple(cells))


def _text(value: object) -> str:
    """A value as its cell shows it, as far as its number format does not say otherwise: 15 digits at most."""
    match value:
        case str():
            return value.strip()
        case bool():
            return str(value).upper()
        case int():
            return str(value)
        case float():
            return format(value, ".15g") if abs(value) < 1e15 else repr(value)
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)


def _xlsx_marks(data: bytes, limits: Limits) -> tuple[Mapping[str, _Marks], list[Finding]]:
    """The marks of each sheet of an XLSX file, by its name. The package is tried whole before anything reads it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            workbook = etree.fromstring(package.read("xl/workbook.xml"), PARSER)
            relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), PARSER)
            targets = {
                relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", "")))[1:]
                for relation in relations
            }
            marks, findings = {}, []
            for sheet in workbook.iter("{*}sheet"):
                target = targets.get(attribute_of(sheet, "id"))
                if target in package.namelist() and "worksheet" in target:
                    name = sheet.get("name", "")
                    marks[name] = _marks(package.read(target), limits)
                    if hidden := len(marks[name].rows) + len(marks[name].columns):
                        findings.append(Finding("cells_hidden", f"工作表 {name} 有 {hidden} 个隐藏的行或列没有读"))
            return marks, findings
    except (*ZIP_RAISES, etree.XMLSyntaxError) as error:
        raise NotRead(FailureKind.DAMAGED, f"工作簿打不开：{error}") from error


def _marks(sheet: bytes, limits: Limits) -> _Marks:
    marks = _Marks()
    cells = 0
    for _, element in etree.iterparse(io.BytesIO(sheet), resolve_entities=False, no_network=True):
        match name_of(element):
            case "c":
                cells += 1
                place = _PLACE.fullmatch(element.get("r", ""))
                if place and (why := _unreadable(element)):
                    marks.unreadable[int(place[2]) - 1, _column(place[1])] = why
                if cells > limits.cells or (place and int(place[2]) * _column(place[1]) > 100 * limits.cells):
                    raise too_much("工作表的单元格", limits.cells, "READ_CELLS")
                element.clear()
            case "row":
                if element.get("hidden") in ("1", "true") and element.get("r", "").isdecimal():
                    marks.rows.add(int(element.get("r", "")) - 1)
                element.clear()
            case "col" if element.get("hidden") in ("1", "true"):
                first, last = (int(element.get(name, "1")) for name in ("min", "max"))
                marks.columns.update(range(first - 1, min(last, first + MOST_REPEATS)))
    return marks


def _unreadable(cell: etree._Element) -> str | None:
    """What stands for a cell's value where there is none: an error's name, or that a formula was not calculated."""
    value = next((child for child in cell if name_of(child) == "v"), None)
    if cell.get("t") == "e":
        return (value.text if value is not None else None) or "#ERROR"
    formula = any(name_of(child) == "f" for child in cell)
    return NOT_CALCULATED if formula and (value is None or not value.text) else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _ods_cells(element: etree._Element, limits: Limits) -> Iterator[SheetCell]:
    count = r = 0
    for row in rows_of(element):
        repeats = min(number_of(row, "number-rows-repeated", 1), MOST_REPEATS)
        shown = attribute_of(row, "visibility") not in ("collapse", "filter")
        for again in range(repeats if len(row) and shown else 0):
            c = 0
            for cell in row:
                wide = number_of(cell, "number-columns-repeated", 1)
                spans = number_of(cell, "number-columns-spanned", 1), number_of(cell, "number-rows-spanned", 1)
                text = "\n".join(text_of(part) for part in cell if name_of(part) == "p").strip()
                text = text or attribute_of(cell, "value") or ""  # a zero that its number format hides is a zero
                if name_of(cell) == "table-cell" and (text or spans != (1, 1)):
                    for beside in range(min(wide, MOST_REPEATS)):
                        count += 1
                        if count > limits.cells:
                            raise too_much("工作表的单元格", limits.cells, "READ_CELLS")
                        yield SheetCell(r + again, c + beside, text, *spans)
                c += wide
        r += repeats


def _excel_xml_cells(sheet: etree._Element, limits: Limits) -> Iterator[SheetCell]:
    count, r = 0, -1
    for row in sheet.iter("{*}Row"):
        r = number_of(row, "Index", r + 2) - 1
        c = -1
        for cell in row.iterchildren("{*}Cell"):
            c = number_of(cell, "Index", c + 2) - 1
            across, down = (number_of(cell, name, 0) for name in ("MergeAcross", "MergeDown"))
            text = "".join(str(piece) for part in cell.iterchildren("{*}Data") for piece in part.itertext()).strip()
            count += 1
            if count > limits.cells:
                raise too_much("工作表的单元格", limits.cells, "READ_CELLS")
            yield SheetCell(r, c, text, across + 1, down + 1)
            c += across


# --- sheets as paragraphs and tables ----------------------------------------------------------------------------------


def _taken(sheets: Iterable[Sheet], findings: Sequence[Finding] = ()) -> Taken:
    return Taken(body(part for sheet in sheets for part in _parts(sheet)), findings)


def _parts(sheet: Sheet) -> Iterator[HtmlElement]:
    """A sheet in its parts: rows with one text, before, between and after, are its titles, notes and paragraphs."""
    rows: dict[int, list[SheetCell]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, []).append(cell)
    waiting: list[list[SheetCell]] = []
    for number in sorted(rows):
        row = rows[number]
        if _is_text(row):
            yield from _table_of(waiting, sheet.name)
            waiting = []
            yield from (part for cell in row for part in paragraphs(cell.text))
        else:
            waiting.append(row)
    yield from _table_of(waiting, sheet.name)


def _is_text(row: Sequence[SheetCell]) -> bool:
    """Whether a row of a sheet is a line of text: one text and nothing else, which is no label of a form."""
    filled = [cell.text for cell in row if cell.text]
    if len(filled) != 1 or not _WORDS.search(filled[0]):
        return False
    return len(filled[0]) > _LONG or bool(is_title(filled[0])) or not known_label(filled[0])


def _table_of(rows: Sequence[Sequence[SheetCell]], name: str) -> Iterator[HtmlElement]:
    """A table of the rows of a sheet, each with all its columns: a cell without text is a blank."""
    if not any(cell.text for row in rows for cell in row):
        return
    left = min(cell.column for row in rows for cell in row)
    right = max(cell.column + cell.colspan for row in rows for cell in row)
    reached: dict[int, int] = {}  # column → the row before which a cell above ends
    lines = []
    for row in rows:
        number = row[0].row
        at = {cell.column: cell for cell in row}
        boxes = []
        column = left
        while column < right:
            cell = at.get(column)
            if cell is None and reached.get(column, 0) > number:
                column += 1
                continue
            cell = cell or SheetCell(number, column, "")
            origin = f"{name}!{cell_name(number, column)}"
            below = sum(1 for other in rows if number < other[0].row < number + cell.rowspan)
            boxes.append(Box(paragraphs(cell.text), min(cell.colspan, right - column), 1 + below, origin))
            for covered in range(column, column + cell.colspan):
                reached[covered] = number + cell.rowspan
            column += cell.colspan
        lines.append(boxes)
    yield table(lines)
