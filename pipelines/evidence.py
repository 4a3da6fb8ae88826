"""What a page says about its organ beside its titles, and whether its body is a report's (FINDINGS §3, §9).

A witness is an organ that some place of the page names. Nobody's word is taken alone: who merely hosts, compiles or
forwards a report is not its organ, so a witness counts when the text speaks of itself as such an organ (我局, 我镇).
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
            return organ.kind == "government" and region.endswith(sign)
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
class Witness:
    """An organ and the place of the page that names it: `body`, `publisher`, `meta`, `line`, `breadcrumb`, `suffix`,
    `signature` or `contact`."""

    source: str
    organ: Organ


def speaks_for(witness: Witness, own: SelfReference | None) -> bool:
    """Whether the report may be taken for this organ's.

    A sentence of the body that calls it the organ's report needs no more. The portal file's publisher must not
    contradict the text's own word. Anything else must agree with it; without such a word a government or its office
    does not count, because every page of a portal carries its name.
    """
    if witness.source == "body":
        return True
    if own is None:
        return witness.source == "publisher" or witness.organ.kind not in ("government", "office")
    if witness.source == "publisher" and own.of_region:
        return True
    return own.fits(witness.organ)


_FRAGMENTS = re.compile(r"[,。;:!?、()\n]|现将|现就|公布|向社会|如下")
_BOOK = re.compile(r"《[^》]*》|\([^)]*\)")
_HOST_METAS = ("contentsource", "source", "author", "sitename")
_LINE_NAMES = re.compile(
    r"(?:来源(?:单位)?|发[布文]机[构关]|发布单位|公开机构|责任部门|办文单位|作者)\s*[::]\s*([^\s,;|:]{2,30})"
)
_SITE_WORDS = re.compile(r"(?:官方|门户|政务)*(?:网站|门户|网)$|(?:政府信息|政务|信息)公开(?:平台|专栏|目录)?$")
_CONTACT = re.compile(r"(?:与|同|向|联系)([一-鿿]{2,26}?(?:局|委员会|厅|人民政府|街道办事处|管委会|中心))")


def page_witnesses(
    document: Document, context: Context, text: str, register: Register, resolve: Resolve
) -> Iterator[Witness]:
    """The organs that the page names outside its titles, in falling order of trust; `text` is in NFKC."""
    for source, printed in _named(document, context, text, register):
        organ = resolve(printed, context.region_code)
        if organ:
            yield Witness(source, organ)


def _named(document: Document, context: Context, text: str, register: Register) -> Iterator[tuple[str, str]]:
    head = chinese_years(_BOOK.sub("", text[:2500]))
    for fragment in _FRAGMENTS.split(head):
        if "信息" in fragment and "20" in fragment and len(fragment) <= 60:
            reading = read_title(fragment, register)
            if reading.kind is TitleKind.REPORT and reading.organ:
                yield "body", reading.organ
    if context.publisher:
        yield "publisher", context.publisher
    for key in _HOST_METAS:
        if document.metas.get(key):
            yield "meta", _site_owner(document.metas[key])
    for match in _LINE_NAMES.finditer(unicodedata.normalize("NFKC", document.published_line)):
        yield "line", match[1]
    for step in reversed(re.split(r"[>›»/|\s]+|-{1,2}>", unicodedata.normalize("NFKC", document.breadcrumb))):
        if len(step) > 1:
            yield "breadcrumb", _site_owner(step)
    for title in (document.title, *document.titles):
        for suffix in read_title(title, register).suffixes if title else ():
            yield "suffix", _site_owner(suffix)
    for line in reversed([line.strip() for line in text[-600:].split("\n") if line.strip()][-8:]):
        name = re.sub(r"(?:20\d\d|二[〇○零]).*$", "", line).strip()
        if 3 <= len(name) <= 30:
            yield "signature", name
    for match in _CONTACT.finditer(text[:3000] + "\n" + text[-1500:]):
        yield "contact", match[1]


def _site_owner(name: str) -> str:
    return _SITE_WORDS.sub("", unicodedata.normalize("NFKC", name).strip())
