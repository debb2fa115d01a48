"""Kill -9 in the middle of a pass: the next one leaves what an undisturbed run leaves."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from syndication.config import Config
from syndication.store import schema
from syndication.store.engine import Store
from tests.flows import killed_child, origins
from tests.flows.origins import Answer, Says, item, numbered, origin, rss
from tests.intake.loopback import Loopback
from tests.store_fixtures import run_sql

#: Points at which a pass is killed, on each engine.
KILLS = 10
#: What differs by nature: numbers of the log, times of first sight and of fetching, and waits, which chance spreads.
ASIDE = {
    "article": {"arrived", "revision", "touched", "touched_at", "state_at", "first_seen", "shown_updated"},
    "label": {"article", "gone", "gone_at"},
    "rejected": {"at"},
    "source": {"first_at", "until"},
    "feed": {"next_at", "tried_at", "ok_at", "full_at", "changed_at", "moved_since", "interval"},
    "host": {"slow_until", "robots_at"},
}

PATHS: dict[str, Answer] = {
    "/a": Says(numbered(*range(1, 40)), headers={"ETag": '"a"'}),
    "/b": Says(rss(*(item(number) for number in range(30, 50)), item(60, title="About chess"))),
    "/c": Says(numbered(*range(100, 120))),
    "/gone": Says(status=410),
    "/slow": Says(status=503, headers={"Retry-After": "1"}),
    "/moved": Says(status=301, headers={"Location": "/c2"}),
    "/c2": Says(numbered(200, 201)),
    "/html": Says(b"<html><body>no</body></html>"),
}
SOURCES = {"one": ["/a", "/b"], "two": ["/c"], "three": ["/gone"], "four": ["/moved"], "five": ["/html"]}


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with origin(PATHS) as running:
        yield running


def empty(url: str, empty_sqlite: Path) -> None:
    """The store as a newcomer has it."""
    if url.startswith("sqlite"):
        for path in Path(url.removeprefix("sqlite:///")).parent.glob("store.db*"):
            path.unlink()
        shutil.copy(empty_sqlite, url.removeprefix("sqlite:///"))
        return
    tables = [f"DELETE FROM {table.name}" for table in reversed(schema.metadata.sorted_tables) if table.name != "log"]
    run_sql(url, *tables)


def state(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that is to be equal."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with store.read() as connection:
        for name, aside in ASIDE.items():
            table = schema.metadata.tables[name]
            columns: list[Any] = [column for column in table.c if column.name not in aside]
            if name == "label":
                key = sa.select(schema.article.c.key).where(schema.article.c.arrived == table.c.article)
                columns.append(key.scalar_subquery())
            rows = connection.execute(sa.select(*columns)).all()
            found[name] = sorted(tuple(map(repr, row)) for row in rows)
    return found


def one_pass(url: str, config: Config) -> tuple[dict[str, list[tuple[Any, ...]]], int]:
    """A whole pass; what it leaves, and how many statements it takes."""
    store = Store.open(url)
    try:
        statements = killed_child.watch(store, 0)
        asyncio.run(origins.fetch(store, config))
        count = len(statements)
        return state(store), count
    finally:
        store.close()


def test_a_pass_that_was_killed_is_done_by_the_next(
    store_url: str, empty_sqlite: Path, tmp_path: Path, server: Loopback
) -> None:
    config = origins.config(tmp_path, server, SOURCES, 'exclude = ["chess"]')
    undisturbed, statements = one_pass(store_url, config)
    assert len(undisturbed["article"]) > 70
    assert len(undisturbed["rejected"]) == 1
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.flows.killed_child"])
    points = sorted(random.Random(20).sample(range(1, statements + 1), KILLS))
    for point in points:
        empty(store_url, empty_sqlite)
        child = context.Process(target=killed_child.fetch_until, args=(tmp_path / "config", store_url, point))
        child.start()
        child.join(30)
        assert child.exitcode == -signal.SIGKILL, point
        child.close()
        after, _ = one_pass(store_url, config)
        for name, rows in undisturbed.items():
            assert after[name] == rows, (point, name)
