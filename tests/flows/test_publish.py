from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from syndication.documents import Address, Document
from syndication.errors import Gone, NotFound
from syndication.flows import articles, drafts, follow, publish
from syndication.flows.addresses import EXTS
from syndication.flows.press import Press, press
from syndication.flows.publish import Publisher
from syndication.flows.shelf import Lru
from syndication.store.engine import Store
from tests.flows.newsroom import age, config, due_now, put, record, related, stored

ALL = Address("all", "", "atom")
HOME = Address("index", "", "html")


def page_of(store: Store, word: str) -> Address:
    return Address("article", stored(store, word).article.key, "html")


def made(store: Store, address: Address, **tables: Any) -> Document:
    """One document, as the static build makes it."""
    made_under = press(config(**tables), store, Lru(1_000_000, len))
    with store.read() as connection:
        return publish.compose(drafts.read(connection, address, made_under), made_under)


def test_a_document_is_a_function_of_store_and_settings(store: Store) -> None:
    put(store, *(record(number, event=number % 2, tags=["a"]) for number in range(5)))
    related(store)
    for address in (ALL, HOME, Address("tag", "a", "json"), page_of(store, "3")):
        assert made(store, address) == made(store, address)


def test_what_a_page_does_not_hold_is_not_found_and_a_withdrawn_article_is_gone(store: Store) -> None:
    put(store, record(1), record(2, published="2098-01-01T00:00:00Z"))
    for address in (Address("tag", "a", "rss"), Address("language", "fr", "rss"), page_of(store, "2")):
        with pytest.raises(NotFound) as caught:
            made(store, address)
        assert not isinstance(caught.value, Gone)
    with pytest.raises(NotFound):
        made(store, Address("article", "aaaaaaaaaaaa", "html"))
    here = page_of(store, "1")
    articles.withdraw(store, "1")
    assert "خبر000" not in made(store, here).body.decode()
    articles.withdraw(store, "1", silent=True)
    with pytest.raises(Gone) as gone:
        made(store, here)
    assert gone.value.why == "withdrawn"
    put(store, record(3, expires="2025-01-01T00:00:00Z"))
    with pytest.raises(Gone) as gone:
        made(store, page_of(store, "3"))
    assert gone.value.why == "expired"
    assert b"deleted-entry" in made(store, Address("language", "ar", "atom")).body


def test_a_feed_without_articles_is_a_feed(store: Store) -> None:
    for ext in EXTS:
        assert made(store, Address("section", "sport", ext)).shows == frozenset()


def test_the_tag_has_revision_settings_and_bytes_and_modified_the_time_of_the_newest_of_them(store: Store) -> None:
    made(store, ALL)  # the settings are in force since now
    put(store, record(1), record(2))
    age(store, 1000)
    before = made(store, ALL)
    assert before.content_tag.split(".")[0] == str(stored(store, "2").touched)
    assert before.modified == stored(store, "2").touched_at
    put(store, record(1, tags=["a"]))
    after = made(store, ALL)
    assert after.modified > before.modified
    assert after.content_tag.split(".")[0] == str(stored(store, "1").revision)
    assert after.content_tag.split(".")[1] == before.content_tag.split(".")[1]
    other = made(store, ALL, site={"rights": "©"})
    assert other.modified >= after.modified
    assert [
        one == two for one, two in zip(other.content_tag.split("."), after.content_tag.split("."), strict=True)
    ] == [
        True,
        False,
        False,
    ]


def test_both_validators_change_when_the_newest_entry_leaves(store: Store) -> None:
    put(store, record(1), record(2))
    made(store, ALL)
    age(store, 1000)
    before = made(store, ALL)
    articles.withdraw(store, "2", silent=True)
    after = made(store, ALL)
    assert after.content_tag.split(".")[0] > before.content_tag.split(".")[0]
    assert after.modified > before.modified


def test_the_list_of_feeds_is_dated_by_articles_that_are_too_old_for_any_page(store: Store) -> None:
    settings = {"page": {"min": 1, "hours": 1, "max": 1}}
    put(store, record(50))
    made(store, HOME, **settings)
    age(store, 1000)
    before = made(store, HOME, **settings)
    put(store, record(1, language="fr"))
    after = made(store, HOME, **settings)
    assert b"/languages/fr.rss" in after.body
    assert after.modified > before.modified
    assert int(after.content_tag.split(".")[0]) > int(before.content_tag.split(".")[0])


