"""Word files and OpenDocument texts from their bytes: what a reader of the printed page sees, and no more than that."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import olefile
import pytest
from PIL import Image

from pipelines import formats
from pipelines import media_types as kinds
from pipelines.extract import extract_markup
from pipelines.formats import ocr, take_apart
from pipelines.formats import pictures as shown_pictures
from pipelines.formats.doc import NotWord97, read_doc
from pipelines.formats.docx import read_docx
from pipelines.formats.markup import HEIGHT, WIDTH, Box, Taken, paragraphs
from pipelines.formats.markup import body as markup_body
from pipelines.formats.markup import table as markup_table
from pipelines.formats.numbering import format_number
from pipelines.formats.odf import read_odt
from pipelines.grid import read_grid
from pipelines.limits import Limits, NotRead
from pipelines.media_types import media_type
from pipelines.records import FailureKind, Finding
from tests.files_by_hand import zipped
from tests.printed.make import DOCUMENTS
from tests.printed.wordxml import NAMESPACES, box, change, control, paragraph, run

LIMITS = Limits()
PNG, JPEG, GIF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a"
Read = Callable[[bytes, Limits], Taken]
Places = dict[str, tuple[int, int, int, int]]


def lines(taken: Taken) -> list[str]:
    """The text, a line a paragraph; where a table stood is its mark."""
    return extract_markup(taken.markup).text.splitlines()


def places(taken: Taken) -> Places:
    """Of each cell of the only table: its row and column, and how many rows and columns it covers."""
    (table,) = (read_grid(table, 1, "") for table in taken.markup.iter("table"))
    return {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for row in table.rows for cell in row}


def findings(taken: Taken) -> list[tuple[str, str]]:
    return [(finding.kind, finding.detail) for finding in taken.findings]


def failure(read: Read, data: bytes, limits: Limits = LIMITS) -> NotRead:
    with pytest.raises(NotRead) as failed:
        read(data, limits)
    return failed.value


# --- DOCX: a package of XML -------------------------------------------------------------------------------------------

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MORE = f'xmlns:r="{OFFICE}" xmlns:o="urn:schemas-microsoft-com:office:office"'
STRICT = {
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
}


def relation(name: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}" {more}/>'


def docx_parts(
    body: str, numbering: str = "", styles: str = "", related: str = "", pictures: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The members of a DOCX; `related` are more relations of its main part."""
    types = "".join(f'<Default Extension="{name}" ContentType="image/{name}"/>' for name in ("png", "jpeg", "gif"))
    types += f'<Default Extension="xml" ContentType="text/xml"/><Default Extension="rels" ContentType="{RELATIONS}"/>'
    types += f'<Override PartName="/word/main.xml" ContentType="{MAIN}"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "word/main.xml": f"<w:document {NAMESPACES} {MORE}><w:body>{body}<w:sectPr/></w:body></w:document>",
    }
    for name, content in (("numbering", numbering), ("styles", styles)):
        if content:
            related += relation(name, name, f"{name}.xml")
            parts[f"word/{name}.xml"] = f"<w:{name} {NAMESPACES}>{content}</w:{name}>"
    for name, inside in (
        ("_rels/.rels", relation("main", "officeDocument", "word/main.xml")),
        ("word/_rels/main.xml.rels", related),
    ):
        parts[name] = f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'
    return {name: text.encode() for name, text in parts.items()} | dict(pictures or {})


def docx(body: str, numbering: str = "", styles: str = "", limits: Limits = LIMITS) -> Taken:
    return read_docx(zipped(docx_parts(body, numbering, styles)), limits)


def text(shown: str) -> str:
    return paragraph(run(shown))


def test_a_file_is_known_by_its_bytes_and_read() -> None:
    for data, kind in (
        (zipped(docx_parts(text("甲"))), kinds.DOCX),
        (word97([Old("甲")]), kinds.DOC),
        (zipped(odt_parts("<text:p>甲</text:p>")), kinds.ODT),
    ):
        assert media_type(data) == kind
        assert take_apart(data, kind, None, LIMITS).document.text == "甲"


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        *(
            (kind, {1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 99: "九十九"})
            for kind in (
                "chineseCounting",
                "chineseCountingThousand",
                "taiwaneseCounting",
                "taiwaneseCountingThousand",
                "japaneseCounting",
            )
        ),
        ("ideographDigital", {1: "一", 10: "一〇", 11: "一一", 20: "二〇"}),
        ("taiwaneseDigital", {3: "三", 10: "一〇"}),
        ("chineseLegalSimplified", {1: "壹", 2: "贰", 3: "叁", 9: "玖"}),
        ("decimalFullWidth", {1: "１", 10: "１０", 29: "２９"}),
        ("decimalEnclosedCircle", {1: "①", 10: "⑩", 20: "⑳", 21: "21"}),
        ("upperLetter", {1: "A", 26: "Z"}),
        ("lowerLetter", {1: "a", 26: "z"}),
        ("decimal", {1: "1", 10: "10", 100: "100"}),
        ("hebrew2", {4: "4"}),
    ],
)
def test_numbers_as_a_list_writes_them(kind: str, counted: dict[int, str]) -> None:
    assert {number: format_number(number, kind) for number in counted} == counted


def level(number: int, kind: str, template: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{template}"/></w:lvl>'
    )


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, override: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


def numbered(shown: str, number: int, at: int | None = 0) -> str:
    place = "" if at is None else f'<w:ilvl w:val="{at}"/>'
    return paragraph(run(shown), properties=f'<w:numPr>{place}<w:numId w:val="{number}"/></w:numPr>')


def styled(shown: str, style: str, more: str = "") -> str:
    return paragraph(run(shown), properties=f'<w:pStyle w:val="{style}"/>{more}')


ORDINALS = abstract(1, level(0, "chineseCounting", "%1、"))


def test_ordinals_past_ten() -> None:
    body = "".join(numbered("项", 1) for _ in range(21))
    shown = lines(docx(body, ORDINALS + num(1, 1)))
    assert [shown[place] for place in (0, 9, 10, 19, 20)] == ["一、项", "十、项", "十一、项", "二十、项", "二十一、项"]


@pytest.mark.parametrize("kind", ["bullet", "none"])
def test_a_bullet_is_no_number(kind: str) -> None:
    assert lines(docx(numbered("项", 1), abstract(1, level(0, kind, "\uf0b7%1")) + num(1, 1))) == ["项"]


@pytest.mark.parametrize(("number", "at"), [(7, 0), (1, 3), (0, 0)], ids=["list", "level", "none"])
def test_a_number_that_is_not_defined(number: int, at: int) -> None:
    assert lines(docx(numbered("项", number, at), ORDINALS + num(1, 1))) == ["项"]


def test_levels_show_those_above_and_begin_anew_below_each() -> None:
    levels = [level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "%1.%2.%3)")]
    body = "".join(numbered("项", 1, at) for at in (0, 1, 1, 2, 2, 0, 1, 2))
    shown = [line.removesuffix("项") for line in lines(docx(body, abstract(1, *levels) + num(1, 1)))]
    assert shown == ["1.", "1.1", "1.2", "1.2.a)", "1.2.b)", "2.", "2.1", "2.1.a)"]


def test_a_level_above_that_was_not_reached_is_where_it_begins() -> None:
    levels = [level(0, "upperLetter", "%1.", start=3), level(1, "decimal", "%1.%2", start=5)]
    body = numbered("项", 1, 1) + numbered("项", 1) + numbered("项", 1, 1)
    assert lines(docx(body, abstract(1, *levels) + num(1, 1))) == ["C.5项", "C.项", "C.5项"]


def test_a_level_above_that_is_not_defined_is_one() -> None:
    assert lines(docx(numbered("项", 1, 1), abstract(1, level(1, "upperLetter", "%1.%2")) + num(1, 1))) == ["1.A项"]


def test_a_level_without_format_text_or_start() -> None:
    bare = '<w:lvl><w:lvlText w:val="（%1）"/></w:lvl><w:lvl w:ilvl="1"/>'
    body = numbered("甲", 1, None) + numbered("乙", 1, 1) + numbered("丙", 1, None)
    assert lines(docx(body, abstract(1, bare) + num(1, 1))) == ["（1）甲", "乙", "（2）丙"]


RESTART = '<w:startOverride w:val="{}"/>'
CIRCLED = level(0, "decimalEnclosedCircle", "%1", 2)


def override(inside: str, at: str = ' w:ilvl="0"') -> str:
    return f"<w:lvlOverride{at}>{inside}</w:lvlOverride>"


@pytest.mark.parametrize(
    ("overrides", "shown"),
    [
        ("", ["一、", "二、", "三、", "四、"]),
        (override(RESTART.format(1)), ["一、", "二、", "一、", "二、"]),
        (override(RESTART.format(5)), ["一、", "二、", "五、", "六、"]),
        (override(RESTART.format(5), at=""), ["一、", "二、", "五、", "六、"]),
        (override(RESTART.format(7) + CIRCLED), ["一、", "二、", "⑦", "⑧"]),
    ],
    ids=["none", "from one", "from five", "of the first level", "with a level of its own"],
)
def test_two_lists_of_one_definition(overrides: str, shown: list[str]) -> None:
    """They count on together, unless the second begins anew."""
    body = "".join(numbered("项", number) for number in (1, 1, 2, 2))
    numbering = ORDINALS + num(1, 1) + num(2, 1, overrides)
    assert [line.removesuffix("项") for line in lines(docx(body, numbering))] == shown


