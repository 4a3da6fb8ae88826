"""How often a host is asked, and when no more: the least delay of each host, and what a protection page does to it.

A host that has shown a protection page is asked four times more slowly from then on. When it shows the same one again
before it gives any document, it is not asked again in this run; other hosts go on (PORTALS.md §9: the same challenge on
two spaced attempts stops the host). A page that answers, between the two, shows that the host still serves us.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blocks import recognise
from crawler.errors import Withheld
from pipelines.records import FailureKind

_PROTECTIONS = (FailureKind.BLOCKED, FailureKind.THROTTLED)
_TIMES = 2
_SLOWER = 4.0
_LONGEST_DELAY = 60.0
_LONGEST_PAUSE = 60.0
# Scrapy sends what waits for a host all at once when there is no delay, whatever the concurrency: a request counts as
# under way only in the next turn of the event loop.
_LEAST_DELAY = 0.001


@dataclass(slots=True)
class Standing:
    """How a host has answered last: the protection page that it shows and how often in a row, and whether it is
    asked more slowly. A protection page is known by its kind and its sign (`crawler.blocks.recognise`)."""

    shown: tuple[FailureKind, str] | None = None
    times: int = 0
    slowed: bool = False

    @property
    def stopped(self) -> bool:
        return self.times >= _TIMES

    def take(self, found: tuple[FailureKind, str] | None) -> bool:
        """Note an answer; whether it is a protection page. Missing pages and failing servers say nothing."""
        if found is not None and found[0] not in _PROTECTIONS:
            return False
        self.times = 0 if found is None else self.times + 1 if found == self.shown else 1
        self.shown = found
        return found is not None

    def refusal(self) -> Withheld:
        """Why the host is not asked any more."""
        assert self.shown is not None
        kind, sign = self.shown
        return Withheld(kind, f"该主机已两次回以同样的防护（{sign}），本次不再请求")


class Backoff:
    """Keeps the delays of Scrapy's slots at what portal files and robots.txt ask for, at least, and stops hosts.

    Delays are a host name's, as Scrapy's slots are; what is stopped is a host with its port.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._standings: dict[str, Standing] = {}
        self._least = {
            host.split(":")[0]: float(portal.delay)
            for portal in getattr(crawler.spider, "portals", ())  # the spider `files` has none
            if portal.delay is not None
            for host in portal.allowed_hosts
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.request_reached_downloader, signals.request_reached_downloader)
        crawler.signals.connect(middleware.response_downloaded, signals.response_downloaded)
        crawler.signals.connect(middleware.robots_parsed, signals.robots_parsed)
        return middleware

    def process_request(self, request: Request) -> None:
        """Let a request pass unless its host is stopped. Raises `Withheld`."""
        standing = self._standings.get(_host(request.url))
        if standing is not None and standing.stopped:
            raise standing.refusal()

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how a host answers; robots.txt aside, which servers refuse for reasons of their own."""
        if "visit" not in request.cb_kwargs:
            return response
        headers = {name.decode().lower(): b"; ".join(v).decode("latin-1") for name, v in response.headers.items()}
        standing = self._standings.setdefault(_host(response.url), Standing())
        if standing.take(recognise(response.status, headers, response.body)):
            request.meta["dont_retry"] = True
            if not standing.slowed:
                standing.slowed = True
                self._slow_down(request)
            if standing.stopped:
                self._drop_waiting(request, standing)
        return response

    def request_reached_downloader(self, request: Request) -> None:
        """Before a request is queued, its slot has the least delay of its host."""
        self._hold(request)

    def response_downloaded(self, response: Response, request: Request) -> None:
        """AutoThrottle, which hears of a response first, may have lowered the delay; Retry-After asks for a pause."""
        self._hold(request)
        wanted = (response.headers.get("Retry-After") or b"").strip()
        if response.status in (429, 503) and wanted.isdigit() and (slot := self._slot(request)) is not None:
            slot.lastseen = monotonic() + min(float(wanted), _LONGEST_PAUSE) - slot.delay

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        """A Crawl-delay is the least delay from now on."""
        wanted = robotparser.crawl_delay(self._crawler.settings["USER_AGENT"])
        if wanted:
            host = urlsplit(request.url).hostname or ""
            self._least[host] = max(self._least.get(host, 0.0), float(wanted))

    def _slow_down(self, request: Request) -> None:
        slot = self._slot(request)
        host = urlsplit(request.url).hostname or ""
        now = max(self._least.get(host, _LEAST_DELAY), slot.delay if slot is not None else 0.0)
        self._least[host] = max(now, min(now * _SLOWER, _LONGEST_DELAY))
        self._hold(request)

    def _hold(self, request: Request) -> None:
        slot = self._slot(request)
        if slot is not None:
            slot.delay = max(slot.delay, self._least.get(urlsplit(request.url).hostname or "", _LEAST_DELAY))

    def _drop_waiting(self, request: Request, standing: Standing) -> None:
        """Fail what already waits in the host's queue behind all middlewares."""
        slot = self._slot(request)
        if slot is None:
            return
        dropped = [one for one in slot.queue if _host(one[0].url) == _host(request.url)]
        for one in dropped:
            slot.queue.remove(one)
            one[1].errback(Failure(standing.refusal()))  # type: ignore[no-untyped-call]  # Twisted's

    def _slot(self, request: Request) -> Slot | None:
        """The queue of a request's host; none where the request has not come that far."""
        return self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
