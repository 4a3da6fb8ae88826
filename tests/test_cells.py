"""Cell texts as printed, and what they say."""

import pytest

from pipelines.cells import convert, read_cell
from pipelines.records import State


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("12", State.NUMBER, 12),
        (" 12\u3000", State.NUMBER, 12),
        ("１２", State.NUMBER, 12),
        ("1,136", State.NUMBER, 1136),
        ("1，136", State.NUMBER, 1136),
        ("0", State.ZERO, 0),
        ("０", State.ZERO, 0),
        ("0.00", State.ZERO, 0),
        ("0件", State.ZERO, 0),
        ("7730.28", State.NUMBER, 7730.28),
        ("22（其中修订16件）", State.NUMBER, 22),
        ("198①", State.NUMBER, 198),
        ("12* ", State.NUMBER, 12),
        ("12件※", State.NUMBER, 12),
        ("①12", State.ILLEGIBLE, None),
        ("12①3", State.ILLEGIBLE, None),
        ("5项", State.NUMBER, 5),
        ("12 件", State.NUMBER, 12),
        ("12\u200b", State.NUMBER, 12),
        (".5", State.NUMBER, 0.5),
        ("1,136.25", State.NUMBER, 1136.25),
        ("+5", State.NUMBER, 5),
        ("1.2万", State.NUMBER, 12000),
        ("1.13万", State.NUMBER, 11300),
        ("1.12345678万", State.NUMBER, 11234.5678),
        ("1.2亿件", State.NUMBER, 120000000),
        ("", State.BLANK, None),
        ("\xa0\u3000\n", State.BLANK, None),
        ("\u200b\ufeff", State.BLANK, None),
        ("/", State.SLASH, None),
        ("-", State.SLASH, None),
        ("——", State.SLASH, None),
        ("— —", State.SLASH, None),
        ("－－", State.SLASH, None),
        ("n/a", State.SLASH, None),
        ("无", State.SLASH, None),
        ("1 136", State.ILLEGIBLE, None),
        ("12\n3", State.ILLEGIBLE, None),
        ("3. 5", State.ILLEGIBLE, None),
        ("12, 345", State.ILLEGIBLE, None),
        ("100余", State.ILLEGIBLE, None),
        ("约5", State.ILLEGIBLE, None),
        ("4125.49,4143.91", State.ILLEGIBLE, None),
        ("-3", State.ILLEGIBLE, None),
        ("增5", State.ILLEGIBLE, None),
        ("减5", State.ILLEGIBLE, None),
        ("无变化", State.ILLEGIBLE, None),
        ("1\u200b2", State.ILLEGIBLE, None),
        ("见附件", State.ILLEGIBLE, None),
    ],
)
def test_cell(text: str, state: State, value: float | None) -> None:
    reading = read_cell(text)
    assert (reading.state, reading.value) == (state, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-3", -3),
        ("－3", -3),
        ("−3", -3),
        ("+22", 22),
        ("增5", 5),
        ("增加5", 5),
        ("上升5项", 5),
        ("减44", -44),
        ("减少4项", -4),
        ("减4①", -4),
        ("下降4", -4),
        ("无变化", 0),
        ("持平0", 0),
        ("持平3", None),  # three as before, or no change: nobody knows
        ("无变化的有2项", None),
        ("总体无变化", None),
        ("--253", None),
        ("-", None),
    ],
)
def test_signed_cell(text: str, value: float | None) -> None:
    assert read_cell(text, signed=True).value == value


def test_no_zero_is_below_zero() -> None:
    assert str(read_cell("-0", signed=True).value) == "0.0"


def test_units() -> None:
    for unit in ("万元", "元", "亿元", "人次", *"条件份宗次人个篇项起例场期家户"):
        assert (read_cell(f"12{unit}").value, read_cell(f"12{unit}").unit) == (12, unit)


def test_unit_and_note_are_kept() -> None:
    assert read_cell("251000元").unit == "元"
    assert read_cell("22（其中修订16件）").note == "(其中修订16件)"
    assert read_cell("22 件［含\n修订］").note == "[含修订]"
    assert read_cell("12※").note == "※"
    assert (read_cell("3.5万").scale, read_cell("3.5万元").scale) == ("万", None)


@pytest.mark.parametrize(
    ("value", "printed", "wanted", "result"),
    [
        (251000, "元", "万元", 25.1),
        (3, "元", "万元", 0.0003),
        (0.01, "元", "万元", 0.000001),
        (160.5964, "万元", "元", 1605964),
        (0.07, "万元", "元", 700),
        (2, "亿元", "万元", 20000),
        (2, "亿元", "元", 200000000),
        (5, "条", "件", 5),
        (5, None, "件", 5),
        (5, "元", None, 5),
        (5, "元", "件", None),
        (5, "件", "万元", None),
    ],
)
def test_convert(value: float, printed: str | None, wanted: str | None, result: float | None) -> None:
    assert convert(value, printed, wanted) == result


@pytest.mark.parametrize("text", ["①5", "5¹", "３²"])
def test_marks_of_notes_are_no_digits(text: str) -> None:
    assert read_cell(text).state is State.ILLEGIBLE


@pytest.mark.parametrize(("printed", "wanted"), [("千元", "万元"), ("百万元", "万元")])
def test_units_that_nobody_knows_are_not_converted(printed: str, wanted: str) -> None:
    assert convert(5, printed, wanted) is None
