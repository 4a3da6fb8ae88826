"""The data dictionary, loaded from `dictionary.toml`: what every table, column and word of the database means.

Everything that explains the database is made from it: Datasette's metadata, docs/dictionary.md, docs/failures.md.
`python -m storage.dictionary` checks the dictionary and writes the two pages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from pipelines import numbers
from pipelines.deduplicate import Relation
from pipelines.periods import Period, Scope
from pipelines.records import Agreement, DocumentKind, FailureKind, Form, Source, State
from pipelines.sections import SectionKind
from pipelines.statements import DERIVED_QUALIFIER
from pipelines.titles import LookAlike

DOCS = Path(__file__).parent.parent / "docs"
DATABASE = "nianbao"  # the name under which the database is browsed, whatever its file is called
STYLE = "/assets/nianbao.css"  # as storage/browse.py mounts storage/datasette/static
NOTHING = "null"  # the word of a vocabulary that stands for no value

# Vocabularies whose words the program knows one by one, in the order of its enums where it has them.
CLOSED: Mapping[str, Iterable[str]] = {
    "form": Form,
    "state": State,
    "source": Source,
    "agreement": Agreement,
    "document_kind": DocumentKind,
    "failure_kind": FailureKind,
    "relation": Relation,
    "section_kind": SectionKind,
    "period": Period,
    "scope": Scope,
    "qualifier": (numbers.EXACT, numbers.MORE_THAN, numbers.LESS_THAN, numbers.ABOUT, DERIVED_QUALIFIER),
    "skipped": ("other_year", "other", "same_page", "look_alike", *LookAlike),
}
# Vocabularies that the form files have: columns may name them, the dictionary does not repeat them.
OF_THE_FORMS = ("indicator", "statement_code")


class DictionaryError(ValueError):
    """The dictionary contradicts itself or the program; the message names the entry."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `unit` is that of its values; `vocabulary` names its words; `link` is where a value leads, below the
    database's address, `{}` standing for the value."""

    name: str
    text: str
    unit: str | None = None
    vocabulary: str | None = None
    caution: str | None = None
    link: str | None = None

    @property
    def description(self) -> str:
        """All of it in one Chinese sentence or three."""
        unit = f"单位：{self.unit}。" if self.unit else ""
        caution = f"注意：{self.caution}" if self.caution else ""
        return f"{self.name}：{self.text}{unit}{caution}"


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table or view. `shown_as` is the view that a hidden table is shown through; the last three fields are how
    Datasette labels, sorts and facets it."""

    group: str
    kind: str
    key: tuple[str, ...]
    title: str
    text: str
    english: str
    columns: Mapping[str, Column]
    caution: str | None = None
    hidden: bool = False
    shown_as: str | None = None
    label_column: str | None = None
    sort_desc: str | None = None
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a closed vocabulary: how to say it, what it means; for a failure, its stage and what to do."""

    label: str
    text: str
    group: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of words."""

    title: str
    words: Mapping[str, Word]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The whole dictionary; names as in the database, everything in the order of the file."""

    title: str
    text: str
    english: str
    caution: tuple[str, ...]
    license: str
    source: str
    groups: Mapping[str, str]
    tables: Mapping[str, TableEntry]
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)


