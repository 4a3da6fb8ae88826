"""The register: regions of GB/T 2260 with their printed forms, and the facts of organ names.

`load_register()` reads the tables beside this file once. A `Register` answers which regions a text begins with;
what the rest of the text means is the business of `pipelines.organs`.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STATE = "000000"


@dataclass(frozen=True, slots=True)
class Region:
    """One row of `regions.csv`: a code under one name from `valid_from` until the day before `valid_to`.

    Dates are ISO text, the last day of the year or month where no more is known (`make_history`); an empty `valid_to`
    means still in force. `successor_code` is the code that took over.
    """

    code: str
    name: str
    level: str
    parent_code: str
    province: str
    city: str
    county: str
    valid_from: str
    valid_to: str
    successor_code: str

    def in_force(self, year: int | None) -> bool:
        """Whether the row holds on 31 December of `year` (None: today, that is without an end)."""
        if year is None:
            return not self.valid_to
        day = f"{year}-12-31"
        return self.valid_from <= day and (not self.valid_to or day < self.valid_to)

    @property
    def title(self) -> str:
        """The name as an organ's full name begins: districts carry their city, all others stand alone."""
        if self.level == "county" and self.name.endswith("区"):
            host = self.city or self.province
            return host + self.name if not self.name.endswith(("林区", "特区")) else self.name
        return self.name


@dataclass(frozen=True, slots=True)
class Place:
    """A region read at the beginning of a text: the region, how many characters it took, and whether the name
    that decided had no sign of its level (易门 for 易门县), which makes it trustworthy only in its context."""

    region: Region
    length: int
    bare: bool


class Register:
    """Regions by code and by printed form, and the facts of `organs.toml` as `facts`."""

    def __init__(self, regions: Iterable[Region], facts: Mapping[str, Any], characters: Mapping[str, str]) -> None:
        self.facts = facts
        self._simplify = str.maketrans(dict(characters))
        self._by_code: dict[str, list[Region]] = {}
        self._by_form: dict[str, list[tuple[Region, bool]]] = {}
        self._parents: set[str] = set()
        self._before: dict[str, list[Region]] = {}
        ethnic = tuple(facts["ethnic"]["groups"])
        for region in regions:
            self._by_code.setdefault(region.code, []).append(region)
            self._parents.add(region.parent_code)
            if region.successor_code:
                self._before.setdefault(region.successor_code, []).append(region)
            if region.level == "state":
                continue
            for form, bare in printed_forms(region.name, region.level, ethnic).items():
                self._by_form.setdefault(form, []).append((region, bare))
        for form, code in facts["regions"].items():
            self._by_form.setdefault(form, []).extend((region, False) for region in self._by_code.get(code, ()))
        self._longest = max((len(form) for form in self._by_form), default=0)

    def simplified(self, text: str) -> str:
        """`text` with the traditional characters that occur in names replaced by the simplified ones."""
        return text.translate(self._simplify)

    def region(self, code: str | None, year: int | None = None) -> Region | None:
        """The region under `code` on 31 December of `year` (None: now), or None."""
        rows = self._by_code.get(code or "", ())
        return next((row for row in rows if row.in_force(year)), None)

    def has_parts(self, region: Region) -> bool:
        """Whether regions stand under it; a city without (东莞, 中山, 儋州, 嘉峪关) has its townships directly."""
        return region.code in self._parents

    def line(self, region: Region, year: int | None = None) -> Iterator[Region]:
        """The region itself and then each region above it, province last."""
        step: Region | None = region
        while step is not None and step.code != STATE:
            yield step
            step = self.region(step.parent_code, year)

    def contains(self, outer: Region, inner: Region, year: int | None = None) -> bool:
        """Whether `inner` is `outer` or lies in it."""
        return any(step.code == outer.code for step in self.line(inner, year))

    def places(self, text: str, year: int | None = None, within: Region | None = None) -> Iterator[Place]:
        """Every way to read regions, outermost first, at the beginning of `text`; the innermost one is given.

        `河北省邯郸市气象局` gives 邯郸市 with length 6 and 河北省 with length 3.
        """
        for length in range(min(self._longest, len(text)), 1, -1):
            forms = self._by_form.get(text[:length], ())
            # A name that has passed from one region to another means the one that has it in that year.
            held = [(found, bare) for found, bare in forms if found.in_force(year) and self._lies(found, within, year)]
            for found, bare in held or forms:
                region = self._at(found, year)
                if region is None or (bare and not found.in_force(year) and found.valid_to):
                    continue
                if not self._lies(region, within, year):
                    continue
                for inner in self.places(text[length:], year, region):
                    yield Place(inner.region, length + inner.length, inner.bare)
                yield Place(region, length, bare)

    def choose(self, places: Iterable[Place], code: str | None, year: int | None = None) -> Place | None:
        """The one place meant in the context of region `code`, or None where that stays open.

        Nearer places win: the context's own line and parts, then its city, then its province. Without any there a
        full name that is the only one in the country holds; a bare one does not.
        """
        unique = {place.region: place for place in sorted(places, key=lambda place: place.bare, reverse=True)}
        options = list(unique.values())
        here = self.region(code, year) or self.region(code)
        if here is None or here.code == STATE:
            return options[0] if len(options) == 1 else None
        above = list(self.line(here, year))
        own = [option for option in options if option.region in above or self.contains(here, option.region, year)]
        # A bare name on the pages of a city or county of that name: 淮安 is 淮安市 there, not its 淮安区.
        same = [option for option in own if option.region == here and here.level != "province"]
        rings = [same, own] + [[o for o in options if self.contains(outer, o.region, year)] for outer in above]
        for ring in rings:
            if ring:
                return ring[0] if len(ring) == 1 else None
        return options[0] if len(options) == 1 and not options[0].bare else None

    def _lies(self, region: Region, within: Region | None, year: int | None) -> bool:
        """Whether it lies in `within`, where that is given, and is not the same."""
        return within is None or (within != region and self.contains(within, region, year))

    def _at(self, region: Region, year: int | None) -> Region | None:
        """The row that holds in `year` for what is printed as `region`, through its successors or predecessors."""
        if region.in_force(year):
            return region
        if region.valid_to and (year is None or region.valid_to <= f"{year}-12-31"):
            rows = self._by_code.get(region.successor_code, ())
            after = [row for row in rows if row.valid_from >= region.valid_to or row.valid_to > region.valid_to]
            after += [row for row in rows if not row.valid_to]
            found = (self._at(row, year) for row in after if row != region)
            return next((row for row in found if row), None)
        before = {self._at(row, year) for row in self._before.get(region.code, ()) if row.valid_to <= region.valid_from}
        before.discard(None)
        return before.pop() if len(before) == 1 else None


