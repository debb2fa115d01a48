"""Full-text search: the folded words of every live article, and which of them hold what is looked for.

``searched`` has a row for each article: its words, and its *place*, which orders articles by time of publication, so
that the newest matches come first without looking at all of them. Over the words lies SQLite's FTS5 (which keeps no
copy of them) or PostgreSQL's index of the configuration ``simple``; both compare words as they are, since folding has
made one spelling of them. A follower writes it (``flows/search``), so it may lag behind the articles by moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.engine import Write
from syndication.store.sql import chunks, insert_rows
from syndication.text.queries import Phrase, Query, Term

_c = schema.searched.c

#: The durable follower that puts articles in: pages of what is found are dated by it.
FOLLOWER = "search"

#: Bits of a place that hold the article's number; those above hold the second of its publication.
NUMBER_BITS = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """An article's words."""

    article: int  #: ``arrived`` number
    sort: int  #: seconds; 0 for an undated article
    words: str  #: folded, parted by blanks


def put(write: Write, entries: Iterable[Entry]) -> None:
    """Write the words of new and corrected articles, in place of those they had."""
    entries = list(entries)
    drop(write, [each.article for each in entries])
    rows = [(_place(each), each.article, each.words) for each in entries]
    insert_rows(write.connection, schema.searched, ("place", "article", "words"), rows)
    if _has_fts(write.connection):
        _fts(write.connection, [each.article for each in entries], "INSERT INTO search (rowid, words) VALUES (?, ?)")


def drop(write: Write, articles: Sequence[int]) -> None:
    """Forget articles; those that are not there are no error."""
    if _has_fts(write.connection):  # its index has no copy: it must be told what it had
        _fts(write.connection, articles, "INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)")
    for part in chunks(articles):
        write.connection.execute(schema.searched.delete().where(_c.article.in_(part)))


def newest(connection: sa.Connection, query: Query, limit: int) -> list[int]:
    """The articles that hold what is looked for, those published last first."""
    if _has_fts(connection):
        found = sa.text(
            "SELECT article FROM searched JOIN (SELECT rowid AS found FROM search WHERE search MATCH :query "
            "ORDER BY rowid DESC LIMIT :limit) ON place = found ORDER BY place DESC"
        )
        rows = connection.execute(found, {"query": _match(query), "limit": limit})
    else:
        rows = connection.execute(sa.select(_c.article).where(_holds(query)).order_by(_c.place.desc()).limit(limit))
    return [article for (article,) in rows]


def matching(connection: sa.Connection, query: Query, articles: Sequence[int]) -> set[int]:
    """Those of these articles that hold what is looked for."""
    found: set[int] = set()
    for part in chunks(articles):
        statement = sa.select(_c.article).where(_c.article.in_(part))
        if _has_fts(connection):
            matches = sa.text("place IN (SELECT rowid FROM search WHERE search MATCH :query)")
            rows = connection.execute(statement.where(matches), {"query": _match(query)})
        else:
            rows = connection.execute(statement.where(_holds(query)))
        found.update(article for (article,) in rows)
    return found


def _place(entry: Entry) -> int:
    return (max(entry.sort, 0) << NUMBER_BITS) | (entry.article & ((1 << NUMBER_BITS) - 1))


def _has_fts(connection: sa.Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _fts(connection: sa.Connection, articles: Sequence[int], statement: str) -> None:
    """Give FTS5 the rows of these articles as they are in ``searched`` now."""
    for part in chunks(articles):
        rows = connection.execute(sa.select(_c.place, _c.words).where(_c.article.in_(part))).all()
        if rows:
            connection.exec_driver_sql(statement, [tuple(row) for row in rows])


def _match(query: Query) -> str:
    """FTS5's words for it (sqlite.org/fts5.html §3); all are folded words, so none holds a quotation mark."""
    wanted = " AND ".join(map(_any, query.wanted))
    return f"({wanted})" + "".join(f" NOT {_any(term)}" for term in query.unwanted)


def _any(term: Term) -> str:
    return "({})".format(" OR ".join(f'"{" ".join(phrase)}"' for phrase in term))


def _holds(query: Query) -> sa.ColumnElement[bool]:
    """The condition on PostgreSQL; each phrase is taken apart as the texts were."""
    simple: sa.ColumnElement[object] = sa.literal_column("'simple'::regconfig")
    document = sa.func.to_tsvector(simple, _c.words)

    def asked(phrase: Phrase) -> sa.ColumnElement[object]:
        return sa.func.phraseto_tsquery(simple, " ".join(phrase))

    def holds(term: Term) -> sa.ColumnElement[bool]:
        first, *others = map(asked, term)
        for other in others:
            first = first.op("||")(other)
        return document.op("@@", is_comparison=True)(first)

    return sa.and_(*map(holds, query.wanted), *(sa.not_(holds(term)) for term in query.unwanted))
