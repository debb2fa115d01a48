"""What normalising has to know of the site and of a source: plain values, made from the configuration by the flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from syndication.model import Origin, Source, SourceFeed

#: Characters of a summary (feeds.md, An entry).
EXCERPT_CHARACTERS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The publication, as far as its articles' form depends on it."""

    url: str  #: the site's address: relative links and images are resolved against it
    tag: str  #: ``authority,YYYY-MM-DD`` of the ``tag:`` URIs that we mint (RFC 4151 §2.1); never changes
    language: str  #: of articles that neither say nor show theirs
    zone: tzinfo  #: of times without an offset
    excerpt: int = EXCERPT_CHARACTERS  #: characters of a summary at most


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRules:
    """A source and the one of its feeds that was read, with the site that takes it in."""

    source: Source
    feed: SourceFeed
    site: SiteRules
    #: Folded labels that mean one of our sections, and its slug. Feeds don't tell sections from tags: of their
    #: categories these are sections, unless the source has a meaning of its own for them.
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str | None:
        """The declared language of the entries; None: nobody declared one."""
        return self.feed.language or self.source.language

    @property
    def section(self) -> str | None:
        """Slug of the section of entries whose labels tell none; None: they are in none."""
        return self.feed.section or self.source.section


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Under which circumstances a feed's entries were read."""

    now: datetime
    is_first: bool = False  #: nothing of the source was ever read before
    is_gap: bool = False  #: a day or more has passed since its last good fetch
    origin: Origin = field(default_factory=Origin)  #: what the feed says of itself
    known: frozenset[int] = frozenset()  #: ``foreign.raw_hash`` of the entries that were taken in, or refused, before
