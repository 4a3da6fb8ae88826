"""OpenDocument text (ODT) and the parts that it shares with spreadsheets: text as shown, cells with their spans."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from pipelines.formats.markup import Box, Taken, body, paragraphs, picture, table
from pipelines.formats.xml import PARSER, attribute_of, name_of, number_of
from pipelines.limits import Limits, NotRead, too_much
from pipelines.media_types import ZIP_RAISES
from pipelines.records import FailureKind

_NOT_SHOWN = frozenset({"tracked-changes", "annotation", "annotation-end", "note", "sequence-decls", "forms"})
_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group", "table-header-columns", "table-columns"})
# A row or cell that repeats without end fills a sheet's rest, and says nothing.
MOST_REPEATS = 1000


def content_of(data: bytes) -> etree._Element:
    """The content of an OpenDocument file, below `office:body`. Raises `NotRead` when it is damaged or encrypted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if b"manifest:encryption-data" in package.read("META-INF/manifest.xml"):
                raise NotRead(FailureKind.ENCRYPTED, "OpenDocument 文件有打开密码")
            root = etree.fromstring(package.read("content.xml"), PARSER)
    except (*ZIP_RAISES, etree.XMLSyntaxError) as error:
        raise NotRead(FailureKind.DAMAGED, f"OpenDocument 文件打不开：{error}") from error
    for child in root:
        if name_of(child) == "body" and len(child):
            return child[0]
    raise NotRead(FailureKind.DAMAGED, "OpenDocument 文件没有正文")


def read_odt(data: bytes, limits: Limits) -> Taken:
    """A text document as plain markup. Raises `NotRead`."""
    content = content_of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [attribute_of(image, "href") for image in content.iter("{*}image")]
        pictures = [package.read(name) for name in names if name in package.namelist()]
    return Taken(body(_blocks(content, [0], limits)), pictures=pictures)


def text_of(element: etree._Element) -> str:
    """The text of a paragraph as shown: blanks that are counted, tabs and line breaks, no notes."""
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        match name_of(child):
            case "s":
                yield " " * min(number_of(child, "c", 1), 100)
            case "tab":
                yield " "
            case "line-break":
                yield "\n"
            case "frame":
                pass  # what is anchored in a paragraph comes after it
            case name if name not in _NOT_SHOWN:
                yield from _pieces(child)
        yield child.tail or ""


def _blocks(parent: etree._Element, cells: list[int], limits: Limits) -> list[HtmlElement]:
    parts: list[HtmlElement] = []
    for child in parent:
        match name_of(child):
            case "p" | "h":
                parts += paragraphs(text_of(child))
                for frame in _frames(child):
                    parts += _blocks(frame, cells, limits)
            case "table":
                parts.append(_table(child, cells, limits))
            case "image":
                parts.append(picture())
            case name if name not in _NOT_SHOWN:
                parts += _blocks(child, cells, limits)  # lists, sections, text boxes
    return parts


def _frames(element: etree._Element) -> Iterator[etree._Element]:
    """The frames anchored in a paragraph: pictures and text boxes, which may have frames of their own."""
    for child in element:
        if name_of(child) == "frame":
            yield child
        elif name_of(child) not in _NOT_SHOWN:
            yield from _frames(child)


def rows_of(element: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those in groups too."""
    for child in element:
        if name_of(child) == "table-row":
            yield child
        elif name_of(child) in _GROUPS:
            yield from rows_of(child)


def _table(element: etree._Element, cells: list[int], limits: Limits) -> HtmlElement:
    rows = []
    for row in rows_of(element):
        boxes = []
        for cell in row:
            if name_of(cell) != "table-cell":
                continue  # a covered cell belongs to one that reaches into it
            cells[0] += 1
            if cells[0] > limits.cells:
                raise too_much("表格的单元格", limits.cells, "READ_CELLS")
            spans = number_of(cell, "number-columns-spanned", 1), number_of(cell, "number-rows-spanned", 1)
            for _ in range(min(number_of(cell, "number-columns-repeated", 1), MOST_REPEATS)):
                boxes.append(Box(_blocks(cell, cells, limits), *spans))
        rows.append(boxes)
    return table(rows)
