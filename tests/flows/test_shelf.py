from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.flows.shelf import OVERHEAD_BYTES, Lru


def test_the_least_recently_used_goes_first() -> None:
    kept: Lru[bytes] = Lru(3 * (OVERHEAD_BYTES + 10), len)
    for key in "abc":
        kept.put(key, b"0123456789")
    assert kept.get("a") == b"0123456789"
    kept.put("d", b"0123456789")
    assert [key for key in "abcd" if kept.get(key) is not None] == ["a", "c", "d"]


def test_a_value_that_is_larger_than_the_shelf_is_not_kept_and_the_one_before_it_goes() -> None:
    kept: Lru[bytes] = Lru(OVERHEAD_BYTES + 10, len)
    kept.put("a", b"1")
    kept.put("a", b"0" * 11)
    assert kept.get("a") is None
    assert len(kept) == 0


def test_an_empty_value_is_a_value() -> None:
    kept: Lru[bytes] = Lru(10_000, len)
    kept.put("a", b"")
    assert kept.get("a") == b""


def test_dropping_says_what_went() -> None:
    kept: Lru[bytes] = Lru(10_000, len)
    for key in "abc":
        kept.put(key, key.encode())
    assert kept.drop_where(lambda value: value != b"b") == ["a", "c"]
    assert kept.get("b") == b"b"
    assert len(kept) == 1


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3000)), max_size=20))
@settings(max_examples=100)
def test_it_never_holds_more_than_it_may_and_counts_right(puts: list[tuple[str, int]]) -> None:
    most = 5000
    kept: Lru[bytes] = Lru(most, len)
    for key, size in puts:
        kept.put(key, b"0" * size)
        there = [value for key in "abcdef" if (value := kept.get(key)) is not None]
        assert sum(len(value) + OVERHEAD_BYTES for value in there) <= most
    for key in "abcdef":  # small ones find room again: nothing was counted that has gone
        kept.put(key, b"")
    assert len(kept) == 6
