"""Where a request may go, and what robots.txt says to those that wait for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from scrapy import Request
from twisted.internet.error import DNSLookupError

from crawler.errors import Withheld
from crawler.guard import HostGuard
from crawler.portal import load_portal
from crawler.visit import Visit
from pipelines.records import FailureKind
from tests.crawling import crawl_args, database, run, serving, write_portal

_ADDRESSES = {
    "files.gov.cn": "8.8.8.8",
    "inner.gov.cn": "10.1.1.1",
    "2130706433": "127.0.0.1",
    "own.gov.cn": "10.1.1.1",
}


async def _resolve(host: str) -> str:
    if host not in _ADDRESSES:
        raise DNSLookupError(host)
    return _ADDRESSES[host]


def _visit(folder: Path) -> Visit:
    return Visit(load_portal(write_portal(folder, "http://own.gov.cn")), "run", [], whole=True)


def _guarded(request: Request) -> FailureKind | None:
    """The kind of failure that a request is withheld with; None when it passes."""
    try:
        asyncio.run(HostGuard(_resolve).process_request(request))
    except Withheld as error:
        return error.kind
    return None


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://own.gov.cn/1.html", None),
        ("http://www.own.gov.cn/1.html", None),
        ("http://own.gov.cn:8080/1.pdf", None),
        ("http://mirror.example/1.html", FailureKind.OFF_SITE),
        ("http://own.gov.cn.mirror.example/1.html", FailureKind.OFF_SITE),
        ("http://own.gov.cn@mirror.example/1.html", FailureKind.OFF_SITE),
        ("http://files.gov.cn/1.pdf", None),
        ("http://unknown.gov.cn/1.pdf", None),
        ("http://10.1.1.1/1.pdf", FailureKind.PRIVATE_ADDRESS),
        ("http://[::1]/1.pdf", FailureKind.PRIVATE_ADDRESS),
        ("http://localhost/1.pdf", FailureKind.PRIVATE_ADDRESS),
        ("http://inner.gov.cn/1.pdf", FailureKind.PRIVATE_ADDRESS),
        ("http://2130706433/1.pdf", FailureKind.PRIVATE_ADDRESS),
    ],
)
def test_where_a_request_may_go(tmp_path: Path, url: str, kind: FailureKind | None) -> None:
    assert _guarded(Request(url, cb_kwargs={"visit": _visit(tmp_path)})) is kind


def test_a_name_is_resolved_once() -> None:
    asked: list[str] = []

    async def resolve(host: str) -> str:
        asked.append(host)
        return await _resolve(host)

    guard = HostGuard(resolve)
    for number in range(3):
        moved = Request(f"http://files.gov.cn/{number}/robots.txt", meta={"redirect_urls": ["http://own.gov.cn/"]})
        asyncio.run(guard.process_request(moved))
    assert asked == ["files.gov.cn"]


def test_robots_may_move_but_not_into_a_network() -> None:
    moved = {"redirect_urls": ["http://own.gov.cn/robots.txt"]}
    assert _guarded(Request("http://files.gov.cn/robots.txt", meta=moved)) is None
    assert _guarded(Request("http://inner.gov.cn/robots.txt", meta=moved)) is FailureKind.PRIVATE_ADDRESS
    assert _guarded(Request("http://inner.gov.cn/robots.txt")) is None


def test_a_portal_that_timed_out_is_not_asked_any_more(tmp_path: Path) -> None:
    visit = _visit(tmp_path)
    visit.over = True
    assert _guarded(Request("http://own.gov.cn/1.html", cb_kwargs={"visit": visit})) is FailureKind.PORTAL_TIMEOUT


def test_rules_hold_for_all_that_wait_for_them(tmp_path: Path) -> None:
    """Five columns are asked for before robots.txt has come."""
    rules = (200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /\n")
    with serving({"/robots.txt": rules}) as server:
        path = write_portal(tmp_path, server.base)
        more = "".join(f'[[listings]]\nurl = "{server.base}/{number}/"\npaging = "next"\n' for number in range(4))
        path.write_text(path.read_text("utf-8") + more, "utf-8")
        run(tmp_path, *crawl_args(path))
    assert server.asked == ["/robots.txt"]
    kinds = [row["kind"] for row in database(tmp_path).query("select kind from failures where kind != 'empty_listing'")]
    assert kinds == ["robots"] * 5


def test_rules_that_cannot_be_read_forbid_with_their_own_failure(tmp_path: Path) -> None:
    with serving({}) as server:
        base = server.base
    run(tmp_path, *crawl_args(write_portal(tmp_path, base)), RETRY_TIMES="0")
    found = {row["kind"]: row["detail"] for row in database(tmp_path).query("select * from failures")}
    assert found.keys() == {"refused", "empty_listing"}
    assert found["refused"].startswith("robots.txt 读不到：DownloadConnectionRefusedError")
