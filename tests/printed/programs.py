"""The programs that print: Chromium, LibreOffice, qpdf and ghostscript, each from bytes to bytes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

NEEDED = {"chromium": "chromium", "soffice": "libreoffice-writer libreoffice-calc", "qpdf": "qpdf", "gs": "ghostscript"}
FONTS = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "WenQuanYi Zen Hei": "fonts-wqy-zenhei",
    "AR PL UMing CN": "fonts-arphic-uming",
    "AR PL UKai CN": "fonts-arphic-ukai",
}
_CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def missing() -> list[str]:
    """What this machine lacks, each with the Debian package that brings it."""
    lacking = [f"program {name} (package {package})" for name, package in NEEDED.items() if not shutil.which(name)]
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
        lacking += [f"font {font} (package {package})" for font, package in FONTS.items() if font not in listed]
    else:
        lacking.append("program fc-list (package fontconfig)")
    return lacking


def _run(command: list[str], folder: Path, made: str) -> bytes:
    """Runs a program in a folder of its own; returns the file that it made. Raises RuntimeError if it made none."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    target = folder / made
    if not target.is_file() or not target.stat().st_size:
        raise RuntimeError(f"{command[0]} made no {made}: {done.stdout} {done.stderr}")
    return target.read_bytes()


def chromium(html: str, *, header: bool = False, tags: bool = False) -> bytes:
    """A PDF of a page, as a browser prints it: `header` with the browser's own lines of date, title, address and page
    number, `tags` with the tree of the page's structure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page.html").write_text(html, "utf-8")
        options = [*_CHROMIUM, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'page.pdf'}"]
        if not header:
            options.append("--no-pdf-header-footer")
        if not tags:
            options.append("--disable-pdf-tagging")
        return _run(["chromium", *options, (folder / "page.html").as_uri()], folder, "page.pdf")


def office(data: bytes, source: str, target: str, export: str = "") -> bytes:
    """A file of another kind by LibreOffice: from suffix `source` to suffix `target`, by the named export filter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"given.{source}").write_bytes(data)
        out = folder / "out"
        command = [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            f"{target}:{export}" if export else target,
            "--outdir",
            str(out),
            f"given.{source}",
        ]
        return _run(command, folder, f"out/given.{target}")


def qpdf(data: bytes, *options: str) -> bytes:
    """A PDF rewritten by qpdf."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "given.pdf").write_bytes(data)
        return _run(["qpdf", *options, "given.pdf", "made.pdf"], folder, "made.pdf")


def ghostscript(data: bytes) -> bytes:
    """A PDF saved again by ghostscript's pdfwrite."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "given.pdf").write_bytes(data)
        command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-sOutputFile=made.pdf", "given.pdf"]
        return _run(command, folder, "made.pdf")
