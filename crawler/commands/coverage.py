"""`scrapy coverage [WHAT]`: expected against got, by portal, and by organ and year what is not there."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from sqlite_utils import Database

from crawler.choose import ALL, find_portals
from crawler.portal import Portal, PortalError
from pipelines.register import STATE, Register, load_register

_SHOWN = 40
_STATUS = ("found", "missing", "unreachable", "not_due")
_STATE_ORGANS = "国务院部门"


@dataclass(frozen=True, slots=True)
class Tally:
    """A portal, how many reports the database has from its hosts, and whether a crawl of it was ever begun."""

    portal: Portal
    got: int
    crawled: bool

    @property
    def short(self) -> bool:
        return self.got < self.portal.expected


class Command(ScrapyCommand):
    """Reads the database only. WHAT: as for `crawl portal`; without it, what the database has of every organ."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[WHAT]"

    def short_desc(self) -> str:
        return "Tell what was expected, what was got, and what is missing"

    def long_desc(self) -> str:
        return (
            "Tell what was expected, what was got, and what is missing. WHAT: all (a table of the provinces), "
            "or portal ids, region codes (440000) and portal files, separated by commas (each portal by itself)."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        path = Path(self.settings["DATABASE"])
        if len(args) > 1:
            print("scrapy coverage: 至多给一个 WHAT，多个门户用逗号分开", file=sys.stderr)
            self.exitcode = 2
            return
        if not path.exists():
            print(f"scrapy coverage: 没有数据库 {path}（DATABASE 设置），请先抓取", file=sys.stderr)
            self.exitcode = 1
            return
        try:
            portals = find_portals(args[0]) if args else []
        except PortalError as error:
            print(f"scrapy coverage: {error}", file=sys.stderr)
            self.exitcode = 2
            return
        database = Database(path)
        rows = list(database.query("select * from coverage order by year desc, institution_id"))
        if args:
            tallies = tally(database, portals)
            by_province = ALL in (word.strip() for word in args[0].split(","))
            lines = tell_provinces(tallies, load_register()) if by_province else tell_portals(tallies)
            print("\n".join(lines))
            self.exitcode = int(any(one.short for one in tallies))
            organs = organs_of(database, portals)
            rows = [row for row in rows if row["institution_id"] in organs]
        print("\n".join(tell_organs(rows)))


def tally(database: Database, portals: Iterable[Portal]) -> list[Tally]:
    """What the database has of each portal."""
    reports: dict[str, set[str]] = {}
    for row in database.query("select report_id, url from report_sources"):
        reports.setdefault(_host(row["url"]), set()).add(row["report_id"])
    crawled = {row["portal_id"] for row in database.query("select distinct portal_id from runs")}
    return [
        Tally(
            portal, len(set().union(*(reports.get(host, set()) for host in portal.allowed_hosts))), portal.id in crawled
        )
        for portal in portals
    ]


def organs_of(database: Database, portals: Iterable[Portal]) -> set[str]:
    """The organs (ids) with a report from the hosts of the portals, or a link there that failed."""
    hosts = set().union(*(portal.allowed_hosts for portal in portals))
    sources = database.query(
        "select institution_id, report_sources.url from report_sources join reports on reports.id = report_id "
        "union select institution_id, url from failures where institution_id is not null"
    )
    return {row["institution_id"] for row in sources if _host(row["url"]) in hosts}


def tell_portals(tallies: Sequence[Tally]) -> list[str]:
    """A line a portal."""
    width = max(len(one.portal.id) for one in tallies)
    return [
        f"{one.portal.id:<{width}}  {one.portal.name}：应有至少 {one.portal.expected} 份，已有 {one.got} 份"
        f"{'，不足' if one.short else ''}{'' if one.crawled else '，没有抓过'}"
        for one in tallies
    ]


def tell_provinces(tallies: Sequence[Tally], register: Register) -> list[str]:
    """A table with a line a province: its portals, those with enough reports, with too few, never crawled; reports."""
    groups: dict[str, list[Tally]] = {}
    for one in sorted(tallies, key=lambda one: one.portal.region_code):
        groups.setdefault(_province(one.portal, register), []).append(one)
    table = [["代码", "省份", "门户", "够数", "不足", "没有抓过", "年报"]]
    for name, group in groups.items():
        table.append([group[0].portal.region_code[:2] + "0000", name, *_counts(group)])
    table.append(["", "合计", *_counts(tallies)])
    return [*aligned(table, left=2), "每个门户各有多少：scrapy coverage 代码"]


def tell_organs(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """From rows of the view `coverage`: a table of the years, then the reports that are not there."""
    counts = Counter((row["year"], row["status"]) for row in rows)
    shown = [status for status in _STATUS if any(key[1] == status for key in counts)]
    years = sorted({row["year"] for row in rows}, reverse=True)
    table = [["年度", *shown], *([str(year), *(str(counts[year, status]) for status in shown)] for year in years)]
    absent = [row for row in rows if row["status"] in ("missing", "unreachable")]
    lines = aligned(table, left=1) if years else ["还没有一份年报"]
    lines += [f"  {row['status']}  {row['year']}  {row['name']}  {row['reason'] or ''}" for row in absent[:_SHOWN]]
    if len(absent) > _SHOWN:
        lines.append(f"  …… 其余 {len(absent) - _SHOWN} 项见数据库的 coverage 视图")
    return lines


def aligned(table: Sequence[Sequence[str]], left: int) -> list[str]:
    """The lines of a table on a terminal, where a Chinese character takes two columns; the first `left` columns are
    text, the others numbers."""
    widths = [max(_width(row[column]) for row in table) for column in range(len(table[0]))]
    lines = []
    for row in table:
        cells = []
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            pad = " " * (width - _width(cell))
            cells.append(cell + pad if column < left else pad + cell)
        lines.append("  ".join(cells).rstrip())
    return lines


def _counts(group: Sequence[Tally]) -> list[str]:
    enough = sum(not one.short for one in group)
    short = sum(one.short and one.crawled for one in group)
    never = sum(one.short and not one.crawled for one in group)
    return [str(number) for number in (len(group), enough, short, never, sum(one.got for one in group))]


def _province(portal: Portal, register: Register) -> str:
    if portal.region_code == STATE:
        return _STATE_ORGANS
    region = register.region(portal.region_code)
    assert region is not None  # a portal file with another code does not load
    return region.province


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
