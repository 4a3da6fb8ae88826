"""Paragraphs and tables of any kind of file as plain markup, so that one reader of tables and text serves them all.

A kind of file is taken apart into `<p>` and `<table>` and nothing else; what is a table of data, what only a layout,
where a caption stands, is then told by `pipelines.extract` as for a web page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

from pipelines.decode import without_controls
from pipelines.grid import AGAIN, ORIGIN, SEEN
from pipelines.records import Finding


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file was taken apart into: plain markup, what in it was not read, and the pictures that it shows."""

    markup: HtmlElement
    findings: Sequence[Finding] = ()
    pictures: Sequence[bytes] = ()


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


def picture() -> HtmlElement:
    """A picture: a cell that has nothing else is not a blank."""
    return html.Element("img")


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
