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
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import feedparser.api

from syndication.intake.drafts import Draft, DraftLink, FeedDraft, Kind, Media, Words, relation

#: Not "utf-8": for that name feedparser takes each text that could be UTF-8 read as Latin-1 for just that.
_ENCODING = "utf8"
#: What feedparser's own code raises on feeds that nobody thought of.
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)
_PLAIN, _HTML, _XHTML = "text/plain", "text/html", "application/xhtml+xml"

#: Elements that hold a text, with the type that it has if it says none.
_TEXTS = {
    **dict.fromkeys(("title", "dc:title", "itunes:title", "summary", "abstract", "itunes:summary"), _PLAIN),
    **dict.fromkeys(("itunes:subtitle", "rights", "dc:rights", "copyright", "content"), _PLAIN),
    **dict.fromkeys(("description", "dc:description", "content:encoded", "fullitem"), _HTML),
    **dict.fromkeys(("body", "xhtml:body"), _XHTML),
}
#: Elements that hold a text and mean the same as another.
_SAME = {"content:encoded": "content", "fullitem": "content", "xhtml:body": "body"}
_SAME |= {"dc:rights": "rights", "copyright": "rights", "abstract": "summary"}
_TIMES = {
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms:issued"), "published"),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dcterms:modified"), "updated"),
    **dict.fromkeys(("created", "dcterms:created"), "created"),
    "dc:date": "dc:date",
}
_PEOPLE = {
    **dict.fromkeys(("author", "managingeditor", "dc:creator", "dc:author"), "author"),
    "itunes:author": "itunes:author",
}


def read(text: str, kind: Kind) -> FeedDraft:
    """What the document says. What can't be read of it is missing; nothing raises but MemoryError."""
    reader = _strict(text) or _loose(text)
    return FeedDraft(
        kind=kind,
        feed=reader.feed_draft,
        entries=reader.entry_drafts,
        **{name: "".join(reader.said.get(name, ())[:1]) for name in ("ttl", "period", "frequency")},
        skip_hours=reader.said.get("hour", []),
        skip_days=reader.said.get("day", []),
    )


def _strict(text: str) -> Any:
    """The reader after expat read all of it; None if this is no well-formed XML."""
    reader = _Strict("", None, _ENCODING)
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_namespaces, True)
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    parser.setContentHandler(reader)
    parser.setErrorHandler(reader)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(text.encode("utf-8", "replace")))
    try:
        parser.parse(source)
    except (xml.sax.SAXException, *_FAULTS):
        return None
    return reader


def _loose(text: str) -> Any:
    """The reader after the SGML parser read as much as it could."""
    reader = _Loose("", None, _ENCODING, {})
    with suppress(*_FAULTS):  # what was noted before stays good
        reader.feed(text)
    return reader


