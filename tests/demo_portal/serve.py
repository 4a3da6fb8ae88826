"""Serves the demo portal on loopback: `python -m tests.demo_portal.serve [PORT]`; tests use `running()`.

Static files like the real thing: a folder answers with its index.html, what is missing with a 404 stub of less than
600 bytes. UTF-8 pages say so in the header; a page in another encoding is sent as bare `text/html`, so that only its
own declaration tells. An ETag lets a client ask whether anything changed.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

SITE = Path(__file__).parent / "site"
NOT_FOUND = "<html><head><title>404</title></head><body><h1>您访问的页面不存在</h1></body></html>\n".encode()
MEDIA_TYPES = {
    ".html": "text/html",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "application/javascript; charset=utf-8",
    ".png": "image/png",
}


class PortalServer(ThreadingHTTPServer):
    """A server of one folder. `requests` holds the path of every request, in the order of arrival."""

    daemon_threads = True

    def __init__(self, directory: Path = SITE, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.directory = directory.resolve()
        self.requests: list[str] = []
        self._last_answered: int | None = None
        self._reached = threading.Event()
        self._released = threading.Event()

    @property
    def base_url(self) -> str:
        """Address of the portal's home, without the final slash."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def counts(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(self.requests)

    def stop_after(self, requests: int) -> threading.Event:
        """Answer so many requests and no more; the event is set when the next one waits for its answer."""
        self._last_answered = requests
        return self._reached

    def resume(self) -> None:
        """Answer again, also those that wait."""
        self._last_answered = None
        self._released.set()

    def admit(self, path: str) -> None:
        """Note a request, and hold it while the server is stopped."""
        self.requests.append(path)
        if self._last_answered is not None and len(self.requests) > self._last_answered:
            self._reached.set()
            self._released.wait()


class _Handler(BaseHTTPRequestHandler):
    server: PortalServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.admit(path)
        target = (self.server.directory / path.lstrip("/")).resolve()
        if not target.is_relative_to(self.server.directory):
            self._answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", NOT_FOUND)
            return
        if target.is_dir():
            if not path.endswith("/"):
                self._answer(HTTPStatus.MOVED_PERMANENTLY, "text/html", b"", {"Location": path + "/"})
                return
            target /= "index.html"
        if not target.is_file():
            self._answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", NOT_FOUND)
            return
        body = target.read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if self.headers.get("If-None-Match") == etag:
            self._answer(HTTPStatus.NOT_MODIFIED, None, b"", {"ETag": etag})
            return
        self._answer(HTTPStatus.OK, _media_type(target, body), body, {"ETag": etag})

    do_HEAD = do_GET

    def _answer(
        self, status: HTTPStatus, media_type: str | None, body: bytes, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        if media_type is not None:
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and body:
            with suppress(ConnectionError):  # a client that was killed no longer listens
                self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """No access log: the requests are in `PortalServer.requests`."""


def _media_type(target: Path, body: bytes) -> str:
    media_type = MEDIA_TYPES.get(target.suffix, "application/octet-stream")
    if media_type != "text/html":
        return media_type
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return media_type
    return "text/html; charset=utf-8"


@contextmanager
def running(directory: Path = SITE, port: int = 0) -> Iterator[PortalServer]:
    """The server, answering in a thread until the block ends; port 0 takes a free one."""
    server = PortalServer(directory, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serve(directory: Path = SITE, port: int = 0) -> Iterator[str]:
    """Like `running`, for callers that only need the address."""
    with running(directory, port) as server:
        yield server.base_url


def main(arguments: list[str]) -> int:
    """Serves until interrupted, after one line with the address."""
    server = PortalServer(SITE, int(arguments[0]) if arguments else 0)
    print(server.base_url, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
