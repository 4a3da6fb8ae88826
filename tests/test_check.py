"""Relations over figures: what holds, what fails, what cannot be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.check import assess, check, check_across_years, codes_of, shown
from pipelines.forms import Relation
from pipelines.records import Agreement, Check, Figure, Form, Source, State

REQUESTS = {"requests": Form.TABLES_2021}
RECEIVED = {
    "natural_person": 3,
    "commercial_enterprise": 1,
    "research_institution": 0,
    "public_interest_org": 0,
    "legal_service_org": 0,
    "other_org": 0,
}


def figure(
    code: str,
    value: float | None,
    source: Source = Source.TABLE,
    method: str = "header",
    agreement: Agreement = Agreement.SINGLE,
) -> Figure:
    state = State.BLANK if value is None else State.NUMBER if value else State.ZERO
    return Figure(code, source, value, "", state, None, None, None, method, agreement)


def received(total: float | None, **changed: float | None) -> list[Figure]:
    cells: dict[str, float | None] = {**RECEIVED, **changed, "total": total}
    return [figure(f"requests.new_received.{column}", value) for column, value in cells.items()]


def by_rule(checks: tuple[Check, ...]) -> dict[tuple[str, str], Check]:
    return {(each.rule, str(each.source)): each for each in checks}


TOTAL = ("C.requests.row_total.new_received", "table")


@pytest.mark.parametrize(
    ("kind", "values", "constant", "holds", "sides"),
    [
        ("eq", {"a": 2, "b": 3, "c": 5}, 0, True, (5, 5, 0)),
        ("eq", {"a": 2, "b": 3, "c": 4}, 0, False, (5, 4, 1)),
        ("eq", {"a": 0.1, "b": 0.2, "c": 0.3}, 0, True, (0.3, 0.3, 0)),
        ("eq", {"a": 0.1, "b": 0.2, "c": 0.300001}, 0, False, (0.3, 0.300001, -0.000001)),
        ("eq", {"a": 2, "b": 3, "c": 6}, 1, True, (6, 6, 0)),
        ("eq", {"a": 0, "b": 0, "c": 0}, 0, True, (0, 0, 0)),
        ("le", {"a": 2, "b": 3, "c": 5}, 0, True, (5, 5, 0)),
        ("le", {"a": 2, "b": 2, "c": 5}, 0, True, (4, 5, -1)),
        ("le", {"a": 0.1, "b": 0.2, "c": 0.3}, 0, True, (0.3, 0.3, 0)),
        ("le", {"a": 3, "b": 3, "c": 5}, 0, False, (6, 5, 1)),
        ("le", {"a": 0.1, "b": 0.2, "c": 0.299999}, 0, False, (0.3, 0.299999, 0.000001)),
        ("eq", {"a": 2, "b": None, "c": 2}, 0, None, (None, None, None)),
        ("eq", {"a": 2, "c": 2}, 0, None, (None, None, None)),
    ],
)
def test_assess(
    kind: str,
    values: dict[str, float | None],
    constant: float,
    holds: bool | None,
    sides: tuple[float | None, float | None, float | None],
) -> None:
    relation = Relation("r", kind, {"a": 1, "b": 1, "c": -1}, "hard", "printed", "甲 + 乙 与 丙", constant)
    result = assess(relation, values, Source.TABLE, doubtful=False)
    assert (result.rule, result.source, result.holds) == ("r", "table", holds)
    assert (result.left, result.right, result.delta) == sides


def test_the_right_side_is_a_sum_too() -> None:
    relation = Relation("r", "eq", {"a": 1, "b": -1, "c": -1}, "hard", "printed", "甲 = 乙 + 丙")
    result = assess(relation, {"a": 0.3, "b": 0.1, "c": 0.2}, Source.TABLE, doubtful=False)
    assert (result.left, result.right, result.delta, result.holds) == (0.3, 0.3, 0, True)


@pytest.mark.parametrize(
    ("kind", "values", "doubtful", "message"),
    [
        ("eq", (71046, 35523), True, "甲与乙两倍：71046 ＝ 71046"),
        ("eq", (71047, 35523), False, "甲与乙两倍：71047 ≠ 71046"),
        ("eq", (1, 2), True, "甲与乙两倍：1 ≠ 4（有的数字辨读存疑）"),
        ("le", (3, 2), True, "甲与乙两倍：3 ≤ 4"),
        ("le", (5, 2), False, "甲与乙两倍：5 ＞ 4"),
        ("eq", (7730.28, 0), False, "甲与乙两倍：7730.28 ≠ 0"),
        ("eq", (2469135, 1234567), False, "甲与乙两倍：2469135 ≠ 2469134"),
        ("eq", (None, 0), False, "无法核算：甲与乙两倍（1 项为空或未载明）"),
        ("eq", (None, None), True, "无法核算：甲与乙两倍（2 项为空或未载明）"),
    ],
)
def test_message_can_be_followed_by_hand(
    kind: str, values: tuple[float | None, float | None], doubtful: bool, message: str
) -> None:
    relation = Relation("r", kind, {"a": 1, "b": -2}, "hard", "printed", "甲与乙两倍")
    assert assess(relation, dict(zip("ab", values, strict=True)), Source.TABLE, doubtful).message == message


@pytest.mark.parametrize(
    ("value", "text"), [(None, "（空）"), (1234567, "1234567"), (0.1 + 0.2, "0.3"), (1234567.25, "1234567.25")]
)
def test_numbers_are_shown_to_the_last_digit(value: float | None, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(("total", "holds"), [(4, True), (5, False), (None, None)])
def test_total_of_a_row(total: float | None, holds: bool | None) -> None:
    assert by_rule(check(received(total), REQUESTS))[TOTAL].holds is holds


def test_blank_is_not_zero() -> None:
    assert by_rule(check(received(3, commercial_enterprise=None), REQUESTS))[TOTAL].holds is None


def test_a_cell_that_is_not_there_is_not_zero() -> None:
    figures = [each for each in received(4) if not each.code.endswith(".other_org")]
    assert by_rule(check(figures, REQUESTS))[TOTAL].holds is None


def test_tables_of_places_are_added_up_too() -> None:
    code = "local_shanghai_pudong.requests_received{}.year_to_date"
    ways = ("_in_person", "_fax", "_email", "_online", "_letter", "_other")
    figures = [figure(code.format(way), 1, method="header ~0.93") for way in ways]
    rule = "A1.local_shanghai_pudong.received.year_to_date", "table"
    assert by_rule(check([*figures, figure(code.format(""), 6)], {}))[rule].holds is True
    failing = by_rule(check([*figures, figure(code.format(""), 7)], {}))[rule]
    assert (failing.holds, failing.left, failing.right) == (False, 6, 7)
    assert "存疑" in failing.message
    assert by_rule(check(figures, {}))[rule].holds is None


def test_only_relations_of_the_table_s_own_form_are_tried() -> None:
    rules = {rule for rule, _ in by_rule(check(received(4), {"requests": Form.TABLES_2019}))}
    assert rules
    assert all(rule.startswith("B.requests.") for rule in rules)
    assert {rule for rule, _ in by_rule(check(received(4), REQUESTS))} == {
        rule.replace("B.", "C.", 1) for rule in rules
    }
    assert check(received(4), {}) == ()


@pytest.mark.parametrize(("method", "agreement"), [("header ~0.93", Agreement.SINGLE), ("header", Agreement.DIFFER)])
def test_doubt_about_a_term_is_told(method: str, agreement: Agreement) -> None:
    figures = [*received(5)[:-1], figure("requests.new_received.total", 5, method=method, agreement=agreement)]
    assert "存疑" in by_rule(check(figures, REQUESTS))[TOTAL].message
    assert "存疑" not in by_rule(check(received(5), REQUESTS))[TOTAL].message


def prose(**values: float | None) -> list[Figure]:
    return [figure(f"statistics.{name}.value", value, Source.PROSE) for name, value in values.items()]


def test_prose_is_added_up_too() -> None:
    channels = {f"requests_received_{way}": 1 for way in ("in_person", "fax", "online", "letter")}
    results = by_rule(check(prose(requests_received=5, **channels), {}))
    assert results["A2.requests_received", "prose"].holds is False
    assert not check(prose(requests_received=5), {})
    assert (
        by_rule(check(prose(requests_received=5, requests_received_fax=5), {}))["A2.requests_received", "prose"].holds
        is None
    )


def test_cases_still_pending_count_where_the_prose_tells_them() -> None:
    outcomes = {"review_total": 5, "review_upheld": 2, "review_corrected": 1, "review_other": 1}
    pending = figure("narrative.review_pending.value", 1, Source.PROSE)
    assert by_rule(check([*prose(**outcomes), pending], {}))["A2.review", "prose"].holds is True
    assert by_rule(check(prose(**outcomes), {}))["A2.review", "prose"].holds is False
    none, other = replace(pending, value=None), replace(pending, code="narrative.litigation_pending.value")
    assert by_rule(check([*prose(**outcomes), none, other], {}))["A2.review", "prose"].holds is False


@pytest.mark.parametrize(
    ("told", "printed", "holds"),
    [
        ({"requests_received": 4}, {"requests.new_received.total": 4}, True),
        ({"requests_received": 5}, {"requests.new_received.total": 4}, False),
        ({"requests_received": None}, {"requests.new_received.total": 4}, None),
        ({"requests_received": 4}, {"requests.new_received.total": None}, None),
        ({"requests_concluded": 4}, {"requests.outcomes_total.total": 4}, True),
        ({"review_total": 0}, {"review_litigation.review.total": 0}, True),
        ({"proactive_total": 7}, {"statistics.proactive_total.value": 7}, True),
        ({"requests_received": 4}, {"statistics.requests_received.value": 4, "requests.new_received.total": 5}, True),
        ({"request_fees_wanyuan": 0.3}, {"statistics.request_fees_wanyuan.value": 0.1 + 0.2}, True),
        ({"request_fees_wanyuan": 0.3}, {"statistics.request_fees_wanyuan.value": 0.299999}, False),
        (
            {"litigation_total": 3},
            {
                "review_litigation.litigation_direct.total": 1,
                "review_litigation.litigation_after_review.total": 2,
            },
            True,
        ),
    ],
)
def test_prose_against_table(
    told: dict[str, float | None], printed: dict[str, float | None], holds: bool | None
) -> None:
    (name,) = told
    results = by_rule(check([*prose(**told), *(figure(code, value) for code, value in printed.items())], {}))
    assert results[f"text.{name}", "prose"].holds is holds


def test_what_is_not_compared_hides_nothing() -> None:
    told = prose(trainees=9, litigation_total=3, requests_received=None, requests_concluded=5, review_total=2)
    cells = {"requests.new_received.total": 4, "requests.outcomes_total.total": 4, "review_litigation.review.total": 2}
    results = check([*told, *(figure(code, value) for code, value in cells.items())], {})
    assert tuple(each for each in results if each.rule.startswith("text.")) == (
        Check("text.requests_received", Source.PROSE, None, None, 4, None, "无法比较：正文 （空），表格 4"),
        Check("text.requests_concluded", Source.PROSE, False, 5, 4, 1, "正文 5 ≠ 表格 4"),
        Check("text.review_total", Source.PROSE, True, 2, 2, 0, "正文 2 ＝ 表格 2"),
    )


def test_figures_that_a_check_is_over() -> None:
    figures = [
        *received(4),
        *prose(requests_received=4, review_total=1),
        figure("local_shanghai_pudong.requests_received.month", 4),
    ]
    results = by_rule(check(figures, REQUESTS))
    assert codes_of(results["text.requests_received", "prose"], figures) == {"statistics.requests_received.value"}
    assert codes_of(results[TOTAL], figures) == {each.code for each in received(4)}


def test_half_a_sum_is_not_compared() -> None:
    figures = [*prose(litigation_total=3), figure("review_litigation.litigation_direct.total", 1)]
    assert check(figures, {}) == ()


CARRY = "C.cross.carry.total"


@pytest.mark.parametrize(
    ("earlier", "holds"),
    [
        ({"requests.carried_over_out.total": 2.0}, True),
        ({"requests.carried_over_out.total": 3.0}, False),
        ({"requests.carried_over_out.total": None}, None),
        ({}, None),
        (None, None),
    ],
)
def test_carried_over_from_the_year_before(earlier: dict[str, float | None] | None, holds: bool | None) -> None:
    (result,) = check_across_years(Form.TABLES_2021, {"requests.carried_over_in.total": 2}, earlier)
    assert (result.rule, result.holds, result.source) == (CARRY, holds, "table")
    assert "存疑" not in result.message


def test_nothing_across_years_without_a_figure_of_the_later() -> None:
    assert check_across_years(Form.TABLES_2021, {}, {"requests.carried_over_out.total": 2}) == ()
    assert check_across_years(Form.NARRATIVE, {"requests.carried_over_in.total": 2}, {}) == ()


def test_stock_follows_from_flows() -> None:
    table = "disclosure_art20_1.normative_documents"
    now = {f"{table}.in_force": 41.0, f"{table}.issued": 3.0, f"{table}.repealed": 2.0}
    results = check_across_years(Form.TABLES_2021, now, {f"{table}.in_force": 40.0})
    assert [each.holds for each in results] == [True]
    results = check_across_years(Form.TABLES_2021, {f"{table}.in_force": 41.0}, {f"{table}.in_force": 40.0})
    assert [each.holds for each in results] == [None]
