"""`make bench`: documents a second through the whole chain, beside `trafilatura.extract` on the same pages.

Two fixed pages, made from reports of the demo portal: 70 KB plain, 170 KB as pasted from Word. The two programs are
timed in turn in one process, so that the ratio holds on a noisy machine; the ratio is what is committed, with its
floor. `python -m tests.bench --save` writes the result; a floor only rises unless `--lower REASON` is given.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import trafilatura

from pipelines import chain
from pipelines.chain import read_document

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "bench.json"
SITE = Path(__file__).parent / "demo_portal" / "site" / "zwgk" / "zfxxgk" / "zfxxgknb"
ROUNDS = 15
# A floor stands this far under the ratio that was measured: the noise between runs.
MARGIN = 0.8
STAGES = (
    "take_apart",
    "recognise",
    "read_tables",
    "split_sections",
    "read_statements",
    "prose_figures",
    "check",
)
_WORD_STYLE = (
    "margin-top:0cm;margin-right:0cm;margin-bottom:.0001pt;margin-left:0cm;text-align:center;line-height:150%;"
    "mso-pagination:widow-orphan"
)
_WORD_FONT = "font-size:12.0pt;font-family:宋体;mso-ascii-font-family:Calibri;mso-hansi-font-family:Calibri"


def plain_page() -> bytes:
    """About 70 KB: a report with the chrome of a large portal around it."""
    page = (SITE / "202401" / "t20240129_1704.html").read_text("utf-8")
    rows = "".join(
        f'<li><a href="/zwgk/{number}/" title="栏目 {number}">第 {number} 个栏目的名称</a>'
        f"<span>2024-01-{number % 28 + 1:02}</span></li>\n"
        for number in range(1, 500)
    )
    return page.replace("</body>", f'<div class="footer-nav"><ul>{rows}</ul></div></body>').encode()


def word_page() -> bytes:
    """About 170 KB: the same report with every cell and paragraph dressed as Word pastes them."""
    page = plain_page().decode()
    page = re.sub(
        r"<td([^>]*)>(.*?)</td>",
        rf'<td\1 valign="top" style="border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt">'
        rf'<p class="MsoNormal" style="{_WORD_STYLE}"><span lang="EN-US" style="{_WORD_FONT}">\2<o:p></o:p></span></p>'
        r"</td>",
        page,
        flags=re.DOTALL,
    )
    return page.encode()


def measure(page: bytes, rounds: int) -> dict[str, Any]:
    """Milliseconds a document of both, and the median of their ratios pair by pair."""
    text = page.decode()
    chains, references = [], []
    for _ in range(rounds + 1):  # the first pair warms up
        chains.append(_timed(lambda: read_document(page)))
        references.append(_timed(lambda: trafilatura.extract(text)))
    ratios = [reference / own for own, reference in zip(chains[1:], references[1:], strict=True)]
    return {
        "kilobytes": round(len(page) / 1000),
        "chain_ms": round(statistics.median(chains[1:]) * 1000, 1),
        "trafilatura_ms": round(statistics.median(references[1:]) * 1000, 1),
        "ratio": round(statistics.median(ratios), 2),
        "share": _shares(page),
    }


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _shares(page: bytes) -> dict[str, int]:
    """Where the chain's time goes, in per cent: each stage's calls timed from outside."""
    spent: dict[str, float] = dict.fromkeys(STAGES, 0.0) | {"trafilatura": 0.0}
    originals: list[tuple[Any, str, Any]] = [(chain, name, getattr(chain, name)) for name in STAGES]
    originals.append((trafilatura, "extract", trafilatura.extract))
    for module, name, function in originals:
        key = "trafilatura" if module is trafilatura else name

        def timed(*args: Any, _function: Any = function, _key: str = key, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return _function(*args, **kwargs)
            finally:
                spent[_key] += time.perf_counter() - start

        setattr(module, name, timed)
    try:
        whole = sum(_timed(lambda: read_document(page)) for _ in range(5))
    finally:
        for module, name, function in originals:
            setattr(module, name, function)
    spent["take_apart"] -= spent["trafilatura"]
    return {stage: round(100 * seconds / whole) for stage, seconds in spent.items()}


def code_digest() -> str:
    """A digest of the code that is measured, so that a result can be told to be older than it."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "pipelines").rglob("*")):
        if path.suffix in (".py", ".toml", ".csv"):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def main(arguments: list[str]) -> int:
    """Measure, print, compare with the committed floors; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--save", action="store_true", help="write the result to bench.json")
    parser.add_argument("--lower", metavar="REASON", help="let floors fall, and say why")
    options = parser.parse_args(arguments)
    committed: Mapping[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"pages": {}}
    pages = {"plain": measure(plain_page(), ROUNDS), "word": measure(word_page(), ROUNDS)}
    low = False
    for name, result in pages.items():
        floor = committed["pages"].get(name, {}).get("floor", 0.0)
        low = low or result["ratio"] < floor
        print(
            f"{name:6} {result['kilobytes']:4} KB  chain {result['chain_ms']} ms ({1000 / result['chain_ms']:.1f}/s)"
            f"  trafilatura {result['trafilatura_ms']} ms  ratio {result['ratio']}  (floor {floor})"
        )
        print("       " + "  ".join(f"{stage} {share}%" for stage, share in result["share"].items()))
        result["floor"] = (
            round(result["ratio"] * MARGIN, 2) if options.lower else max(floor, round(result["ratio"] * MARGIN, 2))
        )
    if options.save:
        content = {"code": code_digest(), "lowered": options.lower or committed.get("lowered"), "pages": pages}
        RESULTS.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return int(low and not options.lower)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
