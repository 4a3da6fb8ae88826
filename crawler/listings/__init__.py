"""The ways a column is paged: pure functions from the bytes of one page to its links and the requests that go on.

`single` all rows are in the page; `next` pages joined by links; `postback` forms that are sent back; and the families
of `presets.toml`, whose pages are asked by an address or a form that can be told beforehand (`query`). `auto`
recognises the way in the column's page each time, so that a portal that changes its system keeps being read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from jmespath.exceptions import JMESPathError
from lxml.html import HtmlElement

from crawler.listings.answers import AnswerError, read_answer
from crawler.listings.links import absolute, base_url, parse, read_links, records_of, scripts_of
from crawler.listings.next_link import TOTAL, next_address, pager_addresses, shows_pager
from crawler.listings.page import Ask, Page
from crawler.listings.postback import postback
from crawler.listings.query import Filled, Query, ask_page, columns_of, fill, fill_up, first_ask, presets, recognise
from pipelines.decode import decode

AUTO = "auto"
QUERY = "query"
WAYS = (AUTO, "single", "next", "postback", QUERY)
# Addresses in scripts that may give a column's rows: tried only where the page gives none.
_QUOTED = re.compile(r"""["']([^"'\s<>]{3,500})["']""")
_DATA_WORD = re.compile(r"list|data|json|query|page|search|info|news|article|content|doc|col|xxgk|nb", re.IGNORECASE)
_NOT_DATA = re.compile(
    r"\.(?:js|css|png|jpe?g|gif|ico|svg|woff2?|swf|pdf|docx?|xlsx?|html?|shtml|jsp|aspx?)(?:\?|$)", re.IGNORECASE
)
_PAGE_PARAMETER = re.compile(
    r"([?&,/_](?:page|pageno|pagenum|pageindex|currpage|currentpage|cur_page|p)=)\d*", re.IGNORECASE
)
_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Paging:
    """What reading the pages of a column takes: the way it is paged (`way`: the facts of `query` where it has its own),
    and the CSS selector of its rows, where links outside the list would be taken for rows."""

    way: str = AUTO
    query: Query | None = None
    rows: str | None = None


def is_way(name: str) -> bool:
    """Whether `paging` may be this."""
    return name in WAYS or name in presets()


def read_page(facts: Paging, ask: Ask, body: bytes, url: str) -> Page:
    """The links of one page of a column, and the requests that go on.

    `ask` is what was asked for, `url` where the answer came from, `body` the page as it came, without
    content-encoding. Raises `AnswerError` for an answer that is of another kind than the column's facts tell.
    """
    text = decode(body).text
    try:
        if ask.filled is None:
            return _column_page(facts, ask, text, url)
        if ask.first:
            return _facts_came(ask, ask.filled, text)
        return _answer(ask, ask.filled, text)
    except JMESPathError as error:
        raise AnswerError(f"应答与所给的路径不合：{error}") from error
    except AnswerError:
        raise
    except ValueError as error:  # an address that is none, in a page that the facts were read from
        raise AnswerError(f"地址不成地址：{error}") from error


def _column_page(facts: Paging, ask: Ask, text: str, url: str) -> Page:
    """A page that people see: the column's own, one of its pages joined by links, a frame in it."""
    tree = parse(text)
    links, unreadable = read_links(text, tree, url, facts.rows)
    paging = facts.way
    if paging == AUTO:
        paging = (ask.number == 1 and recognise(text, url)) or "next"
    page = Page(links, unreadable=unreadable, paging=paging, total=_total(tree))
    query = facts.query or presets().get(paging)
    if query is not None and ask.number == 1:
        page = _query_page(page, query, text, ask, url)
    elif paging in ("next", "postback"):
        number = max(ask.number, 1)
        form = postback(tree, url, number)
        address = next_address(tree, url, number)
        if address and paging == "next":
            page = replace(page, asks=(Ask(address, column=ask.column or url),))
        elif form is not None:
            page = replace(page, asks=(form,), paging="postback")
        others = tuple(Ask(other, column=ask.column or url, number=number + 1) for other in pager_addresses(tree, url))
        page = replace(page, others=others)
        page = replace(page, understood=bool(page.asks) or number > 1 or not shows_pager(tree))
        asks = tuple(replace(one, column=ask.column or url, number=number + 1) for one in page.asks)
        page = replace(page, asks=asks)
    inner = list(_frames(tree, url)) if ask.number == 1 else []
    frames = tuple(Ask(address, column=url) for address in inner[:_AT_MOST])
    page = replace(page, unreadable=(*page.unreadable, *inner[_AT_MOST:]))
    guesses = tuple(_guesses(text, url)) if facts.way == AUTO and ask.number == 1 else ()
    return replace(page, asks=(*page.asks, *frames), guesses=guesses)


