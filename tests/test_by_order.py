"""Tables by the order of their cells: the second reading of what has labels, and the only one of what is torn."""

from __future__ import annotations

import pytest

from pipelines.extract import extract
from pipelines.forms import FORMS
from pipelines.read_tables import TablesRead, read_tables
from pipelines.records import Agreement, Form, State

REQUESTS = FORMS[Form.TABLES_2021].table("requests")
HEAD = (
    "三、收到和处理政府信息公开申请情况",
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） 申请人情况",
    "自然人 法人或其他组织 总计",
    "商业企业 科研机构 社会公益组织 法律服务机构 其他",
)
END = "四、政府信息公开行政复议、行政诉讼情况"
# Each row its own numbers, so that a row that is taken for another shows.
NUMBERS = {row.code: [number, 0, 1, 0, 0, 2, number + 3] for number, row in enumerate(REQUESTS.number_rows, 1)}
EXPECTED = {
    f"requests.{row}.{column.code}": float(value)
    for row, values in NUMBERS.items()
    for column, value in zip(REQUESTS.number_columns, values, strict=True)
}


def read(lines: list[str]) -> TablesRead:
    document = extract("\n".join(lines), is_html=False)
    return read_tables(document.tables, 2022, None, document.text)


def values(tables: TablesRead) -> dict[str, float | None]:
    return {figure.code: figure.value for figure in tables.figures}


def numbers(row: str) -> str:
    return " ".join(map(str, NUMBERS[row]))


def rows(torn: bool = False) -> list[str]:
    """The rows of the application table, a line each; torn: the label's end after its numbers."""
    lines = []
    for row in REQUESTS.number_rows:
        half = len(row.label) // 2 if torn and len(row.label) > 11 else len(row.label)
        lines += [f"{row.label[:half]} {numbers(row.code)}", row.label[half:]]
    return [line for line in lines if line]


@pytest.mark.parametrize("torn", [False, True])
def test_rows_of_text_by_their_order(torn: bool) -> None:
    tables = read([*HEAD, *rows(torn), END])
    assert values(tables) == EXPECTED
    assert {figure.method for figure in tables.figures} == {"order"}
    assert {figure.agreement for figure in tables.figures} == {Agreement.SINGLE}
    assert tables.figures[0].quote is not None


def test_numbers_that_lost_their_labels_stand_between_those_that_have_them() -> None:
    lines = rows()
    for number in (3, 7, 8, 14):
        label, _, own = lines[number].partition(" ")
        lines[number] = f"| {own.replace(' ', ' | ')} |"
        lines[number - 1] += "\n" + label
    tables = read([*HEAD, *lines, END])
    assert values(tables) == EXPECTED
    assert "row_without_label" not in [finding.kind for finding in tables.findings]


def test_the_first_label_may_be_torn() -> None:
    lines = rows()
    label, _, own = lines[0].partition(" ")
    assert values(read([*HEAD, label[:4], f"{label[4:]} {own}", *lines[1:], END])) == EXPECTED


@pytest.mark.parametrize("page", ["- 3 -", " — 3 — ", "第 2 页 共 8 页", "第2页", "3 / 8", "3"])
def test_numbers_of_pages_are_no_figures(page: str) -> None:
    lines = rows()
    assert values(read([*HEAD, *lines[:9], page, *lines[9:], END])) == EXPECTED


def test_blanks_in_columns_of_text() -> None:
    """Where whole rows stand in columns, a number belongs to the column that it stands in."""

    def line(label: str, numbers: str) -> str:
        taken = sum(1 if character.isascii() or character in "“”" else 2 for character in label)
        return label + " " * (90 - taken) + numbers

    lines = [line(row.label, "".join(f"{value:<6}" for value in NUMBERS[row.code])) for row in REQUESTS.number_rows]
    row, own = REQUESTS.number_rows[4], NUMBERS[REQUESTS.number_rows[4].code]
    lines[4] = line(row.label, f"{own[0]:<30}{own[5]:<6}{own[6]}")
    expected = EXPECTED | {f"requests.{row.code}.{column.code}": None for column in REQUESTS.number_columns[1:5]}
    assert values(read([*HEAD, *lines, END])) == expected
    lines[4] = line(row.label, f"{own[0]:<9}7{' ' * 20}{own[5]:<6}{own[6]}")  # the 7 stands between two columns
    assert f"requests.{row.code}.total" not in values(read([*HEAD, *lines, END]))


