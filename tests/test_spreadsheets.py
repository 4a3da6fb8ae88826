"""Spreadsheets, separated text and web archives from their bytes: each cell as printed, and where it stands."""

from __future__ import annotations

import base64
import datetime
import io
import quopri
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import quoteattr

import olefile
import openpyxl
import pytest
from lxml import html

from pipelines import media_types as kinds
from pipelines.cells import read_cell
from pipelines.extract import extract_markup
from pipelines.formats import File, take_apart
from pipelines.formats.csv_text import csv_rows
from pipelines.formats.markup import Taken
from pipelines.formats.mhtml import read_mhtml
from pipelines.formats.number_formats import built_in, cell_shows
from pipelines.formats.spreadsheet import NOT_CALCULATED, cell_name, read_excel_xml, read_ods, read_rows, read_workbook
from pipelines.grid import cell_text, read_grid
from pipelines.limits import Limits, NotRead
from pipelines.media_types import media_type
from pipelines.records import FailureKind, State
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


def test_a_csv_without_its_last_line_break_may_be_cut() -> None:
    data = (DOCUMENTS / "text_comma_gb18030.csv").read_bytes()
    assert not take_apart(data, kinds.TEXT, None, LIMITS).document.findings
    (finding,) = take_apart(data.rstrip()[:-1], kinds.TEXT, None, LIMITS).document.findings
    assert finding.kind == "file_damaged"


@pytest.mark.parametrize(("told", "shown"), [("12", "12"), ("1_2", "1_2"), (" ", ""), ("x", "x"), ("1e3", "1000")])
def test_a_value_that_is_no_number_is_text_and_costs_nothing_else(told: str, shown: str) -> None:
    taken = xlsx(rows(row(1, words("A1", "甲"), value("B1", told), words("C1", "乙"))))
    assert [cell.text_content() for cell in taken.markup.iter("td")] == ["甲", shown, "乙"]


