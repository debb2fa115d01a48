"""Which articles may be copies: those whose URL, or whose text's beginning, another one has too.

Few have, and a page judges hundreds of candidates. So it is noted when an article is written, and a page asks only of
those that are noted what they are a copy of. Nothing is taken back: a note too many costs a look.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from syndication.model import Article
from syndication.store import schema
from syndication.store.engine import Write
from syndication.store.sql import chunks, insert

_c, _alike = schema.article.c, schema.alike.c

#: What copies have in common.
NAMES = ("canonical_url", "twin")


def note(write: Write, written: Collection[Article]) -> None:
    """Note those of these articles, already in the store, that are like another one, and those that they are like."""
    for name in NAMES:
        for part in chunks({value for each in written if (value := getattr(each, name))}):
            found = write.connection.execute(_SHARED[name], {"values": part}).scalars().all()
            if found:
                having = sa.select(_c.arrived).where(_c[name].in_(found))
                new = insert(write.connection, schema.alike).from_select(["article"], having)
                write.connection.execute(new.on_conflict_do_nothing())


def like(connection: sa.Connection, numbers: Sequence[int]) -> set[int]:
    """The articles that have the URL or the text's beginning of one of these."""
    found: set[int] = set()
    for part in chunks(numbers):
        found.update(connection.execute(_LIKE, {"numbers": part}).scalars())
    return found


#: Those of the values that several articles have.
_SHARED = {
    name: sa.select(_c[name])
    .where(_c[name].in_(sa.bindparam("values", expanding=True)))
    .group_by(_c[name])
    .having(sa.func.count() > 1)
    for name in NAMES
}

_one, _other = schema.article.alias("one").c, schema.article.alias("other").c
_LIKE = sa.union(
    *(
        sa.select(_other.arrived).where(
            _alike.article.in_(sa.bindparam("numbers", expanding=True)),
            _one.arrived == _alike.article,
            _one[name] == _other[name],
        )
        for name in NAMES
    )
)
