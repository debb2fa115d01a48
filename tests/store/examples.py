"""Invented articles, and the one way in which these tests write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event

from syndication.model import OWN, Article, State, Stored
from syndication.store import articles, labels, schema
from syndication.store.engine import Store, Write
from syndication.text.fold import fold
from syndication.text.keys import article_key

#: The time of article 0; each later one is an hour newer.
START = datetime(2026, 3, 1, 6, tzinfo=UTC)


#: Names that a scan may have in a query plan.
_TABLES = {*schema.metadata.tables, "source", "target", "label_1"} - {"log"}


def article(number: int, **changes: Any) -> Article:
    """Article ``number`` with everything that the store compares, or with other fields."""
    values: dict[str, Any] = {
        "id": f"https://paper.example/?p={number}",
        "publisher_id": f"nr-{number}",
        "url": f"https://paper.example/a/{number}",
        "canonical_url": f"https://paper.example/a/{number}",
        "twin": f"twin-{number}",
        "title": f"خبر رقم {number}",
        "summary": "ملخص",
        "html": "<p>نص الخبر</p>",
        "text": "نص الخبر",
        "published": START + timedelta(hours=number),
        "sections": ("سياسة",),
        "hash": f"hash-{number}",
        "text_hash": f"text-{number}",
    }
    values |= changes
    values.setdefault("key", article_key(values.get("outlet", OWN), values["id"]))
    return Article(**values)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def write_articles(write: Write, *given: Article, state: State = "live") -> list[Stored]:
    """Insert them with the labels all, section and tag."""
    stored = articles.insert(
        write, [articles.Put(article=each, state=state, updated=each.published or START) for each in given]
    )
    labels.put(write, [labelled(each) for each in stored])
    return stored


def labelled(stored: Stored, revision: int | None = None) -> labels.Labelled:
    article = stored.article
    keys = (
        {("all", "")}
        | {("section", fold(each)) for each in article.sections}
        | {("tag", each) for each in article.tags}
    )
    sort = seconds(article.published) if article.published else 0
    return labels.Labelled(stored.arrived, sort, frozenset(keys), revision or stored.revision)


def add(store: Store, *given: Article, state: State = "live") -> list[Stored]:
    """Insert them in a write of their own."""
    with store.write() as write:
        return write_articles(write, *given, state=state)


def withdraw(store: Store, arrived: int) -> None:
    """Take an article off all pages at once."""
    with store.write() as write:
        labels.remove_all(write, arrived, articles.set_state(write, arrived, "withdrawn"))


@contextmanager
def statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """All SELECT, UPDATE and DELETE statements run inside, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            seen.append((statement, parameters[0] if many else parameters))

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store._engine, "before_cursor_execute", note)


def scans(store: Store, seen: list[tuple[str, Any]]) -> list[str]:
    """The lines of the query plans that walk through a whole table (the log has one row and is left out)."""
    sqlite = store.dialect == "sqlite"
    found = []
    with store.aside() as connection:
        if not sqlite:
            # Tables of a test are so small that PostgreSQL reads them whole; without this it does so only if it must.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, parameters in seen:
            explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
            for row in connection.exec_driver_sql(f"{explain} {statement}", parameters):
                line = str(row[-1]).strip()
                words = line.replace("SCAN TABLE", "SCAN").split()
            scanned = line.startswith("SCAN") if sqlite else "Seq Scan on" in line
            if scanned and _TABLES.intersection(words):
                found.append(f"{line}  in  {statement}")
    return found
