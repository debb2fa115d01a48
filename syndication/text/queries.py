"""What people type into a search: words, "phrases" and -exclusions, folded as texts are (pure).

    نفط "حقل قديم" -رياضة     texts with the word and the phrase, without the third

A word is meant in every form that its language gives it: «نفط» finds «للنفط» and «والنفط», «هەولێر» finds «هەولێرەوە».
A phrase is meant as it stands, so quotation marks, of every kind, also ask for one form of a word. A word with a sign
inside (``كركوك-أربيل``) is a phrase. There are no patterns and no operators: nothing that is typed can be slow, or
wrong by its form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from syndication.errors import BadRequest
from syndication.text.clean import one_line
from syndication.text.fold import words
from syndication.text.lexicon import forms

#: Characters of a query, and words in it: more than anybody types, and what one request may cost stays small.
MAX_CHARS = 200
MAX_WORDS = 20

_QUOTES = '"“”„«»″'
_TERM = re.compile(rf"(?P<minus>-?)(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?|(?P<word>[^\s{_QUOTES}]+))")

_ARABIC = re.compile("[\u0600-\u06ff]")
_KURMANJI = re.compile("[êîûçşÊÎÛÇŞ]")

#: Words that stand one after the other; one of them is a word.
Phrase = tuple[str, ...]
#: What is looked for: any one of these.
Term = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A search as it is compared with folded texts."""

    text: str  #: as it was typed, on one line: for titles and addresses
    wanted: tuple[Term, ...]  #: all of them; at least one
    unwanted: tuple[Term, ...] = ()  #: none of them


def parse(text: str) -> Query:
    """Read a search. Raises BadRequest, in words for who typed it, if it is too long or names no word to look for."""
    line = one_line(text)
    if len(line) > MAX_CHARS:
        raise BadRequest(f"the search is longer than {MAX_CHARS} characters", where="q")
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    asked = 0
    for found in _TERM.finditer(line):
        if phrase := tuple(tokens(found["phrase"] or found["word"] or "")):
            term = _inflected(found["word"], phrase) if found["word"] and not phrase[1:] else (phrase,)
            (unwanted if found["minus"] else wanted)[term] = None
            asked += len(phrase)
    if asked > MAX_WORDS:
        raise BadRequest(f"the search has more than {MAX_WORDS} words", where="q")
    if not wanted:
        hint = 'Write words, "a phrase" in quotation marks, and -words that must not be there'
        raise BadRequest("the search names no word to look for", where="q", hint=hint)
    return Query(line, tuple(wanted), tuple(unwanted))


def _inflected(typed: str, phrase: Phrase) -> Term:
    """A word in all its forms. Latin words are Kurmanji where a letter says so: else "plan" would find "plane"."""
    if _ARABIC.search(typed):
        columns: tuple[str, ...] = ("ar", "ckb")
    else:
        columns = ("kmr",) if _KURMANJI.search(typed) else ("en",)
    return tuple(dict.fromkeys([phrase, *(form for column in columns for form in forms(column, phrase))]))


def tokens(text: str) -> list[str]:
    """The words of a text as searches compare them. The databases take ``_`` for a sign between words, so it is one."""
    return words(text.replace("_", " "))
