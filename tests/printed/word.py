"""Reports as Word documents, written with python-docx."""

from __future__ import annotations

import io
import re

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt

from tests.printed import wordxml
from tests.printed.reports import Part, Report
from tests.printed.wordxml import NAMESPACES, Look, paragraph, run

_NUMBERED = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='90'/></w:numPr>"
_ORDINAL = re.compile(r"^[一二三四五六七八九十]+、")


def _append(document: Document, xml: str) -> None:
    """Adds elements at the end of the body, before the settings of its last section."""
    body = document.element.body
    for element in list(parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>")):
        body.insert(len(body) - 1, element)


def _numbering(document: Document) -> None:
    """Adds the list 一、二、三、 as number 90."""
    root = document.part.numbering_part.element
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/>'
        '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
    )
    abstract = parse_xml(f'<w:abstractNum {NAMESPACES} w:abstractNumId="90">{level}</w:abstractNum>')
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num {NAMESPACES} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def _set_page(section: Section, look: Look, *, wide: bool) -> None:
    short, long = Cm(21), Cm(29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(look.margin)


def _edges(section: Section, look: Look) -> None:
    """The running header, and the foot with the field of the page's number."""
    if look.header:
        section.header.paragraphs[0].text = look.header
    if look.numbers is not None:
        before, after = look.numbers
        field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        foot = f"<w:p {NAMESPACES}><w:pPr><w:jc w:val='center'/></w:pPr>{run(before)}{field}{run(after)}</w:p>"
        old = section.footer.paragraphs[0]._p
        old.getparent().replace(old, parse_xml(foot))


def _title(report: Report, look: Look, width: int) -> str:
    text = paragraph(run(report.title, 18, bold=True), "center")
    if look.title_in == "box":
        return wordxml.box(text)
    if look.title_in == "control":
        return wordxml.control(text)
    if look.title_in == "cell":
        cell = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{text}</w:tc>'
        return wordxml.table_of(f"<w:tr>{cell}</w:tr>", [width], rules=False) + paragraph("")
    return text


def _heading(text: str, look: Look) -> str:
    bare = _ORDINAL.sub("", text)
    if look.numbered and bare != text:
        return paragraph(run(bare, look.size + 1, bold=True), properties=_NUMBERED)
    return paragraph(run(text, look.size + 1, bold=True))


def _part(part: Part, look: Look, width: int) -> str:
    """The XML of one part; with `look.nested` its tables lie in a layout table of one cell."""
    indent = '<w:ind w:firstLineChars="200" w:firstLine="420"/>'
    lines = [_heading(part.heading, look)] if part.heading else []
    for text in part.paragraphs:
        removed = wordxml.change(look.removed, "") if look.removed and part.heading.startswith("五") else ""
        lines.append(paragraph(run(text) + removed, properties=indent))
    for grid in part.tables:
        if look.nested:
            inner = wordxml.table(grid, look, width - 200)
            cell = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'
            lines.append(wordxml.table_of(f"<w:tr>{cell}</w:tr>", [width], rules=False) + paragraph(""))
        else:
            lines.append(wordxml.table(grid, look, width))
    return "".join(lines)


def document(report: Report, look: Look) -> bytes:
    """The whole report as a DOCX file."""
    made = docx.Document()
    style = made.styles["Normal"]
    style.font.size = Pt(look.size)
    style.font.name = look.font
    style.element.rPr.rFonts.set(qn("w:eastAsia"), look.font)
    style.paragraph_format.space_after = Pt(2)
    made.core_properties.author = ""
    made.core_properties.title = ""
    made.core_properties.comments = ""
    if look.numbered:
        _numbering(made)
    wide = look.landscape == "all"
    section = made.sections[0]
    _set_page(section, look, wide=wide)
    _edges(section, look)

    def width() -> int:
        return int(((29.7 if wide else 21) - 2 * look.margin) * 567) - 10

    _append(made, _title(report, look, width()))
    if look.dated == "line":
        _append(made, paragraph(run(f"发布日期：{report.published}"), "center"))
    for part in report.parts:
        if look.landscape == "tables" and bool(part.tables) != wide:
            wide = bool(part.tables)
            _set_page(made.add_section(WD_SECTION.NEW_PAGE), look, wide=wide)
        _append(made, _part(part, look, width()))
    if look.dated == "signed":
        for text in (report.organ, report.date):
            _append(made, paragraph(run(text), "right"))
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()
