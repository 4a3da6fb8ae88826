"""What a page states of its article beside the body: titles, meta tags, its address, the 索引号 block, its dates.

The block above an article is printed as a table, a list or a line of spans (PORTALS.md §2.2). All are read alike: the
page's pieces of text in reading order, each with the block that it stands in; a label's value is what follows it
there, or else the next block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from pipelines.grid import cell_text

_TITLE_METAS = ("articletitle", "og:title")
_TITLE_PATHS = (
    "//ucaptitle",
    "//*[@id='title' or @id='ivs_title']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' article_title ')]",
    "//h1",
    "//*[contains(@class, 'title')][self::div or self::p or self::td]",
    "//td[contains(concat(' ', normalize-space(@class), ' '), ' bt ')]",
    "//h2",
    "//title",
    "//h3",
)
_LONGEST_TITLE = 120
# What stands in links, lists and margins is the title of something else.
_BESIDE = frozenset({"a", "li", "aside", "nav", "footer"})
_TITLE_ENDS = re.compile(r"^(?:(?:文章|信息)?来源|(?:发布|公开)?(?:时间|日期)|发布机构|作者|字号|字体|【字体|浏览)")
# A title in a page without any mark for titles: a piece of text that is nothing else.
_BARE_TITLE = re.compile(r"[^。,，;；]{0,40}20\d\d[^。,，;；]{0,20}信息公开[^。,，;；]{0,12}(?:报告|年报)")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)\s*(\S+)")
_BREADCRUMB = re.compile(r"当前位置|您的位置|所在位置|您现在的位置|首页\s*[>›»＞/]")

_NUMERAL = "[\\d一二三四五六七八九十]{1,3}"
_DATE = rf"(?:20\d\d|二[〇○零O0][〇○零一二三四五六七八九O0]{{2}})\s*[-/.年]\s*{_NUMERAL}\s*[-/.月]\s*{_NUMERAL}\s*日?"
_DATE_LABEL = re.compile(
    r"(?:发\s*布|公\s*开|发\s*文|成\s*文|生\s*成|公\s*布)\s*(?:日\s*期|时\s*间)\s*[:：】\]]?\s*" + _DATE
)
# A date that no label names still tells, where it stands by itself in brackets or beside 来源 or 浏览次数.
_DATE_LINE = re.compile(
    rf"[\[【(（]\s*{_DATE}(?:\s*\d\d?:\d\d(?::\d\d)?)?\s*[\]】)）]"
    rf"|(?<![文报成效止])(?:日\s*期|时\s*间)\s*[:：]\s*{_DATE}|{_DATE}(?=[^\n]{{0,20}}(?:来\s*源|浏\s*览|点\s*击|(?<!相关|延伸|推荐)阅\s*读|字\s*号))"
    rf"|(?:来\s*源|浏\s*览|点\s*击|作\s*者)[^\n]{{0,30}}?{_DATE}"
)
_WRITTEN_LABEL = re.compile(r"[发成]\s*文|生\s*成")
# Elements whose whole text is the article's date, by their name or id (UCAP; Henan).
_DATE_ELEMENTS = "//publishtime | //*[@id='pubDate' or @id='pubtime' or @id='publishtime']"

_NAMES = ("名称", "标题", "信息名称")
_ORGANS = (
    *("发布机构", "发布单位", "公开机构", "责任部门", "发文机关", "发文机构", "办文单位", "来源单位"),
    *("信息来源", "文章来源", "来源"),
)
_DAYS = (
    *("发布日期", "发布时间", "公开日期", "公开时间", "公布日期", "公布时间"),
    *("发文日期", "发文时间", "成文日期", "生成日期", "公文生成日期"),
)
_OTHERS = (
    *("索引号", "分类", "主题分类", "组配分类", "体裁分类", "信息分类", "内容分类", "文号", "发文字号"),
    *("备注/文号", "主题词", "关键词", "有效性", "时效", "时效说明", "生效日期"),
    *("生效时间", "失效日期", "废止时间", "公开方式", "公开时限", "公开范围", "内容概述", "浏览次数", "浏览量", "字体"),
)
INFO_LABELS = frozenset((*_NAMES, *_ORGANS, *_DAYS, *_OTHERS))
"""Labels of the block that portals print above an article, squeezed (PORTALS.md §2.2)."""

_LONGEST_LABEL = max(map(len, INFO_LABELS))
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_LABEL_EDGES = "·•:：[]【】"
_BEFORE_LABEL = " \t\r\n\xa0\u3000\u200b\ufeff" + _LABEL_EDGES
_LABELLED = re.compile(r"\s*[·•【\[]?\s*([^:：】\]]{2,16}?)\s*[:：】\]]+\s*(.*)", re.DOTALL)
_COLON = re.compile(r"[:：】\]]")
_ANY_LABEL = "|".join(sorted(INFO_LABELS, key=len, reverse=True))
_NEXT_LABEL = re.compile(rf"\s+(?=[【\[]?(?:{_ANY_LABEL})\s*[:：】\]])|(?=[【\[](?:{_ANY_LABEL})[】\]])")
_LONGEST_LINE = 400
_BLOCKS = frozenset({"td", "th", "li", "p", "div", "dd", "dt", "tr", "table", "ul", "body", "h1", "h2", "h3", "h4"})
_LONGEST_VALUE = 120
_LABEL_BEGINS = frozenset(label[0] for label in INFO_LABELS)
_DETAIL = re.compile(r"\bDETAIL[\"']?\s*[:=]")
_CONTENT = re.compile(r"""\bcontent["']?\s*:\s*("(?:[^"\\]|\\.)*")""")


def metas_of(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """The page's meta tags, names lower-cased, those without content left out."""
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property")
        content = (meta.get("content") or "").strip()
        if name and content:
            yield name.strip().lower(), content


def saved_from(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    """The address a saved page came from: the browser's comment, the canonical link, or a meta tag."""
    root = tree.getroottree()
    for comment in root.xpath("//comment()"):
        if match := _SAVED_FROM.search(comment.text or ""):
            return str(match.group(1))
    candidates = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    candidates += [metas.get("og:url"), metas.get("url")]
    return next((address for address in candidates if address and address.startswith(("http://", "https://"))), None)


def titles_of(tree: HtmlElement, metas: dict[str, str], block: dict[str, str]) -> Iterator[str]:
    """The page's title candidates in falling order of trust; `block` is its `info_block`.

    A page that marks no title of a report anywhere may still print one: the first piece of text that is one.
    """
    told = False
    for title in _marked_titles(tree, metas, block):
        told = told or _BARE_TITLE.search(title) is not None
        yield title
    if not told:
        pieces = (" ".join(text.split()) for element, text in _pieces(tree) if not _is_beside(element))
        bare = next((text for text in pieces if len(text) <= _LONGEST_TITLE and _BARE_TITLE.fullmatch(text)), None)
        if bare:
            yield bare


def _marked_titles(tree: HtmlElement, metas: dict[str, str], block: dict[str, str]) -> Iterator[str]:
    for name in _TITLE_METAS:
        if metas.get(name):
            yield " ".join(metas[name].split())
    for path in _TITLE_PATHS:
        for element in tree.xpath(path):
            text = " ".join(" ".join(_title_lines(element)).split())
            if text and len(text) <= _LONGEST_TITLE and not _is_beside(element):
                yield text
    for name in _NAMES:
        if block.get(name):
            yield block[name]


def _title_lines(element: HtmlElement) -> Iterator[str]:
    """The lines of a title's element before those that tell source and date (n-tree prints all in one)."""
    for line in cell_text(element).splitlines():
        if _TITLE_ENDS.match(line):
            return
        yield line


def _is_beside(element: HtmlElement) -> bool:
    return any(parent.tag in _BESIDE for parent in (element, *element.iterancestors()))


def breadcrumb_of(tree: HtmlElement) -> str:
    """The line that tells where in the site the page stands, or ""."""
    for element in tree.iter("div", "p", "span", "ul", "td"):
        text = "".join(element.itertext())
        if len(text) <= 300 and _BREADCRUMB.search(text):
            return " ".join(text.split())[:200]
    return ""


# --- the block above the article -------------------------------------------------------------------------------------


def info_block(tree: HtmlElement) -> dict[str, str]:
    """What the 索引号 block says: squeezed label → value as printed, blanks folded.

    Labels lose all their blanks and colons. A label met twice (淮安 prints 文号 in two rows) keeps its first value;
    labels without a value are left out.
    """
    pieces = [(_block_of(element), part) for element, text in _pieces(tree) for part in _label_by_label(text)]
    found: dict[str, str] = {}
    place = 0
    while place < len(pieces):
        label, value, after = _label_at(pieces, place)
        if label is None:
            place += 1
            continue
        block = pieces[place][0]
        if not value and after < len(pieces) and pieces[after][0] is not block:
            block = pieces[after][0]
        parts = [value] if value else []
        while after < len(pieces) and pieces[after][0] is block and _label_at(pieces, after)[0] is None:
            parts.append(pieces[after][1])
            after += 1
        told = " ".join(" ".join(parts).split())[:_LONGEST_VALUE]
        if told:
            found.setdefault(label, told)
        place = after
    return found


def _label_by_label(text: str) -> list[str]:
    """A piece of text cut before every label in it: whole blocks are printed in one line."""
    if len(text) > _LONGEST_LINE or not _COLON.search(text):
        return [text]
    return [part for part in _NEXT_LABEL.split(text) if part and not part.isspace()]


def _label_at(pieces: list[tuple[HtmlElement, str]], place: int) -> tuple[str | None, str, int]:
    """The label that begins at a piece, what stands behind it in the same piece, and the place after it.

    A label may be cut over up to three pieces (名<span>　</span>称).
    """
    block, text = pieces[place]
    if text.lstrip(_BEFORE_LABEL)[:1] not in _LABEL_BEGINS:
        return None, "", place + 1
    label, value = _split_label(text)
    if label:
        return label, value, place + 1
    joined = text
    for after in range(place + 1, min(place + 4, len(pieces))):
        if len(joined) > _LONGEST_LABEL or pieces[after][0] is not block:
            break
        joined += pieces[after][1]
        label, value = _split_label(joined)
        if label:
            return label, value, after + 1
    return None, "", place + 1


def _split_label(text: str) -> tuple[str | None, str]:
    squeezed = _BLANKS.sub("", text[: 4 * _LONGEST_LABEL]).strip(_LABEL_EDGES)
    if squeezed in INFO_LABELS:
        return squeezed, ""
    match = _LABELLED.match(text)
    label = _BLANKS.sub("", match.group(1)) if match else ""
    return (label, match.group(2)) if match and label in INFO_LABELS else (None, "")


def _pieces(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Every piece of text that is not blank, in reading order, with the element that it stands in."""
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        text = element.text if event == "start" else element.tail
        holder = element if event == "start" else element.getparent()
        if text and holder is not None and isinstance(element.tag, str) and not text.isspace():
            yield holder, text


def _block_of(element: HtmlElement) -> HtmlElement:
    while element.tag not in _BLOCKS:
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return element


# --- dates and organs ------------------------------------------------------------------------------------------------


def published_line(shown: str) -> str:
    """The dates that a text labels as its own, one a line; else the first that stands where a page prints its date.
    What they are worth, `recognise` says."""
    return "\n".join(_labelled_dates(shown)) or _unlabelled_date(shown)


def stated_lines(tree: HtmlElement, block: dict[str, str]) -> str:
    """The lines by which the page dates its article and names who published it: `label：value`, one a line.

    The dates that the page labels as its own, in its text or in `block`, its `info_block`; where they tell at most
    when it was written (发文日期), also an element that is nothing but the date, or else what `published_line` finds.
    """
    shown = "".join(_shown(tree))
    days = _labelled_dates(shown)
    squeezed = {_BLANKS.sub("", day) for day in days}
    for label in _DAYS:
        date = re.match(_DATE, block.get(label, ""))
        if date and not any(_BLANKS.sub("", date.group()) in day for day in squeezed):
            days.append(f"{label}：{date.group()}")
    if all(_WRITTEN_LABEL.match(day) for day in days):
        days += [f"发布时间：{text}" for text in _dated_elements(tree)] or [_unlabelled_date(shown)]
    organs = [f"{label}：{block[label]}" for label in _ORGANS if label in block]
    return "\n".join(filter(None, (*days, *organs)))


def _shown(tree: HtmlElement) -> Iterator[str]:
    """All text, with a blank where a block begins or ends: the next one may begin with a digit."""
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        text = element.text if event == "start" else element.tail
        blank = " " if element.tag in _BLOCKS else ""
        yield blank + (text or "" if event == "end" or isinstance(element.tag, str) else "")


def _labelled_dates(shown: str) -> list[str]:
    found = [" ".join(match.group().split()) for match in _DATE_LABEL.finditer(shown)]
    return list(dict.fromkeys(found[:8]))


def _unlabelled_date(shown: str) -> str:
    alone = _DATE_LINE.search(shown)
    return " ".join(alone.group().split()) if alone else ""


def _dated_elements(tree: HtmlElement) -> Iterator[str]:
    for element in tree.xpath(_DATE_ELEMENTS):
        text = " ".join("".join(element.itertext()).split())
        if re.match(_DATE, text):
            yield text


# --- a body that only a script holds ---------------------------------------------------------------------------------


def scripted_body(tree: HtmlElement) -> str | None:
    """The article's HTML that a script of the page holds as `_CONFIG.DETAIL.content` (gkmlpt, PORTALS.md §4.5)."""
    for script in tree.iter("script"):
        text = script.text or ""
        detail = _DETAIL.search(text)
        content = _CONTENT.search(text, detail.end()) if detail else None
        if content:
            try:
                return str(json.loads(content.group(1), strict=False))
            except ValueError:  # no JSON: the page's own script would fail on it too
                return None
    return None
