from __future__ import annotations

from syndication.render.status_words import STATUS_WORDS
from syndication.text.direction import first_strong
from syndication.text.language import direction


def test_words_run_in_their_languages_direction() -> None:
    for tag, say in STATUS_WORDS.items():
        for text in (say.title, say.intro, say.none, say.service, *say.states.values(), *say.followers.values()):
            assert first_strong(text) == direction(tag)
