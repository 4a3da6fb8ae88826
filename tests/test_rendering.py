"""Columns that only a script writes: rendered where the portal file says so, by a browser that has no network."""

from __future__ import annotations

import json
import shutil
import ssl
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler import rendering
from crawler.portal import PortalError, load_portal
from crawler.rendering import require_browser
from tests.crawling import Page, crawl_args, database, run, serving, write_portal
from tests.replicas.reports import body_of, title_of
from tests.test_tls import _write_certificates

_HERE = any(map(shutil.which, rendering.BROWSERS)) and find_spec("scrapy_playwright") is not None
needs_browser = pytest.mark.skipif(not _HERE, reason="needs Chromium (apt install chromium) and the extra render")

_ORGAN = "沅江市教育局"
_ROWS = [[str(year), title_of(_ORGAN, year)] for year in (2023, 2024)]
# The list as such pages write it: no link stands in the page or in its script.
_WRITER = """
function row(one) {
  var link = document.createElement('a');
  link.setAttribute('hr' + 'ef', ['', 'con' + 'tent', one[0]].join('/') + '.' + 'html');
  link.textContent = one[1];
  var item = document.createElement('li');
  item.appendChild(link);
  document.getElementById('list').appendChild(item);
}
"""
_ASKING = (
    '<meta charset="utf-8"><h1>年报</h1><ul id="list"></ul><script src="/js/list.js"></script>'
    "<script>fetch('/api/rows').then(a => a.json()).then(rows => rows.forEach(row));</script>"
)


def _portal(**pages: Page) -> dict[str, Page]:
    reports: dict[str, Page] = {
        f"/content/{year}.html": f"<h1>{title}</h1><div id='zoom'>{body_of(_ORGAN, int(year))}</div>"
        for year, title in _ROWS
    }
    script: Page = (200, {"Content-Type": "text/javascript; charset=utf-8"}, _WRITER)
    rows: Page = (200, {"Content-Type": "application/json"}, json.dumps(_ROWS))
    return {"/list/": _ASKING, "/js/list.js": script, "/api/rows": rows, **reports, **pages}


def _rendering(folder: Path, base: str) -> Path:
    path = write_portal(folder, base)
    path.write_text(path.read_text("utf-8") + "render = true\n", "utf-8")
    return path


def _crawl(folder: Path, path: Path) -> tuple[set[str], int, str]:
    """The kinds of failures, the number of reports, and what was logged."""
    process = run(folder, *crawl_args(path), RETRY_TIMES="0")
    kinds = {row["kind"] for row in database(folder).query("select kind from failures")}
    return kinds, database(folder).table("reports").count, process.stderr


