"""What the index of related articles reads, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from syndication.store import articles, stories, stretches
from syndication.store.engine import Store
from syndication.store.stretches import Stretch, Text
from tests.store.examples import START, add, article, scans, seconds, statements

HOUR = 3600
BEGIN = seconds(START)
ALWAYS = Stretch(language="ar", since=BEGIN - 1000 * HOUR, until=BEGIN + 1000 * HOUR)


def related(store: Store, *numbers: int, **changes: Any) -> list[int]:
    """Related articles, each an hour newer."""
    stored = add(store, *(article(number, **{"language": "ar", **changes}) for number in numbers))
    with store.write() as write:
        stories.join(write, {each.arrived: seconds(each.article.published or each.first_seen) for each in stored}, [])
    return [each.arrived for each in stored]


def numbers(store: Store, stretch: Stretch, after: int = 0, upto: int = 10**9, most: int = 99) -> list[int]:
    with store.read() as connection:
        return [each.number for each in stretches.texts(connection, stretch, (after, upto), most)]


def test_an_article_is_read_without_its_markup(store: Store) -> None:
    related(store, 1)
    with store.read() as connection:
        (found,) = stretches.texts(connection, ALWAYS, (0, 10**9), 99)
    time = BEGIN + HOUR
    assert found == Text(number=1, time=time, title="خبر رقم 1", text="نص الخبر", summary="ملخص")


def test_a_stretch_begins_with_its_first_second_and_ends_before_its_last(store: Store) -> None:
    related(store, 1, 2, 3)
    assert numbers(store, Stretch(language="ar", since=BEGIN + HOUR, until=BEGIN + 3 * HOUR)) == [1, 2]
    assert numbers(store, Stretch(language="ar", since=BEGIN + HOUR + 1, until=BEGIN + 3 * HOUR + 1)) == [2, 3]


def test_other_languages_and_what_is_not_related_yet_or_not_live_are_left_out(store: Store) -> None:
    related(store, 1, 2)
    related(store, 3, language="ckb")
    add(store, article(4, language="ar"))
    with store.write() as write:
        articles.set_state(write, 1, "withdrawn")
    assert numbers(store, ALWAYS) == [2]


def test_they_come_in_the_order_of_their_last_change_up_to_a_number(store: Store) -> None:
    related(store, 1, 2, 3)
    with store.write() as write:
        changed = articles.set_state(write, 1, "live")
    assert numbers(store, ALWAYS) == [2, 3, 1]
    assert numbers(store, ALWAYS, upto=changed - 1) == [2, 3]
    assert numbers(store, ALWAYS, after=2) == [3, 1]
    assert numbers(store, ALWAYS, most=2) == [3, 1]


def test_an_undated_article_counts_at_its_time_of_import(store: Store) -> None:
    (number,) = related(store, 1, published=None)
    with store.read() as connection:
        first_seen = seconds(articles.by_numbers(connection, [number])[number].first_seen)
        (found,) = stretches.texts(
            connection, Stretch(language="ar", since=first_seen, until=first_seen + 1), (0, 9), 9
        )
    assert found.time == first_seen


def test_no_more_is_looked_at_than_the_stretch_has(store: Store) -> None:
    related(store, *range(1, 600))
    stretch = Stretch(language="ar", since=BEGIN, until=BEGIN + int(timedelta(hours=10).total_seconds()))
    with statements(store) as seen, store.read() as connection:
        assert len(list(stretches.texts(connection, stretch, (0, 10**9), 99))) == 9
    assert len(seen) == 2
    assert scans(store, seen) == []
