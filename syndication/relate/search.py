"""Which articles of a corpus are most like a new one: candidates by its rarest words, then the exact cosine.

    bag | weights | RAREST words that others have | newest POSTINGS of each | CANDIDATES that share most, in the window
        | cosine over all words, and over all pairs of adjacent words

The weight of a word in an article is (1 + ln count) * (ln((1 + N) / (1 + df)) + 1), N articles of the language around
the newcomer's time, df of them with the word, both as they are at the query; a too common word weighs nothing. A pair
weighs as if it stood in as many articles as the rarer of its words. The work per query is bounded, however long the
archive is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from syndication.relate.corpus import MAX_WORDS, Corpus
from syndication.relate.segment import Bag, Counts, Floats

#: How many of an article's rarest words look for candidates.
RAREST = 20
#: How many postings of a word are looked at, newest first: bounds the work where the rarest words are not rare.
POSTINGS = 200
#: How many postings are looked at in all, beginning with those of the rarest word: on the July set 400 already find as
#: well as all, and the slowest hundredth of the queries had five times as many.
POSTINGS_IN_ALL = 500
#: How many candidates get the exact cosine, and so the most hits that there can be.
CANDIDATES = 20
#: A word that stands in more than this share of the articles tells nothing ...
COMMON = 0.1
#: ... which can be said only from this many articles on: among three articles every word is common.
COMMON_FROM = 100

#: 1 + ln of every count that there can be, so that a weight is a look-up. The first is never used.
_TF: Floats = (1 + np.log(np.maximum(np.arange(MAX_WORDS + 1), 1))).astype(np.float32)
#: ln(1 + df) of a word that one article has.
_LN_2 = np.float32(math.log(2.0) + 1e-6)
#: Under the root of a cosine of texts without words, which is 0.
_TINY = np.float32(1e-9)
#: More than single precision loses in a likeness.
_ROUNDING = 1e-4


class Likeness(NamedTuple):
    """How alike two articles are, 0 to 1."""

    words: float  #: cosine over the words
    pairs: float  #: over the pairs of adjacent words
    part: float  #: over the pairs, as if the longer one said no more than the shorter one

    @property
    def score(self) -> float:
        """What lists are ordered by. Words find what is of one matter, pairs tell copies from their like."""
        return (self.words + self.pairs) / 2


class Query:
    """One article's words, weighted by a corpus as it is now."""

    def __init__(self, corpus: Corpus, bag: Bag) -> None:
        """``bag``: the words of an article that is, or is not yet, in the corpus."""
        self.corpus = corpus
        self.ids, self.counts = bag.ids, bag.counts
        self.bag = bag
        self.ln_df = corpus.ln_df(bag.ids)
        self.top = np.float32(math.log1p(corpus.size) + 1)  #: the rarity of a word that no article has
        common = int(corpus.size * COMMON) if corpus.size >= COMMON_FROM else corpus.size
        self.limit = np.float32(math.log1p(common + 0.5))  #: ln(1 + df) of a too common word is greater
        self.weights = self._weights(bag.counts, self.ln_df)
        self.pair_ln_df = corpus.pair_ln_df(bag.pairs)
        self.pair_weights = self._weights(bag.pair_counts, self.pair_ln_df)

    def candidates(self, time: int, window_s: int) -> list[int]:
        """At most CANDIDATES slots, those that share the most weight in the rarest words."""
        corpus = self.corpus
        # Words that nobody else has lead to nobody: a stored article, which has no places, is in each df itself.
        least = 0 if self.bag.places is not None else _LN_2
        usable = ((self.ln_df > least) & (self.weights > 0)).nonzero()[0]
        # Of equally rare words those that stand first: ids would hang on what else is or was in memory.
        places = self.ids if self.bag.places is None else self.bag.places
        usable = usable.take(np.lexsort((places.take(usable), self.ln_df.take(usable)))[:RAREST])
        weights = self.weights.take(usable)
        squares = (weights * weights).tolist()
        shares = corpus.shares(self.ids.take(usable), squares, POSTINGS, POSTINGS_IN_ALL)
        best: list[int] = []
        for slot in sorted(shares, key=shares.__getitem__, reverse=True):
            if abs(corpus.time(slot) - time) <= window_s:
                best.append(slot)
                if len(best) == CANDIDATES:
                    break
        return best

    def compare(self, slots: Sequence[int], least: float = 0.0) -> dict[int, Likeness]:
        """How like the query these articles are, over all their words and pairs, by slot.

        Those with a score below ``least`` may be left out. Most of what shares a rare word shares little else, and this
        shows before all its pairs are weighed, which takes the longest.
        """
        if not slots:
            return {}
        bags = [self.corpus.bag_at(slot) for slot in slots]
        words = self._words(bags)
        dots, squares = self._shared_pairs(bags)
        own = self.pair_weights @ self.pair_weights
        # With no other pairs than the shared ones an article would be most like the query.
        worth = (words + dots / _root(squares * own) >= 2 * least - _ROUNDING).nonzero()[0]
        dots, squares = dots.take(worth), self._pair_squares([bags[place] for place in worth.tolist()])
        both = dots / _root(squares * own)
        part = dots / np.maximum(np.minimum(squares, own), _TINY)
        found = map(Likeness, words.take(worth).tolist(), both.tolist(), part.tolist())
        return {slots[place]: likeness for place, likeness in zip(worth.tolist(), found, strict=True)}

    def shared(self, slot: int, most: int) -> list[int]:
        """The terms that the query and this article have and that add most to the likeness of their words."""
        bag = self.corpus.bag_at(slot)
        ids, mine, theirs = np.intersect1d(self.ids, bag.ids, assume_unique=True, return_indices=True)
        products = self.weights.take(mine) * self._weights(bag.counts.take(theirs), self.corpus.ln_df(ids))
        order = np.lexsort((ids, -products))[:most]
        return [int(term) for term, product in zip(ids[order], products[order], strict=True) if product > 0]

    def _words(self, bags: Sequence[Bag]) -> Floats:
        """The cosine of the words of each."""
        scratch = self.corpus.scratch
        ids, lengths = np.concatenate([bag.ids for bag in bags]), [len(bag.ids) for bag in bags]
        weights = self._weights(np.concatenate([bag.counts for bag in bags]), self.corpus.ln_df(ids))
        scratch[self.ids] = self.weights
        dots = _sums(weights * scratch.take(ids), lengths)
        scratch[self.ids] = 0
        return dots / _root(_sums(weights * weights, lengths) * (self.weights @ self.weights))

    def _shared_pairs(self, bags: Sequence[Bag]) -> tuple[Floats, Floats]:
        """For each the product of its weights with the query's, and the sum of the squares of its shared pairs."""
        marks, mine = self.corpus.marks, self.bag.pairs
        pairs = np.concatenate([bag.pairs for bag in bags])
        marks[self.ids] = True
        both = marks.take(pairs.view(np.int32))
        marks[self.ids] = False
        near = (both[0::2] & both[1::2]).nonzero()[0]  # few: a search for each of all would take longer than the rest
        wanted = pairs.take(near)
        at = mine.searchsorted(wanted)
        shared = (mine.take(at, mode="clip") == wanted).nonzero()[0] if len(mine) else near[:0]
        near, at = near.take(shared), at.take(shared)
        counts = np.concatenate([bag.pair_counts for bag in bags]).take(near)
        weights = self._weights(counts, self.pair_ln_df.take(at))
        owners = np.array([len(bag.pairs) for bag in bags]).cumsum().searchsorted(near, side="right")
        dots = np.bincount(owners, weights * self.pair_weights.take(at), len(bags))
        return dots.astype(np.float32), np.bincount(owners, weights * weights, len(bags)).astype(np.float32)

    def _pair_squares(self, bags: Sequence[Bag]) -> Floats:
        """For each the sum of the squares of the weights of all its pairs."""
        if not bags:
            return np.zeros(0, np.float32)
        pairs, counts = np.concatenate([bag.pairs for bag in bags]), np.concatenate([bag.pair_counts for bag in bags])
        weights = self._weights(counts, self.corpus.pair_ln_df(pairs))
        return _sums(weights * weights, [len(bag.pairs) for bag in bags])

    def _weights(self, counts: Counts, ln_df: Floats) -> Floats:
        return _TF.take(counts) * (self.top - ln_df) * (ln_df <= self.limit)


def _root(squares: Floats) -> Floats:
    return np.sqrt(np.maximum(squares, _TINY))


def _sums(values: Floats, lengths: list[int]) -> Floats:
    """The sum of each of the stretches, one after the other, that have these lengths; some may be empty."""
    sizes = np.array(lengths)
    some = sizes.nonzero()[0]
    sums = np.zeros(len(sizes), np.float32)
    if len(some):
        sums[some] = np.add.reduceat(values, (sizes.cumsum() - sizes).take(some))
    return sums
