"""A portal that sets every trap that portals set, on loopback: a server of its own, since it must hang and not end.

`TRAPS` is the answer that a crawl is measured with: what each address of the column must be named. `HELD` are the
reports that lie between the traps and must all be read.
"""

from __future__ import annotations

import gzip
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from tests.replicas.reports import body_of, title_of

YEAR = 2024
MIRROR = "http://www.mirror-of-gov.example"
_MEGABYTE = 1 << 20
_ENDLESS_BODY = 60  # megabytes
_BOMB = 1024  # megabytes, inflated
_HEADERS = {"Content-Type": "text/html; charset=utf-8"}

# Path of the column → the failure's kind. Neighbours never show the same protection twice in a row: that stops a host.
TRAPS = {
    "/t/412.html": "blocked",
    "/t/521.html": "blocked",
    "/t/soft.html": "soft_404",
    "/t/soft-gbk.html": "soft_404",
    "/t/login.html": "blocked",
    "/t/to-login.html": "blocked",
    "/t/slow-down.html": "throttled",
    "/t/captcha.html": "blocked",
    "/t/empty-shell.html": "unreadable",
    "/t/gone.html": "gone",
    "/t/error.html": "http_error",
    "/t/loop.html": "redirect_loop",
    "/t/script-loop.html": "redirect_loop",
    "/t/scheme.html": "redirect_loop",
    "/t/to-mirror.html": "off_site",
    "/t/to-intranet.html": "private_address",
    "/t/large.pdf": "too_large",
    "/t/endless.html": "too_large",
    "/t/bomb.html": "too_large",
    "/t/no-gzip.html": "damaged",
    "/t/hangs.html": "timeout",
    "/t/stalls.html": "timeout",
    "/t/breaks.html": "refused",
    "/secret/2024.html": "robots",
}
LINKS_ELSEWHERE = {
    f"{MIRROR}/zwgk/2024.html": "off_site",
    "http://10.20.30.40/zwgk/2024.html": "private_address",
    "http://2130706433/zwgk/2024.pdf": "private_address",  # a number that resolvers read as 127.0.0.1
}
LISTINGS = {
    "/endless/": "limit_exceeded",
    "/repeats/": "listing_repeats",
    "/secret/": "robots",
    "/hangs/": "timeout",
}
HELD = tuple(f"{name}局" for name in ("教育", "财政", "民政", "水务", "统计", "审计", "林业", "气象"))
ESCAPING = ("/t/../../../../../evil.html", "/t/%2e%2e%2f%2e%2e%2fevil.pdf", "/t/name.pdf", "/t/archive.zip")


def _page(text: str) -> bytes:
    return f"<html><head><meta charset='utf-8'></head><body>{text}</body></html>".encode()


def _report(organ: str) -> bytes:
    title = title_of(organ, YEAR)
    attached = f'<p><a href="{ESCAPING[2]}">附件1</a><a href="{ESCAPING[1]}">附件2</a></p>' if HELD[0] in organ else ""
    return _page(f"<h1>{title}</h1><div id='zoom'>{body_of(organ, YEAR)}{attached}</div>")


def _column() -> bytes:
    """The traps, and a report after each third of them."""
    rows = [*TRAPS, *LINKS_ELSEWHERE, ESCAPING[0], ESCAPING[3]]
    names = [f"沅江市第{number}中心{YEAR}年政府信息公开工作年度报告" for number in range(len(rows))]
    links = [f'<li><a href="{href}">{name}</a></li>' for href, name in zip(rows, names, strict=True)]
    for number, organ in enumerate(HELD):
        links.insert(number * 4, f'<li><a href="/r/{quote(organ)}.html">{title_of(f"沅江市{organ}", YEAR)}</a></li>')
    return _page(f"<ul>{''.join(links)}</ul>")


def _archive() -> bytes:
    """A zip whose members want to lie elsewhere."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("../../../../evil.html", "/evil.html", "..\\..\\evil.html"):
            archive.writestr(name, _report("沅江市档案馆"))
    return packed.getvalue()


class Hostile(ThreadingHTTPServer):
    """The portal. `asked` are the paths asked for; `over` lets go of what hangs."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.over = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what most traps are for."""


