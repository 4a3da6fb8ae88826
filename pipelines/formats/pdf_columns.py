"""Tables without lines: rows and columns told from where the words stand, and only where the form's words are there.

A table is looked for below a line of known column labels. Its columns are where its figures stand; a row is the line
of its figures with the lines of its label, which may stand above and below them. What the labels do not confirm stays
text: nothing is made a table by its looks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from pipelines.formats.pdf_grids import Cell, Grid
from pipelines.formats.pdf_lines import Line
from pipelines.formats.pdf_text import PageLine
from pipelines.forms import normalise
from pipelines.forms.labels import (
    COLUMNS,
    HEADINGS,
    ROWS,
    TITLES,
    is_header,
    is_of_form,
    known_label,
    match_column,
    match_row,
)
from pipelines.rows import REVIEW
from pipelines.sections import heading_kind

_ROOM = 0.8  # sizes of free space between two words of a row
_FIGURE = re.compile(r"[+\-－]?[\d,.]+%?(?:[万亿]?元|[件条次])?(?:[(（].*[)）])?|[/／\-—－–―]+|无")
_CHAPTER = re.compile("[一二三四五六七八九十]{1,2}[、.．]")
_LONGEST_LABEL = 5  # lines that the label of one row may take
_LONGEST_NAME = 40  # characters: the longest words beside labels of columns are notes on sums
_LONGEST_GAP = 10  # lines without figures within a table: wrapped labels, labels of groups
_KNOWN, _CLOSE, _NAMED, _APART, _PER_LINE = 10.0, 4.0, 3.0, 10.0, 0.5
# The review table has five columns in each of three groups, whose labels stand over more than their own width.
_REVIEW = ("行政复议", "未经复议直接起诉", "复议后起诉")
_GROUPS_ALONE = ("行政复议", "行政诉讼")  # either may stand a little higher than the other
_OF_REVIEW = 5
_SIGNS_OF_REVIEW = ("行政复议", "未经复议", "复议后")
_BESIDE = 10.0  # points: what belongs to the first and last column beside its widest figure
_NO_BOX = (0.0, 0.0, 0.0, 0.0)
_ALONE = 160.0  # points: how far from a single column its label may begin or end
_UNITS = frozenset("条件次个人篇项份期场") | {"万元", "元", "人次", "——", "—"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: its figures, and the words beside them, in their columns of labels from left to right."""

    lines: tuple[PageLine, ...]
    labels: tuple[str, ...]
    figures: tuple[Line, ...]

    @property
    def innermost(self) -> str:
        """The label that names the row: the last, but for a unit that is printed after it."""
        return next((label for label in reversed(self.labels) if label not in _UNITS), "")

    @property
    def is_named(self) -> bool:
        """Whether its label is just that of a row that has figures in every form: without any, they are blanks."""
        match = match_row(self.innermost) if self.innermost else None
        exact = match is not None and match.closeness == 1 and not is_header(self.innermost)
        return exact and match is not None and all(place.item.kind == "number" for place in match.places)


def tables_in(lines: Sequence[PageLine]) -> Iterator[PageLine | Grid]:
    """Lines that follow each other, with the tables among them as grids in their place."""
    place = 0
    while place < len(lines):
        found = _table_at(lines, place) if _heads(lines[place]) else None
        if found is None:
            yield lines[place]
            place += 1
            continue
        grid, place = found
        yield grid


def _words(line: PageLine) -> list[Line]:
    """A line in its words: where it leaves room, and where one known label follows another without any."""
    return [part for segment in line.line.segments(_ROOM) for part in _split(segment)]


