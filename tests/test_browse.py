"""The database in Datasette: every page answers, nothing on it is nameless, wrong or from another host."""

from __future__ import annotations

import asyncio
import sqlite3
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datasette", reason="Datasette comes with the extra `browse`")

import uvicorn
from datasette.app import Datasette
from lxml import html

from pipelines.records import (
    Agreement,
    Check,
    Context,
    DocumentKind,
    FailureKind,
    Figure,
    Finding,
    Form,
    Member,
    Organ,
    Reading,
    Report,
    Section,
    Source,
    State,
    Statement,
)
from storage import browse
from storage.dictionary import load_dictionary
from storage.events import Failed, Fetched, RunFinished, RunStarted, Unchanged
from storage.registers import fill_registers
from storage.schema import connect
from storage.store import Store

AT = "2024-04-02T01:00:00Z"
RUN = "20240402T010000Z-1.demo"
HOME = "http://127.0.0.1:9/"
PORTAL = {"id": "demo", "name": "沅江市", "region_code": "430981", "home": HOME, "listing": HOME, "file": "demo.toml"}
ORGAN = Organ("430981-教育局", "沅江市教育局", "430981", "county", "department")
GOVERNMENT = Organ("430981", "沅江市人民政府", "430981", "county", "government")
TABLES = tuple(load_dictionary().tables)
FIRST = "demo.warc.gz:1:1"  # where the first version of a page that was replaced is kept
QUERIES = tomllib.loads((browse.ROOM / "queries.toml").read_text("utf-8"))["queries"]


def figure(code: str, value: float | None, raw: str, state: State, source: Source = Source.TABLE) -> Figure:
    told = source is Source.PROSE
    return Figure(
        code, source, value, raw, state, "件" if told else None, None if told else "t2r5c7",
        f"新收到申请{raw}" if told else None, "statement" if told else "header", Agreement.SINGLE,
    )  # fmt: skip


def report(organ: Organ, year: int) -> Report:
    """An invented report with every state, a check of every outcome, prose and a finding."""
    return Report(
        organ=organ,
        year=year,
        form=Form.TABLES_2021,
        title=f"{organ.name}{year}年<政府信息公开>工作年度报告",
        published_on=f"{year + 1}-03-05",
        published_source="page",
        sections=(Section(1, "", "preface", "本机关编写。"), Section(2, "一、总体情况", "overview", "收到申请12件。")),
        statements=(
            Statement(1, "requests_received", 12.0, "件", "exact", "report", "year", "收到申请12件", "一、总体情况"),
        ),
        figures=(
            figure("requests.new_received.total", 12.0, "12", State.NUMBER),
            figure("requests.carried_over_in.total", 0.0, "0", State.ZERO),
            figure("requests.granted.total", None, "", State.BLANK),
            figure("requests.granted.natural_person", None, "/", State.SLASH),
            figure("disclosure_art20_8.administrative_fees.amount_collected_wanyuan", 25.1, "251000元", State.NUMBER),
            figure("statistics.requests_received.value", 12.0, "12件", State.NUMBER, Source.PROSE),
        ),
        checks=(
            Check("C.requests.balance.total", Source.TABLE, True, 12.0, 12.0, 0.0, "总计列：12 ＝ 12"),
            Check("C.requests.outcomes_sum.total", Source.TABLE, False, 12.0, 11.0, 1.0, "总计列各行之和：12 ≠ 11"),
            Check("C.requests.row_total.granted", Source.TABLE, None, None, None, None, "无法核算"),
        ),
        findings=(Finding("cell_note", "t2r5c7：12（含转来）"),),
    )


