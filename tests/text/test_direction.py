"""Directions of texts and the marks that keep them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.model import Direction
from syndication.text.direction import first_strong, marked, prevailing, turns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 - خبر", "rtl"),
        ("«NATO» خبر", "ltr"),
        ("שלום", "rtl"),
        ("2026 !", None),
        ("", None),
        ("\u200fNATO", "rtl"),
        ("\u2068abc\u2069 خبر", "rtl"),
        ("\u2069abc", "ltr"),
    ],
)
def test_the_first_strong_character_counts(text: str, expected: Direction | None) -> None:
    assert first_strong(text) == expected


def test_an_arabic_title_that_begins_in_latin_gets_a_mark() -> None:
    assert marked("NATO يجتمع", "rtl") == "\u200fNATO يجتمع"
    assert marked("بغداد today", "ltr") == "\u200eبغداد today"


def test_a_title_that_begins_rightly_or_has_no_letters_gets_none() -> None:
    assert marked("الناتو NATO", "rtl") == "الناتو NATO"
    assert marked("2026", "rtl") == "2026"
    assert marked("NATO", "ltr") == "NATO"


def test_most_letters_decide_for_a_paragraph() -> None:
    assert prevailing("NATO: اجتماع في بغداد") == "rtl"
    assert prevailing("The word بغداد in an English text") == "ltr"
    assert prevailing("12:30") is None
    assert not turns("NATO: اجتماع في بغداد", "rtl")
    assert turns("A paragraph in English, of بغداد", "rtl")
    assert turns("خبر من بغداد", "ltr")
    assert not turns("«2026»", "rtl")
    assert not turns("Şêx û “gund”", "ltr")


@settings(max_examples=200)
@given(st.text(), st.sampled_from(["rtl", "ltr"]))
def test_a_marked_text_runs_its_way_and_is_marked_once(text: str, direction: Direction) -> None:
    once = marked(text, direction)
    assert first_strong(once) in (None, direction)
    assert marked(once, direction) == once
    turns(text, direction)
