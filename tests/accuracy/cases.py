"""Single real cases, each in a short text of our own (`cases.toml`), as a corpus."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from tests.accuracy.answers import NOTHING, Answer, Document

FACTS = Path(__file__).parent / "cases.toml"
_PLACES = (
    ("一、总体情况", "general", "认真做好各项公开工作，及时更新栏目。"),
    ("二、主动公开政府信息情况", "proactive", ""),
    ("三、收到和处理政府信息公开申请情况", "requests", ""),
    ("四、政府信息公开行政复议、行政诉讼情况", "review", ""),
    ("五、存在的主要问题及改进情况", "problems", "栏目更新还不够均衡，明年逐项改进。"),
    ("六、其他需要报告的事项", "other", "无。"),
)


def documents() -> Iterator[Document]:
    """One page a case."""
    for case in tomllib.loads(FACTS.read_text("utf-8"))["case"]:
        yield Document(f"{case['name']}.html", "html", None, _page(case), _answer(case), (case["name"],))


def _page(case: dict[str, Any]) -> bytes:
    if "id" not in case:
        return _html(case["plain"][0], [f"<p>{escape(line)}</p>" for line in case["plain"]])
    lines = [f'<p align="center">{escape(line)}</p>' for line in case["page"]]
    for heading, place, usual in _PLACES:
        told = case.get(place, [usual] if usual else [])
        lines += [f"<p>{escape(line)}</p>" for line in (heading, *told)]
        if place == "proactive" and "table" in case:
            lines.append(_table(case["table"]))
    if signed := case.get("signed"):
        lines.append(f'<p align="right">{escape(signed)}</p>')
    return _html("", lines)


def _html(title: str, lines: list[str]) -> bytes:
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f"<html>{head}<body><div class='content'>{''.join(lines)}</div></body></html>".encode()


def _table(rows: list[str]) -> str:
    width = max(row.count("|") for row in rows) + 1
    printed = []
    for row in rows:
        cells = row.split("|")
        wide = width - len(cells) + 1
        last = f'<td colspan="{wide}">{escape(cells[-1])}</td>'
        printed.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells[:-1]) + last + "</tr>")
    return f"<table border=1>{''.join(printed)}</table>"


def _answer(case: dict[str, Any]) -> Answer:
    if "id" not in case:
        return NOTHING
    return Answer(
        id=case["id"],
        form=case.get("form", "narrative"),
        title=None,
        published_on=case.get("published_on"),
        signed_on=case.get("signed_on"),
        cells={**case.get("cells", {}), **dict.fromkeys(case.get("blank", ()))},
        failing=(),
        prose={**case.get("prose", {}), **dict.fromkeys(case.get("contradicted", ()))},
        optional=frozenset(),
        lines=(),
    )
