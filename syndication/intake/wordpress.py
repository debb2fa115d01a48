"""A post as WordPress's REST interface gives it (developer.wordpress.org/rest-api/reference/posts), as a raw entry.

In: one element of an answer, parsed as JSON, and the site's categories. Out: a ``RawEntry``, or why it is none. Nothing
is believed: plugins change every field, and embedded parts that may not be read are error objects in their place. What
decorates a post (author, labels, featured image) and can't be read is left out and named in ``unknown``.

The same post out of an export (`wxr`) and from here gives the same article: ids, categories with their parents, display
names that are no logins, excerpts only where somebody wrote one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC

from syndication.errors import InputError
from syndication.model import Image, Pick, RawEntry, Rejected
from syndication.text.dates import moment
from syndication.text.fold import words
from syndication.text.titles import plain_title

#: What `entry` reads, for ``_fields``: plugins add tens of kilobytes to every post.
FIELDS = (
    *("id", "status", "link", "guid", "title", "content", "excerpt", "date", "date_gmt", "modified", "modified_gmt"),
    *("featured_media", "jetpack-related-posts", "_links", "_embedded"),
)
#: What `entry` reads of ``_embedded``. Without a list WordPress embeds the comments as well.
EMBEDDED = ("author", "wp:featuredmedia", "wp:term")
#: Numbers of posts are 64-bit.
MAX_ID = 2**63 - 1
#: Labels and picks looked at, and steps from a category to its furthest parent: more are not meant for readers.
MAX_LABELS = 200
MAX_PICKS = 50
MAX_PARENTS = 20
#: An image larger than this (pixels a side) is a mistake in the data.
MAX_PIXELS = 100_000
#: Words by which a generated excerpt is known as the text's beginning.
MIN_WORDS = 3

#: How an excerpt ends that WordPress or a theme cut from the text: «[…]», "…", "...", then perhaps a "read more".
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|…|\.{3}).{0,80}$", re.DOTALL)
#: What only a generated one has at its end, whatever stands before the text's first words.
_GENERATED = re.compile(r"\[\s*(?:…|\.{3})\s*\].{0,80}$", re.DOTALL)
#: A time that is in GMT without saying so.
_BARE_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d", re.ASCII)
#: How the year zero begins that stands where there is no date.
_NO_DATE = ("0000", "-")


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the site."""

    name: str
    parent: int  #: 0: none


def categories(answer: list[object]) -> dict[int, Category]:
    """An answer of ``/wp/v2/categories`` by number; what is no category is passed over."""
    found = {}
    for each in answer:
        if isinstance(each, dict) and (number := post_id(each)) and isinstance(name := each.get("name"), str):
            found[number] = Category(name, _number(each.get("parent")) or 0)
    return found


def entry(post: object, known: Mapping[int, Category], place: str, expires_meta: str = "") -> RawEntry | Rejected:
    """The post as an entry; ``known`` are the site's categories, as many as could be read. Never raises.

    ``expires_meta`` names the meta field that says when the post is to leave all feeds; empty: there is none.
    """
    try:
        return _entry(post, known, place, expires_meta)
    except InputError as error:
        return Rejected(place=place, field=error.where, reason=error.what, hint=error.hint)


def post_id(post: object) -> int | None:
    """The post's number, if it has one."""
    number = _number(post.get("id")) if isinstance(post, dict) else None
    return number if number and number <= MAX_ID else None


def modified_s(post: object) -> int | None:
    """When it was last modified, in seconds; None if it doesn't say so in GMT."""
    time = moment(_gmt(post, "modified_gmt"), UTC) if isinstance(post, dict) else None
    return int(time.timestamp()) if time else None


def is_published(post: object) -> bool:
    """Whether everybody may read it, as far as it says."""
    if not isinstance(post, dict) or post.get("status", "publish") != "publish":
        return False
    return not _is_protected(post)


def _entry(post: object, known: Mapping[int, Category], place: str, expires_meta: str) -> RawEntry:
    number = post_id(post)
    if not isinstance(post, dict) or number is None:
        raise InputError("this is no post", where="id")
    if not is_published(post):
        where = "content.protected" if _is_protected(post) else "status"
        raise InputError("not everybody may read this post", where=where, hint="Only published ones are taken")
    missing: list[str] = []
    embedded = post.get("_embedded")
    parts = embedded if isinstance(embedded, dict) else {}
    content = _rendered(post, "content")
    terms = list(_terms(parts, missing))
    return RawEntry(
        place=place,
        id=str(number),
        guid=_guid(post),
        url=_text(post, "link") or None,
        title=_rendered(post, "title"),
        sections=tuple(_sections(terms, known)),
        authors=_authors(parts, missing),
        published=_gmt(post, "date_gmt") or _local(post, "date"),
        updated=_gmt(post, "modified_gmt") or _local(post, "modified"),
        expires=_expires(post, expires_meta) if expires_meta else None,
        summary=_own_excerpt(_rendered(post, "excerpt"), content),
        html=content or None,
        tags=tuple(name for taxonomy, _, name in terms if taxonomy == "post_tag"),
        image=_image(post, parts, missing),
        picks=tuple(_picks(post.get("jetpack-related-posts"))),
        unknown=tuple(dict.fromkeys(missing)),
    )


