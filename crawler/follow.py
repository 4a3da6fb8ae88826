"""Which links of a listing page are followed, and why the others are not: pure, over values.

What is not followed is counted by reason, never silently dropped.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from crawler.listings.links import CUT
from crawler.listings.page import Link
from crawler.portal import Listing, Portal, Years
from pipelines.register import Register
from pipelines.titles import TitleKind, TitleReading, judge_link, read_title

_LONGEST_COLUMN_NAME = 24
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ods|odt|csv|ofd|zip|rar|7z|rtf)$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|webp)$", re.IGNORECASE)
# 政府信息公开年报 in the names of folders (PORTALS.md §1.1).
_SLUG = re.compile(r"(?:nb|ndbg|gknb|annual|nianbao|niandu|ndgz)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_ONLY_YEAR = re.compile(r"20\d\d\s*(?:年度?)?(?:.{0,12}(?:年报|年度报告))?")
_ORGAN = re.compile(
    r"(?:局|委|办|办公室|厅|部|院|处|所|中心|镇|乡|街道|街道办事处|社|队|会|政府|署|行|管委会|委员会|集团|公司|站|馆|区|县|市|园)$"
)
_GROUP = re.compile(
    r"部门|单位|乡镇|镇街|街镇|街道|县区|区县|县市|各县|园区|市政府|县政府|区政府|省政府|政府办|直属|垂直|年报|年度报告|报告汇总"
)
_NOT_A_COLUMN = re.compile(
    r"指南|制度|法定主动|依申请|解读|预决算|首页|更多|地图|登录|网站|公报|目录|新闻|动态|互动|服务|财政|工作人员|领导"
)
_OTHERS = re.compile(r"网站|法治|依法行政|决算|预算|解读|图解|通知|方案|要点")
_BEGINNING = "政府信息公开工作年度报告"


@dataclass(slots=True)
class Sorted:
    """The links of one page, sorted: reports and sub-columns to follow, `off_site` and `private` to be named as
    failures, and how many were passed over for each reason. `rows` are the pages that the rows of the list lead to,
    whatever they are."""

    reports: list[Link] = field(default_factory=list)
    sub_columns: list[Link] = field(default_factory=list)
    off_site: list[Link] = field(default_factory=list)
    private: list[Link] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    rows: set[str] = field(default_factory=set)


def sort_links(
    links: Iterable[Link], page_url: str, portal: Portal, listing: Listing, years: Years, register: Register
) -> Sorted:
    """Sort the links of a page by their titles and addresses.

    A link without a year in its title is followed: the year is for the page to say; so is one whose title is cut
    short where it may still become a report's. Pages are held to the portal's hosts; files may lie on other hosts,
    as attachments often do.
    """
    result = Sorted()
    links = list(links)
    # Where rows are dated, those are the rows; where none is, whatever stands outside menu, head and foot.
    dated = any(link.listed_on for link in links)
    for link in links:
        reading = read_title(link.title, register)
        kind = judge_link(link.title, link.url, register).kind
        if link.listed_on or kind in (TitleKind.REPORT, TitleKind.LOOK_ALIKE) or not (dated or link.in_frame):
            result.rows.add(page_key(link.url))
        wanted = reading.year is None or (reading.year in years and reading.year in listing.years)
        if not wanted and kind in (TitleKind.REPORT, TitleKind.SUB_COLUMN):
            result.skipped["other_year"] += 1
        elif kind is TitleKind.LOOK_ALIKE:
            result.skipped[str(reading.reason or "look_alike")] += 1
        elif (kind is TitleKind.REPORT and not is_folder(link, reading, page_url)) or (
            kind is TitleKind.UNKNOWN and may_be_report(link)
        ):
            _take(result, link, portal)
        elif _is_column(link, kind, page_url) and is_allowed(link.url, portal):
            result.sub_columns.append(link)
        else:
            result.skipped["other"] += 1
    return result


def _take(result: Sorted, link: Link, portal: Portal) -> None:
    """A report's link: to follow, or to be named."""
    if is_private(link.url) and _host(link.url) not in portal.allowed_hosts:
        result.private.append(link)
    elif is_allowed(link.url, portal) or is_file(link.url):
        result.reports.append(link)
    else:
        result.off_site.append(link)


def may_be_report(link: Link) -> bool:
    """Whether a title that is cut short may go on as a report's: 某局2023年政府信…, or a dated row's 某县2023年…."""
    start = CUT.sub("", link.title).strip()
    if start == link.title.strip() or _OTHERS.search(start):
        return False
    begins = any(start.endswith(_BEGINNING[:length]) for length in range(1, len(_BEGINNING)))
    return "信息公开" in start or (_YEAR.search(start) is not None and (begins or link.listed_on is not None))


