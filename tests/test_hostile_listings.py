"""Listing pages that are made to cost time: each is read within the limit after which the process is killed."""

from __future__ import annotations

import multiprocessing

import pytest

from crawler.listings import Paging, read_page
from crawler.listings.answers import AnswerError
from crawler.listings.inline import is_report_page
from crawler.listings.page import Ask
from crawler.listings.query import fill, presets

URL = "http://www.example.gov.cn/nb/"
LIMIT = 20  # seconds; each takes less than two, and took minutes before


def page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


PAGES = {
    "links_in_one_block": page("<div>" + "<a href='/x.html'>某局年报</a><br>" * 5000 + "</div>"),
    "rows": page("".join(f"<li><a href='/{n}.html'>某局年报{n}</a><span>2024-01-01</span></li>" for n in range(5000))),
    "numbers": page("<div>" + "".join(f"<a href='/{n}.html'>{n}</a>" for n in range(5000)) + "</div>"),
    "deep": page("<div class=x>" * 200 + "<a href='/x.html'>某局2020年年报</a>" * 5000 + "</div>" * 200),
    "words_in_a_script": page('<script>var a="' + "list/data." * 20_000 + "<</script>"),
    "arrays": page("<script>" + "x=[{a:" * 20_000 + "</script>"),
    "open_scripts": page("<script>" * 100_000),
    "open_records": page("<record>" * 100_000),
    "open_anchors": page("<script>" + '<a href="x ' * 60_000 + "</script>"),
    "blank_lines": page("\n" * 3_000_000),
    "total_of_blanks": page("共" + " " * 300_000),
    "onclick": page(f'<li onclick="{"go" * 50_000}">某局2020年年报</li>'),
    "gkmlpt": page("_CONFIG /gkmlpt/ SID:'1' " + "annual" * 100_000),
    "was5": page("was5/web/search " + 'name="channelid" ' * 40_000),
    "hebei": page("/a" * 50_000),
}


def _read(body: bytes) -> None:
    read_page(Paging(), Ask(URL), body, URL)
    is_report_page(body)
    for query in presets().values():
        list(fill(query, body.decode(), URL))


@pytest.mark.parametrize("name", PAGES)
def test_no_page_costs_more_than_it_may(name: str) -> None:
    process = multiprocessing.get_context("fork").Process(target=_read, args=(PAGES[name],))
    process.start()
    process.join(LIMIT)
    hangs = process.is_alive()
    process.kill()
    process.join()
    assert not hangs, f"still reading after {LIMIT} s"
    assert process.exitcode == 0


def test_numbers_beyond_reason_are_none() -> None:
    assert read_page(Paging(), Ask(URL), page(f"共{'9' * 5000}条"), URL).total is None


@pytest.mark.parametrize(
    "answer", ["[" * 200_000, '{"value":{"list":[{"title":"某局年报","path":5}]}}', '{"value":{}}', "<html>"]
)
def test_answers_of_another_kind_are_named(answer: str) -> None:
    shell = page("articleCommonController/lists.do")
    ask = read_page(Paging("huaian_json"), Ask(URL + "?topic=240"), shell, URL + "?topic=240").asks[0]
    with pytest.raises(AnswerError):
        read_page(Paging("huaian_json"), ask, answer.encode(), ask.url)
