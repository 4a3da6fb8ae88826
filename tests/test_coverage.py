"""The view `coverage` and the command: who reported, who did not, and what a failed crawl may not be taken for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.commands.coverage import (
    Tally,
    aligned,
    organs_of,
    tally,
    tell_organs,
    tell_portals,
    tell_provinces,
)
from crawler.portal import Listing, Portal
from pipelines.register import load_register
from storage.schema import connect
from tests.crawling import run as run_command

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
    database.execute("insert into runs (id, command, portal_id, started_at) values ('0', 'crawl portal', 'p', '')")
    return database


def report(db: Database, organ: str, year: int, published_on: str | None = None) -> None:
    db.execute(
        "insert into reports values (?, ?, ?, 'narrative', 't', ?, null, 'u', 's', '1')",
        (f"{organ}-{year}", organ, year, published_on),
    )
    url = f"http://www.example.gov.cn/{organ}-{year}.html"
    db.execute(
        "insert into report_sources (report_id, sha256, url, relation, content, figures, context) "
        "values (?, 's', ?, 'canonical', '', 0, '{}')",
        (f"{organ}-{year}", url),
    )
    db.execute(
        "insert into fetches (id, run_id, url, final_url, status, fetched_at, sha256) "
        "values (?, '0', ?, ?, 200, '', 's')",
        (f"{organ}-{year}", url, url),
    )


def run(db: Database, finished_at: str, *, complete: bool = True, portal: str = "p") -> None:
    db.execute(
        "insert into runs (id, command, portal_id, started_at, finished_at, reason, listings) "
        "values (?, 'crawl portal', ?, '', ?, 'finished', ?)",
        (finished_at, portal, finished_at, json.dumps([{"complete": complete}])),
    )


def failure(db: Database, url: str, kind: str, organ: str) -> None:
    db.execute(
        "insert into failures (id, run_id, url, kind, at, institution_id, year) "
        "select 'f', max(id), ?, ?, '', ?, 2023 from runs",
        (url, kind, organ),
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
    db.execute("insert into portals values ('q', '沅江市教育局', '430981', null, null, null)")
    run(db, "2025-01-02T00:00:00Z", portal="q")
    assert status(db)["430981", 2023] == "not_due"
    run(db, "2025-01-03T00:00:00Z")
    assert status(db)["430981", 2023] == "missing"


def test_a_failed_link_is_unreachable_not_missing(db: Database) -> None:
    report(db, "430981-教育局", 2023)
    run(db, "2025-01-03T00:00:00Z")
    failure(db, "http://a/1.html", "timeout", "430981")
    (row,) = db.query("select * from coverage where institution_id = '430981'")
    assert (row["status"], row["reason"]) == ("unreachable", "timeout：http://a/1.html")


def portal(name: str, region_code: str, expected: int = 2) -> Portal:
    home = f"https://www.{name}.gov.cn/"
    return Portal(name, f"{name}人民政府", region_code, home, (Listing(f"{home}nb/"),), expected, f"{name}.toml")


def test_a_portal_has_the_reports_of_its_hosts(db: Database) -> None:
    for organ in ORGANS:
        report(db, organ, 2023)
    for organ, url in (
        ("430981", "http://p.gov.cn/1.html"),
        ("430981", "https://www.p.gov.cn/1.html"),
        ("430981-教育局", "https://www.p.gov.cn/2.html"),
        ("430981-草尾镇人民政府", "https://www.q.gov.cn/3.html"),
    ):
        db.execute(
            "insert into report_sources (report_id, sha256, url, relation, content, figures, context) "
            "values (?, 's', ?, 'canonical', '', 0, '{}')",
            (f"{organ}-2023", url),
        )
    run(db, "2025-01-01T00:00:00Z")
    db.execute("insert into institutions values ('430900', '益阳市人民政府', '430900', 'city', 'government', null)")
    failure(db, "http://p.gov.cn/4", "gone", "430900")
    p, q = portal("p", "430981"), portal("q", "430900")
    assert tally(db, [p, q]) == [Tally(p, 2, True), Tally(q, 1, False)]
    assert organs_of(db, [p]) == {"430981", "430981-教育局", "430900"}


TALLIES = [
    Tally(portal("yuanjiang", "430981"), 2, True),
    Tally(portal("mwr", "000000"), 0, False),
    Tally(portal("yiyang", "430900"), 1, True),
    Tally(portal("nmg", "150000"), 12, True),
    Tally(portal("huhhot", "150100", expected=0), 0, False),
]


def test_a_line_a_portal() -> None:
    assert tell_portals(TALLIES[:3]) == [
        "yuanjiang  yuanjiang人民政府：应有至少 2 份，已有 2 份",
        "mwr        mwr人民政府：应有至少 2 份，已有 0 份，不足，没有抓过",
        "yiyang     yiyang人民政府：应有至少 2 份，已有 1 份，不足",
    ]


def test_a_line_a_province() -> None:
    assert tell_provinces(TALLIES, load_register()) == [
        "代码    省份          门户  够数  不足  没有抓过  年报",
        "000000  国务院部门       1     0     0         1     0",
        "150000  内蒙古自治区     2     2     0         0    12",
        "430000  湖南省           2     1     1         0     3",
        "        合计             5     3     1         1    15",
        "每个门户各有多少：scrapy coverage 代码",
    ]


def test_a_line_a_year_and_what_is_not_there() -> None:
    rows = [
        {"institution_id": organ, "name": organ, "year": year, "status": status, "reason": reason}
        for organ, year, status, reason in (
            ("a", 2024, "found", None),
            ("b", 2024, "unreachable", "gone：http://a/"),
            ("a", 2023, "found", None),
            *((f"c{number}", 2023, "missing", None) for number in range(41)),
        )
    ]
    told = tell_organs(rows)
    assert told[:5] == [
        "年度  found  missing  unreachable",
        "2024      1        0            1",
        "2023      1       41            0",
        "  unreachable  2024  b  gone：http://a/",
        "  missing  2023  c0  ",
    ]
    assert len(told) == 3 + 40 + 1
    assert told[-1] == "  …… 其余 2 项见数据库的 coverage 视图"
    assert tell_organs([]) == ["还没有一份年报"]


def test_a_chinese_character_takes_two_columns() -> None:
    assert aligned([["省", "数"], ["ab", "7"], ["湖南", "10"]], left=1) == ["省    数", "ab     7", "湖南  10"]


def test_the_command(db: Database, tmp_path: Path) -> None:
    report(db, "430981", 2023)
    told = run_command(tmp_path, "coverage", "all")
    assert told.returncode == 1
    assert [line.split()[0] for line in told.stdout.splitlines()[:2]] == ["代码", "000000"]
    assert "2023" not in told.stdout, "no portal of the catalogue gave the report"
    told = run_command(tmp_path, "coverage", "beijin")
    assert (told.returncode, told.stdout) == (2, "")
    assert "did you mean beijing" in told.stderr
    told = run_command(tmp_path, "coverage")
    assert (told.returncode, told.stdout.split()) == (0, ["年度", "found", "2023", "1"])
    assert run_command(tmp_path, "coverage", "beijing", "shanxi").returncode == 2
