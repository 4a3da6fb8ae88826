"""Makes the demo portal: `python -m tests.demo_portal.make_site` writes `site/` and `answers.json` from `facts/`.

演示门户：一个虚构内容的县级市政府网站（借用沅江市的地名，使机关编码可解），新人第一天就拿它练手，测试也用它。
网页和答案出自同一张事实表（facts/*.toml），与读取程序互不相识；两次运行的结果逐字节相同。

What each report page is for (facts/reports, one file each; the comment at its top says the same in Chinese):

01 市政府 2023        form of 2021, everything holds, prose agrees with the tables
02 市政府 2020        form of 2019 in five tables; <br> in headers; 万元 in a header; signed changes; 1.2万余 and 12046
03 市政府 2018        narrative in the year sub-column; bare place name in the title; channels one short of the total
04 市政府 2016        statistics table fully filled; staff does not add up; trainings told in two sentences
05 市政府办公室 2020  form of 2019 with blanks and four failing sums; 三 printed twice; a copy at a second address
06 教育局 2024        pasted from a word processor: MsoNormal, <o:p>, labels cut over spans; title cut in the list
07 财政局 2019        application table split in two, the second without the column of 三; blank totals; 251000元
08 草尾镇 2021        mixture: disclosure tables of 2021, requests of 2019; one row total wrong; href with a newline
09 琼湖街道 2022      form of 2021 with /, — and blanks
10 琼湖街道 2019      narrative in a year of tables; no organ in the title; spaces round numbers
11 生态环境局分局 2022  branch; title on two lines; full-width digits; 251000元 in a column of 万元
12 财政局 2010        narrative in GBK declared gb2312; no metas; date only in 发布时间; the address has another date
13 草尾镇 2016        narrative; counts by class that are no channels; trainings attended, not held
14 税务局 2024        vertical organ; title cut in the list; <br> in headers; a note inside a cell
15 草尾镇 2022        listed by a picture with the title only in @title; across years one stock does not follow
16 教育局 2018        statistics table mostly blank (full-width spaces), in the year sub-column

Look-alikes in the same list (法治政府, 图解, 网站报表, 通知), related links inside rows, side boxes, footer and /admin/
must not become reports: facts/portal.toml has them with the reason.

Before anything is written it is checked that every quote stands in its report's prose, that every number of the prose
is either a statement, named as one without a code, or part of a date or telephone number, and, where the form data
are at hand (environment variable SHARED, default ../shared beside the project), that exactly the relations declared
as failing do fail. Without them the declared ones are written as they are.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import sys
import tomllib
import zlib
from html import escape
from pathlib import Path

from tests.demo_portal import pages, tables
from tests.demo_portal.facts_read import Facts, Filled, check_prose, check_relations, fill, prose_figures

HERE = Path(__file__).parent
SITE = HERE / "site"
FACTS = HERE / "facts"
SHARED = Path(os.environ.get("SHARED", HERE.parents[2] / "shared"))
FORM_DATA = SHARED / "reference" / "forms.json"


def body(report: Facts, filled: Filled) -> str:
    """The article's body as its author left it in the editor."""
    look = report.get("look", {})
    skin = look.get("skin", "plain")
    lines: list[str] = []
    if skin == "trs" and report["style"] == "A":
        lines.append('<style type="text/css">\n.TRS_Editor P{line-height:2;font-size:12pt;}\n</style>')
    if "inner_title" in report:
        lines.append(_paragraph(report["inner_title"], skin, centred=True))
    for part in report["part"]:
        if "heading" in part:
            lines.append(_paragraph(part["heading"], skin, strong=True))
        lines += [_paragraph(text, skin) for text in part.get("text", "").strip().splitlines()]
        for name in part.get("tables", []):
            if "preface" in look:
                lines.append(_paragraph(look["preface"], skin))
            lines += [tables.to_html(rows, skin) for rows in _tables(name, report, filled, look)]
            if "footer" in look:
                lines.append(_paragraph(look["footer"], skin))
        lines += [f'<p style="text-align:right">{line}</p>' for line in part.get("signature", [])]
    return "\n".join(lines)


