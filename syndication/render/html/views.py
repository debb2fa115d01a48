"""The HTML documents and what they are made from.

In: a ``Page``, an ``EntryView``, an ``IndexPage`` or a status. Out: bytes. The templates beside this module are package
data, read once. All documents say ``noindex, follow``: they are copies of, or lists of, what the publisher's own site
has (feeds.md, Addresses).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any

import jinja2

from syndication.documents import Alternate, Channel, EntryView, Page, Style
from syndication.errors import GoneWhy
from syndication.model import UI_LANGUAGES, Content, Ext
from syndication.render.entry import Shown, front, legal, show
from syndication.render.index_words import index_words
from syndication.render.words import WORDS, Words, words
from syndication.text.direction import marked
from syndication.text.language import direction

MEDIA_TYPE = "text/html"
#: How formats are called, in every language.
_NAMES: dict[Ext, str] = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed", "html": "HTML"}
#: For <link rel=alternate>; HTML is this document itself.
_TYPES: dict[Ext, str] = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
#: The beginning of a first-level heading's tags, in sanitised HTML.
_H1 = re.compile(r"(</?)h1\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFeed:
    """One feed in the list of feeds."""

    title: str
    language: str | None  #: of the title; None: unknown, as of a tag
    description: str = ""  #: what the title does not say, in the page's language
    newest: datetime | None = None  #: when its newest article was published; None: there is none, or undated
    alternates: tuple[Alternate, ...]  #: all its formats


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexGroup:
    """Feeds of one kind, in the order they are listed."""

    kind: str  #: a key of ``Words.groups``
    feeds: tuple[IndexFeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """The list of every feed, as a page for people and as OPML for readers."""

    language: str  #: of the page's own words: one of ``model.UI_LANGUAGES``
    publisher: str  #: name of the publication
    publisher_language: str  #: of that name
    description: str = ""
    description_language: str | None = None  #: None: of the page
    site_url: str
    url: str  #: the canonical address of this page
    opml_url: str  #: the list as a file for readers
    sources_url: str = ""  #: the list of the outlets that are read, likewise; empty: none is
    translations: tuple[tuple[str, str], ...]  #: (language, address) of this page in all its languages
    groups: tuple[IndexGroup, ...]
    rights: str = ""
    rights_language: str | None = None  #: None: of the page
    zone: tzinfo = UTC  #: of the times on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands around every page: whose it is, and the way to the list of feeds."""

    publisher: str
    publisher_language: str
    site_url: str
    index: str  #: address of the list of feeds
    rights: str
    rights_language: str
    zone: tzinfo


def fragments(entries: Iterable[Shown]) -> list[bytes]:
    """The bytes ``<article>…</article>`` of each entry, as a feed's page shows it."""
    template = _environment().get_template("entry.html")
    return [_bytes(template.render(entry=entry, say=words(entry.language), level=2)) for entry in entries]


def feed_view(page: Page, articles: Sequence[bytes]) -> bytes:
    """A feed for people: its entries' fragments (newest first) and its other formats."""
    about = page.channel
    return _document(
        "feed.html",
        _channel_words(about),
        _frame(about),
        title=legal(about.title),
        canonical=legal(about.home),
        channel=about,
        updated=page.updated,
        entries=b"\n".join(articles).decode(),
    )


def article_view(view: EntryView, content: Content, channel: Channel) -> bytes:
    """One article with its related articles, as much of it as ``content`` allows; ``channel`` is the main feed's."""
    entry = show(view, Style("html", content, text_list=False))
    return _document(
        "article.html",
        words(entry.language),
        _frame(channel),
        title=entry.title,
        canonical=entry.url,
        original=entry.url if entry.url != legal(view.view_url) and view.stored.state == "live" else "",
        channel=channel,
        entry=entry,
        text=_lowered(entry.content),
    )


