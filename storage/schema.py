"""The database's schema, as sqlite-utils migrations: the only place that creates or alters a table.

The contract's tables have text keys and one row a fact. Figures are many and their keys long, so they are kept in
`cells` (an integer for the code, the document only where it is not the report's own), and `figures` is a view.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

migrations = Migrations("nianbao")


def connect(path: str | Path) -> Database:
    """The database at `path`, created and migrated to today's schema; WAL, so that it can be read meanwhile."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=30)
    database = Database(connection)
    database.enable_wal()
    connection.execute("pragma synchronous = normal")
    connection.execute("pragma foreign_keys = on")
    migrations.apply(database)
    return database


@migrations()
def registers(db: Database) -> None:
    """Places and organs: who reports."""
    db.execute(
        """
        create table regions (
            code text not null,
            valid_from text not null,
            name text not null,
            level text not null,
            parent_code text,
            province text,
            city text,
            county text,
            valid_to text,
            successor_code text,
            primary key (code, valid_from)
        ) strict
        """
    )
    db.execute("create view regions_now as select * from regions where valid_to is null")
    db.execute(
        """
        create table institutions (
            id text primary key,
            name text not null,
            region_code text not null,
            level text not null,
            kind text not null,
            successor_id text references institutions (id)
        ) strict
        """
    )
    db.execute("create index institutions_region_code on institutions (region_code)")
    db.execute(
        """
        create table institution_names (
            institution_id text not null references institutions (id),
            name text not null,
            primary key (institution_id, name)
        ) strict, without rowid
        """
    )


@migrations()
def crawling(db: Database) -> None:
    """What was asked of whom, when, and what came back."""
    db.execute(
        """
        create table portals (
            id text primary key,
            name text not null,
            region_code text not null,
            home text,
            listing text,
            file text
        ) strict
        """
    )
    db.execute(
        """
        create table runs (
            id text primary key,
            command text not null,
            portal_id text references portals (id),
            started_at text not null,
            finished_at text,
            reason text,
            pages integer not null default 0,
            documents integer not null default 0,
            reports_new integer not null default 0,
            reports_changed integer not null default 0,
            failures integer not null default 0,
            listings text
        ) strict
        """
    )
    db.execute(
        """
        create table documents (
            sha256 text primary key,
            kind text not null,
            media_type text,
            charset text,
            size integer not null,
            first_seen_at text not null,
            archive_ref text not null,
            wire_digest text
        ) strict
        """
    )
    db.execute("create index documents_wire_digest on documents (wire_digest)")
    db.execute(
        """
        create table fetches (
            id text primary key,
            run_id text not null references runs (id),
            url text not null,
            final_url text not null,
            status integer,
            fetched_at text not null,
            sha256 text references documents (sha256),
            referrer text
        ) strict
        """
    )
    db.execute("create index fetches_url on fetches (url, fetched_at)")
    db.execute("create index fetches_sha256 on fetches (sha256)")
    db.execute(
        """
        create table failures (
            id text primary key,
            run_id text not null references runs (id),
            url text not null,
            kind text not null,
            detail text,
            at text not null,
            institution_id text,
            year integer
        ) strict
        """
    )
    db.execute(
        """
        create table attachments (
            page_url text not null,
            url text not null,
            sha256 text references documents (sha256),
            primary key (page_url, url)
        ) strict, without rowid
        """
    )
    db.execute("create index failures_url on failures (url)")
    db.execute("create index failures_institution_id on failures (institution_id, year)")
    db.execute(
        """
        create table archives (
            file text primary key,
            landed integer not null
        ) strict
        """
    )