def _tables(name: str, report: Facts, filled: Filled, look: Facts) -> list[tables.Rows]:
    form = report["form"].removeprefix("tables_")
    if name == "disclosure":
        return tables.disclosure(form, filled.printed, look)
    if name == "requests":
        return tables.requests(report.get("requests_form", form), filled.printed["requests"], look)
    if name == "review_litigation":
        return tables.review_litigation(filled.printed["review_litigation"], look)
    return tables.statistics(filled.printed["statistics"], look)


def _paragraph(text: str, skin: str, strong: bool = False, centred: bool = False) -> str:
    inner = escape(text, quote=False).replace("\n", "<br>")
    if skin == "word":
        font = "黑体" if strong else "仿宋"
        style = "text-align:center" if centred else "text-indent:32.0pt;line-height:28.0pt"
        run = f"<span style='font-size:16.0pt;font-family:{font}'>{inner}<span lang=EN-US><o:p></o:p></span></span>"
        return f"<p class=MsoNormal style='{style}'>{run}</p>"
    inner = f"<strong>{inner}</strong>" if strong or centred else inner
    return f'<p style="text-align:center">{inner}</p>' if centred else f"<p>{inner}</p>"


def png(width: int, height: int, bars: tuple[int, ...]) -> bytes:
    """A small bar chart of two colours as a PNG: what a 图解 consists of. `width` is a multiple of eight."""
    rows = bytearray()
    for y in range(height):
        bits = 0
        for x in range(width):
            bar = bars[x * len(bars) // width]
            inside = (height - y) * 100 <= bar * height and x * len(bars) % width > width // 5
            bits = bits << 1 | inside
        rows += b"\0" + bits.to_bytes(width // 8, "big")
    head = struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0)
    # level 0 stores: compressed bytes differ from one build of zlib to the next
    chunks = (
        (b"IHDR", head),
        (b"PLTE", b"\xff\xff\xff\x1c\x4f\x93"),
        (b"IDAT", zlib.compress(bytes(rows), 0)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def site_files(portal: Facts, reports: dict[str, Facts], filled: dict[str, Filled]) -> dict[str, bytes]:
    """Every file of the site: path without the leading slash → bytes."""
    site = pages.Site(portal["name"], portal["short"], portal["site_code"])
    base = pages.BASE.lstrip("/")
    articles = {page["key"]: page for page in portal["page"]}
    related = [("http://www.gov.cn/", "中国政府网"), (articles["jiedu_2020"]["path"], articles["jiedu_2020"]["title"])]
    texts: dict[str, str] = {}
    binaries: dict[str, bytes] = {
        "robots.txt": b"User-agent: *\nDisallow: /admin/\nAllow: /\n",
        "images/style.css": pages.CSS.encode(),
        "images/page.js": pages.PAGER_JS.encode(),
        "images/doc.png": png(16, 16, (100, 60, 100)),
    }
    for key, report in reports.items():
        inside = body(report, filled[key])
        for position, path in enumerate([report["path"], *report.get("copies", [])]):
            column = next((c["name"] for c in portal["column"] if c["path"] == path.split("/")[0]), "政府信息公开年报")
            charset, metas = report.get("charset", "utf-8"), report.get("metas", True)
            number = f"{portal['site_code']}/{report['published'][:4]}-{path[-9:-5]}"
            article = pages.Article(
                report["title"], report["published"], report["source"], column, inside, charset, metas, number
            )
            # a copy stands in the other chrome
            style_a = (report["style"] == "A") == (position == 0)
            page = (pages.article_a if style_a else pages.article_b)(site, article, related)
            if charset == "utf-8":
                texts[base + path] = page
            else:
                binaries[base + path] = page.encode("gbk")
    for page_facts in portal["page"]:
        inside = "\n".join(f"<p>{line}</p>" for line in page_facts["text"].strip().splitlines())
        if "rows" in page_facts:
            grid = [[tables.Td(cell) for cell in row] for row in page_facts["rows"]]
            inside += "\n" + tables.to_html(grid, "trs")
        if "image" in page_facts:
            inside = f'<p align="center"><img src="./{page_facts["image"]}" border="0"></p>\n' + inside
            folder = page_facts["path"].strip("/").rpartition("/")[0]
            binaries[f"{folder}/{page_facts['image']}"] = png(640, 420, (42, 66, 93, 71, 30, 84))
        column = "政府信息公开年报" if page_facts.get("listed", True) else "政策解读"
        article = pages.Article(page_facts["title"], page_facts["published"], "沅江市人民政府办公室", column, inside)
        texts[page_facts["path"].lstrip("/")] = pages.article_a(site, article, related)
    for column_facts in portal["column"]:
        shown = listing(column_facts, portal, reports)
        total = column_facts["pages"]
        for current in range(total):
            name = "index.html" if current == 0 else f"index_{current}.html"
            rows = [row for page_number, row in shown if page_number == current]
            folder = base + (column_facts["path"] + "/" if column_facts["path"] else "")
            texts[folder + name] = pages.list_page(site, column_facts["name"], rows, total, current)
    names = "".join(f'<p><a href="{page["path"]}">{page["name"]}</a></p>\n' for page in portal["static"])
    column_link = f'<p><a href="{pages.BASE}">政府信息公开年报</a></p>\n'
    texts["zwgk/zfxxgk/index.html"] = pages.plain_page(site, "政府信息公开", names + column_link)
    texts["zwgk/index.html"] = pages.plain_page(site, "政务公开", '<p><a href="/zwgk/zfxxgk/">政府信息公开</a></p>\n')
    welcome = f'<p>{pages.DISCLAIMER}</p>\n{column_link}<p><a href="/zwgk/">政务公开</a></p>\n'
    texts["index.html"] = pages.plain_page(site, "首页", welcome)
    texts["admin/login.html"] = pages.plain_page(site, "网站管理", "<p>仅限管理人员。</p>\n")
    for page in portal["static"]:
        inside = f"<p>{page['text']}</p>\n"
        texts[page["path"].lstrip("/") + "index.html"] = pages.plain_page(site, page["name"], inside)
    return binaries | {path: text.encode("utf-8") for path, text in texts.items()}


def listing(column: Facts, portal: Facts, reports: dict[str, Facts]) -> list[tuple[int, pages.Row]]:
    """The rows of a column as (number of the list page from 0, row)."""
    articles = {page["key"]: page for page in portal["page"]}
    names = {c["path"]: c["name"] for c in portal["column"]}
    here = pages.BASE + (column["path"] + "/" if column["path"] else "")
    rows: list[tuple[int, pages.Row]] = []
    number = 0
    for row in column["rows"]:
        number = row.get("start_page", number + 1) - 1
        if "column" in row:
            rows.append((number, pages.Row(f"./{row['column']}/", names[row["column"]], "", None)))
            continue
        if "report" in row:
            facts = reports[row["report"]]
            path = pages.BASE + (facts["copies"][row["copy"]] if "copy" in row else facts["path"])
        else:
            facts = articles[row["page"]]
            path = facts["path"]
        href = row.get("href", "./" + path.removeprefix(here))
        box = tuple((articles[key]["path"], articles[key]["title"]) for key in row.get("popbox", []))
        text = row.get("text", facts["title"])
        rows.append((number, pages.Row(href, text, facts["title"], facts["published"][:10], box, "image" in row)))
    return rows


def answers(portal: Facts, reports: dict[str, Facts], filled: dict[str, Filled]) -> Facts:
    """What a right reading of the site gives, from the facts alone."""
    found = []
    for key, report in reports.items():
        stated_in = ["meta PubDate"] if report.get("metas", True) else []
        stated_in.append("发布时间 line" if report["style"] == "A" else "info table 发布日期")
        where = {}
        for column in portal["column"]:
            for facts, (number, row) in zip(column["rows"], listing(column, portal, reports), strict=True):
                if facts.get("report") == key and "copy" not in facts:
                    name = "index.html" if number == 0 else f"index_{number}.html"
                    page = pages.BASE + (column["path"] + "/" if column["path"] else "") + name
                    where = {"page": page, "text": "" if row.image else row.text, "title": row.title, "date": row.date}
        found.append(
            {
                "id": f"{report['organ']}-{report['year']}",
                "facts": key,
                "institution_id": report["organ"],
                "institution_name": report["organ_name"],
                "year": report["year"],
                "form": report["form"],
                "title": report["title"],
                "path": pages.BASE + report["path"],
                "copies": [pages.BASE + path for path in report.get("copies", [])],
                "charset": report.get("charset", "utf-8"),
                "listed": where,
                "published_on": report["published"][:10],
                "published_stated_in": stated_in,
                "note": report.get("note", ""),
                "failing": {what: report.get(f"fails_{what}", []) for what in ("table", "prose", "cross_year")},
                "prose": {code: plain(value) for code, value in sorted(prose_figures(report).items())},
                "statements": [
                    {"qualifier": "exact", "period": "year", **said, "value": plain(said["value"])}
                    for said in report.get("said", [])
                ],
                "uncoded": [quote for part in report["part"] for quote in part.get("uncoded", [])],
                "printed_otherwise": filled[key].special,
                "cells": {code: [plain(value), state] for code, (value, state) in filled[key].cells.items()},
            }
        )
    listed = {row["page"] for column in portal["column"] for row in column["rows"] if "page" in row}
    lists = sum(column["pages"] for column in portal["column"])
    kinds = sorted({report["form"] for report in reports.values()})
    return {
        "about": "Reviewed answers to site/, made by make_site.py from facts/. A cell is [value, state].",
        "portal": {k: portal[k] for k in ("name", "region_code", "listing")} | {"home": "/"},
        "counts": {
            "reports": len(found),
            "report_pages": len(found) + sum(len(r["copies"]) for r in found),
            "copies": sum(len(r["copies"]) for r in found),
            "list_pages": lists,
            "look_alikes": len(listed),
            "by_form": {kind: sum(r["form"] == kind for r in found) for kind in kinds},
            "cells": sum(len(r["cells"]) for r in found),
            "statements": sum(len(r["statements"]) for r in found),
            "organs": len({r["institution_id"] for r in found}),
        },
        "not_reports": [
            {k: page[k] for k in ("path", "title", "reason")} for page in portal["page"] if page["key"] in listed
        ],
        "never_fetched": [
            *({k: page[k] for k in ("path", "reason")} for page in portal["page"] if page["key"] not in listed),
            {"path": "/admin/login.html", "reason": "robots.txt disallows /admin/"},
        ],
        "missing_page": pages.BASE + "index_2.html",
        "reports": found,
    }


def plain(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point, as people write them."""
    return int(value) if value is not None and float(value).is_integer() else value


def answers_text(found: Facts) -> str:
    """The answers as JSON, with the cells of one table row on one line."""
    lines = json.dumps({**found, "reports": []}, ensure_ascii=False, indent=1).removesuffix("[]\n}")
    blocks = []
    for report in found["reports"]:
        head = json.dumps({**report, "cells": {}}, ensure_ascii=False, indent=1).removesuffix("{}\n}")
        rows: dict[str, list[str]] = {}
        for code, cell in report["cells"].items():
            rows.setdefault(code.rpartition(".")[0], []).append(f'"{code}":{json.dumps(cell, separators=(",", ":"))}')
        blocks.append(head + "{\n" + ",\n".join(",".join(cells) for cells in rows.values()) + "\n}}")
    return lines + "[\n" + ",\n".join(blocks) + "\n]}\n"


def load() -> tuple[Facts, dict[str, Facts]]:
    """The portal's facts and those of its reports, by file name."""
    portal = tomllib.loads((FACTS / "portal.toml").read_text("utf-8"))
    reports = {
        path.stem: {"key": path.stem, **tomllib.loads(path.read_text("utf-8"))}
        for path in sorted((FACTS / "reports").glob("*.toml"))
    }
    return portal, reports


def main() -> int:
    """Checks the facts, then writes the site and its answers."""
    portal, reports = load()
    filled = {key: fill(report) for key, report in reports.items()}
    for report in reports.values():
        check_prose(report)
    if FORM_DATA.is_file():
        check_relations(reports, filled, json.loads(FORM_DATA.read_text("utf-8"))["forms"])
    else:
        print(f"relations not recomputed, no form data at {FORM_DATA}", file=sys.stderr)
    files = site_files(portal, reports, filled)
    shutil.rmtree(SITE, ignore_errors=True)
    for path, content in files.items():
        target = SITE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    text = answers_text(answers(portal, reports, filled))
    (HERE / "answers.json").write_text(text, "utf-8")
    print(f"{len(files)} files, {sum(map(len, files.values())) // 1024} KB; {len(reports)} reports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
