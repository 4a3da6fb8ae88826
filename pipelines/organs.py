"""From a printed organ name to the organ's identity. Pure: names, region and year in, `Organ` or None out.

The contract (DESIGN §3, Organs): a government's id is its region code; any other organ's is the code, `-` and the
canonical name without the region. The tables are `register/regions.csv` and `register/organs.toml`; what is open
stays None: an ambiguous place without a context that decides, a township without its county, a short form that no
table knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.records import Organ
from pipelines.register import STATE, Place, Region, Register

_TOWN = re.compile(
    r"(?P<name>[一-鿿]{1,12}?)(?P<sign>民族乡|街道|镇|乡|苏木)(?P<tail>人民政府|政府|办事处|办)?(?P<office>办公室)?"
)
_BRANCH = re.compile(r"(?P<owner>[一-鿿]{2,20}?(?:局|委员会|委|厅))(?P<area>[一-鿿]{1,14}?)分局")
_AREA_BRANCH = re.compile(r"(?P<body>[一-鿿]{2,12}?)分局")
_GOVERNMENT = re.compile(r"(?:人民)?政府|行政公署|行署|")
_OFFICE = re.compile(r"(?:(?:人民)?政府|行政公署|行署)办(?P<ending>公室|公厅)?")
_SCOPE = re.compile(r"[((](本级(?:机关)?|机关本级|全系统|本部)[))]$")
_LEVEL_WORD = re.compile(r"[全我本]?(自治区|自治州|自治县|省|市|州|盟|县|区|旗)")
_PARTY = re.compile(r"中共(.{2,12}?[省市县区州盟旗])委(?:员会)?(?=机构编制|台湾|台办|编办|网络安全)")
# Another place inside a name without one: the region is not in the register, so the name is not read.
_HIDDEN_PLACE = re.compile(
    r"[一-鿿]{2,}?(?:省|市(?!场|容|政|民|监)|县|(?<![园社新校库港矿林牧灌地山])区(?!划|域|块)|自治州|旗(?!舰)|盟)"
)
_NAME = re.compile(r"[一-鿿·、()]{2,40}")
_NO_NAME = re.compile(r"^[我本全该各]|关于|年度|报告|公开|(?<!机构)编制|发布|网站|门户|欢迎|[的了及]")


@dataclass(frozen=True, slots=True)
class _Name:
    """What stands after the region: the organ's canonical name, its kind, and whether the tables know it.

    `area` is the zone's name as printed, or the area that a branch serves ("" where the place before it is that).
    """

    text: str
    kind: str
    listed: bool = True
    town: bool = False
    area: str | None = None


def clean_name(printed: str, register: Register) -> str:
    """`printed` in NFKC, simplified characters, without spaces, quotes and the marks around a name."""
    text = register.simplified(unicodedata.normalize("NFKC", printed))
    return re.sub(r"[\s《》“”\"'〈〉【】]+", "", text).strip(",.:;、。·-—_|/")


def resolve_organ(
    printed: str, *, region_code: str | None, year: int | None, register: Register, told: str = ""
) -> Organ | None:
    """The organ that `printed` names, or None where it stays open.

    `region_code` is the region of the portal or page that prints it: it tells ambiguous places apart and stands for
    市, 县, 区, 我市 and for a missing place. `year` is the reported year (None: today's regions). `told` is text of
    the same document in which a longer form of a short name may stand.
    """
    text = clean_name(printed, register)
    scope = _SCOPE.search(text)
    if scope:
        organ = resolve_organ(text[: scope.start()], region_code=region_code, year=year, register=register, told=told)
        return organ and _scoped(organ, scope[1])
    text = _PARTY.sub(r"\1", text)
    return _state_organ(text, register) or _local_organ(text, region_code, year, register, told)


def government(region: Region) -> Organ:
    """The organ that governs a region."""
    sign = "行政公署" if region.name.endswith(("盟", "地区")) else "人民政府"
    name = "国务院" if region.code == STATE else region.title + sign
    return Organ(region.code, name, region.code, region.level, "government")


def _scoped(organ: Organ, scope: str) -> Organ:
    scope = "本级" if "本级" in scope else scope
    tail = "" if "-" in organ.id else "-人民政府"
    return Organ(f"{organ.id}{tail}（{scope}）", f"{organ.name}（{scope}）", organ.region_code, organ.level, organ.kind)


def _state_organ(text: str, register: Register) -> Organ | None:
    facts = register.facts["state"]
    name = facts["short"].get(text, text)
    if name == "国务院":
        return Organ(STATE, name, STATE, "state", "government")
    if name not in facts["names"]:
        return None
    kind = "office" if name == "国务院办公厅" else "department"
    return Organ(f"{STATE}-{name.removeprefix('国家').removeprefix('中国')}", name, STATE, "state", kind)


def _local_organ(text: str, code: str | None, year: int | None, register: Register, told: str) -> Organ | None:
    national = next((p for p in register.facts["prefixes"]["national"] if text.startswith(p) and text != p), "")
    text = text.removeprefix(national)
    here = register.region(code, year) or register.region(code)
    readings = list(_readings(text, here, year, register))
    starts_with_place = any(places for places, _ in readings)
    # What the tables know goes before what merely looks like a name: 淄博+市场监督管理局, not 淄博市+场监督管理局.
    for listed in (True, False):
        for places, rest in readings:
            name = _read_name(rest, places, year, register, told, bool(national))
            if name is None or name.listed is not listed:
                continue
            if not places:
                if name.listed or name.town or not (starts_with_place or _hides_known(rest, year, register)):
                    return _without_place(name, here, register)
                continue
            allowed = [place for place in places if not place.bare or _bare_may_own(place, name)]
            if allowed:
                chosen = register.choose(allowed, code, year)
                return _organ(chosen.region, name, year, register) if chosen else None
    return None


def _readings(
    text: str, here: Region | None, year: int | None, register: Register
) -> Iterator[tuple[list[Place], str]]:
    """Ways to cut `text` into places and the rest, most place first; places are empty where the text names none."""
    host = next((h for h in register.facts["zones"]["hosts"].items() if text.startswith(h[0])), None)
    if host and (region := register.region(host[1], year)):
        yield [Place(region, 0, False)], text
    by_length: dict[int, list[Place]] = {}
    for place in register.places(text, year):
        by_length.setdefault(place.length, []).append(place)
    for length in sorted(by_length, reverse=True):
        yield by_length[length], text[length:]
    word = _LEVEL_WORD.match(text)
    if here and word and not text.startswith(tuple(register.facts["prefixes"]["not_levels"])):
        meant = next((r for r in register.line(here, year) if _is_called(r, word[1])), None)
        if meant:
            yield [Place(meant, word.end(), False)], text[word.end() :]
    if not word or text.startswith(tuple(register.facts["prefixes"]["not_levels"])):
        yield [], text


def _bare_may_own(place: Place, name: _Name) -> bool:
    """Whether a place without its sign may stand before the name: 沅江路街道 and 东湖开发区 are none of 沅江, 东湖."""
    return name.listed and not name.town and (name.kind != "zone" or place.region.level == "city")


def _hides_known(rest: str, year: int | None, register: Register) -> bool:
    """Whether an unknown name ends in a known one (赵教育局): what stands before it is a place we cannot read."""
    tails = (_department(rest[cut:], "county", year, register, "", False) for cut in range(1, len(rest) - 1))
    return any(tail and tail.listed for tail in tails)


def _is_called(region: Region, word: str) -> bool:
    """Whether a page about `region` calls it by the sign of its level alone: 区 is never an autonomous region."""
    return region.name.endswith(word) and not (word == "区" and region.level != "county")


def _without_place(name: _Name, here: Region | None, register: Register) -> Organ | None:
    """An organ printed without any place: the portal's own, unless the portal is a province's (many levels)."""
    if here is None or name.text == "":
        return None
    if here.level == "state" or (here.level == "province" and not (name.area and here.name.endswith("市"))):
        return None
    return _organ(here, name, None, register)


def _read_name(
    rest: str, places: list[Place], year: int | None, register: Register, told: str, national: bool
) -> _Name | None:
    level = places[0].region.level if places else "county"
    if _GOVERNMENT.fullmatch(rest):
        return _Name("", "government")
    if office := _OFFICE.fullmatch(rest):
        return _Name("人民政府办公室" if office["ending"] != "公厅" else "人民政府办公厅", "office")
    if len(rest) < 2 or not _NAME.fullmatch(rest) or _NO_NAME.search(rest):
        return None
    if rest.endswith("分局"):
        return _branch(rest, level, year, register)
    town = _TOWN.fullmatch(rest)
    if town and not (_HIDDEN_PLACE.match(town["name"]) and not town["name"].endswith("区")):
        street = town["sign"] == "街道"
        if town["office"] or (town["tail"] == "办" and not street):
            return None
        ending = "街道办事处" if street else f"{town['sign']}人民政府"
        return _Name(town["name"] + ending, "government", town=True)
    return _zone(rest, level, year, register) or _department(rest, level, year, register, told, national)


def _organ(region: Region, name: _Name, year: int | None, register: Register) -> Organ | None:
    """The organ under the region; None where the name cannot stand under it (a township needs its county)."""
    if name.kind == "government" and not name.town:
        return government(region)
    if name.kind == "office":
        hall = region.level == "province" or region.code in register.facts["office"]["hall_cities"]
        text = "人民政府办公厅" if hall else name.text
        return Organ(f"{region.code}-{text}", region.title + text, region.code, region.level, "office")
    if name.town:
        if region.level != "county" and not (region.level == "city" and not register.has_parts(region)):
            return None
        return Organ(f"{region.code}-{name.text}", region.title + name.text, region.code, "township", name.kind)
    if name.kind == "branch":
        return _branch_organ(region, name, year, register)
    if name.kind == "zone" or name.area:
        return _zone_organ(region, name, register)
    text = name.text
    if text in ("海关", "海关关区"):  # it is called 厦门海关, without the sign of the city
        return Organ(f"{region.code}-{text}", _stem(region) + text, region.code, region.level, "department")
    return Organ(f"{region.code}-{text}", region.title + text, region.code, region.level, name.kind)


def _stem(region: Region) -> str:
    return region.name[:-1] if len(region.name) > 2 else region.name


# --- branches --------------------------------------------------------------------------------------------------------


def _branch(rest: str, level: str, year: int | None, register: Register) -> _Name | None:
    """市生态环境局安化分局 and 安化县生态环境分局 (there the place is already cut off) are one organ."""
    match = _BRANCH.fullmatch(rest)
    if match:
        owner = _department(match["owner"], level, year, register, "", False)
        return _Name(owner.text, "branch", listed=owner.listed, area=match["area"]) if owner else None
    match = _AREA_BRANCH.fullmatch(rest)
    owner = _department(match["body"] + "局", level, year, register, "", False) if match else None
    return _Name(owner.text, "branch", area="") if owner and owner.listed else None


def _branch_organ(region: Region, name: _Name, year: int | None, register: Register) -> Organ | None:
    area = name.area or ""
    serves = region
    if area:
        inner = [p for p in register.places(area, year, region) if p.length == len(area)]
        place = register.choose(inner, region.code, year) if inner else None
        if place:
            serves, area = place.region, _stem(place.region)
    elif region.level == "county":
        area = _stem(region)
    text = f"{name.text}{area}分局"
    owner = register.region(serves.parent_code, year) if serves.level == "county" else region
    return Organ(f"{serves.code}-{text}", (owner or region).title + text, serves.code, serves.level, "branch")


# --- zones -----------------------------------------------------------------------------------------------------------


def _zone(rest: str, level: str, year: int | None, register: Register) -> _Name | None:
    facts = register.facts["zones"]
    ends = [rest.rfind(word) + len(word) for word in facts["words"] if word in rest]
    if not ends:
        return None
    cut = max(ends)
    zone, tail = rest[:cut], rest[cut:]
    if _HIDDEN_PLACE.match(zone) and not zone.endswith(tuple(facts["words"])):
        return None
    if tail in ("", *facts["committee"]):
        return _Name("管理委员会", "zone", area=zone)
    if tail in facts["committee_office"]:
        return _Name("管理委员会办公室", "zone", area=zone)
    name = _department(tail, level, year, register, "", False)
    return _Name(name.text, name.kind, area=zone) if name and name.listed else None


def _zone_organ(region: Region, name: _Name, register: Register) -> Organ | None:
    facts = register.facts["zones"]
    printed = name.area or ""
    zone = facts["named"].get(region.code + printed)
    if zone is None:
        short = next((word for word in facts["full"] if printed.endswith(word)), None)
        if short and (region.level != "city" or printed != short):
            return None
        zone = facts["full"][short] if short else printed
    text = zone + name.text
    return Organ(f"{region.code}-{text}", region.title + text, region.code, region.level, name.kind)


# --- departments -----------------------------------------------------------------------------------------------------


def _department(rest: str, level: str, year: int | None, register: Register, told: str, national: bool) -> _Name | None:
    """The canonical name of a department, or None where the words are no name or a short form that no table knows."""
    facts = register.facts
    if rest in facts["names"]:
        return _Name(facts["names"][rest], "department")
    if rest in facts["bare"]["bodies"]:
        return _Name(rest + ("厅" if level == "province" else "局"), "department")
    if rest in facts["known"]["names"]:
        return _Name(rest, "department" if not rest.endswith(tuple(facts["endings"]["other"])) else "other")
    ending = next((e for e in ("委员会", "办公室", "局", "厅", "委", "办") if rest.endswith(e)), "")
    body = rest.removesuffix(ending)
    if ending:
        if body in facts["variable"]["bodies"] and (longer := _longer_name(rest, told)):
            return _Name(longer, "department")
        full = _body(body, year, register)
        if full in facts["known"]["bodies"]:
            return _Name(full + {"委": "委员会", "办": "办公室"}.get(ending, ending), "department")
    if ending in ("委", "办") or _HIDDEN_PLACE.match(rest):
        return None
    if rest.endswith(tuple(facts["endings"]["department"])):
        return _Name(rest, "department", listed=national)
    return _Name(rest, "other", listed=False) if rest.endswith(tuple(facts["endings"]["other"])) else None


def _body(body: str, year: int | None, register: Register) -> str:
    for since, table in register.facts["bodies_from"].items():
        if body in table and (year is None or year >= int(since)):
            return str(table[body])
    return str(register.facts["bodies"].get(body, body))


def _longer_name(short: str, told: str) -> str | None:
    """The one name in `told` after a sign of level that has the characters of `short` in order, or None.

    城管局 in the title, 城市管理和综合执法局 in the text.
    """
    between = r"[^\W\d_局厅委省县]{0,6}?"
    pattern = rf"[省市县区州盟旗]({between.join(short[:-1])}{between}{short[-1]})"
    found = {name for name in re.findall(pattern, told) if len(name) > len(short) and not _NO_NAME.search(name)}
    return found.pop() if len(found) == 1 else None
