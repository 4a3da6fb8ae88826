"""Paragraphs and tables of any kind of file as plain markup, so that one reader of tables and text serves them all.

A kind of file is taken apart into `<p>` and `<table>` and nothing else; what is a table of data, what only a layout,
where a caption stands, is then told by `pipelines.extract` as for a web page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

from pipelines.decode import without_controls
from pipelines.grid import AGAIN, ORIGIN, SEEN
from pipelines.records import Finding

# Of a picture: its place among `Taken.pictures`, and how large it is shown.
NUMBER, WIDTH, HEIGHT = "data-nianbao-number", "data-nianbao-width", "data-nianbao-height"
FORMULA = "〔公式〕"  # brackets that no cell takes for a note beside a number


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file was taken apart into: plain markup, what in it was not read, and the pictures that it shows.

    `typed`: its text was typed, though tables among it may have been recognised in pictures.
    """

    markup: HtmlElement
    findings: Sequence[Finding] = ()
    pictures: Sequence[bytes] = ()
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: its paragraphs and nested tables, the grid columns and rows it covers, and where it is in the file.

    `seen`: by character recognition; `again` is then what a second reading gave, None where there was none.
    """

    content: Sequence[HtmlElement]
    colspan: int = 1
    rowspan: int = 1
    origin: str = ""
    seen: bool = False
    again: str | None = None


def body(parts: Iterable[HtmlElement]) -> HtmlElement:
    """A whole document of its parts, in reading order."""
    root = html.Element("body")
    root.extend(parts)
    return root


def paragraphs(text: str) -> list[HtmlElement]:
    """A `<p>` for each line of a text; blanks at its ends and lines without text are left out."""
    parts = []
    for line in without_controls(text).splitlines():
        if shown := line.strip():
            part = html.Element("p")
            part.text = shown
            parts.append(part)
    return parts


def between(before: str, after: str) -> str:
    """What keeps apart two texts that are not one, such as a figure and the mark of a note, or the number of a list
    and a figure: a blank where a single number would be made of both."""
    ends = (unicodedata.normalize("NFKC", before)[-1:], unicodedata.normalize("NFKC", after)[:1])
    return " " if all(end.isdecimal() or end in (".", ",") for end in ends) else ""


def text_of_runs(runs: Iterable[tuple[str, bool]]) -> str:
    """The text of runs, each with whether it is raised or lowered: such a mark is no digit of the number beside it."""
    shown, was_raised = [""], False
    for text, raised in runs:
        if text:
            if raised is not was_raised:
                shown.append(between(shown[-1][-1:], text[:1]))
            shown.append(text)
            was_raised = raised
    return "".join(shown)


def picture(number: int | None = None, shown: tuple[float, float] | None = None) -> HtmlElement:
    """A picture: a cell that has nothing else is not a blank. `number` is its place among `Taken.pictures`, None where
    the file does not hold it; `shown` is its width and height in centimetres, where the file tells."""
    image = html.Element("img")
    if number is not None:
        image.set(NUMBER, str(number))
    for name, length in zip((WIDTH, HEIGHT), shown or (), strict=False):
        image.set(name, f"{length:.2f}")
    return image


def table(rows: Iterable[Sequence[Box]]) -> HtmlElement:
    """A `<table>`. Each row has its own cells, left to right; a cell that a row above reaches into is not repeated."""
    root = html.Element("table")
    for row in rows:
        tr = html.Element("tr")
        for box in row:
            td = html.Element("td")
            for name, span in (("colspan", box.colspan), ("rowspan", box.rowspan)):
                if span > 1:
                    td.set(name, str(span))
            if box.origin:
                td.set(ORIGIN, without_controls(box.origin))
            if box.seen:
                td.set(SEEN, "")
            if box.again is not None:
                td.set(AGAIN, without_controls(box.again))
            td.extend(box.content)
            tr.append(td)
        root.append(tr)
    return root
