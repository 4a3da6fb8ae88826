"""`scrapy replay [-j N] [--diff]`: builds the database again from the archive, without a network."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from scrapy.commands import ScrapyCommand
from sqlite_utils import Database
from tqdm import tqdm

from crawler.options import limits_of
from pipelines.limits import Limits
from storage.archive import archive_files, being_written, recover
from storage.compare import compare
from storage.reader import Readers
from storage.registers import fill_registers
from storage.replay import replay
from storage.schema import connect
from storage.store import Store

_SHOWN = 20


class Command(ScrapyCommand):
    """The new database is built beside the old one and takes its place only when it is whole."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[-j N] [--diff]"

    def short_desc(self) -> str:
        return "Build the database again from the archive, without a network"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-j", type=int, default=1, metavar="N", dest="processes", help="reader processes")
        parser.add_argument("--diff", action="store_true", help="tell what would change, and change nothing")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        archive, database = Path(self.settings["ARCHIVE"]), Path(self.settings["DATABASE"])
        if opts.processes < 1:
            print("scrapy replay: -j 至少为 1", file=sys.stderr)
            self.exitcode = 2
            return
        recover(archive)
        if being_written(archive):
            print(f"scrapy replay: 另一个抓取正在写 {archive}，等它结束再重放", file=sys.stderr)
            self.exitcode = 1
            return
        if not archive_files(archive):
            print(f"scrapy replay: {archive} 里没有存档（ARCHIVE 设置）", file=sys.stderr)
            self.exitcode = 1
            return
        fresh = database.with_name(database.name + ".new")
        remove(fresh)
        documents = rebuild(archive, fresh, opts.processes, limits_of(self.settings))
        if opts.diff:
            if database.exists():
                show_differences(database, fresh)
            else:
                print(f"{database} 不存在：将全部新建")
            remove(fresh)
            return
        before, after = state(database), state(fresh)
        remove(database, only_journal=True)
        fresh.replace(database)
        print(f"重放 {documents} 项，数据库：{database}")
        print(f"年报 {told(before[0], after[0])}　失败 {told(before[1], after[1])}（见 failures 表）")


def state(database: Path) -> tuple[int, int]:
    """How many reports and failures a database has; none where there is no database."""
    if not database.exists():
        return 0, 0
    tables = Database(database)
    return tables["reports"].count, tables["failures"].count


def told(before: int, after: int) -> str:
    """A count, and what it was where it changed."""
    return f"{after}" if before == after else f"{after}（此前 {before}）"


def rebuild(archive: Path, database: Path, processes: int, limits: Limits) -> int:
    """Build a database from the whole archive; returns how many events landed."""
    readers = Readers(archive, processes, limits)
    store = Store(connect(database), readers.read_alone)
    fill_registers(store.database)
    try:
        events = replay(archive, store, readers, {})
        count = sum(1 for _ in tqdm(events, unit="项", leave=False, disable=not sys.stderr.isatty()))
    finally:
        readers.close()
    store.database.execute("pragma wal_checkpoint(truncate)")
    store.database.execute("pragma journal_mode = delete")
    store.database.close()
    return count


def show_differences(old: Path, new: Path) -> None:
    """Print how many rows of each table would change, and the first of them."""
    differences = list(compare(Database(old), Database(new)))
    if not differences:
        print("没有变化")
    for (table, side), count in sorted(Counter((d.table, d.side) for d in differences).items()):
        print(f"{table}  {side}{count}")
    for difference in differences[:_SHOWN]:
        print(f"  {difference.side} {difference.table}: {difference.row}")
    if len(differences) > _SHOWN:
        print(f"  …… 其余 {len(differences) - _SHOWN} 行")


def remove(database: Path, *, only_journal: bool = False) -> None:
    """Take a database's files away: the file itself unless only its journal is meant."""
    for suffix in ("-wal", "-shm") if only_journal else ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
