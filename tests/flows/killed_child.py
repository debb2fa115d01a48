"""A process that fetches and is killed at its n-th statement: what a power cut or an OOM killer does."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import event

from syndication.config import load
from syndication.store.engine import Store
from tests.flows import origins


def fetch_until(folder: Path, url: str, statements: int) -> None:
    """One pass under the settings of ``folder``; SIGKILL before the statement of that number."""
    store = Store.open(url)
    watch(store, statements)
    asyncio.run(origins.fetch(store, load(folder, {})))
    os._exit(0)


def watch(store: Store, statements: int) -> list[str]:
    """Count the store's statements from now on, and be killed before the one of that number; 0: never."""
    seen: list[str] = []

    @event.listens_for(store._engine, "before_cursor_execute")
    def count(*arguments: Any) -> None:
        seen.append(arguments[2])
        if len(seen) == statements:
            os.kill(os.getpid(), signal.SIGKILL)

    return seen
