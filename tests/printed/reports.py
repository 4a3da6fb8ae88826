"""Reads the facts of a report into a neutral value: title, organ, year, and parts of paragraphs and tables."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.demo_portal.facts_read import Facts, check_prose, fill, prose_figures
from tests.printed import grids, relations
from tests.printed.grids import Table

FOLDERS = (Path(__file__).parent / "facts", Path(__file__).parents[1] / "demo_portal" / "facts" / "reports")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraphs and tables, in this order."""

    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One report as it is to be printed, and what it says."""

    id: str
    organ: str
    year: int
    form: str
    requests_form: str
    title: str
    published: str
    parts: tuple[Part, ...]
    cells: dict[str, float | None]
    prose: dict[str, float | None]

    @property
    def tables(self) -> list[Table]:
        """All tables in printed order."""
        return [table for part in self.parts for table in part.tables]

    @property
    def date(self) -> str:
        """The day of publication in Chinese."""
        year, month, day = map(int, self.published.split("-"))
        return f"{year}年{month}月{day}日"


@cache
def _facts(key: str) -> Facts:
    for folder in FOLDERS:
        for path in folder.glob(f"{key}_*.toml"):
            return {"key": path.stem, **tomllib.loads(path.read_text("utf-8"))}
    raise FileNotFoundError(f"no facts of a report {key}")


def load(key: str, *, separate: bool = False, cut: str = "", split: bool = False) -> Report:
    """The report whose facts file begins with `key`. Raises ValueError where facts and declared failures differ.

    `separate`: one table for each article of part two; `cut`, `split`: see `grids.requests`.
    """
    facts = _facts(key)
    filled = fill(facts)
    check_prose(facts)
    look = facts.get("look", {})
    labels = look.get("labels", {})
    form = facts["form"].removeprefix("tables_")
    requests_form = facts.get("requests_form", form)
    cells = {code: value for code, (value, _) in filled.cells.items()}
    fails = relations.broken(facts["form"], requests_form, cells)
    if fails != sorted(facts.get("fails_table", [])):
        raise ValueError(f"{facts['key']}: {fails} fail, declared {facts.get('fails_table', [])}")

    def tables(names: list[str]) -> list[Table]:
        found: list[Table] = []
        for name in names:
            if name == "disclosure":
                found += grids.disclosure(form, filled, labels, separate=separate)
            elif name == "requests":
                found += grids.requests(requests_form, filled, labels, cut=cut, split=split)
            elif name == "review_litigation":
                found.append(grids.review_litigation(filled))
            else:
                found.append(grids.statistics(filled, look.get("preface", ""), look.get("footer", "")))
        return found

    parts = tuple(
        Part(
            part.get("heading", ""),
            tuple(part.get("text", "").strip().splitlines()),
            tuple(tables(part.get("tables", []))),
        )
        for part in facts["part"]
    )
    return Report(
        f"{facts['organ']}-{facts['year']}",
        facts["organ_name"],
        facts["year"],
        facts["form"],
        requests_form,
        facts["title"],
        facts["published"][:10],
        parts,
        cells,
        prose_figures(facts),
    )
