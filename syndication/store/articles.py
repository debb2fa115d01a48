"""Articles in the log: finding the stored one, writing, changing state, reading.

An article's ``id``, ``key`` and ``outlet`` are those of its first write for ever; so is ``arrived``, which is its row
number and what every other table refers to. Writers hand over whole batches (500): one statement with many rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syndication.errors import NotFound
from syndication.model import OWN, Article, Credit, State, Stored
from syndication.store import copies, rows, schema
from syndication.store.engine import Write
from syndication.store.sql import chunks, insert_rows
from syndication.text.fold import fold
from syndication.text.urls import canonical

_c = schema.article.c
_SELECT = sa.select(*rows.COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """An article as it is to be written."""

    article: Article
    state: State
    updated: datetime  #: what the entry says in ``updated``
    old: Stored | None = None  #: what it replaces; None: it is new


@dataclass(frozen=True, slots=True)
class Brief:
    """What a link to an article needs, without its bodies."""

    arrived: int
    key: str
    outlet: str
    id: str
    publisher_id: str | None
    url: str | None
    title: str
    language: str
    state: State
    published: int | None  #: seconds
    credit: Credit | None  #: of another outlet's article


class Known:
    """The stored articles that a batch may mean; made by `known`."""

    def __init__(self, found: Iterable[Stored]) -> None:
        """``found``: all that share an id, publisher's id, URL or twin with one of the batch."""
        self._by: dict[tuple[str, str, str], Stored] = {}
        for each in found:
            self.remember(each)

    def remember(self, stored: Stored) -> None:
        """Let later entries of the same batch find what was just written."""
        for name in (*_names(stored.article), ("any id", "", stored.article.id)):
            before = self._by.get(name)
            # Two stored articles may share a URL or twin; the first to arrive keeps it.
            if before is None or before.arrived >= stored.arrived:
                self._by[name] = stored

    def holder(self, article: Article) -> Stored | None:
        """The article that another outlet's may be a copy of: our own at its address, else whichever has its id."""
        url = article.canonical_url
        ours = self._by.get(("canonical_url", OWN, url)) if url else None
        return ours or self._by.get(("any id", "", article.id))

    def match(self, article: Article) -> Stored | None:
        """The stored article that this one is: by guid, publisher's id, canonical URL, then twin, per outlet.

        Equal twins (title and first paragraph) mean the same article only if one of the two is page text: "Prayer times
        today" has the same beginning every day. Where both name a publisher's id and not the same, an equal URL (of the
        front page, given for lack of a better one) means the same article only with an equal title or twin.

        Another outlet's: by guid, unless what is stored under it has another URL and this one's URL is known. There are
        feeds that change the guid at each fetch, and feeds with one guid for all.
        """
        if article.outlet != OWN:
            return self._foreign(article)
        for name in _names(article):
            found = self._by.get(name)
            if found is not None and _can_mean(name[0], article, found.article):
                return found
        return None

    def _foreign(self, article: Article) -> Stored | None:
        outlet, url = article.outlet, article.canonical_url
        # One whose id was taken has another, and its own guid as the publisher's.
        by_id = self._by.get(("id", outlet, article.id)) or self._by.get(("publisher_id", outlet, article.id))
        by_url = self._by.get(("canonical_url", outlet, url)) if url else None
        if by_id is not None and (by_url is None or by_id.article.canonical_url in (None, url)):
            return by_id
        return by_url


def known(connection: sa.Connection, articles: Sequence[Article]) -> Known:
    """All stored articles that one of these may be. One query for 500 articles."""
    found: dict[int, Stored] = {}
    for part in chunks(articles):
        wanted = {
            "key": [each.key for each in part],
            "publisher_id": [each.publisher_id or each.id for each in part],
            "canonical_url": [each.canonical_url for each in part if each.canonical_url],
            "twin": [each.twin for each in part if each.twin and each.outlet == OWN],
            "id": [each.id for each in part if each.outlet != OWN],
        }
        any_of = [_c[column].in_(values) for column, values in wanted.items() if values]
        for row in connection.execute(_SELECT.where(sa.or_(*any_of))).all():
            found[row.arrived] = rows.stored(row)
    return Known(found.values())


def insert(write: Write, puts: Sequence[Put]) -> list[Stored]:
    """Write new articles; each gets the next number, in the order given."""
    result, values = [], []
    at = rows.moment(write.at)
    for put in puts:
        number = write.next()
        article = put.article
        place = (number, number, number, write.at, put.state, write.at, write.at, rows.seconds(put.updated))
        values.append((*place, article.key, article.outlet, article.id, *rows.content(article).values()))
        result.append(
            Stored(
                article=article,
                state=put.state,
                arrived=number,
                revision=number,
                touched=number,
                touched_at=at,
                first_seen=at,
                shown_updated=put.updated,
            )
        )
    insert_rows(write.connection, schema.article, _PLACE + rows.CONTENT, values)
    copies.note(write, [each.article for each in result])
    return result


