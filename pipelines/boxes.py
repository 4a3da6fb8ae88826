"""Tables that are no `<table>` made one: boxes that a style sheet shows as rows and cells, a grid of boxes, and a form
that is cut into a table for each of its rows.

A container is such a table only where most of its short texts are labels of a form and figures; anything else stays
what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree, html
from lxml.html import HtmlElement

from pipelines.cells import read_cell
from pipelines.forms.labels import is_form_label, known_label
from pipelines.grid import cell_text
from pipelines.records import State
from pipelines.rows import UNITS

_LONGEST_CELL = 200
_ROWS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_TABLE_PARTS = _ROWS | {"td", "th"}
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*$")
_TRACKS = re.compile(r"grid-template-columns\s*:\s*([^;]+)")
_MINMAX = re.compile(r"minmax\([^()]*\)")
_REPEAT = re.compile(r"repeat\(\s*(\d{1,2})\s*,\s*[^\s()]+\s*\)")
_SPAN = r"grid-{}\s*:\s*(?:auto\s*/\s*)?span\s+(\d+)"
_LINE = re.compile(r"grid-(?:column|row|area)(?:-start|-end)?\s*:\s*-?\d")
Rules = Mapping[str, str]


def class_rules(tree: HtmlElement) -> Rules:
    """What the page's own style sheets declare for single classes, by name."""
    rules: dict[str, str] = {}
    for style in tree.iter("style"):
        for selectors, declared in _RULE.findall(style.text or ""):
            for selector in selectors.split(","):
                if name := _CLASS.fullmatch(selector.strip()):
                    rules[name[1]] = f"{rules.get(name[1], '')};{declared}"
    return rules


def make_tables(tree: HtmlElement, rules: Rules) -> None:
    """Turn boxes into tables, in place; `rules` as `class_rules` gives them."""
    labels = [element for element in tree.iter(etree.Element) if _is_label(element)]
    if len(labels) < 2:
        return
    found = dict.fromkeys(parent for label in labels for parent in list(label.iterancestors())[:2])
    holders = sorted(found, key=lambda element: sum(1 for _ in element.iterancestors()))
    for holder in holders:
        if tracks := _tracks(_style(holder, rules)):
            _from_grid(holder, tracks, rules)
    for holder in holders:
        if holder.tag not in _ROWS and not _is_in_cell(holder):
            for rows in list(_runs(holder)):
                _from_rows(rows)


def unite_rows(tree: HtmlElement) -> None:
    """Make one table of tables of one row each that follow each other with no word between them."""
    run: list[HtmlElement] = []
    for table in [*_in_sequence(tree), None]:
        if table is not None and len(list(table.iter("tr"))) == 1:
            run.append(table)
            continue
        if len(run) > 1 and sum(map(is_form_label, _texts(run))) > 1:
            for other in run[1:]:
                run[0].extend(list(other.iter("tr")))
                other.drop_tree()
        run = []


def _is_in_cell(element: HtmlElement) -> bool:
    """Whether an element is or stands in a cell of a table, not in one that lays out a page."""
    cell = next((outer for outer in (element, *element.iterancestors()) if outer.tag in ("td", "th")), None)
    return cell is not None and len(cell_text(cell)) <= _LONGEST_CELL


def _is_label(element: HtmlElement) -> bool:
    if element.tag in _TABLE_PARTS or len(element) > 8:
        return False
    text = "".join(element.itertext())
    return len(text) <= _LONGEST_CELL and is_form_label(text)


def _style(element: HtmlElement, rules: Rules) -> str:
    classes = (element.get("class") or "").split()
    return ";".join([*(rules.get(name, "") for name in classes), element.get("style") or ""])


# --- rows of boxes ---------------------------------------------------------------------------------------------------


def _runs(holder: HtmlElement) -> Iterator[list[list[HtmlElement]]]:
    """Runs of children of an element that are rows of a form, each as the boxes of its cells."""
    rows: list[list[HtmlElement]] = []
    before: HtmlElement | None = None
    for child in [*holder.iterchildren(etree.Element), None]:
        cells = _cells(child) if child is not None else []
        follows = before is not None and child is not None and child.tag == before.tag and not _told(before.tail)
        if rows and not (cells and follows):
            if _is_form([cell for row in rows for cell in row]) and len(rows) > 1:
                yield rows
            rows = []
        if cells:
            rows.append(cells)
        before = child


