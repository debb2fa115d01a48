"""The tables of rules by format, and one function that holds a document against its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.rules import atom, json_feed, rss
from tests.rules.checking import Rule, Xml, broken

TABLES: Mapping[str, Sequence[Rule[Any]]] = {"rss": rss.RULES, "atom": atom.RULES, "json": json_feed.RULES}


def problems(ext: str, data: bytes) -> dict[str, list[str]]:
    """The rules of the format ``ext`` that a document breaks, with what they found."""
    document = json_feed.Feed(data) if ext == "json" else Xml(data)
    return broken(TABLES[ext], document)
