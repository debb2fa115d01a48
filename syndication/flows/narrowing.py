"""The parameters of a feed's address: what is asked, in its one spelling, and the selection that it leaves (pure).

    ?lang=ar,ckb  ?source=SLUG  ?section=SLUG  ?q=WORDS  ?limit=N  ?content=excerpt

They only take away: a parameter never shows an article, or more of one, that the feed without it does not show.
Parameters that nobody knows (``utm_source``) are passed over; of those that are known a bad value is an error, since a
reader that subscribes to it would wait for articles in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from syndication.errors import BadRequest
from syndication.model import Content
from syndication.selection import Selection
from syndication.text.language import normal_tag
from syndication.text.queries import parse

if TYPE_CHECKING:
    from syndication.config import Config

#: In canonical order.
PARAMETERS = ("lang", "source", "section", "q", "limit", "content")

#: Characters of a query string, and parameters in it, that are read: the longest search, percent-encoded, and to spare.
MAX_CHARS = 4_000
MAX_PARAMETERS = 40
#: Values of one parameter, and entries that may be asked for.
MAX_VALUES = 20
MAX_LIMIT = 1_000

#: From the least to the most.
CONTENTS: tuple[Content, ...] = ("headline", "excerpt", "full")

#: A key that no label has: two restrictions that exclude each other leave nothing.
_NOTHING = frozenset(("",))

Query = tuple[tuple[str, str], ...]


def read(query: str, config: Config) -> Query:
    """What a query string asks, in canonical order and spelling. Raises BadRequest for a value that can't be."""
    if not query:
        return ()
    if len(query) > MAX_CHARS:
        raise BadRequest(f"the address has more than {MAX_CHARS} characters behind its question mark")
    pairs = parse_qsl("&".join(query.split("&", MAX_PARAMETERS)[:MAX_PARAMETERS]), keep_blank_values=True)
    found = []
    for name in PARAMETERS:
        values = [value for key, value in pairs if key == name]
        if values:
            found.append((name, _READERS[name](values, config)))
    return tuple(found)


def _listed(name: str, values: list[str], spelled: Callable[[str], str | None], known: str) -> str:
    """Values between commas, or given twice, each once and sorted."""
    parts = [part.strip() for value in values for part in value.split(",")]
    if len(parts) > MAX_VALUES:
        raise BadRequest(f"{name} has more than {MAX_VALUES} values")
    found = {spelled(part) for part in parts}
    if None in found:
        raise BadRequest(f"{name} has a value that there is not", hint=known)
    return ",".join(sorted(filter(None, found)))


def _languages(values: list[str], _: Config) -> str:
    return _listed("lang", values, normal_tag, "Write the tag of a language, such as ar, ckb, kmr or en")


def _sources(values: list[str], config: Config) -> str:
    slugs = [source.slug for source in config.outlets if not source.is_own]
    return _listed(
        "source", values, lambda slug: slug if slug in slugs else None, "Sources are listed at /sources.opml"
    )


def _sections(values: list[str], config: Config) -> str:
    return _listed("section", values, lambda slug: slug if slug in config.by_slug else None, _one_of(config.by_slug))


def _words(values: list[str], _: Config) -> str:
    return parse(values[-1]).text


def _limit(values: list[str], _: Config) -> str:
    text = values[-1]
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_LIMIT):
        raise BadRequest(f"limit is no number from 1 to {MAX_LIMIT}")
    return str(int(text))


def _content(values: list[str], _: Config) -> str:
    if values[-1] not in CONTENTS:
        raise BadRequest("content is none that there is", hint=_one_of(CONTENTS))
    return values[-1]


_READERS: dict[str, Callable[[list[str], Config], str]] = {
    "lang": _languages,
    "source": _sources,
    "section": _sections,
    "q": _words,
    "limit": _limit,
    "content": _content,
}


def _one_of(names: Iterable[str]) -> str:
    return f"It may be {', '.join(names)}"


def effective(query: Query, selection: Selection, most: int, content: Content) -> Query:
    """Without what changes nothing: sources where there are none, a limit or a content that is no less."""
    return tuple(
        (name, value)
        for name, value in query
        if not (name == "source" and selection.scope == "own")
        and not (name == "limit" and int(value) >= most)
        and not (name == "content" and CONTENTS.index(value) >= CONTENTS.index(content))
    )


def narrowed(selection: Selection, query: Query, config: Config) -> Selection:
    """What is left of a selection."""
    asked = dict(query)
    if "lang" in asked:
        selection = replace(selection, languages=_both(selection.languages, frozenset(asked["lang"].split(","))))
    if "section" in asked:
        keys = frozenset(key for slug in asked["section"].split(",") for key in config.section_keys(slug))
        selection = replace(selection, sections=_both(selection.sections, keys))
    if "source" in asked:
        sources = _both(selection.sources, frozenset(asked["source"].split(",")))
        selection = replace(selection, scope="foreign", sources=sources)
    if "q" in asked:
        selection = replace(selection, words=_all_words(selection, asked["q"]))
    return selection


def _both(had: frozenset[str], asked: frozenset[str]) -> frozenset[str]:
    return (had & asked or _NOTHING) if had else asked


def _all_words(selection: Selection, asked: str) -> tuple[tuple[str, str], ...]:
    words = dict(selection.words)
    words[""] = f"{words.get('', '')} {asked}".strip()
    # Words of a language that is not asked for any more would make it part of the feed again.
    left = {tag: query for tag, query in words.items() if not tag or tag in selection.languages}
    return tuple(sorted(left.items()))
