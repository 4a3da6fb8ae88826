"""Tables that an extractor left as plain text: their rows, and what stays prose."""

import pytest

from pipelines.flattened import cut_tables

Rows = list[list[list[str]]]


def cut(text: str) -> tuple[str, Rows]:
    prose, tables = cut_tables(text, first=1)
    return prose, [[[cell.text for cell in row] for row in table.rows] for table in tables]


ISSUED = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n| 规章 | 1 |  | / |",
            [ISSUED, ["规章", "1", "", "/"]],
            id="a row a line, with a rule",
        ),
        pytest.param(
            "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n规章 | 1 | 2 | 3 |",
            [ISSUED, ["规章", "1", "2", "3"]],
            id="a row a line, bars only behind",
        ),
        pytest.param(
            "信息内容 |\n本年制发件数 |\n本年废止件数 |\n现行有效件数 |\n规章 |\n0 |\n |\n1 |\n"
            "第二十条第(五)项 |\n|||\n信息内容 |\n本年处理决定数量 |\n||\n行政许可 |\n7 |\n||",
            [
                ISSUED,
                ["规章", "0", "", "1"],
                ["第二十条第(五)项", "", "", ""],
                ["信息内容", "本年处理决定数量", "", ""],
                ["行政许可", "7", "", ""],
            ],
            id="a cell a line, rows padded at their end",
        ),
        pytest.param(
            "三、本年度办理结果 |\n(三)不予公开 |\n1.属于国家秘密 |\n1 |\n0 |\n"
            "2.其他法律行政法规禁止公开 |\n2 |\n0 |\n||",
            [
                ["三、本年度办理结果", "(三)不予公开", "1.属于国家秘密", "1", "0"],
                ["2.其他法律行政法规禁止公开", "2", "0", "", ""],
            ],
            id="labels that follow each other open one row",
        ),
        pytest.param(
            "结果维持 |\n结果纠正 |\n其他结果 |\n尚未审结 |\n总计 |\n1 |\n2 |\n |\n0 |\n3 |",
            [["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"], ["1", "2", "", "0", "3"]],
            id="numbers under headers without a label",
        ),
        pytest.param(
            "结果维持 |\n结果纠正 |\n||\n1 |\n2 |\n||",
            [["结果维持", "结果纠正", "", ""], ["1", "2", "", ""]],
            id="numbers under padded headers",
        ),
        pytest.param(
            "\t（一）主动公开政府信息数\n\n（不同渠道和方式公开相同信息计1条）\n\t条\n\t120\n\n\t其中：主动公开规范性文件数\n\t条\n\t\u3000",
            [
                ["（一）主动公开政府信息数\n（不同渠道和方式公开相同信息计1条）", "条", "120"],
                ["其中：主动公开规范性文件数", "条", ""],
            ],
            id="tabs, a blank line inside a label",
        ),
    ],
)
def test_rows(text: str, rows: list[list[str]]) -> None:
    prose, tables = cut(f"前一行\n{text}\n后一行")
    assert tables == [rows]
    assert prose == "前一行\n〔表1〕\n后一行"


@pytest.mark.parametrize(
    "text",
    [
        "首页 | 新闻 | 政务公开\n正文",
        "\t本年共收到申请三件。\n\t均已办结。",
        "姓名 |\n电话 |\n地址 |",
        "|||\n\n|||",
    ],
)
def test_what_has_no_label_of_a_form_stays_prose(text: str) -> None:
    assert cut(text) == (text, [])


def test_tables_are_numbered_and_know_the_line_before() -> None:
    table = "| 信息内容 | 本年处理决定数量 |\n| 行政许可 | 4 |"
    prose, tables = cut_tables(f"第二十条第（五）项\n\n{table}\n说明\n{table}", first=3)
    assert [(each.position, each.caption, each.width) for each in tables] == [
        (3, "第二十条第（五）项", None),
        (4, "说明", None),
    ]
    assert prose == "第二十条第（五）项\n\n〔表3〕\n说明\n〔表4〕"
    assert [(cell.row, cell.column) for cell in tables[0].rows[1]] == [(1, 0), (1, 1)]
