"""`make accuracy`: how right the reader is on corpora with answers, by kind of file and form, beside plain libraries.

Corpus one is made from seeds (`generated`), corpus two is blind and frozen (`second`); the printed files of the tests,
single real cases (`cases`) and the real documents beside the project (where they are) come with them. `--save` writes
results.json with floors: they rise by themselves, and fall only with `--lower REASON`. Exit status 1 under a floor.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.chain import read_document
from pipelines.records import Context
from tests.accuracy import cases, generated, gold, printed, second
from tests.accuracy.answers import Document
from tests.accuracy.peers import score_peer
from tests.accuracy.score import score
from tests.bench import code_digest

RESULTS = Path(__file__).parent / "results.json"
CORPORA: Mapping[str, Callable[[], Iterable[Document]]] = {
    "one": generated.documents,
    "two": second.documents,
    "printed": printed.documents,
    "cases": cases.documents,
    "real": gold.documents,
}
# share: what is right of what was asked. Of the last three there may not be more than the ceiling.
SHARES: Mapping[str, tuple[str, ...]] = {
    "organ": ("right", "wrong", "missing"),
    "year": ("right", "wrong", "missing"),
    "form": ("right", "wrong"),
    "date": ("right", "wrong", "missing"),
    "cells": ("right", "wrong", "missing"),
    "prose": ("right", "wrong", "missing"),
    "lines": ("right", "missing", "spurious"),
    "failing sums": ("found", "missed"),
}
CEILINGS = (
    "cells silently wrong",
    "cells wrong",
    "blanks invented",
    "cells spurious",
    "look-alikes taken",
    "prose wrong",
)
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Scored:
    """What one document's reading came to."""

    corpus: str
    name: str
    kind: str
    form: str
    counts: Counter[str]
    peer: Counter[str]
    faults: list[str]


def score_one(corpus: str, document: Document) -> Scored:
    """Read a document and score it, and what a plain library makes of it."""
    told = score(document, read_document(document.data, Context(url=document.url)))
    form = document.answer.form or "none"
    return Scored(corpus, document.name, document.kind, form, told.counts, score_peer(document), told.faults)


def scored(corpora: Iterable[str], processes: int) -> Iterator[Scored]:
    """The scores of all documents of the corpora."""
    with ProcessPoolExecutor(processes) as pool:
        jobs = [pool.submit(score_one, corpus, document) for corpus in corpora for document in CORPORA[corpus]()]
        for job in jobs:
            yield job.result()


def share(counts: Mapping[str, int], name: str) -> float | None:
    """What is right of what was asked (of lines: F1), None where nothing was."""
    words = SHARES[name]
    right = counts.get(f"{name} {words[0]}", 0) * (2 if name == "lines" else 1)
    asked = right + sum(counts.get(f"{name} {word}", 0) for word in words[1:])
    return right / asked if asked else None


def upper_bound(failures: int, trials: int) -> float:
    """The share of failures that is exceeded with a probability of 5 % at most (Clopper and Pearson, one-sided)."""
    if trials == 0 or failures >= trials:
        return 1.0
    low, high = failures / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        # The probability of so few failures, were this the share of them.
        few = math.fsum(
            math.exp(
                math.lgamma(trials + 1)
                - math.lgamma(k + 1)
                - math.lgamma(trials - k + 1)
                + k * math.log(middle)
                + (trials - k) * math.log1p(-middle)
            )
            for k in range(failures + 1)
        )
        low, high = (middle, high) if few > 1 - _CONFIDENCE else (low, middle)
    return high


def _groups(results: Iterable[Scored]) -> dict[str, dict[str, Counter[str]]]:
    """Counts by corpus, and in it by kind of file, by form, and of all."""
    groups: dict[str, dict[str, Counter[str]]] = {}
    for result in results:
        of_corpus = groups.setdefault(result.corpus, {})
        for name in ("all", result.kind, result.form):
            counts = of_corpus.setdefault(name, Counter())
            counts["documents"] += 1
            counts.update(result.counts)
            counts.update({f"peer {key}": value for key, value in result.peer.items()})
    return groups


