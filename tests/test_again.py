"""A second look at an address: unchanged, changed, gone and back; the rows do not depend on the order of landing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from pipelines.deduplicate import Standing
from pipelines.records import Context, DocumentKind, FailureKind, Reading, Section
from storage.archive import ArchiveWriter, archive_files, wire_digest
from storage.compare import compare
from storage.events import Event, Failed, Fetched, RunStarted, Unchanged, dump_event, load_event
from storage.reader import Readers
from storage.registers import fill_registers
from storage.replay import replay
from storage.schema import connect
from storage.store import Landed, Store
from storage.versions import Said, Seen, revises, standing_of, steps_of
from tests.test_store import FIVE, PAGE, UNREADABLE, Archive, Landing, fetched, landed, open_store, reading

ELSEWHERE = "http://b.gov.cn/"
REVISED = {**FIVE, "natural_person": 4.0, "total": 6.0}
REWORDED = "2021年正文，已订正错字"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return open_store(tmp_path / "test.db")


def day(at: int) -> str:
    return f"2022-02-{at:02}T00:00:00Z"


def unchanged(content: str, at: int, url: str = PAGE, run: str = "r") -> Unchanged:
    """The server said on day `at` that the page with that content is what it still has."""
    return Unchanged(run, url, url, day(at), fetched(content).sha256)


def failed(at: int, kind: FailureKind = FailureKind.GONE, url: str = PAGE, run: str = "r") -> Failed:
    return Failed(run, url, kind, "HTTP 404", day(at), 404)


def reworded(read: Reading) -> Reading:
    """The same figures in other words."""
    assert read.report is not None
    section = Section(1, "一、总体情况", "overview", REWORDED)
    return replace(read, report=replace(read.report, sections=(section,)))


def findings(archive: Archive, *kinds: str) -> list[tuple[object, ...]]:
    return archive.rows(f"select kind, url from findings where kind in {(*kinds, '')} order by kind, url")


# --- events ----------------------------------------------------------------------------------------------------------


def test_unchanged_is_an_event_of_the_archive() -> None:
    event = replace(unchanged("a", 2), referrer="http://a.gov.cn/")
    assert load_event(dump_event(event)) == event
    assert load_event(dump_event(unchanged("a", 2))) == unchanged("a", 2)


def test_validators_are_kept_and_older_archives_have_none() -> None:
    event = replace(fetched("a"), etag='W/"1"', last_modified="Tue, 01 Feb 2022 00:00:00 GMT")
    assert load_event(dump_event(event)) == event
    data = b"".join(dump_event(event).partition(b', "etag"')[:1]) + b"}"
    old = load_event(data)
    assert isinstance(old, Fetched)
    assert (old.sha256, old.etag, old.last_modified) == (event.sha256, None, None)


# --- unchanged -------------------------------------------------------------------------------------------------------


def test_an_unchanged_report_is_known_and_counts_nothing(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    archive.land(failed(2, FailureKind.TIMEOUT))
    before = archive.rows("select documents, reports_new, reports_changed from runs")
    assert archive.land(unchanged("a", 3)) is Landed.KNOWN
    assert archive.rows("select documents, reports_new, reports_changed from runs") == before
    assert archive.rows("select status, sha256, fetched_at from fetches order by fetched_at desc limit 1") == [
        (304, fetched("a").sha256, day(3))
    ]
    assert archive.rows("select * from failures") == []


@pytest.mark.parametrize(
    ("landing", "expected"),
    [
        ((fetched("a", kind=DocumentKind.LISTING), None), Landed.NOTHING),
        ((fetched("a"), Reading(None, DocumentKind.OTHER, "text/html", None)), Landed.OTHER),
        ((fetched("a"), UNREADABLE), Landed.UNREAD),
    ],
)
def test_what_else_can_be_unchanged(archive: Archive, landing: Landing, expected: Landed) -> None:
    archive.land(*landing)
    assert archive.land(unchanged("a", 2)) is expected


def test_a_document_that_cannot_be_read_still_cannot_when_unchanged(tmp_path: Path) -> None:
    came: list[Landing] = [(fetched("a"), UNREADABLE), (failed(2), None), (unchanged("a", 3), None)]
    for number, order in enumerate(permutations(came[:2])):
        archive = open_store(tmp_path / f"{number}.db")
        for event, read in (*order, came[2]):
            archive.land(event, read)
        assert archive.rows("select kind, sha256 from failures") == [("unsupported_type", fetched("a").sha256)]


def test_what_a_damaged_archive_lost_cannot_be_unchanged(archive: Archive) -> None:
    assert archive.land(unchanged("lost", 2, run="lost too")) is Landed.NOTHING
    assert archive.rows("select status, sha256 from fetches") == [(304, None)]
    assert archive.rows("select command from runs where id = 'lost too'") == [("unknown",)]
    assert archive.store.known() == {}


# --- failures and times ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "came", [[(fetched("a", at=3), reading(**FIVE))], [(fetched("a"), reading(**FIVE)), (unchanged("a", 3), None)]]
)
def test_a_failure_does_not_outlive_what_came_later(archive: Archive, came: list[Landing]) -> None:
    for event, read in came:
        archive.land(event, read)
    archive.land(failed(2, FailureKind.TIMEOUT))
    assert archive.rows("select * from failures") == []
    archive.land(failed(4, FailureKind.TIMEOUT))
    assert archive.rows("select at from failures") == [(day(4),)]


def test_what_is_wrong_with_a_listing_that_came_in_the_same_second(archive: Archive) -> None:
    archive.land(fetched("a", kind=DocumentKind.LISTING))
    archive.land(replace(failed(1, FailureKind.LISTING_REPEATS), status=200))
    assert archive.rows("select kind from failures") == [("listing_repeats",)]
    archive.land(fetched("a", at=2, kind=DocumentKind.LISTING))
    assert archive.rows("select kind from failures") == []


def test_an_older_document_that_was_unread_does_not_stand(archive: Archive) -> None:
    archive.land(fetched("b", at=3), reading(**FIVE))
    archive.land(fetched("a", at=1), UNREADABLE)
    assert archive.rows("select * from failures") == []


def test_the_last_failure_stands_whichever_landed_first(archive: Archive) -> None:
    archive.land(replace(failed(5), detail="later"))
    archive.land(replace(failed(4), detail="earlier"))
    assert archive.rows("select at, detail from failures") == [(day(5), "later")]


# --- known -----------------------------------------------------------------------------------------------------------


def test_known_addresses(archive: Archive) -> None:
    archive.land(replace(fetched("a"), etag='"1"', last_modified="then"), reading(2019, **FIVE))
    archive.land(unchanged("a", 4))
    archive.land(fetched("list", url="http://a.gov.cn/list", kind=DocumentKind.LISTING))
    archive.land(fetched("pdf", url="http://a.gov.cn/pdf", at=5), UNREADABLE)
    archive.land(failed(6, url="http://a.gov.cn/never"))
    known = archive.store.known()
    assert set(known) == {PAGE, "http://a.gov.cn/list", "http://a.gov.cn/pdf"}
    page = known[PAGE]
    assert (page.url, page.kind, page.sha256, page.fetched_at) == (
        PAGE, DocumentKind.REPORT, fetched("a").sha256, day(4),
    )  # fmt: skip
    assert (page.etag, page.last_modified, page.year, page.lacking, page.settled) == ('"1"', "then", 2019, (), True)
    listing = known["http://a.gov.cn/list"]
    assert (listing.kind, listing.year, listing.etag, listing.settled) == (DocumentKind.LISTING, None, None, True)
    assert known["http://a.gov.cn/pdf"].settled is False


def test_known_is_of_what_came_last(archive: Archive) -> None:
    archive.land(replace(fetched("b", at=3), etag='"2"'), reading(**REVISED))
    archive.land(replace(fetched("a", at=1), etag='"1"'), reading(**FIVE))
    assert (archive.store.known()[PAGE].sha256, archive.store.known()[PAGE].etag) == (fetched("b").sha256, '"2"')
    archive.land(failed(4))
    assert archive.store.known()[PAGE].settled is False
    archive.land(replace(fetched("c", at=5), etag=None), Reading(None, DocumentKind.OTHER, "text/html", None))
    assert (archive.store.known()[PAGE].etag, archive.store.known()[PAGE].year) == (None, None)


def test_the_year_of_a_page_that_was_led_to(archive: Archive) -> None:
    archive.land(fetched("a", url="http://a.gov.cn/old", final=PAGE), reading(2020, **FIVE))
    assert archive.store.known()["http://a.gov.cn/old"].year == 2020
    assert PAGE not in archive.store.known()


def test_a_page_lacks_what_it_links_and_has_not_come(archive: Archive) -> None:
    lost, annex = "http://a.gov.cn/lost.pdf", "http://a.gov.cn/annex.pdf"
    archive.land(replace(fetched("a"), attachments=(lost, annex)), reading(**FIVE))
    assert (archive.store.known()[PAGE].lacking, archive.store.known()[PAGE].settled) == ((annex, lost), False)
    archive.land(fetched("annex", url=annex, kind=DocumentKind.ATTACHMENT, referrer=PAGE))
    assert archive.store.known()[PAGE].lacking == (lost,)
    archive.land(unchanged("a", 2))
    assert archive.store.known()[PAGE].lacking == (lost,)
    archive.land(replace(fetched("b", at=3), attachments=(annex,)), reading(**FIVE))
    archive.land(replace(fetched("older", at=2), attachments=(lost,)), reading(**FIVE))
    assert archive.rows("select url, sha256 from attachments") == [(annex, fetched("annex").sha256)]
    assert archive.store.known()[PAGE].settled is True


# --- changed ---------------------------------------------------------------------------------------------------------

VERSIONS: tuple[Landing, ...] = (
    (fetched("first", at=1), reading(**FIVE)),
    (fetched("second", at=3), reading(**REVISED)),
    (fetched("third", at=5), reading(**{**REVISED, "research_institution": None, "other_org": None})),
)


def test_a_changed_page_is_a_revision_with_its_differences(archive: Archive) -> None:
    archive.land(*VERSIONS[0])
    assert archive.rows("select * from changes") == []
    assert archive.land(*VERSIONS[1]) is Landed.CHANGED
    assert archive.rows("select relation, sha256 from report_sources order by relation") == [
        ("revision", fetched("second").sha256),
        ("superseded", fetched("first").sha256),
    ]
    pair = (fetched("first").sha256, fetched("second").sha256, day(3))
    assert archive.rows("select * from changes order by code") == [
        ("430981-2021", "requests.new_received.natural_person", "table", 3.0, 4.0, "3", "4", *pair),
        ("430981-2021", "requests.new_received.total", "table", 5.0, 6.0, "5", "6", *pair),
    ]
    assert findings(archive, "revised", "report_twice") == [("revised", PAGE)]
    (detail,) = archive.rows("select detail, sha256 from findings where kind = 'revised'")
    assert "2 个数字不同" in str(detail[0])
    assert detail[1] == fetched("second").sha256


def test_figures_added_and_taken_away_are_changes(archive: Archive) -> None:
    for event, read in VERSIONS:
        archive.land(event, read)
    sql = "select code, old, new, old_raw, new_raw from changes where new_sha256 = ? order by code"
    rows = archive.store.database.execute(sql, [fetched("third").sha256]).fetchall()
    assert rows == [
        ("requests.new_received.other_org", 1.0, None, "1", ""),
        ("requests.new_received.research_institution", None, None, None, ""),
    ]
    assert len(findings(archive, "revised")) == 2


def test_other_words_are_told_and_no_revision(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    assert archive.land(fetched("b", at=2), reworded(reading(**FIVE))) is Landed.KNOWN
    assert archive.rows("select relation, sha256 from report_sources order by relation") == [
        ("canonical", fetched("b").sha256),
        ("copy", fetched("a").sha256),
    ]
    assert archive.rows("select text from sections") == [(REWORDED,)]
    assert archive.rows("select * from changes") == []
    ((detail,),) = archive.rows("select detail from findings where kind = 'revised'")
    assert "0 个数字不同" in str(detail)


def test_another_page_around_the_same_report_is_nothing(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    assert archive.land(fetched("b", at=2), reading(**FIVE)) is Landed.KNOWN
    assert findings(archive, "revised", "report_twice") == []


def test_a_page_that_is_put_back(archive: Archive) -> None:
    for event, read in (*VERSIONS[:2], (fetched("first", at=6), reading(**FIVE))):
        archive.land(event, read)
    assert archive.rows("select relation, sha256 from report_sources order by relation") == [
        ("revision", fetched("first").sha256),
        ("superseded", fetched("second").sha256),
    ]
    assert archive.rows("select value from figures where code like '%total'") == [(5.0,)]
    assert archive.rows("select old, new, seen_at from changes where code like '%total' order by 3") == [
        (5.0, 6.0, day(3)),
        (6.0, 5.0, day(6)),
    ]


def test_a_revision_beside_a_fuller_report_elsewhere(archive: Archive) -> None:
    for event, read in VERSIONS[:2]:
        archive.land(event, read)
    archive.land(fetched("full", url=ELSEWHERE, at=4), reading(**FIVE, research_institution=0.0, legal_service_org=0.0))
    assert archive.rows("select relation, url from report_sources order by 1, 2") == [
        ("canonical", ELSEWHERE),
        ("superseded", PAGE),
        ("superseded", PAGE),
    ]
    assert findings(archive, "revised", "report_twice") == [("report_twice", PAGE), ("revised", PAGE)]
    assert archive.rows("select distinct old_sha256 from changes") == [(fetched("first").sha256,)]


def test_a_saved_page_is_no_version_in_time(archive: Archive) -> None:
    archive.land(fetched("crawled"), reading(**FIVE))
    archive.land(fetched("saved", url="file:saved.html", at=2), reading(2021, PAGE, **REVISED))
    assert archive.rows("select relation, sha256 from report_sources order by relation") == [
        ("canonical", fetched("crawled").sha256),
        ("superseded", fetched("saved").sha256),
    ]
    assert findings(archive, "revised", "report_twice") == [("report_twice", PAGE)]


def test_a_version_that_cannot_be_read_again_is_told(archive: Archive) -> None:
    event, read = VERSIONS[0]
    archive.land(event, read)
    assert isinstance(event, Fetched)
    archive.readings[event.archive_ref] = UNREADABLE
    assert archive.land(*VERSIONS[1]) is Landed.CHANGED
    assert findings(archive, "revised", "unreadable_again") == [("unreadable_again", PAGE)]
    archive.readings[event.archive_ref] = reading(**FIVE)
    archive.land(unchanged("second", 4))
    assert findings(archive, "revised", "unreadable_again") == [("revised", PAGE)]


def test_what_is_not_at_its_address_and_cannot_be_read_is_not_shown(archive: Archive) -> None:
    archive.land(fetched("here"), reading(**FIVE))
    archive.land(fetched("there", url=ELSEWHERE, at=2), reading(total=6.0))
    archive.readings[fetched("there").archive_ref] = UNREADABLE
    archive.land(fetched("nothing", at=3), Reading(None, DocumentKind.OTHER, "text/html", None))
    assert archive.rows("select url from reports") == [(PAGE,)]
    assert findings(archive, "unreadable_again") == [("unreadable_again", ELSEWHERE)]


# --- gone ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FailureKind.GONE, FailureKind.SOFT_404])
@pytest.mark.parametrize("back", [(fetched("a", at=9), reading(**FIVE)), (unchanged("a", 9), None)])
def test_a_report_that_vanished_stays_and_is_marked(archive: Archive, kind: FailureKind, back: Landing) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    archive.land(failed(4, kind))
    archive.land(failed(6, kind))
    assert archive.rows("select url, sha256 from reports") == [(PAGE, fetched("a").sha256)]
    assert archive.rows("select relation, gone_at from report_sources") == [("canonical", day(4))]
    assert findings(archive, "vanished") == [("vanished", PAGE)]
    archive.land(*back)
    assert archive.rows("select relation, gone_at from report_sources") == [("canonical", None)]
    assert findings(archive, "vanished") == []


def test_another_failure_is_no_vanishing(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    archive.land(failed(4, FailureKind.TIMEOUT))
    archive.land(failed(5, FailureKind.BLOCKED))
    assert archive.rows("select gone_at from report_sources") == [(None,)]
    assert findings(archive, "vanished") == []


def test_a_copy_that_stands_is_shown_instead(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    archive.land(fetched("b", url="http://a.gov.cn/much/longer.html"), reading(**FIVE))
    archive.land(failed(4))
    assert archive.rows("select url from reports") == [("http://a.gov.cn/much/longer.html",)]
    assert findings(archive, "vanished") == []
    assert archive.rows("select url from report_sources where gone_at is not null") == [(PAGE,)]


def test_a_link_that_led_there_and_fails_says_so_too(archive: Archive) -> None:
    link = "http://a.gov.cn/link"
    archive.land(fetched("a", url=link, final=PAGE), reading(**FIVE))
    archive.land(RunStarted("s", "crawl portal", day(3)))
    archive.land(replace(fetched("a", at=3), run_id="s"), reading(**FIVE))
    archive.land(failed(4, url=link, run="s"))
    assert findings(archive, "vanished") == []
    archive.land(RunStarted("t", "crawl portal", day(5)))
    archive.land(failed(5, url=link, run="t"))
    assert findings(archive, "vanished") == [("vanished", PAGE)]


def test_what_another_link_leads_to_is_not_gone(archive: Archive) -> None:
    archive.land(fetched("a"), reading(**FIVE))
    archive.land(failed(4))
    archive.land(fetched("a", url="http://a.gov.cn/link", final=PAGE, at=5), reading(**FIVE))
    assert archive.rows("select gone_at from report_sources") == [(None,)]
    assert findings(archive, "vanished") == []


# --- order, replay ---------------------------------------------------------------------------------------------------

HISTORY: tuple[Landing, ...] = (
    *VERSIONS[:2],
    (fetched("second as well", at=4), reworded(reading(**REVISED))),
    (failed(5), None),
    (fetched("not it", url=ELSEWHERE, at=2), reading(total=7.0)),
)


def test_any_order_gives_the_same_rows(tmp_path: Path) -> None:
    first, *others = (landed(tmp_path / f"{number}.db", order) for number, order in enumerate(permutations(HISTORY)))
    assert [list(compare(first, each)) for each in others] == [[]] * len(others)
    (marked,) = first.query("select sha256 from report_sources where relation = 'revision'")
    assert marked["sha256"] == fetched("second as well").sha256
    assert [row["gone_at"] for row in first.query("select gone_at from report_sources where url = ?", [PAGE])] == [
        day(5)
    ] * 3
    kinds = [row["kind"] for row in first.query("select kind from findings where kind <> 'rows_missing' order by kind")]
    assert kinds == ["report_twice", "revised", "revised", "vanished"]
    for row in first.query("select * from report_sources"):
        assert row["words"]


def test_unreadable_at_its_address_in_any_order(tmp_path: Path) -> None:
    came: list[Landing] = [
        (fetched("a", at=1), reading(**FIVE)),
        (fetched("x", at=3), UNREADABLE),
        (fetched("b", url=ELSEWHERE, at=2), reading(total=6.0)),
    ]
    first, *others = (landed(tmp_path / f"{number}.db", order) for number, order in enumerate(permutations(came)))
    assert [list(compare(first, each)) for each in others] == [[]] * len(others)
    assert [row["url"] for row in first.query("select url from reports")] == [ELSEWHERE]


def page(received: int) -> bytes:
    """An invented report of text alone."""
    title = "沅江市教育局2021年政府信息公开工作年度报告"
    return f"""<html><head><title>{title}</title></head><body><h1>{title}</h1><div id="zoom">
      <p>本报告按照政府信息公开条例的要求编制，数据统计期限为2021年1月1日至2021年12月31日。</p>
      <p>一、总体情况</p><p>全年收到政府信息公开申请{received}件，均按期答复。</p>
      <p>六、其他需要报告的事项</p><p>本年度没有其他需要报告的事项，信息处理费未收取。</p></div></body></html>""".encode()


def write_archive(folder: Path) -> dict[str, int]:
    """Two runs over one page: came, changed, unchanged. Returns where the first record of a page is."""
    offsets: dict[str, int] = {}
    for number, pages in enumerate(((3, 5), (5,)), 1):
        run = f"r{number}"
        writer = ArchiveWriter(folder, f"2022020{number}T000000Z-1", known=lambda digest: None)
        writer.write_event(RunStarted(run, "crawl portal", day(number)), f"urn:{run}")
        for hour, received in enumerate(pages):
            at = f"2022-02-0{number}T{hour:02}:00:00Z"
            body = page(received)
            kept = writer.write_response(PAGE, at, 200, "OK", [], body)
            offsets.setdefault(run, int(kept.ref.split(":")[1]))
            sha256 = fetched(body.decode()).sha256
            event: Event = Fetched(
                run, PAGE, PAGE, 200, at, None, DocumentKind.REPORT, sha256, len(body), kept.ref, wire_digest(body),
                Context(url=PAGE, region_code="430981"),
            )  # fmt: skip
            if number == 2:
                event = Unchanged(run, PAGE, PAGE, at, sha256)
            writer.write_event(event, PAGE)
        writer.close()
    return offsets


def replayed(folder: Path, path: Path) -> tuple[Store, list[Event]]:
    readers = Readers(folder)
    store = Store(connect(path), readers.read_alone)
    fill_registers(store.database)
    try:
        return store, list(replay(folder, store, readers, store.landed()))
    finally:
        readers.close()


def test_replay_tells_the_same(tmp_path: Path) -> None:
    write_archive(tmp_path / "archive")
    first, events = replayed(tmp_path / "archive", tmp_path / "1.db")
    again, _ = replayed(tmp_path / "archive", tmp_path / "2.db")
    assert list(compare(first.database, again.database)) == []
    assert [type(event).__name__ for event in events] == ["RunStarted", "Fetched", "Fetched", "RunStarted", "Unchanged"]
    rows = list(first.database.query("select code, old, new, seen_at from changes"))
    assert {"code": "statistics.requests_received.value", "old": 3, "new": 5, "seen_at": "2022-02-01T01:00:00Z"} in rows
    (known,) = first.known().values()
    assert (known.fetched_at, known.year) == ("2022-02-02T00:00:00Z", 2021)


def spoil(path: Path, at: int) -> None:
    """Damage a few bytes in the middle of a record."""
    data = bytearray(path.read_bytes())
    data[at + 60 : at + 64] = b"\x00\x00\x00\x00"
    path.write_bytes(data)


def cut(path: Path, at: int) -> None:
    path.write_bytes(path.read_bytes()[: at + 60])


@pytest.mark.parametrize(("damage", "left"), [(spoil, 5), (cut, 3)])
def test_a_damaged_archive_file_costs_what_is_damaged(
    tmp_path: Path, damage: Callable[[Path, int], None], left: int, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "archive"
    offsets = write_archive(folder)
    path = archive_files(folder)[0]
    damage(path, offsets["r1"])
    store, events = replayed(folder, tmp_path / "1.db")
    assert len(events) == left
    rows = list(store.database.query("select url, detail from findings where kind = 'archive_damaged'"))
    assert [row["url"] for row in rows] == [f"archive:{path.name}"]
    assert f"{path.name} 自 {offsets['r1']} 处损坏" in rows[0]["detail"]
    assert path.name in caplog.text
    failures = list(store.database.query("select kind from failures"))
    assert failures == []
    reports = list(store.database.query("select id from reports"))
    assert [row["id"] for row in reports] == (["430981-教育局-2021"] if damage is spoil else [])


# --- histories as values ---------------------------------------------------------------------------------------------


def seen(*documents: str) -> list[Seen]:
    return [Seen(name, day(number)) for number, name in enumerate(documents, 1)]


@pytest.mark.parametrize(
    ("history", "document", "expected"),
    [
        ("", "a", Standing.NOW),
        ("a", "a", Standing.NOW),
        ("ab", "a", Standing.REPLACED),
        ("ab", "b", Standing.NOW),
        ("aba", "a", Standing.NOW),
        ("abx", "b", Standing.LAST),
        ("abx", "a", Standing.REPLACED),
        ("x", "a", Standing.LAST),
        ("bx", "a", Standing.UNDATED),
    ],
)
def test_standing(history: str, document: str, expected: Standing) -> None:
    assert standing_of(document, seen(*history), {"a", "b"}) is expected


@pytest.mark.parametrize(
    ("history", "document", "expected"),
    [
        ("", "a", False),
        ("a", "a", False),
        ("ab", "b", True),
        ("aA", "A", False),
        ("xa", "a", False),
        ("aba", "a", True),
    ],
)
def test_revises(history: str, document: str, expected: bool) -> None:
    assert revises(document, seen(*history), {"a": "one", "A": "one", "b": "two"}) is expected


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ("", []),
        ("aa", []),
        ("aA", []),
        ("axb", [("a", "b", 3)]),
        ("aAbBa", [("a", "b", 3), ("b", "a", 5)]),
        ("abab", [("a", "b", 2), ("b", "a", 3)]),
        ("ac", [("a", "c", 2)]),
    ],
)
def test_steps(history: str, expected: list[tuple[str, str, int]]) -> None:
    same = {"a": Said("1", "w"), "A": Said("1", "w"), "b": Said("2", "w"), "B": Said("2", "w"), "c": Said("1", "v")}
    steps = steps_of("u", seen(*history), same)
    assert [(step.old, step.new, step.seen_at) for step in steps] == [(old, new, day(at)) for old, new, at in expected]
