"""One raw entry as an article: a helper per field, each with its fallbacks from the top down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from syndication.errors import InputError
from syndication.model import OWN, UNKNOWN_MEDIA_TYPE, Article, Enclosure, Image, Pick, RawEntry, Rejected
from syndication.normalise import change, identity
from syndication.normalise.rules import SiteRules
from syndication.text.clean import one_line
from syndication.text.dates import moment
from syndication.text.excerpts import excerpt
from syndication.text.fold import fold
from syndication.text.keys import article_key
from syndication.text.language import identify, normal_tag
from syndication.text.markup import Body, cut, from_text, sanitise
from syndication.text.titles import MAX_TITLE, plain_title
from syndication.text.urls import absolute, canonical

#: Characters of a title that is made of the text's beginning: about a headline.
TITLE_FROM_TEXT_CHARACTERS = 100
#: Labels of one kind on one article (design.md, Constants: tags), and the length of one.
MAX_LABELS = 30
MAX_LABEL_CHARACTERS = 200
#: Editor's picks of one article. A feed shows five.
MAX_PICKS = 50
MAX_ENCLOSURES = 20
#: Characters of raw text that the language is told from: more makes it no surer.
LANGUAGE_SAMPLE = 600
#: Raw characters that are enough for LANGUAGE_SAMPLE characters of words, however much markup stands between.
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


def article(raw: RawEntry, site: SiteRules) -> Article | Rejected:
    """The article, or the first reason why it isn't one. Equal entries give equal articles; no clock is asked."""
    try:
        return _article(raw, site)
    except InputError as error:
        return Rejected(place=raw.place, field=error.where, reason=error.what, hint=error.hint)


def _article(raw: RawEntry, site: SiteRules) -> Article:
    """All fields, those first that others need."""
    title = _title(raw)
    url = _url(raw, site)
    language = _language(raw, title, site)
    base_url = url or site.url
    body = cut(_body(raw, base_url, language), url, language)
    canonical_url = canonical(url) if url else None
    twin = identity.twin(title, body.text.partition("\n\n")[0])
    id = identity.public_id(raw, site.tag, canonical_url, twin)
    return change.hashed(
        Article(
            id=id,
            key=article_key(OWN, id),
            form=raw.form,
            publisher_id=identity.publisher_id(raw),
            url=url,
            canonical_url=canonical_url,
            twin=twin,
            title=title,
            summary=_summary(raw, body, site),
            html=body.html,
            text=body.text,
            language=language,
            published=_time(raw.published, "published", site),
            updated=_time(raw.updated, "updated", site),
            expires=_time(raw.expires, "expires", site),
            sections=tuple(name for name in _labels(raw.sections) if fold(name) not in NO_SECTION),
            authors=_labels(raw.authors),
            tags=_labels(raw.tags),
            image=_image(raw, body, base_url),
            enclosures=_enclosures(raw, base_url),
            picks=_picks(raw, base_url),
        )
    )


def _title(raw: RawEntry) -> str:
    """Plain text on one line; else the beginning of the text. Page text has no entities; elsewhere they are decoded."""
    title = excerpt(one_line(raw.title), MAX_TITLE) if raw.form == "page" else plain_title(raw.title)
    if title:
        return title
    # Real exports have articles without a title (three in a thousand in one month of Arabic news); Atom demands one.
    beginning = excerpt(_beginning(raw), TITLE_FROM_TEXT_CHARACTERS)
    if not beginning:
        unread = f"Fields not read: {', '.join(raw.unknown[:5])}" if raw.unknown else "Every article needs a title"
        raise InputError("no title, and no text to take one from", where="title", hint=one_line(unread))
    return beginning


def _beginning(raw: RawEntry) -> str:
    """The first words of the content, on one line."""
    return plain_title(raw.html[:HTML_SAMPLE]) if raw.html else one_line((raw.text or raw.summary or "")[:HTML_SAMPLE])


