"""Own and foreign articles with their stories, as the writers of articles and the relater leave them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from syndication.flows.labelling import labels_of, sort_of
from syndication.model import Article, Credit
from syndication.selection import Selection
from syndication.store import articles, labels, pages, stories
from syndication.store.engine import Store
from syndication.store.pages import Limits, PageRows
from tests.store.examples import START, article

MERGED = Selection(scope="both", collapse="story")
LIMITS = Limits(50, 24, 300)


def own(number: int, **changes: Any) -> Article:
    """One of our own articles, published so many minutes after the start."""
    return article(number, **{"published": START + timedelta(minutes=number), **changes})


def foreign(number: int, outlet: str = "agency", **changes: Any) -> Article:
    """One of another outlet's."""
    given: dict[str, Any] = {
        "id": f"{outlet}-{number}",
        "url": f"https://{outlet}.example/{number}",
        "canonical_url": f"https://{outlet}.example/{number}",
        "outlet": f"{outlet}.example",
        "credit": Credit(source=outlet),
    }
    return own(number, **{**given, **changes})


def add(store: Store, *given: Article) -> list[int]:
    """Write them with their labels; nothing is related yet."""
    with store.write() as write:
        puts = [articles.Put(article=each, state="live", updated=each.published or START) for each in given]
        stored = articles.insert(write, puts)
        found = [
            labels.Labelled(each.arrived, sort_of(each), labels_of(each.article, {}), each.revision) for each in stored
        ]
        labels.put(write, found)
    return [each.arrived for each in stored]


def relate(store: Store, numbers: Collection[int], *groups: Collection[int]) -> None:
    """The relater's write for these articles, which belong together with others as the groups say."""
    with store.write() as write:
        times = dict.fromkeys(numbers, 0)
        articles.touch(write, stories.join(write, times, groups).touched)


def put(store: Store, *given: Article) -> list[int]:
    """Write and relate them, each alone."""
    numbers = add(store, *given)
    relate(store, numbers)
    return numbers


def leave(store: Store, number: int, *, notice: bool = False) -> None:
    """Withdraw one, as ``flows.articles`` does."""
    with store.write() as write:
        revision = articles.set_state(write, number, "notice" if notice else "withdrawn")
        articles.touch(write, stories.leave(write, [number]).touched)
        if not notice:
            labels.remove_all(write, number, revision)


def page(store: Store, selection: Selection = MERGED, limits: Limits = LIMITS) -> PageRows:
    with store.read() as connection:
        return pages.select(connection, selection, limits)


def shown(store: Store, selection: Selection = MERGED, limits: Limits = LIMITS) -> list[int]:
    return [line.arrived for line in page(store, selection, limits).lines]
