"""The fast reader: well-formed feeds by lxml, a hundredth of feedparser's time. It answers, or says None.

    lxml's tree | the children of each entry, by their names in `vocabulary` | drafts

It must give what `full_feed` gives (a test compares them on real feeds); so whatever is unclear is left to that one.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from html import escape
from urllib.parse import urljoin

from lxml import etree

from syndication.intake.drafts import MAX_ENTRIES, Draft, DraftLink, FeedDraft, Media, Words
from syndication.intake.vocabulary import KEYWORDS, PEOPLE, RHYTHM, TEXTS, TIMES, Kind, meaning, relation

_XML = "{http://www.w3.org/XML/1998/namespace}"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
#: Namespaces by the prefix that `vocabulary` knows them by, in lower case and without a slash at the end. Those of RSS
#: and Atom, in all their drafts, have none.
_PREFIXES = {
    **dict.fromkeys(
        (
            "http://www.w3.org/2005/atom",
            "http://purl.org/atom/ns#",
            "http://purl.org/rss/1.0",
            "http://purl.org/rss/1.0/modules/rss091#",
            "http://my.netscape.com/rdf/simple/0.9",
            "http://backend.userland.com/rss",
            "http://backend.userland.com/rss2",
            "http://blogs.law.harvard.edu/tech/rss",
        ),
        "",
    ),
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
#: Elements of HTML without an end tag: an end tag of theirs would be read as a second element.
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
#: Control characters that windows-1252 has letters for, as bytes and as references: `xml_text` reads them.
_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROL_REFERENCE = re.compile(rb"&#(?:1[2-5]\d|x0*[89][0-9A-Fa-f]);")


def read(data: bytes, kind: Kind, url: str) -> FeedDraft | None:
    """What the UTF-8 document from ``url`` says; None if it is not well-formed, or can be read in two ways."""
    if (b"\xc2" in data and _CONTROL.search(data)) or _CONTROL_REFERENCE.search(data):
        return None
    try:
        root = etree.fromstring(data, _parser(is_huge=False))
        return _Reader(kind, root, url).document
    except (etree.XMLSyntaxError, _Unclear):
        return None


def is_well_formed(data: bytes) -> bool:
    """Whether another parser of XML could read the UTF-8 document."""
    try:
        etree.fromstring(data, _parser(is_huge=True))
    except etree.XMLSyntaxError:
        return False
    return True


def _parser(*, is_huge: bool) -> etree.XMLParser:
    """One that reads nothing but the document; not huge: at most 256 levels, and 10 MB a text."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=is_huge,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


class _Unclear(Exception):
    """Something that feedparser is to judge."""


def _known(element: etree._Element) -> str:
    """The name of an element in `vocabulary`; a namespace that nobody knows goes by its prefix."""
    tag: object = element.tag  # a function for what is no element
    if not isinstance(tag, str):
        return ""
    namespace, _, local = tag.rpartition("}")
    space = namespace[1:].lower()
    known = _PREFIXES.get(space.rstrip("/"))
    if known is None:
        known = "" if "backend.userland.com/rss" in space else (element.prefix or "").lower()
    return f"{known}:{local.lower()}" if known else local.lower()


def _text(element: etree._Element) -> str:
    """The characters of an element before any other in it."""
    text = element.text
    return text.strip() if text else ""


def _attribute(element: etree._Element, name: str) -> str:
    value = element.get(name)
    return value if isinstance(value, str) else ""


