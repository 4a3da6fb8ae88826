"""What a right reading of a printed file gives: written beside the files, and read for the tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.printed import relations
from tests.printed.reports import Report

PATH = Path(__file__).parent / "answers.json"
ABOUT = (
    "What a right reading of each file in documents/ gives; made by tests.printed.make from the facts that were "
    "printed. files: one entry a report and file; member and members name files inside an archive; published_on is "
    "the printed 发布日期, signed_on the date below the text; failing are the relations that do not hold as printed, "
    "a term that is null not assessed (those under soft only usually hold); blank: codes of cells that hold no value "
    "in this file, though they do elsewhere; has_prose: the text of the report stands in the file, not its tables "
    "alone; failure: why nothing can be read. reports: cells are all cells of the statutory tables in the unit of "
    "their indicator, null where blank, / or a dash is printed; prose is one exact figure a code told in words, null "
    "where the text contradicts itself. tests.printed.answers.read() puts the two together."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to one report in one file."""

    answer: dict[str, Any]
    report: Report


@dataclass(frozen=True, slots=True)
class File:
    """A printed file and the answers to it."""

    name: str
    data: bytes
    entries: tuple[Entry, ...]


def plain(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point, as people write them."""
    return int(value) if value is not None and float(value).is_integer() else value


def entry(
    report: Report,
    kind: str,
    program: str,
    layout: str,
    *,
    dated: str = "",
    title: str = "",
    blank: Iterable[str] = (),
    annex: bool = False,
    failure: str | None = None,
    **more: Any,
) -> Entry:
    """The answer to one report in one file.

    `title`: what is printed in place of the report's title. `blank`: codes of cells that hold no value after all.
    `annex`: only the tables stand in the file. `failure`: nothing of the file can be read.
    """
    head = {"kind": kind, "program": program, "layout": layout, **more}
    if failure:
        return Entry({**head, "failure": failure}, report)
    empty = sorted(blank)
    told = {
        "id": report.id,
        "form": report.form,
        "title": title or report.title,
        "published_on": report.published if dated == "line" else None,
        "signed_on": report.published if dated == "signed" else None,
        "has_prose": not annex,
        "failing": relations.broken(report.form, report.requests_form, report.cells | dict.fromkeys(empty)),
        "blank": empty,
    }
    return Entry(head | told, report)


def single(name: str, data: bytes, answer: Entry) -> File:
    """A file that holds one report."""
    return File(name, data, (answer,))


def _report(report: Report) -> str:
    """The figures of a report as JSON, the cells of one table row on one line."""
    rows: dict[str, list[str]] = {}
    for code, value in report.cells.items():
        rows.setdefault(code.rpartition(".")[0], []).append(f'"{code}":{json.dumps(plain(value))}')
    cells = ",\n".join("   " + ",".join(row) for row in rows.values())
    prose = json.dumps({code: plain(value) for code, value in report.prose.items()})
    return f'"{report.id}": {{"prose": {prose},\n  "cells": {{\n{cells}}}}}'


def text(files: list[File]) -> str:
    """All answers as JSON, in the order of the files."""
    entries = [
        json.dumps({"file": file.name, **one.answer}, ensure_ascii=False) for file in files for one in file.entries
    ]
    found = {one.report.id: one.report for file in files for one in file.entries}
    opening = json.dumps({"about": ABOUT, "soft": relations.SOFT}, ensure_ascii=False, indent=1).removesuffix("\n}")
    told = ",\n ".join(_report(report) for _, report in sorted(found.items()))
    listed = ",\n ".join(entries)
    return f'{opening},\n"files": [\n {listed}\n],\n"reports": {{\n {told}\n}}}}\n'


def read() -> list[dict[str, Any]]:
    """The entries of `answers.json`, each readable one with the `cells` and the `prose` that stand in its file."""
    stored = json.loads(PATH.read_text("utf-8"))
    found = []
    for one in stored["files"]:
        if "failure" not in one:
            figures = stored["reports"][one["id"]]
            one["cells"] = figures["cells"] | dict.fromkeys(one["blank"])
            one["prose"] = figures["prose"] if one["has_prose"] else {}
        found.append(one)
    return found
