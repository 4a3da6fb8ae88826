"""What the README says is true: its snippet runs, its commands and files exist."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from crawler.portal import parse_portal
from tests.accuracy.run import share
from tests.crawling import DEMO, database, run
from tests.demo_portal.serve import running as serving

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
REPORT = DEMO / "site" / "zwgk" / "zfxxgk" / "zfxxgknb" / "202101" / "t20210122_1190.html"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_snippet_reads_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "report.html").write_bytes(REPORT.read_bytes())
    monkeypatch.chdir(tmp_path)
    (snippet,) = blocks("python")
    exec(compile(snippet, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "430981-人民政府办公室-2020 tables_2019" in printed
    assert "requests.new_received.total 42.0 number agreed t" in printed
    assert "39 ≠ 42" in printed


def test_portal_file_of_the_readme_is_one() -> None:
    (facts,) = blocks("toml")
    assert parse_portal(tomllib.loads(facts), "README.md").region_code == "430981"


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"demo", "browse", "test", "bench", "accuracy", "ocr", "render"} <= named <= targets


def test_programs_to_install_are_those_that_the_failures_name() -> None:
    told = set(re.findall(r"apt install ([\w-]+)", (ROOT / "pipelines" / "programs.py").read_text("utf-8")))
    assert told == set(re.findall(r"`(lib[\w-]+)`", README))


def test_the_accuracy_is_the_one_that_was_measured() -> None:
    corpus = json.loads((ROOT / "tests" / "accuracy" / "results.json").read_text("utf-8"))["corpora"]["two"]
    counts, pages = corpus["all"]["counts"], corpus["html"]["counts"]
    (told,) = re.findall(
        r"试读：(\d+) 份文件，(\d+) 个数字读对，(\d+) 个没有读而有说明，读错 (\d+) 个，(\d+) 个空白", README
    )
    names = ("documents", "cells right", "cells missing", "cells wrong", "blanks right")
    assert [int(number) for number in told] == [counts.get(name, 0) for name in names]
    peer = share({name.removeprefix("peer "): count for name, count in pages.items() if "peer" in name}, "cells")
    assert peer is not None
    assert f"读出 {peer:.0%}" in README
    assert counts.get("blanks invented", 0) == 0


def test_commands_exist(tmp_path: Path) -> None:
    listed = run(tmp_path, "--help").stdout
    for command in set(re.findall(r"scrapy (\w+)", README)):
        assert re.search(rf"^  {command}\s", listed, re.MULTILINE), command
    spiders = run(tmp_path, "list").stdout.split()
    assert set(re.findall(r"scrapy crawl (\w+)", README)) <= set(spiders)


def test_linked_files_exist() -> None:
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / link).exists(), link


def test_one_more_province_in_three_lines(tmp_path: Path) -> None:
    """The three lines of the README, on the demo portal."""
    (block,) = (one for one in blocks("sh") if "scrapy probe" in one)
    lines = [shlex.split(line, comments=True) for line in block.strip().splitlines()]
    assert len(lines) == 3
    file = str(tmp_path / "county.toml")
    with serving() as server:
        for line in lines:
            words = [
                word.replace("https://www.某县.gov.cn/", f"{server.base_url}/").replace("某县.toml", file)
                for word in line
            ]
            process = run(tmp_path, *words[1:], "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
            assert process.returncode == 0, process.stdout + process.stderr
    assert database(tmp_path).table("reports").count == 16
