"""Keeping related articles up with the log: pairs, and what each entry shows of them.

    changed after the cursor | index.remove, index.add -> hits            (in memory)
                             | pairs, picks, shown lists, cursor          (one short write, under the lease "relate")
    every 15 minutes         | lists that changed since | shown lists     (short writes, under the same lease)

An article's own first lists are written at once, and so are those of a corrected article and of one whose pick has
arrived; all other changes of a list wait for the next collection, so that feeds stay the same for a while (docs/
feeds.md, An entry). The index lives in this process and is filled from the store when work begins.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from syndication.errors import LeaseLost
from syndication.model import OWN, Address, Link, Related, Stored
from syndication.relate.index import Doc, Index
from syndication.relate.lists import Limits, ResolvedPick, Target, choose
from syndication.store import articles, followers, leases, links, log

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Connection, Store, Write
    from syndication.store.leases import Lease

#: The name of the lease, and of the follower's cursor.
RELATE = "relate"
#: The follower that remembers when lists were last collected.
COLLECT = "collect"
#: Articles related in one write: it holds the log for about a tenth of a second.
BATCH = 250
#: Pairs of each article that a list is chosen from: five of different stories are almost always among them.
CANDIDATES = 12
_DAY_S = 86_400


class Relater:
    """The one process that relates; made by ``begin``."""

    def __init__(self, store: Store, config: Config, lease: Lease) -> None:
        """Use ``begin``."""
        self._store = store
        self._config = config
        self._lease = lease
        self._index: Index | None = None

    def step(self) -> int:
        """Relate the next batch of changed articles. Returns how many there were; LeaseLost if the lease is gone."""
        with self._store.read() as connection:
            cursor = followers.cursor(connection, RELATE)
            changed = log.changed(connection, cursor, BATCH)
            if not changed:
                return 0
            if self._index is None or cursor == 0:
                self._index = _filled(connection, cursor, self._config)
            stored = articles.by_numbers(connection, [change.article for change in changed])
        pairs: list[Related] = []
        for change in changed:
            pairs += _relate(self._index, stored[change.article])
        with self._store.write() as write:
            leases.check(write.connection, self._lease)
            again = [change.article for change in changed if change.revision != change.article]
            links.drop_pairs(write, again)
            links.add_pairs(write, pairs)
            live = [each for each in stored.values() if each.state == "live"]
            self._show_first(write, live, _best(pairs, stored.keys() - set(again)))
            later = {pair.other for pair in pairs if pair.other not in stored}
            for number in again:  # their titles may be others, and those that come back are picks again
                later |= links.showing(write.connection, number) | links.picking(write.connection, number)
            links.mark_pending(write, later)
            followers.advance(write, RELATE, changed[-1].revision)
        return len(changed)

    def catch_up(self) -> None:
        """Relate everything up to the log's end, keeping the lease however long it takes. Raises LeaseLost."""
        self.renew()
        while self.step():
            self.renew()

    def _show_first(self, write: Write, live: Sequence[Stored], pairs: Mapping[int, list[Related]]) -> None:
        """Write the lists of new and corrected articles, and of entries whose pick has arrived with them.

        ``pairs``: all that new articles have, best first; the others' are looked up.
        """
        picked = links.resolve_picks(write, live)
        numbers = {each.arrived for each in live}
        lists = _lists(write.connection, numbers | picked, self._config, pairs)
        shown_before = picked | {each.arrived for each in live if each.revision != each.arrived}
        before = links.shown(write.connection, shown_before)
        first = {number: lists[number] for number in sorted(numbers) if number in lists}
        changed = {number for number, chosen in lists.items() if _differs(chosen, before.get(number))}
        links.put_shown(write, "links", {number: lists[number] for number in sorted(changed)})
        links.put_shown(write, "text", first)
        articles.touch(write, changed | {number for number, chosen in first.items() if chosen})

    def collect_if_due(self) -> int:
        """Collect if that was last done ``related.collect_minutes`` ago."""
        with self._store.read() as connection:
            idle_s = followers.idle_s(connection, COLLECT)
        if idle_s is not None and idle_s < self._config.related.collect_minutes * 60:
            return 0
        return self.collect()

    def collect(self) -> int:
        """Show all lists that have changed since the last collection. Returns how many entries were touched."""
        touched, more = 0, True
        while more:
            with self._store.write() as write:
                leases.check(write.connection, self._lease)
                pending = links.take_pending(write, BATCH)
                lists = _lists(write.connection, pending, self._config)
                before = links.shown(write.connection, lists)
                changed = [number for number, chosen in lists.items() if _differs(chosen, before.get(number))]
                links.put_shown(write, "links", {number: lists[number] for number in sorted(changed)})
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
    holder = f"{socket.gethostname()}:{os.getpid()}"
    lease = leases.acquire(store, RELATE, holder)
    if lease is None:
        with store.read() as connection:
            held = leases.held(connection, RELATE)
        if held is None or not _is_dead(held.holder):
            return None
        # Killed, it could not give the lease back. If it lives on elsewhere after all, it finds the lease lost.
        leases.release(store, held)
        lease = leases.acquire(store, RELATE, holder)
    return None if lease is None else Relater(store, config, lease)


