"""Portal files: every one loads, and a wrong one is an error that names its file and key."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.choose import find_portals
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


def test_unknown_portal_is_an_error() -> None:
    with pytest.raises(PortalError, match="no portal 'nowhere'"):
        find_portals("nowhere")
