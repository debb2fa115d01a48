"""What the index of related articles is told of the store.

    a newcomer's time | which stretches are not in memory | their related articles and stories (store) | Index

The index holds what newcomers look at (``relate.corpora``). Whatever else is related stands in the store, up to the
relater's cursor, and comes when a newcomer's time asks for it: so work begins at once, however large the archive is.
The words of the last days' articles are kept as snapshots when work ends, since counting them takes seconds; a snapshot
that is not there, or not what it should be, is made up for by reading the articles.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from syndication.errors import InputError, StoreError
from syndication.model import Stored
from syndication.relate.index import Contents, Doc, Index
from syndication.relate.snapshot import Packed, dump, load
from syndication.store import log, snapshots, stories, stretches

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store

#: Articles of one stretch and language that are loaded at most, the last ones: reading so many takes half a minute, and
#: no newsroom's day has them; an archive without dates may.
MOST = 30_000
#: Articles of a stretch that are worth a snapshot: fewer are read in a tenth of a second.
WORTH = 200
#: A snapshot is written anew when the stretch has a tenth more or fewer articles: the rest is read from the store.
GROWN = 0.1
DAY_S = 86_400

_logger = logging.getLogger(__name__)


class RelatedNews:
    """The related articles in the store, as ``relate.index.Source`` wants them."""

    def __init__(self, store: Store) -> None:
        """Nothing is read before it is asked for."""
        self._store = store
        self._epoch = ""
        self._kept: dict[tuple[str, int], int] = {}  # by language and begin, how many articles its snapshot has
        self.cursor = 0  #: what changed after it is told to the index by its follower, and not read here

    def read(self, language: str, since: int, until: int) -> Contents:
        """See ``Source``."""
        stretch = stretches.Stretch(language=language, since=since, until=until)
        with self._store.read() as connection:
            found = snapshots.find(connection, language, since)
            self._epoch = log.head(connection).epoch
            packed = None if found is None else self._packed(found, until)
            if found is None or packed is None:
                return Contents(docs=self._docs(stretch, 0))
            stale = snapshots.changed(connection, [entry.number for entry in packed.entries], found.cursor)
        self._kept[language, since] = len(packed.entries)
        return Contents(docs=self._docs(stretch, found.cursor), packed=packed, stale=stale)

    def stories(self, numbers: Collection[int]) -> Mapping[int, Collection[int]]:
        """See ``Source``."""
        with self._store.read() as connection:
            founders = {each.story for each in stories.of(connection, numbers).values()}
            members = stories.members(connection, founders)
        return {founder: each for founder, each in members.items() if len(each) > 1}

    def keep(self, index: Index, cursor: int) -> None:
        """Write snapshots of what the index has around its newest articles, where those in the store know much less.

        ``cursor``: the index has followed all changes up to it, and none after it.
        """
        found = {(each.language, each.since): each for each in index.stretches() if each.articles >= WORTH}
        oldest = {language: since - 2 * index.window_s for language, since in sorted(found)}
        for (language, since), each in found.items():
            grown = abs(each.articles - self._kept.get((language, since), 0)) >= each.articles * GROWN
            if grown and since >= oldest[language]:
                snapshot = snapshots.Snapshot(
                    language=language,
                    since=since,
                    epoch=self._epoch,
                    code=_code(since, each.until),
                    cursor=cursor,
                    body=dump(index.pack(language, since)),
                )
                try:
                    with self._store.aside() as connection:
                        snapshots.put(connection, snapshot)
                        snapshots.drop_before(connection, language, oldest[language])
                except StoreError as error:  # all work is done and stored; the next start only takes longer
                    _logger.warning("a snapshot of the related index could not be kept: %s", error)
                    return
                self._kept[language, since] = each.articles

    def _packed(self, found: snapshots.Snapshot, until: int) -> Packed | None:
        here = (self._epoch, _code(found.since, until))
        if (found.epoch, found.code) != here or found.cursor > self.cursor:
            return None
        try:
            return load(found.body)
        except InputError as error:
            _logger.warning("%s; its articles are read instead", error)
            return None

    def _docs(self, stretch: stretches.Stretch, after: int) -> Iterator[Doc]:
        with self._store.read() as connection:
            for each in stretches.texts(connection, stretch, (after, self.cursor), MOST):
                yield Doc(
                    number=each.number,
                    time=each.time,
                    language=stretch.language,
                    title=each.title,
                    text=each.text or each.summary,
                    form="body" if each.text else "lead",
                )


def begun(store: Store, config: Config) -> tuple[Index, RelatedNews]:
    """An empty index, and where it reads from; the caller moves the cursor."""
    news = RelatedNews(store)
    return Index(config.related.window_days * DAY_S, news), news


def _code(since: int, until: int) -> str:
    """What a snapshot must be made by to be of use: the same code, in stretches of the same length."""
    return f"{until - since} {_counting()}"


@cache
def _counting() -> str:
    """A digest of the code that counts words: snapshots of another one are not read."""
    root, digest = Path(__file__).parent.parent, sha256()
    for room in ("relate", "text"):
        for path in sorted((root / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def document(stored: Stored) -> Doc:
    """What the index is told of an article."""
    article = stored.article
    return Doc(
        number=stored.arrived,
        time=int((article.published or stored.first_seen).timestamp()),
        language=article.language,
        title=article.title,
        text=article.text or article.summary,
        form="body" if article.text else "lead",
    )
