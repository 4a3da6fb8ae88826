"""Events and readings landed in a database: what the rows say, whatever came first, and whatever breaks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.records import (
    Agreement,
    Check,
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
from storage.compare import compare
from storage.events import Event, Failed, Fetched, RunFinished, RunStarted
from storage.registers import indicators
from storage.schema import connect
from storage.store import Landed, Store

PORTAL = {
    "id": "demo",
    "name": "演示",
    "region_code": "430981",
    "home": "http://a.gov.cn/",
    "listing": "x",
    "file": None,
}
ORGAN = Organ("430981", "沅江市人民政府", "430981", "county", "government")
PAGE = "http://a.gov.cn/2021.html"
START = RunStarted("r", "crawl portal", "2022-01-01T00:00:00Z", PORTAL)
Landing = tuple[Event, Reading | None]


@dataclass
class Archive:
    """A store and the end of its archive file, so that each event has a place of its own."""

    store: Store
    readings: dict[str, Reading]
    end: int = 0

    def land(self, event: Event, reading: Reading | None = None) -> Landed:
        self.end += 100
        if isinstance(event, Fetched) and reading is not None:
            self.readings[event.archive_ref] = reading
        (landed,) = self.store.land(event, reading, "f.warc.gz", self.end)
        return landed

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in self.store.database.execute(sql).fetchall()]


def open_store(path: Path) -> Archive:
    database = connect(path)
    codes = sorted({row["code"] for row in indicators()})
    database.table("codes").insert_all({"code": code} for code in codes)
    readings: dict[str, Reading] = {}
    archive = Archive(Store(database, lambda job: readings[job.ref]), readings)
    archive.land(START)
    return archive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return open_store(tmp_path / "test.db")


def fetched(
    content: str, url: str = PAGE, at: int = 1, kind: DocumentKind = DocumentKind.REPORT, **more: str
) -> Fetched:
    """A page with that content came from an address on day `at`."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    status = None if url.startswith("file:") else 200
    when = f"2022-02-{at:02}T00:00:00Z"
    referrer = more.get("referrer")
    return Fetched(
        "r",
        url,
        more.get("final", url),
        status,
        when,
        referrer,
        kind,
        digest,
        9,
        f"f:{digest[:8]}:1",
        f"sha1:{digest[:8]}",
    )


def figure(code: str, value: float | None) -> Figure:
    state = State.BLANK if value is None else State.NUMBER if value else State.ZERO
    raw = "" if value is None else f"{value:g}"
    return Figure(code, Source.TABLE, value, raw, state, None, "t1r2c3", None, "header", Agreement.SINGLE)


def reading(year: int = 2021, saved_from: str | None = None, /, **columns: float | None) -> Reading:
    """A report with figures of 本年新收, by column, and of the balance, by row."""
    figures = []
    for name, value in columns.items():
        row, _, column = name.rpartition("__")
        figures.append(figure(f"requests.{row or 'new_received'}.{column}", value))
    report = Report(
        organ=ORGAN,
        year=year,
        form=Form.TABLES_2021,
        title=f"沅江市人民政府{year}年年报",
        published_on=f"{year + 1}-01-20",
        published_source="meta",
        sections=(Section(1, "一、总体情况", "overview", f"{year}年正文"),),
        statements=(Statement(1, "requests_received", 5, "件", "exact", "own", "year", "共5件", "一"),),
        figures=tuple(figures),
        checks=(Check("C.some" if len(figures) > 1 else "C.few", "table", False, 1, 2, -1, "1 ≠ 2"),),
        findings=(Finding("rows_missing", "requests：甲"),),
    )
    return Reading(report, DocumentKind.REPORT, "text/html", "utf-8", saved_from=saved_from)


FIVE = {"natural_person": 3.0, "commercial_enterprise": 1.0, "other_org": 1.0, "total": 5.0}


def landed(path: Path, landings: Iterable[Landing]) -> Database:
    archive = open_store(path)
    for event, read in landings:
        archive.land(event, read)
    return archive.store.database


# --- one report ------------------------------------------------------------------------------------------------------


