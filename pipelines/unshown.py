"""What a page holds of its tables and does not print as text: pictures where tables belong, hidden cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement

from pipelines.forms import normalise
from pipelines.forms.labels import is_form_label, known_label
from pipelines.grid import cell_text, declared, is_hidden
from pipelines.records import Finding

_MARK = "［表图］"
_HEADING = re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3}(?:部分)?\s*[、.．\s]|.*(?:情况|统计表?)$)[^。；，]{0,50}")
_OF_A_TABLE = re.compile(r"主动公开|依?申请|复议|诉讼|统计")
_SIZE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+(?:\.\d+)?)(px|pt)?\s*(?:;|$)")
_SMALLEST = 200.0  # pixels, of a picture that can hold a table
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"[\d.,]+")
_COUNTED = re.compile(r"\d\s*[余多]?\s*[万]?[条件次人份篇期场项个].*。")
_OF_A_TABLE_ITSELF = frozenset({"tr", "td", "th", "thead", "tbody", "tfoot"})
_HIDES = frozenset({"display", "visibility", "opacity", "font-size", "mso-hide", "left", "top", "text-indent"})
_OF_A_BODY = 2  # sentences
_REVEALED = Finding("cells_hidden", "页面把正文或表格藏了起来，别处没有，所以仍然读了")
_MOST_INNER, _LONGEST_LABEL, _LONGEST_QUOTE = 8, 200, 40


def pictures_of_tables(tree: HtmlElement) -> Iterator[Finding]:
    """A finding for each heading of a part that has tables under which stands no table but pictures.

    `tree` has the placeholders of the tables that were cut out of it, and is left as it was.
    """
    pictures = [picture for picture in tree.iter("img") if _is_large(picture) and not is_hidden(picture)]
    for picture in pictures:
        picture.text = _MARK
    lines = cell_text(tree).splitlines() if pictures else []
    for picture in pictures:
        picture.text = None
    heading, count, has_table = "", 0, False
    for line in [*lines, ""]:
        if not line or _HEADING.fullmatch(line):
            if count and not has_table and _OF_A_TABLE.search(heading):
                yield Finding("pictures_unread", f"“{heading}”下没有表格，有 {count} 幅图片")
            heading, count, has_table = line, 0, False
        elif not line.replace(_MARK, "").strip():
            count += line.count(_MARK)
        has_table = has_table or "〔表" in line


def leave_out_hidden(tree: HtmlElement) -> list[Finding]:
    """Take out what the page itself does not show, in place, with a finding for each form and sentence in it.

    Portals hide an article until a script shows it: a hidden part that is the body, or has the only tables of their
    kind, is read as if it were shown, with a finding.
    """
    revealed = bodies = [whole for whole in tree.iter("html", "body") if is_hidden(whole)]
    while True:
        for part in bodies:
            _show(part)
        parts = list(_hidden_parts(tree))
        if not (bodies := _bodies(tree, parts)):
            break
        revealed = bodies
    findings = [_REVEALED] if revealed else []
    findings += _told_cells(parts)
    findings += _told_texts(parts)
    for part in parts:
        part.drop_tree()
    return findings


def _hidden_parts(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The outermost elements that do not show."""
    hidden = set[HtmlElement]()
    for element in tree.xpath("descendant::*[@style or @hidden]"):
        if is_hidden(element) and not any(outer in hidden for outer in element.iterancestors()):
            hidden.add(element)
            yield element


