"""TLS for servers of another age: the standard context first, then what the portal file allows, for its hosts only.

`legacy` allows renegotiation without RFC 5746 and the short keys and old ciphers of OpenSSL's security level 1;
certificates are verified all the same. `unverified` skips the verification (PORTALS.md §10). A server that has been
repaired is met with the standard context again in the next run, as it is tried first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.ssl import CertificateOptions, platformTrust
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.web.client import BrowserLikePolicyForHTTPS

from crawler.errors import is_tls
from crawler.portal import Portal

UNVERIFIED = "unverified"
_HTTPS = 443
_LEGACY_CIPHERS = b"DEFAULT:@SECLEVEL=1"

logger = logging.getLogger(__name__)


def modes_of(portals: Iterable[Portal]) -> dict[str, str]:
    """The hosts, as `host:port`, whose portal files allow more than standard TLS, and what they allow."""
    return {
        host if ":" in host else f"{host}:{_HTTPS}": portal.tls
        for portal in portals
        if portal.tls is not None
        for host in portal.allowed_hosts
    }


class LegacyOptions(CertificateOptions):
    """Twisted's options, with the context that old servers need."""

    def _makeContext(self, skipCiphers: bool = False) -> SSL.Context:
        context = super()._makeContext(skipCiphers=True)
        context.set_options(SSL.OP_LEGACY_SERVER_CONNECT)
        context.set_cipher_list(_LEGACY_CIPHERS)  # names of ciphers alone would leave the security level as it is
        return context


class _Unverified(ClientTLSOptions):
    """Twisted's connections, which take whatever certificate there is."""

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        connection = super().clientConnectionForTLS(tlsProtocol)
        connection.set_verify(SSL.VERIFY_NONE, lambda *_: True)
        return connection


class Contexts(BrowserLikePolicyForHTTPS):
    """The TLS context of each host: `standard`'s, until a host that its portal file allows more has been `lowered`."""

    def __init__(self, standard: Any, modes: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Twisted's
        self._standard = standard
        self._modes = modes
        self._lowered: set[str] = set()

    def lower(self, host: str) -> str | None:
        """Use what the portal file allows for a host (`host:port`) from now on. What that is; None when nothing is
        allowed, or it is in use already."""
        if host in self._lowered or host not in self._modes:
            return None
        self._lowered.add(host)
        return self._modes[host]

    def creatorForNetloc(  # type: ignore[override]  # zope's interfaces are not seen
        self, hostname: bytes, port: int
    ) -> ClientTLSOptions:
        """What Twisted asks for each connection."""
        name = hostname.decode("ascii")
        host = f"{name}:{port}"
        if host not in self._lowered:
            standard: ClientTLSOptions = self._standard.creatorForNetloc(hostname, port)
            return standard
        if self._modes[host] == UNVERIFIED:
            return _Unverified(CertificateOptions()._makeTLSConnection, name)
        return ClientTLSOptions(LegacyOptions(trustRoot=platformTrust())._makeTLSConnection, name)  # type: ignore[no-untyped-call]


class Handler(HTTP11DownloadHandler):
    """Scrapy's download handler for https, which tries a second time with what the portal file allows."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contexts = Contexts(self._contextFactory, modes_of(getattr(crawler.spider, "portals", ())))
        self._contextFactory = self._contexts  # type: ignore[assignment]  # zope's interfaces are not seen

    async def download_request(self, request: Request) -> Response:
        """The response of a server. Raises what Scrapy's handler raises."""
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            parts = urlsplit(request.url)
            mode = self._contexts.lower(f"{parts.hostname}:{parts.port or _HTTPS}") if is_tls(error) else None
            if mode is None:
                raise
            logger.warning("%s: standard TLS failed (%s); the portal file allows %s", parts.netloc, error, mode)
        return await super().download_request(request)
