"""The PDF files of the corpus: pages of Chromium and of LibreOffice, and what other programs make of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.printed import html, programs, reports, word, wordxml
from tests.printed.answers import File, entry, single
from tests.printed.html import BARE, HORIZONTAL, RULED, SEPARATE, SHADED, Look

_ZENHEI = "WenQuanYi Zen Hei"
_SERIF = "Noto Serif CJK SC"
_FOOT = ("- ", " -")
_UPRIGHT = RULED + f' .group{{writing-mode:vertical-rl;letter-spacing:1pt;font-family:"{_SERIF}"}}'
_TIGHT = (6, 9, 17, 9, 9, 9, 9, 9, 9, 10)
_CUT = {"cut": "（五）不予处理"}
_SPLIT = {"cut": "（四）无法提供", "split": True}
_SEPARATE = {"separate": True}

# (name, layout, report, its shape, dress, what else the browser prints: header, tags)
_CHROMIUM: tuple[tuple[str, str, str, dict[str, Any], Look, str], ...] = (
    ("ruled", "ruled", "01", {}, Look(font=_ZENHEI, numbers=_FOOT, dated="line"), "tags"),
    ("separate", "separate borders, browser header", "05", {}, Look(css=SEPARATE, font=_SERIF), "header"),
    ("head_repeated", "header rows on every page", "20", {}, Look(font=_ZENHEI, size=13, running="年度报告"), ""),
    ("head_once", "header rows once", "22", {}, Look(font=_ZENHEI, size=13, repeat_head=False), "header"),
    (
        "narrow",
        "narrow columns",
        "21",
        {},
        Look(font=_ZENHEI, size=9, margin="25mm 40mm", widths=_TIGHT, dated="signed"),
        "",
    ),
    ("stacked", "group labels one character a line", "23", {}, Look(font=_ZENHEI, vertical=True), "tags"),
    ("upright", "group labels set vertically", "14", {}, Look(css=_UPRIGHT, font=_ZENHEI), ""),
    ("landscape", "landscape, table split", "07", _SPLIT, Look(font=_ZENHEI, page="A4 landscape"), ""),
    (
        "running",
        "running header and page numbers, title on two lines",
        "29",
        {},
        Look(font=_ZENHEI, running="2022年政府信息公开", numbers=_FOOT, title_break="2022年", dated="line"),
        "",
    ),
    ("horizontal", "horizontal rules only", "23", {}, Look(css=HORIZONTAL, font=_ZENHEI, dated="signed"), ""),
    ("horizontal_2019", "horizontal rules only", "05", _CUT, Look(css=HORIZONTAL, font=_ZENHEI), ""),
    ("bare", "no rules", "20", {}, Look(css=BARE, font=_ZENHEI, numbers=_FOOT), ""),
    ("small", "small print", "28", {}, Look(font=_ZENHEI, size=7, margin="20mm 35mm"), ""),
    ("shaded", "shaded header rows", "22", {}, Look(css=SHADED, font=_ZENHEI), ""),
    (
        "wide_tables",
        "tables on landscape pages",
        "22",
        {},
        Look(font="Droid Sans Fallback", wide_tables=True, numbers=("第 ", " 页")),
        "",
    ),
    ("articles", "a table an article", "27", _SEPARATE, Look(css=SEPARATE, font=_ZENHEI, dated="line"), "header tags"),
    ("statistics_shaded", "shaded header rows", "24", {}, Look(css=SHADED, font=_ZENHEI), "tags"),
    ("statistics_once", "header rows once", "04", {}, Look(font=_ZENHEI, repeat_head=False, numbers=_FOOT), ""),
    ("statistics_bare", "no rules", "16", {}, Look(css=BARE, font=_ZENHEI), ""),
    ("statistics_lines", "horizontal rules only", "25", {}, Look(css=HORIZONTAL, font=_ZENHEI, size=9), "header"),
    ("narrative", "prose", "03", {}, Look(font=_ZENHEI, size=12, numbers=_FOOT, dated="line"), ""),
    ("narrative_header", "prose, browser header", "26", {}, Look(font=_ZENHEI, size=14), "header"),
)

# (name, layout, report, its shape, dress)
_WRITER: tuple[tuple[str, str, str, dict[str, Any], wordxml.Look], ...] = (
    (
        "pages",
        "header and page field, headings numbered by the program",
        "20",
        {},
        wordxml.Look(font=_ZENHEI, header="淮安市人民政府年度报告", numbers=_FOOT, numbered=True, dated="signed"),
    ),
    ("head_once", "header rows once", "21", {}, wordxml.Look(font=_ZENHEI, repeat_head=False, row_height=440)),
    ("landscape", "landscape", "22", {}, wordxml.Look(font="AR PL UMing CN", landscape="all", dated="line")),
    (
        "mixed",
        "portrait prose, landscape tables",
        "01",
        {},
        wordxml.Look(font="AR PL UKai CN", landscape="tables", numbers=("第", "页")),
    ),
    (
        "stacked",
        "group labels one character a line, table split",
        "05",
        {**_CUT, "split": True},
        wordxml.Look(font=_SERIF, vertical=True),
    ),
    ("nested", "tables inside a layout table", "14", {}, wordxml.Look(font=_ZENHEI, nested=True)),
    ("statistics", "header rows on every page", "24", {}, wordxml.Look(font=_ZENHEI, size=12, numbers=_FOOT)),
    ("narrative", "prose", "26", {}, wordxml.Look(font=_SERIF, size=14, dated="signed", numbers=_FOOT)),
)


def _chromium() -> Iterator[File]:
    for name, layout, key, shape, look, how in _CHROMIUM:
        report = reports.load(key, **shape)
        data = programs.chromium(html.page(report, look), header="header" in how, tags="tags" in how)
        yield single(f"chromium_{name}.pdf", data, entry(report, "pdf", "chromium", layout, dated=look.dated))


def _writer() -> Iterator[File]:
    for name, layout, key, shape, look in _WRITER:
        report = reports.load(key, **shape)
        data = programs.office(word.document(report, look), "docx", "pdf")
        yield single(f"writer_{name}.pdf", data, entry(report, "pdf", "libreoffice", layout, dated=look.dated))


def _rewritten() -> Iterator[File]:
    look = wordxml.Look(font=_ZENHEI, numbers=_FOOT)

    def printed(key: str) -> tuple[reports.Report, bytes]:
        report = reports.load(key)
        return report, programs.office(word.document(report, look), "docx", "pdf")

    report, data = printed("23")
    sideways = programs.qpdf(programs.qpdf(data, "--rotate=+270"), "--flatten-rotation")
    yield single(
        "qpdf_rotated.pdf",
        programs.qpdf(sideways, "--rotate=+90"),
        entry(report, "pdf", "libreoffice, qpdf", "content sideways, turned back by /Rotate"),
    )
    report, data = printed("22")
    yield single(
        "ghostscript.pdf",
        programs.ghostscript(data),
        entry(report, "pdf", "libreoffice, ghostscript", "saved again by pdfwrite"),
    )
    report, data = printed("16")
    yield single(
        "qpdf_linearized.pdf",
        programs.qpdf(data, "--linearize", "--object-streams=generate"),
        entry(report, "pdf", "libreoffice, qpdf", "linearized, object streams"),
    )
    report, data = printed("28")
    yield single(
        "qpdf_owner_password.pdf",
        programs.qpdf(data, "--encrypt", "", "owner", "256", "--print=none", "--extract=n", "--"),
        entry(report, "pdf", "libreoffice, qpdf", "encrypted, empty user password"),
    )
    yield single(
        "qpdf_user_password.pdf",
        programs.qpdf(data, "--encrypt", "user", "owner", "256", "--"),
        entry(report, "pdf", "libreoffice, qpdf", "encrypted, user password", failure="encrypted"),
    )


def made() -> Iterator[File]:
    """All PDF files that hold text."""
    yield from _chromium()
    yield from _writer()
    yield from _rewritten()
