"""Every printed cell changed by one in turn: which of these slips do the checks notice?

    python -m tests.accuracy.mutation

Prints, by table, the share that makes a check fail or a failing one fail by another number, and lists the cells that
nothing guards. What is under a hard equation with all its terms printed must be noticed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.chain import read_document
from pipelines.check import check, relation_of
from pipelines.forms import FORMS
from pipelines.records import Check, Figure, Form, Report, Source
from tests.accuracy import gold


@dataclass(frozen=True, slots=True)
class Mutation:
    """One cell that was changed: whether a check noticed, and whether a hard equation guards it."""

    code: str
    noticed: bool
    guarded: bool


def mutations(report: Report) -> Iterator[Mutation]:
    """Each number of a report's tables, one larger."""
    figures = report.figures
    forms = forms_of(report)
    before = _outcomes(check(figures, forms))
    guarded = _guarded(figures, check(figures, forms))
    for number, figure in enumerate(figures):
        if figure.source is not Source.TABLE or figure.value is None:
            continue
        changed = [*figures[:number], replace(figure, value=figure.value + 1), *figures[number + 1 :]]
        after = _outcomes(check(changed, forms))
        noticed = any(outcome[0] is False and before.get(rule) != outcome for rule, outcome in after.items())
        yield Mutation(figure.code, noticed, figure.code in guarded)


def forms_of(report: Report) -> Mapping[str, Form]:
    """The form of each of a report's tables: the one that has all the codes that were read of it."""
    tables: dict[str, set[str]] = {}
    for figure in report.figures:
        if figure.source is Source.TABLE:
            tables.setdefault(figure.code.split(".")[0], set()).add(figure.code)
    order = [report.form, *(form for form in FORMS if form is not report.form)]
    return {
        name: form
        for name, codes in tables.items()
        for form in [next((form for form in order if _has(form, name, codes)), None)]
        if form is not None
    }


def _has(form: Form, name: str, codes: set[str]) -> bool:
    return form in FORMS and any(table.code == name and codes <= table.codes for table in FORMS[form].tables)


def _outcomes(checks: Sequence[Check]) -> dict[tuple[str, str], tuple[bool | None, float | None]]:
    return {(check.rule, check.source): (check.holds, check.delta) for check in checks}


def _guarded(figures: Sequence[Figure], checks: Sequence[Check]) -> set[str]:
    """The codes under a hard equation with all terms printed."""
    printed = {figure.code for figure in figures if figure.source is Source.TABLE and figure.value is not None}
    relations = [relation_of(result) for result in checks if result.source is Source.TABLE]
    return {
        code
        for relation in relations
        if relation and relation.kind == "eq" and relation.strength == "hard" and set(relation.terms) <= printed
        for code in relation.terms
    }


def main() -> None:
    """Print what the checks notice in the real documents."""
    noticed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    unguarded: Counter[str] = Counter()
    for document in gold.documents():
        report = read_document(document.data).report
        for mutation in mutations(report) if report else ():
            table = mutation.code.split(".")[0]
            tried[table] += 1
            noticed[table] += mutation.noticed
            if not mutation.noticed:
                unguarded[f"{'GUARDED ' if mutation.guarded else ''}{mutation.code}"] += 1
    for table, count in tried.items():
        print(f"{table:22} {noticed[table]:4} of {count:4} noticed ({noticed[table] / count:.1%})")
    print("not noticed: " + ", ".join(sorted(unguarded)))


if __name__ == "__main__":
    main()