def with_part(members: dict[str, bytes], kind: str, content: str) -> dict[str, bytes]:
    """The members of an XLSX with a part of the workbook: its styles, or its strings."""
    relation = f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/></Relationships>'
    rels = members["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation.encode())
    return members | {f"xl/{kind}.xml": content.encode(), "xl/_rels/workbook.xml.rels": rels}


def style_sheet(code: str = "", fonts: str = "<font/>", look: str = 'numFmtId="164"') -> str:
    """Styles: 0 is plain, 1 has a number format (or a built-in one, or a font, by `look`)."""
    formats = f"<numFmts><numFmt numFmtId='164' formatCode={quoteattr(code)}/></numFmts>" if code else ""
    return (
        f'<styleSheet xmlns="{MAIN}">{formats}<fonts>{fonts}</fonts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/><xf {look}/></cellXfs></styleSheet>'
    )


def xlsx_in(code: str, cell: str) -> Taken:
    """A row of which a cell has a number format (style 1)."""
    members = xlsx_parts(("表", rows(row(1, words("A1", "甲"), cell, words("C1", "乙"))), "visible"))
    return read_workbook(zipped(with_part(members, "styles", style_sheet(code))), LIMITS)


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
        ('<c r="B1" t="str"><f>IF(1,"","")</f><v></v></c>', ""),
        ('<c r="B1" t="str"><f>1+1</f></c>', NOT_CALCULATED),
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


ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '
FORMATS: list[tuple[float, str, str]] = [
    (12, "General", "12"),
    (1234567.891, "General", "1234567.891"),
    (12, "G/通用格式", "12"),
    (12, "0", "12"),
    (25, "0.00", "25.00"),
    (1234, "#,##0", "1,234"),
    (1234567.5, "#,##0.00", "1,234,567.50"),
    (12, "0_ ", "12"),
    (12, "@", "12"),
    (12, "[Red]0", "12"),
    (12, "0.##", "12"),
    (12.5, "0.##", "12.5"),
    (1, "000", "001"),
    (1234, ACCOUNTING, "1,234.00"),
    (-1234, ACCOUNTING, "-1,234.00"),
    (0, ACCOUNTING, "0"),
    (25.1, '"¥"#,##0.00', "25.10"),
    (-25.1, "[$¥-804]#,##0.00;[$¥-804]\\-#,##0.00", "-25.10"),
    (-44, "0", "-44"),
    (-44, "0_);(0)", "-44"),
    (-44, "0_);[Red]\\(0\\)", "-44"),
    (-44, "#,##0;[Red]#,##0", "-44〔数字格式：#,##0;[Red]#,##0〕"),
    (-0.3, "0", "0"),
    (0, "0;-0;;@", "0"),
    (5, "0;-0;;@", "5"),
    (0, "#,###", "0"),
    # What is shown is another number, or none.
    (25.1234, "0.0", "25.1"),
    (12.6, "0", "13"),
    (2.5, "0", "3"),
    (251000, "0\\.0,", "25.1"),
    (251000, "0!.0,", "25.1"),
    (251000, "0.0,", "251.0"),
    (1234567, "#,##0,", "1,235"),
    (1230000000, "0.00,,", "1230.00"),
    (251000, '0!.0,"万元"', "25.1万元"),
    (0.12, "0%", "12%"),
    (0.125, "0.00%", "12.50%"),
    (5, '"无"', "无"),
    (0, '0;-0;"无"', "无"),
    (5, '0"件"', "5件"),
    (5, 'General"件"', "5件"),
    (5, '@"件"', "5件"),
    (5, ";;;", "〔不显示：5〕"),
    (0, ";;;", "〔不显示：0〕"),
    (0.3, "#", "〔不显示：0.3〕"),
    (-5, "0;", "〔不显示：-5〕"),
    (123456, "0 000", "123 456"),
    (25000, '[>=10000]0!.0,"万";0', "2.5万"),
    (7, '[>=10000]0!.0,"万";0', "7"),
    (-7, '[>=10000]0!.0,"万";0', "-7〔数字格式：[>=10000]0!.0,\"万\";0〕"),
    (1, '[=1]"是";[=0]"否";0', "是"),
    (12, "# ?/?", "12〔数字格式：# ?/?〕"),
    (12345, "0.00E+00", "12345〔数字格式：0.00E+00〕"),
    (12, "[DBNum1][$-804]General", "12〔数字格式：[DBNum1][$-804]General〕"),
    (0.5, ".00", "0.5〔数字格式：.00〕"),
    (12, "0.0.0", "12〔数字格式：0.0.0〕"),
    (12, '0"件",', "12〔数字格式：0\"件\",〕"),
    (1e300, "0.00", "1e+300〔数字格式：0.00〕"),
    # Dates
    (44576, "yyyy/m/d;@", "2022-01-15"),
    (44576, "[$-804]yyyy\"年\"m\"月\"d\"日\"", "2022-01-15"),
    (44576.5, "yyyy/m/d h:mm", "2022-01-15T12:00:00"),
    (0.5, "h:mm AM/PM", "12:00:00"),
    (1.5, "[h]:mm", "1 day, 12:00:00"),
    (5, "aaaa", "1900-01-05"),
    (-1, "yyyy/m/d", "-1〔数字格式：yyyy/m/d〕"),
    (1e12, "yyyy/m/d", "1000000000000〔数字格式：yyyy/m/d〕"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "code", "shown"), FORMATS)
def test_a_number_in_its_format(number: float, code: str, shown: str) -> None:
    """What is printed is the figure; what cannot be told is never the bare number."""
    assert cell_shows(float(number), code) == shown
    if "〔" in shown:
        assert read_cell(shown, signed=True).state is State.ILLEGIBLE


@pytest.mark.parametrize(
    ("number", "code", "shown"), [each for each in FORMATS if each[1] in ("0!.0,", "0%", '"无"', ";;;", "#,##0", "0.0")]
)
def test_the_format_of_a_cell_in_each_kind_of_file(number: float, code: str, shown: str) -> None:
    expected = [[["甲", shown, "乙"]]]
    assert parts(xlsx_in(code, value("B1", number, 's="1"'))) == expected
    looks = record(0x041E, struct.pack("<HHB", 164, len(code), 1) + code.encode("utf-16-le"))
    looks += record(0x00E0, struct.pack("<HH16x", 0, 0)) + record(0x00E0, struct.pack("<HH16x", 0, 164))
    for cell in (
        xls_number(0, 1, number, 1),
        record(0x0006, struct.pack("<HHHdHIH", 0, 1, 1, number, 0, 0, 0)),
        *([record(0x027E, struct.pack("<HHHi", 0, 1, 1, int(number) << 2 | 2))] if number == int(number) else []),
        *([record(0x00BD, struct.pack("<HHHiH", 0, 1, 1, int(number * 100) << 2 | 3, 1))] if number < 1 else []),
    ):
        content = xls_words(0, 0, "甲") + cell + xls_words(0, 2, "乙")
        assert parts(read_workbook(xls(("表", 0, content), book=looks), LIMITS)) == expected
    style = f'<Styles><Style ss:ID="s1"><NumberFormat ss:Format={quoteattr(code)}/></Style></Styles>'
    told = excel_cell(str(number), 'ss:StyleID="s1"', "Number")
    data = excel_xml(style, worksheet(excel_row(excel_cell("甲"), told, excel_cell("乙"))))
    assert parts(read_excel_xml(data, LIMITS)) == expected


def test_formats_that_are_only_numbers() -> None:
    members = xlsx_parts(("表", rows(row(1, words("A1", "甲"), value("B1", 0.5, 's="1"'))), "visible"))
    for look, shown in (('numFmtId="9"', "50%"), ('numFmtId="2"', "0.50"), ('numFmtId="14"', "12:00:00")):
        data = zipped(with_part(members, "styles", style_sheet(look=look)))
        assert parts(read_workbook(data, LIMITS)) == [[["甲", shown]]]
    assert (built_in(0), built_in(99)) == ("General", "General")
    assert [cell_shows(-1234.0, built_in(number)) for number in (5, 37, 40, 41, 44)] == [
        "-1,234", "-1,234", "-1,234.00", "-1,234", "-1,234.00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("甲", "General", "甲"),
        ("12", "0.00", "12"),
        ("甲", ";;;", "〔不显示：甲〕"),
        ("甲", '@"类"', "甲类"),
        ("甲", '0;-0;0;"乙"', "乙"),
        ("甲", ACCOUNTING, "甲"),
        ("", ";;;", ""),
    ],
)
def test_a_text_in_its_format(text: str, code: str, shown: str) -> None:
    assert cell_shows(text, code) == shown


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    members = xlsx_parts(("表", rows(row(1, words("A1", "甲"), value("B1", 43114, 's="1"'))), "visible"))
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    data = zipped(with_part(members, "styles", style_sheet("yyyy-mm-dd")))
    assert parts(read_workbook(data, LIMITS)) == [[["甲", "2022-01-15"]]]


