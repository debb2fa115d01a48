"""Stories: all the reports of one event, over all outlets, named by their founder, the member that arrived first.

Every live article has one row from the relater's first write for it on, also while it is alone: then it is its own
story. So a row says that the article has been related, and a collapsed page, which shows a story once, can wait for it.
Only the relater joins (`join`); a withdrawal takes the row away in its own transaction (`leave`).

What a story is called is decided here and nowhere else. The relater says which articles belong together, whatever its
index calls that; an article that left meanwhile has no row, and nobody is joined to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

import sqlalchemy as sa

from syndication.model import OWN
from syndication.store import rows, schema
from syndication.store.engine import Write
from syndication.store.sql import chunks, insert_rows

_HOUR_S = 3600
#: What the biggest stories are chosen from: the reports of so many hours.
_HOURS = 24

_c, _article = schema.in_story.c, schema.article.c


@dataclass(frozen=True, slots=True)
class Membership:
    """Which story an article is in; one of its own if it is alone."""

    story: int  #: the founder's ``arrived``
    #: It joined an earlier article's story in the relater's first write for it, and none of these was withdrawn so that
    #: this one took its place: a collapsed page that shows an earlier member has never shown this one.
    born: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story as a whole."""

    founder: int  #: ``arrived``
    reports: int
    outlets: tuple[str, ...]  #: as articles name them, sorted; ``OWN`` is the publisher
    first: datetime  #: when its earliest report was published (undated ones: when they came in)
    last: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """What a write did to stories."""

    #: Articles whose story has another name now, and those that a collapsed page may now show, or no longer: to be
    #: touched in the same write.
    touched: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()  #: of these, the ones that were in another story before
    members: frozenset[int] = frozenset()  #: all that are now in a story that won or lost a member


@dataclass(frozen=True, slots=True)
class _Row:
    article: int
    story: int
    born: bool
    time: int
    outlet: str


# --- reading ---------------------------------------------------------------------------------------------------------


def of(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, Membership]:
    """The story of each of these articles; those not related yet, or not live, are left out."""
    found = {}
    for part in chunks(numbers):
        statement = sa.select(_c.article, _c.story, _c.born).where(_c.article.in_(part))
        for article, story, born in connection.execute(statement):
            found[article] = Membership(story, bool(born))
    return found


def names(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, int]:
    """The founder of each of these articles' stories: what ``of`` tells, in half the time."""
    found: dict[int, int] = {}
    for part in chunks(numbers):
        statement = sa.select(_c.article, _c.story).where(_c.article.in_(part))
        found.update((article, story) for article, story in connection.execute(statement))
    return found


