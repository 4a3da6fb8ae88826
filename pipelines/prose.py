"""Text made ready for reading figures: no white space, one width of digits, decoys masked, and a way back.

Everything is one character for one character, so that a place in the read text is a place in the printed text
(NARRATIVE §3.16: search on text without white space, keep the original slice). Line ends that a page width put into
a sentence are white space too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.numbers import TORN

_ONE_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | str.maketrans(
    "．％(),:;!?｡", ".%（），：；！？。"
)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
# Names and numbers that are no statements: titles of documents, document numbers, articles, addresses, dates' days.
_MASKED = (
    re.compile(r"《([^》\n]*)》"),
    re.compile(r"[〔\[【（]20\d\d[〕\]】）]\d+号"),
    re.compile(r"第[\d一二三四五六七八九十百]+[号条款届次位期章]"),
    re.compile(r"https?：//[\w./?=&%-]+|www\.[\w./-]+|[\w.]+@[\w.]+"),
    re.compile(r"\d+个工作日"),
    re.compile(r"\d+(?:元|%|个|件|条|人|次)?(?:至|到|[-—~～－])(?=\d+(?:\.\d+)?(?:万元|元|%|个|件|条|人|次))"),
    re.compile(
        r"[一二两三四五六七八九十百千]+(?:至|到|[-—~～－])(?=[一二两三四五六七八九十百千]+(?:元|个|件|条|人|次))"
    ),
    re.compile(r"“?12[0-9]{3}”?(?=[^\d条件]{0,4}(?:热线|平台|服务|投诉|政府|市长))"),
)
_KEPT_TITLE = re.compile(r"公报$|^条例$")
# White space between two numerals: a space in one number, or two numbers (86 12条, a note's mark, 五 六件)? Sure are
# only a year, and a Chinese digit with its place (三 十一条).
_NUMERAL = "0-9０-９零〇○一二两三四五六七八九"
_TORN = re.compile(
    rf"(?<=[{_NUMERAL}十百千万亿])(?<![一二三四五六七八九](?=\s+[十百千]))[^\S\n]+(?=[{_NUMERAL}十百千])"
)
_SPACED_YEAR = re.compile(r"(?<![\d.])[2２]\s*[0０]\s*\d\s*\d(?=\s*年)")
_SENTENCE_END = re.compile(r"[。！？\n]")
# A line that a page width cut inside a sentence, and the one that goes on with it: both read as prose.
_READS_AS_PROSE = re.compile(r"[，。；、,;]")
_TABLE_ROW = re.compile(r"[|〔]|\S\s{3,}(?=\S).*?\S\s{3,}\S")
_LINE_IS_WHOLE = re.compile(r"[。！？；：:;!?]$")
_BEGINS_ANEW = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}[部章]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|[㈠-㈩①-⑳]|\d{1,2}[、.．](?!\d)|附[件表])"
)
_SHORTEST_CUT = 14
_CUT_SHARE = 0.7  # of the widest line: a first line is indented, digits and marks print narrower than they count


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a section: `text` ready for reading, `start` its place in the section's read text.

    `paragraph_before` is what the same paragraph says before it.
    """

    text: str
    start: int
    paragraph_before: str

    @property
    def previous(self) -> str:
        """The sentence before this one in the same paragraph."""
        return _SENTENCE_END.split(self.paragraph_before.rstrip("。！？"))[-1]


class Prose:
    """A section's text ready for reading. `text` has no white space but line ends; `quote` gives the printed slice.

    Of white space between two numerals on one line a mark remains (`numbers.TORN`), across which nothing is read.
    """

    def __init__(self, printed: str) -> None:
        self._printed = printed
        cuts = _cuts(printed)
        torn = _torn(printed)
        self._places = [
            i for i, char in enumerate(printed) if not char.isspace() or i in torn or (char == "\n" and i not in cuts)
        ]
        text = "".join(TORN if i in torn else printed[i] for i in self._places)
        thousands = [i for match in _THOUSANDS.finditer(text) for i in range(*match.span()) if text[i] == ","]
        text = text.translate(_ONE_WIDTH)
        for i in thousands:
            text = f"{text[:i]},{text[i + 1 :]}"
        for pattern in _MASKED:
            text = pattern.sub(_mask, text)
        self.text = text

    def quote(self, start: int, end: int) -> str:
        """The exact slice of the printed text from `start` to `end` of the read text."""
        return self._printed[self._places[start] : self._places[end - 1] + 1]

    def sentences(self) -> Iterator[Sentence]:
        """Sentences in order; a line end closes one."""
        start = paragraph = 0
        for match in _SENTENCE_END.finditer(self.text + "\n"):
            if match.start() > start:
                yield Sentence(self.text[start : match.start()], start, self.text[paragraph:start])
            start = match.end()
            if match[0] == "\n":
                paragraph = start


def read_quote(quote: str) -> str:
    """The read text of a quote: one sentence, whatever lines it was printed on."""
    return Prose("".join(line.strip() for line in quote.split("\n"))).text


def _torn(printed: str) -> frozenset[int]:
    """Places of white space that parts two numerals on one line, the first of each run; not those inside a year."""
    years = [match.span() for match in _SPACED_YEAR.finditer(printed)]
    return frozenset(
        match.start()
        for match in _TORN.finditer(printed)
        if not any(start < match.start() < end for start, end in years)
    )


def _cuts(printed: str) -> frozenset[int]:
    """Places of the line ends that a page width put into a sentence.

    A line was cut when it reads as prose, ends no sentence and is about as wide as the widest line of prose here, and
    the next line reads as prose and begins neither a heading nor an item.
    """
    lines = printed.split("\n")
    prose = [bool(_READS_AS_PROSE.search(line)) and not _TABLE_ROW.search(line.strip()) for line in lines]
    widths = [len(line.strip()) for line in lines]
    widest = max((width for width, is_prose in zip(widths, prose, strict=True) if is_prose), default=0)
    cuts: set[int] = set()
    end = -1
    for i, line in enumerate(lines[:-1]):
        end += len(line) + 1
        if not (prose[i] and prose[i + 1]) or _LINE_IS_WHOLE.search(line.rstrip()):
            continue
        if widths[i] >= max(_SHORTEST_CUT, _CUT_SHARE * widest) and not _BEGINS_ANEW.match(lines[i + 1].strip()):
            cuts.add(end)
    return frozenset(cuts)


def _mask(match: re.Match[str]) -> str:
    inner = match[1] if match.re.groups else None
    if inner is not None:
        return match[0] if _KEPT_TITLE.search(inner) else "《" + "□" * len(inner) + "》"
    return "□" * len(match[0])
