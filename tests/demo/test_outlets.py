"""The invented outlets: what their feeds say at each step, and what is left of them in a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import feedparser
import pytest
import sqlalchemy as sa

from syndication.cli import init
from syndication.config import load
from syndication.demo import newsroom, origin, outlets
from syndication.flows.fetch_results import Told
from syndication.intake.feed import parse
from syndication.store import schema, stories
from syndication.store.engine import Store

BASE = "http://127.0.0.1:9"


@pytest.mark.parametrize("outlet", outlets.OUTLETS, ids=lambda outlet: outlet.slug)
def test_every_feed_is_read_without_a_doubt_and_only_grows(outlet: outlets.Outlet) -> None:
    before: set[str | None] = set()
    for step in (0, outlets.STEPS // 2, outlets.STEPS) if not outlet.is_broken else ():
        media_type, body = outlets.feed(outlet, step, BASE)
        found = parse(body, media_type, f"{BASE}/{outlet.slug}/feed")
        guids = {entry.guid for entry in found.entries}
        assert (found.outcome, len(guids), found.origin.title) == ("feed", len(found.entries), outlet.title)
        assert before < guids
        before = guids
        if outlet.format != "json":
            assert not feedparser.parse(body).bozo


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Told], Store]]:
    home = tmp_path_factory.mktemp("outlets")
    init.write(home / "config", date(2025, 5, 15))
    with origin.serving() as served:
        newsroom.read_from(home / "config", served.address)
        config = load(home / "config", newsroom.ENVIRON)
        told = newsroom.read_outlets(config, served)
    store = Store.open(config.store.url)
    yield told, store
    store.close()


def test_all_outlets_are_read_but_the_broken_one(read: tuple[list[Told], Store]) -> None:
    told, _ = read
    problems = {each.source for each in told if each.problem}
    assert problems == {outlet.slug for outlet in outlets.OUTLETS if outlet.is_broken} == {"muattal"}
    assert sum(each.changed for each in told) == 1


def test_of_the_wide_outlet_only_what_concerns_our_readers_is_kept(read: tuple[list[Told], Store]) -> None:
    told, store = read
    article = schema.article.c
    with store.read() as connection:
        kept = connection.scalars(sa.select(article.title).where(article.outlet == "afaq.example")).all()
    assert len(kept) == 2
    assert all("بغداد" in title or "كردستان" in title for title in kept)
    assert sum(each.refused for each in told if each.source == "afaq") == 3


def test_in_each_language_there_are_stories_of_two_outlets(read: tuple[list[Told], Store]) -> None:
    _, store = read
    with store.read() as connection:
        rows = connection.execute(sa.select(schema.article.c.arrived, schema.article.c.language)).all()
        languages: dict[int, str] = dict(rows)
        membership = stories.of(connection, list(languages))
        found = stories.facts(connection, {each.story for each in membership.values()})
    told_twice = Counter(languages[number] for number, story in found.items() if len(story.outlets) > 1)
    assert told_twice == {"ar": 4, "ckb": 3, "kmr": 3, "en": 3}
