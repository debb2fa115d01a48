"""What the service knows of related articles, one plain object an article: for measuring, and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from syndication.model import Link, Stored
from syndication.store import articles, links, stories

if TYPE_CHECKING:
    from syndication.store.engine import Connection, Store

#: Articles looked up together.
BATCH = 500


def export(store: Store, most: int) -> Iterator[dict[str, Any]]:
    """Every live article in the order of arrival, in one snapshot.

    ``{"id", "related": [ids, same story first, best first, up to ``most``], "shown": [{"id" or null, "title", "kind"}],
    "story": id of its founder, or null if nobody else told it}``. Ids are the publisher's own, else the guid.
    """
    with store.read() as connection:
        batch: list[Stored] = []
        for stored in articles.iterate(connection):
            batch.append(stored)
            if len(batch) == BATCH:
                yield from _lines(connection, batch, most)
                batch = []
        yield from _lines(connection, batch, most)


def _lines(connection: Connection, batch: Sequence[Stored], most: int) -> Iterator[dict[str, Any]]:
    numbers = [stored.arrived for stored in batch]
    pairs, shown = links.best(connection, numbers, limit=most), links.shown(connection, numbers)
    story = stories.names(connection, numbers)
    told = {
        founder for founder, members in stories.members(connection, set(story.values())).items() if len(members) > 1
    }
    named = {pair.other for each in pairs.values() for pair in each}
    named |= told
    named |= {link.other for each in shown.values() for link in each.links if link.other is not None}
    briefs = articles.briefs(connection, named)
    ids = {number: brief.publisher_id or brief.id for number, brief in briefs.items()}
    live = {number for number, brief in briefs.items() if brief.state == "live"}
    for stored in batch:
        article = stored.article
        related = [ids[pair.other] for pair in pairs.get(stored.arrived, ()) if pair.other in live]
        links_shown = shown.get(stored.arrived, links.Shown()).links
        yield {
            "id": article.publisher_id or article.id,
            "related": related[:most],
            "shown": [_shown(link, ids) for link in links_shown],
            "story": ids[story[stored.arrived]] if story.get(stored.arrived) in told else None,
        }


def _shown(link: Link, ids: dict[int, str]) -> dict[str, Any]:
    return {"id": None if link.other is None else ids[link.other], "title": link.title, "kind": link.kind}
