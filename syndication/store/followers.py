"""The cursors of durable followers, which move in the transaction that holds the follower's result."""

from __future__ import annotations

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.engine import Write
from syndication.store.sql import clock, insert


def cursor(connection: sa.Connection, name: str) -> int:
    """The number that the follower has read up to; 0 if it must start from nothing.

    That is so for a new one, after a change of epoch, and when what it has not read was pruned.
    """
    log, follower = schema.log.c, schema.follower.c
    same = (follower.epoch == log.epoch) & (follower.cursor >= log.horizon)
    found = connection.execute(sa.select(follower.cursor).where(follower.name == name, same)).scalar()
    return 0 if found is None else found


def advance(write: Write, name: str, cursor: int) -> None:
    """The follower has read up to ``cursor`` and its result is in this write."""
    row = {"epoch": write.epoch, "cursor": cursor, "at": write.at}
    statement = insert(write.connection, schema.follower).values(name=name, **row)
    write.connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))


def idle_s(connection: sa.Connection, name: str) -> int | None:
    """For how many seconds the follower has not advanced, by the database's clock; None if it never did."""
    since = sa.select(clock() - schema.follower.c.at).where(schema.follower.c.name == name)
    return connection.execute(since).scalar()


def place(connection: sa.Connection, name: str) -> tuple[int, int]:
    """How far the follower has come, and when (seconds); zeros if it never moved."""
    statement = sa.select(schema.follower.c.cursor, schema.follower.c.at).where(schema.follower.c.name == name)
    row = connection.execute(statement).first()
    return (row.cursor, row.at) if row is not None else (0, 0)
