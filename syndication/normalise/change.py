"""What counts as a change, and what follows from it (feeds.md: Change, No date, Withdrawal; expiry)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from syndication.model import OWN, Article, Pick, State, Stored
from syndication.normalise.fields import MAX_LABELS
from syndication.text.clean import folded

#: How far ahead of the clock a time may be and still count as now: newsroom clocks are a little off.
CLOCK_SKEW = timedelta(minutes=5)
#: Hexadecimal characters of a content hash (128 bits).
HASH_CHARACTERS = 32

#: What WordPress's ``wptexturize`` makes of plain characters: its exports hold these, its feeds and REST answers those,
#: and an article that comes through the other door is not corrected by that.
#: No more than that: the dash that an editor puts for the hyphen of "10-12" is a correction.
#: Each row: what a text must hold for the pattern to find anything (most texts hold none), the pattern, its stand-in.
TYPOGRAPHY = (
    (("\u201c", "\u201d", "\u201e", "\u2033", "''"), re.compile("[\u201c\u201d\u201e\u2033]|''"), '"'),
    (("\u2018", "\u2019", "\u2032"), re.compile("[\u2018\u2019\u2032]"), "'"),
    (("-", "\u2014"), re.compile(r"(?<!\S)-(?!\S)|---?|\u2014"), "\u2013"),
    (("\u2026",), re.compile("\u2026"), "..."),
    (("\u00d7",), re.compile(r"(?<=\d)\u00d7(?=\d)"), "x"),
)

#: Bytes of UTF-8 with which none of the marks begins: where there are no others, as in most Arabic, there is no mark.
_NO_TYPOGRAPHY = bytes(set(range(256)) - {mark.encode()[0] for needed, _, _ in TYPOGRAPHY for mark in needed})

#: How an excerpt ends; WordPress writes the first.
_CUTS = ("[…]", "[...]", "…", "...")

#: The fields of an article that a new version is written for; ``hash`` stands for all that its entry says.
_TOLD = ("hash", "published", "expires", "publisher_id", "url", "canonical_url")

Kind = Literal["new", "unchanged", "corrected", "blocked", "returned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What to do with a version of an article.

    ``unchanged`` and ``blocked`` (a withdrawn article in a version that is not newer): nothing is written.
    """

    kind: Kind
    state: State  #: ``live``, ``waiting`` or ``expired``; what it was, if nothing is written
    updated: datetime  #: what Atom's ``updated`` says from now on
    article: Article  #: what to store: the new version under its first id (see ``settled``)


def content_hash(article: Article, words: str) -> str:
    """Of all that counts as a change: not markup, query strings of media, or dates.

    ``words`` is the article's ``text_hash``, and stands for title and text: texts are long.
    """
    image = _path(article.image.url) if article.image else ""
    picks = (part for pick in article.picks for part in (pick.ref or "", pick.url or "", pick.title, pick.teaser))
    enclosures = (part for item in article.enclosures for part in (_path(item.url), item.type))
    return _hash(
        (
            (words, article.summary, image, article.language),
            article.sections,
            article.authors,
            article.tags,
            picks,
            enclosures,
        )
    )


def text_hash(article: Article) -> str:
    """Of title and visible text: only these move ``updated``."""
    return _hash(((article.title, article.text),))


def hashed(article: Article) -> Article:
    """The article with both of its hashes."""
    words = text_hash(article)
    return replace(article, hash=content_hash(article, words), text_hash=words)


def settled(old: Stored, new: Article) -> Article:
    """The version to store: ``new`` under the identity that readers know, with what it can't take away.

    Of our own articles (others: `sighted`):

    * The first public id, key, outlet and publisher's id stay; the address does where ``new`` has none.
    * ``published`` stays once it was shown; a version without a date takes none away.
    * A guid that comes after page text is kept as the publisher's id: with no address it is all that finds it again.
    * Page text has no ids, dates, markup or tags: where it meets an article from another door, it adds its picks (which
      are in no export) and changes nothing else. Picks that are only titles, as page text has them, outlast versions
      without picks for the same reason.
    * ``expires`` stays where ``new`` has none, unless it says itself that it is a later version: the other doors of the
      same article do not know of it.
    * A feed does not tell sections from tags, and may hold an excerpt only: a section that became a tag, and the
      beginning of the same text, are no change unless it is a later version.
    """
    known = old.article
    if old.state in ("withdrawn", "expired"):  # emptied: only its identity and dates are left
        published = known.published or new.published
        return replace(new, id=known.id, key=known.key, outlet=known.outlet, published=published)
    if new.form == "page" and known.form == "record":
        return hashed(replace(known, picks=new.picks or known.picks, sections=known.sections or new.sections))
    if not _is_later(new, known):
        new = _as_full(known, new)
    learned = new.id if new.form == "record" and new.url is None and new.id != known.id else None
    was_shown = old.state != "waiting" and known.published is not None
    settled = replace(
        new,
        id=known.id,
        key=known.key,
        outlet=known.outlet,
        publisher_id=known.publisher_id or new.publisher_id or learned,
        url=new.url or known.url,
        canonical_url=new.canonical_url or known.canonical_url,
        published=known.published if was_shown or new.published is None else new.published,
        expires=known.expires if new.expires is None and not _is_later(new, known) else new.expires,
        picks=new.picks or tuple(filter(_is_title_only, known.picks)),
    )
    return settled if settled.picks == new.picks else hashed(settled)


