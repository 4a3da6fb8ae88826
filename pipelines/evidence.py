"""What a page says about its organ beside its titles, and whether its body is a report's (FINDINGS §3, §9).

A witness is an organ that some place of the page names. Nobody's word is taken alone: who merely hosts, compiles or
forwards a report is not its organ, so a witness counts when the text speaks of itself as such an organ (我局, 我镇), or
where it contradicts nothing and is no mere name of the site.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipelines.dates import chinese_years
from pipelines.records import Context, Document, Organ, Table
from pipelines.register import Register
from pipelines.titles import TitleKind, read_title

Resolve = Callable[[str, str | None], Organ | None]
"""From a printed name and the region code of its context to an organ, or None."""

# --- the body ---------------------------------------------------------------------------------------------------------

# Headings and rows of the forms of 2019 and 2021: two of them make a report.
_MODERN = tuple(
    re.compile(pattern)
    for pattern in (
        r"主动公开政府信息情况",
        r"收到和处理政府信息公开申请",
        r"(?:因)?政府信息公开(?:被)?(?:申请)?(?:提起)?行政复议[、和,]?(?:提起)?行政诉讼情况",
        r"存在的?主要问题(?:及|和)改进(?:情况|措施)",
        r"其他需要报告的事项",
        r"本年新收政府信息公开申请",
        r"上年结转政府信息公开申请",
    )
)
# Parts of the reports of 2008 to 2018: three, with a sentence in which the text calls itself a report.
_EARLY = tuple(
    re.compile(pattern)
    for pattern in (
        r"主动公开",
        r"依申请公开",
        r"收费(?:及|和|情况|与)?(?:减免)?",
        r"行政复议|复议[、和]诉讼|提起行政诉讼",
        r"(?:主要)?问题(?:及|和|与).{0,4}(?:改进|措施|打算)|存在的(?:主要)?问题",
        r"概述|基本情况|总体情况",
    )
)
_CALLS_ITSELF = re.compile(
    r"(?:本|此|该)(?:年度|年)?(?:工作)?(?:年度)?(?:报告|年报)"
    r"|政府信息公开(?:工作)?(?:年度报告|年报)|信息公开(?:工作)?情况(?:报告|公布|汇报)"
    r"|(?:编[成制写]|撰写|形成)[^。;\n]{0,40}年度(?:工作)?(?:报告|年报)"
)
_ANNEX = tuple(
    re.compile(pattern) for pattern in (r"主动公开政府信息数", r"申请(?:总)?数", r"回应解读|申请办结数|行政复议数量")
)
_UNIVERSITY = re.compile(r"学年|高等学校信息公开办法")


def has_body(text: str, tables: Iterable[Table]) -> bool:
    """Whether text and tables have the parts of an annual report or of its statistics annex alone.

    Reports of universities on a school year follow another regulation and are none; neither is the like of a summary
    of work, which has the early parts but never calls itself a report.
    """
    cells = "\n".join(cell.text for table in tables for row in table.rows for cell in row)
    whole = f"{text}\n{unicodedata.normalize('NFKC', cells)}" if cells else text
    if "信息公开" not in whole and not _ANNEX[0].search(whole):
        return False
    if _UNIVERSITY.search(text[:1500]):
        return False
    if sum(bool(pattern.search(whole)) for pattern in _MODERN) >= 2 or all(p.search(whole) for p in _ANNEX):
        return True
    return bool(_CALLS_ITSELF.search(text[:2500])) and sum(bool(pattern.search(text)) for pattern in _EARLY) >= 3


# --- how the text speaks of itself ------------------------------------------------------------------------------------

_SELF = re.compile(r"[我本](街道|管委会|中心|局|委|厅|办(?!法)|镇|乡|县|市(?!场)|区(?!域|划|分)|州|省|旗|盟|署|队|馆)")
_REGIONS = frozenset("县市区州省旗盟")
_ENDINGS = {
    "街道": ("街道办事处",),
    "管委会": ("管理委员会",),
    "委": ("委员会",),
    "办": ("办公室", "办公厅"),
    "镇": ("镇人民政府",),
    "乡": ("乡人民政府",),
}


@dataclass(frozen=True, slots=True)
class SelfReference:
    """The word by which the text speaks of its organ most: 我局, 我镇, or of a whole region: 我市."""

    word: str

    def fits(self, organ: Organ) -> bool:
        """Whether `organ` may call itself so. 我市 fits the government of a 市 only."""
        sign = self.word[1:]
        if self.of_region:
            region = organ.name.removesuffix("人民政府").removesuffix("行政公署")
            return (organ.kind == "government" and region.endswith(sign)) or (organ.kind == "zone" and sign == "区")
        return organ.name.endswith(_ENDINGS.get(sign, (sign,)))

    @property
    def of_region(self) -> bool:
        """Whether it names a region and not an organ."""
        return self.word[1:] in _REGIONS


def self_reference(text: str) -> SelfReference | None:
    """How the text calls its organ, or None. Words for an organ go before words for a region, which all use."""
    counts = Counter(match[1] for match in _SELF.finditer(text))
    units = [(count, sign) for sign, count in counts.items() if sign not in _REGIONS]
    chosen = max(units or [(count, sign) for sign, count in counts.items()], default=None)
    return SelfReference(f"我{chosen[1]}") if chosen else None


# --- witnesses --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Naming:
    """A name as printed and the place of the page that prints it: `body` (a sentence that calls the report its own),
    `preface` (who does so and so in the opening sentences), `filled_in` (填报单位 of the annex), `publisher`, `meta`,
    `line`, `breadcrumb`, `signature`, `contact`, or what names the site: `suffix`, `site`."""

    source: str
    printed: str


_OF_TEXT = frozenset({"body", "preface", "filled_in", "publisher"})
_OF_PAGE = frozenset({"meta", "line", "breadcrumb", "signature"})


@dataclass(frozen=True, slots=True)
class Witness:
    """An organ and the place of the page that names it, as in `Naming`. `of_site`: the page's site has its name."""

    source: str
    organ: Organ
    of_site: bool = False

    @property
    def of_text(self) -> bool:
        """Whether the report itself names it, or the portal's file."""
        return self.source in _OF_TEXT


