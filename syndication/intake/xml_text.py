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

from syndication.intake.vocabulary import Kind

#: Characters at the start in which the root element is looked for; an internal DTD of a feed is no longer.
MAX_HEAD = 100_000
#: Of entities that the document declares: how many, and how long. They name letters or the publisher.
MAX_ENTITIES, MAX_ENTITY = 300, 200
#: Prefixes without a declaration that are declared here; a feed with more is no feed, and each costs at every element.
MAX_PREFIXES = 50

_ROOTS: Final[dict[str, Kind]] = {"rss": "rss", "feed": "atom", "rdf": "rdf", "channel": "rss", "entry": "atom"}
_ROOT = re.compile(
    r"<(?:[A-Za-z_][\w.-]{0,40}:)?(rss|feed|rdf|channel|entry(?=[^<>]{0,500}/2005/Atom\b))(?=[\s/>])", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
#: Where one of these comes first, a page follows; a doctype of HTML stands before feeds, too.
_PAGE = re.compile(r"<(?:html|head|body|title|meta)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:\"([^\"%&<]*)\"|'([^'%&<]*)')\s*>")
_NUMERIC_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]*)\s+[\"']&#(?:38;#)?(x[0-9A-Fa-f]{1,6}|\d{1,7});[\"']\s*>")

#: XML 1.0 §2.2: controls that no document may hold, in UTF-8.
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_NO_CHAR = re.compile(rb"\xef\xbf[\xbe\xbf]")
#: HTML reads these controls as letters of windows-1252. Patterns that begin with plain bytes are found in no time.
_CONTROL = re.compile(rb"\xc2([\x80-\x9f])")
_REFERENCE = re.compile(rb"&(?:#(?:x([0-9A-Fa-f]{1,8})|(\d{1,9}));|(amp|lt|gt|quot|apos);|([A-Za-z][\w.-]{0,40});)?")
_PREFIX = re.compile(rb"</?([A-Za-z_][\w.-]{0,40}):")
_DECLARED = re.compile(rb"xmlns:(?<=\sxmlns:)([\w.-]+)\s*=")
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
    """The root element of a feed."""

    kind: Kind
    data: bytes  #: UTF-8
    entities: dict[str, str] = field(default_factory=dict)  #: that its DTD declares and that are mere characters


def find(text: str) -> Xml | None:
    """The feed in ``text``; None if there is none."""
    head = text[:MAX_HEAD]
    root = _ROOT.search(head)
    if root is not None and "<!--" in head[: root.start()]:
        head = _COMMENT.sub(lambda found: " " * len(found.group()), head)  # places stay
        root = _ROOT.search(head)
    if root is None or _PAGE.search(head, 0, root.start()):
        return None
    last = text.rfind(f"</{root.group()[1:]}", root.end())
    end = text.find(">", last) + 1 if last >= 0 else 0
    data = text[root.start() : end or len(text)].encode("utf-8", "replace")
    if root[1].lower() == "entry":  # a document of its own (RFC 4287 §2)
        data = b'<feed xmlns="%b">%b</feed>' % (NAMESPACES["atom"].encode(), data)
    return Xml(_ROOTS[root[1].lower()], data, _entities(head[: root.start()]))


def mended(xml: Xml) -> Xml:
    """With characters that XML has not taken out, entities of HTML and of the DTD and bare ampersands resolved, and
    prefixes declared. Equal if there is nothing to mend.
    """
    data = _CONTROL.sub(_as_windows, _NO_CHAR.sub(b"", xml.data.translate(None, _CONTROLS)))
    return Xml(xml.kind, _declared(_references(data, xml.entities)), xml.entities)


def _entities(head: str) -> dict[str, str]:
    """Entities whose value is text without markup or other entities."""
    if "<!ENTITY" not in head:
        return {}
    found = {name: one or other for name, one, other in _ENTITY.findall(head)[:MAX_ENTITIES]}
    for name, number in _NUMERIC_ENTITY.findall(head)[:MAX_ENTITIES]:
        found[name] = _character(int(number[1:], 16) if number[0] == "x" else int(number))
    return {name: value for name, value in found.items() if len(value) <= MAX_ENTITY}


def _references(data: bytes, entities: dict[str, str]) -> bytes:
    """All references outside of CDATA sections, where they are mere characters."""

    def resolved(found: re.Match[bytes]) -> bytes:
        hexadecimal, decimal, own, name = found.groups()
        if own:
            return found.group()
        if hexadecimal or decimal:
            return _escaped(_character(int(hexadecimal, 16) if hexadecimal else int(decimal)))
        word = name.decode() if name else ""
        if name and (value := entities.get(word, html5.get(f"{word};"))) is not None:
            return _escaped(value)
        return b"&amp;" + found.group()[1:]

    kept: list[bytes] = []
    place = 0
    while place < len(data):
        start = data.find(b"<![CDATA[", place)
        outside = data[place : start if start >= 0 else len(data)]
        kept.append(_REFERENCE.sub(resolved, outside) if b"&" in outside else outside)
        if start < 0:
            break
        end = data.find(b"]]>", start)
        place = end + 3 if end >= 0 else len(data)
        kept.append(data[start:place])
    return b"".join(kept)


def _escaped(value: str) -> bytes:
    return escape(value, quote=True).encode()


def _character(code: int) -> str:
    """The character of a reference; none where XML has none."""
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "ignore")
    is_char = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return chr(code) if is_char else ""


def _as_windows(found: re.Match[bytes]) -> bytes:
    """HTML's reading of a control above ASCII."""
    return found[1].decode("cp1252", "ignore").encode()


def _declared(data: bytes) -> bytes:
    """Prefixes of elements without a declaration get theirs on the root element."""
    used = set(_PREFIX.findall(data))
    missing = sorted(name.decode() for name in used - set(_DECLARED.findall(data)) - {b"xml", b"xmlns"})
    if not 0 < len(missing) <= MAX_PREFIXES:
        return data
    place = re.match(rb"<[\w.:-]+", data)
    start = place.end() if place else 0
    added = "".join(
        f' xmlns:{prefix}="{NAMESPACES.get(prefix.lower(), f"urn:undeclared:{prefix}")}"' for prefix in missing
    )
    return data[:start] + added.encode() + data[start:]
