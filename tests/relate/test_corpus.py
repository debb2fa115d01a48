from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.relate import corpus as corpus_module
from syndication.relate.corpus import MAX_WORDS, STRETCHES, Corpus
from syndication.relate.segment import MIN_REMOVED, Entry

WINDOW = 400


def corpus_of(*texts: str, apart: int = 10) -> Corpus:
    corpus = Corpus(WINDOW)
    corpus.look(0)
    for number, text in enumerate(texts, 1):
        corpus.insert(Entry(number, number * apart, 0), corpus.bag(text.split()))
    return corpus


def raw(corpus: Corpus) -> tuple[list[tuple[Entry, dict[str, int]]], dict[str, int]]:
    """Articles by number, and the df of each word that stands in any article in sight."""
    df = {word: int(corpus.df[term]) for word, term in corpus.terms.items() if corpus.df[term]}
    return sorted(corpus.articles(), key=lambda pair: pair[0].number), df


def shares(corpus: Corpus, words: str, most: int = 9, most_in_all: int = 99) -> dict[int, float]:
    """By number of the article; the first word weighs 1, each further one half as much."""
    ids = np.array([corpus.terms[word] for word in words.split()], np.int32)
    found = corpus.shares(ids, [0.5**place for place in range(len(ids))], most, most_in_all)
    return {corpus.entry(slot).number: share for slot, share in found.items()}


def test_words_are_counted_as_often_as_they_stand_there() -> None:
    articles, df = raw(corpus_of("a b a", "b c"))
    assert articles == [(Entry(1, 10, 0), {"a": 2, "b": 1}), (Entry(2, 20, 0), {"b": 1, "c": 1})]
    assert df == {"a": 1, "b": 2, "c": 1}


def test_pairs_of_adjacent_words_are_counted_too() -> None:
    corpus = corpus_of("b a b a c")
    bag = corpus.bag(list("babac"))
    names = corpus.names()
    pairs = [f"{names[pair >> 32]} {names[pair & 0xFFFFFFFF]}" for pair in bag.pairs.tolist()]
    assert dict(zip(pairs, bag.pair_counts.tolist(), strict=True)) == {"b a": 2, "a b": 1, "a c": 1}
    stored = corpus.bag_at(corpus.slot_of[1])
    assert (stored.pairs.tolist(), stored.pair_counts.tolist()) == (bag.pairs.tolist(), bag.pair_counts.tolist())
    assert stored.places is None
    assert bag.places is not None
    assert {names[term]: place for term, place in zip(bag.ids.tolist(), bag.places.tolist(), strict=True)} == {
        "b": 0,
        "a": 1,
        "c": 4,
    }


def test_a_pair_is_as_rare_as_the_rarer_of_its_words() -> None:
    corpus = corpus_of("a b", "a c", "a d")
    bag = corpus.bag(list("aba"))
    assert corpus.pair_ln_df(bag.pairs).tolist() == pytest.approx([0.6931472] * 2)
    assert corpus.ln_df(bag.ids).tolist() == pytest.approx([1.3862944, 0.6931472])


def test_a_removed_article_is_no_longer_counted() -> None:
    corpus = corpus_of("a b", "b c", "c d")
    corpus.remove(2)
    articles, df = raw(corpus)
    assert [entry.number for entry, _ in articles] == [1, 3]
    assert (corpus.size, df) == (2, {"a": 1, "b": 1, "c": 1, "d": 1})


def test_shares_take_the_newest_postings_of_each_term() -> None:
    corpus = corpus_of("a b", "a", "a b", "b")
    assert shares(corpus, "a b") == {1: 1.5, 2: 1.0, 3: 1.5, 4: 0.5}
    assert shares(corpus, "a b", most=2) == {2: 1.0, 3: 1.5, 4: 0.5}
    assert shares(corpus, "a b", most=2, most_in_all=3) == {2: 1.0, 3: 1.0, 4: 0.5}
    assert shares(corpus, "a b", most_in_all=4) == {1: 1.0, 2: 1.0, 3: 1.0, 4: 0.5}
    corpus.bag(["new"])
    assert shares(corpus, "new") == {}


