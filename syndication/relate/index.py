"""The index of articles: each newcomer is told which earlier ones are like it, and which tell of the same event.

It follows the log in memory: ``add`` for each new or corrected article, ``remove`` for each withdrawn one. What a
newcomer may be like is fetched from its source when the newcomer's time asks for it, and dropped by ``settle`` when
none has asked for a while; what is found hangs only on the articles around the newcomer's time and on their order. Hits
are the newcomer's; the caller writes each pair in both directions, so that older articles get the newcomer into their
lists too. Words are counted per language: an Arabic word's rarity is its rarity among Arabic articles, and articles of
two languages share no list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from syndication.relate.corpora import Corpora
from syndication.relate.corpus import Corpus
from syndication.relate.linkage import BODY, FORMS, LEAD, TINY, Match, Pair, Word, form, kind
from syndication.relate.segment import Entry
from syndication.relate.snapshot import Packed
from syndication.relate.stories import Moves, Stories
from syndication.relate.terms import terms
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is stored of a stretch: as it was once packed, and what has changed since."""

    docs: Iterable[Doc]  #: in the order of their last change; all, if nothing is packed
    packed: Packed | None = None
    stale: Collection[int] = ()  #: packed articles that are gone, or have changed since


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Articles of a language that were published in [since, until), in seconds."""

    language: str
    since: int
    until: int
    articles: int  #: how many are in memory


class Source(Protocol):
    """Where the index fetches what newcomers were and are: what is stored as of the last ``settle``."""

    def read(self, language: str, since: int, until: int) -> Contents:
        """The articles of a language that were published in [since, until), in seconds."""

    def stories(self, numbers: Collection[int]) -> Mapping[int, Collection[int]]:
        """All stories in which these articles are: by founder all members."""


class Index:
    """All articles that a newcomer may be related to, as raw counts, and the stories that they form."""

    def __init__(self, window_s: int, source: Source | None = None) -> None:
        """``window_s``: the greatest distance in seconds between the times of two related articles.

        Without ``source`` all that was added stays in memory.
        """
        self.window_s = window_s
        self.stories = Stories()
        self._source = source
        self._corpora = Corpora(window_s, None if source is None else self._fill)
        self._unsettled: set[int] = set()  # articles of whose story the source does not know the newest

    def __len__(self) -> int:
        return len(self._corpora)

    def __contains__(self, number: int) -> bool:
        return number in self._corpora

    @property
    def crowded(self) -> bool:
        """Whether there is so much in memory that ``settle`` should be called soon."""
        return self._corpora.crowded

    def reach(self, language: str, time: int) -> None:
        """Fetch what lies around a time, as a newcomer would; for ``explain``."""
        self._corpora.around(language, time)

    def recall(self, numbers: Collection[int]) -> None:
        """Learn the stories of articles that will be corrected or removed, and need not be in memory any more."""
        stories = {} if self._source is None else self._source.stories(numbers)
        for founder, members in stories.items():
            for number in members:
                if number not in self._unsettled and self.stories.story(number) is None:
                    self.stories.put(number, founder)

    def settle(self) -> None:
        """What ``add`` and ``remove`` have told is stored: drop from memory what nobody asks for."""
        self._unsettled.clear()
        self._corpora.trim()
        for group in self.stories.groups():
            if not any(number in self._corpora for number in self.stories.members(group)):
                self.stories.forget(group)

    def add(self, doc: Doc) -> Found:
        """Put an article in, or in the place of its former version, whose story it leaves first."""
        was, moves = self.stories.story(doc.number), self.remove(doc.number)
        left = set(moves)
        corpus = self._corpora.around(doc.language, doc.time)
        entry, bag = _entry(doc), corpus.bag(_words(doc))
        match = Match(corpus, self.stories, entry, bag, doc.language)
        near = match.nearest(self.window_s)
        groups = match.groups()
        bridged = [group for group in groups if self.stories.story(group) is not None]
        self._corpora.insert(doc.language, entry, bag)
        if groups:
            moves |= self.stories.join(doc.number, groups)
        self._unsettled.update(moves)
        story = self.stories.story(doc.number)
        hits = [
            Hit(pair.number, pair.score, story is not None and self.stories.story(pair.number) == story)
            for pair in near
        ]
        return Found(
            hits=hits,
            story=story,
            merged=tuple(sorted(set(bridged) - {story})),
            moves={each: founder for each, founder in moves.items() if each not in left or founder != was},
        )

    def load(self, doc: Doc, story: int | None = None) -> None:
        """Put an article in without asking. ``story``: the founder of its stored story."""
        self.remove(doc.number)
        corpus = self._corpora.of(doc.language)
        self._corpora.insert(doc.language, _entry(doc), corpus.bag(_words(doc)))
        if story is not None:
            self.stories.put(doc.number, story)

    def remove(self, number: int) -> Moves:
        """Take a withdrawn article out of the index and of its story; one that is not here is no error."""
        self._corpora.remove(number)
        moves = self.stories.leave(number)
        self._unsettled.update(moves)
        return moves

    def stretches(self) -> Iterator[Stretch]:
        """What is in memory."""
        for language, corpus in self._corpora.items():
            for stretch, segments in corpus.segments.items():
                since, living = stretch * corpus.width, sum(segment.living for segment in segments)
                yield Stretch(language=language, since=since, until=since + corpus.width, articles=living)

    def pack(self, language: str, since: int) -> Packed:
        """A stretch that is in memory, as it was after the last ``settle``; to be kept by the source."""
        corpus = self._corpora.of(language)
        return corpus.pack(corpus.stretch(since))

    def explain(self, number: int, other: int | None = None) -> Explanation | None:
        """What the index makes of an article: its words, its nearest articles, and why they are one story or not.

        ``other``: only the pair with this one, near or not. None if the article is not in the index.
        """
        found = self._corpora.find(number)
        if found is None:
            return None
        language, corpus = found
        self._corpora.around(language, corpus.entry(corpus.slot_of[number]).time)
        match = Match.stored(corpus, self.stories, number, language)
        pairs = match.nearest(self.window_s) if other is None else match.pairs({other} - {number})
        return Explanation(
            number=number,
            language=language,
            form=FORMS[form(corpus.entry(corpus.slot_of[number]))],
            words=match.words(),
            pairs=match.told(pairs),
            story=self.stories.story(number),
            members=self.stories.members(self.stories.group(number)),
        )

    def articles(self) -> Iterator[tuple[str, Entry, dict[str, int]]]:
        """All that the index is: each article's language, its number and time, and the count of each of its words."""
        for language, corpus in self._corpora.items():
            for entry, counts in corpus.articles():
                yield language, entry, counts

    def _fill(self, language: str, corpus: Corpus, stretch: int) -> None:
        """Put in what is stored of a stretch that a newcomer looks at."""
        assert self._source is not None
        since = stretch * corpus.width
        contents = self._source.read(language, since, since + corpus.width)
        numbers = []
        for entry, bag in () if contents.packed is None else corpus.bags(contents.packed):
            if (
                corpus.stretch(entry.time) == stretch
                and form(entry) < len(FORMS)
                and entry.number not in contents.stale
            ):
                self._corpora.insert(language, entry, bag)
                numbers.append(entry.number)
        for doc in contents.docs:
            self._corpora.insert(language, _entry(doc), corpus.bag(_words(doc)))
            numbers.append(doc.number)
        self.recall(numbers)


def _entry(doc: Doc) -> Entry:
    return Entry(doc.number, doc.time, kind(_form(doc), words(doc.title[:MAX_CHARS])))


def _words(doc: Doc) -> list[str]:
    return terms(f"{doc.title}\n{doc.text}"[:MAX_CHARS], doc.language)


def _form(doc: Doc) -> int:
    if len(doc.text) < TINY_CHARS:
        return TINY
    return LEAD if doc.form == "lead" else BODY
