"""Pages that are pictures, by character recognition: an optional extra (`make ocr`), whose models are in its packages.

A picture becomes the same values as a page of a PDF: characters where they stand, rules where they are drawn. What is
read so is a guess until something confirms it: each figure's cell is read a second time from a picture of its own, and
a cell that has ink and no text is not taken for a blank.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from typing import Any

import pypdfium2
from PIL import Image, ImageSequence, UnidentifiedImageError

from pipelines.formats.pdf_lines import lines_of
from pipelines.formats.pdf_pages import Glyph, Page, Rule
from pipelines.limits import Limits, NotRead, too_much
from pipelines.records import FailureKind

HOW_TO = "是扫描件或图片，没有文字。装上文字识别（make ocr）再运行 scrapy replay 即可读"
_DPI = 200
_DPI_UNKNOWN = 200 / 72
_PRINT = 10.5  # points: the size of most print
_SHEET, _A4 = 2**0.5, (595.0, 842.0)  # widths that a sheet is long; points of one: pictures do not say their size
_LIKE_A_SHEET = 0.1
_LONGEST = 1.6  # widths: a longer picture is several pages below each other
_LEAST_WIDTH, _MOST_SIDE = 1200, 3600  # pixels: smaller pictures are enlarged, larger ones reduced
_MOST_PIXELS = 60_000_000
_ANGLES = 2.0  # degrees that a page may lie aslant
_LINE = 0.8  # of a box's height is the size of its characters
_INK = 0.35  # of a line's height: a mark at least this high is no speck
_THICKEST = 4.0  # points: a rule, and what is left of its slant
_SHORTEST_RULE = 18.0  # points; shorter marks are strokes of characters, but for upright ones between two rules
_SHORTEST_UPRIGHT = 6.0
_DRAWN = 0.85  # of a rule's length that has ink: strokes of characters in rows below each other have less
_LONGEST_STROKE = 24.0  # points: an upright mark in one row of a table that is set tightly
_INSIDE = 0.2  # of a line's height: how far within a line of text a mark is a stroke of it
_AGAIN_HEIGHT = 64  # pixels that a cell's own picture is scaled to
_CANVAS = 736  # pixels
_INSET = 1.5  # points that are left off a cell at each side, where its border is
_SPANS = 0.9  # of a cell's width or height: a mark that reaches so far is a rule
_SURE = 0.5
_BEYOND = 0.1  # of a line's height: how far a stroke may reach out of its line
_LEAST_DIGIT, _MOST_DIGIT = 0.65, 0.78  # of its height: how much room a digit takes among others
_LYING, _NARROW = ("一", "-", "—"), 1.4
_YEAR = re.compile("(?<![一二三四五六七八九十百〇○零])二([一二][一二三四五六七八九〇○零])年")


def is_here() -> bool:
    """Whether the extra is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture of a page, straightened, and what was recognised in it. `scale` is pixels a point, `turn` what
    straightened it, in pixels; `layer` is what another program recognised in the same picture."""

    page: Page
    scale: float
    picture: Any = field(repr=False)
    ink: Any = field(repr=False)
    turn: Any = field(repr=False)
    layer: tuple[Glyph, ...] = ()

    @property
    def size(self) -> float:
        """The size of most of the print, in points."""
        sizes = sorted(glyph.size for glyph in self.page.glyphs)
        return sizes[len(sizes) // 2] if sizes else _PRINT

    def over(self, glyphs: Sequence[Glyph]) -> Scan:
        """The scan with a text that lies under the picture as it was before it was straightened."""
        return replace(self, layer=tuple(self._turned(glyph) for glyph in glyphs))

    def _turned(self, glyph: Glyph) -> Glyph:
        x, y = (glyph.x0 + glyph.x1) / 2 * self.scale, glyph.middle * self.scale
        (a, b, right), (c, d, down) = self.turn
        along = float(a * x + b * y + right) / self.scale - x / self.scale
        across = float(c * x + d * y + down) / self.scale - y / self.scale
        return replace(
            glyph,
            x0=glyph.x0 + along,
            x1=glyph.x1 + along,
            top=glyph.top + across,
            bottom=glyph.bottom + across,
        )

    def text_of_layer(self, x0: float, top: float, x1: float, bottom: float) -> str:
        """What the layer has in a box (points)."""
        inside = [glyph for glyph in self.layer if x0 < (glyph.x0 + glyph.x1) / 2 < x1 and top < glyph.middle < bottom]
        return "".join(glyph.text for glyph in sorted(inside, key=lambda glyph: glyph.x0))

    def _marks(self, x0: float, top: float, x1: float, bottom: float) -> Any:
        """The ink inside a box (points), without what is left of the rules around it."""
        import cv2
        import numpy

        part = self.ink[_within(top, bottom, self.scale), _within(x0, x1, self.scale)]
        if not part.size:
            return part
        _, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
        high, wide = part.shape
        least, thick = 0.5 * self.scale, _THICKEST / 2 * self.scale

        def is_rule(left: int, up: int, across: int, down: int) -> bool:
            spans = across >= _SPANS * wide or down >= _SPANS * high
            beside = across <= thick and (left == 0 or left + across == wide)
            over = down <= thick and (up == 0 or up + down == high)
            return spans or beside or over

        kept = [
            number
            for number, (left, up, across, down, area) in enumerate(stats)
            if number and area >= least and not is_rule(left, up, across, down)
        ]
        return numpy.where(numpy.isin(labels, kept), part, 0).astype(part.dtype)

    def has_ink(self, x0: float, top: float, x1: float, bottom: float) -> bool:
        """Whether there is a mark inside a box (points) that is as high, or as wide, as a character."""
        import cv2

        marks = self._marks(x0, top, x1, bottom)
        if not marks.size:
            return False
        _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
        least = _INK * self.size * self.scale
        return any(max(high, wide) >= least for _, _, wide, high, _ in stats[1:])

    def fits(self, x0: float, top: float, x1: float, bottom: float, digits: int) -> bool:
        """Whether the marks in a box (points) may be so many digits: neither too wide nor too narrow for them, and no
        level stroke first, which is the sign that the engine easily misses."""
        import cv2

        marks = self._marks(x0, top, x1, bottom)
        if not marks.size:
            return False
        _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
        high = max((down for _, _, _, down, _ in stats[1:]), default=0)
        strokes = sorted((left, wide, down) for left, _, wide, down, _ in stats[1:] if max(wide, down) >= high / 4)
        if not strokes:
            return False
        first, wide, down = strokes[0]
        is_sign = wide >= 1.5 * down and down <= high / 3
        width = max(left + across for left, across, _ in strokes) - first
        return not is_sign and _LEAST_DIGIT * digits - 0.5 <= width / high <= _MOST_DIGIT * digits + 0.1

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
        # The engine blows up what is smaller than its canvas, at great cost.
        across, down = (max(_CANVAS - side, 32) // 2 for side in (part.shape[1], part.shape[0]))
        paper = part.max(axis=(0, 1)).tolist()
        part = cv2.copyMakeBorder(part, down, down, across, across, cv2.BORDER_CONSTANT, value=paper)
        return [
            line.text for line in lines_of(glyph for box, text, _ in _found(part) for glyph in _glyphs(box, text, 1.0))
        ]

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
        if part.shape[1] > _MOST_SIDE:
            return ""  # a rule, or what is left of one
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


def _found(picture: Any) -> list[tuple[Any, str, float]]:
    """The lines of text in a picture: their boxes, texts, and how sure they are."""
    # All three are said each time: the engine keeps what it was told last.
    result = _engine()(picture, use_det=True, use_cls=False, use_rec=True)
    if result.boxes is None:
        return []
    found = zip(result.boxes, result.txts, result.scores, strict=True)
    return [(box, _mended(box, text), float(score)) for box, text, score in found]


def _mended(box: Any, text: str) -> str:
    """What the engine is known to get wrong: it lays boxes that are higher than wide on their side, and so takes a 1
    for 一; and it passes over the 〇 of years."""
    wide, high = _extent(box)
    if text in _LYING and high > _NARROW * wide:
        return "1"
    return _YEAR.sub(r"二〇\1年", text)


def scans_of_pdf(data: bytes, numbers: Sequence[int]) -> Iterator[Scan]:
    """The pages of a PDF with these numbers (from 1), recognised."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            page = document[number - 1]
            width, height = page.get_size()
            if width * height * (_DPI / 72) ** 2 > _MOST_PIXELS:
                raise _too_large()
            picture = page.render(scale=_DPI / 72).to_pil()
            yield _recognise(picture, number, width)
    finally:
        document.close()


