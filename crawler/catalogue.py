"""The catalogue of portals: `python -m crawler.catalogue` writes the portal files from `catalogue.csv`.

A row of the table is one column of annual reports. Rows with the same `id` are one portal; a row without an `id` is an
address that is known and has no portal file, and `note` says why. Nothing in the table could be tried on the network,
so each address says how sure it is (`status`):

seen      the address of the column stands in public material
derived   it follows from the address of a report that was seen (its folder, its column number)
inferred  it follows from how the system or the portal is built: the folder above, the same address on a sister portal

`source` is the address that a derived or inferred one follows from. `facts` are facts of the way of paging that the
column's page may not have (`name:value`, values as they are sent), for a row whose `paging` is a family.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urljoin

from crawler.portal import PORTALS

TABLE = Path(__file__).parent / "catalogue.csv"
STATUS = {
    "seen": "见于公开资料",
    "derived": "由所见年报的地址推出",
    "inferred": "按系统或门户的惯例推测",
}
HEADER = "# 由 crawler/catalogue.csv 生成（python -m crawler.catalogue）；要改，改那张表。\n"
_EXPECTED = 1


class CatalogueError(ValueError):
    """The table is wrong; the message names the row by its address."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; the fields are its columns, "" where nothing is told."""

    id: str
    name: str
    region_code: str
    url: str
    paging: str
    facts: str
    publisher: str
    status: str
    source: str
    note: str

    def __post_init__(self) -> None:
        if self.status not in STATUS:
            raise CatalogueError(f"{self.url}: status: {self.status!r} is none of {', '.join(STATUS)}")
        if self.facts and not self.paging:
            raise CatalogueError(f"{self.url}: facts stand with the family in paging")
        if not self.id and not self.note:
            raise CatalogueError(f"{self.url}: note: a row without a portal says why")


def read_table(path: Path = TABLE) -> list[Row]:
    """The rows of the table. Raises `CatalogueError` for other columns than those of `Row`, or a row that is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        names = [item.name for item in fields(Row)]
        if reader.fieldnames != names:
            raise CatalogueError(f"{path}: columns: {reader.fieldnames} are not {names}")
        return [Row(**row) for row in reader]


def portal_files(rows: Iterable[Row]) -> dict[str, str]:
    """File name → text of each portal file, in the order of the table.

    Raises `CatalogueError` where rows of one portal disagree about its name or region.
    """
    portals: dict[str, list[Row]] = {}
    for row in rows:
        if row.id:
            portals.setdefault(row.id, []).append(row)
    return {f"{portal}.toml": _text(columns) for portal, columns in portals.items()}


def write_files(files: Mapping[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """Make the folder's generated files those of the table; files written by hand stay. Gives (file name, what was
    done) for each file that was not as it should be."""
    for path in sorted(folder.glob("*.toml")):
        if path.name not in files and is_generated(path):
            path.unlink()
            yield path.name, "删去"
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            done = "改写" if path.exists() else "新写"
            path.write_text(text, "utf-8", newline="\n")
            yield name, done


def is_generated(path: Path) -> bool:
    """Whether a portal file is the catalogue's, and not written by hand."""
    return path.read_text("utf-8").startswith(HEADER)


def _text(columns: list[Row]) -> str:
    first = columns[0]
    for row in columns:
        if (row.name, row.region_code) != (first.name, first.region_code):
            raise CatalogueError(f"{row.url}: portal {row.id} is {row.name} {row.region_code}, or {first.name}")
    lines = [
        f"id = {_toml(first.id)}",
        f"name = {_toml(first.name)}",
        f"region_code = {_toml(first.region_code)}",
        f"home = {_toml(urljoin(first.url, '/'))}",
        f"expected = {_EXPECTED}",
        f"notes = {_toml(_notes(columns))}",
    ]
    for row in columns:
        lines += ["", "[[listings]]", *_listing(row)]
    return HEADER + "\n".join(lines) + "\n"


def _listing(row: Row) -> Iterator[str]:
    basis = f"：{row.source}" if row.source else ""
    note = f"（{row.note}）" if row.note else ""
    yield f"# {STATUS[row.status]}{basis}{note}"
    yield f"url = {_toml(row.url)}"
    if row.paging:
        yield f"paging = {_toml(row.paging)}"
    if row.publisher:
        yield f"publisher = {_toml(row.publisher)}"
    if row.facts:
        yield "[listings.query.find]"
        for fact in row.facts.split():
            name, _, value = fact.partition(":")
            yield f"{name} = [{_toml('=' + value)}]"


def _notes(columns: list[Row]) -> str:
    counts = Counter(row.status for row in columns)
    told = "、".join(f"{words} {counts[status]} 个" for status, words in STATUS.items() if counts[status])
    notes = "".join(f"{note}。" for note in dict.fromkeys("；".join(row.note for row in columns).split("；")) if note)
    return f"栏目地址：{told}；写此文件时都未能实地打开。{notes}"


def _toml(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(table: Path = TABLE, folder: Path = PORTALS) -> int:
    """Write the portal files and print what changed. Returns 1, with the reason, where the table is wrong."""
    try:
        rows = read_table(table)
        files = portal_files(rows)
    except CatalogueError as error:
        print(f"crawler.catalogue: {error}", file=sys.stderr)
        return 1
    for name, done in write_files(files, folder):
        print(f"{done}  {name}")
    counts = Counter(row.status for row in rows if row.id)
    told = "，".join(f"{words} {counts[status]}" for status, words in STATUS.items())
    left = sum(not row.id for row in rows)
    print(f"{len(files)} 个门户，{counts.total()} 个栏目（{told}）；另有 {left} 个地址没有写成门户，理由在表中")
    return 0


if __name__ == "__main__":
    sys.exit(main())
