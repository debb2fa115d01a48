"""The one vocabulary of the package: frozen values that the rooms hand to each other.

No value here knows a file, a socket, a clock or a database. Times are aware UTC datetimes with whole seconds (feeds and
HTTP dates carry no more); numbers of the log are plain ints.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Literal

Direction = Literal["rtl", "ltr"]
Ext = Literal["rss", "atom", "json", "html"]
Content = Literal["full", "excerpt", "headline"]
State = Literal["waiting", "live", "notice", "withdrawn", "expired"]
#: What a link of an entry is: the editor's own pick, another report of the same event, or another event.
LinkKind = Literal["editor", "story", "computed"]
#: What a page selects by. Section keys are folded section labels, all others are public keys. Own articles have the
#: first five kinds and other outlets' the last five, so that no feed of our own ever holds a foreign article.
OwnKind = Literal["all", "section", "language", "tag", "author"]
ForeignKind = Literal["foreign", "foreign-section", "foreign-language", "foreign-tag", "source"]
LabelKind = OwnKind | ForeignKind
#: Whose articles a page shows.
Scope = Literal["own", "foreign", "both"]

#: The languages that the service speaks itself (titles, notices, pages for people).
UI_LANGUAGES: tuple[str, ...] = ("ar", "ckb", "kmr", "en")

#: The outlet of the publisher's own articles. Any other value is another outlet's.
OWN = ""

#: RFC 2046 §4.5.1: the media type of what is of unknown type.
UNKNOWN_MEDIA_TYPE = "application/octet-stream"


# --- articles --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An article's picture."""

    url: str
    width: int | None = None  #: pixels
    height: int | None = None  #: pixels
    type: str | None = None  #: media type, e.g. ``image/jpeg``
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """An attached media file (RSS 2.0 ``<enclosure>``)."""

    url: str
    type: str
    length: int = 0  #: bytes; 0 if unknown (RSS Advisory Board profile, enclosure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A related article that the editor chose: by reference, or by nothing more than its title."""

    title: str = ""
    url: str | None = None
    teaser: str = ""
    ref: str | None = None  #: the id, guid or URL that the publisher wrote


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a feed says of itself, as it says it: what ``atom:source`` repeats (RFC 4287 §4.2.11)."""

    id: str | None = None
    title: str = ""
    url: str | None = None  #: the feed's own address
    home: str | None = None  #: its web page
    updated: str | int | None = None
    authors: tuple[str, ...] = ()
    rights: str = ""
    icon: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Where another outlet's article was read, as its entry names it; judged and cleaned."""

    source: str  #: key of the source, as the configuration has it
    feed: str = ""  #: address of the feed that gave the content, as the configuration has it
    address: str = ""  #: that feed's address (or of the feed that it took the entry from) as it says itself
    id: str = ""  #: the feed's own id; empty: it has none
    title: str = ""  #: the feed's own title
    home: str = ""
    updated: datetime | None = None
    authors: tuple[str, ...] = ()  #: of the feed, for entries that name none
    rights: str = ""  #: of the entry; empty: the feed's hold
    feed_rights: str = ""
    icon: str = ""
    before: str = ""  #: hash of the version before this one, by which an entry that flips between two is told


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """One article as an importer read it: nothing decoded, cleaned or believed yet."""

    place: str  #: where it stands, ``file:line``, for messages
    form: Literal["record", "page"] = "record"  #: page text has neither id nor date
    id: str | None = None
    guid: str | None = None
    url: str | None = None
    title: str = ""
    sections: tuple[str, ...] = ()
    language: str | None = None
    authors: tuple[str, ...] = ()
    published: str | int | None = None
    updated: str | int | None = None
    expires: str | int | None = None
    summary: str | None = None
    html: str | None = None
    text: str | None = None
    tags: tuple[str, ...] = ()
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    picks: tuple[Pick, ...] = ()
    rights: str = ""
    base_url: str | None = None  #: what relative links of ``html`` are relative to (``xml:base``)
    origin: Origin | None = None  #: the feed that an entry was taken over from (``atom:source``)
    unknown: tuple[str, ...] = ()  #: names of fields that were not understood; counted, not rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as the house knows it: cleaned, sanitised, with its public id. Equal content gives an equal value."""

    id: str  #: the public id, byte for byte what readers know (feeds.md, Identity)
    key: str  #: 12 characters, from the id; part of addresses
    form: Literal["record", "page"] = "record"  #: ``page`` as long as nothing but page text is known of it
    outlet: str = OWN
    publisher_id: str | None = None  #: the publisher's own id, if it is not the public id
    url: str | None = None  #: None: entries link to our HTML view
    canonical_url: str | None = None  #: the URL as it is compared, never shown
    twin: str | None = None  #: hash of folded title and first paragraph; by it page text finds its article
    title: str  #: plain text
    summary: str = ""  #: plain text, at most an excerpt long
    html: str = ""  #: sanitised; empty for an outlet's headline
    text: str = ""  #: what a reader sees of ``html``, for relating, hashing and excerpts
    language: str = "ar"
    published: datetime | None = None  #: None: undated page text
    updated: datetime | None = None  #: the source's modification time, None if it gave none
    expires: datetime | None = None  #: when it leaves all feeds; None: never
    sections: tuple[str, ...] = ()  #: labels as the publisher writes them
    authors: tuple[str, ...] = ()  #: as given; the byline rule is applied when shown
    tags: tuple[str, ...] = ()
    image: Image | None = None
    enclosures: tuple[Enclosure, ...] = ()
    picks: tuple[Pick, ...] = ()
    credit: Credit | None = None  #: of another outlet's article; None: our own
    spare_id: str = ""  #: of another outlet's article: its id from us, if its own is taken; never stored
    backlog: bool = False  #: read at its source's first fetch and not among the newest: never in merged feeds
    hash: str = ""  #: of all that counts as a change (feeds.md, Change)
    text_hash: str = ""  #: of title and visible text: only these move ``updated``


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article with its place in the log."""

    article: Article
    state: State
    arrived: int  #: the log number of its first write; never changes; also its row number
    revision: int  #: the newest change of its own content
    touched: int  #: the newest change of anything that its entry shows; >= revision
    touched_at: datetime  #: when that was
    first_seen: datetime  #: when it arrived
    shown_updated: datetime  #: what Atom says in ``updated``; never goes back
    reason: str = ""  #: why it was withdrawn, for the publisher's own records; never published


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An entry that was not taken in, and why, in words for its sender."""

    place: str
    field: str
    reason: str
    hint: str = ""


