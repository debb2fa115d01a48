"""How it goes with the outlets that are read: who fetches them now, when they are due, and what they last answered.

What should be read stands in the settings; a source that is no longer there keeps its row and is left alone. A source
is fetched under a lease, which is part of its row: whoever writes what came of it calls `still_held` in the same
transaction and leaves out what another has taken over. Nothing here takes the log's row (`Store.aside`). Times are the
database's, in seconds; ``…_s`` counts from now.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.leases import LEASE_S
from syndication.store.sql import AnyRow, chunks, clock, insert, insert_rows

_source, _feed = schema.source.c, schema.feed.c

#: Seconds for which an entry that was not taken in is remembered with its reason, for people who ask why.
REJECTED_S = 14 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of a source as it was left by the last fetch; what a fetch returns as it is to be left."""

    key: str  #: `feed_key` of ``url``
    url: str  #: as the settings have it
    address: str | None = None  #: where it has moved to for good
    moved_to: str | None = None  #: where it says that it has moved
    moved_s: int | None = None  #: seconds for which it has said so; None: it does not
    full_s: int | None = None  #: seconds since it last gave its whole document
    ok_s: int | None = None  #: seconds since it last answered as it should; None: it never did
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str = ""
    stopped: bool = False  #: it said that it is gone for good
    failures: int = 0  #: in a row
    status: int | None = None  #: of the last answer; None: there was none
    problem: str = ""  #: a sentence; empty: none
    interval_s: int = 0  #: until the next fetch, as last planned
    entries: int = 0  #: in its last document
    rhythm: str = ""  #: JSON, see `intake.schedule`
    said: str = ""  #: JSON, what the feed says of itself
    seen: bytes = field(default=b"", repr=False)  #: hashes of its entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one fetch of one feed."""

    source: str
    feed: Feed
    wait_s: int  #: until the next fetch
    is_good: bool  #: it answered as it should
    is_full: bool = False  #: its whole document came
    is_news: bool = False  #: something in it was new or changed
    is_same: bool = False  #: it answered 304 as it should: ``feed`` is as it was, and only the times are written
    tried: bool = True  #: False: it was not asked, its server wants to be left alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A source that is this worker's to fetch, with those of its feeds that are due."""

    slug: str
    token: str
    at: int  #: when it was taken
    is_first: bool  #: no fetch of it was good so far
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An entry that was not taken in."""

    source: str
    entry: int  #: its hash
    place: str
    url: str
    title: str
    field: str
    why: str


def feed_key(url: str) -> str:
    """The name of a feed's row."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def sync(connection: sa.Connection, wanted: Mapping[str, Sequence[str]]) -> None:
    """Make rows for the sources and feed URLs of the settings, and forget feeds that a source no longer has."""
    rows = [(slug, False, "", "", "", 0) for slug in wanted]
    insert_rows(connection, schema.source, ("slug", "paused", "reason", "token", "holder", "until"), rows, _NOTHING)
    there = {
        (row.source, row.key)
        for part in chunks(wanted)
        for row in connection.execute(sa.select(_feed.source, _feed.key).where(_feed.source.in_(part)))
    }
    pairs = {(slug, feed_key(url)): url for slug, urls in wanted.items() for url in urls}
    new = [{**_NEW, "source": slug, "key": key, "url": url} for (slug, key), url in pairs.items()]
    new = [row for row in new if (row["source"], row["key"]) not in there]
    if new:
        connection.execute(insert(connection, schema.feed).on_conflict_do_nothing(), new)
    for slug, key in sorted(there - pairs.keys()):
        connection.execute(schema.feed.delete().where(_feed.source == slug, _feed.key == key))


# --- leases ----------------------------------------------------------------------------------------------------------


def due(connection: sa.Connection) -> list[str]:
    """The sources that could be fetched now, those that wait longest first."""
    free = _source.until <= clock(), ~_source.paused, _source.purged_at.is_(None)
    waiting = _feed.next_at <= clock(), ~_feed.stopped
    statement = sa.select(_source.slug).join(schema.feed, _feed.source == _source.slug).where(*free, *waiting)
    return list(connection.execute(statement.group_by(_source.slug).order_by(sa.func.min(_feed.next_at))).scalars())


def lease(connection: sa.Connection, slugs: Collection[str], holder: str) -> list[Leased]:
    """Take those of these sources that nobody has and nobody has paused, with their feeds that are due."""
    return _taken(connection, _free(slugs) & ~_source.paused, holder, only_due=True)


