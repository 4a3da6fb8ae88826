"""What a cell of a spreadsheet shows of its value: the value in its number format.

A figure is what is printed, so a stored 251000 in the format `0\\.0,` is 25.1, a stored 0.12 in `0%` is 12%, and a
value that its format rounds is the rounded one: 25.1234 in `0.0` is 25.1, for a reader of the sheet sees no more. What
cannot be told stands with the stored value between marks that nobody takes for a number, never as the bare value.

What is only the look of a number is left out: blanks, colours and the sign of a currency (the column names the unit).
The brackets of an accounting format are a minus. A stored zero that its format prints as a dash, or leaves out while
it prints other numbers, is a zero. `General` prints up to 15 digits, dates are printed as ISO has them.
"""

from __future__ import annotations

import datetime
import math
import operator
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

GENERAL = "General"
# The formats that files name by number alone; those of dates differ by language, and are dates in each.
_BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);(#,##0.00)", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((5, 6), "¥#,##0;¥-#,##0"), **dict.fromkeys((7, 8), "¥#,##0.00;¥-#,##0.00"),
    **dict.fromkeys((41, 42), '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '),
    **dict.fromkeys((43, 44), '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '),
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 59)), "yyyy/m/d"),
    **dict.fromkeys((*range(18, 22), *range(32, 36)), "h:mm:ss"), 22: "yyyy/m/d h:mm",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
}  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?)|[\\!](?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]
        |(?P<general>General|G/通用格式)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)
        |(?P<end>;)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_COLOUR = re.compile("black|blue|cyan|green|magenta|red|white|yellow|color ?\\d+|颜色 ?\\d+", re.IGNORECASE)
_CURRENCY = re.compile(r"[¥￥$]")
_LITERAL = re.compile(r"[-+():{}<>=~&^'$ ]|[^\x00-\x7f]")
_DATE_LETTERS = frozenset("ymdhsebga")
_DASHES = re.compile(r"[-–—－─\s]+")
_BRACKETED = re.compile(r"[(（](.*)[)）]", re.DOTALL)
_ZERO = re.compile(r"[0.,]+")
_LARGEST, _MOST_DECIMALS = 1e15, 15
_WHERE_NO_DIGIT = {"0": "0", "?": " ", "#": ""}
_COMPARE = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne
}  # fmt: skip
Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Section:
    """One of up to four parts of a format: what it prints, the numbers that it is for, and whether it prints dates."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    is_date: bool = False
    is_elapsed: bool = False


def built_in(number: int) -> str:
    """The format of a number, where the file does not tell its code."""
    return _BUILT_IN.get(number, GENERAL)


def cell_shows(value: str | float | bool, code: str, *, since_1904: bool = False) -> str:
    """The text that a cell with a value and a number format shows; see the module for what is never printed bare."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return _text_shows(value, code)
    if code == GENERAL or not math.isfinite(value):
        return general(value)
    sections = _sections(code)
    if sections[0].is_date:
        shown = _date(value, since_1904, sections[0].is_elapsed)
        return shown if shown is not None else _untold(value, code)
    shown = _number(value, sections)
    if shown is None:
        return _untold(value, code)
    return shown or not_shown(general(value))


def general(value: float) -> str:
    """A number as cells without a format show it: 15 digits at most."""
    return format(value, ".15g") if abs(value) < 1e15 else repr(value)


def not_shown(text: str) -> str:
    """What stands for a value that its cell does not show: nobody can read a figure in it."""
    return f"〔不显示：{text}〕"


def struck_out(text: str) -> str:
    """What stands for the text of a cell that is struck out as a whole: nobody can read a figure in it."""
    return f"〔有删除线：{text}〕"


def _untold(value: float, code: str) -> str:
    return f"{general(value)}〔数字格式：{code}〕"


