"""Datasette plugin: values shown so that none is nameless or taken for another.

A word of a closed vocabulary and a code carry their Chinese meaning, keys lead to their rows, no value is told from
zero and from empty text, counts have no decimals. Only HTML is touched: JSON and CSV keep what the database holds.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette import hookimpl
from datasette.utils import tilde_encode
from markupsafe import Markup, escape

from pipelines.narrative import CODES
from storage.dictionary import DATABASE, NOTHING, OF_THE_FORMS, Column, load_dictionary
from storage.registers import indicators

QUERIES = Path(__file__).parent.parent / "queries.toml"


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's marker
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """The HTML of one value, or None where Datasette's own is right (labelled keys, web addresses, long text)."""
    if database != DATABASE or isinstance(value, dict):
        return None
    described = describe(table, column)
    if described is not None and described.vocabulary == "listing" and value is not None:
        return listings(value)
    word = word_of(described, value)
    if word is None and value is None:
        return Markup('<span class="nothing" title="没有值；不是零">无值</span>')
    if word is None and value == "":
        return Markup('<span class="nothing" title="文字为空；不是没有读">空白</span>')
    if isinstance(value, float):
        return Markup('<span class="number">{}</span>').format(f"{value:.0f}" if value.is_integer() else value)
    shown = Markup(escape("" if value is None else value))
    if described is not None and described.link and value is not None:
        shown = Markup('<a href="{}">{}</a>').format(datasette.urls.path(link_of(described.link, str(value))), shown)
    elif word is None:
        return None
    if word is None:
        return shown
    label, meaning = word
    if described is not None and described.vocabulary == "holds":
        shown = Markup("")
    style = "label long" if described and described.vocabulary in OF_THE_FORMS else "label"
    return Markup('<span class="word" title="{}">{} <span class="{}">{}</span></span>').format(
        meaning, shown, style, label
    )


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's marker
def extra_template_vars(database: str | None, table: str | None) -> dict[str, Any]:
    """For the templates: the dictionary, and the Chinese names of the columns that a page shows."""
    dictionary = load_dictionary()
    entry = dictionary.tables.get(table or "") if database == DATABASE else None
    return {
        "dictionary": dictionary,
        "column_names": {name: column.name for name, column in entry.columns.items()} if entry else {},
        "word_label": word_label,
    }


def word_label(table: str | None, column: str, value: Any) -> str:
    """The Chinese label of a word, or nothing; for the values of facets."""
    word = word_of(describe(table, column), value)
    return word[0] if word else ""


def describe(table: str | None, column: str) -> Column | None:
    """The dictionary's entry of a column; without a table, of a heading of a canned query."""
    if table is None:
        table, _, column = _headings().get(column, "").partition(".")
    entry = load_dictionary().tables.get(table)
    return entry.columns.get(column) if entry else None


def word_of(column: Column | None, value: Any) -> tuple[str, str] | None:
    """Label and meaning of a value of a column with a vocabulary, or None."""
    if column is None or column.vocabulary is None:
        return None
    return _words(column.vocabulary).get(NOTHING if value is None else str(value))


def link_of(link: str, value: str) -> str:
    """The path that a column's `link` leads to for a value."""
    encoded = quote(value, safe="") if "?" in link else tilde_encode(value)
    return f"{DATABASE}/{link.format(encoded)}"


def listings(text: str) -> Markup:
    """`runs.listings` as a list a column: what was found there, and why the rest was left out."""
    names, reasons = _words("listing"), _words("skipped")
    parts = []
    for listing in json.loads(text):
        facts = []
        for key, value in listing.items():
            if isinstance(value, Mapping):
                told = [f"{reasons.get(reason, (reason,))[0]} {count}" for reason, count in value.items()]
                value = "，".join(told) or "无"
            elif isinstance(value, bool):
                value = "是" if value else "否"
            facts.append(Markup("<dt>{}</dt><dd>{}</dd>").format(names.get(key, (key,))[0], value))
        parts.append(Markup("<dl>{}</dl>").format(Markup("").join(facts)))
    return Markup('<div class="listings">{}</div>').format(Markup("").join(parts))


@cache
def _headings() -> dict[str, str]:
    headings: dict[str, str] = tomllib.loads(QUERIES.read_text("utf-8"))["columns"]
    return headings


@cache
def _words(vocabulary: str) -> dict[str, tuple[str, str]]:
    """Label and meaning by word; the codes' come from the form files."""
    if vocabulary == "indicator":
        labels: dict[str, tuple[str, str]] = {}
        for row in indicators():
            label = "·".join(filter(None, (row["table_label"], row["row_label"], row["column_label"])))
            labels.setdefault(row["code"], (label, f"单位：{row['unit']}"))
        return labels
    if vocabulary == "statement_code":
        return {name: (code.label, f"指标 {code.figure_code}，单位：{code.unit}") for name, code in CODES.items()}
    words = load_dictionary().vocabularies[vocabulary].words
    return {name: (word.label, "".join((word.text, word.action or ""))) for name, word in words.items()}
