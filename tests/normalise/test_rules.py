from __future__ import annotations

from datetime import UTC

from syndication.model import Source, SourceFeed
from syndication.normalise.rules import SiteRules, SourceRules

SITE = SiteRules(url="https://moon.example/", tag="moon.example,2024-01-01", language="ar", zone=UTC)


def test_an_excerpt_has_three_hundred_characters_unless_told() -> None:
    assert SITE.excerpt == 300


def test_what_a_feed_does_not_declare_its_source_does() -> None:
    feeds = (SourceFeed(url="https://a.example/1"), SourceFeed(url="https://a.example/2", section="b", language="ckb"))
    source = Source(
        slug="a",
        titles={"ar": "أ"},
        outlet="a.example",
        feeds=feeds,
        zone=UTC,
        language="ar",
        section="a",
        min_s=1,
        max_s=2,
    )
    found = [SourceRules(source=source, feed=feed, site=SITE) for feed in feeds]
    assert [(rules.section, rules.language) for rules in found] == [("a", "ar"), ("b", "ckb")]
