"""Tables as portals print them, read into figures; what cannot be placed is a finding and never a figure."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html

from pipelines.extract import extract
from pipelines.flattened import cut_tables
from pipelines.forms import FORMS
from pipelines.grid import AGAIN, SEEN, read_grid
from pipelines.read_tables import OCR, TablesRead, read_tables, unite
from pipelines.records import Agreement, Figure, Finding, Form, Source, State

HEADER = """
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）{3,3} | 申请人情况{7}
自然人{1,2} | 法人或其他组织{5} | 总计{1,2}
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他
"""
RECEIVED = "一、本年新收政府信息公开申请数量{3} | 3 | 1 | 0 | 0 | 0 | 1 | 5"
GRANTED = "三、本年度办理结果{1,9} | （一）予以公开{2} | 2 | 0 | 0 | 0 | 0 | 0 | 2"
APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_interest_org",
    "legal_service_org",
    "other_org",
    "total",
)
DISCLOSURE_2019 = (
    "第二十条第（一）项{4}\n信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量\n"
    "规章 | 0 | 0 | 1\n规范性文件 | 2 | 3 | 40",
    "第二十条第（五）项{4}\n信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量\n"
    "行政许可 | 30 | -2 | 400\n其他对外管理服务事项 | 8 | +1 | 90",
    "第二十条第（六）项{4}\n信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量\n"
    "行政处罚 | 50 | 0 | 12\n行政强制 | 6 | 增3 | 5",
    "第二十条第（八）项{4}\n信息内容 | 上一年项目数量 | 本年增/减{2}\n行政事业性收费 | 4 | 减1{2}",
    "第二十条第（九）项{4}\n信息内容 | 采购项目数量 | 采购总金额{2}\n政府集中采购 | 7 | 251000元{2}",
)
FIGURES_2019 = {
    "disclosure_art20_1.rules.newly_made": 0,
    "disclosure_art20_1.rules.newly_published": 0,
    "disclosure_art20_1.rules.total_published": 1,
    "disclosure_art20_1.normative_documents.newly_made": 2,
    "disclosure_art20_1.normative_documents.newly_published": 3,
    "disclosure_art20_1.normative_documents.total_published": 40,
    "disclosure_art20_5.administrative_licensing.items_last_year": 30,
    "disclosure_art20_5.administrative_licensing.items_change": -2,
    "disclosure_art20_5.administrative_licensing.decisions": 400,
    "disclosure_art20_5.other_external_services.items_last_year": 8,
    "disclosure_art20_5.other_external_services.items_change": 1,
    "disclosure_art20_5.other_external_services.decisions": 90,
    "disclosure_art20_6.administrative_penalty.items_last_year": 50,
    "disclosure_art20_6.administrative_penalty.items_change": 0,
    "disclosure_art20_6.administrative_penalty.decisions": 12,
    "disclosure_art20_6.administrative_coercion.items_last_year": 6,
    "disclosure_art20_6.administrative_coercion.items_change": 3,
    "disclosure_art20_6.administrative_coercion.decisions": 5,
    "disclosure_art20_8.administrative_fees.items_last_year": 4,
    "disclosure_art20_8.administrative_fees.items_change": -1,
    "disclosure_art20_9.centralized_procurement.procurement_items": 7,
    "disclosure_art20_9.centralized_procurement.procurement_amount": 251000,
}
DISCLOSURE_2021 = """
第二十条第（一）项{4}
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数
规章 | 0 | 0 | 1
行政规范性文件 | 2 | 3 | 40
第二十条第（五）项{4}
信息内容 | 本年处理决定数量{3}
行政许可 | 400{3}
第二十条第（六）项{4}
信息内容 | 本年处理决定数量{3}
行政处罚 | 12{3}
行政强制 | {3}
第二十条第（八）项{4}
信息内容 | 本年收费金额（单位：万元）{3}
行政事业性收费 | 251000元{3}
"""
FIGURES_2021 = {
    "disclosure_art20_1.rules.issued": 0,
    "disclosure_art20_1.rules.repealed": 0,
    "disclosure_art20_1.rules.in_force": 1,
    "disclosure_art20_1.normative_documents.issued": 2,
    "disclosure_art20_1.normative_documents.repealed": 3,
    "disclosure_art20_1.normative_documents.in_force": 40,
    "disclosure_art20_5.administrative_licensing.decisions": 400,
    "disclosure_art20_6.administrative_penalty.decisions": 12,
    "disclosure_art20_6.administrative_coercion.decisions": None,
    "disclosure_art20_8.administrative_fees.amount_collected_wanyuan": 25.1,
}
REVIEW = """
行政复议{5} | 行政诉讼{10}
结果维持{1,2} | 结果纠正{1,2} | 其他结果{1,2} | 尚未审结{1,2} | 总计{1,2} | 未经复议直接起诉{5} | 复议后起诉{5}
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
1 | 2 | 3 | 4 | 10 | 0 | 0 | 0 | 1 | 1 | 5 | | / | 6 | 11
"""
STATISTICS = (
    ("一、主动公开情况", "——", ""),
    ("（一）主动公开政府信息数<br>（不同渠道和方式公开相同信息计1条）", "条", "310"),
    ("其中：主动公开规范性文件数", "条", ""),
    ("四、行政复议数量", "件", "3"),
    ("（二）被依法纠错数", "件", "2"),
    ("五、行政诉讼数量", "件", "5"),
    ("（二）被依法纠错数", "件", "4"),
    ("七、依申请公开信息收取的费用", "万元", "251000元"),
)
STATISTICS_FIGURES = {
    "statistics.proactive_total.value": 310,
    "statistics.proactive_normative_documents.value": None,
    "statistics.review_total.value": 3,
    "statistics.review_corrected.value": 2,
    "statistics.litigation_total.value": 5,
    "statistics.litigation_corrected.value": 4,
    "statistics.request_fees_wanyuan.value": 25.1,
}


def html_table(rows: str) -> str:
    """A table of HTML: a row a line, bars between cells, `{colspan}` or `{colspan,rowspan}` behind a cell's text."""
    lines = []
    for row in rows.strip().splitlines():
        cells = []
        for printed in row.split("|"):
            match = re.fullmatch(r"(.*?)(?:\{(\d+)(?:,(\d+))?\})?", printed.strip())
            assert match is not None
            cells.append(f'<td colspan="{match[2] or 1}" rowspan="{match[3] or 1}">{match[1]}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table border='1'>{''.join(lines)}</table>"


def read_html(body: str, year: int | None = None) -> TablesRead:
    return read_tables(extract(f"<html><body><p>情况如下。</p>{body}</body></html>", is_html=True).tables, year)


def read(*tables: str, year: int | None = None) -> TablesRead:
    return read_html("<p>（续表）</p>".join(html_table(rows) for rows in tables), year)


def values(tables: TablesRead) -> dict[str, float | None]:
    return {figure.code: figure.value for figure in tables.figures}


def row(code: str, *numbers: float | None) -> dict[str, float | None]:
    """The figures of one row of the application table."""
    return {f"requests.{code}.{name}": number for name, number in zip(APPLICANTS, numbers, strict=True)}


def findings(tables: TablesRead) -> list[str]:
    """The kinds of findings; a cut table's missing rows aside."""
    return [finding.kind for finding in tables.findings if finding.kind != "rows_missing"]


# --- the forms whole -------------------------------------------------------------------------------------------------


def test_disclosure_of_2019_as_one_grid() -> None:
    tables = read("\n".join(DISCLOSURE_2019))
    assert values(tables) == FIGURES_2019
    assert (tables.form, findings(tables)) == (Form.TABLES_2019, [])


def test_disclosure_of_2019_as_five_tables() -> None:
    assert values(read(*DISCLOSURE_2019)) == FIGURES_2019


def test_disclosure_of_2019_with_its_titles_outside() -> None:
    assert values(read(*(rows.partition("\n")[2] for rows in DISCLOSURE_2019))) == FIGURES_2019


def test_disclosure_of_2021() -> None:
    tables = read(DISCLOSURE_2021)
    assert values(tables) == FIGURES_2021
    assert (tables.form, findings(tables)) == (Form.TABLES_2021, [])


def test_review_and_litigation() -> None:
    tables = read(REVIEW, year=2022)
    names = ("upheld", "corrected", "other_result", "pending", "total")
    read_rows = [[values(tables)[f"review_litigation.{code}.{name}"] for name in names]
                 for code in ("review", "litigation_direct", "litigation_after_review")]  # fmt: skip
    assert read_rows == [[1, 2, 3, 4, 10], [0, 0, 0, 1, 1], [5, None, None, 6, 11]]
    assert (len(tables.figures), tables.findings) == (15, ())


@pytest.mark.parametrize("units", [True, False])
def test_statistics(units: bool) -> None:
    lines = [("统计指标", "单位", "统计数"), *STATISTICS]
    tables = read("\n".join(" | ".join(line if units else (line[0], line[2])) for line in lines))
    assert values(tables) == STATISTICS_FIGURES
    assert {figure.unit for figure in tables.figures if figure.value and figure.value < 10} == {"件" if units else None}
    assert (tables.form, findings(tables)) == (Form.STATISTICS_2014, [])


def test_same_label_is_told_by_the_order_of_the_form() -> None:
    tables = read("统计指标 | 单位 | 统计数\n五、行政诉讼数量 | 件 | 5\n（二）被依法纠错数 | 件 | 4")
    assert values(tables) == {"statistics.litigation_total.value": 5, "statistics.litigation_corrected.value": 4}


def test_each_table_of_a_mixture_has_its_form() -> None:
    requests = HEADER + "三、本年度办理结果{1,2} | （六）其他处理{2} | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
    requests += "（七）总计{2} | 1 | 0 | 0 | 0 | 0 | 0 | 1"
    tables = read(DISCLOSURE_2021, requests, year=2021)
    assert values(tables) == {
        **FIGURES_2021,
        **row("other_disposition", 1, 0, 0, 0, 0, 0, 1),
        **row("outcomes_total", 1, 0, 0, 0, 0, 0, 1),
    }
    assert tables.forms["requests"] is Form.TABLES_2019
    assert tables.forms["disclosure_art20_8"] is Form.TABLES_2021
    assert tables.form is Form.TABLES_2021


@pytest.mark.parametrize(
    ("year", "form"),
    [(2019, Form.TABLES_2019), (2020, Form.TABLES_2019), (2021, Form.TABLES_2021), (2023, Form.TABLES_2021)],
)
def test_the_year_decides_only_a_tie(year: int, form: Form) -> None:
    assert read(REVIEW, year=year).form is form
    assert read(DISCLOSURE_2021, year=year).form is Form.TABLES_2021


def test_a_reading_by_labels_is_confirmed_by_one_by_order() -> None:
    assert {figure.agreement for figure in read(DISCLOSURE_2021).figures if figure.raw} == {Agreement.AGREED}


def test_what_one_table_leaves_open_the_others_decide() -> None:
    assert read(DISCLOSURE_2021, REVIEW).forms["review_litigation"] is Form.TABLES_2021
    assert read(*DISCLOSURE_2019, REVIEW).forms["review_litigation"] is Form.TABLES_2019
    other = HEADER + "三、本年度办理结果{1,2} | （六）其他处理{2} | 1 | 0 | 0 | 0 | 0 | 0 | 1"
    fees = "信息内容 | 本年收费金额（单位：万元）\n行政事业性收费 | 3"
    mixed = read(fees, other, REVIEW).forms
    assert mixed["requests"] is Form.TABLES_2019
    assert mixed["review_litigation"] is Form.TABLES_2021  # the disclosure tables weigh more


def test_no_tables_are_a_narrative() -> None:
    assert read_html("").form is Form.NARRATIVE


# --- how labels and cells are printed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "一、本年新收政府信息公开申请数量",
        "一、本年新收到政府信息公开申请数量",
        "一、 本年新收<br>政府信息公开\u3000申请数量",
        "<p><span>一、本年</span><span>新收政府信息</span></p><p>公开申请数量</p>",
        "1．本年新收政府信息公开申请数量（件）",
    ],
)
def test_labels_as_printed(label: str) -> None:
    tables = read(HEADER + f"{label}{{3}} | 3 | 1 | 0 | 0 | 0 | 1 | 5")
    assert values(tables) == row("new_received", 3, 1, 0, 0, 0, 1, 5)
    assert {figure.method for figure in tables.figures} == {"header"}


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ('3.危及"三安全一稳定"', "refused_security_stability"),
        ("3、危及'三安全一稳定'", "refused_security_stability"),
        ("(二)部分公开(区分处理的,只计这一情形,不计其他情形)", "partially_granted"),
        ("四、转结下年度继续办理", "carried_over_out"),
        ("（七） 总 计", "outcomes_total"),
    ],
)
def test_spellings_of_rows(label: str, code: str) -> None:
    tables = read(f"{HEADER}{RECEIVED}\n{label}{{3}} | 1 | 2 | 3 | 4 | 5 | 6 | 21")
    assert values(tables) == row("new_received", 3, 1, 0, 0, 0, 1, 5) | row(code, 1, 2, 3, 4, 5, 6, 21)


