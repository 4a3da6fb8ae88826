"""Dates and periods as printed."""

from __future__ import annotations

import lxml.html
import pytest

from pipelines.dates import arabic_dates, chinese_years, read_date, read_periods
from pipelines.page_facts import breadcrumb_of, info_block, stated_lines


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018年1月25日", "2018-01-25"),
        ("2018-01-25 10:01", "2018-01-25"),
        ("2021.01.26", "2021-01-26"),
        ("2026/04/09", "2026-04-09"),
        ("2025- 01- 14 10: 13", "2025-01-14"),
        ("２０１８年１月２５日", "2018-01-25"),
        ("2010  年 12 月 31 日", "2010-12-31"),
        ("二〇一〇年一月十九日", "2010-01-19"),
        ("二○○九年三月二十日", "2009-03-20"),
        ("二〇一八年十二月三十一日", "2018-12-31"),
        ("发布时间：2021-01-26 17:23:11 星期二", "2021-01-26"),
        ("发布日期：2019年3月29日 浏览次数：1234", "2019-03-29"),
        ("20180125", "2018-01-25"),
        ("Thu, 25 Jan 2018 10:01:00 GMT", "2018-01-25"),
        ("January 25, 2018", "2018-01-25"),
        ("2018年", None),
        ("2018年1月", None),
        ("4月20日 18:10", None),
        ("昨天", None),
        ("3天前", None),
        ("May", None),
        ("2018年2月30日", None),
        ("1970-01-01", None),
        ("2007年12月31日", None),
        ("电话 0737-4113658", None),
        ("", None),
    ],
)
def test_read_date(text: str, day: str | None) -> None:
    assert read_date(text) == day


def test_upper_bound_is_the_callers() -> None:
    assert read_date("2031-01-05", last_year=2030) is None
    assert read_date("2031-01-05", last_year=2031) == "2031-01-05"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("统计期限自2018年1月1日起，至2018年12月31日止", "2018-01-01", "2018-12-31"),
        ("统计期限从2020年1月1日至2020年12月31日", "2020-01-01", "2020-12-31"),
        ("统计期限自 2019 年 1 月 1 日起至 2019 年 12 月 31 日止", "2019-01-01", "2019-12-31"),
        ("统计周期为 2024 年 1 月 1 日至 12 月 31 日", "2024-01-01", "2024-12-31"),
        ("统计期限为2025年1月1日-12月31日", "2025-01-01", "2025-12-31"),
        ("起止时间为2015年1月1日至12月31日", "2015-01-01", "2015-12-31"),
        ("统计期限2017年1-12月", "2017-01-01", "2017-12-31"),
        ("数据2023年1月1日-2023年12月31日", "2023-01-01", "2023-12-31"),
        ("统计期限自201911日至20191231日", "2019-01-01", "2019-12-31"),
        ("统计期限自201011日至20101231日止", "2010-01-01", "2010-12-31"),
        ("数据200861日起至20081230日", "2008-06-01", "2008-12-30"),
        ("统计20251月1日至202512月31日", "2025-01-01", "2025-12-31"),
        ("统计2015-1-1起至2015-12-31止", "2015-01-01", "2015-12-31"),
        ("数据自2018年1月1日起至6月30日止", "2018-01-01", "2018-06-30"),
        ("统计期限自2002年1月1日至2010年12月31日", "2002-01-01", "2010-12-31"),
        ("自2016年1月1日起至2016年12月31日止", "2016-01-01", "2016-12-31"),
        ("文中数字起自2016年1月1日，截至2016年12月31日", "2016-01-01", "2016-12-31"),
        ("数据截至2016年12月31日", "2016-01-01", "2016-12-31"),
    ],
)
def test_read_periods(text: str, start: str, end: str) -> None:
    assert [(p.start.isoformat(), p.end.isoformat()) for p in read_periods(text)] == [(start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "会议于2018年3月1日至2018年3月5日举行",  # a range of no report
        "统计期限自2011年111日至20111231日",  # 11 January or 1 November
        "数据自2018年12月31日至2018年1月1日",
        "统计期限为2018年度",
        "数据截至2018年6月30日",
        "截至2018年12月31日，历年累计公开3000条",
        "联系电话2018-123至456",
    ],
)
def test_what_is_no_period(text: str) -> None:
    assert list(read_periods(text)) == []


def test_half_year() -> None:
    half, whole = (next(read_periods(f"统计期限2018年1月1日至{end}日")) for end in ("6月30", "12月31"))
    assert half.half_year
    assert not whole.half_year


def test_first_year_of_the_regulations_is_no_half_year() -> None:
    assert not next(read_periods("统计期限自2008年5月1日至2008年12月31日")).half_year


@pytest.mark.parametrize(
    ("text", "plain"),
    [("二〇一八年报告", "2018年报告"), ("二○○九年", "2009年"), ("二零一二年", "2012年"), ("二十年", "二十年")],
)
def test_chinese_years(text: str, plain: str) -> None:
    assert chinese_years(text) == plain


def test_arabic_dates() -> None:
    text = "自二〇一四年一月一日起至十二月三十一日止，二十日内答复"
    assert arabic_dates(text) == "自2014年1月1日起至12月31日止，二十日内答复"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        (
            "<p>发文日期：2019-01-05</p><publishtime>2019-03-09</publishtime>",
            "发文日期：2019-01-05\n发布时间：2019-03-09",
        ),
        ("<p>发文日期：2019-01-05</p><p>时间：2019-03-09 10:20</p>", "发文日期：2019-01-05\n时间：2019-03-09"),
        ("<p>成文日期：2019-01-05</p>", "成文日期：2019-01-05"),
        ("<p>公开日期：2019-03-09</p><publishtime>2020-01-01</publishtime>", "公开日期：2019-03-09"),
        ("<p>2019年1月5日</p><h4>相关阅读</h4>", ""),
        ("<p>失效日期：2019-01-05</p>", ""),
    ],
)
def test_days_that_a_page_states(page: str, lines: str) -> None:
    tree = lxml.html.fromstring(f"<div>{page}</div>")
    assert stated_lines(tree, info_block(tree)) == lines


def test_path_with_slashes() -> None:
    tree = lxml.html.fromstring("<body><div><a>首页</a> / <a>信息公开</a> / <a>草尾镇人民政府</a></div></body>")
    assert breadcrumb_of(tree) == "首页 / 信息公开 / 草尾镇人民政府"
