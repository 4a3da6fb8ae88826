"""Whether a document is an annual report, whose, of which year, published when. Pure: no network, no clock.

DESIGN §3 “Whose report it is” and “Year and date” decide, FINDINGS §1–§3 and §9 are the cases:
the organ that the title names, else the organ that publishes it about itself; the period that the text states, else
the title's year; the day that the page states. What stays open is None, and contradictions are findings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from pipelines.dates import FIRST_YEAR, LAST_YEAR, Period, arabic_dates, read_date, read_periods
from pipelines.evidence import (
    Resolve,
    Witness,
    has_body,
    page_names,
    self_reference,
    speaks_for,
    witnesses_of,
)
from pipelines.organs import resolve_organ
from pipelines.records import Context, Document, Finding, Identity, Organ
from pipelines.register import Register
from pipelines.titles import LookAlike, TitleKind, TitleReading, judge_link, read_title, tidy

__all__ = ["announces_report", "judge_link", "recognise", "recognise_link"]

_HEAD_LINES = 16
_TITLE_LENGTH = 70
_PERIOD_HEAD = 3000
_UNWORDED_HEAD = 1200
_OWN_PERIOD = re.compile(r"统计|所列|期限|时限|起止|期间|报告期|时间范围|周期|截[至止]|涵盖")
_META_DATES = ("pubdate", "publishdate", "publishtime", "publish_date", "firstpublishedtime", "article:published_time")
_LINE_DATES = tuple(
    re.compile(rf"(?:{label})\s*[::]?\s*")
    for label in (
        "发布(?:日期|时间)?",
        "公开(?:日期|时间)",
        "公布(?:日期|时间)",
        "(?<![文成])(?:日期|时间)",
    )
)
_WRITTEN = re.compile(r"(?:成文|发文|生成)(?:日期|时间)\s*[::]?\s*")
_CLOCK = re.compile(r"今天(?:是)?[:：]?\s*20\d\d\S*")
_SIGNED = re.compile(r"(?:^|(?:日期|时间)[::]\s*|[局厅委府处会室心]\s*)((?:20\d\d|二[〇○零O0]).{4,14}日?)$")
_NO_TITLE_LINE = re.compile(
    r"[。;,!?>›»]|今天是|来源:|^[-·•] |20\d\d-\d\d-\d\d\W*$|[::]$|〔表|现将|如下|根据|按照|为了|以下简称|本报告"
)
# Headings of the text are marked like titles on many pages and are none.
_HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[(（][一二三四五六七八九十]+[)）]|[㈠-㈩])")
_UNFINISHED = re.compile(r"年度?报$")
_SITE_CODE = re.compile(r"(\d{6})\d{4}")
_CREDIT_CODE = re.compile(r"[?&]area=1[1-9](\d{6})[0-9A-Z]{10}(?![0-9A-Z])")
_TAIL_LINES = 8
_SHORT = 300
_TITLE_LINE = re.compile(r"^.{0,30}20\d\d年.{0,20}信息公开.{0,8}(?:报告|年报)(?=[\s\[(]|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Title:
    """One title of the document with where it stands: `title`, `titles`, `text` or `link`."""

    source: str
    reading: TitleReading

    def judges(self, body: bool) -> bool:
        """Whether it says that the document is a report or is none. A further title beside a body that is a report's,
        which speaks of no report (公开指南), is that of a column in the margin."""
        if self.reading.kind is TitleKind.LOOK_ALIKE:
            return not body or self.source != "titles" or re.search("报告|年报", self.reading.printed) is not None
        return self.reading.kind is TitleKind.REPORT


def recognise(document: Document, context: Context, register: Register, *, last_year: int = LAST_YEAR) -> Identity:
    """The identity of a document. `last_year` bounds years and dates from above; the caller may hand in its own.

    `claims`: the document calls itself an annual report of open government information, by its title or by the
    parts of its body, or the link does. `is_report` is false for what claims nothing, for half a year, and for a
    claim whose body says nothing of the kind. Organ, year and date are None where they stay open.
    """
    text = unicodedata.normalize("NFKC", document.text)
    titles = list(_titles(document, context, text, register))
    body = has_body(text, document.tables)
    judged = next((t for t in titles if t.judges(body)), None)
    if judged and judged.reading.kind is TitleKind.LOOK_ALIKE:
        return _not_a_report(judged)
    if judged and judged.source == "text" and not body and _lists_reports(text):
        return Identity(False, False, None, None, None, None, None, ("report: a list of reports",))
    if judged is None and not body:
        return Identity(False, False, None, None, None, None, None, ("report: neither title nor body",))
    report_titles = [t for t in titles if t.reading.kind is TitleKind.REPORT]
    title = report_titles[0].reading.printed if report_titles else _page_title(document)
    evidence = [f"report: {judged.source}" if judged else "report: body"]
    findings: list[Finding] = []

    period = _period(text, last_year)
    if period and period.half_year:
        detail = f"the text covers {period.start} to {period.end}"
        return Identity(False, True, None, None, title, None, None, (*evidence,), (Finding("part_year", detail),))
    year = _year(period, report_titles, last_year, evidence, findings)
    organ = _organ(report_titles, document, context, text, year, register, evidence, findings)
    published, source = _published(document, text, last_year, evidence, findings)
    if published and year and int(published[:4]) <= year:
        findings.append(Finding("published_early", f"{published} is within the reported year {year}"))
    empty_claim = judged is not None and not body and len(text) > _SHORT and not _speaks_of_it(text, judged.source)
    return Identity(
        is_report=not empty_claim,
        claims=True,
        organ=organ,
        year=year,
        title=title,
        published_on=published,
        published_source=source,
        evidence=tuple(evidence),
        findings=tuple(dict.fromkeys(findings)),
    )


def _lists_reports(text: str) -> bool:
    """Whether the text is a column of reports: lines that are titles of several years or organs."""
    return len(set(_TITLE_LINE.findall(text))) >= 3


def _speaks_of_it(text: str, source: str) -> bool:
    """Whether a text without the parts of a report may still be one. Where only the link's title claims it, the page
    (an error page, a front page) must speak of it more than by the way."""
    return text.count("公开") >= 3 if source == "link" else re.search("公开|申请|报告", text) is not None


def announces_report(context: Context, register: Register) -> bool:
    """Whether the link that led to a document called it a report."""
    return context.link_title is not None and read_title(context.link_title, register).kind is TitleKind.REPORT


def recognise_link(context: Context, register: Register) -> Identity:
    """What a link alone announces of a document that could not be had: its organ and year, where its title says."""
    nothing = Document(
        title=None, titles=(), metas={}, breadcrumb="", published_line="", text="", tables=(), saved_from=None
    )
    return recognise(nothing, context, register)


def _not_a_report(judged: _Title) -> Identity:
    reason = judged.reading.reason or LookAlike.NEWS
    evidence = (f"look_alike: {reason} ({judged.source})",)
    return Identity(False, False, None, None, judged.reading.printed, None, None, evidence)


# --- titles ----------------------------------------------------------------------------------------------------------


def _titles(document: Document, context: Context, text: str, register: Register) -> Iterator[_Title]:
    """All titles in falling order of trust. Look-alikes count only where a title is given, not among lines of text."""
    seen: set[str] = set()
    given = [("title", document.title), *(("titles", title) for title in document.titles)]
    for source, raw in given:
        if raw and raw not in seen and not _HEADING.match(raw):
            seen.add(raw)
            yield _Title(source, read_title(raw, register))
    in_text = [read_title(raw, register) for raw in _lines_of_title(text)]
    reports = [reading for reading in in_text if reading.kind is TitleKind.REPORT and reading.printed not in seen]
    # The organ may stand on a line of its own above the rest of the title.
    if best := next((reading for reading in reports if reading.organ), next(iter(reports), None)):
        yield _Title("text", best)
    if context.link_title:
        yield _Title("link", read_title(context.link_title, register))


def _lines_of_title(text: str) -> Iterator[str]:
    """The lines above the first heading that may be a title, each alone and then joined with the next one or two:
    titles are broken over lines (易门县2017年政府信息公开工作 / 年度报告). Rows of lists beside the text are none."""
    lines = [line.strip() for line in text[:2000].split("\n") if line.strip()][:_HEAD_LINES]
    lines = list(takewhile(lambda line: not _HEADING.match(line), lines))
    for count in (1, 2, 3):
        for start in range(len(lines) - count + 1):
            joined = tidy("".join(lines[start : start + count]))
            after = lines[start + count] if start + count < len(lines) else ""
            if _UNFINISHED.search(joined) and after.startswith("告"):
                continue
            if "信息" in joined and len(joined) <= _TITLE_LENGTH and not _NO_TITLE_LINE.search(joined):
                yield joined


def _page_title(document: Document) -> str | None:
    """The title of a page that shows none of a report: what it is marked with, unless that is a heading of the text or
    says nothing of a report."""
    marked = (title for title in document.titles or (document.title,) if title and not _HEADING.match(title))
    return next((title for title in marked if re.search("公开|报告|年报", title)), None)


# --- year ------------------------------------------------------------------------------------------------------------


def _period(text: str, last_year: int) -> Period | None:
    """The first period that the text states as its own; half a year only where its head states nothing else.

    Its own is what its words say (统计期限 …), wherever they stand; without such words, one year at the head of it.
    """
    plain = arabic_dates(text)
    stated = [
        period
        for period in read_periods(plain, last_year=last_year)
        if _OWN_PERIOD.search(plain[max(0, period.position - 40) : period.position])
        or (period.position < _UNWORDED_HEAD and period.start.year == period.end.year)
    ]
    whole = next((period for period in stated if not period.half_year), None)
    return whole or next((period for period in stated if period.position < _PERIOD_HEAD), None)


def _year(
    period: Period | None, titles: list[_Title], last_year: int, evidence: list[str], findings: list[Finding]
) -> int | None:
    years = [(t.source, t.reading.year) for t in titles if t.reading.year and FIRST_YEAR <= t.reading.year <= last_year]
    source, titled = years[0] if years else ("", None)
    for other_source, other in years[1:]:
        if other != titled:
            findings.append(Finding("title_differs", f"year {titled} in {source}, {other} in {other_source}"))
    if period is None:
        evidence.append(f"year: {source}" if titled else "year: unknown")
        return titled
    if titled and period.start.year < period.end.year and period.start.year <= titled <= period.end.year:
        # A period of several years does not name one; the title does.
        findings.append(Finding("period_of_years", f"{period.start} to {period.end}, title {titled}"))
        evidence.append(f"year: {source}")
        return titled
    if titled and period.end.year > titled + 1:
        # Nobody reports on years to come: the period is misprinted.
        findings.append(Finding("year_differs", f"{titled} in {source}, period ends {period.end}"))
        evidence.append(f"year: {source}")
        return titled
    if titled and titled != period.end.year:
        findings.append(Finding("year_differs", f"{titled} in {source}, period ends {period.end}"))
    evidence.append("year: period")
    return period.end.year


# --- organ -----------------------------------------------------------------------------------------------------------


def _organ(
    titles: list[_Title],
    document: Document,
    context: Context,
    text: str,
    year: int | None,
    register: Register,
    evidence: list[str],
    findings: list[Finding],
) -> Organ | None:
    told = text[:6000] + text[-600:]
    code = context.region_code or _site_region(document, context, register)

    def resolve(printed: str, code: str | None) -> Organ | None:
        return resolve_organ(printed, region_code=code, year=year, register=register, told=told)

    if brand := next((title.reading.brand for title in titles if title.reading.brand), ""):
        findings.append(Finding("foreign_brand", f"{brand} stands before the organ: the page is a mirror's"))
    witnesses = witnesses_of(page_names(document, context, text, register), resolve, code)
    named = [(t.source, t.reading.organ) for t in titles if t.reading.organ]
    read = [(source, printed, organ) for source, printed in named if (organ := resolve(printed, code))]
    if read:
        source, printed, organ = read[0]
        for other_source, _, other in read[1:]:
            if other.id != organ.id:
                findings.append(Finding("title_differs", f"{organ.name} in {source}, {other.name} in {other_source}"))
        if placed := _placed_by_text(printed, organ, witnesses, resolve):
            findings.append(Finding("title_differs", f"{printed}: {placed.name} in the text, {organ.name} by the site"))
            evidence.append(f"organ: {source}, place: body")
            return placed
        evidence.append(f"organ: {source}")
        _compare(organ, text, findings)
        return organ

    if named:
        return _named_and_placed(named, witnesses, resolve, evidence)
    own = self_reference(text)
    speakers = [witness for witness in witnesses if speaks_for(witness, own)]
    # Where the text has no word for itself, places of the page that name several organs leave it open.
    if speakers and (own or speakers[0].of_text or len({witness.organ.id for witness in speakers}) == 1):
        evidence.append(f"organ: {speakers[0].source}")
        return speakers[0].organ
    evidence.append("organ: unknown")
    return None


def _site_region(document: Document, context: Context, register: Register) -> str | None:
    """The region that a code of the page tells: the site's (网站标识码: six digits of the region, four of the site), or
    the organ's in the address (area=, 统一社会信用代码: its third to eighth digits); else None."""
    address = context.url or document.saved_from or ""
    for match in (_SITE_CODE.fullmatch(document.metas.get("siteidcode", "").strip()), _CREDIT_CODE.search(address)):
        if match and register.region(match[1]):
            return match[1]
    return None


