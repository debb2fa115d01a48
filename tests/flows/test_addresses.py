from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.errors import BadRequest, NotFound
from syndication.flows import addresses
from syndication.model import Address
from syndication.selection import Selection
from syndication.text.fold import fold
from syndication.text.keys import name_key
from syndication.text.language import normal_tag
from tests.flows.newsroom import config

CONFIG = config()
#: The service below a path of the site, which is not percent-encoded in what is parsed.
BELOW = config(feeds={"url": "https://post.example/خلاصات/a"})
GOOD = [
    Address("index", "", "html"),
    Address("index", "ckb", "html"),
    Address("all", "", "rss"),
    Address("section", "sport", "json"),
    Address("language", "ckb", "atom"),
    Address("language", "zh-Hant", "html"),
    Address("tag", "نهر-الزيتون", "rss"),
    Address("article", "abcdefgh2345", "html"),
]


@pytest.mark.parametrize("address", GOOD, ids=lambda address: address.path)
def test_a_path_names_the_address_whose_path_it_is(address: Address) -> None:
    assert addresses.parse(address.path, CONFIG) == address


@pytest.mark.parametrize(
    "path",
    [
        *("", "//", "/all", "/all.xml", "/all.ar.rss", "all.rss", "/all.rss//", "/index.html", "/index.fr.html"),
        *("/sections/weather.rss", "/sections/.rss", "/sections/sport.rss.gz", "/sections/sport.ar.rss"),
        *(
            "/tags/.rss",
            "/tags/++.rss",
            "/tags/a/b.rss",
            "/tags/../all.rss",
            "/tags/../all.rss/",
        ),
        *("/languages/.rss", "/languages/no language.rss", "/articles/abcdefgh2345.rss", "/articles/short.html"),
        *("/authors/a.rss", "/.syndication-build.json", "/" + "a" * 10_000 + ".rss", "/tags/\ud800.rss", "/\0.rss"),
    ],
)
def test_any_other_path_names_nothing(path: str) -> None:
    with pytest.raises(NotFound) as caught:
        addresses.parse(path, CONFIG)
    assert len(caught.value.where) <= addresses.MAX_PATH_CHARS


@given(st.text())
@settings(max_examples=100)
def test_whatever_is_asked_for_it_is_an_address_of_ours_or_not_found(text: str) -> None:
    try:
        found = addresses.parse(text, CONFIG, text)
    except (NotFound, BadRequest):
        return
    assert addresses.parse(found.path, CONFIG) == found


PARTS = st.sampled_from([*("feed", "rss2", "atom", "category", "tag", "tags", "sections", "sport", "رياضة", "", "..")])
ENDS = st.sampled_from(["", "/", ".rss", ".atom", ".RSS/", "?"])
QUERIES = st.lists(st.sampled_from(["feed=rss2", "feed=x", "feed", "cat=1", "tag=a", "p=2", "=", "utm_source=x"]))


@given(st.lists(PARTS | st.text(max_size=5), max_size=5), ENDS, QUERIES)
@settings(max_examples=200)
def test_whatever_is_like_an_address_is_one_or_not_found(parts: list[str], end: str, queries: list[str]) -> None:
    for settings_ in (CONFIG, BELOW):
        try:
            found = addresses.parse("/" + "/".join(parts) + end, settings_, "&".join(queries))
        except (NotFound, BadRequest):
            continue
        assert addresses.parse(found.path, settings_) == found


@pytest.mark.parametrize("address", GOOD, ids=lambda address: address.path)
def test_an_address_is_found_below_the_path_of_the_service_and_without_it(address: Address) -> None:
    for path in (address.path, f"/خلاصات/a{address.path}"):
        assert addresses.parse(path, BELOW) == address


def test_the_path_of_the_service_alone_is_its_index() -> None:
    for path in ("/خلاصات/a", "/خلاصات/a/", "/"):
        assert addresses.parse(path, BELOW) == Address("index", "", "html")
    with pytest.raises(NotFound):
        addresses.parse("/خلاصات/b/all.rss", BELOW)


@pytest.mark.parametrize("address", GOOD[2:], ids=lambda address: address.path)
@pytest.mark.parametrize(
    "spelled", [str.upper, str.title, lambda path: normalize("NFD", path), lambda path: f"{path}/"]
)
def test_another_spelling_finds_its_address(address: Address, spelled: Callable[[str], str]) -> None:
    assert addresses.parse(spelled(address.path), CONFIG) == address


@pytest.mark.parametrize(
    ("path", "key"),
    [("/tags/نهر الزيتون.rss", "نهر-الزيتون"), ("/tags/C++.rss", "c"), ("/tags/node.js.rss", "node-js")],
)
def test_a_tag_is_found_by_its_name(path: str, key: str) -> None:
    assert addresses.parse(path, CONFIG) == Address("tag", key, "rss")


@given(st.text(min_size=1))
@settings(max_examples=100)
def test_every_tag_that_has_a_key_has_an_address(name: str) -> None:
    if key := name_key(name):
        address = Address("tag", key, "atom")
        assert addresses.parse(address.path, CONFIG) == address


@pytest.mark.parametrize("declared", ["ar-IQ", "en_US", "ku-Latn", "zh-Hant-TW", "az-Cyrl", "pt-BR", "sr-Latn-RS"])
def test_every_language_that_an_article_may_have_has_an_address(declared: str) -> None:
    tag = normal_tag(declared)
    assert tag is not None
    address = Address("language", tag, "rss")
    assert addresses.parse(address.path, CONFIG) == address


def test_a_section_selects_by_all_that_means_it() -> None:
    selection = addresses.selection(Address("section", "local", "rss"), CONFIG)
    assert selection == Selection(sections=frozenset({"local", fold("محليات"), fold("محلي")}))
    assert addresses.selection(Address("tag", "a", "rss"), CONFIG) == Selection(tags=frozenset({"a"}))
    assert addresses.selection(Address("language", "ar", "rss"), CONFIG) == Selection(languages=frozenset({"ar"}))
    for kind in ("all", "index"):
        assert addresses.selection(Address(kind, "", "html"), CONFIG) == Selection()


def test_public_urls_are_percent_encoded_below_the_address_of_the_feeds() -> None:
    path = Address("tag", "نهر", "rss").path
    assert addresses.public_url("https://post.example/feeds", path) == (
        "https://post.example/feeds/tags/%D9%86%D9%87%D8%B1.rss"
    )
