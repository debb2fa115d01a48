"""``[[source]]``: what a source may be, its defaults, and what is told of one that is wrong."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndication.config import Config, load
from syndication.errors import ConfigError
from syndication.text.fold import fold
from tests.config.folders import SITE, folder

SECTIONS = '[[section]]\nslug = "politics"\ntitles = { ar = "سياسة" }\n'
LEAST = '[[source]]\nslug = "one"\ntitle = "Outlet One"\nfeeds = [{ url = "https://www.one.example/feed/" }]\n'
SECOND = '\n[[source]]\nslug = "two"\ntitle = { ckb = "دوو" }\nfeeds = [{ url = "https://two.example/feed/" }]\n'


def read(tmp_path: Path, sources: str) -> Config:
    path = folder(tmp_path, SITE, SECTIONS)
    (path / "sources.toml").write_text(sources, encoding="utf-8")
    return load(path, {})


def told(tmp_path: Path, sources: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, sources)
    return str(caught.value).replace(f"{tmp_path}/config/", "")


def test_without_the_file_nothing_is_read(tmp_path: Path) -> None:
    assert load(folder(tmp_path), {}).outlets == ()


def test_a_source_needs_a_slug_a_title_and_a_feed(tmp_path: Path) -> None:
    settings = read(tmp_path, LEAST)
    (source,) = settings.outlets
    assert (settings.outlet("one"), settings.outlet("two")) == (source, None)
    assert (source.slug, source.outlet, source.title("ckb")) == ("one", "one.example", "Outlet One")
    assert [feed.url for feed in source.feeds] == ["https://www.one.example/feed/"]
    assert (source.policy, source.relevance, source.image, source.excerpt) == ("excerpt", "all", "none", 300)
    assert (source.min_s, source.max_s, source.zone) == (120, 6 * 3600, ZoneInfo("Asia/Baghdad"))
    assert source.enabled
    assert source.obeys_robots
    assert not source.is_own


def test_the_own_site_is_shown_whole_and_asked_every_minute(tmp_path: Path) -> None:
    (source,) = read(tmp_path, LEAST + 'own = true\npolicy = "headline"\n').outlets
    assert (source.is_own, source.policy, source.min_s, source.max_s) == (True, "full", 60, 60)


@pytest.mark.parametrize(
    ("lines", "bounds"),
    [
        ("min_minutes = 10", (600, 21600)),
        ("max_minutes = 1", (60, 60)),
        ("min_minutes = 1440", (86400, 86400)),
        ("own = true\nmin_minutes = 5", (300, 300)),
        ("own = true\nmax_minutes = 5", (60, 300)),
    ],
)
def test_one_bound_of_the_rhythm_moves_the_other(tmp_path: Path, lines: str, bounds: tuple[int, int]) -> None:
    (source,) = read(tmp_path, LEAST + lines).outlets
    assert (source.min_s, source.max_s) == bounds


def test_labels_of_an_outlet_are_folded(tmp_path: Path) -> None:
    (source,) = read(tmp_path, LEAST + 'sections = { "أخبار سياسية" = "politics" }\nsection = "politics"').outlets
    assert source.sections == {fold("اخبار سیاسیة"): "politics"}
    assert source.section == "politics"


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        (
            '[[source]]\nslug = "one"\ntitle = "One"\n',
            'sources.toml:1: source[1].feeds: is missing. Add feeds = [{ url = "https://www.example.com/feed/" }]',
        ),
        ('[[source]]\nslug = "one"\ntitle = "One"\nfeeds = []\n', "sources.toml:4: source[1].feeds: is empty"),
        (LEAST + SECOND.replace('"two"', '"one"'), "sources.toml:7: source[2].slug: «one» is taken. See "),
        (
            LEAST + SECOND.replace("https://two.example/feed/", "http://one.example/feed?utm_source=x"),
            "sources.toml:9: source[2].feeds[1].url: this address is read already. See sources.toml:4",
        ),
        (LEAST + 'section = "politic"\n', "source[1].section: there is no section «politic». Did you mean politics?"),
        (
            LEAST + 'sections = { "a" = "sport" }\n',
            "sources.toml:5: source[1].sections.a: there is no section «sport». Allowed: politics",
        ),
        (
            LEAST.replace(" }]", ', section = "x" }]'),
            "sources.toml:4: source[1].feeds[1].section: there is no section «x»",
        ),
        (LEAST + 'robots = "ignore"\n', "sources.toml:5: source[1].robots: needs the outlet's permission. Write who"),
        (LEAST + "min_minutes = 9\nmax_minutes = 8\n", "source[1].min_minutes: is more than max_minutes (8)"),
        (
            LEAST + 'policy = "whole"\n',
            "source[1].policy: «whole» is not allowed here. Allowed: headline, excerpt, full",
        ),
        (LEAST + 'language = "Arabic"\n', "source[1].language: «Arabic» is not the tag of a language. Write one such"),
        (LEAST + 'polici = "full"\n', "source[1].polici: there is no such setting. Did you mean policy?"),
        (LEAST + "quota = 1.5\n", "source[1].quota: must be a whole number"),
        (
            LEAST.replace("www.one", "me:secret@one"),
            "source[1].feeds[1].url: holds a user or password, which every reader would see",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, sources: str, words: str) -> None:
    assert words in told(tmp_path, sources)
    assert "secret" not in told(tmp_path, sources)


def test_a_source_that_is_off_may_name_a_section_that_is_not_there(tmp_path: Path) -> None:
    (source,) = read(tmp_path, LEAST + 'section = "sport"\nenabled = false\n').outlets
    assert source.section == "sport"


def test_a_permission_makes_ignoring_robots_right(tmp_path: Path) -> None:
    (source,) = read(tmp_path, LEAST + 'robots = "ignore"\npermission = "editor, 2026-03-01"\n').outlets
    assert not source.obeys_robots


def test_a_slip_in_the_name_of_the_file_is_told(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "source.toml").write_text(LEAST, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"Name it sources\.toml"):
        load(path, {})


@pytest.mark.parametrize(
    ("line", "moves"),
    [
        ('policy = "headline"', True),
        ('licence = "CC BY"', True),
        ("min_minutes = 7", False),
        ("enabled = false", False),
    ],
)
def test_the_digest_moves_with_what_readers_see(tmp_path: Path, line: str, moves: bool) -> None:
    before = read(tmp_path, LEAST).digest()
    assert (read(tmp_path, LEAST + line).digest() != before) is moves
