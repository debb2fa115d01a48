"""pydantic's findings in our words."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from syndication.config import Config
from syndication.config_faults import dotted, faults, nearest
from syndication.config_sources import Sources

RIGHT: dict[str, Any] = {
    "site": {"title": {"ar": "ن"}, "url": "https://www.example.com", "tag": "example.com,2026-01-31"},
    "section": [{"slug": "a", "titles": {"ar": "أ"}}],
}


def told(values: dict[str, Any]) -> list[str]:
    """The findings about ``values``."""
    sources = Sources(Path("config"), values, {})
    with pytest.raises(ValidationError) as caught:
        Config.model_validate(values)
    return [str(fault) for fault in faults(caught.value, sources, Config)]


def changed(key: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """RIGHT with one value changed."""
    values = copy.deepcopy(RIGHT)
    table: Any = values
    for part in key[:-1]:
        table = table.setdefault(part, {}) if isinstance(table, dict) else table[part]
    table[key[-1]] = value
    return values


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (("site", "url"), 3, "site.url: must be text in quotes, not 3"),
        (("site", "title"), 3, "site.title: must be a table, not 3"),
        (("site", "language"), "fr", "site.language: «fr» is not allowed here. Allowed: ar, ckb, kmr, en"),
        (("site",), "x", "site: must be a table, not «x»"),
        (("page", "min"), 1.5, "page.min: must be a whole number, not 1.5"),
        (("page", "max"), 9999, "page.max: must be at most 1000, not 9999"),
        (("feeds", "full_text"), "maybe", "feeds.full_text: must be true or false, not «maybe»"),
        (("feeds", "title"), "x", "feeds.title: there is no such setting. title belongs to site"),
        (("bylines", "authors"), "shwo", "bylines.authors: «shwo» is not allowed here. Did you mean show?"),
        (("section",), 3, "section: must be a list in [ ], not 3"),
        (("section", 0, "labels"), "x", "section[1].labels: must be a list in [ ], not «x»"),
        (("section", 0, "lables"), [], "section[1].lables: there is no such setting. Did you mean labels?"),
        (("section", 0, "titles"), {}, None),
        (("colour",), {}, "colour: there is no such setting. Allowed: site, feeds, page"),
        (("page", "min"), "ن" * 100, "…"),
    ],
)
def test_a_finding_says_what_must_stand_there(key: tuple[str | int, ...], value: object, words: str | None) -> None:
    if words is None:
        Config.model_validate(changed(key, value))
        return
    (message,) = told(changed(key, value))
    assert words in message
    assert len(message) < 200


def test_what_is_missing_is_shown_by_an_example() -> None:
    values = copy.deepcopy(RIGHT)
    del values["site"]["tag"], values["section"][0]["titles"]
    assert told(values) == [
        'config/syndication.toml: site.tag: is missing. Add tag = "example.com,2026-01-31"',
        'config/sections.toml: section[1].titles: is missing. Add titles = { ar = "سياسة" }',
    ]
    assert told({}) == ["config/syndication.toml: site: is missing. Add a table [site]"]


def test_keys_are_counted_from_one() -> None:
    assert dotted(("section", 2, "titles", "ar")) == "section[3].titles.ar"


def test_the_nearest_word_is_the_hint_else_all_that_are_allowed() -> None:
    assert nearest("titel", ["title", "url"]) == "Did you mean title?"
    assert nearest("x", ["title", "url"]) == "Allowed: title, url"
    assert nearest("x", ["title", "url"], otherwise="Ask") == "Ask"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.dates()
    | st.sampled_from(["ar", "a"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*"ab", "ar", "slug", "url"]), inner, max_size=3)
    ),
    max_leaves=4,
)
KEYS = st.sampled_from(
    [
        *((name,) for name in Config.model_fields),
        *(
            (name, key)
            for name in ("site", "feeds", "page", "bylines", "store", "server")
            for key in ("url", "title", "x")
        ),
        *(("site", key) for key in ("language", "description", "timezone", "tag", "rights", "logo")),
        *(("section", 0, key) for key in ("slug", "titles", "labels", "parent", "page", "x")),
        *((("section", 0, "titles", "ar"), ("bylines", "map"), ("x",))),
    ]
)


@settings(max_examples=200)
@given(KEYS, VALUES)
def test_every_value_is_taken_or_refused_in_words(key: tuple[str | int, ...], value: object) -> None:
    values = changed(key, value)
    try:
        Config.model_validate(values)
    except ValidationError as error:
        messages = [str(fault) for fault in faults(error, Sources(Path("config"), values, {}), Config)]
        assert messages
        assert not any("pydantic" in message or "Input should" in message for message in messages)
