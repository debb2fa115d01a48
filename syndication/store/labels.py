"""Labels: which pages an article belongs to (all, sections, languages, tags), and since when no longer.

A label is never deleted but marked ``gone`` at a number, so "who left this feed since" is a query. Whole batches go in
(`Labelled`): one SELECT and at most three statements with many rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.engine import Write
from syndication.store.sql import chunks, insert, insert_rows
from syndication.text.keys import hash_suffix, name_key

#: PostgreSQL's indexes refuse keys above 2,704 bytes; a section label of the publisher's may be of any length.
MAX_KEY_BYTES = 500

#: A key with four hash characters stays within the 80 bytes that `name_key` cuts at.
_SUFFIXED_BYTES = 75

_c = schema.label.c


@dataclass(frozen=True, slots=True)
class Labelled:
    """All labels that an article has from now on."""

    article: int
    sort: int  #: published, seconds; 0 for undated, which stand at the bottom
    labels: frozenset[tuple[str, str]]  #: (kind, key)
    revision: int  #: the number of the article's change; what it lost is gone since then


def bounded(key: str) -> str:
    """A label's key as it is stored: cut where no index could hold it."""
    if len(key) * 4 <= MAX_KEY_BYTES:
        return key
    return key.encode()[:MAX_KEY_BYTES].decode(errors="ignore")


def put(write: Write, entries: Sequence[Labelled]) -> None:
    """Give each article exactly these labels: new ones are added, gone ones revived, missing ones marked gone."""
    added: list[tuple[int, str, str, int]] = []
    kept: list[dict[str, object]] = []
    lost: list[dict[str, object]] = []
    # An article whose number is that of its change was written a moment ago, so it has no labels yet.
    before = _stored(write.connection, [each.article for each in entries if each.article != each.revision])
    for entry in entries:
        wanted = {(kind, bounded(key)) for kind, key in entry.labels}
        old = before.get(entry.article, {})
        for kind, key in sorted(wanted):
            if (kind, key) not in old:
                added.append((entry.article, kind, key, entry.sort))
            elif old[kind, key] != (entry.sort, None):
                kept.append({"a_article": entry.article, "a_kind": kind, "a_key": key, "a_sort": entry.sort})
        for (kind, key), (_, gone) in old.items():
            if gone is None and (kind, key) not in wanted:
                row = {"a_article": entry.article, "a_kind": kind, "a_key": key}
                lost.append({**row, "number": entry.revision, "now": write.at})
    insert_rows(write.connection, schema.label, ("article", "kind", "key", "sort"), added)
    for statement, values in ((_KEEP, kept), (_LOSE, lost)):
        if values:
            write.connection.execute(statement, values)


def remove_all(write: Write, article: int, revision: int) -> None:
    """Mark all labels of the article gone at its ``revision``."""
    there = (_c.article == article) & _c.gone.is_(None)
    write.connection.execute(schema.label.update().where(there).values(gone=revision, gone_at=write.at))


def of(connection: sa.Connection, articles: Iterable[int]) -> dict[int, frozenset[tuple[str, str]]]:
    """The labels that these articles have now."""
    found = _stored(connection, articles)
    return {
        article: frozenset(name for name, (_, gone) in labels.items() if gone is None)
        for article, labels in found.items()
    }


def tag_keys(write: Write, names: Iterable[str]) -> dict[str, str]:
    """The public key of each tag, claimed for it if it is new. Names without a letter or digit get none.

    "Iraq" and "iraq" are one tag. "C++" and "C#" have the same key; the later one gets four hash characters.
    """
    candidates = _candidates(names)
    taken = _names(write.connection, "tag", {key for keys in candidates.values() for key in keys})
    result, claimed = {}, {}
    for each, keys in candidates.items():
        key = next((key for key in keys if key not in taken or _plain(taken[key]) == _plain(each)), None)
        if key is None:
            continue  # the hash characters clash as well: this tag has no page
        if key not in taken:
            taken[key] = claimed[key] = each
        result[each] = key
    remember_names(write, "tag", claimed)
    return result


def remember_names(write: Write, kind: str, names: Mapping[str, str]) -> None:
    """How a label's key is written for people ({key: name}); the first spelling stays."""
    values = [{"kind": kind, "key": bounded(key), "name": each} for key, each in names.items()]
    if values:
        write.connection.execute(insert(write.connection, schema.name).on_conflict_do_nothing(), values)


def name(connection: sa.Connection, kind: str, key: str) -> str:
    """How this key is written for people; empty if no name was remembered."""
    return names(connection, kind, [key]).get(bounded(key), "")


def names(connection: sa.Connection, kind: str, keys: Iterable[str]) -> dict[str, str]:
    """The names of these keys, as first written."""
    return _names(connection, kind, {bounded(each) for each in keys})


def _stored(
    connection: sa.Connection, articles: Iterable[int]
) -> dict[int, dict[tuple[str, str], tuple[int, int | None]]]:
    """Article -> (kind, key) -> (sort, gone)."""
    found: dict[int, dict[tuple[str, str], tuple[int, int | None]]] = {}
    for part in chunks(articles):
        statement = sa.select(_c.article, _c.kind, _c.key, _c.sort, _c.gone).where(_c.article.in_(part))
        for article, kind, key, sort, gone in connection.execute(statement).all():
            found.setdefault(article, {})[kind, key] = (sort, gone)
    return found


def _names(connection: sa.Connection, kind: str, keys: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in chunks(keys):
        statement = sa.select(schema.name.c.key, schema.name.c.name)
        rows = connection.execute(statement.where(schema.name.c.kind == kind, schema.name.c.key.in_(part)))
        found.update((row.key, row.name) for row in rows)
    return found


def _plain(name: str) -> str:
    """A tag's name without what does not make it another tag: case, and how its words are joined."""
    return re.sub(r"[\s_\-\u2010-\u2015]+", " ", unicodedata.normalize("NFC", name).lower()).strip()


def _candidates(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The keys that each name may have, the shorter one first."""
    wanted = {each: name_key(each) for each in dict.fromkeys(names)}
    return {each: (key, _suffixed(each, key)) for each, key in wanted.items() if key}


def _suffixed(name: str, key: str) -> str:
    short = key.encode()[:_SUFFIXED_BYTES].decode(errors="ignore").rstrip("-")
    return f"{short}-{hash_suffix(_plain(name))}"


_NAMED = (
    (_c.article == sa.bindparam("a_article")) & (_c.kind == sa.bindparam("a_kind")) & (_c.key == sa.bindparam("a_key"))
)
_KEEP = schema.label.update().where(_NAMED).values(sort=sa.bindparam("a_sort"), gone=None, gone_at=None)
_LOSE = schema.label.update().where(_NAMED).values(gone=sa.bindparam("number"), gone_at=sa.bindparam("now"))
