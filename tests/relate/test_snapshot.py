"""A stretch as bytes and back; and that no bytes do harm."""

from __future__ import annotations

import zlib
from dataclasses import fields
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.errors import InputError
from syndication.relate import snapshot
from syndication.relate.corpus import Corpus
from syndication.relate.segment import Entry
from syndication.relate.snapshot import Packed, dump, load


def packed(*texts: str) -> Packed:
    corpus = Corpus(4000)
    for number, text in enumerate(texts, 1):
        corpus.insert(Entry(number, number, number % 3), corpus.bag(text.split(" ") if text else []))
    return corpus.pack(0)


def same(one: Packed, other: Packed) -> bool:
    return all(np.array_equal(getattr(one, each.name), getattr(other, each.name)) for each in fields(Packed))


SOME = dump(packed("a b a b", "", "b c", "نهر نهر جسر"))


def test_what_is_loaded_is_what_was_dumped() -> None:
    for texts in ((), ("",), ("a",), ("a b a b", "", "b c", "نهر نهر جسر"), ("line\u2028end next\x85line",)):
        assert same(load(dump(packed(*texts))), packed(*texts))


def test_an_article_comes_back_into_another_corpus_as_it_was() -> None:
    corpus = Corpus(4000)
    corpus.look(0)
    corpus.insert(Entry(9, 1, 0), corpus.bag(["c", "x", "b", "y", "a"]))  # so that ids are others, and in another order
    for entry, bag in corpus.bags(load(SOME)):
        assert bag.ids.tolist() == sorted(bag.ids.tolist())
        assert bag.pairs.tolist() == sorted(bag.pairs.tolist())
        corpus.insert(entry, bag)
    articles = {entry: counts for entry, counts in corpus.articles() if entry.number != 9}
    assert articles == {
        Entry(1, 1, 1): {"a": 2, "b": 2},
        Entry(2, 2, 2): {},
        Entry(3, 3, 0): {"b": 1, "c": 1},
        Entry(4, 4, 1): {"نهر": 2, "جسر": 1},
    }
    names = corpus.names()
    first = corpus.bag_at(corpus.slot_of[1])
    pairs = [f"{names[pair >> 32]} {names[pair & 0xFFFFFFFF]}" for pair in first.pairs.tolist()]
    assert dict(zip(pairs, first.pair_counts.tolist(), strict=True)) == {"a b": 2, "b a": 1}


@settings(max_examples=100)
@given(st.integers(0, len(SOME) - 1), st.integers(1, 255))
def test_cut_off_or_changed_bytes_are_an_input_error(place: int, change: int) -> None:
    for wrong in (SOME[:place], SOME[:place] + bytes([SOME[place] ^ change]) + SOME[place + 1 :]):
        with pytest.raises(InputError):
            load(wrong)


def sealed(plain: bytes) -> bytes:
    """Any body under a right digest, as nobody writes it by mistake."""
    body = zlib.compress(plain)
    return SOME[: SOME.index(b"\n") + 1] + sha256(body).digest() + body


def plain_of(data: bytes) -> bytes:
    return zlib.decompress(data[SOME.index(b"\n") + 1 + 32 :])


@settings(max_examples=150)
@given(st.data())
def test_whatever_stands_under_a_right_digest_loads_soundly_or_is_an_input_error(data: st.DataObject) -> None:
    plain = bytearray(plain_of(SOME))
    for _ in range(data.draw(st.integers(1, 3))):
        plain[data.draw(st.integers(0, len(plain) - 1))] = data.draw(st.integers(0, 255))
    try:
        loaded = load(sealed(bytes(plain)))
    except InputError:
        return
    corpus = Corpus(4000)
    for entry, bag in corpus.bags(loaded):
        corpus.insert(entry, bag)
    assert len(list(corpus.articles())) == len(loaded.entries)


def test_a_bomb_does_not_go_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_MAX_BYTES", 1000)
    with pytest.raises(InputError):
        load(sealed(bytes(10**7)))


@pytest.mark.parametrize("wrong", [b"", b"syndication related 0\n", sealed(b""), sealed(bytes(15)), sealed(bytes(17))])
def test_what_is_no_snapshot_is_an_input_error(wrong: bytes) -> None:
    with pytest.raises(InputError):
        load(wrong)


def test_a_word_or_article_named_twice_is_an_input_error() -> None:
    double = plain_of(dump(packed("a b")))
    with pytest.raises(InputError, match="twice"):
        load(sealed(double[:-1] + b"a"))
