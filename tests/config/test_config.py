"""Loading settings, and what is asked of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from syndication import model
from syndication.config import Config, load
from syndication.config_sections import own_keys
from syndication.config_values import Language
from syndication.errors import ConfigError
from tests.config.folders import SITE, folder, loaded

TWO = """
[[section]]
slug = "politics"
titles = { ar = "سياسة", en = "Politics" }
labels = ["السياسة"]

[[section]]
slug = "elections"
titles = { ar = "انتخابات" }
parent = "politics"
page = "https://www.example.com/انتخابات"
"""


def told(tmp_path: Path, settings: str = SITE, sections: str | None = None, **environ: str) -> str:
    """The message of the error that loading these ends with, without the path of the test's folder."""
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, settings, sections, environ)
    return str(caught.value).replace(f"{tmp_path}{os.sep}", "")


def test_the_least_that_is_right_gets_the_defaults(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    assert config.site.title_in("ar") == config.site.title_in("kmr") == "جريدتنا"
    assert config.site.description_in("ar") == ""
    assert (config.site.language, str(config.zone), config.site.rights, config.site.logo) == (
        "ar",
        "Asia/Baghdad",
        "",
        None,
    )
    assert (config.feeds.url, config.feeds.max_age_s) == ("http://127.0.0.1:8080", 120)
    assert (config.feeds.full_text, config.feeds.text_list) == (True, True)
    assert (config.page.min, config.page.hours, config.page.max, config.page.max_bytes) == (50, 48, 300, 1_500_000)
    assert (config.related.shown, config.related.same_story, config.related.window_days) == (5, 2, 12)
    assert config.related.collect_minutes == 15
    assert (config.bylines.authors, config.bylines.map) == ("site", {})
    assert (config.store.url, config.store.shelf_mb) == (f"sqlite:///{tmp_path}/syndication.db", 256)
    assert (config.server.host, config.server.port, config.server.workers) == ("127.0.0.1", 8080, 1)
    assert config.sections == ()


def test_nothing_can_be_changed_after_loading(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    with pytest.raises(ValidationError, match="frozen"):
        config.site.language = "en"


def test_titles_are_languages_that_the_service_speaks() -> None:
    assert get_args(Language) == model.UI_LANGUAGES


def test_a_title_that_has_no_translation_is_shown_in_the_language_of_the_site(tmp_path: Path) -> None:
    config = loaded(tmp_path, SITE.replace('"جريدتنا"', '{ ar = "جريدتنا", en = "Our paper" }'))
    assert [config.site.title_in(tag) for tag in ("en", "ckb", "fr")] == ["Our paper", "جريدتنا", "جريدتنا"]


def test_a_missing_folder_and_a_missing_file_lead_to_init(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such folder.*`syndication init`"):
        load(tmp_path / "config", {})
    (tmp_path / "config").mkdir()
    with pytest.raises(ConfigError, match=r"syndication\.toml: there is no such file.*`syndication init`"):
        load(tmp_path / "config", {})


def test_a_wrong_key_names_file_line_and_the_nearest_right_key(tmp_path: Path) -> None:
    assert told(tmp_path, SITE + "\nlanguge = 3\n") == (
        "config/syndication.toml:6: site.languge: there is no such setting. Did you mean language?"
    )


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    settings = SITE + "[page]\nmin = 0\n[fedes]\n"
    sections = '[[section]]\nslug = "A b"\ntitles = { de = "x" }\n'
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "section.toml").touch()
    assert told(
        tmp_path, settings, sections, SYNDICATION_SECTION="x", SYNDICATION_SERVER__PORT="http"
    ).splitlines() == [
        "7 settings are wrong",
        "  config/section.toml: this file is not read. Name it sections.toml, or move it away",
        "  SYNDICATION_SECTION: can't be set by a variable. Set it in config/sections.toml",
        "  config/syndication.toml:6: page.min: must be at least 1, not 0",
        "  SYNDICATION_SERVER__PORT: must be a whole number, not «http»",
        "  config/sections.toml:2: section[1].slug: «A b» can't stand in an address. Write a-b",
        "  config/sections.toml:3: section[1].titles.de: «de» is not allowed here. Allowed: ar, ckb, kmr, en",
        "  config/syndication.toml:7: fedes: there is no such setting. Did you mean feeds?",
    ]


def test_a_file_that_is_not_toml_is_told_alone_because_the_rest_would_mislead(tmp_path: Path) -> None:
    assert told(tmp_path, SITE + "x = \n", "[[section]]\n").startswith("config/syndication.toml:5: is not TOML: ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[page]\nmin = 400", "6: page.min: is more than page.max (300)"),
        ('description = { en = "x" }', "5: site.description: is missing in the site's language, ar. Add ar = "),
    ],
)
def test_settings_that_do_not_go_together_are_told(tmp_path: Path, line: str, words: str) -> None:
    assert told(tmp_path, SITE + line + "\n").startswith(f"config/syndication.toml:{words}")


