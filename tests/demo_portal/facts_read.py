"""Reads the facts of the reports: what each cell prints and means, what the prose states, which sums do not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.demo_portal import tables

# a number of the prose that states no figure: dates, article numbers, telephone numbers
NO_FIGURE = re.compile(r"20\d\d\s*年(度)?(\s*\d{1,2}\s*月(\s*\d{1,2}\s*日)?)?|\d{1,2}\s*月(\s*\d{1,2}\s*日)|0737-\d{7}")

Cells = dict[str, tuple[float | None, str]]
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filled:
    """The tables of one report: printed text by table and row, and what each cell means by its code."""

    printed: dict[str, tables.Printed]
    cells: Cells
    special: dict[str, str]


def meaning(token: str) -> tuple[str, float | None, str]:
    """A cell of the facts as (printed, value, state).

    `_` is an empty cell; `printed=>value` gives the meaning by hand wherever the text is not a plain number.
    """
    printed, arrow, value = token.partition("=>")
    if printed == "_" or not printed.strip():
        return ("" if printed == "_" else printed), None, "blank"
    if printed in ("/", "—", "-"):
        return printed, None, "slash"
    number = float(value) if arrow else float(printed)
    return printed, number, "number" if number else "zero"


def layout(report: Facts) -> list[tuple[str, str, tuple[str, ...], str]]:
    """(table, row, columns, what an unmentioned row prints) of every row that the report's form has."""
    look = report.get("look", {})
    if report["form"] == "narrative":
        return []
    if report["form"] == "statistics_2014":
        blank = look.get("default_row", "_")
        return [("statistics", code, ("value",), blank) for _, code, _, _ in tables.STATISTICS if code]
    form = report["form"].removeprefix("tables_")
    found: list[tuple[str, str, tuple[str, ...], str]] = []
    for table, _, columns, rows in tables.DISCLOSURE[form]:
        found += [(table, row, tuple(c for c, _ in columns), "") for row, _ in rows]
    applicants = tuple(code for code, _ in tables.APPLICANTS)
    rows_of_requests = [code for code, _ in tables.RECEIVED]
    for _, group in tables.OUTCOMES[report.get("requests_form", form)]:
        rows_of_requests += [code for code, _ in group]
    rows_of_requests.append(tables.CARRIED_OUT[0])
    zeros = look.get("default_row", "0 0 0 0 0 0 0")
    found += [("requests", row, applicants, zeros) for row in rows_of_requests]
    results = tuple(code for code, _ in tables.RESULTS)
    found += [("review_litigation", row, results, "0 0 0 0 0") for row in tables.PROCEEDINGS]
    return found


def fill(report: Facts) -> Filled:
    """All cells of a report. Raises ValueError for a row of the facts that the form lacks or of another width."""
    given = {(table, row): text for table, rows in report.get("tables", {}).items() for row, text in rows.items()}
    filled = Filled({}, {}, {})
    for table, row, columns, default in layout(report):
        tokens = given.pop((table, row), default).split(" ")
        if len(tokens) != len(columns):
            raise ValueError(f"{report['key']}: {table}.{row} has {len(tokens)} cells, not {len(columns)}")
        for column, token in zip(columns, tokens, strict=True):
            printed, value, state = meaning(token)
            filled.printed.setdefault(table, {}).setdefault(row, []).append(printed)
            filled.cells[f"{table}.{row}.{column}"] = (value, state)
            if "=>" in token:
                filled.special[f"{table}.{row}.{column}"] = printed
    if given:
        raise ValueError(f"{report['key']}: the form has no {sorted(given)}")
    return filled


def prose_figures(report: Facts) -> dict[str, float | None]:
    """The one prose figure a code: exact, of the whole year, parts summed; None where statements contradict."""
    whole: dict[str, set[float]] = {}
    parts: dict[str, float] = {}
    for said in report.get("said", []):
        if said.get("qualifier", "exact") != "exact":
            continue
        if said.get("part"):
            parts[said["code"]] = parts.get(said["code"], 0) + said["value"]
        else:
            whole.setdefault(said["code"], set()).add(said["value"])
    figures: dict[str, float | None] = dict(parts)
    for code, values in whole.items():
        figures[code] = values.pop() if len(values) == 1 else None
    return figures


def check_prose(report: Facts) -> None:
    """Raises ValueError when a quote is not in the prose, or a number of the prose is accounted for nowhere."""
    text = "\n".join(part.get("text", "") for part in report["part"])
    left = text
    quotes = [said["quote"] for said in report.get("said", [])]
    quotes += [quote for part in report["part"] for quote in part.get("uncoded", [])]
    for quote in quotes:
        if text.count(quote) != 1:
            raise ValueError(f"{report['key']}: “{quote}” stands {text.count(quote)} times in the prose")
        left = left.replace(quote, "〇")
    unread = re.findall(r".{0,8}\d[\d.]*.{0,4}", NO_FIGURE.sub("", left))
    if unread:
        raise ValueError(f"{report['key']}: numbers of the prose without a statement: {unread}")


def failing(relations: list[Facts], values: dict[str, float | None]) -> list[str]:
    """Ids of the relations that do not hold, strictly: one with a missing or blank term is not assessed."""
    broken = []
    for relation in relations:
        found = [values.get(code) for code, _ in relation["terms"]]
        if None in found:
            continue
        factors = [factor for _, factor in relation["terms"]]
        terms = [value * factor for value, factor in zip(found, factors, strict=True) if value is not None]
        total = round(sum(terms) + relation.get("constant", 0), 6)
        if (total > 0) if relation["kind"] == "le" else total:
            broken.append(relation["id"])
    return sorted(broken)


def check_relations(reports: dict[str, Facts], filled: dict[str, Filled], forms: Facts) -> None:
    """Raises ValueError unless exactly the declared relations fail in every report."""
    letters = {"tables_2019": "B", "tables_2021": "C", "statistics_2014": "A2"}
    for key, report in reports.items():
        values = {code: value for code, (value, _) in filled[key].cells.items()}
        letter = letters.get(report["form"])
        used = []
        for of in ("A2", "B", "C"):
            for relation in forms[of]["relations"]:
                table = relation["terms"][0][0].split(".")[0]
                own = "B" if table == "requests" and report.get("requests_form") == "2019" else letter
                if of == own:
                    used.append(relation)
        before = next(
            (k for k, r in reports.items() if r["organ"] == report["organ"] and r["year"] == report["year"] - 1), None
        )
        years = {f"{code}@year": value for code, value in values.items()}
        if before is not None:
            years |= {f"{code}@year-1": value for code, (value, _) in filled[before].cells.items()}
        across = forms[letter].get("cross_year_relations", []) if letter else []
        for what, got in (
            ("table", failing(used, values)),
            ("prose", failing(forms["A2"]["relations"], prose_figures(report))),
            ("cross_year", failing(across, years)),
        ):
            declared = sorted(report.get(f"fails_{what}", []))
            if got != declared:
                raise ValueError(f"{key}: {what} relations failing {got}, declared {declared}")
