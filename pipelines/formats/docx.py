"""Word files of 2007 and later (DOCX, DOCM): their paragraphs and tables as a reader of the printed page sees them.

Taken from the XML itself, because the paragraphs of python-docx leave out what stands in content controls, tracked
insertions and text boxes; of that library the package is used: parts, relationships, content types.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from docx.opc.exceptions import PackageNotFoundError
from docx.opc.package import OpcPackage
from docx.opc.part import Part
from lxml import etree
from lxml.html import HtmlElement

from pipelines.formats.markup import FORMULA, Box, Taken, body, paragraphs, picture, table, text_of_runs
from pipelines.formats.numbering import Counters, Level, after_number
from pipelines.formats.xml import PARSER, attribute_of, centimetres, child_of, name_of, number_of
from pipelines.limits import Limits, NotRead, too_much
from pipelines.media_types import ZIP_RAISES
from pipelines.records import FailureKind, Finding

# Elements whose content is shown as if they were not there.
_TRANSPARENT = frozenset(
    {"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo", "ruby"}
    | {"rubyBase", "object", "pict", "drawing", "AlternateContent", "Choice", "Fallback"}
)
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-", "sym": "□"}
_LONGEST_CHAIN = 20  # styles based on styles
# Properties of runs: those that a style switches over, and those that it sets.
_SWITCHED, _SET = ("vanish", "strike"), ("dstrike", "vertAlign", "position")
_NOT_READ = {"chart": "图表没有读", "relIds": "SmartArt 图形没有读"}
_EMU = 360_000  # in a centimetre


def read_docx(data: bytes, limits: Limits) -> Taken:
    """The document as plain markup. Raises `NotRead` when the package is damaged, or has no main document."""
    try:
        package = OpcPackage.open(io.BytesIO(data))
        main = _main_part(package)
        root = etree.fromstring(main.blob, PARSER)
        styles = _styles(main)
        held = {name for name, relation in main.rels.items() if not relation.is_external}
        reader = _Reader(_numbering(main, styles), styles, held, limits)
        markup = body(reader.blocks(child_of(root, "body")))
        pictures = [main.rels[name].target_part.blob for name in reader.pictures]
        return Taken(markup, reader.findings, pictures)
    except (*ZIP_RAISES, PackageNotFoundError, etree.XMLSyntaxError) as error:
        raise NotRead(FailureKind.DAMAGED, f"Word 文件打不开：{error}") from error


def _main_part(package: OpcPackage) -> Part:
    # By the end of its name: strict files have another namespace for the same relationship.
    for relation in package.rels.values():
        if relation.reltype.endswith("/officeDocument"):
            part: Part = relation.target_part
            return part
    raise ValueError("没有正文部分")


def _part(main: Part, name: str) -> etree._Element | None:
    for relation in main.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{name}"):
            return etree.fromstring(relation.target_part.blob, PARSER)
    return None


def _val(element: etree._Element | None) -> str | None:
    """The value of a property, which Word writes into its attribute `val`."""
    return attribute_of(element, "val")


def _is_on(element: etree._Element | None) -> bool:
    """Whether a property is there and not switched off."""
    return element is not None and (_val(element) or "true") not in ("0", "false", "off")


@dataclass(slots=True)
class _Styles:
    """The styles of a document by their ids, and the one of paragraphs that name none."""

    paragraphs: dict[str, etree._Element] = field(default_factory=dict)
    characters: dict[str, etree._Element] = field(default_factory=dict)
    default: str | None = None
    _inherited: dict[tuple[bool, str], Mapping[str, bool]] = field(default_factory=dict)

    def look(self, run: etree._Element | None, paragraph: etree._Element | None) -> _Look:
        """How a run shows, by its own properties and those of its paragraph."""
        own = _told(run)
        of_run = self._of_style(_val(child_of(run, "rStyle")), of_paragraph=False)
        of_paragraph = self._of_style(_val(child_of(paragraph, "pStyle")) or self.default, of_paragraph=True)
        told = {**of_paragraph, **of_run}
        for name in _SWITCHED:  # hidden text in a hidden paragraph is shown
            told[name] = of_run.get(name, False) != of_paragraph.get(name, False)
        told |= own
        return _Look(
            hidden=told["vanish"],
            struck=told["strike"] or told.get("dstrike", False),
            raised=told.get("vertAlign", False) or told.get("position", False),
        )

    def _of_style(self, style: str | None, *, of_paragraph: bool) -> Mapping[str, bool]:
        key = of_paragraph, style or ""
        if key not in self._inherited:
            self._inherited[key] = _inherited(self.paragraphs if of_paragraph else self.characters, style)
        return self._inherited[key]


@dataclass(frozen=True, slots=True)
class _Look:
    """Whether a run is hidden, struck out, or raised or lowered."""

    hidden: bool = False
    struck: bool = False
    raised: bool = False


def _told(properties: etree._Element | None) -> dict[str, bool]:
    """What the properties of a run say of its look."""
    told = {}
    for child in properties if properties is not None else ():
        name = name_of(child)
        if name == "vertAlign":
            told[name] = _val(child) in ("superscript", "subscript")
        elif name == "position":
            told[name] = bool((_val(child) or "").strip("+-0"))
        elif name in _SWITCHED or name in _SET:
            told[name] = _is_on(child)
    return told


def _inherited(styles: Mapping[str, etree._Element], style: str | None) -> dict[str, bool]:
    """What a style says of the look of runs, and those that it is based on."""
    told: dict[str, bool] = {}
    for _ in range(_LONGEST_CHAIN):
        defined = styles.get(style or "")
        if defined is None:
            break
        told = _told(child_of(defined, "rPr")) | told
        style = _val(child_of(defined, "basedOn"))
    return told


def _styles(main: Part) -> _Styles:
    styles = _Styles()
    root = _part(main, "styles")
    for style in root if root is not None else ():
        name = attribute_of(style, "styleId") or ""
        if name_of(style) != "style":
            continue
        if attribute_of(style, "type") == "paragraph":
            styles.paragraphs[name] = style
            if attribute_of(style, "default") in ("1", "true", "on"):
                styles.default = name
        elif attribute_of(style, "type") == "character":
            styles.characters[name] = style
    return styles


@dataclass(slots=True)
class _Numbering:
    """The lists of a document, by their numbers: what they count together with, and their levels."""

    styles: _Styles
    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)
    counters: Counters = field(default_factory=Counters)

    def before(self, properties: etree._Element | None) -> str:
        """The number before a paragraph with these properties."""
        number, level = self._of(properties)
        if number is None or number not in self.lists:
            return ""
        abstract, levels = self.lists[number]
        return self.counters.next(abstract, level, levels)

    def _of(self, properties: etree._Element | None) -> tuple[str | None, int]:
        """List and level: the paragraph's own, else those of its style or of a style that it is based on."""
        style = _val(child_of(properties, "pStyle")) or self.styles.default
        level: str | None = None
        for _ in range(_LONGEST_CHAIN):
            own = child_of(properties, "numPr")
            level = level or _val(child_of(own, "ilvl"))
            if (number := _val(child_of(own, "numId"))) is not None:
                return (None if number == "0" else number), int(level or 0)
            defined = self.styles.paragraphs.get(style or "")
            if defined is None:
                break
            properties, style = child_of(defined, "pPr"), _val(child_of(defined, "basedOn"))
        return None, 0


