"""Lists and stories as they are shown: at once for an entry's own first ones, collected for later changes; on both
engines."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest

from syndication.errors import LeaseLost
from syndication.flows import articles, relate
from syndication.flows.indexing import RelatedNews
from syndication.flows.relate import Relater
from syndication.model import Article, Credit
from syndication.relate.index import Doc, Found, Hit, Index
from syndication.store import articles as stored_articles
from syndication.store import followers, leases, links, schema, stories
from syndication.store.engine import Store
from syndication.text.keys import article_key
from tests.flows.newsroom import EVENTS, articles_of, config, put, record, related, revision, state, stored

#: One for each record: what differs between reports of one event says nothing of another number, place or day.
TITLES = ("بدء الأعمال", "وقف المرور", "طرق بديلة", "شكاوى السكان", "صور من المكان", "رأي الجيران", "كلمة أخيرة")


def begun(store: Store) -> Relater:
    relater = relate.begin(store, config())
    assert relater is not None
    return relater


def shown(store: Store, word: str) -> links.Shown:
    with store.read() as connection:
        number = stored(store, word).arrived
        return links.shown(connection, [number]).get(number, links.Shown())


def titles(store: Store, word: str) -> list[str]:
    return [link.title for link in shown(store, word).links]


def report(number: int, event: int = 0, outlet: str = "", **fields: Any) -> Article:
    """A report of ``EVENTS[event]``, told by an outlet or (without one) by us."""
    text = "\n\n".join([EVENTS[event]] * 4)  # so that it weighs more than the title, which no other has
    (article,) = articles_of(record(number, title=TITLES[number], content_text=text, **fields))
    if not outlet:
        return article
    credit = Credit(source=outlet, title=f"{outlet} feed")
    id = f"https://{outlet}.example/{number}"
    return replace(article, outlet=outlet, id=id, key=article_key(outlet, id), url=id, canonical_url=id, credit=credit)


def told(store: Store) -> dict[str, tuple[str, bool]]:
    """By title: the title of the story's founder, and whether the article was born into it."""
    with store.read() as connection:
        named = {each.arrived: each.article.title for each in stored_articles.iterate(connection)}
        found = stories.of(connection, named)
    return {named[number]: (named[member.story], member.born) for number, member in found.items()}


