"""XLSX: the cells of each visible sheet as they are shown, from the XML of the package.

The parts are found by their relationships, wherever they lie; rows and cells without a place follow the ones before.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipelines.formats import number_formats
from pipelines.formats.sheets import (
    NOT_CALCULATED,
    Place,
    Range,
    Run,
    Sheet,
    Stretches,
    merged_cells,
    sheet_hidden,
    shown_text,
    too_many_cells,
)
from pipelines.formats.xml import PARSER, Element, attribute_of, child_of, name_of, number_of
from pipelines.limits import Limits, NotRead
from pipelines.media_types import ZIP_RAISES
from pipelines.records import FailureKind, Finding

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")  # what Python takes for one beside (1_2) is text
_YES = ("1", "true")
_NO_TABLES = frozenset({"chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"})
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class _Looks:
    """How a workbook's cells are shown: of each of its styles, the number format and whether it is struck out."""

    styles: Sequence[tuple[str, bool]] = ((number_formats.GENERAL, False),)
    since_1904: bool = False

    def shown(self, value: float | bool | Sequence[Run], style: int) -> str:
        """The text that a value shows in a style."""
        code, struck = self.styles[style] if style < len(self.styles) else (number_formats.GENERAL, False)
        return shown_text(value, code, struck=struck, since_1904=self.since_1904)


@dataclass(slots=True)
class _Read:
    """What was met in the XML of a sheet so far."""

    texts: dict[Place, str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    rows: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)


