"""Text made ready for reading figures: no white space, one width of digits, decoys masked, and a way back.

Everything is one character for one character, so that a place in the read text is a place in the printed text
(NARRATIVE §3.16: search on text without white space, keep the original slice).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONE_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | str.maketrans(
    "．％(),:;!?｡", ".%（），：；！？。"
)
_SPACE = re.compile(r"[^\S\n]+")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
# Names and numbers that are no statements: titles of documents, document numbers, articles, addresses, dates' days.
_MASKED = (
    re.compile(r"《([^》\n]*)》"),
    re.compile(r"[〔\[【（]20\d\d[〕\]】）]\d+号"),
    re.compile(r"第[\d一二三四五六七八九十百]+[号条款届次位期章]"),
    re.compile(r"https?：//[\w./?=&%-]+|www\.[\w./-]+|[\w.]+@[\w.]+"),
    re.compile(r"\d+个工作日"),
    re.compile(r"\d+(?:元|%|个|件|条|人|次)?(?:至|到|[-—~～－])(?=\d+(?:\.\d+)?(?:万元|元|%|个|件|条|人|次))"),
    re.compile(r"“?12[0-9]{3}”?(?=[^\d条件]{0,4}(?:热线|平台|服务|投诉|政府|市长))"),
)
_KEPT_TITLE = re.compile(r"公报$|^条例$")
_SENTENCE_END = re.compile(r"[。！？\n]")


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
    """A section's text ready for reading. `text` has no white space but line ends; `quote` gives the printed slice."""

    def __init__(self, printed: str) -> None:
        self._printed = printed
        self._places: list[int] | None = None
        text = _SPACE.sub("", printed)
        thousands = [i for match in _THOUSANDS.finditer(text) for i in range(*match.span()) if text[i] == ","]
        text = text.translate(_ONE_WIDTH)
        for i in thousands:
            text = f"{text[:i]},{text[i + 1 :]}"
        for pattern in _MASKED:
            text = pattern.sub(_mask, text)
        self.text = text

    def quote(self, start: int, end: int) -> str:
        """The exact slice of the printed text from `start` to `end` of the read text."""
        if self._places is None:
            self._places = [i for i, char in enumerate(self._printed) if char == "\n" or not char.isspace()]
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


def _mask(match: re.Match[str]) -> str:
    inner = match[1] if match.re.groups else None
    if inner is not None:
        return match[0] if _KEPT_TITLE.search(inner) else "《" + "□" * len(inner) + "》"
    return "□" * len(match[0])