def test_header_broken_by_breaks_and_spans() -> None:
    header = HEADER.replace("商业企业", "商业<br/>企业").replace("科研机构", "<span>科研</span><span>机构</span>")
    header = header.replace("法人或其他组织", "法人或<br>其他组织").replace("总计", "<p>总</p><p>计</p>")
    tables = read(header + "二、上年结转政府信息公开申请数量{3} | 1 | 2 | 3 | 4 | 5 | 6 | 21")
    assert values(tables) == row("carried_over_in", 1, 2, 3, 4, 5, 6, 21)


@pytest.mark.parametrize("label", ["一、本年新收政府信息公升申请数量", "一、本年新收政府信息公开申请数数量"])
def test_mistyped_label_is_read_and_says_so(label: str) -> None:
    tables = read(HEADER + label + "{3} | 3 | 1 | 0 | 0 | 0 | 1 | 5")
    assert values(tables) == row("new_received", 3, 1, 0, 0, 0, 1, 5)
    assert all(re.fullmatch(r"header ~0\.\d\d", figure.method) for figure in tables.figures)


def test_states_and_places_of_cells() -> None:
    tables = read(HEADER + "一、本年新收政府信息公开申请数量{3} | 3 | / | — | | &nbsp; | 0 | １2")
    assert [(figure.state, figure.value, figure.locator) for figure in tables.figures] == [
        (State.NUMBER, 3, "t1r4c4"),
        (State.SLASH, None, "t1r4c5"),
        (State.SLASH, None, "t1r4c6"),
        (State.BLANK, None, "t1r4c7"),
        (State.BLANK, None, "t1r4c8"),
        (State.ZERO, 0, "t1r4c9"),
        (State.NUMBER, 12, "t1r4c10"),
    ]


