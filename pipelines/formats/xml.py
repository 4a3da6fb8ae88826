"""What the readers of XML inside files share: names without namespaces, of which each family has several generations,
and a parser that resolves nothing."""

from __future__ import annotations

import re

from lxml import etree

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
Element = etree._Element
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(pt|in|cm|mm|pc)\s*")
_CENTIMETRES = {"pt": 2.54 / 72, "in": 2.54, "cm": 1.0, "mm": 0.1, "pc": 2.54 / 6}


def name_of(element: Element) -> str:
    """An element's name without its namespace; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute_of(element: Element | None, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.items() if element is not None else ():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child_of(element: Element | None, *path: str) -> Element | None:
    """The descendant by a path of names, or None."""
    for name in path:
        element = next((child for child in element if name_of(child) == name), None) if element is not None else None
    return element


def number_of(element: Element | None, name: str, otherwise: int) -> int:
    """A number among the attributes; `otherwise` where it is not told, or is none."""
    told = attribute_of(element, name) or ""
    return int(told) if told.isdecimal() else otherwise


def centimetres(told: str | None) -> float | None:
    """A length with its unit (`14cm`, `415.3pt`) in centimetres; None where there is none, or of another unit."""
    found = _LENGTH.fullmatch(told or "")
    return float(found[1]) * _CENTIMETRES[found[2]] if found else None
