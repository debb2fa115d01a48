"""Changes of state that wait for their time: an embargo's end, a notice's end (docs/design.md, The log).

Time enters the log only here, as a write of the worker or of ``build``.
"""

from __future__ import annotations

import sqlalchemy as sa

from syndication.model import State
from syndication.store import schema
from syndication.store.engine import Write
from syndication.store.sql import clock, insert


def put(write: Write, article: int, at: int, next_state: State) -> None:
    """Let the article change to ``next_state`` at ``at`` (seconds). An article waits for one change at most."""
    statement = insert(write.connection, schema.due).values(article=article, at=at, next_state=next_state)
    changed = {"at": at, "next_state": next_state}
    write.connection.execute(statement.on_conflict_do_update(index_elements=["article"], set_=changed))


def drop(write: Write, article: int) -> None:
    """The article waits for nothing any more."""
    write.connection.execute(schema.due.delete().where(schema.due.c.article == article))


def take(write: Write) -> list[tuple[int, State]]:
    """Those whose time has come by this write's clock: (article, next state) in order of time. They wait no more."""
    late = schema.due.delete().where(schema.due.c.at <= write.at)
    rows = write.connection.execute(late.returning(schema.due.c.at, schema.due.c.article, schema.due.c.next_state))
    return [(article, state) for _, article, state in sorted(tuple(row) for row in rows)]


def next_at(connection: sa.Connection) -> int | None:
    """When the next change is due (seconds), None if nothing waits."""
    return connection.execute(sa.select(sa.func.min(schema.due.c.at))).scalar()


def is_any(connection: sa.Connection) -> bool:
    """Whether some article's time has come by the database's clock; takes no lock."""
    late = sa.select(schema.due.c.article).where(schema.due.c.at <= clock()).limit(1)
    return connection.execute(late).first() is not None
