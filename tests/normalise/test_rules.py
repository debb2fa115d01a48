from __future__ import annotations

from datetime import UTC

from syndication.normalise.rules import SiteRules


def test_an_excerpt_has_three_hundred_characters_unless_told() -> None:
    assert SiteRules(url="https://moon.example/", tag="moon.example,2024-01-01", language="ar", zone=UTC).excerpt == 300
