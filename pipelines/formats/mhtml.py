"""Web archives (MHTML): a page with its pictures in one file, as browsers save them and Word does under `.doc`.

Excel saves a workbook so: the page is a set of frames, and each sheet a part of its own.
"""

from __future__ import annotations

import email
import email.policy
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from pipelines.decode import Decoded, decode
from pipelines.formats.sheets import sheet_hidden
from pipelines.limits import NotRead
from pipelines.records import FailureKind, Finding

_FRAMES = re.compile(r"<frameset\b.*(?:</frameset\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_FRAME = re.compile(r"<frame\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_TABS = re.compile(r"""\bname\s*=\s*["']?frTabs\b""", re.IGNORECASE)  # the names of the sheets, to click on
_BODY = re.compile(r"<body\b[^>]*>(.*?)(?:</body\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\s*</x:Visible>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pages(Decoded):
    """The markup of an archive's page, with that of its frames, and what of these was not read."""

    findings: tuple[Finding, ...] = ()


def read_mhtml(data: bytes) -> Pages:
    """The markup of the page that the file is of: its root part, else the first page in it. Where that is a set of
    frames, the other pages follow it as they stand in the file. Raises `NotRead`."""
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    root = str(message.get_param("start", "") or "").strip("<>")
    page = next((part for part in pages if root and root in str(part.get("Content-ID", ""))), None)
    page = page or next(iter(pages), None)
    if page is None:
        raise NotRead(FailureKind.DAMAGED, "网页存档里没有网页")
    decoded = _decoded(page)
    if decoded is None:
        raise NotRead(FailureKind.DAMAGED, "网页存档里的网页是空的")
    if not _FRAMES.search(decoded.text):
        return Pages(decoded.text, decoded.charset, decoded.doubt)
    return _with_frames(decoded, [part for part in pages if part is not page])


def _decoded(page: EmailMessage) -> Decoded | None:
    """The text of a part; None where it is empty."""
    payload = page.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return None
    return decode(payload, page.get_content_charset())


def _with_frames(page: Decoded, others: Sequence[EmailMessage]) -> Pages:
    """The head of a set of frames with the bodies of the other pages; hidden sheets and the tabs are left out."""
    frames = _FRAME.findall(page.text)
    tabs = {_name(source[1]) for frame in frames if _TABS.search(frame) and (source := _SOURCE.search(frame))}
    bodies, findings, doubt = [], [], page.doubt
    for part in others:
        name = _name(str(part.get("Content-Location", "")))
        decoded = _decoded(part) if name not in tabs or not name else None
        if decoded is None:
            continue
        if _HIDDEN.search(decoded.text):
            findings.append(sheet_hidden(name))
            continue
        body = _BODY.search(decoded.text)
        bodies.append(body[1] if body else decoded.text)
        doubt = max(doubt, decoded.doubt)
    head = _END.sub("", _FRAMES.sub("", page.text))
    text = f"{head}<body>{''.join(f'<div>{body}</div>' for body in bodies)}</body></html>"
    return Pages(text, page.charset, doubt, tuple(findings))


def _name(location: str) -> str:
    """The file's name in an address or path."""
    return posixpath.basename(location.replace("\\", "/").partition("?")[0]).lower()
