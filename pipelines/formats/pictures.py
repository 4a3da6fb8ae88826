"""Pictures in files that have text: scans that were put into a Word file, tables that were pasted as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import replace

from lxml.html import HtmlElement
from PIL import Image, UnidentifiedImageError

from pipelines import media_types as kinds
from pipelines.formats import ocr
from pipelines.formats.markup import HEIGHT, NUMBER, WIDTH, Taken, body
from pipelines.formats.pdf import assemble, read_pictures
from pipelines.limits import Limits, NotRead
from pipelines.media_types import media_type
from pipelines.records import Finding

_LITTLE = 60  # characters: a title, and what a scanner adds
_HOW_TO = "装上文字识别（make ocr）再运行 scrapy replay 即可读"
_PICTURE_RAISES = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
_LARGE = (8.0, 2.0)  # centimetres that a table takes, and no seal or emblem
_PIXELS = 96 / 2.54  # a centimetre, where a file does not say how large a picture is shown
_MOST_RECOGNISED = 8  # pictures amid text: more are photographs, and cost the time that the document has


def with_pictures(taken: Taken, limits: Limits) -> Taken:
    """A file with what its pictures show: all of it where they are all that it has, scans that were put into a Word
    file; their tables where they stand among text."""
    pictures = [picture for picture in taken.pictures if media_type(picture) in kinds.PICTURES]
    if pictures and has_little(taken):
        shown, _ = read_pictures(pictures, limits)
        return Taken(body([*taken.markup, *shown.markup]), (*taken.findings, *shown.findings))
    large = large_pictures(taken)
    if not large:
        return taken
    if not ocr.is_here():
        unread = Finding("pictures_unread", f"{_numbered(large)}没有读，里面可能有表格。{_HOW_TO}")
        return replace(taken, findings=(*taken.findings, unread))
    return _with_tables_of(large, taken, limits)


def large_pictures(taken: Taken) -> dict[int, HtmlElement]:
    """The pictures of a file that are as large as a table, by their number from 1."""
    return {number: image for number, image in enumerate(taken.markup.iter("img"), 1) if _is_large(image, taken)}


def has_little(taken: Taken) -> bool:
    """Whether a file has next to no text: a title, and what a scanner adds."""
    return len("".join(taken.markup.itertext())) <= _LITTLE


def _is_large(image: HtmlElement, taken: Taken) -> bool:
    """Whether a picture is as large as a table; one that cannot be opened may be."""
    wide, high = image.get(WIDTH), image.get(HEIGHT)
    if wide is None or high is None:
        number = image.get(NUMBER)
        if number is None:
            return False
        try:
            with Image.open(io.BytesIO(taken.pictures[int(number)])) as opened:
                wide, high = opened.width / _PIXELS, opened.height / _PIXELS
        except _PICTURE_RAISES:
            return True
    return float(wide) >= _LARGE[0] and float(high) >= _LARGE[1]


def _with_tables_of(large: Mapping[int, HtmlElement], taken: Taken, limits: Limits) -> Taken:
    """A file with the tables that its large pictures show, in the place of these. Text in them is not taken: a word
    that was recognised says less than one that was typed."""
    held = {
        number: data
        for number, image in large.items()
        if (at := image.get(NUMBER)) and media_type(data := taken.pictures[int(at)]) in kinds.PICTURES
    }
    recognised = dict(list(held.items())[:_MOST_RECOGNISED])
    told = {
        "不在文件里，或者不是能识别的格式，没有读": [number for number in large if number not in held],
        f"没有读：只识别前 {_MOST_RECOGNISED} 幅": [number for number in held if number not in recognised],
    }
    findings: list[Finding] = []
    with_tables: list[int] = []
    page = 0
    for run in _runs(taken.markup, {number: large[number] for number in recognised}):
        scans: dict[int, ocr.Scan] = {}
        for number in run:
            try:
                for scan in ocr.scans_of_picture(recognised[number], max(number, page + 1), limits):
                    page = scan.page.number
                    scans[page] = scan
            except NotRead as error:
                told.setdefault(f"没有读：{error.detail}", []).append(number)
        shown = assemble([scan.page for scan in scans.values()], scans, scans)
        tables = list(shown.markup.iterchildren("table"))
        if tables:
            findings += [finding for finding in shown.findings if finding.kind != "read_by_ocr"]
            with_tables += run
            parent = large[run[0]].getparent()
            assert parent is not None
            at = parent.index(large[run[0]])
            parent[at : at + 1] = tables
        if any(text.strip() for part in shown.markup.iterchildren("p") for text in part.itertext()):
            what = "里表格以外的文字没有读" if tables else "里没有认出表格，其中的文字没有读"
            told.setdefault(what, []).extend(run)
    if with_tables:
        told_of = _numbered(with_tables)
        findings.append(Finding("read_by_ocr", f"{told_of}的表格由字符识别得来，核对过的数字才算读出"))
    findings += [Finding("pictures_unread", _numbered(numbers) + what) for what, numbers in told.items() if numbers]
    return replace(taken, findings=(*taken.findings, *findings), typed=True)


def _runs(markup: HtmlElement, images: Mapping[int, HtmlElement]) -> list[list[int]]:
    """The numbers of pictures, those together between which there is no text: a table may go on in the next."""
    runs: list[list[int]] = []
    numbers = {image: number for number, image in images.items()}
    apart = True
    for element in markup.iter():
        if element in numbers:
            if apart:
                runs.append([])
            runs[-1].append(numbers[element])
            apart = False
        elif (element.text or "").strip():
            apart = True
    return runs


def _numbered(pictures: Iterable[int]) -> str:
    return f"第 {'、'.join(map(str, sorted(pictures)))} 幅图片"
