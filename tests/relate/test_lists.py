from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.model import Pick, Related
from syndication.relate.lists import Limits, ResolvedPick, Target, choose


def target(number: int) -> Target:
    return Target(number=number, title=f"Title {number}", url=f"https://news.test/{number}", language="ar")


def targets(*numbers: int) -> dict[int, Target]:
    return {number: target(number) for number in numbers}


def pair(other: int, score: float, same: bool = False) -> Related:
    return Related(article=1, other=other, score=score, same=same)


def shown(
    picks: list[ResolvedPick], related: list[Related], live: dict[int, Target], **more: Any
) -> list[tuple[str, int | str]]:
    links = choose(target(1), picks, related, live, **more)
    return [(link.kind, link.other or link.url or link.title) for link in links]


def test_picks_come_first_then_the_same_story_then_other_events() -> None:
    picks = [ResolvedPick(pick=Pick(title="five", ref="x"), other=5), ResolvedPick(pick=Pick(title="A"))]
    related = [pair(2, 0.9, same=True), pair(3, 0.4), pair(4, 0.3)]
    assert shown(picks, related, targets(2, 3, 4, 5)) == [
        ("editor", 5),
        ("editor", "A"),
        ("story", 2),
        ("computed", 3),
        ("computed", 4),
    ]


def test_a_link_names_its_article_as_it_is_now() -> None:
    stored = Target(number=2, title="Corrected", url="https://news.test/2", language="ckb", source="Agency")
    (link,) = choose(target(1), [ResolvedPick(pick=Pick(title="Old", teaser="T"), other=2)], [], {2: stored})
    assert (link.kind, link.title, link.url, link.teaser) == ("editor", "Corrected", "https://news.test/2", "T")
    assert (link.other, link.language, link.source) == (2, "ckb", "Agency")


def test_a_pick_without_a_known_url_is_text_only() -> None:
    (link,) = choose(target(1), [ResolvedPick(pick=Pick(title="Later", teaser="T"))], [], {})
    assert (link.title, link.teaser, link.url, link.other) == ("Later", "T", None, None)


def test_a_pick_with_a_url_of_its_own_is_a_link() -> None:
    (link,) = choose(target(1), [ResolvedPick(pick=Pick(title="There", url="https://other.test/a"))], [], {})
    assert link.url == "https://other.test/a"


def test_a_pick_without_title_or_article_shows_nothing() -> None:
    assert choose(target(1), [ResolvedPick(pick=Pick(ref="unknown-id"))], [], {}) == ()


def test_withdrawn_and_waiting_articles_are_left_out() -> None:
    picks = [ResolvedPick(pick=Pick(title="Gone"), other=7)]
    assert shown(picks, [pair(8, 0.9, same=True), pair(9, 0.4), pair(3, 0.2)], targets(3)) == [("computed", 3)]


def test_an_article_never_links_to_itself() -> None:
    picks = [
        ResolvedPick(pick=Pick(title="Me"), other=1),
        ResolvedPick(pick=Pick(title="Me too", url="https://news.test/1")),
    ]
    assert shown(picks, [pair(1, 1.0, same=True), pair(1, 1.0)], targets(1)) == []


def test_nothing_is_shown_twice() -> None:
    picks = [
        ResolvedPick(pick=Pick(title="a"), other=2),
        ResolvedPick(pick=Pick(title="b"), other=2),
        ResolvedPick(pick=Pick(title="c", url="https://news.test/2")),
        ResolvedPick(pick=Pick(title="same words")),
        ResolvedPick(pick=Pick(title="same words", teaser="again")),
    ]
    related = [pair(2, 0.9, same=True), pair(3, 0.5), pair(3, 0.4)]
    assert shown(picks, related, targets(2, 3)) == [("editor", 2), ("editor", "same words"), ("computed", 3)]


def test_the_best_pairs_come_first_whatever_their_order() -> None:
    related = [pair(2, 0.1), pair(3, 0.3), pair(4, 0.7, same=True), pair(5, 0.9, same=True)]
    found = shown([], related, targets(2, 3, 4, 5))
    assert found == [("story", 5), ("story", 4), ("computed", 3), ("computed", 2)]


def test_each_list_has_its_length() -> None:
    related = [pair(number, 0.9, same=True) for number in range(2, 8)] + [pair(n, 0.4) for n in range(8, 20)]
    live = targets(*range(2, 20))
    assert [kind for kind, _ in shown([], related, live)] == ["story"] * 2 + ["computed"] * 5
    none = Limits(shown=0, same_story=0)
    assert shown([], related, live, limits=none) == []


def test_two_reports_of_another_event_take_one_place() -> None:
    related = [pair(2, 0.5), pair(3, 0.4), pair(4, 0.3)]
    assert shown([], related, targets(2, 3, 4), same={(3, 2)}) == [("computed", 2), ("computed", 4)]


def test_the_same_event_is_no_other_event_by_way_of_a_third_report() -> None:
    """3 is like 1, and of one event with 2, which is of one event with 1, shown or not."""
    related = [pair(2, 0.9, same=True), pair(3, 0.5)]
    live, same = targets(2, 3), {(2, 3)}
    assert shown([], related, live, same=same) == [("story", 2)]
    assert shown([], related, live, same=same, limits=Limits(same_story=0)) == []


def test_a_pick_takes_the_place_of_its_story() -> None:
    picks = [ResolvedPick(pick=Pick(title="p"), other=5)]
    related = [pair(6, 0.5), pair(7, 0.4)]
    assert shown(picks, related, targets(5, 6, 7), same={(5, 6)}) == [("editor", 5), ("computed", 7)]


numbers = st.integers(1, 9)


@settings(deadline=None)
@given(
    st.lists(st.tuples(numbers, st.floats(0.05, 1), st.booleans()), max_size=20),
    st.lists(st.none() | numbers, max_size=5),
    st.sets(st.tuples(numbers, numbers)),
    st.sets(numbers),
)
def test_whatever_is_given_lists_keep_their_rules(
    pairs: list[tuple[int, float, bool]],
    picked: list[int | None],
    same: set[tuple[int, int]],
    alive: set[int],
) -> None:
    related = [pair(*one) for one in pairs]
    picks = [ResolvedPick(pick=Pick(title=f"pick {place}"), other=other) for place, other in enumerate(picked)]
    links = choose(target(1), picks, related, targets(*alive), same)
    named = [link.other for link in links if link.other is not None]
    assert len(named) == len(set(named))
    assert set(named) <= alive - {1}
    assert sum(link.kind == "story" for link in links) <= 2
    computed = [link.other for link in links if link.kind == "computed"]
    assert len(computed) <= 5
    assert not any({one, other} <= set(computed) for one, other in same if one != other)
    order = ["editor", "story", "computed"]
    assert [link.kind for link in links] == sorted((link.kind for link in links), key=order.index)
