"""Which files are one report: a page and its attachments, the files in an archive."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

import pytest

from pipelines.chain import read_document
from pipelines.records import Agreement, Attached, Context, DocumentKind, FailureKind, Form, Reading, Report, Source
from tests.files_by_hand import BODY, DISCLOSURE, annex, page, word, zipped
from tests.pdf_by_hand import paragraphs, pdf
from tests.printed.make import DOCUMENTS

TITLE = "沅江市教育局2021年政府信息公开工作年度报告"
OTHER = "沅江市财政局2021年政府信息公开工作年度报告"
ID = "430981-教育局-2021"
SEE_ANNEX = ("详见附件。",)
PROSE = (
    "根据《政府信息公开条例》编制本年度报告。统计期限自2017年1月1日至2017年12月31日。",
    "一、概述",
    "我局重视政府信息公开。",
    "二、主动公开政府信息情况",
    "全年公开信息436条。",
    "三、依申请公开政府信息情况",
    "全年收到申请12件。",
    "四、行政复议、行政诉讼情况",
    "全年行政复议1件。",
)
TITLE_2017 = "沅江市教育局2017年政府信息公开工作年度报告"
LOCKED = (DOCUMENTS / "qpdf_user_password.pdf").read_bytes()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read(data: bytes, *attachments: bytes, context: Context | None = None) -> Reading:
    attached = [Attached(f"http://a.gov.cn/{number}", own) for number, own in enumerate(attachments)]
    return read_document(data, context, attached)


def values(report: Report | None) -> dict[str, float | None]:
    assert report is not None
    return {figure.code: figure.value for figure in report.figures if figure.source is Source.TABLE}


def findings(report: Report | None) -> dict[str, str]:
    assert report is not None
    return {finding.kind: finding.detail for finding in report.findings}


@pytest.mark.parametrize("data", [word("年度报告"), word(TITLE)], ids=["nameless", "named"])
def test_a_page_that_says_see_annex_and_its_annex_are_one_report(data: bytes) -> None:
    reading = read(page(TITLE, SEE_ANNEX), data)
    assert reading.report is not None
    assert reading.report.id == ID
    assert reading.report.published_on == "2022-01-20"
    assert [section.kind for section in reading.report.sections if section.heading] == [
        "overview",
        "proactive",
        "requests",
    ]
    figures = {figure.code: figure for figure in reading.report.figures}
    figure = figures["disclosure_art20_1.normative_documents.in_force"]
    assert (figure.value, figure.sha256) == (9, sha256(data))
    assert {figure.sha256 for figure in reading.report.figures} == {sha256(data)}
    (member,) = reading.members
    assert (member.kind, member.of, member.report) == (DocumentKind.ATTACHMENT, ID, None)


def test_the_annex_may_spell_the_organ_otherwise() -> None:
    """A page without text and the only report that it links are one, whomever the file's title names."""
    reading = read(page(TITLE, SEE_ANNEX), word("沅江市教育局办公室2021年政府信息公开工作年度报告"))
    assert [report.id for report in reading.reports] == [ID]
    assert "title_differs" in findings(reading.report)


@pytest.mark.parametrize(
    ("title", "id_"),
    [(OTHER, "430981-财政局-2021"), ("沅江市教育局2020年政府信息公开工作年度报告", "430981-教育局-2020")],
    ids=["organ", "year"],
)
def test_an_annex_of_another_organ_or_year_is_not_the_text_of_the_page(title: str, id_: str) -> None:
    reading = read(page(TITLE, SEE_ANNEX), word(title))
    assert [report.id for report in reading.reports] == [id_]
    assert reading.report is None


def test_prose_on_the_page_and_statistics_in_a_file() -> None:
    data = annex()
    reading = read(page(TITLE_2017, PROSE), data)
    assert reading.report is not None
    assert reading.report.form is Form.STATISTICS_2014
    assert values(reading.report)["statistics.requests_received.value"] == 12
    sources = {figure.source: figure.sha256 for figure in reading.report.figures}
    assert sources == {Source.TABLE: sha256(data), Source.PROSE: None}
    assert {check.rule: check.holds for check in reading.report.checks}["text.requests_received"]


def test_a_statistics_table_of_another_year_stays_out() -> None:
    reading = read(page(TITLE_2017, PROSE), annex("2016年政府信息公开情况统计表"))
    assert values(reading.report) == {}
    assert "2016" in findings(reading.report)["annex_of_another_year"]


def test_the_year_may_stand_in_the_name_of_the_file() -> None:
    name = quote("沅江市教育局2016年统计表.doc")
    reading = read_document(page(TITLE_2017, PROSE), None, [Attached(f"http://a.gov.cn/{name}", annex())])
    assert values(reading.report) == {}
    assert findings(reading.report)["annex_of_another_year"] == "沅江市教育局2016年统计表.doc：2016"


def test_a_file_of_another_organ_is_a_report_of_its_own() -> None:
    reading = read(page(TITLE), word(OTHER))
    assert [report.id for report in reading.reports] == [ID, "430981-财政局-2021"]
    (member,) = reading.members
    assert member.kind is DocumentKind.REPORT


def test_a_page_that_links_many_reports_is_none_itself() -> None:
    reading = read(page("2021年各部门政府信息公开年度报告", ("现予公布。",)), word(TITLE), word(OTHER))
    assert reading.report is None
    assert [report.id for report in reading.reports] == [ID, "430981-财政局-2021"]
    assert reading.failure is None


