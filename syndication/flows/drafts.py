"""Address -> draft: all that a document is made from, read in one snapshot of the store.

    address | selection | lines of its page | fragments at hand | the entries that are missing | Draft

A page is told by numbers; articles are read only where their fragments are not at hand (docs/design.md, Rendering).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from syndication.errors import Gone, NotFound
from syndication.flows import addresses, views
from syndication.flows.press import Press
from syndication.model import Address, EntryView, Page, Stored, Style
from syndication.render.html.views import IndexPage
from syndication.selection import Selection
from syndication.store import articles, counts, labels, links, log, pages
from syndication.store.pages import Line, PageRows

if TYPE_CHECKING:
    from syndication.store.engine import Connection

#: Articles read together where many pages of articles are made.
ARTICLES_TOGETHER = 250

#: Bytes of a fragment for one byte of its text at most (a quotation mark in XML, a control character in JSON), and for
#: all that is not text. Only to know whether a page may be too large; a guess too high costs a look at excerpts.
_ESCAPED, _AROUND = 6, 30_000


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a feed: its fragment in the page's style and in the lesser one, or else what to make them from."""

    line: Line
    fragment: bytes | None
    short: bytes | None
    view: EntryView | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read for a document: everything that rendering needs."""

    address: Address
    page: Page
    index: IndexPage | None  #: for a page that lists feeds
    head: int  #: revision of the log in that snapshot
    style: Style | None = None  #: of a feed's entries
    parts: tuple[Part, ...] = ()  #: of a feed, newest first


def lesser(style: Style) -> Style:
    """How the older entries of a page that is too large are written."""
    return replace(style, content="excerpt", text_list=False)


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
    page = Page(
        channel=views.channel(address, config, names.get(address.key, "")),
        entries=(),
        gone=rows.gone,
        updated=_updated(rows, press),
        revision=rows.revision,
        modified=max(rows.modified, press.settings_at),
    )
    style = views.style(address, config)
    return Draft(address, page, None, head, style, _parts(connection, rows.lines, style, press))


def _parts(connection: Connection, lines: Sequence[Line], style: Style, press: Press) -> tuple[Part, ...]:
    """The entries: what is at hand, and the views of those that are not."""
    found = [press.fragments.get((line.arrived, line.touched, style)) for line in lines]
    seen = _views(connection, [line.arrived for line, each in zip(lines, found, strict=True) if each is None], press)
    shorts: list[bytes | None] = [None] * len(lines)
    known = sum(len(each) for each in found if each is not None)
    if style.content == "full" and known + sum(map(_most, seen.values())) > press.config.page.max_bytes:
        short = lesser(style)
        shorts = [press.fragments.get((line.arrived, line.touched, short)) for line in lines]
        missing = [line.arrived for line, each in zip(lines, shorts, strict=True) if each is None]
        seen |= _views(connection, [number for number in missing if number not in seen], press)
    return tuple(
        Part(line, fragment, short_, seen.get(line.arrived))
        for line, fragment, short_ in zip(lines, found, shorts, strict=True)
    )


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
    rows = pages.select(connection, Selection(), pages.Limits(1, 0, 1))
    revision, modified = articles.newest_touch(connection)
    page = Page(
        channel=views.channel(address, press.config),
        entries=(),
        updated=_updated(rows, press),
        revision=max(revision, rows.revision),
        modified=max(modified, rows.modified, press.settings_at),
    )
    return Draft(address, page, views.index(address, press.config, counts.by_label(connection)), head)


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
