"""The downloader middleware next to the network: every response is archived as it came, before anything reads it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import cookies
from scrapy.http import Response
from tldextract import TLDExtract
from twisted.web.http import RESPONSES

from crawler.session import Session
from storage.archive import wire_digest

# Scrapy's cookies ask the public suffix list, which would be fetched from the network at the first cookie: the copy
# that tldextract ships does.
cookies._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=())


class ArchiveMiddleware:
    """Writes each response to the session's archive and leaves in `request.meta` where its payload is kept."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.url.startswith("file:"):
            return response  # the spider archives a saved file under its own address
        if response.status == HTTPStatus.NOT_MODIFIED:
            return response  # there is nothing to keep; the event says that it came
        session: Session = self._crawler.spider.session  # type: ignore[union-attr]  # both spiders have one
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        reason = RESPONSES.get(response.status, b"").decode()
        at = session.now()
        kept = session.archive.write_response(response.url, at, response.status, reason, headers, response.body)
        request.meta["archived"] = (kept.ref, wire_digest(response.body), at)
        return response
