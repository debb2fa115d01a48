from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.relate.corpus import MAX_WORDS, MIN_REMOVED, Corpus, Entry


def corpus_of(*texts: str) -> Corpus:
    corpus = Corpus()
    for number, text in enumerate(texts, 1):
        corpus.insert(Entry(number, number * 10, 0), corpus.bag(text.split()))
    return corpus


def raw(corpus: Corpus) -> tuple[list[tuple[Entry, dict[str, int]]], dict[str, int]]:
    """Articles by number, and the df of each word that stands in any."""
    df = {word: int(corpus.df[term]) for word, term in corpus.terms.items() if corpus.df[term]}
    return sorted(corpus.articles(), key=lambda pair: pair[0].number), df


def test_words_are_counted_as_often_as_they_stand_there() -> None:
    articles, df = raw(corpus_of("a b a", "b c"))
    assert articles == [(Entry(1, 10, 0), {"a": 2, "b": 1}), (Entry(2, 20, 0), {"b": 1, "c": 1})]
    assert df == {"a": 1, "b": 2, "c": 1}


def test_a_removed_article_is_no_longer_counted() -> None:
    corpus = corpus_of("a b", "b c", "c d")
    corpus.remove(2)
    articles, df = raw(corpus)
    assert [entry.number for entry, _ in articles] == [1, 3]
    assert (corpus.size, df) == (2, {"a": 1, "b": 1, "c": 1, "d": 1})


def test_shares_take_the_newest_postings_of_each_term() -> None:
    corpus = corpus_of("a b", "a", "a b", "b")
    ids = [corpus.terms["a"], corpus.terms["b"]]
    assert corpus.shares(ids, [1.0, 0.5], 9, 99) == {0: 1.5, 1: 1.0, 2: 1.5, 3: 0.5}
    assert corpus.shares(ids, [1.0, 0.5], 2, 99) == {1: 1.0, 2: 1.5, 3: 0.5}
    assert corpus.shares(ids, [1.0, 0.5], 2, 3) == {1: 1.0, 2: 1.0, 3: 0.5}
    assert corpus.shares(ids, [1.0, 0.5], 9, 4) == {0: 1.0, 1: 1.0, 2: 1.0, 3: 0.5}
    assert corpus.shares([corpus.bag(["new"]).ids[0]], [1.0], 9, 99) == {}


def test_an_article_without_words_has_a_place_too() -> None:
    corpus = corpus_of("", "a")
    assert raw(corpus)[0] == [(Entry(1, 10, 0), {}), (Entry(2, 20, 0), {"a": 1})]


def test_an_endless_article_is_counted_up_to_what_a_count_can_hold() -> None:
    corpus = Corpus()
    assert corpus.bag(["again"] * (MAX_WORDS + 5)).counts.tolist() == [MAX_WORDS]


def test_only_many_removed_articles_are_worth_packing() -> None:
    corpus = corpus_of(*(f"word{number} all" for number in range(MIN_REMOVED + 3)))
    for number in range(1, MIN_REMOVED + 1):
        corpus.remove(number)
        assert not corpus.wasteful
    corpus.remove(MIN_REMOVED + 1)
    assert corpus.wasteful
    packed = corpus.packed()
    assert raw(packed) == raw(corpus)
    assert not packed.wasteful
    assert sorted(packed.terms) == ["all", f"word{MIN_REMOVED + 1}", f"word{MIN_REMOVED + 2}"]
    assert packed.shares([packed.terms["all"]], [1.0], 9, 99) == {0: 1.0, 1: 1.0}


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
    assert raw(corpus.packed()) == (expected, df)
    assert corpus.size == len(expected)


def test_arrays_grow_without_losing_anything() -> None:
    words = [f"w{place}" for place in range(3000)]
    corpus = corpus_of(" ".join(words[:2000]), " ".join(words[1000:]), " ".join(words))
    articles, df = raw(corpus)
    assert [len(counts) for _, counts in articles] == [2000, 2000, 3000]
    assert Counter(df.values()) == {2: 2000, 3: 1000}
    assert not corpus.scratch.any()
