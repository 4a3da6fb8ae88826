"""The downloader middlewares that keep a request where it may go: before robots.txt is asked, after every redirect."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.follow import is_allowed, is_file, is_private
from crawler.visit import Visit
from pipelines.decode import HTML, media_type


class OffSite(IgnoreRequest):
    """A page outside the hosts of its portal; raised by `HostGuard`."""


class PrivateAddress(IgnoreRequest):
    """An address inside somebody's network; raised by `HostGuard`."""


class HostGuard:
    """Holds pages to their portal's hosts, and files to public addresses; redirects pass here again."""

    def process_request(self, request: Request) -> None:
        visit: Visit | None = request.cb_kwargs.get("visit")
        if visit is not None and visit.over:
            raise IgnoreRequest("门户已经超时")
        if visit is None or is_allowed(request.url, visit.portal):
            return
        own = {host.split(":")[0] for host in visit.portal.allowed_hosts}
        if is_private(request.url) and urlsplit(request.url).hostname not in own:
            raise PrivateAddress(f"内网地址：{request.url}")
        if not is_file(request.url):
            raise OffSite(f"门户之外：{request.url}")


class Robots(RobotsTxtMiddleware):
    """Scrapy's, which reads whatever answers as rules: here a server that fails forbids everything for now, one that
    has no robots.txt, or a page in its place, forbids nothing (PORTALS.md §11)."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
        elif response.status >= 400 or media_type(response.body) == HTML:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
