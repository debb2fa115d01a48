"""Why two articles are one story, or are not: told of what is stored, for any article."""

from __future__ import annotations

import pytest

from syndication.errors import InputError, NotFound
from syndication.flows import articles
from syndication.flows.explain import Explained, explain
from syndication.store.engine import Store
from syndication.text.fold import words
from tests.flows.newsroom import EVENTS, config, put, record, related

#: It shares half of its words with the first event, and so is like it without being of it.
HALF = " ".join(EVENTS[0].split()[:9] + EVENTS[2].split()[:9])


def explained(store: Store, word: str, other: str | None = None) -> Explained:
    return explain(store, config(), word, other)


def newsroom(store: Store) -> None:
    put(
        store,
        record(1, title="جسر"),
        record(2, title="نهر"),
        record(3, title="ليمون", content_text=HALF),
        record(4, title="مكتبة", content_text="قصة"),
        record(5, title="جسر", language="ckb"),
        record(6, title="جسر", published="2026-05-01T00:00:00Z"),
    )
    related(store)


def test_an_article_is_explained_with_its_words_its_nearest_and_its_story(store: Store) -> None:
    newsroom(store)
    found = explained(store, "1")
    assert (found.article.id, found.language, found.form, found.among, found.related) == ("1", "ar", "body", 4, True)
    assert {"الرمان", "النهر"} <= {word.word for word in found.words}
    assert [(each.article.id, each.same) for each in found.compared] == [("2", True), ("3", False)]
    same, other = found.compared
    assert same.why.startswith("one story: ")
    assert other.why.startswith("another event: ")
    assert same.score is not None
    assert same.threshold is not None
    assert same.evidence is not None
    assert same.evidence >= same.threshold
    assert set(same.shared) <= set(words(EVENTS[0]))
    assert len(same.shared) == 5
    assert same.then is not None, "what was written down when it came"
    assert [(member.article.id, member.born) for member in found.story] == [("1", False), ("2", True)]


def test_asked_about_another_article_that_one_alone_is_told_near_or_not(store: Store) -> None:
    newsroom(store)
    (near,) = explained(store, "2", "3").compared
    assert (near.article.id, near.same) == ("3", False)
    assert "is below" in near.why
    (far,) = explained(store, "4", "2").compared
    assert far.why == "no story: one of the two says too little to be of any event"
    assert explained(store, "4").form == "tiny"


def test_of_what_is_never_compared_the_reason_is_told(store: Store) -> None:
    newsroom(store)
    (language,) = explained(store, "1", "5").compared
    assert (language.score, language.threshold) == (None, None)
    assert language.why == "never compared: their languages are ar and ckb"
    (days,) = explained(store, "1", "6").compared
    assert days.why == "never compared: they are 61 days apart, and the window is 12"


def test_what_is_not_related_yet_is_explained_by_what_is(store: Store) -> None:
    newsroom(store)
    put(store, record(7, title="سيارات"))
    found = explained(store, "7")
    assert not found.related
    assert {each.article.id for each in found.compared} >= {"1", "2"}
    assert [member.article.id for member in found.story] == ["7"]
    assert explained(store, "1", "7").compared[0].score is not None


def test_only_live_articles_are_explained(store: Store) -> None:
    newsroom(store)
    articles.withdraw(store, "2")
    for pair in (("2", None), ("1", "2")):
        with pytest.raises(InputError, match="its state is notice"):
            explained(store, *pair)
    with pytest.raises(InputError, match="with itself"):
        explained(store, "1", "https://post.example/a/0001")
    with pytest.raises(NotFound):
        explained(store, "1", "nobody")
    assert [each.article.id for each in explained(store, "1").story] == ["1"]