RAISED = '<r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
STRUCK = '<r><rPr><strike/></rPr><t>12</t></r><r><rPr><strike val="0"/></rPr><t>15</t></r>'


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (RAISED, "12 1"),
        (STRUCK, "15"),
        ("<r><rPr><strike/></rPr><t>12</t></r>", "〔有删除线：12〕"),
        ("<t>12</t><rPh><t>shier</t></rPh>", "12"),
        ("<r><t>上_x000D_</t></r><r><t>\n下</t></r>", "上\n下"),
    ],
)
@pytest.mark.parametrize("shared", [True, False])
def test_runs_of_a_cell_in_xlsx(inside: str, shown: str, shared: bool) -> None:
    cell = value("B1", 1, 't="s"') if shared else f'<c r="B1" t="inlineStr"><is>{inside}</is></c>'
    members = xlsx_parts(("表", rows(row(1, words("A1", "甲"), cell)), "visible"))
    strings = f'<sst xmlns="{MAIN}"><si><t>乙</t></si><si>{inside}</si></sst>'
    data = zipped(with_part(members, "sharedStrings", strings))
    assert parts(read_workbook(data, LIMITS)) == [[["甲", shown]]]


def test_a_cell_that_is_struck_out_as_a_whole() -> None:
    cells = [value("B1", 12, 's="1"'), f'<c r="C1" s="1" t="inlineStr"><is>{STRUCK}</is></c>', '<c r="D1" s="1"/>']
    members = xlsx_parts(("表", rows(row(1, words("A1", "甲"), *cells, words("E1", "乙"))), "visible"))
    looks = style_sheet(fonts="<font/><font><strike/></font>", look='numFmtId="0" fontId="1"')
    data = zipped(with_part(members, "styles", looks))
    assert parts(read_workbook(data, LIMITS)) == [[["甲", "〔有删除线：12〕", "15", "", "乙"]]]


def test_rows_and_cells_without_a_place_follow_those_before() -> None:
    """What is hidden and what was not calculated is told of them too."""
    plain = [re.sub(' r="[A-Z0-9]+"', "", cell) for cell in (words("A1", "甲"), value("B1", 1))]
    content = f"<row>{plain[0]}{plain[1]}</row><row hidden='1'>{plain[0]}{plain[1]}</row>"
    content += f"<row>{plain[0]}<c><f>1+1</f></c>{words('D3', '丙')}{plain[1]}</row>"
    taken = xlsx(rows(content, row(7, words("B7", "乙"), plain[1])))
    assert parts(taken) == [[["甲", "1", "", "", ""], ["甲", NOT_CALCULATED, "", "丙", "1"], ["", "乙", "1", "", ""]]]
    assert origins(taken)["乙"] == "表!B7"
    assert findings(taken) == [("cells_hidden", "工作表 表 有 1 个隐藏的行或列没有读")]


@pytest.mark.parametrize(
    ("old", "new", "target"),
    [
        ("xl/worksheets/", "xl/sheets/", "sheets/"),
        ("xl/worksheets/", "xl/sheets/", "/xl/sheets/"),
        ("xl/worksheets/", "other/", "../other/"),
        ("xl/worksheets/s", "xl/worksheets/S", "worksheets/"),
    ],
)
def test_sheets_lie_where_their_relationships_say(old: str, new: str, target: str) -> None:
    content = rows(row(1, words("A1", "甲"), '<c r="B1"><f>1+1</f></c>'), row(2, words("A2", "旧"), more='hidden="1"'))
    members = {
        name.replace(old, new): data.replace(b"worksheets/", target.encode()) if name.endswith(".rels") else data
        for name, data in xlsx_parts(("表", content, "visible")).items()
    }
    taken = read_workbook(zipped(members), LIMITS)
    assert parts(taken) == [[["甲", NOT_CALCULATED]]]
    assert findings(taken) == [("cells_hidden", "工作表 表 有 1 个隐藏的行或列没有读")]


def test_a_workbook_lies_where_the_package_says() -> None:
    members = {
        name.replace("xl/", "book/"): data.replace(b"xl/workbook.xml", b"book/workbook.xml")
        if "/.rels" in name
        else data
        for name, data in xlsx_parts(("表", PAIR, "visible")).items()
    }
    assert parts(read_workbook(zipped(members), LIMITS)) == [[["甲", "1"], ["乙", "2"]]]


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


def test_rows_without_height_and_columns_without_width_are_hidden() -> None:
    cells = ("A", "B", "C")
    content = rows(
        row(1, *(words(f"{column}1", f"{column}一") for column in cells)),
        row(2, *(words(f"{column}2", f"{column}二") for column in cells), more='ht="0" customHeight="1"'),
        row(3, *(words(f"{column}3", f"{column}三") for column in cells), more='ht="14.25"'),
    )
    taken = xlsx(f'<cols><col min="2" max="2" width="0" customWidth="1"/></cols>{content}')
    assert parts(taken) == [[["A一", "C一"], ["A三", "C三"]]]
    assert findings(taken) == [("cells_hidden", "工作表 表 有 2 个隐藏的行或列没有读")]


