"""Fetching: due sources are leased, asked, read and written, a hundred hosts at once; one's failure is never another's.

    due sources, leased | client | reading (parse pool) | fetched: what it means | fetch_results: one write for many
                          └── one host's turn after the other (pace)                └── log, articles, state, lease

Everything is kept in the store: killed at any moment, the next pass does the same again and nothing twice. A source's
lease is renewed as long as this process lives and taken over when it does not.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter
from random import random
from typing import TYPE_CHECKING

from syndication.errors import FetchError, FetchLater, LeaseLost, StoreError, SyndicationError
from syndication.flows import fetched, holders, seen, wordpress
from syndication.flows.asking import ACCEPT, asking
from syndication.flows.fetch_results import Outcome, Told, write
from syndication.flows.fetched import Case, Fetched
from syndication.flows.reading import Job, Reading, asked_at, read
from syndication.flows.taking_in import rules as site_rules
from syndication.intake.client import Client, Request, Response
from syndication.intake.pace import Pace
from syndication.intake.robots import Robots
from syndication.model import Source, SourceFeed
from syndication.normalise.rules import Fetch, SourceRules
from syndication.store import hosts, sources
from syndication.store.sources import Feed, Leased

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Connection, Store

#: Sources that this process holds at once. More than hosts asked at once: some wait for their turn at a slow host.
MOST_OPEN = 400
#: Seconds between two looks for due sources.
POLL_S = 1.0
#: Seconds for which results wait for others while there are any to come: one transaction writes many, and half a second
#: is nothing beside the minutes between two fetches.
LINGER_S = 0.5
#: Results and articles in one write.
MOST_RESULTS, MOST_ARTICLES = 300, 500
#: Bytes of answers that wait to be read, beyond which nothing more is asked for: a hundred servers send faster than one
#: process reads.
MOST_WAITING = 64_000_000
#: Seconds between two renewals of what is held, well within a lease.
RENEW_S = 40.0
#: Seconds until the next try while the store is out of reach.
RETRY_S = 1.0
#: Fetching under the rules of an older program: entries are judged anew.
RULES_VERSION = 3

#: What of a source decides what becomes of an entry. Rhythms, titles and what only rendering heeds do not.
_JUDGED = attrgetter(
    *("slug", "outlet", "kind", "language", "zone", "excerpt", "relevance", "include", "exclude", "sections", "section")
)
#: Takes sources: as many as there is room for, none of those held already.
Lease = Callable[[int, Collection[str]], list[Leased]]

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What fetching needs of its process, opened by `tools`."""

    client: Client
    pace: Pace
    robots: Robots
    read: Callable[[Job], Awaitable[Reading]]  #: in the parse pool


@asynccontextmanager
async def tools(config: Config, store: Store) -> AsyncIterator[Tools]:
    """What `Fetcher` needs, reading in the parse pool. Raises StoreError."""
    async with asking(config, store) as ask:
        yield Tools(client=ask.client, pace=ask.pace, robots=ask.robots, read=partial(ask.pool.run, read))


