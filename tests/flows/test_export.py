from __future__ import annotations

import pytest

from syndication.flows import articles
from syndication.flows.export import export
from syndication.store.engine import Store
from tests.flows.newsroom import EVENTS, put, record, related


def test_every_live_article_has_a_line_with_what_is_related_and_what_is_shown(store: Store) -> None:
    put(
        store,
        record(1),
        record(2, id=None, guid="guid-2", related=["4", {"title": "ليس هنا"}]),
        record(3),
        record(4, event=1),
        record(5, published="2098-01-01T00:00:00Z"),
        record(6, content_text=f"{EVENTS[0]} {EVENTS[1]}"),
        record(7, event=2),
    )
    articles.withdraw(store, "3")
    related(store)
    found = {line["id"]: line for line in export(store, 20)}
    assert list(found) == ["1", "guid-2", "4", "6", "7"]
    assert all(list(line) == ["id", "related", "shown", "story"] for line in found.values())
    assert set(found["1"]["related"]) == {"guid-2", "6"}
    assert found["guid-2"]["shown"][:2] == [
        {"id": "4", "title": "خبر0004", "kind": "editor"},
        {"id": None, "title": "ليس هنا", "kind": "editor"},
    ]
    assert [found[id]["story"] for id in ("1", "guid-2", "7")] == ["1", "1", None]


@pytest.mark.parametrize("most", [0, 1, 3, 20])
def test_reports_of_the_same_event_come_first_best_first_and_no_more_than_asked_for(store: Store, most: int) -> None:
    put(
        store,
        record(1),
        record(2),
        record(3, content_text=f"{EVENTS[0]} {EVENTS[1]} {EVENTS[2]}"),
        record(4, content_text=f"{EVENTS[0]} {EVENTS[3]}"),
    )
    related(store)
    line = next(line for line in export(store, most) if line["id"] == "1")
    assert line["related"] == ["2", "4", "3"][:most]


def test_an_export_of_many_articles_is_complete_and_in_order(sqlite: Store) -> None:
    put(sqlite, *(record(number, content_text=f"نص{number}") for number in range(1203)))
    assert [line["id"] for line in export(sqlite, 5)] == [str(number) for number in range(1203)]
