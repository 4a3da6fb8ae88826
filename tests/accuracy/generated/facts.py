"""Invented figures of a report: tables that add up, then what publishers do to them.

Figures are drawn so that every sum holds; errors, blanks, marks, notes and units are put on afterwards, so that the
printed text of a cell and its meaning come from one place.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.accuracy.generated.draw import Draw
from tests.accuracy.generated.organs import Organ
from tests.demo_portal import tables
from tests.demo_portal.facts_read import Filled, failing
from tests.printed import relations

Rows = dict[tuple[str, str], list[float]]
Stats = dict[str, float]
COLUMNS = tuple(code for code, _ in tables.APPLICANTS)
RESULTS = tuple(code for code, _ in tables.RESULTS)
_ANSWERS = (
    "already_public",
    "granted",
    "partially_granted",
    "refused",
    "not_this_agency",
    "nonexistent",
    "correction_requested",
    "other_channel",
)
_REASONS = (
    "state_secret",
    "trade_secret",
    "privacy",
    "security_stability",
    "not_government_information",
    "other_law",
)
_SUMMED = ("requests_", "review_", "litigation_", "staff_")
_WAYS = ("in_person", "fax", "online", "letter")
ZEROS = {"0": 6.0, "": 1.2, "/": 0.6, "-": 0.5, "—": 0.4, "无": 0.3}
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_LOCAL = "requests_received_other"


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of one report. `stats`: what its prose may tell, by the bare code of the statistics table.

    `filled` holds the printed cells. `local`: the province's own row of the statistics table, its code and text.
    """

    form: str
    requests_form: str
    filled: Filled
    stats: Stats
    cells: dict[str, float | None]
    failing: tuple[str, ...]
    zero: str
    unit_of_amount: str
    local: tuple[str, str] | None


def _size(organ: Organ) -> float:
    """How busy an organ is, roughly in applications a year."""
    of_level = {"township": 3, "county": 30, "city": 150, "province": 600, "state": 900}[organ.level]
    return of_level * (4 if organ.governs and organ.level != "township" else 1)


def _split(draw: Draw, whole: int, weights: list[float]) -> list[int]:
    """A number cut into parts at random, most of it where the weight is."""
    parts = [0] * len(weights)
    if whole > 400:
        total = sum(weights)
        shares = [weight * draw.uniform(0.6, 1.4) / total for weight in weights]
        parts = [int(whole * share / sum(shares)) for share in shares]
    for place in draw.choices(range(len(weights)), weights, k=whole - sum(parts)):
        parts[place] += 1
    return parts