def _numbering(main: Part, styles: _Styles) -> _Numbering:
    numbering = _Numbering(styles)
    root = _part(main, "numbering")
    abstract = {}
    for entry in root if root is not None else ():
        if name_of(entry) == "abstractNum":
            abstract[attribute_of(entry, "abstractNumId")] = _levels(entry)
    for entry in root if root is not None else ():
        if name_of(entry) != "num":
            continue
        of = _val(child_of(entry, "abstractNumId"))
        levels = dict(abstract.get(of, {}))
        counted = f"abstract {of}"
        for override in entry:
            if name_of(override) == "lvlOverride":
                counted = f"num {attribute_of(entry, 'numId')}"  # such a list counts for itself
                levels.update(_levels(override))
                at = int(attribute_of(override, "ilvl") or 0)
                start = _val(child_of(override, "startOverride"))
                if start is not None and at in levels:
                    levels[at] = Level(levels[at].format, levels[at].text, int(start))
        numbering.lists[attribute_of(entry, "numId") or ""] = counted, levels
    return numbering


def _levels(entry: etree._Element) -> dict[int, Level]:
    return {
        int(attribute_of(level, "ilvl") or 0): Level(
            _val(child_of(level, "numFmt")) or "decimal",
            _val(child_of(level, "lvlText")) or "",
            int(_val(child_of(level, "start")) or 1),
        )
        for level in entry
        if name_of(level) == "lvl"
    }


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as the file has it: its grid column and how many it covers; of cells merged downwards each row has one,
    the first of which `begins` and all of which `goes_on`."""

    column: int
    span: int
    element: etree._Element | None = None
    begins: bool = False
    goes_on: bool = False

    def is_continued_by(self, below: _Cell) -> bool:
        """Whether the cell of the row below belongs to this one."""
        place = (self.column, self.span) == (below.column, below.span)
        return place and self.goes_on and below.goes_on and not below.begins

    def continues_one_of(self, above: Sequence[_Cell]) -> bool:
        """Whether this belongs to a cell of the row above."""
        return any(cell.is_continued_by(self) for cell in above)


@dataclass(slots=True)
class _Reader:
    """What is carried while a document is read from its beginning to its end; `held` are the parts that the file
    has."""

    numbering: _Numbering
    styles: _Styles
    held: Collection[str]
    limits: Limits
    findings: list[Finding] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    cells: int = 0

    def blocks(self, parent: etree._Element | None) -> list[HtmlElement]:
        """The paragraphs and tables of a body, a cell or a text box, in order."""
        parts: list[HtmlElement] = []
        for child in parent if parent is not None else ():
            match name_of(child):
                case "p":
                    parts += self.paragraph(child)
                case "tbl":
                    parts.append(self.table(child))
                case "altChunk":
                    self.findings.append(Finding("part_not_read", "文中嵌入的另一份文件没有读"))
                case "oMath" | "oMathPara":
                    parts += paragraphs(self._formula(child))
                case name if name in _TRANSPARENT:
                    parts += self.blocks(_shown(child))
        return parts

    def paragraph(self, element: etree._Element) -> list[HtmlElement]:
        """A paragraph with the number before it, then what its text boxes hold."""
        properties = child_of(element, "pPr")
        boxes: list[HtmlElement] = []
        look = self.styles.look(None, properties)
        text = text_of_runs(self._pieces(element, properties, look, boxes))
        before = self.numbering.before(properties) if text.strip() else ""
        return [*paragraphs(after_number(before, text)), *boxes]

    def _pieces(
        self, element: etree._Element, paragraph: etree._Element | None, look: _Look, boxes: list[HtmlElement]
    ) -> Iterator[tuple[str, bool]]:
        """The texts below an element, each with whether it is raised or lowered. What is struck out is left out like
        what was deleted; what stands in it by itself is not."""
        for child in element:
            text = ""
            match name_of(child):
                case "r":
                    own = self.styles.look(child_of(child, "rPr"), paragraph)
                    if not own.hidden:
                        yield from self._pieces(child, paragraph, own, boxes)
                case "t":
                    text = child.text or ""
                case name if name in _BREAKS:
                    text = _BREAKS[name]
                case "oMath" | "oMathPara":
                    text = self._formula(child)
                case "txbxContent":
                    boxes += self.blocks(child)
                case "blip" | "imagedata":
                    boxes.append(self._picture(child))
                case "OLEObject":
                    self.findings.append(Finding("part_not_read", f"嵌入的对象没有读：{attribute_of(child, 'ProgID')}"))
                case name if name in _NOT_READ:
                    self.findings.append(Finding("part_not_read", _NOT_READ[name]))
                    boxes.append(picture())
                case "del" | "moveFrom" | "pPr" | "rPr" | "rt":
                    continue
                case _:
                    yield from self._pieces(_shown(child), paragraph, look, boxes)
            if text and not (look.struck or look.hidden):
                yield text, look.raised

    def _formula(self, element: etree._Element) -> str:
        """A mark in the place of a formula: of a fraction the characters alone would be another number."""
        inside = "".join(part.text or "" for part in element.iter("{*}t"))
        self.findings.append(Finding("part_not_read", f"公式没有读：{inside}"))
        return FORMULA

    def _picture(self, element: etree._Element) -> HtmlElement:
        name = attribute_of(element, "embed") or attribute_of(element, "id")
        number = None
        if name is not None and name in self.held:
            number = len(self.pictures)
            self.pictures.append(name)
        return picture(number, _size_of(element))

    def table(self, element: etree._Element) -> HtmlElement:
        """A table with its merged cells."""
        shown = [row for row in _inside(element, "tr") if child_of(row, "trPr", "del") is None]
        rows = [list(self._cells(row)) for row in shown if not _is_on(child_of(row, "trPr", "hidden"))]
        if hidden := len(shown) - len(rows):
            self.findings.append(Finding("cells_hidden", f"表格有 {hidden} 个隐藏的行没有读"))
        return table(list(self._boxes(rows, number)) for number in range(len(rows)))

    def _cells(self, row: etree._Element) -> Iterator[_Cell]:
        """A row's cells in its grid. What stands before the first is a cell without content, so that all keep their
        columns."""
        column = int(_val(child_of(row, "trPr", "gridBefore")) or 0)
        if column:
            yield _Cell(0, column)
        for cell in _inside(row, "tc"):
            properties = child_of(cell, "tcPr")
            if child_of(properties, "cellDel") is not None:
                continue
            span = max(1, int(_val(child_of(properties, "gridSpan")) or 1))
            merge = child_of(properties, "vMerge")
            yield _Cell(column, span, cell, begins=_val(merge) == "restart", goes_on=merge is not None)
            column += span

    def _boxes(self, rows: Sequence[Sequence[_Cell]], number: int) -> Iterator[Box]:
        for cell in rows[number]:
            if number and cell.continues_one_of(rows[number - 1]):
                continue
            rowspan = 1
            while number + rowspan < len(rows) and any(map(cell.is_continued_by, rows[number + rowspan])):
                rowspan += 1
            self.cells += 1
            if self.cells > self.limits.cells:
                raise too_much("表格的单元格", self.limits.cells, "READ_CELLS")
            yield Box(self.blocks(cell.element), cell.span, rowspan)


def _shown(element: etree._Element) -> etree._Element:
    """Of what a file offers for two generations of programs, the newer."""
    if name_of(element) != "AlternateContent":
        return element
    return next((child for child in element if name_of(child) == "Choice"), element)


def _size_of(element: etree._Element) -> tuple[float, float] | None:
    """The width and height in centimetres at which a picture is shown, where the file tells."""
    for around in element.iterancestors():
        if name_of(around) in ("inline", "anchor"):
            extent = child_of(around, "extent")
            wide, high = (number_of(extent, name, 0) / _EMU for name in ("cx", "cy"))
            return (wide, high) if wide and high else None
        if style := around.get("style"):
            told = {name.strip(): length for name, _, length in (part.partition(":") for part in style.split(";"))}
            across, down = centimetres(told.get("width")), centimetres(told.get("height"))
            return (across, down) if across and down else None
    return None


def _inside(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those in content controls and tracked insertions too."""
    for child in element:
        if name_of(child) == name:
            yield child
        elif name_of(child) in _TRANSPARENT:
            yield from _inside(child, name)
