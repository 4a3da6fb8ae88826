"""Lines of a torn table amid the text: pieces of labels, units and numbers, which are no prose.

Where an extractor left a table as lines of text, its figures are read by `by_order`; here its lines are taken out of
the text, so that the sections hold what was written and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipelines.forms import FORMS, normalise
from pipelines.forms.labels import COLUMNS, HEADINGS, ROWS, TEXT_ROWS, TITLES, known_label, match_row
from pipelines.rows import UNITS

_OPENS = re.compile(r"第二十条第[（(].[)）]项|信息内容|统计指标|申请人情况|行政复议\s*行政诉讼|本列数据")
_NUMBER = re.compile(r"[-+−增减]?\d[\d,.]*[万元件条份次个人项]*(?:[(（][^()（）]*[)）])?|[/—-]+|无")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")
_SENTENCE = re.compile("[。；！？]")
_LONGEST = 90
_NAMES = tuple({*ROWS, *COLUMNS, *TITLES, *HEADINGS, *TEXT_ROWS})


def without_table_lines(text: str) -> str:
    """The text without the lines of tables that lie in it, from the first that opens one."""
    lines = text.split("\n")
    first = next((place for place, line in enumerate(lines) if _OPENS.search(line) and _is_of_table(line)), None)
    if first is None:
        return text
    return "\n".join(line for place, line in enumerate(lines) if place < first or not _is_of_table(line))


def _is_of_table(line: str) -> bool:
    """Whether a line is all labels, or pieces of labels, units and numbers; a chapter's heading is none."""
    flat = unicodedata.normalize("NFKC", line).strip()
    if not flat or len(flat) > _LONGEST or _SENTENCE.search(flat) or flat.startswith("〔"):
        return False
    if _CHAPTER.match(flat) and match_row(flat.split()[0]) is None:
        return False
    return known_label(flat) or all(_is_piece(word) for word in flat.replace("|", " ").split())


@cache
def _is_piece(word: str) -> bool:
    """Whether a word is a number, a unit, or a run of characters of one of the forms' labels."""
    if _NUMBER.fullmatch(word) or word in UNITS:
        return True
    piece = normalise(word)
    return not piece or any(piece in name for name in _NAMES) or piece in _ALL


# Labels as they are printed, with what `normalise` takes off: the notes in brackets are pieces too.
_ALL = (
    "".join(
        "".join(unicodedata.normalize("NFKC", item.label).split())
        for form in FORMS.values()
        for table in form.tables
        for item in (*table.rows, *table.columns)
    )
    + "本列数据的勾稽关系为第一项加第二项之和,等于第三项加第四项之和申请人情况法人或其他组织"
)
