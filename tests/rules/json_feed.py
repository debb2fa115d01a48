"""JSON Feed 1.1: what its prose says of values and of their company; ``tests/render/json_rules.py`` has their kinds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.rules.checking import Rule, is_decoded, is_language, is_media_type, is_web_url, rfc_3339

VERSION = "https://www.jsonfeed.org/version/1.1"
EXTENSIONS = f"{VERSION}/#extensions-a-name-extensions-a"
TOP = f"{VERSION}/#top-level-a-name-top-level-a"
ITEMS = f"{VERSION}/#items-a-name-items-a"
ATTACHMENTS = f"{VERSION}/#attachments-a-name-attachments-a"
DATES = ("date_published", "date_modified")


class Feed:
    """A feed; of one that is not JSON all is empty, and no rule but the one about it finds anything."""

    def __init__(self, data: bytes) -> None:
        self.fault = ""
        self.top: dict[str, Any] = {}
        try:
            read = json.loads(data.decode("utf-8"))
        except ValueError as fault:
            self.fault = str(fault)
        else:
            self.top = read if isinstance(read, dict) else {}
            self.fault = "" if isinstance(read, dict) else "no object"
        self.items: list[dict[str, Any]] = self.top.get("items", [])

    def holders(self) -> Iterator[dict[str, Any]]:
        """The feed and its items."""
        yield self.top
        yield from self.items

    def attachments(self) -> Iterator[dict[str, Any]]:
        for item in self.items:
            yield from item.get("attachments", [])

    def objects(self) -> Iterator[dict[str, Any]]:
        """All that may have extensions."""
        yield from self.holders()
        yield from self.attachments()


def short(value: object) -> str:
    return str(value)[:60]


def in_items(names: Iterable[str], fits: Callable[[Any], object]) -> Callable[[Feed], Iterable[str]]:
    return lambda feed: (
        f"{name}: {short(item[name])}" for item in feed.items for name in names if name in item and not fits(item[name])
    )


def in_top(names: Iterable[str], fits: Callable[[Any], object]) -> Callable[[Feed], Iterable[str]]:
    return lambda feed: (
        f"{name}: {short(feed.top[name])}" for name in names if name in feed.top and not fits(feed.top[name])
    )


def not_json(feed: Feed) -> Iterator[str]:
    if feed.fault:
        yield feed.fault


def other_version(feed: Feed) -> Iterator[str]:
    if not feed.fault and feed.top.get("version") != "https://jsonfeed.org/version/1.1":
        yield short(feed.top.get("version"))


def untitled(feed: Feed) -> Iterator[str]:
    if not feed.fault and not feed.top.get("title"):
        yield "no title"


def itemless(feed: Feed) -> Iterator[str]:
    if not feed.fault and "items" not in feed.top:
        yield "no items, not even an empty list"


def bad_ids(feed: Feed) -> Iterator[str]:
    yield from (short(item.get("id")) for item in feed.items if not isinstance(item.get("id"), str) or not item["id"])


def same_ids(feed: Feed) -> Iterator[str]:
    counted = Counter(item["id"] for item in feed.items if isinstance(item.get("id"), str))
    yield from (short(each) for each, times in counted.items() if times > 1)


def contentless(feed: Feed) -> Iterator[str]:
    yield from (
        short(item.get("id")) for item in feed.items if not item.get("content_html") and not item.get("content_text")
    )


def nameless(feed: Feed) -> Iterator[str]:
    for holder in feed.holders():
        yield from (short(each) for each in holder.get("authors", []) if not {"name", "url", "avatar"} & set(each))


def old_authors(feed: Feed) -> Iterator[str]:
    yield from (short(each["author"]) for each in feed.holders() if "author" in each and "authors" not in each)


def reversed_dates(feed: Feed) -> Iterator[str]:
    for item in feed.items:
        published, modified = (rfc_3339(str(item.get(name, ""))) for name in DATES)
        if published is not None and modified is not None and modified < published:
            yield short(item.get("id"))


def bad_extensions(feed: Feed) -> Iterator[str]:
    """Names of our own begin with ``_`` and a letter, have no dot, and hold an object."""
    for each in feed.objects():
        for name, value in each.items():
            if name.startswith("_") and not (re.fullmatch(r"_[A-Za-z][^.]*", name) and isinstance(value, dict)):
                yield name


def unexplained(feed: Feed) -> Iterator[str]:
    for each in feed.objects():
        yield from (
            name for name, value in each.items() if name[0] == "_" and isinstance(value, dict) and "about" not in value
        )


def from_elsewhere(feed: Feed) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Items that our extension says to be another outlet's, with what it says."""
    for item in feed.items:
        said = item.get("_syndication")
        if isinstance(said, dict) and said.get("source"):
            yield item, said


