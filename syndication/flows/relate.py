"""Keeping related articles and stories up with the log: pairs, who tells of one event, and what each entry shows.

    changed after the cursor | index.remove, index.add -> hits, stories      (in memory)
                             | pairs, stories, picks, shown lists, cursor    (one short write, under the lease "relate")
    every 15 minutes         | lists that changed since | shown lists        (short writes, under the same lease)

An article's own first lists are written at once, and so are those of a corrected article and of one whose pick has
arrived; all other changes of a list wait for the next collection, so that feeds stay the same for a while (docs/
feeds.md, An entry). The index lives in this process and reads from the store what newcomers ask for (``indexing``);
what it calls a story is its own affair, it tells only which articles belong together (``store.stories``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from syndication.errors import LeaseLost
from syndication.flows import holders
from syndication.flows.entry_lists import chosen
from syndication.flows.indexing import RelatedNews, begun, document
from syndication.model import Related, Stored
from syndication.relate.index import Index
from syndication.store import articles, followers, leases, links, log, stories

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store, Write
    from syndication.store.leases import Lease

#: The name of the lease, and of the follower's cursor.
RELATE = "relate"
#: The follower that remembers when lists were last collected.
COLLECT = "collect"
#: Articles related in one write: it holds the log for about a tenth of a second.
BATCH = 250


@dataclass(slots=True)
class _Batch:
    """What a batch of changes has led to in the index."""

    done: int = 0  #: changes that were followed
    times: dict[int, int] = field(default_factory=dict)  #: of the live articles, in seconds
    pairs: list[Related] = field(default_factory=list)
    together: set[tuple[int, ...]] = field(default_factory=set)  #: the stories that these are in now, with all members


class Relater:
    """The one process that relates; made by ``begin``."""

    def __init__(self, store: Store, config: Config, lease: Lease) -> None:
        """Use ``begin``."""
        self._store = store
        self._config = config
        self._lease = lease
        self._index: tuple[Index, RelatedNews] | None = None
        self._followed: int | None = None  # the number up to which the index has followed; None while it does

    def step(self) -> int:
        """Relate the next batch of changed articles. Returns how many there were; LeaseLost if the lease is gone."""
        with self._store.read() as connection:
            cursor = followers.cursor(connection, RELATE)
            changed = log.changed(connection, cursor, BATCH)
            if not changed:
                return 0
            if self._index is None or cursor == 0:
                self._index = begun(self._store, self._config)
            stored = articles.by_numbers(connection, [change.article for change in changed])
        index, news = self._index
        news.cursor, self._followed = cursor, None
        index.recall([change.article for change in changed if change.revision != change.article])
        batch = _follow(index, [stored[change.article] for change in changed])
        changed = changed[: batch.done]
        stored = {change.article: stored[change.article] for change in changed}
        corrected = [change.article for change in changed if change.revision != change.article]
        with self._store.write() as write:
            leases.check(write.connection, self._lease)
            links.drop_pairs(write, corrected)
            links.add_pairs(write, batch.pairs)
            left = stories.leave(write, stored.keys() - batch.times.keys())
            joined = stories.join(write, batch.times, batch.together)
            live = [stored[number] for number in batch.times]
            touched = self._show_first(write, live, _by_article(batch.pairs, stored.keys() - set(corrected)))
            later = {pair.other for pair in batch.pairs} | left.members | joined.members
            # Their titles may be others, those that come back are picks again, and lists name a story but once.
            later |= links.showing(write.connection, joined.moved.union(corrected))
            later |= links.picking(write.connection, corrected)
            links.mark_pending(write, later - batch.times.keys())
            articles.touch(write, touched | left.touched | joined.touched)
            followers.advance(write, RELATE, changed[-1].revision)
        index.settle()
        self._followed = changed[-1].revision
        return len(changed)

    def catch_up(self) -> None:
        """Relate everything up to the log's end, keeping the lease however long it takes. Raises LeaseLost."""
        self.renew()
        while self.step():
            self.renew()

    def _show_first(self, write: Write, live: Sequence[Stored], pairs: Mapping[int, list[Related]]) -> set[int]:
        """Write the lists of new and corrected articles, and of entries whose pick has arrived with them.

        ``pairs``: all that new articles have; the others' are looked up. Returns the entries that show something else.
        """
        picked = links.resolve_picks(write, live)
        numbers = {each.arrived for each in live}
        lists = chosen(write.connection, numbers | picked, self._config, pairs)
        shown_before = picked | {each.arrived for each in live if each.revision != each.arrived}
        changed = _show(write, lists, links.shown(write.connection, shown_before))
        first = {number: lists[number].links for number in sorted(numbers) if number in lists}
        links.put_shown(write, "text", first)
        return changed | {number for number, each in first.items() if each}

    def collect_if_due(self) -> int:
        """Collect if that was last done ``related.collect_minutes`` ago."""
        with self._store.read() as connection:
            idle_s = followers.idle_s(connection, COLLECT)
        if idle_s is not None and idle_s < self._config.related.collect_minutes * 60:
            return 0
        self._keep_index()
        return self.collect()

    def collect(self) -> int:
        """Show all lists that have changed since the last collection. Returns how many entries were touched."""
        touched, more = 0, True
        while more:
            with self._store.write() as write:
                leases.check(write.connection, self._lease)
                pending = links.take_pending(write, BATCH)
                lists = chosen(write.connection, pending, self._config)
                changed = _show(write, lists, links.shown(write.connection, lists))
                articles.touch(write, changed)
                more = len(pending) == BATCH
                if not more:
                    followers.advance(write, COLLECT, write.revision)
            touched += len(changed)
        return touched

    def renew(self) -> None:
        """Keep the lease. Raises LeaseLost."""
        self._lease = leases.renew(self._store, self._lease)

    def end(self) -> None:
        """Give the lease back."""
        leases.release(self._store, self._lease)
        self._keep_index()

    def _keep_index(self) -> None:
        """Keep what the next start needs of the index."""
        if self._index is not None and self._followed is not None:
            index, news = self._index
            news.keep(index, self._followed)


