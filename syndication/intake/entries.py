"""What the parts of a feed mean: from drafts to raw entries, a helper per field, fallbacks from the top down.

RSS titles and descriptions are HTML after their XML is read, as every publishing system means them (RSS 2.0 says it of
``description`` only); Atom says itself what a text is (RFC 4287 §3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC
from html import escape, unescape

from syndication.intake.drafts import Draft, DraftLink, FeedDraft, Media, Words
from syndication.intake.parsed import FeedLink, ParsedFeed
from syndication.model import UNKNOWN_MEDIA_TYPE, Enclosure, Image, Origin, RawEntry
from syndication.text.dates import moment
from syndication.text.urls import absolute

#: Parts of one kind that are looked at in one entry; it bounds the work that normalise has with them.
MAX_PARTS = 100
#: Characters of a name with its address that are looked at.
MAX_NAME = 300
#: Pixels of a side; more is a mistake.
MAX_PIXELS = 65_535
_TAG = re.compile(r"<[a-zA-Z/!]")
_REFERENCE = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w+);", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
#: RSS 2.0: ``lawyer@boyer.net (Lawyer Boyer)``; also ``Lawyer Boyer <lawyer@boyer.net>``.
_MAIL = re.compile(r"(?:mailto:)?[^\s@<>()\[\]\",;:]+@[^\s@<>()\[\]\",;:]+", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(<\[]\s*[)>\]]")
_WRAPPED = re.compile(r"[(<\[](.*)[)>\]]", re.DOTALL)
_RECORDING = re.compile(r"\.(?:mp[34]|m4[av]|webm|ogg|mov)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\s*(\d{1,12})(?:\.\d*)?\s*(?:px)?\s*", re.ASCII)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: Richest first. Of ``content`` with several forms the longest counts.
_BODIES = ("content", "body")
#: The publisher's own excerpt first.
_SUMMARIES = (
    "description",
    "summary",
    "dc:description",
    "itunes:summary",
    "itunes:subtitle",
    "media:description",
)
_TITLES = ("title", "dc:title", "itunes:title", "media:title")
_PUBLISHED = ("published", "created", "dc:date")
_AUTHORS = ("author", "itunes:author")


def parsed(document: FeedDraft, url: str) -> ParsedFeed:
    """The whole document; ``url`` is where it came from, "" if that is unknown."""
    home = _link(document.feed, "alternate", url)
    base = url or home or ""
    return ParsedFeed(
        outcome="feed",
        origin=_origin(document.feed, base),
        entries=tuple(entry(draft, f"{url}#{number}", base) for number, draft in enumerate(document.entries, start=1)),
        links=tuple(_feed_links(document.feed, base)),
        ttl_minutes=_number(_said(document, "ttl")[0], 1, 525_600),
        skip_hours=frozenset(
            hour % 24 for value in _said(document, "skip_hours") if (hour := _number(value, 0, 24)) is not None
        ),
        skip_days=frozenset(day for value in _said(document, "skip_days") if (day := value.strip().title()) in _DAYS),
        kind=document.kind,
    )


def entry(draft: Draft, place: str, base: str) -> RawEntry:
    """One entry. ``base`` is what links without ``xml:base`` are relative to."""
    body = _longest(draft, _BODIES)
    summary = _first(draft, _SUMMARIES)
    shown = body or summary
    title = _first(draft, _TITLES)
    return RawEntry(
        place=place,
        guid=draft.id or None,
        url=_entry_url(draft, base),
        title=as_title(title) if title else "",
        language=(shown.language if shown else "") or draft.language or None,
        authors=tuple(_authors(draft)),
        published=_published(draft),
        updated=draft.times.get("updated"),
        summary=as_html(summary) if summary else None,
        html=as_html(shown) if shown else None,
        tags=tuple(dict.fromkeys(name for name in draft.categories[:MAX_PARTS] if name)),
        image=_image(draft, base),
        enclosures=tuple(_enclosures(draft, base)),
        rights=_plain(_first(draft, ("rights",))),
        base_url=absolute((shown.base if shown else "") or draft.base, base) or absolute(base, None),
        origin=_origin(draft.source, base) if draft.source else None,
    )


def as_title(words: Words) -> str:
    """The title as `text.titles.plain_title` reads it."""
    return escape(words.value, quote=False) if words.kind == "text" else words.value


def as_html(words: Words) -> str:
    """Markup; a text without any becomes paragraphs."""
    if words.kind == "html" and (_TAG.search(words.value) or _REFERENCE.search(words.value)):
        return words.value
    # Blogger's plain-text summaries hold it, and no publisher means its letters.
    value = escape(words.value.replace("&nbsp;", "\xa0"), quote=False) if words.kind == "text" else words.value
    if "\n" not in value.strip():
        return value.strip()
    return "".join(f"<p>{part.strip()}</p>".replace("\n", "<br>") for part in _PARAGRAPHS.split(value.strip()))


def person(said: str) -> str:
    """The name in ``said``, without the mail address; "" if it is nothing more than one."""
    said = said[:MAX_NAME]
    if "@" not in said:
        return said.strip()
    name = _EMPTY_BRACKETS.sub("", _MAIL.sub("", unescape(said))).strip(" \t\r\n,;:-\"'")
    if wrapped := _WRAPPED.fullmatch(name):
        name = wrapped[1]
    return "" if "@" in name else name.strip(" \t\r\n\"'")


def _published(draft: Draft) -> str | None:
    """The first time that can be read; if none can, the first one, so that it is told."""
    said = [draft.times[name] for name in _PUBLISHED if name in draft.times]
    if len(said) > 1:
        return next((value for value in said if moment(value, UTC)), said[0])
    return said[0] if said else None


def _authors(draft: Draft) -> list[str]:
    """Names, each once. What iTunes says is the channel's as a rule: only if nobody else is named."""
    for key in _AUTHORS:
        found = list(dict.fromkeys(name for said in draft.people.get(key, ())[:MAX_PARTS] if (name := person(said))))
        if found:
            return found
    return []


