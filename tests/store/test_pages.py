from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.model import Article, Link
from syndication.selection import Selection
from syndication.store import articles, candidates, counts, labels, links, pages, rows
from syndication.store.candidates import Candidate
from syndication.store.engine import Store
from syndication.store.links import Shown
from syndication.store.pages import Limits, PageRows
from syndication.text.fold import fold
from tests.store.examples import START, add, article, labelled, scans, statements, withdraw

ALL = Selection()
FEW = Limits(min=3, hours=2, max=6)


def page(store: Store, selection: Selection = ALL, limits: Limits = FEW) -> PageRows:
    with store.read() as connection:
        return pages.select(connection, selection, limits)


def shown(rows_: PageRows) -> list[int]:
    return [each.arrived for each in rows_.lines]


def at(number: int, *, minutes: int | None) -> Article:
    """An article published so many minutes after the start; None: undated."""
    return article(number, published=None if minutes is None else START + timedelta(minutes=minutes))


def test_a_page_is_newest_first_whatever_the_order_of_arrival(store: Store) -> None:
    add(store, at(1, minutes=300), at(2, minutes=900), at(3, minutes=600))
    assert shown(page(store)) == [2, 3, 1]


def test_a_quiet_feed_shows_its_minimum_however_old(store: Store) -> None:
    add(store, *(at(number, minutes=number * 10_000) for number in range(1, 6)))
    assert shown(page(store)) == [5, 4, 3]


def test_a_busy_feed_shows_all_of_its_hours(store: Store) -> None:
    add(store, *(at(number, minutes=number * 30) for number in range(1, 10)))
    # Newest at 270 minutes; two hours before it lies 150, which still counts.
    assert shown(page(store)) == [9, 8, 7, 6, 5]


def test_a_very_busy_feed_stops_at_its_maximum(store: Store) -> None:
    add(store, *(at(number, minutes=number) for number in range(1, 10)))
    assert shown(page(store)) == [9, 8, 7, 6, 5, 4]


def test_undated_articles_stand_at_the_bottom_and_in_no_window(store: Store) -> None:
    add(store, at(1, minutes=None), at(2, minutes=60), at(3, minutes=None), at(4, minutes=None))
    assert shown(page(store)) == [2, 4, 3]
    assert shown(page(store, limits=Limits(min=1, hours=100_000, max=6))) == [2]


def test_a_page_of_undated_articles_shows_its_minimum(store: Store) -> None:
    add(store, *(at(number, minutes=None) for number in range(1, 6)))
    assert shown(page(store)) == [5, 4, 3]


def test_of_one_second_the_later_arrival_is_first(store: Store) -> None:
    add(store, at(1, minutes=5), at(2, minutes=5), at(3, minutes=5))
    assert shown(page(store)) == [3, 2, 1]


def test_a_selection_of_several_labels_shows_each_article_once(store: Store) -> None:
    add(store, article(1, sections=("أ", "ب")), article(2, sections=("ب",)), article(3, sections=("ج",)))
    section = Selection(sections=frozenset({fold("أ"), fold("ب"), "unused"}))
    assert shown(page(store, section)) == [2, 1]


def test_a_selection_of_very_many_labels_works(store: Store) -> None:
    add(store, article(1, tags=("t130",)), article(2, tags=("t3",)))
    assert shown(page(store, Selection(tags=frozenset(f"t{number}" for number in range(140))))) == [2, 1]


def test_an_empty_page_is_of_no_time(store: Store) -> None:
    empty = page(store, Selection(tags=frozenset({"nothing"})))
    assert (empty.lines, empty.gone, empty.revision) == ((), (), 0)
    assert empty.modified == empty.updated == datetime(1970, 1, 1, tzinfo=UTC)


def test_waiting_articles_are_on_no_page(store: Store) -> None:
    add(store, article(1))
    with store.write() as write:
        articles.insert(write, [articles.Put(article=article(2), state="waiting", updated=START)])
    assert shown(page(store)) == [1]


def test_a_page_names_the_newest_thing_that_it_shows(store: Store) -> None:
    add(store, article(1), article(2), article(3))
    with store.write() as write:
        articles.touch(write, [2])
        time = rows.moment(write.at)
    found = page(store)
    assert (found.revision, found.modified) == (4, time)


def test_who_left_becomes_a_tombstone_and_moves_the_page(store: Store) -> None:
    add(store, *(article(number) for number in range(1, 6)))
    withdraw(store, 4)
    withdraw(store, 5)
    found = page(store)
    assert shown(found) == [3, 2, 1]
    assert [each.id for each in found.gone] == [article(5).id, article(4).id]
    assert found.revision == 7
    assert found.modified == found.gone[0].when


