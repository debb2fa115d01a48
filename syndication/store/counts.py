"""Which labels articles have, and of when: for the page that lists feeds, and to know which are worth a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syndication.store import schema

#: A tag's page is built if it has enough articles in so many days before its newest one (docs/feeds.md, Static build).
RECENT_S = 30 * 86400

#: Labels that every list of feeds names, and those that it names if there is enough of them; other outlets' labels are
#: many, and no feed of ours is of one of them alone.
ALWAYS = ("all", "section", "language", "source")
OFTEN = ("tag", "author")

_c = schema.label.c


@dataclass(frozen=True, slots=True)
class Count:
    """A label that articles have."""

    kind: str
    key: str
    name: str  #: as first written; empty if no name was remembered
    recent: int  #: of `OFTEN`: its articles within `RECENT_S` before the newest
    newest: int  #: seconds; 0 if all are undated


def by_label(connection: sa.Connection) -> list[Count]:
    """The labels of `ALWAYS` and `OFTEN` that articles have now: for lists of feeds, and to know what to build."""
    found = [Count(kind, key, "", 0, newest) for kind, key, newest in connection.execute(_NEWEST)]
    found += [
        Count(kind, key, name or "", recent or 0, newest)
        for kind, key, name, recent, newest in connection.execute(_RECENT)
    ]
    return sorted(found, key=lambda each: (each.kind, each.key))


def _keys(kind: str) -> sa.CTE:
    """The keys of a kind, each found by one step in the index: a label may have a million articles."""
    there = (_c.kind == sa.literal_column(f"'{kind}'")) & _c.gone.is_(None)
    first = sa.select(sa.func.min(_c.key).label("key")).where(there)
    keys = first.cte(f"keys_of_{kind}", recursive=True)
    following = sa.select(sa.func.min(_c.key)).where(there, _c.key > keys.c.key).scalar_subquery()
    return keys.union_all(sa.select(following).where(keys.c.key.is_not(None)))


def _newest_of(kind: str) -> sa.Select[*tuple[Any, ...]]:
    keys = _keys(kind)
    sort = (
        sa.select(_c.sort)
        .where(_c.kind == sa.literal_column(f"'{kind}'"), _c.key == keys.c.key, _c.gone.is_(None))
        .order_by(_c.sort.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.select(sa.literal_column(f"'{kind}'", sa.Text).label("kind"), keys.c.key, sort.label("newest")).where(
        keys.c.key.is_not(None)
    )


_NEWEST: sa.CompoundSelect[*tuple[Any, ...]] = sa.union_all(*map(_newest_of, ALWAYS))


def _recent() -> sa.Select[*tuple[Any, ...]]:
    there = _c.gone.is_(None) & _c.kind.in_(OFTEN)
    newest = sa.func.max(_c.sort).label("newest")
    total = sa.select(_c.kind, _c.key, newest).where(there).group_by(_c.kind, _c.key).subquery()
    recent = (
        sa.select(total.c.kind, total.c.key, sa.func.count().label("recent"))
        .join_from(total, schema.label, (_c.kind == total.c.kind) & (_c.key == total.c.key))
        .where(there, _c.sort > 0, _c.sort >= total.c.newest - RECENT_S)
        .group_by(total.c.kind, total.c.key)
        .subquery()
    )
    name = schema.name.c
    return sa.select(total.c.kind, total.c.key, name.name, recent.c.recent, total.c.newest).select_from(
        total.outerjoin(recent, (recent.c.kind == total.c.kind) & (recent.c.key == total.c.key)).outerjoin(
            schema.name, (name.kind == total.c.kind) & (name.key == total.c.key)
        )
    )


_RECENT = _recent()


def by_day(connection: sa.Connection, since: int) -> dict[tuple[str, int], int]:
    """How many entries of each source came in on each day of UTC (days since 1970), from ``since`` on."""
    arrived, first_seen = schema.article.c.arrived, schema.article.c.first_seen
    # Articles are numbered as they come: nothing before the last one of the days before has to be read.
    last_before = sa.select(arrived).where(first_seen < since).order_by(arrived.desc()).limit(1)
    day = first_seen.op("/")(sa.literal_column("86400", sa.Integer))  # whole numbers on both engines
    statement = (
        sa.select(_c.key, day, sa.func.count())
        .where(_c.article == arrived, _c.kind == "source", arrived > (connection.scalar(last_before) or 0))
        .group_by(_c.key, day)
    )
    return {(key, int(number)): many for key, number, many in connection.execute(statement)}