def test_what_cannot_be_read_is_illegible_and_told() -> None:
    tables = read(HEADER + "一、本年新收政府信息公开申请数量{3} | 约3 | 1(网上) | -2 | 0 | 0 | 0 | 4")
    assert [figure.state for figure in tables.figures][:3] == [State.ILLEGIBLE, State.NUMBER, State.ILLEGIBLE]
    assert [figure.raw for figure in tables.figures][:3] == ["约3", "1(网上)", "-2"]
    assert findings(tables) == ["cell_illegible", "cell_note", "cell_illegible"]


@pytest.mark.parametrize(
    ("header", "cell", "value", "told"),
    [
        ("采购总金额（万元）", "12.5", 125000, []),
        ("采购总金额(万元,保留四位小数)", "0.0125", 125, []),
        ("采购总金额（单位：万元）", "12.5", 125000, []),
        ("采购总金额（元）", "12.5", 12.5, []),
        ("采购总金额", "12.5万元", 125000, []),
        ("采购总金额（元）", "12.5万元", 125000, []),
        ("采购总金额", "12.5", 12.5, ["unit_missing"]),
        ("采购总金额", "0", 0, []),
        ("采购总金额（万元）", "3件", None, ["unit_unknown"]),
    ],
)
def test_money(header: str, cell: str, value: float | None, told: list[str]) -> None:
    tables = read(f"第二十条第（九）项{{3}}\n信息内容 | 采购项目数量 | {header}\n政府集中采购 | 7 | {cell}")
    assert values(tables) == {
        "disclosure_art20_9.centralized_procurement.procurement_items": 7,
        "disclosure_art20_9.centralized_procurement.procurement_amount": value,
    }
    assert findings(tables) == told


# --- what is not placed is not read ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("二、上年结转政府信息公开申请数量{3} | 1 | 0 | 0 | 0 | 0 | 1", "row_does_not_fit", id="lost cell"),
        pytest.param(
            "二、上年结转政府信息公开申请数量{3} | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 1", "row_does_not_fit", id="a cell more"
        ),
        pytest.param(
            "二、上年结转政府信息公开申请数量{4} | 0 | 0 | 0 | 0 | 0 | 1", "row_does_not_fit", id="wide label"
        ),
        pytest.param("五、网上平台转办{3} | 9 | 1 | 0 | 0 | 0 | 1 | 11", "row_without_label", id="unknown row"),
        pytest.param(
            "（六）其他处理 | 4.另有约定的情形{2} | 2 | 0 | 0 | 0 | 0 | 0 | 2",
            "row_without_label",
            id="unknown under a group",
        ),
    ],
)
def test_row_that_cannot_be_placed(line: str, told: str) -> None:
    tables = read(f"{HEADER}{RECEIVED}\n{line}")
    assert values(tables) == row("new_received", 3, 1, 0, 0, 0, 1, 5)
    assert findings(tables) == [told]


def test_label_that_reaches_too_far_down_shifts_no_figure() -> None:
    """The row that it moves is read by the order of its own cells if it has all of them, else not at all."""
    moved = (
        HEADER + "三、本年度办理结果{1,3} | （三）不予公开{1,9} | 1.属于国家秘密 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
        "2.其他法律行政法规禁止公开 | 0 | 0 | 0 | 0 | 0 | 0 | 0\n（七）总计{2} | 3 | 0 | 0 | 0 | 0 | 0 | 3"
    )
    right = {
        **row("refused_state_secret", 1, 0, 0, 0, 0, 0, 1),
        **row("refused_prohibited_by_law", 0, 0, 0, 0, 0, 0, 0),
    }
    assert values(read(moved)) == right | row("outcomes_total", 3, 0, 0, 0, 0, 0, 3)
    assert findings(read(moved)) == []
    for changed in (moved + " | 3", moved.removesuffix(" | 3")):
        assert values(read(changed)) == right
        assert findings(read(changed)) == ["row_does_not_fit"]


def test_rowspan_beyond_the_table_is_harmless() -> None:
    assert values(read(HEADER + GRANTED.replace("{1,9}", "{1,22}"))) == row("granted", 2, 0, 0, 0, 0, 0, 2)


def test_group_is_no_figure() -> None:
    tables = read(HEADER + "（三）不予公开{3} | 1 | 0 | 0 | 0 | 0 | 0 | 1\n" + RECEIVED)
    assert values(tables) == row("new_received", 3, 1, 0, 0, 0, 1, 5)
    assert findings(tables) == ["row_without_label"]


def test_further_column_is_told_and_moves_nothing() -> None:
    header = HEADER.replace("{7}", "{8}").replace("{5}", "{6}").replace("其他\n", "其他 | 小计\n")
    tables = read(header + "一、本年新收政府信息公开申请数量{3} | 3 | 1 | 0 | 0 | 0 | 1 | 2 | 5")
    assert values(tables) == row("new_received", 3, 1, 0, 0, 0, 1, 5)
    assert findings(tables) == ["cell_without_place"]
    assert findings(read(header + "一、本年新收政府信息公开申请数量{3} | 3 | 1 | 0 | 0 | 0 | 1 | | 5")) == []


@pytest.mark.parametrize(
    ("cells", "value", "told"),
    [("5 | ", 5, []), (" | 5", 5, []), (" | ", None, []), ("5 | 6", None, ["cells_conflict"])],
)
def test_two_cells_under_one_header(cells: str, value: float | None, told: list[str]) -> None:
    tables = read(f"第二十条第（五）项{{3}}\n信息内容 | 本年处理决定数量{{2}}\n行政许可 | {cells}")
    assert values(tables).get("disclosure_art20_5.administrative_licensing.decisions") == value
    assert findings(tables) == told


def test_a_cell_that_reaches_down_is_no_figure_of_the_row_below() -> None:
    tables = read("信息内容 | 本年处理决定数量\n行政处罚 | 12{1,2}\n行政强制")
    assert values(tables) == {}
    assert findings(tables) == ["row_does_not_fit", "row_does_not_fit"]


def test_column_under_an_unknown_header_is_told() -> None:
    tables = read("第二十条第（五）项{3}\n信息内容 | 本年处理决定数量 | 备注\n行政许可 | 5 | 含延续")
    assert values(tables) == {"disclosure_art20_5.administrative_licensing.decisions": 5}
    assert findings(tables) == ["cell_without_place"]


def test_lost_header_cell_moves_nothing() -> None:
    tables = read("第二十条第（一）项{4}\n信息内容 | 本年制发件数 | 现行有效件数\n行政规范性文件 | 2 | 3 | 40")
    assert values(tables) == {}
    assert findings(tables) == ["row_does_not_fit"]


