"""The replicas of families F3 to F5 and of TrueCMS serve what they say they hold, and their traps are there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from tests.replicas import Replica, ReplicaServer, hanweb, jpaas, serving, truecms

REPLICAS = {
    replica.family: replica
    for module in (hanweb, jpaas, truecms)
    for replica in (*module.REPLICAS, *(hanweb.GUARDED if module is hanweb else ()))
}
REACHABLE = [replica for family, replica in REPLICAS.items() if family != "hanweb_jpage_521"]
AJAX = {"X-Requested-With": "XMLHttpRequest", "Referer": "http://127.0.0.1/"}


@dataclass(frozen=True, slots=True)
class Got:
    """An answer: status, bytes, headers, and the text by the header's charset, else by the page's own."""

    status: int
    raw: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        told = re.search(r"charset=([\w-]+)", self.headers.get("Content-Type", ""))
        own = re.search(rb'charset="?([\w-]+)', self.raw)
        charset = told.group(1) if told else own.group(1).decode() if own else "utf-8"
        return self.raw.decode(charset)


class _Stay(HTTPRedirectHandler):
    """Redirects are answers here, not ways."""

    def redirect_request(self, *args: object) -> None:
        return None


def ask(
    server: ReplicaServer,
    target: str,
    form: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Got:
    """What a server answers; with a `form` by POST."""
    body = None if form is None else urlencode(form).encode()
    request = Request(server.base + quote(target, safe="/?&=%+#:"), body, dict(headers or {}))
    try:
        with build_opener(_Stay).open(request, timeout=10) as response:
            return Got(response.status, response.read(), dict(response.headers))
    except HTTPError as refused:
        with refused:
            return Got(refused.code, refused.read(), dict(refused.headers))


@pytest.fixture
def serve(request: pytest.FixtureRequest) -> Iterator[ReplicaServer]:
    with serving(REPLICAS[request.param]) as server:
        yield server


def of(*families: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("serve", families, indirect=True)


def proxied(server: ReplicaServer, **fields: object) -> Got:
    return ask(server, f"{hanweb.PROXY}?{urlencode(fields)}")


def ids(server: ReplicaServer) -> dict[str, str]:
    """The ids that the column's page names in nextgroup."""
    page = ask(server, server.replica.columns[0]).text
    following = unescape(re.findall(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', page)[0])
    return dict(re.findall(r"(columnid|unitid)=([^&]+)", following))


def search(server: ReplicaServer, area: str, kind: str, page: int, headers: Mapping[str, str] = AJAX) -> Got:
    form = {"infotypeId": kind, "area": "", "currpage": page}
    return ask(server, f"{hanweb.SEARCH}?standardXxgk=1&area={area}", form, headers)


def unit(server: ReplicaServer, page: str, tag: str = jpaas.LIST_TAG, further: Mapping[str, str] | None = None) -> Got:
    """A unit of a column's page, asked for with what its script tells."""
    text = ask(server, page).text
    query = next(found for found in re.findall(r'queryData="(\{[^"]+\})"', text) if f"'{tag}'" in found)
    told = json.loads(query.replace("'", '"'))
    return ask(server, f"{jpaas.UNIT}?{urlencode({**told, **(further or {})})}")


def at(page: int) -> dict[str, str]:
    """The parameter that asks the interface for a page."""
    return {"paramJson": json.dumps({"pageNo": page, "pageSize": 5})}


def messages(server: ReplicaServer, first: int, last: int, headers: Mapping[str, str] = AJAX) -> Got:
    query = {"startrecord": first, "endrecord": last, "perpage": 4, "columnId": truecms.COLUMN_ID, "callback": "cb"}
    return ask(server, f"{truecms.MESSAGES}?{urlencode(query)}", headers=headers)


def lists_of_records(server: ReplicaServer) -> str:
    return "".join(
        proxied(server, startrecord=start, endrecord=start + 44, **SAME[server.replica.family]).text
        for start in range(1, 400, 45)
    )


# Ids of the modes whose ids are plain: those of the column and its unit.
SAME = {
    "hanweb_jpage_a": {"columnid": "1229849768", "unitid": "7183"},
    "hanweb_jpage_b": {"columnid": "1229779591", "unitid": "6150"},
    "hanweb_jpage_d": {"columnid": "1229400123", "unitid": "9033"},
}
LISTS: Mapping[str, Callable[[ReplicaServer], str]] = {
    "hanweb_jpage_a": lists_of_records,
    "hanweb_jpage_b": lambda server: "".join(
        proxied(server, page=page, **SAME["hanweb_jpage_b"]).text for page in (0, 1, 2)
    ),
    "hanweb_jpage_c": lambda server: (
        ask(server, server.replica.columns[0]).text
        + ask(server, f"{hanweb.PROXY}?page=2&" + "&".join("=".join(one) for one in ids(server).items())).text
    ),
    "hanweb_jpage_d": lists_of_records,
    "hanweb_xxgk": lambda server: "".join(
        search(server, area, "", page).text
        for area in ("11320924014333012B", "11320924014334410C")
        for page in range(1, 5)
    ),
    "hanweb_annual": lambda server: ask(server, server.replica.columns[0]).text,
    "jpaas": lambda server: "".join(
        unit(server, f"/xxgk/zfxxgknb/{folder}index.html", further=at(page)).text
        for folder in ("", "2024n/", "2023n/", "xzjd/")
        for page in (1, 2, 3)
    ),
    "truecms": lambda server: ask(server, server.replica.columns[0]).text + messages(server, 13, 36).text,
}


@pytest.mark.parametrize("replica", REACHABLE, ids=lambda replica: str(replica.family))
def test_a_replica_serves_what_it_holds(replica: Replica) -> None:
    held = replica.reports
    assert 6 <= len(held) <= 14
    assert len({report.report_id for report in held}) == len(held)
    with serving(replica) as server:
        entry = ask(server, replica.entry)
        assert entry.status == 200
        for column in replica.columns:
            assert ask(server, column).status == 200
        for report in held:
            for path in report.detail_paths:
                answer = ask(server, path)
                assert answer.status == 200
                assert "五、存在的主要问题及改进情况" in answer.text
                assert f"至{report.report_id.rsplit('-', 1)[1]}年12月31日" in answer.text
        text = LISTS[replica.family](server)
        listed = [path for report in held for path in report.detail_paths if "xxgkAnnualReport" not in path]
        for path in (*listed, *replica.look_alikes):
            assert path.rsplit("/", 1)[1] in text


def rows(text: str) -> list[str]:
    """The file names of the articles that a list links, in its order."""
    return list(dict.fromkeys(re.findall(r"art_\w+\.html", text)))


@of("hanweb_jpage_a")
def test_mode_a_heeds_record_numbers(serve: ReplicaServer) -> None:
    plain = SAME["hanweb_jpage_a"]
    first = proxied(serve, startrecord=1, endrecord=15, perpage=5, page=2, **plain).text
    column = ask(serve, serve.replica.columns[0] + "?uid=7183&pageNum=2")
    assert column.raw == ask(serve, serve.replica.columns[0]).raw
    assert first.count("<record>") == 15
    assert rows(first) == rows(column.text)
    assert "<totalrecord>24</totalrecord>\n<totalpage>5</totalpage>" in first
    # By POST, the numbers in the query and the ids in the body.
    posted = ask(serve, f"{hanweb.PROXY}?startrecord=16&endrecord=30&perpage=5", plain).text
    assert posted.count("<record>") == 9
    assert set(rows(posted)).isdisjoint(rows(first))
    beyond = proxied(serve, startrecord=31, endrecord=45, perpage=5, **plain)
    assert beyond.raw == hanweb.NO_RECORDS
    assert len(beyond.raw) == 54
    assert proxied(serve, startrecord=1, endrecord=15, columnid=1, unitid=1).raw == hanweb.NO_RECORDS


@of("hanweb_jpage_a")
def test_mode_a_breaks_dates_and_links_a_file(serve: ReplicaServer) -> None:
    text = ask(serve, serve.replica.columns[0]).text
    assert "<span>2025-\n01-24</span>" in text
    assert '<li class="line"></li>' in text
    assert f'href="{hanweb.PDF_ROW}"' in text
    sent_on = ask(serve, hanweb.PDF_ROW)
    assert sent_on.status == 302
    assert ask(serve, sent_on.headers["Location"]).raw.startswith(b"%PDF")


@of("hanweb_jpage_b")
def test_mode_b_heeds_the_page_alone(serve: ReplicaServer) -> None:
    plain = SAME["hanweb_jpage_b"]
    groups = [rows(proxied(serve, page=page, startrecord=1, endrecord=9, **plain).text) for page in range(4)]
    assert [len(group) for group in groups] == [9, 9, 6, 6]
    assert groups[2] == groups[3]
    assert rows(proxied(serve, startrecord=10, endrecord=18, **plain).text) == groups[0]
    page = ask(serve, serve.replica.columns[0])
    assert rows(page.text) == groups[0]
    assert "page=1&amp;appid=1" in page.text


@of("hanweb_jpage_b")
def test_mode_b_is_in_gbk_and_cuts_titles(serve: ReplicaServer) -> None:
    page = ask(serve, serve.replica.columns[0])
    assert page.headers["Content-Type"] == "text/html"
    assert "政府信息公开年报".encode("gbk") in page.raw
    assert "政府信息公开工作年度…</a></td>" in page.text
    assert 'title="' not in page.text
    assert '<td class="xh">2026-02-00018</td>' in page.text


@of("hanweb_jpage_c")
def test_mode_c_takes_opaque_ids_and_promises_too_much(serve: ReplicaServer) -> None:
    page = ask(serve, serve.replica.columns[0]).text
    opaque = "&".join("=".join(one) for one in ids(serve).items())
    assert "%2B" in opaque
    second = ask(serve, f"{hanweb.PROXY}?page=2&{opaque}").text
    assert len(rows(second)) == 8
    assert set(rows(second)).isdisjoint(rows(page))
    assert "<totalrecord>41</totalrecord>" in second
    assert ask(serve, f"{hanweb.PROXY}?page=3&{opaque}").raw == hanweb.NO_RECORDS
    assert "columnid:1229114055" in page
    assert proxied(serve, page=2, columnid=1229114055, unitid=417230).raw == hanweb.NO_RECORDS


@of("hanweb_jpage_c")
def test_mode_c_nests_links_and_calls_nothing_missing(serve: ReplicaServer) -> None:
    page = ask(serve, serve.replica.columns[0]).text
    assert '<a href="../../art/2025/1/22/' in page
    assert '<div class="popbox"><h3>相关解读</h3><ul><li><a href="../../art/' in page
    assert "您访问的页面不存在" in ask(serve, "/robots.txt").text
    assert ask(serve, "/robots.txt").status == 200
    detail = ask(serve, hanweb.PDF_ONLY).text
    assert re.search(
        r'<div id="zoom"><p><a href="/module/download/downfile\.jsp\?[^"]+\.pdf">[^<]+</a></p></div>', detail
    )
    assert f'<a href="{serve.base}/col/col1229499000/index.html">' in ask(serve, "/").text


@of("hanweb_jpage_d")
def test_mode_d_brings_300_at_most(serve: ReplicaServer) -> None:
    plain = SAME["hanweb_jpage_d"]
    assert proxied(serve, startrecord=1, endrecord=1000, perpage=1000, **plain).text.count("<record>") == 300
    rest = proxied(serve, startrecord=301, endrecord=600, perpage=300, **plain).text
    assert "桐乡市人民政府2016年政府信息公开工作报告" in rest


@of("hanweb_jpage_d")
def test_mode_d_writes_links_in_four_ways(serve: ReplicaServer) -> None:
    text = ask(serve, serve.replica.columns[0]).text
    for way in ("/art/", f"{serve.base}/art/", f"{serve.base.removeprefix('http:')}/art/", "\n/art/"):
        assert f'<a href="{way}' in text
    assert f'<a href="http://localhost:{serve.base.rsplit(":", 1)[1]}/art/' in text


@of("hanweb_jpage_521")
def test_a_guarded_portal_answers_the_second_time(serve: ReplicaServer) -> None:
    assert ask(serve, "/robots.txt").status == 404
    first = ask(serve, "/")
    assert (first.status, b"document.cookie" in first.raw) == (521, True)
    assert ask(serve, "/").status == 200


@of("hanweb_xxgk")
def test_the_directory_lists_by_post_from_its_own_page(serve: ReplicaServer) -> None:
    area = "11320924014333012B"
    shell = ask(serve, serve.replica.columns[1]).text
    assert "number=B001G009" not in shell.partition("<iframe")[2]
    assert "funclick('','')" in shell
    tree = unescape(re.findall(r'<iframe src="([^"]+)"', shell)[0])
    found = re.findall(r"funclick\(\\'(\w+)\\',\\'[^']+\\'\)\\\">政府信息公开年报<", ask(serve, tree).text)
    assert found == ["B001G009"]
    assert rows(search(serve, "11320924014334410C", found[0], 1).text)
    assert search(serve, area, "B001G009", 1, {"Referer": serve.base}).status == 403
    assert search(serve, area, "B001G009", 1, {"X-Requested-With": "XMLHttpRequest"}).status == 403
    assert ask(serve, f"{hanweb.SEARCH}?area={area}", headers=AJAX).status == 403
    pages = [search(serve, area, "B001G009", page).text for page in range(1, 6)]
    assert "共4页" in pages[0]
    assert len({name for page in pages for name in rows(page)}) == 13
    assert pages[3] == pages[4]
    assert any("art_798_" in page for page in pages)


@of("hanweb_annual")
def test_the_module_has_one_report_a_page(serve: ReplicaServer) -> None:
    shell = ask(serve, serve.replica.columns[0]).text
    tree = unescape(re.findall(r'<iframe id="dw" src="([^"]+)"', shell)[0])
    areas = re.findall(r"funclick\(\\'(\w+)\\'", ask(serve, tree).text)
    assert len(areas) == 3
    assert "<select" in ask(serve, f"{hanweb.ANNUAL}?area={areas[0]}&fbtime=2024").text
    assert "fbtime=2019" in ask(serve, f"{hanweb.ANNUAL}?area={areas[1]}&fbtime=2024").text
    nothing = ask(serve, f"{hanweb.ANNUAL}?area={areas[0]}&fbtime=2018")
    assert nothing.status == 200
    assert '<div class="bt_content" id="zoom"></div>' in nothing.text
    misplaced = ask(serve, f"{hanweb.ANNUAL}?area={areas[2]}&fbtime=2020").text
    assert "纸坊镇人民政府2019年政府信息公开工作年度报告" in misplaced


@of("jpaas")
def test_the_interface_pages_by_paramjson_alone(serve: ReplicaServer) -> None:
    page = serve.replica.columns[0]
    first = unit(serve, page).text
    assert "rows='5' count='13'" in first
    assert unit(serve, page, further={"page": "2", "pageNo": "2"}).text == first
    second = unit(serve, page, further=at(2)).text
    assert set(rows(second)).isdisjoint(rows(first))
    assert "<ul></ul>" in unit(serve, page, further=at(4)).text
    assert not any(rows(unit(serve, page, tag).text) for tag in ("导航", "页脚"))


@of("jpaas")
def test_the_interface_knows_tags_in_utf8_alone(serve: ReplicaServer) -> None:
    page = serve.replica.columns[0]
    query = next(q for q in re.findall(r'queryData="(\{[^"]+\})"', ask(serve, page).text) if jpaas.LIST_TAG in q)
    fields = urlencode(json.loads(query.replace("'", '"')), encoding="gbk")
    assert json.loads(ask(serve, f"{jpaas.UNIT}?{fields}").raw)["success"] is False


@of("jpaas")
def test_a_jpaas_page_may_be_but_a_file(serve: ReplicaServer) -> None:
    detail = ask(serve, jpaas.PDF_ONLY).text
    shown = re.findall(r'<div class="wzzw-article"><div id="pdfshow" data-value="([^"]+)"></div></div>', detail)
    assert ask(serve, unescape(shown[0])).raw.startswith(b"%PDF")
    shell = ask(serve, serve.replica.columns[0]).text
    assert '<a class="xxgk_more" href="xzjd/index.html">' in shell
    assert '<a href="2024n/index.html">' in shell


@of("truecms")
def test_truecms_hides_the_first_rows_and_wants_a_referer(serve: ReplicaServer) -> None:
    page = ask(serve, serve.replica.columns[0]).text
    hidden = page.partition('<div id="initData" style="display:none">')[2]
    assert hidden.count("<li><a href") == 13  # twelve rows, one of them with a box of its own
    assert "<totalrecord>25</totalrecord>" in hidden
    assert messages(serve, 13, 24, {}).status == 404
    answer = messages(serve, 13, 24).text
    assert answer.startswith("cb({")
    result = json.loads(answer.removeprefix("cb(").removesuffix(")"))["result"]
    assert result.count("<record>") == 12
    assert 'href="./content/' in result
    beyond = messages(serve, 37, 48).text
    assert "<recordset></recordset>" in beyond


@of("truecms")
def test_truecms_sends_its_visitors_on(serve: ReplicaServer) -> None:
    root = ask(serve, "/")
    assert len(root.raw) < 200
    assert ask(serve, re.findall("location.href='([^']+)'", root.text)[0]).status == 200