def read_xlsx(data: bytes, limits: Limits) -> tuple[list[Sheet], list[Finding]]:
    """The visible sheets of an XLSX file, and a finding for each that is hidden. Raises `NotRead`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _read(_Package(file), limits)
    except (*ZIP_RAISES, IndexError, etree.XMLSyntaxError) as error:
        raise NotRead(FailureKind.DAMAGED, f"工作簿打不开：{error}") from error


class _Package:
    """The parts of a package by their names, which are told without regard to capitals."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._names = {name.lstrip("/").lower(): name for name in file.namelist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises `KeyError` where there is none."""
        return self._file.read(self._names.get(name.lower(), name))

    def related(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Of each part that a part is related to: the relationship's id, its kind, and the part's name."""
        folder, base = posixpath.split(name)
        for relation in etree.fromstring(self.read(posixpath.join(folder, "_rels", f"{base}.rels")), PARSER):
            if name_of(relation) == "Relationship" and relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                yield relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], target.lstrip("/")


def _read(package: _Package, limits: Limits) -> tuple[list[Sheet], list[Finding]]:
    name = _WORKBOOK
    if "_rels/.rels" in package:
        name = next((target for _, kind, target in package.related("") if kind == "officeDocument"), name)
    workbook = etree.fromstring(package.read(name), PARSER)
    related = {told: (kind, target) for told, kind, target in package.related(name)}
    by_kind = dict(related.values())
    since_1904 = (attribute_of(child_of(workbook, "workbookPr"), "date1904") or "") in _YES
    styles = _styles(package.read(by_kind["styles"])) if by_kind.get("styles", "") in package else _Looks().styles
    looks = _Looks(styles, since_1904)
    strings = list(_strings(package.read(by_kind["sharedStrings"]))) if "sharedStrings" in by_kind else []
    sheets, findings = [], []
    for entry in workbook.iter("{*}sheet"):
        title = entry.get("name", "")
        kind, target = related.get(attribute_of(entry, "id") or "", ("", ""))
        if kind in _NO_TABLES:
            continue
        if entry.get("state", "visible") != "visible":
            findings.append(sheet_hidden(title))
            continue
        sheets.append(_sheet(title, package.read(target), strings, looks, limits))
    return sheets, findings


def _styles(content: bytes) -> list[tuple[str, bool]]:
    root = etree.fromstring(content, PARSER)
    codes = {number_of(each, "numFmtId", 0): each.get("formatCode", "") for each in root.iter("{*}numFmt")}
    fonts = [_is_on(font, "strike") for font in root.iterfind("{*}fonts/{*}font")]
    styles = []
    for look in root.iterfind("{*}cellXfs/{*}xf"):
        code, font = number_of(look, "numFmtId", 0), number_of(look, "fontId", 0)
        styles.append((codes.get(code) or number_formats.built_in(code), font < len(fonts) and fonts[font]))
    return styles


def _is_on(element: Element | None, name: str) -> bool:
    """Whether a property of a font is there and not switched off."""
    told = child_of(element, name)
    return told is not None and told.get("val", "1") in _YES


def _strings(content: bytes) -> Iterator[Sequence[Run]]:
    for event, element in _events(content, ("si",)):
        if event == "end":
            yield _runs(element)
            element.clear()


def _runs(element: Element) -> list[Run]:
    """The text of a string in its runs; how it is pronounced is left out."""
    runs = []
    for child in element:
        if name_of(child) == "t":
            runs.append(Run(_unescaped(child.text or "")))
        elif name_of(child) == "r":
            look = child_of(child, "rPr")
            raised = attribute_of(child_of(look, "vertAlign"), "val") in ("superscript", "subscript")
            struck = None if look is None else _is_on(look, "strike")
            runs += [Run(_unescaped(text.text or ""), raised, struck) for text in child if name_of(text) == "t"]
    return runs


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _events(content: bytes, names: Sequence[str]) -> Iterable[tuple[str, Element]]:
    """The beginning and the end of each element of some names."""
    events: Iterable[tuple[str, Element]] = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
    )
    return events


def _sheet(name: str, content: bytes, strings: Sequence[Sequence[Run]], looks: _Looks, limits: Limits) -> Sheet:
    read = _Read()
    row, column, cells, within = -1, -1, 0, False
    for event, element in _events(content, ("sheetData", "row", "c", "col", "mergeCell")):
        match name_of(element), event:
            case "sheetData", _:
                within = event == "start"
            case "row", "start" if within:
                row, column = number_of(element, "r", row + 2) - 1, -1
                if _is_hidden(element, "ht"):
                    read.rows.append((row, row))
            case "row", "end" if within:
                element.clear()
            case "c", "end" if within:
                cells += 1
                if cells > limits.cells:
                    raise too_many_cells(limits)
                place = _PLACE.fullmatch(element.get("r", ""))
                at, column = (int(place[2]) - 1, _column(place[1])) if place else (row, column + 1)
                if text := _cell(element, strings, looks):
                    read.texts[at, column] = text
                element.clear()
            case "col", "end" if not within and _is_hidden(element, "width"):
                read.columns.append((number_of(element, "min", 1) - 1, number_of(element, "max", 1) - 1))
            case "mergeCell", "end":
                if place := _RANGE.fullmatch(element.get("ref", "")):
                    read.merged.append((int(place[2]) - 1, _column(place[1]), int(place[4]) - 1, _column(place[3])))
    shown = merged_cells(read.texts, read.merged, limits)
    return Sheet(name, shown, Stretches(read.rows), Stretches(read.columns))


def _is_hidden(element: Element, size: str) -> bool:
    """Whether a row or a column is hidden, or has no height or width."""
    told = element.get(size)
    return element.get("hidden") in _YES or (told is not None and float(told) == 0)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell(cell: Element, strings: Sequence[Sequence[Run]], looks: _Looks) -> str:
    """The text that a cell shows: its value in its format, an error's name, or that a formula was not calculated."""
    told = child_of(cell, "v")
    value = told.text or "" if told is not None else ""
    style = number_of(cell, "s", 0)
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = child_of(cell, "is")
        return looks.shown(_runs(inline), style) if inline is not None else ""
    if kind == "e":
        return value or "#ERROR"
    if not value:
        # A formula whose text is empty is a blank; one without a value was never calculated.
        empty = kind == "str" and told is not None
        return NOT_CALCULATED if child_of(cell, "f") is not None and not empty else ""
    match kind:
        case "s":
            if not value.strip().isdecimal():
                raise ValueError(f"没有这样的文字：{value}")
            return looks.shown(strings[int(value)], style)
        case "b":
            return looks.shown(value.strip() in _YES, style)
        case "n":
            is_number = _NUMBER.fullmatch(value.strip())
            return looks.shown(float(value) if is_number else [Run(value)], style)
        case _:
            return looks.shown([Run(_unescaped(value))], style)
