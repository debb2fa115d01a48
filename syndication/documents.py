"""What goes out: addresses, pages with the entries that they show, and the documents made of them; frozen values.

Beside ``model``, the vocabulary of what comes in and is kept: no room before the store knows of these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Literal
from urllib.parse import quote, urlencode

from syndication.model import Content, Direction, Ext, Link, Stored

#: What there is an address of: pages that list feeds, feeds, articles.
AddressKind = Literal[
    "index", "sources", "all", "merged", "section", "language", "tag", "author", "source", "feed", "story", "stories",
    "search", "article", "news-sitemap",
]  # fmt: skip
#: Those of one page each, without a key.
_SINGLE: frozenset[AddressKind] = frozenset({"all", "merged", "stories", "search", "sources", "news-sitemap"})


@dataclass(frozen=True, slots=True)
class Address:
    """A public address below ``feeds.url``. ``path`` is its one canonical spelling, not percent-encoded."""

    kind: AddressKind
    key: str  #: empty for ``/``, ``/feeds.opml`` and where a kind has one page; the language for ``/index.TAG.html``
    ext: Ext | Literal["opml", "xml"]  #: ``opml``: lists of feeds as a file for readers; ``xml``: the news sitemap
    #: (name, value) of the parameters that change what is shown, in canonical order.
    query: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """``/sections/KEY.EXT`` and so on (design.md, Addresses)."""
        if self.kind == "index" and self.ext == "opml":
            return "/feeds.opml"
        if self.kind == "index":
            return f"/index.{self.key}.html" if self.key else "/"
        if self.kind in _SINGLE:
            return f"/{self.kind}.{self.ext}"
        return f"/{'stories' if self.kind == 'story' else f'{self.kind}s'}/{self.key}.{self.ext}"

    @property
    def query_string(self) -> str:
        """The query as it stands behind the path, percent-encoded; without parameters empty."""
        return urlencode(self.query, quote_via=quote)


@dataclass(frozen=True, slots=True)
class Style:
    """How an entry is written."""

    ext: Ext
    content: Content
    text_list: bool  #: the list of related articles also inside the text
    collapsed: bool = False  #: on a page that has one entry a story: the other outlets' reports are its first links
    also: bool = False  #: the text ends in a line that names these outlets

    @property
    def word(self) -> str:
        """The style as one word. With (arrived, touched) it names a fragment, and is compared faster than the style."""
        flags = "".join("01"[flag] for flag in (self.text_list, self.collapsed, self.also))
        return f"{self.ext}.{self.content}.{flags}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """All that one entry shows, resolved: a fragment is a pure function of this and a Style."""

    stored: Stored
    url: str  #: the entry's link: the article's own, else our HTML view
    view_url: str  #: our HTML view
    authors: tuple[str, ...]  #: after the byline rule; never empty
    categories: tuple[tuple[str, str], ...]  #: (term, label): sections, then tags
    links: tuple[Link, ...]  #: for link elements and JSON, editor's first
    text_list: tuple[Link, ...]  #: for the list inside the text
    story: tuple[Link, ...] = ()  #: other outlets' reports, for styles that are ``collapsed``
    zone: tzinfo = UTC  #: in which pages for people give times
    publisher: str = ""  #: the publication as ``authors`` may name it; pages that name it elsewhere leave it out there
    outlet: str = ""  #: the other outlet's name, in the entry's language; empty for our own
    licence: str = ""  #: what that outlet says of reuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """The same page in another format."""

    ext: Ext
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed says of itself."""

    id: str  #: a ``tag:`` URI; the same in every format
    title: str
    description: str
    language: str | None  #: None: of mixed languages
    direction: Direction  #: of the channel's own words
    url: str  #: rel=self: the canonical public address
    home: str  #: the page on the publisher's site
    alternates: tuple[Alternate, ...]  #: all formats, this one included
    publisher: str  #: name of the publication, in the site's language
    site_url: str
    rights: str = ""
    image: str = ""  #: URL of the publication's logo
    ttl_s: int = 120  #: seconds; ``ttl``, ``sy:`` and Cache-Control say the same
    name: str = ""  #: the title for pages that name the publication elsewhere; empty for the publication's own feed
    name_language: str | None = None  #: of ``name``; None: unknown, as of a tag
    publisher_language: str | None = None  #: of ``publisher``; None: that of the channel
    zone: tzinfo = UTC  #: in which pages for people give times


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An article gone from a page (RFC 6721 ``at:deleted-entry``)."""

    id: str
    when: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A channel with its entries, newest first: what a document is rendered from."""

    channel: Channel
    entries: tuple[EntryView, ...]
    gone: tuple[Tombstone, ...] = ()
    updated: datetime  #: the newest significant change, withdrawals included
    revision: int  #: greatest log number that this page shows
    modified: datetime  #: greatest time of a write that changed these bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What goes out under an address."""

    address: Address
    body: bytes  #: uncompressed
    media_type: str
    content_tag: str  #: ``R.S.C`` (design.md, Rendering); the ETag is this plus the coding
    modified: datetime
    max_age_s: int
    canonical: str  #: rel=self
    shows: frozenset[int] = field(default_factory=frozenset)  #: ``arrived`` numbers of the articles in it
    revision: int = 0  #: log revision of the read transaction that it was made from
    policy: str = ""  #: what a browser may load in it (Content-Security-Policy); empty: no page
