"""Figures from tables: each cell by the labels of its row and its column, and again by the order of the form's cells.

The labels decide; `by_order` agrees with them or not, and stands alone only where labels and numbers came apart.
Every cell is read, ignored by name, or a finding. A label that stands under two parents (被依法纠错数) is told by
the order of the form; a table that two forms share is told by the cells it has, the year deciding only a tie.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines.by_order import Ordered, by_order, is_deduplicated
from pipelines.cells import SCALES, convert, read_cell
from pipelines.forms import FORMS, LOCAL, PROVINCES, Item, local_code
from pipelines.forms.labels import Match, Place
from pipelines.local_tables import LocalTable, local_table
from pipelines.records import PLACEHOLDER, Agreement, Cell, Figure, Finding, Form, Source, State, Table
from pipelines.rows import LabelledRow, Slot, StrayRow, labelled_rows

_MONEY = re.compile(r"[十百千]?[万亿]?元")
_ROWS_SHOWN = 6
_OF_TWO_REPORTS = 4  # figures of a table that differ from those that it prints again
OCR = "ocr"  # the method of what was read by character recognition
_BY_ORDER = "order"


@dataclass(frozen=True, slots=True)
class TablesRead:
    """The figures of a document's tables, one a code; what could not be read; which form each table is of."""

    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    forms: Mapping[str, Form]

    @property
    def form(self) -> Form:
        """The report's form: the disclosure tables name it, then the application table; none means narrative."""
        for prefix in ("disclosure", "requests", "review", "statistics"):
            for table, form in self.forms.items():
                if table.startswith(prefix):
                    return form
        return Form.NARRATIVE


@dataclass(slots=True)
class _Reader:
    """What is carried from row to row of one document: the figures, what was passed of each table, and by table the
    codes that were printed twice, with both figures."""

    figures: dict[str, Figure] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    orders: dict[str, int] = field(default_factory=dict)
    twice: dict[str, dict[str, tuple[Figure, Figure]]] = field(default_factory=dict)
    province: str | None = None


def read_tables(
    tables: Sequence[Table], year: int | None = None, region_code: str | None = None, text: str = ""
) -> TablesRead:
    """The figures of all tables of a document, in reading order.

    `year` only decides between forms that the cells leave equal (a review table alone is the same in two);
    `region_code` names the province that a row belongs to which provinces added; `text` is the prose that the tables'
    placeholders stand in, where rows of a torn table are found.
    """
    reader = _Reader(province=PROVINCES.get((region_code or "")[:2]))
    strays: list[tuple[int, StrayRow]] = []
    told: set[tuple[int, int]] = set()  # rows of which the labels say something: table and number, from 1
    whole = [table for table in tables if not is_deduplicated([cell.text for row in table.rows for cell in row])]
    reader.findings += [Finding("cells_deduplicated", f"表 {table.position}") for table in tables if table not in whole]
    whole, local = _without_local(whole)
    for table, of_place in local:
        strays += [(table.position, row) for row in of_place.rows if isinstance(row, StrayRow)]
        _read_local(table, of_place, year, reader)
    for table in whole:
        for row in labelled_rows(table):
            if isinstance(row, StrayRow):
                strays.append((table.position, row))
                if row.reason != "row_without_label":
                    told.add((table.position, row.number))
            else:
                told.update((table.position, slot.cell.row + 1) for slot in row.slots)
                _read_row(table, row, reader)
    _settle_twice(reader)
    text = text or "\n".join(PLACEHOLDER.format(table.position) for table in tables)
    nameless = {(position, row.number) for position, row in strays if row.reason == "row_without_label"}
    found = _read_by_order(by_order(text, whole), whole, told, nameless, reader)
    reader.findings.extend(
        Finding(row.reason, f"表 {position} 行 {row.number}：{row.text}")
        for position, row in strays
        if (position, row.number) not in found
    )
    forms = _forms(reader.figures, year)
    reader.findings.extend(_missing_rows(reader.figures, forms))
    return TablesRead(tuple(reader.figures.values()), tuple(reader.findings), forms)


def _without_local(tables: Sequence[Table]) -> tuple[list[Table], list[tuple[Table, LocalTable]]]:
    """The tables of the forms, and those that places made for themselves."""
    others: list[Table] = []
    local: list[tuple[Table, LocalTable]] = []
    before = None
    for table in tables:
        before = local_table(table, before)
        if before:
            local.append((table, before))
        else:
            others.append(table)
    return others, local


