"""The memory of a feed's entries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from syndication.flows import seen
from syndication.model import RawEntry
from syndication.normalise import foreign

SALT, OTHER = seen.salt("a"), seen.salt("b")
HASHES = st.lists(st.integers(0, 2**63 - 1), max_size=40)


def entries(start: int, end: int) -> range:
    """The hashes of as many entries."""
    return range(start << 32, end << 32, 1 << 32)


@given(HASHES, HASHES)
def test_what_is_shown_is_known_and_what_was_if_no_other_version_of_it_is_shown(
    now: list[int], before: list[int]
) -> None:
    kept = seen.packed(SALT, now, seen.packed(SALT, before, b""))
    names = {each >> 32 for each in now}
    assert seen.unpacked(kept, SALT) == {*now, *(each for each in before if each >> 32 not in names)}


def test_a_version_that_another_has_replaced_is_forgotten_and_news_when_it_comes_back() -> None:
    first, second, other = (foreign.raw_hash(RawEntry(place="p", guid=g, title=t)) for g, t in ("ax", "ay", "bx"))
    kept = seen.packed(SALT, [second], seen.packed(SALT, [first, other], b""))
    assert seen.unpacked(kept, SALT) == {second, other}


def test_under_other_rules_nothing_is_known() -> None:
    kept = seen.packed(SALT, [1, 2], b"")
    assert seen.unpacked(kept, OTHER) == frozenset()
    assert seen.unpacked(seen.packed(OTHER, [3], kept), OTHER) == {3}


def test_the_memory_is_bounded_and_forgets_the_oldest_first() -> None:
    kept = b""
    for start in range(0, 3000, 100):
        kept = seen.packed(SALT, entries(start, start + 100), kept)
    assert len(kept) == 8 + 8 * seen.KEEP
    assert seen.unpacked(kept, SALT) == set(entries(3000 - seen.KEEP, 3000))
    long = seen.packed(SALT, entries(0, 10_000), kept)
    assert seen.unpacked(long, SALT) == set(entries(0, 10_000)), "a long feed costs nothing the second time either"
    assert len(seen.packed(SALT, entries(0, 90_000), b"")) == 8 + 8 * seen.MOST


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