def test_a_variable_overrides_a_file_and_converts_what_it_says(tmp_path: Path) -> None:
    environ = {
        "SYNDICATION_SITE__TITLE__EN": "Our paper",
        "SYNDICATION_FEEDS__URL": "https://feeds.example.com/",
        "SYNDICATION_FEEDS__FULL_TEXT": "false",
        "SYNDICATION_SERVER__PORT": "9000",
        "SYNDICATION_CONFIG": "elsewhere",
        "OTHER": "x",
    }
    config = loaded(tmp_path, SITE.replace('"جريدتنا"', '{ ar = "جريدتنا" }') + "[server]\nport = 1\n", None, environ)
    assert config.site.title == {"ar": "جريدتنا", "en": "Our paper"}
    assert (config.feeds.url, config.feeds.full_text) == ("https://feeds.example.com", False)
    assert config.server.port == 9000


def test_an_unknown_variable_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    assert told(tmp_path, SYNDICATION_SERVR__PORT="1") == (
        "SYNDICATION_SERVR__PORT: there is no such setting. Did you mean SYNDICATION_SERVER__PORT?"
    )


def test_a_password_is_never_quoted(tmp_path: Path) -> None:
    for environ in (
        {"SYNDICATION_STORE__URL": "mysql://u:hunter2@h"},
        {"SYNDICATION_STORE": "postgres://u:hunter2@h/d"},
    ):
        assert "hunter2" not in told(tmp_path, **environ)


def test_a_relative_store_lies_beside_the_config_folder_wherever_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert load(Path("config"), {}).store.url == load(path, {}).store.url == f"sqlite:///{tmp_path}/syndication.db"


# --- sections --------------------------------------------------------------------------------------------------------


def test_sections_are_those_of_the_file_in_its_order(tmp_path: Path) -> None:
    config = loaded(tmp_path, SITE, TWO)
    assert [section.slug for section in config.sections] == ["politics", "elections"]
    assert config.sections[0] == model.Section(
        slug="politics", titles={"ar": "سياسة", "en": "Politics"}, labels=("السياسة",)
    )
    assert config.sections[1].page == "https://www.example.com/%D8%A7%D9%86%D8%AA%D8%AE%D8%A7%D8%A8%D8%A7%D8%AA"
    assert config.section_of("politics") is config.sections[0]
    assert config.section_of("nothing") is None


def test_a_section_is_meant_by_slug_titles_and_labels_and_a_parent_by_its_children_too(tmp_path: Path) -> None:
    config = loaded(tmp_path, SITE, TWO)
    assert config.section_keys("elections") == {"elections", "انتخابات"}
    assert config.section_keys("politics") == {"politics", "سیاسه", "السیاسه", "elections", "انتخابات"}
    assert config.section_keys("nothing") == frozenset()
    assert own_keys(config.sections[0]) == {"politics", "سیاسه", "السیاسه"}


