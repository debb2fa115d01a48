"""Whether a newcomer tells of the same event as earlier articles: thresholds, and which stories it joins.

near articles | evidence, threshold, margin = evidence - threshold
their stories | average margin to the newest members | the best that is not below 0 is joined
              | others too, if the two stories agree on the average as well
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from syndication.relate.conflicts import Conflict, conflicts, marks
from syndication.relate.corpus import Corpus
from syndication.relate.search import Likeness, Query
from syndication.relate.segment import Bag, Entry
from syndication.relate.stories import Stories

#: Hits below this score share chance words only.
MIN_SCORE = 0.05
#: What a corpus keeps of an article's form: it has a body, a lead only, or next to nothing. Above these bits of
#: ``Entry.kind`` lie the marks of its title.
FORMS = ("body", "lead", "tiny")
BODY, LEAD, TINY = range(3)
_FORM_BITS = 2
#: Scores are rounded to this many digits: processors differ in the last bits of a sum.
_DIGITS = 5
_DAY_S = 86_400
#: Days between two articles that count, at most.
_DAYS = 5
#: Words that are told of a pair.
_TOLD = 5
#: The margin of a pair that must not be joined, whatever it shares.
NEVER = -1.0


def kind(form: int, title: Sequence[str]) -> int:
    """What a corpus keeps of an article beside its words. ``title``: its folded words."""
    return form | marks(title) << _FORM_BITS


def form(entry: Entry) -> int:
    """BODY, LEAD or TINY; greater if the entry is none of ours."""
    return entry.kind & (1 << _FORM_BITS) - 1


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which evidence on two articles of one language tell of the same event."""

    bodies: float = 0.62  #: both with bodies
    leads: float = 0.675  #: both with a lead only
    mixed: float = 0.64  #: one with a lead, the other with a body
    #: Added for each day between them, up to _DAYS: the daily weather is not one story. Leads share less anyway.
    body_day: float = 0.045
    lead_day: float = 0.02
    words: float = 0.0  #: the share of the words' cosine in the evidence; the rest is that of the pairs

    def between(self, one: Entry, other: Entry) -> float | None:
        """The threshold of a pair; None if one of them says too little to be of any event."""
        forms = {form(one), form(other)}
        if TINY in forms:
            return None
        days = min(abs(one.time - other.time) / _DAY_S, _DAYS)
        if LEAD not in forms:
            return self.bodies + self.body_day * days
        return (self.mixed if BODY in forms else self.leads) + self.lead_day * days

    def evidence(self, likeness: Likeness, is_mixed: bool) -> float:
        """What is held against the threshold: mostly shared pairs of words, which outlets' own wordings lack.

        A lead is like a body if that has its pairs, and more so the fewer others: a round-up has those of many events.
        """
        pairs = (likeness.part + likeness.pairs) / 2 if is_mixed else likeness.pairs
        return self.words * likeness.words + (1 - self.words) * pairs


#: Kurdish words have many forms, so that fewer words and hardly a pair are shared by reports that are no copies.
_KURDISH = Thresholds(bodies=0.4, leads=0.43, mixed=0.4, words=0.5)
#: Languages whose texts need other thresholds than the measured Arabic ones.
BY_LANGUAGE: Mapping[str, Thresholds] = {"ckb": _KURDISH, "kmr": _KURDISH, "kmr-Arab": _KURDISH}
_DEFAULT = Thresholds()


class Pair(NamedTuple):
    """The newcomer and an earlier article. A tuple: twenty are made for each article that comes."""

    number: int  #: the earlier one
    score: float  #: how alike they are, rounded
    evidence: float  #: that they tell of one event, rounded; see ``Thresholds.evidence``
    threshold: float | None  #: see ``Thresholds.between``; with what conflicts add
    shared: tuple[str, ...] = ()  #: the folded words that make them most alike; told by ``Match.told`` only
    conflicts: tuple[str, ...] = ()  #: what speaks against one event: see ``conflicts.Conflict``

    @property
    def margin(self) -> float:
        """How far the evidence is above the threshold."""
        return NEVER if self.threshold is None else max(NEVER, self.evidence - self.threshold)


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
        self._own = corpus.slot_of.get(entry.number)
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

    def told(self, pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        """The same pairs with the words that make them alike, heaviest first."""
        names = self._corpus.names()
        return tuple(
            pair._replace(shared=tuple(names[term] for term in self._query.shared(slot, _TOLD)))
            for pair in pairs
            if (slot := self._corpus.slot(pair.number)) is not None
        )

    def pairs(self, numbers: Iterable[int]) -> list[Pair]:
        """The pairs with these articles, near or not; with those that are not in the corpus there is none."""
        return self._compare(self._query, self._entry, list(self._present(numbers).values()))

    def nearest(self, window_s: int) -> list[Pair]:
        """The earlier articles most like the newcomer and at most ``window_s`` away from it in time, best first."""
        slots = self._query.candidates(self._entry.time, window_s)
        pairs = self._compare(self._query, self._entry, [slot for slot in slots if slot != self._own], MIN_SCORE)
        self._pairs = {pair.number: pair for pair in pairs if pair.score >= MIN_SCORE}
        # One report of a story leads to the others: they may share no word that is rare enough to be searched for.
        told = {each for group in self._touched() for each in self._stories.newest(group)}
        present = self._present(sorted(told - self._pairs.keys() - {self._entry.number})).values()
        more = [slot for slot in present if abs(self._corpus.entry(slot).time - self._entry.time) <= window_s]
        self._pairs |= {pair.number: pair for pair in self._compare(self._query, self._entry, more)}
        near = [pair for pair in self._pairs.values() if pair.score >= MIN_SCORE]
        return sorted(near, key=lambda pair: (-pair.score, pair.number))

    def groups(self) -> list[int]:
        """The stories, and articles that are alone, that are one with the newcomer; the best first, often none.

        To be asked after ``nearest``.
        """
        averages = {
            group: self._average(self._query, self._entry, self._stories.newest(group)) for group in self._touched()
        }
        wanted = sorted(
            (group for group in averages if averages[group] >= 0), key=lambda group: (-averages[group], group)
        )
        joined = wanted[:1]
        for group in wanted[1:]:
            if self._bridges(joined, group, averages[group]):
                joined.append(group)
        return joined

    def _touched(self) -> set[int]:
        """The groups of what is near enough to be of the newcomer's event."""
        return {self._stories.group(pair.number) for pair in self._pairs.values() if pair.margin >= 0}

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

    def _compare(self, query: Query, entry: Entry, slots: list[int], least: float = 0.0) -> list[Pair]:
        found = query.compare(slots, least)
        return [self._pair(entry, self._corpus.entry(slot), likeness) for slot, likeness in found.items()]

    def _pair(self, entry: Entry, other: Entry, likeness: Likeness) -> Pair:
        threshold = self._thresholds.between(entry, other)
        evidence = self._thresholds.evidence(likeness, form(entry) != form(other))
        mine, theirs = entry.kind >> _FORM_BITS, other.kind >> _FORM_BITS
        against: tuple[Conflict, ...] = ()
        if (mine or theirs) and threshold is not None:
            against = conflicts(mine, theirs, abs(entry.time - other.time))
            threshold += sum(each.weight for each in against)
        return Pair(
            number=other.number,
            score=round(min(likeness.score, 1.0), _DIGITS),
            evidence=round(min(evidence, 1.0), _DIGITS),
            threshold=threshold,
            conflicts=tuple(each.kind for each in against) if against else (),
        )
