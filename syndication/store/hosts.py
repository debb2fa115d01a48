"""What is known of the servers that are asked: until when they want to be left alone, and their robots.txt.

Neither is part of the log. A host is named by scheme, name and port, since a robots.txt belongs to these (RFC 9309
§2.3). Times are the database's, in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.sql import clock, insert

_host = schema.host.c


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as it was last read."""

    status: int | None  #: of the answer; None: there was none
    text: str
    age_s: int


def slow(connection: sa.Connection) -> dict[str, int]:
    """The hosts that want to be left alone, with the seconds for which they still do."""
    left = _host.slow_until - clock()
    return {row.host: row[1] for row in connection.execute(sa.select(_host.host, left).where(left > 0))}


def slow_down(connection: sa.Connection, host: str, seconds: int) -> None:
    """Leave the host alone for so long from now; a longer time that it asked for before stays."""
    statement = insert(connection, schema.host).values(host=host, slow_until=clock() + seconds)
    later = statement.excluded.slow_until
    longest = sa.case((_host.slow_until > later, _host.slow_until), else_=later)
    connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_={"slow_until": longest}))


def robots(connection: sa.Connection, host: str) -> Robots | None:
    """The copy of its robots.txt; None if it was never asked for."""
    columns = (_host.robots_status, _host.robots, clock() - _host.robots_at)
    row = connection.execute(sa.select(*columns).where(_host.host == host, _host.robots_at.is_not(None))).first()
    return None if row is None else Robots(row[0], row[1] or "", row[2])


def put_robots(connection: sa.Connection, host: str, status: int | None, text: str) -> None:
    """Keep a copy of its robots.txt, read now."""
    values = {"robots_status": status, "robots": text, "robots_at": clock()}
    statement = insert(connection, schema.host).values(host=host, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=values))
