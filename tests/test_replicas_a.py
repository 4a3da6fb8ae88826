"""The replicas of families F1 and F2 serve what they say they hold, and their traps are there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from tests.replicas import Replica, ReplicaServer, serving, trs, ucap

REPLICAS = {replica.family: replica for module in (trs, ucap) for replica in module.REPLICAS}


@dataclass(frozen=True, slots=True)
class Got:
    """An answer: status, bytes and headers."""

    status: int
    raw: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        """The text by the header's charset, else by the page's own."""
        told = re.search(r"charset=([\w-]+)", self.headers.get("Content-Type", ""))
        own = re.search(rb"charset=([\w-]+)", self.raw)
        charset = told[1] if told else own[1].decode() if own else "utf-8"
        return self.raw.decode("gb18030" if charset == "gb2312" else charset)


class _Stay(HTTPRedirectHandler):
    """Redirects are answers here, not ways."""

    def redirect_request(self, *args: object) -> None:
        return None


def ask(server: ReplicaServer, target: str, body: bytes | None = None) -> Got:
    """What a server answers; with a `body` by POST."""
    request = Request(server.base + quote(target, safe="/?&=%"), body)
    try:
        with build_opener(_Stay).open(request, timeout=10) as response:
            return Got(response.status, response.read(), dict(response.headers))
    except HTTPError as refused:
        with refused:
            return Got(refused.code, refused.read(), dict(refused.headers))


def form(**fields: object) -> bytes:
    return urlencode(fields).encode()


def found(server: ReplicaServer, page: int, **fields: object) -> str:
    """The rows that the search answers with to the form of the column's page."""
    shell = ask(server, server.replica.columns[0]).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)">', shell))
    return ask(server, trs.SEARCH, form(**hidden | {"page": page} | fields)).text


def irs(server: ReplicaServer, page: int, **changed: object) -> str:
    """A page of the list as the column's script asks for it."""
    literal = re.findall(r"var params = (\{.*?\n\});", ask(server, server.replica.columns[0]).text, re.DOTALL)[0]
    values = json.loads(re.sub(r"(\w+):", r'"\1":', literal.replace("'", '"')))
    return ask(server, trs.LIST, json.dumps(values | {"pageNo": page} | changed).encode()).raw.decode()


def searched(server: ReplicaServer, page: int, channel: str = ucap.CHANNEL) -> str:
    query = f"page={page}&_pageSize=15&_isAgg=true&_isJson=true&_template=index"
    return ask(server, f"{ucap.SEARCH}{channel}?{query}").raw.decode()


def filed(server: ReplicaServer, page: int, related: str = "true") -> str:
    body = form(channelId=ucap.CODE, page=page, size=10, relateSubChannels=related)
    return ask(server, ucap.FILES, body).raw.decode()


def at(server: ReplicaServer, *paths: str) -> str:
    return "".join(ask(server, path).text for path in paths)


_ROOT = "/zwgk/zfxxgk/zfxxgknb"
LISTS: Mapping[str, Callable[[ReplicaServer], str]] = {
    "trs": lambda server: at(
        server,
        *(f"{_ROOT}/{year}/{page}" for year in ("2024n", "2023n", "2022n") for page in ("", "index_1.html")),
        f"{_ROOT}/2024n/index_2.html",
    ),
    "trs_stale": lambda server: at(server, *(f"/zfxxgk/ndbg/index{n}.shtml" for n in ("", "_2", "_3", "_4"))),
    "trs_gip": lambda server: at(server, *(f"/slsxxgkw/szf/ndbg/index_18061{n}.html" for n in ("", "_1", "_2"))),
    "trs_script": lambda server: at(server, *(f"/zwgk/xxgk/zfxxgknb/index{n}.shtml" for n in ("", "_1", "_2"))),
    "was5": lambda server: "".join(found(server, page) for page in (1, 2, 3, 4)),
    "irs": lambda server: "".join(irs(server, page, customFilter={}) for page in (1, 2, 3)),
    "ucap": lambda server: at(
        server,
        *(f"/yugan/c128570/list{n}.shtml" for n in ("", "_2", "_3")),
        *(f"/yugan/c128571/list{n}.shtml" for n in ("", "_2")),
    ),
    "ucap_json": lambda server: "".join(searched(server, page) for page in (1, 2)),
    "ucap_post": lambda server: "".join(filed(server, page) for page in (1, 2, 3)),
}