def test_blanks_of_merged_labels_before_whole_rows() -> None:
    """As a spreadsheet is pasted: a row a line, cells parted by tabs, blanks where merged cells go on."""
    lines = ["\t".join([row.label, "", "", *map(str, NUMBERS[row.code])]) for row in REQUESTS.number_rows]
    head = ["\t".join(line.split()) for line in HEAD[1:]]
    assert values(read([HEAD[0], *head, *lines, END])) == EXPECTED


def test_a_cell_a_line() -> None:
    lines = [line for row in REQUESTS.number_rows for line in (row.label, *map(str, NUMBERS[row.code]))]
    assert values(read([*HEAD[:1], *" ".join(HEAD[1:]).split(), *lines, END])) == EXPECTED


def test_a_row_too_few_leaves_those_that_have_their_labels() -> None:
    lines = rows()
    del lines[5]
    missing = REQUESTS.number_rows[5].code
    assert values(read([*HEAD, *lines, END])) == {
        code: value for code, value in EXPECTED.items() if not code.startswith(f"requests.{missing}.")
    }


def test_a_row_too_few_and_a_row_without_label_are_not_made_up_for() -> None:
    """As many rows as after a label, but which is missing nobody knows."""
    lines = rows()
    lines[3] = lines[3].rpartition("）")[2].strip()
    del lines[10]
    read_rows = {code.split(".")[1] for code in values(read([*HEAD, *lines, END]))}
    assert read_rows == set(NUMBERS) - {REQUESTS.number_rows[3].code, REQUESTS.number_rows[10].code}


def test_labels_that_stand_at_another_s_place_deny_the_order() -> None:
    lines = rows()
    lines[4], lines[5] = lines[5], lines[4]
    tables = values(read([*HEAD, *lines, END]))
    assert tables.get("requests.refused_state_secret.total") in (None, EXPECTED["requests.refused_state_secret.total"])
    assert tables.get("requests.refused_prohibited_by_law.total") in (
        None,
        EXPECTED["requests.refused_prohibited_by_law.total"],
    )


def test_without_the_headers_nothing_is_read() -> None:
    assert values(read([HEAD[0], *rows(), END])) == {}


@pytest.mark.parametrize(("left", "value"), [("4", 4.0), ("5", None)])
def test_a_number_that_was_displaced_is_where_the_sums_say(left: str, value: float | None) -> None:
    """One total blank, one number left over: it is the total if the row adds up with it, and else nothing."""
    zero = "0 0 0 0 0 0 0"
    lines = [f"{row.label} {zero}" for row in REQUESTS.number_rows]
    for number, own in ((0, "1 3 0 0 0 0 4"), (23, zero), (24, "1 | 3 | 0 | 0 | 0 | 0 | ")):
        lines[number] = f"{REQUESTS.number_rows[number].label} {own}"
    lines[24] = f"| {REQUESTS.number_rows[24].label} | 1 | 3 | 0 | 0 | 0 | 0 | |"
    tables = read([*HEAD, *lines[:20], left, *lines[20:], END])
    assert values(tables)["requests.carried_over_out.total"] == value


def test_disclosure_tables_of_text() -> None:
    lines = [
        "第二十条第（五）项",
        "信息内容 上一年项目数量 本年增/减 处理决定数量",
        "行政许可 8 减2 960",
        "其他对 36 -1 4856",
        "外管理服务事项",
        "第二十条第（九）项",
        "信息内容 采购项目数量 采购总金额（万元）",
        "政府集中采购 3 2.5",
    ]
    tables = read(lines)
    assert values(tables) == {
        "disclosure_art20_5.administrative_licensing.items_last_year": 8,
        "disclosure_art20_5.administrative_licensing.items_change": -2,
        "disclosure_art20_5.administrative_licensing.decisions": 960,
        "disclosure_art20_5.other_external_services.items_last_year": 36,
        "disclosure_art20_5.other_external_services.items_change": -1,
        "disclosure_art20_5.other_external_services.decisions": 4856,
        "disclosure_art20_9.centralized_procurement.procurement_items": 3,
        "disclosure_art20_9.centralized_procurement.procurement_amount": 25000,
    }


@pytest.mark.parametrize("mark", ["/", "-", "—", "——", "无"])
def test_a_mark_instead_of_a_number_in_text(mark: str) -> None:
    (figure,) = read(["第二十条第（六）项", "信息内容 本年处理决定数量", f"行政处罚 {mark}"]).figures
    assert (figure.state, figure.locator, figure.quote) == (State.SLASH, None, f"行政处罚 {mark}")