@pytest.mark.parametrize("line", [-1, -2])
def test_review_row_that_lost_a_cell_or_a_header_is_not_read(line: int) -> None:
    lines = REVIEW.strip().splitlines()
    lines[line] = lines[line].rpartition("|")[0]
    tables = read("\n".join(lines))
    assert (values(tables), findings(tables)) == ({}, ["row_does_not_fit"])


def test_missing_rows_are_told() -> None:
    (finding,) = read(DISCLOSURE_2021.replace("行政强制 | {3}\n", "")).findings
    assert (finding.kind, finding.detail) == ("rows_missing", "disclosure_art20_6：行政强制")


@pytest.mark.parametrize(
    "rows",
    [
        "预算项目 | 预算数（万元） | 决算数（万元）\n办公经费 | 12.5 | 12.1\n其他 | 3 | 2\n总计 | 15.5 | 14.1",
        "项目 | 数量 | 合计\n办公设备 | 12 | 12\n其他 | 3 | 2\n总计 | 15 | 14",
        "税种 | 自然人 | 总计\n契税 | 1 | 2\n其他 | 3 | 4",
        "序号 | 名称 | 数据\n1 | 收费目录 | 2\n2 | 权责清单 | 5",
    ],
)
def test_table_of_another_kind_gives_no_figure(rows: str) -> None:
    assert read(rows).figures == ()


# --- tables cut, repeated, wrapped -----------------------------------------------------------------------------------


def test_second_part_without_header_and_group_column() -> None:
    tables = read(
        f"{HEADER}{RECEIVED}\n三、本年度办理结果{{1,1}} | （一）予以公开{{2}} | 2 | 0 | 0 | 0 | 0 | 0 | 2",
        "（五）不予处理{1,2} | 1.信访举报投诉类申请 | 1 | 0 | | 0 | 0 | 0 | 1\n"
        "2.重复申请 | 0 | 0 | 0 | 0 | 0 | 0\n（七）总计{2} | 3 | 0 | 0 | 0 | 0 | 0 | 3\n"
        "四、结转下年度继续办理{2} | 0 | 1 | 0 | 0 | 0 | 1 | 2",
    )
    assert values(tables) == {
        **row("new_received", 3, 1, 0, 0, 0, 1, 5),
        **row("granted", 2, 0, 0, 0, 0, 0, 2),
        **row("not_processed_petition_complaint", 1, 0, None, 0, 0, 0, 1),
        **row("outcomes_total", 3, 0, 0, 0, 0, 0, 3),
        **row("carried_over_out", 0, 1, 0, 0, 0, 1, 2),
    }
    assert findings(tables) == ["row_does_not_fit"]
    assert [figure.method for figure in tables.figures][-1] == "slots"


def test_all_forms_in_one_grid() -> None:
    """Headers of one form stand above the labels of the next: they do not name its columns."""
    granted = GRANTED.replace("{1,9}", "{1,1}")
    tables = read(f"{DISCLOSURE_2021.strip()}{HEADER}{RECEIVED}\n{granted}")
    assert values(tables) == {
        **FIGURES_2021,
        **row("new_received", 3, 1, 0, 0, 0, 1, 5),
        **row("granted", 2, 0, 0, 0, 0, 0, 2),
    }
    assert {figure.method for figure in tables.figures} == {"header"}
    assert findings(tables) == []


def test_header_repeated_at_a_page_break() -> None:
    tables = read(
        f"{HEADER}{RECEIVED}\n三、本年度办理结果{{1,1}} | （一）予以公开{{2}} | 2 | 0 | 0 | 0 | 0 | 0 | 2{HEADER}"
        "三、本年度办理结果{1,2} | （五）不予处理{1,1} | 2.重复申请 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
        "（七）总计{2} | 3 | 0 | 0 | 0 | 0 | 0 | 3"
    )
    assert values(tables) == {
        **row("new_received", 3, 1, 0, 0, 0, 1, 5),
        **row("granted", 2, 0, 0, 0, 0, 0, 2),
        **row("not_processed_repeat", 1, 0, 0, 0, 0, 0, 1),
        **row("outcomes_total", 3, 0, 0, 0, 0, 0, 3),
    }
    assert findings(tables) == []


@pytest.mark.parametrize(("second", "told"), [("5", []), ("6", ["figure_twice"])])
def test_printed_twice(second: str, told: list[str]) -> None:
    table = "信息内容 | 本年处理决定数量\n行政许可 | {}"
    tables = read(table.format("5"), table.format(second))
    assert values(tables) == {"disclosure_art20_5.administrative_licensing.decisions": None if told else 5}
    assert findings(tables) == told


def test_layout_table_around_everything() -> None:
    body = f"<table><tr><td>导航</td></tr><tr><td><p>一、总体情况</p>{html_table(DISCLOSURE_2021)}</td></tr></table>"
    assert values(read_html(body)) == FIGURES_2021


# --- flattened text --------------------------------------------------------------------------------------------------


def read_text(text: str) -> TablesRead:
    return read_tables(cut_tables(text, first=1)[1])


def test_flattened_rows_are_padded_at_their_end() -> None:
    tables = read_text(
        "一、本年新收政府信息公开申请数量 |\n3 |\n0 |\n |\n0 |\n0 |\n2 |\n5 |\n||\n"
        "三、本年度办理结果 |\n(三)不予公开 |\n1.属于国家秘密 |\n1 |\n0 |\n0 |\n0 |\n0 |\n0 |\n1 |\n"
        "2.其他法律行政法规禁止公开 |\n0 |\n0 |\n0 |\n0 |\n0 |\n0 |\n0 |\n||\n"
        "(七)总计 |\n4 |\n |\n |\n |\n |\n |\n4 |\n||\n四、结转下年度继续办理 |\n1 |\n0 |\n0 |\n0 |\n0 |\n0 |\n1 |"
    )
    assert values(tables) == {
        **row("new_received", 3, 0, None, 0, 0, 2, 5),
        **row("refused_state_secret", 1, 0, 0, 0, 0, 0, 1),
        **row("refused_prohibited_by_law", 0, 0, 0, 0, 0, 0, 0),
        **row("outcomes_total", 4, None, None, None, None, None, 4),
        **row("carried_over_out", 1, 0, 0, 0, 0, 0, 1),
    }
    assert findings(tables) == []


def test_a_flattened_row_with_two_labels_has_less_padding() -> None:
    tables = read_text(
        "一、本年新收政府信息公开申请数量 |\n3 |\n0 |\n0 |\n0 |\n0 |\n2 |\n5 |\n||\n"
        "三、本年度办理结果 |\n(一)予以公开 |\n4 |\n |\n |\n |\n |\n |\n4 |\n|\n"
        "(七)总计 |\n4 |\n0 |\n0 |\n0 |\n0 |\n0 |\n4 |\n||\n"
        "四、结转下年度继续办理 |\n1 |\n0 |\n0 |\n0 |\n0 |\n0 |\n1 |\n||"
    )
    assert values(tables) == {
        **row("new_received", 3, 0, 0, 0, 0, 2, 5),
        **row("granted", 4, None, None, None, None, None, 4),
        **row("outcomes_total", 4, 0, 0, 0, 0, 0, 4),
        **row("carried_over_out", 1, 0, 0, 0, 0, 0, 1),
    }


