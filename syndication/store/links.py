"""Related articles: computed pairs, the editor's picks, and the lists as entries show them.

Pairs are rows, one a direction, and the best are chosen when read. What an entry shows is stored apart (`put_shown`),
because it changes only when the relater says so; renderers read nothing else (docs/design.md, Stories and related).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from syndication.model import Link, Pick, Related, Stored
from syndication.store import schema
from syndication.store.engine import Write
from syndication.store.sql import AnyRow, chunks, insert
from syndication.text.fold import fold
from syndication.text.urls import canonical

Place = Literal["links", "text"]

_pick, _shown, _related, _article = schema.pick.c, schema.shown.c, schema.related.c, schema.article.c


@dataclass(frozen=True, slots=True)
class Shown:
    """The two lists of an entry, as shown."""

    links: tuple[Link, ...] = ()  #: link elements and JSON
    text: tuple[Link, ...] = ()  #: the list inside the text


@dataclass(frozen=True, slots=True)
class StoredPick:
    """An editor's pick, with the article that it was found to mean."""

    pick: Pick
    other: int | None  #: ``arrived``; it stays when that article is withdrawn, so that its title is not shown again


# --- computed pairs --------------------------------------------------------------------------------------------------


def add_pairs(write: Write, pairs: Iterable[Related]) -> None:
    """Write pairs (one direction each); a pair that is there gets the new score."""
    # In the order of the key, neighbours land on the same page of the tree.
    values = sorted((each.article, each.other, each.score, each.same) for each in pairs)
    if values:
        write.connection.exec_driver_sql(_ADD_PAIRS[write.connection.dialect.name], values)


def drop_pairs(write: Write, numbers: Iterable[int]) -> None:
    """Delete all pairs of these articles, in both directions."""
    for part in chunks(numbers):
        for column in (_related.article, _related.other):
            write.connection.execute(schema.related.delete().where(column.in_(part)))


def best(connection: sa.Connection, numbers: Iterable[int], limit: int = 20) -> dict[int, list[Related]]:
    """The best pairs of each article: up to ``limit`` of the same story first, then up to ``limit`` related ones."""
    place = sa.func.row_number().over(
        partition_by=(_related.article, _related.same), order_by=(_related.score.desc(), _related.other)
    )
    found: dict[int, list[Related]] = {}
    for part in chunks(numbers):
        ranked = sa.select(schema.related, place.label("place")).where(_related.article.in_(part)).subquery().c
        statement = (
            sa.select(ranked.article, ranked.other, ranked.score, ranked.same)
            .where(ranked.place <= limit)
            .order_by(ranked.article, ranked.same.desc(), ranked.place)
        )
        for article, other, score, same in connection.execute(statement):
            pair = Related(article=article, other=other, score=score, same=bool(same))
            found.setdefault(article, []).append(pair)
    return found


# --- the editor's picks ----------------------------------------------------------------------------------------------


def put_picks(write: Write, lists: Mapping[int, Sequence[Pick]]) -> None:
    """The picks of new or corrected articles, in place of those they had. `resolve_picks` is to follow."""
    for part in chunks(lists):
        write.connection.execute(schema.pick.delete().where(_pick.article.in_(part)))
    values = [
        {
            "article": article,
            "position": position,
            "ref": each.ref,
            "canonical_url": _canonical(each),
            "title_fold": fold(each.title),
            "title": each.title,
            "teaser": each.teaser,
            "url": each.url,
        }
        for article, picks in lists.items()
        for position, each in enumerate(picks)
    ]
    if values:
        write.connection.execute(schema.pick.insert(), values)


def picks(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, tuple[StoredPick, ...]]:
    """The picks of these articles in the editor's order; articles without any are left out."""
    found: dict[int, list[StoredPick]] = {}
    for part in chunks(numbers):
        statement = sa.select(schema.pick).where(_pick.article.in_(part)).order_by(_pick.article, _pick.position)
        for row in connection.execute(statement):
            pick = Pick(title=row.title, url=row.url, teaser=row.teaser, ref=row.ref)
            found.setdefault(row.article, []).append(StoredPick(pick, row.other))
    return {article: tuple(each) for article, each in found.items()}


def resolve_picks(write: Write, arrivals: Sequence[Stored]) -> set[int]:
    """Connect picks and articles after ``arrivals`` were written, corrected or went live.

    Both ways: what the arrivals' own picks mean, and which waiting picks mean an arrival. Returns the articles whose
    picks are newly known. A pick means a live article of its own outlet: by id, guid or URL, else, if it has no URL, by
    folded title (the newest, if several bear it).
    """
    connection = write.connection
    waiting: dict[tuple[int, int], AnyRow] = {}
    found: dict[int, AnyRow] = {}
    for part in chunks(arrivals):
        own = connection.execute(_PICKS.where(_pick.article.in_([each.arrived for each in part]))).all()
        live = [each for each in part if each.state == "live"]
        meant = connection.execute(_PICKS.where(_means(live))).all() if live else []
        waiting.update(((row.article, row.position), row) for row in (*own, *meant))
        numbers = [each.arrived for each in live]
        found.update((row.arrived, row) for row in connection.execute(_TARGETS.where(_article.arrived.in_(numbers))))
        for column, values in _wanted(own).items():
            rows = connection.execute(_TARGETS.where(_article[column].in_(values))) if values else ()
            found.update((row.arrived, row) for row in rows)
    targets = _targets(found.values())
    known: list[dict[str, int]] = []
    for (article, position), row in waiting.items():
        other = next((targets[name] for name in _candidates(row) if name in targets), None)
        if other is not None and other != article:
            known.append({"a_article": article, "a_position": position, "a_other": other})
    if known:
        connection.execute(_RESOLVE, known)
    return {each["a_article"] for each in known}


