"""HTML without a parser."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.bare import decoded, without_hidden


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("a<!-- x -->b", "a b"),
        ("a<SCRIPT type=x>1 < 2</Script >b<style>p{}</style>c", "a b c"),
        ("İ<script>x</SCRIPT>b", "İ b"),
        ("a<!-- x", "a "),
        ("a<script>x", "a "),
        ("<scripts>a</scripts> <b>", "<scripts>a</scripts> <b>"),
    ],
)
def test_what_no_reader_was_to_see_goes(html: str, left: str) -> None:
    assert without_hidden(html) == left


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("&lt;&amp;lt;", "<&lt;"),
        ("&#65;&#x42;&nbsp;", "AB\xa0"),
        ("&nothing; & &lt", "&nothing; & &lt"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
)
def test_references_are_decoded_one_level(text: str, read: str) -> None:
    assert decoded(text) == read


@pytest.mark.parametrize("piece", ["<!--", "<script>", "<script", "&", "&#", "-->", "<style></style>"])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    start = time.process_time()
    decoded(without_hidden(piece * 100_000))
    assert time.process_time() - start < 2


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(["<!--", "-->", "<script>", "</script>", "<style ", ">", "x", "İ", "&#", "&lt;"])).map(
        "".join
    )
)
def test_hidden_content_is_found_whatever_stands_around_it(html: str) -> None:
    assert "<!--" not in without_hidden(html)
    assert "<script>" not in without_hidden(html)
    decoded(html)
