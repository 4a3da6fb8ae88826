"""Reports that are more than a page, from the portal to the database: annexes, files, archives; killed and replayed."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from storage.compare import compare
from tests.crawling import Page, command, crawl_args, database, environment, run, serving, write_portal
from tests.files_by_hand import annex, page, word, zipped
from tests.test_bundle import LOCKED, PROSE, SEE_ANNEX

ROOT = Path(__file__).parent.parent


def title(organ: str, year: int = 2021) -> str:
    return f"沅江市{organ}{year}年政府信息公开工作年度报告"


def link(name: str, text: str = "附件") -> str:
    return f'<p>{text}：<a href="/files/{name}">{name}</a></p>'


PORTAL: dict[str, Page] = {
    "/list/": "<ul>"
    + "".join(
        f'<li><a href="/{href}">{shown}</a></li>'
        for href, shown in (
            ("prose.html", title("教育局", 2017)),
            ("annex.html", title("财政局")),
            ("many.html", title("", 2021).replace("沅江市", "沅江市各部门")),
            ("locked.html", title("民政局")),
            ("files/all.zip", title("水利局")),
        )
    )
    + "</ul>",
    "/prose.html": page(title("教育局", 2017), PROSE, more=link("statistics.xlsx")),
    "/annex.html": page(title("财政局"), SEE_ANNEX, more=link("report.docx") + link("form.docx")),
    "/many.html": page("2021年沅江市各部门年报", ("现予公布。",), more=link("a.docx") + link("b.docx")),
    "/locked.html": page(title("民政局"), SEE_ANNEX, more=link("locked.pdf")),
    "/files/statistics.xlsx": annex(),
    "/files/report.docx": word("年度报告"),
    "/files/form.docx": word("政府信息公开申请表", ("姓名：",), (("申请人", "公民"), ("电话", ""))),
    "/files/a.docx": word(title("审计局")),
    "/files/b.docx": word(title("统计局")),
    "/files/locked.pdf": LOCKED,
    "/files/all.zip": zipped({"水利局.docx": word(title("水利局")), "林业局.docx": word(title("林业局"))}),
}
HELD = {
    "430981-教育局-2017", "430981-财政局-2021", "430981-审计局-2021", "430981-统计局-2021", "430981-水利局-2021",
    "430981-林业局-2021",
}  # fmt: skip


def rows(folder: Path, sql: str) -> list[dict[str, Any]]:
    return list(database(folder).query(sql))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str, list[str]]:
    """A folder after two crawls, what each printed, and what the second asked for."""
    folder = tmp_path_factory.mktemp("annexes")
    with serving(dict(PORTAL)) as server:
        portal = write_portal(folder, server.base)
        first = run(folder, *crawl_args(portal)).stdout
        server.asked.clear()
        second = run(folder, *crawl_args(portal)).stdout
        return folder, first, second, list(server.asked)


Crawled = tuple[Path, str, str, list[str]]


def test_every_report_is_found_wherever_it_stands(crawled: Crawled) -> None:
    folder, first, _, _ = crawled
    assert {row["id"] for row in rows(folder, "select id from reports")} == HELD
    assert "新 6" in first
    assert "encrypted 2" in first


def test_each_figure_knows_its_file(crawled: Crawled) -> None:
    folder = crawled[0]
    found = rows(
        folder,
        "select source, url from figures join fetches using (sha256) where report_id = '430981-教育局-2017' group by 1",
    )
    assert {row["source"]: row["url"].rpartition("/")[2] for row in found} == {
        "table": "statistics.xlsx",
        "prose": "prose.html",
    }


def test_what_each_file_is_to_its_report(crawled: Crawled) -> None:
    found = rows(crawled[0], "select report_id, url, relation from report_sources")
    assert {(row["report_id"].split("-")[1], row["url"].rpartition("/")[2], row["relation"]) for row in found} == {
        ("教育局", "prose.html", "canonical"),
        ("教育局", "statistics.xlsx", "attachment"),
        ("财政局", "annex.html", "canonical"),
        ("财政局", "report.docx", "attachment"),
        ("财政局", "form.docx", "attachment"),
        ("审计局", "a.docx", "canonical"),
        ("统计局", "b.docx", "canonical"),
        ("水利局", "all.zip", "attachment"),
        ("水利局", "水利局.docx", "canonical"),
        ("林业局", "all.zip", "attachment"),
        ("林业局", "林业局.docx", "canonical"),
    }


def test_what_could_not_be_read_is_named_once(crawled: Crawled) -> None:
    found = rows(crawled[0], "select url, kind, institution_id, year from failures")
    named = {(row["url"].rpartition("/")[2], row["kind"], row["institution_id"]) for row in found}
    assert named == {("locked.html", "encrypted", "430981-民政局"), ("locked.pdf", "encrypted", None)}


def test_nothing_is_asked_twice(crawled: Crawled) -> None:
    """But for the page whose annex could not be read, which is due until it can be."""
    _, _, second, asked = crawled
    assert "新 0　改动 0" in second
    assert set(asked) <= {"/robots.txt", "/list/", "/locked.html", "/files/locked.pdf"}


@pytest.mark.parametrize("processes", ["1", "2"])
def test_replay_gives_the_same(crawled: Crawled, tmp_path: Path, processes: str) -> None:
    folder = crawled[0]
    (tmp_path / "archive").symlink_to(folder / "archive")
    assert run(tmp_path, "replay", "-j", processes).returncode == 0
    assert list(compare(database(folder), database(tmp_path))) == []


@pytest.mark.parametrize("after", ["/files/statistics.xlsx", "/files/report.docx", "/files/a.docx", "/files/all.zip"])
def test_kill_in_the_middle_loses_nothing(crawled: Crawled, tmp_path: Path, after: str) -> None:
    """SIGKILL when a file is asked for, between a page and its annex; then the crawl once more."""
    with serving(dict(PORTAL)) as server:
        reached, resumed = threading.Event(), threading.Event()
        body = server.pages[after]

        class Slow(dict[str, Page]):
            def get(self, key: str, default: Any = None) -> Any:
                if key == after and not resumed.is_set():
                    reached.set()
                    resumed.wait(60)
                return super().get(key, default)

        server.pages = Slow(server.pages)
        portal = write_portal(tmp_path, server.base)
        process = subprocess.Popen(
            command(*crawl_args(portal)),
            cwd=ROOT,
            env=environment(tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert reached.wait(timeout=120)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        resumed.set()
        server.pages = dict(PORTAL) | {after: body}
        run(tmp_path, *crawl_args(portal))
        undisturbed = tmp_path / "undisturbed"
        undisturbed.mkdir()
        run(undisturbed, *crawl_args(portal))
    assert list(compare(database(undisturbed), database(tmp_path))) == []
    replayed = tmp_path / "replayed"
    replayed.mkdir()
    (replayed / "archive").symlink_to(tmp_path / "archive")
    run(replayed, "replay")
    assert list(compare(database(tmp_path), database(replayed))) == []


def test_saved_pages_and_the_files_beside_them(tmp_path: Path) -> None:
    """A folder: a link may lead to a file by its path or by its name; only in the folder."""
    folder = tmp_path / "saved"
    (folder / "page_files").mkdir(parents=True)
    (tmp_path / "outside.docx").write_bytes(word(title("审计局")))
    away = '<a href="../outside.docx">外</a>'
    (folder / "page.html").write_bytes(page(title("教育局", 2017), PROSE, more=link("statistics.xlsx") + away))
    (folder / "page_files" / "statistics.xlsx").write_bytes(annex())
    (folder / "alone.docx").write_bytes(word(title("财政局")))
    process = run(tmp_path, "crawl", "files", "-a", f"path={folder}")
    assert process.returncode == 0, process.stdout
    assert "新 2" in process.stdout
    sources = rows(tmp_path, "select url, relation from report_sources order by url")
    assert [(row["url"], row["relation"]) for row in sources] == [
        ("file:alone.docx", "canonical"),
        ("file:page.html", "canonical"),
        ("file:page_files/statistics.xlsx", "attachment"),
    ]
