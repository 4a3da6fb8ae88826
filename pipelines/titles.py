"""What a title says: whether it is an annual report's, of which organ, for which year (FINDINGS §1, §2, §9).

Works on one title alone, of a page or of a link in a listing; which titles to trust and who the organ is are decided
in `pipelines.recognise` and `pipelines.organs`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from pipelines.dates import chinese_years
from pipelines.register import Register, load_register


class TitleKind(StrEnum):
    """What a title announces."""

    REPORT = "report"
    LOOK_ALIKE = "look_alike"
    SUB_COLUMN = "sub_column"
    UNKNOWN = "unknown"


class LookAlike(StrEnum):
    """Why a title that sounds like a report is none: the closed list."""

    EXPLANATION = "explanation"
    WEBSITE_REPORT = "website_report"
    RULE_OF_LAW = "rule_of_law"
    ACCOUNTS = "accounts"
    UNIVERSITY = "university"
    PART_YEAR = "part_year"
    TEMPLATE = "template"
    STUDY = "study"
    NOTICE = "notice"
    SUMMARY = "summary"
    PLAN = "plan"
    RULE = "rule"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What was read in one title.

    `printed` is the title without spaces inside and without site suffixes, the inner one where a covering letter's
    title wraps it; `organ` the organ's name as printed, None where the title names none; `brand` what a mirror put
    before it; `year` the reported year, None where it names none or several; `suffixes` what the site put after it or
    before it, as in a path; `reason` is set for look-alikes only.
    """

    kind: TitleKind
    printed: str
    reason: LookAlike | None = None
    organ: str | None = None
    year: int | None = None
    suffixes: tuple[str, ...] = ()
    brand: str = ""


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """What a listing row's link is, judged by its title; `reason` is set for look-alikes only."""

    kind: TitleKind
    reason: LookAlike | None = None


# Order matters: the first that matches names the reason.
LOOK_ALIKES: tuple[tuple[LookAlike, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        (
            LookAlike.WEBSITE_REPORT,
            r"网站(?:监管|工作)*(?:年度?(?:工作|监管)*(?:报[告表]|年报)|年报|报表)",
        ),
        (LookAlike.EXPLANATION, r"图解|解读|一图|一张图|图说|长图|动漫|划重点|读懂"),
        (LookAlike.RULE_OF_LAW, r"法治政府|依法行政|法治建设"),
        (LookAlike.ACCOUNTS, r"决算|预算"),
        (
            LookAlike.UNIVERSITY,
            r"学年|高等?学?校信息公开|(?:大学|学院|学校|中学|小学|幼儿园)(?:20\d\d年?度?)?信息公开",
        ),
        (LookAlike.PART_YEAR, r"半年|季度|[一二三四]季|20\d\d年1-(?:[1-9]|1[01])月"),
        (LookAlike.TEMPLATE, r"范文|模板|样本|样例|填报说明|编制说明|格式|XX|xx|××|某某"),
        (LookAlike.STUDY, r"指数|评估|透明度|调研|测评|研究报告|第三方"),
        (
            LookAlike.NOTICE,
            r"(?:通知|通报|函|请示|批复|意见)$|关于(?:做好|编制|征求|开展.*检查)|约谈|催报",
        ),
        (LookAlike.SUMMARY, r"总结|小结|述职"),
        (LookAlike.PLAN, r"要点|方案|工作安排|部署|计划(?!生育)|(?:任务|责任)分解"),
        (
            LookAlike.RULE,
            r"制度|办法|指南|规定|条例|细则|目录|流程|须知|规范(?!化)|清单|标准(?!化)|申请表",
        ),
        (LookAlike.NEWS, r"会议|培训|召开|记者|发布会|报告会|出炉|举行|举办|检查"),
    )
)
# These words stand in organs' names too (会议中心, 培训中心, 住房制度改革办公室): before the core they say nothing.
_IN_ORGAN_NAMES = frozenset({LookAlike.STUDY, LookAlike.SUMMARY, LookAlike.PLAN, LookAlike.RULE, LookAlike.NEWS})
_NEWS_HEAD = re.compile(r"(?:发布|公布|公开|晒出|印发|编制|完成|召开|举办)了?$")
_NEWS_TAIL = re.compile(r"^(?:正式|对外|已|今日)*(?:发布|公布|公开|上网|编制(?!和|情况))")

