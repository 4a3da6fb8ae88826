"""The typed values that the stages hand to each other. All frozen; closed vocabularies are enums.

Names follow the contract of the database: what is a column there has the same name here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

PLACEHOLDER = "〔表{}〕"  # the line of a text where a table stood, by its position


class Form(StrEnum):
    """Which statutory form a report follows; decided by its tables, never by its year."""

    NARRATIVE = "narrative"
    STATISTICS_2014 = "statistics_2014"
    TABLES_2019 = "tables_2019"
    TABLES_2021 = "tables_2021"


class State(StrEnum):
    """What stood in a cell. Only `NUMBER` and `ZERO` have a value; an absent cell has no figure at all."""

    NUMBER = "number"
    ZERO = "zero"
    BLANK = "blank"
    SLASH = "slash"
    ILLEGIBLE = "illegible"


class Source(StrEnum):
    """Where a figure was read."""

    TABLE = "table"
    PROSE = "prose"


class Agreement(StrEnum):
    """Whether independent readings of a figure say the same."""

    AGREED = "agreed"
    SINGLE = "single"
    DIFFER = "differ"


class DocumentKind(StrEnum):
    """What a fetched document is for us."""

    REPORT = "report"
    LISTING = "listing"
    ATTACHMENT = "attachment"
    OTHER = "other"


class FailureKind(StrEnum):
    """The closed list of failures; each has its action in docs/failures.md."""

    BLOCKED = "blocked"
    THROTTLED = "throttled"
    ROBOTS = "robots"
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    GONE = "gone"
    SOFT_404 = "soft_404"
    REDIRECT_LOOP = "redirect_loop"
    PRIVATE_ADDRESS = "private_address"
    OFF_SITE = "off_site"
    TOO_LARGE = "too_large"
    PORTAL_TIMEOUT = "portal_timeout"
    EMPTY_LISTING = "empty_listing"
    LISTING_CHANGED = "listing_changed"
    LISTING_SHORT = "listing_short"
    LISTING_REPEATS = "listing_repeats"
    UNSUPPORTED_TYPE = "unsupported_type"
    MISSING_PROGRAM = "missing_program"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"
    LIMIT_EXCEEDED = "limit_exceeded"
    READER_CRASHED = "reader_crashed"
    NOT_A_REPORT = "not_a_report"
    ORGAN_UNKNOWN = "organ_unknown"
    YEAR_UNKNOWN = "year_unknown"
    FORM_UNKNOWN = "form_unknown"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a document before it is read: how it was reached. All optional.

    `portal_name` and `region_code` (GB/T 2260, six digits as text) come from the portal file; `publisher` is the
    canonical name of the organ whose column it is, where the portal file says; `link_title` and `listed_on` (ISO
    date) are what the listing printed beside the link.
    """

    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    portal_id: str | None = None
    portal_name: str | None = None
    region_code: str | None = None
    publisher: str | None = None
    link_title: str | None = None
    listed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a page links, to be read with it: its address and its bytes."""

    url: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell of a table: its text as printed, and where it stands.

    `row` and `column` are zero-based places in the expanded grid; in a flattened table `column` is only the cell's
    number in its row. A merged cell is one Cell with its spans. `origin` is its place in the file where rows and
    columns do not tell it: a page (`p3`), a sheet's cell (`附表!C7`). `seen`: the text is from character recognition;
    `again` is then what a second reading gave, None where there was none.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    origin: str = ""
    seen: bool = False
    again: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document. `position` counts from 1 in reading order; `caption` is the text just before it.

    `rows` hold each row's own cells, left to right; a cell that reaches down from a row above is not repeated
    (its `rowspan` tells). `width` is the number of grid columns; None for a flattened table, of whose cells only the
    order survived.
    """

    position: int
    caption: str
    rows: tuple[tuple[Cell, ...], ...]
    width: int | None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the prose under one heading, in reading order from 1.

    `heading` is the path of headings as printed ("" for what stands before the first); `kind` is a
    `pipelines.sections.SectionKind`; `text` has one paragraph a line, a table's place marked by its placeholder.
    """

    position: int
    heading: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something met and not read, or that looks odd. `kind` is a short English name, `detail` says what and where."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded document cut into what later stages need.

    `title` is the document's own best title line, `titles` every candidate in falling order of trust; `metas`
    maps lower-cased meta names to their contents; `text` is the prose, one paragraph a line, with each table's
    placeholder `〔表n〕` on a line of its own where the table stood; `findings` what the file holds that was not read;
    `seen`: text that is from character recognition.
    """

    title: str | None
    titles: tuple[str, ...]
    metas: dict[str, str]
    breadcrumb: str
    published_line: str
    text: str
    tables: tuple[Table, ...]
    saved_from: str | None
    findings: tuple[Finding, ...] = ()
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ under the contract's identity: `id` = region code, or code + `-` + name without the region."""

    id: str
    name: str
    region_code: str
    level: str
    kind: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose report, of which year, published when; None where the document does not say.

    `evidence` names what decided each (for example `organ: title`), for the reader of the database.
    """

    is_report: bool
    claims: bool
    organ: Organ | None
    year: int | None
    title: str | None
    published_on: str | None
    published_source: str | None
    evidence: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure that the prose states. `quote` is the exact slice of the text that states it.

    `code` is bare (`requests_received`); the figure's code has its table before it. `qualifier`: exact / more_than /
    less_than / about / derived. `scope` and `period` are those of `pipelines.periods`. `value` is in `unit`, both as
    stated.
    """

    position: int
    code: str
    value: float
    unit: str
    qualifier: str
    scope: str
    period: str
    quote: str
    section: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the report under its indicator code `table.row.column`.

    `value` is in the indicator's unit and None unless the state is number or zero; `raw` is the cell or the
    printed number untouched; `unit` is as printed, or None; `locator` (`t2r5c7`: table, row, column, from 1) or
    `quote` points at the place; `sha256` is the document it stands in, None for the report's own.
    """

    code: str
    source: Source
    value: float | None
    raw: str
    state: State
    unit: str | None
    locator: str | None
    quote: str | None
    method: str
    agreement: Agreement
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """An arithmetic relation tried on one report. `holds` is None when a term is missing or blank."""

    rule: str
    source: str
    holds: bool | None
    left: float | None
    right: float | None
    delta: float | None
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one document says, read and checked. `printed_organ` is the organ as its title spells it."""

    organ: Organ
    year: int
    form: Form
    title: str
    published_on: str | None
    published_source: str | None
    sections: tuple[Section, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    printed_organ: str | None = None

    @property
    def id(self) -> str:
        """Institution id and reported year, the key of table `reports`."""
        return f"{self.organ.id}-{self.year}"


@dataclass(frozen=True, slots=True)
class Member:
    """A file that was read with a document: in an archive, or attached to a page.

    `url` is the address of an attachment, "" for what is in the document itself; `path` the place in an archive
    (`pipelines.unpack`), "" for what is in none; `name` is for people. `kind` is `report` where the file is a report
    of its own, which `report` then has; `attachment` where it belongs to the report `of`; else `other`. What could not
    be read has its `failure`.
    """

    url: str
    path: str
    name: str
    sha256: str
    size: int
    media_type: str
    charset: str | None
    kind: DocumentKind
    of: str | None = None
    report: Report | None = None
    failure: FailureKind | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the chain makes of one document: a report, or why there is none.

    Without a report, `failure` names the reason, or is None for a readable document that does not claim to be a
    report (kept as kind `other`), and for an archive, whose reports are those of its `members`.
    """

    report: Report | None
    kind: DocumentKind
    media_type: str
    charset: str | None
    failure: FailureKind | None = None
    detail: str = ""
    saved_from: str | None = None
    findings: tuple[Finding, ...] = field(default=())
    members: tuple[Member, ...] = ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """All reports that were read in the document and its members."""
        own = (self.report,) if self.report else ()
        return (*own, *(member.report for member in self.members if member.report))