def _query_page(page: Page, query: Query, text: str, ask: Ask, url: str) -> Page:
    """The column's page where further pages are asked by a query."""
    asks: list[Ask | None] = []
    fills = list(fill(query, text, url))
    for filled in fills:
        if filled.wanting:
            asks.append(first_ask(filled, url))
            continue
        if query.from_page == 1:
            asks.append(ask_page(filled, url, 1, 0))
        elif filled.pages is not None or filled.number("total") is not None:
            group = len(records_of(text))
            if group:
                filled = replace(filled, facts={**filled.facts, "group": str(group)})
            asks.append(ask_page(filled, url, 2, filled.size))
    total = next((filled.number("total") for filled in fills), None) if query.from_page == 2 else None
    kept = tuple(one for one in asks if one is not None)
    told = bool(kept) or (query.from_page == 2 and any(not filled.wanting for filled in fills))
    understood = told or (query.from_page == 2 and not shows_pager(parse(text)))
    return replace(page, asks=kept, total=total or page.total, understood=understood)


def _facts_came(ask: Ask, filled: Filled, text: str) -> Page:
    """The file with the facts that the column's page did not have."""
    if filled.query.opens:
        return Page((), asks=tuple(columns_of(filled, text, ask.column)))
    whole = fill_up(filled, text)
    if whole.wanting:
        return Page((), understood=False)
    one = ask_page(whole, ask.column, 1, 0)
    return Page((), asks=(one,) if one else ())


def _answer(ask: Ask, filled: Filled, text: str) -> Page:
    """An answer to a query: its rows, and the query for the next ones."""
    links, unreadable, total, pages = read_answer(filled.query, text, ask.column)
    facts = dict(filled.facts)
    if total is not None and not filled.number("total"):
        facts["total"] = str(total)
    if pages is not None and not filled.number("pages"):
        facts["pages"] = str(pages)
    filled = replace(filled, facts=facts)
    seen = ask.seen + len(links)
    more = ask_page(filled, ask.column, ask.number + 1, seen) if links else None
    return Page(links, asks=(more,) if more else (), total=filled.number("total"), unreadable=unreadable)


def _total(tree: HtmlElement) -> int | None:
    match = TOTAL.search("".join(tree.itertext()))
    return int(match[1]) if match else None


def _frames(tree: HtmlElement, url: str) -> Iterator[str]:
    """The frames of a page on its own host: lists stand in them."""
    base = base_url(tree, url)
    found: dict[str, None] = {}
    for frame in tree.iter("iframe", "frame"):
        source = (frame.get("src") or "").strip()
        if not source or source.startswith(("about:", "javascript:")):
            continue
        try:
            address = absolute(base, source)
        except ValueError:
            continue
        if urlsplit(address).netloc == urlsplit(url).netloc and address != url:
            found[address] = None
    yield from found


def _guesses(text: str, url: str) -> Iterator[Ask]:
    """Requests for addresses that the page's scripts name and that may give its rows."""
    found: dict[str, None] = {}
    for script in scripts_of(text):
        for address in _QUOTED.findall(script):
            path = address.split("?")[0]
            if "/" in address and _DATA_WORD.search(path) and not _NOT_DATA.search(address):
                found[address] = None
    for address in list(found)[:_AT_MOST]:
        template = _PAGE_PARAMETER.sub(r"\g<1>${page}", address.replace("$", "$$"))
        filled = Filled(Query(template, about="guess"), {} if template != address else {"pages": "1"})
        try:
            ask = ask_page(filled, url, 1, 0)
        except ValueError:
            continue
        if ask is not None and urlsplit(ask.url).netloc == urlsplit(url).netloc:
            yield ask