def test_who_was_older_than_the_page_is_no_tombstone_but_still_moves_it(store: Store) -> None:
    # With three entries shown, taking the oldest away leaves two newer ones: the bytes have changed all the same.
    add(store, article(1), article(2), article(3))
    withdraw(store, 1)
    found = page(store)
    assert (shown(found), found.gone, found.revision) == ([3, 2], (), 4)


def test_who_still_has_another_label_of_the_selection_has_not_left(store: Store) -> None:
    stored = add(store, article(1, sections=("أ", "ب")), article(2, sections=("أ",)))
    selection = Selection(sections=frozenset({fold("أ"), fold("ب")}))
    with store.write() as write:
        number = articles.set_state(write, 1, "live")
        entry = labels.Labelled(1, labelled(stored[0]).sort, frozenset({("section", fold("ب"))}), number)
        labels.put(write, [entry])
    assert page(store, selection).gone == ()
    assert [each.id for each in page(store, Selection(sections=frozenset({fold("أ")})), Limits(1, 1, 5)).gone] == []
    withdraw(store, 2)
    assert [each.id for each in page(store, selection).gone] == [article(2).id]


def test_a_section_that_an_article_moved_out_of_shows_its_tombstone(store: Store) -> None:
    stored = add(store, article(1), article(2))
    with store.write() as write:
        articles.set_state(write, 2, "live")
        labels.put(write, [labels.Labelled(2, labelled(stored[1]).sort, frozenset({("all", "")}), write.revision)])
    politics = page(store, Selection(sections=frozenset({fold("سياسة")})))
    assert (shown(politics), [each.id for each in politics.gone]) == ([1], [article(2).id])
    assert page(store).gone == ()


def test_tombstones_of_an_empty_page_are_the_newest_fifty(store: Store) -> None:
    add(store, *(article(number) for number in range(60)))
    for number in range(1, 61):
        withdraw(store, number)
    found = page(store)
    assert found.lines == ()
    assert [each.id for each in found.gone] == [article(number).id for number in range(59, 9, -1)]


def test_entries_are_read_with_their_lists(store: Store) -> None:
    first, second = add(store, article(1), article(2))
    link = Link(kind="computed", title="آخر", url="https://paper.example/a/1", other=1, language="ar")
    with store.write() as write:
        links.put_shown(write, "links", {2: [link]})
    with store.read() as connection:
        found = pages.entries(connection, [1, 2, 3])
    assert found == {1: (first, Shown()), 2: (second, Shown(links=(link,)))}


def test_labels_are_counted_with_those_near_the_newest(store: Store) -> None:
    old = article(1, tags=("x",), published=START - timedelta(days=40))
    add(store, old, article(2, tags=("x",)), article(3, tags=("x", "y")), article(4, tags=("z",), published=None))
    withdraw(store, 2)
    with store.write() as write:
        labels.remember_names(write, "tag", {"x": "إكس"})
    with store.read() as connection:
        found = {(each.kind, each.key): each for each in counts.by_label(connection)}
    x, y, z = (found["tag", key] for key in "xyz")
    assert (x.name, x.recent) == ("إكس", 1)
    assert (y.name, y.recent) == ("", 1)
    assert (z.recent, z.newest) == (0, 0)
    assert x.newest == rows.seconds(START + timedelta(hours=3))
    assert found["all", ""].newest == rows.seconds(START + timedelta(hours=3))
    assert {kind for kind, _ in found} == {"all", "section", "tag"}


def test_no_query_of_a_page_scans_a_table(store: Store) -> None:
    add(store, *(article(number, sections=("أ", "ب"), tags=("x",)) for number in range(30)))
    withdraw(store, 3)
    with statements(store) as seen:
        page(store, Selection(sections=frozenset({fold("أ"), fold("ب"), "c"})))
        page(store)
    assert len(seen) == 6
    assert scans(store, seen) == []


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 500_000), st.integers(1, 1000)), max_size=40, unique=True),
    st.integers(1, 10),
    st.integers(1, 100),
    st.integers(10, 30),
)
def test_a_window_is_a_head_of_its_list_and_holds_what_it_promises(
    found: list[tuple[int, int]], least: int, hours: int, most: int
) -> None:
    found.sort(reverse=True)
    chosen = pages.window(
        [Candidate(sort, number, candidates.SHOWN, 1, 1, 1, "") for sort, number in found],
        Limits(least, hours, most),
        ALL,
    )
    window = [(each.sort, each.article) for each in chosen.shown]
    assert chosen.aside == []
    assert chosen.is_full == (len(window) < len(found))
    assert window == found[: len(window)]
    assert len(window) <= most
    assert len(window) >= min(least, len(found))
    for sort, number in found[len(window) :]:
        inside = sort > 0 and sort >= found[0][0] - hours * 3600
        assert not inside or len(window) == most, (sort, number)
