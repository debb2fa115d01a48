"""Merged feeds as a reader polls them: each story once, under the name of who told it first."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from syndication.config import Config
from syndication.documents import Address, Document
from syndication.errors import Moved, NotFound
from syndication.flows import articles, drafts, follow, publish, relate
from syndication.flows.press import press
from syndication.flows.publish import Publisher
from syndication.flows.shelf import Lru
from syndication.model import Article, Credit
from syndication.store.engine import Store
from syndication.text.keys import article_key
from tests.flows import newsroom
from tests.flows.newsroom import EVENTS, START, articles_of, record, related, stored

SOURCES = [
    {"slug": name, "title": name.title(), "outlet": f"{name}.example", "feeds": [{"url": f"https://{name}.example/f"}]}
    for name in ("agency", "daily", "other")
]
MERGED = Address("merged", "", "json")


def config(**tables: Any) -> Config:
    base = newsroom.config().model_dump(include={"site", "feeds", "section"})
    return Config.model_validate({**base, "source": SOURCES, **tables})


CONFIG = config(feed=[{"slug": "merged", "title": "Merged", "also": True}])


#: Reports of one event have other words at their end, and no numbers: those would set them apart.
WORDS = (
    "أجاص",
    "تفاح",
    "جوز",
    "حامض",
    "خوخ",
    "رطب",
    "زيتون",
    "سفرجل",
    "شمام",
    "صبار",
    "ضرو",
    "طلح",
    "عناب",
    "غار",
    "فستق",
)


def report(number: int, event: int, **fields: Any) -> dict[str, Any]:
    """A record of an event, told in words of its own."""
    title = " ".join(EVENTS[event].split()[:5])
    text = f"{EVENTS[event]} {WORDS[number % len(WORDS)]}"
    return record(number, event, **{"title": f"{title} {WORDS[number % len(WORDS)]}", "content_text": text, **fields})


def foreign(number: int, outlet: str, event: int, **fields: Any) -> Article:
    """Another outlet's report of an event."""
    (article,) = articles_of(report(number, event, **fields))
    id = f"{outlet}-{number}"
    return replace(
        article,
        id=id,
        key=article_key(f"{outlet}.example", id),
        outlet=f"{outlet}.example",
        publisher_id=None,
        url=f"https://{outlet}.example/{number}",
        canonical_url=f"https://{outlet}.example/{number}",
        credit=Credit(source=outlet, feed=f"https://{outlet}.example/f", title=outlet.title()),
    )


def put(store: Store, *given: Article, collect: bool = True) -> None:
    articles.put(store, given)
    if collect:
        related(store, CONFIG)
        return
    relater = relate.begin(store, CONFIG)
    assert relater is not None
    relater.catch_up()
    relater.end()


def made(store: Store, address: Address, settings_: Config = CONFIG) -> Document:
    made_under = press(settings_, store, Lru(1_000_000, len))
    with store.read() as connection:
        return publish.compose(drafts.read(connection, address, made_under), made_under)


def items(store: Store, address: Address = MERGED) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(made(store, address).body)["items"]
    return found


def ids(store: Store, address: Address = MERGED) -> list[str]:
    return [each["id"] for each in items(store, address)]


# --- one entry a story -----------------------------------------------------------------------------------------------


def test_the_first_report_is_the_entry_and_the_others_are_its_links(store: Store) -> None:
    put(store, foreign(1, "agency", 0))
    put(store, foreign(2, "daily", 0), foreign(3, "other", 0), foreign(4, "daily", 1))
    assert ids(store) == ["daily-4", "agency-1"]
    lead = items(store)[1]
    assert [(each["source"], each["kind"]) for each in lead["_syndication"]["related"]] == [
        ("Daily", "story"),
        ("Other", "story"),
    ]
    body = made(store, Address("merged", "", "atom")).body.decode()
    assert 'title="Daily: أغلقت' in body
    assert "ذكرته أيضًا: Daily، Other" in body
    page = made(store, Address("merged", "", "html")).body.decode()
    assert "Daily: " not in page, "a page has a place for the outlet"
    assert "(Daily)" in page


