from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from syndication.errors import StoreError
from syndication.store import articles, engine, log, migrate, schema
from syndication.store.engine import Store
from tests.store_fixtures import both_bare

ROOT = Path(__file__).parents[2]


def picture(connection: sa.Connection) -> list[str]:
    """Everything that makes up the schema, as the database itself tells it."""
    if connection.dialect.name == "sqlite":
        # How a table was made is kept as text: compare without its layout, quotes and order of constraints.
        rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
        return sorted(f"{kind} {name} {_parts(text)}" for kind, name, text in rows if name != "alembic_version")
    queries = (
        "SELECT table_name, column_name, data_type, is_nullable, column_default, ordinal_position "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
    )
    rows = [row for query in queries for row in connection.exec_driver_sql(query)]
    return sorted(str(tuple(row)) for row in rows if "alembic_version" not in str(row))


def _parts(statement: str) -> list[str]:
    return sorted(part.strip() for part in re.split(r",|\n", re.sub(r'["\t ]+', " ", statement)) if part.strip())


@both_bare
def test_migrations_and_metadata_give_the_same_database(bare_url: str) -> None:
    opened = engine._engine(bare_url)
    with opened.begin() as connection:
        schema.metadata.create_all(connection)
        by_metadata = picture(connection)
        schema.metadata.drop_all(connection)
    Store.open(bare_url).close()
    with opened.begin() as connection:
        assert picture(connection) == by_metadata
    opened.dispose()


@both_bare
def test_a_new_store_has_an_epoch_and_no_numbers(bare_url: str) -> None:
    store = Store.open(bare_url)
    with store.read() as connection:
        head = log.head(connection)
    store.close()
    assert (len(head.epoch), head.revision, head.horizon) == (8, 0, 0)


@both_bare
def test_page_text_of_an_older_store_is_known_as_such(bare_url: str) -> None:
    rest: dict[str, str | int] = dict.fromkeys(
        ("text_hash", "title_fold", "summary", "sections", "authors", "tags", "image"), ""
    )
    rest |= dict.fromkeys(("outlet", "hash", "title", "enclosures", "picks", "text", "html"), "")
    rest |= {"state": "live", "language": "ar", "twin": "0123456789abcdef"}
    rest |= dict.fromkeys(("revision", "touched", "touched_at", "state_at", "first_seen", "shown_updated"), 1)
    ids = ["tag:moon.example,2024-01-01:0123456789abcdef", "g1"]
    opened = engine._engine(bare_url)
    with opened.begin() as connection:
        migrate._upgrade(connection, "0003")
        columns: dict[str, sa.ColumnClause[object]] = {
            each["name"]: sa.column(each["name"]) for each in sa.inspect(connection).get_columns("article")
        }
        assert "form" not in columns
        table = sa.table("article", *columns.values())
        for number, id in enumerate(ids):
            connection.execute(table.insert().values(arrived=number, key=id[:12], id=id, **rest))
    opened.dispose()
    store = Store.open(bare_url)
    with store.read() as connection:
        forms = [each.article.form for each in articles.by_numbers(connection, [0, 1]).values()]
    store.close()
    assert sorted(forms) == ["page", "record"]


def test_the_version_in_the_code_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(migrate.SCRIPTS)).get_current_head() == schema.VERSION


def test_a_newer_database_is_refused_and_left_alone(store_url: str) -> None:
    opened = engine._engine(store_url)
    with opened.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="a newer program wrote this database") as caught:
        Store.open(store_url)
    assert "9999" in caught.value.what
    assert "newer one" in caught.value.hint
    with opened.begin() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    opened.dispose()


def test_opening_a_current_store_imports_no_alembic(store_url: str) -> None:
    code = (
        "import sys; from syndication.store.engine import Store; Store.open(sys.argv[1]).close(); "
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, store_url], cwd=ROOT, check=True, timeout=50)


@both_bare
def test_processes_that_open_a_new_store_at_once_do_not_collide(bare_url: str) -> None:
    code = "import sys; from syndication.store.engine import Store; Store.open(sys.argv[1]).close()"
    command = [sys.executable, "-W", "error", "-c", code, bare_url]
    starting = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)]
    errors = [process.communicate(timeout=50)[1].decode() for process in starting]
    assert errors == [""] * 4
