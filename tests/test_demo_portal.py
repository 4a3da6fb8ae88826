"""The demo portal, crawled by the real spider in a real process, against its reviewed answers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from storage.archive import archive_files
from storage.compare import compare
from tests.crawling import DEMO, ROOT, command, crawl_args, database, environment, portal_file, run
from tests.demo_portal.serve import PortalServer, running

ANSWERS: dict[str, Any] = json.loads((DEMO / "answers.json").read_text("utf-8"))
# Codes of the project's own vocabulary, which the answers keep under `uncoded`.
WIDER = ("narrative.requests_carried_over_in.value", "narrative.requests_carried_over_out.value")
REPORTS = {report["id"]: report for report in ANSWERS["reports"]}


class Crawl:
    """One crawl of the demo portal: its folder, what it printed, what the server was asked."""

    def __init__(self, folder: Path, server: PortalServer) -> None:
        self.folder = folder
        self.server = server
        self.portal = portal_file(folder, server.base_url)
        self.process = run(folder, *crawl_args(self.portal))
        self.asked = list(server.requests)
        self.database = database(folder)


@pytest.fixture(scope="module")
def server() -> Iterator[PortalServer]:
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory, server: PortalServer) -> Crawl:
    return Crawl(tmp_path_factory.mktemp("demo"), server)


def rows(db: Database, sql: str, *values: object) -> list[dict[str, Any]]:
    return list(db.query(sql, values))


def test_it_ends_well_and_says_what_it_found(crawl: Crawl) -> None:
    assert crawl.process.returncode == 0, crawl.process.stderr
    assert "新 16" in crawl.process.stdout
    assert "explanation 2" in crawl.process.stdout


def test_only_what_may_be_asked_was_asked_and_once(crawl: Crawl) -> None:
    refused = {entry["path"] for entry in (*ANSWERS["never_fetched"], *ANSWERS["not_reports"])}
    assert not refused & set(crawl.asked)
    assert sorted(crawl.asked) == sorted(set(crawl.asked))
    assert len([path for path in crawl.asked if path.endswith(".html")]) >= ANSWERS["counts"]["report_pages"]


def test_every_report_and_no_other(crawl: Crawl) -> None:
    assert {row["id"] for row in rows(crawl.database, "select id from reports")} == set(REPORTS)


@pytest.mark.parametrize("report_id", REPORTS)
def test_report(crawl: Crawl, report_id: str) -> None:
    answer = REPORTS[report_id]
    (report,) = rows(crawl.database, "select * from reports where id = ?", report_id)
    assert (report["year"], report["form"], report["title"]) == (answer["year"], answer["form"], answer["title"])
    assert report["published_on"] == answer["published_on"]
    assert report["institution_id"] == answer["institution_id"]
    (institution,) = rows(crawl.database, "select name from institutions where id = ?", answer["institution_id"])
    assert institution["name"] == answer["institution_name"]


@pytest.mark.parametrize("report_id", REPORTS)
def test_cells(crawl: Crawl, report_id: str) -> None:
    figures = rows(crawl.database, "select * from figures where report_id = ? and source = 'table'", report_id)
    read = {row["code"]: [row["value"], row["state"]] for row in figures}
    assert read == REPORTS[report_id]["cells"]


@pytest.mark.parametrize("report_id", REPORTS)
def test_prose_is_never_wrong(crawl: Crawl, report_id: str) -> None:
    """What is given is right; what the answers do not have is only what a sentence says of all applications."""
    answer = REPORTS[report_id]["prose"]
    figures = rows(crawl.database, "select * from figures where report_id = ? and source = 'prose'", report_id)
    read = {row["code"]: row["value"] for row in figures}
    assert {code: value for code, value in read.items() if code in answer} == {
        code: answer[code] for code in answer if code in read
    }
    assert all(
        row["method"].startswith("derived") or row["code"] in WIDER for row in figures if row["code"] not in answer
    )


def test_prose_is_read(crawl: Crawl) -> None:
    wanted = {(report_id, code) for report_id, answer in REPORTS.items() for code in answer["prose"]}
    figures = rows(crawl.database, "select report_id, code from figures where source = 'prose'")
    read = {(row["report_id"], row["code"]) for row in figures}
    assert len(wanted & read) >= 0.9 * len(wanted), sorted(wanted - read)


@pytest.mark.parametrize("report_id", REPORTS)
def test_failing_relations(crawl: Crawl, report_id: str) -> None:
    failing = REPORTS[report_id]["failing"]
    found = rows(
        crawl.database, "select rule from checks where report_id = ? and holds = 0 and source = 'table'", report_id
    )
    assert {row["rule"] for row in found} == {*failing["table"], *failing["cross_year"]}


def test_copy_is_one_report_with_two_sources(crawl: Crawl) -> None:
    (answer,) = [report for report in ANSWERS["reports"] if report["copies"]]
    sources = rows(crawl.database, "select url, relation from report_sources where report_id = ?", answer["id"])
    assert sorted(row["relation"] for row in sources) == ["canonical", "copy"]
    assert {row["url"].removeprefix(crawl.server.base_url) for row in sources} == {answer["path"], *answer["copies"]}


def test_every_figure_points_at_kept_bytes(crawl: Crawl) -> None:
    lost = "select code from figures left join documents using (sha256) where documents.archive_ref is null"
    assert not rows(crawl.database, lost)
    assert not rows(crawl.database, "select code from figures where locator is null and quote is null")


def test_run_is_told(crawl: Crawl) -> None:
    (row,) = rows(crawl.database, "select * from runs")
    assert (row["command"], row["portal_id"], row["reason"]) == ("crawl portal", "demo", "finished")
    assert (row["reports_new"], row["reports_changed"], row["failures"]) == (16, 0, 0)
    (listing,) = json.loads(row["listings"])
    assert listing["complete"]
    assert listing["reports"] == listing["read"] == ANSWERS["counts"]["report_pages"]


def test_replay_builds_the_same_database(crawl: Crawl, tmp_path: Path) -> None:
    shutil.copytree(crawl.folder / "archive", tmp_path / "archive")
    process = run(tmp_path, "replay", "-j", "2")
    assert process.returncode == 0, process.stderr
    assert "年报 16" in process.stdout
    assert list(compare(crawl.database, database(tmp_path))) == []
    for table in ("runs", "fetches", "failures", "documents"):
        assert rows(crawl.database, f"select * from {table}") == rows(database(tmp_path), f"select * from {table}")


def test_replay_diff_changes_nothing(crawl: Crawl, tmp_path: Path) -> None:
    shutil.copytree(crawl.folder / "archive", tmp_path / "archive")
    shutil.copy(crawl.folder / "test.db", tmp_path / "test.db")
    changed = database(tmp_path)
    with changed.atomic():
        changed.execute("update cells set value = 7 where value = 42")
    changed.close()
    before = (tmp_path / "test.db").read_bytes()
    process = run(tmp_path, "replay", "--diff")
    assert process.returncode == 0
    assert "cells" in process.stdout
    assert (tmp_path / "test.db").read_bytes() == before
    assert "没有变化" in run(crawl.folder, "replay", "--diff").stdout


def test_second_night_fetches_only_listings(tmp_path: Path) -> None:
    with running() as server:
        first = Crawl(tmp_path, server)
        server.requests.clear()
        again = run(tmp_path, *crawl_args(first.portal))
        assert again.returncode == 0, again.stdout
        assert "新 0" in again.stdout
        assert not {report["path"] for report in ANSWERS["reports"]} & set(server.requests)
        due = run(tmp_path, *crawl_args(first.portal), REFETCH_DAYS="0", REFETCH_OLD_DAYS="0")
        assert due.returncode == 0
        assert {report["path"] for report in ANSWERS["reports"]} <= set(server.requests)
        (row,) = rows(database(tmp_path), "select count(*) as n from reports")
        assert row["n"] == len(REPORTS)


@pytest.mark.parametrize("after", [4, 9, 16])
def test_kill_in_the_middle_loses_nothing(tmp_path: Path, after: int) -> None:
    """SIGKILL to the whole process group when the server has been asked `after` times; then the crawl once more."""
    with running() as server:
        portal = portal_file(tmp_path, server.base_url)
        asked = server.stop_after(after)
        process = subprocess.Popen(
            command(*crawl_args(portal)),
            cwd=ROOT,
            env=environment(tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert asked.wait(timeout=120)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        server.resume()
        assert archive_files(tmp_path / "archive") == []
        again = run(tmp_path, *crawl_args(portal))
        assert again.returncode == 0, again.stdout + again.stderr
        undisturbed = tmp_path / "undisturbed"
        undisturbed.mkdir()
        assert run(undisturbed, *crawl_args(portal)).returncode == 0
    assert list(compare(database(undisturbed), database(tmp_path))) == []
