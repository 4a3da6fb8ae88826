"""The one writer of the database: an event and its reading land in one transaction, or not at all.

The rows depend on what landed, not on when or in which order: ids are made from contents, times of seeing are the
earliest, what failed stands only while nothing later came, and of several documents of one report the same one is
shown whichever came first (`storage.reports`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database

from pipelines.media_types import PICTURES
from pipelines.recognise import recognise_link
from pipelines.records import Context, DocumentKind, Finding, Member, Reading, Report
from pipelines.register import load_register
from storage.archive import ArchiveDamaged, Kept, member_ref
from storage.events import (
    Event,
    Failed,
    Fetched,
    RunFinished,
    RunStarted,
    Unchanged,
    dump_context,
    load_context,
    moment_of,
)
from storage.jobs import Job, Origin, member_address
from storage.reports import VANISHED, Reports
from storage.writer import Row, Writer, stable_id

_LAST_DOCUMENT = "select sha256 from fetches where url = ? and sha256 is not null order by fetched_at desc, id desc"


class Landed(StrEnum):
    """What an event changed, for the summary of a run."""

    NOTHING = "nothing"
    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    OTHER = "other"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address that gave a document: what it last gave, and when it was last seen to.

    `fetched_at` counts a 304 too; `etag` and `last_modified` are those that came with the document. `year` is that of
    the report read from it. `lacking` are the attachments that its page links and that have not come. `settled`: no
    failure stands and nothing is lacking. `referrer` is the page on which it was last found.
    """

    url: str
    kind: DocumentKind
    sha256: str
    fetched_at: str
    etag: str | None
    last_modified: str | None
    year: int | None
    lacking: tuple[str, ...]
    settled: bool
    referrer: str | None = None


Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A page that is to be read with its attachments: the event that brought it, the job for the reader, the addresses
    and hashes of the attachments, and whether all have come or failed."""

    event: Fetched
    job: Job
    parts: Parts
    is_complete: bool


def told_of(member: Member) -> bool:
    """Whether that a file could not be read is told by itself: that a page shows a picture is no failure."""
    return member.failure is not None and member.media_type not in PICTURES


class Store:
    """The database, for writing. One per process; others may read meanwhile.

    `read` reads an archived document again, where another than the one that came is to be shown.
    """

    def __init__(self, database: Database, read: Callable[[Job], Reading]) -> None:
        self.database = database
        self._writer = Writer(database)
        self._reports = Reports(self._writer, read)

    def land(self, event: Event, reading: Reading | None, file: str, end: int) -> tuple[Landed, ...]:
        """Write one event of the archive file `file`, which ends at offset `end` there; returns what it changed, a
        word for each report where there are several.

        `reading` is what the reader made of a fetched document; None for a listing or an attachment, and for a page
        with attachments, which is read when they have come (`due_after`).
        """
        with self.database.atomic():
            # Writing first takes the lock, and waits for it; a transaction that began by reading would fail instead.
            self._writer.execute("update archives set landed = landed where file = ?", file)
            # A damaged archive may have lost a run's beginning.
            self._writer.execute(
                "insert into runs (id, command, started_at) values (?, 'unknown', ?) on conflict do nothing",
                event.run_id,
                moment_of(event),
            )
            landed: tuple[Landed, ...]
            match event:
                case RunStarted():
                    landed = (self._run_started(event),)
                case Fetched():
                    landed = self._fetched(event, reading, f"{file}:{end}")
                case Unchanged():
                    landed = (self._unchanged(event, f"{file}:{end}"),)
                case Failed():
                    landed = (self._failed(event, f"{file}:{end}"),)
                case RunFinished():
                    landed = (self._run_finished(event),)
            self._writer.execute(
                "insert into archives values (?, ?) on conflict (file) do update set landed = excluded.landed",
                file,
                end,
            )
        return landed

    def due_after(self, event: Event) -> list[Due]:
        """The pages that are to be read now that an event has landed: those with attachments of which the last has
        come, or failed to; after the end of a run, also those of it that wait for what will not come."""
        match event:
            case Fetched() | Unchanged() | Failed():
                sql = """
                    select page_url as url from attachments where url = :url
                    union select url from bundles where url = :url
                    """
                pages = [row["url"] for row in self._writer.query(sql, {"url": event.url})]
                return [due for url in pages if (due := self._due(url)) and due.is_complete]
            case RunFinished():
                return [due for due in self.due() if due.event.run_id == event.run_id]
            case RunStarted():
                return []

    def due_before(self, event: Event) -> list[Due]:
        """The page that must be read before an event lands, which brings another document in its place."""
        if not isinstance(event, Fetched):
            return []
        due = self._due(event.url)
        return [due] if due is not None and due.event.sha256 != event.sha256 else []

    def due(self) -> list[Due]:
        """All pages that were not read yet with the attachments that have come."""
        pages = self._writer.query("select url from bundles where waits order by url")
        return [due for row in pages if (due := self._due(row["url"]))]

    def land_due(self, due: Due, reading: Reading) -> tuple[Landed, ...]:
        """Write what was read in a page and its attachments."""
        with self.database.atomic():
            parts = json.dumps(due.parts, ensure_ascii=False)
            self._writer.execute("update bundles set parts = ?, waits = 0 where url = ?", parts, due.event.url)
            return self._reading(due.event, reading, due.parts)

    def _due(self, url: str) -> Due | None:
        """A page with the attachments that have come; None where it has been read with just these."""
        sql = """
            select bundles.sha256, bundles.context, bundles.parts, size, archive_ref, wire_digest, fetches.*
            from bundles join documents using (sha256)
            join fetches on fetches.url = bundles.url and fetches.sha256 = bundles.sha256
            where bundles.url = ? order by fetched_at desc, id desc limit 1
            """
        for row in self._writer.query(sql, url):
            files = self._writer.query(
                """
                select attachments.url, attachments.sha256, archive_ref,
                       (select 1 from failures where failures.url = attachments.url and run_id = ?) as failed
                from attachments left join documents using (sha256) where page_url = ? order by position
                """,
                row["run_id"],
                url,
            )
            come = [file for file in files if file["sha256"] is not None]
            parts = tuple((file["url"], file["sha256"]) for file in come)
            if row["parts"] is not None and json.loads(row["parts"]) == [list(part) for part in parts]:
                return None
            event = Fetched(
                run_id=row["run_id"],
                url=url,
                final_url=row["final_url"],
                status=row["status"],
                fetched_at=row["fetched_at"],
                referrer=row["referrer"],
                kind=DocumentKind.REPORT,
                sha256=row["sha256"],
                size=row["size"],
                archive_ref=row["archive_ref"],
                wire_digest=row["wire_digest"],
                context=load_context(row["context"]),
            )
            job = Job(event.archive_ref, event.context, tuple((file["url"], file["archive_ref"]) for file in come))
            return Due(event, job, parts, all(file["sha256"] or file["failed"] for file in files))
        return None

    def note_damage(self, damage: ArchiveDamaged) -> None:
        """Write a finding on a damaged archive file, of which what is whole lands."""
        with self.database.atomic():
            finding = Finding("archive_damaged", str(damage))
            self._writer.finding(None, f"archive:{damage.file}", None, finding)

    def landed(self) -> dict[str, int]:
        """How far each archive file has landed: file name → offset."""
        return {row["file"]: row["landed"] for row in self._writer.query("select file, landed from archives")}

    def kept(self, digest: str) -> Kept | None:
        """Where a payload with that wire digest is kept, if an earlier run kept it."""
        for row in self._writer.query(
            """
            select archive_ref, final_url, fetched_at from documents join fetches using (sha256)
            where wire_digest = ? order by fetched_at limit 1
            """,
            digest,
        ):
            return Kept(row["archive_ref"], row["final_url"], row["fetched_at"])
        return None

    def known(self) -> dict[str, Known]:
        """Every address that ever gave a document, by the address that was asked for."""
        # With max(), SQLite takes the other columns from the row that has it.
        rows = self._writer.query(
            """
            with last as (
                select url, final_url, sha256, referrer, max(fetched_at) as fetched_at
                from fetches
                where sha256 is not null group by url
            ),
            brought as (
                select url, etag, last_modified, max(fetched_at) from fetches
                where sha256 is not null and status is not 304 group by url
            ),
            wanting as (
                select page_url as url, json_group_array(url) as urls from attachments
                where sha256 is null group by page_url
            ),
            years as (
                select report_sources.url, report_sources.sha256, max(reports.year) as year
                from report_sources join reports on reports.id = report_id
                group by 1, 2
            )
            select last.url, last.referrer, documents.kind, last.sha256, last.fetched_at, brought.etag,
                   brought.last_modified,
                   years.year, coalesce(wanting.urls, '[]') as lacking,
                   last.url in (select url from failures) as failed
            from last
            join documents on documents.sha256 = last.sha256
            left join brought on brought.url = last.url
            left join wanting on wanting.url = last.url
            left join years on years.url = last.final_url and years.sha256 = last.sha256
            """
        )
        known = {}
        for row in rows:
            lacking = tuple(sorted(json.loads(row["lacking"])))
            known[row["url"]] = Known(
                row["url"],
                DocumentKind(row["kind"]),
                row["sha256"],
                row["fetched_at"],
                row["etag"],
                row["last_modified"],
                row["year"],
                lacking,
                settled=not row["failed"] and not lacking,
                referrer=row["referrer"],
            )
        return known

    def completed(self) -> dict[str, str]:
        """When the last complete run of each portal ended: one whose listings were all read to their end."""
        sql = """
            select portal_id, max(finished_at) as finished_at from runs
            where portal_id is not null and reason = 'finished' and listings is not null
              and not exists (select 1 from json_each(listings) where not json_extract(value, '$.complete'))
            group by portal_id
            """
        return {row["portal_id"]: row["finished_at"] for row in self._writer.query(sql)}

    def _run_started(self, event: RunStarted) -> Landed:
        portal_id = None
        if event.portal is not None:
            portal_id = event.portal["id"]
            self.database.table("portals").upsert(dict(event.portal), pk="id")
        self.database.table("runs").upsert(
            {"id": event.run_id, "command": event.command, "portal_id": portal_id, "started_at": event.started_at},
            pk="id",
        )
        return Landed.NOTHING

    def _run_finished(self, event: RunFinished) -> Landed:
        self._writer.execute(
            "update runs set finished_at = ?, reason = ?, pages = ?, listings = ? where id = ?",
            event.finished_at,
            event.reason,
            event.pages,
            json.dumps(event.listings, ensure_ascii=False) if event.listings else None,
            event.run_id,
        )
        return Landed.NOTHING

    def _fetched(self, event: Fetched, reading: Reading | None, fetch_id: str) -> tuple[Landed, ...]:
        # What a page with attachments is, its reading tells, when they have come.
        waits = reading is None and bool(event.attachments)
        self._document(event, reading, reading.kind if reading else DocumentKind.OTHER if waits else event.kind)
        self.database.table("fetches").insert(
            {
                "id": fetch_id,
                "run_id": event.run_id,
                "url": event.url,
                "final_url": event.final_url,
                "status": event.status,
                "fetched_at": event.fetched_at,
                "sha256": event.sha256,
                "referrer": event.referrer,
                "etag": event.etag,
                "last_modified": event.last_modified,
            }
        )
        self._count(event.run_id, "documents")
        # Why an attachment could not be read is told by the page that it is read with, and stands while it is the same.
        stands = event.sha256 if event.kind is DocumentKind.ATTACHMENT else None
        self._writer.execute(
            "delete from failures where url = ? and at <= ? and (? is null or sha256 is not ?)",
            event.url,
            event.fetched_at,
            stands,
            stands,
        )
        self._attachment(event.url)
        if event.kind is DocumentKind.REPORT:
            self._links(event)
        if reading is None:
            self._reports.settle_at({event.final_url, *self._led_to(event.url)})
            return (Landed.NOTHING,)
        return self._reading(event, reading, ())

    def _reading(self, event: Fetched, reading: Reading, parts: Parts) -> tuple[Landed, ...]:
        """Land what was read in a document and the files that came with it; `parts` are its attachments."""
        # A saved page tells where it came from; a crawled one came from where it was asked.
        saved_from = reading.saved_from if event.url.startswith("file:") else None
        address = saved_from or event.final_url
        self._document(event, reading, reading.kind)
        for finding in reading.findings:
            self._writer.finding(None, address, event.sha256, finding)
        origin = Origin(event.sha256, event.context, parts)
        landed: list[Landed] = []
        told: set[str] = set()
        if reading.report is not None:
            landed.append(self._report(event.run_id, event.sha256, reading.report, address, origin))
            told.add(reading.report.id)
            for url, sha256 in parts:
                self._reports.attach(reading.report.id, sha256, url)
        for member in reading.members:
            landed += self._member(event, member, address, origin, dict(parts))
            told |= {member.report.id} if member.report else set()
        if reading.failure is not None:
            failed = Failed(event.run_id, event.url, reading.failure, reading.detail, event.fetched_at)
            self._failure(failed, event.context, event.sha256)
        if not landed:
            landed.append(Landed.OTHER if reading.failure is None else Landed.UNREAD)
        self._reports.settle_at({address, *self._led_to(event.url)}, but=told)
        return tuple(landed)

    def _report(self, run_id: str, sha256: str, report: Report, address: str, origin: Origin) -> Landed:
        landed = Landed(self._reports.land(sha256, report, address, origin))
        if landed is not Landed.KNOWN:
            self._count(run_id, f"reports_{landed}")
        return landed

    def _member(
        self, event: Fetched, member: Member, address: str, origin: Origin, parts: Mapping[str, str]
    ) -> list[Landed]:
        """Land a file that was read with a document: its own row where it is in an archive, the report that it is or
        belongs to, or its failure."""
        within = parts.get(member.url, event.sha256)  # the archive that it is in
        place = member_address(address, member)
        if member.path and member.sha256:
            (row,) = self._writer.query("select archive_ref from documents where sha256 = ?", within)
            self._kept_in(event, member, member_ref(row["archive_ref"], member.path))
            self.database.table("members").upsert(
                {"archive_sha256": within, "path": member.path, "name": member.name, "sha256": member.sha256},
                pk=("archive_sha256", "path"),
            )
        elif member.sha256:
            sql = "update documents set charset = coalesce(?, charset), kind = case when ? then 'report' else kind end"
            self._writer.execute(f"{sql} where sha256 = ?", member.charset, member.report is not None, member.sha256)
        landed = []
        belongs = member.of
        if member.report is not None:
            landed.append(self._report(event.run_id, member.sha256, member.report, place, origin))
            belongs = member.report.id if member.path else None
        elif member.of is not None:
            self._reports.attach(member.of, member.sha256, place)
        if belongs is not None and member.path:
            self._reports.attach(belongs, within, member.url or address)
        self._writer.execute("delete from failures where url = ? and sha256 is not null", place)
        if told_of(member):
            assert member.failure is not None
            sql = "select max(fetched_at) as at from fetches where url = ? and sha256 = ?"
            (row,) = self._writer.query(sql, member.url, within)
            failed = Failed(event.run_id, place, member.failure, member.detail, row["at"] or event.fetched_at)
            self._failure(failed, None, member.sha256 or within)
        return landed

    def _kept_in(self, event: Fetched, member: Member, ref: str) -> None:
        """The row of a document that is a file in an archive."""
        self._put_document(
            {
                "sha256": member.sha256,
                "kind": DocumentKind.REPORT if member.report else member.kind,
                "media_type": member.media_type,
                "charset": member.charset,
                "size": member.size,
                "first_seen_at": event.fetched_at,
                "archive_ref": ref,
                "wire_digest": None,
            }
        )

    def _unchanged(self, event: Unchanged, fetch_id: str) -> Landed:
        """What the server still has is as if it had come again, but nothing is read anew: a document that could not
        be read still cannot. A document that a damaged archive lost is not known here, and its row has none."""
        kinds = [row["kind"] for row in self._writer.query("select kind from documents where sha256 = ?", event.sha256)]
        self.database.table("fetches").insert(
            {
                "id": fetch_id,
                "run_id": event.run_id,
                "url": event.url,
                "final_url": event.final_url,
                "status": 304,
                "fetched_at": event.fetched_at,
                "sha256": event.sha256 if kinds else None,
                "referrer": event.referrer,
            }
        )
        if not kinds:
            return Landed.NOTHING
        self._writer.execute(
            "delete from failures where url = ? and at <= ? and sha256 is not ?",
            event.url,
            event.fetched_at,
            event.sha256,
        )
        self._reports.settle_at({event.final_url, *self._led_to(event.url)})
        if self._writer.query("select 1 from failures where url = ? and sha256 = ?", event.url, event.sha256):
            return Landed.UNREAD
        match DocumentKind(kinds[0]):
            case DocumentKind.REPORT:
                return Landed.KNOWN
            case DocumentKind.OTHER:
                return Landed.OTHER
            case DocumentKind.LISTING | DocumentKind.ATTACHMENT:
                return Landed.NOTHING

    def _failed(self, event: Failed, fetch_id: str) -> Landed:
        if event.status is not None:
            self.database.table("fetches").insert(
                {
                    "id": fetch_id,
                    "run_id": event.run_id,
                    "url": event.url,
                    "final_url": event.url,
                    "status": event.status,
                    "fetched_at": event.at,
                    "sha256": None,
                    "referrer": event.referrer,
                }
            )
        self._failure(event, event.context, None)
        if event.kind in VANISHED:
            self._reports.settle_at(self._led_to(event.url))
        return Landed.UNREAD

    def _document(self, event: Fetched, reading: Reading | None, kind: DocumentKind) -> None:
        row = {
            "sha256": event.sha256,
            "kind": kind,
            "media_type": reading.media_type if reading else event.media_type,
            "charset": reading.charset if reading else None,
            "size": event.size,
            "first_seen_at": event.fetched_at,
            "archive_ref": event.archive_ref,
            "wire_digest": event.wire_digest,
        }
        self._put_document(row)

    def _put_document(self, row: Row) -> None:
        self._writer.execute(
            """
            insert into documents (sha256, kind, media_type, charset, size, first_seen_at, archive_ref, wire_digest)
            values (:sha256, :kind, :media_type, :charset, :size, :first_seen_at, :archive_ref, :wire_digest)
            on conflict (sha256) do update set
                kind = case
                    when 'report' in (kind, excluded.kind) then 'report'
                    when 'attachment' in (kind, excluded.kind) then 'attachment'
                    when 'other' in (kind, excluded.kind) then 'other'
                    else kind end,
                media_type = coalesce(excluded.media_type, media_type),
                charset = coalesce(excluded.charset, charset),
                first_seen_at = min(first_seen_at, excluded.first_seen_at)
            """,
            dict(row),
        )

    def _led_to(self, url: str) -> set[str]:
        """An address, and where it ever led."""
        sql = "select final_url from fetches where url = ? and sha256 is not null"
        return {url, *(row["final_url"] for row in self._writer.query(sql, url))}

    def _links(self, event: Fetched) -> None:
        """The attachments of a page are those that it links now."""
        sql = "select 1 from fetches where url = ? and sha256 is not null and status is not 304 and fetched_at > ?"
        if self._writer.query(sql, event.url, event.fetched_at):
            return
        self._writer.execute("delete from attachments where page_url = ?", event.url)
        self._writer.execute("delete from bundles where url = ?", event.url)
        for position, url in enumerate(event.attachments):
            self._writer.execute(
                f"""
                insert into attachments (page_url, url, sha256, position) values (?, ?, ({_LAST_DOCUMENT} limit 1), ?)
                on conflict do nothing
                """,
                event.url,
                url,
                url,
                position,
            )
        if event.attachments and event.kind is DocumentKind.REPORT:
            self.database.table("bundles").insert(
                {
                    "url": event.url,
                    "sha256": event.sha256,
                    "context": dump_context(event.context),
                    "parts": None,
                    "waits": 1,
                }
            )

    def _attachment(self, url: str) -> None:
        """The document at an address is an attachment of the pages that link it, which wait to be read with it."""
        changed = f"url = :url and sha256 is not ({_LAST_DOCUMENT.replace('?', ':url')} limit 1)"
        sql = f"update bundles set waits = 1 where url in (select page_url from attachments where {changed})"
        self._writer.execute(sql, {"url": url})
        sql = f"update attachments set sha256 = ({_LAST_DOCUMENT.replace('?', ':url')} limit 1) where url = :url"
        self._writer.execute(sql, {"url": url})

    def _failure(self, event: Failed, context: Context | None, sha256: str | None) -> None:
        """One row an address and kind, with its last time: failures tell what stands, the archive what was.

        `sha256` is of the document that came and could not be read. A failure does not stand when the address gave
        a document later, nor one to read a document when another came later; in the same second the last to be
        archived holds, which may judge what came just before. Whose report it was to be, and of which year, the link
        that led there may have told.
        """
        self._count(event.run_id, "failures")
        sql = "select 1 from fetches where url = ? and sha256 is not null and fetched_at > ?"
        if self._writer.query(sql + (" and status is not 304" if sha256 else ""), event.url, event.at):
            return
        announced = recognise_link(context, load_register()) if context and context.link_title else None
        organ = announced.organ if announced else None
        if organ is not None:
            self._reports.institution(organ)
        self._writer.execute(
            """
            insert into failures (id, run_id, url, kind, detail, at, institution_id, year, sha256)
            values (:id, :run_id, :url, :kind, :detail, :at, :institution_id, :year, :sha256)
            on conflict (id) do update set
                run_id = excluded.run_id, detail = excluded.detail, at = excluded.at, sha256 = excluded.sha256,
                institution_id = excluded.institution_id, year = excluded.year
            where excluded.at >= at
            """,
            {
                "id": stable_id(event.url, event.kind),
                "run_id": event.run_id,
                "url": event.url,
                "kind": event.kind,
                "detail": event.detail or None,
                "at": event.at,
                "institution_id": organ.id if organ else None,
                "year": announced.year if announced else None,
                "sha256": sha256,
            },
        )

    def _count(self, run_id: str, column: str) -> None:
        self._writer.execute(f"update runs set {column} = {column} + 1 where id = ?", run_id)
