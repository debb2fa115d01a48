from __future__ import annotations

from dataclasses import fields

import pytest

from syndication.model import UI_LANGUAGES
from syndication.render.words import WORDS, words
from syndication.text.direction import first_strong
from syndication.text.language import direction


def test_every_language_of_the_service_has_all_words() -> None:
    assert tuple(WORDS) == UI_LANGUAGES
    for say in WORDS.values():
        assert all(getattr(say, field.name) for field in fields(say))
        assert set(say.groups) == {"all", "section", "language", "tag"}
        assert set(say.errors) == {400, 404, 410, 500}
        assert all(title and text for title, text in say.errors.values())


def test_words_run_in_their_languages_direction() -> None:
    for tag, say in WORDS.items():
        assert (say.language, say.direction) == (tag, direction(tag))
        for text in (say.name, say.related, say.withdrawn, say.notice, say.feeds, *say.groups.values()):
            assert first_strong(text) == say.direction


def test_the_arabic_words_that_the_feeds_rules_name() -> None:
    assert (WORDS["ar"].withdrawn, WORDS["ar"].related) == ("خبر مسحوب", "مقالات ذات صلة")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ar-IQ", "ar"),
        ("ckb-IQ", "ckb"),
        ("kmr-Arab", "ckb"),
        ("kmr-TR", "kmr"),
        ("fa", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_other_tags_get_the_nearest_words(tag: str | None, language: str) -> None:
    assert words(tag).language == language
