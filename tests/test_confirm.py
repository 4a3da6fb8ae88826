"""What of a recognised text counts as a number: what a second reading or a sum confirms, and no sum denies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.confirm import confirmed, confirmed_statements, of_ocr
from pipelines.read_tables import OCR
from pipelines.records import Agreement, Figure, Finding, Form, Source, State, Statement

FORMS = {"requests": Form.TABLES_2021, "disclosure_art20_1": Form.TABLES_2019}
AGREED, SINGLE, DIFFER = Agreement.AGREED, Agreement.SINGLE, Agreement.DIFFER
COLUMNS = ("natural_person", "commercial_enterprise", "research_institution", "public_interest_org",
           "legal_service_org", "other_org", "total")  # fmt: skip


def figure(code: str, value: float | None, agreement: Agreement = AGREED, method: str = OCR) -> Figure:
    state = State.BLANK if value is None else State.NUMBER if value else State.ZERO
    raw = "" if value is None else f"{value:g}"
    return Figure(code, Source.TABLE, value, raw, state, None, "t1r1c1", None, method, agreement)


def rows(agreement: Agreement, **values: tuple[float | None, ...]) -> list[Figure]:
    return [
        figure(f"requests.{row}.{column}", value, agreement)
        for row, own in values.items()
        for column, value in zip(COLUMNS, own, strict=True)
    ]


def given(figures: list[Figure]) -> dict[str, float | None]:
    return {figure.code.partition(".")[2]: figure.value for figure in confirmed(figures, FORMS)}


HOLDS = (2, 1, 0, 0, 0, 0, 3)
FAILS = (2, 1, 0, 0, 0, 0, 4)
ONE = (9, 0, 0, 0, 0, 0, 9)
NONE = (0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("row", "agreement", "is_number"),
    [
        (HOLDS, SINGLE, True),
        (HOLDS, DIFFER, True),
        (ONE, SINGLE, False),  # a 6 taken for a 9 is taken so twice
        (ONE, AGREED, True),
        (NONE, SINGLE, False),
        (FAILS, SINGLE, False),
        (FAILS, DIFFER, False),
        (FAILS, AGREED, True),  # the sum may be wrong as printed
        ((2, 1, None, 0, 0, 0, 3), SINGLE, False),  # nothing can be said
        ((2, 1, None, 0, 0, 0, 3), AGREED, True),
    ],
)
def test_a_sum_or_a_second_reading(row: tuple[float | None, ...], agreement: Agreement, is_number: bool) -> None:
    assert (given(rows(agreement, new_received=row))["new_received.natural_person"] is not None) is is_number


def test_what_is_not_given_keeps_its_text() -> None:
    one = confirmed(rows(SINGLE, new_received=FAILS), FORMS)[0]
    assert (one.value, one.raw, one.state) == (None, "2", State.ILLEGIBLE)


def test_one_sum_that_fails_may_be_as_printed_and_is_doubt() -> None:
    read = confirmed(rows(AGREED, new_received=FAILS), FORMS)
    assert {(figure.agreement, figure.value is not None) for figure in read} == {(DIFFER, True)}
    assert {figure.agreement for figure in confirmed(rows(AGREED, new_received=HOLDS), FORMS)} == {AGREED}


@pytest.mark.parametrize(
    ("row", "doubted", "value"),
    [
        (ONE, ("natural_person", "total"), None),  # that the zeros are sure says nothing of the nines
        (ONE, ("natural_person",), 9),  # the total was read twice
        (NONE, ("natural_person",), 0),
    ],
)
def test_a_sum_that_only_repeats_a_number_confirms_it_if_one_was_read_twice(
    row: tuple[float | None, ...], doubted: tuple[str, ...], value: float | None
) -> None:
    figures = [
        replace(each, agreement=DIFFER) if each.code.endswith(doubted) else each
        for each in rows(AGREED, new_received=row)
    ]
    assert given(figures)["new_received.natural_person"] == value


def test_of_two_sums_one_that_fails_denies_what_was_read_once() -> None:
    """The row holds, the column does not: both say something of the figure where they meet."""
    zeros = dict.fromkeys(("carried_over_in", "outcomes_total", "carried_over_out"), NONE)
    for agreement, value in ((SINGLE, None), (AGREED, 2)):
        figures = rows(agreement, new_received=HOLDS, **zeros)
        read = {figure.code: figure for figure in confirmed(figures, FORMS)}
        met = read["requests.new_received.natural_person"]
        assert (met.value, met.agreement) == (value, agreement)


def test_a_second_reading_stays_where_no_sum_says_anything() -> None:
    read = confirmed(rows(AGREED, new_received=(2, 1, None, 0, 0, 0, 3)), FORMS)
    assert {(figure.agreement, figure.state is State.ILLEGIBLE) for figure in read} == {(AGREED, False)}


def test_a_blank_stays_a_blank() -> None:
    (blank,) = confirmed([figure("requests.new_received.total", None, SINGLE), *rows(AGREED, granted=HOLDS)], FORMS)[:1]
    assert blank.state is State.BLANK


def test_a_mistyped_label_makes_no_certainty() -> None:
    read = confirmed([figure("requests.new_received.total", 3, SINGLE, f"{OCR} ~0.93")], FORMS)
    assert [each.value for each in read] == [None]


def test_two_sums_that_meet_in_a_figure_and_fail_deny_it() -> None:
    """A 1 taken for a 6, twice alike: the row and the column are out by five, and no other figure's sums both are."""
    zeros = (0, 0, 0, 0, 0, 0, 0)
    names = ("granted", "refused_state_secret", "refused_prohibited_by_law", "refused_security_stability",
             "refused_third_party_rights", "refused_internal_affairs", "refused_deliberative_process",
             "refused_enforcement_file", "refused_admin_inquiry", "unable_not_held", "unable_requires_creation",
             "unable_unclear_after_correction", "not_processed_petition_complaint", "not_processed_repeat",
             "not_processed_publication", "not_processed_excessive", "not_processed_confirm_reissue",
             "other_no_correction_in_time", "other_fee_unpaid", "other_other")  # fmt: skip
    table = rows(
        AGREED,
        partially_granted=(6, 0, 0, 0, 0, 0, 1),
        outcomes_total=(1, 0, 0, 0, 0, 0, 1),
        **dict.fromkeys(names, zeros),
    )
    read = given(table)
    assert [code for code, value in read.items() if value is None] == ["partially_granted.natural_person"]


