"""The reports in the database, each with its documents: which is shown, what the others are to it, what changed.

All of it follows from the rows that have landed so far, so any of it may be told again after any event.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from enum import StrEnum

from pipelines.chain import READER_VERSION
from pipelines.check import check_across_years
from pipelines.deduplicate import Candidate, Relation, Standing, content_digest, rank, relate, words_digest
from pipelines.records import Check, FailureKind, Finding, Form, Organ, Reading, Report, Source
from storage.jobs import Job, Origin, addresses_within, archive_address, dump_origin, load_origin
from storage.report_rows import cell_rows, change_rows, check_rows, report_row, section_rows, statement_rows
from storage.versions import Said, Seen, Step, changes_between, revises, standing_of, steps_of
from storage.writer import Row, Writer, stable_id

# The failures that say that nothing is at an address any more.
VANISHED = (FailureKind.GONE, FailureKind.SOFT_404)
# Findings on the documents of a report beside those of its reading.
_OF_DOCUMENTS = ("report_twice", "revised", "vanished", "unreadable_again")


class Told(StrEnum):
    """What a document was to what the database had told of its report."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"


class Reports:
    """The part of the one writer that writes reports.

    `read` reads an archived document again, by its reference, where another than the one that came is asked for.
    """

    def __init__(self, writer: Writer, read: Callable[[Job], Reading]) -> None:
        self._writer = writer
        self._read = read

    def land(self, sha256: str, report: Report, address: str, origin: Origin) -> Told:
        """Land a document that was read as a report, and show the report from the best of its documents."""
        self.institution(report.organ)
        if report.printed_organ:
            sql = "insert into institution_names values (?, ?) on conflict do nothing"
            self._writer.execute(sql, report.organ.id, report.printed_organ)
        before = self._shown_content(report.id)
        here = Candidate(sha256, address, content_digest(report), len(report.figures))
        if before is None:
            self._write(report, here)
        self._writer.execute(
            """
            insert into report_sources (report_id, sha256, url, relation, content, figures, context, words)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do update set relation = excluded.relation, content = excluded.content,
                                      figures = excluded.figures, context = excluded.context, words = excluded.words
            """,
            report.id,
            sha256,
            address,
            Relation.COPY,
            here.content,
            here.figures,
            dump_origin(origin),
            words_digest(report),
        )
        self._settle(report.id, {(sha256, address): report})
        if before is None:
            return Told.NEW
        return Told.KNOWN if before == self._shown_content(report.id) else Told.CHANGED

    def attach(self, report_id: str, sha256: str, address: str) -> None:
        """Tie a file to the report that it belongs to: an attachment of its page, an archive that it is in. A file
        that was itself read as the report stays that, unless it was read with the page."""
        self._writer.execute(
            """
            insert into report_sources (report_id, sha256, url, relation, content, figures, context)
            values (?, ?, ?, ?, '', 0, '{}') on conflict do nothing
            """,
            report_id,
            sha256,
            address,
            Relation.ATTACHMENT,
        )

    def settle_at(self, addresses: Iterable[str], but: Container[str] = ()) -> None:
        """Tell again of every report with a document at one of the addresses, after something happened there.

        What stood there may not any more, and another of a report's documents may now be better. `but` are reports
        that have been told of already.
        """
        found = {
            row["report_id"]
            for address in addresses
            for row in self._writer.query(
                "select report_id from report_sources where url = ? or (url >= ? and url < ?)",
                address,
                *addresses_within(address),
            )
        }
        for report_id in sorted(found):
            if report_id not in but:
                self._settle(report_id, {})

    def institution(self, organ: Organ) -> None:
        """Write an organ and its name, where they are new."""
        self._writer.execute(
            "insert into institutions values (?, ?, ?, ?, ?, null) on conflict do nothing",
            organ.id,
            organ.name,
            organ.region_code,
            organ.level,
            organ.kind,
        )
        sql = "insert into institution_names values (?, ?) on conflict do nothing"
        self._writer.execute(sql, organ.id, organ.name)

    def _shown_content(self, report_id: str) -> str | None:
        """The content that a report shows so far."""
        sql = "select content from report_sources join reports on id = report_id where report_id = ?"
        for row in self._writer.query(
            sql + " and reports.sha256 = report_sources.sha256 and reports.url = report_sources.url", report_id
        ):
            return str(row["content"])
        return None

    def _settle(self, report_id: str, readings: Mapping[tuple[str, str], Report]) -> None:
        """Show a report from the best of its documents, say of the others what they are to it, and what changed.

        `readings` has the document that has just been read, by its hash and address; any other that is asked for is
        read again from the archive.
        """
        sources = self._writer.query("select * from report_sources where report_id = ? order by url, sha256", report_id)
        gone = {url: self._gone_at(url) for url in {row["url"] for row in sources}}
        for url, at in gone.items():
            self._writer.execute(
                """
                update report_sources set gone_at = case when :at is not null then min(coalesce(gone_at, :at), :at) end
                where report_id = :report_id and url = :url
                """,
                {"at": at, "report_id": report_id, "url": url},
            )
        documents: dict[str, dict[str, Row]] = {}
        for row in sources:
            if row["relation"] != Relation.ATTACHMENT:
                documents.setdefault(row["url"], {})[row["sha256"]] = row
        history = {url: self._seen(url) for url in documents}
        candidates = [
            candidate
            for url, own in documents.items()
            for candidate in _candidates(url, own, history[url], gone[url] is not None)
        ]
        kinds = ", ".join(f"'{kind}'" for kind in _OF_DOCUMENTS if kind != "revised")
        self._writer.execute(f"delete from findings where report_id = ? and kind in ({kinds})", report_id)
        chosen = self._show(report_id, rank(candidates), readings)
        for candidate in candidates:
            relation = relate(candidate, chosen)
            self._writer.execute(
                "update report_sources set relation = ? where report_id = ? and sha256 = ? and url = ?",
                relation,
                report_id,
                candidate.sha256,
                candidate.url,
            )
            # Of what was replaced at its own address the finding `revised` tells.
            if relation is Relation.SUPERSEDED and candidate.standing is not Standing.REPLACED:
                detail = f"同一机关同一年度的另一份文件，内容不同，未采用：{candidate.url}"
                self._writer.finding(report_id, candidate.url, candidate.sha256, Finding("report_twice", detail))
        if chosen.gone:
            detail = f"原网址上已经没有了，这里照存：{chosen.url}"
            self._writer.finding(report_id, chosen.url, chosen.sha256, Finding("vanished", detail))
        steps: dict[tuple[str, str], Step] = {}
        for url in sorted(documents):
            said = {sha256: Said(row["content"], row["words"]) for sha256, row in documents[url].items()}
            for step in steps_of(url, history[url], said):
                steps.setdefault((step.old, step.new), step)
        self._tell_steps(report_id, list(steps.values()), readings)

    def _show(
        self, report_id: str, ranked: Iterable[Candidate], readings: Mapping[tuple[str, str], Report]
    ) -> Candidate:
        """Show the first of the documents that is at hand, shown already, or can be read again; returns it."""
        (shown,) = self._writer.query("select sha256, url from reports where id = ?", report_id)
        for candidate in ranked:
            report = readings.get((candidate.sha256, candidate.url))
            if report is None and (candidate.sha256, candidate.url) == (shown["sha256"], shown["url"]):
                return candidate
            report = report or self._read_again(report_id, candidate.sha256, candidate.url)
            if report is not None:
                self._write(report, candidate)
                return candidate
        raise RuntimeError(f"none of the documents of {report_id} is shown: run `scrapy replay`")

    def _read_again(self, report_id: str, sha256: str, url: str) -> Report | None:
        """A document of a report as the reader reads it today; None, with a finding, when it does not find the report
        in it: the archive lost it, or the reader became another since."""
        sql = "select context from report_sources where report_id = ? and sha256 = ? and url = ?"
        (row,) = self._writer.query(sql, report_id, sha256, url)
        origin = load_origin(row["context"], sha256)
        attachments = tuple((address, self._ref(sha)) for address, sha in origin.attachments)
        reading = self._read(Job(self._ref(origin.of), origin.context, attachments))
        for report in reading.reports:
            if report.id == report_id:
                return report
        detail = f"曾读作这份报告，再读时读不出：{reading.detail or '不是这份报告'}（scrapy replay 可由存档重建）"
        self._writer.finding(report_id, url, sha256, Finding("unreadable_again", detail))
        return None

    def _ref(self, sha256: str) -> str:
        """Where a document is in the archive."""
        (row,) = self._writer.query("select archive_ref from documents where sha256 = ?", sha256)
        return str(row["archive_ref"])

    def _seen(self, url: str) -> list[Seen]:
        """What an address gave, from first to last; for the address of a file in an archive, what the archives there
        had under its name."""
        address, name = archive_address(url)
        sql = "select sha256, fetched_at from fetches where final_url = ? and sha256 is not null"
        fetches = self._writer.query(f"{sql} order by fetched_at, id", address)
        if name is None:
            return [Seen(row["sha256"], row["fetched_at"]) for row in fetches]
        within = {
            row["archive_sha256"]: row["sha256"]
            for row in self._writer.query("select archive_sha256, sha256 from members where name = ?", name)
        }
        return [Seen(within.get(row["sha256"], ""), row["fetched_at"]) for row in fetches]

    def _gone_at(self, url: str) -> str | None:
        """When an address was found to have nothing any more; None while it has, or nobody knows.

        A link that led there and fails says so too, unless the same run got there by another.
        """
        url, _ = archive_address(url)
        (row,) = self._writer.query(
            f"""
            with came as (
                select url, run_id, fetched_at from fetches where final_url = :url and sha256 is not null
            )
            select min(at) as at from failures
            where kind in ({", ".join(f"'{kind}'" for kind in VANISHED)})
              and url in (select :url union select url from came)
              and (url = :url or run_id not in (select run_id from came))
              and at > coalesce((select max(fetched_at) from came), '')
            """,
            {"url": url},
        )
        return None if row["at"] is None else str(row["at"])

    def _tell_steps(self, report_id: str, steps: Iterable[Step], readings: Mapping[tuple[str, str], Report]) -> None:
        """The finding and the changed figures of each step from version to version; what has been told stays."""
        wanted = {stable_id(report_id, step.old, step.new, "revised"): step for step in steps}
        sql = "select id from findings where report_id = ? and kind = 'revised'"
        told = {row["id"] for row in self._writer.query(sql, report_id)}
        for id in told - wanted.keys():
            self._writer.execute("delete from findings where id = ?", id)
        pairs = self._writer.query("select distinct old_sha256, new_sha256 from changes where report_id = ?", report_id)
        for pair in {(row["old_sha256"], row["new_sha256"]) for row in pairs}:
            if pair not in {(step.old, step.new) for step in wanted.values()}:
                sql = "delete from changes where report_id = ? and old_sha256 = ? and new_sha256 = ?"
                self._writer.execute(sql, report_id, *pair)
        for id, step in wanted.items():
            if id in told:
                continue
            versions = [
                readings.get((sha256, step.url)) or self._read_again(report_id, sha256, step.url)
                for sha256 in (step.old, step.new)
            ]
            old, new = versions
            if old is None or new is None:
                continue
            changes = changes_between(old, new)
            self._writer.database.table("changes").insert_all(change_rows(report_id, step, changes))
            what = f"{len(changes)} 个数字不同，见 changes" if changes else "只改了文字，0 个数字不同"
            detail = f"原网址上的报告改动过：{what}；前一版的文件 {step.old}"
            self._writer.finding(report_id, step.url, step.new, Finding("revised", detail), id)

    def _write(self, report: Report, source: Candidate) -> None:
        db = self._writer.database
        row = report_row(report, source.sha256, source.url, READER_VERSION)
        db.table("reports").upsert(row, pk="id")
        for table in ("sections", "statements", "cells", "checks"):
            self._writer.execute(f"delete from {table} where report_id = ?", report.id)
        kinds = ", ".join(f"'{kind}'" for kind in _OF_DOCUMENTS)
        self._writer.execute(f"delete from findings where report_id = ? and kind not in ({kinds})", report.id)
        numbers = {row["code"]: row["number"] for row in db.query("select code, number from codes")}
        db.table("sections").insert_all(section_rows(report))
        db.table("statements").insert_all(statement_rows(report))
        db.table("cells").insert_all(cell_rows(report, numbers))
        self._checks(report.id, report.checks)
        for finding in report.findings:
            self._writer.finding(report.id, source.url, source.sha256, finding)
        self._check_years(report)

    def _check_years(self, report: Report) -> None:
        """The relations between this report and its neighbours in time, which stand on the later of the two."""
        now = {f.code: f.value for f in report.figures if f.source is Source.TABLE}
        earlier = self._figures(f"{report.organ.id}-{report.year - 1}")
        self._checks(report.id, check_across_years(report.form, now, earlier))
        later = f"{report.organ.id}-{report.year + 1}"
        for row in self._writer.query("select form from reports where id = ?", later):
            self._checks(later, check_across_years(Form(row["form"]), self._figures(later) or {}, now))

    def _figures(self, report_id: str) -> dict[str, float | None] | None:
        """The table figures of a report by code; None when there is no such report."""
        if not self._writer.query("select 1 from reports where id = ?", report_id):
            return None
        rows = self._writer.query("select code, value from figures where report_id = ? and source = 'table'", report_id)
        return {row["code"]: row["value"] for row in rows}

    def _checks(self, report_id: str, checks: Iterable[Check]) -> None:
        rows = check_rows(report_id, checks)
        self._writer.database.table("checks").upsert_all(rows, pk=("report_id", "rule", "source"))


def _candidates(url: str, documents: Mapping[str, Row], seen: list[Seen], gone: bool) -> list[Candidate]:
    """The documents of a report at one address, in the light of its history."""
    contents = {sha256: row["content"] for sha256, row in documents.items()}
    return [
        Candidate(
            sha256, url, row["content"], row["figures"],
            standing_of(sha256, seen, documents), revises(sha256, seen, contents), gone,
        )
        for sha256, row in documents.items()
    ]  # fmt: skip