def names(text: str) -> list[str]:
    """The file names of the articles that a list links, in its order."""
    return re.findall(r"t\d+_\d+\.s?html|[0-9a-f]{32}\.shtml|c\d+/content\.html", text)


@pytest.fixture
def serve(request: pytest.FixtureRequest) -> Iterator[ReplicaServer]:
    with serving(REPLICAS[request.param]) as server:
        yield server


def of(*families: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("serve", families, indirect=True)


@pytest.mark.parametrize("replica", REPLICAS.values(), ids=lambda replica: str(replica.family))
def test_a_replica_serves_what_it_holds(replica: Replica) -> None:
    ids = [report.report_id for report in replica.reports]
    paths = [path for report in replica.reports for path in report.detail_paths]
    assert 6 <= len(ids) == len(set(ids)) <= 14
    assert len(paths) == len(set(paths))
    assert not set(paths) & set(replica.look_alikes)
    with serving(replica) as server:
        home = ask(server, replica.entry)
        assert (home.status, f"<title>{replica.name}</title>" in home.text) == (200, True)
        assert home.text.count("<a ") >= 20
        assert ask(server, "/robots.txt").status == 404
        assert {ask(server, column).status for column in replica.columns} == {200}
        for report in replica.reports:
            for path in report.detail_paths:
                answer = ask(server, path)
                assert answer.status == 200
                assert "五、存在的主要问题及改进情况" in answer.text
                assert f"至{report.report_id.rsplit('-', 1)[1]}年12月31日" in answer.text
        text = LISTS[replica.family](server)
        for path in (*(path for path in paths if "_wap" not in path), *replica.look_alikes):
            assert path.rsplit("/c5" if "content.html" in path else "/", 1)[1] in text


@pytest.mark.parametrize("replica", REPLICAS.values(), ids=lambda replica: str(replica.family))
def test_links_lead_from_the_home_page_to_the_columns(replica: Replica) -> None:
    with serving(replica) as server:
        seen, waiting = {"/"}, ["/"]
        while waiting:
            for href in re.findall(r'href="([^"]+)"', ask(server, waiting.pop()).text):
                path = href.removeprefix(server.base)
                if path not in seen and not path.startswith("javascript"):
                    seen.add(path)
                    waiting += [path] if re.search(r"xxgk|zwgk|n810214", path) and "content" not in path else []
        assert set(replica.columns) <= seen


@of("trs")
def test_folders_of_years_and_boxes_in_rows(serve: ReplicaServer) -> None:
    column = ask(serve, f"{_ROOT}/").text
    assert column == ask(serve, f"{_ROOT}/index.html").text
    assert '<li><a href="./2023n/" title="2023年">2023年</a></li>' in column
    assert '<a href="./2024n/202501/' in column
    assert '<meta name="ColumnName"content="政府信息公开年报">' in column
    assert '<!--\ncreatePageHTML(3, 0, "index", "html");\n//-->' in column
    assert re.search(r'<div class="popbox"><h3>相关解读</h3><ul><li><a href="\.\./jd/202502/t\d+', column)
    assert '<li class="line"></li>' in column
    folder = ask(serve, f"{_ROOT}/2024n/").text
    assert names(folder) == names(column)
    assert '<a href="../../jd/202502/' in folder
    beyond = ask(serve, f"{_ROOT}/2024n/index_3.html")
    assert (beyond.status, len(beyond.raw) < 600) == (404, True)


@of("trs")
def test_files_twins_and_a_date_that_is_none(serve: ReplicaServer) -> None:
    assert 'href="./202601/P020260122385501277346.pdf"' in ask(serve, f"{_ROOT}/2024n/").text
    assert ask(serve, trs.PDF_ROW).raw.startswith(b"%PDF")
    page = ask(serve, trs.ATTACHED).text
    assert re.search(r'<a href="\./P\d+\.pdf">[^<]+</a><BR><a href="\./P\d+\.ofd">', page)
    assert "<!--startprint--><div class=TRS_Editor>" in page
    twin = re.findall(r'uaredirect\("(t\w+_wap\.html)"\)', page)[0]
    assert ask(serve, f"{_ROOT}/2024n/202501/{twin}").text == page
    assert '<a href="./t19700101_3441457.html"' in at(serve, f"{_ROOT}/2022n/", f"{_ROOT}/2022n/index_1.html")


@of("trs_stale")
def test_an_old_copy_lies_where_page_two_would(serve: ReplicaServer) -> None:
    first, old, second = (ask(serve, f"/zfxxgk/ndbg/index{n}.shtml") for n in ("", "_1", "_2"))
    assert names(first.text) == names(old.text)
    assert first.raw != old.raw
    assert set(names(first.text)).isdisjoint(names(second.text))
    assert "createPageHTML(4, 0," in first.text
    assert ask(serve, "/zfxxgk/ndbg/index_5.shtml").status == 404


@of("trs_stale")
def test_gbk_is_told_by_no_header_and_titles_are_cut(serve: ReplicaServer) -> None:
    page = ask(serve, "/zfxxgk/ndbg/")
    assert page.headers["Content-Type"] == "text/html"
    assert b"charset=gb2312" in page.raw
    assert "米易县人民政府".encode("gbk") in page.raw
    assert "米易县人民政府2024年政府信息公开工作年…</a>" in page.text
    assert "title=" not in page.text
    assert '<a href="../../bmxxgk/czj/ndbg/202401/' in LISTS["trs_stale"](serve)
    assert '<a href="/zfxxgk/ndbg/">政府信息公开年报</a>' in ask(serve, "/").text


@of("trs_gip")
def test_the_directory_numbers_after_its_stem_and_never_says_404(serve: ReplicaServer) -> None:
    column = ask(serve, serve.replica.columns[0]).text
    assert 'createPageHTML(3, 0, "index_18061", "html")' in column
    assert re.search(r'<li><span class="d1"><a href="[^"]+" target="_blank" title="[^"…]+">[^<]+…</a></span>', column)
    assert f'<a href="{serve.base}/slsxxgkw/index.html">' in ask(serve, "/").text
    for path in ("/slsxxgkw/szf/ndbg/index_18061_3.html", "/nothing.html"):
        assert (ask(serve, path).status, trs.NOT_HERE in ask(serve, path).text) == (200, True)


@of("trs_gip")
def test_a_directory_page_may_be_but_a_file(serve: ReplicaServer) -> None:
    page = ask(serve, trs.GIP_PDF_ONLY).text
    assert '<div class="trs_editor_view TRS_UEDITOR trs_paper_default"><p>&nbsp;</p></div>' in page
    file = re.findall(r'<ul class="home_news_list2"><li><a href="\./([^"]+\.pdf)">', page)[0]
    assert ask(serve, f"{trs.GIP_PDF_ONLY.rsplit('/', 1)[0]}/{file}").raw.startswith(b"%PDF")


@of("trs_script")
def test_rows_are_in_scripts_and_the_list_begins_again(serve: ReplicaServer) -> None:
    column = ask(serve, serve.replica.columns[0]).text
    assert re.search(
        r'<script>var url="\./202601/t20260129_\d+\.shtml";var title="[^"]+";var time="2026-01-29";', column
    )
    assert "<li><a href='\"+url+\"'" in column
    assert not re.search(r'href="[^"]*/t20', column)
    assert ask(serve, "/zwgk/xxgk/zfxxgknb/index_3.shtml").text == column
    assert "../../../bmjd/jd/mlx/nb/" in LISTS["trs_script"](serve)


@of("was5")
def test_the_search_answers_by_post_alone(serve: ReplicaServer) -> None:
    shell = ask(serve, serve.replica.columns[0]).text
    assert f'action="{trs.SEARCH}" method="post"' in shell
    assert not names(shell)
    got = ask(serve, f"{trs.SEARCH}?channelid=278090&page=1")
    assert (got.status, got.headers["Location"]) == (302, serve.replica.columns[0])
    assert '<table id="tbRe"' in found(serve, 1)
    assert len(names(found(serve, 1, perpage=50))) == 6
    assert [len(names(found(serve, page))) for page in (2, 3, 4)] == [6, 6, 4]
    assert found(serve, 9) == found(serve, 4)
    assert not names(found(serve, 1, channelid=1))


@of("irs")
def test_the_interface_heeds_the_scripts_facts(serve: ReplicaServer) -> None:
    first, second = (json.loads(irs(serve, page))["data"] for page in (1, 2))
    assert first["pager"]["total"] == 15
    assert len(first["list"]) == 7
    assert first["list"][0]["doc_pub_url"].startswith(f"{serve.base}/zwgk/xxgkml/gknb/202601/t20260121_")
    assert {str(row) for row in first["list"]}.isdisjoint(str(row) for row in second["list"])
    assert json.loads(irs(serve, 4))["data"]["list"] == []
    assert trs.IRS_ELSEWHERE[0].title in irs(serve, 1, customFilter={})
    assert trs.IRS_ELSEWHERE[0].title not in irs(serve, 1)
    assert json.loads(irs(serve, 1, tenantId=1))["success"] is False
    assert not names(ask(serve, serve.replica.columns[0]).text)


@of("ucap")
def test_static_pages_count_from_one(serve: ReplicaServer) -> None:
    first, second = (ask(serve, f"/yugan/c128570/list{n}.shtml").text for n in ("", "_2"))
    assert "createPageHTML('page_div',3, 1,'list','shtml',14);" in first
    assert "createPageHTML('page_div',3, 2,'list','shtml',14);" in second
    assert set(names(first)).isdisjoint(names(second))
    assert names(ask(serve, "/yugan/c128570/list2.shtml").text) == names(first)
    assert {ask(serve, f"/yugan/c128570/list_{n}.shtml").status for n in (0, 4)} == {404}
    assert re.search(r'<a href="/yugan/c128570/[^"]+" title="[^"…]+" target="_blank">[^<]+…</a>', first)
    shell = ask(serve, "/yugan/gknb/xxgk_lists.shtml").text
    assert not names(shell)
    assert 'href="/yugan/c128570/list.shtml"' in shell


@of("ucap")
def test_rows_have_files_and_broken_hrefs(serve: ReplicaServer) -> None:
    towns = ask(serve, "/yugan/c128571/list.shtml").text + ask(serve, "/yugan/c128571/list_2.shtml").text
    assert f'<a href="\n{ucap.ROW_FILE}\n"' in towns
    assert f'<a href="\n{ucap.PDF_ROW}\n"' in towns
    assert {ask(serve, path).raw[:4] for path in (ucap.ROW_FILE, ucap.PDF_ROW, ucap.PDF_FILE)} == {b"%PDF"}
    page = ask(serve, ucap.PDF_ONLY).text
    assert "<UCAPCONTENT><p></p></UCAPCONTENT>" in page
    assert 'href="1653980/files/【2025】年报.pdf"' in page
    assert "#PAGE_BREAK#" in ask(serve, ucap.BROKEN).text


@of("ucap_json")
def test_rows_come_by_the_channel_of_the_meta_tag(serve: ReplicaServer) -> None:
    shell = ask(serve, serve.replica.columns[0]).text
    channel = re.findall(r'<meta name="channelid" content="([0-9a-f]{32})">', shell)[0]
    first, second, beyond = (json.loads(searched(serve, page, channel))["data"] for page in (1, 2, 3))
    assert (first["total"], len(first["results"]), len(second["results"])) == (22, 15, 7)
    assert beyond["results"] == []
    assert first["results"][0]["url"].startswith(f"{serve.base.removeprefix('http:')}/qax/c102337/202601/")
    assert json.loads(searched(serve, 1, "0" * 32))["data"]["total"] == 0
    assert ask(serve, f"{ucap.SEARCH}{channel}?page=1").text == shell


@of("ucap_post")
def test_rows_come_by_the_channel_of_the_script(serve: ReplicaServer) -> None:
    shell = ask(serve, serve.replica.columns[0]).text
    assert f"var channelId = '{ucap.CODE}'" in shell
    assert f'id="channelId" value="{ucap.CODE}"' in shell
    first = json.loads(filed(serve, 1))["results"]["data"]
    assert (first["total"], len(first["results"])) == (22, 10)
    assert first["results"][0]["titleHtml"].startswith("<b>")
    assert json.loads(filed(serve, 1, "false"))["results"]["data"]["total"] == 18
    assert json.loads(filed(serve, 4))["results"]["data"]["results"] == []
    assert ask(serve, ucap.FILES).status == 404
    moved = [row for row in first["results"] if row["redirectUrl"]]
    assert [row["url"] for row in moved] == [serve.base + ucap.REDIRECT]
    sent_on = ask(serve, ucap.REDIRECT)
    assert len(sent_on.raw) < 160
    assert moved[0]["redirectUrl"].endswith(re.findall(r'location\.href="([^"]+)"', sent_on.text)[0])
