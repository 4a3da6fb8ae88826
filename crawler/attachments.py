"""The files that a report's page links: its annexes, not the files of the page's frame."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.follow import is_file
from crawler.listings.links import absolute, base_url, parse

_FRAME = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|head|header|foot|footer|sidebar|side|related|xg|tool)(?![a-z])", re.IGNORECASE
)
_FRAME_TAGS = frozenset({"nav", "header", "footer", "aside"})
_AT_MOST = 20


def find_attachments(text: str, url: str) -> list[str]:
    """The addresses of the document files linked in a page's body, at most twenty, in order."""
    tree = parse(text)
    base = base_url(tree, url)
    found: dict[str, None] = {}
    for anchor in tree.iter("a"):
        href = re.sub(r"[\r\n\t]+", "", anchor.get("href") or "").strip()
        try:
            address = absolute(base, href)
        except ValueError:  # what is no address leads to no file
            continue
        in_frame = any(
            parent.tag in _FRAME_TAGS or _FRAME.search(f"{parent.get('class') or ''} {parent.get('id') or ''}")
            for parent in anchor.iterancestors()
        )
        if not in_frame and is_file(address) and urlsplit(address).scheme in ("http", "https"):
            found[address] = None
    return list(found)[:_AT_MOST]