def _cells(row: HtmlElement) -> list[HtmlElement]:
    """The boxes of a row; none where it is no row: text beside them, a long text, a single box that is no label."""
    cells = list(row.iterchildren(etree.Element))
    if row.tag in _TABLE_PARTS or row.tag == "p" or _told(row.text) or any(_told(cell.tail) for cell in cells):
        return []
    texts = [cell_text(cell) for cell in cells]
    if any(len(text) > _LONGEST_CELL for text in texts) or any(cell.tag in ("table", "br") for cell in cells):
        return []
    return cells if len(cells) > 1 or (texts and known_label(texts[0])) else []


def _from_rows(rows: Sequence[Sequence[HtmlElement]]) -> None:
    first = rows[0][0].getparent()
    table = html.Element("table")
    first.addprevious(table)
    for cells in rows:
        row = cells[0].getparent()
        table.tail, row.tail = row.tail, None
        row.tag = "tr"
        table.append(row)
        for cell in cells:
            cell.tag = "td"


# --- a grid of boxes -------------------------------------------------------------------------------------------------


def _tracks(style: str) -> int:
    """How many columns a style gives to a grid; 0 for another element, or where that is not told."""
    found = _TRACKS.search(style)
    if not found:
        return 0
    tracks = _MINMAX.sub("x", found[1])
    tracks = _REPEAT.sub(lambda match: " x" * int(match[1]) + " ", tracks)
    return 0 if "(" in tracks else len(tracks.split())


def _from_grid(holder: HtmlElement, tracks: int, rules: Rules) -> None:
    """The boxes of a grid as rows: each in the next free place, as a browser puts them (CSS Grid, auto-placement)."""
    boxes = list(holder.iterchildren(etree.Element))
    styles = [_style(box, rules) for box in boxes]
    if (
        not _is_form(boxes)
        or _told(holder.text)
        or any(_told(box.tail) for box in boxes)
        or any(map(_LINE.search, styles))
    ):
        return
    table, taken = html.Element("table"), set[tuple[int, int]]()
    rows = [etree.SubElement(table, "tr")]
    column = 0
    for box, style in zip(boxes, styles, strict=True):
        across, down = min(_span(style, "column"), tracks), _span(style, "row")
        while column + across > tracks or any((len(rows) - 1, column + place) in taken for place in range(across)):
            column += 1
            if column + across > tracks:
                rows.append(etree.SubElement(table, "tr"))
                column = 0
        taken.update((len(rows) - 1 + row, column + place) for row in range(down) for place in range(across))
        box.tag, box.tail = "td", None
        box.set("colspan", str(across))
        box.set("rowspan", str(down))
        rows[-1].append(box)
        column += across
    holder.append(table)


def _span(style: str, direction: str) -> int:
    found = re.search(_SPAN.format(direction), style)
    return int(found[1]) if found else 1


# --- both ------------------------------------------------------------------------------------------------------------


def _is_form(cells: Sequence[HtmlElement]) -> bool:
    """Whether most texts of boxes are labels of the forms, units and figures, and more than one says which form."""
    texts = [text for cell in cells if (text := cell_text(cell))]
    if sum(map(is_form_label, texts)) < 2 or any(len(text) > _LONGEST_CELL for text in texts):
        return False
    return sum(is_figure(text) or known_label(text) for text in texts) * 4 >= len(texts) * 3


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, a mark instead of one, a unit or nothing."""
    return text in UNITS or read_cell(text).state is not State.ILLEGIBLE


def _told(text: str | None) -> bool:
    return bool(text and text.strip())


def _texts(tables: Sequence[HtmlElement]) -> Iterator[str]:
    return (cell_text(cell) for table in tables for cell in table.iter("td", "th"))


def _in_sequence(tree: HtmlElement) -> Iterator[HtmlElement | None]:
    """The innermost tables in the order of the page, None for words between them."""
    inside: HtmlElement | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if inside is None and event == "start":
            if element.tag == "table" and element.find(".//table") is None:
                inside = element
                yield element
            elif _told(element.text):
                yield None
        elif event == "end" and (inside is None or inside is element):
            inside = None
            if _told(element.tail):
                yield None
