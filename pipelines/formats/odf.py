"""OpenDocument text (ODT) and the parts that it shares with spreadsheets: text as shown, cells with their spans."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from pipelines.formats.markup import FORMULA, Box, Taken, body, paragraphs, picture, table, text_of_runs
from pipelines.formats.xml import PARSER, attribute_of, centimetres, child_of, name_of, number_of
from pipelines.limits import Limits, NotRead, too_much
from pipelines.media_types import ZIP_RAISES
from pipelines.records import FailureKind, Finding

_NOT_SHOWN = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "note", "sequence-decls", "forms", "ruby-text"}
)
_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group", "table-header-columns", "table-columns"})
# A row or cell that repeats without end fills a sheet's rest, and says nothing.
MOST_REPEATS = 1000
_LONGEST_CHAIN = 20  # styles based on styles
# Whether a text is hidden, struck out, raised or lowered; what is not told is as around it.
Look = Mapping[str, bool]


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


@dataclass(slots=True)
class Styles:
    """The styles of a file, by family and name."""

    defined: Mapping[tuple[str, str], etree._Element] = field(default_factory=dict)
    _known: dict[tuple[str, str], Look] = field(default_factory=dict)

    def within(self, around: Look, family: str, element: etree._Element) -> Look:
        """How the text of an element looks, by the style that it names and by what is around it."""
        name = family, attribute_of(element, "style-name") or ""
        if name not in self._known:
            self._known[name] = self._look(*name)
        return {**around, **self._known[name]}

    def _look(self, family: str, name: str) -> Look:
        told: Look = {}
        for _ in range(_LONGEST_CHAIN):
            style = self.defined.get((family, name))
            if style is None:
                break
            told = {**_told(child_of(style, "text-properties")), **told}
            name = attribute_of(style, "parent-style-name") or ""
        return told


def _told(properties: etree._Element | None) -> Look:
    """What the properties of a style say of the look of a text."""
    told: dict[str, bool] = {}
    if display := attribute_of(properties, "display"):
        told["hidden"] = display == "none"
    lines = [attribute_of(properties, f"text-line-through-{name}") for name in ("style", "type")]
    if any(lines):
        told["struck"] = "none" not in lines
    if position := attribute_of(properties, "text-position"):
        told["raised"] = bool(position.split()[0].strip("+-0.%"))
    return told


def styles_of(data: bytes) -> Styles:
    """The styles of an OpenDocument file that opens: those of its content, and those that it shares."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in ("styles.xml", "content.xml") if name in package.namelist()]
        roots = [etree.fromstring(package.read(name), PARSER) for name in names]
    return Styles(
        {
            (attribute_of(style, "family") or "", attribute_of(style, "name") or ""): style
            for root, name in zip(roots, names, strict=True)
            # Those of the same name beside the shared styles are of headers and footers.
            for group in root.iterchildren("{*}styles" if name == "styles.xml" else "{*}automatic-styles")
            for style in group.iterchildren("{*}style")
        }
    )


