"""Archives: every honest file comes out, nothing else does, and never more than the limits allow."""

from __future__ import annotations

import gzip
import io
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest

from pipelines.chain import read_document
from pipelines.limits import MEGABYTE, UNLESS_SET, Limits, NotRead
from pipelines.records import Context, DocumentKind, FailureKind
from pipelines.unpack import Packed, unpack, unpacked_at
from tests.files_by_hand import word, zipped
from tests.rar_by_hand import rar
from tests.test_printed import needs

needs_bsdtar = needs("bsdtar", "libarchive-tools")


def names(data: bytes, limits: Limits = UNLESS_SET) -> list[tuple[str, str]]:
    return [(packed.path, packed.name) for packed in unpack(data, limits)]


def failed(data: bytes, limits: Limits = UNLESS_SET) -> tuple[FailureKind, str]:
    with pytest.raises(NotRead) as caught:
        list(unpack(data, limits))
    return caught.value.failure, caught.value.detail


def only(data: bytes) -> Packed:
    (packed,) = unpack(data, UNLESS_SET)
    return packed


# --- what comes out --------------------------------------------------------------------------------------------------


def test_files_in_their_order_archives_in_their_place() -> None:
    inner = zipped({"丙.txt": b"3", "丁.txt": b"4"})
    data = zipped({"甲.txt": b"1", "年报/里层.zip": inner, "乙.txt": b"2"})
    assert [(packed.path, packed.name, packed.data) for packed in unpack(data, UNLESS_SET)] == [
        ("0", "甲.txt", b"1"),
        ("1/0", "年报/里层.zip/丙.txt", b"3"),
        ("1/1", "年报/里层.zip/丁.txt", b"4"),
        ("2", "乙.txt", b"2"),
    ]
    assert unpacked_at(data, "1/1", UNLESS_SET) == b"4"
    with pytest.raises(NotRead):
        unpacked_at(data, "1/2", UNLESS_SET)


def test_what_systems_add_is_left_out() -> None:
    extra = {"__MACOSX/._a.txt": b"x", "a/.DS_Store": b"x", "Thumbs.db": b"x"}
    assert names(zipped({**extra, "a/a.txt": b"1"})) == [("0", "a/a.txt")]


def test_a_word_file_in_an_archive_is_no_archive() -> None:
    assert names(zipped({"年报.docx": word("年报")})) == [("0", "年报.docx")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_without_the_flag_for_them(encoding: str) -> None:
    """What Chinese systems write: the bytes of the name, and no word about what they are."""
    shown, plain = "沅江市年报.txt".encode(encoding), b"x" * len("沅江市年报.txt".encode(encoding))
    data = zipped({plain.decode(): b"1"}).replace(plain, shown)
    assert names(data) == [("0", "沅江市年报.txt")]


def test_gzip_is_one_file() -> None:
    assert only(gzip.compress(b"text")).data == b"text"


@needs_bsdtar
def test_rar_and_7z(tmp_path: Path) -> None:
    members = {"年报/甲.txt": b"1", "b.txt": b"2"}
    assert names(rar(members)) == [("0", "年报/甲.txt"), ("1", "b.txt")]
    for name, data in members.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    made = subprocess.run(
        ["bsdtar", "--format=7zip", "-cf", "-", *members],
        cwd=tmp_path, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert names(made.stdout) == [("0", "年报/甲.txt"), ("1", "b.txt")]


# --- what does not ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../a.txt", "a/../../b.txt", "/etc/passwd", "C:/a.txt", "..\\a.txt"])
def test_a_name_that_leaves_its_folder_is_refused_and_told(name: str) -> None:
    bad, good = unpack(zipped({name: b"1", "good.txt": b"2"}), UNLESS_SET)
    assert (bad.data, bad.failure) == (None, FailureKind.UNSUPPORTED_TYPE)
    assert "路径不当" in bad.detail
    assert good.data == b"2"


@needs_bsdtar
def test_so_is_one_in_a_rar() -> None:
    bad, good = unpack(rar({"../a.txt": b"1", "good.txt": b"2"}), UNLESS_SET)
    assert (bad.data, good.data) == (None, b"2")


def locked(data: bytes) -> bytes:
    """A ZIP whose first member says that it is encrypted."""
    patched = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = patched.index(signature) + offset
        struct.pack_into("<H", patched, at, struct.unpack_from("<H", patched, at)[0] | 1)
    return bytes(patched)


def test_an_encrypted_member_costs_itself() -> None:
    bad, good = unpack(locked(zipped({"a.txt": b"1", "b.txt": b"2"})), UNLESS_SET)
    assert (bad.failure, good.data) == (FailureKind.ENCRYPTED, b"2")


def test_so_does_a_damaged_one() -> None:
    data = zipped({"a.txt": bytes(range(256)), "b.txt": b"2"})
    at = data.index(b"PK\x03\x04") + 30 + len("a.txt") + 20
    bad, good = unpack(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :], UNLESS_SET)
    assert (bad.failure, good.data) == (FailureKind.DAMAGED, b"2")


def test_so_does_one_packed_in_an_unknown_way() -> None:
    data = bytearray(zipped({"a.txt": b"1" * 100, "b.txt": b"2"}))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(signature) + offset, 99)
    bad, good = unpack(bytes(data), UNLESS_SET)
    assert (bad.failure, good.data) == (FailureKind.UNSUPPORTED_TYPE, b"2")


