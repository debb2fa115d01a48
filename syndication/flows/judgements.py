"""Why an entry of another outlet was taken in, or was not: what the rule of relevance says of it.

article | its source's rule (config) -> verdict with the names that it holds
address or title of an entry, or a source's name | what was refused (store) -> the reasons, newest first
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from syndication.normalise.relevance import judge, rule
from syndication.store import source_states
from syndication.store.articles import can_be_stored
from syndication.store.rows import moment
from syndication.text.lexicon import Hit, hits

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.model import Article
    from syndication.store.engine import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the settings in force say of an article of another outlet."""

    source: str
    rule: str  #: the source's ``relevance``
    kept: bool  #: False: it came in under other settings
    why: str
    hits: tuple[Hit, ...]  #: what title and summary name, also where all is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An entry that was not taken in, as it is remembered."""

    source: str
    at: datetime  #: when it was last judged
    title: str
    url: str
    field: str  #: ``relevance``, or what it lacked
    why: str


def judgement(article: Article, config: Config) -> Judgement | None:
    """The verdict; None for our own articles, and for those of a source that the settings no longer have."""
    source = config.outlet(article.credit.source) if article.credit else None
    if source is None:
        return None
    verdict = judge(article.title, article.summary, article.language, rule(source))
    named = verdict.hits or hits(f"{article.title}\n{article.summary}", article.language)
    return Judgement(source=source.slug, rule=source.relevance, kept=verdict.kept, why=verdict.reason, hits=named)


def refusals(store: Store, word: str) -> list[Refusal]:
    """What was refused of the source ``word``, or under that address or title: the newest hundred. StoreError."""
    if not can_be_stored(word.strip()):
        return []
    with store.read() as connection:
        found = source_states.refused(connection, word.strip())
    return [
        Refusal(source=each.source, at=moment(at), title=each.title, url=each.url, field=each.field, why=each.why)
        for each, at in found
    ]
