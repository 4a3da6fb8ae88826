"""Spreadsheets, separated text and web archives from their bytes: each cell as printed, and where it stands."""

from __future__ import annotations

import base64
import datetime
import io
import quopri
import struct
import zipfile
from collections.abc import Callable, Sequence

import olefile
import openpyxl
import pytest

from pipelines import media_types as kinds
from pipelines.extract import extract_markup
from pipelines.formats import File, take_apart
from pipelines.formats.csv_text import csv_rows
from pipelines.formats.markup import Taken
from pipelines.formats.mhtml import read_mhtml
from pipelines.formats.spreadsheet import NOT_CALCULATED, cell_name, read_excel_xml, read_ods, read_workbook
from pipelines.grid import cell_text, read_grid
from pipelines.limits import Limits, NotRead
from pipelines.media_types import media_type
from pipelines.records import FailureKind
from tests.files_by_hand import zipped
from tests.printed.make import DOCUMENTS

LIMITS = Limits()
Read = Callable[[bytes, Limits], Taken]
Part = str | list[list[str]]
Places = dict[str, tuple[int, int, int, int]]


def parts(taken: Taken) -> list[Part]:
    """Each paragraph, and each table as the texts of its rows."""
    return [
        [[cell_text(cell) for cell in row] for row in part] if part.tag == "table" else cell_text(part)
        for part in taken.markup
    ]


def places(taken: Taken) -> Places:
    """Of each cell of the only table: its row and column, and how many rows and columns it covers."""
    (table,) = (read_grid(table, 1, "") for table in taken.markup.iter("table"))
    return {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for row in table.rows for cell in row}


def origins(taken: Taken) -> dict[str, str]:
    """Text of a cell → its place in the file."""
    tables = [read_grid(table, 1, "") for table in taken.markup.iter("table")]
    return {cell.text: cell.origin for table in tables for row in table.rows for cell in row if cell.text}


def findings(taken: Taken) -> list[tuple[str, str]]:
    return [(finding.kind, finding.detail) for finding in taken.findings]


def failure(read: Read, data: bytes, limits: Limits = LIMITS) -> NotRead:
    with pytest.raises(NotRead) as failed:
        read(data, limits)
    return failed.value


def file_of(data: bytes) -> File:
    return take_apart(data, media_type(data), None, LIMITS)


