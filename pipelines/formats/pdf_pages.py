"""The pages of a PDF as plain values: glyphs with their boxes, the edges that are drawn, how sure both are.

What is drawn and what of it is seen, `pdf_drawn` tells. Nothing is put together yet: `pdf_grids`, `pdf_columns` and
`pdf_text` do that.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page as PlumberPage
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pdfplumber.utils.geometry import curve_to_edges

from pipelines.formats.pdf_drawn import Box, Drawn, Fonts, drawn_on
from pipelines.limits import Limits, NotRead, too_much
from pipelines.records import FailureKind, Finding

# pdfminer warns of much that is of no consequence, once a font and page; what is, is a finding.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# Glyphs without a character: pdfminer writes `(cid:12)`; private use and U+FFFD say no more.
_CID = re.compile(r"\(cid:\d+\)")
UNMAPPED = "\ufffd"
# Above this share of unmapped glyphs a document says nothing reliable; above the other it is told.
_UNREADABLE = 0.05
_DOUBTFUL = 0.002
# Word processors write radicals for characters that look alike: Kangxi radicals, ligatures and compatibility forms are
# undone by NFKC, the supplement by Unicode's EquivalentUnifiedIdeograph.
_COMPATIBILITY = re.compile("[\u2f00-\u2fd5\uf900-\ufaff\ufb00-\ufb06]")
_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵"
    "⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺴冗⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见"
    "⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟"
    "⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_RADICAL = dict(zip(map(ord, _RADICALS[::2]), _RADICALS[1::2], strict=True))
_WHOLE_PAGE = 0.6  # of a page's area: pictures of at least this size are the page itself, or its background
_LARGE = 0.2  # of a page's area: pictures of at least this size may hold text, and are told
_QUARTERS = ((1, 0), (0, 1), (-1, 0), (0, -1))  # the directions of text turned to the left, a quarter more each
_MOST = 0.9  # of a page's glyphs: so many say how it lies
_ASLANT = 0.05  # rise of a glyph's line to its run
_THIN = 3.0  # points: a rectangle no thicker is a line
_TWICE = 0.15  # of the size: the same glyph drawn again this near makes it bold
_SHADOW, _SHADOW_WIDE = 0.3, 0.6  # of the size and of the glyph's width: … this near, it is a shadow
_STACKED, _STACKED_HIGH = 0.28, 0.4  # of the size: another glyph this near is drawn over it
_AROUND = frozenset("_＿○〇□")  # what is drawn below or around a digit
_NEIGHBOUR = 8.0  # points
_SHORT_MARK, _LONG_MARK = 3.0, 40.0  # points: what is drawn in a cell and may be a digit; longer lines are rules
# What is on a page and is not read.
_HIDDEN = "看不见的字（隐形、与底色同色或被盖住）"
_OVER = "叠印的数字"
_TURNED = "转了方向的数字"
_PICTURED = "大幅图片"
_NOTED = "批注、图章或填写的表单域"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box: points from the page's left and top edge; `size` is that of its font."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn, between two ends, at a position across: x for an upright one, y for a level one."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """What is seen on a page and is neither text nor rule: a `picture`, a `note` (annotation, stamp, field that is
    filled in), or something `drawn`, as digits are in paths. Its box: left, top, right, bottom."""

    kind: Literal["picture", "note", "drawn"]
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is looked at. `is_picture`: what is seen of it is a picture; what text it has lies unseen.
    `unread` names what is on it and is not among its glyphs; `stacked` of these are two, of which one is a digit."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    is_picture: bool
    marks: tuple[Mark, ...] = ()
    unread: tuple[str, ...] = ()
    stacked: int = 0


@dataclass(frozen=True, slots=True)
class Pdf:
    """The pages of a document, and what was found wrong with the file."""

    pages: tuple[Page, ...]
    findings: tuple[Finding, ...]


def read_pages(data: bytes, limits: Limits) -> Pdf:
    """The pages of a PDF.

    Raises `NotRead`: `encrypted` where a password is needed to open it, `damaged` where no page can be had,
    `unreadable` where too many glyphs have no character, `limit_exceeded`.
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            count = len(pdf.pages)
            if count > limits.pages:
                raise too_much(f"PDF 的页数 {count} ", limits.pages, "READ_PAGES")
            damage = _damage(pdf, data, limits)
            pages = []
            fonts = Fonts()
            for page in pdf.pages:
                pages.append(_page(page, fonts, limits))
                page.close()
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise NotRead(FailureKind.ENCRYPTED, "PDF 有打开密码") from error
    except (PdfminerException, MalformedPDFException) as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise NotRead(FailureKind.ENCRYPTED, "PDF 有打开密码") from error
        raise NotRead(FailureKind.DAMAGED, f"PDF 打不开：{cause!r}") from error
    except _RAISED as error:
        raise NotRead(FailureKind.DAMAGED, f"PDF 打不开：{type(error).__name__}: {error}") from error
    if not pages:
        raise NotRead(FailureKind.DAMAGED, "PDF 没有一页")
    return Pdf(tuple(pages), (*damage, *_unmapped(pages), *_unread(pages)))


