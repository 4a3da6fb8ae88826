"""The spider `probe`: looks through a portal for its annual-report columns, a few dozen pages at most, best first."""

from __future__ import annotations

import heapq
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blocks import judge_response, redirect_target
from crawler.discover import COLUMN, Look, promise
from crawler.errors import name_failure
from crawler.follow import is_allowed, organ_of_column, page_key, sort_links
from crawler.listings import Paging, read_page
from crawler.listings.answers import AnswerError
from crawler.listings.inline import is_report_page
from crawler.listings.links import absolute, parse
from crawler.listings.page import Ask, Page
from crawler.portal import Listing, Portal, Years
from crawler.visit import Visit
from pipelines.decode import decode
from pipelines.media_types import HTML, TEXT, media_type
from pipelines.page_facts import metas_of
from pipelines.register import load_register
from pipelines.titles import TitleKind, read_title

_SUB_COLUMNS = 2
_START = 50
_ORGAN = 42
_FEW = 6
_A_COLUMN_HAS = 3


class ProbeSpider(Spider):
    """`url`: any page of a portal. What was seen is in `looks`, `pages` and `failed` when it ends."""

    name = "probe"
    custom_settings = {  # noqa: RUF012  # Scrapy's own name
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {"crawler.progress.Progress": None, "scrapy.extensions.logstats.LogStats": None},
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.guard.HostGuard": 50,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.guard.Robots": 100,
            "crawler.backoff.Backoff": 560,
        },
    }

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = absolute(url, url)
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"不是网址：{url!r}")
        home = f"{parts.scheme}://{parts.netloc}/"
        self.listing = Listing(self.url)
        self.portal = Portal("probe", parts.netloc, "", home, (), 0, "", hosts=(parts.netloc,))
        self.portals = [self.portal]
        self.visit = Visit(self.portal, "probe", [], whole=False)
        self.register = load_register()
        self.looks: list[Look] = []
        self.pages: list[tuple[str, str]] = []
        self.failed: list[tuple[str, str, str]] = []
        self.waiting: list[tuple[int, int, Ask, Look]] = []
        self.known: set[str] = set()
        self.requests = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.most = crawler.settings.getint("PROBE_REQUESTS")
        return spider

    most: int

    async def start(self) -> AsyncIterator[Any]:
        """The page that was given, and the home of its host should that lead nowhere."""
        self.put(Ask(self.url), Look(self.url, "", _START))
        self.put(Ask(self.portal.home), Look(self.portal.home, "首页", 10))
        if (first := self.next_request()) is not None:
            yield first

    def put(self, ask: Ask, look: Look) -> None:
        """Have a page looked at in its turn; the most promising first, then those found first."""
        key = page_key(ask.url) if ask.method == "GET" and ask.filled is None else ask.key
        if key not in self.known:
            self.known.add(key)
            heapq.heappush(self.waiting, (-look.promise, len(self.known), ask, look))

    def next_request(self) -> Request | None:
        """The next page to look at; None when there is enough, or nothing left that promises anything."""
        while self.waiting and self.requests < self.most:
            worth, _, ask, look = heapq.heappop(self.waiting)
            found = sum(len(one.reports) for one in self.looks if one.promise >= COLUMN)
            if found and -worth < COLUMN and self.requests * 4 > self.most * 3:
                return None
            self.requests += 1
            headers = {**dict(ask.headers), **({"Referer": ask.column} if ask.column else {})}
            request = Request(ask.url, self.parse, ask.method, headers, ask.body, errback=self.broke, dont_filter=True)
            request.cb_kwargs.update(visit=self.visit, ask=ask, look=look)
            return request
        return None

    def go_on(self) -> Iterator[Request]:
        if (request := self.next_request()) is not None:
            yield request

    def broke(self, failure: Failure) -> Iterator[Request]:
        """A page that did not come."""
        assert failure.value is not None
        kind, detail = name_failure(failure.value)
        self.failed.append((str(kind), failure.request.url, detail))  # type: ignore[attr-defined]  # Scrapy sets it
        yield from self.go_on()

    def parse(self, response: Response, visit: Visit, ask: Ask, look: Look) -> Iterator[Request]:
        """Look at a page, and go on with the most promising."""
        headers = {name.decode().lower(): b"; ".join(v).decode("latin-1") for name, v in response.headers.items()}
        judged = judge_response(response.status, headers, response.body)
        target = redirect_target(response.body)
        if judged is not None:
            if ask.instead is not None:
                self.put(ask.instead, look)
            else:
                self.failed.append((str(judged[0]), response.url, judged[1]))
        elif target is not None:
            self.put(Ask(absolute(response.url, target)), look)
        else:
            self.look_at(response, ask, look)
        yield from self.go_on()

    def look_at(self, response: Response, ask: Ask, look: Look) -> None:
        """Note what a page gave, and put where it leads to in line."""
        is_page = ask.filled is None
        if is_page and media_type(response.body) not in (HTML, TEXT):
            return
        try:
            page = read_page(Paging(), ask, response.body, response.url)
        except AnswerError as error:
            self.failed.append(("listing_changed", response.url, str(error)))
            return
        text = decode(response.body).text
        if is_page:
            self.pages.append((response.url, text))
        found = sort_links(page.links, ask.column or response.url, self.portal, self.listing, Years(), self.register)
        if look not in self.looks:
            self.looks.append(look)
            look.url, look.body, look.paging = response.url, response.body, page.paging
            named = self.name_of(text, response.url)
            # A report's page tells the name of its column too; a column that is a report itself leads to other years.
            if named >= COLUMN and (found.sub_columns or not self.is_of_report(text)):
                look.promise = max(look.promise, named)
            look.is_report = look.promise >= COLUMN and is_report_page(response.body)
        look.reports |= {page_key(link.url): link for link in found.reports}
        if len(look.reports) >= _A_COLUMN_HAS and urlsplit(look.url).path.strip("/"):
            look.promise = max(look.promise, COLUMN)
        look.sub_columns |= {page_key(link.url): link for link in found.sub_columns}
        if found.reports and ask.filled is not None and ask.filled.query.about == "guess":
            look.guess = ask.filled.query.url
        if ask.instead is not None and not page.links:
            self.put(ask.instead, look)
        self.put_links(page, look, response.url)
        self.put_rows(page, look)

    def put_links(self, page: Page, look: Look, url: str) -> None:
        """Where the page's links lead, by what they promise."""
        organs = 0
        for link in page.links:
            worth = promise(link.title, link.url, self.register)
            if not worth and 45 <= look.promise < COLUMN and organ_of_column(link.title) and organs < _FEW:
                organs += 1
                worth = _ORGAN
            # What a crawl follows from a column lies below it; anything else is a column of its own.
            above = look if look.promise >= COLUMN and page_key(link.url) in look.sub_columns else None
            if worth and is_allowed(link.url, self.portal):
                self.put(Ask(link.url), Look(link.url, link.title, worth, look, above))
        home = urljoin(url, "/")
        self.put(Ask(home), Look(home, "首页", 8))

    def put_rows(self, page: Page, look: Look) -> None:
        """Where the rows of a column come from, and a few of the columns below it where it has no rows itself."""
        if look.promise < 35:
            return
        for ask in page.asks if not look.reports else page.asks[:1]:
            if ask.number == 1 or ask.first or not look.reports:
                self.put(ask, look if ask.filled is not None else Look(ask.url, look.words, look.promise, look, look))
        if look.promise >= COLUMN and not look.gave():
            for ask in page.guesses:
                self.put(ask, look)
            for link in list(look.sub_columns.values())[:_SUB_COLUMNS]:
                self.put(Ask(link.url), Look(link.url, link.title, COLUMN + 5, look, look))

    def name_of(self, text: str, url: str) -> int:
        """What a page's own name promises: its column's in the meta tags, or the first part of its title."""
        tree = parse(text)
        names = [value for name, value in metas_of(tree) if name.lower() == "columnname"]
        names += re.split(r"[-_|—–>]", tree.findtext(".//title") or "")[:1]
        return max((promise(name, url, self.register) for name in names), default=0)

    def is_of_report(self, text: str) -> bool:
        """Whether a page's titles are those of one organ's report of a year."""
        tree = parse(text)
        titles = [tree.findtext(".//title") or "", *(value for name, value in metas_of(tree) if name == "articletitle")]
        readings = [read_title(title, self.register) for title in titles if title]
        return any(one.kind is TitleKind.REPORT and one.year and one.organ for one in readings)