def style(name: str, properties: str, more: str = "", kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{properties}</w:style>'


def list_of_style(number: int, at: int | None = None) -> str:
    place = "" if at is None else f'<w:ilvl w:val="{at}"/>'
    return f'<w:pPr><w:numPr>{place}<w:numId w:val="{number}"/></w:numPr></w:pPr>'


LEVELS = abstract(1, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）")) + num(1, 1)


def based_on(name: str) -> str:
    return f'<w:basedOn w:val="{name}"/>'


@pytest.mark.parametrize(
    ("styles", "body", "shown"),
    [
        (style("h", list_of_style(1)), styled("项", "h"), "一、项"),
        (style("h", list_of_style(1, 1)), styled("项", "h"), "（一）项"),
        (style("h", based_on("g")) + style("g", list_of_style(1, 1)), styled("项", "h"), "（一）项"),
        (
            style("h", based_on("g") + '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>')
            + style("g", list_of_style(1, 0)),
            styled("项", "h"),
            "（一）项",
        ),
        (style("h", list_of_style(1)), styled("项", "h", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'), "（一）项"),
        (style("h", list_of_style(1)), styled("项", "h", '<w:numPr><w:numId w:val="0"/></w:numPr>'), "项"),
        (style("h", based_on("g") + list_of_style(0)) + style("g", list_of_style(1)), styled("项", "h"), "项"),
        (style("h", list_of_style(1), 'w:default="1"'), text("项"), "一、项"),
        (style("h", list_of_style(1), 'w:default="0"'), text("项"), "项"),
        (style("h", list_of_style(1), kind="character"), styled("项", "h"), "项"),
        (style("h", based_on("h")), styled("项", "h"), "项"),
        (style("h", ""), styled("项", "unknown"), "项"),
    ],
    ids=[
        "list",
        "level",
        "of the one below",
        "level here, list below",
        "level of the paragraph",
        "none for this one",
        "none for this style",
        "of all without a style",
        "not of all",
        "of characters",
        "circle",
        "unknown",
    ],
)
def test_a_number_may_come_from_a_style(styles: str, body: str, shown: str) -> None:
    assert lines(docx(body, LEVELS, styles)) == [shown]


def marked(*inside: str) -> str:
    """A paragraph of runs between 甲 and 乙."""
    return f"<w:p><w:r><w:t>甲</w:t></w:r>{''.join(inside)}<w:r><w:t>乙</w:t></w:r></w:p>"


def of_run(inside: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>"


def field_mark(kind: str) -> str:
    return of_run(f'<w:fldChar w:fldCharType="{kind}"/>')


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (of_run("<w:tab/>"), "甲 乙"),
        (of_run("<w:ptab/>"), "甲 乙"),
        (of_run("<w:br/>"), "甲\n乙"),
        (of_run("<w:cr/>"), "甲\n乙"),
        (of_run("<w:noBreakHyphen/>"), "甲-乙"),
        (of_run("<w:softHyphen/>"), "甲乙"),
        (of_run('<w:sym w:font="Wingdings" w:char="F0FE"/>'), "甲□乙"),
        (of_run('<w:t xml:space="preserve"> 丙 </w:t>'), "甲 丙 乙"),
        (of_run("<w:t>暗</w:t>", "<w:vanish/>"), "甲乙"),
        (of_run("<w:t>暗</w:t>", '<w:vanish w:val="true"/>'), "甲乙"),
        (of_run("<w:t>明</w:t>", '<w:vanish w:val="0"/>'), "甲明乙"),
        (of_run("<w:t>明</w:t>", '<w:vanish w:val="false"/>'), "甲明乙"),
        (change("旧", "新"), "甲新乙"),
        (change("旧", ""), "甲乙"),
        (f"<w:ins>{change('旧', '')}{run('新')}</w:ins>", "甲新乙"),
        (f"<w:moveFrom>{run('移走')}</w:moveFrom>", "甲乙"),
        (f"<w:moveTo>{run('移来')}</w:moveTo>", "甲移来乙"),
        (
            field_mark("begin")
            + of_run("<w:instrText>PAGE</w:instrText>")
            + field_mark("separate")
            + run("3")
            + field_mark("end"),
            "甲3乙",
        ),
        (f'<w:fldSimple w:instr="SEQ 表">{run("4")}</w:fldSimple>', "甲4乙"),
        (f'<w:hyperlink w:anchor="x">{run("链接")}</w:hyperlink>', "甲链接乙"),
        (f'<w:smartTag w:element="date">{run("3月")}</w:smartTag>', "甲3月乙"),
        (control(run("控件")), "甲控件乙"),
        (
            of_run(f"<w:ruby><w:rt>{run('yuan')}</w:rt><w:rubyBase>{run('沅')}</w:rubyBase></w:ruby>"),
            "甲沅乙",
        ),
        (of_run('<w:footnoteReference w:id="2"/><w:lastRenderedPageBreak/>'), "甲乙"),
        ("<!-- 注 --><?mark 注?>", "甲乙"),
    ],
)
def test_what_a_paragraph_shows(inside: str, shown: str) -> None:
    assert "\n".join(lines(docx(marked(inside)))) == shown


def test_a_paragraph_that_was_deleted_takes_no_number() -> None:
    gone = numbered("", 1).replace("<w:jc", "<w:rPr><w:del/></w:rPr><w:jc").replace(run(""), change("旧", ""))
    assert lines(docx(numbered("甲", 1) + gone + numbered("乙", 1), LEVELS)) == ["一、甲", "二、乙"]


RAISED, LOWERED = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
FRACTION = (
    '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:f><m:num><m:r><m:t>1</m:t></m:r>'
    "</m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
)


def t(shown: str, properties: str = "") -> str:
    return of_run(f"<w:t>{shown}</w:t>", properties)


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (t("12") + t("1", RAISED), "12 1"),
        (t("12") + t("1", LOWERED), "12 1"),
        (t("12") + t("1", '<w:position w:val="6"/>'), "12 1"),
        (t("12") + t("1", '<w:position w:val="-6"/>'), "12 1"),
        (t("12") + t("1", '<w:position w:val="0"/>'), "121"),
        (t("12") + t("1", '<w:vertAlign w:val="baseline"/>'), "121"),
        (t("1", RAISED) + t("12"), "1 12"),
        (t("12") + t("1", RAISED) + t("2", RAISED), "12 12"),
        (t("1", RAISED) + t("2", RAISED), "12"),
        (t("12") + t("") + t("①", RAISED), "12 ①"),
        (t("12") + t(".5", RAISED), "12 .5"),
        (t("１２") + t("３", RAISED), "１２ ３"),
        (t("12") + t("[1]", RAISED), "12[1]"),
        (t("12m") + t("2", RAISED) + t("地"), "12m2地"),
        (t("12", "<w:strike/>") + t("15"), "15"),
        (t("12", "<w:dstrike/>") + t("15"), "15"),
        (t("12", '<w:strike w:val="0"/>') + t("15"), "1215"),
        (t("1") + t("2", "<w:strike/>") + t("5"), "15"),
        (FRACTION, "〔公式〕"),
        (t("12") + FRACTION, "12〔公式〕"),
    ],
)
def test_what_is_raised_or_struck_out_is_no_digit_of_the_number_beside_it(inside: str, shown: str) -> None:
    assert lines(docx(f"<w:p>{inside}</w:p>")) == [shown]


def look(name: str, properties: str, more: str = "", kind: str = "character") -> str:
    return style(name, f"{more}<w:rPr>{properties}</w:rPr>", kind=kind)


@pytest.mark.parametrize(
    ("styles", "inside", "shown"),
    [
        (look("c", "<w:vanish/>"), t("9", '<w:rStyle w:val="c"/>') + t("5"), "5"),
        (look("c", "<w:strike/>"), t("9", '<w:rStyle w:val="c"/>') + t("5"), "5"),
        (look("c", RAISED), t("9") + t("5", '<w:rStyle w:val="c"/>'), "9 5"),
        (look("c", RAISED), t("9") + t("5", '<w:rStyle w:val="c"/><w:vertAlign w:val="baseline"/>'), "95"),
        (look("c", "", based_on("b")) + look("b", "<w:dstrike/>"), t("9", '<w:rStyle w:val="c"/>') + t("5"), "5"),
        (
            look("c", '<w:strike w:val="0"/>', based_on("b")) + look("b", "<w:strike/>"),
            t("9", '<w:rStyle w:val="c"/>') + t("5"),
            "95",
        ),
        (look("c", "<w:vanish/>"), t("9", '<w:rStyle w:val="c"/><w:vanish w:val="0"/>') + t("5"), "95"),
        (look("p", "<w:vanish/>", kind="paragraph"), t("9") + t("5", '<w:vanish w:val="0"/>'), "5"),
        (
            look("p", "<w:vanish/>", kind="paragraph") + look("c", "<w:vanish/>"),
            t("9") + t("5", '<w:rStyle w:val="c"/>'),
            "5",
        ),
        (
            look("p", RAISED, kind="paragraph") + look("c", '<w:vertAlign w:val="baseline"/>'),
            t("9") + t("5", '<w:rStyle w:val="c"/>'),
            "9 5",
        ),
        (look("p", "<w:vanish/>", kind="paragraph"), f"<w:hyperlink>{t('9')}</w:hyperlink>{FRACTION}", ""),
        (look("c", "<w:vanish/>", kind="paragraph"), t("9", '<w:rStyle w:val="c"/>') + t("5"), "95"),
        (look("c", "", based_on("c")), t("9", '<w:rStyle w:val="c"/>') + t("5"), "95"),
        ("", t("9", '<w:rStyle w:val="unknown"/>') + t("5"), "95"),
    ],
    ids=[
        "hidden",
        "struck",
        "raised",
        "raised but here",
        "of the one below",
        "but not here",
        "shown here",
        "of the paragraph",
        "hidden twice is shown",
        "raised paragraph",
        "all of a paragraph",
        "of another kind",
        "circle",
        "unknown",
    ],
)
def test_a_look_may_come_from_a_style(styles: str, inside: str, shown: str) -> None:
    body = f'<w:p><w:pPr><w:pStyle w:val="p"/></w:pPr>{inside}</w:p>'
    assert "\n".join(lines(docx(body, styles=styles))) == shown


def test_the_default_style_of_paragraphs_has_a_look_too() -> None:
    styles = style("p", f"<w:rPr>{RAISED}</w:rPr>", 'w:default="1"')
    on_line = '<w:vertAlign w:val="baseline"/>'
    assert lines(docx(f"<w:p>{t('12')}{t('1', on_line)}</w:p>", styles=styles)) == ["12 1"]


@pytest.mark.parametrize(
    ("template", "shown", "text_of_line"),
    [
        ("%1", "12", "1 12"),
        ("%1.", "12", "1. 12"),
        ("%1.", "２０２１年", "1. ２０２１年"),
        ("%1", ".5", "1 .5"),
        ("%1、", "2021年", "1、2021年"),
        ("（%1）", "12", "（1）12"),
        ("%1.", "规章", "1.规章"),
    ],
)
@pytest.mark.parametrize("gap", ["", '<w:suff w:val="nothing"/>', '<w:suff w:val="space"/>'])
def test_the_number_of_a_list_is_no_digit_of_the_text(template: str, shown: str, text_of_line: str, gap: str) -> None:
    levels = level(0, "decimal", template).replace("</w:lvl>", f"{gap}</w:lvl>")
    assert lines(docx(numbered(shown, 1), abstract(1, levels) + num(1, 1))) == [text_of_line]


OLD_BOX = f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{text('框')}</w:txbxContent></v:textbox></v:shape>"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (box(text("框")), ["框"]),
        (f"{OLD_BOX}</w:pict></w:r></w:p>", ["框"]),
        (box(text("甲") + text("乙")) + text("丙"), ["甲", "乙", "丙"]),
        (box(text("框")).replace("<w:p><w:r>", f"<w:p>{run('前')}<w:r>", 1)[: -len("</w:p>")] + run("后") + "</w:p>",
         ["前后", "框"]),
        (box(box(text("里"))), ["里"]),
    ],
    ids=["both ways", "the old way", "two paragraphs", "amid text", "in a box"],
)  # fmt: skip
def test_a_text_box_is_read_once_after_its_paragraph(body: str, shown: list[str]) -> None:
    assert lines(docx(body)) == shown


def test_of_two_generations_without_the_newer_the_older_is_read() -> None:
    fallback = f"<mc:AlternateContent><mc:Fallback>{run('旧式')}</mc:Fallback></mc:AlternateContent>"
    assert lines(docx(f"<w:p>{fallback}</w:p>")) == ["旧式"]


