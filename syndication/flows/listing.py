"""The lists of feeds: the page and the file of all that we offer, and the file of what we read (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndication.config_named import MERGED
from syndication.documents import Address, AddressKind
from syndication.flows.addresses import public_url
from syndication.flows.channels import alternates, author_name, language_name
from syndication.flows.selecting import named, selection
from syndication.model import UI_LANGUAGES
from syndication.render.html.views import IndexFeed, IndexGroup, IndexPage
from syndication.render.opml import Outlet, OutletList
from syndication.render.words import words
from syndication.store.counts import Count

if TYPE_CHECKING:
    from syndication.config import Config

#: The groups in which feeds are listed, in this order, and the kinds of addresses in each.
GROUPS: dict[str, tuple[AddressKind, ...]] = {
    "all": ("all",),
    "feed": ("merged", "stories", "feed"),
    "section": ("section",),
    "language": ("language",),
    "tag": ("tag",),
    "author": ("author",),
    "source": ("source",),
}

#: A tag or an author has a feed of its own in lists and in the static build from so many articles in 30 days on: below,
#: a reader would subscribe to silence, and a newsroom has thousands of tags that were used once.
MIN_TAG_ARTICLES = 5


def index(address: Address, config: Config, counts: Iterable[Count]) -> IndexPage:
    """The page that lists every feed, in the words of its language (``/`` and ``/feeds.opml``: the site's)."""
    site, language = config.site, address.key or config.site.language
    counts = tuple(counts)
    newest = {(count.kind, count.key): count.newest for count in counts}
    listed = feeds(config, counts)
    groups = [
        IndexGroup(
            kind=group,
            feeds=tuple(
                replace(_listed(each, config, language, name), newest=_newest(each, config, newest))
                for each, name in listed
                if each.kind in kinds
            ),
        )
        for group, kinds in GROUPS.items()
    ]
    return IndexPage(
        language=language,
        publisher=site.title_in(language),
        publisher_language=language if language in site.title else site.language,
        description=site.description_in(language),
        description_language=language if language in site.description else site.language,
        site_url=site.url,
        url=public_url(config.feeds.url, address.path),
        opml_url=public_url(config.feeds.url, Address("index", "", "opml").path),
        sources_url=public_url(config.feeds.url, Address("sources", "", "opml").path) if reads(config) else "",
        translations=tuple(
            (tag, public_url(config.feeds.url, Address("index", tag, "html").path)) for tag in UI_LANGUAGES
        ),
        groups=tuple(group for group in groups if group.feeds),
        rights=site.rights,
        rights_language=site.language,
        zone=config.zone,
    )


def reads(config: Config) -> bool:
    """Whether other outlets are read."""
    return any(source.enabled and not source.is_own for source in config.outlets)


def feeds(config: Config, counts: Iterable[Count]) -> list[tuple[Address, str]]:
    """Every feed that lists name, with the name of a tag or author; those that merge once there is something to merge.

    A feed by name that holds own articles alone is always there.
    """
    counts = tuple(counts)
    has_others = any(count.kind == "source" for count in counts)
    found = [(Address("all", "", "rss"), ""), *((each, "") for each in _merged(config, has_others))]
    found += [(Address("section", section.slug, "rss"), "") for section in config.sections]
    for count in counts:
        if count.kind == "language":
            found.append((Address("language", count.key, "rss"), ""))
        elif count.kind == "tag" and count.recent >= MIN_TAG_ARTICLES:
            found.append((Address("tag", count.key, "rss"), count.name))
        elif count.kind == "author" and (shown := _author(count, config)):
            found.append((Address("author", count.key, "rss"), shown))
        elif count.kind == "source":
            found.append((Address("source", count.key, "rss"), ""))
    return found


def unlisted(config: Config) -> list[Address]:
    """The feeds by name that no list names."""
    return [_address(feed.slug) for feed in config.named_feeds.values() if not feed.listed]


def _merged(config: Config, has_others: bool) -> Iterator[Address]:
    if has_others:
        yield Address("stories", "", "rss")
    for feed in config.named_feeds.values():
        if feed.listed and (has_others or feed.selection.scope == "own"):
            yield _address(feed.slug)


def _address(slug: str) -> Address:
    return Address("merged", "", "rss") if slug == MERGED else Address("feed", slug, "rss")


def _author(count: Count, config: Config) -> str:
    """The name of an author who has a feed. Under ``map`` it is another than what articles write, with another key."""
    if config.bylines.authors != "show" or count.recent < MIN_TAG_ARTICLES:
        return ""
    return author_name({count.key: count.name}, config)


def _listed(address: Address, config: Config, language: str, tag_name: str) -> IndexFeed:
    """A feed under the name that a reader of ``language`` knows it by."""
    say = words(language)
    title = tag_name
    known: str = config.site.language
    description = ""
    if address.kind == "all":
        title, known = say.groups["all"], language
    elif address.kind == "section":
        title, known = _section_title(address.key, config, language)
        below = [each.slug for each in config.sections if each.parent == address.key]
        names = [_section_title(slug, config, language) for slug in below]
        if names and {spoken for _, spoken in names} == {language}:
            description = say.including.format(say.comma.join(name for name, _ in names))
    elif address.kind == "language":
        title, known, name = language_name(address.key), address.key, say.languages.get(address.key, "")
        description = name if name != title else ""
    elif address.kind == "stories":
        title, known = say.stories, language
    elif address.kind == "source":
        source = config.outlet(address.key)
        title = source.title(language) if source else address.key
    elif (feed := named(address, config)) is not None:
        title, known = _in(feed.titles, config, language)
        description = feed.descriptions.get(language, "")
    return IndexFeed(
        title=title,
        language=None if address.kind in ("tag", "author", "source") else known,
        description=description,
        alternates=alternates(address, config),
    )


def _section_title(slug: str, config: Config, language: str) -> tuple[str, str]:
    """A section's title with its language: the reader's, else the site's."""
    return _in(config.by_slug[slug].titles, config, language)


def _in(titles: Mapping[str, str], config: Config, language: str) -> tuple[str, str]:
    known = language if language in titles else config.site.language
    return titles[known], known


def _newest(address: Address, config: Config, newest: Mapping[tuple[str, str], int]) -> datetime | None:
    """When the newest article of a feed was published; None: it has none with a date."""
    if address.kind in GROUPS["feed"]:
        found = newest.get(("feed", _slug(address)), 0)
    else:
        labels = {
            (kind, key) for arm in selection(address, config).arms for kind, keys in arm.groups[:1] for key in keys
        }
        found = max((newest.get(label, 0) for label in labels), default=0)
    return datetime.fromtimestamp(found, UTC) if found else None


def _slug(address: Address) -> str:
    """Under which the newest article of a feed that merges is counted."""
    return address.key or address.kind


# --- what we read ----------------------------------------------------------------------------------------------------


def outlets(config: Config) -> OutletList:
    """The other outlets' feeds that are read, by language; those that are switched off are left out."""
    language = config.site.language
    say = words(language)
    groups: dict[str, list[Outlet]] = {}
    for source in config.outlets:
        if source.is_own or not source.enabled:
            continue
        for feed in source.feeds:
            tag = feed.language or source.language or language
            parts = urlsplit(feed.url)
            section = config.by_slug.get(feed.section or "")
            title = source.title(language)
            if section is not None:
                title = f"{title} – {section.titles[language]}"
            outlet = Outlet(title, feed.url, f"{parts.scheme}://{parts.netloc}/", tag, is_feed=source.kind == "feed")
            groups.setdefault(tag, []).append(outlet)
    return OutletList(
        language=language,
        publisher=config.site.title_in(language),
        site_url=config.site.url,
        groups=tuple((say.languages.get(tag, tag), tuple(each)) for tag, each in groups.items()),
    )
