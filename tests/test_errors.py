"""Exceptions of requests that got no response, and the failures they are named."""

from __future__ import annotations

import zlib
from gzip import BadGzipFile

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.errors import Withheld, name_failure
from pipelines.records import FailureKind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (DownloadTimeoutError("180 s"), FailureKind.TIMEOUT),
        (CannotResolveHostError("a.gov.cn"), FailureKind.DNS),
        (DownloadConnectionRefusedError("refused"), FailureKind.REFUSED),
        (DownloadCancelledError("larger than 50 MB"), FailureKind.TOO_LARGE),
        (ResponseDataLossError(), FailureKind.HTTP_ERROR),
        (UnsupportedURLSchemeError("ftp"), FailureKind.HTTP_ERROR),
        (IgnoreRequest("Forbidden by robots.txt"), FailureKind.ROBOTS),
        (IgnoreRequest("max redirections reached"), FailureKind.REDIRECT_LOOP),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (3 B) during decompression."), FailureKind.TOO_LARGE),
        (IgnoreRequest("something else"), FailureKind.HTTP_ERROR),
        (Withheld(FailureKind.OFF_SITE, "门户之外：robots.txt"), FailureKind.OFF_SITE),
        (BadGzipFile("Not a gzipped file"), FailureKind.DAMAGED),
        (zlib.error("Error -3 while decompressing data"), FailureKind.DAMAGED),
        (EOFError("Compressed file ended before the end-of-stream marker was reached"), FailureKind.DAMAGED),
        (DownloadFailedError("SSL: CERTIFICATE_VERIFY_FAILED"), FailureKind.TLS),
        (DownloadFailedError("[<Failure service_identity.exceptions.VerificationError: x>]"), FailureKind.TLS),
        (OSError("tlsv1 alert handshake failure"), FailureKind.TLS),
        (DownloadFailedError("[('SSL routines', '', 'unexpected eof while reading')]"), FailureKind.REFUSED),
        (DownloadFailedError("connection lost"), FailureKind.REFUSED),
        (ConnectionResetError(), FailureKind.REFUSED),
    ],
)
def test_name_failure(error: BaseException, kind: FailureKind) -> None:
    assert name_failure(error)[0] is kind


def test_the_words_are_kept() -> None:
    assert name_failure(DownloadTimeoutError("180 s")) == (FailureKind.TIMEOUT, "DownloadTimeoutError: 180 s")
    assert name_failure(IgnoreRequest("Forbidden by robots.txt"))[1] == "Forbidden by robots.txt"
    assert name_failure(Withheld(FailureKind.BLOCKED, "不再请求")) == (FailureKind.BLOCKED, "不再请求")
