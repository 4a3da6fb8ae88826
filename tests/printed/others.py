"""The other files of the corpus: separated text, web archives, disguised HTML, archives and scans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from tests.printed import archives, html, programs, reports, saved, scans, sheets, word
from tests.printed.answers import Entry, File, entry, single
from tests.printed.html import RULED, Look
from tests.printed.reports import Report
from tests.printed.wordxml import Look as WordLook

_SERIF = "Noto Serif CJK SC"
_BOM = "utf-8-sig"
# (name, layout, report, delimiter, encoding)
_SEPARATED = (
    ("comma_bom", "comma, UTF-8 with mark", "24", ",", _BOM),
    ("comma_gb18030", "comma, GB18030", "25", ",", "gb18030"),
    ("tab_gb18030", "tab, GB18030, blank cells", "16", "\t", "gb18030"),
    ("tab_bom", "tab, UTF-8 with mark", "24", "\t", _BOM),
)
_UTF8_CSV = "Text - txt - csv (StarCalc):44,34,76,1"


def _texts() -> Iterator[File]:
    for name, layout, key, delimiter, encoding in _SEPARATED:
        report = reports.load(key)
        title = sheets.annex_title(report)
        data = sheets.separated(report, title, delimiter).encode(encoding)
        yield single(f"text_{name}.csv", data, entry(report, "csv", "python", layout, title=title, annex=True))
    report = reports.load("21")
    data = programs.office(sheets.workbook(report, sheets.Look()), "xlsx", "csv", _UTF8_CSV)
    yield single("calc_one_sheet.csv", data, entry(report, "csv", "libreoffice", "comma, UTF-8, prose and tables"))
    for key, name, layout, encoding in (
        ("26", "narrative", "prose, UTF-8", "utf-8"),
        ("03", "narrative_gb18030", "prose, GB18030", "gb18030"),
        ("25", "statistics", "cells apart by tabs, UTF-8 with mark", _BOM),
    ):
        report = reports.load(key)
        yield single(f"text_{name}.txt", saved.text(report).encode(encoding), entry(report, "txt", "python", layout))


def _pages() -> Iterator[File]:
    for key, encoding, transfer in (
        ("21", "gbk", "quoted-printable"),
        ("05", "utf-8", "base64"),
        ("24", "gbk", "base64"),
    ):
        report = reports.load(key)
        answer = entry(report, "mhtml", "python", f"web archive, {encoding}, {transfer}", dated="line")
        yield single(f"archive_{encoding}_{key}.mht", saved.mhtml(report, encoding, transfer), answer)
    for key, encoding in (("23", "gb2312"), ("22", "utf-8")):
        report = reports.load(key)
        answer = entry(report, "html", "python", f"Word's HTML under the name .doc, {encoding}")
        yield single(f"html_word_{encoding}.doc", saved.word_page(report, encoding), answer)
    report = reports.load("29")
    data = programs.office(word.document(report, WordLook()), "docx", "html", "HTML (StarWriter)")
    yield single("writer_page.html", data, entry(report, "html", "libreoffice", "HTML of the word processor"))
    report = reports.load("20")
    data = saved.sheet_page(report, "utf-8", report.title)
    answer = entry(report, "html", "python", "HTML table under the name .xls, all tables", annex=True)
    yield single("html_sheet.xls", data, answer)
    report = reports.load("24")
    title = sheets.annex_title(report)
    answer = entry(report, "html", "python", "HTML table under the name .xls", title=title, annex=True)
    yield single("html_sheet_annex.xls", saved.sheet_page(report, "gbk", title), answer)


def _without_tables(report: Report) -> Report:
    return replace(report, parts=tuple(part for part in report.parts if not part.tables))


def _archives() -> Iterator[File]:
    def documented(key: str) -> tuple[Report, bytes]:
        report = reports.load(key)
        return report, word.document(report, WordLook())

    report, data = documented("23")
    answer = entry(report, "zip", "python", "one document", member="report.docx")
    yield single("zip_one.zip", archives.packed({"report.docx": data}), answer)

    found = [documented(key) for key in ("01", "07", "28")]
    members = ("年报/沅江市人民政府.docx", "年报/财政局.docx", "年报/街道/琼湖街道.docx")
    data = archives.packed({"年报/": b"", **{m: d for m, (_, d) in zip(members, found, strict=True)}}, gbk=True)
    answers = [
        entry(report, "zip", "python", "several reports, names in GBK, folders", member=member)
        for member, (report, _) in zip(members, found, strict=True)
    ]
    yield File("zip_several_gbk.zip", data, tuple(answers))

    first, second = reports.load("22"), reports.load("25")
    pdf = programs.office(word.document(first, WordLook(font="WenQuanYi Zen Hei")), "docx", "pdf")
    xls = programs.office(sheets.workbook(second, sheets.Look()), "xlsx", "xls")
    packed = archives.packed({"2020/桃江县.pdf": pdf, "2015/资阳区.xls": xls})
    layout = "several reports, names in UTF-8, folders"
    answers = [
        entry(first, "zip", "python", layout, member="2020/桃江县.pdf"),
        entry(second, "zip", "python", layout, member="2015/资阳区.xls"),
    ]
    yield File("zip_several.zip", packed, tuple(answers))

    report = reports.load("16")
    prose = word.document(_without_tables(report), WordLook(dated="signed"))
    xls = programs.office(sheets.workbook(report, sheets.Look(annex=True)), "xlsx", "xls")
    both = {"教育局2018年报告.docx": prose, "附件：统计表.xls": xls}
    answer = entry(report, "zip", "python", "a report and its annex, names in GBK", dated="signed", members=list(both))
    yield single("zip_annex.zip", archives.packed(both, gbk=True), answer)


def _one(pictures: list[Image.Image]) -> Image.Image:
    """The only page. Raises ValueError where the report runs over it."""
    if len(pictures) != 1:
        raise ValueError(f"{len(pictures)} pages, not one")
    return pictures[0]


def _scans() -> Iterator[File]:
    def printed(key: str, look: Look) -> tuple[Report, bytes]:
        report = reports.load(key)
        return report, programs.chromium(html.page(report, look))

    def scanned(report: Report, layout: str, dated: str = "") -> Entry:
        return entry(report, "scan", "chromium, pillow", layout, dated=dated)

    report, pdf = printed("23", Look(font=_SERIF, numbers=("- ", " -"), dated="signed"))
    data = scans.pdf_of(scans.pages(pdf, 150, 0.6, strength=8), 150, 35)
    yield single("scan_150.pdf", data, scanned(report, "PDF of pictures, 150 dpi", "signed"))
    report, pdf = printed("22", Look(font=_SERIF))
    data = scans.pdf_of(scans.pages(pdf, 200, 0.4, strength=6, only=(0, 1)), 200, 30)
    yield single("scan_200.pdf", data, scanned(report, "PDF of pictures, 200 dpi, pages with tables"))
    data = scans.tiff(scans.pages(pdf, 200, 0.3, strength=4))
    yield single("scan_pages.tiff", data, scanned(report, "TIFF of several pages, black and white, 200 dpi"))
    report, pdf = printed("23", Look(font="Noto Sans CJK SC", size=8.5, page="A3", margin="10mm 35mm"))
    data = scans.jpeg(_one(scans.pages(pdf, 150, 0.5)), 30)
    yield single("scan_page.jpg", data, scanned(report, "JPEG, one large page, 150 dpi"))
    report, pdf = printed(
        "25", Look(css=RULED + " td{padding:1pt 3pt}", font=_SERIF, size=8, page="A3", margin="10mm 60mm")
    )
    data = scans.png(_one(scans.pages(pdf, 200, -0.3, strength=4)))
    yield single("scan_page.png", data, scanned(report, "PNG, one large page, 200 dpi"))


def made() -> Iterator[File]:
    """Everything that is neither PDF with text nor an office file."""
    yield from _texts()
    yield from _pages()
    yield from _archives()
    yield from _scans()
