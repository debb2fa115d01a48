"""Keys that stand in public addresses."""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from unicodedata import category, is_normalized

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.keys import MAX_KEY_BYTES, article_key, hash_suffix, is_key, name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("سياسة", "سياسة"),
        ("أخبار & العراق!", "أخبار-العراق"),
        ("  World  News ", "world-news"),
        ("a_b.c/d", "a-b-c-d"),
        ("İstanbul", "i\u0307stanbul"),
        ("e\u0301", "é"),
        ("٢٠٢٦ ½", "٢٠٢٦"),
        ("مُدرّس", "مُدرّس"),
        ("…", ""),
        ("", ""),
    ],
)
def test_a_name_has_a_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_a_long_name_is_cut_and_told_apart() -> None:
    first, second = name_key("كلمة " * 40), name_key("كلمة " * 41)
    assert len(first.encode()) <= MAX_KEY_BYTES
    assert first != second
    assert first.endswith(hash_suffix("كلمة " * 40))
    assert is_key(first)


def test_only_a_key_is_a_key() -> None:
    assert is_key("world-news")
    for text in ("", "World", "a.b", "-a", "a--b", "e\u0301", "a/b"):
        assert not is_key(text)


def test_an_article_has_twelve_characters_of_its_id() -> None:
    key = article_key("", "tag:news.example,2020:7")
    assert re.fullmatch(r"[a-z2-7]{12}", key)
    assert article_key("", "tag:news.example,2020:7") == key
    assert article_key("other.example", "tag:news.example,2020:7") != key
    assert is_key(key)
    article_key("", "\ud800")


@given(st.text())
@settings(max_examples=50, deadline=None)
def test_a_key_is_the_beginning_of_a_hash_in_base32(id: str) -> None:
    expected = b32encode(hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()).decode().lower()
    assert article_key("", id) == expected[:12]


@settings(max_examples=200)
@given(st.text())
def test_every_key_is_its_own_key(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert len(key.encode()) <= MAX_KEY_BYTES
    assert is_normalized("NFC", key)
    assert all(char == "-" or category(char)[0] in "LM" or category(char) == "Nd" for char in key)
