"""The pinned table of regions and the register over it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.register import Region, Register, load_register, printed_forms, read_regions
from pipelines.register.make_history import Event, with_history
from pipelines.register.make_regions import COLUMNS, read_package, rows

REGISTER = load_register()
ETHNIC = tuple(REGISTER.facts["ethnic"]["groups"])


def test_table_counts_by_level() -> None:
    levels = [region.level for region in read_regions() if region.in_force(None)]
    assert {level: levels.count(level) for level in set(levels)} == {
        "state": 1,
        "province": 31,
        "city": 333,
        "county": 2850,
    }


def test_key_is_unique_and_never_empty() -> None:
    keys = [(region.code, region.valid_from) for region in read_regions()]
    assert len(set(keys)) == len(keys)
    assert all(len(code) == 6 and code.isdigit() and valid_from for code, valid_from in keys)


def test_every_parent_exists() -> None:
    regions = read_regions()
    codes = {region.code for region in regions}
    assert [r.code for r in regions if r.parent_code not in codes and r.level != "state"] == []


@pytest.mark.parametrize(
    ("code", "name", "parent", "province", "city", "county"),
    [
        ("430981", "沅江市", "430900", "湖南省", "益阳市", "沅江市"),
        ("110105", "朝阳区", "110000", "北京市", "", "朝阳区"),
        ("500229", "城口县", "500000", "重庆市", "", "城口县"),
        ("419001", "济源市", "410000", "河南省", "", "济源市"),
        ("429021", "神农架林区", "420000", "湖北省", "", "神农架林区"),
        ("659012", "白杨市", "650000", "新疆维吾尔自治区", "", "白杨市"),
        ("653228", "和康县", "653200", "新疆维吾尔自治区", "和田地区", "和康县"),
        ("441900", "东莞市", "440000", "广东省", "东莞市", ""),
        ("460400", "儋州市", "460000", "海南省", "儋州市", ""),
        ("150000", "内蒙古自治区", "000000", "内蒙古自治区", "", ""),
    ],
)
def test_row(code: str, name: str, parent: str, province: str, city: str, county: str) -> None:
    region = REGISTER.region(code)
    assert region is not None
    assert (region.name, region.parent_code, region.province, region.city, region.county) == (
        name,
        parent,
        province,
        city,
        county,
    )


@pytest.mark.parametrize("code", ["110100", "419000", "500200", "441900003000"])
def test_no_stand_ins_and_no_townships(code: str) -> None:
    assert REGISTER.region(code) is None


@pytest.mark.parametrize("code", ["441900", "442000", "460400", "620200"])
def test_cities_without_counties(code: str) -> None:
    region = REGISTER.region(code)
    assert region is not None
    assert not REGISTER.has_parts(region)


@pytest.mark.parametrize(
    ("name", "level", "forms"),
    [
        ("湘西土家族苗族自治州", "city", {"湘西州": False, "湘西": True}),
        ("锡林郭勒盟", "city", {"锡林郭勒": True}),
        ("内蒙古自治区", "province", {"内蒙古": True}),
        ("广西壮族自治区", "province", {"广西": True, "广西自治区": False}),
        ("易门县", "county", {"易门": True}),
        ("蒸湘区", "county", {"蒸湘": True}),
        ("双江拉祜族佤族布朗族傣族自治县", "county", {"双江县": False, "双江": True}),
        ("鄂伦春自治旗", "county", {"鄂伦春旗": False}),
        ("东乡族自治县", "county", {"东乡县": False, "东乡": True}),
        ("管城回族区", "county", {"管城区": False, "管城": True}),
        ("阿里地区", "city", {"阿里": True}),
        ("积石山保安族东乡族撒拉族自治县", "county", {"积石山县": False}),
    ],
)
def test_printed_forms(name: str, level: str, forms: dict[str, bool]) -> None:
    found = printed_forms(name, level, ETHNIC)
    assert found[name] is False
    assert {form: found.get(form) for form in forms} == forms


def test_short_county_has_no_bare_form() -> None:
    assert set(printed_forms("忠县", "county", ETHNIC)) == {"忠县"}


def history() -> Register:
    """A county that became a city of another code on 22 January 2021."""
    parent = REGISTER.region("431100")
    now = REGISTER.region("431181")
    assert parent is not None
    assert now is not None
    city = replace(now, valid_from="2021-01-22")
    before = replace(now, valid_from="1949-10-01", valid_to="2021-01-22", successor_code="431181")
    county = replace(before, code="431121", name="祁阳县", county="祁阳县")
    return Register([parent, city, county], REGISTER.facts, {})


@pytest.mark.parametrize(
    ("printed", "year", "code"),
    [("祁阳县", 2020, "431121"), ("祁阳市", 2020, "431121"), ("祁阳市", 2021, "431181"), ("祁阳县", 2021, "431181")],
)
def test_code_in_force_at_the_end_of_the_year(printed: str, year: int, code: str) -> None:
    assert [p.region.code for p in history().places(printed, year) if not p.bare] == [code]


@pytest.mark.parametrize(
    ("printed", "year", "code"),
    [
        ("宣武区", 2009, "110104"),
        ("宣武区", 2010, "110102"),
        ("蓬莱市", 2019, "370684"),
        ("蓬莱区", 2022, "370614"),
        ("九江县", 2016, "360421"),
        ("柴桑区", 2016, "360421"),
        ("楚州区", 2010, "320803"),
        ("淮安区", 2010, "320803"),
        ("无为县", 2009, "341422"),
        ("无为县", 2015, "340225"),
        ("无为县", 2022, "340281"),
        ("铜仁地区", 2009, "522200"),
        ("通州市", 2008, "320683"),
        ("新市区", 2019, "650104"),  # Baoding had one until 2015
    ],
)
def test_codes_of_regions_that_ended(printed: str, year: int, code: str) -> None:
    assert {place.region.code for place in REGISTER.places(printed, year) if place.length == len(printed)} == {code}


def test_what_ended_has_its_successor_and_its_time() -> None:
    regions = read_regions()
    codes = {region.code for region in regions}
    ended = [region for region in regions if region.valid_to]
    assert len(ended) == 399
    assert [region.code for region in ended if region.successor_code not in codes] == []
    assert [region.code for region in ended if region.valid_from >= region.valid_to] == []
    keys = [(region.code, year) for region in regions for year in range(2008, 2026) if region.in_force(year)]
    assert len(set(keys)) == len(keys)


def test_history_is_made_of_snapshots_events_and_corrections() -> None:
    now = {"level": "county", "parent_code": "110000", "province": "北京市", "city": "", "valid_to": ""}
    province = dict(
        zip(COLUMNS, ("110000", "北京市", "province", "000000", "北京市", "", "", "x", "", ""), strict=True)
    )
    table = [province] + [
        {"code": code, "name": name, "county": name, "valid_from": "x", "successor_code": "", **now}
        for code, name in (("110101", "甲区"), ("110118", "乙区"), ("110120", "丙区"))
    ]
    snapshots = {
        "200812": {"110101": "甲区", "110228": "乙县", "110104": "丁区", "110199": "市辖区", "110108": "戊区"},
        "201504": {"110101": "甲区", "110228": "乙县", "110120": "丙区", "110108": "己区"},
        "201512": {"110101": "甲区", "110118": "乙区", "110120": "丙区", "110108": "己区"},
    }
    events = [Event(2015, ("110228", "乙县"), ("110118", "乙区"))]
    facts = {"slips": ["110108己区"], "ended": {"110104丁区": ["110101", 2010], "110108戊区": ["", 2011]}, "began": {}}
    made = {row["name"]: row for row in with_history(table, snapshots, events, facts)}
    assert {name: (row["valid_from"], row["valid_to"], row["successor_code"]) for name, row in made.items()} == {
        "北京市": ("x", "", ""),
        "甲区": ("x", "", ""),
        "丁区": ("x", "2010-12-31", "110101"),
        "戊区": ("x", "2011-12-31", ""),
        "乙区": ("2015-12-31", "", ""),
        "丙区": ("2015-04-30", "", ""),
        "乙县": ("x", "2015-12-31", "110118"),
    }
    with pytest.raises(ValueError, match="庚区"):
        list(with_history(table, {"201512": {"110109": "庚区"}}, [], facts))


def test_validity_ends_with_the_day_before() -> None:
    region = Region("431121", "祁阳县", "county", "431100", "", "", "", "1949-10-01", "2020-12-31", "")
    assert region.in_force(2019)
    assert not region.in_force(2020)
    assert not region.in_force(None)


def test_make_regions_leaves_out_what_is_no_code(tmp_path: Path) -> None:
    lists = {
        "provinces": [{"c": 50, "n": "重庆市"}, {"c": 41, "n": "河南省"}, {"c": 44, "n": "广东省"}],
        "cities": [
            {"c": "5001", "n": "重庆市", "p": "50"},
            {"c": "5002", "n": "县", "p": "50"},
            {"c": "4190", "n": "省直辖县级行政单位", "p": "41"},
            {"c": "4419", "n": "东莞市", "p": "44"},
        ],
        "counties": [
            {"c": "500103", "n": "渝中区", "cc": "5001"},
            {"c": "419001", "n": "济源市", "cc": "4190"},
            {"c": "441900121000", "n": "虎门镇", "cc": "4419"},
        ],
    }
    code = tmp_path / "package" / "dist" / "code"
    code.mkdir(parents=True)
    for name, content in lists.items():
        (code / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "package" / "package.json").write_text('{"version": "1.2.3"}', encoding="utf-8")
    read, version, digest = read_package(tmp_path)
    table = list(rows(read))
    assert version == "1.2.3"
    assert len(digest) == 64
    assert [tuple(row) for row in table] == [COLUMNS] * len(table)
    assert [(row["code"], row["parent_code"], row["level"]) for row in table] == [
        ("000000", "", "state"),
        ("410000", "000000", "province"),
        ("419001", "410000", "county"),
        ("440000", "000000", "province"),
        ("441900", "440000", "city"),
        ("500000", "000000", "province"),
        ("500103", "500000", "county"),
    ]
