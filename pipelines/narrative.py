"""The vocabulary of the prose, loaded from `forms/narrative.toml`: codes, rules, cues. Facts, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """One figure that prose may state. `table`: the statistics table of 2014 has it as a row.

    `parts` are the codes that a 其中 list of it is made of (`*`: whatever is listed); `overlapping` parts may sum to
    more than the whole. `sums`: several statements make up the item. `stock`: a state, not a flow. `yearly`: a rate
    a year. `excludes`: no rule gives it to a number in whose clause this stands.
    """

    name: str
    label: str
    unit: str
    table: bool
    sums: bool
    stock: bool
    yearly: bool
    parts: tuple[str, ...]
    overlapping: bool
    excludes: re.Pattern[str] | None

    @property
    def figure_code(self) -> str:
        """The three-part code of the figure: the table's row, else `narrative.<code>.value`."""
        return f"{'statistics' if self.table else 'narrative'}.{self.name}.value"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a number with its unit is recognised; fields as explained at the top of `forms/narrative.toml`."""

    code: str
    head: re.Pattern[str]
    tail: re.Pattern[str] | None
    lead: re.Pattern[str] | None
    sentence: re.Pattern[str] | None
    excludes: re.Pattern[str] | None
    excludes_sentence: re.Pattern[str] | None
    excludes_tail: re.Pattern[str] | None
    excludes_lead: re.Pattern[str] | None
    topics: frozenset[str]
    kinds: frozenset[str]
    after: frozenset[str]
    channel: str
    years: tuple[int, int]
    also: tuple[str, ...]
    scope: str
    one: bool
    nought: bool


@dataclass(frozen=True, slots=True)
class Zero:
    """What a negation states as zero: `object` after the negation in its clause, or `before` it."""

    code: str
    object: re.Pattern[str]
    before: re.Pattern[str]
    excludes: re.Pattern[str] | None
    blocked_by: re.Pattern[str] | None
    unless_listed: re.Pattern[str] | None
    kinds: frozenset[str]
    years: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Derived:
    """What a sentence about all applications states, given how many were received."""

    code: str
    text: re.Pattern[str]
    excludes: re.Pattern[str] | None


_FACTS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "forms" / "narrative.toml").read_text("utf-8"))
_MACROS: dict[str, str] = {}


def _expand(pattern: str) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda match: _MACROS[match[1]], pattern)


for _name, _pattern in _FACTS["macros"].items():
    _MACROS[_name] = _expand(_pattern)


def _compile(pattern: str | None, anchor: str = "{}") -> re.Pattern[str] | None:
    return None if pattern is None else re.compile(anchor.format("(?:" + _expand(pattern) + ")"))


def _need(pattern: str, anchor: str = "{}") -> re.Pattern[str]:
    return re.compile(anchor.format("(?:" + _expand(pattern) + ")"))


def _years(fact: dict[str, Any]) -> tuple[int, int]:
    first, last = fact.get("years", (0, 9999))
    return first, last


def _rule(fact: dict[str, Any]) -> Rule:
    return Rule(
        code=fact["code"],
        head=_need(fact["head"], "{}$"),
        tail=_compile(fact.get("tail"), "^{}"),
        lead=_compile(fact.get("lead")),
        sentence=_compile(fact.get("sentence")),
        excludes=_compile(fact.get("not")),
        excludes_sentence=_compile(fact.get("not_sentence")),
        excludes_tail=_compile(fact.get("not_tail"), "^{}"),
        excludes_lead=_compile(fact.get("not_lead")),
        topics=frozenset(fact.get("topic", ())),
        kinds=frozenset(fact.get("kinds", ())),
        after=frozenset(fact.get("after", ())),
        channel=fact.get("channel", ""),
        years=_years(fact),
        also=tuple(fact.get("also", ())),
        scope=fact.get("scope", ""),
        one=fact.get("one", False),
        nought=fact.get("nought", False),
    )


def _rules_by_unit() -> dict[str, tuple[Rule, ...]]:
    by_unit: dict[str, list[Rule]] = {}
    for fact in _FACTS["rule"]:
        rule = _rule(fact)
        for unit in _FACTS["units"][fact["units"]]:
            by_unit.setdefault(unit, []).append(rule)
    return {unit: tuple(rules) for unit, rules in by_unit.items()}


CODES: dict[str, Code] = {
    name: Code(
        name,
        fact["label"],
        fact["unit"],
        fact.get("table", False),
        fact.get("sums", False),
        fact.get("stock", False),
        fact.get("yearly", False),
        tuple(fact.get("parts", ())),
        fact.get("parts_relation") == "le",
        _compile(fact.get("not")),
    )
    for name, fact in _FACTS["code"].items()
}
RULES = _rules_by_unit()
ZEROS = tuple(
    Zero(
        fact["code"],
        _need(fact["object"]),
        _need(fact.get("before", fact["object"])),
        _compile(fact.get("not")),
        _compile(fact.get("blocked_by")),
        _compile(fact.get("unless_listed")),
        frozenset(fact.get("kinds", ())),
        _years(fact),
    )
    for fact in _FACTS["zero"]
)
DERIVED = tuple(Derived(fact["code"], _need(fact["text"]), _compile(fact.get("not"))) for fact in _FACTS["derived"])
TOPICS = re.compile("|".join(f"(?P<{name}>{_expand(pattern)})" for name, pattern in _FACTS["topics"].items()))
KIND_TOPICS: dict[str, str] = _FACTS["kind_topics"]
CHANNELS = {name: _need(pattern) for name, pattern in _FACTS["channels"].items()}
PERIOD = {name: _need(pattern) for name, pattern in _FACTS["period"].items()}
SCOPE = {name: _need(pattern) for name, pattern in _FACTS["scope"].items()}
NEGATION = _need(_FACTS["negation"]["cue"])
EXCEPT = _need(_FACTS["negation"]["except"])
UNRELATED = _need(_FACTS["negation"]["unrelated"])
NEGATED_NUMBER = _need(_FACTS["negation"]["before_number"])
NEGATION_AFTER = _need(_FACTS["negation"]["after_objects"], "{}$")
NEGATION_VERB = _need(_FACTS["negation"]["verb"])
SOLE_CHANNEL = _need(_FACTS["sole_channel"]["text"])
SOLE_CHANNEL_CODE: str = _FACTS["sole_channel"]["code"]
PUBLICATION: frozenset[str] = frozenset(_FACTS["sole_channel"]["among"])
BARE = _need(_FACTS["bare"]["text"], "^{}$")
BARE_KINDS: dict[str, list[str]] = _FACTS["bare"]["kinds"]
ABOUT = _need(_MACROS["about"])
GAP = _need(_MACROS["gap"], "{}$")
