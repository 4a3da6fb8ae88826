"""The statutory tables of the annual reports as HTML, in the dress in which portals print them.

Labels are those of the forms of 2014, 2019 and 2021. What varies from page to page (which skin, whether a table is
cut at a page break, which label is printed in a local spelling) is handed in as a `look`, a table of the page's
facts. Nothing here is shared with the reader under test.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

APPLICANTS = (
    ("natural_person", "自然人"),
    ("commercial_enterprise", "商业企业"),
    ("research_institution", "科研机构"),
    ("public_interest_org", "社会公益组织"),
    ("legal_service_org", "法律服务机构"),
    ("other_org", "其他"),
    ("total", "总计"),
)
_OUTCOMES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("granted", "（一）予以公开"),)),
    ("", (("partially_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),)),
    (
        "（三）不予公开",
        (
            ("refused_state_secret", "1.属于国家秘密"),
            ("refused_prohibited_by_law", "2.其他法律行政法规禁止公开"),
            ("refused_security_stability", "3.危及“三安全一稳定”"),
            ("refused_third_party_rights", "4.保护第三方合法权益"),
            ("refused_internal_affairs", "5.属于三类内部事务信息"),
            ("refused_deliberative_process", "6.属于四类过程性信息"),
            ("refused_enforcement_file", "7.属于行政执法案卷"),
            ("refused_admin_inquiry", "8.属于行政查询事项"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("unable_not_held", "1.本机关不掌握相关政府信息"),
            ("unable_requires_creation", "2.没有现成信息需要另行制作"),
            ("unable_unclear_after_correction", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("not_processed_petition_complaint", "1.信访举报投诉类申请"),
            ("not_processed_repeat", "2.重复申请"),
            ("not_processed_publication", "3.要求提供公开出版物"),
            ("not_processed_excessive", "4.无正当理由大量反复申请"),
            ("not_processed_confirm_reissue", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
)
_TOTAL = ("", (("outcomes_total", "（七）总计"),))
_OTHER_2019 = ("", (("other_disposition", "（六）其他处理"),))
_OTHER_2021 = (
    "（六）其他处理",
    (
        ("other_no_correction_in_time", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        ("other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        ("other_other", "3.其他"),
    ),
)
OUTCOMES = {"2019": (*_OUTCOMES, _OTHER_2019, _TOTAL), "2021": (*_OUTCOMES, _OTHER_2021, _TOTAL)}
RECEIVED = (
    ("new_received", "一、本年新收政府信息公开申请数量"),
    ("carried_over_in", "二、上年结转政府信息公开申请数量"),
)
CARRIED_OUT = ("carried_over_out", "四、结转下年度继续办理")
RESULTS = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other_result", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)
PROCEEDINGS = ("review", "litigation_direct", "litigation_after_review")

# (table, title, columns, rows): the disclosure tables of part two, in their printed order
DISCLOSURE = {
    "2019": (
        (
            "disclosure_art20_1",
            "第二十条第（一）项",
            (
                ("newly_made", "本年新制作数量"),
                ("newly_published", "本年新公开数量"),
                ("total_published", "对外公开总数量"),
            ),
            (("rules", "规章"), ("normative_documents", "规范性文件")),
        ),
        (
            "disclosure_art20_5",
            "第二十条第（五）项",
            (("items_last_year", "上一年项目数量"), ("items_change", "本年增/减"), ("decisions", "处理决定数量")),
            (("administrative_licensing", "行政许可"), ("other_external_services", "其他对外管理服务事项")),
        ),
        (
            "disclosure_art20_6",
            "第二十条第（六）项",
            (("items_last_year", "上一年项目数量"), ("items_change", "本年增/减"), ("decisions", "处理决定数量")),
            (("administrative_penalty", "行政处罚"), ("administrative_coercion", "行政强制")),
        ),
        (
            "disclosure_art20_8",
            "第二十条第（八）项",
            (("items_last_year", "上一年项目数量"), ("items_change", "本年增/减")),
            (("administrative_fees", "行政事业性收费"),),
        ),
        (
            "disclosure_art20_9",
            "第二十条第（九）项",
            (("procurement_items", "采购项目数量"), ("procurement_amount", "采购总金额")),
            (("centralized_procurement", "政府集中采购"),),
        ),
    ),
    "2021": (
        (
            "disclosure_art20_1",
            "第二十条第（一）项",
            (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")),
            (("rules", "规章"), ("normative_documents", "行政规范性文件")),
        ),
        (
            "disclosure_art20_5",
            "第二十条第（五）项",
            (("decisions", "本年处理决定数量"),),
            (("administrative_licensing", "行政许可"),),
        ),
        (
            "disclosure_art20_6",
            "第二十条第（六）项",
            (("decisions", "本年处理决定数量"),),
            (("administrative_penalty", "行政处罚"), ("administrative_coercion", "行政强制")),
        ),
        (
            "disclosure_art20_8",
            "第二十条第（八）项",
            (("amount_collected_wanyuan", "本年收费金额（单位：万元）"),),
            (("administrative_fees", "行政事业性收费"),),
        ),
    ),
}

# (depth of indentation, code or "" for a group, label, unit): the statistics table of 2014
STATISTICS = (
    (0, "", "一、主动公开情况", "——"),
    (1, "proactive_total", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    (2, "proactive_normative_documents", "其中：主动公开规范性文件数", "条"),
    (2, "normative_documents_issued", "制发规范性文件总数", "件"),
    (1, "", "（二）通过不同渠道和方式公开政府信息的情况", "——"),
    (2, "proactive_gazette", "1.政府公报公开政府信息数", "条"),
    (2, "proactive_website", "2.政府网站公开政府信息数", "条"),
    (2, "proactive_weibo", "3.政务微博公开政府信息数", "条"),
    (2, "proactive_wechat", "4.政务微信公开政府信息数", "条"),
    (2, "proactive_other", "5.其他方式公开政府信息数", "条"),
    (0, "", "二、回应解读情况", "——"),
    (1, "response_topics", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    (1, "", "（二）通过不同渠道和方式回应解读的情况", "——"),
    (2, "response_press_conferences", "1.参加或举办新闻发布会总次数", "次"),
    (3, "response_press_conferences_principal", "其中：主要负责同志参加新闻发布会次数", "次"),
    (2, "response_online_interviews", "2.政府网站在线访谈次数", "次"),
    (3, "response_online_interviews_principal", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
    (2, "response_policy_interpretations", "3.政策解读稿件发布数", "篇"),
    (2, "response_weibo_wechat", "4.微博微信回应事件数", "次"),
    (2, "response_other", "5.其他方式回应事件数", "次"),
    (0, "", "三、依申请公开情况", "——"),
    (1, "requests_received", "（一）收到申请数", "件"),
    (2, "requests_received_in_person", "1.当面申请数", "件"),
    (2, "requests_received_fax", "2.传真申请数", "件"),
    (2, "requests_received_online", "3.网络申请数", "件"),
    (2, "requests_received_letter", "4.信函申请数", "件"),
    (1, "requests_concluded", "（二）申请办结数", "件"),
    (2, "requests_concluded_on_time", "1.按时办结数", "件"),
    (2, "requests_concluded_extended", "2.延期办结数", "件"),
    (1, "requests_answered", "（三）申请答复数", "件"),
    (2, "requests_answered_already_public", "1.属于已主动公开范围数", "件"),
    (2, "requests_answered_granted", "2.同意公开答复数", "件"),
    (2, "requests_answered_partially_granted", "3.同意部分公开答复数", "件"),
    (2, "requests_answered_refused", "4.不同意公开答复数", "件"),
    (3, "requests_refused_state_secret", "其中：涉及国家秘密", "件"),
    (3, "requests_refused_trade_secret", "涉及商业秘密", "件"),
    (3, "requests_refused_privacy", "涉及个人隐私", "件"),
    (3, "requests_refused_security_stability", "危及国家安全、公共安全、经济安全和社会稳定", "件"),
    (3, "requests_refused_not_government_information", "不是《条例》所指政府信息", "件"),
    (3, "requests_refused_other_law", "法律法规规定的其他情形", "件"),
    (2, "requests_answered_not_this_agency", "5.不属于本行政机关公开数", "件"),
    (2, "requests_answered_nonexistent", "6.申请信息不存在数", "件"),
    (2, "requests_answered_correction_requested", "7.告知作出更改补充数", "件"),
    (2, "requests_answered_other_channel", "8.告知通过其他途径办理数", "件"),
    (0, "review_total", "四、行政复议数量", "件"),
    (1, "review_upheld", "（一）维持具体行政行为数", "件"),
    (1, "review_corrected", "（二）被依法纠错数", "件"),
    (1, "review_other", "（三）其他情形数", "件"),
    (0, "litigation_total", "五、行政诉讼数量", "件"),
    (1, "litigation_upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    (1, "litigation_corrected", "（二）被依法纠错数", "件"),
    (1, "litigation_other", "（三）其他情形数", "件"),
    (0, "complaints_total", "六、举报投诉数量", "件"),
    (0, "request_fees_wanyuan", "七、依申请公开信息收取的费用", "万元"),
    (0, "", "八、机构建设和保障经费情况", "——"),
    (1, "dedicated_offices", "（一）政府信息公开工作专门机构数", "个"),
    (1, "reading_points", "（二）设置政府信息公开查阅点数", "个"),
    (1, "staff_total", "（三）从事政府信息公开工作人员数", "人"),
    (2, "staff_full_time", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    (2, "staff_part_time", "2.兼职人员数", "人"),
    (
        1,
        "special_budget_wanyuan",
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
    ),
    (0, "", "九、政府信息公开会议和培训情况", "——"),
    (1, "meetings_held", "（一）召开政府信息公开工作会议或专题会议数", "次"),
    (1, "training_sessions", "（二）举办各类培训班数", "次"),
    (1, "trainees", "（三）接受培训人员数", "人次"),
)


@dataclass(frozen=True, slots=True)
class Td:
    """One cell to print; `text` is plain text, with a newline where the page has a `<br>`."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    label: bool = True


