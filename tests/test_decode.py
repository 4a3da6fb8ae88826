"""Bytes in, text and media type out."""

import pytest

from pipelines.decode import decode
from pipelines.media_types import media_type

TEXT = "沅江市二〇一八年政府信息公开工作年度报告，朱镕喆签发。"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gbk", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "iso-8859-1"])
def test_wrong_declarations_do_not_matter(charset: str, declared: str | None) -> None:
    text = TEXT.replace("喆", "") if charset == "gbk" else TEXT
    page = f"<html><meta charset={declared}><body>{text}</body></html>"
    decoded = decode(page.encode(charset), declared)
    assert text in decoded.text
    assert "\ufffd" not in decoded.text


def test_a_character_cut_in_two_is_no_damage() -> None:
    assert decode(TEXT.encode()[:-1]).charset == "utf-8"


def test_one_bad_byte_keeps_the_charset() -> None:
    data = (TEXT * 5).encode()
    decoded = decode(data[:30] + b"\xff" + data[30:])
    assert decoded.charset == "utf-8"
    assert decoded.doubt > 0


def test_gbk_with_one_bad_byte_is_not_taken_for_utf8() -> None:
    data = (TEXT * 5).encode("gb18030")
    assert decode(data + b"\xff\xff " + data).charset == "gb18030"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "inode/x-empty"),
        (b" \r\n", "inode/x-empty"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"\x93\x81\x02\x04\x05\x06\x01\x03", "application/octet-stream"),
        (TEXT.encode(), "text/plain"),
        (TEXT.encode("gb18030"), "text/plain"),
        (b"<!DOCTYPE html><p>", "text/html"),
        ("\ufeff<html>".encode("utf-16-le"), "text/html"),
        (b"\r\n\r\n<table><tr>", "text/html"),
    ],
)
def test_media_type(data: bytes, kind: str) -> None:
    assert media_type(data) == kind
