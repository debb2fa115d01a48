"""Related articles: computed pairs, the editor's picks, and the lists as entries show them.

Pairs are rows, one a direction, and the best are chosen when read. What an entry shows is stored apart (`put_shown`),
because it changes only when the relater says so; renderers read nothing else (docs/design.md, Stories and related).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from syndication.model import Link, Pick, Related, Stored
from syndication.store import schema
from syndication.store.engine import Write
from syndication.store.sql import chunks, insert, insert_rows
from syndication.text.fold import fold
from syndication.text.urls import canonical

Place = Literal["links", "text", "story"]

_pick, _shown, _related, _article = schema.pick.c, schema.shown.c, schema.related.c, schema.article.c


@dataclass(frozen=True, slots=True)
class Shown:
    """The lists of an entry, as shown."""

    links: tuple[Link, ...] = ()  #: link elements and JSON
    text: tuple[Link, ...] = ()  #: the list inside the text
    #: The best report of every other outlet: where a page shows a story once, in place of those of kind ``story``.
    story: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredPick:
    """An editor's pick, with the article that it was found to mean."""

    pick: Pick
    other: int | None  #: ``arrived``; it stays when that article is withdrawn, so that its title is not shown again


# --- computed pairs --------------------------------------------------------------------------------------------------


def add_pairs(write: Write, pairs: Iterable[Related]) -> None:
    """Write pairs (one direction each); a pair that is there gets the new score."""
    scores = {(each.article, each.other): each.score for each in pairs}
    # In the order of the key, neighbours land on the same page of the tree.
    values = [(*key, scores[key]) for key in sorted(scores)]
    insert_rows(write.connection, schema.related, ("article", "other", "score"), values, _NEW_SCORE)


def drop_pairs(write: Write, numbers: Iterable[int]) -> None:
    """Delete all pairs of these articles, in both directions."""
    for part in chunks(numbers):
        for column in (_related.article, _related.other):
            write.connection.execute(schema.related.delete().where(column.in_(part)))


def best(connection: sa.Connection, numbers: Iterable[int], limit: int = 20) -> dict[int, list[Related]]:
    """The best pairs of each article: up to ``limit`` of the same story first, then up to ``limit`` other ones."""
    mine, theirs = schema.in_story.alias(), schema.in_story.alias()
    same = sa.func.coalesce(mine.c.story == theirs.c.story, sa.false()).label("same")
    pairs = (
        sa.select(_related.article, _related.other, _related.score, same)
        .select_from(
            schema.related.outerjoin(mine, mine.c.article == _related.article).outerjoin(
                theirs, theirs.c.article == _related.other
            )
        )
        .where(_related.article.in_(sa.bindparam("articles", expanding=True)))
        .subquery()
        .c
    )
    place = sa.func.row_number().over(
        partition_by=(pairs.article, pairs.same), order_by=(pairs.score.desc(), pairs.other)
    )
    ranked = sa.select(pairs.article, pairs.other, pairs.score, pairs.same, place.label("place")).subquery().c
    statement = (
        sa.select(ranked.article, ranked.other, ranked.score)
        .where(ranked.place <= limit)
        .order_by(ranked.article, ranked.same.desc(), ranked.place)
    )
    found: dict[int, list[Related]] = {}
    for part in chunks(numbers):
        for article, other, score in connection.execute(statement, {"articles": part}).all():
            found.setdefault(article, []).append(Related(article=article, other=other, score=score))
    return found


# --- the editor's picks ----------------------------------------------------------------------------------------------


def put_picks(write: Write, lists: Mapping[int, Sequence[Pick]]) -> None:
    """The picks of new or corrected articles, in place of those they had. `resolve_picks` is to follow."""
    for part in chunks(lists):
        write.connection.execute(schema.pick.delete().where(_pick.article.in_(part)))
    values = [
        (article, position, each.ref, _canonical(each), fold(each.title), each.title, each.teaser, each.url)
        for article, picks in lists.items()
        for position, each in enumerate(picks)
    ]
    columns = ("article", "position", "ref", "canonical_url", "title_fold", "title", "teaser", "url")
    insert_rows(write.connection, schema.pick, columns, values)


def picks(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, tuple[StoredPick, ...]]:
    """The picks of these articles in the editor's order; articles without any are left out."""
    found: dict[int, list[StoredPick]] = {}
    for part in chunks(numbers):
        statement = sa.select(schema.pick).where(_pick.article.in_(part)).order_by(_pick.article, _pick.position)
        for row in connection.execute(statement).all():
            pick = Pick(title=row.title, url=row.url, teaser=row.teaser, ref=row.ref)
            found.setdefault(row.article, []).append(StoredPick(pick, row.other))
    return {article: tuple(each) for article, each in found.items()}


def resolve_picks(write: Write, arrivals: Sequence[Stored]) -> set[int]:
    """Connect picks and articles after ``arrivals`` were written, corrected or went live.

    Both ways: what the arrivals' own picks mean, and which waiting picks mean an arrival. Returns the articles whose
    picks are newly known. A pick means a live article of its own outlet: by id, guid or URL, else, if it has no URL, by
    folded title. If several fit equally well, the newest is meant.
    """
    best: dict[tuple[int, int], tuple[int, int]] = {}
    for part in chunks(each.arrived for each in arrivals):
        for side in (_pick.article, _target.arrived):
            # Resolved ones are sorted out here: an index on ``other is null`` would be the wrong way in for SQLite.
            for article, position, known, rank, number in write.connection.execute(_meanings(side.in_(part))).all():
                if known is None:
                    better = max((-rank, number), best.get((article, position), (-len(_MEANINGS), 0)))
                    best[article, position] = better
    values = [
        {"a_article": article, "a_position": place, "a_other": best[article, place][1]} for article, place in best
    ]
    if values:
        write.connection.execute(_RESOLVE, values)
    return {article for article, _ in best}


