"""Zeros told by negation: 没有发生…, 未收到…, …均未发生, and a part whose whole text is 无.

What is not mentioned is never a zero (NARRATIVE §1); a negation states only what its own clause names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.narrative import (
    ABOUT,
    BARE,
    BARE_KINDS,
    CODES,
    EXCEPT,
    NEGATION,
    NEGATION_AFTER,
    NEGATION_VERB,
    UNRELATED,
    ZEROS,
    Zero,
)
from pipelines.numbers import EXACT
from pipelines.periods import Period, Scope, lists_organs, period_of, scope_of
from pipelines.prose import Prose, Sentence
from pipelines.records import Section, Statement
from pipelines.sections import SectionKind

_CLAUSE = re.compile(r"[^，；：]+")
_COUNT = re.compile(r"(?!20\d\d年)(?<!\d)(?:[2-9]|\d{2})")
# a zero that holds until now, or since ever, holds for the year
_COVERS_THE_YEAR = (Period.TO_DATE, Period.UNKNOWN)
_DISPUTES = ("review_total", "litigation_total", "administrative_appeals_total", "complaints_total")
_OUTLOOK = (SectionKind.PLANS, SectionKind.PROBLEMS)


def read_zeros(sentence: Sentence, section: Section, year: int, prose: Prose) -> Iterator[Statement]:
    """The zeros that a sentence states, each code once."""
    text = sentence.text
    denies = NEGATION.search(text) or UNRELATED.search(text) or "为零" in text or "为0" in text
    if not denies:
        return
    about = bool(ABOUT.search(text))
    organs_listed = lists_organs(NEGATION.sub("", text))  # 民政局没有收到 tells of an organ as 民政局收到 does
    clauses = list(_CLAUSE.finditer(text))
    zeros = [zero for zero in ZEROS if _applies(zero, section.kind, about) and zero.years[0] <= year <= zero.years[1]]
    seen: set[str] = set()
    for i, clause in enumerate(clauses):
        for code, start in (*_zero_codes(clauses, i, zeros), *_unrelated(clauses, i, zeros)):
            if code in seen:
                continue
            seen.add(code)
            lead = text[: clause.end()]
            period = period_of(lead, clause[0], sentence.paragraph_before, year, section.kind, False)
            if section.kind in _OUTLOOK and period is not Period.YEAR:
                continue
            yield Statement(
                0,
                code,
                0.0,
                CODES[code].unit,
                EXACT,
                scope_of(lead, NEGATION.sub("", clause[0]), code, organs_listed, False),
                Period.YEAR if period in _COVERS_THE_YEAR else period,
                prose.quote(sentence.start + start, sentence.start + clause.end()),
                section.heading,
            )


def read_bare(section: Section, prose: Prose) -> list[Statement]:
    """A part on reviews or fees whose whole text is 无 states zero for what its heading names; no other part does."""
    text = prose.text.strip("\n")
    if section.kind not in BARE_KINDS or not BARE.search(text):
        return []
    heading = "".join(section.heading.split())
    return [
        Statement(0, zero.code, 0.0, CODES[zero.code].unit, EXACT, Scope.REPORT, Period.YEAR, section.text.strip(),
                  section.heading)
        for zero in ZEROS
        if zero.code in BARE_KINDS[section.kind] and zero.object.search(heading)
    ]  # fmt: skip


def _zero_codes(clauses: list[re.Match[str]], i: int, zeros: list[Zero]) -> Iterator[tuple[str, int]]:
    """Codes that clause `i` states as zero, each with the place where its quote begins."""
    clause = clauses[i][0]
    if _leaves_out(clauses, i):
        return
    named = False
    for negation in NEGATION.finditer(clause):
        area = clause[negation.end() :]
        if _COUNT.search(area) or not NEGATION_VERB.search(area):
            continue
        for zero in zeros:
            if _names(zero, area):
                named = True
                yield zero.code, clauses[i].start()
    after = NEGATION_AFTER.search(clause)
    if named or after is None:
        return
    before, start = clause[: after.start()], clauses[i].start()
    separator = clauses[i].string[clauses[i].start() - 1 : clauses[i].start()]
    if i and len(before) < 4 and (separator == "：" or clause.startswith(("均", "都", "全部"))):
        before, start = clauses[i - 1][0], clauses[i - 1].start()
    if _COUNT.search(before):
        return
    for zero in zeros:
        excluded = zero.excludes is not None and zero.excludes.search(before)
        if zero.before.search(before) and not excluded:
            yield zero.code, start


def _leaves_out(clauses: list[re.Match[str]], i: int) -> bool:
    """Whether clause `i` denies with an exception (除3件外，…), told before it, in it or right after it."""
    text = clauses[i].string
    lead = text[text.rfind("；", 0, clauses[i].start()) + 1 : clauses[i].end()]
    return bool(EXCEPT.search(lead)) or (i + 1 < len(clauses) and "除外" in clauses[i + 1][0])


def _unrelated(clauses: list[re.Match[str]], i: int, zeros: list[Zero]) -> Iterator[tuple[str, int]]:
    """Reviews and suits of the clause before, none of which is about disclosure (无一件涉及政府信息公开)."""
    if i and UNRELATED.search(clauses[i][0]) and not ABOUT.search(clauses[i - 1][0]):
        for zero in zeros:
            if zero.code in _DISPUTES and zero.object.search(clauses[i - 1][0]):
                yield zero.code, clauses[i - 1].start()


def _applies(zero: Zero, kind: str, about: bool) -> bool:
    return not zero.kinds or kind in zero.kinds or about


def _names(zero: Zero, area: str) -> bool:
    """Whether what follows a negation names the thing itself, and not something else about it."""
    if not zero.object.search(area) or (zero.excludes and zero.excludes.search(area)):
        return False
    if zero.blocked_by and zero.blocked_by.search(area):
        return bool(zero.unless_listed and zero.unless_listed.search(area))
    return True
