"""A table's rows as the forms know them: the row's labels, and its slots with the headers they stand under.

A grid of the DOM has columns: a slot's header is the nearest known header above it. A flattened or headless table, or
one whose merged cells lost their spans, has only the order of its cells: the slots are what follows the labels, and
must be as many as the form has.
Which figure a slot is, `read_tables` decides; here nothing is read and nothing is dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipelines.forms import FORMS, normalise
from pipelines.forms.labels import (
    HEADINGS,
    TEXT_ROWS,
    Match,
    Place,
    is_header,
    is_of_form,
    is_title,
    known_label,
    match_column,
    match_row,
)
from pipelines.records import Cell, Form, Table

REVIEW = "review_litigation"
# Tables whose columns are the same in every form that has them: their rows can be read without a header.
_FIXED_COLUMNS = {
    "requests": tuple(column.label for column in FORMS[Form.TABLES_2021].table("requests").number_columns),
    "statistics": tuple(column.label for column in FORMS[Form.STATISTICS_2014].table("statistics").number_columns),
}
_REVIEW_ROWS = tuple(row.label for row in FORMS[Form.TABLES_2021].table(REVIEW).number_rows)
_REVIEW_COLUMNS = tuple(column.label for column in FORMS[Form.TABLES_2021].table(REVIEW).number_columns)
UNITS = frozenset(["条", "件", "次", "个", "人", "人次", "万元", "元", "篇", "项", "份", "期", "场", "——", "—", "---"])


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell that may hold a figure, the header that names its column as printed, and what that names.

    `group` is what stands above the header where the form has two levels (行政复议 above 结果维持); `under` is the
    header's own cell, where the table has columns.
    """

    cell: Cell
    header: str
    column: Match
    group: Match | None = None
    under: Cell | None = None


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row that holds figures: what its innermost label names, its slots, and the unit that the row prints.

    `label` is None for the one row of the review table, whose slots carry their row in `group`.
    `by` says how columns were told: `header` or `slots`.
    """

    label: Match | None
    slots: tuple[Slot, ...]
    unit: str | None
    by: str


@dataclass(frozen=True, slots=True)
class StrayRow:
    """A row with figures that cannot be placed; `reason` is a kind of finding."""

    reason: str
    number: int
    text: str


def labelled_rows(table: Table) -> Iterator[LabelledRow | StrayRow]:
    """The rows of a table that hold figures of the forms, in order. A table of none of the forms gives none.

    Headers and common words (总计, 其他) do not make a table one of the forms: other tables print them too.
    """
    if not any(is_of_form(cell.text) for row in table.rows for cell in row):
        return
    if table.width is None or _lost_spans(table):
        yield from _flattened_rows(table)
    else:
        yield from _grid_rows(table)


def _lost_spans(table: Table) -> bool:
    """Whether the first row of headers ends before the rows of figures under it: what merged it is lost, and columns
    tell nothing."""
    end = 0  # of the first of the headers since the last figures
    for own in table.rows:
        filled = [cell for cell in own if cell.text]
        ends = max((cell.column + cell.colspan for cell in own), default=0)
        if len(filled) > 1 and all(known_label(cell.text) for cell in filled) and not _names_a_row(own):
            end = end or ends
        elif _figures(own):
            if 0 < end < ends:
                return True
            end = 0
    return False


def _grid_rows(table: Table) -> Iterator[LabelledRow | StrayRow]:
    at: dict[tuple[int, int], Cell] = {}
    for row in table.rows:
        for cell in row:
            for r in range(cell.row, cell.row + cell.rowspan):
                for c in range(cell.column, cell.column + cell.colspan):
                    at.setdefault((r, c), cell)
    if any(len(row) > 1 and is_title(row[0].text) and len({cell.text for cell in row}) == 1 for row in table.rows):
        _unite_written_out(at, table)
    headed: set[int] = set()  # columns under a known header so far
    read = False  # whether a row was read under them
    for r, own in enumerate(table.rows):
        cells = list(dict.fromkeys(at[r, c] for c in range(table.width or 0) if (r, c) in at))
        first = next((i for i, cell in enumerate(cells) if not known_label(cell.text) and cell.column in headed), None)
        labels = cells[:first]
        heads = [cell for cell in own if is_header(cell.text)]
        if heads and not _figures(own):
            if read and len(heads) > 1:  # another table below, in the same grid
                headed, read = set(), False
            for cell in heads:
                if match_column(cell.text):
                    headed.update(range(cell.column, cell.column + cell.colspan))
        elif first is not None:
            read = True
            yield from _headed_row(at, r, labels, cells[first:], headed)
        elif not headed:
            cells, own = _without_merged_blank(cells), tuple(_without_merged_blank(own))
            if (label := _innermost(_leading_labels(cells))) and (_figures(own) or _is_blank_row(own, label)):
                yield _slots_by_order(list(own), label, None)


def _unite_written_out(at: dict[tuple[int, int], Cell], table: Table) -> None:
    """In a table whose merged cells are written in each of their places, as its titles show, the same header beside
    itself is one header."""
    for row in table.rows:
        for left, right in pairwise(row):
            if left.text == right.text and is_header(right.text):
                at[right.row, right.column] = at[left.row, left.column]


def _without_merged_blank(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a row without a blank at their beginning that reaches over several rows: on the page before it
    stands the label of these."""
    blank = bool(cells) and not cells[0].text and cells[0].rowspan > 1
    return list(cells[1:] if blank else cells)


