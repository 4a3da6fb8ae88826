"""Printed organ names and their identity (DESIGN §3, Organs). Names of places are real, the cases are ours."""

from __future__ import annotations

import pytest

from pipelines.organs import resolve_organ
from pipelines.records import Organ
from pipelines.register import Region, load_register, read_regions

REGISTER = load_register()


def resolve(printed: str, code: str | None, year: int | None = 2019, told: str = "") -> Organ | None:
    return resolve_organ(printed, region_code=code, year=year, register=REGISTER, told=told)


@pytest.mark.parametrize(
    ("printed", "code", "expected"),
    [
        # governments
        ("沅江市人民政府", None, "430981"),
        ("沅江市", None, "430981"),
        ("易门", None, "530425"),
        ("易门县", "110000", "530425"),
        ("湘西州人民政府", None, "433100"),
        ("锡盟", None, "152500"),
        ("延边州", None, "222400"),
        ("内蒙古", None, "150000"),
        ("西藏自治區人民政府", None, "540000"),
        ("三亚市天涯区", None, "460204"),
        ("兴安盟行政公署", None, "152200"),
        ("我市", "430981", "430981"),
        ("市人民政府", "430902", "430900"),
        ("国务院", None, "000000"),
        # the government's office
        ("益阳市人民政府办公室", None, "430900-人民政府办公室"),
        ("市政府办", "430900", "430900-人民政府办公室"),
        ("广东省人民政府办公厅", None, "440000-人民政府办公厅"),
        ("广东省政府办公室", None, "440000-人民政府办公厅"),
        ("武汉市政府办公室", None, "420100-人民政府办公厅"),
        ("重庆市渝中区人民政府办公室", None, "500103-人民政府办公室"),
        ("国务院办公厅", None, "000000-国务院办公厅"),
        # departments, long and short
        ("淮安市教育局", None, "320800-教育局"),
        ("上海市科委", None, "310000-科学技术委员会"),
        ("市科委", "310000", "310000-科学技术委员会"),
        ("岳阳市发改委", None, "430600-发展和改革委员会"),
        ("市发改委", "430981", "430981-发展和改革委员会"),
        ("市发展改革委", "430902", "430900-发展和改革委员会"),
        ("县发改局", "530425", "530425-发展和改革局"),
        ("石家庄市人社局", None, "130100-人力资源和社会保障局"),
        ("泰州市住建局", None, "321200-住房和城乡建设局"),
        ("县卫健局", "530425", "530425-卫生健康局"),
        ("县卫健委", "530425", "530425-卫生健康委员会"),
        ("易门县教体局", None, "530425-教育体育局"),
        ("沅江市市监局", None, "430981-市场监督管理局"),
        ("市场监管局", "430981", "430981-市场监督管理局"),
        ("市市场监督管理局", "430981", "430981-市场监督管理局"),
        ("沅江市工信局", None, "430981-工业和信息化局"),
        ("沅江市城管局", None, "430981-城市管理局"),
        ("市应急局", "430981", "430981-应急管理局"),
        ("市医保局", "430981", "430981-医疗保障局"),
        ("桃江县农业农村局", None, "430922-农业农村局"),
        ("湖南省财政", None, "430000-财政厅"),
        ("内蒙古自治区环保厅", None, "150000-环境保护厅"),
        ("水务局", "510700", "510700-水务局"),
        ("环保局", "520122", "520122-环境保护局"),
        ("中共福建省委机构编制委员会办公室", None, "350000-机构编制委员会办公室"),
        ("沅江市人民政府法制办公室", None, "430981-法制办公室"),
        ("东莞市民政局", None, "441900-民政局"),
        ("五指山市教育局", None, "469001-教育局"),
        ("北京住房公积金管理中心", None, "110000-住房公积金管理中心"),
        # the deepest of several levels; ambiguous names by their context
        ("贵阳市南明区统计局", None, "520102-统计局"),
        ("河北省邯郸市气象局", None, "130400-气象局"),
        ("鼓楼区", "320100", "320106"),
        ("鼓楼区", "320106", "320106"),
        ("朝阳区统计局", "110000", "110105-统计局"),
        ("和平区发展改革委", "120101", "120101-发展和改革委员会"),
        ("吉林市场监督管理局", "220200", "220200-市场监督管理局"),
        ("淄博市场监督管理局", None, "370300-市场监督管理局"),
        ("吉林市龙潭区教育局", None, "220203-教育局"),
        # townships and streets
        ("草尾镇", "430981", "430981-草尾镇人民政府"),
        ("沅江市草尾镇人民政府", None, "430981-草尾镇人民政府"),
        ("浮梁县臧湾乡", None, "360222-臧湾乡人民政府"),
        ("螅镇", "610828", "610828-螅镇人民政府"),
        ("道里区经纬街道", None, "230102-经纬街道办事处"),
        ("武义县白洋街道办事处", None, "330723-白洋街道办事处"),
        ("沅江路街道", "430181", "430181-沅江路街道办事处"),
        ("东莞市虎门镇", None, "441900-虎门镇人民政府"),
        ("儋州市那大镇人民政府", None, "460400-那大镇人民政府"),
        # branches
        ("益阳市生态环境局安化分局", None, "430923-生态环境局安化分局"),
        ("益阳市生态环境局安化县分局", None, "430923-生态环境局安化分局"),
        ("安化县生态环境分局", None, "430923-生态环境局安化分局"),
        ("市公安局沅江分局", "430900", "430981-公安局沅江分局"),
        ("淄博市公安局高新区分局", None, "370300-公安局高新区分局"),
        # vertical and state organs
        ("国家税务总局淮安市税务局", None, "320800-税务局"),
        ("国家税务总局淮安市清江浦区税务局", None, "320812-税务局"),
        ("国家税务总局", None, "000000-税务总局"),
        ("国家统计局淮安调查队", "320800", "320800-调查队"),
        ("河南省气象局", None, "410000-气象局"),
        ("中国气象局", None, "000000-气象局"),
        ("广州海关", None, "440100-海关"),
        ("文化和旅游部", None, "000000-文化和旅游部"),
        ("国家发改委", None, "000000-发展和改革委员会"),
        ("海关总署(本级机关)", None, "000000-海关总署（本级）"),
        # zones
        ("武汉东湖新技术开发区管委会", None, "420100-东湖新技术开发区管理委员会"),
        ("东湖高新区管委会", "420000", "420100-东湖新技术开发区管理委员会"),
        ("大连高新区", None, "210200-高新技术产业园区管理委员会"),
        ("淄博市高新区管委会", None, "370300-高新技术产业开发区管理委员会"),
    ],
)
def test_resolves(printed: str, code: str | None, expected: str) -> None:
    organ = resolve(printed, code)
    assert organ is not None
    assert organ.id == expected
    assert organ.region_code == expected[:6]


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("鼓楼区", None),
        ("鼓楼区", "430000"),
        ("吉林市场监督管理局", None),  # 吉林省 or 吉林市
        ("临夏教育局", None),  # 临夏州, 临夏市, 临夏县
        ("易门", "110000"),  # a bare name far from its place
        ("市发改委", None),
        ("市发改委", "430000"),
        ("县公安局", "430408"),  # a district is no 县
        ("水务局", "510000"),
        ("高新区管委会", "370000"),
        ("草尾镇人民政府", "430900"),  # its county is not told
        ("太平镇人民政府", "610000"),
        ("西咸新区底张街道办事处", "610000"),
        ("东湖开发区", None),
        ("我局", "430981"),
        ("赵教育局", "130100"),
        ("本单位", "430981"),
        ("某委", "430981"),
        ("开云手机官网入口·(中国)官方网站卫生健康局", "210000"),
        ("关于做好工作的办公室", "430981"),
        ("2018", "430981"),
        ("", "430981"),
    ],
)
def test_stays_unknown(printed: str, code: str | None) -> None:
    assert resolve(printed, code) is None