def touched(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {each.article.title: each.touched for each in stored_articles.iterate(connection)}


def quarter_of_an_hour_passes(store: Store) -> None:
    with store.aside() as connection:
        connection.execute(schema.follower.update().values(at=schema.follower.c.at - 15 * 60))


def test_an_articles_own_first_lists_are_there_at_once_and_move_no_updated(store: Store) -> None:
    put(store, record(1), record(2))
    before = stored(store, "2")
    relater = begun(store)
    assert relater.step() == 2
    assert relater.step() == 0
    relater.end()
    assert titles(store, "1") == ["خبر0002"]
    assert titles(store, "2") == ["خبر0001"]
    assert shown(store, "2").text == shown(store, "2").links
    after = stored(store, "2")
    assert after.touched > before.touched
    assert (after.revision, after.shown_updated) == (before.revision, before.shown_updated)


def test_articles_of_other_events_and_languages_are_not_related(store: Store) -> None:
    put(store, record(1), record(2, event=1), record(3, language="ckb"))
    related(store)
    assert [titles(store, word) for word in "123"] == [[], [], []]


def test_older_entries_show_a_newcomer_only_after_fifteen_minutes(store: Store) -> None:
    put(store, record(1), record(2))
    related(store)
    put(store, record(3))
    relater = begun(store)
    relater.catch_up()
    before = stored(store, "1")
    assert relater.collect_if_due() == 0
    assert titles(store, "3") != []
    assert "خبر0003" not in titles(store, "1")
    quarter_of_an_hour_passes(store)
    assert relater.collect_if_due() == 2
    assert "خبر0003" in titles(store, "1")
    after = stored(store, "1")
    assert after.touched > before.touched
    assert (after.revision, after.shown_updated) == (before.revision, before.shown_updated)
    assert [link.title for link in shown(store, "1").text] == ["خبر0002"], "the list in the text stays as first written"
    assert relater.collect_if_due() == 0


def test_a_corrected_title_reaches_the_links_to_it_with_the_collection(store: Store) -> None:
    put(store, record(1), record(2))
    related(store)
    put(store, record(2, title="عنوان مصحح"))
    relater = begun(store)
    relater.catch_up()
    assert titles(store, "1") == ["خبر0002"]
    assert relater.collect() == 1
    assert titles(store, "1") == ["عنوان مصحح"]
    assert [link.title for link in shown(store, "1").text] == ["خبر0002"]


def test_a_corrected_article_gets_both_lists_anew(store: Store) -> None:
    put(store, record(1), record(2, event=1), record(3))
    related(store)
    put(store, record(3, event=1))
    related(store)
    assert titles(store, "3") == ["خبر0002"]
    assert shown(store, "3").text == shown(store, "3").links
    assert titles(store, "1") == []


def test_a_pick_is_text_until_its_article_arrives_and_then_a_link_at_once(store: Store) -> None:
    put(store, record(1, event=0, related=[{"title": "«خبر0002»", "teaser": "بداية"}]))
    related(store)
    assert [(link.kind, link.title, link.url) for link in shown(store, "1").links] == [("editor", "«خبر0002»", None)]
    put(store, record(2, event=1, title="«خبر0002»"))
    begun(store).catch_up()
    (link,) = shown(store, "1").links
    assert (link.kind, link.url, link.teaser) == ("editor", "https://post.example/a/0002", "بداية")
    assert [line.url for line in shown(store, "1").text] == [None], "its line in the text stays"


def test_a_pick_under_embargo_becomes_a_link_when_it_goes_live(store: Store) -> None:
    put(store, record(1, related=["2"]), record(2, event=1, published="2098-01-01T00:00:00Z"))
    related(store)
    assert titles(store, "1") == []
    with store.aside() as connection:
        connection.execute(schema.due.update().values(at=1))
    articles.move_due(store)
    relater = begun(store)
    relater.catch_up()
    assert titles(store, "1") == ["خبر0002"]


def test_what_changed_after_the_last_write_is_related_by_the_next_process(store: Store) -> None:
    put(store, *(record(number, event=number % 2) for number in range(4)))
    begun(store).catch_up()
    with store.aside() as connection:
        connection.execute(schema.lease.delete())
    put(store, *(record(number, event=number % 2) for number in range(4, 8)))
    related(store)
    assert len(state(store)["related"]) == 8 * 3


def test_in_steps_by_several_processes_or_in_one_go_the_pairs_are_the_same(store: Store, sqlite: Store) -> None:
    records = [record(number, event=number % 4) for number in range(24)]
    put(sqlite, *records)
    related(sqlite)
    for part in range(0, 24, 5):
        put(store, *records[part : part + 5])
        related(store)
    assert state(store)["story"] == state(sqlite)["story"]
    pairs = state(store)["related"]
    assert len(pairs) == 24 * 5
    assert pairs == state(sqlite)["related"]
    assert {(other, one, score) for one, other, score in pairs} == pairs


def test_only_one_relates_and_who_lost_the_lease_writes_nothing(store: Store) -> None:
    put(store, record(1), record(2))
    relater = begun(store)
    assert relate.begin(store, config()) is None
    with store.aside() as connection:
        connection.execute(schema.lease.update().values(until=1))
    other = begun(store)
    before = revision(store)
    for call in (relater.step, relater.collect, relater.renew, relater.catch_up):
        with pytest.raises(LeaseLost):
            call()
    assert revision(store) == before
    assert other.step() == 2
    relater.end()
    other.renew()


def holder(store: Store, name: str) -> None:
    """Let another process hold the lease."""
    assert leases.acquire(store, relate.RELATE, name) is not None


def test_the_lease_of_a_process_that_was_killed_here_is_taken_over_at_once(store: Store) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    holder(store, f"{socket.gethostname()}:{process.pid}")
    begun(store).renew()


@pytest.mark.parametrize(
    "name", [f"{socket.gethostname()}:{os.getppid()}", f"{socket.gethostname()}:1", "elsewhere:999999", "x", "x:y", ""]
)
def test_the_lease_of_a_process_that_may_live_is_left_to_it(sqlite: Store, name: str) -> None:
    holder(sqlite, name)
    assert relate.begin(sqlite, config()) is None


def test_after_a_restored_backup_everything_is_related_anew(store: Store) -> None:
    put(store, record(1), record(2))
    related(store)
    before = state(store)
    with store.aside() as connection:
        connection.execute(schema.log.update().values(epoch="restored"))
    with store.read() as connection:
        assert followers.cursor(connection, relate.RELATE) == 0
    related(store)
    assert state(store) == before


def test_links_to_articles_without_an_address_lead_to_our_page_of_them(store: Store) -> None:
    put(store, record(1, url=None), record(2))
    related(store)
    (link,) = shown(store, "2").links
    assert link.url == f"/articles/{stored(store, '1').article.key}.html"
    assert replace(link, url=None).title == "خبر0001"


# --- stories ---------------------------------------------------------------------------------------------------------


def test_reports_of_one_event_are_one_story_from_the_first_write_on(store: Store) -> None:
    articles.put(store, [report(0), report(1, event=1)])
    related(store)
    articles.put(store, [report(2, outlet="agency"), report(3, event=2, outlet="agency")])
    with store.read() as connection:
        assert stories.of(connection, [3, 4]) == {}, "not before the relater's first write"
    begun(store).step()
    assert told(store) == {
        TITLES[0]: (TITLES[0], False),
        TITLES[1]: (TITLES[1], False),
        TITLES[2]: (TITLES[0], True),
        TITLES[3]: (TITLES[3], False),
    }


def test_the_first_write_touches_another_outlets_article_so_that_it_can_appear(store: Store) -> None:
    articles.put(store, [report(0, outlet="agency"), report(1, event=1)])
    before = touched(store)
    begun(store).step()
    after = touched(store)
    assert after[TITLES[0]] > before[TITLES[0]]
    assert after[TITLES[1]] == before[TITLES[1]], "our own is alone and shows nothing else"


def test_an_entry_knows_the_best_report_of_every_other_outlet(store: Store) -> None:
    sources = [
        {"slug": "sun", "title": {"ar": "الشمس"}, "feeds": [{"url": "https://sun.example/feed/"}], "outlet": "sun"}
    ]
    given = [report(0), report(1), report(2, outlet="sun"), report(3, outlet="sun"), report(4, outlet="moon")]
    articles.put(store, given)
    related(store, config(source=sources))
    links_shown = shown(store, "0").story
    assert [(link.kind, link.source) for link in links_shown] == [("story", "الشمس"), ("story", "moon feed")]
    assert len({link.other for link in links_shown}) == 2
    assert {link.source for link in shown(store, given[4].id).story} == {"الشمس", ""}
    assert len(shown(store, "0").links) == 2, "the links of an entry are few"
    articles.put(store, [report(5, event=1), report(6, event=1)])
    related(store)
    assert shown(store, "5").story == (), "our own reports alone are no list of outlets"


def test_others_show_a_newcomer_of_their_story_only_with_the_collection(store: Store) -> None:
    articles.put(store, [report(0), report(1, event=1), report(2, outlet="sun")])
    related(store)
    articles.put(store, [report(3, outlet="moon")])
    relater = begun(store)
    relater.catch_up()
    before = touched(store)
    assert [link.source for link in shown(store, report(3, outlet="moon").id).story] == ["", "sun feed"]
    assert [link.source for link in shown(store, "0").story] == ["sun feed"]
    assert relater.collect() == 2
    assert [link.source for link in shown(store, "0").story] == ["sun feed", "moon feed"]
    after = touched(store)
    assert {title for title in after if after[title] != before[title]} == {TITLES[0], TITLES[2]}
    assert relater.collect() == 0


def test_a_withdrawn_founder_leaves_its_story_in_the_same_write(store: Store) -> None:
    given = [report(0), *(report(number, outlet=f"o{number}") for number in (1, 2))]
    articles.put(store, [*given, report(3, event=1)])
    related(store)
    before = touched(store)
    articles.withdraw(store, "0")
    assert told(store) == {
        TITLES[1]: (TITLES[1], False),
        TITLES[2]: (TITLES[1], True),
        TITLES[3]: (TITLES[3], False),
    }
    assert [link.source for link in shown(store, given[1].id).story] == ["o2 feed"]
    after = touched(store)
    assert {title for title in after if after[title] != before[title]} == {TITLES[1], TITLES[2]}
    related(store)
    assert told(store)[TITLES[2]] == (TITLES[1], True)
    articles.restore(store, "0")
    related(store)
    assert told(store) == {
        TITLES[0]: (TITLES[0], False),
        TITLES[1]: (TITLES[0], False),
        TITLES[2]: (TITLES[0], True),
        TITLES[3]: (TITLES[3], False),
    }


def test_a_corrected_article_leaves_the_story_that_it_no_longer_tells(store: Store) -> None:
    articles.put(store, [report(0), report(1), report(2)])
    related(store)
    articles.put(store, [report(1, event=2)])
    related(store)
    assert told(store)[TITLES[1]] == (TITLES[1], False)
    assert told(store)[TITLES[2]] == (TITLES[0], True)
    assert titles(store, "0") == [TITLES[2]]


def test_killed_between_two_batches_or_never_the_result_is_the_same(
    store: Store, sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relate, "BATCH", 3)
    given = [report(number, number % 2, outlet=("", "sun", "moon")[number % 3]) for number in range(7)]
    articles.put(sqlite, given)
    related(sqlite)
    articles.put(store, given)
    for _ in range(2):
        begun(store).step()
        with store.aside() as connection:
            connection.execute(schema.lease.delete())
    related(store)
    assert state(store) == state(sqlite)
    assert {title for title, (_, born) in told(store).items() if not born} == {TITLES[0], TITLES[1]}


def test_rebuilt_from_nothing_the_stories_are_the_same(store: Store) -> None:
    articles.put(store, [report(number, number % 2, outlet=("", "sun")[number % 2]) for number in range(4)])
    related(store)
    articles.put(store, [report(number, number % 2, outlet="moon") for number in range(4, 7)])
    related(store)
    before = state(store)
    with store.aside() as connection:
        for table in (schema.in_story, schema.related, schema.follower):
            connection.execute(table.delete())
    related(store)
    assert {name: state(store)[name] for name in ("story", "related")} == {
        name: before[name] for name in ("story", "related")
    }


class Scripted(Index):
    """An index that finds what a test wants: by title, which earlier articles are one story with an article."""

    def __init__(self, one_with: dict[str, Collection[str]]) -> None:
        super().__init__(window_s=1)
        self._one_with = one_with
        self._numbers: dict[str, int] = {}

    def add(self, doc: Doc) -> Found:
        """Every earlier article is like it."""
        moves = self.stories.leave(doc.number)
        groups = sorted({self.stories.group(self._numbers[title]) for title in self._one_with.get(doc.title, ())})
        if groups:
            moves |= self.stories.join(doc.number, groups)
        hits = [Hit(number, 0.5, same=False) for number in self._numbers.values() if number != doc.number]
        self._numbers[doc.title] = doc.number
        return Found(hits=hits, story=self.stories.story(doc.number), merged=(), moves=moves)


def test_two_stories_that_turn_out_one_are_told_as_one_by_all_others_with_the_collection(store: Store) -> None:
    articles.put(store, [report(6, event=3)])
    related(store)
    relater = begun(store)
    sun, moon, ours, other = TITLES[0], TITLES[1], TITLES[2], TITLES[3]
    relater._index = (Scripted({ours: (sun, moon)}), RelatedNews(store))
    articles.put(store, [report(0, outlet="sun"), report(1, event=1, outlet="moon"), report(3, event=2)])
    relater.catch_up()
    relater.collect()
    assert told(store)[moon] == (moon, False)
    assert set(titles(store, "3")) == {sun, moon}
    articles.put(store, [report(2)])
    relater.catch_up()
    assert {title: told(store)[title] for title in (sun, moon, ours)} == {
        sun: (sun, False),
        moon: (sun, False),
        ours: (sun, True),
    }
    assert set(titles(store, "3")) == {sun, moon}
    before = touched(store)
    assert relater.collect() == 3
    assert len(titles(store, "3")) == 1, "three reports, one story"
    after = touched(store)
    assert {title for title in after if after[title] != before[title]} == {sun, moon, other}
