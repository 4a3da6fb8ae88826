"""What a right reading of a document of a corpus gives, by the contract of DESIGN.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The right reading of one document. All fields but `lines` are empty for one that must not become a report.

    `form` is None where the document does not show it: its tables are pictures. `title` is joined where it is
    printed on several lines, None where none is printed above the text. `published_on` is the date that the page
    states, `signed_on` the one below the text. `cells`: every printed number cell of the statutory tables by
    `table.row.column`, in the unit of its indicator; null for a blank, a mark or what cannot be told. `failing`: the
    equations that do not hold as printed, all terms filled. `prose`: one exact figure a code told in words, null
    where exact statements contradict each other; of the codes in `optional` a careful reader may give the value or
    nothing. `lines`: headings and paragraphs of the report in order, without page, title, dates and table cells.

    What is as right: `ids`, `forms`, `titles`; `if_read` are the values of cells that need not be told;
    `optional_lines` may be taken for text or not.
    """

    id: str | None
    form: str | None
    title: str | None
    published_on: str | None
    signed_on: str | None
    cells: dict[str, float | None]
    failing: tuple[str, ...]
    prose: dict[str, float | None]
    optional: frozenset[str]
    lines: tuple[str, ...]
    ids: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    if_read: frozenset[tuple[str, float]] = frozenset()
    optional_lines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a corpus: its bytes, the address it came from, what makes it hard, and the answer."""

    name: str
    kind: str
    url: str | None
    data: bytes
    answer: Answer
    difficulties: tuple[str, ...]


NOTHING = Answer(None, None, None, None, None, {}, (), {}, frozenset(), ())
"""The answer to a document that must not become a report."""
