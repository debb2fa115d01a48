"""Lists as they are shown: at once for an entry's own first ones, collected for all later changes; on both engines."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import replace

import pytest

from syndication.errors import LeaseLost
from syndication.flows import articles, relate
from syndication.flows.relate import Relater
from syndication.store import followers, leases, links, schema
from syndication.store.engine import Store
from tests.flows.newsroom import config, put, record, related, revision, state, stored


def begun(store: Store) -> Relater:
    relater = relate.begin(store, config())
    assert relater is not None
    return relater


def shown(store: Store, word: str) -> links.Shown:
    with store.read() as connection:
        number = stored(store, word).arrived
        return links.shown(connection, [number]).get(number, links.Shown())


def titles(store: Store, word: str) -> list[str]:
    return [link.title for link in shown(store, word).links]


def quarter_of_an_hour_passes(store: Store) -> None:
    with store.aside() as connection:
        connection.execute(schema.follower.update().values(at=schema.follower.c.at - 15 * 60))


def test_an_articles_own_first_lists_are_there_at_once_and_move_no_updated(store: Store) -> None:
    put(store, record(1), record(2))
    before = stored(store, "2")
    relater = begun(store)
    assert relater.step() == 2
    assert relater.step() == 0
    relater.end()
    assert titles(store, "1") == ["خبر0002"]
    assert titles(store, "2") == ["خبر0001"]
    assert shown(store, "2").text == shown(store, "2").links
    after = stored(store, "2")
    assert after.touched > before.touched
    assert (after.revision, after.shown_updated) == (before.revision, before.shown_updated)


def test_articles_of_other_events_and_languages_are_not_related(store: Store) -> None:
    put(store, record(1), record(2, event=1), record(3, language="ckb"))
    related(store)
    assert [titles(store, word) for word in "123"] == [[], [], []]


def test_older_entries_show_a_newcomer_only_after_fifteen_minutes(store: Store) -> None:
    put(store, record(1), record(2))
    related(store)
    put(store, record(3))
    relater = begun(store)
    relater.catch_up()
    before = stored(store, "1")
    assert relater.collect_if_due() == 0
    assert titles(store, "3") != []
    assert "خبر0003" not in titles(store, "1")
    quarter_of_an_hour_passes(store)
    assert relater.collect_if_due() == 2
    assert "خبر0003" in titles(store, "1")
    after = stored(store, "1")
    assert after.touched > before.touched
    assert (after.revision, after.shown_updated) == (before.revision, before.shown_updated)
    assert [link.title for link in shown(store, "1").text] == ["خبر0002"], "the list in the text stays as first written"
    assert relater.collect_if_due() == 0


def test_a_corrected_title_reaches_the_links_to_it_with_the_collection(store: Store) -> None:
    put(store, record(1), record(2))
    related(store)
    put(store, record(2, title="عنوان مصحح"))
    relater = begun(store)
    relater.catch_up()
    assert titles(store, "1") == ["خبر0002"]
    assert relater.collect() == 1
    assert titles(store, "1") == ["عنوان مصحح"]
    assert [link.title for link in shown(store, "1").text] == ["خبر0002"]


def test_a_corrected_article_gets_both_lists_anew(store: Store) -> None:
    put(store, record(1), record(2, event=1), record(3))
    related(store)
    put(store, record(3, event=1))
    related(store)
    assert titles(store, "3") == ["خبر0002"]
    assert shown(store, "3").text == shown(store, "3").links
    assert titles(store, "1") == []


def test_a_pick_is_text_until_its_article_arrives_and_then_a_link_at_once(store: Store) -> None:
    put(store, record(1, event=0, related=[{"title": "«خبر0002»", "teaser": "بداية"}]))
    related(store)
    assert [(link.kind, link.title, link.url) for link in shown(store, "1").links] == [("editor", "«خبر0002»", None)]
    put(store, record(2, event=1, title="«خبر0002»"))
    begun(store).catch_up()
    (link,) = shown(store, "1").links
    assert (link.kind, link.url, link.teaser) == ("editor", "https://post.example/a/0002", "بداية")
    assert [line.url for line in shown(store, "1").text] == [None], "its line in the text stays"


def test_a_pick_under_embargo_becomes_a_link_when_it_goes_live(store: Store) -> None:
    put(store, record(1, related=["2"]), record(2, event=1, published="2098-01-01T00:00:00Z"))
    related(store)
    assert titles(store, "1") == []
    with store.aside() as connection:
        connection.execute(schema.due.update().values(at=1))
    articles.move_due(store)
    relater = begun(store)
    relater.catch_up()
    assert titles(store, "1") == ["خبر0002"]


def test_what_changed_after_the_last_write_is_related_by_the_next_process(store: Store) -> None:
    put(store, *(record(number, event=number % 2) for number in range(4)))
    begun(store).catch_up()
    with store.aside() as connection:
        connection.execute(schema.lease.delete())
    put(store, *(record(number, event=number % 2) for number in range(4, 8)))
    related(store)
    assert len(state(store)["related"]) == 8 * 3


def test_in_steps_by_several_processes_or_in_one_go_the_pairs_are_the_same(store: Store, sqlite: Store) -> None:
    records = [record(number, event=number % 4) for number in range(24)]
    put(sqlite, *records)
    related(sqlite)
    for part in range(0, 24, 5):
        put(store, *records[part : part + 5])
        related(store)
    pairs = state(store)["related"]
    assert len(pairs) == 24 * 5
    assert pairs == state(sqlite)["related"]
    assert {(other, one, score) for one, other, score in pairs} == pairs


def test_only_one_relates_and_who_lost_the_lease_writes_nothing(store: Store) -> None:
    put(store, record(1), record(2))
    relater = begun(store)
    assert relate.begin(store, config()) is None
    with store.aside() as connection:
        connection.execute(schema.lease.update().values(until=1))
    other = begun(store)
    before = revision(store)
    for call in (relater.step, relater.collect, relater.renew, relater.catch_up):
        with pytest.raises(LeaseLost):
            call()
    assert revision(store) == before
    assert other.step() == 2
    relater.end()
    other.renew()


def holder(store: Store, name: str) -> None:
    """Let another process hold the lease."""
    assert leases.acquire(store, relate.RELATE, name) is not None


def test_the_lease_of_a_process_that_was_killed_here_is_taken_over_at_once(store: Store) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    holder(store, f"{socket.gethostname()}:{process.pid}")
    begun(store).renew()


@pytest.mark.parametrize(
    "name", [f"{socket.gethostname()}:{os.getppid()}", f"{socket.gethostname()}:1", "elsewhere:999999", "x", "x:y", ""]
)
def test_the_lease_of_a_process_that_may_live_is_left_to_it(sqlite: Store, name: str) -> None:
    holder(sqlite, name)
    assert relate.begin(sqlite, config()) is None


def test_after_a_restored_backup_everything_is_related_anew(store: Store) -> None:
    put(store, record(1), record(2))
    related(store)
    before = state(store)
    with store.aside() as connection:
        connection.execute(schema.log.update().values(epoch="restored"))
    with store.read() as connection:
        assert followers.cursor(connection, relate.RELATE) == 0
    related(store)
    assert state(store) == before


def test_links_to_articles_without_an_address_lead_to_our_page_of_them(store: Store) -> None:
    put(store, record(1, url=None), record(2))
    related(store)
    (link,) = shown(store, "2").links
    assert link.url == f"/articles/{stored(store, '1').article.key}.html"
    assert replace(link, url=None).title == "خبر0001"
