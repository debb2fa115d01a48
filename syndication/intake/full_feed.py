"""feedparser, the parser of record: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, RDF, also what is no XML any more.

Its reading is used: XML with namespaces (expat, then SGML where that gives up), text constructs, ``xml:base``. Each
part is noted as it ends, before feedparser does what has to be undone (facts: libraries): it makes ids absolute and so
changes them, joins ``media:title`` and ``media:description`` with the entry's own, takes a second description for the
content, copies content to summary, and reads dates, some of them wrongly. Its sanitising and joining of addresses
inside HTML stay off: nh3 does both afterwards in a fifth of the time.

The document comes as text with its head mended, so encodings and entities are settled before.
"""

from __future__ import annotations

import io
import re
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import unescape

import feedparser.api

from syndication.intake.drafts import MAX_ENTRIES, Draft, DraftLink, FeedDraft, Media, Words
from syndication.intake.vocabulary import KEYWORDS, PEOPLE, RHYTHM, TEXTS, TIMES, Kind, meaning, relation

#: Not "utf-8": for that name feedparser takes each text that could be UTF-8 read as Latin-1 for just that.
_ENCODING = "utf8"
#: What feedparser's own code raises on feeds that nobody thought of.
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)
_TYPES = {"text": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml"}
#: HTML has no such end tags: each would be read as a second element.
_VOID_END = re.compile(r"</(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)>")

#: Elements of feeds that stand in no text, whatever markup it has.
_NO_MARKUP = frozenset(("item", "entry", "guid", "pubdate", "description", "content:encoded", "category", "updated"))


def read(data: bytes, kind: Kind, url: str, *, is_xml: bool = True) -> FeedDraft:
    """What the UTF-8 document from ``url`` says. What can't be read is missing; only MemoryError is raised.

    ``is_xml``: whether it may be well-formed; if not, half of the time is saved.
    """
    reader = (is_xml and _strict(data, kind, url)) or _loose(data, kind, url)
    document: FeedDraft = reader.document
    return document


def _strict(data: bytes, kind: Kind, url: str) -> Any:
    """The reader after expat read all of it; None if this is no well-formed XML."""
    reader = _Strict(kind, url, None, _ENCODING)
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_namespaces, True)
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    parser.setContentHandler(reader)
    parser.setErrorHandler(reader)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(data))
    try:
        parser.parse(source)
    except (xml.sax.SAXException, *_FAULTS):
        return None
    return reader


def _loose(data: bytes, kind: Kind, url: str) -> Any:
    """The reader after the SGML parser read as much as it could."""
    reader = _Loose(kind, url, None, _ENCODING, {})
    with suppress(*_FAULTS):  # what was noted before stays good
        reader.feed(data.decode("utf-8", "replace"))
    return reader


if TYPE_CHECKING:

    class _Feedparser:
        """What the handlers use of the untyped class that they are laid over."""

        def pop(self, element: str, strip_whitespace: bool = True) -> object: ...
        def _start_item(self, attrs: dict[str, str]) -> None: ...
        def _end_item(self) -> None: ...
        def _start_source(self, attrs: dict[str, str]) -> None: ...
        def _start_rss(self, attrs: dict[str, str]) -> None: ...
        def _start_feed(self, attrs: dict[str, str]) -> None: ...
        def _start_channel(self, attrs: dict[str, str]) -> None: ...
        def __getattr__(self, name: str) -> Any: ...

else:
    _Feedparser = object


