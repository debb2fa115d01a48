from __future__ import annotations

from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.documents import Address
from syndication.errors import BadRequest, Gone, NotFound
from syndication.flows import addresses, old_addresses
from syndication.model import Ext
from tests.flows.newsroom import config

CONFIG = config(
    site={"title": "بريد البساتين", "url": "https://post.example", "tag": "post.example,2026-01-01"},
)
SPORT = Address("section", "sport", "rss")

#: WordPress's place, without slash -> ours.
PLACES: list[tuple[str, Address]] = [
    ("", Address("all", "", "rss")),
    ("/category/sport", SPORT),
    ("/category/رياضة", SPORT),
    ("/category/رياضه", SPORT),  # folded
    ("/category/news/sport", SPORT),
    ("/category/a/b/محلي", Address("section", "local", "rss")),
    ("/sport", SPORT),
    ("/رياضة", SPORT),
    ("/topic/sport", SPORT),  # another category base
    ("/local/sport", SPORT),
    ("/tag/نهر-الزيتون", Address("tag", "نهر-الزيتون", "rss")),
    ("/tag/C++", Address("tag", "c", "rss")),
]
ENDINGS: list[tuple[str, Ext]] = [
    *(("/feed", "rss"), ("/feed/rss2", "rss"), ("/feed/rss", "rss"), ("/feed/rdf", "rss"), ("/feed/feed", "rss")),
    *(("/feed/atom", "atom"), ("/feed/json", "json"), ("/rss2", "rss"), ("/atom", "atom"), ("/rdf", "rss")),
]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(("ending", "ext"), ENDINGS)
@pytest.mark.parametrize(("place", "address"), PLACES)
def test_a_place_with_an_ending_is_the_feed_of_the_place(
    place: str, address: Address, ending: str, ext: Ext, slash: str
) -> None:
    path = f"{place}{ending}{slash}"
    found = Address(address.kind, address.key, ext)
    assert addresses.parse(path, CONFIG) == found
    assert addresses.parse(unquote(quote(path).lower()), CONFIG) == found


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("feed=rss2", Address("all", "", "rss")),
        ("feed=rss", Address("all", "", "rss")),
        ("feed=rdf", Address("all", "", "rss")),
        ("feed=atom&utm_source=x", Address("all", "", "atom")),
        ("utm_source=x&feed=atom&feed=json", Address("all", "", "json")),
        ("feed=rss2&category_name=sport", SPORT),
        ("feed=rss2&category_name=local%2F%D8%B1%D9%8A%D8%A7%D8%B6%D8%A9", SPORT),
        ("feed=atom&tag=Olive", Address("tag", "olive", "atom")),
        ("", Address("index", "", "html")),
        ("utm_source=x&cat=3&p=7", Address("index", "", "html")),
        ("Feed=rss2", Address("index", "", "html")),
    ],
)
def test_the_root_answers_for_the_feed_that_its_query_names(query: str, address: Address) -> None:
    assert addresses.parse("/", CONFIG, query) == address


@pytest.mark.parametrize(
    ("path", "query"),
    [
        *(("/comments/feed/", ""), ("/comments/feed/atom", ""), ("/local/a-post/feed/", ""), ("/2026/03/x/feed/", "")),
        *(("/", "feed=comments-rss2"), ("/", "feed=comments-atom"), ("/", "feed=rss2&p=12"), ("/", "name=x&feed=atom")),
    ],
)
def test_feeds_of_comments_are_gone(path: str, query: str) -> None:
    with pytest.raises(Gone):
        addresses.parse(path, CONFIG, query)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        *(("/category/weather/feed/", ""), ("/category/uncategorized/feed/", ""), ("/weather/feed/", "")),
        *(("/author/a/feed/", ""), ("/search/a/feed/", ""), ("/tag/++/feed/", ""), ("/tag/a/b/c/feed/x", "")),
        *(("//feed/", ""), ("/category//feed/", ""), ("/feed/x", ""), ("/feed//", ""), ("/feed.rss", "")),
        *(("/", "feed=rss2&cat=3"), ("/", "feed=rss2&author=1"), ("/", "feed=rss2&s=x"), ("/", "feed=atom&tag=%2B")),
        *(("/", "feed=rss2&category_name=weather"), ("/" + "a" * 1000 + "/feed/", "")),
    ],
)
def test_what_only_wordpress_has_is_not_found(path: str, query: str) -> None:
    with pytest.raises(NotFound) as caught:
        addresses.parse(path, CONFIG, query)
    assert not isinstance(caught.value, Gone)
    assert len(caught.value.where) <= old_addresses.MAX_CHARS


@pytest.mark.parametrize("query", ["feed=", "feed", "feed=xml", "feed=RSS2", "feed=%00", "feed=rss2%2F"])
def test_a_format_that_there_is_not_is_a_bad_request_in_plain_words(query: str) -> None:
    with pytest.raises(BadRequest, match="feed names no format that there is"):
        addresses.parse("/", CONFIG, query)


def test_only_the_roots_query_is_looked_at() -> None:
    assert addresses.parse("/all.rss", CONFIG, "feed=nothing") == Address("all", "", "rss")
    assert addresses.parse("/feed/", CONFIG, "feed=nothing") == Address("all", "", "rss")


def test_a_site_in_a_folder_has_its_feeds_there() -> None:
    site = {"title": "ت", "url": "https://post.example/ar/", "tag": "post.example,2026-01-01"}
    inside = config(site=site, feeds={"url": "https://post.example/feed"})
    assert addresses.parse("/ar/feed/atom/", inside) == Address("all", "", "atom")
    assert addresses.parse("/ar/", inside, "feed=atom") == Address("all", "", "atom")
    assert addresses.parse("/ar/category/sport/feed/", inside) == SPORT
    # The site's own /feed/, though all that is ours lies below it.
    assert addresses.parse("/feed/", inside) == Address("all", "", "rss")
    assert addresses.parse("/feed/sections/sport.rss", inside) == SPORT


def test_addresses_of_ours_that_look_like_old_ones_stay_ours() -> None:
    for path in ("/tags/feed", "/tags/rss", "/sections/feed", "/languages/atom"):
        with pytest.raises(NotFound) as caught:  # and not Gone: the door then tries it with an extension
            addresses.parse(path, CONFIG)
        assert not isinstance(caught.value, Gone)
    assert addresses.parse("/tags/feed.rss", CONFIG) == Address("tag", "feed", "rss")


@given(st.text(max_size=40), st.text(max_size=40) | st.text(alphabet="feed=rs2&%+cat", max_size=40))
@settings(max_examples=200)
def test_no_path_and_no_query_raises_anything_else(path: str, query: str) -> None:
    for each in (path, f"/{path}/feed/", "/"):
        try:
            found = old_addresses.find(each, query, CONFIG)
        except (NotFound, BadRequest):
            continue
        if found is not None:
            assert addresses.parse(found.path, CONFIG) == found


def test_a_section_is_known_by_its_words() -> None:
    for slug in ("sport", "رياضة", "الرياضة"):
        assert old_addresses.section_of(slug, CONFIG) == (None if slug == "الرياضة" else "sport")
    assert old_addresses.section_of("--", CONFIG) is None
