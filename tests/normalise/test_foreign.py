"""Entries of other outlets' feeds, and of our own site's, as articles."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.model import Article, Credit, Enclosure, Image, Origin, RawEntry, Rejected, SourceFeed
from syndication.normalise import foreign
from syndication.text.fold import fold
from syndication.text.markup import MAX_BODY_BYTES
from tests.normalise.feeds import HOUR, NOW, SITE, TEXT, article, articles, bare, fetch, own_rules, raw, rules

SORANI = "پردی ئەستێرەکان دوای سێ هەفتە کار بە ڕووی ئۆتۆمبێلەکاندا کرایەوە و شارەوانی ئاهەنگی گێڕا."
ENGLISH = "The bridge of stars opened again to cars this morning after three weeks of work, the town hall said."


def refused(*entries: RawEntry, **changes: Any) -> Rejected:
    (found,) = foreign.articles(entries, rules(**changes), fetch())
    assert isinstance(found, Rejected), found
    return found


# --- whose address it is


@pytest.mark.parametrize(
    "url",
    [
        "https://moon.example/2026/bridge",
        "http://www.moon.example/2026/bridge/?utm_source=star",
        "https://moon.example/?p=17",
        "https://moon.example/",
        "https://moon.example",
    ],
)
def test_no_other_outlet_gives_words_to_an_address_of_our_site(url: str) -> None:
    # Several titles at one address: it is nobody's, so nothing later would find that it is our article's.
    entries = [raw(number, url=url, title=f"Our words, says the star: {number}") for number in range(1, 5)]
    found = foreign.articles(entries, rules(), fetch())
    assert [each.field for each in found if isinstance(each, Rejected)] == ["url"] * 4
    assert "our own site" in refused(entries[0]).reason


@pytest.mark.parametrize(
    "url", ["https://moon.example.star.example/1", "https://star.example/?of=https://moon.example/"]
)
def test_an_address_that_only_looks_like_ours_is_the_outlets(url: str) -> None:
    assert article(url=url).url == url


def test_a_site_in_a_folder_owns_its_folder() -> None:
    site = replace(SITE, url="https://moon.example/ar/")
    mine = replace(rules(), site=site)
    for path, is_taken in (("ar", False), ("ar?p=1", False), ("ar/1", False), ("arena/1", True), ("en/1", True)):
        (found,) = foreign.articles([raw(url=f"https://moon.example/{path}")], mine, fetch())
        assert isinstance(found, Article) == is_taken, path


def test_a_sister_outlet_below_our_address_may_be_read_as_a_source() -> None:
    sister = rules(feed=SourceFeed(url="https://moon.example/en/feed/"))
    assert article(source=sister, url="https://moon.example/en/1").url == "https://moon.example/en/1"


# --- fields


def test_the_same_entry_gives_the_same_article_of_its_outlet() -> None:
    found = article()
    assert found == article()
    assert (found.outlet, found.publisher_id, found.published) == ("star.example", None, NOW - HOUR)
    assert found.key != article(source=rules(outlet="other.example")).key


def test_titles_are_decoded_once() -> None:
    assert article(title="توت &amp;amp; <b>تين</b>").title == "توت &amp; تين"


def test_relative_addresses_are_those_of_the_entry_and_never_of_our_site() -> None:
    html = '<p>نص <a href="../x">هنا</a></p>'
    assert 'href="https://star.example/x"' in article(html=html).html
    assert 'href="https://other.example/x"' in article(html=html, base_url="https://other.example/b/c").html
    assert 'href="https://www.star.example/x"' in article(html=html, url=None).html
    assert article(url="//star.example/7").url == "https://star.example/7"


def test_an_address_that_is_none_costs_the_entry_only_its_link() -> None:
    found = article(url="javascript:alert(1)")
    assert (found.url, found.canonical_url) == (None, None)
    assert "moon.example" not in repr(replace(found, spare_id=""))


def test_an_update_to_come_tells_nothing() -> None:
    assert article(updated="2026-05-04T11:30:00Z").updated == datetime(2026, 5, 4, 11, 30, tzinfo=UTC)
    assert article(updated="2026-05-04T12:30:00Z").updated is None


def test_an_endless_body_is_cut() -> None:
    found = article(html=f"<p>{TEXT}</p>" * 20_000)
    assert len(found.html.encode()) <= MAX_BODY_BYTES
    assert 'href="https://star.example/a/1"' in found.html[-300:]


def test_an_excerpt_is_as_long_as_the_source_allows() -> None:
    assert len(article(source=rules(excerpt=60)).summary) <= 60


def test_pictures_and_media_are_taken_whatever_may_be_shown() -> None:
    found = article(
        image=Image(url="/i.jpg"), enclosures=(Enclosure(url="https://star.example/a.mp3", type="audio/mpeg"),)
    )
    assert found.image == Image(url="https://star.example/i.jpg")
    assert len(found.enclosures) == 1


def test_an_entry_without_any_word_has_its_address_and_without_that_is_refused() -> None:
    assert article(title=" ", html=None, url="https://star.example/صورة/%3Cb%3E/").title == "star.example/صورة/<b>"
    assert refused(raw(title=" ", html=None, url=None)).field == "title"


# --- language


@pytest.mark.parametrize(
    ("declared", "title", "html", "wanted"),
    [
        ("ckb", "NATO", None, "ckb"),
        ("ckb", "خبر", None, "ckb"),
        ("ar", "جسر", f"<p>{SORANI * 3}</p>", "ckb"),
        ("ar", "Bridge of stars", f"<p>{ENGLISH}</p>", "en"),
        ("kmr-Arab", "پرد", f"<p>{SORANI * 3}</p>", "kmr-Arab"),
        ("ku", "پرد", None, "ckb"),
        (None, "جسر", f"<p>{SORANI}</p>", "ckb"),
        (None, "12", None, "en"),
    ],
)
def test_the_declared_language_goes_before_the_detector_but_not_before_another_script(
    declared: str | None, title: str, html: str | None, wanted: str
) -> None:
    found = article(source=rules(language=declared), title=title, html=html, language="en-US")
    assert found.language == wanted


def test_a_feed_may_be_of_another_language_than_its_source() -> None:
    feed = SourceFeed(url="https://star.example/ku", language="ckb")
    assert article(source=rules(feed=feed), title="خبر", html=None).language == "ckb"


def test_the_feeds_own_word_comes_last_but_for_the_sites() -> None:
    source = rules(language=None)
    assert article(source, fetch(origin=Origin(language="tr")), title="12", html=None).language == "tr"
    assert article(source, fetch(origin=Origin()), title="12", html=None).language == "ar"


# --- sections and tags


def test_labels_are_translated_to_our_sections_and_the_others_are_tags() -> None:
    source = rules(sections={fold("محلي"): "local", fold("رياضة"): "sport"}, section="news")
    found = article(source, tags=("محلّي", "Uncategorized", "جسر", "رياضة", "محلي"))
    assert (found.sections, found.tags) == (("local", "sport"), ("جسر",))
    assert article(source, tags=("جسر",)).sections == ("news",)
    assert article(tags=("جسر",)).sections == ()
    feed = SourceFeed(url="https://star.example/s", section="economy")
    assert article(replace(source, feed=feed)).sections == ("economy",)


def test_a_label_of_our_own_sections_means_them_too_unless_the_source_means_something_else() -> None:
    ours = {fold("محلي"): "local", fold("رياضة"): "sport"}
    source = rules(sections={fold("محلي"): "security"}, section="news", labels=ours)
    found = article(source, tags=("محلي", "جسر", "الرياضة", "رياضة"))
    assert (found.sections, found.tags) == (("security", "sport"), ("جسر", "الرياضة"))


# --- credit


def test_an_article_says_where_it_was_read() -> None:
    assert article().credit == Credit(
        source="star",
        feed="https://www.star.example/feed/",
        address="https://star.example/feed/",
        id="tag:star.example,2020:feed",
        title="النجمة & القمر",
        home="https://star.example/",
        updated=NOW - HOUR,
        authors=("هيئة النجمة",),
        feed_rights="© النجمة",
        icon="https://www.star.example/icon.png",
    )
    assert article(rights="© الكاتب").credit == replace(article().credit or Credit(source=""), rights="© الكاتب")


def test_the_feed_that_an_entry_was_taken_over_from_stays_its_source() -> None:
    taken = Origin(id="tag:sun.example,2020:x", title="الشمس", url="https://sun.example/rss")
    assert article(origin=taken).credit == Credit(
        source="star",
        feed="https://www.star.example/feed/",
        address="https://sun.example/rss",
        id="tag:sun.example,2020:x",
        title="الشمس",
    )


def test_what_a_feed_says_of_itself_is_not_believed_blindly() -> None:
    hostile = Origin(id="\x00", title="<b>x</b>", url="javascript:1", home="data:x", updated="2099-01-01", icon="x:y")
    credit = article(at=fetch(origin=hostile)).credit
    assert credit == Credit(source="star", feed="https://www.star.example/feed/", title="x")


# --- the first fetch, known entries


def test_of_a_first_fetch_only_the_newest_three_are_news() -> None:
    entries = [raw(number) for number in range(1, 7)]
    first = articles(*entries, at=fetch(is_first=True))
    assert [each.backlog for each in first] == [True] * 3 + [False] * 3
    assert not any(each.backlog for each in articles(*entries))
    assert not any(each.backlog for each in articles(raw(1), raw(2), at=fetch(is_first=True)))


def test_known_entries_are_left_out_but_count_for_what_the_others_mean() -> None:
    entries = [raw(1, guid="g"), raw(2, guid="g"), raw(3)]
    known = frozenset(map(foreign.raw_hash, entries[1:]))
    (found,) = articles(*entries, at=fetch(known=known))
    assert found.id.startswith("tag:moon.example")


def test_the_hash_of_an_entry_changes_with_all_but_its_place() -> None:
    first = foreign.raw_hash(raw())
    assert first == foreign.raw_hash(raw(place="elsewhere"))
    assert 0 <= first < 2**63
    for changed in (
        {"title": "x"},
        {"html": "y"},
        {"summary": "z"},
        {"tags": ("a",)},
        {"rights": "r"},
        {"guid": "\ud800"},
    ):
        assert foreign.raw_hash(raw(**changed)) != first


def test_the_hash_is_the_same_in_another_process() -> None:
    code = (
        "from syndication.model import RawEntry, Image\n"
        "from syndication.normalise.foreign import raw_hash\n"
        "print(raw_hash(RawEntry(place='a', title='خبر', tags=('ب', 'a'), image=Image(url='u'))))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


# --- relevance


def test_a_wide_sources_entries_must_bear_on_iraq() -> None:
    assert refused(raw(title="طقس باريس", html="<p>مشمس</p>"), relevance="iraq").field == "relevance"
    assert article(rules(relevance="iraq"), title="افتتاح جسر في بغداد").title
    assert "excluded" in refused(raw(title="طقس بغداد"), exclude=("طقس",)).reason


# --- our own site's feed


def test_our_own_feed_gives_own_articles_under_the_ids_that_readers_know() -> None:
    found = article(own_rules(), guid="https://moon.example/?p=77", url="https://moon.example/a/77")
    assert (found.outlet, found.id, found.publisher_id, found.credit) == ("", "https://moon.example/?p=77", "77", None)
    assert found.published == NOW - HOUR


def test_our_own_embargo_is_kept_and_a_missing_date_is_the_time_of_the_fetch() -> None:
    assert article(own_rules(), published="2026-05-05T12:00:00Z").published == NOW + 24 * HOUR
    assert article(own_rules(), published="soon").published == NOW
    (found,) = articles(bare(1, url="https://moon.example/a"), source=own_rules(), at=fetch(is_first=True))
    assert found.published == NOW - 24 * HOUR


def test_of_our_own_feeds_categories_those_that_mean_a_section_are_sections() -> None:
    source = replace(own_rules(), labels={fold("محلي"): "local"})
    found = article(source, tags=("محلي", "جسر", "Uncategorized"))
    assert (found.sections, found.tags) == (("محلي",), ("جسر",))
    told = article(source, sections=("رياضة",), tags=("محلي",))
    assert (told.sections, told.tags) == (("رياضة",), ("محلي",))
    assert article(own_rules(section="local"), tags=("جسر",)).sections == ("local",)


def test_an_own_entry_that_can_be_no_article_is_refused() -> None:
    (found,) = foreign.articles([raw(title="", html=None)], own_rules(), fetch())
    assert isinstance(found, Rejected)


# --- hostile input

RAWS = st.builds(
    RawEntry,
    place=st.text(max_size=3),
    guid=st.none() | st.sampled_from(["g", "\x00", "https://star.example/?p=1"]),
    url=st.none()
    | st.sampled_from(["/a", "https://star.example/", "http://[", "javascript:1", "https://star.example/a"]),
    title=st.text(max_size=9) | st.sampled_from(["خبر", "<b>", "&#0;"]),
    html=st.none() | st.text(max_size=30),
    summary=st.none() | st.text(max_size=9),
    published=st.none() | st.text(max_size=9) | st.sampled_from(["2026-05-01", "18 تموز 2025"]),
    updated=st.none() | st.text(max_size=9) | st.just("2099-01-01"),
    language=st.none() | st.text(max_size=5),
    tags=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    authors=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    origin=st.none() | st.builds(Origin, id=st.none() | st.text(max_size=3), url=st.none() | st.text(max_size=5)),
)


@settings(max_examples=100)
@given(st.lists(RAWS, max_size=6), st.booleans(), st.booleans())
def test_no_document_raises_and_its_ids_are_unique(entries: list[RawEntry], is_first: bool, is_own: bool) -> None:
    source = own_rules() if is_own else rules()
    found = foreign.articles(entries, source, fetch(is_first=is_first))
    taken = [each for each in found if isinstance(each, Article)]
    assert len({each.id for each in taken}) == len(taken)
    assert all(each.published and each.published <= NOW for each in taken if not is_own)
    assert found == foreign.articles(entries, source, fetch(is_first=is_first))
