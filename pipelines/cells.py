"""What one cell of a table says: a number, a zero, nothing, a mark instead of a number, or what cannot be told.

Nothing is guessed: a cell that is not plainly one of these is `illegible`, its text kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from pipelines.records import State

_MARKS = re.compile(r"(?:[/\\|\-—–―─_~]+|无|空|N/?A)", re.IGNORECASE)
_UNITS = "万元|元|亿元|条|件|份|宗|次|人次|人|个|篇|项|起|例|场|期|家|户"
_NUMBER = re.compile(
    rf"""(?P<sign>[+\-−]|增加?|减少?|下降|上升)?
         (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
         (?P<scale>[万亿](?!元))?
         (?P<unit>{_UNITS})?
         (?P<note>[(\[【].*[)\]】])?""",
    re.VERBOSE | re.DOTALL,
)
_NO_CHANGE = re.compile(r"(?:无变化|不变|未变化|持平|无增减)0?")
_ENCLOSED = re.compile(
    "[\u2070-\u209f\u2460-\u24ff\u2776-\u2793\u00b9\u00b2\u00b3]"
)  # ①, ¹: marks of notes, not digits
_MARKED = re.compile(r"(.*\d\s*[^\d\s*＊※①-⑳]?)([*＊※①-⑳]{1,2})", re.DOTALL)  # marks of notes that no number has
_MINUS = frozenset({"-", "−", "减", "减少", "下降"})
_UNSEEN = "\u200b\ufeff\u00ad"  # characters that show nothing
SCALES = {"万": 10_000, "亿": 100_000_000}
_YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


@dataclass(frozen=True, slots=True)
class CellReading:
    """`value` is in `unit` as printed in the cell (None: the cell prints none); `note` is text beside the number;
    `scale` is a 万 or 亿 without 元, which is already in the value."""

    state: State
    value: float | None
    unit: str | None = None
    note: str | None = None
    scale: str | None = None


def read_cell(text: str, *, signed: bool = False) -> CellReading:
    """The reading of one cell's text as printed.

    `signed` allows a sign or a word for one (`+3`, `-2`, `增5`, `减44`, `无变化`), as the columns of changes have
    it (FORMS.md §4.1). A hyphen alone is a mark, not a number; a doubled sign is illegible.
    """
    if marked := _MARKED.fullmatch(text.strip()):
        return replace(read_cell(marked[1], signed=signed), note=marked[2])
    flat = "".join(unicodedata.normalize("NFKC", text).split()).strip(_UNSEEN)
    if not flat:
        return CellReading(State.BLANK, None)
    if _MARKS.fullmatch(flat):
        return CellReading(State.SLASH, None)
    if signed and _NO_CHANGE.fullmatch(flat):
        return CellReading(State.ZERO, 0.0)
    match = _NUMBER.fullmatch(flat)
    if (
        match is None
        or _broken_by_blank(text)
        or _ENCLOSED.search(text)
        or (match["sign"] and not signed and match["sign"] != "+")
    ):
        return CellReading(State.ILLEGIBLE, None)
    value = float(match["digits"].replace(",", ""))
    if match["scale"]:
        value = round(value * SCALES[match["scale"]], 4)  # 1.13万 is 11300, not 11299.999999999998
    if match["sign"] in _MINUS:
        value = -value
    note = match["note"]
    return CellReading(State.NUMBER if value else State.ZERO, value or 0.0, match["unit"], note, match["scale"])


def _broken_by_blank(text: str) -> bool:
    """Digits with a blank between them (`1 136`, `3. 5`, two lines in one cell) may be two numbers: not ours to
    join."""
    return re.search(r"[\d.,]\s+[\d.,]", unicodedata.normalize("NFKC", text)) is not None


def convert(value: float, printed: str | None, wanted: str | None) -> float | None:
    """`value` in the unit `wanted`; None when money is printed in a unit that cannot be converted.

    Counting words (件, 条, 次 …) stand for each other: the table is the unit (NARRATIVE.md §3.9).
    """
    if printed is None or wanted is None or printed == wanted:
        return value
    if "元" not in printed and "元" not in wanted:
        return value
    if printed not in _YUAN or wanted not in _YUAN:
        return None  # 千元, 百万元: nobody has told how they are meant
    return round(value * _YUAN[printed] / _YUAN[wanted], 6)  # 0.07 万元 is 700 元, not 700.0000000000001
