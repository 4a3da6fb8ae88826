"""Damaged files: the printed corpus cut short and with bits flipped, read as a run reads them.

`python -m tests.fuzz --count 200` tries so many of every kind and prints what came of them; `--seed` and the number
that a line shows make one again. What is looked for: a reader that dies or hangs, and a number that differs from the
whole file's without a word. A flipped bit may make one digit of a text another digit; where a file has no checksum of
its content nobody can see that, so as many figures as bytes were flipped may differ there. They are counted.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.chain import read_document
from pipelines.check import codes_of
from pipelines.limits import MEGABYTE, Limits
from pipelines.records import Agreement, Context, FailureKind, Reading, Report, Source
from storage.archive import ArchiveWriter
from storage.jobs import Job
from storage.reader import Readers
from storage.replay import result_of
from tests.printed.make import DOCUMENTS

LIMITS = Limits(seconds=30.0, memory=1024 * MEGABYTE)
_AT = "2026-01-20T08:00:00Z"
# Files of every kind, small ones with tables; those whose content has no checksum of its own are told.
FILES = {
    "pdf": ("writer_statistics.pdf", "chromium_small.pdf", "writer_nested.pdf"),
    "docx": ("docx_merged.docx", "writer_statistics.docx"),
    "doc": ("writer_merged.doc", "writer_statistics.doc"),
    "xlsx": ("sheets_tables.xlsx", "sheets_annex.xlsx"),
    "xls": ("calc_tables.xls", "calc_annex.xls"),
    "ods": ("calc_tables.ods", "calc_annex.ods"),
    "odt": ("writer_merged.odt",),
    "csv": ("text_comma_gb18030.csv", "text_tab_bom.csv"),
    "txt": ("text_statistics.txt",),
    "html": ("writer_page.html", "html_word_gb2312.doc", "html_sheet.xls"),
    "mhtml": ("archive_gbk_21.mht",),
    "zip": ("zip_several.zip", "zip_annex.zip"),
    "rtf": ("writer_statistics.rtf",),
}
_DIED = "读取进程中止"
UNCHECKED = frozenset({"doc", "xls", "csv", "txt", "html", "mhtml", "rtf"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged file: of which file, what was done to it, and how many bytes may be other than they were."""

    file: str
    how: str
    data: bytes
    flipped: int


def mutant(kind: str, seed: int) -> Mutant:
    """The damaged file of a kind that belongs to a seed: cut short, bits flipped, or a stretch lost."""
    chance = random.Random(f"{kind} {seed}")
    file = chance.choice(FILES[kind])
    data = bytearray((DOCUMENTS / file).read_bytes())
    match chance.choice(("cut", "flip", "flip", "blank", "lost")):
        case "cut":
            at = chance.randrange(len(data))
            return Mutant(file, f"cut at {at}", bytes(data[:at]), 0)
        case "flip":
            places = [chance.randrange(len(data)) for _ in range(chance.choice((1, 1, 2, 8, 64)))]
            for at in places:
                data[at] ^= 1 << chance.randrange(8)
            return Mutant(file, f"{len(places)} bits flipped from {min(places)}", bytes(data), len(places))
        case "blank":
            at, length = chance.randrange(len(data)), chance.choice((1, 16, 512, 4096))
            data[at : at + length] = bytes(len(data[at : at + length]))
            return Mutant(file, f"{length} bytes blank at {at}", bytes(data), 0)
        case _:
            at, length = chance.randrange(len(data)), chance.choice((1, 16, 512, 4096))
            del data[at : at + length]
            return Mutant(file, f"{length} bytes lost at {at}", bytes(data), 0)


@cache
def whole(file: str) -> Reading:
    """The reading of a file of the corpus as it is."""
    return read_document((DOCUMENTS / file).read_bytes())


def judge(kind: str, damaged: Mutant, reading: Reading) -> tuple[str, list[str]]:
    """What came of a damaged file, in a word, and the numbers in which it is wrong without a word."""
    if reading.failure is FailureKind.READER_CRASHED and reading.detail.startswith(_DIED):
        return "reader died", []  # what a library does to its process costs that document
    if reading.failure is FailureKind.READER_CRASHED or "READ_SECONDS" in reading.detail:
        return f"{reading.failure}", [reading.detail]
    if not reading.reports:
        return ("refused" if reading.failure else "no report"), []
    reports = {report.id: report for report in whole(damaged.file).reports}
    silent = [
        f"{report.id} {line}"
        for report in reading.reports
        if (original := reports.get(report.id)) is not None
        for line in _silent(report, original)
    ]
    if not silent:
        return ("told" if any(_words(report) for report in reading.reports) else "read"), []
    if kind in UNCHECKED and len(silent) <= damaged.flipped:
        return "digit for digit", []
    return "silently wrong", silent


def _silent(report: Report, original: Report) -> Iterator[str]:
    """Numbers of the tables that are not the original's, where neither a finding nor a sum says that something is."""
    was = {figure.code: figure.value for figure in original.figures if figure.source is Source.TABLE}
    if {finding.kind for finding in report.findings} - {finding.kind for finding in original.findings}:
        return
    failing = {result.rule for result in original.checks if result.holds is False}
    told = {
        code
        for result in report.checks
        if result.holds is False and result.rule not in failing
        for code in codes_of(result, report.figures)
    }
    for figure in report.figures:
        is_wrong = figure.source is Source.TABLE and figure.value not in (None, was.get(figure.code))
        if is_wrong and figure.agreement is not Agreement.DIFFER and figure.code not in told:
            yield f"{figure.code} {was.get(figure.code)} → {figure.value} ({figure.raw!r})"


def _words(report: Report) -> set[str]:
    return {finding.kind for finding in report.findings}


def try_out(kind: str, seeds: range) -> Iterator[tuple[int, Mutant, str, list[str]]]:
    """Damaged files of a kind, read by a reader process, with what came of each."""
    with tempfile.TemporaryDirectory() as folder:
        writer = ArchiveWriter(Path(folder), "20260120T080000Z-1", known=lambda digest: None)
        readers = Readers(Path(folder), 1, LIMITS)
        try:
            for seed in seeds:
                damaged = mutant(kind, seed)
                kept = writer.write_file(f"file:{seed}", _AT, damaged.data)
                job = Job(kept.ref, Context())
                reading = result_of(readers.submit(job), job, readers)
                assert reading is not None
                yield seed, damaged, *judge(kind, damaged, reading)
        finally:
            readers.close()
            writer.close()


def main() -> int:
    """Try damaged files; 1 where one was bad for the run or silently wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50, help="files of every kind")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--kind", choices=FILES, action="append", help="only these kinds")
    arguments = parser.parse_args()
    bad = 0
    for kind in arguments.kind or FILES:
        came: Counter[str] = Counter()
        for seed, damaged, outcome, lines in try_out(kind, range(arguments.seed, arguments.seed + arguments.count)):
            came[outcome] += 1
            if lines:
                bad += 1
                print(f"  {kind} {seed} {damaged.file}, {damaged.how}: {outcome}: {'; '.join(lines[:3])}", flush=True)
        print(kind, ", ".join(f"{outcome} {count}" for outcome, count in came.most_common()), flush=True)
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main())
