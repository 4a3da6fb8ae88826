"""The office files of the corpus: documents and workbooks, as written and as LibreOffice saves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.printed import programs, reports, sheets, word
from tests.printed.answers import File, entry, single
from tests.printed.wordxml import Look

_SPLIT = {"cut": "（四）无法提供", "split": True}
_CUT = {"cut": "（五）不予处理"}
_SEPARATE = {"separate": True}
_FILTERS = {"doc": "MS Word 97", "rtf": "Rich Text Format", "odt": "writer8", "docx": "MS Word 2007 XML"}
_CHANGED = {"requests.new_received.natural_person": "9", "requests.new_received.total": "12"}

# (name, layout, report, its shape, dress)
_DOCX: tuple[tuple[str, str, str, dict[str, Any], Look], ...] = (
    ("merged", "merged cells", "20", {}, Look(header="年度报告", numbers=("- ", " -"), dated="line")),
    ("nested", "tables inside a layout table", "22", {}, Look(nested=True)),
    ("numbered", "headings numbered by the program", "23", {}, Look(numbered=True, dated="signed")),
    ("text_box", "title in a text box", "01", {}, Look(title_in="box")),
    ("controls", "title and numbers in content controls", "05", _CUT, Look(title_in="control", controls=True)),
    ("tracked", "tracked changes", "14", {}, Look(changed=_CHANGED, removed="另有政府信息公开申请86件未登记。")),
    ("title_cell", "title in a table cell", "25", {}, Look(title_in="cell")),
    ("split", "application table split in two", "07", _SPLIT, Look(landscape="all")),
    ("articles", "a table an article", "28", _SEPARATE, Look(dated="line")),
    ("mixed", "portrait prose, landscape tables", "29", {}, Look(landscape="tables")),
    ("statistics", "merged cells", "24", {}, Look(font="仿宋_GB2312", size=12)),
    ("mixture", "stacked group labels", "27", {}, Look(vertical=True)),
    ("narrative", "prose", "26", {}, Look(font="仿宋_GB2312", size=16, numbered=True, dated="signed")),
)

# (suffix, name, layout, report, its shape, dress)
_WRITER: tuple[tuple[str, str, str, str, dict[str, Any], Look], ...] = (
    ("docx", "merged", "merged cells", "21", {}, Look(dated="signed")),
    ("docx", "split", "application table split in two", "22", {**_CUT, "split": True}, Look()),
    ("docx", "statistics", "merged cells", "04", {}, Look(numbers=("- ", " -"))),
    ("doc", "merged", "merged cells", "20", {}, Look(header="年度报告", numbers=("- ", " -"))),
    ("doc", "articles", "a table an article", "22", _SEPARATE, Look(dated="line")),
    ("doc", "statistics", "merged cells", "24", {}, Look()),
    ("doc", "nested", "tables inside a layout table", "28", {}, Look(nested=True)),
    ("doc", "split", "application table split in two", "07", _SPLIT, Look(vertical=True)),
    ("doc", "narrative", "prose", "03", {}, Look(size=16, numbered=True, dated="signed")),
    ("rtf", "mixed", "portrait prose, landscape tables", "05", {}, Look(landscape="tables")),
    ("rtf", "statistics", "merged cells", "25", {}, Look(dated="line")),
    ("odt", "merged", "merged cells", "23", {}, Look(dated="line")),
    ("odt", "numbered", "headings numbered by the program", "22", {}, Look(numbered=True)),
    ("odt", "statistics", "title in a table cell", "24", {}, Look(title_in="cell")),
)


# (name, layout, report, dress)
_XLSX: tuple[tuple[str, str, str, sheets.Look], ...] = (
    ("one_sheet", "one sheet, thousands separators shown", "20", sheets.Look(format="#,##0")),
    ("tables", "a table a sheet", "22", sheets.Look(spread="each")),
    ("prose_tables", "prose sheet and tables sheet, numbers as text", "23", sheets.Look(spread="two", text=True)),
    ("text_numbers", "one sheet, numbers as text", "05", sheets.Look(text=True)),
    ("hidden", "a table a sheet, a hidden empty sheet", "21", sheets.Look(spread="each", hidden=True)),
    ("no_values", "one sheet, formulas without values", "01", sheets.Look(formulas=True)),
    ("mixture", "one sheet", "27", sheets.Look()),
    ("annex", "statistics table alone", "24", sheets.Look(annex=True)),
    ("annex_hidden", "statistics table alone, a hidden empty sheet", "25", sheets.Look(annex=True, hidden=True)),
    ("annex_blank", "statistics table alone, blank cells", "16", sheets.Look(annex=True)),
)

# (suffix, name, layout, report, dress)
_CALC: tuple[tuple[str, str, str, str, sheets.Look], ...] = (
    ("xlsx", "formulas", "a table a sheet, formulas with values", "20", sheets.Look(spread="each", formulas=True)),
    ("xls", "one_sheet", "one sheet", "01", sheets.Look()),
    ("xls", "prose_tables", "prose sheet and tables sheet", "22", sheets.Look(spread="two")),
    ("xls", "tables", "a table a sheet, numbers as text", "28", sheets.Look(spread="each", text=True)),
    ("xls", "annex", "statistics table alone", "24", sheets.Look(annex=True)),
    ("ods", "tables", "a table a sheet", "20", sheets.Look(spread="each")),
    ("ods", "one_sheet", "one sheet", "07", sheets.Look()),
    ("ods", "annex", "statistics table alone", "25", sheets.Look(annex=True)),
)


def _documents() -> Iterator[File]:
    for name, layout, key, shape, look in _DOCX:
        report = reports.load(key, **shape)
        answer = entry(report, "docx", "python-docx", layout, dated=look.dated)
        yield single(f"docx_{name}.docx", word.document(report, look), answer)
    for suffix, name, layout, key, shape, look in _WRITER:
        report = reports.load(key, **shape)
        data = programs.office(word.document(report, look), "docx", suffix, _FILTERS[suffix])
        yield single(f"writer_{name}.{suffix}", data, entry(report, suffix, "libreoffice", layout, dated=look.dated))


def _workbooks() -> Iterator[File]:
    for name, layout, key, look in _XLSX:
        report = reports.load(key)
        answer = entry(
            report,
            "xlsx",
            "openpyxl",
            layout,
            title=sheets.annex_title(report) if look.annex else "",
            annex=look.annex or look.spread == "each",
            blank=sheets.formula_codes(report) if look.formulas else (),
        )
        yield single(f"sheets_{name}.xlsx", sheets.workbook(report, look), answer)
    for suffix, name, layout, key, look in _CALC:
        report = reports.load(key)
        answer = entry(
            report,
            suffix,
            "libreoffice",
            layout,
            title=sheets.annex_title(report) if look.annex else "",
            annex=look.annex or look.spread == "each",
        )
        yield single(f"calc_{name}.{suffix}", programs.office(sheets.workbook(report, look), "xlsx", suffix), answer)


def made() -> Iterator[File]:
    """All documents and workbooks."""
    yield from _documents()
    yield from _workbooks()