def _headed_row(
    at: dict[tuple[int, int], Cell], r: int, labels: Sequence[Cell], values: Sequence[Cell], headed: set[int]
) -> Iterator[LabelledRow | StrayRow]:
    """One row of a grid with headers. Every column under a header of the row's table must have its cell, no label may
    reach into one, and no figure may stand beyond the last: else the row is shifted, and nobody knows where."""
    own_labels = [cell for cell in labels if cell.row == r]
    # A label from above that stands behind one of the row itself was moved there by a wrong span.
    moved = bool(own_labels) and any(cell.row != r and cell.column > own_labels[0].column for cell in labels)
    label = _innermost(own_labels if moved else labels)
    slots = [slot for cell in values if (slot := _slot(at, r, cell))]
    if label is None and not all(_of_review(slot.column) for slot in slots):
        if _figures(values) and not any(_is_text_row(cell) for cell in labels):
            yield StrayRow("row_without_label", r + 1, row_text([*labels, *values]))
        return
    if not slots:
        return
    tables = {place.table for place in label.places} if label else {REVIEW}
    unread = (c for c in headed if (r, c) not in at or at[r, c] in labels)
    holes = [c for c in unread if (found := _header(at, r, c)) and _shares(found[1], tables)]
    shared = [slot.cell for slot in slots if slot.cell.text and (slot.cell.row != r or slot.cell.rowspan > 1)]
    unheaded = [cell for cell in values if cell.text and _header(at, r, cell.column) is None]
    head = max(found[0].row for slot in slots if (found := _header(at, r, slot.cell.column)))
    if shared or any(_covers_columns(at, slot.cell, r, tables) for slot in slots):
        yield _unfit([*labels, *values], r + 1)
        return
    beyond = [cell for cell in unheaded if not (above := at.get((head, cell.column))) or not above.text.strip()]
    if moved or holes or any(_figures([cell]) for cell in beyond):
        # A wrong span above may have moved the row; by the order of its own cells it is read if it has all of them.
        own = [cell for cell in (*labels, *values) if cell.row == r]
        in_order = label is not None and _columns_in_order(at, r, headed, label)
        yield _slots_by_order(own, label, None, exactly=True) if label and in_order else _unfit(own, r + 1)
        return
    if unheaded:
        yield StrayRow("cell_without_place", r + 1, row_text([*labels, *unheaded]))
    unit = next((cell.text.strip() for cell in labels if cell.text.strip() in UNITS), None)
    yield LabelledRow(label, tuple(slots), unit, "header")


def _covers_columns(at: dict[tuple[int, int], Cell], cell: Cell, r: int, tables: set[str]) -> bool:
    """Whether one cell with a figure lies under several headers of the row's table: whose it is, nobody knows."""
    if not cell.text:
        return False
    found = (_header(at, r, c) for c in range(cell.column, cell.column + cell.colspan))
    return len({header for header in found if header and _shares(header[1], tables)}) > 1


def _columns_in_order(at: dict[tuple[int, int], Cell], r: int, headed: set[int], label: Match) -> bool:
    """Whether the headers that stand above a row are those of its form, in the form's order."""
    expected = _columns_by_order(label, None)
    tables = {place.table for place in label.places}
    found = dict.fromkeys(header for c in sorted(headed) if (header := _header(at, r, c)))
    printed = [match for _, match in found if _shares(match, tables)]
    return expected is not None and [match_column(name) for name in expected] == printed


