"""The statements that every part of the one writer makes: rows by SQL, findings under stable ids."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from pipelines.records import Finding

Row = Mapping[str, Any]


class Writer:
    """The database inside the transaction that `Store.land` opened."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def execute(self, sql: str, *values: object) -> None:
        """Run a statement; its values in order, or one mapping of them by name."""
        self.database.execute(sql, _parameters(values))

    def query(self, sql: str, *values: object) -> list[Row]:
        """The rows of a query; values as for `execute`."""
        return list(self.database.query(sql, _parameters(values)))

    def finding(
        self, report_id: str | None, url: str, sha256: str | None, finding: Finding, id: str | None = None
    ) -> None:
        """Write a finding of a report, or of an address; under an id made of its contents unless one is given."""
        self.database.table("findings").upsert(
            {
                "id": id or stable_id(report_id or url, sha256 or "", finding.kind, finding.detail),
                "report_id": report_id,
                "url": url,
                "sha256": sha256,
                "kind": finding.kind,
                "detail": finding.detail,
            },
            pk="id",
        )


def _parameters(values: tuple[Any, ...]) -> Any:
    return values[0] if len(values) == 1 and isinstance(values[0], dict) else values


def stable_id(*parts: str) -> str:
    """A stable id from what a row is about."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
