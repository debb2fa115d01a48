"""The floors of lists and stories on a small invented set, in full and as leads; the large one is ``make eval``.

The set has stories of three reports each (a copy with another lead, one with its sentences in another order and one
left out) in four languages, and what must not chain: the weather of three days, gold prices, the third, fourth and
fifth relief plane, cables to three states, cartoons without a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from syndication.relate.index import Doc, Index

ARTICLES = [
    json.loads(line) for line in (Path(__file__).parent.parent / "eval" / "invented.jsonl").read_text().splitlines()
]
LANGUAGES = ("ar", "ckb", "kmr", "en")
#: What a feed would give of these short texts.
LEAD_WORDS = 30


def doc(number: int, form: str) -> Doc:
    article = ARTICLES[number]
    text = article["text"] if form == "body" else " ".join(article["text"].split()[:LEAD_WORDS])
    return Doc(
        number=number,
        time=int(datetime.fromisoformat(article["published"]).timestamp()),
        language=article["language"],
        title=article["title"],
        text=text,
        form="body" if form == "body" else "lead",
    )


@pytest.fixture(scope="module", params=["body", "lead", "mixed"])
def index(request: pytest.FixtureRequest) -> Index:
    index = Index(12 * 86_400)
    for number in range(len(ARTICLES)):
        form = request.param if request.param != "mixed" else ("body", "lead")[number % 2]
        index.add(doc(number, form))
    return index


def pairs(language: str) -> Iterator[tuple[int, int, bool]]:
    numbers = [number for number, article in enumerate(ARTICLES) if article["language"] == language]
    for one, other in combinations(numbers, 2):
        yield one, other, ARTICLES[one]["event"] == ARTICLES[other]["event"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_of_one_event_are_one_story_and_nothing_else_is(index: Index, language: str) -> None:
    def titles(*numbers: int) -> tuple[Any, ...]:
        return tuple(ARTICLES[number]["title"] for number in numbers)

    joined = {(a, b) for a, b, _ in pairs(language) if index.stories.group(a) == index.stories.group(b)}
    right = {(a, b) for a, b, same in pairs(language) if same}
    assert [titles(*pair) for pair in sorted(joined - right)] == []
    assert len(joined & right) >= 0.8 * len(right), [titles(*pair) for pair in sorted(right - joined)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_reports_lead_the_list(index: Index, language: str) -> None:
    for number in {one for pair in pairs(language) if pair[2] for one in pair[:2]}:
        found = index.explain(number)
        assert found is not None
        reports = {other for a, b, same in pairs(language) for other in (a, b) if same and number in (a, b)} - {number}
        first = {pair.number for pair in found.pairs[: len(reports)]}
        assert first
        assert first <= reports


def test_articles_of_two_languages_share_no_story(index: Index) -> None:
    for number, article in enumerate(ARTICLES):
        members = index.stories.members(index.stories.group(number))
        assert {ARTICLES[member]["language"] for member in members} == {article["language"]}
