"""The replicas of families F6 to F9 serve what they say they hold, and their traps are there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pytest

from tests.replicas import Replica, gkmlpt, huaian, longxun, openness, serving, vsb

REPLICAS = {
    replica.family: replica
    for module in (gkmlpt, longxun, openness, vsb, huaian)
    for replica in (*module.REPLICAS, *(longxun.GUARDED if module is longxun else ()))
}
OPEN = [replica for replica in REPLICAS.values() if replica.reports]


def ask(
    address: str, form: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Status and text; the charset is the header's, else the one that the page tells."""
    body = urlencode(form).encode() if form else None
    request = Request(quote(address, safe=":/?&=%#"), body, dict(headers or {}))
    try:
        with urlopen(request, timeout=10) as response:
            status, charset, raw = response.status, response.headers.get_content_charset(), response.read()
    except HTTPError as refused:
        status, charset, raw = refused.code, refused.headers.get_content_charset(), refused.read()
    told = re.search(rb"charset=\"?([\w-]+)", raw)
    return status, raw.decode(charset or (told.group(1).decode() if told else "utf-8"), errors="replace")


def listed(replica: Replica, base: str) -> str:
    """The text of every list of a replica: what its pages link, and what its scripts would ask for."""
    text = []
    waiting = list(replica.columns)
    seen = set(waiting)
    reports = {path for held in replica.reports for path in held.detail_paths}
    while waiting:
        page = waiting.pop(0)
        _, answer = ask(base + page)
        text.append(answer)
        for href in re.findall(r'href="\s*([^"\s]+)', answer):
            parts = page.rsplit("/", 1)[0].split("/")
            while href.startswith(("../", "./")):
                parts = parts[:-1] if href.startswith("../") else parts
                href = href.split("/", 1)[1]
            path = href.replace("&amp;", "&").removeprefix(base)
            path = path if path.startswith("/") else f"{'/'.join(parts)}/{path}"
            is_list = re.search(r"index(_\d+)?\.html$|/\d+\.html$|page_\d|zfxxgknb|xznb|wbtreeid|/year/", path)
            if is_list and path not in seen | reports | set(replica.look_alikes) and "show/" not in path:
                seen.add(path)
                waiting.append(path)
        for current, total, size in re.findall(r"nsetpage\((\d+),(\d+),(\d+)", answer):
            if int(current) * int(size) < int(total):
                waiting.append(re.sub(r"index(_\d+)?\.", f"index_{int(current) + 1}.", page))
    return "".join(text)


def label(organ: str, page: int, base: str, size: int = 6) -> str:
    """A fragment of a Longxun list, asked as the page's script does."""
    fields = {
        "IsAjax": 1,
        "labelName": "publicInfoList",
        "siteId": 6790011,
        "pageSize": size,
        "pageIndex": page,
        "organId": organ,
        "type": 3,
        "length": 24,
    }
    return ask(f"{base}/site/label/8888?{urlencode(fields)}")[1]


@pytest.mark.parametrize("replica", OPEN, ids=lambda replica: replica.family)
def test_what_is_held_is_served(replica: Replica) -> None:
    with serving(replica) as server:
        status, home = ask(server.base + replica.entry)
        assert (status, replica.name in home) == (200, True)
        assert home.count("<a ") >= 20
        assert {ask(server.base + column)[0] for column in replica.columns} == {200}
        for held in replica.reports:
            texts = [ask(server.base + path) for path in held.detail_paths]
            assert {status for status, _ in texts} == {200}, held
            assert all(("三、收到和处理" in text) or ("三、依申请公开" in text) for _, text in texts), held
            assert all("五、存在的主要问题及改进情况" in text for _, text in texts), held


@pytest.mark.parametrize("replica", OPEN, ids=lambda replica: replica.family)
def test_what_is_held_is_counted_once(replica: Replica) -> None:
    ids = [held.report_id for held in replica.reports]
    paths = [path for held in replica.reports for path in held.detail_paths]
    assert 6 <= len(ids) == len(set(ids)) <= 14
    assert len(paths) == len(set(paths))
    assert replica.look_alikes
    assert not set(paths) & set(replica.look_alikes)


@pytest.mark.parametrize("family", ["nfcms", "openness", "vsb", "huaian"])
def test_lists_hold_reports_and_look_alikes(family: str) -> None:
    replica = REPLICAS[family]
    with serving(replica) as server:
        text = listed(replica, server.base)
    names = [path.rsplit("/", 1)[1] for path in replica.look_alikes]
    assert [name for name in names if name not in text] == []
    reports = [[path.rsplit("/", 1)[1] for path in held.detail_paths] for held in replica.reports]
    assert [report for report in reports if not any(name in text for name in report)] == []


