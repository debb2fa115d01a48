"""What the entries of a document mean beside each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from syndication.model import RawEntry
from syndication.normalise.sightings import dated, in_order, sightings
from syndication.text.fold import fold
from tests.normalise.feeds import HOUR, NOW, articles, bare, fetch, raw, rules

SECOND = timedelta(seconds=1)
MINTED = "tag:moon.example,2024-01-01:"


def ids(*entries: RawEntry) -> list[str]:
    return [each.id for each in articles(*entries)]


# --- identity


def test_a_guid_is_kept_byte_for_byte() -> None:
    assert ids(raw(guid="http://Star.example:80/?p=1&amp;x")) == ["http://Star.example:80/?p=1&amp;x"]


def test_a_guid_that_documents_cannot_carry_gives_way_to_the_address() -> None:
    assert ids(raw(guid="\x00")) == ids(raw(guid=None)) == ids(raw(guid="x" * 3000))
    assert ids(raw(guid=None))[0].startswith(MINTED)


def test_without_a_guid_variants_of_an_address_are_one_article() -> None:
    assert ids(raw(guid=None)) == ids(raw(guid=None, url="http://m.star.example/a/1/amp/?utm_source=rss"))
    assert ids(raw(guid=None)) != ids(raw(guid=None, url="https://star.example/a/2"))


def test_without_guid_and_address_the_words_name_it_however_they_are_spelt() -> None:
    assert ids(bare(1)) == ids(bare(1, title="خَبَر  1"))
    assert ids(bare(1)) != ids(bare(2))
    assert ids(bare(1)) != ids(bare(1, html="<p>نص آخر</p>"))


def test_a_guid_of_several_addresses_names_none_of_them() -> None:
    entries = [raw(number, guid="https://star.example/") for number in (1, 2, 3)]
    found = ids(*entries)
    assert len(set(found)) == 3
    assert all(each.startswith(MINTED) for each in found)
    assert ids(*[raw(number, guid=None) for number in (1, 2, 3)]) == found


def test_a_guid_of_several_titles_without_addresses_names_none_of_them() -> None:
    assert len(set(ids(*[bare(number, guid="feed") for number in (1, 2, 3)]))) == 3


def test_one_guid_and_one_address_for_everything_name_nothing() -> None:
    same = {"guid": "feed", "url": "https://star.example/news.aspx"}
    assert len(set(ids(*[raw(number, **same) for number in (1, 2, 3)]))) == 3
    front = [raw(number, guid=f"g{number}", url="https://www.star.example") for number in (1, 2)]
    assert {each.canonical_url for each in articles(*front)} == {None}
    assert ids(*front) == ["g2", "g1"]


def test_an_address_of_several_titles_and_guids_is_a_page_that_goes_on() -> None:
    live = {"url": "https://star.example/live"}
    found = articles(raw(1, **live), raw(2, **live))
    assert [each.id for each in found] == ["https://star.example/?p=2", "https://star.example/?p=1"]
    assert {(each.url, each.canonical_url) for each in found} == {("https://star.example/live", None)}


def test_one_article_in_two_sections_of_a_document_is_one_entry_in_both() -> None:
    sections = {fold("محلي"): "local", fold("سياسة"): "politics"}
    entries = (
        raw(1, tags=("محلي",)),
        raw(1, tags=("سياسة", "جسر"), html="<p>أطول</p>" * 50, published=(NOW - 2 * HOUR).isoformat()),
        raw(1, guid="other", tags=("ماء",), title="خبر 1"),
    )
    (found,) = articles(*entries, source=rules(sections=sections))
    assert (found.id, found.sections, found.tags) == (
        "https://star.example/?p=1",
        ("local", "politics"),
        ("جسر", "ماء"),
    )
    assert found.text.startswith("أطول")
    assert found.published == NOW - 2 * HOUR


# --- dates


def times(*entries: RawEntry, **circumstances: Any) -> list[timedelta]:
    """How long before the fetch each article came out, in the order of the document."""
    seen = dated(sightings(entries, rules()), fetch(**circumstances))
    return [NOW - each.published for each in seen if each.published]


def test_naive_times_are_the_sources_and_an_atom_entry_has_its_update_time() -> None:
    assert times(raw(published="2026-05-04 14:00")) == [HOUR]
    assert times(raw(published=None, updated="2026-05-04T09:00:00Z")) == [3 * HOUR]


def test_times_to_come_are_the_time_of_the_fetch() -> None:
    assert times(raw(published="2026-05-04T12:20:00Z")) == [timedelta(0)]


@pytest.mark.parametrize("unread", [None, "", "soon", "1447-01-23T10:00:00Z", "0000-00-00 00:00:00"])
def test_without_a_date_an_entry_is_new(unread: str | None) -> None:
    assert times(raw(1, published=unread), raw(2, published=unread)) == [timedelta(0), timedelta(0)]


@pytest.mark.parametrize("circumstance", ["is_first", "is_gap"])
def test_at_the_first_fetch_or_after_a_gap_undated_entries_are_older_than_dated_ones(circumstance: str) -> None:
    mixed = [bare(1), raw(2), bare(3), raw(4)]
    assert times(*mixed, **{circumstance: True}) == [4 * HOUR + SECOND, 2 * HOUR, 4 * HOUR + 2 * SECOND, 4 * HOUR]
    undated = [bare(1), bare(2), bare(3)]
    day = timedelta(hours=24)
    assert times(*undated, **{circumstance: True}) == [day, day + SECOND, day + 2 * SECOND]


# --- order


def test_the_oldest_is_written_first_and_of_one_second_the_last_of_the_document() -> None:
    assert ids(raw(2), raw(1), raw(3)) == [f"https://star.example/?p={number}" for number in (3, 2, 1)]
    entries = [raw(number, published=None) for number in (1, 2, 3)]
    seen = in_order(dated(sightings(entries, rules()), fetch()))
    assert [each.entries for each in seen] == [(2,), (1,), (0,)]
