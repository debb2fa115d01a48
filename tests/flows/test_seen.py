"""The memory of a feed's entries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from syndication.flows import seen

SALT, OTHER = seen.salt("a"), seen.salt("b")
HASHES = st.lists(st.integers(0, 2**63 - 1), max_size=40)


@given(HASHES, HASHES)
def test_what_is_shown_and_what_was_are_both_known(now: list[int], before: list[int]) -> None:
    kept = seen.packed(SALT, now, seen.packed(SALT, before, b""))
    assert seen.unpacked(kept, SALT) == {*now, *before}


def test_under_other_rules_nothing_is_known() -> None:
    kept = seen.packed(SALT, [1, 2], b"")
    assert seen.unpacked(kept, OTHER) == frozenset()
    assert seen.unpacked(seen.packed(OTHER, [3], kept), OTHER) == {3}


def test_the_memory_is_bounded_and_forgets_the_oldest_first() -> None:
    kept = b""
    for start in range(0, 3000, 100):
        kept = seen.packed(SALT, range(start, start + 100), kept)
    assert len(kept) == 8 + 8 * seen.KEEP
    assert seen.unpacked(kept, SALT) == set(range(3000 - seen.KEEP, 3000))
    long = seen.packed(SALT, range(10_000), kept)
    assert seen.unpacked(long, SALT) == set(range(10_000)), "a long feed costs nothing the second time either"
    assert len(seen.packed(SALT, range(90_000), b"")) == 8 + 8 * seen.MOST


@given(st.binary(max_size=60))
def test_broken_bytes_are_no_memory(kept: bytes) -> None:
    found = seen.unpacked(kept, SALT)
    assert found == frozenset() or kept.startswith(SALT)
    assert seen.unpacked(seen.packed(SALT, [7], kept), SALT) >= {7}


@given(st.integers(-(2**64), 2**65))
def test_a_hash_fits_the_databases_numbers(value: int) -> None:
    assert -(2**63) <= seen.signed(value) < 2**63
    assert (seen.signed(value) - value) % 2**64 == 0


def test_the_word_of_the_rules_is_the_same_in_every_process_and_another_for_others() -> None:
    assert seen.salt(("a", {"x": 1}), 1) == seen.salt(("a", {"x": 1}), 1)
    assert len({seen.salt("a"), seen.salt("b"), seen.salt("a", None)}) == 3