# 信息公开 … 报告: what makes a title that of a report, in all its garbled forms.
_CORE = re.compile(
    r"(?:政府|政务)?信息(?:年度|工作|化)?公开(?:工作)?(?:.{0,16}?)"
    r"(?:报告书?|年报|统计年?报?表|年度报(?!告|表|道|刊|送))"
    r"|政务公开(?:工作)?(?:20\d\d年?)?(?:年度)?(?:工作)?(?:年度报告|年报)"
)
_ANNUAL = re.compile(r"年度|年报|统计表|20\d\d")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)\s*(年度|年|度)?")
_RANGE = re.compile(r"20\d\d年?[-—–~～至]20\d\d")
_DOCUMENT_NUMBER = re.compile(
    r"\([^()]{0,14}[〔\[(]20\d\d[〕\])]\s*第?\d+号?\)|[〔\[(]20\d\d[〕\])]\s*第?\d+号?|[一-鿿]{1,8}发?〔20\d\d\d*号"
)
_WRAPPED = re.compile(
    r"^(?P<sender>.*?)关于(?P<verb>报送|上报|呈报|呈送|提交|公布|发布|公开|印发|公示)"
    r"(?P<inner>.+?)的(?P<ending>报告|通知|公告|函|请示|公示|通告)$"
)
_SENDS_UP = frozenset({"报送", "上报", "呈报", "呈送", "提交"})
_ASKS = frozenset({"通知", "函", "公告", "通告"})
_SPLIT = re.compile(r"\s*[_|｜>›»]\s*|\s+[-–—]+\s+|(?<=[告报文)])\s*[-–—]+\s*(?=[^\d])")
_EDGES = re.compile(
    r"^(?:附件\d*[:：]?|附[:：]|\d{1,3}[.、]|[·•★◆]|【[^】]{0,10}】)+"
    r"|(?:/全文|全文|二维码|\.(?:docx?|pdf|wps|xlsx?|ofd|html?|zip|rar))$",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"\((?:转载|图片版|超链版|文字版|全文|公开版|网络版|修订版|修订|更正|更正版|附表|含附表|盖章|电子版|终稿)\)"
)
# What mirrors of whole sites write where an organ's title begins: their brand, which ends in what a site is called, or
# their domain (FINDINGS §8). An organ that stands before its own site's name keeps it: nothing may be left behind it.
_BRAND = re.compile(
    r".*(?:官方(?:网站|网址|平台|入口)|官网(?:入口|首页)?|(?:登录|登陆|注册|下载|娱乐|游戏|投注)(?:平台|入口|网址|中心)"
    r"|[\w-]\.(?:com|net|org|cn|cc|vip|top|xyz))[·・\-—]*(?=.)"
)
_SCOPE = re.compile(r"^\((?:本级(?:机关)?|机关本级|全系统)\)")
_LEFTOVER = re.compile(r"^(?:关于|年度|年|度|的|[,，、:：\-—·])+|(?:关于|开展|年度|年|的|[,，、:：\-—·\"])+$")
_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_GROUP = (
    r"(?:各|全[省市县区州]|市直|县直|区直|省直|市级|县级|区级|省级|政府|所属|下属)*"
    r"(?:部门|单位|工作部门|组成部门|县区|区县|县市区|县\(市、?区\)|乡镇|镇街|街道|街镇|乡镇街道"
    r"|乡镇\(街道\)|镇\(街道\)|开发区|园区)+(?:和?单位)?"
)
_COLUMN = re.compile(
    r"20\d\d年度?"
    r"|(?:20\d\d年度?)?(?:历年|往年)?(?:[省市县区州]?(?:人民)?政府)?(?:信息公开)?(?:工作)?"
    r"(?:年度报告|年报)(?:专栏|栏目|列表)?"
    rf"|(?:20\d\d年度?)?{_GROUP}(?:.{{0,18}}(?:年报|年度报告))?"
)
_OF_GROUP = re.compile(r"部门|单位|街|镇|各")


def tidy(printed: str) -> str:
    """`printed` in NFKC without spaces beside Chinese characters and without zero-width characters."""
    text = unicodedata.normalize("NFKC", printed)
    return _SPACE.sub("", re.sub(r"[\u200b-\u200f\ufeff]", "", text)).strip()


