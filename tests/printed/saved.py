"""Reports as web pages saved to files: MHTML, HTML under the names of Word and Excel, plain text."""

from __future__ import annotations

import io
from email import charset as charsets
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html import escape

from PIL import Image, ImageDraw

from tests.printed.grids import Cell, Table
from tests.printed.html import RULED, Look, page, spans
from tests.printed.reports import Report

_OFFICE = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns="http://www.w3.org/TR/REC-html40"'
)
_WORD_STYLE = """<style>
<!--
 /* Style Definitions */
 p.MsoNormal, li.MsoNormal
	{mso-style-parent:"";margin:0cm;text-align:justify;text-justify:inter-ideograph;mso-pagination:none;
	font-size:10.5pt;font-family:"Times New Roman";mso-fareast-font-family:宋体;mso-font-kerning:1.0pt;}
@page Section1 {size:595.3pt 841.9pt;margin:72.0pt 90.0pt 72.0pt 90.0pt;mso-header-margin:42.55pt;}
div.Section1 {page:Section1;}
-->
</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View><w:Zoom>100</w:Zoom></w:WordDocument></xml><![endif]-->"""


def seal() -> bytes:
    """A small picture, as pages carry one."""
    picture = Image.new("RGB", (48, 48), "white")
    ImageDraw.Draw(picture).ellipse((4, 4, 43, 43), outline="red", width=3)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def mhtml(report: Report, encoding: str, transfer: str) -> bytes:
    """A web archive: the page in `encoding`, as `quoted-printable` or `base64`, and a picture."""
    whole = MIMEMultipart("related", type="text/html", boundary="----=_NextPart_01DA3F2B.7C6E5A10")
    whole["Subject"] = report.title
    html = page(report, Look(css=RULED, dated="line")).replace('charset="utf-8"', f'charset="{encoding}"')
    html = html.replace("<body>", '<body><img src="seal.png" alt="">')
    part: MIMEBase
    if transfer == "base64":
        part = MIMEText(html, "html", encoding)
    else:
        printed = charsets.Charset(encoding)
        printed.body_encoding = charsets.QP
        part = MIMEText("", "html", encoding)
        del part["Content-Transfer-Encoding"]
        part.set_payload(html.encode(encoding), printed)
    part["Content-Location"] = "file:///C:/nianbao.htm"
    whole.attach(part)
    picture = MIMEImage(seal(), "png")
    picture["Content-Location"] = "file:///C:/seal.png"
    whole.attach(picture)
    return whole.as_bytes().replace(b"\n", b"\r\n")


def _word_cell(cell: Cell) -> str:
    text = escape(cell.text, quote=False).replace("\n", "<br>")
    if not text:
        inner = "<span lang=EN-US style='font-size:9.0pt'><o:p>&nbsp;</o:p></span>"
    elif cell.code:
        inner = f"<span lang=EN-US style='font-size:9.0pt'>{text}<o:p></o:p></span>"
    else:
        middle = len(text) // 2 if "<" not in text and "&" not in text else 0
        pieces = [piece for piece in (text[:middle], text[middle:]) if piece]
        inner = "".join(f"<span style='font-size:9.0pt;font-family:宋体'>{piece}</span>" for piece in pieces)
    places = spans(cell).replace('"', "")
    return f"<td{places} style='border:solid windowtext .5pt'><p class=MsoNormal align=center>{inner}</p></td>"


def _word_table(grid: Table) -> str:
    rows = "\n".join(f" <tr>{''.join(_word_cell(cell) for cell in row)}</tr>" for row in grid.rows)
    opening = "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>"
    around = [f"<p class=MsoNormal>{escape(text)}</p>" if text else "" for text in (grid.before, grid.after)]
    return f"{around[0]}{opening}\n{rows}\n</table>{around[1]}"


def word_page(report: Report, encoding: str) -> bytes:
    """The report as Word saves a web page."""
    lines = [f"<p class=MsoNormal align=center><b><span style='font-size:18.0pt'>{escape(report.title)}</span></b></p>"]
    for part in report.parts:
        for text in (part.heading, *part.paragraphs):
            if text:
                lines.append(f"<p class=MsoNormal><span style='font-family:宋体'>{escape(text)}<o:p></o:p></span></p>")
        lines += [_word_table(grid) for grid in part.tables]
    head = (
        f'<meta http-equiv=Content-Type content="text/html; charset={encoding}">\n'
        f"<meta name=ProgId content=Word.Document>\n<title>{escape(report.title)}</title>\n{_WORD_STYLE}"
    )
    body = f"<body lang=ZH-CN>\n<div class=Section1>\n{chr(10).join(lines)}\n</div>\n</body>"
    return f"<html {_OFFICE}>\n<head>\n{head}\n</head>\n{body}\n</html>\n".encode(encoding)


def sheet_page(report: Report, encoding: str, title: str) -> bytes:
    """The tables of the report under a title row, as an HTML table that is saved under the name of a workbook."""
    rows = []
    for part in report.parts:
        for grid in part.tables:
            lines = (part.heading, grid.before) if part.heading else (grid.before,)
            rows += [f"<tr><td colspan=15>{escape(text)}</td></tr>" for text in lines if text]
            rows += [
                "<tr>" + "".join(f"<td{spans(c)} x:str>{escape(c.text, quote=False)}</td>" for c in row) + "</tr>"
                for row in grid.rows
            ]
    head = f'<meta http-equiv=Content-Type content="text/html; charset={encoding}">'
    first = f"<tr><td colspan=15 style='font-size:16pt'>{escape(title)}</td></tr>"
    table = f"<table border=1>\n{first}\n{chr(10).join(rows)}\n</table>"
    return f"<html {_OFFICE}>\n<head>{head}</head>\n<body>\n{table}\n</body>\n</html>\n".encode(encoding)


def text(report: Report) -> str:
    """The report as plain text, the cells of a row apart by a tab; merged cells are written once."""
    lines = [report.title, ""]
    for part in report.parts:
        lines += [line for line in (part.heading, *part.paragraphs) if line]
        for grid in part.tables:
            lines += [grid.before] if grid.before else []
            lines += ["\t".join(cell.text for cell in row) for row in grid.rows]
            lines += [grid.after] if grid.after else []
    return "\r\n".join(lines) + "\r\n"
