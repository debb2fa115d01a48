"""A rule, what it is about, and the values that several formats share.

A rule is a name, the paragraph that it comes from, and a function from a document to findings in words (none: it is
kept). A document is read once for all the rules of its format.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from lxml import etree
from lxml import html as lxml_html

D = TypeVar("D")

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}

#: Addresses that a reader can follow, of the schemes at https://www.iana.org/assignments/uri-schemes.
_URL = re.compile(r"(?:https?|ftp)://[!-~]+|(?:mailto|news|tel|urn|magnet):[!-~]+")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:\s*;\s*[\w.-]+=(?:[\w.+-]+|\"[^\"]*\"))*")
#: The usual part of RFC 5646: language, script, region, variants.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
_RFC_822 = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"(?:[0-9]{2}|[0-9]{4}) [0-9]{2}:[0-9]{2}(?::[0-9]{2})? (?:UT|GMT|[ECMP][SD]T|[A-IK-Z]|[+-][0-9]{4})"
)
_RFC_3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True)
class Rule(Generic[D]):
    """One sentence of a specification."""

    name: str
    source: str  #: the address of the paragraph
    find: Callable[[D], Iterable[str]]


def broken(rules: Sequence[Rule[D]], document: D) -> dict[str, list[str]]:
    """The rules that ``document`` breaks, with what they found."""
    found = {rule.name: list(rule.find(document)) for rule in rules}
    return {name: findings for name, findings in found.items() if findings}


class Xml:
    """A feed in XML; one that is not well-formed has an empty root, and no rule but the one about it finds anything."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.fault = ""
        try:
            self.root = etree.fromstring(data)
        except etree.XMLSyntaxError as fault:
            self.fault = str(fault)
            self.root = etree.Element("nothing")

    def nodes(self, path: str) -> list[Any]:
        """What an XPath expression finds from the root: elements, or the strings of attributes."""
        found = self.root.xpath(path, namespaces=NAMES)
        assert isinstance(found, list)
        return found

    def values(self, path: str) -> list[str]:
        """The texts of what ``path`` finds, without white space around them."""
        return [value(each) for each in self.nodes(path)]

    @cached_property
    def pieces(self) -> list[Any]:
        """The HTML of the entries, parsed."""
        rss = "//item/description | //item/content:encoded"
        atom = "//atom:content[@type='html'] | //atom:summary[@type='html']"
        return [lxml_html.fromstring(f"<div>{text}</div>") for text in self.values(f"{rss} | {atom}") if "<" in text]


def value(node: Any) -> str:
    """An attribute's value, or an element's text with that of its children."""
    return node if isinstance(node, str) else "".join(node.itertext()).strip()


def where(node: Any) -> str:
    """An element for people: its name, and the line it begins at."""
    return f"{etree.QName(node).localname}, line {node.sourceline}"


# --- makers of rules ----------------------------------------------------------------------------------------------


def lacking(parents: str, *names: str) -> Callable[[Xml], Iterable[str]]:
    """Every element of ``parents`` must have a child with text of each of the names."""
    return lambda feed: (
        f"{where(parent)}: no {name}"
        for parent in feed.nodes(parents)
        for name in names
        if not any(value(each) for each in parent.xpath(name, namespaces=NAMES))
    )


def repeated(parents: str, *names: str) -> Callable[[Xml], Iterable[str]]:
    """No element of ``parents`` may have two children of one of the names."""
    return lambda feed: (
        f"{where(parent)}: {len(found)} times {name}"
        for parent in feed.nodes(parents)
        for name in names
        if len(found := parent.xpath(name, namespaces=NAMES)) > 1
    )


def unlike(path: str, fits: Callable[[str], object]) -> Callable[[Xml], Iterable[str]]:
    """Every value that ``path`` finds must fit."""
    return lambda feed: (f"{text!r}" for text in feed.values(path) if not fits(text))


def twice(path: str) -> Callable[[Xml], Iterable[str]]:
    """No value may be found twice by ``path``."""
    return lambda feed: (text for text, times in Counter(feed.values(path)).items() if times > 1)


def present(path: str, words: str) -> Callable[[Xml], Iterable[str]]:
    """Nothing may be found by ``path``."""
    return lambda feed: (f"{where(each)}: {words}" for each in feed.nodes(path))


# --- values -------------------------------------------------------------------------------------------------------


def is_url(text: str) -> bool:
    return _URL.fullmatch(text) is not None


def is_web_url(text: str) -> bool:
    return is_url(text) and text.startswith(("http://", "https://"))


def is_media_type(text: str) -> bool:
    return _MEDIA_TYPE.fullmatch(text) is not None


def is_language(text: str) -> bool:
    return _LANGUAGE.fullmatch(text) is not None


def is_decoded(text: str) -> bool:
    """Whether plain text has no reference left in it: an editor who writes about ``&amp;`` is rarer than a fault."""
    return re.search(r"&(?:[a-z]{2,8}|#[0-9]{2,5}|#x[0-9a-f]{2,5});", text, re.IGNORECASE) is None


def is_count(text: str) -> bool:
    return re.fullmatch(r"[0-9]+", text) is not None


def rfc_822(text: str) -> datetime | None:
    """The moment, or None if the text is none (https://www.rfc-editor.org/rfc/rfc822#section-5.1)."""
    if not _RFC_822.fullmatch(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def rfc_3339(text: str) -> datetime | None:
    """The moment, or None if the text is none with upper case T and Z and an offset."""
    if not _RFC_3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
