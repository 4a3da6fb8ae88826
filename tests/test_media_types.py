"""The kind of a file is told by its bytes."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from pipelines import media_types as kinds
from pipelines.media_types import media_type
from tests.files_by_hand import annex, page, word, zipped
from tests.pdf_by_hand import paragraphs, pdf
from tests.printed.make import DOCUMENTS
from tests.rar_by_hand import rar

PRINTED = {
    "pdf": kinds.PDF, "docx": kinds.DOCX, "doc": kinds.DOC, "xlsx": kinds.XLSX, "xls": kinds.XLS, "ods": kinds.ODS,
    "odt": kinds.ODT, "rtf": kinds.RTF, "csv": kinds.TEXT, "txt": kinds.TEXT, "html": kinds.HTML, "mht": kinds.MHTML,
    "zip": kinds.ZIP, "jpg": kinds.JPEG, "png": kinds.PNG, "tiff": kinds.TIFF,
}  # fmt: skip
# Files whose name says another kind than they are.
MISNAMED = {"html_word_gb2312.doc": kinds.HTML, "html_word_utf-8.doc": kinds.HTML, "html_sheet.xls": kinds.HTML,
            "html_sheet_annex.xls": kinds.HTML}  # fmt: skip
WORD_2003 = b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument xmlns:w="urn:w"/>'
EXCEL_2003 = b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'


@pytest.mark.parametrize("path", sorted(DOCUMENTS.iterdir()), ids=lambda path: path.name)
def test_printed_files(path: Path) -> None:
    assert media_type(path.read_bytes()) == MISNAMED.get(path.name, PRINTED[path.suffix[1:]])


def with_bom(text: str, encoding: str, bom: bytes) -> bytes:
    return bom + text.encode(encoding)


def stored(files: dict[str, bytes]) -> bytes:
    """An archive whose members are not compressed, so that their beginnings show."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", kinds.EMPTY),
        (b" \r\n", kinds.EMPTY),
        (b"\0\0\0\0", kinds.UNKNOWN),
        (bytes(range(256)) * 8, kinds.UNKNOWN),
        ("政府信息公开".encode("gb18030"), kinds.TEXT),
        (with_bom("政府信息公开", "utf-16-le", b"\xff\xfe"), kinds.TEXT),
        (with_bom("<html><body>年报</body></html>", "utf-16-le", b"\xff\xfe"), kinds.HTML),
        (with_bom("<html>", "utf-8", b"\xef\xbb\xbf"), kinds.HTML),
        (page("年报"), kinds.HTML),
        (b"\r\n\r\n<TABLE border=1><tr><td>1</td></tr></TABLE>", kinds.HTML),
        (b"2 < 3 and 5 > 4", kinds.TEXT),
        (WORD_2003, kinds.WORD_XML),
        (EXCEL_2003, kinds.EXCEL_XML),
        (b"junk before the header " + pdf([paragraphs(["1"])]), kinds.PDF),
        (b"<html><p>a page that speaks of %PDF-1.4</p></html>", kinds.HTML),
        (word("年报"), kinds.DOCX),
        (annex(), kinds.XLSX),
        (zipped({"ppt/presentation.xml": b"", "[Content_Types].xml": b""}), kinds.PPTX),
        (zipped({"年报.docx": word("年报")}), kinds.ZIP),
        (stored({"年报.pdf": pdf([paragraphs(["1"])])}), kinds.ZIP),
        (zipped({}), kinds.ZIP),
        (zipped({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b""}), kinds.OFD),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), kinds.ODS),
        (zipped({"mimetype": b"application/epub+zip"}), kinds.ZIP),
        (rar({"a.txt": b"1"}), kinds.RAR),
        (b"Rar!\x1a\x07\x00" + bytes(20), kinds.RAR),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), kinds.SEVEN_ZIP),
        (gzip.compress(b"1"), kinds.GZIP),
        (b"GIF89a", kinds.GIF),
        (b"BM\x36\0\0\0\0\0\0\0", kinds.BMP),
        (b"BMW is text", kinds.TEXT),
        (b"RIFF\0\0\0\0WEBPVP8 ", kinds.WEBP),
        (b"MM\0*\0\0\0\x08", kinds.TIFF),
        ((DOCUMENTS / "calc_tables.xls").read_bytes()[:600], kinds.OLE),
    ],
)
def test_by_content(data: bytes, kind: str) -> None:
    assert media_type(data) == kind


@pytest.mark.parametrize(("data", "kind"), [(word("年报"), kinds.DOCX), (annex(), kinds.XLSX)])
def test_a_package_without_its_end_is_told_by_what_is_left(data: bytes, kind: str) -> None:
    assert media_type(data[: len(data) * 3 // 4]) == kind


def test_an_archive_that_lies_about_its_mimetype_s_size_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", bytes(10_000_000))
    assert media_type(buffer.getvalue()) == kinds.ZIP
