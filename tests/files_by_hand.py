"""Small files made in memory, of the kinds that a page links: a statistics annex, a Word file, an archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
import openpyxl

# Rows of the statistics table of 2014, enough to tell it by.
ANNEX_ROWS = (
    ("一、主动公开情况", "——", None),
    ("（一）主动公开政府信息数", "条", 436),
    ("制发规范性文件总数", "件", 3),
    ("三、依申请公开情况", "——", None),
    ("（一）收到申请数", "件", 12),
    ("1.当面申请数", "件", 5),
    ("2.传真申请数", "件", 0),
    ("3.网络申请数", "件", 7),
    ("4.信函申请数", "件", 0),
    ("（二）申请办结数", "件", 12),
    ("四、行政复议数量", "件", 1),
)
DISCLOSURE = (
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "1"),
    ("行政规范性文件", "2", "1", "9"),
)
BODY = (
    "一、总体情况",
    "本报告依照政府信息公开条例编制，统计期限为全年。",
    "二、主动公开政府信息情况",
    "全年通过网站公开信息86条。",
    "三、收到和处理政府信息公开申请情况",
    "全年收到申请12件，都已办结。",
)


def annex(title: str = "政府信息公开情况统计表", received: int = 12) -> bytes:
    """An XLSX with a statistics table under a title."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append([title])
    sheet.append(["统计指标", "单位", "统计数"])
    for label, unit, number in ANNEX_ROWS:
        sheet.append([label, unit, received if label == "（一）收到申请数" else number])
    return _saved(workbook)


def _saved(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def word(title: str, lines: Sequence[str] = BODY, table: Sequence[Sequence[str]] = DISCLOSURE) -> bytes:
    """A DOCX: a title, paragraphs, and a table at the end."""
    document = docx.Document()
    for line in (title, *lines):
        document.add_paragraph(line)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, texts in zip(made.rows, table, strict=True):
            for cell, shown in zip(row.cells, texts, strict=True):
                cell.text = shown
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of named files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def page(title: str, body: Sequence[str] = BODY, table: Sequence[Sequence[str]] = (), more: str = "") -> bytes:
    """A web page of a report."""
    shown = "".join(f"<p>{line}</p>" for line in body)
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
    tables = f"<table>{rows}</table>" if rows else ""
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>'
        f'<div class="time">发布时间：2022-01-20</div><div id="zoom">{shown}{tables}{more}</div></body></html>'
    ).encode()
