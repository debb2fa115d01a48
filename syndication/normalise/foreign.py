"""A feed's raw entries as articles: other outlets', with what is to be said of where they were read; or our own site's.

    entries | sightings (what is one article, what names it) | dated | fields, credit, relevance | oldest first

In: all entries of one document, the source's rules, the circumstances of the fetch. Out: articles and rejections. Pure:
what is known already is decided by `change.decide` beside what is stored. A foreign entry is taken in with whatever of
it can be understood; only without words and address, or without bearing on Iraq where that is asked, it is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from urllib.parse import unquote

from syndication.errors import InputError
from syndication.model import Article, Credit, Origin, RawEntry, Rejected
from syndication.normalise import change, entry, fields, identity
from syndication.normalise.relevance import judge, rule
from syndication.normalise.rules import Fetch, SourceRules
from syndication.normalise.sightings import Sighting, dated, in_order, sightings, words_id
from syndication.text.clean import one_line
from syndication.text.dates import moment
from syndication.text.excerpts import excerpt
from syndication.text.fold import fold
from syndication.text.keys import article_key
from syndication.text.language import direction, identify, normal_tag, written_in
from syndication.text.markup import Body, cut
from syndication.text.titles import plain_title
from syndication.text.urls import absolute, canonical

#: Characters of a text that tell its language.
LANGUAGE_SAMPLE = 500
#: All of a raw entry but its place and its long texts.
_REST = attrgetter(
    *(
        each.name
        for each in dataclass_fields(RawEntry)
        if each.name not in ("place", "title", "html", "summary", "text")
    )
)
#: Of a source's first fetch, how many of the newest may enter merged feeds: the others are no news (feeds.md, No date).
FRESH_AT_FIRST = 3


def articles(entries: Sequence[RawEntry], source: SourceRules, fetch: Fetch) -> list[Article | Rejected]:
    """The articles of one document, and what was refused, oldest first.

    Entries whose `raw_hash` is in ``fetch.known`` are left out of the result, but count for what the others mean.
    """
    known = {number for number, raw in enumerate(entries) if raw_hash(raw) in fetch.known} if fetch.known else set()
    ordered = in_order(dated(sightings(entries, source), fetch))
    backlog = len(ordered) - FRESH_AT_FIRST if fetch.is_first else 0
    feed = _feed(fetch.origin, source, fetch)
    return [
        _article(seen, source, fetch, feed, is_backlog=number < backlog)
        for number, seen in enumerate(ordered)
        if not known.issuperset(seen.entries)
    ]


def raw_hash(raw: RawEntry) -> int:
    """A number of 63 bits, equal in every process, that changes with anything in the entry but its place.

    The upper 31 are of what names the entry: two versions of one have them in common.
    """
    texts = "\x1f".join((raw.title, raw.html or "", raw.summary or "", raw.text or "", repr(_REST(raw))))
    return _bits(raw.guid or raw.url or raw.title) >> 1 << 32 | _bits(texts)


def _bits(text: str) -> int:
    """32 of them."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")


def _article(
    seen: Sighting, source: SourceRules, fetch: Fetch, feed: Credit, *, is_backlog: bool
) -> Article | Rejected:
    """The article, or the first reason why it isn't one."""
    if source.source.is_own:
        return _own(seen, source, fetch)
    try:
        return _foreign(seen, source, fetch, feed, is_backlog=is_backlog)
    except InputError as error:
        return Rejected(place=seen.raw.place, field=error.where, reason=error.what, hint=error.hint)


def _own(seen: Sighting, source: SourceRules, fetch: Fetch) -> Article | Rejected:
    """An article of our own site's feed: like one of an import, but for what a feed has to guess."""
    raw, zone = seen.raw, source.source.zone
    # An embargo is our own newsroom's word; a date that no one can read is none.
    said = moment(raw.published, zone) or moment(raw.updated, zone) or seen.published
    updated = moment(raw.updated, zone)
    sections, tags = _own_labels(raw, source)
    found = entry.article(
        replace(
            raw,
            guid=seen.guid or (None if raw.id else _id(seen, source)),
            url=seen.url,
            language=_language(raw, f"{plain_title(raw.title)}\n{fields.beginning(raw)}", source, fetch),
            published=int(said.timestamp()) if said else None,
            updated=int(updated.timestamp()) if updated else None,
            sections=sections,
            tags=tags,
        ),
        replace(source.site, zone=zone),
    )
    return found if isinstance(found, Rejected) else replace(found, canonical_url=seen.canonical_url)


def _id(seen: Sighting, source: SourceRules) -> str:
    """Its guid, byte for byte; else an id that we mint of its address, or of its words."""
    return seen.guid or identity.minted(source.site.tag, seen.canonical_url or words_id(seen, source))


def _own_labels(raw: RawEntry, source: SourceRules) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sections and tags. A feed's categories are both; those that mean none of our sections are tags."""
    if raw.sections:
        return raw.sections, raw.tags
    labels = fields.labels(raw.tags)
    sections = tuple(name for name in labels if fold(name) in source.labels)
    tags = tuple(name for name in labels if name not in sections and fold(name) not in fields.NO_SECTION)
    return sections or ((source.section,) if source.section else ()), tags


