"""From a portal's pages to its annual-report columns: where to look next, which pages are columns, whose portal it is.

Pure functions of what was seen; `crawler.spiders.probe` asks for the pages. What columns are called and where they
lie: PORTALS.md §1, §2.1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.follow import page_key
from crawler.listings.links import parse
from crawler.listings.page import Link
from pipelines.organs import government, resolve_organ
from pipelines.page_facts import metas_of
from pipelines.records import Organ
from pipelines.register import Register
from pipelines.titles import TitleKind, read_title

COLUMN = 60
"""From this promise on a page is looked at as a column of annual reports."""
_NEVER = re.compile(
    r"网站.{0,6}(?:年报|报表|年度)|法治|依法行政|决算|预算|统计|年鉴|解读|图解|指南|依申请|登录|注册|English",
    re.IGNORECASE,
)
_OF_WHOM = r"历年|往年|部门|单位|乡镇|镇街|街道|县区|各.{1,6}|本级|全市|全县|全区"
# What a link is called, and what it promises: the first that matches.
_PROMISES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (worth, re.compile(pattern, re.IGNORECASE))
    for worth, pattern in (
        (100, r"(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:年度报告|年报|报告)(?:专栏|栏目|公示)?$"),
        (90, r"信息公开.{0,8}(?:年报|年度)|公开年报|公开年度报告"),
        (90, r"年报.{0,3}信息公开"),
        (80, rf"^(?:{_OF_WHOM})?(?:年报|年度报告)(?:专栏|汇总)?$"),
        (75, r"^[一-鿿（）()]{0,8}(?:政府|部门|单位|镇|乡|街道|县级|市级|区级|市直|县直)[）)]?(?:年报|年度报告)$"),
        (50, r"^(?:法定主动公开|政府信息公开)(?:专栏|专题|平台|目录|工作|内容)?$|政府信息公开(?:专栏|平台)"),
        (45, r"信息公开"),
        (40, r"政务公开|政府公开"),
        (30, r"(?:网站|站点|本站)?地图|站点导航|sitemap"),
        (25, r"公开"),
        (28, r"^(?:专题|专栏|专题专栏|热点专题)$"),
        (12, r"^(?:首页|网站首页|更多.{0,4}|more.{0,3}|>>|进入)$"),
    )
)
_SLUG = re.compile(r"gknb|xxgknb|ndbg|gknd|annualreport|nianbao|zfxxgknb", re.IGNORECASE)
_SITE = re.compile(
    r"^(?:欢迎访问|首页|中国[·•・]?)|[-_|—–·].*$|\s"
    r"|(?:政府)?(?:信息公开|政务公开|政务)?(?:专栏|平台)?(?:门户)?(?:网站|网|首页)+$"
)
_SPONSOR = re.compile(
    r"(?:主办(?:单位)?|版权所有|主管单位)\s*[:：©]?\s*([一-鿿（）()]{4,30}?)"
    r"(?=\s|承办|协办|主办|版权|备案|网站|[^一-鿿（）()]|$)"
)


@dataclass(slots=True)
class Look:
    """A page that was looked at: its address, what the link to it was called and promised, and what it gave.

    `source` is the page on which it was found, `above` that page where it is a column that this one lies below.
    `paging` names the way its pages were found to be paged; `guess` is the address that its rows came from, where a
    script named it.
    """

    url: str
    words: str
    promise: int
    source: Look | None = None
    above: Look | None = None
    reports: dict[str, Link] = field(default_factory=dict)
    sub_columns: dict[str, Link] = field(default_factory=dict)
    is_report: bool = False
    paging: str = ""
    guess: str = ""
    body: bytes = b""

    def gave(self) -> bool:
        """Whether reports were seen on the page itself."""
        return bool(self.reports) or self.is_report

    def line(self) -> Iterator[Look]:
        """The page and those above it."""
        look: Look | None = self
        while look is not None:
            yield look
            look = look.above


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a portal is: an organ, or None where that could not be told; the reasons, in the order of their weight;
    `sure` where at least two that are independent agree."""

    organ: Organ | None
    reasons: tuple[str, ...]
    sure: bool


def promise(words: str, url: str, register: Register) -> int:
    """How likely a link leads to the annual reports, by its words and address: 0 for never, 100 for a column by its
    very name."""
    words = re.sub(r"[\s>»·•\[\]【】]+", "", words)
    if not words or _NEVER.search(words):
        return 0
    slug = bool(_SLUG.search(urlsplit(url).path))
    reading = read_title(words, register)
    if reading.kind is TitleKind.LOOK_ALIKE:
        return 0
    if reading.kind is TitleKind.REPORT and reading.year:
        return 35 if reading.organ else 70
    for worth, pattern in _PROMISES:
        if pattern.search(words) and len(words) <= 24:
            return worth + (10 if slug and worth < 90 else 0)
    return 65 if slug and len(words) <= 16 else 0


