"""The tables of rules by format, and one function that holds a document against its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.rules import atom, html_pages, json_feed, rss
from tests.rules.checking import Rule, Xml, broken

TABLES: Mapping[str, Sequence[Rule[Any]]] = {
    "rss": rss.RULES,
    "atom": atom.RULES,
    "json": json_feed.RULES,
    "html": html_pages.RULES,
}
READERS: Mapping[str, Callable[[bytes], Any]] = {
    "rss": Xml,
    "atom": Xml,
    "json": json_feed.Feed,
    "html": html_pages.Page,
}


def problems(ext: str, data: bytes) -> dict[str, list[str]]:
    """The rules of the format ``ext`` that a document breaks, with what they found."""
    return broken(TABLES[ext], READERS[ext](data))
