"""What a document does to its reader costs that document, with its failure, and nothing else: tried on whole runs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import DEMO, database, run
from tests.files_by_hand import zipped

GOOD = sorted((DEMO / "site" / "zwgk" / "zfxxgk" / "zfxxgknb").glob("20*/t*.html"))[:3]
RTF = rb"{\rtf1\ansi a document that is for the program alone}"
# In place of LibreOffice: programs that do to their reader what a harmful document may.
KILLS = "kill -KILL $PPID"
STOPS = "kill -STOP $PPID\nexec sleep 1000"
SLEEPS = "exec sleep 1000"
STARTS = "sleep 1000 &\necho $! >> $0.pids\nwait"
FAILS = "echo broken >&2\nexit 1"


def fake_office(folder: Path, does: str) -> str:
    """A PATH on which `soffice` does that; it writes down its process numbers."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho $$ >> {folder}/pids\n{does.replace('$0.pids', f'{folder}/pids')}\n", "utf-8")
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def documents(folder: Path, **harmful: bytes) -> Path:
    """A folder of a few reports, and harmful files between them."""
    into = folder / "documents"
    into.mkdir()
    for number, path in enumerate(GOOD):
        shutil.copy(path, into / f"{number}.html")
    for name, data in harmful.items():
        (into / f"1{name.replace('_', '.')}").write_bytes(data)
    return into


def failures(folder: Path) -> list[dict[str, Any]]:
    return list(database(folder).query("select url, kind, detail from failures order by url"))


def check_good(folder: Path) -> None:
    (row,) = database(folder).query("select count(*) as n from reports")
    assert row["n"] == len(GOOD)
    (row,) = database(folder).query("select reason, failures from runs")
    assert row["reason"] == "finished"


def is_alive(pid: int) -> bool:
    """Whether a process runs: one that ended and waits to be asked for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("does", "seconds", "readers", "kind", "says"),
    [
        (KILLS, "60", "1", "reader_crashed", "读取进程中止"),
        (KILLS, "60", "2", "reader_crashed", "读取进程中止"),
        (STOPS, "5", "1", "limit_exceeded", "READ_SECONDS"),
        (STOPS, "5", "2", "limit_exceeded", "READ_SECONDS"),
        (SLEEPS, "8", "1", "limit_exceeded", "READ_SECONDS"),
        (STARTS, "8", "1", "limit_exceeded", "READ_SECONDS"),
        (FAILS, "60", "1", "damaged", "broken"),
    ],
    ids=[
        "killed",
        "killed beside another",
        "hung",
        "hung beside another",
        "its program hung",
        "what its program started hung",
        "its program failed",
    ],
)
def test_a_reader_that(tmp_path: Path, does: str, seconds: str, readers: str, kind: str, says: str) -> None:
    path = documents(tmp_path, harm_rtf=RTF)
    done = run(
        tmp_path, "crawl", "files", "-a", f"path={path}",
        PATH=fake_office(tmp_path, does), READ_SECONDS=seconds, READERS=readers,
    )  # fmt: skip
    assert (done.returncode, "未读成 1" in done.stdout) == (1, True)
    check_good(tmp_path)
    (failure,) = failures(tmp_path)
    assert (failure["url"], failure["kind"]) == ("file:1harm.rtf", kind)
    assert says in failure["detail"]
    assert not [pid for pid in (tmp_path / "pids").read_text("utf-8").split() if is_alive(int(pid))]


@pytest.mark.parametrize(("does", "seconds"), [(KILLS, "60"), (STOPS, "5")], ids=["kills", "hangs"])
def test_what_an_attachment_does_to_the_reader_does_not_cost_the_page(tmp_path: Path, does: str, seconds: str) -> None:
    path = documents(tmp_path, harm_rtf=RTF)
    page = path / "0.html"
    link = '<p><a href="1harm.rtf">附件</a></p></body>'.encode("gb2312")
    page.write_bytes(page.read_bytes().replace(b"</body>", link))
    run(tmp_path, "crawl", "files", "-a", f"path={path}", PATH=fake_office(tmp_path, does), READ_SECONDS=seconds)
    check_good(tmp_path)
    (finding,) = database(tmp_path).query("select detail from findings where kind = 'attachment_unread'")
    assert "1 个附件都没有读" in finding["detail"]


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        (zipped({"年报.txt": "政府信息公开".encode() * 9_000_000}), "zip"),
        ("政府信息公开\n".encode() * 2_500_000, "txt"),
    ],
    ids=["packed", "plain"],
)
def test_a_document_that_takes_too_much_memory(tmp_path: Path, harm: bytes, name: str) -> None:
    path = documents(tmp_path, **{f"harm_{name}": harm})
    done = run(tmp_path, "crawl", "files", "-a", f"path={path}", READ_MEMORY="300")
    assert (done.returncode, "未读成 1" in done.stdout) == (1, True)
    check_good(tmp_path)
    assert failures(tmp_path)
    assert {failure["kind"] for failure in failures(tmp_path)} == {"limit_exceeded"}
    assert all("READ_MEMORY" in failure["detail"] for failure in failures(tmp_path))
