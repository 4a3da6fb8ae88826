"""Whose report, of which year, published when: titles, bodies, links, and the real titles where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pipelines.recognise import judge_link, recognise
from pipelines.records import Cell, Context, Document, Identity, Table
from pipelines.register import load_register
from pipelines.titles import LookAlike, TitleKind, read_title

REGISTER = load_register()
ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SHARED") or ROOT.parent / "shared")
YUANJIANG = Context(region_code="430981")

MODERN_BODY = """一、总体情况
本年度我局按照要求开展了各项工作。
二、主动公开政府信息情况
〔表1〕
三、收到和处理政府信息公开申请情况
〔表2〕
六、其他需要报告的事项
无。"""
EARLY_BODY = """本年度报告说明我单位一年的工作。
一、概述
二、主动公开情况
三、依申请公开情况
四、收费及减免情况
五、存在的主要问题
关于政府信息公开的建议请来信。"""


def document(
    text: str = "",
    *titles: str,
    metas: dict[str, str] | None = None,
    line: str = "",
    breadcrumb: str = "",
    tables: tuple[Table, ...] = (),
) -> Document:
    title = titles[0] if titles else None
    return Document(title, titles, metas or {}, breadcrumb, line, text, tables, None)


def identify(text: str = "", *titles: str, context: Context = YUANJIANG, **rest: Any) -> Identity:
    return recognise(document(text, *titles, **rest), context, REGISTER)


def organ_id(identity: Identity) -> str | None:
    return identity.organ.id if identity.organ else None


def kinds(identity: Identity) -> list[str]:
    return [finding.kind for finding in identity.findings]


# --- titles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "organ", "year"),
    [
        ("嘉峪关市医疗保障局2023年政府信息公开工作年度报告", "620200-医疗保障局", 2023),
        ("临夏州公安局2023年度政府信息公开工作年度报告", "622900-公安局", 2023),
        ("涵江区林业局2012年度政府信息公开年度报告", "350303-林业局", 2012),
        ("2022年度螅镇政府信息公开工作年度报告", "430981-螅镇人民政府", 2022),
        ("2018年度浮梁县臧湾乡政府信息公开年报", "360222-臧湾乡人民政府", 2018),
        ("锡林郭勒盟市场监督管理局政府信息公开工作2021年度报告", "152500-市场监督管理局", 2021),
        ("文化和旅游部政府信息公开工作2021年度报告", "000000-文化和旅游部", 2021),
        ("武汉市公安局2024年度政府信息公开工作报告", "420100-公安局", 2024),
        ("兴华乡2010年政府信息公开报告", "430981-兴华乡人民政府", 2010),
        ("衡阳市审计局2014年度信息公开工作年度报告", "430400-审计局", 2014),
        ("2014年环境保护局信息公开年报", "430981-环境保护局", 2014),
        ("黄村镇2014年度信息年度公开报告", "430981-黄村镇人民政府", 2014),
        ("保山市交通运输局2013年度关于开展政府信息公开工作年度报告编制和发布工作情况报告", "530500-交通运输局", 2013),
        ("泰州市住建局2016年政府信息公开年度工作报告", "321200-住房和城乡建设局", 2016),
        ("关于报送《平罗县市场监督管理局2021年政府信息公开工作年度报告》的报告", "640221-市场监督管理局", 2021),
        ("关于公布贺州市2009年度政府信息公开工作年度报告的通知（贺政办发〔2010〕3号）", "451100", 2009),
        ("沅江市教育局关于2019年度政府信息公开工作情况的报告", "430981-教育局", 2019),
        ("蒸湘区 2019 年政府信息公开年度报告", "430408", 2019),
        ("桃江县农业农村局 2024年政府信息公开工作年度报告", "430922-农业农村局", 2024),
        (
            "内蒙古自治区市场监督管理局2023年政府信息公开工作年度报告 - 政府信息公开年报 - 门户",
            "150000-市场监督管理局",
            2023,
        ),
        ("国土资源部2011年度政府信息公开工作报告/全文", "000000-国土资源部", 2011),
        ("四川省2013年政府信息公開工作年度報告(轉載)", "510000", 2013),
        ("2015年兴县人民政府信息公开年度报告", "141123", 2015),
        ("2022年上海市政府信息公开工作年度报告", "310000", 2022),
        ("2013年度谢塘镇政府信息公开情况统计表", "430981-谢塘镇人民政府", 2013),
        ("沅江市二〇一八年政府信息公开工作年度报告", "430981", 2018),
        ("附件：沅江市2020年政府信息公开工作年度报告.pdf", "430981", 2020),
        ("沅江市2020年政府信息公开工作年度报告及政府网站工作年度报表", "430981", 2020),
        ("沅江市住房制度改革办公室2012年政府信息公开年度报告", "430981-住房制度改革办公室", 2012),
        ("海关总署2020年政府信息公开工作年度报告(本级机关)", "000000-海关总署（本级）", 2020),
        ("2020年本溪市政府信息公开工作年度报告", "210500", 2020),
        ("市发改委2019年度政府信息公开年度报告", "430981-发展和改革委员会", 2019),
        ("2010年政府信息公开工作年度报告", None, 2010),
        ("金鑫棋牌(中国)官方网站沅江市草尾镇2016年政府信息公开工作年度报告", "430981-草尾镇人民政府", 2016),
        ("mirror-site.com沅江市农业局2016年政府信息公开工作年度报告", "430981-农业局", 2016),
        ("沅江市政府信息公开工作年度报告", "430981", None),
        ("沅江市2008-2010年政府信息公开工作年度报告", "430981", None),
    ],
)
def test_title_of_a_report(title: str, organ: str | None, year: int | None) -> None:
    identity = identify("", title)
    assert (identity.is_report, identity.claims) == (True, True)
    assert organ_id(identity) == organ
    assert identity.year == year


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("图解：沅江市2020年政府信息公开工作年度报告", LookAlike.EXPLANATION),
        ("沅江市2020年政府信息公开工作年度报告解读", LookAlike.EXPLANATION),
        ("一图读懂沅江市2020年政府信息公开年报", LookAlike.EXPLANATION),
        ("沅江市人民政府2020年政府网站工作年度报表", LookAlike.WEBSITE_REPORT),
        ("沅江市2020年法治政府建设年度报告", LookAlike.RULE_OF_LAW),
        ("沅江市教育局2019年部门决算", LookAlike.ACCOUNTS),
        ("滨江职业学院2015-2016学年信息公开工作年度报告", LookAlike.UNIVERSITY),
        ("滨江大学2020年信息公开年度报告", LookAlike.UNIVERSITY),
        ("沅江市2019年上半年政府信息公开工作报告", LookAlike.PART_YEAR),
        ("沅江市2019年第三季度政府信息公开工作报告", LookAlike.PART_YEAR),
        ("关于做好2018年政府信息公开年度报告编制发布工作的通知", LookAlike.NOTICE),
        ("关于编制和公布2017年政府信息公开工作年度报告的通知", LookAlike.NOTICE),
        ("关于报送2020年度政府信息公开工作年度报告的通知", LookAlike.NOTICE),
        ("区水利局 年度政府信息公开工作总结", LookAlike.SUMMARY),
        ("沅江市2019年政务公开工作总结", LookAlike.SUMMARY),
        ("沅江市2020年政务公开工作要点", LookAlike.PLAN),
        ("政府信息公开工作年度报告制度(试行)", LookAlike.RULE),
        ("沅江市政府信息公开指南", LookAlike.RULE),
        ("政府信息公开条例实施办法", LookAlike.RULE),
        ("贵州省发布2016年政府信息公开工作年度报告", LookAlike.NEWS),
        ("山西省2012年政府信息公开工作年度报告发布", LookAlike.NEWS),
        ("沅江市召开政府信息公开年度报告编制培训会", LookAlike.NEWS),
        ("政府信息公开年度工作报告范文", LookAlike.TEMPLATE),
        ("XX市2020年政府信息公开工作年度报告", LookAlike.TEMPLATE),
        ("中国政府透明度指数报告", LookAlike.STUDY),
    ],
)
def test_look_alike(title: str, reason: LookAlike) -> None:
    reading = read_title(title, REGISTER)
    assert (reading.kind, reading.reason) == (TitleKind.LOOK_ALIKE, reason)
    identity = identify(MODERN_BODY, title)
    assert (identity.is_report, identity.claims) == (False, False)
    assert identity.evidence == (f"look_alike: {reason} (title)",)


@pytest.mark.parametrize(
    ("title", "url", "kind"),
    [
        ("沅江市2020年政府信息公开工作年度报告", "/zwgk/1.html", TitleKind.REPORT),
        ("2020年政府信息公开工作年度报告", "/zwgk/1.html", TitleKind.REPORT),
        ("2020年政府信息公开工作年度报告", "/zwgk/2020n/", TitleKind.SUB_COLUMN),
        ("沅江市2020年政府信息公开工作年度报告", "/zwgk/2020n/", TitleKind.REPORT),
        ("政府信息公开年报", "/zfxxgknb/", TitleKind.SUB_COLUMN),
        ("2023年", "/2023n/", TitleKind.SUB_COLUMN),
        ("2023年度", "/2023n/", TitleKind.SUB_COLUMN),
        ("市直部门", "/bm/", TitleKind.SUB_COLUMN),
        ("乡镇（街道）", "/xz/", TitleKind.SUB_COLUMN),
        ("各部门2023年政府信息公开年报", "/bm/", TitleKind.SUB_COLUMN),
        ("图解沅江市2020年政府信息公开年报", "/1.html", TitleKind.LOOK_ALIKE),
        ("沅江市人民政府2020年工作要闻", "/1.html", TitleKind.UNKNOWN),
        ("领导之窗", "/ld/", TitleKind.UNKNOWN),
        ("", "/", TitleKind.UNKNOWN),
    ],
)
def test_judge_link(title: str, url: str, kind: TitleKind) -> None:
    verdict = judge_link(title, url)
    assert verdict.kind is kind
    assert (verdict.reason is not None) is (kind is TitleKind.LOOK_ALIKE)


@pytest.mark.parametrize(
    "text",
    [
        "正文\n2024 年沅江市科委政府信息公开工作\n年度报告\n根据要求编制。",
        "沅江市科委2024年度政府\n信息公开工作年度报告\n\n根据要求编制。",
        "\n\n沅江市科委\n2024年\n政府信息公开工作年度报告\n",
    ],
)
def test_title_broken_over_lines_of_the_text(text: str) -> None:
    identity = identify(text)
    assert organ_id(identity) == "430981-科学技术委员会"
    assert identity.year == 2024
    assert identity.evidence[0] == "report: text"


def test_cut_title_is_completed_from_the_text() -> None:
    text = "沅江市2017年政府信息公开工作\n\n年度报告\n\n根据要求编制。"
    identity = identify(text, "沅江市2017年政府信息公开工作")
    assert identity.is_report
    assert identity.title == "沅江市2017年政府信息公开工作年度报告"


# --- bodies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [MODERN_BODY, EARLY_BODY])
def test_body_claims_without_a_title(body: str) -> None:
    identity = identify(body)
    assert (identity.is_report, identity.claims) == (True, True)
    assert (identity.organ, identity.year, identity.published_on) == (None, None, None)


@pytest.mark.parametrize(
    "body",
    [
        "一、总体情况\n全年完成了各项绩效任务，公开了信息。",
        "一、主动公开\n二、依申请公开\n三、存在的问题\n全年政务公开工作总体良好。",
        EARLY_BODY.replace("一年", "2015-2016学年"),
        "",
    ],
)
def test_body_that_claims_nothing(body: str) -> None:
    identity = identify(body)
    assert (identity.is_report, identity.claims) == (False, False)


def test_statistics_annex_alone_is_a_report() -> None:
    rows = tuple(
        (Cell(label, number, 0), Cell("1", number, 1))
        for number, label in enumerate(("（一）主动公开政府信息数", "（一）收到申请数", "三、回应解读情况"))
    )
    identity = identify("沅江市统计局", tables=(Table(1, "", rows, 2),))
    assert identity.is_report


def test_claim_whose_body_says_something_else() -> None:
    identity = identify("天气预报。" * 80, "沅江市2020年政府信息公开工作年度报告")
    assert (identity.is_report, identity.claims) == (False, True)


def test_error_page_behind_a_reports_link() -> None:
    context = Context(region_code="430981", link_title="沅江市财政局2021年政府信息公开工作年度报告")
    identity = identify("您访问的页面不存在，请返回首页。" * 30, context=context)
    assert (identity.is_report, identity.claims) == (False, True)


def test_saved_column_is_no_report() -> None:
    lines = [f"沅江市{year}年政府信息公开工作年度报告 [{year + 1}-01-05]" for year in range(2015, 2020)]
    identity = identify("\n".join(lines), "政府信息公开年报")
    assert (identity.is_report, identity.claims) == (False, False)


def test_link_title_stands_in_for_a_page_without_titles() -> None:
    context = Context(region_code="430981", link_title="沅江市财政局2021年政府信息公开工作年度报告")
    identity = identify(MODERN_BODY, context=context)
    assert (organ_id(identity), identity.year) == ("430981-财政局", 2021)
    assert "organ: link" in identity.evidence


def test_heading_of_the_text_is_no_title() -> None:
    identity = identify(MODERN_BODY, "三、政策解读和回应关切情况", "沅江市财政局2021年政府信息公开工作年度报告")
    assert identity.is_report
    assert organ_id(identity) == "430981-财政局"
    assert identify(MODERN_BODY, "三、政策解读和回应关切情况", "沅江市人民政府").title is None


def test_title_of_a_column_in_the_margin_does_not_refuse_a_report() -> None:
    assert identify(MODERN_BODY, "沅江市人民政府", "政府信息公开指南").is_report
    assert not identify(MODERN_BODY, "政府信息公开指南").is_report
    assert not identify(MODERN_BODY, "沅江市人民政府", "沅江市2020年法治政府建设年度报告").is_report


def test_path_at_the_head_of_a_text_is_no_title() -> None:
    text = (
        "首页 > 信息公开 > 草尾镇人民政府 > 政府信息公开年报\n2020年度政府信息公开\n工作年度报告\n我镇重视这项工作。\n"
    )
    identity = identify(text + MODERN_BODY.replace("我局", "我镇"))
    assert identity.title == "2020年度政府信息公开工作年度报告"
    assert (organ_id(identity), identity.year) == ("430981-草尾镇人民政府", 2020)
    assert "organ: breadcrumb" in identity.evidence


def test_title_is_told_as_it_is_printed() -> None:
    assert identify("", "沅江市二〇一八年政府信息公开工作年度报告").title == "沅江市二〇一八年政府信息公开工作年度报告"
    broken = identify("沅江市水利局2022年政府信息公开年度报\n      告\n" + MODERN_BODY)
    assert broken.title == "沅江市水利局2022年政府信息公开年度报告"


def test_covering_letter_gives_the_inner_title() -> None:
    identity = identify("", "关于公布沅江市2012年政府信息公开年度报告的通知")
    assert identity.title == "沅江市2012年政府信息公开年度报告"


def test_brand_of_a_mirror_is_a_finding() -> None:
    identity = identify("", "金鑫彩票登录平台沅江市草尾镇2016年政府信息公开工作年度报告")
    assert organ_id(identity) == "430981-草尾镇人民政府"
    assert kinds(identity) == ["foreign_brand"]
    own_site = identify("", "沅江市人民政府官方网站2016年政府信息公开工作年度报告")
    assert (organ_id(own_site), kinds(own_site)) == (None, [])


# --- organ ------------------------------------------------------------------------------------------------------------


def test_publisher_when_the_text_says_only_we() -> None:
    context = Context(region_code="430981", publisher="沅江市水利局")
    identity = identify(MODERN_BODY, "2020年政府信息公开工作年度报告", context=context)
    assert organ_id(identity) == "430981-水利局"
    assert "organ: publisher" in identity.evidence


def test_publisher_of_another_kind_is_not_taken() -> None:
    context = Context(region_code="430981", publisher="沅江市草尾镇人民政府")
    identity = identify(MODERN_BODY, "2020年政府信息公开工作年度报告", context=context)
    assert identity.organ is None


def test_publisher_may_speak_of_its_city() -> None:
    context = Context(region_code="430981", publisher="沅江市水利局")
    identity = identify(MODERN_BODY.replace("我局", "我市"), "2020年政府信息公开工作年度报告", context=context)
    assert organ_id(identity) == "430981-水利局"


def test_region_alone_is_no_organ() -> None:
    identity = identify("", "2010年政府信息公开工作年度报告", context=Context(region_code="320000"))
    assert identity.organ is None
    assert "organ: unknown" in identity.evidence


def test_compiler_is_not_the_organ() -> None:
    text = "根据要求，由沅江市行政审批服务局编制2020年政府信息公开工作年度报告。"
    assert organ_id(identify(text, "2020年政府信息公开工作年度报告")) is None
    assert organ_id(identify(text, "沅江市2020年政府信息公开工作年度报告")) == "430981"


def test_sentence_of_the_body_names_the_organ() -> None:
    text = "现将沅江市审计局2020年政府信息公开工作情况报告如下：\n我局重视这项工作。"
    identity = identify(text, "2020年政府信息公开工作年度报告")
    assert organ_id(identity) == "430981-审计局"
    assert "organ: body" in identity.evidence


BARE = "2020年政府信息公开工作年度报告"
NOBODY = MODERN_BODY.replace("我局", "本机关")


@pytest.mark.parametrize(
    ("opening", "organ"),
    [
        ("根据《条例》规定，桃江县水利局编成2020年度报告。", "430922-水利局"),
        ("南京市鼓楼区教育局按照《政府信息公开条例》的要求，写成本报告。", "320106-教育局"),
        ("桃江县人民政府办公室按照要求写成本报告。我县工作有进步。", None),  # it compiles for the county
        ("据悉，由桃江县水利局编制本报告。", None),
    ],
)
def test_opening_sentence_names_the_organ(opening: str, organ: str | None) -> None:
    assert organ_id(identify(f"{BARE}\n{opening}\n{NOBODY}", context=Context())) == organ


def test_opening_sentence_cut_by_the_width_of_the_page() -> None:
    text = "根据有关规定，结合本单位一年来工作的实际情况，桃江县马迹\n塘镇人民政府编成2020年度报告，现在公布。"
    identity = identify(f"马迹塘镇{BARE}\n{text}\n{NOBODY}", context=Context())
    assert organ_id(identity) == "430922-马迹塘镇人民政府"


def test_place_in_the_text_goes_before_the_sites() -> None:
    text = f"市信访局{BARE}\n沅江市信访局按照要求写成本报告。\n{MODERN_BODY}"
    identity = identify(text, context=Context(region_code="430900"))
    assert organ_id(identity) == "430981-信访局"
    assert kinds(identity) == ["title_differs"]


@pytest.mark.parametrize(
    ("cells", "organ"),
    [(("填报单位（盖章）：", "桃江县统计局"), "430922-统计局"), (("填报单位（盖章）：桃江县人民政府",), "430922")],
)
def test_annex_names_who_filled_it_in(cells: tuple[str, ...], organ: str) -> None:
    labels = ("（一）主动公开政府信息数", "（一）收到申请数", "三、回应解读情况")
    rows = tuple((Cell(label, number + 1, 0), Cell("1", number + 1, 1)) for number, label in enumerate(labels))
    first = tuple(Cell(text, 0, column) for column, text in enumerate(cells))
    table = Table(1, "", (first, *rows), 2)
    identity = identify("政府信息公开情况统计表\n（2015年度）", tables=(table,), context=Context())
    assert (organ_id(identity), identity.year) == (organ, 2015)


def test_government_whose_page_it_is_counts_where_it_is_not_the_sites_own() -> None:
    site = {"sitename": "桃江县人民政府"}
    town = identify(NOBODY, BARE, metas={**site, "contentsource": "桃江县马迹塘镇人民政府"}, context=Context())
    assert organ_id(town) == "430922-马迹塘镇人民政府"
    own = identify(NOBODY, BARE, metas={**site, "contentsource": "桃江县人民政府"}, context=Context())
    assert own.organ is None


def test_several_organs_around_a_text_without_a_word_for_itself_leave_it_open() -> None:
    rest: dict[str, Any] = {"breadcrumb": "首页 > 沅江市司法局 > 年报", "context": Context()}
    assert organ_id(identify(NOBODY, BARE, **rest)) == "430981-司法局"
    assert identify(NOBODY, BARE, line="来源：沅江市财政局", **rest).organ is None
    asked = f"{NOBODY}\n有疑问的，请与沅江市行政审批局联系。"
    assert identify(asked, BARE, context=Context()).organ is None


def test_others_that_the_opening_speaks_of_are_not_the_organ() -> None:
    text = f"我县工作有进步，桃江县教育局按照要求公开了招生信息。\n{MODERN_BODY.replace('我局', '我县')}"
    assert identify(text, BARE, context=Context()).organ is None


def test_place_by_the_code_of_the_site_and_by_its_name() -> None:
    rest: dict[str, Any] = {"breadcrumb": "首页 > 普陀区审计局 > 年报", "context": Context()}
    assert identify(MODERN_BODY, BARE, **rest).organ is None  # Shanghai's or Zhoushan's
    for metas in ({"siteidcode": "3309030001"}, {"sitename": "舟山市普陀区人民政府"}):
        assert organ_id(identify(MODERN_BODY, BARE, metas=metas, **rest)) == "330903-审计局"
    rest["context"] = Context(url="http://127.0.0.1/xxgkAnnualReport.jsp?area=11330903004325769B&fbtime=2020")
    assert organ_id(identify(MODERN_BODY, BARE, **rest)) == "330903-审计局"


def test_lists_beside_the_text_name_nobody() -> None:
    beside = "- 沅江市水利局2019年政府信息公开工作年度报告2020-02-14"
    text = f"现公布本局的报告。\n{MODERN_BODY}\n沅江市民政局\n2021年1月5日\n{beside}"
    assert organ_id(identify(text, BARE)) == "430981-民政局"


@pytest.mark.parametrize(
    ("rest", "source"),
    [
        ({"metas": {"contentsource": "沅江市司法局"}}, "meta"),
        ({"line": "来源：沅江市司法局 发布时间：2021-01-05"}, "line"),
        ({"breadcrumb": "首页 > 政府信息公开 > 沅江市司法局 > 年报"}, "breadcrumb"),
    ],
)
def test_site_names_the_organ_that_says_we(rest: dict[str, Any], source: str) -> None:
    identity = identify(MODERN_BODY, "2020年政府信息公开工作年度报告", **rest)
    assert organ_id(identity) == "430981-司法局"
    assert f"organ: {source}" in identity.evidence


def test_portals_own_name_is_no_witness() -> None:
    metas = {"sitename": "沅江市人民政府门户网站"}
    assert identify(MODERN_BODY, "2020年政府信息公开工作年度报告", metas=metas).organ is None
    plain = MODERN_BODY.replace("我局", "全体人员")
    assert identify(plain, "2020年政府信息公开工作年度报告", metas=metas).organ is None
    our_city = MODERN_BODY.replace("我局", "我市")
    assert organ_id(identify(our_city, "2020年政府信息公开工作年度报告", metas=metas)) == "430981"


@pytest.mark.parametrize(
    ("ending", "source"),
    [
        ("\n沅江市民政局\n2021年1月10日", "signature"),
        ("\n如有疑问，请与沅江市民政局办公室联系。", "contact"),
    ],
)
def test_signature_and_contact(ending: str, source: str) -> None:
    identity = identify(MODERN_BODY + ending, "2020年政府信息公开工作年度报告")
    assert organ_id(identity) == "430981-民政局"
    assert f"organ: {source}" in identity.evidence


def test_suffix_of_the_title() -> None:
    identity = identify(MODERN_BODY, "2023年政府信息公开工作年度报告-沭阳县发改局", context=Context())
    assert organ_id(identity) == "321322-发展和改革局"


def test_page_tells_the_place_of_a_short_title() -> None:
    metas = {"sitename": "岳阳市发展和改革委员会"}
    title = "市发改委2019年度政府信息公开年度报告"
    identity = identify("", title, metas=metas, context=Context(region_code="430000"))
    assert organ_id(identity) == "430600-发展和改革委员会"
    assert "organ: title, place: site" in identity.evidence
    assert identify("", title, context=Context(region_code="430000")).organ is None


def test_titles_that_differ_are_a_finding() -> None:
    identity = identify(
        "", "广东省2013年政府信息公开工作年度报告", "广东省人民政府办公厅2013年政府信息公开工作年度报告"
    )
    assert organ_id(identity) == "440000"
    assert kinds(identity) == ["title_differs"]


def test_text_of_another_kind_of_organ_is_a_finding() -> None:
    identity = identify(MODERN_BODY, "蒸湘区2019年政府信息公开年度报告")
    assert organ_id(identity) == "430408"
    assert "organ_differs" in kinds(identity)


# --- year -------------------------------------------------------------------------------------------------------------


def test_period_wins_over_the_title() -> None:
    text = "本年度报告所列数据的统计期限自2014年1月1日起至2014年12月31日止。"
    identity = identify(text, "黄村镇2013年政府信息公开工作年度报告")
    assert identity.year == 2014
    assert kinds(identity) == ["year_differs"]
    assert "year: period" in identity.evidence


@pytest.mark.parametrize(
    "period",
    [
        "文中数字起自2014年1月1日，截至2014年12月31日。",
        "本报告所列数据截至2014年12月31日。",
        "统计期限自二〇一四年一月一日起至二〇一四年十二月三十一日止。",
    ],
)
def test_year_by_the_period_alone(period: str) -> None:
    identity = identify(f"{period}\n{MODERN_BODY}", "政府信息公开年报")
    assert (identity.is_report, identity.year) == (True, 2014)


def test_period_of_several_years_leaves_the_title() -> None:
    text = "统计期限自2002年1月1日起至2010年12月31日止。"
    identity = identify(text, "沅江市2010年政府信息公开工作年度报告")
    assert identity.year == 2010
    assert kinds(identity) == ["period_of_years"]


@pytest.mark.parametrize(
    "text",
    [
        "编制依据（沅办发〔2021〕30号），做好2023年工作。",
        "上年度部门决算（2021年）已公开，2016年我局将继续努力。",
    ],
)
def test_decoy_years_decide_nothing(text: str) -> None:
    identity = identify(text, "沅江市教育局2022年政府信息公开工作年度报告")
    assert (identity.year, identity.findings) == (2022, ())
    assert identify(text + MODERN_BODY).year is None


def test_half_a_year_by_its_period() -> None:
    text = "本报告统计期限自2018年1月1日起至6月30日止。"
    identity = identify(text, "沅江市2018年政府信息公开工作报告")
    assert (identity.is_report, identity.claims) == (False, True)
    assert kinds(identity) == ["part_year"]


# --- date -------------------------------------------------------------------------------------------------------------

TITLE_2018 = "沅江市2018年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("rest", "day", "source"),
    [
        ({"line": "发布时间：2019/03/09 浏览次数：1234"}, "2019-03-09", "page"),
        ({"line": "今天是2024年2月22日 公开日期：2019-03-09"}, "2019-03-09", "page"),
        ({"line": "成文日期：2019年03月01日 发布日期：2019年03月09日"}, "2019-03-09", "page"),
        ({"metas": {"pubdate": "2019-03-09 09:39:08"}}, "2019-03-09", "meta"),
        ({"metas": {"publishdate": "Sat, 09 Mar 2019 09:39:08 GMT"}}, "2019-03-09", "meta"),
        ({"text": "正文。\n沅江市人民政府\n2019年3月9日"}, "2019-03-09", "signature"),
        ({"text": "正文。\n填报日期：2019年3月9日\n 〔表1〕"}, None, None),
        ({"text": "正文。\n沅江市人民政府 二○一九年三月九日"}, "2019-03-09", "signature"),
        ({"text": "会议于2019年3月9日召开。"}, None, None),
        ({"line": "今天是2024年2月22日"}, None, None),
        ({"metas": {"others": "页面生成时间 2024-02-22"}}, None, None),
    ],
)
def test_published(rest: dict[str, Any], day: str | None, source: str | None) -> None:
    identity = identify(rest.pop("text", ""), TITLE_2018, **rest)
    assert (identity.published_on, identity.published_source) == (day, source)


def test_address_and_listing_state_no_date() -> None:
    context = Context(url="http://127.0.0.1/201903/t20190309_1.html", region_code="430981", listed_on="2019-03-09")
    assert identify("", TITLE_2018, context=context).published_on is None


def test_line_and_meta_that_differ_and_early_days_are_findings() -> None:
    identity = identify("", TITLE_2018, line="发布时间：2018-12-30", metas={"pubdate": "2019-02-23"})
    assert identity.published_on == "2018-12-30"
    assert kinds(identity) == ["date_differs", "published_early"]


# --- the real ones, where they are at hand ----------------------------------------------------------------------------

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the reference documents (SHARED) are not here")


@needs_shared
@pytest.mark.parametrize(
    ("name", "organ", "year", "published"),
    [
        ("000_", "430981", 2018, None),
        ("001_", "430900-人民政府办公室", 2020, None),
        ("002_", "360981", 2018, None),
        ("003_", "430408", 2019, None),
        ("004_", "530425", 2017, None),
        ("shanghai_kewei", "310000-科学技术委员会", 2024, None),
    ],
)
def test_real_documents(name: str, organ: str, year: int, published: str | None) -> None:
    path = next((SHARED / "documents").glob(f"{name}*.txt"))
    identity = identify(path.read_text(encoding="utf-8"), context=Context())
    assert identity.is_report
    assert (organ_id(identity), identity.year, identity.published_on) == (organ, year, published)


def test_another_things_period_is_not_the_reports() -> None:
    text = "一、总体情况\n我局归集政务数据（2020年1月1日至2022年12月31日）共30万条。"
    assert identify(text, "沅江市教育局2023年政府信息公开工作年度报告").year == 2023


def test_a_period_in_years_to_come_is_a_misprint() -> None:
    text = "本报告所列数据的统计期限自2032年1月1日起至2032年12月31日止。"
    found = identify(text, "沅江市教育局2023年政府信息公开工作年度报告")
    assert found.year == 2023
    assert [finding.kind for finding in found.findings] == ["year_differs"]
