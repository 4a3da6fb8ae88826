"""The spider `files`: a folder of saved reports, good and bad; each is read or has its named failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.spiders.files import find_files
from storage.compare import compare
from tests.crawling import DEMO, database, run

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
SITE = DEMO / "site" / "zwgk" / "zfxxgk" / "zfxxgknb"
REPORT = SITE / "202401" / "t20240129_1704.html"  # 沅江市人民政府 2023
GBK_REPORT = SITE / "201507" / "t20150708_0311.html"  # 财政局 2010, GBK


def rows(folder: Path, sql: str) -> list[dict[str, Any]]:
    return list(database(folder).query(sql))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports").mkdir()
    return tmp_path / "reports"


def test_bad_files_are_named_and_the_rest_is_read(tmp_path: Path, folder: Path) -> None:
    page = REPORT.read_bytes()
    (folder / "empty.html").write_bytes(b"")
    (folder / "binary.html").write_bytes(bytes(range(256)) * 40)
    (folder / "annex.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (folder / "truncated.html").write_bytes(page[: page.index("（三）不予公开".encode())])
    (folder / "charset.html").write_bytes(GBK_REPORT.read_bytes().replace(b"gb2312", b"utf-8"))
    (folder / "news.txt").write_text("今天上午，全市召开春季造林动员会。\n", "utf-8")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "page.html").write_bytes(page)
    process = run(tmp_path, "crawl", "files", "-a", f"path={folder}")
    assert process.returncode == 1
    assert "3 个文件没有读成" in process.stdout
    assert {(row["url"], row["kind"]) for row in rows(tmp_path, "select url, kind from failures")} == {
        ("file:empty.html", "damaged"),
        ("file:binary.html", "unsupported_type"),
        ("file:annex.pdf", "damaged"),
    }
    assert {row["id"] for row in rows(tmp_path, "select id from reports")} == {"430981-2023", "430981-财政局-2010"}
    (whole,) = rows(
        tmp_path, "select url, sha256 from report_sources where relation = 'canonical' and report_id = '430981-2023'"
    )
    assert whole["url"] == "file:deeper/page.html"
    (cut,) = rows(tmp_path, "select relation from report_sources where url = 'file:truncated.html'")
    assert cut["relation"] == "superseded"
    (other,) = rows(tmp_path, "select kind from documents join fetches using (sha256) where url = 'file:news.txt'")
    assert other["kind"] == "other"


def test_a_truncated_page_says_what_it_lacks(tmp_path: Path, folder: Path) -> None:
    page = REPORT.read_bytes()
    (folder / "truncated.html").write_bytes(page[: page.index("（三）不予公开".encode())])
    assert run(tmp_path, "crawl", "files", "-a", f"path={folder}").returncode == 0
    findings = rows(tmp_path, "select kind, detail from findings")
    assert any(row["kind"] == "rows_missing" and "属于国家秘密" in row["detail"] for row in findings)


def test_the_same_rows_in_another_order_and_after_replay(tmp_path: Path) -> None:
    for name, order in (("a", "12"), ("b", "21")):
        folder = tmp_path / name / "reports"
        folder.mkdir(parents=True)
        for number, path in zip(order, (REPORT, GBK_REPORT), strict=True):
            (folder / f"{number}.html").write_bytes(path.read_bytes())
        assert run(tmp_path / name, "crawl", "files", "-a", f"path={folder}").returncode == 0
    different = {difference.table for difference in compare(database(tmp_path / "a"), database(tmp_path / "b"))}
    assert different <= {"reports", "report_sources", "findings"}  # the addresses carry the file names
    replayed = tmp_path / "c"
    replayed.mkdir()
    (tmp_path / "a" / "archive").rename(replayed / "archive")
    assert run(replayed, "replay").returncode == 0
    assert list(compare(database(tmp_path / "a"), database(replayed))) == []


def test_saved_page_keeps_its_address(tmp_path: Path, folder: Path) -> None:
    comment = b"<!-- saved from url=(0040)http://www.yuanjiang.gov.cn/zfxxgk/1.html -->\n"
    (folder / "saved.html").write_bytes(comment + REPORT.read_bytes())
    run(tmp_path, "crawl", "files", "-a", f"path={folder}")
    (report,) = rows(tmp_path, "select url from reports")
    assert report["url"] == "http://www.yuanjiang.gov.cn/zfxxgk/1.html"
    (fetch,) = rows(tmp_path, "select url, status from fetches")
    assert (fetch["url"], fetch["status"]) == ("file:saved.html", None)


def test_what_a_browser_saves_beside_a_page_is_passed_over(tmp_path: Path) -> None:
    for name in (
        "a.html",
        "a_files/style.css",
        "a_files/doc.png",
        "a_files/inner.html",
        "b.css",
        ".hidden.html",
        "c.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = [path.relative_to(tmp_path).as_posix() for path in find_files(tmp_path)]
    assert found == ["a.html", "a_files/inner.html", "c.txt"]


def test_a_single_file_and_a_missing_one(tmp_path: Path) -> None:
    assert run(tmp_path, "crawl", "files", "-a", f"path={REPORT}").returncode == 0
    missing = run(tmp_path, "crawl", "files", "-a", "path=nowhere")
    assert missing.returncode == 2
    assert "nowhere" in missing.stderr


@pytest.mark.skipif(not (SHARED / "score.py").exists(), reason=f"no real documents at SHARED ({SHARED})")
def test_real_documents(tmp_path: Path) -> None:
    """Identity, form, every cell and blank, failing relations; prose at least nine in ten and none wrong."""
    assert run(tmp_path, "crawl", "files", "-a", f"path={SHARED / 'documents'}").returncode == 0
    names = ["huaian_2024", *(f"seed00{number}" for number in range(5))]
    scored = subprocess.run(
        [sys.executable, str(SHARED / "score.py"), str(tmp_path / "test.db"), "--only", *names],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    score = {line[:29].strip(): int(line[29:]) for line in scored.stdout.splitlines() if not line.startswith("-")}
    bad = ("wrong", "invented", "spurious", "missed")
    assert not {name: count for name, count in score.items() if name.endswith(bad)}, scored.stdout
    assert score["ids right"] == score["forms right"] == 6
    assert (score["cells right"], score["blanks right"]) == (395, 61)
    assert "cells missing" not in score
    assert score["prose right"] >= 0.9 * (score["prose right"] + score["prose missing"])
