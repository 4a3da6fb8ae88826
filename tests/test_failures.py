"""docs/failures.md: every kind of failure with its cause and what to do, and no other."""

from __future__ import annotations

import re

import pytest

from pipelines.records import FailureKind
from storage.dictionary import DOCS

ROW = re.compile(r"^\| `(?P<kind>[^`]+)` \| (?P<meaning>.+?) \| (?P<action>.+?) \|$", re.MULTILINE)
CHINESE = re.compile("[\u4e00-\u9fff]")


def rows() -> list[re.Match[str]]:
    return list(ROW.finditer((DOCS / "failures.md").read_text("utf-8")))


def test_every_kind_stands_once_and_none_that_does_not_exist() -> None:
    assert [row["kind"] for row in rows()] == [kind.value for kind in FailureKind]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["kind"])
def test_kind_has_cause_and_action(row: re.Match[str]) -> None:
    assert CHINESE.search(row["meaning"])
    assert len(CHINESE.findall(row["action"])) >= 4
