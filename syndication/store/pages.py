"""What a page shows, read in one snapshot: the newest entries of a selection and who left it.

No query here scans the article table: a page reads one limited range of an index per label, then the rows themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syndication.model import Selection, Stored, Tombstone
from syndication.store import articles, links, rows, schema
from syndication.store.labels import bounded
from syndication.store.links import Shown
from syndication.store.sql import chunks

#: Tombstones on a page (docs/feeds.md, Withdrawal).
MAX_GONE = 50

#: Labels in one UNION. SQLite takes 500; short statements are compiled faster.
_TOGETHER = 50

#: A tag's page is built if it has enough articles in so many days before its newest one (docs/feeds.md, Static build).
RECENT_S = 30 * 86400

_c, _article = schema.label.c, schema.article.c


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a page shows: the newest ``min``, and all within ``hours`` before the newest, at most ``max``."""

    min: int
    hours: int
    max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRows:
    """A page's rows, newest first."""

    stored: tuple[Stored, ...]
    links: dict[int, Shown]  #: by ``arrived``; entries without any list are left out
    gone: tuple[Tombstone, ...]
    revision: int  #: greatest number that the page shows: entries by ``touched``, labels gone
    modified: datetime  #: greatest time of these; 1970 for a page that never had anything
    left_at: datetime  #: when an article last left the selection; 1970 if none ever did


@dataclass(frozen=True, slots=True)
class Count:
    """A label with its articles."""

    kind: str
    key: str
    name: str  #: as first written; empty if no name was remembered
    articles: int
    recent: int  #: of these, within `RECENT_S` before the newest
    newest: int  #: seconds; 0 if all are undated


def select(
    connection: sa.Connection,
    selection: Selection,
    limits: Limits,
    held: Mapping[int, tuple[Stored, Shown]] | None = None,
) -> PageRows:
    """The page of a selection. It never looks at a clock: it is a function of the store alone.

    ``held``: entries that the caller read earlier, by ``arrived``. Those not touched since are taken from there: bodies
    are nine tenths of what a page costs.
    """
    keys = sorted({bounded(key) for key in selection.keys})
    window = _window(_newest(connection, selection.kind, keys, limits.max), limits)
    numbers = [number for _, number in window]
    entries = _entries(connection, numbers, held or {})
    stored = tuple(entries[number][0] for number in numbers)
    oldest = window[-1][0] if window else 0
    last_gone, last_gone_at = _last_gone(connection, selection.kind, keys)
    return PageRows(
        stored=stored,
        links={number: lists for number, (_, lists) in entries.items() if lists.links or lists.text},
        gone=_tombstones(connection, selection.kind, keys, oldest),
        revision=max((last_gone, *(each.touched for each in stored))),
        modified=max((rows.moment(last_gone_at), *(each.touched_at for each in stored))),
        left_at=rows.moment(last_gone_at),
    )


def _entries(
    connection: sa.Connection, numbers: Sequence[int], held: Mapping[int, tuple[Stored, Shown]]
) -> dict[int, tuple[Stored, Shown]]:
    """The articles with their lists: the held ones that are still good, and the others read."""
    good: dict[int, tuple[Stored, Shown]] = {}
    for part in chunks(number for number in numbers if number in held):
        statement = sa.select(_article.arrived, _article.touched).where(_article.arrived.in_(part))
        for number, touched in connection.execute(statement).all():
            if held[number][0].touched == touched:
                good[number] = held[number]
    missing = [number for number in numbers if number not in good]
    lists = links.shown(connection, missing)
    read = articles.by_numbers(connection, missing)
    return good | {number: (stored, lists.get(number, Shown())) for number, stored in read.items()}


def counts(connection: sa.Connection) -> list[Count]:
    """All labels that articles have now, for the index page and to know which pages to build."""
    there = _c.gone.is_(None)
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


def _newest(connection: sa.Connection, kind: str, keys: Sequence[str], limit: int) -> list[tuple[int, int]]:
    """(sort, article) of the newest with one of the labels, newest first, each once."""
    found: set[tuple[int, int]] = set()
    for part in chunks(keys, _TOGETHER):
        ranges = [
            sa.select(
                sa.select(_c.sort, _c.article)
                .where(_c.kind == kind, _c.key == key, _c.gone.is_(None))
                .order_by(_c.sort.desc(), _c.article.desc())
                .limit(limit)
                .subquery()
            )
            for key in part
        ]
        found.update((sort, article) for sort, article in connection.execute(sa.union_all(*ranges)))
    return sorted(found, reverse=True)[:limit]


def _window(found: Sequence[tuple[int, int]], limits: Limits) -> list[tuple[int, int]]:
    """The part that the page shows. Hours count back from the newest; what is undated lies in no such window."""
    if not found:
        return []
    floor = max(found[0][0] - limits.hours * 3600, 1)
    inside = sum(sort >= floor for sort, _ in found)
    return list(found[: min(max(inside, limits.min), limits.max)])


def _tombstones(connection: sa.Connection, kind: str, keys: Sequence[str], oldest: int) -> tuple[Tombstone, ...]:
    """Who left the selection altogether and is not older than its oldest entry, the newest to go first."""
    left: dict[int, tuple[int, int]] = {}
    still = schema.label.alias().c
    elsewhere = sa.exists().where(
        still.article == _c.article, still.kind == kind, still.key.in_(keys), still.gone.is_(None)
    )
    for part in chunks(keys, _TOGETHER):
        statement = (
            sa.select(_c.article, sa.func.max(_c.gone), sa.func.max(_c.gone_at))
            .where(_c.kind == kind, _c.key.in_(part), _c.gone.is_not(None), _c.sort >= oldest, ~elsewhere)
            .group_by(_c.article)
            .order_by(sa.func.max(_c.gone).desc())
            .limit(MAX_GONE)
        )
        for article, gone, gone_at in connection.execute(statement).all():
            left[article] = max(left.get(article, (0, 0)), (gone, gone_at))
    latest = sorted(left, key=lambda article: left[article], reverse=True)[:MAX_GONE]
    statement = sa.select(_article.arrived, _article.id).where(_article.arrived.in_(latest))
    ids = {row.arrived: row.id for row in connection.execute(statement)} if latest else {}
    return tuple(Tombstone(id=ids[article], when=rows.moment(left[article][1])) for article in latest)


def _last_gone(connection: sa.Connection, kind: str, keys: Sequence[str]) -> tuple[int, int]:
    """The newest number at which anybody left, with its time. Older than the page or not: it may have been shown."""
    found: list[tuple[int, int]] = [(0, 0)]
    for part in chunks(keys, _TOGETHER):
        newest = [
            sa.select(
                sa.select(_c.gone, _c.gone_at)
                .where(_c.kind == kind, _c.key == key, _c.gone.is_not(None))
                .order_by(_c.gone.desc())
                .limit(1)
                .subquery()
            )
            for key in part
        ]
        found += [(gone, at) for gone, at in connection.execute(sa.union_all(*newest)).all()]
    return max(found)
