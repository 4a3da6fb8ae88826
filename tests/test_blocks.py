"""Responses that are not what was asked for. The protection pages are made up after the signs of real ones."""

from __future__ import annotations

import pytest

from crawler.blocks import judge_response
from pipelines.records import FailureKind

REPORT = (
    "<html><head><title>年报</title></head><body>" + "<p>本年度主动公开政府信息四十二条，均在门户网站公开。</p>" * 80
)
JSL = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"
RS = "<html><head><meta id='x' content='y'><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head></html>"
BLOCKED, THROTTLED = FailureKind.BLOCKED, FailureKind.THROTTLED


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (521, {"set-cookie": "__jsluid_s=ab; path=/"}, JSL, BLOCKED),
        (200, {}, JSL, BLOCKED),
        (200, {"set-cookie": "__jsluid_s=ab; path=/"}, "<script>go()</script>", BLOCKED),
        (412, {}, RS, BLOCKED),
        (202, {}, RS, BLOCKED),
        (202, {}, "<html><script>var a=1</script></html>", BLOCKED),
        (405, {}, "<html><title>405</title><div class='aliyun_waf'></div></html>", BLOCKED),
        (403, {}, "reason:GeoBL", BLOCKED),
        (403, {}, "Forbidden", BLOCKED),
        (401, {}, "", BLOCKED),
        (200, {}, "<html><body>请输入验证码后继续</body></html>", BLOCKED),
        (503, {}, "<html><body>请完成安全验证</body></html>", BLOCKED),
        (429, {}, "", THROTTLED),
        (418, {}, "", THROTTLED),
        (422, {}, "", THROTTLED),
        (503, {}, "系统繁忙，请稍后再试", THROTTLED),
        (200, {}, "<html>访问过于频繁</html>", THROTTLED),
        (200, {}, "Too Many Requests", THROTTLED),
        (404, {}, "Not Found", FailureKind.GONE),
        (410, {}, "", FailureKind.GONE),
        (200, {}, "<html><body>对不起，您访问的页面不存在</body></html>", FailureKind.SOFT_404),
        (200, {}, "<html><h1>404 Not Found</h1></html>", FailureKind.SOFT_404),
        (500, {}, "", FailureKind.HTTP_ERROR),
        (503, {}, "", FailureKind.HTTP_ERROR),
        (302, {"location": "/a"}, "", FailureKind.REDIRECT_LOOP),
        (200, {}, REPORT, None),
        (200, {}, "<html><p>二〇一九年年报</p></html>", None),
        (202, {}, REPORT, None),
        (202, {}, "<html><p>二〇一九年年报</p></html>", None),
        (200, {}, "<html><script>var a=1</script><p>二〇一九年年报</p></html>", None),
        (200, {}, "<p>" + "网站改版期间曾有页面不存在的情形，已经修复。" * 20 + "</p>", None),
        (206, {}, "部分", None),
        (200, {}, "", None),
    ],
)
def test_what_a_response_is(status: int, headers: dict[str, str], body: str, kind: FailureKind | None) -> None:
    verdict = judge_response(status, headers, body.encode())
    assert (verdict[0] if verdict else None) == kind


@pytest.mark.parametrize("words", ["访问过于频繁", "请输入验证码", "您访问的页面"])
def test_a_long_page_may_print_the_words(words: str) -> None:
    """A report that tells of captchas and missing pages is a report; so is one whose head sets a protection cookie."""
    assert judge_response(200, {"set-cookie": "__jsluid_s=ab"}, f"{REPORT}{words}{REPORT}".encode()) is None


@pytest.mark.parametrize(
    ("words", "kind"), [("请输入验证码", BLOCKED), ("操作过于频繁", THROTTLED), ("页面不存在", FailureKind.SOFT_404)]
)
def test_words_are_found_in_gb18030(words: str, kind: FailureKind) -> None:
    verdict = judge_response(200, {}, f"<html><body>{words}</body></html>".encode("gb18030"))
    assert verdict is not None
    assert verdict[0] is kind


def test_the_detail_names_what_was_seen() -> None:
    assert judge_response(521, {}, JSL.encode()) == (BLOCKED, "加速乐 protection（HTTP 521）")
    assert judge_response(412, {}, b"") == (BLOCKED, "瑞数 protection（HTTP 412）")
    assert judge_response(302, {"location": "/b"}, b"") == (FailureKind.REDIRECT_LOOP, "HTTP 302 → /b")
