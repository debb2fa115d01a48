"""The articles of one language as packed raw counts: how often each word stands in each article, and nothing derived.

Weights are computed at the query, from these counts as they are then; so the corpus is the same whether it was built in
one go, by steps, or with removals in between. One article costs about 6 bytes for each of its different words, and a
posting of 4 bytes for each.

    terms     word -> id (a word keeps its id until the corpus is packed anew)
    df        by term: in how many articles it stands
    postings  by term: slots of those articles, in order of arrival; removed ones stay until the corpus is packed anew
    slot      place of an article: number, time, lead, and its stretch of the two arenas, ``words`` and ``counts``
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
TermIds = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint16]

_Scalar = TypeVar("_Scalar", bound=np.generic)

#: The time of a removed article: further from every real one than any window, so that no query finds it.
_NEVER = -(1 << 62)

#: An article's words count at most this often each: what the packed counts hold.
MAX_COUNT = 65_535

#: ln of every count there can be, so that a weight is a look-up. ``LN[0]`` is never used.
LN: Floats = np.log(np.maximum(np.arange(MAX_COUNT + 1), 1.0))

#: Removed articles are packed away when they are more than the living and at least so many: packing costs about as
#: much as adding the living again, so it must be rare.
_MIN_REMOVED = 1_000


class _Terms(dict[str, int]):
    """Word to id. A word that is not known yet gets the next id by being asked for."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Bag:
    """The different words of one article: term ids in rising order and how often each stands there."""

    ids: TermIds
    counts: Counts


class Corpus:
    """Raw counts of the articles of one language."""

    def __init__(self) -> None:
        self.terms: dict[str, int] = _Terms()
        self.term_id: Callable[[str], int] = self.terms.__getitem__
        self.postings: list[array[int]] = []
        self.df: TermIds = np.zeros(1024, np.int32)
        self.ln_df: Floats = np.zeros(1024)  #: ln(1 + df), kept beside because every query wants it for thousands
        self.size = 0  #: articles that are here
        self.slots = 0  #: slots given out, removed articles included
        self.slot_of: dict[int, int] = {}
        self.number: Ints = np.zeros(64, np.int64)
        self.time: Ints = np.zeros(64, np.int64)
        self.lead: npt.NDArray[np.bool_] = np.zeros(64, np.bool_)
        self.start: Ints = np.zeros(65, np.int64)  #: of slot s: start[s] to start[s + 1]
        self.words: TermIds = np.zeros(4096, np.int32)
        self.counts: Counts = np.zeros(4096, np.uint16)

    def bag(self, words: Sequence[str]) -> Bag:
        """Count the words of one article; new ones get an id here, but stand in no article yet."""
        ids = np.fromiter(map(self.term_id, words), np.int32, len(words))
        ids.sort()
        self._make_room_for_terms()
        if not len(ids):
            return Bag(ids, np.zeros(0, np.uint16))
        last = np.flatnonzero(np.append(ids[1:] != ids[:-1], True))
        counts = np.append(last[:1] + 1, last[1:] - last[:-1])
        return Bag(ids[last], np.minimum(counts, MAX_COUNT).astype(np.uint16))

    def insert(self, number: int, time: int, lead: bool, bag: Bag) -> None:
        """Put in an article that is not here. ``time`` in seconds."""
        slot, begin = self.slots, int(self.start[self.slots])
        end = begin + len(bag.ids)
        self._make_room_for_slot(slot, end)
        self.number[slot], self.time[slot], self.lead[slot] = number, time, lead
        self.start[slot + 1] = end
        self.words[begin:end] = bag.ids
        self.counts[begin:end] = bag.counts
        self.slot_of[number] = slot
        self.slots += 1
        self.size += 1
        self._count(bag.ids, 1)
        postings = self.postings
        for term in bag.ids.tolist():
            postings[term].append(slot)

    def remove(self, number: int) -> bool:
        """Take an article out; False if it is not here. Its postings stay until there are too many of the kind."""
        slot = self.slot_of.pop(number, None)
        if slot is None:
            return False
        self._count(self.words[self.start[slot] : self.start[slot + 1]], -1)
        self.time[slot] = _NEVER
        self.size -= 1
        if self.slots - self.size > max(self.size, _MIN_REMOVED):
            self._pack()
        return True

    def articles(self) -> Iterator[tuple[int, int, bool, dict[str, int]]]:
        """Every article that is here, in order of arrival: number, time, whether it has a lead only, word counts."""
        names = list(self.terms)
        for number, slot in sorted(self.slot_of.items(), key=lambda item: item[1]):
            stretch = slice(int(self.start[slot]), int(self.start[slot + 1]))
            pairs = zip(self.words[stretch].tolist(), self.counts[stretch].tolist(), strict=True)
            counted = {names[term]: count for term, count in pairs}
            yield number, int(self.time[slot]), bool(self.lead[slot]), counted

    def _count(self, ids: TermIds, step: int) -> None:
        df = self.df[ids] + np.int32(step)
        self.df[ids] = df
        self.ln_df[ids] = np.log1p(df)

    def _pack(self) -> None:
        """Build anew from the living, in the same order, without the words that only removed ones had."""
        fresh = Corpus()
        names = list(self.terms)
        for number, slot in sorted(self.slot_of.items(), key=lambda item: item[1]):
            begin, end = int(self.start[slot]), int(self.start[slot + 1])
            ids = [fresh.term_id(names[term]) for term in self.words[begin:end].tolist()]
            order = np.argsort(ids)
            fresh._make_room_for_terms()
            bag = Bag(np.array(ids, np.int32)[order], self.counts[begin:end][order])
            fresh.insert(number, int(self.time[slot]), bool(self.lead[slot]), bag)
        self.__dict__.update(fresh.__dict__)

    def _make_room_for_terms(self) -> None:
        missing = len(self.terms) - len(self.postings)
        if missing:
            self.postings.extend([array("I") for _ in range(missing)])
            self.df = _room(self.df, len(self.terms))
            self.ln_df = _room(self.ln_df, len(self.terms))

    def _make_room_for_slot(self, slot: int, end: int) -> None:
        self.number = _room(self.number, slot + 1)
        self.time = _room(self.time, slot + 1)
        self.lead = _room(self.lead, slot + 1)
        self.start = _room(self.start, slot + 2)
        self.words = _room(self.words, end)
        self.counts = _room(self.counts, end)


def _room(packed: npt.NDArray[_Scalar], needed: int) -> npt.NDArray[_Scalar]:
    """The array itself, or a copy half as long again (zeros behind) where ``needed`` does not fit."""
    if needed <= len(packed):
        return packed
    longer: npt.NDArray[Any] = np.zeros(max(needed, len(packed) * 3 // 2), packed.dtype)
    longer[: len(packed)] = packed
    return longer
