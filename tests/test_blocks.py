"""Responses that are not what was asked for. The protection pages are made up after the signs of real ones."""

from __future__ import annotations

import pytest

from crawler.blocks import begin_of, judge_report, judge_response, recognise, redirect_target
from pipelines.records import FailureKind

REPORT = (
    "<html><head><title>年报</title></head><body>" + "<p>本年度主动公开政府信息四十二条，均在门户网站公开。</p>" * 80
)
JSL = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"
GO = '<script src="/a.js"></script><script>;go({"bts":["1","2"],"ha":"sha1","tn":"t"})</script>'
RS = "<html><head><meta id='x' content='y'><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head></html>"
LOGIN = (
    "<html><head><title>统一身份认证平台</title></head><body><form action='/cas/login' method='post'>"
    "<input name='u'><input type='Password' name='p'><button>登 录</button></form>"
    "<a href='/reset'>忘记密码</a></body></html>"
)
THROTTLE = (
    f"<html><head><style>{'.a{color:red}' * 900}</style></head>"
    "<body><h3>您的访问过于频繁，请稍后再试</h3></body></html>"
)
BLOCKED, THROTTLED, SOFT_404 = FailureKind.BLOCKED, FailureKind.THROTTLED, FailureKind.SOFT_404


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (521, {"set-cookie": "__jsluid_s=ab; path=/"}, JSL, BLOCKED),
        (200, {}, JSL, BLOCKED),
        (200, {}, GO, BLOCKED),
        (200, {"set-cookie": "__jsluid_s=ab; path=/"}, "<script>go()</script>", BLOCKED),
        (412, {}, RS, BLOCKED),
        (202, {}, RS, BLOCKED),
        (200, {}, RS + "<script>" + "var a=1;" * 20_000 + "</script>", BLOCKED),
        (202, {}, "<html><script>var a=1</script></html>", BLOCKED),
        (405, {}, "<html><title>405</title><div class='aliyun_waf'></div></html>", BLOCKED),
        (200, {}, "<html><div class='aliyun_waf'>很抱歉</div></html>", BLOCKED),
        (403, {}, "reason:GeoBL", BLOCKED),
        (403, {}, "Forbidden", BLOCKED),
        (401, {}, "", BLOCKED),
        (200, {}, "<html><body>当前网址由创宇盾守护，您的请求已被拦截</body></html>", BLOCKED),
        (200, {}, "<html><script src='//wangzhan.qianxin.com/x.js'></script><p>请求编号 3f9</p></html>", BLOCKED),
        (200, {}, "<html><body>由于您访问的网址可能对网站造成安全威胁，访问被阻断</body></html>", BLOCKED),
        (200, {}, "<html><body>请输入验证码后继续</body></html>", BLOCKED),
        (503, {}, "<html><body>请完成安全验证</body></html>", BLOCKED),
        (200, {}, LOGIN, BLOCKED),
        (429, {}, "", THROTTLED),
        (418, {}, "", THROTTLED),
        (422, {}, "", THROTTLED),
        (503, {}, "系统繁忙，请稍后再试", THROTTLED),
        (200, {}, "<html>访问过于频繁</html>", THROTTLED),
        (200, {}, THROTTLE, THROTTLED),
        (200, {}, "Too Many Requests", THROTTLED),
        (200, {}, '{"code":1,"msg":"请求过于频繁"}', THROTTLED),
        (404, {}, "Not Found", FailureKind.GONE),
        (404, {}, "<p>2024年政府信息公开工作年度报告页面不存在</p>", FailureKind.GONE),
        (410, {}, "", FailureKind.GONE),
        (200, {}, "<html><body>对不起，您访问的页面不存在</body></html>", SOFT_404),
        (200, {}, "<html><h1>404 Not Found</h1></html>", SOFT_404),
        (200, {}, f"<html><title>404</title><body>{'<p>首页 要闻 服务</p>' * 200}</body></html>", SOFT_404),
        (200, {}, "<html><body>该文章不存在或内容已被删除</body></html>", SOFT_404),
        (500, {}, "", FailureKind.HTTP_ERROR),
        (503, {}, "", FailureKind.HTTP_ERROR),
        (302, {"location": "/a"}, "", FailureKind.REDIRECT_LOOP),
    ],
)
def test_what_is_no_document(status: int, headers: dict[str, str], body: str, kind: FailureKind) -> None:
    verdict = judge_response(status, headers, body.encode())
    assert verdict is not None
    assert verdict[0] is kind


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {}, REPORT),
        (202, {}, REPORT),
        (200, {}, "<html><p>二〇一九年年报</p></html>"),
        (202, {}, "<html><p>二〇一九年年报</p></html>"),
        (200, {}, "<html><script>var a=1</script><p>二〇一九年年报</p></html>"),
        (200, {}, "<p>" + "网站改版期间曾有页面不存在的情形，已经修复。" * 20 + "</p>"),
        (200, {"set-cookie": "__jsluid_s=ab"}, "<html><script>var a=1</script><a href='/b.pdf'>下载</a></html>"),
        (200, {"set-cookie": "__jsluid_s=ab"}, '{"total":0,"rows":[]}'),
        # What its scripts may print one day is not what a page says.
        (200, {}, "<script>function no(){alert('页面不存在，请输入验证码')}</script><p>附件</p>"),
        # A short report, or a listing under a login box, names what it is.
        (200, {}, "<h1>某局2012年政府信息公开年度报告</h1><p>网站曾访问过于频繁而不能打开。</p>"),
        (200, {}, "<html><title>政府信息公开年报</title>登录<input type='password'><a href='1.html'>2019年</a></html>"),
        (200, {}, "<html>登录<input type='password'>" + "<a href='1.html'>2019年</a>" * 12 + "</html>"),
        # A term of art of the reports, not a missing page.
        (200, {}, "<table><tr><td>政府信息不存在</td><td>3</td></tr></table>"),
        (206, {}, "部分"),
        (200, {}, ""),
    ],
)
def test_what_is_a_document(status: int, headers: dict[str, str], body: str) -> None:
    assert judge_response(status, headers, body.encode()) is None