def test_what_is_hidden_without_text_is_not_told() -> None:
    content = rows(row(1, words("A1", "甲"), value("B1", 1)), row(2, '<c r="A2"/>', more='hidden="1"'))
    taken = xlsx(f'<cols><col min="3" max="16384" hidden="1"/></cols>{content}')
    assert (parts(taken), findings(taken)) == ([[["甲", "1"]]], [])


def test_a_merged_cell_is_shown_where_it_reaches_beyond_what_is_hidden() -> None:
    content = rows(
        row(1, words("A1", "a"), words("C1", "b"), words("D1", "c"), more='hidden="1"'),
        row(2, words("C2", "d"), words("D2", "e")),
        row(3, words("A3", "f"), words("C3", "g"), words("D3", "h")),
    )
    columns = '<cols><col min="1" max="1" hidden="1"/></cols>'
    taken = xlsx(columns + content + merged("A1:B2", "A3:B3", "C1:D1"))
    assert parts(taken) == [[["a", "d", "e"], ["f", "g", "h"]]]
    assert origins(taken)["a"] == "表!B2"
    assert findings(taken) == [("cells_hidden", "工作表 表 有 1 个隐藏的行或列没有读")]


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
    "content",
    [
        row(1, value("A1", 1)) + row(1048576, value("XFD1048576", 1)),
        row(1048576, value("XFD1048576", 1)),
        row(1, value("XFD1", 1)) + row(1048576, value("A1048576", 1)),
    ],
)
def test_one_cell_far_away_is_no_reason_to_fill_the_memory(content: str) -> None:
    error = failure(read_workbook, zipped(xlsx_parts(("表", rows(content), "visible"))))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(200_000))


def test_cells_merged_over_the_whole_sheet_are_cut_to_the_table() -> None:
    """Programs merge a heading over all columns that there are."""
    content = rows(*(row(r, words(f"A{r}", f"标签{r}"), value(f"B{r}", r), value(f"C{r}", r)) for r in range(1, 30)))
    taken = xlsx(content + merged("C1:XFD1048576"))
    assert {len(line) for line in taken.markup.find("table")} == {2, 3}
    assert len(list(taken.markup.iter("td"))) < 100


def test_merged_cells_without_end_are_refused() -> None:
    content = rows(*(row(r, *(value(f"{column}{r}", r) for column in "ABCDE")) for r in range(1, 11)))
    data = zipped(xlsx_parts(("表", content + merged(*["A1:E10"] * 500), "visible")))
    assert failure(read_workbook, data, Limits(cells=60)).failure is FailureKind.LIMIT_EXCEEDED


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


def xls_number(row: int, column: int, number: float, style: int = 0) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, style, number))


def xls(*sheets: tuple[str, int, bytes], book: bytes = b"") -> bytes:
    """A workbook of sheets: a name, whether it is hidden (1, 2), its records; `book` are those of all sheets. Written
    over one of the corpus."""
    contents = [_beginning(0x0010) + content + record(0x000A) for _, _, content in sheets]

    def opening(places: Sequence[int]) -> bytes:
        entries = (
            record(0x0085, struct.pack("<IBBBB", place, state, 0, len(name), 1) + name.encode("utf-16-le"))
            for place, (name, state, _) in zip(places, sheets, strict=True)
        )
        return _beginning(0x0005) + b"".join(entries) + book + record(0x000A)

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


def test_hidden_rows_and_columns_of_an_xls() -> None:
    content = b"".join(xls_words(r, c, f"{name}{r}") for r in range(4) for c, name in enumerate("ABCDE"))
    for number, height, flags in ((0, 285, 0x0100), (1, 285, 0x0120), (2, 0, 0x0140), (3, 0x80FF, 0x0100)):
        content += record(0x0208, struct.pack("<HHHHHHHH", number, 0, 5, height, 0, 0, flags, 15))
    for first, last, width, flags in ((0, 0, 2000, 0), (1, 2, 2000, 1), (3, 3, 0, 0)):
        content += record(0x007D, struct.pack("<HHHHHH", first, last, width, 0, flags, 0))
    taken = read_workbook(xls(("表", 0, content)), LIMITS)
    assert parts(taken) == [[["A0", "E0"], ["A3", "E3"]]]
    assert findings(taken) == [("cells_hidden", "工作表 表 有 5 个隐藏的行或列没有读")]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (record(0x0205, struct.pack("<HHHBB", 0, 1, 0, 0x07, 1)), "#DIV/0!"),
        (record(0x0205, struct.pack("<HHHBB", 0, 1, 0, 0x2A, 1)), "#N/A"),
        (record(0x0205, struct.pack("<HHHBB", 0, 1, 0, 0x99, 1)), "#ERROR"),
        (record(0x0006, struct.pack("<HHHBxBxxxHHIH", 0, 1, 0, 2, 0x07, 0xFFFF, 0, 0, 0)), "#DIV/0!"),
        (record(0x0006, struct.pack("<HHHBxBxxxHHIH", 0, 1, 0, 1, 1, 0xFFFF, 0, 0, 0)), "TRUE"),
        (record(0x0006, struct.pack("<HHHBxBxxxHHIH", 0, 1, 0, 3, 0, 0xFFFF, 0, 0, 0)), ""),
        (record(0x0006, struct.pack("<HHHBxBxxxHHIH", 0, 1, 0, 0, 0, 0xFFFF, 0, 0, 0)), ""),
        (
            record(0x0006, struct.pack("<HHHBxBxxxHHIH", 0, 1, 0, 0, 0, 0xFFFF, 0, 0, 0))
            + record(0x0207, struct.pack("<HB", 2, 1) + "规章".encode("utf-16-le")),
            "规章",
        ),
        (record(0x00D6, struct.pack("<HHHHB", 0, 1, 0, 2, 0) + b"12" + struct.pack("<HHH", 1, 1, 1)), "1 2"),
    ],
)  # fmt: skip
def test_a_cell_of_an_xls_by_its_record(cell: bytes, shown: str) -> None:
    """An error is no blank, and the empty text that a formula gave is one."""
    content = xls_words(0, 0, "甲") + cell + xls_words(0, 2, "乙")
    assert parts(read_workbook(xls(("表", 0, content), book=FONTS), LIMITS)) == [[["甲", shown, "乙"]]]