def cell(shown: str, more: str = "", content: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{content or text(shown)}</w:tc>"


def wide(shown: str, span: int, merge: str = "") -> str:
    return cell(shown, f'<w:gridSpan w:val="{span}"/>{merge}')


def row(*cells: str, more: str = "") -> str:
    return f"<w:tr><w:trPr>{more}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@pytest.mark.parametrize(
    "body",
    [
        control(text("前") + table(row(cell("a"), cell("b")), row(cell("c"), cell("d")))),
        text("前") + control(table(row(cell("a"), cell("b")), row(cell("c"), cell("d")))),
        text("前") + table(control(row(cell("a"), cell("b"))), row(cell("c"), cell("d"))),
        text("前") + table(row(cell("a"), control(cell("b"))), control(control(row(control(cell("c")), cell("d"))))),
        f"<w:customXml>{text('前')}</w:customXml>" + table(row(cell("a"), cell("b")), row(cell("c"), cell("d"))),
        f"<w:moveTo>{text('前')}</w:moveTo><w:moveFrom>{text('旧')}</w:moveFrom>"
        + table(row(cell("a"), cell("b")), row(cell("旧"), cell("旧"), more="<w:del/>"), row(cell("c"), cell("d"))),
        text("前") + table(row(cell("a"), cell("b")), row(cell("c"), cell("d"), more="<w:ins/>")),
        text("前") + table(row(cell("a"), cell("旧", "<w:cellDel/>"), cell("b")), row(cell("c"), cell("d"))),
    ],
    ids=["all", "table", "row", "cells", "custom", "moved and deleted", "inserted", "deleted cell"],
)
def test_controls_and_changes_around_paragraphs_rows_and_cells(body: str) -> None:
    document = extract_markup(docx(body).markup)
    assert document.text == "前\n〔表1〕"
    assert [[cell.text for cell in row] for row in document.tables[0].rows] == [["a", "b"], ["c", "d"]]


def test_cells_merged_downwards_beside_cells_merged_sideways() -> None:
    body = table(
        row(cell("a", BEGINS), wide("b", 2), cell("c")),
        row(cell("旧", GOES_ON), wide("d", 2, BEGINS), cell("e", BEGINS)),
        row(cell("f", BEGINS), wide("", 2, GOES_ON), cell("", GOES_ON)),
        row(cell("", GOES_ON), cell("g"), cell("h"), cell("", '<w:vMerge w:val="continue"/>')),
    )
    assert places(docx(body)) == {
        "a": (0, 0, 2, 1),
        "b": (0, 1, 1, 2),
        "c": (0, 3, 1, 1),
        "d": (1, 1, 2, 2),
        "e": (1, 3, 3, 1),
        "f": (2, 0, 2, 1),
        "g": (3, 1, 1, 1),
        "h": (3, 2, 1, 1),
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            (row(cell("a"), cell("b")), row(cell("c", GOES_ON), cell("d")), row(cell("", GOES_ON), cell("e"))),
            {"c": (1, 0, 2, 1), "d": (1, 1, 1, 1), "e": (2, 1, 1, 1)},
        ),
        (
            (row(cell("a", BEGINS), cell("b")), row(wide("c", 2, GOES_ON))),
            {"a": (0, 0, 1, 1), "c": (1, 0, 1, 2)},
        ),
        (
            (row(cell("a"), cell("b", BEGINS)), row(cell("c", GOES_ON), cell("d")), row(cell("e"), cell("f", GOES_ON))),
            {"b": (0, 1, 1, 1), "c": (1, 0, 1, 1), "f": (2, 1, 1, 1)},
        ),
        (
            (
                row(cell("a"), cell("b", BEGINS)),
                row(cell("c"), cell("d"), more="<w:del/>"),
                row(cell("e"), cell("", GOES_ON)),
            ),
            {"b": (0, 1, 2, 1), "e": (1, 0, 1, 1)},
        ),
        (
            (
                row(cell("a"), cell("b", BEGINS), cell("c")),
                row(cell("", GOES_ON), cell("d"), more='<w:gridBefore w:val="1"/>'),
            ),
            {"b": (0, 1, 2, 1), "d": (1, 2, 1, 1), "": (1, 0, 1, 1)},
        ),
    ],
    ids=["without a beginning", "of another width", "not above", "over a deleted row", "after a gap"],
)  # fmt: skip
def test_what_belongs_to_the_cell_above(rows: tuple[str, ...], expected: Places) -> None:
    got = places(docx(table(*rows)))
    assert {name: got.get(name) for name in expected} == expected


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    body = table(
        row(cell("a"), cell("b"), cell("c"), cell("d")),
        row(cell("e"), cell("f"), more='<w:gridBefore w:val="2"/>'),
    )
    got = places(docx(body))
    assert (got[""], got["e"], got["f"]) == ((1, 0, 1, 2), (1, 2, 1, 1), (1, 3, 1, 1))


def test_rows_that_are_hidden_are_not_read_and_told() -> None:
    hidden = row(cell("暗"), cell("", GOES_ON), more="<w:hidden/>")
    body = table(
        row(cell("a"), cell("b", BEGINS)),
        hidden,
        hidden,
        row(cell("c"), cell("", GOES_ON), more='<w:hidden w:val="0"/>'),
    )
    taken = docx(body)
    assert places(taken) == {"a": (0, 0, 1, 1), "b": (0, 1, 2, 1), "c": (1, 0, 1, 1)}
    assert findings(taken) == [("cells_hidden", "表格有 2 个隐藏的行没有读")]


def test_a_table_in_a_cell_stands_in_its_place() -> None:
    inner = table(row(cell("a"), cell("b")), row(cell("c"), cell("d")))
    taken = docx(table(row(cell("", content=text("前") + inner + text("后")))))
    document = extract_markup(taken.markup)
    assert document.text == "前\n〔表1〕\n后"
    assert [[cell.text for cell in row] for row in document.tables[0].rows] == [["a", "b"], ["c", "d"]]


def test_paragraphs_of_a_cell_are_lines_and_count_on() -> None:
    body = table(
        row(cell("", content=numbered("上", 1) + numbered("下", 1)), cell("b")),
        row(cell("", content=numbered("左", 1)), cell("d")),
    )
    assert set(places(docx(body, LEVELS))) == {"一、上\n二、下", "b", "三、左", "d"}


CHUNK = '<w:altChunk r:id="chunk"/>'
NO_CHUNK, NO_OBJECT = "文中嵌入的另一份文件没有读", "嵌入的对象没有读：Excel.Sheet.12"
OBJECT = '<w:p><w:r><w:object><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>'

NO_FORMULA = "公式没有读：12"


def drawn(inside: str) -> str:
    return f"<w:p><w:r><w:drawing><wp:inline><a:graphic>{inside}</a:graphic></wp:inline></w:drawing></w:r></w:p>"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (CHUNK, [NO_CHUNK]),
        (control(CHUNK), [NO_CHUNK]),
        (table(row(cell("", content=CHUNK))), [NO_CHUNK]),
        (OBJECT, [NO_OBJECT]),
        (table(row(cell("", content=OBJECT))) + CHUNK, [NO_OBJECT, NO_CHUNK]),
        (f"<w:p>{FRACTION}</w:p>", [NO_FORMULA]),
        (FRACTION, [NO_FORMULA]),
        (drawn('<c:chart xmlns:c="urn:c" r:id="c1"/>'), ["图表没有读"]),
        (drawn('<d:relIds xmlns:d="urn:d" r:dm="d1"/>'), ["SmartArt 图形没有读"]),
        (text("甲"), []),
    ],
)  # fmt: skip
def test_what_a_document_embeds_is_told(body: str, told: list[str]) -> None:
    assert findings(docx(body)) == [("part_not_read", detail) for detail in told]


@pytest.mark.parametrize("macros", [False, True])
def test_the_other_kinds_of_package(macros: bool) -> None:
    """Strict files have namespaces of their own; those with macros another type."""
    parts = docx_parts(
        numbered("甲", 1) + table(row(cell("a"), wide("b", 2)), row(cell("c"), cell("d"), cell("e"))), LEVELS
    )
    if macros:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            MAIN.encode(), b"application/vnd.ms-word.document.macroEnabled.main+xml"
        )
    else:
        for name, data in parts.items():
            for old, new in STRICT.items():
                parts[name] = parts[name].replace(old.encode(), new.encode())
            assert (data == parts[name]) is (name == "[Content_Types].xml")
    document = extract_markup(read_docx(zipped(parts), LIMITS).markup)
    assert document.text == "一、甲\n〔表1〕"
    assert [[cell.colspan for cell in row] for row in document.tables[0].rows] == [[1, 2], [1, 1, 1]]


def blip(name: str, kind: str = "embed") -> str:
    return f'<w:p><w:r><w:drawing><a:blip r:{kind}="{name}"/></w:drawing></w:r></w:p>'


def test_pictures_in_the_order_in_which_they_are_shown() -> None:
    vml = '<w:p><w:r><w:pict><v:shape><v:imagedata r:id="c" o:title=""/></v:shape></w:pict></w:r></w:p>'
    body = blip("b") + table(row(cell("", content=vml), cell("字")), row(cell("x"), cell("y")))
    body += blip("a") + blip("away", "link") + blip("") + blip("b")
    related = "".join(
        relation(name, "image", f"{name}.{kind}") for name, kind in zip("abc", ("png", "jpeg", "gif"), strict=True)
    )
    related += relation("away", "image", "http://www.example.cn/a.png", 'TargetMode="External"')
    pictures = {"word/a.png": PNG, "word/b.jpeg": JPEG, "word/c.gif": GIF}
    taken = read_docx(zipped(docx_parts(body, related=related, pictures=pictures)), LIMITS)
    assert list(taken.pictures) == [JPEG, GIF, PNG, JPEG]
    assert len(list(taken.markup.iter("img"))) == 6
    assert places(taken)["［图］"] == (0, 0, 1, 1)


def test_a_cell_with_a_chart_or_a_formula_is_no_blank() -> None:
    chart = drawn('<c:chart xmlns:c="urn:c" r:id="c1"/>')
    body = table(row(cell("a"), cell("", content=chart)), row(cell("b"), cell("", content=f"<w:p>{FRACTION}</w:p>")))
    assert set(places(docx(body))) == {"a", "b", "［图］", "〔公式〕"}


def test_a_picture_in_text_that_is_struck_out_is_shown() -> None:
    struck = blip("b").replace("<w:r>", "<w:r><w:rPr><w:strike/></w:rPr><w:t>旧</w:t>")
    taken = read_docx(
        zipped(docx_parts(struck, related=relation("b", "image", "b.png"), pictures={"word/b.png": PNG})), LIMITS
    )
    assert (list(taken.pictures), lines(taken)) == ([PNG], [])


@pytest.mark.parametrize(
    ("body", "size"),
    [
        (
            '<w:drawing><wp:inline><wp:extent cx="3600000" cy="1800000"/><a:blip r:embed="b"/></wp:inline></w:drawing>',
            ("10.00", "5.00"),
        ),
        (
            '<w:drawing><wp:anchor><wp:extent cx="3600000" cy="0"/><a:blip r:embed="b"/></wp:anchor></w:drawing>',
            (None, None),
        ),
        (
            '<w:pict><v:shape style="position:absolute;width:144pt; height:25.4mm"><v:imagedata r:id="b"/></v:shape>'
            "</w:pict>",
            ("5.08", "2.54"),
        ),
        ('<w:pict><v:shape style="width:1em"><v:imagedata r:id="b"/></v:shape></w:pict>', (None, None)),
        ('<w:drawing><a:blip r:embed="b"/></w:drawing>', (None, None)),
    ],
)
def test_sizes_of_pictures(body: str, size: tuple[str | None, str | None]) -> None:
    parts = docx_parts(of_paragraph(body), related=relation("b", "image", "b.png"), pictures={"word/b.png": PNG})
    assert sizes(read_docx(zipped(parts), LIMITS)) == [size]


def of_paragraph(inside: str) -> str:
    return f"<w:p>{of_run(inside)}</w:p>"


