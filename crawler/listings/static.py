"""Static pages numbered by a suffix, as TRS WCM writes them: `index.html`, `index_1.html`, `index_2.html` …

The page's own script tells how many there are: `createPageHTML(9, 0, "index", "html")` is page 0 of 9, and page k
is `index_k.html` (PORTALS.md §4.1). Some sites also keep a stale copy of the first page as `index_1.html`: its
script still says page 0, which is how the numbers are known to be one off there.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawler.listings.links import Page, parse, read_links

_CALL = re.compile(
    r"""createPage(?:HTML)?\(\s*(?P<pages>\d+)\s*(?:,\s*(?P<current>\d+)\s*
        (?:,\s*["'](?P<stem>[\w-]+)["']\s*,\s*["'](?P<suffix>\w+)["'])?)?""",
    re.VERBOSE,
)
_COUNT = re.compile(r"(?:countPage|totalPage|pageCount)\s*[=:]\s*(?:parseInt\()?[\"']?(\d+)")
# A pager of another kind (UCAP's has the name of a div first): seen, and not to be passed over as one page.
_PAGER = re.compile(r"createPage(?:HTML)?\s*\(\s*[^)\s]")
_COMMENT = re.compile(r"^\s*//.*$|(?<=[;{}])\s*//.*$", re.MULTILINE)
_NUMBERED = re.compile(r"^(?P<stem>.+)_(?P<number>\d+)$")


def read(text: str, url: str, rows: str | None) -> Page:
    """The links of the page, and the address of the next page while the script says that there is one."""
    links, unreadable = read_links(parse(text), url, rows)
    script = _COMMENT.sub("", text)
    understood = _CALL.search(script) or _COUNT.search(script) or not _PAGER.search(script)
    return Page(links, _next_url(script, url), unreadable=unreadable, understood=bool(understood))


def _next_url(text: str, url: str) -> str | None:
    call = _CALL.search(text)
    count = None if call else _COUNT.search(text)
    if call is None and count is None:
        return None
    pages = int(call["pages"] if call else count.group(1))  # type: ignore[union-attr]  # one of the two matched
    file = url.split("?")[0].rsplit("/", 1)[1]
    name, _, ending = file.rpartition(".")
    stem = (call and call["stem"]) or "index"
    suffix = (call and call["suffix"]) or ending or "html"
    numbered = _NUMBERED.match(name)
    here = int(numbered["number"]) if numbered and numbered["stem"] == stem else 0
    current = int(call["current"]) if call and call["current"] else here
    if current + 1 >= pages:
        return None
    return urljoin(url, f"{stem}_{here + 1}.{suffix}")