def speaks_for(witness: Witness, own: SelfReference | None) -> bool:
    """Whether the report may be taken for this organ's.

    A sentence of the body that calls it the organ's report needs no more. Who opens the text, fills in the annex, or
    has the column must not contradict the text's own word; 我市 contradicts nobody but the government's office, which
    compiles. Anything else must agree with that word. Without one, whom the page itself names counts (not who is to be
    asked); but a government or its office only where it is not the site's own, because every page carries that.
    """
    if witness.source == "body":
        return True
    high = witness.organ.kind in ("government", "office")
    if own is None:
        if witness.of_text:
            return True
        return witness.source != "contact" and (not high or (witness.source in _OF_PAGE and not witness.of_site))
    if witness.of_text and own.of_region and (witness.source == "publisher" or not high):
        return True
    return own.fits(witness.organ)


_FRAGMENTS = re.compile(r"[,。;:!?、()\n]|现将|现就|公布|向社会|如下|(?<!机构)编[制成写]")
_BOOK = re.compile(r"《[^》]*》|\([^)]*\)")
_NAME = r"(?P<name>[一-鿿·]{3,30}?)"
# Who makes the report, at the beginning of a clause; 由…编制 tells a compiler and does not match.
_SUBJECT = re.compile(
    rf"(?:^|[,:])\s*(?:现将|现就)?(?!由){_NAME}(?:(?<!机构)编[制成写]|撰写|按照|根据|依照|依据|认真贯彻|严格按照)",
)
_MARK = re.compile(r"[。,;:]")
_PREFACE, _HEAD = 600, 600
_PAGE_WIDTHS, _RAGGED = range(24, 61), 5  # characters
_HOST_METAS = ("contentsource", "source", "author")
_LINE_NAMES = re.compile(
    r"(?:来源(?:单位)?|发[布文]机[构关]|发布单位|公开机构|责任部门|办文单位|作者)\s*[::]\s*([^\s,;|:]{2,30})"
)
_FILLED_IN = re.compile(r"填[报写](?:单位|机关|机构|部门)\s*(?:\([^()]{1,6}\))?\s*[::]?\s*([一-鿿·、()]{3,40})")
_SITE_WORDS = re.compile(r"(?:官方|门户|政务)*(?:网站|门户|网)$|(?:政府信息|政务|信息)公开(?:平台|专栏|目录)?$")
_STEPS = re.compile(r"[>›»/|\s]+|-{1,2}>")
_PATH = re.compile(r"[^\n]{0,60}首页\s*[>›»][^\n]{0,120}")
_CONTACT = re.compile(
    r"(?:与|同|向|联系)([一-鿿]{2,26}?(?:人民政府办公[室厅]|局|委员会|厅|人民政府|街道办事处|管委会|中心))"
)
_SIGNED = re.compile(r"[-·\s]*([一-鿿·()]{3,30}?)\s*(?:(?:20\d\d|二[〇○零]).{0,12})?")
_SIGNED_LINES = 24