def spoiled(data: bytes, name: str) -> bytes:
    """A package in which the packed bytes of one member are others."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        info = package.getinfo(name)
    start = info.header_offset + 30 + len(name.encode())
    return data[:start] + b"\xff" * info.compress_size + data[start + info.compress_size :]


# --- XLSX -------------------------------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
Sheet = tuple[str, str, str]  # its name, its XML, its state


def xlsx_parts(*sheets: Sheet) -> dict[str, bytes]:
    """The members of an XLSX; the XML of a sheet is that between the tags of its root."""
    entries = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, (name, _, state) in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    root = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}"/>'
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
    }
    for number, (_, content, _) in enumerate(sheets, 1):
        members[f"xl/worksheets/sheet{number}.xml"] = f'<worksheet xmlns="{MAIN}">{content}</worksheet>'
    return {name: text.encode() for name, text in members.items()}


def words(place: str, shown: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def value(place: str, told: object, more: str = "") -> str:
    return f'<c r="{place}" {more}><v>{told}</v></c>'


def row(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}" {more}>{"".join(cells)}</row>'


def rows(*inside: str) -> str:
    return f"<sheetData>{''.join(inside)}</sheetData>"


def merged(*ranges: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{place}"/>' for place in ranges) + "</mergeCells>"


def xlsx(content: str, limits: Limits = LIMITS) -> Taken:
    return read_workbook(zipped(xlsx_parts(("表", content, "visible"))), limits)


def saved(stored: object) -> bytes:
    """A workbook that openpyxl writes, with a value between two words."""
    workbook = openpyxl.Workbook()
    workbook.active.append(["甲", stored, "乙"])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (12, "12"),
        (0, "0"),
        (-3, "-3"),
        (12.0, "12"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1234567.891, "1234567.891"),
        (100_000_000_000, "100000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime.date(2024, 1, 15), "2024-01-15"),
        (datetime.datetime(2024, 1, 15, 9, 30), "2024-01-15T09:30:00"),
        (datetime.time(9, 30), "09:30:00"),
        (" 前 后\t", "前 后"),
        ("上\n下", "上\n下"),
        ("0012", "0012"),
        ("12%", "12%"),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        ("=1+1", NOT_CALCULATED),
    ],
)
def test_a_value_as_its_cell_shows_it(stored: object, shown: str) -> None:
    assert parts(read_workbook(saved(stored), LIMITS)) == [[["甲", shown, "乙"]]]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="B1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="B1" t="str"><f>A1</f><v>甲</v></c>', "甲"),
        ('<c r="B1" t="b"><f>1=1</f><v>1</v></c>', "TRUE"),
        ('<c r="B1"><f>1+1</f></c>', NOT_CALCULATED),
        ('<c r="B1"><f>1+1</f><v/></c>', NOT_CALCULATED),
        ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B1" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="B1" t="e"><f>1/0</f></c>', "#ERROR"),
        ('<c r="B1" t="inlineStr"><is><r><t>规</t></r><r><t>章</t></r><rPh><t>gui</t></rPh></is></c>', "规章"),
        (words("B1", "上_x000D_\n下"), "上\n下"),
        (value("B1", "1.5E3"), "1500"),
        (words("B1", "  "), ""),
        ('<c r="B1"/>', ""),
    ],
)
def test_a_cell_by_what_its_xml_says(cell: str, shown: str) -> None:
    assert parts(xlsx(rows(row(1, words("A1", "甲"), cell, value("C1", 3))))) == [[["甲", shown, "3"]]]


def test_cells_merged_both_ways_hide_what_they_cover() -> None:
    content = rows(
        row(1, words("A1", "a"), words("B1", "旧"), words("C1", "b"), words("D1", "c")),
        row(2, words("A2", "旧"), value("B2", 9), words("C2", "d"), words("D2", "旧")),
        row(3, words("A3", "e"), words("B3", "f"), words("C3", "g"), words("D3", "旧")),
    )
    got = places(xlsx(content + merged("A1:B2", "D1:D3")))
    assert got == {
        "a": (0, 0, 2, 2),
        "b": (0, 2, 1, 1),
        "c": (0, 3, 3, 1),
        "d": (1, 2, 1, 1),
        "e": (2, 0, 1, 1),
        "f": (2, 1, 1, 1),
        "g": (2, 2, 1, 1),
    }


def test_merged_cells_without_text_keep_their_columns() -> None:
    content = rows(
        row(1, words("A1", "a"), words("C1", "b"), words("D1", "c")),
        row(2, words("A2", "d"), value("B2", 1), value("C2", 2), value("D2", 3)),
    )
    (table,) = (read_grid(table, 1, "") for table in xlsx(content + merged("C1:F9")).markup)
    assert [(cell.text, cell.column, cell.colspan, cell.rowspan) for cell in table.rows[0]] == [
        ("a", 0, 1, 1),
        ("", 1, 1, 1),
        ("b", 2, 4, 2),
    ]
    assert [(cell.text, cell.column) for cell in table.rows[1]] == [("d", 0), ("1", 1)]


def test_a_row_that_lacks_cells_has_blanks() -> None:
    content = rows(
        row(2, words("B2", "a"), words("E2", "b"), words("F2", "c")),
        row(5, value("C5", 1), value("F5", 2)),
    )
    taken = xlsx(content)
    assert parts(taken) == [[["a", "", "", "b", "c"], ["", "1", "", "", "2"]]]
    assert origins(taken) == {"a": "表!B2", "b": "表!E2", "c": "表!F2", "1": "表!C5", "2": "表!F5"}
    (table,) = extract_markup(taken.markup).tables
    assert [cell.origin for cell in table.rows[1]] == ["表!B5", "表!C5", "表!D5", "表!E5", "表!F5"]


def test_the_next_row_of_a_merged_cell_is_the_next_that_is_not_empty() -> None:
    """A merged cell reaches over rows that hold nothing, which are no rows of the table."""
    content = rows(
        row(1, words("A1", "a"), value("B1", 1)),
        row(4, value("B4", 2), value("C4", 3)),
        row(6, words("A6", "b"), value("B6", 4)),
    )
    assert places(xlsx(content + merged("A1:A5"))) == {
        "a": (0, 0, 2, 1),
        "1": (0, 1, 1, 1),
        "2": (1, 1, 1, 1),
        "3": (1, 2, 1, 1),
        "b": (2, 0, 1, 1),
        "4": (2, 1, 1, 1),
        "": (2, 2, 1, 1),
    }


LONG = "行政许可" * 16  # like a label, but as long as a paragraph


@pytest.mark.parametrize(
    ("alone", "is_text"),
    [
        ("某某县审计局统计表", True),
        ("注：本表只填数字", True),
        (LONG, True),
        ("第二十条第（一）项", True),
        ("行政许可", False),
        ("统计指标", False),
        ("合计", False),
        ("12", False),
        ("——", False),
        ("abc", False),
    ],
)
def test_a_row_of_one_text_is_a_line_unless_it_is_a_label(alone: str, is_text: bool) -> None:
    content = rows(
        row(1, words("A1", "甲"), value("B1", 1)),
        row(2, words("A2", alone)),
        row(3, words("A3", "乙"), value("B3", 2)),
    )
    expected: list[Part] = (
        [[["甲", "1"]], alone, [["乙", "2"]]] if is_text else [[["甲", "1"], [alone, ""], ["乙", "2"]]]
    )
    assert parts(xlsx(content)) == expected


def test_titles_notes_and_paragraphs_stand_around_the_tables() -> None:
    content = rows(
        row(1, words("A1", "某某县审计局\n统计表")),
        row(2, words("B2", "（单位：件）")),
        row(4, words("A4", "甲"), value("B4", 1)),
        row(5, words("A5", "乙"), value("B5", 2)),
        row(7, words("A7", "注：下半年的另报"), words("C7", " ")),
        row(9, words("B9", "丙"), value("C9", 3)),
        row(10, words("B10", "丁"), value("C10", 4)),
        row(11, words("A11", "填表人：张三")),
    )
    taken = xlsx(content + merged("A1:B1"))
    assert parts(taken) == [
        "某某县审计局",
        "统计表",
        "（单位：件）",
        [["甲", "1"], ["乙", "2"]],
        "注：下半年的另报",
        [["丙", "3"], ["丁", "4"]],
        "填表人：张三",
    ]
    document = extract_markup(taken.markup)
    assert [(table.position, table.caption) for table in document.tables] == [
        (1, "（单位：件）"),
        (2, "注：下半年的另报"),
    ]


# --- several sheets, and what is hidden -------------------------------------------------------------------------------

PAIR = rows(row(1, words("A1", "甲"), value("B1", 1)), row(2, words("A2", "乙"), value("B2", 2)))


def test_sheets_in_their_order_each_with_its_name() -> None:
    second = rows(row(3, words("C3", "丙"), value("D3", 3)), row(4, words("C4", "丁"), value("D4", 4)))
    taken = read_workbook(zipped(xlsx_parts(("正文", PAIR, "visible"), ("附 表", second, "visible"))), LIMITS)
    assert parts(taken) == [[["甲", "1"], ["乙", "2"]], [["丙", "3"], ["丁", "4"]]]
    assert {name: origins(taken)[name] for name in ("甲", "2", "丙", "4")} == {
        "甲": "正文!A1",
        "2": "正文!B2",
        "丙": "附 表!C3",
        "4": "附 表!D4",
    }


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_and_told(state: str) -> None:
    hidden = rows(row(1, words("A1", "旧"), value("B1", 9)))
    taken = read_workbook(zipped(xlsx_parts(("底稿", hidden, state), ("表", PAIR, "visible"))), LIMITS)
    assert parts(taken) == [[["甲", "1"], ["乙", "2"]]]
    assert findings(taken) == [("sheet_hidden", "隐藏的工作表没有读：底稿")]


def test_a_sheet_that_is_a_chart_is_no_table() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["甲", 1])
    workbook.create_chartsheet("图")
    buffer = io.BytesIO()
    workbook.save(buffer)
    taken = read_workbook(buffer.getvalue(), LIMITS)
    assert (parts(taken), findings(taken)) == ([[["甲", "1"]]], [])


def test_hidden_rows_and_columns_are_not_read_and_told() -> None:
    columns = '<col min="1" max="1" width="9"/><col min="2" max="3" hidden="1"/><col min="5" max="5" hidden="true"/>'
    cells = ("A", "B", "C", "D", "E", "F")
    content = rows(
        row(1, *(words(f"{column}1", f"{column}一") for column in cells)),
        row(2, *(words(f"{column}2", f"{column}二") for column in cells), more='hidden="1"'),
        row(3, *(words(f"{column}3", f"{column}三") for column in cells), more='hidden="true"'),
        row(4, *(words(f"{column}4", f"{column}四") for column in cells), more='hidden="0"'),
    )
    taken = xlsx(f"<cols>{columns}</cols>{content}")
    assert origins(taken) == {
        "A一": "表!A1", "D一": "表!D1", "F一": "表!F1",
        "A四": "表!A4", "D四": "表!D4", "F四": "表!F4",
    }  # fmt: skip
    assert findings(taken) == [("cells_hidden", "工作表 表 有 5 个隐藏的行或列没有读")]


def test_a_workbook_without_a_word_has_no_parts() -> None:
    assert parts(xlsx(rows(row(1, words("A1", " "), '<c r="B1"/>')) + merged("A1:B1"))) == []
    assert parts(xlsx(rows())) == []


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((0, 0), "A1"),
        ((6, 2), "C7"),
        ((9, 25), "Z10"),
        ((0, 26), "AA1"),
        ((0, 701), "ZZ1"),
        ((98, 702), "AAA99"),
    ],
)
def test_the_name_of_a_cell(place: tuple[int, int], name: str) -> None:
    assert cell_name(*place) == name


TOO_MANY = "工作表的单元格超过上限 {}（READ_CELLS）"


@pytest.mark.parametrize(
    ("content", "limit"),
    [
        (PAIR, 4),
        (rows(row(1, words("A1", "甲"), *(f'<c r="{column}1"/>' for column in "BCDE"))), 5),
        (rows(row(1, words("A1", "甲")), row(3, value("B3", 1))), 6),
    ],
    ids=["cells", "blank cells", "cells apart"],
)
def test_cells_of_a_sheet_are_counted(content: str, limit: int) -> None:
    assert len(list(xlsx(content, Limits(cells=limit)).markup.iter("td"))) <= limit
    error = failure(read_workbook, zipped(xlsx_parts(("表", content, "visible"))), Limits(cells=limit - 1))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(limit - 1))


@pytest.mark.parametrize(
    "content", [row(1, value("A1", 1)) + row(1048576, value("XFD1048576", 1)), row(1048576, value("XFD1048576", 1))]
)
def test_one_cell_far_away_is_no_reason_to_fill_the_memory(content: str) -> None:
    error = failure(read_workbook, zipped(xlsx_parts(("表", rows(content), "visible"))))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(200_000))


GOOD = xlsx_parts(("表", PAIR, "visible"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        "规章，3".encode(),
        zipped(GOOD)[:-200],
        zipped({"xl/a.txt": b"a"}),
        *(zipped({name: data for name, data in GOOD.items() if name != gone}) for gone in GOOD if "xl/" in gone),
        *(zipped(GOOD | {name: data[:-9]}) for name, data in GOOD.items() if "xl/" in name),
        spoiled(zipped(GOOD), "xl/worksheets/sheet1.xml"),
        (DOCUMENTS / "calc_annex.xls").read_bytes()[:3000],
        (DOCUMENTS / "writer_narrative.doc").read_bytes(),
    ],
)  # fmt: skip
def test_a_damaged_workbook(data: bytes) -> None:
    error = failure(read_workbook, data)
    assert error.failure is FailureKind.DAMAGED
    assert error.detail.startswith("工作簿打不开：")


def test_a_workbook_with_a_password_is_a_compound_file() -> None:
    """Its streams are named otherwise: here a Word file's is renamed."""
    data = bytearray((DOCUMENTS / "writer_narrative.doc").read_bytes())
    old, new = ("WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
    place = data.index(old)
    data[place : place + 66] = new.ljust(64, b"\0") + struct.pack("<H", len(new) + 2)
    with pytest.raises(NotRead) as failed:
        file_of(bytes(data))
    assert (failed.value.failure, failed.value.detail) == (FailureKind.ENCRYPTED, "Office 文件有打开密码")


# --- XLS: records in a stream of a compound file ----------------------------------------------------------------------


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _beginning(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x0306))


