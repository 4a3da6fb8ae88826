"""The forms as data: what a form file may not say, and whether labels find their way into it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipelines.forms import FORMS, LOCAL_FORM, FormDefinition, FormError, normalise, parse_form
from pipelines.forms.labels import (
    closest,
    is_form_label,
    is_header,
    is_of_form,
    is_title,
    known_label,
    match_column,
    match_row,
)
from pipelines.records import Form

SHARED = Path(os.environ.get("SHARED", Path(__file__).parent.parent.parent / "shared")) / "reference" / "forms.json"

TEXT_ROW = FORMS[Form.STATISTICS_2014].table("statistics").text_rows[0]

SOUND = """
form = "tables_2021"
name = "试表"
first_year = 2021
basis = "无"

[[tables]]
code = "t"
title = "试表"
columns = [{ code = "n", label = "数量" }, { code = "total", label = "总计" }]
rows = [{ code = "g", label = "组", kind = "group" }, { code = "a", label = "甲", parent = "g" }]

[[relations]]
id = "r"
kind = "eq"
terms = { "t.a.n" = 1, "t.a.total" = -1 }
strength = "hard"
basis = "printed"
text = "数量 = 总计"

[[cross_year]]
id = "c"
kind = "le"
terms = { "t.a.n@year" = 1, "t.a.n@year-1" = -1 }
strength = "soft"
basis = "inferred"
text = "数量不减"
"""


def test_a_sound_form_is_read() -> None:
    form = parse_form(SOUND, "x.toml")
    assert form.codes == {"t.a.n", "t.a.total"}
    assert form.table("t").number_rows[0].label == "甲"
    with pytest.raises(KeyError):
        form.table("u")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "total"', 'code = "n"', "more than once"),
        ('code = "a"', 'code = "g"', "more than once"),
        ('parent = "g"', 'parent = "h"', "parents that it does not have"),
        ('"t.a.total" = -1', '"t.g.total" = -1', "do not exist"),
        ('"t.a.n@year-1"', '"t.b.n@year-1"', "do not exist"),
        ('id = "c"', 'id = "r"', "stands twice"),
        ('kind = "le"', 'kind = "lt"', "unknown kind"),
        ('kind = "eq"', 'kind = "ge"', "unknown kind"),
        ("first_year = 2021", "", "first_year"),
        ('form = "tables_2021"', 'form = "tables_2099"', "tables_2099"),
        ('label = "甲"', 'label = "甲", colour = "red"', "colour"),
        ("[[relations]]", '[[tables]]\ncode = "t"\ntitle = "又"\ncolumns = []\nrows = []\n[[relations]]', "table code"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused(old: str, new: str, said: str) -> None:
    assert old in SOUND
    with pytest.raises(FormError, match=r"x\.toml") as refused:
        parse_form(SOUND.replace(old, new, 1), "x.toml")
    assert said in str(refused.value)


def test_size_of_the_forms() -> None:
    """As many cells and relations as FORMS.md counts."""
    counted = {
        form: (len(FORMS[form].codes), len(FORMS[form].relations), len(FORMS[form].cross_year)) for form in FORMS
    }
    assert counted == {
        Form.STATISTICS_2014: (58, 19, 0),
        Form.TABLES_2019: (161 + 15 + 22, 42, 12),
        Form.TABLES_2021: (175 + 15 + 10, 42, 9),
    }
    assert {table.code: len(table.codes) for table in LOCAL_FORM.tables} == {
        "local_shanghai_pudong": 2 * 54,
        "local_dingxi": 2 * 35,
        "local_fujian": 2 * 17,
    }


@pytest.mark.skipif(not SHARED.exists(), reason="the reference forms.json is not here (set SHARED to its folder)")
@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("A1", LOCAL_FORM),
        ("A2", FORMS[Form.STATISTICS_2014]),
        ("B", FORMS[Form.TABLES_2019]),
        ("C", FORMS[Form.TABLES_2021]),
    ],
)
def test_forms_equal_the_reference(name: str, ours: FormDefinition) -> None:
    reference = json.loads(SHARED.read_text("utf-8"))["forms"][name]
    items = {
        (table["code"], axis, item["code"]): (item["label"], item["kind"], item.get("unit"), item.get("parent"))
        for table in reference["tables"]
        for axis in ("rows", "columns")
        for item in table[axis]
        if item["kind"] in ("number", "group")
    }
    assert {
        (table.code, axis, item.code): (item.label, item.kind, item.unit, item.parent)
        for table in ours.tables
        for axis, of_axis in (("rows", table.rows), ("columns", table.columns))
        for item in of_axis
    } == items
    for key, relations in (("relations", ours.relations), ("cross_year_relations", ours.cross_year)):
        assert {each.id: (each.kind, dict(each.terms), each.strength, each.constant) for each in relations} == {
            each["id"]: (each["kind"], dict(each["terms"]), each["strength"], each["constant"])
            for each in reference.get(key, [])
        }


@pytest.mark.parametrize("form", list(FORMS))
def test_every_label_finds_its_own_item(form: Form) -> None:
    for table in FORMS[form].tables:
        for items, match_label in ((table.rows, match_row), (table.columns, match_column)):
            for item in items:
                for text in (item.label, *item.aliases):
                    match = match_label(text)
                    assert match is not None
                    assert match.closeness == 1.0
                    assert (form, table.code, item.code) in {(p.form, p.table, p.item.code) for p in match.places}


@pytest.mark.parametrize(
    ("printed", "same"),
    [
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
        ("（ 一 ） 予以\n公开", "予以公开"),
        ("1．属于国家秘密", "属于国家秘密"),
        ("其中：１.专职人员数", "专职人员数"),
        ("3.危及“三安全一稳定”", "危及三安全一稳定"),
        ("本年增／减", "本年增减"),
        ("(件)", "件"),
        ("规\u200b章\ufeff", "规章"),
        ("第二十条第（一）项", "第二十条第一项"),
        ("", ""),
    ],
)
def test_normalise(printed: str, same: str) -> None:
    assert normalise(printed) == same


@pytest.mark.parametrize(
    ("text", "row", "closeness"),
    [
        ("一、本年新收政府信息公开申请数量", "new_received", 1.0),
        ("一、本年新收政府信息公升申请数量", "new_received", 0.93),
        ("2.其他法律行政法规止公开", "refused_prohibited_by_law", 0.96),
        ("9.属于工作秘密", None, 0),
        ("其它", None, 0),
        ("3.其他", "other_other", 1.0),
        ("9.其他", None, 0),
        ("行政许", None, 0),
        ("12", None, 0),
        ("", None, 0),
    ],
)
def test_match_row(text: str, row: str | None, closeness: float) -> None:
    match = match_row(text)
    assert (match and match.places[0].item.code) == row
    assert (match.closeness if match else 0) == pytest.approx(closeness, abs=0.01)


def test_a_label_as_close_to_two_rows_is_neither() -> None:
    assert match_row("政务微博公开政府信息") is not None
    assert match_row("政务微众公开政府信息数") is None  # 微博 or 微信


@pytest.mark.parametrize(
    ("printed", "known", "is_slip"),
    [
        ("本年度公开条数", "本年度公开件数", True),
        ("社会公溢组织", "社会公益组织", True),
        ("社公会益组织", "社会公益组织", False),  # two places of a short label
        ("本年公新开数量", "本年新公开数量", True),
        ("自然然人", "自然人", True),
        ("自然", "自然人", False),
        ("自然人", "自然人员", False),
        ("行政处理", "行政处罚", False),
        ("网站公开政府信息", "网站公开政府信息条目数总计", False),
        ("total-nr", "total-no", False),
        ("本年度未公开数量", "本年度公开数量", False),
        ("本年度公开数量", "本年度未公开数量", False),
        ("本年度末公开数量", "本年度未公开数量", False),
        # a character that is only written twice, or only once
        ("本年度未未公开数量", "本年度未公开数量", True),
        ("未未公开数量的", "未公开数量的", True),
        ("本年度未公开数量", "本年度未未公开数量", True),
        ("本年度公开112条", "本年度公开12条", False),
        # … but not one that stands elsewhere too
        ("未公开的未答复数", "公开的未答复数", False),
        ("未公开的答复未数量", "未公开的答复数量", False),
        ("未公未开的数量", "未公开的数量", False),
        ("公未开未的数量", "公开未的数量", False),
        ("主主办办单位的数量", "主办单位的数量", False),
    ],
)
def test_slips_of_the_pen(printed: str, known: str, is_slip: bool) -> None:
    found = closest(printed, [known])
    assert (found is not None) is is_slip
    assert found is None or (found[0] == known and 0.8 <= found[1] < 1)


def test_the_closest_label_is_the_one_and_of_two_as_close_none() -> None:
    names = ["网站公开政府信息", "网站公开政府信息数"]
    for order in (names, names[::-1]):
        assert closest("网站公开政府信息条数", order) == ("网站公开政府信息数", 0.95)
    assert closest("网站公开政府信息条数", ["网站公开政府信息件数", "网站公开政府信息篇数"]) is None


@pytest.mark.parametrize(
    ("text", "header", "known", "of_form"),
    [
        ("总计", True, True, False),
        ("（七）总计", False, True, False),
        ("自然人", True, True, False),
        ("信息内容", True, True, False),
        ("行政许可", False, True, True),
        ("五、行政诉讼数量", False, True, True),
        ("其他", True, True, False),
        ("规章", False, True, False),
        ("预算项目", False, False, False),
        ("", False, False, False),
        *((text, True, True, False) for text in ("统计指标", "指标名称", "单位", "计量单位", "合计", "数量", "数据")),
        ("本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和", True, True, False),
        ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", True, True, False),
        ("9.其他", True, True, False),
        ("第二十条第（九）项", False, True, True),
        ("本年新公工数量", True, True, False),
        (TEXT_ROW, False, True, True),
    ],
)
def test_what_a_text_is_in_a_table(text: str, header: bool, known: bool, of_form: bool) -> None:
    assert (is_header(text), known_label(text), is_of_form(text)) == (header, known, of_form)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("行政许可", True), ("自然人", True), ("第二十条第（九）项", True), ("预算项目", False)]
    + [(text, False) for text in ("其他", "总计", "合计", "规章", "数量", "数据")],
)
def test_labels_that_speak_for_a_form(text: str, expected: bool) -> None:
    assert is_form_label(text) is expected


def test_titles() -> None:
    assert {code for _, code in is_title("第二十条 第(五)项")} == {"disclosure_art20_5"}
    assert is_title("第二十条") == ()