def test_a_number_that_sticks_to_its_label() -> None:
    head = ["第二十条第（六）项", "信息内容 本年处理决定数量"]
    assert values(read([*head, "行政处罚57"])) == {"disclosure_art20_6.administrative_penalty.decisions": 57}
    assert values(read([*head, "行政处罚全部办结57"])) == {}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("本年收费金额（单位：万元）", 35000),
        ("本年收费金额（单位：元）", 3.5),
        ("本年收费金额 单位元", 3.5),
        ("本年收费金额", 35000),
    ],
)
def test_the_unit_of_money_in_the_headers_of_text(header: str, value: float) -> None:
    tables = read(["第二十条第（八）项", f"信息内容 {header}", "行政事业性收费 35000"])
    assert values(tables) == {"disclosure_art20_8.administrative_fees.amount_collected_wanyuan": value}


def test_what_stands_after_the_table_is_none_of_its_rows() -> None:
    assert values(read([*HEAD, *rows(), END, "1 2 3 4 5 6 7"])) == EXPECTED


def test_the_form_is_that_of_the_headers() -> None:
    """Under the headers of 2019 one number is not the decisions of 2021."""
    head = ["第二十条第（六）项", "信息内容 上一年项目数量 本年增/减 处理决定数量"]
    assert values(read([*head, "行政处罚 57"])) == {}
    assert values(read([head[0], "信息内容 本年处理决定数量", "行政处罚 57"])) == {
        "disclosure_art20_6.administrative_penalty.decisions": 57
    }


def test_the_statistics_table_of_text() -> None:
    lines = [
        "统计指标 单位 统计数",
        "（一）主动公开政府信息数",
        "（不同渠道和方式公开相同信息计1条）",
        "条 507",
        "其中：主动公开规范性文件数 条 28",
        "四、行政复议数量 件 3",
        "（二）被依法纠错数",
        "件",
        "1",
        "五、行政诉讼数量 件 2",
        "（二）被依法纠错数 件 2",
    ]
    assert values(read(lines)) == {
        "statistics.proactive_total.value": 507,
        "statistics.proactive_normative_documents.value": 28,
        "statistics.review_total.value": 3,
        "statistics.review_corrected.value": 1,
        "statistics.litigation_total.value": 2,
        "statistics.litigation_corrected.value": 2,
    }


def test_the_review_table_of_text() -> None:
    head = [
        END,
        "行政复议 行政诉讼",
        "未经复议直接起诉 复议后起诉",
        "结果 结果 其他 尚未 总 " * 3,
        "维持 纠正 结果 审结 计 " * 3,
    ]
    tables = read([*head, "1 0 2 0 3 0 0 0 1 1 0 0 0 0 0"])
    assert values(tables)["review_litigation.review.total"] == 3
    assert values(tables)["review_litigation.litigation_direct.pending"] == 1
    assert values(read([*head, "1 0 2 0 3 0 0 0 1 1 0 0 0 0"])) == {}


# --- what is no table ------------------------------------------------------------------------------------------------


def test_prose_that_has_the_words_of_a_table_is_none() -> None:
    lines = [
        "本局2021年度依法处理事项决定的数量如下。",
        "行政许可 320件",
        "行政处罚 12件",
        "二、2013年的数字",
        "主动公开政府信息数 120",
        "收到申请数 15",
    ]
    assert values(read(lines)) == {}


def test_a_blank_of_the_year_is_not_filled_from_a_list_of_another() -> None:
    document = extract(
        "<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr><tr><td>（一）收到申请数</td><td>件</td><td></td></tr>"
        "<tr><td>1.当面申请数</td><td>件</td><td>0</td></tr></table><p>2013年的数字是：</p><p>收到申请数 15</p>",
        is_html=True,
    )
    tables = read_tables(document.tables, 2014, None, document.text)
    assert values(tables)["statistics.requests_received.value"] is None


def flattened(head: str, numbers: str) -> TablesRead:
    return read([HEAD[0], head, *(f"| {row.label} | {numbers} |" for row in REQUESTS.number_rows), END])


STANDARD = "| 自然人 | 法人或其他组织 | 总计 |\n| 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |"


def test_columns_in_another_order_are_not_read_by_order() -> None:
    permuted = "| 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 自然人 | 总计 |"
    assert values(flattened(permuted, "0 | 0 | 0 | 0 | 0 | 5 | 5")) == {}
    assert values(flattened(STANDARD, "5 | 0 | 0 | 0 | 0 | 0 | 5"))["requests.granted.natural_person"] == 5


