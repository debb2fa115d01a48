"""What an answer of a feed means for it: decided here, done by `fetch`.

In: the feed as the last fetch left it, the answer, and what was read in it. Out: a `Fetched`: how the feed is left,
when it is asked again, what of it goes into the store, and a sentence where something is wrong.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from syndication.errors import FetchError
from syndication.flows import seen
from syndication.flows.reading import Reading, kept, said_of
from syndication.intake import schedule
from syndication.intake.client import Response
from syndication.intake.schedule import Bounds, Hints
from syndication.model import Article, Source, SourceFeed
from syndication.normalise.change import Kind
from syndication.normalise.foreign import FRESH_AT_FIRST
from syndication.store.sources import Feed, Refused, Result

#: A day without a good fetch: what came meanwhile is not news any more (feeds.md, No date).
GAP_S = 86_400
#: Characters of a validator that are kept. Longer ones are traps; without one the whole feed comes.
MAX_VALIDATOR = 1000
#: Characters of a sentence about a problem.
MAX_PROBLEM = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One feed of one source, at the time when it was asked."""

    source: Source
    source_feed: SourceFeed
    feed: Feed
    now: datetime
    salt: bytes  #: of the rules that its entries are judged by
    chance: float  #: 0 to 1

    @property
    def bounds(self) -> Bounds:
        """What the settings say of its rhythm."""
        return Bounds(min_s=self.source.min_s, max_s=self.source.max_s, is_own=self.source.is_own)

    @property
    def is_gap(self) -> bool:
        """Whether it was out of reach for a day or more."""
        return self.feed.ok_s is not None and self.feed.ok_s >= GAP_S

    @property
    def is_judged_anew(self) -> bool:
        """Whether its entries were judged by other rules."""
        return not self.feed.seen.startswith(self.salt)

    @property
    def is_asked_whole(self) -> bool:
        """Whether to ask without condition."""
        return self.is_judged_anew or self.feed.full_s is None or self.feed.full_s >= schedule.FULL_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What became of one feed: to be written in one transaction."""

    result: Result
    articles: tuple[Article, ...] = ()
    refused: tuple[Refused, ...] = ()
    hold: tuple[str, int] | None = None  #: a host to be left alone, by its origin, and the seconds
    taken: Counter[Kind] | None = None  #: what was written already (an import writes by itself)


def body_hash(body: bytes) -> str:
    """By which a body is known again whose validators lie."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def is_known(case: Case, response: Response) -> bool:
    """Whether the answer's body is the one that was read last, under the same rules."""
    feed = case.feed
    return response.status in (200, 203) and not case.is_judged_anew and feed.body_hash == body_hash(response.body)


def unchanged(case: Case, response: Response) -> Fetched:
    """304, asked for or not, or the same body again."""
    feed = case.feed
    if response.status != 304:
        left = replace(_validated(_answered(case, response), response.headers), problem="")
        return _good(case, response, left, is_full=True)
    unasked = case.is_asked_whole or not (feed.etag or feed.last_modified)
    if not unasked and response.permanent is None and feed.moved_to is None:
        # The ordinary case, a hundred times a minute: nothing is copied, and only times are written.
        wait = _wait_s(case, feed, response)
        return Fetched(result=Result(source=case.source.slug, feed=feed, wait_s=wait, is_good=True, is_same=True))
    left = replace(_answered(case, response), problem="it answers 304 without having been asked" if unasked else "")
    if unasked:
        left = replace(left, etag=None, last_modified=None)
    return _good(case, response, left, is_full=False)


def changed(case: Case, response: Response, reading: Reading) -> Fetched:
    """A feed that was read: 200, or 226 with what is new since the last time (RFC 3229)."""
    feed, is_delta = case.feed, response.status == 226
    times = (int(each.published.timestamp()) for each in reading.articles if each.published)
    left = replace(
        _validated(_answered(case, response), response.headers),
        problem="",
        body_hash="" if is_delta else body_hash(response.body),
        entries=feed.entries if is_delta else len(reading.hashes),
        rhythm=schedule.rhythm(feed.rhythm, times),
        said=kept(reading.said),
        seen=seen.packed(case.salt, reading.hashes, feed.seen),
    )
    done = _good(case, response, left, is_full=not is_delta)
    return replace(done, articles=reading.articles, refused=tuple(_refused(case.source, reading)))


def unread(case: Case, response: Response, reading: Reading) -> Fetched:
    """An answer that is no feed."""
    names = reading.said.get("feeds")
    hint = f"; it names {names[0]}" if names else ""
    return failed(case, f"what came is no feed: {reading.why or reading.outcome}{hint}", status=response.status)


def refused_by(case: Case, response: Response) -> Fetched:
    """An answer that is an error."""
    wait = schedule.backoff_s(case.bounds, case.feed.failures + 1, case.chance)
    found = schedule.after_status(response.status, response.headers, wait, case.now)
    what = f"it answers {_status(response.status)}"
    if found.stops:
        what += "; `syndication sources resume` asks it again"
    hold = (origin(response.url), found.hold_s) if found.hold_s else None
    return replace(failed(case, what, response.status, wait_s=found.wait_s, stops=found.stops), hold=hold)


