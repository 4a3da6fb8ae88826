"""Hosts that show protection pages are asked more slowly, then no more; a host is asked one thing at a time."""

from __future__ import annotations

import threading
from collections import deque
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from crawler.backoff import Backoff, Standing
from crawler.errors import Withheld
from crawler.portal import load_portal
from pipelines.records import FailureKind
from tests.crawling import Page, Routes, crawl_args, database, run, serving, write_portal
from tests.replicas.reports import body_of, title_of

BLOCKED, THROTTLED = (FailureKind.BLOCKED, "瑞数防护"), (FailureKind.THROTTLED, "限速")
HOST = "a.gov.cn"


def _backoff(slot: Slot, portals: tuple[Any, ...] = ()) -> Backoff:
    engine = SimpleNamespace(downloader=SimpleNamespace(slots={HOST: slot}))
    crawler: Any = SimpleNamespace(
        engine=engine, spider=SimpleNamespace(portals=portals), settings=Settings({"USER_AGENT": "nianbao"})
    )
    return Backoff(crawler)


def _request(path: str = "1.html", host: str = HOST) -> Request:
    return Request(f"http://{host}/{path}", cb_kwargs={"visit": None}, meta={"download_slot": HOST})


def _answer(backoff: Backoff, status: int, request: Request | None = None) -> Request:
    request = request or _request()
    backoff.process_response(request, Response(request.url, status=status))
    return request


@pytest.mark.parametrize(
    ("answers", "stopped"),
    [
        ([BLOCKED], False),
        ([BLOCKED, BLOCKED], True),
        ([THROTTLED, THROTTLED], True),
        ([BLOCKED, THROTTLED], False),
        ([BLOCKED, (FailureKind.BLOCKED, "加速乐防护")], False),
        ([BLOCKED, None, BLOCKED], False),
        ([BLOCKED, None, BLOCKED, BLOCKED], True),
        ([(FailureKind.GONE, ""), (FailureKind.GONE, "")], False),
        ([BLOCKED, (FailureKind.SOFT_404, ""), BLOCKED], True),
    ],
)
def test_when_a_host_is_stopped(answers: list[tuple[FailureKind, str] | None], stopped: bool) -> None:
    standing = Standing()
    for answer in answers:
        standing.take(answer)
    assert standing.stopped is stopped


def test_a_stopped_host_is_not_asked_and_others_are() -> None:
    backoff = _backoff(Slot(1, 1.0, 0))
    assert _answer(backoff, 412).meta["dont_retry"]
    backoff.process_request(_request("2.html"))
    _answer(backoff, 412)
    with pytest.raises(Withheld, match="该主机已两次回以同样的防护（瑞数防护），本次不再请求") as caught:
        backoff.process_request(_request("3.html"))
    assert caught.value.kind is FailureKind.BLOCKED
    backoff.process_request(_request(host="b.gov.cn"))
    backoff.process_request(_request(host=f"{HOST}:8080"))


def _note(failed: list[str], url: str, failure: Failure) -> None:
    failed.append(url)


def test_what_waits_for_a_stopped_host_fails_too() -> None:
    slot = Slot(1, 1.0, 0)
    failed: list[str] = []
    passed: tuple[Request, Deferred[Response]] = (_request(host=f"{HOST}:8080"), Deferred())
    waiting: list[tuple[Request, Deferred[Response]]] = [
        (_request(f"{number}.html"), Deferred()) for number in range(3)
    ]
    for request, deferred in waiting:
        deferred.addErrback(partial(_note, failed, request.url))
    slot.queue = deque([waiting[0], passed, *waiting[1:]])
    backoff = _backoff(slot)
    _answer(backoff, 429)
    _answer(backoff, 429)
    assert failed == [request.url for request, _ in waiting]
    assert list(slot.queue) == [passed]


def test_a_refused_robots_txt_says_nothing() -> None:
    backoff = _backoff(Slot(1, 1.0, 0))
    for _ in range(3):
        _answer(backoff, 403, Request(f"http://{HOST}/robots.txt"))
    backoff.process_request(_request())


@pytest.mark.parametrize(("before", "after"), [(0.0, 0.004), (1.0, 4.0), (40.0, 60.0), (90.0, 90.0)])
def test_a_protection_page_slows_its_host_down_once(before: float, after: float) -> None:
    slot = Slot(1, before, 0)
    backoff = _backoff(slot)
    for status in (412, 429, 521, 403):
        _answer(backoff, status)
    assert slot.delay == after


