"""The replicas of Epoint, n-tree, Hebei, WebForms and the unknown portals hold what they say, and their traps."""

from __future__ import annotations

import html as entities
import json
import re
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.replicas import Replica, aspnet, epoint, hebei, ntree, plain, serving

REPLICAS = {replica.family: replica for module in (epoint, ntree, hebei, aspnet, plain) for replica in module.REPLICAS}


class Client:
    """Asks one server, with the cookies it was given."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(self, address: str, body: bytes | None = None) -> tuple[int, str]:
        """Status and text; the charset is the header's, else the one that the page tells, else GBK."""
        request = Request(quote(urljoin(self.base, address), safe=":/?&=,%"), body)
        try:
            with self.opener.open(request, timeout=10) as response:
                status, charset, raw = response.status, response.headers.get_content_charset(), response.read()
        except HTTPError as refused:
            status, charset, raw = refused.code, refused.headers.get_content_charset(), refused.read()
        return status, raw.decode(charset or "gbk", errors="replace")

    def text(self, address: str) -> str:
        return self.ask(address)[1]

    def json(self, address: str, sent: object) -> dict[str, object]:
        """The `custom` part of a JSON service's answer."""
        answer = json.loads(self.ask(address, json.dumps(sent).encode())[1])["custom"]
        assert isinstance(answer, dict)
        return answer


def hrefs(text: str) -> list[str]:
    return [entities.unescape(href).strip() for href in re.findall(r"href=[\"']([^\"']*)[\"']", text)]


def fields(text: str) -> dict[str, str]:
    """The hidden fields of a page."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" id="\w+" value="([^"]*)"', text))


def turned(text: str, pager: str, page: int) -> bytes:
    """The body of the post that turns a page of a WebForms list."""
    return urlencode({**fields(text), "__EVENTTARGET": pager, "__EVENTARGUMENT": page}).encode()


def lists_of(replica: Replica, client: Client) -> list[str]:
    """The texts of all lists of a replica, each asked as its own page would ask for it."""
    column = replica.columns[0]
    first = client.text(column)
    match replica.family:
        case "epoint" | "epoint_params":
            guid, prefix = re.findall(
                r'"siteGuid":"(.+?)","projectName":"(.+?)"', client.text("/js/webBuilderCommon.js")
            )[0]
            texts = []
            for index in range(2):
                wanted = {"categorynum": "003006", "pageIndex": index, "pageSize": 20, "siteGuid": guid}
                sent = {"token": "", "params": json.dumps(wanted)} if replica.family == "epoint_params" else wanted
                answer = client.json(f"{prefix}/rest/lightfrontaction/getgovinfolist", sent)
                texts.append(json.dumps(answer))
            return texts
        case "ntree":
            fragments = re.findall(r"href='([^']+index_2603340_\d\.html)'", first)
            return [first, *(client.text(urljoin(column, fragment)) for fragment in fragments)]
        case "hebei":
            years = [client.text(urljoin(column, href)) for href in hrefs(first) if href.startswith("../")]
            blocks = [re.findall(r'get\("(.+?)\?page=', year)[0] for year in years]
            return [client.text(f"{block}?page={page}&fix=0") for block in blocks for page in (1, 2, 3)]
        case "aspnet" | "aspnet_more":
            pager = re.findall(r"__doPostBack\('([^']+)'", first)[0]
            texts = [first]
            for page in re.findall(r"','(\d)'\)\">\d<", first):
                texts.append(client.ask(column, turned(texts[-1], pager, page))[1])
            return texts
        case "iframe_table":
            frame = re.findall(r'<iframe src="(.+?)"', first)[0]
            return [client.text(f"{frame}?page={page}") for page in (1, 2, 3)]
        case "path_pages":
            return [
                first,
                *(client.text(urljoin(column, href)) for href in hrefs(first) if re.match(r"\d\.html", href)),
            ]
        case "json_spa":
            address = re.findall(r'"(/cn/static/data.+?)"', first)[0]
            return [client.text(address.replace("pageIndex=1", f"pageIndex={page}")) for page in (1, 2)]
        case "single_column":
            return [client.text(column) for column in replica.columns]
        case _:
            subjects = [urljoin(column, href) for href in hrefs(first) if href.startswith("./")]
            years = [
                urljoin(subject, href)
                for subject in subjects
                for href in hrefs(client.text(subject))
                if href.startswith("../")
            ]
            return [client.text(year) for year in years]


@pytest.mark.parametrize("replica", REPLICAS.values(), ids=REPLICAS)
def test_what_is_held_is_served(replica: Replica) -> None:
    with serving(replica) as server:
        client = Client(server.base)
        status, home = client.ask(replica.entry)
        assert (status, replica.name in home) == (200, True)
        assert home.count("<a ") >= 20
        assert {client.ask(column)[0] for column in replica.columns} == {200}
        for held in replica.reports:
            for status, text in map(client.ask, held.detail_paths):
                assert status == 200, held
                assert "三、收到和处理" in text or "三、依申请公开" in text, held
                assert "五、存在的主要问题及改进情况" in text, held
                assert ("六、其他需要报告的事项" in text) == (int(held.report_id[-4:]) >= 2019), held
        assert {client.ask(path)[0] for path in replica.look_alikes} == {200}


@pytest.mark.parametrize("replica", REPLICAS.values(), ids=REPLICAS)
def test_what_is_held_is_counted_once(replica: Replica) -> None:
    ids = [held.report_id for held in replica.reports]
    paths = [path for held in replica.reports for path in held.detail_paths]
    assert 6 <= len(ids) == len(set(ids)) <= 14
    assert len(paths) == len(set(paths))
    assert replica.look_alikes
    assert not set(paths) & set(replica.look_alikes)


@pytest.mark.parametrize("replica", REPLICAS.values(), ids=REPLICAS)
def test_lists_hold_reports_and_look_alikes(replica: Replica) -> None:
    with serving(replica) as server:
        text = "".join(lists_of(replica, Client(server.base)))

    def ending(path: str) -> str:
        """What every href of an address ends with: n-tree's pages have their number in the folder."""
        return "/".join(path.split("/")[-2 if path.endswith("/content.html") else -1 :])

    paths = [*replica.look_alikes, *(held.detail_paths[0] for held in replica.reports)]
    assert [path for path in paths if ending(path) not in text] == []