# --- sources ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFeed:
    """One address of a source: a feed, a site with WordPress's REST interface, or a news sitemap."""

    url: str  #: as the configuration has it; the store knows where it has moved to
    section: str | None = None  #: slug; None: the source's
    language: str | None = None  #: None: the source's


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet that is read, as the configuration wants it; how it goes is the store's to know."""

    slug: str  #: equal to its own key
    titles: dict[str, str]  #: by UI language; one at least
    outlet: str  #: groups an outlet's several sources; ``OWN`` for the publisher's own site
    feeds: tuple[SourceFeed, ...]
    kind: Literal["feed", "wordpress", "sitemap"] = "feed"
    language: str | None = None  #: of its entries, but for those clearly in another; None: told from their words
    zone: tzinfo  #: of dates that name none
    policy: Content = "excerpt"  #: what entries show at most
    excerpt: int = 300  #: characters
    image: Literal["none", "link"] = "none"
    quota: int | None = None  #: entries of it that one page shows at most; None: any number
    priority: int = 0  #: of two reports of one story the one of the greater leads
    relevance: Literal["all", "iraq", "query"] = "all"
    include: tuple[str, ...] = ()  #: an entry must name one of these words, if there are any
    exclude: tuple[str, ...] = ()  #: and none of these
    sections: dict[str, str] = field(default_factory=dict)  #: slug by folded label of its entries
    section: str | None = None  #: slug, where no label tells
    licence: str = ""
    obeys_robots: bool = True
    min_s: int  #: seconds between two fetches at least, and at most
    max_s: int
    enabled: bool = True  #: what holds until somebody pauses or resumes it

    @property
    def is_own(self) -> bool:
        """Whether it is the publisher's own site."""
        return self.outlet == OWN

    def title(self, language: str) -> str:
        """Its name in ``language``, else the first there is."""
        return self.titles.get(language) or next(iter(self.titles.values()))


# --- related articles ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """One direction of a pair: ``article`` may show ``other``. Both are ``arrived`` numbers."""

    article: int
    other: int
    score: float  #: cosine, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A related article as an entry shows it. Without ``url`` it is text only: no link element."""

    kind: LinkKind
    title: str
    url: str | None = None
    teaser: str = ""
    other: int | None = None  #: ``arrived`` number of the stored article it names
    language: str | None = None
    source: str = ""  #: the outlet's name; empty for our own


# --- sections --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the publication."""

    slug: str  #: equal to its own key
    titles: dict[str, str]  #: by UI language; at least the site's
    labels: tuple[str, ...] = ()  #: what articles may write to mean it, besides slug and titles
    parent: str | None = None  #: slug; a parent's feed holds its children's articles
    page: str | None = None  #: the section's page on the site; None: the site's own
    wordpress_id: str | None = None  #: the id of the Atom feed that its feeds stand for
