from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from syndication.relate.stories import NEWEST, Stories


def test_who_is_alone_stands_for_itself() -> None:
    stories = Stories()
    assert stories.story(5) is None
    assert stories.group(5) == 5
    assert stories.members(5) == stories.newest(5) == (5,)
    assert stories.leave(5) == {}


def test_two_that_join_are_a_story_named_by_the_smaller_number() -> None:
    stories = Stories()
    assert stories.join(5, [3]) == {3: 3, 5: 3}
    assert stories.join(7, [3]) == {7: 3}
    assert stories.members(3) == (3, 5, 7)
    assert [stories.story(number) for number in (3, 5, 7)] == [3, 3, 3]


def test_a_bridge_makes_one_story_of_several() -> None:
    stories = Stories()
    stories.join(5, [3])
    stories.join(9, [8])
    assert stories.join(10, [8, 3, 6]) == {8: 3, 9: 3, 6: 3, 10: 3}
    assert stories.members(3) == (3, 5, 6, 8, 9, 10)
    assert stories.story(8) == 3


def test_an_earlier_article_that_comes_back_names_the_story() -> None:
    stories = Stories()
    stories.join(5, [3])
    assert stories.join(1, [3]) == {1: 1, 3: 1, 5: 1}


def test_without_its_founder_a_story_is_named_by_the_next() -> None:
    stories = Stories()
    stories.join(5, [3])
    stories.join(7, [3])
    assert stories.leave(3) == {3: None, 5: 5, 7: 5}
    assert stories.leave(7) == {7: None, 5: None}
    assert stories.story(5) is None


def test_only_the_newest_are_met() -> None:
    stories = Stories()
    for number in range(2, 40):
        stories.join(number, [1])
    assert stories.newest(1) == tuple(range(40 - NEWEST, 40))


def test_a_stored_story_has_its_founder_though_only_another_member_is_put() -> None:
    stories = Stories()
    stories.put(9, 4)
    assert stories.members(4) == (4, 9)
    stories.put(4, 4)
    assert stories.members(4) == (4, 9)


@given(st.lists(st.tuples(st.integers(1, 9), st.sets(st.integers(1, 9), max_size=3)), max_size=25))
def test_what_is_told_of_moves_is_what_has_become_of_each(steps: list[tuple[int, set[int]]]) -> None:
    """Whoever keeps rows by the moves alone has the stories; each is named by its smallest member."""
    stories, rows = Stories(), dict[int, int | None]()
    for number, others in steps:
        rows |= stories.leave(number)
        groups = sorted({stories.group(other) for other in others - {number}})
        if groups:
            rows |= stories.join(number, groups)
        assert {each: rows.get(each) for each in range(1, 10)} == {each: stories.story(each) for each in range(1, 10)}
        for each in range(1, 10):
            members = stories.members(stories.group(each))
            assert each in members
            assert stories.group(each) == members[0]
            assert (stories.story(each) is None) == (len(members) == 1)
