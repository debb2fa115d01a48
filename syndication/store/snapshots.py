"""Stretches of the index of related articles as bytes, kept so that the next start need not count their words again.

A row may be lost at any time: whoever misses it reads the articles. It says which numbering (``epoch``) and how much of
the log (``cursor``) it knows, and by which code it was counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.sql import chunks, insert

_c, _article = schema.snapshot.c, schema.article.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One stretch: articles of a language, published from ``since`` on."""

    language: str
    since: int  #: seconds
    epoch: str  #: of the log that ``cursor`` belongs to
    code: str  #: what counted the words, and in which window; of another code it means something else
    cursor: int  #: all changes up to this number are in it, and none after it
    body: bytes


def find(connection: sa.Connection, language: str, since: int) -> Snapshot | None:
    """The snapshot of a stretch, whatever it is worth by now."""
    row = connection.execute(sa.select(schema.snapshot).where(_c.language == language, _c.since == since)).first()
    return None if row is None else Snapshot(**row._mapping)


def put(connection: sa.Connection, snapshot: Snapshot) -> None:
    """Write it, in the place of that stretch's former one. For `Store.aside`."""
    row = {"epoch": snapshot.epoch, "code": snapshot.code, "cursor": snapshot.cursor, "body": snapshot.body}
    statement = insert(connection, schema.snapshot).values(language=snapshot.language, since=snapshot.since, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["language", "since"], set_=row))


def drop_before(connection: sa.Connection, language: str, since: int) -> None:
    """Forget this language's stretches before a time. For `Store.aside`."""
    connection.execute(schema.snapshot.delete().where(_c.language == language, _c.since < since))


def changed(connection: sa.Connection, numbers: Iterable[int], after: int) -> Collection[int]:
    """Those of these articles that changed after a number of the log."""
    found: set[int] = set()
    for part in chunks(numbers):
        statement = sa.select(_article.arrived).where(_article.arrived.in_(part), _article.revision > after)
        found.update(connection.execute(statement).scalars())
    return found
