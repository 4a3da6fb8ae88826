"""A table of the DOM as a grid of cells, each with its origin.

Two rules that cost figures when missed (measured on split and damaged tables): rows stay ragged, a row ends at its
last own cell; and a rowspan ends with the table, whatever it claims.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

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
_INVISIBLE = frozenset({"script", "style", "del", "s", "strike", "rp"})
_ASIDE = frozenset({"sup", "sub", "rt"})  # raised, lowered or above: a note's mark or a reading
_ZERO = re.compile(r"0*\.?0+(?:px|pt|em|rem|%)?")
_FAR = re.compile(r"-(?:999|\d{4,})(?:\.\d+)?(?:px|pt|em)")  # off the page
_WHITE = re.compile(r"white|#fff(?:fff)?|rgb\(255,\s*255,\s*255\)")
_FIGURE = re.compile(r"[\s\d.,]*\d[\s\d.,]*")
_PICTURE = "［图］"  # what stands where a figure may and is no text
_DRAWN = frozenset({"math", "input", "select"})
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
    """Whether the page itself says that an element does not show, in its style (`boxes.class_rules` for the classes).

    What is in it can show again where it is inherited that hides: a visibility, a size of letters.
    """
    style, hidden = element.get("style"), element.get("hidden") is not None
    if not style:
        return hidden
    hides, inherited = _hides(style, hidden)
    return hides or any(
        not any(name in declared(inner) for inner in element.iterdescendants("*")) for name in inherited
    )


@lru_cache(maxsize=4096)
def _hides(style: str, hidden: bool) -> tuple[bool, tuple[str, ...]]:
    """Whether a style hides its element, and the properties by which it does unless something in it says otherwise."""
    said = _declared(style)
    gone = (
        said.get("display", "none" if hidden else "") == "none"
        or said.get("mso-hide") == "all"
        or bool(_ZERO.fullmatch(said.get("opacity", "")))
        or any(_FAR.fullmatch(said.get(name, "")) for name in ("left", "top", "text-indent"))
    )
    inherited = (
        *(("visibility",) if said.get("visibility") in ("hidden", "collapse") else ()),
        *(("font-size",) if _ZERO.fullmatch(said.get("font-size", "")) else ()),
    )
    return gone, inherited


def declared(element: HtmlElement) -> Mapping[str, str]:
    """What an element's style says, by property: the last word, unless an earlier one is `!important`."""
    return _declared(element.get("style") or "")


@lru_cache(maxsize=4096)
def _declared(style: str) -> Mapping[str, str]:
    said: dict[str, str] = {}
    important: dict[str, str] = {}
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        value, bang, _ = value.partition("!")
        (important if bang else said)[name.strip()] = value.strip()
    return said | important


@lru_cache(maxsize=4096)
def _is_struck(style: str) -> bool:
    said = _declared(style)
    return any("line-through" in said.get(name, "") for name in ("text-decoration", "text-decoration-line"))


@lru_cache(maxsize=4096)
def _is_raised(style: str) -> bool:
    said = _declared(style)
    return said.get("vertical-align") in ("super", "sub") or "mso-text-raise" in said


def _is_white(element: HtmlElement) -> bool:
    """Whether a figure in a cell is white on nothing that is known to be darker: nobody can tell whether it shows."""
    color = declared(element).get("color") or (element.get("color") or "").lower()
    if not _WHITE.fullmatch(color) or not _FIGURE.fullmatch("".join(element.itertext())):
        return False
    around = [element]
    for outer in element.iterancestors():
        around.append(outer)
        if outer.tag == "table":
            return not any(map(_may_be_dark, around))
    return False


def _may_be_dark(element: HtmlElement) -> bool:
    painted = any(name.startswith("background") for name in declared(element))
    return painted or any(name in element.attrib for name in ("bgcolor", "background", "class"))


def _collect(element: HtmlElement, pieces: list[str]) -> None:
    # A line break of the source is a blank; "\v" stands for a break that shows.
    if element.text:
        pieces.append(element.text)
    for child in element:
        tag, style = child.tag, child.get("style") or ""
        if isinstance(tag, str) and tag not in _INVISIBLE and not is_hidden(child) and not _is_struck(style):
            if tag in _ASIDE or _is_raised(style):
                pieces.append(" ")  # a footnote's mark is no digit of the number beside it
            if tag in _BLOCKS:
                pieces.append("\v")
            if tag in _DRAWN or ((style or tag == "font") and _is_white(child)):
                pieces.append(_PICTURE)
            else:
                _collect(child, pieces)
            if tag == "rt":
                pieces.append(" ")
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
        covered = set(reaching)
        for element in row.iterchildren("td", "th"):
            if is_hidden(element):
                continue
            while column in covered:
                column += 1
            colspan = _span(element, "colspan")
            rowspan = min(_span(element, "rowspan"), len(own_rows) - number)
            text = (
                ""
                if _is_struck(element.get("style") or "") or _is_struck(row.get("style") or "")
                else cell_text(element)
            )
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
