from __future__ import annotations

from datetime import timedelta

import pytest

from syndication.errors import NotFound
from syndication.model import Article, Credit, Enclosure, Image, Link, Pick, Stored
from syndication.store import articles, links, rows
from syndication.store.articles import Put
from syndication.store.engine import Store
from tests.store.examples import START, add, article, scans, statements


def one(store: Store, number: int) -> Stored:
    with store.read() as connection:
        return articles.by_numbers(connection, [number])[number]


def test_an_article_comes_back_as_it_was_written(store: Store) -> None:
    full = article(
        1,
        authors=("هيمن",),
        tags=("كركوك", "نفط"),
        image=Image(url="https://paper.example/i.jpg", width=800, alt="صورة"),
        enclosures=(Enclosure(url="https://paper.example/a.mp3", type="audio/mpeg", length=9),),
        picks=(Pick(title="خبر سابق", teaser="سطر"), Pick(ref="nr-9")),
        updated=START + timedelta(days=1),
        language="ckb",
        outlet="other.example",
        credit=Credit(source="other", title="الموقع الآخر", authors=("هيئة التحرير",), updated=START),
        backlog=True,
    )
    bare = Article(id="urn:x", key="bbbbbbbbbbbb", title="")
    written = add(store, full, bare)
    assert [each.article for each in written] == [full, bare]
    with store.read() as connection:
        assert articles.by_numbers(connection, [1, 2, 77]) == {1: written[0], 2: written[1]}


def test_a_text_as_long_as_a_publisher_likes_is_stored(store: Store) -> None:
    long = "طويل " * 3000
    add(store, article(1, id=long, title=long, url=long, canonical_url=long, publisher_id=long, sections=(long,)))
    with store.read() as connection:
        assert articles.by_numbers(connection, [1])[1].article.title == long
        assert articles.known(connection, [article(1, id=long)]).match(article(1, id=long)) is not None


def test_a_new_article_has_its_number_three_times(store: Store) -> None:
    add(store, article(1))
    (stored,) = add(store, article(2))
    assert (stored.arrived, stored.revision, stored.touched) == (2, 2, 2)
    assert stored.first_seen == stored.touched_at


def test_a_correction_keeps_what_readers_know_and_when_it_arrived(store: Store) -> None:
    (old,) = add(store, article(1))
    later = START + timedelta(days=3)
    new = article(9, id="https://paper.example/other", publisher_id=None, title="مصحح")
    with store.write() as write:
        (corrected,) = articles.update(write, [Put(article=new, state="live", updated=later, old=old)])
    assert corrected == one(store, 1)
    assert (corrected.arrived, corrected.revision, corrected.touched) == (1, 2, 2)
    assert (corrected.article.id, corrected.article.key) == (old.article.id, old.article.key)
    assert corrected.article.publisher_id == "nr-1"
    assert corrected.article.title == "مصحح"
    assert corrected.shown_updated == later
    assert corrected.first_seen == old.first_seen


def test_a_change_of_state_is_a_change_and_may_move_updated(store: Store) -> None:
    (old,) = add(store, article(1))
    later = START + timedelta(days=3)
    with store.write() as write:
        assert articles.set_state(write, 1, "notice", updated=later) == 2
    with store.write() as write:
        assert articles.set_state(write, 1, "withdrawn") == 3
    now = one(store, 1)
    assert (now.state, now.revision, now.touched, now.shown_updated) == ("withdrawn", 3, 3, later)
    assert now.article == old.article


def test_a_touch_moves_only_touched(store: Store) -> None:
    add(store, article(1), article(2), article(3))
    with store.write() as write:
        articles.touch(write, [3, 1])
    assert [(each.revision, each.touched) for each in (one(store, n) for n in (1, 2, 3))] == [(1, 4), (2, 2), (3, 5)]


def test_a_wiped_article_keeps_no_word_but_is_still_known(store: Store) -> None:
    given = article(1, summary="كلمة سرية", authors=("هيمن",), tags=("نفط",), picks=(Pick(title="كلمة سرية"),))
    add(store, given)
    with store.write() as write:
        links.put_picks(write, {1: given.picks})
        links.put_shown(write, "text", {1: [Link(kind="editor", title="كلمة سرية")]})
        articles.wipe(write, 1)
    with store.read() as connection:
        known = articles.known(connection, [article(1)])
        found = known.match(article(1))
        assert found is not None
        assert links.shown(connection, [1]) == {}
        assert links.picks(connection, [1]) == {}
    assert found.article == Article(
        id=given.id,
        key=given.key,
        publisher_id="nr-1",
        canonical_url=given.canonical_url,
        twin="twin-1",
        title="",
        published=given.published,
    )


@pytest.mark.parametrize(
    "again",
    [
        article(1, publisher_id=None, url=None, canonical_url=None, twin=None),
        article(1, id="other:guid", canonical_url=None, twin=None),
        article(1, id="other:guid", publisher_id=None, twin=None, title="مصحح"),
        article(1, id="other:guid", publisher_id="77", twin=None),
        article(1, id="other:guid", publisher_id="77", title="مصحح"),
        article(1, id="nr-1", publisher_id=None, url=None, canonical_url=None, twin=None),
        article(1, id="tag:page", form="page", publisher_id=None, url=None, canonical_url=None),
    ],
    ids=["guid", "publisher's id", "URL", "URL and title", "URL and beginning", "publisher's id as guid", "page text"],
)
def test_an_article_is_known_by_each_of_its_names(store: Store, again: Article) -> None:
    (stored,) = add(store, article(1))
    with store.read() as connection:
        assert articles.known(connection, [article(5), again]).match(again) == stored


