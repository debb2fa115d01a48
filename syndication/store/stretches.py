"""The related articles of a stretch of published time, as the index of related articles reads them: words, no markup.

That an article is related says its row in ``in_story``, which also knows its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from syndication.store import schema
from syndication.store.sql import chunks

_c, _story = schema.article.c, schema.in_story.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What an article says."""

    number: int  #: ``arrived``
    time: int  #: published, in seconds; of undated ones, first seen
    title: str
    text: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Articles of one language, published in [since, until) in seconds."""

    language: str
    since: int
    until: int


def texts(connection: sa.Connection, stretch: Stretch, changed: tuple[int, int], most: int) -> Iterator[Text]:
    """The live articles that were related, in the order of their last change.

    ``changed``: that change's number is greater than the first of the two and at most the second. Of more than ``most``
    articles those that changed last.
    """
    after, upto = changed
    within = (_story.time >= stretch.since, _story.time < stretch.until)
    statement = (
        sa.select(_story.article, _story.time)
        .join(schema.article, _c.arrived == _story.article)
        .where(*within, _c.language == stretch.language, _c.state == "live", _c.revision > after, _c.revision <= upto)
        .order_by(_c.revision.desc())
        .limit(most)
    )
    times = [(row.article, row.time) for row in connection.execute(statement)][::-1]
    for part in chunks(times):
        wanted = _TEXTS.where(_c.arrived.in_([number for number, _ in part]))
        found = {row.arrived: row for row in connection.execute(wanted)}
        for number, time in part:
            row = found[number]
            yield Text(number=number, time=time, title=row.title, text=row.text, summary=row.summary)


_TEXTS = sa.select(_c.arrived, _c.title, _c.summary, _c.text)
