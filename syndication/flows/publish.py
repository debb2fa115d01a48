"""Address -> document, for the server and for the static build.

    address | select a page of the store | resolve what its entries show | take or render their fragments | join | tag

``compose`` is the whole of it and needs no server. ``Publisher`` adds what a server needs: a Shelf of fragments and
documents, one rendering thread (feedgen's dates switch the process-wide locale), and one rendering for all who wait.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from syndication.errors import Gone, GoneWhy, NotFound
from syndication.flows import addresses, views
from syndication.flows.shelf import Lru, Shelf
from syndication.model import Address, Content, Document, EntryView, Page, Stored, Style
from syndication.render import fragments, opml
from syndication.render.encode import Coding, encode
from syndication.render.formats import FORMATS
from syndication.render.html.views import IndexPage, article_view, content_security_policy, error_view, index_view
from syndication.store import articles, labels, links, log, pages
from syndication.store.engine import Store

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Connection
    from syndication.store.log import Head, Touched

#: The rooms whose code decides the bytes of a page.
RENDERING = ("flows", "render", "text")
#: Articles read together where many pages of articles are made.
ARTICLES_TOGETHER = 250


@dataclass(frozen=True, slots=True)
class Press:
    """What documents are made under: the configuration, and the stored settings row that dates it."""

    config: Config
    settings_tag: str  #: the S of the ETag: digest of configuration, renderer and epoch
    settings_at: datetime  #: since when these settings are in force
    fragments: Lru[bytes]

    def state(self, revision: int) -> str:
        """A word for everything that a page is made from: it changes with its bytes and its date."""
        return f"{revision}.{self.settings_tag}.{int(self.settings_at.timestamp())}"


def press(config: Config, store: Store, fragments: Lru[bytes]) -> Press:
    """Write the settings row if these settings are new, and take its time."""
    digest = hashlib.sha256(f"{_renderer()}\n{config.digest()}".encode()).hexdigest()
    at = log.settings_in_force(store, digest)
    with store.read() as connection:
        epoch = log.head(connection).epoch
    tag = hashlib.sha256(f"{digest}\n{epoch}".encode()).hexdigest()[:8]
    return Press(config, tag, datetime.fromtimestamp(at, UTC), fragments)


@cache
def _renderer() -> str:
    """A digest of the rendering code: with another version of it all documents are dated anew, and built anew."""
    root, digest = Path(__file__).parent.parent, hashlib.sha256()
    for path in sorted(path for room in RENDERING for path in (root / room).rglob("*.*")):
        if path.suffix in (".py", ".html", ".css"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


# --- one document ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read for a document, in one snapshot: everything that rendering needs."""

    address: Address
    page: Page
    index: IndexPage | None  #: for a page that lists feeds
    head: int  #: revision of the log in that snapshot


def read(connection: Connection, address: Address, press: Press) -> Draft:
    """Select what ``address`` shows. Raises NotFound or Gone."""
    head, config = log.head(connection).revision, press.config
    if address.kind == "article":
        stored = _on_page(connection, address)
        shown = links.shown(connection, [stored.arrived]).get(stored.arrived, links.Shown())
        return Draft(address, article_page(stored, shown, press), None, head)
    if address.kind == "index":
        return _index_draft(connection, address, press, head)
    limits = pages.Limits(config.page.min, config.page.hours, config.page.max)
    rows = pages.select(connection, addresses.selection(address, config), limits)
    if address.kind in ("tag", "language") and not rows.revision:
        raise NotFound("no article has ever had this label", where=address.path, hint="All feeds are listed at /")
    names = labels.names(connection, "tag", [address.key]) if address.kind == "tag" else {}
    none = links.Shown()
    page = Page(
        channel=views.channel(address, config, names.get(address.key, "")),
        entries=tuple(views.entry(stored, rows.links.get(stored.arrived, none), config) for stored in rows.stored),
        gone=rows.gone,
        updated=_updated(rows, press),
        revision=rows.revision,
        modified=max(rows.modified, press.settings_at),
    )
    return Draft(address, page, None, head)


def _index_draft(connection: Connection, address: Address, press: Press, head: int) -> Draft:
    """A page that lists feeds hangs on the labels of all articles, however old, so it is dated by the newest change."""
    rows = pages.select(connection, addresses.selection(address, press.config), pages.Limits(1, 0, 1))
    revision, modified = articles.newest_touch(connection)
    page = Page(
        channel=views.channel(address, press.config),
        entries=(),
        updated=_updated(rows, press),
        revision=max(revision, rows.revision),
        modified=max(modified, rows.modified, press.settings_at),
    )
    return Draft(address, page, views.index(address, press.config, pages.counts(connection)), head)