def _is_dead(holder: str) -> bool:
    """Whether the process that a lease names ran on this machine and is no more."""
    host, _, pid = holder.rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _filled(connection: Connection, cursor: int, config: Config) -> Index:
    """The index as it was when the cursor was written: the articles up to it, in the order of their arrival."""
    index = Index(config.related.window_days * _DAY_S)
    for stored in articles.iterate(connection) if cursor else ():
        if stored.revision <= cursor:
            index.load(_doc(stored))
    return index


def _relate(index: Index, stored: Stored) -> list[Related]:
    """Follow one change in the index. Pairs are written in both directions, so that older articles get the newcomer."""
    if stored.state != "live":
        index.remove(stored.arrived)
        return []
    pairs = []
    for hit in index.add(_doc(stored)).hits:
        pairs.append(Related(article=stored.arrived, other=hit.number, score=hit.score, same=hit.same))
        pairs.append(Related(article=hit.number, other=stored.arrived, score=hit.score, same=hit.same))
    return pairs


def _doc(stored: Stored) -> Doc:
    article = stored.article
    return Doc(
        number=stored.arrived,
        time=int((article.published or stored.first_seen).timestamp()),
        language=article.language,
        title=article.title,
        text=article.text or article.summary,
        form="body" if article.text else "lead",
    )


def _best(pairs: Iterable[Related], new: Collection[int]) -> dict[int, list[Related]]:
    """What ``links.best`` would find for new articles, of which these are all the pairs."""
    found: dict[int, list[Related]] = {number: [] for number in new}
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.other)):
        if pair.article in found:
            found[pair.article].append(pair)
    return {
        number: [pair for pair in each if pair.same][:CANDIDATES]
        + [pair for pair in each if not pair.same][:CANDIDATES]
        for number, each in found.items()
    }


def _lists(
    connection: Connection,
    numbers: Collection[int],
    config: Config,
    known: Mapping[int, list[Related]] = MappingProxyType({}),
) -> dict[int, tuple[Link, ...]]:
    """The list that each of these live articles is to show by now; may be empty. ``known``: pairs of some of them."""
    picks = links.picks(connection, numbers)
    asked = [number for number in numbers if number not in known]
    pairs = {**links.best(connection, asked, limit=CANDIDATES), **known}
    named = {pair.other for each in pairs.values() for pair in each}
    named |= {pick.other for each in picks.values() for pick in each if pick.other is not None}
    targets = _targets(connection, named.union(numbers))
    same = _neighbours(links.same_among(connection, named))
    limits = Limits(shown=config.related.shown, same_story=config.related.same_story)
    return {
        number: choose(
            targets[number],
            [ResolvedPick(pick=pick.pick, other=pick.other) for pick in picks.get(number, ())],
            pairs.get(number, ()),
            targets,
            _among(same, [pair.other for pair in pairs.get(number, ())]),
            limits,
        )
        for number in numbers
        if number in targets
    }


def _targets(connection: Connection, numbers: Collection[int]) -> dict[int, Target]:
    """The live ones of these articles, as links name them. Without a URL of its own, our page of the article."""
    return {
        brief.arrived: Target(
            number=brief.arrived,
            title=brief.title,
            url=brief.url or Address("article", brief.key, "html").path,
            language=brief.language,
            source=brief.outlet if brief.outlet != OWN else "",
        )
        for brief in articles.briefs(connection, numbers).values()
        if brief.state == "live"
    }


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return found


def _among(same: dict[int, set[int]], numbers: Sequence[int]) -> set[tuple[int, int]]:
    wanted = set(numbers)
    return {(number, other) for number in numbers for other in same.get(number, ()) if other in wanted}


def _differs(chosen: tuple[Link, ...], before: links.Shown | None) -> bool:
    return chosen != (before.links if before else ())
