"""The operator's settings: TOML in a folder, ``SYNDICATION_*`` variables over it, judged once, then frozen.

Comes in: a folder and an environment (``load``). Goes out: one ``Config``, whose every value can be relied on, or one
ConfigError that tells everything that is wrong with place, dotted field and the nearest right key. There is no global
configuration: whoever needs it is handed it, and SIGHUP hands out another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, model_validator

from syndication import config_named, config_outlets, config_sections, model
from syndication.config_faults import fault, faults
from syndication.config_named import NamedTable
from syndication.config_outlets import SourceTable
from syndication.config_sections import SectionTable, own_keys
from syndication.config_sources import Sources, read, refuse
from syndication.config_values import (
    FeedId,
    HostPort,
    Language,
    Line,
    MetaKey,
    PublicUrl,
    StoreUrl,
    Table,
    Tag,
    Titles,
    WebUrl,
    Words,
    Zone,
    one_for_all,
)
from syndication.errors import ConfigError
from syndication.selection import NamedFeed
from syndication.text.fold import fold


def load(folder: Path, environ: Mapping[str, str]) -> Config:
    """The settings of ``folder`` under the overrides of ``environ``. Raises ConfigError with all that is wrong."""
    sources = read(folder, environ)
    if sources.unread:
        refuse(sources.faults)
    try:
        # A relative store is looked for beside the config folder: the current folder as a rule, but also under cron.
        config = Config.model_validate(sources.values, context={"base": folder.absolute().parent})
    except ValidationError as error:
        refuse([*sources.faults, *faults(error, sources, Config)])
        raise AssertionError("pydantic found a fault and told none") from error
    refuse([*sources.faults, *_together(config, sources)])
    return config


# --- the tables ------------------------------------------------------------------------------------------------------


class Site(Table):
    """The publication that the articles belong to."""

    language: Language = "ar"
    """The language of the publication: of its own words, and of an article that says none."""
    title: Titles = Field(examples=["Our paper"], json_schema_extra={"type": ["string", "object"]})
    """Its name: one for all languages, or a table by language."""
    url: WebUrl = Field(examples=["https://www.example.com"])
    """Its home page, for people."""
    tag: Tag = Field(examples=["example.com,2026-01-31"])
    """A domain of yours and a day on which it was yours (RFC 4151). Ids are made from it: never change it."""
    description: Titles = Field(default={}, json_schema_extra={"type": ["string", "object"]})
    """One sentence about it: one for all languages, or a table by language."""
    timezone: Zone = "Asia/Baghdad"
    """The zone of dates that name none (IANA)."""
    rights: Line = ""
    """The copyright line of your own feeds."""
    logo: WebUrl | None = None
    """The address of its logo."""

    @model_validator(mode="before")
    @classmethod
    def _one_for_all(cls, values: Any) -> Any:
        """``title = "…"`` is the title in the site's language; the others fall back to it."""
        return one_for_all(values, "title", "description")

    def title_in(self, language: str) -> str:
        """The name of the publication in ``language``, else in its own."""
        return _in(self.title, language, self.language)

    def description_in(self, language: str) -> str:
        """The sentence about it in ``language``, else in its own; "" if there is none."""
        return _in(self.description, language, self.language)


class Feeds(Table):
    """What is true of every feed."""

    url: PublicUrl = "http://127.0.0.1:8080"
    """The public address of this service, as readers write it; a path behind it is fine."""
    max_age_s: int = Field(default=120, ge=0, le=86_400)
    """For how many seconds readers and caches keep a feed before they ask again."""
    full_text: bool = True
    """Whether entries hold the whole article; else an excerpt."""
    text_list: bool = True
    """Whether the list of related articles also stands inside the text."""
    wordpress_id: FeedId | None = None
    """The id of the WordPress feed that the feed of everything stands for: what /feed/atom/ says in its first <id>."""


