"""Names for requests that got no response: from Scrapy's exceptions to the closed list of failures."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.guard import OffSite, PrivateAddress
from pipelines.records import FailureKind

_REFUSALS: tuple[tuple[type[IgnoreRequest], FailureKind], ...] = (
    (OffSite, FailureKind.OFF_SITE),
    (PrivateAddress, FailureKind.PRIVATE_ADDRESS),
)
_KINDS: tuple[tuple[type[BaseException], FailureKind], ...] = (
    (DownloadTimeoutError, FailureKind.TIMEOUT),
    (CannotResolveHostError, FailureKind.DNS),
    (DownloadConnectionRefusedError, FailureKind.REFUSED),
    (DownloadCancelledError, FailureKind.TOO_LARGE),
    (ResponseDataLossError, FailureKind.HTTP_ERROR),
    (UnsupportedURLSchemeError, FailureKind.HTTP_ERROR),
)


def name_failure(error: BaseException) -> tuple[FailureKind, str]:
    """The kind of failure an exception is, and its words; connections that break otherwise are `refused`."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, IgnoreRequest):
        message = str(error)
        for refusal, failure in _REFUSALS:
            if isinstance(error, refusal):
                return failure, message
        return (FailureKind.ROBOTS if "robots.txt" in message else FailureKind.REDIRECT_LOOP), message
    for kind, failure in _KINDS:
        if isinstance(error, kind):
            return failure, text
    if any(word in text.lower() for word in ("ssl", "tls", "certificate", "handshake")):
        return FailureKind.TLS, text
    return FailureKind.REFUSED, text