@pytest.mark.parametrize("replica", REPLICAS.values(), ids=REPLICAS)
def test_the_home_page_leads_to_the_columns(replica: Replica) -> None:
    with serving(replica) as server:
        client = Client(server.base)
        seen = {replica.entry}
        step = [replica.entry]
        for _ in range(3):
            found = {urljoin(page, href) for page in step for href in hrefs(client.text(page))}
            step = sorted(
                {href.removeprefix(server.base) for href in found if href.startswith(("/", server.base))} - seen
            )
            seen |= set(step)
    assert set(replica.columns) <= {page.replace("/index.html", "/") for page in seen} | seen


def test_epoint_answers_nothing_to_a_wrong_portal() -> None:
    service = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
    with serving(REPLICAS["epoint"]) as server:
        client = Client(server.base)
        guid = re.findall(r'"siteGuid":"([\w-]{36})"', client.text("/js/webBuilderCommon.js"))[0]
        asked = {"categorynum": "003006", "pageIndex": 0, "pageSize": 20, "siteGuid": guid}
        first = client.json(service, asked)
        assert first["total"] == 23
        assert "..." in json.dumps(first["data"])
        assert client.json(service, asked | {"siteGuid": guid[::-1]}) == {"code": 1, "data": [], "total": 0}
        assert client.json(service, asked | {"pageIndex": 2}) == {"code": 1, "data": [], "total": 23}
        assert client.ask(service)[0] == 404
        assert epoint.PDF_FILE in client.text(epoint.PDF_ONLY)
        assert client.text(epoint.PDF_FILE).startswith("%PDF")
    with serving(REPLICAS["epoint_params"]) as server:
        client = Client(server.base)
        guid = re.findall(r'"siteGuid":"([\w-]{36})"', client.text("/js/webBuilderCommon.js"))[0]
        plainly = {"categorynum": "003006", "pageIndex": 0, "pageSize": 20, "siteGuid": guid}
        assert client.json("/EWB_YK_Mid/rest/lightfrontaction/getgovinfolist", plainly)["total"] == 0


def test_ntree_numbers_its_fragments_backwards() -> None:
    column = ntree.REPLICAS[0].columns[0]
    with serving(ntree.REPLICAS[0]) as server:
        client = Client(server.base)
        page = client.text(column)
        fragments = [client.ask(urljoin(column, f"index_2603340_{number}.html")) for number in (3, 2, 1)]
        assert {client.ask(urljoin(column, f"index_2603340_{number}.html"))[0] for number in (0, 4)} == {404}
    assert re.findall(r"maxPageNum ?= ?(\d+)", page) == ["0", "4"]
    assert '<li style="height:1px' in page
    assert "display:none" in page
    assert [status for status, _ in fragments] == [200, 200, 200]
    assert all("<html" not in text for _, text in fragments)
    listed = page.split('id="comp_2603340"')[1] + "".join(text for _, text in fragments)
    days = re.findall(r"\[([\d-]+)\]</span></li>", listed)
    assert len(days) == 18
    assert days == sorted(days, reverse=True)


def test_hebei_ends_its_blocks_in_two_ways() -> None:
    with serving(hebei.REPLICAS[0]) as server:
        client = Client(server.base)
        newest, older, _ = (year.block for year in hebei.YEARS)
        pages = {page: client.text(f"{newest}?page={page}&fix=0") for page in (1, 2, 3, 4)}
        assert all("xxgk_gfxwjk-list-li" in pages[page] for page in (1, 2, 3))
        assert pages[4].strip() == ""
        assert client.text(f"{older}?page=9&fix=0") == client.text(f"{older}?page=2&fix=0")
        assert "<li" not in client.text(f"/columns/{newest.split('/')[2]}/index.html").split('id="list"')[1]
        assert hebei.PDF_FILE in client.text(hebei.PDF_ONLY)


