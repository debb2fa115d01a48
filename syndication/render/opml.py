"""The list of our feeds as a file that feed readers import.

In: an ``IndexPage`` in the site's language. Out: the bytes of an OPML 2.0 document (http://opml.org/spec2.opml), one
outline for each kind of feed and in it one for each feed. Pure; raises nothing.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from syndication.render.entry import legal
from syndication.render.html.views import IndexFeed, IndexPage
from syndication.render.words import words

#: What readers and browsers know it as; nothing is registered.
CONTENT_TYPE = "text/x-opml; charset=utf-8"


def document(page: IndexPage, updated: datetime) -> bytes:
    """The file; ``updated`` is the time of the newest change in any feed, since a page never reads the clock."""
    say = words(page.language)
    opml = etree.Element("opml", version="2.0")
    head = etree.SubElement(opml, "head")
    _text(head, "title", f"{say.feeds} – {page.publisher}")
    _text(head, "dateModified", format_datetime(updated, usegmt=True))
    _text(head, "ownerName", page.publisher)
    _text(head, "ownerId", page.site_url)
    body = etree.SubElement(opml, "body")
    for group in filter(lambda group: group.feeds, page.groups):
        # The one feed of everything would be alone in a folder of its own.
        inside = body if group.kind == "all" else etree.SubElement(body, "outline", text=say.groups[group.kind])
        for feed in group.feeds:
            etree.SubElement(inside, "outline", _attributes(feed, page))
    if not len(body):
        # The specification wants one outline at least.
        etree.SubElement(body, "outline", text=say.empty)
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
