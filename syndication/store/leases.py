"""Leases: at most one process does a job, and one that was taken over by another notices before it writes.

A lease ends by the database's clock, and each taking has its own random token. Whoever writes under one calls `check`
in the same transaction; that also holds up a take-over until the transaction ends, so no result is written after it.
An expired lease that nobody took is still good: the token says so.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.errors import LeaseLost
from syndication.store import schema
from syndication.store.engine import Store
from syndication.store.sql import clock, insert

#: Longer than any fetch (docs/design.md, Constants), so that a slow one is not taken for a dead process.
LEASE_S = 120


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do one job until ``until`` (seconds, the database's clock)."""

    name: str
    token: str
    holder: str
    until: int


def acquire(store: Store, name: str, holder: str, seconds: int = LEASE_S) -> Lease | None:
    """Take the lease; None while another has it. ``holder`` is for people (``host:pid``)."""
    row = {"token": secrets.token_hex(8), "holder": holder, "until": clock() + seconds}
    with store.aside() as connection:
        statement = (
            insert(connection, schema.lease)
            .values(name=name, **row)
            .on_conflict_do_update(index_elements=["name"], set_=row, where=schema.lease.c.until <= clock())
            .returning(schema.lease.c.until)
        )
        until = connection.execute(statement).scalar()
    return None if until is None else Lease(name, str(row["token"]), holder, until)


def renew(store: Store, lease: Lease, seconds: int = LEASE_S) -> Lease:
    """The same lease, for ``seconds`` from now. Raises LeaseLost."""
    statement = schema.lease.update().where(_is(lease)).values(until=clock() + seconds)
    with store.aside() as connection:
        until = connection.execute(statement.returning(schema.lease.c.until)).scalar()
    if until is None:
        raise _lost(lease)
    return Lease(lease.name, lease.token, lease.holder, until)


def release(store: Store, lease: Lease) -> None:
    """Give it back; nothing happens if it is lost already."""
    with store.aside() as connection:
        connection.execute(schema.lease.delete().where(_is(lease)))


def held(connection: sa.Connection, name: str) -> Lease | None:
    """The lease as it was last taken or renewed, by whomever; None if it was given back."""
    row = connection.execute(sa.select(schema.lease).where(schema.lease.c.name == name)).first()
    return None if row is None else Lease(row.name, row.token, row.holder, row.until)


def check(connection: sa.Connection, lease: Lease) -> None:
    """Raise LeaseLost unless the lease is still ours; in a writing transaction it stays so until the end."""
    statement = sa.select(schema.lease.c.until).where(_is(lease))
    if not connection.get_execution_options().get("postgresql_readonly"):
        statement = statement.with_for_update(read=True)
    if connection.execute(statement).first() is None:
        raise _lost(lease)


def _is(lease: Lease) -> sa.ColumnElement[bool]:
    return (schema.lease.c.name == lease.name) & (schema.lease.c.token == lease.token)


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"{lease.holder} no longer holds the lease {lease.name}", hint="Another process does its work now")
