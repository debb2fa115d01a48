from __future__ import annotations

from syndication.store import followers, schema
from syndication.store.engine import Store
from tests.store.examples import add, article


def advance(store: Store, cursor: int) -> int:
    with store.write() as write:
        followers.advance(write, "relate", cursor)
        return write.at


def cursor(store: Store) -> int:
    with store.read() as connection:
        return followers.cursor(connection, "relate")


def test_a_follower_starts_from_nothing_and_then_goes_on_where_it_was(store: Store) -> None:
    add(store, article(1), article(2))
    assert cursor(store) == 0
    with store.read() as connection:
        assert followers.idle_s(connection, "relate") is None
    advance(store, 1)
    at = advance(store, 2)
    assert cursor(store) == 2
    with store.aside() as connection:
        connection.execute(schema.follower.update().values(at=at - 900))
    with store.read() as connection:
        assert followers.idle_s(connection, "relate") in range(900, 960)
        assert followers.cursor(connection, "other") == 0


def test_another_epoch_sends_followers_back_to_the_start(store: Store) -> None:
    add(store, article(1))
    advance(store, 1)
    with store.aside() as connection:
        connection.execute(schema.log.update().values(epoch="restored"))
    assert cursor(store) == 0
    advance(store, 1)
    assert cursor(store) == 1


def test_a_cursor_under_the_horizon_starts_again(store: Store) -> None:
    add(store, *(article(number) for number in range(5)))
    advance(store, 2)
    with store.aside() as connection:
        connection.execute(schema.log.update().values(horizon=3))
    assert cursor(store) == 0
    advance(store, 3)
    assert cursor(store) == 3
