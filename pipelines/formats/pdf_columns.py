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
from functools import lru_cache
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
_ALONE = 160.0  # points: how far a figure may stand from the one label of a table
_REACH = 0.5  # sizes: how far it may stand from the nearest of several
_CLEARLY = 0.5  # of the distance to the second nearest
_MOST_CACHED = 1 << 12
_LONGEST_PRINTED = 2 * max(map(len, (*ROWS, *COLUMNS, *HEADINGS, *TITLES)))  # characters, with what is no letter
_HAN = re.compile("[\u4e00-\u9fff]")
_NOTE = re.compile(r"\([^()]*\)")
_CHARACTERS = frozenset("".join((*ROWS, *COLUMNS, *HEADINGS, *TITLES))) | set("一二三四五六七八九十第")
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
    if len(text) < 4 or len(text) != len(segment.glyphs) or not _may_be_labels(text) or known_label(text):
        return [segment]
    cuts = _labels_of(text)
    if cuts is None:
        return [segment]
    return [Line(segment.glyphs[start:end]) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _may_be_labels(text: str) -> bool:
    """Whether all characters of a text, but for notes in brackets, are such as labels are made of: of most lines of
    prose they are not, and no part of them has to be looked up."""
    return _CHARACTERS.issuperset(_HAN.findall(_NOTE.sub("", unicodedata.normalize("NFKC", text))))


@lru_cache(_MOST_CACHED)
def _labels_of(text: str) -> tuple[int, ...] | None:
    """Where the labels begin of which a text is made, the fewest that there can be; None where it is not."""
    best: list[tuple[int, ...] | None] = [()]
    for end in range(1, len(text) + 1):
        options = [
            (*before, start)
            for start in range(max(0, end - _LONGEST_PRINTED), end)
            if (before := best[start]) is not None and _is_label(text[start:end])
        ]
        best.append(min(options, key=len, default=None))
    return best[-1]


@lru_cache(_MOST_CACHED)
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


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its label, from where to where that is printed, and the figures that are surely its own."""

    label: str
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def is_known(self) -> bool:
        return _is_column(self.label)


def _grid(head: Sequence[PageLine], rows: Sequence[_Row]) -> Grid | None:
    """The grid of a table; None where its rows are not a form's. A row whose figures do not each stand clearly under
    a label of their own has one cell over all columns, so that it is not read, and told."""
    columns = _widened(_columns(head, [figure for row in rows for figure in row.figures]), rows)
    if not columns:
        return None
    headers = _headers(head, columns)
    if len(headers) < 2 and not any(row.figures and is_of_form(row.innermost) for row in rows):
        return None
    width = max(1, *(len(row.labels) for row in rows))
    spans = _spans(columns, [figure for row in rows for figure in row.figures])
    cells: list[Cell] = []
    for names in headers:
        page = head[0].page
        top = _next_row(cells)
        cells.append(Cell("", top, 0, 1, width, page))
        cells += [Cell(text, top, width + first, 1, last - first, page) for text, first, last in names]
    for row in rows:
        number = _next_row(cells)
        page = row.lines[0].page
        labels = row.labels or ("",)
        for place, label in enumerate(labels):
            last = place == len(labels) - 1
            cells.append(Cell(label, number, place, 1, width - place if last else 1, page))
        at = [_under(figure, columns) for figure in row.figures]
        if None in at or len(set(at)) < len(at):
            torn = "｜".join(("", *(figure.text for figure in row.figures), ""))
            cells.append(Cell(torn, number, width, 1, len(columns), page))
        elif row.figures or row.is_named:
            texts = dict(zip(at, (figure.text for figure in row.figures), strict=True))
            cells += [
                Cell(texts.get(c, ""), number, width + c, 1, 1, page, box) for c, box in enumerate(_boxes(row, spans))
            ]
    lines = [*head, *(line for row in rows for line in row.lines)]
    edges = (min(line.line.x0 for line in lines), *(right for _, right in spans))
    ends = lines[0], lines[-1]
    return Grid(ends[0].page, ends[1].page, tuple(cells), edges, ends[0].line.top, ends[1].line.bottom)


def _spans(columns: Sequence[_Column], figures: Iterable[Line]) -> list[tuple[float, float]]:
    """From where to where each column's figures stand, or its label where it has none."""
    own: list[list[Line]] = [[] for _ in columns]
    for figure in figures:
        if (number := _under(figure, columns)) is not None:
            own[number].append(figure)
    return [
        (min(line.x0 for line in lines), max(line.x1 for line in lines)) if lines else (column.x0, column.x1)
        for column, lines in zip(columns, own, strict=True)
    ]


def _boxes(row: _Row, spans: Sequence[tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    """The box of each column's cell in a row: half way to the next column. A row over a page break has none."""
    if len({line.page for line in row.lines}) > 1:
        return [_NO_BOX] * len(spans)
    top, bottom = min(line.line.top for line in row.lines), max(line.line.bottom for line in row.lines)
    between = [(left[1] + right[0]) / 2 for left, right in pairwise(spans)]
    sides = [spans[0][0] - _BESIDE, *between, spans[-1][1] + _BESIDE]
    return [(left, top, right, bottom) for left, right in pairwise(sides)]


def _next_row(cells: Sequence[Cell]) -> int:
    return cells[-1].row + 1 if cells else 0


def _columns(head: Sequence[PageLine], figures: Sequence[Line]) -> list[_Column]:
    """The columns of a table from left to right: one for each label of a form's column, whether it has figures or
    not, and for other words where figures stand below; where the figures stand, if there are no words at all."""
    named = [_column(words) for words in _stacks(head, _clusters(figures))]
    found = [column for column in named if column.is_known]
    strays = [figure for figure in figures if not _reached(figure, found)]
    others = [column for column in named if not column.is_known]
    used = [column for column in others if any(_reached(figure, [column]) for figure in strays)]
    return sorted([*found, *used], key=lambda column: column.middle) or _clusters(figures)


def _widened(columns: Sequence[_Column], rows: Sequence[_Row]) -> list[_Column]:
    """Columns from where to where their figures stand, if there are rows in which each has one; as they are where
    these rows and the labels do not tell the same."""
    whole = [row.figures for row in rows if len(row.figures) == len(columns)]
    if not whole or not all(column.is_known for column in columns):
        return list(columns)
    own = [(min(line.x0 for line in lines), max(line.x1 for line in lines)) for lines in zip(*whole, strict=True)]
    is_apart = all(left[1] <= right[0] for left, right in pairwise(own))
    under = [(number, figure) for figures in whole for number, figure in enumerate(figures)]
    if not is_apart or any(
        other not in (number, None) for number, figure in under for other in [_over(figure, columns)]
    ):
        return list(columns)
    return [
        _Column(column.label, min(column.x0, x0), max(column.x1, x1))
        for column, (x0, x1) in zip(columns, own, strict=True)
    ]


def _over(figure: Line, columns: Sequence[_Column]) -> int | None:
    """The one column below whose label the middle of a figure is."""
    middle = (figure.x0 + figure.x1) / 2
    over = [number for number, column in enumerate(columns) if column.x0 <= middle <= column.x1]
    return over[0] if len(over) == 1 else None


def _reached(figure: Line, columns: Sequence[_Column]) -> list[int]:
    """The columns that a figure may stand in: those whose label it stands below or near to."""
    reach = _ALONE if len(columns) == 1 and columns[0].is_known else _REACH * figure.size
    return [
        number
        for number, column in enumerate(columns)
        if figure.x0 - reach < column.x1 and column.x0 < figure.x1 + reach
    ]


def _under(figure: Line, columns: Sequence[_Column]) -> int | None:
    """The column that a figure stands in: the one below whose label its middle is, or else one that is near and by
    far the nearest; None where nobody can tell."""
    middle = (figure.x0 + figure.x1) / 2
    if any(column.x0 <= middle <= column.x1 for column in columns):
        return _over(figure, columns)
    if not (reached := _reached(figure, columns)):
        return None
    far = {number: abs(column.middle - middle) for number, column in enumerate(columns)}
    nearest = min(reached, key=lambda number: far[number])
    is_clear = all(far[nearest] < _CLEARLY * far[number] for number in far if number != nearest)
    return nearest if is_clear else None


def _clusters(figures: Sequence[Line]) -> list[_Column]:
    """Where figures stand above each other."""
    clusters: list[_Column] = []
    for figure in sorted(figures, key=lambda figure: figure.x0):
        if clusters and figure.x0 < clusters[-1].x1:
            clusters[-1] = _Column("", clusters[-1].x0, max(clusters[-1].x1, figure.x1))
        else:
            clusters.append(_Column("", figure.x0, figure.x1))
    return clusters


def _stacks(head: Sequence[PageLine], clusters: Sequence[_Column]) -> list[list[Line]]:
    """The words above the columns, those of one label together, top to bottom.

    They are put together from below, where labels of groups are not. Such a label stands over several others, or is
    known; it is left out. Two labels that are whole by themselves are never one: a figure below both has no column.
    """
    stacks: list[list[Line]] = []
    for line in reversed(head):
        words = [part for word in _words(line) if not _is_of_group(word.text) for part in _by_column(word, clusters)]
        before = list(stacks)
        for word in words:
            over = [stack for stack in before if any(word.x0 < other.x1 and other.x0 < word.x1 for other in stack)]
            if not over or (_is_column(word.text) and not _is_part(word, over)):
                stacks.append([word])
            elif len(over) == 1:
                over[0].insert(0, word)
    return stacks


def _is_part(word: Line, over: Sequence[Sequence[Line]]) -> bool:
    """Whether a word that is a label by itself is rather the beginning of the label below it: 其他 above 结果."""
    if len(over) != 1:
        return False
    below = "".join(other.text for other in over[0])
    return _is_column(word.text + below) or not _is_column(_name([other.text for other in over[0]]))


def _column(words: Sequence[Line]) -> _Column:
    label = _name([word.text for word in words])
    return _Column(label, min(word.x0 for word in words), max(word.x1 for word in words))


def _headers(head: Sequence[PageLine], columns: Sequence[_Column]) -> list[list[tuple[str, int, int]]]:
    """The rows of column labels, each label with the columns from and to that it stands over. Labels of groups are
    left out, but for those of the review table, whose columns they tell apart."""
    rows = [[(column.label, number, number + 1) for number, column in enumerate(columns)]]
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


def _nearest(at: float, columns: Sequence[_Column]) -> int:
    return min(range(len(columns)), key=lambda number: abs(columns[number].middle - at))


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
