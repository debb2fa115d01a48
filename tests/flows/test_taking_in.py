from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from syndication.flows import relate, taking_in
from syndication.flows.taking_in import Summary, take_in
from syndication.intake.inputs import find
from syndication.model import Rejected
from syndication.store import leases, schema
from syndication.store.engine import Store
from tests.flows.newsroom import config, lines, record, revision, state, stored, take, take_files


def test_an_import_relates_collects_and_twice_is_no_change(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    records = [record(number, event=number % 3) for number in range(12)]
    summary = take(store, path, *records)
    assert (summary.kinds, summary.rejected, summary.related_by) == ({"new": 12}, 0, None)
    before, at = state(store), revision(store)
    assert before["pending"] == set()
    assert len(before["related"]) == 12 * 3
    assert len([row for row in before["shown"] if row[2] == "links"]) == 12 * 2
    assert take(store, path, *records).kinds == {"unchanged": 12}
    assert revision(store) == at
    assert state(store) == before


def test_one_bad_record_never_stops_the_rest(sqlite: Store, tmp_path: Path) -> None:
    good = lines(record(1), record(2), record(3))
    bad = [b"{\n", b"[]\n", b'{"id": "9", "title": ""}\n', b"\xff\xfe\n", b'{"id": "8", "title": 7}\n', b"\0\n"]
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"".join([good[0], *bad[:3], good[1], *bad[3:], good[2]]))
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(gzip.compress(b"".join(lines(record(4), record(5))))[:-20])
    rejected: list[Rejected] = []
    seen: list[int] = []
    summary = take_in(
        sqlite,
        config(),
        list(find([path, broken])),
        rejected.append,
        lambda so_far: seen.append(so_far.done),
    )
    assert summary.kinds["new"] >= 3
    assert summary.rejected == len(rejected) == len(bad) + 1
    assert [each.place for each in rejected[: len(bad)]] == [f"{path}:{number}" for number in (2, 3, 4, 6, 7, 8)]
    assert all(each.reason for each in rejected)
    assert rejected[2].field == "title"
    assert stored(sqlite, "3").state == "live"
    assert seen[-1] == summary.done


def test_unknown_labels_and_fields_are_counted(sqlite: Store, tmp_path: Path) -> None:
    summary = take(
        sqlite,
        tmp_path / "articles.jsonl",
        record(1, section=["محلي", "طقس"], mood="good"),
        record(2, section="طقس"),
        record(3, mood="bad"),
    )
    assert summary.unknown_labels == {"طقس": 2}
    assert summary.unknown_fields == {"mood": 2}


def test_a_hostile_file_does_not_fill_the_memory_with_names(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "MAX_NAMES", 5)
    records = [record(number, section=f"label {number}", **{f"field{number}": 1}) for number in range(9)]
    summary = take(sqlite, tmp_path / "articles.jsonl", *records)
    assert len(summary.unknown_labels) == len(summary.unknown_fields) == 5
    assert summary.done == 9


def test_while_another_process_relates_articles_come_in_and_it_is_said(sqlite: Store, tmp_path: Path) -> None:
    assert leases.acquire(sqlite, relate.RELATE, "elsewhere:1") is not None
    summary = take(sqlite, tmp_path / "articles.jsonl", record(1), record(2))
    assert summary.related_by == "elsewhere:1"
    assert stored(sqlite, "2").state == "live"
    assert state(sqlite)["related"] == set()


def test_a_lease_that_is_lost_on_the_way_does_not_end_the_import(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "BATCH", 2)
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"".join(lines(*(record(number) for number in range(6)))))

    def lose(so_far: Summary) -> None:
        if so_far.done == 2:
            with sqlite.aside() as connection:
                connection.execute(schema.lease.delete())
            assert leases.acquire(sqlite, relate.RELATE, "elsewhere:1") is not None

    summary = take_in(sqlite, config(), list(find([path])), lambda _: None, lose)
    assert (summary.done, summary.related_by) == (6, "elsewhere:1")
    with sqlite.read() as connection:
        held = leases.held(connection, relate.RELATE)
        assert held is not None
        assert held.holder == "elsewhere:1"


@pytest.mark.parametrize("after", [2, 6])
def test_a_lease_that_is_given_back_on_the_way_is_taken(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(taking_in, "BATCH", 2)
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"".join(lines(*(record(number) for number in range(6)))))
    other = leases.acquire(sqlite, relate.RELATE, "elsewhere:1")
    assert other is not None

    def give_back(so_far: Summary) -> None:
        if so_far.done == after:
            leases.release(sqlite, other)

    summary = take_in(sqlite, config(), list(find([path])), lambda _: None, give_back)
    assert summary.related_by is None
    assert len(state(sqlite)["related"]) == 6 * 5
    assert state(sqlite)["pending"] == set()


def test_the_lease_is_given_back_whatever_happens(sqlite: Store, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"".join(lines(record(1))))

    def interrupt(_: Summary) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(sqlite, config(), list(find([path])), lambda _: None, interrupt)
    with sqlite.read() as connection:
        assert leases.held(connection, relate.RELATE) is None
    assert take_files(sqlite, path).kinds == {"unchanged": 1}


@pytest.mark.parametrize("batch", [1, 2, 3, 500])
def test_the_size_of_a_batch_makes_no_difference(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(taking_in, "BATCH", batch)
    records = [record(number, event=number % 2, guid=f"guid-{number % 4}", id=None, url=None) for number in range(7)]
    take(sqlite, tmp_path / "articles.jsonl", *records)
    found = state(sqlite)
    assert {(row[0], row[2]) for row in found["article"]} == {
        ("guid-0", "خبر0004"),
        ("guid-1", "خبر0005"),
        ("guid-2", "خبر0006"),
        ("guid-3", "خبر0003"),
    }
