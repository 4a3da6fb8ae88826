"""The sums of the statutory forms, written out from the labels of the tables: `total` against the signed parts."""

from __future__ import annotations

from itertools import chain

from tests.demo_portal import tables
from tests.demo_portal.facts_read import Facts, failing

_LETTERS = {"2019": "B", "2021": "C"}
_STATISTICS = {
    "requests_received": ("in_person", "fax", "online", "letter"),
    "requests_concluded": ("on_time", "extended"),
    "requests_answered": (
        "already_public",
        "granted",
        "partially_granted",
        "refused",
        "not_this_agency",
        "nonexistent",
        "correction_requested",
        "other_channel",
    ),
    "review": ("upheld", "corrected", "other"),
    "litigation": ("upheld", "corrected", "other"),
    "staff": ("full_time", "part_time"),
}
_REFUSALS = (
    "state_secret",
    "trade_secret",
    "privacy",
    "security_stability",
    "not_government_information",
    "other_law",
)
_CHANNELS = ("gazette", "website", "weibo", "wechat", "other")
_AT_MOST = {
    "normative_le_total": ("proactive_normative_documents", "proactive_total"),
    "press_principal": ("response_press_conferences_principal", "response_press_conferences"),
    "interview_principal": ("response_online_interviews_principal", "response_online_interviews"),
}
_AT_MOST_USUALLY = {
    **{f"channel_le_total.proactive_{channel}": (f"proactive_{channel}", "proactive_total") for channel in _CHANNELS},
    "concluded_le_received": ("requests_concluded", "requests_received"),
    "normative_published_le_issued": ("proactive_normative_documents", "normative_documents_issued"),
}


def _relation(name: str, parts: list[str], wholes: list[str], kind: str = "eq") -> Facts:
    return {"id": name, "kind": kind, "terms": [(code, 1) for code in parts] + [(code, -1) for code in wholes]}


def of_requests(form: str) -> list[Facts]:
    """The relations of the application table of `2019` or `2021`: columns that balance, outcomes, row totals."""
    letter = _LETTERS[form]
    outcomes = [code for _, group in tables.OUTCOMES[form] for code, _ in group if code != "outcomes_total"]
    columns = [code for code, _ in tables.APPLICANTS]
    found = []
    for column in columns:
        new, left, total, out = (
            f"requests.{row}.{column}"
            for row in ("new_received", "carried_over_in", "outcomes_total", "carried_over_out")
        )
        found.append(_relation(f"{letter}.requests.balance.{column}", [new, left], [total, out]))
        parts = [f"requests.{row}.{column}" for row in outcomes]
        found.append(_relation(f"{letter}.requests.outcomes_sum.{column}", parts, [total]))
    for row in ("new_received", "carried_over_in", *outcomes, "outcomes_total", "carried_over_out"):
        cells = [f"requests.{row}.{column}" for column in columns]
        found.append(_relation(f"{letter}.requests.row_total.{row}", cells[:-1], cells[-1:]))
    return found


def of_review(form: str) -> list[Facts]:
    """The three totals of the table of reviews and suits."""
    found = []
    for row in tables.PROCEEDINGS:
        cells = [f"review_litigation.{row}.{column}" for column, _ in tables.RESULTS]
        found.append(_relation(f"{_LETTERS[form]}.review_litigation.total.{row}", cells[:-1], cells[-1:]))
    return found


def of_disclosure(form: str) -> list[Facts]:
    """What usually holds between the counts of documents of the form of 2019; the form of 2021 has nothing to add."""
    if form != "2019":
        return []
    return [
        _relation(
            f"B.disclosure_art20_1.published_le_total.{row}",
            [f"disclosure_art20_1.{row}.newly_published"],
            [f"disclosure_art20_1.{row}.total_published"],
            "le",
        )
        for row in ("rules", "normative_documents")
    ]


def of_statistics() -> list[Facts]:
    """The relations of the statistics table of 2014."""

    def value(row: str) -> str:
        return f"statistics.{row}.value"

    found = []
    for total, parts in _STATISTICS.items():
        whole = value(total if total.startswith("requests") else f"{total}_total")
        found.append(_relation(f"A2.{total}", [value(f"{total}_{part}") for part in parts], [whole]))
    refusals = [value(f"requests_refused_{reason}") for reason in _REFUSALS]
    found.append(_relation("A2.requests_refused", refusals, [value("requests_answered_refused")]))
    channels = [value(f"proactive_{channel}") for channel in _CHANNELS]
    found.append(_relation("A2.proactive_le_channels", [value("proactive_total")], channels, "le"))
    for name, (part, whole) in chain(_AT_MOST.items(), _AT_MOST_USUALLY.items()):
        found.append(_relation(f"A2.{name}", [value(part)], [value(whole)], "le"))
    found.append(
        _relation("A2.concluded_eq_answered", [value("requests_concluded")], [value("requests_answered")], "eq")
    )
    return found


SOFT = sorted(
    [f"A2.{name}" for name in (*_AT_MOST_USUALLY, "concluded_eq_answered")]
    + [relation["id"] for relation in of_disclosure("2019")]
)
"""Ids of the relations that usually hold but need not."""


def all_of(form: str, requests_form: str) -> list[Facts]:
    """The relations within a report of `form`, whose application table may be that of another form."""
    if form == "narrative":
        return []
    if form == "statistics_2014":
        return of_statistics()
    year = form.removeprefix("tables_")
    return of_requests(requests_form) + of_review(year) + of_disclosure(year)


def broken(form: str, requests_form: str, values: dict[str, float | None]) -> list[str]:
    """Ids of the relations that fail among the cells given; one with a missing or blank term is not assessed."""
    return failing(all_of(form, requests_form), values)
