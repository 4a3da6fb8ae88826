"""The few files that only a program of the system can read: what it is called, how it is run, what to install.

A program gets no network, no macros and no more time than a part of the document's own, and ends with its reader: the
reader process is the leader of its group.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from pipelines.limits import Limits, NotRead, too_much
from pipelines.records import FailureKind

# LibreOffice's own settings for a reader of untrusted files: no macro runs, nothing that a document links is fetched.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>1</value></prop>
</item>
</oor:items>
"""
_NOWHERE = "http://127.0.0.1:9"
# A program has this part of the document's time, so that its failure is named before the reader's own time is up.
_SHARE = 0.5
_NO_INPUT = subprocess.DEVNULL


def office_to_docx(data: bytes, suffix: str, limits: Limits) -> bytes:
    """A document that LibreOffice can read, as DOCX. `suffix` names its kind (`.rtf`).

    Raises `NotRead`: `missing_program` with what to install, `damaged` when nothing comes of it, `limit_exceeded`.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise NotRead(
            FailureKind.MISSING_PROGRAM,
            f"读 {suffix} 文件要用 LibreOffice（命令 soffice）。Debian、Ubuntu：apt install libreoffice-writer-nogui",
        )
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        profile = Path(folder) / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
        source = Path(folder) / f"document{suffix}"
        source.write_bytes(data)
        arguments = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
        arguments += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", f"{folder}/out", str(source)]
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), _NOWHERE)
        _run(arguments, limits, {**proxies, "HOME": folder})
        result = Path(folder) / "out" / "document.docx"
        if not result.exists():
            raise NotRead(FailureKind.DAMAGED, f"LibreOffice 打不开这个 {suffix} 文件")
        if result.stat().st_size > limits.size:
            raise too_much("转换后的字节数", limits.size, "READ_SIZE")
        return result.read_bytes()


def archive_to_tar(data: bytes, limits: Limits) -> io.BufferedIOBase:
    """A RAR or 7z archive as a stream in the tar format, made by libarchive's `bsdtar`; nothing is unpacked to a disk.

    Raises `NotRead`: `missing_program` with what to install, `damaged`, `encrypted`, `limit_exceeded`.
    """
    program = shutil.which("bsdtar")
    if program is None:
        raise NotRead(
            FailureKind.MISSING_PROGRAM,
            "解 RAR、7z 压缩包要用 bsdtar。Debian、Ubuntu：apt install libarchive-tools",
        )
    with tempfile.TemporaryFile(prefix="nianbao-") as packed:
        packed.write(data)
        packed.seek(0)
        return io.BytesIO(_run([program, "-cf", "-", "--format=pax", "@-"], limits, stdin=packed.fileno()))


def _run(
    arguments: Sequence[str], limits: Limits, env: Mapping[str, str] | None = None, stdin: int = _NO_INPUT
) -> bytes:
    """What a program prints. It is of its reader's process group, and so ends when the reader is ended."""
    seconds = limits.seconds * _SHARE
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **(env or {})}
    with tempfile.TemporaryFile() as told:
        program = subprocess.Popen(arguments, stdin=stdin, stdout=subprocess.PIPE, stderr=told, env=environment)
        late = threading.Event()

        def end() -> None:
            late.set()
            _kill(program)

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            assert program.stdout is not None
            printed = program.stdout.read(limits.size + 1)
            if len(printed) > limits.size:
                _kill(program)
            program.stdout.close()
            status = program.wait()
        finally:
            timer.cancel()
        told.seek(0)
        complaint = told.read(2000).decode("utf-8", "replace").strip()
    if late.is_set():
        raise too_much(f"{Path(arguments[0]).name} 用的秒数", seconds, "READ_SECONDS")
    if len(printed) > limits.size:
        raise too_much("解压后的字节数", limits.size, "READ_SIZE")
    if status:
        encrypted = "ncrypt" in complaint or "assphrase" in complaint
        last = complaint.splitlines()[-1] if complaint else f"退出状态 {status}"
        raise NotRead(
            FailureKind.ENCRYPTED if encrypted else FailureKind.DAMAGED, f"{Path(arguments[0]).name}：{last[:200]}"
        )
    return printed


def _kill(program: subprocess.Popen[bytes]) -> None:
    """End a program and what it started: `soffice` is only what starts LibreOffice."""
    try:
        started = psutil.Process(program.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    program.kill()
    for process in started:
        with suppress(psutil.NoSuchProcess):
            process.kill()