def _read_local(table: Table, of_place: LocalTable, year: int | None, reader: _Reader) -> None:
    """The figures of a table of a place, but for a column of another year than the report's."""
    for column in of_place.columns:
        if column.year and year and column.year != year:
            where = _locator(table, column.cell)
            reader.findings.append(Finding("cell_without_place", f"{where} {column.cell.text}（报告年度 {year}）"))
    for row in of_place.rows:
        if isinstance(row, StrayRow):
            continue
        for column, cell in row.cells:
            if not (column.year and year and column.year != year):
                slot = Slot(cell, column.cell.text, Match((), row.closeness))
                code = f"{of_place.form.code}.{row.item.code}.{column.item.code}"
                labelled = LabelledRow(None, (slot,), row.unit, "header")
                _keep(_figure(table, labelled, code, slot, row.item, column.item, reader.findings), reader)


def unite(first: TablesRead, others: Sequence[tuple[str, TablesRead]]) -> TablesRead:
    """The tables of several files of one report as one; the further files come with their names.

    What the first file does not have is taken from the next. What two files print alike has been read twice; where
    they differ the first file's figure stays, and that they differ is told. What was recognised in a picture yields
    to what was written, and says nothing against it.
    """
    figures = {figure.code: figure for figure in first.figures}
    findings, forms = list(first.findings), dict(first.forms)
    for name, read in others:
        different = []
        for figure in read.figures:
            kept = figures.setdefault(figure.code, figure)
            if kept is figure:
                continue
            if (kept.value, kept.state) == (figure.value, figure.state):
                if not _is_seen(kept) or not _is_seen(figure):  # one engine that reads two copies errs twice alike
                    figures[figure.code] = replace(kept, agreement=Agreement.AGREED)
            elif _is_seen(kept) > _is_seen(figure) or (kept.state is State.ILLEGIBLE and figure.value is not None):
                figures[figure.code] = figure
            elif _is_seen(kept) == _is_seen(figure):
                figures[figure.code] = replace(kept, agreement=Agreement.DIFFER)
                different.append(f"{figure.code} {kept.raw or '（空）'}／{figure.raw or '（空）'}")
        if different:
            shown = "，".join(different[:_ROWS_SHOWN])
            findings.append(Finding("copies_differ", f"{name} 与正文有 {len(different)} 个数字不同：{shown}"))
        findings += [finding for finding in read.findings if finding not in findings]
        forms = {**read.forms, **forms}
    return TablesRead(tuple(figures.values()), tuple(findings), forms)


def _is_seen(figure: Figure) -> bool:
    return figure.method.startswith(OCR)


def _read_row(table: Table, row: LabelledRow, reader: _Reader) -> None:
    placed: dict[str, list[tuple[Slot, Item, Item]]] = {}
    for slot in row.slots:
        place = _place(row.label or slot.group, slot.column, reader.orders)
        if place is None:
            if slot.cell.text:
                where = _locator(table, slot.cell)
                reader.findings.append(Finding("cell_without_place", f"{where} {slot.header}：{slot.cell.text}"))
            continue
        row_place, column_place = place
        code = f"{row_place.table}.{row_place.item.code}.{column_place.item.code}"
        if row_place.item.kind == LOCAL:
            if reader.province is None:
                where = _locator(table, slot.cell)
                reader.findings.append(Finding("local_row", f"{where} {row_place.item.label}：{slot.cell.text}"))
                continue
            code = local_code(reader.province, row_place.item.code, column_place.item.code)
        placed.setdefault(code, []).append((slot, row_place.item, column_place.item))
        if row_place.item.kind != LOCAL:
            reader.orders[row_place.table] = max(row_place.order, reader.orders.get(row_place.table, -1))
    for code, candidates in placed.items():
        filled = [candidate for candidate in candidates if candidate[0].cell.text] or candidates[:1]
        if len(filled) == len(candidates) and len({slot.cell.text for slot, _, _ in filled}) == 1:
            candidates = filled = filled[:1]  # a merged cell written out at each of its places
        # One header over several grid columns may have its number in any; two headers are two readings.
        if len(filled) > 1 or len({slot.under for slot, _, _ in candidates}) > 1:
            shown = "、".join(f"{slot.header} {slot.cell.text or '（空）'}" for slot, _, _ in candidates)
            reader.findings.append(Finding("cells_conflict", f"{_locator(table, filled[0][0].cell)} {code}：{shown}"))
            continue
        _keep(_figure(table, row, code, *filled[0], reader.findings), reader)


