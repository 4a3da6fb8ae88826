"""Organs of all levels as pages print them, each with the id that the contract gives it.

Places are real and kept their code over the years for which they are drawn; names of departments follow the reforms
of 2010, 2014 and 2018. The id is put together here by rule, never by the reader.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.accuracy.generated.draw import Draw

_REGISTER = Path(__file__).parents[3] / "pipelines" / "register" / "regions.csv"


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative area. `line`: its name with those of the areas above it but the province."""

    code: str
    name: str
    level: str
    province: str
    line: str
    host: str
    ambiguous: bool

    @property
    def suffix(self) -> str:
        """省, 市, 县 and so on, as an organ calls its area in short."""
        return "自治区" if self.name.endswith("自治区") else self.name[-1:]

    @property
    def formal(self) -> str:
        """The place as the head of its government's name: districts after their city, others by their own name."""
        return self.line if self.name.endswith("区") and self.level == "county" else self.name


@dataclass(frozen=True, slots=True)
class Organ:
    """Who reports. `printed`: the spelling in the title. `known_by`: full, short (needs the page around it) or place.

    `me` is what its text calls it (我局), `scope` what it reports on (全市, 全局), `site` whose site publishes it.
    """

    id: str
    full: str
    printed: str
    known_by: str
    me: str
    scope: str
    level: str
    kind: str
    place: Place
    site: str

    @property
    def governs(self) -> bool:
        """A government, whose figures are those of its whole area."""
        return self.kind == "government"


# code → host of the portal
_COUNTIES = {
    "110105": "bjchy",
    "120101": "tjhp",
    "130431": "jize",
    "130683": "anguo",
    "140829": "pinglu",
    "141123": "sxxingxian",
    "150622": "zge",
    "152525": "dwq",
    "220203": "longtan",
    "220582": "jilinja",
    "230102": "hrbdl",
    "310115": "pudong",
    "320106": "njgl",
    "320826": "lianshui",
    "330106": "hzxh",
    "330723": "zjwy",
    "340122": "feidong",
    "340881": "tongcheng",
    "341125": "dingyuan",
    "350102": "gl",
    "350521": "huian",
    "350783": "jianou",
    "360222": "fuliang",
    "360981": "jxfc",
    "361128": "poyang",
    "370305": "linzi",
    "371321": "yinan",
    "410523": "tangyin",
    "411526": "huangchuan",
    "420606": "fancheng",
    "420902": "xiaonan",
    "421083": "honghu",
    "430408": "zhengxiangqu",
    "430902": "hnziyang",
    "430903": "hnhs",
    "430922": "taojiang",
    "430923": "anhua",
    "430981": "yuanjiang",
    "431129": "jh",
    "440106": "thnet",
    "441423": "fengshun",
    "450123": "longan",
    "450921": "rongxian",
    "469001": "wzs",
    "500103": "cqyz",
    "500106": "cqspb",
    "510781": "jiangyou",
    "511523": "jianganxian",
    "511725": "quxian",
    "520102": "nanming",
    "520122": "xifeng",
    "530425": "ym",
    "532325": "yaoan",
    "532501": "hhgj",
    "540102": "cgq",
    "610502": "linwei",
    "610828": "sxjiaxian",
    "611025": "zazf",
    "620523": "gangu",
    "620702": "gsgz",
    "622901": "lxs",
    "630123": "huangyuan",
    "632525": "guinan",
    "640121": "nxyongning",
    "653130": "bachu",
    "654023": "xjhc",
    "659001": "shz",
}
_CITIES = {
    "130100": "sjz",
    "150600": "ordos",
    "152500": "xlgl",
    "210200": "dl",
    "220200": "jlcity",
    "320100": "nanjing",
    "320800": "huaian",
    "330100": "hangzhou",
    "340300": "bengbu",
    "350100": "fuzhou",
    "370300": "zibo",
    "410100": "zhengzhou",
    "420100": "wuhan",
    "430900": "yiyang",
    "440600": "foshan",
    "441900": "dg",
    "451100": "gxhz",
    "510300": "zg",
    "530400": "yuxi",
    "620100": "lanzhou",
    "640100": "yinchuan",
}
_PROVINCES = {
    "310000": "shanghai",
    "410000": "henan",
    "430000": "hunan",
    "440000": "gd",
    "530000": "yn",
    "540000": "xizang",
    "630000": "qinghai",
    "650000": "xinjiang",
}
# cities whose government has a 办公厅
_HIGHER = {"210200", "320100", "330100", "410100", "420100", "130100", "350100", "620100", "640100"}
# places drawn only from this report year on
_SINCE = {"420606": 2011, "440600": 2008}