def test_a_picture_elsewhere_is_not_fetched() -> None:
    related = relation("away", "image", "http://www.example.cn/a.png", 'TargetMode="External"')
    taken = read_docx(zipped(docx_parts(blip("away"), related=related)), LIMITS)
    assert (list(taken.pictures), len(list(taken.markup.iter("img")))) == ([], 1)


FOUR = table(row(cell("a"), cell("b", BEGINS)), row(cell("", content=table(row(cell("c")))), cell("", GOES_ON)))


def test_cells_are_counted_once_each_nested_ones_too() -> None:
    assert len(list(docx(FOUR, limits=Limits(cells=4)).markup.iter("td"))) == 4
    error = failure(read_docx, zipped(docx_parts(FOUR)), Limits(cells=3))
    assert error.failure is FailureKind.LIMIT_EXCEEDED
    assert error.detail == "表格的单元格超过上限 3（READ_CELLS）"


NAMES = {
    "types": "[Content_Types].xml",
    "root": "_rels/.rels",
    "main": "word/main.xml",
    "numbering": "word/numbering.xml",
    "content": "content.xml",
    "manifest": "META-INF/manifest.xml",
}


def repacked(parts: Mapping[str, bytes], **instead: bytes | None) -> bytes:
    """A package with other content for some of its parts; None leaves one out."""
    changed = {**parts, **{NAMES[name]: data for name, data in instead.items()}}
    return zipped({name: data for name, data in changed.items() if data is not None})


