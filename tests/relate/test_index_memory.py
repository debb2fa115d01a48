"""An index that keeps little in memory finds what one finds that keeps all."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.relate import corpora
from syndication.relate.index import Contents, Doc, Found, Index
from syndication.relate.snapshot import Packed, dump, load

DAY = 86_400
WINDOW = 4 * DAY

Step = Doc | int


class Stored:
    """What flows would store: articles in the order of their last change, and stories as they were told."""

    def __init__(self) -> None:
        self.docs: dict[int, Doc] = {}
        self.story: dict[int, int] = {}
        self.changed: dict[int, int] = {}  # by number the step that did it last
        self.packed: dict[tuple[str, int], tuple[Packed, int]] = {}

    def tell(self, moves: Mapping[int, int | None]) -> None:
        for number, founder in moves.items():
            if founder is None:
                self.story.pop(number, None)
            else:
                self.story[number] = founder

    def read(self, language: str, since: int, until: int) -> Contents:
        docs = [doc for doc in self.docs.values() if doc.language == language and since <= doc.time < until]
        packed, at = self.packed.get((language, since), (None, 0))
        if packed is None:
            return Contents(docs=docs)
        fresh = [doc for doc in docs if self.changed[doc.number] > at]
        stale = [entry.number for entry in packed.entries if self.changed[entry.number] > at]
        return Contents(docs=fresh, packed=packed, stale=stale)

    def keep(self, index: Index, at: int) -> None:
        """All that is in memory, through bytes."""
        for each in index.stretches():
            self.packed[each.language, each.since] = (load(dump(index.pack(each.language, each.since))), at)

    def stories(self, numbers: Collection[int]) -> Mapping[int, Collection[int]]:
        founders = {self.story[number] for number in numbers if number in self.story}
        return {founder: [each for each, of in self.story.items() if of == founder] for founder in founders}


def follow(steps: list[Step], batch: int, restart: bool, keep: bool) -> tuple[list[Found], Stored]:
    """What an index over a store says step by step; it is trimmed, kept or begun anew after each batch."""
    stored, index, found = Stored(), None, []
    for begin in range(0, len(steps), batch):
        part = list(enumerate(steps[begin : begin + batch], begin + 1))
        if index is None or restart:
            index = Index(WINDOW, stored)
        index.recall([step if isinstance(step, int) else step.number for _, step in part])
        moved: dict[int, int | None] = {}
        for at, step in part:
            number = step if isinstance(step, int) else step.number
            stored.docs.pop(number, None)  # the source gives what was there before the step
            stored.changed[number] = at
            if isinstance(step, int):
                moved |= index.remove(step)
            else:
                found.append(index.add(step))
                moved |= found[-1].moves
                stored.docs[number] = step
        stored.tell(moved)
        index.settle()
        if keep:
            stored.keep(index, begin + len(part))
    return found, stored


def follow_unbounded(steps: list[Step]) -> tuple[list[Found], dict[int, int]]:
    index, found, stored = Index(WINDOW), [], Stored()
    for step in steps:
        if isinstance(step, int):
            stored.tell(index.remove(step))
        else:
            found.append(index.add(step))
            stored.tell(found[-1].moves)
    return found, stored.story


word = st.sampled_from([f"{letter}{number}" for letter in "abc" for number in range(4)])
docs = st.builds(
    Doc,
    number=st.integers(1, 15),
    time=st.integers(0, 20).map(lambda day: day * DAY),
    language=st.sampled_from(["ar", "ckb"]),
    title=st.just("event"),
    text=st.lists(word, min_size=6, max_size=12).map(lambda words: " ".join(words * 4)),
)


@settings(deadline=None, max_examples=60)
@given(
    steps=st.lists(docs | st.integers(1, 15), max_size=30),
    batch=st.integers(1, 4),
    idle=st.sampled_from([0, 3, 1000]),
    restart=st.booleans(),
    keep=st.booleans(),
)
def test_whatever_is_dropped_or_comes_from_a_snapshot_nobody_notices(
    steps: list[Step], batch: int, idle: int, restart: bool, keep: bool
) -> None:
    """Steps are additions, corrections (a number again) and withdrawals (a number alone)."""
    expected, stories = follow_unbounded(steps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpora, "IDLE", idle)
        found, stored = follow(steps, batch, restart, keep)
    assert found == expected
    assert stored.story == stories


@pytest.mark.parametrize("newest_first", [False, True])
def test_an_archive_of_years_takes_no_more_memory_than_a_few_windows(
    monkeypatch: pytest.MonkeyPatch, newest_first: bool
) -> None:
    monkeypatch.setattr(corpora, "IDLE", 20)
    days = range(400, 0, -1) if newest_first else range(400)
    stored, most, words = Stored(), 0, 0
    index = Index(WINDOW, stored)
    for number, day in enumerate(days):
        doc = Doc(number=number, time=day * DAY, language="ar", title="", text=f"w{day} w{day // 2} w{day // 3}")
        assert all(abs(stored.docs[hit.number].time - doc.time) <= WINDOW for hit in index.add(doc).hits)
        stored.docs[number] = doc
        if number % 10 == 9:
            index.settle()
            most, words = max(most, len(index)), len(index._corpora.of("ar").terms)
    assert most <= 20 + 10 + 9
    assert words <= 3 * most
