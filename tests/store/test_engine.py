from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from syndication.errors import StoreError
from syndication.store import log, schema
from syndication.store.engine import Store
from tests.store.examples import add, article
from tests.store_fixtures import DISCONNECT, only_postgres, run_sql


def test_numbers_rise_by_one_and_are_kept(store: Store) -> None:
    with store.write() as write:
        assert [write.next(), write.next()] == [1, 2]
    with store.write() as write:
        assert write.next() == 3
    with store.read() as connection:
        assert log.head(connection).revision == 3


def test_a_write_that_fails_gives_its_numbers_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as write:
        write.next() // 0
    with store.write() as write:
        assert write.next() == 1


def test_a_write_without_numbers_leaves_the_log_alone(store: Store) -> None:
    add(store, article(1))
    with store.read() as connection:
        before = log.head(connection)
    with store.write():
        pass
    with store.read() as connection:
        assert log.head(connection) == before


def test_the_time_of_a_write_never_goes_back_though_the_clock_does(store: Store) -> None:
    add(store, article(1))
    with store.aside() as connection:
        connection.execute(schema.log.update().values(at=4_000_000_000))
    with store.write() as write:
        assert write.at == 4_000_000_000
        write.next()
    with store.read() as connection:
        assert log.head(connection).at == 4_000_000_000


def test_a_read_is_one_snapshot(store: Store) -> None:
    add(store, article(1))
    with store.read() as connection:
        before = log.head(connection)
        add(store, article(2))
        assert log.head(connection) == before
        assert log.changed(connection, before.revision, 10) == []
    with store.read() as connection:
        assert log.head(connection).revision == 2


@only_postgres
def test_a_transaction_aside_does_not_wait_for_the_log_on_postgres(store: Store) -> None:
    with store.write(), store.aside() as connection:
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1


def test_the_second_writer_waits_for_the_first(store: Store) -> None:
    got: list[int] = []

    def second() -> None:
        with store.write() as write:
            got.append(write.next())

    with store.write() as write:
        thread = threading.Thread(target=second)
        thread.start()
        got.append(write.next())
        thread.join(0.1)
        assert thread.is_alive()
    thread.join()
    assert got == [1, 2]


@only_postgres
def test_a_read_can_not_write_on_postgres(store: Store) -> None:
    with pytest.raises(StoreError, match="read-only"), store.read() as connection:
        connection.execute(schema.log.update().values(revision=7))


async def test_run_calls_on_the_store_s_own_threads(store: Store) -> None:
    def work(add: int, *, to: int) -> tuple[str, int]:
        with store.read() as connection:
            return threading.current_thread().name, log.head(connection).revision + add + to

    name, result = await store.run(work, 1, to=2)
    assert name.startswith("store")
    assert result == 3


async def test_run_passes_an_error_on(store: Store) -> None:
    def fail() -> None:
        raise StoreError("no")

    with pytest.raises(StoreError, match="no"):
        await asyncio.wait_for(store.run(fail), 5)


def test_a_store_opened_by_another_process_is_refused(store: Store) -> None:
    store._pid = os.getppid()
    with pytest.raises(StoreError, match="another process"), store.read():
        pass


def test_what_the_driver_says_becomes_our_error_and_the_store_goes_on(store: Store) -> None:
    with pytest.raises(StoreError, match="nowhere"), store.read() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere"))
    with store.read() as connection:
        assert log.head(connection).revision == 0


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("", "no database address"),
        ("syndication.db", "no database address"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("mysql://root@host/db", "mysql is no database that this program knows"),
    ],
)
def test_an_address_that_is_none_says_what_to_write(url: str, what: str) -> None:
    with pytest.raises(StoreError, match=what) as caught:
        Store.open(url)
    assert "sqlite:///FILE or postgresql://" in caught.value.hint


def test_a_missing_folder_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open") as caught:
        Store.open(f"sqlite:///{tmp_path}/missing/store.db")
    assert "folder" in caught.value.hint
    assert "room" in caught.value.hint  # the driver calls some full disks an "I/O error"


def test_a_file_that_is_no_database_is_our_error(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("شيء آخر " * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(f"sqlite:///{path}")


def test_a_server_out_of_reach_is_our_error_and_hides_the_password() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql://reader:secret@127.0.0.1:1/syndication")
    assert "secret" not in str(caught.value)
    assert "127.0.0.1" in caught.value.where


def test_a_sqlite_file_is_in_wal_mode_with_foreign_keys(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = Store.open(f"sqlite:///{path}")
    with store.aside() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 60_000
    store.close()
    plain = sqlite3.connect(path)
    assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert plain.execute("PRAGMA page_size").fetchone() == (8192,)
    plain.close()


@only_postgres
def test_a_connection_that_the_server_closed_is_replaced(store: Store, store_url: str) -> None:
    add(store, article(1))
    run_sql(store_url, DISCONNECT)
    with pytest.raises(StoreError, match="terminating connection"), store.write() as write:
        write.connection.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with store.write() as write:
        assert write.next() == 2


@only_postgres
def test_postgres_ends_transactions_that_wait_or_idle_too_long(store: Store) -> None:
    with store.read() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "1min"
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "45s"
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"
