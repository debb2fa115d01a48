"""How it goes, for operators: ``/status``, ``/status.json``, ``/metrics`` and ``/health`` of a web process.

    path | log, followers, sources, labels of the last days | Status | page, JSON or metrics

None of it is a feed: it is true at the moment that it names, is kept by no cache, and is read from the store once in
`KEEP_S` at most, however often it is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from syndication.documents import Address
from syndication.errors import StoreError
from syndication.flows import channels, sources
from syndication.flows.relate import RELATE
from syndication.render import status as render
from syndication.render.html.views import content_security_policy
from syndication.render.status import FeedStatus, Status
from syndication.store import counts, followers, log, search

if TYPE_CHECKING:
    from syndication.flows.publish import Publisher
    from syndication.store.engine import Connection

#: Seconds for which what was read is told again: whoever reloads a page does not load the store.
KEEP_S = 5

#: Days of the charts.
DAYS = 14

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    status: int
    body: bytes
    media_type: str
    policy: str = ""  #: Content-Security-Policy of a page


class Operations:
    """The addresses for operators, of one publisher."""

    def __init__(self, publisher: Publisher, clock: Callable[[], datetime]) -> None:
        """``clock`` gives UTC seconds."""
        self._publisher = publisher
        self._clock = clock
        self._read: tuple[datetime, Status] | None = None
        self._one = asyncio.Lock()

    async def answer(self, path: str) -> Told | None:
        """What is at a path; None: nothing of ours. Raises StoreError while the store is out of reach."""
        if path == "/health":
            return await self._health()
        if path not in _PATHS:
            return None
        status = await self._status()
        if path == "/metrics":
            return Told(200, render.metrics(status), render.METRICS_TYPE)
        if path == "/status.json":
            return Told(200, render.as_json(status), "application/json")
        channel = channels.channel(Address("all", "", "html"), self._publisher.config)
        return Told(200, render.page(status, channel), "text/html; charset=utf-8", content_security_policy())

    async def _health(self) -> Told:
        """200 as long as this process answers: what is warm is served while the store is out of reach."""
        try:
            await self._publisher.store.run(self._look)
        except StoreError:
            return Told(200, b"ok, but the store is out of reach\n", "text/plain; charset=utf-8")
        return Told(200, b"ok\n", "text/plain; charset=utf-8")

    def _look(self) -> None:
        with self._publisher.store.read() as connection:
            log.head(connection)

    async def _status(self) -> Status:
        async with self._one:
            now = self._clock()
            if self._read is None or now - self._read[0] >= timedelta(seconds=KEEP_S):
                self._read = now, await self._publisher.store.run(self._told, now)
            return self._read[1]

    def _told(self, now: datetime) -> Status:
        publisher = self._publisher
        with publisher.store.read() as connection:
            head = log.head(connection)
            behind = {
                name: log.waiting(connection, followers.cursor(connection, follower))
                for name, follower in (("relate", RELATE), ("search", search.FOLLOWER))
            }
            days = _days(connection, [source.slug for source in publisher.config.outlets], now)
        feeds = tuple(
            FeedStatus(
                source=each.source,
                title=each.title,
                state=each.state,
                url=each.url,
                last_ok=each.last_ok,
                last_news=each.last_news,
                next_try=each.next_try,
                problem=each.problem,
                days=days[each.source],
            )
            for each in sources.listing(publisher.store, publisher.config)
        )
        shelf = publisher.shelf
        process = {"rendered": publisher.rendered, "documents": len(shelf.documents), "fragments": len(shelf.fragments)}
        return Status(
            at=now,
            revision=head.revision,
            changed=datetime.fromtimestamp(head.at, now.tzinfo),
            behind=behind,
            feeds=feeds,
            process=process,
        )


def _days(connection: Connection, slugs: list[str], now: datetime) -> dict[str, tuple[int, ...]]:
    """Entries of each source by the day of UTC on which they came in, the oldest first, today last."""
    today = int(now.timestamp()) // _DAY_S
    found = counts.by_day(connection, since=(today - DAYS + 1) * _DAY_S)
    return {slug: tuple(found.get((slug, day), 0) for day in range(today - DAYS + 1, today + 1)) for slug in slugs}


_PATHS = ("/status", "/status.json", "/metrics")
