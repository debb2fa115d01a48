"""What is in memory and what is not; that nobody notices is tested in test_index_memory."""

from __future__ import annotations

import pytest

from syndication.relate import corpora as corpora_module
from syndication.relate.corpora import IDLE, Corpora
from syndication.relate.corpus import STRETCHES, Corpus
from syndication.relate.segment import Entry

WINDOW = STRETCHES * 100  # a stretch is 100 s


class Archive:
    """Articles that can be loaded: by language their times, each with one word of its own; notes what was asked."""

    def __init__(self, **times: list[int]) -> None:
        self.times = times
        self.asked: list[tuple[str, int]] = []
        self.corpora = Corpora(WINDOW, self.fill)

    def fill(self, language: str, corpus: Corpus, stretch: int) -> None:
        self.asked.append((language, stretch))
        for number, time in enumerate(self.times.get(language, [])):
            if corpus.stretch(time) == stretch:
                self.corpora.insert(language, Entry(number, time, 0), corpus.bag([f"w{number}", "all"]))


def test_a_newcomers_surroundings_are_loaded_once_in_its_language() -> None:
    archive = Archive(ar=[0, 450, 2000], ckb=[0])
    corpus = archive.corpora.around("ar", 50)
    assert archive.asked == [("ar", stretch) for stretch in range(-STRETCHES, STRETCHES + 1)]
    assert (corpus.size, len(archive.corpora)) == (2, 2)
    archive.corpora.around("ar", 99)
    assert len(archive.asked) == 2 * STRETCHES + 1
    archive.corpora.around("ar", 150)
    assert archive.asked[2 * STRETCHES + 1 :] == [("ar", STRETCHES + 1)]
    assert 0 in archive.corpora
    assert 2 not in archive.corpora
    assert archive.corpora.find(0) == ("ar", corpus)
    assert archive.corpora.find(2) is None
    assert [language for language, _ in archive.corpora.items()] == ["ar"]


def test_what_newcomers_do_not_look_at_for_a_while_is_dropped_and_comes_back() -> None:
    archive = Archive(ar=[0, 10_000])
    archive.corpora.around("ar", 0)
    for _ in range(IDLE):
        archive.corpora.around("ar", 10_000)
    assert archive.corpora.trim() == []
    archive.corpora.around("ar", 10_000)
    assert archive.corpora.trim() == [0]
    assert (0 in archive.corpora, 1 in archive.corpora) == (False, True)
    archive.corpora.around("ar", 0)
    assert 0 in archive.corpora
    assert archive.asked.count(("ar", 0)) == 2


def test_of_too_much_the_longest_unused_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(ar=[0, 10_000, 20_000], ckb=[0])
    for language, time in (("ar", 10_000), ("ar", 0), ("ckb", 0), ("ar", 20_000)):
        archive.corpora.around(language, time)
    monkeypatch.setattr(corpora_module, "MAX_SIZE", 9)
    assert archive.corpora.crowded
    assert archive.corpora.trim() == [1]
    assert not archive.corpora.crowded


def test_of_what_is_looked_at_only_the_oldest_part_goes_and_is_not_loaded_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("syndication.relate.corpus.SEGMENT_SIZE", 5)
    monkeypatch.setattr(corpora_module, "MAX_SIZE", 20)
    archive = Archive(ar=[0] * 10)
    archive.corpora.around("ar", 0)
    assert archive.corpora.trim() == [0, 1, 2, 3]
    asked = len(archive.asked)
    assert archive.corpora.around("ar", 0).size == 6
    assert len(archive.asked) == asked


def test_without_a_way_to_load_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora_module, "MAX_SIZE", 0)
    corpora = Corpora(WINDOW, None)
    corpora.insert("ar", Entry(1, 0, 0), corpora.around("ar", 0).bag(["a"]))
    for _ in range(IDLE + 2):
        corpora.around("ar", 99_999)
    assert not corpora.crowded
    assert corpora.trim() == []
    assert 1 in corpora
    corpora.remove(1)
    corpora.remove(1)
    assert len(corpora) == 0
