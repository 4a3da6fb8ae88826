"""`make bench`: documents a second through the whole chain, by kind of file, each beside the bare library.

The bare library takes the same bytes apart and understands nothing: `trafilatura.extract` for web pages, pdfplumber's
text and tables, every cell of python-docx and calamine, the streams that olefile opens. The two are timed in turn in
one process, so that the ratio (the library's time to ours) holds on a noisy machine; the ratio is what is committed,
with its floor. `python -m tests.bench --save` writes the result; a floor only rises unless `--lower REASON` is given.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
import olefile
import pdfplumber
import trafilatura
from python_calamine import CalamineWorkbook

from pipelines import chain, parts
from pipelines.chain import read_document
from tests.printed.make import DOCUMENTS

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "bench.json"
SITE = Path(__file__).parent / "demo_portal" / "site" / "zwgk" / "zfxxgk" / "zfxxgknb"
ROUNDS = 15
# A floor stands this far under the ratio that was measured: the noise between runs.
MARGIN = 0.8
# Where the chain's time goes: module and function of each stage.
STAGES = (
    (parts, "take_apart"),
    (chain, "bundles_of"),
    (chain, "read_tables"),
    (chain, "split_sections"),
    (chain, "read_statements"),
    (chain, "prose_figures"),
    (chain, "check"),
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


def _pdfplumber(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()


def _python_docx(data: bytes) -> None:
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        _ = paragraph.text
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                _ = cell.text


def _olefile(data: bytes) -> None:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        for path in ole.listdir():
            ole.openstream(path).read()


def _calamine(data: bytes) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python()


def _trafilatura(data: bytes) -> None:
    trafilatura.extract(data.decode())


def documents() -> Mapping[str, tuple[bytes, Callable[[bytes], None]]]:
    """What is measured: a document of each kind, and the bare library that it is measured beside."""
    printed: Mapping[str, tuple[str, Callable[[bytes], None]]] = {
        "pdf, ruled": ("writer_pages.pdf", _pdfplumber),
        "pdf, no rules": ("chromium_bare.pdf", _pdfplumber),
        "docx": ("docx_merged.docx", _python_docx),
        "doc": ("writer_merged.doc", _olefile),
        "xlsx": ("sheets_tables.xlsx", _calamine),
        "xls": ("calc_tables.xls", _calamine),
        "ods": ("calc_tables.ods", _calamine),
    }
    pages: dict[str, tuple[bytes, Callable[[bytes], None]]] = {
        "html, plain": (plain_page(), _trafilatura),
        "html, Word": (word_page(), _trafilatura),
    }
    return pages | {name: ((DOCUMENTS / file).read_bytes(), bare) for name, (file, bare) in printed.items()}


def measure(data: bytes, bare: Callable[[bytes], None], rounds: int) -> dict[str, Any]:
    """Milliseconds a document of both, and the median of their ratios pair by pair."""
    chains, references = [], []
    for _ in range(rounds + 1):  # the first pair warms up
        chains.append(_timed(lambda: read_document(data)))
        references.append(_timed(lambda: bare(data)))
    ratios = [reference / own for own, reference in zip(chains[1:], references[1:], strict=True)]
    return {
        "kilobytes": round(len(data) / 1000),
        "chain_ms": round(statistics.median(chains[1:]) * 1000, 1),
        "library": bare.__name__.strip("_"),
        "library_ms": round(statistics.median(references[1:]) * 1000, 1),
        "ratio": round(statistics.median(ratios), 3),
        "share": _shares(data),
    }


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _shares(data: bytes) -> dict[str, int]:
    """Where the chain's time goes, in per cent: each stage's calls timed from outside."""
    spent: dict[str, float] = {name: 0.0 for _, name in STAGES}
    originals: list[tuple[Any, str, Any]] = [(module, name, getattr(module, name)) for module, name in STAGES]
    for module, name, function in originals:

        def timed(*args: Any, _function: Any = function, _name: str = name, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return _function(*args, **kwargs)
            finally:
                spent[_name] += time.perf_counter() - start

        setattr(module, name, timed)
    try:
        whole = sum(_timed(lambda: read_document(data)) for _ in range(5))
    finally:
        for module, name, function in originals:
            setattr(module, name, function)
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
    committed: Mapping[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"documents": {}}
    measured = {name: measure(data, bare, ROUNDS) for name, (data, bare) in documents().items()}
    low = False
    for name, result in measured.items():
        floor = committed["documents"].get(name, {}).get("floor", 0.0)
        low = low or result["ratio"] < floor
        print(
            f"{name:14}{result['kilobytes']:4} KB  {1000 / result['chain_ms']:6.1f}/s  {result['chain_ms']:7.1f} ms"
            f"  {result['library']} {result['library_ms']:.1f} ms  ratio {result['ratio']}  (floor {floor})"
        )
        print("    " + "  ".join(f"{stage} {share}%" for stage, share in result["share"].items()))
        reached = round(result["ratio"] * MARGIN, 3)
        result["floor"] = reached if options.lower else max(floor, reached)
    if options.save:
        content = {"code": code_digest(), "lowered": options.lower or committed.get("lowered"), "documents": measured}
        RESULTS.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return int(low and not options.lower)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
