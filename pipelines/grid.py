"""A table of the DOM as a grid of cells, each with its origin.

Two rules that cost figures when missed (measured on split and damaged tables): rows stay ragged, a row ends at its
last own cell; and a rowspan ends with the table, whatever it claims.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from pipelines.records import Cell, Table

# Where the readers of other kinds of file than HTML leave a cell's place in the file (`Cell.origin`).
ORIGIN = "data-nianbao-origin"
# … that it was read by character recognition, and what a second reading gave.
SEEN, AGAIN = "data-nianbao-seen", "data-nianbao-again"
_MAX_SPAN = 100
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "section", "article", "center", "blockquote", "pre", "dd", "dt", "ul", "ol"}
    | {"table", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_INVISIBLE = frozenset({"script", "style", "del", "s", "strike"})
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|sub)|mso-text-raise", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_PICTURE = "［图］"  # a picture that stands where a figure may
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def cell_text(element: HtmlElement) -> str:
    """The text of a cell as a browser shows it: blanks of the source folded, blocks and breaks as line breaks."""
    if len(element) == 0:
        return _BLANKS.sub(" ", element.text or "").strip(" ")
    pieces: list[str] = []
    _collect(element, pieces)
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(pieces).split("\v"))
    return "\n".join(line for line in lines if line)


def is_hidden(element: HtmlElement) -> bool:
    """Whether the page itself says that an element does not show."""
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _is_struck(element: HtmlElement) -> bool:
    return bool(_STRUCK.search(element.get("style") or ""))


def _collect(element: HtmlElement, pieces: list[str]) -> None:
    # A line break of the source is a blank; "\v" stands for a break that shows.
    if element.text:
        pieces.append(element.text)
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag not in _INVISIBLE and not is_hidden(child) and not _is_struck(child):
            if tag in ("sup", "sub") or _RAISED.search(child.get("style") or ""):
                pieces.append(" ")  # a footnote's mark is no digit of the number beside it
            if tag in _BLOCKS:
                pieces.append("\v")
            _collect(child, pieces)
            if tag in _BLOCKS:
                pieces.append("\v")
        if child.tail:
            pieces.append(child.tail)


def read_grid(table: HtmlElement, position: int, caption: str) -> Table:
    """The cells of a table without nested tables, those of them that show. `position` and `caption` are taken over
    into the result."""
    own_rows = [row for row in table.iter("tr") if not is_hidden(row)]
    reaching: dict[int, int] = {}  # grid column → rows that a cell above still covers
    rows: list[tuple[Cell, ...]] = []
    width = 0
    for number, row in enumerate(own_rows):
        cells: list[Cell] = []
        column = 0
        covered = {place for place, left in reaching.items() if left}
        for element in row.iterchildren("td", "th"):
            if is_hidden(element):
                continue
            while column in covered:
                column += 1
            colspan = _span(element, "colspan")
            rowspan = min(_span(element, "rowspan"), len(own_rows) - number)
            text = cell_text(element)
            if not text.strip():
                text = ""  # blanks of any kind
            if not text and element.find(".//img") is not None:
                text = _PICTURE  # a picture of a figure is not a blank
            origin, seen, again = element.get(ORIGIN, ""), SEEN in element.attrib, element.get(AGAIN)
            cells.append(Cell(text, number, column, rowspan, colspan, origin, seen, again))
            for place in range(column, column + colspan):
                reaching[place] = rowspan
            column += colspan
        width = max(width, column)
        reaching = {place: left - 1 for place, left in reaching.items() if left > 1}
        rows.append(tuple(cells))
    return Table(position, caption, tuple(rows), width)


def _span(element: HtmlElement, name: str) -> int:
    printed = (element.get(name) or "1").strip()
    return min(max(int(printed), 1), _MAX_SPAN) if printed.isdecimal() else 1