def _read_by_order(
    found: Sequence[Ordered],
    tables: Sequence[Table],
    told: set[tuple[int, int]],
    nameless: set[tuple[int, int]],
    reader: _Reader,
) -> set[tuple[int, int]]:
    """Takes in what was read by order: it agrees with the figures that the labels gave, or differs; and it is the
    figure where they gave none: in text, in tables without columns, and in rows of others whose label is only begun
    (of those that are `nameless`). Not so in rows of which the labels told or refused the figures (`told`). Gives the
    rows that it read."""
    by_label = dict(reader.figures)
    by_position = {table.position: table for table in tables}
    rows: set[tuple[int, int]] = set()
    for ordered in found:
        figure, slot, name = by_label.get(ordered.code), ordered.slot, ordered.code.split(".")[0]
        is_displaced = figure is not None and figure.state is State.BLANK and ordered.displaced
        if figure is not None and not is_displaced:
            # Where the labels' reading also told the columns by their order, the two are one reading.
            if not _is_seen(figure) and figure.agreement is Agreement.SINGLE and figure.method.startswith("header"):
                same = figure.raw.split() == slot.text.split()
                reader.figures[ordered.code] = replace(figure, agreement=Agreement.AGREED if same else Agreement.DIFFER)
            continue
        place = (slot.table or 0, slot.cell.row + 1) if slot.cell else None
        table = by_position.get(slot.table or 0)
        codes = FORMS[ordered.form].table(name).codes
        if (
            place in told
            or (table and table.width is not None and not (ordered.begun and place in nameless))
            or any(code.startswith(f"{name}.") and code not in codes for code in by_label)
        ):
            continue  # the labels say otherwise
        cell = slot.cell or Cell(slot.text, 0, 0)
        header = Slot(cell, ordered.header or ordered.column.label, Match((), 1.0))
        row = LabelledRow(None, (header,), None, _BY_ORDER)
        read = _figure(table, row, ordered.code, header, ordered.row, ordered.column, reader.findings)
        reader.figures[ordered.code] = read if slot.cell else replace(read, locator=None, quote=slot.quote)
        if place:
            rows.add(place)
        if ordered.displaced:
            reader.findings.append(Finding("cell_displaced", f"{ordered.code}：{slot.text}"))
    return rows


def _place(label: Match | None, column: Match, orders: Mapping[str, int]) -> tuple[Place, Place] | None:
    """The row and column of one form's table that both labels name: the first row that was not passed yet."""
    if label is None:
        return None
    pairs = [
        (row, other)
        for row in label.places
        for other in column.places
        if (row.form, row.table) == (other.form, other.table)
        and row.item.kind != "group"
        and other.item.kind == "number"
    ]
    if len({pair[0].item.code for pair in pairs}) > 1:
        pairs = [pair for pair in pairs if pair[0].order >= orders.get(pair[0].table, -1)]
    return min(pairs, key=lambda pair: pair[0].order, default=None)


def _figure(
    table: Table | None, row: LabelledRow, code: str, slot: Slot, form_row: Item, column: Item, findings: list[Finding]
) -> Figure:
    reading = read_cell(slot.cell.text, signed=column.signed)
    where = _locator(table, slot.cell)
    wanted = column.unit or form_row.unit
    money = _MONEY.search(slot.header) or (
        _MONEY.search(table.caption) if table and wanted and "元" in wanted else None
    )
    printed = reading.unit or (money.group() if money else None) or row.unit
    state, value = reading.state, reading.value
    if value is not None and reading.scale and reading.unit is None and wanted and "元" in wanted:
        value, printed = value / SCALES[reading.scale], f"{reading.scale}元"  # 3.5万 in a column of money is 3.5 万元
    if value is not None and value % 1 and wanted and "元" not in wanted:
        findings.append(Finding("cell_illegible", f"{where} {code}：{slot.cell.text}（应为整数）"))
        state, value = State.ILLEGIBLE, None
    elif value is not None:
        converted = convert(value, printed, wanted)
        if slot.cell.seen and converted != value and not _is_read_twice(money, slot):
            converted = None  # 元 for 万元 is a slip of the recognition as easily as the publisher's word
        if converted is None:
            findings.append(Finding("unit_unknown", f"{where} {code}：{slot.cell.text}（应为 {wanted}）"))
            state, value = State.ILLEGIBLE, None
        else:
            value = converted
    elif state is State.ILLEGIBLE:
        findings.append(Finding("cell_illegible", f"{where} {code}：{slot.cell.text}"))
    if value and wanted and "元" in wanted and printed is None and code.startswith("disclosure_art20_9"):
        # The form of 2019 leaves the unit of the procurement sum open (FORMS.md §4.1).
        findings.append(Finding("unit_missing", f"{where} {code}：{slot.cell.text}（未标明单位）"))
    if reading.note:
        findings.append(Finding("cell_note", f"{where} {code}：{slot.cell.text}"))
    agreement = Agreement.SINGLE
    if slot.cell.again is not None:
        again = read_cell(slot.cell.again, signed=column.signed)
        same = (again.value, again.state) == (reading.value, reading.state)
        agreement = Agreement.AGREED if same else Agreement.DIFFER
    closeness = min(slot.column.closeness, *([row.label.closeness] if row.label else []), 1.0)
    return Figure(
        code=code,
        source=Source.TABLE,
        value=value,
        raw=slot.cell.text,
        state=state,
        unit=printed,
        locator=where,
        quote=None,
        method=(OCR if slot.cell.seen else row.by) + (f" ~{closeness:.2f}" if closeness < 1 else ""),
        agreement=agreement,
    )