@pytest.mark.parametrize(
    ("printed", "code", "name", "level", "kind"),
    [
        ("鼓楼区", "320100", "南京市鼓楼区人民政府", "county", "government"),
        ("海淀区教委", None, "北京市海淀区教育委员会", "county", "department"),
        ("桃江县农业农村局", None, "桃江县农业农村局", "county", "department"),
        ("草尾镇", "430981", "沅江市草尾镇人民政府", "township", "government"),
        ("市政府办", "430900", "益阳市人民政府办公室", "city", "office"),
        ("安化县生态环境分局", None, "益阳市生态环境局安化分局", "county", "branch"),
        ("大连高新区", None, "大连市高新技术产业园区管理委员会", "city", "zone"),
        ("沅江市疾病预防控制中心", None, "沅江市疾病预防控制中心", "county", "other"),
        ("国家税务总局", None, "国家税务总局", "state", "department"),
        ("厦门海关", None, "厦门海关", "city", "department"),
        ("湖南省", None, "湖南省人民政府", "province", "government"),
    ],
)
def test_name_level_and_kind(printed: str, code: str | None, name: str, level: str, kind: str) -> None:
    organ = resolve(printed, code)
    assert organ is not None
    assert (organ.name, organ.level, organ.kind) == (name, level, kind)


