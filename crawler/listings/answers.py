"""What services answer for a page of a column: JSON, JSON around HTML or XML, XML records, pieces of HTML."""

from __future__ import annotations

import json
import re
from typing import Any

import jmespath

from crawler.listings.links import links_of_rows, objects_in, parse, read_links, rows_of
from crawler.listings.page import Link
from crawler.listings.query import Query

_JSONP = re.compile(r"^\s{0,9}[\w.$]{1,80}\s{0,9}\((.*)\)\s{0,9};?\s{0,9}$", re.DOTALL)
_TOTALS = (
    re.compile(r"<totalrecord>\s{0,9}(\d{1,9})", re.IGNORECASE),
    re.compile(r"\bcount\s{0,9}=\s{0,9}[\"'](\d{1,9})", re.IGNORECASE),
    re.compile(r"共\s{0,9}(?:有)?\s{0,9}(\d{1,9})\s{0,9}(?:条|篇|项|个记录)"),
)
_PAGES = (
    re.compile(r"pageCount\s{0,9}[=:]\s{0,9}[\"']?(\d{1,9})", re.IGNORECASE),
    re.compile(r"<totalpage>\s{0,9}(\d{1,9})", re.IGNORECASE),
    re.compile(r"共\s{0,9}(?:有)?\s{0,9}(\d{1,9})\s{0,9}页"),
)
_TOTAL_KEYS = ("total", "totalcount", "totalrecord", "allrow", "recordcount", "count", "totalnum", "postcount")


class AnswerError(ValueError):
    """An answer that is not of the kind that the column's facts tell; the message says what it is."""


def read_answer(query: Query, text: str, url: str) -> tuple[tuple[Link, ...], tuple[str, ...], int | None, int | None]:
    """The links of an answer, the texts of rows without an address, how many rows the column has in all, and how many
    pages. `url` is the column's own address, which links are relative to.

    Raises `AnswerError` for an answer of another kind.
    """
    value = _json(text)
    markup = text
    if query.unwrap:
        markup = jmespath.search(query.unwrap, value)
        if not isinstance(markup, str):
            raise AnswerError(f"应答里没有 {query.unwrap}：{text[:80]!r}")
    elif query.items or value is not None:
        links, unreadable = links_of_rows(_rows(query, value, text), url)
        return links, unreadable, _total(query, value), None
    links, unreadable = read_links(markup, parse(markup), url)
    total = next((int(match[1]) for pattern in _TOTALS if (match := pattern.search(markup))), None)
    pages = next((int(match[1]) for pattern in _PAGES if (match := pattern.search(markup))), None)
    return links, unreadable, total, pages


def _json(text: str) -> Any:
    stripped = text.strip().removeprefix("\ufeff")
    if not stripped.startswith(("{", "[")):
        wrapped = _JSONP.match(stripped)
        stripped = wrapped[1] if wrapped else ""
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        return None


def _rows(query: Query, value: Any, text: str) -> list[tuple[str, str, str]]:
    """The rows of a JSON answer: by the query's facts, or the list of objects that has titles and addresses."""
    if value is None:
        raise AnswerError(f"应答不是 JSON：{text[:80]!r}")
    items = jmespath.search(query.items, value) if query.items else objects_in(value)
    if items is None or not isinstance(items, list):
        raise AnswerError(f"应答里没有 {query.items}：{text[:80]!r}")
    if not query.title:
        return rows_of(items)
    return [
        tuple(str(jmespath.search(path, item) or "") if path else "" for path in (query.title, query.link, query.date))  # type: ignore[misc]
        for item in items
    ]


def _total(query: Query, value: Any) -> int | None:
    if query.total:
        total = jmespath.search(query.total, value)
        return int(total) if str(total).isdecimal() else None
    found: list[int] = []
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            for key, inner in one.items():
                if re.sub(r"[^a-z]", "", key.lower()) in _TOTAL_KEYS and str(inner).isdecimal():
                    found.append(int(inner))
                elif isinstance(inner, dict):
                    stack.append(inner)
    return max(found, default=None)
