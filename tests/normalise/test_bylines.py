from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.normalise.bylines import Policy, shown_authors

HOUSE = "صدى الرمان"


def test_by_default_the_publication_signs() -> None:
    assert shown_authors(("ليلى التوت",), "site", {}, HOUSE) == (HOUSE,)


def test_people_are_shown_once_each_in_their_order() -> None:
    assert shown_authors(("ليلى التوت", " سرمد الكمثرى ", "ليلى التوت"), "show", {}, HOUSE) == (
        "ليلى التوت",
        "سرمد الكمثرى",
    )


@pytest.mark.parametrize(
    "name",
    ["admin", "Admin", "EDITOR", "محرر", "المُحرر", "محـرر", "x@moon.example", "news_2", "sarmad", "", "  ", "Newsroom"],
)
def test_accounts_logins_and_addresses_never_leave_the_house(name: str) -> None:
    assert shown_authors((name,), "show", {}, HOUSE) == (HOUSE,)
    assert shown_authors((name, "ليلى التوت"), "show", {}, HOUSE) == ("ليلى التوت",)


def test_a_map_shows_only_what_it_knows() -> None:
    mapping = {"sarmad": "سرمد الكمثرى", "boss": "boss@moon.example"}
    assert shown_authors(("sarmad", "ليلى التوت", "boss"), "map", mapping, HOUSE) == ("سرمد الكمثرى",)
    assert shown_authors(("ليلى التوت",), "map", mapping, HOUSE) == (HOUSE,)


@settings(max_examples=100)
@given(st.lists(st.text("ab@ ا\n", max_size=5)), st.sampled_from(["show", "map", "site"]))
def test_there_is_always_a_name_and_never_an_address(authors: list[str], policy: Policy) -> None:
    shown = shown_authors(authors, policy, {"a": "b@a"}, HOUSE)
    assert shown
    assert not any("@" in name for name in shown)