Rows = list[list[Td]]
Printed = dict[str, list[str]]
"""Row code → printed cells, from left to right; `""` is a blank cell."""


def _numbers(cells: list[str], colspan: int = 1) -> list[Td]:
    return [Td(cell, colspan=colspan, label=False) for cell in cells]


def disclosure(form: str, printed: dict[str, Printed], look: dict[str, Any]) -> list[Rows]:
    """The tables of part two: one grid of four columns, or one table an article with `look["separate"]`."""
    labels: dict[str, str] = look.get("labels", {})
    tables: list[Rows] = []
    for table, title, columns, rows in DISCLOSURE[form]:
        wide = 3 // len(columns) if 3 % len(columns) == 0 else 1  # two columns in three places: the last is merged
        spans = [wide] * (len(columns) - 1) + [3 - wide * (len(columns) - 1)]
        grid: Rows = [[Td(labels.get(f"{table}.title", title), colspan=4)]]
        heads = [Td(labels.get(f"{table}.{c}", label), colspan=s) for (c, label), s in zip(columns, spans, strict=True)]
        grid.append([Td("信息内容"), *heads])
        for code, label in rows:
            cells = [
                Td(text, colspan=span, label=False) for text, span in zip(printed[table][code], spans, strict=True)
            ]
            grid.append([Td(labels.get(code, label)), *cells])
        tables.append(grid)
    return tables if look.get("separate") else [[row for grid in tables for row in grid]]


