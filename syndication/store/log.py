"""Reading the log: where it stands, and what changed after a number (docs/design.md, The log).

The log is compacted: each article is listed once, at its newest number. Whoever follows keeps ``epoch`` and a cursor,
and starts from nothing when the epoch is another or the cursor lies below ``horizon``.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from syndication.model import State
from syndication.store import schema
from syndication.store.engine import Store


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands."""

    epoch: str  #: another word: all numbers may mean something else
    revision: int  #: the last number given
    at: int  #: seconds; when that was
    horizon: int  #: what happened up to this number may have been pruned


@dataclass(frozen=True, slots=True)
class Changed:
    """An article whose own content or state changed."""

    article: int
    revision: int
    state: State


@dataclass(frozen=True, slots=True)
class Touched:
    """An article of which something shown changed, with the labels that it has now (none once it is withdrawn)."""

    article: int
    touched: int
    labels: tuple[tuple[str, str], ...]  #: (kind, key), sorted


def head(connection: sa.Connection) -> Head:
    """The log's row."""
    row = connection.execute(_HEAD).one()
    return Head(row[0], row[1], row[2], row[3])


def changed(connection: sa.Connection, after: int, limit: int) -> list[Changed]:
    """The first ``limit`` articles changed after a number, in the order of their ``revision``."""
    rows = connection.execute(_CHANGED, {"after": after, "most": limit})
    return [Changed(article, revision, state) for article, revision, state in rows]


def waiting(connection: sa.Connection, after: int) -> int:
    """How many articles have changed after a number: what a follower has still before it."""
    statement = sa.select(sa.func.count()).where(schema.article.c.revision > after)
    return int(connection.execute(statement).scalar_one())


def touched_since(connection: sa.Connection, after: int) -> list[Touched]:
    """All articles touched after a number, in the order of their ``touched``."""
    labels: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for article, touched, kind, key in connection.execute(_TOUCHED, {"after": after}).all():
        found = labels.setdefault((article, touched), [])
        if kind is not None:
            found.append((kind, key))
    return [Touched(article, touched, tuple(sorted(found))) for (article, touched), found in labels.items()]


def gone_since(connection: sa.Connection, after: int) -> list[tuple[str, str]]:
    """The (kind, key) labels that some article lost after a number."""
    # Not DISTINCT: for it SQLite would walk through all that ever left, in the order of (kind, key).
    return sorted({(kind, key) for kind, key in connection.execute(_GONE, {"after": after})})


def settings_in_force(store: Store, digest: str) -> int:
    """When the settings with this digest came into force; if others are stored, it is now, and that is written."""
    with store.read() as connection:
        row = connection.execute(_SETTINGS).first()
    if row is not None and row.digest == digest:
        return int(row.at)
    with store.write() as write:
        # Look again: another process of the same configuration may have been first.
        row = write.connection.execute(_SETTINGS).first()
        if row is not None and row.digest == digest:
            return int(row.at)
        write.connection.execute(schema.settings.delete())
        write.connection.execute(schema.settings.insert().values(one=1, digest=digest, at=write.at))
        return write.at


_HEAD = sa.select(schema.log.c.epoch, schema.log.c.revision, schema.log.c.at, schema.log.c.horizon)

_CHANGED = (
    sa.select(schema.article.c.arrived, schema.article.c.revision, schema.article.c.state)
    .where(schema.article.c.revision > sa.bindparam("after"))
    .order_by(schema.article.c.revision)
    .limit(sa.bindparam("most"))
)

_TOUCHED = (
    sa.select(schema.article.c.arrived, schema.article.c.touched, schema.label.c.kind, schema.label.c.key)
    .select_from(
        schema.article.outerjoin(
            schema.label, (schema.label.c.article == schema.article.c.arrived) & schema.label.c.gone.is_(None)
        )
    )
    .where(schema.article.c.touched > sa.bindparam("after"))
    .order_by(schema.article.c.touched)
)

_GONE = sa.select(schema.label.c.kind, schema.label.c.key).where(schema.label.c.gone > sa.bindparam("after"))

_SETTINGS = sa.select(schema.settings.c.digest, schema.settings.c.at)
