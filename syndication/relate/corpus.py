"""The articles of one language around a time: how often each word stands in each article, and nothing derived.

Articles lie in segments, one for each stretch of published time. A query is asked at a newcomer's time, and sees the
segments that its window reaches: their articles are those that it can find, and those among which a word's rarity is
counted. So what it finds hangs on these articles and their order alone, not on what else is in memory: segments come
(loaded by the caller) and go (``drop``) as newcomers wander through the years, and with them their words.

Weights are computed at the query from the counts as they are then; so a corpus is the same whether it was built in one
go, by steps, or with removals in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from syndication.relate.segment import Bag, Counts, Entry, Floats, Folded, Int32s, Int64s, Segment, longer
from syndication.relate.snapshot import Packed
from syndication.relate.terms import Ids

_Scalar = TypeVar("_Scalar", bound=np.generic)

#: Words of an article beyond so many are not counted: it is what a packed count can hold.
MAX_WORDS = 65_535
_PLACE_BITS = 16
#: Stretches to one window. A query sees whole stretches: more of them come nearer to the window, and cost more to ask.
STRETCHES = 4
#: A segment that has so many words and pairs is followed by another one of the same stretch, so that a flood of
#: articles of one day can be dropped in parts: about 25 MB.
SEGMENT_SIZE = 2_000_000
#: A slot of the corpus is that of the segment, and above it the segment's serial number.
_SERIAL_SHIFT = 24
_SLOT = (1 << _SERIAL_SHIFT) - 1
#: Room of a new corpus, in terms and in segments with a row of the tables: only those that are looked at need one.
_TERMS, _ROWS = 256, 8

#: ln(1 + df). Of a df beyond it, which only words too common to count have, the last is good enough.
_LN: Floats = np.log1p(np.arange(1 << 16)).astype(np.float32)


class Corpus:
    """Raw counts of the articles of one language. A *slot* is an article's place."""

    def __init__(self, window_s: int) -> None:
        """``window_s``: how far from a newcomer's time a query looks, in seconds."""
        self.width = -(-window_s // STRETCHES) or 1  #: seconds of a stretch
        self.terms = Ids()
        self.slot_of: dict[int, int] = {}  #: by number, articles that are here
        self.segments: dict[int, list[Segment]] = {}  #: by stretch; one without articles may be here too
        self.volume = 0  #: words and pairs in memory
        self._serials: dict[int, Segment] = {}
        self._next_serial = 0
        self._rows: list[Segment | None] = [None] * _ROWS
        # By row and term. A segment out of sight is folded when its row is needed, for the tables are as wide as the
        # language has words: an archive of years in no order would else take gigabytes.
        self._df_of = np.zeros((_ROWS, _TERMS), np.int32)
        self._newest = np.full((_ROWS, _TERMS), -1, np.int32)  # place of the newest posting, -1: none
        # What is in sight of the last ``look``.
        self.size = 0  #: articles
        self.df: Int32s = np.zeros(_TERMS, np.int32)  #: by term, in how many of them it stands
        self._ln_df: Floats = np.zeros(_TERMS, np.float32)
        #: By term, a query's weights while it runs, else zeros; and whether it has the word.
        self.scratch: Floats = np.zeros(_TERMS, np.float32)
        self.marks = np.zeros(_TERMS, np.bool_)
        self._centre: int | None = None
        self._sight: list[Segment] = []  # nearest first, of equally near ones the later

    def stretch(self, time: int) -> int:
        """The number of the stretch that a time lies in."""
        return time // self.width

    def around(self, time: int) -> range:
        """The stretches that a query at this time sees."""
        centre = self.stretch(time)
        return range(centre - STRETCHES, centre + STRETCHES + 1)

    def sees(self, stretch: int) -> bool:
        """Whether a stretch is in sight."""
        return self._centre is not None and abs(stretch - self._centre) <= STRETCHES

    def slot(self, number: int) -> int | None:
        """Where an article is that is in sight; None if it is not."""
        slot = self.slot_of.get(number)
        return slot if slot is not None and self._at(slot)[0] in self._sight else None

    def look(self, time: int) -> None:
        """See what lies around this time: before queries, and before ``insert`` of their articles."""
        centre = self.stretch(time)
        if centre != self._centre:
            self._centre = centre
            self._see()

    def bag(self, words: Sequence[str]) -> Bag:
        """Count the words of one article. New ones get an id here, though they stand in no article yet.

        By sorting: with ids in order what a query reads for them lies in order too, which saves a fifth of its time.
        """
        ids = self._ids(words[:MAX_WORDS])
        # Sorted with their places in one number: numpy sorts numbers ten times faster than it finds their order.
        keys = ids.astype(np.int64) << _PLACE_BITS | np.arange(len(ids))
        keys.sort()
        rising = (keys >> _PLACE_BITS).astype(np.int32)
        firsts, counts = _runs(rising)
        pairs = (ids[:-1].astype(np.int64) << 32) | ids[1:]
        pairs.sort()
        pair_firsts, pair_counts = _runs(pairs)
        return Bag(
            ids=rising.take(firsts),
            counts=counts,
            pairs=pairs.take(pair_firsts),
            pair_counts=pair_counts,
            places=(keys.take(firsts) & (1 << _PLACE_BITS) - 1).astype(np.int32),
        )

    def insert(self, entry: Entry, bag: Bag) -> None:
        """Put in an article that is not here."""
        segment = self._open(self.stretch(entry.time))
        self.slot_of[entry.number] = segment.serial << _SERIAL_SHIFT | len(segment.numbers)
        row = self._row(segment)  # first: the tables may grow
        newest = self._newest[row]
        begin = segment.append(entry, bag, newest.take(bag.ids))
        newest[bag.ids] = np.arange(begin, begin + len(bag.ids), dtype=np.int32)
        self.volume += bag.size
        self._count(segment, bag, 1)

    def remove(self, number: int) -> None:
        """Take an article out that is here."""
        segment, slot = self._at(self.slot_of.pop(number))
        bag = segment.bag(slot)
        segment.remove(slot)
        self._count(segment, bag, -1)
        if segment.wasteful:
            self._pack(segment)

    def cover(self, stretch: int) -> bool:
        """Whether a stretch is new here, and so is to be loaded; from now on it is not."""
        new = stretch not in self.segments
        self.segments.setdefault(stretch, [])
        return new

    def drop(self, stretch: int, segment: Segment | None = None) -> list[int]:
        """Forget a stretch, or one segment of it, and the words that stand nowhere else. Returns its articles."""
        dropped = self.segments.pop(stretch) if segment is None else [segment]
        if segment is not None:
            self.segments[stretch].remove(segment)
        numbers = []
        for each in dropped:
            numbers += [each.numbers[slot] for slot in each.slots()]
            self.volume -= each.size
            del self._serials[each.serial]
            if each.row is not None:
                self._rows[each.row] = None
        for number in numbers:
            del self.slot_of[number]
        if dropped:
            self._see()
            self._forget_words()
        return numbers

    def entry(self, slot: int) -> Entry:
        """The article at a slot."""
        segment, place = self._at(slot)
        return segment.entry(place)

    def time(self, slot: int) -> int:
        """When the article at a slot was published; that of a removed one is like no other."""
        return self._serials[slot >> _SERIAL_SHIFT].times[slot & _SLOT]

    def bag_at(self, slot: int) -> Bag:
        """What the article at a slot says: views, to be read before the next insert."""
        segment, place = self._at(slot)
        return segment.bag(place)

    def ln_df(self, ids: Int32s) -> Floats:
        """ln(1 + df) of these terms, df among the articles in sight."""
        return self._ln_df.take(ids)

    def pair_ln_df(self, pairs: Int64s) -> Floats:
        """What is taken for ln(1 + df) of these pairs: that of the rarer word.

        It is at least the pair's own. On the July set it finds as well as counting pairs does, which would take more
        memory than the pairs themselves.
        """
        both = self.ln_df(pairs.view(np.int32))
        return np.minimum(both[0::2], both[1::2])

    def shares(self, ids: Int32s, weights: list[float], most: int, most_in_all: int) -> dict[int, float]:
        """Sum, by slot, the weights of those terms that stand in it.

        Over the ``most`` postings of each term that are newest or lie nearest in time, and ``most_in_all`` of the first
        terms. Removed articles are among them. A plain loop: the rarest words have few postings, for which numpy's
        calls cost more than they save.
        """
        rows = np.array([self._row(segment) for segment in self._sight], np.intp)
        places = self._newest[rows[:, None], ids].T.tolist()
        links = [segment.links for segment in self._sight]
        bases = [segment.serial << _SERIAL_SHIFT for segment in self._sight]
        shares: defaultdict[int, float] = defaultdict(float)
        for newest, weight in zip(places, weights, strict=True):
            left = min(most, most_in_all)
            most_in_all -= left
            for older, base, place in zip(links, bases, newest, strict=True):
                while place >= 0 and left:
                    shares[base | older[2 * place]] += weight
                    place = older[2 * place + 1]
                    left -= 1
            most_in_all += left
        return shares

    def pack(self, stretch: int) -> Packed:
        """The articles of a stretch, in the order in which they came."""
        found = [(each.entry(slot), each.bag(slot)) for each in self.segments.get(stretch, ()) for slot in each.slots()]
        bags = [bag for _, bag in found]
        ids = _joined([bag.ids for bag in bags], np.int32)
        pairs = _joined([bag.pairs for bag in bags], np.int64)
        used = np.unique(ids)
        place = np.zeros(len(self.df), np.int32)
        place[used] = np.arange(len(used), dtype=np.int32)
        names = self.names()
        return Packed(
            words=[names[term] for term in used.tolist()],
            entries=[entry for entry, _ in found],
            sizes=np.array([len(bag.ids) for bag in bags], np.int64),
            ids=place.take(ids),
            counts=_joined([bag.counts for bag in bags], np.uint16),
            pair_sizes=np.array([len(bag.pairs) for bag in bags], np.int64),
            pairs=place.take(pairs.view(np.int32)).view(np.int64),
            pair_counts=_joined([bag.pair_counts for bag in bags], np.uint16),
        )

    def bags(self, packed: Packed) -> Iterator[tuple[Entry, Bag]]:
        """What was packed, with this corpus's ids of its words; to be put in."""
        here = self._ids(packed.words)
        ids, pairs = here.take(packed.ids), here.take(packed.pairs.view(np.int32)).view(np.int64)
        # Within each article they must rise again.
        by_id = (np.arange(len(packed.entries)).repeat(packed.sizes) << 32 | ids).argsort(kind="stable")
        ids, counts = ids.take(by_id), packed.counts.take(by_id)
        ends, pair_ends = packed.sizes.cumsum().tolist(), packed.pair_sizes.cumsum().tolist()
        begin = pair_begin = 0
        for entry, end, pair_end in zip(packed.entries, ends, pair_ends, strict=True):
            words, twos = slice(begin, end), slice(pair_begin, pair_end)
            by_pair = pairs[twos].argsort()
            mine, times = pairs[twos].take(by_pair), packed.pair_counts[twos].take(by_pair)
            yield entry, Bag(ids=ids[words], counts=counts[words], pairs=mine, pair_counts=times)
            begin, pair_begin = end, pair_end

    def articles(self) -> Iterator[tuple[Entry, dict[str, int]]]:
        """Every article that is here, by stretch and then in order of arrival, with the count of each of its words."""
        names = self.names()
        for _, segments in sorted(self.segments.items()):
            for segment in segments:
                for slot in segment.slots():
                    bag = segment.bag(slot)
                    pairs = zip(bag.ids.tolist(), bag.counts.tolist(), strict=True)
                    yield segment.entry(slot), {names[term]: count for term, count in pairs}

    def names(self) -> dict[int, str]:
        """The word of each term id."""
        return {number: word for word, number in self.terms.items()}

    def _at(self, slot: int) -> tuple[Segment, int]:
        return self._serials[slot >> _SERIAL_SHIFT], slot & _SLOT

    def _open(self, stretch: int) -> Segment:
        """The segment of a stretch that takes the next article."""
        segments = self.segments.setdefault(stretch, [])
        if not segments or segments[-1].size > SEGMENT_SIZE:
            segment = Segment(self._next_serial, stretch)
            self._next_serial += 1
            self._serials[segment.serial] = segment
            segments.append(segment)
            self._see()
        return segments[-1]

    def _row(self, segment: Segment) -> int:
        """The row of the tables that a segment has, or now gets."""
        if segment.row is not None:
            return segment.row
        row = self._free_row()
        self._df_of[row], self._newest[row] = 0, -1
        if segment.folded is not None:
            ids, df, newest = segment.folded
            self._df_of[row, ids], self._newest[row, ids] = df, newest
            segment.folded = None
        self._rows[row], segment.row = segment, row
        return row

    def _free_row(self) -> int:
        if None in self._rows:
            return self._rows.index(None)
        for row, segment in enumerate(self._rows):
            if segment is not None and segment not in self._sight:
                ids = np.flatnonzero(self._newest[row] >= 0).astype(np.int32)
                segment.folded = Folded(ids, self._df_of[row].take(ids), self._newest[row].take(ids))
                segment.row = None
                return row
        more = ((0, _ROWS), (0, 0))
        self._df_of, self._newest = np.pad(self._df_of, more), np.pad(self._newest, more)
        self._rows += [None] * _ROWS
        return len(self._rows) - _ROWS

    def _see(self) -> None:
        """Count anew what is in sight: segments have come or gone, or another time is looked at."""
        centre = self._centre
        if centre is None:
            return
        near = sorted(range(centre - STRETCHES, centre + STRETCHES + 1), key=lambda each: (abs(each - centre), -each))
        self._sight = [segment for stretch in near for segment in reversed(self.segments.get(stretch, ()))]
        self.size = sum(segment.living for segment in self._sight)
        self.df[:] = 0
        for segment in self._sight:
            row = self._row(segment)  # first: the tables may grow
            self.df += self._df_of[row]
        self._ln_df = _LN.take(self.df, mode="clip")

    def _count(self, segment: Segment, bag: Bag, step: int) -> None:
        row = self._row(segment)  # first: the tables may grow
        self._df_of[row, bag.ids] += np.int32(step)
        if segment in self._sight:
            self.df[bag.ids] = df = self.df.take(bag.ids) + np.int32(step)
            self._ln_df[bag.ids] = _LN.take(df, mode="clip")
            self.size += step

    def _pack(self, segment: Segment) -> None:
        """Put a segment anew in its own place, without what removed articles left behind."""
        fresh = Segment(segment.serial, segment.stretch)
        fresh.row = self._row(segment)
        newest = self._newest[fresh.row]
        newest[:] = -1
        for slot in segment.slots():
            entry, bag = segment.entry(slot), segment.bag(slot)
            self.slot_of[entry.number] = segment.serial << _SERIAL_SHIFT | len(fresh.numbers)
            begin = fresh.append(entry, bag, newest.take(bag.ids))
            newest[bag.ids] = np.arange(begin, begin + len(bag.ids), dtype=np.int32)
        self.volume += fresh.size - segment.size
        segments = self.segments[segment.stretch]
        segments[segments.index(segment)] = self._rows[fresh.row] = self._serials[fresh.serial] = fresh
        self._see()

    def _forget_words(self) -> None:
        stands = np.zeros(len(self.df), np.bool_)
        for segment in self._serials.values():
            if segment.row is not None:
                stands |= self._df_of[segment.row] > 0
            elif segment.folded is not None:
                stands[segment.folded.ids.compress(segment.folded.df > 0)] = True
        known = stands.tolist()
        for word in [word for word, number in self.terms.items() if not known[number]]:
            self.terms.forget(word)

    def _ids(self, words: Sequence[str]) -> Int32s:
        """The id of each word; new ones get one."""
        ids = np.fromiter(map(self.terms.__getitem__, words), np.int32, len(words))
        needed = self.terms.end
        if needed > len(self.df):
            self.df, self.scratch = longer(self.df, needed), longer(self.scratch, needed)
            self._ln_df = longer(self._ln_df, needed)
            self.marks = np.zeros(len(self.df), np.bool_)
            self._df_of, self._newest = longer(self._df_of, needed), longer(self._newest, needed, -1)
        return ids


def _joined(arrays: list[npt.NDArray[_Scalar]], kind: type[_Scalar]) -> npt.NDArray[_Scalar]:
    return np.concatenate([np.zeros(0, kind), *arrays])


def _runs(rising: Int32s | Int64s) -> tuple[Int64s, Counts]:
    """Where each value of a sorted array begins, and how often it stands there."""
    size = len(rising)
    new = np.ones(size + 1, np.bool_)  # where another value begins, and the end
    np.not_equal(rising[1:], rising[:-1], out=new[1:size])
    firsts = new.nonzero()[0]
    return firsts[:-1], (firsts[1:] - firsts[:-1]).astype(np.uint16)