# What pdfminer raises on damaged objects, beside its own exceptions.
_RAISED = (
    PDFException,
    PSException,
    AssertionError,
    AttributeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)


def _damage(pdf: PDF, data: bytes, limits: Limits) -> tuple[Finding, ...]:
    """What is wrong with the file itself. pdfminer reads on over it, without a word; what is read then may be less
    than was written, so it is told. A file without its end is not read at all: it is fetched again."""
    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-2048:]:
        raise NotRead(FailureKind.DAMAGED, "PDF 残缺：没有文件尾")
    found = []
    if any(
        xref.is_fallback() if hasattr(xref, "is_fallback") else "Fallback" in type(xref).__name__
        for xref in pdf.doc.xrefs
    ):
        found.append("交叉引用表坏了")
    broken = size = 0
    for stream in _streams(pdf):
        whole, length = _unpacks(stream, limits.size - size)
        size += length
        broken += not whole
        if size > limits.size:
            raise too_much("PDF 解压后的字节数", limits.size, "READ_SIZE")
    if broken:
        found.append(f"{broken} 个数据流坏了")
    return (Finding("file_damaged", f"PDF 有损坏，读出的可能不全：{'，'.join(found)}"),) if found else ()


def _streams(pdf: PDF) -> Iterator[PDFStream]:
    seen: set[int] = set()
    for xref in pdf.doc.xrefs:
        for number in xref.get_objids():
            if number in seen:
                continue
            seen.add(number)
            stream = pdf.doc.getobj(number)
            if isinstance(stream, PDFStream):
                yield stream


def _unpacks(stream: PDFStream, most: int) -> tuple[bool, int]:
    """Whether a packed stream is whole by its own checksum, and to how many bytes it unpacks."""
    raw = stream.rawdata
    if raw is not None and stream.decipher is not None and stream.objid is not None:
        raw = stream.decipher(stream.objid, stream.genno or 0, raw, stream.attrs)
    filters = stream.get_filters()
    if raw is None or not filters or str(filters[0][0]) not in ("/'FlateDecode'", "/'Fl'"):
        return True, len(raw or b"")
    unpacker = zlib.decompressobj()
    length = 0
    try:
        while raw and not unpacker.eof and length <= most:
            length += len(unpacker.decompress(raw, 1 << 20))
            raw = unpacker.unconsumed_tail
    except zlib.error:
        return False, length
    return unpacker.eof or length > most, length


def _page(page: PlumberPage, fonts: Fonts, limits: Limits) -> Page:
    drawn, notes = drawn_on(page, fonts)
    if quarter := _quarter(drawn):
        page = _turned(page, quarter)
        drawn, notes = drawn_on(page, fonts)
    width, height = float(page.width), float(page.height)
    rules = tuple(_rules(drawn))
    if len(rules) > limits.cells:
        raise too_much("PDF 一页的线条数", limits.cells, "READ_CELLS")
    images = [thing.values for thing in drawn if thing.kind == "image"]
    covered = sum(_area(image, width, height) for image in images) / (width * height)  # scanners may cut it in strips
    shown = [(thing, glyph) for thing in drawn if thing.kind == "char" and (glyph := _glyph(thing, width, height))]
    upright = [(thing.is_seen, glyph) for thing, glyph in shown if _is_upright(thing)]
    seen, hidden = ([glyph for is_seen, glyph in upright if is_seen is wanted] for wanted in (True, False))
    # A text under a picture of itself, or under its own outlines, is somebody's recognition.
    outlines = sum(thing.kind == "curve" for thing in drawn)
    is_layer = len(hidden) >= len(seen) and (covered >= _WHOLE_PAGE or 2 * outlines >= len(hidden) > 0)
    glyphs, stacked = _once([glyph for _, glyph in upright] if is_layer else seen)
    turned = any(thing.is_seen and not _is_upright(thing) and _has_digit(glyph) for thing, glyph in shown)
    told = {
        _HIDDEN: bool(hidden) and not is_layer,
        _OVER: stacked > 0,
        _TURNED: turned,
        _PICTURED: covered >= _LARGE and not is_layer and bool(shown),
        _NOTED: bool(notes),
    }
    return Page(
        number=page.page_number,
        width=width,
        height=height,
        glyphs=glyphs,
        rules=rules,
        is_picture=is_layer or (not shown and covered >= _WHOLE_PAGE),
        marks=() if is_layer else tuple(_marks(drawn, notes, width * height)),
        unread=tuple(what for what, is_there in told.items() if is_there),
        stacked=stacked,
    )


