"""The pieces of a Word document as XML: runs, paragraphs, tables with merged cells, boxes, controls, changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from xml.sax.saxutils import escape

from tests.printed.grids import Cell, Table, placed
from tests.printed.html import stacked

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("v", "urn:schemas-microsoft-com:vml"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
    )
)
_CHANGED = 'w:author="审核人" w:date="2024-01-08T09:30:00Z"'
_ids = count(1)


@dataclass(frozen=True, slots=True)
class Look:
    """The dress of a Word document.

    `landscape`: "", all or tables. `title_in`: where the title stands: "" (a paragraph), cell, box or control.
    `nested`: the tables lie in the cell of a layout table. `controls`: numbers stand in content controls.
    `numbered`: the numbers of the headings are the program's, not typed. `changed`: code → text of a deletion that
    stands before the number, which is an insertion. `dated` and `numbers` as in `html.Look`.
    """

    font: str = "宋体"
    size: float = 10.5
    margin: float = 2.4
    landscape: str = ""
    header: str = ""
    numbers: tuple[str, str] | None = None
    repeat_head: bool = True
    vertical: bool = False
    numbered: bool = False
    title_in: str = ""
    nested: bool = False
    controls: bool = False
    changed: dict[str, str] = field(default_factory=dict)
    removed: str = ""
    dated: str = ""
    row_height: int = 0


def run(text: str, size: float = 0, *, bold: bool = False, deleted: bool = False) -> str:
    """Text with its size in points (0: that of the document); a newline is a line break."""
    sizes = f'<w:sz w:val="{int(size * 2)}"/><w:szCs w:val="{int(size * 2)}"/>' if size else ""
    tag = "w:delText" if deleted else "w:t"
    pieces = [f'<{tag} xml:space="preserve">{escape(piece)}</{tag}>' for piece in text.split("\n")]
    return f"<w:r><w:rPr>{'<w:b/>' if bold else ''}{sizes}</w:rPr>{'<w:br/>'.join(pieces)}</w:r>"


def paragraph(content: str, align: str = "left", properties: str = "") -> str:
    """A paragraph around runs; `properties` is more XML for its pPr, placed before the alignment."""
    return f'<w:p><w:pPr>{properties}<w:jc w:val="{align}"/></w:pPr>{content}</w:p>'


def change(old: str, new: str, size: float = 0) -> str:
    """A tracked change: the old text deleted, the new one inserted; either may be empty."""
    deletion = f'<w:del w:id="{next(_ids)}" {_CHANGED}>{run(old, size, deleted=True)}</w:del>' if old else ""
    insertion = f'<w:ins w:id="{next(_ids)}" {_CHANGED}>{run(new, size)}</w:ins>' if new else ""
    return deletion + insertion


def control(content: str) -> str:
    """A content control around runs, cells or paragraphs."""
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="{next(_ids) + 7000}"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
    )


def box(content: str) -> str:
    """A paragraph that holds a text box, in the two ways in which Word writes it side by side."""
    shape = (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="5400000" cy="900000"/>'
        f'<wp:docPr id="{next(_ids)}" name="文本框"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5400000" cy="900000"/></a:xfrm><a:prstGeom prst="rect">'
        f"<a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/>"
        "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    old = (
        '<w:pict><v:shape id="old" style="width:425pt;height:71pt" stroked="f"><v:textbox><w:txbxContent>'
        f"{content}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    both = f'<mc:Choice Requires="wps">{shape}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:p><w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r></w:p>"


def _cell(cell: Cell, width: int, merge: str, look: Look) -> str:
    text = stacked(cell.text) if look.vertical and cell.role == "group" else cell.text
    size = look.size - 1.5
    if merge == "continue":
        content = ""
    elif cell.code in look.changed:
        content = change(look.changed[cell.code], text, size)
    elif look.controls and cell.code:
        content = control(run(text, size))
    else:
        content = run(text, size, bold=cell.role == "title") if text else ""
    align = "left" if cell.role == "label" else "center"
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.colspan > 1:
        properties += f'<w:gridSpan w:val="{cell.colspan}"/>'
    if merge:
        properties += f'<w:vMerge w:val="{merge}"/>' if merge == "restart" else "<w:vMerge/>"
    made = f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{paragraph(content, align)}</w:tc>'
    return control(made) if look.controls and cell.code.endswith(".total") else made


def table(grid: Table, look: Look, width: int) -> str:
    """One table of `width` twentieths of a point, with the lines above and below it."""
    whole = sum(grid.widths)
    columns = [width * part // whole for part in grid.widths]
    rows: list[list[tuple[int, str]]] = [[] for _ in grid.rows]
    for number, column, cell in placed(grid):
        wide = sum(columns[column : column + cell.colspan])
        for below in range(cell.rowspan):
            merge = ("continue" if below else "restart") if cell.rowspan > 1 else ""
            rows[number + below].append((column, _cell(cell, wide, merge, look)))
    height = f'<w:trHeight w:val="{look.row_height}" w:hRule="atLeast"/>' if look.row_height else ""
    lines = []
    for number, cells in enumerate(rows):
        repeated = "<w:tblHeader/>" if look.repeat_head and number < grid.head else ""
        lines.append(f"<w:tr><w:trPr>{height}{repeated}</w:trPr>{''.join(text for _, text in sorted(cells))}</w:tr>")
    return (
        (paragraph(run(grid.before, look.size)) if grid.before else "")
        + table_of("".join(lines), columns, rules=True)
        + paragraph(run(grid.after, look.size))
    )


def table_of(rows: str, columns: list[int], *, rules: bool) -> str:
    """A table around rows, ruled or not."""
    edges = "".join(
        f'<w:{edge} w:val="{"single" if rules else "nil"}" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
