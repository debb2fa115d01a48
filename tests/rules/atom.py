"""Atom: what the prose of RFC 4287 says and its RELAX NG grammar cannot, and RFC 6721 for entries that are gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from tests.rules.checking import (
    NAMES,
    Rule,
    Xml,
    is_count,
    is_decoded,
    is_language,
    is_media_type,
    is_url,
    lacking,
    rfc_3339,
    unlike,
    where,
)

RFC = "https://www.rfc-editor.org/rfc/rfc4287#section"
GONE = "https://www.rfc-editor.org/rfc/rfc6721#section"
W3C = "https://validator.w3.org/feed/docs"

FEEDS_AND_ENTRIES = "/atom:feed | //atom:entry"
DATES = "//atom:updated | //atom:published | //at:deleted-entry/@when"
#: https://www.iana.org/assignments/link-relations of those that feeds know; any other must be an IRI.
RELATIONS = {
    *("alternate", "current", "describedby", "enclosure", "first", "hub", "last", "license", "next", "next-archive"),
    *("payment", "prev-archive", "previous", "related", "replies", "search", "self", "via"),
}
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def is_iri(text: str) -> bool:
    return _IRI.fullmatch(text) is not None


def moments(texts: list[str]) -> list[datetime]:
    return [moment for moment in map(rfc_3339, texts) if moment is not None]


def alternates(feed: Xml) -> Iterator[str]:
    for holder in feed.nodes(FEEDS_AND_ENTRIES):
        links = holder.xpath("atom:link[not(@rel) or @rel='alternate']", namespaces=NAMES)
        kinds = Counter((link.get("type"), link.get("hreflang")) for link in links)
        yield from (f"{where(holder)}: {times} of {kind}" for kind, times in kinds.items() if times > 1)


def other_root(feed: Xml) -> Iterator[str]:
    if not feed.fault and feed.root.tag != f"{{{NAMES['atom']}}}feed":
        yield str(feed.root.tag)


def selfless(feed: Xml) -> Iterator[str]:
    for root in feed.nodes("/atom:feed"):
        if len(root.xpath("atom:link[@rel='self']", namespaces=NAMES)) != 1:
            yield "not one link to itself"


def authorless(feed: Xml) -> Iterator[str]:
    if not feed.nodes("/atom:feed/atom:author"):
        yield from map(where, feed.nodes("//atom:entry[not(atom:author) and not(atom:source/atom:author)]"))


def unreachable(feed: Xml) -> Iterator[str]:
    bare = "//atom:entry[not(atom:content) and not(atom:link[not(@rel) or @rel='alternate'])]"
    yield from map(where, feed.nodes(bare))


def unsummed(feed: Xml) -> Iterator[str]:
    yield from map(where, feed.nodes("//atom:entry[atom:content/@src and not(atom:summary)]"))


def same_entries(feed: Xml) -> Iterator[str]:
    pairs = Counter(
        (entry.findtext("atom:id", namespaces=NAMES), entry.findtext("atom:updated", namespaces=NAMES))
        for entry in feed.nodes("//atom:entry")
    )
    yield from (f"{pair}" for pair, times in pairs.items() if times > 1)


def is_normal(iri: str) -> bool:
    """Scheme and host in lower case, no default port, an empty path written as ``/`` (RFC 4287 §4.2.6.1)."""
    found = re.fullmatch(r"([^:/?#]+)://([^/?#]*)([^?#]*).*", iri)
    if found is None:
        return iri.partition(":")[0].islower()
    scheme, host, path = found.groups()
    ports = {"http": ":80", "https": ":443"}
    return scheme.islower() and host == host.lower() and bool(path) and not host.endswith(ports.get(scheme, "::"))


def older_feeds(feed: Xml) -> Iterator[str]:
    """A feed changes when an entry of it does."""
    own = moments(feed.values("/atom:feed/atom:updated"))
    entries = moments(feed.values("//atom:entry/atom:updated"))
    if own and entries and own[0] < max(entries):
        yield f"{own[0]} is before {max(entries)}"


def updated_before_published(feed: Xml) -> Iterator[str]:
    for entry in feed.nodes("//atom:entry"):
        found = moments([entry.findtext(f"atom:{name}", "", NAMES) for name in ("published", "updated")])
        if len(found) == 2 and found[0] > found[1]:
            yield where(entry)


def nested_markup(feed: Xml) -> Iterator[str]:
    texts = ("title", "subtitle", "summary", "rights", "content")
    for text in feed.nodes(" | ".join(f"//atom:{name}[not(@type) or @type='text' or @type='html']" for name in texts)):
        if len(text):
            yield where(text)


def relative_links(feed: Xml) -> Iterator[str]:
    for piece in feed.pieces:
        yield from (link for _, _, link, _ in piece.iterlinks() if not is_url(link))


def revenants(feed: Xml) -> Iterator[str]:
    """An entry may stand beside its own tombstone only if it is newer."""
    gone = {each.get("ref"): rfc_3339(each.get("when", "")) for each in feed.nodes("//at:deleted-entry")}
    for entry in feed.nodes("//atom:entry"):
        when = gone.get(entry.findtext("atom:id", namespaces=NAMES))
        updated = rfc_3339(entry.findtext("atom:updated", "", NAMES))
        if when is not None and updated is not None and updated <= when:
            yield where(entry)


def unsigned(feed: Xml) -> Iterator[str]:
    """RFC 4287 lets the source's author stand for the entry; readers show the feed's."""
    yield from map(where, feed.nodes("//atom:entry[atom:source and not(atom:author)]"))


def covered_by_our_rights(feed: Xml) -> Iterator[str]:
    if feed.nodes("/atom:feed/atom:rights"):
        yield from map(where, feed.nodes("//atom:entry[atom:source and not(atom:rights)]"))


RULES: tuple[Rule[Xml], ...] = (
    Rule("it_is_well_formed_xml", f"{RFC}-2", lambda feed: [feed.fault] if feed.fault else []),
    Rule("its_root_is_a_feed", f"{RFC}-4.1.1", other_root),
    Rule(
        "a_feed_has_id_title_and_updated",
        f"{RFC}-4.1.1",
        lacking("/atom:feed", "atom:id", "atom:title", "atom:updated"),
    ),
    Rule(
        "an_entry_has_id_title_and_updated",
        f"{RFC}-4.1.2",
        lacking("//atom:entry", "atom:id", "atom:title", "atom:updated"),
    ),
    Rule("one_alternate_of_a_type_and_language", f"{RFC}-4.1.1", alternates),
    Rule("the_feed_links_to_itself_once", f"{RFC}-4.1.1", selfless),
    Rule("every_entry_has_an_author", f"{RFC}-4.1.2", authorless),
    Rule("an_entry_without_content_has_an_alternate", f"{RFC}-4.1.2", unreachable),
    Rule("an_entry_whose_content_is_elsewhere_has_a_summary", f"{RFC}-4.1.2", unsummed),
    Rule("an_entry_stands_once", f"{RFC}-4.1.1", same_entries),
    Rule("ids_are_absolute", f"{RFC}-4.2.6", unlike("//atom:id | //at:deleted-entry/@ref", is_iri)),
    Rule(
        "ids_that_we_mint_are_normal",
        f"{RFC}-4.2.6.1",
        unlike("//atom:id", lambda text: not is_iri(text) or is_normal(text)),
    ),
    Rule("dates_are_those_of_rfc_3339", f"{RFC}-3.3", unlike(DATES, rfc_3339)),
    Rule("the_feed_is_as_new_as_its_newest_entry", f"{RFC}-4.2.15", older_feeds),
    Rule("nothing_is_updated_before_it_is_published", f"{RFC}-4.2.9", updated_before_published),
    Rule("text_and_html_have_no_elements_in_them", f"{RFC}-3.1.1", nested_markup),
    Rule(
        "text_is_decoded",
        f"{RFC}-3.1.1.1",
        unlike("//atom:title[not(@type) or @type='text'] | //atom:summary[not(@type) or @type='text']", is_decoded),
    ),
    Rule("languages_are_tags", f"{RFC}-2", unlike("//@xml:lang", is_language)),
    Rule("the_language_of_a_link_is_a_tag", f"{RFC}-4.2.7.4", unlike("//atom:link/@hreflang", is_language)),
    Rule(
        "a_links_relation_is_registered_or_an_iri",
        f"{RFC}-4.2.7.2",
        unlike("//atom:link/@rel", lambda text: text in RELATIONS or is_iri(text)),
    ),
    Rule("a_links_type_is_a_media_type", f"{RFC}-4.2.7.3", unlike("//atom:link/@type", is_media_type)),
    Rule("a_links_length_is_in_bytes", f"{RFC}-4.2.7.6", unlike("//atom:link/@length", is_count)),
    Rule(
        "addresses_are_absolute",
        f"{RFC}-4.2.7.1",
        unlike("//atom:link/@href | //atom:uri | //atom:logo | //atom:icon", is_url),
    ),
    Rule("an_email_is_an_address", f"{RFC}-3.2.3", unlike("//atom:email", re.compile(r"[^@\s]+@[^@\s]+").fullmatch)),
    Rule("a_category_has_a_term", f"{RFC}-4.2.2.1", unlike("//atom:category/@term", bool)),
    Rule("a_name_is_not_empty", f"{RFC}-3.2.1", unlike("//atom:name", bool)),
    Rule("a_source_says_which", f"{RFC}-4.2.11", lacking("//atom:source", "atom:id", "atom:title", "atom:updated")),
    Rule("an_entry_from_elsewhere_has_its_own_author", f"{RFC}-4.2.1", unsigned),
    Rule("rights_of_the_feed_do_not_cover_what_is_from_elsewhere", f"{RFC}-4.2.10", covered_by_our_rights),
    Rule("addresses_in_texts_are_absolute", f"{W3C}/warning/ContainsRelRef.html", relative_links),
    Rule("what_is_gone_is_not_there", f"{GONE}-3", revenants),
)
