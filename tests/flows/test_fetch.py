"""Fetching from loopback outlets: what comes in, what is asked again and how, and that nobody's failure is another's."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from syndication.store import schema, source_states
from syndication.store.engine import Store
from tests.flows import origins
from tests.flows.origins import Answer, Says, fetched, item, numbered, origin, rss


def titles(store: Store) -> list[str]:
    with store.read() as connection:
        return sorted(connection.execute(sa.select(schema.article.c.title)).scalars())


def standing(store: Store, slug: str = "one") -> source_states.Standing:
    with store.read() as connection:
        return source_states.standings(connection, [slug])[0]


def make_due(store: Store) -> None:
    with store.aside() as connection:
        connection.execute(schema.feed.update().values(next_at=0))


def test_a_feeds_entries_are_taken_in_once(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(numbered(1, 2, 3))}) as server:
        config = origins.config(tmp_path, server, {"one": "/feed"})
        (first,) = fetched(sqlite, config)
        assert (first.source, first.new, first.changed, first.is_good) == ("one", 3, 0, True)
        assert fetched(sqlite, config) == [], "it is not due"
        make_due(sqlite)
        (second,) = fetched(sqlite, config)
    assert (second.new, second.changed, second.is_same) == (0, 0, True)
    assert len(titles(sqlite)) == 3