def font(struck: bool = False, raised: int = 0) -> bytes:
    return record(0x0031, struct.pack("<HHHHHxxxxH", 240, 8 * struck, 0, 400, raised, 0))


FONTS = font() + font(raised=1) + font(struck=True) + font() + font(raised=2)  # 0 to 3, and 5: there is no 4


def shared(*strings: tuple[str, Sequence[tuple[int, int]]], cut: int | None = None) -> bytes:
    """A table of strings with their runs, which goes on in a second record after `cut` bytes."""
    content = struct.pack("<ii", len(strings), len(strings))
    for text, runs in strings:
        told = text.encode("utf-16-le")
        content += struct.pack("<HB", len(told) // 2, 1 | (8 if runs else 0))
        content += struct.pack("<H", len(runs)) * bool(runs) + told
        content += b"".join(struct.pack("<HH", *run) for run in runs)
    if cut is None:
        return record(0x00FC, content)
    return record(0x00FC, content[:cut]) + record(0x003C, b"\1" + content[cut:])


@pytest.mark.parametrize(
    ("text", "runs", "shown"),
    [
        ("12", [], "12"),
        ("121", [(2, 1)], "12 1"),
        ("12件1", [(3, 5)], "12件1"),
        ("1215", [(0, 2), (2, 3)], "15"),
        ("1215", [(2, 2)], "12"),
        ("12", [(0, 2)], "〔有删除线：12〕"),
        ("𠀀1", [(2, 2)], "𠀀"),
    ],
)
def test_runs_of_a_cell_in_an_xls(text: str, runs: Sequence[tuple[int, int]], shown: str) -> None:
    content = xls_words(0, 0, "甲") + record(0x00FD, struct.pack("<HHHI", 0, 1, 0, 1)) + xls_words(0, 2, "乙")
    data = xls(("表", 0, content), book=FONTS + shared(("丙", []), (text, runs), ("丁", [])))
    assert parts(read_workbook(data, LIMITS)) == [[["甲", shown, "乙"]]]


def test_a_cell_of_an_xls_that_is_struck_out_as_a_whole() -> None:
    looks = FONTS + record(0x00E0, struct.pack("<HH16x", 0, 0)) + record(0x00E0, struct.pack("<HH16x", 2, 0))
    content = xls_words(0, 0, "甲") + xls_number(0, 1, 12, 1) + record(0x00FD, struct.pack("<HHHI", 0, 2, 1, 0))
    data = xls(("表", 0, content), book=looks + shared(("1215", [(2, 3)])))
    assert parts(read_workbook(data, LIMITS)) == [[["甲", "〔有删除线：12〕", "15"]]]


def test_strings_of_an_xls_go_on_in_the_next_record() -> None:
    content = b"".join(record(0x00FD, struct.pack("<HHHI", 0, c, 0, c)) for c in range(2))
    for cut in range(13, 13 + 8, 2):  # amid the characters of the first string
        strings = shared(("规章制度", []), ("12", []), cut=cut - 2 + 0)
        assert parts(read_workbook(xls(("表", 0, content), book=strings), LIMITS)) == [[["规章制度", "12"]]]


def test_an_old_xls_with_a_code_page() -> None:
    """In BIFF 5, strings have bytes of the code page."""
    code = b"0!.0,"
    name, label, text = ("表".encode("gbk"), "收费".encode("gbk"), "无".encode("gbk"))
    beginning = struct.pack("<HHHH", 0x0500, 0x0005, 0x0DBB, 0x07CC)
    book = record(0x0042, struct.pack("<H", 936)) + record(0x041E, struct.pack("<HB", 164, len(code)) + code)
    book += record(0x00E0, struct.pack("<HH12x", 0, 0)) + record(0x00E0, struct.pack("<HH12x", 0, 164))
    sheet = record(0x0809, beginning[:2] + b"\x10\0" + beginning[4:])
    sheet += record(0x0204, struct.pack("<HHHH", 0, 0, 0, len(label)) + label) + xls_number(0, 1, 251000, 1)
    sheet += record(0x0006, struct.pack("<HHHBxBxxxHHIH", 0, 2, 0, 0, 0, 0xFFFF, 0, 0, 0))
    sheet += record(0x0207, struct.pack("<H", len(text)) + text) + record(0x000A)

    def opening(place: int) -> bytes:
        entry = record(0x0085, struct.pack("<IBBB", place, 0, 0, len(name)) + name)
        return record(0x0809, beginning) + book + entry + record(0x000A)

    stream = opening(len(opening(0))) + sheet
    buffer = io.BytesIO((DOCUMENTS / "calc_tables.xls").read_bytes())
    with olefile.OleFileIO(buffer, write_mode=True) as ole:
        ole.write_stream("Workbook", stream.ljust(ole.get_size("Workbook"), b"\0"))
    assert parts(read_workbook(buffer.getvalue(), LIMITS)) == [[["收费", "25.1", "无"]]]


def test_a_chart_in_a_sheet_of_an_xls_has_no_cells() -> None:
    chart = _beginning(0x0020) + xls_number(0, 1, 9) + record(0x000A)
    content = xls_words(0, 0, "甲") + xls_number(0, 1, 1) + chart + xls_words(0, 2, "乙")
    assert parts(read_workbook(xls(("表", 0, content)), LIMITS)) == [[["甲", "1", "乙"]]]


def test_an_xls_with_a_password() -> None:
    data = xls(("表", 0, xls_number(0, 0, 1)), book=record(0x002F, struct.pack("<HHH", 1, 1, 1)))
    error = failure(read_workbook, data)
    assert (error.failure, error.detail) == (FailureKind.ENCRYPTED, "工作簿有打开密码")


@pytest.mark.parametrize(
    "content",
    [
        xls_number(0, 255, 1) + xls_number(65535, 0, 1),
        xls_number(65535, 255, 1),
        record(0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)) + xls_number(65535, 4, 1),
    ],
)
def test_cells_of_an_xls_far_apart_are_no_reason_to_fill_the_memory(content: bytes) -> None:
    error = failure(read_workbook, xls(("表", 0, content)))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(200_000))


