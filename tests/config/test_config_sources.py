"""Files and variables become one dict, and every key has its place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.config_sources import Sources, key_lines, read, refuse
from syndication.errors import ConfigError

EVERY_FORM = '''# a comment with [brackets] and = signs
top = 1
[site]   # [not.this]
title = { ar = "= [x]", en = 'C:\\' }
"quoted key" = """
[no] = table
""\\" still inside
"""
dotted.key = 1.5
'literal' = \'\'\'
a = 1\'\'\'
list = [
    "one", # ]
    { deep = [1, 2] },
]
[[section]]
slug = "a"
[section.more]
x = 2026-01-31T10:00:00Z

[[section]]
slug = "b"
[a.b.c]
'''


def test_every_form_of_key_has_its_line() -> None:
    assert key_lines(EVERY_FORM) == {
        ("top",): 2,
        ("site",): 3,
        ("site", "title"): 4,
        ("site", "title", "ar"): 4,
        ("site", "title", "en"): 4,
        ("site", "quoted key"): 5,
        ("site", "dotted"): 9,
        ("site", "dotted", "key"): 9,
        ("site", "literal"): 10,
        ("site", "list"): 12,
        ("site", "list", 0): 13,
        ("site", "list", 1): 14,
        ("site", "list", 1, "deep"): 14,
        ("site", "list", 1, "deep", 0): 14,
        ("site", "list", 1, "deep", 1): 14,
        ("section",): 16,
        ("section", 0): 16,
        ("section", 0, "slug"): 17,
        ("section", 0, "more"): 18,
        ("section", 0, "more", "x"): 19,
        ("section", 1): 21,
        ("section", 1, "slug"): 22,
        ("a",): 23,
        ("a", "b"): 23,
        ("a", "b", "c"): 23,
    }
    assert set(key_lines(EVERY_FORM)) == set(keys_of(tomllib.loads(EVERY_FORM)))


def keys_of(value: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every key of a nested value, by tomllib's word."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, deeper in inner for found in ((*above, key), *keys_of(deeper, (*above, key)))]


PIECES = st.sampled_from(
    [
        *("a", "b", '"q=["', "'l#'", ".", "=", " = ", "[", "]", "[[", "]]", "{", "}", ",", "\n", "\n\n", "# c = [\n"),
        *(
            '"s"',
            "''",
            '"""\n[x]\n"""',
            "'''=\n'''",
            "1.5",
            "true",
            "a = 1\n",
            "[a]\n",
            "[[b]]\n",
            "{ a = 1 }",
            "[1, [2]]",
        ),
    ]
)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_tomllib_reads_has_the_lines_of_all_its_keys(text: str) -> None:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(key_lines(text)) == set(keys_of(values))


def written(tmp_path: Path, data: bytes) -> Path:
    (tmp_path / "syndication.toml").write_bytes(data)
    return tmp_path


def test_the_place_of_a_missing_key_is_its_table_else_the_file_that_should_hold_it(tmp_path: Path) -> None:
    sources = read(written(tmp_path, b"\n[site]\nurl = 'x'\n"), {"SYNDICATION_PAGE__MIN": "3"})
    assert sources.place(("site", "url")) == f"{tmp_path}/syndication.toml:3"
    assert sources.place(("site", "tag")) == f"{tmp_path}/syndication.toml:2"
    assert sources.place(("store", "url")) == f"{tmp_path}/syndication.toml"
    assert sources.place(("section", 0, "slug")) == f"{tmp_path}/sections.toml"
    assert sources.place(("page", "min")) == sources.place(("page",)) == "SYNDICATION_PAGE__MIN"


def test_files_of_windows_are_read(tmp_path: Path) -> None:
    sources = read(written(tmp_path, b"\xef\xbb\xbf[site]\r\nurl = 'x'\r\n"), {})
    assert sources.values == {"site": {"url": "x"}}
    assert sources.place(("site", "url")).endswith("syndication.toml:2")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[site]\nurl = x\n", "syndication.toml:2: is not TOML: Invalid value"),
        (b"[site]\nurl = '\n", "syndication.toml:2: is not TOML: "),
        (b'[site]\n\nx = """', "syndication.toml:3: is not TOML: "),
        (b"a = 1\na = 2\n", "syndication.toml:2: is not TOML: a table or name is there twice"),
        (b"[a]\nb = 1\n[a]\n", "syndication.toml:3: is not TOML: a table or name is there twice"),
        (b"a = { b = 1 }\na.c = 1\n", "syndication.toml:2: is not TOML: a table or name is there twice"),
        (b"a = { b = 1, b = 2 }\n", "syndication.toml:1: is not TOML: a table or name is there twice"),
        (b"x = 1\n\xff\n", "syndication.toml:2: is not UTF-8"),
        (b"x = " + b"[" * 100_000, "syndication.toml:1: is not TOML: "),
    ],
)
def test_what_can_not_be_read_is_told_with_its_line(tmp_path: Path, data: bytes, words: str) -> None:
    sources = read(written(tmp_path, data), {})
    assert sources.unread == ["syndication.toml"]
    assert words in str(sources.faults[0])


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "syndication.toml").mkdir()
    assert "can't be read" in str(read(tmp_path, {}).faults[0])


