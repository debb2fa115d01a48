"""Fetching as the commands want it: one pass that ends, or a thread beside the worker that goes on until told to end.

    fetch_now    | one pass | relate what is new
    Background   | its own thread and event loop | passes for ever; begun again if it fails

The worker's relating waits for none of it: a server that answers slowly holds up only its own feeds.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from syndication.errors import InputError
from syndication.flows.fetch import Fetcher, tools
from syndication.flows.fetch_results import Told, Totals
from syndication.flows.relate import Following
from syndication.flows.sources import named
from syndication.store import source_states

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store

#: Seconds that fetching gets to end: it cancels what waits for servers, and a write takes milliseconds.
STOP_S = 8.0
#: Seconds before it is begun again after a fault of ours, so that the log is not filled.
AGAIN_S = 30.0

_logger = logging.getLogger(__name__)


def fetch_now(
    store: Store, config: Config, names: Collection[str] | None, tell: Callable[[Told], None]
) -> tuple[Totals, str | None]:
    """Fetch what is due, or these sources at once, and relate what came.

    Returns the counts, and who (``HOST:PID``) relates instead if another process has that lease. Raises InputError for
    a name that no source has or that is paused, StoreError.
    """
    for name in names or ():
        named(config, name)
    with store.read() as connection:
        states = source_states.states(connection) if names else {}
    for name in names or ():
        if name in states and (states[name].is_paused or states[name].is_purged):
            raise InputError("is paused", where=name, hint=f"syndication sources resume {name}")
    totals = Totals()

    def add(told: Told) -> None:
        totals.add([told])
        tell(told)

    async def go() -> None:
        async with tools(config, store) as opened:
            await Fetcher(store, config, opened, add).once(names)

    asyncio.run(go())
    with Following(store, config) as relating:
        return totals, relating.finish()


class Background:
    """Fetching in a thread of its own. Nothing is started where all sources are off."""

    def __init__(self, store: Store, config: Config) -> None:
        """Nothing runs yet."""
        self._store = store
        self._config = config
        self._asked = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        # A daemon: fetching that does not stop in time must not keep the process.
        self._thread = threading.Thread(target=self._run, name="fetch", daemon=True)

    def start(self) -> None:
        """Begin to fetch."""
        if any(each.enabled for each in self._config.outlets):
            self._thread.start()

    def stop(self) -> bool:
        """Ask fetching to end; whether it did within STOP_S."""
        self._asked.set()
        loop, stop = self._loop, self._stop
        if loop is not None and stop is not None:
            with suppress(RuntimeError):  # it has just ended by itself
                loop.call_soon_threadsafe(stop.set)
        if self._thread.is_alive():
            self._thread.join(STOP_S)
        if self._thread.is_alive():
            _logger.error("fetching did not end within %.0f s and is left behind", STOP_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._asked.is_set():
            try:
                asyncio.run(self._fetch())
            except Exception:
                _logger.exception("fetching failed; it begins again in %.0f s", AGAIN_S)
                self._asked.wait(AGAIN_S)

    async def _fetch(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        if self._asked.is_set():  # before there was anything to set
            return
        try:
            async with tools(self._config, self._store) as opened:
                await Fetcher(self._store, self._config, opened, _log).forever(self._stop)
        finally:
            self._loop = None


def _log(told: Told) -> None:
    """What an operator wants to find in the log: news and failures, not that nothing has changed."""
    if not told.is_good:
        _logger.warning("%s: %s", told.source, told.problem, extra={"url": told.url, "next_s": told.wait_s})
    elif told.new or told.changed:
        _logger.info("%s: %d new, %d changed", told.source, told.new, told.changed, extra={"url": told.url})