def _is_protected(post: Mapping[object, object]) -> bool:
    """Whether it has a password; its content is empty then."""
    content = post.get("content")
    return isinstance(content, dict) and bool(content.get("protected"))


def _guid(post: Mapping[object, object]) -> str | None:
    """What readers know from the feed. There it is escaped for XML, in the database perhaps too (``&#038;``)."""
    guid = _rendered(post, "guid")
    return guid.replace("&#038;", "&").replace("&amp;", "&") or None


def _rendered(post: Mapping[object, object], field: str) -> str:
    """``{"rendered": …}``, or the plain text that some plugins make of it."""
    value = post.get(field)
    if isinstance(value, dict):
        value = value.get("rendered")
    return value if isinstance(value, str) else ""


def _text(fields: Mapping[object, object], field: str) -> str:
    value = fields.get(field)
    return value.strip() if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    """A whole number, also in digits; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _expires(post: Mapping[object, object], key: str) -> str | int | None:
    """A date in words or Unix time, which plugins store as digits; WordPress gives a list where it may be several."""
    meta = post.get("meta")
    value = meta.get(key) if isinstance(meta, dict) else None
    if isinstance(value, list):
        value = next(iter(value), None)
    return _number(value) or (value.strip() if isinstance(value, str) and value.strip("0 ") else None)


def _local(post: Mapping[object, object], field: str) -> str | None:
    """A time in the site's own zone."""
    value = _text(post, field)
    return value if value and not value.startswith(_NO_DATE) else None


def _gmt(post: Mapping[object, object], field: str) -> str | None:
    """A time in GMT, which is not written at it."""
    value = _local(post, field)
    return f"{value}Z" if value and _BARE_TIME.fullmatch(value) else value


def _own_excerpt(excerpt: str, content: str) -> str | None:
    """The excerpt, if somebody wrote it. Where nobody did, WordPress puts the text's first 55 words in its place."""
    text = plain_title(excerpt)
    said = words(_CUT.sub("", text))
    beginning = words(plain_title(content))
    if not said or _GENERATED.search(text) or (len(said) >= MIN_WORDS and beginning[: len(said)] == said):
        return None
    return excerpt.strip()


def _embedded(parts: Mapping[object, object], name: str) -> Iterator[Mapping[object, object]]:
    """The parts of one kind; an error in place of one (``{"code": …, "data": {"status": 403}}``) is passed over."""
    found = parts.get(name)
    for part in found[:MAX_LABELS] if isinstance(found, list) else ():
        if isinstance(part, dict) and not (isinstance(part.get("code"), str) and "message" in part):
            yield part


def _authors(parts: Mapping[object, object], missing: list[str]) -> tuple[str, ...]:
    """Display names, unless they are e-mail addresses or logins, which are nobody's business."""
    found = list(_embedded(parts, "author"))
    if not found:
        missing.append("author (not readable)")
    names = ((_text(author, "name"), _text(author, "slug")) for author in found)
    return tuple(name for name, login in names if name and "@" not in name and name.casefold() != login.casefold())


def _terms(parts: Mapping[object, object], missing: list[str]) -> Iterator[tuple[str, int, str]]:
    """(taxonomy, number, name) of each label. They come in one list for each taxonomy."""
    groups = parts.get("wp:term")
    if not isinstance(groups, list):
        missing.append("categories and tags (not readable)")
        return
    for group in groups[:MAX_LABELS]:
        for term in _embedded({"": group if isinstance(group, list) else [group]}, ""):
            if name := _text(term, "name"):
                yield _text(term, "taxonomy"), post_id(term) or 0, name


def _sections(terms: list[tuple[str, int, str]], known: Mapping[int, Category]) -> Iterator[str]:
    """The names of its categories, each followed by those of its parents; each once."""
    seen: set[str] = set()
    for taxonomy, number, name in terms:
        if taxonomy != "category":
            continue
        for _ in range(MAX_PARENTS):
            if name not in seen:
                seen.add(name)
                yield name
            parent = known.get(known[number].parent) if number in known else None
            if parent is None:
                break
            number, name = known[number].parent, parent.name


def _image(post: Mapping[object, object], parts: Mapping[object, object], missing: list[str]) -> Image | None:
    """The featured image in its full size, as exports name it."""
    for media in _embedded(parts, "wp:featuredmedia"):
        if url := _text(media, "source_url"):
            details = media.get("media_details")
            sides = details if isinstance(details, dict) else {}
            return Image(
                url=url,
                width=_pixels(sides.get("width")),
                height=_pixels(sides.get("height")),
                type=_text(media, "mime_type") or None,
                alt=_text(media, "alt_text"),
            )
    if _number(post.get("featured_media")):
        missing.append("featured image (not readable)")
    return None


def _pixels(value: object) -> int | None:
    number = _number(value)
    return number if number and number <= MAX_PIXELS else None


def _picks(related: object) -> Iterator[Pick]:
    """What Jetpack shows as related, the only such list that a WordPress site may have."""
    for each in related[:MAX_PICKS] if isinstance(related, list) else ():
        if isinstance(each, dict) and (url := _text(each, "url")):
            yield Pick(title=_text(each, "title"), url=url, ref=url)
