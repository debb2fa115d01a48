"""Address -> which articles, how many, and how they are written (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from syndication.config_named import HOURS, MERGED
from syndication.documents import Address, Style
from syndication.flows import narrowing
from syndication.flows.narrowing import CONTENTS
from syndication.model import Content
from syndication.selection import NamedFeed, Selection
from syndication.store.pages import Limits
from syndication.text.keys import name_key

if TYPE_CHECKING:
    from syndication.config import Config

#: Entries of a search and of the biggest stories, unless ``limit`` asks for others; there are no hours to fill.
FOUND, STORIES = 50, 50

#: Entries of one story's page at most.
REPORTS = 300

#: Everything: what lists of feeds hang on.
EVERYTHING = Selection(scope="both")


def selection(address: Address, config: Config) -> Selection:
    """Which articles the page at ``address`` shows; a list of feeds hangs on all articles."""
    return narrowed(_whole(address, config), address, config)


def narrowed(whole: Selection, address: Address, config: Config) -> Selection:
    """What the parameters of the address leave of it."""
    return narrowing.narrowed(whole, address.query, config) if address.query else whole


def _whole(address: Address, config: Config) -> Selection:
    """The selection without the address's parameters."""
    choose = _SELECTIONS.get(address.kind)
    if choose is not None:
        return choose(address.key, config)
    feed = named(address, config)
    return Selection() if feed is None else feed.selection


_SELECTIONS: dict[str, Callable[[str, Config], Selection]] = {
    "section": lambda key, config: Selection(sections=config.section_keys(key)),
    "language": lambda key, _: Selection(languages=frozenset((key,))),
    "tag": lambda key, _: Selection(tags=frozenset((key,))),
    "author": lambda key, config: Selection(authors=author_keys(key, config)),
    "source": lambda key, _: Selection(scope="foreign", sources=frozenset((key,))),
    "search": lambda _, __: Selection(scope="both"),
    **dict.fromkeys(("index", "story", "stories"), lambda _, __: EVERYTHING),
}


def named(address: Address, config: Config) -> NamedFeed | None:
    """The feed by name that is at the address."""
    slug = {"merged": MERGED, "feed": address.key}.get(address.kind)
    return None if slug is None else config.named_feeds.get(slug)


def author_keys(key: str, config: Config) -> frozenset[str]:
    """The keys of all names that are shown under the name with this key."""
    if config.bylines.authors != "map":
        return frozenset((key,))
    return frozenset(name_key(raw) for raw, shown in config.bylines.map.items() if name_key(shown) == key) or frozenset(
        ("",)
    )


def limits(address: Address, config: Config) -> Limits:
    """How many entries the page shows."""
    whole = _limits(address, config)
    asked = dict(address.query).get("limit")
    if asked is None:
        return whole
    most = min(int(asked), whole.max)
    return Limits(min(whole.min, most), whole.hours, most)


def _limits(address: Address, config: Config) -> Limits:
    feed = named(address, config)
    if feed is not None:
        return Limits(feed.min, feed.hours, feed.max)
    if address.kind == "source":
        return Limits(config.page.min, HOURS, config.page.max)
    if address.kind == "search":
        return Limits(FOUND, 0, FOUND)
    if address.kind == "stories":
        return Limits(STORIES, 0, STORIES)
    if address.kind == "story":
        return Limits(REPORTS, 0, REPORTS)
    return Limits(config.page.min, config.page.hours, config.page.max)


def content(address: Address, config: Config) -> Content:
    """What entries show at most, without the address's parameters."""
    feed = named(address, config)
    if feed is not None:
        return feed.content
    if address.kind in ("search", "story", "stories"):
        return "excerpt"
    return "full" if config.feeds.full_text else "excerpt"


def style(address: Address, config: Config) -> Style:
    """How the entries of this page are written before its size is known. Pages for people list, they do not repeat."""
    feed = named(address, config)
    collapsed = address.kind == "stories" or (feed is not None and feed.selection.collapse == "story")
    also = collapsed and (feed is None or feed.also)
    most = content(address, config)
    asked = dict(address.query).get("content", most)
    if address.ext == "html" or address.ext == "opml" or address.ext == "xml":  # no tuple: mypy narrows none
        least = next(each for each in CONTENTS if each in (asked, most, "excerpt"))
        return Style("html", least, text_list=False, collapsed=collapsed, also=also)
    shown = next(each for each in CONTENTS if each in (asked, most))
    listed = config.feeds.text_list if feed is None else feed.text_list
    return Style(address.ext, shown, text_list=listed and shown == "full", collapsed=collapsed, also=also)


def canonical(address: Address, config: Config) -> Address:
    """The address without parameters that change nothing."""
    if not address.query:
        return address
    left = narrowing.effective(
        address.query, _whole(address, config), _limits(address, config).max, content(address, config)
    )
    return replace(address, query=left)
