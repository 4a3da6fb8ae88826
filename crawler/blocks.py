"""What a response really is: a page, or a protection page, a login wall, a throttle, a missing page that says 200.

Pure functions of status, headers and body. Protections are named and left alone: nothing here solves, retries or
pretends (PORTALS.md §9). Pages are known by their words and never by their size, and a page that names an annual
report is one: a report lost is worse than an error page kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crawler.listings.links import parse
from pipelines.decode import decode
from pipelines.media_types import HTML, TEXT, media_type
from pipelines.records import FailureKind

_LONGEST = 262_144  # a protection page is shorter; what is longer is told by its status alone
_LITTLE = 400  # characters of visible text: more than a protection page has, less than a report
_FEW_LINKS = 8
_QUOTED = 80
_SHELL_SIZE = 1_500
_SENT_ON = re.compile(rb"""location(?:\.href)?\s*(?:=|\.replace\s*\(|\.assign\s*\()\s*["']([^"']+)["']""")
_MARKUP = re.compile(rb"<(script|style|title)[^>]*>.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "title", "head"})
_SHOWN = frozenset({"img", "iframe", "frame", "embed", "object", "canvas", "svg", "a"})
_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
_EMBEDDED = re.compile(r"JVBERi0|base64,|(?:[\u4e00-\u9fff][^\u4e00-\u9fff]*){30}")  # a PDF, or text, in a script
_REPORT = re.compile(r"年度?\s*报告|年报")

_REFUSED = "服务器拒绝访问"
_LOGIN = "要求登录"
_FIREWALL = "网站防火墙"
_BLOCKED_STATUS = {521: "加速乐防护", 412: "瑞数防护", 405: _FIREWALL, 401: _LOGIN, 403: _REFUSED}
_THROTTLED_STATUS = frozenset({418, 422, 429, 509})
_COOKIES = re.compile(r"__jsl_clearance|__jsluid_")
_SCRIPTS = (
    (re.compile(r"__jsl_clearance|__jsluid_|;go\(\{\"bts\""), "加速乐防护"),
    (re.compile(r"\$_ts\s*=\s*window|\$_ts\.nsd|window\[['\"]\$_ts"), "瑞数防护"),
    (re.compile(r"reason:\s*GeoBL", re.IGNORECASE), "按地域拒绝访问"),
    (re.compile(r"知道创宇|创宇盾|365cyd|yunaq\.com", re.IGNORECASE), "创宇盾"),
    (re.compile(r"aliyun_waf|acw_sc__v2|errors\.aliyun\.com|yundun|阿里云盾", re.IGNORECASE), "云盾"),
    (re.compile(r"wzws-waf|wangzhan\.qianxin|奇安信网站卫士|网站卫士", re.IGNORECASE), "奇安信网站卫士"),
    (re.compile(r"_waf_|waf_block|safedog|safeline", re.IGNORECASE), _FIREWALL),
)
_WORDS = (
    (
        FailureKind.BLOCKED,
        "要求验证码",
        re.compile(
            "请(?:输入|填写)(?:图[形片])?验证码|安全验证|人机(?:验证|识别)|(?:滑动|拖动).{0,6}验证|captcha",
            re.IGNORECASE,
        ),
    ),
    (
        FailureKind.BLOCKED,
        _FIREWALL,
        re.compile(
            "(?:访问|请求|操作)(?:行为)?(?:异常|(?:已?被|遭到)(?:拦截|阻断|拒绝|禁止))|造成安全威胁|疑似(?:黑客)?攻击"
        ),
    ),
    (
        FailureKind.THROTTLED,
        "访问过于频繁",
        re.compile(
            "(?:访问|操作|请求)(?:过于|太)频繁|访问频率(?:限制|过高|超|受限)|系统繁忙|服务器(?:繁忙|忙)|访问(?:人数|量)过[多大]"
            "|too many requests|rate limit",
            re.IGNORECASE,
        ),
    ),
    (
        FailureKind.SOFT_404,
        "页面说不存在",
        re.compile(
            "(?:页面|网页|文章|文件|该页)(?:不存在|未找到|没有找到)|(?:页面|网页|文章|内容|信息)已(?:经?被)?(?:删除|移除|下线)"
            "|(?:找不到|未找到|没有找到)(?:[该此您]|您?要?访问的)?(?:页面|网页|文章)|您要?访问的(?:页面|网页)"
            r"|该页无法显示|404\s*not found|page not found",
            re.IGNORECASE,
        ),
    ),
)
_MISSING_TITLE = re.compile(
    r"\s*(?:404\b|(?:错误|error)\s*404|(?:您访问的)?(?:页面|网页)(?:不存在|未找到))", re.IGNORECASE
)
_LOGIN_WORDS = re.compile(r"登\s*[录陆]|统一身份认证|单点登录|\blog\s?in\b|\bsign in\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a visitor sees of a page, and what stands behind it."""

    source: str
    title: str
    words: str
    links: int
    asks_password: bool
    tags: frozenset[str]

    @property
    def says_little(self) -> bool:
        return len(self.words) < _LITTLE

    @property
    def names_report(self) -> bool:
        return _REPORT.search(self.title) is not None or _REPORT.search(self.words) is not None


def judge_response(status: int, headers: Mapping[str, str], body: bytes) -> tuple[FailureKind, str] | None:
    """Why a response is not the document that was asked for, or None when it is one.

    `headers` have lower-case names. The detail tells what was recognised and how the body begins, for the table of
    failures.
    """
    found = recognise(status, headers, body)
    if found is None:
        return None
    kind, sign = found
    begins = begin_of(body)
    return kind, f"{sign}（HTTP {status}）" + (f"：{begins}" if begins else "")


def recognise(status: int, headers: Mapping[str, str], body: bytes) -> tuple[FailureKind, str] | None:
    """The kind of a response that is not a document, and the sign it was known by: the same challenge has the same
    sign, whatever its page prints. None for a document."""
    seen = _see(body)
    if seen is not None:
        for mark, sign in _SCRIPTS:
            if mark.search(seen.source) and _is_hollow(seen, status):
                return FailureKind.BLOCKED, sign
        if not seen.words and "script" in seen.tags and _COOKIES.search(headers.get("set-cookie", "")):
            return FailureKind.BLOCKED, _BLOCKED_STATUS[521]
        for kind, sign, words in _WORDS[:-1]:
            if words.search(seen.words) and _is_hollow(seen, status):
                return kind, sign
    if status in _BLOCKED_STATUS:
        return FailureKind.BLOCKED, _BLOCKED_STATUS[status]
    if status in _THROTTLED_STATUS:
        return FailureKind.THROTTLED, "限速"
    if status in (404, 410):
        return FailureKind.GONE, "网页没有了"
    if status >= 400 or status < 200:
        return FailureKind.HTTP_ERROR, "服务器出错"
    if 300 <= status < 400:
        return FailureKind.REDIRECT_LOOP, f"转向 {headers.get('location', '不明')}"
    return _recognise_page(seen, status) if seen is not None else None


def _recognise_page(seen: _Seen, status: int) -> tuple[FailureKind, str] | None:
    """What a page of a status that says success is, if it is no document."""
    if status == 202 and not seen.words and ("script" in seen.tags or _REFRESH.search(seen.source)):
        return FailureKind.BLOCKED, "只有脚本的页面"
    if _MISSING_TITLE.match(seen.title):
        return FailureKind.SOFT_404, "页面说不存在"
    if not _is_hollow(seen, status):
        return None
    kind, sign, words = _WORDS[-1]
    if words.search(seen.words):
        return kind, sign
    if seen.asks_password and seen.links <= _FEW_LINKS and _LOGIN_WORDS.search(seen.title + seen.words):
        return FailureKind.BLOCKED, _LOGIN
    return None


def judge_report(body: bytes) -> tuple[FailureKind, str] | None:
    """Why a page that was asked for as a report holds none that anyone could see, or None.

    An empty shell (空壳) is a page without text, pictures, frames or links, whose scripts hold no text either: it
    would be filled by a browser. Listings may be such pages and are not asked here; nor is what `redirect_target`
    follows a shell.
    """
    seen = _see(body)
    if seen is None or media_type(body) != HTML or redirect_target(body) is not None:
        return None
    if seen.words or seen.tags & _SHOWN or _REFRESH.search(seen.source) or _EMBEDDED.search(seen.source):
        return None
    return FailureKind.UNREADABLE, f"空壳：页面没有文字，内容由脚本生成：{begin_of(body)}"


def redirect_target(body: bytes) -> str | None:
    """Where a page of script alone sends its reader: the redirect shells of 160 bytes that portals put before a
    page (PORTALS.md §8). None for a page that says anything itself, or sets
    a cookie: that would be a challenge."""
    if len(body) > _SHELL_SIZE or b"cookie" in body or _MARKUP.sub(b"", body).strip():
        return None
    match = _SENT_ON.search(body)
    return match.group(1).decode("utf-8", errors="replace") if match else None


def begin_of(body: bytes) -> str:
    """The first visible characters of a body; of its source, where nothing is visible; nothing for other bytes."""
    seen = _see(body[:_LONGEST])
    return _clean(seen.words or seen.title or seen.source)[:_QUOTED] if seen is not None else ""


def _is_hollow(seen: _Seen, status: int) -> bool:
    """Whether a page may be something else than a document: it says little and names no report."""
    return seen.says_little and (status >= 400 or not seen.names_report)


def _see(body: bytes) -> _Seen | None:
    """What is seen of a page or a text; None for files, and for what is longer than any protection page."""
    if len(body) > _LONGEST or media_type(body) not in (HTML, TEXT):
        return None
    source = decode(body).text
    if media_type(body) == TEXT:
        return _Seen(source, "", _clean(source), 0, asks_password=False, tags=frozenset())
    tree = parse(source)
    tags = [element.tag for element in tree.iter() if isinstance(element.tag, str)]
    words = tree.xpath(f"//text()[not(ancestor::*[{' or '.join(f'self::{tag}' for tag in sorted(_UNSEEN))}])]")
    return _Seen(
        source,
        _clean(tree.findtext(".//title") or ""),
        _clean("".join(words)),
        tags.count("a"),
        bool(tree.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']")),
        frozenset(tags),
    )


def _clean(text: str) -> str:
    """Text on one line without what does not print."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
