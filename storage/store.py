"""The one writer of the database: an event and its reading land in one transaction, or not at all.

The rows depend on what landed, not on when or in which order: ids are made from contents, times of seeing are the
earliest, and of several documents of one report the same one is shown whichever came first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from pipelines.chain import READER_VERSION
from pipelines.check import check_across_years
from pipelines.deduplicate import Candidate, Relation, choose, content_digest, relate
from pipelines.recognise import recognise_link
from pipelines.records import Check, Context, DocumentKind, FailureKind, Finding, Form, Organ, Reading, Report, Source
from pipelines.register import load_register
from storage.archive import Kept
from storage.events import Event, Failed, Fetched, RunFinished, RunStarted, dump_context, load_context
from storage.report_rows import cell_rows, check_rows, report_row, section_rows, statement_rows

Row = Mapping[str, Any]


class Landed(StrEnum):
    """What an event changed, for the summary of a run."""

    NOTHING = "nothing"
    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    OTHER = "other"
    UNREAD = "unread"


class Store:
    """The database, for writing. One per process; others may read meanwhile.

    `read` reads an archived document again, by its reference, where another than the one that came is to be shown.
    """

    def __init__(self, database: Database, read: Callable[[str, Context], Reading]) -> None:
        self.database = database
        self._read = read

    def land(self, event: Event, reading: Reading | None, file: str, end: int) -> Landed:
        """Write one event of the archive file `file`, which ends at offset `end` there.

        `reading` is what the reader made of a fetched document; None for a listing or an attachment.
        """
        with self.database.atomic():
            # Writing first takes the lock, and waits for it; a transaction that began by reading would fail instead.
            self._execute("update archives set landed = landed where file = ?", file)
            match event:
                case RunStarted():
                    landed = self._run_started(event)
                case Fetched():
                    landed = self._fetched(event, reading, f"{file}:{end}")
                case Failed():
                    landed = self._failed(event, f"{file}:{end}")
                case RunFinished():
                    landed = self._run_finished(event)
            self._execute(
                "insert into archives values (?, ?) on conflict (file) do update set landed = excluded.landed",
                file,
                end,
            )
        return landed

    def landed(self) -> dict[str, int]:
        """How far each archive file has landed: file name → offset."""
        return {row["file"]: row["landed"] for row in self.database.query("select file, landed from archives")}

    def kept(self, digest: str) -> Kept | None:
        """Where a payload with that wire digest is kept, if an earlier run kept it."""
        for row in self._query(
            """
            select archive_ref, final_url, fetched_at from documents join fetches using (sha256)
            where wire_digest = ? order by fetched_at limit 1
            """,
            digest,
        ):
            return Kept(row["archive_ref"], row["final_url"], row["fetched_at"])
        return None

    def settled(self, since: str) -> dict[str, DocumentKind]:
        """Addresses fetched since that time whose document was read, as a report or as none, and what it is: not to
        be asked again. A page is not settled while one of its attachments has not come."""
        rows = self._query(
            """
            select fetches.url, documents.kind from fetches join documents using (sha256)
            where fetches.fetched_at >= ? and documents.kind in ('report', 'attachment', 'other')
              and fetches.url not in (select url from failures)
              and fetches.url not in (select page_url from attachments where sha256 is null)
            """,
            since,
        )
        return {row["url"]: DocumentKind(row["kind"]) for row in rows}

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
        self._execute(
            "update runs set finished_at = ?, reason = ?, pages = ?, listings = ? where id = ?",
            event.finished_at,
            event.reason,
            event.pages,
            json.dumps(event.listings, ensure_ascii=False) if event.listings else None,
            event.run_id,
        )
        return Landed.NOTHING

    def _fetched(self, event: Fetched, reading: Reading | None, fetch_id: str) -> Landed:
        kind = reading.kind if reading else event.kind
        self._document(event, reading, kind)
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
            }
        )
        self._count(event.run_id, "documents")
        self._execute("delete from failures where url = ?", event.url)
        for url in event.attachments:
            self._execute(
                "insert into attachments select ?, ?, max(sha256) from fetches where url = ? on conflict do nothing",
                event.url,
                url,
                url,
            )
        if event.kind is DocumentKind.ATTACHMENT:
            return self._attachment(event)
        if reading is None:
            return Landed.NOTHING
        # A saved page tells where it came from; a crawled one came from where it was asked.
        saved_from = reading.saved_from if event.url.startswith("file:") else None
        address = saved_from or event.final_url
        for finding in reading.findings:
            self._finding(None, address, event.sha256, finding)
        if reading.report is not None:
            return self._report(event, reading.report, address)
        if reading.failure is None:
            return Landed.OTHER
        return self._failure(event.run_id, event.url, reading.failure, reading.detail, event.fetched_at, event.context)

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
        return self._failure(event.run_id, event.url, event.kind, event.detail, event.at, event.context)

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
        self._execute(
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
            row,
        )

    def _attachment(self, event: Fetched) -> Landed:
        """Tie an attachment to the report whose page links it; a file that was itself read as the report stays that."""
        self._execute("update attachments set sha256 = ? where url = ?", event.sha256, event.url)
        for row in self._query("select distinct report_id from report_sources where url = ?", event.referrer):
            self._execute(
                "insert into report_sources values (?, ?, ?, ?, '', 0, '{}') on conflict do nothing",
                row["report_id"],
                event.sha256,
                event.final_url,
                Relation.ATTACHMENT,
            )
        return Landed.NOTHING

    def _failure(
        self, run_id: str, url: str, kind: FailureKind, detail: str, at: str, context: Context | None
    ) -> Landed:
        """One row an address and kind, with its last time: failures tell what stands, the archive what was.

        Whose report it was to be, and of which year, the link that led there may have told.
        """
        announced = recognise_link(context, load_register()) if context and context.link_title else None
        organ = announced.organ if announced else None
        if organ is not None:
            self._institution(organ)
        self.database.table("failures").upsert(
            {
                "id": _digest(url, kind),
                "run_id": run_id,
                "url": url,
                "kind": kind,
                "detail": detail or None,
                "at": at,
                "institution_id": organ.id if organ else None,
                "year": announced.year if announced else None,
            },
            pk="id",
        )
        self._count(run_id, "failures")
        return Landed.UNREAD

    def _report(self, event: Fetched, report: Report, address: str) -> Landed:
        self._institution(report.organ)
        if report.printed_organ:
            sql = "insert into institution_names values (?, ?) on conflict do nothing"
            self._execute(sql, report.organ.id, report.printed_organ)
        before = self._shown(report.id)
        here = Candidate(event.sha256, address, content_digest(report), len(report.figures))
        if before is None:
            self._write_report(report, here)
        self._execute(
            """
            insert into report_sources values (?, ?, ?, ?, ?, ?, ?)
            on conflict do update set relation = excluded.relation, content = excluded.content,
                                      figures = excluded.figures, context = excluded.context
            """,
            report.id,
            event.sha256,
            address,
            Relation.COPY,
            here.content,
            here.figures,
            dump_context(event.context),
        )
        shown = self._settle(report.id, {} if before is None else {(event.sha256, address): report})
        # Another report that stood at this address does not any more: another of its documents may now be better.
        sql = "select distinct report_id from report_sources where url = ? and report_id <> ? and relation <> ?"
        for row in self._query(sql, address, report.id, Relation.ATTACHMENT):
            self._settle(row["report_id"], {})
        if before is None:
            self._count(event.run_id, "reports_new")
            return Landed.NEW
        if before == shown:
            return Landed.KNOWN
        self._count(event.run_id, "reports_changed")
        return Landed.CHANGED

    def _shown(self, report_id: str) -> str | None:
        """The content that a report shows so far."""
        sql = "select content from report_sources join reports on id = report_id where report_id = ?"
        for row in self._query(sql + " and reports.sha256 = report_sources.sha256", report_id):
            return str(row["content"])
        return None

    def _settle(self, report_id: str, readings: Mapping[tuple[str, str], Report]) -> str:
        """Show a report from the best of its documents, and say of the others what they are to it.

        `readings` has the document that has just been read, by its hash and address; any other that is now the best
        is read again from the archive. Returns the content that is shown.
        """
        candidates = self._candidates(report_id)
        chosen = choose(candidates)
        place = (chosen.sha256, chosen.url)
        shown = {(row["sha256"], row["url"]) for row in self._query("select * from reports where id = ?", report_id)}
        if place in readings or place not in shown:
            report = readings.get(place) or self._read_again(report_id, chosen)
            self._write_report(report, chosen)
        for candidate in candidates:
            self._execute(
                "update report_sources set relation = ? where report_id = ? and sha256 = ? and url = ?",
                relate(candidate, chosen),
                report_id,
                candidate.sha256,
                candidate.url,
            )
        self._tell_superseded(report_id, candidates, chosen)
        return chosen.content

    def _read_again(self, report_id: str, candidate: Candidate) -> Report:
        sql = "select archive_ref, context from report_sources join documents using (sha256)"
        (row,) = self._query(
            sql + " where report_id = ? and sha256 = ? and url = ?", report_id, candidate.sha256, candidate.url
        )
        reading = self._read(row["archive_ref"], load_context(row["context"]))
        if reading.report is None or reading.report.id != report_id:
            raise RuntimeError(f"{candidate.url} was read as {report_id}, and is not any more: run `scrapy replay`")
        return reading.report

    def _candidates(self, report_id: str) -> list[Candidate]:
        """The documents that the report was read from so far."""
        rows = self._query(
            "select * from report_sources where report_id = ? and relation <> ?", report_id, Relation.ATTACHMENT
        )
        return [
            Candidate(
                row["sha256"], row["url"], row["content"], row["figures"],
                current=self._is_current(row["sha256"], row["url"]),
            )
            for row in rows
        ]  # fmt: skip

    def _is_current(self, sha256: str, url: str) -> bool:
        """Whether the last successful fetch of an address brought this document (a saved page has no fetch)."""
        sql = "select sha256 from fetches where final_url = ? and sha256 is not null order by fetched_at desc, id desc"
        for row in self._query(sql + " limit 1", url):
            return bool(row["sha256"] == sha256)
        return True

    def _tell_superseded(self, report_id: str, candidates: Iterable[Candidate], chosen: Candidate) -> None:
        self._execute("delete from findings where report_id = ? and kind = 'report_twice'", report_id)
        for candidate in candidates:
            if relate(candidate, chosen) is Relation.SUPERSEDED:
                detail = f"同一机关同一年度的另一份文件，内容不同，未采用：{candidate.url}"
                self._finding(report_id, candidate.url, candidate.sha256, Finding("report_twice", detail))

    def _institution(self, organ: Organ) -> None:
        self._execute(
            "insert into institutions values (?, ?, ?, ?, ?, null) on conflict do nothing",
            organ.id,
            organ.name,
            organ.region_code,
            organ.level,
            organ.kind,
        )
        self._execute("insert into institution_names values (?, ?) on conflict do nothing", organ.id, organ.name)

    def _write_report(self, report: Report, source: Candidate) -> None:
        db = self.database
        row = report_row(report, source.sha256, source.url, READER_VERSION)
        db.table("reports").upsert(row, pk="id")
        for table in ("sections", "statements", "cells", "checks", "findings"):
            self._execute(f"delete from {table} where report_id = ?", report.id)
        numbers = {row["code"]: row["number"] for row in db.query("select code, number from codes")}
        db.table("sections").insert_all(section_rows(report))
        db.table("statements").insert_all(statement_rows(report))
        db.table("cells").insert_all(cell_rows(report, numbers))
        self._checks(report.id, report.checks)
        for finding in report.findings:
            self._finding(report.id, source.url, source.sha256, finding)
        self._check_years(report)

    def _check_years(self, report: Report) -> None:
        """The relations between this report and its neighbours in time, which stand on the later of the two."""
        now = {f.code: f.value for f in report.figures if f.source is Source.TABLE}
        earlier = self._figures(f"{report.organ.id}-{report.year - 1}")
        self._checks(report.id, check_across_years(report.form, now, earlier))
        later = f"{report.organ.id}-{report.year + 1}"
        for row in self._query("select form from reports where id = ?", later):
            self._checks(later, check_across_years(Form(row["form"]), self._figures(later) or {}, now))

    def _figures(self, report_id: str) -> dict[str, float | None] | None:
        """The table figures of a report by code; None when there is no such report."""
        if not list(self._query("select 1 from reports where id = ?", report_id)):
            return None
        rows = self._query("select code, value from figures where report_id = ? and source = 'table'", report_id)
        return {row["code"]: row["value"] for row in rows}

    def _checks(self, report_id: str, checks: Iterable[Check]) -> None:
        self.database.table("checks").upsert_all(check_rows(report_id, checks), pk=("report_id", "rule", "source"))

    def _finding(self, report_id: str | None, url: str, sha256: str, finding: Finding) -> None:
        self.database.table("findings").upsert(
            {
                "id": _digest(report_id or url, sha256, finding.kind, finding.detail),
                "report_id": report_id,
                "url": url,
                "sha256": sha256,
                "kind": finding.kind,
                "detail": finding.detail,
            },
            pk="id",
        )

    def _count(self, run_id: str, column: str) -> None:
        self._execute(f"update runs set {column} = {column} + 1 where id = ?", run_id)

    def _execute(self, sql: str, *values: object) -> None:
        self.database.execute(sql, values[0] if len(values) == 1 and isinstance(values[0], dict) else values)

    def _query(self, sql: str, *values: object) -> Iterable[Row]:
        return list(self.database.query(sql, values))


def _digest(*parts: str) -> str:
    """A stable id from what a row is about."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
