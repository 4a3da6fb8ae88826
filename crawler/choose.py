"""Which portals a crawl is of: from the words of the command line to portal records."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from crawler.follow import is_allowed
from crawler.portal import PORTALS, Portal, PortalError, load_portal


def find_portals(what: str) -> list[Portal]:
    """The portals that `-a portal=` names. Raises `PortalError` for a name that names none."""
    files = {path.stem: path for path in sorted(PORTALS.glob("*.toml"))}
    chosen: dict[str, Portal] = {}
    for name in (part.strip() for part in what.split(",") if part.strip()):
        if name.endswith(".toml"):
            found = [load_portal(Path(name))]
        elif name == "all":
            found = [load_portal(path) for path in files.values()]
        elif name.isdecimal() and len(name) == 6:
            province = name[:2]
            found = [p for p in map(load_portal, files.values()) if p.region_code.startswith(province)]
        elif name in files:
            found = [load_portal(files[name])]
        else:
            found = []
        if not found:
            raise PortalError(
                f"no portal {name!r}: give an id of {PORTALS.name}/*.toml, a province code, all, or a file"
            )
        chosen.update({portal.id: portal for portal in found})
    if not chosen:
        raise PortalError(f"no portal named in {what!r}")
    return list(chosen.values())


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
