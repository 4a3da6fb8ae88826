"""One crawl of the hostile portal: it ends, in bounded memory; each trap has its name, everything else is stored."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawling import ROOT, command, crawl_args, database, environment
from tests.hostile import ESCAPING, HELD, LINKS_ELSEWHERE, LISTINGS, MIRROR, TRAPS, YEAR, Hostile, serving, write_portal

_PAGES = 4
# A crawl of this portal takes some 160 MB: a response may have 50, and its text is held in several forms. What must
# never be held is the gigabyte of the bomb.
_PEAK = 400 * 1024  # kilobytes
_SECONDS = 240
_MEASURE = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]);"
    "print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
)


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl left."""

    root: Path
    folder: Path
    server: Hostile
    process: subprocess.CompletedProcess[str]

    @property
    def failures(self) -> dict[str, dict[str, str]]:
        """Address (the portal's own without its host) → kind → detail."""
        found: dict[str, dict[str, str]] = {}
        for row in database(self.folder).query("select url, kind, detail from failures"):
            found.setdefault(row["url"].removeprefix(self.server.base), {})[row["kind"]] = row["detail"]
        return found


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    root = tmp_path_factory.mktemp("hostile")
    folder = root / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    with serving() as server:
        args = crawl_args(write_portal(folder, server.base))
        settings = {"DOWNLOAD_TIMEOUT": "3", "RETRY_TIMES": "0", "MAX_PAGES": str(_PAGES), "PORTAL_TIMEOUT": "180"}
        process = subprocess.run(
            [sys.executable, "-c", _MEASURE, *command(*args)],
            cwd=ROOT,
            env=environment(folder, **settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        yield Crawled(root, folder, server, process)


@pytest.mark.parametrize(("path", "kind"), [*TRAPS.items(), *LINKS_ELSEWHERE.items()])
def test_each_trap_has_its_name(crawled: Crawled, path: str, kind: str) -> None:
    assert set(crawled.failures.get(path, {})) == {kind}, crawled.process.stderr[-2000:]
    assert crawled.failures[path][kind]


@pytest.mark.parametrize(("path", "kind"), LISTINGS.items())
def test_each_column_has_its_name(crawled: Crawled, path: str, kind: str) -> None:
    assert set(crawled.failures[path]) == {kind, "empty_listing"}


def test_the_first_words_are_recorded(crawled: Crawled) -> None:
    details = crawled.failures
    assert details["/t/slow-down.html"]["throttled"] == "访问过于频繁（HTTP 200）：您的访问过于频繁"
    assert details["/t/soft-gbk.html"]["soft_404"] == "页面说不存在（HTTP 200）：该页无法显示"
    assert details["/t/412.html"]["blocked"].startswith("瑞数防护（HTTP 412）：<html><meta id='a'")


def test_everything_else_is_stored(crawled: Crawled) -> None:
    reports = database(crawled.folder).query("select id from reports where year = ?", [YEAR])
    assert {f"430981-{organ}" for organ in HELD} <= {row["id"].removesuffix(f"-{YEAR}") for row in reports}
    (run,) = database(crawled.folder).query("select reason from runs")
    assert run["reason"] == "finished"


def test_memory_is_bounded(crawled: Crawled) -> None:
    peak = int(crawled.process.stdout.rsplit("peak ", 1)[1])
    assert peak < _PEAK


def test_nothing_forbidden_is_asked(crawled: Crawled) -> None:
    asked = crawled.server.asked
    assert [path for path in asked if path.startswith("/secret/")] == []
    assert len([path for path in asked if path.startswith("/endless/")]) == _PAGES
    assert MIRROR not in "".join(asked)


def test_nothing_is_written_outside_the_archive(crawled: Crawled) -> None:
    """Names with `../` are asked for, in addresses, headers and archives; they are names and never paths."""
    assert len([path for path in crawled.server.asked if "evil" in path or path in ESCAPING]) == len(ESCAPING)
    written = {str(path.relative_to(crawled.folder)) for path in crawled.root.rglob("*") if path.is_file()}
    own = {"hostile.toml", *(name for name in written if name.startswith(("archive/", "test.db")))}
    assert written == own
    assert not [path for path in Path(ROOT).rglob("*evil*") if ".venv" not in path.parts]
    assert not Path("/evil.html").exists()
