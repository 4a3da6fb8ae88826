"""A portal as a record of facts, read from a TOML file; anything incoherent is an error that names file and key.

id = "yuanjiang"                      # a word, never six digits
name = "沅江市人民政府"
region_code = "430981"                # GB/T 2260, quoted
home = "https://www.example.gov.cn/"
expected = 12                         # fewest reports a complete crawl must find (the floor)

[[listings]]
url = "https://www.example.gov.cn/zwgk/zfxxgknb/"
paging = "auto"                       # see crawler/listings; may be left out
years = "2008-"                       # reported years found there
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cssselect import GenericTranslator, SelectorError

from crawler.listings import AUTO, QUERY, WAYS, is_way
from crawler.listings.query import Query, QueryError, load_query, presets
from pipelines.register import load_register

PORTALS = Path(__file__).parent / "portals"
MAX_DEPTH = 3
TLS = ("legacy", "unverified")
_ID = re.compile(r"[a-z][a-z0-9_-]{1,63}")
_HOST = re.compile(r"[\w.-]+(?::\d+)?")
_CODE = re.compile(r"\d{6}")
_YEARS = re.compile(r"(?P<first>20\d\d)(?P<dash>-)?(?P<last>20\d\d)?")


class PortalError(ValueError):
    """A portal file is wrong; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Years:
    """A set of reported years, such as `2018-2020,2023` or `2008-`."""

    spans: tuple[tuple[int, int], ...] = ((2008, 2100),)

    def __contains__(self, year: int) -> bool:
        return any(first <= year <= last for first, last in self.spans)

    def overlaps(self, other: Years) -> bool:
        return any(a <= d and c <= b for a, b in self.spans for c, d in other.spans)

    @classmethod
    def parse(cls, text: str) -> Years:
        """Raises `ValueError` for what is not years, or years in the wrong order."""
        spans = []
        for part in text.split(","):
            match = _YEARS.fullmatch(part.strip())
            if match is None or (match["last"] and not match["dash"]):
                raise ValueError(f"not years: {text!r} (write 2018-2020,2023 or 2008-)")
            first = int(match["first"])
            last = int(match["last"]) if match["last"] else 2100 if match["dash"] else first
            if last < first:
                raise ValueError(f"years in the wrong order: {text!r}")
            spans.append((first, last))
        return cls(tuple(spans))


@dataclass(frozen=True, slots=True)
class Listing:
    """One column of reports. `paging` names a way of `crawler.listings` or a family of its `presets.toml`.

    `query`: facts of the way it is paged, over those of the family; alone with `paging = "query"`.
    `rows`: CSS selector of the list's rows, where links outside the list would be taken for rows.
    `depth`: how many levels of sub-columns (by year, by organ) to follow; 0 for none.
    `publisher`: whose reports these are, where the column belongs to one organ and its titles do not say.
    `render`: run the column's pages through Chromium, where only scripts write them (the extra `render`).
    """

    url: str
    paging: str = AUTO
    years: Years = field(default_factory=Years)
    rows: str | None = None
    depth: int = MAX_DEPTH
    publisher: str | None = None
    query: Query | None = None
    render: bool = False


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal: who it belongs to, where its columns are, and how many reports are expected at least.

    `hosts` are further hosts that pages may come from (the hosts of `home` and of the listings always may).
    `delay` slows a portal down: the least seconds between two requests. `tls`: `legacy` where its hosts speak only an
    old TLS, `unverified` where their certificates do not verify; `tls_reason` says why that is right.
    """

    id: str
    name: str
    region_code: str
    home: str
    listings: tuple[Listing, ...]
    expected: int
    file: str
    hosts: tuple[str, ...] = ()
    delay: float | None = None
    notes: str = ""
    tls: str | None = None
    tls_reason: str = ""

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The hosts that pages of the portal may come from, with and without `www.`."""
        hosts = {*self.hosts, *(urlsplit(url).netloc for url in (self.home, *(one.url for one in self.listings)))}
        bare = {host.lower().removeprefix("www.") for host in hosts if host}
        return frozenset(bare | {f"www.{host}" for host in bare})


def load_portal(path: Path) -> Portal:
    """The portal of a file. Raises `PortalError` that names the file and the key."""
    try:
        facts = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PortalError(f"{path}: {error}") from error
    return parse_portal(facts, str(path))


