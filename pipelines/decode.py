"""The text of a document's bytes: by content, never by header alone.

The order BOM → strict UTF-8 → strict GB 18030 → the decoding with the least damage was right in every case tried;
servers and meta tags are asked only when the bytes allow two readings. The doubt is kept.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

# What a file may begin with to say how its text is written.
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# Characters outside GB 2312 that official texts do use, and ASCII: neither speaks for or against a decoding.
_ASCII_AND_COMMON = dict.fromkeys([*range(128), *map(ord, "〇镕喆堃\xa0•—…“”‘’￥")])


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text. `doubt` is the share of characters that look damaged, 0 where the decoding was strict."""

    text: str
    charset: str
    doubt: float = 0.0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`, `without_controls`. `declared` is the charset of the HTTP header, a hint of last resort."""
    decoded = _decode(data, declared)
    return replace(decoded, text=without_controls(decoded.text))


def without_controls(text: str) -> str:
    """A text with U+FFFD for each character that no text has. They are not passed over: what stood there is lost, and
    the digits beside it are no number together."""
    return _NOT_TEXT.sub("\ufffd", text.replace("\x0b", "\n"))


def _decode(data: bytes, declared: str | None) -> Decoded:
    for bom, charset in BOMS:
        if data.startswith(bom):
            return _with_damage(data, charset)
    text = _strict(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8")
    candidates = [_with_damage(data, charset) for charset in ("gb18030", "utf-8", "big5")]
    for hint in (_META_CHARSET.search(data[:4096]), declared):
        name = hint.group(1).decode("ascii") if isinstance(hint, re.Match) else hint
        if name and _known(name) and codecs.lookup(name).name not in ("utf-8", "gb2312", "gbk", "gb18030", "iso8859-1"):
            candidates.append(_with_damage(data, name))
    return min(candidates, key=lambda candidate: candidate.doubt)


def _strict(data: bytes, charset: str) -> str | None:
    """Strictly decoded, except that a character cut in two by the end of the data is let go."""
    try:
        return codecs.getincrementaldecoder(charset)(errors="strict").decode(data, final=False)
    except UnicodeDecodeError:
        return None


def _with_damage(data: bytes, charset: str) -> Decoded:
    """Decoded with the damage measured: replaced characters, and Han characters that no Chinese text uses.

    UTF-8 read as GB 18030 decodes without an error, into rare characters; that is what the second part is for.
    """
    text = data.decode(charset, errors="replace")
    foreign = text[:200_000].translate(_ASCII_AND_COMMON)
    if not foreign:
        return Decoded(text, charset, 0.0)
    damaged = foreign.encode("gb2312", errors="replace").count(b"?")
    return Decoded(text, charset.replace("-sig", ""), damaged / len(foreign))


def _known(charset: str) -> bool:
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True
