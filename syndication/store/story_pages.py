"""Pages of stories: all reports of one, and the biggest of a day with one report each."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from syndication.model import OWN
from syndication.selection import Selection
from syndication.store import pages, rows, schema, stories
from syndication.store.pages import Limits, Line, PageRows
from syndication.store.sql import AnyRow, chunks

#: Any article's leaving may change a page of stories, and no label says of whose.
_EVERYTHING = Selection(scope="both")

_article = schema.article.c


def whole(connection: sa.Connection, founder: int, most: int) -> PageRows:
    """The newest reports of the story with that founder."""
    members = stories.members(connection, [founder]).get(founder, ())
    read = _read(connection, members)
    return _page(connection, sorted(read, key=lambda row: (row[1], row[0]), reverse=True)[:most], read)


def biggest(connection: sa.Connection, most: int) -> PageRows:
    """The lead of each of the biggest stories, in their order: our own report, else the one that came first."""
    found = stories.biggest(connection, most)
    members = stories.members(connection, [story.founder for story in found])
    read: dict[int, AnyRow] = {
        row.arrived: row for row in _read(connection, [number for each in members.values() for number in each])
    }
    leads: list[AnyRow] = []
    for story in found:
        reports = [read[number] for number in members.get(story.founder, ()) if number in read]
        # Old stock of a source's first fetch is in no feed of others.
        fit = [row for row in reports if not row.backlog]
        if fit:
            leads.append(next((row for row in fit if row.outlet == OWN), fit[0]))
    # The day moves with the newest article, whatever story it is in.
    newest = pages.select(connection, _EVERYTHING, Limits(1, 0, 1))
    page = _page(connection, leads, read.values())
    return PageRows(
        lines=page.lines,
        gone=(),
        revision=max(page.revision, newest.revision),
        modified=max(page.modified, newest.modified),
        updated=page.updated,
    )


def _read(connection: sa.Connection, numbers: Iterable[int]) -> list[AnyRow]:
    """(arrived, published or first seen, touched, touched_at, shown_updated, outlet, backlog), in order of arrival."""
    found: list[AnyRow] = []
    for part in chunks(sorted(numbers)):
        statement = sa.select(
            _article.arrived,
            sa.func.coalesce(_article.published, _article.first_seen),
            _article.touched,
            _article.touched_at,
            _article.shown_updated,
            _article.outlet,
            _article.backlog,
        )
        found += connection.execute(statement.where(_article.arrived.in_(part)).order_by(_article.arrived)).all()
    return found


def _page(
    connection: sa.Connection,
    shown: Iterable[AnyRow],
    counted: Iterable[AnyRow],
) -> PageRows:
    """A page of these rows, which hangs on all that are ``counted``."""
    shown, counted = list(shown), list(counted)
    gone, gone_at = pages.last_left(connection, _EVERYTHING)
    return PageRows(
        lines=tuple(Line(row.arrived, row.touched) for row in shown),
        gone=(),
        revision=max((gone, *(row.touched for row in counted))),
        modified=rows.moment(max((gone_at, *(row.touched_at for row in counted)))),
        updated=rows.moment(max((gone_at, *(row.shown_updated for row in shown)))),
    )
