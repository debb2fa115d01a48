"""What a page is chosen from: the articles of a selection, newest first, and which of them stand aside for another.

Each arm of a selection is read by its narrowest group of labels, a limited range of an index per label; one with words
by what the search finds. More is read only as long as the page wants more (`SCAN`). A report stands aside for another
one of its story that the page shows (docs/design.md, Stories and related) or for the one that it is a copy of.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from syndication.model import OWN
from syndication.selection import Arm, Selection
from syndication.store import copies, labels, schema, search, stories
from syndication.store.labels import bounded
from syndication.store.sql import chunks, tuples
from syndication.text.queries import parse

#: Rows that are read first; most pages need no more. What comes after is as much as the page seems to want.
FIRST = 128

#: Rows that are looked at for one page at most. Only a selection of two rare labels has its entries so far apart; what
#: lies deeper is not shown.
SCAN = 5_000

#: Labels in one UNION. SQLite takes 500; short statements are compiled faster.
TOGETHER = 50

#: Equal text is a copy if it was published within so many seconds: wire reports go round in hours, and a column that
#: has the same words each week is another article.
COPY_S = 3 * 86_400

#: Rows that are read at a time at most.
_MOST = 500

#: Newer than everything: where reading begins.
_TOP = 1 << 62

#: The states of a candidate: to be shown; another report stands for it, or what it is a copy of; it does not belong
#: here, or is not related yet.
SHOWN, TOLD, COPY, OUT = 0, 1, 2, 3

_label, _article, _story = schema.label.c, schema.article.c, schema.in_story.c


class Candidate(NamedTuple):
    """A row of the selection; those that stand aside count for what the page says of itself."""

    sort: int  #: seconds; 0 if undated
    article: int
    state: int  #: SHOWN, TOLD, COPY or OUT
    touched: int
    touched_at: int
    updated: int
    outlet: str


def newest(connection: sa.Connection, selection: Selection, wanted: int, first: int = FIRST) -> Iterator[Candidate]:
    """The articles with the labels of the selection, newest first, each once; to be read as far as they are wanted.

    ``wanted``: how many entries the page takes at most; by it more or less is read at a time, ``first`` at first.
    """
    streams = [_ranges(connection, part, wanted, min(first, _MOST)) for part in _statements(selection)]
    streams += [_found(connection, selection, arm) for arm in selection.arms if arm.words]
    last = 0
    for each in heapq.merge(*streams, key=_order) if len(streams) > 1 else streams[0]:
        if each[1] != last:
            yield each
        last = each[1]


def of_numbers(connection: sa.Connection, selection: Selection, numbers: Sequence[int]) -> list[Candidate]:
    """Those of these articles that have the labels of the selection, newest first; only of one without words."""
    found: dict[int, Candidate] = {}
    for part in chunks(numbers):
        for each in _read(connection, _by_number(selection, None), {"numbers": part}):
            found.setdefault(each.article, each)
    return sorted(found.values(), reverse=True)


def really_told(connection: sa.Connection, selection: Selection, numbers: Sequence[int]) -> set[int]:
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


# --- streams ---------------------------------------------------------------------------------------------------------


def _ranges(connection: sa.Connection, statement: sa.Select[Any], wanted: int, most: int) -> Iterator[Candidate]:
    """The rows of index ranges, newest first; ``most`` at first."""
    sort, article, read, shown = _TOP, _TOP, 0, 0
    while read < SCAN:
        rows = _read(connection, statement, {"before": sort, "below": article, "most": most})
        yield from rows
        if len(rows) < most:
            return
        sort, article, read = rows[-1].sort, rows[-1].article, read + most
        shown += [each.state for each in rows].count(SHOWN)
        # As many as it takes at the rate at which they were shown so far, and a few to spare.
        most = min(max((wanted - shown) * read * 9 // (8 * max(shown, 1)) + 16, FIRST), _MOST)


def _found(connection: sa.Connection, selection: Selection, arm: Arm) -> Iterator[Candidate]:
    """What the search finds: it has the newest first too, in the order of the labels."""
    statement = _by_number(selection, selection.arms.index(arm))
    for part in chunks(search.newest(connection, parse(arm.words), SCAN), _MOST):
        yield from _read(connection, statement, {"numbers": part})


def _read(connection: sa.Connection, statement: sa.Select[Any], parameters: Mapping[str, object]) -> list[Candidate]:
    return [*map(Candidate._make, tuples(connection, statement, parameters))]


def _order(each: Candidate) -> tuple[int, int, int]:
    """Newest first; of two ways to one article the one by which it is shown comes first."""
    return -each.sort, -each.article, each.state


# --- statements ------------------------------------------------------------------------------------------------------


@lru_cache(512)
def _statements(selection: Selection) -> tuple[sa.Select[Any], ...]:
    """The statements of the arms without words. Kept, since building one takes longer than running it."""
    ranges = [
        (number, kind, key)
        for number, arm in enumerate(selection.arms)
        if not arm.words
        for kind, keys in arm.groups[:1]
        for key in sorted({bounded(key) for key in keys})
    ]
    return tuple(_of_ranges(selection, part) for part in chunks(ranges, TOGETHER))


def _of_ranges(selection: Selection, ranges: Sequence[tuple[int, str, str]]) -> sa.Select[Any]:
    """The newest of these ranges, (arm, kind, key) each. What stands aside is judged of these alone.

    Both engines read ordered ranges only as far as the merged rows are wanted. A LIMIT of its own would make SQLite
    read each to that limit, and sort it.
    """
    each = (sa.select(_range(*range_).subquery()) for range_ in ranges)
    together = sa.union_all(*each).subquery("u")
    newest = sa.select(together).order_by(together.c.sort.desc(), together.c.article.desc()).limit(_MOST_ROWS)
    return _details(newest.subquery("r"), selection)


_MOST_ROWS: sa.BindParameter[int] = sa.bindparam("most", type_=sa.Integer)


def _range(arm: int, kind: str, key: str) -> sa.Select[tuple[int, int, int]]:
    before: sa.BindParameter[int] = sa.bindparam("before", type_=schema.Number)
    below: sa.BindParameter[int] = sa.bindparam("below", type_=schema.Number)
    return (
        sa.select(_label.sort, _label.article, sa.literal_column(str(arm), sa.Integer).label("arm"))
        # Kinds are words of ours. As literals they show SQLite which of the indexes is meant.
        .where(_label.kind == sa.literal_column(f"'{kind}'"), _label.key == key, _label.gone.is_(None))
        .where(_label.sort <= before, sa.or_(_label.sort < before, _label.article < below))
        .order_by(_label.sort.desc(), _label.article.desc())
    )


@lru_cache(512)
def _by_number(selection: Selection, arm: int | None) -> sa.Select[Any]:
    """The articles with the given ``numbers``: that come in by this arm, or by any."""
    each = [
        sa.select(_label.sort, _label.article, sa.literal_column(str(number), sa.Integer).label("arm"))
        .distinct()
        .where(_label.article.in_(sa.bindparam("numbers", expanding=True)), _label.gone.is_(None))
        .where(_label.kind == kind, _label.key.in_(sorted(map(bounded, keys))))
        for number, (kind, keys) in enumerate(each.groups[0] for each in selection.arms)
        if arm is None or number == arm
    ]
    return _details(sa.union_all(*each).subquery("r"), selection)


def _details(inner: sa.Subquery, selection: Selection) -> sa.Select[Any]:
    """(sort, article, arm) as rows of a `Candidate`, newest first."""
    r, merged = inner.c, selection.scope != "own"
    source: sa.FromClause = inner.join(schema.article, _article.arrived == r.article)
    if selection.collapse == "story" and merged:
        source = source.outerjoin(schema.in_story, _story.article == r.article)
    states = [
        (r.arm == number, state)
        for number, arm in enumerate(selection.arms)
        if (state := _state(r, selection, arm)) is not None
    ]
    shown = sa.literal_column(str(SHOWN), sa.Integer)
    return (
        sa.select(
            r.sort,
            r.article,
            (sa.case(*states, else_=shown) if states else shown).label("state"),
            _article.touched,
            _article.touched_at,
            _article.shown_updated,
            _article.outlet,
        )
        .select_from(source)
        .order_by(r.sort.desc(), r.article.desc(), sa.literal_column("state"))
    )


def _state(r: Any, selection: Selection, arm: Arm) -> sa.ColumnElement[int] | None:
    """The state of an article that came in by the arm; None: it is shown, whatever else there is."""
    out: list[sa.ColumnElement[bool]] = [~has(r.article, *group) for group in arm.groups[1:]]
    told: list[sa.ColumnElement[bool]] = []
    copy: list[sa.ColumnElement[bool]] = []
    if not arm.own:
        copy.append(sa.and_(_is_noted(r.article), sa.or_(*_is_copy(selection))))
        if selection.collapse == "story":
            # A notice has left its story: it is shown to those who have the entry, and to the others too.
            out.append(_story.story.is_(None) & (_article.state == "live"))
            told.append(_is_told(selection, r.article))
    cases = [(sa.or_(*found), value) for found, value in ((out, OUT), (copy, COPY), (told, TOLD)) if found]
    if not cases:
        return None
    literals = [(found, sa.literal_column(str(value), sa.Integer)) for found, value in cases]
    return sa.case(*literals, else_=sa.literal_column(str(SHOWN), sa.Integer))


def _is_told(selection: Selection, article: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether another member of its story stands for it: one of our own, or an earlier one if it was born into it."""
    member = schema.in_story.alias("m").c
    before = sa.and_(_story.born, member.article < article, matches(selection, member.article, own=False))
    ours = matches(selection, member.article, own=True)
    return sa.exists().where(member.story == _story.story, member.article != article, sa.or_(before, ours))


def _is_noted(article: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether any other article has its URL or the beginning of its text: most have neither, and are asked no more."""
    return sa.exists().where(schema.alike.c.article == article)


def _is_copy(selection: Selection) -> Iterable[sa.ColumnElement[bool]]:
    """Whether an earlier article has its URL, or its text at another outlet; one of our own need not be earlier."""
    for number, name in enumerate(copies.NAMES):
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
