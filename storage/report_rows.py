"""A report as rows of the database's tables: plain values, nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipelines.records import Check, Report
from storage.versions import Change, Step

Row = dict[str, Any]


def report_row(report: Report, sha256: str, url: str, reader_version: str) -> Row:
    """The row of table `reports`, shown from the document `sha256` at `url`."""
    return {
        "id": report.id,
        "institution_id": report.organ.id,
        "year": report.year,
        "form": report.form,
        "title": report.title,
        "published_on": report.published_on,
        "published_source": report.published_source,
        "url": url,
        "sha256": sha256,
        "reader_version": reader_version,
    }


def section_rows(report: Report) -> Iterator[Row]:
    """The rows of table `sections`."""
    for section in report.sections:
        yield {
            "report_id": report.id,
            "position": section.position,
            "heading": section.heading,
            "kind": str(section.kind),
            "text": section.text,
        }


def statement_rows(report: Report) -> Iterator[Row]:
    """The rows of table `statements`."""
    for statement in report.statements:
        yield {
            "report_id": report.id,
            "position": statement.position,
            "code": statement.code,
            "value": statement.value,
            "unit": statement.unit,
            "qualifier": str(statement.qualifier),
            "scope": str(statement.scope),
            "period": str(statement.period),
            "quote": statement.quote,
            "section": statement.section,
        }


def cell_rows(report: Report, numbers: Mapping[str, int]) -> Iterator[Row]:
    """The rows of table `cells`; `numbers` are those of table `codes`. Raises `KeyError` for a code without one."""
    for figure in report.figures:
        yield {
            "report_id": report.id,
            "code": numbers[figure.code],
            "source": figure.source,
            "value": figure.value,
            "raw": figure.raw,
            "state": figure.state,
            "unit": figure.unit,
            "locator": figure.locator,
            "quote": figure.quote,
            "method": figure.method,
            "agreement": figure.agreement,
            "sha256": figure.sha256,
        }


def check_rows(report_id: str, checks: Iterable[Check]) -> Iterator[Row]:
    """The rows of table `checks`."""
    for check in checks:
        yield {
            "report_id": report_id,
            "rule": check.rule,
            "source": str(check.source),
            "holds": None if check.holds is None else int(check.holds),
            "left": check.left,
            "right": check.right,
            "delta": check.delta,
            "message": check.message,
        }


def change_rows(report_id: str, step: Step, changes: Iterable[Change]) -> Iterator[Row]:
    """The rows of table `changes` of one step from version to version."""
    for change in changes:
        yield {
            "report_id": report_id,
            "code": change.code,
            "source": change.source,
            "old": change.old.value if change.old else None,
            "new": change.new.value if change.new else None,
            "old_raw": change.old.raw if change.old else None,
            "new_raw": change.new.raw if change.new else None,
            "old_sha256": step.old,
            "new_sha256": step.new,
            "seen_at": step.seen_at,
        }