def _foreign(seen: Sighting, source: SourceRules, fetch: Fetch, feed: Credit, *, is_backlog: bool) -> Article:
    """All fields, those first that others need. ``feed`` is what the document says of itself.

    ``is_backlog``: it came with a source's first fetch and is not among the newest.
    """
    raw, outlet = seen.raw, source.source.outlet
    if _is_ours(seen.url, source):
        hint = "Entries that link to our site come from our own feed or import"
        raise InputError("links to a page of our own site", where="url", hint=hint)
    base_url = raw.base_url or seen.url or source.feed.url
    title = _title(seen)
    language, body = _read(raw, title, base_url, source, fetch)
    body = cut(body, seen.url, language)
    summary = fields.summary(raw, body, source.source.excerpt)
    _judge(title, summary, language, source)
    id = _id(seen, source)
    sections, tags = _labels(raw, source)
    return change.hashed(
        Article(
            id=id,
            key=article_key(outlet, id),
            outlet=outlet,
            url=seen.url,
            canonical_url=seen.canonical_url,
            twin=identity.twin(title, body.text.partition("\n\n")[0]),
            title=title,
            summary=summary,
            html=body.html,
            text=body.text,
            language=language,
            published=seen.published,
            updated=_past(raw.updated, source, fetch),
            sections=sections,
            authors=fields.labels(raw.authors),
            tags=tags,
            image=fields.image(raw, body, base_url),
            enclosures=fields.enclosures(raw, base_url),
            credit=_credit(raw, source, fetch, feed),
            spare_id=identity.minted(source.site.tag, outlet, id),
            backlog=is_backlog,
        )
    )


def _read(raw: RawEntry, title: str, base_url: str, source: SourceRules, fetch: Fetch) -> tuple[str, Body]:
    """Its language and its body. Of the language a body needs the direction, which the source's tells nearly always."""
    expected = (normal_tag(source.source.language) if source.source.language else None) or source.site.language
    body = fields.body(raw, base_url, expected)
    beginning = body.text[:LANGUAGE_SAMPLE] or fields.beginning(raw)
    language = _language(raw, f"{title}\n{beginning}", source, fetch)
    if direction(language) != direction(expected):
        body = fields.body(raw, base_url, language)
    return language, body


def _title(seen: Sighting) -> str:
    """Its own, else the beginning of its text; a picture without a word has its address. InputError without any."""
    try:
        return fields.title(seen.raw)
    except InputError:
        if seen.url is None:
            raise
        shown = one_line(unquote(seen.url.partition("://")[2], errors="replace")).rstrip("/")
        return excerpt(shown, fields.TITLE_FROM_TEXT_CHARACTERS)


def _language(raw: RawEntry, text: str, source: SourceRules, fetch: Fetch) -> str:
    """The source's declared language, unless the text is clearly in another; else what the words show; else the feed's.

    What feeds say of themselves comes last: half of the Arabic ones of WordPress say ``en-US``.
    """
    if source.language and (declared := normal_tag(source.language, text)):
        return written_in(text, declared)
    said = (normal_tag(tag, text) for tag in (raw.language, fetch.origin.language) if tag)
    return identify(text) or next(filter(None, said), source.site.language)


def _is_ours(url: str | None, source: SourceRules) -> bool:
    """Whether a feed that lies elsewhere names a page of our own site: no other outlet has words to give it."""
    if url is None:
        return False
    home = _place(source.site.url)
    return _is_below(canonical(url), home) and not _is_below(_place(source.feed.url), home)


def _is_below(address: str, home: str) -> bool:
    return address.startswith(home) and address[len(home) :][:1] in ("", "/", "?")


@lru_cache(maxsize=1024)  # asked of every entry, and the same for all of a feed
def _place(url: str) -> str:
    """A settings' address as it is compared, without the slash of a front page."""
    return canonical(url).rstrip("/")


def _judge(title: str, summary: str, language: str, source: SourceRules) -> None:
    """InputError with the reason if the source's rules leave this entry out."""
    rules = source.source
    if rules.relevance == "all" and not rules.include and not rules.exclude:
        return
    verdict = judge(title, summary, language, rule(rules))
    if not verdict.kept:
        raise InputError(verdict.reason, where="relevance")


def _labels(raw: RawEntry, source: SourceRules) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Slugs of our sections that its labels mean for this source, else for us, else the default's; and all others."""
    slugs: dict[str, None] = {}
    tags = []
    for label in fields.labels((*raw.sections, *raw.tags)):
        folded = fold(label)
        slug = source.source.sections.get(folded) or source.labels.get(folded)
        if slug is not None:
            slugs[slug] = None
        elif folded not in fields.NO_SECTION:
            tags.append(label)
    return tuple(slugs) or ((source.section,) if source.section else ()), tuple(tags)


def _past(said: str | int | None, source: SourceRules, fetch: Fetch) -> datetime | None:
    """A time that has been; one that is still to come tells nothing."""
    found = moment(said, source.source.zone)
    return found if found and found <= fetch.now else None


def _credit(raw: RawEntry, source: SourceRules, fetch: Fetch, feed: Credit) -> Credit:
    """Where it was read. What the entry says of the feed that it was taken over from is kept (RFC 4287 §4.2.11)."""
    credit = _feed(raw.origin, source, fetch) if raw.origin else feed
    return replace(credit, rights=plain_title(raw.rights)) if raw.rights else credit


def _feed(said: Origin, source: SourceRules, fetch: Fetch) -> Credit:
    """What a feed says of itself, cleaned."""
    base = source.feed.url
    return Credit(
        source=source.source.slug,
        feed=base,
        address=_address(said.url, base),
        id=said.id if said.id and identity.is_usable(said.id) else "",
        title=plain_title(said.title),
        home=_address(said.home, base),
        updated=_past(said.updated, source, fetch),
        authors=fields.labels(said.authors),
        feed_rights=plain_title(said.rights),
        icon=_address(said.icon, base),
    )


def _address(said: str | None, base: str) -> str:
    found = absolute(said, base) if said else None
    return found if found and len(found) <= identity.MAX_ID_BYTES else ""
