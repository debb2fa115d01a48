"""Address -> draft: all that a document is made from, read in one snapshot of the store.

    address | selection | lines of its page | fragments at hand | the entries that are missing | Draft

A page is told by numbers; articles are read only where their fragments are not at hand (docs/design.md, Rendering).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from syndication.documents import Address, AddressKind, EntryView, Page, Style
from syndication.errors import Gone, Moved, NotFound
from syndication.flows import channels, listing, selecting, views
from syndication.flows.press import Press
from syndication.model import Stored
from syndication.render import sitemap
from syndication.render.html.views import IndexPage
from syndication.render.opml import OutletList
from syndication.store import articles, counts, held, labels, links, log, pages, stories, story_pages
from syndication.store.counts import Count
from syndication.store.log import Head
from syndication.store.pages import Line, PageRows

if TYPE_CHECKING:
    from syndication.store.engine import Connection

#: Articles read together where many pages of articles are made.
ARTICLES_TOGETHER = 250

#: Feeds of what only articles name.
_OF_LABELS: frozenset[AddressKind] = frozenset({"tag", "language", "author", "source"})

#: Bytes of a fragment for one byte of its text at most (a quotation mark in XML, a control character in JSON), and for
#: all that is not text. Only to know whether a page may be too large; a guess too high costs a look at excerpts.
_ESCAPED, _AROUND = 6, 30_000


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a feed, newest first: their fragments, as far as they are at hand, or what to make them from."""

    style: Style
    lines: tuple[Line, ...]
    found: list[bytes | None]  #: the fragments in the page's style
    short: list[bytes | None]  #: those in the lesser one; empty: the page can't be too large
    views: Mapping[int, EntryView]  #: what is not at hand, by ``arrived``


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read for a document: everything that rendering needs."""

    address: Address
    page: Page
    index: IndexPage | None  #: for a page that lists feeds
    head: int  #: revision of the log in that snapshot
    entries: Entries | None = None  #: of a feed
    outlets: OutletList | None = None  #: for the file of what we read


def lesser(style: Style) -> Style:
    """How the older entries of a page that is too large are written."""
    return replace(style, content="excerpt", text_list=False)


def read(connection: Connection, address: Address, press: Press) -> Draft:
    """Select what ``address`` shows. Raises NotFound or Gone."""
    config, now = press.config, log.head(connection)
    head = now.revision
    if address.kind == "article":
        stored = _on_page(connection, address)
        shown = links.shown(connection, [stored.arrived]).get(stored.arrived, links.Shown())
        return Draft(address, article_page(stored, shown, press), None, head)
    if address.kind == "index":
        return _index_draft(connection, address, press, head)
    if address.kind == "sources":
        page = _page(address, pages.NOTHING, press)
        return Draft(address, page, None, head, outlets=listing.outlets(config))
    if address.kind == "news-sitemap":
        return Draft(address, _sitemap(connection, press), None, head)
    rows, name = _rows(connection, address, press, now)
    entries = _entries(connection, rows.lines, address, press)
    return Draft(address, _page(address, rows, press, name), None, head, entries)


def _rows(connection: Connection, address: Address, press: Press, head: Head) -> tuple[PageRows, str]:
    """What a feed shows, and the name of what it is of, if that is known from articles alone."""
    config = press.config
    limits = selecting.limits(address, config)
    if address.kind == "stories":
        return story_pages.biggest(connection, limits.max), ""
    if address.kind == "story":
        return _story(connection, address, limits.max)
    selected = selecting.selection(address, config)
    # Feeds that anybody may make up are not held: they would push out the others.
    before = press.held.get((selected, limits)) if not address.query else None
    page = held.select(connection, selected, limits, head, before)
    if not address.query:
        press.held.put((selected, limits), page)
    rows, name = page.rows, ""
    if address.kind == "tag":
        name = labels.name(connection, "tag", address.key)
    elif address.kind == "author":
        name = channels.author_name(labels.names(connection, "author", selected.authors), config)
    if address.kind in _OF_LABELS and not rows.revision:
        raise NotFound("no article has ever had this label", where=address.path, hint="All feeds are listed at /")
    if address.kind == "author" and not name:
        raise NotFound("there is no such author", where=address.path, hint="All feeds are listed at /")
    return rows, name


def _story(connection: Connection, address: Address, most: int) -> tuple[PageRows, str]:
    """All reports of the story that the article with this key is in. Raises Moved if it is not the first of them."""
    stored = _on_page(connection, address)
    story = stories.of(connection, [stored.arrived]).get(stored.arrived)
    if story is None:
        raise NotFound("this article is in no story", where=address.path, hint="All feeds are listed at /")
    if story.story != stored.arrived:
        founder = articles.briefs(connection, [story.story])[story.story]
        raise Moved("the story has another name", where=address.path, to=replace(address, key=founder.key).path)
    return story_pages.whole(connection, stored.arrived, most), stored.article.title


def _sitemap(connection: Connection, press: Press) -> Page:
    """Our own articles of the last hours before the newest, as search engines want them."""
    address = Address("news-sitemap", "", "xml")
    limits = pages.Limits(0, sitemap.HOURS, sitemap.MAX_ENTRIES)
    rows = pages.select(connection, selecting.selection(address, press.config), limits)
    found = _views(connection, [line.arrived for line in rows.lines], press)
    return replace(_page(address, rows, press), entries=tuple(found[line.arrived] for line in rows.lines))


def _page(address: Address, rows: PageRows, press: Press, name: str = "") -> Page:
    return Page(
        channel=channels.channel(address, press.config, name),
        entries=(),
        gone=rows.gone,
        updated=_updated(rows, press),
        revision=rows.revision,
        modified=max(rows.modified, press.settings_at),
    )


def _entries(connection: Connection, lines: tuple[Line, ...], address: Address, press: Press) -> Entries:
    """The entries: what is at hand, and the views of those that are not."""
    style, kept = selecting.style(address, press.config), press.kept(address)
    word = style.word
    found = kept.get_all([(arrived, touched, word) for arrived, touched in lines])
    seen = _views(connection, [line.arrived for line, each in zip(lines, found, strict=True) if each is None], press)
    short: list[bytes | None] = []
    known = sum(len(each) for each in found if each is not None)
    if style.content == "full" and known + sum(map(_most, seen.values())) > press.config.page.max_bytes:
        word = lesser(style).word
        short = kept.get_all([(arrived, touched, word) for arrived, touched in lines])
        missing = [line.arrived for line, each in zip(lines, short, strict=True) if each is None]
        seen |= _views(connection, [number for number in missing if number not in seen], press)
    return Entries(style, lines, found, short, seen)


def _views(connection: Connection, numbers: Sequence[int], press: Press) -> dict[int, EntryView]:
    if not numbers:
        return {}
    found = pages.entries(connection, numbers)
    return {number: views.entry(stored, shown, press.config) for number, (stored, shown) in found.items()}


def _most(view: EntryView) -> int:
    """Bytes that a fragment of it has at most."""
    article = view.stored.article
    texts = (article.html, article.summary, article.summary, article.title, *article.tags, *article.authors)
    listed = [text or "" for each in (*view.links, *view.text_list, *view.story) for text in (each.title, each.url)]
    teasers = [each.teaser for each in (*view.links, *view.text_list)]
    return _ESCAPED * sum(len(text.encode("utf-8", "replace")) for text in (*texts, *listed, *teasers)) + _AROUND


def _index_draft(connection: Connection, address: Address, press: Press, head: int) -> Draft:
    """A page that lists feeds hangs on the labels of all articles, however old, so it is dated by the newest change."""
    config = press.config
    rows = pages.select(connection, selecting.EVERYTHING, pages.Limits(1, 0, 1))
    revision, modified = articles.newest_touch(connection)
    page = Page(
        channel=channels.channel(address, config),
        entries=(),
        updated=_updated(rows, press),
        revision=max(revision, rows.revision),
        modified=max(modified, rows.modified, press.settings_at),
    )
    found = [*counts.by_label(connection), *_newest(connection, press)]
    return Draft(address, page, listing.index(address, config, found), head)


def _newest(connection: Connection, press: Press) -> Iterator[Count]:
    """The newest entry of each feed that merges."""
    found = {feed.slug: feed.selection for feed in press.config.named_feeds.values() if feed.listed}
    if found:
        found["stories"] = selecting.EVERYTHING
    for slug, selected in found.items():
        yield Count("feed", slug, "", 0, pages.newest(connection, selected))


def _updated(rows: PageRows, press: Press) -> datetime:
    """The newest significant change, withdrawals included (feeds.md, Validators)."""
    return rows.updated if rows.lines or rows.revision else press.settings_at


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
        channel=channels.channel(Address("all", "", "html"), press.config),
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
