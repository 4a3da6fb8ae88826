"""The committed figures of the benchmark: they hold their floors, and are of the code as it is."""

import json

import pytest

from tests.bench import RESULTS, code_digest, plain_page, word_page

COMMITTED = json.loads(RESULTS.read_text("utf-8"))


@pytest.mark.parametrize("page", ["plain", "word"])
def test_the_ratio_holds_its_floor(page: str) -> None:
    result = COMMITTED["pages"][page]
    assert result["ratio"] >= result["floor"] > 0


def test_the_pages_are_those_that_were_measured() -> None:
    assert COMMITTED["pages"]["plain"]["kilobytes"] == round(len(plain_page()) / 1000)
    assert COMMITTED["pages"]["word"]["kilobytes"] == round(len(word_page()) / 1000)


def test_the_figures_are_not_older_than_the_code() -> None:
    assert COMMITTED["code"] == code_digest(), "run: make bench ARGS=--save"