def test_flattened_row_that_lost_a_cell_is_not_read() -> None:
    tables = read_text(
        "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n规章 | 0 | 1 |\n行政规范性文件 | 1 | 2 | 3 |"
    )
    assert values(tables) == {
        "disclosure_art20_1.normative_documents.issued": 1,
        "disclosure_art20_1.normative_documents.repealed": 2,
        "disclosure_art20_1.normative_documents.in_force": 3,
    }
    assert findings(tables) == ["row_does_not_fit"]


@pytest.mark.parametrize(
    ("row_of_rules", "told"),
    [
        ("| 规章 | 0 | 1 | 2 |", []),
        ("| 规章 | 0 | 1 | 2 | |", []),
        ("| 规章 | 0 | 1 | | |", ["row_does_not_fit"]),
        ("| 规章 | 0 | 1 | 2 | 3 |", ["row_does_not_fit"]),
        ("| 规章 | 0 | 1 |", ["row_does_not_fit"]),
    ],
)
def test_flattened_rows_have_their_slots_filled_or_are_as_wide_as_their_table(
    row_of_rules: str, told: list[str]
) -> None:
    header = "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |"
    assert findings(read_text(f"{header}\n{row_of_rules}\n| 行政规范性文件 | 1 | 2 | 3 |")) == told


def test_flattened_row_with_a_number_too_many_is_not_read() -> None:
    tables = read_text("本年新收 |\n1 |\n2 |\n3 |\n4 |\n5 |\n6 |\n21 |\n99 |")
    assert (values(tables), findings(tables)) == ({}, ["row_does_not_fit"])


def test_a_mark_instead_of_the_first_number_is_no_unit() -> None:
    tables = read_text("一、本年新收政府信息公开申请数量 |\n— |\n0 |\n0 |\n0 |\n0 |\n0 |\n0 |")
    assert values(tables) == row("new_received", None, 0, 0, 0, 0, 0, 0)
    assert tables.figures[0].state is State.SLASH


def test_flattened_statistics() -> None:
    tables = read_text(
        "\t统计指标\n\t单位\n\t统计数\n\n\t（一）主动公开政府信息数\n\t条\n\t310\n\n\t其中：主动公开规范性文件数\n\t条\n\t\u3000\n\n"
        "\t五、行政诉讼数量\n\t件\n\t5\n\n\t（二）被依法纠错数\n\t件\n\t4"
    )
    assert values(tables) == {
        "statistics.proactive_total.value": 310,
        "statistics.proactive_normative_documents.value": None,
        "statistics.litigation_total.value": 5,
        "statistics.litigation_corrected.value": 4,
    }
    assert findings(tables) == []


@pytest.mark.parametrize(
    ("groups", "count"),
    [
        ("| 行政复议 | 行政诉讼 |\n| 未经复议直接起诉 | 复议后起诉 |", 15),
        ("| 行政复议 | 行政诉讼 |\n| 未经复议直接起诉 | 复议后起诉 |", 14),
        ("| 行政复议 | 行政诉讼 |", 15),
    ],
)
def test_flattened_review(groups: str, count: int) -> None:
    headers = " | ".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3)
    numbers = " | ".join(str(number) for number in range(1, count + 1))
    tables = read_text(f"{groups}\n| {headers} |\n| {numbers} |")
    whole = count == 15 and "起诉" in groups
    assert [figure.value for figure in tables.figures] == (list(range(1, 16)) if whole else [])
    assert findings(tables) == ([] if whole else ["row_without_label"])


@pytest.mark.parametrize(("mark", "state"), [("/", State.SLASH), ("无", State.SLASH), ("0", State.ZERO)])
def test_flattened_review_of_marks(mark: str, state: State) -> None:
    headers = " | ".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3)
    groups = "| 行政复议 | 行政诉讼 |\n| 未经复议直接起诉 | 复议后起诉 |"
    tables = read_text(f"{groups}\n| {headers} |\n| {' | '.join([mark] * 15)} |")
    assert [figure.state for figure in tables.figures] == [state] * 15
    assert findings(tables) == []


@pytest.mark.parametrize("mark", ["/", "-", "—", "——", "无"])
def test_flattened_row_that_begins_with_a_mark(mark: str) -> None:
    tables = read_text(f"一、本年新收政府信息公开申请数量 |\n{mark} |\n0 |\n0 |\n0 |\n0 |\n0 |\n0 |")
    assert values(tables) == row("new_received", None, 0, 0, 0, 0, 0, 0)


def test_rows_of_words_in_flattened_text_are_no_figures() -> None:
    text_row = FORMS[Form.STATISTICS_2014].table("statistics").text_rows[0]
    tables = read_text(
        f"| 统计指标 | 统计数 |\n| 六、举报投诉数量 | 2 |\n| {text_row} | 某某 84310000 |\n| 填报说明 | 见附注 |"
    )
    assert values(tables) == {"statistics.complaints_total.value": 2}
    assert findings(tables) == []


# --- merged cells without their spans --------------------------------------------------------------------------------


def without_spans(rows: str) -> str:
    return re.sub(r"\{[\d,]+\}", "", rows)


def test_lost_spans_leave_the_order_of_the_cells() -> None:
    table = without_spans("\n".join([HEADER.strip(), RECEIVED, GRANTED, "（二）部分公开{2} | 1 | 0 | 0 | | 0 | 0 | 1"]))
    figures = row("new_received", 3, 1, 0, 0, 0, 1, 5) | row("granted", 2, 0, 0, 0, 0, 0, 2)
    tables = read(table)
    assert values(tables) == figures | row("partially_granted", 1, 0, 0, None, 0, 0, 1)
    assert {figure.method for figure in tables.figures} == {"slots"}


def test_lost_spans_of_the_review_table() -> None:
    assert values(read(without_spans(REVIEW))) == values(read(REVIEW))


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("科研机构 | 社会公益组织", "社会公益组织 | 科研机构"),
        ("商业企业 | ", ""),
        ("| 3 | 1 | 0 |", "| 3 | 1 |"),
        ("| 3 | 1 | 0 |", "| 3 | 1 | 0 | 0 |"),
    ],
)
def test_without_spans_nothing_less_than_the_form_is_read(printed: str, instead: str) -> None:
    tables = read(without_spans(HEADER + RECEIVED).replace(printed, instead))
    assert (values(tables), findings(tables)) == ({}, ["row_does_not_fit"])


@pytest.mark.parametrize("cut", ["结果维持 | ", "复议后起诉", "1 | "])
def test_without_spans_a_review_row_needs_all_its_headers(cut: str) -> None:
    tables = read(without_spans(REVIEW).replace(cut, "", 1))
    assert (values(tables), findings(tables)) == ({}, ["row_without_label"])


def test_the_sum_of_a_review_may_be_called_otherwise() -> None:
    assert values(read(REVIEW.replace("总计", "合计"))) == values(read(REVIEW))


WRITTEN_OUT = """
第二十条第（五）项 | 第二十条第（五）项 | 第二十条第（五）项 | 第二十条第（五）项
信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量
行政许可 | 4 | 增1 | 97
第二十条第（八）项 | 第二十条第（八）项 | 第二十条第（八）项 | 第二十条第（八）项
信息内容 | 上一年项目数量 | 本年增/减 | 本年增/减
行政事业性收费 | 7 | 减2 | {}
"""


