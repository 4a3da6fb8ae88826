"""The reports that real programs printed to every kind of file (`tests.printed`), as a corpus; scans are not in it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.accuracy.answers import Answer, Document
from tests.printed import answers
from tests.printed.make import DOCUMENTS

# What follows from a sentence about all applications (均已答复), which the answers do not hold.
_DERIVED = frozenset(f"statistics.requests_{name}.value" for name in ("answered", "concluded", "received_online"))
_ALONE = frozenset(("zip", "rtf"))  # kinds that need the files in them, or a program, to be read


def documents() -> Iterator[Document]:
    """One document a file that holds one report."""
    for entry in answers.read():
        if entry["kind"] == "scan" or entry["kind"] in _ALONE or "failure" in entry or "member" in entry:
            continue
        prose = entry["prose"] if entry["has_prose"] else {}
        answer = Answer(
            id=entry["id"],
            form=entry["form"],
            title=None,
            published_on=entry["published_on"],
            signed_on=entry["signed_on"],
            cells=entry["cells"],
            failing=tuple(rule for rule in entry["failing"] if "_le_" not in rule),
            prose=prose,
            optional=_DERIVED - set(prose),
            lines=(),
        )
        yield Document(entry["file"], entry["kind"], None, (DOCUMENTS / entry["file"]).read_bytes(), answer, ())
