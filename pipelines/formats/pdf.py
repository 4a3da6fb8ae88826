"""PDF, and pictures of pages: glyphs and lines put together to paragraphs and tables, as plain markup."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from lxml.html import HtmlElement

from pipelines.formats import ocr
from pipelines.formats.markup import Box, Taken, body, paragraphs, picture, table
from pipelines.formats.ocr import Scan
from pipelines.formats.pdf_columns import tables_in
from pipelines.formats.pdf_grids import Cell, Grid, grids_of
from pipelines.formats.pdf_joined import join
from pipelines.formats.pdf_lines import lines_of
from pipelines.formats.pdf_marks import marked
from pipelines.formats.pdf_pages import UNMAPPED, Mark, Page, read_pages
from pipelines.formats.pdf_text import PageLine, paragraphs_of, without_furniture
from pipelines.forms.labels import known_label
from pipelines.limits import Limits, NotRead
from pipelines.records import FailureKind, Finding
from pipelines.rows import UNITS

_FEW = 30  # glyphs: beside a picture of a page no more than a stamp, a running title, a page number
# A cell without words may hold a figure, and is read twice; words are told by the form's own.
_WORDS = re.compile("(?![一〇无])[\u4e00-\u9fff]")
_LONGEST_LABEL = 60  # characters
_SLASH, _UPRIGHT = 12.5, 6.0  # degrees: a `/` leans by some 17, a 1 by -3 or so
_HEIGHTS = (64, 48)  # pixels: two readings of a cell that the first reading of the page passed over


def read_pdf(data: bytes, limits: Limits) -> Taken:
    """A PDF as plain markup. Raises `NotRead`; `unreadable` where its pages are pictures and character recognition is
    not installed."""
    pdf = read_pages(data, limits)
    findings = list(pdf.findings)
    pictures = [page for page in pdf.pages if page.is_picture]
    scanned = {page.number for page in pictures if len(page.glyphs) <= _FEW}
    scans: dict[int, Scan] = {}
    if pictures and ocr.is_here():
        under = {page.number: page.glyphs for page in pictures}
        scans = {scan.page.number: scan.over(under[scan.page.number]) for scan in ocr.scans_of_pdf(data, list(under))}
    elif scanned:
        if len(scanned) == len(pdf.pages):
            raise NotRead(FailureKind.UNREADABLE, ocr.HOW_TO)
        findings.append(Finding("pages_unread", f"{_numbers(scanned)}{ocr.HOW_TO}"))
    pages = [scans[page.number].page if page.number in scans else page for page in pdf.pages]
    taken = assemble(pages, scans, {page.number for page in pictures})
    return replace(taken, findings=(*findings, *taken.findings))


def read_picture(data: bytes, limits: Limits) -> Taken:
    """A picture of a page, or of several, as plain markup. Raises `NotRead`."""
    return read_pictures([data], limits)[0]


def read_pictures(files: Sequence[bytes], limits: Limits) -> tuple[Taken, list[int]]:
    """Pictures of the pages of one document, in order, as plain markup, and the number of the file that each page is
    in. Raises `NotRead` where character recognition is not installed or no picture opens."""
    if not ocr.is_here():
        raise NotRead(FailureKind.UNREADABLE, ocr.HOW_TO)
    scans: dict[int, Scan] = {}
    within: list[int] = []
    failed: NotRead | None = None
    for number, data in enumerate(files):
        try:
            for scan in ocr.scans_of_picture(data, len(scans) + 1, limits):
                scans[scan.page.number] = scan
                within.append(number)
        except NotRead as error:
            failed = error
    if failed is not None and not scans:
        raise failed
    taken = assemble([scan.page for scan in scans.values()], scans, scans)
    if failed is not None:
        taken = replace(taken, findings=(*taken.findings, Finding("pages_unread", failed.detail)))
    return taken, within


def assemble(pages: Sequence[Page], scans: Mapping[int, Scan], seen: Container[int]) -> Taken:
    """Pages put together. `scans` are those of which there is a picture to look at again, `seen` the numbers of
    those whose text is from character recognition, ours or somebody else's."""
    grids: list[Grid] = []
    lines: list[PageLine] = []
    marks = {page.number: page.marks for page in pages}
    for page in pages:
        own = [marked(grid, marks) for grid in grids_of(page)]
        lines += _lines_outside(page, own)
        grids += [_seen_again(grid, scans) for grid in own]
    findings = []
    if by_ocr := [page.number for page in pages if page.number in seen and page.glyphs]:
        findings.append(Finding("read_by_ocr", f"{_numbers(by_ocr)}的文字由字符识别得来，核对过的数字才算读出"))
    if uneven := sum(grid.uneven for grid in grids):
        findings.append(Finding("cells_uneven", f"{uneven} 个单元格的表线不全，不是矩形"))
    blocks: list[PageLine | Grid] = [*without_furniture(lines, len(pages)), *grids]
    blocks.sort(key=_place)
    return Taken(body(part for block in _joined(blocks, scans, marks) for part in _markup(block, seen)), findings)