def _as_full(known: Article, new: Article) -> Article:
    """``new`` with what another door to the same article had: its division of the labels, and all of its text."""
    full = new
    fewer = set(new.sections) < set(known.sections)
    if fewer and set(new.sections + new.tags) == set(known.sections + known.tags):
        full = replace(full, sections=known.sections, tags=known.tags)
    if _is_beginning(new.text, known.text):
        full = replace(full, html=known.html, text=known.text, summary=known.summary)
    return full if full is new else hashed(full)


def _is_beginning(text: str, whole: str) -> bool:
    """Whether ``text`` is the start of ``whole`` and says that it is cut."""
    cut = next((mark for mark in _CUTS if text.endswith(mark)), None)
    if cut is None or len(text) >= len(whole):
        return False
    start = " ".join(text.removesuffix(cut).split())
    return bool(start) and " ".join(whole[: 2 * len(text)].split()).startswith(start)


def sighted(known: Article, new: Article) -> Article:
    """What to store of another outlet's article when it is seen again: in its feed, another of the outlet's, or a copy.

    * Labels are added and never taken away: each feed knows its own.
    * Content is replaced by the feed that gave it, or by a later ``updated``, never by another outlet's feed. Another
      spelling of its address alone is no change: some feeds count clicks in it, and it would be new at each fetch.
    * A version that is the one before the stored one again flips: the fuller of the two stays.
    * Identity and ``published`` are those of the first showing.
    """
    sections, tags = _all_of(known.sections, new.sections), _all_of(known.tags, new.tags)
    if not _may_replace(known, new):
        is_news = (sections, tags) != (known.sections, known.tags)
        return hashed(replace(known, sections=sections, tags=tags)) if is_news else known
    version = replace(
        new,
        id=known.id,
        key=known.key,
        publisher_id=known.publisher_id,
        url=new.url or known.url,
        canonical_url=new.canonical_url or known.canonical_url,
        published=known.published or new.published,
        updated=new.updated or known.updated,
        backlog=known.backlog,
    )
    if (sections, tags) != (new.sections, new.tags):
        version = hashed(replace(version, sections=sections, tags=tags))
    if _is_later(new, known):
        return _after(known, version)
    flips = known.credit is not None and version.hash == known.credit.before
    if version.hash == known.hash or (flips and _fullness(version) <= _fullness(known)):
        return known
    return _after(known, version)


def _after(known: Article, version: Article) -> Article:
    """``version`` with a note of what it replaces."""
    if version.credit is None or version.hash == known.hash:
        return version
    return replace(version, credit=replace(version.credit, before=known.hash))


def _all_of(known: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known + new))[:MAX_LABELS]


def _may_replace(known: Article, new: Article) -> bool:
    """Whether this sighting may correct the content."""
    if new.outlet != known.outlet or _is_older(new, known):
        return False
    is_same_feed = new.credit is not None and known.credit is not None and new.credit.feed == known.credit.feed
    return is_same_feed or known.credit is None or _is_later(new, known)


def _fullness(article: Article) -> tuple[int, int, int]:
    return len(article.text), len(article.summary), len(article.title)