def update(write: Write, puts: Sequence[Put]) -> list[Stored]:
    """Write new content over ``put.old``; each gets the next number as ``revision`` and ``touched``.

    Public id, key and outlet stay the old ones, and so does the publisher's id if the new version names none.
    """
    result, values = [], []
    at = rows.moment(write.at)
    for put in puts:
        old = put.old
        assert old is not None
        number = write.next()
        article = _as_known(put.article, old.article)
        place = {"row": old.arrived, "revision": number, "touched": number, "touched_at": write.at, "now": write.at}
        words = {"state": put.state, "shown_updated": rows.seconds(put.updated), **rows.content(article)}
        values.append(place | words)
        moved = replace(old, revision=number, touched=number, touched_at=at)
        result.append(replace(moved, article=article, state=put.state, shown_updated=put.updated, reason=""))
    if values:
        write.connection.execute(_UPDATE, values)
        copies.note(write, [each.article for each in result])
    return result


def set_state(
    write: Write, arrived: int, state: State, *, updated: datetime | None = None, reason: str | None = None
) -> int:
    """Move an article to a state. Returns its new ``revision``.

    ``updated`` also moves what its entry says, ``reason`` also notes why ("": no longer); None leaves them.
    """
    number = write.next()
    values: dict[str, Any] = {"state": state, "state_at": write.at, "revision": number}
    values |= {"touched": number, "touched_at": write.at}
    if updated is not None:
        values["shown_updated"] = rows.seconds(updated)
    if reason is not None:
        values["reason"] = reason
    write.connection.execute(schema.article.update().where(_c.arrived == arrived).values(**values))
    return number


def wipe(write: Write, arrived: int) -> None:
    """Empty all of a withdrawn article's words, and its picks and lists. What identifies it stays: the tombstone."""
    connection = write.connection
    connection.execute(schema.article.update().where(_c.arrived == arrived).values(**rows.WIPED))
    for table in (schema.pick, schema.shown, schema.pending):
        connection.execute(table.delete().where(table.c.article == arrived))


def touch(write: Write, numbers: Iterable[int]) -> None:
    """Something that these entries show has changed, but not their own content."""
    values = [{"row": each, "number": write.next(), "now": write.at} for each in sorted(numbers)]
    if values:
        write.connection.execute(_TOUCH, values)


def by_numbers(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, Stored]:
    """The articles with these ``arrived`` numbers, those that exist."""
    found = {}
    for part in chunks(numbers):
        for row in connection.execute(_SELECT.where(_c.arrived.in_(part))).all():
            found[row.arrived] = rows.stored(row)
    return found


def by_key(connection: sa.Connection, key: str) -> Stored | None:
    """The article with this key, whatever its state."""
    row = connection.execute(_SELECT.where(_c.key == key)).first() if can_be_stored(key) else None
    return None if row is None else rows.stored(row)


def briefs(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, Brief]:
    """What links to these articles need."""
    found = {}
    for part in chunks(numbers):
        for row in connection.execute(_BRIEF.where(_c.arrived.in_(part))).all():
            found[row.arrived] = Brief(**{**row._mapping, "credit": rows.credit(row.credit or "")})
    return found


def find(connection: sa.Connection, word: str) -> Stored:
    """The article that a person means: by the publisher's id, guid, key or URL; the own one first. Raises NotFound."""
    word = word.strip()
    if can_be_stored(word):
        url = canonical(word) if "://" in word else word
        any_of = sa.or_(_c.publisher_id == word, _c.id == word, _c.key == word, _c.canonical_url == url)
        own_first = sa.case((_c.outlet == OWN, 0), else_=1)
        row = connection.execute(_SELECT.where(any_of).order_by(own_first, _c.arrived).limit(1)).first()
        if row is not None:
            return rows.stored(row)
    shown = word.encode("utf-8", "replace").decode()
    hint = "Give the publisher's id, guid, key or URL; `syndication articles list` shows what is stored"
    raise NotFound(f"no article {shown!r} is stored", hint=hint)


