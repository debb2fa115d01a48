"""Other outlets' articles on their way into the store, fetch by fetch, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from syndication.flows import articles
from syndication.model import Article, RawEntry, SourceFeed, Stored
from syndication.normalise import foreign
from syndication.normalise.change import Kind
from syndication.normalise.rules import SourceRules
from syndication.store import articles as stored_articles
from syndication.store.engine import Store
from syndication.text.fold import fold
from tests.normalise.feeds import HOUR, NOW, TEXT, bare, fetch, own_rules, raw, rules

OTHER_FEED = SourceFeed(url="https://www.star.example/politics/feed/")
FULL = f"<p>{TEXT}</p><p>{TEXT}</p>"


def taken(store: Store, *entries: RawEntry, source: SourceRules | None = None, **circumstances: Any) -> dict[Kind, int]:
    """Take a document in; what became of its articles."""
    found = foreign.articles(entries, source or rules(), fetch(**circumstances))
    batch = [each for each in found if isinstance(each, Article)]
    assert len(batch) == len(found)
    return dict(articles.put(store, batch).kinds)


def stored(store: Store) -> list[Stored]:
    """All that is stored, in the order of arrival."""
    with store.read() as connection:
        return stored_articles.page_of(connection)[::-1]


def texts(store: Store) -> list[str]:
    return [each.article.text for each in stored(store)]


@pytest.mark.parametrize(
    "entries",
    [
        [raw(number) for number in (1, 2, 3)],
        [bare(number) for number in (1, 2, 3)],
        [raw(number, guid="https://star.example/") for number in (1, 2, 3)],
        [raw(number, url="https://star.example/") for number in (1, 2, 3)],
        [raw(number, guid="g", url=None) for number in (1, 2, 3)],
        [raw(number, guid=None, published="2099-01-01") for number in (1, 2, 3)],
        [raw(1, tags=("محلي",)), raw(1, tags=("جسر",)), raw(2)],
    ],
    ids=["plain", "bare", "one guid", "front page", "one guid, no address", "to come", "in two sections"],
)
def test_the_same_document_again_changes_nothing(store: Store, entries: list[RawEntry]) -> None:
    assert set(taken(store, *entries, is_first=True)) == {"new"}
    before = stored(store)
    assert len({each.article.id for each in before}) == len(before)
    for hours in (1, 30):
        assert set(taken(store, *entries, now=NOW + hours * HOUR, is_gap=hours > 24)) == {"unchanged"}
    assert stored(store) == before


def test_published_is_fixed_by_the_first_showing(store: Store) -> None:
    taken(store, raw(1, published="2026-05-04T15:00:00Z"), raw(2, published=None), bare(3))
    assert {each.article.published for each in stored(store)} == {NOW}
    assert {each.state for each in stored(store)} == {"live"}
    later = NOW + 5 * HOUR
    taken(store, raw(1, published="2026-05-04T15:00:00Z", title="آخر"), raw(2, published=None, title="آخر"), now=later)
    assert {each.article.published for each in stored(store)} == {NOW}


def test_guids_that_change_at_each_fetch_give_way_to_the_address(store: Store) -> None:
    for number in range(3):
        taken(store, raw(1, guid=f"{number}"), raw(2, guid=f"{number + 10}"), now=NOW + number * HOUR)
    assert [each.article.id for each in stored(store)] == ["10", "0"]


def test_one_guid_for_all_names_the_articles_by_their_addresses_fetch_by_fetch(store: Store) -> None:
    numbers = [(1,), (2, 1), (3, 2), (3,), (2,)]
    for hours, shown in enumerate(numbers):
        taken(store, *[raw(number, guid="feed") for number in shown], now=NOW + hours * HOUR)
    assert sorted(each.article.title for each in stored(store)) == ["خبر 1", "خبر 2", "خبر 3"]


def test_a_new_address_under_a_known_guid_is_the_same_article(store: Store) -> None:
    taken(store, raw(1))
    assert taken(store, raw(1, url="https://star.example/moved", title="مصحح")) == {"corrected": 1}
    (only,) = stored(store)
    assert only.article.url == "https://star.example/moved"


def test_a_correction_updates_and_another_spelling_of_the_address_does_not(store: Store) -> None:
    taken(store, raw(1))
    assert taken(store, raw(1, url="https://star.example/a/1?clicks=77")) == {"unchanged": 1}
    assert taken(store, raw(1, html=f"<p>{TEXT} مصحح</p>"), now=NOW + HOUR) == {"corrected": 1}
    (only,) = stored(store)
    assert only.article.text.endswith("مصحح")
    assert only.revision > only.arrived


def test_an_older_version_undoes_nothing(store: Store) -> None:
    taken(store, raw(1, html="<p>جديد</p>", updated=(NOW - HOUR).isoformat()))
    assert taken(store, raw(1, html="<p>قديم</p>", updated=(NOW - 2 * HOUR).isoformat())) == {"unchanged": 1}
    assert texts(store) == ["جديد"]


# --- several feeds


def test_another_feed_of_the_outlet_adds_its_labels_and_no_content(store: Store) -> None:
    one = rules(section="local")
    other = rules(feed=SourceFeed(url=OTHER_FEED.url, section="politics"))
    taken(store, raw(1, tags=("جسر",)), source=one)
    assert taken(store, raw(1, html="<p>موجز</p>", tags=("نهر",)), source=other) == {"corrected": 1}
    (only,) = stored(store)
    assert (only.article.sections, only.article.tags) == (("local", "politics"), ("جسر", "نهر"))
    assert only.article.text.startswith(TEXT)
    assert only.shown_updated == NOW - HOUR
    for source in (one, other, one):
        assert taken(store, raw(1, html=f"<p>{TEXT} 1</p>" if source is one else "<p>موجز</p>"), source=source) == {
            "unchanged": 1
        }


def test_another_feeds_later_version_replaces_the_content_and_its_feed_goes_on_with_it(store: Store) -> None:
    other = rules(feed=OTHER_FEED)
    taken(store, raw(1))
    assert taken(store, raw(1, html="<p>مصحح</p>", updated=NOW.isoformat()), source=other) == {"corrected": 1}
    assert taken(store, raw(1)) == {"unchanged": 1}
    assert texts(store) == ["مصحح"]


def test_an_entry_that_flips_is_frozen_at_the_fuller_version(store: Store) -> None:
    short, full = raw(1), raw(1, html=FULL)
    kinds = [taken(store, short if number % 2 else full, now=NOW + number * HOUR) for number in range(8)]
    assert [next(iter(each)) for each in kinds] == ["new", "corrected", "corrected", *["unchanged"] * 5]
    assert texts(store) == [f"{TEXT}\n\n{TEXT}"]
    third = raw(1, html="<p>رواية ثالثة</p>")
    assert taken(store, third, now=NOW + 9 * HOUR) == {"corrected": 1}
    assert texts(store) == ["رواية ثالثة"]


# --- several outlets


def test_an_id_that_another_outlet_has_is_not_given_twice(store: Store) -> None:
    sun = rules(slug="sun", outlet="sun.example", feed=SourceFeed(url="https://sun.example/feed"))
    here = raw(1, guid="7")
    there = raw(1, guid="7", url="https://sun.example/7", title="من الشمس")
    taken(store, here)
    assert taken(store, there, source=sun) == {"new": 1}
    ids = [each.article.id for each in stored(store)]
    assert ids[0] == "7"
    assert ids[1].startswith("tag:moon.example,2024-01-01:")
    assert taken(store, there, source=sun, now=NOW + HOUR) == {"unchanged": 1}
    assert taken(store, here, now=NOW + HOUR) == {"unchanged": 1}
    corrected = raw(1, guid="7", url="https://sun.example/7", title="تصحيح")
    assert taken(store, corrected, source=sun, now=NOW + HOUR) == {"corrected": 1}
    assert [each.article.id for each in stored(store)] == ids


def test_ids_that_clash_within_one_write_are_parted_too(store: Store) -> None:
    sun = rules(slug="sun", outlet="sun.example", feed=SourceFeed(url="https://sun.example/feed"))
    batch = [
        *foreign.articles([raw(1, guid="7")], rules(), fetch()),
        *foreign.articles([raw(1, guid="7", url="https://sun.example/7")], sun, fetch()),
    ]
    articles.put(store, [each for each in batch if isinstance(each, Article)])
    assert len({each.article.id for each in stored(store)}) == 2


def test_a_copy_under_the_same_id_and_address_is_the_same_article(store: Store) -> None:
    planet = rules(
        slug="planet", outlet="planet.example", feed=SourceFeed(url="https://planet.example/feed", section="x")
    )
    taken(store, raw(1))
    assert taken(store, raw(1, title="نسخة"), source=planet) == {"corrected": 1}
    (only,) = stored(store)
    assert (only.article.outlet, only.article.title, only.article.sections) == ("star.example", "خبر 1", ("x",))


def test_a_copy_of_our_own_article_leaves_it_alone(store: Store) -> None:
    own = raw(1, guid="https://moon.example/?p=1", url="https://old-moon.example/a/1")
    taken(store, own, source=own_rules())
    assert taken(store, raw(1, guid=own.guid, url=own.url, title="نسخة", tags=("x",))) == {"unchanged": 1}
    (only,) = stored(store)
    assert (only.article.outlet, only.article.title) == ("", "خبر 1")


def test_a_copy_of_our_own_article_under_another_id_stays_out_even_when_ours_is_withdrawn(store: Store) -> None:
    # Its address is the site's of before: one below `site.url` would not even be looked up.
    taken(store, raw(1, guid="https://moon.example/?p=1", url="https://old-moon.example/a/1"), source=own_rules())
    copy = raw(1, guid="copy", url="http://www.old-moon.example/a/1/?utm_source=rss")
    assert taken(store, copy) == {"unchanged": 1}
    articles.withdraw(store, "https://moon.example/?p=1", silent=True)
    assert taken(store, copy, now=NOW + HOUR) == {"unchanged": 1}
    assert len(stored(store)) == 1


# --- withdrawal


def test_what_was_withdrawn_never_comes_back_by_itself(store: Store) -> None:
    taken(store, raw(1), raw(2))
    articles.withdraw(store, "https://star.example/?p=1", silent=True)
    again = raw(1, guid="changed", title="آخر", updated=(NOW + HOUR).isoformat())
    assert taken(store, again, now=NOW + 2 * HOUR) == {"blocked": 1}


# --- our own site's feed


def test_our_own_feed_finds_what_an_import_brought(store: Store) -> None:
    wxr = raw(
        1,
        guid="https://moon.example/?p=1",
        url="https://moon.example/a/1",
        html=FULL,
        sections=("محلي", "طرق"),
        tags=("جسر",),
    )
    taken(store, wxr, source=own_rules())
    before = stored(store)
    feed = raw(
        1,
        guid="https://moon.example/?p=1",
        url="https://moon.example/a/1",
        html=f"<p>{TEXT[:60]} […]</p>",
        tags=("محلي", "طرق", "جسر"),
    )
    source = replace(own_rules(), labels={fold("محلي"): "local"})
    assert taken(store, feed, source=source, now=NOW + HOUR) == {"unchanged": 1}
    assert stored(store) == before
    corrected = raw(1, guid=feed.guid, url=feed.url, html="<p>مصحح</p>", tags=("محلي",))
    assert taken(store, corrected, source=source, now=NOW + HOUR) == {"corrected": 1}


def test_our_own_embargo_waits_and_nobody_elses_does(store: Store) -> None:
    ahead = (NOW + timedelta(days=1250)).isoformat()  # ahead of the database's clock, too
    taken(store, raw(1, published=ahead), source=own_rules())
    taken(store, raw(2, published=ahead))
    assert [each.state for each in stored(store)] == ["waiting", "live"]