def requests(form: str, printed: Printed, look: dict[str, Any]) -> list[Rows]:
    """The application table of part three, ten columns wide.

    `look["repeat_before"]`: the group before which 三、本年度办理结果 is printed again (a page break of the original).
    `look["split_before"]`: the group before which the table ends and a second one begins that has no header and no
    column for 三, so that its rows are nine cells wide.
    """
    labels: dict[str, str] = look.get("labels", {})
    heads = [Td(labels.get(code, label)) for code, label in APPLICANTS]
    top: Rows = [
        [
            Td("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", colspan=3, rowspan=3),
            Td("申请人情况", colspan=7),
        ],
        [Td(heads[0].text, rowspan=2), Td("法人或其他组织", colspan=5), Td(heads[-1].text, rowspan=2)],
        heads[1:-1],
    ]
    top += [[Td(labels.get(code, label), colspan=3), *_numbers(printed[code])] for code, label in RECEIVED]
    blocks: list[Rows] = [[]]
    cut = look.get("split_before") or look.get("repeat_before")
    for group, rows in OUTCOMES[form]:
        if cut and group == cut:
            blocks.append([])
        for number, (code, label) in enumerate(rows):
            lead = [Td(labels.get(code, label), colspan=1 if group else 2)]
            if group and number == 0:
                lead.insert(0, Td(labels.get(group, group), rowspan=len(rows)))
            blocks[-1].append([*lead, *_numbers(printed[code])])
    split = bool(look.get("split_before"))
    for position, block in enumerate(blocks):
        if position == 0 or not split:
            block[0].insert(0, Td(labels.get("outcomes", "三、本年度办理结果"), rowspan=len(block)))
    code, label = CARRIED_OUT
    last = [Td(labels.get(code, label), colspan=2 if split else 3), *_numbers(printed[code])]
    blocks[-1].append(last)
    if split:
        return [top + blocks[0], blocks[1]]
    return [top + [row for block in blocks for row in block]]


