"""Names for requests that got no response: from exceptions to the closed list of failures."""

from __future__ import annotations

import zlib
from gzip import BadGzipFile

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from pipelines.records import FailureKind

_KINDS: tuple[tuple[type[BaseException], FailureKind], ...] = (
    (DownloadTimeoutError, FailureKind.TIMEOUT),
    (CannotResolveHostError, FailureKind.DNS),
    (DownloadConnectionRefusedError, FailureKind.REFUSED),
    (DownloadCancelledError, FailureKind.TOO_LARGE),
    (ResponseDataLossError, FailureKind.HTTP_ERROR),
    (UnsupportedURLSchemeError, FailureKind.HTTP_ERROR),
    (BadGzipFile, FailureKind.DAMAGED),
    (EOFError, FailureKind.DAMAGED),  # what the decompression of half a response raises
    (zlib.error, FailureKind.DAMAGED),
)
# What Scrapy says when it gives a request up: the one exception has no other sign.
_IGNORED = (
    ("robots.txt", FailureKind.ROBOTS),
    ("max redirections", FailureKind.REDIRECT_LOOP),
    ("DOWNLOAD_MAXSIZE", FailureKind.TOO_LARGE),
)
_TLS_WORDS = ("ssl", "tls", "certificate", "handshake", "verificationerror")
_CUT_OFF = "unexpected eof"  # a connection that ends in the middle, under TLS too


class Withheld(IgnoreRequest):
    """A request that this project itself does not send, and the failure that it is; its words are for the reader."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


def name_failure(error: BaseException) -> tuple[FailureKind, str]:
    """The kind of failure an exception is, and its words; connections that break otherwise are `refused`."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, Withheld):
        return error.kind, str(error)
    if isinstance(error, IgnoreRequest):
        message = str(error)
        return next((kind for words, kind in _IGNORED if words in message), FailureKind.HTTP_ERROR), message
    for kind, failure in _KINDS:
        if isinstance(error, kind):
            return failure, text
    return (FailureKind.TLS if is_tls(error) else FailureKind.REFUSED), text


def is_tls(error: BaseException) -> bool:
    """Whether a connection failed because the two sides could not agree on TLS, or on the certificate."""
    text = f"{type(error).__name__}: {error}".lower()
    return _CUT_OFF not in text and any(word in text for word in _TLS_WORDS)
