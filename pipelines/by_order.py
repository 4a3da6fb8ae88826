"""Figures by the order of their cells: how a table is read whose labels and numbers came apart, and the second,
independent reading of a table that was read by its labels.

Columns are told by counting, and so are the rows of a table that has all the rows of its form. Labels only deny: a
table is not read so where it has other than the rows of its form, where a label stands at another's place, or where
the characters of the labels are not there. Nothing is padded and nothing is left over unseen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from pipelines.cells import read_cell
from pipelines.forms import FORMS, FormTable, Item, normalise
from pipelines.forms.labels import Place, is_header, known_label, match_row
from pipelines.records import Cell, Form, Table
from pipelines.rows import UNITS

_PLACEHOLDER = re.compile(r"〔表(\d+)〕")
_NUMBER = re.compile(
    r"(?:[-+−]|增加?|减少?)?\d[\d,]*(?:\.\d+)?(?:万?元|件|条|份|宗|次|个|人次?|篇|项|例)?(?:[(（][^()（）]*[)）])?"
)
_EPSILON = 1e-6
_MARKS = frozenset(("/", "-", "—", "——", "无"))
_GLUED = re.compile(r"(.*[^\d.,])(\d+(?:\.\d+)?)")
_SENTENCE = re.compile("[。；！？]|[：:]$")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")
_PAGE = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}")
_ENOUGH = 0.9  # of the characters of the labels that must be there
_COLUMNS = FORMS[Form.TABLES_2021].table("requests").number_columns  # the same in both forms
_HEAD = 12  # lines, each a cell at most, that the headers of the table stand in
_FIRST = re.compile("年新收|新收政府信息")
_NEXT = re.compile("行政复议")
_DISCLOSURE = "disclosure"
_LINES_OF_LABEL = 4
_HEADERS = 3  # lines, at most, that the headers of a disclosure table stand in
_ALL_DIFFERENT, _MANY_ROWS = 16, 5  # cells and rows
_REVIEW_HEAD = 60  # lines, each a cell at most, of the headers of reviews and suits
_ENOUGH_STATISTICS = 6  # figures
_GAP, _ENOUGH_ROWS = 2, 3  # columns of the screen between two columns of numbers; rows that tell them
_LEAST_BEGINNING = 2  # characters
_PIECE = 4  # characters of a label that tell it


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a number: what is printed there, and the cell it stands in; None in a line of text, whose words are
    then the `quote`, and in which it reaches from one column of the screen to another (`at`)."""

    text: str
    table: int | None = None
    cell: Cell | None = None
    quote: str = ""
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text or a row of a table: the words before its slots, then the slots. `cells`: its blanks count;
    `is_open`: numbers in the lines after it may be its own; `parts`: it is prose or a heading, and what stood before
    it says nothing of what follows."""

    label: str
    slots: tuple[Slot, ...]
    cells: bool = False
    is_open: bool = False
    parts: bool = False


@dataclass(slots=True)
class _Row:
    """The slots of one row, the label in its own line, and all words since the row before."""

    slots: list[Slot]
    label: str = ""
    before: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A slot under its code, as it was found by order. `form` is the form that its table has the rows of, `header` what
    is printed above it where that tells a unit; `begun`: its row's own words are the beginning of the label;
    `displaced`: the number does not stand where its row is."""

    code: str
    form: Form
    row: Item
    column: Item
    slot: Slot
    header: str = ""
    begun: bool = False
    displaced: bool = False


def by_order(text: str, tables: Sequence[Table]) -> tuple[Ordered, ...]:
    """The figures of a document's text, with a placeholder line where each of the tables stands, by order alone."""
    lines = list(_gathered(_lines(text, {table.position: table for table in tables})))
    if _is_deduplicated_text(lines):
        return ()
    return (*_requests(lines), *_review(lines), *_disclosure(lines), *_statistics(lines))


def is_deduplicated(texts: Sequence[str]) -> bool:
    """Whether an extractor dropped every cell whose text it had met before: no table of a form has so many cells of
    which none is like another. What such a table's cells were, nobody knows."""
    filled = [text for text in ("".join(text.split()) for text in texts) if text]
    rows = sum(match_row(text) is not None for text in filled)
    return len(filled) >= _ALL_DIFFERENT and rows >= _MANY_ROWS and len(set(filled)) == len(filled)


