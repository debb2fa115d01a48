"""Which articles of a corpus are most like a new one: candidates by its rarest words, then the exact cosine.

    bag | kept words | 20 rarest that others have | newest 200 postings of each | in the window
        | 20 best by what they share | cosine of all kept words

The weight of a word in an article is (1 + ln count) * (ln((1 + N) / (1 + df)) + 1), N articles of the language, df of
them with the word, both as they are at the query. Work per query is bounded: at most 20 * 200 postings and 20 cosines,
however long the archive is.
"""

from __future__ import annotations

from array import array

import numpy as np

from syndication.relate.corpus import LN, Bag, Corpus, Floats, Ints

#: How many of an article's rarest words look for candidates. Rarer words tell more; more words find hardly more
#: (July set: 20 with bodies; 30 with 60-word leads were a little better, so the greater does for both).
RAREST = 20
#: How many postings of a word are looked at, newest first: bounds the work where a rare-looking word is not rare.
POSTINGS = 200
#: How many candidates get the exact cosine, and so the most hits that there can be.
CANDIDATES = 20
#: A word that stands in more than this share of the articles tells nothing ...
COMMON = 0.1
#: ... which can be said only from this many articles on: in three articles every word is common.
COMMON_FROM = 100


class Query:
    """One article's words, weighted by a corpus as it is now. ``ids`` and ``weights`` hold the kept words only."""

    def __init__(self, corpus: Corpus, bag: Bag) -> None:
        self.corpus = corpus
        self.top = np.log1p(corpus.size) + 1.0  #: idf of a word that no article has
        self.limit = np.log1p(corpus.size * COMMON) if corpus.size >= COMMON_FROM else np.inf  #: greatest ln(1 + df)
        ln_df = corpus.ln_df[bag.ids]
        kept = ln_df <= self.limit
        self.ids = bag.ids[kept]
        self.ln_df = ln_df[kept]
        weights = (1.0 + LN[bag.counts[kept]]) * (self.top - self.ln_df)
        length = np.sqrt(weights @ weights)
        self.weights: Floats = weights / length if length else weights

    def hits(self, time: int, window_s: int) -> tuple[Ints, Floats]:
        """Slots of the nearest articles at most ``window_s`` seconds from ``time``, and their cosines; unordered."""
        slots = self._candidates(time, window_s)
        return slots, self._cosines(slots)

    def _candidates(self, time: int, window_s: int) -> Ints:
        """At most CANDIDATES slots, those that share the most weight in the rarest words."""
        shared = np.flatnonzero(self.ln_df > 0.0)
        if len(shared) > RAREST:
            shared = shared[np.argsort(self.ln_df[shared], kind="stable")[:RAREST]]
        found = array("I")
        lengths = []
        for term in self.ids[shared].tolist():
            newest = self.corpus.postings[term][-POSTINGS:]
            lengths.append(len(newest))
            found.extend(newest)
        if not found:
            return np.zeros(0, np.int64)
        slots, place = np.unique(np.frombuffer(found, np.uint32), return_inverse=True)
        shares = np.bincount(place, np.repeat(self.weights[shared] ** 2, lengths))
        near = np.abs(self.corpus.time[slots] - time) <= window_s
        slots, shares = slots[near], shares[near]
        if len(slots) > CANDIDATES:
            slots = slots[np.argsort(-shares, kind="stable")[:CANDIDATES]]
        return slots.astype(np.int64)

    def _cosines(self, slots: Ints) -> Floats:
        """The cosine of the query with each of these articles, over all their kept words."""
        if not len(slots):
            return np.zeros(0)
        corpus = self.corpus
        begins, ends = corpus.start[slots], corpus.start[slots + 1]
        stretches = [slice(b, e) for b, e in zip(begins.tolist(), ends.tolist(), strict=True)]
        ids = np.concatenate([corpus.words[stretch] for stretch in stretches])
        counts = np.concatenate([corpus.counts[stretch] for stretch in stretches])
        ln_df = corpus.ln_df[ids]
        weights = (1.0 + LN[counts]) * (self.top - ln_df) * (ln_df <= self.limit)
        mine = np.zeros(len(corpus.df))
        mine[self.ids] = self.weights
        firsts = np.cumsum(ends - begins) - (ends - begins)
        squares = np.add.reduceat(weights * weights, firsts)
        cosines: Floats = np.add.reduceat(weights * mine[ids], firsts) / np.sqrt(squares)
        return cosines
