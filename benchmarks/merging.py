"""What a merged page costs, against building it whole with feedgen.

    python -m benchmarks.merging

100,000 stored entries of 100 outlets and of our own, two fifths of them in stories of several reports, a few of them
copies word for word. CPU time of the page of 300 with all fragments at hand, from the address to the uncompressed
document: the statements that select it, channel, join and digest; beside it feedgen's own document of the same entries.
Bar: a tenth of feedgen's. The page is made after one new entry, as a server makes it; in another format at the same
number of the log; and from nothing, as the first time. Medians of interleaved runs, so that a busy machine slows all.
The bytes are compared.
"""

from __future__ import annotations

import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.render import _text, whole
from syndication.config import Config
from syndication.documents import Address, Document
from syndication.flows import drafts, publish, selecting
from syndication.flows.drafts import Draft
from syndication.flows.labelling import labels_of, sort_of
from syndication.flows.press import HELD_BYTES, Press, press
from syndication.flows.shelf import Lru, Shelf
from syndication.model import Article, Credit, Ext, Link
from syndication.store import articles, held, labels, links, log, stories
from syndication.store.engine import Store
from syndication.store.held import Held
from syndication.text.keys import article_key

ENTRIES, OUTLETS, BATCH = 100_000, 100, 500
#: Of each hundred entries our own, those that report what another one of the last hours reported, and wire copies.
OWN, TOLD, COPIED = 4, 40, 3
START = datetime(2026, 1, 1, tzinfo=UTC)


def settings() -> Config:
    """One merged feed over all outlets."""
    return Config.model_validate(
        {
            "site": {"title": "صحيفة المثال", "url": "https://news.example", "tag": "news.example,2026-01-01"},
            "feeds": {"url": "https://feeds.example"},
            "source": [
                {
                    "slug": f"s{number}",
                    "title": f"Outlet {number}",
                    "feeds": [{"url": f"https://o{number}.example/feed"}],
                }
                for number in range(OUTLETS)
            ],
        }
    )


def article(number: int, chance: random.Random) -> Article:
    """An entry of an outlet's feed: a title and a lead."""
    outlet = chance.randrange(OUTLETS)
    own = chance.randrange(100) < OWN
    host = "news.example" if own else f"o{outlet}.example"
    id = f"https://{host}/?p={number}"
    lead = _text(chance, 40)
    # Word for word that of an entry of the last hours, mostly of another outlet.
    words = number - chance.randrange(1, 80) if chance.randrange(100) < COPIED else number
    return Article(
        id=id,
        key=article_key("" if own else host, id),
        outlet="" if own else host,
        url=f"https://{host}/{number}",
        canonical_url=f"https://{host}/{number}",
        twin=f"twin-{words}",
        title=f"{_text(chance, 8)} {number}",
        summary=lead,
        html=f"<p>{lead}</p>",
        text=lead,
        published=START + timedelta(seconds=86 * number + chance.randrange(600)),
        sections=("politics",),
        credit=None if own else Credit(source=f"s{outlet}", feed=f"https://{host}/feed", title=f"Outlet {outlet}"),
        hash=str(number),
        text_hash=str(words),
    )


def fill(store: Store) -> None:
    """Write all entries with labels, stories and lists, as if they had come in one after the other."""
    chance, recent = random.Random(1), list[int]()
    for begin in range(0, ENTRIES, BATCH):
        with store.write() as write:
            batch = [article(number, chance) for number in range(begin, begin + BATCH)]
            stored = articles.insert(
                write, [articles.Put(article=each, state="live", updated=each.published or START) for each in batch]
            )
            labels.put(
                write,
                [
                    labels.Labelled(each.arrived, sort_of(each), labels_of(each.article, {}), each.revision)
                    for each in stored
                ],
            )
            groups: list[tuple[int, int]] = []
            shown: dict[int, list[Link]] = {}
            for each in stored:
                if recent and chance.randrange(100) < TOLD:
                    other = chance.choice(recent[-80:])
                    groups.append((other, each.arrived))
                    shown.setdefault(other, []).append(_link(each.article, each.arrived))
                else:
                    recent.append(each.arrived)
            stories.join(write, {each.arrived: sort_of(each) for each in stored}, groups)
            links.put_shown(write, "story", {number: found[:20] for number, found in shown.items()})


