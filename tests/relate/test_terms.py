from __future__ import annotations

import pytest

from syndication.relate.terms import terms


def test_words_are_folded_and_whole() -> None:
    assert terms("أعلنت الحكومة؛ Announced", "ar") == ["اعلنت", "الحکومه", "announced"]
    assert terms("Announcements", "en") == ["announcements"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ckb", "پەرلەمانتارەکان", "پەرلەمانتارێک"),
        ("kmr", "Serokwezîrê", "serokwezîran"),
        ("kmr-Arab", "سەرۆکوەزیرێ", "سەرۆکوەزیران"),
    ],
)
def test_forms_of_a_kurdish_word_are_one_term(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language)
    assert terms(one, "ar") != terms(other, "ar")
