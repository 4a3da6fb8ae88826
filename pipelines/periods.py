"""Which time and which part of the administration a stated number counts: closed vocabularies and their cues."""

from __future__ import annotations

import re
from enum import StrEnum

from pipelines.narrative import PERIOD, SCOPE
from pipelines.sections import SectionKind


class Period(StrEnum):
    """What time a number counts. Only `YEAR` makes a figure of the report."""

    YEAR = "year"
    HALF_YEAR = "half_year"  # or another part of the year: quarters, to November
    PREVIOUS_YEAR = "previous_year"
    TO_DATE = "to_date"  # since an earlier year
    PER_YEAR = "per_year"  # a rate or a rule
    PLAN = "plan"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """What a number counts: the report's own organ unless the sentence says otherwise."""

    REPORT = "report"  # no word of scope: whatever the report is about
    WHOLE = "whole"  # the whole area or system: 全市, 我县, 各部门
    OWN = "own"  # the organ itself: 本级, 我局, 全办
    ONE_SITE = "one_site"
    ONE_ACCOUNT = "one_account"
    ONE_ORGAN = "one_organ"  # one of several organs that the sentence lists, or neighbours


_FIRST_MONTH = {2008: 5}  # the Regulations came into force on 1 May 2008: the first reports begin there
_CUES = re.compile(
    r"(?P<span>(?P<y0>20\d\d)年(?P<m0>\d{1,2})月(?:\d{1,2}日)?起?(?:至|到|[-—－–~～]+)"
    r"(?:(?P<y1>20\d\d)年)?(?P<m1>\d{1,2})月)"
    r"|(?P<since>(?:自|从)?(?P<y2>20\d\d)年[^，。；]{0,25}?(?:以来|至今))"
    r"|(?P<cutoff>(?:截[至止]到?|[至到](?=(?:20\d\d年)?\d{1,2}月))(?:(?P<y3>20\d\d)年)?(?:(?P<m3>\d{1,2})月(?:份|\d{1,2}日)?|年?底|年?末|目前|今)?)"
    rf"|(?P<month>(?<![\d至到十\-—－–~～])(?:(?P<y5>20\d\d)年)?(?:{PERIOD['month'].pattern}))"
    r"|(?P<plain>(?P<y4>20\d\d)年)"
    + "".join(
        f"|(?P<{name}>{PERIOD[name].pattern})" for name in ("half_year", "previous_year", "to_date", "plan", "year")
    )
)


def period_of(
    lead: str, clause: str, paragraph: str, year: int, kind: str, stock: bool, summed: bool = False
) -> Period:
    """The period of a number: `lead` is its sentence up to it, `clause` its own clause, `paragraph` what the same
    paragraph says before. The last cue decides; without one a number counts the reported year, unless it is 累计.

    `stock` figures (staff, accounts) hold at a moment, so that 目前 and a cut-off date are harmless. `summed` figures
    (trainings) are told one by one, each with its month; of any other a month is a part of the year.
    """
    if kind == SectionKind.PLANS:
        return Period.PLAN
    if kind == SectionKind.PROBLEMS:
        # what was done is told there too, and what is to be done: only a time that is named tells them apart
        return Period.PLAN if PERIOD["aim"].search(lead) else _last_cue(lead, year, stock, summed) or Period.UNKNOWN
    if PERIOD["rate"].search(clause):
        return Period.PER_YEAR
    period = _last_cue(lead, year, stock, summed)
    if period is None and lead.startswith(("其中", "其")):
        period = _last_cue(paragraph, year, stock, summed)
    if period is not None:
        return period
    if PERIOD["cumulative"].search(clause) and _last_cue(paragraph, year, stock, summed) is not Period.YEAR:
        return Period.UNKNOWN
    return Period.YEAR


def _last_cue(text: str, year: int, stock: bool, summed: bool) -> Period | None:
    text = PERIOD["comparison"].sub("", text)
    last: re.Match[str] | None = None
    year_was_named = False
    for match in _CUES.finditer(text):
        if match["month"] and not match["y5"] and (stock or summed):
            continue
        if match["year"] and last is not None and last["plan"]:
            continue  # 下一步力争全年…: a plan for a whole year
        if match["year"] or str(year) in (match["y4"], match["y5"]):
            year_was_named = True
        last = match
    if last is None:
        return None
    if last["span"]:
        begin, end = int(last["y0"]), int(last["y1"] or last["y0"])
        return _from_to(begin, int(last["m0"]), end, int(last["m1"]), year)
    if last["since"]:
        return Period.YEAR if int(last["y2"]) == year or stock else Period.TO_DATE
    if last["cutoff"]:
        if stock:
            return Period.YEAR
        period = _cutoff(last["y3"], last["m3"], last["cutoff"], year)
        if period is Period.YEAR and not year_was_named and PERIOD["cumulative"].search(text, last.end()):
            return Period.UNKNOWN
        return period
    if last["month"]:
        named = _named(int(last["y5"] or year), year)
        return named if named is not Period.YEAR or stock or summed else Period.HALF_YEAR
    if last["plain"]:
        return _named(int(last["y4"]), year)
    return Period(last.lastgroup) if last.lastgroup else None


def _named(named: int, year: int) -> Period:
    if named == year:
        return Period.YEAR
    return Period.PREVIOUS_YEAR if named < year else Period.PLAN


def _from_to(begin: int, first_month: int, end: int, last_month: int, year: int) -> Period:
    if end != year:
        return _named(end, year)
    if begin < year:
        return Period.TO_DATE
    whole = last_month == 12 and first_month <= _FIRST_MONTH.get(year, 1)
    return Period.YEAR if whole else Period.HALF_YEAR


def _cutoff(named: str | None, month: str | None, text: str, year: int) -> Period:
    if named is None and month is None and not text.endswith(("底", "末")):
        return Period.TO_DATE
    if named is not None and int(named) != year:
        return Period.TO_DATE if int(named) > year else Period.PREVIOUS_YEAR
    return Period.YEAR if month is None or int(month) == 12 else Period.HALF_YEAR


def scope_of(lead: str, clause: str, code: str, organs_listed: bool, in_total: bool) -> Scope:
    """The scope of a number, by the last cue in its sentence up to it.

    `organs_listed` tells that the sentence gives numbers for several named organs: each is then one organ's, as is a
    number of neighbours.
    `in_total` tells that the sentence splits up a total by channel: then a named account or site is the channel.
    """
    if SCOPE["neighbours"].search(clause) or (organs_listed and SCOPE["organ"].search(clause)):
        return Scope.ONE_ORGAN
    if not in_total and code in ("proactive_weibo", "proactive_wechat") and SCOPE["one_account"].search(clause):
        return Scope.ONE_ACCOUNT
    if not in_total and code == "proactive_website" and SCOPE["one_site"].search(clause):
        return Scope.ONE_SITE
    best, scope = -1, Scope.REPORT
    for name in (Scope.WHOLE, Scope.OWN):
        for match in SCOPE[name].finditer(lead):
            if match.start() >= best:
                best, scope = match.start(), name
    return scope


def lists_organs(sentence: str) -> bool:
    """Whether a sentence gives numbers for two or more named organs."""
    return len(set(SCOPE["organ"].findall(sentence))) > 1