class Fetcher:
    """The fetching of one process under one configuration."""

    def __init__(self, store: Store, config: Config, tools: Tools, tell: Callable[[Told], None]) -> None:
        """Nothing is leased yet. ``tell`` is called for every feed that was written."""
        self._store = store
        self._tools = tools
        self._tell = tell
        self._config = config
        self._sources = {each.slug: each for each in config.outlets}
        self._enabled = {each.slug for each in config.outlets if each.enabled}
        self._site = site_rules(config)
        self._labels = config.slug_by_key
        # Of the set in order: its own order is another in every process.
        self._salt = seen.salt(RULES_VERSION, self._site, sorted(self._labels.items()))
        self._holder = holders.this_process()
        self._rules: dict[str, tuple[SourceRules, bytes]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._tokens: set[str] = set()
        self._held: dict[str, Leased] = {}
        self._slow: dict[str, int] = {}  #: servers that want to be left alone, with the seconds
        self._results: asyncio.Queue[Outcome] = asyncio.Queue(MOST_RESULTS)
        self._quiet = asyncio.Event()  #: set while nothing is being fetched
        self._written = asyncio.Event()  #: set by each write
        self._waiting = 0  #: bytes that wait to be read
        self._has_room = asyncio.Event()  #: set while these are few
        self._has_room.set()

    # --- passes ---

    async def forever(self, stop: asyncio.Event) -> None:
        """Fetch whatever is due until ``stop``; what goes wrong with the store is logged and tried again."""
        while not stop.is_set():
            try:
                await self._store.run(self._prepare, self._enabled)
                await self._run(self._lease_due, stop)
            except* StoreError as group:
                _logger.warning("the store is out of reach: %s", group.exceptions[0])
                await _wait(stop, RETRY_S)

    async def once(self, names: Collection[str] | None = None) -> None:
        """Fetch what is due, or these sources whether due or not, and end. Raises StoreError."""
        await self._store.run(self._prepare, self._enabled if names is None else names)
        lease = self._lease_due if names is None else _only_once(self._lease_named, list(names))
        try:
            await self._run(lease, None)
        except* StoreError as group:
            raise group.exceptions[0] from None

    def _prepare(self, slugs: Collection[str]) -> None:
        """Make rows for these sources, free what dead processes of this machine held, forget old refusals."""
        wanted = {slug: [feed.url for feed in each.feeds] for slug, each in self._sources.items() if slug in slugs}
        with self._store.aside() as connection:
            sources.sync(connection, wanted)
            for holder in filter(holders.is_dead, sources.holders(connection)):
                sources.release_all(connection, holder)
            sources.tidy(connection)
            self._slow = hosts.slow(connection)

    def _lease_due(self, room: int, held: Collection[str]) -> list[Leased]:
        with self._store.read() as connection:  # so that a look every second takes no lock
            due = sources.due(connection)
            self._slow = hosts.slow(connection) if due else {}
        # What this process still has at hand is not taken anew, though the lease may have run out.
        free = [slug for slug in due if slug in self._enabled and slug not in held][:room]
        if not free:
            return []
        with self._store.aside() as connection:
            return sources.lease(connection, free, self._holder)

    def _lease_named(self, names: Collection[str]) -> list[Leased]:
        with self._store.aside() as connection:
            return sources.lease_named(connection, names, self._holder)

    async def _run(self, lease: Lease, stop: asyncio.Event | None) -> None:
        """Lease and fetch until ``stop``, or, without it, until nothing is due and all is written."""
        self._results = asyncio.Queue(MOST_RESULTS)  # what a run before has left is not this one's to write
        try:
            async with asyncio.TaskGroup() as group:
                keeping = [group.create_task(self._write_all()), group.create_task(self._renew())]
                try:
                    await self._go_on(lease, stop, group)
                finally:
                    for task in (*keeping, *self._tasks.values()):
                        task.cancel()
        finally:
            await self._store.run(self._let_go)

    async def _go_on(self, lease: Lease, stop: asyncio.Event | None, group: asyncio.TaskGroup) -> None:
        while stop is None or not stop.is_set():
            room = MOST_OPEN - len(self._held)
            if room < MOST_OPEN // 4:
                await self._some_written()
                continue
            leased = await self._store.run(lease, room, frozenset(self._held))
            for origin, seconds in self._slow.items():  # what other workers were told, too
                self._tools.pace.hold(origin, seconds)
            for each in leased:
                self._tokens.add(each.token)
                self._held[each.slug] = each
                self._tasks[each.slug] = group.create_task(self._source(each))
                self._quiet.clear()
            if len(leased) == room:
                continue
            # Nothing more is due.
            if stop is not None:
                await _wait(stop, POLL_S)
            elif not self._held:
                return
            else:
                while self._held:
                    await self._some_written()

    async def _some_written(self) -> None:
        """Wait for the next write, a second at most."""
        self._written.clear()
        await _wait(self._written, POLL_S)

    async def _renew(self) -> None:
        """Keep what is held."""
        while True:
            await asyncio.sleep(RENEW_S)
            if self._tokens:
                await self._store.run(self._renew_now, list(self._tokens))

    def _renew_now(self, tokens: Sequence[str]) -> None:
        with self._store.aside() as connection:
            sources.renew(connection, tokens)

    def _let_go(self) -> None:
        """Give back what is still held."""
        slugs, tokens = list(self._held), list(self._tokens)
        self._held.clear()
        self._tokens.clear()
        if slugs:
            with self._store.aside() as connection:
                for token in tokens:
                    sources.release(connection, token, slugs)

    # --- writing ---

    async def _write_all(self) -> None:
        """Write results as they come, many at once."""
        while True:
            batch = [await self._results.get()]
            await _wait(self._quiet, LINGER_S)
            articles = _articles(batch[0])
            while not self._results.empty() and len(batch) < MOST_RESULTS and articles < MOST_ARTICLES:
                batch.append(self._results.get_nowait())
                articles += _articles(batch[-1])
            robots = [
                hosts.Robots(copy.origin, copy.status, copy.text, int(copy.at.timestamp()))
                for copy in self._tools.robots.changed()
            ]
            for told in await self._store.run(write, self._store, batch, robots):
                self._tell(told)
            for outcome in batch:
                del self._held[outcome.leased.slug]
            self._tokens = {each.token for each in self._held.values()}
            self._written.set()

    # --- one source ---

    async def _source(self, leased: Leased) -> None:
        """Fetch the feeds of one source, one after the other."""
        source = self._sources[leased.slug]
        began = time.monotonic()
        try:
            found = [
                await self._feed(leased, each, feed, leased.at + int(time.monotonic() - began))
                for each in source.feeds
                for feed in leased.feeds
                if feed.key == sources.feed_key(each.url)
            ]
            if leased.is_first and len(found) > 1:
                found = fetched.as_one_first_fetch(found)
            await self._results.put(Outcome(leased=leased, fetched=tuple(found)))
        finally:
            self._tasks.pop(leased.slug, None)
            if not self._tasks:
                self._quiet.set()

    async def _feed(self, leased: Leased, source_feed: SourceFeed, feed: Feed, at: int) -> Fetched:
        """Fetch one feed. Nothing is raised: what goes wrong, our own faults included, is the feed's problem."""
        source = self._sources[leased.slug]
        rules, salt = self._rules_of(source, source_feed)
        now = datetime.fromtimestamp(at, UTC)
        case = Case(source=source, source_feed=source_feed, feed=feed, now=now, salt=salt, chance=random())
        try:
            if source.is_own and source.kind == "wordpress":
                return await self._import(case, leased)
            response = await self._ask(case)
            return await self._judge(case, rules, response)
        except FetchLater as error:
            if self._tools.pace.held_s(error.where):
                return fetched.spared(case, error, error.after_s)
            return fetched.out_of_reach(case, error)
        except FetchError as error:
            return fetched.out_of_reach(case, error)
        except SyndicationError as error:
            return fetched.failed(case, str(error))
        except Exception:
            _logger.exception("fetching %s failed by a fault of this program", feed.url)
            return fetched.failed(case, "a fault of this program; its log says more")

    def _rules_of(self, source: Source, feed: SourceFeed) -> tuple[SourceRules, bytes]:
        """What its entries are judged by, and the word for it."""
        found = self._rules.get(feed.url)
        if found is None:
            rules = SourceRules(source=source, feed=feed, site=self._site, labels=self._labels)
            found = self._rules[feed.url] = rules, seen.salt(self._salt, _JUDGED(source), feed.section, feed.language)
        return found

    async def _import(self, case: Case, leased: Leased) -> Fetched:
        """Read the publisher's own site by its REST interface, which tells what was withdrawn there as well."""

        def held(connection: Connection) -> None:
            if not sources.still_held(connection, [leased]):
                raise LeaseLost(f"another worker fetches {leased.slug} now")

        site = wordpress.source(case.feed.url, os.environ)
        summary = await wordpress.import_under(self._store, self._config, site, self._tools.client, held)
        if summary.fault is None:
            return fetched.imported(case, summary.kinds)
        if isinstance(summary.fault, FetchLater):
            return replace(fetched.spared(case, summary.fault, summary.fault.after_s), taken=summary.kinds)
        return replace(fetched.failed(case, str(summary.fault)), taken=summary.kinds)

    async def _ask(self, case: Case) -> Response:
        feed, is_whole = case.feed, case.is_asked_whole
        request = Request(
            url=asked_at(case.source.kind, feed.address or feed.url),
            accept=ACCEPT,
            etag=None if is_whole else feed.etag,
            modified=None if is_whole else feed.last_modified,
            delta=not is_whole,
        )
        obeys = case.source.obeys_robots and not case.source.is_own
        await self._has_room.wait()
        return await self._tools.client.send(request, self._tools.robots.may if obeys else None)

    async def _judge(self, case: Case, rules: SourceRules, response: Response) -> Fetched:
        """What the answer means."""
        if response.status == 304 or fetched.is_known(case, response):
            return fetched.unchanged(case, response)
        if response.status not in (200, 203, 226):  # 203: a proxy on the way has changed it (RFC 9110 §15.3.4)
            found = fetched.refused_by(case, response)
            if found.hold is not None:
                self._tools.pace.hold(*found.hold)
            return found
        known = seen.unpacked(case.feed.seen, case.salt)
        fetch = Fetch(now=case.now, is_first=case.feed.ok_s is None, is_gap=case.is_gap, known=known)
        content_type = response.headers.get("content-type", "")
        job = Job(body=response.body, content_type=content_type, url=response.url, rules=rules, fetch=fetch)
        reading = await self._read(job)
        if reading.outcome != "feed":
            return fetched.unread(case, response, reading)
        return fetched.changed(case, response, reading)

    async def _read(self, job: Job) -> Reading:
        """Read it when its turn comes; meanwhile nothing more is asked for if much waits already."""
        self._waiting += len(job.body)
        if self._waiting > MOST_WAITING:
            self._has_room.clear()
        try:
            return await self._tools.read(job)
        finally:
            self._waiting -= len(job.body)
            if self._waiting <= MOST_WAITING:
                self._has_room.set()


def _only_once(lease: Callable[[list[str]], list[Leased]], names: list[str]) -> Lease:
    """A lease of these sources, as many at a time as there is room, each once."""
    left = list(names)

    def take(room: int, _: Collection[str]) -> list[Leased]:
        now, left[:] = left[:room], left[room:]
        return lease(now) if now else []

    return take


def _articles(outcome: Outcome) -> int:
    return sum(len(each.articles) for each in outcome.fetched)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until ``stop``."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass
