"""How fast other people's servers are asked: in turn, with a pause between, and no more of them at once than we can.

A `Pace` belongs to one process and lives as long as it. Whoever asks a host takes a turn; turns of one host come in
the order of asking, so many at a time as it allows, and never closer than the gap, which a robots.txt may widen
(`widen`). A host that answered 429 or 503 is left alone for a while (`hold`): a turn at it is refused at once, for
waiting would keep a lease or a worker from other hosts. Waiting for a turn holds nothing that other hosts need.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from syndication.errors import FetchLater

#: The widest gap that a robots.txt can ask for. Some say 3600 or more, for crawlers of thousands of pages; a feed is
#: asked for a few times an hour.
MAX_GAP_S = 60.0
#: The longest time for which a host is left alone: a Retry-After of a year is a mistake.
MAX_HOLD_S = 24 * 3600.0
#: Hosts that are remembered before those at rest are forgotten; redirects can name any number.
MAX_HOSTS = 10_000


@lru_cache(maxsize=4096)  # the same feeds are asked again and again
def host_key(url: str) -> str:
    """What counts as one host: its name, http and https alike; a port of its own is a server of its own."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url[:300]
    return host if port in (None, 80, 443) else f"{host}:{port}"


@dataclass(slots=True)
class _Host:
    """One host's state; times by the pace's clock."""

    line: asyncio.Semaphore
    gap_s: float
    free_at: float = 0.0  #: when the gap after the last request is over
    held_until: float = 0.0
    users: int = field(default=0)  #: who waits for a turn or has one


class Pace:
    """The turns of all hosts, for the tasks of one event loop."""

    def __init__(
        self,
        *,
        gap_s: float,
        per_host: int = 1,
        at_once: int = 100,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """``gap_s`` between a host's answer and the next request, ``per_host`` requests to one, ``at_once`` to all."""
        self._gap_s = gap_s
        self._per_host = per_host
        self._all = asyncio.Semaphore(at_once)
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Inside, one request may be made. Raises FetchLater at once if the host is to be left alone."""
        host = self._host(url)
        host.users += 1
        try:
            self._not_held(host, url)
            async with host.line:
                # Another one may have gone, or the host asked for a pause, while this one slept: look again.
                while (wait_s := host.free_at - self._clock()) > 0:
                    await self._sleep(wait_s)
                async with self._all:
                    self._not_held(host, url)
                    host.free_at = self._clock() + host.gap_s
                    try:
                        yield
                    finally:
                        host.free_at = max(host.free_at, self._clock() + host.gap_s)
        finally:
            host.users -= 1

    def hold(self, url: str, seconds: float) -> None:
        """Leave the host of ``url`` alone for so long (at most `MAX_HOLD_S`); a longer hold that is there stays."""
        host = self._host(url)
        host.held_until = max(host.held_until, self._clock() + min(max(seconds, 0.0), MAX_HOLD_S))

    def widen(self, url: str, gap_s: float) -> None:
        """Make the host's gap as wide as it asks (at most `MAX_GAP_S`), never narrower than ours."""
        self._host(url).gap_s = max(self._gap_s, min(gap_s, MAX_GAP_S))

    def held_s(self, url: str) -> float:
        """Seconds for which the host is still to be left alone; 0 if it may be asked."""
        host = self._hosts.get(host_key(url))
        return 0.0 if host is None else max(0.0, host.held_until - self._clock())

    def _not_held(self, host: _Host, url: str) -> None:
        left_s = host.held_until - self._clock()
        if left_s > 0:
            raise FetchLater("its host asked for a pause", where=url, after_s=left_s)

    def _host(self, url: str) -> _Host:
        key = host_key(url)
        host = self._hosts.get(key)
        if host is None:
            if len(self._hosts) >= MAX_HOSTS:
                self._forget()
            host = self._hosts[key] = _Host(line=asyncio.Semaphore(self._per_host), gap_s=self._gap_s)
        return host

    def _forget(self) -> None:
        """Drop the hosts of which nothing need be known any more."""
        now = self._clock()
        at_rest = [
            key for key, host in self._hosts.items() if not host.users and now >= max(host.free_at, host.held_until)
        ]
        for key in at_rest:
            del self._hosts[key]
