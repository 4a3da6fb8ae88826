"""The files that a report's page links or shows: its annexes, not the files of the page's frame (PORTALS.md §7).

And whether the answer to the request for such a file is a file at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import html
from lxml.html import HtmlElement

from crawler.follow import is_file, is_picture
from crawler.listings.links import absolute, base_url, parse
from pipelines.decode import decode
from pipelines.media_types import HTML, media_type
from pipelines.page_facts import scripted_body
from pipelines.records import FailureKind

_FRAME = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|head|header|foot|footer|sidebar|side|related|xg|xg(?:wz|xx|lj|yd)|tool)(?![a-z])",
    re.IGNORECASE,
)
_FRAME_TAGS = frozenset({"nav", "header", "footer", "aside"})
_AT_MOST = 20
# Pictures that are the pages of a report: only where the page has no text of its own.
_MOST_PICTURES = 60
_LITTLE_TEXT = 300  # Chinese characters outside links
_HAN = re.compile("[\u4e00-\u9fff]")
_DECORATION = re.compile(r"logo|icon|ico[_\d]|banner|qr|ewm|erweima|print|share|weixin|weibo|btn|button|bg[_\d.]|blank")
_SMALL = 200  # pixels, as the page says
_ENDING = r"\.(?:pdf|docx?|wps|xlsx?|et|ods|odt|csv|ofd|zip|rar|7z|rtf)"
# A file's name where a link prints it: 年报.pdf, 【下载PDF】.
_FILE_NAMED = re.compile(rf"{_ENDING}(?![a-z0-9])|下载\s*(?:word|pdf|附件)|附件\s*下载", re.IGNORECASE)
# Addresses that hand out files under names without an ending.
_SERVLET = re.compile(r"down(?:load|file)|attach|getfile|fileUrl=|wbfileid=", re.IGNORECASE)
_VIEWER = re.compile(r"viewer|pdfjs|preview|view\.aspx", re.IGNORECASE)
_SHOWN_IN = {"iframe": "src", "embed": "src", "object": "data"}
_FILE_ATTRIBUTES = ("data-value", "data-pdf", "data-file")
# What scripts do with a file: show it as a PDF, open it, name its address.
_QUOTED = r"""\s*[:=(]\s*["']([^"']+)["']"""
_SHOWS_PDF = re.compile(r"(?:showVsbpdfIframe|PDFObject\.embed|getDocument)" + _QUOTED)
_SCRIPTED = re.compile(
    r"""(?:\.open|\blocation(?:\.href)?|\b(?:pdf|file)?_?(?:url|path|src)["']?)""" + _QUOTED, re.IGNORECASE
)
_PDF = ".pdf"
_PAGE = re.compile(r"\.s?html?$", re.IGNORECASE)
# An answer to the request for a file that is a page.
_HEAD = 16_384
_CAPTCHA = re.compile(r"codeValue|验证码|captcha|人机验证", re.IGNORECASE)
_OFFICE = re.compile(r"urn:schemas-microsoft-com:office", re.IGNORECASE)
_OF_A_SITE = re.compile(r"<(?:a|script|form|iframe)[\s>]", re.IGNORECASE)
_TAGS = re.compile(r"<(style|title)[^>]*>.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)
_SAYS_MUCH = 400


def find_attachments(text: str, url: str) -> list[str]:
    """The addresses of the document files of a page's body, at most twenty, in order.

    Besides links: viewers and frames, the attributes from which scripts show a file, the scripts themselves, and a
    body that a script holds. An address without a file's ending counts where its parameters or the words of its link
    name a file. Files of the page's frame, and addresses that are none, are left out.
    """
    tree = parse(text)
    base = base_url(tree, url)
    held = scripted_body(tree)
    found: dict[str, None] = {}
    for address in (*_in_tree(tree, base), *(_in_tree(_fragment(held), base) if held else ())):
        if urlsplit(address).scheme in ("http", "https"):
            found[address] = None
    return list(found)[:_AT_MOST]


def find_pictures(text: str, url: str) -> list[str]:
    """The addresses of the pictures in a page's body that has next to no text: a report that was put up as pictures
    of its pages. Pictures of the page's frame, and those that are small or named as decoration, are left out."""
    tree = parse(text)
    base = base_url(tree, url)
    body = [element for element in tree.iter("*") if element.tag not in ("a", "script", "style", "title", "option")]
    shown = sum(len(_HAN.findall(element.text or "")) + len(_HAN.findall(element.tail or "")) for element in body)
    if shown > _LITTLE_TEXT:
        return []
    found: dict[str, None] = {}
    for picture in tree.iter("img"):
        raw = (picture.get("src") or picture.get("data-src") or "").strip()
        if _is_small(picture) or _in_frame(picture) or raw.startswith("data:"):
            continue
        try:
            address = absolute(base, raw)
        except ValueError:  # what is no address leads to no picture
            continue
        if is_picture(address) and not _DECORATION.search(urlsplit(address).path.lower()):
            found[address] = None
    return list(found)[:_MOST_PICTURES]


def _is_small(picture: HtmlElement) -> bool:
    return any(
        told.isdecimal() and int(told) < _SMALL
        for told in (picture.get(name, "").removesuffix("px").strip() for name in ("width", "height"))
    )


def is_captcha_page(body: bytes) -> bool:
    """Whether the answer to the request for a file is a page that asks for a captcha: VSB's download does so under
    status 200 (PORTALS.md §4.4, §7)."""
    return not_a_file(body) is FailureKind.BLOCKED


def not_a_file(body: bytes) -> FailureKind | None:
    """Why the answer to the request for a file is a page instead, or None where it is a file.

    `blocked` for a captcha, else `soft_404`. A document that a word processor or an export wrote as HTML under a
    file's name is a file: it says much, and has neither links nor scripts.
    """
    if media_type(body) != HTML:
        return None
    text = decode(body).text
    shown = len("".join(_TAGS.sub("", text).split()))
    if _OFFICE.search(text[:_HEAD]) or (shown >= _SAYS_MUCH and not _OF_A_SITE.search(text)):
        return None
    return FailureKind.BLOCKED if _CAPTCHA.search(text[:_HEAD]) else FailureKind.SOFT_404


def _fragment(markup: str) -> HtmlElement:
    return html.fragment_fromstring(markup.replace("\0", ""), create_parent="div")


def _in_tree(tree: HtmlElement, base: str) -> Iterator[str]:
    for element in tree.iter("*"):
        for raw, words in _told_by(element):
            address = _file_address(base, raw, words)
            if address and not _in_frame(element):
                yield address


def _told_by(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """The addresses that an element tells, each with the words beside it that may name a file."""
    if element.tag == "a":
        words = " ".join([*element.itertext(), *(element.get(name) or "" for name in ("title", "download"))])
        yield element.get("href") or "", words
    elif element.tag in _SHOWN_IN:
        yield element.get(_SHOWN_IN[element.tag]) or "", ""
    elif element.tag == "param" and (element.get("name") or "").lower() in ("src", "movie", "filename"):
        yield element.get("value") or "", ""
    elif element.tag == "script":
        yield from _scripted((element.text or "").replace("\\/", "/"))
    yield element.get("pdfsrc") or "", _PDF
    for name in _FILE_ATTRIBUTES:
        yield element.get(name) or "", ""
    yield from _scripted(element.get("onclick") or "")
    if (element.get("href") or "").lstrip().startswith("javascript:"):
        yield from _scripted(element.get("href") or "")


def _scripted(script: str) -> Iterator[tuple[str, str]]:
    """The addresses that a script names, in order."""
    found = [(match.start(), match.group(1), _PDF) for match in _SHOWS_PDF.finditer(script)]
    found += [(match.start(), match.group(1), "") for match in _SCRIPTED.finditer(script)]
    for _, raw, words in sorted(found):
        yield raw, words


def _file_address(base: str, raw: str, words: str) -> str | None:
    """The address of the file that a link leads to, or None where it leads to none."""
    told = re.sub(r"[\r\n\t]+", "", raw).strip()
    if not told or told.startswith(("#", "javascript:")):
        return None
    try:
        address = absolute(base, told)
        shown = _in_viewer(address)
    except ValueError:  # what is no address leads to no file
        return None
    if shown:
        return shown
    if is_file(address):
        return address
    named = any(_FILE_NAMED.search(value) for _, value in parse_qsl(urlsplit(address).query))
    served = _SERVLET.search(address) is not None and not _PAGE.search(urlsplit(address).path)
    return address if served and (named or _FILE_NAMED.search(words)) else None


def _in_viewer(address: str) -> str | None:
    """The file that the address of a viewer shows (pdfjs/web/viewer.html?file=<encoded>), or None."""
    parts = urlsplit(address)
    if not _VIEWER.search(parts.path):
        return None
    for name, value in parse_qsl(parts.query):
        if name.lower() in ("file", "src", "url"):
            shown = absolute(address, value)
            if is_file(shown) or _FILE_NAMED.search(unquote(urlsplit(shown).query)):
                return shown
    return None


def _in_frame(element: HtmlElement) -> bool:
    return any(
        parent.tag in _FRAME_TAGS or _FRAME.search(f"{parent.get('class') or ''} {parent.get('id') or ''}")
        for parent in element.iterancestors()
    )