def members(connection: sa.Connection, stories: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The articles of each of these stories (founders' numbers) in order of arrival; unknown ones are left out."""
    found: dict[int, list[int]] = {}
    for part in chunks(stories):
        statement = sa.select(_c.story, _c.article).where(_c.story.in_(part)).order_by(_c.story, _c.article)
        for story, article in connection.execute(statement):
            found.setdefault(story, []).append(article)
    return {story: tuple(each) for story, each in found.items()}


def told_by_several(connection: sa.Connection, stories: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The members of those of these stories that more than one outlet tells, in order of arrival."""
    several: list[int] = []
    for part in chunks(stories):
        statement = (
            sa.select(_c.story)
            .join_from(schema.in_story, schema.article, _article.arrived == _c.article)
            .where(_c.story.in_(part))
            .group_by(_c.story)
            .having(sa.func.min(_article.outlet) != sa.func.max(_article.outlet))
        )
        several += connection.execute(statement).scalars()
    return members(connection, several)


def facts(connection: sa.Connection, stories: Iterable[int]) -> dict[int, Story]:
    """Each of these stories (founders' numbers) as a whole; unknown ones are left out."""
    found: dict[int, list[_Row]] = {}
    for row in _rows(connection, _c.story, stories):
        found.setdefault(row.story, []).append(row)
    return {
        story: Story(
            founder=story,
            reports=len(each),
            outlets=tuple(sorted({row.outlet for row in each})),
            first=rows.moment(min(row.time for row in each)),
            last=rows.moment(max(row.time for row in each)),
        )
        for story, each in found.items()
    }


def biggest(connection: sa.Connection, limit: int = 50) -> list[Story]:
    """The biggest stories of a day: those most outlets told, then those with most reports, then the newest.

    The day is the 24 hours up to the end of the hour in which the newest article was published, so it moves once an
    hour and never by the clock alone. Ranks go by the reports of that day, at least two; what is said of a story is
    true of all its reports.
    """
    newest = connection.execute(sa.select(sa.func.max(_c.time))).scalar()
    if newest is None:
        return []
    recent = _c.time >= (newest // _HOUR_S + 1 - _HOURS) * _HOUR_S
    told = sa.select(_c.story).where(recent).group_by(_c.story).having(sa.func.count() > 1)
    statement = (
        sa.select(_c.story)
        .join_from(schema.in_story, schema.article, _article.arrived == _c.article)
        .where(recent, _c.story.in_(told))
        .group_by(_c.story)
        .order_by(
            sa.func.count(sa.distinct(_article.outlet)).desc(),
            sa.func.count().desc(),
            sa.func.max(_c.time).desc(),
            _c.story.desc(),
        )
        .limit(limit)
    )
    ranked = list(connection.execute(statement).scalars())
    known = facts(connection, ranked)
    return [known[story] for story in ranked]


# --- writing ---------------------------------------------------------------------------------------------------------


def join(write: Write, times: Mapping[int, int], groups: Iterable[Collection[int]]) -> Changed:
    """Place new and corrected articles.

    ``times``: all that are to be placed, with the time of each (seconds). ``groups``: articles that belong together,
    these and earlier ones; what is in no group is alone. An earlier one brings its whole story along, so that two
    stories become one if a group holds members of both. Articles that are not live (any more) are left out.
    """
    outlets = _live(write.connection, times)
    linked = [set(group) for group in groups]
    before = _with_stories(write.connection, {*outlets, *chain.from_iterable(linked)})
    parties = {number: {number} for number in outlets}
    together: dict[int, set[int]] = {}
    for row in before.values():
        if row.article not in outlets:
            parties[row.article] = together.setdefault(row.story, set())
            parties[row.article].add(row.article)
    for group in linked:
        united = set().union(*(parties[number] for number in group if number in parties))
        parties.update(dict.fromkeys(united, united))
    after = {}
    for number, story in _names(parties):
        old = before.get(number)
        if number in outlets:
            # Once not born, it never is again: pages have shown it.
            born = story != number and (old is None or old.born)
            after[number] = _Row(number, story, born, times[number], outlets[number])
        elif old is not None:
            after[number] = replace(old, story=story)
    return _rewrite(write, before, after)


def leave(write: Write, numbers: Iterable[int]) -> Changed:
    """Take articles that are not live any more out of their stories; those without one are passed over."""
    gone = set(numbers)
    before = _with_stories(write.connection, gone)
    together: dict[int, set[int]] = {}
    for row in before.values():
        if row.article not in gone:
            together.setdefault(row.story, set()).add(row.article)
    parties = {number: party for party in together.values() for number in party}
    after = {}
    for number, story in _names(parties):
        old = before[number]
        after[number] = replace(old, story=story, born=old.born and story != number)
    return _rewrite(write, before, after)


def _live(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, str]:
    """Those of these articles that are live, with the outlet of each."""
    found: dict[int, str] = {}
    for part in chunks(numbers):
        statement = sa.select(_article.arrived, _article.outlet)
        statement = statement.where(_article.arrived.in_(part), _article.state == "live")
        found.update((number, outlet) for number, outlet in connection.execute(statement))
    return found


def _with_stories(connection: sa.Connection, numbers: Collection[int]) -> dict[int, _Row]:
    """The rows of these articles, and of all others of their stories."""
    mine = sorted(set(names(connection, numbers).values()))
    return {row.article: row for row in _rows(connection, _c.story, mine)}


def _rows(connection: sa.Connection, column: sa.Column[int], values: Iterable[int]) -> Iterator[_Row]:
    for part in chunks(values):
        statement = (
            sa.select(_c.article, _c.story, _c.born, _c.time, _article.outlet)
            .join_from(schema.in_story, schema.article, _article.arrived == _c.article)
            .where(column.in_(part))
        )
        for article, story, born, time, outlet in connection.execute(statement):
            yield _Row(article, story, bool(born), time, outlet)


def _names(parties: Mapping[int, set[int]]) -> Iterator[tuple[int, int]]:
    """Every article with the name of its story, that of its founder."""
    for party in {id(each): each for each in parties.values()}.values():
        founder = min(party)
        for number in party:
            yield number, founder


def _rewrite(write: Write, before: Mapping[int, _Row], after: Mapping[int, _Row]) -> Changed:
    """Write what differs, and say what follows from it."""
    for part in chunks(sorted(before.keys() - after.keys())):
        write.connection.execute(schema.in_story.delete().where(_c.article.in_(part)))
    changed = [after[number] for number in sorted(after) if after[number] != before.get(number)]
    values = [(row.article, row.story, row.born, row.time) for row in changed]
    insert_rows(write.connection, schema.in_story, ("article", "story", "born", "time"), values, _REPLACE)
    moved = {row.article for row in changed if row.article in before and before[row.article].story != row.story}
    new = {row.article for row in changed if row.article not in before}
    touched = moved | {number for number in new if after[number].outlet != OWN}
    stories = _by_story(after)
    touched |= {number for number in new if len(stories[after[number].story]) > 1}
    members_now: set[int] = set()
    was = _by_story(before)
    for story, now in stories.items():
        if came_or_went := now ^ was.get(story, set()):
            members_now |= now
            touched |= _hidden_or_shown(now, [after.get(each) or before[each] for each in came_or_went], after)
    return Changed(frozenset(touched), frozenset(moved), frozenset(members_now))


def _by_story(found: Mapping[int, _Row]) -> dict[int, set[int]]:
    stories: dict[int, set[int]] = {}
    for row in found.values():
        stories.setdefault(row.story, set()).add(row.article)
    return stories


def _hidden_or_shown(story: Iterable[int], others: Collection[_Row], after: Mapping[int, _Row]) -> set[int]:
    """Other outlets' members that a page may show or hide because ``others`` came or went.

    Own articles hide all of them, earlier ones those that came later.
    """
    first, own = min(row.article for row in others), any(row.outlet == OWN for row in others)
    return {number for number in story if after[number].outlet != OWN and (own or number > first)}


_REPLACE = "ON CONFLICT (article) DO UPDATE SET story = excluded.story, born = excluded.born, time = excluded.time"
