"""One table of texts, one of searches, and the same answers on both engines."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndication.store import search
from syndication.store.engine import Store
from syndication.store.search import Entry
from syndication.text.queries import parse, tokens

#: Number -> text; higher numbers are of later days.
TEXTS = {
    1: "افتتاح حقل قديم للنفط في كركوك",
    2: "إغلاق حقلٍ جديدٍ والنفط يرتفع: حقل قديم للغاز",
    3: "مباراة في كرة القدم: فريق أربيل يفوز 3-1",
    4: "کردنەوەی کێڵگەیەکی نوێی نەوت لە کەرکووکەوە",
    5: "Qada petrolê ya Kerkûkê nû ye",
    6: "Oil fields near Kirkuk reopen; 24ی ئاب؛ covid_19 test plane",
    7: "كركوك-أربيل: الطريق مفتوح",
    8: "don't stop: the U.S. team's 1.5 million",
}

ANSWERS = {
    "نفط": [2, 1],
    '"نفط"': [],
    "النفط": [2, 1],
    "للنفط": [1],
    "حقل": [2, 1],
    '"حقل قديم"': [2, 1],
    '"قديم للنفط"': [1],
    '"قديم حقل"': [],
    "حقل -جديد": [1],
    "حقل -«حقل قديم»": [],
    "كركوك": [7, 1],
    "کرکوک": [7, 1],
    "كركوك -أربيل": [1],
    "كركوك-أربيل": [7],
    "أَرْبِيل": [7, 3],
    "کەرکووک": [4],
    "نوێی نەوت": [4],
    "kerkûk": [5],
    '"kerkûk"': [],
    "KERKÛKÊ": [5],
    "oil kirkuk": [6],
    "oil -kirkuk": [],
    "field": [6],
    "plan": [],
    "24ی": [6],
    "٢٤ی": [6],
    "covid 19": [6],
    "covid_19": [6],
    "3-1": [3],
    "1.5": [8],
    "don't": [8],
    "u.s.": [8],
    "team AND stop": [],
    "team* stop": [8],
    "NEAR(oil field)": [],
    "words:oil": [],
    "'; DROP TABLE searched; --": [],
}


def put(store: Store, texts: dict[int, str]) -> None:
    with store.write() as write:
        search.put(write, [Entry(number, number * 86_400, " ".join(tokens(text))) for number, text in texts.items()])


def test_both_engines_give_the_same_answers_newest_first(store: Store) -> None:
    put(store, TEXTS)
    with store.read() as connection:
        assert {typed: search.newest(connection, parse(typed), 10) for typed in ANSWERS} == ANSWERS
        for typed, found in ANSWERS.items():
            assert search.matching(connection, parse(typed), list(TEXTS)) == set(found), typed


def test_only_the_newest_are_given_and_only_those_asked_for(store: Store) -> None:
    put(store, TEXTS)
    with store.read() as connection:
        assert search.newest(connection, parse("حقل"), 1) == [2]
        assert search.matching(connection, parse("حقل"), [1, 3, 99]) == {1}
        assert search.matching(connection, parse("حقل"), []) == set()


def test_a_corrected_text_is_found_by_its_new_words_alone(store: Store) -> None:
    put(store, TEXTS)
    put(store, {1: "افتتاح مدرسة", 3: TEXTS[3]})
    with store.read() as connection:
        assert search.newest(connection, parse("حقل"), 10) == [2]
        assert search.newest(connection, parse("مدرسة"), 10) == [1]
        assert search.newest(connection, parse("أربيل"), 10) == [7, 3]


def test_an_article_that_is_published_later_moves_up(store: Store) -> None:
    put(store, {1: "خبر", 2: "خبر"})
    with store.write() as write:
        search.put(write, [Entry(1, 9 * 86_400, "خبر")])
    with store.read() as connection:
        assert search.newest(connection, parse("خبر"), 10) == [1, 2]


def test_a_dropped_article_is_found_no_more(store: Store) -> None:
    put(store, TEXTS)
    with store.write() as write:
        search.drop(write, [1, 77])
    with store.read() as connection:
        assert search.newest(connection, parse("كركوك"), 10) == [7]
        assert connection.execute(sa.text("SELECT count(*) FROM searched")).scalar() == len(TEXTS) - 1


def test_undated_articles_come_last(store: Store) -> None:
    with store.write() as write:
        search.put(write, [Entry(5, 0, "خبر"), Entry(4, 86_400, "خبر")])
    with store.read() as connection:
        assert search.newest(connection, parse("خبر"), 10) == [4, 5]


_LETTERS = st.text("ab_1٢أإ. -'%\\é", min_size=1, max_size=12)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@given(text=_LETTERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_is_found_by_each_of_its_words(store: Store, text: str) -> None:
    put(store, {1: text})
    with store.read() as connection:
        for word in tokens(text):
            assert search.newest(connection, parse(f'"{word}"'), 10) == [1]
