"""The invented newsroom of ``syndication demo``: people are fruits, towns and outlets are stars and orchards.

``articles.jsonl`` beside this module holds 59 articles in Arabic, Sorani, Kurmanji and English, as a newsroom would
send them, in the form that ``syndication import`` reads. On purpose there are in it: events told two or three times in
other words, in one language and across languages; follow-ups; broken HTML with a control character, a half emoji and a
bidi override; titles with ``&``, ``&amp;`` and ``<``; an Arabic title that begins in Latin; Sorani in the old spelling
with ZWNJ; declared languages in several spellings and missing ones; authors that must never be shown; editor's picks by
id, guid and title; an image, an enclosure; an article without an address; an embargo until 2098.

All times are fixed, so what the demo serves is the same at every run and on every machine.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

#: The demo's "now": no article but the one under embargo is later. Only its distance to the articles matters.
NOW = datetime(2025, 5, 15, 12, tzinfo=UTC)
#: The publisher's id of the article that turns out to be a rumour; article 106 has it among its picks.
WITHDRAW = "134"
#: The publisher's id of the article that ``correction`` corrects.
CORRECTED = "133"


def lines() -> list[bytes]:
    """The first import: one article a line, oldest first."""
    return _read("articles.jsonl").splitlines(keepends=True)


def correction() -> bytes:
    """A later version of one of them, as one line."""
    return _read("correction.jsonl")


def _read(name: str) -> bytes:
    """A data file of this package."""
    return files(__package__).joinpath(name).read_bytes()
