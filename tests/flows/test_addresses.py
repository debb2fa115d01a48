from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.documents import Address
from syndication.errors import BadRequest, NotFound
from syndication.flows import addresses, selecting
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
    Address("source", "agency", "atom"),
    Address("story", "abcdefgh2345", "rss"),
    Address("stories", "", "html"),
    Address("sources", "", "opml"),
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
        *(
            "/authors/a.rss",
            "/merged.rss",
            "/feeds/a.rss",
            "/stories/a.rss",
            "/.syndication-build.json",
            "/" + "a" * 10_000 + ".rss",
            "/tags/\ud800.rss",
            "/\0.rss",
        ),
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
    assert addresses.parse(found.path, CONFIG, found.query_string) == found


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
    selection = selecting.selection(Address("section", "local", "rss"), CONFIG)
    assert selection == Selection(sections=frozenset({"local", fold("محليات"), fold("محلي")}))
    assert selecting.selection(Address("tag", "a", "rss"), CONFIG) == Selection(tags=frozenset({"a"}))
    assert selecting.selection(Address("language", "ar", "rss"), CONFIG) == Selection(languages=frozenset({"ar"}))
    assert selecting.selection(Address("all", "", "html"), CONFIG) == Selection()
    assert selecting.selection(Address("index", "", "html"), CONFIG) == Selection(scope="both")


def test_public_urls_are_percent_encoded_below_the_address_of_the_feeds() -> None:
    path = Address("tag", "نهر", "rss").path
    assert addresses.public_url("https://post.example/feeds", path) == (
        "https://post.example/feeds/tags/%D9%86%D9%87%D8%B1.rss"
    )


# --- feeds by name, and parameters -----------------------------------------------------------------------------------

WITH_OTHERS = config().model_validate(
    {
        **config().model_dump(include={"site", "feeds", "section"}),
        "source": [
            {"slug": "agency", "title": "Agency", "feeds": [{"url": "https://agency.example/feed"}]},
            {"slug": "daily", "title": "Daily", "feeds": [{"url": "https://daily.example/feed"}]},
        ],
        "feed": [{"slug": "sport-all", "title": "Sport", "sections": ["sport"], "max": 100, "content": "headline"}],
        "bylines": {"authors": "map", "map": {"s.ali": "Sara Ali", "sara": "Sara Ali"}},
    }
)


def asked(path: str, query: str) -> Address:
    return addresses.parse(path, WITH_OTHERS, query)


def test_feeds_by_name_have_addresses_and_the_merged_one_has_the_short_one() -> None:
    assert asked("/merged.rss", "") == asked("/feeds/merged.rss", "") == Address("merged", "", "rss")
    assert asked("/feeds/sport-all.atom", "") == Address("feed", "sport-all", "atom")
    assert asked("/authors/sara-ali.rss", "") == Address("author", "sara-ali", "rss")
    authors = selecting.selection(Address("author", "sara-ali", "rss"), WITH_OTHERS).authors
    assert authors == {"s-ali", "sara"}


@pytest.mark.parametrize(
    ("path", "query", "canonical"),
    [
        ("/all.rss", "utm_source=x&fbclid=1", ""),
        ("/merged.rss", "content=excerpt&limit=0020&lang=CKB,ar&lang=ar&x=1", "lang=ar%2Cckb&limit=20"),
        ("/all.rss", "content=excerpt&q=a++b&lang=en", "lang=en&q=a%20b&content=excerpt"),
        ("/all.rss", "content=full&limit=300&source=agency", ""),
        ("/feeds/sport-all.rss", "content=excerpt&limit=100", ""),
        ("/feeds/sport-all.rss", "limit=99", "limit=99"),
        ("/merged.rss", "source=daily,agency&section=sport", "source=agency%2Cdaily&section=sport"),
        ("/search.json", "q=%D9%86%D9%81%D8%B7", "q=%D9%86%D9%81%D8%B7"),
        ("/articles/abcdefgh2345.html", "q=-", ""),
    ],
)
def test_parameters_are_spelled_in_one_way(path: str, query: str, canonical: str) -> None:
    found = asked(path, query)
    assert found.query_string == canonical
    assert asked(found.path, canonical) == found


@pytest.mark.parametrize(
    "query",
    [
        *("lang=", "lang=x1", "lang=ar,,en", "source=nobody", "section=weather", "q=-a", "q=", "q=" + "a" * 300),
        *("limit=0", "limit=1001", "limit=-1", "limit=٣", "limit=1.5", "content=all", "content=", "a=" + "x" * 5000),
    ],
)
def test_a_bad_value_is_told_in_plain_words(query: str) -> None:
    with pytest.raises(BadRequest) as caught:
        asked("/merged.rss", query)
    assert len(str(caught.value)) < 200


def test_a_search_needs_words() -> None:
    with pytest.raises(BadRequest, match="q is missing"):
        asked("/search.rss", "lang=ar")


def test_parameters_only_take_away() -> None:
    whole = selecting.selection(Address("merged", "", "rss"), WITH_OTHERS)
    left = selecting.selection(asked("/merged.rss", "lang=ar&source=agency&q=x"), WITH_OTHERS)
    assert (left.scope, left.words) == ("foreign", (("", "x"),))
    assert (left.sources, left.languages) == (frozenset({"agency"}), frozenset({"ar"}))
    assert (left.collapse, left.quota) == (whole.collapse, whole.quota)
    nothing = selecting.selection(asked("/feeds/sport-all.rss", "section=local"), WITH_OTHERS)
    assert nothing.sections == {""}
    limits = selecting.limits(asked("/merged.rss", "limit=7"), WITH_OTHERS)
    assert (limits.min, limits.max) == (7, 7)
    styles = [selecting.style(asked(f"/{path}", "content=excerpt"), WITH_OTHERS) for path in ("all.rss", "merged.rss")]
    assert [(each.content, each.text_list, each.collapsed) for each in styles] == [
        ("excerpt", False, False),
        ("excerpt", False, True),
    ]
