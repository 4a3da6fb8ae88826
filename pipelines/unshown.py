"""What a page holds of its tables and does not print as text: pictures where tables belong, hidden cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.forms.labels import is_form_label
from pipelines.grid import cell_text, is_hidden
from pipelines.records import Finding

_MARK = "［表图］"
_HEADING = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3}(?:部分)?\s*[、.．\s]|.*(?:情况|统计表?)$)[^。；，]{0,50}")
_OF_A_TABLE = re.compile(r"主动公开|依?申请|复议|诉讼|统计")
_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+(?:\.\d+)?)(px|pt)?\s*(?:;|$)")
_SMALLEST = 200.0  # pixels, of a picture that can hold a table
_DIGIT = re.compile(r"\d")


def pictures_of_tables(tree: HtmlElement) -> Iterator[Finding]:
    """A finding for each heading of a part that has tables under which stands no table but pictures.

    `tree` has the placeholders of the tables that were cut out of it, and is left as it was.
    """
    pictures = [picture for picture in tree.iter("img") if _is_large(picture) and not is_hidden(picture)]
    for picture in pictures:
        picture.text = _MARK
    lines = cell_text(tree).splitlines() if pictures else []
    for picture in pictures:
        picture.text = None
    heading, count, has_table = "", 0, False
    for line in [*lines, ""]:
        if not line or _HEADING.fullmatch(line):
            if count and not has_table and _OF_A_TABLE.search(heading):
                yield Finding("pictures_unread", f"“{heading}”下没有表格，有 {count} 幅图片")
            heading, count, has_table = line, 0, False
        elif not line.replace(_MARK, "").strip():
            count += line.count(_MARK)
        has_table = has_table or "〔表" in line


def hidden_cells(tree: HtmlElement) -> Iterator[Finding]:
    """A finding for each table of a form that has cells with figures which the page itself does not show."""
    for table in tree.iter("table"):
        if table.find(".//table") is not None:
            continue
        cells = list(table.iter("td", "th"))
        hidden = [cell for cell in cells if is_hidden(cell) or is_hidden(cell.getparent())]
        count = sum(bool(_DIGIT.search(cell_text(cell))) for cell in hidden)
        if count and sum(is_form_label(cell_text(cell)) for cell in cells) > 1:
            yield Finding("cells_hidden", f"表格有 {count} 个隐藏的格子里有数字，没有读")


def _is_large(picture: HtmlElement) -> bool:
    """Whether a picture may hold a table: no side of it is said to be small."""
    sides = [float(side) for name in ("width", "height") if (side := picture.get(name) or "").isdecimal()]
    sides += [float(side) for side, _ in _SIZE.findall(picture.get("style") or "")]
    return all(side >= _SMALLEST for side in sides)
