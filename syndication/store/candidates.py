"""What a page is chosen from: the articles of a selection, newest first, and which of them stand aside for another.

Each arm of a selection is read by its narrowest group of labels, a limited range of an index per label; one with words
by what the search finds. More is read only as long as the page wants more (`SCAN`). A report stands aside for another
one of its story that the page shows (docs/design.md, Stories and related) or for the one that it is a copy of.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from syndication.model import OWN
from syndication.selection import Arm, Selection
from syndication.store import labels, schema, search, stories
from syndication.store.labels import bounded
from syndication.store.sql import chunks
from syndication.text.queries import parse

#: Rows read at a time: most pages need no more than the first part, and of 300 entries none needs the third.
PARTS = (128, 384)

#: Rows that are looked at for one page at most. Only a selection of two rare labels has its entries so far apart; what
#: lies deeper is not shown.
SCAN = 5_000

#: Labels in one UNION. SQLite takes 500; short statements are compiled faster.
TOGETHER = 50

#: Equal text is a copy if it was published within so many seconds: wire reports go round in hours, and a column that
#: has the same words each week is another article.
COPY_S = 3 * 86_400

#: Newer than everything: where reading begins.
_TOP = 1 << 62

#: The states of a candidate.
SHOWN, ASIDE, OUT = 0, 1, 2

_label, _article, _story = schema.label.c, schema.article.c, schema.in_story.c


class Candidate(NamedTuple):
    """A row of the selection; `ASIDE` ones count for what the page says of itself."""

    sort: int  #: seconds; 0 if undated
    article: int
    state: int  #: SHOWN; ASIDE: another stands for it; OUT: it does not belong here, or is not related yet
    touched: int
    touched_at: int
    updated: int
    outlet: str
    id: str  #: only of selections over other outlets, who may give one id twice


def newest(connection: sa.Connection, selection: Selection) -> Iterator[Candidate]:
    """The articles with the labels of the selection, newest first, each once; to be read as far as they are wanted."""
    streams = [_ranges(connection, part) for part in _statements(selection)]
    streams += [_found(connection, selection, arm) for arm in selection.arms if arm.words]
    last = 0
    for sort, number, row in heapq.merge(*streams) if len(streams) > 1 else (streams[0] if streams else ()):
        if number != last:
            yield Candidate(-sort, -number, *row)
        last = number


def really_aside(connection: sa.Connection, selection: Selection, numbers: Sequence[int]) -> set[int]:
    """Those of the articles that stand aside by their labels for which another does by its words too."""
    mine = stories.of(connection, numbers)
    members = stories.members(connection, {each.story for each in mine.values()})
    everybody = sorted({number for each in members.values() for number in each})
    known = labels.of(connection, everybody)
    own: set[int] = set()
    foreign: set[int] = set()
    for arm in selection.arms:
        fits = {number for number in everybody if _fits(arm, known.get(number, frozenset()))}
        if arm.words and fits:
            fits &= search.matching(connection, parse(arm.words), sorted(fits))
        (own if arm.own else foreign).update(fits)
    return {
        number
        for number, each in mine.items()
        if not own.isdisjoint(members[each.story])
        or (each.born and any(other < number and other in foreign for other in members[each.story]))
    }


def _fits(arm: Arm, found: frozenset[tuple[str, str]]) -> bool:
    return all(any((kind, bounded(key)) in found for key in keys) for kind, keys in arm.groups)


# --- streams of (-sort, -article, rest), so that the smallest is the newest ------------------------------------------

_Row = tuple[int, int, tuple[Any, ...]]


def _ranges(connection: sa.Connection, statement: sa.Select[Any]) -> Iterator[_Row]:
    """The rows of index ranges. Each range gives its newest, so the newest of all are among them."""
    sort, article, read = _TOP, _TOP, 0
    while read < SCAN:
        most = PARTS[min(read // PARTS[0], len(PARTS) - 1)]
        found = connection.execute(statement, {"before": sort, "below": article, "most": most})
        rows: list[_Row] = []
        for row in sorted((-row[0], -row[1], tuple(row[2:])) for row in found):
            if not rows or row[:2] != rows[-1][:2]:  # of two arms the one that shows it comes first
                rows.append(row)
        yield from rows[:most]
        if len(rows) < most:
            return
        sort, article, read = -rows[most - 1][0], -rows[most - 1][1], read + most


def _found(connection: sa.Connection, selection: Selection, arm: Arm) -> Iterator[_Row]:
    """What the search finds: it has the newest first too, in the order of the labels."""
    numbers = search.newest(connection, parse(arm.words), SCAN)
    statement = _by_number(selection, arm)
    for part in chunks(numbers, PARTS[-1]):
        rows = connection.execute(statement, {"numbers": part}).all()
        for row in sorted(rows, key=lambda row: (-row[0], -row[1])):
            yield -row[0], -row[1], tuple(row[2:])


# --- statements ------------------------------------------------------------------------------------------------------


@lru_cache(512)
def _statements(selection: Selection) -> tuple[sa.Select[Any], ...]:
    """The statements of the arms without words. Kept, since building one takes longer than running it."""
    parts: list[list[sa.Select[Any]]] = [[]]
    for arm in selection.arms:
        if arm.words:
            continue
        kind, keys = arm.groups[0]
        for part in chunks(sorted({bounded(key) for key in keys}), TOGETHER):
            if len(parts[-1]) + len(part) > TOGETHER:
                parts.append([])
            inner = sa.union_all(*(sa.select(_range(kind, key).subquery()) for key in part)).subquery("r")
            parts[-1].append(_details(inner, selection, arm))
    return tuple(sa.select(sa.union_all(*part).subquery("p")) for part in parts if part)


def _range(kind: str, key: str) -> sa.Select[tuple[int, int]]:
    before: sa.BindParameter[int] = sa.bindparam("before", type_=schema.Number)
    below: sa.BindParameter[int] = sa.bindparam("below", type_=schema.Number)
    return (
        sa.select(_label.sort, _label.article)
        .where(_label.kind == sa.literal_column(f"'{kind}'"), _label.key == key, _label.gone.is_(None))
        .where(_label.sort <= before, sa.or_(_label.sort < before, _label.article < below))
        .order_by(_label.sort.desc(), _label.article.desc())
        .limit(sa.bindparam("most"))
    )


@lru_cache(512)
def _by_number(selection: Selection, arm: Arm) -> sa.Select[Any]:
    kind, keys = arm.groups[0]
    inner = (
        sa.select(_label.sort, _label.article)
        .distinct()
        .where(_label.article.in_(sa.bindparam("numbers", expanding=True)), _label.gone.is_(None))
        .where(_label.kind == kind, _label.key.in_(sorted(map(bounded, keys))))
    )
    return _details(inner.subquery("r"), selection, arm)


def _details(inner: sa.Subquery, selection: Selection, arm: Arm) -> sa.Select[Any]:
    """(sort, article) with the columns of a `Candidate`."""
    r, merged = inner.c, selection.scope != "own"
    source: sa.FromClause = inner.join(schema.article, _article.arrived == r.article)
    out = [~has(r.article, *group) for group in arm.groups[1:]]
    aside: list[sa.ColumnElement[bool]] = []
    if not arm.own:
        if selection.collapse == "story":
            source = source.outerjoin(schema.in_story, _story.article == r.article)
            # A notice has left its story: it is shown to those who have the entry, and to the others too.
            out.append(_story.story.is_(None) & (_article.state == "live"))
            aside.append(_is_told(selection, r.article))
        aside += _is_copy(selection)
    state: sa.ColumnElement[int] = sa.literal_column("0", sa.Integer)
    cases = [(sa.or_(*found), value) for found, value in ((out, OUT), (aside, ASIDE)) if found]
    if cases:
        state = sa.case(*((found, sa.literal_column(str(value), sa.Integer)) for found, value in cases), else_=state)
    id_ = _article.id if merged else sa.literal_column("''", sa.Text)
    return sa.select(
        r.sort,
        r.article,
        state.label("state"),
        _article.touched,
        _article.touched_at,
        _article.shown_updated,
        _article.outlet,
        id_.label("id"),
    ).select_from(source)


def _is_told(selection: Selection, article: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether another member of its story stands for it: one of our own, or an earlier one if it was born into it."""
    member = schema.in_story.alias("m").c
    before = sa.and_(_story.born, member.article < article, matches(selection, member.article, own=False))
    ours = matches(selection, member.article, own=True)
    return sa.exists().where(member.story == _story.story, member.article != article, sa.or_(ours, before))


