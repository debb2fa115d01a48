"""Stored rows -> what a page shows: channels, entry views, links with their addresses, the list of feeds (pure).

All that depends on the configuration in force is decided here and nowhere later: names of sections, the byline rule,
which text is shown. A renderer gets plain values and looks nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from syndication.flows.addresses import EXTS, public_url, selection
from syndication.model import UI_LANGUAGES, Address, Alternate, Channel, EntryView, LabelKind, Link, Stored, Style
from syndication.normalise.bylines import shown_authors
from syndication.render.html.views import IndexFeed, IndexGroup, IndexPage
from syndication.render.words import words
from syndication.selection import Arm
from syndication.text.keys import name_key
from syndication.text.language import direction

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.counts import Count
    from syndication.store.links import Shown

#: The kinds of feeds, in the order in which they are listed.
KINDS: tuple[LabelKind, ...] = ("all", "section", "language", "tag")

#: A tag has a feed of its own in lists and in the static build from so many articles in 30 days on: below, a reader
#: would subscribe to silence, and a newsroom has thousands of tags that were used once.
MIN_TAG_ARTICLES = 5


def channel(address: Address, config: Config, tag_name: str = "") -> Channel:
    """What the feed at ``address`` says of itself; ``tag_name`` is the tag as its first article wrote it."""
    site, language = config.site, _language(address, config)
    publisher = site.title_in(site.language)
    topic, home = _topic(address, config, tag_name)
    spoken = {"tag": None, "language": address.key}.get(address.kind, site.language)
    title = f"{topic} – {publisher}" if topic else publisher
    return Channel(
        id=feed_id(address, config),
        title=title,
        description=site.description_in(site.language) or title,
        language=language,
        direction=direction(site.language),
        url=public_url(config.feeds.url, address.path),
        home=home,
        alternates=alternates(address, config),
        publisher=publisher,
        site_url=site.url,
        rights=site.rights,
        image=site.logo or "",
        ttl_s=config.feeds.max_age_s,
        name=topic,
        name_language=spoken,
        publisher_language=site.language,
        zone=config.zone,
    )


def feed_id(address: Address, config: Config) -> str:
    """The feed's id, the same in every format and at every address: a ``tag:`` URI (RFC 4151) of what is selected.

    A feed that stands for one of WordPress's has that one's (feeds.md, Identity).
    """
    section = config.section_of(address.key) if address.kind == "section" else None
    old = config.feeds.wordpress_id if address.kind == "all" else section and section.wordpress_id
    if old:
        return old
    return f"tag:{config.site.tag}:{quote(f'{address.kind}/{address.key}'.rstrip('/'), safe='/-')}"


def alternates(address: Address, config: Config) -> tuple[Alternate, ...]:
    """The same page in every format."""
    return tuple(
        Alternate(ext=ext, url=public_url(config.feeds.url, Address(address.kind, address.key, ext).path))
        for ext in EXTS
    )


def _language(address: Address, config: Config) -> str:
    return address.key if address.kind == "language" else config.site.language


def _topic(address: Address, config: Config, tag_name: str) -> tuple[str, str]:
    """What sets this feed apart from the others, in the site's language, and its page on the publisher's site."""
    home = config.site.url
    section = config.section_of(address.key) if address.kind == "section" else None
    if section is not None:
        return section.titles[config.site.language], section.page or home
    if address.kind == "language":
        return _language_name(address.key), home
    if address.kind == "tag":
        return tag_name or address.key, home
    return "", home


def _language_name(tag: str) -> str:
    return words(tag).name if tag in UI_LANGUAGES else tag


def style(address: Address, config: Config) -> Style:
    """How the entries of this page are written before its size is known. Pages for people list, they do not repeat."""
    if address.ext == "html" or address.ext == "opml":  # no tuple: mypy narrows none
        return Style("html", "excerpt", text_list=False)
    full = config.feeds.full_text
    return Style(address.ext, "full" if full else "excerpt", text_list=full and config.feeds.text_list)


def entry(stored: Stored, shown: Shown, config: Config) -> EntryView:
    """One entry with all that it shows resolved."""
    article = stored.article
    view_url = public_url(config.feeds.url, Address("article", article.key, "html").path)
    bylines = config.bylines
    publication = config.site.title_in(article.language)
    return EntryView(
        stored=stored,
        url=article.url or view_url,
        view_url=view_url,
        authors=shown_authors(article.authors, bylines.authors, bylines.map, publication),
        categories=tuple(_categories(stored, config)),
        links=tuple(_link(link, config) for link in shown.links),
        text_list=tuple(_link(link, config) for link in shown.text),
        zone=config.zone,
        publisher=publication,
    )


def _link(link: Link, config: Config) -> Link:
    """A stored link with its whole address: those to our own pages are stored below ``feeds.url``."""
    if link.url is None or not link.url.startswith("/"):
        return link
    return replace(link, url=public_url(config.feeds.url, link.url))


def _categories(stored: Stored, config: Config) -> Iterable[tuple[str, str]]:
    """(term, label) of the sections that the labels mean, of labels that mean none, then of the tags; each once."""
    article, seen = stored.article, set()
    for name in (*article.sections, *article.tags):
        sections = config.sections_of([name]) if name in article.sections else ()
        for section in sections:
            title = section.titles.get(article.language) or section.titles[config.site.language]
            if title not in seen:
                seen.add(title)
                yield section.slug, title
        term = name_key(name)
        if not sections and term and name not in seen:
            seen.add(name)
            yield term, name


# --- the list of feeds -----------------------------------------------------------------------------------------------


def index(address: Address, config: Config, counts: Iterable[Count]) -> IndexPage:
    """The page that lists every feed, in the words of its language (``/`` and ``/feeds.opml``: the site's)."""
    site, language = config.site, address.key or config.site.language
    counts = tuple(counts)
    newest = {(count.kind, count.key): count.newest for count in counts}
    listed = feeds(config, counts)
    groups = [
        IndexGroup(
            kind=kind,
            feeds=tuple(
                replace(_listed(each, config, language, name), newest=_newest(each, config, newest))
                for each, name in listed
                if each.kind == kind
            ),
        )
        for kind in KINDS
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
        translations=tuple(
            (tag, public_url(config.feeds.url, Address("index", tag, "html").path)) for tag in UI_LANGUAGES
        ),
        groups=tuple(group for group in groups if group.feeds),
        rights=site.rights,
        rights_language=site.language,
        zone=config.zone,
    )


def feeds(config: Config, counts: Iterable[Count]) -> list[tuple[Address, str]]:
    """Every feed there is, with the name of a tag: all, the sections, languages and tags that articles have."""
    found = [(Address("all", "", "rss"), "")]
    found += [(Address("section", section.slug, "rss"), "") for section in config.sections]
    for count in counts:
        if count.kind == "language":
            found.append((Address("language", count.key, "rss"), ""))
        elif count.kind == "tag" and count.recent >= MIN_TAG_ARTICLES:
            found.append((Address("tag", count.key, "rss"), count.name))
    return found


def _listed(address: Address, config: Config, language: str, tag_name: str) -> IndexFeed:
    """A feed under the name that a reader of ``language`` knows it by."""
    say = words(language)
    title = _topic(address, config, tag_name)[0]
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
        known, name = address.key, say.languages.get(address.key, "")
        description = name if name != title else ""
    return IndexFeed(
        title=title,
        language=None if address.kind == "tag" else known,
        description=description,
        alternates=alternates(address, config),
    )


def _section_title(slug: str, config: Config, language: str) -> tuple[str, str]:
    """A section's title with its language: the reader's, else the site's."""
    titles = config.by_slug[slug].titles
    known = language if language in titles else config.site.language
    return titles[known], known


def _newest(address: Address, config: Config, newest: Mapping[tuple[str, str], int]) -> datetime | None:
    """When the newest article of a feed was published; None: it has none with a date."""
    labels = {label for arm in selection(address, config).arms for label in _labels(arm)}
    found = max((newest.get(label, 0) for label in labels), default=0)
    return datetime.fromtimestamp(found, UTC) if found else None


def _labels(arm: Arm) -> Iterable[tuple[str, str]]:
    """The labels of its narrowest group."""
    kind, keys = arm.groups[0]
    return ((kind, key) for key in keys)