def _quarter(drawn: Sequence[Drawn]) -> int:
    """By how many quarters of a circle a page's text is turned to the left: pages that lie on their side are shown so,
    and nobody turns them back. 0 where its glyphs stand upright, or not all the same."""
    quarters = Counter(
        next((quarter for quarter, (run, rise) in enumerate(_QUARTERS) if _points(thing, run, rise)), None)
        for thing in drawn
        if thing.kind == "char" and thing.values["text"].strip()
    )
    quarter, count = quarters.most_common(1)[0] if quarters else (0, 0)
    return quarter if quarter is not None and count >= _MOST * quarters.total() else 0


def _points(thing: Drawn, run: int, rise: int) -> bool:
    """Whether a glyph's line runs in a direction."""
    a, b = thing.values["matrix"][:2]
    along, across = a * run + b * rise, a * rise - b * run
    return bool(along > 0 and abs(across) <= _ASLANT * along)


def _turned(page: PlumberPage, quarter: int) -> PlumberPage:
    """The page turned to the right by so many quarters."""
    turned = page.page_obj
    turned.rotate = (turned.rotate + 90 * quarter) % 360
    turned.attrs["Rotate"] = turned.rotate
    return PlumberPage(page.pdf, turned, page_number=page.page_number, initial_doctop=page.initial_doctop)


def _area(image: Mapping[str, Any], width: float, height: float) -> float:
    """How much of the page a picture covers."""
    wide = min(image["x1"], width) - max(image["x0"], 0)
    high = min(image["bottom"], height) - max(image["top"], 0)
    return float(max(wide, 0) * max(high, 0))


def _glyph(thing: Drawn, width: float, height: float) -> Glyph | None:
    """A glyph; None where it is a blank or beside the page."""
    char = thing.values
    text = _CID.sub(UNMAPPED, char["text"])
    if not text.strip() or char["x1"] < 0 or char["x0"] > width or char["bottom"] < 0 or char["top"] > height:
        return None
    if len(text) == 1 and unicodedata.category(text) == "Co":
        text = UNMAPPED
    text = _COMPATIBILITY.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text).translate(_RADICAL)
    return Glyph(text, char["x0"], char["x1"], char["top"], char["bottom"], char["size"])


def _is_upright(thing: Drawn) -> bool:
    """Whether a glyph stands upright on the page: what stands aslant is a watermark or a stamp."""
    rise, run = thing.values["matrix"][1], thing.values["matrix"][0]
    return bool(run > 0 and abs(rise) <= _ASLANT * run)


def _has_digit(glyph: Glyph) -> bool:
    return any(character.isdigit() for character in glyph.text)


