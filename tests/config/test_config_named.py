"""``[[feed]]``: what a feed by name may be, its defaults, and what is told of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndication.config import Config, load
from syndication.errors import ConfigError
from syndication.selection import Selection
from tests.config.folders import SITE, folder

SECTIONS = '[[section]]\nslug = "politics"\ntitles = { ar = "سياسة" }\n'
SOURCES = (
    '[[source]]\nslug = "one"\ntitle = "One"\nfeeds = [{ url = "https://one.example/feed/" }]\nquota = 7\n'
    '[[source]]\nslug = "two"\ntitle = "Two"\nfeeds = [{ url = "https://two.example/feed/" }]\n'
)
LEAST = '[[feed]]\nslug = "all-news"\ntitle = "All news"\n'


def read(tmp_path: Path, feeds: str | None, sources: str = SOURCES) -> Config:
    path = folder(tmp_path, SITE, SECTIONS)
    (path / "sources.toml").write_text(sources, encoding="utf-8")
    if feeds is not None:
        (path / "feeds.toml").write_text(feeds, encoding="utf-8")
    return load(path, {})


def told(tmp_path: Path, feeds: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, feeds)
    return str(caught.value).replace(f"{tmp_path}/config/", "")


def test_a_feed_needs_a_slug_and_a_title_and_merges_everything(tmp_path: Path) -> None:
    feed = read(tmp_path, LEAST).named_feeds["all-news"]
    assert feed.selection == Selection(scope="both", collapse="story", quota=60, quotas=(("one.example", 7),))
    assert (feed.min, feed.hours, feed.max, feed.content) == (50, 24, 300, "excerpt")
    assert (feed.listed, feed.also, feed.text_list) == (True, False, False)
    assert feed.titles == {"ar": "All news"}


def test_who_reads_other_outlets_has_a_merged_feed_unless_the_file_has_one(tmp_path: Path) -> None:
    assert list(read(tmp_path, None).named_feeds) == ["merged"]
    assert read(tmp_path, None, sources="").named_feeds == {}
    own = read(tmp_path, '[[feed]]\nslug = "merged"\ntitle = { en = "Together" }\nmax = 100\n').named_feeds["merged"]
    assert (own.titles, own.selection.quota) == ({"ar": "Together", "en": "Together"}, 20)


def test_all_that_a_feed_may_say(tmp_path: Path) -> None:
    feed = read(
        tmp_path,
        LEAST + 'scope = "foreign"\nsources = ["one"]\nlanguages = ["ar", "ckb"]\nsections = ["politics"]\n'
        'words = { ar = "نفط -غاز", "*" = "حقل" }\ncollapse = "none"\nquota = 3\nmin = 5\nhours = 2\nmax = 9\n'
        'content = "headline"\nalso = true\ntext_list = true\nlisted = false\n',
    ).named_feeds["all-news"]
    chosen = feed.selection
    assert (chosen.scope, chosen.collapse, chosen.quota) == ("foreign", "none", 3)
    assert (chosen.sources, chosen.languages) == (frozenset({"one"}), frozenset({"ar", "ckb"}))
    assert "politics" in chosen.sections
    assert chosen.words == (("", "حقل"), ("ar", "نفط -غاز"))
    assert (feed.min, feed.hours, feed.max, feed.listed) == (5, 2, 9, False)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (LEAST, "feeds.toml:5: feed[2].slug: «all-news» is taken. See feeds.toml:2"),
        ('sections = ["politic"]', "feed[1].sections[1]: there is no section «politic». Did you mean politics?"),
        ('sources = ["onee"]', "feed[1].sources[1]: there is no source «onee». Did you mean one?"),
        ('scope = "own"\nsources = ["one"]', "feed[1].sources: are other outlets, and the feed has none"),
        ("min = 500", "feed[1].min: is more than max (300)"),
        ('words = "-only"', "feed[1].words.*: the search names no word to look for"),
        ('words = { ar = "نفط" }', 'feed[1].words.ar: the feed has no language «ar». Put "ar" into languages'),
        ('collapse = "event"', "feed[1].collapse: «event» is not allowed here"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, lines: str, said: str) -> None:
    assert said in told(tmp_path, LEAST + lines)


def test_a_feed_without_a_title_is_told(tmp_path: Path) -> None:
    assert "feed[1].title: is empty" in told(tmp_path, '[[feed]]\nslug = "a"\ntitle = {}\n')


def test_feeds_by_name_change_the_digest(tmp_path: Path) -> None:
    assert read(tmp_path, LEAST).digest() != read(tmp_path, LEAST + "also = true\n").digest()
