from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from syndication.flows import articles, search
from syndication.store import followers, log
from syndication.store import search as stored_search
from syndication.store.engine import Connection, Store, Write
from syndication.text.queries import parse
from tests.flows.newsroom import put, record, stored


def found(store: Store, typed: str) -> list[int]:
    with store.read() as connection:
        return stored_search.newest(connection, parse(typed), 10)


def test_articles_are_found_once_the_follower_has_passed(sqlite: Store) -> None:
    put(sqlite, record(1), record(2, event=1))
    one, two = stored(sqlite, "1"), stored(sqlite, "2")
    assert found(sqlite, "جسر") == []
    search.catch_up(sqlite)
    assert found(sqlite, "جسر") == [one.arrived]
    assert found(sqlite, "فريق -جسر") == [two.arrived]


def test_a_correction_and_a_withdrawal_are_followed(sqlite: Store) -> None:
    put(sqlite, record(1), record(2))
    one, two = stored(sqlite, "1"), stored(sqlite, "2")
    search.catch_up(sqlite)
    put(sqlite, record(1, content_text="خبر آخر عن الرمان فقط", updated="2026-03-09T06:00:00Z"))
    articles.withdraw(sqlite, two.article.key)
    search.catch_up(sqlite)
    assert found(sqlite, "جسر") == []
    assert found(sqlite, "آخر") == [one.arrived]


def test_a_second_look_finds_nothing_to_do(sqlite: Store) -> None:
    put(sqlite, record(1))
    search.catch_up(sqlite)
    with sqlite.read() as connection:
        before = log.head(connection)
    assert search.step(sqlite) == 0
    with sqlite.read() as connection:
        assert log.head(connection) == before


def test_whoever_follows_the_log_sees_that_the_search_has_moved(sqlite: Store) -> None:
    put(sqlite, record(1))
    with sqlite.read() as connection:
        before = log.head(connection).revision
    search.catch_up(sqlite)
    with sqlite.read() as connection:
        assert log.head(connection).revision > before


class Slow(Store):
    """A store whose writer waits until another process has taken the same articles in, and a correction."""

    def __init__(self, store: Store) -> None:
        self.real = store

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self.real.read() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Write]:
        search.catch_up(self.real)
        put(self.real, record(1, content_text="خبر آخر عن الرمان فقط", updated="2026-03-09T06:00:00Z"))
        search.catch_up(self.real)
        with self.real.write() as write:
            yield write


def test_one_who_is_late_does_not_undo_what_another_did(sqlite: Store) -> None:
    put(sqlite, record(1))
    search.step(Slow(sqlite))
    assert (found(sqlite, "جسر"), found(sqlite, "آخر")) == ([], [stored(sqlite, "1").arrived])


def test_after_a_change_of_epoch_everything_is_taken_in_anew(sqlite: Store) -> None:
    put(sqlite, record(1))
    search.catch_up(sqlite)
    with sqlite.write() as write:
        followers.advance(write, stored_search.FOLLOWER, 0)
    search.catch_up(sqlite)
    assert found(sqlite, "جسر") == [stored(sqlite, "1").arrived]