def _bodies(tree: HtmlElement, parts: Sequence[HtmlElement]) -> list[HtmlElement]:
    """The hidden parts that are what the page is about: together most of its sentences, or tables of their kind."""
    labels = {part: _labels(part) for part in parts}
    telling = [part for part in parts if _sentences(part)]
    told = sum(map(_sentences, telling))
    if told < _OF_A_BODY and not any(len(labels[part]) > 1 for part in parts):
        return []
    shown = deepcopy(tree)
    for part in list(_hidden_parts(shown)):
        part.drop_tree()
    labels_shown = _labels(shown)
    is_told = told >= _OF_A_BODY and _sentences(shown) * 4 <= told and any("公开" in _text(part) for part in telling)
    holders = {part.getparent() for part in telling} if is_told else set()
    return [
        part
        for part in parts
        if part.getparent() in holders
        or (
            len(labels[part]) > 1
            and len(labels[part] & labels_shown) * 2 < len(labels[part])
            and not _is_of_shown_table(part)
        )
    ]


def _is_of_shown_table(part: HtmlElement) -> bool:
    """Whether rows or cells belong to a table that shows others with labels."""
    table = next(part.iterancestors("table"), None)
    cells = table.iter("td", "th") if table is not None else ()
    others = (cell for cell in cells if not any(outer is part for outer in (cell, *cell.iterancestors())))
    return part.tag in _OF_A_TABLE_ITSELF and any(is_form_label(cell_text(cell)) for cell in others)


def _show(part: HtmlElement) -> None:
    part.attrib.pop("hidden", None)
    part.set("style", ";".join(f"{name}:{value}" for name, value in declared(part).items() if name not in _HIDES))


def _labels(part: HtmlElement) -> set[str]:
    """The labels of forms among the short texts of a part of a page; none where it has neither cells nor figures, as a
    menu."""
    short = (element for element in part.iter(etree.Element) if len(element) <= _MOST_INNER)
    texts = {text for element in short if len(text := "".join(element.itertext()).strip()) <= _LONGEST_LABEL}
    is_menu = next(part.iter("td", "th"), None) is None and not any(map(_FIGURE.fullmatch, texts))
    return set() if is_menu else {normalise(text) for text in texts if is_form_label(text)}


def _sentences(part: HtmlElement) -> int:
    return _text(part).count("。")


def _text(part: HtmlElement) -> str:
    return " ".join("".join(part.itertext()).split())


def _told_cells(parts: Sequence[HtmlElement]) -> Iterator[Finding]:
    """A finding for each table of a form that has cells with figures which the page itself does not show."""
    inside = {element for part in parts for element in part.iter(etree.Element)}
    tables = dict.fromkeys(
        table for part in parts for table in (*part.iter("table"), next(part.iterancestors("table"), None))
    )
    for table in tables:
        if table is None or table.find(".//table") is not None:
            continue
        cells = list(table.iter("td", "th"))
        texts = [_text(cell) for cell in cells]
        count = sum(cell in inside and bool(_DIGIT.search(text)) for cell, text in zip(cells, texts, strict=True))
        if count and sum(map(is_form_label, texts)) > 1:
            yield Finding("cells_hidden", f"表格有 {count} 个隐藏的格子里有数字，没有读")


def _told_texts(parts: Sequence[HtmlElement]) -> Iterator[Finding]:
    """A finding for hidden text that tells figures: in a sentence, in boxes with labels, in a box beside labels."""
    for part in parts:
        if part.tag in _OF_A_TABLE_ITSELF or part.find(".//table") is not None or part.tag == "table":
            continue
        text = _text(part)
        beside = part.getparent() if _FIGURE.fullmatch(text) else None
        cell = beside is not None and any(known_label(cell_text(box)) for box in beside.iterchildren(etree.Element))
        told = "公开" in text and _COUNTED.search(text)
        if cell or told or len(_labels(part)) > 1:
            yield Finding("part_not_read", f"页面藏起来的文字里有数字，没有读：{text[:_LONGEST_QUOTE]}")


def _is_large(picture: HtmlElement) -> bool:
    """Whether a picture may hold a table: no side of it is said to be small."""
    sides = [float(side) for name in ("width", "height") if (side := picture.get(name) or "").isdecimal()]
    sides += [float(side) for side, _ in _SIZE.findall(picture.get("style") or "")]
    return all(side >= _SMALLEST for side in sides)