class PageSize(Table):
    """How many entries a feed shows: the newest ``min``, and all within ``hours`` of the newest, up to ``max``."""

    min: int = Field(default=50, ge=1, le=1000)
    """Entries that are shown however old they are."""
    hours: int = Field(default=48, ge=0, le=24 * 31)
    """Hours before the newest entry within which all are shown."""
    max: int = Field(default=300, ge=1, le=1000)
    """Entries that are shown at most."""
    max_bytes: int = Field(default=1_500_000, ge=50_000, le=20_000_000)
    """Bytes of a feed before compression; beyond, excerpts replace full text from the oldest up."""


class RelatedLists(Table):
    """The links to related articles."""

    shown: int = Field(default=5, ge=0, le=20)
    """Links to other events that an entry shows at most."""
    same_story: int = Field(default=2, ge=0, le=20)
    """Links to other reports of the same event that an entry shows at most."""
    window_days: int = Field(default=12, ge=1, le=366)
    """Days between two articles beyond which they are not compared."""
    collect_minutes: int = Field(default=15, ge=0, le=24 * 60)
    """Minutes for which changes of lists already shown are collected."""


class Bylines(Table):
    """Whose names go out. Logins, addresses and «admin» never do."""

    authors: Literal["show", "map", "site"] = "site"
    """show: names as given; map: only those in the table below, in its spelling; site: the publication's name."""
    map: dict[str, Words] = Field(default={})
    """Author as your system writes it = name as readers see it."""


class Store(Table):
    """Where articles are kept."""

    url: StoreUrl = "sqlite:///syndication.db"
    """sqlite:///FILE (relative to the folder that the config folder is in) or postgresql://USER@HOST/DATABASE."""
    shelf_mb: int = Field(default=256, ge=1, le=65_536)
    """Megabytes of rendered feeds that each web process keeps."""


class Server(Table):
    """Where ``syndication serve`` listens."""

    host: Words = "127.0.0.1"
    """Address; 127.0.0.1 is this machine alone (a proxy stands before it), 0.0.0.0 all the world."""
    port: int = Field(default=8080, ge=0, le=65_535)
    """Port; 0 takes a free one."""
    workers: int = Field(default=1, ge=1, le=64)
    """Web processes."""


class Fetch(Table):
    """Asking other servers: the limits of one answer, and what may be asked besides the public internet."""

    allow: tuple[HostPort, ...] = ()
    """host:port of servers in your own network that may be asked; all other private addresses are refused."""
    max_bytes: int = Field(default=10_000_000, ge=100_000, le=1_000_000_000)
    """Bytes of an answer as it comes."""
    max_unpacked_bytes: int = Field(default=50_000_000, ge=100_000, le=1_000_000_000)
    """Bytes of an answer unpacked."""
    total_s: int = Field(default=30, ge=1, le=600)
    """Seconds for a whole answer, redirects included."""
    idle_s: int = Field(default=10, ge=1, le=600)
    """Seconds to connect, and between two bytes."""
    at_once: int = Field(default=100, ge=1, le=1000)
    """Servers that are asked at the same time."""
    per_host: int = Field(default=1, ge=1, le=16)
    """Connections to one server at the same time."""
    gap_s: float = Field(default=1.0, ge=0, le=600)
    """Seconds between two requests to one server."""


class WordPress(Table):
    """What an import from a WordPress site finds where."""

    expires_meta: MetaKey | None = None
    """The meta field of a post that says when it is to leave all feeds. The site must show it in its REST interface."""