def _first(draft: Draft, names: Iterable[str]) -> Words | None:
    return next((words for name in names for words in draft.texts.get(name, ()) if words.value.strip()), None)


def _longest(draft: Draft, names: Iterable[str]) -> Words | None:
    for name in names:
        if found := draft.texts.get(name):
            return max(found, key=lambda words: len(words.value))
    return None


def _plain(words: Words | None) -> str:
    return as_title(words).strip() if words else ""


def _entry_url(draft: Draft, base: str) -> str | None:
    """The article's page: the address that FeedBurner replaced, a link, the content's address, the id if it is one."""
    for rel in ("origlink", "alternate", "content"):
        if url := _link(draft, rel, base):
            return url
    return absolute(draft.id, None) if draft.is_permalink else None


def _link(draft: Draft, rel: str, base: str) -> str | None:
    """The first link of this kind, to HTML if there is one, as an absolute web address."""
    found = [link for link in draft.links[:MAX_PARTS] if link.rel == rel]
    found.sort(key=lambda link: link.type not in ("", "text/html", "application/xhtml+xml"))
    return next((url for link in found if (url := _href(link, base))), None)


def _href(link: DraftLink, base: str) -> str | None:
    # No address holds these: it was escaped once more than its XML needs. The second is how WordPress writes it.
    href = link.href.replace("&amp;", "&").replace("&#038;", "&")
    return absolute(href, _base(link.base, base)) if href else None


def _base(inner: str, outer: str) -> str:
    """``xml:base`` may itself be relative."""
    return (absolute(inner, outer) or outer) if inner else outer


def _enclosures(draft: Draft, base: str) -> Iterable[Enclosure]:
    """Enclosures, then sound and film of Media RSS, each address once."""
    found: dict[str, Enclosure] = {}
    for link in draft.links[:MAX_PARTS]:
        if link.rel == "enclosure" and (url := _href(link, base)):
            length = _number(link.length, 0, 10**12) or 0
            found.setdefault(url, Enclosure(url=url, type=link.type or UNKNOWN_MEDIA_TYPE, length=length))
    for media in draft.media[:MAX_PARTS]:
        if _is_recording(media) and (url := absolute(media.url, _base(media.base, base))):
            length = _number(media.length, 0, 10**12) or 0
            found.setdefault(url, Enclosure(url=url, type=media.type or UNKNOWN_MEDIA_TYPE, length=length))
    return found.values()


def _is_picture(media: Media) -> bool:
    """Media RSS leaves type and medium out at will; then a picture is meant."""
    if media.is_thumbnail or media.medium == "image" or media.type.startswith("image/"):
        return True
    return not media.type and not media.medium and not _RECORDING.search(media.url)


def _is_recording(media: Media) -> bool:
    """Sound or film, not a player for one (a page, or what Flash was)."""
    if media.type:
        return media.type.startswith(("audio/", "video/"))
    return media.medium in ("audio", "video") or _RECORDING.search(media.url) is not None


def _image(draft: Draft, base: str) -> Image | None:
    """The largest picture of Media RSS; a thumbnail; a picture given as an enclosure; iTunes' image."""
    pictures = [media for media in draft.media[:MAX_PARTS] if _is_picture(media)]
    pictures.sort(key=lambda media: (media.is_thumbnail, -(_number(media.width, 1, MAX_PIXELS) or 0)))
    for media in pictures:
        if url := absolute(media.url, _base(media.base, base)):
            return Image(
                url=url,
                width=_number(media.width, 1, MAX_PIXELS),
                height=_number(media.height, 1, MAX_PIXELS),
                type=media.type or None,
                alt=media.alt,
                credit=media.credit or next(iter(draft.people.get("media:credit", ())), ""),
            )
    for link in draft.links[:MAX_PARTS]:
        if link.rel == "enclosure" and link.type.startswith("image/") and (url := _href(link, base)):
            return Image(url=url, type=link.type)
    return None


def _origin(draft: Draft, base: str) -> Origin:
    """What a feed says of itself."""
    title = _first(draft, _TITLES)
    icon = draft.icon and absolute(draft.icon, _base(draft.base, base))
    return Origin(
        id=draft.id or None,
        title=as_title(title) if title else "",
        url=_link(draft, "self", base),
        home=_link(draft, "alternate", base),
        updated=draft.times.get("updated") or draft.times.get("published") or draft.times.get("dc:date"),
        authors=tuple(_authors(draft)),
        rights=_plain(_first(draft, ("rights",))),
        icon=icon or None,
        language=draft.language or None,
    )


def _feed_links(draft: Draft, base: str) -> Iterable[FeedLink]:
    for link in draft.links[:MAX_PARTS]:
        if link.rel in ("hub", "self", "next", "prev-archive", "current") and (url := _href(link, base)):
            yield FeedLink(rel=link.rel, href=url, type=link.type, title=link.title)


def _number(value: str, least: int, most: int) -> int | None:
    found = _DIGITS.fullmatch(value) if value else None
    number = int(found[1]) if found else None
    return number if number is not None and least <= number <= most else None


def _said(document: FeedDraft, name: str) -> list[str]:
    """What the feed says of its rhythm; at least one word, which may be empty."""
    return document.said.get(name, [""])[:MAX_PARTS]