def is_folder(link: Link, reading: TitleReading, page_url: str) -> bool:
    """Whether a link that is called like a report leads to a column: to an undated folder, where it names no year, or
    a year below the page and no organ."""
    if link.listed_on is not None or not _is_folder(link.url):
        return False
    return reading.year is None or (reading.organ is None and _is_below(link.url, page_url))


def page_key(url: str) -> str:
    """What the addresses of one page have in common: with http and https, with and without `www.`, for telephones
    (`_wap`, `_app`, `_ext`, `mpost_`) and for desks (PORTALS.md §8, §12)."""
    parts = urlsplit(url)
    path = re.sub(r"_(?:wap|app|ext|mobile)(?=\.\w+$)", "", parts.path)
    path = re.sub(r"/mpost_(?=\d)", "/post_", path)
    path = re.sub(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", "/", path)
    path = re.sub(r";jsessionid=\w+", "", path, flags=re.IGNORECASE)
    return f"{parts.netloc.lower().removeprefix('www.')}{path}?{parts.query}"


def is_allowed(url: str, portal: Portal) -> bool:
    """Whether a page of this address may be asked of the portal."""
    return _host(url) in portal.allowed_hosts


def is_file(url: str) -> bool:
    """Whether an address is a document file's, by its ending."""
    return _FILE.search(urlsplit(url).path) is not None


def is_picture(url: str) -> bool:
    """Whether an address is a picture's, by its ending."""
    return _PICTURE.search(urlsplit(url).path) is not None


def is_private(url: str) -> bool:
    """Whether an address names a host inside somebody's network: an intranet address that slipped into a page."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".localhost", ".internal"))


def organ_of_column(title: str) -> str | None:
    """The organ that a sub-column's name names (市财政局); None for a year's or a group's (部门年报, 2023年)."""
    name = re.sub(r"(?:20\d\d年?度?)|(?:政府)?(?:信息公开)?(?:工作)?(?:年度报告|年报)", "", title).strip(
        " （）()[]【】·>-"
    )
    return name if len(name) > 2 and _ORGAN.search(name) and not _GROUP.search(name) else None


def year_of_column(title: str) -> int | None:
    """The year in a sub-column's name (2016年, 2016年部门年报): the reported one, or that of publication."""
    match = _YEAR.search(title)
    return int(match[0]) if match else None


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _is_column(link: Link, kind: TitleKind, page_url: str) -> bool:
    """Whether a link leads to a column below the page's own: by its title (2018年, 部门年报), or by being an undated
    link with the name of an organ or a group, near the page."""
    title = link.title.strip()
    if page_key(link.url) == page_key(page_url) or len(title) > _LONGEST_COLUMN_NAME or is_file(link.url):
        return False
    below = _is_below(link.url, page_url)
    if kind in (TitleKind.SUB_COLUMN, TitleKind.REPORT):
        told = _YEAR.search(title) or _GROUP.search(re.sub("年报|年度报告", "", title))
        return below or (_is_near(link.url, page_url) and (bool(told) or not link.in_frame))
    if _NOT_A_COLUMN.search(title) or link.listed_on is not None:
        return False
    if below and (_is_folder(link.url) or _ORGAN.search(title) or _GROUP.search(title)):
        return True
    named = _ORGAN.search(title) or _GROUP.search(title) or _ONLY_YEAR.fullmatch(title)
    return bool(named) and not link.in_frame and _is_near(link.url, page_url)


def _is_folder(url: str) -> bool:
    path = urlsplit(url).path
    return (
        path.endswith("/")
        or re.search(r"/(?:index|list|default)\w*\.\w+$", path) is not None
        or "." not in path.rsplit("/", 1)[1]
    )


def _is_below(url: str, page_url: str) -> bool:
    folder = urljoin(page_url, ".").split("?")[0]
    stem = re.sub(r"\.\w+$", "/", page_url.split("?")[0])
    rest = url.removeprefix(folder) if url.startswith(folder) else ""
    return ("/" in rest.split("?")[0] and url != folder) or url.startswith(stem if stem.endswith("/") else stem + "/")


def _is_near(url: str, page_url: str) -> bool:
    """Whether an address is the page's own with another query, beside it or below it, or says that it is of annual
    reports."""
    here, there = urlsplit(page_url), urlsplit(url)
    if here.netloc != there.netloc:
        return False
    if here.path == there.path or _SLUG.search(there.path) or _is_below(url, page_url):
        return True
    parent, other = here.path.rsplit("/", 1)[0], there.path.rsplit("/", 1)[0]
    return parent.count("/") >= 1 and (other == parent or other.rsplit("/", 1)[0] == parent.rsplit("/", 1)[0] != "")
