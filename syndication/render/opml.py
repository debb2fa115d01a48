"""Lists of feeds as files that feed readers import: what we offer, and what we read.

In: an ``IndexPage`` or an ``OutletList`` in the site's language. Out: the bytes of an OPML 2.0 document
(http://opml.org/spec2.opml), one outline for each kind of feed or language and in it one for each feed. Pure; raises
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from syndication.render.entry import legal
from syndication.render.html.views import IndexFeed, IndexPage
from syndication.render.words import words

#: What readers and browsers know it as; nothing is registered.
CONTENT_TYPE = "text/x-opml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A feed that we read."""

    title: str
    url: str
    home: str
    language: str
    is_feed: bool  #: False: an address that feed readers can't read


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletList:
    """All feeds that we read."""

    language: str  #: of the file's own words
    publisher: str
    site_url: str
    groups: tuple[tuple[str, tuple[Outlet, ...]], ...]  #: by title


def document(page: IndexPage, updated: datetime) -> bytes:
    """What we offer; ``updated`` is the time of the newest change in any feed, since a page never reads the clock."""
    say = words(page.language)
    opml, body = _file(say.feeds, page.publisher, page.site_url, updated)
    for group in filter(lambda group: group.feeds, page.groups):
        # The one feed of everything would be alone in a folder of its own.
        inside = body if group.kind == "all" else etree.SubElement(body, "outline", text=say.groups[group.kind])
        for feed in group.feeds:
            etree.SubElement(inside, "outline", _attributes(feed, page))
    return _written(opml, body, say.empty)


def outlets(page: OutletList, updated: datetime) -> bytes:
    """What we read; ``updated`` is since when it is so."""
    say = words(page.language)
    opml, body = _file(say.sources, page.publisher, page.site_url, updated)
    for title, found in page.groups:
        inside = etree.SubElement(body, "outline", text=legal(title))
        for each in found:
            text = legal(each.title)
            facts = {"type": "rss", "text": text, "title": text, "xmlUrl": legal(each.url), "htmlUrl": legal(each.home)}
            if not each.is_feed:  # OPML 2.0, "Inclusion": a link is opened, not subscribed to
                facts = {"type": "link", "text": text, "url": legal(each.url)}
            etree.SubElement(inside, "outline", {**facts, "language": legal(each.language)})
    return _written(opml, body, say.empty)


def _file(title: str, publisher: str, site_url: str, updated: datetime) -> tuple[etree._Element, etree._Element]:
    """A file with its head, and its empty body."""
    opml = etree.Element("opml", version="2.0")
    head = etree.SubElement(opml, "head")
    _text(head, "title", f"{title} – {publisher}")
    _text(head, "dateModified", format_datetime(updated, usegmt=True))
    _text(head, "ownerName", publisher)
    _text(head, "ownerId", site_url)
    return opml, etree.SubElement(opml, "body")


def _written(opml: etree._Element, body: etree._Element, empty: str) -> bytes:
    if not len(body):
        # The specification wants one outline at least.
        etree.SubElement(body, "outline", text=empty)
    etree.indent(opml)
    return etree.tostring(opml, xml_declaration=True, encoding="utf-8") + b"\n"


def _attributes(feed: IndexFeed, page: IndexPage) -> dict[str, str]:
    """Of a subscription outline: the RSS feed, which every reader takes, and its page."""
    urls = {each.ext: legal(each.url) for each in feed.alternates}
    # A reader's list mixes the feeds of many sites, so the name of this one belongs into each.
    title = f"{legal(feed.title)} – {legal(page.publisher)}"
    found = {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": urls.get("rss", ""),
        "htmlUrl": urls.get("html", ""),
    }
    found |= {"language": legal(feed.language or ""), "description": legal(feed.description)}
    return {name: value for name, value in found.items() if value}


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = legal(text)
