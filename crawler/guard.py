"""The downloader middlewares that keep a request where it may go: before robots.txt is asked, after every redirect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.errors import Withheld, name_failure
from crawler.follow import is_allowed, is_file, is_picture, is_private
from crawler.visit import Visit
from pipelines.media_types import HTML, media_type
from pipelines.records import FailureKind


async def resolve(host: str) -> str:
    """The address of a host, as the connection will find it too: Scrapy's resolver remembers its answers.

    Raises `DNSLookupError`.
    """
    from twisted.internet import reactor  # installed by Scrapy after this module is imported

    found: str = await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[arg-type]  # zope's stub
    return found


class HostGuard:
    """Holds pages to their portal's hosts, and files to public addresses; redirects pass here again.

    The hosts of a portal file may be anywhere: who wrote them knows. Other hosts come from pages that anyone may have
    written (PORTALS.md §12, 16), and so do the addresses that their names stand for.
    """

    def __init__(self, resolve: Callable[[str], Awaitable[str]]) -> None:
        self._resolve = resolve
        self._inner: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(resolve)

    async def process_request(self, request: Request) -> None:
        """Let a request pass. Raises `Withheld` for one that may not be sent."""
        visit: Visit | None = request.cb_kwargs.get("visit")
        host = urlsplit(request.url).hostname or ""
        if visit is None:  # robots.txt, which servers may keep elsewhere
            if "redirect_urls" in request.meta and await self._is_inner(request.url, host):
                raise Withheld(FailureKind.PRIVATE_ADDRESS, f"内网地址：{request.url}")
            return
        if visit.over:
            raise Withheld(FailureKind.PORTAL_TIMEOUT, "门户已经超时")
        if is_allowed(request.url, visit.portal):
            return
        is_own = host in {allowed.split(":")[0] for allowed in visit.portal.allowed_hosts}
        if not is_own and is_private(request.url):
            raise Withheld(FailureKind.PRIVATE_ADDRESS, f"内网地址：{request.url}")
        if not is_file(request.url) and not is_picture(request.url):
            raise Withheld(FailureKind.OFF_SITE, f"门户之外：{request.url}")
        if not is_own and await self._is_inner(request.url, host):
            raise Withheld(FailureKind.PRIVATE_ADDRESS, f"域名指向内网地址：{request.url}")

    async def _is_inner(self, url: str, host: str) -> bool:
        """Whether an address leads into somebody's network; one that cannot be resolved leads nowhere, and its
        request will say so."""
        if host not in self._inner:
            try:
                self._inner[host] = is_private(url) or is_private(f"http://{await self._resolve(host)}/")
            except DNSLookupError:
                self._inner[host] = False
        return self._inner[host]


class Robots(RobotsTxtMiddleware):
    """Scrapy's, which reads whatever answers as rules: here a server that fails forbids everything for now, one that
    has no robots.txt, or a page in its place, forbids nothing (PORTALS.md §11). A server that cannot be reached
    forbids everything too: what failed then names the failure of its pages."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unread: dict[str, Exception] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]  # without Scrapy's old `spider`
        """Let a request pass that the rules allow. Raises `IgnoreRequest` for the others."""
        await super().process_request(request)
        error = self._unread.get(urlsplit(request.url).netloc)
        if error is not None and not request.meta.get("dont_obey_robotstxt"):
            kind, detail = name_failure(error)
            raise Withheld(kind, f"robots.txt 读不到：{detail}")

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of a host. All requests that wait for them get them: of those that wait for the Deferred in
        Scrapy's, the first takes its value and the others find none, which allows everything."""
        await super().robot_parser(request)
        rules = self._parsers[urlsplit(request.url).netloc]
        assert not isinstance(rules, Deferred)
        return rules

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
        elif response.status >= 400 or media_type(response.body) == HTML:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._unread[netloc] = exc
        super()._robots_error(exc, netloc)
