"""What the prose states: every number and every zero that has a code, with scope, period and the words it came from.

`Statement.code` is the bare code of the vocabulary (`requests_received`), the row code of the statistics table where
the table has the item; `prose_figures` turns it into the three-part code of a figure. Zeros told by negation have
the value 0 and the unit of the code. `qualifier` is that of `numbers`, or `derived` for what follows from a sentence
about all applications (均为网上申请) or from the only channel of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.narrative import (
    ABOUT,
    CHANNELS,
    CODES,
    DERIVED,
    GAP,
    KIND_TOPICS,
    NEGATED_NUMBER,
    PUBLICATION,
    RULES,
    SOLE_CHANNEL,
    SOLE_CHANNEL_CODE,
    TOPICS,
    Rule,
)
from pipelines.negation import read_bare, read_zeros
from pipelines.numbers import EXACT, TORN, NumberReading, find_numbers
from pipelines.periods import Period, Scope, lists_organs, period_of, scope_of
from pipelines.prose import Prose, Sentence, read_quote
from pipelines.records import Section, Statement
from pipelines.sections import SectionKind

DERIVED_QUALIFIER = "derived"

_TIME_UNITS = ("年", "天", "个工作日", "个百分点")
_BOUNDARY = re.compile(r"[，；：（）]")
_LIST_BEGINS = re.compile(r"其中|包括|（含")
_AND = re.compile(r"以及|、|和|及|与")
_RESPECTIVELY = re.compile(r"([^，；：]*)分别([^，；：]{0,12})$")
_BARE_YEAR = re.compile(r"(?<!\d)20\d\d$")
_EACH = re.compile(r"([^，；：]*[、和及与][^，；：]*?)(?:均为|均是|均有|各为|各有|各)$")
_CHAIN = re.compile(r"[，、；]?(?:和|及|与)?$")
_NARROW = frozenset((Scope.ONE_SITE, Scope.ONE_ACCOUNT, Scope.ONE_ORGAN))
_CARRIED = {"requests_carried_over_in", "requests_carried_over_out"}
_DISPUTED = re.compile("依申请公开|公开申请|信息公开[^。]{0,12}(?:复议|诉讼)")
_DISPUTES = frozenset(("review", "litigation", "appeals", "complaints"))
# 会议一次 counts one, 举办了一期培训 is no count
_CLOSES_CLAUSE = re.compile(r"[，；：、（）]|和|及|与|以及|$")
_LABEL = 70  # characters before a number that a rule may look at
_LONGEST_LIST = 300  # characters before a number in which what it is each of may be listed


Stated = dict[str, set[tuple[Scope, Period]]]  # what a sentence has stated so far: code → scopes and periods


@dataclass(frozen=True, slots=True)
class _Mention:
    """One number in a sentence and the words that label it."""

    number: NumberReading
    head: str
    clause_start: int
    lead: str  # the sentence up to it; of a label that 分别 gives it, with that label alone
    unnamed: bool = False  # 分别 lists more numbers than things, or one that cannot be read


def read_statements(sections: Sequence[Section], year: int) -> tuple[Statement, ...]:
    """All that the sections state, in reading order, `position` from 1.

    `year` is the reported year: it tells the report's own numbers from those of other years. Sections of kind annex
    are tables and not read.
    """
    statements: list[Statement] = []
    for section in sections:
        if section.kind != SectionKind.ANNEX:
            statements.extend(_read_section(section, year, statements))
    statements.extend(_sole_channel(statements))
    return tuple(replace(statement, position=i) for i, statement in enumerate(statements, 1))


def _read_section(section: Section, year: int, earlier: Sequence[Statement]) -> list[Statement]:
    prose = Prose(section.text)
    bare = read_bare(section, prose)
    if bare:
        return bare
    found: list[Statement] = []
    codes_before: Stated = {}
    for sentence in prose.sentences():
        codes = dict(codes_before) if sentence.text.startswith("其中") else {}
        found.extend(_read_sentence(sentence, section, year, prose, codes))
        found.extend(read_zeros(sentence, section, year, prose))
        found.extend(_derive(sentence, section, prose, [*earlier, *found]))
        codes_before = codes
    return found


def _read_sentence(sentence: Sentence, section: Section, year: int, prose: Prose, codes: Stated) -> Iterator[Statement]:
    """Statements of one sentence. `codes` (code → scopes) is what was stated before in it, and is filled."""
    text = sentence.text
    mentions = list(_mentions(text))
    if not mentions:
        return
    organs_listed = lists_organs(text)
    topics = [(match.end(), match.lastgroup or "") for match in TOPICS.finditer(text)]
    carried: str | None = None
    last_end = 0
    stated_before_list: Stated | None = dict(codes) if text.startswith("其中") else None
    for mention in mentions:
        number = mention.number
        if stated_before_list is None and _LIST_BEGINS.search(text, last_end, number.start):
            stated_before_list = {code: set(stated) for code, stated in codes.items()}
        clause = text[max(mention.clause_start, last_end) : _clause_end(text, number.end)]
        last_end = number.end
        before = text[mention.clause_start : number.start]
        if NEGATED_NUMBER.search(before):
            continue
        topic = next((name for end, name in reversed(topics) if end <= number.start), "")
        if not topic:
            carried = _carried_topic(sentence, section) if carried is None else carried
            topic = carried
        rule = _matching_rule(mention, sentence, clause, topic, section.kind, codes, year)
        if rule is None or not rule.code:
            continue
        scope = (
            Scope(rule.scope)
            if rule.scope
            else scope_of(mention.lead, clause, rule.code, organs_listed, "proactive_total" in codes)
        )
        facts = CODES[rule.code]
        period = period_of(mention.lead, before, sentence.paragraph_before, year, section.kind, facts.stock, facts.sums)
        if mention.unnamed:
            period = Period.UNKNOWN
        if stated_before_list and _is_part(rule.code, scope, period, stated_before_list):
            continue
        start = sentence.start + _quote_start(rule, mention, text)
        end = sentence.start + _quote_end(rule, mention, mentions, text)
        for code in (rule.code, *rule.also):
            codes.setdefault(code, set()).add((scope, period))
            yield Statement(
                0, code, number.value, number.unit, number.qualifier, scope, period, prose.quote(start, end),
                section.heading,
            )  # fmt: skip


def _mentions(text: str) -> Iterator[_Mention]:
    """Numbers with the words before them; 分别 and 各 hand each number, or each label, its own."""
    numbers = [number for number in find_numbers(text) if number.unit not in _TIME_UNITS]
    heads = [text[(numbers[i - 1].end if i else 0) : number.start] for i, number in enumerate(numbers)]
    i = 0
    while i < len(numbers):
        chain = i + 1
        respectively = _RESPECTIVELY.search(heads[i][-_LONGEST_LIST:])
        each = _EACH.search(heads[i][-_LONGEST_LIST:])
        while respectively and chain < len(numbers) and _CHAIN.fullmatch(heads[chain]):
            chain += 1
        if respectively and (chain - i > 1 or TORN in text):
            labels = _AND.split(respectively[1])
            start = numbers[i].start - len(respectively[0])
            if len(labels) >= chain - i and TORN not in text:
                for number, label in zip(numbers[i:chain], labels[i - chain :], strict=True):
                    head = (f"{label}年" if _BARE_YEAR.search(label) else label) + respectively[2]
                    yield _Mention(number, head, start, text[:start] + head)
            else:
                yield _Mention(numbers[i], heads[i], start, text[: numbers[i].start], unnamed=True)
            i = chain
        elif each:
            start = numbers[i].start - len(each[0])
            for label in _AND.split(each[1]):
                yield _Mention(numbers[i], label, start, text[: numbers[i].start])
            i += 1
        else:
            yield _Mention(numbers[i], heads[i], _clause_start(text, numbers[i].start), text[: numbers[i].start])
            i += 1


def _matching_rule(
    mention: _Mention, sentence: Sentence, clause: str, topic: str, kind: str, codes: Stated, year: int
) -> Rule | None:
    number, text = mention.number, sentence.text
    rules = RULES.get(number.unit, ())
    if not rules:
        return None
    label = _label(mention.head)
    tail = text[number.end :]
    lead = text[: number.start]
    own_clause = _BOUNDARY.split(mention.head)[-1]
    channels = sum(1 for pattern in CHANNELS.values() if pattern.search(own_clause))
    about: bool | None = None
    for rule in rules:
        if rule.topics and topic not in rule.topics:
            continue
        if rule.after and not any(_is_wide(codes.get(code, set())) for code in rule.after):
            continue
        if not rule.years[0] <= year <= rule.years[1]:
            continue
        if number.chinese and number.value == 1 and not rule.one and (rule.tail or not _CLOSES_CLAUSE.match(tail)):
            continue
        if rule.nought and number.value:
            continue
        if rule.channel and (channels == 1) != (rule.channel == "one"):
            continue
        if not rule.head.search(mention.head[-_LABEL:] if rule.tail else label):
            continue
        if rule.tail and not rule.tail.search(tail):
            continue
        if rule.kinds and kind not in rule.kinds:
            if about is None:
                about = _is_about_disclosure(sentence, topic)
            if not about:
                continue
        if (rule.lead and not rule.lead.search(sentence.previous + lead)) or (
            rule.sentence and not rule.sentence.search(text)
        ):
            continue
        if not _is_excluded(rule, clause, text, lead, tail):
            return rule
    return None


def _is_excluded(rule: Rule, clause: str, sentence: str, lead: str, tail: str) -> bool:
    places = (
        (CODES[rule.code].excludes if rule.code else None, clause),
        (rule.excludes, clause),
        (rule.excludes_sentence, sentence),
        (rule.excludes_lead, lead),
        (rule.excludes_tail, tail),
    )
    return any(pattern is not None and pattern.search(text) for pattern, text in places)


def _is_about_disclosure(sentence: Sentence, topic: str) -> bool:
    """Whether a sentence says that it is about disclosure; for disputes the paragraph before may say it."""
    if ABOUT.search(sentence.text):
        return True
    return topic in _DISPUTES and bool(_DISPUTED.search(sentence.paragraph_before))


def _is_wide(stated: set[tuple[Scope, Period]]) -> bool:
    return any(scope not in _NARROW for scope, _ in stated)


def _is_part(code: str, scope: Scope, period: Period, codes: Stated) -> bool:
    """Whether a number in a 其中 list is a part of what was just stated under the same code, not a statement."""
    if code not in codes:
        return False
    return (scope, period) in codes[code] or CODES[code].parts == ("*",)


def _label(head: str) -> str:
    """What stands before a number without the filler in between (共, 数量为, 达到)."""
    short = head[-_LABEL:]
    match = GAP.search(short)
    return short[: match.start()] if match else short


def _carried_topic(sentence: Sentence, section: Section) -> str:
    last = ""
    for match in TOPICS.finditer(sentence.paragraph_before):
        last = match.lastgroup or ""
    return last or KIND_TOPICS.get(section.kind, "")


def _clause_start(text: str, place: int) -> int:
    start = 0
    for match in _BOUNDARY.finditer(text, 0, place):
        start = match.end()
    return start


def _clause_end(text: str, place: int) -> int:
    match = re.compile(r"[，；：（）、]").search(text, place)
    return match.start() if match else len(text)


def _quote_start(rule: Rule, mention: _Mention, text: str) -> int:
    """Where the quote of a number begins: with the clause of its label, which a colon or a bracket may part from it."""
    if not text.startswith(mention.lead):
        return mention.clause_start
    match = rule.head.search(_label(mention.head))
    before = len(mention.lead) - len(mention.head[-_LABEL:])
    return min(mention.clause_start, _clause_start(text, before + match.start() + 1)) if match else mention.clause_start


def _quote_end(rule: Rule, mention: _Mention, mentions: Sequence[_Mention], text: str) -> int:
    """Where the quote of a number ends: behind its noun, and behind the 其中 list that splits it up."""
    end = mention.number.end
    if rule.tail:
        match = rule.tail.search(text[end:])
        end += match.end() if match else 0
    parts = CODES[rule.code].parts
    if parts and re.match(r"[^，；。]{0,12}[，；（：]?(?:其中|包括)", text[mention.number.end :]):
        following = [m.number for m in mentions if m.number.start > mention.number.start]
        same = [number.end for number in following if number.unit == mention.number.unit]
        end = max([end, *same])
    return end


def _derive(sentence: Sentence, section: Section, prose: Prose, statements: Sequence[Statement]) -> Iterator[Statement]:
    """What a sentence about all applications says, given the one number of applications received."""
    if section.kind != SectionKind.REQUESTS and "申请" not in sentence.text:
        return
    received = [s for s in statements if s.code == "requests_received" and s.period == Period.YEAR]
    values = {s.value for s in received if s.qualifier == EXACT}
    if len(values) != 1 or not received or 0 in values:
        return
    stated = {s.code for s in statements}
    if stated & _CARRIED:
        return  # answered and concluded are then not the number received
    for derived in DERIVED:
        match = derived.text.search(sentence.text)
        if match is None or derived.code in stated:
            continue
        clause = sentence.text[_clause_start(sentence.text, match.start()) : _clause_end(sentence.text, match.end())]
        if derived.excludes and derived.excludes.search(clause):
            continue
        quote = prose.quote(sentence.start + match.start(), sentence.start + match.end())
        yield replace(
            received[-1], code=derived.code, qualifier=DERIVED_QUALIFIER, quote=quote, section=section.heading
        )


def _sole_channel(statements: Iterable[Statement]) -> list[Statement]:
    """The total that a report states when it names its only channel (通过…网站累计公布各类政务信息N条)."""
    published = [statement for statement in statements if statement.code in PUBLICATION]
    if len(published) != 1 or not SOLE_CHANNEL.search(read_quote(published[0].quote)):
        return []
    return [replace(published[0], code=SOLE_CHANNEL_CODE, qualifier=DERIVED_QUALIFIER)]
