"""The item pipeline: one step, which hands each event to the session and waits until it has landed.

A plain class, as Scrapy takes them. It is where fetching and reading meet: the spider knows no reader, the chain no
Scrapy.
"""

from __future__ import annotations

from typing import Any, Protocol, Self


class _Session(Protocol):
    def open(self) -> None: ...
    async def land(self, event: Any) -> None: ...
    async def close(self) -> None: ...


class ReportPipeline:
    """Lands every item of a spider that has a `session`, and opens and closes that session with the spider."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    @property
    def _session(self) -> _Session:
        session: _Session = self._crawler.spider.session
        return session

    async def open_spider(self) -> None:
        self._session.open()

    async def process_item(self, item: Any) -> Any:
        await self._session.land(item)
        return item

    async def close_spider(self) -> None:
        await self._session.close()
