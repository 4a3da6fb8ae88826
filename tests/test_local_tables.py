"""Tables that places made for themselves: known by their columns, read by their own labels."""

import re

import pytest

from pipelines.check import check
from pipelines.extract import extract
from pipelines.read_tables import TablesRead, read_tables
from pipelines.records import Form

PUDONG = """
指标名称 | 计算单位 | 代码 | 本月累计 | 年度累计
主动信息公开 | 条 | 01 | 3 | 41
其中：全文电子化的主动公开信息数 | 条 | 02 | &nbsp; | /
主动公开信息收费总数 | 元 | 38 | 2 | 9
其中：1.邮寄费 | 元 | 39 | 1 | 5
2.复制费（纸张） | 元 | 40 | 0 | 1
3.复制费（光盘） | 元 | 41 | 0 | 1
4.复制费（软盘） | 元 | 42 | 0 | 1
2.邮寄费 | 元 | 45 | 7 | 8
处理政府信息公开的专项经费 | 万元 | 52 | 0.5 | 12000元
"""
FUJIAN = """
指标名称 | 2011年度 | 历年累计
受理依申请公开信息总数 | 9 | 20
其中：1.当面申请数 | 4 | 8
2.传真申请数 | 0 | 1
3.电子邮件申请数 | 0 | 1
4.网上申请数 | 4 | 5
5.信函申请数 | 0 | 4
6.其它形式申请数 | 0 | 1
"""


def read(*tables: str, between: str = "", year: int = 2011) -> TablesRead:
    grids = [
        "".join(
            f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split(' | '))}</tr>" for row in rows.strip().split("\n")
        )
        for rows in tables
    ]
    page = between.join(f"<table>{grid}</table>" for grid in grids)
    return read_tables(extract(f"<html><body><p>情况如下。</p>{page}</body></html>", is_html=True).tables, year)


def values(read_so: TablesRead) -> dict[str, float | None]:
    return {figure.code: figure.value for figure in read_so.figures}


def column(place: str, code: str, **rows: float | None) -> dict[str, float | None]:
    return {f"local_{place}.{row}.{code}": value for row, value in rows.items()}


def test_rows_by_their_labels_numbers_and_notes() -> None:
    tables = read(PUDONG)
    assert values(tables) == column(
        "shanghai_pudong",
        "month",
        proactive_total=3,
        proactive_full_text_electronic=None,
        fees_proactive_yuan=2,
        fees_proactive_postage_yuan=1,
        fees_proactive_copy_paper_yuan=0,
        fees_proactive_copy_cd_yuan=0,
        fees_proactive_copy_floppy_yuan=0,
        request_fees_postage_yuan=7,
        special_budget_wanyuan=0.5,
    ) | column(
        "shanghai_pudong",
        "year_to_date",
        proactive_total=41,
        proactive_full_text_electronic=None,
        fees_proactive_yuan=9,
        fees_proactive_postage_yuan=5,
        fees_proactive_copy_paper_yuan=1,
        fees_proactive_copy_cd_yuan=1,
        fees_proactive_copy_floppy_yuan=1,
        request_fees_postage_yuan=8,
        special_budget_wanyuan=1.2,
    )
    assert (tables.form, tables.findings) == (Form.NARRATIVE, ())


def test_sums_of_a_place() -> None:
    tables = read(FUJIAN)
    holds = {result.rule: result.holds for result in check(tables.figures, tables.forms)}
    assert holds["A1.local_fujian.received.year"] is False
    assert holds["A1.local_fujian.received.cumulative_since_2008"] is True


def test_a_column_of_another_year_is_not_the_reports() -> None:
    tables = read(FUJIAN, year=2012)
    assert {code.split(".")[2] for code in values(tables)} == {"cumulative_since_2008"}
    assert [finding.kind for finding in tables.findings] == ["cell_without_place"]


def test_the_rest_of_a_table_overleaf() -> None:
    head, rest = FUJIAN.strip().split("\n")[:5], FUJIAN.strip().split("\n")[5:]
    assert values(read("\n".join(head), "\n".join(rest), between="<p>（续）</p>")) == values(read(FUJIAN))


def test_a_mistyped_label_says_so() -> None:
    tables = read(FUJIAN.replace("受理依申请公开信息总数", "受理依申请公开信总数"))
    assert values(tables) == values(read(FUJIAN))
    assert sum("~" in figure.method for figure in tables.figures) == 2


@pytest.mark.parametrize(
    ("printed", "instead", "told"),
    [
        ("1.当面申请数 | 4 | 8", "1.上门申请数 | 4 | 8", "row_without_label"),
        ("1.当面申请数 | 4 | 8", "1.当面申请数 | 48", "row_does_not_fit"),
        ("1.当面申请数 | 4 | 8", "1.当面申请数 | 4 | 8 | 2", "row_does_not_fit"),
    ],
)
def test_a_row_that_cannot_be_placed_is_told(printed: str, instead: str, told: str) -> None:
    tables = read(FUJIAN.replace(printed, instead))
    assert not any("in_person" in code for code in values(tables))
    assert [finding.kind for finding in tables.findings] == [told]


def test_the_same_labels_without_the_columns_of_a_place() -> None:
    assert not values(read(re.sub("历年累计|2011年度", "数量", FUJIAN)))