@pytest.mark.parametrize(
    "words", ["访问过于频繁", "请输入验证码", "您访问的页面", "登录<input type='password'>", JSL, RS]
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_long_page_may_print_the_words(words: str, charset: str) -> None:
    """A report that tells of captchas and missing pages is a report; so is one whose head sets a protection cookie."""
    body = f"{REPORT}{words}{REPORT}".replace("年报", "").encode(charset)
    assert judge_response(200, {"set-cookie": "__jsluid_s=ab"}, body) is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [("请输入验证码", BLOCKED), ("操作过于频繁", THROTTLED), ("页面不存在", SOFT_404), ("访问被拦截", BLOCKED)],
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_words_are_found_in_any_encoding(words: str, kind: FailureKind, charset: str) -> None:
    verdict = judge_response(200, {}, f"<html><body>{words}</body></html>".encode(charset))
    assert verdict is not None
    assert verdict[0] is kind


def test_files_are_never_judged_by_words() -> None:
    assert judge_response(200, {}, b"%PDF-1.4\n" + "页面不存在".encode()) is None
    assert judge_response(403, {}, b"%PDF-1.4\n") == (BLOCKED, "服务器拒绝访问（HTTP 403）")


def test_the_detail_names_what_was_seen_and_how_it_begins() -> None:
    page = f"<html><title>x</title><style>a</style><p>系统<b>繁忙</b>，\n\t{'很' * 200}</p></html>".encode("gb18030")
    assert judge_response(503, {}, page) == (THROTTLED, f"访问过于频繁（HTTP 503）：系统繁忙， {'很' * 74}")
    assert judge_response(521, {}, b"<script>document.cookie='a'\x00\n</script>") == (
        BLOCKED,
        "加速乐防护（HTTP 521）：<script>document.cookie='a'� </script>",
    )
    assert judge_response(412, {}, b"") == (BLOCKED, "瑞数防护（HTTP 412）")
    assert judge_response(302, {"location": "/b"}, b"") == (FailureKind.REDIRECT_LOOP, "转向 /b（HTTP 302）")
    assert begin_of(b"\x00\x01\x02" * 100) == ""


def test_the_same_challenge_has_the_same_sign() -> None:
    pages = (f"<p>您的请求已被拦截，编号 {number}</p>".encode() for number in range(3))
    assert {recognise(200, {}, page) for page in pages} == {(BLOCKED, "网站防火墙")}


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>年报</title></head><body><div id='app'></div><script src='/app.js'></script></body></html>",
        "<html><body><noscript>Please enable JavaScript</noscript><script>start()</script></body></html>",
    ],
)
def test_an_empty_shell_is_no_report(body: str) -> None:
    verdict = judge_report(body.encode())
    assert verdict is not None
    assert verdict[0] is FailureKind.UNREADABLE
    assert verdict[1].startswith("空壳：")


@pytest.mark.parametrize(
    "body",
    [
        REPORT,
        "<html><body><img src='/1.jpg'></body></html>",
        "<html><body><iframe src='/a.pdf'></iframe></body></html>",
        "<html><script>var pdfData='JVBERi0xLjQ='</script></html>",
        f"<html><script>var text='{'本年度主动公开政府信息' * 5}'</script></html>",
        "<script>location.href='/a.html'</script>",
        "<html><meta http-equiv='Refresh' content='0;url=/a.html'></html>",
        "%PDF-1.4",
        "",
    ],
)
def test_what_has_something_to_show_is_no_shell(body: str) -> None:
    assert judge_report(body.encode()) is None


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("<script>location.href='/a.html'</script>", "/a.html"),
        ('<html><script>window.location.replace("b")</script></html>', "b"),
        ("<script>location.href='/a.html'</script>请稍候", None),
        ("<script>document.cookie='a=1';location.href='/a.html'</script>", None),
        (f"<script>{' ' * 1500}location.href='/a.html'</script>", None),
    ],
)
def test_where_a_shell_of_script_sends_its_reader(body: str, target: str | None) -> None:
    assert redirect_target(body.encode()) == target


@pytest.mark.parametrize("piece", ["<script>", "<", "<div>", "<title", "登录"])
def test_hostile_markup_is_judged(piece: str) -> None:
    """Pieces that make careless patterns quadratic; the test would not end."""
    body = (piece * 250_000)[:250_000].encode()
    judge_response(200, {}, body)
    judge_report(body)
