"""What happens to words on their way to a page: local spellings, typing mistakes, dates that lose 年 and 月."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.accuracy.generated.draw import Draw
from tests.printed.grids import Cell, Table

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "一、本年新收政府信息公开申请数量": ("一、本年新收到政府信息公开申请数量", "一、本年度新收政府信息公开申请数量"),
    "二、上年结转政府信息公开申请数量": ("二、上年转结政府信息公开申请数量", "二、上年度结转政府信息公开申请数量"),
    "三、本年度办理结果": ("本年度办理结果",),
    "四、结转下年度继续办理": ("四、转结下年度继续办理", "结转下年度继续办理"),
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": (
        "（二）部分公开",
        "（二）部分公开(区分处理的,只计这一情形,不计其他情形)",
    ),
    "3.危及“三安全一稳定”": ('3.危及"三安全一稳定"', "3.危及'三安全一稳定'", "3．危及“三安全一稳定”"),
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": (
        "1、申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    ),
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": (
        "2、申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    ),
    "3.其他": ("3、其他",),
    "总计": ("合计", "总计"),
    "本年新制作数量": ("本年新\n制作数量", "本年新制作"),
    "本年新公开数量": ("本年新\n公开数量", "本年新公开"),
    "本年增/减": ("本年增减", "本年增／减"),
    "处理决定数量": ("本年处理决定数量",),
    "本年处理决定数量": ("处理决定数量",),
    "行政规范性文件": ("规范性文件",),
    "规范性文件": ("行政规范性文件",),
    "本年收费金额（单位：万元）": ("本年收费金额(单位:万元)", "本年收费金额（万元）"),
    "第二十条第（一）项": ("第二十条 第（一）项", "第二十条第(一)项"),
    "第二十条第（五）项": ("第二十条 第（五）项", "第二十条第(五)项"),
    "第二十条第（六）项": ("第二十条 第（六）项", "第二十条第(六)项"),
    "第二十条第（八）项": ("第二十条 第（八）项", "第二十条第(八)项"),
    "商业企业": ("商业\n企业", "商业 企业"),
    "科研机构": ("科研\n机构", "科研 机构"),
    "社会公益组织": ("社会公益\n组织",),
    "法律服务机构": ("法律服务\n机构",),
    "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）": (
        "（一）主动公开政府信息数",
        "（一）主动公开政府信息数\n（不同渠道和方式公开相同信息计1条）",
    ),
    "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）": ("（一）回应公众关注热点或重大舆情数",),
    "1.专职人员数（不包括政府公报及政府网站工作人员数）": ("1.专职人员数",),
    "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）": (
        "（四）政府信息公开专项经费",
    ),
}
_ALIKE = {
    "收": "受",
    "结": "接",
    "转": "传",
    "属": "届",
    "案": "安",
    "查": "察",
    "询": "寻",
    "复": "覆",
    "供": "共",
    "版": "板",
    "制": "治",
    "效": "校",
    "务": "物",
    "掌": "撑",
    "握": "渥",
    "密": "蜜",
    "仍": "乃",
    "维": "唯",
    "益": "意",
    "访": "仿",
    "解": "介",
    "稿": "搞",
    "频": "颁",
    "议": "义",
}


def _distance(one: str, two: str) -> int:
    """How many characters must change to make one text of the other."""
    row = list(range(len(two) + 1))
    for place, a in enumerate(one, 1):
        before, row[0] = row[0], place
        for other, b in enumerate(two, 1):
            before, row[other] = row[other], min(row[other] + 1, row[other - 1] + 1, before + (a != b))
    return row[-1]


def _mistyped(draw: Draw, label: str, others: set[str]) -> str:
    """The label with one or two characters wrong, still nearer to itself than to any other label of its table."""
    kind = draw.choice(("alike", "dropped", "doubled"))
    body = range(2, len(label) - 1)
    places = [place for place in body if kind != "alike" or label[place] in _ALIKE]
    if len(label) < 6 or not places:
        return label
    place = draw.one(places)
    letter = label[place]
    put = {"alike": _ALIKE.get(letter, letter), "dropped": "", "doubled": letter * 2}[kind]
    wrong = label[:place] + put + label[place + 1 :]
    nearest = min((_distance(wrong, other) for other in others if other != label), default=9)
    return wrong if _distance(wrong, label) + 1 < nearest and not letter.isdigit() else label


def relabelled(draw: Draw, grids: list[Table]) -> list[Table]:
    """The tables with local spellings in some reports, and mistyped labels in a few."""
    local = draw.hard("local spellings", 0.35)
    typist = draw.chance(0.18)
    chosen = {label: draw.one(ways) for label, ways in _SPELLINGS.items() if local and draw.chance(0.5)}
    made = []
    for grid in grids:
        labels = {cell.text.strip() for row in grid.rows for cell in row if cell.role == "label"}

        def changed(cell: Cell, labels: set[str] = labels) -> Cell:
            bare = cell.text.strip("　")
            text = chosen.get(bare, bare)
            if typist and cell.role == "label" and text == bare and draw.chance(0.12):
                text = _mistyped(draw, text, labels)
                if text != bare:
                    draw.meet("mistyped labels")
            indent = cell.text[: len(cell.text) - len(cell.text.lstrip("　"))]
            return replace(cell, text=indent + text) if cell.role in ("title", "head", "label", "group") else cell

        rows = tuple(tuple(changed(cell) for cell in row) for row in grid.rows)
        made.append(replace(grid, rows=rows))
    return made


_MONTH_DAY = re.compile(r"(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日")


def without_tags(text: str) -> str:
    """A text that lost the 年 and 月 of its dates, as pages of a word processor do: 201911日至20191231日."""
    return _MONTH_DAY.sub(lambda found: (found[1] or "") + found[2] + found[3] + "日", text)


_NUMERALS = "○一二三四五六七八九"


def numeral_date(day: str, zero: str = "○") -> str:
    """2020-01-19 as 二○二○年一月十九日."""
    year, month, date = day.split("-")

    def count(value: int) -> str:
        tens, ones = divmod(value, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十") + (_NUMERALS[ones] if ones else "")

    years = "".join(_NUMERALS[int(digit)] for digit in year).replace("○", zero)
    return f"{years}年{count(int(month))}月{count(int(date))}日"
