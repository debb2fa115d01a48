from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from syndication.documents import Address
from syndication.errors import StoreError
from syndication.flows import articles, follow
from syndication.flows.publish import Publisher
from syndication.store import schema
from syndication.store.engine import Store
from tests.flows.newsroom import config, put, record, related

ALL = Address("all", "", "rss")


async def until(check: Callable[[], Awaitable[bool]], within_s: float = 10) -> None:
    async with asyncio.timeout(within_s):
        while not await check():
            await asyncio.sleep(0.01)


async def test_a_change_in_the_store_drops_the_pages_that_show_it_within_a_moment(store: Store) -> None:
    put(store, record(1), record(2, section="رياضة"))
    publisher = Publisher(config(), store)
    task = asyncio.ensure_future(follow.follow(publisher))
    sport = Address("section", "sport", "rss")
    before = await publisher.document(sport)
    await publisher.document(ALL)
    articles.withdraw(store, "1")

    async def gone() -> bool:
        return publisher.warm(ALL) is None

    await until(gone)
    assert publisher.warm(sport) is before
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_nothing_new_costs_no_page(store: Store) -> None:
    put(store, record(1))
    publisher = Publisher(config(), store)
    document = await publisher.document(ALL)
    head = publisher.head
    await follow.step(publisher)
    assert publisher.head is head
    assert publisher.warm(ALL) is document


async def test_an_article_that_leaves_a_section_leaves_its_page(store: Store) -> None:
    put(store, record(1, section=["محليات", "رياضة"]))
    publisher = Publisher(config(), store)
    sport = Address("section", "sport", "rss")
    assert (await publisher.document(sport)).shows == {1}
    put(store, record(1, section="محليات"))
    await follow.step(publisher)
    assert (await publisher.document(sport)).shows == set()


async def test_new_links_reach_the_pages_of_the_entries_that_show_them(store: Store) -> None:
    put(store, record(1), record(2))
    publisher = Publisher(config(), store)
    before = await publisher.document(ALL)
    related(store)
    await follow.step(publisher)
    after = await publisher.document(ALL)
    assert after.content_tag != before.content_tag
    assert b'rel="related"' in after.body


async def test_another_epoch_empties_the_shelf_and_gives_other_etags(store: Store) -> None:
    put(store, record(1), record(2, section="رياضة"))
    publisher = Publisher(config(), store)
    before = await publisher.document(Address("section", "economy", "rss"))
    with store.aside() as connection:
        connection.execute(schema.log.update().values(epoch="restored"))
    await follow.step(publisher)
    assert len(publisher.shelf.documents) == len(publisher.shelf.fragments) == 0
    assert publisher.head.epoch == "restored"
    after = await publisher.document(Address("section", "economy", "rss"))
    assert (after.body, after.content_tag != before.content_tag) == (before.body, True)


async def test_while_the_store_is_out_of_reach_warm_pages_stay_and_following_goes_on(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(sqlite, record(1))

    class Failing(Publisher):
        failures = 0

        async def fail(self) -> None:
            self.failures += 1
            raise StoreError("out of reach")

    publisher = Failing(config(), sqlite)
    document = await publisher.document(ALL)
    step = follow.step

    async def failing(one: Publisher) -> None:
        if publisher.failures < 2:
            await publisher.fail()
        await step(one)

    monkeypatch.setattr(follow, "step", failing)
    monkeypatch.setattr(follow, "RETRY_S", 0.01)
    task = asyncio.ensure_future(follow.follow(publisher))
    put(sqlite, record(2))

    async def followed() -> bool:
        return publisher.warm(ALL) is not document

    await until(followed)
    assert publisher.failures == 2
    task.cancel()