def _updated(rows: pages.PageRows, press: Press) -> datetime:
    """The newest significant change, withdrawals included (feeds.md, Validators)."""
    times = [stored.shown_updated for stored in rows.stored]
    return max((*times, rows.left_at)) if times or rows.revision else press.settings_at


def _on_page(connection: Connection, address: Address) -> Stored:
    """The article that has a page at ``address``."""
    stored = articles.by_key(connection, address.key)
    if stored is None or stored.state == "waiting":
        raise NotFound("there is no article at this address", where=address.path, hint="All feeds are listed at /")
    if stored.state == "expired":
        raise Gone("the time of this article is over", where=address.path, why="expired")
    if stored.state == "withdrawn":
        raise Gone("the publisher has withdrawn this article", where=address.path)
    return stored


def article_page(stored: Stored, shown: links.Shown, press: Press) -> Page:
    """One article's page for people, with the lists that it shows."""
    return Page(
        channel=views.channel(Address("all", "", "html"), press.config),
        entries=(views.entry(stored, shown, press.config),),
        updated=stored.shown_updated,
        revision=stored.touched,
        modified=max(stored.touched_at, press.settings_at),
    )


def article_drafts(connection: Connection, numbers: Sequence[int], press: Press) -> Iterator[Draft]:
    """The pages of these live articles, read in batches."""
    head = log.head(connection).revision
    for start in range(0, len(numbers), ARTICLES_TOGETHER):
        batch = numbers[start : start + ARTICLES_TOGETHER]
        shown = links.shown(connection, batch)
        for arrived, stored in articles.by_numbers(connection, batch).items():
            page = article_page(stored, shown.get(arrived, links.Shown()), press)
            yield Draft(Address("article", stored.article.key, "html"), page, None, head)


def compose(draft: Draft, press: Press) -> Document:
    """Render what was read. Pure but for the fragments that it takes from and gives to the Press."""
    address, page = draft.address, draft.page
    media_type = opml.CONTENT_TYPE if address.ext == "opml" else FORMATS[address.ext].content_type
    if draft.index is not None:
        body = opml.document(draft.index, page.updated) if address.ext == "opml" else index_view(draft.index)
    elif address.kind == "article":
        content: Content = "full" if press.config.feeds.full_text else "excerpt"
        body = article_view(page.entries[0], content, page.channel)
    else:
        style = views.style(address, press.config)
        body = FORMATS[style.ext].document(page, _fitting(page, style, press))
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Document(
        address=address,
        body=body,
        media_type=media_type,
        content_tag=f"{page.revision}.{press.settings_tag}.{digest}",
        modified=page.modified,
        max_age_s=press.config.feeds.max_age_s,
        canonical=addresses.public_url(press.config.feeds.url, address.path),
        shows=frozenset(view.stored.arrived for view in page.entries),
        revision=draft.head,
        policy=content_security_policy() if address.ext == "html" else "",
    )


def _fitting(page: Page, style: Style, press: Press) -> Sequence[bytes]:
    """The fragments of a page; above ``page.max_bytes`` excerpts replace full text from the oldest entry up."""
    fitting = _fragments(page.entries, style, press)
    over = sum(map(len, fitting)) - press.config.page.max_bytes
    if over <= 0 or style.content != "full":
        return fitting
    lesser = replace(style, content="excerpt", text_list=False)
    short = _fragments(page.entries, lesser, press)
    for place in range(len(fitting) - 1, -1, -1):
        if over <= 0:
            break
        over -= len(fitting[place]) - len(short[place])
        fitting[place] = short[place]
    return fitting


def _fragments(entries: Sequence[EntryView], style: Style, press: Press) -> list[bytes]:
    """Fragments in the order of the entries; those not at hand are rendered in one call."""
    keys = [(view.stored.arrived, view.stored.touched, style) for view in entries]
    found = [press.fragments.get(key) for key in keys]
    missing = [place for place, fragment in enumerate(found) if fragment is None]
    if missing:
        rendered = fragments.render([entries[place] for place in missing], style)
        for place, fragment in zip(missing, rendered, strict=True):
            found[place] = fragment
            press.fragments.put(keys[place], fragment)
    return [fragment for fragment in found if fragment is not None]


