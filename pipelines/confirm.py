"""Figures read by character recognition: numbers only where something else says so too (DESIGN §4).

A second reading of the cell that gives the same, or a sum that holds with it. What nothing confirms is illegible, its
text kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipelines.check import check, codes_of
from pipelines.read_tables import OCR
from pipelines.records import Agreement, Figure, Form, State


def of_ocr(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Figures of a text that was itself read by character recognition."""
    return tuple(replace(figure, method=OCR) for figure in figures)


def confirmed(figures: Sequence[Figure], forms: Mapping[str, Form]) -> tuple[Figure, ...]:
    """The figures, those read by character recognition illegible where nothing confirms them. `forms` are those of
    the tables (`TablesRead.forms`)."""
    doubtful = [figure for figure in figures if _is_doubtful(figure)]
    if not doubtful:
        return tuple(figures)
    holding: set[tuple[str, str]] = set()
    failing: set[tuple[str, str]] = set()
    for result in check(figures, forms):
        if result.holds is not None:
            for code in codes_of(result, figures):
                (holding if result.holds else failing).add((code, result.source))
    sure = holding - failing
    return tuple(
        replace(figure, value=None, state=State.ILLEGIBLE)
        if _is_doubtful(figure) and (figure.code, figure.source) not in sure
        else figure
        for figure in figures
    )


def _is_doubtful(figure: Figure) -> bool:
    return figure.method.startswith(OCR) and figure.value is not None and figure.agreement is not Agreement.AGREED
