"""Pages of ASP.NET: the next one is asked by sending the page's own form back, with the pager named in it
(PORTALS.md §4.15)."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from lxml.html import HtmlElement

from crawler.listings.links import absolute, base_url
from crawler.listings.page import Ask

_POSTBACK = re.compile(r"__doPostBack\(\s*['\"]([^'\"]*)['\"]\s*,\s*['\"]([^'\"]*)['\"]")
_NEXT = re.compile(r"^[\[<]?\s*(?:下\s*一?\s*页|后一?页|next|[>›»]{1,2})", re.IGNORECASE)


def postback(tree: HtmlElement, url: str, number: int) -> Ask | None:
    """The request for the page after page `number`: the form with all its hidden fields and the pager as its target.

    None where the page has no such pager, or its pager has no further page.
    """
    for form in tree.iter("form"):
        if not any((field.get("name") or "") == "__VIEWSTATE" for field in form.iter("input")):
            continue
        target = _target(form, number)
        if target is None:
            return None
        fields = {
            str(field.get("name")): field.get("value") or ""
            for field in form.iter("input")
            if field.get("name") and (field.get("type") or "").lower() == "hidden"
        }
        fields |= {"__EVENTTARGET": target[0], "__EVENTARGUMENT": target[1]}
        action = absolute(base_url(tree, url), form.get("action") or url)
        headers = (("Content-Type", "application/x-www-form-urlencoded"),)
        return Ask(action, "POST", urlencode(fields), headers)
    return None


def _target(form: HtmlElement, number: int) -> tuple[str, str] | None:
    """The target and argument of the pager's link to the next page."""
    numbered = None
    for anchor in form.iter("a"):
        call = _POSTBACK.search(f"{anchor.get('href') or ''} {anchor.get('onclick') or ''}")
        if call is None or anchor.get("disabled") is not None:
            continue
        words = " ".join("".join(anchor.itertext()).split())
        if _NEXT.match(words) or _NEXT.match(anchor.get("title") or ""):
            return call[1], call[2]
        if words.strip("[]") == str(number + 1) or call[2] == str(number + 1):
            numbered = numbered or (call[1], call[2])
    return numbered
