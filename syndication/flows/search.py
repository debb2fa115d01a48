"""Keeping full-text search up with the log.

    changed after the cursor | live: folded title, summary, text; else: forgotten | words, cursor (one write)

A durable follower, a function of the articles' state: killed at any moment it goes on at its cursor. The write checks
that the cursor is still where it was read, so two processes may follow at once, and one of them does the work for
nothing. Each write takes a number of the log, although no article changes: pages of search results follow by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndication.store import articles, followers, log, search
from syndication.text.queries import tokens

if TYPE_CHECKING:
    from syndication.model import Stored
    from syndication.store.engine import Store

#: Articles in one write: it holds the log for about a tenth of a second.
BATCH = 250
#: Characters of a text that are searched: several times the longest report, so that a book does not fill the index.
MAX_CHARS = 60_000


def step(store: Store) -> int:
    """Take the next batch of changed articles in. Returns how many there were."""
    with store.read() as connection:
        cursor = followers.cursor(connection, search.FOLLOWER)
        changed = log.changed(connection, cursor, BATCH)
        if not changed:
            return 0
        stored = articles.by_numbers(connection, [each.article for each in changed])
    entries = [_entry(each) for each in stored.values() if each.state == "live"]
    with store.write() as write:
        if followers.cursor(write.connection, search.FOLLOWER) != cursor:
            return len(changed)  # another process did it just now
        search.drop(write, [number for number, each in stored.items() if each.state != "live"])
        search.put(write, entries)
        write.next()
        followers.advance(write, search.FOLLOWER, changed[-1].revision)
    return len(changed)


def catch_up(store: Store) -> None:
    """Take everything in up to the log's end."""
    while step(store):
        pass


def _entry(stored: Stored) -> search.Entry:
    article = stored.article
    sort = int(article.published.timestamp()) if article.published else 0
    # Ends of paragraphs end no phrase: nobody who searches knows where they are.
    text = " ".join((article.title, article.summary, article.text[:MAX_CHARS]))
    return search.Entry(stored.arrived, sort, " ".join(tokens(text)))