def _slot(at: dict[tuple[int, int], Cell], r: int, cell: Cell) -> Slot | None:
    found = _header(at, cell.row if cell.row < r else r, cell.column)
    if found is None:
        return None
    header, match = found
    group = None
    if _of_review(match):
        for above in range(header.row - 1, -1, -1):
            if group := _group_above(at, above, cell.column):
                break
    return Slot(cell, header.text, match, group, header)


def _group_above(at: dict[tuple[int, int], Cell], r: int, c: int) -> Match | None:
    """The group that a column stands under in a row of headers. In a grid of text the label of merged cells stands
    in the first, with blanks after it."""
    while (cell := at.get((r, c))) is not None and not cell.text and c > 0:
        c -= 1
    match = match_row(cell.text) if cell is not None else None
    return match if match and _of_review(match) else None


def _header(at: dict[tuple[int, int], Cell], r: int, c: int) -> tuple[Cell, Match] | None:
    """The nearest known column header above row `r` in column `c`."""
    for above in range(r - 1, -1, -1):
        cell = at.get((above, c))
        if cell is not None and is_header(cell.text) and (match := match_column(cell.text)):
            return cell, match
    return None


def _flattened_rows(table: Table) -> Iterator[LabelledRow | StrayRow]:
    """Rows that kept only the order of their cells. One that has other than the usual number of slots of its form's
    table, and is not as long as most rows, may have lost a blank: it is read only if every slot of the form has its
    number, or if it is the last, which may lack its padding."""
    labels = [_leading_labels(row) for row in table.rows]
    usual = _usual_slots(table, labels)
    length = Counter(len(row) for row in table.rows).most_common(1)[0][0]
    headers: list[Cell] = []
    above: list[list[Cell]] = []  # the rows of headers since the last figures
    read_under = False
    permuted = False  # whether the columns that are the same in every form stand in another order
    leads = _leading_pads(table, labels)
    groups: list[Cell] = []
    for number, (row, leading) in enumerate(zip(table.rows, labels, strict=True), start=1):
        filled = [cell for cell in row if cell.text]
        groups += [cell for cell in filled if (match := match_row(cell.text)) and _of_review(match)]
        if filled and all(known_label(cell.text) for cell in filled) and not _names_a_row(row):
            headers = [cell for cell in filled if match_column(cell.text)]
            permuted = permuted or _is_permuted(headers)
            above = [*(() if read_under else above), headers]
            read_under = False
        elif label := _innermost(leading):
            if not _figures(row[len(leading) :]) and not _is_blank_row(row, label):
                continue
            read_under = True
            if table.width is not None and not _columns_in_line(label, above):
                yield _unfit(row, number)
                continue
            doubtful = _is_fixed(label) and (permuted or _is_padded_anyhow(row[len(leading) :], label, leads))
            read = _unfit(row, number) if doubtful else _slots_by_order(row, label, headers)
            slots = len(row) - len(leading)
            exact = isinstance(read, LabelledRow) and slots == len(read.slots) + bool(read.unit)
            fits = (
                len(row) == length
                or number == len(table.rows)
                or slots == usual.get(_tables_of(label), slots if exact else 0)
            )
            whole = isinstance(read, LabelledRow) and all(slot.cell.text for slot in read.slots)
            yield read if fits or whole or isinstance(read, StrayRow) else _unfit(row, number)
        elif not any(_is_text_row(cell) for cell in row):
            unlabelled = _review_by_order(row, number, above, groups)
            if isinstance(unlabelled, LabelledRow) or _figures(row):
                read_under = True
                yield unlabelled


def _leading_pads(table: Table, labels: Sequence[Sequence[Cell]]) -> set[int]:
    """How many blanks stand before the numbers of whole rows of the application table: what merged labels leave."""
    width = len(_FIXED_COLUMNS["requests"])
    rests = [list(row[len(leading) :]) for row, leading in zip(table.rows, labels, strict=True) if leading]
    filled = [[place for place, cell in enumerate(rest) if cell.text] for rest in rests]
    return {places[0] for places in filled if len(places) == width == places[-1] - places[0] + 1}


def _is_padded_anyhow(rest: Sequence[Cell], label: Match, leads: set[int]) -> bool:
    """Whether a row of the application table has blanks beyond its slots, and it cannot be told which they are: whole
    rows say whether they come before the numbers or after."""
    width = len(_FIXED_COLUMNS["requests"])
    if {place.table for place in label.places} != {"requests"} or len(rest) <= width:
        return False
    whole = sum(bool(cell.text) for cell in rest) == width
    return not whole and leads != {0}


