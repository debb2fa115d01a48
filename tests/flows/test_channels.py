"""What feeds that hold other outlets' articles say of themselves, and where they are listed."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from syndication.documents import Address, Channel
from syndication.errors import NotFound
from syndication.flows import articles, channels, listing
from syndication.render import opml
from syndication.store.counts import Count
from syndication.store.engine import Store
from tests.flows.newsroom import START, articles_of, record
from tests.flows.test_merged import SOURCES, config, foreign, made, put

CONFIG = config(
    site={
        **config().site.model_dump(mode="json"),
        "rights": "© 2026",
        "title": {"ar": "بريد البساتين", "en": "Orchard Post"},
    },
    feed=[
        {"slug": "merged", "title": {"ar": "معا", "en": "Together"}},
        {"slug": "english", "title": "In English", "languages": ["en"], "description": "What is told in English."},
        {"slug": "ours", "title": "Ours", "scope": "own", "collapse": "none"},
        {"slug": "partner-x1", "title": "Partner", "listed": False, "content": "full"},
    ],
)
OTHERS = [Count("source", "agency", "", 0, 1000)]


def channel(kind: str, key: str = "", *query: tuple[str, str]) -> Channel:
    return channels.channel(Address(kind, key, "rss", query), CONFIG)  # type: ignore[arg-type]


def test_a_mixed_feed_claims_neither_a_language_nor_rights() -> None:
    mixed = channel("merged")
    assert (mixed.title, mixed.language, mixed.rights) == ("معا – بريد البساتين", None, "")
    assert (channel("all").language, channel("all").rights) == ("ar", "© 2026")
    assert (channel("feed", "ours").language, channel("feed", "ours").rights) == ("ar", "© 2026")
    english = channel("feed", "english")
    assert (english.language, english.rights, english.description) == ("en", "", "What is told in English.")


def test_a_sources_feed_has_its_name_and_its_home() -> None:
    source = channel("source", "agency")
    assert (source.name, source.home, source.name_language) == ("Agency", "https://agency.example/", None)
    assert channel("source", "gone-long-ago").name == "gone-long-ago"


def test_parameters_are_in_title_address_and_id() -> None:
    asked = channel("merged", "", ("lang", "ar,en"), ("source", "agency"), ("q", "نفط & غاز"), ("limit", "5"))
    assert asked.name == "معا · العربية، English · Agency · نفط & غاز"
    assert asked.url.endswith(
        "/merged.rss?lang=ar%2Cen&source=agency&q=%D9%86%D9%81%D8%B7%20%26%20%D8%BA%D8%A7%D8%B2&limit=5"
    )
    assert asked.id != channel("merged").id
    assert {each.url.rpartition("?")[2] for each in asked.alternates} == {asked.url.rpartition("?")[2]}
    assert channel("search", "", ("q", "نفط")).name == "بحث · نفط"


def test_lists_name_merged_feeds_once_there_is_something_to_merge() -> None:
    def named(found: list[tuple[Address, str]]) -> list[str]:
        return [each.path for each, _ in found if each.kind in ("merged", "feed", "stories", "source")]

    assert named(listing.feeds(CONFIG, [])) == ["/feeds/ours.rss"]
    assert named(listing.feeds(CONFIG, OTHERS)) == [
        *("/stories.rss", "/merged.rss", "/feeds/english.rss", "/feeds/ours.rss", "/sources/agency.rss"),
    ]
    assert [each.path for each in listing.unlisted(CONFIG)] == ["/feeds/partner-x1.rss"]
    groups = {group.kind: group for group in listing.index(Address("index", "en", "html"), CONFIG, OTHERS).groups}
    assert list(groups) == ["all", "feed", "section", "source"]
    assert [feed.title for feed in groups["feed"].feeds] == ["Biggest stories", "Together", "In English", "Ours"]
    assert [feed.title for feed in groups["source"].feeds] == ["Agency"]


def test_what_we_read_is_a_file_of_its_own_by_language() -> None:
    kinds = [
        {**SOURCES[0], "language": "en", "feeds": [{"url": "https://agency.example/f", "section": "sport"}]},
        {**SOURCES[1], "kind": "sitemap"},
        {**SOURCES[2], "enabled": False},
    ]
    root: Any = etree.fromstring(opml.outlets(listing.outlets(config(source=kinds)), START))
    groups = {each.get("text"): [dict(inner.attrib) for inner in each] for each in root.find("body")}
    assert groups == {
        "الإنجليزية": [
            {
                **{"type": "rss", "text": "Agency – رياضة", "title": "Agency – رياضة", "language": "en"},
                **{"xmlUrl": "https://agency.example/f", "htmlUrl": "https://agency.example/"},
            }
        ],
        "العربية": [{"type": "link", "text": "Daily", "url": "https://daily.example/f", "language": "ar"}],
    }
    nothing: Any = etree.fromstring(opml.outlets(listing.outlets(config(source=[])), START))
    assert len(nothing.find("body")) == 1, "the specification wants one outline at least"


def test_the_file_of_what_we_read_changes_with_the_settings_alone(sqlite: Store) -> None:
    address = Address("sources", "", "opml")
    before = made(sqlite, address)
    put(sqlite, foreign(1, "agency", 0))
    assert made(sqlite, address).content_tag == before.content_tag


def test_authors_have_feeds_where_their_names_are_shown(sqlite: Store) -> None:
    articles.put(sqlite, articles_of(record(1, authors=["Sara Ali"]), record(2, authors=["s.ali"]), record(3)))
    shown = config(bylines={"authors": "show"})
    document = made(sqlite, Address("author", "sara-ali", "atom"), shown)
    assert "<title>‏Sara Ali – " in document.body.decode()
    assert len(document.shows) == 1
    mapped = config(bylines={"authors": "map", "map": {"s.ali": "Sara Ali", "Sara Ali": "Sara Ali"}})
    assert len(made(sqlite, Address("author", "sara-ali", "atom"), mapped).shows) == 2
    for hidden in (Address("author", "s-ali", "atom"), Address("author", "nobody", "atom")):
        with pytest.raises(NotFound):
            made(sqlite, hidden, shown)
    often = [Count("author", "sara-ali", "Sara Ali", 9, 1000), Count("author", "s-ali", "s.ali", 9, 1000)]
    assert [each.path for each, _ in listing.feeds(shown, often) if each.kind == "author"] == ["/authors/sara-ali.rss"]
    assert [each for each, _ in listing.feeds(config(), often) if each.kind == "author"] == []
