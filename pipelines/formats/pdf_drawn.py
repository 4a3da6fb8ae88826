"""What is drawn on a page, in the order in which it is drawn, and whether it is seen.

pdfplumber keeps neither the order nor how a text is drawn, and pdfminer, which lays out its pages, passes over what it
does not need for the place of a text: what is cut off, what is transparent, shades. Both are noted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.cmapdb import CMap, CMapBase
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTImage, LTRect
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdffont import PDFCIDFont, PDFFont
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect
from pdfplumber.page import Page as PlumberPage
from pdfplumber.page import PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

Box = tuple[float, float, float, float]
_Shade = tuple[float, float, float]  # red, green, blue

_FILLED, _STROKED, _UNSEEN = (0, 2, 4, 6), (1, 2, 5, 6), (3, 7)  # ways to draw a text (PDF 32000-1, table 106)
_WHITE: _Shade = (1.0, 1.0, 1.0)
_SAME_SHADE = 0.06
_COVERED = 0.5  # of a glyph's box
_TILES = 16  # in which a page is cut each way, so that a glyph is held against the areas near it only
_HIDDEN = 1 << 1 | 1 << 5  # flags of annotations that do not show (PDF 32000-1, table 165)
# Annotations that show nothing of their own, or mark a text that is read as it is.
_NO_MARKS = frozenset({"Link", "Popup", "Highlight", "Underline", "Squiggly", "PrinterMark", "TrapNet"})


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing on a page: its kind (`char`, `line`, `rect`, `curve`, `image`), what pdfplumber tells of it, whether
    it is seen. An image is seen, and so is a line that is not white."""

    kind: str
    values: Mapping[str, Any]
    is_seen: bool


@dataclass(frozen=True, slots=True)
class _Area:
    """An area that was filled, in page coordinates, as the `order`th thing. `shade`: None where nobody can tell;
    `covers`: nothing of what is below it shows."""

    order: int
    box: Box
    shade: _Shade | None
    covers: bool


_Tiles = Mapping[tuple[int, int], Sequence[_Area]]


