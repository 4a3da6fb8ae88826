"""The spider `portal` on portals that go wrong in the ways portals do: each failure has its name, the rest goes on."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import Page, crawl_args, database, run, serving, write_portal
from tests.pdf_by_hand import pdf

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
        assert len([path for path in server.asked if "page=" in path]) == 1
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
    with serving({"/files/annex.pdf": pdf([["0 g"]])}) as files:
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
    notices = "".join(f"<p>第{number}则通知：欢迎各位市民光临本网站。</p>" for number in range(60))
    pages[f"/list/{quoted('教育局')}.html"] = f"<html><title>首页</title><body>{notices}"
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
    assert sources == [{"relation": "revision", "shown": 1}, {"relation": "superseded", "shown": 0}]
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


def test_a_row_that_opens_by_script_and_one_that_leads_nowhere(tmp_path: Path) -> None:
    title = "沅江市{}2024年政府信息公开工作年度报告"
    rows = (
        f"""<li><a href="javascript:void(0)" onclick="window.open('教育局.html')">{title.format("教育局")}</a></li>""",
        f'<li><a href="财政局.html"><img src="a.png" alt="{title.format("财政局")}"></a></li>',
        f'<li><a href="javascript:;">{title.format("民政局")}</a></li>',
    )
    with serving(portal() | {"/list/": listing(*rows)}) as server:
        run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)))
        assert failures(tmp_path) == {f"{server.base}/list/": "listing_changed"}
    assert count(tmp_path) == 2


def test_a_pager_of_another_kind_is_named(tmp_path: Path) -> None:
    more = "<div>共 5 页<script>turnPages('page_div', 5, 1);</script></div>"
    with serving(portal() | {"/list/": listing(*map(row, ORGANS), more=more)}) as server:
        process = run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)))
        assert failures(tmp_path) == {f"{server.base}/list/": "listing_changed"}
    assert process.returncode == 1
    assert "栏目没有读完" in process.stdout


def test_a_shell_of_script_is_followed(tmp_path: Path) -> None:
    address = f"/list/{quoted('教育局')}.html"
    pages = portal() | {address: "<script>location.href='/real.html'</script>", "/real.html": report("教育局")}
    with serving(pages) as server:
        process = run(tmp_path, *crawl_args(write_portal(tmp_path, server.base, expected=3)))
        assert process.returncode == 0, process.stdout
        sql = "select final_url from fetches where url = ?"
        assert [r["final_url"] for r in database(tmp_path).query(sql, [server.base + address])] == [
            f"{server.base}/real.html"
        ]
    assert count(tmp_path) == 3


def test_redirects_to_other_hosts_are_not_followed(tmp_path: Path) -> None:
    with serving({"/secret.html": "x"}) as elsewhere:
        foreign = f"http://localhost:{elsewhere.server_address[1]}/secret.html"
        pages = portal()
        pages[f"/list/{quoted('教育局')}.html"] = (302, {"Location": foreign}, "")
        pages[f"/list/{quoted('财政局')}.html"] = (302, {"Location": "http://10.0.0.8/secret.html"}, "")
        with serving(pages) as server:
            run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)))
            found = failures(tmp_path)
        assert elsewhere.asked == []
    assert set(found.values()) == {"private_address"}
    assert count(tmp_path) == 1


def test_a_failing_robots_file_forbids_for_now_and_a_missing_one_nothing(tmp_path: Path) -> None:
    with serving(portal() | {"/robots.txt": (503, {}, "")}) as server:
        run(tmp_path, *crawl_args(write_portal(tmp_path, server.base)), RETRY_TIMES="0")
        assert "/list/" not in server.asked
    assert set(failures(tmp_path).values()) <= {"robots", "empty_listing"}


def test_attachments_lost_to_a_failure_come_with_the_next_run(tmp_path: Path) -> None:
    body = '<p>附件：<a href="/files/annex.pdf">统计表.pdf</a></p>'
    pages: dict[str, Any] = portal() | {f"/list/{quoted('教育局')}.html": report("教育局", body=body)}
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base)
        run(tmp_path, *crawl_args(path))
        assert failures(tmp_path) == {f"{server.base}/files/annex.pdf": "gone"}
        server.pages["/files/annex.pdf"] = pdf([["0 g"]])
        run(tmp_path, *crawl_args(path))
        assert failures(tmp_path) == {}
    sql = "select report_id from report_sources where relation = 'attachment'"
    assert [r["report_id"] for r in database(tmp_path).query(sql)] == ["430981-教育局-2024"]


def test_years_and_samples_prove_no_absence(tmp_path: Path) -> None:
    pages = portal()
    pages["/list/"] = listing(row("教育局", 2019, "2019.html"), *map(row, ORGANS))
    pages["/list/2019.html"] = report("教育局", 2019)
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base)
        run(tmp_path, *crawl_args(path), "-a", "years=2019")
        run(tmp_path, *crawl_args(path), "-a", "sample=1", "-a", "years=2024")
    assert not list(database(tmp_path).query("select * from coverage where status = 'missing'"))


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("in the way")
    process = run(tmp_path, "crawl", "portal", "-a", "portal=beijing")
    assert (process.returncode, process.stderr.count("\n")) == (2, 1)
    assert "ARCHIVE" in process.stderr


def test_coverage_tells_what_is_short(tmp_path: Path) -> None:
    pages: dict[str, Any] = portal()
    del pages[f"/list/{quoted('教育局')}.html"]
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base, expected=3)
        run(tmp_path, *crawl_args(path))
        told = run(tmp_path, "coverage", str(path))
        assert told.returncode == 1
        assert "应有至少 3 份，已有 2 份，不足" in told.stdout
        assert f"unreachable  2024  沅江市教育局  gone：{server.base}/list/" in told.stdout
        assert run(tmp_path, "coverage").returncode == 0
    assert run(tmp_path / "archive", "coverage").returncode == 1


def test_a_second_run_asks_whether_a_page_has_changed(tmp_path: Path) -> None:
    """A known page that is due is asked with its ETag; 304 leaves everything as it was."""
    address = f"/list/{quoted('教育局')}.html"
    pages: dict[str, Any] = portal()
    pages[address] = (200, {"ETag": '"1"'}, report("教育局"))
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base)
        run(tmp_path, *crawl_args(path))
        server.pages[address] = (304, {"ETag": '"1"'}, "")
        process = run(tmp_path, *crawl_args(path), REFETCH_DAYS="0", REFETCH_OLD_DAYS="0")
        url = server.base + address
    assert "已有 3" in process.stdout, process.stdout + process.stderr
    assert "改动 0" in process.stdout
    fetched = database(tmp_path).query("select status from fetches where url = ? order by fetched_at, id", [url])
    assert [one["status"] for one in fetched] == [200, 304]
    assert failures(tmp_path) == {}


def test_a_page_that_is_gone_stays_and_is_marked(tmp_path: Path) -> None:
    address = f"/list/{quoted('教育局')}.html"
    pages: dict[str, Any] = portal()
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base)
        run(tmp_path, *crawl_args(path))
        del server.pages[address]
        run(tmp_path, *crawl_args(path), REFETCH_DAYS="0")
        marked = "select report_id from report_sources where gone_at is not null"
        assert [one["report_id"] for one in database(tmp_path).query(marked)] == ["430981-教育局-2024"]
        assert count(tmp_path) == 3
        server.pages[address] = report("教育局")
        run(tmp_path, *crawl_args(path), REFETCH_DAYS="0")
    assert not list(database(tmp_path).query(marked))


def test_columns_of_old_years_are_not_listed_again_soon(tmp_path: Path) -> None:
    pages: dict[str, Any] = portal()
    pages["/list/"] = listing('<li><a href="2016n/">2016年</a></li>', *map(row, ORGANS))
    pages["/list/2016n/"] = listing(row("教育局", 2016, "r.html"))
    pages["/list/2016n/r.html"] = report("教育局", 2016)
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base, expected=4)
        first = run(tmp_path, *crawl_args(path))
        assert first.returncode == 0, first.stdout
        server.asked.clear()
        second = run(tmp_path, *crawl_args(path))
        assert "/list/" in server.asked
        assert "/list/2016n/" not in server.asked
    assert second.returncode == 0, second.stdout
    assert "已有 4" in second.stdout


def test_requests_and_depth_are_bounded(tmp_path: Path) -> None:
    pages: dict[str, Any] = portal()
    pages["/list/"] = listing('<li><a href="2016n/">2016年</a></li>', *map(row, ORGANS))
    with serving(pages) as server:
        path = write_portal(tmp_path, server.base)
        run(tmp_path, *crawl_args(path), MAX_DEPTH="0")
        assert "/list/2016n/" not in server.asked
        run(tmp_path, *crawl_args(path), MAX_REQUESTS="1")
    assert failures(tmp_path) == {f"{server.base}/list/2016n/": "limit_exceeded"}
