"""Whether two databases say the same: row by row in every table but `runs`, `fetches`, and times of seeing aside.

That is what the contract calls the same database, after a kill, a replay, another order. `replay --diff` and the
tests use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

_LEFT_OUT = frozenset({"runs", "fetches", "archives", "_sqlite_migrations"})
# When something was seen, in which run, and which of equal copies of its bytes is pointed at.
_VOLATILE = frozenset({"first_seen_at", "archive_ref", "run_id", "at", "context", "seen_at", "gone_at"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that only one database has (`side` is `-` for the first, `+` for the second)."""

    table: str
    side: str
    row: tuple[object, ...]


def compare(first: Database, second: Database) -> Iterator[Difference]:
    """The rows that differ, table by table, in order."""
    tables = {name for name in (*first.table_names(), *second.table_names()) if not name.startswith("sqlite_")}
    for table in sorted(tables - _LEFT_OUT):
        rows = [_rows(database, table) for database in (first, second)]
        yield from (Difference(table, "-", row) for row in sorted(rows[0] - rows[1], key=repr))
        yield from (Difference(table, "+", row) for row in sorted(rows[1] - rows[0], key=repr))


def _rows(database: Database, table: str) -> set[tuple[object, ...]]:
    if table not in database.table_names():
        return set()
    columns = [column.name for column in database.table(table).columns if column.name not in _VOLATILE]
    quoted = ", ".join(f'"{column}"' for column in columns)
    return {tuple(row) for row in database.execute(f'select {quoted} from "{table}"').fetchall()}
