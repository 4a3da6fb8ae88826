"""Numbers as prose prints them."""

import pytest

from pipelines.numbers import find_numbers, parse_chinese, parse_decimal, read_number


@pytest.mark.parametrize(
    ("raw", "value", "unit", "qualifier"),
    [
        ("358条", 358, "条", "exact"),
        ("1,286条", 1286, "条", "exact"),
        ("３４６ 件", 346, "件", "exact"),
        ("2 万元", 2, "万元", "exact"),
        ("3.3万元", 3.3, "万元", "exact"),
        ("140余万元", 140, "万元", "more_than"),
        ("约6000余人次", 6000, "人次", "about"),
        ("5500余条", 5500, "条", "more_than"),
        ("1500多份", 1500, "份", "more_than"),
        ("7.4万余件", 74000, "件", "more_than"),
        ("140余万次", 1400000, "次", "more_than"),
        ("26.8万条", 268000, "条", "about"),
        ("377.8929万次", 3778929, "次", "exact"),
        ("近2.4万条", 24000, "条", "less_than"),
        ("不少于5次", 5, "次", "more_than"),
        ("四十余条", 40, "条", "more_than"),
        ("三百二十一条", 321, "条", "exact"),
        ("一万二千三百条", 12300, "条", "exact"),
        ("十二万条", 120000, "条", "about"),
        ("一万元", 1, "万元", "exact"),
        ("两名", 2, "名", "exact"),
        ("十几起", 10, "起", "more_than"),
        ("99.91%", 99.91, "%", "exact"),
    ],
)
def test_a_number_with_its_unit(raw: str, value: float, unit: str, qualifier: str) -> None:
    reading = read_number(raw)
    assert reading is not None
    assert (reading.value, reading.unit, reading.qualifier) == (value, unit, qualifier)


@pytest.mark.parametrize("raw", ["", "条", "358", "1，34条", "第3期", "第十二条", "同一件", "数十条", "3至5次",
                                 "三五件", "十五六件", "二十一二件", "七八十件", "二三百条", "一百二件"])  # fmt: skip
def test_no_single_number(raw: str) -> None:
    assert read_number(raw) is None


def test_an_ordinal_gives_no_number_and_a_wider_number_is_not_cut() -> None:
    assert list(find_numbers("第二十条、第3次")) == []
    assert [(n.value, n.raw) for n in find_numbers("共收到1,286件，答复约30件")] == [(1286, "1,286件"), (30, "约30件")]


def test_numbers_on_both_sides_of_a_gap_are_not_read() -> None:
    assert [n.raw for n in find_numbers("公开86␣12条、1␣234,567条、五␣六件和30件")] == ["30件"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,286", 1286),
        ("-3", -3),
        ("３４６", 346),
        ("3.5万", 35000),
        (" 7254 ", 7254),
        ("4125.49,4143.91", None),
        ("9,66", None),
        ("12条", None),
        ("", None),
        ("--3", None),
    ],
)
def test_a_plain_decimal(text: str, value: float | None) -> None:
    assert parse_decimal(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百零五", 105),
        ("二〇一八", 2018),
        ("两", 2),
        ("三亿二千万零五", 320000005),
        ("一九九八", 1998),
        ("三五", None),
        ("十五六", None),
        ("二十一二", None),
        ("七八十", None),
        ("二三百", None),
        ("一万二", None),
        ("a", None),
    ],
)
def test_chinese_numerals(text: str, value: float | None) -> None:
    assert parse_chinese(text) == value
