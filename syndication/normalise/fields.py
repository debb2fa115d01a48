"""The fields of an article, a function each, with its fallbacks from the top down: what own and foreign ones share.

In: a raw entry, and what was found of it so far. Out: a cleaned value. An ``InputError`` says why a field can't be
read; whether that rejects the entry is for the caller to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import lru_cache

from syndication.errors import InputError
from syndication.model import UNKNOWN_MEDIA_TYPE, Enclosure, Image, Pick, RawEntry
from syndication.normalise import identity
from syndication.text.clean import one_line
from syndication.text.dates import moment
from syndication.text.excerpts import excerpt
from syndication.text.fold import fold
from syndication.text.markup import Body, from_text, sanitise
from syndication.text.titles import MAX_RAW_TITLE, MAX_TITLE, plain_title
from syndication.text.urls import absolute

#: Characters of a title that is made of the text's beginning: about a headline.
TITLE_FROM_TEXT_CHARACTERS = 100
#: Labels of one kind on one article (design.md, Constants: tags), and the length of one.
MAX_LABELS = 30
MAX_LABEL_CHARACTERS = 200
#: Labels that are remembered: a feed's entries share them.
_REMEMBERED = 256
#: Editor's picks of one article. A feed shows five.
MAX_PICKS = 50
MAX_ENCLOSURES = 20
#: Raw characters that are enough for the beginning of a text, however much markup stands between its words.
HTML_SAMPLE = 3000
#: How "no date" is written: by WordPress in drafts, and by .NET (``DateTime.MinValue``; so in RSS).
_NO_DATE = ("0000-00-00", "0001-01-01", "Mon, 01 Jan 0001")
#: What systems write where the editor chose no section (feeds.md, A page), folded.
NO_SECTION = frozenset(
    map(fold, ("Uncategorized", "Uncategorised", "غير مصنف", "بدون تصنيف", "بێ پۆلێن", "Bê kategorî"))
)
#: RFC 6838 §4.2: type and subtype; parameters are not kept.
_MEDIA_TYPE = re.compile(
    r"[a-z0-9][a-z0-9!#$&^_.+\-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+\-]{0,126}", re.ASCII | re.IGNORECASE
)


def title(raw: RawEntry) -> str:
    """Plain text on one line; else the beginning of the text. Page text has no entities; elsewhere they are decoded."""
    given = excerpt(one_line(raw.title), MAX_TITLE) if raw.form == "page" else plain_title(raw.title)
    if given:
        return given
    # Real exports have articles without a title (three in a thousand in one month of Arabic news); Atom demands one.
    made = excerpt(beginning(raw), TITLE_FROM_TEXT_CHARACTERS)
    if not made:
        unread = f"Fields not read: {', '.join(raw.unknown[:5])}" if raw.unknown else "Every article needs a title"
        raise InputError("no title, and no text to take one from", where="title", hint=one_line(unread))
    return made


def beginning(raw: RawEntry) -> str:
    """The first words of the content, on one line."""
    return plain_title(raw.html[:HTML_SAMPLE]) if raw.html else one_line((raw.text or raw.summary or "")[:HTML_SAMPLE])


def url(said: str | None, base_url: str) -> str | None:
    """The article's address, None if it has none. InputError for one that is no web address, or too long."""
    if not said:
        return None
    found = absolute(said, base_url)
    if found is None:
        raise InputError("is no http or https address", where="url", hint="Leave the field out if there is none")
    if len(found) > identity.MAX_ID_BYTES:
        raise InputError(f"is longer than {identity.MAX_ID_BYTES} bytes", where="url")
    return found


def body(raw: RawEntry, base_url: str, language: str) -> Body:
    """HTML, else text; an article may also be its title alone."""
    if raw.html:
        return sanitise(raw.html, base_url, language)
    return from_text(raw.text or "", language)


def summary(raw: RawEntry, body: Body, limit: int) -> str:
    """The publisher's own, else the beginning of the text; at most ``limit`` characters."""
    own = plain_title(raw.summary) if raw.summary else ""
    return excerpt(own or body.text, limit)


def time(value: str | int | None, field: str, zone: tzinfo) -> datetime | None:
    """A time; naive ones are in ``zone``. InputError for what can't be read: the order of feeds hangs on it."""
    if value is None or (isinstance(value, str) and (not value.strip() or value.startswith(_NO_DATE))):
        return None
    found = moment(value, zone)
    if found is None:
        said = one_line(str(value)[:40])
        raise InputError(f"no date can be read from «{said}»", where=field, hint="Write 2024-05-30T18:00:00+03:00")
    return found


def sections(raw: RawEntry) -> tuple[str, ...]:
    """Labels of sections, without what systems write where the editor chose none."""
    return tuple(name for name in labels(raw.sections) if fold(name) not in NO_SECTION)


def labels(given: Iterable[str]) -> tuple[str, ...]:
    """Sections, authors or tags: plain text, each once however it is spelt, at most MAX_LABELS."""
    found: dict[str, str] = {}
    for label in given:
        name, folded = _label(label[:MAX_RAW_TITLE])
        if name:
            found.setdefault(folded, name)
    return tuple(found.values())[:MAX_LABELS]


@lru_cache(_REMEMBERED)
def _label(given: str) -> tuple[str, str]:
    """The label in plain text, and as it is compared."""
    name = excerpt(plain_title(given), MAX_LABEL_CHARACTERS)
    return name, fold(name)


def image(raw: RawEntry, body: Body, base_url: str) -> Image | None:
    """The image given for the article; else the first real one of its text."""
    url = absolute(raw.image.url, base_url) if raw.image else None
    if raw.image is None or url is None:
        return body.image
    type = raw.image.type if raw.image.type and _MEDIA_TYPE.fullmatch(raw.image.type) else None
    return replace(raw.image, url=url, type=type, alt=plain_title(raw.image.alt), credit=plain_title(raw.image.credit))


def enclosures(raw: RawEntry, base_url: str) -> tuple[Enclosure, ...]:
    """Those with a web address, each address once."""
    found: dict[str, Enclosure] = {}
    for item in raw.enclosures:
        if url := absolute(item.url, base_url):
            type = item.type if _MEDIA_TYPE.fullmatch(item.type) else UNKNOWN_MEDIA_TYPE
            found.setdefault(url, replace(item, url=url, type=type))
    return tuple(found.values())[:MAX_ENCLOSURES]


def picks(raw: RawEntry, base_url: str) -> tuple[Pick, ...]:
    """The editor's picks, in order. One that names an address links there until its article is known."""
    found = []
    for pick in raw.picks:
        ref = pick.ref if pick.ref and identity.is_usable(pick.ref) else None
        link = pick.url or (ref if ref and ref.startswith(("http://", "https://")) else None)
        title, teaser = plain_title(pick.title), plain_title(pick.teaser)
        made = Pick(title=title, url=absolute(link, base_url) if link else None, teaser=teaser, ref=ref)
        if made.title or made.url or made.ref:
            found.append(made)
    return tuple(found[:MAX_PICKS])
