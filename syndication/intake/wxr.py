"""WordPress exports (WXR 1.0 to 1.2): the published posts, as raw entries.

    bytes | items | published posts, attachments -> a temporary file | posts with their pictures | entries

Only what every reader could see already: posts with the status ``publish`` and no password. Of authors only display
names are taken, and none that is a login or an e-mail address; comments are not read. Times are GMT.

An entry's ``sections`` are the names of its categories, each followed by its parents' (as on WordPress's own category
pages, a post of «محافظات > البصرة» is in both). Its ``id`` is the post's number, its ``guid`` what WordPress's feeds
say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from syndication.errors import InputError
from syndication.intake.php_values import whole_numbers
from syndication.intake.post_content import rendered
from syndication.intake.wxr_items import Head, Item, items
from syndication.intake.wxr_spool import Attachment, Spool, number
from syndication.model import Image, RawEntry, Rejected
from syndication.text.markup_images import media_type

_SIZE, _ALT, _THUMBNAIL = "_wp_attachment_metadata", "_wp_attachment_image_alt", "_thumbnail_id"
_META = frozenset((_SIZE, _ALT, _THUMBNAIL))
_FIELDS = frozenset(
    (
        *("title", "link", "pubDate", "guid", "category", "dc:creator", "content:encoded", "excerpt:encoded"),
        *("wp:post_id", "wp:post_date", "wp:post_date_gmt", "wp:post_modified", "wp:post_modified_gmt"),
        *("wp:post_type", "wp:status", "wp:post_password"),
        *("wp:post_parent", "wp:menu_order", "wp:attachment_url"),
    )
)
#: Larger ones (pixels a side) are a mistake in the data.
MAX_PIXELS = 100_000
#: Steps from a category to its furthest parent.
MAX_PARENTS = 20
#: Kinds of items that are told of an export without a published post; a hostile one has more.
MAX_KINDS = 10
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,19}", re.ASCII)
#: How the year zero begins that WordPress writes where it has no date.
_NO_DATE = ("0000", "-")


def read(content: Iterable[bytes], name: str, expires_meta: str = "") -> Iterator[RawEntry | Rejected]:
    """An entry for each published post, a rejection for each that can't be taken and for where the file breaks.

    ``expires_meta`` names the meta field that says when a post is to leave all feeds; empty: there is none.
    """
    with Spool() as spool:
        head = Head()
        kinds: Counter[str] = Counter()
        fault: InputError | None = None
        try:
            for item in items(content, head, _FIELDS, _META | {expires_meta} - {""}):
                if _is_published(item.fields):
                    spool.add(item)
                    continue
                if (kind := _kind(item.fields)) in kinds or len(kinds) < MAX_KINDS:
                    kinds[kind] += 1
                if one := _attachment(item):
                    spool.put(one)
        except InputError as error:
            fault = error  # told after what came before it
        if fault is None and not spool.has_posts:
            fault = _empty(kinds)
        for item in spool.posts():
            entry = _entry(item, head, spool, f"{name}:{item.line}")
            yield replace(entry, expires=_expires(item, expires_meta)) if isinstance(entry, RawEntry) else entry
        if fault is not None:
            yield Rejected(place=f"{name}:{fault.where or 1}", field="", reason=fault.what, hint=fault.hint)


def _kind(fields: dict[str, str]) -> str:
    """What an item is, in WordPress's words (wp-includes/post.php, register_post_type), for messages."""
    words = (fields.get("wp:status", "").strip(), fields.get("wp:post_type", "").strip())
    return " ".join(words) if all(map(_WORD.fullmatch, words)) else "unknown"


def _empty(kinds: Counter[str]) -> InputError:
    """An export without a post would otherwise be taken without a word, and without a result."""
    found = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return InputError("no published post in it", hint=f"It holds {found}" if found else "It is empty")