def _split(segment: Line) -> list[Line]:
    """A run of glyphs cut into the known labels that it is made of; as it is where it is not made of them only."""
    text = "".join(glyph.text for glyph in segment.glyphs)
    if known_label(text) or len(text) < 4 or len(text) != len(segment.glyphs):
        return [segment]
    cuts = _labels_of(text)
    if cuts is None:
        return [segment]
    return [Line(segment.glyphs[start:end]) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


@cache
def _labels_of(text: str) -> list[int] | None:
    """Where the labels begin of which a text is made, the fewest that there can be; None where it is not."""
    best: list[list[int] | None] = [[]]
    for end in range(1, len(text) + 1):
        options = [
            [*before, start]
            for start in range(end)
            if (before := best[start]) is not None and _is_label(text[start:end])
        ]
        best.append(min(options, key=len, default=None))
    return best[-1]


@cache
def _is_label(text: str) -> bool:
    """Whether a text is exactly a label of a form."""
    name = normalise(text)
    return name in ROWS or name in COLUMNS or name in HEADINGS or name in TITLES


def _is_figure(word: Line) -> bool:
    return _FIGURE.fullmatch("".join(unicodedata.normalize("NFKC", word.text).split())) is not None


def _heads(line: PageLine) -> bool:
    """Whether a line is of labels of columns: of one that a form's figures have at least, with few other words; or of
    the groups of the review table."""
    words = [word.text for word in _words(line)]
    known = sum(1 for word in words if is_header(word) or known_label(word))
    if any(match_column(word) for word in words):
        return known * 2 >= len(words)
    return all(_is_group_of_review(word) for word in words) and (len(words) > 1 or words[0] in _GROUPS_ALONE)


def _is_group_of_review(text: str) -> bool:
    match = match_row(text)
    return match is not None and any(place.table == REVIEW for place in match.places)


def _table_at(lines: Sequence[PageLine], start: int) -> tuple[Grid, int] | None:
    """The table whose labels of columns begin at a line, and the line after its last; None where there is none."""
    end = start
    while end < len(lines) and not _figures(lines[end]):
        end += 1
        if end - start > _LONGEST_GAP:
            return None
    head = list(lines[start:end])
    if any(_is_prose(line) for line in head):
        return None
    body: list[PageLine] = []
    gap = 0
    for line in lines[end:]:
        gap = 0 if _figures(line) or _names_row(line) else gap + 1
        begins = _opens(line) or (_heads(line) and len(_words(line)) > 1)
        if gap > _LONGEST_GAP or _is_prose(line) or _is_chapter(line) or (body and begins):
            break
        body.append(line)
    rows = _rows_of(head, body)
    while rows and not rows[-1].figures and not rows[-1].is_named:
        rows.pop()
    while rows and not rows[0].figures and not rows[0].is_named:
        rows.pop(0)
    used = {id(line) for row in rows for line in row.lines}
    # Lines of the first row's label may stand above its figures, among the labels of columns.
    head = [line for line in head if id(line) not in used]
    grid = _grid(head, rows)
    return None if grid is None else (grid, start + len(head) + len(used))


def _is_prose(line: PageLine) -> bool:
    """Whether a line has words that are too long for a label, or end a sentence."""
    return any(
        (len(word.text) > _LONGEST_NAME and not known_label(word.text)) or word.text.endswith("。")
        for word in _words(line)
    )


def _is_chapter(line: PageLine) -> bool:
    """Whether a line is the heading of a part of the report."""
    words = _words(line)
    text = "".join(words[0].text.split())
    is_heading = _CHAPTER.match(text) is not None and heading_kind(text) is not None
    return len(words) == 1 and is_heading and not known_label(text)


def _figures(line: PageLine) -> tuple[Line, ...]:
    """The figures of a line whose last words are nothing else; none where words follow a figure."""
    words = _words(line)
    first = next((number for number, word in enumerate(words) if _is_figure(word)), len(words))
    return tuple(words[first:]) if all(map(_is_figure, words[first:])) else ()


def _names_row(line: PageLine) -> bool:
    """Whether a line has the label of a row, and no figures."""
    row = _row([line])
    return row is not None and row.is_named


def _opens(line: PageLine) -> bool:
    """Whether a line is the title of another table."""
    return normalise(line.line.text) in TITLES


# --- rows -------------------------------------------------------------------------------------------------------------


def _rows_of(head: Sequence[PageLine], body: Sequence[PageLine]) -> list[_Row]:
    """The body's lines in rows: of all ways to put them together, the one in which most labels are known."""
    above = [line for line in head[-_LONGEST_LABEL + 1 :] if not _heads(line)]
    lines = [*above, *body]
    best: list[tuple[float, list[_Row]]] = [(0.0, [])]
    for end in range(1, len(lines) + 1):
        options = []
        for start in range(max(0, end - _LONGEST_LABEL), end):
            row = _row(lines[start:end])
            if row is not None:
                score, before = best[start]
                options.append((score + _score(row), [*before, row]))
        best.append(max(options, key=lambda option: option[0]))
    return best[-1][1]


def _row(lines: Sequence[PageLine]) -> _Row | None:
    """Lines as one row; None where two of them have figures, or words stand right of a figure."""
    figures = [own for line in lines if (own := _figures(line))]
    if len(figures) > 1:
        return None
    words = [word for line in lines for word in _words(line)[: len(_words(line)) - len(_figures(line))]]
    if figures and any(word.x1 > figures[0][0].x1 for word in words):
        return None
    columns = _above_each_other(words)
    columns.sort(key=lambda column: min(word.x0 for word in column))
    labels = tuple("".join(word.text for word in column) for column in columns)
    return _Row(tuple(lines), labels, figures[0] if figures else ())


def _score(row: _Row) -> float:
    """How well a row's innermost label is known; the more lines it takes, the better it must be."""
    cost = _PER_LINE * (len(row.lines) - 1)
    label = row.innermost
    if not row.figures:
        return (_NAMED if row.is_named else -_APART * (len(row.lines) - 1)) - cost
    if not label:
        return -cost
    if _is_label(label):
        return _KNOWN - cost
    return (_CLOSE if known_label(label) else 0.0) - cost


# --- columns ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Column:
    """A column of figures: from where to where its widest reaches."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def _grid(head: Sequence[PageLine], rows: Sequence[_Row]) -> Grid | None:
    """The grid of a table; None where its rows are not a form's, or two figures of a row stand in one column."""
    columns = _columns_of([figure for row in rows for figure in row.figures])
    headers = _headers(head, columns) if columns else []
    if len(headers) < 2 and not any(row.figures and is_of_form(row.innermost) for row in rows):
        return None
    width = max(1, *(len(row.labels) for row in rows))
    cells: list[Cell] = []
    for names in headers:
        page = head[0].page
        top = _next_row(cells)
        cells.append(Cell("", top, 0, 1, width, page))
        cells += [Cell(text, top, width + first, 1, last - first, page) for text, first, last in names]
    for row in rows:
        number = _next_row(cells)
        page = row.lines[0].page
        at = [_column_of(figure, columns) for figure in row.figures]
        if len(set(at)) < len(at):
            return None
        labels = row.labels or ("",)
        for place, label in enumerate(labels):
            last = place == len(labels) - 1
            cells.append(Cell(label, number, place, 1, width - place if last else 1, page))
        if row.figures or row.is_named:
            texts = dict(zip(at, (figure.text for figure in row.figures), strict=True))
            cells += [
                Cell(texts.get(c, ""), number, width + c, 1, 1, page, box) for c, box in enumerate(_boxes(row, columns))
            ]
    lines = [*head, *(line for row in rows for line in row.lines)]
    edges = (min(line.line.x0 for line in lines), *(column.x1 for column in columns))
    ends = lines[0], lines[-1]
    return Grid(ends[0].page, ends[1].page, tuple(cells), edges, ends[0].line.top, ends[1].line.bottom)


def _boxes(row: _Row, columns: Sequence[_Column]) -> list[tuple[float, float, float, float]]:
    """The box of each column's cell in a row: half way to the next column. A row over a page break has none."""
    if len({line.page for line in row.lines}) > 1:
        return [_NO_BOX] * len(columns)
    top, bottom = min(line.line.top for line in row.lines), max(line.line.bottom for line in row.lines)
    between = [(left.x1 + right.x0) / 2 for left, right in pairwise(columns)]
    sides = [columns[0].x0 - _BESIDE, *between, columns[-1].x1 + _BESIDE]
    return [(left, top, right, bottom) for left, right in pairwise(sides)]


def _next_row(cells: Sequence[Cell]) -> int:
    return cells[-1].row + 1 if cells else 0


def _columns_of(figures: Sequence[Line]) -> list[_Column]:
    """Where figures stand above each other."""
    columns: list[_Column] = []
    for figure in sorted(figures, key=lambda figure: figure.x0):
        if columns and figure.x0 < columns[-1].x1:
            columns[-1].x1 = max(columns[-1].x1, figure.x1)
        else:
            columns.append(_Column(figure.x0, figure.x1))
    return columns


def _column_of(figure: Line, columns: Sequence[_Column]) -> int:
    return _nearest((figure.x0 + figure.x1) / 2, columns)


def _nearest(at: float, columns: Sequence[_Column]) -> int:
    return min(range(len(columns)), key=lambda number: abs(columns[number].middle - at))


def _headers(head: Sequence[PageLine], columns: list[_Column]) -> list[list[tuple[str, int, int]]]:
    """The rows of column labels, each label with the columns from and to that it stands over.

    Labels of groups of columns are left out, but for those of the review table, whose columns they tell apart. A
    label right of all labels of rows, with no figures below, has a column of blanks: it is added to `columns`.
    """
    words = [word for line in head for word in _words(line) if not _is_of_group(word.text)]
    words = [part for word in words for part in _by_column(word, columns)]
    for beside in _above_each_other(word for word in words if not _is_near(word, columns)):
        if match_column(_name([word.text for word in beside])) and beside[0].x0 > columns[0].x1:
            columns.append(_Column(min(word.x0 for word in beside), max(word.x1 for word in beside)))
    columns.sort(key=lambda column: column.x0)
    parts: list[list[str]] = [[] for _ in columns]
    for word in words:
        if _is_near(word, columns):
            parts[_column_of(word, columns)].append(word.text)
    rows = [[(_name(own), number, number + 1) for number, own in enumerate(parts)]]
    told = "".join(line.line.text for line in head)
    if len(columns) == len(_REVIEW) * _OF_REVIEW and all(sign in told for sign in _SIGNS_OF_REVIEW):
        groups = [(name, number * _OF_REVIEW, (number + 1) * _OF_REVIEW) for number, name in enumerate(_REVIEW)]
        rows.insert(0, groups)
    return rows


def _by_column(word: Line, columns: Sequence[_Column]) -> list[Line]:
    """A run of labels that touch each other cut between the columns that they stand over; a known label is whole."""
    over = [column for column in columns if column.x0 < word.x1 and word.x0 < column.x1]
    if len(over) < 2 or known_label(word.text):
        return [word]
    runs = groupby(word.glyphs, lambda glyph: _nearest((glyph.x0 + glyph.x1) / 2, over))
    return [Line(tuple(run)) for _, run in runs]


def _above_each_other(words: Iterable[Line]) -> list[list[Line]]:
    """Words in columns: those that stand above each other together, top to bottom."""
    columns: list[list[Line]] = []
    for word in words:
        for column in columns:
            if any(word.x0 < other.x1 and other.x0 < word.x1 for other in column):
                column.append(word)
                break
        else:
            columns.append([word])
    return columns


def _name(parts: Sequence[str]) -> str:
    """A label that is printed in parts, below parts of labels of groups."""
    names = ("".join(parts[start:]) for start in range(len(parts)))
    return next((name for name in names if match_column(name)), "".join(parts))


def _is_column(text: str) -> bool:
    match = match_column(text)
    return match is not None and any(place.item.kind == "number" for place in match.places)


def _is_of_group(text: str) -> bool:
    """Whether a label heads labels, and no figures."""
    if normalise(text) in HEADINGS or normalise(text) in TITLES:
        return True
    return not _is_column(text) and (match_column(text) is not None or match_row(text) is not None)


def _is_near(word: Line, columns: Sequence[_Column]) -> bool:
    """Whether a label stands over a column: over its figures, or closer to them than columns are to each other."""
    nearest = columns[_column_of(word, columns)]
    if word.x0 < nearest.x1 and nearest.x0 < word.x1:
        return True
    middles = [column.middle for column in columns]
    pitch = min((right - left for left, right in pairwise(middles)), default=_ALONE)
    return abs((word.x0 + word.x1) / 2 - nearest.middle) < pitch / 2
