"""What kind of file the bytes are: by content, never by name or header (a `.doc` may be HTML, a `.docx` a PDF).

Containers are opened as far as their list of contents, because a Word file, a spreadsheet and an archive begin alike.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import olefile

from pipelines.decode import BOMS, decode

HTML = "text/html"
TEXT = "text/plain"
CSV = "text/csv"
MHTML = "multipart/related"
PDF = "application/pdf"
DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD_XML = "application/vnd.ms-wordml+xml"
XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
EXCEL_XML = "application/vnd.ms-spreadsheetml+xml"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
RTF = "application/rtf"
OFD = "application/ofd"
PPT = "application/vnd.ms-powerpoint"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP = "application/zip"
GZIP = "application/gzip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
OLE = "application/x-ole-storage"
ENCRYPTED = "application/x-encrypted-office"
EMPTY = "inode/x-empty"
UNKNOWN = "application/octet-stream"
PNG, JPEG, GIF, TIFF, BMP, WEBP = "image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp"
PICTURES = frozenset({PNG, JPEG, GIF, TIFF, BMP, WEBP})
ARCHIVES = frozenset({ZIP, GZIP, RAR, SEVEN_ZIP})

# What zipfile raises on a damaged or odd archive, when it is opened and when a file in it is read.
ZIP_RAISES = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    KeyError,
    ValueError,
    OSError,
    EOFError,
)

_MAGIC = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (olefile.MAGIC, OLE),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", RAR),
    (b"\x1f\x8b", GZIP),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF8", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_CONTENT_TYPES = "[Content_Types].xml"
_PDF_HEAD = 1024  # the header may stand this far into the file (ISO 32000, annex H)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|table|div|p|span|h[1-6]|script|ucap\w+)[\s>/]", re.IGNORECASE
)
_MHTML = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_MHTML_HEAD = re.compile(rb"\A\s*(?:mime-version|from|subject|date|snapshot-content-location|content-type):", re.I)
_OFFICE_XML = (
    (re.compile(rb"<\?mso-application\s+progid=.Word\.|schemas.microsoft.com/office/word/2003/wordml"), WORD_XML),
    (re.compile(rb"<pkg:package\b"), WORD_XML),
    (re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet"), EXCEL_XML),
)
_OFFICE_HEAD = 4096
_CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27})
_MARKUP_HEAD = 65_536


def media_type(data: bytes) -> str:
    """Media type by content; `application/octet-stream` for what is neither known nor text, `inode/x-empty` for
    nothing at all. CSV is told from prose where it is taken apart (`pipelines.formats.csv_text`)."""
    if not data.strip():
        return EMPTY
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return _of_zip(data) if kind == ZIP else _of_ole(data) if kind == OLE else kind
    if b"%PDF-" in data[:_PDF_HEAD] and not _HTML.search(data[: data.find(b"%PDF-")]):
        return PDF
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return BMP
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return _of_text(data)


def _of_text(data: bytes) -> str:
    head = data[:_MARKUP_HEAD]
    if data.startswith(tuple(bom for bom, _ in BOMS)):
        head = decode(head).text.encode()
        return _of_markup(head) or TEXT
    if _MHTML_HEAD.match(head) and _MHTML.search(head[:_OFFICE_HEAD]):
        return MHTML
    if kind := _of_markup(head):
        return kind
    sample = data[:4096]
    if b"\0" in sample or len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 100:
        return UNKNOWN
    return TEXT


def _of_markup(head: bytes) -> str | None:
    for pattern, kind in _OFFICE_XML:
        if pattern.search(head[:_OFFICE_HEAD]):
            return kind
    return HTML if _HTML.search(head) else None


def _of_zip(data: bytes) -> str:
    """An archive, or the kind of document that is packed as one. A damaged list of contents leaves it an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if is_of_a_part(archive):
                return ZIP
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip().removesuffix("-template")
                return declared if declared.startswith("application/vnd.oasis.opendocument.") else ZIP
    except ZIP_RAISES:
        names = {*_names_seen(data), _CONTENT_TYPES}  # that part is often the last
    if "OFD.xml" in names:
        return OFD
    if _CONTENT_TYPES not in names:
        return ZIP
    for prefix, kind in (("word/", DOCX), ("xl/workbook.bin", XLSB), ("xl/", XLSX), ("ppt/", PPTX)):
        if any(name.startswith(prefix) for name in names):
            return kind
    return ZIP


def is_of_a_part(archive: zipfile.ZipFile) -> bool:
    """Whether the list of contents is that of an archive within the file: the file's own, at its end, was cut off."""
    return min((info.header_offset for info in archive.infolist()), default=0) > 0


def _names_seen(data: bytes) -> set[str]:
    """The member names before their data, for an archive whose list of contents (at its end) is lost."""
    return {
        data[start + 30 : start + 30 + int.from_bytes(data[start + 26 : start + 28], "little")].decode(
            "utf-8", "replace"
        )
        for start in (match.start() for match in re.finditer(rb"PK\x03\x04", data))
    }


def _of_ole(data: bytes) -> str:
    """The kind of document in Microsoft's compound file, by its streams; Kingsoft's `.wps` and `.et` are such too."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(path) for path in ole.listdir()}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError, RecursionError):
        return OLE  # olefile raises these for damaged directories
    for stream, kind in (
        ("EncryptedPackage", ENCRYPTED),
        ("WordDocument", DOC),
        ("Workbook", XLS),
        ("Book", XLS),
        ("PowerPoint Document", PPT),
    ):
        if stream in streams:
            return kind
    return OLE