def test_what_an_xls_says_of_its_size_is_not_believed() -> None:
    """Neither the extent of a sheet nor the number of strings is memory to be asked for."""
    content = record(0x0200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)) + PAIR_OF_XLS
    assert parts(read_workbook(xls(("表", 0, content)), LIMITS)) == [[["甲", "1"]]]
    data = xls(("表", 0, PAIR_OF_XLS), book=record(0x00FC, struct.pack("<ii", 1, 0x7FFFFFFF)))
    assert failure(read_workbook, data).failure is FailureKind.DAMAGED


PAIR_OF_XLS = xls_words(0, 0, "甲") + xls_number(0, 1, 1)


@pytest.mark.parametrize(
    "content",
    [
        record(0x0203, b"\0\0"),
        record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 5)),
        record(0x0204, struct.pack("<HHHHB", 0, 0, 0, 9, 1) + b"a"),
        record(0x00E5, struct.pack("<H", 3)),
    ],
)
def test_damaged_records_of_an_xls(content: bytes) -> None:
    assert failure(read_workbook, xls(("表", 0, content))).failure is FailureKind.DAMAGED


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
        (ods_cell("-", told='office:value-type="float" office:value="0"'), "0"),
        (ods_cell("-", told='office:value-type="string"'), "-"),
        (ods_cell("", told='office:value-type="float" office:value="5"'), "〔不显示：5〕"),
        (ods_cell("", 'formula="of:=1+1"'), NOT_CALCULATED),
        (ods_cell("", 'formula="of:=IF(1;;)"', told='office:value-type="string"'), ""),
        (ods_cell("", 'formula="of:=IF(1;;)"').replace("></", "><text:p/></"), ""),
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
    assert findings(taken) == [
        ("sheet_hidden", "隐藏的工作表没有读：底稿"),
        ("cells_hidden", "工作表 表 有 3 个隐藏的行或列没有读"),
    ]


def test_hidden_columns_of_an_ods() -> None:
    """They may be repeated, in groups, or have no width; rows may have no height."""
    styles = "".join(
        f'<style:style style:name="{name}"><style:table-{kind}-properties style:{size}/></style:style>'
        for name, kind, size in (
            ("c0", "column", 'column-width="0cm"'),
            ("c1", "column", 'column-width="2.5cm"'),
            ("r0", "row", 'row-height="0.00in"'),
        )
    )
    columns = [
        'style-name="c1"', 'number-columns-repeated="2" visibility="collapse"', 'style-name="c0"', 'style-name="c1"',
        'visibility="filter" number-columns-repeated="16380"',
    ]  # fmt: skip
    told = [f"<table:table-column {_table_attributes(more)}/>" for more in columns]
    cells = [ods_cell(name) for name in "abcdef"]
    content = (
        told[0],
        f"<table:table-column-group>{told[1]}</table:table-column-group>",
        *told[2:],
        ods_row(*cells),
        ods_row(*cells, more='style-name="r0"'),
        ods_row(ods_cell("0", 'number-columns-repeated="6"')),
    )
    taken = read_ods(ods_data(ods_table(*content), styles=styles), LIMITS)
    assert parts(taken) == [[["a", "e"], ["0", "0"]]]
    assert findings(taken) == [("cells_hidden", "工作表 表 有 5 个隐藏的行或列没有读")]