def page_of(
    connection: sa.Connection, *, state: State | None = None, before: int | None = None, limit: int = 50
) -> list[Stored]:
    """The newest arrivals below the number ``before``, of one state or of all."""
    statement = _SELECT.order_by(_c.arrived.desc()).limit(limit)
    if state is not None:
        statement = statement.where(_c.state == state)
    if before is not None:
        statement = statement.where(_c.arrived < before)
    return [rows.stored(row) for row in connection.execute(statement)]


def iterate(connection: sa.Connection, after: int = 0) -> Iterator[Stored]:
    """All live articles by ``arrived``, from the number ``after`` on, in pieces: a year of them fits in no memory."""
    while True:
        found = connection.execute(_LIVE, {"after": after}).all()
        if not found:
            return
        yield from map(rows.stored, found)
        after = found[-1].arrived


def on_pages(connection: sa.Connection) -> list[tuple[int, str, int]]:
    """(arrived, key, touched) of every article that has a page worth a file: the live ones and the notices.

    Other outlets' articles have their pages at home, and there are many of them.
    """
    here = _c.state.in_(("live", "notice")) & ((_c.outlet == OWN) | _c.url.is_(None))
    statement = sa.select(_c.arrived, _c.key, _c.touched).where(here).order_by(_c.arrived)
    return [(arrived, key, touched) for arrived, key, touched in connection.execute(statement)]


def newest_touch(connection: sa.Connection) -> tuple[int, datetime]:
    """The greatest ``touched`` of the articles on pages, with its time; 0 and 1970 if there is none."""
    statement = sa.select(_c.touched, _c.touched_at).where(_c.state.in_(("live", "notice")))
    row = connection.execute(statement.order_by(_c.touched.desc()).limit(1)).first()
    return (row.touched, rows.moment(row.touched_at)) if row else (0, rows.moment(0))


def _names(article: Article) -> Iterator[tuple[str, str, str]]:
    """All by which an article is known, in order of trust."""
    url, twin = article.canonical_url, article.twin
    for kind, value in (
        ("id", article.id),
        ("publisher_id", article.publisher_id or article.id),  # a guid may have come second (see `settled`)
        ("url and title", url and article.title and f"{url} {fold(article.title)}"),
        ("url and twin", url and twin and f"{url} {twin}"),
        ("canonical_url", url),
        ("twin", twin),
    ):
        if value:
            yield (kind, article.outlet, value)


def _can_mean(kind: str, new: Article, old: Article) -> bool:
    """Whether an equal name of this kind is enough for the two to be one article."""
    if kind == "twin":
        return "page" in (new.form, old.form)
    ids = {new.publisher_id, old.publisher_id} - {None}
    return kind != "canonical_url" or len(ids) < 2


def _as_known(new: Article, old: Article) -> Article:
    """The new version under the names that readers and other rows know."""
    publisher_id = new.publisher_id or old.publisher_id
    return replace(new, id=old.id, key=old.key, outlet=old.outlet, publisher_id=publisher_id, backlog=old.backlog)


def can_be_stored(word: str) -> bool:
    """A word from a command line or an address may hold what no text column takes: NUL, half a surrogate pair."""
    return bool(word) and "\0" not in word and not any("\ud800" <= each <= "\udfff" for each in word)


#: The columns that `insert` fills besides `rows.CONTENT`, in its order.
_PLACE = (
    *("arrived", "revision", "touched", "touched_at", "state", "state_at", "first_seen", "shown_updated"),
    *("key", "outlet", "id"),
)

_TOUCH = (
    schema.article.update()
    .where(_c.arrived == sa.bindparam("row"))
    .values(touched=sa.bindparam("number"), touched_at=sa.bindparam("now"))
)

_LIVE = _SELECT.where(_c.state == "live", _c.arrived > sa.bindparam("after")).order_by(_c.arrived).limit(500)

_BRIEF = sa.select(
    _c.arrived,
    _c.key,
    _c.outlet,
    _c.id,
    _c.publisher_id,
    _c.url,
    _c.title,
    _c.language,
    _c.state,
    _c.published,
    # It stands behind the bodies: own articles, the longest, are not read through for it.
    sa.case((_c.outlet != OWN, _c.credit)).label("credit"),
)

_UPDATE = (
    schema.article.update()
    .where(_c.arrived == sa.bindparam("row"))
    .values(
        # An article that leaves or enters a state does so now; one that stays has been in it all the time.
        state_at=sa.case((_c.state == sa.bindparam("state"), _c.state_at), else_=sa.bindparam("now")),
        reason="",  # what is withdrawn gets new content only when it comes back
        **{
            column: sa.bindparam(column)
            for column in ("revision", "touched", "touched_at", "state", "shown_updated", *rows.CONTENT)
        },
    )
)
