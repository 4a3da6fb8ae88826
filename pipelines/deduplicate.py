"""Several documents, one report: which of them is shown, and what the others are to it.

A rule over values, the same whatever the order they came in: the version that stands at its address now, then the
one with the most figures, then what has not vanished, then the safer and shorter address. Documents that say the same
are copies of each other; what its publisher put in place of another at the same address is its revision.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from pipelines.records import Report, Source

_HAN = re.compile(r"[^\u4e00-\u9fff0-9]+")
# What a page counts of its readers stands among its words and is another at each visit.
_VISITS = re.compile(r"(?:浏览|点击|阅读|访问)(?:次数|人数|量|数)?\s*[:：]\s*\d+")
_ENOUGH_FIGURES = 3


class Relation(StrEnum):
    """What a document is to the report it is a source of (the contract's words)."""

    CANONICAL = "canonical"
    COPY = "copy"
    ATTACHMENT = "attachment"
    REVISION = "revision"
    SUPERSEDED = "superseded"


class Standing(IntEnum):
    """Where a document is in the history of its address; the lower, the sooner it is shown.

    `UNDATED`: a page saved by hand, of an address that gave the report to a crawl; nobody knows which came first.
    """

    NOW = 0
    LAST = 1  # of the report there; the address gives something else now
    REPLACED = 2
    UNDATED = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that was read as the report: `content` from `content_digest`, `figures` how many it has.

    `revises`: its address gave the report with another content before. `gone`: its address does not answer any more.
    """

    sha256: str
    url: str
    content: str
    figures: int
    standing: Standing = Standing.NOW
    revises: bool = False
    gone: bool = False


def content_digest(report: Report) -> str:
    """What a report says, whatever page it stands on: a digest of its figures, or of its words where it has few."""
    figures = sorted((figure.code, figure.source.value, figure.value, figure.state.value) for figure in report.figures)
    said: object = figures
    if sum(1 for figure in report.figures if figure.source is Source.TABLE) < _ENOUGH_FIGURES:
        said = [figures, _words(report)]
    return _digest(json.dumps(said, ensure_ascii=False))


def words_digest(report: Report) -> str:
    """A digest of a report's words, without punctuation and counts of visits, to tell whether it was reworded."""
    return _digest(_words(report))


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The documents of a report, the one first that it is to be shown from."""
    return sorted(candidates, key=_preference)


def relate(candidate: Candidate, chosen: Candidate) -> Relation:
    """What a document is to the report, beside the one that is shown."""
    if candidate == chosen:
        return Relation.REVISION if candidate.revises else Relation.CANONICAL
    return Relation.COPY if candidate.content == chosen.content else Relation.SUPERSEDED


def _words(report: Report) -> str:
    return _HAN.sub("", "".join(_VISITS.sub("", section.text) for section in report.sections))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _preference(candidate: Candidate) -> tuple[Standing, int, bool, bool, int, str, str]:
    return (
        candidate.standing,
        -candidate.figures,
        candidate.gone,
        not candidate.url.startswith("https:"),
        len(candidate.url),
        candidate.url,
        candidate.sha256,
    )
