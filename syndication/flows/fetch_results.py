"""What fetches gave, written: articles, refusals and the feeds' state of many sources in one transaction.

    outcomes | those still under their lease | articles.put_in | refused, state, leases given back | told

A worker that was taken for dead finds its lease gone and writes nothing. What the database does not take of one source
is written as that source's problem, and keeps nothing of the others back.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from syndication.errors import StoreError
from syndication.flows.articles import put_in
from syndication.flows.fetched import MAX_PROBLEM, Fetched, is_news
from syndication.normalise.change import Kind
from syndication.store import hosts, log, sources
from syndication.store.hosts import Robots
from syndication.store.sources import Leased, Result
from syndication.store.sql import chunks

if TYPE_CHECKING:
    from syndication.store.engine import Connection, Store

#: Articles of one feed in one write.
MOST = 500

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What fetching one source gave."""

    leased: Leased
    fetched: tuple[Fetched, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one feed, for people."""

    source: str
    url: str
    new: int = 0
    changed: int = 0
    refused: int = 0
    is_same: bool = False  #: nothing came that was not known
    status: int | None = None
    problem: str = ""
    is_good: bool = True
    wait_s: int = 0  #: until the next fetch


def write(store: Store, outcomes: Sequence[Outcome], robots: Sequence[Robots] = ()) -> list[Told]:
    """Write all of them, and the copies of robots.txt that came with them. Raises StoreError if it is out of reach."""
    _note_hosts(store, outcomes, robots)
    try:
        return _write(store, [_shortened(store, each) for each in outcomes])
    except Exception as error:
        with store.read() as connection:
            log.head(connection)  # raises if it is the store as such
        if len(outcomes) > 1:
            return [told for each in outcomes for told in write(store, [each])]
        # A fault of ours, in one of a hundred feeds: the others go on. A full disk says all in its own words.
        trace = not isinstance(error, StoreError)
        _logger.error("what %s gave can't be stored: %s", outcomes[0].leased.slug, error, exc_info=trace)
        return _write(store, [_unstorable(outcomes[0], error)])


def _note_hosts(store: Store, outcomes: Sequence[Outcome], robots: Sequence[Robots]) -> None:
    """Keep what servers said of themselves. Apart, and in order, since several workers may write of one server."""
    if robots:
        with store.aside() as connection:
            hosts.put_robots(connection, sorted(robots, key=lambda each: each.origin))
    holds = {each.hold for outcome in outcomes for each in outcome.fetched if each.hold is not None}
    if holds:
        with store.aside() as connection:
            for origin, seconds in sorted(holds):
                hosts.slow_down(connection, origin, seconds)


def _shortened(store: Store, outcome: Outcome) -> Outcome:
    """The outcome with at most `MOST` articles of each feed: those before them are written now, some at a time.

    A feed of ten thousand entries would hold up all other writers for seconds. Killed in between, the next pass finds
    what was written and goes on.
    """
    if all(len(each.articles) <= MOST for each in outcome.fetched):
        return outcome
    return replace(outcome, fetched=tuple(_shorter(store, outcome.leased, each) for each in outcome.fetched))


def _shorter(store: Store, leased: Leased, fetched: Fetched) -> Fetched:
    ahead = len(fetched.articles) - MOST
    taken: Counter[Kind] = Counter()
    for part in chunks(fetched.articles[: max(ahead, 0)], MOST):
        with store.write() as write:
            if not sources.still_held(write.connection, [leased]):
                break  # the rest is dropped where the others of the batch are asked
            taken += put_in(write, part).kinds
    return replace(fetched, articles=fetched.articles[max(ahead, 0) :], taken=taken)


def _write(store: Store, outcomes: Sequence[Outcome]) -> list[Told]:
    if not any(each.articles for outcome in outcomes for each in outcome.fetched):
        with store.aside() as connection:  # the log's row need not wait
            return _finish(connection, _held(connection, outcomes), {})
    with store.write() as write:
        held = _held(write.connection, outcomes)
        fetched = [each for outcome in held for each in outcome.fetched if each.articles]
        kinds = iter(put_in(write, [article for each in fetched for article in each.articles]).each)
        taken = {id(each): Counter(next(kinds) for _ in each.articles) + (each.taken or Counter()) for each in fetched}
        return _finish(write.connection, held, taken)


def _held(connection: Connection, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes that are still this worker's to write."""
    still = sources.still_held(connection, [each.leased for each in outcomes])
    for each in outcomes:
        if each.leased.slug not in still:
            _logger.warning("another worker fetches %s now; what came here is thrown away", each.leased.slug)
    return [each for each in outcomes if each.leased.slug in still]


def _finish(connection: Connection, held: Sequence[Outcome], taken: dict[int, Counter[Kind]]) -> list[Told]:
    """Write all but the articles. ``taken``: what became of the articles, by the id() of their ``Fetched``."""
    nothing: Counter[Kind] = Counter()
    fetched = [(each, taken.get(id(each), each.taken or nothing)) for outcome in held for each in outcome.fetched]
    sources.save(
        connection,
        [replace(each.result, is_news=True) if is_news(kinds) else each.result for each, kinds in fetched],
    )
    if refused := [entry for each, _ in fetched for entry in each.refused]:
        sources.refuse(connection, refused)
    for token in {outcome.leased.token for outcome in held}:
        sources.release(connection, token, [each.leased.slug for each in held if each.leased.token == token])
    return [_told(each, kinds) for each, kinds in fetched]


def _told(fetched: Fetched, kinds: Counter[Kind]) -> Told:
    result, feed = fetched.result, fetched.result.feed
    url = feed.address or feed.url
    if result.is_same:
        return Told(source=result.source, url=url, is_same=True, status=304, wait_s=result.wait_s)
    return Told(
        source=result.source,
        url=url,
        new=kinds["new"],
        changed=kinds["corrected"] + kinds["returned"],
        refused=len(fetched.refused),
        is_same=result.is_good and not is_news(kinds) and not fetched.refused,
        status=feed.status,
        problem=feed.problem,
        is_good=result.is_good,
        wait_s=result.wait_s,
    )


def _unstorable(outcome: Outcome, error: Exception) -> Outcome:
    """The outcome without what the database refuses: the feeds as they were, with the problem."""
    problem = f"what came can't be stored: {error}"[:MAX_PROBLEM]
    return replace(outcome, fetched=tuple(_without(each, problem) for each in outcome.fetched))


def _without(fetched: Fetched, problem: str) -> Fetched:
    feed = fetched.result.feed
    bare = replace(feed, problem=problem, failures=feed.failures + 1, etag=None, last_modified=None, body_hash="")
    bare = replace(bare, said="", rhythm="", seen=b"", moved_to=None)
    result: Result = replace(fetched.result, feed=bare, is_good=False, is_full=False, is_same=False)
    return Fetched(result=result)


@dataclass(slots=True)
class Totals:
    """All that was told, counted."""

    feeds: int = 0
    new: int = 0
    changed: int = 0
    refused: int = 0
    same: int = 0
    failed: int = 0
    problems: list[Told] = field(default_factory=list)

    def add(self, told: Iterable[Told]) -> None:
        """Count these too."""
        for each in told:
            self.feeds += 1
            self.new += each.new
            self.changed += each.changed
            self.refused += each.refused
            self.same += each.is_same
            if not each.is_good:
                self.failed += 1
                self.problems.append(each)
