"""Which portals a crawl is of: from the words of the command line to portal records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from crawler.follow import is_allowed
from crawler.portal import PORTALS, Portal, PortalError, load_portal
from pipelines.register import STATE, load_register

ALL = "all"
_CODE = re.compile(r"\d{6}")


def find_portals(what: str) -> list[Portal]:
    """The portals that `-a portal=` names: ids, region codes, `all` or portal files, separated by commas.

    A region code stands for the portals of the region and of all in it (`430000` a province, `430900` a city), 000000
    for the state organs. Each portal comes once, in the order named. Raises `PortalError` for a word that names none,
    and for two portals that have one id.
    """
    words = [part.strip() for part in what.split(",") if part.strip()]
    files = {path.stem: path for path in sorted(PORTALS.glob("*.toml"))}
    chosen: dict[str, Portal] = {}
    for word in words:
        for portal in _named(word, files):
            other = chosen.setdefault(portal.id, portal)
            if Path(other.file).resolve() != Path(portal.file).resolve():
                raise PortalError(f"{portal.file}: id: {portal.id!r} is the id of {other.file} too")
    if not chosen:
        raise PortalError(f"no portal named in {what!r}")
    return list(chosen.values())


def is_region_code(word: str) -> bool:
    """Whether a word of the command line is a region code (ids of portals never are)."""
    return _CODE.fullmatch(word) is not None


def _named(word: str, files: Mapping[str, Path]) -> list[Portal]:
    if word.endswith(".toml"):
        return [load_portal(Path(word))]
    if word == ALL:
        return _load(files.values())
    if is_region_code(word):
        return _of_region(word, files.values())
    if word in files:
        return [load_portal(files[word])]
    close = get_close_matches(word, files, n=3)
    meant = f" (did you mean {', '.join(close)}?)" if close else ""
    raise PortalError(
        f"no portal {word!r}{meant}: give an id of {PORTALS.name}/*.toml, a region code (430000), {ALL}, or a file"
    )


def _of_region(code: str, files: Iterable[Path]) -> list[Portal]:
    region = load_register().region(code)
    if region is None:
        raise PortalError(f"no portal {code!r}: no code of GB/T 2260")
    stem = code if code == STATE else code.removesuffix("00").removesuffix("00")
    found = [portal for portal in _load(files) if portal.region_code.startswith(stem)]
    if not found:
        raise PortalError(f"no portal of {region.name} {code} in {PORTALS.name}/: make one with scrapy probe")
    return found


def _load(paths: Iterable[Path]) -> list[Portal]:
    return [load_portal(path) for path in paths]


def portals_of(url: str) -> list[Portal]:
    """The portal whose host an address is on, or one made for it alone."""
    for path in sorted(PORTALS.glob("*.toml")):
        portal = load_portal(path)
        if is_allowed(url, portal):
            return [portal]
    parts = urlsplit(url)
    if not parts.hostname:
        raise PortalError(f"not an address: {url!r}")
    return [Portal("unlisted", parts.netloc, "", url, (), 0, "", hosts=(parts.netloc,))]


def parse_sample(text: str | None) -> int | None:
    """How many reports of each listing are wanted; None for all. Raises `ValueError` for what is no number."""
    if text is None:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"sample: {text!r} is not a number of reports")
    return int(text)


def facts_of(portal: Portal) -> dict[str, str | None] | None:
    """A portal as a row of table `portals`; none for one that has no file."""
    if not portal.file:
        return None
    return {
        "id": portal.id,
        "name": portal.name,
        "region_code": portal.region_code,
        "home": portal.home,
        "listing": portal.listings[0].url,
        "file": Path(portal.file).name,
    }
