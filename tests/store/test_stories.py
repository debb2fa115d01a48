"""Who tells of one event: named by the founder, whatever joins, merges and leaves; on both engines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from random import Random

from syndication.store import articles, stories
from syndication.store.engine import Store
from syndication.store.stories import Changed, Membership
from tests.store.examples import START, add, article, scans, seconds, statements

HOUR = 3600


def arrive(store: Store, count: int, *, outlet: str = "") -> list[int]:
    """New live articles, related to nothing yet. Their numbers."""
    with store.read() as connection:
        begun = len(list(articles.iterate(connection)))
    return [
        each.arrived for each in add(store, *(article(begun + number, outlet=outlet) for number in range(1, count + 1)))
    ]


def join(store: Store, numbers: Collection[int], *groups: Collection[int], hours: int = 0) -> Changed:
    with store.write() as write:
        times = {number: seconds(START) + (hours + number) * HOUR for number in numbers}
        return stories.join(write, times, groups)


def leave(store: Store, number: int) -> Changed:
    """As a withdrawal does it."""
    with store.write() as write:
        articles.set_state(write, number, "withdrawn")
        return stories.leave(write, [number])


def told(store: Store) -> dict[int, tuple[int, bool]]:
    """Story and ``born`` of every article that has a row."""
    with store.read() as connection:
        found = stories.of(connection, range(1, 100))
    return {number: (member.story, member.born) for number, member in found.items()}


def test_an_article_that_nobody_else_told_is_its_own_story(store: Store) -> None:
    arrive(store, 2)
    assert told(store) == {}, "not related yet"
    changed = join(store, [1, 2])
    assert told(store) == {1: (1, False), 2: (2, False)}
    assert changed == Changed(members=frozenset({1, 2})), "own articles, alone: nothing that is shown has changed"


def test_newcomers_are_born_into_the_story_of_the_one_that_came_first(store: Store) -> None:
    arrive(store, 4)
    assert join(store, [1, 2], {1, 2}).touched == {1, 2}
    assert join(store, [3, 4], {1, 2, 3}) == Changed(frozenset({3}), frozenset(), frozenset({1, 2, 3, 4}))
    assert told(store) == {1: (1, False), 2: (1, True), 3: (1, True), 4: (4, False)}
    with store.read() as connection:
        assert stories.of(connection, [3, 77]) == {3: Membership(1, born=True)}
        assert stories.names(connection, [3, 4, 77]) == {3: 1, 4: 4}
        assert stories.members(connection, [1, 4, 77]) == {1: (1, 2, 3), 4: (4,)}


def test_two_stories_that_turn_out_one_take_the_older_name_and_hide_nobody(store: Store) -> None:
    arrive(store, 5)
    join(store, [1, 2], {1, 2})
    join(store, [3, 4], {3, 4})
    changed = join(store, [5], {2, 4, 5})
    assert told(store) == {1: (1, False), 2: (1, True), 3: (1, False), 4: (1, True), 5: (1, True)}
    assert changed == Changed(frozenset({3, 4, 5}), frozenset({3, 4}), frozenset({1, 2, 3, 4, 5}))


def test_without_its_founder_a_story_is_named_by_the_next_who_is_no_longer_born(store: Store) -> None:
    arrive(store, 4)
    join(store, [1, 2, 3], {1, 2, 3})
    changed = leave(store, 1)
    assert told(store) == {2: (2, False), 3: (2, True)}
    assert changed == Changed(*[frozenset({2, 3})] * 3)
    join(store, [4], {3, 4})
    assert told(store)[4] == (2, True)
    assert leave(store, 3) == Changed(members=frozenset({2, 4})), "own articles are never hidden: no name, no change"
    leave(store, 4)
    assert told(store) == {2: (2, False)}
    leave(store, 2)
    assert told(store) == {}
    assert leave(store, 2) == Changed(), "it has left already"


def test_nobody_is_joined_to_what_has_left_meanwhile(store: Store) -> None:
    arrive(store, 3)
    join(store, [1, 2], {1, 2})
    leave(store, 1)
    with store.write() as write:
        articles.set_state(write, 2, "notice")
        stories.leave(write, [2])
    changed = join(store, [2, 3], {1, 2, 3})  # what the relater knew before it could know of that
    assert told(store) == {3: (3, False)}
    assert changed.touched == frozenset()


def test_a_corrected_article_stays_where_it_was_born_or_moves(store: Store) -> None:
    arrive(store, 6)
    join(store, [1, 2, 3], {1, 2, 3})
    join(store, [4, 5, 6], {4, 5})
    assert join(store, [2], {1, 2, 3}) == Changed()
    assert told(store)[2] == (1, True)
    moved = join(store, [1, 2], {2, 4, 5})  # the founder is alone now, and 2 names the story that it joins
    assert told(store) == {1: (1, False), 2: (2, False), 3: (3, True), 4: (2, False), 5: (2, True), 6: (6, False)}
    assert moved.moved == {2, 3, 4, 5}
    assert moved.members == {1, 2, 3, 4, 5}
    join(store, [6], {3, 6})
    assert told(store)[6] == (3, False), "it was shown before it joined"


def test_what_a_collapsed_page_may_now_show_or_hide_is_touched(store: Store) -> None:
    arrive(store, 4, outlet="agency.example")
    arrive(store, 2)
    assert join(store, [1]).touched == {1}, "another outlet's article appears only now"
    assert join(store, [2, 3], {1, 2, 3}).touched == {2, 3}
    assert join(store, [5], {1, 5}).touched == {1, 2, 3, 5}, "our own report hides theirs"
    assert leave(store, 5).touched == {1, 2, 3}
    assert leave(store, 2).touched == {3}, "only a smaller one may have hidden it"
    assert leave(store, 3).touched == frozenset()


def test_an_article_whose_hour_came_late_founds_the_story_and_hides_nobody(store: Store) -> None:
    arrive(store, 3, outlet="agency.example")
    join(store, [2, 3], {2, 3})
    join(store, [1], {1, 2, 3})
    assert told(store) == {1: (1, False), 2: (1, False), 3: (1, True)}


def test_rebuilding_over_what_is_there_gives_the_same(store: Store) -> None:
    arrive(store, 7)
    groups: list[set[int]] = [{1}, {2}, {1, 3}, {4}, {2, 5}, {1, 2, 3, 5, 6}, {4, 7}]
    for number, group in enumerate(groups, 1):
        join(store, [number], group)
    before = told(store)
    assert before[5] == (1, True)
    for number, group in enumerate(groups, 1):
        join(store, [number], group)
    assert told(store) == before


def test_whatever_joins_and_leaves_each_story_has_the_name_of_its_first_member(store: Store) -> None:
    random = Random(7)
    numbers = arrive(store, 30, outlet="agency.example")
    here: set[int] = set()
    for _ in range(120):
        number = random.choice(numbers)
        if number in here and random.random() < 0.3:
            leave(store, number)
            with store.write() as write:
                articles.set_state(write, number, "live")
            here.remove(number)
        else:
            join(store, [number], {number, *random.sample(numbers, random.choice([0, 0, 1, 2]))})
            here.add(number)
        found = told(store)
        assert found.keys() == here
        parties: dict[int, list[int]] = {}
        for member, (story, _) in found.items():
            parties.setdefault(story, []).append(member)
        assert all(story == min(members) for story, members in parties.items())


def test_a_story_as_a_whole(store: Store) -> None:
    arrive(store, 2, outlet="agency.example")
    arrive(store, 3)
    join(store, [1, 2, 3, 4, 5], {1, 2, 3}, {4, 5})
    with store.read() as connection:
        found = stories.facts(connection, [1, 9])
        assert stories.told_by_several(connection, [1, 4, 9]) == {1: (1, 2, 3)}
    assert found.keys() == {1}
    assert (found[1].founder, found[1].reports, found[1].outlets) == (1, 3, ("", "agency.example"))
    assert (found[1].first, found[1].last) == (START + timedelta(hours=1), START + timedelta(hours=3))


def test_the_biggest_stories_of_a_day_by_outlets_then_reports_then_the_newest(store: Store) -> None:
    numbers = [*arrive(store, 5), *arrive(store, 5, outlet="agency.example"), *arrive(store, 5, outlet="b.example")]
    with store.read() as connection:
        assert stories.biggest(connection) == []
    groups = [{1, 2, 3}, {4, 6}, {5, 11}, {7, 8, 12}, {9, 10, 13, 14}]
    join(store, numbers, *groups)
    with store.read() as connection:
        assert [each.founder for each in stories.biggest(connection)] == [9, 7, 5, 4, 1]
        assert [each.founder for each in stories.biggest(connection, limit=2)] == [9, 7]


def test_the_day_of_the_biggest_stories_ends_with_the_hour_of_the_newest_article(store: Store) -> None:
    arrive(store, 7)
    join(store, [1, 2], {1, 2}, hours=0)  # 1 h, 2 h
    join(store, [3, 4], {3, 4}, hours=1)  # 4 h, 5 h
    join(store, [5, 6], {4, 5, 6}, hours=-1)
    for newest, expected in ((24, [3, 1]), (25, [3]), (28, [3])):
        with store.write() as write:
            stories.join(write, {7: seconds(START) + newest * HOUR + 59 * 60}, [])
        with store.read() as connection:
            found = stories.biggest(connection)
        assert [each.founder for each in found] == expected, newest
    assert found[0].reports == 4, "also those from before the day"


def test_no_query_of_the_stories_scans_a_table(store: Store) -> None:
    numbers = arrive(store, 30, outlet="agency.example")
    join(store, numbers, numbers[:9])
    with statements(store) as seen, store.write() as write:
        stories.of(write.connection, [1, 2])
        stories.members(write.connection, [1])
        stories.told_by_several(write.connection, [1])
        stories.biggest(write.connection)
        stories.join(write, {3: 0}, [{3, 20}])
        stories.leave(write, [1])
    assert scans(store, seen) == []
