"""Lines that are no prose: the page's furniture, and the lines of a torn table."""

from __future__ import annotations

import pytest

from pipelines.furniture import without_furniture

PROSE = "一、总体情况\n全年公开信息30条。"
LABEL = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"


@pytest.mark.parametrize(
    "line",
    [
        "- 3 -",
        "— 12 —",
        "第 2 页",
        "第2页 共8页",
        "第2页，共 8 页",
        "| |",
        "首页 > 信息公开 > 年报",
        "您现在所在的位置：首页 > 年报",
        "当前位置：首页»年报",
        "上一篇：某某公告",
        "下一条：没有了",
        "主办单位：某某县人民政府办公室",
        "承办单位: 某某中心",
        "发布日期：2019-01-20 来源：某某县政府",
        " 公开时间： 2019年1月20日 ",
    ],
)
def test_what_a_portal_writes_around_an_article(line: str) -> None:
    assert without_furniture(f"{line}\n{PROSE}\n{line}") == PROSE


@pytest.mark.parametrize(
    "line",
    [
        "3",
        "全年培训- 3 -次",
        "第2页附有名单",
        "当前位置公布了办事指南",
        "本县上一篇报告已公布",
        "主办单位会同有关部门办理",
        "发布日期：另行通知",
        "",
    ],
)
def test_what_is_written_stays(line: str) -> None:
    assert without_furniture(f"{line}\n{PROSE}") == f"{line}\n{PROSE}"


TABLE = (
    "第二十条第（一）项",
    "信息内容 本年制发件数 本年废止件数 现行有效件数",
    "行政规范性文件 3 1,234 5",
    "| 行政许可 | 减2 | 400件 |",
    "件数",
    "万元",
    "/ — 无",
    "12（其中修订3件）",
    LABEL,
    "只计这一情形",
    "（三）不予公开",
    "2.其他法律行政法规禁止公开 0 0 0 0 0 0 0",
    "三、本年度办理结果",
    "一、本年新收政府信息公开申请数量 3 1 0 0 0 1 5",
    "申请人情况 法人或其他组织",
)


def test_lines_of_a_torn_table_are_taken_out() -> None:
    text = [PROSE, *TABLE, "四、存在的问题", "仍有不足。"]
    assert without_furniture("\n".join(text)) == f"{PROSE}\n四、存在的问题\n仍有不足。"


@pytest.mark.parametrize(
    "line",
    [
        "五、其他",
        "五、其他需要报告的事项",
        "行政许可有400件。",
        "行政许可 全部办结 400件",
        "共3件；行政许可400件",
        "行政许可全部按时办结",
        "〔表1〕",
        "",
        " ".join(["行政许可"] * 20),  # longer than any row
    ],
)
def test_what_is_written_among_the_lines_of_a_table_stays(line: str) -> None:
    text = [TABLE[0], TABLE[1], line, TABLE[2]]
    assert without_furniture("\n".join(text)) == line


def test_no_line_is_of_a_table_before_one_opens() -> None:
    before = ["行政许可", "件数", "12", "关于第二十条第（一）项的说明见下。"]
    assert without_furniture("\n".join(before)) == "\n".join(before)
    assert without_furniture("\n".join([*before, *TABLE])) == "\n".join(before)
    assert without_furniture("统计指标的说明见下\n12\n件数") == "统计指标的说明见下\n12\n件数"


@pytest.mark.parametrize(
    "line",
    [
        "统计指标 单位 统计数",
        "信息内容 本年制发件数",
        "申请人情况",
        "（本列数据的勾稽关系为：第一项加第二项之和",
        "行政复议 行政诉讼",
        "第二十条第(五)项",
    ],
)
def test_lines_that_open_a_table(line: str) -> None:
    assert without_furniture(f"{PROSE}\n{line}\n件数\n12") == PROSE


@pytest.mark.parametrize(
    "line", ["/", "—", "无", "篇", "-3", "增3", "1,234", "12.5万元", "3件（含续办）", "|", "  12  "]
)
def test_marks_units_and_numbers_in_a_table(line: str) -> None:
    assert without_furniture(f"{TABLE[1]}\n{line}\n{TABLE[2]}") == ""
