"""Atom 1.0 (RFC 4287) with tombstones (RFC 6721), made by feedgen.

In: ``Shown`` entries, or a ``Page`` and its fragments. Out: bytes. ``channel`` and ``add`` build one whole feedgen
document; ``fragments`` cuts its entries out, and ``document`` joins entries into a document without any: both ways give
the same bytes (a test).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from syndication.model import Channel, Page, Tombstone
from syndication.render import rss
from syndication.render.elements import MEDIA, SKELETONS, TOMBSTONES, XML_LANG, add_image, child, cut, join
from syndication.render.entry import Shown, legal
from syndication.text.direction import marked

MEDIA_TYPE = "application/atom+xml"
_END = b"</feed>"
_EPOCH = "1970-01-01T00:00:00Z"


class _FeedExtension(BaseExtension):  # type: ignore[misc]
    """What feedgen's feed lacks: our prefixes and tombstones."""

    gone: tuple[Tombstone, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        """The prefixes of the root; Atom's own namespace is the default one."""
        return {"media": MEDIA, "at": TOMBSTONES}

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Add the tombstones; ``feed`` is the root."""
        for tombstone in self.gone:
            facts = {"ref": legal(tombstone.id), "when": tombstone.when.isoformat()}
            child(feed, f"{{{TOMBSTONES}}}deleted-entry", None, **facts)
        return feed


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]
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
        return entry


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
    entry.id(shown.id)
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