@pytest.mark.parametrize(("second", "value"), [("减2", -2), ("", -2), ("&nbsp;", -2), ("减3", None)])
def test_merged_cells_written_in_each_of_their_places(second: str, value: int | None) -> None:
    read_so = read(WRITTEN_OUT.format(second))
    assert values(read_so).get("disclosure_art20_8.administrative_fees.items_change") == value
    assert findings(read_so) == ([] if value else ["cells_conflict"])


# --- readings that would be silently wrong ---------------------------------------------------------------------------


def test_columns_in_another_order_are_read_by_their_headers_or_not_at_all() -> None:
    header = HEADER.replace(
        "自然人{1,2} | 法人或其他组织{5} | 总计{1,2}", "总计{1,2} | 自然人{1,2} | 法人或其他组织{5}"
    )
    shifted = read(header + "二、上年结转政府信息公开申请数量{4} | 9 | 2 | 1 | 0 | 0 | 0 | 6")
    assert values(shifted) == {}
    assert findings(shifted) == ["row_does_not_fit"]


@pytest.mark.parametrize("headers", ["上年处理决定数量 | 本年处理决定数量", "本年处理决定数量 | 本年处理决定数量"])
def test_a_blank_is_never_filled_from_the_column_beside_it(headers: str) -> None:
    tables = read(f"信息内容 | {headers}\n行政许可 | 97 | ")
    assert 97 not in values(tables).values()


@pytest.mark.parametrize("figures", ["1 | 234 | 5 | 6", "1 | 5 | 1 | 234"])
def test_a_thousands_comma_that_parted_a_figure_leaves_the_row_unread(figures: str) -> None:
    head = "第二十条第（一）项 | | | | \n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 | "
    tables = read(f"{head}\n行政规范性文件 | {figures}")
    assert values(tables) == {}
    assert findings(tables)[0] == "row_does_not_fit"


@pytest.mark.parametrize("label", ["上年新收政府信息公开申请数量", "次年新收政府信息公开申请数量"])
def test_a_label_that_means_something_else_is_not_close(label: str) -> None:
    assert values(read(HEADER + f"{label}{{3}} | 3 | 1 | 0 | 0 | 0 | 1 | 5")) == {}


def test_a_damaged_header_that_reports_print() -> None:
    table = "第二十条第（一）项{4}\n信息内容 | 本年发件 | 本年废止件数 | 现行有效件数\n行政规范性文件 | 4 | 1 | 9"
    assert values(read(table))["disclosure_art20_1.normative_documents.issued"] == 4


def test_a_character_written_twice_changes_no_meaning() -> None:
    table = "统计指标 | 单位 | 统计数\n（一）主动公开政府信息数 | 条 | 8\n5.其他他方式公开政府信息数 | 条 | 3"
    assert values(read(table))["statistics.proactive_other.value"] == 3


def test_an_added_row_close_to_one_that_stands_there_is_told() -> None:
    lines = ["政府简报公开政府信息数 | 条 | 7", "1.政府公报公开政府信息数 | 条 | 3"]
    for first, second in (lines, lines[::-1]):
        tables = read(f"统计指标 | 单位 | 统计数\n{first}\n{second}")
        assert values(tables) == {"statistics.proactive_gazette.value": 3}
        assert findings(tables) == ["label_close"]


def test_one_number_under_several_headers_is_nobodys() -> None:
    tables = read(HEADER + "二、上年结转政府信息公开申请数量{3} | 8{7}")
    assert values(tables) == {}
    assert findings(tables) == ["row_does_not_fit"]


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("本年收费金额（单位：万元）", "3.5万", 3.5),
        ("本年收费金额（单位：万元）", "3万件", None),
        ("本年收费金额（单位：元）", "35000", 3.5),
        ("本年收费金额 单位元", "35000", 3.5),
        ("本年收费金额（单位：千元）", "35", None),
        ("本年收费金额", "3.5", 3.5),
    ],
)
def test_money_in_its_unit(header: str, cell: str, value: float | None) -> None:
    tables = read(f"信息内容 | {header}\n行政事业性收费 | {cell}")
    assert values(tables) == {"disclosure_art20_8.administrative_fees.amount_collected_wanyuan": value}
    assert findings(tables) == ([] if value else ["unit_unknown"])


@pytest.mark.parametrize(
    ("caption", "value", "count"),
    [("单位：万元", 125000, 7), ("第二十条（单位：万元）", 125000, 7), ("情况如下", 12.5, 7)],
)
def test_the_unit_of_money_may_stand_over_the_table(caption: str, value: float, count: int) -> None:
    rows = html_table("信息内容 | 采购项目数量 | 采购总金额\n政府集中采购 | 7 | 12.5")
    assert list(values(read_html(f"<p>{caption}</p>{rows}")).values()) == [count, value]


@pytest.mark.parametrize(("cell", "value", "told"), [("1.136", None, ["cell_illegible"]), ("1.13万", 11300, [])])
def test_a_count_with_a_fraction_is_illegible(cell: str, value: float | None, told: list[str]) -> None:
    tables = read(f"信息内容 | 本年处理决定数量\n行政许可 | {cell}")
    assert values(tables) == {"disclosure_art20_5.administrative_licensing.decisions": value}
    assert findings(tables) == told


# --- what a finding says ---------------------------------------------------------------------------------------------

COUNT = "disclosure_art20_5.administrative_licensing.decisions"
AMOUNT = "disclosure_art20_9.centralized_procurement.procurement_amount"
LICENSING = "信息内容 | 本年处理决定数量{2}\n行政许可 | "
PURCHASES = "信息内容 | 采购项目数量 | 采购总金额\n政府集中采购 | 7 | "
GAZETTE = "统计指标 | 单位 | 统计数\n1.政府公报公开政府信息数 | 条 | 3\n政府简报公开政府信息数 | 条 | {}"