def scans_of_picture(data: bytes, first: int, limits: Limits) -> Iterator[Scan]:
    """The pages of a picture file, numbered from `first`: a TIFF may have several. Raises `NotRead`."""
    try:
        with Image.open(io.BytesIO(data)) as file:
            number = first
            for frame in ImageSequence.Iterator(file):
                if frame.width * frame.height > _MOST_PIXELS:
                    raise _too_large()
                for sheet in _sheets(frame.convert("RGB")):
                    if number >= first + limits.pages:
                        raise too_much("图片的页数", limits.pages, "READ_PAGES")
                    yield _recognise(sheet, number, None)
                    number += 1
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotRead(FailureKind.DAMAGED, f"图片打不开：{error}") from error


def _too_large() -> NotRead:
    return NotRead(FailureKind.LIMIT_EXCEEDED, f"一页的像素超过 {_MOST_PIXELS}，这个上限不可调：缩小图片再读")


def _sheets(picture: Image.Image) -> Iterator[Image.Image]:
    """A picture, a long one cut in pages: each where it has least ink, near the length of a sheet."""
    import numpy

    if picture.height <= _LONGEST * picture.width:
        yield picture
        return
    ink = 255.0 - numpy.asarray(picture.convert("L")).mean(axis=1)
    length, top = round(_SHEET * picture.width), 0
    while picture.height - top > _LONGEST * picture.width:
        soonest = top + 3 * length // 4
        bottom = soonest + int(numpy.argmin(ink[soonest : top + length]))
        yield picture.crop((0, top, picture.width, bottom))
        top = bottom
    yield picture.crop((0, top, picture.width, picture.height))


