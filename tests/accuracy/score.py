"""How right a reading is: what was asked of a document against what was read, counted and named."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.check import codes_of
from pipelines.forms import LOCAL
from pipelines.records import Agreement, Figure, Reading, Report, Source
from tests.accuracy.answers import Answer, Document

_EPSILON = 1e-9
# What may be taken for text or not: dates, and the lines of a form around its table.
_BESIDE = re.compile(
    r"(?:[(（]?(?:发布|公开)?(?:日期|时间)?)?[\d二〇○零一三四五六七八九十]{2,4}[年-]?\d{0,2}[一二三四五六七八九十]{0,3}[月-]?\d{0,2}"
    r"[一二三四五六七八九十]{0,3}日?[)）]?|(?:填报|填表)(?:单位|人|日期).*|单位负责人.*|"
)


@dataclass(slots=True)
class Score:
    """Counts by name (`cells right`, `blanks invented`, …), and each fault in words."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, name: str, fault: str = "") -> None:
        self.counts[name] += 1
        if fault:
            self.faults.append(f"{name}: {fault}")


def score(document: Document, reading: Reading) -> Score:
    """The score of one document's reading."""
    told = Score()
    answer = document.answer
    reports = reading.reports
    if answer.id is None:
        told.count("look-alikes taken" if reports else "look-alikes refused", reports[0].id if reports else "")
        return told
    if not reports:
        told.count("reports missing", f"{reading.failure} {reading.detail}")
        told.counts["cells missing"] += sum(value is not None for value in answer.cells.values())
        told.counts["blanks right"] += sum(value is None for value in answer.cells.values())
        told.counts["prose missing"] += sum(code not in answer.optional for code in answer.prose)
        for name in ("organ", "year"):
            told.count(f"{name} missing")
        if answer.published_on or answer.signed_on:
            told.count("date missing")
        return told
    report = next((report for report in reports if report.id in {answer.id, *answer.ids}), reports[0])
    told.count("reports read")
    _identity(report, answer, told)
    _cells(report, answer, told)
    _prose(report, answer, told)
    _lines(report, answer, told)
    return told


def _identity(report: Report, answer: Answer, told: Score) -> None:
    ids = {answer.id or "", *answer.ids}
    organs, years = {id_[:-5] for id_ in ids}, {int(id_[-4:]) for id_ in ids}
    right = report.organ.id in organs
    told.count(f"organ {'right' if right else 'wrong'}", "" if right else f"{report.organ.id}, is {answer.id}")
    right = report.year in years
    told.count(f"year {'right' if right else 'wrong'}", "" if right else f"{report.year}, is {answer.id}")
    if answer.form is not None:
        right = report.form in {answer.form, *answer.forms}
        told.count(f"form {'right' if right else 'wrong'}", "" if right else f"{report.form}, is {answer.form}")
    printed = answer.published_on or answer.signed_on
    if printed:
        name = "right" if report.published_on == printed else "wrong" if report.published_on else "missing"
        told.count(f"date {name}", "" if name == "right" else f"{report.published_on}, is {printed}")
    elif report.published_on:
        told.count("date wrong", f"{report.published_on}, none is printed")
    if answer.title is not None:
        right = _squeezed(report.title) in {_squeezed(title) for title in (answer.title, *answer.titles)}
        told.count(f"title {'right' if right else 'wrong'}", "" if right else f"{report.title}, is {answer.title}")


def _cells(report: Report, answer: Answer, told: Score) -> None:
    got = {figure.code: figure for figure in report.figures if figure.source is Source.TABLE}
    flagged = _flagged(report)
    for code, value in answer.cells.items():
        figure = got.get(code)
        given = figure.value if figure else None
        if value is None:
            if given is None or (code, given) in answer.if_read:
                told.count("blanks right")
            else:
                _wrong("blanks invented", code, f"{given}, is blank", figure, flagged, told)
        elif given is None:
            told.count("cells missing", f"{code} = {value}")
        elif abs(given - value) < _EPSILON:
            told.count("cells right")
        else:
            _wrong("cells wrong", code, f"{given}, is {value}", figure, flagged, told)
    for code, figure in got.items():
        if code not in answer.cells and figure.value is not None and not code.startswith(LOCAL):
            _wrong("cells spurious", code, f"{figure.value}", figure, flagged, told)
    failing = {check.rule for check in report.checks if check.holds is False and check.source is Source.TABLE}
    for rule in answer.failing:
        found = rule in failing
        told.count("failing sums found" if found else "failing sums missed", "" if found else rule)


def _wrong(name: str, code: str, fault: str, figure: Figure | None, flagged: set[str], told: Score) -> None:
    silent = figure is not None and figure.agreement is not Agreement.DIFFER and "~" not in figure.method
    told.count(name, f"{code} {fault}")
    if silent and code not in flagged:
        told.count("cells silently wrong", f"{code} {fault}")


def _flagged(report: Report) -> set[str]:
    """The codes of table figures that a failing check is over."""
    failing = [check for check in report.checks if check.holds is False]
    return {code for check in failing for code in codes_of(check, report.figures)}


def _prose(report: Report, answer: Answer, told: Score) -> None:
    got = {figure.code: figure for figure in report.figures if figure.source is Source.PROSE}
    for code, value in answer.prose.items():
        given = got[code].value if code in got else None
        if code in answer.optional:
            continue
        if given == value or (given is not None and value is not None and abs(given - value) < 1e-6):
            told.count("prose right")
        elif given is None:
            told.count("prose missing", f"{code} = {value}")
        else:
            told.count("prose wrong", f"{code} {given}, is {value}: {got[code].quote}")
    for code, figure in got.items():
        if code not in answer.prose and code not in answer.optional and figure.value is not None:
            told.count("prose wrong", f"{code} {figure.value}, is not told: {figure.quote}")


def _lines(report: Report, answer: Answer, told: Score) -> None:
    """Lines of the text; one that is parted otherwise, but there word for word, is right."""
    if not answer.lines:
        return
    titles = {answer.title or "", *answer.titles, report.title}
    optional = {_flat(line) for line in (*answer.optional_lines, *titles, *_organs(report))}
    wanted = [line for line in map(_flat, answer.lines) if line and line not in optional]
    given = [
        line
        for line in map(_flat, _lines_of(report))
        if line not in optional and not _BESIDE.fullmatch(line) and not any(line in _flat(title) for title in titles)
    ]
    text_wanted, text_given = "".join(wanted), "".join(given)
    missing = [line for line in wanted if line not in text_given]
    spurious = [line for line in given if line not in text_wanted]
    told.counts["lines right"] += len(wanted) - len(missing)
    told.counts["lines missing"] += len(missing)
    told.counts["lines spurious"] += len(spurious)
    told.faults += [f"lines missing: {line[:60]}" for line in missing]
    told.faults += [f"lines spurious: {line[:60]}" for line in spurious]


def _lines_of(report: Report) -> Iterator[str]:
    chapter = ""
    for section in report.sections:
        yield section.heading.removeprefix(f"{chapter} ")
        if not section.heading.startswith(f"{chapter} "):
            chapter = section.heading
        yield from (line for line in section.text.splitlines() if not line.startswith("〔表"))


def _organs(report: Report) -> Iterator[str]:
    """The organ's name as a signature has it."""
    yield report.organ.name
    yield report.printed_organ or ""


def _flat(text: str) -> str:
    """A line without white space, and without the marks that part a heading from what follows it."""
    return re.sub("[。:;,、]", "", _squeezed(text))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
