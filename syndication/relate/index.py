"""The index of articles: each newcomer is told which earlier ones are like it, and which tell of the same event.

It follows the log in memory: filled at start with ``load``, then ``add`` for each new or corrected article and
``remove`` for each withdrawn one. Hits are the newcomer's; the caller writes each pair in both directions, so that
older articles get the newcomer into their lists too. Words are counted per language: an Arabic word's rarity is its
rarity among Arabic articles, and articles of two languages share no list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from syndication.relate.corpus import Bag, Corpus, Entry
from syndication.relate.linkage import BODY, FORMS, LEAD, TINY, Match, Pair, Word
from syndication.relate.stories import Moves, Stories
from syndication.text.fold import words

#: Of a longer article only the beginning counts, in characters: no news text is longer (about 10,000 words), and the
#: work of one query stays bounded.
MAX_CHARS = 60_000
#: A body or lead shorter than this, in characters, is no report: cartoons and bare photos look alike, and titles alone
#: ("weather today") chain unlike events together.
TINY_CHARS = 64


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
    same: bool  #: in the newcomer's story, now that it is in
    reason: tuple[str, ...] = ()  #: the folded words that they share and that weigh most, heaviest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the arrival of an article, or of its correction, has led to."""

    hits: list[Hit]  #: earlier articles like it, best first
    story: int | None  #: the founder of its story (the smallest number among the members); None: it is alone
    merged: tuple[int, ...]  #: founders of other stories that it bridged into its own, and that are no more
    #: Every article, itself among them, whose story is another one than before: by number the founder, None: alone now.
    moves: Moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an article has the links and the story that it has, by the counts as they are now."""

    number: int
    language: str  #: articles are compared within one
    form: str  #: "body", "lead", or "tiny": says too little to be of any event
    words: tuple[Word, ...]  #: heaviest first; with weight 0 those that are too common to tell anything
    pairs: tuple[Pair, ...]  #: best first; with the score, the threshold, what they share, and what speaks against it
    story: int | None  #: its founder
    members: tuple[int, ...]  #: of its story, oldest first; the article alone if it has none


class Index:
    """All articles that a newcomer may be related to, as raw counts, and the stories that they form."""

    def __init__(self, window_s: int) -> None:
        """``window_s``: the greatest distance in seconds between the times of two related articles."""
        self.window_s = window_s
        self.stories = Stories()
        self._corpora: dict[str, Corpus] = {}  # by language
        self._language: dict[int, str] = {}  # by number

    def __len__(self) -> int:
        return len(self._language)

    def __contains__(self, number: int) -> bool:
        return number in self._language

    def add(self, doc: Doc) -> Found:
        """Put an article in, or in the place of its former version, whose story it leaves first."""
        was, moves = self.stories.story(doc.number), self.remove(doc.number)
        left = set(moves)
        corpus = self._corpora.setdefault(doc.language, Corpus())
        entry = Entry(doc.number, doc.time, _kind(doc))
        bag = corpus.bag(words(f"{doc.title}\n{doc.text}"[:MAX_CHARS]))
        match = Match(corpus, self.stories, entry, bag, doc.language)
        near = match.nearest(self.window_s)
        groups = match.groups()
        bridged = [group for group in groups if self.stories.story(group) is not None]
        self._insert(doc, entry, bag)
        if groups:
            moves |= self.stories.join(doc.number, groups)
        story = self.stories.story(doc.number)
        hits = [
            Hit(pair.number, pair.score, story is not None and self.stories.story(pair.number) == story, pair.shared)
            for pair in near
        ]
        return Found(
            hits=hits,
            story=story,
            merged=tuple(sorted(set(bridged) - {story})),
            moves={each: founder for each, founder in moves.items() if each not in left or founder != was},
        )

    def load(self, doc: Doc, story: int | None = None) -> None:
        """Put an article in without asking: to fill the index at start. ``story``: the founder of its stored story."""
        self.remove(doc.number)
        corpus = self._corpora.setdefault(doc.language, Corpus())
        bag = corpus.bag(words(f"{doc.title}\n{doc.text}"[:MAX_CHARS]))
        self._insert(doc, Entry(doc.number, doc.time, _kind(doc)), bag)
        if story is not None:
            self.stories.put(doc.number, story)

    def remove(self, number: int) -> Moves:
        """Take a withdrawn article out of the index and of its story; one that is not here is no error."""
        language = self._language.pop(number, None)
        if language is not None:
            corpus = self._corpora[language]
            corpus.remove(number)
            if corpus.wasteful:
                self._corpora[language] = corpus.packed()
        return self.stories.leave(number)

    def explain(self, number: int, other: int | None = None) -> Explanation | None:
        """What the index makes of an article: its words, its nearest articles, and why they are one story or not.

        ``other``: only the pair with this one, near or not. None if the article is not in the index.
        """
        language = self._language.get(number)
        if language is None:
            return None
        corpus, inside = self._corpora[language], self._language.get(other, "") if other is not None else language
        match = Match.stored(corpus, self.stories, number, language)
        if other is None:
            pairs = match.nearest(self.window_s)
        else:
            pairs = match.pairs([other]) if inside == language and other != number else []
        return Explanation(
            number=number,
            language=language,
            form=FORMS[corpus.entry(corpus.slot_of[number]).kind],
            words=match.words(),
            pairs=tuple(pairs),
            story=self.stories.story(number),
            members=self.stories.members(self.stories.group(number)),
        )

    def articles(self) -> Iterator[tuple[str, Entry, dict[str, int]]]:
        """All that the index is: each article's language, its number and time, and the count of each of its words."""
        for language, corpus in self._corpora.items():
            for entry, counts in corpus.articles():
                yield language, entry, counts

    def _insert(self, doc: Doc, entry: Entry, bag: Bag) -> None:
        self._corpora[doc.language].insert(entry, bag)
        self._language[doc.number] = doc.language


def _kind(doc: Doc) -> int:
    if len(doc.text) < TINY_CHARS:
        return TINY
    return LEAD if doc.form == "lead" else BODY