def review_litigation(printed: Printed, look: dict[str, Any]) -> list[Rows]:
    """The table of part four: fifteen columns under a header of three levels, one row of numbers."""
    results = [Td(label) for _, label in RESULTS]
    return [
        [
            [Td("行政复议", colspan=5), Td("行政诉讼", colspan=10)],
            [Td(cell.text, rowspan=2) for cell in results]
            + [Td("未经复议直接起诉", colspan=5), Td("复议后起诉", colspan=5)],
            results * 2,
            _numbers([cell for proceeding in PROCEEDINGS for cell in printed[proceeding]]),
        ]
    ]


def statistics(printed: Printed, look: dict[str, Any]) -> list[Rows]:
    """The statistics table of 2014: label, unit, number. Groups have —— for a unit and an empty number cell."""
    grid: Rows = [[Td("统计指标"), Td("单位"), Td("统计数")]]
    for depth, code, label, unit in STATISTICS:
        number = printed[code][0] if code else ""
        grid.append([Td("　" * depth + label), Td(unit), Td(number, label=False)])
    return [grid]


def to_html(rows: Rows, skin: str) -> str:
    """One table as HTML in a skin: `plain`, `trs` (cells of the editor) or `word` (pasted from a word processor)."""
    opening = {
        "plain": '<table border="1" cellspacing="0" cellpadding="0" width="100%">',
        "trs": '<table border="1" cellpadding="0" cellspacing="0" style="border-collapse:collapse;width:100%"><tbody>',
        "word": "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>",
    }[skin]
    lines = [opening]
    for row in rows:
        lines.append("<tr>" + "".join(_cell(cell, skin) for cell in row) + "</tr>")
    lines.append("</tbody></table>" if skin == "trs" else "</table>")
    return "\n".join(lines)


def _cell(cell: Td, skin: str) -> str:
    spans = "".join(
        f" {name}={size}" if skin == "word" else f' {name}="{size}"'
        for name, size in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
        if size > 1
    )
    text = html.escape(cell.text, quote=False).replace("\n", "<br>")
    if skin == "plain":
        return f"<td{spans}>{text or '&nbsp;'}</td>"
    if skin == "trs":
        return f'<td{spans}><p style="text-align:center">{text.replace("<br>", "<br />") or "&nbsp;"}</p></td>'
    if not text:
        return f"<td{spans}><p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p></td>"
    if not cell.label:
        return f"<td{spans}><p class=MsoNormal align=center><span lang=EN-US>{text}<o:p></o:p></span></p></td>"
    # a word processor cuts a label wherever its author once corrected it
    pieces = [text] if "<br>" in text else [text[i : i + 4] for i in range(0, len(text), 4)]
    runs = "".join(f"<span style='font-family:仿宋'>{piece}</span>" for piece in pieces)
    return f"<td{spans}><p class=MsoNormal align=center>{runs}<span lang=EN-US><o:p></o:p></span></p></td>"