def _url(raw: RawEntry, site: SiteRules) -> str | None:
    """The article's address. A wrong one is refused, not dropped: the article is found again by it."""
    if not raw.url:
        return None
    url = absolute(raw.url, site.url)
    if url is None:
        raise InputError("is no http or https address", where="url", hint="Leave the field out if there is none")
    if len(url) > identity.MAX_ID_BYTES:
        raise InputError(f"is longer than {identity.MAX_ID_BYTES} bytes", where="url")
    return url


def _language(raw: RawEntry, title: str, site: SiteRules) -> str:
    """The publisher's word, which beats any detector on short texts; else what the words show; else the site's."""
    if raw.language and (said := normal_tag(raw.language)):
        return said
    return identify(f"{title}\n{_beginning(raw)[:LANGUAGE_SAMPLE]}") or site.language


def _body(raw: RawEntry, base_url: str, language: str) -> Body:
    """HTML, else text; an article may also be its title alone."""
    if raw.html:
        return sanitise(raw.html, base_url, language)
    return from_text(raw.text or "", language)


def _summary(raw: RawEntry, body: Body, site: SiteRules) -> str:
    """The publisher's own; else the beginning of the text."""
    own = plain_title(raw.summary) if raw.summary else ""
    return excerpt(own or body.text, site.excerpt)


def _time(value: str | int | None, field: str, site: SiteRules) -> datetime | None:
    """A time; naive ones are in the site's zone. What can't be read is refused: the order of feeds hangs on it."""
    if value is None or (isinstance(value, str) and (not value.strip() or value.startswith(_NO_DATE))):
        return None
    time = moment(value, site.zone)
    if time is None:
        said = one_line(str(value)[:40])
        raise InputError(f"no date can be read from «{said}»", where=field, hint="Write 2024-05-30T18:00:00+03:00")
    return time


def _labels(labels: Iterable[str]) -> tuple[str, ...]:
    """Sections, authors or tags: plain text, each once however it is spelt, at most MAX_LABELS."""
    found: dict[str, str] = {}
    for label in labels:
        name = excerpt(plain_title(label), MAX_LABEL_CHARACTERS)
        if name:
            found.setdefault(fold(name), name)
    return tuple(found.values())[:MAX_LABELS]


def _image(raw: RawEntry, body: Body, base_url: str) -> Image | None:
    """The image given for the article; else the first real one of its text."""
    url = absolute(raw.image.url, base_url) if raw.image else None
    if raw.image is None or url is None:
        return body.image
    type = raw.image.type if raw.image.type and _MEDIA_TYPE.fullmatch(raw.image.type) else None
    return replace(raw.image, url=url, type=type, alt=plain_title(raw.image.alt), credit=plain_title(raw.image.credit))


def _enclosures(raw: RawEntry, base_url: str) -> tuple[Enclosure, ...]:
    """Those with a web address, each address once."""
    found: dict[str, Enclosure] = {}
    for item in raw.enclosures:
        if url := absolute(item.url, base_url):
            type = item.type if _MEDIA_TYPE.fullmatch(item.type) else UNKNOWN_MEDIA_TYPE
            found.setdefault(url, replace(item, url=url, type=type))
    return tuple(found.values())[:MAX_ENCLOSURES]


def _picks(raw: RawEntry, base_url: str) -> tuple[Pick, ...]:
    """The editor's picks, in order. One that names an address links there until its article is known."""
    picks = []
    for pick in raw.picks:
        ref = pick.ref if pick.ref and identity.is_usable(pick.ref) else None
        link = pick.url or (ref if ref and ref.startswith(("http://", "https://")) else None)
        title, teaser = plain_title(pick.title), plain_title(pick.teaser)
        made = Pick(title=title, url=absolute(link, base_url) if link else None, teaser=teaser, ref=ref)
        if made.title or made.url or made.ref:
            picks.append(made)
    return tuple(picks[:MAX_PICKS])