def xls_words(row: int, column: int, shown: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(shown), 1) + shown.encode("utf-16-le"))


def xls_number(row: int, column: int, number: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, number))


def xls(*sheets: tuple[str, int, bytes]) -> bytes:
    """A workbook of sheets: a name, whether it is hidden (1, 2), its records. Written over one of the corpus."""
    contents = [_beginning(0x0010) + content + record(0x000A) for _, _, content in sheets]

    def opening(places: Sequence[int]) -> bytes:
        entries = (
            record(0x0085, struct.pack("<IBBBB", place, state, 0, len(name), 1) + name.encode("utf-16-le"))
            for place, (name, state, _) in zip(places, sheets, strict=True)
        )
        return _beginning(0x0005) + b"".join(entries) + record(0x000A)

    places = [len(opening([0] * len(sheets))) + sum(map(len, contents[:number])) for number in range(len(sheets))]
    stream = opening(places) + b"".join(contents)
    buffer = io.BytesIO((DOCUMENTS / "calc_tables.xls").read_bytes())
    with olefile.OleFileIO(buffer, write_mode=True) as ole:
        ole.write_stream("Workbook", stream.ljust(ole.get_size("Workbook"), b"\0"))
    return buffer.getvalue()


def test_an_xls_with_numbers_merged_cells_and_hidden_sheets() -> None:
    area = struct.pack("<HHHHH", 1, 1, 2, 0, 0)
    truth = record(0x0205, struct.pack("<HHHBB", 1, 2, 0, 1, 0))
    content = xls_words(0, 0, "题") + xls_words(1, 0, "甲") + xls_number(1, 1, 12.0) + truth
    content += xls_words(2, 0, "旧") + xls_number(2, 1, 0.1 + 0.2) + xls_number(2, 2, -3) + record(0x00E5, area)
    data = xls(("底稿", 1, xls_number(0, 0, 9)), ("表", 0, content), ("旧稿", 2, xls_number(0, 0, 9)))
    assert media_type(data) == kinds.XLS
    taken = read_workbook(data, LIMITS)
    assert parts(taken) == ["题", [["甲", "12", "TRUE"], ["0.3", "-3"]]]
    assert places(taken)["甲"] == (0, 0, 2, 1)
    assert origins(taken)["-3"] == "表!C3"
    assert findings(taken) == [("sheet_hidden", f"隐藏的工作表没有读：{name}") for name in ("底稿", "旧稿")]


