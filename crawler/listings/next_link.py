"""Pages joined by links: 下一页, 下页, or a sign for it; the number after this page's; an option of a list of pages."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.listings.links import PAGER, absolute, base_url

_NEXT = re.compile(
    r"^[\[(（【]?\s*(?:下\s*一?\s*[页頁]|后一?页|[>›»＞]{1,2}|next(?: page)?)\s*[>›»＞]*\s*[\])）】]?$", re.IGNORECASE
)
_OFF = re.compile(r"\b(?:disabled?|nolink|none)\b", re.IGNORECASE)
_OPENED = re.compile(r"""['"]([^'"]*[/.?][^'"]*)['"]""")
# A list of pages whose number a script joins to an address: location='list.asp?Page='+this.value
_BEFORE = re.compile(r"""['"]([^'"\s]*[?&/_]\w*=?)['"]\s*\+""")
TOTAL = re.compile(r"共\s{0,9}(?:有)?\s{0,9}(\d{1,9})\s{0,9}(?:条|篇|项)(?:记录|信息)?")
PAGES = re.compile(
    r"共\s{0,9}(\d{1,9})\s{0,9}页|第\s{0,9}\d{1,9}\s{0,9}/\s{0,9}(\d{1,9})\s{0,9}页"
    r"|(?<![\d/])\d{1,9}\s{0,9}/\s{0,9}(\d{1,9})\s{0,9}页|页次[:：]?\s{0,9}\d{1,9}\s{0,9}/\s{0,9}(\d{1,9})"
)


def next_address(tree: HtmlElement, url: str, number: int) -> str | None:
    """The address of the page after page `number`, by the page's own links; None where it shows none."""
    base = base_url(tree, url)
    for anchor in tree.iter("a"):
        if _is_next(anchor) and (address := _address(anchor, base, url)):
            return address
    for button in tree.iter("input", "button"):
        words = (button.get("value") or "").strip() or _text(button)
        opened = _OPENED.search(button.get("onclick") or "")
        if _NEXT.match(words or "-") and opened and button.get("disabled") is None:
            return _joined(base, opened[1], url)
    wanted = str(number + 1)
    for anchor in tree.iter("a"):
        is_wanted = _text(anchor).strip("[]()（）【】第页 ") == wanted and _has_neighbours(anchor, number)
        if is_wanted and (address := _address(anchor, base, url)):
            return address
    for option in tree.iter("option"):
        value = (option.get("value") or "").strip()
        if _text(option).strip("第页 ") == wanted and value:
            script = next((parent.get("onchange") or "" for parent in option.iterancestors("select")), "")
            before = _BEFORE.search(script)
            if re.search(r"[/.?]", value) or before:
                return _joined(base, (before[1] if before and value.isdecimal() else "") + value, url)
    return None


def pager_addresses(tree: HtmlElement, url: str) -> list[str]:
    """The addresses of all pages that a page's pager names: where pages are numbered from the last one (VSB), a new
    row shifts them all, and the way by 下页 alone may pass one by."""
    base = base_url(tree, url)
    found = [_address(anchor, base, url) for anchor in tree.iter("a") if PAGER.fullmatch(_text(anchor) or "-")]
    return list(dict.fromkeys(address for address in found if address))


def shows_pager(tree: HtmlElement) -> bool:
    """Whether a page says that there are more pages than one."""
    told = [int(number) for match in PAGES.findall(_visible(tree)) for number in match if number]
    return any(number > 1 for number in told)


def _is_next(anchor: HtmlElement) -> bool:
    words = {_text(anchor), (anchor.get("title") or "").strip(), *(i.get("alt") or "" for i in anchor.iter("img"))}
    if not any(_NEXT.match(word) for word in words if word):
        return False
    return not _OFF.search(anchor.get("class") or "") and anchor.get("disabled") is None


def _address(anchor: HtmlElement, base: str, url: str) -> str | None:
    href = re.sub(r"[\r\n\t]+", "", anchor.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:")):
        opened = _OPENED.search(f"{anchor.get('onclick') or ''} {href.removeprefix('javascript:')}")
        href = opened[1] if opened and "__doPostBack" not in href else ""
    return _joined(base, href, url) if href else None


def _joined(base: str, href: str, url: str) -> str | None:
    try:
        address = absolute(base, href)
    except ValueError:
        return None
    return None if address == url else address


def _has_neighbours(anchor: HtmlElement, number: int) -> bool:
    """Whether other numbers of pages stand beside a number: alone it is none."""
    for parent in list(anchor.iterancestors())[:3]:
        numbers = {word for text in parent.itertext() for word in re.split(r"[^\d]+", text) if word}
        if len(_text(parent)) < 200 and str(number) in numbers and str(number + 1) in numbers:
            return True
    return False


def _visible(tree: HtmlElement) -> str:
    return "".join(
        text
        for element in tree.iter()
        if element.tag not in ("script", "style")
        for text in (element.text or "", element.tail or "")
    )


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
