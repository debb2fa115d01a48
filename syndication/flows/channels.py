"""What a feed says of itself: title, id, language, its page on a site, its other formats (pure)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from syndication.documents import Address, Alternate, Channel
from syndication.flows import selecting
from syndication.flows.addresses import EXTS, url
from syndication.model import UI_LANGUAGES
from syndication.normalise.bylines import shown_authors
from syndication.render.words import words
from syndication.text.language import direction

if TYPE_CHECKING:
    from syndication.config import Config

#: The parameters that a feed's title names.
_TOLD = ("lang", "source", "section", "q")


def channel(address: Address, config: Config, name: str = "") -> Channel:
    """What the feed at ``address`` says of itself; ``name`` is the tag or the story as its first article has it."""
    site = config.site
    publisher = site.title_in(site.language)
    topic, home, spoken = _topic(address, config, name)
    topic = " · ".join(part for part in (topic, *_asked(address, config)) if part)
    title = f"{topic} – {publisher}" if topic else publisher
    own = selecting.selection(address, config).scope == "own"
    return Channel(
        id=feed_id(address, config),
        title=title,
        description=_description(address, config) or site.description_in(site.language) or title,
        language=_language(address, config),
        direction=direction(site.language),
        url=url(config.feeds.url, address),
        home=home,
        alternates=alternates(address, config),
        publisher=publisher,
        site_url=site.url,
        rights=site.rights if own else "",  # of a mixed feed each entry has its own (docs/feeds.md, Attribution)
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
    if old and not address.query:
        return old
    query = f"?{address.query_string}" if address.query else ""
    return f"tag:{config.site.tag}:{quote(f'{address.kind}/{address.key}'.rstrip('/'), safe='/-')}{query}"


def alternates(address: Address, config: Config) -> tuple[Alternate, ...]:
    """The same page in every format."""
    return tuple(
        Alternate(ext=ext, url=url(config.feeds.url, Address(address.kind, address.key, ext, address.query)))
        for ext in EXTS
    )


def language_name(tag: str) -> str:
    """A language in its own words, else its tag."""
    return words(tag).name if tag in UI_LANGUAGES else tag


def author_name(names: dict[str, str], config: Config) -> str:
    """How the author with these keys is shown; empty if the byline rule lets nobody be named."""
    rule = config.bylines
    for raw in names.values():
        if (shown := shown_authors((raw,), rule.authors, rule.map, "")) != ("",):
            return shown[0]
    return ""


def _language(address: Address, config: Config) -> str | None:
    """The one language of its articles; None: of mixed ones. Own feeds without any are in the site's."""
    selected = selecting.selection(address, config)
    if len(selected.languages) == 1:
        return next(iter(selected.languages)) or None
    return config.site.language if selected.scope == "own" else None


def _description(address: Address, config: Config) -> str:
    feed = selecting.named(address, config)
    return feed.descriptions.get(config.site.language, "") if feed is not None else ""


#: What sets a feed apart from the others, its page on a site, and the language of the former (None: unknown).
_Topic = tuple[str, str, str | None]


def _topic(address: Address, config: Config, name: str) -> _Topic:
    tell = _TOPICS.get(address.kind)
    if tell is not None:
        return tell(address, config)
    return (name or address.key, config.site.url, None if address.key else config.site.language)


def _section(address: Address, config: Config) -> _Topic:
    language, home = config.site.language, config.site.url
    section = config.section_of(address.key)
    return (section.titles[language], section.page or home, language) if section else ("", home, language)


def _named(address: Address, config: Config) -> _Topic:
    feed, language = selecting.named(address, config), config.site.language
    return (feed.titles[language] if feed else address.key, config.site.url, language)


def _source(address: Address, config: Config) -> _Topic:
    source = config.outlet(address.key)
    if source is None:
        return address.key, config.site.url, None
    parts = urlsplit(source.feeds[0].url)
    return source.title(config.site.language), f"{parts.scheme}://{parts.netloc}/", None


_TOPICS: dict[str, Callable[[Address, Config], _Topic]] = {
    "section": _section,
    "merged": _named,
    "feed": _named,
    "source": _source,
    "language": lambda address, config: (language_name(address.key), config.site.url, address.key),
    "stories": lambda _, config: (words(config.site.language).stories, config.site.url, config.site.language),
    "search": lambda _, config: (words(config.site.language).search, config.site.url, config.site.language),
}


def _asked(address: Address, config: Config) -> list[str]:
    """The parameters in words, for the title."""
    titles = {source.slug: source.title(config.site.language) for source in config.outlets}
    sections = {section.slug: section.titles[config.site.language] for section in config.sections}
    say: dict[str, Callable[[str], str]] = {
        "lang": language_name,
        "source": lambda slug: titles.get(slug, slug),
        "section": lambda slug: sections.get(slug, slug),
        "q": str,
    }
    comma = words(config.site.language).comma
    return [
        value if name == "q" else comma.join(map(say[name], value.split(",")))
        for name, value in address.query
        if name in _TOLD
    ]