def test_cells_of_an_xls_are_counted() -> None:
    data = xls(("表", 0, xls_number(0, 0, 1) + xls_number(2, 1, 2)))
    assert len(list(read_workbook(data, Limits(cells=6)).markup.iter("td"))) == 4
    error = failure(read_workbook, data, Limits(cells=5))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(5))


# --- ODS --------------------------------------------------------------------------------------------------------------

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODF = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "text", "table", "style"))
MANIFEST = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0">%s</manifest:manifest>'


def ods_data(*tables: str, styles: str = "", manifest: str = "") -> bytes:
    content = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    return zipped(
        {
            "mimetype": kinds.ODS.encode(),
            "META-INF/manifest.xml": (MANIFEST % manifest).encode(),
            "content.xml": f"<office:document-content {ODF}>{styles}{content}</office:document-content>".encode(),
        }
    )


def ods_table(*inside: str, name: str = "表", style: str = "t") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(inside)}</table:table>'


def ods_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {_table_attributes(more)}>{''.join(cells)}</table:table-row>"


def ods_cell(shown: str = "", more: str = "", told: str = "", kind: str = "table-cell") -> str:
    inside = "".join(f"<text:p>{line}</text:p>" for line in shown.split("\n")) if shown else ""
    return f"<table:{kind} {_table_attributes(more)} {told}>{inside}</table:{kind}>"


