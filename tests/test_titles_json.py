"""The real titles and addresses of `reference/titles.json`, read as the link recogniser reads them.

An entry with a title is read with it, in the region that the file of its portal tells. One that has only an address
says neither whose report it is nor of which year (its label is from the page): nothing may be made up of it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipelines.recognise import judge_link, recognise
from pipelines.records import Context, Document, Identity
from pipelines.register import load_register
from pipelines.titles import TitleKind

REGISTER = load_register()
ROOT = Path(__file__).resolve().parent.parent
TITLES = Path(os.environ.get("SHARED") or ROOT.parent / "shared") / "reference" / "titles.json"
pytestmark = pytest.mark.skipif(not TITLES.is_file(), reason=f"the real titles are not here: {TITLES} (SHARED)")

# What the portals' files would say; all other titles name their place, or their address does.
REGIONS = {
    "gsgz.gov.cn": "620702",
    "huangyuan.gov.cn": "630123",
    "www.wehdz.gov.cn": "420100",
    "www.xifeng.gov.cn": "520122",
    "www.jsxishan.gov.cn": "320205",
    "fgw.yueyang.gov.cn": "430600",
    "www.my.gov.cn": "510700",
}
# Reports with a title and known ids, and how many of them at least are right; the others are unknown, never wrong.
REPORTS, FLOOR = 28, 27


def entries() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(TITLES.read_text(encoding="utf-8"))
    return told


def identified(entry: dict[str, Any], region: str | None) -> Identity:
    title = entry["title"]
    page = Document(title, (title,) if title else (), {}, "", "", "", (), None)
    return recognise(page, Context(url=entry["url"], region_code=region), REGISTER)


def region_of(entry: dict[str, Any]) -> str | None:
    return REGIONS.get(entry["url"].split("/")[2])


def province_of(entry: dict[str, Any]) -> str | None:
    regions = (REGISTER.region(f"{number:02d}0000") for number in range(11, 66))
    return next(
        (region.code for region in regions if region and region.name.startswith(entry["province"] or "?")), None
    )


def test_organ_and_year_of_the_reports() -> None:
    reports = [entry for entry in entries() if entry["label"] == "report" and entry["title"] and entry.get("ids")]
    read = {entry["title"]: identified(entry, region_of(entry)) for entry in reports}
    assert all(identity.is_report for identity in read.values())
    assert {entry["title"]: read[entry["title"]].year for entry in reports} == {e["title"]: e["year"] for e in reports}
    organs = [(entry, read[entry["title"]].organ) for entry in reports]
    assert [(entry["title"], organ.id) for entry, organ in organs if organ and organ.id not in entry["ids"]] == []
    assert len(reports) == REPORTS
    assert sum(organ is not None for _, organ in organs) >= FLOOR


def test_titles_without_known_ids_are_reports_of_their_year() -> None:
    for entry in entries():
        if entry["label"] == "report" and entry["title"]:
            identity = identified(entry, region_of(entry))
            assert (identity.is_report, identity.year) == (True, entry["year"]), entry["title"]


def test_province_alone_makes_nothing_wrong() -> None:
    for entry in entries():
        organ = identified(entry, province_of(entry)).organ
        if entry.get("ids") and organ is not None:
            assert organ.id in entry["ids"], entry["title"]


def test_what_must_be_refused() -> None:
    for entry in entries():
        if entry["refuse"]:
            assert not identified(entry, region_of(entry)).is_report, entry["title"]
            verdict = judge_link(entry["title"] or "", entry["url"], REGISTER)
            assert verdict.kind is not TitleKind.REPORT, entry["title"]


def test_an_address_alone_says_nothing() -> None:
    for entry in entries():
        if not entry["title"]:
            identity = identified(entry, region_of(entry))
            assert (identity.is_report, identity.organ, identity.year) == (False, None, None), entry["url"]