def test_labels_find_their_sections_folded_or_not(tmp_path: Path) -> None:
    config = loaded(tmp_path, SITE, TWO)
    assert [section.slug for section in config.sections_of(["إنتخابات", "POLITICS"])] == ["politics", "elections"]
    assert [section.slug for section in config.sections_of(["سیاسه"])] == ["politics"]
    assert config.sections_of(["رياضة", ""]) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"elections"', '"politics"', "8: section[2].slug: «politics» is taken. See config/sections.toml:3"),
        ('parent = "p', 'parent = "', "10: section[2].parent: there is no section «olitics». Did you mean politics?"),
        ('parent = "politics"', 'parent = "elections"', "10: section[2].parent: «elections» would be inside itself."),
        ('ar = "انتخابات"', 'en = "Vote"', "9: section[2].titles: there is none in the site's language, ar."),
        ('"انتخابات"', '"سیاسة"', "9: section[2].titles.ar: «سیاسة» already means the section «politics»."),
        ("parent =", 'labels = ["x", "السّياسة"]\nparent =', "10: section[2].labels[2]: «السّياسة» already means"),
    ],
)
def test_sections_that_contradict_each_other_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert f"config/sections.toml:{words}" in told(tmp_path, SITE, TWO.replace(old, new))


def test_a_circle_of_parents_is_told(tmp_path: Path) -> None:
    text = "".join(
        f'[[section]]\nslug = "{a}"\ntitles = {{ ar = "{a}" }}\nparent = "{b}"\n' for a, b in ("ab", "bc", "cb")
    )
    message = told(tmp_path, SITE, text)
    assert "section[2].parent: «b» would be inside itself" in message
    assert "section[3].parent: «c» would be inside itself" in message
    assert "section[1]" not in message


def test_sections_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    assert told(tmp_path, SITE + '[[section]]\nslug = "x"\n') == (
        "config/syndication.toml:5: section: does not belong into this file. Put it into sections.toml"
    )
    assert told(tmp_path, SITE, "[page]\nmin = 3\n") == (
        "config/sections.toml:1: page: does not belong into this file. Put it into syndication.toml"
    )


def test_a_misspelt_table_is_told_its_name(tmp_path: Path) -> None:
    assert told(tmp_path, SITE, "[[sections]]\nslug = 'x'\n") == (
        "config/sections.toml:1: sections: does not belong into this file. "
        "Did you mean [[section]]? If not, put it into syndication.toml"
    )


# --- digest ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "sections"),
    [
        (SITE.replace("31", "30"), TWO),
        (SITE + 'rights = "©"\n', TWO),
        (SITE + "[feeds]\nmax_age_s = 3\n", TWO),
        (SITE + "[page]\nmin = 3\n", TWO),
        (SITE + "[related]\nshown = 3\n", TWO),
        (SITE + '[bylines]\nauthors = "show"\n', TWO),
        (SITE, TWO.replace("Politics", "Policy")),
        (SITE, TWO.replace('labels = ["السياسة"]', "")),
    ],
)
def test_the_digest_changes_with_what_changes_bytes(tmp_path: Path, settings: str, sections: str) -> None:
    assert loaded(tmp_path, settings, sections).digest() != loaded(tmp_path, SITE, TWO).digest()


def test_the_digest_stays_when_only_store_and_server_change(tmp_path: Path) -> None:
    other = SITE + '[store]\nurl = "postgres://h/d"\n[server]\nport = 1\n[related]\nwindow_days = 3\n'
    assert loaded(tmp_path, other, TWO).digest() == loaded(tmp_path, SITE, TWO).digest()


def test_the_digest_is_the_same_in_every_process(tmp_path: Path) -> None:
    path = folder(tmp_path, SITE, TWO)
    code = "import sys, pathlib, syndication.config as c; print(c.load(pathlib.Path(sys.argv[1]), {}).digest())"
    got = subprocess.run(
        [sys.executable, "-c", code, str(path)], env={"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True
    )
    assert got.stdout.strip() == load(path, {}).digest()


def test_a_config_can_be_made_without_a_folder() -> None:
    site = {"title": "x", "url": "https://www.example.com", "tag": "example.com,2026-01-31"}
    assert Config.model_validate({"site": site}).store.url == "sqlite:///syndication.db"
