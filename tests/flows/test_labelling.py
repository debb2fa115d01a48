from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from syndication.flows.labelling import authors_of, labels_of, sort_of
from syndication.model import Credit, Stored
from syndication.text.fold import fold
from tests.store.examples import START, article

TAGS = {"نهر": "نهر"}


def test_own_and_foreign_articles_have_labels_of_different_kinds() -> None:
    own = article(1, tags=("نهر", "++"), authors=("Sara Ali",))
    foreign = replace(own, outlet="agency.example", credit=Credit(source="agency"))
    politics = fold("سياسة")
    assert labels_of(own, TAGS) == {
        *(("all", ""), ("language", "ar"), ("section", politics), ("tag", "نهر"), ("author", "sara-ali")),
    }
    assert labels_of(foreign, TAGS) == {
        *(("foreign", ""), ("foreign-language", "ar"), ("foreign-section", politics), ("foreign-tag", "نهر")),
        ("source", "agency"),
    }
    assert {kind for kind, _ in labels_of(own, TAGS)}.isdisjoint(kind for kind, _ in labels_of(foreign, TAGS))


def test_old_stock_belongs_to_its_source_alone() -> None:
    old = article(1, outlet="agency.example", credit=Credit(source="agency"), backlog=True)
    assert labels_of(old, {}) == {("source", "agency")}


def test_names_without_a_letter_are_no_authors() -> None:
    assert authors_of(article(1, authors=("Sara Ali", "…"))) == {"sara-ali": "Sara Ali"}


def test_what_another_outlet_dates_ahead_stands_where_it_came_in() -> None:
    ahead = article(1, published=START + timedelta(days=1))
    stored = Stored(
        article=ahead,
        state="live",
        arrived=1,
        revision=1,
        touched=1,
        touched_at=START,
        first_seen=START,
        shown_updated=START,
    )
    foreign = replace(stored, article=replace(ahead, outlet="agency.example"))
    assert sort_of(stored) - sort_of(foreign) == 86_400
    assert sort_of(replace(stored, article=replace(ahead, published=None))) == 0