def _placed_by_text(printed: str, organ: Organ, witnesses: list[Witness], resolve: Resolve) -> Organ | None:
    """Another organ than the site's place makes of a title that tells no place (市信访局), where the sentences of the
    text make one of it; else None."""
    if resolve(printed, None):
        return None
    told = [witness.organ for witness in witnesses if witness.source in ("body", "preface")]
    found = {other.id: other for by in told if (other := resolve(printed, by.region_code)) and other.id == by.id}
    return next(iter(found.values())) if len(found) == 1 and organ.id not in found else None


def _named_and_placed(
    named: list[tuple[str, str]], witnesses: list[Witness], resolve: Resolve, evidence: list[str]
) -> Organ | None:
    """A title that names its organ without telling the place (市发改委): the page must tell it, in one way only."""
    for source, printed in named:
        found = {
            organ.id: (witness, organ)
            for witness in reversed(witnesses)
            if (organ := resolve(printed, witness.organ.region_code))
        }
        # Who is named in full by the text itself goes before where the page stands.
        whole = {
            key: one for key, one in found.items() if one[0].source in ("body", "preface") and one[0].organ.id == key
        }
        found = whole or found
        if len(found) == 1:
            witness, organ = next(iter(found.values()))
            evidence.append(f"organ: {source}, place: {witness.source}")
            return organ
    evidence.append("organ: unknown")
    return None


