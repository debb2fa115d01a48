"""What of the archive is in memory: the stretches of time that newcomers look at, each language's for itself.

    newcomer | its stretch and its neighbours | not here? | ``fill`` loads them
    trim     | stretches that no newcomer has looked at for a while, then what is too much | dropped

A stretch is loaded whole or not at all, so whatever was dropped comes back as it was when it is looked at again. An
archive that arrives oldest or newest first, and the news of the day with stragglers, so keep little more than one
window in memory; articles in no order at all keep as much of the archive as `MAX_SIZE` allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from syndication.relate.corpus import Corpus
from syndication.relate.segment import Bag, Entry

#: A stretch that the last so many newcomers did not look at is dropped. Stragglers of an older day come in groups.
IDLE = 1_000
#: Words and pairs in memory at most, at about 13 bytes: 25,000 full texts. Of more within one window the oldest
#: arrivals are forgotten.
MAX_SIZE = 12_000_000

#: Loads one stretch of one language: puts every stored article in that was published in it.
Fill = Callable[[str, Corpus, int], None]


class Corpora:
    """The corpora by language, and which article is in which."""

    def __init__(self, window_s: int, fill: Fill | None) -> None:
        """``fill`` may call `insert`. Without it nothing can be loaded again, and so nothing is ever dropped."""
        self._window_s = window_s
        self._fill = fill
        self._corpora: dict[str, Corpus] = {}
        self._language: dict[int, str] = {}  # by number
        self._newcomers = 0
        self._used: dict[tuple[str, int], int] = {}  # by language and stretch, the last newcomer that looked

    def __len__(self) -> int:
        return len(self._language)

    def __contains__(self, number: int) -> bool:
        return number in self._language

    def items(self) -> Iterable[tuple[str, Corpus]]:
        """Each language and its corpus."""
        return self._corpora.items()

    def find(self, number: int) -> tuple[str, Corpus] | None:
        """The language and corpus of an article; None if it is not in memory."""
        language = self._language.get(number)
        return None if language is None else (language, self._corpora[language])

    def of(self, language: str) -> Corpus:
        """The corpus of a language, whatever it looks at."""
        corpus = self._corpora.get(language)
        if corpus is None:
            corpus = self._corpora[language] = Corpus(self._window_s)
        return corpus

    def around(self, language: str, time: int) -> Corpus:
        """The corpus of a language, looking at a time, with all that is stored around it."""
        corpus = self.of(language)
        corpus.look(time)
        self._newcomers += 1
        for stretch in corpus.around(time):
            self._used[language, stretch] = self._newcomers
            if self._fill is not None and corpus.cover(stretch):
                self._fill(language, corpus, stretch)
        return corpus

    def insert(self, language: str, entry: Entry, bag: Bag) -> None:
        """Put in an article that is not here, into the corpus that made its bag."""
        self._corpora[language].insert(entry, bag)
        self._language[entry.number] = language

    def remove(self, number: int) -> None:
        """Take an article out; one that is not here is no error."""
        language = self._language.pop(number, None)
        if language is not None:
            self._corpora[language].remove(number)

    @property
    def crowded(self) -> bool:
        """Whether there is too much in memory, so that ``trim`` should be called soon."""
        return self._fill is not None and self._size() > MAX_SIZE

    def trim(self) -> list[int]:
        """Drop what nobody looks at any more, and what is too much. Returns the articles that are gone from memory."""
        if self._fill is None:
            return []
        dropped = []
        for (language, stretch), used in list(self._used.items()):
            if used < self._newcomers - IDLE:
                dropped += self._drop(language, stretch)
        while self._size() > MAX_SIZE:
            dropped += self._drop_longest_unused()
        for number in dropped:
            del self._language[number]
        return dropped

    def _size(self) -> int:
        return sum(corpus.volume for corpus in self._corpora.values())

    def _drop(self, language: str, stretch: int) -> list[int]:
        del self._used[language, stretch]
        return self._corpora[language].drop(stretch)

    def _drop_longest_unused(self) -> list[int]:
        """A stretch, or of what a corpus still looks at only the oldest part: else it would be loaded again at once."""
        filled = [key for key in self._used if self._corpora[key[0]].segments[key[1]]]
        language, stretch = min(filled, key=lambda key: (self._used[key], key))
        corpus = self._corpora[language]
        if corpus.sees(stretch):
            return corpus.drop(stretch, corpus.segments[stretch][0])
        return self._drop(language, stretch)