# (name, short forms, first report year, last report year)
_BUREAUS: tuple[tuple[str, tuple[str, ...], int, int], ...] = (
    ("教育局", (), 2008, 2030),
    ("教育体育局", ("教体局",), 2010, 2030),
    ("发展和改革局", ("发改局", "发展改革局"), 2010, 2030),
    ("发展和改革委员会", ("发改委", "发展改革委"), 2010, 2030),
    ("人力资源和社会保障局", ("人社局", "人力资源社会保障局"), 2010, 2030),
    ("住房和城乡建设局", ("住建局", "住房城乡建设局"), 2010, 2030),
    ("环境保护局", ("环保局",), 2008, 2018),
    ("国土资源局", (), 2008, 2018),
    ("自然资源局", (), 2019, 2030),
    ("自然资源和规划局", ("自然资源规划局",), 2019, 2030),
    ("卫生局", (), 2008, 2013),
    ("卫生和计划生育局", ("卫计局", "卫生计生局"), 2014, 2018),
    ("卫生健康局", ("卫健局",), 2019, 2030),
    ("农业局", (), 2008, 2018),
    ("农业农村局", (), 2019, 2030),
    ("工商行政管理局", ("工商局",), 2008, 2014),
    ("市场监督管理局", ("市监局", "市场监管局"), 2019, 2030),
    ("安全生产监督管理局", ("安监局",), 2008, 2018),
    ("应急管理局", ("应急局",), 2019, 2030),
    ("医疗保障局", ("医保局",), 2019, 2030),
    ("退役军人事务局", (), 2019, 2030),
    ("民政局", (), 2008, 2030),
    ("财政局", (), 2008, 2030),
    ("审计局", (), 2008, 2030),
    ("统计局", (), 2008, 2030),
    ("司法局", (), 2008, 2030),
    ("公安局", (), 2008, 2030),
    ("水利局", (), 2008, 2030),
    ("林业局", (), 2008, 2030),
    ("商务局", (), 2010, 2030),
    ("工业和信息化局", ("工信局",), 2010, 2030),
    ("城市管理局", ("城管局",), 2012, 2030),
    ("交通运输局", (), 2010, 2030),
    ("文化和旅游局", (), 2019, 2030),
    ("信访局", (), 2008, 2030),
    ("行政审批局", (), 2016, 2030),
)
_OFFICES: tuple[tuple[str, tuple[str, ...], int, int], ...] = (
    ("教育厅", (), 2008, 2030),
    ("财政厅", (), 2008, 2030),
    ("民政厅", (), 2008, 2030),
    ("水利厅", (), 2008, 2030),
    ("司法厅", (), 2008, 2030),
    ("审计厅", (), 2008, 2030),
    ("商务厅", (), 2010, 2030),
    ("交通运输厅", (), 2010, 2030),
    ("人力资源和社会保障厅", ("人社厅", "人力资源社会保障厅"), 2010, 2030),
    ("环境保护厅", ("环保厅",), 2010, 2018),
    ("生态环境厅", (), 2019, 2030),
    ("农业农村厅", (), 2019, 2030),
    ("卫生健康委员会", ("卫健委",), 2019, 2030),
    ("发展和改革委员会", ("发改委", "发展改革委"), 2010, 2030),
)
_MUNICIPAL: tuple[tuple[str, tuple[str, ...], int, int], ...] = (
    ("科学技术委员会", ("科委",), 2008, 2030),
    ("教育委员会", ("教委",), 2008, 2030),
    ("民政局", (), 2008, 2030),
    ("财政局", (), 2008, 2030),
    ("统计局", (), 2008, 2030),
    ("市场监督管理局", ("市场监管局",), 2019, 2030),
)
_MINISTRIES = (
    ("交通运输部", "交通运输部", "mot", 2009),
    ("教育部", "教育部", "moe", 2008),
    ("水利部", "水利部", "mwr", 2008),
    ("财政部", "财政部", "mof", 2008),
    ("民政部", "民政部", "mca", 2008),
    ("文化和旅游部", "文化和旅游部", "mct", 2018),
    ("生态环境部", "生态环境部", "mee", 2018),
    ("国家税务总局", "税务总局", "chinatax", 2008),
    ("国家医疗保障局", "医疗保障局", "nhsa", 2019),
)
_TOWNSHIPS = {
    "430981": ("草尾镇", "南大膳镇", "泗湖山镇", "共华镇"),
    "430922": ("桃花江镇", "灰山港镇", "松木塘镇", "鸬鹚渡镇"),
    "430923": ("东坪镇", "梅城镇", "仙溪镇"),
    "360222": ("臧湾乡", "瑶里镇"),
    "330723": ("桃溪镇", "柳城镇", "白洋街道"),
    "610828": ("螅镇", "乌镇"),
    "500103": ("解放碑街道", "两路口街道"),
    "230102": ("经纬街道", "新华街道"),
    "341125": ("炉桥镇", "池河镇"),
    "350521": ("崇武镇", "螺阳镇"),
    "511725": ("三汇镇", "临巴镇"),
    "440106": ("石牌街道", "沙河街道"),
    "441900": ("虎门镇", "长安镇", "石龙镇"),
    "320826": ("高沟镇", "红窑镇"),
    "530425": ("龙泉街道", "绿汁镇"),
    "421083": ("瞿家湾镇", "新滩镇"),
    "620523": ("磐安镇", "大像山镇"),
    "371321": ("界湖街道", "岸堤镇"),
}
# (branch as printed after its city, code of the area it serves, the area in the name of the branch, first year)
_BRANCHES = (
    ("益阳市", "生态环境局安化分局", "430923", 2019),
    ("益阳市", "生态环境局沅江分局", "430981", 2019),
    ("益阳市", "公安局赫山分局", "430903", 2008),
    ("益阳市", "自然资源和规划局资阳分局", "430902", 2019),
    ("杭州市", "公安局西湖分局", "330106", 2008),
    ("淮安市", "生态环境局涟水分局", "320826", 2019),
    ("福州市", "公安局鼓楼分局", "350102", 2008),
    ("渭南市", "生态环境局临渭分局", "610502", 2019),
    ("孝感市", "公安局孝南分局", "420902", 2008),
)
_ZONES = (
    ("430900", "益阳高新技术产业开发区管理委员会", "高新技术产业开发区管理委员会"),
    ("320800", "淮安经济技术开发区管理委员会", "经济技术开发区管理委员会"),
    ("420100", "武汉东湖新技术开发区管理委员会", "东湖新技术开发区管理委员会"),
    ("370300", "淄博高新技术产业开发区管理委员会", "高新技术产业开发区管理委员会"),
    ("340300", "蚌埠经济开发区管理委员会", "经济开发区管理委员会"),
)
_VERTICAL = (
    ("国家税务总局{place}税务局", "税务局", 2018),
    ("{place}气象局", "气象局", 2008),
    ("{place}烟草专卖局", "烟草专卖局", 2008),
)


