"""Looking at sources before they are trusted: is each reachable, allowed, alive, and what would it give?

    every feed | client (robots.txt of every host of the way) | examining, in the parse pool | Checked, with a verdict

The bar is that of a careful collector: it parses, its entries have titles, links and dates, the newest is less than
four days old, half of the summaries are more than a line, and robots.txt forbids nothing. ``find`` looks for a site's
feeds in the same way. Nothing is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from syndication import logs
from syndication.errors import FetchError, SyndicationError
from syndication.flows.asking import ACCEPT, Asking, asking
from syndication.flows.examining import Examined, examine
from syndication.flows.reading import asked_at
from syndication.flows.sources import named
from syndication.intake import discovery
from syndication.intake.client import Request, Response
from syndication.model import Source, SourceFeed

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store

#: The bar: seconds since the newest entry, and characters of the median summary.
MOST_AGE_S, LEAST_SNIPPET = 4 * 86_400, 40
#: Addresses that are asked while a site's feeds are looked for.
MOST_ASKED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a look at one feed has shown."""

    source: str
    url: str
    status: int | None = None  #: of the answer; None: there was none
    final_url: str = ""  #: after redirects
    is_permanent: bool = False  #: it says that it has moved there for good
    validators: str = ""  #: ``etag``, ``last-modified``, both or none
    robots: str = ""  #: ``allowed``, ``forbidden``, or ``ignored`` (own site, or permitted); empty: it was not reached
    examined: Examined | None = None
    age_s: int | None = None  #: of the newest entry
    faults: tuple[str, ...] = ()  #: why it does not pass
    remarks: tuple[str, ...] = ()  #: what to look at all the same

    @property
    def passes(self) -> bool:
        """Whether it meets the bar."""
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed of a site."""

    url: str
    kind: str  #: as in the settings: feed, or sitemap
    title: str
    language: str | None
    entries: int


@dataclass(frozen=True, slots=True)
class Site:
    """A site's feeds, the best first, and those of its categories, which were not asked."""

    feeds: tuple[Found, ...]
    categories: tuple[str, ...] = ()


def check(store: Store, config: Config, names: Collection[str] = ()) -> list[Checked]:
    """Look at these sources, or at all. Raises InputError for a name that no source has, StoreError."""
    chosen = [named(config, name) for name in names] if names else config.outlets

    async def go() -> list[Checked]:
        async with asking(config, store) as ask:
            pairs = [(source, feed) for source in chosen for feed in source.feeds]
            return list(await asyncio.gather(*(_checked(ask, source, feed) for source, feed in pairs)))

    return asyncio.run(go())


async def _checked(ask: Asking, source: Source, feed: SourceFeed) -> Checked:
    url = asked_at(source.kind, feed.url)
    try:
        obeys = source.obeys_robots and not source.is_own
        response = await ask.client.send(Request(url=url, accept=ACCEPT), ask.robots.may if obeys else None)
        if response.status != 200:
            return _seen(source, feed, response, (f"it answers {response.status}",))
        content_type = response.headers.get("content-type", "")
        examined = await ask.pool.run(examine, response.body, content_type, response.url, source.kind, source.zone)
    except FetchError as error:
        robots = "forbidden" if error.kind == "robots" else ""
        return Checked(source=source.slug, url=feed.url, robots=robots, faults=(error.what,))
    except SyndicationError as error:
        return Checked(source=source.slug, url=feed.url, faults=(str(error),))
    return judged(source, feed, response, examined, logs.now())


def judged(source: Source, feed: SourceFeed, response: Response, examined: Examined, now: datetime) -> Checked:
    """The figures against the bar."""
    age_s = None if examined.newest is None else int((now - examined.newest).total_seconds())
    found = _seen(source, feed, response, tuple(_faults(source, examined, age_s)))
    return replace(found, examined=examined, age_s=age_s, remarks=tuple(_remarks(source, feed, response, examined)))