def printed_forms(name: str, level: str, ethnic: tuple[str, ...]) -> dict[str, bool]:
    """The ways a region is printed, each with whether it lacks the sign of its level.

    湘西土家族苗族自治州 is also 湘西州 and 湘西; 内蒙古自治区 also 内蒙古; 易门县 also 易门. A form has at least
    two characters: 忠县 has no bare form.
    """
    forms = {name: False}
    autonomous = re.fullmatch(r"(.+)自治(区|州|县|旗)", name)
    if autonomous:
        stem, sign = _without_groups(autonomous[1], ethnic), autonomous[2]
        forms[f"{stem}自治{sign}"] = False
        forms[stem + sign] = False
        # A county's own stem (东乡族) is printed without 族.
        stem = stem.removesuffix("族")
        forms[stem + sign] = False
    else:
        stem, sign = _split_sign(name, level)
        plain = _without_groups(stem, ethnic)
        if plain != stem:
            forms[plain + sign] = False
            stem = plain
    if len(stem) >= 2:
        forms.setdefault(stem, True)
    return forms


def _split_sign(name: str, level: str) -> tuple[str, str]:
    for sign in ("地区", "林区", "特区", "省", "市", "县", "区", "旗", "盟", "州"):
        if name.endswith(sign) and (sign not in ("地区",) or level == "city"):
            return name.removesuffix(sign), sign
    return name, ""


def _without_groups(stem: str, ethnic: tuple[str, ...]) -> str:
    while True:
        ending = max((g for g in ethnic if stem.endswith(g) and len(stem) - len(g) >= 2), key=len, default="")
        if not ending:
            return stem
        stem = stem.removesuffix(ending)


def read_regions() -> list[Region]:
    """The rows of the pinned `regions.csv`."""
    with (HERE / "regions.csv").open(encoding="utf-8", newline="") as file:
        return [Region(**row) for row in csv.DictReader(file)]


@cache
def load_register() -> Register:
    """The register of the pinned tables, read at the first call."""
    facts = tomllib.loads((HERE / "organs.toml").read_text(encoding="utf-8"))
    with (HERE / "characters.csv").open(encoding="utf-8", newline="") as file:
        characters = {row["traditional"]: row["simplified"] for row in csv.DictReader(file)}
    return Register(read_regions(), facts, characters)
