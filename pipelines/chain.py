"""The whole chain on one screen: the bytes of one document in, a checked report out.

The spider, the `files` spider and `replay` go through it, each in a reader process; so can you, with a page saved by
hand.
"""

from __future__ import annotations

from pipelines.check import check
from pipelines.formats import take_apart
from pipelines.limits import UNLESS_SET, Limits, NotRead
from pipelines.media_types import media_type
from pipelines.prose_figures import prose_figures, text_checks
from pipelines.read_tables import read_tables
from pipelines.recognise import announces_report, recognise
from pipelines.records import Context, DocumentKind, FailureKind, Reading, Report
from pipelines.register import load_register
from pipelines.sections import split_sections
from pipelines.statements import read_statements
from pipelines.titles import read_title

# Goes up whenever the same bytes may be read differently; `scrapy replay` brings a database up to it.
READER_VERSION = "2"
_SHORTEST_BODY = 60


def read_document(data: bytes, context: Context | None = None, limits: Limits = UNLESS_SET) -> Reading:
    """Read one document: whose report it is, of which year, every figure with its source, what does not add up.

    `context` is what is known of where the document came from; without it the document must name its organ.
    The reading of a document that is no report, or cannot be read, says so in `failure` and `detail`.
    """
    context = context or Context()
    kind = media_type(data)
    try:
        file = take_apart(data, kind, context.charset, limits)
    except NotRead as error:
        return _unread(kind, None, error.failure, error.detail)
    kind, document = file.media_type, file.document
    identity = recognise(document, context, load_register())
    if not identity.is_report:
        claims = identity.claims or announces_report(context, load_register())
        failure = FailureKind.NOT_A_REPORT if claims else None
        return _unread(kind, file.charset, failure, "文件或指向它的链接自称年度报告，内容不是" if failure else "")
    if len(document.text) < _SHORTEST_BODY and not document.tables:
        return _unread(kind, file.charset, FailureKind.UNREADABLE, "页面没有正文：可能只有图片或附件")
    if identity.organ is None:
        return _unread(kind, file.charset, FailureKind.ORGAN_UNKNOWN, f"不能确定报告机关：{identity.title or '无标题'}")
    if identity.year is None:
        return _unread(kind, file.charset, FailureKind.YEAR_UNKNOWN, f"不能确定报告年度：{identity.title or '无标题'}")
    tables = read_tables(document.tables, identity.year, identity.organ.region_code)
    sections = split_sections(document.text)
    statements = read_statements(sections, identity.year)
    told, told_findings = prose_figures(statements, governs=identity.organ.kind == "government")
    figures = (*tables.figures, *told)
    report = Report(
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
        findings=(*document.findings, *identity.findings, *tables.findings, *told_findings),
    )
    return Reading(report, DocumentKind.REPORT, kind, file.charset, saved_from=document.saved_from)


def _unread(kind: str, charset: str | None, failure: FailureKind | None, detail: str) -> Reading:
    return Reading(None, DocumentKind.OTHER, kind, charset, failure, detail)
