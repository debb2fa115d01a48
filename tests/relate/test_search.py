from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.relate import search
from syndication.relate.corpus import Corpus
from syndication.relate.search import CANDIDATES, COMMON_FROM, POSTINGS, Likeness, Query
from syndication.relate.segment import Entry

DAY = 86_400


def corpus_of(*texts: str, times: list[int] | None = None) -> Corpus:
    corpus = Corpus(DAY)
    for slot, text in enumerate(texts):
        corpus.insert(Entry(100 + slot, times[slot] if times else 0, 0), corpus.bag(text.split()))
    return corpus


def nearest(corpus: Corpus, text: str, time: int = 0, window_s: int = DAY) -> dict[int, Likeness]:
    corpus.look(time)
    query = Query(corpus, corpus.bag(text.split()))
    slots = query.candidates(time, window_s)
    return query.compare(slots)


def found(corpus: Corpus, text: str, time: int = 0, window_s: int = DAY) -> dict[int, float]:
    return {slot: likeness.words for slot, likeness in nearest(corpus, text, time, window_s).items()}


def plain_likeness(one: str, other: str, texts: list[str]) -> Likeness:
    """The formula of the module's docstring, word by word and pair by pair."""
    df = Counter(word for text in texts for word in set(text.split()))

    def vector(terms: list[str]) -> dict[str, float]:
        return {
            term: (1 + math.log(count))
            * (math.log((1 + len(texts)) / (1 + min(df[word] for word in term.split()))) + 1)
            for term, count in Counter(terms).items()
        }

    def products(terms_of: Callable[[list[str]], list[str]]) -> tuple[float, float, float]:
        a, b = vector(terms_of(one.split())), vector(terms_of(other.split()))
        dot = sum(weight * b.get(term, 0) for term, weight in a.items())
        return dot, sum(w * w for w in a.values()), sum(w * w for w in b.values())

    words, a, b = products(lambda words: words)
    pairs, c, d = products(lambda words: [f"{first} {second}" for first, second in pairwise(words)])
    return Likeness(words / math.sqrt(a * b), pairs / (math.sqrt(c * d) or 1), pairs / (min(c, d) or 1))


def test_the_same_words_in_the_same_order_are_wholly_alike() -> None:
    (likeness,) = nearest(corpus_of("a b c", "d e"), "a b c").values()
    assert list(likeness) == pytest.approx([1.0, 1.0, 1.0])
    assert likeness.score == pytest.approx(1.0)


def test_in_another_order_only_the_words_are_alike() -> None:
    (likeness,) = nearest(corpus_of("a b c", "d e"), "c b a").values()
    assert list(likeness) == pytest.approx([1.0, 0.0, 0.0])
    assert likeness.score == pytest.approx(0.5)


def test_a_text_that_goes_on_is_as_like_as_its_beginning() -> None:
    (likeness,) = nearest(corpus_of("a b c d e f g h", "i"), "a b c").values()
    assert likeness.part == pytest.approx(1.0)
    assert likeness.pairs < 0.7


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


def test_which_postings_are_read_hangs_on_rarity_and_the_text_not_on_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "POSTINGS_IN_ALL", 2)
    for known in ("a b", "b a"):
        corpus = Corpus(DAY)
        corpus.bag(known.split())  # in this order they get their ids
        for number, text in enumerate(("a x", "b x", "a y", "b y")):
            corpus.insert(Entry(100 + number, 0, 0), corpus.bag(text.split()))
        corpus.look(0)
        slots = Query(corpus, corpus.bag(["b", "a"])).candidates(0, DAY)
        assert [corpus.entry(slot).number for slot in slots] == [103, 101]


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
def test_the_likeness_is_that_of_the_formula(earlier: list[str], newcomer: str) -> None:
    found = nearest(corpus_of(*earlier), newcomer)
    expected = {
        slot: pytest.approx(plain_likeness(newcomer, text, earlier), abs=1e-5)
        for slot, text in enumerate(earlier)
        if set(text.split()) & set(newcomer.split())
    }
    assert found == expected


@settings(max_examples=100)
@given(
    st.lists(st.text("abcde ", max_size=12), min_size=1, max_size=6), st.text("abcde ", max_size=12), st.floats(0, 1)
)
def test_only_what_is_less_like_than_asked_may_be_missing_and_the_rest_is_the_same(
    earlier: list[str], newcomer: str, least: float
) -> None:
    corpus = corpus_of(*(" ".join(text) for text in earlier))
    corpus.look(0)
    query, slots = Query(corpus, corpus.bag(list(newcomer))), list(corpus.slot_of.values())
    all_of_them, some = query.compare(slots), query.compare(slots, least)
    assert list(all_of_them) == slots
    for slot, likeness in all_of_them.items():
        assert slot in some or likeness.score < least
        assert slot not in some or list(some[slot]) == pytest.approx(list(likeness))
