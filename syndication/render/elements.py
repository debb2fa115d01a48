"""XML that RSS and Atom share: namespaces, Media RSS, and the cut of a feedgen document into fragments.

The prefixes of a format are declared once, on its root, and are always the same, so that an entry's bytes are the same
in every document. feedgen's own extensions are not used: its ``media`` takes strings only, and its ``syndication``
writes ``UpdatePeriod`` where the specification has ``updatePeriod``.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from syndication.model import Image

#: RFC 4287
ATOM = "http://www.w3.org/2005/Atom"
#: https://www.dublincore.org/specifications/dublin-core/dces/
DC = "http://purl.org/dc/elements/1.1/"
#: https://www.rssboard.org/media-rss
MEDIA = "http://search.yahoo.com/mrss/"
#: https://web.resource.org/rss/1.0/modules/syndication/
SY = "http://purl.org/rss/1.0/modules/syndication/"
#: RFC 6721
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
#: Skeletons kept, of 2 KB each: a busy site's subscription pages. feedgen takes longer for a channel without entries
#: than the join of fifty fragments takes, and a page whose newest time has not moved has the skeleton it had.
SKELETONS = 256
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def child(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A new last child of ``parent``; ``name`` may be ``{namespace}name``."""
    element = etree.SubElement(parent, name, attributes)
    element.text = text
    return element


def add_image(parent: etree._Element, image: Image, described: bool) -> None:
    """Media RSS for a picture: ``media:content`` with description and credit in it, and ``media:thumbnail``.

    ``described`` false leaves the description out: feedparser reads it as the entry's own, so that where no content
    stands before it an excerpt's content, or a headline's summary, would be the picture's alternative text.
    """
    facts = {"url": image.url, "medium": "image", "type": image.type, "width": image.width, "height": image.height}
    content = child(parent, f"{{{MEDIA}}}content", None, **{name: str(v) for name, v in facts.items() if v})
    if image.alt and described:
        child(content, f"{{{MEDIA}}}description", image.alt, type="plain")
    if image.credit:
        child(content, f"{{{MEDIA}}}credit", image.credit)
    child(parent, f"{{{MEDIA}}}thumbnail", None, url=image.url)


def cut(document: bytes, start: bytes, end: bytes) -> list[bytes]:
    """The elements from ``start`` (``<item``) to ``end`` (``</item>``) of a feedgen document, in order.

    Safe without a parser: in text and attributes a ``<`` is always escaped, and no such element holds another.
    """
    first = document.find(start)
    if first < 0:
        return []
    return [part + end for part in document[first:].split(end)[:-1]]


def join(skeleton: bytes, end: bytes, fragments: Sequence[bytes]) -> bytes:
    """``skeleton`` with the fragments put before its last ``end`` (``</channel>``)."""
    at = skeleton.rindex(end)
    return b"".join((skeleton[:at], *fragments, skeleton[at:]))
