"""Reports as HTML pages for a browser to print, in many dresses."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from tests.printed.grids import Cell, Table
from tests.printed.reports import Report

RULED = "table{border-collapse:collapse} td{border:0.5pt solid #000}"
SEPARATE = "table{border-collapse:separate;border-spacing:1.5pt;border:1pt solid #000} td{border:0.75pt solid #666}"
HORIZONTAL = "table{border-collapse:collapse;border-top:1.5pt solid #000;border-bottom:1.5pt solid #000} "
HORIZONTAL += "td{border-bottom:0.5pt solid #000}"
BARE = "table{border-collapse:collapse} td{padding:3pt 4pt;vertical-align:top}"
SHADED = RULED + " .head,.title{background:#d6e4f2;font-weight:bold}"


@dataclass(frozen=True, slots=True)
class Look:
    """The dress of a printed page. `dated`: a line of the date under the title (line) or organ and date at the end
    (signed). `numbers`: the foot of every page around the page's number, such as ("- ", " -")."""

    css: str = RULED
    font: str = "AR PL UMing CN"
    size: float = 10.5
    page: str = "A4"
    margin: str = "25mm 22mm"
    running: str = ""
    numbers: tuple[str, str] | None = None
    repeat_head: bool = True
    vertical: bool = False
    wide_tables: bool = False
    dated: str = ""
    title_break: str = ""
    widths: tuple[int, ...] = ()


def stacked(text: str) -> str:
    """A label one character a line."""
    return "\n".join(text)


def spans(cell: Cell) -> str:
    """The attributes of a merged cell."""
    named = (("colspan", cell.colspan), ("rowspan", cell.rowspan))
    return "".join(f' {name}="{size}"' for name, size in named if size > 1)


def _cell(cell: Cell, look: Look) -> str:
    text = stacked(cell.text) if look.vertical and cell.role == "group" else cell.text
    return f'<td class="{cell.role}"{spans(cell)}>{escape(text, quote=False).replace(chr(10), "<br>")}</td>'


def table(grid: Table, look: Look) -> str:
    """One table with the lines above and below it; its header rows in a thead."""
    widths = look.widths if grid.name == "requests" and look.widths else grid.widths
    whole = sum(widths)
    columns = "".join(f'<col style="width:{100 * width / whole:.2f}%">' for width in widths)
    rows = ["<tr>" + "".join(_cell(cell, look) for cell in row) + "</tr>" for row in grid.rows]
    head = f"<thead>{''.join(rows[: grid.head])}</thead>" if grid.head else ""
    lines = [f'<p class="note">{escape(grid.before)}</p>'] if grid.before else []
    body = f"<tbody>{''.join(rows[grid.head :])}</tbody>"
    lines.append(f'<table class="{grid.name}"><colgroup>{columns}</colgroup>{head}{body}</table>')
    if grid.after:
        lines.append(f'<p class="note">{escape(grid.after)}</p>')
    return "\n".join(lines)


def _style(look: Look) -> str:
    boxes = [f'@top-center{{content:"{look.running}";font-size:9pt;font-family:"{look.font}"}}'] if look.running else []
    if look.numbers is not None:
        before, after = look.numbers
        boxes.append(f'@bottom-center{{content:"{before}" counter(page) "{after}";font-size:9pt}}')
    inside = f"margin:{look.margin};{''.join(boxes)}"
    return "\n".join(
        [
            f"@page{{size:{look.page};{inside}}}",
            f"@page wide{{size:A4 landscape;{inside}}}",
            f'body{{font:{look.size}pt/1.7 "{look.font}";margin:0}}',
            "h1{font-size:1.7em;text-align:center;margin:0 0 14pt} h2{font-size:1.15em;margin:10pt 0 4pt}",
            "p{text-indent:2em;margin:3pt 0} .date,.note{text-indent:0}",
            ".date{text-align:center} .sign{text-align:right}",
            "table{width:100%;table-layout:fixed;line-height:1.35;margin:4pt 0 10pt;font-size:0.92em}",
            "td{padding:2.5pt 3pt;text-align:center;word-break:break-all} tr{break-inside:avoid}",
            ".label{text-align:left} .review_litigation td{padding:2.5pt 3pt}",
            "" if look.repeat_head else "thead{display:table-row-group}",
            ".tables{page:wide}" if look.wide_tables else "",
            look.css,
        ]
    )


def page(report: Report, look: Look) -> str:
    """The whole report as one page."""
    title = report.title
    if look.title_break:
        title = title.replace(look.title_break, "\n" + look.title_break)
    lines = [f"<h1>{escape(title).replace(chr(10), '<br>')}</h1>"]
    if look.dated == "line":
        lines.append(f'<p class="date">发布日期：{report.published}</p>')
    for part in report.parts:
        lines.append('<div class="tables">' if part.tables else "<div>")
        if part.heading:
            lines.append(f"<h2>{escape(part.heading)}</h2>")
        lines += [f"<p>{escape(text)}</p>" for text in part.paragraphs]
        lines += [table(grid, look) for grid in part.tables]
        lines.append("</div>")
    if look.dated == "signed":
        lines += [f'<p class="sign">{text}</p>' for text in (report.organ, report.date)]
    head = f'<meta charset="utf-8"><title>{escape(report.title)}</title><style>\n{_style(look)}\n</style>'
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head><body>\n' + "\n".join(lines) + "\n</body></html>\n"