class _Notes(_Feedparser):
    """Laid over feedparser's handlers, which it calls by the names of elements: ``_start_X`` and ``_end_X``."""

    # `entries` joins addresses, and ids stay as they are.
    can_be_relative_uri: frozenset[str] = frozenset()
    resolve_relative_uris = False
    sanitize_html = False
    incontent: int
    inauthor: int

    def __init__(self, kind: Kind, *args: Any) -> None:
        self.document = FeedDraft(kind)
        self.source_draft = Draft()
        self._entry = Draft()
        self._media: list[Media] = []  #: open elements
        super().__init__(*args)

    def draft(self) -> Draft:
        """The draft of the innermost entry, source or feed; one that nobody reads for boxes of a channel."""
        if self.insource:
            return self.source_draft
        if self.inentry:
            return self._entry
        return Draft() if self.inimage or self.intextinput else self.document.feed

    def pop(self, element: str, strip_whitespace: bool = True) -> object:
        """The text of the element that ends. Outside of texts feedparser would only keep what nobody reads here."""
        if self.incontent:
            return super().pop(element, strip_whitespace)
        if not self.elementstack or self.elementstack[-1][0] != element:
            return None
        pieces = self.elementstack.pop()[2]
        return self.decoded("".join(each if isinstance(each, str) else each.decode() for each in pieces)).strip()

    @staticmethod
    def decoded(text: str) -> str:
        """The characters that a text stands for; expat has seen to it."""
        return text

    def take(self, element: str) -> str:
        """The text of the element that ends; "" if it was never opened here (as inside a text with markup)."""
        value = self.pop(element)
        return value if isinstance(value, str) else ""

    # --- texts

    def start_text(self, name: str, attrs: dict[str, str]) -> None:
        self.push_content(name, attrs, _TYPES[TEXTS[name]], 1)
        self.contentparams["own_lang"] = attrs.get("xml:lang", "")

    def end_text(self, name: str) -> None:
        if not self.elementstack or self.elementstack[-1][0] != name:
            return  # feedparser would take the end of a text of this name inside another text for the other's end
        value = self.take(name)
        params = dict(self.contentparams)
        self.incontent -= 1
        self.contentparams.clear()
        if name == "media:description" and self._media:
            self._media[-1].alt = self._media[-1].alt or value
            return
        kind = meaning(params.get("type", ""), self.document.kind)
        if kind is not None:
            words = Words(_VOID_END.sub("", value), kind, params.get("base", ""), params.get("own_lang", ""))
            self.draft().say(name, words)

    def close_text(self) -> None:
        """End the text that is open, if there is one."""
        if self.incontent and self.elementstack:
            self.end_text(self.elementstack[-1][0])

    def _start_content(self, attrs: dict[str, str]) -> None:
        self.start_text("content", attrs)
        if src := attrs.get("src"):
            self.draft().links.append(DraftLink("content", src, attrs.get("type", ""), base=self.baseuri))

    # --- entries

    def _start_item(self, attrs: dict[str, str]) -> None:
        super()._start_item(attrs)
        self._media.clear()
        about = self._get_attribute(attrs, "rdf:about") or ""
        draft = Draft(id=about.strip(), is_permalink=True, base=self.baseuri, language=attrs.get("xml:lang", ""))
        self._entry = draft
        if len(self.document.entries) < MAX_ENTRIES:
            self.document.entries.append(draft)

    def _end_item(self) -> None:
        self.close_text()
        super()._end_item()
        if self.entries:
            self.entries[-1].clear()  # what feedparser keeps of it nobody reads

    _start_entry, _end_entry = _start_item, _end_item

    def _start_guid(self, attrs: dict[str, str]) -> None:
        self.push("id", 1)
        if not self.insource:
            self.draft().is_permalink = attrs.get("ispermalink", "true").strip().lower() != "false"

    def _end_guid(self) -> None:
        if value := self.take("id"):
            self.draft().id = value

    _start_id, _end_id = _start_guid, _end_guid

    def _start_source(self, attrs: dict[str, str]) -> None:
        super()._start_source(attrs)
        self.source_draft = Draft(base=self.baseuri)
        if url := attrs.get("url"):
            self.source_draft.links.append(DraftLink("self", url, base=self.baseuri))

    def _end_source(self) -> None:
        self.source_draft.say("title", Words(self.take("source")))
        self.insource = 0
        self.draft().source = self.source_draft

    # --- links

    def _start_link(self, attrs: dict[str, str]) -> None:
        if href := attrs.get("href") or attrs.get("url") or attrs.get("uri"):
            self._note_link(relation(attrs.get("rel", "")), href, attrs)
        else:
            self.push("rss_link", 1)

    def _end_link(self) -> None:
        if value := self.take("rss_link"):
            self._note_link("alternate", value, {})

    def _start_enclosure(self, attrs: dict[str, str]) -> None:
        if href := attrs.get("url") or attrs.get("href") or attrs.get("uri"):
            self._note_link("enclosure", href, attrs)

    def _end_feedburner_origlink(self) -> None:
        if value := self.take("feedburner_origlink"):
            self._note_link("origlink", value, {})

    def _note_link(self, rel: str, href: str, attrs: dict[str, str]) -> None:
        parts = {name: attrs.get(name, "") for name in ("type", "title", "length")}
        self.draft().links.append(DraftLink(rel, href.strip(), **parts, base=self.baseuri))

    # --- people, labels, pictures

    def _end_name(self) -> None:
        value = self.take("name")
        if self.inauthor:
            self.draft().person("author", value)

    _end_itunes_name = _end_name

    def _start_category(self, attrs: dict[str, str]) -> None:
        self.push("category", 1)
        label = attrs.get("label") or attrs.get("term") or attrs.get("text") or ""
        self.draft().label(label, attrs.get("scheme", ""))

    def _end_category(self) -> None:
        self.draft().label(self.take("category"), "")

    _start_media_category = _start_itunes_category = _start_dc_subject = _start_category
    _end_media_category = _end_itunes_category = _end_dc_subject = _end_category

    def _start_media_content(self, attrs: dict[str, str]) -> None:
        media = Media(
            url=attrs.get("url", ""),
            type=attrs.get("type", ""),
            medium=attrs.get("medium", ""),
            width=attrs.get("width", ""),
            height=attrs.get("height", ""),
            length=attrs.get("filesize", ""),
            base=self.baseuri,
        )
        self.draft().media.append(media)
        self._media.append(media)

    def _end_media_content(self) -> None:
        if self._media:
            self._media.pop()

    def _start_media_thumbnail(self, attrs: dict[str, str]) -> None:
        size = {name: attrs.get(name, "") for name in ("width", "height")}
        self.draft().media.append(Media(attrs.get("url", ""), **size, is_thumbnail=True, base=self.baseuri))
        self.push("thumbnail", 1)

    def _end_media_thumbnail(self) -> None:
        value = self.take("thumbnail")
        if value and (media := self.draft().media) and not media[-1].url:
            media[-1].url = value

    def _start_media_credit(self, attrs: dict[str, str]) -> None:
        self.push("media_credit", 1)

    def _end_media_credit(self) -> None:
        value = self.take("media_credit")
        if self._media:
            self._media[-1].credit = self._media[-1].credit or value
        else:
            self.draft().person("media:credit", value)

    def _start_itunes_image(self, attrs: dict[str, str]) -> None:
        self.push("itunes_image", 0)
        self._note_image(attrs.get("href") or attrs.get("url") or "")

    def _end_url(self) -> None:
        value = self.take("href")
        if self.inimage:
            self._note_image(value)

    def _note_image(self, url: str) -> None:
        if url and self.inentry:
            self.draft().media.append(Media(url, medium="image", base=self.baseuri))
        elif url:
            self.document.feed.icon = self.document.feed.icon or url

    # --- the feed

    def _start_rss(self, attrs: dict[str, str]) -> None:
        super()._start_rss(attrs)
        self._note_root(attrs)

    def _start_feed(self, attrs: dict[str, str]) -> None:
        super()._start_feed(attrs)
        self._note_root(attrs)

    def _start_channel(self, attrs: dict[str, str]) -> None:
        super()._start_channel(attrs)
        self._note_root(attrs)

    def _note_root(self, attrs: dict[str, str]) -> None:
        feed = self.document.feed
        feed.base = feed.base or self.baseuri
        feed.language = feed.language or attrs.get("xml:lang", "")

    def _end_language(self) -> None:
        if value := self.take("language"):
            self.draft().language = value

    def _end_icon(self) -> None:
        if value := self.take("icon"):
            self.draft().icon = value

    def _end_logo(self) -> None:
        if value := self.take("logo"):
            self.draft().icon = self.draft().icon or value

    def note_said(self, element: str, name: str) -> None:
        """A number or word about the feed's rhythm."""
        if (value := self.take(element)) and not self.inentry:
            self.document.said.setdefault(name, []).append(value)


