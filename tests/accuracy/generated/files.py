"""Reports as files: Word, workbooks, separated text, web archives and PDFs, all without a program of the system."""

from __future__ import annotations

import io
import re
import zipfile

from tests import pdf_by_hand
from tests.accuracy.generated import report as reports
from tests.accuracy.generated.draw import Draw
from tests.accuracy.generated.report import Report
from tests.pdf_by_hand import HEIGHT
from tests.printed import archives, saved, sheets, word
from tests.printed.grids import Cell, Table, placed
from tests.printed.wordxml import Look

_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_SHAPE = re.compile(rb'(<wp:docPr id=")\d+')


def _settled(data: bytes) -> bytes:
    """A package without the moment and the order in which it was written: the same report gives the same bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    core = "docProps/core.xml"
    members[core] = _STAMP.sub(rb"\g<1>2024-01-08T09:30:00Z\g<3>", members[core])
    return archives.packed({name: _SHAPE.sub(rb"\g<1>1", part) for name, part in members.items()})


def docx(draw: Draw, report: Report) -> bytes:
    """A Word document in a dress drawn by lot."""
    looks = {
        "word: plain": Look(),
        "word: nested tables": Look(nested=True),
        "word: numbered by the program": Look(numbered=True),
        "word: title in a box": Look(title_in="box"),
        "word: title in a cell": Look(title_in="cell"),
        "word: landscape tables": Look(landscape="tables", numbers=("- ", " -")),
        "word: stacked labels": Look(vertical=True),
    }
    if not all(part.heading == "" or part.heading[0] in "一二三四五六七八九十" for part in report.parts):
        del looks["word: numbered by the program"]
    name = draw.one(list(looks))
    draw.meet(name)
    look = looks[name]
    dated = Look(
        landscape=look.landscape,
        numbers=look.numbers,
        vertical=look.vertical,
        numbered=look.numbered,
        title_in=look.title_in,
        nested=look.nested,
        dated="signed" if report.signed else "",
    )
    return _settled(word.document(report.printed(), dated))


def xlsx(draw: Draw, report: Report, *, annex: bool) -> bytes:
    """A workbook with the whole report, or with its tables alone."""
    if annex:
        draw.meet("statistics annex alone")
        look = sheets.Look(annex=True, text=draw.chance(0.3), hidden=draw.chance(0.3))
    else:
        look = sheets.Look(spread=draw.one(("one", "two")), text=draw.chance(0.4), hidden=draw.chance(0.2))
    return _settled(sheets.workbook(report.printed(), look))


def annex_title(report: Report) -> str:
    """The title of an annex of tables."""
    return sheets.annex_title(report.printed())


def csv(draw: Draw, report: Report) -> bytes:
    """The tables alone as separated text."""
    draw.meet("statistics annex alone")
    encoding = draw.one(("utf-8-sig", "gb18030", "utf-8"))
    return sheets.separated(report.printed(), annex_title(report), draw.one((",", "\t"))).encode(encoding)


def mhtml(draw: Draw, report: Report) -> bytes:
    """A web archive of a browser."""
    encoding = draw.one(("utf-8", "gbk"))
    return saved.mhtml(report.printed(), encoding, draw.one(("base64", "quoted-printable")))


_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 535.0, HEIGHT - 70.0, 70.0
_SIZE, _LEADING, _PAD = 8.0, 11.0, 3.0


def _units(text: str) -> float:
    """The width of a text in characters of full width."""
    return sum(0.5 if " " <= letter <= "~" else 1.0 for letter in text)


def _lines(text: str, width: float, size: float) -> list[str]:
    """A text cut so that each line fits."""
    found = []
    for piece in text.split("\n"):
        line = ""
        for letter in piece:
            if line and _units(line + letter) * size > width:
                found.append(line)
                line = ""
            line += letter
        found.append(line)
    return found


_Cells = list[tuple[int, int, Cell]]


class _Pages:
    """Pages that fill from the top."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = _TOP

    def turn(self) -> None:
        """Begins a new page, with the number of the old one at its foot."""
        self.pages[-1].append(pdf_by_hand.text(290, 40, f"- {len(self.pages)} -", 9))
        self.pages.append([])
        self.y = _TOP

    def line(self, text: str, size: float, x: float = _LEFT) -> None:
        """One line of text."""
        if self.y < _BOTTOM:
            self.turn()
        self.pages[-1].append(pdf_by_hand.text(x, self.y, text, size))
        self.y -= size * 1.7

    def paragraph(self, text: str, size: float = 10.5) -> None:
        """A paragraph, its first line indented."""
        for line in _lines("　　" + text, _RIGHT - _LEFT, size):
            self.line(line, size)

    def table(self, grid: Table) -> None:
        """A ruled table; where it does not fit it goes on overleaf, merged labels not repeated."""
        whole = sum(grid.widths)
        xs = [_LEFT]
        for width in grid.widths:
            xs.append(xs[-1] + width / whole * (_RIGHT - _LEFT))
        cells = list(placed(grid))
        heights = [_LEADING + _PAD] * len(grid.rows)
        for row, column, cell in cells:
            if cell.rowspan == 1:
                lines = _lines(cell.text, xs[column + cell.colspan] - xs[column] - 2 * _PAD, _SIZE)
                heights[row] = max(heights[row], len(lines) * _LEADING + _PAD)
        first = 0
        while first < len(heights):
            last, room = first, self.y - _BOTTOM
            while last < len(heights) and heights[last] <= room:
                room -= heights[last]
                last += 1
            if last == first:
                self.turn()
                continue
            self._rows(cells, xs, heights, first, last)
            first = last

    def _rows(
        self, cells: list[tuple[int, int, Cell]], xs: list[float], heights: list[float], first: int, last: int
    ) -> None:
        """Draws the rows from `first` to before `last` on this page."""
        tops = [self.y]
        for height in heights[first:last]:
            tops.append(tops[-1] - height)
        page = self.pages[-1]
        for row, column, cell in cells:
            begin, end = max(row, first), min(row + cell.rowspan, last)
            if begin >= end:
                continue
            left, right = xs[column], xs[column + cell.colspan]
            top, bottom = tops[begin - first], tops[end - first]
            page += pdf_by_hand.grid((left, right), (bottom, top))
            if begin != row:
                continue
            lines = _lines(cell.text, right - left - 2 * _PAD, _SIZE)
            y = (top + bottom) / 2 + len(lines) * _LEADING / 2 - _SIZE
            for number, line in enumerate(lines):
                x = left + _PAD if cell.role == "label" else (left + right - _units(line) * _SIZE) / 2
                if line:
                    page.append(pdf_by_hand.text(round(x, 2), round(y - number * _LEADING, 2), line, _SIZE))
        self.y = tops[-1] - 18


def pdf(draw: Draw, report: Report) -> bytes:
    """A PDF of ruled tables and wrapped paragraphs."""
    pages = _Pages()
    for line in report.title.split("\n"):
        pages.line(line, 16, (595 - _units(line) * 16) / 2)
    for part in report.parts:
        if part.heading:
            pages.line(part.heading, 12)
        for text in part.paragraphs:
            pages.paragraph(text)
        for grid in part.tables:
            if grid.before:
                pages.line(grid.before, 9)
            pages.table(grid)
            if grid.after:
                for line in _lines(grid.after, _RIGHT - _LEFT, 9):
                    pages.line(line, 9)
    for text in reports.signature(report) or ():
        pages.line(text, 10.5, 360)
    draw.meet("pdf: ruled")
    return pdf_by_hand.pdf(pages.pages)
