from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from syndication.model import Article
from syndication.selection import Selection
from syndication.store import articles, candidates, labels, search
from syndication.store.engine import Store
from syndication.store.pages import Limits, PageRows
from syndication.text.fold import fold
from tests.store.examples import START, scans, statements
from tests.store.merged import MERGED, add, foreign, leave, own, page, put, relate, shown

EACH = replace(MERGED, collapse="none")


# --- one entry a story -----------------------------------------------------------------------------------------------


def test_a_foreign_article_waits_for_the_relater_and_an_own_one_does_not(store: Store) -> None:
    one, two = add(store, own(1), foreign(2))
    assert shown(store) == [one]
    relate(store, [two])
    assert shown(store) == [two, one]


def test_the_first_report_stays_the_entry_of_its_story(store: Store) -> None:
    (lead,) = put(store, foreign(1))
    better, other = add(store, foreign(2, "daily"), foreign(3, "other"))
    relate(store, [better, other], [lead, better])
    assert shown(store) == [other, lead]
    assert shown(store, EACH) == [other, better, lead]


def test_an_own_article_takes_the_place_of_all_others(store: Store) -> None:
    (lead,) = put(store, foreign(1))
    ours, second = add(store, own(2), own(3))
    assert shown(store) == [second, ours, lead]
    relate(store, [ours, second], [lead, ours, second])
    assert shown(store) == [second, ours], "and none of our own is ever hidden"
    assert shown(store, replace(MERGED, scope="foreign")) == [lead], "where we are not shown, nothing is in its way"


def test_a_withdrawn_lead_is_replaced_by_the_next_report(store: Store) -> None:
    (lead,) = put(store, foreign(1))
    second, third = add(store, foreign(2, "daily"), foreign(3, "other"))
    relate(store, [second, third], [lead, second, third])
    assert shown(store) == [lead]
    leave(store, lead)
    assert shown(store) == [second]


def test_a_lead_that_is_shown_as_a_notice_is_replaced_too(store: Store) -> None:
    (lead,) = put(store, foreign(1))
    (second,) = add(store, foreign(2, "daily"))
    relate(store, [second], [lead, second])
    leave(store, lead, notice=True)
    assert shown(store) == [second, lead]


def test_two_shown_stories_that_turn_out_one_both_stay(store: Store) -> None:
    one, two = put(store, foreign(1), foreign(2, "daily"))
    (third,) = add(store, foreign(3, "other"))
    relate(store, [third], [one, two, third])
    assert shown(store) == [two, one]


def test_a_report_stands_aside_only_for_one_that_the_page_shows(store: Store) -> None:
    (lead,) = put(store, foreign(1, language="en"))
    (second,) = add(store, foreign(2, "daily"))
    relate(store, [second], [lead, second])
    arabic = replace(MERGED, languages=frozenset({"ar"}))
    assert (shown(store), shown(store, arabic)) == ([lead], [second])
    assert shown(store, replace(MERGED, sources=frozenset({"daily"}))) == [second]


def test_old_stock_is_in_its_sources_feed_alone_and_in_nobodys_way(store: Store) -> None:
    (old,) = put(store, foreign(1, backlog=True))
    (second,) = add(store, foreign(2, "daily"))
    relate(store, [second], [old, second])
    assert (shown(store), shown(store, EACH)) == ([second], [second])
    agency = Selection(scope="foreign", sources=frozenset({"agency"}))
    assert (shown(store, agency), shown(store, replace(agency, collapse="story"))) == ([old], [])


def test_own_feeds_never_hold_a_foreign_article(store: Store) -> None:
    ours, *_ = put(store, own(1), foreign(2), foreign(3, tags=("t",)))
    for selection in (
        Selection(),
        Selection(languages=frozenset({"ar"})),
        Selection(sections=frozenset({fold("سياسة")})),
    ):
        assert shown(store, selection) == [ours]


# --- copies, quotas, bounds ------------------------------------------------------------------------------------------


def test_copies_are_one_entry_also_where_stories_are_off(store: Store) -> None:
    text = {"twin": "same", "text_hash": "same"}
    first, *_ = put(
        store,
        foreign(1, **text),
        foreign(2, "daily", **text),
        foreign(3, "other", canonical_url="https://agency.example/1"),
    )
    assert shown(store, EACH) == shown(store) == [first]
    leave(store, first)
    assert len(shown(store, EACH)) == 2


def test_our_own_article_that_others_took_over_is_the_entry_whenever_it_came(store: Store) -> None:
    _, ours = put(store, foreign(1, twin="same", text_hash="same"), own(2, twin="same", text_hash="same"))
    assert shown(store, EACH) == [ours]


@pytest.mark.parametrize(
    "other",
    [
        foreign(2, twin="same", text_hash="same"),  # the same outlet says the same each week
        foreign(2, "daily", twin="same", text_hash="corrected"),
        foreign(2, "daily", twin="same", text_hash="same", published=START + timedelta(days=7)),
    ],
)
def test_what_is_no_copy_is_an_entry(store: Store, other: Article) -> None:
    put(store, foreign(1, twin="same", text_hash="same"), other)
    assert len(shown(store, EACH)) == 2


def test_one_loud_outlet_cannot_fill_a_page(store: Store) -> None:
    put(store, *(foreign(number) for number in range(2, 20)), foreign(1, "daily"), own(0))
    some = replace(MERGED, quota=3)
    assert len(shown(store, some)) == 5
    assert len(shown(store, replace(some, quotas=(("agency.example", 2),)))) == 4
    assert len(shown(store, some, Limits(50, 24, 4))) == 4