def _seen(source: Source, feed: SourceFeed, response: Response, faults: tuple[str, ...]) -> Checked:
    return Checked(
        source=source.slug,
        url=feed.url,
        status=response.status,
        final_url=response.url,
        is_permanent=response.permanent is not None,
        validators=" ".join(name for name in ("etag", "last-modified") if response.headers.get(name)),
        robots="allowed" if source.obeys_robots and not source.is_own else "ignored",
        faults=faults,
    )


def _faults(source: Source, examined: Examined, age_s: int | None) -> Iterable[str]:
    """Why it does not meet the bar."""
    if examined.outcome != "feed":
        yield examined.why or examined.outcome
        return
    if not examined.entries:
        yield "it has no entries"
        return
    looked_at = max(examined.dated, examined.titled, examined.linked)
    for name, count in (("dates", examined.dated), ("titles", examined.titled), ("links", examined.linked)):
        if not count:
            yield f"its entries have no {name}"
        elif count < looked_at / 2:
            yield f"most of its entries have no {name}"
    if age_s is not None and age_s > MOST_AGE_S:
        yield f"its newest entry is {age_s // 86_400} days old"
    has_text = source.policy != "headline" and source.kind != "sitemap"
    if has_text and examined.snippet < LEAST_SNIPPET:
        yield f"half of its summaries have fewer than {examined.snippet + 1} characters"


def _remarks(source: Source, feed: SourceFeed, response: Response, examined: Examined) -> Iterable[str]:
    """What does not speak against it and should be known."""
    declared = feed.language or source.language
    if declared and examined.language and declared.partition("-")[0] != examined.language.partition("-")[0]:
        yield f"its texts look like {examined.language}, not {declared}"
    if response.permanent is not None:
        yield f"it has moved to {response.permanent}"
    elif len(response.hops) > 1:
        yield f"it leads to {response.url}"
    if not response.headers.get("etag") and not response.headers.get("last-modified"):
        yield "it has no validators: the whole feed comes each time"


# --- a site's feeds --------------------------------------------------------------------------------------------------


def find(store: Store, config: Config, url: str) -> Site:
    """The feeds of a site, or of the feed that ``url`` is. Raises FetchError if it can't be reached, StoreError."""

    async def go() -> Site:
        async with asking(config, store) as ask:
            return await _find(ask, config, url)

    return asyncio.run(go())


async def _find(ask: Asking, config: Config, url: str) -> Site:
    first = await _look(ask, config, url, "feed")
    if isinstance(first, FetchError):
        raise first
    if first.outcome == "feed":
        return Site((_found(url, "feed", first),))
    addresses = [address for address, _ in first.feeds]
    feeds = await _those(ask, config, addresses[:MOST_ASKED], "feed")
    if not feeds:
        feeds = await _those(ask, config, discovery.usual(url), "feed", most=1)
    if not feeds:  # the last resort: what is meant for search engines
        copy = ask.robots.copy_of(url)
        feeds = await _those(ask, config, discovery.sitemaps(copy.text if copy else "", url), "sitemap", most=1)
    return Site(tuple(feeds), first.categories)


async def _those(ask: Asking, config: Config, urls: Iterable[str], kind: str, most: int = MOST_ASKED) -> list[Found]:
    """Those of the addresses that are feeds, in their order."""
    found: list[Found] = []
    for url in urls:
        examined = await _look(ask, config, url, kind)
        if isinstance(examined, Examined) and examined.outcome == "feed" and examined.entries:
            found.append(_found(url, kind, examined))
            if len(found) >= most:
                break
    return found


async def _look(ask: Asking, config: Config, url: str, kind: str) -> Examined | FetchError:
    try:
        response = await ask.client.send(Request(url=url, accept=f"{ACCEPT}, text/html;q=0.5"), ask.robots.may)
        if response.status != 200:
            return FetchError(f"it answers {response.status}", where=url)
        content_type = response.headers.get("content-type", "")
        return await ask.pool.run(examine, response.body, content_type, response.url, kind, config.zone)
    except FetchError as error:
        return error
    except SyndicationError as error:
        return FetchError(error.what, where=url)


def _found(url: str, kind: str, examined: Examined) -> Found:
    language = examined.language or examined.said_language
    return Found(url=url, kind=kind, title=examined.title, language=language, entries=examined.entries)