def _recognise(picture: Image.Image, number: int, width: float | None) -> Scan:
    """A picture of a page as a page of that width in points; where it is not known, it is told by the print."""
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
    found = _found(colours)
    width = width or _width_of_sheet(picture)
    scale = grey.shape[1] / width if width else _scale_by(found)
    glyphs = tuple(glyph for box, text, score in found if score >= _SURE for glyph in _glyphs(box, text, scale))
    drawn = _rules(ink, scale)
    long = [rule.at for rule in drawn if rule.upright and rule.end - rule.start > _LONGEST_STROKE]
    rules = tuple(
        rule
        for rule in drawn
        if not any(_is_stroke(rule, box, scale) for box, _, _ in found)
        and not (_is_alone(rule, long) and any(_crosses(rule, box, scale) for box, _, _ in found))
    )
    page = Page(number, grey.shape[1] / scale, grey.shape[0] / scale, glyphs, rules, is_picture=True)
    return Scan(page, scale, colours, ink, turn)


def _width_of_sheet(picture: Image.Image) -> float | None:
    """The width in points of a picture that has the shape of a sheet."""
    for wide, high in (_A4, _A4[::-1]):
        if abs(picture.height / picture.width - high / wide) < _LIKE_A_SHEET:
            return wide
    return None


def _is_stroke(rule: Rule, box: Any, scale: float) -> bool:
    """Whether a mark lies in a line of text, and so is part of a character."""
    xs, ys = [float(x) / scale for x, _ in box], [float(y) / scale for _, y in box]
    room = (max(ys) - min(ys)) * _BEYOND
    along, across = (ys, xs) if rule.upright else (xs, ys)
    return min(across) < rule.at < max(across) and min(along) - room < rule.start and rule.end < max(along) + room


