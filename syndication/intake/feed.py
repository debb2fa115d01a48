"""Feeds: from an answer's bytes to raw entries, or to what came in a feed's place. Nothing here raises.

    unpack gzip | charset | JSON Feed, or where the feed begins | fast_feed; else mend, fast_feed; else full_feed
                | entries

What is no feed is told apart by `pages`.
"""

from __future__ import annotations

from dataclasses import replace

from syndication.intake import charset, entries, fast_feed, json_feeds, pages, streams, xml_text
from syndication.intake.drafts import FeedDraft
from syndication.intake.parsed import ParsedFeed


def parse(body: bytes, content_type: str, url: str) -> ParsedFeed:
    """What ``body`` is; ``content_type`` is the header's value, ``url`` the address it came from ("" if unknown)."""
    try:
        return _parse(body, content_type, url)
    except MemoryError:
        return ParsedFeed(outcome="unreadable", why="takes more memory than there is")
    except Exception as error:  # all input is hostile, and a parser of faults has its own
        return ParsedFeed(outcome="unreadable", why=f"can't be read: {type(error).__name__}: {error}"[:300])


def _parse(body: bytes, content_type: str, url: str) -> ParsedFeed:
    if body.startswith(streams.GZIP_MAGIC):
        body = streams.unpacked_document(body)
        if not body:
            return ParsedFeed(outcome="binary", why="gzip data that can't be unpacked")
    if not body.strip(b"\0\t\n\r "):
        return ParsedFeed(outcome="empty", why="the body is empty")
    decoded = charset.decode(body, content_type)
    if document := _document(decoded.text, url):
        return replace(entries.parsed(document, url), why=decoded.why)
    if decoded.encoding[:6] not in ("utf-16", "utf-32") and (kind := pages.is_binary(body)):
        return ParsedFeed(outcome="binary", why=kind)
    return pages.judge(decoded.text, content_type, url)


def _document(text: str, url: str) -> FeedDraft | None:
    """The feed in ``text``, in whichever format; None if there is none."""
    if text.lstrip("\ufeff\0\t\n\r ")[:1] == "{":
        return json_feeds.read(text)
    xml = xml_text.find(text)
    document = _read(xml, url) if xml else None
    # Other documents have elements of these names too.
    is_feed = document is not None and (document.entries or document.feed.texts or document.feed.links)
    return document if is_feed else None


def _read(xml: xml_text.Xml, url: str) -> FeedDraft:
    """By the fast reader, if need be after mending; else by feedparser."""
    if document := fast_feed.read(xml.data, xml.kind, url):
        return document
    whole = xml_text.mended(xml)
    document = fast_feed.read(whole.data, whole.kind, url) if whole.data != xml.data else None
    if document is None:
        from syndication.intake import full_feed  # a tenth of a second that few processes ever need

        is_xml = fast_feed.is_well_formed(whole.data)
        document = full_feed.read(whole.data, whole.kind, url, is_xml=is_xml)
    return document
