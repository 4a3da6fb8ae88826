"""What both spiders share: a session, opened from the settings, and its end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler

from crawler.options import limits_of
from crawler.session import Session


class SessionSpider(Spider):
    """A spider whose items are events that land through its `session`. It says in `wind_up` what is left to land
    when it closes."""

    session: Session

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.session = Session(
            Path(settings["ARCHIVE"]), Path(settings["DATABASE"]), settings.getint("READERS"), limits_of(settings)
        )
        spider.session.closing = spider.wind_up
        spider.session.breaking = spider.break_off
        return spider

    def wind_up(self) -> None:
        """Land what a closing spider still has to tell."""
        raise NotImplementedError

    def break_off(self) -> None:
        """Close the spider because nothing can land any more."""
        assert self.crawler.engine is not None
        self._breaking = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="database"))
