"""Parts of a report: headings by their words, wrapped lines joined."""

import os
from pathlib import Path

import pytest

from pipelines.sections import SectionKind, heading_kind, join_lines, split_sections

SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[2] / "shared"))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("一、概述", SectionKind.OVERVIEW),
        ("引 言", SectionKind.PREFACE),
        ("编制说明", SectionKind.PREFACE),
        ("二、主动公开政府信息情况", SectionKind.PROACTIVE),
        ("三、依申请公开政府信息和不予公开政府信息情况", SectionKind.REQUESTS),
        ("三、收到和处理政府信息公开申请情况", SectionKind.REQUESTS),
        ("四、因政府信息公开申请行政复议、提起行政诉讼情况", SectionKind.REVIEW),
        ("五、依申请公开政府信息收费及减免情况", SectionKind.FEES),
        ("㈢ 回应解读情况", SectionKind.RESPONSE),
        ("八、机构建设和保障经费情况", SectionKind.CAPACITY),
        ("九、政府信息公开会议和培训情况", SectionKind.TRAINING),
        ("五、咨询处理情况", SectionKind.CONSULTATION),
        ("六、存在的主要问题和改进措施", SectionKind.PROBLEMS),
        ("七、下一步工作打算", SectionKind.PLANS),
        ("六、其他需要报告的事项", SectionKind.OTHER),
        ("附件：政府信息公开情况统计表", SectionKind.ANNEX),
        ("（二）一件小事", None),
    ],
)
def test_the_words_of_a_heading_tell_its_kind(heading: str, kind: SectionKind | None) -> None:
    assert heading_kind(heading) is kind


def test_parts_subsections_and_headings_on_the_line_of_their_text() -> None:
    text = """某某县2017年政府信息公开工作年度报告
本报告由县政府办公室编制。
概述：全县按要求推进政府信息公开工作。
（一）加强领导。成立了领导小组。
（二）学习培训
全年举办培训2次。
（三）平台名称
设有一个网站。
二、主动公开政府信息情况
（一）全年主动公开政府信息12条；
〔表1〕
六、复议、诉讼情况。本年度未发生。
七、存在的问题
（一）人员培训不足
工作量大。
（二）下一步打算
继续努力。"""
    assert [(s.position, s.heading, s.kind, s.text) for s in split_sections(text)] == [
        (1, "", "preface", "某某县2017年政府信息公开工作年度报告\n本报告由县政府办公室编制。"),
        (2, "概述", "overview", "全县按要求推进政府信息公开工作。\n（一）加强领导。成立了领导小组。"),
        (3, "概述 （二）学习培训", "training", "全年举办培训2次。"),
        (4, "概述 （三）平台名称", "platform", "设有一个网站。"),
        (5, "二、主动公开政府信息情况", "proactive", "（一）全年主动公开政府信息12条；\n〔表1〕"),
        (6, "六、复议、诉讼情况", "review", "本年度未发生。"),
        (7, "七、存在的问题", "problems", "（一）人员培训不足\n工作量大。"),
        (8, "七、存在的问题 （二）下一步打算", "plans", "继续努力。"),
    ]


def test_numbering_alone_makes_no_chapter() -> None:
    text = "三、依申请公开情况\n一、二两季度共收到申请。\n1.完善制度\n具体如下。"
    assert [s.heading for s in split_sections(text)] == ["三、依申请公开情况"]


def test_arabic_numbers_stand_for_chapters_where_the_words_are_those_of_a_chapter() -> None:
    text = "1、主动公开政府信息情况\n公开12条。\n2、依申请公开政府信息情况\n收到3件。"
    assert [(s.heading, s.kind) for s in split_sections(text)] == [
        ("1、主动公开政府信息情况", "proactive"),
        ("2、依申请公开政府信息情况", "requests"),
    ]


def test_lines_cut_at_a_page_width_are_joined() -> None:
    cut = (
        "全县各单位认真落实条例要求，围绕群众关心的重点领域做好信\n"
        "息公开工作，本年度因政府信息公开被申请行政复议 3 件，行政\n"
        "诉讼 0 件，有关情况均已在规定期限内上报，并按要求在网站公\n"
        "布，全年未发生泄密事件，群众对公开工作的满意程度有了较大\n"
        "幅度的提高，公开渠道进一步拓宽，公开内容进一步丰富，机构\n"
        "与人员得到加强，保障措施更加有力。\n"
        "二、主动公开政府信息情况\n"
        "全年公开 12 条。"
    )
    joined = join_lines(cut).splitlines()
    assert len(joined) == 3
    assert "做好信息公开工作" in joined[0]
    assert "行政诉讼 0 件" in joined[0]
    assert joined[1] == "二、主动公开政府信息情况"


def test_paragraphs_and_short_lines_are_left_alone() -> None:
    text = "第一段说明工作情况。\n第二段没有句号\n〔表1〕\n第三段。"
    assert join_lines(text) == text


def test_a_long_line_cut_by_a_page_break_is_joined_over_blank_lines() -> None:
    long = "全镇各村按照县里的统一安排及时张贴公开内容并注明张贴日期和责任人员，便于村民随时查看和提出意"
    assert join_lines(f"{long}\n\n\n见建议。") == f"{long}见建议。"


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("000_43231ae208017137.txt", {"overview", "proactive", "requests", "review", "fees", "problems", "plans"}),
        ("003_3b13671d68d3bc14.txt", {"preface", "overview", "response", "consultation", "capacity", "training"}),
        ("004_1dbe1cc0a1fa5ad3.txt", {"overview", "training", "proactive", "requests", "review", "plans"}),
    ],
)
def test_real_reports_have_their_parts(name: str, kinds: set[str]) -> None:
    path = SHARED / "documents" / name
    if not path.exists():
        pytest.skip("set SHARED to the folder of real documents")
    sections = split_sections(path.read_text("utf-8"))
    assert kinds <= {section.kind for section in sections}
    assert [section.position for section in sections] == list(range(1, len(sections) + 1))
