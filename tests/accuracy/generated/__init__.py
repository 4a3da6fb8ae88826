"""Corpus one: annual reports made from a seed, with the answers that a right reading gives.

A report is drawn first (`organs`, `facts`, `prose`, `report`), then words slip (`slips`), then it is printed as a page
(`pages`, `tables_html`), as text (`texts`) or as a file (`files`); `look_alikes` are what must not become a report.
Nothing here is shared with the reader under test. `python -m tests.accuracy.generated FOLDER` writes everything out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.accuracy.answers import Document
from tests.accuracy.generated import files, look_alikes, pages, report, texts
from tests.accuracy.generated.draw import Draw
from tests.accuracy.generated.report import Report

COUNT = 400
_EVERY = 14  # one document in so many is a look-alike
_KINDS = {"html": 57, "text": 11, "torn": 9, "docx": 8, "xlsx": 4, "csv": 2, "mhtml": 3, "pdf": 5}
_FORMS = {"narrative": 22, "statistics_2014": 20, "tables_2019": 24, "tables_2021": 34}
_SHOWN = ("0", "/", "-", "—", "无")


def documents(only: Iterable[int] = ()) -> Iterator[Document]:
    """The documents of the seeds given, or of all seeds; the same seed gives the same bytes."""
    for seed in only or range(COUNT):
        yield _document(seed)


def _document(seed: int) -> Document:
    draw = Draw(f"corpus one, {seed}")
    name = f"{seed:03}"
    number, rest = divmod(seed, _EVERY)
    if rest == _EVERY - 1:
        return look_alikes.drawn(draw, number, name)
    kind = draw.weighted(_KINDS)
    form = draw.weighted(_FORMS)
    if kind == "html":
        return _page(draw, form, name)
    if kind in ("text", "torn"):
        return _text(draw, kind, form, name)
    return _file(draw, kind, form, name)


def _page(draw: Draw, form: str, name: str) -> Document:
    made = report.drawn(draw, form, page=True)
    shape = pages.shape_of(draw, made)
    url, data = pages.page(draw, made, shape)
    tables = "pictures" if shape == "pictures" else "readable"
    return Document(f"{name}.html", "html", url, data, made.answer(tables=tables), tuple(draw.met))


def _text(draw: Draw, kind: str, form: str, name: str) -> Document:
    made = report.drawn(draw, form, page=False, zeros=_SHOWN if kind == "torn" else ())
    if kind == "torn" and made.tables and draw.chance(0.2):
        data, tables = texts.deduplicated(draw, made), "lost"
    elif kind == "torn":
        data, tables = texts.torn(draw, made), "readable"
    else:
        data, tables = texts.flattened(draw, made), "readable"
    encoding = "gb18030" if draw.hard("GB18030", 0.12) else "utf-8"
    return Document(f"{name}.txt", kind, None, data.encode(encoding), made.answer(tables=tables), tuple(draw.met))


def _file(draw: Draw, kind: str, form: str, name: str) -> Document:
    annex = kind == "csv" or (kind == "xlsx" and draw.chance(0.5))
    made = report.drawn(draw, "statistics_2014" if annex else form, page=False)
    title = files.annex_title(made) if annex else None
    if kind == "mhtml":
        made = replace(made, published=f"{made.year + 1}-03-{draw.randrange(10, 29)}", signed=None)
    elif kind in ("xlsx", "csv"):
        made = replace(made, signed=None)
    data = _printed(draw, kind, made, annex=annex)
    suffix = "mht" if kind == "mhtml" else kind
    return Document(f"{name}.{suffix}", kind, None, data, made.answer(annex=annex, title=title), tuple(draw.met))


def _printed(draw: Draw, kind: str, made: Report, *, annex: bool) -> bytes:
    if kind == "docx":
        return files.docx(draw, made)
    if kind == "xlsx":
        return files.xlsx(draw, made, annex=annex)
    if kind == "csv":
        return files.csv(draw, made)
    return files.mhtml(draw, made) if kind == "mhtml" else files.pdf(draw, made)
