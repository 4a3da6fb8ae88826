"""The data dictionary says everything about the database, and nothing that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.listings.page import Page
from crawler.portal import Listing
from crawler.visit import Walk
from pipelines.forms import FORMS
from pipelines.narrative import CODES
from pipelines.records import Form
from pipelines.register import read_regions
from storage.dictionary import (
    DATABASE,
    DOCS,
    NOTHING,
    Dictionary,
    DictionaryError,
    Word,
    check_references,
    check_vocabularies,
    datasette_metadata,
    load_dictionary,
    pages,
    parse_dictionary,
)
from storage.registers import fill_registers
from storage.schema import connect

ROOT = Path(__file__).parent.parent
CHINESE = re.compile("[\u4e00-\u9fff]")

# What other people's scripts may rely on: the contract's tables and the columns that each holds at least.
CONTRACT = {
    "regions": "code valid_from name level parent_code province city county valid_to successor_code",
    "regions_now": "code name level parent_code province city county",
    "institutions": "id name region_code level kind successor_id",
    "institution_names": "institution_id name",
    "portals": "id name region_code home listing file",
    "runs": "id command portal_id started_at finished_at reason pages documents reports_new reports_changed failures",
    "documents": "sha256 kind media_type charset size first_seen_at archive_ref",
    "fetches": "id run_id url final_url status fetched_at sha256 referrer etag last_modified",
    "reports": "id institution_id year form title published_on published_source url sha256 reader_version",
    "report_sources": "report_id sha256 url relation gone_at",
    "changes": "report_id code source old new old_raw new_raw old_sha256 new_sha256 seen_at",
    "sections": "report_id position heading kind text",
    "report_texts": "report_id text",
    "statements": "report_id position code value unit qualifier scope period quote section",
    "figures": "report_id code source value raw state unit locator quote method agreement sha256",
    "indicators": "code form table_label row_label column_label unit definition",
    "checks": "report_id rule source holds left right delta message",
    "findings": "id report_id url sha256 kind detail",
    "failures": "id run_id url kind detail at",
    "coverage": "institution_id year status published_on days_late reason",
}
# Tables that Datasette must give row pages, facets and labels.
REAL_TABLES = ("regions", "institutions", "reports")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A fresh database with its registers."""
    database = connect(tmp_path_factory.mktemp("dictionary") / "fresh.db")
    fill_registers(database)
    yield database
    database.close()


def columns_of(database: Database) -> dict[str, list[str]]:
    """Every table and view with its columns; SQLite's own tables and the inner tables of an index left out."""
    virtual = [name for name in database.table_names() if database.table(name).virtual_table_using]
    inner = {f"{name}_{part}" for name in virtual for part in ("config", "content", "data", "docsize", "idx")}
    names = [name for name in (*database.table_names(), *database.view_names()) if name not in inner]
    return {
        name: [row["name"] for row in database.query("select name from pragma_table_info(?)", (name,))]
        for name in names
        if not name.startswith("sqlite_")
    }


def test_every_table_and_column_is_explained_and_no_other(database: Database) -> None:
    explained = {name: sorted(table.columns) for name, table in load_dictionary().tables.items()}
    assert explained == {name: sorted(columns) for name, columns in columns_of(database).items()}


def test_tables_and_views_are_called_what_they_are(database: Database) -> None:
    kinds = {name: table.kind for name, table in load_dictionary().tables.items()}
    views = database.view_names()
    assert kinds == {name: "view" if name in views else "table" for name in kinds}


def test_keys_are_the_keys_of_the_schema(database: Database) -> None:
    for name, table in load_dictionary().tables.items():
        if table.kind == "table":
            assert list(table.key) == database.table(name).pks, name


@pytest.mark.parametrize("table", CONTRACT)
def test_contract(database: Database, table: str) -> None:
    assert set(CONTRACT[table].split()) <= set(columns_of(database)[table])
    if table in REAL_TABLES:
        assert table in database.table_names()


def test_every_code_of_every_form_is_an_indicator_with_label_and_unit(database: Database) -> None:
    rows = {(row["code"], row["form"]): row for row in database.query("select * from indicators")}
    for form, definition in FORMS.items():
        for table in definition.tables:
            for row in table.number_rows:
                for column in table.number_columns:
                    indicator = rows.pop((f"{table.code}.{row.code}.{column.code}", form))
                    assert indicator["table_label"] == table.title
                    assert indicator["row_label"] == row.label
                    assert indicator["column_label"] == column.label
                    assert indicator["unit"] == (column.unit or row.unit)
    for code in CODES.values():
        indicator = rows.pop((code.figure_code, Form.NARRATIVE))
        assert (indicator["row_label"], indicator["unit"]) == (code.label, code.unit)
    assert {code.split("_", 1)[0] for code, _ in rows} == {"local"}


def test_every_code_has_a_number(database: Database) -> None:
    missing = "select code from indicators except select code from codes"
    assert list(database.query(missing)) == []


