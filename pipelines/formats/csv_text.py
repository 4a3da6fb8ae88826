"""Tables in plain text whose cells are parted by commas, tabs or semicolons: what spreadsheets export as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter

from pipelines.forms.labels import is_form_label

# A comma between two fields is enough; tabs and semicolons stand in prose and in tables of other shapes too.
_FEWEST_FIELDS = {",": 2, "\t": 3, ";": 3}
_ENOUGH_ROWS = 3
_ENOUGH_LABELS = 3
_LOOKED_AT = 400


def csv_rows(text: str) -> list[list[str]] | None:
    """The rows of a text that is a table of a form in CSV; None for any other text.

    It is one when most of its lines have as many fields, and several of these are labels of a form.
    """
    for delimiter, fewest in _FEWEST_FIELDS.items():
        if sum(delimiter in line for line in text.splitlines()) < _ENOUGH_ROWS:
            continue
        try:
            rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True))
        except csv.Error:  # quotes that no CSV has: a text with commas
            continue
        filled = [row for row in rows[:_LOOKED_AT] if any(field.strip() for field in row)]
        if not filled:
            continue
        (width, count), *_ = Counter(map(len, filled)).most_common(1)
        labels = sum(1 for row in filled for field in row if is_form_label(field.strip()))
        if width >= fewest and count * 2 > len(filled) and labels >= _ENOUGH_LABELS:
            return rows
    return None
