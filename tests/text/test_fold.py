"""Folding for matching, and the two ways to words that must agree."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text import fold as module
from syndication.text.fold import fold, words

NEWS = st.text(st.sampled_from([char for char in module._PAGE if char != "\ufffe"]))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("العِــراق", "العراق"),
        ("أإآٱا", "ااااا"),
        ("علي على عئ", "علی علی عی"),
        ("كتاب ڪتاب کتاب", "کتاب کتاب کتاب"),
        ("مدرسة مەدرەسە", "مدرسه مهدرهسه"),
        ("ڕێگا ڵێرە ۆ", "ریگا لیره و"),
        ("کورد\u200cستان\u200f", "کوردستان"),
        ("٢٠٢٦ ۲۰۲۶", "2026 2026"),
        ("Çîrok Şêx ÛRMIYÊ ılık İL", "cirok sex urmiye ilik il"),
        ("Nu’man", "nu'man"),
        ("“x” «x»", '"x" "x"'),
        ("ﻻ ﷺ ½", "لا ﷺ ½"),
        ("STRASSE straße ΟΔΟΣ", "strasse strasse οδοσ"),
    ],
)
def test_spellings_fall_together(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_decomposed_text_folds_like_its_composed_form() -> None:
    assert fold("ا\u0654 ي\u0654 و\u0654 ە\u0654 e\u0302") == fold("أ ئ ؤ ۀ ê")


def test_every_character_folds_to_a_fixed_point_and_makes_no_word_ends() -> None:
    for code in range(0x20000):  # beyond it are ideographs and private use
        char = chr(code)
        folded = fold(char)
        assert fold(folded) == folded, hex(code)
        if re.fullmatch(r"\w", char):
            assert re.fullmatch(r"\w*", folded), hex(code)


def test_the_code_page_of_the_short_way_has_256_letters_once_each() -> None:
    used = [char for char in module._PAGE if char != "\ufffe"]
    assert len(module._PAGE) == 256
    assert len(set(used)) == len(used)


def test_words_are_those_of_the_folded_text() -> None:
    assert words("قالَ: «الأكراد» في 2026، ﷺ") == ["قال", "الاکراد", "فی", "2026", "ﷺ"]
    assert words("نێچیرڤان بارزانی: پێشمەرگە‌کان!") == ["نیچیرڤان", "بارزانی", "پیشمهرگهکان"]
    assert words("\u200c ـ ... ") == []


@settings(max_examples=200)
@given(st.one_of(st.text(), NEWS))
def test_words_by_the_short_way_are_words_by_the_long_way(text: str) -> None:
    assert words(text) == re.findall(r"\w+", fold(text))
    assert fold(fold(text)) == fold(text)
