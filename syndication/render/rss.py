"""RSS 2.0 (https://www.rssboard.org/rss-specification), made by feedgen.

In: ``Shown`` entries, or a ``Page`` and its fragments. Out: bytes. ``channel`` and ``add`` build one whole feedgen
document; ``fragments`` cuts its items out, and ``document`` joins items into a document without any: both ways give the
same bytes (a test).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from syndication.documents import Channel, Page
from syndication.model import Link
from syndication.render.elements import ATOM, DC, MEDIA, SKELETONS, SY, XML_LANG, add_image, child, cut, join
from syndication.render.entry import Shown, legal
from syndication.text.direction import marked

MEDIA_TYPE = "application/rss+xml"
_END = b"</channel>"
#: Update periods of mod_syndication, in seconds, that may be divided by a feed's ttl.
_PERIODS = (("hourly", 3600), ("daily", 86_400), ("weekly", 604_800))
#: Elements of plain text that hold words of ours. An item's description is HTML; a channel's is plain text.
_ITEM_TEXT = re.compile(rb"<(?:title|category|source)[ >][^<]*<")
_CHANNEL_TEXT = re.compile(rb"<(?:title|description|copyright)>[^<]*<")


class _ChannelExtension(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen's channel lacks: our prefixes, and mod_syndication in its right spelling."""

    channel: Channel | None = None

    def extend_ns(self) -> dict[str, str]:
        """The prefixes of the root, besides feedgen's own ``atom`` and ``content``."""
        return {"dc": DC, "media": MEDIA, "sy": SY}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Add the update period; ``feed`` is the root."""
        if self.channel is not None:
            period, frequency = update_period(ttl_minutes(self.channel.ttl_s))
            child(feed[0], f"{{{SY}}}updatePeriod", period)
            child(feed[0], f"{{{SY}}}updateFrequency", str(frequency))
        return feed


class _ItemExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen's item lacks."""

    shown: Shown

    def extend_rss(self, item: etree._Element) -> etree._Element:
        """Add language, creators, another outlet's article and rights, correction time, picture and related links."""
        shown = self.shown
        if shown.language:
            item.set(XML_LANG, shown.language)
        # feedgen drops an RSS author that has no e-mail address.
        for name in shown.authors:
            child(item, f"{{{DC}}}creator", name)
        if shown.outlet is not None:
            if shown.outlet.article:
                child(item, f"{{{DC}}}source", shown.outlet.article)
            if shown.outlet.rights:
                child(item, f"{{{DC}}}rights", shown.outlet.rights)
        if shown.corrected:
            child(item, f"{{{ATOM}}}updated", shown.updated.isoformat())
        if shown.image is not None:
            add_image(item, shown.image, described=bool(shown.content))
        for link in shown.links:
            if link.url:
                child(item, f"{{{ATOM}}}link", None, **related(link))
        return item


def related(link: Link) -> dict[str, str]:
    """The attributes of an Atom link to a related article (RFC 4287 §4.2.7), in the order they are written."""
    facts = {"rel": "related", "type": "text/html", "hreflang": link.language, "title": link.title, "href": link.url}
    return {name: value for name, value in facts.items() if value}


def ttl_minutes(ttl_s: int) -> int:
    """The ``ttl`` of a channel, whole minutes, at least one."""
    return max(1, -(-ttl_s // 60))


def update_period(minutes: int) -> tuple[str, int]:
    """``ttl`` in the words of mod_syndication: (period, times in it); exact wherever a period can be divided by it."""
    seconds = minutes * 60
    for period, length in _PERIODS:
        if length % seconds == 0:
            return period, length // seconds
    period, length = next((pair for pair in _PERIODS if pair[1] >= seconds), _PERIODS[-1])
    return period, max(1, round(length / seconds))


def plain_text(document: bytes) -> bytes:
    """``&`` and ``<`` in plain text as ``&#x26;`` and ``&#x3C;``, which no reader decodes twice; any part of a feed.

    https://www.rssboard.org/rss-profile#data-types-characterdata; feedgen can only write ``&amp;`` and ``&lt;``.
    """
    channel, start, items = document.partition(b"<item")
    return _CHANNEL_TEXT.sub(_hexadecimal, channel) + start + _ITEM_TEXT.sub(_hexadecimal, items)


def _hexadecimal(element: re.Match[bytes]) -> bytes:
    return element[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def as_html(text: str) -> str:
    """Plain text for a description, which is HTML: as it is where HTML reads it alike, else escaped.

    https://www.rssboard.org/rss-profile#element-channel-item-description
    """
    return text if "<" not in text and html.unescape(text) == text else html.escape(text, quote=False)


def channel(about: Channel, updated: datetime) -> FeedGenerator:
    """A feedgen feed with a channel and no entries; ``updated`` is the page's."""
    feed = _generator()
    feed.house.channel = about
    title = marked(legal(about.title) or legal(about.url), about.direction)
    feed.title(title)
    feed.description(marked(legal(about.description), about.direction) or title)
    feed.link(href=legal(about.url), rel="self", type=MEDIA_TYPE)
    feed.link(href=legal(about.home), rel="alternate", type="text/html")  # the last link is the channel's
    if about.language:
        feed.language(legal(about.language))
    if about.rights:
        feed.rights(legal(about.rights))
    if about.image:
        feed.image(legal(about.image), title=title, link=legal(about.home))
    feed.ttl(ttl_minutes(about.ttl_s))
    feed.updated(updated)  # also lastBuildDate, which is the time of rendering if unset
    return feed


def add(feed: FeedGenerator, shown: Shown) -> None:
    """Append one entry to a feedgen feed."""
    item = feed.add_entry(order="append")
    item.house.shown = shown
    item.id(shown.id)  # also guid, isPermaLink=false
    item.title(shown.title)
    item.link(href=shown.url)
    if shown.summary:
        item.description(as_html(shown.summary))
    if shown.content:
        item.content(shown.content, type="html")
    if shown.categories:
        item.category([{"term": term, "label": label} for term, label in shown.categories])
    for enclosure in shown.enclosures[:1]:  # RSS has one; feedgen would keep the last
        item.enclosure(enclosure.url, str(enclosure.length), enclosure.type)
    if shown.outlet is not None and shown.outlet.feed:
        item.source(url=shown.outlet.feed, title=shown.outlet.title)
    if shown.published is not None:
        item.published(shown.published)
    item.updated(shown.updated)


def fragments(entries: Iterable[Shown]) -> list[bytes]:
    """The bytes ``<item …>…</item>`` of each entry, by one feedgen call."""
    feed = _generator()
    feed.title("-")
    feed.description("-")
    feed.link(href="-")
    for shown in entries:
        add(feed, shown)
    return [plain_text(item) for item in cut(feed.rss_str(), b"<item", b"</item>")]


def document(page: Page, items: Sequence[bytes]) -> bytes:
    """The whole feed: the channel's skeleton with the items (newest first) joined in."""
    return join(_skeleton(page.channel, page.updated), _END, items)


@lru_cache(SKELETONS)
def _skeleton(about: Channel, updated: datetime) -> bytes:
    return plain_text(channel(about, updated).rss_str())


def _generator() -> FeedGenerator:
    feed = FeedGenerator()
    feed.register_extension("house", _ChannelExtension, _ItemExtension, atom=False, rss=True)
    feed.generator("syndication")
    return feed
