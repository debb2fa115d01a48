"""What people ask of the outlets that are read, and tell them: how it goes, pause, resume, purge.

Beside `sources`, which a worker uses. Times are the database's, in seconds since 1970; ``…_s`` counts from now.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.sources import FEEDS, Feed, Refused, plain
from syndication.store.sql import chunks, clock

_source, _feed = schema.source.c, schema.feed.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A feed for people to look at."""

    source: str
    feed: Feed
    tried_at: int | None
    ok_at: int | None
    changed_at: int | None
    next_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A source for people to look at."""

    slug: str
    is_paused: bool
    reason: str
    is_purged: bool
    first_at: int | None
    holder: str  #: who fetches it now; empty: nobody


def states(connection: sa.Connection) -> dict[str, State]:
    """All sources that were ever in the settings."""
    held = sa.case((_source.until > clock(), _source.holder), else_="")
    columns = (_source.slug, _source.paused, _source.reason, _source.purged_at, _source.first_at, held.label("holder"))
    return {
        row.slug: State(
            slug=row.slug,
            is_paused=row.paused,
            reason=row.reason,
            is_purged=row.purged_at is not None,
            first_at=row.first_at,
            holder=row.holder,
        )
        for row in connection.execute(sa.select(*columns).order_by(_source.slug))
    }


def standings(connection: sa.Connection, slugs: Collection[str]) -> list[Standing]:
    """All feeds of these sources."""
    return [
        Standing(
            source=row.source,
            feed=plain(row),
            tried_at=row.tried_at,
            ok_at=row.ok_at,
            changed_at=row.changed_at,
            next_at=row.next_at,
        )
        for part in chunks(slugs)
        for row in connection.execute(FEEDS.where(_feed.source.in_(part)).order_by(_feed.source, _feed.url))
    ]


def refused(connection: sa.Connection, word: str, limit: int = 100) -> list[tuple[Refused, int]]:
    """What was not taken in of the source ``word``, at that address or of that title: newest first, with the time."""
    table = schema.rejected
    meant = sa.or_(table.c.source == word, table.c.url == word, table.c.title == word)
    rows = connection.execute(sa.select(table).where(meant).order_by(table.c.at.desc(), table.c.entry).limit(limit))
    return [
        (
            Refused(
                source=row.source,
                entry=row.entry,
                place=row.place,
                url=row.url,
                title=row.title,
                field=row.field,
                why=row.why,
            ),
            row.at,
        )
        for row in rows
    ]


def pause(connection: sa.Connection, slug: str, reason: str) -> None:
    """Fetch it no more until somebody resumes it."""
    connection.execute(schema.source.update().where(_source.slug == slug).values(paused=True, reason=reason))


def resume(connection: sa.Connection, slug: str) -> None:
    """Fetch it again, whatever stopped it; a purge is lifted."""
    connection.execute(
        schema.source.update().where(_source.slug == slug).values(paused=False, reason="", purged_at=None)
    )
    values = {"next_at": clock(), "stopped": False, "failures": 0, "problem": ""}
    connection.execute(schema.feed.update().where(_feed.source == slug).values(**values))


def purge(connection: sa.Connection, slug: str, reason: str) -> None:
    """Never fetch it again, and forget what its feeds held. Whoever fetches it now writes nothing more."""
    values = {"paused": True, "reason": reason, "purged_at": clock(), "token": "", "holder": "", "until": 0}
    connection.execute(schema.source.update().where(_source.slug == slug).values(**values))
    connection.execute(schema.rejected.delete().where(schema.rejected.c.source == slug))
    emptied = {"etag": None, "last_modified": None, "body_hash": "", "seen": b"", "said": ""}
    connection.execute(schema.feed.update().where(_feed.source == slug).values(**emptied))


def articles_of(connection: sa.Connection, outlet: str, slug: str) -> list[str]:
    """Keys of the articles of an outlet that were read at this source and are shown, or will be."""
    article = schema.article.c
    columns = (article.key, article.credit)
    there = (article.outlet == outlet) & article.state.in_(("waiting", "live", "notice"))
    rows = connection.execute(sa.select(*columns).where(there).order_by(article.arrived))
    return [key for key, credit in rows if credit and json.loads(credit).get("source") == slug]
