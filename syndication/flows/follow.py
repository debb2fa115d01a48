"""A web process follows the log: ten times a second it asks where the log stands, and drops what has changed.

log row | moved? | articles touched and labels gone since | Publisher.advance
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from syndication.errors import StoreError
from syndication.store import log

if TYPE_CHECKING:
    from syndication.flows.publish import Publisher
    from syndication.store.log import Head, Touched

#: Seconds between two looks at the log's row: an article is in its feeds within a second, and a look costs 0.05 ms on
#: SQLite and 0.23 ms on PostgreSQL.
POLL_S = 0.1
#: Seconds until the next look while the store is out of reach; what is warm goes on being served.
RETRY_S = 1.0

_logger = logging.getLogger(__name__)


async def follow(publisher: Publisher) -> None:
    """Keep the publisher up with its store until cancelled. A store out of reach is logged once, and asked again."""
    reachable = True
    while True:
        try:
            await step(publisher)
            if not reachable:
                _logger.info("the store is back")
            reachable = True
        except StoreError as error:
            if reachable:
                _logger.warning("the store is out of reach; what is at hand is served: %s", error)
            reachable = False
        await asyncio.sleep(POLL_S if reachable else RETRY_S)


async def step(publisher: Publisher) -> None:
    """Follow the log to its present end; where it is another log by now, begin anew."""
    found = await publisher.store.run(_look, publisher)
    if found is None:
        return
    if found[0].epoch != publisher.head.epoch:
        publisher.begin(*await publisher.store.run(publisher.anew))
    else:
        publisher.advance(*found)


def _look(publisher: Publisher) -> tuple[Head, list[Touched], list[tuple[str, str]]] | None:
    """What happened after the publisher's cursor, in one snapshot; None if nothing did."""
    with publisher.store.read() as connection:
        head = log.head(connection)
        if (head.epoch, head.revision) == (publisher.head.epoch, publisher.head.revision):
            return None
        if head.epoch != publisher.head.epoch:
            return head, [], []
        after = publisher.head.revision
        return head, log.touched_since(connection, after), log.gone_since(connection, after)
