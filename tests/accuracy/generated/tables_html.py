"""Tables as pages carry them: with and without their spans, cut up, made of boxes, or as paragraphs and bars."""

from __future__ import annotations

from html import escape

from tests.accuracy.generated.draw import Draw
from tests.printed.grids import Cell, Table, placed
from tests.printed.html import spans

SHAPES = {
    "spans": 10.0,
    "lost spans": 2.0,
    "repeated cells": 1.4,
    "one row a table": 0.8,
    "boxes": 1.2,
    "grid of boxes": 0.8,
    "one cell a paragraph": 1.0,
    "bars": 1.2,
}
SKINS = {"plain": 3.0, "word": 3.0, "editor": 3.0, "quotes": 1.0}


def without_blanks(grids: list[Table]) -> bool:
    """No number cell is blank, so that rows can be counted also where empty cells vanish."""
    return all(cell.text.strip("　 ") for grid in grids for row in grid.rows for cell in row if cell.code)


def _text(cell: Cell) -> str:
    return escape(cell.text, quote=False).replace("\n", "<br />")


def _inside(draw: Draw, cell: Cell, skin: str) -> str:
    """What stands between the tags of a cell."""
    text = _text(cell)
    if skin == "editor":
        return f'<p style="text-align: center;">{text or "&nbsp;"}</p>'
    if skin != "word":
        return text or draw.one(("&nbsp;", "", "&nbsp;"))
    if not text:
        return "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
    if cell.code or "<" in text or "&" in text:
        return f"<p class=MsoNormal align=center><span lang=EN-US>{text}<o:p></o:p></span></p>"
    cut = draw.randrange(len(text) + 1)
    runs = [f"<span style='font-family:宋体'>{piece}</span>" for piece in (text[:cut], text[cut:]) if piece]
    return f"<p class=MsoNormal align=center>{''.join(runs)}</p>"


def _notes(grid: Table, inner: str) -> str:
    around = [f"<p>{escape(text, quote=False)}</p>" if text else "" for text in (grid.before, grid.after)]
    return around[0] + inner + around[1]


def _opening(skin: str) -> str:
    return {
        "plain": '<table border="1" cellspacing="0" width="100%">',
        "word": "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>",
        "editor": '<table style="border-collapse:collapse;width:100%"><tbody>',
        "quotes": "<table border='1' cellspacing='0'>",
    }[skin]


def _table(draw: Draw, grid: Table, skin: str, *, keep: bool) -> str:
    """A table element; without `keep` the attributes of merged cells are lost."""
    tag = "th" if skin == "quotes" else "td"
    rows = []
    for row in grid.rows:
        cells = []
        for cell in row:
            name = tag if cell.role == "head" else "td"
            attributes = spans(cell) if keep else ""
            if skin in ("word", "quotes"):
                attributes = attributes.replace('"', "" if skin == "word" else "'")
            cells.append(f"<{name}{attributes}>{_inside(draw, cell, skin)}</{name}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"{_opening(skin)}{''.join(rows)}{'</tbody>' if skin == 'editor' else ''}</table>"


def slots(grid: Table, *, repeat: bool, numbers: bool = False) -> list[list[str]]:
    """The table with a text for every slot.

    A merged label stands in each of its slots with `repeat`, else in its first; so do merged cells of `numbers`.
    """
    width = max(column + cell.colspan for _, column, cell in placed(grid))
    made = [[""] * width for _ in grid.rows]
    for number, column, cell in placed(grid):
        everywhere = repeat and (numbers or not cell.code)
        for row in range(number, number + (cell.rowspan if everywhere else 1)):
            for place in range(column, column + (cell.colspan if everywhere else 1)):
                made[row][place] = cell.text.replace("\n", "")
    return made


def _repeated(draw: Draw, grid: Table) -> str:
    numbers = draw.hard("merged numbers repeated", 0.5)
    rows = [
        "<tr>" + "".join(f"<td>{escape(text, quote=False) or '&nbsp;'}</td>" for text in row) + "</tr>"
        for row in slots(grid, repeat=True, numbers=numbers)
    ]
    return f'<table border="1">{"".join(rows)}</table>'


def _row_by_row(draw: Draw, grid: Table, skin: str) -> str:
    single = [Table(grid.name, grid.widths, (row,)) for row in grid.rows]
    return "".join(_table(draw, one, skin, keep=False) for one in single)


def _boxes(grid: Table) -> str:
    """Boxes that a style sheet shows as a table; every slot is a box."""
    rows = []
    for row in slots(grid, repeat=True):
        cells = "".join(f'<div class="td">{escape(text, quote=False)}</div>' for text in row)
        rows.append(f'<div class="tr">{cells}</div>')
    rules = ".tb{display:table;width:100%}.tr{display:table-row}.td{display:table-cell;border:1px solid #999}"
    return f'<style>{rules}</style><div class="tb">{"".join(rows)}</div>'


def _grid_of_boxes(grid: Table) -> str:
    width = max(column + cell.colspan for _, column, cell in placed(grid))
    cells = []
    for row in grid.rows:
        for cell in row:
            places = [f"grid-column:span {cell.colspan}"] if cell.colspan > 1 else []
            places += [f"grid-row:span {cell.rowspan}"] if cell.rowspan > 1 else []
            style = f' style="{";".join(places)}"' if places else ""
            cells.append(f"<div{style}>{_text(cell)}</div>")
    return f'<div style="display:grid;grid-template-columns:repeat({width},1fr)">{"".join(cells)}</div>'


def _paragraphs(grid: Table) -> str:
    texts = [cell.text for row in grid.rows for cell in row if cell.text.strip("　 ")]
    return "".join(f"<p>{escape(text, quote=False).replace(chr(10), '<br />')}</p>" for text in texts)


def _bars(grid: Table) -> str:
    rows = ["| " + " | ".join(text.strip() for text in row) + " |" for row in slots(grid, repeat=False)]
    return "<p>" + "<br />".join(escape(row, quote=False) for row in rows) + "</p>"


def element(draw: Draw, grid: Table, shape: str, skin: str) -> str:
    """One table in a shape, with the lines above and below it."""
    makers = {
        "spans": lambda: _table(draw, grid, skin, keep=True),
        "lost spans": lambda: _table(draw, grid, skin, keep=False),
        "repeated cells": lambda: _repeated(draw, grid),
        "one row a table": lambda: _row_by_row(draw, grid, skin),
        "boxes": lambda: _boxes(grid),
        "grid of boxes": lambda: _grid_of_boxes(grid),
        "one cell a paragraph": lambda: _paragraphs(grid),
        "bars": lambda: _bars(grid),
        "pictures": lambda: f'<p><img src="{draw.randrange(2, 9)}.jpg" alt="" width="640" /></p>',
    }
    return _notes(grid, makers[shape]())
