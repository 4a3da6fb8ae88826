"""The prose of a report: our own sentences, each with the figures that it states for its year and its own scope.

A sentence may also state nothing that counts: last year's figure, a plan, half a year, a share, a service, another
organ. What counts, and what contradicts, follows “Figures” of DESIGN.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.accuracy.generated.draw import Draw
from tests.accuracy.generated.facts import Facts, plain
from tests.accuracy.generated.organs import Organ
from tests.demo_portal import tables

_DIGITS = "零一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
STATISTICS = frozenset(code for _, code, _, _ in tables.STATISTICS if code)
Values = dict[str, float]


@dataclass(slots=True)
class Told:
    """What the prose states, sentence by sentence. `parts` make up one item, such as several trainings."""

    whole: dict[str, set[float]] = field(default_factory=dict)
    parts: Values = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)

    def say(self, sentence: Sentence) -> str:
        """Notes what a sentence states and gives back its text."""
        for code, value in sentence.values.items():
            self.whole.setdefault(code, set()).add(round(value, 6))
        for code, value in sentence.parts.items():
            self.parts[code] = self.parts.get(code, 0) + value
        self.optional |= sentence.optional
        return sentence.text

    def figures(self) -> tuple[dict[str, float | None], frozenset[str]]:
        """The one figure a code, with its full code, and the codes that a careful reader may leave out."""
        found: dict[str, float | None] = {}
        for code, values in self.whole.items():
            found[full_code(code)] = next(iter(values)) if len(values) == 1 else None
        for code, value in self.parts.items():
            if code in self.whole:
                raise ValueError(f"{code} is told whole and in parts")
            found[full_code(code)] = value
        return found, frozenset(full_code(code) for code in self.optional)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and what it states. `optional`: codes that it implies, or states in a way that may be doubted."""

    text: str
    values: Values = field(default_factory=dict)
    parts: Values = field(default_factory=dict)
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks of which year, and how it writes numbers."""

    draw: Draw
    organ: Organ
    facts: Facts
    year: int
    style: str

    @property
    def all(self) -> str:
        """The scope of the report in words."""
        return self.organ.scope

    @property
    def me(self) -> str:
        """What the organ calls itself."""
        return self.organ.me

    def of(self, code: str) -> float:
        """The true figure of a code."""
        return self.facts.stats[code]

    def n(self, value: float) -> str:
        """A number as this report writes it."""
        text = plain(value)
        if self.style == "chinese" and float(value).is_integer() and 0 < value < 100:
            return chinese(int(value))
        if self.style == "full width":
            return text.translate(_FULL_WIDTH)
        if self.style == "thousands" and value >= 1000 and float(value).is_integer():
            return f"{int(value):,}"
        return f" {text} " if self.style == "spaces" else text


def full_code(code: str) -> str:
    """A bare code with its table: that of the statistics table where it has the item."""
    return f"{'statistics' if code in STATISTICS else 'narrative'}.{code}.value"


def chinese(value: int) -> str:
    """A whole number below 100 in Chinese numerals."""
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


Maker = Callable[[Voice], Sentence | None]
_MAKERS: dict[str, list[Maker]] = {}


def _about(topic: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        _MAKERS.setdefault(topic, []).append(maker)
        return maker

    return register


# --- proactive publication -------------------------------------------------------------------------------------------
@_about("proactive")
def _total(v: Voice) -> Sentence:
    total = v.of("proactive_total")
    text = v.draw.one(
        (
            f"{v.year}年，{v.me}共主动公开政府信息{v.n(total)}条。",
            f"全年主动公开各类政府信息{v.n(total)}条，栏目更新没有中断。",
            f"一年下来，主动公开政府信息总数为{v.n(total)}条。",
            f"统计年度内，{v.me}主动公开政府信息{v.n(total)}条，比上年增加{v.n(v.draw.randrange(2, 60))}条。",
        )
    )
    return Sentence(text, {"proactive_total": total})


_CHANNELS = {
    "proactive_website": "政府网站",
    "proactive_weibo": "政务微博",
    "proactive_wechat": "政务微信",
    "proactive_other": "其他方式",
}
_SOCIAL = 2013  # the first year in which reports tell of 微博 and 微信


@_about("proactive")
def _channels(v: Voice) -> Sentence | None:
    if v.year < _SOCIAL:
        return None
    v.draw.meet("prose: list of parts")
    listed = "、".join(f"{name}公开{v.n(v.of(code))}条" for code, name in _CHANNELS.items())
    text = f"全年主动公开政府信息{v.n(v.of('proactive_total'))}条，其中：{listed}。"
    return Sentence(text, {"proactive_total": v.of("proactive_total"), **{code: v.of(code) for code in _CHANNELS}})


@_about("proactive")
def _respectively(v: Voice) -> Sentence | None:
    if v.year < _SOCIAL:
        return None
    codes = list(_CHANNELS)[:3]
    one, two, three = (v.n(v.of(code)) for code in codes)
    v.draw.meet("prose: 分别")
    text = f"{v.year}年政府网站、政务微博、政务微信分别公开政府信息{one}条、{two}条和{three}条。"
    return Sentence(text, {code: v.of(code) for code in codes})


@_about("proactive")
def _old_channels(v: Voice) -> Sentence | None:
    total, site = int(v.of("proactive_total")), int(v.of("proactive_website"))
    if v.year >= _SOCIAL or site > total:
        return None
    v.draw.meet("prose: list of parts")
    text = f"{v.year}年，{v.me}主动公开政府信息{v.n(total)}条，其中通过政府网站公开{v.n(site)}条。"
    return Sentence(text, {"proactive_total": total, "proactive_website": site})


@_about("proactive")
def _cumulative(v: Voice) -> Sentence:
    total = v.of("proactive_total")
    v.draw.meet("prose: cumulative")
    before = total + v.draw.randrange(300, 9000)
    text = f"截至{v.year}年底，历年累计主动公开政府信息{v.n(before)}条，其中本年度新增主动公开政府信息{v.n(total)}条。"
    return Sentence(text, {"proactive_total": total})


@_about("proactive")
def _by_class(v: Voice) -> Sentence:
    total = int(v.of("proactive_total"))
    first = v.draw.randrange(1, total - 2)
    second = v.draw.randrange(1, total - first)
    v.draw.meet("prose: classes with shares")
    shares = [f"{100 * part / total:.1f}%" for part in (first, second, total - first - second)]
    text = (
        f"{v.me}主动公开政府信息{v.n(total)}条，按内容分：机构职能类{v.n(first)}条，占{shares[0]}；政策文件类"
        f"{v.n(second)}条，占{shares[1]}；工作动态类{v.n(total - first - second)}条，占{shares[2]}。"
    )
    return Sentence(text, {"proactive_total": total})


@_about("proactive")
def _more_than(v: Voice) -> Sentence | None:
    total = int(v.of("proactive_total"))
    if total < 120:
        return None
    v.draw.meet("prose: 余, 约, 近")
    step = 10 ** (len(str(total)) - 1)
    low = total // step * step
    return Sentence(
        v.draw.one(
            (
                f"全年通过各种渠道主动公开政府信息{low}余条。",
                f"这一年主动公开政府信息约{low + step}条。",
                f"各平台主动公开政府信息近{low + step}条。",
                f"当年公开政府信息{low}多条，群众查询更方便。",
            )
        )
    )


@_about("proactive")
def _ten_thousands(v: Voice) -> Sentence | None:
    total = int(v.of("proactive_total"))
    if total < 10_000:
        return None
    v.draw.meet("prose: 万, 亿")
    return Sentence(f"全年主动公开政府信息约{total / 10_000:.1f}万条，网页总浏览量超过{v.draw.uniform(1, 3):.1f}亿次。")


@_about("documents")
def _normative(v: Voice) -> Sentence:
    shown, issued = v.of("proactive_normative_documents"), v.of("normative_documents_issued")
    text = f"本年度制发规范性文件{v.n(issued)}件，主动公开规范性文件{v.n(shown)}件。"
    return Sentence(text, {"proactive_normative_documents": shown, "normative_documents_issued": issued})


@_about("documents")
def _gazette(v: Voice) -> Sentence:
    count = v.of("proactive_gazette")
    return Sentence(f"通过政府公报公开政府信息{v.n(count)}条。", {"proactive_gazette": count})


@_about("documents")
def _reported(v: Voice) -> Sentence:
    count = v.draw.randrange(10, 900)
    text = f"全年向上级政府网站报送信息{v.n(count)}条，被采用{v.n(count // 3)}条。"
    return Sentence(text, {"proactive_reported_to_superior_site": count})


# --- requests --------------------------------------------------------------------------------------------------------
def _unit(v: Voice) -> str:
    unit = v.draw.weighted({"件": 8, "宗": 1, "例": 0.7, "起": 0.5, "条": 1})
    if unit != "件":
        v.draw.meet("prose: other classifiers")
    return unit


@_about("requests")
def _received(v: Voice) -> Sentence:
    count, unit = v.of("requests_received"), _unit(v)
    if count == 0:
        v.draw.meet("prose: zero in words")
        text = v.draw.one(
            (
                f"{v.year}年，{v.me}未收到政府信息公开申请。",
                f"本年度{v.me}没有收到公民、法人和其他组织提出的政府信息公开申请。",
                f"全年收到政府信息公开申请0{unit}。",
                "统计期内为零申请，全年未受理依申请公开事项。",
            )
        )
        return Sentence(text, {"requests_received": 0})
    shown = v.n(count)
    if count == 1 and v.draw.chance(0.5):
        v.draw.meet("prose: Chinese numerals")
        shown = "一"
    text = v.draw.one(
        (
            f"{v.year}年，{v.me}共收到政府信息公开申请{shown}{unit}。",
            f"全年受理依申请公开政府信息{shown}{unit}。",
            f"当年新收政府信息公开申请{shown}{unit}，逐{unit}登记、限时转办。",
        )
    )
    return Sentence(text, {"requests_received": count})


@_about("requests")
def _received_by(v: Voice) -> Sentence | None:
    codes = ("requests_received_in_person", "requests_received_online", "requests_received_letter")
    if not all(code in v.facts.stats for code in codes) or not v.of("requests_received") or v.facts.local:
        return None
    if v.of("requests_received_fax"):
        return None
    v.draw.meet("prose: list of parts")
    numbers = [v.n(v.of(code)) for code in codes]
    text = (
        f"全年共收到政府信息公开申请{v.n(v.of('requests_received'))}件，其中当面申请{numbers[0]}件、网络申请"
        f"{numbers[1]}件、信函申请{numbers[2]}件。"
    )
    return Sentence(text, {"requests_received": v.of("requests_received"), **{code: v.of(code) for code in codes}})


@_about("requests")
def _all_answered(v: Voice) -> Sentence | None:
    count = v.of("requests_received")
    if not count or v.of("requests_answered") != count:
        return None
    v.draw.meet("prose: derived")
    text = f"本年度收到政府信息公开申请{v.n(count)}件，均已按期答复，答复率100%。"
    implied = {"requests_answered": count, "requests_answer_rate_pct": 100, "requests_concluded": count}
    return Sentence(text, {"requests_received": count, **implied}, optional=frozenset(implied))


@_about("requests")
def _carried(v: Voice) -> Sentence | None:
    if "carried_over_in" not in v.facts.stats:
        return None
    values = {
        "requests_received": v.of("requests_received"),
        "requests_concluded": v.of("requests_concluded"),
        "requests_carried_over_in": v.of("carried_over_in"),
        "requests_carried_over_out": v.of("carried_over_out"),
    }
    text = (
        f"{v.year}年新收政府信息公开申请{v.n(values['requests_received'])}件，上年结转"
        f"{v.n(values['requests_carried_over_in'])}件，办结{v.n(values['requests_concluded'])}件，结转下年度继续办理"
        f"{v.n(values['requests_carried_over_out'])}件。"
    )
    return Sentence(text, values, optional=frozenset(("requests_carried_over_in", "requests_carried_over_out")))


@_about("answers")
def _results(v: Voice) -> Sentence | None:
    codes = ("requests_answered_granted", "requests_answered_partially_granted", "requests_answered_refused")
    if not v.of("requests_answered"):
        return None
    a, b, c = (v.n(v.of(code)) for code in codes)
    text = f"从答复结果看，予以公开{a}件，部分公开{b}件，不予公开{c}件。"
    return Sentence(text, {code: v.of(code) for code in codes})


@_about("answers")
def _concluded(v: Voice) -> Sentence | None:
    codes = ("requests_concluded", "requests_concluded_on_time", "requests_concluded_extended")
    if not all(code in v.facts.stats for code in codes) or not v.of("requests_concluded"):
        return None
    a, b, c = (v.n(v.of(code)) for code in codes)
    text = f"申请办结数为{a}件，其中按时办结{b}件，延期办结{c}件。"
    return Sentence(text, {code: v.of(code) for code in codes})


@_about("answers")
def _no_refusal(v: Voice) -> Sentence | None:
    if v.of("requests_answered_refused"):
        return None
    v.draw.meet("prose: zero in words")
    return Sentence("全年没有不予公开政府信息的情况。", {"requests_answered_refused": 0})


@_about("answers")
def _attribute(v: Voice) -> Sentence:
    whole = [v.draw.randrange(5, 400) for _ in range(3)]
    v.draw.meet("prose: 依申请公开 as an attribute")
    return Sentence(
        f"按公开属性统计，当年制作的文件共{sum(whole)}件，主动公开属性{whole[0]}件，依申请公开属性{whole[1]}件，"
        f"不予公开属性{whole[2]}件。"
    )


# --- reviews, suits, complaints --------------------------------------------------------------------------------------
@_about("disputes")
def _disputes(v: Voice) -> Sentence:
    reviews, suits = v.of("review_total"), v.of("litigation_total")
    if reviews == suits == 0:
        v.draw.meet("prose: zero in words")
        text, more = v.draw.one(
            (
                ("全年没有发生因政府信息公开引起的行政复议、行政诉讼。", ()),
                (f"{v.year}年，{v.me}未发生因政府信息公开被申请行政复议、提起行政诉讼的情况。", ()),
                ("因政府信息公开引发的行政复议、行政诉讼和举报投诉均为0件。", ("complaints_total",)),
                ("本年度无涉及政府信息公开的行政复议和行政诉讼案件。", ()),
            )
        )
        return Sentence(text, {"review_total": 0, "litigation_total": 0, **dict.fromkeys(more, 0.0)})
    values = {"review_total": reviews, "litigation_total": suits}
    if v.draw.chance(0.3):
        v.draw.meet("prose: 分别")
        text = f"因政府信息公开引发的行政复议和行政诉讼案件分别为{v.n(reviews)}件和{v.n(suits)}件。"
        return Sentence(text, values)
    if reviews and v.draw.chance(0.6):
        pending = v.facts.stats.get("review_pending")
        named = {"review_upheld": "维持", "review_corrected": "纠错", "review_other": "其他结果"}
        listed = "、".join(f"{label}{v.n(v.of(code))}件" for code, label in named.items())
        v.draw.meet("prose: list of parts")
        if pending is not None:
            listed += f"、尚未审结{v.n(pending)}件"
            values["review_pending"] = pending
        text = f"因政府信息公开被申请行政复议{v.n(reviews)}件，其中{listed}；被提起行政诉讼{v.n(suits)}件。"
        return Sentence(text, values | {code: v.of(code) for code in named}, optional=frozenset(("review_pending",)))
    text = f"当年涉及政府信息公开的行政复议案件{v.n(reviews)}件、行政诉讼案件{v.n(suits)}件。"
    return Sentence(text, values)


@_about("complaints")
def _complaints(v: Voice) -> Sentence:
    count = v.of("complaints_total")
    if count == 0:
        return Sentence("没有收到涉及政府信息公开的举报投诉。", {"complaints_total": 0})
    return Sentence(f"收到涉及政府信息公开的举报投诉{v.n(count)}件，均已核实回告。", {"complaints_total": count})


# --- fees ------------------------------------------------------------------------------------------------------------
@_about("fees")
def _fees(v: Voice) -> Sentence:
    fees = v.of("request_fees_wanyuan")
    if fees == 0:
        v.draw.meet("prose: zero in words")
        text, reductions = v.draw.one(
            (
                ("依申请提供政府信息没有收取任何费用。", False),
                (f"{v.year}年度，{v.me}未发生依申请公开收费和减免费用的情况。", True),
            )
        )
        values: Values = {"request_fees_wanyuan": 0}
        return Sentence(text, values | ({"request_fee_reductions": 0} if reductions else {}))
    v.draw.meet("prose: 元 and 万元")
    text = f"全年依申请公开政府信息共收取检索、复制、邮寄等费用{v.n(round(fees * 10_000))}元。"
    return Sentence(text, {"request_fees_wanyuan": fees})


@_about("processing fee")
def _processing(v: Voice) -> Sentence:
    if v.draw.chance(0.55):
        text = v.draw.one(
            (
                f"{v.year}年，{v.me}没有收取政府信息公开信息处理费。",
                "本年度信息处理费收取金额为0元。",
                "依据信息处理费管理办法，本年度未收取信息处理费。",
            )
        )
        return Sentence(text, {"information_processing_fee_yuan": 0})
    fee = 10.0 * v.draw.randrange(4, 90)
    v.draw.meet("prose: processing fee")
    notices = v.draw.randrange(2, 9)
    text = v.draw.one(
        (
            f"全年实际收取政府信息公开信息处理费{plain(fee)}元。",
            f"当年发出收费通知{notices}件，通知金额共{plain(fee + 220)}元，实际收取信息处理费{plain(fee)}元。",
        )
    )
    return Sentence(text, {"information_processing_fee_yuan": fee})


# --- staff, money, meetings ------------------------------------------------------------------------------------------
@_about("capacity")
def _staff(v: Voice) -> Sentence:
    codes = ("staff_total", "staff_full_time", "staff_part_time")
    a, b, c = (v.n(v.of(code)) for code in codes)
    text = f"目前从事政府信息公开工作人员{a}人，其中专职人员{b}人、兼职人员{c}人。"
    return Sentence(text, {code: v.of(code) for code in codes})


@_about("capacity")
def _points(v: Voice) -> Sentence:
    points, offices = v.of("reading_points"), v.of("dedicated_offices")
    text = f"{v.all}设置政府信息公开查阅点{v.n(points)}个，设立政府信息公开工作专门机构{v.n(offices)}个。"
    return Sentence(text, {"reading_points": points, "dedicated_offices": offices})


@_about("capacity")
def _budget(v: Voice) -> Sentence | None:
    money = v.of("special_budget_wanyuan")
    if not money:
        return None
    v.draw.meet("prose: 元 and 万元")
    other = v.draw.randrange(3, 40)
    text = f"安排政府信息公开专项经费{v.n(money)}万元，另投入{other}万元改版门户网站。"
    values = {"special_budget_wanyuan": money, "funding_platform_upgrade_wanyuan": other}
    return Sentence(text, values, optional=frozenset(("funding_platform_upgrade_wanyuan",)))


@_about("meetings")
def _meetings(v: Voice) -> Sentence:
    codes = ("meetings_held", "training_sessions", "trainees")
    a, b, c = (v.n(v.of(code)) for code in codes)
    text = f"全年召开政府信息公开工作会议{a}次，举办各类培训班{b}期，接受培训人员{c}人次。"
    return Sentence(text, {code: v.of(code) for code in codes})


@_about("meetings")
def _two_trainings(v: Voice) -> Sentence:
    first, second = v.draw.randrange(20, 140), v.draw.randrange(20, 140)
    v.draw.meet("prose: parts to be summed")
    text = f"5月举办政府信息公开业务培训1次，培训{first}人；10月又举办政府信息公开业务培训1次，培训{second}人。"
    return Sentence(text, parts={"training_sessions": 2, "trainees": first + second})


@_about("response")
def _response(v: Voice) -> Sentence:
    codes = ("response_topics", "response_press_conferences", "response_online_interviews")
    a, b, c = (v.n(v.of(code)) for code in codes)
    text = f"回应公众关注热点或重大舆情{a}次，参加或举办新闻发布会{b}次，政府网站在线访谈{c}次。"
    return Sentence(text, {code: v.of(code) for code in codes})


@_about("response")
def _interpretations(v: Voice) -> Sentence:
    count = v.of("response_policy_interpretations")
    text, values = f"全年发布政策解读稿件{v.n(count)}篇", {"response_policy_interpretations": count}
    if v.year >= _SOCIAL:
        values["response_weibo_wechat"] = v.of("response_weibo_wechat")
        text += f"，微博微信回应事件{v.n(v.of('response_weibo_wechat'))}次"
    return Sentence(text + "。", values)


# --- what states nothing that counts ---------------------------------------------------------------------------------
_OFF: dict[str, tuple[str, ...]] = {
    "prose: last year": (
        "{last}年主动公开政府信息{a}条，收到政府信息公开申请{b}件，供对照。",
        "上一年度因政府信息公开引发的行政复议为{b}件。",
    ),
    "prose: plan": (
        "{next}年，计划举办政府信息公开培训班{b}期，召开专题会议{b}次。",
        "下一步力争全年主动公开政府信息不少于{a}条。",
    ),
    "prose: half a year": ("上半年主动公开政府信息{a}条，进度与安排相当。", "一季度收到政府信息公开申请{b}件。"),
    "prose: shares and rates": (
        "答复及时率保持在98.5%以上，栏目抽查合格率为{b}.6%。",
        "政府信息公开申请办理满意率达到99.2%。",
    ),
    "prose: services": (
        "政务服务大厅全年受理各类办件{a}件，平均办理时间缩短{b}%。",
        "权责清单共列{a}个事项，网上可办的占九成。",
        "发布招标公告{a}条、中标结果{b}条。",
        "受理低保申请{a}件、公租房申请{b}件，公示名单没有遗漏。",
    ),
    "prose: other organs": (
        "据通报，相邻三个县主动公开政府信息分别为{a}条、{b}条和{c}条。",
        "法院受理的各类行政案件共{b}件，与政府信息公开无关。",
        "档案馆当年接待查档群众{a}人次，提供复印件{b}份。",
        "据公开报道，全国法院当年受理政府信息公开行政案件{a}件。",
    ),
    "prose: rules": (
        "按规定每季度至少召开1次政府信息公开工作会议，每年培训不少于2次。",
        "对收到的申请应在20个工作日内答复，延期最多20个工作日。",
        "文件依据是《关于进一步做好公开工作的通知》（政办发〔{year}〕{b}号）。",
    ),
    "prose: other trainings": ("另办农业技术培训班{b}期，培训种养大户{a}人次。",),
}
_PLAIN = (
    "办公室指定专人管理公开目录，每月末核对一次栏目，缺漏的当月补齐。",
    "重要文件印发时同步写好解读，与原文放在同一页面。",
    "对群众来电来访，值班人员先听清诉求，再说明办理途径。",
    "网站改用统一目录，机构职责、办事指南和政策文件各归其位。",
    "发布前由承办科室、办公室、分管领导三级审看，涉密和个人信息一律不上网。",
    "新媒体账号做了清理，长期不更新的已经注销。",
    "栏目分类细到事项，群众找文件少走弯路。",
    "公开工作列入年度考核，季度通报问题，年底一并计分。",
)
_PROBLEMS = (
    "存在的不足：个别栏目更新偏慢，解读形式单一，基层承办人员更换频繁。",
    "主要问题是政策解读多为文字，图表和问答较少；部分历史文件尚未完成电子化。",
    "问题表现在公开目录与实际工作结合不够，有的信息发布后缺少维护。",
)
_CURES = (
    "改进的办法是把目录责任落到科室，每月通报一次；解读材料与文件一同送审。",
    "今后将补上历史文件，多用图表说明数字，并对新任承办人员先培训后上岗。",
    "下一步打算梳理全部栏目，合并重复内容，减少空白页面。",
)


def distractors(voice: Voice) -> list[str]:
    """Sentences with numbers that state no figure of this report."""
    chosen = voice.draw.sample(sorted(_OFF), voice.draw.choice((0, 1, 1, 2, 3)))
    found = []
    for kind in chosen:
        voice.draw.meet(kind)
        text = voice.draw.one(_OFF[kind])
        a, b, c = (voice.draw.randrange(*bounds) for bounds in ((120, 4000), (3, 60), (60, 900)))
        found.append(text.format(a=a, b=b, c=c, last=voice.year - 1, next=voice.year + 1, year=voice.year))
    return found


def filler(draw: Draw, count: int) -> list[str]:
    """Sentences without any number."""
    return draw.sample(_PLAIN, count)


def problems(draw: Draw) -> list[str]:
    """What part five says."""
    return [draw.one(_PROBLEMS), draw.one(_CURES)]


def about(voice: Voice, told: Told, topic: str) -> str:
    """One sentence on a topic, noted in `told`; empty where no wording fits the figures."""
    makers = list(_MAKERS[topic])
    voice.draw.shuffle(makers)
    for maker in makers:
        sentence = maker(voice)
        if sentence is not None:
            return told.say(sentence)
    return ""


def again(voice: Voice, told: Told) -> str:
    """A second telling of the number of requests: rounded, the same, or contradicting the first."""
    count = voice.of("requests_received")
    if "requests_received" not in told.whole or count < 12:
        return ""
    kind = voice.draw.weighted({"same": 2, "rounded": 2, "differs": 2})
    if kind == "rounded":
        voice.draw.meet("prose: restated, rounded")
        return f"前文所说收到政府信息公开申请{int(count) // 10 * 10}余件，来自各行各业。"
    if kind == "same":
        voice.draw.meet("prose: restated")
        return told.say(Sentence(f"全年收到政府信息公开申请{voice.n(count)}件。", {"requests_received": count}))
    voice.draw.meet("prose: contradiction")
    other = float(str(int(count))[::-1])
    other = other + 9 if other == count or str(int(count)).endswith("0") else other
    return told.say(Sentence(f"全年共收到政府信息公开申请{voice.n(other)}件。", {"requests_received": other}))