class _Reader:
    """Walks one tree; ``document`` is the outcome."""

    def __init__(self, kind: Kind, root: etree._Element, url: str) -> None:
        self._kind: Kind = kind
        self._is_atom_1 = etree.QName(root).namespace == "http://www.w3.org/2005/Atom"
        self._names: dict[object, str] = {}  #: by tag
        self.document = FeedDraft(kind)
        self._feed(root, url)

    def _name(self, element: etree._Element) -> str:
        tag = element.tag
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = _known(element)
        return name

    def _feed(self, element: etree._Element, base: str) -> None:
        """The root, and the channel in it."""
        base = _joined(base, element)
        feed = self.document.feed
        feed.base = feed.base or base
        feed.language = feed.language or _attribute(element, _XML + "lang")
        for child in element:
            name = self._name(child)
            if name in ("item", "entry"):
                if len(self.document.entries) < MAX_ENTRIES:
                    self.document.entries.append(self._entry(child, base))
            elif name in ("channel", "items"):  # RSS 1.1 and some makers of RSS put the items into a box
                self._feed(child, base)
            elif name in RHYTHM:
                self._rhythm(child, name)
            elif name in ("skiphours", "skipdays"):
                for each in child:
                    self._rhythm(each, self._name(each))
            elif name == "image":
                self._feed_image(child)
            elif name != "textinput":
                self._part(feed, child, name, base)

    def _rhythm(self, element: etree._Element, name: str) -> None:
        if (value := _text(element)) and name in RHYTHM:
            self.document.said.setdefault(RHYTHM[name], []).append(value)

    def _feed_image(self, element: etree._Element) -> None:
        for child in element:
            if self._name(child) == "url" and not self.document.feed.icon:
                self.document.feed.icon = _text(child)

    def _entry(self, element: etree._Element, base: str) -> Draft:
        base = _joined(base, element)
        draft = Draft(_attribute(element, _ABOUT).strip(), True, base, _attribute(element, _XML + "lang"))
        for child in element:
            self._part(draft, child, self._name(child), base)
        return draft

    def _part(self, draft: Draft, element: etree._Element, name: str, base: str) -> None:
        """One element of an entry or a feed."""
        if name in TEXTS:
            self._words(draft, element, name, base)
        elif handler := _HANDLERS.get(name):
            handler(self, draft, element, base)
        elif name in TIMES:
            draft.time(TIMES[name], _text(element))
        elif name in PEOPLE:
            self._person(draft, element, PEOPLE[name])
        elif name in KEYWORDS:
            draft.keywords(_text(element))

    def _words(self, draft: Draft, element: etree._Element, name: str, base: str) -> None:
        """A text, as RFC 4287 §3.1 and §4.1.3 and Atom 0.3's ``mode`` have it."""
        attributes = element.attrib
        type = _attribute(element, "type").strip().lower() if attributes else ""
        kind = meaning(type or TEXTS[name], self._kind)
        if attributes:
            base = _joined(base, element)
            if name == "content" and (src := _attribute(element, "src")):
                draft.links.append(DraftLink("content", src, type, base=base))
        if kind is None and _attribute(element, "mode") != "base64":
            return
        if len(element):
            if kind == "html" and type in ("", "html", "text/html") and _text(element):
                raise _Unclear  # text that is half escaped, half markup
            value, kind = _inner(element, without_div=self._is_atom_1), "html"
        else:
            value = _text(element)
            is_xhtml = type in ("xhtml", "application/xhtml+xml") or (not type and TEXTS[name] == "xhtml")
            if is_xhtml and value:
                value = escape(value, quote=False)
        if attributes and _attribute(element, "mode") == "base64":
            value = _unpacked(value)
            kind = kind or "text"
        language = _attribute(element, _XML + "lang") if attributes else ""
        draft.say(name, Words(value, kind or "text", base, language))

    def _id(self, draft: Draft, element: etree._Element, _: str) -> None:
        draft.is_permalink = _attribute(element, "isPermaLink").strip().lower() != "false"
        draft.id = _text(element) or draft.id

    def _link(self, draft: Draft, element: etree._Element, base: str) -> None:
        href = _address(element)
        rel = relation(_attribute(element, "rel")) if href else "alternate"
        _note_link(draft, element, rel, href or _text(element), base)

    def _enclosure(self, draft: Draft, element: etree._Element, base: str) -> None:
        _note_link(draft, element, "enclosure", _address(element), base)

    def _first_address(self, draft: Draft, element: etree._Element, base: str) -> None:
        _note_link(draft, element, "origlink", _text(element), base)

    def _category(self, draft: Draft, element: etree._Element, _: str) -> None:
        label = _attribute(element, "label") or _attribute(element, "term") or _attribute(element, "text")
        draft.label(label, _attribute(element, "scheme"))
        draft.label(_text(element), "")

    def _person(self, draft: Draft, element: etree._Element, kept: str) -> None:
        """A name, or a person construct (RFC 4287 §3.2), of which only the name is anybody's business."""
        draft.person(kept, _text(element))
        for child in element:
            if self._name(child) in ("name", "itunes:name"):
                draft.person("author", _text(child))

    def _source(self, draft: Draft, element: etree._Element, base: str) -> None:
        base = _joined(base, element)
        source = Draft(base=base)
        _note_link(source, element, "self", _attribute(element, "url"), base)
        source.say("title", Words(_text(element)))
        for child in element:
            self._part(source, child, self._name(child), base)
        draft.source = source

    def _group(self, draft: Draft, element: etree._Element, base: str) -> None:
        for child in element:
            self._part(draft, child, self._name(child), base)

    def _media(self, draft: Draft, element: etree._Element, base: str) -> None:
        media = Media(
            _attribute(element, "url"),
            type=_attribute(element, "type").lower(),
            medium=_attribute(element, "medium"),
            width=_attribute(element, "width"),
            height=_attribute(element, "height"),
            length=_attribute(element, "fileSize"),
            base=_joined(base, element),
        )
        draft.media.append(media)
        for child in element:
            name = self._name(child)
            if name == "media:description":
                media.alt = media.alt or _text(child)
            elif name == "media:credit":
                media.credit = media.credit or _text(child)
            else:
                self._part(draft, child, name, media.base)

    def _thumbnail(self, draft: Draft, element: etree._Element, base: str) -> None:
        url = _attribute(element, "url") or _text(element)
        width, height = _attribute(element, "width"), _attribute(element, "height")
        draft.media.append(Media(url, width=width, height=height, is_thumbnail=True, base=_joined(base, element)))

    def _credit(self, draft: Draft, element: etree._Element, _: str) -> None:
        draft.person("media:credit", _text(element))

    def _image(self, draft: Draft, element: etree._Element, base: str) -> None:
        """The image of iTunes, of the feed or an entry."""
        if url := _address(element):
            self._note_image(draft, url, base)

    def _entry_image(self, draft: Draft, element: etree._Element, base: str) -> None:
        """RSS's image inside an item, where it has no place but stands in some feeds."""
        for child in element:
            if self._name(child) == "url" and (url := _text(child)):
                self._note_image(draft, url, base)

    def _note_image(self, draft: Draft, url: str, base: str) -> None:
        if draft is self.document.feed:
            draft.icon = draft.icon or url
        else:
            draft.media.append(Media(url, medium="image", base=base))

    def _language(self, draft: Draft, element: etree._Element, _: str) -> None:
        draft.language = _text(element) or draft.language

    def _icon(self, draft: Draft, element: etree._Element, _: str) -> None:
        draft.icon = _text(element) or draft.icon

    def _logo(self, draft: Draft, element: etree._Element, _: str) -> None:
        draft.icon = draft.icon or _text(element)