def _once(glyphs: Sequence[Glyph]) -> tuple[tuple[Glyph, ...], int]:
    """Glyphs without their doubles, and how many are a digit and another glyph, one over the other: nobody can tell
    such two, and they are one glyph without a character. Bold type is often the same glyph drawn twice, a hair
    apart, and a shadow the same a little further."""
    kept: list[Glyph] = []
    near: dict[tuple[int, int], list[int]] = {}
    over: set[int] = set()
    for glyph in glyphs:
        across, down = int(glyph.x0 // _NEIGHBOUR), int(glyph.top // _NEIGHBOUR)
        others = [
            number
            for x in (across - 1, across, across + 1)
            for y in (down - 1, down, down + 1)
            for number in near.get((x, y), ())
        ]
        if any(_is_double(kept[number], glyph) for number in others):
            continue
        stacked = next((number for number in others if _is_over(kept[number], glyph)), None)
        if stacked is not None:
            kept[stacked] = replace(kept[stacked], text=UNMAPPED)
            over.add(stacked)
            continue
        near.setdefault((across, down), []).append(len(kept))
        kept.append(glyph)
    return tuple(kept), len(over)


def _is_double(one: Glyph, other: Glyph) -> bool:
    across, down = abs(one.x0 - other.x0), abs(one.top - other.top)
    if one.text != other.text:
        return False
    if across < _TWICE * other.size and down < _TWICE * other.size:
        return True
    return across < min(_SHADOW * other.size, _SHADOW_WIDE * (other.x1 - other.x0)) and down < _SHADOW * other.size


def _is_over(one: Glyph, other: Glyph) -> bool:
    """Whether one of two glyphs is a digit that the other stands on."""
    if not (_has_digit(one) or _has_digit(other)) or one.text in _AROUND or other.text in _AROUND:
        return False
    size = min(one.size, other.size)
    across = abs(one.x0 + one.x1 - other.x0 - other.x1) / 2
    return across < _STACKED * size and abs(one.middle - other.middle) < _STACKED_HIGH * size


def _rules(drawn: Sequence[Drawn]) -> Iterator[Rule]:
    """The lines that are drawn: as lines, as the sides of rectangles, as rectangles too thin to be areas. The sides of
    an area that is only filled are none: shading says nothing of where a table's cells are."""
    for thing in drawn:
        if thing.kind == "line":
            yield Rule(*_along(thing.values))
    for thing in drawn:
        if thing.kind == "curve":
            for edge in curve_to_edges(dict(thing.values)):
                yield Rule(*_along(edge))
    for rect in (thing.values for thing in drawn if thing.kind == "rect"):
        if min(rect["x1"] - rect["x0"], rect["bottom"] - rect["top"]) <= _THIN:
            yield Rule(*_along(rect))
        elif rect["stroke"]:
            for x in (rect["x0"], rect["x1"]):
                yield Rule(True, x, rect["top"], rect["bottom"])
            for y in (rect["top"], rect["bottom"]):
                yield Rule(False, y, rect["x0"], rect["x1"])


def _marks(drawn: Sequence[Drawn], notes: Sequence[Box], page: float) -> Iterator[Mark]:
    """What may be read by eye and is no text: pictures, but for the page's background; notes; shapes and short lines,
    of which digits are drawn."""
    for thing in drawn:
        box = tuple(float(thing.values[side]) for side in ("x0", "top", "x1", "bottom"))
        left, top, right, bottom = box
        if thing.kind == "image" and min(right - left, bottom - top) > _THIN:
            if (right - left) * (bottom - top) < _WHOLE_PAGE * page:
                yield Mark("picture", (left, top, right, bottom))
        elif thing.kind in ("curve", "line", "rect") and thing.is_seen:
            is_shape = thing.kind == "curve" or min(right - left, bottom - top) <= _THIN
            if is_shape and _SHORT_MARK <= max(right - left, bottom - top) <= _LONG_MARK:
                yield Mark("drawn", (left, top, right, bottom))
    yield from (Mark("note", note) for note in notes)


def _along(thin: Mapping[str, Any]) -> tuple[bool, float, float, float]:
    upright = thin["x1"] - thin["x0"] < thin["bottom"] - thin["top"]
    if upright:
        return True, (thin["x0"] + thin["x1"]) / 2, thin["top"], thin["bottom"]
    return False, (thin["top"] + thin["bottom"]) / 2, thin["x0"], thin["x1"]


def _unmapped(pages: Sequence[Page]) -> tuple[Finding, ...]:
    """How many glyphs have no character. Raises `NotRead` above the bound: such text is never half read."""
    counts = Counter(glyph.text == UNMAPPED for page in pages for glyph in page.glyphs)
    total = counts.total()
    share = (counts[True] - sum(page.stacked for page in pages)) / total if total else 0.0
    if share > _UNREADABLE:
        detail = f"PDF 的字体没有对照表，{share:.0%} 的字读不出"
        raise NotRead(FailureKind.UNREADABLE, detail)
    if share > _DOUBTFUL:
        return (Finding("glyphs_unmapped", f"{share:.1%} 的字没有对照，记作 {UNMAPPED}"),)
    return ()


def _unread(pages: Sequence[Page]) -> Iterator[Finding]:
    """What is on the pages and was not read."""
    for what in (_HIDDEN, _OVER, _TURNED, _PICTURED, _NOTED):
        if numbers := [page.number for page in pages if what in page.unread]:
            yield Finding("part_not_read", f"第 {'、'.join(map(str, numbers))} 页有{what}，没有读")
