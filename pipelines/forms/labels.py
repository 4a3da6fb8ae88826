"""Printed labels and what they name in the forms: exact after normalisation, or the closest within a bound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from pipelines.forms import FORMS, Item, normalise
from pipelines.records import Form

# Labels too short or too common to speak for a form by themselves.
_COMMON = frozenset({"其他", "总计", "合计", "规章", "数量", "数据"})
_CLOSE = 0.8
# Characters that tell one item from another: years, ranks, halves, negation, digits.
_TELLING = frozenset("上去前本今明次主副分管首末半季月累未非不其他0123456789")
_SHORTEST_FUZZY = 4
_SHORT = 6  # characters, of which a slip changes one place
_ORDINAL = re.compile(r"(\d{1,2})[.．、]")


@dataclass(frozen=True, slots=True)
class Place:
    """A row or a column that a label may name: its form, table and item, and the item's number in its table."""

    form: Form
    table: str
    item: Item
    order: int


def _index(kind: str) -> Mapping[str, tuple[Place, ...]]:
    index: dict[str, list[Place]] = {}
    for form, definition in FORMS.items():
        for table in definition.tables:
            items = (*table.rows, *table.local_rows) if kind == "rows" else table.columns
            for order, item in enumerate(items):
                for name in item.names:
                    index.setdefault(name, []).append(Place(form, table.code, item, order))
    return {name: tuple(places) for name, places in index.items()}


ROWS = _index("rows")
COLUMNS = _index("columns")
TITLES: Mapping[str, tuple[tuple[Form, str], ...]] = {
    name: tuple(
        (form, table.code)
        for form, definition in FORMS.items()
        for table in definition.tables
        if name in {normalise(title) for title in (table.title, *table.aliases)}
    )
    for name in {
        normalise(title)
        for definition in FORMS.values()
        for table in definition.tables
        for title in (table.title, *table.aliases)
    }
}
TEXT_ROWS = frozenset(
    normalise(label) for definition in FORMS.values() for table in definition.tables for label in table.text_rows
)
# Words that head a column of labels or units: known, and nothing to read.
HEADINGS = frozenset(
    normalise(text)
    for text in (
        "信息内容",
        "统计指标",
        "指标名称",
        "单位",
        "计量单位",
        "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和",
    )
)


@dataclass(frozen=True, slots=True)
class Match:
    """The places a label names, and how close it is to them: 1.0 for a known spelling."""

    places: tuple[Place, ...]
    closeness: float


@cache
def match_row(text: str) -> Match | None:
    """What rows a printed label names; None when no known label is close enough.

    A word that stands in many labels counts only under its own number: `2.其他` is the first line of 2.其他法律行政法规
    禁止公开, not 3.其他.
    """
    match = _match(text, ROWS)
    number = _ORDINAL.match("".join(text.split()))
    if match is None or number is None or normalise(text) not in _COMMON:
        return match
    places = tuple(place for place in match.places if _ordinal_of(place.item) in ("", number[1]))
    return Match(places, match.closeness) if places else None


def _ordinal_of(item: Item) -> str:
    number = _ORDINAL.match(item.label)
    return number[1] if number else ""


@cache
def match_column(text: str) -> Match | None:
    """What columns a printed header names; None when no known header is close enough."""
    return _match(text, COLUMNS)


def _match(text: str, index: Mapping[str, tuple[Place, ...]]) -> Match | None:
    name = normalise(text)
    if not name:
        return None
    if name in index:
        return Match(index[name], 1.0)
    near = closest(name, index)
    return Match(index[near[0]], near[1]) if near else None


def closest(name: str, names: Iterable[str]) -> tuple[str, float] | None:
    """The known label that a normalised one is a slip of the pen for, and how close it is; None where none is close
    enough, or two are as close."""
    if len(name) < _SHORTEST_FUZZY or name.isascii():
        return None
    scored = []
    for known in names:
        if min(len(known), len(name)) * (2 / _CLOSE - 1) >= max(
            len(known), len(name)
        ):  # else the ratio cannot reach it
            closeness = SequenceMatcher(None, name, known, autojunk=False).ratio()
            if closeness >= _CLOSE and not _changes_meaning(name, known):
                scored.append((closeness, known))
    scored.sort(key=lambda entry: (-entry[0], entry[1]))
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1], round(scored[0][0], 2)


def _changes_meaning(printed: str, known: str) -> bool:
    """Whether what differs between two labels is a word that says something else, not a slip of the pen: more than one
    place of a short label, or a character that tells. A character that is only written twice says nothing."""
    changes = [
        printed[a:b] + known[c:d]
        for operation, a, b, c, d in SequenceMatcher(None, printed, known, autojunk=False).get_opcodes()
        if operation != "equal"
        and not (operation == "delete" and _is_doubled(printed, a, b))
        and not (operation == "insert" and _is_doubled(known, c, d))
    ]
    if len(changes) > 1 and len(printed) <= _SHORT:
        return True
    return any(character in _TELLING for change in changes for character in change)


def _is_doubled(text: str, start: int, end: int) -> bool:
    """Whether a piece is one character, no digit, that stands beside itself."""
    piece = text[start:end]
    return len(piece) == 1 and not piece.isdigit() and piece in text[max(start - 1, 0) : start] + text[end : end + 1]


@cache
def is_title(text: str) -> tuple[tuple[Form, str], ...]:
    """The tables that a title row such as 第二十条第（一）项 opens."""
    return TITLES.get(normalise(text), ())


@cache
def is_form_label(text: str) -> bool:
    """Whether a text is a row, column or title of some form, and not one of the words that stand anywhere."""
    name = normalise(text)
    return name not in _COMMON and (name in ROWS or name in COLUMNS or name in TITLES)


@cache
def is_of_form(text: str) -> bool:
    """Whether a text, mistyped or not, is a row or title that only the forms print: it says what a table is."""
    return known_label(text) and normalise(text) not in _COMMON | HEADINGS and not is_header(text)


@cache
def known_label(text: str) -> bool:
    """Whether a text is a label that the forms print anywhere in a table: row, column, title, unit heading."""
    name = normalise(text)
    return (
        name in ROWS or name in TITLES or name in HEADINGS or name in TEXT_ROWS
        or match_row(text) is not None or match_column(text) is not None
    )  # fmt: skip


@cache
def is_header(text: str) -> bool:
    """Whether a text heads columns of figures, labels or units. `总计` does; `（七）总计`, being numbered, is a row's
    label."""
    name = normalise(text)
    if name in HEADINGS:
        return True
    return match_column(text) is not None and (match_row(text) is None or "".join(text.split()) == name)
