"""Columns whose pages have addresses that can be told beforehand: numbered files, services that answer with JSON, XML
or pieces of HTML, forms. A family is a preset of facts (`presets.toml`); a portal file may give the same facts.

about      what it is
seen       regular expressions that all stand in the column's page; `url:` looks in the address
unless     a regular expression that does not
find       facts read in the column's page: name → regular expressions, the first that matches; `url:` reads the
           address instead, `=` gives the fact itself, `js:` takes the JavaScript value that stands after the match
each       a regular expression: one query for each match, whose facts are read in the match first
ask_first  a file in which facts are read that the page does not have
opens      true where each match of `each` in that file is a column of its own
url, body, method, headers, set
           the request as a template; `set` replaces parameters of the query string. Beside the found facts there
           are $page (the number as the server counts, from `start` or 1), $page0 (from 0), $reverse (from the last
           to 1), $from and $to (numbers of rows), $size
from_page  2 where the column's own page is the first page
size, times
           rows asked for at once, and how many times `size`
other      what differs in the request that is tried where a page is not there or brings nothing new
unwrap     JMESPath to the piece of HTML or XML in a JSON answer
items, title, link, date, total
           JMESPath to the rows of a JSON answer, and within a row; without them rows are recognised
"""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from math import ceil
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

import chompjs
import jmespath
from jmespath.exceptions import JMESPathError
from w3lib.url import add_or_replace_parameters

from crawler.listings.links import absolute
from crawler.listings.page import Ask

_COMMENT = re.compile(r"^[^\S\n]*//(?!\s*\]\]>).*$|(?<=[;{}])[^\S\n]*//.*$", re.MULTILINE)
_DIGITS = 10


class QueryError(ValueError):
    """Facts of a way of paging that cannot be used; the message names the key."""


@dataclass(frozen=True, slots=True)
class Query:
    """The facts of one way of paging, as the module's text explains them."""

    url: str
    about: str = ""
    seen: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    find: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    each: str = ""
    ask_first: str = ""
    opens: bool = False
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    other: Mapping[str, Any] = field(default_factory=dict)
    from_page: int = 1
    size: int = 0
    times: int = 1
    unwrap: str = ""
    items: str = ""
    title: str = ""
    link: str = ""
    date: str = ""
    total: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A query with the facts of one column filled in. `wanting` are facts that neither page nor address had;
    `is_other` where the query's other way turned out to be the column's."""

    query: Query
    facts: Mapping[str, str]
    wanting: tuple[str, ...] = ()
    is_other: bool = False

    def number(self, name: str) -> int | None:
        """A fact that is a number; None where it is not told (or told as 0)."""
        value = self.facts.get(name, "")
        return int(value) or None if value.isdecimal() and len(value) < _DIGITS else None

    @property
    def size(self) -> int:
        """Rows asked for at once: as many as the column's page had where it has rows of the same kind; 0 where that
        is the server's to say."""
        return self.number("group") or (self.query.size or self.number("size") or 0) * self.query.times

    @property
    def pages(self) -> int | None:
        """How many pages there are, where the column tells."""
        if pages := self.number("pages"):
            return pages
        total = self.number("total")
        return ceil(total / self.size) if total and self.size else None


def load_query(facts: Mapping[str, Any], source: str, base: Query | None = None) -> Query:
    """A query from facts, over those of `base` if one is given. Raises `QueryError` that names `source` and the key."""
    known = {item.name: item for item in fields(Query)}
    values: dict[str, Any] = {}
    for key, value in facts.items():
        if key not in known:
            raise QueryError(f"{source}.{key}: unknown key (known: {', '.join(sorted(known))})")
        if key in ("seen", "unless"):
            values[key] = tuple(value)
        elif key == "find":
            values[key] = {name: tuple([one] if isinstance(one, str) else one) for name, one in value.items()}
        else:
            values[key] = value
        wanted = {"find": Mapping, "headers": Mapping, "set": Mapping, "other": Mapping, "seen": list, "unless": list}
        kind = wanted.get(key, int if key in ("from_page", "size", "times") else bool if key == "opens" else str)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise QueryError(f"{source}.{key}: {value!r} is not {kind.__name__}")
    if base is None and "url" not in values:
        raise QueryError(f"{source}.url: missing")
    query = replace(base, **values) if base else Query(**values)
    _check(query, source)
    return query


def _check(query: Query, source: str) -> None:
    for name, patterns in (("seen", query.seen), ("unless", query.unless), ("each", (query.each,))):
        _check_patterns([_pattern(one) for one in patterns], f"{source}.{name}")
    for name, patterns in query.find.items():
        _check_patterns([_pattern(one) for one in patterns if not one.startswith("=")], f"{source}.find.{name}")
    for name in ("unwrap", "items", "title", "link", "date", "total"):
        try:
            if getattr(query, name):
                jmespath.compile(getattr(query, name))
        except JMESPathError as error:
            raise QueryError(f"{source}.{name}: not JMESPath ({error})") from error
    if query.method not in ("GET", "POST"):
        raise QueryError(f"{source}.method: {query.method!r} is neither GET nor POST")
    if query.from_page not in (1, 2):
        raise QueryError(f"{source}.from_page: {query.from_page!r} is neither 1 nor 2")


def _check_patterns(patterns: Any, source: str) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise QueryError(f"{source}: {pattern!r} is not a regular expression ({error})") from error


@cache
def presets() -> Mapping[str, Query]:
    """The families by name, in the order in which they are recognised."""
    path = Path(__file__).with_name("presets.toml")
    return {name: load_query(facts, name) for name, facts in tomllib.loads(path.read_text("utf-8")).items()}


