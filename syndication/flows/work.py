"""The worker: fetches sources, relates what has changed, collects lists, moves articles whose time has come.

    every tenth of a second | Relater.step while there is something, then search.step
    every second            | due articles, lists to collect, the lease
    in a thread beside it   | sources that are due (`fetching.Background`)

One worker at a time holds the lease ``relate``; others wait for it and meanwhile move due articles and fetch, which any
may do.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from syndication.config import load
from syndication.errors import LeaseLost, StoreError
from syndication.flows import search
from syndication.flows.articles import move_due
from syndication.flows.fetching import Background
from syndication.flows.relate import Relater, begin
from syndication.store.engine import Store

if TYPE_CHECKING:
    from syndication.config import Config

#: Seconds between two looks at the log.
POLL_S = 0.1
#: Seconds between two looks at the slower things: far below a lease's 120 s, and an embargo ends within a second.
TICK_S = 1.0
#: Seconds until the next try while the store is out of reach.
RETRY_S = 1.0

_logger = logging.getLogger(__name__)


def work(folder: Path, environ: Mapping[str, str], stop: threading.Event) -> None:
    """Work under the configuration of ``folder`` until ``stop`` is set. Raises ConfigError, or StoreError at start."""
    config = load(folder, environ)
    store = Store.open(config.store.url)
    fetching = Background(store, config)
    try:
        fetching.start()
        Worker(store, config).run(stop)
    finally:
        fetching.stop()
        store.close()


class Worker:
    """One worker's state between its rounds."""

    def __init__(self, store: Store, config: Config) -> None:
        """Nothing is taken before the first round."""
        self._store = store
        self._config = config
        self._relater: Relater | None = None
        self._next_tick = 0.0

    def run(self, stop: threading.Event) -> None:
        """Do rounds until ``stop`` is set; what goes wrong with the store is logged and tried again."""
        while not stop.is_set():
            try:
                busy = self.round(time.monotonic())
            except LeaseLost as error:
                _logger.warning("%s", error)
                self._relater, busy = None, False
            except StoreError as error:
                _logger.warning("the store is out of reach: %s", error)
                stop.wait(RETRY_S)
                continue
            if not busy:
                stop.wait(POLL_S)
        self._end()

    def round(self, now_s: float) -> bool:
        """One round; ``now_s`` is a monotonic clock. Says whether there is more to do at once."""
        if now_s >= self._next_tick:
            self._next_tick = now_s + TICK_S
            self._tick()
        return self._relater is not None and (self._relater.step() > 0 or search.step(self._store) > 0)

    def _tick(self) -> None:
        if self._relater is None:
            self._relater = begin(self._store, self._config)
        else:
            self._relater.renew()
        moved = move_due(self._store)
        if moved:
            _logger.info("articles whose time had come: %d", moved)
        if self._relater is not None:
            collected = self._relater.collect_if_due()
            if collected:
                _logger.info("entries whose related links changed: %d", collected)

    def _end(self) -> None:
        if self._relater is not None:
            try:
                self._relater.end()
            except StoreError as error:
                _logger.warning("the lease could not be given back: %s", error)
