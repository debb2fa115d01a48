"""An index that keeps little in memory finds what one finds that keeps all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.relate import corpora
from syndication.relate.index import Doc, Found, Index

DAY = 86_400
WINDOW = 4 * DAY

Step = Doc | int


class Stored:
    """What flows would store: articles in the order of their last change, and stories as they were told."""

    def __init__(self) -> None:
        self.docs: dict[int, Doc] = {}
        self.story: dict[int, int] = {}

    def put(self, doc: Doc) -> None:
        self.docs.pop(doc.number, None)
        self.docs[doc.number] = doc

    def tell(self, moves: Mapping[int, int | None]) -> None:
        for number, founder in moves.items():
            if founder is None:
                self.story.pop(number, None)
            else:
                self.story[number] = founder

    def articles(self, language: str, since: int, until: int) -> Iterable[Doc]:
        return [doc for doc in self.docs.values() if doc.language == language and since <= doc.time < until]

    def stories(self, numbers: Collection[int]) -> Mapping[int, Collection[int]]:
        founders = {self.story[number] for number in numbers if number in self.story}
        return {founder: [each for each, of in self.story.items() if of == founder] for founder in founders}


def follow(steps: list[Step], batch: int, restart: bool = False) -> tuple[list[Found], Stored]:
    """What an index over a store says step by step; it is trimmed, or begun anew, after each batch."""
    stored, index, found = Stored(), None, []
    for begin in range(0, len(steps), batch):
        part = steps[begin : begin + batch]
        if index is None or restart:
            index = Index(WINDOW, stored)
        index.recall([step if isinstance(step, int) else step.number for step in part])
        moved: dict[int, int | None] = {}
        for step in part:
            if isinstance(step, int):
                stored.docs.pop(step, None)
                moved |= index.remove(step)
            else:
                stored.docs.pop(step.number, None)  # the source gives what was there before the step
                found.append(index.add(step))
                moved |= found[-1].moves
                stored.put(step)
        stored.tell(moved)
        index.settle()
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
    st.lists(docs | st.integers(1, 15), max_size=30), st.integers(1, 4), st.sampled_from([0, 3, 1000]), st.booleans()
)
def test_whatever_is_dropped_nobody_notices(steps: list[Step], batch: int, idle: int, restart: bool) -> None:
    """Steps are additions, corrections (a number again) and withdrawals (a number alone)."""
    expected, stories = follow_unbounded(steps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpora, "IDLE", idle)
        found, stored = follow(steps, batch, restart)
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
        stored.put(doc)
        if number % 10 == 9:
            index.settle()
            most, words = max(most, len(index)), len(index._corpora.of("ar").terms)
    assert most <= 20 + 10 + 9
    assert words <= 3 * most