def test_a_page_reads_on_until_it_is_full_and_no_further(store: Store) -> None:
    lead = put(store, foreign(0))[0]
    crowd = add(store, *(foreign(number, f"o{number}") for number in range(1, 300)))
    last = put(store, foreign(300, "last"), foreign(-1, "old"))
    relate(store, crowd, [lead, *crowd])
    assert shown(store) == [last[0], lead, last[1]]
    with statements(store) as seen:
        page(store)
    assert scans(store, seen) == []
    assert len(seen) == 4, "two parts of the candidates, who left last, and the tombstones"


def test_a_rare_pair_of_labels_is_found_far_below(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = put(store, *(foreign(number, sections=("رياضة",), language="en") for number in range(1, 400)), foreign(0))
    rare = replace(MERGED, sections=frozenset({fold("سياسة")}), languages=frozenset({"ar"}))
    assert shown(store, rare) == [numbers[-1]]
    sport = replace(MERGED, sections=frozenset({fold("رياضة"), fold("سياسة")}), languages=frozenset({"ar"}))
    assert shown(store, sport) == [numbers[-1]]
    monkeypatch.setattr(candidates, "SCAN", 100)
    assert shown(store, sport) == [], "its depth is bounded"


# --- words -----------------------------------------------------------------------------------------------------------


def find(store: Store, words: dict[int, str]) -> None:
    """The search's follower."""
    with store.read() as connection:
        stored = articles.by_numbers(connection, words)
    with store.write() as write:
        entries = [
            search.Entry(number, int(stored[number].article.published.timestamp()), fold(text))  # type: ignore[union-attr]
            for number, text in words.items()
        ]
        search.put(write, entries)


def test_words_of_one_language_leave_the_others_alone(store: Store) -> None:
    one, two, three = put(store, foreign(1), foreign(2, "daily"), foreign(3, "other", language="ckb"))
    find(store, {one: "نفط كردستان", two: "نفط البصره", three: "نەوت"})
    both = replace(MERGED, languages=frozenset({"ar", "ckb"}), words=(("ar", "كردستان"),))
    assert shown(store, both) == [three, one]
    assert shown(store, replace(MERGED, words=(("", "نفط -كردستان"),))) == [two]


def test_a_copy_stays_aside_where_words_decide(store: Store) -> None:
    first, second = put(
        store, foreign(1, twin="same", text_hash="same"), foreign(2, "daily", twin="same", text_hash="same")
    )
    find(store, {first: "نفط", second: "نفط"})
    assert shown(store, replace(MERGED, words=(("", "نفط"),))) == [first]


def test_a_report_stands_aside_only_for_one_that_holds_the_words(store: Store) -> None:
    (lead,) = put(store, foreign(1))
    second, third = add(store, foreign(2, "daily"), foreign(3, "other"))
    relate(store, [second, third], [lead, second, third])
    find(store, {lead: "حقل", second: "نفط", third: "نفط"})
    assert shown(store, replace(MERGED, words=(("", "نفط"),))) == [second]
    assert shown(store, replace(MERGED, words=(("", "حقل"),))) == [lead]


# --- what a page says of itself --------------------------------------------------------------------------------------


def _hides(store: Store) -> None:
    (ours,) = add(store, own(-2000))
    relate(store, [ours], [1, ours])


CHANGES: dict[str, Callable[[Store, int], None]] = {
    "an own article far below the page joins": lambda store, _: _hides(store),
    "the lead is withdrawn": lambda store, _: leave(store, 1),
    "the lead is withdrawn with a notice": lambda store, _: leave(store, 1, notice=True),
    "the original of a copy is withdrawn": lambda store, copied: leave(store, copied),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whoever_hides_or_appears_moves_the_page(store: Store, change: str) -> None:
    (lead,) = put(store, foreign(1))
    (second,) = add(store, foreign(2, "daily"))
    relate(store, [second], [lead, second])
    copies = (foreign(3, twin="same", text_hash="same"), foreign(4, "daily", twin="same", text_hash="same"))
    copied, _ = put(store, *copies)
    before = page(store, limits=Limits(2, 1, 2))
    CHANGES[change](store, copied)
    after = page(store, limits=Limits(2, 1, 2))
    assert after.lines != before.lines
    assert after.revision > before.revision
    assert after.modified >= before.modified


def test_the_page_never_goes_back_when_an_own_article_leaves_again(store: Store) -> None:
    put(store, foreign(1))
    found: list[PageRows] = []
    (ours,) = add(store, own(-2000))
    few = Limits(1, 1, 1)
    relate(store, [ours], [1, ours])
    found.append(page(store, limits=few))
    for notice in (True, False):
        leave(store, ours, notice=notice)
        found.append(page(store, limits=few))
    assert [each.revision for each in found] == sorted({each.revision for each in found})
    assert [[line.arrived for line in each.lines] for each in found] == [[ours], [1], [1]]


def test_whoever_lost_a_label_of_any_group_moves_the_page(store: Store) -> None:
    (one,) = put(store, foreign(1))
    narrow = replace(MERGED, languages=frozenset({"ar"}), sections=frozenset({fold("سياسة")}))
    before = page(store, narrow)
    with store.write() as write:
        number = articles.set_state(write, one, "live")
        kept = {("foreign", ""), ("foreign-section", fold("سياسة")), ("foreign-language", "en")}
        labels.put(write, [labels.Labelled(one, 0, frozenset(kept), number)])
    after = page(store, narrow)
    assert (after.lines, after.revision > before.revision) == ((), True)
    assert [each.id for each in after.gone] == ["agency-1"]
    assert page(store).gone == ()
