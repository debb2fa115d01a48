"""The articles of one language that were published in one stretch of time, as packed raw counts.

A posting (one word of one article) takes 14 bytes in flat arrays, a tenth of what dictionaries take; each also knows
the word's next older posting, so that a word's newest articles are found without a list for each word. Pairs of
adjacent words take 10 bytes: they are compared, but nobody looks for an article by them. A segment grows at its end and
is dropped as a whole, so that an index that follows the years takes no more memory at the end than in the middle.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Counts = npt.NDArray[np.uint16]

_Scalar = TypeVar("_Scalar", bound=np.generic)

#: Removed articles are packed away when they are more than the living and at least so many: packing costs about as
#: much as loading the living again, so it must be rare.
MIN_REMOVED = 1_000
#: The time of a removed article: further from every real one than any window, so that no query finds it.
NEVER = -(1 << 62)
#: What a new segment has room for, in words and in pairs.
_ROOM = 256


class Entry(NamedTuple):
    """An article in a corpus, without its words."""

    number: int
    time: int  #: seconds
    kind: int  #: 0 to 2**64 - 1, kept for the caller


class Bag(NamedTuple):
    """What an article says: its different words and pairs of adjacent words, and how often each stands there.

    A tuple: twenty are made for each article that comes.
    """

    ids: Int32s  #: term ids, rising
    counts: Counts
    pairs: Int64s  #: the first word's id * 2**32 + the second one's, rising
    pair_counts: Counts
    #: Where each word first stands in the text. Only a newcomer has it, whose words are still to be chosen from.
    places: Int32s | None = None

    @property
    def size(self) -> int:
        """What it takes of a segment's room."""
        return len(self.ids) + len(self.pairs)


class Folded(NamedTuple):
    """What a corpus's tables say of a segment's terms, without the terms that it does not have."""

    ids: Int32s
    df: Int32s
    newest: Int32s


class Segment:
    """Articles in the order in which they came. A *slot* is an article's place, a *place* that of a posting."""

    def __init__(self, serial: int, stretch: int) -> None:
        """``serial``: its own in its corpus. ``stretch``: the number of its stretch of time."""
        self.serial = serial
        self.stretch = stretch
        self.row: int | None = None  #: of its corpus's tables, while it has one
        self.folded: Folded | None = None  #: else what stood there; None: nothing yet
        self.living = 0  #: articles that are here
        # By slot; removed articles stay, with a time that no window reaches.
        self.numbers = array("q")
        self.times = array("q")
        self.kinds = array("Q")
        self._starts = array("q", [0])  # the postings of slot s are at starts[s] to starts[s + 1]
        self._pair_starts = array("q", [0])
        # By place.
        self._term: Int32s = np.zeros(_ROOM, np.int32)
        self._count: Counts = np.zeros(_ROOM, np.uint16)
        self.links = array("i")  #: at 2 * place its slot, and after that the place of the term's next older posting
        self._pair: Int64s = np.zeros(_ROOM, np.int64)
        self._pair_count: Counts = np.zeros(_ROOM, np.uint16)

    @property
    def size(self) -> int:
        """Words and pairs, those of removed articles among them: what it takes of memory."""
        return self._starts[-1] + self._pair_starts[-1]

    @property
    def wasteful(self) -> bool:
        """Whether so many articles were removed that building it anew pays."""
        removed = len(self.numbers) - self.living
        return removed > max(self.living, MIN_REMOVED)

    def append(self, entry: Entry, bag: Bag, older: Int32s) -> int:
        """Put an article at the end. ``older``: the place of each term's newest posting so far, -1: none.

        Returns the place of its first posting; the others follow.
        """
        begin, pair_begin = self._starts[-1], self._pair_starts[-1]
        end, pair_end = begin + len(bag.ids), pair_begin + len(bag.pairs)
        self._make_room(end, pair_end)
        links = np.empty((len(bag.ids), 2), np.int32)
        links[:, 0], links[:, 1] = len(self.numbers), older
        self.links.frombytes(links.tobytes())
        self.numbers.append(entry.number)
        self.times.append(entry.time)
        self.kinds.append(entry.kind)
        self._starts.append(end)
        self._pair_starts.append(pair_end)
        self._term[begin:end], self._count[begin:end] = bag.ids, bag.counts
        self._pair[pair_begin:pair_end], self._pair_count[pair_begin:pair_end] = bag.pairs, bag.pair_counts
        self.living += 1
        return begin

    def remove(self, slot: int) -> None:
        """Take an article out that is here. Its postings stay, and lead to nothing."""
        self.times[slot] = NEVER
        self.living -= 1

    def entry(self, slot: int) -> Entry:
        """The article at a slot."""
        return Entry(self.numbers[slot], self.times[slot], self.kinds[slot])

    def bag(self, slot: int) -> Bag:
        """What the article at a slot says: views, to be read at once."""
        words = slice(self._starts[slot], self._starts[slot + 1])
        pairs = slice(self._pair_starts[slot], self._pair_starts[slot + 1])
        return Bag(self._term[words], self._count[words], self._pair[pairs], self._pair_count[pairs])

    def slots(self) -> Iterator[int]:
        """Those of the articles that are here."""
        return (slot for slot, time in enumerate(self.times) if time != NEVER)

    def _make_room(self, words: int, pairs: int) -> None:
        if words > len(self._term):
            self._term, self._count = longer(self._term, words), longer(self._count, words)
        if pairs > len(self._pair):
            self._pair, self._pair_count = longer(self._pair, pairs), longer(self._pair_count, pairs)


def longer(packed: npt.NDArray[_Scalar], needed: int, filler: int = 0) -> npt.NDArray[_Scalar]:
    """A copy whose last axis has at least ``needed``, and half as much again so that appending stays cheap."""
    length = packed.shape[-1]
    copy = np.full((*packed.shape[:-1], max(needed, length * 3 // 2)), filler, packed.dtype)
    copy[..., :length] = packed
    return copy
