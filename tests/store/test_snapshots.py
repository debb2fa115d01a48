"""Bytes that may be lost, and what has changed since they were kept; on both engines."""

from __future__ import annotations

from dataclasses import replace

from syndication.store import articles, snapshots
from syndication.store.engine import Store
from syndication.store.snapshots import Snapshot
from tests.store.examples import add, article

ONE = Snapshot(language="ar", since=1000, epoch="word", code="v1", cursor=5, body=b"\x00\xff" * 9)


def kept(store: Store, *given: Snapshot) -> None:
    with store.aside() as connection:
        for each in given:
            snapshots.put(connection, each)


def found(store: Store, language: str = "ar", since: int = 1000) -> Snapshot | None:
    with store.read() as connection:
        return snapshots.find(connection, language, since)


def test_a_snapshot_is_found_as_it_was_kept(store: Store) -> None:
    kept(store, ONE, replace(ONE, language="ckb", body=b""), replace(ONE, since=-3))
    assert found(store) == ONE
    assert found(store, "ckb") == replace(ONE, language="ckb", body=b"")
    assert found(store, since=-3) == replace(ONE, since=-3)
    assert found(store, "en") is None


def test_a_later_one_takes_its_place(store: Store) -> None:
    later = replace(ONE, epoch="other", code="v2", cursor=9, body=b"more")
    kept(store, ONE, later)
    assert found(store) == later


def test_older_stretches_of_a_language_are_dropped(store: Store) -> None:
    kept(store, ONE, replace(ONE, since=2000), replace(ONE, language="en"))
    with store.aside() as connection:
        snapshots.drop_before(connection, "ar", 2000)
    assert found(store) is None
    assert found(store, since=2000) is not None
    assert found(store, "en") is not None


def test_what_has_changed_since_is_told_in_any_state(store: Store) -> None:
    add(store, *(article(number) for number in (1, 2, 3)))
    with store.write() as write:
        after = write.revision
        articles.set_state(write, 1, "withdrawn")
        articles.set_state(write, 3, "live")
    with store.read() as connection:
        assert snapshots.changed(connection, [1, 2], after) == {1}
        assert snapshots.changed(connection, range(1, 2000), after) == {1, 3}
        assert snapshots.changed(connection, range(1, 2000), after + 2) == set()