def test_our_own_article_has_its_own_entry_and_the_foreign_one_leaves(store: Store) -> None:
    put(store, foreign(1, "agency", 0), foreign(2, "daily", 1))
    put(store, *articles_of(report(3, 0)))
    assert ids(store) == [stored(store, "3").article.id, "daily-2"]
    assert ids(store, Address("all", "", "json")) == [stored(store, "3").article.id]
    assert ids(store, Address("source", "agency", "json")) == ["agency-1"]


def test_a_withdrawn_lead_is_replaced_and_what_nobody_saw_is_withdrawn_in_silence(store: Store) -> None:
    put(store, foreign(1, "agency", 0))
    put(store, foreign(2, "daily", 0), foreign(3, "other", 0))
    articles.withdraw(store, "other-3")
    related(store, CONFIG)
    assert ids(store) == ["agency-1"]
    assert ids(store, Address("source", "other", "json")) == ["other-3"], "here it was shown, and is a notice"
    articles.withdraw(store, "agency-1")
    assert ids(store) == ["daily-2", "agency-1"]
    assert items(store)[1]["title"] == "خبر مسحوب"


def test_feeds_of_other_kinds_have_what_they_are_of(store: Store) -> None:
    put(store, foreign(1, "agency", 0), foreign(2, "daily", 1, section="رياضة"), *articles_of(report(3, 2)))
    with_feeds = config(
        feed=[
            {"slug": "sport-all", "title": "Sport", "sections": ["sport"]},
            {"slug": "others", "title": "Others", "scope": "foreign", "content": "headline"},
        ]
    )
    sport, others = (
        json.loads(made(store, Address("feed", slug, "json"), with_feeds).body) for slug in ("sport-all", "others")
    )
    assert [each["id"] for each in sport["items"]] == ["daily-2"]
    assert "Sport – " in sport["title"]
    assert [each["id"] for each in others["items"]] == ["daily-2", "agency-1"]
    assert "summary" not in others["items"][0]
    with pytest.raises(NotFound):
        made(store, Address("source", "nobody", "json"))
    narrowed = Address("merged", "", "json", (("source", "agency"), ("limit", "1")))
    assert ids(store, narrowed) == ["agency-1"]


# --- stories ---------------------------------------------------------------------------------------------------------


def test_a_story_has_a_page_under_its_founders_name(store: Store) -> None:
    put(store, foreign(1, "agency", 0))
    put(store, foreign(2, "daily", 0), *articles_of(report(3, 0)))
    keys = {word: stored(store, word).article.key for word in ("agency-1", "daily-2", "3")}
    assert ids(store, Address("story", keys["agency-1"], "json")) == [
        stored(store, "3").article.id,
        *("daily-2", "agency-1"),
    ]
    for word in ("daily-2", "3"):
        with pytest.raises(Moved) as moved:
            made(store, Address("story", keys[word], "json"))
        assert moved.value.to == f"/stories/{keys['agency-1']}.json"
    with pytest.raises(NotFound):
        made(store, Address("story", "aaaaaaaaaaaa", "json"))


def test_the_biggest_stories_come_first_each_with_its_lead(store: Store) -> None:
    put(store, foreign(1, "agency", 0), foreign(2, "agency", 1), foreign(3, "agency", 2))
    put(store, foreign(4, "daily", 0), foreign(5, "daily", 1), foreign(6, "other", 1))
    assert ids(store, Address("stories", "", "json")) == ["agency-2", "agency-1"]
    put(store, *articles_of(report(7, 1)))
    assert ids(store, Address("stories", "", "json")) == [stored(store, "7").article.id, "agency-1"]


def test_the_page_of_the_biggest_stories_names_the_outlets_of_each(store: Store) -> None:
    put(store, foreign(1, "agency", 0))
    put(store, foreign(2, "daily", 0), foreign(3, "other", 0))
    page = made(store, Address("stories", "", "html")).body.decode()
    assert page.count("(ذكرته أيضًا: Daily، Other)") == 1
    story = made(store, Address("story", stored(store, "agency-1").article.key, "html")).body.decode()
    assert "ذكرته أيضًا" not in story, "there every report stands for itself"


# --- a reader that polls ---------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["foreign", "foreign", "foreign", "own", "withdraw", "silent", "correct"]), st.integers(0, 3)
    ),
    min_size=4,
    max_size=12,
)


@contextmanager
def fresh(empty: Path) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty, f"{folder}/store.db")
        store = Store.open(f"sqlite:///{folder}/store.db")
        try:
            yield store
        finally:
            store.close()


