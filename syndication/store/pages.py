"""What a page shows, read in one snapshot: the newest entries of a selection and who left it.

No query here scans the article table: a page reads limited ranges of an index (`candidates`). A page is told by numbers
(`Line`); the entries themselves (`entries`) are read only where their bytes are not at hand, since they are nine tenths
of what a page costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from syndication.documents import Tombstone
from syndication.model import OWN, Stored
from syndication.selection import Selection
from syndication.store import articles, candidates, followers, links, rows, schema, search
from syndication.store.candidates import OUT, SHOWN, TOLD, Candidate
from syndication.store.labels import bounded
from syndication.store.links import Shown
from syndication.store.sql import chunks

#: Tombstones on a page (docs/feeds.md, Withdrawal).
MAX_GONE = 50

_c, _article = schema.label.c, schema.article.c


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a page shows: the newest ``min``, and all within ``hours`` before the newest, at most ``max``."""

    min: int
    hours: int
    max: int


class Line(NamedTuple):
    """An entry of a page: with a style, the name of its fragment."""

    arrived: int
    touched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRows:
    """A page's rows, newest first."""

    lines: tuple[Line, ...]
    gone: tuple[Tombstone, ...]
    revision: int  #: greatest number that the page hangs on: of entries and who stands aside for them, labels gone
    modified: datetime  #: greatest time of these; 1970 for a page that never had anything
    updated: datetime  #: the newest significant change, withdrawals included; 1970 likewise


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the candidates that a page is made of."""

    shown: list[Candidate]
    aside: list[Candidate]  #: between them: others stand for these
    read: list[Candidate]  #: all that were looked at
    is_full: bool  #: there may be more; False: these are all


def select(connection: sa.Connection, selection: Selection, limits: Limits) -> PageRows:
    """The page of a selection. It never looks at a clock: it is a function of the store alone."""
    return rows_of(connection, selection, window(candidates_of(connection, selection, limits.max), limits, selection))


def rows_of(connection: sa.Connection, selection: Selection, chosen: Window) -> PageRows:
    """What the page says of itself, and who left it."""
    shown, left = chosen.shown, last_left(connection, selection)
    # Times of the log rise with its numbers.
    revision, modified = max([left, *map(_CHANGE, shown), *map(_CHANGE, chosen.aside)])
    if any(arm.words for arm in selection.arms):
        # What a search finds changes with its follower, which may come to an article long after it arrived.
        searched, searched_at = followers.place(connection, search.FOLLOWER)
        revision, modified = max(revision, searched), max(modified, searched_at)
    return PageRows(
        lines=tuple(map(Line._make, map(_LINE, shown))),
        gone=_tombstones(connection, selection, shown[-1].sort if shown else 0),
        revision=revision,
        modified=rows.moment(modified),
        updated=rows.moment(max([left[1], *map(_UPDATED, shown)])),
    )


#: Parts of a candidate. A page takes them of hundreds, and these are four times as fast as attributes.
_CHANGE, _LINE, _UPDATED = (
    itemgetter(*map(Candidate._fields.index, names))
    for names in (("touched", "touched_at"), ("article", "touched"), ("updated",))
)


#: The page of no selection.
NOTHING = PageRows(lines=(), gone=(), revision=0, modified=rows.moment(0), updated=rows.moment(0))


def newest(connection: sa.Connection, selection: Selection) -> int:
    """When its newest entry was published, in seconds; 0 if there is none, or none with a date."""
    shown = window(candidates_of(connection, selection, 1), Limits(1, 0, 1), selection).shown
    return shown[0].sort if shown else 0


def entries(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, tuple[Stored, Shown]]:
    """These articles with the lists that they show."""
    numbers = list(numbers)
    lists = links.shown(connection, numbers)
    none = Shown()
    return {
        number: (stored, lists.get(number, none)) for number, stored in articles.by_numbers(connection, numbers).items()
    }


def window(found: Iterable[Candidate], limits: Limits, selection: Selection) -> Window:
    """The part of the candidates (newest first) that a page shows, and those between that stand aside.

    Hours count back from the newest entry; what is undated lies in no such window. Beyond its quota an outlet's older
    reports stand aside too.
    """
    least, most = limits.min, limits.max
    each_most = selection.quota or most
    quotas = {OWN: most, **{outlet: min(each_most, quota) for outlet, quota in selection.quotas}}
    told = defaultdict[str, int](int)
    chosen = Window([], [], [], False)
    shown, aside, read = chosen.shown, chosen.aside, chosen.read
    floor = 0
    for each in found:
        read.append(each)
        sort, _, state, _, _, _, outlet = each
        if len(shown) >= most or (sort < floor and len(shown) >= least):
            return replace(chosen, is_full=True)
        if state == SHOWN and told[outlet] < quotas.get(outlet, each_most):
            floor = floor if shown else max(sort - limits.hours * 3600, 1)
            told[outlet] += 1
            shown.append(each)
        elif state != OUT:
            aside.append(each)
    return chosen


def candidates_of(
    connection: sa.Connection, selection: Selection, wanted: int, first: int = candidates.FIRST
) -> Iterator[Candidate]:
    """The candidates; where words decide, those that stand aside for a report are looked at again in parts."""
    found = candidates.newest(connection, selection, wanted, first)
    if selection.collapse == "none" or not any(arm.words for arm in selection.arms):
        yield from found
        return
    for part in chunks(found, candidates.FIRST):
        told = [each.article for each in part if each.state == TOLD]
        really = candidates.really_told(connection, selection, told) if told else set()
        for each in part:
            is_free = each.state == TOLD and each.article not in really
            yield each._replace(state=SHOWN) if is_free else each


# --- who left --------------------------------------------------------------------------------------------------------


def last_left(connection: sa.Connection, selection: Selection) -> tuple[int, int]:
    """The newest number at which anybody lost a label, with its time. Older than the page or not: it may have been
    shown, or have kept another report from being shown.
    """
    found = [(0, 0)]
    for statement in _last_gone(selection):
        found += [(gone, at) for gone, at in connection.execute(statement).all()]
    return max(found)


@lru_cache(512)
def _last_gone(selection: Selection) -> tuple[sa.Select[Any], ...]:
    pairs = sorted({(kind, bounded(key)) for arm in selection.arms for kind, keys in arm.groups for key in keys})
    newest = [
        sa.select(
            sa.select(_c.gone, _c.gone_at)
            .where(_c.kind == kind, _c.key == key, _c.gone.is_not(None))
            .order_by(_c.gone.desc())
            .limit(1)
            .subquery()
        )
        for kind, key in pairs
    ]
    return tuple(sa.select(sa.union_all(*part).subquery()) for part in chunks(newest, candidates.TOGETHER))


def _tombstones(connection: sa.Connection, selection: Selection, oldest: int) -> tuple[Tombstone, ...]:
    """Who left the selection altogether and is not older than its oldest entry, the newest to go first."""
    left: dict[int, tuple[int, int]] = {}
    for statement in _leavers(selection):
        for article, gone, gone_at in connection.execute(statement, {"oldest": oldest}).all():
            left[article] = max(left.get(article, (0, 0)), (gone, gone_at))
    if not left:
        return ()
    latest = sorted(left, key=lambda article: left[article], reverse=True)[:MAX_GONE]
    statement = sa.select(_article.arrived, _article.id).where(_article.arrived.in_(latest))
    ids = {row.arrived: row.id for row in connection.execute(statement)}
    return tuple(Tombstone(id=ids[article], when=rows.moment(left[article][1])) for article in latest)


@lru_cache(512)
def _leavers(selection: Selection) -> tuple[sa.Select[Any], ...]:
    """Of each arm and group those that lost a label of it, have or had one of every other, and are in no arm now."""
    found = []
    for arm in selection.arms:
        for place, (kind, keys) in enumerate(arm.groups):
            others = [
                candidates.has(_c.article, *group, now=False) for group in arm.groups[:place] + arm.groups[place + 1 :]
            ]
            for part in chunks(sorted(map(bounded, keys)), candidates.TOGETHER):
                found.append(
                    sa.select(_c.article, sa.func.max(_c.gone).label("gone"), sa.func.max(_c.gone_at).label("gone_at"))
                    .where(_c.kind == kind, _c.key.in_(part), _c.gone.is_not(None))
                    .where(_c.sort >= sa.bindparam("oldest"), *others, ~candidates.matches(selection, _c.article))
                    .group_by(_c.article)
                    .order_by(sa.func.max(_c.gone).desc())
                    .limit(MAX_GONE)
                )
    together = [sa.select(each.subquery()) for each in found]
    return tuple(sa.select(sa.union_all(*part).subquery()) for part in chunks(together, candidates.TOGETHER))
