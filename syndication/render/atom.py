"""Atom 1.0 (RFC 4287) with tombstones (RFC 6721), made by feedgen.

In: ``Shown`` entries, or a ``Page`` and its fragments. Out: bytes. ``channel`` and ``add`` build one whole feedgen
document; ``fragments`` cuts its entries out, and ``document`` joins entries into a document without any: both ways give
the same bytes (a test).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from syndication.documents import Channel, Page, Tombstone
from syndication.render import rss
from syndication.render.elements import MEDIA, SKELETONS, TOMBSTONES, XML_LANG, add_image, child, cut, join
from syndication.render.entry import Outlet, Shown, is_iri, legal
from syndication.text.direction import marked

MEDIA_TYPE = "application/atom+xml"
_END = b"</feed>"
_EPOCH = "1970-01-01T00:00:00Z"


class _FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen's feed lacks: our prefixes and tombstones."""

    gone: tuple[Tombstone, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        """The prefixes of the root; Atom's own namespace is the default one."""
        return {"media": MEDIA, "at": TOMBSTONES}

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Add the tombstones; ``feed`` is the root."""
        for tombstone in self.gone:
            facts = {"ref": atom_id(tombstone.id), "when": tombstone.when.isoformat()}
            child(feed, f"{{{TOMBSTONES}}}deleted-entry", None, **facts)
        return feed


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen's entry lacks, above all links that keep their attributes (lkiesow/python-feedgen#135)."""

    shown: Shown

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Complete the alternate link; add language, enclosures, related links and picture."""
        shown = self.shown
        if shown.language:
            entry.set(XML_LANG, shown.language)
        alternate = entry.find("link")
        if alternate is not None:
            alternate.set("rel", "alternate")
            alternate.set("type", "text/html")
        for enclosure in shown.enclosures:
            facts = {"rel": "enclosure", "type": enclosure.type, "length": str(enclosure.length), "href": enclosure.url}
            child(entry, "link", None, **{name: value for name, value in facts.items() if value})
        for link in shown.links:
            if link.url:
                child(entry, "link", None, **rss.related(link))
        if shown.image is not None:
            add_image(entry, shown.image, described=bool(shown.content))
        if shown.outlet is not None:
            _add_source(entry, shown.outlet)
        return entry


def _add_source(entry: etree._Element, outlet: Outlet) -> None:
    """An entry's own rights, and the feed that it is from (RFC 4287 §4.2.10, §4.2.11)."""
    if outlet.rights:
        child(entry, "rights", outlet.rights, type="text")
    source = child(entry, "source")
    child(source, "id", outlet.id)
    child(source, "title", outlet.title, type="text")
    child(source, "updated", outlet.updated.isoformat())
    for name in outlet.authors:
        child(child(source, "author"), "name", name)
    if outlet.feed:
        child(source, "link", None, rel="self", href=outlet.feed)
    if outlet.home:
        child(source, "link", None, rel="alternate", type="text/html", href=outlet.home)
    if outlet.feed_rights:
        child(source, "rights", outlet.feed_rights, type="text")
    if outlet.icon:
        child(source, "icon", outlet.icon)


def channel(about: Channel, updated: datetime, gone: tuple[Tombstone, ...]) -> FeedGenerator:
    """A feedgen feed with a channel and no entries; ``updated`` and ``gone`` are the page's."""
    feed = _generator()
    feed.house.gone = gone
    feed.id(legal(about.id))
    feed.title(marked(legal(about.title) or legal(about.url), about.direction))
    if about.description:
        feed.subtitle(marked(legal(about.description), about.direction))
    if about.language:
        feed.language(legal(about.language))
    # The only alternate: some readers (newsboat) take the last one for the site's address whatever its type.
    feed.link(href=legal(about.home), rel="alternate", type="text/html")
    feed.link(href=legal(about.url), rel="self", type=MEDIA_TYPE)
    feed.author(name=legal(about.publisher), uri=legal(about.site_url))
    if about.rights:
        feed.rights(legal(about.rights))
    if about.image:
        feed.logo(legal(about.image))
    feed.updated(updated)  # the time of rendering if unset
    return feed


def add(feed: FeedGenerator, shown: Shown) -> None:
    """Append one entry to a feedgen feed."""
    entry = feed.add_entry(order="append")
    entry.house.shown = shown
    entry.id(atom_id(shown.id))
    entry.title(shown.title)
    entry.link(href=shown.url)
    for name in shown.authors:
        entry.author(name=name)
    if shown.summary:
        entry.summary(shown.summary, type="text")
    if shown.content:
        entry.content(shown.content, type="html")
    if shown.categories:
        entry.category([{"term": term, "label": label} for term, label in shown.categories])
    if shown.published is not None:
        entry.published(shown.published)
    entry.updated(shown.updated)


def atom_id(id: str) -> str:
    """``id``, or where it is no IRI a name made of it: RSS has guids of any form, Atom has not (RFC 4287 §4.2.6).

    A UUID of its hash (RFC 9562 §5.8, version 8).
    """
    if is_iri(id):
        return id
    digits = hashlib.sha256(legal(id).encode()).hexdigest()
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-8{digits[12:15]}-8{digits[15:18]}-{digits[18:30]}"


def fragments(entries: Iterable[Shown]) -> list[bytes]:
    """The bytes ``<entry …>…</entry>`` of each entry, by one feedgen call."""
    feed = _generator()
    feed.id("-")
    feed.title("-")
    feed.updated(_EPOCH)
    for shown in entries:
        add(feed, shown)
    return cut(feed.atom_str(), b"<entry", b"</entry>")


def document(page: Page, entries: Sequence[bytes]) -> bytes:
    """The whole feed: the feed's skeleton with the entries (newest first) joined in."""
    return join(_skeleton(page.channel, page.updated, page.gone), _END, entries)


@lru_cache(SKELETONS)
def _skeleton(about: Channel, updated: datetime, gone: tuple[Tombstone, ...]) -> bytes:
    skeleton: bytes = channel(about, updated, gone).atom_str()
    return skeleton


def _generator() -> FeedGenerator:
    feed = FeedGenerator()
    feed.register_extension("house", _FeedExtension, _EntryExtension, atom=True, rss=False)
    feed.generator("syndication")
    return feed
