"""The harness of ``make eval`` by hand-made figures: what it reads of a scorer, and that a floor is never lowered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.relating import FLOORS, LINK_LABELS, PAIR_LABELS, below, document, figures, labelled, main, raised, rows

LINES = """related  queries 1500  hit@1 0.924  MRR@10 0.951  recall@5 0.953
story    pairs 5100  recall 0.861  precision 0.980"""
FOUND = {
    "full": {"related hit@1": 0.924, "related MRR@10": 0.951, "related recall@5": 0.953}
    | {"story recall": 0.861, "story precision": 0.98}
}


def test_the_shares_that_a_scorer_prints_are_read_with_the_word_of_their_line() -> None:
    assert figures(LINES) == FOUND["full"]


def test_what_lies_under_its_floor_or_was_not_measured_is_told() -> None:
    assert below({"full": {"story recall": 0.861}}, FOUND) == []
    assert below({"full": {"story recall": 0.862}}, FOUND) == ["full: story recall is 0.861, its floor 0.862"]
    assert below({"short": {"story recall": 0.1}}, FOUND) == ["short: story recall is not measured, its floor 0.1"]


def test_an_update_raises_floors_and_lowers_none() -> None:
    floors = {"full": {"story recall": 0.9, "story precision": 0.5}}
    new = raised(floors, FOUND)["full"]
    assert new["story recall"] == 0.9
    assert new["story precision"] == pytest.approx(0.978)
    assert raised(raised(floors, FOUND), {"full": {"story precision": 0.1}})["full"]["story precision"] == 0.978


def test_the_pinned_floors_are_of_both_inputs() -> None:
    floors = json.loads(FLOORS.read_text())
    assert floors.keys() == {"full", "short"}
    assert floors["full"].keys() == floors["short"].keys() == FOUND["full"].keys()


def test_without_its_data_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARTICLES", "/nowhere")
    monkeypatch.delenv("GOLD", raising=False)
    monkeypatch.setenv("SCORER", __file__)
    main([])
    assert "ARTICLES, GOLD (make eval" in capsys.readouterr().out


def test_a_shortened_article_is_a_lead_and_one_without_a_text_too() -> None:
    article = {"title": "T", "language": "ar", "published": "2031-03-02T06:00:00+00:00", "content_text": "w " * 99}
    assert document(1, article, "full").form == "body"
    short = document(1, article, "short")
    assert (short.form, len(short.text.split())) == ("lead", 60)
    bare = document(1, article | {"content_text": "", "summary": "S"}, "full")
    assert (bare.form, bare.text) == ("lead", "S")


def test_labels_of_what_is_joined_and_shown_now_are_counted_with_their_interval() -> None:
    results: list[dict[str, Any]] = [
        {"id": "a", "related": ["b", "c", "d"], "scores": [0.9, 0.5, 0.4], "story": 0},
        {"id": "b", "related": [], "scores": [], "story": 0},
        {"id": "c", "related": [], "scores": [], "story": None},
        {"id": "d", "related": ["a"], "scores": [0.01], "story": None},
    ]
    pairs = [
        {"one": "a", "other": "b", "label": "same"},
        {"one": "c", "other": "d", "label": "other"},  # not joined any more
        {"one": "b", "other": "a", "label": "follow-up"},
    ]
    links = [
        {"query": "a", "related": "c", "label": "ok"},
        {"query": "a", "related": "b", "label": "bad"},  # of its own story: not in this list
        {"query": "d", "related": "a", "label": "bad"},  # hardly like it: not shown
    ]
    assert labelled(results, pairs, links) == [
        "read    joined below the gold's overlap: one event 0.500 (0.095 to 0.905 of 2)",
        "read    related list: an editor would let it stand 1.000 (0.207 to 1.000 of 1)",
    ]
    assert labelled(results, [], []) == []


def test_the_labels_that_are_here_are_of_the_words_that_count() -> None:
    assert {row["label"] for row in rows(PAIR_LABELS)} == {"same", "follow-up", "other"}
    assert {row["label"] for row in rows(LINK_LABELS)} == {"ok", "bad"}
    assert rows(PAIR_LABELS.with_name("nothing.csv")) == []
