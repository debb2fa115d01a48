"""One document, read and shown as it would be taken in: a file, standard input, or an address on the network.

    bytes (file | guarded client) | intake.feed.parse | normalise.foreign -> what became of it

Nothing is stored, no clock is asked: what has no date has none here, and one that is still to come stays as it is.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from syndication.errors import FetchError, InputError
from syndication.intake.feed import parse
from syndication.intake.parsed import FeedLink, Outcome, ParsedFeed
from syndication.model import Article, Source, SourceFeed
from syndication.normalise import foreign
from syndication.normalise.rules import Fetch, SiteRules, SourceRules
from syndication.normalise.sightings import dated, in_order, sightings
from syndication.text.urls import host

if TYPE_CHECKING:
    from syndication.config import Config

STDIN = "-"
#: Bytes of a file: what the client lets a body unpack to.
MAX_BYTES = 50_000_000
#: No entry is later, so none is clamped, and what is given this time had none.
_END = datetime(9999, 1, 1, tzinfo=UTC)
#: Under which ids are minted where no settings name the publisher (RFC 2606: nobody's).
_NOBODY = "parse.invalid,2025-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document is, with its articles in its own order."""

    name: str  #: as it was asked for
    outcome: Outcome
    why: str = ""
    articles: tuple[Article, ...] = ()
    links: tuple[FeedLink, ...] = ()
    fault: str = ""  #: why there is no document: no such file, no answer


def readings(names: Iterable[str], config: Config | None, zone: tzinfo) -> Iterator[Reading]:
    """All documents in turn; ``zone`` is that of times without one. Without ``config`` ids made here are nobody's."""
    return (_reading(name, config, zone) for name in names)


def _reading(name: str, config: Config | None, zone: tzinfo) -> Reading:
    content_type = url = ""
    try:
        if name.startswith(("http://", "https://")):
            body, content_type, url = asyncio.run(_fetched(name, config))
        else:
            body = _file(name)
    except (FetchError, InputError) as error:
        return Reading(name=name, outcome="unreadable", why=error.what, fault=str(error))
    parsed = parse(body, content_type, url)
    articles = _articles(parsed, _rules(parsed, url, config, zone))
    return Reading(name=name, outcome=parsed.outcome, why=parsed.why, articles=articles, links=parsed.links)


async def _fetched(url: str, config: Config | None) -> tuple[bytes, str, str]:
    """Body, Content-Type and final address. Raises FetchError. Without settings nothing private may be asked."""
    from syndication.intake.client import Client, Rules  # slow to load, and most documents are files

    if config:
        from syndication.flows.asking import client_rules

        rules = client_rules(config)
    else:
        rules = Rules(agent=f"syndication/{version('syndication')}")
    async with Client(rules) as client:
        answer = await client.get(url)
    if answer.status != 200:
        raise FetchError(f"answers with status {answer.status}", where=answer.url)
    return answer.body, answer.headers.get("content-type", ""), answer.url


def _file(name: str) -> bytes:
    """The bytes of a file or of standard input. Raises InputError."""
    try:
        if name == STDIN:
            body = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                body = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"can't be opened: {error.strerror or error}", where=name) from error
    if len(body) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES:,} bytes", where=name)
    return body


def _articles(parsed: ParsedFeed, rules: SourceRules) -> tuple[Article, ...]:
    """What would be taken in, in the document's order."""
    fetch = Fetch(now=_END, origin=parsed.origin)
    place = {entry.place: number for number, entry in enumerate(parsed.entries)}
    # `foreign.articles` gives one result for each of these, in this order.
    seen = in_order(dated(sightings(parsed.entries, rules), fetch))
    found = zip(seen, foreign.articles(parsed.entries, rules, fetch), strict=True)
    taken = [(place[each.raw.place], article) for each, article in found if isinstance(article, Article)]
    return tuple(
        replace(article, published=None) if article.published == _END else article
        for _, article in sorted(taken, key=lambda pair: pair[0])
    )


def _rules(parsed: ParsedFeed, url: str, config: Config | None, zone: tzinfo) -> SourceRules:
    """Those of a source of which nothing is known: everything is wanted."""
    address = url or parsed.origin.url or parsed.origin.home or "https://parse.invalid/"
    feed = SourceFeed(url=address)
    outlet = host(address) or "parse.invalid"
    return SourceRules(
        source=Source(
            slug="parse",
            titles={"en": outlet},
            outlet=outlet,
            feeds=(feed,),
            zone=zone,
            policy="full",
            min_s=0,
            max_s=0,
        ),
        feed=feed,
        site=_site(config) if config else SiteRules(url=address, tag=_NOBODY, language="ar", zone=zone),
    )


def _site(config: Config) -> SiteRules:
    from syndication.flows.taking_in import rules

    return rules(config)
