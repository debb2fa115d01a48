from __future__ import annotations

from syndication.store import remotes, schema
from syndication.store.engine import Store
from syndication.store.remotes import Position, Post

SITE = "https://post.example"


def later(store: Store, seconds: int) -> None:
    """Let so much time have passed since all that is dated."""
    with store.aside() as connection:
        listed = schema.remote_site.c.listed_at
        connection.execute(schema.remote_site.update().values(listed_at=listed - seconds))
        missing = schema.remote_post.c.missing_since
        connection.execute(schema.remote_post.update().values(missing_since=missing - seconds))


def test_a_site_that_was_never_read_has_no_position(store: Store) -> None:
    with store.read() as connection:
        assert remotes.position(connection, SITE) == Position(None, None)
        assert remotes.posts(connection, SITE) == {}


def test_a_position_moves_but_never_beyond_now(store: Store) -> None:
    with store.aside() as connection:
        remotes.reached(connection, SITE, 1000)
        remotes.reached(connection, "https://other.example", 5)
        remotes.listed(connection, SITE)
    later(store, 90)
    with store.read() as connection:
        position = remotes.position(connection, SITE)
    assert position.since == 1000
    assert position.listed_s is not None
    assert 90 <= position.listed_s < 120
    with store.aside() as connection:
        remotes.reached(connection, SITE, 2**40)
        since = remotes.position(connection, SITE).since
    assert since is not None
    assert 1000 < since < 2**40


def test_posts_are_marked_missing_once_and_found_again(store: Store) -> None:
    with store.aside() as connection:
        remotes.put(connection, SITE, [Post(1, 10, None), Post(2, None, None), Post(2**62, 30, None)])
        remotes.put(connection, "https://other.example", [Post(1, 10, None)])
        remotes.missing(connection, SITE, [1, 2])
    later(store, 50)
    with store.aside() as connection:
        remotes.missing(connection, SITE, [1])
        remotes.found(connection, SITE, [2])
        found = remotes.posts(connection, SITE)
    assert found.keys() == {1, 2, 2**62}
    assert found[1].missing_s is not None
    assert found[1].missing_s >= 50
    assert (found[2], found[2**62]) == (Post(2, None, None), Post(2**62, 30, None))
    with store.aside() as connection:
        remotes.put(connection, SITE, [Post(1, 11, None)])
        remotes.forget(connection, SITE, [2, 3])
        assert remotes.posts(connection, SITE) == {1: Post(1, 11, None), 2**62: Post(2**62, 30, None)}
        assert remotes.posts(connection, "https://other.example") == {1: Post(1, 10, None)}
