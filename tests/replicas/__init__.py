"""Replicas of government portals, one module a family of content systems, served over loopback.

A replica is written from the facts of `reference/FIXTURES.md` and never from the crawler: what it serves, and which
reports it holds, is the answer that the crawler is measured with.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a replica sees it: `path` is decoded and without query; header names are lower-case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    target: str

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form body."""
        return dict(parse_qsl(self.body.decode("utf-8", errors="replace"), keep_blank_values=True))

    @property
    def json(self) -> Any:
        """The value of a JSON body. Raises `ValueError` for what is none."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. Answers of status 200 get an ETag, and 304 where the client has them already."""

    body: bytes
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A report that a replica holds: the id that the database gives it, and a path at which it is read.

    `detail_paths` are all paths at which it lies (a report at two addresses has two).
    """

    report_id: str
    detail_paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replica:
    """A portal: how it answers, whose it is, where a user enters it, and what it holds.

    `columns` are the paths of its annual-report columns; `look_alikes` paths that no crawl may ask for;
    `file_only` are ids of reports that the portal holds as a file alone, behind a row or a page without text;
    `respond` is called with the server's own base address (`http://127.0.0.1:8000`) and the request.
    """

    family: str
    name: str
    region_code: str
    columns: tuple[str, ...]
    reports: tuple[Held, ...]
    respond: Callable[[str, Asked], Answer]
    entry: str = "/"
    look_alikes: tuple[str, ...] = ()
    file_only: tuple[str, ...] = ()


def html(text: str, charset: str = "utf-8", *, tell: bool = True, status: int = 200) -> Answer:
    """A page of text; without `tell` the header is silent about its charset."""
    media_type = f"text/html; charset={charset}" if tell else "text/html"
    return Answer(text.encode(charset, errors="xmlcharrefreplace"), status, media_type)


def data(value: Any) -> Answer:
    """A JSON answer."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), media_type="application/json; charset=utf-8")


def missing() -> Answer:
    """The stub of less than 600 bytes that stands for what is not there."""
    return html("<html><head><title>404</title></head><body>404 Not Found</body></html>", status=404)


class ReplicaServer(ThreadingHTTPServer):
    """Serves one replica. `asked` are the requests answered, `METHOD target`, in the order of arrival."""

    daemon_threads = True

    def __init__(self, replica: Replica, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.replica = replica
        self.asked: list[str] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: ReplicaServer

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(
            self.command,
            unquote(parts.path),
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length) if length else b"",
            self.path,
        )
        self.server.asked.append(f"{self.command} {unquote(self.path)}")
        answer = self.server.replica.respond(self.server.base, asked)
        headers = {"Content-Type": answer.media_type, **(answer.headers or {})}
        status, body = answer.status, answer.body
        if status == 200 and self.command == "GET":
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if asked.headers.get("if-none-match") == headers["ETag"]:
                status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = _answer
    do_POST = _answer

    def log_message(self, format: str, *args: object) -> None:
        """No access log: the requests are in `ReplicaServer.asked`."""


@contextmanager
def serving(replica: Replica, port: int = 0) -> Iterator[ReplicaServer]:
    """A replica on loopback, until the block ends."""
    server = ReplicaServer(replica, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pages_of(items: Sequence[Any], size: int) -> list[list[Any]]:
    """Items in pages of a size; at least one page."""
    return [list(items[start : start + size]) for start in range(0, len(items), size)] or [[]]