def _numbers(pages: Iterable[int]) -> str:
    return f"第 {'、'.join(map(str, sorted(pages)))} 页"


def _lines_outside(page: Page, grids: Sequence[Grid]) -> Iterator[PageLine]:
    outside = [glyph for glyph in page.glyphs if not any(grid.holds(glyph) for grid in grids)]
    for line in lines_of(outside):
        yield PageLine(line, page.number, page.height)


def _seen_again(grid: Grid, scans: Mapping[int, Scan]) -> Grid:
    """A grid with each cell of a picture that may hold a figure read a second time."""
    cells = (_again(cell, scans[cell.page]) if cell.page in scans else cell for cell in grid.cells)
    return replace(grid, cells=tuple(cells)) if scans else grid


def _again(cell: Cell, scan: Scan) -> Cell:
    """A cell read a second time. One that has ink and no text was passed over: it is read twice by itself, and is no
    blank. A label that is not known is read once more, from nearer."""
    text = "".join(cell.text.split())
    if not text:
        if not scan.has_ink(*cell.box):
            return cell
        first, second = (scan.read_again(*cell.box, height) for height in _HEIGHTS)
        first = scan.text_of_layer(*cell.box) or first
        return _told_from_slash(replace(cell, text=first or UNMAPPED, again=second), scan)
    if not _WORDS.search(text) or (text[0].isdigit() and not known_label(text)):
        layer = scan.text_of_layer(*cell.box)
        again = layer if "".join(layer.split()) == text else scan.read_again(*cell.box)
        if text.isdecimal() and not scan.fits(*cell.box, len(text)):
            again = UNMAPPED
        return _told_from_slash(replace(cell, again=again), scan)
    if len(text) > _LONGEST_LABEL or text in UNITS or (known_label(text) and "元" not in text):
        return cell
    closely = "\n".join(scan.read_closely(*cell.box))
    return replace(cell, again=closely) if known_label(text) else replace(cell, text=closely or cell.text)


def _told_from_slash(cell: Cell, scan: Scan) -> Cell:
    """A 1 that leans is a `/`; one that leans a little may be either."""
    if cell.text.strip() not in ("1", "/", "l", "I", "|"):
        return cell
    lean = scan.lean(*cell.box)
    if lean > _SLASH:
        return replace(cell, text="/", again="/")
    return cell if lean < _UPRIGHT else replace(cell, text=UNMAPPED, again=cell.text)


def _place(block: PageLine | Grid) -> tuple[int, float]:
    return (block.page, block.line.middle) if isinstance(block, PageLine) else (block.page, block.top)


def _joined(
    blocks: Sequence[PageLine | Grid], scans: Mapping[int, Scan], marks: Mapping[int, Sequence[Mark]]
) -> Iterator[Grid | list[PageLine]]:
    """Lines that follow each other together; tables that follow each other over a page break as one."""
    for is_grid, run in groupby(blocks, lambda block: isinstance(block, Grid)):
        if not is_grid:
            yield from _parted([line for line in run if isinstance(line, PageLine)], scans, marks)
            continue
        last: Grid | None = None
        for grid in run:
            assert isinstance(grid, Grid)
            joined = join(last, grid) if last else None
            if last and joined is None:
                yield last
            last = joined or grid
        if last:
            yield last


def _parted(
    lines: Sequence[PageLine], scans: Mapping[int, Scan], marks: Mapping[int, Sequence[Mark]]
) -> Iterator[Grid | list[PageLine]]:
    """Lines that follow each other, and the tables without rules among them."""
    for is_grid, run in groupby(tables_in(lines), lambda block: isinstance(block, Grid)):
        if is_grid:
            yield from (_seen_again(marked(grid, marks), scans) for grid in run if isinstance(grid, Grid))
        else:
            yield [line for line in run if isinstance(line, PageLine)]


def _markup(block: Grid | list[PageLine], seen: Container[int]) -> list[HtmlElement]:
    if isinstance(block, list):
        return paragraphs("\n".join(paragraphs_of(block)))
    rows: list[list[Cell]] = [[] for _ in range(block.height)]
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(cell)
    return [table([_box(cell, cell.page in seen) for cell in row] for row in rows)]


def _box(cell: Cell, seen: bool) -> Box:
    content = [*paragraphs(cell.text), *([picture()] if cell.is_pictured else [])]
    return Box(content, cell.colspan, cell.rowspan, f"p{cell.page}", seen, cell.again)
