from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest

from syndication.model import UI_LANGUAGES
from syndication.render.words import WORDS, words
from syndication.text.direction import first_strong
from syndication.text.language import direction


def test_every_language_of_the_service_has_all_words() -> None:
    assert tuple(WORDS) == UI_LANGUAGES
    for say in WORDS.values():
        assert all(getattr(say, field.name) for field in fields(say))
        assert set(say.groups) == {"all", "feed", "section", "language", "tag", "author", "source"}
        assert set(say.errors) == {400, 404, 405, 410, 500}
        assert set(say.gone) == {"expired", "comments"}
        assert tuple(say.languages) == UI_LANGUAGES
        assert set(say.media) == {"audio", "video", ""}
        assert len(set(say.months)) == 12
        assert all(text.count("{}") == 1 for text in (say.including, say.times, say.also))
        assert all(title and text for title, text in say.errors.values())


def test_words_run_in_their_languages_direction() -> None:
    for tag, say in WORDS.items():
        assert (say.language, say.direction) == (tag, direction(tag))
        for text in (say.name, say.related, say.withdrawn, say.notice, say.feeds, *say.groups.values()):
            assert first_strong(text) == say.direction


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("ar", "14 آذار 2026، 09:05"),
        ("ckb", "14ی ئازاری 2026، 09:05"),
        ("kmr", "14 Adar 2026, 09:05"),
        ("en", "14 March 2026, 09:05"),
    ],
)
def test_a_time_for_people_is_absolute_and_in_the_zone_that_it_has(language: str, shown: str) -> None:
    zone = timezone(timedelta(hours=3))
    assert words(language).when(datetime(2026, 3, 14, 6, 5, tzinfo=UTC).astimezone(zone)) == shown


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