def failed(
    case: Case, problem: str, status: int | None = None, *, wait_s: int | None = None, stops: bool = False
) -> Fetched:
    """Nothing usable came; the feed keeps what is known of it."""
    feed = case.feed
    failures = feed.failures + 1
    wait = schedule.backoff_s(case.bounds, failures, case.chance) if wait_s is None else wait_s
    address = None if failures >= schedule.MOVED_FAILURES else feed.address
    left = replace(
        feed,
        address=address,
        failures=failures,
        status=status,
        problem=problem[:MAX_PROBLEM],
        stopped=stops,
        interval_s=wait,
    )
    return Fetched(result=Result(source=case.source.slug, feed=left, wait_s=wait, is_good=False))


def out_of_reach(case: Case, error: FetchError) -> Fetched:
    """No answer came."""
    return failed(case, f"{error.what}. {error.hint}" if error.hint else error.what)


def spared(case: Case, error: FetchError, after_s: float) -> Fetched:
    """It was not asked: its host wants to be left alone for so long."""
    left = replace(case.feed, problem=error.what[:MAX_PROBLEM])
    wait = max(1, int(after_s) + 1)
    return Fetched(result=Result(source=case.source.slug, feed=left, wait_s=wait, is_good=False, tried=False))


def imported(case: Case, taken: Counter[Kind]) -> Fetched:
    """The publisher's own site was read by its REST interface, which writes by itself."""
    wait = schedule.wait_s(case.bounds, Hints(), (), case.now)
    left = replace(case.feed, failures=0, status=200, problem="", interval_s=wait, seen=case.salt)
    result = Result(source=case.source.slug, feed=left, wait_s=wait, is_good=True, is_full=True, is_news=is_news(taken))
    return Fetched(result=result, taken=taken)


def is_news(taken: Counter[Kind]) -> bool:
    """Whether anything was new or changed."""
    return taken.total() > taken["unchanged"] + taken["blocked"]


def as_one_first_fetch(found: Sequence[Fetched]) -> list[Fetched]:
    """Of a source's first fetch the newest three are news, however many feeds it has."""
    fresh = [article for each in found for article in each.articles if not article.backlog]
    newest = sorted(fresh, key=_published, reverse=True)[:FRESH_AT_FIRST]
    late = {id(article) for article in fresh} - {id(article) for article in newest}
    return [
        replace(each, articles=tuple(replace(one, backlog=True) if id(one) in late else one for one in each.articles))
        for each in found
    ]


def _published(article: Article) -> datetime:
    return article.published or datetime.fromtimestamp(0, UTC)


def _answered(case: Case, response: Response) -> Feed:
    """The feed after a good answer: no failures, and perhaps a new address."""
    feed = case.feed
    adopt, moved_to = schedule.moved(response.permanent, feed.moved_to, feed.moved_s)
    address = response.permanent if adopt else feed.address
    return replace(feed, address=address, moved_to=moved_to, failures=0, status=response.status)


def _good(case: Case, response: Response, left: Feed, *, is_full: bool) -> Fetched:
    wait = _wait_s(case, left, response)
    feed = replace(left, interval_s=wait)
    return Fetched(result=Result(source=case.source.slug, feed=feed, wait_s=wait, is_good=True, is_full=is_full))


def _wait_s(case: Case, left: Feed, response: Response) -> int:
    """Until the next fetch, after a good one."""
    if case.source.is_own:
        return schedule.wait_s(case.bounds, Hints(), (), case.now)
    hints = _hints(left, response.headers, case.now)
    return schedule.wait_s(case.bounds, hints, schedule.rhythm_times(left.rhythm), case.now)


def _hints(feed: Feed, headers: Mapping[str, str], now: datetime) -> Hints:
    said = said_of(feed.said)
    return Hints(
        ttl_s=said.get("ttl_s", 0),
        fresh_s=schedule.fresh_s(headers, now),
        skip_hours=frozenset(said.get("skip_hours", ())),
        skip_days=frozenset(said.get("skip_days", ())),
    )


def _validated(feed: Feed, headers: Mapping[str, str]) -> Feed:
    """With the answer's validators, byte for byte, or none."""
    etag, modified = (
        value if value and len(value) <= MAX_VALIDATOR else None
        for value in (headers.get("etag"), headers.get("last-modified"))
    )
    return replace(feed, etag=etag, last_modified=modified)


def _refused(source: Source, reading: Reading) -> list[Refused]:
    return [
        Refused(
            source=source.slug,
            entry=seen.signed(each.hash),
            place=each.why.place,
            url=each.url,
            title=each.title,
            field=each.why.field,
            why=each.why.reason,
        )
        for each in reading.refused
    ]


def origin(url: str) -> str:
    """``https://host`` or ``https://host:port``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _status(status: int) -> str:
    """``404 (Not Found)``."""
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)
