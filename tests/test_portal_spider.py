"""The spider `portal` on portals that go wrong in the ways portals do: each failure has its name, the rest goes on."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import Page, crawl_args, database, run, serving, write_portal

ORGANS = ("教育局", "财政局", "民政局")


def report(organ: str, year: int = 2024, *, received: int = 3, body: str = "") -> str:
    title = f"沅江市{organ}{year}年政府信息公开工作年度报告"
    return f"""<html><head><title>{title}</title></head><body><h1>{title}</h1><div id="zoom">
      <p>本报告按照政府信息公开条例的要求编制，数据统计期限为{year}年1月1日至{year}年12月31日。</p>
      <p>一、总体情况</p><p>全年收到政府信息公开申请{received}件，均按期答复。</p>{body}
      <p>六、其他需要报告的事项</p><p>本年度没有其他需要报告的事项，信息处理费未收取。</p></div></body></html>"""


def row(organ: str, year: int = 2024, href: str | None = None) -> str:
    return f'<li><a href="{href or organ + ".html"}">沅江市{organ}{year}年政府信息公开工作年度报告</a></li>'


def listing(*rows: str, more: str = "") -> str:
    return f"<html><body><ul>{''.join(rows)}</ul>{more}</body></html>"


def portal(**more: Page) -> dict[str, Page]:
    """A column of three reports on one page."""
    pages: dict[str, Page] = {"/list/": listing(*map(row, ORGANS))}
    pages |= {f"/list/{quoted(organ)}.html": report(organ) for organ in ORGANS}
    return pages | more


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text)


def failures(folder: Path) -> dict[str, str]:
    return {row["url"]: row["kind"] for row in database(folder).query("select url, kind from failures")}


def count(folder: Path, table: str = "reports") -> int:
    return database(folder).table(table).count


def test_a_plain_column(tmp_path: Path) -> None:
    with serving(portal()) as server:
        process = run(tmp_path, *crawl_args(write_portal(tmp_path, server.base, expected=3)))
    assert process.returncode == 0, process.stdout + process.stderr
    assert count(tmp_path) == 3
    assert failures(tmp_path) == {}


def test_floor_and_its_exceptions(tmp_path: Path) -> None:
    with serving(portal()) as server:
        path = write_portal(tmp_path, server.base, expected=4)
        process = run(tmp_path, *crawl_args(path))
        assert process.returncode == 1
        assert "少于应有的 4 份" in process.stdout
        assert run(tmp_path, *crawl_args(path), "-a", "sample=1").returncode == 0
        assert run(tmp_path, *crawl_args(path), "-a", "years=2024").returncode == 0


def test_years_and_sample_bound_what_is_asked(tmp_path: Path) -> None:
    pages = portal()
    pages["/list/"] = listing(row("教育局", 2019, "2019.html"), *map(row, ORGANS))
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base)
        run(tmp_path, *crawl_args(path), "-a", "sample=2", "-a", "years=2022-2024")
        asked = [path for path in server.asked if path.endswith(".html")]
    assert asked == [f"/list/{quoted(organ)}.html" for organ in ORGANS[:2]]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ((404, {}, "没有"), "gone"),
        ((412, {}, "<script>$_ts=window['$_ts']</script>"), "blocked"),
        ((521, {"Set-Cookie": "__jsluid_h=1"}, "<script>document.cookie='x'</script>"), "blocked"),
        ((200, {}, "<script>window.location='/'</script><!-- __jsl_clearance_s -->"), "blocked"),
        ((429, {}, "慢一点"), "throttled"),
        ((200, {}, "<h1>对不起，您访问的页面不存在</h1>"), "soft_404"),
        ((403, {}, "forbidden"), "blocked"),
        ((302, {"Location": "/list/"}, ""), "redirect_loop"),
    ],
)
def test_a_listing_that_is_none(tmp_path: Path, page: Page, kind: str) -> None:
    with serving({"/list/": page}) as server:
        process = run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)), RETRY_TIMES="0")
        url = f"{server.base}/list/"
    kinds = {row["kind"] for row in database(tmp_path).query("select kind from failures where url = ?", [url])}
    assert process.returncode == 1
    assert kinds == {kind, "empty_listing"}
    assert f"{kind}  {url}" in process.stdout


def test_nobody_listens(tmp_path: Path) -> None:
    with serving({}) as server:
        base = server.base
    process = run(tmp_path, *crawl_args(write_portal(tmp_path, base)), RETRY_TIMES="0")
    assert process.returncode == 1
    assert "refused" in process.stdout


def test_one_broken_portal_does_not_stop_the_other(tmp_path: Path) -> None:
    with serving(portal()) as good, serving({}) as broken:
        paths = [write_portal(tmp_path, good.base, "good"), write_portal(tmp_path, broken.base, "broken")]
        process = run(tmp_path, *crawl_args(Path(",".join(map(str, paths)))))
    assert process.returncode == 1
    assert count(tmp_path) == 3
    runs = {row["portal_id"]: row["reports_new"] for row in database(tmp_path).query("select * from runs")}
    assert runs == {"good": 3, "broken": 0}


def test_robots_are_obeyed(tmp_path: Path) -> None:
    pages = portal()
    pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /list/教育局.html\n")
    with serving(pages) as server:
        run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)))
        assert f"/list/{quoted('教育局')}.html" not in server.asked
        assert failures(tmp_path) == {f"{server.base}/list/{quoted('教育局')}.html": "robots"}
    assert count(tmp_path) == 2


def test_a_pager_that_repeats_itself_is_stopped(tmp_path: Path) -> None:
    def page(number: int) -> str:
        return listing(*map(row, ORGANS), more=f'<a href="/list/?page={number + 1}">下一页</a>')

    pages = portal() | {"/list/": page(1)} | {f"/list/?page={number}": page(number) for number in range(2, 40)}
    with serving(pages) as server:
        process = run(tmp_path, *crawl_args(write_portal(tmp_path, server.base, paging="next")))
        assert failures(tmp_path) == {f"{server.base}/list/": "listing_repeats"}
        assert len([path for path in server.asked if "page=" in path]) == 2
    assert process.returncode == 0
    assert count(tmp_path) == 3


def test_fewer_than_the_column_says(tmp_path: Path) -> None:
    pages = portal() | {"/list/": listing(*map(row, ORGANS), more="共 31 条")}
    with serving(pages) as server:
        run(tmp_path, *crawl_args(write_portal(tmp_path, server.base, paging="next")))
        assert failures(tmp_path) == {f"{server.base}/list/": "listing_short"}


def test_off_site_and_private_links_are_named(tmp_path: Path) -> None:
    rows = (
        row("教育局"),
        row("财政局", href="http://other.example/1.html"),
        row("民政局", href="http://10.0.0.8/1.html"),
    )
    with serving(portal() | {"/list/": listing(*rows)}) as server:
        run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)))
    assert failures(tmp_path) == {
        "http://other.example/1.html": "off_site",
        "http://10.0.0.8/1.html": "private_address",
    }


def test_attachment_on_another_host_belongs_to_its_report(tmp_path: Path) -> None:
    with serving({"/files/annex.pdf": b"%PDF-1.7 annex"}) as files:
        body = f'<p>附件：<a href="{files.base}/files/annex.pdf">统计表.pdf</a></p>'
        pages = portal() | {f"/list/{quoted('教育局')}.html": report("教育局", body=body)}
        with serving(pages) as server:
            process = run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)))
        sql = "select report_id, url from report_sources where relation = 'attachment'"
        assert list(database(tmp_path).query(sql)) == [
            {"report_id": "430981-教育局-2024", "url": f"{files.base}/files/annex.pdf"}
        ]
    assert process.returncode == 0
    assert failures(tmp_path) == {}


def test_a_page_that_is_no_report_and_one_too_large(tmp_path: Path) -> None:
    pages = portal()
    pages[f"/list/{quoted('教育局')}.html"] = "<html><title>首页</title><body>" + "<p>欢迎光临本网站。</p>" * 60
    pages[f"/list/{quoted('财政局')}.html"] = "x" * 9000
    with serving(pages) as server:
        process = run(
            tmp_path, *crawl_args(write_portal(tmp_path, server.base)), DOWNLOAD_MAXSIZE="8000", RETRY_TIMES="0"
        )
        assert failures(tmp_path) == {
            f"{server.base}/list/{quoted('教育局')}.html": "not_a_report",
            f"{server.base}/list/{quoted('财政局')}.html": "too_large",
        }
    assert count(tmp_path) == 1
    assert process.returncode == 0


def test_a_changed_page_is_a_new_version(tmp_path: Path) -> None:
    address = f"/list/{quoted('教育局')}.html"
    with serving(portal()) as server:
        path = write_portal(tmp_path, server.base)
        run(tmp_path, *crawl_args(path))
        server.pages[address] = report("教育局", received=5)
        process = run(tmp_path, *crawl_args(path), REFETCH_DAYS="0")
    assert "改动 1" in process.stdout
    sql = "select relation, sha256 = (select sha256 from reports where id = report_id) as shown from report_sources"
    sources = list(database(tmp_path).query(sql + " where report_id = '430981-教育局-2024' order by relation"))
    assert sources == [{"relation": "canonical", "shown": 1}, {"relation": "superseded", "shown": 0}]
    sql = "select value from figures where report_id = ? and code = 'statistics.requests_received.value'"
    assert [row["value"] for row in database(tmp_path).query(sql, ["430981-教育局-2024"])] == [5]


def test_a_failure_goes_when_the_page_comes(tmp_path: Path) -> None:
    address = f"/list/{quoted('教育局')}.html"
    pages: dict[str, Any] = portal()
    page = pages.pop(address)
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base)
        run(tmp_path, *crawl_args(path))
        assert failures(tmp_path) == {server.base + address: "gone"}
        server.pages[address] = page
        run(tmp_path, *crawl_args(path))
    assert failures(tmp_path) == {}
    assert count(tmp_path) == 3


def test_one_address(tmp_path: Path) -> None:
    with serving(portal()) as server:
        url = f"{server.base}/list/{quoted('教育局')}.html"
        assert run(tmp_path, "crawl", "portal", "-a", f"url={url}", "-s", "DOWNLOAD_DELAY=0").returncode == 0
        assert [row["id"] for row in database(tmp_path).query("select id from reports")] == ["430981-教育局-2024"]
        missing = run(tmp_path, "crawl", "portal", "-a", f"url={server.base}/none.html", "-s", "DOWNLOAD_DELAY=0")
    assert missing.returncode == 1
    assert "没有读成" in missing.stdout


def test_compressed_responses_are_kept_as_sent_and_read(tmp_path: Path) -> None:
    pages = portal()
    address = f"/list/{quoted('教育局')}.html"
    pages[address] = (200, {"Content-Encoding": "gzip"}, gzip.compress(report("教育局").encode()))
    with serving(pages) as server:
        run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)))
    assert count(tmp_path) == 3
    replayed = tmp_path / "replayed"
    replayed.mkdir()
    (tmp_path / "archive").rename(replayed / "archive")
    assert run(replayed, "replay").returncode == 0
    assert count(replayed) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["portal", "-a", "portal=nowhere"], "no portal 'nowhere'"),
        (["portal"], "give -a portal=WHAT or -a url=URL"),
        (["portal", "-a", "portal=all", "-a", "years=soon"], "not years: 'soon'"),
        (["portal", "-a", "portal=all", "-a", "sample=0"], "sample: '0'"),
        (["portal", "-a", "portal=all", "-a", "yaers=2018"], "unexpected keyword argument 'yaers'"),
        (["nothing"], "Spider not found: nothing"),
    ],
)
def test_wrong_arguments_are_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    process = run(tmp_path, "crawl", *arguments)
    assert process.returncode == 2
    assert message in process.stderr
    assert "Traceback" not in process.stderr
    assert not (tmp_path / "archive").exists()