def choose_columns(looks: Sequence[Look]) -> list[Look]:
    """The columns among the pages: those that gave reports, themselves or through what lies below them, each column
    once: not those below another, nor those whose reports another has all."""
    found: dict[int, Look] = {}
    for look in looks:
        if look.gave():
            top = [one for one in look.line() if one.promise >= COLUMN]
            best = top[-1] if top else look
            if not top and len(look.reports) < 2 and not look.is_report:
                continue  # a report linked on a home page makes no column of it
            found[id(best)] = best
    columns = _gathered(list(found.values()))
    below = {key for column in columns for key in column.sub_columns if key != page_key(column.url)}
    kept: list[Look] = []
    for column in sorted(columns, key=lambda one: (-len(_all_reports(one, looks)), -one.promise)):
        own = _all_reports(column, looks)
        seen = set().union(*(_all_reports(other, looks) for other in kept)) if kept else set()
        is_below = page_key(column.url) in below and any(
            page_key(column.url) in other.sub_columns for other in columns if other is not column and other in kept
        )
        if not is_below and not (kept and own <= seen):
            kept.append(column)
    return kept


def _gathered(columns: list[Look]) -> list[Look]:
    """Columns that are known by their reports alone, and that one page lists as columns below it, are one: that page
    lists those of all organs, of which only a few were looked at."""
    counts = Counter(id(column.source) for column in columns if column.promise <= COLUMN and column.source)
    gathered: dict[int, Look] = {}
    for column in columns:
        source = column.source
        is_listed = source is not None and page_key(column.url) in source.sub_columns and column.promise <= COLUMN
        if is_listed and source is not None and counts[id(source)] > 1:
            column.above = source
            gathered[id(source)] = source
        else:
            gathered[id(column)] = column
    return list(gathered.values())


def _all_reports(column: Look, looks: Iterable[Look]) -> set[str]:
    """The reports seen on a column's page and on those below it."""
    keys = set(column.reports)
    for look in looks:
        if any(one is column for one in look.line()):
            keys |= set(look.reports)
            keys |= {page_key(look.url)} if look.is_report else set()
    return keys


def reports_of(column: Look, looks: Iterable[Look]) -> int:
    """How many reports of a column were seen."""
    return len(_all_reports(column, looks))


def owner_of(pages: Sequence[tuple[str, str]], titles: Sequence[str], register: Register) -> Owner:
    """Whose portal it is, from its pages (address, text) and the titles of its reports.

    The site's code begins with the code of the region; its name, its sponsor and the commonest organ of its reports
    name the organ (PORTALS.md §2.1).
    """
    votes: Counter[str] = Counter()
    organs: dict[str, Organ] = {}
    reasons: list[tuple[int, str, str]] = []

    def vote(organ: Organ | None, weight: int, reason: str) -> None:
        if organ is not None:
            votes[organ.id] += weight
            organs.setdefault(organ.id, organ)
            reasons.append((weight, organ.id, reason))

    code = next((found for _, text in pages if (found := _site_code(text, register))), None)
    if code is not None:
        region = register.region(code)
        if region is not None:
            vote(government(region), 2, f"网站标识码以 {code} 开头")
    for source, name in _names(pages):
        organ = resolve_organ(name, region_code=code, year=None, register=register)
        # A government's portal is kept by its office, and is the government's.
        region = register.region(organ.region_code) if organ is not None and organ.kind == "office" else None
        organ = government(region) if region is not None else organ
        vote(organ, 3, f"{source}：{name}")
    told = Counter(reading.organ for reading in (read_title(one, register) for one in titles) if reading.organ)
    for name, count in told.most_common(3):
        organ = resolve_organ(name, region_code=code, year=None, register=register)
        if organ is not None and (organ.kind == "government" or len(told) == 1):
            vote(organ, 1 if count == 1 else 2, f"{count} 份年报是{name}的")
    if not votes:
        regions = Counter(
            organ.region_code
            for name in told
            if (organ := resolve_organ(name, region_code=None, year=None, register=register)) is not None
        )
        for region_code, count in regions.most_common(1):
            region = register.region(region_code)
            vote(government(region) if region else None, 1, f"{count} 个机关属于它")
    if not votes:
        return Owner(None, (), sure=False)
    best = votes.most_common(1)[0][0]
    said = [reason for _, organ_id, reason in sorted(reasons, key=lambda one: -one[0]) if organ_id == best]
    return Owner(organs[best], tuple(dict.fromkeys(said)), sure=len(set(said)) > 1)


def _site_code(text: str, register: Register) -> str | None:
    match = re.search(
        r"""<meta[^>]+name\s*=\s*["']?SiteIDCode["']?[^>]*content\s*=\s*["']?(\d{10})""", text, re.IGNORECASE
    )
    code = match[1][:6] if match else None
    return code if code and register.region(code) is not None else None


def _names(pages: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What the pages call their site: the most that it is called, of each kind."""
    called: dict[str, Counter[str]] = {"网站名称": Counter(), "主办单位": Counter(), "网页标题": Counter()}
    for _, text in pages:
        tree = parse(text)
        for name, value in metas_of(tree):
            if name.lower() == "sitename":
                called["网站名称"][_bare(value)] += 1
        shown = " ".join("".join(tree.itertext()).split())
        called["主办单位"].update(_bare(match) for match in _SPONSOR.findall(shown)[:2])
        title = tree.findtext(".//title") or ""
        for part in re.split(r"[-_|—–>\s]+", title):
            if re.search(r"政府|门户|网$|网站|局|委|厅", part):
                called["网页标题"][_bare(part)] += 1
    for source, names in called.items():
        yield from ((source, name) for name, _ in names.most_common(2) if len(name) > 2)


def _bare(name: str) -> str:
    """The organ's name in a site's: 沅江市人民政府门户网站, 中国·沅江."""
    before = ""
    while before != name:
        before, name = name, _SITE.sub("", name.strip())
    return name
