"""Why an article has the related links and the story that it has.

    the article | the related ones of its time (store) -> index | Index.explain | what was decided, in words

The index is made of what is stored now: rarities and scores may be a little other than they were when the article came.
The score that was written down then is told beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from syndication.errors import InputError
from syndication.flows.entry_lists import targets_of
from syndication.flows.indexing import DAY_S, begun, document
from syndication.flows.judgements import Judgement, judgement
from syndication.flows.relate import RELATE
from syndication.model import Stored
from syndication.relate.index import Index
from syndication.store import articles, followers, links, stories
from syndication.store.rows import moment

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.relate.index import Explanation
    from syndication.relate.linkage import Pair, Word
    from syndication.store.engine import Connection, Store

#: Words that two articles share, and that are told: those that count most.
SHARED = 5
#: Scores as people read them.
_DIGITS = ".3f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An article as people know it."""

    key: str
    id: str  #: the publisher's own, else the guid
    outlet: str  #: the outlet's name; empty for our own
    published: datetime | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Another article, and what came of comparing the two."""

    article: Named
    same: bool  #: they are in one story
    score: float | None  #: cosine, by the counts as they are now; None: these two are never compared
    evidence: float | None  #: what is held against the threshold: the score, and how far pairs of words agree
    threshold: float | None  #: from which evidence on two such articles are of one event; None: they never are
    then: float | None = None  #: the score as it was written down when the later of the two came
    shared: tuple[str, ...] = ()  #: the folded words that count most
    conflicts: tuple[str, ...] = ()  #: what speaks against one event
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A report of the story."""

    article: Named
    born: bool  #: it joined when it came, so pages that show a story once have never shown it beside an earlier one


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One article, with all that was decided about it."""

    article: Named
    language: str  #: articles of other languages are never compared with it
    form: str  #: ``body``, ``lead``, or ``tiny``: says too little to be of any event
    among: int  #: articles of its language and time over which words are counted, itself included
    related: bool  #: False: nobody has related it yet
    relevance: Judgement | None  #: why it was taken in; None: it is our own
    words: tuple[Word, ...]  #: heaviest first
    compared: tuple[Compared, ...]  #: best first; if another article was asked about, that one alone
    story: tuple[
        Member, ...
    ]  #: in order of arrival: the first has founded it; the article alone, if nobody else tells it


def explain(store: Store, config: Config, word: str, other: str | None = None) -> Explained:
    """Explain the article that ``word`` names, or what it has to do with the one that ``other`` names.

    Raises NotFound, or InputError if one of them is not live: such articles are related to nothing.
    """
    with store.read() as connection:
        one = _live(connection, word)
        two = None if other is None else _live(connection, other)
        if two is not None and two.arrived == one.arrived:
            raise InputError("an article is not compared with itself", where=one.article.id)
        index = _neighbourhood(store, config, followers.cursor(connection, RELATE), one, two)
        found = index.explain(one.arrived, None if two is None else two.arrived)
        assert found is not None, "it was put in"
        membership = stories.of(connection, [one.arrived]).get(one.arrived)
        story: tuple[int, ...] = (one.arrived,)
        if membership is not None:
            story = stories.members(connection, [membership.story])[membership.story]
        told = stories.of(connection, story)
        numbers = {one.arrived, *story, *(pair.number for pair in found.pairs)}
        named = _named(connection, numbers if two is None else {*numbers, two.arrived}, config)
        then = {pair.other: pair.score for pair in links.best(connection, [one.arrived], 500).get(one.arrived, ())}
    compared = [_compared(index, found, pair, named[pair.number], then.get(pair.number)) for pair in found.pairs]
    if two is not None and (why := _why_never(one, two, config)):
        compared = [
            Compared(article=named[two.arrived], same=False, score=None, evidence=None, threshold=None, why=why)
        ]
    return Explained(
        article=named[one.arrived],
        language=found.language,
        form=found.form,
        among=len(index),
        related=membership is not None,
        relevance=judgement(one.article, config),
        words=found.words,
        compared=tuple(compared),
        story=tuple(Member(article=named[each], born=each in told and told[each].born) for each in story),
    )


def _live(connection: Connection, word: str) -> Stored:
    stored = articles.find(connection, word)
    if stored.state != "live":
        what = f"this article is related to nothing: its state is {stored.state}"
        raise InputError(what, where=stored.article.id)
    return stored


def _neighbourhood(store: Store, config: Config, cursor: int, one: Stored, two: Stored | None) -> Index:
    """The index as a newcomer of that time would meet it, and in it the two, related already or not.

    ``cursor``: how far the relater has come.
    """
    index, news = begun(store, config)
    news.cursor = cursor
    language, time = one.article.language, document(one).time
    index.reach(language, time)
    for each in (one, two):
        if each is not None and each.article.language == language and each.arrived not in index:
            index.load(document(each))
    return index


def _named(connection: Connection, numbers: Iterable[int], config: Config) -> dict[int, Named]:
    targets = targets_of(connection, numbers, config)
    return {
        number: Named(
            key=brief.key,
            id=brief.publisher_id or brief.id,
            outlet=targets[number].source,
            published=None if brief.published is None else moment(brief.published),
            title=brief.title,
        )
        for number, brief in articles.briefs(connection, targets).items()
    }


# --- in words --------------------------------------------------------------------------------------------------------


def _compared(index: Index, found: Explanation, pair: Pair, named: Named, then: float | None) -> Compared:
    """A pair of the article that ``found`` is about."""
    same = index.stories.group(pair.number) == index.stories.group(found.number)
    return Compared(
        article=named,
        same=same,
        score=pair.score,
        evidence=pair.evidence,
        threshold=pair.threshold,
        then=then,
        shared=pair.shared or _shared(index, found, pair.number),
        conflicts=pair.conflicts,
        why=_why(index, found.number, pair, same),
    )


def _shared(index: Index, found: Explanation, other: int) -> tuple[str, ...]:
    """The words that the article has in common with another, those that count most first."""
    theirs = index.explain(other, found.number)
    weights = {word.word: word.weight for word in theirs.words} if theirs else {}
    both = [(word.weight * weights[word.word], word.word) for word in found.words if weights.get(word.word)]
    return tuple(word for weight, word in sorted(both, key=lambda pair: (-pair[0], pair[1]))[:SHARED] if weight)


def _why(index: Index, number: int, pair: Pair, same: bool) -> str:
    """What came of a pair, as a sentence."""
    if pair.threshold is None:
        return "no story: one of the two says too little to be of any event"
    against = f"; what speaks against it: {', '.join(pair.conflicts)}" if pair.conflicts else ""
    reached = f"{pair.evidence:{_DIGITS}} {'reaches' if pair.margin >= 0 else 'is below'} {pair.threshold:{_DIGITS}}"
    if same:
        how = "" if pair.margin >= 0 else ", but other reports of the story are nearer"
        return f"one story: {reached}{how}{against}"
    if pair.margin < 0:
        return f"another event: {reached}{against}"
    margin = _average(index, number, index.stories.newest(index.stories.group(pair.number)))
    if margin < 0:
        return (
            f"another story: {reached}, but on average its newest reports are {-margin:{_DIGITS}} short of it{against}"
        )
    return f"another story: {reached} as words are counted today, but did not when the later one came{against}"


def _average(index: Index, number: int, story: Iterable[int]) -> float:
    """How far the article is above the threshold, on the average over these reports."""
    margins = []
    for each in story:
        found = index.explain(number, each)
        margins += [pair.margin for pair in found.pairs] if found else []
    return sum(margins) / len(margins) if margins else 0.0


def _why_never(one: Stored, two: Stored, config: Config) -> str:
    """Why two articles never meet in the index; empty if they may."""
    languages = (one.article.language, two.article.language)
    if len(set(languages)) > 1:
        return f"never compared: their languages are {' and '.join(languages)}"
    days = abs(document(one).time - document(two).time) / DAY_S
    if days > config.related.window_days:
        return f"never compared: they are {days:.0f} days apart, and the window is {config.related.window_days}"
    return ""
