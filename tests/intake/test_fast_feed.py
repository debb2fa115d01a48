"""The fast reader beside feedparser, on invented feeds and, where the variable FEEDS names them, on real ones."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import urljoin

import feedparser
import pytest

from syndication.intake import charset, entries, fast_feed, full_feed, xml_text
from syndication.intake.drafts import FeedDraft
from syndication.intake.parsed import ParsedFeed
from syndication.model import RawEntry
from syndication.text.markup import sanitise
from syndication.text.titles import plain_title
from tests.intake.real_feeds import invented, real

URL = "https://from.example/feed"
#: What the fast reader leaves, and why.
LEFT = {
    "broken_tags": "no XML even after mending",
    "broken_truncated": "no XML even after mending",
    "rss_2.0_inline_markup": "half escaped, half markup",
    "rss_2.0_titles": "half escaped, half markup",
}
INVENTED, REAL = invented(), real()


def xml(body: bytes) -> xml_text.Xml:
    found = xml_text.find(charset.decode(body).text)
    assert found is not None
    return found


def fast(body: bytes) -> ParsedFeed | None:
    """By the fast reader, if need be after mending."""
    found = xml(body)
    whole = xml_text.mended(found)
    draft = fast_feed.read(found.data, found.kind, URL) or fast_feed.read(whole.data, whole.kind, URL)
    return entries.parsed(draft, URL) if draft else None


def full(body: bytes) -> ParsedFeed:
    whole = xml_text.mended(xml(body))
    return entries.parsed(full_feed.read(whole.data, whole.kind, URL), URL)


@pytest.mark.parametrize("name", INVENTED)
def test_it_gives_what_the_full_reader_gives_or_leaves_the_document(name: str) -> None:
    found = fast(INVENTED[name])
    assert (found is None) == (name in LEFT)
    if found is not None:
        assert found == full(INVENTED[name])


def shown(entry: RawEntry) -> tuple[object, ...]:
    """What the rule compares: id, url, title, published, updated, author, content, summary."""
    content = sanitise(entry.html or "", entry.base_url, "ar").html
    summary, title = plain_title(entry.summary or ""), plain_title(entry.title)
    return entry.guid, entry.url, title, entry.published, entry.updated, entry.authors, content, summary


@pytest.mark.skipif(not REAL, reason="FEEDS names no feeds")
@pytest.mark.timeout(300)
def test_real_feeds_are_read_alike_in_nineteen_of_twenty_and_the_rest_is_left() -> None:
    documents = {name: body for name, body in REAL.items() if xml_text.find(charset.decode(body).text)}
    read = {name: (fast(body), full(body)) for name, body in documents.items()}
    other = [
        name
        for name, (one, two) in read.items()
        if one and list(map(shown, one.entries)) != list(map(shown, two.entries))
    ]
    left = [name for name, (one, _) in read.items() if one is None]
    assert (other, len(left) <= len(documents) // 20) == ([], True)


def stock(body: bytes) -> Iterator[tuple[object, ...]]:
    """What feedparser itself says of each entry. Ids are made absolute on both sides, since it does so."""
    found = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-location": URL, "content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    for entry in found.entries:
        id = entry.get("id") or None
        yield id and urljoin(URL, id), plain_title(entry.get("title", "")), entry.get("published")


#: Where feedparser itself says something else, and why.
OTHERWISE = {
    "atom_1.0_full": "titles of type text have no markup",
    "entities_undeclared": "it makes references of bare ampersands",
    "entities_of_the_dtd": "it drops entities that it does not know",
    "rss_1.0_rdf": "dc:date is when an entry was published",
    "rss_2.0_source_and_rights": "dc:date is when an entry was published",
    "rss_2.0_media": "media:title is the picture's",
}


@pytest.mark.parametrize("name", [name for name in INVENTED if name not in OTHERWISE | LEFT])
def test_feedparser_itself_says_the_same(name: str) -> None:
    found = fast(INVENTED[name])
    assert found is not None
    said = [
        (entry.guid and urljoin(URL, entry.guid), plain_title(entry.title), entry.published) for entry in found.entries
    ]
    assert said == list(stock(INVENTED[name]))


def test_an_entity_bomb_is_never_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found = fast(f"{bomb}]><rss><channel><item><title>&i;</title></item></channel></rss>".encode())
    assert found is not None
    assert found.entries[0].title == "&i;"


@pytest.mark.parametrize("depth", [200, 5000])
def test_deep_nesting_is_read_or_left(depth: int) -> None:
    inside = "<b>" * depth + "x" + "</b>" * depth
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>{inside}</content></entry></feed>"
    found = fast_feed.read(body.encode(), "atom", URL)
    assert (found is None) == (depth > 256)


def test_broken_feeds_have_the_same_ids_as_whole_ones() -> None:
    item = "<item><title>A &amp;amp; b</title><guid>a&amp;b &lt;c&gt;</guid><link>https://n.example/?a=1&amp;b=2</link>"
    item += "<category>R&amp;D</category><author>Salwa &amp; Rebaz</author>"
    item += "<description>&lt;p&gt;x&lt;/p&gt;</description></item>"
    whole = f"<rss><channel>{item}</channel></rss>".encode()
    broken = f"<rss><channel>{item}<b></channel></rss>".encode()
    assert fast(broken) is None
    assert full(broken).entries == full(whole).entries == entries.parsed(_read(whole), URL).entries


def _read(body: bytes) -> FeedDraft:
    found = fast_feed.read(body, "rss", URL)
    assert found is not None
    return found