def read_title(raw: str, register: Register) -> TitleReading:
    """Reads one title. Titles that announce nothing of the kind are `unknown`, never an error."""
    original = unicodedata.normalize("NFKC", raw).strip()
    text = register.simplified(chinese_years(original))  # of the same length: what is printed stays as it is
    ends = [0, *(place for cut in _SPLIT.finditer(text) for place in cut.span()), len(text)]
    spans = [(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if text[start:end].strip()]
    parts = [tidy(text[start:end]) for start, end in spans]
    if not parts:
        return TitleReading(TitleKind.UNKNOWN, "")
    place = next((number for number, part in enumerate(parts) if _CORE.search(part)), 0)
    main, suffixes = parts[place], tuple(part for number, part in enumerate(parts) if number != place)
    return _read(main, suffixes, tidy(original[slice(*spans[place])]))


def judge_link(title: str, url: str, register: Register | None = None) -> LinkVerdict:
    """What a listing row's link leads to, by its title; without a `register` the pinned one is taken.

    The address tells only one thing: a year's title without an organ is a sub-column where it leads to a folder.
    """
    reading = read_title(title, register or load_register())
    folder = urlsplit(url).path.endswith("/")
    if reading.kind is TitleKind.REPORT and reading.organ is None and folder:
        return LinkVerdict(TitleKind.SUB_COLUMN)
    return LinkVerdict(reading.kind, reading.reason)


def _read(main: str, suffixes: tuple[str, ...], printed: str) -> TitleReading:
    plain = _NOTES.sub("", _EDGES.sub("", main))
    plain = _DOCUMENT_NUMBER.sub("", plain)
    plain = _EDGES.sub("", plain).strip(" .。")
    sender = ""
    wrapped = _WRAPPED.fullmatch(plain.replace("《", "").replace("》", ""))
    if wrapped and _CORE.search(wrapped["inner"]):
        if wrapped["verb"] in _SENDS_UP and wrapped["ending"] in _ASKS:
            return TitleReading(TitleKind.LOOK_ALIKE, printed, LookAlike.NOTICE, suffixes=suffixes)
        plain, sender = wrapped["inner"], wrapped["sender"]
        quoted = re.search(r"《([^》]+)》", main)
        inner = quoted[1] if quoted and _CORE.search(quoted[1]) else plain
        place = main.find(inner)
        printed = printed[place : place + len(inner)] if place >= 0 and len(main) == len(printed) else inner
    plain = plain.replace("《", "").replace("》", "")
    core = _CORE.search(plain)
    if reason := _look_alike(plain, core):
        return TitleReading(TitleKind.LOOK_ALIKE, printed, reason, suffixes=suffixes)
    # 2019年政府信息公开年报 without an organ may be a report; of a group of organs it is a column.
    dated = core is not None and _YEAR.search(plain) is not None
    if _COLUMN.fullmatch(plain) and (not dated or _OF_GROUP.search(plain)):
        return TitleReading(TitleKind.SUB_COLUMN, printed, suffixes=suffixes)
    if core is None or not _ANNUAL.search(plain):
        return TitleReading(TitleKind.UNKNOWN, printed, suffixes=suffixes)
    organ = _organ(plain[: core.start()], core[0]) or _organ(sender, "")
    brand = _BRAND.match(organ) if organ else None
    organ = organ[brand.end() :] if organ and brand else organ
    scope = _SCOPE.match(plain[core.end() :])
    organ = organ + scope[0] if organ and scope else organ
    year = _year(plain)
    if organ is None and year is None:
        kind = TitleKind.SUB_COLUMN if core.end() == len(plain) else TitleKind.UNKNOWN
        return TitleReading(kind, printed, suffixes=suffixes)
    return TitleReading(TitleKind.REPORT, printed, None, organ, year, suffixes, brand[0] if brand else "")


def _look_alike(plain: str, core: re.Match[str] | None) -> LookAlike | None:
    for reason, pattern in LOOK_ALIKES:
        start = core.start() if core and reason in _IN_ORGAN_NAMES else 0
        found = pattern.search(plain, start)
        # A report may carry the website's figures with it (…年度报告及政府网站工作年度报表) and stays a report.
        carried = reason is LookAlike.WEBSITE_REPORT and core and found and found.start() >= core.end()
        if found and not carried:
            return reason
    if core:
        head = _YEAR.sub("", plain[: core.start()])
        if _NEWS_HEAD.search(head) or _NEWS_TAIL.search(plain[core.end() :]):
            return LookAlike.NEWS
    return None


def _organ(head: str, core: str) -> str | None:
    """The organ's name in what stands before the core of a title. 政府 can belong to both: 兴县人民|政府信息公开."""
    name = _LEFTOVER.sub("", _LEFTOVER.sub("", _YEAR.sub("", head)))
    if name.endswith("人民") and core.startswith("政府"):
        name += "政府"
    return name or None


def _year(plain: str) -> int | None:
    """The year of a title; of several the one that is called 年度, else none."""
    if _RANGE.search(plain):
        return None
    found = [(int(match[1]), match[2] or "") for match in _YEAR.finditer(plain)]
    years = {year for year, _ in found}
    if len(years) > 1:
        years = {year for year, sign in found if "度" in sign}
    return years.pop() if len(years) == 1 else None
