"""From statements to figures: at most one prose figure a code, and the sums that sentences themselves claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pipelines.check import shown
from pipelines.narrative import CODES, Code
from pipelines.numbers import EXACT, find_numbers
from pipelines.periods import Period, Scope
from pipelines.prose import read_quote
from pipelines.records import Agreement, Check, Figure, Finding, Source, State, Statement
from pipelines.statements import DERIVED_QUALIFIER

_OWN_SCOPES = (Scope.REPORT, Scope.WHOLE, Scope.OWN, Scope.ONE_SITE)
_TO_UNIT = {("元", "万元"): 1e-4, ("万元", "元"): 1e4}
_LIST = re.compile(r"其中|包括")


def prose_figures(
    statements: Sequence[Statement], governs: bool | None = None
) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """The figures that the prose states for the reported year and the report's own scope, and what was odd.

    Only exact statements (and what follows from a sentence about all applications) of period `year` are figures.
    `governs` tells whether the report is a government's (its figures count the whole area) or a single organ's (they
    count the organ itself); None when unknown: then numbers of two scopes that differ give no figure, but a finding
    `scopes_differ`. Equal restatements are one figure; parts of one item are summed where the item is one that is
    told in parts. Statements that contradict each other give a figure without value, state illegible, agreement
    differ, and a finding `statements_contradict`. Two halves of the year are parts of such an item.
    """
    figures: list[Figure] = []
    findings: list[Finding] = []
    usable = [s for s in statements if _counts(s) and s.qualifier in (EXACT, DERIVED_QUALIFIER)]
    for name, code in CODES.items():
        told = [s for s in usable if s.code == name] or (_halves(name, statements) if code.sums else [])
        if not told:
            continue
        own, finding = _own_scope(told, code, governs)
        if finding is not None:
            findings.append(finding)
        if own:
            figure = _figure(own, code)
            figures.append(figure)
            if figure.agreement is Agreement.DIFFER:
                findings.append(Finding("statements_contradict", f"{code.label}：正文分别写作 {figure.raw}"))
    return tuple(figures), tuple(findings)


def text_checks(statements: Sequence[Statement]) -> tuple[Check, ...]:
    """The sums that a sentence claims by 其中, one check a total: rule `text.<code>_parts`, source `prose`.

    `left` is the total as stated, `right` the sum of the parts as listed. Parts that fall short of the total prove
    nothing where the list does not go on to 其他, and parts that may overlap may exceed it: then `holds` is None, or
    true. Nothing is repaired.
    """
    checks: list[Check] = []
    for total in statements:
        code = CODES[total.code]
        if not code.parts or total.qualifier != EXACT or total.period != Period.YEAR:
            continue
        listed, exhaustive = _listed_parts(total, statements, code)
        if len(listed) < 2:
            continue
        right = sum(listed)
        holds = _holds(total.value, right, exhaustive, code.overlapping)
        terms = " + ".join(map(shown, listed))
        verdict = {True: "与总数相符", False: "与总数不符", None: "所列未必穷尽，无法判断"}[holds]
        message = f"正文所列{code.label}：{terms} = {shown(right)}，总数写作 {shown(total.value)}，{verdict}"
        rule = f"text.{total.code}_parts"
        checks.append(Check(rule, Source.PROSE, holds, total.value, right, total.value - right, message))
    # One check a rule: where two sentences claim the same total, the one that fails is the one to be told.
    checks.sort(key=lambda check: (check.holds is None, check.holds is not False))
    return tuple({check.rule: check for check in reversed(checks)}.values())


def _counts(statement: Statement) -> bool:
    """Whether a statement counts the reported year; a yearly rate does where the item is one."""
    yearly = statement.period == Period.PER_YEAR and CODES[statement.code].yearly
    return statement.period == Period.YEAR or yearly


def _halves(name: str, statements: Sequence[Statement]) -> list[Statement]:
    """The two statements of a part of the report that tell the first half of the year and the second."""
    parts = [s for s in statements if s.period == Period.HALF_YEAR and s.qualifier == EXACT]
    sections = {s.section for s in parts if "上半年" in s.quote} & {s.section for s in parts if "下半年" in s.quote}
    told = [s for s in parts if s.code == name and s.section in sections]
    return told if len(told) == 2 and told[0].section == told[1].section else []


def _own_scope(told: list[Statement], code: Code, governs: bool | None) -> tuple[list[Statement], Finding | None]:
    """The statements that count what the report counts."""
    told = [s for s in told if s.scope in _OWN_SCOPES]
    wider = [s for s in told if s.scope != Scope.ONE_SITE]
    told = wider or told
    whole = [s for s in told if s.scope == Scope.WHOLE]
    own = [s for s in told if s.scope == Scope.OWN]
    rest = [s for s in told if s.scope in (Scope.REPORT, Scope.ONE_SITE)]
    if governs is False:
        if whole and not own and not rest:
            return [], Finding("other_scope", f"{code.label}：只写了全域的数字 {shown(whole[0].value)}，不是本机关的")
        return own + rest, None
    if governs:
        return (whole + rest) or own, None
    if whole and own and {s.value for s in whole} != {s.value for s in own}:
        return [], Finding("scopes_differ", f"{code.label}：{whole[0].quote}；{own[0].quote}")
    return told, None


def _figure(told: list[Statement], code: Code) -> Figure:
    exact = [s for s in told if s.qualifier == EXACT]
    told = sorted(exact or told, key=lambda s: s.position)
    values = {_value(s, code) for s in told}
    if code.sums and len(told) > 1 and (total := _sum(told, code)) is not None:
        return _of_value(told, code, total, f"sum of {len(told)} statements")
    if len(values) == 1:
        return _of_value(told[:1], code, values.pop(), _method(told[0]))
    raw = "、".join(_printed_number(s) for s in told)
    quote = "；".join(dict.fromkeys(s.quote for s in told))
    return Figure(
        code.figure_code, Source.PROSE, None, raw, State.ILLEGIBLE, told[0].unit, None, quote,
        f"{len(told)} statements contradict", Agreement.DIFFER,
    )  # fmt: skip


def _sum(told: list[Statement], code: Code) -> float | None:
    """The sum over one part of the report; None when parts of the report told separately disagree."""
    sums = {_sum_of([_value(s, code) for s in group]) for _, group in groupby(told, key=lambda s: s.section)}
    return next(iter(sums)) if len(sums) == 1 else None


def _sum_of(values: list[float]) -> float:
    """The sum of what a part tells; where one number is the sum of two or more others, it is the sum."""
    total = sum(values)
    return total / 2 if len(values) > 2 and total / 2 in values else total


def _of_value(told: list[Statement], code: Code, value: float, method: str) -> Figure:
    return Figure(
        code=code.figure_code,
        source=Source.PROSE,
        value=value,
        raw="、".join(_printed_number(s) for s in told),
        state=State.NUMBER if value else State.ZERO,
        unit=told[0].unit,
        locator=None,
        quote="；".join(dict.fromkeys(s.quote for s in told)),
        method=method,
        agreement=Agreement.SINGLE,
    )


def _method(statement: Statement) -> str:
    if statement.qualifier == DERIVED_QUALIFIER:
        return "derived from a sentence about all"
    printed = any(n.value == statement.value for n in find_numbers(read_quote(statement.quote)))
    return "statement" if printed else "statement by negation"


def _printed_number(statement: Statement) -> str:
    """The number as the quote prints it; the whole quote where it prints none (a negation)."""
    for number in find_numbers(read_quote(statement.quote)):
        if number.value == statement.value and number.unit == statement.unit:
            return number.raw
    return statement.quote


def _value(statement: Statement, code: Code) -> float:
    factor = _TO_UNIT.get((statement.unit, code.unit))
    return statement.value if factor is None else round(statement.value * factor, 6)


def _listed_parts(total: Statement, statements: Sequence[Statement], code: Code) -> tuple[list[float], bool]:
    """The values that the quote of a total lists after 其中, and whether the list claims to be complete."""
    if code.parts == ("*",):
        text = read_quote(total.quote)
        begin = _LIST.search(text)
        if begin is None:
            return [], False
        numbers = [n for n in find_numbers(text[begin.end() :]) if n.unit == total.unit]
        return [n.value for n in numbers], "其他" in text or "其它" in text
    if not _LIST.search(total.quote):
        return [], False
    listed = [
        s
        for s in statements
        if s.code in code.parts and s.section == total.section and s.quote in total.quote and s.qualifier == EXACT
    ]
    parts = {(s.code, s.value): s for s in listed}.values()
    return [s.value for s in parts], any(s.code.endswith("_other") for s in parts)


def _holds(total: float, parts: float, exhaustive: bool, overlapping: bool) -> bool | None:
    if parts == total or (overlapping and parts > total):
        return True
    return False if parts > total or exhaustive else None
