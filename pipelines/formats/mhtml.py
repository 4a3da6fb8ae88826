"""Web archives (MHTML): a page with its pictures in one file, as browsers save them and Word does under `.doc`."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from pipelines.decode import Decoded, decode
from pipelines.limits import NotRead
from pipelines.records import FailureKind


def read_mhtml(data: bytes) -> Decoded:
    """The markup of the page that the file is of: its root part, else the first page in it. Raises `NotRead`."""
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    root = str(message.get_param("start", "") or "").strip("<>")
    page = next((part for part in pages if root and root in str(part.get("Content-ID", ""))), None)
    page = page or next(iter(pages), None)
    if page is None:
        raise NotRead(FailureKind.DAMAGED, "网页存档里没有网页")
    payload = page.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        raise NotRead(FailureKind.DAMAGED, "网页存档里的网页是空的")
    return decode(payload, page.get_content_charset())