def _attachment(item: Item) -> Attachment | None:
    """The item, if it is an attachment with a number and an address."""
    fields = item.fields
    if fields.get("wp:post_type", "").strip() != "attachment":
        return None
    id, url = number(fields.get("wp:post_id", "")), fields.get("wp:attachment_url", "").strip()
    if id is None or not url:
        return None
    sizes = whole_numbers(item.meta.get(_SIZE, ""), ("width", "height"))
    width, height = (size if 0 < size <= MAX_PIXELS else 0 for size in map(sizes.get, ("width", "height"), (0, 0)))
    return Attachment(
        id=id,
        url=url,
        parent=number(fields.get("wp:post_parent", "")) or 0,
        order=number(fields.get("wp:menu_order", "")) or 0,
        width=width,
        height=height,
        alt=item.meta.get(_ALT, "").strip(),
        caption=fields.get("excerpt:encoded", "").strip(),
    )


def _is_published(fields: dict[str, str]) -> bool:
    """Whether everybody may read it. White space may be a password."""
    return (
        fields.get("wp:post_type", "").strip() == "post"
        and fields.get("wp:status", "").strip() == "publish"
        and not fields.get("wp:post_password")
    )


def _entry(item: Item, head: Head, spool: Spool, place: str) -> RawEntry | Rejected:
    fields = item.fields
    if item.too_long:
        return Rejected(place=place, field=item.too_long, reason="is longer than any article", hint="Shorten it")
    post = number(fields.get("wp:post_id", ""))
    content = rendered(fields.get("content:encoded", ""), lambda given: spool.gallery(post, given))
    image, missing = _image(item, spool)
    return RawEntry(
        place=place,
        id=None if post is None else str(post),
        guid=fields.get("guid") or None,
        url=fields.get("link", "").strip() or None,
        title=fields.get("title", ""),
        sections=tuple(_sections(item, head)),
        authors=_authors(fields.get("dc:creator", "").strip(), head),
        published=_published(fields),
        updated=_gmt(fields, "wp:post_modified_gmt") or _local(fields, "wp:post_modified"),
        summary=fields.get("excerpt:encoded", "").strip() or None,
        html=content.html or None,
        tags=tuple(label.name for label in item.labels if label.domain == "post_tag"),
        image=image,
        unknown=(*content.dropped, *missing),
    )


def _expires(item: Item, key: str) -> str | int | None:
    """A date in words or Unix time, which plugins store as digits; a row of zeros is none."""
    value = item.meta.get(key, "").strip()  # of no key there is none
    return number(value) or (value if value.strip("0") else None)


def _sections(item: Item, head: Head) -> Iterator[str]:
    """The names of its categories, each followed by those of its parents; each once."""
    seen: set[str] = set()
    for label in item.labels:
        if label.domain != "category":
            continue
        name, slug = label.name.strip(), label.slug
        for _ in range(MAX_PARENTS):
            if name and name not in seen:
                seen.add(name)
                yield name
            parent = head.categories.get(slug, ("", ""))[1]
            if not parent or parent not in head.categories:
                break
            name, slug = head.categories[parent][0], parent


def _authors(login: str, head: Head) -> tuple[str, ...]:
    """The display name, unless it is an e-mail address or somebody's login, which are nobody's business."""
    name = head.authors.get(login, "")
    return (name,) if name and "@" not in name and name.casefold() not in head.logins else ()


def _published(fields: dict[str, str]) -> str | None:
    """GMT; else local time, which is the site's zone; else what the feed says."""
    feed = fields.get("pubDate", "").strip()
    return (
        _gmt(fields, "wp:post_date_gmt")
        or _local(fields, "wp:post_date")
        or (feed if feed and " -0001 " not in feed else None)
    )


def _gmt(fields: dict[str, str], field: str) -> str | None:
    """A time that is in GMT without saying so."""
    value = _local(fields, field)
    return f"{value}Z" if value else None


def _local(fields: dict[str, str], field: str) -> str | None:
    value = fields.get(field, "").strip()
    return value if value and not value.startswith(_NO_DATE) else None


def _image(item: Item, spool: Spool) -> tuple[Image | None, tuple[str, ...]]:
    """The featured image; or that it has one which is not in the export."""
    id = number(item.meta.get(_THUMBNAIL, ""))
    if not id:
        return None, ()
    found = spool.picture(id)
    if found is None:
        return None, ("featured image (not in the export)",)
    return (
        Image(
            url=found.url,
            width=found.width or None,
            height=found.height or None,
            type=media_type(found.url),
            alt=found.alt,
        ),
        (),
    )
