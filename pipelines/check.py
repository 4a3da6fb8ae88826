"""The arithmetic of a report: each relation of its forms, over its tables and over its prose.

Nothing is repaired. A relation holds, fails, or cannot be assessed because a term is blank or missing; the message
says what was added up, so that a reader can do it by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipelines.forms import FORMS, LOCAL_FORM, Relation
from pipelines.records import Agreement, Check, Figure, Form, Source

_DECIMALS = 6  # of a sum: a fen in 万元
# What the prose calls by a code of the statistics table and the application tables print (crosswalk of forms.json,
# only where both mean the same): code in prose → cells that add up to it.
PROSE_AND_TABLE: Mapping[str, tuple[str, ...]] = {
    "requests_received": ("requests.new_received.total",),
    "requests_concluded": ("requests.outcomes_total.total",),
    "review_total": ("review_litigation.review.total",),
    "litigation_total": (
        "review_litigation.litigation_direct.total",
        "review_litigation.litigation_after_review.total",
    ),
}


def check(figures: Iterable[Figure], forms: Mapping[str, Form]) -> tuple[Check, ...]:
    """Every relation that touches a figure of the report.

    `forms` says which form each statutory table is of (`TablesRead.forms`): in a mixture each table is checked by
    its own form. Prose is checked by the relations of the statistics table of 2014, whose codes it shares.
    """
    tables = {figure.code: figure for figure in figures if figure.source is Source.TABLE}
    prose = {figure.code: figure for figure in figures if figure.source is Source.PROSE}
    checks = [
        assess(_with_optional(relation, tables), _values(tables), Source.TABLE, _doubtful(relation, tables))
        for form, definition in FORMS.items()
        for relation in definition.relations
        if all(forms.get(term.split(".")[0]) is form for term in relation.terms)
        and any(term in tables for term in relation.terms)
    ]
    checks += [
        assess(relation, _values(tables), Source.TABLE, _doubtful(relation, tables))
        for relation in LOCAL_FORM.relations
        if any(term in tables for term in relation.terms)
    ]
    checks += [
        assess(_with_optional(relation, prose), _values(prose), Source.PROSE, _doubtful(relation, prose))
        for relation in FORMS[Form.STATISTICS_2014].relations
        if sum(1 for term in relation.terms if term in prose) > 1
    ]
    return (*checks, *_prose_against_table(tables, prose))


def codes_of(result: Check, figures: Iterable[Figure]) -> set[str]:
    """The codes of the figures that a check is over, on the side that it is told of."""
    if (relation := relation_of(result)) is not None:
        return set(relation.terms)
    name = result.rule.removeprefix("text.")
    return {figure.code for figure in figures if figure.source is Source.PROSE and figure.code.split(".")[1] == name}


def relation_of(result: Check) -> Relation | None:
    """The relation of a form that a check is of; None where it holds the prose against the tables."""
    relations = (relation for definition in (*FORMS.values(), LOCAL_FORM) for relation in definition.relations)
    return next((relation for relation in relations if relation.id == result.rule), None)


def check_across_years(
    form: Form, figures: Mapping[str, float | None], earlier: Mapping[str, float | None] | None
) -> tuple[Check, ...]:
    """The relations between a report and the one before, which stand on the later report.

    `figures` and `earlier` map codes of tables to values; `earlier` is None while that report is missing, and then
    nothing can be assessed.
    """
    if form not in FORMS:
        return ()
    checks = []
    for relation in FORMS[form].cross_year:
        if any(term.removesuffix("@year") in figures for term in relation.terms):
            values = {f"{code}@year": value for code, value in figures.items()}
            values |= {f"{code}@year-1": value for code, value in (earlier or {}).items()}
            checks.append(assess(relation, values, Source.TABLE, doubtful=False))
    return tuple(checks)


def assess(relation: Relation, values: Mapping[str, float | None], source: Source, doubtful: bool) -> Check:
    """One relation over values by code. `left` is the side of the positive terms, `right` that of the negative.

    `doubtful` says that a term was read with less than certainty: then a failure may be ours.
    """
    missing = [term for term in relation.terms if values.get(term) is None]
    if missing:
        message = f"无法核算：{relation.text}（{len(missing)} 项为空或未载明）"
        return Check(relation.id, source, None, None, None, None, message)
    left = relation.constant
    right = 0.0
    for term, coefficient in relation.terms.items():
        value = (values[term] or 0.0) * coefficient
        if coefficient > 0:
            left += value
        else:
            right -= value
    left, right, delta = round(left, _DECIMALS), round(right, _DECIMALS), round(left - right, _DECIMALS)
    holds = delta == 0 if relation.kind == "eq" else delta <= 0
    sign = "＝" if relation.kind == "eq" else "≤"
    message = f"{relation.text}：{shown(left)} {sign if holds else '≠' if sign == '＝' else '＞'} {shown(right)}"
    if not holds and doubtful:
        message += "（有的数字辨读存疑）"
    return Check(relation.id, source, holds, left, right, delta, message)


def _with_optional(relation: Relation, figures: Mapping[str, Figure]) -> Relation:
    """The relation with its optional terms that the report has with a value: rows that its province added to the
    table, in prose what the form has no row for (复议尚未审结)."""
    added = {
        code: coefficient
        for code, figure in figures.items()
        for name, coefficient in relation.optional.items()
        if code.endswith(f".{name}") and figure.value is not None
    }
    return replace(relation, terms={**relation.terms, **added})


def _prose_against_table(tables: Mapping[str, Figure], prose: Mapping[str, Figure]) -> list[Check]:
    checks = []
    for code, figure in prose.items():
        name = code.split(".")[1]
        cells = PROSE_AND_TABLE.get(name, ())
        cells = (code,) if code in tables else tuple(cell for cell in cells if cell in tables)
        if not cells or (code not in tables and len(cells) != len(PROSE_AND_TABLE[name])):
            continue
        printed = [tables[cell].value for cell in cells]
        right = None if None in printed else sum(value or 0.0 for value in printed)
        left = figure.value
        if left is None or right is None:
            message = f"无法比较：正文 {shown(left)}，表格 {shown(right)}"
            checks.append(Check(f"text.{name}", Source.PROSE, None, left, right, None, message))
            continue
        delta = round(left - right, _DECIMALS)
        message = f"正文 {shown(left)} {'≠' if delta else '＝'} 表格 {shown(right)}"
        checks.append(Check(f"text.{name}", Source.PROSE, not delta, left, right, delta, message))
    return checks


def _values(figures: Mapping[str, Figure]) -> dict[str, float | None]:
    return {code: figure.value for code, figure in figures.items()}


def _doubtful(relation: Relation, figures: Mapping[str, Figure]) -> bool:
    """Whether a term's label was not a known spelling, or its readings differ."""
    terms = [figures[term] for term in relation.terms if term in figures]
    return any("~" in figure.method or figure.agreement is Agreement.DIFFER for figure in terms)


def shown(value: float | None) -> str:
    """A number to the last digit that is told, without the noise of sums."""
    return "（空）" if value is None else f"{value:.12g}"
