"""Numbers as prose prints them: digits of either width, thousands commas, 万 and 亿, Chinese numerals, 余 and 约.

Pure functions of text. What a number means is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

EXACT, MORE_THAN, LESS_THAN, ABOUT = "exact", "more_than", "less_than", "about"
# What `prose` leaves where white space stood between two numerals (86 12条, a note's mark): no number on either side.
TORN = "␣"

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
           "九": 9}  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000}
_FACTORS = {"万": 10_000, "亿": 100_000_000}

# Measure words of the forms and of the prose (FINDINGS §6); longer ones first. 万元 and 亿元 are units, not factors.
_UNITS = (
    "件次|件（次）|场次|条次|人次|人（次）|万元|亿元|个百分点|个工作日|条|件|份|宗|次|篇|项|起|例|人|名|位|个|场|期|家|处|封|批"
    "|部|类|册|张|户|只|笔|本|天|年|元|%"
)
_BEFORE = "约|大约|近|将近|接近|超过|超|逾|突破|不少于|不低于|至少"
_AFTER = "以上|以下|以内|左右|上下|不等"

_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d.]|,\d)|\d+(?:\.\d+)?"
_CHINESE = "[零〇○一二两三四五六七八九十百千]+(?:[万亿][零一二两三四五六七八九十百千]+)*"
_RUN = re.compile(rf"\d+|{_CHINESE}")
_NOT_AFTER = f"{TORN}0123456789.第ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_NOT_AFTER_WORD = "同其统唯逐某之万亿"  # 同一件, 其一, 唯一: no numerals
_QUALIFIED = re.compile(rf"(?:{_BEFORE})$")
_NUMBER = re.compile(
    rf"(?:(?P<arabic>{_ARABIC})|(?P<chinese>{_CHINESE}))"
    rf"(?P<inner>[余多来几])?(?P<factor>[万亿](?!元))?(?P<more>[余多])?"
    rf"(?P<unit>{_UNITS})(?P<after>{_AFTER})?"
)
_ZERO = re.compile("[零〇○]")
_YEAR_DIGITS = 4  # 一九九八
_NOT_ONE_NUMBER = re.compile("[一二两三四五六七八九]{2}|[百千万亿][一二两三四五六七八九]$")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One printed number with its unit.

    `value` is in `unit` (万 and 亿 are multiplied in, but 万元 and 亿元 are units of their own); `raw` is the printed
    slice, `start` and `end` its place in the text that was read; `qualifier` is exact, more_than, less_than or about
    (a figure rounded to 万 or 亿 is about); `chinese` tells numerals such as 两 or 四十.
    """

    value: float
    qualifier: str
    unit: str
    raw: str
    start: int
    end: int
    chinese: bool


def parse_chinese(text: str) -> float | None:
    """The value of a Chinese numeral (`三百二十一`, `两`, `二〇一八`, `一万二千`), or None when it is none.

    Two digits side by side without a place are about a number (三五件, 十五六, 二三百), and a digit without a place
    right after 百 or more is short for its next lower place (一百二): neither is read.
    """
    if not text or any(char not in _DIGITS and char not in _TENS and char not in _FACTORS for char in text):
        return None
    if all(char in _DIGITS for char in text) and (len(text) == _YEAR_DIGITS or _ZERO.search(text)):
        return float("".join(str(_DIGITS[char]) for char in text))
    if _NOT_ONE_NUMBER.search(text):
        return None
    total, section, digit = 0, 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        if char in _TENS:
            section += (digit or 1) * _TENS[char]
        else:
            total, section = total + (section + digit) * _FACTORS[char], 0
        digit = 0
    return float(total + section + digit)


def find_numbers(text: str) -> Iterator[NumberReading]:
    """Every number with a unit in `text`, in order. Half-width digits and commas are expected (see `prose`).

    Ordinals (第3期) are no numbers, nor are digits inside a word or a longer number, or beside a gap (`TORN`).
    """
    end = 0
    for run in _RUN.finditer(text):
        if run.start() < end:
            continue
        match = _NUMBER.match(text, run.start())
        if match is None:
            continue
        if _follows_other(text, match):
            end = match.end()
            continue
        reading = _reading(text, match)
        if reading is not None:
            end = reading.end
            yield reading


def _follows_other(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 1) : match.start()]
    return bool(before) and (before in _NOT_AFTER or (match["chinese"] is not None and before in _NOT_AFTER_WORD))


def _reading(text: str, match: re.Match[str]) -> NumberReading | None:
    chinese = match["arabic"] is None
    value = parse_chinese(match["chinese"]) if chinese else float(match["arabic"].replace(",", ""))
    if value is None:
        return None
    if match["factor"]:
        value = _scaled(value, match["factor"])
    before = _QUALIFIED.search(text, max(0, match.start() - 4), match.start())
    start = before.start() if before else match.start()
    return NumberReading(
        value,
        _qualifier(before[0] if before else "", match),
        match["unit"],
        text[start : match.end()],
        start,
        match.end(),
        chinese,
    )


def _scaled(value: float, factor: str) -> float:
    # 26.8万 is 268000, not 268000.00000000003
    return round(value * _FACTORS[factor], 4)


def _qualifier(before: str, match: re.Match[str]) -> str:
    after = match["after"] or ""
    if before in ("约", "大约") or after in ("左右", "上下", "不等"):
        return ABOUT
    if before in ("近", "将近", "接近") or after in ("以下", "以内"):
        return LESS_THAN
    if before or after == "以上" or match["inner"] or match["more"]:
        return MORE_THAN
    # 377.8929万 is told to the last digit, 26.8万 is not
    decimals = len(match["arabic"].partition(".")[2]) if match["arabic"] else 0
    return ABOUT if match["factor"] and decimals < 4 else EXACT
