from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from syndication.documents import Address, Document
from syndication.flows import addresses, articles, build, drafts, press, publish
from syndication.flows.shelf import Lru
from syndication.store.engine import Store
from tests.flows.newsroom import config, put, record, stored

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ADDRESS = Address("news-sitemap", "", "xml")


def made(store: Store) -> Document:
    under = press.press(config(), store, Lru(1_000_000, len))
    with store.read() as connection:
        return publish.compose(drafts.read(connection, ADDRESS, under), under)


def located(store: Store) -> list[Any]:
    return [each.text for each in etree.fromstring(made(store).body).iter(LOC)]


def test_it_has_our_own_articles_of_the_two_days_before_the_newest(sqlite: Store) -> None:
    put(sqlite, record(0), record(3), record(50), record(51, url=None))
    assert located(sqlite) == ["https://post.example/a/0050", "https://post.example/a/0003"]


def test_a_withdrawn_article_leaves_it_and_both_validators_say_so(sqlite: Store) -> None:
    put(sqlite, record(1), record(2))
    before = made(sqlite)
    articles.withdraw(sqlite, stored(sqlite, "2").article.key)
    after = made(sqlite)
    assert located(sqlite) == ["https://post.example/a/0001"]
    assert after.content_tag != before.content_tag
    assert after.modified >= before.modified


def test_it_is_found_at_its_address_in_any_spelling(sqlite: Store) -> None:
    for path in ("/news-sitemap.xml", "/News-Sitemap.XML", "/news-sitemap.xml/"):
        assert addresses.parse(path, config()) == ADDRESS
    assert ADDRESS.path == "/news-sitemap.xml"


@pytest.mark.parametrize("count", [0, 2])
def test_the_build_writes_the_bytes_that_are_served(sqlite: Store, count: int, tmp_path: Any) -> None:
    put(sqlite, *[record(number) for number in range(count)])
    build.build(sqlite, config(), tmp_path / "out")
    assert (tmp_path / "out" / "news-sitemap.xml").read_bytes() == made(sqlite).body
