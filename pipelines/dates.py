"""Dates and periods as Chinese pages print them. Nothing is completed: a day without its year is no date.

Own readers come first. dateparser reads only what has an English month name (some meta tags do): on Chinese text it
invents years and days (2018年 becomes the year 0008 or today's date), see reference STACK §8.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 2008
"""The first reported year: the Regulations came into force on 1 May 2008."""

LAST_YEAR = 2100
"""Upper bound where the caller hands in none; no clock is asked."""

_CHINESE_DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict.fromkeys("○零O0", 0),
}
_D = "".join(_CHINESE_DIGITS)
_CHINESE_YEAR = re.compile(rf"(?<![{_D}十])二[{_D}]{{3}}(?=年)")
_CHINESE_DATE = re.compile(
    rf"(二[{_D}]{{3}})年(十[一二]?|[一二三四五六七八九])月([一二三四五六七八九十]{{1,3}}|廿[一二三四五六七八九]?)日"
)

_CHINESE_DAY = re.compile(
    r"(?<!\d)(十[一二]?|[一二三四五六七八九])月([一二三四五六七八九十]{1,3}|廿[一二三四五六七八九]?)日"
)

_DATE = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)\s*日?")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_ENGLISH_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)

# One day of a period. 年 and 月 may be lost (smart tags of Word: 201911日) or have become "-"; the second day of a
# period may have no year (至12月31日).
_DAY = r"(?P<y{0}>20\d\d)\s*(?:年度?|[-/.])?\s*(?P<md{0}>\d{{1,2}}\s*(?:月|[-/.])\s*\d{{1,2}}|\d{{1,4}}(?=\s*日))\s*日?"
_END = _DAY.format(2).replace("(?P<y2>20\\d\\d)", "(?:(?P<y2>20\\d\\d)(?!\\s*月))?")
_PERIOD = re.compile(_DAY.format(1) + r"[起始]?\s*[,，、]?\s*(?:截[至止]|起|至|到|-|—|–|~|～|─|一)+\s*" + _END)
_MONTHS = re.compile(r"(?P<y>20\d\d)\s*年?\s*(?P<a>\d{1,2})\s*月?\s*[-—–~～至到]+\s*(?P<b>\d{1,2})\s*月(?!\s*\d)")
# Figures up to the last day of a year are those of the year, where the text says no more (截止2024年12月31日).
_UNTIL = re.compile(r"截[至止](?:到|于)?\s*(20\d\d)\s*年\s*12\s*月\s*3[01]\s*日")
_STATED = re.compile(r"统计|期限|时限|起止|周期|区间|年度报告|本报告|年报|数据|数字")
_STATED_REACH = 24


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a text states, both days inclusive, with the place of its first character in the text."""

    start: date
    end: date
    position: int

    @property
    def half_year(self) -> bool:
        """Whether it covers no more than about half of one year, so that it is no annual report's period."""
        return self.start.year == self.end.year and (self.end - self.start).days < 190 and self.end.month < 12


def chinese_years(text: str) -> str:
    """`text` with years in Chinese numerals (二〇一八年, 二○○九年) as digits (2018年)."""
    return _CHINESE_YEAR.sub(lambda m: "".join(str(_CHINESE_DIGITS[c]) for c in m[0]), text)


def arabic_dates(text: str) -> str:
    """`text` with years, months and days in Chinese numerals as digits (二〇一四年十二月三十一日: 2014年12月31日)."""
    days = _CHINESE_DAY.sub(lambda m: f"{_number(m[1])}月{_number(m[2])}日", text)
    return chinese_years(days)


def read_date(text: str, *, last_year: int = LAST_YEAR) -> str | None:
    """The first complete date in `text` as ISO date, or None. Years outside 2008..`last_year` are none.

    Reads 2018年1月25日, 2018-01-25 10:01, 2021.01.26, 2026/04/09, `2025- 01- 14`, 二〇一八年一月二十五日, eight
    digits alone (20180125), and dates with an English month name.
    """
    plain = unicodedata.normalize("NFKC", text)
    for found in _dates(plain):
        if FIRST_YEAR <= found.year <= last_year:
            return found.isoformat()
    if _ENGLISH_MONTH.search(plain):
        english = _english_date(plain)
        if english and FIRST_YEAR <= english.year <= last_year:
            return english.isoformat()
    return None


