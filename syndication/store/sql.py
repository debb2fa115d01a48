"""The few pieces of SQL in which the two engines differ, and the shape of big batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

#: Values in one IN list, rows in one multi-row statement. Far below SQLite's 32,766 and PostgreSQL's 65,535 variables,
#: and the size of an import batch.
CHUNK = 500

#: A row of any columns.
AnyRow: TypeAlias = sa.Row[*tuple[Any, ...]]

T = TypeVar("T")


class clock(FunctionElement[int]):
    """The database's clock in whole seconds, read when the statement runs.

    PostgreSQL's ``now()`` would be the transaction's start, which lies before the wait for the log's row.
    """

    type = sa.BigInteger()
    inherit_cache = True


@compiles(clock, "sqlite")
def _sqlite_clock(element: clock, compiler: Any, **kw: Any) -> str:
    return "CAST(strftime('%s', 'now') AS INTEGER)"


@compiles(clock, "postgresql")
def _postgresql_clock(element: clock, compiler: Any, **kw: Any) -> str:
    return "CAST(floor(extract(epoch FROM clock_timestamp())) AS BIGINT)"


def insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that may go on with ``on_conflict_do_…``: both engines have it, each dialect has its own class."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_rows(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    values: Sequence[tuple[Any, ...]],
    on_conflict: str = "",
) -> None:
    """Many rows in one call of the driver: SQLAlchemy's dictionaries take as long as the INSERT itself.

    Values are those of the driver (int, float, str, bool, None), in the order of ``columns``. SQLite runs a prepared
    statement over the rows. PostgreSQL's driver would need 18 us for each of these: there it is a COPY, or whole
    columns as arrays if rows may be there already; then no two of the rows may have one key.
    """
    if not values:
        return
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in columns)
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks}) {on_conflict}"
        connection.exec_driver_sql(statement, list(values))
    elif on_conflict:
        types = (table.c[column].type.compile(connection.dialect) for column in columns)
        arrays = ", ".join(f"%s::{each}[]" for each in types)
        # "WHERE true" tells the parser that ON CONFLICT is not the beginning of a join.
        statement = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) WHERE true {on_conflict}"
        connection.exec_driver_sql(statement, tuple(map(list, zip(*values, strict=True))))
    else:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)


def tuples(
    connection: sa.Connection, statement: sa.Select[Any], parameters: Mapping[str, object]
) -> list[tuple[Any, ...]]:
    """All rows as the driver has them: SQLAlchemy's take as long again. For columns of numbers and text alone."""
    with connection.execute(statement, parameters) as result:
        assert result.cursor is not None, "a SELECT has rows"
        return list(result.cursor.fetchall())


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in lists of ``size``."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
