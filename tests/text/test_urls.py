"""Addresses made absolute, valid and comparable."""

from __future__ import annotations

import re
import time
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.urls import _SEGMENT_SAFE, _resolved, _respelled, absolute, canonical, host

BASE = "https://news.example/world/story.html?x=1"
PIECES = st.lists(
    st.sampled_from(
        [
            "http",
            "https",
            ":",
            "/",
            "//",
            "?",
            "#",
            "a",
            "www.",
            "m.",
            "amp",
            ".",
            "..",
            "%",
            "%2F",
            "%d9%8a",
            "ي",
            "@",
            "[",
            "]",
            "\\",
            "&",
            "=",
            " ",
            ":8",
            "utm_x",
            "x.cdn.ampproject.org/c/s/",
            "google.com/amp/s/",
            ".amp",
            "ref=rss",
        ]
    )
).map("".join)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/a", "https://news.example/a"),
        ("b.html", "https://news.example/world/b.html"),
        ("?p=1", "https://news.example/world/story.html?p=1"),
        ("#fn1", "https://news.example/world/story.html?x=1#fn1"),
        ("//cdn.example/i.jpg", "https://cdn.example/i.jpg"),
        ("HTTP://News.Example:80/A", "http://news.example/A"),
        ("https://news.example:8443/", "https://news.example:8443/"),
        ("https://news.example", "https://news.example/"),
        (
            "https://news.example/أخبار?s=خبر عاجل",
            "https://news.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1?s=%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84",
        ),
        ("https://news.example/100%/a%20b", "https://news.example/100%25/a%20b"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://user:secret@news.example/", "https://news.example/"),
        ("https://خبر.example/", "https://xn--ngblk.example/"),
        ('https://news.example/"<x>', "https://news.example/%22%3Cx%3E"),
        ("https:\\\\news.example\\a", "https://news.example/a"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
    ],
)
def test_an_address_becomes_absolute_and_valid(url: str, expected: str) -> None:
    assert absolute(url, BASE) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " java\nscript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "mailto:desk@news.example",
        "ftp://news.example/",
        "http://",
        "http://[bad",
        "http://a b/",
        "https://news.example:99999/",
        "https://news.example:x/",
        "https://" + "a" * 70 + "ي.example/",
        "",
        "   ",
        "https://news.example/" + "a" * 10_000,
    ],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert absolute(url, BASE) is None


def test_a_relative_address_without_a_base_is_none() -> None:
    assert absolute("/a", None) is None
    assert absolute("/a", "") is None
    assert absolute("/a", "not a url") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a/b?p=1&q=2",
        "http://news.example/a/b?p=1&q=2",
        "https://www.news.example/a/b/?q=2&p=1",
        "https://m.news.example/a/b?p=1&q=2#top",
        "https://amp.news.example/a/b?p=1&q=2&utm_source=x&fbclid=y",
        "https://news.example/a/b;jsessionid=0A1B.node1?q=2&p=1&PHPSESSID=77",
        "https://news.example/a/b/amp/?p=1&q=2",
        "https://news.example/amp/a/b?p=1&q=2&amp=1",
        "HTTPS://NEWS.example:443/%61/b/?p=1&q=2",
        "https://news.example/a/b?p=1&q=2&at_medium=RSS&at_campaign=x&maca=ar-rss&traffic_source=rss&xtor=RSS-1",
        "https://news.example/a/b?ref=rss&p=1&source=twitter_web&q=2",
        "https://news.example/a/b.amp?p=1&q=2",
        "https://news-example.cdn.ampproject.org/c/s/www.news.example/a/b?p=1&q=2",
        "https://www.google.com/amp/s/news.example/a/b/amp?p=1&q=2",
        "https://www.google.com/amp/s/news-example.cdn.ampproject.org/c/news.example/a/b?p=1&q=2",
    ],
)
def test_variants_of_an_address_compare_equal(url: str) -> None:
    assert canonical(url) == "https://news.example/a/b?p=1&q=2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/camp", "https://news.example/c"),
        ("https://m.com/", "https://com/"),
        ("https://news.example/a?source=ministry", "https://news.example/a?source=court"),
        ("https://news.example:8080/", "https://news.example/"),
    ],
)
def test_different_addresses_do_not(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_arabic_and_its_percent_encoding_are_one() -> None:
    assert canonical("https://news.example/خبر") == canonical("https://news.example/%d8%ae%d8%a8%d8%b1/")


def test_what_is_no_web_address_compares_with_nothing() -> None:
    assert canonical("tag:news.example,2020:1") == ""
    assert canonical("") == ""


def test_a_host_is_named_as_people_say_it() -> None:
    assert host("https://www.news.example:8080/a") == "news.example"
    assert host("nonsense") == ""
    assert host("http://[bad") == ""


def test_hostile_length_takes_no_time() -> None:
    start = time.process_time()
    for url in (
        "https://a/" + "/." * 500_000,
        "https://" + "a." * 500_000,
        "https://a/" + "/amp" * 2000,
        "https://google.com/amp/s/" * 320,
        "https://a/b" + ".amp" * 2000,
        "https://a/" + "/" * 5000 + "x",
        "%" * 1_000_000,
    ):
        absolute(url, BASE)
        canonical(url)
    assert time.process_time() - start < 2


@settings(max_examples=200)
@given(
    st.one_of(st.text(), PIECES, PIECES.map("https://news.example/".__add__)),
    st.one_of(st.none(), PIECES, st.just(BASE)),
)
def test_every_answer_is_a_valid_address_that_stays(url: str, base: str | None) -> None:
    shown = absolute(url, base)
    if shown is not None:
        assert re.fullmatch(r"https?://[A-Za-z0-9._:\[\]-]+/[!-~]*", shown)
        assert not set(shown) & set('"<> \\^`{|}')
        assert absolute(shown, None) == shown
    key = canonical(url)
    assert canonical(key) == key


_PIECES = st.lists(
    st.sampled_from([*"/.aB-_~18?#:؟ۆ\\@\ud83d", "..", "//", ".jpg", "%20", "%d8%A7", ":80", ":443", "کورد"]),
    max_size=8,
).map("".join)
_BASES = st.one_of(st.none(), st.sampled_from(["http://h.example", "https://h.example:8080", "https://a.example"]))


@given(_PIECES, st.tuples(_BASES, _PIECES), st.booleans())
@settings(max_examples=200)
def test_the_short_way_to_an_address_leads_where_the_long_one_does(
    rest: str, base: tuple[str | None, str], is_whole: bool
) -> None:
    given_base = None if base[0] is None else f"{base[0]}/{base[1]}"
    url = f"http://h.example:8080/{rest}" if is_whole else f"/{rest}"
    assert absolute(url, given_base) == _resolved(url, given_base)


@pytest.mark.parametrize("port", [1, 79, 80, 443, 444, 8080, 9999])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_port_is_told_unless_it_is_the_schemes_own(scheme: str, port: int) -> None:
    url = f"{scheme}://h.example:{port}/a"
    assert absolute(url, None) == _resolved(url, None)


@given(st.lists(st.sampled_from(re.split(" ", "a Z %d8 %A7 %2f %41 %7e % خ = + . [ %e")), max_size=9))
@settings(max_examples=150)
def test_a_segment_that_is_spelled_well_is_respelled_as_any_other(parts: list[str]) -> None:
    part = "".join(parts)
    assert _respelled(part) == quote_from_bytes(unquote_to_bytes(part), safe=_SEGMENT_SAFE)