class Config(Table):
    """All settings."""

    site: Site
    feeds: Feeds = Feeds()
    page: PageSize = PageSize()
    related: RelatedLists = RelatedLists()
    bylines: Bylines = Bylines()
    # From {}, not Store(): only a default that is validated learns where the config folder is.
    store: Store = Field(default={})  # type: ignore[assignment]
    server: Server = Server()
    fetch: Fetch = Fetch()
    wordpress: WordPress = WordPress()
    section: tuple[SectionTable, ...] = ()
    source: tuple[SourceTable, ...] = ()
    feed: tuple[NamedTable, ...] = ()

    @property
    def zone(self) -> tzinfo:
        """The zone of dates that name none."""
        return ZoneInfo(self.site.timezone)

    @cached_property
    def sections(self) -> tuple[model.Section, ...]:
        """The sections in the order of the file."""
        return tuple(config_sections.section(table) for table in self.section)

    @cached_property
    def outlets(self) -> tuple[model.Source, ...]:
        """The sources in the order of the file."""
        return tuple(config_outlets.source(table, self.site.timezone) for table in self.source)

    def outlet(self, slug: str) -> model.Source | None:
        """The source with that slug; None: it is not in the files (any more)."""
        return self.outlets_by_slug.get(slug)

    @cached_property
    def outlets_by_slug(self) -> dict[str, model.Source]:
        """Sources by slug."""
        return {source.slug: source for source in self.outlets}

    @cached_property
    def named_feeds(self) -> dict[str, NamedFeed]:
        """The feeds by name, by slug in the order of the file."""
        tables = self.feed
        if any(not source.is_own for source in self.outlets) and all(t.slug != config_named.MERGED for t in tables):
            tables = (config_named.merged(), *tables)
        language = self.site.language
        found = (config_named.named(table, self.keys_by_slug, self.outlets, language) for table in tables)
        return {each.slug: each for each in found}

    def section_of(self, slug: str) -> model.Section | None:
        """The section with that slug."""
        return self.by_slug.get(slug)

    def section_keys(self, slug: str) -> frozenset[str]:
        """Everything that means the section or one below it: folded slugs, titles and labels. Empty if unknown."""
        return self.keys_by_slug.get(slug, frozenset())

    def sections_of(self, labels: Iterable[str]) -> tuple[model.Section, ...]:
        """The sections that one of ``labels`` (folded or not) means by itself, in the order of the file."""
        slugs = {self.slug_by_key.get(fold(label)) for label in labels}
        return tuple(section for section in self.sections if section.slug in slugs)

    def digest(self) -> str:
        """A short word, equal on every machine, that changes with every setting that changes the bytes of a feed."""
        shown = self.model_dump(
            mode="json",
            include={
                "site": True,
                "feeds": True,
                "page": True,
                "related": {"shown", "same_story"},
                "bylines": True,
                "section": True,
                "source": {"__all__": config_outlets.SHOWN},
                "feed": True,
            },
        )
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def by_slug(self) -> dict[str, model.Section]:
        """Sections by slug."""
        return {section.slug: section for section in self.sections}

    @cached_property
    def slug_by_key(self) -> dict[str, str]:
        """The one section that a folded label means."""
        return {key: section.slug for section in self.sections for key in own_keys(section)}

    @cached_property
    def keys_by_slug(self) -> dict[str, frozenset[str]]:
        """``section_keys`` of every section."""
        keys: dict[str, set[str]] = {section.slug: set() for section in self.sections}
        for section in self.sections:
            above: str | None = section.slug
            while above is not None:
                keys[above] |= own_keys(section)
                above = self.by_slug[above].parent
        return {slug: frozenset(found) for slug, found in keys.items()}


def _in(texts: Mapping[Language, str], language: str, site: Language) -> str:
    """The text in ``language``, else in the site's, else none."""
    return next((text for name, text in texts.items() if name == language), texts.get(site, ""))


# --- values together -------------------------------------------------------------------------------------------------


def _together(config: Config, sources: Sources) -> Iterator[ConfigError]:
    """What only several settings together can get wrong."""
    if config.page.min > config.page.max:
        yield fault(sources, ("page", "min"), f"is more than page.max ({config.page.max})")
    home = config.site.language
    for name in ("title", "description"):
        if (texts := getattr(config.site, name)) and home not in texts:
            yield fault(sources, ("site", name), f"is missing in the site's language, {home}", f'Add {home} = "…"')
    yield from config_sections.together(config.section, home, sources)
    yield from config_outlets.together(config.source, config.by_slug, sources)
    yield from config_named.together(config.feed, config.by_slug, {table.slug for table in config.source}, sources)
