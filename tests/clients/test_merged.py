"""The demo's outlets, played step by step, as a feed reader sees the merged feed: no story is delivered twice."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
import reader

from syndication.demo import newsroom, origin, outlets
from syndication.flows.articles import withdraw
from syndication.flows.fetch import Fetcher, tools
from syndication.flows.relate import Following
from syndication.flows.taking_in import take_in
from syndication.intake.inputs import find
from syndication.store import articles
from tests.clients.terminal import Newsboat
from tests.e2e.sites import Home, answering, followed
from tests.rules.tables import TABLES, problems

pytestmark = pytest.mark.xdist_group("clients")

#: What happens besides what the outlets do: the newsroom tells a story that two outlets told before it, the first
#: report of another story is withdrawn, and an outlet closes down for good.
OWN_REPORT, WITHDRAWAL, DEATH = 9, 14, 18
#: The events that are told more than once, by the entries that tell of them.
EVENTS = (
    *({"n1", "k1"}, {"k3", "n3", "501"}, {"n4", "k4", "n4-again"}, {"k5", "n5"}),
    *({"b1", "h1"}, {"b3", "h2"}, {"b4", "h3"}),
    *({"r1", "d1"}, {"r2", "d2"}, {"r3", "d3"}),
    *({"o1", "c1"}, {"o2", "c2"}, {"o3", "c3"}),
)
ENTRIES: dict[str, dict[str, Any]] = {
    each["id"]: each
    for each in map(json.loads, (Path(outlets.__file__).parent / "outlets.jsonl").read_bytes().splitlines())
}
WITHDRAWN = "o2"


def event(name: str) -> frozenset[str]:
    """All that tell of the same, by the entry's name in the play."""
    return next((frozenset(each) for each in EVENTS if name in each), frozenset((name,)))


def name(id: str) -> str:
    """The name in the play of an entry with this id."""
    return re.split("[:/=]", id)[-1]


class Play:
    """The newsroom, the outlets, and one process that fetches and relates."""

    def __init__(self, home: Home, served: origin.Origin, fetcher: Fetcher) -> None:
        self.home, self.origin, self.fetcher = home, served, fetcher

    async def step(self, step: int) -> None:
        self.origin.step = step
        if step == OWN_REPORT:
            self._report()
        if step == WITHDRAWAL:
            self._withdraw()
        if step == DEATH:
            self.origin.dead.add("henar")
        await self.fetcher.once([outlet.slug for outlet in outlets.OUTLETS])
        with Following(self.home.store, self.home.config) as relating:
            assert relating.finish() is None

    def _report(self) -> None:
        """The newsroom's own article, in the words of what two outlets had before it."""
        record = {
            "id": "501",
            "guid": "https://sada.example/?p=501",
            "url": "https://sada.example/security/501",
            "title": "حراس غابة الصنوبر الأزرق يوقفون شاحنة شتلات",
            "section": "أمن",
            "language": "ar",
            "published": "2025-05-14T20:00:00+03:00",
            "content_text": ENTRIES["n3"]["summary"],
        }
        path = self.home.write("own.jsonl", json.dumps(record, ensure_ascii=False).encode())
        refused: list[object] = []
        take_in(self.home.store, self.home.config, list(find([path])), refused.append, lambda _: None)
        assert not refused

    def _withdraw(self) -> None:
        with self.home.store.read() as connection:
            (lead,) = [each for each in articles.iterate(connection) if name(each.article.id) == WITHDRAWN]
        withdraw(self.home.store, lead.article.key, silent=True)


@pytest.fixture
def home(tmp_path: Path, played: Path) -> Iterator[tuple[Home, origin.Origin]]:
    shutil.copytree(played / "config", tmp_path / "config")
    shutil.copy(played / "syndication.db", tmp_path)
    with origin.serving() as served:
        newsroom.read_from(tmp_path / "config", served.address)
        made = Home(tmp_path, newsroom.ENVIRON)
        yield made, served
        made.close()


