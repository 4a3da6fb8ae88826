"""Portals of every family from `probe` to the database: all reports, no false one, none twice, and nothing asked again
that has not changed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.replicas
from tests.crawling import crawl_args, database, run
from tests.replicas import Replica, serving


def _replicas() -> Iterator[Replica]:
    for module in pkgutil.iter_modules(tests.replicas.__path__):
        yield from getattr(importlib.import_module(f"tests.replicas.{module.name}"), "REPLICAS", ())


REPLICAS = list(_replicas())


def test_there_are_twelve_families() -> None:
    assert len({replica.family.split("_")[0] for replica in REPLICAS}) >= 12


@pytest.mark.parametrize("replica", REPLICAS, ids=lambda replica: replica.family)
def test_from_probe_to_the_database(replica: Replica, tmp_path: Path) -> None:
    file = tmp_path / "portal.toml"
    with serving(replica) as server:
        probe = run(tmp_path, "probe", server.base + replica.entry, "-o", str(file), DOWNLOAD_DELAY="0")
        assert file.exists(), probe.stdout + probe.stderr
        facts = file.read_text("utf-8")
        assert f'{replica.name}"\nregion_code' in facts  # districts carry their city
        assert f'region_code = "{replica.region_code}"' in facts
        assert len(server.asked) <= 42

        before = len(server.asked)
        first = run(tmp_path, *crawl_args(file))
        reports = {str(row["id"]) for row in database(tmp_path).query("select id from reports")}
        held = {one.report_id for one in replica.reports}
        assert reports == held | set(replica.file_only), first.stdout
        asked = [line.split(" ", 1)[1] for line in server.asked[before:]]
        assert not set(asked) & set(replica.look_alikes)
        details = {path for one in replica.reports for path in one.detail_paths} - set(replica.columns)
        assert len([path for path in asked if path in details]) == len({path for path in asked if path in details})

        before = len(server.asked)
        second = run(tmp_path, *crawl_args(file))
        again = {line.split(" ", 1)[1] for line in server.asked[before:]} & details
        assert again == set()
        assert "新 0　改动 0" in second.stdout
