"""What of a text is no prose: the page's furniture, and the lines of a torn table.

Where an extractor left a table as lines of text, its figures are read by `by_order`; here its lines are taken out, and
with them page numbers, paths and what a portal writes around an article, so that the sections hold what was written and
nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipelines.forms import FORMS, normalise
from pipelines.forms.labels import COLUMNS, HEADINGS, ROWS, TEXT_ROWS, TITLES, known_label
from pipelines.rows import UNITS

_FURNITURE = re.compile(
    r"""[-—–]\s*\d{1,3}\s*[-—–]
    | 第\s*\d{1,3}\s*页(?:[\s,，/]*共\s*\d{1,3}\s*页)?
    | [|｜\s]+
    | (?:首页|(?:您|你)?(?:当前|现在)?(?:所在)?(?:的)?位置).{0,100}[>＞»].*
    | [上下]一[篇页条].*
    | (?:主办|承办|维护)单位\s*[:：].{0,60}
    | (?:发布|公开|公布)(?:日期|时间)\s*[:：]\s*20\d\d.{0,60}""",
    re.VERBOSE,
)
_OPENS = re.compile(r"第二十条第[（(].[)）]项|信息内容|统计指标|申请人情况|行政复议\s*行政诉讼|本列数据")
_NUMBER = re.compile(r"[-+−增减]?\d[\d,.]*[万元件条份次个人项]*(?:[(（][^()（）]*[)）])?|[/—-]+|无")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")
_SENTENCE = re.compile("[。;!?]")  # after NFKC
_LONGEST = 90
_LEAST_PIECE = 4  # characters of a row's label that are no chapter's heading
_NAMES = tuple({*ROWS, *COLUMNS, *TITLES, *HEADINGS, *TEXT_ROWS})


def without_furniture(text: str) -> str:
    """The text without the page's furniture, and without the lines of tables that lie in it, from the first that opens
    one."""
    lines = [line for line in text.split("\n") if not _FURNITURE.fullmatch(line.strip())]
    first = next((place for place, line in enumerate(lines) if _OPENS.search(line) and _is_of_table(line)), len(lines))
    return "\n".join(line for place, line in enumerate(lines) if place < first or not _is_of_table(line))


def _is_of_table(line: str) -> bool:
    """Whether a line is all labels, or pieces of labels, units and numbers; a chapter's heading is none."""
    flat = unicodedata.normalize("NFKC", line).strip()
    if not flat or len(flat) > _LONGEST or _SENTENCE.search(flat) or flat.startswith("〔"):
        return False
    words = flat.replace("|", " ").split()
    if _CHAPTER.match(flat) and not (len(_plain(words[0])) >= _LEAST_PIECE and _plain(words[0]) in _ROW_LABELS):
        return False
    return known_label(flat) or all(_is_piece(word) for word in words)


@cache
def _is_piece(word: str) -> bool:
    """Whether a word is a number, a unit, or a run of characters of one of the forms' labels."""
    if _NUMBER.fullmatch(word) or word in UNITS:
        return True
    piece = normalise(word)
    return not piece or any(piece in name for name in _NAMES) or _plain(word) in _ROW_LABELS


def _plain(text: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text))


# Labels with what `normalise` takes off: numbers, and notes in brackets, are pieces too.
_ROW_LABELS = "".join(
    _plain(item.label) for form in FORMS.values() for table in form.tables for item in (*table.rows, *table.columns)
) + _plain("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况（单位：万元）法人或其他组织")
