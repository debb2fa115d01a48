"""What is known of the sites that articles are fetched from: how far they were read, their posts, and who is missing.

Nothing here is part of the log: it is written aside, after the articles themselves. Lost or behind, it costs a second
look at posts that are known already. Times are the database's, in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.sql import chunks, clock, insert_rows

_site, _post = schema.remote_site.c, schema.remote_post.c


@dataclass(frozen=True, slots=True)
class Position:
    """How far a site was read."""

    since: int | None  #: all modifications up to this time are in the store; None: it was never read
    listed_s: int | None  #: seconds since the last whole listing; None: there was none


@dataclass(frozen=True, slots=True)
class Post:
    """A post that was once seen."""

    number: int
    modified: int | None  #: of the version that was seen
    article: int | None  #: ``arrived`` of its article; None: it was not taken in
    missing_s: int | None = None  #: seconds since the first listing that lacked it


def position(connection: sa.Connection, site: str) -> Position:
    """How far the site was read."""
    columns = (_site.since, clock() - _site.listed_at)
    row = connection.execute(sa.select(*columns).where(_site.site == site)).first()
    return Position(None, None) if row is None else Position(row[0], row[1])


def reached(connection: sa.Connection, site: str, since: int) -> None:
    """All modifications up to ``since`` are in the store; never beyond now, whatever a clock on the site says."""
    now = connection.execute(sa.select(clock())).scalar_one()
    _put_site(connection, site, "since", min(since, now))


def listed(connection: sa.Connection, site: str) -> None:
    """A whole listing was just compared."""
    _put_site(connection, site, "listed_at", connection.execute(sa.select(clock())).scalar_one())


def _put_site(connection: sa.Connection, site: str, column: str, value: int) -> None:
    conflict = f"ON CONFLICT (site) DO UPDATE SET {column} = excluded.{column}"
    insert_rows(connection, schema.remote_site, ("site", column), [(site, value)], conflict)


def put(connection: sa.Connection, site: str, posts: Iterable[Post]) -> None:
    """These posts were seen; they are missing no more."""
    rows = {each.number: (site, each.number, each.modified, each.article, None) for each in posts}
    conflict = (
        "ON CONFLICT (site, post) DO UPDATE SET modified = excluded.modified, missing_since = NULL, "
        "article = COALESCE(excluded.article, remote_post.article)"
    )
    columns = ("site", "post", "modified", "article", "missing_since")
    insert_rows(connection, schema.remote_post, columns, list(rows.values()), conflict)


def posts(connection: sa.Connection, site: str) -> dict[int, Post]:
    """All posts of the site that were ever seen and not forgotten, by number."""
    columns = (_post.post, _post.modified, _post.article, clock() - _post.missing_since)
    rows = connection.execute(sa.select(*columns).where(_post.site == site)).all()
    return {row[0]: Post(*row) for row in rows}


def missing(connection: sa.Connection, site: str, numbers: Iterable[int]) -> None:
    """A whole listing lacked these posts."""
    for part in chunks(numbers):
        is_one = (_post.site == site) & _post.post.in_(part) & _post.missing_since.is_(None)
        connection.execute(schema.remote_post.update().where(is_one).values(missing_since=clock()))


def found(connection: sa.Connection, site: str, numbers: Iterable[int]) -> None:
    """These posts are there after all."""
    for part in chunks(numbers):
        is_one = (_post.site == site) & _post.post.in_(part)
        connection.execute(schema.remote_post.update().where(is_one).values(missing_since=None))


def forget(connection: sa.Connection, site: str, numbers: Iterable[int]) -> None:
    """These posts are gone for good."""
    for part in chunks(numbers):
        connection.execute(schema.remote_post.delete().where((_post.site == site) & _post.post.in_(part)))
