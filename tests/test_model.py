"""The little that the vocabulary does itself."""

from __future__ import annotations

from datetime import UTC

from syndication.model import OWN, Source, SourceFeed


def source(outlet: str) -> Source:
    feed = SourceFeed(url="https://site.example/feed/")
    return Source(
        slug="site", titles={"ar": "موقع", "en": "A site"}, outlet=outlet, feeds=(feed,), zone=UTC, min_s=60, max_s=60
    )


def test_a_source_is_called_as_the_language_has_it_else_by_its_first_name() -> None:
    assert [source("site.example").title(language) for language in ("en", "ar", "ckb")] == ["A site", "موقع", "موقع"]


def test_a_source_without_an_outlet_of_its_own_is_the_publishers_site() -> None:
    assert [source(outlet).is_own for outlet in (OWN, "site.example")] == [True, False]