def read_periods(text: str, *, last_year: int = LAST_YEAR) -> Iterator[Period]:
    """The periods in `text` that are stated as what the report covers, in reading order (FINDINGS §2).

    A range of days or months counts when words of a period (统计期限, 数据, 本报告, …) stand shortly before it or it
    has the form 自…起…止; so does the last day of a year alone. Ranges that cannot be read in one way only are passed
    over.
    """
    ranges = list(_PERIOD.finditer(text))
    for match in ranges:
        if not _is_stated(text, match.start(), match.end()):
            continue
        year = int(match["y1"])
        start = _day(year, match["md1"], (1, 1))
        end = _day(int(match["y2"] or year), match["md2"], (12, 31))
        if start and end and start <= end and FIRST_YEAR <= end.year <= last_year:
            yield Period(start, end, match.start())
    for match in _MONTHS.finditer(text):
        year, first, last = int(match["y"]), int(match["a"]), int(match["b"])
        if 1 <= first <= last <= 12 and FIRST_YEAR <= year <= last_year and _is_stated(text, *match.span()):
            end = date(year + last // 12, last % 12 + 1, 1)
            yield Period(date(year, first, 1), date.fromordinal(end.toordinal() - 1), match.start())
    for match in _UNTIL.finditer(text):
        year, place = int(match[1]), match.start()
        in_range = any(found.start() <= place < found.end() for found in ranges)
        if FIRST_YEAR <= year <= last_year and not in_range and _is_stated(text, place, place):
            yield Period(date(year, 1, 1), date(year, 12, 31), place)


def _is_stated(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _STATED_REACH) : start]
    return bool(_STATED.search(before)) or (before.rstrip().endswith("自") and "止" in text[end : end + 4])


def _dates(plain: str) -> Iterator[date]:
    # NFKC leaves 〇 and ○; a page may mix both in one year.
    found = [(m.start(), _date(int(m[1]), int(m[2]), int(m[3]))) for m in _DATE.finditer(plain)]
    for m in _CHINESE_DATE.finditer(plain):
        year = int("".join(str(_CHINESE_DIGITS[c]) for c in m[1]))
        found.append((m.start(), _date(year, _number(m[2]), _number(m[3]))))
    compact = _COMPACT.fullmatch(plain.strip())
    if compact:
        found.append((0, _date(int(compact[1]), int(compact[2]), int(compact[3]))))
    yield from (day for _, day in sorted(found, key=lambda item: item[0]) if day)


def _number(text: str) -> int:
    """A Chinese numeral up to 39."""
    text = text.replace("廿", "二十")
    if "十" not in text:
        return _CHINESE_DIGITS[text] if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(year: int, month_day: str, usual: tuple[int, int]) -> date | None:
    """The day of a period. Digits run together (11, 1231, 111) are read when only one reading is a date, or when
    one reading is `usual`, the first or the last day of a year."""
    parts = re.findall(r"\d+", month_day)
    if len(parts) == 2:
        return _date(year, int(parts[0]), int(parts[1]))
    digits = parts[0]
    readings = {found for cut in range(1, len(digits)) if (found := _date(year, int(digits[:cut]), int(digits[cut:])))}
    if len(readings) == 1:
        return readings.pop()
    return next((found for found in readings if (found.month, found.day) == usual), None)


def _english_date(plain: str) -> date | None:
    import dateparser  # type: ignore[import-untyped]  # half a second to import: only for the pages that need it

    found = dateparser.parse(
        plain.strip(),
        languages=["en"],
        settings={"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["year", "month", "day"]},
    )
    return found.date() if found else None
