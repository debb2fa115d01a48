"""The index of articles: each newcomer is told which earlier ones are like it, and which tell of the same event.

It follows the log in memory: filled at start with ``load``, then ``add`` for each new or corrected article and
``remove`` for each withdrawn one. Hits are the newcomer's; the caller writes each pair in both directions, so that
older articles get the newcomer into their lists too. Words are counted per language: an Arabic word's rarity is its
rarity among Arabic articles, and articles of two languages share no list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from syndication.relate.corpus import Corpus, Entry
from syndication.relate.search import nearest
from syndication.text.fold import words

#: Of a longer article only the beginning counts, in characters: no news text is longer (about 10,000 words), and the
#: work of one query stays bounded.
MAX_CHARS = 60_000
#: A body or lead shorter than this, in characters, is no report: cartoons and bare photos look alike, and titles alone
#: ("weather today") chain unlike events together.
TINY_CHARS = 64
#: Hits below this cosine share chance words only.
MIN_SCORE = 0.05
#: What a corpus keeps of an article's form: it has a body, a lead only, or next to nothing.
_BODY, _LEAD, _TINY = range(3)
#: Scores are rounded to this many digits: processors differ in the last bits of a sum.
_DIGITS = 5
_DAY_S = 86_400


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


#: Languages whose texts need other thresholds than the measured Arabic ones; none so far.
BY_LANGUAGE: Mapping[str, Thresholds] = {}
_DEFAULT = Thresholds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doc:
    """What the index needs to know of an article."""

    number: int  #: its ``arrived`` number
    time: int  #: when published, in seconds; an undated article's time of import
    language: str  #: tag; articles are compared within one
    title: str
    text: str  #: the body as a reader sees it, or the lead where there is no body
    form: Literal["body", "lead"] = "body"


class Hit(NamedTuple):
    """An earlier article that is like the newcomer."""

    number: int
    score: float  #: cosine, MIN_SCORE to 1, rounded
    same: bool  #: another report of the same event


class Index:
    """All articles that a newcomer may be related to, as raw counts."""

    def __init__(self, window_s: int) -> None:
        """``window_s``: the greatest distance in seconds between the times of two related articles."""
        self.window_s = window_s
        self._corpora: dict[str, Corpus] = {}  # by language
        self._language: dict[int, str] = {}  # by number

    def __len__(self) -> int:
        return len(self._language)

    def __contains__(self, number: int) -> bool:
        return number in self._language

    def add(self, doc: Doc) -> list[Hit]:
        """Put an article in, or in the place of its former version, and give the earlier ones like it, best first."""
        return self._take(doc, ask=True)

    def load(self, doc: Doc) -> None:
        """Put an article in without asking: to fill the index at start, when its pairs are already stored."""
        self._take(doc, ask=False)

    def remove(self, number: int) -> None:
        """Take a withdrawn article out; one that is not here is no error."""
        language = self._language.pop(number, None)
        if language is not None:
            corpus = self._corpora[language]
            corpus.remove(number)
            if corpus.wasteful:
                self._corpora[language] = corpus.packed()

    def articles(self) -> Iterator[tuple[str, Entry, dict[str, int]]]:
        """All that the index is: each article's language, its number and time, and the count of each of its words."""
        for language, corpus in self._corpora.items():
            for entry, counts in corpus.articles():
                yield language, entry, counts

    def _take(self, doc: Doc, ask: bool) -> list[Hit]:
        self.remove(doc.number)
        corpus = self._corpora.setdefault(doc.language, Corpus())
        bag = corpus.bag(words(f"{doc.title}\n{doc.text}"[:MAX_CHARS]))
        entry = Entry(doc.number, doc.time, _kind(doc))
        near = nearest(corpus, bag, doc.time, self.window_s) if ask else []
        hits = [_hit(doc.language, entry, corpus.entry(slot), cosine) for slot, cosine in near if cosine >= MIN_SCORE]
        corpus.insert(entry, bag)
        self._language[doc.number] = doc.language
        return sorted(hits, key=lambda hit: (-hit.score, hit.number))


def _kind(doc: Doc) -> int:
    if len(doc.text) < TINY_CHARS:
        return _TINY
    return _LEAD if doc.form == "lead" else _BODY


def _hit(language: str, newcomer: Entry, earlier: Entry, cosine: float) -> Hit:
    limits = BY_LANGUAGE.get(language, _DEFAULT)
    score = round(min(cosine, 1.0), _DIGITS)
    if _TINY in (newcomer.kind, earlier.kind):
        same = False
    elif _LEAD in (newcomer.kind, earlier.kind):
        same = score >= limits.lead
    else:
        same = score >= limits.body + limits.per_day * abs(newcomer.time - earlier.time) / _DAY_S
    return Hit(earlier.number, score, same)
