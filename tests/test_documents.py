"""The little that addresses do themselves."""

from __future__ import annotations

import pytest

from syndication.documents import Address


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