def _table(corpus: str, groups: Mapping[str, Counter[str]]) -> Iterator[str]:
    yield f"\n{corpus:17} files  organ   year   form   date   cells  wrong  miss  invented of  spur  silent"
    for name, counts in groups.items():
        shown = [share(counts, of) for of in ("organ", "year", "form", "date", "cells")]
        blanks = counts["blanks right"] + counts["blanks invented"]
        yield (
            f"  {name:15} {counts['documents']:5} "
            + " ".join("     –" if value is None else f"{value:6.1%}" for value in shown)
            + f"  {counts['cells wrong']:5} {counts['cells missing']:5}  {counts['blanks invented']:5} {blanks:6}"
            + f" {counts['cells spurious']:5} {counts['cells silently wrong']:5}"
        )
    counts = groups["all"]
    numbers = counts["cells right"] + counts["cells wrong"]
    bound = upper_bound(counts["cells silently wrong"], numbers)
    prose, lines = share(counts, "prose"), share(counts, "lines")
    yield (
        f"  prose {counts['prose right']} right, {counts['prose wrong']} wrong, {counts['prose missing']} missing"
        + (f" ({prose:.1%})" if prose is not None else "")
        + (f"; lines F1 {lines:.3f}" if lines is not None else "")
        + f"; look-alikes taken {counts['look-alikes taken']}"
        + f"; silently wrong {counts['cells silently wrong']} of {numbers} (at most {bound:.4%} with 95 %)"
    )
    for kind in ("html", "pdf", "docx", "xlsx", "text", "torn"):
        peer = {key[5:]: value for key, value in groups.get(kind, Counter()).items() if key.startswith("peer ")}
        if rate := share(peer, "cells"):
            yield (
                f"  plain library on {kind}: cells {rate:.1%}, wrong {peer.get('cells wrong', 0)}, invented "
                f"{peer.get('blanks invented', 0)}"
            )


def main(arguments: list[str]) -> int:
    """Measure, print, compare with the committed floors; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.run", description=__doc__)
    parser.add_argument(
        "corpora", nargs="*", default=list(CORPORA), help="one, two, printed, cases, real; all by default"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--faults", type=Path, help="write each fault into a file")
    parser.add_argument("--save", action="store_true", help="write results.json")
    parser.add_argument("--lower", metavar="REASON", help="let floors fall, and say why")
    options = parser.parse_args(arguments)
    results = list(scored(options.corpora, options.processes))
    groups = _groups(results)
    for corpus, of_corpus in groups.items():
        print("\n".join(_table(corpus, of_corpus)))
    if options.faults:
        lines = [f"{r.corpus} {r.name} {r.kind} {r.form}: {fault}" for r in results for fault in r.faults]
        options.faults.write_text("\n".join(lines) + "\n", "utf-8")
    committed: Mapping[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    low = list(under_floors(groups, committed))
    for line in low:
        print(f"under its floor: {line}")
    if options.save:
        _save(groups, committed, options.lower)
    return int(bool(low) and not options.lower)


def under_floors(groups: Mapping[str, Mapping[str, Mapping[str, int]]], committed: Mapping[str, Any]) -> Iterator[str]:
    """What of a measurement is worse than the committed floors and ceilings."""
    for corpus, of_corpus in groups.items():
        for name, counts in of_corpus.items():
            held = committed.get("corpora", {}).get(corpus, {}).get(name, {})
            for of, floor in held.get("floors", {}).items():
                reached = share(counts, of)
                if reached is not None and round(reached, 4) < floor:
                    yield f"{corpus} {name}: {of} {reached:.4f}, floor {floor}"
            for of, ceiling in held.get("ceilings", {}).items():
                if counts.get(of, 0) > ceiling:
                    yield f"{corpus} {name}: {of} {counts.get(of, 0)}, ceiling {ceiling}"


def _save(groups: Mapping[str, Mapping[str, Counter[str]]], committed: Mapping[str, Any], lower: str | None) -> None:
    corpora: dict[str, Any] = dict(committed.get("corpora", {}))
    for corpus, of_corpus in groups.items():
        corpora[corpus] = {}
        for name, counts in of_corpus.items():
            held = {} if lower else committed.get("corpora", {}).get(corpus, {}).get(name, {})
            reached = {of: round(value, 4) for of in SHARES if (value := share(counts, of)) is not None}
            floors = {of: max(value, held.get("floors", {}).get(of, 0.0)) for of, value in reached.items()}
            ceilings = {of: min(counts[of], held.get("ceilings", {}).get(of, counts[of])) for of in CEILINGS}
            corpora[corpus][name] = {"counts": dict(sorted(counts.items())), "floors": floors, "ceilings": ceilings}
    content = {"code": code_digest(), "lowered": lower or committed.get("lowered"), "corpora": corpora}
    RESULTS.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