def unsigned(feed: Feed) -> Iterator[str]:
    """Without authors of its own an item has the feed's."""
    yield from (short(item.get("id")) for item, _ in from_elsewhere(feed) if not item.get("authors"))


def covered_by_our_rights(feed: Feed) -> Iterator[str]:
    said = feed.top.get("_syndication")
    if isinstance(said, dict) and said.get("rights"):
        yield from (short(item.get("id")) for item, own in from_elsewhere(feed) if not own.get("rights"))


def incomplete_attachments(feed: Feed) -> Iterator[str]:
    for each in feed.attachments():
        yield from (f"no {name}" for name in ("url", "mime_type") if not each.get(name))


def bad_types(feed: Feed) -> Iterator[str]:
    kinds = (str(each["mime_type"]) for each in feed.attachments() if each.get("mime_type"))
    yield from (kind for kind in kinds if not is_media_type(kind))


def own_next(feed: Feed) -> Iterator[str]:
    if "next_url" in feed.top and feed.top["next_url"] == feed.top.get("feed_url"):
        yield short(feed.top["next_url"])


def bad_hubs(feed: Feed) -> Iterator[str]:
    yield from (short(hub) for hub in feed.top.get("hubs", []) if not {"type", "url"} <= set(hub))


def same_tags(feed: Feed) -> Iterator[str]:
    for item in feed.items:
        yield from (tag for tag, times in Counter(map(str, item.get("tags", []))).items() if times > 1)


def web(url: Any) -> bool:
    return is_web_url(str(url))


RULES: tuple[Rule[Feed], ...] = (
    Rule("it_is_an_object_in_utf_8", f"{VERSION}/#format-a-name-format-a", not_json),
    Rule("it_is_of_version_1_1", TOP, other_version),
    Rule("the_feed_has_a_title", TOP, untitled),
    Rule("the_feed_has_items", TOP, itemless),
    Rule("the_feeds_addresses_are_absolute", TOP, in_top(("home_page_url", "feed_url", "icon", "favicon"), web)),
    Rule("the_next_page_is_another", TOP, own_next),
    Rule("a_hub_has_type_and_address", f"{VERSION}/#hubs-a-name-hubs-a", bad_hubs),
    Rule(
        "languages_are_tags",
        TOP,
        lambda feed: (
            short(each["language"])
            for each in feed.holders()
            if "language" in each and not is_language(str(each["language"]))
        ),
    ),
    Rule("an_id_is_text", ITEMS, bad_ids),
    Rule("an_id_stands_once", ITEMS, same_ids),
    Rule("an_item_has_content", ITEMS, contentless),
    Rule("an_items_addresses_are_absolute", ITEMS, in_items(("url", "external_url", "image", "banner_image"), web)),
    Rule("title_and_summary_are_decoded", ITEMS, in_items(("title", "summary"), lambda text: is_decoded(str(text)))),
    Rule("dates_are_those_of_rfc_3339", ITEMS, in_items(DATES, lambda value: rfc_3339(str(value)))),
    Rule("nothing_is_modified_before_it_is_published", ITEMS, reversed_dates),
    Rule("a_tag_stands_once", ITEMS, same_tags),
    Rule("an_author_has_name_address_or_picture", TOP, nameless),
    Rule("author_has_become_authors", f"{VERSION}/#author-a-name-author-a", old_authors),
    Rule("an_attachment_has_address_and_type", ATTACHMENTS, incomplete_attachments),
    Rule("an_attachments_type_is_a_media_type", ATTACHMENTS, bad_types),
    Rule("extensions_are_named_and_made_as_such", EXTENSIONS, bad_extensions),
    Rule("extensions_say_what_they_are_about", EXTENSIONS, unexplained),
    Rule("an_item_from_elsewhere_has_its_own_authors", TOP, unsigned),
    Rule("rights_of_the_feed_do_not_cover_what_is_from_elsewhere", EXTENSIONS, covered_by_our_rights),
)
