from __future__ import annotations

from syndication.store import articles, labels, log, schema
from syndication.store.engine import Store
from syndication.store.log import Changed, Touched
from syndication.text.fold import fold
from tests.store.examples import add, article, labelled, scans, statements, withdraw

POLITICS = ("section", fold("سياسة"))


def test_changes_come_in_the_order_of_their_numbers_and_up_to_a_limit(store: Store) -> None:
    add(store, article(1), article(2), article(3))
    with store.read() as connection:
        assert log.changed(connection, 0, 2) == [Changed(1, 1, "live"), Changed(2, 2, "live")]
        assert log.changed(connection, 2, 2) == [Changed(3, 3, "live")]


def test_two_changes_of_an_article_are_seen_as_one(store: Store) -> None:
    first, _ = add(store, article(1), article(2))
    with store.write() as write:
        put = articles.Put(article=article(1, title="عنوان آخر"), state="live", updated=first.shown_updated, old=first)
        articles.update(write, [put])
    with store.read() as connection:
        assert log.changed(connection, 0, 10) == [Changed(2, 2, "live"), Changed(1, 3, "live")]


def test_a_touch_is_no_change_of_content(store: Store) -> None:
    add(store, article(1), article(2))
    with store.write() as write:
        articles.touch(write, {1})
    with store.read() as connection:
        assert log.changed(connection, 2, 10) == []
        assert log.touched_since(connection, 2) == [Touched(1, 3, (("all", ""), POLITICS))]


def test_a_withdrawn_article_is_touched_and_has_no_labels(store: Store) -> None:
    add(store, article(1), article(2))
    withdraw(store, 1)
    with store.read() as connection:
        assert log.touched_since(connection, 2) == [Touched(1, 3, ())]
        assert log.gone_since(connection, 2) == [("all", ""), POLITICS]
        assert log.gone_since(connection, 3) == []


def test_a_label_that_two_articles_lost_is_listed_once(store: Store) -> None:
    stored = add(store, article(1, tags=("x",)), article(2, tags=("x",)))
    with store.write() as write:
        new = [labelled(each, articles.set_state(write, each.arrived, "live")) for each in stored]
        labels.put(write, [labels.Labelled(each.article, each.sort, frozenset(), each.revision) for each in new])
    with store.read() as connection:
        assert log.gone_since(connection, 2) == [("all", ""), POLITICS, ("tag", "x")]


def test_settings_keep_their_time_until_others_come_into_force(store: Store) -> None:
    first = log.settings_in_force(store, "one")
    with store.aside() as connection:
        connection.execute(schema.settings.update().values(at=first - 100))
    assert log.settings_in_force(store, "one") == first - 100
    assert log.settings_in_force(store, "two") >= first


def test_what_followers_ask_every_tenth_of_a_second_scans_nothing(store: Store) -> None:
    add(store, *(article(number) for number in range(20)))
    with store.read() as connection, statements(store) as seen:
        log.changed(connection, 5, 10)
        log.touched_since(connection, 5)
        log.gone_since(connection, 5)
    assert scans(store, seen) == []