@pytest.mark.parametrize(
    "data",
    [
        zipped({"a.txt": b"1" * 1000})[:60],
        gzip.compress(bytes(1000))[:-12],
        gzip.compress(bytes(1000))[:14] + b"\xff" * 8,
        zipped({}),
        zipped({"__MACOSX/a": b"1"}),
    ],
    ids=["zip", "gzip cut", "gzip flipped", "empty", "nothing but what systems add"],
)
def test_a_damaged_archive(data: bytes) -> None:
    assert failed(data)[0] is FailureKind.DAMAGED


@needs_bsdtar
@pytest.mark.parametrize("data", [rar({"a.txt": b"1" * 1000})[:40], b"7z\xbc\xaf\x27\x1c" + bytes(40)])
def test_a_damaged_archive_for_a_program(data: bytes) -> None:
    assert failed(data)[0] is FailureKind.DAMAGED


def test_an_archive_in_an_archive_that_is_damaged_costs_itself() -> None:
    inner = zipped({"a.txt": b"1" * 1000})[:60]
    bad, good = unpack(zipped({"inner.zip": inner, "b.txt": b"2"}), UNLESS_SET)
    assert (bad.failure, good.data) == (FailureKind.DAMAGED, b"2")


def test_without_the_program_its_absence_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    failure, detail = failed(rar({"a.txt": b"1"}))
    assert failure is FailureKind.MISSING_PROGRAM
    assert "apt install libarchive-tools" in detail


# --- bombs -----------------------------------------------------------------------------------------------------------

SMALL = Limits(size=2 * MEGABYTE, files=5, depth=2)


def nested(depth: int) -> bytes:
    data = b"text"
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


BOMBS = {
    "many files": (zipped({f"{number}.txt": b"1" for number in range(6)}), "READ_FILES"),
    "many in the inner": (zipped({"a.zip": zipped({f"{number}.txt": b"1" for number in range(6)})}), "READ_FILES"),
    "too deep": (nested(3), "READ_DEPTH"),
    "gzip": (gzip.compress(bytes(3 * MEGABYTE)), "READ_SIZE"),
    "gzip in zip": (zipped({"a.gz": gzip.compress(bytes(3 * MEGABYTE))}), "READ_SIZE"),
}


@pytest.mark.parametrize(("data", "setting"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_a_failure_that_names_the_setting(data: bytes, setting: str) -> None:
    failure, detail = failed(data, SMALL)
    assert failure is FailureKind.LIMIT_EXCEEDED
    assert setting in detail


def test_a_file_that_there_is_no_room_for_costs_itself() -> None:
    large, small = unpack(zipped({"a.mp4": bytes(3 * MEGABYTE), "b.txt": b"2"}), SMALL)
    assert (large.data, large.failure, small.data) == (None, FailureKind.LIMIT_EXCEEDED, b"2")
    assert "READ_SIZE" in large.detail
    together = list(unpack(zipped({f"{number}.txt": bytes(MEGABYTE) for number in range(3)}), SMALL))
    assert [packed.failure for packed in together] == [None, None, FailureKind.LIMIT_EXCEEDED]


def test_an_archive_that_was_cut_off_is_not_one_of_its_members() -> None:
    """The list of contents of a stored member is then the last in the file."""
    inner = zipped({"a.txt": b"1"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("inner.zip", inner)
        archive.writestr("b.txt", b"2")
    data = buffer.getvalue()
    assert failed(data[: data.index(b"b.txt") - 30]) == (FailureKind.DAMAGED, "压缩包残缺：目录不是它自己的")


@needs_bsdtar
def test_a_program_s_output_is_bounded_too() -> None:
    failure, detail = failed(rar({"a.txt": bytes(3 * MEGABYTE)}), SMALL)
    assert failure is FailureKind.LIMIT_EXCEEDED
    assert "READ_SIZE" in detail


def test_an_archive_that_lies_about_a_size_gives_no_more_than_it_says() -> None:
    data = bytearray(zipped({"a.txt": bytes(3 * MEGABYTE)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 10)
    packed = only(bytes(data))
    assert packed.data is None or len(packed.data) <= 10


def test_a_document_that_is_a_bomb(tmp_path: Path) -> None:
    """A Word file is a ZIP as well."""
    buffer = io.BytesIO(word("年报"))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/a.bin", bytes(3 * MEGABYTE))
    reading = read_document(buffer.getvalue(), limits=SMALL)
    assert reading.failure is FailureKind.LIMIT_EXCEEDED
    assert "READ_SIZE" in reading.detail


def test_files_before_the_limit_are_read() -> None:
    """What the archive had to give before it came to its limit counts, and the limit is told."""
    title = "沅江市教育局2021年政府信息公开工作年度报告"
    data = zipped({"年报.docx": word(title), **{f"{number}.txt": b"1" for number in range(6)}})
    reading = read_document(data, Context(), limits=Limits(files=5))
    assert [report.id for report in reading.reports] == ["430981-教育局-2021"]
    assert reading.failure is FailureKind.LIMIT_EXCEEDED
    assert next(member.kind for member in reading.members) is DocumentKind.REPORT


def test_the_program_is_the_one_that_is_named() -> None:
    """The package that the message tells to install has the program that is looked for."""
    if shutil.which("dpkg") is None or shutil.which("bsdtar") is None:
        pytest.skip("needs Debian's dpkg and bsdtar")
    found = subprocess.run(["dpkg", "-S", "/usr/bin/bsdtar"], capture_output=True, text=True, check=False)
    assert "libarchive-tools" in found.stdout
