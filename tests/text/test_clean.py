"""What goes at the door and what stays."""

from __future__ import annotations

from unicodedata import is_normalized

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.clean import balanced, clean, folded, one_line

#: Any string that Python can hold, lone surrogates and bidi controls more often than chance would have them.
ANY = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\u202e\u202b\u2066\u2067\u2068\u2069\ud800\udfff\0\n\r\u2029\u200c\u0654ا")
    )
)


@pytest.mark.parametrize(
    "char", ["\0", "\x07", "\x7f", "\x85", "\ud83d", "\ufffe", "\ufdd0", "\U0001ffff", "\ufeff", "\u202e", "\u202b"]
)
def test_what_breaks_xml_or_turns_text_goes(char: str) -> None:
    assert clean(f"أ{char}ب") == "أب"


@pytest.mark.parametrize("char", ["\u200c", "\u200d", "\u200e", "\u200f", "\n", "\t", "\xa0", "\U0001f600"])
def test_spelling_marks_and_emoji_stay(char: str) -> None:
    assert clean(f"کورد{char}ستان") == f"کورد{char}ستان"


def test_an_emoji_of_several_parts_stays_whole() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean(f"{family} ئاهەنگ") == f"{family} ئاهەنگ"


def test_decomposed_letters_are_composed() -> None:
    assert clean("ا\u0654حمد") == "أحمد"


def test_line_ends_become_one_kind() -> None:
    assert clean("a\r\nb\rc\u2028d\x0ce\u2029f") == "a\nb\nc\nd\ne\n\nf"


def test_isolates_stay_where_they_are_closed_and_go_where_not() -> None:
    assert clean("a \u2067عربي\u2069 b") == "a \u2067عربي\u2069 b"
    assert clean("a \u2067عربي") == "a عربي"
    assert clean("a \u2069b") == "a b"


def test_a_pair_of_isolates_over_two_lines_is_no_pair() -> None:
    assert balanced("\u2066a\nb\u2069") == "a\nb"


def test_one_character_is_cleaned_alike_beside_a_harmless_one_and_beside_a_harmful_one() -> None:
    for code in range(0x10000):  # all beyond it go the long way
        char = chr(code)
        if "\u2066" <= char <= "\u2069":
            continue  # isolates are looked at together
        assert clean(f"\0{char}a") == clean(f"{char}a"), hex(code)


def test_one_line_folds_all_white_space() -> None:
    assert one_line("  خبر\t\nعاجل\xa0 اليوم\u2003") == "خبر عاجل اليوم"


@settings(max_examples=200)
@given(ANY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert is_normalized("NFC", once)
    assert one_line(one_line(text)) == one_line(text)
    once.encode()  # no lone surrogate is left


@given(
    st.lists(st.sampled_from([" ", "\n", "\t", "\xa0", "\u2003", "\u200c", "\x1f", "a", "خبر", "\n\n"]), max_size=20)
)
@settings(max_examples=200)
def test_white_space_is_folded_as_by_taking_the_text_apart(parts: list[str]) -> None:
    text = "".join(parts)
    assert folded(text) == " ".join(text.split())