class _Handler(BaseHTTPRequestHandler):
    server: Hostile

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.server.asked.append(self.path)
        if path in _PLAIN:
            self._send(*_PLAIN[path])
        elif path in _ODD:
            _ODD[path](self)
        elif path in ("/endless/", "/repeats/"):
            number = int(query.removeprefix("page=") or 1)
            last = number if path == "/endless/" else min(number, 2)
            self._send(
                200, {}, _page(f'<a href="/n/{last}.html">要闻{last}</a><a href="?page={number + 1}">下一页</a>')
            )
        elif path.startswith("/r/"):
            names = {quote(f"/r/{organ}.html"): f"沅江市{organ}" for organ in HELD}
            self._send(200, {}, _report(names[path]))
        elif "evil" in path or path in ESCAPING:
            attached = {"Content-Disposition": 'attachment; filename="../../../../evil.pdf"'}
            self._send(200, attached, _archive() if path.endswith(".zip") else _report("沅江市司法局"))
        else:
            self._send(404, {}, b"")

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def large(self) -> None:
        """More than a response may have, and the header says so."""
        self.send_response(200)
        self.send_header("Content-Length", str(_ENDLESS_BODY * _MEGABYTE))
        self.end_headers()
        for _ in range(_ENDLESS_BODY):
            self.wfile.write(b"%PDF" + b"0" * (_MEGABYTE - 4))

    def endless(self) -> None:
        """More than a response may have, in chunks that do not say how many will come."""
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(_ENDLESS_BODY):
            self.wfile.write(b"%x\r\n%s\r\n" % (_MEGABYTE, b"<p>0</p>" * (_MEGABYTE // 8)))
        self.wfile.write(b"0\r\n\r\n")

    def hang(self) -> None:
        """No answer at all."""
        self.server.over.wait()

    def stall(self) -> None:
        """Half an answer."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"<html>")
        self.wfile.flush()
        self.server.over.wait()

    def break_off(self) -> None:
        """A connection that is closed in place of an answer."""
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """No access log: the paths are in `Hostile.asked`."""


_PLAIN: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /secret/\n"),
    "/list/": (200, {}, _column()),
    "/t/412.html": (412, {}, b"<html><meta id='a' content='b'><script>$_ts=window['$_ts']</script></html>"),
    "/t/521.html": (521, {"Set-Cookie": "__jsluid_h=1"}, b"<script>document.cookie='__jsl_clearance=1'</script>"),
    "/t/soft.html": (200, {}, _page("<p>对不起，您访问的页面不存在</p>")),
    "/t/soft-gbk.html": (200, {"Content-Type": "text/html"}, "<body>该页无法显示</body>".encode("gb18030")),
    "/t/login.html": (200, {}, _page("<h1>用户登录</h1><form><input type='password'></form>")),
    "/t/to-login.html": (302, {"Location": "/cas/login"}, b""),
    "/cas/login": (401, {}, b""),
    "/t/slow-down.html": (200, {}, _page("<p>您的访问过于频繁</p>" + "<!-- x -->" * 1100)),
    "/t/captcha.html": (200, {}, _page("请输入验证码")),
    "/t/empty-shell.html": (200, {}, _page("<div id='app'></div><script src='/app.js'></script>")),
    "/t/gone.html": (410, {}, b""),
    "/t/error.html": (500, {}, b""),
    "/t/loop.html": (302, {"Location": "/t/loop.html"}, b""),
    "/t/script-loop.html": (200, {}, b"<script>location.href='/t/script-loop.html'</script>"),
    "/t/scheme.html": (302, {"Location": "file:///etc/hostname"}, b""),
    "/t/to-mirror.html": (302, {"Location": f"{MIRROR}/2024.html"}, b""),
    "/t/to-intranet.html": (302, {"Location": "http://192.168.3.4/2024.html"}, b""),
    "/t/bomb.html": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 16 * _MEGABYTE) * (_BOMB // 16)),
    "/t/no-gzip.html": (200, {"Content-Encoding": "gzip"}, b"<html>no gzip at all</html>"),
}
_ODD: dict[str, Callable[[_Handler], None]] = {
    "/t/large.pdf": _Handler.large,
    "/t/endless.html": _Handler.endless,
    "/t/hangs.html": _Handler.hang,
    "/hangs/": _Handler.hang,
    "/t/stalls.html": _Handler.stall,
    "/t/breaks.html": _Handler.break_off,
}


@contextmanager
def serving() -> Iterator[Hostile]:
    """The hostile portal, until the block ends."""
    server = Hostile()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def write_portal(folder: Path, base: str) -> Path:
    """The portal file: the column of traps, and the columns that are traps themselves."""
    listings = "".join(f'[[listings]]\nurl = "{base}{path}"\npaging = "next"\n' for path in ("/list/", *LISTINGS))
    path = folder / "hostile.toml"
    path.write_text(
        f'id = "hostile"\nname = "沅江市人民政府"\nregion_code = "430981"\nhome = "{base}/"\nexpected = 0\n{listings}',
        "utf-8",
    )
    return path
