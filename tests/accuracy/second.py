"""Corpus two: documents and answers by someone who saw neither the reader nor corpus one, frozen before the first run.

`second/` has them packed, with the README of their author; `FROZEN` in it lists the hash of each file, and its own hash
is `SHA256`.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.accuracy.answers import NOTHING, Answer, Document

FOLDER = Path(__file__).parent / "second"
SHA256 = "4291bc56899554869671d81f6b645519d2d1b36676edcafdd3bde0e98456b8fc"


def documents() -> Iterator[Document]:
    """All documents in the order of the answers. Raises `ValueError` where a file is not the one that was frozen."""
    files: dict[str, bytes] = {}
    for name in ("pages.tar.xz", "files.tar.xz"):
        with tarfile.open(FOLDER / name) as archive:
            for member in archive:
                packed = archive.extractfile(member)
                assert packed is not None
                files[member.name] = packed.read()
    frozen = files.pop("FROZEN")
    pairs = (line.split("  ", 1) for line in frozen.decode().splitlines() if "  " in line)
    hashes = {name: value for value, name in pairs}
    changed = [name for name, data in files.items() if hashlib.sha256(data).hexdigest() != hashes.get(name)]
    if hashlib.sha256(frozen).hexdigest() != SHA256 or changed:
        raise ValueError(f"not as it was frozen: {', '.join(changed) or 'FROZEN'}")
    for entry in json.loads(files["answers.json"]):
        data = files[f"documents/{entry['file']}"]
        yield Document(entry["file"], entry["kind"], entry["url"], data, _answer(entry), tuple(entry["difficulties"]))


def _answer(entry: dict[str, Any]) -> Answer:
    if entry.get("refuse"):
        return NOTHING
    return Answer(
        id=entry["id"],
        form=entry["form"],
        title=entry["title"],
        published_on=entry["published_on"],
        signed_on=entry["signed_on"],
        cells=entry["cells"],
        failing=tuple(entry["failing"]),
        prose=entry["prose"],
        optional=frozenset(entry["prose_optional"]),
        lines=tuple(entry["text_lines"]),
        ids=frozenset(entry.get("id_also") or ()),
        forms=frozenset(entry.get("form_also") or ()),
        titles=frozenset(entry.get("title_also") or ()),
        if_read=frozenset((entry.get("cells_if_read") or {}).items()),
        optional_lines=frozenset(entry["lines_optional"]),
    )