def test_a_stored_page_text_is_found_when_its_record_comes(store: Store) -> None:
    page_text = article(1, id="tag:page", form="page", publisher_id=None, url=None, canonical_url=None, published=None)
    (page,) = add(store, page_text)
    assert one(store, 1).article == page_text
    with store.read() as connection:
        assert articles.known(connection, [article(1)]).match(article(1)) == page


def test_two_records_that_begin_alike_are_two_articles(store: Store) -> None:
    add(store, article(1, title="مواقيت الصلاة اليوم", twin="same"))
    second = article(2, title="مواقيت الصلاة اليوم", twin="same")
    bare = article(3, publisher_id=None, url=None, canonical_url=None, twin="same")
    with store.read() as connection:
        assert articles.known(connection, [second]).match(second) is None
        assert articles.known(connection, [bare]).match(bare) is None


def test_articles_that_all_give_the_front_page_as_their_url_are_several(store: Store) -> None:
    given = [article(number, url="https://paper.example/", canonical_url="paper.example") for number in (1, 2, 3)]
    first, second = add(store, *given[:2])
    again = article(2, id="other:guid", publisher_id="77", canonical_url="paper.example", twin=None)
    with store.read() as connection:
        known = articles.known(connection, [*given, again])
        assert [known.match(each) for each in (*given, again)] == [first, second, None, second]


def test_another_outlet_s_article_is_another_though_its_names_are_equal(store: Store) -> None:
    add(store, article(1))
    foreign = article(1, outlet="other.example")
    with store.read() as connection:
        assert articles.known(connection, [foreign]).match(foreign) is None


def test_a_guid_counts_before_a_url(store: Store) -> None:
    add(store, article(1), article(2))
    moved = article(2, publisher_id=None, canonical_url=article(1).canonical_url)
    with store.read() as connection:
        found = articles.known(connection, [moved]).match(moved)
    assert found is not None
    assert found.arrived == 2


def test_later_entries_of_a_batch_find_what_was_just_written(store: Store) -> None:
    batch = [article(1), article(1, title="مصحح")]
    with store.write() as write:
        known = articles.known(write.connection, batch)
        assert known.match(batch[0]) is None
        (stored,) = articles.insert(write, [Put(article=batch[0], state="live", updated=START)])
        known.remember(stored)
        assert known.match(batch[1]) == stored
        (newer,) = articles.update(write, [Put(article=batch[1], state="live", updated=START, old=stored)])
        known.remember(newer)
        assert known.match(batch[1]) == newer


def test_an_article_is_found_by_whatever_a_person_has_at_hand(store: Store) -> None:
    (stored,) = add(store, article(1))
    words = ("nr-1", stored.article.id, stored.article.key, "http://paper.example/a/1/?utm_source=x", " nr-1 ")
    with store.read() as connection:
        for word in words:
            assert articles.find(connection, word) == stored


def test_of_two_with_one_id_the_own_article_is_meant(store: Store) -> None:
    add(store, article(1, outlet="other.example"))
    (own,) = add(store, article(1))
    with store.read() as connection:
        assert articles.find(connection, "nr-1") == own


@pytest.mark.parametrize("word", ["nr-404", "", "a\0b", "\udce9t\udce9", "https://[", "' OR 1=1 --"])
def test_what_is_not_there_is_not_found_whatever_was_typed(store: Store, word: str) -> None:
    with store.read() as connection:
        with pytest.raises(NotFound) as caught:
            articles.find(connection, word)
        assert articles.by_key(connection, word) is None
    str(caught.value).encode()
    assert "articles list" in caught.value.hint


def test_arrivals_are_listed_newest_first_by_pages_and_states(store: Store) -> None:
    add(store, *(article(number) for number in range(5)))
    with store.write() as write:
        articles.set_state(write, 2, "notice")
    with store.read() as connection:
        assert [each.arrived for each in articles.page_of(connection, limit=2)] == [5, 4]
        assert [each.arrived for each in articles.page_of(connection, before=4, limit=2)] == [3, 2]
        assert [each.arrived for each in articles.page_of(connection, state="notice")] == [2]


def test_all_live_articles_are_walked_through_in_the_order_of_arrival(store: Store) -> None:
    add(store, *(article(number) for number in range(1203)))
    with store.write() as write:
        articles.set_state(write, 700, "withdrawn")
    with store.read() as connection:
        assert [each.arrived for each in articles.iterate(connection)] == [n for n in range(1, 1204) if n != 700]
        assert [each.arrived for each in articles.iterate(connection, after=1201)] == [1202, 1203]


def test_a_brief_is_what_a_link_needs(store: Store) -> None:
    (stored,) = add(store, article(1))
    with store.read() as connection:
        brief = articles.briefs(connection, [1, 9])[1]
    assert (brief.title, brief.url, brief.state) == (stored.article.title, stored.article.url, "live")
    assert brief.published == rows.seconds(START + timedelta(hours=1))


def test_taking_a_batch_in_scans_no_table(store: Store) -> None:
    add(store, *(article(number) for number in range(20)))
    with statements(store) as seen, store.write() as write:
        known = articles.known(write.connection, [article(3), article(40)])
        old = known.match(article(3))
        articles.update(write, [Put(article=article(3, title="آخر"), state="live", updated=START, old=old)])
        articles.touch(write, [4])
        articles.find(write.connection, "nr-1")
        articles.by_key(write.connection, "k")
        articles.wipe(write, 5)
        articles.set_state(write, 5, "withdrawn")
    assert scans(store, seen) == []