@pytest.mark.parametrize(
    "name", ["section.toml", "Sections.toml", "sections.TOML", "syndicaton.toml", "sections2.toml"]
)
def test_a_file_that_looks_like_ours_is_told(tmp_path: Path, name: str) -> None:
    (written(tmp_path, b"") / name).touch()
    assert f"{name}: this file is not read" in str(read(tmp_path, {}).faults[0])


@pytest.mark.parametrize("name", ["nginx.toml", "sections.toml.bak", "README.md", "settings.toml"])
def test_other_files_are_no_business_of_ours(tmp_path: Path, name: str) -> None:
    (written(tmp_path, b"") / name).touch()
    assert read(tmp_path, {}).faults == []


@pytest.mark.parametrize(
    "name",
    [
        "SYNDICATION_SECTION",
        "SYNDICATION_SECTION__0__SLUG",
        "SYNDICATION_BYLINES__MAP__ALI",
        "SYNDICATION_FETCH__ALLOW",
    ],
)
def test_what_a_variable_can_not_spell_is_told(tmp_path: Path, name: str) -> None:
    assert f"{name}: can't be set by a variable" in str(read(written(tmp_path, b""), {name: "x"}).faults[0])


def test_a_variable_makes_the_tables_on_its_way(tmp_path: Path) -> None:
    sources = read(written(tmp_path, b"page = 3\n"), {"SYNDICATION_PAGE__MIN": "3", "SYNDICATION_SITE__TITLE__AR": "ن"})
    assert sources.values == {"page": {"min": "3"}, "site": {"title": {"ar": "ن"}}}


@given(st.dictionaries(st.text(st.characters(codec="ascii", exclude_characters="=\0"), max_size=20), st.just("x")))
def test_no_name_of_a_variable_raises(environ: dict[str, str]) -> None:
    from syndication.config_sources import _override

    list(_override(Sources(Path("config")), {f"SYNDICATION_{name}": value for name, value in environ.items()}))


def test_one_fault_is_raised_as_it_is_and_several_as_one() -> None:
    refuse([])
    one, two = ConfigError("a", where="f:1"), ConfigError("b", hint="Do c")
    with pytest.raises(ConfigError) as caught:
        refuse([one])
    assert caught.value is one
    with pytest.raises(ConfigError) as caught:
        refuse([one, two])
    assert str(caught.value) == "2 settings are wrong\n  f:1: a\n  b. Do c"


def test_passwords_for_other_servers_are_no_settings(tmp_path: Path) -> None:
    names = ("SYNDICATION_WORDPRESS_USER", "SYNDICATION_WORDPRESS_PASSWORD")
    sources = read(written(tmp_path, b""), dict.fromkeys(names, "pearl"))
    assert (sources.values, sources.faults) == ({}, [])
    # A slip of the pen is told, and its value is not.
    sources = read(written(tmp_path, b""), {"SYNDICATION_WORDPRESS_PASSWROD": "pearl"})
    assert list(sources.values) == ["wordpress_passwrod"]