class Fonts(PDFResourceManager):
    """The fonts of one document."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        font = super().get_font(objid, spec)
        if isinstance(font, PDFCIDFont) and isinstance(font.cmap, CMap):
            font.cmap = _Codes(font.cmap)
        return font


class _Codes(CMapBase):
    """A character map that passes over no code."""

    def __init__(self, cmap: CMap) -> None:
        super().__init__()
        self.attrs = cmap.attrs
        self._tree: Mapping[int, object] = cmap.code2cid

    def decode(self, code: bytes) -> Iterator[int]:
        """The glyphs of a string. pdfminer passes over a code that the map does not have, and over the bytes after it
        until one fits: 1, a character of the font's own, 2 were 1. Such a code is the glyph 0 here, which has no
        character. Codes of a map that has shorter ones are of two bytes from 0x80 on, as in GBK."""
        at = 0
        while at < len(code):
            node: object = self._tree
            end = at
            while isinstance(node, Mapping) and end < len(code):
                node = node.get(code[end])
                end += 1
            if not isinstance(node, int):
                is_wide = code[at] >= 0x80 or not any(isinstance(cid, int) for cid in self._tree.values())
                end = max(end, at + 1 + is_wide)
            yield node if isinstance(node, int) else 0
            at = end


class _State(PDFGraphicState):
    """How things are drawn, with what pdfminer leaves out: `clip` is the box outside of which nothing shows, None
    without one; `is_plain`: that box is all there is to it; `alpha` of what is filled and of what is stroked;
    `is_opaque`: what is filled hides what is below; `mode`: the way to draw text."""

    def __init__(self) -> None:
        super().__init__()
        self.clip: Box | None = None
        self.is_plain = True
        self.alpha = {"ca": 1.0, "CA": 1.0}
        self.is_blended = False
        self.mode = 0

    @property
    def is_opaque(self) -> bool:
        return self.alpha["ca"] >= 1 and not self.is_blended

    def copy(self) -> _State:
        other = _State()
        other.__dict__.update(self.__dict__)
        return other


class _Shading(LTComponent):
    """An area painted in shades."""


class _Device(PDFPageAggregatorWithMarkedContent):
    """Keeps the state in which each thing was drawn."""

    def __init__(self, fonts: PDFResourceManager, number: int) -> None:
        super().__init__(fonts, pageno=number)
        self.states: dict[int, _State] = {}
        self.state = _State()
        self.upright = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        super().begin_page(page, ctm)
        self.upright = ctm

    def render_string(
        self, textstate: PDFTextState, seq: Any, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        if isinstance(graphicstate, _State):
            graphicstate.mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_image(self, name: str, stream: PDFStream) -> None:
        super().render_image(name, stream)
        self._note(len(self.cur_item._objs) - 1, self.state)

    def paint_path(self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        before = len(self.cur_item._objs)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        self._note(before, gstate)

    def paint_shading(self, state: _State) -> None:
        """pdfminer has no such thing: what is cut out for it is all of its place."""
        self.cur_item.add(_Shading(state.clip or (-1e6, -1e6, 1e6, 1e6)))

    def _note(self, first: int, state: PDFGraphicState) -> None:
        if isinstance(state, _State):
            own = state.copy()
            for item in self.cur_item._objs[first:]:
                self.states.setdefault(id(item), own)


class _Interpreter(PDFPageInterpreter):
    """Follows the operators that pdfminer passes over. The names are those of the operators, and their arguments are
    counted by pdfminer."""

    def __init__(self, rsrcmgr: PDFResourceManager, device: _Device) -> None:
        super().__init__(rsrcmgr, device)
        self.drawn_on = device
        self.outer: PDFGraphicState | None = None

    def subinterp(self) -> PDFPageInterpreter:
        """What draws a form: in the state in which the form is drawn."""
        inner = super().subinterp()
        if isinstance(inner, _Interpreter):
            inner.outer = self.graphicstate.copy()
        return inner

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.graphicstate = self.outer or _State()

    @property
    def _state(self) -> _State:
        assert isinstance(self.graphicstate, _State)
        return self.graphicstate

    def do_gs(self, name: Any) -> None:
        settings = dict_value(dict_value(self.resources.get("ExtGState", {})).get(literal_name(name), {}))
        alpha = {key: value for key in ("ca", "CA") if isinstance(value := resolve1(settings.get(key)), int | float)}
        self._state.alpha = self._state.alpha | alpha
        if "BM" in settings or "SMask" in settings:
            modes = [_name(settings.get(key)) for key in ("BM", "SMask")]
            self._state.is_blended = modes[0] not in ("", "Normal", "Compatible") or modes[1] not in ("", "None")

    def do_W(self) -> None:
        self._cut()

    def do_W_a(self) -> None:
        self._cut()

    def _cut(self) -> None:
        points = [apply_matrix_pt(self.ctm, step[-2:]) for step in self.curpath if len(step) > 2]
        if not points:
            return
        xs, ys = zip(*points, strict=True)
        shape = "".join(step[0] for step in self.curpath)
        corners = len({(round(x, 2), round(y, 2)) for x, y in points})
        sides = len({round(x, 2) for x in xs}), len({round(y, 2) for y in ys})
        is_box = shape.count("m") == 1 and set(shape) <= set("mlh") and corners == 4 and sides == (2, 2)
        box = (min(xs), min(ys), max(xs), max(ys))
        self._state.clip = _common(box, self._state.clip) if self._state.clip else box
        self._state.is_plain = self._state.is_plain and is_box

    def do_sh(self, name: object) -> None:
        self.drawn_on.paint_shading(self._state)

    def do_Do(self, xobjid_arg: Any) -> None:
        self.drawn_on.state = self._state
        super().do_Do(xobjid_arg)

    def do_EI(self, obj: Any) -> None:
        self.drawn_on.state = self._state
        super().do_EI(obj)


def drawn_on(page: PlumberPage, fonts: Fonts) -> tuple[list[Drawn], list[Box]]:
    """All that is drawn on a page, in its order, and the boxes (left, top, right, bottom) of the annotations that
    show: of notes, stamps and fields that are filled in."""
    device = _Device(fonts, page.page_number)
    try:
        _Interpreter(fonts, device).process_page(page.page_obj)
    except Exception as error:  # as pdfplumber does: whatever pdfminer stumbles over, the page is damaged
        raise PdfminerException(error) from error
    layout = device.get_result()
    items = list(_leaves(layout))
    areas = _by_tile(_areas(items, device.states), layout.bbox)
    drawn = [
        Drawn(values["object_type"], values, is_seen)
        for order, item in enumerate(items)
        if not isinstance(item, _Shading)
        for values, is_seen in [(page.process_object(item), _is_seen(order, item, areas, layout.bbox, device.states))]
    ]
    shift, high = page.mediabox[0], page.height + page.mediabox[1]
    boxes = [apply_matrix_rect(device.upright, rect) for rect in _annotations(page.page_obj)]
    return drawn, [(x0 + shift, high - y1, x1 + shift, high - y0) for x0, y0, x1, y1 in boxes]


def _leaves(container: LTContainer[Any]) -> Iterator[LTComponent]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _leaves(item)
        elif isinstance(item, LTComponent):
            yield item


# --- what is seen -----------------------------------------------------------------------------------------------------


def _is_seen(order: int, item: LTComponent, areas: _Tiles, page: Box, states: Mapping[int, _State]) -> bool:
    if isinstance(item, LTChar):
        return _is_char_seen(order, item, areas, page)
    if isinstance(item, LTCurve) and (state := states.get(id(item))):
        inks = [_shade(item.non_stroking_color, state.ncs)] * bool(item.fill)
        inks += [_shade(item.stroking_color, state.scs)] * bool(item.stroke)
        return any(ink != _WHITE for ink in inks)
    return True


def _is_char_seen(order: int, char: LTChar, areas: _Tiles, page: Box) -> bool:
    """Whether a glyph is drawn, in another colour than what is below it, and nothing is drawn over it."""
    state = char.graphicstate
    if not isinstance(state, _State):
        return True
    if state.mode in _UNSEEN:
        return False
    inks = [_shade(state.ncolor, state.ncs)] * (state.mode in _FILLED and state.alpha["ca"] > 0)
    inks += [_shade(state.scolor, state.scs)] * (state.mode in _STROKED and state.alpha["CA"] > 0)
    x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
    below: _Shade | None = _WHITE
    for area in reversed(areas.get(_tile(x, y, page), ())):
        if not (area.box[0] <= x <= area.box[2] and area.box[1] <= y <= area.box[3]):
            continue
        if area.order < order:
            below = area.shade
            break
        if area.covers and _size(_common(area.box, char.bbox)) >= _COVERED * _size(char.bbox):
            return False
    return bool(inks) and (below is None or any(ink is None or _differ(ink, below) for ink in inks))


def _differ(one: _Shade, other: _Shade) -> bool:
    return any(abs(a - b) > _SAME_SHADE for a, b in zip(one, other, strict=True))


def _shade(colour: Any, space: PDFColorSpace) -> _Shade | None:
    """A colour in red, green and blue; None where nobody can tell: patterns, tables of colours, spot colours but for
    their absence."""
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    if not all(isinstance(part, int | float) for part in parts) or space.name in ("Pattern", "Indexed", "Lab"):
        return None
    if space.name in ("Separation", "DeviceN"):
        return None if any(parts) else _WHITE
    match tuple(map(float, parts)):
        case (grey,):
            return grey, grey, grey
        case (red, green, blue):
            return red, green, blue
        case (cyan, magenta, yellow, black):
            return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    return None


def _areas(items: Iterable[LTComponent], states: Mapping[int, _State]) -> Iterator[_Area]:
    """The areas that are filled: rectangles and pictures, which may cover a text; other shapes and shades, of which
    only that they are there is told."""
    for order, item in enumerate(items):
        if isinstance(item, _Shading):
            yield _Area(order, item.bbox, None, covers=False)
        state = states.get(id(item))
        if state is None or (isinstance(item, LTCurve) and not item.fill):
            continue
        box = _common(item.bbox, state.clip) if state.clip else item.bbox
        whole = state.is_plain and state.is_opaque
        if isinstance(item, LTRect):
            yield _Area(order, box, _shade(item.non_stroking_color, state.ncs) if whole else None, covers=whole)
        elif isinstance(item, LTImage):
            yield _Area(order, box, None, covers=whole and _is_opaque(item))
        elif isinstance(item, LTCurve):
            yield _Area(order, box, None, covers=False)


def _is_opaque(image: LTImage) -> bool:
    through = (image.stream.get_any(names) for names in (("SMask",), ("Mask",), ("IM", "ImageMask"), ("SMaskInData",)))
    return not any(resolve1(value) for value in through)


def _by_tile(areas: Iterable[_Area], page: Box) -> dict[tuple[int, int], list[_Area]]:
    tiles: dict[tuple[int, int], list[_Area]] = defaultdict(list)
    for area in areas:
        first, last = _tile(area.box[0], area.box[1], page), _tile(area.box[2], area.box[3], page)
        for across in range(first[0], last[0] + 1):
            for up in range(first[1], last[1] + 1):
                tiles[across, up].append(area)
    return tiles


def _tile(x: float, y: float, page: Box) -> tuple[int, int]:
    """The tile of a page that a point is in; points beside the page are in the nearest."""
    left, bottom, right, top = page
    across = (x - left) / ((right - left) or 1.0) * _TILES
    up = (y - bottom) / ((top - bottom) or 1.0) * _TILES
    return int(min(max(across, 0), _TILES - 1)), int(min(max(up, 0), _TILES - 1))


def _common(one: Box, other: Box) -> Box:
    """The box that two boxes share; one without extent where they share none."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    return left, bottom, max(min(one[2], other[2]), left), max(min(one[3], other[3]), bottom)


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


