from __future__ import annotations

from dataclasses import fields

from syndication.model import UI_LANGUAGES
from syndication.render.status import Bar, chart
from syndication.render.status_words import STATUS_WORDS, StatusWords, status_words


def test_bars_are_as_high_as_their_share_of_the_highest() -> None:
    assert chart((0, 1, 4)) == [Bar(0, 40, 0), Bar(10, 30, 10), Bar(20, 0, 40)]
    assert chart(()) == []
    assert [bar.height for bar in chart((0, 0))] == [0, 0]


def test_every_language_has_all_words() -> None:
    assert tuple(STATUS_WORDS) == UI_LANGUAGES
    for say in STATUS_WORDS.values():
        assert all(getattr(say, field.name) for field in fields(StatusWords))
        assert set(say.states) == {"on", "off", "paused", "stopped", "purged"}
        assert set(say.followers) == {"relate", "search"}
        assert say.behind.count("{}") == 2
        assert say.entries.count("{}") == say.total.count("{}") == 1
    assert status_words("ar-IQ").title == STATUS_WORDS["ar"].title
    assert status_words("fa").title == "Status"
