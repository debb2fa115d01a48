"""The outlets that are read, for people: how it goes with each, pause and resume, and out with all that one gave.

Files say what should be; a pause is kept in the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from syndication.errors import InputError
from syndication.flows.articles import withdraw_in
from syndication.model import Source
from syndication.store import source_states, sources
from syndication.store.sql import chunks

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store

#: Articles withdrawn in one write: it holds the log for some tenths of a second.
BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One feed of one source, and how it goes."""

    source: str
    title: str
    state: str  #: on, off, paused, stopped, purged
    url: str  #: where it is asked
    entries: int
    last_ok: datetime | None
    last_news: datetime | None
    next_try: datetime | None  #: None: it is not going to be asked
    interval_s: int
    problem: str  #: why it is paused, or what went wrong last


def listing(store: Store, config: Config) -> list[Listed]:
    """Every feed of the settings, in their order."""
    with store.read() as connection:
        states = source_states.states(connection)
        standings = {
            (each.source, each.feed.key): each
            for each in source_states.standings(connection, [source.slug for source in config.outlets])
        }
    return [
        _listed(source, url, states.get(source.slug), standings.get((source.slug, sources.feed_key(url))), config)
        for source in config.outlets
        for url in [feed.url for feed in source.feeds]
    ]


def _listed(
    source: Source,
    url: str,
    state: source_states.State | None,
    standing: source_states.Standing | None,
    config: Config,
) -> Listed:
    feed = standing.feed if standing else None
    word = _word(source, state, is_stopped=feed is not None and feed.stopped)
    problem = state.reason if state and word in ("paused", "purged") else feed.problem if feed else ""
    return Listed(
        source=source.slug,
        title=source.title(config.site.language),
        state=word,
        url=(feed.address if feed else None) or url,
        entries=feed.entries if feed else 0,
        last_ok=_moment(standing.ok_at if standing else None),
        last_news=_moment(standing.changed_at if standing else None),
        next_try=_moment(standing.next_at if standing and word == "on" else None),
        interval_s=feed.interval_s if feed else 0,
        problem=problem,
    )


def _word(source: Source, state: source_states.State | None, *, is_stopped: bool) -> str:
    if state is not None and state.is_purged:
        return "purged"
    if not source.enabled:
        return "off"
    if state is not None and state.is_paused:
        return "paused"
    return "stopped" if is_stopped else "on"


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def export(config: Config, now: datetime) -> bytes:
    """All sources as OPML."""
    from syndication.flows.listing import outlets
    from syndication.render import opml

    return opml.outlets(outlets(config), now)


def pause(store: Store, config: Config, name: str, reason: str) -> None:
    """Fetch it no more until somebody resumes it. Raises InputError for a name that no source has."""
    _synced(store, config, name)
    with store.aside() as connection:
        source_states.pause(connection, name, reason)


def resume(store: Store, config: Config, name: str) -> None:
    """Fetch it again: it was paused, stopped by a 410, or purged. Raises InputError for a name that no source has."""
    _synced(store, config, name)
    with store.aside() as connection:
        source_states.resume(connection, name)


def purge(store: Store, config: Config, name: str, reason: str) -> int:
    """Take all that a source gave out of every feed, and never fetch it again. Returns how many articles that were.

    Only tombstones are left, so that nothing of it comes back through another of the outlet's sources. Raises
    InputError for a name that no source has, and for the publisher's own site.
    """
    source = _synced(store, config, name)
    if source.is_own:
        hint = "Own articles are withdrawn one by one: syndication articles withdraw"
        raise InputError("is the publisher's own site", where=name, hint=hint)
    with store.aside() as connection:  # first: whoever fetches it now writes nothing after this
        source_states.purge(connection, name, reason)
    with store.read() as connection:
        keys = source_states.articles_of(connection, source.outlet, name)
    for part in chunks(keys, BATCH):
        with store.write() as write:
            for key in part:
                withdraw_in(write, key, reason=reason, silent=True)
    return len(keys)


def named(config: Config, name: str) -> Source:
    """The source with that slug. Raises InputError if the settings name none."""
    source = config.outlet(name)
    if source is None:
        raise InputError(f"there is no source «{name}»", hint="`syndication sources list` names them")
    return source


def _synced(store: Store, config: Config, name: str) -> Source:
    """The source, with rows in the store. Raises InputError if the settings name none."""
    source = named(config, name)
    with store.aside() as connection:
        sources.sync(connection, dict(_wanted(config)))
    return source


def _wanted(config: Config) -> Iterator[tuple[str, list[str]]]:
    for each in config.outlets:
        yield each.slug, [feed.url for feed in each.feeds]
