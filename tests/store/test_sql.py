from __future__ import annotations

import pytest
import sqlalchemy as sa

from syndication.errors import StoreError
from syndication.store import schema, sql
from syndication.store.engine import Store

COLUMNS = ("article", "other", "score")
UPDATE = "ON CONFLICT (article, other) DO UPDATE SET score = excluded.score"


def test_the_clock_counts_whole_seconds_and_goes_on_within_a_transaction(store: Store) -> None:
    with store.read() as connection:
        first = connection.execute(sa.select(sql.clock())).scalar_one()
        again = connection.execute(sa.select(sql.clock())).scalar_one()
    assert isinstance(first, int)
    assert 1_700_000_000 < first <= again


def test_rows_are_written_whatever_their_text(store: Store) -> None:
    text = "سطر\nثانٍ\tو\\N و'اقتباس' و{قوس} و\"آخر\""
    with store.write() as write:
        sql.insert_rows(write.connection, schema.name, ("kind", "key", "name"), [("tag", "a", text), ("tag", "b", "")])
    with store.read() as connection:
        assert connection.execute(sa.select(schema.name.c.name).order_by("key")).scalars().all() == [text, ""]


def test_rows_that_are_there_are_updated(store: Store) -> None:
    with store.write() as write:
        sql.insert_rows(write.connection, schema.related, COLUMNS, [(1, 2, 0.25), (1, 3, 0.5)])
        sql.insert_rows(write.connection, schema.related, COLUMNS, [(1, 2, 0.75)], UPDATE)
        sql.insert_rows(write.connection, schema.related, COLUMNS, [], UPDATE)
    with store.read() as connection:
        rows = connection.execute(sa.select(schema.related).order_by("other")).all()
    assert [tuple(row) for row in rows] == [(1, 2, 0.75), (1, 3, 0.5)]


def test_a_row_that_may_not_be_there_twice_is_our_error_and_nothing_of_the_write_stays(store: Store) -> None:
    values = [("tag", "a", "x"), ("tag", "a", "y")]
    with pytest.raises(StoreError, match=r"(?i)unique"):
        write(store, values)
    with store.read() as connection:
        assert connection.execute(sa.select(schema.name)).all() == []


def write(store: Store, values: list[tuple[str, str, str]]) -> None:
    with store.write() as write:
        write.next()
        sql.insert_rows(write.connection, schema.name, ("kind", "key", "name"), values)


def test_chunks_are_all_of_the_values_in_their_order() -> None:
    assert list(sql.chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(sql.chunks([])) == []
