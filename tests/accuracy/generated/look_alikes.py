"""Documents beside the reports that must not become one: notices, news, guides, plans, half-year and other reports."""

from __future__ import annotations

from html import escape

from tests.accuracy.answers import NOTHING, Document
from tests.accuracy.generated import organs
from tests.accuracy.generated.draw import Draw
from tests.accuracy.generated.organs import Organ

# (name, title, paragraphs); {n} full name, {p} place, {y} year, {x} next year, {a} {b} numbers
_KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "notice to compile",
        "{p}人民政府办公室关于编制和公布{y}年政府信息公开工作年度报告的通知",
        (
            "各乡镇人民政府、各部门：",
            "为做好{y}年政府信息公开工作年度报告的编制工作，现将有关事项通知如下。",
            "一、各单位于{x}年1月20日前报送年度报告，内容包括主动公开情况、依申请公开情况和存在的问题。",
            "二、统计表中的数字要与正文一致，总计须核对无误。",
            "三、报送后在本单位网站公布，逾期未公布的予以通报。",
        ),
    ),
    (
        "news about reports",
        "{p}各部门{y}年政府信息公开工作年度报告全部上网",
        (
            "本网讯 记者从{p}人民政府办公室了解到，{a}家单位的年度报告已全部公布。",
            "报告显示，各单位主动公开政府信息的数量有所增加，群众可在专栏中查阅。",
        ),
    ),
    (
        "guide",
        "{n}政府信息公开指南",
        (
            "为方便公民、法人和其他组织获取政府信息，特编制本指南。",
            "一、主动公开的范围：机构职责、规范性文件、财政预决算等。",
            "二、依申请公开：申请人填写申请表，可当面提交、邮寄或网上提交，本机关在20个工作日内答复。",
            "三、监督：认为本机关未依法履行公开义务的，可以申请行政复议或者提起行政诉讼。",
        ),
    ),
    (
        "half-year report",
        "{n}{y}年上半年政府信息公开工作报告",
        (
            "现将{y}年上半年政府信息公开工作情况报告如下，统计期限自{y}年1月1日起，至{y}年6月30日止。",
            "一、主动公开情况。上半年主动公开政府信息{a}条。",
            "二、依申请公开情况。上半年收到政府信息公开申请{b}件，已全部答复。",
            "三、下半年打算。补齐栏目，办好培训。",
        ),
    ),
    (
        "work summary",
        "{n}{y}年政务公开工作总结",
        (
            "{y}年，政务公开工作在各方支持下平稳推进，现总结如下。",
            "一、主要做法。全年主动公开信息{a}条，办理依申请公开{b}件。",
            "二、存在问题。栏目更新不均衡。",
            "三、{x}年思路。完善制度，加强培训。",
        ),
    ),
    (
        "rule of law report",
        "{n}{y}年度法治政府建设年度报告",
        (
            "一、总体情况。领导班子集体学法{b}次，审核合同{a}份。",
            "二、推进政务公开，依法办理信息公开申请。",
            "三、存在的主要问题及改进情况。执法人员力量不足。",
        ),
    ),
    (
        "university report",
        "湘北职业技术学院{y}—{x}学年信息公开年度报告",
        (
            "根据《高等学校信息公开办法》，学校编制本报告，统计时间为{y}年9月1日至{x}年8月31日。",
            "一、概述。学校通过网站主动公开信息{a}条。",
            "二、依申请公开。本学年收到信息公开申请{b}件。",
        ),
    ),
    (
        "final accounts",
        "{n}{y}年度部门决算公开",
        (
            "第一部分 部门概况。",
            "第二部分 {y}年度部门决算表。收入总计{a}.36万元，支出总计{a}.36万元。",
            "第三部分 决算情况说明。政府采购支出总额{b}.5万元。",
        ),
    ),
    (
        "implementing rules",
        "{p}政府信息公开实施办法",
        (
            "第一条 为了规范政府信息公开工作，根据《中华人民共和国政府信息公开条例》，制定本办法。",
            "第二条 行政机关应当在每年1月31日前公布本机关上一年度政府信息公开工作年度报告。",
            "第三条 本办法自{y}年5月1日起施行。",
        ),
    ),
    (
        "system of annual reports",
        "{n}政府信息公开工作年度报告制度",
        (
            "第一条 本机关每年编制政府信息公开工作年度报告。",
            "第二条 年度报告包括主动公开、依申请公开、收费和减免、复议和诉讼等情况。",
            "第三条 年度报告于次年第一季度公布。",
        ),
    ),
    (
        "work plan",
        "{n}{y}年政府信息公开工作要点",
        (
            "{y}年政府信息公开工作的任务如下。",
            "一、扩大主动公开，全年公开信息不少于{a}条。",
            "二、规范依申请公开，按期答复率100%。",
            "三、举办培训{b}期。",
        ),
    ),
    (
        "website report",
        "{p}人民政府网站工作年度报表（{y}年度）",
        (
            "填报单位：{p}人民政府办公室",
            "网站总访问量{a}万次，信息发布总数{b}00条。",
            "专栏专题数量{b}个，解读信息发布{b}条，回应公众关注热点{b}次。",
        ),
    ),
    (
        "answer to an application",
        "政府信息公开申请答复书（{y}年第{b}号）",
        (
            "柏某某：",
            "本机关于{y}年3月2日收到您提出的政府信息公开申请。经查，您申请公开的信息予以公开。",
            "如对本答复不服，可以依法申请行政复议或者提起行政诉讼。",
        ),
    ),
    (
        "template",
        "XX市XX局20XX年政府信息公开工作年度报告（范文）",
        (
            "本文为范文模板，供下载参考。",
            "一、总体情况。20XX年，我局主动公开政府信息XX条。",
            "二、依申请公开情况。收到申请XX件，答复XX件。",
            "三、存在的问题。内容有待丰富。",
        ),
    ),
    (
        "catalogue",
        "{n}政府信息公开目录",
        ("机构设置", "领导分工", "政策文件", "财政预决算", "政府信息公开年报", "行政许可", "行政处罚"),
    ),
    (
        "column page",
        "政府信息公开年报",
        tuple(f"· {{n}}{year}年政府信息公开工作年度报告　{year + 1}-01-2{year % 9}" for year in range(2015, 2023)),
    ),
    (
        "training news",
        "{p}举办政府信息公开工作年度报告编制培训",
        ("{x}年1月6日，{p}举办年度报告编制培训，{a}人参加。", "培训讲解了统计口径和常见差错，现场答疑{b}次。"),
    ),
    (
        "statistical bulletin",
        "{p}{y}年国民经济和社会发展统计公报",
        ("全年地区生产总值{a}.7亿元，比上年增长{b}.2%。", "年末常住人口{b}.4万人，城镇化率58.3%。"),
    ),
    (
        "evaluation",
        "{p}{y}年政务公开第三方评估报告",
        (
            "受委托，评估组对{b}家单位的政务公开工作进行了评估。",
            "一、总体情况。平均得分{b}.5分。",
            "二、年度报告。有{b}家单位按期发布了政府信息公开工作年度报告。",
        ),
    ),
    (
        "company report",
        "{p}城市供水有限公司{y}年度企业信息公开报告",
        ("公司按照公共企事业单位信息公开要求，公开水价、水质等信息{a}条。", "全年受理用户来电{b}00件。"),
    ),
    (
        "hospital report",
        "{p}人民医院{y}年度院务公开工作报告",
        ("一、总体情况。医院公开就医信息{a}条。", "二、存在问题。宣传不够。"),
    ),
    (
        "correction notice",
        "关于更正{n}{y}年政府信息公开工作年度报告的说明",
        ("因工作疏忽，原报告第三部分表格中一处数字有误，更正后的报告将另行发布，特此说明。",),
    ),
    (
        "request for opinions",
        "关于征求《{p}政府信息公开工作年度报告编写规范（草案）》意见的公告",
        ("现公开征求意见，请于{x}年2月15日前反馈。", "意见可通过信函或电子邮件提出。"),
    ),
    (
        "report of another duty",
        "{n}{y}年度行政执法统计年报",
        ("全年实施行政处罚{a}件、行政强制{b}件。", "行政许可申请{a}件，予以许可{a}件。"),
    ),
    (
        "quarterly statistics",
        "{n}{y}年第三季度政府信息公开情况统计",
        ("第三季度主动公开信息{a}条，收到政府信息公开申请{b}件。", "其中7月{b}条，8月{b}条，9月{b}条。"),
    ),
    (
        "spam",
        "在线娱乐平台-官方网站{y}年度最新版APP下载",
        ("平台介绍：注册即送，客服全天在线。", "相关阅读：某局政府信息公开工作年度报告、年度报告下载。"),
    ),
    (
        "open government report of a parliament",
        "{p}人民代表大会常务委员会{y}年工作报告",
        ("一年来，常委会听取专项报告{b}项，办理代表建议{a}件。", "下一年将继续加强监督。"),
    ),
    (
        "reply to a proposal",
        "关于县政协第{b}号提案的答复",
        ("您提出的关于加强政府信息公开的提案收悉，现答复如下。", "{y}年，相关单位主动公开信息{a}条，今后将继续改进。"),
    ),
)
COUNT = len(_KINDS)


