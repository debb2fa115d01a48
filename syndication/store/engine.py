"""Opening a database and the three kinds of transaction: `Store.read`, `Store.write`, `Store.aside`.

``write`` is the log's lock (docs/design.md, The log): its first statement updates the log's one row, so writers queue
there, numbers rise in commit order, and nothing else is locked before it. ``aside`` is for leases and statistics, which
must not wait for it. ``read`` is one snapshot. Each process opens its own Store: a connection can't cross a fork.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NoReturn, ParamSpec, Self, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy import event

from syndication.errors import StoreError
from syndication.store import schema
from syndication.store.sql import clock

#: How long a transaction waits for another's lock. Writes take milliseconds; a minute means that somebody hangs.
LOCK_WAIT_S = 60

#: PostgreSQL ends a transaction that has been idle for so long, and with it a stopped or cut-off writer's hold on the
#: log. Shorter than `LOCK_WAIT_S`, so that those who wait get their turn instead of an error.
IDLE_S = 45

#: Connecting to a server that does not answer.
CONNECT_S = 10

#: Threads for `Store.run`. SQLite has one writer at a time and PostgreSQL one holder of the log: more only wait.
THREADS = 4

#: SQLite, at most so many KiB of pages a connection. With the default of 2 MB a page of 300 articles costs half as
#: much again. An import of a gigabyte fills it, one of 10 MB hardly.
CACHE_KIB = 12 * 1024

#: SQLite, set when the file is made. An article's bodies have 12 KB: reading a page of 300 takes half the time that it
#: takes with the default of 4,096, and an import a quarter less; 16,384 gains no more.
PAGE_BYTES = 8192

_PRAGMAS = (
    f"PRAGMA busy_timeout = {LOCK_WAIT_S * 1000}",  # first: the others may have to wait already
    f"PRAGMA page_size = {PAGE_BYTES}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",  # in WAL mode a power cut may lose the last commits, never consistency
    f"PRAGMA cache_size = -{CACHE_KIB}",
)

_SETTINGS = (
    f"SET lock_timeout = '{LOCK_WAIT_S}s'",
    f"SET idle_in_transaction_session_timeout = '{IDLE_S}s'",
    "SET timezone = 'UTC'",
)

#: What `Store.read` gives; for the signatures of those that don't know SQLAlchemy.
Connection: TypeAlias = sa.Connection

P = ParamSpec("P")
T = TypeVar("T")


class Write:
    """A write transaction that holds the log's row. Times are the database's, in seconds."""

    def __init__(self, connection: sa.Connection) -> None:
        """Take the log's row, waiting for other writers."""
        self.connection = connection
        statement = (
            schema.log.update()
            .values(revision=schema.log.c.revision)
            .returning(schema.log.c.epoch, schema.log.c.revision, schema.log.c.at, clock())
        )
        row = connection.execute(statement).one()
        #: The word of this log's numbering; another one means that numbers were given twice.
        self.epoch: str = row[0]
        #: The last number given, by this write or before it.
        self.revision: int = row[1]
        #: The time of this write: never before that of an earlier one.
        self.at: int = max(row[2], row[3])
        self._found = self.revision

    def next(self) -> int:
        """The next number of the log."""
        self.revision += 1
        return self.revision

    def finish(self) -> None:
        """Write the last number back, if any was given. `Store.write` calls it before it commits."""
        if self.revision != self._found:
            self.connection.execute(schema.log.update().values(revision=self.revision, at=self.at))


class Store:
    """An open database. Thread-safe; not to be shared with another process, not even by fork."""

    def __init__(self, engine: sa.Engine) -> None:
        """Use `Store.open`."""
        self._engine = engine
        self._reading = engine
        if engine.dialect.name == "postgresql":
            self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writing = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        # What `sql.insert_rows` does past SQLAlchemy raises the driver's own errors.
        self._driver_error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._pid = os.getpid()
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="store")

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect to ``sqlite:///FILE`` or ``postgresql://…`` and bring its tables up to date.

        Raises StoreError if the address is wrong, the database is out of reach, or a newer program wrote it.
        """
        from syndication.store import migrate

        engine = _engine(url)
        try:
            migrate.to_newest(engine)
        except sa.exc.DBAPIError as error:
            engine.dispose()
            _fail(error, engine.url)
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One snapshot: everything read in it belongs to the same moment of the log."""
        with self._transaction(self._reading) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Write]:
        """The only way to change what followers see. Everything dear is done before: it holds up all other writers."""
        with self._transaction(self._writing) as connection:
            write = Write(connection)
            yield write
            write.finish()

    @contextmanager
    def aside(self) -> Iterator[sa.Connection]:
        """A transaction that writes, but not to the log: leases, statistics."""
        with self._transaction(self._writing) as connection:
            yield connection

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call it on one of the store's own threads (those of `asyncio.to_thread` may all be waiting for DNS)."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: function(*args, **kwargs))

    def close(self) -> None:
        """Wait for what runs and close all connections."""
        self._executor.shutdown()
        self._engine.dispose()

    @contextmanager
    def _transaction(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        if os.getpid() != self._pid:
            raise StoreError("this store was opened by another process", hint="Open one in each process")
        try:
            with engine.begin() as connection:
                yield connection
        except (sa.exc.DBAPIError, self._driver_error) as error:
            _fail(error, self._engine.url)


def _fail(error: Exception, url: sa.URL) -> NoReturn:
    """Say in our words what the driver said; the error is the cause. The password is not shown."""
    said = str(error.orig if isinstance(error, sa.exc.DBAPIError) else error).strip().splitlines()
    said = said or ["the database gave no reason"]
    hint = "Is the server running, and may this user connect to it?"
    if url.get_backend_name() == "sqlite":
        hint = "Is the folder there and writable, with room on its disk, and no other program holding the file?"
    raise StoreError(said[0], where=url.render_as_string(hide_password=True), hint=hint) from error


def _engine(url: str) -> sa.Engine:
    """The engine for an address, with transaction control in our hands."""
    hint = "Write sqlite:///FILE or postgresql://USER@HOST/NAME as store.url"
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreError("store.url is no database address", hint=hint) from error
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return _sqlite(parsed)
    if backend in ("postgresql", "postgres"):
        return _postgresql(parsed.set(drivername="postgresql+psycopg"))
    what = "a SQLite store needs a file" if backend == "sqlite" else f"{backend} is no database that this program knows"
    raise StoreError(what, where="store.url", hint=hint)


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url.set(drivername="sqlite"))

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: object) -> None:
        # The driver would begin transactions by itself, and only before some statements.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A deferred transaction that reads and then writes fails at once ("database is locked") when another wrote in
        # between; IMMEDIATE waits for its turn at the start.
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    try:
        engine = sa.create_engine(url, connect_args={"connect_timeout": CONNECT_S}, pool_pre_ping=True)
    except ImportError as error:
        hint = "Install it: pip install 'syndication[postgres]'"
        raise StoreError("PostgreSQL needs the package psycopg", where="store.url", hint=hint) from error

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: object) -> None:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.commit()

    return engine