def recognise(text: str, url: str) -> str | None:
    """The first family whose marks are in a column's page, and whose facts are all found there."""
    page = _without_comments(text)
    for name, query in presets().items():
        if all(_stands(mark, page, url) for mark in query.seen) and not any(
            re.search(mark, page) for mark in query.unless
        ):
            filled = list(fill(query, text, url))
            if filled and (not filled[0].wanting or first_ask(filled[0], url) is not None):
                return name
    return None


def _stands(mark: str, page: str, url: str) -> bool:
    return re.search(_pattern(mark), url if mark.startswith("url:") else page) is not None


def fill(query: Query, text: str, url: str) -> Iterator[Filled]:
    """The query with the facts of a column's page: one, or one for each match of `each`."""
    page = _without_comments(text)
    yield from (_fill(query, scope, url) for scope in (_scopes(query, page) if not query.opens else [page]))


def _scopes(query: Query, page: str) -> list[str]:
    return [match[0] for match in re.finditer(query.each, page)] if query.each else [page]


def _fill(query: Query, scope: str, url: str) -> Filled:
    found = {name: _first(name, patterns, scope, url) for name, patterns in query.find.items()}
    facts = {name: value for name, value in found.items() if value is not None}
    return Filled(query, facts, tuple(name for name in query.find if name not in facts))


def fill_up(filled: Filled, text: str) -> Filled:
    """The query with the facts that were wanting, read in the file that was asked first."""
    found = {name: _first(name, filled.query.find[name], text, "") for name in filled.wanting}
    facts = {**filled.facts, **{name: value for name, value in found.items() if value is not None}}
    return replace(filled, facts=facts, wanting=tuple(name for name in filled.wanting if name not in facts))


def first_ask(filled: Filled, column: str) -> Ask | None:
    """The request for the file in which wanting facts stand; None where there is none, or its own address wants
    some."""
    try:
        address = Template(filled.query.ask_first).substitute(filled.facts)
    except KeyError:
        return None
    return Ask(absolute(column, address), column=column, filled=filled, first=True) if address else None


def columns_of(filled: Filled, text: str, column: str) -> list[Ask]:
    """The columns that the file that was asked first names: one for each match of `each`."""
    asks = []
    for scope in _scopes(filled.query, text):
        one = _fill(filled.query, scope, column)
        whole = replace(one, facts={**one.facts, **filled.facts}, wanting=())
        asks.append(replace(_ask(whole, column, 1, 0), filled=None))
    return asks


def ask_page(filled: Filled, column: str, number: int, seen: int) -> Ask | None:
    """The request for page `number` of a column of whose rows `seen` came already; None after the last.

    Where the query knows another way, the request has it as `instead`.
    """
    pages, total = filled.pages, filled.number("total")
    if number > pages if pages is not None else total is not None and seen >= total:
        return None
    ask = _ask(filled, column, number, seen)
    if filled.query.other and not filled.is_other:
        other = replace(filled, query=load_query(filled.query.other, "other", filled.query), is_other=True)
        ask = replace(ask, instead=_ask(other, column, number, seen))
    return ask


def _ask(filled: Filled, column: str, number: int, seen: int) -> Ask:
    query = filled.query
    start = filled.number("start")
    values = {
        **filled.facts,
        "page": str(number if start is None else start + number - query.from_page),
        "page0": str(number - 1),
        "reverse": str((filled.pages or 0) - number + 1),
        "from": str(seen + 1),
        "to": str(seen + filled.size),
        "size": str(query.size or filled.number("size") or ""),
    }
    url = Template(query.url).safe_substitute({name: _in_address(value) for name, value in values.items()})
    if query.set:
        parameters = {name: Template(value).safe_substitute(values) for name, value in query.set.items()}
        url = add_or_replace_parameters(html.unescape(url), parameters)
    body = Template(query.body).safe_substitute(values)
    headers = dict(query.headers)
    if query.method == "POST":
        is_json = body.lstrip().startswith("{")
        headers["Content-Type"] = "application/json" if is_json else "application/x-www-form-urlencoded"
    return Ask(
        absolute(column, url), query.method, body, tuple(headers.items()), column, number, seen, filled
    )  # fmt: skip


def _in_address(value: str) -> str:
    """A fact as it stands in an address: what is written in Chinese is UTF-8 there."""
    return html.unescape(value) if "/" in value or "?" in value else quote(html.unescape(value), safe="%-._~")


def _first(name: str, patterns: tuple[str, ...], text: str, url: str) -> str | None:
    """The fact that the first matching expression finds; of numbers that are told twice the largest."""
    for pattern in patterns:
        if pattern.startswith("="):
            return pattern[1:]
        place = url if pattern.startswith("url:") else text
        if pattern.startswith("js:"):
            found = _script_value(re.search(_pattern(pattern), place), place)
            if found is not None:
                return found
            continue
        matches = [match[1] for match in re.finditer(_pattern(pattern), place, re.DOTALL | re.IGNORECASE)]
        if matches and name in ("pages", "total"):
            return max((match for match in matches if len(match) < _DIGITS), key=int, default=None)
        if matches:
            return html.unescape(matches[0])
    return None


def _script_value(match: re.Match[str] | None, text: str) -> str | None:
    """The JavaScript value after a match, as JSON."""
    if match is None:
        return None
    try:
        return json.dumps(chompjs.parse_js_object(text[match.end() :]), ensure_ascii=False)
    except ValueError:
        return None


def _pattern(text: str) -> str:
    return re.sub(r"^(?:url|js):", "", text)


def _without_comments(text: str) -> str:
    return _COMMENT.sub("", text)