def parse_portal(facts: Mapping[str, Any], source: str) -> Portal:
    """The portal of a file's facts; `source` is named in errors."""
    if "file" in facts:
        raise PortalError(f"{source}: file: unknown key (the file is where it lies)")
    entries = facts.get("listings", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries) or not entries:
        raise PortalError(f"{source}: listings: at least one [[listings]] is needed")
    listings = tuple(_listing(entry, f"{source}: listings[{number}]") for number, entry in enumerate(entries, start=1))
    values = _typed(Portal, {**facts, "listings": listings, "file": source}, source)
    if not _ID.fullmatch(values["id"]):
        raise PortalError(f"{source}: id: {values['id']!r} is not a word of lower-case letters, digits, - and _")
    if not _CODE.fullmatch(values["region_code"]):
        raise PortalError(f"{source}: region_code: {values['region_code']!r} is not a code of six digits in quotes")
    if load_register().region(values["region_code"]) is None:
        raise PortalError(f"{source}: region_code: {values['region_code']} is no code of GB/T 2260")
    if values.get("delay", 0) < 0:
        raise PortalError(f"{source}: delay: {values['delay']} is less than none")
    if values.get("tls") not in (None, *TLS):
        raise PortalError(f"{source}: tls: {values['tls']!r} is none of {', '.join(TLS)}")
    if ("tls" in values) != bool(values.get("tls_reason", "").strip()):
        raise PortalError(f"{source}: tls_reason: tls and the reason for it stand together")
    for host in values.get("hosts", ()):
        if not isinstance(host, str) or not _HOST.fullmatch(host):
            raise PortalError(f"{source}: hosts: {host!r} is not a host name (www.example.gov.cn)")
    if values["expected"] < 0:
        raise PortalError(f"{source}: expected: {values['expected']} is less than none")
    _check_url(values["home"], f"{source}: home")
    addresses = [listing.url for listing in listings]
    for number, listing in enumerate(listings, start=1):
        if listing.url in addresses[: number - 1]:
            raise PortalError(f"{source}: listings[{number}].url: {listing.url} stands twice")
    return Portal(**values)


def _listing(entry: Mapping[str, Any], source: str) -> Listing:
    facts = dict(entry)
    if "years" in facts:
        try:
            facts["years"] = Years.parse(str(facts["years"]))
        except ValueError as error:
            raise PortalError(f"{source}.years: {error}") from error
    values = _typed(Listing, facts, source)
    _check_url(values["url"], f"{source}.url")
    paging = values.get("paging", AUTO)
    if not is_way(paging):
        known = ", ".join((*WAYS, *presets()))
        raise PortalError(f"{source}.paging: unknown way of paging {paging!r} (known: {known})")
    if "query" in values or paging == QUERY:
        try:
            values["query"] = load_query(values.get("query", {}), f"{source}.query", presets().get(paging))
        except QueryError as error:
            raise PortalError(str(error)) from error
    if "rows" in values:
        try:
            GenericTranslator().css_to_xpath(values["rows"])
        except SelectorError as error:
            raise PortalError(f"{source}.rows: {values['rows']!r} is not a CSS selector ({error})") from error
    if not 0 <= values.get("depth", MAX_DEPTH) <= MAX_DEPTH:
        raise PortalError(f"{source}.depth: {values['depth']} is not between 0 and {MAX_DEPTH}")
    return Listing(**values)


_TYPES: Mapping[str, tuple[type, ...]] = {
    "id": (str,), "name": (str,), "region_code": (str,), "home": (str,), "expected": (int,), "file": (str,),
    "hosts": (list,), "delay": (int, float), "notes": (str,), "listings": (tuple,),
    "url": (str,), "paging": (str,), "years": (Years,), "rows": (str,), "depth": (int,), "publisher": (str,),
    "query": (dict,), "tls": (str,), "tls_reason": (str,), "render": (bool,),
}  # fmt: skip


def _typed(record: type[Portal] | type[Listing], facts: Mapping[str, Any], source: str) -> dict[str, Any]:
    """The facts as the fields of a record: no unknown key, none missing, each of its type."""
    known = {item.name: item for item in fields(record)}
    for key, value in facts.items():
        if key not in known:
            raise PortalError(f"{source}: {key}: unknown key (known: {', '.join(sorted(known))})")
        if not isinstance(value, _TYPES[key]) or (isinstance(value, bool) and bool not in _TYPES[key]):
            wanted = " or ".join(kind.__name__ for kind in _TYPES[key])
            raise PortalError(f"{source}: {key}: {value!r} is not {wanted}")
    for name, item in known.items():
        if item.default is MISSING and item.default_factory is MISSING and name not in facts:
            raise PortalError(f"{source}: {name}: missing")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}


def _check_url(url: str, source: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PortalError(f"{source}: {url!r} is not an http address")
