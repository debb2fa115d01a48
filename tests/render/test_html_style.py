"""The one style sheet: contrast in both schemes, directions, focus. Its colours stand in variables and nowhere else."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import product

import pytest

CSS = files("syndication.render.html").joinpath("templates/style.css").read_text("utf-8")
#: Bytes of the style sheet, which every page carries: a small feed page should not be mostly style.
MAX_BYTES = 9_000
COLOUR = re.compile(r"--(\w+): (#[0-9a-f]{6});")


def schemes() -> dict[str, dict[str, str]]:
    """The colours by scheme. Print is read from the light one: paper has no dark mode."""
    light, dark, paper = (dict(COLOUR.findall(block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL))
    return {"light": light, "dark": dark, "print": paper}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_text_can_be_read_on_every_ground(scheme: str) -> None:
    colours = schemes()[scheme]
    assert set(colours) == {"paper", "card", "ink", "soft", "line", "link", "seen"}
    for text, ground in product(("ink", "soft", "link", "seen"), ("paper", "card")):
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


def test_colours_stand_in_variables_alone_and_nothing_is_made_pale() -> None:
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|opacity|filter:", rules)


def test_no_rule_knows_left_or_right_but_for_addresses_and_code() -> None:
    physical = re.findall(r"[^{};]*\b(?:left|right)\b[^;}]*", CSS)
    assert {each.strip() for each in physical} == {"text-align: left"}
    assert len(physical) == 2  # .copy code, .text pre


def test_focus_is_seen_and_never_taken_away_from_what_can_be_used() -> None:
    assert re.search(r":focus-visible \{ outline: 3px solid var\(--link\)", CSS)
    assert re.findall(r"([^{};]+)\{ outline: none; \}", CSS) == ["\nmain:focus "]


def test_an_address_is_selected_whole_and_the_sheet_is_small_and_asks_for_nothing() -> None:
    assert "user-select: all" in CSS
    assert "prefers-color-scheme: dark" in CSS
    assert "@media print" in CSS
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "@font-face" not in CSS
    assert len(CSS.encode()) <= MAX_BYTES
    assert "</" not in CSS  # it stands in the page as it is


def test_texts_grow_with_the_readers_own_size() -> None:
    assert not re.search(r"font(?:-size)?: [\d.]+px", CSS)