def test_short_form_depends_on_the_year() -> None:
    early, late = resolve("沅江市交通局", None, 2009), resolve("沅江市交通局", None, 2019)
    assert early is not None
    assert late is not None
    assert (early.id, late.id) == ("430981-交通局", "430981-交通运输局")


def test_longer_name_in_the_document_wins_over_the_usual_one() -> None:
    organ = resolve("市城管局", "430981", told="请与沅江市城市管理和综合执法局联系。")
    assert organ is not None
    assert organ.id == "430981-城市管理和综合执法局"


def test_two_longer_names_decide_nothing() -> None:
    organ = resolve("市城管局", "430981", told="沅江市城市管理和综合执法局原名沅江市城市管理行政执法局。")
    assert organ is not None
    assert organ.id == "430981-城市管理局"


@pytest.mark.parametrize(
    "spelling", ["沅江市 发改局", "《沅江市发改局》", "沅江市发展改革局", "沅江市发展和改革局", "市发改局"]
)
def test_one_organ_one_id(spelling: str) -> None:
    organ = resolve(spelling, "430981")
    assert organ is not None
    assert organ.id == "430981-发展和改革局"


REGIONS = [region for region in read_regions() if region.level != "state"]


def a_year_of(region: Region) -> int | None:
    """The last whole year in which it was in force; None for those that are."""
    return int(region.valid_to[:4]) - 1 if region.valid_to else None


@pytest.mark.parametrize(
    ("printed", "year", "expected"),
    [
        ("北京市宣武区教育局", 2009, "110104-教育局"),
        ("宣武区大栅栏街道", 2019, "110102-大栅栏街道办事处"),
        ("九江县国土资源局", 2010, "360421-国土资源局"),
        ("九江市九江县人民政府", 2013, "360421"),
        ("烟台市蓬莱市人民政府办公室", 2010, "370684-人民政府办公室"),
        ("南通市港闸区人民政府", 2016, "320611"),
        ("永定县教育局", 2010, "350822-教育局"),
        ("永定县教育局", 2016, "350803-教育局"),
    ],
)
def test_places_that_ended(printed: str, year: int, expected: str) -> None:
    organ = resolve(printed, None, year)
    assert organ is not None
    assert organ.id == expected


@pytest.mark.parametrize("department", ["", "教育局"])
def test_every_region_with_its_full_line_of_names(department: str) -> None:
    tail = f"-{department}" if department else ""
    for region in REGIONS:
        line = "".join(name for name in (region.province, region.city, region.county) if name)
        organ = resolve(line + department, None, a_year_of(region))
        assert organ is not None, line
        assert organ.id == region.code + tail


@pytest.mark.parametrize("department", ["", "教育局"])
def test_every_region_by_its_name_alone_is_right_or_unknown(department: str) -> None:
    tail = f"-{department}" if department else ""
    found = {region: resolve(region.name + department, None, a_year_of(region)) for region in REGIONS}
    unknown = [region.code for region, organ in found.items() if organ is None]
    assert [r.code for r, organ in found.items() if organ and organ.id != r.code + tail] == []
    # Names that 2 to 4 districts share.
    assert len(unknown) == 79
