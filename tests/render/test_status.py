from __future__ import annotations

from dataclasses import fields

import pytest

from syndication.model import UI_LANGUAGES
from syndication.render.status import Bar, FeedStatus, chart
from syndication.render.status_words import STATUS_WORDS, StatusWords, status_words


def test_bars_are_as_high_as_their_share_of_the_highest() -> None:
    assert chart((0, 1, 4)) == [Bar(0, 40, 0), Bar(10, 30, 10), Bar(20, 0, 40)]
    assert chart(()) == []
    assert [bar.height for bar in chart((0, 0))] == [0, 0]


@pytest.mark.parametrize(
    ("state", "problem", "health"),
    [("on", "", "on"), ("on", "it answers 500", "failing"), ("paused", "asked to wait", "paused"), ("off", "", "off")],
)
def test_a_source_that_is_on_and_has_a_problem_is_not_said_to_work(state: str, problem: str, health: str) -> None:
    feed = FeedStatus(
        source="one",
        title="One",
        state=state,
        url="https://one.example/feed",
        last_ok=None,
        last_news=None,
        next_try=None,
        problem=problem,
        days=(0,),
    )
    assert feed.health == health


def test_every_language_has_all_words() -> None:
    assert tuple(STATUS_WORDS) == UI_LANGUAGES
    for say in STATUS_WORDS.values():
        assert all(getattr(say, field.name) for field in fields(StatusWords))
        assert set(say.states) == {"on", "failing", "off", "paused", "stopped", "purged"}
        assert set(say.followers) == {"relate", "search"}
        assert say.behind.count("{}") == 2
        assert say.entries.count("{}") == say.total.count("{}") == 1
    assert status_words("ar-IQ").title == STATUS_WORDS["ar"].title
    assert status_words("fa").title == "Status"
