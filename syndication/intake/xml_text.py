"""XML documents as text: where the feed in one begins and ends, and the faults that can be mended before it is read.

Readers get the feed's root element alone: no declaration (the text is decoded), no DTD (nothing is expanded from
outside, and no entity twice), no warnings of PHP before it and no scripts behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from typing import Final

from syndication.intake.drafts import Kind

#: Characters at the start in which the root element is looked for; an internal DTD of a feed is no longer.
MAX_HEAD = 100_000
#: Of entities that the document declares: how many, and how long. They name letters or the publisher.
MAX_ENTITIES, MAX_ENTITY = 300, 200

_ROOTS: Final[dict[str, Kind]] = {"rss": "rss", "feed": "atom", "rdf": "rdf", "channel": "rss"}
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(rss|feed|rdf|channel)(?=[\s/>])", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PAGE = re.compile(r"<(?:html|head|body|!doctype\s+html)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:\"([^\"%&<]*)\"|'([^'%&<]*)')\s*>")
_NUMERIC_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]*)\s+[\"']&#(?:38;#)?(x[0-9A-Fa-f]{1,6}|\d{1,7});[\"']\s*>")
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)

#: XML 1.0 §2.2, and the controls above ASCII, which are windows-1252 in practice.
_NO_CHAR = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(?:x([0-9A-Fa-f]{1,8})|(\d{1,9}));|(amp|lt|gt|quot|apos);|([A-Za-z][\w.-]{0,40});)?")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):[\w.-]+|\s([A-Za-z_][\w.-]{0,40}):[\w.-]+\s*=\s*[\"']")
_DECLARED = re.compile(r"\sxmlns:([\w.-]+)\s*=")
#: What feeds mean by a prefix that they forget to declare.
NAMESPACES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


@dataclass(frozen=True, slots=True)
class Xml:
    """The root element of a feed as text."""

    kind: Kind
    text: str
    entities: dict[str, str] = field(default_factory=dict)  #: that its DTD declares and that are mere characters


def find(text: str) -> Xml | None:
    """The feed in ``text``; None if there is none."""
    head = _COMMENT.sub(lambda found: " " * len(found.group()), text[:MAX_HEAD])
    root = _ROOT.search(head)
    if root is None or _PAGE.search(head, 0, root.start()):
        return None
    end = len(text)
    for last in _ROOT_END.finditer(text, max(root.end(), len(text) - MAX_HEAD)):
        end = last.end()
    return Xml(_ROOTS[root[1].lower()], text[root.start() : end], _entities(head[: root.start()]))


def mended(xml: Xml) -> Xml:
    """With characters that XML has not taken out, entities of HTML and of the DTD and bare ampersands resolved, and
    prefixes declared. Equal if there is nothing to mend.
    """
    text = _NO_CHAR.sub(_as_windows, xml.text)
    text = _references(text, xml.entities)
    return Xml(xml.kind, _declared(text), xml.entities)


def _entities(head: str) -> dict[str, str]:
    """Entities whose value is text without markup or other entities."""
    if "<!ENTITY" not in head:
        return {}
    found = {name: one or other for name, one, other in _ENTITY.findall(head)[:MAX_ENTITIES]}
    for name, number in _NUMERIC_ENTITY.findall(head)[:MAX_ENTITIES]:
        found[name] = _character(int(number[1:], 16) if number[0] == "x" else int(number))
    return {name: value for name, value in found.items() if len(value) <= MAX_ENTITY}


def _references(text: str, entities: dict[str, str]) -> str:
    """All references outside of CDATA sections, where they are mere characters."""

    def resolved(found: re.Match[str]) -> str:
        hexadecimal, decimal, own, name = found.groups()
        if own:
            return found.group()
        if hexadecimal or decimal:
            return escape(_character(int(hexadecimal, 16) if hexadecimal else int(decimal)), quote=True)
        if name and (value := entities.get(name, html5.get(f"{name};"))) is not None:
            return escape(value, quote=True)
        return "&amp;" + found.group()[1:]

    kept: list[str] = []
    place = 0
    while place < len(text):
        start = text.find("<![CDATA[", place)
        outside = text[place : start if start >= 0 else len(text)]
        kept.append(_REFERENCE.sub(resolved, outside) if "&" in outside else outside)
        if start < 0:
            break
        end = text.find("]]>", start)
        place = end + 3 if end >= 0 else len(text)
        kept.append(text[start:place])
    return "".join(kept)


def _character(code: int) -> str:
    """The character of a reference; none where XML has none."""
    if not 0 < code < 0x110000:
        return ""
    return _NO_CHAR.sub(_as_windows, chr(code))


def _as_windows(found: re.Match[str]) -> str:
    """HTML's reading of the controls above ASCII; all others have no place in a text."""
    if "\x80" <= found.group() <= "\x9f":
        return found.group().encode("latin-1").decode("cp1252", "ignore")
    return ""


def _declared(text: str) -> str:
    """Prefixes without a declaration get theirs on the root element."""
    used = {one or other for one, other in _PREFIX.findall(text)}
    missing = sorted(used - set(_DECLARED.findall(text)) - {"xml", "xmlns"})
    if not missing:
        return text
    place = re.match(r"<[\w.:-]+", text)
    start = place.end() if place else 0
    added = "".join(
        f' xmlns:{prefix}="{NAMESPACES.get(prefix.lower(), f"urn:undeclared:{prefix}")}"' for prefix in missing
    )
    return text[:start] + added + text[start:]
