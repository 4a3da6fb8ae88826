"""`scrapy coverage [WHAT]`: expected against got, by portal, and by organ and year what is not there."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from scrapy.commands import ScrapyCommand
from sqlite_utils import Database

from crawler.choose import find_portals
from crawler.follow import is_allowed
from crawler.portal import PortalError

_SHOWN = 40


class Command(ScrapyCommand):
    """Reads the database only. WHAT: as for `crawl portal`; without it, what the database has of every organ."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[WHAT]"

    def short_desc(self) -> str:
        return "Tell what was expected, what was got, and what is missing"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        path = Path(self.settings["DATABASE"])
        if not path.exists():
            print(f"scrapy coverage: 没有数据库 {path}（DATABASE 设置），请先抓取", file=sys.stderr)
            self.exitcode = 1
            return
        database = Database(path)
        try:
            portals = find_portals(args[0]) if args else []
        except PortalError as error:
            print(f"scrapy coverage: {error}", file=sys.stderr)
            self.exitcode = 2
            return
        sources = {
            (row["report_id"], row["url"]) for row in database.query("select report_id, url from report_sources")
        }
        for portal in portals:
            got = len({report_id for report_id, url in sources if is_allowed(url, portal)})
            short = got < portal.expected
            print(
                f"{portal.id}  {portal.name}：应有至少 {portal.expected} 份，已有 {got} 份{'，不足' if short else ''}"
            )
            self.exitcode = self.exitcode or int(short)
        rows = list(database.query("select * from coverage order by year desc, institution_id"))
        for year in sorted({row["year"] for row in rows}, reverse=True):
            counts = Counter(row["status"] for row in rows if row["year"] == year)
            print(f"{year}  " + "  ".join(f"{status} {count}" for status, count in sorted(counts.items())))
        absent = [row for row in rows if row["status"] in ("missing", "unreachable")]
        for row in absent[:_SHOWN]:
            print(f"  {row['status']}  {row['year']}  {row['name']}  {row['reason'] or ''}")
        if len(absent) > _SHOWN:
            print(f"  …… 其余 {len(absent) - _SHOWN} 项见数据库的 coverage 视图")
