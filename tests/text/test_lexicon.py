from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text import lexicon
from syndication.text.fold import words
from syndication.text.lexicon import hits, phrases


def keys(text: str, language: str) -> list[str]:
    return [hit.key for hit in hits(text, language) if not hit.weak]


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("وزير يصل إلى بغداد", "ar", "baghdad"),
        ("اجتماع ببغداد", "ar", "baghdad"),
        ("والعراق يرد", "ar", "iraq"),
        ("تقرير عن العِـراق", "ar", "iraq"),
        ("وبالأنبار أيضا", "ar", "anbar"),
        ("مدن كالموصل", "ar", "mosul"),
        ("مدينة كبغداد", "ar", "baghdad"),
        ("إلى إقليم كوردستان", "ar", "kurdistan-region"),
        ("تصريح لمسعود بارزاني", "ar", "masoud-barzani"),
        ("وفد PKK في الخارج", "ar", "pkk"),
        ("وەفدێک گەیشتە هەولێر", "ckb", "erbil"),
        ("لەهەولێرەوە بۆ سلێمانی", "ckb", "erbil"),
        ("خەڵکی کوردستانیش", "ckb", "kurdistan"),
        ("عێراقییەکان دەڵێن", "ckb", "iraq"),
        ("ل هەڵەبجێ هاتە ڤەکرن", "kmr-Arab", "halabja"),
        ("ل دهۆکێ", "kmr-Arab", "duhok"),
        ("Li Hewlêrê civîn hat kirin", "kmr", "erbil"),
        ("PKK'ê ragihand", "kmr", "pkk"),
        ("Parêzgarê Kerkûkê", "kmr", "kirkuk"),
        ("Talks in Baghdad", "en", "baghdad"),
        ("Iraqis vote", "en", "iraq"),
        ("Erbil's airport", "en", "erbil"),
        ("Bağdat değil, Kerkuk", "tr", "kirkuk"),
    ],
)
def test_a_name_is_found_in_the_forms_that_its_language_gives_it(text: str, language: str, key: str) -> None:
    assert key in keys(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("سيارة بلون رمادي", "ar"),  # grey
        ("اللون الرمادي في كل مكان", "ar"),
        ("منظمة الفاو تحذر من الجوع", "ar"),  # FAO
        ("سريان القرار الجديد", "ar"),  # coming into force
        ("والكوت يسجل هدفين", "ar"),  # Walcott
        ("مقيم سوداني في الرياض", "ar"),
        ("محلل مالكي المذهب", "ar"),
        ("هذا الطريق موصل إلى القرية", "ar"),
        ("عراقة البيت القديم", "ar"),
        ("ویلایەتە یەکگرتووەکان و ڕۆژهەڵاتی ناوەڕاست", "ckb"),  # United States, Middle East
        ("Rojhilata Navîn û Neteweyên Yekgirtî", "kmr"),
        ("Encûmena Asayişê ya navdewletî", "kmr"),  # Security Council
        ("The crisis of the kurtosis", "en"),
    ],
)
def test_what_only_looks_like_a_name_is_no_strong_hit(text: str, language: str) -> None:
    assert keys(text, language) == []


def test_a_row_is_told_once_and_by_its_strong_variant() -> None:
    found = hits("بارزاني: مسعود بارزاني في بغداد، ثم بغداد", "ar")
    assert [(hit.key, hit.weak) for hit in found] == [("masoud-barzani", False), ("baghdad", False)]


def test_another_language_s_names_are_not_looked_for() -> None:
    assert hits("Li Hewlêrê", "ar") == ()


@given(st.text(max_size=200), st.sampled_from(["ar", "ckb", "kmr", "kmr-Arab", "en", "fa", ""]))
@settings(max_examples=100, deadline=None)
def test_any_text_has_its_hits(text: str, language: str) -> None:
    assert len({hit.key for hit in hits(text, language)}) == len(hits(text, language))


def test_wanted_words_are_found_inflected_and_as_phrases_only() -> None:
    assert phrases("بالنفط والغاز", "ar", ("نفط", "كهرباء")) == ("نفط",)
    assert phrases("oil price falls", "en", ("oil price", "price oil")) == ("oil price",)
    assert phrases("anything", "en", ("", "  ", "(a+)+$")) == ()


def test_every_variant_of_the_list_finds_itself() -> None:
    languages = {"ar": "ar", "ckb": "ckb", "kmr": "kmr", "en": "en"}
    with (Path(lexicon.__file__).parent / "lexicon.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for column, language in languages.items():
                for name in filter(None, row[column].split("|")):
                    assert words(name), name
                    assert row["key"] in {hit.key for hit in hits(name.removeprefix("~"), language)}, name
