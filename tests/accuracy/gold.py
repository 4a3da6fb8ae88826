"""The real documents with hand-checked answers that lie beside the project (`SHARED`), as a corpus."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from pipelines.forms import FORMS
from pipelines.records import Form
from tests.accuracy.answers import Answer, Document

SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared"))
_IDS = {
    "seed000": "430981-2018",
    "seed001": "430900-人民政府办公室-2020",
    "seed002": "360981-2018",
    "seed003": "430408-2019",
    "seed004": "530425-2017",
    "huaian_2024": "320800-2024",
    "shanghai_kewei_2024": "310000-科学技术委员会-2024",
}
_FORMS = {"A1": "narrative", "A2": "narrative", "B": "tables_2019", "C": "tables_2021"}
# Told in the tables, which the facts leave out.
_BESIDE = {f"narrative.{name}_pending.value" for name in ("review", "litigation")} | {
    f"narrative.{name}.value"
    for name in ("requests_carried_over_in", "requests_carried_over_out", "information_processing_fee_yuan")
}
_ROWS = {row.code for row in FORMS[Form.STATISTICS_2014].table("statistics").rows}


def documents() -> Iterator[Document]:
    """The documents, none where the folder is absent."""
    for path in sorted((SHARED / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        file = SHARED / gold["source_file"]
        cells = {
            f"{table}.{row}.{column}": value
            for table, rows in (gold.get("tables") or {}).items()
            for row, columns in rows.items()
            for column, value in columns.items()
        }
        form = "statistics_2014" if cells and gold["form"] == "A2" else _FORMS[gold["form"]]
        kind = "pdf" if file.suffix == ".pdf" else "torn" if path.stem.startswith("shanghai") else "text"
        told: dict[str, set[float]] = {}
        vague: set[str] = set()
        unasked = {f"statistics.{row}.value" for row in _ROWS} if not path.stem.startswith("seed") else set()
        for fact in gold.get("facts", []):
            code = f"{'statistics' if fact['code'] in _ROWS else 'narrative'}.{fact['code']}.value"
            exact = fact.get("qualifier", "exact") in ("exact", "derived_all") and not fact.get("not_core")
            if fact["value"] is not None and fact.get("period", "year") == "year" and exact:
                told.setdefault(code, set()).add(float(fact["value"]))
            else:
                vague.add(code)
        answer = Answer(
            id=_IDS[path.stem],
            form=form,
            title=None,
            published_on=None,
            signed_on=None,
            cells=cells,
            failing=tuple(
                relation["id"]
                for relation in gold.get("relations_failing", [])
                if relation.get("strict") == "fail" and not relation["id"].startswith("text.")
            ),
            prose={code: values.copy().pop() if len(values) == 1 else None for code, values in told.items()},
            optional=frozenset(
                vague | ((unasked | _BESIDE) - set(told)) | {code for code in told if code.startswith("narrative.")}
            ),
            lines=(),
        )
        yield Document(path.stem, kind, None, file.read_bytes(), answer, ())