def _requests(draw: Draw, organ: Organ, form: str) -> Rows:
    """The application table, every column and row of which adds up."""
    codes = [code for _, group in tables.OUTCOMES[form] for code, _ in group if code != "outcomes_total"]
    weights = [8.0, 2.0, *(0.5 for _ in codes[2:])]
    weights[codes.index("unable_not_held")] = 5
    weights[codes.index("refused_third_party_rights")] = 1
    size = _size(organ)
    new = 0 if draw.chance(0.18) else int(draw.expovariate(1 / size)) + 1
    per_applicant = _split(draw, new, [30, 4, 0.4, 0.8, 1.5, 0.6])
    rows: Rows = {("requests", code): [] for code in ("new_received", "carried_over_in", *codes)}
    for code in ("outcomes_total", "carried_over_out"):
        rows["requests", code] = []
    for count in per_applicant:
        old = draw.randrange(0, 1 + count // 12) if count else 0
        left = draw.randrange(0, 1 + (count + old) // 10)
        outcomes = _split(draw, count + old - left, weights)
        values = {
            "new_received": count,
            "carried_over_in": old,
            "carried_over_out": left,
            "outcomes_total": sum(outcomes),
        }
        for code, value in {**values, **dict(zip(codes, outcomes, strict=True))}.items():
            rows["requests", code].append(value)
    for cells in rows.values():
        cells.append(sum(cells))
    return rows


def _review(draw: Draw, busy: float) -> Rows:
    rows: Rows = {}
    for row, share in zip(tables.PROCEEDINGS, (0.05, 0.015, 0.01), strict=True):
        whole = int(draw.expovariate(1 / (busy * share + 0.3)))
        parts = _split(draw, whole, [5, 1, 2, 2])
        rows["review_litigation", row] = [*parts, whole]
    return rows


def _disclosure(draw: Draw, organ: Organ, form: str) -> Rows:
    scale = max(1, int(_size(organ) / 4))
    rows: Rows = {}
    for table, _, columns, lines in tables.DISCLOSURE[form]:
        for row, _ in lines:
            rows[table, row] = [float(draw.randrange(0, scale * 3 + 2)) for _ in columns]
            names = [code for code, _ in columns]
            if row == "rules" and not (organ.governs and organ.level in ("city", "province")):
                rows[table, row] = [0.0] * len(columns)
            if "items_change" in names:
                fewest = -int(min(9, rows[table, row][0]))
                rows[table, row][names.index("items_change")] = float(draw.randrange(fewest, 15))
            if names[-1] == "total_published":
                made = draw.randrange(0, scale + 1) if any(rows[table, row]) else 0
                rows[table, row] = [float(made), float(made), float(made + draw.randrange(0, 40) if made else 0)]
            if "decisions" in names:
                rows[table, row][names.index("decisions")] = float(int(draw.expovariate(1 / (scale * 80))))
            if names[-1] == "amount_collected_wanyuan":
                rows[table, row] = [round(draw.expovariate(1 / (scale * 30)), draw.choice((0, 1, 2, 4)))]
            if names[-1] == "procurement_amount":
                rows[table, row][-1] = float(int(draw.expovariate(1 / 600_000)))
    return rows


def _statistics(draw: Draw, organ: Organ) -> Stats:
    """All rows of the statistics table of 2014, every sum of it right."""
    size = _size(organ)
    total = int(draw.expovariate(1 / (size * 25))) + 20
    channels = dict(
        zip(("gazette", "website", "weibo", "wechat", "other"), _split(draw, total, [0.3, 6, 1, 2, 2]), strict=True)
    )
    for name in channels:
        if draw.chance(0.2):
            channels[name] += draw.randrange(0, 30)
    normative = draw.randrange(0, 1 + min(total, 40))
    requests = 0 if draw.chance(0.3) else int(draw.expovariate(1 / (size / 3))) + 1
    received = _split(draw, requests, [3, 0.4, 6, 2])
    concluded = requests - (draw.randrange(0, 1 + requests // 8) if requests else 0)
    answered = _split(draw, concluded, [2, 6, 1, 1, 2, 1.5, 0.5, 0.5])
    late = draw.randrange(0, 1 + concluded // 5)
    refused = _split(draw, answered[3], [1, 1, 1, 0.6, 1, 1.5])
    reviews, suits = (_split(draw, draw.randrange(0, 1 + requests // 12), [4, 1, 2]) for _ in range(2))
    conferences, interviews = draw.randrange(0, 30), draw.randrange(0, 15)
    full, part = draw.randrange(0, 9), draw.randrange(0, 60)
    stats: Stats = {
        "proactive_total": total,
        "proactive_normative_documents": normative,
        "normative_documents_issued": normative + draw.randrange(0, 6),
        **{f"proactive_{name}": value for name, value in channels.items()},
        "response_topics": draw.randrange(0, 40),
        "response_press_conferences": conferences,
        "response_press_conferences_principal": draw.randrange(0, conferences + 1),
        "response_online_interviews": interviews,
        "response_online_interviews_principal": draw.randrange(0, interviews + 1),
        "response_policy_interpretations": draw.randrange(0, 120),
        "response_weibo_wechat": draw.randrange(0, 80),
        "response_other": draw.randrange(0, 30),
        "requests_received": requests,
        **{f"requests_received_{n}": v for n, v in zip(_WAYS, received, strict=True)},
        "requests_concluded": concluded,
        "requests_concluded_on_time": concluded - late,
        "requests_concluded_extended": late,
        "requests_answered": concluded,
        **{f"requests_answered_{name}": value for name, value in zip(_ANSWERS, answered, strict=True)},
        **{f"requests_refused_{name}": value for name, value in zip(_REASONS, refused, strict=True)},
        "review_total": sum(reviews),
        **{f"review_{n}": v for n, v in zip(("upheld", "corrected", "other"), reviews, strict=True)},
        "litigation_total": sum(suits),
        **{f"litigation_{n}": v for n, v in zip(("upheld", "corrected", "other"), suits, strict=True)},
        "complaints_total": draw.weighted({0: 8, 1: 1, 3: 1}),
        "request_fees_wanyuan": draw.weighted({0.0: 12, 0.02: 1, 0.038: 1, 0.1: 1}),
        "dedicated_offices": draw.randrange(0, 40),
        "reading_points": draw.randrange(1, 60),
        "staff_total": full + part,
        "staff_full_time": full,
        "staff_part_time": part,
        "special_budget_wanyuan": draw.choice((0, 1, 2, 3.5, 5, 8, 12.6, 20)),
        "meetings_held": draw.randrange(0, 12),
        "training_sessions": draw.randrange(1, 9),
    }
    stats["trainees"] = stats["training_sessions"] * draw.randrange(15, 90)
    return stats


def _told_of_requests(rows: Rows, stats: Stats) -> None:
    """Makes the prose of a report with an application table tell what the table prints."""
    of = {row: values[-1] for (table, row), values in rows.items() if table == "requests"}
    refused = sum(value for row, value in of.items() if row.startswith("refused_"))
    for code in [code for code in stats if code.startswith(("requests_", "review_", "litigation_"))]:
        del stats[code]
    suits = (
        rows["review_litigation", "litigation_direct"][-1] + rows["review_litigation", "litigation_after_review"][-1]
    )
    review = rows["review_litigation", "review"]
    stats |= {
        "requests_received": of["new_received"],
        "carried_over_in": of["carried_over_in"],
        "carried_over_out": of["carried_over_out"],
        "requests_concluded": of["outcomes_total"],
        "requests_answered": of["outcomes_total"],
        "requests_answered_granted": of["granted"],
        "requests_answered_partially_granted": of["partially_granted"],
        "requests_answered_refused": refused,
        "review_total": review[-1],
        "review_upheld": review[0],
        "review_corrected": review[1],
        "review_other": review[2],
        "review_pending": review[3],
        "litigation_total": suits,
    }


def _err(draw: Draw, rows: Rows) -> None:
    """One or two mistakes of a clerk: a total that is off, digits that change places, a number one column off."""
    for _ in range(draw.choice((1, 1, 2))):
        kind = draw.choice(("off", "swapped", "column"))
        keys = [key for key in rows if key[0] in ("requests", "review_litigation") or key[1].startswith(_SUMMED)]
        if kind == "column":
            keys = [key for key in keys if key[0] == "requests" and any(rows[key][:-1])]
        if not keys:
            continue
        cells = rows[draw.one(keys)]
        place = draw.randrange(len(cells))
        if kind == "column":
            place = draw.one([p for p in range(6) if cells[p]])
            other = (place + draw.choice((1, 5))) % 6
            cells[place], cells[other] = cells[other], cells[place]
        elif kind == "swapped" and cells[place] >= 12 and float(cells[place]).is_integer():
            digits = str(int(cells[place]))
            cells[place] = float(digits[:-2] + digits[-1] + digits[-2])
        else:
            cells[place] += draw.choice((1, 2, 10)) if cells[place] < 3 else draw.choice((-1, 1, 2, -3))


def plain(value: float) -> str:
    """A number as people write it."""
    return str(int(value)) if float(value).is_integer() else f"{value:.6f}".rstrip("0")


def _shown(draw: Draw, code: str, value: float, style: str) -> str:
    """A number that is not zero, dressed as publishers dress it; its meaning stays."""
    text = plain(value)
    column = code.rpartition(".")[2]
    if column == "items_change" and value > 0:
        return draw.one((text, f"+{text}", f"增{text}"))
    if column == "items_change" and value < 0:
        return draw.one((text, f"减{text[1:]}", f"-{text[1:]}"))
    if style == "full width":
        return text.translate(_FULL_WIDTH)
    if style == "thousands" and value >= 1000:
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"
    if style == "spaces":
        return draw.one((f" {text} ", f"　{text}　", text))
    if style == "units" and not code.startswith(("disclosure_art20_8", "disclosure_art20_9", "statistics")):
        return text + ("项" if "items" in code else "件")
    return text


def _special(draw: Draw, code: str, value: float, amount_unit: str) -> str | None:
    """Notes in cells, and amounts in another unit than that of the column."""
    whole = float(value).is_integer()
    if code.endswith("amount_collected_wanyuan") and value and draw.hard("amount in another unit", 0.25):
        yuan = round(value * 10_000, 2)
        return f"{plain(yuan)}元"
    if code.endswith("amount_collected_wanyuan") and value and draw.hard("unit in cell", 0.15):
        return f"{plain(value)}万元"
    if code.endswith("procurement_amount") and value:
        if amount_unit == "万元":
            return None
        if draw.hard("unit in cell", 0.3):
            return draw.one((f"{plain(value)}元", f"{plain(value / 10_000)}万元"))
    made = code.endswith(("normative_documents.issued", "normative_documents.newly_made"))
    if made and value > 3 and whole and draw.hard("note in cell", 0.25):
        return f"{plain(value)}（其中修订{draw.randrange(1, int(value))}件）"
    return None


def _shown_cells(draw: Draw, form: str, rows: Rows, zero: str, amount_unit: str, *, gaps: bool) -> Filled:
    """Prints every number: zeros in the report's way, notes and units here and there, with `gaps` some cells blank."""
    style = draw.weighted({"": 12, "full width": 0.6, "thousands": 0.8, "spaces": 1.0, "units": 0.6})
    if style:
        draw.meet(f"numbers: {style}")
    no_totals = (
        gaps and any(table == "requests" for table, _ in rows) and draw.hard("totals of detail rows blank", 0.07)
    )
    holes = gaps and draw.hard("single blanks", 0.1)
    filled = Filled({}, {}, {})
    for (table, row), values in rows.items():
        columns = _columns(table, form)
        for column, value in zip(columns, values, strict=True):
            code = f"{table}.{row}.{column}"
            meaning: float | None = value
            text = _special(draw, code, value, amount_unit)
            if text is None and code.endswith("procurement_amount") and amount_unit == "万元":
                text = plain(round(value / 10_000, 4))
            if text is None and value == 0 and zero != "mixed":
                text, meaning = (zero, 0.0 if zero == "0" else None)
            elif text is None and value == 0:
                text = draw.one(("0", "", "/", "0"))
                meaning = 0.0 if text == "0" else None
            elif text is None:
                text = _shown(draw, code, value, style)
            detail = table == "requests" and column == "total"
            detail &= row not in ("new_received", "carried_over_in", "outcomes_total", "carried_over_out")
            if (no_totals and detail) or (holes and draw.chance(0.04)):
                text, meaning = "", None
            filled.printed.setdefault(table, {}).setdefault(row, []).append(text)
            filled.cells[code] = (meaning, "number")
    return filled


def _columns(table: str, form: str) -> tuple[str, ...]:
    """The columns of a table, from left to right."""
    if table == "statistics":
        return ("value",)
    if table in ("requests", "review_litigation"):
        return COLUMNS if table == "requests" else RESULTS
    return next(tuple(code for code, _ in one[2]) for one in tables.DISCLOSURE[form] if one[0] == table)


def broken(form: str, requests_form: str, cells: dict[str, float | None], local: str = "") -> tuple[str, ...]:
    """Ids of the equations that do not hold as printed; `local` is the code of a row that joins 收到申请数."""
    found = []
    for relation in relations.all_of(form, requests_form):
        if relation["kind"] != "eq":
            continue
        if local and relation["id"] == "A2.requests_received":
            relation = {**relation, "terms": [*relation["terms"], (local, 1)]}
        found.append(relation)
    return tuple(failing(found, cells))


def drawn(draw: Draw, organ: Organ, form: str, *, zeros: tuple[str, ...] = ()) -> Facts:
    """The figures of a report of an organ. `zeros`: the ways of printing a zero that its printer can show."""
    allowed = {way: weight for way, weight in ZEROS.items() if not zeros or way in zeros}
    zero = draw.weighted(allowed)
    if not zeros and draw.chance(0.04):
        zero = "mixed"
    if zero != "0" and form != "narrative":
        draw.meet("zeros: " + (zero or "blank"))
    stats = _statistics(draw, organ)
    rows: Rows = {}
    requests_form = ""
    amount_unit = ""
    local: tuple[str, str] | None = None
    if form.startswith("tables"):
        year = requests_form = form.removeprefix("tables_")
        if year == "2021" and draw.hard("mixture of forms", 0.12):
            requests_form = "2019"
        rows |= _disclosure(draw, organ, year) | _requests(draw, organ, requests_form)
        rows |= _review(draw, rows["requests", "new_received"][-1])
        _told_of_requests(rows, stats)
        amount_unit = draw.weighted({"": 4, "元": 1, "万元": 2}) if year == "2019" else ""
    elif form == "statistics_2014":
        if organ.place.code != "000000" and draw.hard("row of a province", 0.15):
            extra = draw.randrange(0, 6)
            local = (_province(organ), plain(extra))
            grown = ("requests_received", "requests_concluded", "requests_concluded_on_time", "requests_answered")
            for code in (*grown, "requests_answered_granted"):
                stats[code] += extra
        rows |= {("statistics", code): [stats[code]] for _, code, _, _ in tables.STATISTICS if code}
    if rows and draw.hard("sum broken by the publisher", 0.2):
        _err(draw, rows)
    if form == "statistics_2014" and not zeros and draw.hard("most cells blank", 0.08):
        kept = set(draw.sample(sorted(rows), 12))
        filled = _shown_cells(draw, form.removeprefix("tables_"), rows, zero, amount_unit, gaps=not zeros)
        for table, row in rows:
            if (table, row) not in kept:
                filled.printed[table][row] = [""]
                filled.cells[f"{table}.{row}.value"] = (None, "blank")
    else:
        filled = _shown_cells(draw, form.removeprefix("tables_"), rows, zero, amount_unit, gaps=not zeros)
    cells = {code: value for code, (value, _) in filled.cells.items()}
    if rows and not zeros and not local and draw.hard("all cells blank", 0.025):
        filled = Filled({}, {}, {})
        for (table, row), values in rows.items():
            filled.printed.setdefault(table, {})[row] = [""] * len(values)
        cells = dict.fromkeys(cells)
    if local:
        cells[local[0]] = float(local[1])
    fails = broken(form, requests_form, cells, local[0] if local else "")
    return Facts(form, requests_form, filled, stats, cells, fails, zero, amount_unit, local)


_PROVINCES = {
    "11": "beijing",
    "12": "tianjin",
    "13": "hebei",
    "14": "shanxi",
    "15": "neimenggu",
    "21": "liaoning",
    "22": "jilin",
    "23": "heilongjiang",
    "31": "shanghai",
    "32": "jiangsu",
    "33": "zhejiang",
    "34": "anhui",
    "35": "fujian",
    "36": "jiangxi",
    "37": "shandong",
    "41": "henan",
    "42": "hubei",
    "43": "hunan",
    "44": "guangdong",
    "45": "guangxi",
    "46": "hainan",
    "50": "chongqing",
    "51": "sichuan",
    "52": "guizhou",
    "53": "yunnan",
    "54": "xizang",
    "61": "shaanxi",
    "62": "gansu",
    "63": "qinghai",
    "64": "ningxia",
    "65": "xinjiang",
}


def _province(organ: Organ) -> str:
    return f"local_{_PROVINCES[organ.place.code[:2]]}.{_LOCAL}.value"
