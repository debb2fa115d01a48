"""Feeds: from an answer's bytes to raw entries, or to what came in a feed's place. Nothing here raises.

    unpack gzip | charset | where the feed begins | fast_feed, else mend and fast_feed, else full_feed | entries

What is no feed is told apart by `pages`.
"""

from __future__ import annotations

from syndication.intake import charset, entries, full_feed, xml_text
from syndication.intake.parsed import FeedLink, ParsedFeed

__all__ = ["FeedLink", "ParsedFeed", "parse"]


def parse(body: bytes, content_type: str, url: str) -> ParsedFeed:
    """What ``body`` is; ``content_type`` is the header's value, ``url`` the address it came from ("" if unknown)."""
    if not body.strip(b"\0\t\n\r "):
        return ParsedFeed(outcome="empty", why="the body is empty")
    decoded = charset.decode(body, content_type)
    xml = xml_text.find(decoded.text)
    if xml is None:
        return ParsedFeed(outcome="unreadable", why="no feed")
    xml = xml_text.mended(xml)
    return entries.parsed(full_feed.read(xml.text, xml.kind), url)