def lease_named(connection: sa.Connection, slugs: Collection[str], holder: str) -> list[Leased]:
    """Take these sources with all of their feeds that have not stopped, due or not; those that nobody has."""
    return _taken(connection, _free(slugs), holder, only_due=False)


def _free(slugs: Collection[str]) -> sa.ColumnElement[bool]:
    return _source.slug.in_(list(slugs)) & (_source.until <= clock()) & _source.purged_at.is_(None)


def _taken(connection: sa.Connection, free: sa.ColumnElement[bool], holder: str, *, only_due: bool) -> list[Leased]:
    token = secrets.token_hex(8)
    # Two workers that take at once skip each other's rows; the outer condition is for those that waited all the same.
    chosen = sa.select(_source.slug).where(free).with_for_update(skip_locked=True)
    take = (
        schema.source.update()
        .where(_source.slug.in_(chosen), _source.until <= clock())
        .values(token=token, holder=holder, until=clock() + LEASE_S)
        .returning(_source.slug, _source.first_at, clock().label("now"))
    )
    taken = connection.execute(take).all()
    first_at = {row.slug: row.first_at for row in taken}
    feeds: dict[str, list[AnyRow]] = {}
    for part in chunks(first_at):
        for row in connection.execute(FEEDS.where(_feed.source.in_(part), ~_feed.stopped)):
            feeds.setdefault(row[0], []).append(row)
    return [
        Leased(
            slug=slug,
            token=token,
            at=taken[0].now,
            is_first=at is None,
            feeds=tuple(plain(row) for row in feeds.get(slug, ()) if row.is_due or not only_due),
        )
        for slug, at in first_at.items()
    ]


def renew(connection: sa.Connection, tokens: Collection[str]) -> None:
    """Keep all that is held under these tokens."""
    connection.execute(schema.source.update().where(_source.token.in_(list(tokens))).values(until=clock() + LEASE_S))


def holders(connection: sa.Connection) -> list[str]:
    """All who hold a source now."""
    return list(connection.execute(sa.select(_source.holder).where(_source.until > clock()).distinct()).scalars())


def release_all(connection: sa.Connection, holder: str) -> None:
    """Free what a holder that is no more has left."""
    freed = schema.source.update().where(_source.holder == holder).values(token="", holder="", until=0)
    connection.execute(freed)


def release(connection: sa.Connection, token: str, slugs: Collection[str]) -> None:
    """Give sources back; those that another has meanwhile stay its own."""
    for part in chunks(slugs):
        is_one = (_source.token == token) & _source.slug.in_(part)
        connection.execute(schema.source.update().where(is_one).values(token="", holder="", until=0))


def still_held(connection: sa.Connection, leased: Iterable[Leased]) -> set[str]:
    """The slugs of those that are still this worker's; in a writing transaction they stay so until its end."""
    tokens = {each.slug: each.token for each in leased}
    held = set()
    for part in chunks(tokens):
        rows = connection.execute(_TOKENS.where(_source.slug.in_(part)).with_for_update(read=True))
        held |= {slug for slug, token in rows if token == tokens[slug]}
    return held


# --- results ---------------------------------------------------------------------------------------------------------


def save(connection: sa.Connection, results: Sequence[Result]) -> None:
    """Write how these fetches left their feeds."""
    if tried := [_values(each) for each in results if each.tried and not each.is_same]:
        connection.execute(_SAVE, tried)
    if same := [_same(each) for each in results if each.tried and each.is_same]:
        connection.execute(_SAME, same)
    if spared := [_spared(each) for each in results if not each.tried]:
        connection.execute(_SPARE, spared)
    good = {each.source for each in results if each.is_good}
    for part in chunks(sorted(good)):
        is_first = _source.slug.in_(part) & _source.first_at.is_(None)
        connection.execute(schema.source.update().where(is_first).values(first_at=clock()))


def _same(result: Result) -> dict[str, object]:
    return {"of": result.source, "row": result.feed.key, "wait": result.wait_s, "plan": result.wait_s}


def _spared(result: Result) -> dict[str, object]:
    return {"of": result.source, "row": result.feed.key, "wait": result.wait_s, "problem": result.feed.problem}


