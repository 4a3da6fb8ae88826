"""The committed results of the accuracy: they hold their floors, are of the code as it is, and can be repeated."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from pipelines.chain import read_document
from pipelines.records import Context
from tests.accuracy import generated, gold, second
from tests.accuracy.answers import Answer, Document
from tests.accuracy.mutation import mutations
from tests.accuracy.run import CEILINGS, CORPORA, RESULTS, share, under_floors, upper_bound
from tests.accuracy.score import score
from tests.bench import code_digest
from tests.printed.make import DOCUMENTS

COMMITTED = json.loads(RESULTS.read_text("utf-8"))
SAMPLE = 40  # every so manieth document of a corpus is read here; `make accuracy` reads all


def test_the_results_hold_their_floors() -> None:
    groups = {
        corpus: {name: Counter(held["counts"]) for name, held in of_corpus.items()}
        for corpus, of_corpus in COMMITTED["corpora"].items()
    }
    assert set(groups) == set(CORPORA)
    assert list(under_floors(groups, COMMITTED)) == []


def test_the_results_are_not_older_than_the_code() -> None:
    assert COMMITTED["code"] == code_digest(), "run: make accuracy ARGS=--save"


def test_what_is_never_to_be() -> None:
    """Whatever is not read: no figure silently wrong, no blank made a number, nothing taken for a report."""
    for corpus in CORPORA:
        counts = Counter(COMMITTED["corpora"][corpus]["all"]["counts"])
        assert [counts[name] for name in ("cells silently wrong", "blanks invented", "look-alikes taken")] == [0, 0, 0]


@pytest.mark.parametrize("corpus", ["one", "two"])
def test_a_sample_is_read_as_the_results_say(corpus: str) -> None:
    """Every fault that a sample shows is one that the results count."""
    counts: Counter[str] = Counter()
    documents = list(CORPORA[corpus]())
    assert len(documents) >= 250
    for document in documents[::SAMPLE]:
        counts.update(score(document, read_document(document.data, Context(url=document.url))).counts)
    held = COMMITTED["corpora"][corpus]["all"]["counts"]
    assert counts["cells right"] > 0
    assert all(counts[name] <= held.get(name, 0) for name in (*CEILINGS, "cells missing", "prose missing"))


def test_corpus_one_is_made_from_its_seeds() -> None:
    seeds = (3, 50, 121)
    once = {document.name: document.data for document in generated.documents(seeds)}
    again = {document.name: document.data for document in generated.documents(reversed(seeds))}
    assert once == again


def test_corpus_two_is_the_one_that_was_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(list(second.documents())) == 255
    monkeypatch.setattr(second, "SHA256", "0" * 64)
    with pytest.raises(ValueError, match="FROZEN"):
        next(second.documents())


@pytest.mark.parametrize("name", ["chromium_ruled.pdf", "docx_merged.docx", "writer_statistics.doc"])
def test_checks_notice_every_slip_under_a_hard_equation(name: str) -> None:
    report = read_document((DOCUMENTS / name).read_bytes()).report
    assert report is not None
    tried = list(mutations(report))
    assert sum(mutation.guarded for mutation in tried) > 20
    assert [mutation.code for mutation in tried if mutation.guarded and not mutation.noticed] == []


@pytest.mark.skipif(not list(gold.documents()), reason="needs the folder of real documents (variable SHARED)")
def test_checks_notice_slips_in_real_documents() -> None:
    reports = [read_document(document.data).report for document in gold.documents()]
    tried = [mutation for report in reports if report for mutation in mutations(report)]
    assert len(tried) > 500
    assert [mutation.code for mutation in tried if mutation.guarded and not mutation.noticed] == []


def answer(**cells: float | None) -> Answer:
    codes = {f"disclosure_art20_1.rules.{name}": value for name, value in cells.items()}
    return Answer("430981-2022", "tables_2021", None, None, None, codes, (), {}, frozenset(), ())


def test_what_counts_as_right_wrong_missing_and_invented() -> None:
    page = (
        "<h1>沅江市人民政府2022年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>二、主动公开政府信息情况</p>"
        "<table><tr><td>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td>"
        "<td>现行有效件数</td></tr><tr><td>规章</td><td>1</td><td></td><td>3</td></tr></table>"
    ).encode()

    def told(expected: Answer) -> Counter[str]:
        counts = score(Document("a", "html", None, page, expected, ()), read_document(page)).counts
        return Counter({name: count for name, count in counts.items() if name.startswith(("cells", "blanks"))})

    assert told(answer(issued=1, repealed=None, in_force=3)) == {"cells right": 2, "blanks right": 1}
    assert told(answer(issued=2, repealed=7, in_force=None)) == {
        "cells wrong": 1,
        "cells missing": 1,
        "blanks invented": 1,
        "cells silently wrong": 2,
    }
    assert told(answer(issued=1, repealed=None))["cells spurious"] == 1


def test_shares_and_bounds() -> None:
    assert share({"cells right": 3, "cells wrong": 1}, "cells") == 0.75
    assert share({}, "cells") is None
    assert upper_bound(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300), abs=1e-9)
    assert upper_bound(3, 100) == pytest.approx(0.0757, abs=1e-4)
    assert (upper_bound(0, 0), upper_bound(2, 2)) == (1.0, 1.0)