def test_what_page_and_file_print_alike_was_read_twice() -> None:
    reading = read(page(TITLE, table=DISCLOSURE), word(TITLE))
    assert reading.report is not None
    assert {figure.agreement for figure in reading.report.figures if figure.source is Source.TABLE} == {
        Agreement.AGREED
    }
    assert {figure.sha256 for figure in reading.report.figures} == {None}
    assert "copies_differ" not in findings(reading.report)


def test_where_page_and_file_differ_the_page_stands_and_it_is_told() -> None:
    other = (*DISCLOSURE[:2], ("行政规范性文件", "2", "1", "10"))
    reading = read(page(TITLE, table=DISCLOSURE), word(TITLE, table=other))
    assert reading.report is not None
    figures = {figure.code: figure for figure in reading.report.figures}
    figure = figures["disclosure_art20_1.normative_documents.in_force"]
    assert (figure.value, figure.agreement) == (9, Agreement.DIFFER)
    assert "9／10" in findings(reading.report)["copies_differ"]


def test_a_copy_under_another_title_is_no_second_report() -> None:
    reading = read(page(TITLE), word(OTHER.replace("财政局", "教育局督导室"), table=()))
    assert [report.id for report in reading.reports] == [ID]


def test_a_form_to_fill_in_is_not_of_the_report() -> None:
    form = word("政府信息公开申请表", ("姓名：", "所需信息描述："), (("申请人信息", "公民"), ("联系电话", "")))
    reading = read(page(TITLE, table=DISCLOSURE), form)
    (member,) = reading.members
    assert (member.kind, member.of, member.failure) == (DocumentKind.OTHER, None, None)
    assert len(values(reading.report)) == 6


def test_an_attachment_that_cannot_be_read_is_told() -> None:
    reading = read(page(TITLE), LOCKED)
    assert "密码" in findings(reading.report)["attachment_unread"]
    (member,) = reading.members
    assert member.failure is FailureKind.ENCRYPTED


def test_a_page_without_text_whose_annex_cannot_be_read_has_its_failure() -> None:
    reading = read(page(TITLE, SEE_ANNEX), LOCKED)
    assert reading.report is None
    assert reading.failure is FailureKind.ENCRYPTED
    assert "密码" in reading.detail


def test_a_pdf_beside_a_word_file_of_the_same_report() -> None:
    """Twins: the text is that of the surer kind, whatever their order."""
    twin = pdf([paragraphs(["年度报告", *BODY])])
    for attachments in ((twin, word("年度报告")), (word("年度报告"), twin)):
        reading = read(page(TITLE, SEE_ANNEX), *attachments)
        assert [report.id for report in reading.reports] == [ID]
        assert len(values(reading.report)) == 6
        assert {member.of for member in reading.members} == {ID}


# --- archives ---------------------------------------------------------------------------------------------------------


def test_each_report_in_an_archive() -> None:
    reading = read(zipped({"a/教育局.docx": word(TITLE), "a/财政局.docx": word(OTHER), "说明.txt": b"x"}))
    assert reading.report is None
    assert reading.kind is DocumentKind.REPORT
    assert [report.id for report in reading.reports] == [ID, "430981-财政局-2021"]
    assert [(member.path, member.kind) for member in reading.members] == [
        ("0", DocumentKind.REPORT),
        ("1", DocumentKind.REPORT),
        ("2", DocumentKind.OTHER),
    ]
    assert {member.size > 0 for member in reading.members} == {True}


def test_a_nameless_annex_belongs_to_the_only_report_beside_it() -> None:
    reading = read(zipped({"统计表.xlsx": annex(), "报告.docx": word(TITLE_2017, PROSE, ())}))
    (report,) = reading.reports
    assert report.form is Form.STATISTICS_2014
    assert [member.of for member in reading.members] == [report.id, None]


def test_a_nameless_annex_among_two_reports_is_nobody_s() -> None:
    reading = read(zipped({"统计表.xlsx": annex(), "a.docx": word(TITLE), "b.docx": word(OTHER)}))
    assert len(reading.reports) == 2
    assert reading.members[0].failure is FailureKind.ORGAN_UNKNOWN


def test_a_file_s_name_tells_what_its_text_does_not() -> None:
    reading = read(zipped({f"{TITLE}.docx": word("年度报告")}))
    assert [report.id for report in reading.reports] == [ID]


def test_an_archive_that_the_list_calls_a_report() -> None:
    context = Context(region_code="430981", link_title=TITLE)
    reading = read(zipped({"正文.docx": word("年度报告"), "附表.xlsx": annex()}), context=context)
    (report,) = reading.reports
    assert report.id == ID
    assert reading.members[0].report is report
    assert reading.members[1].of == ID
    nothing = read(zipped({"photo.txt": "今天天气很好。".encode()}), context=context)
    assert nothing.failure is FailureKind.NOT_A_REPORT


def test_an_archive_attached_to_a_page() -> None:
    reading = read(page(TITLE_2017, PROSE), zipped({"统计表.xlsx": annex()}))
    assert reading.report is not None
    assert values(reading.report)["statistics.requests_received.value"] == 12
    assert [(member.url, member.path, member.of) for member in reading.members] == [
        ("http://a.gov.cn/0", "", None),
        ("http://a.gov.cn/0", "0", reading.report.id),
    ]


def test_one_bad_file_in_an_archive_costs_no_other() -> None:
    reading = read(zipped({"锁.pdf": LOCKED, "空.docx": b"", "a.docx": word(TITLE)}))
    assert [report.id for report in reading.reports] == [ID]
    assert [member.failure for member in reading.members] == [FailureKind.ENCRYPTED, FailureKind.DAMAGED, None]
