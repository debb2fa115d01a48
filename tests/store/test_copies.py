from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from syndication.model import Article
from syndication.store import articles, copies, engine, migrate, schema
from syndication.store.engine import Store
from tests.store.examples import START, article, scans, statements
from tests.store_fixtures import both_bare


def write(store: Store, *given: Article) -> list[int]:
    with store.write() as transaction:
        puts = [articles.Put(article=each, state="live", updated=START) for each in given]
        return [each.arrived for each in articles.insert(transaction, puts)]


def correct(store: Store, number: int, new: Article) -> None:
    with store.write() as transaction:
        old = articles.by_numbers(transaction.connection, [number])[number]
        articles.update(transaction, [articles.Put(article=new, state="live", updated=START, old=old)])


def noted(store: Store) -> set[int]:
    with store.read() as connection:
        return set(connection.execute(sa.select(schema.alike.c.article)).scalars())


def like(store: Store, numbers: Sequence[int]) -> set[int]:
    with store.read() as connection:
        return copies.like(connection, numbers)


@pytest.mark.parametrize("name", copies.NAMES)
def test_both_of_two_that_are_alike_are_noted(store: Store, name: str) -> None:
    (one,) = write(store, article(1, **{name: "same"}))
    assert noted(store) == set(), "nobody is like itself"
    two, _ = write(store, article(2, **{name: "same"}), article(3))
    assert noted(store) == {one, two}
    assert like(store, [two]) == {one, two}


def test_those_written_together_are_noted_and_what_has_no_address_is_like_nothing(store: Store) -> None:
    bare = {"url": None, "canonical_url": None, "twin": None}
    one, two, *_ = write(
        store, article(1, twin="same"), article(2, twin="same"), article(3, **bare), article(4, **bare)
    )
    assert noted(store) == {one, two}


def test_a_correction_is_noted_and_what_it_was_like_before_stays_so(store: Store) -> None:
    one, two, three = write(store, article(1, twin="one"), article(2, twin="one"), article(3, twin="three"))
    correct(store, two, article(2, twin="three"))
    assert noted(store) == {one, two, three}
    assert like(store, [one]) == {one}
    assert like(store, [two]) == {two, three}


def test_all_that_are_alike_are_noted_whatever_is_written(store: Store) -> None:
    chance = random.Random(5)
    now: dict[int, Article] = {}
    for step in range(40):
        new = article(
            step, twin=f"t{chance.randrange(30)}", canonical_url=f"https://moon.example/{chance.randrange(60)}"
        )
        if now and chance.random() < 0.4:
            number = chance.choice(list(now))
            new = article(number, twin=new.twin, canonical_url=new.canonical_url)
            correct(store, number, new)
        else:
            (number,) = write(store, new)
        now[number] = new
        alike = {
            number
            for number, one in now.items()
            for other, another in now.items()
            if number != other and (one.twin == another.twin or one.canonical_url == another.canonical_url)
        }
        assert alike <= noted(store)
    assert 0 < len(alike) < len(now)


def test_noting_walks_through_no_table(store: Store) -> None:
    with statements(store) as seen:
        (one, *_) = write(store, article(1), article(2))
    assert sum("GROUP BY" in statement for statement, _ in seen) == len(copies.NAMES)
    with statements(store) as read:
        like(store, [one])
    assert scans(store, seen + read) == []


@both_bare
def test_an_older_store_s_articles_are_noted_when_it_is_opened(bare_url: str) -> None:
    opened = engine._engine(bare_url)
    with opened.begin() as connection:
        migrate._upgrade(connection, "0011")
        # The table of articles is as it was.
        rest = dict.fromkeys(("revision", "touched", "touched_at", "state_at", "first_seen", "shown_updated"), 1)
        words = {name: "" for name, column in schema.article.c.items() if not column.nullable and name not in rest}
        for number, twin, url in ((1, "same", None), (2, "same", "a"), (3, None, "a"), (4, None, None), (5, "t", "b")):
            row = words | rest | {"arrived": number, "key": str(number), "twin": twin, "canonical_url": url}
            connection.execute(schema.article.insert().values(row | {"backlog": False}))
    opened.dispose()
    store = Store.open(bare_url)
    assert noted(store) == {1, 2, 3}
    store.close()
