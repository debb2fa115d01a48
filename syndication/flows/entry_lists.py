"""What each entry is to show by now: its links, and the reports of its story by other outlets.

pairs, picks, stories, briefs (store) | relate.lists.choose, relate.lists.reports | Shown without the text's list
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from syndication.documents import Address
from syndication.flows.attribution import outlet_name
from syndication.model import Related
from syndication.relate.lists import Limits, ResolvedPick, Target, choose, reports
from syndication.store import articles, links, stories

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Connection

#: Pairs of each kind (its story, others) that a list is chosen from: five of different stories are almost always among
#: twelve others, and a story's twelve best name the best report of most outlets.
CANDIDATES = 12


def chosen(
    connection: Connection,
    numbers: Collection[int],
    config: Config,
    known: Mapping[int, list[Related]] = MappingProxyType({}),
) -> dict[int, links.Shown]:
    """The lists that each of these live articles is to show; may be empty. ``known``: all pairs of some of them."""
    picks = links.picks(connection, numbers)
    asked = [number for number in numbers if number not in known]
    pairs = {**links.best(connection, asked, limit=CANDIDATES), **known}
    named = {pair.other for each in pairs.values() for pair in each}.union(numbers)
    named |= {pick.other for each in picks.values() for pick in each if pick.other is not None}
    story = stories.names(connection, named)
    told = stories.told_by_several(connection, {story[number] for number in numbers if number in story})
    targets = targets_of(connection, named.union(*told.values()), config)
    limits = Limits(shown=config.related.shown, same_story=config.related.same_story)
    found = {}
    for number in numbers:
        if number not in targets:
            continue
        mine = pairs.get(number, [])
        if number in known:
            mine = _as_stored(mine, story, story.get(number, number))
        resolved = [ResolvedPick(pick=pick.pick, other=pick.other) for pick in picks.get(number, ())]
        others = [targets[each] for each in told.get(story.get(number, number), ()) if each in targets]
        found[number] = links.Shown(
            links=choose(targets[number], resolved, mine, targets, story, limits),
            story=reports(targets[number], others, {pair.other: pair.score for pair in mine}),
        )
    return found


def targets_of(connection: Connection, numbers: Iterable[int], config: Config) -> dict[int, Target]:
    """The live ones of these articles, as links name them. Without a URL of its own, our page of the article."""
    return {
        brief.arrived: Target(
            number=brief.arrived,
            title=brief.title,
            url=brief.url or Address("article", brief.key, "html").path,
            language=brief.language,
            outlet=brief.outlet,
            source=outlet_name(brief, config.outlet(brief.credit.source)) if brief.credit else brief.outlet,
        )
        for brief in articles.briefs(connection, numbers).values()
        if brief.state == "live"
    }


def _as_stored(pairs: Iterable[Related], story: Mapping[int, int], mine: int) -> list[Related]:
    """What ``links.best`` would find if these are all the pairs of an article in the story ``mine``."""
    ranked = sorted(pairs, key=lambda pair: (-pair.score, pair.other))
    same = [pair for pair in ranked if story.get(pair.other) == mine]
    others = [pair for pair in ranked if story.get(pair.other) != mine]
    return same[:CANDIDATES] + others[:CANDIDATES]