def test_gkmlpt_lists_by_category_and_portal() -> None:
    replica = REPLICAS["gkmlpt"]
    with serving(replica) as server:
        _, index = ask(f"{server.base}/gkmlpt/index")
        assert '"id": 2629, "name": "政府信息公开年报"' in index
        first = ask(f"{server.base}/gkmlpt/api/all/2629?page=1&sid=752006")[1]
        assert first == ask(f"{server.base}/gkmlpt/api/all/2629?page=0&sid=752006")[1]
        urls = {article["url"].removeprefix(server.base) for article in json.loads(first)["articles"]}
        assert urls == {p for held in replica.reports for p in held.detail_paths} | {
            *replica.look_alikes,
            gkmlpt.PDF_ONLY,
        }
        assert json.loads(ask(f"{server.base}/gkmlpt/api/all/2629?page=2&sid=752006")[1])["articles"] == []
        assert ask(server.base, headers={"User-Agent": ""})[0] == 403
        assert 'href="/attachment/' in ask(server.base + gkmlpt.PDF_ONLY)[1]
        assert ask(server.base + gkmlpt.PDF_FILE)[0] == 200
        part = json.loads(ask(f"{server.base}/lmczj/gkmlpt/api/all/1833?page=1&sid=752106")[1])
        assert part["total"] == 2


def test_only_the_tab_names_the_category() -> None:
    replica = REPLICAS["gkmlpt_tab"]
    with serving(replica) as server:
        assert "3117" not in ask(f"{server.base}/gkmlpt/index")[1]
        assert "3117" in ask(f"{server.base}/gkmlpt/annualreport")[1]
        pages = [json.loads(ask(f"{server.base}/gkmlpt/api/all/3117?page={page}&sid=750003")[1]) for page in (1, 2, 3)]
    assert [len(page["articles"]) for page in pages] == [100, pages[0]["total"] - 100, 0]
    listed_here = {article["url"].split("/", 3)[3] for page in pages for article in page["articles"]}
    assert {path.lstrip("/") for path in replica.look_alikes} <= listed_here
    assert {path.lstrip("/") for held in replica.reports for path in held.detail_paths} <= listed_here


def test_nfcms_pages_count_from_two_and_end() -> None:
    with serving(REPLICAS["nfcms"]) as server:
        folder = f"{server.base}/zfxxgknb/bm/2024n"
        first, second = ask(f"{folder}/index.html")[1], ask(f"{folder}/index_2.html")[1]
        assert ask(f"{folder}/index_4.html")[0] == 404
        assert "mpost_" in first
        assert 'href="//127.0.0.1' in first
        assert "…" in first
        assert "2023年政府信息公开" in first + second


def test_longxun_fills_its_shell_by_fragments() -> None:
    replica = REPLICAS["longxun"]
    with serving(replica) as server:
        shell = ask(server.base + replica.columns[0])[1]
        assert "pageSize:6" in shell
        assert "pageCount:3" in shell
        assert "/site/label/8888?IsAjax=1" in shell
        assert 'class="xxgk_navli"></div>' in shell
        pages = [label("6601001", page, server.base) for page in (1, 2, 3, 4)]
        others = [label(organ, 1, server.base) for organ in ("6601015", "6601016", "6601102")]
        posted = ask(
            f"{server.base}/site/label/8888",
            {"labelName": "publicInfoList", "siteId": 6790011, "organId": "6601016", "type": 3},
        )[1]
        assert label("6601009", 1, server.base) == longxun.NOTHING
        assert "毛坦厂镇人民政府2024年政府信息公开工作年度报告" in ask(server.base + longxun.SINGLE)[1]
    assert [page.count("<li><a") for page in pages] == [6, 6, 3, 3]
    assert re.findall(r"/public/\d+/\d+", pages[3]) == re.findall(r"/public/\d+/\d+", pages[2])
    assert 'href="\n/public/' in pages[0]
    assert "…</a>" in pages[0]
    assert "/public/6601016/1258100210.html" in posted
    text = "".join([*pages, *others])
    assert all(path in text for path in (*replica.look_alikes, *(held.detail_paths[0] for held in replica.reports)))


def test_guarded_portals_refuse_everything() -> None:
    with serving(REPLICAS["longxun_521"]) as server:
        status, text = ask(server.base)
        assert (status, "location.href" in text) == (521, True)
    with serving(REPLICAS["longxun_geobl"]) as server:
        status, text = ask(f"{server.base}/public/column/6601001?type=3&action=list")
        assert (status, "reason:GeoBL" in text) == (403, True)


def test_openness_links_years_and_repeats_its_first_page() -> None:
    with serving(REPLICAS["openness"]) as server:
        year = ask(f"{server.base}/OpennessAnnualReport/year/6/2022.html")[1]
        assert "/OpennessAnnualReport/year/6/2025.html" in year
        assert "/OpennessAnnualReport/show/3120.html" in year
        assert "/show/" not in ask(f"{server.base}/OpennessAnnualReport/year/6/2011.html")[1]
        catalogue = f"{server.base}/XxgkContent/showList/996/0/page_"
        first, second, beyond = (ask(f"{catalogue}{page}.html")[1] for page in (1, 2, 99))
        assert first == beyond != second
        assert "/XxgkAnnualReport/show/3965.html" in first
        assert '<li class="line"></li>' in first


