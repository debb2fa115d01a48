"""What a document turned out to be: the values that `syndication.intake.feed.parse` gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from syndication.model import Origin, RawEntry

#: ``feed``: entries or an honest lack of them. The others say what came in place of a feed.
Outcome = Literal["feed", "html", "blocked", "empty", "binary", "unreadable"]
Kind = Literal["rss", "atom", "rdf", "json", ""]

_NO_ORIGIN = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A link of the feed itself, or, of a web page, a feed that it names."""

    rel: str  #: ``hub``, ``self``, ``next``…; of a page ``alternate``
    href: str  #: absolute, unless nobody knows where the document is
    type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A document, read."""

    outcome: Outcome
    why: str = ""  #: for the operator: what is wrong with it, or which faults were mended
    origin: Origin = _NO_ORIGIN
    entries: tuple[RawEntry, ...] = ()
    links: tuple[FeedLink, ...] = ()
    ttl_minutes: int | None = None  #: RSS 2.0 ``ttl``
    skip_hours: frozenset[int] = frozenset()  #: GMT, 0 to 23
    skip_days: frozenset[str] = frozenset()  #: English names, as in RSS 2.0
    kind: Kind = ""