@pytest.mark.parametrize(
    ("family", "pager", "count"), [("aspnet", "AspNetPager1", 4), ("aspnet_more", "MoreInfoList1$Pager", 3)]
)
def test_aspnet_refuses_a_state_that_it_did_not_issue(family: str, pager: str, count: int) -> None:
    with serving(REPLICAS[family]) as server:
        client = Client(server.base)
        first = client.text(aspnet.COLUMN)
        last = client.ask(aspnet.COLUMN, turned(first, pager, count))[1]
        assert fields(first)["__VIEWSTATE"] != fields(last)["__VIEWSTATE"]
        assert client.ask(aspnet.COLUMN, turned(last, pager, 99)) == (200, last)
        assert f"'{pager}','{count + 1}'" not in last
        state = fields(first)["__VIEWSTATE"]
        invented = turned(first.replace(state, "x" * 40), pager, 2)
        mixed = turned(first.replace(state, fields(last)["__VIEWSTATE"]), pager, 2)
        assert [client.ask(aspnet.COLUMN, body)[0] for body in (invented, mixed)] == [500, 500]
        assert Client(server.base).ask(aspnet.COLUMN, turned(first, pager, 2)) == (200, first)
    assert ("__CSRFTOKEN" in fields(first)) == (family == "aspnet_more")


def test_the_frame_of_tables_links_the_next_page() -> None:
    with serving(REPLICAS["iframe_table"]) as server:
        client = Client(server.base)
        frames = [client.text(f"/zfxxgk/list_frame.asp?page={page}") for page in (1, 2, 3, 4)]
        assert frames[3] == frames[0] == client.text("/zfxxgk/list_frame.asp")
        assert [re.findall(r"第(\d)/3页", frame) for frame in frames[:3]] == [["1"], ["2"], ["3"]]
        assert '<a href="?page=2">下一页</a>' in frames[0]
        assert "<a" not in frames[2].split("上一页</a>")[1]
        assert 'href="\n/zfxxgk/show.asp' in frames[0]
        assert "title=" not in frames[0]
        assert plain.DOC_ONLY in "".join(frames)
        detail = client.text("/zfxxgk/show.asp?id=3360")
        assert '<td class="bt">高唐县人民政府2020年度' in detail
        assert "【2021-01-26】" in detail
        assert '<td style="line-height:28px">' in detail
        assert 'meta name="' not in detail
        assert [name in detail for name in (".wps", ".doc")] == [True, True]
        assert client.ask("/zfxxgk/show.asp?id=1") == (200, plain.GONE)


def test_path_pages_link_no_next_page() -> None:
    column = REPLICAS["path_pages"].columns[0]
    with serving(REPLICAS["path_pages"]) as server:
        client = Client(server.base)
        pages = [client.text(urljoin(column, f"{page}.html")) for page in (1, 2, 3)]
        assert all("下一页" not in page for page in pages)
        assert client.ask(urljoin(column, "4.html")) == (200, plain.GONE)
        assert f'href="{server.base.removeprefix("http:")}/zwgk' in pages[0]
        assert 'class="popbox"' in pages[0]


def test_json_spa_ends_with_a_missing_file() -> None:
    with serving(REPLICAS["json_spa"]) as server:
        client = Client(server.base)
        page = client.text(REPLICAS["json_spa"].columns[0])
        address = re.findall(r'"(/cn/static/data.+?)"', page)[0]
        assert json.loads(client.text(address))["data"]["total"] == 20
        assert client.ask(address.replace("pageIndex=1", "pageIndex=3"))[0] == 404
        assert not [path for held in REPLICAS["json_spa"].reports for path in held.detail_paths if path in page]


def test_single_columns_have_years_without_a_report() -> None:
    with serving(REPLICAS["single_column"]) as server:
        client = Client(server.base)
        main, bureau = (client.text(column) for column in REPLICAS["single_column"].columns)
        assert main == client.text("/zfxxgk/nb/?year=2024")
        assert '<a href="?year=2019">' in main
        assert '<option value="?year=2021">' in bureau
        for address in ("/zfxxgk/nb/?year=2019", "/zfxxgk/nb/?year=1999", "/zfxxgk/czj/nb/?year=2021"):
            status, text = client.ask(address)
            assert (status, '<div class="nb_con"></div>' in text) == (200, True)


def test_subject_folders_do_not_tell_the_year() -> None:
    replica = REPLICAS["subject_folders"]
    years = {(path.split("/")[4][:4], held.report_id[-4:]) for held in replica.reports for path in held.detail_paths}
    assert {("2025", "2024"), ("2024", "2023"), ("2024", "2017"), ("2022", "2022"), ("2022", "2024")} <= years
    with serving(replica) as server:
        client = Client(server.base)
        assert plain.PDF_ROW.rsplit("/", 1)[1] in client.text("/xxgk/zfxxgknb/xq/2025n/")
        assert client.text(plain.PDF_ROW).startswith("%PDF")
        assert f'href="{server.base}/xxgk/index.html"' in client.text("/")
        twins = [held.detail_paths for held in replica.reports if len(held.detail_paths) > 1]
        assert [client.text(first) == client.text(second) for first, second in twins] == [True]
