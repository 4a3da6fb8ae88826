"""The prose of a report in its parts: wrapped lines joined, then cut at headings.

A heading is told by its words. Numbering alone is not trusted (reports start at 二, number twice, or use 1、 for 一、),
and the year says nothing about which parts there are (NARRATIVE §4, FINDINGS §10).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipelines.numbers import find_numbers
from pipelines.records import Section


class SectionKind(StrEnum):
    """What a part is about; the closed vocabulary of `Section.kind`."""

    PREFACE = "preface"
    OVERVIEW = "overview"
    PROACTIVE = "proactive"
    RESPONSE = "response"
    REQUESTS = "requests"
    CONSULTATION = "consultation"
    REVIEW = "review"
    FEES = "fees"
    CAPACITY = "capacity"
    TRAINING = "training"
    PLATFORM = "platform"
    PROBLEMS = "problems"
    PLANS = "plans"
    OTHER = "other"
    ANNEX = "annex"


_FACTS = tomllib.loads((Path(__file__).parent / "forms" / "narrative.toml").read_text("utf-8"))
_HEADINGS = tuple((SectionKind(kind), re.compile(words)) for kind, words in _FACTS["headings"].items())

_CHAPTER = re.compile(r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章)|[一二三四五六七八九十]{1,3}[、.．，])")
_SUBSECTION = re.compile(r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|[㈠-㈩])[、.]?")
_ITEM = re.compile(r"(?:\d{1,2}[、.．](?!\d)|[（(]\d{1,2}[）)]|[①-⑳])")
_WORD = re.compile(r"(?:前言|引言|序言|编制说明|概述|总体情况|基本情况)(?=：|:|$)")
_SENTENCE_END = re.compile(r"[。；！？!?;：:”〕）)|]$")
_HEADING_END = re.compile(r"[。：:；]")
_HEADING_CLOSES = re.compile(r"(?:情况|事项|措施|问题|打算|概述|方面)$")
_PLACEHOLDER = re.compile(r"〔表\d+〕")

_HEADING_UNITS = ("年", "个", "项", "期", "天")
# what is said under these is no account of the year, whatever its subsections are named
_OUTLOOK = (SectionKind.PROBLEMS, SectionKind.PLANS)
_LONGEST_HEADING = 45
_WIDE_LINE = 40.0  # a printed line this long that does not end a sentence was cut by the page
_WRAP = range(14, 60)  # widths at which saved PDFs and old editors break lines
_SLACK = 2.5
_NARROW_PART = 0.8  # digits and marks print narrower or wider than they count here


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int  # 1 a chapter, 2 a subsection, 3 an item
    text: str
    rest: str
    kind: SectionKind | None


def join_lines(text: str) -> str:
    """`text` with the lines joined that a page width cut inside a sentence; other line ends and blanks lines stay out.

    A line was cut when it does not end a sentence, the next line begins neither a heading nor a table, and it is as
    wide as the lines of a page: 40 characters or more, or the width at which most lines of this text end.
    """
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    width = _wrap_width(lines)
    joined: list[str] = []
    was_cut = False
    for line in lines:
        if was_cut and not _begins_anew(line):
            glue = " " if joined[-1][-1].isascii() and line[0].isascii() and line[0].isalpha() else ""
            joined[-1] += glue + line
        else:
            joined.append(line)
        was_cut = _looks_cut(line, width)
    return "\n".join(joined)


def heading_kind(heading: str) -> SectionKind | None:
    """The kind that the words of a heading name, or None."""
    words = "".join(heading.split())
    for pattern in (_CHAPTER, _SUBSECTION, _ITEM):
        match = pattern.match(words)
        if match:
            words = words[match.end() :]
            break
    return next((kind for kind, pattern in _HEADINGS if pattern.search(words)), None)


def split_sections(text: str) -> tuple[Section, ...]:
    """The parts of a report in reading order, `position` from 1.

    `text` has one paragraph a line, tables as placeholders `〔表n〕`. A chapter heading opens a part. A subsection
    stays inside its chapter unless its words name another kind; then it is a part of its own, as are the subsections
    after it, and `heading` is the path (`一、概述 （四）学习培训`). What stands before the first heading has the
    heading "" and kind preface. The heading line that opened a part is not repeated in its text; a chapter whose
    text is only subsections of their own keeps an empty text.
    """
    parts: list[tuple[str, SectionKind, list[str]]] = [("", SectionKind.PREFACE, [])]
    chapter, chapter_kind = "", SectionKind.PREFACE
    inside_subsection = False
    for line in join_lines(text).splitlines():
        heading = _heading(line)
        if heading is not None and heading.level == 1:
            chapter, chapter_kind = heading.text, heading.kind or SectionKind.OTHER
            inside_subsection = False
            parts.append((chapter, chapter_kind, [heading.rest] if heading.rest else []))
        elif heading is not None and heading.level == 2 and _stands_apart(heading, chapter_kind, inside_subsection):
            kind = heading.kind or chapter_kind
            inside_subsection = True
            path = f"{chapter} {heading.text}".strip()
            parts.append((path, kind, [heading.rest] if heading.rest else []))
        else:
            parts[-1][2].append(line)
    kept = [part for part in parts if part[0] or part[2]]
    return tuple(
        Section(position, heading, kind.value, "\n".join(lines))
        for position, (heading, kind, lines) in enumerate(kept, 1)
    )


def _stands_apart(heading: _Heading, chapter_kind: SectionKind, inside_subsection: bool) -> bool:
    if chapter_kind in _OUTLOOK:
        return heading.kind in _OUTLOOK and heading.kind is not chapter_kind
    return inside_subsection or (heading.kind is not None and heading.kind is not chapter_kind)


def _heading(line: str) -> _Heading | None:
    """The heading that a line begins with, with what follows it on the same line; None for a plain paragraph."""
    if _PLACEHOLDER.fullmatch(line) or "|" in line:
        return None
    squeezed = "".join(line.split())
    for level, pattern in ((1, _CHAPTER), (2, _SUBSECTION), (3, _ITEM)):
        match = pattern.match(squeezed)
        if match is None:
            continue
        text, rest = _cut(line)
        words = "".join(text.split())
        if not len(match[0]) < len(words) <= _LONGEST_HEADING or _states_a_number(words):
            return None
        kind = heading_kind(text)
        if level == 1 and kind is None and (rest or line.endswith(("。", "；"))):
            return None  # 一、… in running prose: an enumeration, not a chapter
        if level == 3:
            # 1、 2、 stand for 一、 二、 only where the line is nothing but the words of a chapter (FINDINGS §10)
            chapter_words = kind is not None and not rest and text.endswith("情况")
            return _Heading(1, text, rest, kind) if chapter_words and match[0][-1] in "、.．" else None
        return _Heading(level, text, rest, kind)
    if _WORD.match(squeezed):
        text, rest = _cut(line)
        if len(text) <= 12:
            return _Heading(1, text, rest, heading_kind(text.rstrip("：:")))
    return None


def _states_a_number(words: str) -> bool:
    """Whether a line is a sentence with a figure (`（一）收到申请12件`), which no heading is."""
    return any(number.unit not in _HEADING_UNITS and not number.chinese for number in find_numbers(words))


def _cut(line: str) -> tuple[str, str]:
    """Heading and the text that follows on its line (`六、复议情况。本年度…`)."""
    match = _HEADING_END.search(line)
    if match is None:
        return line, ""
    return line[: match.start()].strip(), line[match.end() :].strip()


def _wrap_width(lines: list[str]) -> float | None:
    """The width at which this text breaks its lines, or None when its lines are paragraphs."""
    widths = [_width(line) for line in lines if not _PLACEHOLDER.fullmatch(line) and "|" not in line]
    long = [width for width in widths if width >= _WRAP.start]
    if len(long) < 6:
        return None
    common, _ = Counter(round(width) for width in long).most_common(1)[0]
    near = sum(abs(width - common) <= _SLACK for width in long)
    wider = sum(width > common + _SLACK for width in long)
    return float(common) if common in _WRAP and near >= 0.3 * len(long) and wider <= 0.1 * len(long) else None


def _looks_cut(line: str, width: float | None) -> bool:
    if _SENTENCE_END.search(line) or _PLACEHOLDER.fullmatch(line) or "|" in line:
        return False
    if _begins_anew(line) and _HEADING_CLOSES.search(line):
        return False
    return _width(line) >= (_WIDE_LINE if width is None else min(_WIDE_LINE, _NARROW_PART * width))


def _begins_anew(line: str) -> bool:
    if _PLACEHOLDER.fullmatch(line) or line.startswith("|"):
        return True
    squeezed = "".join(line.split())
    return any(pattern.match(squeezed) for pattern in (_CHAPTER, _SUBSECTION, _WORD)) or bool(
        re.match(r"\d{1,2}[、.．](?!\d)", squeezed)
    )


def _width(line: str) -> float:
    """Printed width in Chinese characters; letters and digits are half as wide."""
    return len(line) - 0.5 * len(line.encode("ascii", "ignore"))
