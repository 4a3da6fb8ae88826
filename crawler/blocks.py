"""What a response really is: a page, or a protection page, a throttle, a missing page that says 200.

Pure functions of status, headers and the first bytes. Protections are named and left alone: nothing here solves,
retries or pretends (PORTALS.md §9).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.records import FailureKind

_HEAD = 16_384
_SMALL = 6_000
_LITTLE = 1_200  # bytes of visible text, about 400 characters
_SHELL_SIZE = 1_500
_SENT_ON = re.compile(rb"""location(?:\.href)?\s*(?:=|\.replace\s*\(|\.assign\s*\()\s*["']([^"']+)["']""")
_BLOCKED_STATUS = {
    521: "加速乐 protection",
    412: "瑞数 protection",
    405: "web application firewall",
    401: "asks for a login",
    403: "refused by the server or its firewall",
}
_THROTTLED_STATUS = {418, 422, 429, 509}
_BLOCK_MARKS = (
    (re.compile(rb"__jsl_clearance|__jsluid_"), "加速乐 protection"),
    (re.compile(rb"\$_ts\s*=\s*window|\$_ts\.nsd|window\[['\"]\$_ts"), "瑞数 protection"),
    (re.compile(rb"GeoBL|aliyun_waf|acw_sc__v2|yundun|_waf_|WAF_Block", re.IGNORECASE), "web application firewall"),
    (
        re.compile("请输入验证码|请完成安全验证|人机验证|滑动验证|访问行为异常|您的访问被拦截".encode()),
        "asks for a captcha",
    ),
)
_THROTTLE_MARKS = re.compile(
    "访问过于频繁|访问频率|操作过于频繁|请求过于频繁|系统繁忙，请稍后|too many requests".encode(), re.IGNORECASE
)
_SOFT_404 = re.compile(
    (
        "页面不存在|页面未找到|您访问的页面|找不到(?:该|此|您)?(?:页面|网页)|该页无法显示"
        "|404 not found|对不起，您要?访问的"
    ).encode(),
    re.IGNORECASE,
)
_SHELL = re.compile(rb"<script|http-equiv=[\"']?refresh", re.IGNORECASE)
_TEXT = re.compile(rb"<(script|style|title)[^>]*>.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)


def judge_response(status: int, headers: Mapping[str, str], body: bytes) -> tuple[FailureKind, str] | None:
    """Why a response is not the document that was asked for, or None when it is one.

    `headers` have lower-case names. The detail names what was seen, for the table of failures.
    """
    head = body[:_HEAD]
    seen = _try_utf8(head)
    for mark, name in _BLOCK_MARKS:
        marked = mark.search(seen) or mark.search(headers.get("set-cookie", "").encode())
        if marked and _is_small(body) and _says_little(seen):
            return FailureKind.BLOCKED, f"{name}（HTTP {status}）"
    if status in _BLOCKED_STATUS:
        return FailureKind.BLOCKED, f"{_BLOCKED_STATUS[status]}（HTTP {status}）"
    if status in _THROTTLED_STATUS or (_THROTTLE_MARKS.search(seen) and _is_small(body) and _says_little(seen)):
        return FailureKind.THROTTLED, f"HTTP {status}"
    if status in (404, 410):
        return FailureKind.GONE, f"HTTP {status}"
    if status == 202 and _is_small(body) and _SHELL.search(head):
        return FailureKind.BLOCKED, "a page of script only（HTTP 202）"
    if status >= 400 or status < 200:
        return FailureKind.HTTP_ERROR, f"HTTP {status}"
    if 300 <= status < 400:
        return FailureKind.REDIRECT_LOOP, f"HTTP {status} → {headers.get('location', '?')}"
    if _is_small(body) and _SOFT_404.search(seen) and _says_little(seen):
        return FailureKind.SOFT_404, f"HTTP {status}，页面说不存在"
    return None


def redirect_target(body: bytes) -> str | None:
    """Where a page of script alone sends its reader: the redirect shells of 160 bytes that portals put before a
    page (PORTALS.md §8). None for a page that says anything itself, or sets
    a cookie: that would be a challenge."""
    if len(body) > _SHELL_SIZE or b"cookie" in body or _TEXT.sub(b"", body).strip():
        return None
    match = _SENT_ON.search(body)
    return match.group(1).decode("utf-8", errors="replace") if match else None


def _says_little(seen: bytes) -> bool:
    """Whether a page shows hardly any text: what a protection page is, and a report is not."""
    return len(_TEXT.sub(b"", seen).strip()) < _LITTLE


def _is_small(body: bytes) -> bool:
    return len(body) < _SMALL


def _try_utf8(head: bytes) -> bytes:
    """The bytes as UTF-8 where they are GB 18030, so that one set of words serves both."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return head.decode("gb18030", errors="replace").encode()
    return head