def _table_attributes(pairs: str) -> str:
    return " ".join(f"table:{pair}" for pair in pairs.split())


def ods(*inside: str, limits: Limits = LIMITS) -> Taken:
    return read_ods(ods_data(ods_table(*inside)), limits)


COVERED = ods_cell("旧", kind="covered-table-cell")
NOTED = "<office:annotation><text:p>批注</text:p></office:annotation>"


def test_repeated_cells_and_rows_of_an_ods_stand_in_each_place() -> None:
    taken = ods(
        ods_row(ods_cell("a", 'number-columns-repeated="2"'), ods_cell("b")),
        ods_row(ods_cell("", 'number-columns-repeated="16384"'), more='number-rows-repeated="3"'),
        ods_row(
            ods_cell("", 'number-columns-repeated="2"'), ods_cell("c"), ods_cell("d"), more='number-rows-repeated="2"'
        ),
        ods_row(ods_cell("e"), COVERED, COVERED, ods_cell("f")),
        ods_row(ods_cell("", 'number-columns-repeated="16384"'), more='number-rows-repeated="1048569"'),
    )
    assert parts(taken) == [[["a", "a", "b", ""], ["", "", "c", "d"], ["", "", "c", "d"], ["e", "", "", "f"]]]
    assert origins(taken) == {"a": "表!B1", "b": "表!C1", "c": "表!C6", "d": "表!D6", "e": "表!A7", "f": "表!D7"}


def test_what_repeats_to_the_edge_of_the_sheet_is_bounded() -> None:
    taken = ods(ods_row(ods_cell("0", 'number-columns-repeated="16384"')), ods_row(ods_cell("a"), ods_cell("b")))
    assert {len(row) for row in taken.markup[0]} == {1000}
    taken = ods(ods_row(ods_cell("a"), ods_cell("0"), more='number-rows-repeated="1048576"'))
    assert len(taken.markup[0]) == 1000


def test_merged_cells_and_groups_of_rows_of_an_ods() -> None:
    head = ods_row(ods_cell("a", 'number-columns-spanned="2"'), COVERED, ods_cell("b"))
    first = ods_row(ods_cell("c", 'number-rows-spanned="2"'), ods_cell("d"), ods_cell("e"))
    second = f"<table:table-row-group>{ods_row(COVERED, ods_cell('f'), ods_cell('g'))}</table:table-row-group>"
    taken = ods(
        f"<table:table-header-rows>{head}</table:table-header-rows>",
        f"<table:table-row-group>{first}{second}</table:table-row-group>",
    )
    assert places(taken) == {
        "a": (0, 0, 1, 2),
        "b": (0, 2, 1, 1),
        "c": (1, 0, 2, 1),
        "d": (1, 1, 1, 1),
        "e": (1, 2, 1, 1),
        "f": (2, 1, 1, 1),
        "g": (2, 2, 1, 1),
    }


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (ods_cell("12.50%", told='office:value-type="percentage" office:value="0.125"'), "12.50%"),
        (ods_cell("1,234", told='office:value-type="float" office:value="1234"'), "1,234"),
        (ods_cell("", told='office:value-type="float" office:value="0"'), "0"),
        (ods_cell("上\n下"), "上\n下"),
        (ods_cell("前<text:s/><text:span>后</text:span>"), "前 后"),
        (ods_cell("1").replace("<text:p>", f"{NOTED}<text:p>"), "1"),
        (ods_cell("  "), ""),
        (COVERED, ""),
    ],
)  # fmt: skip
def test_a_cell_of_an_ods_as_it_shows(cell: str, shown: str) -> None:
    assert parts(ods(ods_row(ods_cell("甲"), cell, ods_cell("乙")))) == [[["甲", shown, "乙"]]]