def _compare(organ: Organ, text: str, findings: list[Finding]) -> None:
    """Reports where the text speaks of another kind of organ than the title (蒸湘区, whose text says 我局)."""
    own = self_reference(text)
    if own and not own.of_region and not own.fits(organ):
        findings.append(Finding("organ_differs", f"{organ.name} in the title, the text says {own.word}"))


# --- date ------------------------------------------------------------------------------------------------------------


def _published(
    document: Document, text: str, last_year: int, evidence: list[str], findings: list[Finding]
) -> tuple[str | None, str | None]:
    """The day that the page states and where: the visible line, else the meta tags (which may tell the day of a
    migration), else the day it says it was written, else the dated signature at the end of the text."""
    printed = _CLOCK.sub("", unicodedata.normalize("NFKC", document.published_line))
    line = _line_date(printed, _LINE_DATES, last_year)
    meta = next(
        (day for key in _META_DATES if (day := read_date(document.metas.get(key, ""), last_year=last_year))), None
    )
    if line and meta and line != meta:
        findings.append(Finding("date_differs", f"{line} on the page, {meta} in its meta tags"))
    written = None if line or meta else _line_date(printed, (_WRITTEN,), last_year)
    signed = None if line or meta or written else _signed(text, last_year)
    for source, day in (("page", line), ("meta", meta), ("page", written), ("signature", signed)):
        if day:
            evidence.append(f"published: {source}")
            return day, source
    return None, None


def _line_date(line: str, labels: tuple[re.Pattern[str], ...], last_year: int) -> str | None:
    """The first date behind the first of the labels that has one; a line without any label is all date."""
    for label in labels:
        for match in label.finditer(line):
            after = line[match.end() : match.end() + 32]
            if re.match(r"20\d\d|二[〇○零]", after) and (day := read_date(after, last_year=last_year)):
                return day
    return None if _WRITTEN.search(line) else read_date(line, last_year=last_year)


def _signed(text: str, last_year: int) -> str | None:
    """The date of the signature: a line near the end that is a date, alone or after an organ's name. The day on which
    an annex was filled in (填报日期) is none."""
    lines = [line.strip() for line in text[-800:].split("\n") if line.strip() and "填报" not in line]
    for line in reversed(lines[-_TAIL_LINES:]):
        match = _SIGNED.search(line)
        if match and (day := read_date(match[1], last_year=last_year)):
            return day
    return None
