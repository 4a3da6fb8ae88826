"""One small page of each family of systems, against its reviewed answer (FIXTURES.md F1–F11, PORTALS.md §4, §6).

The pages have the structure of their family and our own prose; the report is the same in all. What stands beside the
body on each page (menus, related articles, buttons, footers) is marked by words that may not come into the text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from pipelines.chain import read_document
from pipelines.extract import extract
from pipelines.records import FailureKind, Report

SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
OPENING = "我局按照条例要求编制本年度报告，所列数据的统计期限自2024年1月1日起至2024年12月31日止。"
CLOSING = "本年度没有收取信息处理费，也没有别的事项要说明。"
DISCLOSURE = (
    "<table><tr><td colspan=2>第二十条第（五）项</td></tr><tr><td>信息内容</td><td>本年处理决定数量</td></tr>"
    "<tr><td>行政许可</td><td>37</td></tr></table>"
)
REQUESTS = (
    "<table><tr><td rowspan=3 colspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
    "<td colspan=7>申请人情况</td></tr><tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td>"
    "<td rowspan=2>总计</td></tr><tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td>"
    "<td>其他</td></tr><tr><td colspan=3>一、本年新收政府信息公开申请数量</td><td>5</td><td>2</td><td>0</td><td>0</td>"
    "<td>0</td><td>0</td><td>7</td></tr><tr><td colspan=3>二、上年结转政府信息公开申请数量</td><td>0</td><td>0</td>"
    "<td>0</td><td>0</td><td>0</td><td>0</td><td>0</td></tr></table>"
)
REVIEW = (
    "<table><tr><td colspan=5>行政复议</td></tr><tr><td>结果维持</td><td>结果纠正</td><td>其他结果</td>"
    "<td>尚未审结</td><td>总计</td></tr><tr><td>1</td><td>0</td><td>0</td><td>0</td><td>1</td></tr></table>"
)
PARAGRAPHS = (
    f"<p>{OPENING}</p><p>{SECTIONS[0]}</p><p>我局安排专人负责公开事务，按月核对栏目，全年公开信息二百一十条。</p>",
    f"<p>{SECTIONS[1]}</p>{DISCLOSURE}",
    f"<p>{SECTIONS[2]}</p>{REQUESTS}",
    f"<p>{SECTIONS[3]}</p>{REVIEW}",
    f"<p>{SECTIONS[4]}</p><p>栏目更新有时不够及时，来年将增加核对次数。</p>",
    f"<p>{SECTIONS[5]}</p><p>{CLOSING}</p>",
)
BODY = "".join(PARAGRAPHS)
FIRST, LAST = "".join(PARAGRAPHS[:3]), "".join(PARAGRAPHS[3:])
FIGURES = {
    "disclosure_art20_5.administrative_licensing.decisions": 37,
    "requests.new_received.total": 7,
    "review_litigation.review.upheld": 1,
}

TITLE = "沅江市财政局2024年政府信息公开工作年度报告"
MENU = "<div class='nav'><ul><li><a href='/'>首页导航</a></li><li><a href='/dt/'>要闻导航</a></li></ul></div>"
BESIDE = (
    "<div class='xgwz'><h3>相关文章</h3><ul><li><a href='1.html'>旁栏甲2023年政府信息公开工作年度报告</a></li>"
    "<li><a href='2.html'>旁栏乙开展植树活动</a></li></ul></div>"
)
FOOTER = "<div class='footer'><p>页脚主办：沅江市人民政府办公室</p><p>页脚备案号一二三四</p></div>"
OUTSIDE = ("导航", "旁栏", "页脚", "打印", "分享", "字体", "索引", "浏览", "已下载", "相关", "PAGE_BREAK", "begin")


def metas(published: str = "", title: str = TITLE, source: str = "沅江市财政局") -> str:
    told = {"SiteName": "沅江市人民政府", "ArticleTitle": title, "PubDate": published, "ContentSource": source}
    return "".join(f'<meta name="{name}"content="{content}">' for name, content in told.items() if content)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{MENU}{body}{FOOTER}</body></html>"


@dataclass(frozen=True, slots=True)
class Family:
    """A page of one family and what it says: the day of publication, and where it says so; `tells_organ`: whether
    more than the title names the organ."""

    name: str
    html: str
    published_on: str | None
    published_source: str | None
    charset: str = "utf-8"
    tells_organ: bool = True


FAMILIES = (
    Family(
        "TRS, NDRC style",
        page(
            f"<div class='article_l'><!--startprint--><h2 class=article_title>{TITLE}</h2><div class='shezhi'>"
            "<div class='time'>发布时间：2025/01/09</div><div class='ly'>来源：<span>沅江市财政局</span></div></div>"
            f"<div class='article_con'><div><div class=TRS_Editor>{BODY}</div></div></div><!--endprint-->"
            "<div class='attachment'><div class='attachment_l'>附件：</div><div class='attachment_r'><p>"
            f"<a href='./P020250109.pdf'>年报.pdf</a></p></div></div></div>{BESIDE}",
            metas("2025-01-09 09:39:08"),
        ),
        "2025-01-09",
        "page",
    ),
    Family(
        "TRS, MOST style",
        page(
            "<table class='bd1 xxgk_detail_table1'>"
            f"<tr><td><b>标　　题：</b></td><td colspan=3>{TITLE}</td></tr>"
            "<tr><td><b>索 引 号：</b></td><td>cz/2025-00017</td><td><b>发文机构：</b></td><td>沅江市财政局</td></tr>"
            "<tr><td><b>成文日期：</b></td><td>2025年01月10日</td><td><b>发布日期：</b></td><td>2025年01月13日</td></tr>"
            "<tr><td><b>发文字号：</b></td><td></td><td><b>有 效 性：</b></td><td>有效</td></tr></table>"
            f"<div class='xxgk_title'>{TITLE}</div><div id='Zoom'><meta name='ContentStart'/>"
            f"<div class='html-content-fun'><div class='view TRS_UEDITOR trs_paper_default'>{BODY}</div></div>"
            "<meta name='ContentEnd'/><p><a href='#'>放大字体</a> <a href='#'>打印</a> <a href='#'>关闭</a></p></div>"
            "<div>相关附件</div><ul class='home_news_list2'><li><a href='./P0.docx'>旁栏附件.docx</a></li></ul>",
            metas(title="", source=""),
        ),
        "2025-01-13",
        "page",
    ),
    Family(
        "UCAP",
        page(
            "<table class='info'><tr><td>索 引 号</td><td>K45/2025-00221</td><td>主题分类</td><td>财政</td></tr>"
            "<tr><td>发布机构</td><td>沅江市财政局</td><td>来&nbsp;&nbsp;源</td><td></td></tr>"
            f"<tr><td>名&nbsp;称</td><td colspan=3>{TITLE}</td></tr><tr><td>文 号</td><td>〔〕号</td></tr></table>"
            f"<h1><UCAPTITLE>{TITLE}</UCAPTITLE></h1><PUBLISHTIME>2025-01-19</PUBLISHTIME>"
            f"<div id='zoomcon' class='article-content'>"
            f"<UCAPCONTENT>{FIRST}<p>#PAGE_BREAK#</p>{LAST}</UCAPCONTENT></div>"
            f"<div class='share'>分享到：<a>微信</a></div>{BESIDE}",
            '<meta name="channelid" content="0123456789abcdef0123456789abcdef">'
            '<meta name="others" content="页面生成时间 2026-01-01 01:48:08" />',
        ),
        "2025-01-19",
        "page",
    ),
    Family(
        "Hanweb",
        page(
            "<div>首页 &gt; 信息公开年报 &gt; 市级部门单位 &gt; 2024</div>"
            "<table class='xxgk_table'><tr><td>索引号</td><td>2025-02-00018</td><td>组配分类</td><td>年报</td></tr>"
            "<tr><td>发布机构</td><td>沅江市财政局</td><td>公开方式</td><td>主动公开</td></tr></table>"
            f"<div class='title'>{TITLE}</div><p>发布日期: 2025- 01- 14 10: 13 浏览次数: <script>count()</script></p>"
            f"<div id='zoom'><!--<$[信息内容]>begin-->{BODY}<!--<$[信息内容]>end--></div>"
            "<a href='/module/download/downfile.jsp?classid=0&filename=7f.pdf'>年报.pdf</a>",
            f"<title>{TITLE}</title>",
        ),
        "2025-01-14",
        "page",
    ),
    Family(
        "Hanweb jpaas",
        page(
            "<table><tr><td>索引号</td><td>cz/2025-3</td><td>分类</td><td>信息公开年报</td></tr>"
            "<tr><td>发布机构</td><td>沅江市财政局</td><td>发文日期</td><td>2025-01-15</td></tr>"
            "<tr><td>文号</td><td></td><td>时效</td><td>有效</td></tr></table>"
            f"<h3>{TITLE}</h3><div class='wzzw-article'>{BODY}</div>{BESIDE}"
        ),
        "2025-01-15",
        "page",
    ),
    Family(
        "gkmlpt",
        page(
            "<table class='classify'><tr><td>索引号:</td><td>006939748/2025-00084</td><td>分类:</td><td>年报</td></tr>"
            "<tr><td>发布机构:</td><td>沅江市财政局</td><td>成文日期:</td><td>2025-01-16</td></tr>"
            f"<tr><td>名称:</td><td colspan=3>{TITLE}</td></tr>"
            "<tr><td>文号:</td><td></td><td>发布日期:</td><td>2025-01-17</td></tr><tr><td>主题词:</td><td></td></tr></table>"
            f"<div class='article-content'>{BODY}</div>"
        ),
        "2025-01-17",
        "page",
    ),
    Family(
        "gkmlpt, body in a script",
        page(
            "<div id='app'></div><script>window._CONFIG = {SID: '755001', DETAIL: "
            + json.dumps({"id": 2155, "title": TITLE, "content": BODY}).replace("<", "\\u003C")
            + f", TREE: []}};</script>{BESIDE}",
            f"<title>{TITLE}</title>" + metas("2025-01-18 08:00", title=""),
        ),
        "2025-01-18",
        "meta",
    ),
    Family(
        "Longxun",
        page(
            "<table class='table_suoyin'><tr><th>索 引 号：</th><td>113/202501-00003</td><th>信息分类：</th>"
            "<td>年报</td></tr><tr><th>发布机构：</th><td>沅江市财政局</td><th>生成日期：</th><td>2025-01-20</td></tr>"
            f"<tr><th>名　　称：</th><td>{TITLE}</td><th>文　　号：</th><td>无</td></tr>"
            "<tr><th>生效时间：</th><td>2025-02-01</td><th>废止时间：</th><td></td></tr></table>"
            f"<div class='wzcon j-fontContent'>{BODY}</div>{BESIDE}",
            metas("2025-01-21 10:00"),
        ),
        "2025-01-21",
        "meta",
    ),
    Family(
        "openness",
        page(
            "<div class='position'>网站首页 &gt; 政府信息公开 &gt; 沅江市财政局 &gt; 政府信息公开年报</div>"
            f"<div class='con'><h1>{TITLE}</h1><div class='sub'><span>发布时间：2025-01-14 08:18</span> "
            "<span>来源：沅江市财政局</span> <span>【字体：大 中 小】</span> <span>浏览次数：31</span></div>"
            f"<div class='nr'>{BODY}</div><div class='print'>【打印】【关闭】</div></div>{BESIDE}"
        ),
        "2025-01-14",
        "page",
    ),
    Family(
        "VSB",
        page(
            "<ul><li>索引号: cz/2025-00021</li><li>主题分类: 财政</li><li>发布机构: 沅江市财政局</li>"
            f"<li>成文日期: 2025-01-20</li><li>标题: {TITLE}</li></ul>"
            f"<form><div id='vsb_content_2'><div class='v_news_content'>{BODY}</div></div>"
            "<p>附件【<a href='/system/_content/download.jsp?wbfileid=1'>年报.docx</a>】"
            "已下载<span>3</span>次</p></form>"
            f"{BESIDE}",
            metas("2025-01-22 11:24") + "<!--Announced by Visual SiteBuilder 9-->",
        ),
        "2025-01-22",
        "meta",
    ),
    Family(
        "Huai'an",
        page(
            "<table><tr><td>主题分类</td><td>财政</td><td>体裁分类</td><td>报告</td></tr>"
            "<tr><td>索 引 号</td><td>014/2025-00002</td><td>发布机构</td><td>沅江市财政局</td></tr>"
            "<tr><td>文 号</td><td></td><td>公开日期</td><td>2025-01-23</td></tr>"
            "<tr><td>文 号</td><td></td><td>公开日期</td><td>2025-01-23</td><td>失效日期</td><td></td></tr>"
            f"<tr><td>名 称</td><td colspan=3>{TITLE}</td></tr><tr><td>关 键 词</td><td>年报</td></tr>"
            "<tr><td>内容概述</td><td></td></tr><tr><td>时效说明</td><td></td></tr></table>"
            f"<div class='nr-zw' id='artical'>{BODY}</div>{BESIDE}",
            "<title>沅江市财政局</title>",
        ),
        "2025-01-23",
        "page",
    ),
    Family(
        "Epoint",
        page(
            f"<div class='mian-cont'><h2 id='ivs_title'>{TITLE}</h2><p class='info'><span>信息来源：</span>"
            "<span>沅江市财政局</span><span>发布日期：</span><span>2025-01-24</span><span>浏览次数：</span></p>"
            f"<div id='ivs_content'>{BODY}</div></div>{BESIDE}"
        ),
        "2025-01-24",
        "page",
    ),
    Family(
        "TrueCMS",
        page(
            "<div class='xx'><p><span>索 引 号：</span><span>cz-2025-1</span></p>"
            "<p><span>分 类：</span><span>年报</span></p>"
            "<p><span>发布机构：</span><span>沅江市财政局</span></p><p><span>发文日期：</span><span>2025-01-26</span></p>"
            f"<p><span>标 题：</span><span>{TITLE}</span></p>"
            "<p><span>文 号：</span></p><p><span>时 效：</span></p></div>"
            f"<div class='main-txt'>{BODY}</div>{BESIDE}",
            "<title>信息公开</title>",
        ),
        "2025-01-26",
        "page",
    ),
    Family(
        "n-tree",
        page(
            f"<div class='zsy_cotitle'>{TITLE}<p>文章来源：沅江市财政局　　发布时间：2025-01-27</p></div>"
            f"<div class='zsy_comain'>{BODY}</div><div class='share'>分享到</div>{BESIDE}",
            "<meta name='contentid' content='35128064'><meta name='publishdate' content='2025-01-27'>",
        ),
        "2025-01-27",
        "page",
    ),
    Family(
        "Hebei",
        page(
            "<div class='wjct'><p><b>索引号：</b>cz/2025</p><p><b>发布机构：</b>沅江市财政局</p>"
            f"<p><b>发布日期：</b>2025-01-28</p><p><b>名称：</b>{TITLE}</p></div>"
            f"<div id='zoom'>{BODY}</div>{BESIDE}"
        ),
        "2025-01-28",
        "page",
    ),
    Family(
        "a site of no family",
        page(
            "<table width=980><tr><td width=200><a href='1.htm'>旁栏甲</a><br><a href='2.htm'>旁栏乙</a></td>"
            f"<td><table><tr><td class='bt'>{TITLE}</td></tr><tr><td align=center>【2025-01-26】　"
            f"【<a href='#'>打印</a>】</td></tr>"
            f"<tr><td style='line-height:28px'>{BODY}</td></tr></table></td></tr></table>",
            "<title>沅江市财政局</title>",
        ),
        "2025-01-26",
        "page",
        charset="gb18030",
        tells_organ=False,
    ),
    Family(
        "a site that marks neither title nor body",
        page(
            f"<center><b>{TITLE}</b></center><div class='w'><div>{OPENING}</div><div>{BODY.replace(OPENING, '')}</div>"
            f"</div>{BESIDE}",
            "<title>沅江市财政局</title>",
        ),
        None,
        None,
        tells_organ=False,
    ),
)


def report_of(family: Family) -> Report:
    reading = read_document(family.html.encode(family.charset))
    assert reading.report is not None, reading.detail
    return reading.report


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_facts(family: Family) -> None:
    report = report_of(family)
    assert (report.title, report.organ.name, report.year) == (TITLE, "沅江市财政局", 2024)
    assert (report.published_on, report.published_source) == (family.published_on, family.published_source)
    assert {finding.kind for finding in report.findings} == {"rows_missing"}  # the tables are cut short here


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_body_and_nothing_else(family: Family) -> None:
    report = report_of(family)
    assert [section.heading for section in report.sections if section.heading] == list(SECTIONS)
    text = extract(family.html, is_html=True).text
    assert OPENING in text
    assert CLOSING in text
    assert [word for word in OUTSIDE if word in text] == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_tables(family: Family) -> None:
    read = {figure.code: figure.value for figure in report_of(family).figures if figure.source == "table"}
    assert {code: read.get(code) for code in FIGURES} == FIGURES


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_who_publishes_is_asked_where_the_title_names_nobody(family: Family) -> None:
    nameless = family.html.replace(TITLE, "2024年政府信息公开工作年度报告")
    reading = read_document(nameless.encode(family.charset))
    told = reading.report.organ.name if reading.report else reading.failure
    assert told == ("沅江市财政局" if family.tells_organ else FailureKind.ORGAN_UNKNOWN)