# --- what entries show -----------------------------------------------------------------------------------------------


def put_shown(write: Write, place: Place, lists: Mapping[int, Sequence[Link]]) -> None:
    """The lists that these entries show at one place, in place of those they had. The caller touches the entries."""
    for part in chunks(lists):
        old = (_shown.article.in_(part)) & (_shown.place == place)
        write.connection.execute(schema.shown.delete().where(old))
    values = [
        (article, place, position, *(getattr(each, field) for field in _LINK))
        for article, links in lists.items()
        for position, each in enumerate(links)
    ]
    insert_rows(write.connection, schema.shown, ("article", "place", "position", *_LINK), values)


def shown(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, Shown]:
    """The lists that these entries show; entries that show none are left out."""
    found: dict[int, dict[str, list[Link]]] = {}
    order = (_shown.article, _shown.place, _shown.position)
    for part in chunks(numbers):
        for row in connection.execute(sa.select(schema.shown).where(_shown.article.in_(part)).order_by(*order)).all():
            link = Link(
                kind=row.kind,
                title=row.title,
                url=row.url,
                teaser=row.teaser,
                other=row.other,
                language=row.language,
                source=row.source,
            )
            found.setdefault(row.article, {"links": [], "text": [], "story": []})[row.place].append(link)
    return {
        article: Shown(tuple(lists["links"]), tuple(lists["text"]), tuple(lists["story"]))
        for article, lists in found.items()
    }


def showing(connection: sa.Connection, numbers: Iterable[int]) -> set[int]:
    """The entries that show a link to one of these articles."""
    return _naming(connection, _shown.article, _shown.other, numbers)


def picking(connection: sa.Connection, numbers: Iterable[int]) -> set[int]:
    """The entries whose editor picked one of these articles, shown or not."""
    return _naming(connection, _pick.article, _pick.other, numbers)


def _naming(
    connection: sa.Connection, article: sa.Column[int], other: sa.Column[int | None], numbers: Iterable[int]
) -> set[int]:
    found: set[int] = set()
    for part in chunks(numbers):
        found.update(connection.execute(sa.select(article).where(other.in_(part))).scalars())
    return found


def forget(write: Write, number: int) -> set[int]:
    """A withdrawal: no entry links to the article any more. Returns those that did; the caller touches them."""
    # The line of a pick in the text may have been written when nobody knew yet which article it meant.
    picked = sa.select(_pick.article).where(_pick.other == number)
    its_title = sa.select(_pick.title).where(_pick.other == number, _pick.article == _shown.article)
    entries: set[int] = set()
    for which in (
        _shown.other == number,
        _shown.article.in_(picked) & (_shown.kind == "editor") & _shown.title.in_(its_title),
    ):
        rows = write.connection.execute(schema.shown.delete().where(which).returning(_shown.article))
        entries.update(rows.scalars())
    drop_pairs(write, [number])
    return entries


def mark_pending(write: Write, numbers: Iterable[int]) -> None:
    """The lists of these entries have changed; they are shown at the next collection."""
    values = [{"article": each} for each in sorted(set(numbers))]
    if values:
        write.connection.execute(insert(write.connection, schema.pending).on_conflict_do_nothing(), values)


def take_pending(write: Write, limit: int) -> list[int]:
    """Up to ``limit`` entries whose lists have changed since the last collection; they are pending no more."""
    column = schema.pending.c.article
    first = sa.select(column).order_by(column).limit(limit).scalar_subquery()
    return sorted(
        write.connection.execute(schema.pending.delete().where(column.in_(first)).returning(column)).scalars()
    )


# --- how a pick finds its article ------------------------------------------------------------------------------------


def _canonical(pick: Pick) -> str | None:
    for each in (pick.ref, pick.url):
        if each and "://" in each:
            return canonical(each)
    return None


_source, _target = schema.article.alias("source").c, schema.article.alias("target").c

#: By what a pick names its article, in order of trust.
_MEANINGS: tuple[sa.ColumnElement[bool], ...] = (
    _target.id == _pick.ref,
    _target.publisher_id == _pick.ref,
    _target.canonical_url == _pick.canonical_url,
    (_target.title_fold == _pick.title_fold) & (_pick.title_fold != "") & _pick.url.is_(None),
)


def _meanings(which: sa.ColumnElement[bool]) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """(article, position, other, rank, number of the article meant) of the picks of ``which``, or meaning ``which``."""
    fits = (_target.outlet == _source.outlet) & (_target.arrived != _pick.article) & (_target.state == "live")
    return sa.union_all(
        *(
            sa.select(_pick.article, _pick.position, _pick.other, sa.literal_column(str(rank)), _target.arrived).where(
                _source.arrived == _pick.article, meaning, fits, which
            )
            for rank, meaning in enumerate(_MEANINGS)
        )
    )


_RESOLVE = (
    schema.pick.update()
    .where((_pick.article == sa.bindparam("a_article")) & (_pick.position == sa.bindparam("a_position")))
    .values(other=sa.bindparam("a_other"))
)

_NEW_SCORE = "ON CONFLICT (article, other) DO UPDATE SET score = excluded.score"

#: The fields of a Link, which are columns of ``shown``.
_LINK = ("other", "kind", "title", "url", "teaser", "language", "source")