_Handler = Callable[[_Reader, Draft, etree._Element, str], None]
_HANDLERS: dict[str, _Handler] = {
    "guid": _Reader._id,
    "id": _Reader._id,
    "link": _Reader._link,
    "enclosure": _Reader._enclosure,
    "feedburner:origlink": _Reader._first_address,
    "category": _Reader._category,
    "dc:subject": _Reader._category,
    "itunes:category": _Reader._category,
    "media:category": _Reader._category,
    "source": _Reader._source,
    "media:group": _Reader._group,
    "media:content": _Reader._media,
    "media:thumbnail": _Reader._thumbnail,
    "media:credit": _Reader._credit,
    "itunes:image": _Reader._image,
    "image": _Reader._entry_image,
    "language": _Reader._language,
    "dc:language": _Reader._language,
    "icon": _Reader._icon,
    "logo": _Reader._logo,
}


def _joined(base: str, element: etree._Element) -> str:
    """The base inside ``element`` (XML Base §4); one that can't be joined is left out."""
    inner = element.get(_XML + "base") if element.attrib else None
    if not isinstance(inner, str) or not inner:
        return base
    try:
        return urljoin(base, inner)
    except ValueError:
        return base


def _address(element: etree._Element) -> str:
    return next((value for name in ("href", "url", "uri") if (value := _attribute(element, name))), "")


def _note_link(draft: Draft, element: etree._Element, rel: str, href: str, base: str) -> None:
    if href:
        type = _attribute(element, "type").lower()
        title, length = _attribute(element, "title"), _attribute(element, "length")
        draft.links.append(DraftLink(rel, href.strip(), type, title, length, _joined(base, element)))


def _unpacked(value: str) -> str:
    """Base64, of Atom 0.3; what is none stays."""
    try:
        return base64.decodebytes(value.encode()).decode()
    except (binascii.Error, UnicodeDecodeError):
        return value


def _inner(element: etree._Element, *, without_div: bool) -> str:
    """The markup inside an element as HTML; of Atom 1.0 without the div around all of it (RFC 4287 §3.1.1.3)."""
    inside = element
    if without_div and len(element) == 1 and not _text(element) and not (element[0].tail or "").strip():
        only = element[0]
        if isinstance(only.tag, str) and etree.QName(only).localname.lower() == "div":
            inside = only
    kept = [escape(inside.text or "", quote=False)]
    for child in inside:
        _serialise(child, kept)
    return "".join(kept).strip()


def _serialise(element: etree._Element, kept: list[str]) -> None:
    """``element`` and what follows it; lxml has seen to it that it is no deeper than 256 levels."""
    if isinstance(element.tag, str):
        name = etree.QName(element).localname.lower()
        attributes = "".join(
            f' {_html_name(str(key))}="{escape(str(value), quote=True)}"' for key, value in element.attrib.items()
        )
        kept.append(f"<{name}{attributes}>{escape(element.text or '', quote=False)}")
        for child in element:
            _serialise(child, kept)
        if name not in _VOID:
            kept.append(f"</{name}>")
    kept.append(escape(element.tail or "", quote=False))


def _html_name(name: str) -> str:
    """An attribute's name without its namespace; ``xml:lang`` is ``lang``."""
    return name.rpartition("}")[2].lower()
