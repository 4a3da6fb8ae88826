"""One report as a value: its organ and year, title, dates, parts of paragraphs and tables, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.accuracy.answers import Answer
from tests.accuracy.generated import facts as figures
from tests.accuracy.generated import organs, prose, slips
from tests.accuracy.generated.draw import Draw
from tests.accuracy.generated.facts import Facts
from tests.accuracy.generated.organs import Organ
from tests.accuracy.generated.prose import Told, Voice
from tests.printed import grids
from tests.printed.grids import Cell, Table
from tests.printed.reports import Part
from tests.printed.reports import Report as Printed

_SURNAMES = "柏苗向晏龙滕符佘邬阙"
_GIVEN = ("文舟", "晓岚", "立新", "远帆", "一禾", "素心", "若谷", "明溪")
_HEADINGS: dict[str, tuple[str, ...]] = {
    "overview": ("概述", "概 述", "总体情况", "基本情况"),
    "proactive": ("主动公开政府信息情况", "主动公开政府信息的情况", "主动公开情况"),
    "requests": ("依申请公开政府信息情况", "依申请公开政府信息和不予公开政府信息情况", "依申请公开办理情况"),
    "response": ("回应解读情况", "政策解读和回应关切情况"),
    "fees": ("政府信息公开的收费及减免情况", "收费及减免情况"),
    "disputes": (
        "因政府信息公开申请行政复议、提起行政诉讼情况",
        "复议、诉讼和申诉情况",
        "行政复议、行政诉讼和举报投诉情况",
    ),
    "capacity": ("机构建设和保障经费情况", "机构、人员和经费情况"),
    "meetings": ("政府信息公开会议和培训情况", "会议和培训情况"),
    "problems": ("存在的主要问题及改进措施", "主要问题和改进情况", "存在问题及下一步打算"),
    "c1": ("总体情况", "总体情况", "概述", "总体工作情况"),
    "c2": ("主动公开政府信息情况", "主动公开政府信息情况", "行政机关主动公开政府信息的情况", "主动公开情况"),
    "c3": (
        "收到和处理政府信息公开申请情况",
        "收到和处理政府信息公开申请情况",
        "行政机关收到和处理政府信息公开申请的情况",
    ),
    "c4": (
        "政府信息公开行政复议、行政诉讼情况",
        "政府信息公开行政复议、行政诉讼情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    ),
    "c5": ("存在的主要问题及改进情况", "存在的主要问题及改进情况", "政府信息公开工作存在的主要问题及改进情况"),
    "c6": ("其他需要报告的事项", "其他需要报告的事项", "需要说明的其他事项"),
}
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Report:
    """A report before it is printed.

    `title` may hold line breaks; it is empty where the page prints none. `named` tells whether the title, with the
    page around it, names the organ; otherwise the page does elsewhere. `signed` is printed below the text in the way
    `signed_as`. `cover`: the title of the letter or notice with which a page brings the report, and its number.
    """

    draw: Draw
    organ: Organ
    year: int
    title: str
    named: bool
    published: str | None
    signed: str | None
    signed_as: str
    cover: str
    facts: Facts
    parts: tuple[Part, ...]
    prose: dict[str, float | None]
    optional: frozenset[str]

    @property
    def tables(self) -> list[Table]:
        """All tables in printed order."""
        return [table for part in self.parts for table in part.tables]

    @property
    def bare_title(self) -> str:
        """The title on one line."""
        return self.title.replace("\n", "")

    @property
    def page_title(self) -> str:
        """A title for the head of a page: that of the column where none is printed above the text."""
        return self.bare_title or "政府信息公开年报"

    @property
    def lines(self) -> tuple[str, ...]:
        """Headings and paragraphs in order."""
        return tuple(line for part in self.parts for line in (part.heading, *part.paragraphs) if line)

    def printed(self) -> Printed:
        """The report as the printers of the printed corpus take it."""
        day = self.signed or self.published or ""
        title, cells = self.bare_title, self.facts.cells
        requests_form = self.facts.requests_form
        form = self.facts.form
        organ = self.organ.full
        return Printed("", organ, self.year, form, requests_form, title, day, self.parts, cells, self.prose)

    def answer(self, *, annex: bool = False, tables: str = "readable", title: str | None = None) -> Answer:
        """The right reading. `annex`: only tables stand in the file. `tables`: readable, lost or pictures."""
        cells, failing = self.facts.cells, self.facts.failing
        if tables != "readable":
            cells = dict.fromkeys(cells) if tables == "lost" else {}
            failing = ()
        return Answer(
            id=f"{self.organ.id}-{self.year}",
            form=None if tables == "pictures" else self.facts.form,
            title=title if title is not None else self.bare_title or None,
            published_on=self.published,
            signed_on=self.signed,
            cells=dict(cells),
            failing=failing,
            prose={} if annex else dict(self.prose),
            optional=frozenset() if annex else self.optional,
            lines=() if annex else self.lines,
        )


def _title(draw: Draw, organ: Organ, year: int, *, own: bool) -> str:
    """A title; without the organ unless `own`."""
    name = organ.printed if own else ""
    work = draw.weighted(
        {
            "{n}{y}年政府信息公开工作年度报告": 10,
            "{n}{y}年度政府信息公开工作年度报告": 4,
            "{n}{y}年政府信息公开年度报告": 3,
            "{n}{y}年度政府信息公开年度报告": 2,
            "{y}年{n}政府信息公开工作年度报告": 2,
            "{y}年度{n}政府信息公开年报": 1.2,
            "{n}政府信息公开工作{y}年度报告": 1.2,
            "{n}{y}年度政府信息公开工作报告": 1,
            "{n}{y}年度信息公开工作年度报告": 1,
            "{n} {y} 年政府信息公开工作年度报告": 1.2,
            "{n}关于{y}年度政府信息公开工作的年度报告": 0.8,
            "{n}{y}年政府信息公开年度工作报告": 0.8,
        }
    )
    if not own and (work.startswith("{n}政府") or "{n}关于" in work):
        work = "{y}年政府信息公开工作年度报告"
    if not work.startswith(("{n}{y}年政府信息公开工作年度", "{n}{y}年度政府信息公开工作年度")):
        draw.meet("title of another form")
    return work.format(n=name, y=year).strip()


def _wrapped(draw: Draw, title: str) -> str:
    """The title cut into two lines, mostly at a likely place, now and then inside a name."""
    places = (("年度报告", 0), ("政府信息", 2), ("信息公开工作", 6), ("年政府", 1))
    cuts = [title.find(word) + skip for word, skip in places if word in title]
    if "局2" in title and draw.hard("line break inside a name", 0.2):
        cuts = [title.find("局2")]
    cuts = [cut for cut in cuts if 4 < cut < len(title) - 1]
    if not cuts:
        return title
    draw.meet("title on two lines")
    cut = draw.one(cuts)
    return title[:cut] + "\n" + title[cut:]


def _period(draw: Draw, year: int) -> str:
    return draw.one(
        (
            f"本报告所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。",
            f"报告中数据起止时间为{year}年1月1日至{year}年12月31日。",
            f"数据统计期为{year}年1月1日至12月31日。",
            f"文中数字起自{year}年1月1日，截至{year}年12月31日。",
            f"统计期限为{year}年1月1日-12月31日。",
        )
    )


def _law(year: int) -> str:
    return "第四十九条、第五十条" if year >= 2019 else "第三十一条、第三十二条"


def _preface(draw: Draw, organ: Organ, year: int, *, name_organ: bool) -> list[str]:
    who = organ.full if name_organ else draw.one((organ.me, "本机关"))
    opening = draw.one(
        (
            f"依照《中华人民共和国政府信息公开条例》{_law(year)}，{who}编成{year}年度报告。",
            f"{who}按照《政府信息公开条例》的要求，汇总全年情况，写成本报告，现予公布。",
            f"现将{who}{year}年政府信息公开工作情况报告如下。",
        )
    )
    phone = f"0{draw.randrange(310, 999)}-{draw.randrange(2100000, 8999999)}"
    street = draw.one(("和平路", "迎宾大道", "滨河南路", "朝阳街"))
    contact = f"（地址：{street}{draw.randrange(2, 300)}号，邮编：{draw.randrange(100, 860)}000，电话：{phone}）"
    found = [opening + _period(draw, year)]
    if draw.chance(0.5):
        contact_line = f"对本报告有疑问的，请与{who if name_organ else '本单位办公室'}联系{contact}。"
        found.append(contact_line) if draw.chance(0.5) else found.append("报告电子版可在网站下载。" + contact_line)
    return found


def _narrative(voice: Voice, told: Told) -> list[tuple[str, list[str]]]:
    """The parts of a report in prose: (kind of heading, paragraphs)."""
    draw = voice.draw

    def on(topic: str) -> str:
        return prose.about(voice, told, topic)

    overview = "".join(prose.filler(draw, 2))
    parts = [("overview", [overview])]
    texts = [on("proactive")]
    if draw.chance(0.6):
        texts.append(on("documents"))
    parts.append(("proactive", [*texts, prose.filler(draw, 1)[0]]))
    if draw.chance(0.4):
        parts.append(("response", [on("response")]))
    requests = [on("requests")]
    if draw.chance(0.6):
        requests.append(on("answers"))
    parts.append(("requests", ["".join(requests)]))
    parts.append(("fees", [on("fees")]))
    disputes = on("disputes")
    if draw.chance(0.3):
        disputes += on("complaints")
    parts.append(("disputes", [disputes]))
    if draw.chance(0.5):
        parts.append(("capacity", [on("capacity")]))
    if draw.chance(0.6):
        parts.append(("meetings", [on("meetings")]))
    parts.append(("problems", prose.problems(draw)))
    return parts


def _modern(voice: Voice, told: Told) -> list[tuple[str, list[str]]]:
    """The parts of a report of 2019 and later; tables come after the headings c2, c3 and c4."""
    draw = voice.draw

    def on(topic: str) -> str:
        return prose.about(voice, told, topic)

    one, two, three = prose.filler(draw, 3)
    first = [
        f"（一）主动公开。{on('proactive')}{on('documents') if draw.chance(0.4) else ''}",
        f"（二）依申请公开。{on('requests')}{on('answers') if draw.chance(0.3) else ''}",
        f"（三）政府信息管理。{one}",
        f"（四）平台建设。{two}{on('response') if draw.chance(0.3) else ''}",
        f"（五）监督保障。{three}{on('meetings') if draw.chance(0.5) else ''}",
    ]
    if draw.chance(0.25):
        first = ["".join(line.partition("。")[2] for line in first)]
    last = on("processing fee") if voice.year >= 2021 else draw.one(("无。", "没有其他需要报告的事项。"))
    c4 = [on("disputes")] if draw.chance(0.15) else []
    return [("c1", first), ("c2", []), ("c3", []), ("c4", c4), ("c5", prose.problems(draw)), ("c6", [last])]


def _numbered(draw: Draw, kinds: list[str]) -> list[str]:
    """The headings with their numbers."""
    style = draw.weighted({"{o}、{t}": 12, "{d}、{t}": 1, "{o}. {t}": 0.5, "（{o}）{t}": 0})
    if style != "{o}、{t}":
        draw.meet("headings numbered otherwise")
    return [
        style.format(o=_ORDINALS[place], d=place + 1, t=draw.one(_HEADINGS[kind])) for place, kind in enumerate(kinds)
    ]


def _statistics(draw: Draw, organ: Organ, facts: Facts, year: int) -> Table:
    before = f"填报单位（盖章）：{organ.full}" if draw.chance(0.5) else ""
    after = ""
    if draw.chance(0.5):
        names = [draw.one(_SURNAMES) + draw.one(_GIVEN) for _ in range(3)]
        phone = f"0{draw.randrange(310, 999)}-{draw.randrange(2100000, 8999999)}"
        after = f"单位负责人：{names[0]}　审核人：{names[1]}　填报人：{names[2]}　联系电话：{phone}"
        after += f"　填报日期：{year + 1}年1月{draw.randrange(3, 29)}日"
    grid = grids.statistics(facts.filled, before, after)
    rows = list(grid.rows)
    if facts.local:
        place = next(n for n, row in enumerate(rows) if row[0].text.strip("　").startswith("4.信函申请数"))
        code, text = facts.local
        rows.insert(
            place + 1, (Cell("　　5.其他方式申请数", "label"), Cell("件", "unit"), Cell(text, "number", code=code))
        )
    if organ.place.code.startswith("53"):
        draw.meet("text row of a province")
        place = next(n for n, row in enumerate(rows) if "专门机构数" in row[0].text)
        label = "州市负责政府信息与政务公开工作的具体机构、主要负责人姓名及职务"
        who = f"办公室，{draw.one(_SURNAMES)}{draw.one(_GIVEN)}，主任"
        rows.insert(place + 1, (Cell(f"　　{label}", "label"), Cell("", "unit"), Cell(who, "label")))
    return replace(grid, rows=tuple(rows))


def _amount_header(grids_made: list[Table], unit: str) -> list[Table]:
    """The tables with the unit of the purchases in the head of their column."""

    def named(cell: Cell) -> Cell:
        return replace(cell, text=f"采购总金额（{unit}）") if cell.text == "采购总金额" else cell

    return [replace(g, rows=tuple(tuple(named(c) for c in row) for row in g.rows)) if unit else g for g in grids_made]


def _tables(draw: Draw, organ: Organ, facts: Facts, year: int) -> dict[str, list[Table]]:
    """The tables by the kind of the heading that they follow."""
    if facts.form == "narrative":
        return {}
    if facts.form == "statistics_2014":
        return {"annex": slips.relabelled(draw, [_statistics(draw, organ, facts, year)])}
    form = facts.form.removeprefix("tables_")
    separate = draw.hard("one table an article", 0.2)
    cut = draw.one(("（三）不予公开", "（四）无法提供", "（五）不予处理"))
    broken = draw.weighted({"": 7, "repeated": 1.5, "split": 1.5})
    if broken:
        draw.meet("label repeated at a page break" if broken == "repeated" else "table split at a page break")
    again = broken == "split" and draw.hard("header repeated at a page break", 0.4)
    disclosure = _amount_header(grids.disclosure(form, facts.filled, {}, separate=separate), facts.unit_of_amount)
    requests = grids.requests(facts.requests_form, facts.filled, {}, cut=cut if broken else "", split=broken == "split")
    if again:
        head = requests[0].rows[:3]
        requests[1:] = [replace(grid, rows=(*head, *grid.rows), head=3) for grid in requests[1:]]
    review = [grids.review_litigation(facts.filled)]
    whole = slips.relabelled(draw, [*disclosure, *requests, *review])
    return {
        "c2": whole[: len(disclosure)],
        "c3": whole[len(disclosure) : -1],
        "c4": whole[-1:],
    }


def _year(draw: Draw, form: str) -> int:
    """A report year, mostly one for which the form was made."""
    usual = {
        "narrative": range(2008, 2014),
        "statistics_2014": range(2014, 2019),
        "tables_2019": range(2019, 2021),
        "tables_2021": range(2021, 2026),
    }[form]
    unusual = {
        "narrative": range(2014, 2020),
        "statistics_2014": range(2019, 2021),
        "tables_2019": range(2021, 2024),
        "tables_2021": range(2016, 2021),
    }[form]
    return draw.one(unusual if draw.hard("form of other years", 0.09) else usual)


def _dated(draw: Draw, year: int) -> str:
    """A day on which a report of the year came out."""
    lag = draw.weighted({1: 20, 2: 1, 4: 0.5})
    if lag > 1:
        draw.meet("published years later")
    month = draw.weighted({1: 6, 2: 2, 3: 5, 4: 1}) if lag == 1 else draw.randrange(1, 13)
    return f"{year + lag}-{month:02}-{draw.randrange(1, 29):02}"


def drawn(draw: Draw, form: str, *, page: bool, zeros: tuple[str, ...] = ()) -> Report:
    """A report. `page`: a page of a portal will stand around it, which may name the organ."""
    year = _year(draw, form)
    organ = organs.drawn(draw, year)
    facts = figures.drawn(draw, organ, form, zeros=zeros)
    style = draw.weighted({"": 10, "thousands": 0.8, "spaces": 1, "full width": 0.5, "chinese": 0.7})
    if style:
        draw.meet(f"prose numbers: {style}")
    voice = Voice(draw, organ, facts, year, style)
    told = Told()
    own = not draw.hard("title without organ", 0.14)
    title = _title(draw, organ, year, own=own)
    full = own and organ.known_by == "full"
    clear = not page and not full
    preface = _preface(draw, organ, year, name_organ=clear or draw.chance(0.25))
    body = _modern(voice, told) if form.startswith("tables") else _narrative(voice, told)
    texts = {kind: [line for line in lines if line] for kind, lines in body}
    anywhere = [kind for kind in ("c1", "c5", "overview", "proactive", "problems") if kind in texts]
    for sentence in prose.distractors(voice):
        texts[draw.one(anywhere)].append(sentence)
    if draw.chance(0.3):
        second = prose.again(voice, told)
        if second:
            texts[draw.one([kind for kind in ("c1", "overview") if kind in texts])].append(second)
    tables_of = _tables(draw, organ, facts, year)
    headings = _numbered(draw, list(texts))
    parts = [Part("", tuple(preface), ())]
    parts += [
        Part(heading, tuple(lines), tuple(tables_of.get(kind, [])))
        for heading, (kind, lines) in zip(headings, texts.items(), strict=True)
    ]
    if "annex" in tables_of:
        name = draw.one(
            ("附件：政府信息公开情况统计表", "附：政府信息公开工作情况统计表", f"政府信息公开情况统计表（{year}年度）")
        )
        parts.append(Part(name, (), tuple(tables_of["annex"])))
    if draw.hard("dates without 年 and 月", 0.1):
        parts = [replace(part, paragraphs=tuple(map(slips.without_tags, part.paragraphs))) for part in parts]
    if full and draw.hard("title and period of different years", 0.04):
        title = title.replace(str(year), str(year + draw.choice((1, -1))))
    if draw.chance(0.15):
        title = _wrapped(draw, title)
    if page and not own and draw.hard("no title above the text", 0.3):
        title = ""
    signed = draw.chance(0.4)
    published = _dated(draw, year)
    signed_as = draw.weighted({"digits": 5, "numerals": 2, "numerals zero": 0.6}) if signed else ""
    if signed_as.startswith("numerals"):
        draw.meet("date in Chinese numerals")
    cover = ""
    if page and full and draw.hard("title inside a covering letter", 0.05):
        way = draw.one(("关于报送《{t}》的报告", "关于公布{t}的通知", "关于印发《{t}》的通知"))
        cover = way.format(t=title.replace("\n", "")) + f"\n（办发〔{published[:4]}〕{draw.randrange(2, 60)}号）"
    values, optional = told.figures()
    dated = draw.chance(0.85)
    return Report(
        draw,
        organ,
        year,
        title,
        full,
        published if page and dated else None,
        published if signed else None,
        signed_as,
        cover,
        facts,
        tuple(parts),
        values,
        optional,
    )


def signature(report: Report) -> tuple[str, str] | None:
    """The organ and the date printed below the text."""
    if report.signed is None:
        return None
    year, month, day = map(int, report.signed.split("-"))
    date = f"{year}年{month}月{day}日"
    if report.signed_as.startswith("numerals"):
        date = slips.numeral_date(report.signed, "〇" if report.signed_as == "numerals zero" else "○")
    return report.organ.full, date
