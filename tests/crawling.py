"""Running the project's commands as a user does, for tests: a real process, the real settings, delays aside."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlite_utils import Database

ROOT = Path(__file__).parent.parent
Page = str | bytes | tuple[int, dict[str, str], str | bytes]
DEMO = ROOT / "tests" / "demo_portal"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """An environment in which database and archive are in `folder`, and nothing of the caller's settings counts."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SHARED", "CI") if name in os.environ}
    own = {"DATABASE": str(folder / "test.db"), "ARCHIVE": str(folder / "archive"), "CONTACT": "test"}
    return {**kept, **own, **settings}


def command(*args: str) -> list[str]:
    """A scrapy command line, in this environment's Python."""
    return [sys.executable, "-m", "scrapy", *args]


def run(folder: Path, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a scrapy command to its end."""
    return subprocess.run(
        command(*args), cwd=ROOT, env=environment(folder, **settings), capture_output=True, text=True, check=False
    )


def crawl_args(portal: Path) -> list[str]:
    """Arguments that crawl a portal file on loopback without delays."""
    return ["crawl", "portal", "-a", f"portal={portal}", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"]


def portal_file(folder: Path, base_url: str) -> Path:
    """The demo portal's file for a server on another port."""
    path = folder / "portal.toml"
    facts = (DEMO / "portal.toml").read_text("utf-8")
    path.write_text(facts.replace("http://127.0.0.1:8717", base_url), "utf-8")
    return path


def database(folder: Path) -> Database:
    """The database that a run in `folder` left."""
    return Database(folder / "test.db")


class Routes(ThreadingHTTPServer):
    """A portal on loopback made of a table: path → body, or (status, headers, body). `asked` are the paths asked."""

    daemon_threads = True

    def __init__(self, pages: dict[str, Page]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.asked: list[str] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Routes

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        page = self.server.pages.get(self.path, (404, {}, "没有这个页面"))
        status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
        payload = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        """No access log: the paths are in `Routes.asked`."""


@contextmanager
def serving(pages: dict[str, Page]) -> Iterator[Routes]:
    """A portal of a table of pages, until the block ends."""
    server = Routes(pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def write_portal(folder: Path, base: str, name: str = "county", expected: int = 0, **listing: str) -> Path:
    """A portal file with one listing, `/list/`, of the facts given."""
    facts = {"url": f"{base}/list/", **listing}
    lines = "\n".join(f'{key} = "{value}"' for key, value in facts.items())
    path = folder / f"{name}.toml"
    path.write_text(
        f'id = "{name}"\nname = "沅江市人民政府"\nregion_code = "430981"\nhome = "{base}/"\nexpected = {expected}\n'
        f"[[listings]]\n{lines}\n",
        "utf-8",
    )
    return path
