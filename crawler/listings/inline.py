"""Column pages that are the report itself, without a list (PORTALS.md §1.2)."""

from __future__ import annotations

import re

from pipelines.decode import decode

_TAG = re.compile(r"<[^<>]{0,2000}>")
# The sections of a report, in the order of the form of 2021 and in the words of the older ones (PORTALS.md §1.4).
_SECTIONS = tuple(
    re.compile(f"[一二三四五六七八九]\\s*[、.．]\\s*(?:{words})")
    for words in (
        "总体情况|概述|工作概况|基本情况",
        "(?:行政机关)?主动公开",
        "收到和处理|依申请公开|申请公开",
        "(?:因?政府信息公开)?(?:被?申请|提起)?行政复议|复议",
        "(?:存在|主要|工作)?.{0,6}问题",
        "其他需要",
    )
)
_LEAST = 3


def is_report_page(body: bytes) -> bool:
    """Whether a column's page has the sections of a report in it: at least three of six, as headings."""
    text = " ".join(_TAG.sub(" ", decode(body).text).split())
    return sum(pattern.search(text) is not None for pattern in _SECTIONS) >= _LEAST
