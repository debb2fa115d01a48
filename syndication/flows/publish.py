"""Address -> document, for the server and for the static build.

    address | select a page of the store | resolve what its entries show | take or render their fragments | join | tag

``compose`` is the whole of it and needs no server. ``Publisher`` adds what a server needs: a Shelf of fragments and
documents, one rendering thread (feedgen's dates switch the process-wide locale), and one rendering for all who wait.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

from syndication.documents import Address, AddressKind, Document, Style
from syndication.errors import GoneWhy
from syndication.flows import addresses, channels, selecting
from syndication.flows.drafts import Draft, Entries, lesser, read
from syndication.flows.press import Press, press
from syndication.flows.shelf import Lru, Shelf
from syndication.model import Content
from syndication.render import fragments, opml, sitemap
from syndication.render.encode import Coding, encode
from syndication.render.formats import FORMATS
from syndication.render.html.views import article_view, content_security_policy, error_view, index_view
from syndication.store import log
from syndication.store.engine import Store

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.log import Head, Touched


#: What documents are, by extension.
_TYPES: dict[str, str] = {
    **{ext: format.content_type for ext, format in FORMATS.items()},
    "opml": opml.CONTENT_TYPE,
    "xml": sitemap.CONTENT_TYPE,
}


def compose(draft: Draft, press: Press) -> Document:
    """Render what was read. Pure but for the fragments that it takes from and gives to the Press."""
    address, page = draft.address, draft.page
    media_type = _TYPES[address.ext]
    if draft.outlets is not None:
        body = opml.outlets(draft.outlets, page.updated)
    elif draft.index is not None:
        body = opml.document(draft.index, page.updated) if address.ext == "opml" else index_view(draft.index)
    elif address.kind == "news-sitemap":
        body = sitemap.document(page.entries, page.channel.publisher)
    elif address.kind == "article":
        content: Content = "full" if press.config.feeds.full_text else "excerpt"
        body = article_view(page.entries[0], content, page.channel)
    else:
        assert draft.entries is not None, "this is a feed"
        body = FORMATS[draft.entries.style.ext].document(page, _fitting(draft.entries, press, press.kept(address)))
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Document(
        address=address,
        body=body,
        media_type=media_type,
        content_tag=f"{page.revision}.{press.settings_tag}.{digest}",
        modified=page.modified,
        max_age_s=press.config.feeds.max_age_s,
        canonical=addresses.url(press.config.feeds.url, address),
        shows=_numbers(draft),
        revision=draft.head,
        policy=content_security_policy() if address.ext == "html" else "",
    )


def _numbers(draft: Draft) -> frozenset[int]:
    """The articles that a document shows."""
    if draft.entries is not None:
        return frozenset([arrived for arrived, _ in draft.entries.lines])
    return frozenset(view.stored.arrived for view in draft.page.entries)


def _fitting(entries: Entries, press: Press, kept: Lru[bytes]) -> list[bytes]:
    """The fragments of a page; above ``page.max_bytes`` excerpts replace full text from the oldest entry up."""
    whole = _fragments(entries, entries.found, entries.style, kept)
    over = sum(map(len, whole)) - press.config.page.max_bytes
    if over <= 0 or entries.style.content != "full":
        return whole
    first, lost = len(whole), 0
    short = _fragments(entries, entries.short, lesser(entries.style), kept)
    while first > 0 and lost < over:
        first -= 1
        lost += len(whole[first]) - len(short[first])
    return whole[:first] + short[first:]


def _fragments(entries: Entries, found: list[bytes | None], style: Style, kept: Lru[bytes]) -> list[bytes]:
    """Fragments in the order of the entries; those not at hand are rendered in one call."""
    if None not in found:
        return cast(list[bytes], found)
    missing = [place for place, fragment in enumerate(found) if fragment is None]
    rendered = fragments.render([entries.views[entries.lines[place].arrived] for place in missing], style)
    made = dict(zip(missing, rendered, strict=True))
    for place, fragment in made.items():
        kept.put((*entries.lines[place], style.word), fragment)
    return [made[place] if fragment is None else fragment for place, fragment in enumerate(found)]


# --- a server's publisher --------------------------------------------------------------------------------------------


#: The part of the shelf that is for documents asked for with parameters.
ASKED_PART = 8

#: Pages that any article may join by becoming another report, which none of its labels tells.
_OF_STORIES: frozenset[AddressKind] = frozenset({"story", "stories"})


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

    def anew(self) -> tuple[Press, Shelf, Shelf, Head]:
        """What to ``begin`` with in the store as it is now; asks the store, and may write its settings row."""
        most = self.config.store.shelf_mb * 1_000_000
        shelf = Shelf(most - most // ASKED_PART)
        asked = Shelf(most // ASKED_PART, beside=shelf)
        made = press(self.config, self.store, shelf.fragments, asked.fragments)
        with self.store.read() as connection:
            return made, shelf, asked, log.head(connection)

    def begin(self, press: Press, shelf: Shelf, asked: Shelf, head: Head) -> None:
        """Follow from ``head`` with empty shelves: at the start, and when the store was put back to another epoch."""
        self._press, self.shelf, self.asked, self.head = press, shelf, asked, head

    def warm(self, address: Address) -> Document | None:
        """The document if it is at hand: a dictionary look-up."""
        return self._shelf(address).documents.get(address)

    def _shelf(self, address: Address) -> Shelf:
        return self.asked if address.query else self.shelf

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
        press, shelf = self._press, self._shelf(address)
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
        return self._shelf(document.address).encoded.get((document.content_tag, coding))

    async def encode(self, document: Document, coding: Coding) -> bytes:
        """The compressed body, prepared once off the event loop."""
        body = self.encoded(document, coding)
        if body is None:
            body = await asyncio.get_running_loop().run_in_executor(self._renderer, encode, document.body, coding)
            self._shelf(document.address).encoded.put((document.content_tag, coding), body)
        return body

    def refusal(self, status: int, detail: str = "", why: GoneWhy | None = None) -> tuple[bytes, str]:
        """The page for an error and its policy.

        ``detail`` is a sentence of ours in English that says more; ``why`` there is nothing any more (410).
        """
        page = self._refusals.get((status, why)) if not detail else None
        if page is None:
            page = error_view(status, channels.channel(Address("all", "", "html"), self.config), detail, why)
            if not detail:
                self._refusals[status, why] = page
        return page, content_security_policy()

    def advance(self, head: Head, touched: Sequence[Touched], left: Sequence[tuple[str, str]]) -> None:
        """Follow the log to ``head``: drop the documents that show a touched article or will, or have lost one."""
        self.head = head
        numbers = {change.article for change in touched}
        changed = {label for change in touched for label in change.labels} | set(left)

        def affected(document: Document) -> bool:
            kind = document.address.kind
            if not numbers.isdisjoint(document.shows) or (kind in _OF_STORIES and changed):
                return True
            if kind in ("article", "sources"):
                return False
            selection = selecting.selection(document.address, self.config)
            # What the search finds follows the articles, so no label tells when it has come to one.
            return any(arm.words for arm in selection.arms) or selection.matches(changed)

        for shelf in (self.shelf, self.asked):
            shelf.documents.drop_where(affected)

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
