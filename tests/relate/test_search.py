from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.relate.corpus import Corpus
from syndication.relate.search import CANDIDATES, COMMON_FROM, POSTINGS, nearest
from syndication.relate.segment import Entry

DAY = 86_400


def corpus_of(*texts: str, times: list[int] | None = None) -> Corpus:
    corpus = Corpus(DAY)
    for slot, text in enumerate(texts):
        corpus.insert(Entry(100 + slot, times[slot] if times else 0, 0), corpus.bag(text.split()))
    return corpus


def found(corpus: Corpus, text: str, time: int = 0, window_s: int = DAY) -> dict[int, float]:
    return dict(nearest(corpus, corpus.bag(text.split()), time, window_s))


def plain_cosine(one: str, other: str, texts: list[str]) -> float:
    """The formula of the module's docstring, word by word."""
    df = Counter(word for text in texts for word in set(text.split()))

    def vector(text: str) -> dict[str, float]:
        words = text.split()
        counted = Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])
        return {
            term: (1 + math.log(count))
            * (math.log((1 + len(texts)) / (1 + min(df[word] for word in term.split()))) + 1)
            for term, count in counted.items()
        }

    a, b = vector(one), vector(other)
    product = sum(weight * b.get(word, 0) for word, weight in a.items())
    return product / math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))


def test_the_same_words_in_the_same_order_have_cosine_one() -> None:
    assert found(corpus_of("a b c", "d e"), "a b c") == {0: pytest.approx(1.0)}


def test_articles_without_a_common_word_are_not_found() -> None:
    assert found(corpus_of("a b c", "", "d e"), "x y z") == {}
    assert found(corpus_of("a b c"), "") == {}
    assert found(Corpus(DAY), "a") == {}


def test_a_rare_word_weighs_more_than_a_usual_one() -> None:
    scores = found(corpus_of("usual rare", "usual other", "usual third"), "usual rare x")
    assert scores[0] > 2 * scores[1]


def test_the_window_is_a_distance_in_either_direction() -> None:
    corpus = corpus_of("a", "a", "a", "a", "a", times=[0, 4, 5, 15, 16])
    assert sorted(found(corpus, "a", time=10, window_s=5)) == [2, 3]


def test_a_removed_article_is_not_found() -> None:
    corpus = corpus_of("a b", "a c")
    corpus.remove(100)
    assert sorted(found(corpus, "a b", window_s=100 * 365 * DAY)) == [1]


def test_a_word_that_most_articles_have_tells_nothing_once_there_are_enough() -> None:
    few = corpus_of(*(f"every w{number}" for number in range(COMMON_FROM - 1)))
    assert found(few, "every")
    many = corpus_of(*(f"every w{number}" for number in range(COMMON_FROM)))
    assert found(many, "every") == {}
    assert found(many, "every w7") == {7: pytest.approx(1.0)}


def test_a_tenth_of_the_articles_is_not_yet_too_many() -> None:
    corpus = corpus_of(*(f"w{number} {'tenth' if number < 10 else ''}" for number in range(COMMON_FROM)))
    assert len(found(corpus, "tenth")) == 10
    corpus.insert(Entry(1, 0, 0), corpus.bag(["tenth"]))
    assert found(corpus, "tenth") == {}


def test_the_best_candidates_are_kept_and_the_newest_postings_read() -> None:
    texts = [f"shared filler{number}" for number in range(POSTINGS + 50)]
    texts[3] = texts[60] = "shared twin"  # 3 is beyond the newest of "shared", but "twin" finds it
    corpus = corpus_of(*texts, *(f"other{number}" for number in range(2500)))
    hits = found(corpus, "shared twin")
    assert len(hits) == CANDIDATES
    assert hits[3] == hits[60] == pytest.approx(1.0)
    assert all(slot >= 50 for slot in hits if slot != 3)


def test_a_query_leaves_nothing_behind() -> None:
    corpus = corpus_of("a b c", "b d")
    found(corpus, "a b")
    assert not corpus.scratch.any()


texts = st.lists(st.sampled_from("abcdefghijkl"), min_size=1, max_size=15).map(" ".join)


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=CANDIDATES), texts)
def test_the_cosine_is_that_of_the_formula(earlier: list[str], newcomer: str) -> None:
    scores = found(corpus_of(*earlier), newcomer)
    expected = {
        slot: pytest.approx(plain_cosine(newcomer, text, earlier), abs=1e-5)
        for slot, text in enumerate(earlier)
        if set(text.split()) & set(newcomer.split())
    }
    assert scores == expected
