"""Which files are one report: a page and what it links, the files in an archive (DESIGN §3; PORTALS.md §6, §7).

A page that only says “see annex” and its annex are one report; so are a page and the statistics annex of its report.
A file that names another organ or year is a report of its own, as each of many reports in an archive is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.evidence import has_body
from pipelines.forms.labels import is_of_form
from pipelines.media_types import CSV, DOC, DOCX, HTML, MHTML, ODT, PDF, RTF, TEXT
from pipelines.parts import Part
from pipelines.recognise import recognise
from pipelines.records import Context, Document, Finding, Identity
from pipelines.register import Register

# Of several copies of a report, the text is taken from the kind that is read most surely.
_SUREST = (HTML, MHTML, DOCX, ODT, DOC, RTF, TEXT, CSV, PDF)
_NOTHING = Document(
    title=None, titles=(), metas={}, breadcrumb="", published_line="", text="", tables=(), saved_from=None
)
# Where a file names its organ itself, rather than being laid to one by what is around it.
_NAMES_ITSELF = re.compile(r"organ: (?:title|titles|text|link|body)\b")
_YEAR = re.compile(r"(?<!\d)(20[012]\d)年")
_SAME_LINE = 20  # characters; shorter lines stand in every report
_SAME_TEXT = 0.8  # share of such lines that a copy has in common with what it is a copy of


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one report.

    `main` is the file that the report is of, `source` the one whose text and tables are read first: the same file, or
    the annex of a page without text. `document` has the titles of the first and the text of the second; `others` are
    further files with tables of a form; `joined` all files but the main one.
    """

    main: Part
    source: Part
    document: Document
    identity: Identity
    others: tuple[Part, ...]
    joined: tuple[Part, ...]
    findings: tuple[Finding, ...]


def bundles_of(lead: Part, parts: Sequence[Part], context: Context, register: Register) -> list[Bundle]:
    """The bundles of a document or archive (`lead`) and of the files that came with it.

    The first is that of the document itself, if it is one; the others are of reports that its files are by
    themselves.
    """
    reports = [_Alone(part, part.document, context, register) for part in parts if part.document is not None]
    reports = [alone for alone in reports if alone.has_body or alone.has_tables]
    own = recognise(lead.document or _NOTHING, context, register)
    if not reports and lead.document is not None:
        return [Bundle(lead, lead, lead.document, own, (), (), lead.document.findings)]
    bodies = [alone for alone in reports if alone.has_body]
    lacks_body = lead.document is None or not has_body(lead.document.text, lead.document.tables)
    one_body = lacks_body and len({alone.of or alone.part.sha256 for alone in bodies}) == 1
    if lead.document is None and not own.claims:
        return list(_apart(reports, context, register))
    if not own.claims and (not one_body or any("look_alike" in word for word in own.evidence)):
        bundle = _bundle(lead, [], context, register)
        return [bundle, *_apart(reports, context, register)]
    joined, apart, findings = [], [], []
    for alone in reports:
        is_body = one_body and alone.has_body and alone.may_be(own)
        if is_body or alone.fits(own) or alone.repeats(lead.document):
            joined.append(alone.part)
            if own.organ and alone.of and not alone.fits(own):
                findings.append(
                    Finding("title_differs", f"{own.title or ''}／{alone.part.name}：{alone.identity.title}")
                )
        elif alone.of is not None:
            apart.append(alone)
        elif own.year and alone.year and alone.year != own.year:
            findings.append(Finding("annex_of_another_year", f"{alone.part.name}：{alone.year}"))
        else:
            joined.append(alone.part)
    bundle = _bundle(lead, joined, context, register, tuple(findings))
    return [bundle, *_apart(apart, context, register)]


