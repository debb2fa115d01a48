"""The two lists of an entry as they are shown: other reports of its event, and other events, the editor's picks first.

    picks                        | stored: live | not itself | once each
    pairs, best first | live     | of its story, at most ``same_story``
                                 | of others, one per story, at most ``shown``
    its story         | live     | the best report of every other outlet, at most OUTLETS

feeds.md, "An entry" (two lists). What ``choose`` gives is shown as link elements and, once, as the list inside the
text; what ``reports`` gives stands in place of those of its story on pages that show a story once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from syndication.model import OWN, Link, LinkKind, Pick, Related

#: Reports of one event that an entry names at most: more outlets than that are no list to choose from.
OUTLETS = 20
#: Below this score an editor would seldom let a link to another event stand: by reading a hundred lists of July.
MIN_SHOWN = 0.11


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A stored, live article as a link names it."""

    number: int  #: its ``arrived`` number
    title: str
    url: str
    language: str | None = None
    outlet: str = OWN
    source: str = ""  #: the outlet's name; empty for our own


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedPick:
    """What the editor chose, and the stored article that it turned out to be."""

    pick: Pick
    other: int | None = None  #: ``arrived`` number; None while no such article is stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long the computed lists are; picks are never cut, the editor knows how many."""

    shown: int = 5  #: articles on other events (config ``related.shown``)
    same_story: int = 2  #: other reports of the same event (config ``related.same_story``)


_LIMITS = Limits()
_ALONE: Mapping[int, int] = MappingProxyType({})


def choose(
    article: Target,
    picks: Sequence[ResolvedPick],
    related: Sequence[Related],
    live: Mapping[int, Target],
    stories: Mapping[int, int] = _ALONE,
    limits: Limits = _LIMITS,
) -> tuple[Link, ...]:
    """The links of one entry in the order in which they are shown.

    ``related``: the article's own pairs. ``live``: every live article that a pick or a pair names; one that is named
    and not there (withdrawn, still waiting) is left out. ``stories``: which story an article is in, by number; those
    that are not there are alone.
    """
    own = stories.get(article.number, article.number)
    pairs = [pair for pair in sorted(related, key=lambda pair: -pair.score) if pair.other in live]
    # An outlet that names our own page as its entry's shall not give it another title here.
    ours = {live[pair.other].url for pair in pairs if live[pair.other].outlet == OWN}
    pairs = [pair for pair in pairs if live[pair.other].outlet == OWN or live[pair.other].url not in ours]
    reports = [pair.other for pair in pairs if stories.get(pair.other, pair.other) == own]
    others = [pair.other for pair in pairs if pair.score >= MIN_SHOWN]
    links = _Links(article)
    for resolved in picks:
        links.put(_picked(resolved, live))
    links.put_some((_link("story", live[number]) for number in reports), limits.same_story)
    # A report that found no room still tells of this event: what tells of the same as it is no *other* event.
    told = {own, *(stories.get(link.other, link.other) for link in links.chosen if link.other is not None)}
    links.put_some((_link("computed", live[number]) for number in _one_per_story(others, stories, told)), limits.shown)
    return tuple(links.chosen)


def reports(article: Target, story: Iterable[Target], scores: Mapping[int, float]) -> tuple[Link, ...]:
    """The best report of every other outlet in the article's story, best first.

    ``scores``: how like the article they are, by number; where none is known, earlier reports are better.
    """
    best: dict[str, Target] = {}
    for each in sorted(story, key=lambda each: (-scores.get(each.number, 0), each.number)):
        if each.outlet != article.outlet:
            best.setdefault(each.outlet, each)
    return tuple(_link("story", each) for each in list(best.values())[:OUTLETS])


class _Links:
    """Links in order, none twice: not by article, not by address, and, where there is neither, not by title."""

    def __init__(self, article: Target) -> None:
        self.chosen: list[Link] = []
        self._seen: set[int | str | None] = {article.number, article.url}

    def put(self, link: Link | None) -> bool:
        """Whether it was new, and so is there now."""
        if link is None:
            return False
        marks = {link.other, link.url} - {None} or {link.title}
        new = not marks & self._seen
        if new:
            self._seen |= marks
            self.chosen.append(link)
        return new

    def put_some(self, links: Iterable[Link], room: int) -> None:
        """Put the first ``room`` new ones."""
        for link in links:
            if room <= 0:
                return
            room -= self.put(link)


def _picked(resolved: ResolvedPick, live: Mapping[int, Target]) -> Link | None:
    """An editor's pick; None if its article is not live, or if there is not even a title to show."""
    pick = resolved.pick
    if resolved.other is not None:
        target = live.get(resolved.other)
        return _link("editor", target, pick.teaser) if target else None
    return Link(kind="editor", title=pick.title, url=pick.url, teaser=pick.teaser) if pick.title else None


def _link(kind: LinkKind, target: Target, teaser: str = "") -> Link:
    """A link to a stored article, by the title that it has now: an editor's wording may be older than a correction."""
    return Link(
        kind=kind,
        title=target.title,
        url=target.url,
        teaser=teaser,
        other=target.number,
        language=target.language,
        source=target.source,
    )


def _one_per_story(numbers: Iterable[int], stories: Mapping[int, int], told: set[int]) -> Iterator[int]:
    """Those whose story is neither in ``told`` nor that of one that came before them here."""
    told = set(told)
    for number in numbers:
        story = stories.get(number, number)
        if story not in told:
            told.add(story)
            yield number
