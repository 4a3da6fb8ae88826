"""Writes the corpus into a folder for people to look at: `python -m tests.accuracy.generated FOLDER [SEED …]`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.accuracy.generated import documents


def main(folder: str, *seeds: str) -> None:
    """All documents, or those of the seeds, and `answers.json`."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    answers = {}
    for document in documents([int(seed) for seed in seeds]):
        (target / document.name).write_bytes(document.data)
        answer = asdict(document.answer)
        answer["optional"] = sorted(answer["optional"])
        more = {"kind": document.kind, "url": document.url, "difficulties": document.difficulties}
        answers[document.name] = {**more, **answer}
    (target / "answers.json").write_text(json.dumps(answers, ensure_ascii=False, indent=1, default=sorted), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