def test_hidden_sheets_and_rows_of_an_ods() -> None:
    styles = "".join(
        f'<style:style style:name="{name}"><style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("t", "true"), ("h", "false"))
    )
    shown = ods_table(
        ods_row(ods_cell("甲"), ods_cell("1")),
        ods_row(ods_cell("旧"), ods_cell("9"), more='visibility="collapse" number-rows-repeated="2"'),
        ods_row(ods_cell("旧"), ods_cell("9"), more='visibility="filter"'),
        ods_row(ods_cell("乙"), ods_cell("2"), more='visibility="visible"'),
    )
    hidden = ods_table(ods_row(ods_cell("旧"), ods_cell("9")), name="底稿", style="h")
    taken = read_ods(ods_data(hidden, shown, styles=styles), LIMITS)
    assert parts(taken) == [[["甲", "1"], ["乙", "2"]]]
    assert origins(taken)["2"] == "表!B5"
    assert ("sheet_hidden", "隐藏的工作表没有读：底稿") in findings(taken)


def test_cells_of_an_ods_are_counted_as_often_as_they_stand() -> None:
    data = ods_data(
        ods_table(ods_row(ods_cell("a", 'number-columns-repeated="2"'), ods_cell(), more='number-rows-repeated="3"'))
    )
    assert len(list(read_ods(data, Limits(cells=6)).markup.iter("td"))) == 6
    error = failure(read_ods, data, Limits(cells=5))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(5))


def test_an_ods_with_a_password() -> None:
    data = ods_data(manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>")
    error = failure(read_ods, data)
    assert (error.failure, error.detail) == (FailureKind.ENCRYPTED, "OpenDocument 文件有打开密码")


@pytest.mark.parametrize(
    "data", [b"", ods_data()[:-100], spoiled(ods_data(), "content.xml"), zipped({"content.xml": b"<a/>"})]
)
def test_a_damaged_ods(data: bytes) -> None:
    assert failure(read_ods, data).failure is FailureKind.DAMAGED


# --- the XML of Excel 2003 --------------------------------------------------------------------------------------------

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def excel_xml(*sheets: str) -> bytes:
    root = f'<Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}" xmlns:html="http://www.w3.org/TR/REC-html40">'
    return (
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n{root}{"".join(sheets)}</Workbook>'.encode()
    )


def worksheet(*inside: str, name: str = "表") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(inside)}</Table></Worksheet>'


def excel_row(*cells: str, more: str = "") -> str:
    return f"<Row {more}>{''.join(cells)}</Row>"


def excel_cell(shown: str, more: str = "", kind: str = "String") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{shown}</Data></Cell>'


def test_cells_of_excel_xml_stand_where_their_index_says() -> None:
    data = excel_xml(
        worksheet(
            excel_row(excel_cell("a"), excel_cell("b", 'ss:Index="4"'), excel_cell("c")),
            excel_row(excel_cell("d", 'ss:Index="2"'), excel_cell("12", kind="Number"), more='ss:Index="5"'),
            excel_row(excel_cell("e"), "<Cell/>", excel_cell("f")),
        ),
        worksheet(excel_row(excel_cell("g"), excel_cell("h")), name="附表"),
    )
    assert media_type(data) == kinds.EXCEL_XML
    taken = read_excel_xml(data, LIMITS)
    assert parts(taken) == [
        [["a", "", "", "b", "c"], ["", "d", "12", "", ""], ["e", "", "f", "", ""]],
        [["g", "h"]],
    ]
    assert origins(taken) == {
        "a": "表!A1", "b": "表!D1", "c": "表!E1", "d": "表!B5", "12": "表!C5",
        "e": "表!A6", "f": "表!C6", "g": "附表!A1", "h": "附表!B1",
    }  # fmt: skip