def test_a_new_report_and_everything_in_it(archive: Archive) -> None:
    assert archive.land(fetched("a"), reading(**FIVE, legal_service_org=None)) is Landed.NEW
    assert archive.rows("select id, institution_id, year, form, published_on, url from reports") == [
        ("430981-2021", "430981", 2021, "tables_2021", "2022-01-20", PAGE)
    ]
    assert archive.rows("select code, value, raw, state, sha256 from figures where value is null or value = 5") == [
        ("requests.new_received.legal_service_org", None, "", "blank", fetched("a").sha256),
        ("requests.new_received.total", 5.0, "5", "number", fetched("a").sha256),
    ]
    assert archive.rows("select relation, url from report_sources") == [("canonical", PAGE)]
    assert archive.rows("select kind, detail from findings") == [("rows_missing", "requests：甲")]
    assert archive.rows("select rule, holds, delta from checks where rule = 'C.some'") == [("C.some", 0, -1.0)]
    assert archive.rows("select code, value from statements") == [("requests_received", 5.0)]
    assert archive.rows("select text from report_texts") == [("一、总体情况\n2021年正文",)]
    assert archive.rows("select documents, reports_new, reports_changed from runs") == [(1, 1, 0)]


def test_the_same_again_is_known(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    assert archive.land(fetched("a", at=2), reading(**FIVE)) is Landed.KNOWN
    assert archive.rows("select count(*) from reports, figures") == [(4,)]
    assert archive.rows("select reports_new, reports_changed from runs") == [(1, 0)]
    assert archive.rows("select count(*) from fetches") == [(2,)]
    assert archive.rows("select first_seen_at from documents") == [("2022-02-01T00:00:00Z",)]


def test_the_same_elsewhere_is_a_copy(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    assert archive.land(fetched("b", url=PAGE + "?isMobile=true"), reading(**FIVE)) is Landed.KNOWN
    assert archive.rows("select relation, url from report_sources order by relation") == [
        ("canonical", PAGE),
        ("copy", PAGE + "?isMobile=true"),
    ]
    assert archive.rows("select count(*) from findings where kind = 'report_twice'") == [(0,)]


def test_what_stands_at_an_address_now_is_shown(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    assert archive.land(fetched("b", at=2), reading(total=6.0)) is Landed.CHANGED
    assert archive.rows("select code, value from figures") == [("requests.new_received.total", 6.0)]
    assert archive.rows("select relation, sha256 from report_sources order by relation") == [
        ("revision", fetched("b").sha256),
        ("superseded", fetched("a").sha256),
    ]
    assert archive.rows("select url from findings where kind = 'report_twice'") == []
    assert archive.rows("select url, sha256 from findings where kind = 'revised'") == [(PAGE, fetched("b").sha256)]
    assert archive.rows("select rule from checks") == [("C.few",)]
    assert archive.rows("select reports_new, reports_changed from runs") == [(1, 1)]


def test_another_document_with_fewer_figures_is_superseded(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    archive.land(fetched("b", url="http://a.gov.cn/x"), reading(total=6.0))
    assert archive.rows("select url from reports") == [(PAGE,)]
    assert archive.rows("select report_id, url, sha256 from findings where kind = 'report_twice'") == [
        ("430981-2021", "http://a.gov.cn/x", fetched("b").sha256)
    ]
    assert archive.rows("select count(*) from figures") == [(4,)]


def test_a_document_read_anew_is_no_longer_another(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    for total in (6.0, 5.0):
        other = reading(**{**FIVE, "total": total})
        archive.land(fetched("b", url="http://a.gov.cn/much/longer/address.html"), other)
    assert archive.rows("select relation from report_sources order by 1") == [("canonical",), ("copy",)]
    assert archive.rows("select * from findings where kind = 'report_twice'") == []


def test_a_saved_page_stands_for_the_address_it_came_from(archive: Archive) -> None:
    archive.land(fetched("a", url="file:saved/a.html"), reading(2021, PAGE, **FIVE))
    assert archive.rows("select url, status, (select url from reports) from fetches") == [
        ("file:saved/a.html", None, PAGE)
    ]


def test_a_crawled_page_stands_for_where_it_was_found(archive: Archive) -> None:
    archive.land(fetched("a", final="http://a.gov.cn/there"), reading(2021, "http://mirror.example/", **FIVE))
    assert archive.rows("select url from reports") == [("http://a.gov.cn/there",)]


# --- order -----------------------------------------------------------------------------------------------------------

DOCUMENTS: tuple[Landing, ...] = (
    (fetched("first", at=1), reading(**FIVE, research_institution=0.0)),
    (fetched("corrected", at=3), reading(**{**FIVE, "natural_person": 4.0, "total": 6.0})),
    (
        fetched("copy", url="http://www.a.gov.cn/m/2021.html", at=2),
        reading(**{**FIVE, "natural_person": 4.0, "total": 6.0}),
    ),
    (fetched("other", url="http://b.gov.cn/", at=4), reading(total=7.0)),
)


def test_any_order_gives_the_same_rows(tmp_path: Path) -> None:
    databases = [landed(tmp_path / f"{number}.db", order) for number, order in enumerate(permutations(DOCUMENTS))]
    assert [list(compare(databases[0], each)) for each in databases[1:]] == [[]] * (len(databases) - 1)
    (shown,) = databases[0].query("select sha256 from reports")
    assert shown["sha256"] == fetched("corrected").sha256


def test_saved_copies_of_one_address_in_any_order(tmp_path: Path) -> None:
    saved: list[Landing] = [
        (fetched("a", url="file:a.html"), reading(2021, PAGE, **FIVE)),
        (fetched("b", url="file:b.html"), reading(2021, PAGE, total=6.0)),
    ]
    first, second = landed(tmp_path / "1.db", saved), landed(tmp_path / "2.db", reversed(saved))
    assert list(compare(first, second)) == []


YEARS: tuple[Landing, ...] = (
    (fetched("2020", url="http://a.gov.cn/2020.html"), reading(2020, carried_over_out__total=2.0)),
    (fetched("2021"), reading(2021, carried_over_in__total=2.0, carried_over_out__total=4.0)),
    (fetched("2022", url="http://a.gov.cn/2022.html"), reading(2022, carried_over_in__total=3.0)),
)


@pytest.mark.parametrize("order", list(permutations(YEARS)))
def test_checks_across_years_stand_on_the_later(archive: Archive, order: tuple[Landing, ...]) -> None:
    for event, read in order:
        archive.land(event, read)
    assert archive.rows("select report_id, holds, delta from checks where rule = 'C.cross.carry.total' order by 1") == [
        ("430981-2021", 1, 0.0),
        ("430981-2022", 0, -1.0),
    ]


def test_checks_across_years_are_null_while_the_earlier_is_missing(archive: Archive) -> None:
    archive.land(*YEARS[2])
    assert archive.rows("select holds from checks where rule = 'C.cross.carry.total'") == [(None,)]


def test_a_corrected_earlier_report_is_checked_again(archive: Archive) -> None:
    for event, read in YEARS[1:]:
        archive.land(event, read)
    archive.land(fetched("2021 again", at=9), reading(2021, carried_over_in__total=2.0, carried_over_out__total=3.0))
    assert archive.rows("select holds from checks where report_id = '430981-2022' and rule like '%cross%'") == [(1,)]


LISTED: Landing = (fetched("a", kind=DocumentKind.LISTING), None)
ATTACHED: Landing = (fetched("a", kind=DocumentKind.ATTACHMENT), None)
OTHER: Landing = (fetched("a", url="file:a"), Reading(None, DocumentKind.OTHER, "text/html", None))


@pytest.mark.parametrize(
    ("came", "kind"),
    [
        ((LISTED, OTHER), "other"),
        ((LISTED, ATTACHED, OTHER), "attachment"),
        ((LISTED, ATTACHED, (fetched("a"), reading(**FIVE))), "report"),
    ],
)
def test_kind_of_a_document_that_came_twice(tmp_path: Path, came: tuple[Landing, ...], kind: str) -> None:
    for number, order in enumerate(permutations(came)):
        (row,) = landed(tmp_path / f"{number}.db", order).query("select kind from documents")
        assert row["kind"] == kind


# --- what is no report -----------------------------------------------------------------------------------------------

UNREADABLE = Reading(None, DocumentKind.OTHER, "application/pdf", None, FailureKind.UNSUPPORTED_TYPE, "暂不能读取")


def test_a_failure_is_replaced_by_success(archive: Archive) -> None:
    assert archive.land(Failed("r", PAGE, FailureKind.TIMEOUT, "60 s", "2022-02-01T00:00:00Z")) is Landed.UNREAD
    assert archive.land(fetched("a", at=2), UNREADABLE) is Landed.UNREAD
    assert archive.rows("select kind from failures") == [("unsupported_type",)]
    archive.land(fetched("b", at=3), reading(**FIVE))
    assert archive.rows("select * from failures") == []
    assert archive.rows("select failures, reports_new from runs") == [(2, 1)]


def test_the_last_failure_of_a_kind_stands(archive: Archive) -> None:
    for day in (1, 2):
        archive.land(Failed("r", PAGE, FailureKind.HTTP_ERROR, f"{day}", f"2022-02-0{day}T00:00:00Z", 500))
    assert archive.rows("select detail, at from failures") == [("2", "2022-02-02T00:00:00Z")]
    assert archive.rows("select status, sha256 from fetches") == [(500, None), (500, None)]


def test_a_failure_leaves_the_report_alone(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    archive.land(Failed("r", PAGE, FailureKind.GONE, "HTTP 404", "2022-03-01T00:00:00Z", 404))
    assert archive.rows("select url, sha256 from reports") == [(PAGE, fetched("a").sha256)]
    archive.land(fetched("a", at=9), reading(**FIVE))
    assert archive.rows("select relation from report_sources") == [("canonical",)]


def test_other_documents_and_their_findings(archive: Archive) -> None:
    other = Reading(None, DocumentKind.OTHER, "text/plain", "utf-8", findings=(Finding("odd", "怪"),))
    assert archive.land(fetched("a"), other) is Landed.OTHER
    assert archive.rows("select kind, media_type, charset from documents") == [("other", "text/plain", "utf-8")]
    assert archive.rows("select report_id, url, kind from findings") == [(None, PAGE, "odd")]
    assert archive.rows("select * from reports") == []


def test_listings_are_kept_as_listings(archive: Archive) -> None:
    assert archive.land(fetched("a", kind=DocumentKind.LISTING)) is Landed.NOTHING
    assert archive.rows("select kind, media_type from documents") == [("listing", None)]


# --- attachments and archives ----------------------------------------------------------------------------------------

ANNEX_URL = "http://a.gov.cn/x.pdf"
ANNEX = fetched("annex", url=ANNEX_URL, kind=DocumentKind.ATTACHMENT, referrer=PAGE)
LINKING = replace(fetched("a"), attachments=(ANNEX_URL,))


def dues(archive: Archive, event: Event) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The pages that are to be read after an event, each with the attachments it is to be read with."""
    return [(due.event.url, due.parts) for due in archive.store.due_after(event)]


def read_due(archive: Archive, event: Event, read: Reading) -> tuple[Landed, ...]:
    (due,) = archive.store.due_after(event)
    archive.readings[due.job.ref] = read
    return archive.store.land_due(due, read)


def test_a_page_is_read_when_its_attachment_has_come(archive: Archive) -> None:
    assert archive.land(LINKING) is Landed.NOTHING
    assert dues(archive, LINKING) == []
    assert archive.land(ANNEX) is Landed.NOTHING
    assert dues(archive, ANNEX) == [(PAGE, ((ANNEX_URL, ANNEX.sha256),))]
    assert read_due(archive, ANNEX, reading(**FIVE)) == (Landed.NEW,)
    assert dues(archive, ANNEX) == []
    assert archive.store.due() == []
    sources = [("canonical", PAGE), ("attachment", ANNEX_URL)]
    assert sorted(archive.rows("select relation, url from report_sources")) == sorted(sources)


def test_a_page_is_read_when_its_attachment_has_failed(archive: Archive) -> None:
    archive.land(LINKING)
    failed = Failed("r", ANNEX_URL, FailureKind.GONE, "HTTP 404", "2022-02-01T00:00:00Z", 404, PAGE)
    archive.land(failed)
    assert dues(archive, failed) == [(PAGE, ())]
    assert read_due(archive, failed, reading(**FIVE)) == (Landed.NEW,)
    again = replace(ANNEX, fetched_at="2022-03-01T00:00:00Z")
    archive.land(again)
    assert read_due(archive, again, reading(total=6.0)) == (Landed.CHANGED,)


def test_at_a_run_s_end_nothing_is_waited_for(archive: Archive) -> None:
    archive.land(LINKING)
    finished = RunFinished("r", "2022-02-09T00:00:00Z", "portal_timeout", 3)
    archive.land(finished)
    assert dues(archive, finished) == [(PAGE, ())]


def test_a_page_that_waits_is_read_before_another_takes_its_place(archive: Archive) -> None:
    archive.land(LINKING)
    (due,) = archive.store.due_before(replace(fetched("b", at=2), attachments=(ANNEX_URL,)))
    assert due.event.sha256 == LINKING.sha256
    assert archive.store.due_before(LINKING) == []


def test_an_attachment_that_came_with_an_earlier_run_is_at_hand(archive: Archive) -> None:
    archive.land(ANNEX)
    archive.land(LINKING)
    assert dues(archive, LINKING) == [(PAGE, ((ANNEX_URL, ANNEX.sha256),))]


def test_another_file_at_an_attachment_s_address_has_its_page_read_again(archive: Archive) -> None:
    archive.land(LINKING)
    archive.land(ANNEX)
    read_due(archive, ANNEX, reading(**FIVE))
    same = replace(ANNEX, fetched_at="2022-02-05T00:00:00Z")
    archive.land(same)
    assert dues(archive, same) == []
    other = fetched("other", url=ANNEX_URL, at=9, kind=DocumentKind.ATTACHMENT, referrer=PAGE)
    archive.land(other)
    assert dues(archive, other) == [(PAGE, ((ANNEX_URL, other.sha256),))]


def test_an_attachment_of_no_report_is_a_document(archive: Archive) -> None:
    archive.land(ANNEX)
    assert archive.rows("select kind, (select count(*) from report_sources) from documents") == [("attachment", 0)]


def test_a_file_that_is_the_report_does_not_become_its_attachment(archive: Archive) -> None:
    archive.land(fetched("annex", url=ANNEX_URL), reading(**FIVE))
    archive.land(LINKING)
    read_due(archive, LINKING, reading(total=1.0))
    assert archive.rows("select url from report_sources where relation = 'canonical'") == [(ANNEX_URL,)]


def member(name: str, path: str, **more: Any) -> Member:
    data = {"sha256": hashlib.sha256(name.encode()).hexdigest(), "size": 3, "media_type": "x", "charset": None}
    return Member(url="", path=path, name=name, **{**data, "kind": DocumentKind.OTHER, **more})


def test_the_files_of_an_archive_are_documents_of_their_own(archive: Archive) -> None:
    first, second = (reading(year, **FIVE).report for year in (2020, 2021))
    assert first is not None
    assert second is not None
    members = (
        member("a.docx", "0", kind=DocumentKind.REPORT, report=first),
        member("b/c.docx", "1/0", kind=DocumentKind.REPORT, report=second),
        member("b/d.xls", "1/1", kind=DocumentKind.ATTACHMENT, of=second.id),
        member("e.pdf", "2", failure=FailureKind.ENCRYPTED, detail="有密码"),
        member("f.png", "3", media_type="image/png", failure=FailureKind.UNREADABLE),
    )
    event = fetched("zip", url="http://a.gov.cn/all.zip")
    packed = Reading(None, DocumentKind.REPORT, "application/zip", None, members=members)
    archive.readings[event.archive_ref] = packed
    assert archive.store.land(event, packed, "f.warc.gz", 500) == (Landed.NEW, Landed.NEW)
    zip_url = "http://a.gov.cn/all.zip"
    assert archive.rows("select id, url from reports order by id") == [
        ("430981-2020", f"{zip_url}#!/a.docx"),
        ("430981-2021", f"{zip_url}#!/b/c.docx"),
    ]
    assert archive.rows("select report_id, url, relation from report_sources order by report_id, url") == [
        ("430981-2020", zip_url, "attachment"),
        ("430981-2020", f"{zip_url}#!/a.docx", "canonical"),
        ("430981-2021", zip_url, "attachment"),
        ("430981-2021", f"{zip_url}#!/b/c.docx", "canonical"),
        ("430981-2021", f"{zip_url}#!/b/d.xls", "attachment"),
    ]
    assert archive.rows("select url, kind from failures") == [(f"{zip_url}#!/e.pdf", "encrypted")]
    assert archive.rows("select name, archive_ref from members join documents using (sha256) order by path") == [
        ("a.docx", f"{event.archive_ref}#0"),
        ("b/c.docx", f"{event.archive_ref}#1/0"),
        ("b/d.xls", f"{event.archive_ref}#1/1"),
        ("e.pdf", f"{event.archive_ref}#2"),
        ("f.png", f"{event.archive_ref}#3"),
    ]
    assert archive.rows("select kind from documents where sha256 = '" + event.sha256 + "'") == [("report",)]
    assert archive.rows("select reports_new, failures from runs") == [(2, 1)]


def test_another_archive_at_the_address_revises_the_report_in_it(archive: Archive) -> None:
    url = "http://a.gov.cn/all.zip"
    for at, sha, total in ((1, "zip 1", 5.0), (2, "zip 2", 6.0)):
        report = reading(total=total).report
        packed = member("a.docx", "0", sha256=hashlib.sha256(sha.encode()).hexdigest(), report=report)
        event = fetched(sha, url=url, at=at)
        read = Reading(None, DocumentKind.REPORT, "application/zip", None, members=(packed,))
        archive.readings[event.archive_ref] = read
        archive.store.land(event, read, "f.warc.gz", 500 + at)
    relations = archive.rows("select relation from report_sources where relation <> 'attachment' order by 1")
    assert relations == [("revision",), ("superseded",)]
    assert archive.rows("select old, new from changes") == [(5, 6)]


# --- runs, places, transactions --------------------------------------------------------------------------------------


def test_run_and_portal(archive: Archive) -> None:
    archive.land(RunFinished("r", "2022-02-09T00:00:00Z", "finished", 3, ({"url": "x", "links": 2},)))
    assert archive.rows("select portal_id, reason, pages, listings from runs") == [
        ("demo", "finished", 3, '[{"url": "x", "links": 2}]')
    ]
    assert archive.rows("select id, name, region_code from portals") == [("demo", "演示", "430981")]
    archive.land(replace(START, run_id="s", portal=None))
    assert archive.rows("select portal_id from runs where id = 's'") == [(None,)]


def test_a_failing_landing_leaves_nothing(archive: Archive) -> None:
    before = list(archive.store.database.iterdump())
    assert archive.store.landed() == {"f.warc.gz": 100}
    with pytest.raises(KeyError):
        archive.land(fetched("a"), reading(**FIVE, no_such_column=1.0))
    assert list(archive.store.database.iterdump()) == before
    assert archive.land(fetched("a"), reading(**FIVE)) is Landed.NEW
    assert archive.store.landed() == {"f.warc.gz": 300}


def test_a_failing_landing_leaves_the_report_as_it_was(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    before = list(archive.store.database.iterdump())
    with pytest.raises(KeyError):
        archive.land(fetched("b", at=2), reading(**FIVE, no_such_column=1.0))
    assert list(archive.store.database.iterdump()) == before


def test_kept_payloads(archive: Archive) -> None:
    archive.land(fetched("a", at=2), reading(**FIVE))
    archive.land(fetched("a", url="http://a.gov.cn/again", at=1), reading(**FIVE))
    kept = archive.store.kept(fetched("a").wire_digest)
    assert kept is not None
    assert (kept.ref, kept.url, kept.at) == (
        fetched("a").archive_ref,
        "http://a.gov.cn/again",
        "2022-02-01T00:00:00Z",
    )
    assert archive.store.kept("sha1:unknown") is None
