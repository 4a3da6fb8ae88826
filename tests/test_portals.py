"""Portal files: every one loads, and a wrong one is an error that names its file and key."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler import choose
from crawler.choose import find_portals, portals_of
from crawler.portal import PORTALS, PortalError, Years, load_portal, parse_portal
from pipelines.register import load_register

DEMO = Path(__file__).parent / "demo_portal" / "portal.toml"
FILES = [*sorted(PORTALS.glob("*.toml")), DEMO]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_portal_file_loads(path: Path) -> None:
    portal = load_portal(path)
    assert load_register().region(portal.region_code) is not None, "region_code is in no register"
    if path != DEMO:
        assert portal.id == path.stem


def facts() -> dict[str, Any]:
    return tomllib.loads(DEMO.read_text("utf-8"))


def change(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda facts: facts.update({key: value})


def change_listing(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda facts: facts["listings"][0].update({key: value})


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (change("expecte", 3), "expecte: unknown key"),
        (change("file", "x"), "file: unknown key"),
        (change("id", "430981"), "id: '430981' is not a word"),
        (change("region_code", 430981), "region_code: 430981 is not str"),
        (change("region_code", "4309"), "region_code: '4309'"),
        (change("region_code", "999999"), "region_code: 999999 is no code"),
        (change("delay", -3), "delay: -3"),
        (change("hosts", ["http://x/"]), "hosts: 'http://x/'"),
        (change("hosts", [1]), "hosts: 1"),
        (change_listing("rows", "li["), r"listings\[1\].rows: 'li\['"),
        (change("expected", -1), "expected: -1"),
        (change("expected", True), "expected: True"),
        (change("home", "www.example.gov.cn"), "home: 'www.example.gov.cn' is not an http address"),
        (change("tls", "off"), "tls: 'off' is none of legacy, unverified"),
        (change("listings", []), "listings: at least one"),
        (lambda facts: facts.pop("name"), "name: missing"),
        (lambda facts: facts["listings"].append(facts["listings"][0]), r"listings\[2\].url: .* stands twice"),
        (change_listing("paging", "magic"), r"listings\[1\].paging: unknown way of paging 'magic'"),
        (change_listing("years", "2020-2018"), r"listings\[1\].years: years in the wrong order"),
        (change_listing("years", "always"), r"listings\[1\].years: not years"),
        (change_listing("depth", 9), r"listings\[1\].depth: 9"),
        (change_listing("row", "li"), r"listings\[1\]: row: unknown key"),
        (lambda facts: facts["listings"][0].pop("url"), r"listings\[1\]: url: missing"),
    ],
)
def test_a_wrong_file_names_its_key(damage: Callable[[dict[str, Any]], None], named: str) -> None:
    wrong = facts()
    damage(wrong)
    with pytest.raises(PortalError, match=f"wrong.toml: {named}"):
        parse_portal(wrong, "wrong.toml")


def test_broken_toml_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("id = ", "utf-8")
    with pytest.raises(PortalError, match=r"broken\.toml"):
        load_portal(path)


def test_years() -> None:
    years = Years.parse("2018-2020, 2023")
    assert [year for year in range(2016, 2026) if year in years] == [2018, 2019, 2020, 2023]
    assert 2031 in Years.parse("2008-")
    assert not Years.parse("2009").overlaps(Years.parse("2010-"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of portal files: the state's, a province's, its city's, and that of a county there."""
    for name, code in {"mwr": "000000", "hunan": "430000", "yiyang": "430900", "yuanjiang": "430981"}.items():
        write_portal(tmp_path / f"{name}.toml", name, code)
    monkeypatch.setattr(choose, "PORTALS", tmp_path)
    return tmp_path


def write_portal(path: Path, name: str, code: str) -> Path:
    url = f"https://www.{name}.gov.cn/"
    path.write_text(
        f'id = "{name}"\nname = "{name}"\nregion_code = "{code}"\nhome = "{url}"\nexpected = 1\n'
        f'[[listings]]\nurl = "{url}nb/"\n',
        "utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("yiyang", "yiyang"),
        ("yuanjiang, hunan,", "yuanjiang hunan"),
        ("430000", "hunan yiyang yuanjiang"),
        ("430900", "yiyang yuanjiang"),
        ("430981", "yuanjiang"),
        ("000000", "mwr"),
        ("all", "hunan mwr yiyang yuanjiang"),
        ("yuanjiang,430900", "yuanjiang yiyang"),
    ],
)
def test_what_portals_are_named(folder: Path, what: str, found: str) -> None:
    assert [portal.id for portal in find_portals(what)] == found.split()


def test_files_are_named_too(folder: Path) -> None:
    own = write_portal(folder.parent / "own.toml", "own", "430981")
    assert [portal.id for portal in find_portals(f"{own},yiyang")] == ["own", "yiyang"]
    assert [portal.id for portal in find_portals(f"{folder / 'yiyang.toml'},yiyang")] == ["yiyang"]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("nowhere", r"no portal 'nowhere': give an id of .*, a region code \(430000\), all, or a file"),
        ("yiyan", r"no portal 'yiyan' \(did you mean yiyang\?\)"),
        ("440000", "no portal of 广东省 440000"),
        ("999999", "no portal '999999': no code of GB/T 2260"),
        ("hunan,nowhere", "no portal 'nowhere'"),
        ("missing.toml", r"missing\.toml: .*No such file"),
        (" , ", "no portal named in"),
    ],
)
def test_what_names_no_portal_is_an_error(folder: Path, what: str, told: str) -> None:
    with pytest.raises(PortalError, match=told):
        find_portals(what)


def test_two_portals_of_one_id_are_an_error(folder: Path) -> None:
    own = write_portal(folder.parent / "own.toml", "yiyang", "430981")
    with pytest.raises(PortalError, match=r"own\.toml: id: 'yiyang' is the id of .*yiyang\.toml too"):
        find_portals(f"yiyang,{own}")


def test_a_named_portal_alone_is_loaded(folder: Path) -> None:
    (folder / "broken.toml").write_text("id = ", "utf-8")
    assert [portal.id for portal in find_portals("yiyang")] == ["yiyang"]
    with pytest.raises(PortalError, match=r"broken\.toml"):
        find_portals("all")


def test_an_address_belongs_to_the_portal_of_its_host(folder: Path) -> None:
    assert [portal.id for portal in portals_of("http://yiyang.gov.cn/nb/2024.html")] == ["yiyang"]
    assert [portal.id for portal in portals_of("http://a.example.gov.cn/nb/2024.html")] == ["unlisted"]
    with pytest.raises(PortalError, match="not an address: 'nb'"):
        portals_of("nb")
