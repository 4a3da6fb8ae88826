"""The pages of a PDF as plain values: glyphs with their boxes, the edges that are drawn, how sure both are.

All of pdfplumber is in here. Nothing is put together yet: `pdf_tables` and `pdf_text` do that.
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
from typing import Any

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from pdfminer.cmapdb import CMap
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page as PlumberPage
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipelines.limits import Limits, NotRead, too_much
from pipelines.records import FailureKind, Finding

# pdfminer warns of much that is of no consequence, once a font and page; what is, is a finding.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def _cids(self: CMap, code: bytes) -> Iterator[int]:
    """The glyphs of a string. pdfminer passes over a code that a character map does not have, and over the bytes after
    it until one fits: 1, a character of the font's own, 2 were 1. Such a code is the glyph 0 here, which has no
    character. Codes of a map that has shorter ones are of two bytes from 0x80 on, as in GBK."""
    at = 0
    while at < len(code):
        node: object = self.code2cid
        end = at
        while isinstance(node, dict) and end < len(code):
            node = node.get(code[end])
            end += 1
        if not isinstance(node, int):
            is_wide = code[at] >= 0x80 or not any(isinstance(cid, int) for cid in self.code2cid.values())
            end = max(end, at + 1 + is_wide)
        yield node if isinstance(node, int) else 0
        at = end


CMap.decode = _cids  # type: ignore[method-assign]

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
_UNSEEN = 3  # text that is neither filled nor drawn (PDF 32000-1, table 106)
_ASLANT = 0.05  # rise of a glyph's line to its run
_THIN = 3.0  # points: a rectangle no thicker is a line
_TWICE = 0.15  # of the size: the same glyph drawn again this near makes it bold


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
class Page:
    """One page as it is looked at. `is_picture`: what is seen of it is a picture; what text it has lies unseen."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    is_picture: bool


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
            for page in pdf.pages:
                pages.append(_page(page, limits))
                page.close()
        pages = _told_from_backgrounds(pages, data)
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
    return Pdf(tuple(pages), (*damage, *_unmapped(pages)))


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


def _page(page: PlumberPage, limits: Limits) -> Page:
    width, height = float(page.width), float(page.height)
    rules = tuple(_rules(page))
    if len(rules) > limits.cells:
        raise too_much("PDF 一页的线条数", limits.cells, "READ_CELLS")
    covered = sum(_area(image, width, height) for image in page.images)  # scanners may cut a page in strips
    return Page(
        number=page.page_number,
        width=width,
        height=height,
        glyphs=tuple(_once(list(_glyphs(page, width, height)))),
        rules=rules,
        is_picture=covered >= _WHOLE_PAGE * width * height,
    )


def _told_from_backgrounds(pages: Sequence[Page], data: bytes) -> list[Page]:
    """The pages, those with text that is seen over their picture no pictures. pdfplumber keeps neither the order in
    which things are drawn nor whether text is seen; PDFium does."""
    if not any(page.is_picture and page.glyphs for page in pages):
        return list(pages)
    document = pypdfium2.PdfDocument(data)
    try:
        return [
            replace(page, is_picture=not _is_text_seen(document[page.number - 1]))
            if page.is_picture and page.glyphs
            else page
            for page in pages
        ]
    finally:
        document.close()


def _is_text_seen(page: Any) -> bool:
    """Whether most of a page's text is drawn, and after its pictures."""
    pictures = 0
    texts: list[tuple[bool, int]] = []
    for drawn in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE)):
        if drawn.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        else:
            texts.append((pdfium.FPDFTextObj_GetTextRenderMode(drawn) != _UNSEEN, pictures))
    return 2 * sum(drawn and before == pictures for drawn, before in texts) > len(texts)


def _area(image: Mapping[str, Any], width: float, height: float) -> float:
    """How much of the page a picture covers."""
    wide = min(image["x1"], width) - max(image["x0"], 0)
    high = min(image["bottom"], height) - max(image["top"], 0)
    return float(max(wide, 0) * max(high, 0))


def _glyphs(page: PlumberPage, width: float, height: float) -> Iterator[Glyph]:
    """The glyphs of a page that stand upright on it: what stands aslant is a watermark or a stamp."""
    for char in page.chars:
        text = _CID.sub(UNMAPPED, char["text"])
        rise, run = char["matrix"][1], char["matrix"][0]
        if not text.strip() or run <= 0 or abs(rise) > _ASLANT * run:
            continue
        if char["x1"] < 0 or char["x0"] > width or char["bottom"] < 0 or char["top"] > height:
            continue
        if len(text) == 1 and unicodedata.category(text) == "Co":
            text = UNMAPPED
        text = _COMPATIBILITY.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text).translate(_RADICAL)
        yield Glyph(text, char["x0"], char["x1"], char["top"], char["bottom"], char["size"])


def _once(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Glyphs without their doubles: bold type is often the same glyph drawn twice, a hair apart."""
    kept: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        across, down = int(glyph.x0 // 4), int(glyph.top // 4)
        near = (
            other
            for x in (across - 1, across, across + 1)
            for y in (down - 1, down, down + 1)
            for other in kept.get((glyph.text, x, y), ())
        )
        bound = _TWICE * glyph.size
        if any(abs(other.x0 - glyph.x0) < bound and abs(other.top - glyph.top) < bound for other in near):
            continue
        kept.setdefault((glyph.text, across, down), []).append(glyph)
        yield glyph


def _rules(page: PlumberPage) -> Iterator[Rule]:
    """The lines that are drawn: as lines, as the sides of rectangles, as rectangles too thin to be areas. The sides of
    an area that is only filled are none: shading says nothing of where a table's cells are."""
    for line in (*page.lines, *page.curve_edges):
        yield Rule(*_along(line))
    for rect in page.rects:
        if min(rect["x1"] - rect["x0"], rect["bottom"] - rect["top"]) <= _THIN:
            yield Rule(*_along(rect))
        elif rect["stroke"]:
            for x in (rect["x0"], rect["x1"]):
                yield Rule(True, x, rect["top"], rect["bottom"])
            for y in (rect["top"], rect["bottom"]):
                yield Rule(False, y, rect["x0"], rect["x1"])


def _along(thin: Mapping[str, Any]) -> tuple[bool, float, float, float]:
    upright = thin["x1"] - thin["x0"] < thin["bottom"] - thin["top"]
    if upright:
        return True, (thin["x0"] + thin["x1"]) / 2, thin["top"], thin["bottom"]
    return False, (thin["top"] + thin["bottom"]) / 2, thin["x0"], thin["x1"]


def _unmapped(pages: Sequence[Page]) -> tuple[Finding, ...]:
    """How many glyphs have no character. Raises `NotRead` above the bound: such text is never half read."""
    counts = Counter(glyph.text == UNMAPPED for page in pages for glyph in page.glyphs)
    total = counts.total()
    share = counts[True] / total if total else 0.0
    if share > _UNREADABLE:
        detail = f"PDF 的字体没有对照表，{share:.0%} 的字读不出"
        raise NotRead(FailureKind.UNREADABLE, detail)
    if share > _DOUBTFUL:
        return (Finding("glyphs_unmapped", f"{share:.1%} 的字没有对照，记作 {UNMAPPED}"),)
    return ()
