"""The little that the vocabulary does itself."""

from __future__ import annotations

import pytest

from syndication.model import Address, Selection


def test_a_selection_matches_by_kind_and_key() -> None:
    selection = Selection("section", frozenset({"politics", "سیاسه"}))
    assert selection.matches([("tag", "x"), ("section", "سیاسه")])
    assert not selection.matches([("tag", "politics"), ("section", "sport")])
    assert not selection.matches([])


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (Address("index", "", "html"), "/"),
        (Address("index", "ckb", "html"), "/index.ckb.html"),
        (Address("all", "", "atom"), "/all.atom"),
        (Address("section", "politics", "rss"), "/sections/politics.rss"),
        (Address("language", "ar", "json"), "/languages/ar.json"),
        (Address("tag", "بغداد", "rss"), "/tags/بغداد.rss"),
        (Address("article", "abcdefghijkl", "html"), "/articles/abcdefghijkl.html"),
    ],
)
def test_an_address_has_one_path(address: Address, path: str) -> None:
    assert address.path == path
