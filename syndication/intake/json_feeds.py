"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), read generously: a wrong type is a missing value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from syndication.intake.drafts import MAX_ENTRIES, Draft, DraftLink, FeedDraft, Media, Words

Object = Mapping[str, object]


def read(text: str) -> FeedDraft | None:
    """What the document says; None if it is no JSON Feed."""
    try:
        # Control characters in strings are a common fault, and do no harm.
        document = json.loads(text.strip("\ufeff\0\t\n\r "), strict=False)
    except (ValueError, RecursionError):  # the former also of numbers with thousands of digits
        return None
    if not isinstance(document, dict) or not isinstance(items := document.get("items"), list):
        return None
    if "jsonfeed.org" not in _text(document, "version") and not any(map(_is_item, items[:5])):
        return None
    entries = [_entry(item) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    return FeedDraft("json", _feed(document), entries)


def _is_item(item: object) -> bool:
    """Whether this is an item though the document does not say which version it follows."""
    return isinstance(item, dict) and "id" in item and ("content_html" in item or "content_text" in item)


def _feed(document: Object) -> Draft:
    draft = Draft(language=_text(document, "language"), icon=_text(document, "icon") or _text(document, "favicon"))
    _say(draft, "title", document, "title")
    for rel, name in (("alternate", "home_page_url"), ("self", "feed_url"), ("next", "next_url")):
        _link(draft, rel, _text(document, name))
    for hub in _objects(document, "hubs"):
        _link(draft, "hub", _text(hub, "url"))
    _people(draft, document)
    return draft


def _entry(item: Object) -> Draft:
    draft = Draft(_text(item, "id"), is_permalink=True, language=_text(item, "language"))
    _link(draft, "alternate", _text(item, "url") or _text(item, "external_url"))
    _say(draft, "title", item, "title")
    _say(draft, "summary", item, "summary")
    if html := _text(item, "content_html"):
        draft.say("content", Words(html))
    else:
        _say(draft, "content", item, "content_text")
    draft.time("published", _text(item, "date_published"))
    draft.time("updated", _text(item, "date_modified"))
    tags = item.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        draft.label(tag if isinstance(tag, str) else "", "")
    if image := _text(item, "image") or _text(item, "banner_image"):
        draft.media.append(Media(image, medium="image"))
    for file in _objects(item, "attachments"):
        link = DraftLink("enclosure", _text(file, "url"), _text(file, "mime_type"), _text(file, "title"))
        link.length = _text(file, "size_in_bytes")
        draft.links.append(link)
    _people(draft, item)
    return draft


def _people(draft: Draft, said: Object) -> None:
    """``authors`` of 1.1, else the one ``author`` of 1.0."""
    one = said.get("author")
    for author in list(_objects(said, "authors")) or ([one] if isinstance(one, dict) else []):
        draft.person("author", _text(author, "name"))


def _say(draft: Draft, name: str, said: Object, field: str) -> None:
    draft.say(name, Words(_text(said, field), "text"))


def _link(draft: Draft, rel: str, href: str) -> None:
    if href:
        draft.links.append(DraftLink(rel, href))


def _objects(said: Object, field: str) -> Iterator[Object]:
    values = said.get(field)
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict):
            yield value


def _text(said: Object, field: str) -> str:
    """A string; a number, as ids and sizes may be, in its digits."""
    value = said.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return value.strip() if isinstance(value, str) else str(value)
