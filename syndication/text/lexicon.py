"""Which Iraqi and Kurdish places, institutions, parties and people a text names, by a list of ours (``lexicon.csv``).

The list has a row for each of them and a column for each language, variants parted by ``|``. A variant that begins
with ``~`` is *weak*: it means something else as often («السوداني» is also "the Sudanese"), so it proves nothing alone.

Texts and variants are folded and compared word by word, in every form that the language gives a name:

* Arabic: «و ف ب ك ل» and «ال» or «لل» before it. A variant written with «ال» is met with it only: else «رمادي» (grey)
  would be Ramadi.
* Sorani, Badini, Kurmanji: endings of case, number and definiteness; in Sorani also «لە» and «بە» written together.
* English: a plural or genitive s.

All forms are keys of one table per language, made at its first use. There is no regular expression to be slow.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from syndication.text.fold import words

#: Which columns name things in a text of a language. English names stand in Arabic and Kurdish texts too.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "ar": ("ar", "en"),
    "ckb": ("ckb", "en"),
    "kmr-Arab": ("ckb", "en"),
    "kmr": ("kmr", "en"),
    "en": ("en",),
}
_ALL = ("ar", "ckb", "kmr", "en")

#: Folded, like all that texts are compared with.
_LEADERS = ("", "و", "ف")
_ARTICLES = ("ال", "بال", "کال", "فال", "لل")
_PARTICLES = ("ب", "ل", "ک")
#: Folded, like all endings here: ە is ه, ێ is ی.
_SORANI_ENDINGS = (
    *("", "ی", "یی", "دا", "یدا", "ش", "یش", "شدا", "ان", "انی", "یان", "یک", "یکی", "وه", "یه"),
    *("هکه", "هکهی", "هکان", "هکانی", "هکاندا", "یهکان", "یهکانی", "هوه", "یهوه"),
    *("ا", "یا", "ین", "یین", "هکی"),  # Badini
)
_SORANI_PARTICLES = ("", "له", "به")
_KURMANJI_ENDINGS = ("", "e", "a", "an", "en", "i", "ya", "ye", "yen", "yan", "eke", "eki", "yi")
_ENGLISH_ENDINGS = ("", "s")
#: A shorter name takes no particle of one letter and no ending: what comes out is too often another word.
_MIN_LETTERS = 4
#: Tables of wanted words that are kept: several times the sources of a large installation, a few kilobytes each.
MAX_TABLES = 512


class Hit(NamedTuple):
    """A name that a text holds."""

    key: str  #: of the list's row
    name: str  #: the variant as the list writes it
    weak: bool


def hits(text: str, language: str) -> tuple[Hit, ...]:
    """What ``text`` names, each row of the list once, a strong variant before a weak one; in order of appearance.

    ``language``: its tag; a text of a language without a column is looked at in all.
    """
    return _found(text, _names(_COLUMNS.get(language, _ALL)))


def phrases(text: str, language: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the ``wanted`` words and phrases that ``text`` holds, in any form that its language gives a name."""
    return tuple(hit.name for hit in _found(text, _wanted(_COLUMNS.get(language, _ALL), wanted)))


_Table = dict[str, list[tuple[tuple[str, ...], Hit]]]


def _found(text: str, table: _Table) -> tuple[Hit, ...]:
    found: dict[str, Hit] = {}
    spoken = words(text)
    for place, word in enumerate(spoken):
        for rest, hit in table.get(word, ()):
            if rest == tuple(spoken[place + 1 : place + 1 + len(rest)]):
                before = found.get(hit.key)
                if before is None or (before.weak and not hit.weak):
                    found[hit.key] = hit
    return tuple(found.values())


@cache
def _names(columns: tuple[str, ...]) -> _Table:
    """First word of a name's form -> the words that follow it, and what they name."""
    table: _Table = {}
    for column, variant, hit in _variants():
        if column in columns:
            _put(table, column, variant, hit)
    return table


@lru_cache(MAX_TABLES)
def _wanted(columns: tuple[str, ...], wanted: tuple[str, ...]) -> _Table:
    table: _Table = {}
    for phrase in wanted:
        if variant := tuple(words(phrase)):
            for column in columns:
                _put(table, column, variant, Hit(phrase, phrase, False))
    return table


def _put(table: _Table, column: str, variant: tuple[str, ...], hit: Hit) -> None:
    for first, *rest in forms(column, variant):
        table.setdefault(first, []).append((tuple(rest), hit))


@cache
def _variants() -> tuple[tuple[str, tuple[str, ...], Hit], ...]:
    """Column, folded words and meaning of every variant."""
    found = []
    with (Path(__file__).parent / "lexicon.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for column in _ALL:
                for name in filter(None, row[column].split("|")):
                    bare = name.removeprefix("~")
                    found.append((column, tuple(words(bare)), Hit(row["key"], bare, bare != name)))
    return tuple(found)


def forms(column: str, variant: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every way in which a text of ``column``'s language may write a name of these folded words, itself first."""
    first, last = variant[0], variant[-1]
    if column == "ar":
        for form in _arabic(first):
            yield (form, *variant[1:])
        return
    endings = {"ckb": _SORANI_ENDINGS, "kmr": _KURMANJI_ENDINGS, "en": _ENGLISH_ENDINGS}[column]
    leads = _SORANI_PARTICLES if column == "ckb" and len(first) >= _MIN_LETTERS else ("",)
    lasts = [last + ending for ending in endings] if len(last) >= _MIN_LETTERS else [last]
    if column == "ckb" and len(last) >= _MIN_LETTERS and last.endswith("ه"):
        lasts.append(f"{last[:-1]}ی")  # Badini: هەڵەبجە, ل هەڵەبجێ
    for inflected in lasts:
        head, *tail = *variant[:-1], inflected
        for lead in leads:
            yield (lead + head, *tail)


def _arabic(word: str) -> Iterator[str]:
    """An Arabic word with the particles and articles that may stand before it."""
    bare = word.removeprefix("ال") if len(word) > _MIN_LETTERS else word
    is_definite = bare != word
    for leader in _LEADERS:
        for article in _ARTICLES:
            yield leader + article + bare
        if not is_definite:
            yield leader + word
            if len(word) >= _MIN_LETTERS:
                for particle in _PARTICLES:
                    yield leader + particle + word