def _text_shows(value: str, code: str) -> str:
    sections = _sections(code)
    text = value.strip()
    only = sections[0] if len(sections) == 1 and any(kind == "text" for kind, _ in sections[0].tokens) else None
    section = sections[3] if len(sections) > 3 else only
    if section is None or not text:
        return text
    return "".join(value if kind == "text" else told for kind, told in section.tokens).strip() or not_shown(text)


# --- the code of a format ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[Token]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    elapsed: set[int] = set()
    for match in _TOKEN.finditer(code or GENERAL):
        kind, told = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "end":
            parts.append([])
            conditions.append(None)
        elif kind == "bracket" and (condition := _CONDITION.fullmatch(told.strip())):
            conditions[-1] = condition[1], float(condition[2])
        elif kind == "bracket" and _ELAPSED.fullmatch(told):
            elapsed.add(len(parts) - 1)
        else:
            parts[-1].append(_token(kind, told))
    return tuple(
        _Section(tuple(tokens), condition, place in elapsed or _prints_dates(tokens), place in elapsed)
        for place, (tokens, condition) in enumerate(zip(parts, conditions, strict=True))
    )


def _token(kind: str, told: str) -> Token:
    """A token of a format's code: literal text, a placeholder, or what is not understood (`other`)."""
    match kind:
        case "quoted":
            return "literal", _CURRENCY.sub("", told.strip('"'))
        case "escaped":
            return "literal", _CURRENCY.sub("", told)
        case "blank":
            return "literal", " "
        case "fill":
            return "literal", ""
        case "bracket" if told.startswith("$"):
            return "literal", _CURRENCY.sub("", told[1:].partition("-")[0])
        case "bracket" if _COLOUR.fullmatch(told):
            return "literal", ""
        case "other" if _LITERAL.fullmatch(told):
            return "literal", _CURRENCY.sub("", told)
        case "bracket":
            return "other", told  # [DBNum1]: other numerals than the stored ones
        case _:
            return kind, told


def _prints_dates(tokens: Sequence[Token]) -> bool:
    others = {told.lower() for kind, told in tokens if kind == "other"}
    digits = any(kind == "digit" for kind, _ in tokens)  # 0.00E+00, 0.0 as the parts of a second
    return bool(others & (set("ymdhs") if digits else _DATE_LETTERS))


# --- numbers ----------------------------------------------------------------------------------------------------------


def _number(value: float, sections: Sequence[_Section]) -> str | None:
    """A number by the section that is for it: nothing where it is not shown, None where that cannot be told."""
    section = _section_for(value, sections)
    printed = _printed(value, section.tokens) if section else None
    if section is None or printed is None:
        return None
    shown = printed.strip()
    if value == 0 and any(map(_prints, sections[:3])) and (not shown or _DASHES.fullmatch(shown)):
        return "0"
    if value >= 0 or not shown:
        return shown
    if section is sections[0]:
        return shown if _ZERO.fullmatch(shown) else f"-{shown}"
    if bracketed := _BRACKETED.fullmatch(shown):
        return f"-{bracketed[1].strip()}"
    # A minus that only a colour tells is told to nobody who reads the text.
    return shown if any(kind == "literal" and told.strip() for kind, told in section.tokens) else None


def _prints(section: _Section) -> bool:
    return any(kind != "literal" or told.strip() for kind, told in section.tokens)


def _section_for(value: float, sections: Sequence[_Section]) -> _Section | None:
    """The section for a number; None where conditions leave it open."""
    if not any(section.condition for section in sections):
        if value < 0 and len(sections) > 1:
            return sections[1]
        return sections[2] if value == 0 and len(sections) > 2 else sections[0]
    numbers = sections[:3]
    for section in numbers if value >= 0 else ():
        if section.condition is None:
            return section if section is numbers[-1] else None
        compare, than = section.condition
        if _COMPARE[compare](value, than):
            return section
    return None


