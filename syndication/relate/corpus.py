"""The articles of one language as packed raw counts: how often each word stands in each article, and nothing derived.

Weights are computed at the query, from the counts as they are then; so a corpus is the same whether it was built in one
go, by steps, or with removals in between. A posting (one word of one article) takes 14 bytes in flat arrays, a tenth of
what dictionaries take; each also knows the term's next older posting, so that a word's newest articles are found
without a list for each word.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.uint16]

_Scalar = TypeVar("_Scalar", bound=np.generic)

#: Words of an article beyond so many are not counted: it is what a packed count can hold.
MAX_WORDS = 65_535
#: Removed articles are packed away when they are more than the living and at least so many: packing costs about as
#: much as loading the living again, so it must be rare.
MIN_REMOVED = 1_000
#: The time of a removed article: further from every real one than any window, so that no query finds it.
_NEVER = -(1 << 62)


class _Terms(dict[str, int]):
    """Word to id. A word that is not known yet gets the next id by being asked for."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Bag:
    """The different words of one article: term ids in rising order, and how often each stands there."""

    ids: Int32s
    counts: Counts


class Entry(NamedTuple):
    """An article in a corpus, without its words."""

    number: int
    time: int  #: seconds
    kind: int  #: 0 to 255, kept for the caller


class Corpus:
    """Raw counts of the articles of one language. A *slot* is an article's place, a *place* that of a posting."""

    def __init__(self) -> None:
        self.terms: dict[str, int] = _Terms()
        self.size = 0  #: articles that are here
        self.slot_of: dict[int, int] = {}  #: by number, articles that are here
        # By term.
        self.df: Int32s = np.zeros(1024, np.int32)  #: in how many articles it stands
        self.ln_df: Floats = np.zeros(1024, np.float32)  #: ln(1 + df), kept because each query wants it for thousands
        self.newest: Int32s = np.full(1024, -1, np.int32)  #: place of its newest posting, -1: none
        self.scratch: Floats = np.zeros(1024, np.float32)  #: a query's weights while it runs, else zeros
        # By slot, in order of arrival; removed articles stay, with a time that no window reaches.
        self.numbers = array("q")
        self.times = array("q")
        self.kinds = array("B")
        self.starts = array("q", [0])  #: the postings of slot s are at starts[s] to starts[s + 1]
        # By place.
        self.term: Int32s = np.zeros(4096, np.int32)
        self.count: Counts = np.zeros(4096, np.uint16)
        self.links = array("i")  #: at 2 * place its slot, and after that the place of the term's next older posting

    def bag(self, words: Sequence[str]) -> Bag:
        """Count the words of one article. New ones get an id here, though they stand in no article yet.

        By sorting: with ids in order what a query reads for them lies in order too, which saves a fifth of its time.
        """
        size = min(len(words), MAX_WORDS)
        ids = np.fromiter(map(self.terms.__getitem__, words), np.int32, size)
        self._make_room_for_terms()
        ids.sort()
        new = np.ones(size + 1, np.bool_)  # where another term begins, and the end
        np.not_equal(ids[1:], ids[:-1], out=new[1:size])
        firsts = np.flatnonzero(new)
        return Bag(ids.take(firsts[:-1]), np.diff(firsts).astype(np.uint16))

    def insert(self, entry: Entry, bag: Bag) -> None:
        """Put in an article that is not here."""
        slot, begin = len(self.numbers), self.starts[-1]
        end = begin + len(bag.ids)
        self._make_room_for_postings(end)
        self.slot_of[entry.number] = slot
        self.numbers.append(entry.number)
        self.times.append(entry.time)
        self.kinds.append(entry.kind)
        self.starts.append(end)
        self.size += 1
        self.term[begin:end] = bag.ids
        self.count[begin:end] = bag.counts
        links = np.empty((len(bag.ids), 2), np.int32)
        links[:, 0], links[:, 1] = slot, self.newest.take(bag.ids)
        self.links.frombytes(links.tobytes())
        self.newest[bag.ids] = np.arange(begin, end, dtype=np.int32)
        self._add_to_df(bag.ids, 1)

    def remove(self, number: int) -> None:
        """Take an article out that is here. Its postings stay until the corpus is packed."""
        slot = self.slot_of.pop(number)
        self._add_to_df(self.term[self.stretch(slot)], -1)
        self.times[slot] = _NEVER
        self.size -= 1

    def entry(self, slot: int) -> Entry:
        """The article at a slot."""
        return Entry(self.numbers[slot], self.times[slot], self.kinds[slot])

    def stretch(self, slot: int) -> slice:
        """Where the postings of an article lie."""
        return slice(self.starts[slot], self.starts[slot + 1])

    def shares(self, ids: list[int], weights: list[float], most: int, most_in_all: int) -> dict[int, float]:
        """Sum, by slot, the weights of those terms that stand in it.

        Over the ``most`` newest postings of each term, and ``most_in_all`` of the first terms. Removed articles are
        among them. A plain loop: the rarest words have few postings, for which numpy's calls cost more than they save.
        """
        links = self.links
        shares: defaultdict[int, float] = defaultdict(float)
        for place, weight in zip(self.newest.take(ids).tolist(), weights, strict=True):
            left = min(most, most_in_all)
            most_in_all -= left
            while place >= 0 and left:
                shares[links[2 * place]] += weight
                place = links[2 * place + 1]
                left -= 1
            most_in_all += left
        return shares

    def articles(self) -> Iterator[tuple[Entry, dict[str, int]]]:
        """Every article that is here, in order of arrival, with the count of each of its words."""
        names = list(self.terms)
        for slot in self.slot_of.values():
            stretch = self.stretch(slot)
            pairs = zip(self.term[stretch].tolist(), self.count[stretch].tolist(), strict=True)
            yield self.entry(slot), {names[term]: count for term, count in pairs}

    @property
    def wasteful(self) -> bool:
        """Whether so many articles were removed that ``packed`` pays."""
        return len(self.numbers) - self.size > max(self.size, MIN_REMOVED)

    def packed(self) -> Corpus:
        """The same articles in the same order without what removed ones left behind."""
        fresh = Corpus()
        for entry, counts in self.articles():
            fresh.insert(entry, fresh.bag([word for word, count in counts.items() for _ in range(count)]))
        return fresh

    def _add_to_df(self, ids: Int32s, step: int) -> None:
        df = self.df.take(ids) + np.int32(step)
        self.df[ids] = df
        self.ln_df[ids] = np.log1p(df)

    def _make_room_for_terms(self) -> None:
        needed = len(self.terms)
        if needed > len(self.df):
            self.df = _longer(self.df, needed)
            self.ln_df = _longer(self.ln_df, needed)
            self.newest = _longer(self.newest, needed, -1)
            self.scratch = _longer(self.scratch, needed)

    def _make_room_for_postings(self, needed: int) -> None:
        if needed > len(self.term):
            self.term = _longer(self.term, needed)
            self.count = _longer(self.count, needed)


def _longer(packed: npt.NDArray[_Scalar], needed: int, filler: int = 0) -> npt.NDArray[_Scalar]:
    """A copy at least ``needed`` long, and half as long again so that appending stays cheap."""
    longer = np.full(max(needed, len(packed) * 3 // 2), filler, packed.dtype)
    longer[: len(packed)] = packed
    return longer
