"""The numbers that a word processor writes before paragraphs (一、 （二） 3.): they are not in the text, and a reader
of the printed page sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.formats.markup import between

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_COUNTING = frozenset(
    {"chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting"}
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts (a name of OOXML's `ST_NumberFormat`), its text with `%1` for the number of
    the first level, `%2` for the second, and the number it begins with."""

    format: str
    text: str
    start: int = 1


@dataclass(slots=True)
class Counters:
    """The numbers reached so far, list by list, while a document is read from its beginning."""

    _reached: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, list_id: str, level: int, levels: Mapping[int, Level]) -> str:
        """The text before the next paragraph of a list at a level (from 0); nothing for bullets."""
        own = levels.get(level)
        if own is None or own.format in ("bullet", "none"):
            return ""
        reached = self._reached.setdefault(list_id, {})
        reached[level] = reached.get(level, own.start - 1) + 1
        for deeper in [other for other in reached if other > level]:
            del reached[deeper]
        text = own.text
        for other in range(level, -1, -1):
            known = levels.get(other)
            number = reached.get(other, known.start if known else 1)
            text = text.replace(f"%{other + 1}", format_number(number, known.format if known else "decimal"))
        return text


def after_number(number: str, text: str) -> str:
    """A paragraph's text with the number of its list before it. Whether a tab, a blank or nothing follows the number,
    no digit of the text belongs to it."""
    return number + between(number, text.lstrip()) + text


def format_number(number: int, format: str) -> str:
    """A number as a list's format writes it; formats that no Chinese report uses are written in digits."""
    if format in _COUNTING:
        return _counting(number)
    if format == "chineseLegalSimplified":
        return "".join(_FORMAL[int(digit)] for digit in str(number))
    if format in ("ideographDigital", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if format == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if format in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((65 if format == "upperLetter" else 97) + number - 1)
    if format == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    return str(number)


def _counting(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    if number < 20:
        return "十" + (_DIGITS[number - 10] if number > 10 else "")
    if number < 100:
        return _DIGITS[number // 10] + "十" + (_DIGITS[number % 10] if number % 10 else "")
    return "".join(_DIGITS[int(digit)] for digit in str(number))