def _is_deduplicated_text(lines: Sequence[_Line]) -> bool:
    plain = [line for line in lines if not line.cells]
    known = [place for place, line in enumerate(plain) if known_label(line.label) and not _NEXT.search(line.label)]
    if len(known) < _ALL_DIFFERENT // 2:
        return False
    texts = [
        word
        for line in plain[known[0] : known[-1] + 1]
        if known_label(line.label) or not line.label or line.slots
        for word in (line.label, *(slot.text for slot in line.slots))
    ]
    return is_deduplicated(texts)


# --- lines -----------------------------------------------------------------------------------------------------------


def _lines(text: str, tables: Mapping[int, Table]) -> Iterator[_Line]:
    for line in text.splitlines():
        placeholder = _PLACEHOLDER.fullmatch(line.strip())
        if placeholder and int(placeholder[1]) in tables:
            table = tables[int(placeholder[1])]
            for row in table.rows:
                yield _of_row(table, row)
        elif line.strip() and not _PAGE.fullmatch(line.strip()):
            yield from _of_text(line)


def _gathered(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Lines of text in which a cell has a line of its own: a unit goes to the label before it, numbers that stand alone
    go to their label."""
    held: _Line | None = None
    for line in lines:
        if held and not line.cells and not line.slots and line.label in UNITS and not held.slots:
            held = _Line(f"{held.label} {line.label}", (), is_open=True)
        elif held and not line.cells and not line.label and len(line.slots) == 1 and held.is_open:
            held = _Line(held.label, (*held.slots, *line.slots), is_open=True)
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _of_row(table: Table, row: Sequence[Cell]) -> _Line:
    """The cells of a row: labels, then slots; a unit beside a label is no slot."""
    start = next((i for i, cell in enumerate(row) if cell.text and not _is_words(cell.text)), None)
    if start is None:
        start = next((i for i, cell in enumerate(row) if not cell.text), len(row))
    label = " ".join(cell.text for cell in row[:start])
    slots = tuple(Slot(cell.text, table.position, cell) for cell in row[start:])
    if any(slot.text and _is_words(slot.text) and not _is_number(slot.text) for slot in slots):
        return _Line(" ".join(cell.text for cell in row), ())
    while start and not row[start - 1].text:  # a blank before the first number is a slot
        start -= 1
        slots = (Slot("", table.position, row[start]), *slots)
    return _Line(label, slots, cells=True)


def _of_text(line: str) -> Iterator[_Line]:
    found: list[tuple[str, tuple[int, int]]] = []
    at = end = 0  # the column of the screen, and the character, after the word before
    for match in re.finditer(r"[^\s|]+", line):
        start = at + _width(line[end : match.start()])
        at, end = start + _width(match[0]), match.end()
        found.append((unicodedata.normalize("NFKC", match[0]), (start, at)))
    cut = len(found)
    while cut and _is_number(found[cut - 1][0]):
        cut -= 1
    label, numbers = " ".join(word for word, _ in found[:cut]), found[cut:]
    if not numbers and (glued := _GLUED.fullmatch(label)) and known_label(glued[1]):
        label, numbers = glued[1], [(glued[2], found[-1][1])]
    slots = tuple(Slot(number, quote=line.strip(), at=at) for number, at in numbers)
    yield _Line(label, slots, is_open=not numbers, parts=_parts(line, slots))


def _parts(line: str, slots: Sequence[Slot]) -> bool:
    """Whether a line of text is a sentence, what leads to something else, or a chapter's heading."""
    told = line.strip()
    if known_label(told) or (slots and match_row(told.rpartition(" ")[0])):
        return False
    return bool(_SENTENCE.search(told) or (_CHAPTER.match(told) and not match_row(told)))


def _width(text: str) -> int:
    """How many columns of a screen a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _in_columns(lines: Sequence[_Line], width: int) -> Iterator[_Line]:
    """The lines; where the numbers of whole rows stand in columns, blanks in other rows are told by theirs."""
    whole = [line.slots for line in lines if not line.cells and len(line.slots) == width]
    reach = [
        (min(slot.at[0] for slot in column), max(slot.at[1] for slot in column)) for column in zip(*whole, strict=True)
    ]
    apart = all(left[1] + _GAP <= right[0] for left, right in pairwise(reach))
    for line in lines:
        if line.cells or not line.slots or len(line.slots) >= width or len(whole) < _ENOUGH_ROWS or not apart:
            yield line
            continue
        at = [
            [column for column, (start, end) in enumerate(reach) if slot.at[0] <= end and start <= slot.at[1]]
            for slot in line.slots
        ]
        one_each = all(len(columns) == 1 for columns in at) and len({columns[0] for columns in at}) == len(at)
        # Without words and without its last column it may be a line whose blanks collapsed.
        if not one_each or not (line.label or at[-1] == [width - 1]):
            yield line
            continue
        placed = {columns[0]: slot for columns, slot in zip(at, line.slots, strict=True)}
        blank = Slot("", quote=line.slots[0].quote)
        yield replace(line, slots=tuple(placed.get(column, blank) for column in range(width)))


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) or text in _MARKS


def _is_words(text: str) -> bool:
    """Whether a cell holds words: a label, torn or not, or a unit."""
    told = unicodedata.normalize("NFKC", text).strip()
    return (not told[:1].isdigit() and not _is_number(told)) or known_label(text) or told in UNITS


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(lines: Iterable[_Line], width: int) -> tuple[list[_Row], list[Slot], list[str]]:
    """The rows of so many slots, what is left over, and the words after the last row.

    Slots that stand one a line are put together; what does not make up a row is left over.
    """
    rows: list[_Row] = []
    left: list[Slot] = []
    words: list[str] = []
    loose: list[Slot] = []
    for line in lines:
        if line.label:
            if loose:
                left += loose
                loose = []
            words.append(line.label)
        slots = _fitted(line, width)
        if not slots:
            continue
        if len(slots) == width:
            left += loose
            loose = []
            rows.append(_Row(list(slots), line.label, words))
            words = []
            continue
        loose += slots
        if len(loose) == width:
            rows.append(_Row(loose, line.label, words))
            loose, words = [], []
        elif len(loose) > width:
            left += loose
            loose = []
    return rows, left + loose, words


def _fitted(line: _Line, width: int) -> tuple[Slot, ...]:
    """The slots of a line without the blanks that pad a row beyond its width; none where nothing is printed."""
    slots = list(line.slots)
    while len(slots) > width and not slots[-1].text:
        slots.pop()
    while len(slots) > width and not slots[0].text:
        slots.pop(0)
    if len(slots) != width and line.cells:
        slots = [slot for slot in slots if slot.text]
    return tuple(slots)


def _has_characters(words: Iterable[str], labels: Iterable[str]) -> bool:
    """Whether the words have the characters of the labels, however they are torn."""
    wanted = Counter("".join(normalise(label) for label in labels))
    given = Counter("".join(unicodedata.normalize("NFKC", "".join(words)).split()))
    return (wanted - given).total() <= (1 - _ENOUGH) * wanted.total()


def _denies(row: _Row, item: Item, table: FormTable, form: Form) -> bool:
    """Whether the label in a row's own line names another row of the table."""
    match = match_row(row.label) if row.label else None
    if match is None:
        return False
    named = {place.item.code for place in match.places if (place.form, place.table) == (form, table.code)}
    return bool(named) and item.code not in named


def _begins(row: _Row, item: Item) -> bool:
    """Whether the last word in a row's own line is the beginning of the item's label, as a page break cuts it."""
    word = normalise(row.label.split()[-1]) if row.label else ""
    return len(word) >= _LEAST_BEGINNING and any(name.startswith(word) for name in item.names)


def _names(row: _Row, item: Item) -> bool:
    """Whether a word in a row's own line, or in the one before where it has no words of its own, is the item's label,
    or as much of it as the line had room for."""
    label = row.label or (row.before[-1] if row.before else "")
    words = [normalise(word) for word in (label, *label.split())]
    return any(
        word in item.names or (len(word) >= _PIECE and any(word in name for name in item.names)) for word in words
    )


# --- tables ----------------------------------------------------------------------------------------------------------


def _requests(lines: Sequence[_Line]) -> Iterator[Ordered]:
    """The application table: seven slots a row, and as many rows as one of its two forms has."""
    for start, line in enumerate(lines):
        if not _FIRST.search(line.label.replace(" ", "")):
            continue
        after = range(start + 1, len(lines))
        end = next((i for i in after if _NEXT.search(lines[i].label.replace(" ", ""))), len(lines))
        head = [other.label for other in lines[max(start - _HEAD, 0) : start]]
        if not _has_characters(head, [column.label for column in _COLUMNS]):
            continue
        rows, left, words = _rows(_in_columns(lines[start:end], len(_COLUMNS)), len(_COLUMNS))
        for form in (Form.TABLES_2021, Form.TABLES_2019):
            items = FORMS[form].table("requests").number_rows
            if len(rows) == len(items) and _labels_are_there(rows, items, words, form):
                yield from _with_left(_cells_of(zip(rows, items, strict=True), form), left)
                return
        yield from _cells_of(_pairs_by_label(rows), Form.TABLES_2021)
        return


def _cells_of(pairs: Iterable[tuple[_Row, Item]], form: Form) -> list[Ordered]:
    return [
        Ordered(f"requests.{item.code}.{column.code}", form, item, column, slot, begun=_begins(row, item))
        for row, item in pairs
        for column, slot in zip(_COLUMNS, row.slots, strict=True)
    ]


def _pairs_by_label(rows: Sequence[_Row]) -> Iterator[tuple[_Row, Item]]:
    """The rows right after a label that only one row of the form has, where some rows are not whole: blanks that left
    no trace, a page that is missing."""
    last = -1
    items = FORMS[Form.TABLES_2021].table("requests").number_rows
    for row in rows:
        name = normalise(row.label)
        named = [order for order, item in enumerate(items) if name in item.names]
        if len(named) == 1 and named[0] > last and all(slot.text for slot in row.slots):
            last = named[0]
            yield row, items[last]


def _labels_are_there(rows: Sequence[_Row], items: Sequence[Item], after: Sequence[str], form: Form) -> bool:
    """Whether the words around the rows are those of the form: none of them denies its place, as many rows as not
    stand at their own label, and the characters of all labels are there."""
    table = FORMS[form].table("requests")
    pairs = list(zip(rows, items, strict=True))
    words = [word for row in rows for word in row.before]
    return (
        not any(_denies(row, item, table, form) for row, item in pairs)
        and 2 * sum(_names(row, item) for row, item in pairs) >= len(pairs)
        and _has_characters([*words, *after], [item.label for item in items])
    )


def _with_left(cells: Sequence[Ordered], left: Sequence[Slot]) -> Iterator[Ordered]:
    """The cells; where just one number is left over and just one slot is blank, the number is that slot's if the sums
    of the form hold with it and only with it."""
    blank = [cell for cell in cells if not cell.slot.text]
    if len(left) != 1 or len(blank) != 1:
        yield from cells
        return
    values = {cell.code: read_cell(cell.slot.text).value for cell in cells}
    values[blank[0].code] = read_cell(left[0].text).value
    sums = [
        [(values.get(term), coefficient) for term, coefficient in relation.terms.items()]
        for relation in FORMS[blank[0].form].relations
        if relation.kind == "eq" and blank[0].code in relation.terms
    ]
    whole = [terms for terms in sums if all(value is not None for value, _ in terms)]
    holds = [abs(sum((value or 0.0) * coefficient for value, coefficient in terms)) < _EPSILON for terms in whole]
    for cell in cells:
        fits = cell is blank[0] and holds and all(holds)
        yield replace(cell, slot=left[0], displaced=True) if fits else cell


def _review(lines: Sequence[_Line]) -> Iterator[Ordered]:
    """The table of reviews and suits: one row of fifteen slots under the words of its header."""
    table = FORMS[Form.TABLES_2021].table("review_litigation")
    places = [(row, column) for row in table.number_rows for column in table.number_columns]
    labels = [row.label for row in table.number_rows] + [column.label for column in table.number_columns] * 3
    found = []
    words: list[str] = []
    for line in lines:
        if _NEXT.search(line.label.replace(" ", "")) and not any(_NEXT.search(word) for word in words[-12:]):
            words = []
        words = [*words[-_REVIEW_HEAD:], line.label.replace(" ", "")]
        slots = _fitted(line, len(places))
        if len(slots) == len(places) and all(slot.text for slot in slots) and _has_characters(words, labels):
            found.append(slots)
    if len(found) == 1:
        for (row, column), slot in zip(places, found[0], strict=True):
            yield Ordered(f"review_litigation.{row.code}.{column.code}", Form.TABLES_2021, row, column, slot)


def _disclosure(lines: Sequence[_Line]) -> Iterator[Ordered]:
    """The disclosure tables: rows by their own labels, as many slots as the form of the headers has columns."""
    words: list[str] = []
    for number, line in enumerate(lines):
        if line.parts:
            words = []
            continue
        headed = [
            place
            for place in (_disclosure_rows(lines, number) if line.slots else ())
            if _has_characters(words[-_HEADERS:], [column.label for column in _columns_of(place)])
        ]
        if headed:
            # The headers of 2019 have all the characters of those of 2021, and more.
            place = max(headed, key=lambda place: len("".join(column.label for column in _columns_of(place))))
            columns = _columns_of(place)
            slots = _fitted(line, len(columns))
            if len(slots) == len(columns) and all(slot.text for slot in slots):
                for column, slot in zip(columns, slots, strict=True):
                    code = f"{place.table}.{place.item.code}.{column.code}"
                    is_money = "元" in (column.unit or place.item.unit or "")
                    header = " ".join(words[-_HEADERS:]) if is_money else ""
                    yield Ordered(code, place.form, place.item, column, slot, header)
        if line.label and (not line.slots or is_header(line.label)):
            words.append(line.label)


def _columns_of(place: Place) -> tuple[Item, ...]:
    return FORMS[place.form].table(place.table).number_columns


def _disclosure_rows(lines: Sequence[_Line], number: int) -> list[Place]:
    """The rows of disclosure tables that the label of a line names: its own, or with what of it was torn off into the
    lines before and after."""
    before, own, after = (
        line.label if line is lines[number] or not line.slots else ""
        for line in (
            lines[number - 1] if number else lines[number],
            lines[number],
            lines[min(number + 1, len(lines) - 1)],
        )
    )
    for label in (own, own + after, before + own, before + own + after):
        match = match_row(label) if label else None
        places = [
            place
            for place in (match.places if match else ())
            if place.table.startswith(_DISCLOSURE) and place.item.kind == "number"
        ]
        if places and (label == own or (match is not None and match.closeness == 1)):
            return places
    return []


def _statistics(lines: Sequence[_Line]) -> Iterator[Ordered]:
    """The statistics table of 2014: the n-th row of a table with as many rows as the form; and in torn text the number
    after a label, or after the lines that make it up, the labels in the order of the form."""
    table = FORMS[Form.STATISTICS_2014].table("statistics")
    (column,) = table.number_columns
    for cells, lines_of_run in groupby(lines, key=lambda line: line.cells):
        run = [line for line in lines_of_run if cells and line.label.split()[-1:] and line.label.split()[-1] in UNITS]
        if len(run) != len(table.rows):
            continue
        pairs = [
            (_Row(list(line.slots), _without_unit(line.label)), item)
            for line, item in zip(run, table.rows, strict=True)
        ]
        if any(len(row.slots) != 1 and item.kind == "number" for row, item in pairs) or any(
            _denies(row, item, table, Form.STATISTICS_2014) for row, item in pairs
        ):
            continue
        for row, item in pairs:
            if item.kind == "number":
                yield Ordered(f"statistics.{item.code}.value", Form.STATISTICS_2014, item, column, row.slots[0])
    for parts, block in groupby(lines, key=lambda line: line.cells or line.parts):
        told = list(_statistics_of(block)) if not parts else []
        if len(told) >= _ENOUGH_STATISTICS:  # a few such lines may be of another year, or another organ
            yield from told


def _statistics_of(lines: Iterable[_Line]) -> Iterator[Ordered]:
    """The numbers after labels of the statistics table in lines of text, in the order of the form."""
    (column,) = FORMS[Form.STATISTICS_2014].table("statistics").number_columns
    words: list[str] = []
    last = -1
    for line in lines:
        words += [label] if (label := _without_unit(line.label)) else []
        if len(line.slots) != 1:
            continue
        place = next((place for label in _endings(words) for place in _rows_named(label) if place.order > last), None)
        words = []
        if place and place.item.kind == "number":
            last = place.order
            yield Ordered(f"statistics.{place.item.code}.value", place.form, place.item, column, line.slots[0])


def _without_unit(label: str) -> str:
    """A label without the unit that stands after it."""
    words = label.split()
    return " ".join(words[:-1] if words and words[-1] in UNITS else words)


def _endings(words: Sequence[str]) -> Iterator[str]:
    """The last words, and more and more of those before them: a label may be broken over lines."""
    for count in range(1, min(len(words), _LINES_OF_LABEL) + 1):
        yield "".join(words[-count:])


def _rows_named(label: str) -> list[Place]:
    """The rows of the statistics table that a label names by a known spelling."""
    match = match_row(label)
    return [place for place in match.places if place.table == "statistics"] if match and match.closeness == 1 else []