@pytest.mark.parametrize("numbers", [" | | 5 | | | | | | ", " | 5 | 0 | 0 | 0 | 0 | 0 | "])
def test_blanks_that_may_be_padding_or_slots_leave_the_row_unread(numbers: str) -> None:
    assert values(flattened(STANDARD, numbers)) == {}


def test_a_number_with_a_unit_does_not_stop_what_is_displaced() -> None:
    lines = [f"{row.label} 0件 0 0 0 0 0 0" for row in REQUESTS.number_rows]
    lines[24] = f"| {REQUESTS.number_rows[24].label} | 1 | 3 | 0 | 0 | 0 | 0 | |"
    assert len(values(read([*HEAD, *lines[:20], "7", *lines[20:], END]))) == len(EXPECTED)


# --- beside the labels -----------------------------------------------------------------------------------------------


def html(*lines: str) -> TablesRead:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split(' | '))}</tr>" for line in lines)
    document = extract(f"<table>{rows}</table>", is_html=True)
    return read_tables(document.tables, 2022, None, document.text)


def test_what_labels_and_order_read_alike_is_agreed() -> None:
    head = ("信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数", "规章 | 0 | 1 | 2")
    assert {figure.agreement for figure in html(*head, "行政规范性文件 | 3 | 4 | 5").figures} == {Agreement.AGREED}


STATISTICS = FORMS[Form.STATISTICS_2014].table("statistics")


def test_the_whole_statistics_table_is_confirmed_by_its_order() -> None:
    lines = [
        f"{row.label} | {row.unit or '——'} | {number if row.kind == 'number' else ''}"
        for number, row in enumerate(STATISTICS.rows)
    ]
    other = ("信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数", "行政规范性文件 | 3 | 4 | 5")
    head = "统计指标 | 单位 | 统计数"
    for before in ((head,), (*other, head)):
        figures = [figure for figure in html(*before, *lines).figures if figure.code.startswith("statistics.")]
        assert len(figures) == len(STATISTICS.number_rows)
        assert {figure.agreement for figure in figures} == {Agreement.AGREED}
    lines[1], lines[2] = lines[2], lines[1]
    assert {figure.agreement for figure in html(head, *lines).figures} == {Agreement.SINGLE}
    assert {figure.agreement for figure in html(head, *lines[:-1]).figures} == {Agreement.SINGLE}


def test_order_does_not_override_what_the_labels_refuse() -> None:
    tables = html("信息内容 | 上年处理决定数量 | 本年处理决定数量", "行政许可 | 97 | ")
    assert 97 not in values(tables).values()


def test_a_table_without_its_repeated_cells_is_refused() -> None:
    lines = [
        "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数",
        "规章 | 0",
        "行政规范性文件 | 1 | 2 | 10",
        "第二十条第（五）项",
        "本年处理决定数量",
        "行政许可 | 128",
        "第二十条第（六）项",
        "行政处罚 | 92",
        "行政强制",
        "行政事业性收费",
    ]
    tables = html(*lines)
    assert values(tables) == {}
    assert [finding.kind for finding in tables.findings] == ["cells_deduplicated"]


def test_a_table_that_is_printed_twice_with_other_figures_is_that_of_two() -> None:
    head = "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数"
    one, other = ("规章 | 0 | 1 | 2", "行政规范性文件 | 3 | 4 | 5"), ("规章 | 0 | 6 | 7", "行政规范性文件 | 8 | 9 | 5")
    tables = html(head, *one, head, *other)
    assert {figure.state for figure in tables.figures} == {State.ILLEGIBLE}
    assert [finding.kind for finding in tables.findings] == ["table_twice"]
    few = html(head, *one, head, one[0], "行政规范性文件 | 3 | 4 | 6")
    assert sum(figure.state is State.ILLEGIBLE for figure in few.figures) == 1


@pytest.mark.parametrize(("label", "code"), [("3.其他", "other_other"), ("2.其他", None)])
def test_a_common_word_counts_under_its_own_number(label: str, code: str | None) -> None:
    lines = [*HEAD, "| 1.属于国家秘密 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |", f"| {label} | 1 | 2 | 3 | 4 | 5 | 6 | 21 |"]
    read_rows = {figure.code.split(".")[1] for figure in read(lines).figures}
    assert read_rows == {"refused_state_secret"} | ({code} if code else set())
