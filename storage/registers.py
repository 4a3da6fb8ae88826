"""The tables that come from files of the project, not from reports: regions, indicators and their codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from pipelines.forms import FORMS, LOCAL_FORM, PROVINCES, local_code
from pipelines.narrative import CODES
from pipelines.records import Form
from pipelines.register import read_regions


def fill_registers(database: Database) -> None:
    """Bring `regions`, `indicators` and `codes` up to the project's files. Codes keep their numbers."""
    with database.atomic():
        database.execute("delete from regions where 0")  # takes the lock before anything is read
        database.table("regions").upsert_all(_regions(), pk=("code", "valid_from"))
        database.table("indicators").upsert_all(indicators(), pk=("code", "form"))
        known = {row["code"] for row in database.query("select code from codes")}
        for code in dict.fromkeys(row["code"] for row in indicators()):
            if code not in known:
                database.table("codes").insert({"code": code})


def indicators() -> Iterator[dict[str, Any]]:
    """What every code means in every form, from the form files and the vocabulary of the prose."""
    for form, definition in (*FORMS.items(), (LOCAL_FORM.form, LOCAL_FORM)):
        for table in definition.tables:
            for row in table.number_rows:
                for column in table.number_columns:
                    yield {
                        "code": f"{table.code}.{row.code}.{column.code}",
                        "form": form,
                        "table_label": table.title,
                        "row_label": row.label,
                        "column_label": column.label,
                        "unit": column.unit or row.unit,
                        "definition": column.note or row.note,
                    }
            for row in table.local_rows:
                for province in PROVINCES.values():
                    yield {
                        "code": local_code(province, row.code, table.number_columns[0].code),
                        "form": form,
                        "table_label": table.title,
                        "row_label": row.label,
                        "column_label": table.number_columns[0].label,
                        "unit": row.unit,
                        "definition": row.note,
                    }
    for code in CODES.values():
        yield {
            "code": code.figure_code,
            "form": Form.NARRATIVE,
            "table_label": "正文",
            "row_label": code.label,
            "column_label": None,
            "unit": code.unit,
            "definition": None,
        }


def _regions() -> Iterator[dict[str, Any]]:
    for region in read_regions():
        yield {
            "code": region.code,
            "valid_from": region.valid_from,
            "name": region.name,
            "level": region.level,
            "parent_code": region.parent_code or None,
            "province": region.province or None,
            "city": region.city or None,
            "county": region.county or None,
            "valid_to": region.valid_to or None,
            "successor_code": region.successor_code or None,
        }
