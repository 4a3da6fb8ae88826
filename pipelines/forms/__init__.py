"""The statutory forms as data: one TOML file a form, loaded once and checked against itself.

`FORMS[Form.TABLES_2021].tables` gives rows and columns with their labels; `relations` the sums that must hold.
The reader, the checks, the data dictionary and the views all read these files and nothing else.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from pipelines.records import Form

LOCAL = "local"
TABLE_FORMS = (Form.STATISTICS_2014, Form.TABLES_2019, Form.TABLES_2021)

_NUMBERING = re.compile(
    r"^(?:其中[::]?|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．,]+|第[一二三四五六七八九十]+[、.])+"
)
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")  # characters without width
_NOTE = re.compile(r"[(（][^()（）]*[)）]$")
_IGNORED = re.compile(r"[\s“”\"'‘’《》<>·:：,，、.。;；/／\-—_*＊]+")


class FormError(ValueError):
    """A form file contradicts itself; the message names the file and the entry."""


@cache
def normalise(label: str) -> str:
    """A printed label without what varies: widths, blanks, numbering, quotes, punctuation, a note in brackets.

    `（二）部分公开（区分处理的，只计这一情形，不计其他情形）` and `部分公开` become the same text.
    """
    text = _UNSEEN.sub("", "".join(unicodedata.normalize("NFKC", label).split()))
    text = _NUMBERING.sub("", text)
    without_note = _NOTE.sub("", text)
    text = _IGNORED.sub("", without_note or text)
    return text.replace("(", "").replace(")", "")


@dataclass(frozen=True, slots=True)
class Item:
    """One row or column of a form's table. `parent` is the code of the group it stands under, if any."""

    code: str
    label: str
    kind: str = "number"
    unit: str | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    decimal: bool = False
    signed: bool = False
    note: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """Every spelling of the label that is known, normalised."""
        return frozenset(normalise(text) for text in (self.label, *self.aliases))


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of a form. `local_rows` are rows that provinces added, under codes of their own; `text_rows` are
    rows known by name that carry no figure."""

    code: str
    title: str
    columns: tuple[Item, ...]
    rows: tuple[Item, ...]
    aliases: tuple[str, ...] = ()
    local_rows: tuple[Item, ...] = ()
    text_rows: tuple[str, ...] = ()

    @property
    def number_columns(self) -> tuple[Item, ...]:
        return tuple(column for column in self.columns if column.kind == "number")

    @property
    def number_rows(self) -> tuple[Item, ...]:
        return tuple(row for row in self.rows if row.kind == "number")

    @property
    def codes(self) -> frozenset[str]:
        """Cell paths of the table, `table.row.column`."""
        return frozenset(
            f"{self.code}.{row.code}.{column.code}" for row in self.number_rows for column in self.number_columns
        )


@dataclass(frozen=True, slots=True)
class Relation:
    """Σ coefficient × cell = 0 (`eq`) or ≤ 0 (`le`). Terms of a relation across years end in `@year`, `@year-1`.

    `optional` terms, `row.column`, count where the table has such a local row or the prose tells such a figure.
    """

    id: str
    kind: str
    terms: Mapping[str, int]
    strength: str
    basis: str
    text: str
    constant: float = 0
    optional: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A statutory form: its tables, the relations of its figures within a report and across years."""

    form: Form
    name: str
    first_year: int
    basis: str
    tables: tuple[FormTable, ...]
    last_year: int | None = None
    relations: tuple[Relation, ...] = ()
    cross_year: tuple[Relation, ...] = field(default=())

    @property
    def codes(self) -> frozenset[str]:
        return frozenset().union(*(table.codes for table in self.tables))

    def table(self, code: str) -> FormTable:
        """The table of that code. Raises `KeyError`."""
        for table in self.tables:
            if table.code == code:
                return table
        raise KeyError(code)


def _item(entry: dict[str, Any]) -> Item:
    return Item(**{**entry, "aliases": tuple(entry.get("aliases", ()))})


def _table(entry: dict[str, Any]) -> FormTable:
    return FormTable(
        code=entry["code"],
        title=entry["title"],
        columns=tuple(_item(item) for item in entry["columns"]),
        rows=tuple(_item(item) for item in entry["rows"]),
        aliases=tuple(entry.get("aliases", ())),
        local_rows=tuple(_item({**item, "kind": LOCAL}) for item in entry.get("local_rows", ())),
        text_rows=tuple(entry.get("text_rows", ())),
    )


def parse_form(text: str, source: str) -> FormDefinition:
    """A form file's definition. Raises `FormError` that names `source` when the file contradicts itself."""
    entry = tomllib.loads(text)
    try:
        definition = FormDefinition(
            form=Form(entry["form"]),
            name=entry["name"],
            first_year=entry["first_year"],
            last_year=entry.get("last_year"),
            basis=entry["basis"],
            tables=tuple(_table(table) for table in entry["tables"]),
            relations=tuple(Relation(**relation) for relation in entry.get("relations", ())),
            cross_year=tuple(Relation(**relation) for relation in entry.get("cross_year", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FormError(f"{source}: {error}") from error
    _self_check(definition, source)
    return definition


def _self_check(definition: FormDefinition, source: str) -> None:
    """Every code once; every parent a row of its table; every relation over cells that exist; ids once."""
    for table in definition.tables:
        for items in (table.rows, table.columns):
            codes = [item.code for item in items]
            if repeated := {code for code in codes if codes.count(code) > 1}:
                raise FormError(f"{source}: table {table.code} has {sorted(repeated)} more than once")
            if orphans := {item.parent for item in items if item.parent} - set(codes):
                raise FormError(f"{source}: table {table.code} names parents that it does not have: {sorted(orphans)}")
    tables = [table.code for table in definition.tables]
    if len(set(tables)) != len(tables):
        raise FormError(f"{source}: a table code stands twice")
    known = definition.codes
    seen: set[str] = set()
    for relation in (*definition.relations, *definition.cross_year):
        if relation.id in seen:
            raise FormError(f"{source}: relation {relation.id} stands twice")
        seen.add(relation.id)
        if relation.kind not in ("eq", "le"):
            raise FormError(f"{source}: relation {relation.id} is of unknown kind {relation.kind}")
        if missing := {term.split("@")[0] for term in relation.terms} - known:
            raise FormError(f"{source}: relation {relation.id} names cells that do not exist: {sorted(missing)}")


def local_code(province: str, row: str, column: str) -> str:
    """The code of a figure in a row that a province added; `province` is a value of `PROVINCES`."""
    return f"local_{province}.{row}.{column}"


def _load() -> dict[Form, FormDefinition]:
    folder = files(__package__)
    return {
        form: parse_form((folder / f"{form}.toml").read_text("utf-8"), f"pipelines/forms/{form}.toml")
        for form in TABLE_FORMS
    }


FORMS: Mapping[Form, FormDefinition] = _load()
# The tables that places made for themselves, all in one file; reports with one are narrative.
LOCAL_FORM = parse_form((files(__package__) / "local.toml").read_text("utf-8"), "pipelines/forms/local.toml")
PROVINCES: Mapping[str, str] = tomllib.loads((files(__package__) / "provinces.toml").read_text("utf-8"))
