"""The catalogue: the portal files are those of the table, its names and codes are the register's, nothing is lost."""

from __future__ import annotations

import csv
import os
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from crawler import catalogue
from crawler.catalogue import CatalogueError, Row, portal_files, read_table, write_files
from crawler.choose import find_portals
from crawler.portal import PORTALS, load_portal
from pipelines.organs import resolve_organ
from pipelines.register import STATE, load_register, read_regions

SHARED = Path(os.environ.get("SHARED") or Path(__file__).parent.parent.parent / "shared") / "reference" / "urls.csv"
ROWS = read_table()
KEPT = [row for row in ROWS if row.id]
# Organs whose names the register cannot read: a region of several cities, a corps that has no code of its own.
UNREAD = {"广西壮族自治区北部湾经济区规划建设管理办公室", "新疆生产建设兵团发展和改革委员会"}
# Zones print their host without 市; this one is no zone by its ending.
ZONES = {"中国（福建）自由贸易试验区福州片区管理委员会"}
ROW = Row(
    "yuanjiang", "沅江市人民政府", "430981", "https://a.example.gov.cn/gk/nb/", "", "", "", "derived",
    "https://a.example.gov.cn/gk/nb/1.html", "旧栏目",
)  # fmt: skip


def test_the_files_are_those_of_the_table() -> None:
    files = portal_files(ROWS)
    assert {path.name for path in PORTALS.glob("*.toml") if catalogue.is_generated(path)} == set(files)
    assert [name for name, text in files.items() if (PORTALS / name).read_text("utf-8") != text] == []


def test_the_folder_holds_portal_files_only() -> None:
    assert {path.suffix for path in PORTALS.iterdir()} == {".toml"}


@pytest.mark.parametrize(
    ("name", "code"), sorted({(row.name, row.region_code) for row in KEPT if row.name not in UNREAD})
)
def test_a_name_is_the_canonical_one_of_its_region(name: str, code: str) -> None:
    organ = resolve_organ(name, region_code=code, year=None, register=load_register())
    assert organ is not None
    assert organ.region_code == code
    assert organ.name == name or organ.kind == "zone" or name in ZONES


@pytest.mark.parametrize(("name", "code"), sorted({(row.publisher, row.region_code) for row in KEPT if row.publisher}))
def test_a_publisher_is_an_organ_of_the_portals_region(name: str, code: str) -> None:
    register = load_register()
    organ = resolve_organ(name, region_code=code, year=None, register=register)
    assert organ is not None
    outer, inner = register.region(code), register.region(organ.region_code)
    assert outer is not None
    assert inner is not None
    assert code == organ.region_code or register.contains(outer, inner)


def test_no_host_and_no_column_is_two_portals() -> None:
    """`-a url=` and `scrapy coverage` tell by the host whose a page is."""
    portals = find_portals("all")
    hosts = [host for portal in portals for host in portal.allowed_hosts]
    assert sorted({host for host in hosts if hosts.count(host) > 1}) == []
    urls = [row.url for row in ROWS]
    assert sorted({url for url in urls if urls.count(url) > 1}) == []


def test_every_province_has_a_portal() -> None:
    provinces = {region.code[:2] for region in read_regions() if region.level == "province"}
    assert {row.region_code[:2] for row in KEPT} == provinces | {STATE[:2]}


@pytest.mark.skipif(not SHARED.exists(), reason="the reference urls.csv is not here (set SHARED to its folder)")
def test_every_known_address_is_accounted_for() -> None:
    with SHARED.open(encoding="utf-8-sig", newline="") as file:
        known = {row["url"] for row in csv.DictReader(file) if row["kind"] in ("annual_column", "annual_detail")}
    assert sorted(known - {row.url for row in ROWS} - {row.source for row in ROWS}) == []


def test_a_portal_file() -> None:
    family = replace(
        ROW, url="https://a.example.gov.cn/search", paging="was5", facts="channel:27 token:", publisher="沅江市教育局",
        status="seen", source="", note="检索页；旧栏目",
    )  # fmt: skip
    assert portal_files([ROW, family, replace(ROW, id="", note="认不准")]) == {
        "yuanjiang.toml": catalogue.HEADER
        + """\
id = "yuanjiang"
name = "沅江市人民政府"
region_code = "430981"
home = "https://a.example.gov.cn/"
expected = 1
notes = "栏目地址：见于公开资料 1 个、由所见年报的地址推出 1 个；写此文件时都未能实地打开。旧栏目。检索页。"

[[listings]]
# 由所见年报的地址推出：https://a.example.gov.cn/gk/nb/1.html（旧栏目）
url = "https://a.example.gov.cn/gk/nb/"

[[listings]]
# 见于公开资料（检索页；旧栏目）
url = "https://a.example.gov.cn/search"
paging = "was5"
publisher = "沅江市教育局"
[listings.query.find]
channel = ["=27"]
token = ["="]
"""
    }


def test_rows_of_a_portal_agree() -> None:
    with pytest.raises(CatalogueError, match=r"/gk/nb/: portal yuanjiang is 益阳市人民政府 430981"):
        portal_files([ROW, replace(ROW, name="益阳市人民政府")])


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"status": "sure"}, "status: 'sure' is none of seen, derived, inferred"),
        ({"facts": "channel:1"}, "facts stand with the family"),
        ({"id": "", "note": ""}, "note: a row without a portal says why"),
    ],
)
def test_a_wrong_row_is_named(changes: dict[str, str], named: str) -> None:
    with pytest.raises(CatalogueError, match=f"^https://a.example.gov.cn/gk/nb/: {named}"):
        replace(ROW, **changes)


def test_other_columns_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,name\na,b\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"table\.csv: columns: \['id', 'name'\] are not"):
        read_table(path)


def test_only_generated_files_are_changed(tmp_path: Path) -> None:
    (tmp_path / "gone.toml").write_text(catalogue.HEADER + 'id = "gone"\n', "utf-8")
    (tmp_path / "own.toml").write_text('id = "own"\n', "utf-8")
    (tmp_path / "yuanjiang.toml").write_text(catalogue.HEADER, "utf-8")
    files = {"yuanjiang.toml": catalogue.HEADER + "a", "new.toml": catalogue.HEADER + "b"}
    assert list(write_files(files, tmp_path)) == [
        ("gone.toml", "删去"),
        ("yuanjiang.toml", "改写"),
        ("new.toml", "新写"),
    ]
    assert list(write_files(files, tmp_path)) == []
    assert {path.name for path in tmp_path.iterdir()} == {"own.toml", *files}


def test_the_command_tells_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, folder = tmp_path / "table.csv", tmp_path / "portals"
    folder.mkdir()
    left = replace(ROW, id="", url="https://b.example.gov.cn/", note="认不准")

    def write(*rows: Row) -> None:
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, asdict(ROW))
            writer.writeheader()
            writer.writerows(map(asdict, rows))

    write(ROW, left)
    assert catalogue.main(table, folder) == 0
    assert capsys.readouterr().out.splitlines() == [
        "新写  yuanjiang.toml",
        "1 个门户，1 个栏目（见于公开资料 0，由所见年报的地址推出 1，按系统或门户的惯例推测 0）；"
        "另有 1 个地址没有写成门户，理由在表中",
    ]
    assert load_portal(folder / "yuanjiang.toml").listings[0].url == ROW.url
    write(ROW, replace(ROW, region_code="430900", url=left.url))
    assert catalogue.main(table, folder) == 1
    assert "https://b.example.gov.cn/: portal yuanjiang is" in capsys.readouterr().err
