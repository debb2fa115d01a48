from __future__ import annotations

from dataclasses import fields

from syndication.model import UI_LANGUAGES
from syndication.render.index_words import INDEX_WORDS
from syndication.render.words import WORDS
from syndication.text.direction import first_strong
from syndication.text.language import direction


def test_every_language_of_the_service_has_all_words() -> None:
    assert tuple(INDEX_WORDS) == UI_LANGUAGES
    for tag, tell in INDEX_WORDS.items():
        assert all(getattr(tell, field.name) for field in fields(tell))
        assert set(tell.notes) == set(WORDS[tag].groups)


def test_words_run_in_their_languages_direction() -> None:
    for tag, tell in INDEX_WORDS.items():
        for text in (tell.intro, tell.feed, tell.after, *tell.notes.values()):
            assert first_strong(text) == direction(tag)
