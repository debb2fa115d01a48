from __future__ import annotations

from syndication.store import due
from syndication.store.engine import Store
from tests.store.examples import add, article


def test_what_is_due_is_taken_once_in_the_order_of_its_time(store: Store) -> None:
    add(store, *(article(number) for number in range(1, 5)))
    with store.write() as write:
        due.put(write, 1, write.at, "live")
        due.put(write, 2, write.at - 60, "withdrawn")
        due.put(write, 3, write.at + 3600, "live")
        later = write.at + 3600
    with store.read() as connection:
        assert due.is_any(connection)
    with store.write() as write:
        assert due.take(write) == [(2, "withdrawn"), (1, "live")]
        assert due.take(write) == []
    with store.read() as connection:
        assert due.next_at(connection) == later
        assert not due.is_any(connection)


def test_an_article_waits_for_one_change_the_last_that_was_set(store: Store) -> None:
    add(store, article(1))
    with store.write() as write:
        due.put(write, 1, write.at - 60, "live")
        due.put(write, 1, write.at - 30, "withdrawn")
        assert due.take(write) == [(1, "withdrawn")]


def test_what_is_dropped_waits_no_more(store: Store) -> None:
    add(store, article(1))
    with store.write() as write:
        due.put(write, 1, write.at - 60, "live")
        due.drop(write, 1)
        due.drop(write, 1)
        assert due.take(write) == []
    with store.read() as connection:
        assert due.next_at(connection) is None