@pytest.mark.parametrize(
    ("tables", "kind", "detail"),
    [
        ([LICENSING + "5 | 6"], "cells_conflict", f"t1r2c2 {COUNT}：本年处理决定数量 5、本年处理决定数量 6"),
        (
            ["信息内容 | 本年处理决定数量 | 本年处理决定数量\n行政许可 | 5 | "],
            "cells_conflict",
            f"t1r2c2 {COUNT}：本年处理决定数量 5、本年处理决定数量 （空）",
        ),
        ([LICENSING + "约5{2}"], "cell_illegible", f"t1r2c2 {COUNT}：约5"),
        ([LICENSING + "1.136{2}"], "cell_illegible", f"t1r2c2 {COUNT}：1.136（应为整数）"),
        ([LICENSING + "5（含延续）{2}"], "cell_note", f"t1r2c2 {COUNT}：5（含延续）"),
        ([PURCHASES + "3件"], "unit_unknown", f"t1r2c3 {AMOUNT}：3件（应为 元）"),
        ([PURCHASES + "12.5"], "unit_missing", f"t1r2c3 {AMOUNT}：12.5（未标明单位）"),
        ([GAZETTE.format(7)], "label_close", "t1r3c3 statistics.proactive_gazette.value：7"),
        ([GAZETTE.format("")], "label_close", "t1r3c3 statistics.proactive_gazette.value：（空）"),
        (
            [LICENSING + "5{2}", LICENSING + "{2}"],
            "figure_twice",
            f"{COUNT}：t1r2c2 5，t2r2c2 （空）",
        ),
        (
            [LICENSING + "{2}", LICENSING + "5{2}"],
            "figure_twice",
            f"{COUNT}：t1r2c2 （空），t2r2c2 5",
        ),
        (
            [HEADER + RECEIVED + "\n" + GRANTED, HEADER + RECEIVED.replace("3 | 1 | 0 | 0", "4 | 2 | 1 | 1")],
            "table_twice",
            "requests：7 个数字印了两次，4 个不同",
        ),
        (
            ["统计指标 | 单位 | 统计数\n5.其他方式申请数 | 件 | 3"],
            "local_row",
            "t1r2c3 5.其他方式申请数：3",
        ),
        (
            ["信息内容 | 本年处理决定数量 | 备注\n行政许可 | 5 | 含延续"],
            "cell_without_place",
            "表 1 行 2：行政许可｜含延续",
        ),
        (
            [HEADER + RECEIVED + " | 9"],
            "row_does_not_fit",
            "表 1 行 4：一、本年新收政府信息公开申请数量｜3｜1｜0｜0｜0｜1｜5｜9",
        ),
        (
            [HEADER + RECEIVED + "\n五、网上<br>平台转办{3} | 9 | 1 | 0 | 0 | 0 | 1 | 11"],
            "row_without_label",
            "表 1 行 5：五、网上 平台转办｜9｜1｜0｜0｜0｜1｜11",
        ),
    ],
)  # fmt: skip
def test_what_a_finding_says(tables: list[str], kind: str, detail: str) -> None:
    assert [each.detail for each in read(*tables).findings if each.kind == kind] == [detail]


@pytest.mark.parametrize("flattened", [False, True])
def test_units_beside_the_labels(flattened: bool) -> None:
    for unit in ("条", "件", "次", "个", "人", "人次", "万元", "元", "篇", "项", "份", "期", "场", "——", "—", "---"):
        lines = f"统计指标 | 单位 | 统计数\n（一）主动公开政府信息数 | {unit} | 310\n六、举报投诉数量 | {unit} | 2"
        tables = (
            read_text(lines.replace("\n", " |\n") + " |") if flattened else read(lines.replace(unit, f"&nbsp;{unit}"))
        )
        if "元" not in unit:  # which no count is in
            assert list(values(tables).values()) == [310, 2], unit
        assert {figure.unit for figure in tables.figures} == {unit}


def test_a_row_of_one_word_does_not_end_a_table() -> None:
    tables = read(f"{HEADER}{RECEIVED}\n单位{{10}}\n二、上年结转政府信息公开申请数量{{3}} | 1 | 2 | 3 | 4 | 5 | 6 | 21")
    assert values(tables) == row("new_received", 3, 1, 0, 0, 0, 1, 5) | row("carried_over_in", 1, 2, 3, 4, 5, 6, 21)
    assert {figure.method for figure in tables.figures} == {"header"}


def test_columns_of_labels_under_the_headers_of_the_table_before() -> None:
    tables = read(REVIEW + " | 信息内容 | 本年处理决定数量{13}\n | 行政许可 | 5{13}")
    assert values(tables)["disclosure_art20_5.administrative_licensing.decisions"] == 5


@pytest.mark.parametrize(
    ("first", "value"), [("1 | 0 | 0 | 0 | 0 | 0 | 1", 1), (" | | | | | | ", None), ("/ | / | / | / | / | / | /", None)]
)
def test_a_part_overleaf_whose_group_was_on_the_page_before(first: str, value: float | None) -> None:
    tables = read(
        HEADER + RECEIVED,
        f" {{1,2}} | 1.信访举报投诉类申请 | {first}\n2.重复申请 | 0 | 0 | 0 | 0 | 0 | 0 | 0\n"
        "（七）总计{2} | 3 | 0 | 0 | 0 | 0 | 0 | 3",
    )
    assert values(tables) == {
        **row("new_received", 3, 1, 0, 0, 0, 1, 5),
        **row(
            "not_processed_petition_complaint",
            *(float(cell) if cell.isdigit() else None for cell in map(str.strip, first.split("|"))),
        ),
        **row("not_processed_repeat", 0, 0, 0, 0, 0, 0, 0),
        **row("outcomes_total", 3, 0, 0, 0, 0, 0, 3),
    }
    assert values(tables)["requests.not_processed_petition_complaint.total"] == value
    assert findings(tables) == []


def test_a_number_under_two_headers_is_nobodys() -> None:
    tables = read(HEADER + "二、上年结转政府信息公开申请数量{3} | 8{2} | 0 | 0 | 0 | 0 | 8")
    assert (values(tables), findings(tables)) == ({}, ["row_does_not_fit"])


def test_groups_of_the_review_table_with_blanks_behind_them() -> None:
    lines = REVIEW.strip().splitlines()
    groups = " | ".join(f"{group} | | | |" for group in ("行政复议", "未经复议直接起诉", "复议后起诉"))
    columns = " | ".join(["结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"] * 3)
    assert values(read(f"{groups}\n{columns}\n{lines[-1]}")) == values(read(REVIEW))


def test_missing_rows_are_named_up_to_a_number() -> None:
    (finding,) = [each for each in read(HEADER + RECEIVED).findings if each.kind == "rows_missing"]
    assert finding.detail == (
        "requests：二、上年结转政府信息公开申请数量、（一）予以公开、（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
        "、1.属于国家秘密、2.其他法律行政法规禁止公开、3.危及“三安全一稳定” 等 22 行"
    )


def test_of_a_table_that_is_of_two_reports_what_is_printed_once_stays() -> None:
    other = RECEIVED.replace("3 | 1 | 0 | 0", "4 | 2 | 1 | 1")
    tables = read(HEADER + RECEIVED + "\n" + GRANTED, HEADER + other)
    assert values(tables) == row("new_received", *[None] * 7) | row("granted", 2, 0, 0, 0, 0, 0, 2)
    assert {figure.agreement for figure in tables.figures if figure.value is None} == {Agreement.DIFFER}
    few = read(HEADER + RECEIVED, HEADER + RECEIVED.replace("3 | 1 | 0 | 0", "4 | 2 | 1 | 0"))
    assert values(few) == row("new_received", None, None, None, 0, 0, 1, 5)
    assert (few.figures[0].agreement, few.figures[0].raw) == (Agreement.DIFFER, "3｜4")


# --- rows that provinces added ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("region", "codes"), [("420100", ["local_hubei.requests_received_other.value"]), (None, [])])
def test_a_row_that_provinces_added_is_of_the_report_s_province(region: str | None, codes: list[str]) -> None:
    body = html_table("统计指标 | 单位 | 统计数\n5.其他方式申请数 | 件 | 3\n三、行政复议数量 | 件 | 1")
    tables = read_tables(extract(body, is_html=True).tables, 2016, region)
    assert [code for code in values(tables) if code != "statistics.review_total.value"] == codes
    assert ("local_row" in findings(tables)) is (not codes)


