"""Which articles of a corpus are most like a new one: candidates by its rarest words, then the exact cosine.

    bag | weights | RAREST words that others have | newest POSTINGS of each | CANDIDATES that share most, in the window
        | cosine over all words

The weight of a word in an article is (1 + ln count) * (ln((1 + N) / (1 + df)) + 1), N articles of the language, df of
them with the word, both as they are at the query; a too common word weighs nothing. The work per query is bounded,
however long the archive is.
"""

from __future__ import annotations

import math

import numpy as np

from syndication.relate.corpus import MAX_WORDS, Bag, Corpus, Counts, Floats

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


def nearest(corpus: Corpus, bag: Bag, time: int, window_s: int) -> list[tuple[int, float]]:
    """Slots of the articles most like ``bag`` at most ``window_s`` seconds from ``time``, and their cosines; unordered.

    ``bag`` is not in the corpus itself.
    """
    query = Query(corpus, bag)
    slots = query.candidates(time, window_s)
    return list(zip(slots, query.cosines(slots), strict=True)) if slots else []


class Query:
    """One article's words, weighted by a corpus as it is now."""

    def __init__(self, corpus: Corpus, bag: Bag) -> None:
        """``bag``: the words of an article that is, or is not yet, in the corpus."""
        self.corpus = corpus
        self.ids, self.counts = bag.ids, bag.counts
        self.ln_df = corpus.ln_df.take(bag.ids)
        self.top = np.float32(math.log1p(corpus.size) + 1)  #: the rarity of a word that no article has
        common = int(corpus.size * COMMON) if corpus.size >= COMMON_FROM else corpus.size
        self.limit = np.float32(math.log1p(common + 0.5))  #: ln(1 + df) of a too common word is greater
        self.weights = self._weights(bag.counts, self.ln_df)

    def candidates(self, time: int, window_s: int) -> list[int]:
        """At most CANDIDATES slots, those that share the most weight in the rarest words."""
        corpus = self.corpus
        # Newest words first: among equally rare ones they lead to the newest articles.
        usable = np.flatnonzero((self.ln_df > 0) & (self.weights > 0))[::-1]
        if len(usable) > RAREST:
            usable = usable.take(self.ln_df.take(usable).argsort(kind="stable")[:RAREST])
        weights = self.weights.take(usable)
        squares = (weights * weights).tolist()
        shares = corpus.shares(self.ids.take(usable).tolist(), squares, POSTINGS, POSTINGS_IN_ALL)
        best: list[int] = []
        for slot in sorted(shares, key=shares.__getitem__, reverse=True):
            if abs(corpus.times[slot] - time) <= window_s:
                best.append(slot)
                if len(best) == CANDIDATES:
                    break
        return best

    def cosines(self, slots: list[int]) -> list[float]:
        """The cosine of the query with each of these articles, over all their words."""
        if not slots:
            return []
        corpus = self.corpus
        stretches = [corpus.stretch(slot) for slot in slots]
        ids = np.concatenate([corpus.term[stretch] for stretch in stretches]).astype(np.intp)
        counts = np.concatenate([corpus.count[stretch] for stretch in stretches])
        lengths = [stretch.stop - stretch.start for stretch in stretches]
        weights = self._weights(counts, corpus.ln_df.take(ids))
        corpus.scratch[self.ids] = self.weights
        products = weights * corpus.scratch.take(ids)
        corpus.scratch[self.ids] = 0
        firsts = np.cumsum([0, *lengths[:-1]])
        norms = np.add.reduceat(weights * weights, firsts) * (self.weights @ self.weights)
        cosines: list[float] = (np.add.reduceat(products, firsts) / np.sqrt(norms)).tolist()
        return cosines

    def _weights(self, counts: Counts, ln_df: Floats) -> Floats:
        return _TF.take(counts) * (self.top - ln_df) * (ln_df <= self.limit)
