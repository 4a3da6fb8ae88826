"""Makes the corpus: `python -m tests.printed.make` writes `documents/` and `answers.json`.

Needs Chromium, LibreOffice, qpdf, ghostscript and Chinese fonts; what is missing is named with its Debian package.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import chain
from pathlib import Path

from tests.printed import answers, offices, others, pdfs, programs

HERE = Path(__file__).parent
DOCUMENTS = HERE / "documents"
LARGEST = 700_000
WHOLE = 7_000_000


def main() -> int:
    """Writes all files and their answers; returns the exit status."""
    if lacking := programs.missing():
        print("cannot print, this machine lacks:\n  " + "\n  ".join(lacking), file=sys.stderr)
        return 1
    DOCUMENTS.mkdir(exist_ok=True)
    for old in DOCUMENTS.iterdir():
        old.unlink()
    files = []
    for file in chain(pdfs.made(), offices.made(), others.made()):
        (DOCUMENTS / file.name).write_bytes(file.data)
        files.append(file)
        if len(file.data) > LARGEST:
            print(f"{file.name} is large: {len(file.data)} bytes", file=sys.stderr)
    text = answers.text(files)
    answers.PATH.write_text(text, "utf-8")
    size = sum(len(file.data) for file in files)
    kinds = Counter(file.entries[0].answer["kind"] for file in files)
    print(f"{len(files)} files, {size // 1000} kB; " + ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items())))
    if size + len(text.encode()) > WHOLE:
        print("the corpus is larger than it should be", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
