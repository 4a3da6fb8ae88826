"""Figures read by character recognition: numbers only where something else says so too (DESIGN §4).

A second reading of the cell that gives the same, or a sum that holds with it. What nothing confirms is illegible, its
text kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipelines.check import check, codes_of, relation_of
from pipelines.narrative import CODES
from pipelines.read_tables import OCR
from pipelines.records import Agreement, Check, Figure, Finding, Form, Source, State, Statement

_MEETING = 2  # sums: that of a row and that of a column
_SAME = 2  # figures: a total and its only term


def of_ocr(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Figures of a text that was itself read by character recognition."""
    return tuple(replace(figure, method=OCR) for figure in figures)


def confirmed(figures: Sequence[Figure], forms: Mapping[str, Form]) -> tuple[Figure, ...]:
    """The figures, those read by character recognition illegible where nothing confirms them, or where two sums that
    meet in them fail and none holds: that is how one misread figure shows. Where only one sum fails that may be as
    printed: the figure stays, and differs. `forms` are those of the tables (`TablesRead.forms`)."""
    if not any(_is_seen(figure) for figure in figures):
        return tuple(figures)
    by_place: dict[tuple[str, str], Figure] = {(figure.code, figure.source): figure for figure in figures}
    holding: set[tuple[str, str]] = set()
    failing: Counter[tuple[str, str]] = Counter()
    for result in check(figures, forms):
        places = [(code, result.source) for code in codes_of(result, figures)]
        if result.holds is False:
            failing.update(places)
        elif result.holds and _is_equation(result):
            terms = [by_place[place] for place in places]
            if relation_of(result) is None or not _only_repeats(terms):
                holding.update(places)

    def told(figure: Figure) -> Figure:
        place = figure.code, figure.source
        denied = failing[place] if place not in holding else 0
        if not _is_seen(figure) or (place in holding and not failing[place]):
            return figure
        if figure.agreement is not Agreement.AGREED or denied >= _MEETING:
            return replace(figure, value=None, state=State.ILLEGIBLE)
        return replace(figure, agreement=Agreement.DIFFER) if denied else figure

    return tuple(map(told, figures))


def confirmed_statements(
    statements: Iterable[Statement], figures: Iterable[Figure]
) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """Of what a recognised text states, that of which the figure counts as a number, and a finding for the rest."""
    given = {figure.code for figure in figures if figure.source is Source.PROSE and figure.value is not None}
    kept = [statement for statement in statements if CODES[statement.code].figure_code in given]
    doubtful = [statement for statement in statements if statement not in kept]
    findings = tuple(Finding("statement_illegible", statement.quote) for statement in doubtful)
    return tuple(replace(statement, position=i) for i, statement in enumerate(kept, 1)), findings


def _is_equation(result: Check) -> bool:
    """Whether a check says what a figure is: that one is at most as large as another holds for most slips too."""
    relation = relation_of(result)
    return relation is None or relation.kind == "eq"


def _only_repeats(terms: Sequence[Figure]) -> bool:
    """Whether a sum has but one term that is not zero, and none was read twice: it then says the same number twice,
    and a 9 that is taken for a 6 is likely taken so in both."""
    told = [figure for figure in terms if figure.value]
    return len(told) <= _SAME and all(figure.agreement is not Agreement.AGREED for figure in told or terms)


def _is_seen(figure: Figure) -> bool:
    return figure.method.startswith(OCR) and figure.value is not None