def read_odt(data: bytes, limits: Limits) -> Taken:
    """A text document as plain markup. Raises `NotRead`."""
    content = content_of(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            manifest = etree.fromstring(package.read("META-INF/manifest.xml"), PARSER)
            formulas = {
                (attribute_of(entry, "full-path") or "").strip("./")
                for entry in manifest
                if (attribute_of(entry, "media-type") or "").endswith(".formula")
            }
            reader = _Reader(styles_of(data), set(package.namelist()), formulas, limits)
            markup = body(reader.blocks(content))
            return Taken(markup, reader.findings, [package.read(name) for name in reader.pictures])
    except (*ZIP_RAISES, etree.XMLSyntaxError) as error:
        raise NotRead(FailureKind.DAMAGED, f"OpenDocument 文件打不开：{error}") from error


_NO_STYLES = Styles()


def text_of(element: etree._Element, styles: Styles = _NO_STYLES, formulas: Collection[str] = ()) -> str:
    """The text of a paragraph as shown: blanks that are counted, tabs and line breaks, no notes; without what is
    hidden or struck out, and what is raised apart from the number beside it. `formulas` are the parts of the file that
    are one."""
    return text_of_runs(_pieces(element, styles, styles.within({}, "paragraph", element), formulas))


def _pieces(
    element: etree._Element, styles: Styles, look: Look, formulas: Collection[str]
) -> Iterator[tuple[str, bool]]:
    shows, raised = not (look.get("hidden") or look.get("struck")), look.get("raised", False)
    if shows:
        yield element.text or "", raised
    for child in element:
        text = ""
        match name_of(child):
            case "s":
                text = " " * min(number_of(child, "c", 1), 100)
            case "tab":
                text = " "
            case "line-break":
                text = "\n"
            case "frame":
                if _is_formula(child, formulas):
                    text = FORMULA
                # what else is anchored in a paragraph comes after it
            case name if name not in _NOT_SHOWN and not _is_hidden(child):
                yield from _pieces(child, styles, styles.within(look, "text", child), formulas)
        if shows:
            yield text + (child.tail or ""), raised


def _is_hidden(element: etree._Element) -> bool:
    """Whether an element itself says that it does not show: a section, a field."""
    return attribute_of(element, "display") == "none" or attribute_of(element, "is-hidden") == "true"


def _is_formula(frame: etree._Element, formulas: Collection[str]) -> bool:
    return any(name_of(child) == "object" and _address(child) in formulas for child in frame)


def _address(element: etree._Element) -> str:
    """Where in the file something lies that an element shows."""
    return (attribute_of(element, "href") or "").removeprefix("./")


@dataclass(slots=True)
class _Reader:
    """What is carried while a text document is read from its beginning to its end; `held` are the parts that the file
    has, `formulas` those that are one."""

    styles: Styles
    held: Collection[str]
    formulas: Collection[str]
    limits: Limits
    findings: list[Finding] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    cells: int = 0

    def blocks(self, parent: etree._Element) -> list[HtmlElement]:
        """The paragraphs and tables of a text, a cell or a text box, in order."""
        parts: list[HtmlElement] = []
        for child in parent:
            match name_of(child):
                case "p" | "h":
                    parts += self.paragraph(child)
                case "table":
                    parts.append(self.table(child))
                case "frame":
                    parts += self.frame(child)
                case name if name not in _NOT_SHOWN and not _is_hidden(child):
                    parts += self.blocks(child)  # lists, sections, text boxes
        return parts

    def paragraph(self, element: etree._Element) -> list[HtmlElement]:
        """A paragraph, then what is anchored in it."""
        if any(_is_hidden(mark) for mark in element.iter("{*}hidden-paragraph")):
            return []
        parts = paragraphs(text_of(element, self.styles, self.formulas))
        for frame in _frames(element):
            parts += self.frame(frame)
        return parts

    def frame(self, element: etree._Element) -> list[HtmlElement]:
        """What a frame holds: a picture, a text box, or an object with a picture of it."""
        if _is_formula(element, self.formulas):
            self.findings.append(Finding("part_not_read", "公式没有读"))
            return []
        parts: list[HtmlElement] = []
        shown = centimetres(attribute_of(element, "width")), centimetres(attribute_of(element, "height"))
        for child in element:
            match name_of(child):
                case "image":
                    parts.append(self.picture(child, (shown[0], shown[1]) if shown[0] and shown[1] else None))
                case "object" | "object-ole" | "plugin":
                    self.findings.append(Finding("part_not_read", f"嵌入的对象没有读：{_address(child)}"))
                    if child_of(element, "image") is None:
                        parts.append(picture())
                case "text-box":
                    parts += self.blocks(child)
                case "table":
                    parts.append(self.table(child))
        return parts

    def picture(self, element: etree._Element, shown: tuple[float, float] | None) -> HtmlElement:
        """A picture with its place among those of the file, unless it lies elsewhere."""
        name, number = _address(element), None
        if name in self.held:
            number = len(self.pictures)
            self.pictures.append(name)
        return picture(number, shown)

    def table(self, element: etree._Element) -> HtmlElement:
        """A table without the rows that are hidden."""
        rows: list[list[Box]] = []
        hidden = 0
        for row in rows_of(element):
            if attribute_of(row, "visibility") in ("collapse", "filter"):
                hidden += 1
            else:
                rows.append(list(self._boxes(row)))
        if hidden:
            self.findings.append(Finding("cells_hidden", f"表格有 {hidden} 个隐藏的行没有读"))
        return table(rows)

    def _boxes(self, row: etree._Element) -> Iterator[Box]:
        for cell in row:
            if name_of(cell) != "table-cell":
                continue  # a covered cell belongs to one that reaches into it
            self.cells += 1
            if self.cells > self.limits.cells:
                raise too_much("表格的单元格", self.limits.cells, "READ_CELLS")
            spans = number_of(cell, "number-columns-spanned", 1), number_of(cell, "number-rows-spanned", 1)
            for _ in range(min(number_of(cell, "number-columns-repeated", 1), MOST_REPEATS)):
                yield Box(self.blocks(cell), *spans)


def _frames(element: etree._Element) -> Iterator[etree._Element]:
    """The frames anchored in a paragraph: pictures and text boxes, which may have frames of their own."""
    for child in element:
        if name_of(child) == "frame":
            yield child
        elif name_of(child) not in _NOT_SHOWN and not _is_hidden(child):
            yield from _frames(child)


def rows_of(element: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those in groups too."""
    for child in element:
        if name_of(child) == "table-row":
            yield child
        elif name_of(child) in _GROUPS:
            yield from rows_of(child)