def _is_read_twice(money: re.Match[str] | None, slot: Slot) -> bool:
    """Whether a second reading of a header gives the same unit of money."""
    again = _MONEY.search(slot.under.again or "") if slot.under else None
    return money is not None and again is not None and again.group() == money.group()


def _keep(figure: Figure, reader: _Reader) -> None:
    """One figure a code: what is printed twice alike is one; of what is printed twice differently none is chosen."""
    kept = reader.figures.setdefault(figure.code, figure)
    if kept is figure:
        return
    if _is_close(kept) != _is_close(figure):
        # A label that is only close to one that stands here itself is another row: 政府简报 beside 政府公报.
        other = kept if _is_close(kept) else figure
        reader.findings.append(Finding("label_close", f"{other.locator} {other.code}：{other.raw or '（空）'}"))
        reader.figures[figure.code] = figure if other is kept else kept
        return
    reader.twice.setdefault(figure.code.split(".")[0], {})[figure.code] = kept, figure


def _settle_twice(reader: _Reader) -> None:
    """What was printed twice: differently, it is no figure. A table of which many figures differ is that of two
    reports, and then none of what both print is the report's."""
    for table, pairs in reader.twice.items():
        different = {code: (one, other) for code, (one, other) in pairs.items() if _reading(one) != _reading(other)}
        is_of_two = len(different) >= _OF_TWO_REPORTS
        for code, (one, other) in pairs.items() if is_of_two else different.items():
            raw = f"{one.raw}｜{other.raw}"
            reader.figures[code] = replace(one, value=None, raw=raw, state=State.ILLEGIBLE, agreement=Agreement.DIFFER)
            if not is_of_two:
                detail = f"{code}：{one.locator} {one.raw or '（空）'}，{other.locator} {other.raw or '（空）'}"
                reader.findings.append(Finding("figure_twice", detail))
        if is_of_two:
            detail = f"{table}：{len(pairs)} 个数字印了两次，{len(different)} 个不同"
            reader.findings.append(Finding("table_twice", detail))


def _reading(figure: Figure) -> tuple[float | None, State]:
    return figure.value, figure.state


def _is_close(figure: Figure) -> bool:
    """Whether a label of the figure was only close to a known one."""
    return "~" in figure.method


def _forms(figures: Mapping[str, Figure], year: int | None) -> dict[str, Form]:
    """Which form each statutory table is of: the one whose cells are most like those read (Jaccard)."""
    read: dict[str, set[str]] = {}
    for code in (code for code in figures if not code.startswith(LOCAL)):
        read.setdefault(code.split(".")[0], set()).add(code)
    likeness = {
        (code, form): len(cells & table.codes) / len(cells | table.codes)
        for code, cells in read.items()
        for form, definition in FORMS.items()
        for table in definition.tables
        if table.code == code
    }
    total: dict[Form, float] = {}
    for (code, form), like in likeness.items():
        total[form] = total.get(form, 0.0) + like * (10 if code.startswith("disclosure") else 1)

    def preference(code: str, form: Form) -> tuple[float, float, bool]:
        last = FORMS[form].last_year
        in_year = year is not None and FORMS[form].first_year <= year and (last is None or year <= last)
        return likeness[code, form], total[form], in_year

    return {
        code: max((form for table, form in likeness if table == code), key=lambda form: preference(code, form))
        for code in read
    }


def _missing_rows(figures: Mapping[str, Figure], forms: Mapping[str, Form]) -> list[Finding]:
    """Rows of a statutory table that were not found although the table was: a cut page, a lost page break."""
    findings = []
    for code, form in forms.items():
        rows = [
            row.label
            for row in FORMS[form].table(code).number_rows
            if not any(figure.startswith(f"{code}.{row.code}.") for figure in figures)
        ]
        if rows:
            more = f" 等 {len(rows)} 行" if len(rows) > _ROWS_SHOWN else ""
            findings.append(Finding("rows_missing", f"{code}：{'、'.join(rows[:_ROWS_SHOWN])}{more}"))
    return findings


def _locator(table: Table | None, cell: Cell) -> str:
    """`t2r5c7`: table, row and column from 1; in a flattened table the cell's number in its row. Then the cell's place
    in the file, where it has one: `t2r5c7 p3`, `t1r5c3 附表!C7`."""
    if table is None:
        return "正文"
    place = f"t{table.position}r{cell.row + 1}c{cell.column + 1}"
    return f"{place} {cell.origin}" if cell.origin else place