class Following:
    """Relating beside other work: whenever the lease is free, and never in the way of the process that has it.

    To be used in a ``with``, at whose end the lease is given back.
    """

    def __init__(self, store: Store, config: Config) -> None:
        """Nothing is taken before the first ``catch_up``."""
        self._store = store
        self._config = config
        self._relater: Relater | None = None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the lease back."""
        if self._relater is not None:
            self._relater.end()

    def catch_up(self, *, collect: bool = False) -> bool:
        """Relate what is in the store, and ``collect``; False if another process has the lease."""
        if self._relater is None:
            self._relater = begin(self._store, self._config)
        if self._relater is None:
            return False
        try:
            self._relater.catch_up()
            if collect:
                self._relater.collect()
        except LeaseLost:
            self._relater = None
        return self._relater is not None

    def finish(self) -> str | None:
        """Relate and collect all there is. Else who (``HOST:PID``) has the lease, and perhaps looks no more."""
        while not self.catch_up(collect=True):
            with self._store.read() as connection:
                held = leases.held(connection, RELATE)
            if held is not None:  # else it was given back just now
                return held.holder
        return None


def begin(store: Store, config: Config) -> Relater | None:
    """Take the lease and become the relater; None while another process is."""
    holder = holders.this_process()
    lease = leases.acquire(store, RELATE, holder)
    if lease is None:
        with store.read() as connection:
            held = leases.held(connection, RELATE)
        if held is None or not holders.is_dead(held.holder):
            return None
        # Killed, it could not give the lease back. If it lives on elsewhere after all, it finds the lease lost.
        leases.release(store, held)
        lease = leases.acquire(store, RELATE, holder)
    return None if lease is None else Relater(store, config, lease)


def _follow(index: Index, changed: Iterable[Stored]) -> _Batch:
    """Follow changes in the index. Pairs are noted in both directions, so that older articles get the newcomer.

    Not all, if they are so far apart in time that what lies around them fills the memory.
    """
    batch = _Batch()
    for stored in changed:
        if batch.done and index.crowded:
            break
        batch.done += 1
        number = stored.arrived
        if stored.state != "live":
            index.remove(number)
            continue
        doc = document(stored)
        batch.times[number] = doc.time
        for hit in index.add(doc).hits:
            batch.pairs.append(Related(article=number, other=hit.number, score=hit.score))
            batch.pairs.append(Related(article=hit.number, other=number, score=hit.score))
    batch.together.update(index.stories.members(index.stories.group(number)) for number in batch.times)
    return batch


def _by_article(pairs: Iterable[Related], numbers: Collection[int]) -> dict[int, list[Related]]:
    """The pairs of these articles."""
    found: dict[int, list[Related]] = {number: [] for number in numbers}
    for pair in pairs:
        if pair.article in found:
            found[pair.article].append(pair)
    return found


def _show(write: Write, lists: Mapping[int, links.Shown], before: Mapping[int, links.Shown]) -> set[int]:
    """Write the links and story lists that are others than ``before``; whose that are. The list in the text stays."""
    none = links.Shown()
    as_links = {number for number, each in lists.items() if each.links != before.get(number, none).links}
    as_story = {number for number, each in lists.items() if each.story != before.get(number, none).story}
    links.put_shown(write, "links", {number: lists[number].links for number in sorted(as_links)})
    links.put_shown(write, "story", {number: lists[number].story for number in sorted(as_story)})
    return as_links | as_story