@cache
def load_dictionary() -> Dictionary:
    """The dictionary of the project. Raises `DictionaryError` where it contradicts itself or the program."""
    dictionary = parse_dictionary(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    problems = [*check_references(dictionary), *check_vocabularies(dictionary)]
    if problems:
        raise DictionaryError("; ".join(problems))
    return dictionary


def parse_dictionary(text: str) -> Dictionary:
    """The dictionary of a TOML text. Raises `DictionaryError` for a missing or unknown key."""
    entry = tomllib.loads(text)
    try:
        entry["caution"] = tuple(entry["caution"])
        entry["groups"] = {name: group["title"] for name, group in entry["groups"].items()}
        tables: dict[str, TableEntry] = {}
        for name, table in entry["tables"].items():
            tables[name] = _table(table, tables)
        entry["tables"] = tables
        entry["vocabularies"] = {name: _vocabulary(one) for name, one in entry["vocabularies"].items()}
        return Dictionary(**entry)
    except (KeyError, TypeError) as error:
        raise DictionaryError(f"dictionary.toml: {type(error).__name__}: {error}") from error


def _table(entry: Mapping[str, Any], earlier: Mapping[str, TableEntry]) -> TableEntry:
    facts = dict(entry)
    twin = facts.pop("same_as", None)
    facts["columns"] = (
        earlier[twin].columns if twin else {name: Column(**column) for name, column in facts["columns"].items()}
    )
    facts["key"] = tuple(facts["key"])
    facts["facets"] = tuple(facts.get("facets", ()))
    return TableEntry(**facts)


def _vocabulary(entry: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(**{**entry, "words": {name: Word(**word) for name, word in entry["words"].items()}})


def check_references(dictionary: Dictionary) -> Iterator[str]:
    """What the dictionary names and does not have: groups, columns, vocabularies, the tables that links lead to."""
    used = {"skipped"}  # by the words of `listing`
    for name, table in dictionary.tables.items():
        if table.group not in dictionary.groups:
            yield f"{name}: no group {table.group}"
        if table.shown_as and table.shown_as not in dictionary.tables:
            yield f"{name}: shown as {table.shown_as}, which is no table"
        named = (*table.key, *table.facets, *filter(None, (table.label_column, table.sort_desc)))
        yield from (f"{name}: no column {column}" for column in named if column not in table.columns)
        for column_name, column in table.columns.items():
            where = f"{name}.{column_name}"
            used.add(column.vocabulary or "")
            if column.vocabulary not in (None, *OF_THE_FORMS, *dictionary.vocabularies):
                yield f"{where}: no vocabulary {column.vocabulary}"
            if column.link and column.link.split("/")[0].split("?")[0] not in dictionary.tables:
                yield f"{where}: links to {column.link}, which is no table"
    yield from (f"vocabulary {name} is of no column" for name in dictionary.vocabularies if name not in used)


def check_vocabularies(dictionary: Dictionary) -> Iterator[str]:
    """Where the words of the dictionary are not exactly those of the program, and failures without their action."""
    for name, words in CLOSED.items():
        if name not in dictionary.vocabularies:
            yield f"no vocabulary {name}"
            continue
        known, written = {str(word) for word in words}, set(dictionary.vocabularies[name].words) - {NOTHING}
        yield from (f"{name}: {word} is not explained" for word in sorted(known - written))
        yield from (f"{name}: the program has no {word}" for word in sorted(written - known))
        if name == "failure_kind":
            entries = dictionary.vocabularies[name].words.items()
            yield from (f"{name}: {word} needs action and group" for word, w in entries if not (w.action and w.group))


def datasette_metadata(
    dictionary: Dictionary, queries: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Datasette's metadata: titles, descriptions, hidden tables, labels, facets, and the canned queries."""
    about = {
        "title": dictionary.title,
        "description_html": _html(dictionary.text, dictionary.english, *dictionary.caution),
        "source": dictionary.source,
        "license": dictionary.license,
    }
    tables = {name: _table_metadata(table) for name, table in dictionary.tables.items()}
    database = {**about, "tables": tables, "queries": dict(queries or {})}
    return {**about, "extra_css_urls": [STYLE], "databases": {DATABASE: database}}


def _table_metadata(table: TableEntry) -> dict[str, Any]:
    cautions = [table.caution] if table.caution else []
    metadata: dict[str, Any] = {
        "title": table.title,
        "description_html": _html(table.text, table.english, *cautions),
        "columns": {name: column.description for name, column in table.columns.items()},
    }
    if table.hidden:
        metadata["hidden"] = True
    if table.facets:
        metadata["facets"] = list(table.facets)
    for key in ("label_column", "sort_desc"):
        if value := getattr(table, key):
            metadata[key] = value
    return metadata


def _html(text: str, english: str, *cautions: str) -> str:
    noted = "".join(f"<li>{escape(caution)}</li>" for caution in cautions)
    warning = f'<ul class="caution">{noted}</ul>' if noted else ""
    return f'<p>{escape(text)}</p>{warning}<p lang="en" class="english">{escape(english)}</p>'


def markdown(dictionary: Dictionary) -> str:
    """The page docs/dictionary.md."""
    lines = [
        "# 数据字典",
        "",
        "<!-- 由 storage/dictionary.toml 生成：python -m storage.dictionary -->",
        "",
        dictionary.text,
        "",
        dictionary.english,
        "",
        *(f"- {caution}" for caution in dictionary.caution),
        "",
        "表与视图：",
        "",
    ]
    grouped = {
        group: {name: table for name, table in dictionary.tables.items() if table.group == group}
        for group in dictionary.groups
    }
    for group, tables in grouped.items():
        names = "、".join(f"[{name}](#{name})（{table.title}）" for name, table in tables.items())
        lines.append(f"- {dictionary.groups[group]}——{names}")
    for group, tables in grouped.items():
        lines += ["", f"## {dictionary.groups[group]}"]
        for name, table in tables.items():
            lines += ["", f"### {name}", "", *_table_page(table)]
    lines += ["", "## 词表", "", "列中只会出现下列的词；`null` 指没有值。"]
    for name, vocabulary in dictionary.vocabularies.items():
        lines += ["", f"### 词表 {name}", "", f"{vocabulary.title}。{vocabulary.text or ''}", ""]
        lines += _rows(("词", "中文", "含义"), ((f"`{word}`", w.label, w.text) for word, w in vocabulary.words.items()))
    return "\n".join(lines) + "\n"


def _table_page(table: TableEntry) -> Iterator[str]:
    kind = "视图" if table.kind == "view" else "表"
    yield f"**{table.title}**（{kind}，键：{'、'.join(f'`{name}`' for name in table.key)}）　{table.text}"
    yield ""
    yield table.english
    yield ""
    if table.caution:
        yield f"注意：{table.caution}"
        yield ""
    yield from _rows(("列", "名称", "说明"), ((f"`{name}`", c.name, _cell(c)) for name, c in table.columns.items()))


def _cell(column: Column) -> str:
    words = f"词表 [{column.vocabulary}](#词表-{column.vocabulary})。" if column.vocabulary else ""
    words = "词见 [indicators](#indicators)。" if column.vocabulary in OF_THE_FORMS else words
    unit = f"单位：{column.unit}。" if column.unit else ""
    caution = f"注意：{column.caution}" if column.caution else ""
    return f"{column.text}{unit}{words}{caution}"


def failures_page(dictionary: Dictionary) -> str:
    """The page docs/failures.md: every kind of failure, what it means, what to do."""
    vocabulary = dictionary.vocabularies["failure_kind"]
    lines = [
        "# 失败的种类与处理",
        "",
        "<!-- 由 storage/dictionary.toml 生成：python -m storage.dictionary -->",
        "",
        "没有取得或没有读成的，都在数据库的 `failures` 表里：一个网址一种原因一行，`detail` 写明见到了什么。"
        "读成之后这一行就删去。再运行一次 `scrapy crawl portal`，失败的网址会重新抓取。",
        "",
        "词表是封闭的：程序不会写出别的词。防护一律不绕过，robots.txt 一律遵守，证书一律核验。",
    ]
    for group in dict.fromkeys(word.group for word in vocabulary.words.values()):
        entries = ((f"`{n}`", f"{w.label}：{w.text}", w.action or "") for n, w in vocabulary.words.items())
        own = [entry for entry, word in zip(entries, vocabulary.words.values(), strict=True) if word.group == group]
        lines += ["", f"## {group}", "", *_rows(("kind", "含义", "怎么办"), own)]
    return "\n".join(lines) + "\n"


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(text.replace('|', '&#124;') for text in row)} |"


def pages(dictionary: Dictionary) -> dict[str, str]:
    """The generated pages of docs/ by file name."""
    return {"dictionary.md": markdown(dictionary), "failures.md": failures_page(dictionary)}


if __name__ == "__main__":
    for file_name, page in pages(load_dictionary()).items():
        (DOCS / file_name).write_text(page, "utf-8")