def test_a_large_page_keeps_full_text_at_the_top_and_excerpts_below(store: Store) -> None:
    long = " ".join(f"كلمة{number}" for number in range(2000))
    put(store, *(record(number, content_text=f"{long} نهاية{number}") for number in range(4)))
    body = made(store, Address("all", "", "json"), page={"max_bytes": 70_000}).body
    assert len(body) < 80_000
    assert [f"نهاية{number}" in body.decode() for number in range(4)] == [False, False, True, True]


# --- a server's publisher --------------------------------------------------------------------------------------------


async def test_a_document_is_rendered_once_for_all_who_wait_and_then_warm(store: Store) -> None:
    put(store, record(1))
    publisher = Publisher(config(), store)
    assert publisher.warm(ALL) is None
    found = await asyncio.gather(*(publisher.document(ALL) for _ in range(5)))
    assert publisher.rendered == 1
    assert all(each is found[0] for each in found)
    assert publisher.warm(ALL) is found[0]
    assert publisher.encoded(found[0], "gzip") is None
    packed = await publisher.encode(found[0], "gzip")
    assert publisher.encoded(found[0], "gzip") is packed


async def test_an_error_reaches_all_who_wait_and_is_not_remembered(store: Store) -> None:
    publisher = Publisher(config(), store)
    address = Address("language", "ar", "rss")
    found = await asyncio.gather(*(publisher.document(address) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in found] == [NotFound] * 3
    put(store, record(1))
    assert (await publisher.document(address)).shows == {1}


async def test_one_new_article_renders_one_fragment_a_format_and_leaves_other_pages_alone(
    tmp_path: Path, sqlite: Store
) -> None:
    put(sqlite, *(record(number, event=number, section=section) for number, section in enumerate(("محليات", "رياضة"))))
    related(sqlite)
    publisher = Publisher(config(), sqlite)
    local, sport = (
        [Address("section", slug, ext) for ext in ("rss", "atom", "json", "html")] for slug in ("local", "sport")
    )
    warm = {address: await publisher.document(address) for address in (*local, *sport, page_of(sqlite, "0"))}
    fragments, rendered = len(publisher.shelf.fragments), publisher.rendered
    other_process = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    put(other_process, record(2, event=2, section="رياضة"))
    related(other_process)
    other_process.close()
    await follow.step(publisher)
    for address, before in warm.items():
        assert (await publisher.document(address) is before) == (address not in sport)
    assert publisher.rendered == rendered + len(sport)
    assert len(publisher.shelf.fragments) == fragments + len(sport)


async def test_a_slow_rendering_that_a_change_overtakes_is_not_shelved(store: Store) -> None:
    put(store, record(1))

    class Slow(Publisher):
        def _read(self, address: Address, press: Press) -> drafts.Draft:
            draft = super()._read(address, press)
            put(store, record(2))  # between the reading and the shelving
            return draft

    slow = Slow(config(), store)
    document = await slow.document(ALL)
    assert document.shows == {1}
    assert slow.warm(ALL) is document, "the follower has not passed the change yet, and will drop it"
    await follow.step(slow)
    assert slow.warm(ALL) is None


def test_a_feed_is_updated_by_a_withdrawal_and_not_by_a_link_and_never_goes_back(store: Store) -> None:
    put(store, record(1), record(2))
    before = _updated(made(store, ALL))
    related(store)
    assert _updated(made(store, ALL)) == before
    articles.withdraw(store, "1")  # the oldest: its tombstone will be older than all that is shown
    withdrawn = _updated(made(store, ALL))
    assert withdrawn > before + timedelta(days=1)
    due_now(store)
    articles.move_due(store)
    document = made(store, ALL)
    assert b"deleted-entry" not in document.body
    assert _updated(document) >= withdrawn


def _updated(document: Document) -> datetime:
    text = document.body.decode()
    return datetime.fromisoformat(text[text.index("<updated>") + 9 : text.index("</updated>")])
