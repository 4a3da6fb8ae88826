"""How far a run is: a bar on a terminal, a line a minute otherwise."""

from __future__ import annotations

import sys
from typing import NoReturn, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from tqdm import tqdm
from twisted.internet.task import LoopingCall

from crawler.session import Summary
from storage.store import Landed

_SECONDS_ON_TERMINAL = 0.5
_SECONDS_OTHERWISE = 60.0


class Progress:
    """Shows what the session's summary has counted so far; the number of documents still to come grows as found."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._bar: tqdm[NoReturn] | None = None
        self._call: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        on_terminal = sys.stderr.isatty()
        if on_terminal:
            self._bar = tqdm(total=0, unit="份", dynamic_ncols=True, leave=False, file=sys.stderr)
        self._call = create_looping_call(self._show)
        self._call.start(_SECONDS_ON_TERMINAL if on_terminal else _SECONDS_OTHERWISE, now=False)

    def spider_closed(self) -> None:
        if self._call is not None and self._call.running:
            self._call.stop()
        if self._bar is not None:
            self._bar.close()

    def _show(self) -> None:
        summary: Summary = self._crawler.spider.session.summary  # type: ignore[union-attr]  # both spiders have one
        done = sum(summary.landed[kind] for kind in (Landed.NEW, Landed.CHANGED, Landed.KNOWN, Landed.OTHER))
        done += summary.landed[Landed.UNREAD]
        line = (
            f"新 {summary.landed[Landed.NEW]} 改 {summary.landed[Landed.CHANGED]} 未读 {summary.landed[Landed.UNREAD]}"
        )
        if self._bar is not None:
            self._bar.total = max(summary.found, done)
            self._bar.n = done
            self._bar.set_postfix_str(line)
        else:
            print(f"{done}/{max(summary.found, done)} {line}", file=sys.stderr, flush=True)
