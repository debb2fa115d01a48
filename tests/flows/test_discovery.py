from __future__ import annotations

import re

from lxml import etree

from syndication.flows import discovery
from tests.flows.newsroom import config

NASTY = "a'b\"c\\d<e>&f -- ?> */"
CONFIG = config(site={"title": NASTY})


def test_every_feed_has_its_lines_in_three_formats() -> None:
    lines = discovery.links(CONFIG).splitlines()
    found = [etree.HTML(line).find(".//link") for line in lines if line.startswith("<link")]
    assert [each.get("href") for each in found if each is not None] == [
        f"https://feeds.example/{path}.{ext}"
        for path in ("all", "sections/local", "sections/sport", "sections/economy")
        for ext in ("rss", "atom", "json")
    ]
    assert all(each is not None and each.get("rel") == "alternate" for each in found)
    assert [each.get("title") for each in found[:4] if each is not None] == [NASTY] * 3 + [f"محليات – {NASTY}"]
    assert [each.get("type") for each in found[:3] if each is not None] == [
        *("application/rss+xml", "application/atom+xml", "application/feed+json")
    ]
    assert [line for line in lines if not line.startswith("<link")] == [
        "<!-- on every page -->",
        *(f"<!-- section {slug} -->" for slug in ("local", "sport", "economy")),
    ]


def strings(php: str) -> list[str]:
    """The values of a PHP text's strings in single quotes; comments hold apostrophes and go first."""
    code = re.sub(r"^ *//.*$", "", php.partition("*/\n")[2], flags=re.MULTILINE)
    return [re.sub(r"\\([\\'])", r"\1", each) for each in re.findall(r"'((?:[^'\\]|\\.)*)'", code, re.DOTALL)]


def test_the_plugin_names_our_feeds_and_leaves_wordpresss_out() -> None:
    php = discovery.plugin(CONFIG)
    found = strings(php)
    assert php.startswith("<?php\n")
    assert "@" not in php
    assert found[:4] == ["wp_head", "feed_links", "wp_head", "feed_links_extra"]
    assert found.count(NASTY) == 3
    assert [each for each in found if each.startswith("https://feeds.example/sections/sport")] == [
        f"https://feeds.example/sections/sport.{ext}" for ext in ("rss", "atom", "json")
    ]
    assert {"local", "محليات", "محلي"} < set(found)
    assert php.count("(") - php.count(")") == sum(each.count("(") - each.count(")") for each in found)