def test_merged_cells_of_excel_xml() -> None:
    data = excel_xml(
        worksheet(
            excel_row(excel_cell("a", 'ss:MergeAcross="1"'), excel_cell("b", 'ss:MergeDown="2"')),
            excel_row(excel_cell("c", 'ss:MergeDown="1"'), excel_cell("d")),
            excel_row(excel_cell("e", 'ss:Index="2"')),
            excel_row(excel_cell("f", 'ss:MergeAcross="1" ss:MergeDown="1"'), excel_cell("g")),
            excel_row(excel_cell("h", 'ss:Index="3"')),
        )
    )
    assert places(read_excel_xml(data, LIMITS)) == {
        "a": (0, 0, 1, 2),
        "b": (0, 2, 3, 1),
        "c": (1, 0, 2, 1),
        "d": (1, 1, 1, 1),
        "e": (2, 1, 1, 1),
        "f": (3, 0, 2, 2),
        "g": (3, 2, 1, 1),
        "h": (4, 2, 1, 1),
    }


def test_what_a_cell_of_excel_xml_shows() -> None:
    rich = '<Cell><ss:Data ss:Type="String"><html:B>行政</html:B><html:Font>许可</html:Font> </ss:Data></Cell>'
    noted = '<Cell><Data ss:Type="Number">7</Data><Comment><Data>批注</Data></Comment></Cell>'
    data = excel_xml(
        worksheet(excel_row(rich, noted, excel_cell("上&#10;下"))), worksheet(excel_row(excel_cell("标题一行")))
    )
    assert parts(read_excel_xml(data, LIMITS)) == [[["行政许可", "7", "上\n下"]], "标题一行"]


def test_cells_of_excel_xml_are_counted() -> None:
    data = excel_xml(worksheet(excel_row(excel_cell("a"), excel_cell("b")), excel_row(excel_cell("c"), "<Cell/>")))
    assert len(list(read_excel_xml(data, Limits(cells=4)).markup.iter("td"))) == 4
    error = failure(read_excel_xml, data, Limits(cells=3))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(3))


@pytest.mark.parametrize("data", [b"", excel_xml()[:-5], b"<Workbook>"])
def test_damaged_excel_xml(data: bytes) -> None:
    error = failure(read_excel_xml, data)
    assert error.failure is FailureKind.DAMAGED
    assert error.detail.startswith("表格文件打不开：")


# --- separated text ---------------------------------------------------------------------------------------------------

TABLE = [
    ["第二十条第（五）项", ""],
    ["信息内容", "本年处理决定数量"],
    ["行政许可", "12"],
    ["行政处罚", "0"],
    ["行政强制", "1,234"],
]


def separated(delimiter: str, more: int = 0, end: str = "\r\n") -> str:
    quoted = [[f'"{field}"' if "," in field else field for field in (*line, *[""] * more)] for line in TABLE]
    return end.join(delimiter.join(line) for line in quoted) + end


@pytest.mark.parametrize(
    ("delimiter", "more", "encoding", "charset"),
    [
        (",", 0, "utf-8", "utf-8"),
        (",", 0, "utf-8-sig", "utf-8"),
        (",", 1, "gb18030", "gb18030"),
        ("\t", 1, "utf-16", "utf-16"),
        ("\t", 1, "gb18030", "gb18030"),
        (";", 1, "utf-8-sig", "utf-8"),
        (";", 2, "utf-8", "utf-8"),
    ],
)
def test_separated_text_is_a_table(delimiter: str, more: int, encoding: str, charset: str) -> None:
    file = file_of(separated(delimiter, more).encode(encoding))
    assert (file.media_type, file.charset, file.document.text) == (kinds.CSV, charset, "第二十条第（五）项\n〔表1〕")
    (table,) = file.document.tables
    assert table.caption == "第二十条第（五）项"
    assert [[cell.text for cell in row] for row in table.rows] == TABLE[1:]
    assert [cell.origin.rpartition("!")[2] for cell in table.rows[3]] == ["A5", "B5"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_fields_in_quotes_keep_what_would_part_them(end: str) -> None:
    text = f'行政许可,"一""二"",{end}三"{end}行政处罚,"1,234"{end}行政强制, 5 {end}'
    read = csv_rows(text)
    assert read is not None
    assert read == [["行政许可", f'一"二",{end}三'], ["行政处罚", "1,234"], ["行政强制", " 5 "]]


LABELS = ("行政许可", "行政处罚", "行政强制")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "，\n".join(LABELS),
        "\n".join(LABELS),
        "行政许可,1\n行政处罚,2\n行政强制 3\n",
        "行政许可,1\n行政处罚,2\n某某,3\n某某,4\n",
        "行政许可\t1\n行政处罚\t2\n行政强制\t3\n",
        "行政许可;1\n行政处罚;2\n行政强制;3\n",
        '行政许可,"1"2\n行政处罚,2\n行政强制,3\n',
        '行政许可,"1\n行政处罚,2\n行政强制,3\n',
        "行政许可,行政处罚,行政强制\n甲,\n乙,丙,丁,戊\n己,庚,辛,壬,癸\n",
        "全年办理行政许可,行政处罚,行政强制三类事项\n其中,许可12件\n其中,处罚3件\n其中,强制0件\n",
        ",,\n,,\n,,\n",
    ],
    ids=[
        "nothing",
        "other commas",
        "no commas",
        "few lines",
        "few labels",
        "one tab a line",
        "one semicolon a line",
        "a quote amid a field",
        "a quote that is not closed",
        "ragged",
        "prose",
        "no words",
    ],
)
def test_text_that_is_no_separated_table(text: str) -> None:
    assert csv_rows(text) is None


