"""``syndication explain``, from the line of the command to what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndication.cli.app import main
from tests.config.folders import SITE
from tests.flows.newsroom import lines, record
from tests.flows.origins import Says, item, origin, rss


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
    assert list(told) == ["article", "language", "form", "among", "related", "relevance", "words", "compared", "story"]
    assert told["relevance"] is None, "it is our own"
    assert [each["article"]["id"] for each in told["compared"]] == ["3"]
    assert [(each["article"]["id"], each["born"]) for each in told["story"]] == [("1", False), ("2", True)]
    assert set(told["words"][0]) == {"word", "times", "articles", "weight"}


@pytest.mark.usefixtures("newsroom")
def test_what_is_not_stored_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "1", "nobody"]) == 3
    assert capsys.readouterr().out == ""
    assert main(["explain"]) == 2


WIDE = """[[source]]
slug = "wide"
title = "Wide"
relevance = "iraq"
language = "en"
feeds = [{{ url = "{url}/feed" }}]
"""


@pytest.fixture
def wide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two entries of an outlet that writes of all the world: one that concerns our readers, and one that does not."""
    monkeypatch.chdir(tmp_path)
    Path("config").mkdir()
    body = rss(item(1, title="A lighthouse keeper visits Erbil"), item(2, title="A lighthouse keeper goes home"))
    with origin({"/feed": Says(body)}) as server:
        settings = f'{SITE}[fetch]\nallow = ["{server.host}"]\ngap_s = 0\n'
        Path("config/syndication.toml").write_text(settings, encoding="utf-8")
        Path("config/sources.toml").write_text(WIDE.format(url=server.url), encoding="utf-8")
        assert main(["fetch"]) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("wide")
def test_another_outlets_article_is_told_with_the_names_for_which_it_was_taken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "n-1"]) == 0
    facts = capsys.readouterr().out.partition("\n\n")[0].splitlines()
    assert facts[-4:] == ["source\twide", "relevance\tiraq", "taken in\tnames Erbil", "names\tErbil"]
    assert main(["explain", "n-1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["relevance"]["hits"] == [
        {"key": "erbil", "name": "Erbil", "weak": False}
    ]
    sources = Path("config/sources.toml")
    sources.write_text(sources.read_text(encoding="utf-8") + 'exclude = ["lighthouse"]\n', encoding="utf-8")
    assert main(["explain", "n-1"]) == 0
    assert "taken in\twould be refused today: holds the excluded word «lighthouse»" in capsys.readouterr().out


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("word", ["https://outlet.example/2", "A lighthouse keeper goes home", "wide"])
def test_a_refused_entry_is_told_with_its_reason(capsys: pytest.CaptureFixture[str], word: str) -> None:
    assert main(["explain", word]) == 0
    source, _, why, title, url = capsys.readouterr().out.strip().split("\t")
    assert (source, why) == ("wide", "names nothing Iraqi or Kurdish")
    assert (title, url) == ("A lighthouse keeper goes home", "https://outlet.example/2")
    assert main(["explain", word, "--json"]) == 0
    assert [each["field"] for each in json.loads(capsys.readouterr().out)["refused"]] == ["relevance"]
    assert main(["explain", word, "n-1"]) == 3, "it is no article, and is compared with none"
    assert main(["explain", f"{word}\0"]) == 3