def decide(old: Stored | None, new: Article, now: datetime) -> Change:
    """What a version of an article means, beside what is stored under its id (None: nothing).

    For a withdrawn article ``old.shown_updated`` is the time of its withdrawal. A version whose ``expires`` is over is
    ``expired`` at once; of a new article only the tombstone is to be kept then.
    """
    if old is None:
        return _first(new, now, "new")
    if old.article.outlet == OWN != new.outlet:  # a copy of ours that somebody carries
        return Change(kind="unchanged", state=old.state, updated=old.shown_updated, article=old.article)
    if old.state == "expired":
        return _after_expiry(old, new, now)
    if old.state in ("notice", "withdrawn"):
        return _after_withdrawal(old, new, now)
    article = settled(old, new) if old.article.outlet == OWN else sighted(old.article, new)
    if _is_older(article, old.article) or _is_same(article, old.article):
        return Change(kind="unchanged", state=old.state, updated=old.shown_updated, article=old.article)
    if old.state == "waiting":
        return _first(article, now, "corrected")
    updated = old.shown_updated
    if article.text_hash != old.article.text_hash:
        updated = _moved(old.shown_updated, article.updated, now)
    state: State = "expired" if _is_over(article, now) else "live"
    return Change(kind="corrected", state=state, updated=updated, article=article)


def _first(article: Article, now: datetime, kind: Kind) -> Change:
    """A version that nobody has seen an older one of."""
    if _is_over(article, now):
        return Change(kind=kind, state="expired", updated=now, article=article)
    if article.published and article.outlet == OWN and article.published > now + CLOCK_SKEW:
        return Change(kind=kind, state="waiting", updated=article.published, article=article)
    times = [time for time in (article.published, article.updated) if time and time <= now + CLOCK_SKEW]
    return Change(kind=kind, state="live", updated=max(times, default=now), article=article)


def _after_withdrawal(old: Stored, new: Article, now: datetime) -> Change:
    """A tombstone blocks versions not modified after it; another outlet's article never comes back by itself."""
    withdrawn = old.shown_updated
    is_newer = new.updated is not None and withdrawn < new.updated <= now + CLOCK_SKEW
    if old.article.outlet != OWN or not is_newer:
        return Change(kind="blocked", state=old.state, updated=old.shown_updated, article=old.article)
    change = _first(settled(old, new), now, "returned")
    if change.state == "expired":
        return Change(kind="blocked", state=old.state, updated=withdrawn, article=old.article)
    return change if change.state == "waiting" else replace(change, updated=_moved(withdrawn, new.updated, now))


def _after_expiry(old: Stored, new: Article, now: datetime) -> Change:
    """An expired article comes back with a later ``expires``, or in a later version without any; else never."""
    known = old.article
    if new.expires is None or known.expires is None:
        is_freed = _is_later(new, known)
    else:
        is_freed = new.expires > known.expires and not _is_older(new, known)
    if known.outlet != OWN or not is_freed or _is_over(new, now):
        return Change(kind="blocked", state=old.state, updated=old.shown_updated, article=known)
    change = _first(settled(old, new), now, "returned")
    return change if change.state == "waiting" else replace(change, updated=max(change.updated, old.shown_updated))


def _moved(shown: datetime, modified: datetime | None, now: datetime) -> datetime:
    """The new ``updated``: the source's modification time if that is later than the last, else now; never back."""
    if modified and shown < modified <= now + CLOCK_SKEW:
        return modified
    return max(shown, now)


def _is_older(new: Article, old: Article) -> bool:
    """Whether ``new`` says itself that it is an older version: an old export read again must not undo a correction."""
    return new.updated is not None and old.updated is not None and new.updated < old.updated


def _is_later(new: Article, old: Article) -> bool:
    """Whether ``new`` says itself that it is a later version."""
    before = old.updated or old.published
    return new.updated is not None and (before is None or new.updated > before)


def _is_over(article: Article, now: datetime) -> bool:
    """Whether its time has run out."""
    return article.expires is not None and article.expires <= now


def _is_same(new: Article, old: Article) -> bool:
    """Whether there is nothing to write: same content, and nothing learned about identity, address or dates."""
    return all(getattr(new, name) == getattr(old, name) for name in _TOLD)


def _is_title_only(pick: Pick) -> bool:
    """Whether nothing but its words name the picked article."""
    return pick.url is None and pick.ref is None


def _path(url: str) -> str:
    """A media address without query and fragment: image servers put sizes and versions there."""
    return url.partition("#")[0].partition("?")[0]


def _hash(groups: Iterable[Iterable[str]]) -> str:
    """SHA-256 over texts, white space and typography folded; the separators (ASCII 30, 31) keep neighbours apart."""
    joined = "\x1e".join(["\x1f".join(map(folded, group)) for group in groups])
    encoded = joined.encode()
    if encoded.translate(None, _NO_TYPOGRAPHY):
        for needed, either, one in TYPOGRAPHY:
            if any(mark in joined for mark in needed):
                joined = either.sub(one, joined)
        encoded = joined.encode()
    return hashlib.sha256(encoded).hexdigest()[:HASH_CHARACTERS]
