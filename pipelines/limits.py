"""What one document may cost, and how a stage says that it cannot go on.

The limits within the chain are counted by the chain; those on time and memory are held by the reader process
(`storage.reader`), which is also where a crash stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.records import FailureKind

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one document. `pages` of a PDF or pictures of a scan; `cells` of all its tables; `size` bytes that it
    may unpack to; `files` in an archive, at all depths; `depth` of archives in archives; `seconds` to read it in and
    `memory` bytes for it, by the reader process."""

    pages: int = 300
    cells: int = 200_000
    size: int = 256 * MEGABYTE
    files: int = 500
    depth: int = 3
    seconds: float = 300.0
    memory: int = 2048 * MEGABYTE


UNLESS_SET = Limits()


class NotRead(Exception):
    """A file that could not be read: `failure` from the closed list, `detail` for the person who is to act on it."""

    def __init__(self, failure: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail


def too_much(what: str, limit: float, setting: str) -> NotRead:
    """The failure of a document over one of the limits; `setting` is the name under which a user raises it."""
    shown = f"{limit / MEGABYTE:g} MB" if "字节" in what else f"{limit:g}"
    return NotRead(FailureKind.LIMIT_EXCEEDED, f"{what}超过上限 {shown}（{setting}）")
