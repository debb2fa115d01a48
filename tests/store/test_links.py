from __future__ import annotations

from typing import Any

import pytest

from syndication.model import Link, Pick, Related, Stored
from syndication.store import articles, links, stories
from syndication.store.engine import Store
from syndication.store.links import Shown, StoredPick
from tests.store.examples import add, article, scans, statements


def pair(one: int, other: int, score: float) -> Related:
    return Related(article=one, other=other, score=score)


def resolve(store: Store, stored: list[Stored]) -> set[int]:
    with store.write() as write:
        links.put_picks(write, {each.arrived: each.article.picks for each in stored if each.article.picks})
        return links.resolve_picks(write, stored)


def others(store: Store, number: int) -> list[int | None]:
    with store.read() as connection:
        return [each.other for each in links.picks(connection, [number]).get(number, ())]


def test_the_best_pairs_are_same_story_first_and_cut_per_kind(store: Store) -> None:
    stored = add(store, *(article(number) for number in range(1, 10)))
    given = [pair(1, 5 + n, n / 10) for n in range(5)] + [pair(1, 2 + n, n / 10) for n in range(3)]
    with store.write() as write:
        stories.join(write, {each.arrived: 0 for each in stored}, [{1, 2, 3, 4}, {5, 6}])
        links.add_pairs(write, [*given, pair(5, 1, 0.5), pair(6, 99, 0.5)])
    with store.read() as connection:
        found = links.best(connection, [1, 5, 6, 7], limit=2)
    assert [each.other for each in found[1]] == [4, 3, 9, 8]
    assert found[5] == [pair(5, 1, 0.5)]
    assert found[6] == [pair(6, 99, 0.5)], "what has no story is in none"
    assert 7 not in found


def test_a_pair_that_is_there_gets_the_new_score(store: Store) -> None:
    with store.write() as write:
        links.add_pairs(write, [pair(1, 2, 0.5), pair(1, 3, 0.4)])
        links.add_pairs(write, [pair(1, 2, 0.3)])
        links.add_pairs(write, [])
    with store.read() as connection:
        assert links.best(connection, [1])[1] == [pair(1, 3, 0.4), pair(1, 2, 0.3)]


def test_pairs_are_dropped_in_both_directions(store: Store) -> None:
    with store.write() as write:
        links.add_pairs(write, [pair(1, 2, 0.5), pair(2, 1, 0.5), pair(3, 1, 0.5), pair(3, 2, 0.5)])
        links.drop_pairs(write, [1])
    with store.read() as connection:
        assert links.best(connection, [1, 2, 3]) == {3: [pair(3, 2, 0.5)]}


@pytest.mark.parametrize(
    "pick",
    [
        {"ref": "nr-2"},
        {"ref": "https://paper.example/?p=2"},
        {"ref": "http://paper.example/a/2/?utm_source=x"},
        {"url": "https://paper.example/a/2#top", "title": "كما كتبه المحرر"},
        {"title": "خَبَر رقم 2"},
    ],
    ids=["publisher's id", "guid", "URL as reference", "URL", "folded title"],
)
def test_a_pick_finds_its_article_whichever_comes_first(store: Store, pick: dict[str, Any]) -> None:
    picking = add(store, article(1, picks=(Pick(**pick),)))
    assert resolve(store, picking) == set()
    assert others(store, 1) == [None]
    assert resolve(store, add(store, article(2))) == {1}
    assert others(store, 1) == [2]
    assert resolve(store, add(store, article(3, picks=(Pick(title="لا أحد"), Pick(**pick))))) == {3}
    assert others(store, 3) == [None, 2]


def test_a_pick_with_a_url_of_its_own_is_not_found_by_title(store: Store) -> None:
    elsewhere = Pick(title="خبر رقم 2", url="https://elsewhere.example/2")
    resolve(store, add(store, article(1, picks=(elsewhere,))))
    assert resolve(store, add(store, article(2))) == set()


def test_a_reference_counts_before_a_title(store: Store) -> None:
    add(store, article(2), article(3))
    resolve(store, add(store, article(1, picks=(Pick(title="خبر رقم 3", ref="nr-2"),))))
    assert others(store, 3) == [1]


def test_of_several_articles_with_the_picked_title_the_newest_is_meant(store: Store) -> None:
    add(store, article(2, title="عنوان متكرر"), article(3, title="عنوان متكرر"))
    resolve(store, add(store, article(1, picks=(Pick(title="عنوان متكرر"),))))
    assert others(store, 3) == [2]


