"""Pages that are pictures, by character recognition: an optional extra (`make ocr`), whose models are in its packages.

A picture becomes the same values as a page of a PDF: characters where they stand, rules where they are drawn. What is
read so is a guess until something confirms it: each figure's cell is read a second time from a picture of its own, and
a cell that has ink and no text is not taken for a blank.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import Any

import pypdfium2
from PIL import Image, ImageSequence, UnidentifiedImageError

from pipelines.formats.pdf_pages import Glyph, Page, Rule
from pipelines.limits import Limits, NotRead, too_much
from pipelines.records import FailureKind

HOW_TO = "是扫描件或图片，没有文字。装上文字识别（make ocr）再运行 scrapy replay 即可读"
_DPI = 200
_PAGE_WIDTH, _PAGE_LENGTH = 595.0, 842.0  # points of A4: pictures do not say how large they were printed
_LEAST_WIDTH, _MOST_SIDE = 1200, 3600  # pixels: smaller pictures are enlarged, larger ones reduced
_MOST_PIXELS = 60_000_000
_ANGLES = 2.0  # degrees that a page may lie aslant
_LINE = 0.8  # of a box's height is the size of its characters
_INK = 0.35  # of a line's height: a mark at least this high is no speck
_THICKEST = 4.0  # points: a rule, and what is left of its slant
_AGAIN_HEIGHT = 64  # pixels that a cell's own picture is scaled to
_INSET = 1.5  # points that are left off a cell at each side, where its border is
_SPANS = 0.9  # of a cell's width or height: a mark that reaches so far is a rule
_SURE = 0.5


def is_here() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture of a page, straightened, and what was recognised in it. `scale` is pixels a point."""

    page: Page
    scale: float
    picture: Any = field(repr=False)
    ink: Any = field(repr=False)

    def _marks(self, x0: float, top: float, x1: float, bottom: float) -> Any:
        """The ink inside a box (points), without what is left of the rules around it."""
        import cv2
        import numpy

        part = self.ink[_within(top, bottom, self.scale), _within(x0, x1, self.scale)]
        if not part.size:
            return part
        count, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
        high, wide = part.shape
        least = 0.5 * self.scale
        kept = [
            number
            for number in range(1, count)
            if stats[number][cv2.CC_STAT_AREA] >= least
            and stats[number][cv2.CC_STAT_WIDTH] < _SPANS * wide
            and stats[number][cv2.CC_STAT_HEIGHT] < _SPANS * high
        ]
        return numpy.where(numpy.isin(labels, kept), part, 0).astype(part.dtype)

    def has_ink(self, x0: float, top: float, x1: float, bottom: float, size: float) -> bool:
        """Whether there is a mark inside a box (points) that is as high, or as wide, as a character of a size."""
        import cv2

        marks = self._marks(x0, top, x1, bottom)
        if not marks.size:
            return False
        _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
        least = _INK * size * self.scale
        return any(max(high, wide) >= least for _, _, wide, high, _ in stats[1:])

    def lean(self, x0: float, top: float, x1: float, bottom: float) -> float:
        """The angle in degrees at which the largest mark in a box (points) leans to the right: a `/` is easily taken
        for a 1."""
        import cv2
        import numpy

        marks = self._marks(x0, top, x1, bottom)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
        if count < 2:
            return 0.0
        largest = 1 + int(numpy.argmax(stats[1:, cv2.CC_STAT_AREA]))
        ys, xs = numpy.nonzero(labels == largest)
        if len(xs) < 3:
            return 0.0
        _, axes = numpy.linalg.eigh(numpy.cov(numpy.vstack([xs, ys])))
        across, down = axes[:, -1]
        return float(numpy.degrees(numpy.arctan2(-across * numpy.sign(down), abs(down))))

    def read_closely(self, x0: float, top: float, x1: float, bottom: float) -> list[str]:
        """The lines of text in a box (points), found and recognised in an enlarged picture of the box alone."""
        import cv2

        part = self.picture[_within(top, bottom, self.scale), _within(x0, x1, self.scale)]
        if not part.size:
            return []
        part = cv2.resize(part, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        margin = part.shape[0] // 4
        part = cv2.copyMakeBorder(part, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
        result = _engine()(part, use_det=True, use_cls=True, use_rec=True)
        if result.boxes is None:
            return []
        found = sorted(zip(result.boxes, result.txts, strict=True), key=lambda entry: float(entry[0][0][1]))
        return [text for _, text in found]

    def read_again(self, x0: float, top: float, x1: float, bottom: float, height: int = _AGAIN_HEIGHT) -> str:
        """The text in a box (points), recognised from a picture of its ink alone, scaled to a height in pixels."""
        import cv2

        part = self.picture[_within(top, bottom, self.scale), _within(x0, x1, self.scale)]
        marks = cv2.findNonZero(self._marks(x0, top, x1, bottom))
        if not part.size or marks is None:
            return ""
        left, up, wide, high = cv2.boundingRect(marks)
        margin = max(high // 3, 4)
        part = part[max(up - margin, 0) : up + high + margin, max(left - margin, 0) : left + wide + margin]
        factor = height / part.shape[0]
        part = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        result = _engine()(part, use_det=False, use_cls=False, use_rec=True)
        return "".join(result.txts or ())


def _within(start: float, end: float, scale: float) -> slice:
    """The pixels from one point to another, a little inside: without the border that is drawn there."""
    margin = min(_INSET * scale, (end - start) * scale / 4)
    return slice(max(int(start * scale + margin), 0), int(end * scale - margin))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def scans_of_pdf(data: bytes, numbers: Sequence[int], limits: Limits) -> Iterator[Scan]:
    """The pages of a PDF with these numbers (from 1), recognised."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            page = document[number - 1]
            width, height = page.get_size()
            if width * height * (_DPI / 72) ** 2 > _MOST_PIXELS:
                raise too_much("扫描页的像素", _MOST_PIXELS, "像素上限不可调")
            picture = page.render(scale=_DPI / 72).to_pil()
            yield _recognise(picture, number, width, height)
    finally:
        document.close()


def scans_of_picture(data: bytes, first: int, limits: Limits) -> Iterator[Scan]:
    """The pages of a picture file, numbered from `first`: a TIFF may have several. Raises `NotRead`."""
    try:
        with Image.open(io.BytesIO(data)) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file)):
                if number >= limits.pages:
                    raise too_much("图片的页数", limits.pages, "READ_PAGES")
                if frame.width * frame.height > _MOST_PIXELS:
                    raise too_much("图片的像素", _MOST_PIXELS, "像素上限不可调")
                length = _PAGE_WIDTH if frame.height >= frame.width else _PAGE_LENGTH
                yield _recognise(frame.convert("RGB"), first + number, length, length * frame.height / frame.width)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotRead(FailureKind.DAMAGED, f"图片打不开：{error}") from error


def _recognise(picture: Image.Image, number: int, width: float, height: float) -> Scan:
    """A picture of a page as a page of that width and height in points."""
    import cv2
    import numpy

    factor = max(_LEAST_WIDTH / picture.width, 1.0) * min(_MOST_SIDE / max(picture.size), 1.0)
    if factor != 1.0:
        picture = picture.resize((round(picture.width * factor), round(picture.height * factor)))
    colours = numpy.asarray(picture.convert("RGB"))
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    turn = cv2.getRotationMatrix2D((grey.shape[1] / 2, grey.shape[0] / 2), _slant(grey), 1.0)
    size = (grey.shape[1], grey.shape[0])
    colours = cv2.warpAffine(colours, turn, size, borderValue=(255, 255, 255))
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(
        cv2.GaussianBlur(grey, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15
    )
    scale = grey.shape[1] / width
    result = _engine()(colours, use_det=True, use_cls=True, use_rec=True)  # it keeps what the last call was given
    found = zip(result.boxes, result.txts, result.scores, strict=True) if result.boxes is not None else ()
    glyphs = tuple(glyph for box, text, score in found if score >= _SURE for glyph in _glyphs(box, text, scale))
    page = Page(number, width, height, glyphs, tuple(_rules(ink, scale)), is_picture=True)
    return Scan(page, scale, colours, ink)


def _slant(grey: Any) -> float:
    """The angle in degrees at which a page lies: turned back by it, its lines of text and rules are sharpest."""
    import cv2
    import numpy

    small = cv2.resize(grey, None, fx=800 / grey.shape[1], fy=800 / grey.shape[1], interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    centre, size = (ink.shape[1] / 2, ink.shape[0] / 2), (ink.shape[1], ink.shape[0])

    def sharpness(angle: float) -> float:
        turned = cv2.warpAffine(ink, cv2.getRotationMatrix2D(centre, angle, 1.0), size, flags=cv2.INTER_NEAREST)
        profile = turned.sum(axis=1, dtype=numpy.float64)
        return float(((profile[1:] - profile[:-1]) ** 2).sum())

    angle = max((step / 5 for step in range(int(-5 * _ANGLES), int(5 * _ANGLES) + 1)), key=sharpness)
    return max((angle + step / 20 for step in range(-4, 5)), key=sharpness)


def _glyphs(box: Any, text: str, scale: float) -> Iterator[Glyph]:
    """The characters of a recognised line, each in its share of the line's box; letters and digits are half as wide."""
    xs, ys = [float(x) / scale for x, _ in box], [float(y) / scale for _, y in box]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    shares = [0.5 if character.isascii() else 1.0 for character in text]
    step = (x1 - x0) / (sum(shares) or 1.0)
    at = x0
    for character, share in zip(text, shares, strict=True):
        if character.strip():
            yield Glyph(character, at, at + share * step, top, bottom, _LINE * (bottom - top))
        at += share * step


def _rules(ink: Any, scale: float) -> Iterator[Rule]:
    """The rules that are drawn: long thin marks, along one direction and then the other."""
    import cv2

    for upright in (True, False):
        reach = max(ink.shape[0 if upright else 1] // 45, 12)
        runs = cv2.getStructuringElement(cv2.MORPH_RECT, (1, reach) if upright else (reach, 1))
        bridges = cv2.getStructuringElement(cv2.MORPH_RECT, (3, reach) if upright else (reach, 3))
        marks = cv2.morphologyEx(cv2.morphologyEx(ink, cv2.MORPH_OPEN, runs), cv2.MORPH_CLOSE, bridges)
        contours, _ = cv2.findContours(marks, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            left, top, wide, high = cv2.boundingRect(contour)
            along, across = (high, wide) if upright else (wide, high)
            if along > 1.3 * reach and across <= _THICKEST * scale:
                at = (left + wide / 2) if upright else (top + high / 2)
                start = top if upright else left
                yield Rule(upright, at / scale, start / scale, (start + along) / scale)