def fetched(url: str, sha256: str, kind: DocumentKind) -> Fetched:
    return Fetched(
        RUN,
        url,
        url,
        200,
        AT,
        HOME,
        kind,
        sha256,
        2048,
        f"demo.warc.gz:{len(url)}:9",
        f"sha1:{sha256}",
        Context(),
        "text/html",
        (f"{HOME}annex.pdf",),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database of invented events, under a name of its own; the writer stays open, as during a crawl."""
    path = tmp_path_factory.mktemp("browse") / "我的 库.db"
    first = report(GOVERNMENT, 2022)
    first = replace(first, figures=(figure("requests.new_received.total", 9.0, "9", State.NUMBER), *first.figures[1:]))
    earlier = Reading(first, DocumentKind.REPORT, "text/html", "utf-8")
    store = Store(connect(path), read=lambda job: {FIRST: earlier}[job.ref])
    fill_registers(store.database)
    events: list[tuple[Any, Reading | None]] = [(RunStarted(RUN, "crawl portal", AT, PORTAL), None)]
    events.append((fetched(HOME, "a" * 64, DocumentKind.LISTING), None))
    page = fetched(f"{HOME}2022.html", "d" * 64, DocumentKind.REPORT)
    events.append((replace(page, fetched_at="2023-04-02T01:00:00Z", archive_ref=FIRST), earlier))
    for organ, year in ((ORGAN, 2021), (GOVERNMENT, 2022), (ORGAN, 2023)):
        reading = Reading(report(organ, year), DocumentKind.REPORT, "text/html", "utf-8")
        events.append((fetched(f"{HOME}{year}.html", f"{year}{'b' * 60}", DocumentKind.REPORT), reading))
    packed = Member("", "0", "年报/2020.docx", "e" * 64, 9, "x", None, DocumentKind.REPORT, None, report(ORGAN, 2020))
    archived = Reading(None, DocumentKind.REPORT, "application/zip", None, members=(packed,))
    events.append((fetched(f"{HOME}all.zip", "f" * 64, DocumentKind.REPORT), archived))
    unread = Reading(None, DocumentKind.OTHER, "application/pdf", None, FailureKind.ENCRYPTED, "有打开密码")
    events.append((fetched(f"{HOME}locked.pdf", "c" * 64, DocumentKind.REPORT), unread))
    events.append((Failed(RUN, f"{HOME}gone.html", FailureKind.GONE, "HTTP 404", AT, 404, HOME), None))
    later = "2024-05-02T01:00:00Z"
    events.append((Failed(RUN, f"{HOME}2022.html", FailureKind.GONE, "HTTP 404", later, 404, HOME), None))
    events.append((Unchanged(RUN, f"{HOME}2023.html", f"{HOME}2023.html", later, f"2023{'b' * 60}", HOME), None))
    listing = {"url": HOME, "pages": 1, "links": 9, "reports": 4, "read": 2, "skipped": {"other": 3}, "complete": True}
    events.append((RunFinished(RUN, AT, "finished", 1, (listing,)), None))
    for end, (event, read) in enumerate(events, 1):
        store.land(event, read, "demo.warc.gz", end)
    yield path
    store.database.close()


@pytest.fixture(scope="module")
def site(path: Path) -> Datasette:
    return browse.open_datasette(path)


def get(site: Datasette, address: str) -> Any:
    return asyncio.run(site.client.get(address))


def page_of(site: Datasette, address: str) -> html.HtmlElement:
    """The page at an address as typed; Datasette redirects what it would have encoded otherwise."""
    answer = asyncio.run(site.client.get(address, follow_redirects=True))
    assert answer.status_code == 200, f"{address}: {answer.text[:300]}"
    return html.document_fromstring(answer.text)


def cells(page: html.HtmlElement) -> list[dict[str, str]]:
    """The rows of a page's table: heading's column → text shown."""
    heads = [head.get("data-column") or head.text_content().strip() for head in page.cssselect("th[scope=col]")]
    rows = page.cssselect(".rows-and-columns tbody tr")
    return [
        dict(zip(heads, (" ".join(td.text_content().split()) for td in row.cssselect("td")), strict=True))
        for row in rows
    ]


@pytest.mark.parametrize("table", TABLES)
def test_page_of_every_table_and_view(site: Datasette, table: str) -> None:
    page = page_of(site, f"/nianbao/{table}")
    entry = load_dictionary().tables[table]
    assert entry.title in page.cssselect("h1")[0].text_content()
    text = page.text_content()
    assert entry.text in text
    assert (entry.caution or "") in text
    described = [item.text_content() for item in page.cssselect(".column-descriptions dd")]
    assert described == [column.description for column in entry.columns.values()]


@pytest.mark.parametrize("table", TABLES)
def test_headings_have_chinese_names(site: Datasette, table: str) -> None:
    heads = page_of(site, f"/nianbao/{table}").cssselect("th[scope=col]")
    names = [column.name for column in load_dictionary().tables[table].columns.values()]
    shown = [head.text_content() for head in heads if head.get("data-column") != "Link"]
    assert len(shown) == len(names)
    for name, head in zip(names, shown, strict=True):
        assert name in head


def test_first_page_leads_everywhere(site: Datasette) -> None:
    page = page_of(site, "/nianbao")
    links = {link.get("href"): link.text_content() for link in page.cssselect(".content a")}
    for name, table in load_dictionary().tables.items():
        if table.group != "internal":
            assert links[f"/nianbao/{name}"] == table.title
        else:
            assert f"/nianbao/{name}" not in links
    for name, query in QUERIES.items():
        assert links[f"/nianbao/{name}"] == query["title"]
    assert "/nianbao/cells" in get(site, "/nianbao?_show_hidden=1").text
    assert load_dictionary().title in page_of(site, "/").cssselect("h1")[0].text_content()


@pytest.mark.parametrize(
    ("query", "asked", "expected"),
    [
        ("failing-checks", "", {"机关": "沅江市教育局", "差": "1", "关系与两边的值": "总计列各行之和：12 ≠ 11"}),
        ("failing-checks", "?year=2021&organ=教育", {"年度": "2021", "读自": "table 表格"}),
        (
            "report-figures",
            "?report_id=430981-教育局-2023",
            {"表": "第二十条第（八）项", "数值": "25.1", "计量单位": "万元", "原文": "251000元", "出处": "t2r5c7"},
        ),
        (
            "indicator-by-year",
            "?code=requests.new_received.total&organ=教育",
            {"年度": "2021", "数值": "12", "原文": "12", "报告": "430981-教育局-2021"},
        ),
        ("unread", "?kind=encrypted", {"原因": "encrypted 加了密", "详情": "有打开密码", "所属门户": "demo"}),
        ("missing-reports", "", {"机关编号": "430981-教育局", "年度": "2022", "情况": "missing 缺报"}),
        ("late-reports", "", {"年度": "2023", "逾期天数": "34", "公开日期": "2024-03-05"}),
    ],
)
def test_canned_queries(site: Datasette, query: str, asked: str, expected: dict[str, str]) -> None:
    page = page_of(site, f"/nianbao/{query}{asked}")
    assert QUERIES[query]["title"] in page.cssselect("h1")[0].text_content()
    assert expected in [{key: row[key] for key in expected} for row in cells(page)]


@pytest.mark.parametrize("query", QUERIES)
def test_canned_queries_without_parameters(site: Datasette, query: str) -> None:
    page_of(site, f"/nianbao/{query}")


def test_missing_year_is_missing_only_where_no_report_is(site: Datasette) -> None:
    rows = cells(page_of(site, "/nianbao/missing-reports"))
    assert "2021" not in [row["年度"] for row in rows]


def test_every_indicator_of_the_report_is_named(site: Datasette) -> None:
    rows = cells(page_of(site, "/nianbao/report-figures?report_id=430981-教育局-2023"))
    assert len(rows) == len(report(ORGAN, 2023).figures)
    assert all(row["表"] != "无值" and row["行"] != "无值" and row["计量单位"] != "无值" for row in rows)
    assert rows[-1]["表"] == "正文"


def test_figures_show_raw_state_and_place(site: Datasette) -> None:
    rows = cells(page_of(site, "/nianbao/figures?report_id=430981-教育局-2023"))
    shown = {(row["code"].split()[0], row["source"]): row for row in rows}
    assert len(shown) == len(report(ORGAN, 2023).figures)
    number = shown["requests.new_received.total", "table 表格"]
    assert number["code"].endswith("收到和处理政府信息公开申请情况·一、本年新收政府信息公开申请数量·总计")
    assert (number["value"], number["raw"], number["state"], number["locator"]) == ("12", "12", "number 数字", "t2r5c7")
    zero = shown["requests.carried_over_in.total", "table 表格"]
    blank = shown["requests.granted.total", "table 表格"]
    slash = shown["requests.granted.natural_person", "table 表格"]
    assert (zero["value"], zero["raw"], zero["state"]) == ("0", "0", "zero 零")
    assert (blank["value"], blank["raw"], blank["state"]) == ("无值", "空白", "blank 空白")
    assert (slash["value"], slash["raw"], slash["state"]) == ("无值", "/", "slash 符号")
    prose = shown["statistics.requests_received.value", "prose 正文"]
    assert (prose["quote"], prose["locator"]) == ("新收到申请12件", "无值")


def test_what_changed_and_what_is_gone(site: Datasette) -> None:
    (row,) = cells(page_of(site, "/nianbao/changes"))
    shown = {name: row[name].split()[0] for name in ("code", "source", "old", "new", "old_raw", "new_raw")}
    assert list(shown.values()) == ["requests.new_received.total", "table", "9", "12", "9", "12"]
    sources = {row["relation"]: row for row in cells(page_of(site, "/nianbao/report_sources?report_id=430981-2022"))}
    assert set(sources) == {"revision 更正", "superseded 未采用"}
    assert {row["gone_at"] for row in sources.values()} == {"2024-05-02T01:00:00Z"}
    rows = cells(page_of(site, "/nianbao/findings?report_id=430981-2022"))
    assert {row["kind"] for row in rows} == {"cell_note 格子带附注", "revised 改动过", "vanished 网上已无"}


def test_json_keeps_what_the_database_holds(site: Datasette) -> None:
    address = "/nianbao/figures.json?report_id=430981-教育局-2023&code=requests.granted.total&_shape=array"
    (row,) = get(site, address).json()
    assert (row["value"], row["raw"], row["state"]) == (None, "", "blank")


def test_numbers_are_shown_whole(site: Datasette) -> None:
    (row,) = cells(page_of(site, "/nianbao?sql=select+123456789012.0+as+a,+4125.49+as+b,+0.0+as+c,+null+as+d"))
    assert row == {"a": "123456789012", "b": "4125.49", "c": "0", "d": "无值"}


def test_checks_hold_fail_or_cannot_be_assessed(site: Datasette) -> None:
    rows = cells(page_of(site, "/nianbao/checks?report_id=430981-教育局-2023"))
    held = {row["rule"]: row["holds"] for row in rows}
    assert held == {
        "C.requests.balance.total": "成立",
        "C.requests.outcomes_sum.total": "不成立",
        "C.requests.row_total.granted": "无法核算",
        **{rule: shown for rule, shown in held.items() if ".cross." in rule},
    }
    selected = page_of(site, "/nianbao/checks?holds=0")
    assert "不成立 · 4" in " ".join(selected.cssselect("#facet-holds")[0].text_content().split())


def test_listings_of_a_run_are_readable(site: Datasette) -> None:
    (row,) = cells(page_of(site, "/nianbao/runs"))
    assert "认作报告4" in row["listings"]
    assert "略过与年报无关 3" in row["listings"]
    assert "读到头是" in row["listings"]


def test_failures_say_what_to_do(site: Datasette) -> None:
    page = page_of(site, "/nianbao/failures")
    assert {row["kind"] for row in cells(page)} == {"gone 网页没有了", "encrypted 加了密"}
    action = load_dictionary().vocabularies["failure_kind"].words["encrypted"].action
    assert action
    assert any(action in (word.get("title") or "") for word in page.cssselect("td .word"))


def test_row_of_a_report(site: Datasette) -> None:
    page = page_of(site, "/nianbao/reports/430981-教育局-2023")
    assert "沅江市教育局2023年<政府信息公开>工作年度报告" in page.cssselect("h1")[0].text_content()
    links = [link.get("href") for link in page.cssselect(".content a")]
    assert any(link.startswith("/nianbao/figures?report_id=") for link in links)
    assert not any("/cells" in link for link in links)
    assert any(link.startswith("/nianbao/report-figures?report_id=") for link in links)


def test_every_link_of_a_value_leads_somewhere(site: Datasette) -> None:
    addresses = [f"/nianbao/{table}?_size=5" for table in TABLES]
    links: set[str] = set()
    for address in (*addresses, "/nianbao/failing-checks", "/nianbao/reports/430981-教育局-2023"):
        page = page_of(site, address)
        links.update(link.get("href") for link in page.cssselect("td a, ul.bullets a"))
    own = sorted(link for link in links if link.startswith("/"))
    assert len(own) > 40
    for link in own:
        assert get(site, link).status_code == 200, link
    for table in ("reports", "documents", "institutions", "runs", "portals"):
        assert any(link.startswith(f"/nianbao/{table}/") for link in own), table


@pytest.mark.parametrize(
    "address", ["/", "/nianbao", "/nianbao/reports", "/nianbao/figures", "/nianbao/unread", "/nianbao?sql=select+1"]
)
def test_nothing_is_loaded_from_another_host(site: Datasette, address: str) -> None:
    page = page_of(site, address)
    loaded = [one.get("src") for one in page.cssselect("script[src], img[src], iframe[src]")]
    loaded += [one.get("href") for one in page.cssselect("link[rel=stylesheet], link[rel=icon]")]
    assert "/assets/nianbao.css" in loaded
    for resource in loaded:
        assert resource.startswith("/"), resource
        assert not resource.startswith("//"), resource
        answer = get(site, resource)
        assert answer.status_code == 200, resource
        assert resource.split("?")[0].endswith(".js") or "url(http" not in answer.text
    assert not any("url(http" in style.text_content() for style in page.cssselect("style"))


def test_what_is_written_meanwhile_is_shown(site: Datasette, path: Path) -> None:
    other = connect(path)
    other.execute("insert into institution_names values ('430981-教育局', '沅江教育局')")
    other.conn.commit()
    other.close()
    assert "沅江教育局" in [row["name"] for row in cells(page_of(site, "/nianbao/institution_names"))]


def test_database_cannot_be_written_from_a_page(site: Datasette) -> None:
    answer = get(site, "/nianbao?sql=delete+from+reports")
    assert answer.status_code == 400


def test_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE", "nowhere/nianbao.db")
    assert browse.main([]) == 1
    told = capsys.readouterr().err
    assert "nowhere/nianbao.db" in told
    assert "scrapy crawl portal" in told
    assert not (tmp_path / "nowhere").exists()


def test_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "saved.db"
    path.write_bytes(b"<html>" * 1000)
    with pytest.raises(browse.BrowseError, match=r"saved\.db.*scrapy replay"):
        browse.open_datasette(path)


def test_database_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("create table reports (id text)")
    connection.close()
    with pytest.raises(browse.BrowseError, match=r"other\.db 缺少 .*figures"):
        browse.open_datasette(path)


def test_serves_where_it_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: served.update(options))
    monkeypatch.setenv("DATABASE", str(path))
    assert browse.main(["--port", "8123"]) == 0
    assert (served["host"], served["port"]) == ("127.0.0.1", 8123)
    assert "http://127.0.0.1:8123/nianbao" in capsys.readouterr().out