def index_view(page: IndexPage) -> bytes:
    """The list of all feeds with all their formats, in the words of ``page.language``."""
    say = words(page.language)
    frame = _Frame(
        publisher=page.publisher,
        publisher_language=page.publisher_language,
        site_url=page.site_url,
        index="",
        rights=page.rights,
        rights_language=page.rights_language or "",
        zone=page.zone,
    )
    return _document(
        "index.html",
        say,
        frame,
        title=f"{say.feeds} · {legal(page.publisher)}",
        canonical=legal(page.url),
        page=page,
        tell=index_words(page.language),
        names={tag: words(tag).name for tag, _ in page.translations},
    )


def status_document(channel: Channel, **values: Any) -> bytes:
    """The page of ``render.status``, which has its values, in the language of ``channel``."""
    title = f"{values['tell'].title} · {legal(channel.publisher)}"
    return _document("status.html", _channel_words(channel), _frame(channel), title=title, canonical="", **values)


def error_view(status: int, channel: Channel, detail: str = "", why: GoneWhy | None = None) -> bytes:
    """An error in plain words, in the language of ``channel``, which is the main feed's, and below it in the others.

    Who asks for a page that is not there may read any of our languages, and Accept-Language is never looked at.
    ``detail`` (say, which value was wrong; in English) stands below the words as it is, escaped.
    ``why`` there is nothing any more chooses among the words of 410.
    """
    say = _channel_words(channel)
    title, text = _error(say, status, why)
    others = [WORDS[tag] for tag in UI_LANGUAGES if tag != say.language]
    return _document(
        "error.html",
        say,
        _frame(channel),
        title=title,
        canonical="",
        channel=channel,
        status=status,
        text=text,
        detail=legal(detail),
        others=[(other, *_error(other, status, why)) for other in others],
    )


def _error(say: Words, status: int, why: GoneWhy | None) -> tuple[str, str]:
    title, text = say.errors.get(status, say.errors[500])
    return title, say.gone.get(why, text) if why else text


@cache
def content_security_policy() -> str:
    """The header field for every HTML document: nothing but pictures, media, and the one style that is in them."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src https: http:; media-src https: http:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _channel_words(channel: Channel) -> Words:
    """The words around a feed: its language's; of a mixed one those of its title's script."""
    return words(channel.language or ("ar" if channel.direction == "rtl" else "en"))


def _frame(channel: Channel) -> _Frame:
    language = channel.publisher_language or _channel_words(channel).language
    return _Frame(
        publisher=channel.publisher,
        publisher_language=language,
        site_url=channel.site_url,
        index=front(legal(channel.url)),
        rights=channel.rights,
        rights_language=language,
        zone=channel.zone,
    )


def _lowered(content: str) -> str:
    """An article's HTML with its ``<h1>`` one level down: the page has its own, and one is all that it may have."""
    return _H1.sub(r"\1h2", content)


def _document(template: str, say: Words, frame: _Frame, **values: Any) -> bytes:
    page = _environment().get_template(template).render(say=say, frame=frame, style=_style(), **values)
    return _bytes(page)


def _bytes(page: str) -> bytes:
    """UTF-8; a lone surrogate that came in some other way than through an entry is left out."""
    return legal(page).encode()


def _size(length: int) -> str:
    """Bytes for people, in the unit that all our languages write in Latin letters."""
    return f"{max(length / 1_000_000, 0.1):.1f} MB"


def _rss(alternates: Sequence[Alternate]) -> str:
    """The address that a reader is told to copy: every program takes RSS."""
    return next((each.url for each in alternates if each.ext == "rss"), "")


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("syndication.render.html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(iso=_iso, legal=legal, marked=marked, size=_size, rss=_rss)
    environment.globals.update(direction=direction, names_of_formats=_NAMES, types_of_formats=_TYPES)
    return environment


@cache
def _style() -> str:
    """The one style sheet, exactly as it stands in every document (its hash is in the policy)."""
    return _environment().get_template("style.css").render()
