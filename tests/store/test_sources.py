from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from syndication.store import schema, source_states, sources
from syndication.store.engine import Store
from syndication.store.leases import LEASE_S
from syndication.store.sources import Feed, Leased, Refused, Result
from syndication.store.sql import clock

ONE, TWO = "https://one.example/feed", "https://two.example/feed"
BOTH = {"one": [ONE, ONE + "/sport"], "two": [TWO]}
LATER = 600


def synced(store: Store, wanted: dict[str, list[str]] | None = None) -> None:
    with store.aside() as connection:
        sources.sync(connection, wanted or BOTH)


def lease(store: Store, enabled: set[str] | None = None, *, limit: int = 10, holder: str = "a:1") -> dict[str, Leased]:
    with store.aside() as connection:
        due = [slug for slug in sources.due(connection) if enabled is None or slug in enabled]
        found = sources.lease(connection, due[:limit], holder)
    return {each.slug: each for each in found}


def result(source: str, feed: Feed, **changes: object) -> Result:
    values: dict[str, object] = {"wait_s": LATER, "is_good": True, **changes}
    return Result(source=source, feed=feed, **values)  # type: ignore[arg-type]


def save(store: Store, leased: Leased, *results: Result) -> None:
    with store.aside() as connection:
        sources.save(connection, results)
        sources.release(connection, leased.token, [leased.slug])


def later(store: Store, seconds: int) -> None:
    """Let time pass: all times move back."""
    with store.aside() as connection:
        feed, source = schema.feed.c, schema.source.c
        columns = (feed.next_at, feed.tried_at, feed.ok_at, feed.moved_since)
        connection.execute(schema.feed.update().values({column: column - seconds for column in columns}))
        connection.execute(schema.source.update().values(until=source.until - seconds))


def standing(store: Store, slug: str) -> list[source_states.Standing]:
    with store.read() as connection:
        return source_states.standings(connection, [slug])


def test_a_new_source_is_due_at_once_with_all_its_feeds(store: Store) -> None:
    synced(store)
    found = lease(store)
    assert {slug: sorted(feed.url for feed in each.feeds) for slug, each in found.items()} == BOTH
    assert all(each.is_first and each.feeds[0].ok_s is None for each in found.values())


def test_what_one_has_no_other_gets(store: Store) -> None:
    synced(store)
    first = lease(store, limit=1)
    second = lease(store, holder="b:2")
    assert sorted([*first, *second]) == ["one", "two"]
    assert lease(store, holder="c:3") == {}
    with store.read() as connection:
        holders = {slug: state.holder for slug, state in source_states.states(connection).items()}
    assert sorted(holders.values()) == ["a:1", "b:2"]


def test_a_fetched_source_is_due_again_when_its_time_has_come(store: Store) -> None:
    synced(store)
    mine = lease(store)["two"]
    save(store, mine, result("two", replace(mine.feeds[0], etag='"1"', seen=b"\x00\x01")))
    assert "two" not in lease(store)
    later(store, LATER + 1)
    again = lease(store)["two"]
    assert (again.is_first, again.feeds[0].etag, again.feeds[0].seen) == (False, '"1"', b"\x00\x01")
    assert again.feeds[0].ok_s in range(LATER, LATER + 30)


def test_only_the_feeds_that_are_due_are_fetched(store: Store) -> None:
    synced(store)
    mine = lease(store)["one"]
    save(store, mine, result("one", mine.feeds[0], wait_s=9999), result("one", mine.feeds[1]))
    later(store, LATER + 1)
    assert [feed.key for feed in lease(store)["one"].feeds] == [mine.feeds[1].key]


def test_a_dead_workers_sources_are_taken_over_and_it_writes_nothing_more(store: Store) -> None:
    synced(store)
    dead = lease(store)
    later(store, LEASE_S + 1)
    heir = lease(store, holder="b:2")
    assert heir.keys() == dead.keys()
    with store.aside() as connection:
        assert sources.still_held(connection, dead.values()) == set()
        assert sources.still_held(connection, heir.values()) == {"one", "two"}
        sources.release(connection, dead["one"].token, ["one"])
        assert sources.still_held(connection, heir.values()) == {"one", "two"}


def test_a_lease_that_is_renewed_is_kept(store: Store) -> None:
    synced(store)
    mine = lease(store)
    later(store, LEASE_S + 1)
    with store.aside() as connection:
        sources.renew(connection, {each.token for each in mine.values()})
    assert lease(store, holder="b:2") == {}


def test_a_source_that_is_off_or_paused_is_not_fetched(store: Store) -> None:
    synced(store)
    with store.aside() as connection:
        source_states.pause(connection, "one", "too loud")
    assert set(lease(store, {"one"})) == set()
    with store.read() as connection:
        assert source_states.states(connection)["one"].reason == "too loud"
    with store.aside() as connection:
        source_states.resume(connection, "one")
    assert set(lease(store, {"one"})) == {"one"}


def test_a_feed_that_left_the_settings_is_forgotten_and_a_new_one_is_due(store: Store) -> None:
    synced(store)
    mine = lease(store)["one"]
    save(store, mine, *[result("one", feed) for feed in mine.feeds])
    synced(store, {"one": [ONE, ONE + "/new"], "two": [TWO]})
    assert [each.feed.url for each in standing(store, "one")] == [ONE, ONE + "/new"]
    assert [feed.url for feed in lease(store)["one"].feeds] == [ONE + "/new"]


