"""The whole fetch against an origin that serves everything that goes wrong: each feed ends as its row says.

Two passes over all rows, each row a source of its own. The second pass shows that nobody sees anything twice.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from syndication.config import Config, load
from syndication.flows.fetch import Fetcher, tools
from syndication.flows.fetch_results import Told
from syndication.store import schema
from syndication.store.engine import Store
from tests.config.folders import SITE
from tests.intake import hostile_feeds, hostile_ways, hostile_wire
from tests.intake.hostile import Case, bad, running

SERVED = [*hostile_wire.CASES, *hostile_ways.CASES, *hostile_feeds.CASES]
#: The stations of a chain of redirects are no feeds of their own.
CASES = [case for case in SERVED if "?" not in case.path]
#: Their host is left alone afterwards, so each has a host of its own.
ALONE = [case for case in CASES if case.client in ("429", "503")]
TOGETHER = [case for case in CASES if case not in ALONE]
LIMITS = "max_bytes = 8000000\nmax_unpacked_bytes = 12000000\ntotal_s = 5\nidle_s = 4\nper_host = 16\ngap_s = 0\n"


@dataclass
class Ran:
    """What two passes left."""

    told: list[dict[str, Told]]  #: of each pass, by source
    articles: dict[str, list[dict[str, object]]]  #: after both, by outlet
    counts: list[Counter[str]]  #: articles by outlet after each pass
    feeds: dict[str, dict[str, object]]


def slug(case: Case) -> str:
    return f"s{CASES.index(case)}"


def settings(folder: Path, urls: dict[str, str]) -> Config:
    folder.mkdir()
    allow = json.dumps(sorted({url.split("/")[2] for url in urls.values()}))
    (folder / "syndication.toml").write_text(f"{SITE}[fetch]\nallow = {allow}\n{LIMITS}", encoding="utf-8")
    tables = (
        f'[[source]]\nslug = "{name}"\ntitle = "{name}"\noutlet = "{name}"\npolicy = "full"\n'
        f"feeds = [{{ url = {json.dumps(url)} }}]\n"
        for name, url in urls.items()
    )
    (folder / "sources.toml").write_text("\n".join(tables), encoding="utf-8")
    return load(folder, {})


async def one_pass(store: Store, config: Config, names: Collection[str]) -> dict[str, Told]:
    told: list[Told] = []
    async with tools(config, store) as opened:
        await Fetcher(store, config, opened, told.append).once(names)
    return {each.source: each for each in told}


def counts(store: Store) -> Counter[str]:
    with store.read() as connection:
        return Counter(connection.execute(sa.select(schema.article.c.outlet)).scalars())


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("hostile")
    store = Store.open(f"sqlite:///{folder / 'store.db'}")
    for codings in hostile_wire.BOMBS:
        hostile_wire.bomb(codings)
    with ExitStack() as open_servers:
        origin = open_servers.enter_context(running(SERVED))
        urls = {slug(case): origin.url(case.path) for case in TOGETHER}
        urls |= {slug(case): open_servers.enter_context(running([case])).url(case.path) for case in ALONE}
        config = settings(folder / "config", urls)
        told = [asyncio.run(one_pass(store, config, list(urls)))]
        numbers = [counts(store)]
        again = [slug(case) for case in CASES if case.ends in ("taken", "unchanged")]
        told.append(asyncio.run(one_pass(store, config, again)))
        numbers.append(counts(store))
    with store.read() as connection:
        articles: dict[str, list[dict[str, object]]] = {}
        for row in connection.execute(sa.select(schema.article)).mappings():
            articles.setdefault(row["outlet"], []).append(dict(row))
        feeds = {row["source"]: dict(row) for row in connection.execute(sa.select(schema.feed)).mappings()}
    yield Ran(told, articles, numbers, feeds)
    store.close()


def ends(feed: dict[str, object], told: Told) -> str:
    if feed["stopped"]:
        return "stopped"
    if not told.is_good:
        return "failed"
    return "unchanged" if told.status == 304 else "taken"


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_feed_ends_as_its_row_says(case: Case, ran: Ran) -> None:
    name = slug(case)
    first = ran.told[0][name]
    is_good = case.ends in ("taken", "unchanged")
    assert (ends(ran.feeds[name], first), ran.counts[0][name]) == (case.ends, case.new)
    assert first.wait_s > 0
    assert "fault of this program" not in first.problem
    assert is_good == (not first.problem or case.client == "304"), "the operator is told why, and nothing else"
    if is_good:
        second = ran.told[1][name]
        assert (second.new, second.changed, second.is_good) == (case.then, 0, True)
        assert ran.counts[1][name] == case.new + case.then


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("case", [case for case in CASES if case.title], ids=str)
def test_letters_come_out_right(case: Case, ran: Ran) -> None:
    assert case.title in {str(article["title"]) for article in ran.articles[slug(case)]}


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("case", [case for case in CASES if case.dated], ids=str)
def test_dates_mean_what_they_say_and_none_lies_ahead(case: Case, ran: Ran) -> None:
    (article,) = ran.articles[slug(case)]
    published, seen = article["published"], article["first_seen"]
    assert isinstance(published, int)
    assert isinstance(seen, int)
    if case.dated == "past":
        assert 0 < published <= seen
    else:
        assert datetime.fromtimestamp(published, UTC).isoformat() == case.dated


@pytest.mark.xdist_group("hostile")
def test_nothing_that_attacks_is_stored(ran: Ran) -> None:
    for articles in ran.articles.values():
        for article in articles:
            html = str(article["html"]).lower()
            for evil in ("<script", "javascript:", "onerror", "onload", "<iframe", "<style", "<form", "expression("):
                assert evil not in html
            words = f"{article['title']}{article['summary']}{article['text']}"
            assert "root:" not in words
            assert not set(words) & set("\0\x01\x08\x0b\x1f\u202e\u202d\ufffe\uffff")
            assert not str(article["url"] or "https://").startswith(("javascript:", "data:"))
            assert len(str(article["title"])) <= 5000
            assert len(str(article["html"])) <= 5_000_000


@pytest.mark.xdist_group("hostile")
def test_a_hosts_robots_txt_is_obeyed_whatever_it_is(tmp_path: Path, sqlite: Store) -> None:
    pairs = [*hostile_ways.ROBOTS]
    with ExitStack() as open_servers:
        forbidden = Case(path="/r.txt", serves=hostile_ways.rules(hostile_ways.FORBIDDEN))
        origins = [open_servers.enter_context(running([*pair, forbidden])) for pair in pairs]
        all_is_closed = next(o for o, (case, _) in zip(origins, pairs, strict=True) if case.path.endswith("robots-all"))
        lured = hostile_ways.to(all_is_closed.url("/feed/of/robots-lured"))
        pairs.append((bad("/lured", "robots", lured), hostile_ways.closed("none", lured)[1]))
        origins.append(open_servers.enter_context(running([pairs[-1][0]])))
        urls = {
            f"r{n}": origin.url(case.path) for n, (origin, (case, _)) in enumerate(zip(origins, pairs, strict=True))
        }
        told = asyncio.run(one_pass(sqlite, settings(tmp_path / "config", urls), list(urls)))
    for number, (case, _) in enumerate(pairs):
        result = told[f"r{number}"]
        assert (case.path, result.is_good, result.new) == (case.path, case.ends == "taken", case.new)
        assert ("robots.txt" in result.problem) == (case.ends == "failed")
        asked = [asked.path for asked in origins[number].asked]
        assert (case.path in asked) == (case.ends == "taken" or case.path == "/lured")
    assert "/feed/of/robots-lured" not in [asked.path for asked in all_is_closed.asked]


@pytest.mark.xdist_group("hostile")
def test_bombs_at_many_hosts_cost_little_memory(tmp_path: Path) -> None:
    # All bombs at once; each unpacks to 12 MB before its limit stops it.
    bombs = [case for case in CASES if case.client == "too-large"]
    for codings in hostile_wire.BOMBS:
        hostile_wire.bomb(codings)
    with running(SERVED) as origin:
        urls = {slug(case): origin.url(case.path) for case in bombs}
        settings(tmp_path / "config", {"calm": origin.url("/length/right"), **urls})
        argv = [sys.executable, "-m", "tests.flows.hostile_memory", f"{tmp_path}/config", f"sqlite:///{tmp_path}/s.db"]
        done = subprocess.run(argv, capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=50)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 80
