"""Stored rows -> what a page shows: channels, entry views, links with their addresses, the list of feeds (pure).

All that depends on the configuration in force is decided here and nowhere later: names of sections, the byline rule,
which text is shown. A renderer gets plain values and looks nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from syndication.flows.addresses import EXTS, public_url
from syndication.model import UI_LANGUAGES, Address, Alternate, Channel, EntryView, LabelKind, Link, Stored, Style
from syndication.normalise.bylines import shown_authors
from syndication.render.html.views import IndexFeed, IndexGroup, IndexPage
from syndication.render.words import words
from syndication.text.keys import name_key
from syndication.text.language import direction

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.links import Shown
    from syndication.store.pages import Count

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
    )


def feed_id(address: Address, config: Config) -> str:
    """The feed's id: a ``tag:`` URI (RFC 4151) of what is selected, the same in every format."""
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
    if address.ext == "html":
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
    """The page that lists every feed, in the words of its language (``/``: the site's)."""
    site, language = config.site, address.key or config.site.language
    listed = feeds(config, counts)
    groups = [
        IndexGroup(
            kind=kind,
            feeds=tuple(_listed(each, config, language, name) for each, name in listed if each.kind == kind),
        )
        for kind in KINDS
    ]
    return IndexPage(
        language=language,
        publisher=site.title_in(language),
        publisher_language=language if language in site.title else site.language,
        description=site.description_in(site.language),
        site_url=site.url,
        url=public_url(config.feeds.url, address.path),
        translations=tuple(
            (tag, public_url(config.feeds.url, Address("index", tag, "html").path)) for tag in UI_LANGUAGES
        ),
        groups=tuple(group for group in groups if group.feeds),
        rights=site.rights,
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
    section = config.section_of(address.key) if address.kind == "section" else None
    title, known = _topic(address, config, tag_name)[0], language
    if address.kind == "all":
        title = words(language).groups["all"]
    elif section is not None and language in section.titles:
        title = section.titles[language]
    else:
        known = address.key if address.kind == "language" else config.site.language
    return IndexFeed(title=title, language=known, alternates=alternates(address, config))
