"""The static build: the same paths and bytes as the server's, as files for nginx or a CDN.

due articles, lists to collect | every feed, its pages, every article | stale? | document -> file (folder.py)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from syndication.documents import Address
from syndication.errors import LeaseLost
from syndication.flows import addresses, drafts, listing, publish, relate, search
from syndication.flows.articles import move_due, next_due
from syndication.flows.folder import Folder, opened
from syndication.flows.press import Press, press
from syndication.flows.shelf import Lru
from syndication.model import UI_LANGUAGES
from syndication.store import articles, counts

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Connection, Store

#: Fragments shared between the documents of one build, in bytes.
FRAGMENTS_BYTES = 64_000_000


@dataclass(slots=True)
class Built:
    """What a build did."""

    written: Counter[str] = field(default_factory=Counter)  #: files written anew, by extension
    kept: int = 0  #: files that were up to date
    deleted: int = 0
    next_due: datetime | None = None  #: when the next article appears or disappears by itself
    related_here: bool = True  #: False: another process relates, and lists may be a little behind


def build(store: Store, config: Config, out: Path) -> Built:
    """Write all documents below ``out``. Raises ConfigError if a file can't be written, StoreError."""
    built = Built(related_here=_caught_up(store, config))
    made_under = press(config, store, Lru(FRAGMENTS_BYTES, len))
    with opened(out) as folder, store.read() as connection:
        for draft, name, state in _stale(connection, made_under, folder):
            if folder.put(name, publish.compose(draft, made_under), state):
                built.written[draft.address.ext] += 1
        built.next_due = next_due(connection)
        built.deleted = folder.finish()
        built.kept = len(folder) - built.written.total()
    return built


def _caught_up(store: Store, config: Config) -> bool:
    """Do what waits: due articles, and, if nobody else is at it, relating and collecting."""
    move_due(store)
    search.catch_up(store)
    relater = relate.begin(store, config)
    if relater is None:
        return False
    try:
        relater.catch_up()
        relater.collect()
    except LeaseLost:
        return False
    finally:
        relater.end()
    return True


def _stale(connection: Connection, press: Press, folder: Folder) -> Iterator[tuple[drafts.Draft, str, str]]:
    """The pages that are to be rendered, each with its file's name and state; the folder keeps the others."""
    for address in _feeds(connection, press):
        draft, name = drafts.read(connection, address, press), _file_name(address)
        state = press.state(draft.page.revision)
        if not folder.keep(name, state):
            yield draft, name, state
    stale: dict[int, tuple[str, str]] = {}
    for arrived, key, touched in articles.on_pages(connection):
        name, state = _file_name(Address("article", key, "html")), press.state(touched)
        if not folder.keep(name, state):
            stale[arrived] = name, state
    for draft in drafts.article_drafts(connection, list(stale), press):
        yield draft, *stale[draft.page.entries[0].stored.arrived]


def _feeds(connection: Connection, press: Press) -> Iterator[Address]:
    """Every feed in every format, and the pages that list them."""
    for language in ("", *UI_LANGUAGES):
        yield Address("index", language, "html")
    yield Address("index", "", "opml")
    yield Address("news-sitemap", "", "xml")
    if listing.reads(press.config):
        yield Address("sources", "", "opml")
    listed = [feed for feed, _ in listing.feeds(press.config, counts.by_label(connection))]
    for feed in [*listed, *listing.unlisted(press.config)]:
        # A newsroom has hundreds of authors, and files of them would tell who writes how much.
        for ext in addresses.EXTS if feed.kind != "author" else ():
            yield Address(feed.kind, feed.key, ext)


def _file_name(address: Address) -> str:
    return "index.html" if address.path == "/" else address.path.removeprefix("/")
