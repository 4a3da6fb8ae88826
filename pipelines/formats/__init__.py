"""One module a kind of file: bytes in, a `Document` out, the same text and tables whatever the kind.

HTML goes to `pipelines.extract` as it is; every other kind is first taken apart into plain markup. What a file holds
that is not read is a finding on the document; a file that cannot be read raises `NotRead`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from pipelines import media_types as kinds
from pipelines.decode import Decoded, decode
from pipelines.extract import extract, extract_markup
from pipelines.formats import ocr
from pipelines.formats.csv_text import csv_rows
from pipelines.formats.doc import NotWord97, read_doc
from pipelines.formats.docx import read_docx
from pipelines.formats.markup import Taken
from pipelines.formats.mhtml import Pages, read_mhtml
from pipelines.formats.odf import read_odt
from pipelines.formats.pdf import read_pdf, read_picture, read_pictures
from pipelines.formats.pictures import has_little, large_pictures, with_pictures
from pipelines.formats.spreadsheet import read_excel_xml, read_ods, read_rows, read_workbook
from pipelines.limits import Limits, NotRead, too_much
from pipelines.media_types import ZIP_RAISES
from pipelines.programs import office_to_docx
from pipelines.records import Document, FailureKind, Finding

# A CSV file has no other end: without it the last number may have lost digits.
_CUT = (Finding("file_damaged", "最后一行没有换行：文件可能被截断，末尾的数字可能不全"),)
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
        return _of_text(data, kind, charset, limits)
    if data.startswith(b"PK"):
        _within_size(data, limits)
    if kind not in _READERS:
        raise NotRead(*_REFUSED.get(kind, (FailureKind.UNSUPPORTED_TYPE, f"不能读取 {kind} 文件")))
    return File(kind, None, _document(with_pictures(_READERS[kind](data, limits), limits)))


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


def _of_text(data: bytes, kind: str, charset: str | None, limits: Limits) -> File:
    decoded = read_mhtml(data) if kind == kinds.MHTML else decode(data, charset)
    unread = decoded.findings if isinstance(decoded, Pages) else ()
    rows = csv_rows(decoded.text) if kind == kinds.TEXT else None
    if rows is not None:
        kind, document = kinds.CSV, _document(read_rows(rows, limits))
        unread = () if decoded.text.endswith(("\n", "\r")) else _CUT
    else:
        document = extract(decoded.text, is_html=kind != kinds.TEXT)
    return File(kind, decoded.charset, replace(document, findings=(*document.findings, *unread, *_doubt(decoded))))


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
    if has_little(taken):
        return read_docx(office_to_docx(data, ".doc", limits), limits)  # its pictures are had more easily from there
    if ocr.is_here() and large_pictures(taken):
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
