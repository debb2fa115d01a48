"""The index over a store: whatever is in memory, the store holds the same in the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from syndication.errors import StoreError
from syndication.flows import articles, indexing, relate
from syndication.relate import corpora
from syndication.store import schema, snapshots, stretches
from syndication.store.engine import Store
from tests.flows.newsroom import EVENTS, START, config, put, record, related, state, stored

DAYS = 30


def archive() -> list[dict[str, Any]]:
    """Reports of two events over seven months, some related and some too far apart; each has other words besides."""
    records = []
    for number in range(DAYS):
        published = START + timedelta(days=number * 11 // 2 + number % 3)
        words = " ".join(f"كلمة{(number * step) % 17:02}" for step in (1, 2, 3, 5))
        records.append(record(number, published=published.isoformat(), content_text=f"{EVENTS[number % 2]} {words}"))
    return records


def arranged(records: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    if order == "newest first":
        return records[::-1]
    return sorted(records, key=lambda each: int(each["id"]) * 37 % DAYS) if order == "shuffled" else records


@pytest.fixture
def other(tmp_path: Path, empty_sqlite: Path) -> Iterator[Store]:
    """A second empty store."""
    shutil.copy(empty_sqlite, tmp_path / "other.db")
    opened = Store.open(f"sqlite:///{tmp_path}/other.db")
    yield opened
    opened.close()


@pytest.mark.parametrize("order", ["oldest first", "newest first", "shuffled"])
def test_what_was_dropped_from_memory_is_missed_by_nobody(
    sqlite: Store, other: Store, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    records = arranged(archive(), order)
    monkeypatch.setattr(relate, "BATCH", 7)
    put(sqlite, *records)
    related(sqlite)
    put(other, *records)
    monkeypatch.setattr(corpora, "IDLE", 0)
    related(other)
    assert state(other) == state(sqlite)
    assert len(state(sqlite)["related"]) > DAYS


def test_a_crowded_memory_ends_a_batch_early(sqlite: Store, other: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    records = arranged(archive(), "shuffled")
    for store in (sqlite, other):
        put(store, *records)
    related(sqlite)
    monkeypatch.setattr(corpora, "MAX_SIZE", 300)
    relater = relate.begin(other, config())
    assert relater is not None
    steps = [relater.step() for _ in range(DAYS)]
    assert sum(steps) == DAYS
    assert 1 < len([each for each in steps if each]) < DAYS
    relater.end()
    assert state(other)["related"] == state(sqlite)["related"]


def test_a_relater_that_begins_anew_finds_what_one_finds_that_goes_on(sqlite: Store, other: Store) -> None:
    records = arranged(archive(), "oldest first")
    put(sqlite, *records)
    related(sqlite)
    for begin in range(0, DAYS, 9):
        put(other, *records[begin : begin + 9])
        related(other)
    for name in ("related", "story"):
        assert state(other)[name] == state(sqlite)[name]


def test_a_correction_is_not_read_before_its_turn(sqlite: Store) -> None:
    """Article 1 was related, then corrected; article 2, which came in between, meets neither version of it."""
    put(sqlite, record(1))
    related(sqlite)
    put(sqlite, record(2))
    put(sqlite, record(1, content_text=EVENTS[2]))
    index, news = indexing.begun(sqlite, config())
    news.cursor = stored(sqlite, "2").arrived - 1
    assert index.add(indexing.document(stored(sqlite, "2"))).hits == []
    put(sqlite, record(3, content_text=EVENTS[2]))
    related(sqlite)
    assert {pair[:2] for pair in state(sqlite)["related"]} == {
        (stored(sqlite, one).article.id, stored(sqlite, two).article.id) for one, two in (("1", "3"), ("3", "1"))
    }


def test_undated_articles_count_at_their_time_of_import(sqlite: Store) -> None:
    put(sqlite, record(1, published=None), record(2))
    related(sqlite)
    put(sqlite, record(3, published=None))
    related(sqlite)
    assert {pair[:2] for pair in state(sqlite)["related"]} == {
        (stored(sqlite, one).article.id, stored(sqlite, two).article.id) for one, two in (("1", "3"), ("3", "1"))
    }


def with_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few articles there are, and however little has changed."""
    monkeypatch.setattr(indexing, "WORTH", 1)
    monkeypatch.setattr(indexing, "GROWN", 0)