class _Notes:
    """Laid over feedparser's handlers, which it calls by the names of elements: ``_start_X`` and ``_end_X``."""

    # `entries` joins addresses, and ids stay as they are.
    can_be_relative_uri: frozenset[str] = frozenset()
    resolve_relative_uris = False
    sanitize_html = False
    incontent: int
    inauthor: int

    def __init__(self, *args: Any) -> None:
        self.feed_draft = Draft()
        self.entry_drafts: list[Draft] = []
        self.source_draft = Draft()
        self.said: dict[str, list[str]] = {}  #: of the channel, by the name in FeedDraft
        self._media: list[Media] = []  #: open elements
        super().__init__(*args)

    def __getattr__(self, name: str) -> Any:
        """For the type checker: feedparser's own attributes; the rest is unknown, which feedparser counts on."""
        raise AttributeError(name)

    def draft(self) -> Draft:
        """The draft of the innermost entry, source or feed; one that nobody reads for boxes of a channel."""
        if self.insource:
            return self.source_draft
        if self.inentry:
            return self.entry_drafts[-1]
        return Draft() if self.inimage or self.intextinput else self.feed_draft

    def take(self, element: str) -> str:
        """The text of the element that ends; "" if it was never opened here (as inside a text with markup)."""
        value = self.pop(element)
        return value if isinstance(value, str) else ""

    # --- texts

    def start_text(self, name: str, default: str, attrs: dict[str, str]) -> None:
        self.push_content(name, attrs, default, 1)
        self.contentparams["own_lang"] = attrs.get("xml:lang", "")

    def end_text(self, name: str) -> None:
        if not self.elementstack or self.elementstack[-1][0] != name:
            return  # feedparser would take the end of a text of this name inside another text for the other's end
        value = self.take(name)
        params = dict(self.contentparams)
        self.incontent -= 1
        self.contentparams.clear()
        type = params.get("type", _PLAIN)
        if type.startswith(("text/", _XHTML)) or type.endswith(("/xml", "+xml")):
            is_html = type != _PLAIN and not (type.startswith("text/") and type not in (_HTML, "text/xml"))
            words = Words(value, "html" if is_html else "text", params.get("base", ""), params.get("own_lang", ""))
            self.draft().say(_SAME.get(name, name), words)

    def _start_content(self, attrs: dict[str, str]) -> None:
        self.start_text("content", _PLAIN, attrs)
        if src := attrs.get("src"):
            self.draft().links.append(DraftLink("content", src, attrs.get("type", ""), base=self.baseuri))

    # --- entries

    def _start_item(self, attrs: dict[str, str]) -> None:
        super()._start_item(attrs)  # type: ignore[misc]
        self._media.clear()
        about = self._get_attribute(attrs, "rdf:about") or ""
        draft = Draft(id=about.strip(), is_permalink=True, base=self.baseuri, language=attrs.get("xml:lang", ""))
        self.entry_drafts.append(draft)

    def _end_item(self) -> None:
        super()._end_item()  # type: ignore[misc]
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
        super()._start_source(attrs)  # type: ignore[misc]
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

    def _start_category(self, attrs: dict[str, str]) -> None:
        self.push("category", 1)
        self.note_label(attrs)

    def _end_category(self) -> None:
        if value := self.take("category"):
            self.draft().categories.append(value)

    def note_label(self, attrs: dict[str, str]) -> None:
        """An Atom category, or one of iTunes. Blogger's ``kind`` says only that it is a post."""
        label = attrs.get("label") or attrs.get("term") or attrs.get("text") or ""
        if label.strip() and not attrs.get("scheme", "").endswith("#kind"):
            self.draft().categories.append(label.strip())

    def _end_keywords(self) -> None:
        self.draft().categories += [word.strip() for word in self.take("keywords").split(",") if word.strip()]

    def _start_keywords(self, _: dict[str, str]) -> None:
        self.push("keywords", 1)

    _start_media_keywords = _start_itunes_keywords = _start_keywords
    _end_media_keywords = _end_itunes_keywords = _end_keywords

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

    def _start_media_description(self, attrs: dict[str, str]) -> None:
        self.push("media_description", 1)

    def _end_media_description(self) -> None:
        value = self.take("media_description")
        if self._media:
            self._media[-1].alt = self._media[-1].alt or value
        else:
            self.draft().say("media:description", Words(value))

    def _start_media_title(self, attrs: dict[str, str]) -> None:
        self.push("media_title", 1)

    def _end_media_title(self) -> None:
        self.draft().say("media:title", Words(self.take("media_title")))

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
            self.feed_draft.icon = self.feed_draft.icon or url

    # --- the feed

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
            self.said.setdefault(name, []).append(value)


def _handlers() -> Iterator[tuple[str, Callable[..., None]]]:
    """The handlers of elements that come in kinds."""
    for name, default in _TEXTS.items():
        method = name.replace(":", "_")
        if name != "content":
            yield (
                f"_start_{method}",
                lambda self, attrs, name=name, default=default: self.start_text(name, default, attrs),
            )
        yield f"_end_{method}", lambda self, name=name: self.end_text(name)
    for name, kept in _TIMES.items():
        method = name.replace(":", "_")
        yield f"_start_{method}", lambda self, _, name=name: self.push(name, 1)
        yield f"_end_{method}", lambda self, name=name, kept=kept: self.draft().time(kept, self.take(name))
    for name, kept in _PEOPLE.items():
        method = name.replace(":", "_")
        yield f"_start_{method}", _start_person
        yield f"_end_{method}", lambda self, kept=kept: _end_person(self, kept)
    for name, kept in {"ttl": "ttl", "hour": "hour", "day": "day"}.items():
        yield f"_end_{name}", lambda self, name=name, kept=kept: self.note_said(name, kept)
    for name, kept in {"sy_updateperiod": "period", "sy_updatefrequency": "frequency"}.items():
        yield f"_end_{name}", lambda self, name=name, kept=kept: self.note_said(name, kept)


def _start_person(self: _Notes, _: dict[str, str]) -> None:
    self.inauthor = 1
    self.push("author", 1)


def _end_person(self: _Notes, kept: str) -> None:
    value = self.take("author")
    self.inauthor = 0
    self.draft().person(kept, value)


for _name, _handler in _handlers():
    setattr(_Notes, _name, _handler)


class _Strict(_Notes, feedparser.api.StrictFeedParser):  # type: ignore[misc]
    """Reads what expat reads."""


class _Loose(_Notes, feedparser.api.LooseFeedParser):  # type: ignore[misc]
    """Reads anything."""