def _printed(value: float, tokens: Sequence[Token]) -> str | None:
    """The size of a number as the tokens of a section print it."""
    kinds = Counter(kind for kind, _ in tokens)
    if kinds["other"] or abs(value) >= _LARGEST:
        return None
    if kinds["digit"]:
        return None if kinds["general"] or kinds["text"] else _in_placeholders(value, tokens)
    if kinds["percent"] or kinds["comma"] or kinds["point"]:
        return None
    return "".join(general(abs(value)) if kind in ("general", "text") else told for kind, told in tokens)


def _in_placeholders(value: float, tokens: Sequence[Token]) -> str | None:
    """The digits of a number in the placeholders of a section; None for what no program writes."""
    kinds = [kind for kind, _ in tokens]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    whole = [place for place in range(point) if kinds[place] == "digit"]
    decimals = [place for place in range(point, len(kinds)) if kinds[place] == "digit"]
    commas = [place for place, kind in enumerate(kinds) if kind == "comma"]
    percents = kinds.count("percent")
    if any(not place or kinds[place - 1] not in ("digit", "comma", "point") for place in commas):
        return None
    if not whole or kinds.count("point") > 1 or percents > 1 or len(decimals) > _MOST_DECIMALS:
        return None
    scaling = sum(1 for place in commas if place > whole[-1])  # a comma after the digits drops three of them
    size = Decimal(format(abs(value), ".15g")).scaleb(2 * percents - 3 * scaling)
    size = size.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, Context(prec=60))
    before, _, after = format(size, "f").partition(".")
    printed = dict.fromkeys((*commas, point), "")
    printed |= _whole_digits(before.lstrip("0"), whole, tokens, grouped=len(commas) > scaling)
    printed |= _decimal_digits(after, decimals, tokens)
    if any(printed[place].strip() for place in decimals):
        printed[point] = "."
    return "".join(printed.get(place, told) for place, (_, told) in enumerate(tokens))


def _whole_digits(digits: str, places: Sequence[int], tokens: Sequence[Token], *, grouped: bool) -> dict[int, str]:
    """The digits before the point in their placeholders, from the right; the first one takes what is left over."""
    printed = {}
    for number, place in enumerate(reversed(places)):  # number: how many digits stand to the right
        first = place == places[0]
        taken, digits = (digits, "") if first else (digits[-1:], digits[:-1])
        taken = taken or _WHERE_NO_DIGIT[tokens[place][1]]
        after = range(number + len(taken) - 1, number - 1, -1)  # how many digits stand to the right of each
        printed[place] = "".join(
            f"{char}," if grouped and right and right % 3 == 0 and char.isdigit() else char
            for char, right in zip(taken, after, strict=True)
        )
    return printed


def _decimal_digits(digits: str, places: Sequence[int], tokens: Sequence[Token]) -> dict[int, str]:
    """The digits after the point in their placeholders; zeros at the end only where they are asked for."""
    asked = max((number + 1 for number, place in enumerate(places) if tokens[place][1] == "0"), default=0)
    kept = max(len(digits.rstrip("0")), asked)
    return {
        place: digits[number] if number < kept else _WHERE_NO_DIGIT[tokens[place][1]]
        for number, place in enumerate(places)
    }


# --- dates ------------------------------------------------------------------------------------------------------------


def _date(serial: float, since_1904: bool, elapsed: bool) -> str | None:
    """A day, a time or both, or how long something took, from the days since a spreadsheet's first."""
    try:
        span = datetime.timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return None
    if elapsed:
        return str(span)
    if serial < 0 or serial >= 2_958_466:  # after the year 9999
        return None
    if span < datetime.timedelta(days=1):
        return (datetime.datetime.min + span).time().isoformat()
    # In spreadsheets that count from 1900, that year has a 29 February.
    first = datetime.datetime(1904, 1, 1) if since_1904 else datetime.datetime(1899, 12, 31 if serial < 60 else 30)
    try:
        moment = first + span
    except OverflowError:
        return None
    return moment.date().isoformat() if moment.time() == datetime.time() else moment.isoformat()
