"""The only writer of articles, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndication.errors import InputError, NotFound
from syndication.flows import articles
from syndication.logs import now
from syndication.model import Stored
from syndication.normalise import fields
from syndication.selection import Selection
from syndication.store import due, labels, links, pages, schema
from syndication.store.engine import Store
from tests.flows.newsroom import EVENTS, config, due_now, later, put, record, related, revision, stored

ALL = Selection()
LIMITS = pages.Limits(50, 48, 300)


def page(store: Store, selection: Selection = ALL) -> pages.PageRows:
    with store.read() as connection:
        return pages.select(connection, selection, LIMITS)


def titles(store: Store, selection: Selection = ALL) -> list[str]:
    return [each.article.title for each in on_page(store, selection)]


def on_page(store: Store, selection: Selection = ALL) -> list[Stored]:
    numbers = [line.arrived for line in page(store, selection).lines]
    with store.read() as connection:
        found = pages.entries(connection, numbers)
    return [found[number][0] for number in numbers]


def shown(store: Store, word: str) -> links.Shown:
    with store.read() as connection:
        number = stored(store, word).arrived
        return links.shown(connection, [number]).get(number, links.Shown())


# --- taking in -------------------------------------------------------------------------------------------------------


def test_the_same_batch_again_writes_nothing(store: Store) -> None:
    batch = [record(number, event=number % 4, tags=["جسر"]) for number in range(6)]
    assert put(store, *batch).kinds == {"new": 6}
    before = revision(store)
    assert put(store, *batch).kinds == {"unchanged": 6}
    assert revision(store) == before


def test_a_newer_version_corrects_and_published_stays_and_updated_moves_with_the_text(store: Store) -> None:
    put(store, record(1))
    first = stored(store, "1")
    modified = "2026-03-02T09:00:00+00:00"
    again = record(1, published="2026-03-01T23:00:00+00:00", updated=modified, content_text="نص آخر للخبر نفسه")
    assert put(store, again).kinds == {"corrected": 1}
    second = stored(store, "1")
    assert second.article.published == first.article.published
    assert second.shown_updated == datetime.fromisoformat(modified)
    assert (second.arrived, second.first_seen) == (first.arrived, first.first_seen)
    assert second.revision == second.touched > first.revision


def test_updated_stays_where_neither_title_nor_text_has_changed(store: Store) -> None:
    put(store, record(1))
    first = stored(store, "1")
    assert put(store, record(1, tags=["جسر"], updated="2026-03-02T09:00:00+00:00")).kinds == {"corrected": 1}
    second = stored(store, "1")
    assert second.shown_updated == first.shown_updated
    assert second.revision > first.revision


def test_a_correction_changes_labels_and_what_was_lost_is_marked_gone(store: Store) -> None:
    sport, local = (Selection(sections=config().section_keys(slug)) for slug in ("sport", "local"))
    put(store, record(1, section=["محليات", "رياضة"], tags=["كأس"]))
    assert titles(store, sport) == titles(store, local) == ["خبر0001"]
    put(store, record(1, section="محليات"))
    assert titles(store, sport) == []
    assert [each.id for each in page(store, sport).gone] == [stored(store, "1").article.id]
    assert titles(store, local) == ["خبر0001"]


@pytest.mark.parametrize(
    "batch",
    [
        [record(1), record(1, title="عنوان آخر")],
        [record(1, guid="guid-1"), record(1, guid=None, title="عنوان آخر")],
        [record(1), record(1, id=None, title="عنوان آخر")],
        [record(1), record(1, id=None, title="عنوان"), record(1, title="عنوان آخر")],
    ],
)
def test_an_article_twice_in_one_batch_is_one_article_in_its_last_version(
    store: Store, batch: list[dict[str, object]]
) -> None:
    kinds = put(store, *batch).kinds
    assert kinds == {"new": 1, "corrected": len(batch) - 1}
    assert titles(store) == ["عنوان آخر"]
    assert titles(store, Selection(sections=config().section_keys("local"))) == ["عنوان آخر"]


def test_a_stored_article_twice_in_one_batch_by_different_names_is_one_article(store: Store) -> None:
    put(store, record(1, guid="guid-1"))
    by_id = record(1, url="https://post.example/b/1", title="عنوان ثان", tags=["جديد"])
    by_guid = record(1, id=None, guid="guid-1", url=None, title="عنوان ثالث", tags=["جديد"])
    assert put(store, by_id, by_guid).kinds == {"corrected": 2}
    assert titles(store) == ["عنوان ثالث"]


def test_tags_have_a_key_each_and_only_thirty_make_pages(store: Store) -> None:
    put(store, record(1, tags=["C++", "C#", "نهر  الزيتون", *(f"tag {number}" for number in range(40))]))
    with store.read() as connection:
        keys = {key for kind, key in labels.of(connection, [1])[1] if kind == "tag"}
    assert len(keys) == fields.MAX_LABELS
    assert {"c", "نهر-الزيتون"} < keys
    assert any(key.startswith("c-") for key in keys)


# --- waiting ---------------------------------------------------------------------------------------------------------


def test_an_article_under_embargo_is_on_no_page_until_its_time_has_come(store: Store) -> None:
    put(store, record(1), record(2, published=later(hours=3)))
    assert stored(store, "2").state == "waiting"
    assert titles(store) == ["خبر0001"]
    assert articles.move_due(store) == 0
    due_now(store)
    assert articles.move_due(store) == 1
    assert stored(store, "2").state == "live"
    assert titles(store) == ["خبر0002", "خبر0001"]
    before = revision(store)
    assert articles.move_due(store) == 0
    assert revision(store) == before


def test_five_minutes_ahead_are_a_clock_that_is_a_little_off(store: Store) -> None:
    put(store, record(1, published=later(minutes=4)))
    assert stored(store, "1").state == "live"


def test_an_embargo_can_be_moved_and_lifted(store: Store) -> None:
    put(store, record(1, published=later(hours=3)))
    moved = now() + timedelta(days=2)
    put(store, record(1, published=moved.isoformat()))
    with store.read() as connection:
        assert articles.next_due(connection) == moved
    put(store, record(1))
    assert titles(store) == ["خبر0001"]
    with store.read() as connection:
        assert articles.next_due(connection) is None


def test_withdrawn_before_its_time_it_never_shows(store: Store) -> None:
    put(store, record(1, published=later(hours=3)))
    assert articles.withdraw(store, "1").state == "withdrawn"
    with store.read() as connection:
        assert due.next_at(connection) is None
    assert titles(store) == []
    assert page(store).gone == ()


# --- withdrawing -----------------------------------------------------------------------------------------------------


def test_a_withdrawn_article_is_a_notice_for_seven_days_and_then_only_a_tombstone(store: Store) -> None:
    put(store, record(1), record(2))
    notice = articles.withdraw(store, "2")
    assert notice.state == "notice"
    assert notice.shown_updated >= notice.first_seen
    assert [each.state for each in on_page(store)] == ["notice", "live"]
    assert page(store).gone == ()
    with store.read() as connection:
        assert due.next_at(connection) == int(notice.touched_at.timestamp()) + 7 * 86400
    due_now(store)
    assert articles.move_due(store) == 1
    assert titles(store) == ["خبر0001"]
    assert [each.id for each in page(store).gone] == [notice.article.id]
    left = stored(store, "2")
    assert (left.state, left.article.title, left.article.html, left.article.text) == ("withdrawn", "", "", "")
    assert left.shown_updated == notice.shown_updated, "the end of a notice is no second withdrawal"


def test_silently_withdrawn_it_is_a_tombstone_at_once_also_after_a_notice(store: Store) -> None:
    put(store, record(1), record(2), record(3))
    articles.withdraw(store, "2")
    assert articles.withdraw(store, "2", silent=True).state == "withdrawn"
    assert articles.withdraw(store, "3", silent=True).state == "withdrawn"
    assert titles(store) == ["خبر0001"]
    assert {each.id for each in page(store).gone} == {stored(store, "2").article.id, stored(store, "3").article.id}
    with store.read() as connection:
        assert due.next_at(connection) is None


def test_what_is_withdrawn_or_unknown_cannot_be_withdrawn(store: Store) -> None:
    put(store, record(1), record(2))
    articles.withdraw(store, "1")
    articles.withdraw(store, "2", silent=True)
    for word in ("1", "2"):
        with pytest.raises(InputError, match="withdrawn already"):
            articles.withdraw(store, word)
    with pytest.raises(NotFound):
        articles.withdraw(store, "3")


def test_a_withdrawal_takes_every_link_to_the_article_away_in_the_same_write(store: Store) -> None:
    put(store, record(1), record(2), record(3, event=1, related=["2"]))
    related(store)
    assert "2" in {stored_id(store, link.other) for word in "13" for link in shown(store, word).links}
    before = {word: stored(store, word).touched for word in "13"}
    articles.withdraw(store, "2")
    for word in "13":
        assert not [link for link in (*shown(store, word).links, *shown(store, word).text) if "0002" in link.title]
        assert stored(store, word).touched > before[word]
        assert stored(store, word).revision < stored(store, word).touched


def stored_id(store: Store, number: int | None) -> str | None:
    from syndication.store.articles import briefs

    with store.read() as connection:
        return briefs(connection, [number])[number].publisher_id if number else None


def test_a_pick_that_nobody_has_connected_yet_loses_the_title_too(store: Store) -> None:
    put(store, record(3, event=1, related=[{"title": "خبر0002", "teaser": "بداية النص"}]))
    related(store)
    put(store, record(2))  # and the relater has not been here yet
    assert [link.title for link in shown(store, "3").text] == ["خبر0002"]
    articles.withdraw(store, "2")
    assert shown(store, "3") == links.Shown()
    related(store)
    assert shown(store, "3") == links.Shown()


def test_updated_never_goes_back_by_a_withdrawal(store: Store) -> None:
    put(store, record(1, published=later(minutes=4)))
    before = stored(store, "1").shown_updated
    assert articles.withdraw(store, "1").shown_updated >= before
    assert articles.restore(store, "1").shown_updated >= before


# --- coming back -----------------------------------------------------------------------------------------------------


def test_a_notice_can_be_taken_back(store: Store) -> None:
    put(store, record(1), record(2, tags=["جسر"]))
    related(store)
    articles.withdraw(store, "2")
    related(store)
    restored = articles.restore(store, "2")
    assert restored.state == "live"
    assert titles(store) == ["خبر0002", "خبر0001"]
    assert titles(store, Selection(tags=frozenset({"جسر"}))) == ["خبر0002"]
    with store.read() as connection:
        assert due.next_at(connection) is None
    related(store)
    assert [link.title for link in shown(store, "1").links] == ["خبر0002"]
    assert [link.title for link in shown(store, "2").links] == ["خبر0001"]


def test_a_restored_article_is_picked_again_where_an_editor_had_picked_it(store: Store) -> None:
    put(store, record(1), record(2, event=1, related=["1"]))
    related(store)
    articles.withdraw(store, "1")
    related(store)
    assert shown(store, "2").links == ()
    articles.restore(store, "1")
    related(store)
    assert [(link.kind, link.title) for link in shown(store, "2").links] == [("editor", "خبر0001")]


# --- expiry ----------------------------------------------------------------------------------------------------------


def test_an_article_leaves_everything_when_its_time_has_run_out(store: Store) -> None:
    put(store, record(9, expires=later(hours=2)), record(2), record(3, event=1, related=[{"title": "خبر0009"}]))
    related(store)
    assert [link.title for link in shown(store, "2").links] == ["خبر0009"]
    with store.read() as connection:
        assert articles.next_due(connection) == stored(store, "9").article.expires
    due_now(store)
    assert articles.move_due(store) == 1
    gone = stored(store, "9")
    assert (gone.state, gone.article.title, gone.article.text) == ("expired", "", "")
    assert titles(store) == ["خبر0003", "خبر0002"]
    assert [each.id for each in page(store).gone] == [gone.article.id]
    assert shown(store, "2").links == shown(store, "3").links == ()
    with store.read() as connection:
        assert not labels.of(connection, [gone.arrived])[gone.arrived]
        assert articles.next_due(connection) is None


def test_expired_never_comes_back_but_with_more_time(store: Store) -> None:
    put(store, record(1, expires=later(hours=2)))
    due_now(store)
    articles.move_due(store)
    before = revision(store)
    assert put(store, record(1)).kinds == {"blocked": 1}
    assert put(store, record(1, expires=later(hours=1), title="عنوان آخر")).kinds == {"blocked": 1}
    assert revision(store) == before
    assert put(store, record(1, expires=later(hours=5))).kinds == {"returned": 1}
    assert titles(store) == ["خبر0001"]
    assert page(store).gone == ()
    with store.read() as connection:
        assert articles.next_due(connection) == stored(store, "1").article.expires


def test_what_comes_too_late_is_never_shown_and_stays_out(store: Store) -> None:
    late = record(1, expires=later(hours=-1))
    assert put(store, late, record(2)).kinds == {"new": 2}
    assert titles(store) == ["خبر0002"]
    assert (stored(store, "1").state, stored(store, "1").article.title) == ("expired", "")
    assert put(store, late, late).kinds == {"blocked": 2}


def test_a_correction_may_end_an_articles_time(store: Store) -> None:
    put(store, record(1), record(2), record(3, event=1, related=[{"title": "خبر0001"}]))
    assert put(store, record(1, expires=later(hours=-1))).kinds == {"corrected": 1}
    related(store)
    assert titles(store) == ["خبر0003", "خبر0002"]
    assert shown(store, "2").links == ()


def test_after_its_embargo_an_article_waits_for_its_end(store: Store) -> None:
    put(store, record(1, published=later(hours=1), expires=later(hours=2)))
    due_now(store)
    articles.move_due(store)
    assert (stored(store, "1").state, titles(store)) == ("live", ["خبر0001"])
    due_now(store)
    articles.move_due(store)
    assert (stored(store, "1").state, titles(store)) == ("expired", [])


def test_an_embargo_beyond_the_end_shows_nothing(store: Store) -> None:
    put(store, record(1, published=later(hours=1)))
    with store.aside() as connection:
        connection.execute(schema.article.update().values(expires=1))
    due_now(store)
    articles.move_due(store)
    assert (stored(store, "1").state, titles(store)) == ("expired", [])


def test_an_expiry_can_be_moved_and_a_restored_article_keeps_it(store: Store) -> None:
    put(store, record(1, expires=later(hours=2)))
    put(store, record(1, expires=later(hours=4)))
    ends = stored(store, "1").article.expires
    articles.withdraw(store, "1")
    articles.restore(store, "1")
    with store.read() as connection:
        assert articles.next_due(connection) == ends
    put(store, record(1, updated=later(seconds=-1)))
    with store.read() as connection:
        assert articles.next_due(connection) is None


# --- restoring -------------------------------------------------------------------------------------------------------


def test_only_a_notice_can_be_restored(store: Store) -> None:
    put(store, record(1), record(2), record(4, published="2099-01-01T00:00:00+00:00"))
    articles.withdraw(store, "2", silent=True)
    for shown_or_waiting in ("1", "4"):
        with pytest.raises(InputError, match="not withdrawn"):
            articles.restore(store, shown_or_waiting)
    with pytest.raises(InputError, match="nothing of this article is left") as caught:
        articles.restore(store, "2")
    assert "Import it again" in caught.value.hint
    with pytest.raises(NotFound):
        articles.restore(store, "3")


@pytest.mark.parametrize("silent", [False, True])
def test_a_tombstone_blocks_the_version_that_was_withdrawn(store: Store, silent: bool) -> None:
    old = record(1, updated="2026-03-01T08:00:00+00:00")
    put(store, old)
    articles.withdraw(store, "1", silent=silent)
    before = revision(store)
    assert put(store, old).kinds == {"blocked": 1}
    assert put(store, record(1)).kinds == {"blocked": 1}
    assert revision(store) == before


@pytest.mark.parametrize("silent", [False, True])
def test_it_comes_back_under_its_id_when_it_was_modified_after_the_withdrawal(store: Store, silent: bool) -> None:
    put(store, record(1, guid="guid-1"))
    articles.withdraw(store, "1", silent=silent)
    again = record(1, guid="guid-1", title="عنوان مصحح", updated=later(seconds=100))
    assert put(store, again).kinds == {"returned": 1}
    back = stored(store, "1")
    assert (back.state, back.article.id) == ("live", "guid-1")
    assert back.article.published == datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert titles(store) == ["عنوان مصحح"]
    assert page(store).gone == ()
    with store.read() as connection:
        assert due.next_at(connection) is None
    assert EVENTS[0] in back.article.text


def test_modified_between_withdrawal_and_the_end_of_the_notice_it_comes_back_later_too(store: Store) -> None:
    put(store, record(1))
    articles.withdraw(store, "1")
    due_now(store)
    articles.move_due(store)
    withdrawn = stored(store, "1").shown_updated
    again = record(1, updated=(withdrawn + timedelta(seconds=1)).isoformat())
    assert put(store, again).kinds == {"returned": 1}


def test_a_notice_that_comes_back_for_a_later_day_leaves_the_pages_until_then(store: Store) -> None:
    put(store, record(1), record(2, published=None))
    articles.withdraw(store, "2")
    again = record(2, published=later(hours=5), updated=later(seconds=100))
    assert put(store, again).kinds == {"returned": 1}
    assert stored(store, "2").state == "waiting"
    assert titles(store) == ["خبر0001"]
    due_now(store)
    articles.move_due(store)
    assert titles(store) == ["خبر0002", "خبر0001"]


def test_the_reason_of_a_withdrawal_outlives_its_notice_and_no_return(store: Store) -> None:
    put(store, record(1), record(2))
    assert articles.withdraw(store, "1", reason="wrong name").reason == "wrong name"
    assert articles.restore(store, "1").reason == stored(store, "1").reason == ""
    articles.withdraw(store, "1", reason="wrong place")
    due_now(store)
    articles.move_due(store)
    gone = stored(store, "1")
    assert (gone.state, gone.reason) == ("withdrawn", "wrong place")
    assert put(store, record(1, updated=later(minutes=2))).kinds == {"returned": 1}
    assert stored(store, "1").reason == stored(store, "2").reason == ""
