"""What is known of the servers that are asked: until when they want to be left alone, and their robots.txt.

Neither is part of the log. A host is named by its origin (``https://one.example``), since a robots.txt belongs to that
(RFC 9309 §2.3). Times are the database's, in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.sql import clock, insert, insert_rows

_host = schema.host.c


#: Seconds for which a robots.txt may be used (RFC 9309 §2.4).
KEEP_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as it was last read."""

    origin: str
    status: int
    text: str
    at: int


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


def robots(connection: sa.Connection) -> list[Robots]:
    """All copies that may still be used."""
    columns = (_host.host, _host.robots_status, _host.robots, _host.robots_at)
    rows = connection.execute(sa.select(*columns).where(_host.robots_at > clock() - KEEP_S))
    return [Robots(*row) for row in rows]


def put_robots(connection: sa.Connection, copies: Iterable[Robots]) -> None:
    """Keep these copies."""
    rows = {each.origin: (each.origin, each.at, each.status, each.text) for each in copies}
    conflict = (
        "ON CONFLICT (host) DO UPDATE SET robots_at = excluded.robots_at, "
        "robots_status = excluded.robots_status, robots = excluded.robots"
    )
    columns = ("host", "robots_at", "robots_status", "robots")
    insert_rows(connection, schema.host, columns, list(rows.values()), conflict)
