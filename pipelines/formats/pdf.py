"""PDF: pages of glyphs and lines put together to paragraphs and tables, as plain markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml.html import HtmlElement

from pipelines.formats.markup import Box, paragraphs, table
from pipelines.formats.pdf_columns import tables_in
from pipelines.formats.pdf_grids import Cell, Grid, grids_of
from pipelines.formats.pdf_joined import join
from pipelines.formats.pdf_lines import lines_of
from pipelines.formats.pdf_pages import Page, read_pages
from pipelines.formats.pdf_text import PageLine, paragraphs_of, without_furniture
from pipelines.limits import Limits
from pipelines.records import Finding

_FEW = 30  # glyphs: beside a picture of a page no more than a stamp, a running title, a page number


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """A PDF as parts of plain markup, what was found wrong with it, and the numbers of its pages that are pictures:
    the `scanned` have no text, the `layered` have what somebody's character recognition laid over them."""

    parts: list[HtmlElement]
    findings: list[Finding]
    scanned: tuple[int, ...]
    layered: tuple[int, ...]


def read_pdf(data: bytes, limits: Limits) -> ReadPdf:
    """A PDF taken apart. Raises `NotRead`."""
    pdf = read_pages(data, limits)
    findings = list(pdf.findings)
    grids: list[Grid] = []
    lines: list[PageLine] = []
    for page in pdf.pages:
        own = grids_of(page)
        grids += own
        lines += _lines_outside(page, own)
    if uneven := sum(grid.uneven for grid in grids):
        findings.append(Finding("cells_uneven", f"{uneven} 个单元格的表线不全，不是矩形"))
    blocks: list[PageLine | Grid] = [*without_furniture(lines, len(pdf.pages)), *grids]
    blocks.sort(key=_place)
    pictures = [page for page in pdf.pages if page.is_picture]
    return ReadPdf(
        parts=[part for block in _joined(blocks) for part in _markup(block)],
        findings=findings,
        scanned=tuple(page.number for page in pictures if len(page.glyphs) <= _FEW),
        layered=tuple(page.number for page in pictures if len(page.glyphs) > _FEW),
    )


def _lines_outside(page: Page, grids: Sequence[Grid]) -> Iterator[PageLine]:
    outside = [glyph for glyph in page.glyphs if not any(grid.holds(glyph) for grid in grids)]
    for line in lines_of(outside):
        yield PageLine(line, page.number, page.height)


def _place(block: PageLine | Grid) -> tuple[int, float]:
    return (block.page, block.line.middle) if isinstance(block, PageLine) else (block.page, block.top)


def _joined(blocks: Sequence[PageLine | Grid]) -> Iterator[Grid | list[PageLine]]:
    """Lines that follow each other together; tables that follow each other over a page break as one."""
    for is_grid, run in groupby(blocks, lambda block: isinstance(block, Grid)):
        if not is_grid:
            yield from _parted([line for line in run if isinstance(line, PageLine)])
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


def _parted(lines: Sequence[PageLine]) -> Iterator[Grid | list[PageLine]]:
    """Lines that follow each other, and the tables without rules among them."""
    for is_grid, run in groupby(tables_in(lines), lambda block: isinstance(block, Grid)):
        if is_grid:
            yield from (grid for grid in run if isinstance(grid, Grid))
        else:
            yield [line for line in run if isinstance(line, PageLine)]


def _markup(block: Grid | list[PageLine]) -> list[HtmlElement]:
    if isinstance(block, list):
        return paragraphs("\n".join(paragraphs_of(block)))
    rows: list[list[Cell]] = [[] for _ in range(block.height)]
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(cell)
    return [
        table([Box(paragraphs(cell.text), cell.colspan, cell.rowspan, f"p{cell.page}") for cell in row] for row in rows)
    ]