def spoiled(data: bytes, name: str) -> bytes:
    """A package in which the packed bytes of one member are others."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        info = package.getinfo(name)
    start = info.header_offset + 30 + len(name.encode())
    return data[:start] + b"\xff" * info.compress_size + data[start + info.compress_size :]


GOOD = docx_parts(text("甲"), LEVELS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        zipped(GOOD)[:-200],
        zipped({"a.txt": b"a"}),
        repacked(GOOD, types=None),
        repacked(GOOD, root=None),
        repacked(GOOD, root=f'<Relationships xmlns="{PACKAGE}/relationships"/>'.encode()),
        repacked(GOOD, main=None),
        repacked(GOOD, main=b""),
        repacked(GOOD, main=GOOD["word/main.xml"][:-9]),
        repacked(GOOD, numbering=GOOD["word/numbering.xml"][:-9]),
        spoiled(zipped(GOOD), "word/main.xml"),
    ],
    ids=[
        "nothing",
        "a beginning",
        "cut short",
        "another archive",
        "no types",
        "no relations",
        "no relation",
        "no main part",
        "empty",
        "broken",
        "broken numbers",
        "spoiled",
    ],
)
def test_a_damaged_package(data: bytes) -> None:
    error = failure(read_docx, data)
    assert error.failure is FailureKind.DAMAGED
    assert error.detail.startswith("Word 文件打不开：")


# --- DOC: streams of bytes --------------------------------------------------------------------------------------------

_TEXT, _PAGE = 1024, 512  # where the text begins, behind the file information block; the size of a page of modifiers
_STYLES, _RUNS, _PARAGRAPHS, _PIECES, _ANCHORS, _DRAWINGS, _LISTS, _OVERRIDES = 1, 12, 13, 33, 40, 50, 73, 74
_FRAME = "writer_nested.doc"  # its streams are replaced, which keep their sizes


@dataclass(frozen=True, slots=True)
class Old:
    """A paragraph of a DOC: its text or its runs with their modifiers, its own modifiers, and how it ends."""

    runs: str | Sequence[tuple[str, bytes]]
    modifiers: bytes = b""
    end: str = "\r"
    charset: str = "utf-16-le"
    style: int = 0

    @property
    def pieces(self) -> list[tuple[bytes, bytes]]:
        """The bytes of each run and its modifiers, the end of the paragraph last."""
        runs = [(self.runs, b"")] if isinstance(self.runs, str) else self.runs
        return [(shown.encode(self.charset, "surrogatepass"), own) for shown, own in (*runs, (self.end, b""))]


def modifier(name: int, operand: bytes = b"\x01") -> bytes:
    return struct.pack("<H", name) + operand


def _runs_page(start: int, pieces: Sequence[tuple[bytes, bytes]]) -> bytes:
    return _page(start, [(len(raw), bytes([len(own)]) + own if own else b"") for raw, own in pieces], 1)


def _paragraph_page(start: int, size: int, own: bytes, style: int) -> bytes:
    """The modifiers after the number of a style; their length is told in pairs of bytes, one way or the other."""
    told = struct.pack("<H", style) + own
    head = bytes([len(told) // 2 + 1]) if len(told) % 2 else bytes([0, len(told) // 2])
    return _page(start, [(size, head + told)], 13)


def _page(start: int, entries: Sequence[tuple[int, bytes]], width: int) -> bytes:
    """A page of modifiers: offsets, where the modifiers are in the page, these from its end, the number of entries."""
    page = bytearray(_PAGE)
    page[-1] = len(entries)
    offsets = list(accumulate((size for size, _ in entries), initial=start))
    struct.pack_into(f"<{len(offsets)}I", page, 0, *offsets)
    place = _PAGE - 2
    for number, (_, content) in enumerate(entries):
        if content:
            place -= len(content) + len(content) % 2
            page[place : place + len(content)] = content
            page[4 * len(offsets) + width * number] = place // 2
    return bytes(page)


def word97(
    main: Sequence[Old],
    boxes: Sequence[Old] = (),
    *,
    flags: int = 0x0200,
    lists: bytes = b"",
    overrides: bytes = b"",
    data: bytes = b"",
    styles: bytes = b"",
    anchors: bytes = b"",
    drawings: bytes = b"",
) -> bytes:
    """A DOC: each paragraph is a piece of text of its own, with a page for its runs and one for its modifiers."""
    body, pages, pieces, ends, offsets = b"", [], [], [0], []
    for own in (*main, *boxes):
        start, wide = _TEXT + len(body), own.charset == "utf-16-le"
        raw = b"".join(piece for piece, _ in own.pieces)
        pages.append((_runs_page(start, own.pieces), _paragraph_page(start, len(raw), own.modifiers, own.style)))
        pieces.append(struct.pack("<HIH", 0, start if wide else start * 2 | 0x40000000, 0))
        ends.append(ends[-1] + len(raw) // (1 + wide))
        offsets.append(start)
        body += raw
    first, count = -(-(_TEXT + len(body)) // _PAGE), len(pieces)
    offsets.append(_TEXT + len(body))
    plc = struct.pack(f"<{count + 1}I", *ends) + b"".join(pieces)
    parts = {
        _RUNS: struct.pack(f"<{2 * count + 1}I", *offsets, *range(first, first + count)),
        _PARAGRAPHS: struct.pack(f"<{2 * count + 1}I", *offsets, *range(first + count, first + 2 * count)),
        _PIECES: struct.pack("<BI", 2, len(plc)) + plc,
        _LISTS: lists,
        _OVERRIDES: overrides,
        _STYLES: styles,
        _ANCHORS: anchors,
        _DRAWINGS: drawings,
    }
    text = (
        bytearray(_TEXT) + body.ljust(first * _PAGE - _TEXT, b"\0") + b"".join(map(b"".join, zip(*pages, strict=True)))
    )
    struct.pack_into("<HH6xH", text, 0, 0xA5EC, 0x00C1, flags)
    struct.pack_into("<7i", text, 0x4C, ends[len(main)], 0, 0, 0, 0, 0, ends[-1] - ends[len(main)])
    for (number, part), place in zip(parts.items(), accumulate(map(len, parts.values()), initial=0), strict=False):
        struct.pack_into("<II", text, 0x9A + 8 * number, place, len(part))
    return with_streams({"WordDocument": bytes(text), "1Table": b"".join(parts.values()), "Data": data})


def with_streams(streams: Mapping[str, bytes], name: str = _FRAME) -> bytes:
    """A file of the corpus with other bytes at the beginning of its streams, and nothing after them."""
    buffer = io.BytesIO((DOCUMENTS / name).read_bytes())
    with olefile.OleFileIO(buffer, write_mode=True) as ole:
        for stream, content in streams.items():
            ole.write_stream(stream, content.ljust(ole.get_size(stream), b"\0"))
    return buffer.getvalue()


def stream_of(data: bytes, name: str) -> bytes:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return bytes(ole.openstream(name).read())


def doc(*main: Old, boxes: Sequence[Old] = (), limits: Limits = LIMITS, **more: bytes) -> Taken:
    return read_doc(word97(main, boxes, **more), limits)  # type: ignore[arg-type]


DELETED, HIDDEN = modifier(0x0800), modifier(0x083C)


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ("甲乙", "甲乙"),
        ([("甲", b""), ("删", DELETED), ("乙", b"")], "甲乙"),
        ([("甲", b""), ("暗", HIDDEN), ("乙", b"")], "甲乙"),
        ([("甲", b""), ("暗", modifier(0x0835) + HIDDEN), ("乙", modifier(0x0835))], "甲乙"),
        ([("甲", b""), ("明", modifier(0x083C, b"\0")), ("留", modifier(0x0800, b"\0"))], "甲明留"),
        ([("甲", b""), ("大", modifier(0x4A43, b"\x20\0") + HIDDEN), ("乙", b"")], "甲乙"),
        ([("甲", b""), ("色", modifier(0x6870, b"\0\0\xff\0") + HIDDEN), ("乙", b"")], "甲乙"),
        ([("甲", b""), ("长", modifier(0xCA47, b"\x03abc") + HIDDEN), ("乙", b"")], "甲乙"),
        ("甲\x13 PAGE \x143\x15乙", "甲3乙"),
        ("甲\x13 EQ x\x15乙", "甲乙"),
        ("甲\x13 IF \x13 PAGE \x149\x15 x \x14是\x13 DATE \x145月\x15\x15乙", "甲是5月乙"),
        ("甲\x0b乙\x0e丙", "甲\n乙\n丙"),
        ("甲\t乙\x1e丙\x1f丁", "甲 乙-丙丁"),
        ("甲\x02乙\x05丙", "甲乙丙"),
        ("甲\x0c乙", "甲\n乙"),
        ("𠮷林", "𠮷林"),
        ([("甲", b""), ("\ud842\udfb7", b""), ("乙", b"")], "甲𠮷乙"),
    ],
)
def test_what_a_paragraph_of_a_doc_shows(runs: str | list[tuple[str, bytes]], shown: str) -> None:
    assert "\n".join(lines(doc(Old(runs), Old("")))) == shown


STRUCK, STRUCK_TWICE, UP, DOWN = modifier(0x0837), modifier(0x2A53), modifier(0x2A48), modifier(0x2A48, b"\x02")


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ([("12", b""), ("1", UP)], "12 1"),
        ([("12", b""), ("1", DOWN)], "12 1"),
        ([("12", b""), ("1", modifier(0x4845, b"\x06\0"))], "12 1"),
        ([("12", b""), ("1", modifier(0x4845, b"\xfa\xff"))], "12 1"),
        ([("12", b""), ("1", modifier(0x4845, b"\0\0") + modifier(0x2A48, b"\0"))], "121"),
        ([("1", UP), ("12", b"")], "1 12"),
        ([("12", b""), ("1", UP), ("2", UP + modifier(0x0835))], "12 12"),
        ([("12m", b""), ("2", UP)], "12m2"),
        ([("12", STRUCK), ("15", b"")], "15"),
        ([("12", STRUCK_TWICE), ("15", b"")], "15"),
        ([("12", modifier(0x0837, b"\0")), ("15", b"")], "1215"),
        ([("1", b""), ("2", STRUCK), ("5", b"")], "15"),
    ],
)
def test_what_is_raised_or_struck_out_in_a_doc(runs: list[tuple[str, bytes]], shown: str) -> None:
    assert lines(doc(Old(runs), Old(""))) == [shown]


def doc_style(kind: int, base: int, own: bytes = b"", name: str = "样式", fixed: int = 10) -> bytes:
    """A style by [MS-DOC] §2.9.259: kind and base among its fixed part, its name, its modifiers."""
    told = struct.pack("<4H", 0, kind | base << 4, 0, 0).ljust(fixed, b"\0")
    told += struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
    if kind == 1:
        told += struct.pack("<HHB", 3, 0, 0) + b"\0"  # three bytes, and one so that the next is even
    told += struct.pack("<H", len(own)) + own
    return struct.pack("<H", len(told)) + told + b"\0" * (len(told) % 2)


def doc_styles(*styles: bytes, fixed: int = 10) -> bytes:
    return struct.pack("<HHH2x", 6, len(styles), fixed) + b"".join(styles)


NONE, ROOT = b"\0\0", doc_style(1, 0xFFF)
AS_BELOW, NOT_AS_BELOW = b"\x80", b"\x81"


def of_style(number: int) -> bytes:
    return modifier(0x4A30, struct.pack("<H", number))


@pytest.mark.parametrize(
    ("styles", "run", "shown"),
    [
        ([ROOT, doc_style(2, 0xFFF, HIDDEN)], of_style(1), "5"),
        ([ROOT, NONE, doc_style(2, 0xFFF, STRUCK)], of_style(2), "5"),
        ([ROOT, doc_style(2, 0xFFF, UP)], of_style(1), "9 5"),
        ([ROOT, doc_style(2, 0xFFF, UP)], of_style(1) + modifier(0x2A48, b"\0"), "95"),
        ([ROOT, doc_style(2, 0xFFF, HIDDEN)], of_style(1) + modifier(0x083C, b"\0"), "95"),
        ([ROOT, doc_style(2, 0xFFF, HIDDEN)], of_style(1) + modifier(0x083C, AS_BELOW), "5"),
        ([ROOT, doc_style(2, 0xFFF, HIDDEN)], of_style(1) + modifier(0x083C, NOT_AS_BELOW), "95"),
        ([ROOT, doc_style(2, 2), doc_style(2, 0xFFF, STRUCK_TWICE)], of_style(1), "5"),
        ([ROOT, doc_style(2, 2, modifier(0x0837, NOT_AS_BELOW)), doc_style(2, 0xFFF, STRUCK)], of_style(1), "95"),
        ([ROOT, doc_style(2, 1, HIDDEN)], of_style(1), "5"),
        ([ROOT, doc_style(2, 0xFFF, HIDDEN)], of_style(9), "95"),
        ([ROOT, doc_style(1, 0xFFF, HIDDEN)], of_style(1), "95"),
        ([ROOT, doc_style(2, 0xFFF, HIDDEN, "号")], of_style(1), "5"),
        ([doc_style(1, 0xFFF, HIDDEN), doc_style(2, 0xFFF, HIDDEN)], of_style(1), "9"),
        ([doc_style(1, 0xFFF, UP), doc_style(2, 0xFFF, modifier(0x2A48, b"\0"))], of_style(1), "9 5"),
        ([doc_style(1, 0xFFF, HIDDEN)], b"", ""),
    ],
)
def test_a_look_may_come_from_a_style_of_a_doc(styles: list[bytes], run: bytes, shown: str) -> None:
    got = lines(doc(Old([("9", run), ("5", b"")]), Old("", end=""), styles=doc_styles(*styles)))
    assert "".join(got) == shown


def test_a_style_of_the_paragraph_and_a_longer_definition() -> None:
    styles = doc_styles(doc_style(1, 0xFFF, fixed=18), NONE, NONE, doc_style(1, 0, STRUCK, fixed=18), fixed=18)
    assert lines(doc(Old("甲"), Old("旧", style=3), Old("乙"), styles=styles)) == ["甲", "乙"]


@pytest.mark.parametrize("cut", [3, 9, 40])
def test_a_doc_whose_styles_are_broken_keeps_its_text(cut: int) -> None:
    styles = doc_styles(ROOT, doc_style(2, 0xFFF, HIDDEN))[:cut]
    assert lines(doc(Old([("9", of_style(1)), ("5", b"")]), styles=styles)) == ["95"]


@pytest.mark.parametrize(("template", "shown"), [("\0", "1 12"), ("\0.", "1. 12"), ("\0、", "1、12")])
def test_the_number_of_a_list_of_a_doc_is_no_digit_of_the_text(template: str, shown: str) -> None:
    lists = doc_lists([doc_level(0, template)])
    assert lines(doc(in_list("12", 1), lists=lists, overrides=doc_overrides(101))) == [shown]


def sizes(taken: Taken) -> list[tuple[str | None, str | None]]:
    return [(image.get(WIDTH), image.get(HEIGHT)) for image in taken.markup.iter("img")]


def test_sizes_of_pictures_among_the_text_of_a_doc() -> None:
    """Half of 20 and 10 centimetres; one that is not in the file; one without a place, as fields have it."""
    picture = struct.pack("<28x4H", 11339, 5669, 500, 500)
    runs = [("\x01", modifier(0x6A03, struct.pack("<I", place))) for place in (2, 3)]
    taken = doc(Old([*runs, ("\x01", b""), ("\x01", STRUCK), ("\x01", HIDDEN)]), data=b"ab" + picture)
    assert sizes(taken)[0] == ("10.00", "5.00")
    assert len(sizes(taken)) == 4
    assert sizes(taken)[2:] == [("0.00", "0.00")] * 2


def test_sizes_of_pictures_that_float_in_a_doc() -> None:
    """What is anchored in the text may be a picture, or a box or a line."""
    shapes = b"".join(
        struct.pack("<HHIII", kind << 4 | 2, 0xF00A, 8, 1000 + number, 0) for number, kind in enumerate((75, 202))
    )
    places = struct.pack("<3I", 1, 4, 9)
    inside = b"".join(struct.pack("<I4i6x", 1000 + number, 100, 200, 5769, 3035) for number in range(2))
    taken = doc(Old("甲\x08"), Old("乙\x08"), Old("丙\x08"), anchors=places + inside, drawings=shapes)
    assert sizes(taken) == [("10.00", "5.00"), ("0.00", "0.00"), ("0.00", "0.00")]


def test_pieces_of_one_byte_and_of_two() -> None:
    shown = doc(Old("甲"), Old("2021 “x” €5", charset="cp1252"), Old("乙"), Old("end", charset="cp1252"))
    assert lines(shown) == ["甲", "2021 “x” €5", "乙", "end"]


def test_text_after_the_last_paragraph() -> None:
    assert lines(doc(Old("甲"), Old("乙", end=""))) == ["甲", "乙"]


def test_what_text_boxes_of_a_doc_hold_comes_last() -> None:
    assert lines(doc(Old("甲"), Old("乙"), boxes=[Old("框"), Old("二")])) == ["甲", "乙", "框", "二"]


IN_TABLE, ROW_END = modifier(0x2416), modifier(0x2416) + modifier(0x2417)
RIGHT_OF, BELOW, FIRST_BELOW = 1, 0x20, 0x60  # how a cell is merged: with the one before it, with the one above
Row = list[Old]


def edges(*at: int, merged: Sequence[int] = ()) -> bytes:
    """The definition of a row: the edges of its cells in twips, and how these are merged."""
    told = bytes([len(at) - 1]) + struct.pack(f"<{len(at)}h", *at)
    told += b"".join(struct.pack("<H18x", merge) for merge in merged)
    return modifier(0xD608, struct.pack("<H", len(told) + 1) + told)


def old_row(shown: str, definition: bytes = b"") -> Row:
    """A row of cells, apart by a stroke."""
    return [*(Old(name, IN_TABLE, "\x07") for name in shown.split("|")), Old("", ROW_END + definition, "\x07")]


HALVES, THIRDS = edges(0, 2000, 4000), edges(0, 1000, 2000, 3000)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [old_row("a|b", HALVES), old_row("c|d", HALVES)],
            {"a": (0, 0, 1, 1), "b": (0, 1, 1, 1), "c": (1, 0, 1, 1), "d": (1, 1, 1, 1)},
        ),
        ([old_row("a|b"), old_row("c|d")], {"a": (0, 0, 1, 1), "d": (1, 1, 1, 1)}),
        (
            [old_row("a|b", HALVES), old_row("c|d|e", edges(0, 1000, 2000, 4000))],
            {"a": (0, 0, 1, 2), "b": (0, 2, 1, 1), "c": (1, 0, 1, 1), "d": (1, 1, 1, 1), "e": (1, 2, 1, 1)},
        ),
        (
            [old_row("a|b", edges(-108, 2000, 4000)), old_row("c|d", edges(-60, 2050, 3990))],
            {"c": (1, 0, 1, 1), "d": (1, 1, 1, 1)},
        ),
        (
            [old_row("a|b", edges(0, 2000, 4000)), old_row("c|d", edges(0, 2061, 4000))],
            {"a": (0, 0, 1, 1), "b": (0, 1, 1, 2), "c": (1, 0, 1, 2), "d": (1, 2, 1, 1)},
        ),
        (
            [old_row("a|b|c", THIRDS), old_row("d|e", edges(1000, 2000, 3000))],
            {"": (1, 0, 1, 1), "d": (1, 1, 1, 1), "e": (1, 2, 1, 1)},
        ),
        (
            [old_row("a|旧|b", edges(0, 1000, 2000, 3000, merged=(2, RIGHT_OF, 0))), old_row("c|d|e", THIRDS)],
            {"a": (0, 0, 1, 2), "b": (0, 2, 1, 1), "旧": None, "e": (1, 2, 1, 1)},
        ),
        (
            [
                old_row("a|b", edges(0, 2000, 4000, merged=(FIRST_BELOW, 0))),
                old_row("旧|c", edges(0, 2000, 4000, merged=(BELOW, 0))),
                old_row("旧|d", edges(0, 2000, 4000, merged=(BELOW, 0))),
                old_row("e|f", edges(0, 2000, 4000, merged=(FIRST_BELOW, 0))),
            ],
            {"a": (0, 0, 3, 1), "c": (1, 1, 1, 1), "d": (2, 1, 1, 1), "旧": None, "e": (3, 0, 1, 1), "f": (3, 1, 1, 1)},
        ),
        (
            [
                old_row("a|旧|b", edges(0, 1000, 2000, 3000, merged=(2 | FIRST_BELOW, RIGHT_OF | FIRST_BELOW, 0))),
                old_row("旧|旧|c", edges(0, 1000, 2000, 3000, merged=(2 | BELOW, RIGHT_OF | BELOW, 0))),
                old_row("d|e|f", THIRDS),
            ],
            {"a": (0, 0, 2, 2), "b": (0, 2, 1, 1), "c": (1, 2, 1, 1), "旧": None, "e": (2, 1, 1, 1)},
        ),
        (
            [old_row("a|b", HALVES), old_row("c|d", edges(0, 1000, 4000, merged=(BELOW, 0)))],
            {"a": (0, 0, 1, 2), "c": (1, 0, 1, 1), "d": (1, 1, 1, 2)},
        ),
        ([old_row("a|b", HALVES), old_row("c|d", HALVES)[:-1]], {"a": (0, 0, 1, 1), "c": (1, 0, 1, 1)}),
        (
            [old_row("a|b", HALVES), [Old("c", IN_TABLE), Old("续", IN_TABLE, "\x07"), *old_row("d", HALVES)]],
            {"c\n续": (1, 0, 1, 1), "d": (1, 1, 1, 1)},
        ),
    ],
    ids=[
        "plain",
        "no edges",
        "divided below",
        "edges nearly the same",
        "edges apart",
        "further right",
        "merged sideways",
        "merged downwards",
        "merged both ways",
        "not below",
        "no end of a row",
        "two paragraphs",
    ],
)  # fmt: skip
def test_the_grid_of_a_table(rows: list[Row], expected: Mapping[str, tuple[int, int, int, int] | None]) -> None:
    got = places(doc(*(part for row in rows for part in row), Old("")))
    assert {name: got.get(name) for name in expected} == expected


def test_text_around_tables_parts_them() -> None:
    body = [Old("前"), *old_row("a|b"), *old_row("c|d"), Old("间"), *old_row("e|f"), *old_row("g|h"), Old("后")]
    document = extract_markup(doc(*body).markup)
    assert document.text.splitlines() == ["前", "〔表1〕", "间", "〔表2〕", "后"]
    assert [[cell.text for row in table.rows for cell in row] for table in document.tables] == [
        list("abcd"),
        list("efgh"),
    ]


def test_a_table_in_a_cell_of_a_doc() -> None:
    """Its cells end like paragraphs; how deep they lie and that they end is told by modifiers."""
    deep = IN_TABLE + modifier(0x6649, struct.pack("<i", 2))
    end = modifier(0x244B)
    rows = [
        [*(Old(name, deep + end) for name in cells), Old("", deep + end + modifier(0x244C) + HALVES)]
        for cells in ("ab", "cd")
    ]
    outer = [Old("前", IN_TABLE), *rows[0], *rows[1], *old_row("后|e", HALVES), *old_row("f|g", HALVES), Old("")]
    document = extract_markup(doc(*outer).markup)
    assert document.text.splitlines() == ["前", "〔表1〕", "后", "e", "f", "g"]
    assert [[cell.text for cell in row] for row in document.tables[0].rows] == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize("name", [0x6645, 0x6646])
def test_modifiers_that_are_laid_aside(name: int) -> None:
    """What is too long for a page lies in the data stream."""
    merged = ROW_END + edges(0, 2000, 4000, merged=(2, RIGHT_OF))
    aside = modifier(name, struct.pack("<I", 3))
    rows = [*old_row("a|旧")[:-1], Old("", aside, "\x07"), *old_row("c|d", HALVES)]
    got = places(doc(*rows, Old(""), data=b"xyz" + struct.pack("<H", len(merged)) + merged))
    assert got == {"a": (0, 0, 1, 2), "c": (1, 0, 1, 1), "d": (1, 1, 1, 1)}


@pytest.mark.parametrize("mark", ["\x01", "\x08"])
def test_a_picture_in_a_doc_is_no_blank(mark: str) -> None:
    got = places(doc(*old_row(f"a|{mark}"), *old_row(f"{mark}c|"), Old("")))
    assert got == {"a": (0, 0, 1, 1), "［图］": (0, 1, 1, 1), "c": (1, 0, 1, 1), "": (1, 1, 1, 1)}


def doc_level(kind: int, template: str, start: int = 1, more: bytes = b"") -> bytes:
    """A level of a list; in its text the characters 0, 1, … stand for the numbers of the levels."""
    head = struct.pack("<iB19xBB2x", start, kind, 0, len(more))
    return head + more + struct.pack("<H", len(template)) + template.encode("utf-16-le")


def doc_lists(*lists: Sequence[bytes]) -> bytes:
    """Lists of one level or nine, numbered from 101."""
    heads = (struct.pack("<i22xBx", 101 + n, len(levels) == 1) for n, levels in enumerate(lists))
    return struct.pack("<H", len(lists)) + b"".join(heads) + b"".join(level for levels in lists for level in levels)


def doc_overrides(*lists: int) -> bytes:
    return struct.pack("<I", len(lists)) + b"".join(struct.pack("<i12x", number) for number in lists)


def in_list(shown: str, number: int, at: int | None = None) -> Old:
    place = b"" if at is None else modifier(0x260A, bytes([at]))
    return Old(shown, place + modifier(0x460B, struct.pack("<h", number)))


@pytest.mark.parametrize(
    ("kind", "first", "eleventh"),
    [
        (0, "1", "11"),
        (3, "A", "K"),
        (4, "a", "k"),
        (10, "一", "一一"),
        (11, "一", "十一"),
        (14, "１", "１１"),
        (18, "①", "⑪"),
        (23, "", ""),
        (33, "一", "十一"),
        (35, "一", "十一"),
        (36, "一", "一一"),
        (37, "一", "十一"),
        (39, "一", "十一"),
        (255, "", ""),
    ],
)
def test_numbers_of_a_doc(kind: int, first: str, eleventh: str) -> None:
    lists = doc_lists([doc_level(kind, "\0")])
    shown = lines(doc(*(in_list("项", 1) for _ in range(11)), lists=lists, overrides=doc_overrides(101)))
    assert (shown[0], shown[10]) == (f"{first}项", f"{eleventh}项")


def test_formal_numbers_of_a_doc() -> None:
    lists = doc_lists([doc_level(38, "\0、", start=2)])
    assert lines(doc(in_list("项", 1), lists=lists, overrides=doc_overrides(101))) == ["贰、项"]


def test_lists_of_a_doc_by_level_and_by_number() -> None:
    nine = [
        doc_level(39, "\0、"),
        doc_level(39, "（\x01）", more=b"abc"),
        *(doc_level(0, "\0.\x01.\x02") for _ in range(7)),
    ]
    lists = doc_lists(nine, [doc_level(18, "\0", start=4)])
    body = [
        in_list("甲", 2),
        in_list("乙", 2, 1),
        in_list("丙", 2, 2),
        in_list("丁", 1),
        in_list("戊", 2),
        in_list("己", 3),
    ]
    body += [in_list("", 2), in_list("庚", 9), in_list("辛", 0)]
    shown = lines(doc(*body, lists=lists, overrides=doc_overrides(102, 101, 7)))
    assert shown == ["一、甲", "（一）乙", "一.一.1丙", "④丁", "二、戊", "己", "庚", "辛"]


def test_a_doc_whose_lists_are_broken_keeps_its_text() -> None:
    lists = doc_lists([doc_level(39, "\0、")])
    shown = doc(in_list("甲", 1), lists=struct.pack("<H", 60000) + lists[2:], overrides=doc_overrides(101))
    assert lines(shown) == ["甲"]


def test_cells_of_a_doc_are_counted() -> None:
    data = word97([*old_row("a|b"), *old_row("c|d")])
    assert len(list(read_doc(data, Limits(cells=4)).markup.iter("td"))) == 4
    error = failure(read_doc, data, Limits(cells=3))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, "表格的单元格超过上限 3（READ_CELLS）")


def patched(place: int, layout: str, value: int, name: str = "writer_narrative.doc") -> bytes:
    """A file of the corpus with another number in its file information block."""
    text = bytearray(stream_of((DOCUMENTS / name).read_bytes(), "WordDocument"))
    struct.pack_into(layout, text, place, value)
    return with_streams({"WordDocument": bytes(text)}, name)


@pytest.mark.parametrize("flags", [0x0100 | 0x0200, 0x8000 | 0x0100 | 0x0200], ids=["encrypted", "obfuscated"])
def test_a_doc_with_a_password(flags: int) -> None:
    error = failure(read_doc, patched(0x0A, "<H", flags))
    assert (error.failure, error.detail) == (FailureKind.ENCRYPTED, "Word 文件有打开密码")


@pytest.mark.parametrize(("place", "value"), [(2, 0x0068), (2, 0x00BF), (0, 0xA5DC)], ids=["95", "just before", "6"])
def test_a_doc_of_an_earlier_version(place: int, value: int) -> None:
    with pytest.raises(NotWord97):
        read_doc(patched(place, "<H", value), LIMITS)


WHOLE = (DOCUMENTS / "writer_narrative.doc").read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        WHOLE[:8],
        WHOLE[:600],
        WHOLE[: len(WHOLE) // 4],
        WHOLE[: len(WHOLE) // 2],
        WHOLE[: len(WHOLE) - 1024],
        (DOCUMENTS / "calc_annex.xls").read_bytes(),
        patched(0x0A, "<H", 0),
        patched(0x9A + 8 * _PIECES, "<I", 0x7FFFFFFF),
        patched(0x9A + 8 * _PIECES + 4, "<I", 0),
        patched(0x9A + 8 * _RUNS, "<I", 0x7FFFFFFF),
        patched(0x9A + 8 * _PARAGRAPHS + 4, "<I", 0x00FFFFFF),
        word97([Old("甲"), *old_row("a|b", modifier(0xD608, b"\x05\0\x40\0\0\0"))]),
    ],
    ids=[
        "nothing",
        "a beginning",
        "a header",
        "a quarter",
        "half",
        "not all",
        "no Word file",
        "no table stream",
        "pieces elsewhere",
        "no pieces",
        "runs elsewhere",
        "paragraphs too long",
        "edges missing",
    ],
)
def test_a_damaged_doc(data: bytes) -> None:
    error = failure(read_doc, data)
    assert error.failure is FailureKind.DAMAGED
    assert error.detail.startswith("Word 文件打不开：")


def test_a_doc_whose_text_is_cut_off() -> None:
    """A piece that reaches behind the end of the stream."""
    data = word97([Old("甲")])
    table = bytearray(stream_of(data, "1Table"))
    place = bytes(table).index(struct.pack("<HIH", 0, _TEXT, 0))
    struct.pack_into("<I", table, place + 2, 0x00FFFFFF)
    error = failure(
        read_doc,
        with_streams({**{name: stream_of(data, name) for name in ("WordDocument", "Data")}, "1Table": bytes(table)}),
    )
    assert (error.failure, error.detail) == (FailureKind.DAMAGED, "Word 文件打不开：文件残缺")


# --- ODT: a package of XML --------------------------------------------------------------------------------------------

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODF = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        *((name, f"{OASIS}:{name}:1.0") for name in ("office", "text", "table")),
        ("draw", f"{OASIS}:drawing:1.0"),
        ("style", f"{OASIS}:style:1.0"),
        ("svg", f"{OASIS}:svg-compatible:1.0"),
        ("xlink", "http://www.w3.org/1999/xlink"),
    )
)
MANIFEST = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0">%s</manifest:manifest>'


def odt_parts(
    content: str, pictures: Mapping[str, bytes] | None = None, styles: str = "", manifest: str = ""
) -> dict[str, bytes]:
    inside = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    inside += f"<office:body><office:text>{content}</office:text></office:body>"
    return {
        "mimetype": kinds.ODT.encode(),
        "META-INF/manifest.xml": (MANIFEST % manifest).encode(),
        "content.xml": f"<office:document-content {ODF}>{inside}</office:document-content>".encode(),
        **(pictures or {}),
    }


def odt(content: str, limits: Limits = LIMITS) -> Taken:
    return read_odt(zipped(odt_parts(content)), limits)


def frame(*shown: str) -> str:
    """A text box with paragraphs."""
    inside = "".join(f"<text:p>{line}</text:p>" for line in shown)
    return f"<draw:frame><draw:text-box>{inside}</draw:text-box></draw:frame>"


def note(inside: str) -> str:
    return f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{inside}</text:note-body></text:note>"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("甲<text:s/>乙", "甲 乙"),
        ('甲<text:s text:c="3"/>乙', "甲 乙"),
        ("甲<text:tab/>乙", "甲 乙"),
        ("甲<text:line-break/>乙", "甲\n乙"),
        ('甲<text:span>丙<text:span>丁</text:span></text:span><text:a xlink:href="#x">戊</text:a>乙', "甲丙丁戊乙"),
        (f"甲{note('<text:p>注</text:p>')}乙", "甲乙"),
        ("甲<office:annotation><text:p>批注</text:p></office:annotation>丙<office:annotation-end/>乙", "甲丙乙"),
        ("甲<text:change/><text:change-start/>新<text:change-end/>乙", "甲新乙"),
        ("甲<text:page-number>3</text:page-number><text:bookmark/>乙", "甲3乙"),
        ("甲<text:soft-page-break/>乙", "甲乙"),
        (
            "甲<text:ruby><text:ruby-base>沅</text:ruby-base><text:ruby-text>yuan</text:ruby-text></text:ruby>乙",
            "甲沅乙",
        ),
        ('甲<text:hidden-text text:is-hidden="true">暗</text:hidden-text>乙', "甲乙"),
        ('甲<text:hidden-text text:is-hidden="false">明</text:hidden-text>乙', "甲明乙"),
        ('甲<text:user-field-get text:display="none">暗</text:user-field-get>乙', "甲乙"),
        ('暗<text:hidden-paragraph text:is-hidden="true"/>', ""),
        (f"甲{frame('框', '二')}乙", "甲乙\n框\n二"),
        (f"甲<text:span>丙{frame('框')}</text:span>乙", "甲丙乙\n框"),
        (f"甲{frame('外' + frame('里'))}乙", "甲乙\n外\n里"),
        (f"甲{note('<text:p>' + frame('框') + '</text:p>')}乙", "甲乙"),
    ],
)
def test_what_a_paragraph_of_an_odt_shows(content: str, shown: str) -> None:
    assert "\n".join(lines(odt(f"<text:p>{content}</text:p>"))) == shown


def test_blanks_are_counted_but_not_without_end() -> None:
    (shown,) = odt('<text:p>甲<text:s text:c="3"/>乙<text:s text:c="999999"/>丙</text:p>').markup
    assert shown.text == f"甲   乙{' ' * 100}丙"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ('<text:h text:outline-level="1">题</text:h><text:p>甲</text:p>', ["题", "甲"]),
        ("<text:section><text:section><text:p>甲</text:p></text:section></text:section>", ["甲"]),
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>旧</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:p>甲</text:p>",
            ["甲"],
        ),
        ("<text:sequence-decls><text:p>旧</text:p></text:sequence-decls>", []),
        ("<office:forms><text:p>旧</text:p></office:forms>", []),
        ('<text:section text:display="none"><text:p>暗</text:p></text:section>', []),
        (frame("框") + "<text:p>甲</text:p>", ["框", "甲"]),
        ("<text:p/><text:p> </text:p>", []),
    ],
    ids=["heading", "sections", "changes", "declarations", "forms", "hidden section", "frame of a page", "nothing"],
)  # fmt: skip
def test_what_an_odt_shows(content: str, shown: list[str]) -> None:
    assert lines(odt(content)) == shown


def odt_style(name: str, properties: str, family: str = "text", more: str = "") -> str:
    inside = f"<style:text-properties {properties}/>"
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{inside}</style:style>'


def span(shown: str, name: str = "T1") -> str:
    return f'<text:span text:style-name="{name}">{shown}</text:span>'


ODT_STRUCK = 'style:text-line-through-style="solid"'
ODT_RAISED = 'style:text-position="super 58%"'
ODT_HIDDEN = 'text:display="none"'
PARENT = 'style:parent-style-name="{}"'


@pytest.mark.parametrize(
    ("styles", "inside", "shown"),
    [
        (odt_style("T1", ODT_RAISED), f"12{span('1')}", "12 1"),
        (odt_style("T1", 'style:text-position="sub 58%"'), f"12{span('1')}", "12 1"),
        (odt_style("T1", 'style:text-position="-33% 58%"'), f"12{span('1')}", "12 1"),
        (odt_style("T1", 'style:text-position="0% 100%"'), f"12{span('1')}", "121"),
        (odt_style("T1", ODT_RAISED), f"{span('1')}12", "1 12"),
        (odt_style("T1", ODT_RAISED), f"12{span('1')}{span('2')}", "12 12"),
        (odt_style("T1", ODT_RAISED), f"12m{span('2')}", "12m2"),
        (odt_style("T1", ODT_STRUCK), f"{span('12')}15", "15"),
        (odt_style("T1", 'style:text-line-through-type="double"'), f"{span('12')}15", "15"),
        (odt_style("T1", 'style:text-line-through-style="none"'), f"{span('12')}15", "1215"),
        (odt_style("T1", ODT_HIDDEN), f"{span('9')}5", "5"),
        (odt_style("T1", ODT_HIDDEN), f"{span('9<text:tab/>9')}5", "5"),
        (odt_style("T1", 'text:display="true"'), f"{span('9')}5", "95"),
        (odt_style("T1", "", more=PARENT.format("T2")) + odt_style("T2", ODT_HIDDEN), f"{span('9')}5", "5"),
        (
            odt_style("T1", 'text:display="true"', more=PARENT.format("T2")) + odt_style("T2", ODT_HIDDEN),
            f"{span('9')}5",
            "95",
        ),
        (odt_style("T1", "", more=PARENT.format("T1")), f"{span('9')}5", "95"),
        (odt_style("T1", ODT_STRUCK) + odt_style("T2", ""), span(f"9{span('8', 'T2')}") + "5", "5"),
        (
            odt_style("T1", ODT_STRUCK) + odt_style("T2", 'style:text-line-through-style="none"'),
            span(f"9{span('8', 'T2')}") + "5",
            "85",
        ),
        (odt_style("P1", ODT_HIDDEN, "paragraph"), "9", ""),
        (odt_style("P1", ODT_RAISED, "paragraph") + odt_style("T1", 'style:text-position="0% 100%"'),
         f"9{span('5')}", "9 5"),
        (odt_style("T1", ODT_HIDDEN, "paragraph"), f"{span('9')}5", "95"),
    ],
)  # fmt: skip
def test_what_is_raised_struck_out_or_hidden_in_an_odt(styles: str, inside: str, shown: str) -> None:
    parts = odt_parts(f'<text:p text:style-name="P1">{inside}</text:p>', styles=styles)
    assert "\n".join(lines(read_odt(zipped(parts), LIMITS))) == shown


def test_styles_that_the_parts_of_an_odt_share() -> None:
    """Of the styles beside them only those of the content are meant."""
    inside = f"<office:styles>{odt_style('H', ODT_HIDDEN)}</office:styles>"
    inside += f"<office:automatic-styles>{odt_style('T1', ODT_HIDDEN)}</office:automatic-styles>"
    shared = f"<office:document-styles {ODF}>{inside}</office:document-styles>".encode()
    parts = odt_parts(f"<text:p>{span('9', 'H')}5{span('6')}</text:p>", {"styles.xml": shared})
    assert lines(read_odt(zipped(parts), LIMITS)) == ["56"]


def test_rows_of_an_odt_that_are_hidden_are_not_read_and_told() -> None:
    hidden = [
        odt_row(odt_cell("暗"), odt_cell("暗")).replace("-row>", f'-row table:visibility="{how}">', 1)
        for how in ("collapse", "filter")
    ]
    shown = odt_row(odt_cell("c"), odt_cell("d")).replace("-row>", '-row table:visibility="visible">', 1)
    taken = odt(odt_table(odt_row(odt_cell("a"), odt_cell("b")), *hidden, shown))
    assert list(places(taken)) == ["a", "b", "c", "d"]
    assert findings(taken) == [("cells_hidden", "表格有 2 个隐藏的行没有读")]


def test_objects_of_an_odt_are_told_and_a_formula_is_no_number() -> None:
    def thing(name: str, more: str = "") -> str:
        return f'<draw:frame><draw:object xlink:href="./{name}"/>{more}</draw:frame>'

    formula = "application/vnd.oasis.opendocument.formula"
    entry = f'<manifest:file-entry manifest:full-path="Object 1/" manifest:media-type="{formula}"/>'
    replacement = '<draw:image xlink:href="./ObjectReplacements/2"/>'
    content = odt_table(
        odt_row(odt_cell("", content=f"<text:p>12{thing('Object 1', replacement)}</text:p>"), odt_cell("b")),
        odt_row(odt_cell("c"), odt_cell("", content=f"<text:p>{thing('Object 2')}</text:p>")),
    )
    taken = read_odt(zipped(odt_parts(content, manifest=entry)), LIMITS)
    assert list(places(taken)) == ["12〔公式〕", "b", "c", "［图］"]
    assert findings(taken) == [
        ("part_not_read", "公式没有读"),
        ("part_not_read", "嵌入的对象没有读：Object 2"),
    ]


def test_sizes_of_pictures_of_an_odt() -> None:
    wide = image("Pictures/a.png").replace("<draw:frame", '<draw:frame svg:width="14cm" svg:height="2.5in"')
    taken = read_odt(zipped(odt_parts(wide + image("Pictures/a.png"), {"Pictures/a.png": PNG})), LIMITS)
    assert sizes(taken) == [("14.00", "6.35"), (None, None)]


def odt_cell(shown: str, attributes: str = "", content: str = "") -> str:
    spread = " ".join(f"table:{pair}" for pair in attributes.split())
    return f"<table:table-cell {spread}>{content or f'<text:p>{shown}</text:p>'}</table:table-cell>"


def odt_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def odt_table(*rows: str) -> str:
    return f"<table:table><table:table-column/>{''.join(rows)}</table:table>"


COVERED = "<table:covered-table-cell><text:p>旧</text:p></table:covered-table-cell>"


def test_the_cells_of_an_odt() -> None:
    head = odt_row(odt_cell("a", 'number-columns-spanned="2"'), COVERED, odt_cell("b"))
    group = odt_row(odt_cell("c", 'number-rows-spanned="2"'), odt_cell("d"), odt_cell("e"))
    body = odt_table(
        f"<table:table-header-rows>{head}</table:table-header-rows>",
        f"<table:table-row-group><table:table-rows>{group}</table:table-rows></table:table-row-group>",
        odt_row(COVERED, odt_cell("f"), odt_cell("", content="<text:p>上</text:p><text:p>下</text:p>")),
    )
    assert places(odt(body)) == {
        "a": (0, 0, 1, 2),
        "b": (0, 2, 1, 1),
        "c": (1, 0, 2, 1),
        "d": (1, 1, 1, 1),
        "e": (1, 2, 1, 1),
        "f": (2, 1, 1, 1),
        "上\n下": (2, 2, 1, 1),
    }


def test_a_repeated_cell_stands_in_each_of_its_columns() -> None:
    body = odt_table(
        odt_row(odt_cell("a", 'number-columns-repeated="3"'), odt_cell("b")),
        odt_row(odt_cell("c"), odt_cell("0", 'number-columns-repeated="2"'), odt_cell("d")),
    )
    (table,) = extract_markup(odt(body).markup).tables
    assert [[(cell.text, cell.column) for cell in row] for row in table.rows] == [
        [("a", 0), ("a", 1), ("a", 2), ("b", 3)],
        [("c", 0), ("0", 1), ("0", 2), ("d", 3)],
    ]


def test_a_table_in_a_cell_of_an_odt() -> None:
    inner = odt_table(odt_row(odt_cell("a"), odt_cell("b")), odt_row(odt_cell("c"), odt_cell("d")))
    document = extract_markup(odt(odt_table(odt_row(odt_cell("", content=f"<text:p>前</text:p>{inner}")))).markup)
    assert document.text == "前\n〔表1〕"
    assert [[cell.text for cell in row] for row in document.tables[0].rows] == [["a", "b"], ["c", "d"]]


def image(name: str) -> str:
    return f'<draw:frame><draw:image xlink:href="{name}"/></draw:frame>'


def test_pictures_of_an_odt_in_the_order_in_which_they_are_shown() -> None:
    content = f"<text:p>甲{image('Pictures/b.png')}</text:p>"
    content += odt_table(
        odt_row(odt_cell("", content=f"<text:p>{image('Pictures/a.jpg')}</text:p>"), odt_cell("x")),
        odt_row(odt_cell("y"), odt_cell("z")),
    )
    content += image("Pictures/gone.png") + image("http://www.example.cn/a.png") + image("Pictures/b.png")
    taken = read_odt(zipped(odt_parts(content, {"Pictures/a.jpg": JPEG, "Pictures/b.png": PNG})), LIMITS)
    assert list(taken.pictures) == [PNG, JPEG, PNG]
    assert len(list(taken.markup.iter("img"))) == 5
    assert places(taken)["［图］"] == (0, 0, 1, 1)


def test_cells_of_an_odt_are_counted_nested_ones_too() -> None:
    inner = odt_table(odt_row(odt_cell("b"), odt_cell("c")))
    data = zipped(odt_parts(odt_table(odt_row(odt_cell("a"), odt_cell("", content=inner)))))
    assert len(list(read_odt(data, Limits(cells=4)).markup.iter("td"))) == 4
    error = failure(read_odt, data, Limits(cells=3))
    assert (error.failure, error.detail) == (FailureKind.LIMIT_EXCEEDED, "表格的单元格超过上限 3（READ_CELLS）")


ODT = odt_parts("<text:p>甲</text:p>")
LOCKED = (MANIFEST % "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>").encode()


def test_an_odt_with_a_password() -> None:
    """What is encrypted is no XML, and need not be looked at."""
    error = failure(read_odt, repacked(ODT, manifest=LOCKED, content=b"\x93\x81"))
    assert (error.failure, error.detail) == (FailureKind.ENCRYPTED, "OpenDocument 文件有打开密码")


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "打不开："),
        (zipped(ODT)[:-100], "打不开："),
        (repacked(ODT, content=None), "打不开："),
        (repacked(ODT, content=ODT["content.xml"][:-9]), "打不开："),
        (repacked(ODT, manifest=None), "打不开："),
        (spoiled(zipped(ODT), "content.xml"), "打不开："),
        (repacked(ODT, content=f"<office:document-content {ODF}/>".encode()), "没有正文"),
        (
            repacked(ODT, content=f"<office:document-content {ODF}><office:body/></office:document-content>".encode()),
            "没有正文",
        ),
    ],
    ids=["nothing", "cut short", "no content", "broken", "no manifest", "spoiled", "no body", "empty body"],
)
def test_a_damaged_odt(data: bytes, detail: str) -> None:
    error = failure(read_odt, data)
    assert error.failure is FailureKind.DAMAGED
    assert error.detail.startswith(f"OpenDocument 文件{detail}")


# --- pictures among text ----------------------------------------------------------------------------------------------

PROSE = "全年主动公开政府信息八十六条，没有收到公开申请，没有收费，没有复议和诉讼。" * 2
TELLS = "没有读，里面可能有表格。装上文字识别（make ocr）再运行 scrapy replay 即可读"


def drawing(width: float, height: float) -> bytes:
    """A picture of so many centimetres on a screen."""
    buffer = io.BytesIO()
    Image.new("L", (round(width * 96 / 2.54), round(height * 96 / 2.54)), 255).save(buffer, "PNG")
    return buffer.getvalue()


def with_pictures(*pictures: bytes, between: str = "", before: str = PROSE) -> bytes:
    """A DOCX of prose and pictures."""
    names = [f"p{number}" for number in range(len(pictures))]
    body = text(before) + (text(between) if between else "").join(map(blip, names))
    related = "".join(relation(name, "image", f"{name}.png") for name in names)
    held = {f"word/{name}.png": data for name, data in zip(names, pictures, strict=True)}
    return zipped(docx_parts(body, related=related, pictures=held))


def told(data: bytes) -> list[tuple[str, str]]:
    found = take_apart(data, media_type(data), None, LIMITS).document.findings
    return [(finding.kind, finding.detail) for finding in found]


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_here", lambda: False)


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize(
    ("pictures", "which"),
    [
        ([drawing(15, 6)], "第 1 幅图片"),
        ([drawing(4, 4)], ""),
        ([drawing(15, 1)], ""),
        ([drawing(4, 4), drawing(9, 3), drawing(9, 3)], "第 2、3 幅图片"),
        ([b"\xd7\xcd\xc6\x9a"], "第 1 幅图片"),
    ],
    ids=["a table's size", "a seal's", "a rule's", "several", "unknown"],
)
def test_a_large_picture_amid_text_is_told(pictures: list[bytes], which: str) -> None:
    assert told(with_pictures(*pictures)) == ([("pictures_unread", which + TELLS)] if which else [])


@pytest.mark.usefixtures("without_ocr")
def test_the_size_is_that_at_which_a_picture_is_shown() -> None:
    def shown(width: float) -> bytes:
        extent = f'<wp:extent cx="{width * 360000:.0f}" cy="1080000"/>'
        body = of_paragraph(f'<w:drawing><wp:inline>{extent}<a:blip r:embed="b"/></wp:inline></w:drawing>')
        pictures = {"word/b.png": drawing(8, 3)}
        return zipped(docx_parts(text(PROSE) + body, related=relation("b", "image", "b.png"), pictures=pictures))

    assert told(shown(4)) == []
    assert told(shown(14)) == [("pictures_unread", f"第 1 幅图片{TELLS}")]


@pytest.mark.usefixtures("without_ocr")
def test_a_large_picture_amid_the_text_of_other_kinds() -> None:
    picture = struct.pack("<28x4H", 8504, 2835, 1000, 1000)
    runs = [(PROSE, b""), ("\x01", modifier(0x6A03, struct.pack("<I", 0)))]
    assert told(word97([Old(runs)], data=picture)) == [("pictures_unread", f"第 1 幅图片{TELLS}")]
    content = f"<text:p>{PROSE}{image('Pictures/a.png')}</text:p>"
    assert told(zipped(odt_parts(content, {"Pictures/a.png": drawing(9, 3)}))) == [
        ("pictures_unread", f"第 1 幅图片{TELLS}")
    ]


@dataclass(frozen=True)
class Shown:
    """What stands for a recognised picture: the number of its page, and what is in it."""

    number: int
    table: str = ""
    text: str = ""

    @property
    def page(self) -> Shown:
        return self


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> dict[bytes, Shown]:
    """Character recognition that knows what it is to find."""
    known: dict[bytes, Shown] = {}

    def scans(data: bytes, first: int, limits: Limits) -> list[Shown]:
        if data not in known:
            raise NotRead(FailureKind.DAMAGED, "图片打不开")
        return [replace(known[data], number=first)]

    def assemble(pages: Sequence[Shown], *_: object) -> Taken:
        boxes = [[Box(paragraphs(page.table), origin=f"p{page.number}", seen=True)] for page in pages if page.table]
        text = [part for page in pages for part in paragraphs(page.text)]
        grids = [markup_table(boxes)] if boxes else []
        return Taken(markup_body([*text, *grids]), [Finding("read_by_ocr", "第 1 页"), Finding("cells_uneven", "1")])

    monkeypatch.setattr(ocr, "is_here", lambda: True)
    monkeypatch.setattr(ocr, "scans_of_picture", scans)
    monkeypatch.setattr(shown_pictures, "assemble", assemble)
    return known


def test_tables_in_pictures_amid_text_are_read_in_their_place(recognised: dict[bytes, Shown]) -> None:
    first, second, third = drawing(15, 6), drawing(15, 7), drawing(15, 8)
    recognised |= {first: Shown(0, "甲"), second: Shown(0, "乙", "单位：件"), third: Shown(0, "", "合影")}
    data = with_pictures(first, second, third, between="间")
    markup = shown_pictures.with_pictures(read_docx(data, LIMITS), LIMITS).markup
    assert [part.tag for part in markup] == ["p", "table", "p", "table", "p", "img"]
    document = take_apart(data, kinds.DOCX, None, LIMITS).document
    assert not document.seen
    assert [(finding.kind, finding.detail) for finding in document.findings] == [
        ("cells_uneven", "1"),
        ("cells_uneven", "1"),
        ("read_by_ocr", "第 1、2 幅图片的表格由字符识别得来，核对过的数字才算读出"),
        ("pictures_unread", "第 2 幅图片里表格以外的文字没有读"),
        ("pictures_unread", "第 3 幅图片里没有认出表格，其中的文字没有读"),
    ]


def test_a_table_may_go_on_in_the_next_picture(recognised: dict[bytes, Shown]) -> None:
    first, second = drawing(15, 6), drawing(15, 7)
    recognised |= {first: Shown(0, "甲"), second: Shown(0, "乙")}
    (table,) = shown_pictures.with_pictures(read_docx(with_pictures(first, second), LIMITS), LIMITS).markup.iter(
        "table"
    )
    assert [cell.text_content() for cell in table.iter("td")] == ["甲", "乙"]


def test_pictures_that_cannot_be_recognised_are_told(recognised: dict[bytes, Shown]) -> None:
    pictures = [drawing(15, 6), b"\xd7\xcd\xc6\x9a", *(drawing(15, 7 + number) for number in range(9))]
    recognised |= {data: Shown(0) for data in pictures[2:]}
    assert told(with_pictures(*pictures)) == [
        ("pictures_unread", "第 2 幅图片不在文件里，或者不是能识别的格式，没有读"),
        ("pictures_unread", "第 10、11 幅图片没有读：只识别前 8 幅"),
        ("pictures_unread", "第 1 幅图片没有读：图片打不开"),
    ]


def test_a_doc_with_a_large_picture_is_read_by_another_program_where_it_is_here(
    recognised: dict[bytes, Shown], monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = drawing(15, 6)
    recognised[picture] = Shown(0, "甲")
    found = struct.pack("<28x4H", 8504, 2835, 1000, 1000)
    data = word97([Old([(PROSE, b""), ("\x01", modifier(0x6A03, struct.pack("<I", 0)))])], data=found)
    monkeypatch.setattr(formats, "office_to_docx", lambda *_: with_pictures(picture))
    assert [kind for kind, _ in told(data)] == ["cells_uneven", "read_by_ocr"]

    def missing(*_: object) -> bytes:
        raise NotRead(FailureKind.MISSING_PROGRAM, "没有")

    monkeypatch.setattr(formats, "office_to_docx", missing)
    assert told(data) == [("pictures_unread", "第 1 幅图片不在文件里，或者不是能识别的格式，没有读")]