def test_everything_is_named_in_chinese() -> None:
    dictionary = load_dictionary()
    for name, table in dictionary.tables.items():
        assert CHINESE.search(table.title), name
        assert CHINESE.search(table.text), name
        assert not CHINESE.search(table.english), name
        for column_name, column in table.columns.items():
            assert CHINESE.search(column.name), f"{name}.{column_name}"
            assert column.text.endswith("。"), f"{name}.{column_name}"
    for name, vocabulary in dictionary.vocabularies.items():
        for word, entry in vocabulary.words.items():
            assert CHINESE.search(entry.label), f"{name}: {word}"
            assert entry.text.endswith("。"), f"{name}: {word}"


def test_words_are_those_of_the_program() -> None:
    dictionary = load_dictionary()
    assert list(check_vocabularies(dictionary)) == []
    assert list(check_references(dictionary)) == []


def without(dictionary: Dictionary, vocabulary: str, word: str) -> Dictionary:
    """The dictionary without one word."""
    entry = dictionary.vocabularies[vocabulary]
    words = {name: kept for name, kept in entry.words.items() if name != word}
    return replace(dictionary, vocabularies={**dictionary.vocabularies, vocabulary: replace(entry, words=words)})


def test_a_word_too_few_and_a_word_too_many_are_told() -> None:
    dictionary = load_dictionary()
    assert list(check_vocabularies(without(dictionary, "state", "slash"))) == ["state: slash is not explained"]
    states = dictionary.vocabularies["state"]
    more = replace(states, words={**states.words, "torn": Word("撕掉", "没有这种。")})
    many = replace(dictionary, vocabularies={**dictionary.vocabularies, "state": more})
    assert list(check_vocabularies(many)) == ["state: the program has no torn"]


def test_what_the_dictionary_names_must_exist() -> None:
    text = (ROOT / "storage" / "dictionary.toml").read_text("utf-8")
    broken = text.replace('vocabulary = "agreement"', 'vocabulary = "consent"', 1)
    assert list(check_references(parse_dictionary(broken))) == ["figures.agreement: no vocabulary consent"]
    broken = text.replace('facets = ["level", "kind"]', 'facets = ["level", "sort"]')
    assert list(check_references(parse_dictionary(broken))) == ["institutions: no column sort"]
    with pytest.raises(DictionaryError, match="titel"):
        parse_dictionary(text.replace("[tables.regions]\n", '[tables.regions]\ntitel = "行政区划"\n'))


def test_kinds_of_findings_are_those_that_the_program_writes() -> None:
    written = {
        str(call.args[0].value)
        for package in ("pipelines", "storage")
        for path in (ROOT / package).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("Finding", "StrayRow")
        and isinstance(call.args[0], ast.Constant)
    }
    assert set(load_dictionary().vocabularies["finding_kind"].words) == written


def test_items_of_a_listing_are_explained() -> None:
    walk = Walk(Listing("http://127.0.0.1/"))
    column = walk.column("http://127.0.0.1/", 0, None)
    assert column is not None
    column.take(Page((), total=3))
    walk.stopped = "timeout"
    assert set(walk.report(set())) == set(load_dictionary().vocabularies["listing"].words)


def test_levels_are_explained() -> None:
    levels = {region.level for region in read_regions()}
    assert levels <= set(load_dictionary().vocabularies["level"].words)


def test_pages_are_what_is_generated() -> None:
    for name, page in pages(load_dictionary()).items():
        assert (DOCS / name).read_text("utf-8") == page, f"{name}: run python -m storage.dictionary"


def test_page_explains_every_table_and_word() -> None:
    page = (DOCS / "dictionary.md").read_text("utf-8")
    for name, table in load_dictionary().tables.items():
        assert f"\n### {name}\n" in page
        for column in table.columns:
            assert f"\n| `{column}` |" in page
    for name, vocabulary in load_dictionary().vocabularies.items():
        assert f"\n### 词表 {name}\n" in page
        for word in vocabulary.words:
            assert f"\n| `{word}` |" in page
    for anchor in re.findall(r"\]\(#词表-(\w+)\)", page):
        assert f"\n### 词表 {anchor}\n" in page


def test_metadata_names_everything() -> None:
    dictionary = load_dictionary()
    metadata = datasette_metadata(dictionary)
    for place in (metadata, metadata["databases"][DATABASE]):
        assert place["title"]
        assert place["source"]
        assert place["license"]
        assert all(caution in place["description_html"] for caution in dictionary.caution)
    tables = metadata["databases"][DATABASE]["tables"]
    assert list(tables) == list(dictionary.tables)
    assert {name for name, table in tables.items() if table.get("hidden")} == {
        "cells", "codes", "archives", "_sqlite_migrations",
    }  # fmt: skip
    assert "空值不是零" in tables["figures"]["columns"]["value"]
    assert "单位：字节" in tables["documents"]["columns"]["size"]


def test_no_value_is_explained_where_it_says_something() -> None:
    with_nothing = {name for name, one in load_dictionary().vocabularies.items() if NOTHING in one.words}
    assert with_nothing == {"holds", "published_source", "run_reason"}