# --- readings of pictures --------------------------------------------------------------------------------------------


def read_seen(header: tuple[str, str | None], cell: tuple[str, str | None]) -> TablesRead:
    """A table of the procurement sum that was read by character recognition, each cell maybe twice."""

    def printed(text: str, again: str | None) -> str:
        second = "" if again is None else f' {AGAIN}="{again}"'
        return f'<td {SEEN}="1"{second}>{text}</td>'

    rows = (("信息内容", None), header), (("政府集中采购", None), cell)
    table = html.fromstring(
        "<table>" + "".join(f"<tr>{''.join(printed(*each) for each in own)}</tr>" for own in rows) + "</table>"
    )
    return read_tables([read_grid(table, 1, "")], 2020)


@pytest.mark.parametrize(
    ("again", "agreement"),
    [
        (None, Agreement.SINGLE),
        ("251000", Agreement.AGREED),
        ("251,000", Agreement.AGREED),
        ("261000", Agreement.DIFFER),
        ("", Agreement.DIFFER),
    ],
)
def test_a_second_reading_of_a_cell(again: str | None, agreement: Agreement) -> None:
    (figure,) = read_seen(("采购总金额（元）", None), ("251000", again)).figures
    assert (figure.value, figure.method, figure.agreement) == (251000, OCR, agreement)


def test_a_second_reading_of_a_change_and_none_by_order() -> None:
    """What was recognised once is not confirmed by the order of the same cells."""
    cells = "".join(f'<td {SEEN}="1" {AGAIN}="{again}">{text}</td>' for text, again in (("8", "9"), ("减2", "－2")))
    table = html.fromstring(
        "<table><tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>"
        f'<tr><td>行政许可</td>{cells}<td {SEEN}="1">96</td></tr></table>'
    )
    read_so = read_tables([read_grid(table, 1, "")], 2020)
    assert list(values(read_so).values()) == [8, -2, 96]
    assert [each.agreement for each in read_so.figures] == [Agreement.DIFFER, Agreement.AGREED, Agreement.SINGLE]


@pytest.mark.parametrize(
    ("header", "again", "cell", "value"),
    [
        ("采购总金额（元）", None, "25", 25),
        ("采购总金额（万元）", "采购总金额（万元）", "25", 250000),
        ("采购总金额（万元）", "采购总金额（元）", "25", None),
        ("采购总金额（万元）", "采购总金额", "25", None),
        ("采购总金额（万元）", None, "25", None),
        ("采购总金额", "采购总金额（万元）", "25万元", None),
    ],
)
def test_a_unit_that_changes_a_number_must_be_read_twice(
    header: str, again: str | None, cell: str, value: float | None
) -> None:
    assert list(values(read_seen((header, again), (cell, None))).values()) == [value]


# --- several files of one report -------------------------------------------------------------------------------------


def of_file(*codes: tuple[str, float | None], method: str = "header", state: State | None = None) -> TablesRead:
    figures = tuple(
        Figure(code, Source.TABLE, value, "" if value is None else f"{value:g}",
               state or (State.BLANK if value is None else State.NUMBER), None, None, None, method, Agreement.SINGLE)
        for code, value in codes
    )  # fmt: skip
    return TablesRead(figures, (Finding("cell_note", "t1"),), {"a": Form.TABLES_2021})


@pytest.mark.parametrize(
    ("first", "second", "value", "method", "agreement"),
    [
        ((3, "header"), (3, "header"), 3, "header", Agreement.AGREED),
        ((3, OCR), (3, "header"), 3, OCR, Agreement.AGREED),
        ((3, "header"), (3, OCR), 3, "header", Agreement.AGREED),
        ((3, OCR), (3, OCR), 3, OCR, Agreement.SINGLE),
        ((3, OCR), (4, "header"), 4, "header", Agreement.SINGLE),
        ((3, "header"), (4, OCR), 3, "header", Agreement.SINGLE),
        ((3, "header"), (4, "slots"), 3, "header", Agreement.DIFFER),
        ((3, OCR), (4, OCR), 3, OCR, Agreement.DIFFER),
    ],
)
def test_what_two_files_of_a_report_print(
    first: tuple[float, str], second: tuple[float, str], value: float, method: str, agreement: Agreement
) -> None:
    (one, other) = (of_file(("a.b.c", number), method=how) for number, how in (first, second))
    united = unite(one, [("附件", other)])
    (figure,) = united.figures
    assert (figure.value, figure.method, figure.agreement) == (value, method, agreement)
    differs = [each.detail for each in united.findings if each.kind == "copies_differ"]
    assert differs == (["附件 与正文有 1 个数字不同：a.b.c 3／4"] if agreement is Agreement.DIFFER else [])


def test_a_figure_that_one_file_prints_illegibly_is_the_other_s() -> None:
    illegible = of_file(("a.b.c", None), state=State.ILLEGIBLE)
    (figure,) = unite(illegible, [("附件", of_file(("a.b.c", 4)))]).figures
    assert (figure.value, figure.agreement) == (4, Agreement.SINGLE)
    (figure,) = unite(illegible, [("附件", of_file(("a.b.c", None)))]).figures
    assert (figure.state, figure.agreement) == (State.ILLEGIBLE, Agreement.DIFFER)


def test_the_first_file_goes_before_the_next() -> None:
    codes = [f"a.b{number}.c" for number in range(8)]
    other = of_file(*((code, None) for code in codes), ("e.f.g", 9))
    other = replace(
        other,
        findings=(*other.findings, Finding("cell_note", "t2")),
        forms={"a": Form.TABLES_2019, "e": Form.TABLES_2019},
    )
    united = unite(of_file(*((code, 1) for code in codes)), [("附件", other)])
    assert list(values(united).values()) == [1] * 8 + [9]
    assert united.forms == {"a": Form.TABLES_2021, "e": Form.TABLES_2019}
    shown = "，".join(f"{code} 1／（空）" for code in codes[:6])
    assert united.findings == (
        Finding("cell_note", "t1"),
        Finding("copies_differ", f"附件 与正文有 8 个数字不同：{shown}"),
        Finding("cell_note", "t2"),
    )


# --- by order, where labels refuse -----------------------------------------------------------------------------------


def test_what_the_labels_refuse_in_flattened_text_is_not_read_by_order() -> None:
    tables = read_text("| 信息内容 | 上年处理决定数量 | 本年处理决定数量 |\n| 行政许可 | 97 | |")
    assert 97 not in values(tables).values()


def test_text_under_the_headers_of_another_form_than_the_table_s_is_not_read() -> None:
    text = "<p>信息内容 本年新制作数量 本年新公开数量 对外公开总数量</p><p>规章 3 4 5</p>"
    table = html_table("信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n行政规范性文件 | 0 | 0 | 1")
    document = extract(f"<body><p>情况如下。</p>{table}{text}</body>", is_html=True)
    assert list(values(read_tables(document.tables, None, None, document.text)).values()) == [0, 0, 1]
    alone = extract(f"<body><p>情况如下。</p>{text}</body>", is_html=True)
    assert list(values(read_tables(alone.tables, None, None, alone.text)).values()) == [3, 4, 5]
