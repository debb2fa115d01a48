"""Excerpts end at words and never inside a letter."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.excerpts import EXCERPT_LIMIT, excerpt


def test_a_short_text_stays_whole_on_one_line() -> None:
    assert excerpt("خبر\n\nعاجل  اليوم") == "خبر عاجل اليوم"


def test_a_long_text_ends_at_a_word_with_the_sign_of_a_cut() -> None:
    cut = excerpt("هذا نص طويل، فيه كلمات كثيرة", 14)
    assert cut == "هذا نص طويل…"
    assert len(excerpt("كلمة " * 200)) <= EXCERPT_LIMIT


def test_the_limit_itself_is_not_cut() -> None:
    assert excerpt("a" * 300) == "a" * 300
    assert excerpt("a" * 301) == "a" * 299 + "…"


def test_a_word_that_just_fits_stays() -> None:
    assert excerpt("one two three", 8) == "one two…"
    assert excerpt("one two three", 7) == "one…"


def test_an_endless_word_is_not_cut_inside_a_letter() -> None:
    assert excerpt("e\u0301" * 10, 6) == "e\u0301" * 2 + "…"
    assert (
        excerpt("\U0001f468\u200d\U0001f469\u200d\U0001f467" * 3, 8)
        == "\U0001f468\u200d\U0001f469\u200d\U0001f467" + "…"
    )
    assert excerpt("\U0001f1ee\U0001f1f6" * 4, 4) == "\U0001f1ee\U0001f1f6" + "…"
    assert excerpt("👍🏽" * 5, 4) == "👍🏽…"


def test_zwnj_stays_with_its_word() -> None:
    assert "\u200c" not in excerpt("می\u200cخواهم " * 3, 5)[-2:]
    assert excerpt("کورد\u200cستان", 6) == "کورد…"


def test_an_isolate_that_was_cut_in_two_goes() -> None:
    assert excerpt("one \u2066two three\u2069 four", 9) == "one two…"


def test_much_white_space_hides_no_text() -> None:
    assert excerpt("one" + " " * 5000 + "two", 20) == "one two"


@settings(max_examples=200)
@given(st.text(), st.integers(-1, 40))
def test_no_excerpt_is_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= max(limit, 0)
    assert excerpt(text, 10_000) == " ".join(text.split())
