"""How many articles each label has: for the page that lists feeds, and to know which of them are worth a page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.sql import chunks

#: A tag's page is built if it has enough articles in so many days before its newest one (docs/feeds.md, Static build).
RECENT_S = 30 * 86400

#: What lists of feeds are made of; other labels of other outlets are many, and no feed of ours is of one of them alone.
KINDS = ("all", "section", "language", "tag", "author", "source")

_c = schema.label.c


@dataclass(frozen=True, slots=True)
class Count:
    """A label with its articles."""

    kind: str
    key: str
    name: str  #: as first written; empty if no name was remembered
    articles: int
    recent: int  #: of these, within `RECENT_S` before the newest
    newest: int  #: seconds; 0 if all are undated


def by_label(connection: sa.Connection) -> list[Count]:
    """All labels of `KINDS` that articles have now, for the index page and to know which pages to build."""
    there = _c.gone.is_(None) & _c.kind.in_(KINDS)
    newest = sa.func.max(_c.sort)
    total = (
        sa.select(_c.kind, _c.key, sa.func.count().label("articles"), newest.label("newest"))
        .where(there)
        .group_by(_c.kind, _c.key)
        .subquery()
    )
    recent = (
        sa.select(total.c.kind, total.c.key, sa.func.count().label("recent"))
        .join_from(total, schema.label, (_c.kind == total.c.kind) & (_c.key == total.c.key))
        .where(there, _c.sort > 0, _c.sort >= total.c.newest - RECENT_S)
        .group_by(total.c.kind, total.c.key)
        .subquery()
    )
    name = schema.name.c
    statement = (
        sa.select(total.c.kind, total.c.key, name.name, total.c.articles, recent.c.recent, total.c.newest)
        .select_from(
            total.outerjoin(recent, (recent.c.kind == total.c.kind) & (recent.c.key == total.c.key)).outerjoin(
                schema.name, (name.kind == total.c.kind) & (name.key == total.c.key)
            )
        )
        .order_by(total.c.kind, total.c.key)
    )
    return [
        Count(kind, key, text or "", number, late or 0, newest_sort)
        for kind, key, text, number, late, newest_sort in connection.execute(statement)
    ]


def by_day(connection: sa.Connection, sources: Collection[str], since: int) -> dict[tuple[str, int], int]:
    """How many entries of each source were published on each day of UTC (days since 1970), from ``since`` on."""
    found: dict[tuple[str, int], int] = {}
    for part in chunks(sources):
        day = _c.sort.op("/")(sa.literal_column("86400", sa.Integer))  # whole numbers on both engines
        statement = (
            sa.select(_c.key, day, sa.func.count())
            .where(_c.kind == "source", _c.key.in_(part), _c.gone.is_(None), _c.sort >= since)
            .group_by(_c.key, day)
        )
        found.update({(key, int(number)): many for key, number, many in connection.execute(statement)})
    return found
