from __future__ import annotations

import pytest
import sqlalchemy as sa

from syndication.store import labels, schema
from syndication.store.engine import Store
from syndication.store.labels import Labelled
from tests.store.examples import add, article, scans, statements

A, B, C = ("tag", "a"), ("tag", "b"), ("section", "c")


def put(store: Store, *given: tuple[str, str], sort: int = 100) -> int:
    """Give article 1 these labels at the next number."""
    with store.write() as write:
        number = write.next()
        labels.put(write, [Labelled(1, sort, frozenset(given), number)])
        return number


def state(store: Store) -> dict[tuple[str, str], tuple[int, int | None]]:
    with store.read() as connection:
        rows = connection.execute(sa.select(schema.label).where(schema.label.c.article == 1))
        return {(row.kind, row.key): (row.sort, row.gone) for row in rows if row.key in "abc" and row.key}


def test_labels_are_added_marked_gone_and_revived_but_never_deleted(store: Store) -> None:
    add(store, article(1, sections=()))
    put(store, A, C)
    assert state(store) == {A: (100, None), C: (100, None)}
    left = put(store, B, C)
    assert state(store) == {A: (100, left), B: (100, None), C: (100, None)}
    put(store, A, B, C, sort=200)
    assert state(store) == {A: (200, None), B: (200, None), C: (200, None)}


def test_a_label_that_is_gone_keeps_the_number_at_which_it_went(store: Store) -> None:
    add(store, article(1, sections=()))
    put(store, A, B)
    left = put(store, A)
    put(store)
    assert state(store)[B] == (100, left)


def test_the_same_labels_again_write_nothing(store: Store) -> None:
    add(store, article(1, sections=()))
    put(store, A, B)
    with statements(store) as seen:
        put(store, A, B)
    assert [statement for statement, _ in seen if "label" in statement and not statement.startswith("SELECT")] == []


def test_all_labels_go_at_once(store: Store) -> None:
    add(store, article(1))
    with store.write() as write:
        labels.remove_all(write, 1, write.next())
    with store.read() as connection:
        assert labels.of(connection, [1]) == {1: frozenset()}


def test_a_section_label_longer_than_any_index_takes_is_cut_alike_everywhere(store: Store) -> None:
    add(store, article(1, sections=()))
    long = "قسم طويل " * 1000
    put(store, ("section", long))
    with store.read() as connection:
        ((_, key),) = labels.of(connection, [1])[1]
    assert len(key.encode()) <= labels.MAX_KEY_BYTES
    assert key == labels.bounded(long)
    assert labels.bounded(key) == key


def test_one_tag_in_other_case_or_with_other_hyphens_has_one_key(store: Store) -> None:
    with store.write() as write:
        assert labels.tag_keys(write, ["New York", "new-york"]) == {"New York": "new-york", "new-york": "new-york"}
    with store.write() as write:
        assert labels.tag_keys(write, ["NEW YORK"]) == {"NEW YORK": "new-york"}


def test_tags_whose_keys_clash_get_hash_characters_and_keep_them(store: Store) -> None:
    with store.write() as write:
        first = labels.tag_keys(write, ["C++"])
    with store.write() as write:
        both = labels.tag_keys(write, ["C#", "C++", "c#"])
    assert first == {"C++": "c"}
    assert both["C++"] == "c"
    assert both["C#"] == both["c#"]
    assert both["C#"].startswith("c-")
    assert len(both["C#"]) == 6
    with store.read() as connection:
        assert labels.names(connection, "tag", both.values()) == {"c": "C++", both["C#"]: "C#"}


def test_a_clash_within_one_batch_is_seen(store: Store) -> None:
    with store.write() as write:
        keys = labels.tag_keys(write, ["C++", "C#"])
    assert keys["C++"] == "c"
    assert keys["C#"] != "c"


def test_a_name_without_letters_has_no_key(store: Store) -> None:
    with store.write() as write:
        assert labels.tag_keys(write, ["!!!", "نفط"]) == {"نفط": "نفط"}


@pytest.mark.parametrize("name", ["وسم طويل " * 40, "x" * 400])
def test_the_key_of_a_long_tag_stays_a_file_name(store: Store, name: str) -> None:
    with store.write() as write:
        keys = labels.tag_keys(write, [name, name + "!"])
    assert len(set(keys.values())) == 2
    assert all(len(key.encode()) <= 80 for key in keys.values())


def test_the_first_spelling_of_a_name_stays(store: Store) -> None:
    with store.write() as write:
        labels.remember_names(write, "section", {"k": "كركوك"})
        labels.remember_names(write, "section", {"k": "كـركوك", "l": "أربيل"})
    with store.read() as connection:
        assert labels.names(connection, "section", ["k", "l", "m"]) == {"k": "كركوك", "l": "أربيل"}
        assert labels.name(connection, "section", "k") == "كركوك"
        assert labels.name(connection, "section", "m") == ""


def test_labelling_scans_no_table(store: Store) -> None:
    add(store, *(article(number) for number in range(20)))
    with statements(store) as seen, store.write() as write:
        labels.put(write, [Labelled(1, 5, frozenset({A}), write.next())])
        labels.remove_all(write, 2, write.next())
        labels.tag_keys(write, ["x"])
    assert scans(store, seen) == []
