"""What a generic table reader and an afternoon reach on the same documents: the measure that ours is held against.

The tables are those that pandas.read_html, pdfplumber, python-docx and calamine give, and lines with bars in text; on
them the plain mapping of PEERS.md: a known label, then as many cells as the form has columns, by position. It is told
the form of the document, which spares it what it cannot know.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import docx
import pandas
import pdfplumber
from python_calamine import CalamineWorkbook

from pipelines.forms import FORMS
from pipelines.records import Form
from tests.accuracy.answers import Document

Rows = Iterator[list[str]]
_NUMBERING = re.compile(r"^(?:其中[：:]?|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def score_peer(document: Document) -> Counter[str]:
    """Cells right, wrong, missing and invented, as `score` counts them, of the plain mapping."""
    answer = document.answer
    counts: Counter[str] = Counter()
    if document.kind not in PEERS or answer.form not in set(FORMS):
        return counts
    try:
        read = _mapped(PEERS[document.kind](document.data), Form(answer.form))
    except (ValueError, KeyError, IndexError, AttributeError, UnicodeError, OSError):  # what the libraries raise
        read = {}
    for code, value in answer.cells.items():
        given = read.get(code)
        if value is None:
            counts["blanks right" if given is None else "blanks invented"] += 1
        elif given is None:
            counts["cells missing"] += 1
        else:
            counts["cells right" if abs(given - value) < 1e-9 else "cells wrong"] += 1
    return counts


def _mapped(rows: Rows, form: Form) -> dict[str, float]:
    labels: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for table in FORMS[form].tables:
        columns = tuple(column.code for column in table.number_columns)
        for row in table.number_rows:
            labels.setdefault(_plain(row.label), []).append((table.code, row.code, columns))
    found: dict[str, float] = {}
    for cells in rows:
        known = [place for place, cell in enumerate(cells) if _plain(cell) in labels]
        if not known:
            continue
        numbers = [cell for cell in cells[known[-1] + 1 :] if _NUMBER.fullmatch(cell.strip())]
        for table_code, row_code, columns in labels[_plain(cells[known[-1]])]:
            if len(numbers) == len(columns) and f"{table_code}.{row_code}.{columns[0]}" not in found:
                found |= {
                    f"{table_code}.{row_code}.{column}": float(number)
                    for column, number in zip(columns, numbers, strict=True)
                }
                break
    return found


def _plain(label: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", label).split())
    return re.sub(r"\(.*?\)$", "", _NUMBERING.sub("", text))


def _of_html(data: bytes) -> Rows:
    for frame in pandas.read_html(io.BytesIO(data), flavor="lxml", keep_default_na=False):
        for row in frame.itertuples(index=False):
            texts = [re.sub(r"\.0$", "", str(cell)) for cell in row]
            # A merged cell comes at each of its places.
            yield [
                text for place, text in enumerate(texts) if place == 0 or text != texts[place - 1] or _is_value(text)
            ]


def _is_value(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip()))


def _of_pdf(data: bytes) -> Rows:
    with pdfplumber.open(io.BytesIO(data)) as file:
        for page in file.pages:
            for table in page.extract_tables():
                yield from ([(cell or "").replace("\n", "") for cell in row] for row in table)


def _of_text(data: bytes) -> Rows:
    text = data.decode("utf-8", "replace")
    yield from ([cell.strip() for cell in line.split("|")] for line in text.splitlines() if "|" in line)


def _of_docx(data: bytes) -> Rows:
    for table in docx.Document(io.BytesIO(data)).tables:
        yield from ([cell.text for cell in row.cells] for row in table.rows)


def _of_sheets(data: bytes) -> Rows:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in workbook.sheet_names:
        for row in workbook.get_sheet_by_name(name).to_python():
            yield [re.sub(r"\.0$", "", str(cell)) for cell in row]


PEERS: Mapping[str, Callable[[bytes], Rows]] = {
    "html": _of_html,
    "pdf": _of_pdf,
    "text": _of_text,
    "torn": _of_text,
    "docx": _of_docx,
    "xlsx": _of_sheets,
}
