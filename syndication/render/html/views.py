"""The HTML documents and what they are made from.

In: a ``Page``, an ``EntryView``, an ``IndexPage`` or a status. Out: bytes. The templates beside this module are package
data, read once. All documents say ``noindex, follow``: they are copies of, or lists of, what the publisher's own site
has (feeds.md, Addresses).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jinja2

from syndication.model import Alternate, Channel, Content, EntryView, Ext, LabelKind, Page, Style
from syndication.render.entry import Shown, front, legal, show
from syndication.render.words import Words, words
from syndication.text.direction import marked
from syndication.text.language import direction

MEDIA_TYPE = "text/html"
#: How formats are called, in every language.
_NAMES: dict[Ext, str] = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed", "html": "HTML"}
#: For <link rel=alternate>; HTML is this document itself.
_TYPES: dict[Ext, str] = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFeed:
    """One feed in the list of feeds."""

    title: str
    language: str | None  #: of the title; None: of the page
    alternates: tuple[Alternate, ...]  #: all its formats


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexGroup:
    """The feeds of one kind, in the order they are listed."""

    kind: LabelKind
    feeds: tuple[IndexFeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """The page that lists every feed."""

    language: str  #: of the page's own words: one of ``model.UI_LANGUAGES``
    publisher: str  #: name of the publication
    publisher_language: str  #: of that name
    description: str = ""  #: in ``publisher_language``
    site_url: str
    url: str  #: the canonical address of this page
    translations: tuple[tuple[str, str], ...]  #: (language, address) of this page in all its languages
    groups: tuple[IndexGroup, ...]
    rights: str = ""


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
        title=legal(about.title),
        title_direction=about.direction,
        description=legal(about.description),
        canonical=legal(about.home),
        index=front(legal(about.url)),
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
        title=entry.title,
        canonical=entry.url,
        original=entry.url if entry.url != legal(view.view_url) and view.stored.state == "live" else "",
        index=front(legal(channel.url)),
        channel=channel,
        entry=entry,
    )


def index_view(page: IndexPage) -> bytes:
    """The list of all feeds with all their formats, in the words of ``page.language``."""
    say = words(page.language)
    return _document(
        "index.html",
        say,
        title=f"{say.feeds} · {legal(page.publisher)}",
        canonical=legal(page.url),
        index=legal(page.url),
        page=page,
        names={tag: words(tag).name for tag, _ in page.translations},
    )


def error_view(status: int, language: str, site_url: str, detail: str = "") -> bytes:
    """An error in plain words; ``detail`` (say, which value was wrong) stands below them as it is, escaped."""
    say = words(language)
    title, text = say.errors.get(status, say.errors[500])
    return _document(
        "error.html", say, title=title, text=text, detail=legal(detail), canonical="", index="", site_url=site_url
    )


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


def _document(template: str, say: Words, **values: Any) -> bytes:
    page = _environment().get_template(template).render(say=say, style=_style(), **values)
    return _bytes(page)


def _bytes(page: str) -> bytes:
    """UTF-8; a lone surrogate that came in some other way than through an entry is left out."""
    return legal(page).encode()


def _stamp(moment: datetime) -> str:
    """A time for people: UTC, since a fragment knows no reader's zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


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
    environment.filters.update(stamp=_stamp, iso=_iso, legal=legal, marked=marked)
    environment.globals.update(direction=direction, names_of_formats=_NAMES, types_of_formats=_TYPES)
    return environment


@cache
def _style() -> str:
    """The one style sheet, exactly as it stands in every document (its hash is in the policy)."""
    return _environment().get_template("style.css").render()