def page_names(document: Document, context: Context, text: str, register: Register) -> Iterator[Naming]:
    """The names that the page prints outside its titles, in falling order of trust; `text` is in NFKC."""
    head = unwrapped(text[:_HEAD]) + text[_HEAD:2500]
    plain = _BOOK.sub("", chinese_years(head))
    sentences = "\n".join(line for line in plain.split("\n") if _MARK.search(line))  # a line without a mark is a title
    for fragment in _FRAGMENTS.split(sentences):
        if "信息" in fragment and "20" in fragment and len(fragment) <= 60:
            reading = read_title(fragment, register)
            if reading.kind is TitleKind.REPORT and reading.organ:
                yield Naming("body", reading.organ)
    for sentence in re.split(r"[。;\n]", plain[:_PREFACE]):
        if match := _SUBJECT.search(sentence if re.search("报告|年报", sentence) else ""):
            yield Naming("preface", match["name"])
    if context.publisher:
        yield Naming("publisher", context.publisher)
    rows = (
        "".join(cell.text for cell in row) for table in document.tables for row in (*table.rows[:3], *table.rows[-3:])
    )
    for line in (*text.splitlines(), *(unicodedata.normalize("NFKC", row) for row in rows)):
        if filled := _FILLED_IN.search(line):
            yield Naming("filled_in", filled[1])
    for key in _HOST_METAS:
        if document.metas.get(key):
            yield Naming("meta", _site_owner(document.metas[key]))
    for match in _LINE_NAMES.finditer(unicodedata.normalize("NFKC", document.published_line)):
        yield Naming("line", match[1])
    path = _PATH.search(text[:600])
    for step in reversed(_STEPS.split(unicodedata.normalize("NFKC", document.breadcrumb or (path[0] if path else "")))):
        if len(step) > 1:
            yield Naming("breadcrumb", _site_owner(step))
    for line in reversed([line.strip() for line in text[-1500:].split("\n") if line.strip()][-_SIGNED_LINES:]):
        if signed := _SIGNED.fullmatch(line):
            yield Naming("signature", signed[1])
    for match in _CONTACT.finditer(f"{head}\n{text[-1500:]}"):
        yield Naming("contact", match[1])
    for title in (document.title, *document.titles):
        for suffix in read_title(title, register).suffixes if title else ():
            yield Naming("suffix", _site_owner(suffix))
    if document.metas.get("sitename"):
        yield Naming("site", _site_owner(document.metas["sitename"]))


def witnesses_of(names: Iterable[Naming], resolve: Resolve, code: str | None) -> list[Witness]:
    """The organs behind the names. A name that leaves its place open (普陀区行政审批局, 市水利局) is that organ which
    the places of all other names make of it, if they make one."""
    found = [(naming, resolve(naming.printed, code)) for naming in names]
    places = {organ.region_code for _, organ in found if organ}
    sites = {organ.id for naming, organ in found if organ and naming.source in ("site", "suffix")}
    told = []
    for naming, organ in found:
        placed = {other.id: other for place in places if (other := resolve(naming.printed, place))} if not organ else {}
        organ = organ or (next(iter(placed.values())) if len(placed) == 1 else None)
        if organ:
            told.append(Witness(naming.source, organ, organ.id in sites))
    return told


def unwrapped(text: str) -> str:
    """`text` with the lines joined that only the width of a page has cut: it has no longer line than a page is wide,
    and what is cut is as long as that."""
    lines = [line.strip() for line in text.split("\n")]
    width = max(map(len, lines))
    joined: list[str] = []
    full = False
    for line in lines:
        if full and line:
            joined[-1] += line
        else:
            joined.append(line)
        full = width in _PAGE_WIDTHS and len(line) >= width - _RAGGED and line[-1] not in "。;:!?"
    return "\n".join(joined)


def _site_owner(name: str) -> str:
    return _SITE_WORDS.sub("", unicodedata.normalize("NFKC", name).strip())