async def test_while_the_outlets_play_no_story_is_delivered_twice_but_for_good_reason(
    home: tuple[Home, origin.Origin], tmp_path: Path
) -> None:
    folder, served = home
    delivered: dict[str, int] = {}
    twice: list[tuple[int, str]] = []
    async with answering(folder) as (client, publisher), tools(folder.config, folder.store) as opened:
        play = Play(folder, served, Fetcher(folder.store, folder.config, opened, lambda told: None))
        url = f"http://127.0.0.1:{client.port}/merged.atom"
        for step in range(outlets.STEPS + 1):
            await play.step(step)
            await followed(publisher)
            now = await asyncio.get_running_loop().run_in_executor(None, polled, tmp_path, url)
            new = now - delivered.keys()
            known = {each for told in delivered for each in event(told)}
            twice += [(step, each) for each in sorted(new) if each in known]
            assert len(new) == len({event(each) for each in new}), f"at once, in step {step}"
            delivered |= dict.fromkeys(new, step)
    # The newsroom's own article has its own entry, and a withdrawn report is replaced by the next; nothing else.
    assert twice == [(OWN_REPORT, "501"), (WITHDRAWAL, "c2")]
    # Nothing is missing either: every event was told, those that the wide outlet has for others aside.
    others = {each["id"] for each in ENTRIES.values() if each["outlet"] == "afaq"} - {"a2", "a4"}
    wanted = {event(each) for each in ENTRIES.keys() - others}
    assert {event(each) for each in delivered if each in ENTRIES or each == "501"} == wanted


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, played: Path) -> Iterator[Home]:
    """The demo with all its outlets read."""
    folder = tmp_path_factory.mktemp("merged")
    shutil.copytree(played / "config", folder / "config")
    shutil.copy(played / "syndication.db", folder)
    with origin.serving() as served:
        newsroom.read_from(folder / "config", served.address)
        made = Home(folder, newsroom.ENVIRON)
        newsroom.read_outlets(made.config, served)
        yield made
        made.close()


async def test_the_merged_feed_has_one_entry_per_story_that_names_who_else_tells_it(read: Home) -> None:
    async with answering(read) as (client, _):
        body = (await client.ask("/merged.atom")).body
    found = feedparser.parse(body)
    assert not found.bozo
    names = [name(entry.id) for entry in found.entries]
    assert len({event(each) for each in names}) == len(names) == len(set(names))
    titles = {outlet.slug: outlet.title for outlet in outlets.OUTLETS}
    told_by_more = 0
    for entry in found.entries:
        others = event(name(entry.id)) & ENTRIES.keys() - {name(entry.id)}
        outlet = ENTRIES.get(name(entry.id), {}).get("outlet")
        told = {titles[ENTRIES[each]["outlet"]] for each in others if ENTRIES[each]["outlet"] != outlet}
        links = [link.title for link in entry.links if link.rel == "related"]
        assert told <= {title.partition(": ")[0] for title in links}, entry.title
        told_by_more += bool(told)
    assert told_by_more >= 10


async def test_what_nobody_asked_for_and_what_is_broken_is_in_no_feed(read: Home) -> None:
    async with answering(read) as (client, _):
        for path in ("merged", "all", "feeds/kurdistan", "sources/afaq", "languages/ar", "stories", "sections/sport"):
            for ext in ("rss", "atom", "json", "html"):
                answer = await client.ask(f"/{path}.{ext}")
                assert answer.status == 200, path
                assert "المذنبات" not in answer.body.decode(), "sport of the wide outlet"
                assert "المعطل" not in answer.body.decode(), "the broken outlet"


@pytest.mark.parametrize("ext", TABLES)
async def test_merged_feeds_keep_the_rules_that_our_own_keep(read: Home, ext: str) -> None:
    async with answering(read) as (client, _):
        for path in ("merged", "feeds/kurdistan", "feeds/iraq-english", "sources/najm", "stories", "search.EXT?q=جسر"):
            target = path.replace("EXT", ext) if "EXT" in path else f"{path}.{ext}"
            answer = await client.ask(f"/{quote(target, safe='/?=')}")
            assert (answer.status, problems(ext, answer.body)) == (200, {}), target


@pytest.mark.tool
async def test_newsboat_lists_every_merged_entry_once(read: Home, tmp_path: Path, tool: Callable[[str], str]) -> None:
    program = tool("newsboat")
    async with answering(read) as (client, _):
        items = json.loads((await client.ask("/merged.json")).body)["items"]
        newsboat = Newsboat(program, tmp_path, f"http://127.0.0.1:{client.port}/merged.rss")
        unread = await asyncio.get_running_loop().run_in_executor(None, newsboat.reload)
    assert unread == f"{len(items)} unread articles\n"
    assert sorted(row["guid"] for row in newsboat.rows("rss_item")) == sorted(item["id"] for item in items)


def polled(folder: Path, url: str) -> set[str]:
    """The names of all entries that a reader has got so far, after it has asked once more."""
    with closing(reader.make_reader(str(folder / "reader.sqlite"))) as library:
        library.add_feed(url, exist_ok=True)
        library.update_feed(url)
        return {name(entry.id) for entry in library.get_entries()}
