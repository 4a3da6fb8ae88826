"""The one writer of the database: an event and its reading land in one transaction, or not at all.

The rows depend on what landed, not on when or in which order: ids are made from contents, times of seeing are the
earliest, and of several documents of one report the same one is shown whichever came first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
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
from storage.events import Event, Failed, Fetched, RunFinished, RunStarted

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
    """The database, for writing. One per process; others may read meanwhile."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def land(self, event: Event, reading: Reading | None, file: str, end: int) -> Landed:
        """Write one event of the archive file `file`, which ends at offset `end` there.

        `reading` is what the reader made of a fetched document; None for a listing or an attachment.
        """
        with self.database.atomic():
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

    def settled(self, since: str) -> set[str]:
        """Addresses fetched since that time whose document was read, as a report or as none: not to be asked again."""
        rows = self._query(
            """
            select url from fetches join documents using (sha256)
            where fetched_at >= ? and documents.kind in ('report', 'attachment', 'other')
            except select url from failures
            """,
            since,
        )
        return {row["url"] for row in rows}

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
            "media_type": reading.media_type if reading else None,
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
        for row in self._query("select distinct report_id from report_sources where url = ?", event.referrer):
            self._execute(
                "insert into report_sources values (?, ?, ?, ?, '', 0) on conflict do nothing",
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
        current = self._is_current(event.sha256, address)
        here = Candidate(event.sha256, address, content_digest(report), len(report.figures), current)
        known = self._candidates(report.id)
        candidates = {here, *(c for c in known if (c.sha256, c.url) != (here.sha256, here.url))}
        chosen = choose(candidates)
        before = next(
            iter(self._query("select sha256, url, reader_version from reports where id = ?", report.id)), None
        )
        said_before = {candidate.content for candidate in known}
        if chosen == here:
            self._write_report(report, here)
        for candidate in candidates:
            self.database.table("report_sources").upsert(
                {
                    "report_id": report.id,
                    "sha256": candidate.sha256,
                    "url": candidate.url,
                    "relation": relate(candidate, chosen),
                    "content": candidate.content,
                    "figures": candidate.figures,
                },
                pk=("report_id", "sha256", "url"),
            )
        self._tell_superseded(report.id, candidates, chosen)
        if before is None:
            self._count(event.run_id, "reports_new")
            return Landed.NEW
        if here.content in said_before:
            return Landed.KNOWN
        self._count(event.run_id, "reports_changed")
        return Landed.CHANGED

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
        self.database.table("reports").upsert(
            {
                "id": report.id,
                "institution_id": report.organ.id,
                "year": report.year,
                "form": report.form,
                "title": report.title,
                "published_on": report.published_on,
                "published_source": report.published_source,
                "url": source.url,
                "sha256": source.sha256,
                "reader_version": READER_VERSION,
            },
            pk="id",
        )
        for table in ("sections", "statements", "cells", "checks", "findings"):
            self._execute(f"delete from {table} where report_id = ?", report.id)
        key = {"report_id": report.id}
        db.table("sections").insert_all(
            key | {"position": s.position, "heading": s.heading, "kind": str(s.kind), "text": s.text}
            for s in report.sections
        )
        db.table("statements").insert_all(
            key
            | {
                "position": s.position,
                "code": s.code,
                "value": s.value,
                "unit": s.unit,
                "qualifier": str(s.qualifier),
                "scope": str(s.scope),
                "period": str(s.period),
                "quote": s.quote,
                "section": s.section,
            }
            for s in report.statements
        )
        numbers = {row["code"]: row["number"] for row in db.query("select code, number from codes")}
        db.table("cells").insert_all(
            key
            | {
                "code": numbers[f.code],
                "source": f.source,
                "value": f.value,
                "raw": f.raw,
                "state": f.state,
                "unit": f.unit,
                "locator": f.locator,
                "quote": f.quote,
                "method": f.method,
                "agreement": f.agreement,
                "sha256": None,
            }
            for f in report.figures
        )
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
        self.database.table("checks").upsert_all(
            (
                {
                    "report_id": report_id,
                    "rule": c.rule,
                    "source": str(c.source),
                    "holds": None if c.holds is None else int(c.holds),
                    "left": c.left,
                    "right": c.right,
                    "delta": c.delta,
                    "message": c.message,
                }
                for c in checks
            ),
            pk=("report_id", "rule", "source"),
        )

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
