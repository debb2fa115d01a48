"""Sections for labels that an import found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.cli.new_sections import append_sections, new_sections
from syndication.config import Config, load
from syndication.errors import ConfigError
from syndication.model import Section
from syndication.text.keys import is_key
from tests.config.folders import SITE, folder

OLD = '# ours\n[[section]] # a comment\nslug = "sport"\ntitles = { ar = "رياضة" }   # no end of line'


def appended(path: Path, counts: dict[str, int]) -> tuple[Section, ...]:
    return append_sections(path, load(path, {}), counts)


def test_unknown_labels_become_sections_the_most_frequent_first(tmp_path: Path) -> None:
    path = folder(tmp_path, SITE, OLD)
    new = appended(path, {"صحة": 2, "الرياضة": 1, "طقس ومناخ": 7, "رياضه": 99})
    assert [section.slug for section in new] == ["طقس-ومناخ", "صحة", "الرياضة"]
    assert (path / "sections.toml").read_bytes().decode() == (
        OLD + "\n\n# Added by import --new-sections: 7 articles.\n"
        '[[section]]\nslug = "طقس-ومناخ"\ntitles = { ar = "طقس ومناخ" }\n'
        "\n# Added by import --new-sections: 2 articles.\n"
        '[[section]]\nslug = "صحة"\ntitles = { ar = "صحة" }\n'
        "\n# Added by import --new-sections: 1 article.\n"
        '[[section]]\nslug = "الرياضة"\ntitles = { ar = "الرياضة" }\n'
    )
    assert load(path, {}).sections[1:] == new
    assert appended(path, {"صحة": 2}) == ()


def test_spellings_of_one_label_make_one_section(tmp_path: Path) -> None:
    path = folder(tmp_path, SITE)
    new = dict(new_sections(load(path, {}), {"أمن": 3, "امن": 2, "Local  News": 1}))
    assert {slug: (section.titles["ar"], count) for slug, (section, count) in new.items()} == {
        "أمن": ("أمن", 5),
        "local-news": ("Local News", 1),
    }


def test_what_is_no_label_makes_no_section(tmp_path: Path) -> None:
    path = folder(tmp_path, SITE)
    assert appended(path, {"": 1, " ": 2, "\u200f": 3}) == ()
    assert not (path / "sections.toml").exists()


def test_a_label_without_letters_gets_a_slug_all_the_same(tmp_path: Path) -> None:
    (section,) = appended(folder(tmp_path, SITE), {"???": 1})
    assert section.slug.startswith("section-")
    assert is_key(section.slug)


def test_a_slug_that_is_taken_gets_four_characters_more(tmp_path: Path) -> None:
    (section,) = appended(folder(tmp_path, SITE, OLD), {"Sport!": 1})
    assert section.slug.startswith("sport-")
    assert len(section.slug) == len("sport-") + 4


def test_quotes_and_line_ends_in_a_label_stay_in_it(tmp_path: Path) -> None:
    path = folder(tmp_path, SITE)
    appended(path, {'a "b"\n[[section]]\\ \x7f': 1})
    assert load(path, {}).sections[0].titles == {"ar": 'a "b" [[section]]\\'}


def test_windows_line_ends_rights_and_links_stay(tmp_path: Path) -> None:
    path = folder(tmp_path, SITE)
    real = tmp_path / "elsewhere.toml"
    real.write_bytes(b"\xef\xbb\xbf# a\r\n")
    real.chmod(0o640)
    (path / "sections.toml").symlink_to(real)
    appended(path, {"صحة": 1})
    assert (path / "sections.toml").is_symlink()
    assert real.read_bytes().startswith(b"\xef\xbb\xbf# a\r\n\n# Added")
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(path)) == ["sections.toml", "syndication.toml"]


def test_a_list_that_can_not_be_appended_to_is_told_and_stays(tmp_path: Path) -> None:
    text = 'section = [{ slug = "a", titles = { ar = "أ" } }]\n'
    path = folder(tmp_path, SITE, text)
    with pytest.raises(ConfigError, match="nothing can be appended"):
        appended(path, {"صحة": 1})
    assert (path / "sections.toml").read_text(encoding="utf-8") == text


def test_a_file_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    config = load(folder(tmp_path, SITE), {})
    with pytest.raises(ConfigError, match="can't be written"):
        append_sections(tmp_path / "nowhere", config, {"صحة": 1})


@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(["a b", "a-b", "A.B", "sport", "section"]), st.integers(1, 9), max_size=6
    )
)
def test_whatever_the_labels_are_the_sections_go_together(counts: dict[str, int]) -> None:
    site = {"title": "x", "url": "https://www.example.com", "tag": "example.com,2026-01-31"}
    old = {"slug": "sport", "titles": {"ar": "a.b"}}
    before = Config.model_validate({"site": site, "section": [old]})
    new = [{"slug": s.slug, "titles": s.titles} for s, _ in dict(new_sections(before, counts)).values()]
    after = Config.model_validate({"site": site, "section": [old, *new]})
    keys = [after.section_keys(section.slug) for section in after.sections]
    assert sum(map(len, keys)) == len(frozenset().union(*keys)), "no label means two sections"
    assert len(after.by_slug) == len(after.sections)
