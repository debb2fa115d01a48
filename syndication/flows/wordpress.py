"""An import from a WordPress site: its posts into the store, in the order of their modification, and out of it again.

    changes since the last run | entries | normalise | put | note how far        in portions, so that a rerun goes on
    once a day: all posts listed | those that are not known, like changes
                                 | those that are known and not listed, asked for one by one | withdraw
    relate                                                                        after each portion

A post is withdrawn after two whole listings, a day apart, that lack it, if the site also says so when asked for it by
its number. A listing that lacks more than `MAX_MISSING` of the known posts withdraws nothing: something else broke.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndication.errors import ConfigError, FetchError, FetchLater, InputError
from syndication.flows.articles import put_in, withdraw_in
from syndication.flows.asking import client_rules
from syndication.flows.taking_in import Summary, accepted
from syndication.intake.client import Client, Credentials
from syndication.intake.wordpress import Category, entry, modified_s, post_id
from syndication.intake.wordpress_api import FilterIgnored, Pause, Site
from syndication.model import Article, Rejected
from syndication.store import articles, remotes
from syndication.text.urls import canonical

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.flows.relate import Following
    from syndication.store.engine import Connection, Store

#: Seconds between two listings of all posts: a day, less the hour by which a daily job may come early.
LISTING_EVERY_S = 23 * 3600
#: Seconds for which a post must have been missing; shorter, two imports at once would count as two listings.
MISSING_S = LISTING_EVERY_S // 2
#: The share of the known posts that one comparison may find missing. More is a broken site, not an editor.
MAX_MISSING = 0.05
#: Seconds that an import beside other fetching waits for; the next one comes within a minute.
SHORT_S = 8
#: Posts asked for by number at once: WordPress's limit.
BY_NUMBER = 100

USER_VARIABLE = "SYNDICATION_WORDPRESS_USER"
PASSWORD_VARIABLE = "SYNDICATION_WORDPRESS_PASSWORD"


@dataclass(frozen=True, slots=True)
class Source:
    """Where to import from."""

    url: str  #: the site's home page
    credentials: Credentials | None = None  #: an application password; None: what everybody may read


def source(url: str, environ: Mapping[str, str]) -> Source:
    """The site with the credentials of the environment. Raises ConfigError for half of them."""
    user, password = environ.get(USER_VARIABLE, ""), environ.get(PASSWORD_VARIABLE, "")
    if not user and not password:
        return Source(url)
    if not user or not password:
        missing = PASSWORD_VARIABLE if user else USER_VARIABLE
        raise ConfigError("is missing", where=missing, hint="A user and an application password go together")
    if ":" in user:  # RFC 7617 §2
        raise ConfigError("a user's name holds no colon", where=USER_VARIABLE)
    return Source(url, Credentials(user, password))


def import_site(
    store: Store,
    config: Config,
    source: Source,
    reject: Callable[[Rejected], None],
    progress: Callable[[Summary], None],
    pause: Pause = asyncio.sleep,
) -> Summary:
    """Import what is new on the site. ``reject`` and ``progress`` are called as `taking_in.take_in` calls them.

    A site that stops answering, or lacks too many posts, ends it early: ``Summary.fault``. What was read is in the
    store, and the next run goes on from there.
    """

    async def whole() -> Summary:
        from syndication.flows.relate import Following  # numpy: most processes that fetch relate nothing

        with Following(store, config) as relating:
            async with Client(client_rules(config)) as client:
                done = _Import(store, config, source, Way(reject=reject, progress=progress, relating=relating))
                summary = await done.run(client, pause)
            summary.related_by = await store.run(relating.finish)
        return summary

    return asyncio.run(whole())


async def import_under(
    store: Store, config: Config, source: Source, client: Client, held: Callable[[Connection], None]
) -> Summary:
    """Import beside other fetching, under a lease: ``held`` raises LeaseLost where it is gone. Others relate.

    A site that asks for a longer pause is left alone: the fault is a FetchLater.
    """
    return await _Import(store, config, source, Way(held=held)).run(client, _short)


async def _short(seconds: float) -> None:
    """Wait so long, if it is short."""
    if seconds > SHORT_S:
        raise FetchLater("the site asked for a pause", after_s=seconds)
    await asyncio.sleep(seconds)


def _nothing(_: object) -> None:
    """For what nobody asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an import goes about it."""

    reject: Callable[[Rejected], None] = _nothing
    progress: Callable[[Summary], None] = _nothing
    held: Callable[[Connection], None] = _nothing  #: called in every transaction that writes
    relating: Following | None = None  #: None: others relate


class _Import:
    """One run's state."""

    def __init__(self, store: Store, config: Config, source: Source, way: Way) -> None:
        self._store = store
        self._config = config
        self._source = source
        self._way = way
        self._name = canonical(source.url)
        self._expires_meta = config.wordpress.expires_meta or ""
        self._summary = Summary()
        self._categories: dict[int, Category] = {}

    async def run(self, client: Client, pause: Pause = asyncio.sleep) -> Summary:
        """The whole import."""
        site = Site(client, self._source.url, self._source.credentials, pause, self._expires_meta)
        try:
            await self._read(site)
        except (FetchError, InputError) as error:
            self._summary.fault = error
        return self._summary

    async def _read(self, site: Site) -> None:
        await site.find()
        self._categories = await site.categories()
        with self._store.read() as connection:
            position = remotes.position(connection, self._name)
        is_due = position.listed_s is None or position.listed_s >= LISTING_EVERY_S
        try:
            async with aclosing(site.changes(position.since)) as portions:
                async for portion in portions:
                    if self._summary.expected is None and portion.total is not None:
                        self._summary.expected = portion.total
                    await self._take(portion.posts, portion.until_s)
        except FilterIgnored:
            is_due = True  # the listing tells what has changed, and works everywhere
        if is_due:
            await self._compare(site, await site.listing())

    async def _take(self, posts: Sequence[object], until_s: int | None = None) -> None:
        """Put a portion into the store, then note it."""
        host = urlsplit(self._source.url).netloc
        raws = [
            entry(post, self._categories, f"{host} post {post_id(post) or '?'}", self._expires_meta) for post in posts
        ]
        taken = list(accepted(raws, self._config, self._summary, self._way.reject))
        seen = {number: modified_s(post) for post in posts if (number := post_id(post)) is not None}
        await self._store.run(self._write, taken, seen, until_s)
        self._way.progress(self._summary)

    def _write(self, taken: Sequence[Article], seen: Mapping[int, int | None], until_s: int | None) -> None:
        """The articles first: whoever is killed between the two reads a portion twice, and loses none."""
        if taken:
            with self._store.write() as write:
                self._way.held(write.connection)
                self._summary.kinds += put_in(write, taken).kinds
        with self._store.read() as connection:
            known = articles.known(connection, taken) if taken else None
        found: dict[int, int] = {}
        for article in taken:
            stored = known.match(article) if known else None
            if stored is not None:
                found[int(article.publisher_id or article.id)] = stored.arrived
        with self._store.aside() as connection:
            self._way.held(connection)
            rows = [remotes.Post(number, modified, found.get(number)) for number, modified in seen.items()]
            remotes.put(connection, self._name, rows)
            if until_s is not None:
                remotes.reached(connection, self._name, until_s)
        if self._way.relating is not None:
            self._way.relating.catch_up()

    # --- the daily comparison ---

    async def _compare(self, site: Site, listing: Mapping[int, int | None]) -> None:
        """Fetch what a listing has and the store lacks; look for what the store has and the listing lacks."""
        known = await self._store.run(self._known)
        wanted = [number for number, modified in listing.items() if _is_news(known.get(number), modified)]
        self._summary.expected = self._summary.done + self._summary.rejected + len(wanted)
        for start in range(0, len(wanted), BY_NUMBER):
            await self._take(await site.posts(wanted[start : start + BY_NUMBER]))
        lacking = await self._store.run(self._lacking, listing.keys())
        here = [number for number, post in known.items() if number in listing and post.missing_s is not None]
        away, gone = [], []
        for number, post in lacking.items():
            public = await site.is_public(number)
            if public:
                here.append(number)
                continue
            away.append(number)
            if public is False and post.missing_s is not None and post.missing_s >= MISSING_S:
                gone.append(post)
        await self._store.run(self._note, here, away, gone)

    def _known(self) -> dict[int, remotes.Post]:
        with self._store.read() as connection:
            return remotes.posts(connection, self._name)

    def _lacking(self, listed: Collection[int]) -> dict[int, remotes.Post]:
        """The posts whose articles are shown and that a listing lacks. Raises InputError if they are too many."""
        with self._store.read() as connection:
            known = remotes.posts(connection, self._name)
            lacking = {number: post for number, post in known.items() if number not in listed}
            briefs = articles.briefs(connection, [post.article for post in lacking.values() if post.article])
        shown = {arrived for arrived, brief in briefs.items() if brief.state in ("live", "waiting")}
        over = [number for number, post in lacking.items() if post.article not in shown]
        with self._store.aside() as connection:
            self._way.held(connection)
            remotes.forget(connection, self._name, over)
        lacking = {number: post for number, post in lacking.items() if post.article in shown}
        total = sum(post.article is not None for post in known.values())
        if len(lacking) > total * MAX_MISSING:
            raise InputError(
                f"{len(lacking)} of {total} known posts are missing in the site's list of {len(listed)}; "
                f"more than {MAX_MISSING:.0%} at once are not withdrawn",
                where=self._source.url,
                hint="If they are really gone, `syndication articles withdraw` them: "
                + ", ".join(briefs[post.article].key for post in list(lacking.values())[:5] if post.article),
            )
        return lacking

    def _note(self, here: Sequence[int], away: Sequence[int], gone: Sequence[remotes.Post]) -> None:
        """Mark, unmark and withdraw; the listing counts as done from now on."""
        for post in gone:
            assert post.article is not None
            with self._store.read() as connection:
                (stored,) = articles.by_numbers(connection, [post.article]).values()
            with self._store.write() as write:
                self._way.held(write.connection)
                withdraw_in(write, stored.article.key, reason=f"no longer on {self._name}")
            self._summary.withdrawn.append(stored.article.publisher_id or stored.article.id)
        with self._store.aside() as connection:
            self._way.held(connection)
            remotes.forget(connection, self._name, [post.number for post in gone])
            remotes.found(connection, self._name, here)
            remotes.missing(connection, self._name, away)
            remotes.listed(connection, self._name)


def _is_news(known: remotes.Post | None, modified: int | None) -> bool:
    """Whether a listed post was never seen, or not in this version."""
    return known is None or (modified is not None and modified > (known.modified or 0))