def test_a_pick_never_means_its_own_article_nor_one_that_waits_nor_another_outlet_s(store: Store) -> None:
    own = add(store, article(1, title="عنوان", picks=(Pick(title="عنوان"),)))
    assert resolve(store, own) == set()
    (waiting,) = add(store, article(2, title="عنوان"), state="waiting")
    assert resolve(store, [waiting, *add(store, article(3, title="عنوان", outlet="other.example"))]) == set()
    with store.write() as write:
        articles.set_state(write, waiting.arrived, "live")
        live = articles.by_numbers(write.connection, [waiting.arrived])
        assert links.resolve_picks(write, list(live.values())) == {1}


def test_a_pick_that_is_known_is_not_reported_again(store: Store) -> None:
    both = add(store, article(1, picks=(Pick(ref="nr-2"),)), article(2))
    assert resolve(store, both) == {1}
    with store.write() as write:
        assert links.resolve_picks(write, both) == set()


def test_new_picks_take_the_place_of_the_old(store: Store) -> None:
    add(store, article(1))
    with store.write() as write:
        links.put_picks(write, {1: [Pick(title="أ"), Pick(title="ب")]})
        links.put_picks(write, {1: [Pick(title="ج", teaser="سطر")]})
    with store.read() as connection:
        assert links.picks(connection, [1]) == {1: (StoredPick(Pick(title="ج", teaser="سطر"), None),)}


def test_shown_lists_are_kept_in_order_and_per_place(store: Store) -> None:
    add(store, article(1), article(2))
    a = Link(kind="editor", title="أ", teaser="سطر")
    b = Link(kind="computed", title="ب", url="https://paper.example/b", other=2, language="ar", source="جريدة")
    with store.write() as write:
        links.put_shown(write, "links", {1: [b], 2: [a]})
        links.put_shown(write, "text", {1: [a, b]})
        links.put_shown(write, "links", {1: [b, a], 2: []})
        links.put_shown(write, "story", {1: [b]})
    with store.read() as connection:
        assert links.shown(connection, [1, 2]) == {1: Shown(links=(b, a), text=(a, b), story=(b,))}
        assert links.showing(connection, [2]) == {1}
        assert links.showing(connection, [1]) == set()


def test_a_withdrawn_article_leaves_every_list_and_every_pair(store: Store) -> None:
    add(store, *(article(number) for number in range(1, 6)))
    named = Link(kind="computed", title="خبر رقم 5", url="https://paper.example/a/5", other=5)
    stays = Link(kind="computed", title="خبر رقم 4", url="https://paper.example/a/4", other=4)
    with store.write() as write:
        links.put_shown(write, "links", {1: [named, stays], 2: [stays], 3: [named]})
        links.put_shown(write, "text", {2: [named]})
        links.put_shown(write, "story", {4: [named]})
        links.add_pairs(write, [pair(1, 5, 0.5), pair(5, 1, 0.5), pair(1, 4, 0.5)])
        assert links.forget(write, 5) == {1, 2, 3, 4}
    with store.read() as connection:
        assert links.shown(connection, [1, 2, 3, 4]) == {1: Shown(links=(stays,)), 2: Shown(links=(stays,))}
        assert links.best(connection, [1, 5]) == {1: [pair(1, 4, 0.5)]}


def test_the_line_that_a_pick_left_in_a_text_goes_with_its_article(store: Store) -> None:
    picking = add(store, article(1, picks=(Pick(title="خبر رقم 2"), Pick(title="خبر آخر"))))
    resolve(store, picking)
    with store.write() as write:
        lines = [Link(kind="editor", title=each.title) for each in picking[0].article.picks]
        links.put_shown(write, "text", {1: lines})
    resolve(store, add(store, article(2)))
    with store.write() as write:
        assert links.forget(write, 2) == {1}
    with store.read() as connection:
        assert [each.title for each in links.shown(connection, [1])[1].text] == ["خبر آخر"]
    assert others(store, 1) == [2, None]  # so that it is not shown again as a title without an article


def test_pending_entries_are_taken_once(store: Store) -> None:
    with store.write() as write:
        links.mark_pending(write, [3, 1, 3])
        links.mark_pending(write, {1})
        links.mark_pending(write, ())
    with store.write() as write:
        assert links.take_pending(write, 1) == [1]
        assert links.take_pending(write, 9) == [3]
        assert links.take_pending(write, 9) == []


def test_no_query_of_the_links_scans_a_table(store: Store) -> None:
    stored = add(store, *(article(number, picks=(Pick(title="x"), Pick(ref="nr-1"))) for number in range(30)))
    with statements(store) as seen, store.write() as write:
        links.put_picks(write, {each.arrived: each.article.picks for each in stored})
        links.resolve_picks(write, stored)
        links.add_pairs(write, [pair(1, 2, 0.5)])
        links.best(write.connection, [1, 2])
        links.picks(write.connection, [1])
        links.put_shown(write, "links", {1: []})
        links.shown(write.connection, [1])
        links.showing(write.connection, [1])
        links.picking(write.connection, [1])
        links.forget(write, 2)
    assert scans(store, seen) == []