# Not made smaller where it fails: that takes minutes.
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(STEPS)
def test_no_story_is_delivered_twice_but_in_the_cases_that_the_rules_name(
    empty_sqlite: Path, steps: list[tuple[str, int]]
) -> None:
    with fresh(empty_sqlite) as store:
        seen: dict[str, int] = {}  # ids that the reader knows, with their event
        allowed: Counter[int] = Counter()
        event_of: dict[str, int] = {}
        for number, (kind, event) in enumerate(steps, start=1):
            if kind == "foreign":
                outlet = ("agency", "daily", "other")[number % 3]
                put(store, foreign(number, outlet, event), collect=number % 2 == 0)
                event_of[f"{outlet}-{number}"] = event
                allowed[event] = max(allowed[event], 1)
            elif kind == "own":
                put(store, *articles_of(report(number, event)))
                event_of[stored(store, str(number)).article.id] = event
                allowed[event] += 1  # our own article always has its own entry
            else:
                shown = [each for each in ids(store) if event_of[each] == event]
                live = [each for each in shown if stored(store, each).state == "live"]
                if not live:
                    continue
                if kind == "correct":
                    _correct(store, live[0], event)
                else:
                    articles.withdraw(store, live[0], silent=kind == "silent")
                    allowed[event] += 1  # a withdrawn lead is replaced
                    related(store, CONFIG)
            seen.update((id, event_of[id]) for id in ids(store) if id not in seen)
            told = Counter(seen.values())
            assert all(told[each] <= allowed[each] for each in told), (number, kind, told, allowed)


def _correct(store: Store, id: str, event: int) -> None:
    """The outlet changes a word of its report; a new version of an own one is its newsroom's."""
    article = stored(store, id).article
    changed = replace(
        article,
        text=f"{article.text} تصحيح",
        html=f"{article.html}<p>تصحيح</p>",
        hash=f"{article.hash}+",
        text_hash=f"{article.text_hash}+",
        updated=START + timedelta(days=30),
    )
    put(store, changed)


# --- what is rendered ------------------------------------------------------------------------------------------------


async def test_a_new_entry_renders_its_own_fragment_and_a_collection_those_whose_links_changed(
    tmp_path: Path, sqlite: Store
) -> None:
    put(sqlite, *(foreign(number, "agency", number) for number in range(3)))
    publisher = Publisher(CONFIG, sqlite)
    address = Address("merged", "", "rss")
    document = await publisher.document(address)
    fragments = len(publisher.shelf.fragments)
    assert (fragments, publisher.rendered) == (3, 1)
    assert await publisher.document(address) is document
    assert publisher.rendered == 1, "warm: no work at all"

    put(sqlite, foreign(7, "daily", 3), collect=False)
    await follow.step(publisher)
    assert publisher.warm(address) is None
    assert "daily-7" in (await publisher.document(address)).body.decode()
    assert len(publisher.shelf.fragments) == fragments + 1

    put(sqlite, foreign(8, "other", 0), collect=False)  # another report of a story that is shown
    await follow.step(publisher)
    before = await publisher.document(address)
    assert len(publisher.shelf.fragments) == fragments + 1
    related(sqlite, CONFIG)
    await follow.step(publisher)
    after = await publisher.document(address)
    assert "Other: " in after.body.decode()
    assert "Other: " not in before.body.decode()
    assert len(publisher.shelf.fragments) == fragments + 2
    publisher.close()


async def test_what_is_asked_with_parameters_pushes_nothing_off_the_shelf(sqlite: Store) -> None:
    put(sqlite, *(foreign(number, "agency", number % 4) for number in range(4)))
    publisher = Publisher(config(store={"shelf_mb": 1}), sqlite)
    plain = await publisher.document(MERGED)
    for limit in range(1, 300):
        asked = Address("merged", "", "json", (("limit", str(limit)),))
        assert publisher.warm(asked) is None
        document = await publisher.document(asked)
        assert publisher.warm(asked) is document
    assert publisher.warm(MERGED) is plain
    assert len(publisher.asked.documents) < 299
    publisher.close()


def test_every_event_is_told_by_words_of_its_own() -> None:
    assert len({word for event in EVENTS for word in event.split()}) == sum(len(event.split()) for event in EVENTS)