# --- a server's publisher --------------------------------------------------------------------------------------------


class Publisher:
    """The documents of one web process."""

    def __init__(self, config: Config, store: Store) -> None:
        """Begin with an empty Shelf, at the log's present end."""
        self.store = store
        self.config = config  #: in force; another one is another publisher's
        self.rendered = 0  #: documents rendered since the start; a test counts them
        self.begin(*self.anew())
        self._renderer = ThreadPoolExecutor(1, "render")
        self._under_way: dict[Address, asyncio.Future[Document]] = {}
        self._refusals: dict[tuple[int, GoneWhy | None], bytes] = {}

    def anew(self) -> tuple[Press, Shelf, Head]:
        """What to ``begin`` with in the store as it is now; asks the store, and may write its settings row."""
        shelf = Shelf(self.config.store.shelf_mb * 1_000_000)
        made = press(self.config, self.store, shelf.fragments)
        with self.store.read() as connection:
            return made, shelf, log.head(connection)

    def begin(self, press: Press, shelf: Shelf, head: Head) -> None:
        """Follow from ``head`` with an empty Shelf: at the start, and when the store was put back to another epoch."""
        self._press, self.shelf, self.head = press, shelf, head

    def warm(self, address: Address) -> Document | None:
        """The document if it is at hand: a dictionary look-up."""
        return self.shelf.documents.get(address)

    async def document(self, address: Address) -> Document:
        """The document, rendered once for all who wait for it. Raises NotFound, Gone or StoreError."""
        document = self.warm(address)
        if document is not None:
            return document
        waiting = self._under_way.get(address)
        if waiting is None:
            waiting = asyncio.ensure_future(self._render(address))
            self._under_way[address] = waiting
            waiting.add_done_callback(lambda _: self._under_way.pop(address, None))
        return await asyncio.shield(waiting)

    async def _render(self, address: Address) -> Document:
        press, shelf = self._press, self.shelf
        draft = await self.store.run(self._read, address, press)
        document = await asyncio.get_running_loop().run_in_executor(self._renderer, compose, draft, press)
        self.rendered += 1
        # A page read before a change must not be shelved after the follower has passed that change.
        if document.revision >= self.head.revision:
            shelf.documents.put(address, document)
        return document

    def _read(self, address: Address, press: Press) -> Draft:
        with self.store.read() as connection:
            return read(connection, address, press)

    def encoded(self, document: Document, coding: Coding) -> bytes | None:
        """The compressed body if it is at hand."""
        return self.shelf.encoded.get((document.content_tag, coding))

    async def encode(self, document: Document, coding: Coding) -> bytes:
        """The compressed body, prepared once off the event loop."""
        body = self.encoded(document, coding)
        if body is None:
            body = await asyncio.get_running_loop().run_in_executor(self._renderer, encode, document.body, coding)
            self.shelf.encoded.put((document.content_tag, coding), body)
        return body

    def refusal(self, status: int, detail: str = "", why: GoneWhy | None = None) -> tuple[bytes, str]:
        """The page for an error and its policy.

        ``detail`` is a sentence of ours in English that says more; ``why`` there is nothing any more (410).
        """
        page = self._refusals.get((status, why)) if not detail else None
        if page is None:
            page = error_view(status, views.channel(Address("all", "", "html"), self.config), detail, why)
            if not detail:
                self._refusals[status, why] = page
        return page, content_security_policy()

    def advance(self, head: Head, touched: Sequence[Touched], left: Sequence[tuple[str, str]]) -> None:
        """Follow the log to ``head``: drop the documents that show a touched article or will, or have lost one."""
        self.head = head
        numbers = {change.article for change in touched}
        changed = {label for change in touched for label in change.labels} | set(left)

        def affected(document: Document) -> bool:
            if not numbers.isdisjoint(document.shows):
                return True
            if document.address.kind == "article":
                return False
            return addresses.selection(document.address, self.config).matches(changed)

        self.shelf.documents.drop_where(affected)

    def close(self) -> None:
        """Stop the rendering thread and close the store."""
        self._renderer.shutdown(wait=False, cancel_futures=True)
        self.store.close()


def opened(config: Config) -> Publisher:
    """A publisher of the store that the configuration names. Raises StoreError."""
    store = Store.open(config.store.url)
    try:
        return Publisher(config, store)
    except BaseException:
        store.close()
        raise
