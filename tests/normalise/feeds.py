"""An invented outlet, its feed's entries, and the circumstances of a fetch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from syndication.model import OWN, Article, Origin, RawEntry, Source, SourceFeed
from syndication.normalise import foreign
from syndication.normalise.rules import Fetch, SiteRules, SourceRules

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
NO_LABELS: Mapping[str, str] = MappingProxyType({})
HOUR = timedelta(hours=1)
SITE = SiteRules(url="https://moon.example/", tag="moon.example,2024-01-01", language="ar", zone=UTC)
FEED = SourceFeed(url="https://www.star.example/feed/")
SOURCE = Source(
    slug="star",
    titles={"ar": "النجمة", "en": "The Star"},
    outlet="star.example",
    feeds=(FEED,),
    zone=timezone(timedelta(hours=3)),
    language="ar",
    min_s=60,
    max_s=3600,
)
ORIGIN = Origin(
    id="tag:star.example,2020:feed",
    title="النجمة &amp; القمر",
    url="https://star.example/feed/",
    home="https://star.example/",
    updated="2026-05-04T11:00:00Z",
    authors=("هيئة النجمة",),
    rights="© النجمة",
    icon="/icon.png",
)
TEXT = "فتحت بلدية الرمان صباح اليوم جسر النجوم أمام السيارات بعد أعمال استمرت ثلاثة أسابيع."


def rules(feed: SourceFeed = FEED, labels: Mapping[str, str] = NO_LABELS, **changes: Any) -> SourceRules:
    """The outlet's rules; ``changes`` go to its source."""
    return SourceRules(source=replace(SOURCE, **changes), feed=feed, site=SITE, labels=labels)


def own_rules(**changes: Any) -> SourceRules:
    """Of our own site's feed."""
    return rules(feed=SourceFeed(url="https://moon.example/feed/"), outlet=OWN, **changes)


def fetch(now: datetime = NOW, **changes: Any) -> Fetch:
    return Fetch(now=now, **{"origin": ORIGIN, **changes})


def raw(number: int = 1, **fields: Any) -> RawEntry:
    """Entry ``number``: each an hour older than the one before."""
    values: dict[str, Any] = {
        "place": f"https://www.star.example/feed/#{number}",
        "guid": f"https://star.example/?p={number}",
        "url": f"https://star.example/a/{number}",
        "title": f"خبر {number}",
        "html": f"<p>{TEXT} {number}</p>",
        "published": (NOW - number * HOUR).isoformat(),
    }
    return RawEntry(**(values | fields))


def bare(number: int, **fields: Any) -> RawEntry:
    """An entry without guid, address and date."""
    return raw(number, **{"guid": None, "url": None, "published": None, **fields})


def articles(*entries: RawEntry, source: SourceRules | None = None, at: Fetch | None = None) -> list[Article]:
    """The articles of a document, oldest first; none may be refused."""
    found = foreign.articles(entries, source or rules(), at or fetch())
    taken = [each for each in found if isinstance(each, Article)]
    assert len(taken) == len(found), found
    return taken


def article(source: SourceRules | None = None, at: Fetch | None = None, **fields: Any) -> Article:
    """The only article of a document."""
    (found,) = articles(raw(**fields), source=source, at=at)
    return found
