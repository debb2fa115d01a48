"""Single settings: what is taken, in which spelling, and what is refused with which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from syndication.config_faults import Wrong
from syndication.config_values import (
    StoreUrl,
    feed_id,
    host_port,
    meta_key,
    public_url,
    section_slug,
    tag_authority,
    web_url,
    words,
    zone_name,
)


@pytest.mark.parametrize("tag", ["example.com,2026-01-31", "a.b-c.example,2000-02-29", "desk@example.com,2026-01-01"])
def test_a_tag_is_a_domain_or_an_address_and_a_day(tag: str) -> None:
    assert tag_authority(tag) == tag


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("example.com", "holds no date"),
        ("example.com,", "is not a date"),
        ("example.com,2026", "is not a date"),
        ("example.com,2026-02-30", "is not a date"),
        ("example.com,٢٠٢٦-٠١-٠١", "is not a date"),
        ("Example.com,2026-01-01", "domain in lower case"),
        ("https://example.com,2026-01-01", "domain in lower case"),
        (",2026-01-01", "domain in lower case"),
        ("-x.com,2026-01-01", "domain in lower case"),
    ],
)
def test_what_is_no_tag_is_told(tag: str, told: str) -> None:
    with pytest.raises(Wrong, match=told):
        tag_authority(tag)


@pytest.mark.parametrize(
    "url",
    ["https://u:geheim@a.example/", "http://u@a.example", "https:\\\\u:geheim@a.example", " HTTP:/:geheim@a.example"],
)
def test_an_address_with_a_password_is_refused_and_not_quoted(url: str) -> None:
    for check in (web_url, public_url):
        with pytest.raises(Wrong, match="holds a user or password") as caught:
            check(url)
        assert "geheim" not in f"{caught.value.what}{caught.value.hint}"
    assert web_url("https://a.example/@desk?a=b@c") == "https://a.example/@desk?a=b@c"


@pytest.mark.parametrize("id", ["http://old.example/feed/atom/", "https://post.example/رياضة/?feed=Atom", "urn:uuid:1"])
def test_the_id_of_a_feed_is_kept_byte_for_byte(id: str) -> None:
    assert feed_id(id) == id


@pytest.mark.parametrize(
    "id", ["", "/feed/atom/", "www.example.com", "https://a b", "https://a\n", "x:<y>", " urn:x:1"]
)
def test_what_is_no_id_of_a_feed_is_told(id: str) -> None:
    with pytest.raises(Wrong, match="is not the id of a feed"):
        feed_id(id)


@pytest.mark.parametrize(
    ("given_url", "url"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("http://127.0.0.1:8080/feeds/", "http://127.0.0.1:8080/feeds"),
        ("https://www.example.com/سياسة", "https://www.example.com/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9"),
    ],
)
def test_a_public_address_has_no_slash_at_its_end_and_is_percent_encoded(given_url: str, url: str) -> None:
    assert public_url(given_url) == url


@pytest.mark.parametrize(
    "url", ["www.example.com", "//example.com", "ftp://example.com", "https://", "javascript:x", ""]
)
def test_what_is_no_web_address_is_told(url: str) -> None:
    with pytest.raises(Wrong, match="is not a web address"):
        web_url(url)


@pytest.mark.parametrize("url", ["https://example.com/?a=b", "https://example.com/#x"])
def test_nothing_can_be_put_behind_a_query(url: str) -> None:
    with pytest.raises(Wrong, match="neither"):
        public_url(url)


def test_a_zone_is_one_of_the_machine() -> None:
    assert zone_name("Asia/Baghdad") == "Asia/Baghdad"
    with pytest.raises(Wrong, match="Asia/Bagdad") as caught:
        zone_name("Asia/Bagdad")
    assert caught.value.hint == "Did you mean Asia/Baghdad?"


@pytest.mark.parametrize("name", ["", "../etc/passwd", "Asia", "+3", "\0", "x" * 300])
def test_no_name_of_a_zone_does_worse_than_being_refused(name: str) -> None:
    with pytest.raises(Wrong, match="is not a time zone"):
        zone_name(name)


def test_a_slug_is_its_own_key() -> None:
    assert section_slug("كردستان-العراق") == "كردستان-العراق"
    with pytest.raises(Wrong) as caught:
        section_slug("Middle East")
    assert caught.value.hint == "Write middle-east"
    with pytest.raises(Wrong, match="can't stand"):
        section_slug("?")


def test_words_are_one_clean_line() -> None:
    assert words("  a\n b\u202e ") == "a b"
    with pytest.raises(Wrong, match="is empty"):
        words("\u202e ")


@pytest.mark.parametrize(
    ("given_url", "url"),
    [
        ("sqlite:///syndication.db", "sqlite:////srv/news/syndication.db"),
        ("sqlite:///data/x.db", "sqlite:////srv/news/data/x.db"),
        ("sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d?sslmode=require", "postgresql+psycopg://u:p@h/d?sslmode=require"),
        ("postgresql+psycopg:///d?host=/run", "postgresql+psycopg:///d?host=/run"),
    ],
)
def test_a_store_is_a_file_or_a_database(given_url: str, url: str) -> None:
    from pathlib import Path

    assert TypeAdapter(StoreUrl).validate_python(given_url, context={"base": Path("/srv/news")}) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "mysql://h/d",
        "postgresql+asyncpg://h/d",
        "postgres://",
    ],
)
def test_what_is_no_store_is_told(url: str) -> None:
    with pytest.raises(ValidationError, match="is not a store"):
        TypeAdapter(StoreUrl).validate_python(url)


@given(st.text())
def test_no_text_does_worse_than_being_refused(text: str) -> None:
    for check in (tag_authority, web_url, public_url, section_slug, words):
        try:
            once = check(text)
        except Wrong:
            continue
        assert check(once) == once


@pytest.mark.parametrize(
    ("given_text", "text"),
    [
        ("10.0.0.5:80", "10.0.0.5:80"),
        ("News.Example:443", "news.example:443"),
        ("[::1]:8080", "[::1]:8080"),
    ],
)
def test_a_server_is_a_host_and_its_port(given_text: str, text: str) -> None:
    assert host_port(given_text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.0.0.5",
        "10.0.0.5:",
        ":80",
        "a.example:0",
        "a.example:99999",
        "http://a.example:80",
        "a:80/x",
        "u@a:80",
        "::1:80",
        "[:80",
        "a:x",
    ],
)
def test_what_is_no_server_with_its_port_is_told(text: str) -> None:
    with pytest.raises(Wrong, match="no server with its port"):
        host_port(text)


def test_the_key_of_a_meta_field_can_stand_in_a_list_of_fields() -> None:
    assert meta_key("_expiration-date") == "_expiration-date"
    for key in ("", "a,b", "a.b", "a b", "a" * 201, "a&b=c", "a\n"):
        with pytest.raises(Wrong, match="is not the key of a meta field"):
            meta_key(key)