# --- annotations ------------------------------------------------------------------------------------------------------


def _annotations(page: PDFPage) -> Iterator[Box]:
    """The boxes of a page's annotations that show, in the page's own coordinates."""
    for reference in list_value(page.annots or []):
        entry = resolve1(reference)
        if not isinstance(entry, dict):
            continue
        kind, flags, rect = _name(entry.get("Subtype")), resolve1(entry.get("F")), resolve1(entry.get("Rect"))
        if kind in _NO_MARKS or (isinstance(flags, int) and flags & _HIDDEN):
            continue
        if kind == "Widget" and not _is_filled(entry):
            continue
        if isinstance(rect, list) and len(rect) == 4:
            corners = [resolve1(value) for value in rect]
            if all(isinstance(value, int | float) for value in corners):
                xs, ys = sorted(corners[::2]), sorted(corners[1::2])
                yield xs[0], ys[0], xs[1], ys[1]


def _is_filled(field: Mapping[str, Any]) -> bool:
    """Whether a field has a value, its own or that of the field it is part of."""
    parent = resolve1(field.get("Parent"))
    value = resolve1(field.get("V")) or (resolve1(parent.get("V")) if isinstance(parent, dict) else None)
    return bool(value) and _name(value) != "Off"


def _name(value: object) -> str:
    """A name; empty where there is none, the first where there are several to choose from."""
    value = resolve1(value)
    if isinstance(value, list) and value:
        value = resolve1(value[0])
    name = getattr(value, "name", None)
    return name if isinstance(name, str) else ("" if value is None else "?")
