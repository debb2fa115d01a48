"""How it goes, for operators: page, JSON and metrics of the same things."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from lxml import html

from syndication.errors import StoreError
from syndication.flows import sources
from syndication.flows.publish import Publisher
from syndication.flows.status import DAYS, KEEP_S, Operations, Told
from syndication.model import Article
from syndication.render.html.views import content_security_policy
from syndication.store import log, schema
from syndication.store.engine import Store
from tests.flows.newsroom import START
from tests.flows.test_merged import config, foreign, put

NOW = START + timedelta(hours=10)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def told(store: Store, *paths: str, **tables: Any) -> Mapping[str, Told]:
    publisher = Publisher(config(**tables), store)
    operations = Operations(publisher, Clock())
    found = {path: await operations.answer(path) for path in paths}
    assert all(found.values())
    return {path: answer for path, answer in found.items() if answer is not None}


def came_in(store: Store, day: int, *given: Article) -> None:
    """As if they had come so many days ago."""
    with store.read() as connection:
        before = log.head(connection).revision
    put(store, *given)
    column = schema.article.c
    with store.write() as write:
        first_seen = int((NOW - timedelta(days=day)).timestamp())
        write.connection.execute(schema.article.update().where(column.arrived > before).values(first_seen=first_seen))


async def test_each_source_has_its_days_its_state_and_its_reason(store: Store) -> None:
    came_in(store, DAYS, foreign(1, "agency", 3))
    came_in(store, 1, foreign(2, "agency", 0))
    came_in(store, 0, foreign(-30, "agency", 1), foreign(4, "agency", 2), foreign(5, "daily", 2))
    sources.pause(store, config(), "other", "asked to <wait>")
    answers = await told(store, "/status", "/status.json", "/metrics")
    found = json.loads(answers["/status.json"].body)
    feeds = {each["source"]: each for each in found["feeds"]}
    assert feeds["agency"]["entries_per_day"][-2:] == [1, 2]
    assert sum(feeds["agency"]["entries_per_day"]) == 3
    assert len(feeds["agency"]["entries_per_day"]) == DAYS
    assert (feeds["other"]["state"], feeds["other"]["problem"]) == ("paused", "asked to <wait>")
    assert found["log"]["behind"]["relate"] == 0
    page: Any = html.document_fromstring(answers["/status"].body.decode())
    assert len(page.xpath("//ul[@class='cards']/li")) == 3
    assert "asked to <wait>" in page.text_content()
    assert page.xpath("//ul[@class='cards']//span[@class='tag']/text()").count("موقوف مؤقتا") == 1
    assert len(page.xpath("//li[1]//rect")) == 2
    assert page.get("dir") == "rtl"
    assert answers["/status"].policy == content_security_policy()
    lines = answers["/metrics"].body.decode().splitlines()
    assert 'syndication_source_entries_today{source="agency"} 2' in lines
    assert 'syndication_feed_up{source="other",url="https://other.example/f"} 0' in lines
    shape = r'[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? -?\d+'
    assert all(line.startswith("# ") or re.fullmatch(shape, line) for line in lines)
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


async def test_nobody_is_read_says_so(sqlite: Store) -> None:
    answers = await told(sqlite, "/status", "/status.json", source=[])
    assert "لا نقرأ وسيلة إعلام أخرى." in answers["/status"].body.decode()
    assert json.loads(answers["/status.json"].body)["feeds"] == []


async def test_the_store_is_asked_once_in_a_while_however_often_it_is_looked_at(sqlite: Store) -> None:
    clock = Clock()
    operations = Operations(Publisher(config(), sqlite), clock)
    before = await operations.answer("/status.json")
    put(sqlite, foreign(1, "agency", 0))
    assert before is not None
    assert await operations.answer("/status.json") == before
    clock.now += timedelta(seconds=KEEP_S)
    after = await operations.answer("/status.json")
    assert after is not None
    assert json.loads(after.body)["log"]["revision"] > json.loads(before.body)["log"]["revision"]


async def test_other_paths_are_not_answered(sqlite: Store) -> None:
    operations = Operations(Publisher(config(), sqlite), Clock())
    assert [await operations.answer(path) for path in ("/", "/all.rss", "/status/", "/metrics.rss")] == [None] * 4


async def test_a_process_is_well_while_it_answers(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    operations = Operations(Publisher(config(), sqlite), Clock())
    well = await operations.answer("/health")

    async def unreachable(*_: object) -> None:
        raise StoreError("out of reach")

    monkeypatch.setattr(sqlite, "run", unreachable)
    cut_off = await operations.answer("/health")
    assert (well, cut_off) == (
        Told(200, b"ok\n", "text/plain; charset=utf-8"),
        Told(200, b"ok, but the store is out of reach\n", "text/plain; charset=utf-8"),
    )
    with pytest.raises(StoreError):
        await operations.answer("/metrics")