# --- what entries show -----------------------------------------------------------------------------------------------


def put_shown(write: Write, place: Place, lists: Mapping[int, Sequence[Link]]) -> None:
    """The lists that these entries show at one place, in place of those they had. The caller touches the entries."""
    for part in chunks(lists):
        old = (_shown.article.in_(part)) & (_shown.place == place)
        write.connection.execute(schema.shown.delete().where(old))
    values = [
        {
            "article": article,
            "place": place,
            "position": position,
            "other": each.other,
            "kind": each.kind,
            "title": each.title,
            "url": each.url,
            "teaser": each.teaser,
            "language": each.language,
            "source": each.source,
        }
        for article, links in lists.items()
        for position, each in enumerate(links)
    ]
    if values:
        write.connection.execute(schema.shown.insert(), values)


def shown(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, Shown]:
    """The lists that these entries show; entries that show none are left out."""
    found: dict[int, dict[str, list[Link]]] = {}
    order = (_shown.article, _shown.place, _shown.position)
    for part in chunks(numbers):
        for row in connection.execute(sa.select(schema.shown).where(_shown.article.in_(part)).order_by(*order)):
            link = Link(
                kind=row.kind,
                title=row.title,
                url=row.url,
                teaser=row.teaser,
                other=row.other,
                language=row.language,
                source=row.source,
            )
            found.setdefault(row.article, {"links": [], "text": []})[row.place].append(link)
    return {article: Shown(tuple(lists["links"]), tuple(lists["text"])) for article, lists in found.items()}


def showing(connection: sa.Connection, number: int) -> set[int]:
    """The entries that show a link to this article."""
    return set(connection.execute(sa.select(_shown.article).where(_shown.other == number)).scalars())


def forget(write: Write, number: int) -> set[int]:
    """A withdrawal: no entry links to the article any more. Returns those that did; the caller touches them."""
    named = schema.shown.delete().where(_shown.other == number).returning(_shown.article)
    entries = set(write.connection.execute(named).scalars())
    drop_pairs(write, [number])
    return entries


def mark_pending(write: Write, numbers: Iterable[int]) -> None:
    """The lists of these entries have changed; they are shown at the next collection."""
    values = [{"article": each} for each in sorted(set(numbers))]
    if values:
        write.connection.execute(insert(write.connection, schema.pending).on_conflict_do_nothing(), values)


def take_pending(write: Write) -> list[int]:
    """The entries whose lists have changed since the last collection; they are pending no more."""
    return sorted(write.connection.execute(schema.pending.delete().returning(schema.pending.c.article)).scalars())


# --- how a pick finds its article ------------------------------------------------------------------------------------


def _canonical(pick: Pick) -> str | None:
    for each in (pick.ref, pick.url):
        if each and "://" in each:
            return canonical(each)
    return None


def _candidates(row: AnyRow) -> list[tuple[str, str, str]]:
    """All by which a pick may name its article, in order of trust."""
    names = [("ref", row.outlet, row.ref), ("url", row.outlet, row.canonical_url)]
    if row.url is None:
        names.append(("title", row.outlet, row.title_fold))
    return [name for name in names if name[2]]


def _targets(found: Iterable[AnyRow]) -> dict[tuple[str, str, str], int]:
    """All by which an article may be named -> its number; a later article wins a shared title."""
    targets = {}
    for row in sorted(found, key=lambda row: int(row.arrived)):
        for kind, value in (
            ("ref", row.id),
            ("ref", row.publisher_id),
            ("url", row.canonical_url),
            ("title", row.title_fold),
        ):
            if value:
                targets[kind, row.outlet, value] = row.arrived
    return targets


def _wanted(own: Iterable[AnyRow]) -> dict[str, list[str]]:
    """Column of article -> values that these picks name."""
    refs = [row.ref for row in own if row.ref]
    return {
        "id": refs,
        "publisher_id": refs,
        "canonical_url": [row.canonical_url for row in own if row.canonical_url],
        "title_fold": [row.title_fold for row in own if row.title_fold and row.url is None],
    }


def _means(live: Sequence[Stored]) -> sa.ColumnElement[bool]:
    """Picks that may mean one of these articles."""
    articles = [each.article for each in live]
    refs = [each.id for each in articles] + [each.publisher_id for each in articles if each.publisher_id]
    urls = [each.canonical_url for each in articles if each.canonical_url]
    titles = [folded for each in articles if (folded := fold(each.title))]
    return sa.or_(_pick.ref.in_(refs), _pick.canonical_url.in_(urls), _pick.title_fold.in_(titles))


_PICKS = (
    sa.select(
        _pick.article, _pick.position, _pick.ref, _pick.canonical_url, _pick.title_fold, _pick.url, _article.outlet
    )
    .join_from(schema.pick, schema.article, _pick.article == _article.arrived)
    .where(_pick.other.is_(None))
)

_TARGETS = sa.select(
    _article.arrived,
    _article.outlet,
    _article.id,
    _article.publisher_id,
    _article.canonical_url,
    _article.title_fold,
).where(_article.state == "live")

_RESOLVE = (
    schema.pick.update()
    .where((_pick.article == sa.bindparam("a_article")) & (_pick.position == sa.bindparam("a_position")))
    .values(other=sa.bindparam("a_other"))
)

_ADD_PAIRS = {
    "sqlite": "INSERT OR REPLACE INTO related (article, other, score, same) VALUES (?, ?, ?, ?)",
    "postgresql": (
        "INSERT INTO related (article, other, score, same) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (article, other) DO UPDATE SET score = excluded.score, same = excluded.same"
    ),
}
