"""What the index of related articles is told of the store.

    a newcomer's time | which stretches are not in memory | their related articles and stories (store) | Index

The index holds what newcomers look at (``relate.corpora``). Whatever else is related stands in the store, up to the
relater's cursor, and comes when a newcomer's time asks for it: so work begins at once, however large the archive is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from syndication.model import Stored
from syndication.relate.index import Contents, Doc, Index
from syndication.store import stories, stretches

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store

#: Articles of one stretch and language that are loaded at most, the last ones: reading so many takes half a minute, and
#: no newsroom's day has them; an archive without dates may.
MOST = 30_000
DAY_S = 86_400


class RelatedNews:
    """The related articles in the store, as ``relate.index.Source`` wants them."""

    def __init__(self, store: Store) -> None:
        """Nothing is read before it is asked for."""
        self._store = store
        self.cursor = 0  #: what changed after it is told to the index by its follower, and not read here

    def read(self, language: str, since: int, until: int) -> Contents:
        """See ``Source``."""
        return Contents(docs=self._docs(stretches.Stretch(language=language, since=since, until=until)))

    def _docs(self, stretch: stretches.Stretch) -> Iterator[Doc]:
        with self._store.read() as connection:
            for each in stretches.texts(connection, stretch, self.cursor, MOST):
                yield Doc(
                    number=each.number,
                    time=each.time,
                    language=stretch.language,
                    title=each.title,
                    text=each.text or each.summary,
                    form="body" if each.text else "lead",
                )

    def stories(self, numbers: Collection[int]) -> Mapping[int, Collection[int]]:
        """See ``Source``."""
        with self._store.read() as connection:
            founders = {each.story for each in stories.of(connection, numbers).values()}
            members = stories.members(connection, founders)
        return {founder: each for founder, each in members.items() if len(each) > 1}


def begun(store: Store, config: Config) -> tuple[Index, RelatedNews]:
    """An empty index, and where it reads from; the caller moves the cursor."""
    news = RelatedNews(store)
    return Index(config.related.window_days * DAY_S, news), news


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
