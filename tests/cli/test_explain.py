"""``syndication explain``, from the line of the command to what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndication.cli.app import main
from tests.flows.newsroom import lines, record


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two reports of one event, and another one, imported and related."""
    monkeypatch.chdir(tmp_path)
    records = [record(1, title="جسر"), record(2, title="نهر"), record(3, event=1)]
    (tmp_path / "news.jsonl").write_bytes(b"".join(lines(*records)))
    assert main(["init"]) == 0
    assert main(["import", "news.jsonl", "--new-sections"]) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("newsroom")
def test_it_prints_words_nearest_articles_and_the_story(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "2"]) == 0
    facts, words, nearest, story = (part.splitlines() for part in capsys.readouterr().out.strip().split("\n\n"))
    assert "id\t2" in facts
    assert any(line.startswith("النهر\t1\t2\t") for line in words)
    assert len(nearest) == 1
    assert "one story: " in nearest[0]
    assert [line.split("\t")[3] for line in story] == ["founder", "as it came"]


@pytest.mark.usefixtures("newsroom")
def test_as_json_it_tells_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "1", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["article", "language", "form", "among", "related", "words", "compared", "story"]
    assert [each["article"]["id"] for each in told["compared"]] == ["3"]
    assert [(each["article"]["id"], each["born"]) for each in told["story"]] == [("1", False), ("2", True)]
    assert set(told["words"][0]) == {"word", "times", "articles", "weight"}


@pytest.mark.usefixtures("newsroom")
def test_what_is_not_stored_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "1", "nobody"]) == 3
    assert capsys.readouterr().out == ""
    assert main(["explain"]) == 2