def _handlers() -> Iterator[tuple[str, Callable[..., None]]]:
    """The handlers of elements that come in kinds: (name in `vocabulary`, start) and (name, end)."""
    for name in TEXTS:
        if name != "content":
            yield f"_start_{name}", lambda self, attrs, name=name: self.start_text(name, attrs)
        yield f"_end_{name}", lambda self, name=name: self.end_text(name)
    for name, kept in TIMES.items():
        yield f"_start_{name}", lambda self, _, name=name: self.push(name, 1)
        yield f"_end_{name}", lambda self, name=name, kept=kept: self.draft().time(kept, self.take(name))
    for name in KEYWORDS:
        yield f"_start_{name}", lambda self, _, name=name: self.push(name, 1)
        yield f"_end_{name}", lambda self, name=name: self.draft().keywords(self.take(name))
    for name, kept in PEOPLE.items():
        yield f"_start_{name}", _start_person
        yield f"_end_{name}", lambda self, kept=kept: _end_person(self, kept)
    for name, kept in RHYTHM.items():
        yield f"_start_{name}", lambda self, _, name=name: self.push(name, 1)
        yield f"_end_{name}", lambda self, name=name, kept=kept: self.note_said(name, kept)


def _start_person(self: _Notes, _: dict[str, str]) -> None:
    self.inauthor = 1
    self.push("author", 1)


def _end_person(self: _Notes, kept: str) -> None:
    value = self.take("author")
    self.inauthor = 0
    self.draft().person(kept, value)


for _name, _handler in _handlers():
    setattr(_Notes, _name.replace(":", "_"), _handler)


class _Strict(_Notes, feedparser.api.StrictFeedParser):  # type: ignore[misc]  # feedparser has no types
    """Reads what expat reads."""


class _Loose(_Notes, feedparser.api.LooseFeedParser):  # type: ignore[misc]  # feedparser has no types
    """Reads anything."""

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """A text that was never closed ends where the feed goes on; else it would hold all that follows."""
        if tag in _NO_MARKUP or (tag == "link" and not attrs):
            self.close_text()
        super().unknown_starttag(tag, attrs)

    @staticmethod
    def decoded(text: str) -> str:
        """The characters: of references only XML's own five are left (`xml_text.mended`), CDATA comes escaped."""
        return unescape(text, {"&quot;": '"', "&apos;": "'"})