def test_cells_of_an_ods_far_apart_are_no_reason_to_fill_the_memory() -> None:
    far = ods_row(ods_cell("", 'number-columns-repeated="16383"'), ods_cell("1"))
    gap = ods_row(ods_cell("", 'number-columns-repeated="16384"'), more='number-rows-repeated="1048574"')
    data = ods_data(ods_table(far, gap, ods_row(ods_cell("2"))))
    error = failure(read_ods, data)
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(200_000))


def test_what_runs_of_an_ods_show() -> None:
    text = ('style:text-position="super 58%"', 'style:text-line-through-style="solid"')
    styles = "".join(
        f'<style:style style:family="{family}" style:name="{name}"><style:text-properties {look}/></style:style>'
        for family, name, look in (("text", "up", text[0]), ("text", "gone", text[1]), ("table-cell", "old", text[1]))
    )
    raised = ods_cell('12<text:span text:style-name="up">1</text:span>')
    struck = ods_cell('<text:span text:style-name="gone">12</text:span>15')
    cells = (ods_cell("甲"), raised, struck, ods_cell("3", 'style-name="old"'))
    taken = read_ods(ods_data(ods_table(ods_row(*cells)), styles=styles), LIMITS)
    assert parts(taken) == [[["甲", "12 1", "15", "〔有删除线：3〕"]]]


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


def test_what_excel_xml_hides() -> None:
    """Columns, rows and sheets; those without width or height too, and all of a stretch."""
    excel = "urn:schemas-microsoft-com:office:excel"
    hidden = f'<WorksheetOptions xmlns="{excel}"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>'
    other = worksheet(excel_row(excel_cell("旧"), excel_cell("9")), name="底稿").replace("</Worksheet>", hidden)
    cells = [excel_cell(name) for name in "abcdef"]
    shown = worksheet(
        '<Column ss:Width="50"/><Column ss:Hidden="1" ss:Span="1"/><Column ss:Index="5" ss:Width="0"/>',
        excel_row(*cells),
        excel_row(*cells, more='ss:Hidden="1"'),
        excel_row(*cells, more='ss:Height="0"'),
        excel_row(more='ss:Span="2"'),
        excel_row(*cells, more='ss:Height="14.25"'),
    )
    taken = read_excel_xml(excel_xml(other, shown), LIMITS)
    assert parts(taken) == [[["a", "d", "f"], ["a", "d", "f"]]]
    assert origins(taken)["a"] == "表!A7"
    assert findings(taken) == [
        ("sheet_hidden", "隐藏的工作表没有读：底稿"),
        ("cells_hidden", "工作表 表 有 5 个隐藏的行或列没有读"),
    ]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (excel_cell("0.125", 'ss:StyleID="p"', "Number"), "12.50%"),
        (excel_cell("12.5", 'ss:StyleID="f"', "Number"), "12.50"),
        (excel_cell("1", 'ss:StyleID="y"', "Number"), "Yes"),
        (excel_cell("0.125", 'ss:StyleID="child"', "Number"), "12.50%"),
        (excel_cell("12", 'ss:StyleID="struck"', "Number"), "〔有删除线：12〕"),
        (excel_cell("12", "", "Number"), "12.0"),
        (excel_cell("1.5E3", 'ss:StyleID="gone"', "Number"), "1500"),
        (excel_cell("1", "", "Boolean"), "TRUE"),
        (excel_cell("#DIV/0!", "", "Error"), "#DIV/0!"),
        (excel_cell("2022-01-15T00:00:00.000", "", "DateTime"), "2022-01-15T00:00:00.000"),
        ('<Cell ss:Formula="=1+1"/>', NOT_CALCULATED),
        ('<Cell ss:Formula="=IF(1,,)"><Data ss:Type="String"></Data></Cell>', ""),
        (excel_cell("12<html:Font><html:Sup>1</html:Sup></html:Font>"), "12 1"),
        (excel_cell("<html:S>12</html:S>15"), "15"),
    ],
)
def test_a_cell_of_excel_xml_as_it_shows(cell: str, shown: str) -> None:
    styles = (
        '<Style ss:ID="Default"><NumberFormat ss:Format="0.0"/></Style>'
        '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="child" ss:Parent="p"/>'
        '<Style ss:ID="f"><NumberFormat ss:Format="Fixed"/></Style>'
        '<Style ss:ID="y"><NumberFormat ss:Format="Yes/No"/></Style>'
        '<Style ss:ID="struck"><Font ss:StrikeThrough="1"/><NumberFormat ss:Format="0"/></Style>'
    )
    data = excel_xml(f"<Styles>{styles}</Styles>", worksheet(excel_row(excel_cell("甲"), cell, excel_cell("乙"))))
    assert parts(read_excel_xml(data, LIMITS)) == [[["甲", shown, "乙"]]]


