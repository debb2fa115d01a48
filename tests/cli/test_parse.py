"""``syndication parse`` on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from syndication.cli.app import main

RSS = """<rss version="2.0"><channel><title>Paper</title><link>https://n.example/</link>
<item><title>ثاني</title><link>/2</link><guid isPermaLink="false">2</guid>
<pubDate>Mon, 05 Aug 2024 10:00</pubDate></item></channel></rss>"""


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.xml").write_text(RSS)
    return tmp_path / "feed.xml"


def test_one_document_is_one_object(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(feed)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["outcome"] == "feed"
    assert found["entries"] == [
        {
            "id": "2",
            "url": "https://n.example/2",
            "title": "ثاني",
            "published": "2024-08-05T07:00:00+00:00",
            "updated": None,
            "author": "",
            "authors": [],
            "html": "",
            "summary": "",
            "enclosures": [],
        }
    ]


def test_several_documents_are_lines_and_standard_input_is_one(
    feed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(RSS.encode())))
    assert main(["parse", "--batch", "--zone", "UTC", "-", str(feed)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["entries"][0]["published"] for each in lines] == ["2024-08-05T10:00:00+00:00"] * 2


def test_a_page_tells_its_feeds(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = "<html><link rel=alternate type=application/rss+xml href=https://n.example/f title=F></html>"
    feed.write_text(page)
    assert main(["parse", "--batch", str(feed)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["feeds"]) == ("html", [{"url": "https://n.example/f", "title": "F"}])


def test_a_missing_file_is_told_and_ends_with_one(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "none.xml", str(feed)]) == 1
    told = capsys.readouterr()
    assert "none.xml: can't be opened" in told.err
    assert [json.loads(line)["outcome"] for line in told.out.splitlines()] == ["unreadable", "feed"]


def test_a_zone_that_is_none_is_a_fault_of_the_command_line(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "--zone", "Nowhere", str(feed)]) == 2
    assert "no such zone" in capsys.readouterr().err
