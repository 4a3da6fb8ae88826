"""Numbers as prose prints them."""

import pytest

from pipelines.numbers import NumberReading, find_numbers, parse_chinese
from pipelines.prose import read_quote


def read_number(raw: str) -> NumberReading | None:
    """The one number with its unit that a text prints, and nothing else."""
    text = read_quote(raw)
    reading = next(find_numbers(text), None)
    return reading if reading is not None and reading.raw == text else None


UNITS = (
    *("件次", "件（次）", "场次", "条次", "人次", "人（次）", "万元", "亿元", "个百分点"),
    *"条件份宗次篇项起例人名位个场期家处封批部类册张户只笔本天年元",
)


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
        ("99.91％", 99.91, "%", "exact"),
        ("1.13万条", 11300, "条", "about"),
        ("26.123万条", 261230, "条", "about"),
        ("1.2345亿次", 123450000, "次", "exact"),
        ("12345.6789万条", 123456789, "条", "exact"),
        ("1.2亿元", 1.2, "亿元", "exact"),
        ("1,286.5万元", 1286.5, "万元", "exact"),
        ("十五个工作日", 15, "个工作日", "exact"),
        ("一千万二十条", 10000020, "条", "exact"),
        ("五万多条", 50000, "条", "more_than"),
        *((f"12{unit}", 12, unit, "exact") for unit in UNITS),
        *((f"{word}12件", 12, "件", "about") for word in ("约", "大约")),
        *((f"{word}12件", 12, "件", "less_than") for word in ("近", "将近", "接近")),
        *((f"{word}12件", 12, "件", "more_than")
          for word in ("超过", "超", "逾", "突破", "不少于", "不低于", "至少")),
        *((f"12件{word}", 12, "件", "about") for word in ("左右", "上下", "不等")),
        *((f"12件{word}", 12, "件", "less_than") for word in ("以下", "以内")),
        *((f"{word}件", 10, "件", "more_than") for word in ("十余", "十多", "十来", "十几", "10余", "10多")),
        ("12件以上", 12, "件", "more_than"),
    ],
)  # fmt: skip
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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("收到12件", [("12件", 2, 5, False)]),
        ("至少收到两件", [("两件", 4, 6, True)]),
        ("大约3件和接近4件", [("大约3件", 0, 4, False), ("接近4件", 5, 9, False)]),
        ("其一、同一件、唯一名、逐一项、某一家、之一个、系统一次、万一件", []),
        ("A3条、z12件、3.5.1件、第一批、第3期", []),
        ("12,345,678条", [("12,345,678条", 0, 11, False)]),
        ("收件3", []),
        ("合同12件", [("12件", 2, 5, False)]),
    ],
)
def test_where_numbers_stand(text: str, numbers: list[tuple[str, int, int, bool]]) -> None:
    assert [(n.raw, n.start, n.end, n.chinese) for n in find_numbers(text)] == numbers


def test_numbers_on_both_sides_of_a_gap_are_not_read() -> None:
    assert [n.raw for n in find_numbers("公开86␣12条、1␣234,567条、五␣六件和30件")] == ["30件"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二十三", 23),
        ("零", 0),
        ("二零一八", 2018),
        ("一〇五", 105),
        ("三a", None),
        ("〇", 0),
        ("○", 0),
        ("九", 9),
        ("七千八百", 7800),
        ("四百", 400),
        ("六万五千", 65000),
        ("", None),
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