def test_shares_take_the_nearest_stretches_first() -> None:
    corpus = corpus_of("a", "a", "a", "a", apart=100)
    assert corpus.width == 100
    for look, nearest in ((100, [1, 2, 3]), (300, [3, 4, 2]), (450, [4, 3, 2])):
        corpus.look(look)
        assert list(shares(corpus, "a", most=3)) == nearest


def test_only_what_lies_around_is_seen_and_counted() -> None:
    corpus = corpus_of(*("a" for _ in range(20)), apart=100)
    for time in (0, 1050, 99_999, 1000):
        corpus.look(time)
        near = [number for number in range(1, 21) if abs(number - time // 100) <= STRETCHES]
        assert corpus.size == corpus.df[corpus.terms["a"]] == len(near)
        assert sorted(shares(corpus, "a")) == (near if len(near) < 10 else sorted(near)[-9:])
        assert [number for number in range(1, 21) if corpus.slot(number) is not None] == near
    assert list(corpus.around(1000)) == list(range(10 - STRETCHES, 11 + STRETCHES))
    assert corpus.sees(10 + STRETCHES)
    assert not corpus.sees(11 + STRETCHES)


def test_a_window_is_never_wider_than_what_is_seen() -> None:
    for window in (1, 3, 400, 401, 403):
        corpus = Corpus(window)
        for time in range(50):
            seen = corpus.around(time)
            assert corpus.stretch(time - window) in seen
            assert corpus.stretch(time + window) in seen


def test_an_article_without_words_has_a_place_too() -> None:
    corpus = corpus_of("", "a")
    assert raw(corpus)[0] == [(Entry(1, 10, 0), {}), (Entry(2, 20, 0), {"a": 1})]
    assert corpus.bag_at(corpus.slot_of[1]).size == 0


def test_an_endless_article_is_counted_up_to_what_a_count_can_hold() -> None:
    corpus = Corpus(WINDOW)
    bag = corpus.bag(["again"] * (MAX_WORDS + 5))
    assert (bag.counts.tolist(), bag.pair_counts.tolist()) == ([MAX_WORDS], [MAX_WORDS - 1])


def test_a_dropped_stretch_takes_its_words_along_and_may_come_back() -> None:
    corpus = corpus_of("a old", "a new", "b", apart=100)
    assert corpus.drop(1) == [1]
    assert corpus.drop(2) == [2]
    assert raw(corpus) == ([(Entry(3, 300, 0), {"b": 1})], {"b": 1})
    assert (corpus.size, list(corpus.terms), list(corpus.slot_of)) == (1, ["b"], [3])
    corpus.insert(Entry(2, 200, 0), corpus.bag(["a", "new"]))
    corpus.insert(Entry(1, 100, 0), corpus.bag(["a", "old"]))
    assert raw(corpus) == raw(corpus_of("a old", "a new", "b", apart=100))
    assert shares(corpus, "a b new") == shares(corpus_of("a old", "a new", "b", apart=100), "a b new")


def test_words_that_come_and_go_take_no_more_room() -> None:
    corpus = Corpus(WINDOW)
    for day in range(50):
        corpus.look(day * 100)
        corpus.insert(Entry(day, day * 100, 0), corpus.bag([f"w{day}x{place}" for place in range(100)]))
        if day >= STRETCHES:
            assert corpus.drop(day - STRETCHES) == [day - STRETCHES]
    assert len(corpus.terms) == 100 * STRETCHES
    assert len(corpus.df) < 1000


def test_a_stretch_is_to_be_loaded_once() -> None:
    corpus = corpus_of("a")
    assert [corpus.cover(7), corpus.cover(7), corpus.cover(0)] == [True, False, False]
    assert corpus.drop(7) == []
    assert corpus.cover(7)


def test_a_flood_in_one_stretch_lies_in_parts_that_can_be_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_module, "SEGMENT_SIZE", 9)
    corpus = corpus_of(*("a b c" for _ in range(40)), apart=1)
    assert len(corpus.segments[0]) == 20
    assert corpus.volume == 40 * 5
    assert list(shares(corpus, "a", most=3)) == [40, 39, 38]
    assert corpus.drop(0, corpus.segments[0][0]) == [1, 2]
    assert (corpus.size, corpus.volume, shares(corpus, "a", most=99)[3]) == (38, 38 * 5, 1.0)
    assert not corpus.cover(0)


def test_many_removed_articles_are_packed_away() -> None:
    corpus = corpus_of(*(f"word{number} all" for number in range(MIN_REMOVED + 3)), apart=0)
    before = corpus.volume
    for number in range(1, MIN_REMOVED + 1):
        corpus.remove(number)
    assert corpus.volume == before
    corpus.remove(MIN_REMOVED + 1)
    assert corpus.volume == 6
    assert [entry.number for entry, _ in raw(corpus)[0]] == [MIN_REMOVED + 2, MIN_REMOVED + 3]
    assert shares(corpus, "all") == {MIN_REMOVED + 2: 1.0, MIN_REMOVED + 3: 1.0}
    assert corpus.size == corpus.df[corpus.terms["all"]] == 2


texts = st.lists(st.sampled_from("abcdefgh"), max_size=12).map(" ".join)


@settings(deadline=None)
@given(st.lists(texts, max_size=8), st.sets(st.integers(1, 8)))
def test_removing_leaves_what_would_be_there_without(all_texts: list[str], removed: set[int]) -> None:
    corpus = corpus_of(*all_texts)
    for number in sorted(removed):
        if number <= len(all_texts):
            corpus.remove(number)
    expected = [
        (Entry(number, number * 10, 0), dict(Counter(text.split())))
        for number, text in enumerate(all_texts, 1)
        if number not in removed
    ]
    df = Counter(word for _, counts in expected for word in counts)
    assert raw(corpus) == (expected, df)
    assert corpus.size == len(expected)
    for entry, _ in expected:
        bag, words = corpus.bag_at(corpus.slot_of[entry.number]), all_texts[entry.number - 1].split()
        assert sum(bag.pair_counts.tolist()) == len(list(pairwise(words)))


def test_arrays_grow_without_losing_anything() -> None:
    words = [f"w{place}" for place in range(3000)]
    corpus = corpus_of(" ".join(words[:2000]), " ".join(words[1000:]), " ".join(words))
    articles, df = raw(corpus)
    assert [len(counts) for _, counts in articles] == [2000, 2000, 3000]
    assert Counter(df.values()) == {2: 2000, 3: 1000}
    assert not corpus.scratch.any()
    assert not corpus.marks.any()


def test_what_is_out_of_sight_takes_no_row_and_is_as_it_was_when_it_is_seen_again() -> None:
    corpus = corpus_of(*(f"a w{number % 7} w{number}" for number in range(1, 200)), apart=100)
    for number in (3, 150):
        corpus.remove(number)
    for look in (1000, 19_000, 300, 15_000, 1000):
        corpus.look(look)
        near = [number for number in range(1, 200) if abs(number - look // 100) <= STRETCHES and number not in (3, 150)]
        assert corpus.size == corpus.df[corpus.terms["a"]] == len(near)
        found = corpus.shares(np.array([corpus.terms["a"]], np.int32), [1.0], 99, 99)
        assert sorted(corpus.entry(slot).number for slot in found if corpus.time(slot) >= 0) == near
    assert len(corpus._rows) < 2 * (2 * STRETCHES + 1)
    for stretch in list(corpus.segments):
        corpus.drop(stretch)
    assert (corpus.terms, corpus.volume) == ({}, 0)