@migrations()
def reports(db: Database) -> None:
    """Reports and everything read from them."""
    db.execute(
        """
        create table reports (
            id text primary key,
            institution_id text not null references institutions (id),
            year integer not null,
            form text not null,
            title text not null,
            published_on text,
            published_source text,
            url text not null,
            sha256 text not null references documents (sha256),
            reader_version text not null
        ) strict
        """
    )
    db.execute("create index reports_institution_id on reports (institution_id, year)")
    db.execute("create index reports_year on reports (year)")
    db.execute(
        """
        create table report_sources (
            report_id text not null references reports (id) on delete cascade,
            sha256 text not null references documents (sha256),
            url text not null,
            relation text not null,
            content text not null,
            figures integer not null,
            context text not null,
            primary key (report_id, sha256, url)
        ) strict, without rowid
        """
    )
    db.execute("create index report_sources_url on report_sources (url)")
    db.execute(
        """
        create table sections (
            report_id text not null references reports (id) on delete cascade,
            position integer not null,
            heading text not null,
            kind text not null,
            text text not null,
            primary key (report_id, position)
        ) strict
        """
    )
    db.execute(
        """
        create view report_texts as
        select report_id, group_concat(part, char(10)) as text
        from (
            select report_id, trim(heading || char(10) || text, char(10)) as part
            from sections order by report_id, position
        )
        group by report_id
        """
    )
    db.execute(
        """
        create table statements (
            report_id text not null references reports (id) on delete cascade,
            position integer not null,
            code text not null,
            value real not null,
            unit text,
            qualifier text not null,
            scope text not null,
            period text not null,
            quote text not null,
            section text not null,
            primary key (report_id, position)
        ) strict
        """
    )
    db.execute("create index statements_code on statements (code)")
    db.execute(
        """
        create table indicators (
            code text not null,
            form text not null,
            table_label text not null,
            row_label text not null,
            column_label text,
            unit text,
            definition text,
            primary key (code, form)
        ) strict
        """
    )
    db.execute("create table codes (number integer primary key, code text not null unique) strict")
    db.execute(
        """
        create table cells (
            report_id text not null references reports (id) on delete cascade,
            code integer not null references codes (number),
            source text not null,
            value real,
            raw text not null,
            state text not null,
            unit text,
            locator text,
            quote text,
            method text not null,
            agreement text not null,
            sha256 text,
            primary key (report_id, code, source)
        ) strict, without rowid
        """
    )
    db.execute("create index cells_code on cells (code, value)")
    db.execute(
        """
        create view figures as
        select cells.report_id, codes.code, cells.source, cells.value, cells.raw, cells.state, cells.unit,
               cells.locator, cells.quote, cells.method, cells.agreement,
               coalesce(cells.sha256, reports.sha256) as sha256
        from cells
        join codes on codes.number = cells.code
        join reports on reports.id = cells.report_id
        """
    )
    db.execute(
        """
        create table checks (
            report_id text not null references reports (id) on delete cascade,
            rule text not null,
            source text not null,
            holds integer,
            "left" real,
            "right" real,
            delta real,
            message text not null,
            primary key (report_id, rule, source)
        ) strict
        """
    )
    db.execute("create index checks_rule on checks (rule, holds)")
    db.execute(
        """
        create table findings (
            id text primary key,
            report_id text references reports (id) on delete cascade,
            url text,
            sha256 text,
            kind text not null,
            detail text not null
        ) strict
        """
    )
    db.execute("create index findings_report_id on findings (report_id)")
    db.execute("create index findings_kind on findings (kind)")


@migrations()
def coverage(db: Database) -> None:
    """Who reported for which year, and who did not.

    Expected are the organs that ever reported, for the years from their first report on that anybody reported for,
    and whatever a failed link announced. As of the last complete run of a portal of their region: an absence counts
    only when such a run, its listings read to their end, came after the due date (31 March; from report year 2019,
    31 January for all but the governments of counties and above).
    """
    db.execute(
        """
        create view coverage as
        with complete_runs as (
            select portals.region_code, max(runs.finished_at) as finished_at
            from runs join portals on portals.id = runs.portal_id
            where runs.reason = 'finished' and runs.listings is not null
              and not exists (select 1 from json_each(runs.listings) where not json_extract(value, '$.complete'))
            group by portals.region_code
        ),
        first_reports as (
            select institution_id, min(year) as year from reports group by institution_id
        ),
        expected as (
            select first_reports.institution_id, years.year
            from first_reports join (select distinct year from reports) as years on years.year >= first_reports.year
            union
            select institution_id, year from failures where institution_id is not null and year is not null
        ),
        due as (
            select expected.institution_id, institutions.name, expected.year,
                   case when expected.year >= 2019
                             and (institutions.kind <> 'government' or institutions.level = 'township')
                        then (expected.year + 1) || '-01-31' else (expected.year + 1) || '-03-31' end as due_on,
                   (select max(finished_at) from complete_runs
                    where institutions.region_code like
                          case when complete_runs.region_code like '__0000' then substr(complete_runs.region_code, 1, 2)
                               when complete_runs.region_code like '____00' then substr(complete_runs.region_code, 1, 4)
                               else complete_runs.region_code end || '%') as asked_at
            from expected join institutions on institutions.id = expected.institution_id
            where institutions.successor_id is null
        )
        select due.institution_id, due.name, due.year,
               case when reports.id is not null then 'found'
                    when failed.kind is not null then 'unreachable'
                    when due.asked_at is null or due.due_on >= substr(due.asked_at, 1, 10) then 'not_due'
                    else 'missing' end as status,
               reports.published_on,
               case when reports.published_on is not null
                    then cast(max(0, julianday(reports.published_on) - julianday(due.due_on)) as integer)
               end as days_late,
               case when reports.id is not null then null
                    when failed.kind is not null then failed.kind || '：' || failed.url
                    when due.due_on < substr(due.asked_at, 1, 10) then '最近一次完整抓取的栏目中没有' end as reason
        from due
        left join reports on reports.institution_id = due.institution_id and reports.year = due.year
        left join (select institution_id, year, min(kind) as kind, min(url) as url from failures
                   group by institution_id, year) as failed
               on failed.institution_id = due.institution_id and failed.year = due.year
        """
    )