def test_text_that_is_no_separated_table_is_prose() -> None:
    file = file_of("全年收到申请3件,\n都已答复,\n没有复议,\n".encode())
    assert (file.media_type, file.document.text) == (kinds.TEXT, "全年收到申请3件,\n都已答复,\n没有复议,\n")


def test_blank_lines_and_rows_of_one_field_do_not_count() -> None:
    text = "\n\n行政许可,1\n\n,\n行政处罚,2\n行政强制,3\n注\n"
    read = csv_rows(text)
    assert read is not None
    assert [line for line in read if any(line)] == [["行政许可", "1"], ["行政处罚", "2"], ["行政强制", "3"], ["注"]]


# --- web archives -----------------------------------------------------------------------------------------------------

PAGE = "<html><body><p>沅江市审计局公开信息三条。</p></body></html>"
SHOWN = "沅江市审计局公开信息三条。"


def part(content: bytes, kind: str, more: str = "") -> bytes:
    return f"Content-Type: {kind}\r\n{more}\r\n".encode() + content + b"\r\n"


def archive(*inside: bytes, more: str = "") -> bytes:
    """A web archive of its parts."""
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_b"; type="text/html"{more}\r\n\r\n'
    return head.encode() + b"".join(b"--=_b\r\n" + one for one in inside) + b"--=_b--\r\n"


def transferred(encoding: str) -> str:
    return f"Content-Transfer-Encoding: {encoding}\r\n"


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_page_in_a_web_archive(charset: str, told: bool, encoding: str) -> None:
    content = PAGE.encode(charset)
    packed = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(encoding, bytes)(content)
    kind = f'text/html; charset="{charset}"' if told else "text/html"
    picture = part(base64.encodebytes(b"\x89PNG<html>"), "image/png", transferred("base64"))
    data = b"\r\n" + archive(picture, part(packed, kind, transferred(encoding)))
    assert media_type(data) == kinds.MHTML
    file = file_of(data)
    assert (file.media_type, file.document.text.strip()) == (kinds.MHTML, SHOWN)
    assert file.charset == ("utf-8" if charset == "utf-8" else "gb18030")
    assert file.document.findings == ()


def test_the_page_that_the_archive_is_of() -> None:
    """It is named by the archive's head; else it is the first, however deep it lies."""
    frame = part("<p>框架里的页面</p>".encode(), "text/html", "Content-ID: <frame@a>\r\n" + transferred("8bit"))
    page = part(PAGE.encode(), "text/html", "Content-ID: <page@a>\r\n" + transferred("8bit"))
    assert SHOWN in read_mhtml(archive(frame, page, more='; start="<page@a>"')).text
    assert "框架" in read_mhtml(archive(frame, page)).text
    assert "框架" in read_mhtml(archive(frame, page, more='; start="<gone@a>"')).text
    inner = b'Content-Type: multipart/alternative; boundary="=_c"\r\n\r\n--=_c\r\n' + page + b"--=_c--\r\n"
    assert SHOWN in read_mhtml(archive(inner, frame)).text


def test_damaged_characters_in_an_archive_are_told() -> None:
    content = (PAGE * 3).encode().replace("审".encode(), b"\xe5\xae")
    document = file_of(archive(part(content, "text/html; charset=utf-8", transferred("8bit")))).document
    assert [finding.kind for finding in document.findings] == ["charset_doubtful"]


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "没有网页"),
        (archive(), "没有网页"),
        (archive(part(PAGE.encode(), "text/plain"), part(b"\x89PNG", "image/png")), "没有网页"),
        (archive(part(b" \r\n", "text/html")), "空的"),
        (archive(part(b"", "text/html", transferred("base64"))), "空的"),
    ],
    ids=["nothing", "no parts", "no page", "an empty page", "empty base64"],
)
def test_an_archive_without_a_page(data: bytes, detail: str) -> None:
    with pytest.raises(NotRead) as failed:
        read_mhtml(data)
    assert failed.value.failure is FailureKind.DAMAGED
    assert detail in failed.value.detail
