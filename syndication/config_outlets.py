"""The outlets that are read: the ``[[source]]`` tables of sources.toml, and the model's values made of them.

Files say what should be; how it goes (validators, errors, pauses, the next time) is in the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from syndication import model
from syndication.config_faults import fault, nearest
from syndication.config_sources import Key, Sources
from syndication.config_values import (
    LanguageTag,
    Line,
    Slug,
    Table,
    Titles,
    WebUrl,
    Words,
    Zone,
    one_for_all,
)
from syndication.errors import ConfigError
from syndication.text.fold import fold
from syndication.text.urls import canonical

#: Minutes between two fetches: an outlet's own rhythm decides within these. Two minutes are polite for a news agency,
#: and a feed that is asked four times a day still shows what it published (few hold less than a day).
MIN_MINUTES, MAX_MINUTES = 2, 360
#: The publisher's own site is asked each minute: what it publishes is to be in the feeds soon after.
OWN_MINUTES = 1

#: What of a source changes bytes of a feed. Rhythms, addresses and filters decide what gets into the store.
SHOWN = {
    **dict.fromkeys(("slug", "title", "outlet", "own", "policy", "excerpt", "image"), True),
    **dict.fromkeys(("quota", "priority", "licence"), True),
}


class FeedTable(Table):
    """One address of a source."""

    url: WebUrl = Field(examples=["https://www.example.com/feed/"])
    """Its address; of a WordPress site with kind = "wordpress" its home page."""
    section: Words | None = None
    """The slug of the section that its entries belong to, where their labels do not tell."""
    language: LanguageTag | None = None
    """The language of its entries; left out, the source's."""


class SourceTable(Table):
    """An outlet that is read, a ``[[source]]`` of sources.toml."""

    slug: Slug = Field(examples=["example"])
    """Its name in addresses and commands. Never change it: the store knows the source by it."""
    title: Titles = Field(examples=["An outlet"], json_schema_extra={"type": ["string", "object"]})
    """The outlet's name, as it is credited: one for all languages, or a table by language."""
    feeds: tuple[FeedTable, ...] = Field(examples=[[{"url": "https://www.example.com/feed/"}]])
    """Its feeds: a list of { url = "…" }, each with a section and a language of its own if need be."""
    kind: Literal["feed", "wordpress", "sitemap"] = "feed"
    """feed: RSS, Atom or JSON Feed; wordpress: a WordPress site's REST interface; sitemap: a news sitemap."""
    own: bool = False
    """Whether it is your own site: own articles, whole, fetched every minute."""
    outlet: Line = ""
    """A word that an outlet's several sources share; left out, the host of the first feed."""
    language: LanguageTag | None = None
    """The language of its entries, but for those clearly in another; left out, it is told from the words."""
    timezone: Zone | None = None
    """The zone of dates that name none (IANA); left out, the site's."""
    policy: Literal["headline", "excerpt", "full"] = "excerpt"
    """What may be shown of an entry: its title, an excerpt, or all of it. Ask the outlet before you write full."""
    excerpt: int = Field(default=300, ge=40, le=2000)
    """Characters of an excerpt at most."""
    image: Literal["none", "link"] = "none"
    """Whether an entry's image is shown, by its address at the outlet."""
    quota: int | None = Field(default=None, ge=1, le=1000)
    """Entries of this source that one page shows at most; left out, any number."""
    priority: int = Field(default=0, ge=-10, le=10)
    """Of several reports of one story, the one of the greater priority goes first."""
    relevance: Literal["all", "iraq", "query"] = "all"
    """all: every entry; iraq: those that name Iraq or Kurdistan; query: the address is a search already."""
    include: tuple[Words, ...] = ()
    """Words of which an entry must have one in title or summary."""
    exclude: tuple[Words, ...] = ()
    """Words of which an entry may have none in title or summary."""
    sections: dict[Words, Words] = Field(default={})
    """The outlet's labels = slugs of your sections."""
    section: Words | None = None
    """The slug of the section of entries whose labels tell none."""
    licence: Line = ""
    """What the outlet says of reuse; shown with its entries."""
    robots: Literal["obey", "ignore"] = "obey"
    """Whether its robots.txt is obeyed; ignore only with its permission."""
    permission: Line = ""
    """Who at the outlet permitted to ignore its robots.txt, and when."""
    min_minutes: int | None = Field(default=None, ge=1, le=10_080)
    """Minutes between two fetches at least; left out, 2, and 1 for your own site."""
    max_minutes: int | None = Field(default=None, ge=1, le=10_080)
    """Minutes between two fetches at most; left out, 360, and 1 for your own site."""
    enabled: bool = True
    """Whether it is fetched; `sources pause` and `sources resume` go before it."""

    @model_validator(mode="before")
    @classmethod
    def _one_for_all(cls, values: Any) -> Any:
        """``title = "…"`` is the title in every language."""
        return one_for_all(values, "title")

    @property
    def minutes(self) -> tuple[int, int]:
        """The bounds in force."""
        least, most = (OWN_MINUTES, OWN_MINUTES) if self.own else (MIN_MINUTES, MAX_MINUTES)
        if self.max_minutes is not None:
            least, most = min(least, self.max_minutes), self.max_minutes
        if self.min_minutes is not None:
            least = self.min_minutes
            most = most if self.max_minutes is not None else max(least, most)
        return least, most


