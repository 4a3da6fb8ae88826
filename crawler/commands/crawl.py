"""`scrapy crawl` with an exit status that tells how it went, and a summary of what was found.

Scrapy's own ends with 0 whatever happened; the rest of it is used as it is.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from pathlib import Path

from scrapy import Spider
from scrapy.commands.crawl import Command as ScrapyCommand
from scrapy.crawler import Crawler

from crawler.session import Summary
from storage.schema import connect
from storage.store import Landed

_SHOWN = 12


class Command(ScrapyCommand):
    """Crawl, print the summary, set the exit status of the contract."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self._check(args, opts)
        except (KeyError, TypeError, ValueError) as error:
            print(f"scrapy crawl: {error.args[0] if error.args else error}", file=sys.stderr)
            self.exitcode = 2
            return
        self.started: Crawler | None = None
        super().run(args, opts)
        session = getattr(self.started.spider, "session", None) if self.started else None
        reason = self.started.stats.get_value("finish_reason") if self.started and self.started.spider else None
        if session is None or reason is None:
            self.exitcode = 1
            return
        if errors := self.started.stats.get_value("spider_exceptions/count") if self.started else 0:
            session.summary.trouble.append(f"程序出错 {errors} 次，见日志")
        print(summarise(session.summary))
        if session.summary.trouble or reason != "finished":
            self.exitcode = 1

    def _check(self, args: list[str], opts: argparse.Namespace) -> None:
        """Build the spider once from its arguments, and open what a run writes to, so that what is wrong is a message
        and not a traceback."""
        if len(args) == 1:
            assert self.crawler_process is not None
            assert self.settings is not None
            self.crawler_process.spider_loader.load(args[0])(**opts.spargs)
            archive = Path(self.settings["ARCHIVE"])
            try:
                archive.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=archive):
                    pass
            except OSError as error:
                raise ValueError(f"ARCHIVE: {archive}: {error.strerror}") from error
            try:
                connect(self.settings["DATABASE"]).close()
            except (OSError, sqlite3.Error) as error:
                raise ValueError(f"DATABASE: {self.settings['DATABASE']}: {error}") from error

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self.started = super()._create_crawler(spidercls)
        return self.started


def summarise(summary: Summary) -> str:
    """What a run found, new, changed, left unread and failed, by name."""
    landed = summary.landed
    lines = [
        f"找到 {summary.found}　新 {landed[Landed.NEW]}　改动 {landed[Landed.CHANGED]}　已有 {landed[Landed.KNOWN]}"
        f"　不是年报 {landed[Landed.OTHER]}　未读成 {landed[Landed.UNREAD]}"
    ]
    if summary.recovered:
        lines.append(f"补入上次中断前已存档的 {summary.recovered} 项")
    if summary.skipped:
        skipped = "，".join(f"{reason} {count}" for reason, count in summary.skipped.most_common())
        lines.append(f"栏目中未跟进的链接：{skipped}")
    if summary.failures:
        lines.append("失败：" + "，".join(f"{kind} {count}" for kind, count in summary.failures.most_common()))
        lines += [f"  {kind}  {url}  {detail}" for kind, url, detail in summary.failed[:_SHOWN]]
        if len(summary.failed) > _SHOWN:
            lines.append(f"  …… 其余 {len(summary.failed) - _SHOWN} 项见数据库的 failures 表")
    lines += [f"！{trouble}" for trouble in summary.trouble]
    return "\n".join(lines)