def _is_copy(selection: Selection) -> Iterable[sa.ColumnElement[bool]]:
    """Whether an earlier article has its URL, or its text at another outlet; one of our own need not be earlier."""
    for number, name in enumerate(("canonical_url", "twin")):
        other = schema.article.alias(f"c{number}").c
        before = sa.and_(other.arrived < _article.arrived, matches(selection, other.arrived, own=False))
        ours = sa.and_(other.outlet == OWN, matches(selection, other.arrived, own=True))
        same: list[sa.ColumnElement[bool]] = [other[name] == _article[name]]
        if name == "twin":
            near = sa.func.abs(sa.func.coalesce(other.published - _article.published, 0)) <= COPY_S
            same += [other.text_hash == _article.text_hash, other.outlet != _article.outlet, near]
        yield sa.exists().where(*same, other.arrived != _article.arrived, other.state == "live", sa.or_(ours, before))


def matches(selection: Selection, article: sa.ColumnElement[int], *, own: bool | None = None) -> sa.ColumnElement[bool]:
    """Whether an article has the labels of an arm: of any, or of those for our own articles, or for others'."""
    arms = [arm for arm in selection.arms if own is None or arm.own == own]
    return sa.or_(sa.false(), *(sa.and_(*(has(article, *group) for group in arm.groups)) for arm in arms))


def has(article: sa.ColumnElement[int], kind: str, keys: frozenset[str], *, now: bool = True) -> sa.ColumnElement[bool]:
    """Whether an article has one of these labels now, or else: has it or had it."""
    found = schema.label.alias().c
    wanted = sorted(map(bounded, keys))
    key = found.key == wanted[0] if len(wanted) == 1 else found.key.in_(wanted)
    there = [found.gone.is_(None)] if now else []
    return sa.exists().where(found.article == article, found.kind == kind, key, *there)
