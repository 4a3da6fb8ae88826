"""An address gives one document today and another next year: the versions of a report there, and what differs.

Pure functions of values. What came when decides, not in which order it landed.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from pipelines.deduplicate import Standing
from pipelines.records import Figure, Report, Source


@dataclass(frozen=True, slots=True)
class Seen:
    """A document that an address gave at a time, or that its server said it still had."""

    sha256: str
    at: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says as the report: the digests of its content and its words. Both the same: one version."""

    content: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """From one version of a report at an address to the next; each is named by the first document that brought it."""

    url: str
    old: str
    new: str
    seen_at: str


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that two versions give differently; None where a version does not have it."""

    code: str
    source: Source
    old: Figure | None
    new: Figure | None


def standing_of(sha256: str, seen: Sequence[Seen], documents: Container[str]) -> Standing:
    """Where a document of a report is in the history of its address; `documents` are all those of the report there.

    An address without history is that of a saved page: nothing is known that came after.
    """
    if not seen or seen[-1].sha256 == sha256:
        return Standing.NOW
    own = [one.sha256 for one in seen if one.sha256 in documents]
    if sha256 not in own:
        return Standing.UNDATED if own else Standing.LAST
    return Standing.LAST if own[-1] == sha256 else Standing.REPLACED


def revises(sha256: str, seen: Sequence[Seen], contents: Mapping[str, str]) -> bool:
    """Whether the address gave the report with another content before it last gave this document."""
    times = [number for number, one in enumerate(seen) if one.sha256 == sha256]
    before = seen[: times[-1]] if times else ()
    return any(contents.get(one.sha256, contents[sha256]) != contents[sha256] for one in before)


def steps_of(url: str, seen: Sequence[Seen], documents: Mapping[str, Said]) -> list[Step]:
    """The steps from version to version of a report at an address, each once; other documents are passed over."""
    steps: dict[tuple[str, str], Step] = {}
    version: str | None = None
    for one in seen:
        if one.sha256 not in documents:
            continue
        if version is None:
            version = one.sha256
        elif documents[one.sha256] != documents[version]:
            steps.setdefault((version, one.sha256), Step(url, version, one.sha256, one.at))
            version = one.sha256
    return list(steps.values())


def changes_between(old: Report, new: Report) -> list[Change]:
    """The figures whose value or state differs, or that only one version has."""
    before, after = ({(figure.code, figure.source): figure for figure in report.figures} for report in (old, new))
    return [
        Change(code, source, before.get((code, source)), after.get((code, source)))
        for code, source in sorted(before.keys() | after.keys())
        if _read_as(before.get((code, source))) != _read_as(after.get((code, source)))
    ]


def _read_as(figure: Figure | None) -> tuple[object, ...] | None:
    return (figure.value, figure.state) if figure else None
