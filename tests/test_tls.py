"""TLS on loopback: the standard context first, what the portal file allows second, and else a failure with a name."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from crawler.portal import load_portal
from crawler.tls import Contexts, LegacyOptions, modes_of
from tests.crawling import Page, Routes, crawl_args, database, run, serving, write_portal
from tests.replicas.reports import body_of, title_of

_TITLE = title_of("沅江市教育局", 2024)
_PAGES: dict[str, Page] = {
    "/list/": f'<a href="/1.html">{_TITLE}</a>',
    "/1.html": f"<h1>{_TITLE}</h1><div id='zoom'>{body_of('沅江市教育局', 2024)}</div>",
}
_LONG, _SHORT = 2048, 1024  # bits; OpenSSL's security level 2 takes no key of 1024


@contextmanager
def _serving(folder: Path, *, bits: int = _LONG, host: str = "127.0.0.1") -> Iterator[tuple[Routes, str]]:
    """The portal over TLS, with a certificate signed by an authority of its own, whose file is `folder`/ca.pem."""
    _write_certificates(folder, bits, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(folder / "server.pem")
    with serving(_PAGES) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        yield server, server.base.replace("http:", "https:")


def _write_certificates(folder: Path, bits: int, host: str) -> None:
    authority_key = rsa.generate_private_key(public_exponent=65537, key_size=_LONG)
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
    now = datetime.now(UTC)
    draft = x509.CertificateBuilder(
        issuer_name=authority, not_valid_before=now - timedelta(days=1), not_valid_after=now + timedelta(days=1)
    )
    of_authority = (
        draft.subject_name(authority)
        .public_key(authority_key.public_key())
        .serial_number(1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    of_server = (
        draft.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]))
        .public_key(key.public_key())
        .serial_number(2)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + of_server.public_bytes(serialization.Encoding.PEM))
    (folder / "ca.pem").write_bytes(of_authority.public_bytes(serialization.Encoding.PEM))


def _crawl(folder: Path, base: str, tls: str | None, *, trusted: bool) -> tuple[set[str], int, str]:
    """The kinds of failures, the number of reports, and what was logged."""
    path = write_portal(folder, base)
    if tls is not None:
        path.write_text(f'tls = "{tls}"\ntls_reason = "测试"\n' + path.read_text("utf-8"), "utf-8")
    settings = {"RETRY_TIMES": "0", **({"SSL_CERT_FILE": str(folder / "ca.pem")} if trusted else {})}
    process = run(folder, *crawl_args(path), **settings)
    kinds = {row["kind"] for row in database(folder).query("select kind from failures")}
    return kinds, database(folder).table("reports").count, process.stderr


@pytest.mark.parametrize(
    ("bits", "host", "trusted", "tls", "is_read"),
    [
        (_LONG, "127.0.0.1", True, None, True),
        (_LONG, "127.0.0.1", False, None, False),
        (_LONG, "127.0.0.2", True, None, False),
        (_SHORT, "127.0.0.1", True, None, False),
        (_SHORT, "127.0.0.1", True, "legacy", True),
        # Old ciphers are no reason to believe a certificate.
        (_LONG, "127.0.0.1", False, "legacy", False),
        (_LONG, "127.0.0.2", True, "legacy", False),
        (_LONG, "127.0.0.1", False, "unverified", True),
        (_LONG, "127.0.0.2", True, "unverified", True),
    ],
)
def test_what_is_read_over_tls(
    tmp_path: Path, bits: int, host: str, trusted: bool, tls: str | None, is_read: bool
) -> None:
    with _serving(tmp_path, bits=bits, host=host) as (_, base):
        kinds, reports, logged = _crawl(tmp_path, base, tls, trusted=trusted)
    assert (kinds, reports) == ((set(), 1) if is_read else ({"tls", "empty_listing"}, 0)), logged


def test_the_standard_context_is_tried_first(tmp_path: Path) -> None:
    with _serving(tmp_path) as (_, base):
        assert _crawl(tmp_path, base, "unverified", trusted=True) == (set(), 1, "")


def test_that_more_was_needed_is_logged(tmp_path: Path) -> None:
    with _serving(tmp_path) as (_, base):
        _, _, logged = _crawl(tmp_path, base, "unverified", trusted=False)
    assert logged.count("the portal file allows unverified") == 1


def test_only_the_hosts_of_the_portal_file_are_met_so(tmp_path: Path) -> None:
    plain = load_portal(write_portal(tmp_path, "https://a.gov.cn"))
    old = replace(plain, home="https://b.gov.cn:8443/", listings=(), hosts=("c.gov.cn",), tls="legacy")
    modes = modes_of([plain, old])
    assert modes == dict.fromkeys(("b.gov.cn:8443", "www.b.gov.cn:8443", "c.gov.cn:443", "www.c.gov.cn:443"), "legacy")

    contexts = Contexts(_Standard(), modes)
    assert contexts.lower("a.gov.cn:443") is None
    assert _is_standard(contexts, "c.gov.cn")
    assert contexts.lower("c.gov.cn:443") == "legacy"
    assert contexts.lower("c.gov.cn:443") is None
    assert not _is_standard(contexts, "c.gov.cn")
    assert _is_standard(contexts, "www.c.gov.cn")


class _Standard:
    def creatorForNetloc(self, hostname: bytes, port: int) -> str:
        return f"standard {hostname.decode()}:{port}"


def _is_standard(contexts: Contexts, host: str) -> bool:
    creator: object = contexts.creatorForNetloc(host.encode(), 443)
    return creator == f"standard {host}:443"


def test_legacy_servers_may_renegotiate_in_the_old_way() -> None:
    """No server of this OpenSSL can be made to, so the context is asked."""
    assert LegacyOptions().getContext().set_options(0) & SSL.OP_LEGACY_SERVER_CONNECT
