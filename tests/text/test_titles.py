"""Titles as plain text, decoded once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.clean import one_line
from syndication.text.titles import MAX_TITLE, plain_title


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("«AT&amp;T» &amp; &lt;b&gt;", "«AT&T» & <b>"),
        ("«AT&T» & more", "«AT&T» & more"),
        ("5 < 7", "5 < 7"),
        ("5 &lt; 7 &amp;&amp; 3 &gt; 2", "5 < 7 && 3 > 2"),
        ("<b>bold</b> title", "bold title"),
        ("half<b>bold</b>word", "halfboldword"),
        ("<p>one</p><p>two</p>", "one two"),
        ("one<br/>two", "one two"),
        ("AT&#038;T &#x26; &hellip;", "AT&T & …"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&amp;amp;", "&amp;"),
        ("<![CDATA[<i>خبر</i> عاجل]]>", "خبر عاجل"),
        ("<script>alert(1)</script>خبر<style>p{}</style><!-- x -->", "خبر"),
        ("List<String> of <NATO>", "List<String> of <NATO>"),
        ("R&D and Q&A, ?a=1&copy=2", "R&D and Q&A, ?a=1&copy=2"),
        ("<o:p></o:p>خبر", "خبر"),
        ("<!DOCTYPE html><amp-img src=x></amp-img><marquee>خبر</marquee><details><summary>آخر</summary>", "خبر آخر"),
        ("  خبر\n\tعاجل&nbsp;اليوم ", "خبر عاجل اليوم"),
        ("كورد\u200cستان &zwnj;", "كورد\u200cستان \u200c"),
        ("&#0;&#xD800;&#x1F600;", "\ufffd\ufffd😀"),
        ("&notthere; &#99999999999;", "&notthere; &#99999999999;"),
        ("", ""),
    ],
)
def test_a_title_is_decoded_exactly_once(raw: str, title: str) -> None:
    assert plain_title(raw) == title


def test_a_title_without_markup_is_only_cleaned() -> None:
    assert plain_title("NATO\u202e يجتمع\0") == "NATO يجتمع"


def test_an_endless_title_is_cut() -> None:
    assert len(plain_title("كلمة " * 10_000)) <= MAX_TITLE


@pytest.mark.parametrize("piece", ["<script", "<!--", "<![CDATA[", "&amp", "<b ", "<", "&#", "<script>"])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    start = time.process_time()
    plain_title(piece * 200_000)
    assert time.process_time() - start < 1


@settings(max_examples=200)
@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(["<b>", "&lt;", "&amp;", "<", ">", "&#", "x", "<!--", "]]>", "\ud800"])).map("".join),
    )
)
def test_no_title_raises_and_every_title_is_one_clean_line(raw: str) -> None:
    title = plain_title(raw)
    assert one_line(title) == title