def _is_permuted(headers: Sequence[Cell]) -> bool:
    """Whether a row of headers has the columns of the application table in another order than the form."""
    names = [normalise(name) for name in _FIXED_COLUMNS["requests"]]
    told = [names.index(name) for cell in headers if (name := normalise(cell.text)) in names]
    # 自然人, 总计 stand above the rest where the header has two rows.
    return len(told) > len(names) // 2 and told != sorted(told)


def _is_fixed(label: Match) -> bool:
    return {place.table for place in label.places} <= set(_FIXED_COLUMNS)


def _usual_slots(table: Table, labels: Sequence[Sequence[Cell]]) -> dict[frozenset[str], int]:
    """How many cells more than half of the rows of each of the forms' tables have after their labels."""
    lengths: dict[frozenset[str], Counter[int]] = {}
    for row, leading in zip(table.rows, labels, strict=True):
        if label := _innermost(leading):
            lengths.setdefault(_tables_of(label), Counter())[len(row) - len(leading)] += 1
    most = {tables: counts.most_common(1)[0] for tables, counts in lengths.items() if counts.total() > 1}
    return {tables: length for tables, (length, count) in most.items() if count * 2 > lengths[tables].total()}


def _tables_of(label: Match) -> frozenset[str]:
    return frozenset(place.table for place in label.places)


def _slots_by_order(
    row: Sequence[Cell], label: Match, headers: Sequence[Cell] | None, *, exactly: bool = False
) -> LabelledRow | StrayRow:
    """A row whose columns are told by order: the slots of the form, then nothing but padding (`exactly`: nothing)."""
    labels = _leading_labels(row)
    rest = list(row[len(labels) :])
    unit = None
    if rest and rest[0].text.strip() in UNITS and _is_statistics(label):
        unit = rest.pop(0).text.strip()
    expected = _columns_by_order(label, headers)
    number = row[0].row + 1
    runs = [len(list(run)) for _, run in groupby(headers or (), key=lambda cell: cell.text)]
    if len(runs) < sum(runs) == len(rest):
        rest = [_once(rest[sum(runs[:place]) : sum(runs[: place + 1])]) for place in range(len(runs))]
    pads = len(rest) - len(expected or ())
    if pads > 0 and not any(cell.text for cell in rest[:pads]) and all(cell.text for cell in rest[pads:]):
        rest = rest[pads:]  # blanks of the label's merged cell, before as many numbers as the form has
    beyond = rest[len(expected or ()) :]
    if expected is None or len(rest) < len(expected) or any(cell.text or exactly for cell in beyond):
        return _unfit(row, number)
    slots = []
    for cell, header in zip(rest, expected, strict=False):
        match = match_column(header)
        if match is None:
            return _unfit(row, number)
        slots.append(Slot(cell, header, match))
    return LabelledRow(label, tuple(slots), unit, "slots")


def _request_columns() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The headers of the application table from left to right, and as a row of them for each level: those that stand
    under 法人或其他组织 after the others."""
    items = FORMS[Form.TABLES_2021].table("requests").number_columns
    last = sorted(items, key=lambda item: item.parent == "legal_person_or_other_org")
    return tuple(item.label for item in items), tuple(item.label for item in last)


def _columns_in_line(label: Match, above: Sequence[Sequence[Cell]]) -> bool:
    """Whether the headers over a row of the application table are those of the form, in the form's order."""
    if _tables_of(label) != {"requests"}:
        return True
    printed = [code for cells in above for cell in cells if (code := _request_column(cell.text))]
    return any(printed == [_request_column(name) for name in columns] for columns in _request_columns())


def _request_column(text: str) -> str | None:
    """The code of the column of the application table that a header names."""
    places = match.places if (match := match_column(text)) else ()
    return next(
        (place.item.code for place in places if place.table == "requests" and place.item.kind == "number"), None
    )


def _once(cells: Sequence[Cell]) -> Cell:
    """The one cell that was written out at each of its places, or at the first of them; what differs stays in its
    text and is no number."""
    texts = dict.fromkeys(cell.text for cell in cells if cell.text)
    return replace(cells[0], text=" ".join(texts))