def test_a_stopped_feed_rests_until_its_source_is_resumed(store: Store) -> None:
    synced(store)
    mine = lease(store)["two"]
    save(store, mine, result("two", replace(mine.feeds[0], stopped=True, problem="gone"), is_good=False))
    later(store, LATER + 1)
    assert "two" not in lease(store, {"two"})
    with store.aside() as connection:
        source_states.resume(connection, "two")
    assert "two" in lease(store, {"two"})
    (found,) = standing(store, "two")
    assert (found.feed.stopped, found.feed.problem) == (False, "")


def test_a_move_is_counted_from_when_it_was_first_told(store: Store) -> None:
    synced(store)
    for target, held_s in (
        ("https://a.example/", None),
        ("https://a.example/", LATER),
        ("https://b.example/", 2 * LATER),
    ):
        mine = lease(store)["two"]
        feed = mine.feeds[0]
        assert feed.moved_s is None if held_s is None else feed.moved_s in range(held_s, held_s + 60)
        save(store, mine, result("two", replace(feed, moved_to=target)))
        later(store, LATER)
    assert lease(store)["two"].feeds[0].moved_s in range(LATER, LATER + 60), "another target begins anew"


def test_a_feed_that_is_the_same_keeps_all_but_its_times(store: Store) -> None:
    synced(store)
    mine = lease(store)["two"]
    full = replace(mine.feeds[0], etag='"1"', seen=b"x", failures=3, problem="slow", moved_to="https://b.example/")
    save(store, mine, result("two", full, is_full=True))
    later(store, LATER + 1)
    mine = lease(store)["two"]
    save(store, mine, result("two", replace(mine.feeds[0], etag=None), is_same=True))
    (found,) = standing(store, "two")
    assert (found.feed.etag, found.feed.seen, found.feed.moved_to) == ('"1"', b"x", "https://b.example/")
    assert (found.feed.failures, found.feed.problem, found.feed.status) == (0, "", 304)
    assert found.feed.full_s in range(0, 60), "the clock was not moved for it"
    assert found.feed.ok_s in range(0, 60)


def test_what_a_dead_holder_left_is_free(store: Store) -> None:
    synced(store)
    lease(store)
    with store.aside() as connection:
        assert sources.holders(connection) == ["a:1"]
        sources.release_all(connection, "a:1")
        assert sources.holders(connection) == []
    assert set(lease(store, holder="b:2")) == {"one", "two"}


def test_a_failure_leaves_the_time_of_the_last_success(store: Store) -> None:
    synced(store)
    mine = lease(store)["two"]
    save(store, mine, result("two", mine.feeds[0], is_news=True))
    (good,) = standing(store, "two")
    later(store, LATER + 1)
    mine = lease(store)["two"]
    save(store, mine, result("two", replace(mine.feeds[0], failures=1, problem="no answer"), is_good=False))
    (bad,) = standing(store, "two")
    assert good.ok_at is not None
    assert bad.ok_at == good.ok_at - LATER - 1
    assert bad.tried_at is not None
    assert bad.tried_at > bad.ok_at
    assert bad.changed_at == good.changed_at
    assert bad.feed.problem == "no answer"


def test_a_feed_that_was_not_asked_only_waits(store: Store) -> None:
    synced(store)
    mine = lease(store)["two"]
    save(store, mine, result("two", replace(mine.feeds[0], etag='"x"', problem="slow"), tried=False, is_good=False))
    (found,) = standing(store, "two")
    assert (found.tried_at, found.feed.etag, found.feed.problem) == (None, None, "slow")
    assert "two" not in lease(store)


def test_a_purged_source_is_never_fetched_and_its_worker_writes_nothing(store: Store) -> None:
    synced(store)
    mine = lease(store)
    with store.aside() as connection:
        source_states.purge(connection, "two", "the outlet asked for it")
        assert sources.still_held(connection, mine.values()) == {"one"}
    assert "two" not in lease(store)
    with store.aside() as connection:
        assert sources.lease_named(connection, {"two"}, "a:1") == []


def test_named_sources_are_fetched_whether_due_or_not(store: Store) -> None:
    synced(store)
    mine = lease(store)["two"]
    save(store, mine, result("two", mine.feeds[0]))
    with store.aside() as connection:
        found = sources.lease_named(connection, {"one", "two"}, "b:2")
    assert [each.slug for each in found] == ["two"], "the other is being fetched"
    assert len(found[0].feeds) == 1


def test_an_entry_that_was_not_taken_in_is_remembered_for_a_while(store: Store) -> None:
    entry = Refused(source="one", entry=-5, place="p#1", url="u", title="t", field="", why="no word of Iraq")
    with store.aside() as connection:
        sources.refuse(connection, [entry, entry])
        sources.refuse(connection, [replace(entry, why="excluded")])
        sources.tidy(connection)
        assert [each for each, _ in source_states.refused(connection, "one")] == [replace(entry, why="excluded")]
        connection.execute(schema.rejected.update().values(at=sa.literal(5)))
        sources.tidy(connection)
        assert source_states.refused(connection, "one") == []


def test_those_that_wait_longest_come_first(store: Store) -> None:
    synced(store)
    with store.aside() as connection:
        for url, seconds in ((ONE, 10), (ONE + "/sport", 30), (TWO, 20)):
            late = schema.feed.update().where(schema.feed.c.url == url)
            connection.execute(late.values(next_at=clock() - seconds))
        assert sources.due(connection) == ["one", "two"]
        connection.execute(schema.feed.update().values(next_at=clock() + 60))
        assert sources.due(connection) == []


def test_a_source_that_was_taken_meanwhile_is_not_taken(store: Store) -> None:
    synced(store)
    with store.read() as connection:
        due = sources.due(connection)
    assert set(lease(store, {"one"})) == {"one"}
    with store.aside() as connection:
        source_states.pause(connection, "two", "")
        assert sources.lease(connection, due, "b:2") == []
