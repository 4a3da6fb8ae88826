"""The spider `portal`: crawls annual-report columns by their portal files, or fetches one report by its address."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.attachments import find_attachments, find_pictures, not_a_file
from crawler.blocks import begin_of, judge_report, judge_response, redirect_target
from crawler.choose import facts_of, find_portals, parse_sample, portals_of
from crawler.errors import name_failure
from crawler.follow import (
    Sorted,
    is_allowed,
    is_file,
    is_picture,
    organ_of_column,
    page_key,
    sort_links,
    year_of_column,
)
from crawler.listings import Paging, read_page
from crawler.listings.answers import AnswerError
from crawler.listings.inline import is_report_page
from crawler.listings.links import absolute
from crawler.listings.page import Ask, Page
from crawler.portal import Years
from crawler.rendering import Renderer, is_rendered, require_browser, settings_for
from crawler.schedule import Schedule, below, is_read
from crawler.spiders.base import SessionSpider
from crawler.visit import Column, Visit, Walk
from pipelines.decode import decode
from pipelines.media_types import HTML, TEXT, media_type
from pipelines.records import Context, DocumentKind, FailureKind
from pipelines.register import load_register
from pipelines.titles import TitleKind, read_title
from storage.events import Failed, Fetched, RunFinished, RunStarted, Unchanged
from storage.store import Known

Output = Request | Fetched | Unchanged | Failed
_SHELLS = 3
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


class PortalSpider(SessionSpider):
    """`-a portal=WHAT [-a years=2018-2020,2023] [-a sample=N]`, or `-a url=URL`.

    WHAT: portal ids, province codes, `all`, or portal files, separated by commas.
    """

    name = "portal"

    def __init__(
        self, portal: str | None = None, url: str | None = None, years: str = "2008-", sample: str | None = None
    ) -> None:
        super().__init__()
        if (portal is None) == (url is None):
            raise ValueError("give -a portal=WHAT or -a url=URL")
        self.url = absolute(url, url) if url else None
        self.years = Years.parse(years)
        self.whole = years == "2008-" and sample is None and url is None
        self.sample = parse_sample(sample)
        self.portals = find_portals(portal) if portal else portals_of(self.url or "")
        self.browser = require_browser(self.portals) if portal else None
        self.visits: dict[str, Visit] = {}
        self.register = load_register()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        spider.max_pages = settings.getint("MAX_PAGES")
        spider.max_requests = settings.getint("MAX_REQUESTS")
        spider.max_depth = settings.getint("MAX_DEPTH")
        spider.schedule = Schedule(
            spider.session.clock(),
            settings.getfloat("REFETCH_DAYS"),
            settings.getfloat("REFETCH_OLD_DAYS"),
            settings.getint("RECENT_YEARS"),
        )
        spider.portal_timeout = settings.getfloat("PORTAL_TIMEOUT")
        if spider.browser is not None:
            settings.setdict(settings_for(spider.browser), priority="spider")
        for signal in (signals.item_scraped, signals.item_error):
            crawler.signals.connect(spider.item_done, signal)
        return spider

    max_pages: int
    max_requests: int
    max_depth: int
    schedule: Schedule
    portal_timeout: float

    async def start(self) -> AsyncIterator[Any]:
        """One run a portal: its start as an item, then the first page of each listing."""
        self.known = self.session.known()
        self.completed = self.session.completed()
        assert self.crawler.engine is not None
        self.renderer = Renderer(self.crawler.engine.download_async, self.settings["USER_AGENT"])
        for portal in self.portals:
            listings = [one for one in portal.listings if one.years.overlaps(self.years)]
            visit = Visit(
                portal, f"{self.session.name}.{portal.id}", [Walk(one, self.whole) for one in listings], self.whole
            )
            self.visits[visit.run_id] = visit
            asyncio.get_running_loop().call_later(self.portal_timeout, self.time_out, visit)
            visit.under_way += 2  # the run's start, and this loop itself until every first page is asked for
            yield RunStarted(visit.run_id, "crawl portal", self.session.now(), facts_of(portal))
            if self.url is not None:
                visit.walks = []
                yield self.ask(
                    visit, self.url, self.parse_report, None, context=self.context_of(visit, None, None, None, None)
                )
            for walk in visit.walks:
                column = walk.column(walk.listing.url, min(walk.listing.depth, self.max_depth), None)
                assert column is not None
                ask = Ask(walk.listing.url)
                walk.asked.add(ask.key)
                yield self.ask_listing(visit, walk, column, ask, None)
            self.done(visit)

    def ask(
        self, visit: Visit, url: str, callback: Callable[..., Iterator[Output]], referrer: str | None, **kwargs: Any
    ) -> Request:
        """A request that belongs to a visit. Repeats are avoided by the walk, so nothing is filtered behind it."""
        visit.under_way += 1
        visit.requests += 1
        return Request(
            url,
            callback=self.called(callback),
            errback=self.failed,
            cb_kwargs={"visit": visit, **kwargs},
            headers={"Referer": referrer} if referrer else None,
            priority=10 if callback == self.parse_listing else 0,
            dont_filter=True,
        )

    def called(self, callback: Callable[..., Iterator[Output]]) -> Callable[..., Iterator[Output]]:
        """A callback that counts what it yields into its visit, and itself out of it."""

        def parse(response: Response, visit: Visit, **kwargs: Any) -> Iterator[Output]:
            try:
                if response.status == HTTPStatus.NOT_MODIFIED:
                    for output in self.unchanged(response, visit):
                        visit.under_way += not isinstance(output, Request)
                        yield output
                    return
                outputs = self.checked(response, visit)
                if outputs is not None and "ask" in kwargs:
                    outputs = self.listing_failed(visit, response, outputs, **kwargs)
                if outputs is None and (target := redirect_target(response.body)):
                    outputs = [self.sent_on(response, visit, callback, target, kwargs)]
                for output in outputs if outputs is not None else callback(response, visit, **kwargs):
                    if not isinstance(output, Request):
                        visit.under_way += 1
                    yield output
            except Exception as error:
                # A page of a listing that breaks the program is a page that was not read: no absence is proved by it.
                if "walk" in kwargs:
                    visit.under_way += 1
                    detail = f"程序出错：{type(error).__name__}: {error}"
                    yield self.failure(visit, asked_url(response), FailureKind.LISTING_CHANGED, detail, response.status)
                raise
            finally:
                self.done(visit)

        return parse

    def listing_failed(
        self, visit: Visit, response: Response, outputs: list[Output], walk: Walk, column: Column, ask: Ask
    ) -> list[Output]:
        """What a page of a column that did not come means: another way of numbering, the end of a column that never
        told its length, or the failure that it is."""
        missing = isinstance(outputs[0], Failed) and outputs[0].kind in (FailureKind.GONE, FailureKind.SOFT_404)
        if missing and ask.instead is not None:
            return [self.ask_listing(visit, walk, column, ask.instead, ask.column)]
        filled = ask.filled
        if missing and filled is not None and ask.number > 1 and filled.pages is None and not filled.number("total"):
            return []
        return outputs

    def sent_on(
        self,
        response: Response,
        visit: Visit,
        callback: Callable[..., Iterator[Output]],
        target: str,
        kwargs: dict[str, Any],
    ) -> Request | Failed:
        """The request that a shell of script sends its reader to: plain navigation, nothing is computed; a few times
        at most."""
        shells = response.meta.get("shells", 0) + 1
        if shells > _SHELLS:
            detail = f"脚本转来转去：{target}"
            return self.failure_of(visit, response, FailureKind.REDIRECT_LOOP, detail, response.status)
        request = self.ask(visit, absolute(response.url, target), callback, referrer_of(response.request), **kwargs)
        request.meta["shells"] = shells
        request.meta["sent_from"] = asked_url(response)
        return request

    def checked(self, response: Response, visit: Visit) -> list[Output] | None:
        """The failure that a response is, if it is not the document that was asked for; None where it is."""
        headers = {name.decode().lower(): b"; ".join(v).decode("latin-1") for name, v in response.headers.items()}
        judged = judge_response(response.status, headers, response.body)
        elsewhere = is_file(response.url) or is_picture(response.url)  # files and pictures may lie on any host
        if judged is None and not is_allowed(response.url, visit.portal) and not elsewhere:
            judged = FailureKind.OFF_SITE, f"转到门户之外：{response.url}"
        if judged is None:
            return None
        kind, detail = judged
        return [self.failure_of(visit, response, kind, detail, response.status)]

    def parse_listing(self, response: Response, visit: Visit, walk: Walk, column: Column, ask: Ask) -> Iterator[Output]:
        """A page of a column: its reports, the columns below it, the requests that go on. A column's page may be the
        report itself."""
        if (
            walk.listing.render
            and ask.filled is None
            and not is_rendered(response)
            and media_type(response.body) == HTML
        ):
            yield self.ask_rendered(visit, response, walk=walk, column=column, ask=ask)
            return
        if ask.filled is None and media_type(response.body) not in (HTML, TEXT):
            yield self.failure(visit, response.url, FailureKind.LISTING_CHANGED, "栏目页不是网页", response.status)
            return
        is_report = ask.filled is None and is_report_page(response.body)
        context = self.context_of(visit, walk, column, None, None)
        kind = DocumentKind.REPORT if is_report else DocumentKind.LISTING
        yield self.fetched(response, visit, kind, context if is_report else Context(portal_id=visit.portal.id))
        if is_report:
            self.session.summary.found += 1
            walk.reports[asked_url(response)] = None
        facts = Paging(walk.listing.paging, walk.listing.query, walk.listing.rows)
        try:
            page = read_page(facts, ask, response.body, response.url)
        except AnswerError as error:
            yield self.failure(visit, response.url, FailureKind.LISTING_CHANGED, str(error), response.status)
            return
        walk.paging = walk.paging or page.paging
        fresh = column.take(page)
        if not fresh and (ask.number > 1 or ask.instead is not None):
            if ask.instead is not None:
                yield from self.go_on(visit, walk, column, [ask.instead], response)
            elif column.missing and not walk.asked.issuperset(column.others):
                yield from self.go_on(visit, walk, column, column.others.values(), response)
            elif page.links:
                detail = f"第 {ask.number} 页没有新的链接：{response.url}"
                yield self.failure(visit, column.url, FailureKind.LISTING_REPEATS, detail, response.status)
            return
        found = sort_links(page.links, response.url, visit.portal, walk.listing, self.years, self.register)
        column.rows |= found.rows if ask.filled is None else {page_key(link.url) for link in page.links}
        yield from self.follow_reports(visit, walk, column, found, response)
        if not is_report:
            yield from self.tell_lost(visit, page, found, response)
        column.gave = column.gave or is_report or bool(found.reports or found.sub_columns)
        yield from self.follow_columns(visit, walk, column, found, response)
        asks = page.asks or (() if column.gave else page.guesses)
        asks = asks or (tuple(column.others.values()) if column.missing else ())
        yield from self.go_on(visit, walk, column, asks, response)

    def follow_reports(
        self, visit: Visit, walk: Walk, column: Column, found: Sorted, response: Response
    ) -> Iterator[Output]:
        """Requests for the reports of a page that are not known, or are due to be looked at again."""
        for link in walk.new_reports(found, self.sample):
            self.session.summary.found += 1
            key = page_key(link.url)
            if key in visit.asked:
                continue
            visit.asked.add(key)
            known = self.known.get(link.url)
            if known and is_read(known) and not self.schedule.is_due(known):
                self.session.note_known(link.url, known.kind)
            elif self.is_spent(visit):
                walk.stopped = f"超过 {self.max_requests} 个请求：{link.url}"
                yield self.failure(visit, link.url, FailureKind.LIMIT_EXCEEDED, walk.stopped, None, response.url)
                return
            else:
                context = self.context_of(visit, walk, column, link.title, link.listed_on)
                yield self.ask_again(visit, link.url, response.url, context)

    def tell_lost(self, visit: Visit, page: Page, found: Sorted, response: Response) -> Iterator[Output]:
        """What on a page could not be followed, by name."""
        lost = [title for title in page.unreadable if read_title(title, self.register).kind is TitleKind.REPORT]
        if lost or not page.understood:
            detail = f"链接读不出地址：{'、'.join(lost[:5])}" if lost else "有翻页，但不是认得的翻页"
            yield self.failure(visit, response.url, FailureKind.LISTING_CHANGED, detail, response.status)
        for link in found.off_site:
            detail = f"链接在门户之外：{link.title}"
            yield self.failure(visit, link.url, FailureKind.OFF_SITE, detail, None, response.url)
        for link in found.private:
            detail = f"内网地址：{link.title}"
            yield self.failure(visit, link.url, FailureKind.PRIVATE_ADDRESS, detail, None, response.url)

    def follow_columns(
        self, visit: Visit, walk: Walk, column: Column, found: Sorted, response: Response
    ) -> Iterator[Output]:
        """Requests for the columns below a page, where the depth allows."""
        for link in found.sub_columns:
            known = self.known.get(link.url)
            year = year_of_column(link.title)
            if known and known.kind is DocumentKind.REPORT and not self.schedule.is_due(known):
                self.note_known(walk, known)
            elif known and self.was_complete(visit, known) and not self.is_listed_again(known, year):
                for one in below(link.url, self.known):
                    self.note_known(walk, one)
            elif column.depth and self.wants_more(walk):
                inner = walk.column(link.url, column.depth - 1, organ_of_column(link.title) or column.organ)
                if inner is not None:
                    yield from self.go_on(visit, walk, inner, [Ask(link.url)], response)

    def was_complete(self, visit: Visit, column: Known) -> bool:
        """Whether all that a column led to was asked for when it was last listed: a run that was killed had not."""
        return column.fetched_at <= self.completed.get(visit.portal.id, "")

    def is_listed_again(self, column: Known, year: int | None) -> bool:
        """Whether a column is to be listed in this run: all are but those of older years that are not due."""
        return not self.schedule.is_old(year) or self.schedule.is_due(column, year)

    def note_known(self, walk: Walk, known: Known) -> None:
        """A report that is known and not due, in a column that is not listed again."""
        if known.kind is DocumentKind.REPORT and known.url not in walk.reports:
            walk.reports[known.url] = None
            self.session.summary.found += 1
            self.session.note_known(known.url, known.kind)

    def go_on(
        self, visit: Visit, walk: Walk, column: Column, asks: Iterable[Ask], response: Response
    ) -> Iterator[Output]:
        """Requests for further pages of a column, within the bounds of the settings."""
        for ask in asks:
            if ask.key in walk.asked or not self.wants_more(walk):
                continue
            walk.asked.add(ask.key)
            if column.pages >= self.max_pages or self.is_spent(visit):
                bound = f"{self.max_pages} 页" if column.pages >= self.max_pages else f"{self.max_requests} 个请求"
                walk.stopped = f"超过 {bound}：{column.url}"
                yield self.failure(visit, column.url, FailureKind.LIMIT_EXCEEDED, walk.stopped, response.status)
                return
            yield self.ask_listing(visit, walk, column, ask, ask.column or response.url)

    def ask_listing(self, visit: Visit, walk: Walk, column: Column, ask: Ask, referrer: str | None) -> Request:
        """The request for a page of a column."""
        request = self.ask(visit, ask.url, self.parse_listing, referrer, walk=walk, column=column, ask=ask)
        request.headers.update(dict(ask.headers))
        return request if ask.method == "GET" else request.replace(method=ask.method, body=ask.body)

    def ask_rendered(self, visit: Visit, response: Response, **kwargs: Any) -> Request:
        """The request that has Chromium run a column's page that came."""
        request = self.ask(visit, response.url, self.parse_listing, referrer_of(response.request), **kwargs)
        request.meta.update(self.renderer.meta_of(response, visit), sent_from=asked_url(response))
        return request

    def is_spent(self, visit: Visit) -> bool:
        """Whether a visit has made as many requests as it may; attachments of what it asked for still come."""
        return visit.requests >= self.max_requests

    def wants_more(self, walk: Walk) -> bool:
        """Whether the sample of a listing is not full yet."""
        return self.sample is None or len(walk.reports) < self.sample

    def parse_report(self, response: Response, visit: Visit, context: Context) -> Iterator[Output]:
        """A report: kept and read. Its attachments are fetched too, from wherever they lie."""
        if judged := judge_report(response.body):
            yield self.failure_of(visit, response, *judged, response.status)
            return
        is_page = media_type(response.body) == HTML
        text = decode(response.body).text if is_page else ""
        attachments = find_attachments(text, response.url) + find_pictures(text, response.url) if is_page else []
        yield replace(self.fetched(response, visit, DocumentKind.REPORT, context), attachments=tuple(attachments))
        for url in attachments:
            known = self.known.get(url)
            if (known is None or self.schedule.is_due(known)) and url not in visit.asked:
                visit.asked.add(url)
                yield self.ask(visit, url, self.parse_attachment, response.url)

    def ask_again(self, visit: Visit, url: str, referrer: str | None, context: Context) -> Request:
        """The request for a report; for one that is known only if it has changed since."""
        request = self.ask(visit, url, self.parse_report, referrer, context=context)
        known = self.known.get(url)
        if known is not None and known.etag:
            request.headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified
        return request

    def unchanged(self, response: Response, visit: Visit) -> Iterator[Output]:
        """A known page that the server says is as it was: what it lacks is asked for."""
        url = asked_url(response)
        known = self.known[url]
        at = self.session.now()
        yield Unchanged(visit.run_id, url, response.url, at, known.sha256, referrer_of(response.request))
        for address in known.lacking:
            if address not in visit.asked:
                visit.asked.add(address)
                yield self.ask(visit, address, self.parse_attachment, url)

    def parse_attachment(self, response: Response, visit: Visit) -> Iterator[Output]:
        """A file that a report's page links: kept, and tied to the report."""
        if kind := not_a_file(response.body):
            yield self.failure_of(
                visit, response, kind, f"要的是文件，来的是网页：{begin_of(response.body)}", response.status
            )
            return
        yield self.fetched(response, visit, DocumentKind.ATTACHMENT, Context(portal_id=visit.portal.id))

    def failed(self, failure: Failure) -> Iterator[Failed]:
        """A request that got no response."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        visit: Visit = request.cb_kwargs["visit"]
        assert failure.value is not None
        kind, detail = name_failure(failure.value)
        if not visit.over:
            visit.under_way += 1
            yield self.failure_of(visit, request, kind, detail, None)
        self.done(visit)

    def fetched(self, response: Response, visit: Visit, kind: DocumentKind, context: Context) -> Fetched:
        """The event of a document that came. `Context.url` is where it was found in the end."""
        ref, digest, at = response.meta["archived"]
        header = response.headers.get("Content-Type", b"") or b""
        return Fetched(
            run_id=visit.run_id,
            url=asked_url(response),
            final_url=response.url,
            status=response.status,
            fetched_at=at,
            referrer=referrer_of(response.request),
            kind=kind,
            sha256=hashlib.sha256(response.body).hexdigest(),
            size=len(response.body),
            archive_ref=ref,
            wire_digest=digest,
            media_type=media_type(response.body),
            etag=header_of(response, "ETag"),
            last_modified=header_of(response, "Last-Modified"),
            context=replace(
                context,
                url=response.url,
                charset=(_CHARSET.findall(header.decode("latin-1")) or [None])[0],
            ),
        )

    def failure_of(
        self, visit: Visit, asked: Response | Request, kind: FailureKind, detail: str, status: int | None
    ) -> Failed:
        """The event of a request that failed, with what the way to it told."""
        request = asked.request if isinstance(asked, Response) else asked
        assert request is not None
        failed = self.failure(visit, asked_url(asked), kind, detail, status, referrer_of(request))
        return replace(failed, context=request.cb_kwargs.get("context"))

    def failure(
        self, visit: Visit, url: str, kind: FailureKind, detail: str, status: int | None, referrer: str | None = None
    ) -> Failed:
        """The event of a document that did not come. A listing that fails is not read to its end."""
        for walk in visit.walks:
            if (page_key(url) in walk.columns or url in walk.asked) and kind is not FailureKind.LISTING_REPEATS:
                walk.stopped = walk.stopped or f"{kind}：{url}"
        return Failed(visit.run_id, url, kind, detail, self.session.now(), status, referrer)

    def context_of(
        self, visit: Visit, walk: Walk | None, column: Column | None, title: str | None, listed_on: str | None
    ) -> Context:
        """What is known of a report before it is read."""
        return Context(
            portal_id=visit.portal.id,
            portal_name=visit.portal.name if visit.portal.file else None,
            region_code=visit.portal.region_code or None,
            publisher=(column and column.organ) or (walk.listing.publisher if walk else None),
            link_title=title,
            listed_on=listed_on,
        )

    def item_done(self, item: Any) -> None:
        """An item landed, or could not; the last one ends its visit."""
        if visit := self.visits.get(item.run_id):
            self.done(visit)

    def done(self, visit: Visit) -> None:
        """One request or item less under way; at none the visit is over and its verdict lands."""
        visit.under_way -= 1
        if visit.under_way == 0 and not visit.over:
            self.conclude(visit, "finished")

    def conclude(self, visit: Visit, reason: str) -> None:
        """Land what the visit comes to."""
        visit.over = True
        read = self.session.read
        at = self.session.now()
        summary = self.session.summary
        if reason == "finished":
            for url, kind, detail in visit.verdict(read):
                self.session.land_soon(Failed(visit.run_id, url, kind, detail, at))
                if kind is FailureKind.EMPTY_LISTING:
                    summary.trouble.append(f"栏目没有给出年报：{url}")
            for walk in visit.walks:
                if walk.reports and walk.stopped and not walk.stopped.startswith(("gone", "soft_404")):
                    summary.trouble.append(f"栏目没有读完：{walk.listing.url}（{walk.stopped}）")
            if shortfall := visit.shortfall(read):
                summary.trouble.append(shortfall)
            if self.url is not None and self.url not in read:
                summary.trouble.append(f"没有读成：{self.url}")
        else:
            summary.trouble.append(f"门户 {visit.portal.id} 没有抓完：{reason}")
        for walk in visit.walks:
            summary.skipped.update(walk.skipped)
        listings = tuple(walk.report(read) for walk in visit.walks)
        self.session.land_soon(RunFinished(visit.run_id, at, reason, visit.pages, listings))

    def time_out(self, visit: Visit) -> None:
        """A portal that takes longer than it may is left where it is; the others go on."""
        if not visit.over:
            for walk in visit.walks:
                walk.stopped = walk.stopped or "portal_timeout"
            detail = f"超过 {self.portal_timeout:g} 秒"
            failure = self.failure(visit, visit.portal.home, FailureKind.PORTAL_TIMEOUT, detail, None)
            self.session.land_soon(failure)
            self.conclude(visit, "portal_timeout")

    def wind_up(self) -> None:
        """Whatever is not over when the spider closes was broken off."""
        for visit in self.visits.values():
            if not visit.over:
                self.conclude(visit, "shutdown")


def asked_url(asked: Response | Request) -> str:
    """The address that was asked for first, before any redirect."""
    meta = asked.request.meta if isinstance(asked, Response) and asked.request else asked.meta
    urls = meta.get("redirect_urls")
    return str(meta.get("sent_from") or (urls[0] if urls else asked.url))


def header_of(response: Response, name: str) -> str | None:
    """A header of a response, as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def referrer_of(request: Request | None) -> str | None:
    """The page on which the address was found."""
    header = request.headers.get("Referer") if request is not None else None
    return header.decode("latin-1") if header else None