def source(table: SourceTable, zone: str) -> model.Source:
    """The table as the model's value; ``zone`` is the site's."""
    least, most = table.minutes
    return model.Source(
        slug=table.slug,
        titles=dict(table.title.items()),
        outlet=model.OWN if table.own else table.outlet or _host(table.feeds[0].url),
        feeds=tuple(
            model.SourceFeed(url=feed.url, section=feed.section, language=feed.language) for feed in table.feeds
        ),
        kind=table.kind,
        language=table.language,
        zone=ZoneInfo(table.timezone or zone),
        policy="full" if table.own else table.policy,
        excerpt=table.excerpt,
        image="link" if table.own else table.image,
        quota=table.quota,
        priority=table.priority,
        relevance=table.relevance,
        include=table.include,
        exclude=table.exclude,
        sections={fold(label): slug for label, slug in table.sections.items()},
        section=table.section,
        licence=table.licence,
        obeys_robots=table.robots == "obey",
        min_s=least * 60,
        max_s=most * 60,
        enabled=table.enabled,
    )


def _host(url: str) -> str:
    """The default of ``outlet``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def together(tables: tuple[SourceTable, ...], slugs: Collection[str], sources: Sources) -> Iterator[ConfigError]:
    """What only several settings together can get wrong. ``slugs``: those of the sections."""
    names: dict[str, Key] = {}
    urls: dict[str, Key] = {}
    for number, table in enumerate(tables):
        yield from _alone(number, table, sources)
        key: Key = ("source", number, "slug")
        if (first := names.setdefault(table.slug, key)) != key:
            yield fault(sources, key, f"«{table.slug}» is taken", f"See {sources.place(first)}")
        for index, feed in enumerate(table.feeds):
            key = ("source", number, "feeds", index, "url")
            if (first := urls.setdefault(canonical(feed.url), key)) != key:
                yield fault(sources, key, "this address is read already", f"See {sources.place(first)}")
        # Of one that is off nothing is taken in: whoever has other sections need not go through the shipped list.
        for key, slug in _named(number, table) if table.enabled else ():
            if slug not in slugs:
                yield fault(sources, key, f"there is no section «{slug}»", nearest(slug, slugs))


def _alone(number: int, table: SourceTable, sources: Sources) -> Iterator[ConfigError]:
    """What contradicts itself in one table."""
    if not table.feeds:
        yield fault(sources, ("source", number, "feeds"), "is empty", 'Write feeds = [{ url = "https://…" }]')
    if not table.title:
        yield fault(sources, ("source", number, "title"), "is empty", "Write the outlet's name")
    if table.robots == "ignore" and not table.permission:
        hint = "Write who permitted it, and when, as permission; else leave robots out"
        yield fault(sources, ("source", number, "robots"), "needs the outlet's permission", hint)
    least, most = table.minutes
    if least > most:
        yield fault(sources, ("source", number, "min_minutes"), f"is more than max_minutes ({most})")


def _named(number: int, table: SourceTable) -> Iterator[tuple[Key, str]]:
    """Every slug of a section that the table names, with its place."""
    if table.section is not None:
        yield ("source", number, "section"), table.section
    for label, slug in table.sections.items():
        yield ("source", number, "sections", label), slug
    for index, feed in enumerate(table.feeds):
        if feed.section is not None:
            yield ("source", number, "feeds", index, "section"), feed.section
