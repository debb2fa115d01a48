"""``syndication import``, from the file to the feeds."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from syndication.cli.app import main
from syndication.flows import relate
from syndication.store import leases
from syndication.store.engine import Store
from tests.intake.exports import SITE, attachment, author, category, comment, export, item, label, meta

LOCAL = label("category", "local", "محليات")
POSTS = (
    author("noor", "نور البساتين"),
    category("local", "محليات"),
    category("basra", "البصرة", parent="local"),
    item(101, LOCAL, label("post_tag", "bridge", "جسر"), comment(), meta("_thumbnail_id", "109"), title="جسر النجوم"),
    item(
        102, label("category", "basra", "البصرة"), guid="http://old.example/?p=102&x=1", text="سوق\n\n[ad_box]\n\n[ads]"
    ),
    item(103, LOCAL, status="draft"),
    item(104, LOCAL, post_date_gmt="غدا"),
    attachment(109, alt="الجسر من بعيد"),
)
GUIDS = {f"{SITE}/?p=101", "http://old.example/?p=102&x=1"}


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    capsys.readouterr()
    return tmp_path


def test_an_export_goes_into_the_feeds_under_the_ids_that_readers_know(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (newsroom / "site.xml").write_bytes(export(*POSTS))
    assert main(["import", "site.xml", "--rejects", "rejects.jsonl", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["rejected"]) == (2, 1)
    assert told["unknown_fields"] == {"[ad_box] (shortcode)": 1, "[ads] (shortcode)": 1}
    assert told["unknown_labels"] == {"البصرة": 1}
    (rejected,) = (newsroom / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(rejected)["field"] == "published"
    assert "secret.example" not in rejected

    assert main(["build"]) == 0
    feed = (newsroom / "feeds/sections/local.rss").read_bytes()
    found = ElementTree.fromstring(feed).iter("item")
    assert {guid.text for each in found if (guid := each.find("guid")) is not None} == GUIDS
    assert "الجسر من بعيد".encode() in feed
    assert b"ad_box" not in feed


def test_the_same_export_again_changes_nothing(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsroom / "site.xml").write_bytes(export(*POSTS[:5]))
    for expected in ("2 new, 0 changed, 0 unchanged, 0 rejected", "0 new, 0 changed, 2 unchanged, 0 rejected"):
        assert main(["import", "site.xml"]) == 0
        assert capsys.readouterr().out.strip() == expected


def test_a_feed_in_place_of_an_export_is_told_in_words(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsroom / "feed.xml").write_bytes(b'<rss version="2.0"><channel><title>x</title><item/></channel></rss>')
    assert main(["import", "feed.xml"]) == 1
    assert "feed.xml:1: an RSS feed, wanted a WordPress export (WXR). A feed holds" in capsys.readouterr().err


@pytest.mark.parametrize("named", ["in/aa.jsonl", "in", "in/*.jsonl"])
@pytest.mark.parametrize("rejects", ["in/aa.jsonl", "link.jsonl"])
def test_rejects_never_take_the_place_of_what_is_imported(
    newsroom: Path, capsys: pytest.CaptureFixture[str], named: str, rejects: str
) -> None:
    path = newsroom / "in/aa.jsonl"
    path.parent.mkdir()
    path.write_text('{"id": 1, "title": "خبر"}\n', encoding="utf-8")
    (newsroom / "link.jsonl").symlink_to(path)
    assert main(["import", named, "--rejects", rejects]) == 1
    assert f"{rejects}: this file is to be imported" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == '{"id": 1, "title": "خبر"}\n'
    assert main(["import", named, "--rejects", "others.jsonl"]) == 0
    assert (newsroom / "others.jsonl").read_bytes() == b""


def test_sections_that_were_just_added_are_not_told_to_be_missing(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (newsroom / "aa.jsonl").write_text('{"id": 1, "title": "خبر", "section": "طقس"}\n', encoding="utf-8")
    assert main(["import", "aa.jsonl"]) == 0
    assert "--new-sections adds them" in capsys.readouterr().err
    assert main(["import", "aa.jsonl", "--new-sections"]) == 0
    err = capsys.readouterr().err
    assert "Sections added to config/sections.toml for labels that meant none:\n  طقس\n" in err
    assert "--new-sections" not in err


def test_the_settings_are_looked_for_before_the_files(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--config", "nope", "nowhere.jsonl"]) == 2
    assert "nope: there is no such folder" in capsys.readouterr().err


def test_who_relates_in_place_of_the_import_is_named(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsroom / "aa.jsonl").write_text('{"id": 1, "title": "خبر"}\n', encoding="utf-8")
    store = Store.open(f"sqlite:///{newsroom / 'syndication.db'}")
    assert leases.acquire(store, relate.RELATE, "elsewhere:1") is not None
    assert main(["import", "aa.jsonl"]) == 0
    err = capsys.readouterr().err
    assert "another process, elsewhere:1. If that is a server" in err
    assert "else the next import, build or serve does" in err
    store.close()


def test_page_text_gets_the_date_that_is_given_for_it(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsroom / "page.txt").write_text(
        "محليات\n\nالجسر الثاني\n\nيريد المجلس جسرا ثانيا فوق النهر.\n", encoding="utf-8"
    )
    assert main(["import", "page.txt", "--published", "2026-03-01T10:00:00+03:00"]) == 0
    capsys.readouterr()
    assert main(["articles", "list", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["published"] == "2026-03-01T07:00:00+00:00"
    assert main(["import", "page.txt", "--published", "yesterday"]) == 1
    assert "published" in capsys.readouterr().err
