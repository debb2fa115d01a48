"""Whether a newcomer tells of the same event as earlier articles: thresholds, and which stories it joins.

near articles | score, threshold, margin = score - threshold
their stories | average margin to the newest members | the best that is not below 0 is joined
              | others too, if the two stories agree on the average as well
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from syndication.relate.corpus import Corpus
from syndication.relate.search import Query
from syndication.relate.segment import Bag, Entry
from syndication.relate.stories import Stories

#: Hits below this cosine share chance words only.
MIN_SCORE = 0.05
#: What a corpus keeps of an article's form: it has a body, a lead only, or next to nothing.
FORMS = ("body", "lead", "tiny")
BODY, LEAD, TINY = range(3)
#: Scores are rounded to this many digits: processors differ in the last bits of a sum.
_DIGITS = 5
_DAY_S = 86_400
#: The margin of a pair that must not be joined, whatever it shares.
NEVER = -1.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which cosine on two articles of one language tell of the same event."""

    #: Both with bodies. On the July set this finds .998 of the copies; .92 of the pairs it joins are copies, others
    #: report one event in their own words or belong to a daily series (.70 would join .95 copies and miss hardly one).
    body: float = 0.645
    #: Added for each day between them: the daily weather is not one story.
    per_day: float = 0.03
    #: One of them with a lead only: outlets rewrite the lead and share the rest, so short texts must agree more. July
    #: cut to 60 words: .90 of the copies found, .94 of the pairs are copies.
    lead: float = 0.75

    def between(self, one: Entry, other: Entry) -> float | None:
        """The threshold of a pair; None if one of them says too little to be of any event."""
        if TINY in (one.kind, other.kind):
            return None
        if LEAD in (one.kind, other.kind):
            return self.lead
        return self.body + self.per_day * abs(one.time - other.time) / _DAY_S


#: Languages whose texts need other thresholds than the measured Arabic ones; none so far.
BY_LANGUAGE: Mapping[str, Thresholds] = {}
_DEFAULT = Thresholds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The newcomer and an earlier article."""

    number: int  #: the earlier one
    score: float  #: cosine, rounded
    threshold: float | None  #: see ``Thresholds.between``
    shared: tuple[str, ...] = ()  #: folded words that both have and that weigh most, heaviest first
    conflicts: tuple[str, ...] = ()  #: what speaks against one event, as sentences' ends: "numbers 4 and 5"

    @property
    def margin(self) -> float:
        """How far the score is above the threshold."""
        return NEVER if self.threshold is None else self.score - self.threshold


class Word(NamedTuple):
    """A word of an article, as its corpus weighs it."""

    word: str  #: folded
    times: int  #: how often it stands in the article
    articles: int  #: of the language that have it
    weight: float  #: share in the article's vector, 0 to 1; 0: too common


class Match:
    """One newcomer against the articles of its language and their stories. It is not in the corpus yet."""

    def __init__(self, corpus: Corpus, stories: Stories, entry: Entry, bag: Bag, language: str) -> None:
        """``entry``, ``bag``: the newcomer."""
        self._corpus = corpus
        self._stories = stories
        self._entry = entry
        self._query = Query(corpus, bag)
        self._thresholds = BY_LANGUAGE.get(language, _DEFAULT)
        self._pairs: dict[int, Pair] = {}  # by number of the earlier article

    @classmethod
    def stored(cls, corpus: Corpus, stories: Stories, number: int, language: str) -> Self:
        """An article that is in the corpus, against the others."""
        slot = corpus.slot_of[number]
        return cls(corpus, stories, corpus.entry(slot), corpus.bag_at(slot), language)

    def words(self) -> tuple[Word, ...]:
        """The article's words, heaviest first."""
        query, names = self._query, self._corpus.names()
        norm = float(query.weights @ query.weights) ** 0.5 or 1.0
        found = [
            Word(names[term], count, articles, round(weight / norm, 4))
            for term, count, articles, weight in zip(
                query.ids.tolist(),
                query.counts.tolist(),
                self._corpus.df.take(query.ids).tolist(),
                query.weights.tolist(),
                strict=True,
            )
        ]
        return tuple(sorted(found, key=lambda word: (-word.weight, word.word)))

    def pairs(self, numbers: Iterable[int]) -> list[Pair]:
        """The pairs with these articles, near or not; with those that are not in the corpus there is none."""
        return self._compare(self._query, self._entry, list(self._present(numbers).values()))

    def nearest(self, window_s: int) -> list[Pair]:
        """The earlier articles most like the newcomer and at most ``window_s`` away from it in time, best first."""
        slots = self._query.candidates(self._entry.time, window_s)
        own = self._corpus.slot_of.get(self._entry.number)
        slots = [slot for slot in slots if slot != own]
        pairs = self._compare(self._query, self._entry, slots)
        self._pairs = {pair.number: pair for pair in pairs}
        near = [pair for pair in pairs if pair.score >= MIN_SCORE]
        return sorted(near, key=lambda pair: (-pair.score, pair.number))

    def groups(self) -> list[int]:
        """The stories, and articles that are alone, that are one with the newcomer; the best first, often none.

        To be asked after ``nearest``.
        """
        touched = {self._stories.group(pair.number) for pair in self._pairs.values() if pair.margin >= 0}
        averages = {group: self._average(self._query, self._entry, self._stories.newest(group)) for group in touched}
        wanted = sorted(
            (group for group in touched if averages[group] >= 0), key=lambda group: (-averages[group], group)
        )
        joined = wanted[:1]
        for group in wanted[1:]:
            if self._bridges(joined, group, averages[group]):
                joined.append(group)
        return joined

    def _bridges(self, joined: Sequence[int], group: int, newcomer: float) -> bool:
        """Whether a further group agrees on the average with what the newcomer has joined so far, it included."""
        inside = [number for each in joined for number in self._stories.newest(each)]
        others = self._stories.newest(group)
        averages = [newcomer]
        for slot in self._present(inside).values():
            query = Query(self._corpus, self._corpus.bag_at(slot))
            averages.append(self._average(query, self._corpus.entry(slot), others))
        return sum(averages) / len(averages) >= 0

    def _average(self, query: Query, entry: Entry, numbers: Sequence[int]) -> float:
        """The average margin of one article to others; of those that are not in the corpus nothing is known."""
        known = self._pairs if query is self._query else {}
        present = self._present(numbers)
        slots = [slot for number, slot in present.items() if number not in known]
        margins = [known[number].margin for number in present if number in known]
        margins += [pair.margin for pair in self._compare(query, entry, slots)]
        return sum(margins) / len(margins) if margins else NEVER

    def _present(self, numbers: Iterable[int]) -> dict[int, int]:
        """The slots of those articles that are in sight: others may be in memory or not, and so must not count."""
        slots = {number: self._corpus.slot(number) for number in numbers}
        return {number: slot for number, slot in slots.items() if slot is not None}

    def _compare(self, query: Query, entry: Entry, slots: list[int]) -> list[Pair]:
        pairs = []
        for slot, cosine in zip(slots, query.cosines(slots), strict=True):
            other = self._corpus.entry(slot)
            score = round(min(cosine, 1.0), _DIGITS)
            pairs.append(Pair(number=other.number, score=score, threshold=self._thresholds.between(entry, other)))
        return pairs