class _Alone:
    """A file as it stands alone: whose report it says that it is, and what of a report it has."""

    def __init__(self, part: Part, document: Document, context: Context, register: Register) -> None:
        self.part = part
        self.document = document
        self.context = replace(context, url=None, link_title=part.name or None)
        self.identity = recognise(document, self.context, register)
        self.year = self.identity.year or _year_of(part.name)
        self.has_body = has_body(document.text, ())
        self.has_tables = _has_tables(document)

    @property
    def of(self) -> tuple[str, int] | None:
        """Organ and year, where the file itself names both."""
        named = any(_NAMES_ITSELF.match(word) for word in self.identity.evidence)
        if self.identity.organ is None or self.identity.year is None or not named:
            return None
        return self.identity.organ.id, self.identity.year

    def may_be(self, own: Identity) -> bool:
        """Whether the file may be the text of a page that has none: of no other year, and of no other organ than one
        of which the page's name is a part (市政府 and 市政府办公室), or the other way round."""
        organ = self.identity.organ if self.of is not None else None
        if own.year and self.year and own.year != self.year:
            return False
        if own.organ is None or organ is None:
            return True
        return own.organ.region_code == organ.region_code and (
            own.organ.name.startswith(organ.name) or organ.name.startswith(own.organ.name)
        )

    def fits(self, own: Identity) -> bool:
        """Whether the file names the organ and year of the page."""
        return self.of is not None and own.organ is not None and self.of == (own.organ.id, own.year)

    def repeats(self, page: Document | None) -> bool:
        """Whether the file says what the page says, whomever its title names (市政府 and 市政府办公室 often differ)."""
        lines = [line for line in map(_squeezed, self.document.text.splitlines()) if len(line) >= _SAME_LINE]
        text = _squeezed(page.text) if page is not None else ""
        return bool(lines) and sum(line in text for line in lines) >= _SAME_TEXT * len(lines)


def _apart(reports: Iterable[_Alone], context: Context, register: Register) -> Iterator[Bundle]:
    """The bundles of files by whose they say that they are, those of one organ and year together. Tables without a
    name belong to the report beside them, if there is only one."""
    named: dict[tuple[str, int], list[_Alone]] = {}
    nameless: list[_Alone] = []
    for alone in reports:
        if alone.of is None:
            nameless.append(alone)
        else:
            named.setdefault(alone.of, []).append(alone)
    groups = list(named.values())
    if len(groups) == 1:
        groups[0] += [alone for alone in nameless if not alone.has_body]
        nameless = [alone for alone in nameless if alone.has_body]
    for group in [*groups, *([alone] for alone in nameless)]:
        lead = min(group, key=lambda alone: (not alone.has_body, _sureness(alone.part)))
        yield _bundle(lead.part, [alone.part for alone in group if alone is not lead], lead.context, register)


def _bundle(
    lead: Part, joined: Sequence[Part], context: Context, register: Register, findings: tuple[Finding, ...] = ()
) -> Bundle:
    files = [(part, part.document) for part in (lead, *joined) if part.document is not None]
    source, document = min(
        files,
        key=lambda file: (not has_body(file[1].text, file[1].tables), file[0] is not lead, _sureness(file[0])),
        default=(lead, _NOTHING),
    )
    others = tuple(part for part, own in files if part is not source and _has_tables(own))
    main = source if lead.document is None else lead
    shown = lead.document or _NOTHING
    tables = [table for part, own in files if part in others for table in own.tables]
    told = recognise(
        replace(shown, text=document.text, tables=(*document.tables, *tables)),
        context,
        register,
    )
    return Bundle(
        main=main,
        source=source,
        document=replace(shown, text=document.text, tables=document.tables, seen=document.seen),
        identity=told,
        others=others,
        joined=tuple(part for part in joined if part is not main),
        findings=(*(finding for _, own in files for finding in own.findings), *findings),
    )


def _year_of(name: str) -> int | None:
    """The one year that the name of a file tells."""
    years = set(_YEAR.findall(name))
    return int(years.pop()) if len(years) == 1 else None


def _has_tables(document: Document) -> bool:
    return any(is_of_form(cell.text) for table in document.tables for row in table.rows for cell in row)


def _sureness(part: Part) -> int:
    return _SUREST.index(part.media_type) if part.media_type in _SUREST else len(_SUREST)


def _squeezed(text: str) -> str:
    return "".join(text.split())