def test_vsb_counts_backwards_and_guards_its_files() -> None:
    with serving(REPLICAS["vsb"]) as server:
        column = f"{server.base}/zwgk/zfxxgknb"
        first = ask(f"{column}.htm")[1]
        assert "1/4" in first
        assert '<a href="zfxxgknb/3.htm">下页</a>' in first
        assert '<a href="../info/2381/' in first
        assert '<a href="../../info/2381/' in ask(f"{column}/3.htm")[1]
        assert ask(f"{column}/4.htm")[0] == 404
        dynamic = f"{server.base}/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=2381&a2381p="
        assert "2/4" in ask(f"{dynamic}2")[1]
        assert ask(f"{dynamic}9")[1] == ask(f"{dynamic}4")[1]
        towns = ask(f"{server.base}/zwgk/xznb.htm")[1]
        assert "政府信息公开工…</a>" in towns
        assert "title=" not in towns
        assert "charset=gbk" in towns
        with urlopen(f"{server.base}/zwgk/xznb.htm", timeout=10) as silent:
            assert silent.headers.get_content_charset() is None
        assert "showVsbpdfIframe(" in ask(server.base + vsb.PDF_ONLY)[1]
        link = re.search(r'附件【<a href="([^"]+)"', ask(server.base + vsb.ATTACHED)[1])
        assert link
        address = server.base + link.group(1).replace("&amp;", "&")
        status, refusal = ask(address)
        assert (status, "codeValue" in refusal) == (200, True)
        assert ask(address, headers={"Referer": server.base + vsb.ATTACHED})[1].startswith("%PDF")


def test_vsb_shift_hides_a_page_behind_its_old_front() -> None:
    replica = REPLICAS["vsb_shift"]
    hidden = "/info/17122/1838533.htm"
    with serving(replica) as server:
        column = f"{server.base}/zwgk/zfxxgknb"
        front = ask(f"{column}.htm")[1]
        assert "1/4" in front
        assert '<a href="zfxxgknb/3.htm">下页</a>' in front
        onward = front + "".join(ask(f"{column}/{number}.htm")[1] for number in (3, 2, 1))
        assert hidden not in onward
        assert '<a href="4.htm">上页</a>' in ask(f"{column}/3.htm")[1]
        assert hidden in ask(f"{column}/4.htm")[1]
    assert hidden in {path for held in replica.reports for path in held.detail_paths}


def test_huaian_pages_end_softly() -> None:
    with serving(REPLICAS["huaian"]) as server:
        column = f"{server.base}/col/18073_668815"
        first = ask(f"{column}/index.html")[1]
        assert "nsetpage(1,19,7,'index')" in first
        status, text = ask(f"{column}/index_4.html")
        assert (status, "页面不存在" in text) == (200, True)
        everything = first + "".join(ask(f"{column}/index_{page}.html")[1] for page in (2, 3))
        assert huaian.PDF_ROWS[0] in everything
        assert "20190412091534_JCcoAOKV.html" in everything
        assert "4039_446643" in everything
        assert '<div class="lbwz">' in ask(f"{server.base}/col/18074_668816/index.html")[1]
    # The two examples of PORTALS.md §4.10: January 2025 and its article of the 22nd.
    assert huaian.art("875_726475", "2025-01-22", "n1SbkJvb").startswith("/col/875_726475/art/17356608/17375")


def test_huaian_json_answers_forms() -> None:
    replica = REPLICAS["huaian_json"]
    with serving(replica) as server:
        shell = ask(server.base + replica.columns[0])[1]
        assert "/articleCommonController/lists.do" in shell
        assert "pagesize = 8" in shell
        address = f"{server.base}/articleCommonController/lists.do"
        assert ask(address)[0] == 404
        organs = [re.findall(r"orgId=(\w+)", column)[0] for column in replica.columns]
        fields = [
            {"page": page, "pagesize": 8, "topic": 240, "deptid": organ} for organ in organs for page in (1, 2, 3, 4)
        ]
        values = [json.loads(ask(address, form)[1])["value"] for form in fields]
    assert [len(value["list"]) for value in values] == [8, 8, 1, 0, 2, 0, 0, 0]
    assert values[0]["total"] == 17
    paths = {
        (item["link"] or item["domain"] + item["path"]).split("/", 3)[3] for value in values for item in value["list"]
    }
    held = {path for report in replica.reports for path in report.detail_paths}
    assert paths == {path.lstrip("/") for path in (*held, *replica.look_alikes)}
    assert any(item["link"] for value in values for item in value["list"])
