"""Bringing a database to the newest schema, and refusing one that is newer than this program.

Alembic takes a third of a second to import, and nearly every start finds nothing to do: one SELECT says so.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from syndication.errors import StoreError
from syndication.store import schema

SCRIPTS = Path(__file__).parent / "migrations"

#: Key of the PostgreSQL advisory lock under which two starting processes migrate one after the other ("synd").
_LOCK = 0x73796E64


def to_newest(engine: sa.Engine) -> None:
    """Run the missing migrations in one transaction. Raises StoreError for a database of a newer program."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _use_wal(connection)
        if _version(connection) == schema.VERSION:
            return
    with engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        # Look again: another process may have done it while this one waited.
        if _version(connection) != schema.VERSION:
            _upgrade(connection)


def _use_wal(connection: sa.Connection) -> None:
    """Write-ahead logging: readers and the writer don't wait for each other. It is kept in the file."""
    driver = connection.connection.driver_connection
    assert driver is not None
    if driver.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        driver.execute("PRAGMA journal_mode = WAL")


def _version(connection: sa.Connection) -> str | None:
    """The version of the database; None if it has no tables of ours yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: sa.Connection, version: str = "head") -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    # The config parser takes % for the start of a reference.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    found = _version(connection)
    try:
        if found is not None:
            ScriptDirectory.from_config(config).get_revision(found)
        command.upgrade(config, version)
    except CommandError as error:
        where = connection.engine.url.render_as_string(hide_password=True)
        hint = "Use the program that wrote it, or a newer one"
        raise StoreError(f"a newer program wrote this database (schema {found})", where=where, hint=hint) from error
