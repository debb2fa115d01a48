"""What a document would give as a source: figures for people who decide about it. Runs in the parse pool.

In: an answer's bytes. Out: an `Examined`. Nothing is stored, nothing is raised.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from statistics import median
from typing import TYPE_CHECKING

from syndication.model import RawEntry

if TYPE_CHECKING:
    from syndication.intake.parsed import Outcome

#: Characters of an entry that its language is guessed from, and entries that are looked at.
SAMPLE, MOST = 300, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The figures of one document."""

    outcome: Outcome
    why: str = ""
    kind: str = ""  #: rss, atom, rdf, json; "" for others
    title: str = ""  #: of the feed
    entries: int = 0
    dated: int = 0  #: with a date that can be read
    titled: int = 0
    linked: int = 0
    newest: datetime | None = None
    snippet: int = 0  #: characters of summary or text, the median
    language: str | None = None  #: that the texts show
    said_language: str | None = None  #: that the feed says
    hub: str | None = None  #: its WebSub hub
    feeds: tuple[tuple[str, str], ...] = field(default=())  #: address and title of the feeds that a page names
    categories: tuple[str, ...] = ()  #: feeds of a page's categories


def examine(body: bytes, content_type: str, url: str, kind: str, zone: tzinfo) -> Examined:
    """Read it as a source of that ``kind``; dates without a zone are in ``zone``."""
    from syndication.flows.reading import parsed_as
    from syndication.intake import discovery
    from syndication.text.dates import moment
    from syndication.text.language import identify, normal_tag
    from syndication.text.titles import plain_title

    parsed = parsed_as(kind, body, content_type, url)
    entries = parsed.entries[:MOST]
    times = [time for each in entries if (time := moment(each.published or each.updated, zone))]
    texts = [_text(each) for each in entries]
    titles = [plain_title(each.title) for each in entries]
    words = "\n".join(f"{title}\n{text[:SAMPLE]}" for title, text in zip(titles, texts, strict=True))
    said = parsed.origin.language
    return Examined(
        outcome=parsed.outcome,
        why=parsed.why,
        kind=parsed.kind,
        title=plain_title(parsed.origin.title),
        entries=len(parsed.entries),
        dated=len(times),
        titled=sum(map(bool, titles)),
        linked=sum(bool(each.url) for each in entries),
        newest=max(times, default=None),
        snippet=int(median(map(len, texts))) if texts else 0,
        language=identify(words) if words.strip() else None,
        said_language=normal_tag(said, words) if said else None,
        hub=next((link.href for link in parsed.links if link.rel == "hub"), None),
        feeds=tuple((link.href, link.title) for link in discovery.named(parsed)) if parsed.outcome == "html" else (),
        categories=tuple(discovery.categories(body, url)) if parsed.outcome == "html" else (),
    )


def _text(entry: RawEntry) -> str:
    """What a reader sees of the entry besides its title."""
    from syndication.text.titles import plain_title

    return plain_title((entry.summary or entry.html or entry.text or "")[:5000])