def _archived(folder: Path) -> list[tuple[str, bool]]:
    """The paths of what the archive keeps, and whether each is a rendered page."""
    kept = []
    for path in sorted((folder / "archive").rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response":
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    is_rendered = record.http_headers.get_header(rendering.RENDERED) is not None
                    kept.append(("/" + url.split("/", 3)[3], is_rendered))
    return kept


def test_without_rendering_the_column_is_empty(tmp_path: Path) -> None:
    with serving(_portal()) as server:
        kinds, reports, logged = _crawl(tmp_path, write_portal(tmp_path, server.base))
    assert ("empty_listing" in kinds, reports) == (True, 0), logged


@needs_browser
def test_a_rendered_column_gives_its_reports(tmp_path: Path) -> None:
    with serving(_portal()) as server:
        assert _crawl(tmp_path, _rendering(tmp_path, server.base)) == (set(), 2, "")
    assert sorted(server.asked) == sorted(
        ["/robots.txt", "/list/", "/js/list.js", "/api/rows", "/content/2023.html", "/content/2024.html"]
    )
    kept = _archived(tmp_path)
    assert [path for path, is_rendered in kept if is_rendered] == ["/list/"]
    assert {path for path, is_rendered in kept if not is_rendered} == set(server.asked)


# Each would reach the portal past Scrapy if the browser had a network, or come where it may not.
_PAST = """<script>
fetch('/api/agent?' + encodeURIComponent(navigator.userAgent));
fetch('/private/rows');
fetch('{elsewhere}/rows');
fetch('{elsewhere}/rows.pdf');
fetch('/api/away');
navigator.sendBeacon('/beacon');
new WebSocket('ws://' + location.host + '/socket');
window.open('/pop-up');
new Worker('/worker.js');
navigator.serviceWorker.register('/service.js');
</script><img src="/picture.png"><link rel="stylesheet" href="/style.css"><iframe src="/frame.html"></iframe>"""


@needs_browser
def test_what_a_page_asks_for_is_held_as_any_request(tmp_path: Path) -> None:
    with serving({}) as elsewhere, serving({}) as server:
        robots: Page = (200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /private/\n")
        past = _PAST.replace("{elsewhere}", elsewhere.base)
        away: Page = (302, {"Location": f"{elsewhere.base}/away"}, "")
        server.pages = _portal(**{"/robots.txt": robots, "/list/": _ASKING + past, "/api/away": away})
        _, reports, _ = _crawl(tmp_path, _rendering(tmp_path, server.base))
    assert reports == 2
    assert elsewhere.asked == []
    agent = next(path for path in server.asked if path.startswith("/api/agent"))
    assert unquote(agent).startswith("/api/agent?nianbao/")
    assert "Chrom" not in agent
    assert set(server.asked) - {agent} == {
        *("/robots.txt", "/list/", "/js/list.js", "/api/rows", "/content/2023.html", "/content/2024.html"),
        *("/api/away", "/frame.html", "/worker.js"),
    }


@needs_browser
@pytest.mark.parametrize(
    "leaving", ["location.href = '/other.html'", "location.reload()", "document.forms[0].submit()"]
)
def test_a_page_that_leaves_is_read_where_it_is(tmp_path: Path, leaving: str) -> None:
    script = f"<form action='/other.html'></form><script>addEventListener('load', () => {{ {leaving}; }});</script>"
    with serving(_portal(**{"/list/": _ASKING + script})) as server:
        assert _crawl(tmp_path, _rendering(tmp_path, server.base)) == (set(), 2, "")
    assert (server.asked.count("/list/"), server.asked.count("/other.html")) == (1, 0)


@needs_browser
def test_pages_of_a_column_share_their_scripts(tmp_path: Path) -> None:
    below = '<a href="/list/2023/">2023年</a><a href="/list/2024/">2024年</a>'
    pages = _portal(**{"/list/": below + _ASKING, "/list/2023/": _ASKING, "/list/2024/": _ASKING})
    with serving(pages) as server:
        assert _crawl(tmp_path, _rendering(tmp_path, server.base)) == (set(), 2, "")
    assert [server.asked.count(path) for path in ("/list/2023/", "/list/2024/", "/api/rows")] == [1, 1, 3]
    assert server.asked.count("/js/list.js") == 1


@needs_browser
@pytest.mark.parametrize(
    ("page", "named"),
    [
        # A protection page is not run, so it cannot compute its way in.
        ((412, {}, f"<script>$_ts=window['$_ts'];</script>{_ASKING}"), {"blocked", "empty_listing"}),
        (
            (200, {}, "<script>go({\"bts\":[1]}); document.cookie='__jsl_clearance=1'</script>"),
            {"blocked", "empty_listing"},
        ),
        # A page that comes again with what it has computed does not come again.
        ("<script>document.cookie = 'passed=1'; location.reload();</script>", {"empty_listing"}),
    ],
)
def test_a_protection_is_left_alone(tmp_path: Path, page: Page, named: set[str]) -> None:
    with serving(_portal(**{"/list/": page})) as server:
        kinds, reports, logged = _crawl(tmp_path, _rendering(tmp_path, server.base))
    assert (kinds, reports) == (named, 0), logged
    assert server.asked == ["/robots.txt", "/list/"]


@needs_browser
def test_a_page_that_never_rests_is_a_timeout(tmp_path: Path) -> None:
    endless = "<script>function again() { fetch('/api/none').then(again, again); } again();</script>"
    with serving(_portal(**{"/list/": endless})) as server:
        limit = "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT=300"
        process = run(tmp_path, *crawl_args(_rendering(tmp_path, server.base)), "-s", limit)
    kinds = {row["kind"] for row in database(tmp_path).query("select kind from failures")}
    assert (kinds, process.returncode) == ({"timeout", "empty_listing"}, 1), process.stderr


@needs_browser
@pytest.mark.parametrize("tls", [None, "unverified"])
def test_a_rendered_column_over_tls(tmp_path: Path, tls: str | None) -> None:
    """The portal file's TLS holds for rendered pages and for what they ask for, as Scrapy asks for both."""
    _write_certificates(tmp_path, 2048, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with serving(_portal()) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        path = _rendering(tmp_path, server.base.replace("http:", "https:"))
        if tls is not None:
            path.write_text(f'tls = "{tls}"\ntls_reason = "测试"\n' + path.read_text("utf-8"), "utf-8")
        kinds, reports, logged = _crawl(tmp_path, path)
    assert (kinds, reports) == ((set(), 2) if tls else ({"tls", "empty_listing"}, 0)), logged


@pytest.mark.parametrize("missing", ["Chromium", "scrapy-playwright"])
def test_what_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    plain = load_portal(write_portal(tmp_path, "http://a.gov.cn"))
    portal = load_portal(_rendering(tmp_path, "http://a.gov.cn"))
    browser = None if missing == "Chromium" else "/bin/chromium"
    monkeypatch.setattr(shutil, "which", lambda name: browser)
    monkeypatch.setattr(rendering, "find_spec", lambda name: None if missing == "scrapy-playwright" else "there")
    assert require_browser([plain]) is None
    with pytest.raises(
        ValueError, match=rf"county.*, {missing} missing: pip install .\[render\].*apt install chromium"
    ):
        require_browser([plain, portal])


def test_a_crawl_without_a_browser_ends_with_one_line(tmp_path: Path) -> None:
    process = run(tmp_path, *crawl_args(_rendering(tmp_path, "http://a.gov.cn")), PATH="")
    assert process.returncode == 2
    assert process.stderr.count("\n") == 1
    assert "portal county needs a browser" in process.stderr


def test_render_is_true_or_false(tmp_path: Path) -> None:
    path = write_portal(tmp_path, "http://a.gov.cn", render="yes")
    with pytest.raises(PortalError, match=r"render: 'yes' is not bool"):
        load_portal(path)
