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
from pipelines.grid import cell_text, declared
from pipelines.records import Finding, State
from pipelines.rows import UNITS

_LONGEST_CELL = 200
_LARGEST_SPAN = 100
_ROWS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_TABLE_PARTS = _ROWS | {"td", "th"}
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NO_RULE = re.compile(r"/\*.*?\*/|<!--|-->|@(?:import|charset)[^;]*;", re.DOTALL)
_AT_RULE = re.compile(r"@([\w-]+\s*[^{};]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")
_ON_SCREEN = re.compile(r"(?:media\s+)?(?:all|screen|all\s*,.*|screen\s*,.*)", re.IGNORECASE)
_SELECTOR = re.compile(r"[a-z][a-z0-9]*(?:[.#][\w-]+)+|(?:[.#][\w-]+)+")
_PART = re.compile(r"[.#]?[\w-]+")
_FLOW = re.compile(r"column|dense")
_MINMAX = re.compile(r"minmax\([^()]*\)")
_REPEAT = re.compile(r"repeat\(\s*(\d{1,2})\s*,\s*[^\s()]+\s*\)")
# What a box says of its place in a grid, where it says no more than how far it reaches.
_PLACED = re.compile("order|grid|flex", re.IGNORECASE)
_REACH = re.compile(r"(?:auto\s*/\s*)?(?:span\s+(\d+)|auto)(?:\s*/\s*auto)?")
Weight = tuple[int, int, int, int]
# By a class or id: how much a rule weighs, what an element must have, and what the rule declares.
Rules = Mapping[str, Sequence[tuple[Weight, frozenset[str], str]]]


def class_rules(tree: HtmlElement) -> Rules:
    """What the page's own style sheets declare on a screen for classes and ids, whatever is around the element."""
    rules: dict[str, list[tuple[Weight, frozenset[str], str]]] = {}
    for style in tree.iter("style"):
        if not _ON_SCREEN.fullmatch((style.get("media") or "all").strip()):
            continue
        sheet = _AT_RULE.sub(_on_screen, _NO_RULE.sub("", style.text or ""))
        for order, (selectors, said) in enumerate(_RULE.findall(sheet)):
            for selector in selectors.split(","):
                if _SELECTOR.fullmatch(selector.strip()):
                    parts = _PART.findall(selector)
                    ids, classes = (sum(part[0] == mark for part in parts) for mark in "#.")
                    weight = ids, classes, len(parts), order
                    rules.setdefault(parts[-1], []).append((weight, frozenset(parts), said))
    return rules


def _on_screen(rule: re.Match[str]) -> str:
    return rule[2] if _ON_SCREEN.fullmatch(rule[1].strip()) and rule[1].startswith("media") else ""


def set_styles(tree: HtmlElement, rules: Rules) -> None:
    """Write what a page's style sheets say of an element into its own style, in place; its own words stay the last."""
    for element in tree.iter(etree.Element) if rules else ():
        names = [f".{name}" for name in (element.get("class") or "").split()]
        if element.get("id"):
            names.append(f"#{element.get('id')}")
        own = {element.tag, *names}
        found = [rule for name in names for rule in rules.get(name, ()) if rule[1] <= own]
        if found:
            said = [words for _, _, words in sorted(found, key=lambda rule: rule[0])]
            element.set("style", ";".join([*said, element.get("style") or ""]))


def make_tables(tree: HtmlElement) -> Iterator[Finding]:
    """Turn boxes into tables, in place; a finding for those that are left out, since a style moves them about."""
    styled = [
        element for element in tree.xpath("descendant-or-self::*[@style]") if _PLACED.search(element.get("style"))
    ]
    around = dict.fromkeys(holder for element in styled for holder in (element.getparent(), element))
    if moved := sum(_leave_out_moved(holder) for holder in around if holder is not None):
        yield Finding("part_not_read", f"有 {moved} 处格子由样式改了次序，没有读")
    labels = [element for element in tree.iter(etree.Element) if _is_label(element)]
    if len(labels) < 2:
        return
    found = dict.fromkeys(parent for label in labels for parent in list(label.iterancestors())[:2])
    holders = sorted(found, key=lambda element: sum(1 for _ in element.iterancestors()))
    for holder in holders:
        if tracks := _tracks(declared(holder).get("grid-template-columns", "")):
            _from_grid(holder, tracks)
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
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return 0 < len(text) <= _LONGEST_CELL and is_form_label(text)


def _leave_out_moved(holder: HtmlElement) -> bool:
    """Whether the boxes of an element are cells that show in another order than they are written in; they are taken
    out."""
    style, boxes = declared(holder), list(holder.iterchildren(etree.Element))
    turned = "reverse" in style.get("flex-direction", "") or bool(_FLOW.search(style.get("grid-auto-flow", "")))
    if holder.tag in ("html", "body") or not (turned or any(map(_has_place, boxes))):
        return False
    texts = [text for box in boxes if (text := cell_text(box))]
    if not any(map(known_label, texts)) or not _are_mostly_cells(texts):
        return False
    for box in boxes:
        box.drop_tree()
    if not _told(holder.text):
        holder.drop_tree()
    return True


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


def _tracks(columns: str) -> int:
    """How many columns a style gives to a grid; 0 for another element, or where that is not told."""
    tracks = _MINMAX.sub("x", columns)
    tracks = _REPEAT.sub(lambda match: " x" * int(match[1]) + " ", tracks)
    return 0 if "(" in tracks else len(tracks.split())


def _from_grid(holder: HtmlElement, tracks: int) -> None:
    """The boxes of a grid as rows: each in the next free place, as a browser puts them (CSS Grid, auto-placement)."""
    boxes = list(holder.iterchildren(etree.Element))
    if not _is_form(boxes) or _told(holder.text) or any(_told(box.tail) for box in boxes):
        return
    table, taken = html.Element("table"), set[tuple[int, int]]()
    rows = [etree.SubElement(table, "tr")]
    column = 0
    for box in boxes:
        across, down = min(_span(box, "column"), tracks), _span(box, "row")
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


def _span(box: HtmlElement, direction: str) -> int:
    reaches = (_REACH.fullmatch(value) for value in _places(box, direction))
    return max((min(int(reach[1]), _LARGEST_SPAN) for reach in reaches if reach and reach[1]), default=1)


def _has_place(box: HtmlElement) -> bool:
    """Whether a box says itself where it stands, and not only how far it reaches."""
    places = (*_places(box, "column"), *_places(box, "row"), *_places(box, "area"))
    return declared(box).get("order", "0") != "0" or not all(map(_REACH.fullmatch, places))


def _places(box: HtmlElement, direction: str) -> list[str]:
    style = declared(box)
    return [style[name] for end in ("", "-start", "-end") if (name := f"grid-{direction}{end}") in style]


# --- both ------------------------------------------------------------------------------------------------------------


def _is_form(cells: Sequence[HtmlElement]) -> bool:
    """Whether most texts of boxes are labels of the forms, units and figures, and more than one says which form."""
    texts = [text for cell in cells if (text := cell_text(cell))]
    if sum(map(is_form_label, texts)) < 2 or any(len(text) > _LONGEST_CELL for text in texts):
        return False
    return _are_mostly_cells(texts)


def _are_mostly_cells(texts: Sequence[str]) -> bool:
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
