"""The rules of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) as a checker: what must and may be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

Check = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _url(value: Any) -> bool:
    return _text(value) and re.fullmatch(r"https?://[^\s]+", value) is not None


def _moment(value: Any) -> bool:
    """RFC 3339, with its offset."""
    if not (_text(value) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value)):
        return False
    return datetime.fromisoformat(value).tzinfo is not None


def _tag(value: Any) -> bool:
    return _text(value) and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) is not None


def _count(value: Any) -> bool:
    return isinstance(value, int) and value > 0


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(map(_object, value))


#: key -> (must be there, what its value is)
FEED: dict[str, tuple[bool, Check]] = {
    "version": (True, "https://jsonfeed.org/version/1.1".__eq__),
    "title": (True, _text),
    "items": (True, _objects),
    "home_page_url": (False, _url),
    "feed_url": (False, _url),
    "description": (False, _text),
    "user_comment": (False, _text),
    "next_url": (False, _url),
    "icon": (False, _url),
    "favicon": (False, _url),
    "authors": (False, _objects),
    "language": (False, _tag),
    "expired": (False, lambda value: isinstance(value, bool)),
    "hubs": (False, _objects),
}
ITEM: dict[str, tuple[bool, Check]] = {
    "id": (True, _text),
    "url": (False, _url),
    "external_url": (False, _url),
    "title": (False, _text),
    "content_html": (False, _text),
    "content_text": (False, _text),
    "summary": (False, _text),
    "image": (False, _url),
    "banner_image": (False, _url),
    "date_published": (False, _moment),
    "date_modified": (False, _moment),
    "authors": (False, _objects),
    "tags": (False, _texts),
    "language": (False, _tag),
    "attachments": (False, _objects),
}
AUTHOR: dict[str, tuple[bool, Check]] = {"name": (False, _text), "url": (False, _url), "avatar": (False, _url)}
ATTACHMENT: dict[str, tuple[bool, Check]] = {
    "url": (True, _url),
    "mime_type": (True, _text),
    "title": (False, _text),
    "size_in_bytes": (False, _count),
    "duration_in_seconds": (False, _count),
}


def problems(feed: dict[str, Any]) -> list[str]:
    """What is wrong with a feed, in words; empty for a right one."""
    return list(_problems(feed))


def _problems(feed: dict[str, Any]) -> Iterator[str]:
    yield from _against(FEED, feed, "feed")
    yield from _authors(feed, "feed")
    items = feed.get("items", [])
    ids = [item.get("id") for item in items]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"
    for number, item in enumerate(items):
        where = f"item {number}"
        yield from _against(ITEM, item, where)
        yield from _authors(item, where)
        if not {"content_html", "content_text"} & set(item):
            yield f"{where}: neither content_html nor content_text"
        for attachment in item.get("attachments", []):
            yield from _against(ATTACHMENT, attachment, f"{where}, attachment")


def _authors(holder: dict[str, Any], where: str) -> Iterator[str]:
    for author in holder.get("authors", []):
        yield from _against(AUTHOR, author, f"{where}, author")
        if not author:
            yield f"{where}: an author without any key"


def _against(rules: dict[str, tuple[bool, Check]], value: dict[str, Any], where: str) -> Iterator[str]:
    yield from (f"{where}: no {name}" for name, (needed, _) in rules.items() if needed and name not in value)
    for name, found in value.items():
        if re.fullmatch(r"_[A-Za-z][^.]*", name):
            if not _object(found):
                yield f"{where}: the extension {name} is no object"
        elif name not in rules:
            yield f"{where}: unknown key {name}"
        elif not rules[name][1](found):
            yield f"{where}: {name} is {found!r}"