@cache
def places() -> dict[str, Place]:
    """All places that are drawn, by code."""
    with _REGISTER.open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    shared = Counter(row["name"] for row in rows.values())
    found = {}
    for hosts in (_COUNTIES, _CITIES, _PROVINCES):
        for code, host in hosts.items():
            row = rows[code]
            above = [row["city"]] if row["level"] == "county" and row["city"] else []
            municipality = row["level"] == "county" and not row["city"] and code[:2] in ("11", "12", "31", "50")
            above += [row["province"]] if municipality else []
            name = row["name"]
            line = "".join([*above, name])
            found[code] = Place(code, name, row["level"], row["province"], line, host, shared[name] > 1)
    found["000000"] = Place("000000", "", "state", "", "", "", False)
    return found


def _at(draw: Draw, codes: list[str], year: int) -> Place:
    return places()[draw.one([code for code in codes if _SINCE.get(code, 2008) <= year])]


def _area(draw: Draw, year: int, level: str) -> Place:
    hosts = {"county": _COUNTIES, "city": _CITIES, "province": _PROVINCES}[level]
    return _at(draw, list(hosts), year)


def _government_of(place: Place) -> str:
    return place.formal + ("行政公署" if place.name.endswith("盟") else "人民政府")


def _government(draw: Draw, place: Place) -> Organ:
    full = _government_of(place)
    spellings = {full, full.replace(place.formal, place.name), place.line + full.removeprefix(place.formal)}
    spellings |= {place.name, place.line}
    printed = draw.one(sorted(spellings))
    known_by = "full"
    if place.ambiguous and not printed.startswith(place.line):
        known_by = "short"
        draw.meet("ambiguous name")
    if printed in (place.name, place.line):
        draw.meet("bare place name")
    me = "我" + place.suffix
    return Organ(
        place.code, full, printed, known_by, me, "全" + place.suffix[-1], place.level, "government", place, full
    )


def _office(draw: Draw, place: Place) -> Organ:
    name = "人民政府办公厅" if place.level == "province" or place.code in _HIGHER else "人民政府办公室"
    spellings = {f"{place.line}{name}": "full", f"{place.name}{name}": "full"}
    if name.endswith("室"):
        spellings[f"{place.name}政府办公室"] = "full"
        spellings[f"{place.suffix}政府办"] = "short"
    printed = draw.one(list(spellings))
    known_by = spellings[printed]
    if place.ambiguous and not printed.startswith(place.line):
        known_by = "short"
    if known_by == "short":
        draw.meet("short name")
    me = "我厅" if name.endswith("厅") else draw.one(("我办", "本办"))
    full = f"{place.formal}{name}"
    site, id = _government_of(place), f"{place.code}-{name}"
    scope = "全" + name[-1].replace("室", "办")
    return Organ(id, full, printed, known_by, me, scope, place.level, "office", place, site)