@migrations()
def again(db: Database) -> None:
    """What a second run needs to know of the first, and what it found changed or gone."""
    db.execute("alter table fetches add column etag text")
    db.execute("alter table fetches add column last_modified text")
    db.execute("create index fetches_final_url on fetches (final_url, fetched_at)")
    db.execute("alter table failures add column sha256 text references documents (sha256)")
    db.execute("alter table report_sources add column words text not null default ''")
    db.execute("alter table report_sources add column gone_at text")
    db.execute(
        """
        create table changes (
            report_id text not null references reports (id) on delete cascade,
            code text not null,
            source text not null,
            old real,
            new real,
            old_raw text,
            new_raw text,
            old_sha256 text not null references documents (sha256),
            new_sha256 text not null references documents (sha256),
            seen_at text not null,
            primary key (report_id, old_sha256, new_sha256, code, source)
        ) strict, without rowid
        """
    )
    db.execute("create index changes_code on changes (code)")


@migrations()
def coverage_by_portal(db: Database) -> None:
    """An absence is proved by the portal that published an organ's reports, not by any other of its region: a
    department's portal says nothing of the counties."""
    db.execute("drop view coverage")
    db.execute(
        """
        create view coverage as
        with complete_runs as (
            select portal_id, max(finished_at) as finished_at
            from runs
            where portal_id is not null and reason = 'finished' and listings is not null
              and not exists (select 1 from json_each(listings) where not json_extract(value, '$.complete'))
            group by portal_id
        ),
        published_by as (
            select distinct reports.institution_id, runs.portal_id
            from report_sources
            join reports on reports.id = report_sources.report_id
            join fetches on fetches.final_url = report_sources.url
            join runs on runs.id = fetches.run_id
            where runs.portal_id is not null
        ),
        first_reports as (
            select institution_id, min(year) as year from reports group by institution_id
        ),
        expected as (
            select first_reports.institution_id, years.year
            from first_reports join (select distinct year from reports) as years on years.year >= first_reports.year
            union
            select institution_id, year from failures where institution_id is not null and year is not null
        ),
        due as (
            select expected.institution_id, institutions.name, expected.year,
                   case when expected.year >= 2019
                             and (institutions.kind <> 'government' or institutions.level = 'township')
                        then (expected.year + 1) || '-01-31' else (expected.year + 1) || '-03-31' end as due_on,
                   (select max(finished_at) from complete_runs join published_by using (portal_id)
                    where published_by.institution_id = expected.institution_id) as asked_at
            from expected join institutions on institutions.id = expected.institution_id
            where institutions.successor_id is null
        )
        select due.institution_id, due.name, due.year,
               case when reports.id is not null then 'found'
                    when failed.kind is not null then 'unreachable'
                    when due.asked_at is null or due.due_on >= substr(due.asked_at, 1, 10) then 'not_due'
                    else 'missing' end as status,
               reports.published_on,
               case when reports.published_on is not null
                    then cast(max(0, julianday(reports.published_on) - julianday(due.due_on)) as integer)
               end as days_late,
               case when reports.id is not null then null
                    when failed.kind is not null then failed.kind || '：' || failed.url
                    when due.due_on < substr(due.asked_at, 1, 10) then '最近一次完整抓取的栏目中没有' end as reason
        from due
        left join reports on reports.institution_id = due.institution_id and reports.year = due.year
        left join (select institution_id, year, min(kind) as kind, min(url) as url from failures
                   group by institution_id, year) as failed
               on failed.institution_id = due.institution_id and failed.year = due.year
        """
    )


@migrations()
def parts(db: Database) -> None:
    """Files in archives, and pages that are read together with the files that they link."""
    db.execute("alter table attachments add column position integer not null default 0")
    db.execute("create index attachments_url on attachments (url)")
    db.execute(
        """
        create table members (
            archive_sha256 text not null references documents (sha256),
            path text not null,
            name text not null,
            sha256 text not null references documents (sha256),
            primary key (archive_sha256, path)
        ) strict, without rowid
        """
    )
    db.execute("create index members_name on members (name)")
    db.execute(
        """
        create table bundles (
            url text primary key,
            sha256 text not null references documents (sha256),
            context text not null,
            parts text,
            waits integer not null
        ) strict, without rowid
        """
    )
    db.execute("create index bundles_waits on bundles (url) where waits")