def _values(result: Result) -> dict[str, object]:
    feed = result.feed
    return {
        "of": result.source,
        "row": feed.key,
        "wait": result.wait_s,
        "good": result.is_good,
        "full": result.is_full,
        "news": result.is_news,
        **{name: getattr(feed, name) for name in _SAVED},
        "interval": feed.interval_s,
    }


def refuse(connection: sa.Connection, entries: Iterable[Refused]) -> None:
    """Remember entries that were not taken in."""
    now = connection.execute(sa.select(clock())).scalar_one()
    rows = {
        (each.source, each.entry): (
            *(each.source, each.entry, now),
            *(each.place, each.url, each.title, each.field, each.why),
        )
        for each in entries
    }
    columns = ("source", "entry", "at", "place", "url", "title", "field", "why")
    conflict = "ON CONFLICT (source, entry) DO UPDATE SET at = excluded.at, field = excluded.field, why = excluded.why"
    insert_rows(connection, schema.rejected, columns, list(rows.values()), conflict)


def tidy(connection: sa.Connection) -> None:
    """Forget entries that were not taken in long ago."""
    connection.execute(schema.rejected.delete().where(schema.rejected.c.at < clock() - REJECTED_S))


def plain(row: AnyRow) -> Feed:
    """A row of `FEEDS`."""
    return Feed(**dict(zip(_READ, row[1:], strict=False)))


_NOTHING = "ON CONFLICT DO NOTHING"
_NEW = {
    **dict.fromkeys(("next_at", "failures", "interval", "entries"), 0),
    **dict.fromkeys(("problem", "body_hash", "rhythm", "said"), ""),
    "stopped": False,
    "seen": b"",
}
#: The columns that a fetch leaves as `Feed` says, `interval` and the times aside.
_SAVED = (
    *("address", "moved_to", "etag", "last_modified", "body_hash", "stopped", "failures", "status", "problem"),
    *("entries", "rhythm", "said", "seen"),
)
_SINCE = {"moved_s": _feed.moved_since, "full_s": _feed.full_at, "ok_s": _feed.ok_at}
_READ = ("key", "url", *_SINCE, "interval_s", *_SAVED)

_TOKENS = sa.select(_source.slug, _source.token)

#: All that `plain` reads behind the source's slug, in its order, and what else is asked of a feed.
FEEDS = sa.select(
    _feed.source,
    _feed.key,
    _feed.url,
    *((clock() - column).label(name) for name, column in _SINCE.items()),
    _feed.interval.label("interval_s"),
    *(schema.feed.c[name] for name in _SAVED),
    _feed.tried_at,
    _feed.ok_at,
    _feed.changed_at,
    _feed.next_at,
    (_feed.next_at <= clock()).label("is_due"),
)

_SAVE = (
    schema.feed.update()
    .where(_feed.source == sa.bindparam("of"), _feed.key == sa.bindparam("row"))
    .values(
        next_at=clock() + sa.bindparam("wait", type_=sa.BigInteger),
        tried_at=clock(),
        ok_at=sa.case((sa.bindparam("good", type_=sa.Boolean), clock()), else_=_feed.ok_at),
        full_at=sa.case((sa.bindparam("full", type_=sa.Boolean), clock()), else_=_feed.full_at),
        changed_at=sa.case((sa.bindparam("news", type_=sa.Boolean), clock()), else_=_feed.changed_at),
        moved_since=sa.case(
            (sa.bindparam("moved_to", type_=sa.Text).is_(None), None),
            (_feed.moved_to == sa.bindparam("moved_to", type_=sa.Text), _feed.moved_since),
            else_=clock(),
        ),
        interval=sa.bindparam("interval"),
        **{name: sa.bindparam(name) for name in _SAVED},
    )
)

_SAME = (
    schema.feed.update()
    .where(_feed.source == sa.bindparam("of"), _feed.key == sa.bindparam("row"))
    .values(
        next_at=clock() + sa.bindparam("wait", type_=sa.BigInteger),
        tried_at=clock(),
        ok_at=clock(),
        failures=0,
        status=304,
        problem="",
        interval=sa.bindparam("plan"),
    )
)

_SPARE = (
    schema.feed.update()
    .where(_feed.source == sa.bindparam("of"), _feed.key == sa.bindparam("row"))
    .values(next_at=clock() + sa.bindparam("wait", type_=sa.BigInteger), problem=sa.bindparam("problem"))
)