def _department(draw: Draw, place: Place, year: int) -> Organ:
    pool = _BUREAUS if place.level != "province" else _MUNICIPAL if place.suffix == "市" else _OFFICES
    name, shorts, _, _ = draw.one([one for one in pool if one[2] <= year <= one[3]])
    spellings = {f"{place.line}{name}": "full", f"{place.name}{name}": "full"}
    for short in shorts:
        spellings[f"{place.name}{short}"] = "full"
    spellings[f"{place.suffix}{draw.one((name, *shorts))}"] = "short"
    printed = draw.one(list(spellings))
    known_by = spellings[printed]
    if place.ambiguous and not printed.startswith(place.line):
        known_by = "short"
        draw.meet("ambiguous name")
    if known_by == "short" or any(printed.endswith(short) for short in shorts):
        draw.meet("short name")
    last = "委" if name.endswith("委员会") else name[-1]
    full = f"{place.formal}{name}"
    site = draw.one((_government_of(place), full))
    me, id = f"我{last}", f"{place.code}-{name}"
    return Organ(id, full, printed, known_by, me, f"全{last}", place.level, "department", place, site)


def _township(draw: Draw) -> Organ:
    code = draw.one(list(_TOWNSHIPS))
    place = places()[code]
    name = draw.one(_TOWNSHIPS[code])
    whole = name + ("办事处" if name.endswith("街道") else "人民政府")
    full = place.formal + whole
    spellings = {full: "full", place.name + whole: "full", place.name + name: "full", whole: "short", name: "short"}
    printed = draw.one(list(spellings))
    if spellings[printed] == "short":
        draw.meet("short name")
    me = "我街道" if name.endswith("街道") else "我" + name[-1]
    scope = "全街道" if name.endswith("街道") else "全" + name[-1]
    kind = "other" if name.endswith("街道") else "government"
    site = _government_of(place)
    return Organ(f"{code}-{whole}", full, printed, spellings[printed], me, scope, "township", kind, place, site)


def _vertical(draw: Draw, year: int) -> Organ:
    place = _area(draw, year, draw.one(("county", "city")))
    pattern, name, _ = draw.one([one for one in _VERTICAL if one[2] <= year])
    full = pattern.format(place=place.formal)
    draw.meet("vertical organ")
    return Organ(f"{place.code}-{name}", full, full, "full", "我局", "全局", place.level, "department", place, full)


def _branch(draw: Draw, year: int) -> Organ:
    city, name, code, _ = draw.one([one for one in _BRANCHES if one[3] <= year])
    place = places()[code]
    draw.meet("branch")
    full = city + name
    id = f"{code}-{name}"
    return Organ(id, full, full, "full", "我分局", "全局", "county", "branch", place, _government_of(place))


def _zone(draw: Draw) -> Organ:
    code, full, name = draw.one(_ZONES)
    place = places()[code]
    draw.meet("zone")
    printed = draw.one((full, full.replace("管理委员会", "管委会")))
    return Organ(f"{code}-{name}", full, printed, "full", "我委", "全区", "city", "zone", place, full)


def _ministry(draw: Draw, year: int) -> Organ:
    full, name, host, _ = draw.one([one for one in _MINISTRIES if one[3] <= year])
    place = replace(places()["000000"], host=host)
    draw.meet("state organ")
    me = "我部" if full.endswith("部") else "我局"
    return Organ(f"000000-{name}", full, full, "full", me, me, "state", "department", place, full)


def drawn(draw: Draw, year: int) -> Organ:
    """An organ that existed at the end of the report year."""
    kind = draw.weighted(
        {
            "government": 22,
            "office": 8,
            "department": 40,
            "township": 14,
            "vertical": 5,
            "branch": 5,
            "zone": 3,
            "ministry": 4,
        }
    )
    if kind == "township":
        return _township(draw)
    if kind == "vertical":
        return _vertical(draw, year)
    if kind == "branch":
        return _branch(draw, year)
    if kind == "zone":
        return _zone(draw)
    if kind == "ministry":
        return _ministry(draw, year)
    place = _area(draw, year, draw.weighted({"county": 6, "city": 3, "province": 1}))
    if kind == "government":
        return _government(draw, place)
    return _office(draw, place) if kind == "office" else _department(draw, place, year)