def _link(told: Article, number: int) -> Link:
    return Link(kind="story", title=told.title, url=told.url, other=number, language="ar", source=told.outlet or "news")


class Bench:
    """A store and what pages of it are made with."""

    def __init__(self, store: Store) -> None:
        """Nothing is at hand yet."""
        self.store, self.config = store, settings()
        self.statements = 0
        sa.event.listen(store._engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.statements += 1

    def draft(self, address: Address, made_under: Press) -> Draft:
        """Only the reading."""
        with self.store.read() as connection:
            return drafts.read(connection, address, made_under)

    def page(self, ext: Ext) -> None:
        """Measure one format."""
        address = Address("merged", "", ext)
        made_under = press(self.config, self.store, Shelf(256_000_000).fragments)
        cold = self.draft(address, made_under)
        assert cold.entries is not None
        document = publish.compose(cold, made_under)
        entries = tuple(cold.entries.views[line.arrived] for line in cold.entries.lines)
        assert len(entries) == 300, len(entries)
        full, style = replace(cold.page, entries=entries), cold.entries.style
        same = whole(full, style) == document.body

        with self.store.read() as connection:
            first = held.select(
                connection,
                selecting.selection(address, self.config),
                selecting.limits(address, self.config),
                log.head(connection),
            )

        def made(before: Held | None) -> Document:
            """As the server makes it: what the page was chosen from when it was last made is at hand, or not."""
            kept: Lru[Held] = Lru(HELD_BYTES, len)
            if before is not None:
                kept.put((selecting.selection(address, self.config), selecting.limits(address, self.config)), before)
            return publish.compose(self.draft(address, replace(made_under, held=kept)), made_under)

        # Something else was written since, so that the page has to look what.
        moved = replace(first, revision=first.revision - 1)
        ways: dict[str, Callable[[], object]] = {
            "feedgen": lambda: whole(full, style),
            "after one new entry": lambda: made(moved),
            "in another format": lambda: made(first),
            "from nothing": lambda: made(None),
        }
        assert made(moved).body == made(None).body == document.body
        times, counted = _interleaved(ways), {name: self._counted(way) for name, way in ways.items()}
        print(f"{ext} 300 of {ENTRIES} entries, {len(document.body) / 1000:.0f} KB, bytes equal: {same}")
        for name, each in times.items():
            ratio = times["feedgen"] / each
            verdict = (
                f"{ratio:6.1f} x cheaper (bar 10: {'met' if ratio >= 10 else 'MISSED'})"
                if each != times["feedgen"]
                else ""
            )
            print(f"  {name:20} {each:8.3f} ms CPU  {counted[name]:2} statements  {verdict}")

    def _counted(self, way: Callable[[], object]) -> int:
        self.statements = 0
        way()
        return self.statements

    def one_new(self) -> None:
        """Take one entry in and make the page again."""
        address = Address("merged", "", "rss")
        fragments: Lru[bytes] = Shelf(256_000_000).fragments
        made_under = press(self.config, self.store, fragments)
        publish.compose(self.draft(address, made_under), made_under)
        before = len(fragments)
        with self.store.write() as write:
            new = replace(article(ENTRIES, random.Random(7)), outlet="o1.example", credit=Credit(source="s1"))
            (stored,) = articles.insert(write, [articles.Put(article=new, state="live", updated=START)])
            labels.put(write, [labels.Labelled(stored.arrived, sort_of(stored), labels_of(new, {}), stored.revision)])
            stories.join(write, {stored.arrived: sort_of(stored)}, [])
        publish.compose(self.draft(address, made_under), made_under)
        print(f"one new entry: {len(fragments) - before} fragment rendered")


def _interleaved(ways: dict[str, Callable[[], object]], rounds: int = 15) -> dict[str, float]:
    """Median CPU milliseconds of each way."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            repeats = 1 if name == "feedgen" else 5
            gc.collect()
            start = time.process_time_ns()
            for _ in range(repeats):
                way()
            times[name].append((time.process_time_ns() - start) / repeats / 1e6)
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'merging.db'}")
        fill(store)
        bench = Bench(store)
        formats: tuple[Ext, ...] = ("rss", "atom")
        for ext in formats:
            bench.page(ext)
        bench.one_new()
        store.close()


if __name__ == "__main__":
    main()
