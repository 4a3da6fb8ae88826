"""The view `coverage`: who reported, who did not, and what a failed crawl may not be taken for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.schema import connect

ORGANS = {
    "430981": ("沅江市人民政府", "county", "government"),
    "430981-教育局": ("沅江市教育局", "county", "department"),
    "430981-草尾镇人民政府": ("沅江市草尾镇人民政府", "township", "government"),
}


@pytest.fixture
def db(tmp_path: Path) -> Database:
    database = connect(tmp_path / "test.db")
    for organ, (name, level, kind) in ORGANS.items():
        database.execute("insert into institutions values (?, ?, ?, ?, ?, null)", (organ, name, organ[:6], level, kind))
    database.execute("insert into portals values ('p', '沅江市人民政府', '430900', null, null, null)")
    database.execute("insert into documents values ('s', 'report', null, null, 1, '', 'f:0:1', null)")
    return database


def report(db: Database, organ: str, year: int, published_on: str | None = None) -> None:
    db.execute(
        "insert into reports values (?, ?, ?, 'narrative', 't', ?, null, 'u', 's', '1')",
        (f"{organ}-{year}", organ, year, published_on),
    )


def run(db: Database, finished_at: str, *, complete: bool = True, portal: str = "p") -> None:
    db.execute(
        "insert into runs (id, command, portal_id, started_at, finished_at, reason, listings) "
        "values (?, 'crawl portal', ?, '', ?, 'finished', ?)",
        (finished_at, portal, finished_at, json.dumps([{"complete": complete}])),
    )


def status(db: Database) -> dict[tuple[str, int], str]:
    return {(row["institution_id"], row["year"]): row["status"] for row in db.query("select * from coverage")}


@pytest.mark.parametrize(
    ("finished_at", "education", "government", "township"),
    [
        ("2024-01-31T08:00:00Z", "not_due", "not_due", "not_due"),
        ("2024-02-01T08:00:00Z", "missing", "not_due", "missing"),
        ("2024-04-01T08:00:00Z", "missing", "missing", "missing"),
    ],
)
def test_due_dates_by_kind_of_organ(
    db: Database, finished_at: str, education: str, government: str, township: str
) -> None:
    for organ in ORGANS:
        report(db, organ, 2022)
    db.execute("insert into institutions values ('430900', '益阳市人民政府', '430900', 'city', 'government', null)")
    report(db, "430900", 2023)
    run(db, finished_at)
    found = status(db)
    assert found["430981-教育局", 2023] == education
    assert found["430981", 2023] == government
    assert found["430981-草尾镇人民政府", 2023] == township
    assert found["430900", 2023] == "found"


def test_days_late(db: Database) -> None:
    report(db, "430981-教育局", 2023, "2024-02-05")
    report(db, "430981", 2018, "2019-03-20")
    rows = {
        row["institution_id"]: row["days_late"] for row in db.query("select * from coverage where status = 'found'")
    }
    assert rows == {"430981-教育局": 5, "430981": 0}


def test_an_incomplete_run_or_another_portal_proves_no_absence(db: Database) -> None:
    report(db, "430981", 2022)
    report(db, "430981-教育局", 2023)
    run(db, "2025-01-01T00:00:00Z", complete=False)
    db.execute("insert into portals values ('q', '北京市人民政府', '110000', null, null, null)")
    run(db, "2025-01-02T00:00:00Z", portal="q")
    assert status(db)["430981", 2023] == "not_due"
    run(db, "2025-01-03T00:00:00Z")
    assert status(db)["430981", 2023] == "missing"


def test_a_failed_link_is_unreachable_not_missing(db: Database) -> None:
    report(db, "430981-教育局", 2023)
    run(db, "2025-01-03T00:00:00Z")
    db.execute(
        "insert into failures values ('f', ?, 'http://a/1.html', 'timeout', null, '', '430981', 2023)",
        ("2025-01-03T00:00:00Z",),
    )
    (row,) = db.query("select * from coverage where institution_id = '430981'")
    assert (row["status"], row["reason"]) == ("unreachable", "timeout：http://a/1.html")
