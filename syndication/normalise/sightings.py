"""The entries of one document beside each other: which of them are one article, what names it, and when it was.

An entry alone can't be trusted: there are feeds whose guid is the same on every item, feeds whose every link is the
front page, and feeds without dates. In: all entries of a document. Out: a `Sighting` for each article in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syndication.errors import InputError
from syndication.model import RawEntry
from syndication.normalise import fields, identity
from syndication.normalise.rules import Fetch, SourceRules
from syndication.text.dates import moment
from syndication.text.fold import fold
from syndication.text.titles import plain_title
from syndication.text.urls import canonical

#: Titles under one guid and one address from which on neither names an article: two may be spellings of one headline.
MANY_TITLES = 3
#: How long before its first fetch a source's undated entries are taken to be, if none of its entries is dated.
UNDATED_AGE = timedelta(hours=24)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An article in a document."""

    raw: RawEntry  #: its entry; of several the fullest, with the labels of all
    url: str | None
    guid: str | None  #: None: it has none that tells it from others
    canonical_url: str | None  #: None: it has none that tells it from others
    published: datetime | None  #: as it says itself, or as `dated` gives
    title: str  #: folded, to tell entries apart
    entries: tuple[int, ...]  #: numbers of all its entries in the document, from 0


def sightings(entries: Iterable[RawEntry], source: SourceRules) -> list[Sighting]:
    """The articles of a document, in the order of their first entries. Dates are as said, None where there is none."""
    read = [_read(number, raw, source) for number, raw in enumerate(entries)]
    return _merged(_trusted(read), source)


def words_id(seen: Sighting, source: SourceRules) -> str:
    """What names an article that has neither guid nor address: the hash of its outlet and words."""
    return identity.of_words(source.source.outlet, seen.title, fields.beginning(seen.raw))


def _read(number: int, raw: RawEntry, source: SourceRules) -> Sighting:
    """An entry by itself. What is no address is left out: an entry without a link is still news."""
    try:
        url = fields.url(raw.url, source.feed.url)
    except InputError:
        url = None
    found = canonical(url) if url else ""
    zone = source.source.zone
    return Sighting(
        raw=raw,
        url=url,
        guid=raw.guid if raw.guid and identity.is_usable(raw.guid) else None,
        canonical_url=None if not found or _is_front_page(found) else found,
        # Atom demands only `updated`; the first showing fixes what is made of it.
        published=moment(raw.published, zone) or moment(raw.updated, zone),
        title=fold(plain_title(raw.title)),
        entries=(number,),
    )


def _is_front_page(canonical_url: str) -> bool:
    """Whether it is a site's own address, which some feeds give for every entry."""
    return canonical_url.endswith("/") and canonical_url.count("/") == 3


def _trusted(read: Sequence[Sighting]) -> list[Sighting]:
    """The entries without guids and addresses that stand for several articles.

    A guid of several addresses, or of several titles where there is no address, names nothing (miniflux knows feeds
    with one guid for all). An address of several titles and guids is a page that goes on, as live reports do.
    """
    titles_of: dict[str, set[str]] = defaultdict(set)
    urls_of: dict[str, set[str]] = defaultdict(set)
    titles_at: dict[str, set[str]] = defaultdict(set)
    guids_at: dict[str, set[str | None]] = defaultdict(set)
    for each in read:
        if each.guid:
            titles_of[each.guid].add(each.title)
            urls_of[each.guid].update(filter(None, (each.canonical_url,)))
        if each.canonical_url:
            titles_at[each.canonical_url].add(each.title)
            guids_at[each.canonical_url].add(each.guid)
    blank_guids = {
        guid
        for guid, titles in titles_of.items()
        if len(urls_of[guid]) > 1 or len(titles) >= (MANY_TITLES if urls_of[guid] else 2)
    }
    blank_urls = {
        url
        for url, titles in titles_at.items()
        if len(titles) >= MANY_TITLES or (len(titles) > 1 and (len(guids_at[url]) > 1 or None in guids_at[url]))
    }
    return [
        replace(
            each,
            guid=None if each.guid in blank_guids else each.guid,
            canonical_url=None if each.canonical_url in blank_urls else each.canonical_url,
        )
        if each.guid in blank_guids or each.canonical_url in blank_urls
        else each
        for each in read
    ]


def _merged(read: Sequence[Sighting], source: SourceRules) -> list[Sighting]:
    """One sighting for each article: entries of one guid or one address are one (feeds.md, Identity)."""
    groups: list[list[Sighting]] = []
    place: dict[tuple[str, str], int] = {}
    for each in read:
        names = [("guid", each.guid), ("url", each.canonical_url)]
        keys = [(kind, name) for kind, name in names if name] or [("words", words_id(each, source))]
        at = next((place[key] for key in keys if key in place), len(groups))
        if at == len(groups):
            groups.append([])
        groups[at].append(each)
        for key in keys:
            place.setdefault(key, at)
    return [group[0] if len(group) == 1 else _one(group) for group in groups]


def _one(group: Sequence[Sighting]) -> Sighting:
    """One article of several entries: the fullest one, with the labels of all and the first of their times."""
    fullest = max(group, key=lambda each: len(each.raw.html or each.raw.summary or ""))
    return replace(
        fullest,
        raw=replace(
            fullest.raw,
            sections=tuple(dict.fromkeys(label for each in group for label in each.raw.sections)),
            tags=tuple(dict.fromkeys(label for each in group for label in each.raw.tags)),
        ),
        published=min((each.published for each in group if each.published), default=None),
        entries=tuple(number for each in group for number in each.entries),
    )


def dated(seen: Sequence[Sighting], fetch: Fetch) -> list[Sighting]:
    """Every sighting with a time, none after ``fetch.now`` (feeds.md, No date).

    What is undated is new now, except where much of it may be old: at a source's first fetch and after a gap it was
    before all that is dated. The store keeps the time of the first showing, so at the next fetch it is not new again.
    """
    times = [min(each.published, fetch.now) for each in seen if each.published]
    start, step = fetch.now, timedelta(0)
    if fetch.is_first or fetch.is_gap:
        start, step = (min(times) - _SECOND if times else fetch.now - UNDATED_AGE), _SECOND
    found = []
    undated = 0
    for each in seen:
        if each.published:
            found.append(each if each.published <= fetch.now else replace(each, published=fetch.now))
        else:
            found.append(replace(each, published=start - step * undated))
            undated += 1
    return found


def in_order(seen: Iterable[Sighting]) -> list[Sighting]:
    """The oldest first, as they are to be written: the numbers of the log rise as news came out.

    Feeds list the newest first, so of one second the last in the document is the oldest.
    """
    return sorted(seen, key=_age)


def _age(each: Sighting) -> tuple[float, int]:
    return each.published.timestamp() if each.published else 0.0, -each.entries[0]
