"""The whole chain on one screen: the bytes of one document in, a checked report out.

The spider, the `files` spider and `replay` go through it, each in a reader process; so can you, with a page saved by
hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.bundle import Bundle, bundles_of
from pipelines.check import check
from pipelines.confirm import confirmed, confirmed_statements, of_ocr
from pipelines.furniture import without_furniture
from pipelines.limits import UNLESS_SET, Limits
from pipelines.media_types import PICTURES
from pipelines.parts import Part, take_parts
from pipelines.prose_figures import prose_figures, text_checks
from pipelines.read_tables import TablesRead, read_tables, unite
from pipelines.recognise import announces_report
from pipelines.records import (
    Attached,
    Context,
    Document,
    DocumentKind,
    FailureKind,
    Finding,
    Member,
    Reading,
    Report,
)
from pipelines.register import load_register
from pipelines.sections import split_sections
from pipelines.statements import read_statements
from pipelines.titles import read_title

# Goes up whenever the same bytes may be read differently; `scrapy replay` brings a database up to it.
READER_VERSION = "4"
_SHORTEST_BODY = 60
Unread = tuple[FailureKind | None, str]


def read_document(
    data: bytes,
    context: Context | None = None,
    attachments: Iterable[Attached] = (),
    limits: Limits = UNLESS_SET,
) -> Reading:
    """Read one document: whose report it is, of which year, every figure with its source, what does not add up.

    `context` is what is known of where the document came from; without it the document must name its organ.
    `attachments` are the files that the document links. An archive gives the reports of the files in it, as
    `members`. The reading of a document that is no report, or cannot be read, says so in `failure` and `detail`.
    """
    context = context or Context()
    document, parts = take_parts(data, context.charset, attachments, limits)
    bundles = bundles_of(document, parts, context, load_register())
    outcomes = [(bundle, _read(bundle, parts, context)) for bundle in bundles]
    report: Report | None = None
    unread: Unread = document.failure, document.detail
    for bundle, outcome in outcomes:
        if bundle.main is document:
            report, unread = (outcome, unread) if isinstance(outcome, Report) else (None, outcome)
    members = tuple(_member(part, outcomes) for part in parts)
    if report is None and document.failure is None:
        if any(member.report for member in members):
            unread = None, ""  # the files that came with it are reports; it need not be one
        elif document.is_archive:
            unread = _of_archive(members, context)
    return Reading(
        report=report,
        kind=DocumentKind.REPORT if report or any(member.report for member in members) else DocumentKind.OTHER,
        media_type=document.media_type,
        charset=document.charset,
        failure=None if report else unread[0],
        detail="" if report else unread[1],
        saved_from=document.document.saved_from if report and document.document else None,
        findings=document.document.findings if not report and document.document else (),
        members=members,
    )


def _read(bundle: Bundle, parts: Iterable[Part], context: Context) -> Report | Unread:
    """The report of a bundle, or why it is none."""
    identity, document = bundle.identity, bundle.document
    unreadable = [part for part in parts if part.failure and part is not bundle.main]
    if not identity.is_report:
        claims = identity.claims or announces_report(context, load_register())
        return _not_a_report(claims)
    if len(document.text) < _SHORTEST_BODY and not document.tables and not bundle.others:
        if unreadable:
            assert unreadable[0].failure is not None
            return unreadable[0].failure, f"正文在附件里，读不成：{unreadable[0].name}：{unreadable[0].detail}"
        return FailureKind.UNREADABLE, "页面没有正文：可能只有图片或附件"
    if identity.organ is None:
        return FailureKind.ORGAN_UNKNOWN, f"不能确定报告机关：{identity.title or '无标题'}"
    if identity.year is None:
        return FailureKind.YEAR_UNKNOWN, f"不能确定报告年度：{identity.title or '无标题'}"
    tables = unite(
        _tables(bundle.source, document, bundle),
        [(part.name, _tables(part, part.document, bundle)) for part in bundle.others if part.document],
    )
    sections = split_sections(without_furniture(document.text))
    statements = read_statements(sections, identity.year)
    told, told_findings = prose_figures(statements, governs=identity.organ.kind == "government")
    source = None if bundle.source is bundle.main else bundle.source.sha256
    told = tuple(replace(figure, sha256=source) for figure in told)
    figures = confirmed((*tables.figures, *(of_ocr(told) if document.seen else told)), tables.forms)
    doubtful: tuple[Finding, ...] = ()
    if document.seen:
        statements, doubtful = confirmed_statements(statements, figures)
    unread = tuple(
        Finding("attachment_unread", f"{part.name}：{part.detail}")
        for part in unreadable
        if part.media_type not in PICTURES
    )
    return Report(
        organ=identity.organ,
        year=identity.year,
        form=tables.form,
        title=identity.title or f"{identity.organ.name}{identity.year}年政府信息公开工作年度报告",
        published_on=identity.published_on,
        published_source=identity.published_source,
        sections=sections,
        statements=statements,
        figures=figures,
        checks=(*check(figures, tables.forms), *text_checks(statements)),
        printed_organ=read_title(identity.title, load_register()).organ if identity.title else None,
        findings=(*bundle.findings, *identity.findings, *tables.findings, *told_findings, *doubtful, *unread),
    )


def _tables(part: Part, document: Document, bundle: Bundle) -> TablesRead:
    """What was read in a file's tables; each figure knows the file, if it is not the report's own."""
    organ = bundle.identity.organ
    read = read_tables(document.tables, bundle.identity.year, organ.region_code if organ else None, document.text)
    if part is bundle.main and not part.pages:
        return read
    figures = [replace(figure, sha256=part.hash_at(figure.locator)) for figure in read.figures]
    return replace(read, figures=tuple(figures))


def _not_a_report(claims: bool) -> Unread:
    if claims:
        return FailureKind.NOT_A_REPORT, "文件或指向它的链接自称年度报告，内容不是"
    return None, ""


def _of_archive(members: Sequence[Member], context: Context) -> Unread:
    """Why an archive gave no report, if it was to give one."""
    for member in members:
        if member.failure is not None:
            return member.failure, f"{member.name}：{member.detail}"
    return _not_a_report(announces_report(context, load_register()))


def _member(part: Part, outcomes: Iterable[tuple[Bundle, Report | Unread]]) -> Member:
    """What became of a file that came with the document."""
    kind, of, report, unread = DocumentKind.OTHER, None, None, (part.failure, part.detail)
    for bundle, outcome in outcomes:
        if part is bundle.main:
            if isinstance(outcome, Report):
                kind, report = DocumentKind.REPORT, outcome
            else:
                unread = outcome
        elif part in bundle.joined and isinstance(outcome, Report):
            kind, of = DocumentKind.ATTACHMENT, outcome.id
    return Member(
        part.url,
        part.path,
        part.name,
        part.sha256,
        part.size,
        part.media_type,
        part.charset,
        kind,
        of,
        report,
        *unread,
    )