def _page(title: str, lines: list[str], organ: Organ, date: str) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}-{organ.site}</title></head><body>'
        f'<div class="header">{organ.site}</div><div>首页 &gt; 政府信息公开 &gt; 政府信息公开年报</div>'
        f"<h1>{escape(title)}</h1><p>发布日期：{date}　来源：{organ.full}</p><div class='con'>{body}</div>"
        f"<div class='footer'>主办：{organ.site}</div></body></html>"
    )


def drawn(draw: Draw, number: int, name: str) -> Document:
    """The look-alike of a number, as a page or as text."""
    kind, pattern, paragraphs = _KINDS[number % COUNT]
    year = draw.randrange(2012, 2025)
    organ = organs.drawn(draw, year)
    while organ.level not in ("county", "city"):
        organ = organs.drawn(draw, year)
    a, b = draw.randrange(30, 400), draw.randrange(2, 40)

    def filled(text: str) -> str:
        return text.format(n=organ.full, p=organ.place.formal, y=year, x=year + 1, a=a, b=b)

    title, lines = filled(pattern), [filled(text) for text in paragraphs]
    difficulties = (f"look-alike: {kind}",)
    if draw.chance(0.25):
        text = "\n".join([title, *lines]) + "\n"
        return Document(f"{name}.txt", "text", None, text.encode(), NOTHING, difficulties)
    date = f"{year + 1}-0{draw.randrange(1, 6)}-{draw.randrange(10, 29)}"
    url = f"http://www.{organ.place.host}.gov.cn/zwgk/zfxxgknb/{draw.randrange(10**6)}.html"
    return Document(f"{name}.html", "html", url, _page(title, lines, organ, date).encode(), NOTHING, difficulties)
