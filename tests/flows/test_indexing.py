"""The index over a store: whatever is in memory, the store holds the same in the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from syndication.flows import indexing, relate
from syndication.relate import corpora
from syndication.store.engine import Store
from tests.flows.newsroom import EVENTS, START, config, put, record, related, state, stored

DAYS = 40


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


@pytest.mark.parametrize("order", ["oldest first", "shuffled"])
def test_a_relater_that_begins_anew_finds_what_one_finds_that_goes_on(sqlite: Store, other: Store, order: str) -> None:
    records = arranged(archive(), order)
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
