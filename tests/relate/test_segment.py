from __future__ import annotations

import numpy as np

from syndication.relate.segment import MIN_REMOVED, NEVER, Bag, Entry, Segment, longer


def bag(*ids: int, pairs: int = 0) -> Bag:
    return Bag(
        ids=np.array(ids, np.int32),
        counts=np.arange(1, len(ids) + 1).astype(np.uint16),
        pairs=np.arange(pairs),
        pair_counts=np.ones(pairs, np.uint16),
    )


def none_older(count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.full(count, -1, np.int32)


def test_what_an_article_says_is_kept_as_it_was_given() -> None:
    segment = Segment(3, 7)
    assert segment.append(Entry(10, 100, 2), bag(4, 5, pairs=3), none_older(2)) == 0
    assert segment.append(Entry(11, 90, 0), bag(5), np.array([1], np.int32)) == 2
    assert (segment.serial, segment.stretch, segment.living, segment.size) == (3, 7, 2, 6)
    assert [segment.entry(slot) for slot in segment.slots()] == [Entry(10, 100, 2), Entry(11, 90, 0)]
    first, second = segment.bag(0), segment.bag(1)
    assert (first.ids.tolist(), first.counts.tolist(), first.pairs.tolist()) == ([4, 5], [1, 2], [0, 1, 2])
    assert (second.ids.tolist(), second.pairs.tolist(), second.size) == ([5], [], 1)
    assert segment.links.tolist() == [0, -1, 0, -1, 1, 1]


def test_a_removed_article_keeps_its_slot_and_lies_beyond_every_window() -> None:
    segment = Segment(0, 0)
    for number in range(3):
        segment.append(Entry(number, number, 0), bag(1), none_older(1))
    segment.remove(1)
    assert list(segment.slots()) == [0, 2]
    assert (segment.living, segment.size, segment.entry(1).time) == (2, 3, NEVER)


def test_only_many_removed_articles_are_worth_packing() -> None:
    segment = Segment(0, 0)
    for number in range(MIN_REMOVED + 3):
        segment.append(Entry(number, number, 0), bag(), none_older(0))
    for slot in range(MIN_REMOVED):
        segment.remove(slot)
    assert not segment.wasteful
    segment.remove(MIN_REMOVED)
    assert segment.wasteful


def test_it_grows_with_what_it_gets() -> None:
    segment = Segment(0, 0)
    segment.append(Entry(1, 0, 0), bag(*range(5000), pairs=7000), none_older(5000))
    segment.append(Entry(2, 0, 0), bag(*range(100), pairs=10), none_older(100))
    assert segment.bag(0).ids.tolist() == list(range(5000))
    assert segment.bag(1).pairs.tolist() == list(range(10))
    assert segment.size == 12_110


def test_a_longer_copy_is_filled_up_along_its_last_axis() -> None:
    assert longer(np.array([[1, 2], [3, 4]]), 3, -1).tolist() == [[1, 2, -1], [3, 4, -1]]
    assert len(longer(np.zeros(100), 101)) == 150