def _columns_by_order(label: Match, headers: Sequence[Cell] | None) -> tuple[str, ...] | None:
    tables = {place.table for place in label.places}
    for table, columns in _FIXED_COLUMNS.items():
        if tables == {table}:
            return columns
    # A header that is printed again beside itself is a merged cell written out.
    once = [
        cell for place, cell in enumerate(headers or ()) if not place or cell.text != (headers or ())[place - 1].text
    ]
    named = [cell.text for cell in once if (match := match_column(cell.text)) and _shares(match, tables)]
    return tuple(named) if named and len(named) == len(once) else None


def _review_by_order(
    row: Sequence[Cell], number: int, above: Sequence[Sequence[Cell]], groups: Sequence[Cell]
) -> LabelledRow | StrayRow:
    """The unlabelled row of fifteen numbers: read only under its three groups and fifteen headers, complete. The
    headers stand in one row, or those of the second level in a row of their own."""
    wanted = [normalise(label) for _ in _REVIEW_ROWS for label in _REVIEW_COLUMNS]
    headers = above[-1] if above and len(above[-1]) == len(wanted) else [cell for cells in above for cell in cells]
    printed = [place.item.label for cell in headers for place in _review_places(match_column(cell.text))]
    named = {place.item.label for cell in groups for place in _review_places(match_row(cell.text))}
    filled = row[: len(wanted)]
    if (
        [normalise(label) for label in printed] != wanted
        or not named.issuperset(_REVIEW_ROWS)
        or len(filled) != len(wanted)
        or any(cell.text for cell in row[len(wanted) :])
    ):
        return StrayRow("row_without_label", number, row_text(row))
    slots = []
    for position, cell in enumerate(filled):
        group, column = _REVIEW_ROWS[position // len(_REVIEW_COLUMNS)], headers[position].text
        match = match_column(column)
        if match is None:
            return StrayRow("row_without_label", number, row_text(row))
        slots.append(Slot(cell, column, match, match_row(group)))
    return LabelledRow(None, tuple(slots), None, "slots")


def _review_places(match: Match | None) -> list[Place]:
    return (
        [place for place in match.places if place.table == REVIEW and place.form is Form.TABLES_2021] if match else []
    )


def _leading_labels(row: Sequence[Cell]) -> Sequence[Cell]:
    """The cells up to the last known label that has no figure before it."""
    last = 0
    for index, cell in enumerate(row, start=1):
        if known_label(cell.text):
            last = index
        elif not cell.text or _is_figure(cell):
            break
    return row[:last]


def _innermost(labels: Sequence[Cell]) -> Match | None:
    """What the last label that is a row's names, where that row can hold figures. After a label that is not known no
    other counts: an unknown row under （六）其他处理 is not 其他处理."""
    for cell in reversed(labels):
        match = match_row(cell.text)
        if match and any(place.item.kind != "group" for place in match.places):
            return match
        if match or (cell.text and not known_label(cell.text) and cell.text.strip() not in UNITS):
            return None
    return None


def _names_a_row(cells: Sequence[Cell]) -> bool:
    """Whether a row that also holds words of headers is a row of figures: its first label is only a row's."""
    first = next((cell for cell in cells if cell.text), None)
    if first is None or normalise(first.text) in HEADINGS or is_title(first.text):
        return False
    match = match_row(first.text)
    return match is not None and not is_header(first.text) and not _of_review(match)


def _shares(match: Match, tables: Container[str]) -> bool:
    return any(place.table in tables for place in match.places)


def _of_review(match: Match) -> bool:
    return any(place.table == REVIEW for place in match.places)


def _is_statistics(label: Match) -> bool:
    return all(place.table == "statistics" for place in label.places)


def _is_blank_row(row: Sequence[Cell], label: Match) -> bool:
    """A row of the form printed with nothing in its slots: blank figures, to be told from a heading."""
    return len(row) > len(_leading_labels(row)) and all(place.item.kind != "group" for place in label.places)


def _is_text_row(cell: Cell) -> bool:
    return normalise(cell.text) in TEXT_ROWS


def _is_figure(cell: Cell) -> bool:
    return cell.text[:1].isdigit() or cell.text.strip() in {"/", "-", "—", "——", "无"}


def _figures(cells: Sequence[Cell]) -> bool:
    return any(any(character.isdigit() for character in cell.text) and not known_label(cell.text) for cell in cells)


def row_text(cells: Sequence[Cell]) -> str:
    """A row as a finding shows it."""
    return "｜".join(" ".join(cell.text.split()) for cell in cells)[:200]


def _unfit(row: Sequence[Cell], number: int) -> StrayRow:
    return StrayRow("row_does_not_fit", number, row_text(row))