def rows(store: Store) -> dict[tuple[str, int], snapshots.Snapshot]:
    with store.read() as connection:
        found = connection.execute(sa.select(schema.snapshot)).all()
    return {(row.language, row.since): snapshots.Snapshot(**row._mapping) for row in found}


@pytest.mark.parametrize("order", ["newest first", "shuffled"])
def test_a_relater_that_begins_with_snapshots_finds_the_same(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    records = arranged(archive(), order)
    records += [{**records[3], "content_text": EVENTS[2]}, {**records[20], "published": records[2]["published"]}]
    for begin in range(0, len(records), 16):
        put(other, *records[begin : begin + 16])
        related(other)
    assert rows(other) == {}
    with_snapshots(monkeypatch)
    for begin in range(0, len(records), 16):
        put(store, *records[begin : begin + 16])
        related(store)
    assert rows(store)
    for name in ("related", "story"):
        assert state(store)[name] == state(other)[name]


def test_a_withdrawn_article_does_not_come_back_from_a_snapshot(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with_snapshots(monkeypatch)
    put(sqlite, record(1), record(2))
    related(sqlite)
    articles.withdraw(sqlite, "1")
    put(sqlite, record(3))
    related(sqlite)
    ids = {number: stored(sqlite, number).article.id for number in "23"}
    assert {pair[:2] for pair in state(sqlite)["related"]} == {(ids["2"], ids["3"]), (ids["3"], ids["2"])}


@pytest.mark.parametrize("change", [{"body": b"cut off"}, {"epoch": "another"}, {"code": "another"}, {"cursor": 10**9}])
def test_a_snapshot_that_is_not_what_it_should_be_is_made_up_for(
    sqlite: Store, other: Store, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    with_snapshots(monkeypatch)
    for each in (sqlite, other):
        put(each, record(1), record(2), record(3, event=1))
        related(each)
    with sqlite.aside() as connection:
        connection.execute(schema.snapshot.update().values(**change))
    for each in (sqlite, other):
        put(each, record(4))
        related(each)
    assert state(sqlite) == state(other)


def test_snapshots_are_read_and_only_those_of_the_last_days_kept(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_snapshots(monkeypatch)
    put(sqlite, *archive()[:20])
    related(sqlite)
    before = rows(sqlite)
    put(sqlite, record(99, published=archive()[20]["published"]))
    asked: list[int] = []
    texts = stretches.texts

    def noted(connection: Any, stretch: Any, changed: tuple[int, int], most: int) -> Iterator[stretches.Text]:
        asked.append(changed[0])
        return texts(connection, stretch, changed, most)

    monkeypatch.setattr(stretches, "texts", noted)
    related(sqlite)
    assert any(after > 0 for after in asked), "read from a snapshot, and what came after it"
    newest = max(since for _, since in rows(sqlite))
    assert rows(sqlite).keys() != before.keys()
    assert all(since >= newest - 2 * 12 * indexing.DAY_S for _, since in rows(sqlite))


def test_a_snapshot_is_written_anew_only_if_much_has_changed(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "WORTH", 10)

    def come(*numbers: int) -> list[snapshots.Snapshot]:
        put(sqlite, *(record(number, published=record(0)["published"]) for number in numbers))
        related(sqlite)
        return list(rows(sqlite).values())

    assert come(*range(9)) == [], "too few"
    (first,) = come(*range(9, 30))
    assert come(30, 31) == [first]
    (second,) = come(32, 33, 34)
    assert second.cursor > first.cursor


def test_a_snapshot_that_cannot_be_written_fails_nothing(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    with_snapshots(monkeypatch)
    monkeypatch.setattr(snapshots, "put", full)
    put(sqlite, record(1), record(2))
    related(sqlite)
    assert "the disk is full" in caplog.text
    assert len(state(sqlite)["related"]) == 2
