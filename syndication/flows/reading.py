"""One answer, read: bytes -> articles. A plain function of plain values, so that another process can run it.

    parse (feed, news sitemap, WordPress's JSON) | entries not seen before | normalise -> articles, and who is refused

The entries' hashes go with them, for the next time (`seen`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from syndication.model import Article, RawEntry, Rejected
from syndication.normalise.rules import Fetch, SourceRules

if TYPE_CHECKING:
    from syndication.intake.parsed import Outcome, ParsedFeed

#: What a feed says of itself is kept in a row of the store: longer words are no names.
MAX_SAID = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An answer to be read."""

    body: bytes = field(repr=False)
    content_type: str
    url: str  #: that answered
    rules: SourceRules
    fetch: Fetch  #: its ``known``: hashes of entries that are not to be read again


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An entry that was not taken in."""

    hash: int
    url: str
    title: str
    why: Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an answer was."""

    outcome: Outcome
    why: str = ""
    articles: tuple[Article, ...] = ()  #: of entries that were not known, in the document's order
    refused: tuple[Refusal, ...] = ()
    hashes: tuple[int, ...] = ()  #: of all entries, known or not
    said: Mapping[str, Any] = field(default_factory=dict)  #: what the feed says of itself, for JSON


def read(job: Job) -> Reading:
    """Read it. Nothing is raised but by a fault of ours."""
    from syndication.normalise import foreign

    parsed = parsed_as(job.rules.source.kind, job.body, job.content_type, job.url)
    if parsed.outcome != "feed":
        return Reading(outcome=parsed.outcome, why=parsed.why, said=_said(parsed))
    hashes = tuple(foreign.raw_hash(entry) for entry in parsed.entries)
    if job.fetch.known.issuperset(hashes):
        return Reading(outcome="feed", why=parsed.why, hashes=hashes, said=_said(parsed))
    found = foreign.articles(parsed.entries, job.rules, replace(job.fetch, origin=parsed.origin))
    by_place = {entry.place: (entry, number) for entry, number in zip(parsed.entries, hashes, strict=True)}
    return Reading(
        outcome="feed",
        why=parsed.why,
        articles=tuple(each for each in found if isinstance(each, Article)),
        refused=tuple(_refusals(found, by_place)),
        hashes=hashes,
        said=_said(parsed),
    )


def asked_at(kind: str, url: str) -> str:
    """The address that is asked for the document of a source of that kind."""
    if kind == "wordpress":
        from syndication.intake import wordpress_answer

        return wordpress_answer.address(url)
    return url


def parsed_as(kind: str, body: bytes, content_type: str, url: str) -> ParsedFeed:
    """The document, by the kind of its source."""
    if kind == "sitemap":
        from syndication.intake import news_sitemap

        return news_sitemap.parse(body, content_type, url)
    if kind == "wordpress":
        from syndication.intake import wordpress_answer

        return wordpress_answer.parse(body, url)
    from syndication.intake import feed

    return feed.parse(body, content_type, url)


def _refusals(found: list[Article | Rejected], by_place: Mapping[str, tuple[RawEntry, int]]) -> Iterator[Refusal]:
    """Who was refused, with what tells people which entry it was."""
    from syndication.text.titles import plain_title

    for each in found:
        if isinstance(each, Rejected) and each.place in by_place:
            entry, number = by_place[each.place]
            yield Refusal(hash=number, url=entry.url or "", title=plain_title(entry.title)[:MAX_SAID], why=each)


def _said(parsed: ParsedFeed) -> dict[str, Any]:
    """What a feed says of itself, without what it leaves out. Of a web page: the feeds that it names."""
    origin = parsed.origin
    rels = {rel: [link.href for link in parsed.links if link.rel == rel][:1] for rel in ("hub", "self")}
    said = {
        "kind": parsed.kind,
        "id": origin.id,
        "title": origin.title,
        "home": origin.home,
        "language": origin.language,
        "hub": next(iter(rels["hub"]), None),
        "self": next(iter(rels["self"]), None),
        "feeds": [link.href for link in parsed.links if link.rel == "alternate"][:20] if parsed.kind == "" else None,
        "ttl_s": 60 * parsed.ttl_minutes if parsed.ttl_minutes else None,
        "skip_hours": sorted(parsed.skip_hours),
        "skip_days": sorted(parsed.skip_days),
    }
    return {name: value[:MAX_SAID] if isinstance(value, str) else value for name, value in said.items() if value}


def kept(said: Mapping[str, Any]) -> str:
    """``said`` as the store keeps it."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if said else ""


def said_of(text: str) -> dict[str, Any]:
    """What `kept` has made; nothing of anything else."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
