from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.model import Pick, Related
from syndication.relate.lists import MIN_SHOWN, OUTLETS, Limits, ResolvedPick, Target, choose, reports


def target(number: int) -> Target:
    return Target(number=number, title=f"Title {number}", url=f"https://news.test/{number}", language="ar")


def targets(*numbers: int) -> dict[int, Target]:
    return {number: target(number) for number in numbers}


def pair(other: int, score: float) -> Related:
    return Related(article=1, other=other, score=score)


def one_story(*numbers: int) -> dict[int, int]:
    return dict.fromkeys(numbers, min(numbers))


def shown(
    picks: list[ResolvedPick], related: list[Related], live: dict[int, Target], **more: Any
) -> list[tuple[str, int | str]]:
    links = choose(target(1), picks, related, live, **more)
    return [(link.kind, link.other or link.url or link.title) for link in links]


def test_picks_come_first_then_the_same_story_then_other_events() -> None:
    picks = [ResolvedPick(pick=Pick(title="five", ref="x"), other=5), ResolvedPick(pick=Pick(title="A"))]
    related = [pair(2, 0.3), pair(3, 0.4), pair(4, 0.3)]
    assert shown(picks, related, targets(2, 3, 4, 5), stories=one_story(1, 2)) == [
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


def test_an_outlets_entry_that_names_our_page_gives_it_no_other_title() -> None:
    ours = target(2)
    theirs = Target(number=3, title="Another title", url=ours.url, outlet="other.test")
    live = {2: ours, 3: theirs}
    related = [pair(3, 0.9), pair(2, 0.4)]
    assert shown([], related, live) == [("computed", 2)]
    assert shown([], related, live, stories=one_story(1, 3)) == [("computed", 2)]
    assert shown([], related, {3: theirs}) == [("computed", 3)]


def test_withdrawn_and_waiting_articles_are_left_out() -> None:
    picks = [ResolvedPick(pick=Pick(title="Gone"), other=7)]
    related = [pair(8, 0.9), pair(9, 0.4), pair(3, 0.2)]
    assert shown(picks, related, targets(3), stories=one_story(1, 8)) == [("computed", 3)]


def test_an_article_never_links_to_itself() -> None:
    picks = [
        ResolvedPick(pick=Pick(title="Me"), other=1),
        ResolvedPick(pick=Pick(title="Me too", url="https://news.test/1")),
    ]
    assert shown(picks, [pair(1, 1.0), pair(1, 1.0)], targets(1)) == []


def test_nothing_is_shown_twice() -> None:
    picks = [
        ResolvedPick(pick=Pick(title="a"), other=2),
        ResolvedPick(pick=Pick(title="b"), other=2),
        ResolvedPick(pick=Pick(title="c", url="https://news.test/2")),
        ResolvedPick(pick=Pick(title="same words")),
        ResolvedPick(pick=Pick(title="same words", teaser="again")),
    ]
    related = [pair(2, 0.9), pair(3, 0.5), pair(3, 0.4)]
    assert shown(picks, related, targets(2, 3), stories=one_story(1, 2)) == [
        ("editor", 2),
        ("editor", "same words"),
        ("computed", 3),
    ]


def test_another_event_is_shown_only_if_it_is_like_enough_and_a_report_always() -> None:
    related, live = [pair(2, MIN_SHOWN), pair(3, MIN_SHOWN - 0.01), pair(4, MIN_SHOWN - 0.02)], targets(1, 2, 3, 4)
    assert shown([], related, live, stories={1: 1, 4: 1}) == [("story", 4), ("computed", 2)]


def test_the_best_pairs_come_first_whatever_their_order() -> None:
    related = [pair(2, 0.2), pair(3, 0.3), pair(4, 0.7), pair(5, 0.9)]
    found = shown([], related, targets(2, 3, 4, 5), stories=one_story(1, 4, 5))
    assert found == [("story", 5), ("story", 4), ("computed", 3), ("computed", 2)]


def test_each_list_has_its_length() -> None:
    related = [pair(number, 0.9) for number in range(2, 8)] + [pair(n, 0.4) for n in range(8, 20)]
    live, stories = targets(*range(2, 20)), one_story(*range(1, 8))
    assert [kind for kind, _ in shown([], related, live, stories=stories)] == ["story"] * 2 + ["computed"] * 5
    none = Limits(shown=0, same_story=0)
    assert shown([], related, live, stories=stories, limits=none) == []


def test_two_reports_of_another_event_take_one_place() -> None:
    related = [pair(2, 0.5), pair(3, 0.4), pair(4, 0.3)]
    assert shown([], related, targets(2, 3, 4), stories=one_story(2, 3)) == [("computed", 2), ("computed", 4)]


def test_a_report_of_the_same_event_that_finds_no_room_is_no_other_event() -> None:
    related, live = [pair(2, 0.9), pair(3, 0.5)], targets(2, 3)
    stories = one_story(1, 2, 3)
    assert shown([], related, live, stories=stories, limits=Limits(same_story=1)) == [("story", 2)]
    assert shown([], related, live, stories=stories, limits=Limits(same_story=0)) == []


def test_a_pick_takes_the_place_of_its_story() -> None:
    picks = [ResolvedPick(pick=Pick(title="p"), other=5)]
    related = [pair(6, 0.5), pair(7, 0.4)]
    assert shown(picks, related, targets(5, 6, 7), stories=one_story(5, 6)) == [("editor", 5), ("computed", 7)]


def test_in_a_story_every_other_outlet_is_named_once_by_its_best_report() -> None:
    outlets = {1: "a", 2: "a", 3: "b", 4: "b", 5: "", 6: "c", 7: "d"}
    story = [Target(number=each, title=str(each), url=f"https://{each}.test", outlet=outlets[each]) for each in outlets]
    links = reports(story[0], story, {4: 0.9, 5: 0.8})
    assert [(link.kind, link.other) for link in links] == [("story", 4), ("story", 5), ("story", 6), ("story", 7)]


def test_a_story_of_one_outlet_names_no_other() -> None:
    assert reports(target(1), targets(1, 2, 3).values(), {2: 0.9}) == ()


def test_a_story_of_many_outlets_names_the_best_twenty() -> None:
    story = [Target(number=each, title=str(each), url=f"https://{each}.test", outlet=str(each)) for each in range(40)]
    links = reports(story[7], story, {39: 0.5})
    assert [link.other for link in links] == [39, *range(7), *range(8, 20)]
    assert len(links) == OUTLETS


numbers = st.integers(1, 9)


@settings(deadline=None)
@given(
    st.lists(st.tuples(numbers, st.floats(0.05, 1)), max_size=20),
    st.lists(st.none() | numbers, max_size=5),
    st.dictionaries(numbers, st.integers(1, 4)),
    st.sets(numbers),
)
def test_whatever_is_given_lists_keep_their_rules(
    pairs: list[tuple[int, float]],
    picked: list[int | None],
    stories: dict[int, int],
    alive: set[int],
) -> None:
    related = [pair(*one) for one in pairs]
    picks = [ResolvedPick(pick=Pick(title=f"pick {place}"), other=other) for place, other in enumerate(picked)]
    links = choose(target(1), picks, related, targets(*alive), stories)
    named = [link.other for link in links if link.other is not None]
    assert len(named) == len(set(named))
    assert set(named) <= alive - {1}
    told = [link.other for link in links if link.kind == "story" and link.other is not None]
    assert len(told) <= 2
    computed = [link.other for link in links if link.kind == "computed" and link.other is not None]
    assert len(computed) <= 5
    groups = [stories.get(number, number) for number in [1, *computed]]
    assert len(groups) == len(set(groups))
    assert {stories.get(number, number) for number in told} <= {groups[0]}
    order = ["editor", "story", "computed"]
    assert [link.kind for link in links] == sorted((link.kind for link in links), key=order.index)
