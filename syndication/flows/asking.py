"""What asking other servers needs: the client, its pace, robots.txt with the copies that are kept, the parse pool."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from syndication import logs
from syndication.intake.client import Client, Rules
from syndication.intake.pace import Pace
from syndication.intake.parse_pool import ParsePool
from syndication.intake.robots import Robots, RobotsCopy
from syndication.store import hosts

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store

#: Our name in requests and robots.txt files.
PRODUCT = "syndication"
#: Processes that read documents: all processors but one, which the loop and the store have.
POOL = max(1, min(4, (os.cpu_count() or 1) - 1))
#: What a feed may be (RFC 7231 §5.3.2); some servers answer 406 to */* alone.
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/json;q=0.8, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What asking other servers needs, with the pool that reads their answers; opened by `asking`."""

    client: Client
    pace: Pace
    robots: Robots
    pool: ParsePool


@asynccontextmanager
async def asking(config: Config, store: Store) -> AsyncIterator[Asking]:
    """Open the client and the parse pool; neither asks nor starts anything yet. Raises StoreError."""
    pace = Pace(gap_s=config.fetch.gap_s, per_host=config.fetch.per_host, at_once=config.fetch.at_once)
    known = await store.run(_robots, store)
    async with Client(client_rules(config), pace) as client, ParsePool(POOL) as pool:
        robots = Robots(client, PRODUCT, logs.now, known=known, widen=pace.widen)
        yield Asking(client=client, pace=pace, robots=robots, pool=pool)


def client_rules(config: Config) -> Rules:
    """What the client may do under these settings."""
    fetch = config.fetch
    return Rules(
        agent=f"{PRODUCT}/{version('syndication')} (+{config.site.url})",
        allow=frozenset(fetch.allow),
        max_bytes=fetch.max_bytes,
        max_unpacked_bytes=fetch.max_unpacked_bytes,
        total_s=fetch.total_s,
        idle_s=fetch.idle_s,
        per_host=fetch.per_host,
    )


def _robots(store: Store) -> list[RobotsCopy]:
    with store.read() as connection:
        return [
            RobotsCopy(origin=each.origin, status=each.status, text=each.text, at=datetime.fromtimestamp(each.at, UTC))
            for each in hosts.robots(connection)
        ]
