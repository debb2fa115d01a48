"""Where feeds are looked for."""

from __future__ import annotations

import pytest

from syndication.intake import discovery
from syndication.intake.parsed import FeedLink, ParsedFeed

HOME = "https://www.one.example/"


def test_a_page_names_feeds_once_and_those_of_comments_do_not_count() -> None:
    hrefs = [
        "https://one.example/feed/",
        "https://www.one.example/feed",
        "https://one.example/comments/feed/",
        "https://one.example/?s=x&feed=rss2",
        "https://one.example/sport/feed/",
    ]
    page = ParsedFeed(outcome="html", links=tuple(FeedLink(rel="alternate", href=href) for href in hrefs))
    assert [link.href for link in discovery.named(page)] == [hrefs[0], hrefs[4]]


def test_the_usual_places_begin_with_wordpress_and_with_the_part_that_was_named() -> None:
    assert list(discovery.usual(HOME))[:2] == [HOME + "feed/", HOME + "rss.xml"]
    assert list(discovery.usual("https://one.example/ckb/?x=1#y"))[:3] == [
        "https://one.example/ckb/feed/",
        "https://one.example/ckb/rss.xml",
        "https://one.example/feed/",
    ]


def test_categories_of_the_menu_have_feeds() -> None:
    page = (
        b'<a href="/category/politics/">P</a><a href="/category/politics/#top">P</a>'
        b"<a href='https://www.one.example/category/%D8%B1/x'>S</a><a href=\"https://two.example/category/y/\">Y</a>"
    )
    assert list(discovery.categories(page, HOME)) == [
        HOME + "category/politics/feed/",
        HOME + "category/%D8%B1/x/feed/",
    ]
    many = "".join(f'<a href="/category/{number}/">' for number in range(99)).encode()
    assert len(list(discovery.categories(many, HOME))) == 20


def test_news_sitemaps_are_those_that_robots_txt_names_then_the_usual_ones() -> None:
    robots = "User-agent: *\nSitemap: /sitemap.xml\nsitemap: https://one.example/map-news.xml\n"
    found = list(discovery.sitemaps(robots, HOME))
    assert found[:2] == ["https://one.example/map-news.xml", HOME + "news-sitemap.xml"]
    assert len(found) == 5


@pytest.mark.parametrize(
    ("url", "taken", "slug"),
    [
        ("https://www.one.example/feed/", (), "one"),
        ("https://feeds.bbci.co.uk/x", (), "bbci-co"),
        ("https://www.one.example/feed/", ("one", "one-2"), "one-3"),
        ("http://localhost/feed", (), "localhost"),
        ("http://xn--mgb.example/", (), "xn-mgb"),
        ("nothing", (), "source"),
    ],
)
def test_a_source_is_called_by_its_host(url: str, taken: tuple[str, ...], slug: str) -> None:
    assert discovery.slug_of(url, taken) == slug
