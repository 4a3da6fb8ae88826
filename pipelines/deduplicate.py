"""Several documents, one report: which of them is shown, and what the others are to it.

A rule over values, the same whatever the order they came in: the version that stands at its address now, then the
one with the most figures, then the safer and shorter address. Documents that say the same are copies of each other.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipelines.records import Report, Source

_HAN = re.compile(r"[^\u4e00-\u9fff0-9]+")
_ENOUGH_FIGURES = 3


class Relation(StrEnum):
    """What a document is to the report it is a source of (the contract's words)."""

    CANONICAL = "canonical"
    COPY = "copy"
    ATTACHMENT = "attachment"
    REVISION = "revision"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that was read as the report: `content` from `content_digest`, `figures` how many it has.

    `current`: no later fetch of its address brought another document.
    """

    sha256: str
    url: str
    content: str
    figures: int
    current: bool = True


def content_digest(report: Report) -> str:
    """What a report says, whatever page it stands on: a digest of its figures, or of its words where it has few."""
    figures = sorted((figure.code, figure.source.value, figure.value, figure.state.value) for figure in report.figures)
    said: object = figures
    if sum(1 for figure in report.figures if figure.source is Source.TABLE) < _ENOUGH_FIGURES:
        said = [figures, _HAN.sub("", "".join(section.text for section in report.sections))]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]


def choose(candidates: Iterable[Candidate]) -> Candidate:
    """The document that the report is shown from. Raises `ValueError` when there is none."""
    return min(candidates, key=_preference)


def relate(candidate: Candidate, chosen: Candidate) -> Relation:
    """What a document is to the report, beside the one that is shown."""
    if candidate == chosen:
        return Relation.CANONICAL
    return Relation.COPY if candidate.content == chosen.content else Relation.SUPERSEDED


def _preference(candidate: Candidate) -> tuple[bool, int, bool, int, str, str]:
    return (
        not candidate.current,
        -candidate.figures,
        not candidate.url.startswith("https:"),
        len(candidate.url),
        candidate.url,
        candidate.sha256,
    )