def _is_alone(rule: Rule, long: Sequence[float]) -> bool:
    """Whether an upright mark is no longer than a stroke, and no long rule stands where it does."""
    short = rule.upright and rule.end - rule.start <= _LONGEST_STROKE
    return short and not any(abs(rule.at - at) < _THICKEST for at in long)


def _crosses(rule: Rule, box: Any, scale: float) -> bool:
    """Whether an upright mark goes through a line of text: in a table that is set tightly, a stroke that touches the
    rules above and below."""
    xs, ys = [float(x) / scale for x, _ in box], [float(y) / scale for _, y in box]
    margin = (max(ys) - min(ys)) * _INSIDE
    over = min(rule.end, max(ys)) - max(rule.start, min(ys))
    return min(xs) + margin < rule.at < max(xs) - margin and over > (rule.end - rule.start) / 2


def _scale_by(found: Sequence[tuple[Any, str, float]]) -> float:
    """Pixels a point, by the height of most lines; a line that is laid on its side is as wide as it is high."""
    heights = sorted(min(_extent(box)) for box, _, _ in found)
    return _LINE * float(heights[len(heights) // 2]) / _PRINT if heights else _DPI_UNKNOWN


def _extent(box: Any) -> tuple[float, float]:
    """The width and height of a box of four corners."""
    wide, high = (float(max(side) - min(side)) for side in zip(*box, strict=True))
    return wide, high


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


def _rules(ink: Any, scale: float) -> list[Rule]:
    """The rules that are drawn: long thin marks; and upright ones that are short, as in a row alone at the top of a
    page, where they reach from one level rule to another."""
    level = list(_marks_along(ink, scale, upright=False, reach=round(_SHORTEST_RULE * scale)))
    upright = list(_marks_along(ink, scale, upright=True, reach=round(_SHORTEST_RULE * scale)))
    near = _THICKEST

    def is_between(rule: Rule) -> bool:
        return all(
            any(abs(other.at - end) < near and other.start - near < rule.at < other.end + near for other in level)
            for end in (rule.start, rule.end)
        )

    short = _marks_along(ink, scale, upright=True, reach=round(_SHORTEST_UPRIGHT * scale))
    return [*level, *upright, *(rule for rule in short if is_between(rule))]


def _marks_along(ink: Any, scale: float, upright: bool, reach: int) -> Iterator[Rule]:
    """Thin marks along one direction that are longer than `reach`, in pixels."""
    import cv2

    runs = cv2.getStructuringElement(cv2.MORPH_RECT, (1, reach) if upright else (reach, 1))
    bridges = cv2.getStructuringElement(cv2.MORPH_RECT, (3, reach) if upright else (reach, 3))
    marks = cv2.morphologyEx(cv2.morphologyEx(ink, cv2.MORPH_OPEN, runs), cv2.MORPH_CLOSE, bridges)
    contours, _ = cv2.findContours(marks, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        left, top, wide, high = cv2.boundingRect(contour)
        along, across = (high, wide) if upright else (wide, high)
        drawn = ink[top : top + high, left : left + wide].any(axis=1 if upright else 0).mean()
        if along > 1.3 * reach and across <= _THICKEST * scale and drawn >= _DRAWN:
            at = (left + wide / 2) if upright else (top + high / 2)
            start = top if upright else left
            yield Rule(upright, at / scale, start / scale, (start + along) / scale)