def test_the_least_delay_holds(tmp_path: Path) -> None:
    """What AutoThrottle lowers, at robots.txt or at a page, is raised again before anything is sent."""
    path = write_portal(tmp_path, f"http://{HOST}")
    path.write_text("delay = 5\n" + path.read_text("utf-8"), "utf-8")
    slot = Slot(1, 1.0, 0)
    backoff = _backoff(slot, (load_portal(path),))
    request = _request("robots.txt")
    backoff.request_reached_downloader(request)
    assert slot.delay == 5.0
    slot.delay = 2.6
    backoff.response_downloaded(Response(request.url), request)
    assert slot.delay == 5.0
    for wanted, delay in ((7.0, 7.0), (3.0, 7.0), (None, 7.0)):
        backoff.robots_parsed(SimpleNamespace(crawl_delay=lambda agent, wanted=wanted: wanted), request)
        backoff.request_reached_downloader(request)
        assert slot.delay == delay
    slot.delay = 9.0
    backoff.response_downloaded(Response(request.url), request)
    assert slot.delay == 9.0


@pytest.mark.parametrize(
    ("status", "wanted", "pause"),
    [(429, b"20", 20), (503, b"20", 20), (429, b"3600", 60), (429, b"Wed, 21 Oct 2026", 0), (200, b"20", 0)],
)
def test_retry_after_is_a_pause(monkeypatch: pytest.MonkeyPatch, status: int, wanted: bytes, pause: float) -> None:
    monkeypatch.setattr("crawler.backoff.monotonic", lambda: 1000.0)
    slot = Slot(1, 2.0, 0)
    slot.lastseen = 998.0
    response = Response(f"http://{HOST}/", status=status, headers={"Retry-After": wanted})
    _backoff(slot).response_downloaded(response, _request())
    assert slot.lastseen + slot.delay == 1000.0 + pause


def _portal(count: int, **more: Page) -> dict[str, Page]:
    """A column of reports of which the first are protection pages."""
    names = [f"沅江市{name}局" for name in ("教育", "财政", "民政", "水务", "统计", "审计", "林业", "气象")][:count]
    rows = "".join(f'<a href="/{number}.html">{title_of(name, 2024)}</a>' for number, name in enumerate(names))
    pages = {
        f"/{number}.html": f"<h1>{title_of(name, 2024)}</h1><div>{body_of(name, 2024)}</div>"
        for number, name in enumerate(names)
    }
    return {"/list/": rows, **pages, **more}


def test_a_crawl_goes_on_without_a_stopped_host(tmp_path: Path) -> None:
    challenge: Page = (412, {}, "<script>$_ts=window['$_ts']</script>")
    blocked = {"/list/": _portal(8)["/list/"], **{f"/{number}.html": challenge for number in range(8)}}
    with serving(blocked) as bad, serving(_portal(3)) as good:
        paths = [write_portal(tmp_path, bad.base, "bad"), write_portal(tmp_path, good.base, "good")]
        process = run(tmp_path, *crawl_args(Path(",".join(map(str, paths)))))
    assert process.returncode == 1
    assert database(tmp_path).table("reports").count == 3
    details = [row["detail"] for row in database(tmp_path).query("select detail from failures where kind = 'blocked'")]
    assert len(details) == 8
    asked = [path for path in bad.asked if path.endswith(".html")]
    assert len(asked) in (2, 3)  # one may be on its way when the second answer comes
    assert len([text for text in details if "本次不再请求" in text]) == 8 - len(asked)


class _Counting(Routes):
    """Counts how many requests are under way at once."""

    def __init__(self, pages: dict[str, Page]) -> None:
        super().__init__(pages)
        self.lock = threading.Lock()
        self.now = self.most = 0

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        super().finish_request(request, client_address)
        with self.lock:
            self.now -= 1


def test_a_host_is_asked_one_thing_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even without any delay, though eight reports are found at once."""
    monkeypatch.setattr("tests.crawling.Routes", _Counting)
    with serving(_portal(8)) as server:
        run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)))
    assert database(tmp_path).table("reports").count == 8
    assert isinstance(server, _Counting)
    assert server.most == 1
