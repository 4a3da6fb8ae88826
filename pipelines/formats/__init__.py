"""One module a kind of file: bytes in, a `Document` out, the same text and tables whatever the kind.

HTML goes to `pipelines.extract` as it is; every other kind is first taken apart into plain markup. What a file holds
that is not read is a finding on the document; a file that cannot be read raises `NotRead`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from lxml.html import HtmlElement
from PIL import Image, UnidentifiedImageError

from pipelines import media_types as kinds
from pipelines.decode import Decoded, decode
from pipelines.extract import extract, extract_markup
from pipelines.formats import ocr
from pipelines.formats.csv_text import csv_rows
from pipelines.formats.doc import NotWord97, read_doc
from pipelines.formats.docx import read_docx
from pipelines.formats.markup import HEIGHT, NUMBER, WIDTH, Taken, body
from pipelines.formats.mhtml import read_mhtml
from pipelines.formats.odf import read_odt
from pipelines.formats.pdf import assemble, read_pdf, read_picture, read_pictures
from pipelines.formats.spreadsheet import read_excel_xml, read_ods, read_rows, read_workbook
from pipelines.limits import Limits, NotRead, too_much
from pipelines.media_types import ZIP_RAISES, media_type
from pipelines.programs import office_to_docx
from pipelines.records import Document, FailureKind, Finding

_LITTLE = 60  # characters: a title, and what a scanner adds
_HOW_TO = "装上文字识别（make ocr）再运行 scrapy replay 即可读"
_PICTURE_RAISES = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
_LARGE = (8.0, 2.0)  # centimetres that a table takes, and no seal or emblem
_PIXELS = 96 / 2.54  # a centimetre, where a file does not say how large a picture is shown
_MOST_RECOGNISED = 8  # pictures amid text: more are photographs, and cost the time that the document has
_DOUBTFUL = 0.002  # share of characters that may be damaged, above which it is told


@dataclass(frozen=True, slots=True)
class File:
    """What was made of the bytes of one file that is no archive: its kind, the charset of its text, its document."""

    media_type: str
    charset: str | None
    document: Document


def take_apart(data: bytes, kind: str, charset: str | None, limits: Limits) -> File:
    """The document of a file of a kind (`media_type`); `charset` is what its server said. Raises `NotRead`."""
    if kind in (kinds.HTML, kinds.TEXT, kinds.MHTML):
        return _of_text(data, kind, charset)
    if data.startswith(b"PK"):
        _within_size(data, limits)
    if kind not in _READERS:
        raise NotRead(*_REFUSED.get(kind, (FailureKind.UNSUPPORTED_TYPE, f"不能读取 {kind} 文件")))
    return File(kind, None, _document(_with_pictures(_READERS[kind](data, limits), limits)))


def _within_size(data: bytes, limits: Limits) -> None:
    """Raises `NotRead` where a packed document says that it unpacks to more than it may. Its reader finds out what
    else is wrong with it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(info.file_size for info in package.infolist())
    except ZIP_RAISES:
        return
    if size > limits.size:
        raise too_much("解压后的字节数", limits.size, "READ_SIZE")


def take_apart_pictures(files: Sequence[bytes], limits: Limits) -> tuple[Document, list[int]]:
    """The document of which pictures show the pages, and the number of the picture that each page is in. Raises
    `NotRead`."""
    taken, within = read_pictures(files, limits)
    return _document(taken), within


def _document(taken: Taken) -> Document:
    seen = not taken.typed and any(finding.kind == "read_by_ocr" for finding in taken.findings)
    return replace(extract_markup(taken.markup), findings=tuple(taken.findings), seen=seen)


def _with_pictures(taken: Taken, limits: Limits) -> Taken:
    """A file with what its pictures show: all of it where they are all that it has, scans that were put into a Word
    file; their tables where they stand among text."""
    pictures = [picture for picture in taken.pictures if media_type(picture) in kinds.PICTURES]
    if pictures and _has_little(taken):
        shown, _ = read_pictures(pictures, limits)
        return Taken(body([*taken.markup, *shown.markup]), (*taken.findings, *shown.findings))
    large = {number: image for number, image in enumerate(taken.markup.iter("img"), 1) if _is_large(image, taken)}
    if not large:
        return taken
    if not ocr.is_here():
        unread = Finding("pictures_unread", f"{_numbered(large)}没有读，里面可能有表格。{_HOW_TO}")
        return replace(taken, findings=(*taken.findings, unread))
    return _with_tables_of(large, taken, limits)


def _has_little(taken: Taken) -> bool:
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


def _of_text(data: bytes, kind: str, charset: str | None) -> File:
    decoded = read_mhtml(data) if kind == kinds.MHTML else decode(data, charset)
    rows = csv_rows(decoded.text) if kind == kinds.TEXT else None
    if rows is not None:
        kind, document = kinds.CSV, _document(read_rows(rows))
    else:
        document = extract(decoded.text, is_html=kind != kinds.TEXT)
    return File(kind, decoded.charset, replace(document, findings=_doubt(decoded)))


def _doubt(decoded: Decoded) -> tuple[Finding, ...]:
    if decoded.doubt < _DOUBTFUL:
        return ()
    return (Finding("charset_doubtful", f"按 {decoded.charset} 解码，{decoded.doubt:.1%} 的字符可能损坏"),)


Reader = Callable[[bytes, Limits], Taken]


def _doc(data: bytes, limits: Limits) -> Taken:
    try:
        taken = read_doc(data, limits)
    except NotWord97:
        return read_docx(office_to_docx(data, ".doc", limits), limits)
    if taken.markup.find(".//img") is None:
        return taken
    if _has_little(taken):
        return read_docx(office_to_docx(data, ".doc", limits), limits)  # its pictures are had more easily from there
    if ocr.is_here() and any(_is_large(image, taken) for image in taken.markup.iter("img")):
        with suppress(NotRead):  # then they are told
            return read_docx(office_to_docx(data, ".doc", limits), limits)
    return taken


def _by_office(suffix: str) -> Reader:
    return lambda data, limits: read_docx(office_to_docx(data, suffix, limits), limits)


_READERS: Mapping[str, Reader] = {
    kinds.PDF: read_pdf,
    **dict.fromkeys(kinds.PICTURES, read_picture),
    kinds.DOCX: read_docx,
    kinds.DOC: _doc,
    kinds.RTF: _by_office(".rtf"),
    kinds.WORD_XML: _by_office(".xml"),
    kinds.ODT: read_odt,
    kinds.XLSX: read_workbook,
    kinds.XLS: read_workbook,
    kinds.EXCEL_XML: read_excel_xml,
    kinds.ODS: read_ods,
}
_REFUSED: Mapping[str, tuple[FailureKind, str]] = {
    kinds.EMPTY: (FailureKind.DAMAGED, "文件是空的"),
    kinds.UNKNOWN: (FailureKind.UNSUPPORTED_TYPE, "不是文本，也不是认得的文件格式"),
    kinds.ENCRYPTED: (FailureKind.ENCRYPTED, "Office 文件有打开密码"),
    kinds.OLE: (FailureKind.DAMAGED, "复合文档里没有 Word 或 Excel 的内容，或者文件残缺"),
    kinds.OFD: (FailureKind.UNSUPPORTED_TYPE, "OFD 版式文件还不能读：找同一份报告的 PDF 或 Word 版"),
}
