from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import pytest

from syndication.errors import StoreError
from syndication.flows import relate, work
from syndication.flows.work import TICK_S, Worker
from syndication.store import leases, schema
from syndication.store.engine import Store
from tests.flows.newsroom import config, due_now, later, put, record, state, stored


def settled(worker: Worker, now_s: float) -> None:
    """Rounds until there is nothing more to do at once."""
    while worker.round(now_s):
        pass


def test_it_relates_moves_what_is_due_and_collects(store: Store) -> None:
    worker = Worker(store, config())
    put(store, record(1, published=later(hours=-1)), record(2, published=later(hours=1)))
    settled(worker, 0)
    assert state(store)["shown"] == set()
    due_now(store)
    settled(worker, TICK_S / 2)
    assert stored(store, "2").state == "waiting", "the slower things have their own time"
    settled(worker, TICK_S)
    assert stored(store, "2").state == "live"
    assert {row[0] for row in state(store)["shown"]} == {stored(store, "2").article.id}
    with store.aside() as connection:
        connection.execute(schema.follower.update().values(at=1))
    settled(worker, 2 * TICK_S)
    assert {row[0] for row in state(store)["shown"]} == {stored(store, word).article.id for word in "12"}


def test_without_the_lease_it_moves_what_is_due_and_waits_for_it(store: Store) -> None:
    lease = leases.acquire(store, relate.RELATE, "elsewhere:1")
    assert lease is not None
    put(store, *(record(number, published=later(hours=number - 2)) for number in (1, 2, 3)))
    due_now(store)
    worker = Worker(store, config())
    settled(worker, 0)
    assert stored(store, "3").state == "live"
    assert state(store)["related"] == set()
    leases.release(store, lease)
    settled(worker, TICK_S)
    assert len(state(store)["related"]) == 6


def run(worker: Worker, until: threading.Event, stop: threading.Event) -> None:
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    assert until.wait(20)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def test_a_lost_lease_and_a_store_out_of_reach_are_logged_and_tried_again(
    sqlite: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "RETRY_S", 0.01)
    monkeypatch.setattr(work, "TICK_S", 0.01)
    done = threading.Event()

    class Troubled(Worker):
        rounds = 0

        def round(self, now_s: float) -> bool:
            self.rounds += 1
            if self.rounds == 2:
                with sqlite.aside() as connection:
                    connection.execute(schema.lease.delete())
            elif self.rounds == 3:
                raise StoreError("gone fishing")
            elif self.rounds > 3 and state(sqlite)["related"]:
                done.set()
            return super().round(now_s)

    caplog.set_level(logging.INFO)
    put(sqlite, record(1), record(2))
    run(Troubled(sqlite, config()), done, threading.Event())
    told = [each.getMessage() for each in caplog.records]
    assert any("no longer holds the lease" in each for each in told)
    assert any("gone fishing" in each for each in told)
    with sqlite.read() as connection:
        assert leases.held(connection, relate.RELATE) is None, "it gives the lease back at its end"


def test_work_ends_when_asked_and_leaves_the_store_to_others(tmp_path: Path, store_url: str) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "syndication.toml").write_text(
        '[site]\ntitle = "بريد"\nurl = "https://post.example"\ntag = "post.example,2026-01-01"\n', encoding="utf-8"
    )
    stop = threading.Event()
    thread = threading.Thread(target=work.work, args=(folder, {"SYNDICATION_STORE__URL": store_url}, stop))
    store = Store.open(store_url)
    put(store, record(1), record(2))
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not state(store)["related"] and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert len(state(store)["related"]) == 2
    relater = relate.begin(store, config())
    store.close()
    assert relater is not None
