"""What the elements of a feed say, as they stand there: what every reader of XML fills, before any rule is applied.

The readers (`fast_feed`, `full_feed`) know how XML is read, `entries` knows what the parts mean; so both readers give
the same entries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from syndication.intake.vocabulary import SAME, Kind

#: Entries of one document that are read. The largest feeds of archives have ten thousand; each costs a kilobyte.
MAX_ENTRIES = 20_000


@dataclass(slots=True)
class Words:
    """A text with what it is: ``html`` is decoded markup, ``text`` means each character as it stands."""

    value: str
    kind: Literal["text", "html"] = "html"
    base: str = ""  #: ``xml:base``, if any
    language: str = ""  #: ``xml:lang`` of the element itself, if any


@dataclass(slots=True)
class DraftLink:
    """A link, its address as given with the ``xml:base`` that it stands under."""

    rel: str
    href: str
    type: str = ""
    title: str = ""
    length: str = ""
    base: str = ""


@dataclass(slots=True)
class Media:
    """An element of Media RSS (https://www.rssboard.org/media-rss), or an image of iTunes."""

    url: str
    type: str = ""
    medium: str = ""
    width: str = ""
    height: str = ""
    length: str = ""
    alt: str = ""
    credit: str = ""
    is_thumbnail: bool = False
    base: str = ""


@dataclass(slots=True)
class Draft:
    """An entry, a feed, or the feed that an entry was taken over from.

    ``texts``, ``times`` and ``people`` are by names of `vocabulary`; lists are in document order.
    """

    id: str = ""
    is_permalink: bool = False
    base: str = ""
    language: str = ""  #: its own, not one that it inherits
    links: list[DraftLink] = field(default_factory=list)
    texts: dict[str, list[Words]] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    icon: str = ""
    source: Draft | None = None

    def say(self, name: str, words: Words) -> None:
        """Keep the text of an element."""
        if words.value:
            self.texts.setdefault(SAME.get(name, name), []).append(words)

    def time(self, name: str, value: str) -> None:
        """Keep a time; of several the first."""
        if value:
            self.times.setdefault(name, value)

    def person(self, name: str, value: str) -> None:
        """Keep a name."""
        if value:
            self.people.setdefault(name, []).append(value)

    def label(self, label: str, scheme: str) -> None:
        """Keep a category. Blogger's ``kind`` says only that it is a post."""
        if (word := label.strip()) and not scheme.endswith("#kind"):
            self.categories.append(word)

    def keywords(self, value: str) -> None:
        """Keep words that commas part."""
        self.categories += [word.strip() for word in value.split(",") if word.strip()]


@dataclass(slots=True)
class FeedDraft:
    """A whole document."""

    kind: Kind
    feed: Draft = field(default_factory=Draft)
    entries: list[Draft] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)  #: by the values of `vocabulary.RHYTHM`