def test_a_cell_of_excel_xml_without_a_style_has_that_of_its_row_or_column() -> None:
    styles = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format="{code}"/></Style>'
        for name, code in (("p", "0%"), ("d", "0.0"))
    )
    number = excel_cell("1", "", "Number")
    data = excel_xml(
        f"<Styles>{styles}</Styles>",
        worksheet(
            '<Column ss:Index="2" ss:StyleID="p"/>',
            excel_row(number, number),
            excel_row(number, number, more='ss:StyleID="d"'),
        ),
    )
    assert parts(read_excel_xml(data, LIMITS)) == [[["1", "100%"], ["1.0", "1.0"]]]


@pytest.mark.parametrize(
    ("row", "cell"), [("", 'ss:Index="50000000"'), ('ss:Index="50000000"', ""), ('ss:Index="2" ss:Span="50000000"', "")]
)
def test_an_index_of_excel_xml_is_no_reason_to_fill_the_memory(row: str, cell: str) -> None:
    content = excel_row(excel_cell("行政许可")) + excel_row(more=row) + excel_row(excel_cell("1", cell))
    error = failure(read_excel_xml, excel_xml(worksheet(excel_row(excel_cell("甲"), excel_cell("乙")), content)))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(200_000))


def test_cells_of_excel_xml_merged_without_end_are_cut_to_the_table() -> None:
    wide = excel_cell("a", 'ss:MergeAcross="50000000" ss:MergeDown="50000000"')
    data = excel_xml(worksheet(*[excel_row(excel_cell("b"), wide), excel_row(excel_cell("c"), excel_cell("1"))] * 20))
    assert len(list(read_excel_xml(data, LIMITS).markup.iter("td"))) <= 80


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


def test_rows_of_separated_text_have_their_own_number_of_cells() -> None:
    """A thousands comma that is not quoted makes a row longer than the header; it must be seen."""
    text = "信息内容,本年制发件数,本年废止件数\n行政规范性文件,1,234,5\n规章,1\n行政许可,,2,,,,\n行政处罚,0,\n"
    text += "行政强制,,0\n行政收费,3,4\n"
    (table,) = file_of(text.encode()).document.tables
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["信息内容", "本年制发件数", "本年废止件数"],
        ["行政规范性文件", "1", "234", "5"],
        ["规章", "1"],
        ["行政许可", "", "2", ""],
        ["行政处罚", "0", ""],
        ["行政强制", "", "0"],
        ["行政收费", "3", "4"],
    ]


def test_cells_of_separated_text_are_counted() -> None:
    lines = [["行政许可", "1"], ["行政处罚", ""], ["注"]]
    assert parts(read_rows(lines, Limits(cells=5))) == [[["行政许可", "1"], ["行政处罚", ""]], "注"]
    with pytest.raises(NotRead) as failed:
        read_rows(lines, Limits(cells=4))
    assert (failed.value.failure, failed.value.detail) == (FailureKind.LIMIT_EXCEEDED, TOO_MANY.format(4))
    text = "行政许可,1\n行政处罚,2\n行政强制,3\n" + "甲,1\n" * 60_000 + "行政许可,1\n" * 60_000
    with pytest.raises(NotRead):
        file_of(text.encode())


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


def located(name: str, content: str, charset: str = "utf-8") -> bytes:
    kind = f'text/html; charset="{charset}"'
    more = f"Content-Location: file:///C:/6B1F/{name}\r\n" + transferred("8bit")
    return part(content.encode(charset), kind, more)


def sheet_page(shown: str, more: str = "") -> str:
    """A sheet as Excel saves it in a web archive."""
    head = f"<head>{more}<style>td{{}}</style></head>"
    return f"<html>{head}<body link=blue><table><tr><td>{shown}</td></tr></table></body></html>"


FRAMES = (
    "<html><head><title>审计局2021年年报</title></head>"
    '<frameset rows="*,39"><frame src="a.files/sheet001.htm" name="frSheet">'
    '<frame src="a.files/tabstrip.htm" name="frTabs">'
    "<noframes><body><p>此页面使用了框架</p></body></noframes></frameset></html>"
)
HIDDEN_SHEET = (
    "<!--[if gte mso 9]><xml><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></xml>"
    "<![endif]-->"
)


def test_the_sheets_of_a_workbook_in_a_web_archive() -> None:
    """Its page is but a set of frames; each sheet is read, in order, and what is hidden is told."""
    inside = [
        located("a.htm", FRAMES),
        located("a.files/sheet001.htm", sheet_page("沅江市审计局公开信息三条。")),
        located("a.files/sheet002.htm", sheet_page("底稿", HIDDEN_SHEET)),
        located("a.files/sheet003.htm", sheet_page("第二张表"), "gb2312"),
        located("a.files/empty.htm", " "),
        located("a.files/tabstrip.htm", "<html><body><a href=sheet001.htm>Sheet1</a></body></html>"),
    ]
    data = archive(*inside)
    read = read_mhtml(data)
    assert [text for text in html.fromstring(read.text).itertext() if text.strip() and "td{" not in text] == [
        "审计局2021年年报", SHOWN, "第二张表",
    ]  # fmt: skip
    assert [(finding.kind, finding.detail) for finding in read.findings] == [
        ("sheet_hidden", "隐藏的工作表没有读：sheet002.htm")
    ]
    text = file_of(data).document.text
    assert text.index(SHOWN) < text.index("第二张表")


def test_frames_without_pages_have_no_text() -> None:
    assert "框架" not in read_mhtml(archive(located("a.htm", FRAMES))).text


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