def test_that_one_is_at_most_another_confirms_nothing() -> None:
    """Newly published documents cannot be more than those in force: 9 for 6 would pass."""
    row = "disclosure_art20_1.normative_documents"
    values = {f"{row}.newly_made": 6, f"{row}.newly_published": 9, f"{row}.total_published": 20}
    read = given([figure(code, value, DIFFER) for code, value in values.items()])
    assert set(read.values()) == {None}
    read = given([figure(code, value, AGREED if "total" in code else DIFFER) for code, value in values.items()])
    assert read["normative_documents.newly_published"] is None


def test_what_was_written_is_not_touched() -> None:
    table = [replace(figure, method="header") for figure in rows(SINGLE, new_received=FAILS)]
    assert list(confirmed(table, FORMS)) == table
    seen = figure("requests.granted.total", 5, SINGLE)
    assert list(confirmed([*table, seen], FORMS))[:-1] == table


# --- recognised text -------------------------------------------------------------------------------------------------


def told(value: float | None, code: str = "requests_received") -> Figure:
    (figure_of_text,) = of_ocr([figure(f"statistics.{code}.value", value, SINGLE, "statement")])
    return replace(figure_of_text, source=Source.PROSE)


def test_figures_of_recognised_text_say_so() -> None:
    assert told(3).method == OCR


@pytest.mark.parametrize(("printed", "value"), [(3, 3), (4, None), (None, None)])
def test_a_table_confirms_what_the_text_tells(printed: float | None, value: float | None) -> None:
    """The row of a province has the same name, and is no reading of the sentence."""
    table = [
        figure("requests.new_received.total", printed, method="header"),
        figure("local_shanghai_pudong.requests_received.month", 5, method="header"),
    ]
    (of_text, *_) = confirmed([told(3), *table], FORMS)
    assert of_text.value == value


def test_statements_count_where_their_figure_does() -> None:
    codes = ("requests_concluded", "requests_received", "review_total")
    statements = [
        Statement(position, code, 3, "件", "exact", "report", "year", f"{code} 3件", "")
        for position, code in enumerate(codes, 1)
    ]
    figures = [
        replace(told(3, "requests_concluded"), source=Source.TABLE),
        told(3),
        told(None, "review_total"),
    ]
    kept, findings = confirmed_statements(statements, figures)
    assert kept == (replace(statements[1], position=1),)
    assert findings == (
        Finding("statement_illegible", "requests_concluded 3件"),
        Finding("statement_illegible", "review_total 3件"),
    )
